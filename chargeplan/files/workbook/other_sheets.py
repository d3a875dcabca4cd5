"""Other items: contingency, provisional sums, day work, attendance, each on its form, and their summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.costing.bill import Share, WorksBill
from chargeplan.files.workbook.bill_sheet import BillPlaces
from chargeplan.files.workbook.pages import PERCENT, SUM, Asked, Cell, Column, Live, Page
from chargeplan.files.workbook.tender import Tender
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.bill_settings import ProvisionalSum

TITLES = {
    "other": N_("Summary of other items"),
    "contingency": N_("Contingency sum"),
    "materials": N_("Provisional prices of materials and equipment"),
    "specialists": N_("Provisional sums of specialist works"),
    "day_works": N_("Day work"),
    "attendance": N_("Attendance of the main contractor"),
}


@dataclass(frozen=True)
class OtherPlaces:
    """Where the other items of one unit of works stand."""

    total: str
    contingency: str
    specialists: str
    day_works: str
    attendance: str


def columns(form: str, language: str, *, blank: bool) -> list[Column]:
    """Return the columns of one of the forms; what the contingency was reckoned on is not told to bidders."""
    number, remarks = Column(tr("No.", language), 8, "center"), Column(tr("Remarks", language), 48)
    item, amount = Column(tr("Item", language), 46), Column(tr("Amount (CNY)", language), 20, "right")
    basis = Column(tr("Basis (CNY)", language), 20, "right", number=SUM)
    rate = Column(tr("Rate (%)", language), 12, "right", number=PERCENT)
    if form == "other":
        return [number, item, amount, Column(tr("Amount settled (CNY)", language), 20, "right"), remarks]
    if form == "contingency":
        return [number, item, amount, remarks] if blank else [number, item, amount, basis, rate, remarks]
    if form == "attendance":
        return [number, item, basis, rate, amount, remarks]
    if form == "day_works":
        return [
            number,
            item,
            Column(tr("Unit", language), 12, "center"),
            Column(tr("Quantity", language), 16, "right", number="#,##0.00"),
            Column(tr("Unit rate", language), 16, "right"),
            amount,
            remarks,
        ]
    return [number, item, amount, remarks]


@dataclass(frozen=True)
class _Details:
    """The forms below the summary, and where their sums stand; contingency by unit of works."""

    contingency: Mapping[str, str]
    materials: str
    specialists: str
    day_works: str
    attendance: str


def write_others(
    pages: Mapping[str, Page], tender: Tender, bills: Mapping[str, BillPlaces]
) -> Mapping[str, OtherPlaces]:
    """Write all six forms; return where the other items of every unit of works stand."""
    specialists = _provisional(pages["specialists"], tender, "specialists", _all(tender, "specialist_works"))
    details = _Details(
        _contingency(pages["contingency"], tender, bills),
        _provisional(pages["materials"], tender, "materials", _all(tender, "materials")),
        specialists,
        _day_works(pages["day_works"], tender),
        _attendance(pages["attendance"], tender, specialists),
    )
    return _summary(pages["other"], tender, details)


def _all(tender: Tender, name: str) -> list[ProvisionalSum]:
    return [entry for unit in tender.bill.units for entry in getattr(unit.other, name)]


def _open(page: Page, tender: Tender, form: str, text: str = "") -> None:
    page.open(tr(TITLES[form], page.language), tender.notes(form, text))


def _sum_row(
    page: Page, tender: Tender, first: int, at: int, value: Decimal, *, missing: bool = False
) -> int:
    """Write the total of the rows from `first` on; return its row."""
    cells: list[Cell] = [None] * len(page.columns)
    cells[1] = tr("Total", page.language)
    last = page.row - 1
    cells[at] = Live(f"=SUM({page.here(at, first)}:{page.here(at, last)})" if last >= first else "=0", value)
    return page.cells(cells, bold=True, missing=(at,) if missing else (), numbers={at: tender.amount})


def _contingency(page: Page, tender: Tender, bills: Mapping[str, BillPlaces]) -> Mapping[str, str]:
    """Write the contingency of every unit of works; bidders find an amount that is the same for all."""
    text = N_("A share of the sectional works, spent only as the employer orders.")
    if tender.blank:
        text = N_("Set by the employer, the same for every bidder; spent only as the employer orders.")
    _open(page, tender, "contingency", tr(text, page.language))
    first, cells = page.row, {}
    for number, unit in enumerate(tender.bill.units, 1):
        title = tr("Contingency sum, {works}", page.language, works=pick(unit.works.title, page.language))
        sectional = bills[unit.works.id].sectional
        cells[unit.works.id] = _contingency_of(page, tender, number, title, unit.other.contingency, sectional)
    if not cells:
        page.nothing()
    shares = [unit.other.contingency for unit in tender.bill.units]
    total = sum((share.amount_cny for share in shares), Decimal(0))
    unknown = sum(share.percent is None for share in shares)
    _sum_row(page, tender, first, 2, total, missing=tender.missing(unknown))
    page.close()
    return cells


def _contingency_of(page: Page, tender: Tender, number: int, title: str, share: Share, sectional: str) -> str:
    """Write the contingency of one unit of works; return the cell of its amount."""
    missing = tender.missing(share.percent is None)
    row: list[Cell] = [number, title, share.amount_cny, ""]
    if not tender.blank:
        amount = Live(f"=ROUND({page.here(3)}*{page.here(4)}/100,2)", share.amount_cny)
        percent: Cell = Asked() if share.percent is None else share.percent
        remark = tr("share not known, counts 0", page.language) if missing else ""
        row = [number, title, amount, Live(f"={sectional}", share.basis_cny), percent, remark]
    money = tender.money if missing else tender.amount
    return page.reference(page.cells(row, missing=(2, 4) if missing else (), numbers={2: money}), 2)


def _provisional(page: Page, tender: Tender, form: str, entries: Sequence[ProvisionalSum]) -> str:
    texts = {
        "materials": N_("Part of the unit rates; listed here and not added again."),
        "specialists": N_("Put in by the employer; settled when the works are let."),
    }
    _open(page, tender, form, tr(texts[form], page.language))
    first, total = page.row, Decimal(0)
    for number, entry in enumerate(entries, 1):
        page.cells([number, entry.name, entry.amount_cny, ""], numbers={2: "#,##0.00"})
        total += entry.amount_cny
    if not entries:
        page.nothing()
    row = _sum_row(page, tender, first, 2, total)
    page.close()
    return page.reference(row, 2)


def _day_works(page: Page, tender: Tender) -> str:
    _open(page, tender, "day_works")
    first = page.row
    lines = [line for unit in tender.bill.units for line in unit.other.day_works]
    for number, line in enumerate(lines, 1):
        amount = Live(f"=ROUND({page.here(3)}*{page.here(4)},2)", tender.priced(line.amount_cny))
        rate: Cell = Asked() if tender.blank else line.work.rate_cny
        cells: list[Cell] = [number, line.work.name, line.work.unit, line.work.quantity, rate, amount, ""]
        page.cells(cells, numbers={4: SUM, 5: tender.amount})
    if not lines:
        page.nothing()
    total = sum((line.amount_cny for line in lines), Decimal(0))
    row = _sum_row(page, tender, first, 5, tender.priced(total))
    page.close()
    return page.reference(row, 5)


def _attendance(page: Page, tender: Tender, specialists: str) -> str:
    _open(page, tender, "attendance")
    first = page.row
    shares = [unit.other.attendance for unit in tender.bill.units if unit.other.specialist_works]
    for number, share in enumerate(shares, 1):
        title = tr("Attendance on the specialist works", page.language)
        amount = Live(f"=ROUND({page.here(2)}*{page.here(3)}/100,2)", tender.priced(share.amount_cny))
        percent: Cell = Asked() if tender.blank or share.percent is None else share.percent
        basis = Live(f"={specialists}", share.basis_cny)
        page.cells([number, title, basis, percent, amount, ""], numbers={4: tender.amount})
    if not shares:
        page.nothing()
    total = sum((share.amount_cny for share in shares), Decimal(0))
    row = _sum_row(page, tender, first, 4, tender.priced(total))
    page.close()
    return page.reference(row, 4)


def _summary(page: Page, tender: Tender, details: _Details) -> Mapping[str, OtherPlaces]:
    _open(page, tender, "other")
    places = {}
    for number, unit in enumerate(tender.bill.units):
        page.heading(pick(unit.works.title, page.language))
        places[unit.works.id] = _unit(page, tender, unit, details, whole=number == 0)
    if not places:
        page.nothing()
    page.close()
    page.sheet.fit_to_pages(1, 1)
    return places


def _unit(page: Page, tender: Tender, unit: WorksBill, details: _Details, *, whole: bool) -> OtherPlaces:
    """Write one unit of works; what is put in for the whole job stands in the first one."""
    other, language = unit.other, page.language
    unknown = tender.missing(other.contingency.percent is None)
    places: dict[str, str] = {}

    def row(number: str, title: str, name: str, cell: str, value: Decimal, *, missing: bool = False) -> None:
        live: Cell = Live(f"={cell}" if whole or name == "contingency" else "=0", value)
        remark = tr("listed, not added", language) if name == "materials" else ""
        cells: list[Cell] = [number, tr(title, language), live, None, remark]
        at = page.cells(cells, missing=(2,) if missing else (), numbers={2: tender.amount})
        places[name] = page.reference(at, 2)

    contingency = details.contingency[unit.works.id]
    first = page.row
    row("1", TITLES["contingency"], "contingency", contingency, other.contingency.amount_cny,
        missing=unknown)  # fmt: skip
    row("2.1", TITLES["materials"], "materials", details.materials, other.materials_cny)
    row("2.2", TITLES["specialists"], "specialists", details.specialists, other.specialist_works_cny)
    row("3", TITLES["day_works"], "day_works", details.day_works, tender.priced(other.day_works_cny))
    attendance = tender.priced(other.attendance.amount_cny)
    row("4", TITLES["attendance"], "attendance", details.attendance, attendance)
    added = "+".join(page.here(2, at) for at in (first, first + 2, first + 3, first + 4))
    total: list[Cell] = [None, tr("Total", language), Live(f"={added}", tender.other_cny(unit)), None, ""]
    at = page.cells(total, bold=True, missing=(2,) if unknown else (), numbers={2: tender.amount})
    return OtherPlaces(
        page.reference(at, 2),
        places["contingency"],
        places["specialists"],
        places["day_works"],
        places["attendance"],
    )
