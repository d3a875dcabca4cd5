"""Tables of a plan sheet: figures of the scheme, and its sheds and lots one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.analysis import Analysis, area_tolerances
from chargeplan.drawing.dimensions import nearest_building
from chargeplan.drawing.plan_sheet.flowing import Block, Row
from chargeplan.drawing.plan_sheet.writing import Letters, fitting, lines_of, rule, upright, written
from chargeplan.drawing.primitives import HorizontalAnchor, Primitive
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.i18n import N_, tr
from chargeplan.model.accuracy import give_or_take
from chargeplan.model.labels import title
from chargeplan.units import round_half_up, to_decimal

_NOTHING = "—"
_TAIL = 3
_PADDING = 0.35
"""Room between a cell's edge and its text, in letters."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and where its cells begin."""

    title: str
    share: float
    align: HorizontalAnchor = "center"


def headline(letters: Letters, text: str) -> Row:
    """Return the heading of a block."""
    size = letters.heading
    height = 1.9 * size

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        fit, used = fitting(text, size, letters.least, width, "strong_text")
        yield written(left, top - 0.75 * size, fit, used, "strong_text")

    return Row(height, draw)


def told_row(letters: Letters, text: str) -> Row:
    """Return a row of plain text, as it ends a table that is cut."""

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        fit, size = fitting(text, letters.size, letters.least, width, "muted_text")
        yield written(left, top - letters.row / 2, fit, size, "muted_text")

    return Row(letters.row, draw)


def table_row(
    letters: Letters, columns: Sequence[Column], cells: Sequence[str], style: str = "text",
    *, top_rule: str = "",
) -> Row:  # fmt: skip
    """Return a row of a table with its rules; a text that is too long gets smaller, then is cut."""
    whole = sum(column.share for column in columns)

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        bottom, x = top - letters.row, left
        if top_rule:
            yield rule(left, left + width, top, top_rule)
        yield rule(left, left + width, bottom)
        for column, cell in zip(columns, cells, strict=True):
            end = x + column.share / whole * width
            yield upright(x, bottom, top)
            yield from _cell(letters, cell, style, x, end, (top + bottom) / 2, column.align)
            x = end
        yield upright(left + width, bottom, top)

    return Row(letters.row, draw)


def _cell(
    letters: Letters, text: str, style: str, left: float, right: float, y: float, align: HorizontalAnchor
) -> Iterator[Primitive]:
    gap = _PADDING * letters.size
    room = right - left - 2 * gap
    fit, size = fitting(text, letters.size, letters.least, room, style, tail=_TAIL)
    x = {"left": left + gap, "center": (left + right) / 2, "right": right - gap}[align]
    if fit:
        yield written(x, y, fit, size, style, align)


def heading_row(letters: Letters, columns: Sequence[Column], width: float, language: str) -> Row:
    """Return the row of a table's headings, as high as the one with most lines."""
    whole = sum(column.share for column in columns)
    size = letters.least
    texts = [
        lines_of(tr(column.title, language), size, column.share / whole * width - 0.5 * letters.size)
        for column in columns
    ]
    height = max(letters.row, (max(map(len, texts)) * 1.2 + 0.5) * size)

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        yield rule(left, left + width, top, "sheet_line")
        yield rule(left, left + width, top - height, "sheet_line")
        x = left
        for column, lines in zip(columns, texts, strict=True):
            end = x + column.share / whole * width
            yield upright(x, top - height, top)
            first = top - height / 2 + (len(lines) - 1) / 2 * 1.2 * size
            for number, line in enumerate(lines):
                yield written((x + end) / 2, first - number * 1.2 * size, line, size, "muted_text", "center")
            x = end
        yield upright(left + width, top - height, top)

    return Row(height, draw)


_FIGURES = (Column("", 25.0, "left"), Column("", 12.0, "right"))


def figures_block(letters: Letters, analysis: Analysis, language: str, stalls: str) -> Block:
    """Return the technical and economic figures of a scheme; `stalls` is their number or range."""
    rows = tuple(
        table_row(letters, _FIGURES, cells, top_rule="" if number else "sheet_line")
        for number, cells in enumerate(_figures(analysis, language, stalls))
    )
    return Block((headline(letters, tr("Technical and economic figures", language)),), rows)


