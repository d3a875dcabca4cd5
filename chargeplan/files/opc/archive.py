"""A zip whose members are carried over as they are packed, and in their order."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chargeplan.errors import ImportFileError
from chargeplan.i18n import N_

MOST_BYTES = 256 * 2**20
"""The file itself, and each of its members that is unpacked."""
MOST_MEMBERS = 20_000

_DATE = (1980, 1, 1, 0, 0, 0)
_UTF8 = 0x800
_ENCRYPTED = 0x1
_DESCRIPTOR = 0x8
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20


def damaged(name: str) -> ImportFileError:
    """Return the error of a file that is no workbook, or none any more."""
    return ImportFileError(
        "damaged_workbook", N_("{name} is damaged: it cannot be read as a workbook"), name=name
    )


@dataclass(frozen=True)
class Member:
    """One member: its name, its bytes as they are packed, and what the archive says of it."""

    name: str
    packed: bytes
    method: int
    crc: int
    size: int
    date: tuple[int, int, int, int, int, int] = _DATE
    flags: int = 0
    system: int = 0
    attributes: int = 0

    @cached_property
    def content(self) -> bytes:
        """Its bytes unpacked; raises `ImportFileError` when they are damaged or too many."""
        if self.size > MOST_BYTES:
            raise damaged(self.name)
        try:
            data = self._unpacked()
        except zlib.error as error:
            raise damaged(self.name) from error
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise damaged(self.name)
        return data

    def _unpacked(self) -> bytes:
        if self.method == zipfile.ZIP_STORED:
            return self.packed
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.packed, self.size + 1)

    @property
    def raw_name(self) -> bytes:
        """The name as it stands in the archive."""
        return self.name.encode("utf-8" if self.flags & _UTF8 else "cp437")


@dataclass(frozen=True)
class Archive:
    """All members in their order, and the comment at the end."""

    members: tuple[Member, ...]
    comment: bytes = b""

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """Members by name in small letters: names of parts differ in more than case."""
        return {member.name.lower(): member for member in self.members}

    def find(self, name: str) -> Member | None:
        """Return the member of a name, None without one."""
        return self.by_name.get(name.lower())


def packed_member(name: str, content: bytes, like: Member | None = None) -> Member:
    """Return a member of new content; what the archive said of the old one is kept, but for its date."""
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    flags = like.flags if like else (0 if name.isascii() else _UTF8)
    return Member(
        like.name if like else name, packed, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content),
        flags=flags, system=like.system if like else 0, attributes=like.attributes if like else 0,
    )  # fmt: skip


def read_archive(data: bytes, name: str) -> Archive:
    """Return the members of an archive, none of them unpacked.

    Raises
    ------
    ImportFileError
        When it is no archive, is damaged, too large, or packed in a way that workbooks are not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            members = tuple(_member(data, entry) for entry in entries)
            made = Archive(members, archive.comment)
    except Exception as error:  # what zipfile raises on damaged bytes is not one kind of error
        raise damaged(name) from error
    if len(data) > MOST_BYTES or len(members) > MOST_MEMBERS or len(made.by_name) != len(members):
        raise damaged(name)
    if any(entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS for entry in entries):
        raise damaged(name)
    return made


def _member(data: bytes, entry: zipfile.ZipInfo) -> Member:
    local = _LOCAL.unpack_from(data, entry.header_offset)
    begin = entry.header_offset + _LOCAL.size + local[9] + local[10]
    packed = data[begin : begin + entry.compress_size]
    if local[0] != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise zipfile.BadZipFile
    return Member(
        entry.orig_filename, packed, entry.compress_type, entry.CRC, entry.file_size, entry.date_time,
        entry.flag_bits & ~_DESCRIPTOR, entry.create_system, entry.external_attr,
    )  # fmt: skip


def written_archive(archive: Archive) -> bytes:
    """Return an archive as bytes: the same members give the same."""
    stream = io.BytesIO()
    directory = [_write(stream, member) for member in archive.members]
    begin = stream.tell()
    stream.write(b"".join(directory))
    count, size = len(directory), stream.tell() - begin
    stream.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, begin, len(archive.comment)))
    stream.write(archive.comment)
    return stream.getvalue()


def _write(stream: io.BytesIO, member: Member) -> bytes:
    """Write one member and return its entry of the directory."""
    offset = stream.tell()
    year, month, day, hour, minute, second = member.date
    day_bits = (year - 1980) << 9 | month << 5 | day
    time_bits = hour << 11 | minute << 5 | second // 2
    name = member.raw_name
    common = (
        _VERSION, member.flags, member.method, time_bits, day_bits, member.crc,
        len(member.packed), member.size, len(name), 0,
    )  # fmt: skip
    stream.write(_LOCAL.pack(b"PK\x03\x04", *common) + name + member.packed)
    made_by = member.system << 8 | _VERSION
    return _CENTRAL.pack(b"PK\x01\x02", made_by, *common, 0, 0, 0, member.attributes, offset) + name


def with_members(archive: Archive, changed: dict[str, bytes], left_out: Iterable[str] = ()) -> Archive:
    """Return an archive with some members of other content, in their places, and new ones at the end."""
    gone = {name.lower() for name in left_out}
    new = {name.lower(): (name, content) for name, content in changed.items()}
    members = []
    for member in archive.members:
        key = member.name.lower()
        if key in gone:
            continue
        if key in new:
            _, content = new.pop(key)
            members.append(
                member if content == member.content else packed_member(member.name, content, member)
            )
        else:
            members.append(member)
    members += [packed_member(name, content) for name, content in new.values()]
    return Archive(tuple(members), archive.comment)
