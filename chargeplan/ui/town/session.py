"""What the panels of a town's window share: the register, what follows from it, and what is selected.

A session is the one mutable holder. Its values are frozen, so that a snapshot goes to the thread beside the
window as it is, and what comes back for an older state is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from chargeplan.errors import CalledOff, Cancelled, never
from chargeplan.i18n import current_language
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.figures import Outcomes
from chargeplan.town.register import EstateRow, Register, field_of
from chargeplan.town.settings import TownSettings
from chargeplan.town.tasks import Task
from chargeplan.ui.background import Analyst
from chargeplan.ui.commands import StepName
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.town.grid import word_ranks
from chargeplan.ui.town.steps import ValueStep
from chargeplan.ui.undo import StepStack

if TYPE_CHECKING:
    from chargeplan.files.town_layout import Layout
    from chargeplan.files.town_reading import RegisterReading
    from chargeplan.files.town_store import OwnSheets
    from chargeplan.town.grading import Points

_RATING_FIELDS = ("weights", "grade_limits", "weights_name")
"""Settings that change grades and ranks and nothing else."""

_SILENT_FIELDS = ("budget", "extra")
"""Settings from which no figure of the comparison follows."""


@dataclass(frozen=True)
class Opened:
    """A register as it was read, with the settings and tasks that were kept in its file."""

    path: Path
    reading: RegisterReading
    own: OwnSheets


@dataclass(frozen=True)
class ChangedCell:
    """A cell of the register that was changed in the window: its row's code and sheet row, and its field."""

    code: str
    sheet_row: int
    field: str
    value: object


def read_town(path: Path, layout: Layout | None = None, cancelled: Cancelled = never) -> Opened:
    """Return a register with the program's own sheets, read by `layout`, else by the columns kept there.

    ChargeplanError says why it cannot be read.
    """
    from chargeplan.files.town_opening import open_town

    return Opened(path, *open_town(path, layout, cancelled))


def with_field(row: EstateRow, field: str, value: object) -> EstateRow:
    """Return a row with a field, also a nested one, set to `value`."""
    outer, _, inner = field.partition(".")
    if inner:
        value = replace(getattr(row, outer), **{inner: value})
    return replace(row, **{outer: value})  # type: ignore[arg-type]


