"""Elements whose points are mapped or moved; new values, for elements are frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chargeplan.model.project import Element
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    Pipeline,
    Road,
    SupplyPoint,
    Window,
)
from chargeplan.model.values import Point

RINGED = Boundary | Building | Green | LadderGround | Basement | Lot
LINED = Road | FireLane | Fence | Pipeline | Window | CableRoute
POINTED = Doorway | SupplyPoint | Hydrant | GasRegulator | DistributionBox


def mapped(element: Element, change: Callable[[Point], Point]) -> Any:
    """Return an element with every one of its points changed."""
    if isinstance(element, Lot):
        return replace(
            element,
            ring=tuple(map(change, element.ring)),
            holes=tuple(tuple(map(change, hole)) for hole in element.holes),
            removed=tuple(map(change, element.removed)),
            blocked=tuple(tuple(map(change, ground)) for ground in element.blocked),
            kept=tuple(row.mapped(change) for row in element.kept),
        )
    if isinstance(element, RINGED):
        return replace(element, ring=tuple(map(change, element.ring)))
    if isinstance(element, LINED):
        return replace(element, centreline=tuple(map(change, element.centreline)))
    if isinstance(element, POINTED | Obstacle):
        return replace(element, position=change(element.position))
    return replace(element, origin=change(element.origin))


def moved(element: Element, dx: float, dy: float) -> Any:
    """Return an element moved by `dx`, `dy` [m]."""
    return mapped(element, lambda point: (point[0] + dx, point[1] + dy))
