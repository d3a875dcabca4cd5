"""Parts of the panel of one estate: its grade as a sign, what makes it up as bars, figures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from chargeplan.i18n import tr
from chargeplan.town.grading import Grade
from chargeplan.town.words import GRADE_LETTERS
from chargeplan.ui.language import Living
from chargeplan.ui.town.table import grade_ground, on_grade
from chargeplan.ui.widgets import PlainLabel, for_letters, muted, scaled_font, tooltip

_SIGN_PX = 44
_BAR_PX = 8
_LETTER_FACTOR = 1.7


class GradeSign(QWidget):
    """The letter of a grade, large, on its colour; unrated is a word in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grade = Grade.UNRATED
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be a square, or as wide as the word."""
        side = for_letters(self, _SIGN_PX)
        wide = self.fontMetrics().horizontalAdvance(tr(GRADE_LETTERS[self.grade])) + side // 3
        return QSize(max(side, wide), side)

    def show_grade(self, grade: Grade) -> None:
        """Show a grade."""
        self.grade = grade
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and letter."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            ground = grade_ground(self.grade)
            if ground is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawRoundedRect(box, 6, 6)
                painter.setPen(on_grade(ground))
                painter.setFont(scaled_font(self.font(), _LETTER_FACTOR, bold=True))
            else:
                painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                painter.drawRoundedRect(box, 6, 6)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(GRADE_LETTERS[self.grade]))


class _Bar(QWidget):
    """A share of 1 as a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(for_letters(self, _BAR_PX))

    def show_share(self, share: float) -> None:
        """Fill so much of it."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar in its groove."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            round_by = self.height() / 2
            painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(QRectF(self.rect()), round_by, round_by)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
            wide = max(self.height(), self.width() * self._share)
            painter.drawRoundedRect(QRectF(0, 0, wide, self.height()), round_by, round_by)


@dataclass(frozen=True)
class Cause:
    """One thing that makes up a score: its title, its share in words and of 1, its value, all about it."""

    title: str
    percent: str
    share: float
    value: str
    tip: str


class CauseBars(QWidget):
    """What makes up a score, a bar for each, the greatest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self._rows: list[tuple[PlainLabel, PlainLabel, _Bar, PlainLabel]] = []

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show these and no others."""
        while len(self._rows) < len(causes):
            self._rows.append(self._new_row(len(self._rows)))
        for at, parts in enumerate(self._rows):
            for part in parts:
                part.setVisible(at < len(causes))
        for cause, (title, percent, bar, value) in zip(causes, self._rows, strict=False):
            title.setText(cause.title)
            percent.setText(cause.percent)
            bar.show_share(cause.share)
            bar.setAccessibleName(f"{cause.title} {cause.percent}")
            value.setText(cause.value)
            for part in (title, percent, bar, value):
                part.setToolTip(tooltip(cause.tip))

    def _new_row(self, at: int) -> tuple[PlainLabel, PlainLabel, _Bar, PlainLabel]:
        title, percent, bar, value = PlainLabel(wrap=True), PlainLabel(), _Bar(), muted(PlainLabel(wrap=True))
        title.setObjectName(f"causeTitle{at}")
        percent.setObjectName(f"causePercent{at}")
        percent.setFont(scaled_font(percent.font(), 1.0, bold=True))
        assert isinstance(value, PlainLabel)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(1)
        layout.addWidget(bar)
        layout.addWidget(value)
        self._grid.addWidget(title, 2 * at, 0)
        self._grid.addWidget(percent, 2 * at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._grid.addWidget(box, 2 * at + 1, 0, 1, 2)
        return title, percent, bar, value


class FigureGrid(Living, QWidget):
    """Figures with a name, before and after; those that have one value stand in the last column."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._right = Qt.AlignmentFlag.AlignRight
        for column, title in enumerate(titles, start=1):
            head = muted(PlainLabel())
            self.say(head.setText, title)
            self._grid.addWidget(head, 0, column, self._right)
        self._cells: dict[str, tuple[PlainLabel, ...]] = {}
        self._columns = len(titles)

    def add(self, name: str, title: str) -> None:
        """Add a row called `title`, an English text."""
        caption = PlainLabel(wrap=True)
        self.say(caption.setText, title)
        at = len(self._cells) + 1
        self._grid.addWidget(caption, at, 0)
        cells = tuple(PlainLabel() for _ in range(self._columns))
        for column, cell in enumerate(cells, start=1):
            cell.setObjectName(f"{name}{column}")
            cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(cell, at, column, self._right)
        self._cells[name] = cells

    def show_row(self, name: str, *texts: str) -> None:
        """Show the figures of a row; fewer than there are columns stand at the right."""
        cells = self._cells[name]
        for cell, text in zip(cells, ("",) * (len(cells) - len(texts)) + texts, strict=True):
            cell.setText(text)