class TownSession(QObject):
    """One register being worked on.

    Attributes
    ----------
    path : Path | None
        The file it was read from or saved to.
    reading : RegisterReading | None
        What was read, its register as it was edited since; None before one is opened.
    settings, tasks
        As they are now; tasks are those of the comparison once there is one.
    own : OwnSheets | None
        What the program's own sheets held when they were read: remarks, and the file they are in.
    outcomes : Outcomes
        What became of the plans that were analysed so far.
    comparison : Comparison | None
        What follows from all these; it may be older than they are while the next is under way.
    allocation, curve
        The newest answer of the budget, dropped as soon as the figures it rests on change.
    selected : tuple[str, ...]
        Codes of the selected estates, the current one first.

    Signals come after the change. `comparison_changed` says that any figure may be different, `rated` that
    only grades, scores and ranks are. `selection_changed` carries who selected, so that one does not answer
    oneself. `failed` carries an error of the thread.
    """

    register_opened = Signal()
    comparison_changed = Signal()
    rated = Signal()
    tasks_changed = Signal()
    settings_changed = Signal()
    allocation_changed = Signal()
    selection_changed = Signal(str)
    outcomes_changed = Signal()
    path_changed = Signal()
    working_changed = Signal(bool)
    failed = Signal(object)
    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.reading: RegisterReading | None = None
        self.own: OwnSheets | None = None
        self.outcomes: Outcomes = {}
        self.comparison: Comparison | None = None
        self.allocation: Allocation | None = None
        self.curve: tuple[CurvePoint, ...] = ()
        self.selected: tuple[str, ...] = ()
        self.undo_stack = StepStack(self)
        self.errands = Analyst(self)
        self._settings: TownSettings | None = None
        self._tasks: tuple[Task, ...] = ()
        self._saved_rows: tuple[EstateRow, ...] = ()
        self._by_code: dict[str, Assessed] = {}
        self._wanted = 0
        self._rating_alone = False
        self._points: Points | None = None
        self.errands.task_done.connect(self._take_result)

    # what is open

    @property
    def settings(self) -> TownSettings:
        """The settings as they are now, the method's own ones before any were chosen."""
        if self._settings is None:
            from chargeplan.town.defaults import default_settings

            self._settings = default_settings()
        return self._settings

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks as they are now."""
        return self._tasks

    @property
    def register(self) -> Register:
        """The register with what was edited in the window, an empty one before one is open."""
        return Register("", ()) if self.reading is None else self.reading.register

    @property
    def folder(self) -> Path:
        """The folder that plans are named relative to."""
        return Path() if self.path is None else self.path.parent

    @property
    def modified(self) -> bool:
        """Whether there are changes that no file holds."""
        return not self.undo_stack.isClean()

    @property
    def working(self) -> bool:
        """Whether a newer comparison is under way."""
        return bool(self._wanted)

    def assessed(self, code: str) -> Assessed | None:
        """Return what the newest comparison tells of an estate."""
        return self._by_code.get(code)

    def row(self, code: str) -> EstateRow | None:
        """Return the row of an estate in the register as it is now."""
        return next((row for row in self.register.rows if row.code == code), None)

    def open(self, path: Path, layout: Layout | None = None) -> None:
        """Read a register and hold it; ChargeplanError leaves the session as it was."""
        self.take(read_town(path, layout))

    def take(self, opened: Opened) -> None:
        """Hold a register that was read: history is forgotten and it counts as saved."""
        self._give_up()
        self.reading, self.own = opened.reading, opened.own
        self._settings, self._tasks = opened.own.settings, opened.own.tasks
        if self.settings.as_of is None:
            self._settings = replace(self.settings, as_of=_day_of(opened.reading.register))
        self._saved_rows = opened.reading.register.rows
        self.outcomes, self.selected = {}, ()
        self.comparison, self._by_code = None, {}
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self.path = opened.path
        self._drop_allocation()
        self.path_changed.emit()
        self.register_opened.emit()
        self.settings_changed.emit()
        self.selection_changed.emit("")
        self._work_out()

    def take_saved(self, path: Path, fingerprint: str) -> None:
        """Note that everything is in a file now, whose bytes have this fingerprint."""
        assert self.reading is not None
        self.reading = replace(self.reading, fingerprint=fingerprint)
        self._saved_rows = self.register.rows
        self.path = path
        self.undo_stack.setClean()
        self.path_changed.emit()

    def close(self) -> None:
        """End the thread; what it is at is given up."""
        self._give_up()
        self.errands.close()

    # selection

    def select(self, codes: Iterable[str], origin: str = "") -> None:
        """Select estates; `origin` names who did it."""
        chosen = tuple(dict.fromkeys(codes))
        if chosen != self.selected:
            self.selected = chosen
            self.selection_changed.emit(origin)

    # changes, each a step to undo

    def change_settings(self, new: TownSettings, text: str | StepName, merge_key: str = "") -> None:
        """Change the settings as one step called `text`; steps with the same merge key become one."""
        if new != self.settings:
            self._push(self._put_settings, text, self.settings, new, merge_key)

    def change_tasks(self, new: Sequence[Task], text: str | StepName) -> None:
        """Change tasks as one step called `text`; `new` are all tasks."""
        if tuple(new) != self.tasks:
            self._push(self._put_tasks, text, self.tasks, tuple(new))

    def edit_rows(self, changes: Mapping[str, Mapping[str, object]], text: str | StepName) -> None:
        """Set fields of rows as one step called `text`: by code and field id, nested ones with a dot."""
        before = self.register.rows
        after = tuple(_changed(row, changes.get(row.code, {})) for row in before)
        if after != before:
            self._push(self._put_rows, text, before, after)

    def changed_cells(self, fields: Iterable[str]) -> tuple[ChangedCell, ...]:
        """Return the cells of these fields that differ from what the file holds."""
        saved = {row.code: row for row in self._saved_rows}
        fields = tuple(fields)
        return tuple(
            ChangedCell(row.code, row.sheet_row, field, field_of(row, field))
            for row in self.register.rows
            if row.code in saved and row is not saved[row.code]
            for field in fields
            if field_of(row, field) != field_of(saved[row.code], field)
        )

    def set_outcomes(self, outcomes: Outcomes) -> None:
        """Hold what became of the plans; it follows from files, and is no step to undo."""
        self.outcomes = outcomes
        self.outcomes_changed.emit()
        self._work_out()

    def set_allocation(self, allocation: Allocation | None, curve: Sequence[CurvePoint] = ()) -> None:
        """Hold an answer of the budget, and the curve of benefit against money."""
        self.allocation, self.curve = allocation, tuple(curve)
        self.allocation_changed.emit()

    def retranslate(self) -> None:
        """Call every step of the undo stack by its name in the language of now."""
        for index in range(self.undo_stack.count()):
            step = self.undo_stack.command(index)
            if isinstance(step, ValueStep):
                step.retranslate()

    # putting values in place

    def _push(
        self, put: Callable[[Any], None], text: str | StepName, before: Any, after: Any, merge_key: str = ""
    ) -> None:
        name = StepName(text) if isinstance(text, str) else text
        self.undo_stack.push(ValueStep(put, name, before, after, merge_key))

    def _put_settings(self, new: TownSettings) -> None:
        before, self._settings = self.settings, new
        self.settings_changed.emit()
        changed = {name for name in vars(new) if getattr(new, name) != getattr(before, name)}
        if not changed <= set(_SILENT_FIELDS):
            self._work_out(rating_alone=changed <= {*_RATING_FIELDS, *_SILENT_FIELDS})
        elif self.comparison is not None:
            self.comparison = replace(self.comparison, settings=new)

    def _put_tasks(self, new: tuple[Task, ...]) -> None:
        self._tasks = new
        if self.comparison is not None:
            self._hold(with_tasks(self.comparison, new))
        self.tasks_changed.emit()

    def _put_rows(self, rows: tuple[EstateRow, ...]) -> None:
        assert self.reading is not None
        self.reading = replace(self.reading, register=replace(self.register, rows=rows))
        self._work_out()

    def _hold(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._by_code = {estate.standing.row.code: estate for estate in comparison.estates}

    def _drop_allocation(self) -> None:
        if self.allocation is not None or self.curve:
            self.set_allocation(None)

    # working out, in the thread

    def _work_out(self, *, rating_alone: bool = False) -> None:
        if self.reading is None:
            return
        alone = rating_alone and self.comparison is not None and (self._rating_alone or not self._wanted)
        self._give_up()
        self._rating_alone = alone
        if alone and self.comparison is not None:
            known = replace(self.comparison, known_tasks=self._tasks)
            work = partial(_rated_anew, known, self.settings, self._points)
        else:
            work = partial(_compared, self.register, self.outcomes, self.settings, self._tasks)
        self._wanted = self.errands.submit(work)
        self.working_changed.emit(True)

    def _give_up(self) -> None:
        if self._wanted:
            self.errands.call_off(self._wanted)
            self._wanted = 0

    def _take_result(
        self, number: int, result: tuple[Comparison, Points] | None, error: Exception | None
    ) -> None:
        if number != self._wanted:
            return
        self._wanted = 0
        if result is not None:
            found, self._points = result
            self._drop_allocation()
            self._hold(replace(found, settings=self.settings))
            tasks = found.tasks
            changed = tasks != self._tasks
            if changed:  # what is the same stays the same tuple, by which panels know it
                self._tasks = tasks
            (self.rated if self._rating_alone else self.comparison_changed).emit()
            if changed:
                self.tasks_changed.emit()
        self.working_changed.emit(False)
        if error is not None and not isinstance(error, CalledOff):
            self.failed.emit(error)


def with_tasks(comparison: Comparison, tasks: Sequence[Task]) -> Comparison:
    """Return a comparison whose estates have these tasks; those of other estates are kept beside."""
    by_code: dict[str, list[Task]] = {estate.standing.row.code: [] for estate in comparison.estates}
    others: list[Task] = []
    for task in tasks:
        by_code.get(task.estate_code, others).append(task)
    estates = tuple(
        replace(estate, tasks=tuple(by_code[estate.standing.row.code])) for estate in comparison.estates
    )
    known, beside = tuple(tasks), tuple(others)
    return replace(comparison, estates=estates, known_tasks=known, other_tasks=beside)


def _changed(row: EstateRow, changes: Mapping[str, object]) -> EstateRow:
    for field, value in changes.items():
        if field_of(row, field) != value:
            row = with_field(row, field, value)
    return row


def _compared(
    register: Register,
    outcomes: Outcomes,
    settings: TownSettings,
    tasks: tuple[Task, ...],
    cancelled: Cancelled,
) -> tuple[Comparison, Points]:
    from chargeplan.town.comparing import compare, points_of_estates

    found = compare(register, outcomes, settings, tasks, cancelled)
    word_ranks(frozenset(row.name for row in register.rows if row.name), current_language())  # kept there
    return found, points_of_estates(found)


def _rated_anew(
    comparison: Comparison, settings: TownSettings, points: Points | None, cancelled: Cancelled
) -> tuple[Comparison, Points]:
    from chargeplan.town.comparing import points_of_estates, rerated

    held = points or points_of_estates(comparison)
    return rerated(comparison, settings, held, cancelled), held


def _day_of(register: Register) -> date:
    """Return the day that a register's figures are of: the latest one it names, else today."""
    return register.latest_day or choosers.now().date()
