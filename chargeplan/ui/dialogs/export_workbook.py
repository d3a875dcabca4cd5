"""What the exported workbook shall be like: its language, the edition of its bill, with prices or blank."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from chargeplan.costing.notices import own_codes, simplified_tax
from chargeplan.i18n import LANGUAGES, N_, current_language, pick, tr
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.reference.work_items import load_work_items
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, TickBox, heading, muted

LANGUAGE_NAMES = {"zh_CN": N_("Chinese"), "en": N_("English")}


class ExportWorkbookDialog(Living, QDialog):
    """Asks for language, edition and prices, and says what the bill follows."""

    def __init__(self, analysis: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportWorkbookDialog")
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        head = heading(self, factor=1.25)
        self.say(head.setText, N_("Export the bill of quantities"))
        self.say(self.setWindowTitle, N_("Export the bill of quantities"))
        layout.addWidget(head)
        form = QFormLayout()
        self._language = QComboBox()
        self._language.setObjectName("exportLanguage")
        for language in LANGUAGES:
            self._language.addItem(tr(LANGUAGE_NAMES[language]), language)
        self._language.setCurrentIndex(LANGUAGES.index(current_language()))
        caption = PlainLabel()
        self.say(caption.setText, N_("Language of the workbook"))
        caption.setBuddy(self._language)
        form.addRow(caption, self._language)
        self._edition = QComboBox()
        self._edition.setObjectName("exportEdition")
        for edition in BillEdition:
            self._edition.addItem(pick(load_work_items(edition).short_title), edition)
        self._edition.setCurrentIndex(list(BillEdition).index(analysis.project.bill.edition))
        edition_caption = PlainLabel()
        self.say(edition_caption.setText, N_("Edition of the bill"))
        edition_caption.setBuddy(self._edition)
        form.addRow(edition_caption, self._edition)
        self._blank = TickBox()
        self._blank.setObjectName("exportBlankPrices")
        self.say(self._blank.setText, N_("Leave all prices blank, for bidders to fill in"))
        form.addRow(self._blank)
        layout.addLayout(form)
        self._note = muted(PlainLabel(wrap=True))
        self._note.setObjectName("exportNote")
        layout.addWidget(self._note)
        self._edition.currentIndexChanged.connect(lambda _at: self._show_notes(analysis))
        self._show_notes(analysis)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

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

    def _show_notes(self, analysis: Any) -> None:
        book = load_work_items(self.edition)
        lines = [
            tr("Edition: {edition}", edition=pick(book.edition)),
            tr("Prices: {book}", book=pick(analysis.references.price_book.title)),
        ]
        missing = analysis.bill.missing_price_count
        if missing:
            lines.append(
                tr("{count} lines have no price yet; they and their totals are coloured.", count=missing)
            )
        if analysis.bill.tax_method is TaxMethod.SIMPLIFIED:
            lines.append(simplified_tax().sentence())
        open_codes = sum(not book.item(line.work.kind.id).code for line in analysis.bill.lines)
        if open_codes:
            lines.append(own_codes(open_codes).sentence())
        self._note.setText("\n".join(lines))
        if self.isVisible():
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
