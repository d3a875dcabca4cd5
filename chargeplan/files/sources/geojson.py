"""GeoJSON read without trust: shapes and properties of features, what is wrong told with its place.

Coordinates are longitude and latitude (RFC 7946), those of an old `crs` member, or metres of a plan where the
member `chargeplan:units` says so. Heights are left out.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chargeplan.errors import Cancelled, ImportFileError, ProjectFileError, unless_called_off
from chargeplan.files.codec import parse_json, shown
from chargeplan.files.geojson_form import PROJECT_MEMBER, UNITS_MEMBER
from chargeplan.files.sources.features import Feature, Piece, value_text
from chargeplan.files.sources.map_source import MapFile, MapSource
from chargeplan.files.sources.projecting import crs_of
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.values import UNITS_M, SourceKind
from chargeplan.i18n import N_
from chargeplan.model.values import Point, Ring

MOST_POSITIONS = 2_000_000
"""What is read of one file: some 200 bytes of memory each, a few seconds in all."""

_FARTHEST = 1e15
_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CUT_OFF = ("unexpected end of data", "incomplete multibyte sequence")
"""What the decoders of UTF-8 and of GB 18030 say of half a letter at the end."""

_Json = Mapping[str, Any]


def read_geojson(
    data: bytes, name: str, cancelled: Cancelled, progress: Callable[[float | None], None]
) -> MapSource:
    """Return the things in the bytes of a GeoJSON file.

    Raises
    ------
    ImportFileError
        When it is no GeoJSON, too large, or has nothing in it.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    text = _as_utf8(data, name)
    _check_size(text, name)
    progress(None)
    try:
        document = parse_json(text, name)
    except ProjectFileError as error:
        if error.code == "bad_json":
            damaged = N_("{name} is damaged or cut off at line {line}, column {column}: load or save it anew")
            raise ImportFileError(error.code, damaged, faults=(), name=name, **error.values) from error
        raise ImportFileError(error.code, error.text, faults=(), **error.values) from error
    tally = Tally()
    entries = _entries(document, name)
    features = []
    for index in unless_called_off(range(len(entries)), cancelled):
        feature = _feature(entries[index], index, tally)
        entries[index] = None  # what was read takes no more memory
        if feature is not None:
            features.append(feature)
        if index % 1000 == 0:
            progress(index / len(entries))
    crs, unit = _system(document, tally, name)
    file = MapFile(SourceKind.GEOJSON, name, tuple(features), crs, unit, _plan_member(document, name))
    return MapSource(file, tally, cancelled)


