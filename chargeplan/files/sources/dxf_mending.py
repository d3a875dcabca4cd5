"""Text DXF that is cut off or lacks what marks its parts, made whole enough to be read in part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

_PARTS: Mapping[bytes, bytes] = {
    b"LWPOLYLINE": b"AcDbPolyline",
    b"SPLINE": b"AcDbSpline",
    b"ELLIPSE": b"AcDbEllipse",
    b"HATCH": b"AcDbHatch",
    b"MTEXT": b"AcDbMText",
}
"""What marks the data of an object that is its own, of those that are not read without."""

_COMMON = frozenset(
    (b"5", b"8", b"6", b"48", b"60", b"62", b"67", b"102", b"330", b"360", b"370", b"420", b"410")
)
"""Groups that every object may have, which stand before the mark."""

_NEEDED = frozenset((b"$ACADVER", b"$DWGCODEPAGE", b"$INSUNITS"))

_MARK, _START = b"100", b"0"
_LAYER, _LAYER_ENTRY, _NAME = b"8", b"LAYER", b"2"
_NAME_LETTERS = bytes.maketrans(b'<>/\\":;?*=`', b"_" * 11)
_NO_NUMBER = b"nan"
_REALS = frozenset(str(code).encode() for code in (*range(10, 60), *range(210, 240)))
_WHOLES = frozenset(str(code).encode() for code in (*range(60, 80), *range(90, 100), *range(170, 180)))
"""Codes of groups in the DXF reference that hold coordinates and sizes, and counts and flags."""
_LATER_AGE = b"AC1015"


def mended(data: bytes) -> bytes:
    """Return a text DXF whose last object is whole, whose sections end, and whose objects have their marks.

    It is for files that could not be read as they are; what is whole comes back with the same objects.
    """
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    tags = [(code.strip(), value) for code, value in zip(lines[::2], lines[1::2], strict=False)]
    ends = [index for index, tag in enumerate(tags) if _is_end(tag)]
    if ends:
        tags = tags[: ends[0]]
    else:
        starts = (index for index in reversed(range(len(tags))) if tags[index][0].strip() == _START)
        tags = tags[: next(starts, 0)]
    tags = list(_with_sound_values(_with_short_head(tags)))
    made = list(_marked(tags))
    if len(made) > len(tags):
        made = list(_of_a_later_age(made))
    if not ends:
        made.append((_START, b"ENDSEC"))
    made.append((_START, b"EOF"))
    return b"\n".join([line for tag in made for line in tag] + [b""])


def _with_sound_values(tags: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield tags with numbers where numbers belong, and layers named as the library takes them.

    What should be a coordinate and is no number becomes one that is none, so that only its object is lost.
    """
    kind = b""
    for code, value in tags:
        if code == _START:
            kind = value.strip()
        if code == _LAYER or (kind == _LAYER_ENTRY and code == _NAME):
            yield code, value.translate(_NAME_LETTERS)
        elif code in _REALS and not _reads_as(float, value):
            yield code, _NO_NUMBER
        elif code in _WHOLES and not _reads_as(_whole, value):
            yield code, b"0"
        else:
            yield code, value


def _whole(value: bytes) -> int:
    return int(float(value))


def _reads_as(kind: Callable[[bytes], float], value: bytes) -> bool:
    try:
        kind(value)
    except (ValueError, OverflowError):
        return False
    return True


def _is_end(tag: tuple[bytes, bytes]) -> bool:
    return tag[0].strip() == _START and tag[1].strip() == b"EOF"


def _with_short_head(tags: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield tags, of the header only those that are needed, so that no fault among the others matters."""
    in_head, kept = False, 0
    for number, tag in enumerate(tags):
        code, value = tag[0].strip(), tag[1].strip()
        if code == _START:
            in_head = value == b"SECTION" and tags[number + 1 : number + 2] == [(b"2", b"HEADER")]
            kept = 2
        elif in_head and code == b"9":
            kept = 2 if value in _NEEDED else 0
        if not in_head or kept > 0:
            yield tag
            kept -= 1


def _marked(tags: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield tags, with marks put into objects that have none."""
    wanted = b""
    for tag in tags:
        code, value = tag[0].strip(), tag[1].strip()
        if code == _START:
            wanted = _PARTS.get(value, b"")
        elif wanted and code == _MARK:
            wanted = b""
        elif wanted and code not in _COMMON:
            yield _MARK, b"AcDbEntity"
            yield _MARK, wanted
            wanted = b""
        yield tag


def _of_a_later_age(tags: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield tags as those of a version that has marks; files that say nothing are taken for older ones."""
    versions = [n for n, tag in enumerate(tags) if tag[1].strip() == b"$ACADVER"]
    if not versions:
        yield from ((_START, b"SECTION"), (b"2", b"HEADER"), (b"9", b"$ACADVER"), (b"1", _LATER_AGE))
        yield (_START, b"ENDSEC")
    for number, tag in enumerate(tags):
        is_version = number - 1 in versions[:1] and tag[1].strip() < _LATER_AGE
        yield (tag[0], _LATER_AGE) if is_version else tag
