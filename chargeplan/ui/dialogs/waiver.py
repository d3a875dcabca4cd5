"""Letting a finding pass: why, and who says so. Both are asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from chargeplan.i18n import N_
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.widgets import PlainLabel, muted


class WaiverDialog(FramedDialog):
    """Asks for the reason and the name under which a finding is let pass."""

    def __init__(self, finding: str, name: str, parent: QWidget | None = None) -> None:
        """Show the words of a finding, and the name that was given last."""
        super().__init__("waiverDialog", N_("Let a finding pass"), parent, spacing=12)
        self.setMinimumWidth(480)
        self.body.addWidget(self.head)
        self.body.addWidget(PlainLabel(finding, wrap=True))
        self.body.addLayout(self._form(name))
        self.body.addWidget(self._note())
        buttons = self.answers(QDialogButtonBox.StandardButton.Ok, self.accept)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setObjectName("waiverOk")
        self.say(self._ok.setText, N_("Let it pass"))
        self.body.addWidget(buttons)
        self._reason.textChanged.connect(self._enable)
        self._name.textChanged.connect(self._enable)
        self._enable()
        self._reason.setFocus()

    def _form(self, name: str) -> QFormLayout:
        form = QFormLayout()
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("waiverReason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(88)
        self._name = QLineEdit(name)
        self._name.setObjectName("waiverName")
        self.add_field(form, self._reason, N_("Reason"))
        self.add_field(form, self._name, N_("Who lets it pass"))
        return form

    def _note(self) -> QWidget:
        note = muted(PlainLabel(wrap=True))
        self.say(
            note.setText,
            N_(
                "Reason, name and today's date are kept with the scheme and printed with the findings. "
                "The rule itself is still missed."
            ),
        )
        return note

    @property
    def reason(self) -> str:
        """The reason that was given."""
        return self._reason.toPlainText().strip()

    @property
    def name(self) -> str:
        """The name that was given."""
        return self._name.text().strip()

    def _enable(self) -> None:
        self._ok.setEnabled(bool(self.reason and self.name))
