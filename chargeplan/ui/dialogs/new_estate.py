"""The form for a new, empty estate: what its register says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.project import Project
from chargeplan.reference.catalogue import Catalogue
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.new_plans import new_plan
from chargeplan.ui.panels.form import Form, line_up
from chargeplan.ui.panels.property_specs import ESTATE_SECTION, PLAN_SECTION, PropertyField
from chargeplan.ui.widgets import PlainLabel, muted

_PLAN_FIELDS = tuple(field for field in PLAN_SECTION.fields if field.name in ("property_plan_date",))


class NewEstateDialog(FramedDialog):
    """Asks for the facts of an estate; all of them may be left open."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("newEstateDialog", N_("New estate"), parent)
        self.setMinimumWidth(460)
        self._catalogue = catalogue
        self._project = new_plan()
        self._empty = self._project
        note = muted(PlainLabel(wrap=True))
        self.say(note.setText, N_("Leave open what you do not know yet; it can be filled in later."))
        self._estate = Form(tr(ESTATE_SECTION.title), ESTATE_SECTION.fields, self._take_estate)
        self._plan = Form(tr(PLAN_SECTION.title), _PLAN_FIELDS, self._take_plan)
        line_up(self._estate, self._plan)
        self._buttons = self.answers(QDialogButtonBox.StandardButton.Ok, self._finish)
        for part in (self.head, note, self._estate, self._plan, self._buttons):
            self.body.addWidget(part)
        self._show()

    @property
    def project(self) -> Project:
        """The plan of the new estate."""
        return self._project

    @property
    def filled_in(self) -> bool:
        """Whether anything was entered."""
        return self._project != self._empty

    def _show(self) -> None:
        self._estate.show_values([self._project.estate], self._project, self._catalogue)
        self._plan.show_values([self._project], self._project, self._catalogue)

    def _take_estate(self, field: PropertyField, value: Any) -> str:
        return self._take(lambda: replace(self._project, estate=field.put(self._project.estate, value)))

    def _take_plan(self, field: PropertyField, value: Any) -> str:
        return self._take(lambda: field.put(self._project, value))

    def _take(self, change: Any) -> str:
        try:
            self._project = change()
        except ChargeplanError as error:
            return sentence(error)
        self._show()
        return ""

    def _finish(self) -> None:
        self._buttons.setFocus()  # what is being typed is taken over first
        if not any(editor.property("fault") for editor in self.findChildren(QWidget)):
            self.accept()
