"""The values of a scheme's feeding: where boxes stand, which ways feeders take, what trenches are dug."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chargeplan.engineering.figures import Figures
from chargeplan.engineering.findings import Check
from chargeplan.engineering.supply_values import Supply
from chargeplan.geometry.trenches import runs_along
from chargeplan.model.scheme import Scheme
from chargeplan.model.values import Point, Ring


@dataclass(frozen=True)
class PlacedBox:
    """A distribution box at its place.

    Attributes
    ----------
    id
        Id of the distribution box, or of the shed or lot whose own box it is.
    element_ids
        The new sheds and lots that it feeds.
    own
        Whether nobody placed it: it stands at the default place of its shed or lot.
    """

    id: str
    name: str
    position: Point
    element_ids: tuple[str, ...]
    own: bool


@dataclass(frozen=True)
class FeederRoute:
    """The way of a box's feeder from the supply point.

    Attributes
    ----------
    path
        Its line on the plan, None where no way leads.
    length_m
        Length of that line [m], 0 where there is none.
    route_id
        The cable route by which somebody drew it by hand, None when it was found.
    """

    box_id: str
    path: Ring | None
    length_m: float
    route_id: str | None = None


@dataclass(frozen=True)
class TrenchPiece:
    """A piece of trench with the boxes whose feeders lie in it, in the order of the boxes."""

    path: Ring
    length_m: float
    box_ids: tuple[str, ...]

    @property
    def cables(self) -> int:
        """Feeders in it."""
        return len(self.box_ids)


def trench_width_m(cables: int, figures: Figures) -> Decimal:
    """Return how wide a trench with so many cables is dug [m]."""
    return max(figures["trench_width_m"], cables * figures["trench_room_per_cable_m"])


@dataclass(frozen=True)
class Network:
    """The feeders of a scheme on the ground.

    Attributes
    ----------
    point_id, source
        The supply point and where it is; None without one.
    trenches
        Every piece of ground that is dug, once.
    exact
        Whether no ways cost less for trench and cable together; otherwise they are good ones.
    quick
        Whether better ones are looked for when there is more time.
    """

    point_id: str | None
    source: Point | None
    routes: tuple[FeederRoute, ...]
    trenches: tuple[TrenchPiece, ...]
    exact: bool
    quick: bool = False

    @property
    def trench_m(self) -> float:
        """Length of all trenches, shared ones once [m]."""
        return sum(piece.length_m for piece in self.trenches)

    @property
    def cable_m(self) -> float:
        """Length of all feeders on the plan [m]."""
        return sum(route.length_m for route in self.routes)

    def found_trenches(self, scheme: Scheme) -> list[TrenchPiece]:
        """Return the trenches that are more than cable routes which somebody drew, and drew there."""
        by_hand = {route.box_id for route in self.routes if route.route_id is not None}
        drawn = [route.centreline for route in scheme.cable_routes]
        return [
            piece
            for piece in self.trenches
            if not (by_hand.issuperset(piece.box_ids) and runs_along(piece.path, drawn))
        ]

    def route(self, box_id: str) -> FeederRoute | None:
        """Return the way to a box, None when it has none."""
        return next((route for route in self.routes if route.box_id == box_id), None)


@dataclass(frozen=True)
class Feeding:
    """How a scheme is fed: its supply, the ways on the ground and the boxes they lead to.

    `checks` judge the ways; those of the supply itself are in the supply. The order of boxes is that of the
    supply's boxes.
    """

    supply: Supply
    network: Network
    boxes: tuple[PlacedBox, ...]
    checks: tuple[Check, ...]

    def label_of(self, box_id: str) -> str:
        """Return what a box is called in drawings and tables, such as `AL-1`."""
        box = self.supply.box(box_id)
        return box.label if box is not None else ""
