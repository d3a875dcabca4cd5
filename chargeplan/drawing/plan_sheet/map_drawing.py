"""The map of a plan sheet: site and scheme at a true scale, with names, numbers and distances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from chargeplan.analysis import Analysis
from chargeplan.drawing.dimensions import Dimension, drawn_dimensions, sheet_dimensions
from chargeplan.drawing.labels import LabelBoard
from chargeplan.drawing.pages import MM_PER_M
from chargeplan.drawing.plan import ground_primitives
from chargeplan.drawing.plan_sheet.cutting import crosses, cut
from chargeplan.drawing.plan_sheet.map_labels import (
    kept_clear,
    names,
    other_labels,
    size_on_paper,
    stall_numbers,
)
from chargeplan.drawing.plan_sheet.sheds_measured import lane_dimensions, shed_dimensions
from chargeplan.drawing.plan_sheet.underlays import underlay_lines
from chargeplan.drawing.plan_sheet.writing import Letters
from chargeplan.drawing.primitives import Box, Painted, Primitive
from chargeplan.drawing.underlay_pictures import underlay_pictures
from chargeplan.drawing.walking import Walking, walking_labels
from chargeplan.model.site import Site

_SYMBOL = 0.42
"""Half the size of marks of places, in letters."""

_LEAST_SYMBOL_M = 0.5
_FAR_MM = 45.0
"""Longer distances are drawn lightly."""

_GROUND = "boundary"
_INNER = 0.5
"""Room between the frame of the map and its labels, in letters."""


@dataclass(frozen=True)
class MapDrawing:
    """What is on the map, and what could not be shown there.

    Attributes
    ----------
    cut : bool
        Whether anything lies beyond the frame.
    unnumbered : int
        How many sheds and lots have stalls too small for numbers.
    untold : distances whose figure found no room
    """

    primitives: tuple[Primitive, ...] = field(repr=False)
    cut: bool
    unnumbered: int
    untold: tuple[Dimension, ...]


def draw_map(
    analysis: Analysis,
    room: Box,
    scale: int,
    letters: Letters,
    language: str,
    *,
    nearest: bool,
    walking: Walking | None,
) -> MapDrawing:
    """Return the map in a room on the ground [m], without the lines of drawings below it."""
    metres_per_mm = scale / MM_PER_M
    letter_m = letters.size * metres_per_mm
    symbol_m = max(_SYMBOL * letter_m, _LEAST_SYMBOL_M)
    ground = tuple(ground_primitives(analysis, symbol_m, walking))
    beyond = crosses(ground, room)
    if beyond:
        ground = tuple(cut(ground, room))
    inner = room.grown(-_INNER * letter_m)
    sizes = dict.fromkeys((1.0, letters.least / letters.size))
    board = LabelBoard(inner, kept_clear(analysis, symbol_m), size_on_paper, tuple(sizes))
    labels: list[Primitive] = list(names(analysis, board, letter_m, language))
    measured, untold = _measured(analysis, board, letters, metres_per_mm, language, nearest)
    labels += other_labels(analysis, board, letter_m, language)
    if walking is not None:
        labels += filter(None, walking_labels(walking, board, letter_m))
    numbers, unnumbered = _numbers(analysis, metres_per_mm)
    drawn = (*ground, *cut(numbers, room), *cut(measured, room), *labels)
    return MapDrawing(drawn, beyond, unnumbered, untold)


def with_underlays(drawn: Iterable[Primitive], site: Site, room: Box, mm_per_m: float) -> Iterator[Painted]:
    """Yield what is drawn, with what lies below the plan right above the estate's own ground.

    Of that, pictures lie below lines.
    """
    below: Iterator[Painted] = chain(underlay_pictures(site, room, mm_per_m), underlay_lines(site, room))
    for shape in drawn:
        if shape.layer != _GROUND:
            yield from below
        yield shape
    yield from below


def _measured(
    analysis: Analysis,
    board: LabelBoard,
    letters: Letters,
    metres_per_mm: float,
    language: str,
    nearest: bool,
) -> tuple[list[Primitive], tuple[Dimension, ...]]:
    """Return all dimension lines: what is missed first, then sheds, lanes, and other distances."""
    letter_m, least_m = letters.size * metres_per_mm, letters.least * metres_per_mm
    missed, others = sheet_dimensions(analysis, language, nearest=nearest)
    first = drawn_dimensions(missed, board, letter_m, least_m)
    drawn, untold = list(first.primitives), list(first.untold)
    for held in analysis.sheds:
        if not held.shed.existing:
            dimensions, lines = shed_dimensions(held, board, letter_m, language)
            drawn += [*lines, *drawn_dimensions(dimensions, board, least_m).primitives]
    if nearest:
        lanes = tuple(lane_dimensions(analysis, board, letter_m, language, (*missed, *others)))
        drawn += drawn_dimensions(lanes, board, least_m).primitives
        rest = drawn_dimensions(others, board, least_m, far_m=_FAR_MM * metres_per_mm)
        drawn += rest.primitives
        untold += rest.untold
    return drawn, tuple(untold)


def _numbers(analysis: Analysis, metres_per_mm: float) -> tuple[list[Primitive], int]:
    texts: list[Primitive] = []
    unnumbered = 0
    stalls = [held.stalls for held in analysis.lots] + [held.stalls for held in analysis.sheds]
    for row in stalls:
        numbers = stall_numbers(row, metres_per_mm)
        if numbers is None:
            unnumbered += 1
        else:
            texts += numbers
    return texts, unnumbered
