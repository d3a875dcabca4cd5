"""The program's own line icons, drawn in the colour of the text so that they fit light and dark."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from chargeplan.resources import assets_folder

_SIZES_PX = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (assets_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, size_px: int, colour: QColor) -> QPixmap:
    """Return the icon `name` in `colour`, `size_px` pixels wide and high."""
    return _pixmap(name, size_px, colour.name(QColor.NameFormat.HexRgb), colour.alphaF())


@lru_cache(maxsize=2048)
def _pixmap(name: str, size_px: int, colour: str, alpha: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    image = QPixmap(QSize(size_px, size_px))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setOpacity(alpha)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
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
    faint.setAlphaF(0.35)
    for size in _SIZES_PX:
        made.addPixmap(pixmap(name, size, QColor(colour)), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, size, faint), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, size, QColor(selected)), QIcon.Mode.Selected)
    return made


def program_icon() -> QIcon:
    """Return the icon of the program itself, in its own colours."""
    made = QIcon()
    for size in (16, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("chargeplan", size, QColor("black")))
    return made
