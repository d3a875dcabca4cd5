"""A line above the table of a register that has no estates yet: how they come in."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.language import Living
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.widgets import PlainLabel


class EmptyBar(Living, QWidget):
    """Tells to fill the register in; hidden where there are estates. `again_wanted` asks to read it again."""

    again_wanted = Signal()

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("townEmpty")
        self._session = session
        told = PlainLabel(parent=self)
        told.setWordWrap(True)
        self.say(
            told.setText,
            N_(
                "This register has no estates yet. Fill in one estate a row in the spreadsheet program, "
                "save it there, and read it again here."
            ),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(told, 1)
        for name, text, act in (
            ("townFillIn", N_("Open in the spreadsheet program"), self._fill_in),
            ("townReadAgain", N_("Read again"), self.again_wanted.emit),
        ):
            button = QPushButton(self)
            button.setObjectName(name)
            self.say(button.setText, text)
            button.clicked.connect(lambda _on=False, act=act: act())
            layout.addWidget(button)
        session.register_opened.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show it only while a register without estates is open."""
        self.setVisible(self._session.path is not None and not self._session.register.rows)

    def _fill_in(self) -> None:
        path = self._session.path
        if path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._session.message.emit(tr("No program was found that opens {name}.", name=path.name))
