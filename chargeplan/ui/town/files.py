"""Open, begin, save, export: what is done with a whole register, never losing a change unasked.

Formats are imported where they are used, so that the window is seen sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.errors import CalledOff, Cancelled, ChargeplanError
from chargeplan.files.town_layout import Layout, kept_layout, with_layout
from chargeplan.i18n import N_, current_language, tr
from chargeplan.resources import examples_folder
from chargeplan.town.comparison import Comparison
from chargeplan.town.register import EstateRow, Register
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.settings import Settings
from chargeplan.ui.town.session import Opened, TownSession, read_town

if TYPE_CHECKING:
    from chargeplan.files.town_reading import RegisterReading

_NO_REGISTER = "no_register"
"""Code of the error that says that nothing in a file heads a register."""


class TownFiles(QObject):
    """The commands of the File menu of a town's window."""

    opened = Signal()
    files_changed = Signal()

    def __init__(self, session: TownSession, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self.save: Callable[[], bool] = lambda: False
        self._failure: Exception | None = None

    # opening

    def open_chosen(self) -> None:
        """Ask for a register and open it."""
        path = choosers.open_register(self._window, self._settings.last_folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a register, after asking about unsaved changes; return whether it is open.

        Where nobody can tell which column holds what, it is asked.
        """
        if not self.may_leave():
            return False
        self._failure = None
        opened = self._read(path)
        asked = self._asked(path, opened)
        if asked is not None:
            opened = self._read(path, asked)
        self._tell_failure()
        if opened is None:
            self._settings.forget_recent(path)
            self.files_changed.emit()
            return False
        self.remember(path)
        self._take(opened, asked)
        return True

    def read_otherwise(self) -> None:
        """Ask which columns hold what and read the register that is open by them."""
        session = self._session
        if session.path is None or session.reading is None or not self.may_leave():
            return
        layout = self._ask_columns(session.path, session.reading)
        if layout is None:
            return
        self._failure = None
        opened = self._read(session.path, layout)
        self._tell_failure()
        if opened is not None:
            self._take(opened, layout)

    def _take(self, opened: Opened, layout: Layout | None) -> None:
        """Hold a register; columns that somebody chose are kept with its settings, as a step."""
        session = self._session
        session.take(opened)
        if layout is not None:
            changed = with_layout(session.settings, layout)
            session.change_settings(changed, N_("Choose the register's columns"))
        self.opened.emit()

    def _asked(self, path: Path, opened: Opened | None) -> Layout | None:
        """Return the columns that somebody chose where they are doubtful, None where nobody was asked."""
        if opened is None:
            error = self._failure
            if not isinstance(error, ChargeplanError) or error.code != _NO_REGISTER:
                return None
            layout = self._ask_columns(path, None)
            self._failure = error if layout is None else None
            return layout
        kept = kept_layout(opened.own.settings)
        chosen = kept is not None and kept.columns.keys() == opened.reading.mapping.keys()
        return self._ask_columns(path, opened.reading) if opened.reading.doubtful and not chosen else None

    def _ask_columns(self, path: Path, reading: RegisterReading | None) -> Layout | None:
        from chargeplan.ui.town.column_dialog import ColumnDialog

        dialog = ColumnDialog(path, reading, self._window)
        layout = dialog.mapping if dialog.exec() else None
        dialog.deleteLater()
        return layout

    def _read(self, path: Path, layout: Layout | None = None) -> Opened | None:
        """Return a register, None where somebody called it off or it failed, with the reason kept."""
        from chargeplan.ui.dialogs.progress import run_task

        text = tr("Reading {name}...", name=path.name)
        try:
            found: Opened = run_task(
                self._window, self._session.errands, text, partial(read_town, path, layout)
            )
        except CalledOff:
            return None
        except Exception as error:
            self._failure = error
            return None
        return found

    def _tell_failure(self) -> None:
        if self._failure is not None:
            self._tell(self._failure)

    def new_register(self) -> None:
        """Ask where to keep a new, empty register, write it there and open it."""
        if not self.may_leave():
            return
        suggested = self._settings.last_folder / f"{tr('town')}{choosers.TOWN_SUFFIX}"
        path = choosers.save_register(self._window, suggested)
        if path is not None and self._write_register(path, Register("", ())):
            self._session.undo_stack.setClean()
            self.open_path(path)

    def save_clean(self) -> None:
        """Ask where to, and write the register as it was understood as a workbook of its own."""
        path = choosers.save_register(self._window, self.suggested("-clean" + choosers.TOWN_SUFFIX))
        if path is not None and self._write_register(path, self._session.register):
            self._session.message.emit(tr("{name} is written.", name=path.name))

    def _write_register(self, path: Path, register: Register) -> bool:
        from chargeplan.files.atomic import export_file
        from chargeplan.files.town_register_writing import register_xlsx

        try:
            export_file(path, register_xlsx(register))
        except ChargeplanError as error:
            self._tell(error)
            return False
        self._settings.last_folder = path.resolve().parent
        return True

    # export

    def export_workbook(self) -> None:
        """Ask where to, and write tables, tasks, budget and charts as a workbook."""
        from chargeplan.files.town_workbook import write_town_workbook

        path = choosers.save_workbook(self._window, self.suggested("-figures.xlsx"))
        comparison = self.newest()
        if path is None or comparison is None:
            return
        session, language = self._session, current_language()
        allocation, curve, remarks = session.allocation, session.curve, self.remarks(language)

        def write(_called_off: Cancelled) -> None:
            write_town_workbook(
                comparison, path, language=language, allocation=allocation, curve=curve, remarks=remarks
            )

        self.export(path, write)

    def remarks(self, language: str) -> tuple[str, ...]:
        """Return what reading the register has to say, and what its figures still lack."""
        reading = self._session.reading
        own = self._session.own
        told = (*(reading.remarks if reading else ()), *(own.remarks if own else ()))
        lines = [f"{one.place}: {one.sentence(language)}" for one in told]
        missing = sum(1 for row in self._session.register.rows if row.plan and not self._looked_at(row))
        if missing:
            lines.append(tr("{count} plans were not worked out yet.", language, count=missing))
        return tuple(lines)

    def _looked_at(self, row: EstateRow) -> bool:
        return (row.plan, row.scheme) in self._session.outcomes

    def newest(self) -> Comparison | None:
        """Return the comparison as it is when everything that is under way is done."""
        from chargeplan.ui.dialogs.progress import run_task

        if self._session.working:
            try:
                run_task(
                    self._window, self._session.errands, tr("Working out the figures..."), lambda _off: None
                )
            except CalledOff:
                return None
        return self._session.comparison

    def export(self, path: Path, write: Callable[[Cancelled], object]) -> None:
        """Let `write` make a file in the thread, and say what became of it."""
        from chargeplan.ui.dialogs.progress import written

        kept = N_("The register itself is untouched.")
        said = written(self._window, self._session.errands, self._settings, path, write, kept)
        if said:
            self._session.message.emit(said)

    # leaving

    def may_leave(self) -> bool:
        """Ask about unsaved changes; return whether the register may be left."""
        if not self._session.modified:
            return True
        from chargeplan.ui.dialogs.message import ask_unsaved

        answer = ask_unsaved(self._window, self.name())
        return answer == "discard" or (answer == "save" and self.save())

    def name(self) -> str:
        """Return what the register is called: its file."""
        return "" if self._session.path is None else self._session.path.name

    # parts

    def suggested(self, suffix: str) -> Path:
        """Return where a file of this register is kept if nobody says otherwise: not beside the examples."""
        path = self._session.path
        if path is None:
            return self._settings.last_folder / f"{tr('town')}{suffix}"
        beside = self._settings.last_folder if is_example(path) else path.parent
        return beside / f"{choosers.register_stem(path)}{suffix}"

    def _tell(self, error: Exception, kept: str = "") -> None:
        from chargeplan.ui.dialogs.message import show_error

        show_error(self._window, error, kept)

    def remember(self, path: Path) -> None:
        """Offer a register among those that were open last, and its folder to whoever chooses a file."""
        self._settings.add_recent(path)
        if not is_example(path):
            self._settings.last_folder = path.resolve().parent
        self.files_changed.emit()


def is_example(path: Path) -> bool:
    """Tell whether a file is one of the shipped examples."""
    return path.resolve().parent == examples_folder().resolve()
