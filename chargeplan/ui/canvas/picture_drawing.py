"""A picture below the plan, decoded once, with smaller versions of it.

A scan that is drawn at a tenth of its size by looking at one dot in ten loses every thin line. It is halved
as often as it takes instead, each time by the mean of four dots; the last step is left to the painter.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

_LEAST_SIDE_PX = 64
_PREPARED_SIDE_PX = 1000
"""Versions down to this size, which fills a window, are made ready before the picture is shown."""


class PictureDrawing:
    """A picture at its own size and at halves of it, which are made when they are first drawn."""

    def __init__(self, image: bytes) -> None:
        whole = QPixmap()
        whole.loadFromData(image)
        self._versions = [whole]

    def prepare(self) -> None:
        """Make the versions that a window shows first."""
        whole = self._versions[0]
        self.at(_PREPARED_SIDE_PX / max(whole.width(), whole.height(), 1))

    def at(self, dots_per_pixel: float) -> QPixmap:
        """Return the smallest version that is still as fine as the screen when a pixel takes so many dots."""
        wanted = math.floor(-math.log2(dots_per_pixel)) if 0 < dots_per_pixel < 1 else 0
        while len(self._versions) <= wanted:
            last = self._versions[-1]
            if min(last.width(), last.height()) < 2 * _LEAST_SIDE_PX:
                break
            half = last.scaled(
                last.width() // 2,
                last.height() // 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._versions.append(half)
        return self._versions[min(wanted, len(self._versions) - 1)]


@lru_cache(maxsize=8)
def picture_drawing(image: bytes) -> PictureDrawing:
    """Return the drawing of an encoded picture; it stays empty when it cannot be decoded."""
    return PictureDrawing(image)
