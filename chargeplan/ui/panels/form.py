"""A form made from a list of fields: labels, editors, units, and a sentence under a wrong entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from chargeplan.i18n import tr
from chargeplan.model import labels
from chargeplan.model.project import Project
from chargeplan.model.site import Estate
from chargeplan.reference.catalogue import Catalogue
from chargeplan.ui.panels.fields import MIXED, ChoiceField, FlagField, LineField, NotesField
from chargeplan.ui.panels.property_specs import PropertyField, usual_text
from chargeplan.ui.widgets import PlainLabel, heading, muted, tint

Editor = LineField | ChoiceField | FlagField | NotesField

_CAPTION_LETTERS = 4
"""Room for captions, so that forms below each other line up."""


class _Caption(PlainLabel):
    """Names a field."""


class Form(QWidget):
    """Fields of one thing, or of several things of which each has every field.

    `commit(field, value)` is called with a right entry; it returns a sentence when the thing cannot take it.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[PropertyField],
        commit: Callable[[PropertyField, Any], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self._commit = commit
        self._editors: list[Editor] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(6)
        self._head = heading(self)
        self._head.setText(title)
        layout.addWidget(self._head)
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self.fontMetrics().height() * _CAPTION_LETTERS)
        layout.addLayout(grid)
        for row, field in enumerate(self.fields):
            self._add(grid, row * 2, field)

    @property
    def caption_width(self) -> int:
        """How wide the widest caption is [px]."""
        return max((caption.sizeHint().width() for caption in self.findChildren(_Caption)), default=0)

    def line_up(self, width: int) -> None:
        """Give captions this width, so that the fields of several forms begin at one line."""
        self._grid.setColumnMinimumWidth(0, width)

    def take_over(self) -> None:
        """Take what is being typed in a field, as when the keyboard leaves it."""
        for editor in self._editors:
            if isinstance(editor, LineField | NotesField):
                editor.take_over()

    def show_title(self, title: str) -> None:
        """Show another head."""
        self._head.setText(title)

    def show_values(self, things: Sequence[Any], project: Project, catalogue: Catalogue) -> None:
        """Show the values of `things`; where they differ the field says so."""
        for field, editor in zip(self.fields, self._editors, strict=True):
            values = [_value(field, thing) for thing in things]
            if isinstance(editor, ChoiceField) and field.choices is not None:
                editor.offer(field.choices(project, catalogue))
            if isinstance(editor, LineField):
                editor.tell_usual(usual_text(field, catalogue))
            editor.show_value(values[0] if all(value == values[0] for value in values) else MIXED)
            if isinstance(editor, LineField) and field.path == ("name",) and _is_nameless(things):
                editor.setPlaceholderText(labels.title(things[0]))

    def _add(self, grid: QGridLayout, row: int, field: PropertyField) -> None:
        editor = self._editor(field)
        title = tr(field.title)
        editor.setObjectName(field.name)
        editor.setAccessibleName(f"{title} [{field.unit}]" if field.unit else title)
        self._editors.append(editor)
        if isinstance(editor, FlagField):
            editor.setText(title)
            grid.addWidget(editor, row, 1)
        else:
            top = (
                Qt.AlignmentFlag.AlignTop if isinstance(editor, NotesField) else Qt.AlignmentFlag.AlignVCenter
            )
            grid.addWidget(self._caption(title, editor), row, 0, top)
            grid.addLayout(self._with_unit(editor, field.unit), row, 1)
        fault = PlainLabel(parent=self, wrap=True)
        fault.setObjectName(field.name + "_fault")
        fault.hide()
        grid.addWidget(fault, row + 1, 0, 1, 2)
        self._connect(field, editor, fault)

    def _caption(self, title: str, editor: QWidget) -> _Caption:
        caption = _Caption(title, self)
        caption.setBuddy(editor)
        muted(caption)
        return caption

    def _with_unit(self, editor: QWidget, unit: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(editor, 1)
        if unit:
            line.addWidget(muted(PlainLabel(unit, self)))
        return line

    def _connect(self, field: PropertyField, editor: Editor, fault: PlainLabel) -> None:
        def show_fault(sentence: str) -> None:
            tint(fault, "error")
            fault.setText(sentence)
            fault.setVisible(bool(sentence))

        def take(value: Any) -> None:
            sentence = self._commit(field, value)
            if isinstance(editor, LineField):
                editor.setModified(bool(sentence))
                editor.set_fault(sentence)
            else:
                show_fault(sentence)

        if isinstance(editor, LineField):
            editor.faulted.connect(show_fault)
        editor.committed.connect(take)

    def _editor(self, field: PropertyField) -> Editor:
        if field.kind == "choice":
            return ChoiceField(self)
        if field.kind == "flag":
            return FlagField(self)
        if field.kind == "notes":
            return NotesField(self)
        return LineField(
            field.parse,
            field.show_as,
            optional=field.optional,
            empty_text=field.empty_text,
            help_text=field.help_text,
            parent=self,
        )


def line_up(*forms: Form) -> None:
    """Let the fields of forms that stand below each other begin at one line."""
    width = max(form.caption_width for form in forms)
    for form in forms:
        form.line_up(width)


def _is_nameless(things: Sequence[Any]) -> bool:
    """Return whether one thing goes by its kind and number for want of a name."""
    return len(things) == 1 and not things[0].name and not isinstance(things[0], Estate)


def _value(field: PropertyField, thing: Any) -> Any:
    value = field.get(thing)
    return value is not None if field.path == ("group",) else value