def _figures(analysis: Analysis, language: str, stalls: str) -> Iterator[tuple[str, str]]:
    totals, taken = analysis.totals, analysis.ground_taken
    unknown, open_point = tr("unknown", language), tr("to be verified", language)
    bays = analysis.scheme.car_bays_taken
    per_100 = totals.sockets_per_100_households
    new = sum(not held.shed.existing for held in analysis.sheds)
    yield tr("Households", language), unknown if totals.households is None else str(totals.households)
    yield tr("New sheds", language), str(new)
    yield tr("Roofed area", language), f"{totals.roofed_area_m2} m²"
    yield tr("Floor area", language), f"{totals.floor_area_m2} m²"
    yield tr("Gross parking area", language), _gross(analysis)
    yield tr("New stalls", language), stalls
    yield tr("New sockets", language), str(totals.sockets)
    if totals.existing_sockets:
        yield tr("Existing sockets", language), str(totals.existing_sockets)
    yield tr("Sockets per 100 households", language), unknown if per_100 is None else str(per_100)
    yield tr("Green ground taken", language), f"{taken.green_m2} m²"
    yield tr("Bays for cars taken", language), open_point if bays is None else str(bays)
    yield tr("Trees to be moved", language), str(len(taken.tree_ids))


def _gross(analysis: Analysis) -> str:
    tolerances = area_tolerances(analysis)
    tolerance = None if tolerances is None else tolerances.gross_area_m2
    return give_or_take(analysis.totals.gross_area_m2, tolerance)


_SHEDS = (
    Column(N_("Name"), 7.0, "left"),
    Column(N_("Rows"), 3.4),
    Column(N_("Length × depth (m)"), 7.0),
    Column(N_("Roof (m²)"), 4.9, "right"),
    Column(N_("Stalls"), 3.9, "right"),
    Column(N_("Sockets"), 4.3, "right"),
    Column(N_("Nearest building (m)"), 5.8, "right"),
)


def sheds_block(letters: Letters, analysis: Analysis, language: str, width: float) -> Block:
    """Return the table of all sheds and filled lots, new ones first, with the sums of these."""
    new = [held for held in analysis.sheds if not held.shed.existing]
    lots = [held for held in analysis.lots if held.stalls and not held.lot.existing]
    old = [held for held in analysis.sheds if held.shed.existing]
    rows = [_shed(analysis, held, language) for held in new]
    rows += [_lot(analysis, held, language) for held in lots]
    body = [table_row(letters, _SHEDS, cells) for cells in rows]
    existing = [table_row(letters, _SHEDS, _shed(analysis, held, language), "muted_text") for held in old]
    if existing:
        existing[0] = _below(told_row(letters, tr("Existing", language)), existing[0])
    body += existing
    footing: tuple[Row, ...] = ()
    if rows:
        footing = (table_row(letters, _SHEDS, _sums(analysis, language), "strong_text"),)
    heading = (
        headline(letters, tr("Sheds", language)),
        heading_row(letters, _SHEDS, width, language),
    )

    def more(count: int) -> Row:
        return told_row(letters, tr("… and {count} more in the workbook", language, count=count))

    return Block(heading, tuple(body), footing, more)


def _below(head: Row, row: Row) -> Row:
    """Return two rows as one, so that they stay together."""

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        yield from head.draw(left, top, width)
        yield rule(left, left + width, top - head.height)
        yield from row.draw(left, top - head.height, width)

    return Row(head.height + row.height, draw)


def _shed(analysis: Analysis, held: ShedCapacity, language: str) -> tuple[str, ...]:
    shed = held.shed
    return (
        title(shed, language),
        str(shed.rows),
        f"{_metres(shed.length_m)} × {_metres(shed.depth_m)}",
        str(held.roofed_m2),
        str(len(held.stalls)),
        str(held.charging.socket_count),
        _nearest(analysis, (held.outline,)),
    )


def _lot(analysis: Analysis, held: LotCapacity, language: str) -> tuple[str, ...]:
    return (
        title(held.lot, language),
        _NOTHING,
        _NOTHING,
        _NOTHING,
        str(len(held.stalls)),
        str(held.charging.socket_count),
        _nearest(analysis, tuple(stall.polygon for stall in held.stalls)),
    )


def _sums(analysis: Analysis, language: str) -> tuple[str, ...]:
    totals = analysis.totals
    return (
        tr("New in all", language), "", "",
        str(totals.roofed_area_m2), str(totals.stalls), str(totals.sockets), "",
    )  # fmt: skip


def _nearest(analysis: Analysis, pieces: Sequence[tuple[tuple[float, float], ...]]) -> str:
    found = nearest_building(analysis, pieces)
    return _NOTHING if found is None else _metres(found.distance_m)


def _metres(value: float | Decimal) -> str:
    return f"{round_half_up(to_decimal(float(value)), 2)}"
