"""How much ground is filled at once: more is a slip of the hand, and its stalls would fill the memory."""

from __future__ import annotations

from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.i18n import N_
from chargeplan.model.layout import LayoutProblem, Reason

MOST_FILLED_M2 = 200_000
MOST_FILLED_EXTENT_M = 2_000
MOST_PLACES = 250_000
"""Stalls that would stand on the ground if it had no aisles."""

_TOO_LARGE = N_(
    "the lot has {value} m² and is {extent} m long; no more than {most} m² and {length} m are filled"
)
_TOO_MANY = N_("there is ground for about {value} stalls of this size; no more than {most} are laid out")


def too_large(problem: LayoutProblem) -> Reason | None:
    """Return why a lot is too large to be filled, None when it is not."""
    area = abs(signed_area_m2(problem.ring))
    extent = max((max(axis) - min(axis) for axis in zip(*problem.ring, strict=True)), default=0.0)
    if area > MOST_FILLED_M2 or extent > MOST_FILLED_EXTENT_M:
        size = (("value", str(round(area))), ("extent", str(round(extent))))
        limits = (("most", MOST_FILLED_M2), ("length", MOST_FILLED_EXTENT_M))
        return Reason("lot_too_large", _TOO_LARGE, (*size, *limits))
    module = problem.module
    places = area / (module.front_m * min(module.single_depth_m, module.double_depth_m / 2))
    if places > MOST_PLACES:
        count = (("value", str(round(places))), ("most", MOST_PLACES))
        return Reason("too_many_stalls", _TOO_MANY, count)
    return None
