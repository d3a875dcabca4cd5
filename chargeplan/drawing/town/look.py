"""How charts look: colours, marks and hatches of light and dark, sizes, letters, numbers on axes.

No meaning is told by colour alone: grades have a mark of their own shape and a letter, the parts of a bar a
hatch and a number. The colours are told apart by people who do not see red and green.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import MaxNLocator

from chargeplan.drawing.labels import LINE_SPACING, wrapped
from chargeplan.drawing.letters import drawable, font, heavy, text_width
from chargeplan.i18n import DEFAULT_LANGUAGE
from chargeplan.town.grade_colours import IN_THE_DARK, ON_PAPER
from chargeplan.town.grading import Grade
from chargeplan.units import MINUS, round_half_up

POINTS_PER_INCH = 72.0
TITLE_PT, TEXT_PT, SMALL_PT, NOTE_PT = 12.0, 8.5, 7.5, 7.0
_LOW_TITLE_PT = 10.0
MARGIN_IN = 0.14
_LOW_IN = 3.6
_AXIS_SHARE = 0.93
"""Small letters moved to whole pixels take more room than their widths tell."""

MARKERS: Mapping[Grade, str] = {
    Grade.A: "o", Grade.B: "s", Grade.C: "^", Grade.D: "D", Grade.UNRATED: "X",
}  # fmt: skip
HATCHES = ("", "////", "....", "xxxx", "----", "||||")
GRADES = tuple(Grade)
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Palette:
    """Colours, each `#RRGGBB`: ground and ink, what is selected, grades, and the parts of a bar."""

    ground: str
    ink: str
    faint: str
    rule: str
    accent: str
    chosen: str
    grades: Mapping[Grade, str]
    parts: tuple[str, ...]
    density: str


LIGHT = Palette(
    "#FFFFFF", "#17212B", "#55616C", "#C9CED4", "#0F6E84", "#B0157A",
    ON_PAPER,
    ("#2F6690", "#E0A526", "#5FA8A0", "#B5562B", "#8A7FB8", "#9AA5AF"), "GnBu",
)  # fmt: skip
DARK = Palette(
    "#171C21", "#E8EDF1", "#A3AEB9", "#46515B", "#4FB3CA", "#FF8AD8",
    IN_THE_DARK,
    ("#5B9BD0", "#EDBE55", "#73C2B8", "#DE8458", "#AFA4E0", "#8A949E"), "viridis",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a chart is drawn for: language, light or dark, and its size.

    On a page of a report the chart is part of a larger figure: `around_in` is what that has left of it,
    below, right and above [inch].
    """

    language: str = DEFAULT_LANGUAGE
    dark: bool = False
    width_in: float = 9.0
    height_in: float = 6.0
    dpi: float = 100.0
    around_in: tuple[float, float, float, float] | None = None

    @property
    def low(self) -> bool:
        """Whether there is so little height that charts do with less around them."""
        return self.height_in < _LOW_IN

    @property
    def palette(self) -> Palette:
        """The colours of light or dark."""
        return DARK if self.dark else LIGHT


def new_figure(look: Look) -> Any:
    """Return an empty figure of the look's size and ground; on a page it is the part for the chart."""
    left, below, right, above = look.around_in or (0.0, 0.0, 0.0, 0.0)
    columns, rows = (left, look.width_in, right), (above, look.height_in, below)
    whole = Figure(
        figsize=(sum(columns), sum(rows)), dpi=look.dpi, facecolor=look.palette.ground, layout=None
    )
    if look.around_in is None:
        return whole
    grid = GridSpec(3, 3, width_ratios=columns, height_ratios=rows)
    return whole.add_subfigure(grid[1, 1], facecolor="none")


def add_axes(figure: Any, look: Look, left: float, bottom: float, right: float, top: float) -> Axes:
    """Return axes whose four edges are that far from those of the figure [inch]."""
    width, height = look.width_in, look.height_in
    box = (
        left / width,
        bottom / height,
        max(0.05, (width - left - right) / width),
        max(0.05, (height - bottom - top) / height),
    )
    axes: Axes = figure.add_axes(box)
    palette = look.palette
    axes.set_facecolor(palette.ground)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(palette.rule)
    axes.tick_params(colors=palette.faint, length=3, width=0.6)
    axes.set_axisbelow(True)
    return axes


