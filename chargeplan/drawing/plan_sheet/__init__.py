"""The plan sheet: a scheme on its site at a true scale, with title block, legend, tables and notes.

The sheet is laid out in millimetres from the paper's lower left corner, the map in metres of the ground;
in the end all of it lies in metres, so that every renderer gets one list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chargeplan.analysis import Analysis, stall_range
from chargeplan.drawing.fire_marks import fire_counts
from chargeplan.drawing.pages import MM_PER_M, Page
from chargeplan.drawing.plan import ground_primitives
from chargeplan.drawing.plan_sheet.arranging import (
    PANEL_LETTERS,
    Arrangement,
    Wanted,
    arrange,
    fits,
)
from chargeplan.drawing.plan_sheet.flowing import Block, flowed
from chargeplan.drawing.plan_sheet.legend import legend_block
from chargeplan.drawing.plan_sheet.map_drawing import draw_map, with_underlays
from chargeplan.drawing.plan_sheet.notes import MapFacts, notes_block, notes_of
from chargeplan.drawing.plan_sheet.orientation import orientation_row, sheet_title, title_row
from chargeplan.drawing.plan_sheet.tables import figures_block, headline, sheds_block
from chargeplan.drawing.plan_sheet.title_block import TITLE_LETTERS, title_block, title_primitives
from chargeplan.drawing.plan_sheet.underlays import STYLE as UNDERLAY_STYLE
from chargeplan.drawing.plan_sheet.writing import LAYER, Letters, outline
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.underlay_pictures import shown_extent
from chargeplan.drawing.walking import Walking, walking_counts, walking_of
from chargeplan.i18n import DEFAULT_LANGUAGE, tr
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.sheet_settings import PaperSize
from chargeplan.model.values import Point
from chargeplan.reference.sheet_formats import PaperFormat, load_sheet_formats

__all__ = ["plan_sheet"]


def plan_sheet(
    analysis: Analysis,
    *,
    language: str = DEFAULT_LANGUAGE,
    paper: PaperSize | None = None,
    scale: int | None = None,
    nearest: bool = True,
    walking_m: float | None = None,
) -> Page:
    """Return the plan of an analysed scheme on a sheet of paper.

    Parameters
    ----------
    paper, scale
        Size of the paper and the n of 1:n; None is what the plan's sheet settings say. Where these name no
        scale, it is the largest usual one at which the site fits.
    nearest : bool
        Whether distances that are kept are drawn too, beside those that are missed.
    walking_m : float or None
        Shows who finds a socket within so far on foot [m].
    """
    settings = analysis.project.sheet
    formats = load_sheet_formats()
    form = formats.papers[paper or settings.paper]
    walking = None if walking_m is None else walking_of(analysis, walking_m)
    parts = _Parts(analysis, language, walking, nearest)
    chosen = scale or settings.scale

    def arranged(facts: MapFacts, scale: int | None) -> Arrangement:
        def blocks(letters: Letters) -> Sequence[Block]:
            return parts.blocks(letters, scale or formats.scales[-1], facts)

        return arrange(Wanted(form, parts.site, scale, formats.scales, TITLE_LETTERS, blocks))

    first = arranged(MapFacts(), chosen)
    told = MapFacts(chosen or 0, _scale_for_all(parts, arranged(MapFacts(), None)) if chosen else 0)
    sheet = _Sheet(parts, form, first, told)
    if sheet.left_out:
        better = arranged(sheet.facts, chosen)
        if better != first:
            sheet = _Sheet(parts, form, better, told)
    return sheet.page()


def _scale_for_all(parts: _Parts, free: Arrangement) -> int | None:
    """Return the n of the scale at which a sheet shows all of the site when it may choose, None at none."""
    return free.scale if fits(parts.site, free.map, free.scale) else None


class _Parts:
    """What stands in the columns of one sheet, for any size of letters."""

    def __init__(self, analysis: Analysis, language: str, walking: Walking | None, nearest: bool) -> None:
        self.analysis, self.language = analysis, language
        self.walking, self.nearest = walking, nearest
        self.site = shown_extent(analysis)
        reach = stall_range(analysis)
        self._stalls = str(analysis.totals.stalls) if reach is None else reach.text
        self._told: dict[str, object] = dict(fire_counts(analysis.fire_kit))
        if walking is not None:
            self._told |= walking_counts(walking)
        self.uses(ground_primitives(analysis, 1.0, walking))

    def uses(self, drawn: Iterable[Primitive]) -> None:
        """Let the legend explain what is drawn, and the lines of drawings below it."""
        lines = any(each.media_type == MEDIA_TYPE for each in self.analysis.project.site.underlays)
        self._styles = frozenset(each.style for each in drawn) | ({UNDERLAY_STYLE} if lines else set())

    def blocks(self, letters: Letters, scale: int, facts: MapFacts) -> Sequence[Block]:
        """Return title, orientation, legend, tables and notes."""
        width = PANEL_LETTERS * letters.size - 2 * letters.padding
        analysis, language = self.analysis, self.language
        head = (title_row(letters, analysis, language, width), orientation_row(letters, scale, language))
        return (
            Block((), head),
            legend_block(
                letters,
                self._styles,
                self._told,
                language,
                width,
                (headline(letters, tr("Legend", language)),),
            ),
            figures_block(letters, analysis, language, self._stalls),
            sheds_block(letters, analysis, language, width),
            notes_block(letters, notes_of(analysis, facts, language), language, width),
        )


class _Sheet:
    """A sheet as it is arranged, with the map drawn and the rest flowed around it."""

    def __init__(self, parts: _Parts, form: PaperFormat, arrangement: Arrangement, told: MapFacts) -> None:
        self._parts, self._form, self._arrangement = parts, form, arrangement
        scale, letters, room = arrangement.scale, arrangement.letters, arrangement.map
        self._ground = _Ground(_centre(parts, arrangement), room.centre, scale / MM_PER_M)
        self._map = draw_map(
            parts.analysis, self._ground.box(room), scale, letters, parts.language,
            nearest=parts.nearest, walking=parts.walking,
        )  # fmt: skip
        drawn = self._map
        self.facts = replace(told, cut=drawn.cut, unnumbered=drawn.unnumbered, untold=drawn.untold)
        parts.uses(self._map.primitives)
        blocks = parts.blocks(letters, scale, self.facts)
        self._blocks = flowed(blocks, arrangement.columns, arrangement.gap)

    @property
    def left_out(self) -> int:
        """How many rows found no room."""
        return self._blocks.left_out

    def page(self) -> Page:
        """Return the sheet on the ground."""
        parts, form, arrangement = self._parts, self._form, self._arrangement
        paper = Box(0.0, 0.0, form.width_mm, form.height_mm)
        block = title_block(parts.analysis, parts.language, arrangement.scale)
        room = self._ground.box(arrangement.map)
        furniture = (
            *self._blocks.primitives(),
            *title_primitives(block, arrangement.title, arrangement.letters),
            outline(arrangement.map, "sheet_line"),
            outline(paper, "sheet_trim"),
            outline(arrangement.frame, "sheet_frame"),
        )
        return Page(
            primitives=(
                self._ground.placed(Polygon(LAYER, "paper", (paper.ring,))),
                *with_underlays(
                    self._map.primitives, parts.analysis.project.site, room, MM_PER_M / arrangement.scale
                ),
                *map(self._ground.placed, furniture),
            ),
            paper=self._ground.box(paper),
            width_mm=form.width_mm,
            height_mm=form.height_mm,
            scale=arrangement.scale,
            title=sheet_title(parts.analysis, parts.language),
        )


def _centre(parts: _Parts, arrangement: Arrangement) -> Point:
    """Return what lies in the middle of the map: the site where it fits, else the new sheds and lots.

    Where these lie too far apart, it is the one around which most of the new stalls are shown.
    """
    if fits(parts.site, arrangement.map, arrangement.scale):
        return parts.site.centre
    planned = _planned(parts.analysis)
    if not planned:
        return parts.site.centre
    whole = box_of(tuple(corner for box, _ in planned for corner in box.ring))
    if fits(whole, arrangement.map, arrangement.scale):
        return whole.centre
    half_x, half_y = (
        side * arrangement.scale / MM_PER_M / 2 for side in (arrangement.map.width, arrangement.map.height)
    )

    def shown(box: Box) -> int:
        x, y = box.centre
        window = Box(x - half_x, y - half_y, x + half_x, y + half_y)
        return sum(stalls for other, stalls in planned if other.within(window))

    return max((box for box, _ in planned), key=shown).centre


def _planned(analysis: Analysis) -> list[tuple[Box, int]]:
    """Return the boxes of new sheds and lots with their numbers of stalls."""
    lots = [(box_of(held.lot.ring), held) for held in analysis.lots if not held.lot.existing]
    sheds = [(box_of(held.outline), held) for held in analysis.sheds if not held.shed.existing]
    return [(box, len(held.stalls)) for box, held in lots] + [(box, len(held.stalls)) for box, held in sheds]


class _Ground:
    """Where the paper [mm] lies on the ground [m]."""

    def __init__(self, centre: Point, on_paper: Point, metres_per_mm: float) -> None:
        self._factor = metres_per_mm
        self._x = centre[0] - on_paper[0] * metres_per_mm
        self._y = centre[1] - on_paper[1] * metres_per_mm

    def point(self, at: Point) -> Point:
        return (self._x + at[0] * self._factor, self._y + at[1] * self._factor)

    def box(self, box: Box) -> Box:
        return Box(*self.point((box.left, box.bottom)), *self.point((box.right, box.top)))

    def placed(self, shape: Primitive) -> Primitive:
        if isinstance(shape, Text):
            return replace(shape, position=self.point(shape.position), height_m=shape.height_m * self._factor)
        if isinstance(shape, Circle):
            return replace(shape, centre=self.point(shape.centre), radius_m=shape.radius_m * self._factor)
        if isinstance(shape, Polyline):
            return replace(shape, points=tuple(map(self.point, shape.points)))
        return replace(shape, region=tuple(tuple(map(self.point, ring)) for ring in shape.region))
