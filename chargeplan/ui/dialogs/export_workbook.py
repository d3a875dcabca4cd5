"""What the exported workbook shall be like: its language, with prices or blank."""

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

from chargeplan.i18n import LANGUAGES, N_, current_language, pick, tr
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, TickBox, heading, muted

LANGUAGE_NAMES = {"zh_CN": N_("Chinese"), "en": N_("English")}


class ExportWorkbookDialog(Living, QDialog):
    """Asks for language and prices, and says which edition the bill follows."""

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
        self._blank = TickBox()
        self._blank.setObjectName("exportBlankPrices")
        self.say(self._blank.setText, N_("Leave all prices blank, for bidders to fill in"))
        form.addRow(self._blank)
        layout.addLayout(form)
        layout.addWidget(self._notes(analysis))
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

    def _notes(self, analysis: Any) -> QWidget:
        references = analysis.references
        lines = [
            tr("Edition: {edition}", edition=pick(references.work_items.edition)),
            tr("Prices: {book}", book=pick(references.price_book.title)),
        ]
        missing = analysis.bill.missing_price_count
        if missing:
            lines.append(
                tr("{count} lines have no price yet; they and their totals are coloured.", count=missing)
            )
        note = muted(PlainLabel("\n".join(lines), wrap=True))
        note.setObjectName("exportNote")
        return note
