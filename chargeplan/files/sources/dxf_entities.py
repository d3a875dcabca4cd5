"""Single entities of DXF drawings as shapes, points and texts.

Arcs and circles keep their bulge; ellipses become corners that enclose their true area; splines, and edges of
hatches that are curved, become corners on the curve, so that outlines of them lose up to 0.2 ‰ of their area.
What is tilted is seen from above.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from ezdxf.lldxf.encoding import decode_dxf_unicode, has_dxf_unicode
from ezdxf.path import from_hatch_boundary_path, make_path

from chargeplan.files.codec import storable
from chargeplan.files.sources.dxf_loading import WHAT_DAMAGED_ENTITIES_RAISE
from chargeplan.files.sources.dxf_shapes import (
    CIRCLE,
    CLOSED,
    FARTHEST,
    HATCH,
    LINES_ONLY,
    UNMOVED,
    ShapeList,
    Text,
    is_sound,
)
from chargeplan.geometry.bulges import unit_arc
from chargeplan.model.carried import APPLICATION

Reader = Callable[[Any, int, ShapeList], None]

_UPRIGHT = 1e-6
_MOST_SPLINE_CORNERS = 4096
_CURVE_PIECES = 32
_SPLINE_FRAME = 16
_MOST_LETTERS = 200
_MOST_CODED_LETTERS = 4000
"""With the codes of fonts among them, which the library reads in time that grows with their square."""
_TEXT_CODE = 1000
_LETTER_WIDTH = 0.8
"""Of the height of a text, on average of Latin and Chinese letters."""
_FULL_TURN = 2 * math.pi

# How texts are set: horizontally 0 left, 1 centre, 2 right, 3 aligned, 4 middle, 5 fit; vertically
# 0 baseline, 1 bottom, 2 middle, 3 top. Where the middle lies from there, in widths and heights of the text.
_MIDDLE, _BETWEEN_TWO_POINTS = 4, (3, 5)
_RIGHT = {0: 0.5, 2: -0.5, 3: 0.5, 5: 0.5}
_ABOVE = {0: 0.5, 1: 0.5, 3: -0.5}


def plain_words(words: str) -> str:
    """Return words without codes of letters and without what is no letter."""
    if has_dxf_unicode(words):
        words = decode_dxf_unicode(words)
    return storable(words.encode("utf-8", "replace").decode("utf-8"))


def told(entity: Any, name: str, default: object) -> Any:
    """Return an attribute of an entity, or the default where its kind has none or it is damaged."""
    try:
        return entity.dxf.get(name, default)
    except WHAT_DAMAGED_ENTITIES_RAISE:
        return default


def said_with(entity: Any) -> str:
    """Return the text that this program put with an entity, empty where it is damaged."""
    try:
        pieces = [tag.value for tag in entity.get_xdata(APPLICATION) if tag.code == _TEXT_CODE]
        return "".join(pieces)
    except WHAT_DAMAGED_ENTITIES_RAISE:
        return ""


def read_entity(entity: Any, layer: int, shapes: ShapeList) -> bool | None:
    """Add what an entity draws; tell whether that was possible, None where its kind is not read at all."""
    reader = _READERS.get(entity.dxftype())
    try:
        if reader is not None:
            reader(entity, layer, shapes)
        elif not hasattr(entity, "virtual_entities") or not _parts(entity, layer, shapes):
            return None
    except WHAT_DAMAGED_ENTITIES_RAISE:
        return False
    return True


def _side(entity: Any) -> float:
    """Return 1 for what is drawn seen from above, -1 from below, 0 for what is tilted."""
    if not entity.dxf.hasattr("extrusion"):
        return 1.0
    x, y, z = entity.dxf.extrusion.normalize().xyz
    return math.copysign(1.0, z) if max(abs(x), abs(y)) < _UPRIGHT else 0.0


def _add(
    shapes: ShapeList, layer: int, numbers: list[float], side: float, flags: int = 0, width: float = 0.0
) -> None:
    """Add a shape given in its own plane, which is mirrored where it is seen from below."""
    if side < 0:
        numbers[0::3] = [-x for x in numbers[0::3]]
        numbers[2::3] = [-bulge for bulge in numbers[2::3]]
    shapes.line(layer, numbers, flags, width)


def _straight(shapes: ShapeList, layer: int, corners: Iterable[Any], flags: int = 0) -> None:
    numbers: list[float] = []
    for corner in corners:
        numbers += (corner[0], corner[1], 0.0)
    if flags & CLOSED == 0 and len(numbers) > 9 and numbers[:2] == numbers[-3:-1]:
        numbers, flags = numbers[:-3], flags | CLOSED
    shapes.line(layer, numbers, flags)


def _as_path(entity: Any, layer: int, shapes: ShapeList) -> None:
    """Add something tilted, seen from above."""
    _straight(shapes, layer, make_path(entity).approximate(_CURVE_PIECES))


def _line(entity: Any, layer: int, shapes: ShapeList) -> None:
    start, end = entity.dxf.start, entity.dxf.end
    shapes.line(layer, (start.x, start.y, 0.0, end.x, end.y, 0.0))


def _point(entity: Any, layer: int, shapes: ShapeList) -> None:
    place = entity.dxf.location
    shapes.point(layer, place.x, place.y)


def _circle(entity: Any, layer: int, shapes: ShapeList) -> None:
    side = _side(entity)
    if not side:
        _as_path(entity, layer, shapes)
        return
    (x, y, _), radius = entity.dxf.center.xyz, abs(entity.dxf.radius)
    _add(shapes, layer, [x - radius, y, 1.0, x + radius, y, 1.0], side, CLOSED | CIRCLE)


def _arc(entity: Any, layer: int, shapes: ShapeList) -> None:
    side = _side(entity)
    if not side:
        _as_path(entity, layer, shapes)
        return
    (x, y, _), radius = entity.dxf.center.xyz, abs(entity.dxf.radius)
    start = math.radians(entity.dxf.start_angle)
    sweep = math.radians(entity.dxf.end_angle) - start
    sweep = sweep % _FULL_TURN or _FULL_TURN
    bulge = math.tan(sweep / 8)
    numbers: list[float] = []
    for angle in (start, start + sweep / 2, start + sweep):
        numbers += (x + radius * math.cos(angle), y + radius * math.sin(angle), bulge)
    _add(shapes, layer, numbers, side)


def _ellipse(entity: Any, layer: int, shapes: ShapeList) -> None:
    dxf = entity.dxf
    centre, major, minor = dxf.center, dxf.major_axis, entity.minor_axis
    if not is_sound((*centre.xyz, *major.xyz, *minor.xyz, dxf.start_param, dxf.end_param)):
        shapes.line(layer, (math.nan,) * 6)
        return
    sweep = (dxf.end_param - dxf.start_param) % _FULL_TURN
    whole = sweep < 1e-9 or sweep > _FULL_TURN - 1e-9
    arc = unit_arc(dxf.start_param, _FULL_TURN if whole else sweep)
    places = arc @ np.array([[major.x, major.y], [minor.x, minor.y]]) + (centre.x, centre.y)
    _straight(shapes, layer, (places[:-1] if whole else places).tolist(), CLOSED if whole else 0)


def _spline(entity: Any, layer: int, shapes: ShapeList) -> None:
    told = [*entity.control_points, *entity.fit_points]
    if not all(is_sound(point) for point in told) or not is_sound(entity.knots):
        shapes.line(layer, (math.nan,) * 6)
        return
    curve = entity.construction_tool()
    knots = np.unique(np.array(curve.knots(), dtype=float))
    knots = knots[(knots >= 0) & (knots <= curve.max_t)] if len(knots) > 2 else knots
    pieces = max(1, min(_CURVE_PIECES, _MOST_SPLINE_CORNERS // max(len(knots) - 1, 1)))
    spans = np.linspace(knots[:-1], knots[1:], pieces, endpoint=False, axis=1).reshape(-1)
    corners = list(curve.points([*spans.tolist(), float(knots[-1])]))
    _straight(shapes, layer, [(corner.x, corner.y) for corner in corners], CLOSED if entity.closed else 0)


def _lwpolyline(entity: Any, layer: int, shapes: ShapeList) -> None:
    side = _side(entity)
    if not side:
        _as_path(entity, layer, shapes)
        return
    rows = np.asarray(entity.lwpoints.values, dtype=float).reshape(-1, 5)  # x, y, start and end width, bulge
    numbers = rows[:, [0, 1, 4]].reshape(-1).tolist()
    widths = {*rows[:, 2].tolist(), *rows[:, 3].tolist()}
    width = entity.dxf.const_width if entity.dxf.hasattr("const_width") else 0.0
    if not width and len(widths) == 1:
        width = widths.pop()
    closed = CLOSED if entity.closed else 0
    _add(shapes, layer, numbers, side, closed, width if 0 < width < FARTHEST else 0.0)


def _polyline(entity: Any, layer: int, shapes: ShapeList) -> None:
    if entity.is_polygon_mesh or entity.is_poly_face_mesh:
        _parts(entity, layer, shapes)
        return
    side = _side(entity) if entity.is_2d_polyline else 1.0
    if not side:
        _as_path(entity, layer, shapes)
        return
    flat = entity.is_2d_polyline
    numbers: list[float] = []
    for vertex in entity.vertices:
        if not vertex.dxf.flags & _SPLINE_FRAME:
            place = vertex.dxf.location
            numbers += (place.x, place.y, vertex.dxf.get("bulge", 0.0) if flat else 0.0)
    width = entity.dxf.get("default_start_width", 0.0)
    closed = CLOSED if entity.is_closed else 0
    _add(shapes, layer, numbers, side, closed, width if 0 < width < FARTHEST else 0.0)


def _solid(entity: Any, layer: int, shapes: ShapeList) -> None:
    dxf, side = entity.dxf, _side(entity)
    corners = [dxf.vtx0, dxf.vtx1, dxf.get("vtx3", dxf.vtx2), dxf.vtx2]
    if not side:
        corners = list(entity.ocs().points_to_wcs(corners))
    numbers: list[float] = []
    for corner in corners:
        numbers += (corner.x, corner.y, 0.0)
    _add(shapes, layer, numbers, side, CLOSED | HATCH)


def _face(entity: Any, layer: int, shapes: ShapeList) -> None:
    dxf = entity.dxf
    corners = (dxf.vtx0, dxf.vtx1, dxf.vtx2, dxf.get("vtx3", dxf.vtx2))
    _straight(shapes, layer, [(corner.x, corner.y) for corner in corners], CLOSED)


def _hatch(entity: Any, layer: int, shapes: ShapeList) -> None:
    side = _side(entity)
    for boundary in entity.paths:
        vertices = getattr(boundary, "vertices", None)
        if vertices is not None and side:
            numbers = [number for x, y, *bulge in vertices for number in (x, y, bulge[0] if bulge else 0.0)]
            _add(shapes, layer, numbers, side, CLOSED | HATCH)
        else:
            _hatch_edges(entity, boundary, layer, shapes)


def _hatch_edges(entity: Any, boundary: Any, layer: int, shapes: ShapeList) -> None:
    path = from_hatch_boundary_path(boundary, entity.ocs(), entity.dxf.elevation.z)
    for part in path.sub_paths() if path.has_sub_paths else (path,):
        if len(part):
            corners = [(corner.x, corner.y) for corner in part.approximate(_CURVE_PIECES)]
            repeats = len(corners) > 3 and math.dist(corners[0], corners[-1]) < 1e-9 * max(
                1.0, abs(corners[0][0])
            )
            _straight(shapes, layer, corners[:-1] if repeats else corners, CLOSED | HATCH)


def _leader(entity: Any, layer: int, shapes: ShapeList) -> None:
    _straight(shapes, layer, entity.vertices, LINES_ONLY)


def _text(entity: Any, layer: int, shapes: ShapeList) -> None:
    dxf = entity.dxf
    words = plain_words(entity.plain_text())[:_MOST_LETTERS].strip()
    if not words or dxf.get("invisible", 0):
        return
    across, up = dxf.get("halign", 0), dxf.get("valign", 0)
    at_insert = (across, up) == (0, 0) or across in _BETWEEN_TWO_POINTS or not dxf.hasattr("align_point")
    anchor = dxf.insert if at_insert else dxf.align_point
    height, wide = dxf.height, len(words) * dxf.height * _LETTER_WIDTH * dxf.get("width", 1.0)
    right = _RIGHT.get(across, 0.0) * wide
    above = 0.0 if across == _MIDDLE else _ABOVE.get(up, 0.0) * height
    _set(shapes, layer, words, _upright(entity, anchor), math.radians(dxf.get("rotation", 0.0)), right, above)


def _mtext(entity: Any, layer: int, shapes: ShapeList) -> None:
    dxf = entity.dxf
    entity.text = entity.text[:_MOST_CODED_LETTERS]
    lines = [plain_words(line).strip() for line in entity.plain_text(split=True)]
    words = " ".join(line for line in lines if line)[:_MOST_LETTERS]
    if not words:
        return
    height = dxf.get("char_height", 0.0)
    column, row = (dxf.get("attachment_point", 1) - 1) % 3, (dxf.get("attachment_point", 1) - 1) // 3
    wide = max(map(len, lines)) * height * _LETTER_WIDTH
    right, above = (0.5 - column / 2) * wide, (row / 2 - 0.5) * len(lines) * height
    _set(
        shapes, layer, words, (dxf.insert.x, dxf.insert.y), math.radians(entity.get_rotation()), right, above
    )


def _upright(entity: Any, place: Any) -> tuple[float, float]:
    placed = entity.ocs().to_wcs(place)
    return placed.x, placed.y


def _set(
    shapes: ShapeList,
    layer: int,
    words: str,
    anchor: tuple[float, float],
    angle: float,
    right: float,
    above: float,
) -> None:
    cos, sin = math.cos(angle), math.sin(angle)
    middle = (anchor[0] + right * cos - above * sin, anchor[1] + right * sin + above * cos)
    shapes.text(Text(words, layer, middle, anchor))


def _parts(entity: Any, layer: int, shapes: ShapeList) -> bool:
    """Add what an entity that stands for others draws, on its own layer; tell whether that is anything."""
    found = ShapeList()
    for part in entity.virtual_entities():
        if part.dxftype() in _READERS:
            read_entity(part, layer, found)
    flags = LINES_ONLY if entity.dxftype() in _NOTES else 0
    shapes.laid(found.shapes(), UNMOVED, np.arange(layer + 1), flags)
    return found.weight > 0


_NOTES = ("MULTILEADER", "MLEADER", "ACAD_TABLE")

_READERS: Mapping[str, Reader] = {
    "LINE": _line,
    "POINT": _point,
    "CIRCLE": _circle,
    "ARC": _arc,
    "ELLIPSE": _ellipse,
    "SPLINE": _spline,
    "HELIX": _spline,
    "LWPOLYLINE": _lwpolyline,
    "POLYLINE": _polyline,
    "SOLID": _solid,
    "TRACE": _solid,
    "3DFACE": _face,
    "HATCH": _hatch,
    "MPOLYGON": _hatch,
    "LEADER": _leader,
    "TEXT": _text,
    "ATTRIB": _text,
    "MTEXT": _mtext,
}
