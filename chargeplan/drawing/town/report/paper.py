"""Pages of A4 lying on their side: what is written and drawn on them, in inches from the upper left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from chargeplan.drawing.letters import drawable, font_file, heavy
from chargeplan.drawing.town.chart import Chart
from chargeplan.drawing.town.look import LIGHT, MARKERS, Look, new_figure, root, text_width_in
from chargeplan.drawing.town.marks import edge_colour, letter_colour
from chargeplan.town.grading import Grade

WIDTH_IN, HEIGHT_IN = 11.69, 8.27
SIDE_IN, TOP_IN, BOTTOM_IN = 0.6, 0.72, 0.62
ROOM_IN = WIDTH_IN - 2 * SIDE_IN
LAST_IN = HEIGHT_IN - BOTTOM_IN

_ABOVE = 10

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Words:
    """A line of text; `y_in` is its baseline."""

    x_in: float
    y_in: float
    text: str
    size_pt: float
    colour: str = LIGHT.ink
    bold: bool = False
    align: Align = "left"

    @property
    def left_in(self) -> float:
        """Where the line begins."""
        width = text_width_in(self.text, self.size_pt, self.bold)
        return self.x_in - {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * width


@dataclass(frozen=True)
class Box:
    """A filled rectangle; a rule is a thin one."""

    x_in: float
    y_in: float
    width_in: float
    height_in: float
    colour: str


@dataclass(frozen=True)
class Mark:
    """The mark of a grade around a middle."""

    x_in: float
    y_in: float
    grade: Grade


@dataclass
class Page:
    """What is on one page; a chart has the page for itself."""

    words: list[Words] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    chart: Callable[[Look], Chart] | None = None


class _Writing(Artist):
    """All lines of a page in one artist: so many texts of matplotlib's own would take seconds."""

    def __init__(self, words: Sequence[Words]) -> None:
        super().__init__()
        self.set_zorder(_ABOVE)
        self._words = words

    def draw(self, renderer: Any) -> None:
        """Write every line."""
        figure: Any = self.figure
        dpi, height = figure.dpi, figure.bbox.height
        context = renderer.new_gc()
        for words in self._words:
            context.set_foreground(words.colour)
            x, y = words.left_in * dpi, height - words.y_in * dpi
            if renderer.flipy():
                y = height - y
            bold = heavy(words.text, words.bold)
            text = drawable(words.text, bold)
            renderer.draw_text(context, x, y, text, _sized(words.size_pt, bold), 0.0, ismath=False)
        context.restore()


@lru_cache
def _sized(size_pt: float, bold: bool) -> FontProperties:
    return FontProperties(fname=str(font_file(bold)), size=size_pt)


def page_figure(page: Page, words: Sequence[Words], language: str, dpi: float) -> Figure:
    """Return a page as a figure, with `words` that stand on every page."""
    around = (SIDE_IN, BOTTOM_IN, SIDE_IN, TOP_IN)
    look = Look(language, False, ROOM_IN, HEIGHT_IN - TOP_IN - BOTTOM_IN, dpi, around)
    figure: Any = page.chart(look).figure if page.chart is not None else root(new_figure(look))
    for box in page.boxes:
        bottom = HEIGHT_IN - box.y_in - box.height_in
        shape = Rectangle(
            (box.x_in / WIDTH_IN, bottom / HEIGHT_IN),
            box.width_in / WIDTH_IN,
            box.height_in / HEIGHT_IN,
            facecolor=box.colour,
            linewidth=0,
            transform=figure.transFigure,
        )
        figure.add_artist(shape)
    for mark in page.marks:
        figure.add_artist(_shape(mark, look, figure))
    letters = [_letter(mark, look) for mark in page.marks if mark.grade is not Grade.UNRATED]
    figure.add_artist(_Writing([*page.words, *letters, *words]))
    return figure  # type: ignore[no-any-return]


def _shape(mark: Mark, look: Look, figure: Any) -> Line2D:
    return Line2D(
        [mark.x_in / WIDTH_IN],
        [1 - mark.y_in / HEIGHT_IN],
        marker=MARKERS[mark.grade],
        markersize=9.5,
        markerfacecolor=look.palette.grades[mark.grade],
        markeredgecolor=edge_colour(mark.grade, look),
        markeredgewidth=0.5,
        linestyle="none",
        transform=figure.transFigure,
    )


def _letter(mark: Mark, look: Look) -> Words:
    size = 5.5
    y = mark.y_in + 0.36 * size / 72
    return Words(mark.x_in, y, mark.grade.value, size, letter_colour(mark.grade, look), True, "center")
