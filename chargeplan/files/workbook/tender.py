"""What all sheets of one workbook know: the analysis, the language, and whether it goes to bidders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chargeplan.analysis import Analysis
from chargeplan.costing.bill import Bill, Share, WorksBill
from chargeplan.files.workbook.pages import AMOUNT, SUM, money_format
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.bill_settings import BillEdition

_FORMS_2013 = {
    "project": "02",
    "job": "03",
    "works": "04",
    "bill": "08",
    "rate_analysis": "09",
    "measures": "11",
    "other": "12",
    "contingency": "12-1",
    "materials": "12-2",
    "specialists": "12-3",
    "day_works": "12-4",
    "attendance": "12-5",
    "fees": "13",
    "main_materials": "20",
}
"""Numbers of the forms of GB 50500-2013; those of the 2024 edition are not known."""

_CEILINGS = {
    BillEdition.GB_2013: N_("Tender control price"),
    BillEdition.GB_2024: N_("Highest price admitted"),
}


@dataclass(frozen=True)
class Tender:
    """One workbook: `blank` when unit rates are left to bidders and no reference price is told."""

    analysis: Analysis
    language: str
    blank: bool

    @property
    def bill(self) -> Bill:
        """The bill."""
        return self.analysis.bill

    def tr(self, text: str, /, **values: object) -> str:
        """Return a text that was marked with `N_` in the workbook's language."""
        return tr(text, self.language, **values)

    @property
    def title(self) -> str:
        """The name of the works: estate and scheme."""
        estate = self.analysis.project.estate.name or tr("Estate without a name", self.language)
        scheme = self.analysis.scheme.name
        return f"{estate} · {scheme}" if scheme else estate

    @property
    def kind(self) -> str:
        """What the workbook is: a bill for bidders, or the employer's own price."""
        if self.blank:
            return tr("Bill of quantities for tender", self.language)
        return self.tr(_CEILINGS[self.bill.edition])

    def notes(self, form: str, text: str = "", *, taxed: bool = False) -> str:
        """Return the line below a form's title: its number, the works, and what else is to be said.

        `taxed` is said of forms that show the tax beside what it is reckoned on.
        """
        said = N_("Works: {works}.") if taxed else N_("Works: {works}. Amounts in CNY before tax.")
        return " ".join(filter(None, (self._number(form), self.tr(said, works=self.title), text)))

    def _number(self, form: str) -> str:
        if self.bill.edition is not BillEdition.GB_2013 or form not in _FORMS_2013:
            return ""
        return tr("Form {number}.", self.language, number=_FORMS_2013[form])

    @property
    def money(self) -> str:
        """Number format of money that says when there is no price yet."""
        return money_format(self.language, blank_zero=self.blank)

    @property
    def amount(self) -> str:
        """Number format of money that may rightly be nothing."""
        return SUM if self.blank else AMOUNT

    def priced(self, value: Decimal | None) -> Decimal:
        """Return an amount as the workbook stores it: nothing where bidders have not priced yet."""
        return Decimal(0) if self.blank or value is None else value

    def other_cny(self, unit: WorksBill) -> Decimal:
        """Return the other items of a unit; bidders find the sums that the employer has put in."""
        other = unit.other
        employers = other.contingency.amount_cny + other.specialist_works_cny
        return employers if self.blank else other.total_cny

    def before_tax_cny(self, unit: WorksBill) -> Decimal:
        """Return the total of a unit before tax."""
        return self.other_cny(unit) if self.blank else unit.total_cny

    def tax_cny(self, unit: WorksBill) -> Decimal:
        """Return the value-added tax of a unit."""
        return Share(self.before_tax_cny(unit), unit.tax_percent).amount_cny

    def missing(self, *counts: int) -> bool:
        """Tell whether a total is coloured, as something below it is not known."""
        return not self.blank and any(counts)

    @property
    def tax_warning(self) -> str:
        """What has to be known of the tax, nothing where it is the general one."""
        return " ".join(self.notices("simplified_tax"))

    def notices(self, *codes: str) -> list[str]:
        """Return the sentences of those notices that the bill has."""
        return [notice.sentence(self.language) for notice in self.bill.notices if notice.code in codes]

    def edition(self) -> str:
        """Return the edition in full."""
        return pick(self.bill.book.edition, self.language)
