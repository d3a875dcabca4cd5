"""Dimension lines: between which two points a distance was measured, how much it is and should be.

The shape of a dimension line is the same on paper and on screen; lengths are in whatever unit it is drawn in,
x points right and y up.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from chargeplan.drawing.labels import LabelBoard, turned_boxes
from chargeplan.drawing.primitives import Box, Polyline, Primitive, Text, box_of
from chargeplan.engineering.findings import SIGNS, Check, figure
from chargeplan.geometry.polygons import band
from chargeplan.geometry.relations import (
    Distance,
    Targets,
    distances,
    ground_targets,
    line_targets,
    targets_of,
)
from chargeplan.i18n import N_, tr
from chargeplan.model.values import Point, Ring

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

Segment = tuple[Point, Point]

LAYER = "dimension"
_WHOLE_TEXT_SHARE = 1 / 3
"""How long a line is, as a share of its whole text, before this stands there: else it would hide the plan."""

_STROKE_SHARE = 0.5
_PIECE_SHARE = 3.0
_SHOWN_SEVERITIES = ("error", "warning")
"""Hints, which may be another province's rules, are not drawn as if they were missed."""

_STYLES = {"error": "dimension_missed", "warning": "dimension_warned"}

_POINT_M = 1e-9
_SAME_M = 0.001
_GAP_SHARE = 0.3
_SLANT = math.sqrt(0.5)
_STEEPEST_DOWN = 80.0
_STEPS = (1.2, 2.4)


@dataclass(frozen=True)
class Dimension:
    """A distance on the plan [m] and its text; `severity` of what is missed, else empty.

    `elements` are the ids of what it lies between. `measured_text` tells the distance alone, for where the
    line is too short for all that `text` says.
    """

    start: Point
    end: Point
    text: str
    severity: str = ""
    elements: tuple[str, ...] = ()
    measured_text: str = ""

    @property
    def key(self) -> Hashable:
        """What lines of the same distance share, whichever points of parallel sides they join."""
        ends = tuple(round(value / _SAME_M) for end in (self.start, self.end) for value in end)
        between = frozenset(self.elements) if len(self.elements) > 1 else ends
        return between, round(math.dist(self.start, self.end) / _SAME_M)

    def words(self, length: float, width: float) -> str:
        """Return what stands beside a line of this length when the whole text is so wide."""
        return self.text if length >= _WHOLE_TEXT_SHARE * width else self.measured_text or self.text


@dataclass(frozen=True)
class TextPlace:
    """Where the middle of a text may stand, and how it is turned, counter-clockwise; never upside down."""

    middle: Point
    degrees: float

    def box(self, width: float, height: float) -> Box:
        """Return the box along the axes around the turned text."""
        return box_of(tuple(corner for box in self.boxes(width, height) for corner in box.ring))

    def boxes(self, width: float, height: float) -> tuple[Box, ...]:
        """Return boxes along the axes that together cover the turned text."""
        return turned_boxes(self.middle, self.degrees, width, height)


