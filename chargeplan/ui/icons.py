"""The program's own line icons, drawn in the colour of the text so that they fit light and dark."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from chargeplan.resources import assets_folder

_SIZES_PX = (16, 24, 48)
_FAINT = 0.35


@lru_cache(maxsize=1024)
def _shape(name: str, size_px: int) -> QPixmap:
    """Return the icon `name` as its file has it; `currentColor` is black."""
    path = assets_folder() / "icons" / f"{name}.svg"
    renderer = QSvgRenderer(QByteArray(path.read_bytes()))
    image = QPixmap(QSize(size_px, size_px))
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
    return image


def pixmap(name: str, size_px: int, colour: QColor) -> QPixmap:
    """Return the line icon `name` in `colour`, `size_px` pixels wide and high."""
    image = QPixmap(_shape(name, size_px))
    with QPainter(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), colour)
    return image


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Return the icon `name` in the colour of buttons' text, or in `colour`."""
    palette = QGuiApplication.palette()
    normal = colour or palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    selected = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText)
    return _icon(name, normal.name(QColor.NameFormat.HexRgb), selected.name(QColor.NameFormat.HexRgb))


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, selected: str) -> QIcon:
    made = QIcon()
    faint = QColor(colour)
    faint.setAlphaF(_FAINT)
    for size in _SIZES_PX:
        made.addPixmap(pixmap(name, size, QColor(colour)), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, size, faint), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, size, QColor(selected)), QIcon.Mode.Selected)
    return made


def program_icon() -> QIcon:
    """Return the icon of the program itself, in its own colours."""
    made = QIcon()
    for size in (32, 64, 128):
        made.addPixmap(_shape("chargeplan", size))
    return made
