"""The sheet around a plan: A4 landscape in the plan's own metres, with title, legend, figures, scale bar.

All sizes are counted in hundredths of the sheet's width, so that they look the same for every estate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chargeplan.analysis import Analysis
from chargeplan.drawing.fire_marks import FIRE_SYMBOLS, fire_counts
from chargeplan.drawing.labels import LINE_SPACING, text_size_m, wrapped
from chargeplan.drawing.primitives import Box, Circle, HorizontalAnchor, Polygon, Polyline, Primitive, Text
from chargeplan.drawing.symbols import LEGEND
from chargeplan.drawing.walking import DOOR_SYMBOLS
from chargeplan.i18n import tr
from chargeplan.model.values import Point, Ring

LAYER = "sheet"
ASPECT = 297.0 / 210.0
_WIDTH = 100.0
_HEIGHT = _WIDTH / ASPECT
_MARGIN = 2.0
_TITLE = 6.5
_PANEL = 22.0
_FOOTER = 5.0
_PADDING = 2.0
_ROW = 1.75
_LETTER = 1.0
_NOTE = 0.85
_NOTE_LINES = 4
"""Lines of the plan's own remarks for which a long legend leaves room."""

_SIGNATURE = 2.4
_NICE = (1.0, 2.0, 5.0)
_LARGEST_BAR = 20.0
_SMALLEST_SITE_M = 20.0


