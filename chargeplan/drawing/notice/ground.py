"""The plan on a notice: who looks for their own building finds it, and sees what is built beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chargeplan.analysis import Analysis
from chargeplan.drawing.labels import LINE_SPACING, LabelBoard, Place, places_around
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.marks import doorway_symbol
from chargeplan.drawing.notice.facts import BuiltPlace
from chargeplan.drawing.primitives import Box, Circle, Painted, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.underlay_pictures import shown_extent, underlay_pictures
from chargeplan.engineering.capacity import LotCapacity
from chargeplan.geometry.polygons import band, shared_ground
from chargeplan.i18n import tr
from chargeplan.model.labels import title
from chargeplan.model.site import Building, FireLane, ObstacleKind, Road
from chargeplan.model.values import Point, Region, Ring

LAYER = "notice"
DISC_MM = 4.7
NUMBER_MM = 6.2
_LABEL_MM = 6.0
_DOOR_MM = 1.3
_GAP_MM = 0.8
_AROUND_MM = 6.0
_LEAST_SITE_M = 20.0
_RINGS, _RING_MM = 12, 2.0
_DIRECTIONS = (
    (0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.5, -1.0), (-0.5, -1.0), (0.5, 1.0), (-0.5, 1.0),
    (1.0, 0.5), (1.0, -0.5), (-1.0, 0.5), (-1.0, -0.5), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0),
)  # fmt: skip
"""Where around a body its number is tried, as shares of the half sides of a box around it."""


@dataclass(frozen=True)
class GroundFrame:
    """The piece of ground that the plan shows [m], and how long a millimetre of the paper is there [m]."""

    box: Box
    mm: float


def shown_ground(analysis: Analysis, places: Sequence[BuiltPlace]) -> Box:
    """Return the ground that a notice shows [m]: the estate, or what is drawn where it has no boundary.

    A road that leads on to the next town does not make the estate small.
    """
    site = analysis.project.site
    rings = [boundary.ring for boundary in site.boundaries] or [house.ring for house in site.buildings]
    rings += [body for place in places for body in place.bodies]
    points = tuple(point for ring in rings for point in ring)
    box = box_of(points) if points and (site.boundaries or site.buildings) else shown_extent(analysis)
    (x, y), half = box.centre, _LEAST_SITE_M / 2
    return box_of((*box.ring, (x - half, y - half), (x + half, y + half)))


def room_mm(width_mm: float, height_mm: float) -> tuple[float, float]:
    """Return how much of a frame is left for the ground, with room around it for numbers [mm]."""
    return width_mm - 2 * _AROUND_MM, height_mm - 2 * _AROUND_MM


def ground_primitives(
    analysis: Analysis, places: Sequence[BuiltPlace], frame: GroundFrame, language: str
) -> Iterator[Painted]:
    """Yield the plan, cut at its frame: ground, buildings, what exists, what is new with its numbers."""
    yield from _ground(analysis, frame)
    yield from _existing(analysis, frame)
    for place in places:
        yield from _new(place)
    yield from _doors_and_trees(analysis, frame)
    room = frame.box.grown(-_GAP_MM * frame.mm)
    board = LabelBoard(room, _kept_clear(analysis, places), _size_of, (1.0, 0.85))
    board.take(arrow_box(frame))
    yield from _discs(places, board, frame)
    yield from _names(analysis, board, frame, language)


def _cut(regions: Sequence[Region], frame: GroundFrame) -> tuple[Region, ...]:
    return shared_ground(regions, [(frame.box.ring,)])


def _ground(analysis: Analysis, frame: GroundFrame) -> Iterator[Painted]:
    site = analysis.project.site
    for boundary in site.boundaries:
        yield from (Polygon(LAYER, "boundary", region) for region in _cut([(boundary.ring,)], frame))
    yield from underlay_pictures(site, frame.box, 1 / frame.mm)
    greens: list[Region] = [(green.ring,) for green in site.greens]
    yield from (Polygon(LAYER, "green", region) for region in _cut(greens, frame))
    lanes: list[Road | FireLane] = [*site.roads, *site.fire_lanes]
    ways = [region for lane in lanes for region in band(lane.centreline, lane.width_m)]
    yield from (Polygon(LAYER, "notice_road", region) for region in _cut(ways, frame))
    for house in site.buildings:
        yield from (Polygon(LAYER, "building", region) for region in _cut([(house.ring,)], frame))


def _existing(analysis: Analysis, frame: GroundFrame) -> Iterator[Primitive]:
    bodies: list[Region] = [(held.outline,) for held in analysis.sheds if held.shed.existing]
    bodies += [(stall.polygon,) for held in analysis.lots if held.lot.existing for stall in held.stalls]
    yield from (Polygon(LAYER, "existing_shed", region) for region in _cut(bodies, frame))


def _new(place: BuiltPlace) -> Iterator[Primitive]:
    if isinstance(place.held, LotCapacity):
        yield Polygon(LAYER, "notice_lot", (place.held.lot.ring, *place.held.lot.holes))
    yield from (Polygon(LAYER, "notice_shed", (body,)) for body in place.bodies)


def _doors_and_trees(analysis: Analysis, frame: GroundFrame) -> Iterator[Primitive]:
    site = analysis.project.site
    for obstacle in site.obstacles:
        centre, radius = obstacle.position, obstacle.radius_m
        if obstacle.kind is ObstacleKind.TREE and _point(*centre).grown(radius).within(frame.box):
            yield Circle(LAYER, "tree", centre, radius)
    for doorway in site.doorways:
        if _point(*doorway.position).grown(_DOOR_MM * frame.mm).within(frame.box):
            yield from doorway_symbol(LAYER, doorway.position, _DOOR_MM * frame.mm)


def _point(x: float, y: float) -> Box:
    return Box(x, y, x, y)


def _kept_clear(analysis: Analysis, places: Sequence[BuiltPlace]) -> tuple[Box, ...]:
    rings: list[Ring] = [house.ring for house in analysis.project.site.buildings]
    rings += [held.outline for held in analysis.sheds]
    return tuple(map(box_of, rings)) + tuple(_box(place) for place in places)


def _box(place: BuiltPlace) -> Box:
    return box_of(tuple(point for body in place.bodies for point in body))


def _discs(places: Sequence[BuiltPlace], board: LabelBoard, frame: GroundFrame) -> Iterator[Primitive]:
    """Yield the numbers of what is new, each beside it or at the end of a line that leads there."""
    radius = DISC_MM * frame.mm
    for place in places:
        body = _box(place)
        x, y = _free_place(body, radius, board, frame)
        board.take(_point(x, y).grown(radius))
        if _gap(body, (x, y)) > radius + 2 * _GAP_MM * frame.mm:
            yield Polyline(LAYER, "notice_leader", (body.centre, (x, y)))
        yield Circle(LAYER, "notice_disc", (x, y), radius)
        height = disc_letters_mm(place.number) * frame.mm
        yield Text(LAYER, "notice_disc_text", (x, y), str(place.number), height)


def disc_letters_mm(number: int) -> float:
    """Return the size at which a number stands in its disc [mm]."""
    return min(NUMBER_MM, 1.5 * DISC_MM / text_width(str(number), bold=True))


def _free_place(body: Box, radius: float, board: LabelBoard, frame: GroundFrame) -> Point:
    """Return where the disc of a body stands: on the nearest open ground, else on a building."""
    around = list(_around(body, radius, frame))
    for inside in (False, True):
        for x, y in around:
            if board.free(_point(x, y).grown(radius), inside=inside):
                return x, y
    return body.centre


def _around(body: Box, radius: float, frame: GroundFrame) -> Iterator[Point]:
    """Yield middles of discs around a body, nearer ones first."""
    for step in range(_RINGS):
        edge = body.grown(radius + (_GAP_MM + step * _RING_MM) * frame.mm)
        (x, y), right, top = edge.centre, edge.width / 2, edge.height / 2
        for dx, dy in _DIRECTIONS:
            yield x + dx * right, y + dy * top


def _gap(body: Box, middle: Point) -> float:
    """Return how far a place is from a body along the axis on which it is further [m]."""
    x, y = middle
    return max(body.left - x, x - body.right, body.bottom - y, y - body.top)


def _names(analysis: Analysis, board: LabelBoard, frame: GroundFrame, language: str) -> Iterator[Primitive]:
    for house in analysis.project.site.buildings:
        text = _building_name(house, board, frame, language)
        if text is not None:
            yield text
    for held in analysis.sheds:
        if held.shed.existing:
            around = tuple(places_around(box_of(held.outline), _GAP_MM * frame.mm))
            name = title(held.shed, language)
            text = board.place(LAYER, "existing_text", name, _LABEL_MM * frame.mm, around)
            if text is not None:
                yield text


def _size_of(text: str, height: float) -> tuple[float, float]:
    lines = text.split("\n")
    return max(text_width(line, height) for line in lines), len(lines) * LINE_SPACING * height


def _building_name(house: Building, board: LabelBoard, frame: GroundFrame, language: str) -> Text | None:
    """Return name and storeys of a building as far as they have room in it, else the name upon it."""
    box, height = box_of(house.ring), _LABEL_MM * frame.mm
    name = title(house, language)
    texts = [name]
    if house.storeys is not None:
        storeys = tr("{count} storeys", language, count=house.storeys)
        texts = [f"{name}\n{storeys}", f"{name} {storeys}", name]
    for text in texts:
        width, depth = _size_of(text, height)
        if text == name or (width <= box.width and depth <= box.height):
            placed = board.place(LAYER, "building_text", text, height, (Place(box.centre),), inside=True)
            if placed is not None:
                return placed
    return None


def arrow_box(frame: GroundFrame) -> Box:
    """Return where the arrow to the north stands, in the upper right corner of the plan [m]."""
    mm, right, top = frame.mm, frame.box.right - 2.5 * frame.mm, frame.box.top - 2.5 * frame.mm
    return Box(right - 8.0 * mm, top - 19.5 * mm, right, top)


def arrow(frame: GroundFrame) -> Iterator[Primitive]:
    """Yield the arrow to the north below its letter."""
    box, mm = arrow_box(frame), frame.mm
    x, tip = box.centre[0], box.top - 7.5 * mm
    yield Polygon(LAYER, "paper", (box.ring,))
    yield Polygon(LAYER, "arrow", (((x, tip), (x - 3.4 * mm, box.bottom), (x, box.bottom + 2.6 * mm)),))
    yield Polygon(LAYER, "arrow_light", (((x, tip), (x, box.bottom + 2.6 * mm), (x + 3.4 * mm, box.bottom)),))
    yield Text(LAYER, "strong_text", (x, box.top - 3.6 * mm), "N", NUMBER_MM * mm)


def scale_bar(left: float, bottom: float, length_m: float, mm: float) -> Iterator[Primitive]:
    """Yield a bar of four parts from its lower left corner."""
    for number in range(4):
        start, end = (left + length_m * step / 4 for step in (number, number + 1))
        style = "arrow" if number % 2 == 0 else "arrow_light"
        yield Polygon(LAYER, style, (Box(start, bottom, end, bottom + 2.4 * mm).ring,))
