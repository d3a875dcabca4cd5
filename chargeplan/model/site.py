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


class WallKind(Enum):
    """What is known of one side of a building, as far as fire could leap through it.

    A fire wall has no opening up to 15 m above the roofs in front of it and withstands fire for 3 h; a blank
    wall merely has no openings.
    """

    UNKNOWN = "unknown"
    OPENINGS = "openings"
    BLANK = "blank"
    FIRE_WALL = "fire_wall"


class BuildingUse(Enum):
    """Who is in a building, as far as it asks for more distance."""

    UNKNOWN = "unknown"
    DWELLING = "dwelling"
    NURSERY = "nursery"
    SCHOOL = "school"
    ELDERLY = "elderly"
    CLINIC = "clinic"
    OTHER = "other"


SENSITIVE_USES = (BuildingUse.NURSERY, BuildingUse.SCHOOL, BuildingUse.ELDERLY, BuildingUse.CLINIC)


class PipelineKind(Enum):
    """What lies in the ground."""

    GAS = "gas"
    WATER = "water"
    DRAIN = "drain"
    POWER = "power"
    TELECOM = "telecom"
    HEAT = "heat"
    OTHER = "other"


class SiteFact(Enum):
    """Kinds of things that rules ask for, known when one is drawn or somebody says that there is none."""

    FENCE = "fence"
    FIRE_LANE = "fire_lane"
    LADDER_GROUND = "ladder_ground"
    HYDRANT = "hydrant"
    EXIT = "exit"
    WINDOW = "window"
    GAS = "gas"
    SENSITIVE_NEIGHBOUR = "sensitive_neighbour"
    PIPELINE = "pipeline"
    BASEMENT = "basement"


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


def _walls(walls: tuple[WallKind, ...], sides: int) -> tuple[WallKind, ...]:
    kinds = tuple(walls) or (WallKind.UNKNOWN,) * sides
    if len(kinds) != sides:
        raise InvalidValueError(
            "walls_do_not_fit", N_("the building has {corners} sides but {value} kinds of walls"),
            corners=sides, value=len(kinds),
        )  # fmt: skip
    return kinds


def fire_grade(value: int | None) -> None:
    """Raise `InvalidValueError` when `value` is no fire resistance class, 1 to 4, and not None."""
    if count(value, "fire_grade") not in (None, 1, 2, 3, 4):
        raise InvalidValueError(
            "bad_fire_grade", N_("the fire resistance class must be 1, 2, 3 or 4: {value}"), value=value
        )


@dataclass(frozen=True)
class Building:
    """A building's outer wall line; `height_m` decides over `storeys` when it is known.

    `walls` tells of the side from corner i to corner i+1; empty is all unknown. `fire_grade` is the fire
    resistance class of GB 50016, 1 to 4. `community` is the estate that map data count it to.
    """

    id: str
    ring: Ring
    name: str = ""
    storeys: int | None = None
    households: int | None = None
    height_m: float | None = None
    walls: tuple[WallKind, ...] = ()
    use: BuildingUse = BuildingUse.UNKNOWN
    fire_grade: int | None = None
    community: str = ""

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))
        _set(self, walls=_walls(self.walls, len(self.ring)))
        fire_grade(self.fire_grade)
        count(self.storeys, "storeys")
        count(self.households, "households")
        if self.height_m is not None:
            _set(self, height_m=length_m(self.height_m, "height_m"))


@dataclass(frozen=True)
class Doorway:
    """A door through which residents leave, and mostly a safety exit too."""

    id: str
    position: Point
    name: str = ""
    building_id: str | None = None
    safety_exit: bool = True

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
    """Where power can be taken from; what is None is unknown.

    Attributes
    ----------
    spare_kw
        Power that is still free there [kW].
    upstream_drop_percent
        Voltage lost between the transformer and here [%].
    short_circuit_ka
        Prospective three-phase short-circuit current here [kA].
    """

    id: str
    position: Point
    name: str = ""
    spare_kw: float | None = None
    upstream_drop_percent: float | None = None
    short_circuit_ka: float | None = None

    def __post_init__(self) -> None:
        _set(self, position=point(self.position, "position"))
        for name in ("spare_kw", "upstream_drop_percent", "short_circuit_ka"):
            if getattr(self, name) is not None:
                _set(self, **{name: length_m(getattr(self, name), name, zero_allowed=True)})


@dataclass(frozen=True)
class Fence:
    """A fence or free-standing wall that nobody rides through: its line and thickness [m]."""

    id: str
    centreline: Ring
    width_m: float = 0.1
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, centreline=path(self.centreline, "centreline"), width_m=length_m(self.width_m, "width_m"))


@dataclass(frozen=True)
class LadderGround:
    """Ground from which ladders reach a building (fire engine operation site)."""

    id: str
    ring: Ring
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))


