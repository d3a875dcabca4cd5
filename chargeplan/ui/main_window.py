"""The main window: it brings the parts together and holds none of their work."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, tr
from chargeplan.ui.actions import Actions
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.language import LanguageSwitch, Living
from chargeplan.ui.making_ahead import MakingAhead, loaded_in_steps
from chargeplan.ui.menus import Menus
from chargeplan.ui.settings import Settings
from chargeplan.ui.start_page import StartPage, example_files, example_title
from chargeplan.ui.status_bar import NO_PLAN, PlanStatusBar
from chargeplan.ui.theme import Theme
from chargeplan.ui.whole_window import WholeWindow
from chargeplan.ui.widgets import Pages

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.ui.background import Analyst
    from chargeplan.ui.engine import Engine
    from chargeplan.ui.file_actions import FileActions
    from chargeplan.ui.session import Session
    from chargeplan.ui.town.door import TownDoor
    from chargeplan.ui.workspace import Workspace

_LAYOUT_VERSION = 1
_NOTICE_MS = 6000

_WORKSPACE_NEEDS = (
    "chargeplan.engineering.coverage",
    "chargeplan.costing.quantities",
    "chargeplan.analysis",
    "chargeplan.ui.canvas.scene",
    "chargeplan.ui.canvas.tools.registry",
    "chargeplan.ui.canvas.view",
    "chargeplan.ui.panels.findings",
    "chargeplan.ui.panels.properties",
    "chargeplan.ui.workspace",
)
"""What takes long to load of the plan's view and panels, what it builds on first."""


