"""Length and angle typed while drawing, in two small fields beside the cursor."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from chargeplan.i18n import tr
from chargeplan.model.values import Point
from chargeplan.ui.canvas.style import Style
from chargeplan.ui.canvas.typed import Offset, TypedEntryError, parse_angle, parse_length


class TypedEntry(QFrame):
    """A field for the length (or a value) and one for the angle.

    Signals
    -------
    changed
        What is typed has changed.
    accepted
        Enter was pressed and everything typed can be read.
    closed
        The fields were emptied and are gone.
    given_up
        Nothing is typed where a value is asked for, and the step before is wanted back.
    """

    changed = Signal()
    accepted = Signal()
    closed = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("typedEntry")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.length = self._field("typedLength", 92)
        self.angle = self._field("typedAngle", 60)
        self._caption = QLabel(self)
        self._angle_mark = QLabel("∠", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(4)
        for widget in (self._caption, self.length, self._angle_mark, self.angle):
            row.addWidget(widget)
        self._style: Style | None = None
        self._value_only = False
        self._asked = False
        self.hide()

    def _field(self, name: str, width: int) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setFixedWidth(width)
        field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        field.textChanged.connect(self._text_changed)
        field.installEventFilter(self)
        return field

    @property
    def active(self) -> bool:
        """Whether the fields are shown."""
        return not self.isHidden()

    @property
    def asked(self) -> bool:
        """Whether a value is asked for: then the fields stay until it is there or the step is taken back."""
        return self.active and self._asked

    @property
    def valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return self._readable(self.length.text(), parse_length) and self._readable(
            self.angle.text(), parse_angle
        )

    @staticmethod
    def _readable(text: str, parse: object) -> bool:
        try:
            return not text.strip() or parse(text) is not None  # type: ignore[operator]
        except TypedEntryError:
            return False

    def open(
        self,
        style: Style,
        caption: str,
        *,
        value_only: bool,
        angle_first: bool = False,
        asked: bool = False,
    ) -> None:
        """Show the fields, empty, and take the keyboard."""
        self._style = style
        self._asked = asked
        self._value_only = value_only
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self.angle.setVisible(not value_only)
        self._angle_mark.setVisible(not value_only)
        self.length.setAccessibleName(caption or tr("Length in metres"))
        self.angle.setAccessibleName(tr("Angle in degrees"))
        self.length.clear()
        self.angle.clear()
        self._show_validity()
        self.adjustSize()
        self.show()
        self.raise_()
        (self.angle if angle_first else self.length).setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """Go on with the field that was typed in last."""
        (self.focusWidget() or self.length).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_entry(self) -> None:
        """Empty the fields and put them away."""
        if not self.active:
            return
        self.hide()
        self.length.clear()
        self.angle.clear()
        self.closed.emit()

    def place(self, at: QPoint) -> None:
        """Stand beside a place in the parent, within it."""
        parent = self.parentWidget()
        if parent is None:
            return
        x = min(at.x() + 18, parent.width() - self.width() - 4)
        y = at.y() - self.height() - 14
        self.move(max(4, x), y if y >= 4 else at.y() + 18)

    def value(self) -> float | Offset | None:
        """Return the single value or the place typed, or None when it cannot be read."""
        try:
            return parse_length(self.length.text())
        except TypedEntryError:
            return None

    def refuse(self) -> None:
        """Mark what was typed as wrong although it can be read."""
        self._mark(self.length, fine=False)
        self.length.selectAll()

    def constrained(self, anchor: Point, point: Point) -> Point:
        """Return where the next corner comes: typed length and angle, the rest as the mouse shows."""
        if not self.active or not self.valid:
            return point
        heading = math.atan2(point[1] - anchor[1], point[0] - anchor[0])
        length = math.dist(anchor, point)
        if self.length.text().strip():
            parsed = parse_length(self.length.text())
            if isinstance(parsed, Offset):
                return (anchor[0] + parsed.dx, anchor[1] + parsed.dy)
            length = parsed
        if self.angle.text().strip():
            typed = math.radians(parse_angle(self.angle.text()))
            if not self.length.text().strip():
                length = abs(length * math.cos(heading - typed))
            heading = typed
        return (anchor[0] + length * math.cos(heading), anchor[1] + length * math.sin(heading))

    def _text_changed(self) -> None:
        self._show_validity()
        self.changed.emit()

    def _show_validity(self) -> None:
        if self._style is None:
            return
        for field, parse in ((self.length, parse_length), (self.angle, parse_angle)):
            self._mark(field, fine=self._readable(field.text(), parse))

    def _mark(self, field: QLineEdit, *, fine: bool) -> None:
        palette = QPalette(self.palette())
        if not fine and self._style is not None:
            palette.setColor(QPalette.ColorRole.Text, self._style.colour("error"))
            palette.setColor(QPalette.ColorRole.Base, self._style.colour("error_paper"))
        field.setPalette(palette)
        field.setProperty("wrong", not fine)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give Tab, Enter and Esc their meaning here; every other key belongs to the field."""
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        ):
            if event.key() in _OWN_KEYS or event.text():
                event.accept()
            if event.type() == QEvent.Type.KeyPress:
                return self._key(watched, event)
            return True
        return super().eventFilter(watched, event)

    def _key(self, field: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            other = self.angle if field is self.length and not self._value_only else self.length
            other.setFocus(Qt.FocusReason.TabFocusReason)
            other.selectAll()
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Backspace and not self._anything()):
            self._leave(held=event.isAutoRepeat())
        else:
            return False
        return True

    def _leave(self, *, held: bool) -> None:
        """Put the fields away; where a value is asked for, clear them first and take no held key for more."""
        if not self._asked:
            self.close_entry()
        elif self._anything():
            self.length.clear()
        elif not held:
            self.given_up.emit()

    def _anything(self) -> bool:
        return bool(self.length.text() or self.angle.text())

    def _enter(self) -> None:
        if not self._anything():
            if not self._asked:
                self.close_entry()
        elif self.valid and (not self._value_only or self.value() is not None):
            self.accepted.emit()
        else:
            self._mark_wrong()

    def _mark_wrong(self) -> None:
        field = self.length if not self._readable(self.length.text(), parse_length) else self.angle
        (field if field.isVisible() else self.length).selectAll()


_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace,
    }
)
