"""Charts as pixels for a window, drawn once; what is selected is laid over them afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.chart import Chart, Hit


class Screen:
    """A chart that was drawn; it may be made in a thread, and is used by one thread at a time."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._canvas = _canvas(chart)
        with own_settings():
            self._canvas.draw()
        self._ground: Any = self._canvas.copy_from_bbox(chart.figure.bbox)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        width, height = self._canvas.get_width_height()
        return int(width), int(height)

    def pixels(self, codes: Iterable[str] = ()) -> bytes:
        """Return the picture with estates highlighted: rows from the top, four bytes a pixel (RGBA)."""
        self._canvas.restore_region(self._ground)
        added = self.chart.highlight(codes)
        renderer = self._canvas.get_renderer()
        for artist in sorted(added, key=lambda one: float(one.get_zorder())):
            artist.draw(renderer)
            artist.remove()
        return bytes(self._canvas.buffer_rgba())

    def at(self, x_px: float, y_px: float) -> Hit | None:
        """Return what lies under a pixel, counted from the upper left."""
        return self.chart.at(x_px, self.size_px[1] - y_px)

    def inside(self, x0: float, y0: float, x1: float, y1: float) -> tuple[str, ...]:
        """Return the estates in a frame between two pixels, counted from the upper left."""
        height = self.size_px[1]
        return self.chart.inside(x0, height - y0, x1, height - y1)


def _canvas(chart: Chart) -> Any:
    return FigureCanvasAgg(chart.figure)
