"""DXF drawings as documents of ezdxf: text of any age and letters, binary, and damaged ones in part."""

from __future__ import annotations

import codecs
import io
import logging
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ezdxf import recover
from ezdxf.document import Drawing
from ezdxf.lldxf.const import DXFError
from ezdxf.lldxf.tagger import binary_tags_loader
from ezdxf.tools.codepage import toencoding

from chargeplan.errors import Cancelled, ImportFileError, go_on_unless
from chargeplan.files.sources.dxf_mending import mended
from chargeplan.i18n import N_

Progress = Callable[[float | None], None]

WHAT_DAMAGED_ENTITIES_RAISE = (
    DXFError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError,
    RecursionError, struct.error, NotImplementedError,
)  # fmt: skip
"""What the library raises on numbers, codes and references that do not fit; it promises none of them."""

MOST_LAYERS = 20_000
"""Large drawings have a few thousand; nobody could look through more."""

_MOST_TAGS = 5_000_000
"""Groups of code and value, five to ten of a line: as much as is read in a minute and a gigabyte."""
_TAG_BYTES = 12
"""Of a group in the binary form, on average."""
_BINARY = b"AutoCAD Binary DXF"
_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 200_000
_VERSION = re.compile(rb"\$ACADVER\s+1\s+(AC\d{4})")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\S+)")
_LAYER = re.compile(rb"[\r\n] *0[ \t]*(?:\r\n?|\n)[ \t]*LAYER[ \t]*[\r\n]")
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_UTF8_SINCE = b"AC1021"
_LINE = re.compile(r"line:? (\d+)")
_LOOK_EVERY = 2000
_LOADING_SHARE = 0.45
"""So much of the time goes into reading the lines, as much again into what the library makes of them."""

logging.getLogger("ezdxf").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Loaded:
    """A drawing, and whether it was damaged so that only a part of it may have been found."""

    document: Drawing
    damaged: bool = False


def loaded(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> Loaded:
    """Return a drawing in the bytes of its file, as `narrow` gives them.

    Raises
    ------
    ImportFileError
        When it is empty, no DXF, or too damaged to find anything.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    is_marked = data.startswith(_BOM)
    data = data.removeprefix(_BOM)
    if not data.strip():
        raise ImportFileError("empty_file", N_("{name} is empty: there is nothing to take in"), name=name)
    _check_size(data, name)
    watch = _Watch(cancelled, progress)
    if data.startswith(_BINARY):
        return Loaded(_binary(data, name, watch))
    if b"SECTION" not in data:
        text = N_("{name} is no DXF drawing: save it anew as DXF from a CAD program and import that")
        raise ImportFileError("no_dxf", text, name=name)
    if sum(1 for _ in _LAYER.finditer(data)) > MOST_LAYERS:
        raise too_many_layers(name)
    try:
        encoding = "utf-8" if is_marked else encoding_of(data)
        stream = io.TextIOWrapper(io.BytesIO(data), encoding, errors="surrogateescape")
        return Loaded(Drawing.read(_Watched(stream, data, watch)))  # type: ignore[arg-type]
    except WHAT_DAMAGED_ENTITIES_RAISE as error:
        return Loaded(_recovered(data, name, watch, error), damaged=True)


def _check_size(data: bytes, name: str) -> None:
    is_binary = data.startswith(_BINARY)
    tags = len(data) // _TAG_BYTES if is_binary else max(data.count(b"\n"), data.count(b"\r")) // 2
    if tags > _MOST_TAGS:
        text = N_(
            "{name} is too large a drawing: save only the part with the estate, without layers that are not "
            "needed"
        )
        raise ImportFileError("too_large", text, name=name)


def too_many_layers(name: str) -> ImportFileError:
    """Return the refusal of a drawing whose layers nobody could look through."""
    text = N_(
        "{name} has more than {most} layers: remove those that are not used, or save only the site plan"
    )
    return ImportFileError("too_many_layers", text, name=name, most=MOST_LAYERS)


def narrow(data: bytes) -> bytes:
    """Return a text of two bytes a letter in UTF-8, with the mark that says so; anything else as it is."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data[:2]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    else:
        return data
    return _BOM + data.decode(encoding, errors="replace").encode()


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text DXF: as it says, unless its letters are those of another."""
    head = data[:_HEAD_BYTES]
    version, page = _VERSION.search(head), _CODE_PAGE.search(head)
    stated = str(toencoding(page[1].decode("ascii", "replace").lower())) if page else "cp1252"
    if version and version[1] >= _UTF8_SINCE:
        stated = "utf-8"
    if data.isascii():
        return "utf-8"
    if stated != "cp1252" and _can_be(data, stated):
        return stated
    if _can_be(data, "utf-8"):
        return "utf-8"
    return "gb18030" if _looks_chinese(data) else stated


def _can_be(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _looks_chinese(data: bytes) -> bool:
    """Tell whether foreign letters come in the pairs of GB 2312, which others have by chance only."""
    runs = _FOREIGN.findall(data)
    pairs = sum(len(run) % 2 == 0 and min(run) >= 0xA1 for run in runs)
    return pairs >= 0.9 * len(runs) and _can_be(data, "gb18030")


def _binary(data: bytes, name: str, watch: _Watch) -> Drawing:
    try:
        tags = binary_tags_loader(data)
        return Drawing.load(watch.each(tags, len(data) // _TAG_BYTES))
    except WHAT_DAMAGED_ENTITIES_RAISE as error:
        raise _damaged(name, error) from error


def _recovered(data: bytes, name: str, watch: _Watch, first: Exception) -> Drawing:
    whole = mended(data)
    try:
        document, _auditor = recover.read(_Watched(io.BytesIO(whole), whole, watch))  # type: ignore[arg-type]
    except WHAT_DAMAGED_ENTITIES_RAISE as error:
        raise _damaged(name, first) from error
    return document


def _damaged(name: str, error: Exception) -> ImportFileError:
    place = _LINE.search(str(error))
    if place:
        text = N_(
            "{name} is damaged at line {line} and cannot be read: save it anew as DXF in the program that "
            "it comes from"
        )
        return ImportFileError("damaged_dxf", text, name=name, line=int(place[1]))
    return cut_off(name)


def cut_off(name: str) -> ImportFileError:
    """Return the refusal of a damaged drawing of which nothing could be read."""
    text = N_(
        "{name} is damaged or cut off and cannot be read: save it anew as DXF in the program that it comes "
        "from"
    )
    return ImportFileError("damaged_dxf", text, name=name)


class _Stream(Protocol):
    def readline(self) -> Any: ...


class _Watch:
    """Asks now and then whether reading is still wanted, and tells how far it is."""

    def __init__(self, cancelled: Cancelled, progress: Progress) -> None:
        self._cancelled = cancelled
        self._progress = progress

    def look(self, share: float) -> None:
        go_on_unless(self._cancelled)
        self._progress(min(share, 1.0) * _LOADING_SHARE)

    def each(self, tags: Any, expected: int) -> Iterator[Any]:
        for index, tag in enumerate(tags):
            if index % _LOOK_EVERY == 0:
                self.look(index / max(expected, 1))
            yield tag


class _Watched:
    """A stream of lines that is watched while it is read."""

    def __init__(self, stream: _Stream, data: bytes, watch: _Watch) -> None:
        self._readline = stream.readline
        self._lines = max(data.count(b"\n"), 1)
        self._read = 0
        self._watch = watch

    def readline(self) -> Any:
        if self._read % _LOOK_EVERY == 0:
            self._watch.look(self._read / self._lines)
        self._read += 1
        return self._readline()
