"""What the main windows have in common: where they stood last time, and a status bar of their own."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMainWindow

from chargeplan.ui.settings import Settings

_USUAL_PX = (1440, 900)
_SHARES = (0.94, 0.92)
"""Of a smaller screen's width and height: the window's frame needs the rest."""


class WholeWindow(QMainWindow):
    """A main window whose status bar shows what it tells, and no tips of commands."""

    def event(self, event: QEvent) -> bool:
        """Let nobody see tips of commands in the status bar: its own texts belong there."""
        if event.type() == QEvent.Type.StatusTip:
            return True
        return super().event(event)

    def restore_place(self, settings: Settings, name: str) -> None:
        """Stand where the window stood last time, else as large as is usual or as the screen allows."""
        geometry = settings.window_bytes(name)
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            sides = zip(_USUAL_PX, _SHARES, (room.width(), room.height()), strict=True)
            self.resize(*(min(usual, int(there * share)) for usual, share, there in sides))