class MainWindow(Living, WholeWindow):
    """One window on one plan."""

    def __init__(self, settings: Settings, languages: LanguageSwitch, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._settings = settings
        self._languages = languages
        self._theme = theme
        self._workspace: Workspace | None = None
        self._ahead = MakingAhead(self._make_workspace(), self)
        self._first_plan: Path | None = None
        self._seen = False
        self._told_error = ""
        self._engine: Engine | None = None
        self._towns: TownDoor | None = None
        self._quitting = False
        self.actions_table = Actions(self)
        self.menus = Menus(self, self.actions_table)
        self.plan_status = PlanStatusBar(self.actions_table, self)
        self.setStatusBar(self.plan_status)
        self.start_page = StartPage(self)
        self._pages = Pages(self)
        self._pages.addWidget(self.start_page)
        self.setCentralWidget(self._pages)
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self._wire_page()
        self._wire_actions()
        self._show_start_page()
        self.restore_place(self._settings, "geometry")

    # parts

    @property
    def engine(self) -> Engine:
        """What works behind the window, made when it is first asked for."""
        if self._engine is None:
            from chargeplan.ui.engine import Engine

            self._engine = Engine(self, self._settings)
            self._wire_engine()
        return self._engine

    @property
    def session(self) -> Session:
        """The plan that is open, with its selection and newest figures."""
        return self.engine.session

    @property
    def analyst(self) -> Analyst:
        """The thread that works out the plan."""
        return self.engine.analyst

    @property
    def files(self) -> FileActions:
        """The commands on whole plans and files."""
        return self.engine.files

    @property
    def workspace(self) -> Workspace:
        """The plan's view and panels; what is not made yet of them is made now."""
        if self._workspace is None:
            self._ahead.finish()
        assert self._workspace is not None
        return self._workspace

    def _make_workspace(self) -> Iterator[None]:
        yield from loaded_in_steps(_WORKSPACE_NEEDS)
        from chargeplan.ui.workspace import Workspace

        made = Workspace(self, self.engine, self.actions_table, self.plan_status)
        yield from made.make()
        self._pages.addWidget(made.view)
        self._fill_panels_menu(made)
        self.files.picture_centre = made.middle_of_view
        self.files.walking_m = made.walking.drawn_m
        self.files.picture_inserted.connect(made.scale_picture)
        self.files.imported.connect(made.show_imported)
        made.bill.price_wanted.connect(self.engine.prices.edit_prices)
        self._workspace = made

    @property
    def towns(self) -> TownDoor:
        """What opens registers of towns, in a window of their own."""
        if self._towns is None:
            from chargeplan.ui.town.door import TownDoor

            made = TownDoor(self._settings, self._languages, self._theme, lambda: self.files, self)
            made.files_changed.connect(self._offer_files)
            made.quit_wanted.connect(self._quit)
            made.opened.connect(self._enable)
            made.closed.connect(self._enable)
            made.closed.connect(self._end_when_alone)
            self._towns = made
        return self._towns

    def open_at_start(self, path: Path) -> None:
        """Open a plan or a register as soon as the window is seen."""
        self._first_plan = path

    def _wire_engine(self) -> None:
        session, files = self.session, self.files
        document, stack = session.document, session.document.undo_stack
        document.edited.connect(self._edited)
        document.path_changed.connect(self._show_title)
        document.schemes_changed.connect(self._enable)
        stack.cleanChanged.connect(self._show_title)
        stack.indexChanged.connect(self._show_steps)
        session.selection.changed.connect(self._enable)
        session.message.connect(lambda text: self.statusBar().showMessage(text, _NOTICE_MS))
        session.message_over.connect(lambda: self.statusBar().clearMessage())
        self.engine.layout_engine.preparing_changed.connect(self.plan_status.show_preparing)
        self.analyst.analysed.connect(self._take_analysis)
        self.session.improving_changed.connect(self.plan_status.show_improving)
        self.analyst.failed.connect(self._take_failure)
        files.plan_opened.connect(self._show_plan)
        files.plan_closed.connect(self._show_start_page)
        files.saved.connect(self.plan_status.show_saved)
        files.saved.connect(self._tell_town)
        files.plan_opened.connect(self._leave_link)
        files.plan_closed.connect(self._leave_link)
        files.files_changed.connect(self._offer_files)

    def _wire_page(self) -> None:
        start = self.start_page
        start.new_wanted.connect(lambda: self.files.new_estate())
        start.open_wanted.connect(lambda: self.files.open_chosen())
        start.import_wanted.connect(lambda: self.files.begin_from())
        start.file_wanted.connect(self._open_path)
        start.town_wanted.connect(lambda: self.towns.open_chosen())
        start.help_wanted.connect(self.actions_table["first_plan"].trigger)

    def _open_path(self, path: Path) -> None:
        if choosers.is_register(path):
            self.towns.open(path)
        else:
            self.files.open_path(path)

    def _import(self, path: Path | None = None) -> None:
        """Bring in what others drew: into the plan that is open, else as a new one."""
        if self._plan_shown:
            self.files.import_file(path)
        else:
            self.files.begin_from(path)

    def _tell_town(self) -> None:
        path = self.session.document.path
        if self._towns is not None and path is not None:
            self._towns.plan_saved(path)

    def _leave_link(self) -> None:
        if self._towns is not None:
            self._towns.plan_left()

    def _wire_actions(self) -> None:
        self.actions_table.connect_all(
            {
                "new": lambda: self.files.new_estate(),
                "open": lambda: self.files.open_chosen(),
                "save": lambda: self.files.save(),
                "save_as": lambda: self.files.save_as(),
                "import": self._import,
                "export_workbook": lambda: self.files.export_workbook(),
                "export_picture": lambda: self.files.export_picture(),
                "export_sheet": lambda: self.engine.papers.export_sheet(),
                "export_notice": lambda: self.engine.papers.export_notice(),
                "export_geojson": lambda: self.engine.papers.export_geojson(),
                "export_dxf": lambda: self.engine.papers.export_dxf(),
                "print_plan": lambda: self.engine.papers.print_plan(),
                "price_book": lambda: self.engine.prices.edit_prices(),
                "compare_bids": lambda: self.engine.prices.compare_bids(),
                "close": lambda: self.files.close_plan(),
                "quit": self._quit,
                "open_town": lambda: self.towns.open_chosen(),
                "town_window": lambda: self.towns.go_to_window(),
                "new_town": lambda: self.towns.new_register(),
                "undo": lambda: self.session.document.undo_stack.undo(),
                "redo": lambda: self.session.document.undo_stack.redo(),
                "first_plan": lambda: self._help().show_first_plan(self),
                "shortcuts": lambda: self._help().show_shortcuts(self, self.actions_table),
                "about": lambda: self._help().show_about(self),
            }
        )
        for language, action in self.menus.languages.items():
            action.triggered.connect(lambda _on=False, language=language: self._use_language(language))
        for name, action in self.menus.looks.items():
            action.triggered.connect(lambda _on=False, name=name: self._theme.use(name))
        self.menus.show_look(self._settings.theme)

    @staticmethod
    def _help() -> ModuleType:
        from chargeplan.ui.dialogs import help_pages

        return help_pages

    def _fill_panels_menu(self, workspace: Workspace) -> None:
        menu = self.menus.submenus["@panels"]
        for dock in workspace.docks.values():
            menu.addAction(dock.toggleViewAction())

    # language and look

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self.actions_table.retranslate()
        self.menus.retranslate()
        if self._engine is not None:
            self._engine.session.document.retranslate()
        self._offer_files()
        self._show_title()
        self._show_steps()
        if self._pages.currentWidget() is self.start_page:
            self.plan_status.show_prompt(tr(NO_PLAN), "")

    def repaint_icons(self) -> None:
        """Draw the icons in the other look."""
        self.actions_table.repaint_icons()
        self.menus.repaint_icons()
        self.menus.show_look(self._settings.theme)

    def _use_language(self, language: str) -> None:
        self._settings.language = language
        self._languages.use(language)

    # pages

    def _show_start_page(self) -> None:
        if self._workspace is not None:
            self._remember_layout()
            for dock in self._workspace.docks.values():
                dock.hide()
            self._workspace.close_dialogs()
        self._pages.setCurrentWidget(self.start_page)
        self.menus.tool_bar.hide()
        for label in (self.plan_status.position, self.plan_status.scale, self.plan_status.saved):
            label.hide()
        self.plan_status.show_readout("")
        self.plan_status.show_prompt(tr(NO_PLAN), "")
        self.plan_status.show_modes(False)
        self.menus.submenus["@panels"].menuAction().setVisible(False)
        self._offer_files()
        if self.isVisible():
            self.start_page.load_pictures()
        self._enable()
        self._show_title()
        self._show_steps()

    def _show_plan(self) -> None:
        workspace = self.workspace
        self.start_page.stop()
        if self._pages.currentWidget() is not workspace.view:
            self._pages.setCurrentWidget(workspace.view)
            self.menus.tool_bar.show()
            self._restore_layout(workspace)
            self.menus.submenus["@panels"].menuAction().setVisible(True)
        for label in (self.plan_status.position, self.plan_status.scale, self.plan_status.saved):
            label.show()
        self.plan_status.show_modes(True)
        self.plan_status.show_saved(None, from_file=self.session.document.path is not None)
        workspace.layers.reset()
        workspace.underlays.reset()
        workspace.take_tool("select")
        workspace.view.fit_all()
        workspace.view.tell_again()  # the start page told something else
        self._edited()
        self._enable()
        self._show_title()
        self._show_steps()

    @property
    def _plan_shown(self) -> bool:
        return self._pages.currentWidget() is not self.start_page

    # following the plan

    def _edited(self) -> None:
        document = self.session.document
        self._enable()
        if self._plan_shown:
            self.analyst.request(document.project, document.revision)

    def _take_analysis(self, analysis: Analysis, revision: int, effort: str) -> None:
        if self._plan_shown and revision == self.session.document.revision:
            quick = analysis.feeding.network.quick or any(held.stalls for held in analysis.lots)
            self.session.show_improving(effort == "live" and quick)
            self.session.take_analysis(analysis, revision)

    def _take_failure(self, error: Exception, revision: int) -> None:
        if revision != self.session.document.revision:
            return
        self.session.show_improving(False)
        if not isinstance(error, ChargeplanError):
            from chargeplan.ui.dialogs.message import show_error

            if repr(error) != self._told_error:  # once is enough, not at every step
                self._told_error = repr(error)
                show_error(self, error, tr("Nothing is lost: the plan is still open."))
            error = ChargeplanError("unexpected", N_("an unexpected error, see its details"))
        self.session.take_failure(error, revision)

    def _enable(self) -> None:
        state = set()
        if self._towns is not None and self._towns.window is not None:
            state.add("town")
        if self._plan_shown:
            from chargeplan.model.scheme import Lot
            from chargeplan.model.site import Underlay
            from chargeplan.ui.canvas.elements import RINGED

            selected = self.session.selection.elements()
            state.add("plan")
            if selected:
                state.add("selection")
            if any(isinstance(element, Lot) for element in selected):
                state.add("lot")
            if any(isinstance(element, RINGED) for element in selected):
                state.add("shape")
            if any(isinstance(element, Underlay) for element in selected):
                state.add("picture")
            if len(self.session.document.project.schemes) > 1:
                state.add("schemes")
        self.actions_table.enable(state)

    def _show_steps(self) -> None:
        if not self._plan_shown:
            self.actions_table.show_steps("", "", False, False)
            return
        stack = self.session.document.undo_stack
        self.actions_table.show_steps(stack.undoText(), stack.redoText(), stack.canUndo(), stack.canRedo())

    def _show_title(self) -> None:
        if not self._plan_shown:
            self.setWindowModified(False)
            self.setWindowTitle("chargeplan")
            return
        name = self.files.plan_name().replace("[*]", "")
        self.setWindowTitle(f"{name}[*] — chargeplan")
        self.setWindowModified(self.session.document.modified)
        self.plan_status.show_modified(self.session.document.modified)

    def _offer_files(self) -> None:
        recent = [path for path in self._settings.recent_files if path.is_file()]
        self.menus.offer_files("@recent", [(path.name, path) for path in recent], self._open_path)
        examples = [(example_title(path), path) for path in example_files()]
        self.menus.offer_files("@examples", examples, self._open_path)
        if not self._plan_shown:
            self.start_page.show_files(recent)

    # opening, dropping, closing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Do what can wait once the window has been seen."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.actions_table.show_icons()
        self.engine.layout_engine.begin()  # loaded now, while nobody waits for it
        if self._first_plan is not None:
            path, self._first_plan = self._first_plan, None
            self._open_path(path)
        elif not self._plan_shown:
            self.start_page.load_pictures()
            self._ahead.begin()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take plans, registers and what others drew."""
        if _dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a plan, or bring what others drew into the one that is open."""
        path = _dropped_file(event.mimeData())
        if path is None:
            event.ignore()
            return
        event.acceptProposedAction()
        if path.suffix.lower() == choosers.PLAN_SUFFIX or choosers.is_register(path):
            self._open_path(path)
        else:  # asked about when the other program has its mouse back
            QTimer.singleShot(0, self, partial(self._import, path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end the thread and remember how the window stood."""
        if self._engine is not None and not self.files.may_leave():
            event.ignore()
            return
        if self._quitting and not self.towns.close():
            event.ignore()
            return
        if self._towns is not None and self._towns.window is not None:
            self._leave_to_the_town()
            event.ignore()
            return
        self.start_page.stop()
        self._ahead.stop()
        if self._plan_shown:
            self._remember_layout()
        self._settings.set_window_bytes("geometry", self.saveGeometry())
        self._settings.sync()
        if self._workspace is not None:
            self._workspace.close_dialogs()
        if self._engine is not None:
            self.engine.layout_engine.close()
            self.analyst.close()
            self.engine.errands.close()
            self.engine.ranges.close()
        super().closeEvent(event)

    def _quit(self) -> None:
        """Close every window, after asking about unsaved changes."""
        self._quitting = True
        self.close()
        self._quitting = False

    def _leave_to_the_town(self) -> None:
        """Go away while the town's window is still open, to come back when it asks for a plan."""
        self.session.document.undo_stack.setClean()  # whoever was asked has said what becomes of changes
        self.files.close_plan()
        self.hide()

    def _end_when_alone(self) -> None:
        if self.isHidden():
            self.close()

    # where the window stood

    def _restore_layout(self, workspace: Workspace) -> None:
        state = self._settings.window_bytes("layout")
        if state is not None and self.restoreState(state, _LAYOUT_VERSION):
            workspace.capacity.show_all(self._settings.flag("all_figures", True))
            return
        workspace.arrange_as_at_first()

    def _remember_layout(self) -> None:
        if self._plan_shown:
            self._settings.set_window_bytes("layout", self.saveState(_LAYOUT_VERSION))
            self._settings.set_flag("all_figures", self.workspace.capacity.all_shown)


def _dropped_file(data: QMimeData) -> Path | None:
    """Return the first plan, register or file of others among what is dropped."""
    for url in data.urls() if data.hasUrls() else []:
        path = Path(url.toLocalFile())
        known = path.suffix.lower() == choosers.PLAN_SUFFIX or choosers.is_register(path)
        if url.isLocalFile() and (known or choosers.is_source(path)):
            return path
    return None
