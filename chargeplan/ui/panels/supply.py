"""Electricity: what the supply point must give, and every circuit from it to the last socket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from chargeplan.engineering.findings import Check, sentence_of
from chargeplan.engineering.supply import Supply
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.equipment import DemandMethod
from chargeplan.model.labels import title
from chargeplan.reference.toml_tables import Figure
from chargeplan.ui.dialogs.assumptions import AssumptionsDialog
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import number, unknown
from chargeplan.ui.panels.supply_model import WIDTHS, SupplyModel, supply_rows
from chargeplan.ui.session import Session
from chargeplan.ui.tables import CopyableTable, strong_font
from chargeplan.ui.widgets import ElidedLabel, PlainLabel, muted, tint, tooltip

_IN_A_ROW, _IN_A_NARROW_ROW = 3, 2
_ROOMY_PX = 640
"""From this width on figures stand three in a row; below it they would be cut."""

_LEAST_PX = 60
_LEAST_TABLE_PX = 120


class SupplyPanel(Living, QWidget):
    """Demand and circuits of the active scheme; a click on a circuit shows what it feeds on the plan."""

    elements_wanted = Signal(object)
    diagram_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stale = True
        self.assumptions = AssumptionsDialog(self)
        self.setObjectName("supplyPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._head())
        self._model = SupplyModel(self)
        self._table = CopyableTable(self)
        self._table.setObjectName("supplyTable")
        self.say(self._table.setAccessibleName, N_("Circuits"))
        self._table.setModel(self._model)
        self._table.set_widths(WIDTHS)
        self._table.setMinimumHeight(_LEAST_TABLE_PX)
        self._table.clicked.connect(self._clicked)
        layout.addWidget(self._table, 1)
        self._notes = PlainLabel(wrap=True)
        self._notes.setObjectName("supplyNotes")
        layout.addWidget(self._notes)
        layout.addLayout(self._foot())
        session.analysis_changed.connect(self.refresh)
        session.foreseen_changed.connect(self.refresh)
        session.analysis_failed.connect(self.refresh)
        session.selection.changed.connect(self._mark)
        self.refresh()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._summary = PlainLabel()
        self._summary.setObjectName("supplySummary")
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(8)
        self._values: dict[str, PlainLabel] = {}
        self._in_a_row = 0
        self._captions: list[QLabel] = []
        for name, text in _FIGURES:
            label = muted(PlainLabel())
            self.say(label.setText, text)
            value = ElidedLabel()
            value.setMinimumWidth(_LEAST_PX)
            value.setObjectName(f"supply_{name}")
            value.setFont(strong_font())
            self._captions.append(label)
            self._values[name] = value
        self._place_figures(_IN_A_ROW)
        head.addLayout(self._figures, 1)
        head.addWidget(self._summary)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many figures in a row as can be read."""
        super().resizeEvent(event)
        self._place_figures(_IN_A_ROW if self.width() >= _ROOMY_PX else _IN_A_NARROW_ROW)

    def _place_figures(self, in_a_row: int) -> None:
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for place, pair in enumerate(zip(self._captions, self._values.values(), strict=True)):
            row, column = divmod(place, in_a_row)
            for beside, label in enumerate(pair):
                self._figures.removeWidget(label)
                self._figures.addWidget(label, row, 2 * column + beside)
        for column in range(_IN_A_ROW):
            self._figures.setColumnStretch(2 * column + 1, int(column < in_a_row))

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self._unverified, copy, diagram = QPushButton(), QPushButton(), QPushButton()
        self._unverified.setObjectName("unverifiedButton")
        copy.setObjectName("copySupplyButton")
        diagram.setObjectName("singleLineButton")
        self.say(copy.setText, N_("Copy table"))
        self.say(diagram.setText, N_("Single-line diagram..."))
        self._unverified.clicked.connect(self._show_assumptions)
        copy.clicked.connect(self.copy_all)
        diagram.clicked.connect(self.diagram_wanted)
        foot.addWidget(self._unverified)
        foot.addStretch(1)
        foot.addWidget(copy)
        foot.addWidget(diagram)
        return foot

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self.refresh()

    def showEvent(self, event: Any) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the newest supply; a panel that is not seen waits until it is."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        analysis, error = self._session.shown, self._session.analysis_error
        elements = self._session.document.elements()
        self._summary.setVisible(analysis is None)
        if analysis is None:
            self._model.show_rows(())
            self._tell([], ())
            for value in self._values.values():
                value.setText("—")
            self._summary.setText(
                tr("Working out the figures...")
                if error is None
                else tr("The supply could not be designed: {reason}", reason=sentence(error))
            )
            return

        def name(element_id: str) -> str:
            known = elements.get(element_id)
            return title(known) if known is not None else ""

        supply, tables = analysis.supply, analysis.references.electrical
        self._model.show_rows(supply_rows(supply, tables, name))
        self._show_figures(supply, name)
        told = [sentence_of(check, elements) for check in analysis.checks if _is_told(check)]
        if not supply.boxes:
            told = [tr("No sockets are planned, so nothing is to be fed.")]
        self._tell(told, supply.assumptions if supply.boxes else ())
        self._mark()

    def _show_figures(self, supply: Supply, name: Callable[[str], str]) -> None:
        demand, main = supply.demand, supply.main
        none = tr("none on the plan")
        method = N_("by sockets") if demand.method is DemandMethod.NODE else N_("sum of boxes × KΣ")
        powers = f"{number(demand.p_kw, 2)} kW · {number(demand.s_kva, 2)} kVA"
        texts = {
            "point": name(supply.point_id) if supply.point_id is not None else none,
            "demand": f"{powers} ({tr(method)})",
            "spare": _spare(supply),
            "phases": " · ".join(number(power, 2) for power in demand.phase_kw),
            "imbalance": f"{number(demand.imbalance_percent, 1)} %",
            "main": "—" if main is None else f"{number(main.current_a, 2)} A · {main.cable.size}",
        }
        for key, text in texts.items():
            self._values[key].setText(text)
            self._values[key].setToolTip(tooltip(text))
        short = supply.spare_kw is not None and supply.spare_kw < 0
        tint(self._values["spare"], "error" if short else "")
        tint(self._values["point"], "error" if supply.point_id is None and supply.boxes else "")

    def _tell(self, told: Sequence[str], assumptions: Sequence[Figure]) -> None:
        """Say what is wrong with the supply as a whole, and how much it rests on that is unverified."""
        self._notes.setText("\n".join(told))
        self._notes.setVisible(bool(told))
        count = sum(not figure.verified for figure in assumptions)
        self._unverified.setText(tr("{count} figures are to be verified...", count=count))
        self._unverified.setVisible(bool(assumptions))
        self.assumptions.show_figures(assumptions)

    def _show_assumptions(self) -> None:
        self.assumptions.show()
        self.assumptions.raise_()

    def copy_all(self) -> None:
        """Put the whole table on the clipboard."""
        self._table.clearSelection()
        self._table.copy_rows()

    def _mark(self) -> None:
        """Select the circuits of what is selected on the plan, unless somebody is at work in the table."""
        if self._table.hasFocus():
            return
        rows = self._model.about(self._session.selection.ids)
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self._model.index(row, 0), self._model.index(row, self._model.columnCount() - 1))
        self._table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            at_top = QAbstractItemView.ScrollHint.PositionAtTop
            self._table.scrollTo(self._model.index(rows[0], 0), at_top)

    def _clicked(self, index: QModelIndex) -> None:
        elements = self._model.rows[index.row()].elements
        if elements:
            self.elements_wanted.emit(elements)


_FIGURES = (
    ("point", N_("Supply point")),
    ("demand", N_("Demand")),
    ("spare", N_("To spare")),
    ("phases", N_("L1, L2, L3 [kW]")),
    ("imbalance", N_("Imbalance")),
    ("main", N_("Main supply")),
)
_TOLD = ("supply_capacity", "no_supply_point", "low_voltage", "upstream_drop", "beyond_table")


def _is_told(check: Check) -> bool:
    return check.code in _TOLD and check.state in ("missed", "undecided")


def _spare(supply: Supply) -> str:
    if supply.spare_kw is None:
        return unknown()
    if supply.spare_kw < 0:
        return tr("exceeded by {excess} kW", excess=number(-supply.spare_kw, 2))
    return tr("{spare} kW left", spare=number(supply.spare_kw, 2))
