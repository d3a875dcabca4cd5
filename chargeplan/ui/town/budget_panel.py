"""The town's budget: the question, how good the answer is, what is built when, who got nothing and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, tr
from chargeplan.town.allocation import HUNDREDTHS, Allocation, UnmetFloor
from chargeplan.town.bystanders import bystanders
from chargeplan.town.settings import Budget
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped, money, number
from chargeplan.ui.town.budget_form import BudgetForm
from chargeplan.ui.town.budget_tables import (
    BudgetTable,
    chosen_model,
    chosen_rows,
    loser_model,
    loser_rows,
)
from chargeplan.ui.town.budget_work import BudgetWork, Stage
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.widgets import PlainLabel, for_letters, muted, tint

ORIGIN = "budget"
"""What the panel calls itself when it selects estates."""

_CHANGE = N_("Change the budget")
_TABLES_PX = 240
_SHOWN_UNMET = 4

_STAGES = {
    Stage.QUICK: N_("Sharing out..."),
    Stage.EXACT: N_("Looking for a better answer, and for the proof that there is none..."),
    Stage.NEEDS: N_("Finding out what the others would need..."),
}


class BudgetPanel(Living, QScrollArea):
    """Fields for the budget above, the state of the answer below them, and two tables."""

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.work = BudgetWork(session, self)
        self.setObjectName("budgetPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("Budget"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(6)
        self.form = BudgetForm(page)
        layout.addWidget(self.form)
        self.verdict = PlainLabel(wrap=True)
        self.verdict.setObjectName("budgetVerdict")
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told = PlainLabel(wrap=True)
        self.told.setObjectName("budgetTold")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self.verdict)
        layout.addWidget(self.told)
        layout.addWidget(self._progress())
        self.chosen = BudgetTable("budgetChosen", chosen_model(self), (44, 120, 92, 94, 90, 150), page)
        self.losers = BudgetTable("budgetLosers", loser_model(self), (116, 100, 190, 92, 150), page)
        layout.addWidget(self._tables(), 1)
        layout.addWidget(self._look_line())
        self.setWidget(page)
        self._wire()
        self._follow()

    # parts

    def _progress(self) -> QWidget:
        self.progress = QWidget()
        line = QHBoxLayout(self.progress)
        line.setContentsMargins(0, 0, 0, 0)
        self.stage = muted(PlainLabel(wrap=True))
        self.stage.setObjectName("budgetStage")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(for_letters(self, 60))
        self.say(bar.setAccessibleName, N_("The budget is being shared out"))
        self.cancel = QPushButton()
        self.cancel.setObjectName("budgetCancel")
        self.say(self.cancel.setText, N_("Cancel"))
        self.say(self.cancel.setToolTip, N_("Stay with the best answer so far"))
        self.cancel.clicked.connect(self.work.stop)
        line.addWidget(bar)
        line.addWidget(self.stage, 1)
        line.addWidget(self.cancel)
        return self.progress

    def _tables(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.setObjectName("budgetTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(for_letters(self, _TABLES_PX))
        for table, name in ((self.chosen, N_("Built")), (self.losers, N_("Without money"))):
            self.tabs.addTab(table, "")
            self.say(table.setAccessibleName, name)
        return self.tabs

    def _look_line(self) -> QWidget:
        self.look = QPushButton()
        self.look.setObjectName("budgetLook")
        self.say(self.look.setText, N_("Find the budget that brings in the selected estates"))
        self.look.clicked.connect(self._look_for_selected)
        return self.look

    def _wire(self) -> None:
        session = self._session
        self.form.changed.connect(self._take_budget)
        session.settings_changed.connect(self._show_budget)
        session.register_opened.connect(self._follow)
        session.allocation_changed.connect(self._show_answer)
        session.selection_changed.connect(self._follow_selection)
        self.work.stage_changed.connect(self._show_stage)
        self.work.bounds.connect(self._show_bounds)
        for table in (self.chosen, self.losers):
            table.selectionModel().selectionChanged.connect(lambda *_, table=table: self._select(table))

    # what is shown

    def repaint_icons(self) -> None:
        """Say how good the answer is in the colours of now."""
        self._show_verdict()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self._show_answer()
        self._show_stage()

    def _follow(self) -> None:
        self.form.setEnabled(self._session.reading is not None)
        self._show_budget()
        self._show_answer()
        self._show_stage()

    def _show_budget(self) -> None:
        if self._session.settings.budget != self.form.budget:
            self.form.show_budget(self._session.settings.budget)

    def _show_answer(self) -> None:
        answer = self._session.allocation
        self.chosen.source.set_rows(chosen_rows(answer, self._name) if answer is not None else ())
        self.losers.source.set_rows(loser_rows(answer, self._name) if answer is not None else ())
        built = len(answer.choices) if answer is not None else 0
        lost = len(answer.losers) if answer is not None else 0
        self.tabs.setTabText(0, tr("Built ({count})", count=built))
        self.tabs.setTabText(1, tr("Without money ({count})", count=lost))
        if answer is None:
            asks = self._session.settings.budget is None
            self.told.setText(tr("Type a budget to see which estates get their scheme.") if asks else "")
        else:
            lines = (_summary(answer, self._session.settings.budget), *self._aside(answer))
            self.told.setText("\n".join(lines))
        self.told.setVisible(bool(self.told.text()))
        self._show_verdict()
        self._follow_selection("")

    def _aside(self, answer: Allocation) -> tuple[str, ...]:
        comparison = self._session.comparison
        return bystanders(comparison, answer).told() if comparison is not None else ()

    def _name(self, code: str) -> str:
        estate = self._session.assessed(code)
        return estate.standing.row.name if estate is not None and estate.standing.row.name else code

    def _show_verdict(self) -> None:
        answer = self._session.allocation
        self.verdict.setVisible(answer is not None)
        if answer is not None:
            looking = self.work.stage in (Stage.QUICK, Stage.EXACT)
            self.verdict.setText(_verdict(answer, looking=looking))
            tint(self.verdict, "ok" if answer.proven else "" if answer.feasible or looking else "error")

    def _show_stage(self) -> None:
        stage = self.work.stage
        self._show_verdict()
        self.progress.setVisible(stage is not Stage.IDLE)
        self.stage.setText(tr(_STAGES[stage]) if stage in _STAGES else "")
        self._show_look()

    def _show_bounds(self, benefit: int, bound: int) -> None:
        if self.work.stage is Stage.EXACT:
            values = {"benefit": _worth(benefit), "bound": _worth(bound)}
            self.stage.setText(tr("Benefit {benefit} so far, at most {bound} is possible", **values))

    def _unknown(self) -> tuple[str, ...]:
        answer, selected = self._session.allocation, set(self._session.selected)
        losers = answer.losers if answer is not None and answer.feasible else ()
        codes = (loser.candidate.estate_code for loser in losers if not loser.budget_known)
        return tuple(code for code in codes if code in selected)

    def _show_look(self) -> None:
        self.look.setVisible(self.work.stage is Stage.IDLE and bool(self._unknown()))

    # what is done

    def _take_budget(self, budget: Budget | None) -> None:
        self._session.change_settings(replace(self._session.settings, budget=budget), _CHANGE)

    def _look_for_selected(self) -> None:
        self.work.explain(self._unknown())

    def _select(self, table: BudgetTable) -> None:
        codes = table.codes()
        if codes:
            other = self.losers if table is self.chosen else self.chosen
            with QSignalBlocker(other.selectionModel()):
                other.clearSelection()
            other.viewport().update()
            self._session.select(codes, ORIGIN)
            self._show_look()

    def _follow_selection(self, origin: str) -> None:
        if origin != ORIGIN:
            for table in (self.chosen, self.losers):
                _show_selected(table, self._session.selected)
        self._show_look()


def _show_selected(table: BudgetTable, codes: Iterable[str]) -> None:
    wanted, model = set(codes), table.source
    chosen = QItemSelection()
    first = None
    for row, (code, _) in enumerate(model.rows if wanted else ()):
        if code in wanted:
            chosen.select(model.index(row, 0), model.index(row, model.columnCount() - 1))
            first = model.index(row, 0) if first is None else first
    with QSignalBlocker(table.selectionModel()):
        table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    table.viewport().update()
    if first is not None:
        table.scrollTo(first)


def _worth(benefit: int) -> str:
    return grouped(benefit / HUNDREDTHS, 2)


def _verdict(answer: Allocation, *, looking: bool) -> str:
    if not answer.feasible and not answer.unmet and (looking or answer.stopped):
        return tr("No answer that meets the fairness floors was found so far.")
    if not answer.feasible:
        lines = [tr("The fairness floors cannot be met with this budget")]
        lines += [_unmet(one) for one in answer.unmet[:_SHOWN_UNMET]]
        if answer.floors_need_cny is not None and not answer.unmet:
            lines.append(tr("Together they need at least {amount}.", amount=money(answer.floors_need_cny)))
        return "\n".join(lines)
    if answer.proven:
        return tr("Proven: no other choice of schemes has a greater benefit.")
    gap = number(answer.gap_percent, 2) if answer.gap_percent >= Decimal("0.005") else "< 0.01"
    text = tr("Not proven to be the best: at most {gap} % more benefit is possible.", gap=gap)
    return f"{text} {tr('It was cancelled.')}" if answer.stopped else text


def _unmet(one: UnmetFloor) -> str:
    unit = " / ".join(name for name in one.path if name)
    if one.money:
        values = {"unit": unit, "asked": money(one.asked), "possible": money(one.possible)}
        return tr("{unit}: {asked} are asked for, schemes cost {possible} at most.", **values)
    values = {"unit": unit, "asked": f"{one.asked:f}", "possible": f"{one.possible:f}"}
    return tr("{unit}: {asked} schemes are asked for, there are {possible}.", **values)


def _summary(answer: Allocation, budget: Budget | None) -> str:
    lines = [
        tr(
            "{count} schemes for {cost} serve {households} households anew, benefit {benefit}.",
            count=len(answer.choices),
            cost=money(answer.cost_cny),
            households=f"{answer.households:,}",
            benefit=_worth(answer.benefit),
        )
    ]
    years = len(budget.yearly_cny) if budget is not None else 0
    for year in range(years if years > 1 else 0):
        assert budget is not None
        built = [choice.candidate for choice in answer.choices if choice.year == year]
        spent = sum((one.cost_cny for one in built), Decimal(0))
        lines.append(
            tr(
                "Year {year}: {count} schemes for {cost} of {money}",
                year=year + 1,
                count=len(built),
                cost=money(spent),
                money=money(budget.yearly_cny[year]),
            )
        )
    if answer.estimated:
        lines.append(tr("{count} of the schemes are estimates", count=answer.estimated))
    lines.append(tr("Benefit: households newly served, each counted by its estate's risk"))
    return "\n".join(lines)
