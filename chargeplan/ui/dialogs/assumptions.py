"""The figures that a supply rests on: value, source, and whether it was read there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.toml_tables import Figure
from chargeplan.ui.language import Living
from chargeplan.ui.tables import CopyableTable, strong_font
from chargeplan.ui.widgets import PlainLabel, muted, resize_within_screen, tooltip

_COLUMNS = (N_("Electrical figure"), N_("Taken as"), N_("State"), N_("Source"))
_WIDTHS = (330, 150, 120)


class AssumptionsDialog(Living, QDialog):
    """Follows the supply while it is open; what is to be verified stands first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setObjectName("assumptionsDialog")
        resize_within_screen(self, 980, 520)
        self.say(self.setWindowTitle, N_("What the supply rests on"))
        layout = QVBoxLayout(self)
        note = muted(PlainLabel(wrap=True))
        self.say(
            note.setText,
            N_("Figures of the electrical tables that decided something. Copy the table with Ctrl+C."),
        )
        layout.addWidget(note)
        self._model = QStandardItemModel(self)
        self._table = CopyableTable(self)
        self._table.setObjectName("assumptionsTable")
        self.say(self._table.setAccessibleName, N_("What the supply rests on"))
        self._table.setModel(self._model)
        layout.addWidget(self._table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        self.retranslate()

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Hold these figures."""
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._model.clear()
        self._model.setHorizontalHeaderLabels([tr(text) for text in _COLUMNS])
        for figure in sorted(self._figures, key=lambda figure: figure.verified):
            state = tr("verified") if figure.verified else tr("to be verified")
            texts = (pick(figure.title), f"{figure.value:g} {figure.unit}".strip(), state, figure.source)
            cells = [QStandardItem(text) for text in texts]
            for cell, text in zip(cells, texts, strict=True):
                cell.setToolTip(tooltip(text))
            if not figure.verified:
                cells[2].setFont(strong_font())
            self._model.appendRow(cells)
        self._table.set_widths(_WIDTHS)
        last = len(_COLUMNS) - 1
        self._table.horizontalHeader().setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
