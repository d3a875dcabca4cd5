"""The zip around a plan: written so that the same content gives the same bytes, read without trust.

Members are stored, not deflated: what a compressor makes of the same data differs from one zlib to the
next, and plans are small; pictures are compressed already.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from chargeplan.errors import ProjectFileError
from chargeplan.files.codec import parse_json, shown
from chargeplan.i18n import N_

MANIFEST = "manifest.json"
FORMAT = "chargeplan"

MOST_MEMBERS = 500
MOST_BYTES = 256 * 2**20
"""All members together, and the file itself."""
MOST_DOCUMENT_BYTES = 16 * 2**20
MOST_RATIO = 100
"""Unpacked to packed size, beyond a megabyte: plans come to 20, pictures to 1, bombs to 1,000."""
_SMALL_BYTES = 2**20

_DATE_OF_MEMBERS = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16
_SAFE_NAME = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*(/[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*)*")
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pack(members: Mapping[str, bytes], version: int, program: str) -> bytes:
    """Return the archive of `members` in their order, the manifest before them."""
    manifest = {
        "format": FORMAT,
        "version": version,
        "program": program,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {MANIFEST: text.encode("utf-8"), **members}.items():
            entry = zipfile.ZipInfo(name, _DATE_OF_MEMBERS)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, data)
    return stream.getvalue()


def unpack(data: bytes, newest: int) -> tuple[int, dict[str, bytes]]:
    """Return the version and the members of an archive, all sums checked.

    Raises
    ------
    ProjectFileError
        When it is no archive of a plan, is damaged, newer than `newest`, or made to do harm; its `faults`
        list everything that was found.
    """
    archive = _open(data)
    entries = archive.infolist()
    _check_entries(entries)
    if MANIFEST not in {entry.filename for entry in entries}:
        raise ProjectFileError("no_manifest", N_("it is no plan: {member} is missing"), member=MANIFEST)
    version, sums = _manifest(parse_json(_read(archive, archive.getinfo(MANIFEST)), MANIFEST), newest)
    members: dict[str, bytes] = {}
    faults: list[ProjectFileError] = []
    for entry in entries:
        if entry.filename != MANIFEST:
            try:
                members[entry.filename] = _member(archive, entry, sums)
            except ProjectFileError as error:
                faults.append(error)
    missing = sorted(set(sums) - {entry.filename for entry in entries})
    faults += [
        ProjectFileError("no_such_member", N_("{member} is missing"), member=shown(name)) for name in missing
    ]
    if faults:
        raise ProjectFileError(faults[0].code, faults[0].text, faults=tuple(faults), **faults[0].values)
    return version, members


def member(data: bytes, name: str) -> bytes | None:
    """Return one member without a look at the others, or None when the archive has none of that name."""
    archive = _open(data)
    entries = archive.infolist()
    _check_entries(entries)
    found = [entry for entry in entries if entry.filename == name]
    return _read(archive, found[0]) if found else None


def _open(data: bytes) -> zipfile.ZipFile:
    if len(data) > MOST_BYTES:
        raise ProjectFileError("too_large", N_("it is larger than {most} MB"), most=MOST_BYTES // 2**20)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # what zipfile raises on damaged bytes is not one kind of error
        raise ProjectFileError("damaged_archive", N_("it is damaged or no plan at all")) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_MEMBERS:
        raise ProjectFileError("too_many_members", N_("it holds more than {most} files"), most=MOST_MEMBERS)
    unpacked, packed = (sum(getattr(e, size) for e in entries) for size in ("file_size", "compress_size"))
    if unpacked > MOST_BYTES:
        raise ProjectFileError(
            "too_large", N_("unpacked it would be larger than {most} MB"), most=MOST_BYTES // 2**20
        )
    if _has_swollen(unpacked, packed):
        raise ProjectFileError("bomb", N_("its files unpack to more than a plan can hold"))
    seen: set[str] = set()
    faults = []
    for entry in entries:
        fault = _entry_fault(entry, seen)
        seen.add(entry.filename)
        if fault:
            faults.append(fault)
    if faults:
        raise ProjectFileError(faults[0].code, faults[0].text, faults=tuple(faults), **faults[0].values)


def _has_swollen(unpacked: int, packed: int) -> bool:
    return unpacked > _SMALL_BYTES and unpacked > MOST_RATIO * packed


def _entry_fault(entry: zipfile.ZipInfo, seen: set[str]) -> ProjectFileError | None:
    # orig_filename is what stands in the file: zipfile turns backslashes round and cuts at a NUL.
    name = entry.orig_filename
    if not _SAFE_NAME.fullmatch(name) or len(name) > 200:
        return ProjectFileError(
            "unsafe_name", N_("the name {member} leads out of the file or is not allowed"), member=shown(name)
        )
    if name in seen:
        return ProjectFileError("repeated_member", N_("{member} is in it twice"), member=name)
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        return ProjectFileError("unreadable_member", N_("{member} is packed in an unknown way"), member=name)
    limit = MOST_DOCUMENT_BYTES if name.endswith(".json") else MOST_BYTES
    if entry.file_size > limit or _has_swollen(entry.file_size, entry.compress_size):
        return ProjectFileError("bomb", N_("{member} unpacks to more than a plan can hold"), member=name)
    return None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except Exception as error:  # as in `_open`
        raise ProjectFileError("damaged_member", N_("{member} is damaged"), member=entry.filename) from error
    if len(data) != entry.file_size:
        raise ProjectFileError("damaged_member", N_("{member} is damaged"), member=entry.filename)
    return data


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sums: Mapping[str, str]) -> bytes:
    name = entry.filename
    if name not in sums:
        raise ProjectFileError("unlisted_member", N_("{member} is not listed in the manifest"), member=name)
    data = _read(archive, entry)
    if hashlib.sha256(data).hexdigest() != sums[name]:
        raise ProjectFileError(
            "checksum", N_("{member} has been changed: its checksum is wrong"), member=name
        )
    return data


def _manifest(document: Any, newest: int) -> tuple[int, Mapping[str, str]]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ProjectFileError("wrong_format", N_("it is no plan: the manifest names another format"))
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ProjectFileError("bad_manifest", N_("the manifest has no valid version"))
    if version > newest:
        raise ProjectFileError(
            "newer_version",
            N_("it is of version {version}, made by a newer program; this program reads up to {newest}"),
            version=shown(version), newest=newest,
        )  # fmt: skip
    sums = document.get("files")
    if set(document) != {"format", "version", "program", "files"} or not isinstance(document["program"], str):
        raise ProjectFileError("bad_manifest", N_("the manifest is not complete"))
    if not isinstance(sums, dict) or not all(isinstance(value, str) for value in sums.values()):
        raise ProjectFileError("bad_manifest", N_("the manifest is not complete"))
    return version, sums
