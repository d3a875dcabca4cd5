"""The plan sheet's table of figures (as offices ask for it), for every estate with a plan."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.story import COUNT, YUAN, Story
from chargeplan.files.town_workbook.table import Field, Table
from chargeplan.files.workbook.pages import Asked, Cell, Column, Live, Page
from chargeplan.i18n import N_, tr
from chargeplan.town.comparison import Assessed
from chargeplan.town.figures import PlanFigures
from chargeplan.units import round_half_up

TITLE = N_("Technical and economic figures")
_NOTES = N_(
    "Estates with a plan, new sheds and lots. Car bays taken and trees moved are on no plan: fill them in."
)
_AREAS = ("roofed", "floor", "gross", "green")


def fields(language: str) -> list[Field]:
    """Return the table's columns."""
    area = {"align": "right", "number": YUAN}
    return [
        Field("no", Column(tr("No.", language), 6, "center")),
        Field("name", Column(tr("Estate", language), 20)),
        Field("code", Column(tr("Estate code", language), 12)),
        Field("households", Column(tr("Households", language), 10, "right", number=COUNT)),
        Field("sheds", Column(tr("Sheds", language), 8, "right", number=COUNT)),
        Field("roofed", Column(tr("Roofed area (m²)", language), 13, **area)),
        Field("floor", Column(tr("Floor area (m²)", language), 13, **area)),
        Field("gross", Column(tr("Gross parking area (m²)", language), 14, **area)),
        Field("stalls", Column(tr("Stalls", language), 9, "right", number=COUNT)),
        Field("sockets", Column(tr("Charging sockets", language), 9, "right", number=COUNT)),
        Field("per_100", Column(tr("Sockets per 100 households", language), 13, "right", number=YUAN)),
        Field("green", Column(tr("Green taken (m²)", language), 11, **area)),
        Field("bays", Column(tr("Car bays taken", language), 9, "right", number=COUNT)),
        Field("trees", Column(tr("Trees moved", language), 9, "right", number=COUNT)),
    ]


def write_figures(page: Page, story: Story, estates: EstatePlaces) -> None:
    """Write the figures of all estates that have a plan, and their sums."""
    page.open(tr(TITLE, page.language), tr(_NOTES, page.language))
    table = Table(page, fields(page.language))
    planned = [(one, one.standing.figures) for one in story.estates if one.standing.figures is not None]
    for number, (assessed, figures) in enumerate(planned, 1):
        table.write({"no": number, **_cells(assessed, figures, table, estates)})
    if planned:
        _write_total(table, [figures for _assessed, figures in planned])
    else:
        page.nothing()
    page.close()


def _cells(assessed: Assessed, figures: PlanFigures, table: Table, estates: EstatePlaces) -> dict[str, Cell]:
    row, standing = assessed.standing.row, assessed.standing
    households, sockets = table.here("households"), table.here("sockets")
    per_100: Cell = None
    if standing.households and figures.new.sockets is not None:
        value = round_half_up(Decimal(100 * figures.new.sockets) / standing.households, 2)
        per_100 = Live(f"=ROUND({sockets}*100/{households},2)", value)
    return {
        "name": row.name,
        "code": row.code,
        "households": _same("households", row.code, estates),
        "sheds": figures.sheds,
        "roofed": figures.roofed_area_m2,
        "floor": figures.floor_area_m2,
        "gross": figures.gross_area_m2,
        "stalls": _same("stalls_new", row.code, estates),
        "sockets": _same("sockets_new", row.code, estates),
        "per_100": per_100,
        "green": figures.green_taken_m2,
        "bays": Asked(),
        "trees": Asked(),
    }


def _same(field: str, code: str, estates: EstatePlaces) -> Cell:
    known = estates.figures[code].get(field)
    return None if known is None else Live("=" + estates.cell(field, code), known)


def _write_total(table: Table, planned: list[PlanFigures]) -> None:
    last = table.row - 1
    sums: dict[str, Decimal | int] = {
        "sheds": sum(figures.sheds for figures in planned),
        "roofed": sum((figures.roofed_area_m2 for figures in planned), Decimal(0)),
        "floor": sum((figures.floor_area_m2 for figures in planned), Decimal(0)),
        "gross": sum((figures.gross_area_m2 for figures in planned), Decimal(0)),
        "stalls": sum(figures.new.stalls or 0 for figures in planned),
        "sockets": sum(figures.new.sockets or 0 for figures in planned),
        "green": sum((figures.green_taken_m2 for figures in planned), Decimal(0)),
    }
    cells: dict[str, Cell] = {"name": tr("Total", table.page.language)}
    for field, value in sums.items():
        cells[field] = Live(f"=SUM({table.span(field, last, outside=False)})", value)
    table.write(cells, bold=True)
