"""What a file is, by what stands in it; its name counts only where its content says nothing.

A file that cannot be taken in is refused with a sentence that says how to come by one that can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from chargeplan.errors import ImportFileError
from chargeplan.files.sources.values import Note, SourceKind
from chargeplan.files.whole_file import whole_file
from chargeplan.i18n import N_

MOST_BYTES = 256 * 2**20
"""What is read of any file: as much as a plan can have."""

SUFFIXES: Mapping[SourceKind, tuple[str, ...]] = {
    SourceKind.PLAN: (".chargeplan",),
    SourceKind.PICTURE: (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp"),
    SourceKind.PDF: (".pdf",),
    SourceKind.DXF: (".dxf",),
    SourceKind.GEOJSON: (".geojson", ".json"),
    SourceKind.OSM: (".osm", ".xml"),
}
"""What files of a kind are called, the usual ending first."""

_HEAD_BYTES = 65_536
_TAIL_BYTES = 2**20
_PDF_WITHIN = 1024
"""Readers of PDF allow so many bytes before its mark."""

_DWG = N_(
    "{name} is a DWG drawing, which only CAD programs can read: save it there as DXF (AutoCAD, ZWCAD, "
    "GstarCAD: Save as), or convert it with the free ODA File Converter, and import the DXF"
)
_HEIC = N_(
    "{name} is a HEIC picture, as phones make them: export it as JPEG (on the phone: share it, or set the "
    "camera to the most compatible format) and import that"
)
_OTHER_PICTURE = N_("{name} is a picture that is not read here: save it as PNG or JPEG and import that")
_OFFICE = N_(
    "{name} is an Office document: print the page with the plan as PDF, or save its picture as PNG, and "
    "import that"
)
_ARCHIVE = N_("{name} is an archive: unpack it and import the file in it")
_SHAPEFILE = N_(
    "{name} is part of a shapefile: convert it to GeoJSON, for example with QGIS (Export, Save features as), "
    "and import that"
)
_KML = N_(
    "{name} is a KML map: convert it to GeoJSON, for example with QGIS (Export, Save features as), and "
    "import that"
)
_MAP_DATA = N_(
    "{name} is map data that is not read here: convert it to GeoJSON, for example with QGIS (Export, Save "
    "features as), and import that"
)
_OSM_PACKED = N_(
    "{name} is packed OpenStreetMap data: save it as OSM XML, for example with JOSM or osmium, and import "
    "that"
)
_VECTOR = N_("{name} is a vector picture: save or print it as PDF and import that")
_WEB_PAGE = N_("{name} is a web page and no plan: print it as PDF and import that")
_OTHER_XML = N_("{name} is XML, but no OpenStreetMap data (its root is {root}): export it as DXF or GeoJSON")
_OTHER_JSON = N_("{name} is JSON, but no GeoJSON: it has no features or geometry with a type of GeoJSON")
_TEXT = N_(
    "{name} is a text without a drawing in it: choose a picture, a PDF, a DXF drawing, GeoJSON or OSM XML"
)
_EMPTY = N_("{name} is empty: there is nothing to take in")
_UNKNOWN = N_(
    "it cannot be told what {name} is: choose a picture (PNG, JPEG, TIFF, WebP), a PDF, a DXF drawing, "
    "GeoJSON or OSM XML"
)

_MAGIC: tuple[tuple[bytes, SourceKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", SourceKind.PICTURE),
    (b"\xff\xd8\xff", SourceKind.PICTURE),
    (b"II*\0", SourceKind.PICTURE),
    (b"MM\0*", SourceKind.PICTURE),
    (b"II+\0", SourceKind.PICTURE),
    (b"MM\0+", SourceKind.PICTURE),
    (b"AutoCAD Binary DXF", SourceKind.DXF),
)

_REFUSED_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", "other_picture", _OTHER_PICTURE),
    (b"\0\0\0\x0cjP  ", "other_picture", _OTHER_PICTURE),
    (b"8BPS", "other_picture", _OTHER_PICTURE),
    (b"%!PS", "vector_picture", _VECTOR),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office", _OFFICE),
    (b"\x1f\x8b", "archive", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "archive", _ARCHIVE),
    (b"Rar!\x1a\x07", "archive", _ARCHIVE),
    (b"BZh", "archive", _ARCHIVE),
    (b"\xfd7zXZ\0", "archive", _ARCHIVE),
    (b"\0\0\x27\x0a", "shapefile", _SHAPEFILE),
    (b"SQLite format 3\0", "map_data", _MAP_DATA),
)

_REFUSED_ROOTS: Mapping[str, tuple[str, str]] = {
    "kml": ("kml", _KML),
    "gpx": ("map_data", _MAP_DATA),
    "FeatureCollection": ("map_data", _MAP_DATA),
    "CityModel": ("map_data", _MAP_DATA),
    "svg": ("vector_picture", _VECTOR),
    "html": ("web_page", _WEB_PAGE),
}

_DWG_MARK = re.compile(rb"AC(10\d\d|1\.\d|2\.\d)|MC0\.0")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"mif1", b"msf1")
_SHAPEFILE_SUFFIXES = (".shp", ".shx", ".dbf")
_OFFICE_MARKS = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"application/vnd.oasis.opendocument")
_GEOJSON_TYPE = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|Topology|(Multi)?(Point|LineString|Polygon))"'
)
_DXF_START = re.compile(r"(\s*999[ \t]*\r?\n[^\r\n]*\r?\n)*\s*0[ \t]*\r?\n[ \t]*SECTION\s", re.IGNORECASE)
_PROLOG = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\])?\s*>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_WIDE_START = re.compile(rb"[{[<]\0|\0[{[<]")
_MARKS_OF_ORDER = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def kind_of(path: Path) -> SourceKind:
    """Return what a file is.

    Raises
    ------
    ImportFileError
        When it cannot be read, is empty, or is of a kind that is not taken in.
    """
    return kind_of_bytes(whole_file(path, MOST_BYTES), path.name)


def kind_of_bytes(data: bytes, name: str) -> SourceKind:
    """Return what the bytes of a file called `name` are, see `kind_of`."""
    if not data:
        raise ImportFileError("empty", _EMPTY, name=name)
    kind = next((found for start, found in _MAGIC if data.startswith(start)), None)
    for looks_at in (_of_binary, _of_text):
        kind = kind or looks_at(data, name)
    kind = kind or _by_name(name)
    if kind is None:
        raise _unknown(data, name)
    return kind


def name_note(name: str, kind: SourceKind) -> Note | None:
    """Return a note for a name that says another kind than the content, None where they agree."""
    suffix = PurePath(name).suffix.lower()
    if not suffix or suffix in SUFFIXES[kind]:
        return None
    code = "wrong_suffix"
    text = N_("{name} is read as what it is by its content, not as its name says: {kind}")
    return Note(code, text, {"name": name, "kind": SUFFIXES[kind][0].removeprefix(".").upper()})


def _by_name(name: str) -> SourceKind | None:
    """Return the kind that the ending of a name stands for; its reader tells what is wrong inside."""
    suffix = PurePath(name).suffix.lower()
    certain = (kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes)
    return None if suffix in (".json", ".xml") else next(certain, None)


def _refused(code: str, text: str, name: str) -> ImportFileError:
    return ImportFileError(code, text, name=name)


def _of_binary(data: bytes, name: str) -> SourceKind | None:
    if _DWG_MARK.match(data):
        raise _refused("dwg", _DWG, name)
    for start, code, text in _REFUSED_MAGIC:
        if data.startswith(start):
            raise _refused(code, text, name)
    for marked, look in _CONTAINERS.items():
        if data[marked[0] :].startswith(marked[1]):
            return look(data, name)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return SourceKind.PDF
    if b"OSMHeader" in data[:64]:
        raise _refused("osm_packed", _OSM_PACKED, name)
    return None


def _of_zip(data: bytes, name: str) -> SourceKind | None:
    seen = data[:_HEAD_BYTES] + data[-_TAIL_BYTES:]
    if b"project.json" in seen and b"manifest.json" in seen:
        return SourceKind.PLAN
    if any(mark in seen for mark in _OFFICE_MARKS):
        raise _refused("office", _OFFICE, name)
    if b"doc.kml" in seen:
        raise _refused("kml", _KML, name)
    if PurePath(name).suffix.lower() in SUFFIXES[SourceKind.PLAN]:
        return SourceKind.PLAN  # its reader says what is wrong with it
    raise _refused("archive", _ARCHIVE, name)


def _of_media_box(data: bytes, name: str) -> SourceKind | None:
    if data[8:12] in _HEIC_BRANDS:
        raise _refused("heic", _HEIC, name)
    raise _refused("other_picture", _OTHER_PICTURE, name)


def _of_riff(data: bytes, _name: str) -> SourceKind | None:
    return SourceKind.PICTURE if data[8:12] == b"WEBP" else None


def _of_bitmap(data: bytes, name: str) -> SourceKind | None:
    if data[6:10] == b"\0\0\0\0":
        raise _refused("other_picture", _OTHER_PICTURE, name)
    return None


_CONTAINERS: Mapping[tuple[int, bytes], Callable[[bytes, str], SourceKind | None]] = {
    (0, b"PK\x03\x04"): _of_zip,
    (0, b"PK\x05\x06"): _of_zip,
    (4, b"ftyp"): _of_media_box,
    (0, b"RIFF"): _of_riff,
    (0, b"BM"): _of_bitmap,
}
"""Place and mark of what holds various things."""


def _of_text(data: bytes, name: str) -> SourceKind | None:
    head = _head_as_text(data)
    if head is None:
        return None
    if _DXF_START.match(head):
        return SourceKind.DXF
    start = head.lstrip()[:1]
    if start in ("{", "["):
        return _of_json(data, name)
    if start == "<":
        return _of_xml(head, name)
    return None


def _head_as_text(data: bytes) -> str | None:
    """Return the first characters of a text, None for what is none; bytes of unknown letters become marks."""
    head = data[:_HEAD_BYTES]
    for mark, encoding in _MARKS_OF_ORDER:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    wide = _WIDE_START.match(head)
    if wide is not None:
        return head.decode("utf-16-le" if head[1] == 0 else "utf-16-be", errors="replace")
    return None if b"\0" in head else head.decode("ascii", errors="replace")


def _of_json(data: bytes, name: str) -> SourceKind | None:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or _WIDE_START.match(data)
    seen = data.replace(b"\0", b"") if wide else data
    if _GEOJSON_TYPE.search(seen) or PurePath(name).suffix.lower() == SUFFIXES[SourceKind.GEOJSON][0]:
        return SourceKind.GEOJSON
    raise _refused("other_json", _OTHER_JSON, name)


def _of_xml(head: str, name: str) -> SourceKind | None:
    end = 0
    while (prolog := _PROLOG.match(head, end)) is not None:
        end = prolog.end()
    root = _ROOT.match(head, end)
    if root is None:
        return None
    word = root.group(1)
    if word == "osm":
        return SourceKind.OSM
    if word in _REFUSED_ROOTS:
        raise _refused(*_REFUSED_ROOTS[word], name)
    raise ImportFileError("other_xml", _OTHER_XML, name=name, root=word[:60])


def _unknown(data: bytes, name: str) -> ImportFileError:
    if PurePath(name).suffix.lower() in _SHAPEFILE_SUFFIXES:
        return _refused("shapefile", _SHAPEFILE, name)
    is_text = _head_as_text(data) is not None
    return _refused("text", _TEXT, name) if is_text else _refused("unknown_kind", _UNKNOWN, name)
