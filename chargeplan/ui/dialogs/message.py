"""What went wrong, in one sentence, with the details behind a button; and the question before a loss."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from chargeplan.errors import ChargeplanError, ImportFileError, ProjectFileError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.ui.icons import pixmap
from chargeplan.ui.language import Living
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import PlainLabel

Answer = Literal["save", "discard", "cancel"]
_Given = TypeVar("_Given", bound=str)


class MessageDialog(Living, QDialog):
    """A sentence with its sign; details, when there are any, are shown and copied by buttons."""

    def __init__(
        self, title: str, text: str, details: str = "", *, severity: str = "error",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("messageDialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        sign = PlainLabel()
        sign.setPixmap(pixmap(severity, 32, severity_colour(severity)))
        self.text = PlainLabel(text, wrap=True)
        self.text.setObjectName("messageText")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.text, 1)
        layout.addLayout(head)
        self.buttons = QDialogButtonBox()
        self.details = QPlainTextEdit(details)
        self.details.setObjectName("messageDetails")
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setMinimumHeight(160)
        self.details.hide()
        if details:
            self._add_details_buttons()
        layout.addWidget(self.buttons)
        layout.addWidget(self.details, 1)

    def _add_details_buttons(self) -> None:
        show = QPushButton()
        show.setObjectName("showDetailsButton")
        show.setCheckable(True)
        self.say(show.setText, N_("Details"))
        show.toggled.connect(self._show_details)
        copy = QPushButton()
        copy.setObjectName("copyDetailsButton")
        self.say(copy.setText, N_("Copy details"))
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(f"{self.text.text()}\n\n{self.details.toPlainText()}")
        )
        self.buttons.addButton(show, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)

    def _show_details(self, on: bool) -> None:
        self.details.setVisible(on)
        self.adjustSize()


def details_of(error: BaseException) -> str:
    """Return what a maintainer wants to know of an error: its faults, then where it came from."""
    lines = []
    if isinstance(error, ProjectFileError | ImportFileError):
        lines += [f"- {sentence(fault)}" for fault in error.faults]
    lines.append("".join(traceback.format_exception(error)))
    return "\n".join(lines)


def meaning_of(error: BaseException) -> str:
    """Return what an error means, in one sentence."""
    if isinstance(error, ChargeplanError):
        return sentence(error)
    return tr("Something went wrong that the program did not expect: {reason}", reason=repr(error))


def show_error(parent: QWidget | None, error: BaseException, kept: str = "") -> None:
    """Say what an error means, and what was kept."""
    text = meaning_of(error)
    show_message(parent, f"{text}\n{kept}" if kept else text, details_of(error))


def show_message(parent: QWidget | None, text: str, details: str = "", severity: str = "error") -> None:
    """Show a sentence until it is closed."""
    dialog = MessageDialog("chargeplan", text, details, severity=severity, parent=parent)
    close = dialog.buttons.addButton(QDialogButtonBox.StandardButton.Close)
    _begin_at(close)
    dialog.buttons.rejected.connect(dialog.reject)
    dialog.exec()
    dialog.deleteLater()


def ask_unsaved(parent: QWidget, name: str) -> Answer:
    """Ask what to do with changes that no file holds."""
    text = tr("{name} has changes that are not saved. Save them first?", name=name)
    dialog = MessageDialog(tr("Unsaved changes"), text, severity="warning", parent=parent)
    dialog.setObjectName("unsavedDialog")
    answers: dict[QDialogButtonBox.StandardButton, Answer] = {
        QDialogButtonBox.StandardButton.Save: "save",
        QDialogButtonBox.StandardButton.Discard: "discard",
        QDialogButtonBox.StandardButton.Cancel: "cancel",
    }
    buttons: dict[Answer, QPushButton] = {
        given: dialog.buttons.addButton(standard) for standard, given in answers.items()
    }
    return answered(dialog, buttons, "save", "cancel")


def ask_drop(parent: QWidget) -> bool:
    """Ask whether what was changed in a dialog is given up; Enter and Esc keep it."""
    dialog = MessageDialog(tr("Unsaved changes"), tr("Drop the changes?"), severity="warning", parent=parent)
    dialog.setObjectName("dropDialog")
    roles = QDialogButtonBox.ButtonRole
    keep = dialog.buttons.addButton(tr("Keep editing"), roles.RejectRole)
    buttons = {"drop": dialog.buttons.addButton(tr("Drop"), roles.DestructiveRole), "keep": keep}
    return answered(dialog, buttons, "keep", "keep") == "drop"


def answered(
    dialog: MessageDialog, buttons: Mapping[_Given, QPushButton], first: _Given, otherwise: _Given
) -> _Given:
    """Return what the pressed button stands for, or `otherwise` when the question is closed without.

    Enter presses the button of `first`.
    """
    _begin_at(buttons[first])
    chosen = [otherwise]

    def answer(given: _Given) -> None:
        chosen[0] = given
        dialog.accept()

    for given, button in buttons.items():
        button.setObjectName(f"{given}Button")
        button.clicked.connect(lambda _checked=False, given=given: answer(given))
    dialog.exec()
    dialog.deleteLater()
    return chosen[0]


def _begin_at(button: QPushButton) -> None:
    """Let Enter press a button: it has the keyboard too, or the first button would once it is handed over."""
    button.setDefault(True)
    button.setFocus()
