"""The one mutable holder of the plan. Everything that changes it goes through its undo stack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from chargeplan.model.accuracy import kept_doubts
from chargeplan.model.editing import Edit, ElementEdit, FieldEdit, apply
from chargeplan.model.facts import affirmations
from chargeplan.model.project import Element, Project, visible_elements
from chargeplan.model.scheme import Scheme
from chargeplan.ui.commands import EditCommand, StepName
from chargeplan.ui.undo import StepStack


class Document(QObject):
    """A frozen `Project`, its file and its undo stack.

    Signals carry ids and come after the plan has changed. `project_replaced` means that everything may be
    different: another file, or another active scheme. Whether the file is dirty is the undo stack's clean
    state and nothing else.
    """

    element_added = Signal(str)
    element_changed = Signal(str)
    element_removed = Signal(str)
    field_changed = Signal(str)
    schemes_changed = Signal()
    project_replaced = Signal()
    edited = Signal()
    path_changed = Signal()

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project or Project()
        self._path: Path | None = None
        self._elements: dict[str, Element] | None = None
        self.revision = 0
        self.undo_stack = StepStack(self)

    @property
    def project(self) -> Project:
        """The plan as it is now; a snapshot is free."""
        return self._project

    @property
    def path(self) -> Path | None:
        """The file that the plan was opened from or saved to."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether there are changes that no file holds."""
        return not self.undo_stack.isClean()

    def element(self, element_id: str) -> Element | None:
        """Return the element of the site or the active scheme with that id."""
        return self.elements().get(element_id)

    def elements(self) -> dict[str, Element]:
        """Return id -> element of the site and the active scheme."""
        if self._elements is None:
            self._elements = visible_elements(self._project)
        return self._elements

    def replace_project(self, project: Project, path: Path | None = None) -> None:
        """Hold another plan: history is forgotten and the plan counts as saved."""
        self._project = project
        self._elements = None
        self.revision += 1
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self.set_path(path)
        self.project_replaced.emit()
        self.edited.emit()

    def set_path(self, path: Path | None) -> None:
        """Name the file that the plan belongs to."""
        self._path = path
        self.path_changed.emit()

    def push(self, name: str | StepName, edits: Sequence[Edit], *, merge_key: str = "") -> None:
        """Do `edits` as one step of the undo stack, called `name`: English, shown in the language of then.

        Steps that follow each other with the same `merge_key` become one (nudging with the arrows). What is
        put in is denied no longer; the doubt about the scale of an underlay that goes stays with the plan.
        """
        if edits:
            first = affirmations(self._project, edits)
            edits = (*first, *kept_doubts(apply(self._project, first), edits), *edits)
            named = StepName(name) if isinstance(name, str) else name
            self.undo_stack.push(EditCommand(self, named, tuple(edits), merge_key))

    def retranslate(self) -> None:
        """Call every step of the undo stack by its name in the language of now."""
        for index in range(self.undo_stack.count()):
            command = self.undo_stack.command(index)
            if isinstance(command, EditCommand):
                command.retranslate()

    def apply(self, edits: Sequence[Edit]) -> None:
        """Change the plan; called by commands alone."""
        self._project = apply(self._project, edits)
        self._elements = None
        self.revision += 1
        for edit in edits:
            self._announce(edit)
        self.edited.emit()

    def _announce(self, edit: Edit) -> None:
        if isinstance(edit, FieldEdit):
            self.field_changed.emit(edit.field)
            if edit.field == "active_scheme_id":
                self.project_replaced.emit()
        elif isinstance(edit.after or edit.before, Scheme):
            self.schemes_changed.emit()
        elif edit.scheme_id in (None, self._project.active_scheme_id):
            self._announce_element(edit)

    def _announce_element(self, edit: ElementEdit) -> None:
        if edit.before is not None and edit.after is not None and edit.before.id == edit.after.id:
            self.element_changed.emit(edit.after.id)
            return
        if edit.before is not None:
            self.element_removed.emit(edit.before.id)
        if edit.after is not None:
            self.element_added.emit(edit.after.id)
