"""The commands by which a plan leaves as sheet, notice, map data or CAD drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.file_actions import FileActions
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings

if TYPE_CHECKING:
    from chargeplan.ui.paper.dialog import PaperDialog


class PaperActions(QObject):
    """Shows pages before they leave; what is typed for them becomes one step of the plan."""

    def __init__(
        self, session: Session, errands: Analyst, settings: Settings, files: FileActions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._errands = errands
        self._settings = settings
        self._files = files
        self._window = window

    def export_sheet(self) -> None:
        """Show the plan sheet, from where it is written and printed."""
        self._show_sheet(to_print=False)

    def print_plan(self) -> None:
        """Show the plan sheet as it will be printed; Enter prints it."""
        self._show_sheet(to_print=True)

    def export_notice(self) -> None:
        """Show the notice for residents, from where it is written and printed."""
        from chargeplan.ui.paper.notice_dialog import NoticeDialog

        analysis = self._files.told_analysis()
        if analysis is not None:
            suggested = self._suggested(N_("{name}, notice"))
            dialog = NoticeDialog(analysis, self._errands, self._settings, suggested, self._window)
            self._run(dialog, N_("Change the notice for residents"))

    def export_geojson(self) -> None:
        """Ask where and write the plan as GeoJSON, pictures below it left out."""
        path = choosers.save_geojson(self._window, self._files.suggested(".geojson"))
        project = self._session.document.project

        def write() -> None:
            from chargeplan.files.atomic import export_file
            from chargeplan.files.geojson_writing import geojson_bytes

            assert path is not None
            export_file(path, geojson_bytes(project))

        if path is not None:
            self._files.export(path, write)

    def export_dxf(self) -> None:
        """Ask where and write the scheme on its site as a CAD drawing in metres."""
        path = choosers.save_dxf(self._window, self._files.suggested(".dxf"))
        analysis = self._files.told_analysis() if path is not None else None

        def write() -> None:
            from chargeplan.drawing.dxf import plan_dxf
            from chargeplan.files.atomic import export_file

            assert path is not None and analysis is not None
            export_file(path, plan_dxf(analysis))

        if path is not None and analysis is not None:
            self._files.export(path, write)

    def _show_sheet(self, *, to_print: bool) -> None:
        from chargeplan.ui.paper.sheet_dialog import SheetDialog

        analysis = self._files.told_analysis()
        if analysis is None:
            return
        shown_m = self._files.walking_m()
        limit_m = shown_m or self._session.catalogue.constant("walking_limit_m")
        suggested = self._suggested(N_("{name}, plan sheet"))
        dialog = SheetDialog(
            analysis, self._errands, self._settings, suggested, limit_m, shown_m is not None, self._window
        )
        if to_print:
            dialog.prefer_printing()
        self._run(dialog, N_("Change the plan sheet"))

    def _suggested(self, text: str) -> Path:
        plan = self._files.suggested(choosers.PLAN_SUFFIX)
        return plan.with_name(tr(text, name=plan.stem) + ".pdf")

    def _run(self, dialog: PaperDialog, step: str) -> None:
        """Show a page; what was typed for it becomes one step, and what left last is told."""
        from chargeplan.ui.paper.fields import edits_between

        document = self._session.document
        before = document.project
        dialog.exec()
        after, said = dialog.project, dialog.said
        dialog.deleteLater()
        document.push(step, edits_between(before, after))
        if said:
            self._session.message.emit(said)
