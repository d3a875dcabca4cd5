"""Sheds and lots, one a row; what exists already stands below, apart from the totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from chargeplan.analysis import Analysis
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.files.workbook.pages import HEADING_POINTS, Column, Page, number_format
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import label
from chargeplan.reference.catalogue import CatalogueModule, Charger

Held = TypeVar("Held", ShedCapacity, LotCapacity)


_NARROW = 10
_STRETCHING = 120
"""Characters of a text that may make its row higher; a name of a whole page stays in its cell."""


@dataclass(frozen=True)
class Field(Generic[Held]):
    """One column: its head, how its value is read, and whether its values are added up.

    `formula` makes a live formula from the cells of the same row, by the id of their column.
    """

    id: str
    head: str
    width: float
    value: Callable[[Held], Decimal | int | float | str]
    decimals: int = 0
    added: bool = False
    formula: Callable[[Mapping[str, str]], str] | None = None


@dataclass(frozen=True)
class TotalPlaces:
    """Where the totals of new sheds or lots stand, by the id of the column, and how many rows there are."""

    cells: Mapping[str, str]
    rows: str


def write_sheds(page: Page, analysis: Analysis) -> TotalPlaces:
    """Write the sheds; return where the totals of the new ones stand."""
    new = [held for held in analysis.sheds if not held.shed.existing]
    old = [held for held in analysis.sheds if held.shed.existing]
    return _write(page, tr("Shed details", page.language), shed_fields(analysis, page.language), new, old)


def write_lots(page: Page, analysis: Analysis) -> TotalPlaces:
    """Write the lots; return where the totals of the new ones stand."""
    new = [held for held in analysis.lots if not held.lot.existing]
    old = [held for held in analysis.lots if held.lot.existing]
    return _write(page, tr("Lot details", page.language), lot_fields(analysis, page.language), new, old)


def shed_fields(analysis: Analysis, language: str) -> list[Field[ShedCapacity]]:
    """Return the columns of the sheds."""
    catalogue = analysis.references.catalogue
    share = catalogue.constant("floor_area_factor")
    return [
        Field("name", N_("Shed"), 20, lambda held: label(held.shed, language)),
        Field("rows", N_("Rows"), 6, lambda held: held.shed.rows),
        Field("length", N_("Length m"), 9, lambda held: held.shed.length_m, 2),
        Field("depth", N_("Depth m"), 9, lambda held: held.shed.depth_m, 2),
        Field(
            "roofed", N_("Roofed area m²"), 11, lambda held: held.roofed_m2, 2, True,
            lambda cell: f"=ROUND({cell['length']}*{cell['depth']},2)",
        ),
        Field(
            "floor", N_("Floor area m²"), 11, lambda held: held.floor_m2, 2, True,
            lambda cell: f"=ROUND({cell['roofed']}*{share:g},2)",
        ),
        Field("gross", N_("Gross parking area m²"), 12, lambda held: held.gross_m2, 2, True),
        Field("stalls", N_("Stalls"), 8, lambda held: len(held.stalls), 0, True),
        Field("groups", N_("Groups"), 7, lambda held: held.group_count, 0, True),
        Field("module", N_("Stall module"), 21, lambda held: _module(analysis, held, language)),
        Field("sockets", N_("Sockets"), 8, lambda held: held.charging.socket_count, 0, True),
        Field("charger", N_("Charging device"), 18, lambda held: _charger(analysis, held, language)),
        Field("chargers", N_("Devices"), 8, lambda held: held.charging.charger_count, 0, True),
        Field("spare", N_("Spare ports"), 8, lambda held: held.charging.spare_ports, 0, True),
    ]  # fmt: skip


def lot_fields(analysis: Analysis, language: str) -> list[Field[LotCapacity]]:
    """Return the columns of the lots."""
    return [
        Field("name", N_("Lot"), 20, lambda held: label(held.lot, language)),
        Field("area", N_("Area m²"), 11, lambda held: held.area_m2, 2, True),
        Field("usable", N_("Usable area m²"), 11, lambda held: held.usable_m2, 2, True),
        Field("filled", N_("Open parking"), 9, lambda held: _yes(held.lot.filled, language)),
        Field("paved", N_("Paved"), 8, lambda held: _yes(held.lot.paved, language)),
        Field("gross", N_("Gross parking area m²"), 12, lambda held: held.gross_m2, 2, True),
        Field("stalls", N_("Stalls"), 8, lambda held: len(held.stalls), 0, True),
        Field("module", N_("Stall module"), 21, lambda held: _module(analysis, held, language)),
        Field("sockets", N_("Sockets"), 8, lambda held: held.charging.socket_count, 0, True),
        Field("charger", N_("Charging device"), 18, lambda held: _charger(analysis, held, language)),
        Field("chargers", N_("Devices"), 8, lambda held: held.charging.charger_count, 0, True),
        Field("spare", N_("Spare ports"), 8, lambda held: held.charging.spare_ports, 0, True),
        Field("remarks", N_("Remarks"), 26, lambda held: _remarks(held, language)),
    ]


def _module(analysis: Analysis, held: ShedCapacity | LotCapacity, language: str) -> str:
    return _title(analysis.references.catalogue.module(held.module_id), language)


def _charger(analysis: Analysis, held: ShedCapacity | LotCapacity, language: str) -> str:
    if not held.charging.charger_count:
        return "—"
    return _title(analysis.references.catalogue.charger(held.charging.charger_id), language)


def _title(entry: CatalogueModule | Charger, language: str) -> str:
    title = pick(entry.title, language)
    return title if entry.verified else tr("{text} (to be verified)", language, text=title)


def _yes(answer: bool, language: str) -> str:
    return tr("yes", language) if answer else tr("no", language)


def _remarks(held: LotCapacity, language: str) -> str:
    return "; ".join(tr(reason.text, language, **dict(reason.values)) for reason in held.layout.reasons)


def page_columns(fields: Sequence[Field[Held]], language: str) -> list[Column]:
    """Return the columns of a page, numbered."""
    return [
        Column(tr("No.", language), 6, "center"),
        *(Column(tr(field.head, language), field.width) for field in fields),
    ]


def _write(
    page: Page, title: str, fields: Sequence[Field[Held]], new: Sequence[Held], old: Sequence[Held]
) -> TotalPlaces:
    language = page.language
    page.open(
        title,
        tr("Totals are those of new work. What exists already is listed below and not billed.", language),
    )
    first = page.row
    _rows(page, fields, new)
    places = _totals(page, fields, new, first, tr("Total new", language))
    if old:
        page.blanks(page.formats.chapter(), 1)
        page.text(page.row, 1, tr("Existing, not billed", language), page.formats.chapter())
        page.sheet.set_row(page.row, HEADING_POINTS)
        page.row += 1
        start = page.row
        _rows(page, fields, old)
        _totals(page, fields, old, start, tr("Total existing", language))
    page.close()
    rows = xl_range(first, 0, max(first, first + len(new) - 1), 0)
    return TotalPlaces(places, f"{page.quoted_name}!{rows}")


def _rows(page: Page, fields: Sequence[Field[Held]], entries: Sequence[Held]) -> None:
    if not entries:
        page.nothing()
    for number, held in enumerate(entries, 1):
        cells = {field.id: xl_rowcol_to_cell(page.row, at) for at, field in enumerate(fields, 1)}
        page.number(page.row, 0, number, page.formats.centre)
        texts = []
        for at, field in enumerate(fields, 1):
            value = field.value(held)
            if isinstance(value, str):
                align = "left" if field.width > _NARROW else "center"
                page.text(page.row, at, value, page.formats.cell(align))
                texts.append((at, value[:_STRETCHING]))
            else:
                _figure(page, at, field, value, cells)
        page.fit(texts)
        page.row += 1


def _figure(
    page: Page, at: int, field: Field[Held], value: Decimal | int | float, cells: Mapping[str, str]
) -> None:
    style = page.formats.cell(
        "right" if field.decimals else "center", num_format=number_format(field.decimals)
    )
    if field.formula:
        page.formula(page.row, at, field.formula(cells), value, style)
    else:
        page.number(page.row, at, value, style)


def _totals(
    page: Page, fields: Sequence[Field[Held]], entries: Sequence[Held], first: int, text: str
) -> Mapping[str, str]:
    last = page.row - 1
    added = [at for at, field in enumerate(fields, 1) if field.added]
    page.blanks(page.formats.chapter(), 1, *added)
    page.text(page.row, 1, text, page.formats.chapter())
    page.sheet.set_row(page.row, HEADING_POINTS)
    places = {}
    for at, field in enumerate(fields, 1):
        if not field.added:
            continue
        total = sum((Decimal(str(field.value(held))) for held in entries), Decimal(0))
        style = page.formats.chapter(
            "right" if field.decimals else "center", num_format=number_format(field.decimals)
        )
        page.formula(page.row, at, f"=SUM({xl_range(first, at, last, at)})", total, style)
        places[field.id] = page.reference(page.row, at)
    page.row += 1
    return places
