"""A number with its slider and its field, as the panel of weights has one for each indicator and limit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, for_letters, muted, tooltip
from chargeplan.units import to_decimal

_FIELD_PX = 74


def exact(value: float) -> Decimal:
    """Return the number that a field shows, without useless zeros."""
    told = to_decimal(value)
    return Decimal(int(told)) if told == int(told) else told.normalize()


class _Slider(QSlider):
    """A slider that leaves the wheel to the panel around it, so that scrolling changes no number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel."""
        event.ignore()


class _Field(QDoubleSpinBox):
    """A number with no more decimals than it has; the wheel turns it only while it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setGroupSeparatorShown(False)

    def textFromValue(self, value: float) -> str:
        """Return the number as it is written."""
        return f"{exact(value):f}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the number, or scroll the panel."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberRow(Living, QWidget):
    """A title, a slider and a field for one number from `least` to `most`; the slider has `steps` for each 1.

    `moved` says that the number changed and may go on changing, `settled` that it is as it was meant;
    `begun` that a hand is on the slider, so that what follows is one step.
    """

    begun = Signal()
    moved = Signal()
    settled = Signal()

    def __init__(self, name: str, most: int, decimals: int, *, least: int = 0, steps: int = 1) -> None:
        super().__init__()
        self._steps = steps
        self.title = PlainLabel(wrap=True)
        self.note = muted(PlainLabel())
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.slider = _Slider()
        self.slider.setObjectName(f"{name}Slider")
        self.slider.setRange(least * steps, most * steps)
        self.slider.setPageStep(max(1, (most - least) * steps // 10))
        self.field = _Field()
        self.field.setObjectName(f"{name}Field")
        self.field.setDecimals(decimals)
        self.field.setRange(least, most)
        self.field.setSingleStep(1 / steps)
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.field.setFixedWidth(for_letters(self, _FIELD_PX))
        self.title.setBuddy(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(1)
        for parts in ((self.title, self.note), (self.slider, self.field)):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(parts[0], 1)
            line.addWidget(parts[1])
            layout.addLayout(line)
        self._words: Callable[[], tuple[str, str]] | None = None
        self.slider.sliderPressed.connect(self.begun)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.settled)
        self.field.valueChanged.connect(self._typed)

    def call(self, words: Callable[[], tuple[str, str]]) -> None:
        """Take the title and what hovering tells from `words`, now and in every other language."""
        self._words = words
        self.retranslate()

    def retranslate(self) -> None:
        """Say title and tooltip in the language of now."""
        if self._words is None:
            return
        title, tip = self._words()
        self.title.setText(title)
        for part in (self.title, self.slider, self.field):
            part.setToolTip(tooltip(tip))
            part.setAccessibleName(title)
            part.setAccessibleDescription(tip)

    @property
    def value(self) -> Decimal:
        """The number."""
        return exact(self.field.value())

    def show_value(self, value: Decimal) -> None:
        """Show a number without telling that it changed."""
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setValue(float(value))
            self.slider.setValue(round(value * self._steps))

    def _slid(self, value: int) -> None:
        with QSignalBlocker(self.field):
            self.field.setValue(value / self._steps)
        (self.moved if self.slider.isSliderDown() else self.settled).emit()

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * self._steps))
        self.settled.emit()
