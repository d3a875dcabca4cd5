"""General notes: the works, what the bill rests on, what is asked of bidders, and what is not certain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chargeplan.analysis import stall_range
from chargeplan.costing.consistency import inconsistencies
from chargeplan.files.workbook.cover_sheet import day_of
from chargeplan.files.workbook.pages import Page, set_up_page
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import bare, pieces, row_height
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.accuracy import scale_note
from chargeplan.model.bill_settings import BillEdition
from chargeplan.reference.rule_sets import rule_set_name

TITLE = N_("General notes")
_WIDTHS = (24.0, 108.0)
_SURE_SHARE = 0.86
"""Share of a line that paragraphs are reckoned with, since fonts differ from machine to machine."""


def write_notes(page: Page, tender: Tender) -> None:
    """Write the notes, each as high as it needs; one longer than a page goes on in the next row."""
    sheet, language, formats = page.sheet, page.language, page.formats
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    set_up_page(sheet, language)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    page.text(0, 0, tr(TITLE, language), formats.title())
    page.row = 1
    for number, (heading, text) in enumerate(_notes(tender), 1):
        head = f"{number}. {heading}"
        for piece in pieces(text, _SURE_SHARE * _WIDTHS[1]):
            page.text(page.row, 0, head, formats.get(valign="top", bold=True, text_wrap=True))
            page.text(page.row, 1, piece, formats.get(valign="top", text_wrap=True))
            height = row_height([(piece, _SURE_SHARE * _WIDTHS[1]), (head, _WIDTHS[0] - 4)])
            sheet.set_row(page.row, height + 3)
            page.row += 1
            head = ""
    sheet.print_area(0, 0, page.row - 1, 1)


def _notes(tender: Tender) -> Iterator[tuple[str, str]]:
    language = tender.language
    yield tr("The works", language), _works(tender)
    yield tr("Areas", language), _areas(tender)
    scale = scale_note(tender.analysis.project.site, language)
    if scale:
        reach = stall_range(tender.analysis)
        told = (
            scale if reach is None else tr("{range} stalls; {note}", language, range=reach.text, note=scale)
        )
        yield tr("Accuracy", language), told
    yield tr("Scope", language), _scope(tender)
    yield tr("What the bill rests on", language), _basis(tender)
    yield tr("Edition and codes", language), _edition(tender)
    yield tr("Materials and quality", language), _materials(tender)
    yield tr("Prices", language), _prices(tender)
    yield tr("Other items and tax", language), _others(tender)
    structure = tr(
        "The structure has not been calculated. Foundations, sections and connections are assumed for "
        "quantities only and must be checked by a registered structural engineer.", language,
    )  # fmt: skip
    yield tr("Structure", language), structure
    yield tr("To be verified", language), _unverified(tender)
    faults = inconsistencies(tender.analysis.quantities, tender.bill.book)
    if faults and not tender.blank:
        text = "\n".join(fault.sentence(language) for fault in faults)
        yield tr("Items that do not fit each other", language), text
    if tender.analysis.project.notes:
        yield tr("Remarks", language), tender.analysis.project.notes


def _works(tender: Tender) -> str:
    analysis, language = tender.analysis, tender.language
    totals, unknown = analysis.totals, tr("unknown", language)
    return tr(
        "{buildings} buildings, {doorways} doorways, {households} households. New: {sheds} sheds, {stalls} "
        "stalls, {sockets} sockets, {chargers} charging devices.",
        language,
        buildings=totals.buildings,
        doorways=totals.doorways,
        households=unknown if totals.households is None else totals.households,
        sheds=sum(not held.shed.existing for held in analysis.sheds),
        stalls=totals.stalls,
        sockets=totals.sockets,
        chargers=totals.chargers,
    )


def _areas(tender: Tender) -> str:
    totals = tender.analysis.totals
    return tr(
        "Roofed area {roofed} m² (roofs in plan); floor area {floor} m² (half of the roof for open "
        "sheds); gross "
        "parking area {gross} m² (roofs, strips in front, stalls and aisles, each piece of ground once).",
        tender.language,
        roofed=totals.roofed_area_m2,
        floor=totals.floor_area_m2,
        gross=totals.gross_area_m2,
    )


def _scope(tender: Tender) -> str:
    language, bill = tender.language, tender.bill
    works = ", ".join(pick(unit.works.title, language) for unit in bill.units)
    parts = [
        tr("Units of works: {works}.", language, works=works) if works else "",
        tr(
            "Sheds and lots that are new, with what they are equipped and supplied with as far as it is "
            "listed in the bill. A charging device's own sockets are not billed again. What exists already "
            "is not billed.",
            language,
        ),
        _left_out(tender),
    ]
    errors = sum(
        finding.severity == "error" and finding.state == "missed" for finding in tender.analysis.findings
    )
    if errors:
        parts.append(tr("Grave findings that the plan still has: {count}.", language, count=errors))
    return " ".join(filter(None, parts))


_LEFT_OUT = {
    "main_box": N_("the utility's line up to the main box"),
    "sprinkler_pipe": N_("water up to the risers of the sprinklers"),
    "switches": N_("the network from the switches to the recorder"),
}
"""What is not in the bill although something in it ends there, by the item that does."""


def _left_out(tender: Tender) -> str:
    language, billed = tender.language, {line.work.kind.id for line in tender.bill.lines}
    parts = [tr(text, language) for item, text in _LEFT_OUT.items() if item in billed]
    joined = tr("; ", language).join(parts)
    return tr("Not in the bill, to be let or added: {parts}.", language, parts=joined) if parts else ""


def _basis(tender: Tender) -> str:
    """Return edition, measurement standard, price basis and the plan's date, one a line."""
    language = tender.language
    lines = [
        tr("Bill and measurement: {edition}", language, edition=tender.edition()),
        tr("Plan: {works}, {day}", language, works=tender.title, day=day_of(tender)),
        tr("Rules of the place: {name}, version {version}", language,
           name=rule_set_name(tender.analysis.project, language),
           version=tender.analysis.references.rule_set.version),
    ]  # fmt: skip
    if not tender.blank:
        book = tender.bill.price_book
        lines.append(
            tr("Prices: {title}, {base}, version {version}", language, title=pick(book.title, language),
               base=pick(book.base, language), version=book.version)
        )  # fmt: skip
        lines.append(
            tr(
                "Quota: none, unit rates are not built up from one; to be named when they are (in Shanghai "
                "SH 01-31(02)-2016 and the quota for repairs of buildings, to be verified).",
                language,
            )
        )
        lines.append(
            tr(
                "Month of the published prices: to be filled in when they replace reference prices.",
                language,
            )
        )
    return "\n".join(lines)


