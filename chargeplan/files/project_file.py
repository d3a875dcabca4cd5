"""The `.chargeplan` file: a plan read without trust and saved without risk.

The file is a zip of `manifest.json` (format, version, program, sha256 of the rest), `project.json`, the
pictures in `underlay/` and, where there is one, `thumbnail.png`. The same plan gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
from contextlib import suppress
from pathlib import Path

from chargeplan import __version__
from chargeplan.errors import ChargeplanError, ProjectFileError
from chargeplan.files.archive import MOST_BYTES, member, pack, unpack
from chargeplan.files.atomic import replace_file, system_reason
from chargeplan.files.codec import Decoder, TooManyFaults, encode, parse_json
from chargeplan.files.identity import note_identity_faults
from chargeplan.files.migrations import VERSION, migrate
from chargeplan.i18n import N_
from chargeplan.model.project import Project

SUFFIX = ".chargeplan"
BACKUP_SUFFIX = ".bak"
DOCUMENT = "project.json"
THUMBNAIL = "thumbnail.png"

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_SIGNATURE = b"\xff\xd8"
_MOST_THUMBNAIL_BYTES = 4 * 2**20
_MOST_THUMBNAIL_PX = 4096

_REFUSALS = (
    N_("{name} cannot be opened: {first}"),
    N_("{name} cannot be opened: {first}; {second}"),
    N_("{name} cannot be opened: {first}; {second}; {third}"),
    N_("{name} cannot be opened: {first}; {second}; {third}; and {more} more faults"),
)


def read_project(path: Path) -> Project:
    """Return the plan in a file; nothing is ever written.

    Raises
    ------
    ProjectFileError
        With everything that is wrong in its `faults`.
    """
    return read_project_bytes(plan_file_bytes(path), path.name)


def read_project_bytes(data: bytes, name: str) -> Project:
    """Return the plan in the bytes of a file called `name`, see `read_project`."""
    try:
        return _project(data)
    except ProjectFileError as error:
        raise _refusal(name, error.faults or (error,)) from error


def project_bytes(project: Project, thumbnail: bytes | None = None) -> bytes:
    """Return the bytes of the file of a plan; the same plan and thumbnail give the same bytes."""
    pictures: dict[str, bytes] = {}

    def put(picture: bytes) -> str:
        name = _picture_name(picture)
        pictures[name] = picture
        return name

    document = encode(project, put)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    # A lone surrogate is no UTF-8; as the escape it comes out as, reading finds it and says where it stands.
    members = {DOCUMENT: text.encode("utf-8", "backslashreplace"), **dict(sorted(pictures.items()))}
    if thumbnail is not None:
        members[THUMBNAIL] = thumbnail
    return pack(members, VERSION, f"chargeplan {__version__}")


def save_project(project: Project, path: Path, thumbnail: bytes | None = None) -> None:
    """Save a plan; what stood at `path` before is kept as `NAME.bak` beside it.

    Everything that can fail happens before the old file is touched, and the change itself is one step: a
    save that fails leaves the old file as it was, and nothing else behind.

    Raises
    ------
    ProjectFileError
        With a sentence that says why.
    """
    try:
        data = project_bytes(project, thumbnail)
        if _project(data) != project:
            raise ProjectFileError("not_faithful", N_("the plan would not be the same when opened again"))
        replace_file(path.resolve(), data, backup_suffix=BACKUP_SUFFIX)
    except Exception as error:
        reason = error if isinstance(error, ChargeplanError) else system_reason(error)
        faults = error.faults if isinstance(error, ProjectFileError) else ()
        raise ProjectFileError(
            "not_saved",
            N_("{name} was not saved: {reason}. What was there before is unchanged."),
            faults=faults, name=path.name, reason=reason,
        ) from error  # fmt: skip


def read_thumbnail(path: Path) -> bytes | None:
    """Return the PNG of a plan's thumbnail, or None when there is none that can be shown."""
    try:
        picture = member(plan_file_bytes(path), THUMBNAIL)
    except (ProjectFileError, OSError, ValueError):
        return None
    if picture is None or len(picture) > _MOST_THUMBNAIL_BYTES or not picture.startswith(_PNG_SIGNATURE):
        return None
    if len(picture) < 24 or not all(
        0 < side <= _MOST_THUMBNAIL_PX for side in struct.unpack(">II", picture[16:24])
    ):
        return None
    return picture


def _project(data: bytes) -> Project:
    version, members = unpack(data, VERSION)
    if DOCUMENT not in members:
        raise ProjectFileError("no_document", N_("it is no plan: {member} is missing"), member=DOCUMENT)
    document = migrate(parse_json(members[DOCUMENT], DOCUMENT), version)
    decoder = Decoder(DOCUMENT, members.get)
    project: Project | None = None
    with suppress(TooManyFaults):
        project = decoder.decode(document, Project)
        note_identity_faults(document, decoder)
        if project is not None:
            _check_pictures(project, decoder)
    if project is None or decoder.faults:
        first = decoder.faults[0]
        raise ProjectFileError(first.code, first.text, faults=tuple(decoder.faults), **first.values)
    return project


def _check_pictures(project: Project, decoder: Decoder) -> None:
    if not project.site.underlays:
        return
    # Pillow is loaded only for plans that hold a picture: opening the first window should not wait for it.
    from chargeplan.files.underlay import stored_picture_fits

    for index, underlay in enumerate(project.site.underlays):
        if not stored_picture_fits(underlay):
            decoder.note(
                "bad_picture",
                N_("{place}: the picture is damaged or not the one described"),
                place=f"site.underlays[{index}]",
            )


def _refusal(name: str, faults: tuple[ChargeplanError, ...]) -> ProjectFileError:
    few = dict(zip(("first", "second", "third"), faults, strict=False))
    text = _REFUSALS[min(len(faults), len(_REFUSALS)) - 1]
    return ProjectFileError(
        faults[0].code, text, faults=faults, name=name, more=len(faults) - len(few), **few
    )


def _picture_name(picture: bytes) -> str:
    kinds = ((_PNG_SIGNATURE, "png"), (_JPEG_SIGNATURE, "jpg"))
    kind = next((kind for signature, kind in kinds if picture.startswith(signature)), "lines")
    return f"underlay/{hashlib.sha256(picture).hexdigest()[:32]}.{kind}"


def plan_file_bytes(path: Path) -> bytes:
    """Return the bytes of a plan's file, a little more than a plan can have at most.

    Raises
    ------
    ProjectFileError
        When it is not there, is no ordinary file, or cannot be read.
    """
    try:
        # Only plain files: a pipe would keep the program waiting for ever.
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ProjectFileError(
                "no_file", N_("{name} cannot be opened: it is no ordinary file"), name=path.name
            )
        with path.open("rb") as stream:
            return stream.read(min(about.st_size, MOST_BYTES) + 1)  # that much memory is taken at once
    except (OSError, ValueError) as error:
        raise ProjectFileError(
            "unreadable", N_("{name} cannot be opened: {reason}"), name=path.name, reason=system_reason(error)
        ) from error
