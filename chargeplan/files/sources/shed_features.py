"""Sheds from features: the sizes that are told, or the rectangle that the outline is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chargeplan.files.geojson_form import FRONT_EDGES, KIND_OF, SHED_SIZES
from chargeplan.files.sources.features import Feature
from chargeplan.files.sources.shapes import ring_without_repeats
from chargeplan.files.sources.told_values import fault_of, fitted
from chargeplan.geometry.sheds import ShedRectangle, shed_of_outline, shed_outline
from chargeplan.i18n import N_
from chargeplan.model.values import Ring

_SAME_M = 1e-3
"""Corners of an outline that nobody has moved lie within this of those by the sizes."""

_HINTS = KIND_OF["shed"].hints

Remark = tuple[str, str]
"""Code and text of a note."""


@dataclass(frozen=True)
class FoundShed:
    """The fields of a shed that its shape decides, None where the outline is no rectangle."""

    values: dict[str, Any] | None
    remarks: tuple[Remark, ...] = ()


_NO_RECTANGLE = ("no_rectangle", N_("The outline is no rectangle and became no shed ({count}): {places}"))
_GUESSED = (
    "front_guessed",
    N_("It is not told through which sides bikes go in; the longest was taken ({count}): {places}"),
)
_ONE_FRONT = (
    "one_front",
    N_("Bikes go into a shed through one side or two opposite ones; others do not count ({count}): {places}"),
)
_NO_SIDE = ("no_front_side", N_("A side is named that the outline does not have ({count}): {places}"))
_OUTLINE_COUNTS = (
    "outline_counts",
    N_("The sizes that are told do not fit the outline, which was taken ({count}): {places}"),
)


def shed_values(
    values: Mapping[str, Any],
    feature: Feature,
    outline: Ring,
    rest: Mapping[str, Any] | None,
    tolerance_m: float,
) -> FoundShed:
    """Return origin, angle, length, depth and rows of a shed.

    Sizes count where they give the outline, or were edited while the outline was not; else the outline does.

    Parameters
    ----------
    values
        Fields that the feature tells.
    rest
        What the shed was when this program wrote it, None for a shed of somebody else.
    tolerance_m
        How far corners may lie off a rectangle [m].
    """
    ring, sides = ring_without_repeats(outline)
    told, before = _rectangle(values), _rectangle(rest or {})
    rows = int(values.get("rows") or 1)
    rows_edited = rest is not None and rows != rest.get("rows")
    fronts = _fronts(feature)
    fits = told is not None and _gives(told, outline)
    edited = told is not None and before != told and _gives(before, outline)
    usual = fronts is None or fronts == ([0, 2] if rows == 2 else [0]) or rows_edited
    if told is not None and usual and (fits or edited):
        return FoundShed(_sizes(told, rows))
    remarks = [_OUTLINE_COUNTS] if told is not None and rest is None and not fits else []
    front, double, more = _front(fronts, sides, ring)
    found = shed_of_outline(ring, front, tolerance_m)
    if found is None:
        return FoundShed(None, (*remarks, _NO_RECTANGLE))
    if double and not rows_edited:
        rows = 2
    elif rest is not None and fronts is not None and not rows_edited:
        rows = 1
    return FoundShed(_sizes(found, rows), (*remarks, *more))


def is_in_metres(feature: Feature) -> bool:
    """Tell whether a feature is a shed whose sizes in metres give its very coordinates."""
    properties = feature.properties
    sizes = {name: fitted(properties[name], _HINTS[name]) for name in SHED_SIZES if name in properties}
    if len(sizes) < len(SHED_SIZES) or len(feature.pieces) != 1 or feature.pieces[0].shape != "ring":
        return False
    if any(fault_of(value, _HINTS[name], name) is not None for name, value in sizes.items()):
        return False
    return _gives(_rectangle(sizes), feature.pieces[0].parts[0])


def _fronts(feature: Feature) -> list[Any] | None:
    told = fitted(feature.properties.get(FRONT_EDGES), tuple[int, ...])
    if told is None or told == []:
        return None
    return told if isinstance(told, list) else [told]


def _front(
    fronts: list[Any] | None, sides: tuple[int, ...], ring: Ring
) -> tuple[int | None, bool, list[Remark]]:
    """Return the front side of a ring, whether the opposite one is a front too, and what is to be said."""
    if fronts is None:
        return None, False, [_GUESSED]
    known = [sides.index(side) for side in fronts if isinstance(side, int) and side in sides]
    remarks = [] if len(known) == len(fronts) else [_NO_SIDE]
    if not known:
        return None, False, [*remarks, _GUESSED]
    first = known[0]
    apart = [_turn_degrees(ring, first, other) for other in known[1:]]
    double = any(angle > 135 for angle in apart)
    if any(45 < angle < 135 for angle in apart):
        remarks.append(_ONE_FRONT)
    return first, double, remarks


def _turn_degrees(ring: Ring, first: int, second: int) -> float:
    """Return the angle between two sides as they are run through, 180 for opposite ones."""
    angles = []
    for side in (first, second):
        (ax, ay), (bx, by) = ring[side], ring[(side + 1) % len(ring)]
        angles.append(math.degrees(math.atan2(by - ay, bx - ax)))
    turned = abs(angles[0] - angles[1]) % 360
    return min(turned, 360 - turned)


def _rectangle(values: Mapping[str, Any]) -> ShedRectangle | None:
    told: list[Any] = [values.get(name) for name in SHED_SIZES]
    if any(value is None for value in told):
        return None
    (x, y), angle, length, depth = told
    return ShedRectangle((x, y), angle, length, depth)


def _gives(rectangle: ShedRectangle | None, ring: Ring) -> bool:
    """Tell whether a rectangle has the corners of a ring, from whichever it begins."""
    if rectangle is None or len(ring) != 4:
        return False
    corners = shed_outline(rectangle)
    return all(min(math.dist(corner, other) for other in ring) <= _SAME_M for corner in corners)


def _sizes(rectangle: ShedRectangle, rows: int) -> dict[str, Any]:
    return {
        "origin": list(rectangle.origin),
        "angle_degrees": rectangle.angle_degrees,
        "length_m": rectangle.length_m,
        "depth_m": rectangle.depth_m,
        "rows": rows,
    }
