"""What is assumed for a whole town: e-bikes per household, the target of sockets, the walk, the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.town.exact_numbers import quotient, simple_ratio
from chargeplan.ui.language import Living
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.weight_rows import NumberRow, exact
from chargeplan.ui.widgets import PlainLabel, heading

_CHANGE = N_("Change assumptions")
_DAY = "yyyy-MM-dd"
_METRES = "m"


class _Day(QDateEdit):
    """A day that the wheel turns only while it has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat(_DAY)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the day, or scroll the panel."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Assumptions(Living, QWidget):
    """Follows the settings of a session; a change is one step, made when a slider is let go."""

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        title = heading()
        self.say(title.setText, N_("Assumptions"))
        layout.addWidget(title)
        self.ebikes = self._row("ebikesPerHousehold", "ebikes_per_household", 2, 2, steps=100)
        self.bikes = self._row("bikesPerSocket", "bikes_per_socket_target", 20, 2, least=1)
        self.walk = self._row("walkingLimit", "walking_limit_m", 500, 0, least=10)
        for row in (self.ebikes, self.bikes, self.walk):
            layout.addWidget(row)
        layout.addLayout(self._day_line())
        self.ebikes.settled.connect(self._take_ebikes)
        self.bikes.settled.connect(self._take_bikes)
        self.walk.settled.connect(self._take_walk)
        self.day.dateChanged.connect(self._take_day)
        session.settings_changed.connect(self.follow)
        self.follow()

    def _row(
        self, name: str, figure_id: str, most: int, decimals: int, *, least: int = 0, steps: int = 1
    ) -> NumberRow:
        row = NumberRow(name, most, decimals, least=least, steps=steps)
        row.call(_words(figure_id))
        return row

    def _day_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        caption = PlainLabel()
        self.say(caption.setText, N_("Figures are of"))
        self.day = _Day()
        self.day.setObjectName("figuresOf")
        self.say(self.day.setAccessibleName, N_("Figures are of"))
        self.say(self.day.setToolTip, N_("Tasks are overdue against this day; it stands on every sheet."))
        caption.setBuddy(self.day)
        line.addWidget(caption, 1)
        line.addWidget(self.day)
        return line

    def follow(self) -> None:
        """Show what holds now."""
        settings = self._session.settings
        self.ebikes.show_value(settings.ebikes_per_household)
        self.walk.show_value(settings.walking_limit_m)
        ratio = simple_ratio(settings.sockets_per_ebike)
        if ratio:
            self.bikes.show_value(quotient(ratio.denominator, ratio.numerator))
        day = settings.as_of
        with QSignalBlocker(self.day):
            if day is not None:
                self.day.setDate(QDate(day.year, day.month, day.day))

    def _take_ebikes(self) -> None:
        self._change("ebikes_per_household", self.ebikes.value)

    def _take_bikes(self) -> None:
        self._change("sockets_per_ebike", quotient(Decimal(1), self.bikes.value))

    def _take_walk(self) -> None:
        self._change("walking_limit_m", self.walk.value)

    def _take_day(self, day: QDate) -> None:
        self._change("as_of", date(day.year(), day.month(), day.day()))

    def _change(self, name: str, value: Decimal | date) -> None:
        """Change one of them; what is written otherwise but means the same changes nothing."""
        settings = self._session.settings
        if getattr(settings, name) != value:
            self._session.change_settings(replace(settings, **{name: value}), _CHANGE)  # type: ignore[arg-type]


def _words(figure_id: str) -> Callable[[], tuple[str, str]]:
    def words() -> tuple[str, str]:
        figure = load_catalogue().constants[figure_id]
        lines = [
            tr("Usual value: {value}", value=f"{exact(figure.value):f}"),
            tr("Source: {source}", source=figure.source),
        ]
        if not figure.verified:
            lines.append(tr("To be verified."))
        unit = f" [{figure.unit}]" if figure.unit == _METRES else ""
        return pick(figure.title) + unit, "\n".join(lines)

    return words
