"""The way of a file into the window: read in its own process, asked about in the dialog, taken in.

Whatever fails is told in one sentence, and nothing has happened then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from chargeplan.errors import CalledOff, Cancelled, ImportFileError
from chargeplan.files.sources.values import SourceKind, Summary, Taken
from chargeplan.geometry.turning import underlay_outline
from chargeplan.i18n import tr
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.project import Element, Project
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point
from chargeplan.ui.background import Analyst
from chargeplan.ui.canvas.elements import box_of, middle_of
from chargeplan.ui.dialogs.message import show_error
from chargeplan.ui.dialogs.progress import Share, run_task
from chargeplan.ui.importing.asking import Reading, open_reading
from chargeplan.ui.importing.dialog import ImportDialog
from chargeplan.ui.new_plans import new_plan
from chargeplan.ui.settings import Settings


@dataclass(frozen=True)
class Imported:
    """What somebody took in from a file: its name, its kind, and the plan that it became."""

    name: str
    kind: SourceKind
    taken: Taken

    @property
    def is_page(self) -> bool:
        """Whether it is a page or a picture, which has no place on the ground of its own."""
        return self.kind in (SourceKind.PICTURE, SourceKind.PDF)

    @property
    def as_new_plan(self) -> Project:
        """The plan as one to begin with: of today, by today's rules."""
        project = self.taken.project
        if project.plan_date is None:
            begun = new_plan()
            project = replace(project, plan_date=begun.plan_date, rule_set_version=begun.rule_set_version)
        return project


def get_ready() -> None:
    """Have a process ready for the file that is being looked for."""
    from chargeplan.intake.session import start_ahead

    start_ahead()


def stand_down() -> None:
    """End the process that is ready: no file was found for it."""
    from chargeplan.intake.session import stop_ahead

    stop_ahead()


def import_from(path: Path, settings: Settings, window: QWidget) -> Imported | None:
    """Let a file be read and asked about; return what was taken in, None when nothing was."""
    analyst = Analyst(window)
    reading = open_reading(path)
    try:
        summary = _read(path, reading, analyst, window)
        return None if summary is None else _asked(summary, reading, analyst, settings, window)
    finally:
        reading.close()
        analyst.close()
        analyst.deleteLater()


def _read(path: Path, reading: Reading, analyst: Analyst, window: QWidget) -> Summary | None:
    share = Share()

    def work(called_off: Cancelled) -> Summary:
        return reading.summary(called_off, share.told.emit)

    try:
        found: Summary = run_task(window, analyst, tr("Reading {name}...", name=path.name), work, share=share)
    except CalledOff:
        return None
    except Exception as error:
        show_error(window, error)
        return None
    return found


def _asked(
    summary: Summary, reading: Reading, analyst: Analyst, settings: Settings, window: QWidget
) -> Imported | None:
    dialog = ImportDialog(summary, reading, analyst, settings, window)
    try:
        if dialog.exec() and dialog.taken is not None:
            return Imported(summary.name, summary.kind, dialog.taken)
        return None
    finally:
        dialog.deleteLater()
        window.activateWindow()  # some systems lose it where dialogs before each other close at once


def place_of(
    found: Imported, project: Project, middle: Point, window: QWidget, analyst: Analyst
) -> Point | None:
    """Return by how much what was taken in is moved to lie where it belongs in a plan [m].

    Pages and pictures come to lie in the `middle` of what is seen, what has coordinates where those are. None
    where nothing tells.
    """
    if found.is_page:
        corners = [c for one in found.taken.project.site.underlays for c in underlay_outline(one)]
        x, y = middle_of(box_of(corners))
        return (middle[0] - x, middle[1] - y)
    here, there = project.site.georeference, found.taken.project.site.georeference
    if here is None or there is None:
        return None

    def work(_called_off: Cancelled) -> Point | None:
        from chargeplan.files.sources.neighbours import shift_m

        return shift_m(here, there)

    try:
        place: Point | None = run_task(
            window, analyst, tr("Reading {name}...", name=found.name), work, may_call_off=False
        )
    except ImportFileError:  # a system that nobody knows tells no place
        return None
    return place


def shifted_gaps(found: Imported, shift_m: Point) -> Imported:
    """Return what was taken in with its gaps where they are in the plan."""

    def there(point: Point) -> Point:
        return (point[0] + shift_m[0], point[1] + shift_m[1])

    gaps = tuple(replace(gap, start=there(gap.start), end=there(gap.end)) for gap in found.taken.gaps)
    return replace(found, taken=replace(found.taken, gaps=gaps))


def unscaled(elements: Iterable[Element]) -> Underlay | None:
    """Return the first picture among elements whose scale nobody has set yet."""
    pictures = (one for one in elements if isinstance(one, Underlay) and one.media_type != MEDIA_TYPE)
    return next((one for one in pictures if not one.scaled), None)
