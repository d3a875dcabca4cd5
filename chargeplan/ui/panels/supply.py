"""Electricity: what the supply point must give, and every circuit from it to the last socket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from chargeplan.engineering.findings import Check, sentence_of
from chargeplan.engineering.supply import Supply
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.model.equipment import DemandMethod
from chargeplan.model.labels import title
from chargeplan.reference.electrical_tables import Figure
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import number, unknown
from chargeplan.ui.panels.supply_model import WIDTHS, SupplyModel, supply_rows
from chargeplan.ui.session import Session
from chargeplan.ui.tables import CopyableTable, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import PlainLabel, muted


class SupplyPanel(Living, QWidget):
    """Demand and circuits of the active scheme; a click on a circuit shows what it feeds on the plan."""

    elements_wanted = Signal(object)
    diagram_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stale = True
        self.setObjectName("supplyPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._head())
        self._model = SupplyModel(self)
        self._table = CopyableTable(self)
        self._table.setObjectName("supplyTable")
        self.say(self._table.setAccessibleName, N_("Circuits"))
        self._table.setModel(self._model)
        for column, width in enumerate(WIDTHS):
            self._table.setColumnWidth(column, width)
        self._table.clicked.connect(self._clicked)
        layout.addWidget(self._table, 1)
        self._notes = PlainLabel(wrap=True)
        self._notes.setObjectName("supplyNotes")
        layout.addWidget(self._notes)
        self._unverified = QToolButton()
        self._unverified.setObjectName("unverifiedButton")
        self._unverified.setAutoRaise(True)
        self._unverified.setCheckable(True)
        self._unverified.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._unverified.setArrowType(Qt.ArrowType.RightArrow)
        self._unverified.toggled.connect(self._show_unverified)
        layout.addWidget(self._unverified)
        self._figure_list = muted(PlainLabel(wrap=True))
        self._figure_list.setObjectName("unverifiedFigures")
        self._figure_list.hide()
        layout.addWidget(self._figure_list)
        session.analysis_changed.connect(self.refresh)
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
        for place, (name, text) in enumerate(_FIGURES):
            label = muted(PlainLabel())
            self.say(label.setText, text)
            value = PlainLabel()
            value.setObjectName(f"supply_{name}")
            value.setFont(strong_font())
            self._values[name] = value
            self._figures.addWidget(label, 0, place)
            self._figures.addWidget(value, 1, place)
        self._figures.setColumnStretch(len(_FIGURES), 1)
        diagram, copy = QPushButton(), QPushButton()
        diagram.setObjectName("singleLineButton")
        copy.setObjectName("copySupplyButton")
        self.say(diagram.setText, N_("Single-line diagram..."))
        self.say(copy.setText, N_("Copy table"))
        diagram.clicked.connect(self.diagram_wanted)
        copy.clicked.connect(self.copy_all)
        head.addLayout(self._figures, 1)
        head.addWidget(self._summary)
        head.addWidget(copy)
        head.addWidget(diagram)
        return head

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
        analysis, error = self._session.analysis, self._session.analysis_error
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
        self._tell(told, supply.unverified if supply.boxes else ())
        self._mark()

    def _show_figures(self, supply: Supply, name: Callable[[str], str]) -> None:
        demand, main = supply.demand, supply.main
        none = tr("none on the plan")
        method = N_("by sockets") if demand.method is DemandMethod.NODE else N_("sum of boxes × KΣ")
        texts = {
            "point": name(supply.point_id) if supply.point_id is not None else none,
            "demand": f"{number(demand.p_kw, 2)} kW · {number(demand.s_kva, 2)} kVA ({tr(method)})",
            "spare": _spare(supply),
            "phases": " · ".join(number(power, 2) for power in demand.phase_kw) + " kW",
            "imbalance": f"{number(demand.imbalance_percent, 1)} %",
            "main": "—" if main is None else f"{number(main.current_a, 2)} A · {main.cable.size}",
        }
        for key, text in texts.items():
            self._values[key].setText(text)
        short = supply.spare_kw is not None and supply.spare_kw < 0
        _colour(self._values["spare"], "error" if short else "")
        _colour(self._values["point"], "error" if supply.point_id is None and supply.boxes else "")

    def _tell(self, told: Sequence[str], unverified: Sequence[Figure]) -> None:
        """Say what is wrong with the supply as a whole, and what it rests on that is unverified."""
        self._notes.setText("\n".join(told))
        self._notes.setVisible(bool(told))
        figures = [f"{pick(figure.title)} {figure.value:g} {figure.unit}".strip() for figure in unverified]
        self._unverified.setText(tr("{count} figures are to be verified", count=len(figures)))
        self._unverified.setVisible(bool(figures))
        self._figure_list.setText(tr(", ").join(figures))
        self._show_unverified(self._unverified.isChecked())

    def _show_unverified(self, on: bool) -> None:
        self._unverified.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self._figure_list.setVisible(on and bool(self._figure_list.text()))

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
            self._table.scrollTo(self._model.index(rows[0], 0))

    def _clicked(self, index: QModelIndex) -> None:
        elements = self._model.rows[index.row()].elements
        if elements:
            self.elements_wanted.emit(elements)


_FIGURES = (
    ("point", N_("Supply point")),
    ("demand", N_("Demand")),
    ("spare", N_("To spare")),
    ("phases", N_("L1, L2, L3")),
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


def _colour(label: PlainLabel, severity: str) -> None:
    around = label.parentWidget()
    palette = QPalette() if around is None else QPalette(around.palette())
    if severity:
        palette.setColor(QPalette.ColorRole.WindowText, severity_colour(severity))
    label.setPalette(palette)
