"""What dialogs have in common: the frame with its head, captions of fields, buttons, and the answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, heading

_MARGINS = (18, 16, 18, 14)


class FramedDialog(Living, QDialog):
    """A dialog with wide margins; `head` says its title, `body` is laid out from top to bottom."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None, *, spacing: int = 10) -> None:
        super().__init__(parent)
        self._keeps_enter = False
        self._entered: Callable[[], object] | None = None
        self._entered_before: object = None
        self.setObjectName(name)
        self.head = heading(self, factor=1.25)
        for setter in (self.head.setText, self.setWindowTitle):
            self.say(setter, title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*_MARGINS)
        self.body.setSpacing(spacing)

    def caption(self, field: QWidget, text: str) -> PlainLabel:
        """Return a label that names a field, for who sees it and for who hears it."""
        label = PlainLabel()
        self.say(label.setText, text)
        self.say(field.setAccessibleName, text)
        label.setBuddy(field)
        return label

    def add_field(self, form: QFormLayout, field: QWidget, text: str) -> None:
        """Put a field with its caption into a form."""
        form.addRow(self.caption(field, text), field)

    def button(self, name: str, text: str, act: Callable[[], object]) -> QPushButton:
        """Return a button that is never pressed by Enter in a field."""
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        self.say(button.setText, text)
        button.clicked.connect(lambda _on=False: act())
        return button

    def answers(self, yes: QDialogButtonBox.StandardButton, accept: Callable[[], object]) -> QDialogButtonBox:
        """Return the buttons `yes` and Cancel."""
        box = QDialogButtonBox(yes | QDialogButtonBox.StandardButton.Cancel)
        box.accepted.connect(accept)
        box.rejected.connect(self.reject)
        return box

    def keep_enter(self, box: QDialogButtonBox) -> None:
        """Let Enter end what is being typed, and press a button of `box` only while that has the keyboard."""
        self._keeps_enter = True
        for button in box.buttons():
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)

    def guard(self, entered: Callable[[], object]) -> None:
        """Ask before the dialog is left without OK when `entered` is not what it is now."""
        self._entered, self._entered_before = entered, entered()

    def reject(self) -> None:
        """Leave without OK, by Cancel, Esc or the window's own button."""
        if self._entered is None:
            super().reject()
            return
        from chargeplan.ui.dialogs.message import ask_drop

        keyboard = _holder(self.focusWidget())
        self.setFocus()  # what is being typed is taken over first
        if self._entered() == self._entered_before or ask_drop(self):
            super().reject()
        elif keyboard is not None:
            keyboard.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Enter unless that is kept for what is typed."""
        if not self._keeps_enter or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QPushButton):
            focus.click()
        event.accept()


def _holder(focus: QWidget | None) -> QWidget | None:
    """Return the table of a cell that is being typed in, else the widget itself."""
    held = focus
    while held is not None and not isinstance(held, QAbstractItemView):
        held = held.parentWidget()
    return held or focus
