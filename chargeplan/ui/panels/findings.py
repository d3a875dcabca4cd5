"""What the checks say: sortable, filtered by severity and words; a click leads to the place on the plan."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.engineering.findings import Check, figure, sentence_of, unit_name
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.project import Element, visible_elements
from chargeplan.ui.canvas.repairing import is_faulty
from chargeplan.ui.icons import icon
from chargeplan.ui.language import Living
from chargeplan.ui.session import Session
from chargeplan.ui.tables import COPY_ROLE, SORT_ROLE, CopyableTable, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import PlainLabel, muted

_Index = QModelIndex | QPersistentModelIndex
_ORDER = {"error": 0, "warning": 1, "info": 2, "ok": 3}
_SEVERITIES = {"error": N_("Error"), "warning": N_("Warning"), "info": N_("Hint"), "ok": N_("Met")}
_COLUMNS = (
    N_("Severity"), N_("What"), N_("Measured"), N_("Required"), N_("Margin"), N_("Mark"), N_("Rule"),
    N_("Source"),
)  # fmt: skip
_NUMBERS = (2, 3, 4)
_UNIT_APART = re.compile(r"(?<=\d) (?=m\b|m²)")
_MARK_PX = 34
_LEAST_WORDS_PX = 218
_ROOMY_PX = 340


def severity_of(check: Check) -> str:
    """Return the severity of what is not met, `ok` for what is."""
    return "ok" if check.met else check.severity


def measure_text(check: Check, value: float | None) -> str:
    """Return a measured or required value of a check with its unit."""
    return "" if value is None else f"{figure(check, value)} {unit_name(check.unit)}".strip()


def marks_text(check: Check) -> str:
    """Return the marks of a check whose limit is another place's, or has not been verified."""
    marks = []
    if check.regional:
        marks.append(tr("other province, reference only"))
    if not check.verified:
        marks.append(tr("to be verified"))
    return ", ".join(marks)


