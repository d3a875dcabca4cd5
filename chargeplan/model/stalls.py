"""One bike's place, a plain value that fillings, kept rows and drawings share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.values import Point, count, point

_LEAST_ACROSS_M2 = 1e-3
"""Twice the area below which four corners are no place for a bike."""


@dataclass(frozen=True)
class Stall:
    """One bike's place.

    Attributes
    ----------
    polygon : 4 points
        Rectangle, or parallelogram of an angled row, counter-clockwise.
    front : 2 points
        The side of `polygon` by which the bike comes in.
    group : int
        Number of its group, from 0.
    """

    polygon: tuple[Point, Point, Point, Point]
    front: tuple[Point, Point]
    group: int = 0


@dataclass(frozen=True)
class KeptRow:
    """A row that stays where it is: its stalls, and those behind them that share their wheels' room.

    Corners lie on the 0.1 mm grid of plans, like those of everything that is saved.
    """

    stalls: tuple[Stall, ...]

    def __post_init__(self) -> None:
        if not self.stalls:
            raise InvalidValueError("empty_row", N_("a kept row needs at least one stall"))
        object.__setattr__(
            self, "stalls", tuple(_on_grid(stall, f"stalls[{i}]") for i, stall in enumerate(self.stalls))
        )

    def mapped(self, change: Callable[[Point], Point]) -> KeptRow:
        """Return the row with `change` made to every corner, such as a turn."""
        return KeptRow(tuple(_mapped(stall, change) for stall in self.stalls))


def _mapped(stall: Stall, change: Callable[[Point], Point]) -> Stall:
    a, b, c, d = map(change, stall.polygon)
    start, end = map(change, stall.front)
    return Stall((a, b, c, d), (start, end), stall.group)


def _on_grid(stall: Stall, field: str) -> Stall:
    count(stall.group, f"{field}.group")
    corners = tuple(point(corner, f"{field}.polygon[{i}]") for i, corner in enumerate(stall.polygon))
    ends = tuple(point(corner, f"{field}.front[{i}]") for i, corner in enumerate(stall.front))
    if len(corners) != 4 or len(set(corners)) != 4:
        raise InvalidValueError("bad_stall", N_("{field} is no stall with four corners"), field=field)
    sides = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    if ends not in sides and ends[::-1] not in sides:
        raise InvalidValueError("bad_stall", N_("the front of {field} is no side of it"), field=field)
    a, b, c, d = corners
    across = (c[0] - a[0]) * (d[1] - b[1]) - (c[1] - a[1]) * (d[0] - b[0])
    if abs(across) < _LEAST_ACROSS_M2:
        raise InvalidValueError("bad_stall", N_("{field} is no stall with four corners"), field=field)
    polygon = (a, b, c, d) if across > 0 else (d, c, b, a)
    return Stall(polygon, (ends[0], ends[1]), stall.group)
