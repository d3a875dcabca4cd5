"""Mendings of the supply: curves of breakers, other supply points, ways and boxes, fewer sockets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Protocol, TypeVar, runtime_checkable

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.feeding import Feeding, feed
from chargeplan.engineering.findings import Check
from chargeplan.engineering.fire_kit import fire_kit
from chargeplan.engineering.mending.drafts import Analysed, Draft, References, in_scheme
from chargeplan.i18n import N_
from chargeplan.model.editing import removals, replacement
from chargeplan.model.labels import label
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Scheme, Shed
from chargeplan.reference.electrical_tables import ElectricalTables

_FEEDER_CURVE = N_("Breakers of feeders with curve {letter}")
_BRANCH_CURVE = N_("Breakers of branches with curve {letter}")
_POINT = N_("Feed the scheme from {element}")
_ANY_POINT = N_("Feed the scheme from the nearest supply point with power to spare")
_FOUND_WAY = N_("Let the program find the way in the place of {element}")
_OWN_BOX = N_("Give {element} a box of its own")
_OWN_BOXES = N_("Take out {element}: every shed and lot with a box of its own")
_IDLE = N_("Take out {element}")
_SOCKETS = N_("Sockets at no more than {percent} % of the stalls")
_AS_ON_PLAN = N_("Count the cables that touch on the plan")

_SOCKET_SHARES = tuple(Fraction(1, parts) for parts in (2, 3, 4, 5, 10))
"""Shares of stalls with sockets that are tried where power does not suffice, the greatest first."""


class SupplyReferences(References, Protocol):
    """What a plan with a supply is judged by."""

    @property
    def electrical(self) -> ElectricalTables: ...


@runtime_checkable
class Supplied(Analysed, Protocol):
    """The parts of an analysis that mending of the supply needs."""

    @property
    def references(self) -> SupplyReferences: ...
    @property
    def feeding(self) -> Feeding: ...


def supply_checks(
    analysis: Supplied,
    project: Project,
    scheme: Scheme,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    cancelled: Callable[[], bool],
) -> tuple[Check, ...]:
    """Return every check of the supply of an edited plan; raise `CalledOff` when `cancelled()`."""
    refs = analysis.references
    kit = fire_kit(scheme, sheds, lots, refs.catalogue)
    feeding = feed(
        project, scheme, sheds, lots, refs.catalogue, refs.electrical, kit=kit, cancelled=cancelled
    )
    return (*feeding.supply.checks, *feeding.checks)


def _with_supply(
    analysis: Supplied, title: str, values: tuple[tuple[str, str], ...], **settings: Any
) -> Draft:
    after = replace(analysis.scheme, supply=replace(analysis.scheme.supply, **settings))
    return Draft(title, in_scheme(analysis, after), values)


Drafts = Iterator[Sequence[Draft]]
Element = TypeVar("Element", Shed, Lot)


def _other_curves(analysis: Supplied, check: Check) -> Drafts:
    """Yield quicker curves for the breakers of the kind of circuit that opens too late, the slowest first."""
    name = dict(check.values).get("circuit")
    circuit = next((one for one in analysis.feeding.supply.circuits if one.id == name), None)
    tables = analysis.references.electrical
    if circuit is None or circuit.use == "main":
        return
    feeder = circuit.use == "feeder"
    own = tables.instantaneous[circuit.breaker.curve].factor
    quicker = sorted(
        (letter for letter in tables.curves if tables.instantaneous[letter].factor < own),
        key=lambda letter: -tables.instantaneous[letter].factor,
    )
    title, field = (_FEEDER_CURVE, "feeder_curve") if feeder else (_BRANCH_CURVE, "branch_curve")
    yield [_with_supply(analysis, title, (("letter", letter),), **{field: letter}) for letter in quicker]


def _other_points(analysis: Supplied, _check: Check) -> Drafts:
    """Yield other supply points, the nearest to all boxes first; none whose spare power is unknown."""
    places = [box.position for box in analysis.feeding.boxes]
    others = [
        point
        for point in analysis.project.site.supply_points
        if point.id != analysis.feeding.supply.point_id and point.spare_kw is not None
    ]
    others.sort(key=lambda point: (sum(math.dist(point.position, place) for place in places), point.id))
    yield [
        _with_supply(analysis, _POINT, (("element", label(point)),), supply_point_id=point.id)
        for point in others
    ]


def _points_to_spare(analysis: Supplied, check: Check) -> Drafts:
    yield from _other_points(analysis, check)
    yield _fewer_sockets(analysis)


def _fewer_sockets(analysis: Supplied) -> list[Draft]:
    """Return schemes with fewer sockets, in sheds and lots with a share of their own too."""
    scheme = analysis.scheme
    new = [element for element in _elements(scheme) if not element.existing]
    most = max([scheme.socket_ratio, *(element.socket_ratio or Fraction(0) for element in new)])
    return [_at_most(analysis, share) for share in _SOCKET_SHARES if share < most]


def _elements(scheme: Scheme) -> list[Shed | Lot]:
    return [*scheme.sheds, *scheme.lots]


def _at_most(analysis: Supplied, share: Fraction) -> Draft:
    def limited(element: Element) -> Element:
        own = element.socket_ratio
        if element.existing or own is None:
            return element
        return replace(element, socket_ratio=min(own, share))

    scheme = analysis.scheme
    after = replace(
        scheme,
        socket_ratio=min(scheme.socket_ratio, share),
        sheds=tuple(map(limited, scheme.sheds)),
        lots=tuple(map(limited, scheme.lots)),
    )
    return Draft(_SOCKETS, in_scheme(analysis, after), (("percent", f"{float(share * 100):.0f}"),))


def _chosen_point_gone(analysis: Supplied, _check: Check) -> Drafts:
    yield [_with_supply(analysis, _ANY_POINT, (), supply_point_id=None)]


def _nearer(analysis: Supplied, check: Check) -> Drafts:
    """Yield what makes ways shorter: that of the program, boxes of their own, another supply point."""
    yield from _found_ways(analysis, check)
    yield from _own_boxes(analysis, check)
    yield from _other_points(analysis, check)


def _too_late(analysis: Supplied, check: Check) -> Drafts:
    yield from _other_curves(analysis, check)
    yield from _nearer(analysis, check)


def _found_ways(analysis: Supplied, check: Check) -> Drafts:
    """Yield the plan without the ways drawn by hand that the finding is about."""
    for route in analysis.scheme.cable_routes:
        if route.id in check.elements or route.box_id in check.elements:
            yield [_without(analysis, route, _FOUND_WAY)]


def _without(analysis: Supplied, element: CableRoute | DistributionBox, title: str) -> Draft:
    return Draft(title, removals(analysis.project, [element]), (("element", label(element)),))


def _own_boxes(analysis: Supplied, check: Check) -> Drafts:
    """Yield boxes of their own for what shares the finding's box: for one after the other, then for all."""
    for box in analysis.scheme.boxes:
        if box.id not in check.elements:
            continue
        if len(box.feeds) > 1:
            for held in _elements(analysis.scheme):
                if held.id in box.feeds:
                    after = replace(box, feeds=tuple(name for name in box.feeds if name != held.id))
                    edit = replacement(analysis.project, box, after)
                    yield [Draft(_OWN_BOX, (edit,), (("element", label(held)),))]
        yield [_without(analysis, box, _OWN_BOXES)]


def _idle_boxes(analysis: Supplied, check: Check) -> Drafts:
    for box in analysis.scheme.boxes:
        if box.id in check.elements:
            yield [_without(analysis, box, _IDLE)]


def _counted_cables(analysis: Supplied, _check: Check) -> Drafts:
    if analysis.scheme.supply.cables_together is not None:
        yield [_with_supply(analysis, _AS_ON_PLAN, (), cables_together=None)]


SUPPLY_BY_CODE: dict[str, Callable[[Supplied, Check], Drafts]] = {
    "sensitivity": _too_late,
    "voltage_drop": _nearer,
    "no_section": _nearer,
    "no_feeder_way": _other_points,
    "supply_capacity": _points_to_spare,
    "low_voltage": _points_to_spare,
    "supply_point_gone": _chosen_point_gone,
    "beyond_table": _counted_cables,
    "box_in_building": _own_boxes,
    "idle_box": _idle_boxes,
    "route_without_box": _found_ways,
    "second_route": _found_ways,
    "route_ends": _found_ways,
    "route_in_building": _found_ways,
    "route_outside": _found_ways,
}
"""What mends findings of the supply, by their codes."""