@dataclass(frozen=True)
class Sheet:
    """A sheet laid around a site: its lower left corner and what a hundredth of its width is [m]."""

    left: float
    bottom: float
    unit_m: float

    def point(self, x: float, y: float) -> Point:
        """Return a place on the sheet, given in hundredths of its width from the lower left, in metres."""
        return (self.left + x * self.unit_m, self.bottom + y * self.unit_m)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box on the sheet in metres."""
        return Box(*self.point(left, bottom), *self.point(right, top))

    @property
    def paper(self) -> Box:
        """The whole sheet [m]."""
        return self.box(0, 0, _WIDTH, _HEIGHT)

    @property
    def map(self) -> Box:
        """The part that shows the site [m]."""
        return self.box(_MARGIN, _MARGIN + _FOOTER, _WIDTH - _MARGIN - _PANEL, _HEIGHT - _MARGIN - _TITLE)

    @property
    def arrow(self) -> Box:
        """Where the north arrow stands, below the map at its right end [m]."""
        right, bottom = _WIDTH - _MARGIN - _PANEL - 1.5, _MARGIN + 0.4
        return self.box(right - 2.0, bottom, right, bottom + _FOOTER - 0.8)


def sheet_around(site: Box) -> Sheet:
    """Return the sheet whose map shows a site as large as it fits."""
    width = max(site.width, _SMALLEST_SITE_M)
    height = max(site.height, _SMALLEST_SITE_M)
    room_x = _WIDTH - 2 * _MARGIN - _PANEL
    room_y = _HEIGHT - 2 * _MARGIN - _TITLE - _FOOTER
    unit = max(width / (room_x - 2 * _PADDING), height / (room_y - 2 * _PADDING))
    x, y = site.centre
    return Sheet(x - (_MARGIN + room_x / 2) * unit, y - (_MARGIN + _FOOTER + room_y / 2) * unit, unit)


def paper(sheet: Sheet) -> Primitive:
    """Return the paper, to be painted first."""
    return Polygon(LAYER, "paper", (sheet.paper.ring,))


def furniture(
    sheet: Sheet,
    analysis: Analysis,
    styles: frozenset[str],
    language: str,
    told: Mapping[str, object] | None = None,
) -> Iterator[Primitive]:
    """Yield title, frame, legend, figures, arrow and scale bar.

    Parameters
    ----------
    styles
        Keys of the styles that the plan uses; the legend explains no other.
    told
        What the legend tells beside styles: numbers of things, distances.
    """
    yield from _mask(sheet)
    yield from _frame(sheet)
    yield from _title(sheet, analysis, language)
    counts = {**fire_counts(analysis.fire_kit), **(told or {})}
    legend = [
        (style, _explained(text, counts.get(style), language)) for style, text in LEGEND if style in styles
    ]
    top = _HEIGHT - _MARGIN - _TITLE - 1.6
    rows = _figure_rows(analysis, language)
    notes = _NOTE_LINES * _NOTE * LINE_SPACING if analysis.project.notes.strip() else 0.0
    row = _legend_row(len(legend), top, len(rows), notes)
    yield from _legend(sheet, legend, top, language, row)
    below = top - (len(legend) + 1.6) * row - 1.4
    yield from _figures(sheet, rows, below, language)
    yield from _notes(sheet, analysis, below - (len(rows) + 1.6) * _ROW - 0.8)
    yield from _arrow(sheet)
    yield from _scale_bar(sheet)
    yield from _footer(sheet, analysis, language)


def _explained(text: str, count: object, language: str) -> str:
    """Return what a style stands for, and how many there are of what is counted, or how far it is."""
    name = tr(text, language)
    return name if count is None else tr("{name}: {count}", language, name=name, count=count)


def _mask(sheet: Sheet) -> Iterator[Primitive]:
    """Cover what a plan draws beyond its map."""
    map_box, whole = sheet.map, sheet.paper.grown(sheet.paper.width)
    yield Polygon(LAYER, "paper", (whole.ring, tuple(reversed(map_box.ring))))


def _frame(sheet: Sheet) -> Iterator[Primitive]:
    inner = sheet.box(_MARGIN, _MARGIN, _WIDTH - _MARGIN, _HEIGHT - _MARGIN)
    yield _closed("frame", inner.ring)
    yield _closed("frame", sheet.map.ring)
    right = _WIDTH - _MARGIN - _PANEL
    yield Polyline(LAYER, "frame", (sheet.point(right, _MARGIN), sheet.point(right, _MARGIN + _FOOTER)))


def _closed(style: str, ring: Ring) -> Primitive:
    return Polyline(LAYER, style, (*ring, ring[0]))


def _text(
    sheet: Sheet,
    style: str,
    x: float,
    y: float,
    text: str,
    height: float = _LETTER,
    *,
    align: HorizontalAnchor = "left",
    room: float | None = None,
) -> Primitive:
    if room is not None:
        width, _ = text_size_m(text, height)
        height = min(height, height * room / width) if width else height
    return Text(LAYER, style, sheet.point(x, y), text, height * sheet.unit_m, align, "center")


def _title(sheet: Sheet, analysis: Analysis, language: str) -> Iterator[Primitive]:
    estate = analysis.project.estate
    name = estate.name or tr("Estate without a name", language)
    middle = _HEIGHT - _MARGIN - _TITLE / 2
    title = tr("{estate}: site plan of e-bike parking and charging", language, estate=name)
    yield _text(sheet, "title", _MARGIN + 2, middle + 0.9, title, 2.3, room=64)
    where = " · ".join(filter(None, (estate.town, estate.address, analysis.scheme.name)))
    yield _text(sheet, "muted_text", _MARGIN + 2, middle - 1.7, where, 1.15, room=64)
    date = analysis.project.plan_date
    if date is not None:
        yield _text(sheet, "muted_text", _WIDTH - _MARGIN - 1.5, middle, date.isoformat(), 1.2, align="right")


def _legend_row(entries: int, top: float, figures: int, notes: float) -> float:
    """Return the height of a row of the legend: lower where much is explained, so that all of it fits."""
    room = top - 1.4 - (figures + 1.6) * _ROW - _MARGIN - _SIGNATURE - 1.0 - notes
    return min(_ROW, room / (entries + 1.6))


def _legend(
    sheet: Sheet, entries: Sequence[tuple[str, str]], top: float, language: str, row: float
) -> Iterator[Primitive]:
    left = _WIDTH - _MARGIN - _PANEL + 1.5
    yield _text(sheet, "strong_text", left, top, tr("Legend", language), 1.3)
    for number, (style, text) in enumerate(entries):
        y = top - (number + 1.3) * row
        yield from _sample(sheet, style, left, y, row / _ROW)
        yield _text(sheet, "text", left + 4.2, y, text, min(_LETTER, row * 0.76), room=_PANEL - 6.5)


_LINES = (
    "panel", "blank_wall", "fire_wall", "window", "gas_pipe", "pipeline", "fence", "feeder", "cable",
    "dimension_missed", "dimension_warned", "shed_wall",
)  # fmt: skip
"""Styles of lines, of which the legend shows a piece."""


def _sample(sheet: Sheet, style: str, left: float, y: float, share: float) -> Iterator[Primitive]:
    """Yield the sample of a style, `share` as high as usual."""
    box = sheet.box(left, y - 0.5 * share, left + 3.2, y + 0.5 * share)
    if style in _SYMBOLS:
        yield from _SYMBOLS[style](LAYER, box.centre, 0.5 * share * sheet.unit_m)
    elif style in ("tree", "obstacle"):
        yield Circle(LAYER, style, box.centre, 0.5 * share * sheet.unit_m)
    elif style in _LINES:
        yield Polyline(LAYER, style, (sheet.point(left, y), sheet.point(left + 3.2, y)))
    elif style == "socket":
        yield Polygon(LAYER, "stall", (_upright(sheet, left, y, share),))
        yield Circle(LAYER, style, sheet.point(left + 1.6, y), 0.24 * sheet.unit_m)
    elif style == "stall":
        yield Polygon(LAYER, style, (_upright(sheet, left, y, share),))
    else:
        if style == "road":
            yield Polygon(LAYER, "road_edge", (box.ring,))
        yield Polygon(LAYER, style, (box.ring,))


def _upright(sheet: Sheet, left: float, y: float, share: float) -> Ring:
    return sheet.box(left + 1.1, y - 0.6 * share, left + 2.1, y + 0.6 * share).ring


def doorway_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway, a triangle of about twice `size_m`."""
    x, y = centre
    ring = ((x - size_m, y - 0.8 * size_m), (x + size_m, y - 0.8 * size_m), (x, y + size_m))
    yield Polygon(layer, "doorway", (ring,))


