"""Small widgets that every panel uses: plain labels, buttons with icons, headings."""

from __future__ import annotations

import html
from unicodedata import east_asian_width

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from chargeplan.ui.language import Living
from chargeplan.ui.theme import severity_colour


class PlainLabel(QLabel):
    """A label that never takes text for markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the margins, which Qt takes from a label when the look changes."""
        margins = self.contentsMargins()
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setContentsMargins(margins)


class ElidedLabel(PlainLabel):
    """A label of one line that ends in dots where there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if shown == self.text():
            super().paintEvent(event)
            return
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, room, where, self.palette(), self.isEnabled(), shown, self.foregroundRole()
            )


class ElidedCombo(QComboBox):
    """A list to choose from that ends a long text in dots instead of cutting its last letter in two."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Shorten the text, and tell all of it in the tooltip."""
        super().initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        full = option.currentText
        option.currentText = self.fontMetrics().elidedText(
            full, Qt.TextElideMode.ElideRight, place.width() - 4
        )
        self.setToolTip(tooltip(full) if option.currentText != full else "")


_FRAME = QSize(16, 48)
"""Room for the frame and the title that systems put around windows [px]."""

_USUAL_LINE_PX = 19
"""Height of a line in the program's own font at its usual size [px]."""

_LONGEST_TIP = 100
"""How many narrow letters a line of a tooltip has before it is broken."""


def tooltip(text: str) -> str:
    """Return a text as a tooltip that shows it letter by letter: nobody's words are markup.

    Qt takes for markup what looks like it, and breaks no line of what does not.
    """
    widths = (sum(1 + (east_asian_width(letter) in "WF") for letter in line) for line in text.split("\n"))
    if "<" not in text and "&" not in text and max(widths) <= _LONGEST_TIP:
        return text
    return "<qt>{}</qt>".format(html.escape(text, quote=False).replace("\n", "<br>"))


class SearchField(QLineEdit):
    """What is searched for; Esc takes it back before it closes or leaves anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)

    def setPlaceholderText(self, text: str) -> None:
        """Show `text` where nothing is searched for."""
        super().setPlaceholderText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the usual size, wide enough to read what can be searched for."""
        usual = super().sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return usual.expandedTo(QSize(words + 2 * usual.height(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what is searched for."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
        else:
            super().keyPressEvent(event)


def scaled_font(base: QFont, factor: float, *, bold: bool = False) -> QFont:
    """Return `base` larger or smaller, and bold when wanted."""
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * factor)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def heading(parent: QWidget | None = None, factor: float = 1.0) -> PlainLabel:
    """Return a label for the head of a section."""
    label = PlainLabel(parent=parent)
    label.setFont(scaled_font(label.font(), factor, bold=True))
    return label


def muted(label: QLabel) -> QLabel:
    """Make a label quieter than the text around it, still at a contrast of 4.5:1, and return it."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def tint(label: QLabel, severity: str) -> None:
    """Give a label the colour of a severity, or with none that of the text around it."""
    around = label.parentWidget()
    palette = QPalette() if around is None else QPalette(around.palette())
    if severity:
        palette.setColor(label.foregroundRole(), severity_colour(severity))
    label.setPalette(palette)


def mark_fault(field: QLineEdit, sentence: str) -> None:
    """Mark what stands in a field as wrong and say why, to a screen reader too; nothing unmarks it."""
    fault = bool(sentence)
    if bool(field.property("fault")) != fault:
        field.setProperty("fault", fault)
        field.style().unpolish(field)
        field.style().polish(field)
    field.setAccessibleDescription(sentence)
    field.setToolTip(tooltip(sentence))


def rule_line(parent: QWidget | None = None) -> QFrame:
    """Return a thin line between sections."""
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line


class Pages(QStackedWidget):
    """Pages that are as small as the one that is shown allows, whatever the others need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page that is shown."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()


class TickBox(QCheckBox):
    """A box to tick whose frame can be seen in the dark look too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the style's box, and a frame around it that stands off from the ground."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(group, QPalette.ColorRole.PlaceholderText))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)


class ChoiceButton(QRadioButton):
    """One of several choices, whose circle can be seen in the dark look too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the style's circle, and a ring around it that stands off from the ground."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        circle = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawEllipse(QRectF(circle).adjusted(1.5, 1.5, -1.5, -1.5))


class IconButton(Living, QToolButton):
    """A button with an icon, a tooltip and the same words for a screen reader."""

    def __init__(self, name: str, icon_name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAutoRaise(True)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.draw(self.setIcon, icon_name)
        self.say(self._name, text)

    def _name(self, text: str) -> None:
        self.setToolTip(text)
        self.setAccessibleName(text)


def for_letters(widget: QWidget, px: int) -> int:
    """Return what a size [px] that suits letters of the usual size is for those of a widget; never less."""
    return max(px, round(px * widget.fontMetrics().height() / _USUAL_LINE_PX))


def resize_within_screen(window: QWidget, width_px: int, height_px: int) -> None:
    """Give a window a size that suits its letters, and that its screen has room for with its frame."""
    room = window.screen().availableSize() - _FRAME
    wanted = QSize(for_letters(window, width_px), for_letters(window, height_px))
    window.resize(wanted.boundedTo(room))


def stretch() -> QWidget:
    """Return a widget that takes the room that is left."""
    filler = QWidget()
    filler.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return filler
