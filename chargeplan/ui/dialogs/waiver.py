"""Letting a finding pass: why, and who says so. Both are asked for."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, heading, muted


class WaiverDialog(Living, QDialog):
    """Asks for the reason and the name under which a finding is let pass."""

    def __init__(self, finding: str, name: str, parent: QWidget | None = None) -> None:
        """Show the words of a finding, and the name that was given last."""
        super().__init__(parent)
        self.setObjectName("waiverDialog")
        self.setMinimumWidth(480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        head = heading(self, factor=1.25)
        for setter in (head.setText, self.setWindowTitle):
            self.say(setter, N_("Let a finding pass"))
        layout.addWidget(head)
        layout.addWidget(PlainLabel(finding, wrap=True))
        form = QFormLayout()
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("waiverReason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(88)
        self._name = QLineEdit(name)
        self._name.setObjectName("waiverName")
        for field, text in ((self._reason, N_("Reason")), (self._name, N_("Who lets it pass"))):
            caption = PlainLabel()
            self.say(caption.setText, text)
            self.say(field.setAccessibleName, text)
            caption.setBuddy(field)
            form.addRow(caption, field)
        layout.addLayout(form)
        note = muted(PlainLabel(wrap=True))
        self.say(
            note.setText,
            N_(
                "Reason, name and today's date are kept with the scheme and printed with the findings. "
                "The rule itself is still missed."
            ),
        )
        layout.addWidget(note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setObjectName("waiverOk")
        self.say(self._ok.setText, N_("Let it pass"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self._reason.textChanged.connect(self._enable)
        self._name.textChanged.connect(self._enable)
        self._enable()
        self._reason.setFocus()

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
