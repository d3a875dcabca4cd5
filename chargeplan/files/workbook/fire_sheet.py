"""What every shed and lot is protected with, each number as the sum that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.engineering.fire_kit import ElementKit, FireKit
from chargeplan.engineering.sums import Sum
from chargeplan.files.workbook.pages import COUNT, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.sums_sheet import formula_of
from chargeplan.i18n import N_, tr
from chargeplan.model.equipment import FireProtection, HazardClass

TITLE = N_("Fire protection of sheds and lots")
_TWO = number_format(2)
_FIRST = 4
_HAZARDS = {HazardClass.MEDIUM: N_("medium hazard"), HazardClass.SEVERE: N_("severe hazard")}


@dataclass(frozen=True)
class _Piece:
    """A column of the sheet: its head, its sum, and its number format."""

    head: str
    sum_of: Callable[[ElementKit], Sum | None]
    number: str = COUNT


_PIECES = (
    _Piece(N_("Powder extinguishers"), lambda kit: kit.powder),
    _Piece(N_("Water extinguishers"), lambda kit: kit.water),
    _Piece(N_("Extinguisher cabinets"), lambda kit: kit.cabinets),
    _Piece(N_("Cameras"), lambda kit: kit.cameras),
    _Piece(N_("Camera cable m"), lambda kit: kit.camera_cable_m, _TWO),
    _Piece(N_("Heat detectors"), lambda kit: kit.detectors),
    _Piece(N_("Sprinkler heads"), lambda kit: kit.sprinkler_heads),
    _Piece(N_("Sprinkler pipe m"), lambda kit: kit.sprinkler_pipe_m, _TWO),
    _Piece(N_("End tests"), lambda kit: kit.end_tests),
)


def columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Shed or lot", language), 26),
        Column(tr("Q needed A", language), 10, "right", number=_TWO),
        Column(tr("Points", language), 8, "center", number=COUNT),
        *(Column(tr(piece.head, language), 13, "center", number=piece.number) for piece in _PIECES),
        Column(tr("Rating of a powder extinguisher", language), 14, "center"),
    ]


def write_fire_kit(page: Page, kit: FireKit, wanted: FireProtection, names: Mapping[str, str]) -> None:
    """Write a row for every shed and lot that is protected, their totals, and the recorders."""
    language = page.language
    text = N_("By GB 50140, class A, {hazard}; places are drawn on the plan. Clauses are to be verified.")
    page.open(tr(TITLE, language), tr(text, language, hazard=tr(_HAZARDS[wanted.hazard], language)))
    first = page.row
    for number, element in enumerate(kit.elements, 1):
        cells: list[Cell] = [
            number,
            names.get(element.element_id, element.element_id),
            element.needed_a,
            element.points or None,
            *(_live(piece.sum_of(element)) for piece in _PIECES),
            f"{element.powder_rating_a}A" if element.powder else "",
        ]
        page.cells(cells)
    if not kit.elements:
        page.nothing()
    else:
        _total(page, kit, first)
    if kit.recorders is not None:
        row: list[Cell] = [None] * len(page.columns)
        row[1], row[_FIRST + 3] = tr("Recorders, for all cameras together", language), _live(kit.recorders)
        page.cells(row)
    page.close()


def _live(found: Sum | None) -> Cell:
    return None if found is None else Live(formula_of(found.text), found.value)


def _total(page: Page, kit: FireKit, first: int) -> None:
    last = page.row - 1
    cells: list[Cell] = [None] * len(page.columns)
    cells[1] = tr("Total", page.language)
    for at, piece in enumerate(_PIECES, _FIRST):
        found = [piece.sum_of(element) for element in kit.elements]
        value = sum((one.value for one in found if one is not None), Decimal(0))
        cells[at] = Live(f"=SUM({page.here(at, first)}:{page.here(at, last)})", value)
    page.cells(cells, bold=True)
