"""Between the plan window and the town's: registers are opened from the one, plans from the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, tr
from chargeplan.model.project import Project
from chargeplan.model.site import Estate, EstateKind
from chargeplan.town.register import EstateRow
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.message import MessageDialog, answered, show_error
from chargeplan.ui.file_actions import FileActions
from chargeplan.ui.language import LanguageSwitch
from chargeplan.ui.new_plans import new_plan
from chargeplan.ui.settings import Settings
from chargeplan.ui.theme import Theme
from chargeplan.ui.town.plan_names import name_beside

if TYPE_CHECKING:
    from chargeplan.ui.town.window import TownWindow


class TownDoor(QObject):
    """Holds the town's window, made when a register is first opened, and forgets it when it is closed.

    `files_changed` says that the recent files are others, `quit_wanted` asks to end the program; `opened`
    and `closed` say that there is a window now, or none any more.
    """

    files_changed = Signal()
    quit_wanted = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(
        self,
        settings: Settings,
        languages: LanguageSwitch,
        theme: Theme,
        plans: Callable[[], FileActions],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._languages = languages
        self._theme = theme
        self._plans = plans
        self._parent = parent
        self._linking = ""
        self.window: TownWindow | None = None

    # the town's window

    def open(self, path: Path) -> bool:
        """Open a register in the town's window; return whether it is open."""
        window = self._shown()
        done = window.open_path(path)
        if window.session.reading is None:
            window.close()
        return done

    def open_chosen(self) -> None:
        """Ask for a register and open it."""
        path = choosers.open_register(self._parent, self._settings.last_folder)
        if path is not None:
            self.open(path)

    def new_register(self) -> None:
        """Begin a new register."""
        window = self._shown()
        window.files.new_register()
        if window.session.reading is None:
            window.close()

    def close(self) -> bool:
        """Close the town's window, after asking about unsaved changes; return whether there is none now."""
        return self.window is None or self.window.close()

    def go_to_window(self) -> None:
        """Bring the town's window to the front."""
        if self.window is not None:
            self._shown()

    def _shown(self) -> TownWindow:
        if self.window is None:
            from chargeplan.ui.town.window import TownWindow

            self.window = TownWindow(self._settings, self._languages, self._theme)
            self.window.plan_wanted.connect(self._open_plan)
            self.window.files.files_changed.connect(self.files_changed)
            self.window.quit_wanted.connect(self.quit_wanted)
            self.window.closed.connect(self._forget)
            self.opened.emit()
        window = self.window
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def _forget(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
        self.window = None
        self._linking = ""
        self.closed.emit()

    # plans of estates

    def _open_plan(self, row: EstateRow) -> None:
        """Open the plan of an estate, or offer to begin one where the register names none."""
        from chargeplan.survey.plans import plan_path

        window = self.window
        assert window is not None
        if row.plan:
            try:
                self._open_file(plan_path(row.plan, window.session.folder))
            except ChargeplanError as error:
                show_error(window, error)
            return
        wish = ask_for_plan(window, row.name or row.code)
        if wish == "begin" and self._plans().begin_with(plan_of(row)):
            self._linking = row.code
            self._bring_plans()
        elif wish == "choose":
            path = choosers.open_plan(window, window.session.folder)
            if path is not None:
                self._link(row.code, path)
                self._open_file(path)

    def _open_file(self, path: Path) -> None:
        self._linking = ""
        self._bring_plans()
        self._plans().open_path(path)

    def _bring_plans(self) -> None:
        self._parent.show()
        self._parent.raise_()
        self._parent.activateWindow()

    def plan_left(self) -> None:
        """Note that another plan is in the plan window than the one that was begun for an estate."""
        self._linking = ""

    def plan_saved(self, path: Path) -> None:
        """Link the plan that was begun for an estate, and let the figures of the town follow a saved one."""
        if self.window is None:
            return
        if self._linking:
            self._link(self._linking, path)
            self._linking = ""
        self.window.plan_saved(path)

    def _link(self, code: str, path: Path) -> None:
        assert self.window is not None
        session = self.window.session
        session.edit_rows({code: {"plan": name_beside(path, session.folder)}}, N_("Link a plan"))


def ask_for_plan(parent: QWidget, name: str) -> str:
    """Ask what to do about an estate without a plan; return `begin`, `choose` or `cancel`."""
    text = tr("{name} has no plan yet. Begin one with what the register tells?", name=name)
    dialog = MessageDialog("chargeplan", text, severity="info", parent=parent)
    dialog.setObjectName("noPlanDialog")
    roles = QDialogButtonBox.ButtonRole
    buttons = {
        "begin": dialog.buttons.addButton(tr("Begin a plan"), roles.AcceptRole),
        "choose": dialog.buttons.addButton(tr("Choose its plan..."), roles.ActionRole),
        "cancel": dialog.buttons.addButton(QDialogButtonBox.StandardButton.Cancel),
    }
    return answered(dialog, buttons, "begin", "cancel")


def plan_of(row: EstateRow) -> Project:
    """Return an empty plan that knows of its estate what the register tells."""
    estate = Estate(
        name=row.name,
        address=row.address,
        town=row.street,
        year_built=row.year_built,
        kind=row.kind or EstateKind.OTHER,
        building_count=row.buildings,
        doorway_count=row.doorways,
        household_count=row.households,
        ebike_count=row.ebikes,
    )
    return replace(new_plan(), estate=estate)
