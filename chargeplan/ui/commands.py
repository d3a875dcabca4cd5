"""The command of the undo stack: edits and their inverse, never items of the scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtGui import QUndoCommand

from chargeplan.i18n import tr
from chargeplan.model.editing import Edit, inverse

if TYPE_CHECKING:
    from chargeplan.ui.document import Document


@dataclass(frozen=True)
class StepName:
    """What a step is called: an English text marked with `N_`, and what fills its gaps when it is shown.

    A value that depends on the language is a function that gives it.
    """

    text: str
    values: Mapping[str, str | Callable[[], str]] = field(default_factory=dict)

    def shown(self) -> str:
        """Return the name in the language of now."""
        values = {name: value() if callable(value) else value for name, value in self.values.items()}
        return tr(self.text, None, **values)


class EditCommand(QUndoCommand):
    """One named step: it holds what was before and after, and calls the document while there is one."""

    def __init__(
        self, document: Document, name: StepName, edits: tuple[Edit, ...], merge_key: str = ""
    ) -> None:
        super().__init__(name.shown())
        self._name = name
        self._document = ref(document)
        self._edits = edits
        self._merge_key = merge_key

    @property
    def edits(self) -> Sequence[Edit]:
        """The edits of this step."""
        return self._edits

    def retranslate(self) -> None:
        """Take its name in the language of now."""
        self.setText(self._name.shown())

    def redo(self) -> None:
        """Do the step, again."""
        self._apply(self._edits)

    def undo(self) -> None:
        """Take the step back."""
        self._apply(inverse(self._edits))

    def _apply(self, edits: Sequence[Edit]) -> None:
        document = self._document()
        if document is not None:
            document.apply(edits)

    def id(self) -> int:
        """Return a number shared by steps that may become one, -1 for none."""
        return hash(self._merge_key) & 0x7FFFFFFF if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a step that follows into this one when both have the same merge key."""
        if not isinstance(other, EditCommand) or other._merge_key != self._merge_key:
            return False
        self._edits = (*self._edits, *other._edits)
        return True
