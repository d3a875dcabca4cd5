"""The page of a notice: of several ways to lay it out that which shows the plan largest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from chargeplan.analysis import Analysis
from chargeplan.drawing.marks import doorway_symbol
from chargeplan.drawing.notice import facts
from chargeplan.drawing.notice.blocks import (
    BODY_MM,
    HEADING_MM,
    LINE,
    Block,
    Disc,
    Item,
    Panel,
    Words,
    beside,
    fitting_mm,
    lines_of,
    paragraph,
    stacked,
    width_mm,
)
from chargeplan.drawing.notice.facts import BuiltPlace
from chargeplan.drawing.notice.ground import (
    DISC_MM,
    LAYER,
    GroundFrame,
    arrow,
    disc_letters_mm,
    ground_primitives,
    room_mm,
    scale_bar,
    shown_ground,
)
from chargeplan.drawing.pages import MM_PER_M, Page
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text
from chargeplan.drawing.scale_bar import bar_length_m
from chargeplan.i18n import DEFAULT_LANGUAGE, N_, tr
from chargeplan.model.sheet_settings import LEAST_SCALE

A3_MM = (297.0, 420.0)
_MARGIN_MM = 12.0
_GAP_MM = 6.0
_PAD_MM = 4.0
_STRIP_MM = 13.0
_TITLE_MM = 17.0
_NAME_MM = 9.0
_DATE_MM = 7.0
_SUBHEAD_MM = 8.6
_FIGURE_MM = 17.0
_PLACE_MM = 6.8
_LEAST_PLAN_MM, _FLATTEST_PLAN_MM = 96.0, 45.0
_COLUMN_MM = 162.0
_FIGURES_MM = 90.0
_TWO_COLUMNS_FROM_MM = 220.0


@dataclass(frozen=True)
class _Told:
    """All that the page says, in its language."""

    analysis: Analysis
    language: str
    places: tuple[BuiltPlace, ...]
    ground: Box
    figures: tuple[tuple[str, str], ...]
    takes: tuple[str, ...]
    safety: tuple[str, ...]
    who: tuple[str, ...]
    remarks: str
    foot: str

    def tr(self, text: str, **values: object) -> str:
        return tr(text, self.language, **values)


@dataclass(frozen=True)
class _Layout:
    """A page before it is drawn: its size, what stands on it, and where the plan goes [mm].

    `loss` grows with what is not told for want of room.
    """

    width_mm: float
    height_mm: float
    items: tuple[Item, ...]
    plan: Panel
    loss: int

    def scale(self, ground: Box) -> int:
        """Return at which scale the ground fits into the plan."""
        width, height = room_mm(self.plan.width_mm, self.plan.height_mm)
        return round_scale(max(ground.width / width, ground.height / height) * MM_PER_M)


def round_scale(least: float) -> int:
    """Return the n of the largest scale 1:n from `least` that is a round number of two digits."""
    step = 10.0 ** max(0, math.floor(math.log10(least)) - 1)
    return max(LEAST_SCALE, round(math.ceil(least / step - 1e-9) * step))


def notice_page(analysis: Analysis, *, language: str = DEFAULT_LANGUAGE) -> Page:
    """Return the notice for residents of a scheme: A3, upright or on its side, in large type.

    Nothing of single residents is told. Letters of what is read are at least 6 mm high, the heading's 14 mm.
    """
    told = _told(analysis, language)
    made = [layout for make in _LAYOUTS if (layout := make(told)) is not None]
    layout = min(made, key=lambda each: (each.loss, each.scale(told.ground)))
    scale = layout.scale(told.ground)
    paper, frame = _on_ground(layout, told.ground, scale)
    drawn = (
        Polygon(LAYER, "paper", (paper.ring,)),
        *ground_primitives(analysis, told.places, frame, language),
        *_plan_frame(told, layout, paper, frame, scale),
        *(shape for item in layout.items for shape in _drawn(item, paper, frame.mm)),
    )
    return Page(drawn, paper, layout.width_mm, layout.height_mm, scale, told.tr("Notice for residents"))


def _told(analysis: Analysis, language: str) -> _Told:
    places = facts.built_places(analysis, language)
    built = bool(places)
    return _Told(
        analysis=analysis,
        language=language,
        places=places,
        ground=shown_ground(analysis, places),
        figures=tuple(facts.totals(analysis, language)),
        takes=tuple(facts.taken(analysis, language)) if built else (),
        safety=tuple(filter(None, facts.safety(analysis, places, language))) if built else (),
        who=tuple(_who(analysis, language)),
        remarks=analysis.project.notice.remarks.strip(),
        foot=facts.unverified(analysis, language),
    )


def _who(analysis: Analysis, language: str) -> Iterator[str]:
    notice = analysis.project.notice
    for text, value in (
        (N_("Responsible: {name}"), notice.responsible),
        (N_("Operator: {name}"), notice.operator),
        (N_("Comments to: {name}"), notice.contact),
        (N_("Comments until: {name}"), notice.comments_until),
    ):
        if value.strip():
            yield tr(text, language, name=value.strip())


# ways to lay it out


def _plan_across(told: _Told, size: tuple[float, float]) -> _Layout | None:
    """Return the page with the plan as wide as itself, the figures in a row above it."""
    room = size[0] - 2 * _MARGIN_MM
    above = stacked((_heading(told, room), _figures(told, room, 4)), _GAP_MM)
    top = _MARGIN_MM + above.height_mm + _GAP_MM

    def below(rows: int, lines: int) -> Block:
        return _below(told, room, rows, lines, takes=True)

    found = _fitting(below, len(told.places), _room_below(size, top, _least_plan_mm(told, room)))
    return None if found is None else _plan_between(size, room, above, top, found)


def _least_plan_mm(told: _Told, width: float) -> float:
    """Return how high a plan of that width must be at least: flat estates need no more than they fill."""
    inner, around = room_mm(width, 0.0)
    filled = inner * told.ground.height / told.ground.width - around
    return min(_LEAST_PLAN_MM, max(_FLATTEST_PLAN_MM, filled))


def _figures_beside(told: _Told) -> _Layout | None:
    """Return the page with the figures and what the scheme takes beside the plan."""
    room = A3_MM[0] - 2 * _MARGIN_MM
    above = _heading(told, room)
    top = _MARGIN_MM + above.height_mm + _GAP_MM
    column = stacked((_figures(told, _FIGURES_MM, 1), _takes(told, _FIGURES_MM, _MOST_LINES)), _GAP_MM)

    def below(rows: int, lines: int) -> Block:
        return _below(told, room, rows, lines, takes=False)

    least = max(_LEAST_PLAN_MM, column.height_mm - _STRIP_MM)
    found = _fitting(below, len(told.places), _room_below(A3_MM, top, least))
    if found is None:
        return None
    plan_width = room - _FIGURES_MM - _GAP_MM
    beside_plan = Block(0.0, column.moved(plan_width + _GAP_MM, above.height_mm + _GAP_MM))
    return _plan_between(A3_MM, plan_width, Block(0.0, above.items + beside_plan.items), top, found)


def _room_below(size: tuple[float, float], top: float, plan: float) -> float:
    """Return how much room is left below a plan of that height [mm]."""
    return size[1] - _MARGIN_MM - top - plan - _STRIP_MM - _GAP_MM


def _plan_between(
    size: tuple[float, float], plan_width: float, above: Block, top: float, found: tuple[Block, int]
) -> _Layout:
    """Return the page whose plan has all the room between what stands above and below it."""
    width, height = size
    below, loss = found
    foot = height - _MARGIN_MM - below.height_mm
    plan = Panel(_MARGIN_MM, top, plan_width, foot - _GAP_MM - _STRIP_MM - top, "")
    items = (*above.moved(_MARGIN_MM, _MARGIN_MM), *below.moved(_MARGIN_MM, foot))
    return _Layout(width, height, items, plan, loss)


def _on_its_side(told: _Told) -> _Layout | None:
    """Return the page with the plan at the left, everything else beside it."""
    height, width = A3_MM
    head = _heading(told, width - 2 * _MARGIN_MM)
    top = _MARGIN_MM + head.height_mm + _GAP_MM
    figures = _figures(told, _COLUMN_MM, 3)
    found = _fitting(
        lambda rows, lines: stacked((figures, *_parts(told, _COLUMN_MM, rows, lines)), _GAP_MM),
        len(told.places),
        height - _MARGIN_MM - top,
    )
    if found is None:
        return None
    left = width - _MARGIN_MM - _COLUMN_MM
    plan = Panel(_MARGIN_MM, top, left - _GAP_MM - _MARGIN_MM, height - _MARGIN_MM - _STRIP_MM - top, "")
    items = (*head.moved(_MARGIN_MM, _MARGIN_MM), *found[0].moved(left, top))
    return _Layout(width, height, items, plan, found[1])


_LAYOUTS: tuple[Callable[[_Told], _Layout | None], ...] = (
    _figures_beside,
    partial(_plan_across, size=A3_MM),
    _on_its_side,
    partial(_plan_across, size=A3_MM[::-1]),
)
_MOST_LINES = 6
_LEFT_OUT = 10


def _fitting(make: Callable[[int, int], Block], places: int, room: float) -> tuple[Block, int] | None:
    """Return a block as high as there is room for, and what is lost for want of it.

    Long texts are cut first, then places are told as one sum. `make` is given how many places are told one
    by one, and how many lines each text may have.
    """
    whole = make(places, _MOST_LINES)
    for rows in range(places, -1, -1):
        for lines in range(_MOST_LINES if rows == places else 2, 0, -1):
            block = make(rows, lines)
            if block.height_mm <= room:
                cut = 0 if block.height_mm >= whole.height_mm else _MOST_LINES - lines
                return block, cut + _LEFT_OUT * (places - rows)
    return None


def _below(told: _Told, width: float, rows: int, lines: int, *, takes: bool) -> Block:
    """Return what stands below the plan; with `takes` what the scheme takes is told beside how safe it is."""
    half = (width - _GAP_MM) / 2
    if takes and told.takes:
        safety = beside((_takes(told, half, lines), _safety(told, half, lines)), half + _GAP_MM)
    else:
        safety = _safety(told, width, lines)
    return stacked(
        (_built(told, width, rows, lines), safety, _who_block(told, width, lines), _foot(told, width, lines)),
        _GAP_MM,
    )


def _parts(told: _Told, width: float, rows: int, lines: int) -> tuple[Block, ...]:
    return (
        _built(told, width, rows, lines),
        _takes(told, width, lines),
        _safety(told, width, lines),
        _who_block(told, width, lines),
        _foot(told, width, lines),
    )


# blocks


def _heading(told: _Told, width: float) -> Block:
    """Return the heading in its band: at most two lines, then the estate and the scheme."""
    wanted = told.analysis.project.notice.heading.strip()
    text = wanted or told.tr("Notice: e-bike parking & charging")
    style, room = "notice_heading", width - 4 * _PAD_MM
    size = fitting_mm(text, _TITLE_MM, style, room, HEADING_MM)
    lines = lines_of(text, size, style, room, 2)
    items: list[Item] = []
    y = _PAD_MM
    for line in lines:
        items.append(Words(2 * _PAD_MM, y + size * LINE / 2, line, size, style))
        y += size * LINE
    below = _below_heading(told, width, y + _NAME_MM * LINE / 2)
    items += below
    y += (_NAME_MM * LINE if below else 0.0) + _PAD_MM
    return Block(y, (Panel(0, 0, width, y, "notice_band"), *items))


def _below_heading(told: _Told, width: float, y: float) -> list[Item]:
    """Return the line below the heading: estate and scheme, and the date of the plan at its end."""
    style, room = "notice_band_text", width - 4 * _PAD_MM
    date = told.analysis.project.plan_date
    items: list[Item] = []
    if date is not None:
        items.append(Words(width - 2 * _PAD_MM, y, date.isoformat(), _DATE_MM, style, "right"))
        room -= width_mm(date.isoformat(), _DATE_MM, style) + _PAD_MM
    name = _estate_line(told)
    size = fitting_mm(name, _NAME_MM, style, room, BODY_MM)
    return [Words(2 * _PAD_MM, y, line, size, style) for line in lines_of(name, size, style, room, 1)] + items


def _estate_line(told: _Told) -> str:
    estate = told.analysis.project.estate
    return " · ".join(filter(None, (estate.name, estate.town, told.analysis.scheme.name)))


def _figures(told: _Told, width: float, columns: int) -> Block:
    """Return the totals in large type, each in a panel with what it counts below it."""
    columns = min(columns, len(told.figures))
    cell = (width - (columns - 1) * _GAP_MM / 2) / columns
    cells = [_figure(value, caption, cell) for value, caption in told.figures]
    height = max(block.height_mm for block in cells)
    cells = [Block(height, (Panel(0, 0, cell, height, "notice_panel"), *block.items)) for block in cells]
    rows = [
        beside(cells[start : start + columns], cell + _GAP_MM / 2) for start in range(0, len(cells), columns)
    ]
    return stacked(rows, _GAP_MM / 2)


def _figure(value: str, caption: str, width: float) -> Block:
    size = fitting_mm(value, _FIGURE_MM, "notice_figure", width - 2 * _PAD_MM, HEADING_MM / 2)
    items: list[Item] = [Words(width / 2, _PAD_MM + _FIGURE_MM / 2, value, size, "notice_figure", "center")]
    y = _PAD_MM / 2 + _FIGURE_MM * 1.15
    for line in lines_of(caption, BODY_MM, "text", width - 2 * _PAD_MM, 3):
        items.append(Words(width / 2, y + BODY_MM * LINE / 2, line, BODY_MM, "text", "center"))
        y += BODY_MM * LINE
    return Block(y + _PAD_MM * 0.75, tuple(items))


def _subhead(told: _Told, text: str, width: float) -> Block:
    words = told.tr(text)
    size = fitting_mm(words, _SUBHEAD_MM, "notice_subhead", width, BODY_MM)
    return Block(_SUBHEAD_MM * LINE, (Words(0, _SUBHEAD_MM * LINE / 2, words, size, "notice_subhead"),))


def _built(told: _Told, width: float, rows: int, lines: int) -> Block:
    """Return what is built where: `rows` places with their numbers, the others as one sum."""
    head = _subhead(told, N_("What is built where"), width)
    if not told.places:
        text = told.tr("This scheme builds nothing yet: it has no new shed, and no new lot with stalls.")
        return stacked((head, paragraph(text, width, size_mm=_PLACE_MM, style="strong_text")))
    columns = 2 if width >= _TWO_COLUMNS_FROM_MM and rows > 1 else 1
    cell = (width - (columns - 1) * _GAP_MM) / columns
    cells = [_place(told, place, cell, lines) for place in told.places[:rows]]
    made = [beside(cells[at : at + columns], cell + _GAP_MM) for at in range(0, len(cells), columns)]
    rest = told.places[rows:]
    if rest:
        text = N_("{count} more places, in all with {stalls} stalls, {sockets} of them with sockets")
        values = {"stalls": sum(each.stalls for each in rest), "sockets": sum(each.sockets for each in rest)}
        made.append(paragraph(told.tr(text, count=len(rest), **values), width, most=2))
    return stacked((head, *made), _PAD_MM / 4)


def _place(told: _Told, place: BuiltPlace, width: float, lines: int) -> Block:
    left = 2 * DISC_MM + _PAD_MM / 2
    room = width - left
    counts = told.tr("{stalls} stalls, {sockets} with sockets", stalls=place.stalls, sockets=place.sockets)
    name = told.tr("{name}: {what}", name=place.name, what=counts)
    block = stacked(
        (
            paragraph(name, room, size_mm=_PLACE_MM, style="strong_text", most=2),
            paragraph(place.where, room, most=min(lines, 2)),
        )
    )
    disc = Disc(DISC_MM, _PLACE_MM * LINE / 2, DISC_MM, place.number)
    return Block(max(block.height_mm, 2 * DISC_MM) + 1.0, (disc, *block.moved(left, 0)))


def _listed(told: _Told, head: str, texts: Sequence[str], width: float, lines: int) -> Block:
    if not texts:
        return Block(0.0)
    return stacked(
        (_subhead(told, head, width), *(paragraph(text, width, most=lines) for text in texts)), _PAD_MM / 4
    )


def _takes(told: _Told, width: float, lines: int) -> Block:
    return _listed(told, N_("What it takes"), told.takes, width, lines)


def _safety(told: _Told, width: float, lines: int) -> Block:
    return _listed(told, N_("Safety and ways on foot"), told.safety, width, lines)


def _who_block(told: _Told, width: float, lines: int) -> Block:
    """Return who is asked about it in a panel, in two columns where there is room, and remarks below."""
    if not told.who and not told.remarks:
        return Block(0.0)
    room = width - 4 * _PAD_MM
    columns = 2 if width >= _TWO_COLUMNS_FROM_MM and len(told.who) > 1 else 1
    cell = (room - (columns - 1) * _GAP_MM) / columns
    cells = [paragraph(text, cell, size_mm=_PLACE_MM, most=lines) for text in told.who]
    rows = [beside(cells[at : at + columns], cell + _GAP_MM) for at in range(0, len(cells), columns)]
    remarks = paragraph(told.remarks, room, size_mm=_PLACE_MM, most=lines)
    words = stacked((*rows, remarks), 0.5)
    height = words.height_mm + 2 * _PAD_MM
    return Block(height, (Panel(0, 0, width, height, "notice_panel"), *words.moved(2 * _PAD_MM, _PAD_MM)))


def _foot(told: _Told, width: float, lines: int) -> Block:
    return paragraph(told.foot, width, style="muted_text", most=lines)


# drawing


def _on_ground(layout: _Layout, ground: Box, scale: int) -> tuple[Box, GroundFrame]:
    """Return the paper on the ground, so that the middle of what is shown is that of the plan."""
    mm = scale / MM_PER_M
    plan = layout.plan
    x, y = ground.centre
    left = x - (plan.x_mm + plan.width_mm / 2) * mm
    top = y + (plan.y_mm + plan.height_mm / 2) * mm
    paper = Box(left, top - layout.height_mm * mm, left + layout.width_mm * mm, top)
    right, bottom = left + (plan.x_mm + plan.width_mm) * mm, top - (plan.y_mm + plan.height_mm) * mm
    return paper, GroundFrame(Box(left + plan.x_mm * mm, bottom, right, top - plan.y_mm * mm), mm)


def _plan_frame(
    told: _Told, layout: _Layout, paper: Box, frame: GroundFrame, scale: int
) -> Iterator[Primitive]:
    """Yield the frame of the plan, its arrow, and below it the bar, the scale and what marks mean."""
    box, mm = frame.box, frame.mm
    yield Polyline(LAYER, "frame", (*box.ring, box.ring[0]))
    yield from arrow(frame)
    middle = box.bottom - (_STRIP_MM / 2 + 1.0) * mm
    length = bar_length_m(0.22 * layout.plan.width_mm * mm)
    yield from scale_bar(box.left, middle - 1.2 * mm, length, mm)
    x = box.left + length + 2.0 * mm
    words = told.tr("{length} m, scale 1:{scale}", length=f"{length:g}", scale=scale)
    yield Text(LAYER, "text", (x, middle), words, BODY_MM * mm, "left")
    yield from _marks_explained(told, frame, x + width_mm(words, BODY_MM, "text") * mm, middle)


def _marks_explained(told: _Told, frame: GroundFrame, left: float, middle: float) -> Iterator[Primitive]:
    """Yield the legend from the right edge leftwards, as much of it as has room."""
    mm, right = frame.mm, frame.box.right
    styles = [("notice_shed", N_("new"))] if told.places else []
    if told.analysis.totals.existing_stalls:
        styles.append(("existing_shed", N_("existing")))
    if told.analysis.project.site.doorways:
        styles.append(("doorway", N_("doorway")))
    for style, text in reversed(styles):
        words = told.tr(text)
        start = right - width_mm(words, BODY_MM, "text") * mm
        if start - 12.0 * mm < left + 3.0 * mm:
            return
        yield Text(LAYER, "text", (right, middle), words, BODY_MM * mm, "right")
        at = (start - 5.0 * mm, middle)
        if style == "doorway":
            yield from doorway_symbol(LAYER, at, 2.0 * mm)
        else:
            mark = Box(at[0] - 3.0 * mm, middle - 2.2 * mm, at[0] + 3.0 * mm, middle + 2.2 * mm)
            yield Polygon(LAYER, style, (mark.ring,))
        right = start - 13.0 * mm


def _drawn(item: Item, paper: Box, mm: float) -> Iterator[Primitive]:
    """Yield an item of the page as it lies on the ground."""
    x, y = paper.left + item.x_mm * mm, paper.top - item.y_mm * mm
    if isinstance(item, Words):
        yield Text(LAYER, item.style, (x, y), item.text, item.size_mm * mm, item.align)
    elif isinstance(item, Disc):
        yield Circle(LAYER, "notice_disc", (x, y), item.radius_mm * mm)
        height = disc_letters_mm(item.number) * mm
        yield Text(LAYER, "notice_disc_text", (x, y), str(item.number), height)
    else:
        box = Box(x, y - item.height_mm * mm, x + item.width_mm * mm, y)
        yield Polygon(LAYER, item.style, (box.ring,))
