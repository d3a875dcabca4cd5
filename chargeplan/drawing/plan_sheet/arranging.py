"""Where map, columns of legend and tables, and title block lie on the paper, and at which scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chargeplan.drawing.pages import MM_PER_M
from chargeplan.drawing.plan_sheet.flowing import Block, share_left_out
from chargeplan.drawing.plan_sheet.writing import Letters
from chargeplan.drawing.primitives import Box
from chargeplan.reference.sheet_formats import PaperFormat

PANEL_LETTERS = 37.0
"""Width of a column of legend and tables, in letters."""

_STRIPS = (11.0, 15.0, 20.0, 26.0, 33.0, 41.0)
"""Heights that a strip below the map may have, in letters."""

_MAP_PADDING = 2.5
"""Room between the site and the frame of its map, in letters: labels beside what lies at its edge."""

_LEAST_MAP = 18.0
_CUT_COSTS = 1.35
"""By how much a scale may be smaller for the sake of telling all: by one step of the usual scales."""

_BEYOND_COSTS = 3.0
"""What counts more than any word: that a map at a chosen scale shows all of the site, where one can."""


@dataclass(frozen=True)
class Arrangement:
    """Places on the paper [mm]; columns are where text may stand, in the order in which they fill."""

    letters: Letters
    frame: Box
    map: Box
    title: Box
    columns: tuple[Box, ...]
    scale: int

    @property
    def gap(self) -> float:
        """Room between two blocks of a column [mm]."""
        return 1.1 * self.letters.size


@dataclass(frozen=True)
class Wanted:
    """What a sheet has to hold.

    Attributes
    ----------
    site : Box
        What the map should show [m].
    scale : int or None
        The n of 1:n, None for the largest of `scales` that fits.
    title_letters : float
        Height of the title block, in letters.
    blocks : what stands in the columns, by the sizes of letters
    """

    paper: PaperFormat
    site: Box
    scale: int | None
    scales: tuple[int, ...]
    title_letters: float
    blocks: Callable[[Letters], Sequence[Block]]


def fits(site: Box, room: Box, scale: int, padding_mm: float = 0.0) -> bool:
    """Return whether a site [m] lies in a room of the paper [mm] at 1:`scale`."""
    factor = MM_PER_M / scale
    return (
        site.width * factor <= room.width - 2 * padding_mm + 1e-6
        and site.height * factor <= room.height - 2 * padding_mm + 1e-6
    )


def fitting_scale(site: Box, room: Box, scales: Sequence[int], padding_mm: float) -> int | None:
    """Return the n of the largest usual scale 1:n at which a site fits, None where it fits at none."""
    return next((scale for scale in scales if fits(site, room, scale, padding_mm)), None)


def padding_mm(letters: Letters) -> float:
    """Return the room that is kept between a site and the frame of its map [mm]."""
    return _MAP_PADDING * letters.size


def arrange(wanted: Wanted) -> Arrangement:
    """Return the arrangement with the largest scale at which everything is told, else nearly everything."""
    best: tuple[float, Arrangement] | None = None
    for letters in _sizes(wanted.paper):
        blocks = wanted.blocks(letters)
        for arrangement in _arrangements(wanted, letters):
            missing = share_left_out(blocks, arrangement.columns, arrangement.gap)
            cost = arrangement.scale * _cost(missing)
            if not fits(wanted.site, arrangement.map, arrangement.scale):
                cost *= _BEYOND_COSTS
            if best is None or cost < best[0]:
                best = (cost, arrangement)
    assert best is not None
    return best[1]


def _cost(missing: float | None) -> float:
    if missing is None:
        return math.inf
    return _CUT_COSTS + missing if missing else 1.0


def _sizes(paper: PaperFormat) -> Iterator[Letters]:
    for size in paper.letters_mm:
        yield Letters(size, paper.letters_mm[-1])


def _arrangements(wanted: Wanted, letters: Letters) -> Iterator[Arrangement]:
    """Yield a panel beside the map, then also a strip below it, then a second panel."""
    paper, size = wanted.paper, letters.size
    frame = Box(
        paper.binding_mm, paper.margin_mm, paper.width_mm - paper.margin_mm, paper.height_mm - paper.margin_mm
    )
    panel = PANEL_LETTERS * size
    title = Box(frame.right - panel, frame.bottom, frame.right, frame.bottom + wanted.title_letters * size)
    beside = _inside(Box(title.left, title.top, frame.right, frame.top), letters)
    room = Box(frame.left, frame.bottom, title.left, frame.top)
    yield _with(wanted, letters, frame, title, room, (beside,))
    for strip in _STRIPS:
        above = Box(room.left, room.bottom + strip * size, room.right, room.top)
        if above.height < _LEAST_MAP * size:
            break
        below = tuple(_side_by_side(Box(room.left, room.bottom, room.right, above.bottom), panel, letters))
        if below:
            yield _with(wanted, letters, frame, title, above, (beside, *below))
    left = room.right - panel
    if left - room.left > _LEAST_MAP * size:
        first = _inside(Box(left, frame.bottom, room.right, frame.top), letters)
        yield _with(
            wanted, letters, frame, title, Box(room.left, room.bottom, left, room.top), (first, beside)
        )


def _with(
    wanted: Wanted, letters: Letters, frame: Box, title: Box, room: Box, columns: tuple[Box, ...]
) -> Arrangement:
    fitting = fitting_scale(wanted.site, room, wanted.scales, padding_mm(letters))
    scale = wanted.scale or fitting or wanted.scales[-1]
    return Arrangement(letters, frame, room, title, columns, scale)


def _inside(box: Box, letters: Letters) -> Box:
    return box.grown(-letters.padding)


def _side_by_side(strip: Box, panel: float, letters: Letters) -> Iterator[Box]:
    """Yield as many columns as wide as a panel as a strip has room for, evenly."""
    count = math.floor(strip.width / panel)
    for number in range(count):
        left = strip.left + number * strip.width / count
        yield _inside(Box(left, strip.bottom, left + panel, strip.top), letters)
