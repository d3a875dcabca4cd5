"""All schemes of the plan side by side, figure under figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.model.labels import title
from chargeplan.ui.background import Analyst
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped, money, number, unknown
from chargeplan.ui.session import Session
from chargeplan.ui.tables import CopyableTable
from chargeplan.ui.widgets import PlainLabel, muted


def _optional(value: Any) -> str:
    return unknown() if value is None else grouped(value, 2)


_FIGURES: tuple[tuple[str, Callable[[Any], str]], ...] = (
    (N_("Sheds"), lambda a: str(sum(not held.shed.existing for held in a.sheds))),
    (N_("Roofed area [m²]"), lambda a: number(a.totals.roofed_area_m2, 2)),
    (N_("Floor area [m²]"), lambda a: number(a.totals.floor_area_m2, 2)),
    (N_("Gross area with strips and aisles [m²]"), lambda a: number(a.totals.gross_area_m2, 2)),
    (N_("Usable area of the lots [m²]"), lambda a: number(a.totals.usable_area_m2, 2)),
    (N_("Stalls"), lambda a: str(a.totals.stalls)),
    (N_("Sockets"), lambda a: str(a.totals.sockets)),
    (N_("Chargers"), lambda a: str(a.totals.chargers)),
    (N_("Sockets per 100 households"), lambda a: _optional(a.totals.sockets_per_100_households)),
    (N_("Stalls per 100 households"), lambda a: _optional(a.totals.stalls_per_100_households)),
    (N_("Findings"), lambda a: str(len(a.findings))),
    (N_("Prices missing"), lambda a: str(a.bill.missing_price_count)),
    (N_("Total before tax"), lambda a: money(a.bill.total_cny)),
    (
        N_("Cost per socket"),
        lambda a: money(a.bill.total_cny / a.totals.sockets) if a.totals.sockets else "—",
    ),
)


class ComparisonDialog(Living, QDialog):
    """Follows the plan while it is open."""

    def __init__(self, session: Session, analyst: Analyst, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._analyst = analyst
        self._results: Mapping[str, Any] = {}
        self.setObjectName("comparisonDialog")
        self.resize(760, 520)
        self.say(self.setWindowTitle, N_("Schemes side by side"))
        layout = QVBoxLayout(self)
        self._state = muted(PlainLabel(wrap=True))
        layout.addWidget(self._state)
        self._model = QStandardItemModel(self)
        self._table = CopyableTable(self)
        self._table.setObjectName("comparisonTable")
        self.say(self._table.setAccessibleName, N_("Schemes side by side"))
        self._table.setModel(self._model)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        layout.addWidget(self._table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        analyst.compared.connect(self._take)
        session.document.edited.connect(self.ask)
        self.retranslate()

    def ask(self) -> None:
        """Ask for the figures of all schemes as they are now."""
        if self.isVisible():
            document = self._session.document
            self._state.setText(tr("Working out the figures..."))
            self._analyst.compare(document.project, document.revision)

    def showEvent(self, event: Any) -> None:
        """Ask as soon as the table is seen."""
        super().showEvent(event)
        self.ask()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._fill()

    def _take(self, results: Mapping[str, Any], revision: int) -> None:
        if revision == self._session.document.revision:
            self._results = results
            self._fill()

    def _fill(self) -> None:
        analyses = list(self._results.values())
        self._state.setText(
            tr("The active scheme is marked; copy the table with Ctrl+C.") if analyses else ""
        )
        self._model.clear()
        active = self._session.document.project.active_scheme_id
        heads = [
            tr("{name}, active", name=title(a.scheme)) if a.scheme.id == active else title(a.scheme)
            for a in analyses
        ]
        self._model.setHorizontalHeaderLabels([tr("Indicator"), *heads])
        for name, figure in _FIGURES:
            row = [QStandardItem(tr(name))]
            for analysis in analyses:
                cell = QStandardItem(figure(analysis))
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                row.append(cell)
            self._model.appendRow(row)
