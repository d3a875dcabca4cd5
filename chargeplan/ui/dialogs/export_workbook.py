"""What the exported workbook shall be like: its language, the edition of its bill, with prices or blank."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QWidget

from chargeplan.costing.notices import own_codes, simplified_tax
from chargeplan.costing.work import added_cny
from chargeplan.i18n import LANGUAGES, N_, current_language, pick, tr
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.reference.work_items import load_work_items
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.numbers import money
from chargeplan.ui.widgets import PlainLabel, TickBox, muted

LANGUAGE_NAMES = {"zh_CN": N_("Chinese"), "en": N_("English")}


class ExportWorkbookDialog(FramedDialog):
    """Asks for language, edition and prices, and says what the bill follows."""

    def __init__(self, analysis: Any, parent: QWidget | None = None) -> None:
        super().__init__("exportWorkbookDialog", N_("Export the bill of quantities"), parent, spacing=12)
        self.setMinimumWidth(440)
        self.body.addWidget(self.head)
        self.body.addLayout(self._form(analysis.project.bill.edition))
        self._note = muted(PlainLabel(wrap=True))
        self._note.setObjectName("exportNote")
        self.body.addWidget(self._note)
        self._edition.currentIndexChanged.connect(lambda _at: self._show_notes(analysis))
        self._blank.toggled.connect(lambda _on: self._show_notes(analysis))
        self._show_notes(analysis)
        self.body.addWidget(self.answers(QDialogButtonBox.StandardButton.Save, self.accept))

    def _form(self, chosen: BillEdition) -> QFormLayout:
        form = QFormLayout()
        self._language = QComboBox()
        self._language.setObjectName("exportLanguage")
        for language in LANGUAGES:
            self._language.addItem(tr(LANGUAGE_NAMES[language]), language)
        self._language.setCurrentIndex(LANGUAGES.index(current_language()))
        self.add_field(form, self._language, N_("Language of the workbook"))
        self._edition = QComboBox()
        self._edition.setObjectName("exportEdition")
        for edition in BillEdition:
            self._edition.addItem(pick(load_work_items(edition).short_title), edition)
        self._edition.setCurrentIndex(list(BillEdition).index(chosen))
        self.add_field(form, self._edition, N_("Edition of the bill"))
        self._blank = TickBox()
        self._blank.setObjectName("exportBlankPrices")
        self.say(self._blank.setText, N_("Leave all prices blank, for bidders to fill in"))
        form.addRow(self._blank)
        return form

    @property
    def language(self) -> str:
        """The language that was chosen."""
        return str(self._language.currentData())

    @property
    def blank_prices(self) -> bool:
        """Whether prices are left blank."""
        return self._blank.isChecked()

    @property
    def edition(self) -> BillEdition:
        """The edition that was chosen."""
        return list(BillEdition)[self._edition.currentIndex()]

    def _about_prices(self, analysis: Any) -> list[str]:
        """Return what is to be known of the prices; of a blank bill, of the amount in it that is fixed."""
        bill, missing = analysis.bill, analysis.bill.missing_price_count
        if not self.blank_prices:
            lines = [tr("Prices: {book}", book=pick(analysis.references.price_book.title))]
            text = N_("{count} lines have no price yet; they and their totals are coloured.")
        else:
            amount = added_cny(unit.other.contingency.amount_cny for unit in bill.units)
            lines = [
                tr(
                    "No price goes out. Contingency, the same for every bidder: {amount}",
                    amount=money(amount),
                )
            ]
            text = N_("{count} lines have no price yet; the contingency is reckoned without them.")
        return [*lines, tr(text, count=missing)] if missing else lines

    def _show_notes(self, analysis: Any) -> None:
        book = load_work_items(self.edition)
        lines = [tr("Edition: {edition}", edition=pick(book.edition)), *self._about_prices(analysis)]
        if analysis.bill.tax_method is TaxMethod.SIMPLIFIED:
            lines.append(simplified_tax().sentence())
        open_codes = sum(not book.item(line.work.kind.id).code for line in analysis.bill.lines)
        if open_codes:
            lines.append(own_codes(open_codes).sentence())
        self._note.setText("\n".join(lines))
        if self.isVisible():
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
