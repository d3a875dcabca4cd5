"""The window on a town: it brings table, panels and commands together and holds none of their work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.resources import examples_folder
from chargeplan.ui.actions import Actions
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.choosers import TOWN_SUFFIX, is_register
from chargeplan.ui.dialogs.message import show_error
from chargeplan.ui.icons import program_icon
from chargeplan.ui.language import LanguageSwitch, Living
from chargeplan.ui.menus import Menus
from chargeplan.ui.settings import Settings
from chargeplan.ui.start_page import example_title
from chargeplan.ui.theme import Theme
from chargeplan.ui.town.budget_panel import BudgetPanel
from chargeplan.ui.town.charts import ChartsPanel
from chargeplan.ui.town.commands import MENUS, SPECS, TOOL_BAR
from chargeplan.ui.town.empty_bar import EmptyBar
from chargeplan.ui.town.estate_panel import EstatePanel
from chargeplan.ui.town.files import TownFiles
from chargeplan.ui.town.panels import TownPanels
from chargeplan.ui.town.printing import TownPrinting
from chargeplan.ui.town.remarks import RemarksPanel
from chargeplan.ui.town.saving import TownSaving
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.side_by_side import MOST_SIDES, SideBySide
from chargeplan.ui.town.status import TownStatusBar
from chargeplan.ui.town.survey_bar import SurveyBar
from chargeplan.ui.town.surveying import Surveying
from chargeplan.ui.town.table_page import TablePage
from chargeplan.ui.town.tasks_panel import TasksPanel
from chargeplan.ui.town.weights_panel import WeightsPanel
from chargeplan.ui.whole_window import WholeWindow

_LAYOUT_VERSION = 1
_NOTICE_MS = 6000


class TownWindow(Living, WholeWindow):
    """One window on one register.

    `plan_wanted` brings the row of an estate whose plan shall be opened or begun in the plan window;
    `quit_wanted` asks to end the program, and `closed` says that the window is gone.
    """

    plan_wanted = Signal(object)
    quit_wanted = Signal()
    closed = Signal()

    def __init__(self, settings: Settings, languages: LanguageSwitch, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("townWindow")
        self._settings = settings
        self._languages = languages
        self._theme = theme
        self.session = TownSession(self)
        self.actions_table = Actions(self, SPECS)
        self.menus = Menus(self, self.actions_table, MENUS, TOOL_BAR)
        self.page = TablePage(self.session, settings, self)
        self.surveying = Surveying(self.session, self)
        self.survey_bar = SurveyBar(self.session, self.surveying, self)
        self.empty_bar = EmptyBar(self.session, self)
        self.setCentralWidget(self._middle())
        self.town_status = TownStatusBar(self.page.model, self)
        self.setStatusBar(self.town_status)
        self.files = TownFiles(self.session, settings, self)
        self.saving = TownSaving(self.session, self.files.suggested, self)
        self.files.save = self.saving.save
        self.printing = TownPrinting(self.session, self.files, self)
        self.panels = TownPanels(self)
        self._add_panels()
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self.setWindowIcon(QIcon(program_icon()))
        self._seen_error = ""
        self._wire()
        self.actions_table.show_icons()
        self._restore()
        self.retranslate()
        self._enable()

    def _middle(self) -> QWidget:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.empty_bar)
        column.addWidget(self.page, 1)
        column.addWidget(self.survey_bar)
        return middle

    def _read_again(self) -> None:
        if self.session.path is not None:
            self.files.open_path(self.session.path)

    def _add_panels(self) -> None:
        """Put every panel in its place, and its entry into the menu of panels."""
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        charts = ChartsPanel(self.session, self._settings, self)
        charts.estate_wanted.connect(self._open_estate)
        charts.follow(self.page.shown_codes, self.page.shown_changed)
        self.printing.choices = charts.choices
        self.panels.add("charts", N_("Charts"), charts, below)
        self.panels.add("tasks", N_("Tasks"), TasksPanel(self.session, self), below)
        self.panels.add("remarks", N_("Remarks on the register"), RemarksPanel(self.session, self), below)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.panels.add("estate", N_("Estate"), EstatePanel(self.session, self), right)
        self.panels.add("weights", N_("Weights"), WeightsPanel(self.session, self), right)
        self.panels.add("budget", N_("Budget"), BudgetPanel(self.session, self), right)
        for dock in self.panels.docks.values():
            self.menus.submenus["@panels"].addAction(dock.toggleViewAction())
            for signal in (dock.keyboard_strayed, dock.left):
                signal.connect(self.page.table.setFocus)

    # wiring

    def _wire(self) -> None:
        session, page, files = self.session, self.page, self.files
        session.register_opened.connect(self._show_register)
        self.empty_bar.again_wanted.connect(self._read_again)
        session.comparison_changed.connect(self._enable)
        session.selection_changed.connect(lambda _origin: self._enable())
        session.path_changed.connect(self._show_title)
        session.working_changed.connect(self.town_status.show_working)
        session.failed.connect(self._tell_failure)
        session.message.connect(lambda text: self.statusBar().showMessage(text, _NOTICE_MS))
        stack = session.undo_stack
        stack.cleanChanged.connect(self._show_title)
        stack.indexChanged.connect(self._show_steps)
        files.files_changed.connect(self.offer_files)
        self.saving.saved.connect(files.remember)
        self.saving.saved.connect(lambda _path: self.town_status.show_saved(choosers.now()))
        self.surveying.failed.connect(self._tell_failure)
        page.estate_wanted.connect(self._open_estate)
        page.table.customContextMenuRequested.connect(self._row_menu)
        self.actions_table.connect_all(self._handlers())
        for language, action in self.menus.languages.items():
            action.triggered.connect(lambda _on=False, language=language: self._use_language(language))
        for name, action in self.menus.looks.items():
            action.triggered.connect(lambda _on=False, name=name: self._theme.use(name))
        filters = self.actions_table["filters"]
        filters.setChecked(not page.filters.isHidden())
        filters.toggled.connect(page.show_filters)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        page, files, panels = self.page, self.files, self.panels
        return {
            "new": files.new_register,
            "open": files.open_chosen,
            "save": self.saving.save,
            "save_as": self.saving.save_as,
            "export_workbook": files.export_workbook,
            "export_report": self.printing.export_report,
            "print_report": self.printing.print_report,
            "save_clean": files.save_clean,
            "close": self.close,
            "quit": self.quit_wanted.emit,
            "undo": self.session.undo_stack.undo,
            "redo": self.session.undo_stack.redo,
            "analyse": self.surveying.start,
            "copy": page.table.copy_rows,
            "select_all": page.table.selectAll,
            "find": page.find,
            "columns": page.choose_columns,
            "open_plan": self._open_selected,
            "side_by_side": self.show_side_by_side,
            "mapping": files.read_otherwise,
            "remarks": lambda: panels.bring("remarks"),
            "show_estate": lambda: panels.bring("estate"),
            "show_charts": lambda: panels.bring("charts"),
            "show_tasks": lambda: panels.bring("tasks"),
            "show_budget": lambda: panels.bring("budget"),
            "show_weights": lambda: panels.bring("weights"),
            "shortcuts": lambda: self._help().show_commands(self, self.actions_table),
            "about": lambda: self._help().show_about(self),
        }

    @staticmethod
    def _help() -> ModuleType:
        from chargeplan.ui.dialogs import help_pages

        return help_pages

    # what is open

    def open_path(self, path: Path) -> bool:
        """Open a register, after asking about unsaved changes; return whether it is open."""
        return self.files.open_path(path)

    def _show_register(self) -> None:
        self._seen_error = ""
        self.town_status.show_saved(None)
        self._show_title()
        self._show_steps()
        self._enable()
        self.page.table.setFocus()

    def _open_estate(self, code: str) -> None:
        row = self.session.row(code)
        if row is not None:
            self.plan_wanted.emit(row)

    def _open_selected(self) -> None:
        if self.session.selected:
            self._open_estate(self.session.selected[0])

    def _row_menu(self, place: QPoint) -> None:
        """Offer what can be done with the selected estates."""
        if self.page.level is not None or not self.session.selected:
            return
        menu = QMenu(self)
        menu.setObjectName("townRowMenu")
        for name in ("open_plan", "side_by_side", None, "copy", None, "show_estate", "show_tasks"):
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self.actions_table[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.page.table.viewport().mapToGlobal(place))

    def show_side_by_side(self) -> None:
        """Show the selected estates side by side, or the schemes of a single one."""
        session = self.session
        chosen = [estate for code in session.selected if (estate := session.assessed(code)) is not None]
        if chosen:
            SideBySide(chosen, session.folder, self, session.settings).show()

    def plan_saved(self, path: Path) -> None:
        """Let the figures follow a plan that was saved in the plan window; all others are found again."""
        if self.surveying.wants(path):
            self.surveying.start()

    def _tell_failure(self, error: Exception) -> None:
        if repr(error) != self._seen_error:  # once is enough, not at every step
            self._seen_error = repr(error)
            show_error(self, error, tr("Nothing is lost: the register is still open."))

    def _enable(self) -> None:
        session, state = self.session, set()
        if session.reading is not None:
            state.add("register")
        if session.comparison is not None:
            state.add("figures")
        if session.selected:
            state.add("estate")
        if 1 <= len(session.selected) <= MOST_SIDES and session.comparison is not None:
            state.add("several")
        self.actions_table.enable(state)

    def _show_steps(self) -> None:
        stack = self.session.undo_stack
        self.actions_table.show_steps(stack.undoText(), stack.redoText(), stack.canUndo(), stack.canRedo())

    def _show_title(self) -> None:
        name = self.files.name().replace("[*]", "")
        self.setWindowTitle(f"{name}[*] — chargeplan" if name else "chargeplan")
        self.setWindowModified(self.session.modified)

    def offer_files(self) -> None:
        """Offer the registers that were open last, and those of the examples."""
        recent = [path for path in self._settings.recent_files if path.is_file() and is_register(path)]
        self.menus.offer_files("@recent", [(path.name, path) for path in recent], self.open_path)
        examples = [(example_title(path), path) for path in example_registers()]
        self.menus.offer_files("@examples", examples, self.open_path)

    # language and look

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self.actions_table.retranslate()
        self.menus.retranslate()
        self.menus.show_look(self._settings.theme)
        self.session.retranslate()
        self.offer_files()
        self._show_title()
        self._show_steps()

    def repaint_icons(self) -> None:
        """Draw the icons in the other look."""
        self.actions_table.repaint_icons()
        self.menus.repaint_icons()
        self.menus.show_look(self._settings.theme)

    def _use_language(self, language: str) -> None:
        self._settings.language = language
        self._languages.use(language)

    # dropping, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take registers."""
        if dropped_register(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the register that is dropped."""
        path = dropped_register(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end the threads and remember how the window stood."""
        if not self.files.may_leave():
            event.ignore()
            return
        self._settings.set_window_bytes("town_geometry", self.saveGeometry())
        self._settings.set_window_bytes("town_layout", self.saveState(_LAYOUT_VERSION))
        self._settings.sync()
        for dialog in self.findChildren(SideBySide):
            dialog.close()
        self.surveying.close()
        self.session.close()
        super().closeEvent(event)
        self.closed.emit()

    def _restore(self) -> None:
        self.restore_place(self._settings, "town_geometry")
        state = self._settings.window_bytes("town_layout")
        if state is None or not self.restoreState(state, _LAYOUT_VERSION):
            self.panels.arrange_as_at_first()


def dropped_register(data: QMimeData) -> Path | None:
    """Return the first register among what is dropped."""
    for url in data.urls() if data.hasUrls() else []:
        path = Path(url.toLocalFile())
        if url.isLocalFile() and is_register(path):
            return path
    return None


def example_registers() -> list[Path]:
    """Return the registers among the shipped examples."""
    return sorted(examples_folder().glob(f"*{TOWN_SUFFIX}"))
