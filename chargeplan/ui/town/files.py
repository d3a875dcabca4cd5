"""Open, begin, save, export: what is done with a whole register, never losing a change unasked.

Formats are imported where they are used, so that the window is seen sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.i18n import tr
from chargeplan.resources import examples_folder
from chargeplan.town.register import Register
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.settings import Settings
from chargeplan.ui.town.session import Opened, TownSession, read_town

if TYPE_CHECKING:
    from chargeplan.files.town_layout import Layout


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

    # opening

    def open_chosen(self) -> None:
        """Ask for a register and open it."""
        path = choosers.open_register(self._window, self._settings.last_folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a register, after asking about unsaved changes; return whether it is open."""
        if not self.may_leave():
            return False
        opened = self._read(path)
        if opened is None:
            self._settings.forget_recent(path)
            self.files_changed.emit()
            return False
        self._remember(path)
        self._session.take(opened)
        self.opened.emit()
        return True

    def read_again(self, mapping: Layout) -> bool:
        """Read the register that is open by other columns; return whether it was."""
        path = self._session.path
        if path is None or not self.may_leave():
            return False
        opened = self._read(path, mapping)
        if opened is None:
            return False
        self._session.take(opened)
        self.opened.emit()
        return True

    def _read(self, path: Path, mapping: Layout | None = None) -> Opened | None:
        from chargeplan.ui.dialogs.progress import run_task

        text = tr("Reading {name}...", name=path.name)
        try:
            found: Opened = run_task(
                self._window, self._session.errands, text, lambda _off: read_town(path, mapping)
            )
        except CalledOff:
            return None
        except Exception as error:
            self._tell(error)
            return None
        return found

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

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        if not is_example(path):
            self._settings.last_folder = path.resolve().parent
        self.files_changed.emit()


def is_example(path: Path) -> bool:
    """Tell whether a file is one of the shipped examples."""
    return path.resolve().parent == examples_folder().resolve()
