"""How elements of a plan stand in GeoJSON: the role of each kind, where its shape is, what are properties.

The fields themselves are those of the model; nothing here describes them a second time. Texts, numbers, flags
and lists of such are properties of a feature, so that any program for maps can edit them; what is nested
stands in the foreign member `PROJECT_MEMBER` under the id of the element.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Scheme, Shed
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
    Site,
    SupplyPoint,
    Underlay,
    WallKind,
    Window,
)
from chargeplan.model.values import Ring

UNITS_MEMBER = "chargeplan:units"
PROJECT_MEMBER = "chargeplan:project"

ROLE = "role"
SCHEME = "scheme"
MODULE = "module"
BLANK_WALLS = "blank_walls"
FRONT_EDGES = "front_edges"
TURNED = "turned"
"""Key in `PROJECT_MEMBER`: the rings of an element (0 the outline) that run the other way in the plan."""

SHED_SIZES = ("origin", "angle_degrees", "length_m", "depth_m")
SHED_REMINDERS = (*SHED_SIZES, "rows")
"""What stands of a shed in `PROJECT_MEMBER` too, so that it can be told what somebody has edited."""

BLANK_KINDS = (WallKind.BLANK, WallKind.FIRE_WALL)

_PROPERTY_OF = {"module_id": MODULE}
_NOT_PROPERTIES = ("id", "ring", "holes", "centreline", "position", "walls")


@dataclass(frozen=True)
class ElementKind:
    """A kind of element: its role in features, its class, and the collection that holds it."""

    role: str
    kind: type
    collection: str

    @property
    def in_scheme(self) -> bool:
        """Whether such elements belong to a scheme."""
        return self.collection in SCHEME_COLLECTIONS

    @cached_property
    def hints(self) -> Mapping[str, Any]:
        """The type of every field."""
        return typing.get_type_hints(self.kind)

    @cached_property
    def shape_field(self) -> str:
        """The field that is the shape of a feature; a shed has sizes instead."""
        return next((name for name in ("ring", "centreline", "position") if name in self.hints), "")

    @cached_property
    def property_of(self) -> Mapping[str, str]:
        """Field -> name of the property, of those that stand in features."""
        return {
            name: _PROPERTY_OF.get(name, name)
            for name, hint in self.hints.items()
            if name not in _NOT_PROPERTIES and _is_plain(hint)
        }

    @cached_property
    def nested(self) -> tuple[str, ...]:
        """Fields that have no place in a feature."""
        outside = {"id", "ring", "holes", "centreline", "position", *self.property_of}
        return tuple(name for name in self.hints if name not in outside)

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The values of all fields that need not be told."""
        made = {}
        for field in dataclasses.fields(self.kind):
            if field.default is not dataclasses.MISSING:
                made[field.name] = field.default
        return made


def _is_plain(hint: Any) -> bool:
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return all(part is Ellipsis or _is_scalar(part) for part in parts)
    if origin in (typing.Union, types.UnionType):
        return all(part is type(None) or _is_plain(part) for part in parts)
    return _is_scalar(hint)


def _is_scalar(hint: Any) -> bool:
    return typing.get_origin(hint) is None and not dataclasses.is_dataclass(hint)


_ROLES: Mapping[type, str] = {
    Boundary: "boundary",
    Building: "building",
    Doorway: "doorway",
    Road: "road",
    FireLane: "fire_lane",
    Obstacle: "obstacle",
    Green: "green",
    SupplyPoint: "supply_point",
    Fence: "fence",
    LadderGround: "ladder_site",
    Window: "window",
    Hydrant: "hydrant",
    GasRegulator: "gas",
    Pipeline: "pipeline",
    Basement: "basement",
    Lot: "lot",
    Shed: "shed",
    DistributionBox: "box",
    CableRoute: "cable_route",
}


def _kinds() -> tuple[ElementKind, ...]:
    collections = ((name, Site) for name in SITE_COLLECTIONS), ((name, Scheme) for name in SCHEME_COLLECTIONS)
    made = []
    for name, holder in chain(*collections):
        kind = typing.get_args(typing.get_type_hints(holder)[name])[0]
        if kind is not Underlay:
            made.append(ElementKind(_ROLES[kind], kind, name))
    return tuple(made)


KINDS = _kinds()
"""In the order of the collections of site and scheme; pictures below the plan are not written."""

KIND_OF = {kind.role: kind for kind in KINDS}
"""Role -> kind of element."""


def turned_ring(ring: Ring) -> Ring:
    """Return a ring in the other direction from the same corner; side i becomes side `turned_side(i)`."""
    return (ring[0], *ring[:0:-1])


def turned_side(side: int, sides: int) -> int:
    """Return the number that a side has in a ring in the other direction."""
    return (-side - 1) % sides