class FindingsModel(QAbstractTableModel):
    """One row for each check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks: Sequence[Check] = ()
        self._marked: frozenset[str] = frozenset()
        self._elements: Mapping[str, Element] = {}

    def show_checks(self, checks: Sequence[Check], elements: Mapping[str, Element]) -> None:
        """Hold these checks of a plan and scheme with these elements."""
        self.beginResetModel()
        self.checks = checks
        self._elements = elements
        self.endResetModel()

    def mark(self, ids: Sequence[str]) -> None:
        """Make the rows stand out that are about these elements."""
        self._marked = frozenset(ids)
        if self.checks:
            last = self.index(len(self.checks) - 1, len(_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.FontRole])

    def is_marked(self, check: Check) -> bool:
        """Return whether a check is about what is selected on the plan."""
        return not self._marked.isdisjoint(check.elements)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of checks."""
        return 0 if parent is not None and parent.isValid() else len(self.checks)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == 0 else tr(_COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (COPY_ROLE, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(_COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, sorts by, copies or draws."""
        check = self.checks[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _UNIT_APART.sub("\u00a0", self.text(check, column))  # no line breaks within a measure
        if role in (COPY_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(check, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "<br>".join(map(html.escape, self.details(check)))
        if role == SORT_ROLE:
            return self._sorts_by(check, column)
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            severity = severity_of(check)
            return icon(severity, severity_colour(severity))
        if role == Qt.ItemDataRole.FontRole and self.is_marked(check):
            return strong_font()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def text(self, check: Check, column: int) -> str:
        """Return the text of one cell."""
        if column == 1:
            return sentence_of(check, self._elements)
        if column in _NUMBERS:
            return measure_text(check, (check.measured, check.required, check.margin)[column - 2])
        texts = {0: tr(_SEVERITIES[severity_of(check)]), 5: marks_text(check), 6: check.code}
        return texts.get(column, " ".join(part for part in (check.source, check.clause) if part))

    def details(self, check: Check) -> list[str]:
        """Return everything that is to be said of a check, a line each."""
        lines = (self.text(check, 1), self.text(check, 7), marks_text(check))
        return [line for line in lines if line]

    def _sorts_by(self, check: Check, column: int) -> Any:
        if column == 0:
            return _ORDER[severity_of(check)]
        if column in _NUMBERS:
            value = (check.measured, check.required, check.margin)[column - 2]
            return float("-inf") if value is None else value
        return self.text(check, column)


class _Filter(QSortFilterProxyModel):
    """Keeps what has the severity and holds the words that were asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.severity = "findings"
        self.words = ""
        self.setSortRole(SORT_ROLE)

    def ask(self, severity: str, words: str) -> None:
        """Keep only what fits."""
        self.severity, self.words = severity, words.casefold()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        """Return whether a check fits."""
        model = self.sourceModel()
        assert isinstance(model, FindingsModel)
        check = model.checks[row]
        severity = severity_of(check)
        fits = severity != "ok" if self.severity == "findings" else self.severity in ("all", severity)
        return fits and any(
            self.words in model.text(check, column).casefold() for column in range(len(_COLUMNS))
        )


class _MarkOnly(QStyledItemDelegate):
    """Draws the sign of a severity and leaves its word to the tooltip: the room belongs to the sentences."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Take the word away."""
        super().initStyleOption(option, index)
        option.text = ""
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter


class FindingsPanel(Living, QWidget):
    """The list of findings with its filters and the details of the one that is chosen."""

    place_wanted = Signal(object)
    repair_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("findingsPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(self._filters())
        self._summary = PlainLabel(wrap=True)
        self._summary.setObjectName("findingsSummary")
        layout.addWidget(self._summary)
        self._model = FindingsModel(self)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self._model)
        self._table = self._make_table()
        layout.addWidget(self._table, 1)
        self._details = muted(PlainLabel(wrap=True))
        self._details.setObjectName("findingDetails")
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self._details)
        self._repair = QPushButton()
        self._repair.setObjectName("repairFindingButton")
        self.say(self._repair.setText, N_("Repair the outline"))
        self._repair.clicked.connect(self._repair_chosen)
        self._repair.hide()
        layout.addWidget(self._repair)
        session.analysis_changed.connect(self.refresh)
        session.selection.changed.connect(self._mark_selected)
        session.analysis_failed.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        chosen = self._severity.currentData() or "findings"
        self._severity.blockSignals(True)
        self._severity.clear()
        for value, text in (
            ("findings", N_("All findings")),
            ("error", N_("Errors")),
            ("warning", N_("Warnings")),
            ("info", N_("Hints")),
            ("all", N_("All checks, met ones too")),
        ):
            self._severity.addItem(tr(text), value)
        self._severity.setCurrentIndex(max(0, self._severity.findData(chosen)))
        self._severity.blockSignals(False)
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self.refresh()

    def refresh(self) -> None:
        """Show the newest checks."""
        analysis = self._session.analysis
        checks = () if analysis is None else analysis.checks
        elements = {} if analysis is None else visible_elements(analysis.project, analysis.scheme.id)
        current = self._table.currentIndex()
        chosen = self._check(current) if current.isValid() else None
        self._model.show_checks(checks, elements)
        self._show_summary(checks)
        self._choose(chosen)

    def _mark_selected(self) -> None:
        """Lead back from the plan: rows about what is selected there stand out and come into sight."""
        self._model.mark(self._session.selection.ids)
        current = self._table.currentIndex()
        if current.isValid() and self._model.is_marked(self._check(current)):
            return
        rows = range(self._filter.rowCount())
        first = next((r for r in rows if self._model.is_marked(self._check(self._filter.index(r, 0)))), None)
        if first is not None:
            self._table.scrollTo(self._filter.index(first, 0))

    def _choose(self, check: Check | None) -> None:
        """Keep the row that was chosen when the new checks still hold it."""
        if check is not None and check in self._model.checks:
            index = self._filter.mapFromSource(self._model.index(list(self._model.checks).index(check), 0))
            if index.isValid():
                self._table.selectRow(index.row())
                return
        self._show_details(QModelIndex())

    def step(self, step: int) -> None:
        """Go to the next finding of the list, or the one before, and to its place."""
        rows = self._filter.rowCount()
        if rows == 0:
            return
        current = self._table.currentIndex()
        row = (current.row() + step) % rows if current.isValid() else (0 if step > 0 else rows - 1)
        self._table.selectRow(row)
        self._clicked(self._filter.index(row, 0))

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._severity = QComboBox()
        self._severity.setObjectName("findingsSeverity")
        self.say(self._severity.setAccessibleName, N_("Which findings"))
        self._words = QLineEdit()
        self._words.setObjectName("findingsWords")
        self._words.setClearButtonEnabled(True)
        self.say(self._words.setPlaceholderText, N_("Search"))
        self.say(self._words.setAccessibleName, N_("Search in the findings"))
        self._severity.currentIndexChanged.connect(self._ask)
        self._words.textChanged.connect(self._ask)
        line.addWidget(self._severity)
        line.addWidget(self._words, 1)
        return line

    def _make_table(self) -> CopyableTable:
        table = CopyableTable(self)
        table.setObjectName("findingsTable")
        self.say(table.setAccessibleName, N_("Findings"))
        table.setModel(self._filter)
        table.setSortingEnabled(True)
        table.setWordWrap(True)
        table.verticalHeader().setDefaultSectionSize(2 * table.fontMetrics().lineSpacing() + 6)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(_MARK_PX)
        for column, width in enumerate((_MARK_PX, _LEAST_WORDS_PX, 84, 84, 84, 150, 110, 320)):
            table.setColumnWidth(column, width)
        table.setItemDelegateForColumn(0, _MarkOnly(table))
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.clicked.connect(self._clicked)
        table.selectionModel().currentChanged.connect(lambda index, _old: self._show_details(index))
        return table

    def _ask(self) -> None:
        self._filter.ask(str(self._severity.currentData() or "findings"), self._words.text().strip())

    def _check(self, index: QModelIndex) -> Check:
        return self._model.checks[self._filter.mapToSource(index).row()]

    def _clicked(self, index: QModelIndex) -> None:
        self._show_details(index)
        self.place_wanted.emit(self._check(index))

    def _show_details(self, index: QModelIndex) -> None:
        if not index.isValid():
            self._details.hide()
            self._repair.hide()
            return
        check = self._check(index)
        lines = self._model.details(check)
        self._details.setText("\n".join(lines))
        self._details.setVisible(self._roomy)
        elements = (self._session.document.element(name) for name in check.elements)
        self._repair.setVisible(any(element is not None and is_faulty(element) for element in elements))

    def _repair_chosen(self) -> None:
        index = self._table.currentIndex()
        if index.isValid():
            self.repair_wanted.emit(self._check(index).elements)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentences all the room there is; what is beside them is reached by scrolling."""
        super().resizeEvent(event)
        bar = self._table.verticalScrollBar().sizeHint().width()
        room = self._table.width() - 2 * self._table.frameWidth() - bar - self._table.columnWidth(0)
        self._table.setColumnWidth(1, max(_LEAST_WORDS_PX, room))
        self._details.setVisible(self._roomy and self._table.currentIndex().isValid())

    @property
    def _roomy(self) -> bool:
        """Whether there is room for the details below the list; where not the tooltip of a row holds them."""
        return self.height() >= _ROOMY_PX

    def _show_summary(self, checks: Sequence[Check]) -> None:
        error = self._session.analysis_error
        if error is not None:
            self._summary.setText(tr("The checks could not be made: {reason}", reason=sentence(error)))
            return
        if self._session.analysis is None:
            self._summary.setText(tr("Working out the figures..."))
            return
        counts = {name: sum(severity_of(check) == name for check in checks) for name in _ORDER}
        if counts["error"] + counts["warning"] + counts["info"] == 0:
            self._summary.setText(tr("All {count} checks are met.", count=counts["ok"]))
            return
        self._summary.setText(
            tr(
                "{error} errors, {warning} warnings, {info} hints; {ok} checks met",
                None,
                **counts,
            )
        )
