"""What somebody plans: lots and sheds, in named variants over one site."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.equipment import FireProtection, SupplySettings
from chargeplan.model.modules import GroupRule
from chargeplan.model.site import fire_grade
from chargeplan.model.stalls import KeptRow
from chargeplan.model.values import Point, Ring, angle_degrees, count, length_m, path, point, ring
from chargeplan.model.waivers import Waiver

MOST_SHED_M = 1000.0
"""A shed longer or deeper than this is a slip of the hand; its stalls would fill the memory."""

MOST_EXCEPTIONS = 20_000
"""More removed places, corners of blocked ground or kept stalls than this no hand has set."""


class EdgeRole(Enum):
    """What lies beyond a side of a lot."""

    WALL = "wall"
    OPEN = "open"


class FillGoal(Enum):
    """What the best filling of a lot is: most stalls, sockets near doorways, or wide aisles."""

    MOST_STALLS = "most_stalls"
    NEAR_DOORWAYS = "near_doorways"
    WIDE_AISLES = "wide_aisles"


@dataclass(frozen=True)
class Entrance:
    """A gate in a wall: the side it is in, its start along that side and its width [m]."""

    edge: int
    from_m: float
    width_m: float

    def __post_init__(self) -> None:
        count(self.edge, "edge")
        object.__setattr__(self, "from_m", length_m(self.from_m, "from_m", zero_allowed=True))
        object.__setattr__(self, "width_m", length_m(self.width_m, "width_m"))


def _ratio(value: Fraction | None) -> None:
    if value is not None and not (isinstance(value, Fraction) and 0 <= value <= 1):
        raise InvalidValueError(
            "bad_ratio", N_("the socket ratio must lie between 0 and 1: {value}"), value=value
        )


@dataclass(frozen=True)
class Lot:
    """Cleared ground: it is filled with stalls, or carries sheds, or both.

    Attributes
    ----------
    ring, holes
        Outline and holes [m].
    edges : tuple of EdgeRole
        Role of the side from corner i to corner i+1; empty is all open, which is how ground that was
        cleared for parking mostly lies.
    filled : bool
        Whether open stalls are marked on it.
    direction_degrees : float or None
        Direction of the rows, None for the best.
    paved : bool
        Whether the ground is hard already, so that no slab is billed.
    module_id, charger_id, socket_ratio
        None takes the scheme's.
    goal : FillGoal
        What the best filling is.
    direction_edge : int or None
        Side that the rows run along, wherever it is dragged; never together with `direction_degrees`.
    group_from_scheme, group
        Whether the scheme's rule for groups holds here; otherwise `group` does, None for no groups.
    removed : tuple of points
        Places where nobody parks: a stall that holds one is taken out of every filling.
    blocked : tuple of rings
        Ground that stalls keep clear of; bikes may be wheeled over it.
    kept : tuple of KeptRow
        Rows that stay where they are through every filling.
    kerb_ramps : int
        Ramps to be built over kerbs on the way in.
    old_paving : bool
        Whether old paving is broken out where a new floor is built.
    demolished_m3 : float
        Masonry of demolished extensions to be carried away [m³].
    """

    id: str
    ring: Ring
    holes: tuple[Ring, ...] = ()
    edges: tuple[EdgeRole, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    name: str = ""
    filled: bool = False
    module_id: str | None = None
    charger_id: str | None = None
    socket_ratio: Fraction | None = None
    direction_degrees: float | None = None
    paved: bool = False
    existing: bool = False
    goal: FillGoal = FillGoal.MOST_STALLS
    direction_edge: int | None = None
    group_from_scheme: bool = True
    group: GroupRule | None = None
    removed: tuple[Point, ...] = ()
    blocked: tuple[Ring, ...] = ()
    kept: tuple[KeptRow, ...] = ()
    kerb_ramps: int = 0
    old_paving: bool = False
    demolished_m3: float = 0.0

    def __post_init__(self) -> None:
        outline = ring(self.ring, "ring")
        object.__setattr__(self, "ring", outline)
        object.__setattr__(
            self, "holes", tuple(ring(hole, f"holes[{i}]") for i, hole in enumerate(self.holes))
        )
        roles = tuple(self.edges) or (EdgeRole.OPEN,) * len(outline)
        if len(roles) != len(outline):
            raise InvalidValueError(
                "edges_do_not_fit", N_("the lot has {corners} sides but {value} roles of sides"),
                corners=len(outline), value=len(roles),
            )  # fmt: skip
        object.__setattr__(self, "edges", roles)
        for entrance in self.entrances:
            if entrance.edge >= len(outline):
                raise InvalidValueError(
                    "no_such_edge",
                    N_("an entrance names side {value}, which is not there"),
                    value=entrance.edge,
                )
        _ratio(self.socket_ratio)
        if self.direction_degrees is not None:
            object.__setattr__(
                self, "direction_degrees", angle_degrees(self.direction_degrees, "direction_degrees")
            )
        _direction_edge(self.direction_edge, len(outline), self.direction_degrees)
        object.__setattr__(
            self, "removed", tuple(point(place, f"removed[{i}]") for i, place in enumerate(self.removed))
        )
        object.__setattr__(
            self, "blocked", tuple(ring(ground, f"blocked[{i}]") for i, ground in enumerate(self.blocked))
        )
        object.__setattr__(self, "kept", tuple(self.kept))
        _few_exceptions(len(self.removed), "removed")
        _few_exceptions(sum(map(len, self.blocked)), "blocked")
        _few_exceptions(sum(len(row.stalls) for row in self.kept), "kept")
        count(self.kerb_ramps, "kerb_ramps")
        object.__setattr__(
            self, "demolished_m3", length_m(self.demolished_m3, "demolished_m3", zero_allowed=True)
        )


def _direction_edge(edge: int | None, corners: int, degrees: float | None) -> None:
    count(edge, "direction_edge")
    if edge is not None and edge >= corners:
        raise InvalidValueError(
            "no_such_edge", N_("the rows are to run along side {value}, which is not there"), value=edge
        )
    if edge is not None and degrees is not None:
        raise InvalidValueError(
            "two_directions", N_("the rows can run along a side or at an angle, not both")
        )


def _few_exceptions(number: int, field: str) -> None:
    if number > MOST_EXCEPTIONS:
        raise InvalidValueError(
            "too_many_exceptions", N_("{field} holds {value} places, more than {most}"),
            field=field, value=number, most=MOST_EXCEPTIONS,
        )  # fmt: skip


@dataclass(frozen=True)
class Shed:
    """A roofed rectangle with one row of stalls, or two back to back.

    The corner `origin`, the direction `angle_degrees` of its long side (counter-clockwise from east), its
    length along and depth across (to the left of the direction) make the rectangle. A single row is entered
    from the side at `origin` (side 0), a double row from sides 0 and 2 too.

    Attributes
    ----------
    roof_id : str or None
        Material of the roof, None takes the scheme's.
    headroom_m : float or None
        Clear height under the roof [m]; None is that of the assumed construction.
    walled_sides : tuple of int
        Sides that are closed by a wall: 0 is the front at `origin`, then counter-clockwise.
    fire_grade : int or None
        Fire resistance class of GB 50016, 1 to 4; None is that of the assumed construction.
    kerb_ramps : int
        Ramps to be built over kerbs on the way in.
    drain_ditch : bool
        Whether a ditch with a grating is built along the gutters.
    """

    id: str
    origin: Point
    angle_degrees: float
    length_m: float
    depth_m: float
    rows: int = 1
    name: str = ""
    module_id: str | None = None
    charger_id: str | None = None
    socket_ratio: Fraction | None = None
    existing: bool = False
    roof_id: str | None = None
    headroom_m: float | None = None
    walled_sides: tuple[int, ...] = ()
    fire_grade: int | None = None
    kerb_ramps: int = 0
    drain_ditch: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", point(self.origin, "origin"))
        object.__setattr__(self, "angle_degrees", angle_degrees(self.angle_degrees, "angle_degrees"))
        object.__setattr__(self, "length_m", length_m(self.length_m, "length_m", most=MOST_SHED_M))
        object.__setattr__(self, "depth_m", length_m(self.depth_m, "depth_m", most=MOST_SHED_M))
        if self.rows not in (1, 2):
            raise InvalidValueError("bad_rows", N_("a shed has one row or two: {value}"), value=self.rows)
        _ratio(self.socket_ratio)
        if self.headroom_m is not None:
            object.__setattr__(self, "headroom_m", length_m(self.headroom_m, "headroom_m"))
        object.__setattr__(self, "walled_sides", _walled(self.walled_sides))
        fire_grade(self.fire_grade)
        count(self.kerb_ramps, "kerb_ramps")


def _walled(sides: tuple[int, ...]) -> tuple[int, ...]:
    for side in sides:
        if count(side, "walled_sides") not in (0, 1, 2, 3):
            raise InvalidValueError("no_such_shed_side", N_("a shed has no side {value}"), value=side)
    return tuple(sorted(set(sides)))


@dataclass(frozen=True)
class DistributionBox:
    """A box with the breakers of the sheds and lots that it feeds; what no box names has one of its own.

    `feeds` holds ids of sheds and lots of the same scheme.
    """

    id: str
    position: Point
    name: str = ""
    feeds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "position", point(self.position, "position"))


@dataclass(frozen=True)
class CableRoute:
    """A feeder's way drawn by hand, from the supply point to the box.

    `box_id` is the id of a distribution box, or of the shed or lot whose own box it leads to.
    """

    id: str
    centreline: Ring
    box_id: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "centreline", path(self.centreline, "centreline"))


@dataclass(frozen=True)
class Scheme:
    """One variant: its lots and sheds, and what they use unless they say otherwise.

    `car_bays_taken` counts the bays for cars that are given up for it; None is unknown.
    """

    id: str
    name: str = ""
    lots: tuple[Lot, ...] = ()
    sheds: tuple[Shed, ...] = ()
    module_id: str = "standard"
    charger_id: str = "pile_10"
    socket_ratio: Fraction = field(default_factory=lambda: Fraction(1, 2))
    group: GroupRule | None = None
    boxes: tuple[DistributionBox, ...] = ()
    cable_routes: tuple[CableRoute, ...] = ()
    roof_id: str = "steel_sheet"
    fire: FireProtection = field(default_factory=FireProtection)
    supply: SupplySettings = field(default_factory=SupplySettings)
    waivers: tuple[Waiver, ...] = ()
    car_bays_taken: int | None = None

    def __post_init__(self) -> None:
        _ratio(self.socket_ratio)
        count(self.car_bays_taken, "car_bays_taken")


SchemeElement = Lot | Shed | DistributionBox | CableRoute
