"""The command of the undo stack: edits and their inverse, never items of the scene."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from chargeplan.model.editing import Edit, inverse

if TYPE_CHECKING:
    from chargeplan.ui.document import Document


class EditCommand(QUndoCommand):
    """One named step: it holds what was before and after, and calls the document."""

    def __init__(self, document: Document, text: str, edits: tuple[Edit, ...], merge_key: str = "") -> None:
        super().__init__(text)
        self._document = document
        self._edits = edits
        self._merge_key = merge_key

    @property
    def edits(self) -> Sequence[Edit]:
        """The edits of this step."""
        return self._edits

    def redo(self) -> None:
        """Do the step, again."""
        self._document.apply(self._edits)

    def undo(self) -> None:
        """Take the step back."""
        self._document.apply(inverse(self._edits))

    def id(self) -> int:
        """Return a number shared by steps that may become one, -1 for none."""
        return hash(self._merge_key) & 0x7FFFFFFF if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a step that follows into this one when both have the same merge key."""
        if not isinstance(other, EditCommand) or other._merge_key != self._merge_key:
            return False
        self._edits = (*self._edits, *other._edits)
        return True
