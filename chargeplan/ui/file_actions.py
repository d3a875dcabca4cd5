"""New, open, save, close: what is done with whole plans and files, never losing a change unasked.

Dialogs and formats are imported where they are used, so that the window is seen sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.i18n import N_, current_language, tr
from chargeplan.model.editing import ElementEdit, setting
from chargeplan.model.project import Project, visible_elements
from chargeplan.resources import examples_folder
from chargeplan.ui.background import Analyst
from chargeplan.ui.commands import StepName
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.session import Session
from chargeplan.ui.settings import NEAREST_DISTANCES, Settings

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.model.bill_settings import BillEdition
    from chargeplan.ui.importing.flow import Imported


class FileActions(QObject):
    """The commands of the File menu for one window.

    `imported` brings the ids of what came from elsewhere and the gaps in its outlines, in metres of the plan;
    `picture_inserted` the id of a picture that came so and whose scale is to be set.
    """

    plan_opened = Signal()
    plan_closed = Signal()
    saved = Signal(object)
    picture_inserted = Signal(str)
    imported = Signal(object, object)
    files_changed = Signal()

    def __init__(self, session: Session, analyst: Analyst, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._document = session.document
        self._analyst = analyst
        self._settings = settings
        self._window = window
        self.picture_centre: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
        self.walking_m: Callable[[], float | None] = lambda: None

    # whole plans

    def new_estate(self) -> bool:
        """Begin a new estate with the facts of a form; return whether it was begun."""
        if not self.may_leave():
            return False
        from chargeplan.ui.dialogs.new_estate import NewEstateDialog

        dialog = NewEstateDialog(self._session.catalogue, self._window)
        begun = bool(dialog.exec())
        if begun:
            self._begin(dialog.project, unsaved=dialog.filled_in)
        dialog.deleteLater()
        return begun

    def begin_with(self, project: Project) -> bool:
        """Begin a plan with what is known already, after asking about unsaved changes."""
        if not self.may_leave():
            return False
        self._begin(project, unsaved=True)
        return True

    def open_chosen(self) -> None:
        """Ask for a plan, or what one is made from, and open it."""
        path = choosers.open_plan(self._window, self._settings.last_folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a plan, after asking about unsaved changes; return whether it is open.

        Of what others drew a new plan is made.
        """
        if choosers.is_source(path):
            return self.begin_from(path)
        if not self.may_leave():
            return False
        from chargeplan.files.project_file import read_project

        try:
            project = read_project(path)
        except ChargeplanError as error:
            self._settings.forget_recent(path)
            self.files_changed.emit()
            self._tell(error)
            return False
        self._remember(path)
        self._replace(project, path)
        self._tell_unsound(project)
        return True

    def _tell_unsound(self, project: Project) -> None:
        """Say what of a plan's own rules or prices cannot be used; it is open, and they can be mended."""
        from chargeplan.reference.price_books import load_prices_of
        from chargeplan.reference.rule_sets import load_rules_of

        parts: tuple[tuple[Callable[[Project], object], str], ...] = (
            (
                load_rules_of,
                N_("The plan is open as it was saved. Put its own rules right: Check, Rules of the plan."),
            ),
            (
                load_prices_of,
                N_("The plan is open as it was saved. Put its own prices right: Bill, Prices."),
            ),
        )
        for load, kept in parts:
            try:
                load(project)
            except ChargeplanError as error:
                self._tell(error, tr(kept))

    def close_plan(self) -> bool:
        """Leave the plan for the start page, after asking about unsaved changes."""
        if not self.may_leave():
            return False
        self._session.forget_analysis()
        self._document.replace_project(Project())
        self.plan_closed.emit()
        return True

    def may_leave(self) -> bool:
        """Ask about unsaved changes; return whether the plan may be left."""
        if not self._document.modified:
            return True
        from chargeplan.ui.dialogs.message import ask_unsaved

        answer = ask_unsaved(self._window, self.plan_name())
        return answer == "discard" or (answer == "save" and self.save())

    def plan_name(self) -> str:
        """Return what the plan is called: its file, or its estate, or the file that it was begun from."""
        if self._document.path is not None:
            return self._document.path.name
        return self._document.project.estate.name or self._begun_from or tr("Unnamed estate")

    # saving

    def save(self) -> bool:
        """Save to the plan's own file, asking where when it has none; return whether it is saved."""
        if self._document.path is None:
            return self.save_as()
        return self._save_to(self._document.path)

    def save_as(self) -> bool:
        """Ask where to save and save there."""
        path = choosers.save_plan(self._window, self.suggested(choosers.PLAN_SUFFIX))
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        from chargeplan.files.project_file import save_project
        from chargeplan.ui.miniature import thumbnail_png

        project = self._document.project
        try:
            save_project(project, path, thumbnail=thumbnail_png(project))
        except ChargeplanError as error:
            self._tell(error, tr("Nothing is lost: the plan is still open, unsaved."))
            return False
        self._document.set_path(path)
        self._document.undo_stack.setClean()
        self._remember(path)
        self.saved.emit(choosers.now())
        return True

    # what others drew

    def begin_from(self, path: Path | None = None) -> bool:
        """Begin a plan with what others drew, of a file that is asked for; return whether it is begun."""
        with self._reading_ahead(path):
            chosen = path or choosers.open_source(self._window, self._settings.last_folder)
            if chosen is None or not self.may_leave():
                return False
            found = self._imported(chosen)
        if found is None:
            return False
        self._begin(found.as_new_plan, unsaved=True, called=chosen.stem)
        self._show_imported(
            found, [element.id for element in visible_elements(self._document.project).values()]
        )
        return True

    def import_file(self, path: Path | None = None) -> None:
        """Put what others drew into the plan that is open, as one step."""
        with self._reading_ahead(path):
            chosen = path or choosers.open_source(self._window, self._settings.last_folder)
            if chosen is None:
                return
            if chosen.suffix.lower() == choosers.PLAN_SUFFIX:
                self.open_path(chosen)
                return
            found = self._imported(chosen)
        if found is not None:
            self._put(found)

    @staticmethod
    def _reading_ahead(path: Path | None) -> AbstractContextManager[None]:
        """Let a process start while somebody chooses a file; one that is named is read by one of its own."""
        from chargeplan.intake.session import ready_for_a_file

        return nullcontext() if path is not None else ready_for_a_file()

    def _ask_source(self) -> Path | None:
        """Ask for a file; what reads it gets ready meanwhile."""
        from chargeplan.ui.importing import flow

        flow.get_ready()
        chosen = choosers.open_source(self._window, self._settings.last_folder)
        if chosen is None:
            flow.stand_down()
        return chosen

    def _imported(self, path: Path) -> Imported | None:
        from chargeplan.ui.importing.flow import import_from

        found = import_from(path, self._settings, self._window)
        if found is not None:
            self._settings.last_folder = path.resolve().parent
        return found

    def _put(self, found: Imported) -> None:
        from chargeplan.model.merging import is_blank, merge_edits
        from chargeplan.ui.importing.flow import place_of, shifted_gaps

        project = self._document.project
        place = place_of(found, project, self.picture_centre(), self._window, self._analyst)
        shift_m = place or (0.0, 0.0)
        edits = merge_edits(project, found.taken.project, shift_m)
        self._document.push(StepName(N_("Import {name}"), {"name": found.name}), edits)
        ids = [edit.after.id for edit in edits if isinstance(edit, ElementEdit) and edit.after is not None]
        astray = place is None and not is_blank(project)
        if astray:
            self._session.selection.set(ids)
        self._show_imported(shifted_gaps(found, shift_m), ids, astray=astray)

    def _show_imported(self, found: Imported, ids: list[str], *, astray: bool = False) -> None:
        """Show and tell what came; where it belongs is not known when it is `astray`."""
        from chargeplan.ui.importing.flow import unscaled
        from chargeplan.ui.importing.words import counted, counts_of

        elements = [self._document.element(name) for name in ids]
        self.imported.emit(ids, found.taken.gaps)
        picture = unscaled(element for element in elements if element is not None)
        if picture is not None:
            self._session.selection.set((picture.id,))
            self.picture_inserted.emit(picture.id)
        things = counted(counts_of(found.taken.project))
        said = [tr("Taken in from {name}: {things}.", name=found.name, things=things)] if things else []
        if astray:
            said.insert(0, tr("Nothing tells where it lies in this plan: it is selected, to be moved."))
        if said:
            self._session.message.emit(" ".join(said))

    # export

    def export_workbook(self) -> None:
        """Ask what the workbook shall be like and write it."""
        from chargeplan.ui.dialogs.export_workbook import ExportWorkbookDialog

        try:
            analysis = self._full_analysis()
        except CalledOff:
            return
        except ChargeplanError as error:
            self._tell(error)
            return
        dialog = ExportWorkbookDialog(analysis, self._window)
        wanted = bool(dialog.exec())
        language, blank, edition = dialog.language, dialog.blank_prices, dialog.edition
        dialog.deleteLater()
        if not wanted:
            return
        path = choosers.save_workbook(self._window, self.suggested(".xlsx"))
        if path is not None:
            told = self._in_edition(analysis, edition)
            self.export(path, lambda: _write_workbook(told, path, language, blank))

    def _in_edition(self, analysis: Analysis, edition: BillEdition) -> Analysis:
        """Return the analysis in an edition, which the plan's bill follows from now on; one step to undo."""
        from chargeplan.analysis import in_edition

        if edition is analysis.project.bill.edition:
            return analysis
        done, before = in_edition(analysis, edition), self._document.project
        bill = replace(before.bill, edition=edition)
        self._document.push(N_("Change the edition of the bill"), [setting(before, "bill", bill)])
        return done

    def export_picture(self) -> None:
        """Ask where and write the plan as a picture."""
        path = choosers.save_picture(self._window, self.suggested(".png"))
        analysis = self.told_analysis() if path is not None else None
        if path is None or analysis is None:
            return
        language, nearest = current_language(), self._settings.flag(NEAREST_DISTANCES, False)
        walking_m = self.walking_m()
        self.export(path, lambda: _write_picture(analysis, path, language, nearest, walking_m))

    def told_analysis(self) -> Analysis | None:
        """Return the full analysis of the plan as it is now; None when it was called off or cannot be."""
        try:
            return self._full_analysis()
        except CalledOff:
            return None
        except ChargeplanError as error:
            self._tell(error)
            return None

    def export(self, path: Path, write: Callable[[], None]) -> None:
        """Let `write` make a file in the thread, and say in the window that it is written."""
        from chargeplan.ui.dialogs.progress import written

        said = written(self._window, self._analyst, self._settings, path, lambda _off: write())
        if said:
            self._session.message.emit(said)

    def _full_analysis(self) -> Analysis:
        """Return the full analysis of the plan as it is now."""
        from chargeplan.analysis import analyse
        from chargeplan.ui.dialogs.progress import run_task

        project, gate = self._document.project, self._session.gate

        def work(called_off: Callable[[], bool]) -> Analysis:
            gate.wait_for((project.active_scheme,), called_off)
            return analyse(project, cancelled=called_off)

        text = tr("Working out the figures...")
        done: Analysis = run_task(self._window, self._analyst, text, work)
        return done

    # parts

    def _tell(self, error: Exception, kept: str = "") -> None:
        from chargeplan.ui.dialogs.message import show_error

        show_error(self._window, error, kept)

    def _begin(self, project: Project, *, unsaved: bool, called: str = "") -> None:
        self._replace(project, None, called)
        if unsaved:
            self._document.undo_stack.resetClean()

    def _replace(self, project: Project, path: Path | None, called: str = "") -> None:
        self._session.forget_analysis()
        self._begun_from = called
        self._document.replace_project(project, path)
        self.plan_opened.emit()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        if not _is_example(path):
            self._settings.last_folder = path.resolve().parent
        self.files_changed.emit()

    def suggested(self, suffix: str) -> Path:
        """Return where a file of this plan is kept if nobody says otherwise: not next to the examples."""
        path = self._document.path
        if path is not None:
            folder = self._settings.last_folder if _is_example(path) else path.parent
            return folder / path.with_suffix(suffix).name
        return self._settings.last_folder / f"{choosers.file_stem(self.plan_name())}{suffix}"


def _is_example(path: Path) -> bool:
    return path.resolve().parent == examples_folder().resolve()


def _write_workbook(analysis: Analysis, path: Path, language: str, blank: bool) -> None:
    from chargeplan.drawing.png import diagram_pngs, plan_png
    from chargeplan.files.workbook import write_workbook

    picture = plan_png(analysis, language=language, nearest_distances=True)
    diagrams = diagram_pngs(analysis, language=language)
    write_workbook(analysis, path, language=language, blank_prices=blank, picture=picture, diagrams=diagrams)


def _write_picture(
    analysis: Analysis, path: Path, language: str, nearest: bool, walking_m: float | None
) -> None:
    from chargeplan.drawing.png import plan_png
    from chargeplan.files.atomic import export_file

    picture = plan_png(analysis, language=language, nearest_distances=nearest, walking_m=walking_m)
    export_file(path, picture)