@dataclass(frozen=True)
class Window:
    """A window of a building: its line in the wall, from `centreline[0]` to the last point."""

    id: str
    centreline: Ring
    name: str = ""
    building_id: str | None = None

    def __post_init__(self) -> None:
        _set(self, centreline=path(self.centreline, "centreline"))


@dataclass(frozen=True)
class Hydrant:
    """An outdoor hydrant."""

    id: str
    position: Point
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, position=point(self.position, "position"))


@dataclass(frozen=True)
class GasRegulator:
    """A gas regulator or meter box."""

    id: str
    position: Point
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, position=point(self.position, "position"))


@dataclass(frozen=True)
class Pipeline:
    """A pipe or cable in the ground: its line and the width of ground [m] that is kept free for it."""

    id: str
    centreline: Ring
    width_m: float
    kind: PipelineKind = PipelineKind.OTHER
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, centreline=path(self.centreline, "centreline"), width_m=length_m(self.width_m, "width_m"))


@dataclass(frozen=True)
class Basement:
    """The roof of an old basement, which may not carry a foundation."""

    id: str
    ring: Ring
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, ring=ring(self.ring, "ring"))


def scale_error_share(value: float | None) -> None:
    """Raise `InvalidValueError` when `value` is no share by which lengths can be off, from 0 to below 1."""
    if value is not None and not 0 <= finite(value, "scale_error_share") < 1:
        raise InvalidValueError(
            "bad_scale_error", N_("the error of a scale must be from 0 to below 1: {value}"), value=value
        )


_MOST_EAST_DEGREES, _MOST_NORTH_DEGREES = 180.0, 90.0


@dataclass(frozen=True)
class Georeference:
    """Where the plan's origin lies in the coordinates of the file that the plan came from.

    Attributes
    ----------
    crs : str
        What those coordinates are: an EPSG code ("EPSG:4326" for degrees of WGS 84, "EPSG:4490" for those of
        CGCS2000, "EPSG:4549" for metres of a zone), or empty for metres of nobody knows which system.
    x, y : float
        The origin in them: east and north [m], or longitude and latitude [degrees].
    """

    crs: str = ""
    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        _set(self, x=finite(self.x, "x"), y=finite(self.y, "y"))

    @property
    def in_metres(self) -> bool:
        """Whether the coordinates are metres; no zone of the world has its origin within 180 m of a place."""
        return not self.crs or abs(self.x) > _MOST_EAST_DEGREES or abs(self.y) > _MOST_NORTH_DEGREES


@dataclass(frozen=True)
class Underlay:
    """A picture, or the lines of a drawing, below the plan.

    The picture's lower left corner lies at `origin`; one pixel is `metres_per_pixel` wide and high; it is
    turned counter-clockwise about `origin` by `rotation_degrees`. Whether it has been scaled by a known
    length is `scaled`. Lines (`model.linework.MEDIA_TYPE`) are counted in steps of a grid instead of pixels.

    Attributes
    ----------
    scale_error_share : float or None
        By what share of a second known length the scale was found to be off, 0.01 for 1 %; None where nobody
        checked.
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
    scale_error_share: float | None = None

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
        scale_error_share(self.scale_error_share)
        _set(
            self,
            origin=point(self.origin, "origin"),
            metres_per_pixel=scale,
            opacity=opacity,
            rotation_degrees=angle_degrees(self.rotation_degrees, "rotation_degrees"),
        )


SiteElement = (
    Boundary
    | Building
    | Doorway
    | Road
    | FireLane
    | Obstacle
    | Green
    | SupplyPoint
    | Underlay
    | Fence
    | LadderGround
    | Window
    | Hydrant
    | GasRegulator
    | Pipeline
    | Basement
)


@dataclass(frozen=True)
class Site:
    """Everything on the ground, each kind in its own order of drawing.

    `none_here` names the kinds of which somebody looked and found none; a kind that is neither drawn nor
    named there is unknown. `georeference` is None for a plan that was not made from coordinates.
    `scale_error_share` is what is known of the scale beside what the underlays tell, see `Underlay`.
    """

    boundaries: tuple[Boundary, ...] = ()
    buildings: tuple[Building, ...] = ()
    doorways: tuple[Doorway, ...] = ()
    roads: tuple[Road, ...] = ()
    fire_lanes: tuple[FireLane, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    greens: tuple[Green, ...] = ()
    supply_points: tuple[SupplyPoint, ...] = ()
    underlays: tuple[Underlay, ...] = ()
    fences: tuple[Fence, ...] = ()
    ladder_grounds: tuple[LadderGround, ...] = ()
    windows: tuple[Window, ...] = ()
    hydrants: tuple[Hydrant, ...] = ()
    gas_regulators: tuple[GasRegulator, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    basements: tuple[Basement, ...] = ()
    none_here: tuple[SiteFact, ...] = ()
    georeference: Georeference | None = None
    scale_error_share: float | None = None

    def __post_init__(self) -> None:
        scale_error_share(self.scale_error_share)
