"""How every quantity came about: rule, sums of the sheds and lots, and their rounded total.

Sheds and lots whose sums are the same stand in one row: `4 × 12.00 × 2.00 =`, with the names of all four.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range

from chargeplan.costing.bill import Bill, BillLine
from chargeplan.costing.work import Contribution
from chargeplan.files.workbook.pages import Column, Page, number_format
from chargeplan.files.workbook.prices_sheet import BASIS_TEXTS
from chargeplan.i18n import N_, pick, tr

SUM, RESULT, TOTAL = 3, 4, 6
_RESULT_DECIMALS = 4
_FORMULA_SIGNS = str.maketrans({"×": "*", "−": "-"})
_BASES = {"measured": N_("measured"), "calculated": N_("calculated"), "estimated": N_("estimated")}


def columns(language: str) -> list[Column]:
    """Return the sheet's columns."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item or part", language), 26),
        Column(tr("Rule, sum", language), 62),
        Column(tr("Result", language), 12, "right"),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 11, "right"),
        Column(tr("Came about", language), 12, "center"),
        Column(tr("Code check", language), 12, "center"),
    ]


def formula_of(sum_text: str) -> str:
    """Return the formula of a printed sum."""
    return "=" + sum_text.translate(_FORMULA_SIGNS)


def write_sums(page: Page, bill: Bill, names: Mapping[str, str]) -> None:
    """Write every line with the sums of its parts; `names` are those of elements by id."""
    page.open(
        tr("Quantity sums", page.language),
        tr(
            "Quantities are net. measured: from the drawn plan; calculated: by rule from it; estimated: "
            "from the "
            "assumed construction, which no structural engineer has checked.",
            page.language,
        ),
    )
    styles = _Styles.of(page)
    for line in bill.lines:
        parts = _parts(line.work.contributions)
        _head(page, line, len(parts), styles)
        for part in parts:
            _part(page, line, part, names, styles)
    page.close()


@dataclass(frozen=True)
class _Part:
    """Sheds and lots that add the same sum."""

    elements: tuple[str, ...]
    sum_text: str
    value: Decimal


def _parts(contributions: Sequence[Contribution]) -> list[_Part]:
    """Bring contributions of the same sum together, in the order of the first of each."""
    together: dict[str, list[Contribution]] = {}
    for contribution in contributions:
        together.setdefault(contribution.sum_text, []).append(contribution)
    return [
        _Part(
            tuple(dict.fromkeys(name for one in same for name in one.element_ids)),
            times(len(same), sum_text),
            sum((one.value for one in same), Decimal(0)),
        )
        for sum_text, same in together.items()
    ]


def times(count: int, sum_text: str) -> str:
    """Return the sum `count` times, in brackets where it is more than a product."""
    if count == 1:
        return sum_text
    return f"{count} × ({sum_text})" if _compound(sum_text) else f"{count} × {sum_text}"


def _compound(sum_text: str) -> bool:
    depth = 0
    for sign in sum_text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and sign in "+−/":
            return True
    return False


def _part(page: Page, line: BillLine, part: _Part, names: Mapping[str, str], styles: _Styles) -> None:
    name = tr(", ", page.language).join(names.get(element, element) for element in part.elements)
    shown = f"{part.sum_text} ="
    page.text(page.row, 2, name, styles.part)
    page.text(page.row, SUM, shown, styles.cell)
    result = styles.results[min(line.work.decimals, 1)]
    page.formula(page.row, RESULT, formula_of(part.sum_text), part.value, result)
    page.text(page.row, 5, pick(line.work.unit.symbol, page.language), styles.centre)
    page.fit([(2, name), (SUM, shown)])
    page.row += 1


@dataclass(frozen=True)
class _Styles:
    cell: Any
    part: Any
    centre: Any
    results: tuple[Any, Any]
    head: Any
    head_centre: Any
    rule: Any

    @staticmethod
    def of(page: Page) -> _Styles:
        formats = page.formats
        return _Styles(
            cell=formats.left,
            part=formats.cell(indent=1),
            centre=formats.centre,
            results=(
                formats.cell("right", num_format=number_format(0)),
                formats.cell("right", num_format=number_format(_RESULT_DECIMALS)),
            ),
            head=formats.chapter(),
            head_centre=formats.chapter("center"),
            rule=formats.cell(italic=True, bg_color="#F1F4F6"),
        )


def _head(page: Page, line: BillLine, parts: int, styles: _Styles) -> None:
    language, work = page.language, line.work
    title, rule = work.title(language), pick(work.kind.rule, language)
    page.number(page.row, 0, line.number, styles.head_centre)
    page.text(page.row, 1, line.code, styles.head_centre)
    page.text(page.row, 2, title, styles.head)
    page.text(page.row, SUM, rule, styles.rule)
    page.sheet.write_blank(page.row, RESULT, None, styles.head)
    page.text(page.row, 5, pick(work.unit.symbol, language), styles.head_centre)
    results = xl_range(page.row + 1, RESULT, page.row + parts, RESULT)
    total = page.formats.chapter("right", num_format=number_format(work.decimals))
    page.formula(page.row, TOTAL, f"=ROUND(SUM({results}),{work.decimals})", work.quantity, total)
    page.text(page.row, 7, tr(_BASES[work.basis], language), styles.head_centre)
    verified = BASIS_TEXTS["verified" if work.verified else "unverified"]
    page.text(page.row, 8, tr(verified, language), styles.head_centre)
    page.fit([(2, title), (SUM, rule)])
    page.row += 1
