"""A chart that can be asked: which estates lie under the mouse or in a frame, and where an estate is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from chargeplan.drawing.town.look import MARGIN_IN, POINTS_PER_INCH, SMALL_PT, Look, elided, root, write
from chargeplan.i18n import tr

_NEAR_PT = 3.0
_MANY = 30
"""More rings than this are thinner, so that something is left of what they surround."""

_CORNER_IN = 0.1
_NAMED = 8
"""So many selected estates are named at most; more names would hide what they name."""


@dataclass(frozen=True)
class Hit:
    """What lies under the mouse: the estates, and what is said of them."""

    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Dots:
    """Marks at places of axes.

    Attributes
    ----------
    places
        Positions in the axes' own units, shape (n, 2).
    codes
        The estates of each mark.
    radius_pt
        Radius of each mark [pt], shape (n,).
    say
        What is said of the mark of that number.
    """

    axes: Axes
    places: NDArray[np.float64]
    codes: Sequence[tuple[str, ...]]
    radius_pt: NDArray[np.float64]
    say: Callable[[int], str]

    def at(self, x_px: float, y_px: float) -> int | None:
        """Return the number of the mark nearest to a place of the picture [px from its lower left]."""
        if not len(self.places):
            return None
        apart = np.hypot(*(self._pixels() - (x_px, y_px)).T) - (self.radius_pt + _NEAR_PT) * self._px_per_pt
        best = int(np.argmin(apart))
        return best if apart[best] <= 0 else None

    def inside(self, left: float, bottom: float, right: float, top: float) -> Iterator[int]:
        """Yield the numbers of the marks whose middle is in a frame [px]."""
        if len(self.places):
            x, y = self._pixels().T
            held = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
            yield from (int(number) for number in np.flatnonzero(held))

    def outline(self, numbers: Sequence[int], look: Look) -> Iterator[Any]:
        """Yield rings around marks."""
        if len(numbers):
            many = len(numbers) > _MANY
            sizes = (2 * self.radius_pt[list(numbers)] + (2.5 if many else 5.0)) ** 2
            x, y = self.places[list(numbers)].T
            colour = look.palette.chosen
            yield self.axes.scatter(
                x,
                y,
                s=sizes,
                marker="o",
                facecolors="none",
                edgecolors=colour,
                linewidths=1.2 if many else 2.0,
                clip_on=False,
                zorder=20,
            )

    def anchor(self, number: int) -> tuple[float, float, float]:
        """Return the place of a mark, and how far from it its name stands [pt]."""
        x, y = self.places[number]
        return float(x), float(y), float(self.radius_pt[number]) + 4.0

    @property
    def _px_per_pt(self) -> float:
        return float(root(self.axes).dpi) / POINTS_PER_INCH

    def _pixels(self) -> NDArray[np.float64]:
        return np.asarray(self.axes.transData.transform(self.places), dtype=np.float64)


@dataclass(frozen=True)
class Bars:
    """Rectangles on axes, `boxes` as left, bottom, right, top in the axes' units, shape (n, 4)."""

    axes: Axes
    boxes: NDArray[np.float64]
    codes: Sequence[tuple[str, ...]]
    say: Callable[[int], str]

    def at(self, x_px: float, y_px: float) -> int | None:
        """Return the number of the bar under a place of the picture [px from its lower left]."""
        x, y = self.axes.transData.inverted().transform((x_px, y_px))
        left, bottom, right, top = self.boxes.T if len(self.boxes) else np.empty((4, 0))
        found = np.flatnonzero((left <= x) & (x <= right) & (bottom <= y) & (y <= top))
        return int(found[-1]) if len(found) else None

    def inside(self, left: float, bottom: float, right: float, top: float) -> Iterator[int]:
        """Yield the numbers of the bars that a frame touches [px]."""
        to_axes = self.axes.transData.inverted()
        corners = to_axes.transform([(left, bottom), (right, top)])
        (x0, y0), (x1, y1) = np.sort(corners, axis=0)  # an axis may run downwards
        for number, (low_x, low_y, high_x, high_y) in enumerate(self.boxes):
            if low_x <= x1 and high_x >= x0 and low_y <= y1 and high_y >= y0:
                yield number

    def outline(self, numbers: Sequence[int], look: Look) -> Iterator[Any]:
        """Yield frames around bars."""
        for number in numbers:
            left, bottom, right, top = self.boxes[number]
            frame = Rectangle(
                (left, bottom),
                right - left,
                top - bottom,
                fill=False,
                edgecolor=look.palette.chosen,
                linewidth=2.0,
                zorder=20,
                clip_on=False,
            )
            yield self.axes.add_patch(frame)

    def anchor(self, number: int) -> tuple[float, float, float]:
        """Return where the name of a bar stands, and how far from there [pt]."""
        _, bottom, right, top = self.boxes[number]
        return float(right), float(bottom + top) / 2, 4.0


