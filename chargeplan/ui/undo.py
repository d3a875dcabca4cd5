"""An undo stack that can be thrown away together with what its steps change."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

_KEPT: dict[int, list[QUndoCommand]] = {}


class StepStack(QUndoStack):
    """Keeps its steps until it is gone itself; they are to refer weakly to what they change.

    A stack and its steps that become garbage together are cleared in any order. Where a step comes first,
    PySide hands it back to Python, which deletes it, and the stack deletes it again: that ends the program.
    Steps that are held from outside are no garbage before their stack is gone.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key = id(self)
        _KEPT[self._key] = []
        self.destroyed.connect(partial(_KEPT.pop, self._key, None))

    def push(self, command: QUndoCommand) -> None:
        """Do a step and put it on the stack; those that the stack has deleted for it are let go of."""
        super().push(command)
        _KEPT[self._key] = [step for step in (*_KEPT[self._key], command) if isValid(step)]
