"""What the checks say: by state, severity, rule, words and place; a click leads to the place on the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.model.editing import Edit
from chargeplan.model.project import visible_elements
from chargeplan.ui.background import Analyst
from chargeplan.ui.canvas.repairing import is_faulty
from chargeplan.ui.commands import StepName
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.facts import TOOL_OF
from chargeplan.ui.finding_edits import denial_name, denying, missing_fact, taking_back, waiving
from chargeplan.ui.language import Living
from chargeplan.ui.mending import Mender
from chargeplan.ui.panels.finding_details import FindingDetails
from chargeplan.ui.panels.findings_model import (
    ELEMENTS,
    GROUPS,
    MARGIN,
    MARK,
    MEASURED,
    REQUIRED,
    RULE,
    SIGN,
    SOURCE,
    WHAT,
    FindingsModel,
    Wanted,
    rule_of,
)
from chargeplan.ui.panels.findings_widgets import SignOnly, StateTabs, TwoLines, WholeRowsTable
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import CopyableTable
from chargeplan.ui.widgets import ElidedCombo, IconButton, PlainLabel, SearchField

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

_MARK_PX = 34
_ROOMY_WORDS_PX = 320
_WIDTHS = {MEASURED: 84, REQUIRED: 84, MARGIN: 84, ELEMENTS: 160, MARK: 150, RULE: 110, SOURCE: 320}
_BESIDE_WORDS = ((MEASURED, REQUIRED, MARGIN, ELEMENTS, MARK), (RULE,), (SOURCE,))
"""Columns that are shown as far as there is room; the second line of the words and the details tell them."""

_STATES = (
    ("missed", N_("Missed {count}")),
    ("undecided", N_("Undecided {count}")),
    ("waived", N_("Let pass {count}")),
    ("all", N_("All {count}")),
)
_NONE = {"undecided": N_("Every check can be decided."), "waived": N_("No finding has been let pass.")}
_SEVERITIES = (
    ("all", N_("Any severity")),
    ("error", N_("Errors")),
    ("warning", N_("Warnings")),
    ("info", N_("Hints")),
)
_DETAILS_SHARE = 0.48


class FindingsPanel(Living, QWidget):
    """The list of checks with its filters, and the details of the one that is chosen.

    `chosen_changed` carries the checks that are selected, `fact_wanted` the one whose fact is to be told.
    """

    place_wanted = Signal(object)
    repair_wanted = Signal(object)
    chosen_changed = Signal(object)
    fact_wanted = Signal(object)

    def __init__(
        self, session: Session, errands: Analyst, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._leading = False
        self._supply_codes: frozenset[str] = frozenset()
        self._codes: tuple[tuple[str, str], ...] = ()
        self.setObjectName("findingsPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        self._states = self._make_states()
        layout.addWidget(self._states)
        self._filters = self._make_filters()
        layout.addLayout(self._make_search())
        layout.addWidget(self._filters)
        self._summary = PlainLabel(wrap=True)
        self._summary.setObjectName("findingsSummary")
        layout.addWidget(self._summary)
        self._model = FindingsModel(self)
        self._table = self._make_table()
        self._details = FindingDetails(self._model)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._table)
        self._splitter.addWidget(self._details)
        layout.addWidget(self._splitter, 1)
        self.mender = Mender(session, errands, self)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        session, details = self._session, self._details
        session.analysis_changed.connect(self.refresh)
        session.foreseen_changed.connect(self._follow)
        session.selection.changed.connect(self._follow_selection)
        session.analysis_failed.connect(self.refresh)
        self.mender.changed.connect(self._show_mendings)
        details.mend_wanted.connect(self._mend)
        details.waive_wanted.connect(self._waive)
        details.take_back_wanted.connect(self._take_back)
        details.draw_wanted.connect(self._tell_fact)
        details.deny_wanted.connect(self._deny_fact)
        details.repair_wanted.connect(self._repair)

    # parts

    def _make_states(self) -> QTabBar:
        bar = StateTabs()
        bar.setObjectName("findingsStates")
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        self.say(bar.setAccessibleName, N_("State of the checks"))
        for state, _ in _STATES:
            bar.setTabData(bar.addTab(""), state)
        bar.currentChanged.connect(self._ask)
        return bar

    def _make_filters(self) -> QWidget:
        """Return the filters that are seldom wanted, folded away at first."""
        self._severity, self._rule = ElidedCombo(), ElidedCombo()
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        for combo, name, text in (
            (self._severity, "findingsSeverity", N_("Which severity")),
            (self._rule, "findingsRule", N_("Which rule")),
        ):
            combo.setObjectName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
            self.say(combo.setAccessibleName, text)
            combo.currentIndexChanged.connect(self._ask)
        line.addWidget(self._severity, 2)
        line.addWidget(self._rule, 3)
        box.hide()
        return box

    def _make_search(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._words = SearchField()
        self._words.setObjectName("findingsWords")
        self.say(self._words.setPlaceholderText, N_("Search"))
        self.say(self._words.setAccessibleName, N_("Search in the findings"))
        self._words.textChanged.connect(self._ask)
        self._selected_only = IconButton(
            "findingsSelectedOnly", "select", N_("Only what is selected on the plan")
        )
        self._selected_only.setCheckable(True)
        self._selected_only.toggled.connect(self._ask)
        unfold = IconButton("findingsFilters", "filter", N_("Filter by severity and rule"))
        unfold.setCheckable(True)
        unfold.toggled.connect(self._unfold)
        line.addWidget(self._words, 1)
        line.addWidget(unfold)
        line.addWidget(self._selected_only)
        return line

    def _unfold(self, on: bool) -> None:
        """Show the filters, or fold them away; what is not seen keeps nothing back."""
        self._filters.setVisible(on)
        if not on:
            self._severity.setCurrentIndex(0)
            self._rule.setCurrentIndex(0)

    def _make_table(self) -> CopyableTable:
        table = WholeRowsTable(self)
        table.setObjectName("findingsTable")
        self.say(table.setAccessibleName, N_("Findings"))
        table.setModel(self._model)
        table.setSortingEnabled(True)
        table.setWordWrap(False)
        table.verticalHeader().setDefaultSectionSize(2 * table.fontMetrics().lineSpacing() + 6)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_MARK_PX)
        for column, width in {SIGN: _MARK_PX, **_WIDTHS}.items():
            table.setColumnWidth(column, width)
        table.setItemDelegateForColumn(SIGN, SignOnly(table))
        table.setItemDelegateForColumn(WHAT, TwoLines(table))
        table.sortByColumn(SIGN, Qt.SortOrder.AscendingOrder)
        table.clicked.connect(self._clicked)
        table.selectionModel().currentChanged.connect(lambda index, _old: self._show_details(index))
        table.selectionModel().selectionChanged.connect(lambda _on, _off: self._tell_chosen())
        return table

    def retranslate(self) -> None:
        """Say everything in the other language."""
        chosen = self._severity.currentData() or "all"
        self._severity.blockSignals(True)
        self._severity.clear()
        for value, text in _SEVERITIES:
            self._severity.addItem(tr(text), value)
        self._severity.setCurrentIndex(max(0, self._severity.findData(chosen)))
        self._severity.blockSignals(False)
        self._codes = ()
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self.refresh()

    # what is shown

    def refresh(self) -> None:
        """Show the newest checks."""
        analysis = self._session.analysis
        checks = () if analysis is None else analysis.checks
        supply = () if analysis is None else (*analysis.supply.checks, *analysis.feeding.checks)
        self._supply_codes = frozenset(check.code for check in supply)
        chosen = self._current()
        self._offer_rules(checks)
        self._show_checks(analysis)
        self._choose(chosen)

    def _show_checks(self, analysis: Analysis | None) -> None:
        checks = () if analysis is None else analysis.checks
        elements = {} if analysis is None else visible_elements(analysis.project, analysis.scheme.id)
        self._model.show_checks(checks, elements)
        self._show_counts(checks)
        self._show_summary()

    def _follow(self) -> None:
        """Show the checks of what is being dragged; the drop is told with its analysis.

        What mends the chosen one holds for the plan that stands, and is not asked for anew on the way.
        """
        analysis, chosen = self._session.shown, self._details.check
        if analysis is None or not self.isVisible():
            return
        quiet = self._table.selectionModel()
        quiet.blockSignals(True)
        self._show_checks(analysis)
        row = None if chosen is None else self._model.row_of(chosen)
        if row is not None:
            self._table.selectRow(row)
        quiet.blockSignals(False)
        now = None if chosen is None else next(filter(chosen.is_alike, analysis.checks), None)
        if now is not None:
            self._details.show_check(now)

    def _offer_rules(self, checks: Sequence[Check]) -> None:
        """Offer the rules that there are checks of, in the order of their ids."""
        titles = {check.code: pick(check.rule.title) for check in checks if check.rule is not None}
        rules = sorted((code, f"{code} {title}") for code, title in titles.items())
        others = {rule_of(check, self._supply_codes) for check in checks if check.rule is None}
        rules += [(name, tr(text)) for name, text in GROUPS.items() if name in others]
        if tuple(rules) == self._codes and self._rule.count():
            return
        self._codes = tuple(rules)
        chosen = self._rule.currentData() or "all"
        self._rule.blockSignals(True)
        self._rule.clear()
        for code, text in (("all", tr("All rules")), *rules):
            self._rule.addItem(text, code)
            self._rule.setItemData(self._rule.count() - 1, text, Qt.ItemDataRole.AccessibleTextRole)
        self._rule.setCurrentIndex(max(0, self._rule.findData(chosen)))
        self._rule.blockSignals(False)
        self._ask()

    def _show_counts(self, checks: Sequence[Check]) -> None:
        for place, (state, text) in enumerate(_STATES):
            count = sum(state in ("all", check.state) for check in checks)
            self._states.setTabText(place, tr(text, count=count))
        missed = [check.severity for check in checks if check.state == "missed"]
        counts = {name: missed.count(name) for name in ("error", "warning", "info")}
        tip = tr("{error} errors, {warning} warnings, {info} hints", None, **counts)
        self._states.setTabToolTip(0, tip)

    def _show_summary(self) -> None:
        self._summary.setText(self._summary_text(self._model.checks))
        self._summary.setVisible(bool(self._summary.text()))

    def _summary_text(self, checks: Sequence[Check]) -> str:
        """Return what has to be said above the list; nothing while the list speaks for itself."""
        error = self._session.analysis_error
        if error is not None:
            return tr("The checks could not be made: {reason}", reason=sentence(error))
        if self._session.analysis is None:
            return tr("Working out the figures...")
        state = self._model.wanted.state
        if not self._model.rowCount() and any(state in ("all", check.state) for check in checks):
            return tr("Nothing fits the filters.")
        if not self._model.rowCount() and state in _NONE:
            return tr(_NONE[state])
        if any(check.state == "missed" for check in checks):
            return ""
        undecided = sum(check.state == "undecided" for check in checks)
        if undecided:
            return tr("Nothing is missed, but {count} checks cannot be decided.", count=undecided)
        return tr("Nothing is missed in {count} checks.", count=len(checks))

    def _ask(self) -> None:
        """Keep what fits the filters, and the row that was chosen as long as it fits."""
        chosen = self._current()
        ids = self._session.selection.ids if self._selected_only.isChecked() else ()
        self._model.ask(
            Wanted(
                state=str(self._states.tabData(self._states.currentIndex())),
                severity=str(self._severity.currentData() or "all"),
                rule=str(self._rule.currentData() or "all"),
                words=self._words.text().strip(),
                ids=frozenset(ids) if ids else None,
                supply_codes=self._supply_codes,
            )
        )
        self._show_summary()
        self._choose(chosen)

    def _current(self) -> Check | None:
        index = self._table.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def _choose(self, check: Check | None) -> None:
        """Keep the row that was chosen when the new rows still hold it."""
        row = None if check is None else self._model.row_of(check)
        if row is None:
            self._show_details(QModelIndex())
            self._tell_chosen()
        else:
            self._table.selectRow(row)

    def _tell_chosen(self) -> None:
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        self.chosen_changed.emit(tuple(self._model.rows[row] for row in rows))

    def _follow_selection(self) -> None:
        """Lead back from the plan: rows about what is selected there stand out and come into sight."""
        self._model.mark(self._session.selection.ids)
        if self._leading:
            return
        if self._selected_only.isChecked():
            self._ask()
        current = self._current()
        if current is not None and self._model.is_marked(current):
            return
        marked = (row for row, check in enumerate(self._model.rows) if self._model.is_marked(check))
        first = next(marked, None)
        if first is not None:
            self._table.scrollTo(self._model.index(first, 0))

    # going to a place

    def step(self, step: int) -> None:
        """Go to the next finding of the list, or the one before, and to its place; arrows go on from it."""
        rows = self._model.rowCount()
        if rows == 0:
            return
        current = self._table.currentIndex()
        row = (current.row() + step) % rows if current.isValid() else (0 if step > 0 else rows - 1)
        self._table.selectRow(row)
        self._clicked(self._model.index(row, 0))
        self._table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _clicked(self, index: QModelIndex) -> None:
        self._leading = True  # what is selected on the way is no wish of its own
        try:
            self.place_wanted.emit(self._model.rows[index.row()])
        finally:
            self._leading = False

    # the one that is chosen

    def _show_details(self, index: QModelIndex) -> None:
        check = self._model.rows[index.row()] if index.isValid() else None
        details, hidden = self._details, self._details.isHidden()
        details.show_check(check)
        if check is None:
            self.mender.forget()
            return
        if hidden:
            room = self._splitter.height()
            self._splitter.setSizes([round(room * (1 - _DETAILS_SHARE)), round(room * _DETAILS_SHARE)])
        elements = (self._session.document.element(name) for name in check.elements)
        details.repair.setVisible(any(element is not None and is_faulty(element) for element in elements))
        details.draw_it.setVisible(check.state == "undecided")
        details.draw_it.setText(tr("Draw it now") if missing_fact(check) in TOOL_OF else tr("Enter it now"))
        details.deny_it.setVisible(check.state == "undecided" and missing_fact(check) is not None)
        self.mender.ask(check)
        self._show_mendings()

    def _show_mendings(self) -> None:
        check, mendings = self._details.check, self.mender.mendings
        state = ""
        if self.mender.pending:
            state = tr("Looking for what mends it...")
        elif check is not None and check.state == "missed" and self.mender.asked and not mendings:
            state = tr("No single step was found that mends it.")
        self._details.show_mendings([self._button_text(number) for number in range(len(mendings))], state)

    def _button_text(self, number: int) -> str:
        """Return what a mending is called, and how many stalls it costs unless its name tells that."""
        mending, text = self.mender.mendings[number], self._mending_name(number).shown()
        lost = dict(mending.values).get("lost", "0")
        if lost == "0" or "{lost}" in mending.title:
            return text
        return tr("{what} ({lost} stalls fewer)", what=text, lost=lost)

    def _mending_name(self, number: int) -> StepName:
        mending = self.mender.mendings[number]
        return StepName(mending.title, dict(mending.values))

    def _mend(self, number: int) -> None:
        self._push(self._mending_name(number), self.mender.mendings[number].edits)

    def _waive(self) -> None:
        from chargeplan.ui.dialogs.waiver import WaiverDialog

        check = self._details.check
        if check is None:
            return
        words = "\n".join(self._model.details(check)[:2])
        dialog = WaiverDialog(words, self._settings.text("waiver_name"), self.window())
        wanted, reason, name = bool(dialog.exec()), dialog.reason, dialog.name
        dialog.deleteLater()
        if wanted:
            self._settings.set_text("waiver_name", name)
            edits = waiving(self._session.document.project, check, reason, name, choosers.now().date())
            self._push(_step(N_("Let {rule} pass"), N_("Let a finding pass"), check), edits)

    def _take_back(self) -> None:
        check = self._details.check
        if check is not None and check.waiver is not None:
            edits = taking_back(self._session.document.project, check.waiver)
            name = _step(N_("No longer let {rule} pass"), N_("No longer let a finding pass"), check)
            self._push(name, edits)

    def _tell_fact(self) -> None:
        if self._details.check is not None:
            self.fact_wanted.emit(self._details.check)

    def _deny_fact(self) -> None:
        check = self._details.check
        fact = None if check is None else missing_fact(check)
        if fact is not None:
            self._push(denial_name(fact), denying(self._session.document.project, fact))

    def _repair(self) -> None:
        if self._details.check is not None:
            self.repair_wanted.emit(self._details.check.elements)

    def _push(self, name: StepName, edits: Sequence[Edit]) -> None:
        """Push a step whose button is about to go away; the keyboard stays with the list."""
        self._table.setFocus()
        self._session.document.push(name, edits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what has room beside the words: all figures with their marks, then rule and source."""
        super().resizeEvent(event)
        bar = self._table.verticalScrollBar().sizeHint().width()
        room = self._table.width() - 2 * self._table.frameWidth() - bar - _MARK_PX - _ROOMY_WORDS_PX
        for columns in _BESIDE_WORDS:
            room -= sum(_WIDTHS[column] for column in columns)
            for column in columns:
                self._table.setColumnHidden(column, room < 0)


def _step(of_rule: str, of_plan: str, check: Check) -> StepName:
    """Return the name of a step about a finding, by its rule where there is one."""
    return StepName(of_plan) if check.rule is None else StepName(of_rule, {"rule": check.code})