def supply_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a supply point, a square with a flash."""
    x, y = centre
    yield Polygon(layer, "supply", (Box(x - size_m, y - size_m, x + size_m, y + size_m).ring,))
    flash = ((0.25, 0.75), (-0.4, -0.05), (0.1, -0.05), (-0.25, -0.75), (0.4, 0.1), (-0.1, 0.1))
    yield Polygon(layer, "paper", (tuple((x + dx * size_m, y + dy * size_m) for dx, dy in flash),))


def hydrant_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a hydrant, a round with a light bar."""
    x, y = centre
    yield Circle(layer, "hydrant", centre, size_m)
    bar = Box(x - 0.7 * size_m, y + 0.15 * size_m, x + 0.7 * size_m, y + 0.55 * size_m)
    yield Polygon(layer, "paper", (bar.ring,))


def gas_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a gas regulator, a square on its tip."""
    x, y = centre
    yield Polygon(layer, "gas", (((x, y - size_m), (x + size_m, y), (x, y + size_m), (x - size_m, y)),))


def box_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a distribution box, a rectangle with a diagonal."""
    x, y = centre
    frame = Box(x - 1.3 * size_m, y - 0.8 * size_m, x + 1.3 * size_m, y + 0.8 * size_m)
    yield Polygon(layer, "box", (frame.ring,))
    yield Polyline(layer, "box", ((frame.left, frame.top), (frame.right, frame.bottom)))


_SYMBOLS: dict[str, Callable[[str, Point, float], Iterator[Primitive]]] = {
    "doorway": doorway_symbol,
    "supply": supply_symbol,
    "hydrant": hydrant_symbol,
    "gas": gas_symbol,
    "box": box_symbol,
    **FIRE_SYMBOLS,
    **DOOR_SYMBOLS,
}
"""Marks of things that stand at a place."""


def _figures(sheet: Sheet, rows: Sequence[tuple[str, str]], top: float, language: str) -> Iterator[Primitive]:
    left, right = _WIDTH - _MARGIN - _PANEL + 1.5, _WIDTH - _MARGIN - 1.5
    yield _text(sheet, "strong_text", left, top, tr("Figures", language), 1.3)
    for number, (name, value) in enumerate(rows):
        y = top - (number + 1.3) * _ROW
        yield _text(sheet, "text", left, y, name, room=12.9)
        yield _text(sheet, "text", right, y, value, align="right", room=5.9)
        line = (sheet.point(left, y - _ROW / 2), sheet.point(right, y - _ROW / 2))
        yield Polyline(LAYER, "rule", line)


