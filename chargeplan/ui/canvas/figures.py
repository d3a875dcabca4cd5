"""Figures of what is being drawn or pulled, and the words for them. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.i18n import tr
from chargeplan.model.accuracy import area_error_share
from chargeplan.model.values import Point
from chargeplan.units import MINUS, round_half_up


@dataclass(frozen=True)
class LiveFigures:
    """What stands at the cursor; None is left out.

    `stalls` of a lot that is being drawn are those a fill would give (`approximate`), and `pending` while
    they are those of the outline a moment ago. `difference` is
    stalls now less stalls before the drag, `difference_cny` the bill then less the bill as it is. What is
    `built` has measures of its own, which no scale puts in doubt.
    """

    length_m: float | None = None
    angle_degrees: float | None = None
    area_m2: float | None = None
    stalls: int | None = None
    sockets: int | None = None
    approximate: bool = False
    pending: bool = False
    difference: int | None = None
    total_m: float | None = None
    difference_cny: Decimal | None = None
    built: bool = False


def segment_figures(anchor: Point, point: Point) -> LiveFigures:
    """Return length and direction of the side being drawn."""
    dx, dy = point[0] - anchor[0], point[1] - anchor[1]
    return LiveFigures(math.hypot(dx, dy), math.degrees(math.atan2(dy, dx)) % 360)


def ring_area_m2(points: tuple[Point, ...]) -> float | None:
    """Return the area within points [m²], or None when they are fewer than three."""
    return abs(signed_area_m2(points)) if len(points) >= 3 else None


def figure_lines(figures: LiveFigures, scale_error_share: float | None = None) -> list[str]:
    """Return the figures in words, the drawn side first, then areas, then stalls.

    Whole lengths and areas of ground have their tolerance with them where the scale is known to a share.
    """
    share = 0.0 if figures.built else scale_error_share or 0.0
    lines = []
    side = []
    if figures.length_m is not None:
        side.append(tr("{length} m", length=f"{figures.length_m:.2f}"))
    if figures.angle_degrees is not None:
        side.append(f"∠ {figures.angle_degrees:.1f}°")
    if side:
        lines.append("  ".join(side))
    if figures.total_m is not None:
        lines.append(tr("{length} m in all", length=_give_or_take(figures.total_m, figures.total_m * share)))
    if figures.area_m2 is not None:
        tolerance_m2 = figures.area_m2 * area_error_share(share)
        lines.append(tr("{area} m²", area=_give_or_take(figures.area_m2, tolerance_m2)))
    if figures.stalls is not None:
        lines.append(_stall_line(figures))
    changes = []
    if figures.difference:
        changes.append(tr("{difference} stalls", difference=signed_count(figures.difference)))
    if figures.difference_cny:
        changes.append(signed_cny(figures.difference_cny))
    if changes:
        lines.append("  ".join(changes))
    return lines


def _give_or_take(value: float, tolerance: float) -> str:
    return f"{value:.2f} ± {tolerance:.2f}" if tolerance else f"{value:.2f}"


def _stall_line(figures: LiveFigures) -> str:
    about = "≈ " if figures.approximate else ""
    line = about + tr("{count} stalls", count=figures.stalls)
    if figures.sockets is not None:
        line += " · " + tr("{count} sockets", count=figures.sockets)
    return line + (" …" if figures.pending else "")


def signed_cny(amount_cny: Decimal) -> str:
    """Return a difference of cost in whole yuan with its sign, a true minus."""
    whole = round_half_up(abs(amount_cny), 0)
    return f"{'+' if amount_cny >= 0 else MINUS}¥{whole:,}"


def signed_count(count: int) -> str:
    """Return a count with its sign, a true minus."""
    return f"+{count}" if count >= 0 else f"{MINUS}{-count}"