def write(target: Any, x: float, y: float, text: str, colour: str, **settings: Any) -> Any:
    """Return a text on axes or on a figure; `size` in points, `bold`; it is letters and never a formula."""
    bold = heavy(text, settings.pop("bold", False))
    size = settings.pop("size", TEXT_PT)
    settings.setdefault("linespacing", LINE_SPACING)
    return target.text(
        x,
        y,
        drawable(text, bold),
        color=colour,
        fontproperties=font(bold),
        fontsize=size,
        parse_math=False,
        **settings,
    )


def root(part: Any) -> Figure:
    """Return the whole figure that axes or a part of a figure belong to."""
    whole: Figure = part.figure.figure
    return whole


def text_width_in(text: str, size_pt: float = TEXT_PT, bold: bool = False) -> float:
    """Return how wide a line of text is [inch]."""
    return text_width(text, size_pt / POINTS_PER_INCH, bold)


def elided(text: str, room_in: float, size_pt: float = TEXT_PT, bold: bool = False) -> str:
    """Return a text that is no wider than `room_in` [inch], its end replaced by dots."""
    if text_width_in(text, size_pt, bold) <= room_in:
        return text
    while text and text_width_in(text + "…", size_pt, bold) > room_in:
        text = text[:-1]
    return text.rstrip() + "…"


def lines(text: str, room_in: float, size_pt: float, bold: bool = False) -> str:
    """Return a text broken into lines no wider than `room_in` [inch], within a word where it must be."""
    height = size_pt / POINTS_PER_INCH
    broken = (
        line
        for part in text.split("\n")
        for line in wrapped(part, height, room_in, lambda line: text_width(line, height, bold))
    )
    return "\n".join(piece for line in broken for piece in _cut(line, room_in, height, bold))


def _cut(line: str, room: float, height: float, bold: bool) -> Iterator[str]:
    """Yield the pieces of a line that are no wider than the room."""
    piece, width = "", 0.0
    for letter in line:
        more = text_width(letter, height, bold)
        if piece and width + more > room + height / 1000:
            yield piece
            piece, width = "", 0.0
        piece, width = piece + letter, width + more
    yield piece


def line_in(size_pt: float) -> float:
    """Return the height of a line of text [inch]."""
    return size_pt * LINE_SPACING / POINTS_PER_INCH


@dataclass(frozen=True)
class _Line:
    """Lines of a head, `x_in` from the left and `y_in` from the top of the figure."""

    x_in: float
    y_in: float
    text: str
    size_pt: float
    bold: bool


def _head(look: Look, title: str, below: str) -> tuple[list[_Line], float]:
    """Return title and what is below it, beside it in a low figure, and where they end [inch]."""
    room, top = look.width_in - 2 * MARGIN_IN, MARGIN_IN
    if look.low:
        title = elided(title, room, _LOW_TITLE_PT, True)
        end = MARGIN_IN + text_width_in(title, _LOW_TITLE_PT, True) + 0.2
        height = line_in(_LOW_TITLE_PT)
        found = [_Line(MARGIN_IN, 0.06, title, _LOW_TITLE_PT, True)]
        beside = look.width_in - MARGIN_IN - end
        if below and beside >= 0.5 * text_width_in(below, SMALL_PT):
            found.append(_Line(end, 0.1, elided(below, beside, SMALL_PT), SMALL_PT, False))
        elif below:
            found.append(_Line(MARGIN_IN, 0.06 + height, elided(below, room, SMALL_PT), SMALL_PT, False))
            height += line_in(SMALL_PT)
        return found, height + 0.08
    found = []
    for text, size, bold in ((title, TITLE_PT, True), (below, TEXT_PT, False)):
        if text:
            broken = lines(text, room, size, bold)
            found.append(_Line(MARGIN_IN, top, broken, size, bold))
            top += (broken.count("\n") + 1) * line_in(size) + 0.03
    return found, top


