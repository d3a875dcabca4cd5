"""Names, counts and numbers on the map of a plan sheet; none lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from chargeplan.analysis import Analysis
from chargeplan.drawing.labels import (
    LINE_SPACING,
    LabelBoard,
    Place,
    places_around,
    slices,
    turned_boxes,
)
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.network import network_labels
from chargeplan.drawing.primitives import Box, Polyline, Primitive, Text, box_of
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.i18n import tr
from chargeplan.model.labels import FIRE_GRADES, pipeline_name, title
from chargeplan.model.project import Element
from chargeplan.model.site import Building, FireLane, Pipeline, Road
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

LAYER = "label"
_GAP = 0.35
_MARK = 2.2
_MORE = 0.2
_FAR = (3, 10, 25)
_MOST_LETTERS = 24
"""Of a name; a longer one would find no room, and what is told behind it would be lost with it."""


def size_on_paper(text: str, height_m: float) -> tuple[float, float]:
    """Return width and height of a text on the map, written with heavy letters [m]."""
    return _letters_wide(text) * height_m, (text.count("\n") + 1) * height_m * LINE_SPACING


@lru_cache(maxsize=4096)
def _letters_wide(text: str) -> float:
    """Return the width of the widest line of a text, and a little more, in letters."""
    return max(text_width(line, bold=True) for line in text.split("\n")) + _MORE


def kept_clear(analysis: Analysis, symbol_m: float) -> Iterator[Box]:
    """Yield boxes of what labels should not hide; marks of places are about twice `symbol_m` [m] large."""
    site = analysis.project.site
    rings = [building.ring for building in site.buildings] + [held.outline for held in analysis.sheds]
    yield from (box for ring in rings for box in slices(ring))
    yield from (box_of(stall.polygon) for held in analysis.lots for stall in held.stalls)
    places = [box.position for box in analysis.feeding.boxes]
    places += [door.position for door in site.doorways]
    for marks in (site.supply_points, site.hydrants, site.gas_regulators, analysis.scheme.boxes):
        places += [mark.position for mark in marks]
    yield from (_around(place, _MARK * symbol_m) for place in places)


def names(analysis: Analysis, board: LabelBoard, letter_m: float, language: str) -> Iterator[Primitive]:
    """Yield the labels of what distances are measured between, which go before the distances."""
    texts = [_building(board, each, letter_m, language) for each in analysis.project.site.buildings]
    yield from (text for text in texts if text is not None)
    for held in analysis.sheds:
        yield from _shed(board, held, letter_m, language)


def other_labels(analysis: Analysis, board: LabelBoard, letter_m: float, language: str) -> Iterator[Text]:
    """Yield the labels of everything else, as far as there is room."""
    site = analysis.project.site
    texts: list[Text | None] = [_lot(board, held, letter_m, language) for held in analysis.lots]
    for supply in site.supply_points:
        around = places_around(_around(supply.position, letter_m), _GAP * letter_m)
        texts.append(board.place(LAYER, "supply_text", _name(supply, language), letter_m, tuple(around)))
    texts += network_labels(analysis, board, letter_m, language)
    texts += [_along_lane(board, lane, _lane_names(lane, language), letter_m) for lane in site.fire_lanes]
    for pipe in site.pipelines:
        name = pipe.name or pipeline_name(pipe.kind, language)
        texts.append(_along_lane(board, pipe, (name,), letter_m))
    texts += [_along_lane(board, road, (road.name,), letter_m) for road in site.roads if road.name]
    for green in site.greens:
        if green.name:
            place = (Place(box_of(green.ring).centre),)
            texts.append(board.place(LAYER, "green_text", green.name, letter_m, place))
    yield from (text for text in texts if text is not None)


def _name(element: Element, language: str) -> str:
    name = title(element, language)
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"


def _around(position: Point, size_m: float) -> Box:
    x, y = position
    return Box(x, y, x, y).grown(size_m / 2)


def _building(board: LabelBoard, building: Building, letter_m: float, language: str) -> Text | None:
    """Return name and storeys of a building, in short where it is small."""
    box = box_of(building.ring)
    if not box.touches(board.room):
        return None
    name = _name(building, language)
    texts = [name]
    if building.storeys is not None:
        storeys = tr("{count} storeys", language, count=building.storeys)
        short = tr("{count}F", language, count=building.storeys)
        texts = [f"{name}\n{storeys}", f"{name} {storeys}", f"{name}\n{short}", f"{name} {short}"]
    facts = _more_of(building, language)
    if facts:
        texts = [f"{texts[0]}\n{facts}", *texts]
    place = (Place(box.centre),)
    for text in texts:
        width, height = board.size_of(text, letter_m)
        if width <= box.width * 1.02 and height <= box.height * 1.1:
            return board.place(LAYER, "building_text", text, letter_m, place, inside=True)
    around = (*place, *places_around(box, _GAP * letter_m))
    return board.place(LAYER, "building_text", texts[-1], letter_m * board.smaller[-1], around, inside=True)


def _more_of(building: Building, language: str) -> str:
    """Return height and fire resistance class, as far as they are known."""
    told = []
    if building.height_m is not None:
        told.append(tr("{height} m high", language, height=f"{building.height_m:g}"))
    if building.fire_grade is not None:
        grade = tr(FIRE_GRADES[building.fire_grade], language)
        told.append(tr("fire class {grade}", language, grade=grade))
    return tr(", ", language).join(told)


def _counts(held: ShedCapacity | LotCapacity, language: str) -> str:
    return tr(
        "{stalls} stalls, {sockets} sockets",
        language,
        stalls=len(held.stalls),
        sockets=held.charging.socket_count,
    )


def _shed(board: LabelBoard, held: ShedCapacity, letter_m: float, language: str) -> Iterator[Primitive]:
    """Yield the name of a shed with what it holds; one that stands apart has a line to its shed."""
    name = _name(held.shed, language)
    style = "existing_text" if held.shed.existing else "shed_text"
    around = box_of(tuple(point for ring in (held.outline, *held.strips) for point in ring))
    if not around.touches(board.room):
        return
    gap = _GAP * letter_m
    near = (*places_around(around, gap), *places_around(box_of(held.outline), gap))
    for text in (f"{name}\n{_counts(held, language)}", name):
        placed = board.place(LAYER, style, text, letter_m, near)
        if placed:
            yield placed
            return
    far = tuple(place for times in _FAR for place in places_around(around, times * gap))
    apart = board.place(LAYER, style, name, letter_m, far)
    placed = apart or board.place(LAYER, style, name, letter_m, far, inside=True)
    if placed:
        yield Polyline(LAYER, "leader", (box_of(held.outline).centre, placed.position))
        yield placed


def _lot(board: LabelBoard, held: LotCapacity, letter_m: float, language: str) -> Text | None:
    lines = [_name(held.lot, language), tr("usable {area} m²", language, area=held.usable_m2)]
    if held.stalls:
        lines.append(_counts(held, language))
    box = box_of(held.lot.ring)
    if not box.touches(board.room):
        return None
    places = (*([] if held.stalls else [Place(box.centre)]), *places_around(box, _GAP * letter_m))
    style = "existing_text" if held.lot.existing else "lot_text"
    for text in ("\n".join(lines), lines[0]):
        placed = board.place(LAYER, style, text, letter_m, places)
        if placed:
            return placed
    return None


def _lane_names(lane: FireLane, language: str) -> tuple[str, ...]:
    """Return the name of a fire lane with the width that is kept clear, then in short."""
    name, width = lane.name or tr("Fire lane", language), f"{lane.width_m:.2f}"
    return (
        tr("{lane}, clear width {width} m", language, lane=name, width=width),
        tr("Fire lane {width} m", language, width=width),
        f"{width} m",
    )


def _along_lane(
    board: LabelBoard, lane: Road | FireLane | Pipeline, names: Sequence[str], letter_m: float
) -> Text | None:
    """Return the first name that is free along the long stretches of a lane."""
    style = "lane_text" if isinstance(lane, FireLane) else "road_text"
    for name, share in product(names, board.smaller):
        height = letter_m * share
        width, depth = board.size_of(name, height)
        for x, y, angle in _along(lane.centreline, width):
            degrees = math.degrees(angle)
            boxes = turned_boxes((x, y), degrees, width, depth)
            if board.free(*boxes):
                board.take(*boxes)
                return Text(LAYER, style, (x, y), name, height, rotation_degrees=degrees)
    return None


def _along(line: Ring, needed_m: float) -> Iterable[tuple[float, float, float]]:
    """Yield places along the stretches of a line, the longest first, and the angle at which text is read."""
    stretches = sorted(pairwise(line), key=lambda stretch: -math.dist(stretch[0], stretch[1]))
    for (ax, ay), (bx, by) in stretches[:4]:
        if math.dist((ax, ay), (bx, by)) < needed_m:
            return
        angle = math.atan2(by - ay, bx - ax)
        if angle > math.pi / 2 + 1e-9 or angle <= -math.pi / 2 + 1e-9:
            angle += math.pi if angle <= 0 else -math.pi
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            yield ax + (bx - ax) * share, ay + (by - ay) * share, angle


LEAST_NUMBER_MM = 1.2
_MOST_NUMBER_MM = 2.2
_ROOM_ACROSS, _ROOM_ALONG = 0.9, 0.56
_FROM_FRONT = 0.31
_DIGITS_SHARE = 0.8
"""How high digits are, as a share of a full-width letter, a little generous."""


def stall_numbers(stalls: Sequence[Stall], metres_per_mm: float) -> tuple[Text, ...] | None:
    """Return the numbers of the stalls of a shed or lot, from 1; None where they would be too small to read.

    They stand between the front and the socket: across the stall, else along it.
    """
    if not stalls:
        return ()
    (ax, ay), (bx, by) = stalls[0].front
    across, depth = math.dist((ax, ay), (bx, by)), _depth_m(stalls[0])
    widest = max(text_width(str(number)) for number in (len(stalls), min(len(stalls), 88)))
    level_m = min(_ROOM_ACROSS * across / widest, _ROOM_ALONG * depth)
    turned_m = min(_ROOM_ALONG * depth / widest, _ROOM_ACROSS * across / _DIGITS_SHARE)
    turned = level_m < LEAST_NUMBER_MM * metres_per_mm
    height_m = min(turned_m if turned else level_m, _MOST_NUMBER_MM * metres_per_mm)
    if height_m < LEAST_NUMBER_MM * metres_per_mm:
        return None
    return tuple(_number(number, stall, height_m, turned) for number, stall in enumerate(stalls, 1))


def _depth_m(stall: Stall) -> float:
    (ax, ay), (bx, by) = stall.front
    middle = _middle(stall)
    return 2 * math.dist(((ax + bx) / 2, (ay + by) / 2), middle)


def _middle(stall: Stall) -> Point:
    count = len(stall.polygon)
    return (sum(x for x, _ in stall.polygon) / count, sum(y for _, y in stall.polygon) / count)


def _number(number: int, stall: Stall, height_m: float, turned: bool) -> Text:
    (ax, ay), (bx, by) = stall.front
    front, middle = ((ax + bx) / 2, (ay + by) / 2), _middle(stall)
    share = 2 * _FROM_FRONT
    x, y = (start + (end - start) * share for start, end in zip(front, middle, strict=True))
    angle = math.degrees(math.atan2(by - ay, bx - ax)) + (90.0 if turned else 0.0)
    return Text(
        "stall_number", "stall_number", (x, y), str(number), height_m, rotation_degrees=_upright(angle)
    )


def _upright(degrees: float) -> float:
    """Return an angle at which the same line of text is read from the left or from below."""
    return (degrees + 89.0) % 180.0 - 89.0