Marks = Dots | Bars


@dataclass(frozen=True)
class Chart:
    """A figure with its title and the estates of its marks.

    `framed` tells whether marks can be selected by a frame; `named` are the estates that the chart itself
    names, so that a selected one needs no name more.
    """

    figure: Figure
    look: Look
    title: str
    marks: tuple[Marks, ...] = ()
    framed: bool = False
    named: frozenset[str] = frozenset()
    names: Callable[[str], str] = field(default=str)

    def at(self, x_px: float, y_px: float) -> Hit | None:
        """Return what lies under a place of the picture [px from its lower left], the topmost first."""
        for marks in reversed(self.marks):
            if self._on(marks, x_px, y_px):
                number = marks.at(x_px, y_px)
                if number is not None:
                    return Hit(tuple(marks.codes[number]), marks.say(number))
        return None

    def inside(self, x0: float, y0: float, x1: float, y1: float) -> tuple[str, ...]:
        """Return the estates whose marks are in a frame between two places of the picture [px]."""
        left, right = sorted((x0, x1))
        bottom, top = sorted((y0, y1))
        found: dict[str, None] = {}
        for marks in reversed(self.marks):
            for number in marks.inside(left, bottom, right, top):
                found.update(dict.fromkeys(marks.codes[number]))
        return tuple(found)

    def highlight(self, codes: Iterable[str]) -> list[Any]:
        """Mark estates by frames and rings, name a few of them, and return what was added to the figure.

        Of estates that have no mark it is said, except in a chart that has none at all.
        """
        ordered = tuple(dict.fromkeys(codes))
        wanted = set(ordered)
        added: list[Any] = []
        if not wanted or not self.marks:
            return added
        drawn = {code for marks in self.marks for held in marks.codes for code in held}
        added.extend(self._not_drawn([code for code in ordered if code not in drawn]))
        for marks in self.marks:
            numbers = [number for number, held in enumerate(marks.codes) if wanted.intersection(held)]
            added.extend(marks.outline(numbers, self.look))
            if isinstance(marks, Dots) and len(wanted) <= _NAMED:
                for number in numbers:
                    here = [self.names(code) for code in marks.codes[number] if code in wanted - self.named]
                    if here:
                        added.append(self._name(marks, number, "\n".join(here)))
        return added

    def _not_drawn(self, codes: Sequence[str]) -> Iterator[Any]:
        """Say at the upper right who is selected and has no mark in this chart."""
        if not codes:
            return
        language, palette = self.look.language, self.look.palette
        if len(codes) <= _NAMED:
            names = tr(", ", language).join(self.names(code) for code in codes)
            text = tr("Selected, not in this chart: {names}", language, names=names)
        else:
            text = tr("Selected, not in this chart: {count} estates", language, count=f"{len(codes):,}")
        room = self.look.width_in - 2 * MARGIN_IN
        yield write(
            self.figure,
            1 - MARGIN_IN / self.look.width_in,
            1 - _CORNER_IN / self.look.height_in,
            elided(text, room, SMALL_PT, True),
            palette.ink,
            size=SMALL_PT,
            bold=True,
            ha="right",
            va="top",
            zorder=21,
            bbox={"boxstyle": "round,pad=0.25", "fc": palette.ground, "ec": palette.chosen, "lw": 1.0},
        )

    def _name(self, marks: Dots, number: int, text: str) -> Any:
        x, y, apart = marks.anchor(number)
        palette = self.look.palette
        low, high = sorted(marks.axes.get_xlim())
        right = x > low + 0.7 * (high - low)
        shift = -apart if right else apart
        name = write(
            marks.axes,
            x,
            y,
            text,
            palette.ink,
            size=SMALL_PT,
            bold=True,
            ha="right" if right else "left",
            va="center",
            zorder=21,
            bbox={"boxstyle": "round,pad=0.25", "fc": palette.ground, "ec": palette.chosen, "lw": 1.0},
        )
        aside = ScaledTranslation(shift / POINTS_PER_INCH, 0, self.figure.dpi_scale_trans)
        name.set_transform(marks.axes.transData + aside)
        return name

    @staticmethod
    def _on(marks: Marks, x_px: float, y_px: float) -> bool:
        return isinstance(marks, Bars) or bool(marks.axes.bbox.expanded(1.1, 1.1).contains(x_px, y_px))
