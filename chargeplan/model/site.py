"""What stands on the ground and what is known of the estate, before anybody plans anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.values import Point, Ring, angle_degrees, count, finite, length_m, path, point, ring

MOST_RADIUS_M = 100.0
"""No tree or manhole is larger; a circle is drawn by the finer pieces the larger it is."""


class EstateKind(Enum):
    """How an estate came about; it decides who is responsible and who pays."""

    SOLD_PUBLIC = "sold_public"
    RESETTLEMENT = "resettlement"
    COMMODITY = "commodity"
    OTHER = "other"


class ObstacleKind(Enum):
    """What stands in the way."""

    TREE = "tree"
    MANHOLE = "manhole"
    POLE = "pole"
    OTHER = "other"


@dataclass(frozen=True)
class Estate:
    """Facts of an estate as its register states them; None is unknown, never zero."""

    name: str = ""
    address: str = ""
    town: str = ""
    year_built: int | None = None
    kind: EstateKind = EstateKind.OTHER
    building_count: int | None = None
    doorway_count: int | None = None
    household_count: int | None = None
    ebike_count: int | None = None
    remarks: str = ""

    def __post_init__(self) -> None:
        for name in ("year_built", "building_count", "doorway_count", "household_count", "ebike_count"):
            count(getattr(self, name), name)


def _set(element: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(element, name, value)


@dataclass(frozen=True)
class Boundary:
    """The estate's own ground."""

    id: str
    ring: Ring

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))


@dataclass(frozen=True)
class Building:
    """A building's outer wall line; `height_m` decides over `storeys` when it is known."""

    id: str
    ring: Ring
    name: str = ""
    storeys: int | None = None
    households: int | None = None
    height_m: float | None = None

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))
        count(self.storeys, "storeys")
        count(self.households, "households")
        if self.height_m is not None:
            _set(self, height_m=length_m(self.height_m, "height_m"))


@dataclass(frozen=True)
class Doorway:
    """A door through which residents leave; also a safety exit."""

    id: str
    position: Point
    name: str = ""
    building_id: str | None = None

    def __post_init__(self) -> None:
        _set(self, position=point(self.position, "position"))


@dataclass(frozen=True)
class Road:
    """A lane for people and cars: its centre line and width [m]."""

    id: str
    centreline: Ring
    width_m: float
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, centreline=path(self.centreline, "centreline"), width_m=length_m(self.width_m, "width_m"))


@dataclass(frozen=True)
class FireLane:
    """Ground that a fire engine needs: centre line and clear width [m]."""

    id: str
    centreline: Ring
    width_m: float
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, centreline=path(self.centreline, "centreline"), width_m=length_m(self.width_m, "width_m"))


@dataclass(frozen=True)
class Obstacle:
    """A round thing that stays: tree, manhole, pole."""

    id: str
    position: Point
    radius_m: float
    kind: ObstacleKind = ObstacleKind.TREE
    name: str = ""

    def __post_init__(self) -> None:
        _set(
            self,
            position=point(self.position, "position"),
            radius_m=length_m(self.radius_m, "radius_m", most=MOST_RADIUS_M),
        )


@dataclass(frozen=True)
class Green:
    """A lawn or bed."""

    id: str
    ring: Ring
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))


@dataclass(frozen=True)
class SupplyPoint:
    """Where power can be taken from; `spare_kw` None is unknown."""

    id: str
    position: Point
    name: str = ""
    spare_kw: float | None = None

    def __post_init__(self) -> None:
        _set(self, position=point(self.position, "position"))
        if self.spare_kw is not None:
            _set(self, spare_kw=length_m(self.spare_kw, "spare_kw", zero_allowed=True))


@dataclass(frozen=True)
class Underlay:
    """A picture below the plan.

    The picture's lower left corner lies at `origin`; one pixel is `metres_per_pixel` wide and high; it is
    turned counter-clockwise about `origin` by `rotation_degrees`. Whether it has been scaled by a known
    length is `scaled`.
    """

    id: str
    image: bytes = field(repr=False)
    media_type: str
    width_px: int
    height_px: int
    origin: Point = (0.0, 0.0)
    metres_per_pixel: float = 0.05
    rotation_degrees: float = 0.0
    opacity: float = 0.6
    locked: bool = False
    scaled: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        for name in ("width_px", "height_px"):
            if not count(getattr(self, name), name):
                raise InvalidValueError("empty_picture", N_("the picture has no size"))
        scale = finite(self.metres_per_pixel, "metres_per_pixel")
        if scale <= 0:
            raise InvalidValueError(
                "bad_scale", N_("a picture's scale must be greater than zero: {value}"), value=scale
            )
        opacity = finite(self.opacity, "opacity")
        if not 0 <= opacity <= 1:
            raise InvalidValueError(
                "bad_opacity", N_("opacity must lie between 0 and 1: {value}"), value=opacity
            )
        _set(
            self,
            origin=point(self.origin, "origin"),
            metres_per_pixel=scale,
            opacity=opacity,
            rotation_degrees=angle_degrees(self.rotation_degrees, "rotation_degrees"),
        )


SiteElement = Boundary | Building | Doorway | Road | FireLane | Obstacle | Green | SupplyPoint | Underlay


@dataclass(frozen=True)
class Site:
    """Everything on the ground, each kind in its own order of drawing."""

    boundaries: tuple[Boundary, ...] = ()
    buildings: tuple[Building, ...] = ()
    doorways: tuple[Doorway, ...] = ()
    roads: tuple[Road, ...] = ()
    fire_lanes: tuple[FireLane, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    greens: tuple[Green, ...] = ()
    supply_points: tuple[SupplyPoint, ...] = ()
    underlays: tuple[Underlay, ...] = ()