def _foot(look: Look, note: str) -> tuple[str, float]:
    """Return the note as it is written at the foot, on one line in a low figure, and its height [inch]."""
    room = look.width_in - 2 * MARGIN_IN
    if not note:
        return "", MARGIN_IN
    broken = elided(note, room, NOTE_PT) if look.low else lines(note, room, NOTE_PT)
    return broken, (0.05 if look.low else MARGIN_IN) + (broken.count("\n") + 1) * line_in(NOTE_PT)


def headroom(look: Look, title: str, below: str, note: str) -> tuple[float, float]:
    """Return how much of the top and of the bottom title, what is below it and note take [inch]."""
    return _head(look, title, below)[1] + 0.08, _foot(look, note)[1] + 0.06


def headed(figure: Any, look: Look, title: str, below: str, note: str) -> tuple[float, float]:
    """Write title and what is below it at the top, the note at the bottom; return what `headroom` does."""
    palette = look.palette
    for line in _head(look, title, below)[0]:
        at = (line.x_in / look.width_in, 1 - line.y_in / look.height_in)
        colour = palette.ink if line.bold else palette.faint
        write(figure, *at, line.text, colour, size=line.size_pt, bold=line.bold, va="top", ha="left")
    foot = _foot(look, note)[0]
    if foot:
        at = (MARGIN_IN / look.width_in, (0.05 if look.low else MARGIN_IN) / look.height_in)
        write(figure, *at, foot, palette.faint, size=NOTE_PT, va="bottom", ha="left")
    return headroom(look, title, below, note)


def number(value: Decimal | float, decimals: int = 0) -> str:
    """Return a number with thousands kept apart and a true minus, rounded half-up."""
    return f"{round_half_up(value, decimals):,f}".replace("-", MINUS)


def ticks(low: float, high: float, most: int = 6) -> tuple[list[float], list[str]]:
    """Return round places from `low` to `high` and what is written at them."""
    places = MaxNLocator(nbins=max(1, most), steps=_STEPS).tick_values(low, high)
    inside = [float(place) for place in places if low - 1e-9 <= place <= high + 1e-9] or [low]
    step = min((b - a for a, b in pairwise(inside)), default=1.0)
    decimals = 0
    while decimals < 6 and abs(round(step, decimals) - step) > step * 1e-6:
        decimals += 1
    return inside, [number(place, decimals) for place in inside]


def set_ticks(
    axes: Axes, look: Look, axis: Literal["x", "y"], low: float, high: float, most: int = 6
) -> None:
    """Put round numbers and thin lines on the `x` or `y` axis."""
    places, texts = ticks(low, high, most)
    label_ticks(axes, look, axis, places, texts)
    axes.grid(axis=axis, color=look.palette.rule, linewidth=0.5, alpha=0.7)


def label_ticks(axes: Axes, look: Look, axis: str, places: Sequence[float], texts: Sequence[str]) -> None:
    """Write texts at places of the `x` or `y` axis."""
    setter = axes.set_xticks if axis == "x" else axes.set_yticks
    setter(
        list(places),
        [drawable(text) for text in texts],
        fontproperties=font(),
        fontsize=SMALL_PT,
        color=look.palette.faint,
        parse_math=False,
    )


def name_axis(axes: Axes, look: Look, axis: str, text: str) -> None:
    """Write what an axis measures and in which unit, on two lines at most, no longer than the axis."""
    setter = axes.set_xlabel if axis == "x" else axes.set_ylabel
    length = axes.bbox.width if axis == "x" else axes.bbox.height
    room = length / root(axes).dpi * _AXIS_SHARE
    first, *rest = lines(text, room, SMALL_PT).split("\n")
    named = "\n".join([first, elided(" ".join(rest), room, SMALL_PT)] if rest else [first])
    setter(
        drawable(named),
        fontproperties=font(),
        fontsize=SMALL_PT,
        color=look.palette.ink,
        parse_math=False,
        labelpad=3,
    )