def _edition(tender: Tender) -> str:
    language = tender.language
    if tender.bill.edition is BillEdition.GB_2024:
        return tr(
            "Codes follow GB/T 50500-2024, in force since 2025-09-01. Its list of codes could not be read in "
            "full: codes that are not known are left open, shaded in the bill and replaced by codes of the "
            "bill's own (such as 01B001); they must be set before tendering. The two editions must not be "
            "mixed.",
            language,
        )
    return tr(
        "Codes and units are those of GB 50500-2013. GB/T 50500-2024 is in force since 2025-09-01 with "
        "other codes; "
        "where the tender is called by it, the codes of this bill must be converted first. The two "
        "editions must "
        "not be mixed.",
        language,
    )


def _materials(tender: Tender) -> str:
    return tr(
        "Materials and equipment meet the standards in force and the features of each line. No brand is "
        "prescribed; where one is named anywhere, it means that brand or one of equal standing. Roofs are "
        "of material that does not burn unless the features say otherwise. Features that are not clear are "
        "asked about before bids are handed in.",
        tender.language,
    )


def _prices(tender: Tender) -> str:
    language = tender.language
    if tender.blank:
        return tr(
            "Unit rates are to be filled in by the bidder in the column of the bill; they are before "
            "tax and include "
            "labour, material, plant, overhead, profit and ordinary risk.",
            language,
        )
    text = tr(
        "{base}. These are reference prices for a provisional estimate; before tendering they must be "
        "replaced by "
        "published prices or at least three quotations.",
        language,
        base=pick(tender.bill.price_book.base, language),
    )
    missing = tender.bill.missing_price_count
    if missing:
        text += " " + tr("Lines without a price, which count 0: {count}.", language, count=missing)
    rates = tender.bill.missing_rate_count
    if rates:
        text += " " + tr("Rates that are not known, which count 0: {count}.", language, count=rates)
    return text


def _others(tender: Tender) -> str:
    language, bill = tender.language, tender.bill
    parts = [
        _contingency(tender),
        tr("Safety is not contested.", language),
        tr("Value-added tax: {percent} %, added once, on the total of each unit of works.", language,
           percent=bare(bill.tax_percent)),
        *tender.notices("simplified_tax", "fees_open"),
    ]  # fmt: skip
    return " ".join(parts)


def _contingency(tender: Tender) -> str:
    """Say what is put in for what cannot be foreseen: to bidders the amount, not what it is a share of."""
    language = tender.language
    shares = [unit.other.contingency for unit in tender.bill.units]
    percent = shares[0].percent if len({share.percent for share in shares}) == 1 else None
    if percent is None:
        return tr("Contingency sum: to be settled.", language)
    if tender.blank:
        amount = sum((share.amount_cny for share in shares), Decimal(0))
        return tr("Contingency sum: CNY {amount}, set by the employer and the same for every bidder.",
                  language, amount=f"{amount:,.2f}")  # fmt: skip
    return tr("Contingency sum: {percent} % of the sectional works.", language, percent=bare(percent))


def _unverified(tender: Tender) -> str:
    language, lines = tender.language, tender.bill.lines
    rated = [measure for unit in tender.bill.units for measure in unit.rate_measures]
    open_codes = [line.code for line in lines if line.own_code]
    unread = [line.code for line in lines if not line.own_code and not line.work.verified]
    unread += [measure.code for measure in rated if measure.code and not measure.kind.verified]
    parts = []
    if open_codes:
        parts.append(tr("Codes that are open: {codes}.", language, codes=", ".join(open_codes)))
    if unread:
        parts.append(
            tr("These codes were not read in their source and must be compared with the standard: {codes}.",
               language, codes=", ".join(unread))
        )  # fmt: skip
    return " ".join(parts) or tr("All codes of this bill were read in their source.", language)