def _as_utf8(data: bytes, name: str) -> bytes:
    """Return a text in UTF-8 without a mark of order, whichever of the usual encodings it is in."""
    mark, encoding = next(((mark, enc) for mark, enc in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if not mark and data[1:2] == b"\0":
        encoding = "utf-16-le"
    elif not mark and data[:1] == b"\0":
        encoding = "utf-16-be"
    body = data[len(mark) :]
    if encoding != "utf-8":
        try:
            return body.decode(encoding).encode()
        except UnicodeDecodeError as error:
            raise _no_text(name) from error
    try:
        return _decoded(body, "utf-8").encode()
    except UnicodeDecodeError:
        try:
            return _decoded(body, "gb18030").encode()
        except UnicodeDecodeError as error:
            raise _no_text(name) from error


def _decoded(body: bytes, encoding: str) -> str:
    """Return a text, without the last letter where the file is cut off within it: the parser tells that."""
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason not in _CUT_OFF:
            raise
        return body[: error.start].decode(encoding)


def _no_text(name: str) -> ImportFileError:
    text = N_("{name} is no text in UTF-8 or GBK: save it anew as GeoJSON in UTF-8")
    return ImportFileError("bad_text", text, name=name)


def _check_size(text: bytes, name: str) -> None:
    # Every position begins with a bracket, so this is never less than there are.
    positions = text.count(b"[")
    if positions > MOST_POSITIONS:
        raise ImportFileError(
            "too_many_points",
            N_("{name} holds up to {value:,} points, more than {most:,}: save only the part with the estate"),
            name=name, value=positions, most=MOST_POSITIONS,
        )  # fmt: skip


def _entries(document: Any, name: str) -> list[Any]:
    """Return what stands for features."""
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            text = N_("{name} is no GeoJSON: features should be a list, found {value}")
            raise ImportFileError("no_features", text, name=name, value=shown(features))
        return features
    if kind == "Feature":
        return [document]
    if kind in _SHAPES or kind == "GeometryCollection":
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    if kind == "Topology":
        text = N_("{name} is TopoJSON: convert it to GeoJSON, for example with QGIS, and import that")
        raise ImportFileError("topojson", text, name=name)
    text = N_("{name} is JSON, but no GeoJSON: it has no features or geometry with a type of GeoJSON")
    raise ImportFileError("no_geojson", text, name=name)


def _plan_member(document: Any, name: str) -> _Json | None:
    member = document.get(PROJECT_MEMBER)
    if member is None or isinstance(member, dict):
        return member
    text = N_("{name}: {place} should be an object, found {value}")
    raise ImportFileError("wrong_type", text, name=name, place=PROJECT_MEMBER, value=shown(member))


def _system(document: _Json, tally: Tally, name: str) -> tuple[str | None, str | None]:
    """Return the coordinate system and the unit that the file states, None where it states none."""
    unit = document.get(UNITS_MEMBER)
    if unit is not None:
        if unit not in UNITS_M if isinstance(unit, str) else True:
            text = N_("{name}: {place} is {value}; it should be one of {choices}")
            raise ImportFileError(
                "unknown_unit",
                text,
                name=name,
                place=UNITS_MEMBER,
                value=shown(unit),
                choices=", ".join(UNITS_M),
            )
        return "local", unit
    stated = document.get("crs")
    if stated is None:
        return None, None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    crs = crs_of(named) if isinstance(named, str) else None
    if crs is None:
        text = N_("The coordinate system that the file states is not known, and was guessed: {value}")
        tally.tell("crs_not_known", text, value=shown(named))
    return crs, None


# --- one feature ---------------------------------------------------------------------------------


class _BadShapeError(Exception):
    """Tells code and text of a note."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def _feature(entry: Any, index: int, tally: Tally) -> Feature | None:
    place = f"features[{index}]"
    if not isinstance(entry, dict):
        tally.tell("no_feature", N_("Left out ({count}), no feature of GeoJSON: {places}"), place)
        return None
    told = entry.get("properties")
    properties = told if isinstance(told, dict) else {}
    named = entry.get("id", properties.get("id"))
    where = f"{place} (id {value_text(named)[:40]})" if value_text(named) else place
    if entry.get("type") != "Feature":
        tally.tell("no_feature", N_("Left out ({count}), no feature of GeoJSON: {places}"), where)
        return None
    try:
        pieces = tuple(_pieces(entry.get("geometry"), tally, where))
    except _BadShapeError as error:
        tally.tell(error.code, error.text, where)
        return None
    return Feature(where, properties, pieces, named if isinstance(named, str) else "")


_NO_GEOMETRY = ("no_geometry", N_("Left out ({count}), without a geometry: {places}"))
_UNKNOWN_SHAPE = ("unknown_shape", N_("Left out ({count}), the type of the geometry is not known: {places}"))
_NESTED = (
    "wrong_nesting",
    N_("Left out ({count}), the coordinates are not nested as the type of the geometry wants it: {places}"),
)
_NOT_FINITE = ("not_finite", N_("Left out ({count}), a coordinate is no finite number: {places}"))
_TOO_FEW = ("too_few_points", N_("Left out ({count}), too few corners for such a shape: {places}"))


def _pieces(geometry: Any, tally: Tally, place: str) -> Iterator[Piece]:
    if geometry is None or geometry == {}:
        raise _BadShapeError(*_NO_GEOMETRY)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        for member in _members(geometry, "geometries"):
            yield from _pieces(member, tally, place)
        return
    if kind not in _SHAPES:
        raise _BadShapeError(*_UNKNOWN_SHAPE)
    coordinates = _members(geometry, "coordinates")
    for one in coordinates if kind.startswith("Multi") else (coordinates,):
        yield _piece(kind.removeprefix("Multi"), one)
    if _has_heights(coordinates):
        tally.tell("heights", N_("Heights of coordinates were left out ({count}): {places}"), place)


def _members(geometry: _Json, key: str) -> list[Any]:
    members = geometry.get(key)
    if not isinstance(members, list):
        raise _BadShapeError(*_NESTED)
    if not members:
        raise _BadShapeError(*_NO_GEOMETRY)
    return members


def _piece(kind: str, coordinates: Any) -> Piece:
    if kind == "Point":
        return Piece("point", (_positions([coordinates], 1),))
    if kind == "LineString":
        return Piece("line", (_positions(coordinates, 2),))
    if not isinstance(coordinates, list) or not coordinates:
        raise _BadShapeError(*_NESTED)
    return Piece("ring", tuple(_ring(ring) for ring in coordinates))


def _ring(coordinates: Any) -> Ring:
    ring = _positions(coordinates, 3)
    opened = ring[:-1] if ring[0] == ring[-1] else ring
    if len(opened) < 3:
        raise _BadShapeError(*_TOO_FEW)
    return opened


def _positions(coordinates: Any, least: int) -> tuple[Point, ...]:
    if not isinstance(coordinates, list):
        raise _BadShapeError(*_NESTED)
    try:
        pairs = [(position[0], position[1]) for position in coordinates]
    except (TypeError, IndexError, KeyError) as error:
        raise _BadShapeError(*_NESTED) from error
    for x, y in pairs:
        if type(x) not in (int, float) or type(y) not in (int, float):
            raise _BadShapeError(*(_NOT_FINITE if x is None or y is None else _NESTED))
        if not (-_FARTHEST < x < _FARTHEST and -_FARTHEST < y < _FARTHEST):
            raise _BadShapeError(*_NOT_FINITE)
    if len(pairs) < least:
        raise _BadShapeError(*_TOO_FEW)
    return tuple([(float(x), float(y)) for x, y in pairs])


def _has_heights(coordinates: Any) -> bool:
    """Tell whether the first position that is nested in coordinates has more than two numbers."""
    while isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return isinstance(coordinates, list) and len(coordinates) > 2
