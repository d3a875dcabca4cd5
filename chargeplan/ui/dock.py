"""A panel beside the middle of a window, with its title and its entry in the menu of panels."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from chargeplan.ui.language import Living


class Dock(Living, QDockWidget):
    """A panel with its title; `keyboard_strayed` says that the keyboard came to it behind other panels.

    Qt hands the keyboard on when a button goes away, to panels nobody sees too, and what is typed there
    would change the plan unseen. `left` says that Esc was pressed where it had nothing to take back.
    """

    keyboard_strayed = Signal()
    left = Signal()

    def __init__(self, name: str, title: str, panel: QWidget, parent: QMainWindow) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.toggleViewAction().setObjectName(f"action_{name}")
        self.setWidget(panel)
        self.say(self._title, title)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._watch_keyboard)

    def _watch_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now) and self.visibleRegion().isEmpty():
            self.keyboard_strayed.emit()

    def _title(self, text: str) -> None:
        self.setWindowTitle(text)
        self.toggleViewAction().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the panel by Esc that none of its parts has a use for."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def bring(self) -> None:
        """Show the panel, in front of those that share its place."""
        self.show()
        self.raise_()