@dataclass(frozen=True)
class DimensionShape:
    """The line itself, a tick across each of its ends, a slanting stroke at each, and places for its text."""

    line: Segment
    ticks: tuple[Segment, Segment]
    strokes: tuple[Segment, Segment]
    places: tuple[TextPlace, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Everything that is drawn except the text."""
        return (self.line, *self.ticks, *self.strokes)


def dimension_shape(
    start: Point, end: Point, stroke: float, text_size: tuple[float, float]
) -> DimensionShape:
    """Return how a dimension line is drawn.

    Parameters
    ----------
    stroke : float
        Half the length of ticks and slanting strokes.
    text_size : width and height of the text
    """
    degrees = upright_degrees(start, end)
    along = (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    up = (-along[1], along[0])
    slant = (_SLANT * (along[0] + up[0]), _SLANT * (along[1] + up[1]))
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return DimensionShape(
        line=(start, end),
        ticks=(_across(start, up, stroke), _across(end, up, stroke)),
        strokes=(_across(start, slant, stroke), _across(end, slant, stroke)),
        places=_places(middle, degrees, math.dist(start, end), stroke, text_size),
    )


def _places(
    middle: Point, degrees: float, length: float, stroke: float, text_size: tuple[float, float]
) -> tuple[TextPlace, ...]:
    """Return places for a text, the best first: on its line where there is room, else level beside it."""
    width, height = text_size
    gap, fits = _GAP_SHARE * height, width + 2 * stroke <= length
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    above = height / 2 + (gap if fits else stroke + gap)
    beyond = (length + width) / 2 + stroke + gap
    farther = [sign * (above + step * height) for step in _STEPS for sign in (1, -1)]
    turned = [
        TextPlace((middle[0] + dx * cos - dy * sin, middle[1] + dx * sin + dy * cos), degrees)
        for dx, dy in (
            (0.0, above),
            (0.0, -above),
            (beyond, 0.0),
            (-beyond, 0.0),
            *((0.0, y) for y in farther),
        )
    ]
    if abs(sin) < _SLANT:
        return tuple(turned)
    beside = width / 2 + stroke + gap + abs(cos / sin) * height / 2
    level = [TextPlace((middle[0] + dx, middle[1]), 0.0) for dx in (beside, -beside)]
    return (*turned[:2], *level, *turned[2:]) if fits else (*level, *turned)


def upright_degrees(start: Point, end: Point) -> float:
    """Return the angle at which a text along a line is read from the left or from below; 0 for a point.

    Along a nearly upright line it is read upwards, whichever side of upright the line leans to.
    """
    if math.dist(start, end) < _POINT_M:
        return 0.0
    degrees = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    return (degrees + _STEEPEST_DOWN) % 180 - _STEEPEST_DOWN


def _across(at: Point, direction: Point, reach: float) -> Segment:
    dx, dy = direction[0] * reach, direction[1] * reach
    return ((at[0] - dx, at[1] - dy), (at[0] + dx, at[1] + dy))


def is_distance(check: Check) -> bool:
    """Return whether a check measured a distance between two points."""
    return check.span is not None and check.unit == "m" and check.measured is not None


def dimension_of(check: Check, language: str | None = None) -> Dimension:
    """Return the dimension line of a check that `is_distance`: what was measured, and what is required."""
    assert check.span is not None and check.measured is not None
    measured = figure(check, check.measured)
    severity = "" if check.met else check.severity
    alone = tr("{length} m", language, length=measured)
    if check.required is None:
        text = alone
    else:
        text = tr("{measured} m ({limit})", language, measured=measured, limit=_limit(check, language))
    return Dimension(*check.span, text, severity, check.elements, alone)


def _limit(check: Check, language: str | None) -> str:
    """Return the required distance with its sign, and with a mark where it may not hold."""
    assert check.measured is not None and check.required is not None
    limit = f"{SIGNS.get(check.bound, '')} {figure(check, check.required)} m".lstrip()
    marks = (
        (check.regional, N_("other province, reference only")),
        (not check.verified, N_("to be verified")),
    )
    for holds, mark in marks:
        if holds:
            limit = tr("{limit}, {mark}", language, limit=limit, mark=tr(mark, language))
    return limit


def dimensions_of(checks: Iterable[Check], language: str | None = None) -> tuple[Dimension, ...]:
    """Return the dimension lines of checks in their order, of the same distance only one."""
    made: dict[Hashable, Dimension] = {}
    for check in checks:
        if is_distance(check):
            dimension = dimension_of(check, language)
            made.setdefault(dimension.key, dimension)
    return tuple(made.values())


def missed_distances(checks: Iterable[Check]) -> list[Check]:
    """Return the distances that are errors or warnings, errors first, of each the nearest first."""
    missed = [
        check
        for check in checks
        if not check.met and is_distance(check) and check.severity in _SHOWN_SEVERITIES
    ]
    return sorted(missed, key=lambda check: (_SHOWN_SEVERITIES.index(check.severity), check.measured))


def nearest_building(analysis: Analysis, pieces: Sequence[Ring]) -> Distance | None:
    """Return how far pieces of a shed or lot are from the nearest building; None where there is none."""
    buildings = analysis.project.site.buildings
    return _nearest(pieces, targets_of([(building.id, building.ring) for building in buildings]))


def _nearest(pieces: Sequence[Ring], targets: Targets) -> Distance | None:
    if not pieces or not targets.ids:
        return None
    return min(distances(pieces, targets, 0.0), key=lambda each: each.distance_m)


def nearest_buildings(
    analysis: Analysis, language: str | None = None, *, besides: Iterable[Dimension] = ()
) -> tuple[Dimension, ...]:
    """Return for every new shed the nearest distance to a building, unless `besides` has it already."""
    buildings = targets_of([(each.id, each.ring) for each in analysis.project.site.buildings])
    return _nearest_ones(_new_sheds(analysis), buildings, language, besides)


def _new_sheds(analysis: Analysis) -> dict[str, tuple[Ring, ...]]:
    """Return the outlines of new sheds by their ids."""
    return {held.shed.id: (held.outline,) for held in analysis.sheds if not held.shed.existing}


def nearest_distances(
    analysis: Analysis, language: str | None = None, *, besides: Iterable[Dimension] = ()
) -> tuple[Dimension, ...]:
    """Return how far new sheds and filled lots are from the next building, boundary and fire lane.

    Those that `besides` has already are left out, and whatever one touches or stands on.
    """
    site, told = analysis.project.site, tuple(besides)
    filled = [held for held in analysis.lots if held.stalls and not held.lot.existing]
    lots = {held.lot.id: tuple(stall.polygon for stall in held.stalls) for held in filled}
    planned = {**_new_sheds(analysis), **lots}
    kinds = (
        targets_of([(each.id, each.ring) for each in site.buildings]),
        line_targets([(each.id, _sides(each.ring)) for each in site.boundaries]),
        ground_targets([(each.id, band(each.centreline, each.width_m)) for each in site.fire_lanes]),
    )
    return tuple(
        dimension
        for targets in kinds
        for dimension in _nearest_ones(planned, targets, language, told)
        if math.dist(dimension.start, dimension.end) > _SAME_M
    )


def _sides(ring: Ring) -> tuple[tuple[Point, Point], ...]:
    return tuple(pairwise((*ring, ring[0])))


def _nearest_ones(
    planned: Mapping[str, Sequence[Ring]],
    targets: Targets,
    language: str | None,
    besides: Iterable[Dimension],
) -> tuple[Dimension, ...]:
    told = {frozenset(dimension.elements) for dimension in besides}
    made = []
    for name, pieces in planned.items():
        found = _nearest(pieces, targets)
        if found is None:
            continue
        elements = (name, found.target_id)
        if frozenset(elements) not in told:
            text = tr("{length} m", language, length=f"{found.distance_m:.2f}")
            made.append(Dimension(found.start, found.end, text, elements=elements))
    return tuple(made)


def met_distances(checks: Iterable[Check], language: str | None = None) -> tuple[Dimension, ...]:
    """Return, without what is required, all measured distances but the missed ones, the shortest first."""
    shown = [check for check in checks if is_distance(check)]
    missed = {dimension_of(check).key for check in missed_distances(shown)}
    plain: dict[Hashable, Dimension] = {}
    for dimension in (dimension_of(check, language) for check in shown):
        if dimension.key not in missed:
            alone = replace(dimension, text=dimension.measured_text, severity="")
            plain.setdefault(dimension.key, alone)
    return tuple(sorted(plain.values(), key=lambda each: math.dist(each.start, each.end)))


def _in_short(checks: Iterable[Check], language: str) -> tuple[Dimension, ...]:
    """Return dimensions that tell what is required too where there is little room, but not how sure it is."""
    made: dict[Hashable, Dimension] = {}
    for check in checks:
        dimension = dimension_of(check, language)
        if check.required is not None:
            limit = f"{SIGNS.get(check.bound, '')} {figure(check, check.required)}".lstrip()
            short = tr(
                "{measured} / {limit} m", language, measured=figure(check, check.measured), limit=limit
            )
            dimension = replace(dimension, measured_text=short)
        made.setdefault(dimension.key, dimension)
    return tuple(made.values())


def sheet_dimensions(
    analysis: Analysis, language: str, *, nearest: bool
) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """Return the dimension lines of a plan on paper: missed distances, and with `nearest` all others."""
    missed = _in_short(missed_distances(analysis.checks), language)
    if not nearest:
        return missed, ()
    met = met_distances(analysis.checks, language)
    return missed, (*nearest_distances(analysis, language, besides=(*missed, *met)), *met)


@dataclass(frozen=True)
class DrawnDimensions:
    """Dimension lines on the plan, and those whose text found no room there."""

    primitives: tuple[Primitive, ...]
    untold: tuple[Dimension, ...]


def drawn_dimensions(
    dimensions: Sequence[Dimension],
    board: LabelBoard,
    height_m: float,
    least_m: float | None = None,
    far_m: float = math.inf,
) -> DrawnDimensions:
    """Return lines and texts of dimensions that lie on the sheet; a text goes where no other is.

    Parameters
    ----------
    board
        Its room is the map; where lines and texts stand is marked there.
    height_m, least_m : float
        Size of letters, and the least one where a text finds no room otherwise [m].
    far_m : float
        What is longer and not missed is drawn lightly, for it crosses half of the plan.
    """
    drawn: list[Primitive] = []
    untold: list[Dimension] = []
    for dimension in dimensions:
        if not box_of((dimension.start, dimension.end)).within(board.room):
            continue
        sizes = dict.fromkeys((height_m, least_m or height_m))
        text = next(filter(None, (_told(dimension, board, size) for size in sizes)), None)
        drawn += _lines(dimension, height_m, far_m)
        board.keep_clear(_pieces(dimension, height_m))
        if text is None:
            untold.append(dimension)
        else:
            drawn.append(text)
    return DrawnDimensions(tuple(drawn), tuple(untold))


def _lines(dimension: Dimension, height_m: float, far_m: float) -> Iterator[Primitive]:
    shape = dimension_shape(dimension.start, dimension.end, _STROKE_SHARE * height_m, (0.0, height_m))
    style = _STYLES.get(dimension.severity, "dimension")
    far = style == "dimension" and math.dist(dimension.start, dimension.end) > far_m
    yield Polyline(LAYER, "dimension_far" if far else style, shape.line)
    yield from (Polyline(LAYER, style, segment) for segment in (*shape.ticks, *shape.strokes))


def _pieces(dimension: Dimension, height_m: float) -> Iterator[Box]:
    """Yield boxes along a line, short enough that a slanting one takes no more ground than it covers."""
    (ax, ay), (bx, by) = dimension.start, dimension.end
    count = max(1, math.ceil(math.dist(dimension.start, dimension.end) / (_PIECE_SHARE * height_m)))
    places = [(ax + (bx - ax) * n / count, ay + (by - ay) * n / count) for n in range(count + 1)]
    yield from (box_of(ends) for ends in pairwise(places))


def _told(dimension: Dimension, board: LabelBoard, height_m: float) -> Text | None:
    """Return the text of a dimension where there is room for it, on open ground where that is to be had."""
    words = _words_on_paper(dimension, board, height_m)
    size = board.size_of(words, height_m)
    shape = dimension_shape(dimension.start, dimension.end, _STROKE_SHARE * height_m, size)
    covered = [(place, place.boxes(*size)) for place in shape.places]
    free = [each for each in covered if board.free(*each[1], inside=True)]
    if not free:
        return None
    place, boxes = next((each for each in free if board.free(*each[1])), free[0])
    board.take(*boxes)
    style = f"{_STYLES.get(dimension.severity, 'dimension')}_text"
    return Text(LAYER, style, place.middle, words, height_m, rotation_degrees=place.degrees)


def _words_on_paper(dimension: Dimension, board: LabelBoard, height_m: float) -> str:
    """Return all of what is an error; what only warns is told in short beside a short line."""
    if dimension.severity == "error":
        return dimension.text
    length_m = math.dist(dimension.start, dimension.end)
    return dimension.words(length_m, board.size_of(dimension.text, height_m)[0])
