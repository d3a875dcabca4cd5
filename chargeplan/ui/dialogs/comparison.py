"""All schemes of the plan side by side: figures, findings, cost by chapter, what two of them differ by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from chargeplan.analysis import Analysis
from chargeplan.costing.comparison import Amount, Row, Side, compare
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import title
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs.message import meaning_of
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped, money, signed, unknown
from chargeplan.ui.session import Session
from chargeplan.ui.tables import CopyableTable, strong_font
from chargeplan.ui.theme import missing_colours
from chargeplan.ui.widgets import PlainLabel, muted, resize_within_screen

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TWO = 2
"""So many schemes have one difference."""

_FIGURES: tuple[tuple[str, Callable[[Analysis], Amount]], ...] = (
    (N_("Sheds"), lambda a: sum(not held.shed.existing for held in a.sheds)),
    (N_("Roofed area [m²]"), lambda a: a.totals.roofed_area_m2),
    (N_("Floor area [m²]"), lambda a: a.totals.floor_area_m2),
    (N_("Gross area with strips and aisles [m²]"), lambda a: a.totals.gross_area_m2),
    (N_("Usable area of the lots [m²]"), lambda a: a.totals.usable_area_m2),
    (N_("Stalls"), lambda a: a.totals.stalls),
    (N_("Sockets"), lambda a: a.totals.sockets),
    (N_("Chargers"), lambda a: a.totals.chargers),
    (N_("Sockets per 100 households"), lambda a: a.totals.sockets_per_100_households),
    (N_("Stalls per 100 households"), lambda a: a.totals.stalls_per_100_households),
    (N_("Prices missing"), lambda a: a.bill.missing_price_count),
)


def _side(analysis: Analysis) -> Side:
    """Return a scheme as it is compared."""
    return Side(
        analysis.scheme.id,
        title(analysis.scheme),
        {name: figure(analysis) for name, figure in _FIGURES},
        analysis.checks,
        analysis.bill,
        analysis.totals.sockets,
        analysis.totals.households,
    )


def _shown(row: Row, value: Amount) -> str:
    if value is None:
        return unknown() if row.part == "figures" else "—"
    if isinstance(value, int):
        return str(value)
    return money(value) if row.part in ("cost", "per_piece") else grouped(value, 2)


def _difference(row: Row, value: Amount) -> str:
    if value is None:
        return "—"
    return signed(value, 0 if isinstance(value, int) else 2)


class ComparisonDialog(Living, QDialog):
    """Follows the plan while it is open."""

    def __init__(self, session: Session, analyst: Analyst, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._analyst = analyst
        self._results: Mapping[str, Analysis | Exception] = {}
        self._pending = False
        self.setObjectName("comparisonDialog")
        resize_within_screen(self, 760, 520)
        self.say(self.setWindowTitle, N_("Schemes side by side"))
        layout = QVBoxLayout(self)
        self._state = muted(PlainLabel(wrap=True))
        self._state.setObjectName("comparisonState")
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
            self._pending = True
            self._show_state()
            self._analyst.compare(document.project, document.revision)

    def showEvent(self, event: Any) -> None:
        """Ask as soon as the table is seen."""
        super().showEvent(event)
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the figures: another plan may be open when the table is seen again."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._results = {}
            self._fill()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._fill()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._fill()

    def _take(self, results: Mapping[str, Analysis | Exception], revision: int) -> None:
        if revision == self._session.document.revision:
            self._results = results
            self._pending = False
            self._fill()

    def _show_state(self) -> None:
        """Say which schemes have no figures and why, or what can be done with the table."""
        names = {scheme.id: title(scheme) for scheme in self._session.document.project.schemes}
        told = [
            tr("The figures of {scheme} could not be worked out: {reason}",
               scheme=names.get(scheme_id, scheme_id), reason=meaning_of(error))
            for scheme_id, error in self._results.items()
            if isinstance(error, Exception)
        ]  # fmt: skip
        if self._pending:
            told = [tr("Working out the figures...")]
        elif len(told) < len(self._results):
            told.append(tr("The active scheme is marked; copy the table with Ctrl+C."))
        self._state.setText("\n".join(told))

    def _fill(self) -> None:
        self._show_state()
        sides = [_side(found) for found in self._results.values() if not isinstance(found, Exception)]
        self._model.clear()
        active = self._session.document.project.active_scheme_id
        heads = [
            tr("{name}, active", name=side.name) if side.scheme_id == active else side.name for side in sides
        ]
        compared = len(sides) == _TWO
        self._model.setHorizontalHeaderLabels(
            [tr("Indicator"), *heads, *([tr("Difference")] if compared else [])]
        )
        for column in range(1, self._model.columnCount()):
            self._model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        for row in compare(sides):
            self._model.appendRow(self._cells(row, with_difference=compared))
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def _cells(self, row: Row, *, with_difference: bool) -> list[QStandardItem]:
        head = QStandardItem(("    " if row.level else "") + pick(row.title))
        if row.part == "cost" and not row.level:
            head.setFont(strong_font())
        cells = [head]
        missing = row.missing or (0,) * len(row.values)
        for value, count in zip(row.values, missing, strict=True):
            cell = _right(_shown(row, value))
            if count:
                ground, text = missing_colours()
                cell.setBackground(ground)
                cell.setForeground(text)
                cell.setToolTip(tr("missing prices: {count}", count=count))
            cells.append(cell)
        if with_difference:
            cells.append(_right(_difference(row, row.differences[0])))
        return cells


def _right(text: str) -> QStandardItem:
    cell = QStandardItem(text)
    cell.setTextAlignment(_RIGHT)
    return cell
