"""The list of steps that can be undone; a click goes back or forth to it."""

from __future__ import annotations

from PySide6.QtWidgets import QUndoView, QWidget

from chargeplan.i18n import N_
from chargeplan.ui.language import Living
from chargeplan.ui.session import Session


class HistoryPanel(Living, QUndoView):
    """Shows the undo stack of the plan."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("historyPanel")
        self.setStack(session.document.undo_stack)
        self.say(self.setAccessibleName, N_("History of steps"))
        self.say(self.setEmptyLabel, N_("As opened"))

    def retranslate(self) -> None:
        """Call the steps by their names in the other language."""
        self._session.document.retranslate()
        self.viewport().update()
