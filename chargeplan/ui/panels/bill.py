"""Preview of the bill: lines, chapters and totals; missing prices and what stands above them are coloured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from chargeplan.costing.work import on_one_line
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.model.editing import setting
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped
from chargeplan.ui.session import Session
from chargeplan.ui.tables import COPY_ROLE, RIGHT, CopyableTable, FlatModel, Index, strong_font
from chargeplan.ui.theme import missing_colours
from chargeplan.ui.widgets import ElidedLabel, PlainLabel, muted, tooltip

_COLUMNS = (
    N_("No."), N_("Code"), N_("Item"), N_("Features"), N_("Unit"), N_("Quantity"), N_("Unit price [¥]"),
    N_("Amount [¥]"),
)  # fmt: skip
_RIGHT = (0, 5, 6, 7)
_ITEM, _FEATURES = 2, 3
_PRICE = (6, 7)
_WIDTHS = (40, 118, 128, 200, 68, 74, 116, 98)
_LEAST_COLUMN_PX = 40
_LEAST_PX = 60
_MARGIN_PX = 8
_NOTICE_LINES = 4
"""How many lines of notices are seen at once, so that lines of the bill are seen as well."""


@dataclass(frozen=True)
class _Row:
    """One row: its cells as shown, as copied, which elements it counts, and how it looks."""

    cells: tuple[str, ...]
    copied: tuple[str, ...]
    elements: tuple[str, ...] = ()
    strong: bool = False
    missing: bool = False
    tip: str = ""
    line_id: str = ""


def _amount(value: Decimal | None) -> str:
    return tr("price to be asked") if value is None else grouped(value, 2)


def _line_row(line: Any) -> _Row:
    work = line.work
    features = work.features()
    cells = (
        str(line.number),
        line.code if work.verified else tr("{title} (to be verified)", title=line.code),
        work.title(),
        on_one_line(features),
        pick(work.unit.symbol),
        grouped(work.quantity, work.decimals),
        _amount(line.unit_price_cny),
        _amount(line.amount_cny),
    )
    copied = (
        *cells[:1], line.code, *cells[2:5], f"{work.quantity:f}",
        "" if line.unit_price_cny is None else f"{line.unit_price_cny:f}",
        "" if line.amount_cny is None else f"{line.amount_cny:f}",
    )  # fmt: skip
    return _Row(
        cells,
        copied,
        elements=work.element_ids,
        missing=line.price is None,
        tip=features,
        line_id=work.id,
    )


def _sum_row(title: str, amount: Decimal, missing: int) -> _Row:
    note = tr("missing prices: {count}", count=missing) if missing else ""
    cells = ("", "", title, note, "", "", "", grouped(amount, 2))
    return _Row(cells, (*cells[:-1], f"{amount:f}"), strong=True, missing=bool(missing))


def _plain_row(
    title: str, note: str, amount: Decimal | None, *, missing: bool = False, code: str = ""
) -> _Row:
    shown = "—" if amount is None else grouped(amount, 2)
    cells = ("", code, title, note, "", "", "", shown)
    copied = "" if amount is None else f"{amount:f}"
    return _Row(cells, (*cells[:-1], copied), missing=missing, tip=note)


def _share_note(percent: Decimal | None, basis: Decimal | None, unknown: str) -> str:
    if percent is None or basis is None:
        return unknown
    return tr("{percent} % of {basis}", percent=f"{percent.normalize():f}", basis=grouped(basis, 2))


def _rated_row(rated: Any) -> _Row:
    if rated.basis_cny is None:
        unknown = tr("share of labour, not in the total")
    elif rated.kind.competitive:
        unknown = tr("left to bidders")
    else:
        unknown = tr("share to be put in")
    note = _share_note(rated.percent, rated.basis_cny, unknown)
    return _plain_row(pick(rated.kind.title), note, rated.amount_cny, missing=rated.missing, code=rated.code)


def _other_rows(other: Any) -> list[_Row]:
    contingency = other.contingency
    note = _share_note(contingency.percent, contingency.basis_cny, tr("share to be put in"))
    amount = None if contingency.percent is None else contingency.amount_cny
    rows = [_plain_row(tr("Contingency"), note, amount, missing=amount is None)]
    rows += [
        _plain_row(entry.name, tr("provisional sum, part of unit rates"), entry.amount_cny)
        for entry in other.materials
    ]
    rows += [
        _plain_row(entry.name, tr("provisional sum of specialists' works"), entry.amount_cny)
        for entry in other.specialist_works
    ]
    for line in other.day_works:
        work = line.work
        note = f"{grouped(work.quantity, 2)} {work.unit} × {grouped(work.rate_cny, 2)}"
        rows.append(_plain_row(work.name, note, line.amount_cny))
    if other.attendance.amount_cny:
        note = _share_note(other.attendance.percent, other.attendance.basis_cny, "")
        rows.append(_plain_row(tr("Attendance of the main contractor"), note, other.attendance.amount_cny))
    return rows


def _unit_rows(unit: Any) -> list[_Row]:
    missing = unit.missing_price_count + unit.missing_rate_count
    rows = [_sum_row(pick(unit.works.title), unit.total_cny, missing)]
    for chapter in unit.chapters:
        rows.append(_sum_row(pick(chapter.chapter.title), chapter.subtotal_cny, chapter.missing_price_count))
        rows.extend(_line_row(line) for line in chapter.lines)
    if unit.rate_measures:
        rows.append(_sum_row(tr("Measures by rate"), unit.rate_measures_cny, 0))
        rows.extend(_rated_row(rated) for rated in unit.rate_measures)
    rows.append(_sum_row(tr("Other items"), unit.other.total_cny, 0))
    rows.extend(_other_rows(unit.other))
    if unit.fees:
        rows.append(_sum_row(tr("Fees"), unit.fees_cny, 0))
        rows.extend(_rated_row(rated) for rated in unit.fees)
    return rows


def bill_rows(bill: Any) -> list[_Row]:
    """Return the rows of a bill: each unit of works with all that belongs to it, then the totals."""
    rows = [row for unit in bill.units for row in _unit_rows(unit)]
    if rows:
        missing = bill.missing_price_count + bill.missing_rate_count
        rate = grouped(bill.tax_percent, 0)
        rows.append(_sum_row(tr("Total before tax"), bill.total_cny, missing))
        rows.append(_sum_row(tr("Value-added tax {rate} %", rate=rate), bill.tax_cny, missing))
        rows.append(_sum_row(tr("Total with tax"), bill.total_with_tax_cny, missing))
    return rows


class BillModel(FlatModel):
    """The rows of the bill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, _RIGHT, parent)
        self.rows: list[_Row] = []
        self._marked: frozenset[str] = frozenset()

    def mark(self, ids: Sequence[str]) -> None:
        """Make the lines stand out that count these elements."""
        self._marked = frozenset(ids)
        self.touch_all(Qt.ItemDataRole.FontRole)

    def show_bill(self, bill: Any) -> None:
        """Hold the rows of this bill; rows that say the same are not drawn anew."""
        rows = [] if bill is None else bill_rows(bill)
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        before, self.rows = self.rows, rows
        for place, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.touch_row(place)

    def row_total(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, copies, or looks like."""
        row = self.rows[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.cells[column]
        if role == COPY_ROLE:
            return row.copied[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == _FEATURES and row.tip:
            return tooltip(row.tip)
        if role == Qt.ItemDataRole.ToolTipRole and column in _PRICE and row.line_id:
            return tr("Double click: to its price")
        if role == Qt.ItemDataRole.ToolTipRole and column == _ITEM:
            return tooltip(row.cells[column])  # it may be too long for the column
        return self._look(row, column, role)

    def _look(self, row: _Row, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return RIGHT
        if role == Qt.ItemDataRole.FontRole and (row.strong or not self._marked.isdisjoint(row.elements)):
            return strong_font()
        if row.missing and (column >= 6 or row.strong):
            if role == Qt.ItemDataRole.BackgroundRole:
                return missing_colours()[0]
            if role == Qt.ItemDataRole.ForegroundRole:
                return missing_colours()[1]
        return None


class BillPanel(Living, QWidget):
    """The bill of the active scheme; a click on a line shows what it counts on the plan."""

    elements_wanted = Signal(object)
    export_wanted = Signal()
    price_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stale = True
        self.setObjectName("billPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        layout.addLayout(self._make_head())
        layout.addWidget(self._make_table(), 1)
        layout.addWidget(self._make_notices())
        session.analysis_changed.connect(self.refresh)
        session.foreseen_changed.connect(self.refresh)
        session.analysis_failed.connect(self.refresh)
        session.selection.changed.connect(lambda: self._model.mark(session.selection.ids))
        self.refresh()

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._summary = ElidedLabel()
        self._summary.setMinimumWidth(_LEAST_PX)
        self._summary.setObjectName("billSummary")
        head.addWidget(self._summary, 1)
        made: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("priceBookButton", N_("Prices..."), lambda: self.price_wanted.emit("")),
            ("otherItemsButton", N_("Other items..."), self.edit_other_items),
            ("copyBillButton", N_("Copy table"), self.copy_all),
            ("exportBillButton", N_("Export workbook..."), self.export_wanted.emit),
        )
        for name, text, act in made:
            button = QPushButton()
            button.setObjectName(name)
            self.say(button.setText, text)
            button.clicked.connect(lambda _on=False, act=act: act())
            head.addWidget(button)
        return head

    def _make_table(self) -> QWidget:
        self._model = BillModel(self)
        self._table = CopyableTable(self)
        self._table.setObjectName("billTable")
        self.say(self._table.setAccessibleName, N_("Bill of quantities"))
        self._table.setModel(self._model)
        self._table.set_widths(_WIDTHS)
        self._table.horizontalHeader().setMinimumSectionSize(_LEAST_COLUMN_PX)
        self._table.horizontalHeader().setSectionResizeMode(_FEATURES, QHeaderView.ResizeMode.Stretch)
        self._table.clicked.connect(self._clicked)
        self._table.doubleClicked.connect(self._double_clicked)
        return self._table

    def _make_notices(self) -> QWidget:
        self._notices = muted(PlainLabel(wrap=True))
        self._notices.setObjectName("billNotices")
        self._room = QScrollArea()
        self._room.setObjectName("billNoticesRoom")
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setWidgetResizable(True)
        self._room.setWidget(self._notices)
        return self._room

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the newest bill, that of what is being dragged too; a panel that is not seen waits."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._show()

    def _show(self) -> None:
        analysis = self._session.shown
        bill = None if analysis is None else analysis.bill
        self._model.show_bill(bill)
        error = self._session.analysis_error
        if error is not None:
            text = tr("The bill could not be made: {reason}", reason=sentence(error))
        elif bill is None:
            text = tr("Working out the figures...")
        elif not self._model.rows:
            text = tr("Nothing to be built yet: put a shed on the plan or fill a lot.")
        else:
            text = tr(
                "{prices}; edition {edition}",
                prices=pick(bill.price_book.title),
                edition=pick(bill.book.short_title),
            )
        self._summary.setText(text)
        self._summary.setToolTip(tooltip(text))
        told = [text] if error is not None else [] if bill is None else bill.sentences()
        self._notices.setText("\n".join(told))
        self._room.setVisible(bool(told))
        self._fit_notices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the notices the height that they need in the new width."""
        super().resizeEvent(event)
        self._fit_notices()

    def _fit_notices(self) -> None:
        """Let the notices have the height of their text, of so many lines at most, and be scrolled beyond."""
        most = _NOTICE_LINES * self._notices.fontMetrics().lineSpacing()
        wanted = self._notices.heightForWidth(self.contentsRect().width() - 2 * _MARGIN_PX)
        self._room.setFixedHeight(max(1, min(most, wanted)))

    def edit_other_items(self) -> None:
        """Let contingency, provisional sums and day work be edited; OK is one step to undo."""
        from chargeplan.ui.dialogs.other_items import OtherItemsDialog

        document = self._session.document
        dialog = OtherItemsDialog(document.project.bill, self)
        wanted = bool(dialog.exec())
        found = dialog.settings if wanted else document.project.bill
        dialog.deleteLater()
        if found != document.project.bill:
            document.push(N_("Change other items"), [setting(document.project, "bill", found)])

    def copy_all(self) -> None:
        """Put the whole table on the clipboard, that of a panel nobody sees too."""
        if self._stale:
            self._show()
        self._table.clearSelection()
        self._table.copy_rows()

    def _double_clicked(self, index: QModelIndex) -> None:
        line_id = self._model.rows[index.row()].line_id
        if line_id:
            self.price_wanted.emit(line_id)

    def _clicked(self, index: QModelIndex) -> None:
        elements = self._model.rows[index.row()].elements
        if elements:
            self.elements_wanted.emit(elements)