def _figure_rows(analysis: Analysis, language: str) -> list[tuple[str, str]]:
    totals = analysis.totals
    unknown = tr("unknown", language)
    per_100 = totals.sockets_per_100_households
    return [
        (tr("Roofed area", language), f"{totals.roofed_area_m2} m²"),
        (tr("Floor area", language), f"{totals.floor_area_m2} m²"),
        (tr("Gross parking area", language), f"{totals.gross_area_m2} m²"),
        (tr("New sheds", language), str(sum(not held.shed.existing for held in analysis.sheds))),
        (tr("New stalls", language), str(totals.stalls)),
        (tr("New sockets", language), str(totals.sockets)),
        (tr("New charging devices", language), str(totals.chargers)),
        (tr("Households", language), unknown if totals.households is None else str(totals.households)),
        (tr("Sockets per 100 households", language), unknown if per_100 is None else str(per_100)),
    ]


def _notes(sheet: Sheet, analysis: Analysis, top: float) -> Iterator[Primitive]:
    """Yield the plan's own remarks, as many lines as there is room for; a cut is marked by dots."""
    floor = _MARGIN + (_SIGNATURE if analysis.project.bill.prepared_by else 0.0) + 1.0
    room = max(0, math.floor((top - floor) / (_NOTE * LINE_SPACING)))
    lines = wrapped(" ".join(analysis.project.notes.split()), _NOTE, _PANEL - 3 - _NOTE)
    if len(lines) > room > 0:
        lines = [*lines[: room - 1], lines[room - 1] + "…"]
    if lines and room:
        left = _WIDTH - _MARGIN - _PANEL + 1.5
        text = "\n".join(lines)
        yield Text(LAYER, "muted_text", sheet.point(left, top), text, _NOTE * sheet.unit_m, "left", "top")


def _arrow(sheet: Sheet) -> Iterator[Primitive]:
    box, unit = sheet.arrow, sheet.unit_m
    x, tip = box.centre[0], box.top - 1.3 * unit
    foot, notch = box.bottom, box.bottom + 0.7 * unit
    yield Polygon(LAYER, "arrow", (((x, tip), (x - unit, foot), (x, notch)),))
    yield Polygon(LAYER, "arrow_light", (((x, tip), (x, notch), (x + unit, foot)),))
    yield Text(LAYER, "strong_text", (x, box.top - 0.6 * unit), "N", 1.15 * unit)


def bar_length_m(most_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, 50, … metres that is at most `most_m`."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(nice * power for nice in _NICE if nice * power <= most_m * (1 + 1e-9))


def _scale_bar(sheet: Sheet) -> Iterator[Primitive]:
    length = bar_length_m(_LARGEST_BAR * sheet.unit_m)
    left, y = _MARGIN + 2.0, _MARGIN + 1.3
    parts = 4
    for number in range(parts):
        start, end = (left + length / sheet.unit_m * step / parts for step in (number, number + 1))
        style = "arrow" if number % 2 == 0 else "arrow_light"
        yield Polygon(LAYER, style, (sheet.box(start, y, end, y + 0.7).ring,))
    for share in (0.0, 0.5, 1.0):
        x = left + length / sheet.unit_m * share
        text = f"{length * share:g}" + (" m" if share == 1.0 else "")
        yield _text(sheet, "text", x, y + 1.7, text, 1.0, align="center")


def _footer(sheet: Sheet, analysis: Analysis, language: str) -> Iterator[Primitive]:
    right = _WIDTH - _MARGIN - _PANEL - 5.0
    note = tr(
        "Measures in metres. The structure has not been calculated and must be checked by an engineer.",
        language,
    )
    yield _text(sheet, "muted_text", right, _MARGIN + _FOOTER / 2, note, 0.95, align="right", room=42)
    who = analysis.project.bill.prepared_by
    if who:
        left, text = _WIDTH - _MARGIN - _PANEL + 1.5, tr("Prepared by: {name}", language, name=who)
        yield _text(sheet, "muted_text", left, _MARGIN + _SIGNATURE / 2, text, room=_PANEL - 3)
