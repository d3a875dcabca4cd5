"""Steps of the town's undo stack: each holds what was before and what is after, and calls the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

from PySide6.QtGui import QUndoCommand

from chargeplan.ui.commands import StepName


class ValueStep(QUndoCommand):
    """A named step from one frozen value to another, put in place by `put`, a method of who holds it.

    Steps that follow each other with the same `merge_key` (a slider that is pulled) become one.
    """

    def __init__(
        self, put: Callable[[Any], None], name: StepName, before: Any, after: Any, merge_key: str = ""
    ) -> None:
        super().__init__(name.shown())
        self._put = WeakMethod(put)
        self._name = name
        self._before = before
        self._after = after
        self._merge_key = merge_key

    def retranslate(self) -> None:
        """Take its name in the language of now."""
        self.setText(self._name.shown())

    def redo(self) -> None:
        """Put what comes after, again."""
        self._put_back(self._after)

    def undo(self) -> None:
        """Put what was before."""
        self._put_back(self._before)

    def _put_back(self, value: Any) -> None:
        put = self._put()
        if put is not None:
            put(value)

    def id(self) -> int:
        """Return a number shared by steps that may become one, -1 for none."""
        return hash(self._merge_key) & 0x7FFFFFFF if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a step that follows into this one when both have the same merge key."""
        if not isinstance(other, ValueStep) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        return True
