"""Entrances of the places where bikes stand."""

from __future__ import annotations

import math
from collections.abc import Iterator

from chargeplan.engineering.capacity import LotCapacity
from chargeplan.engineering.compliance.case import Case, Place, check_of, element_id, middle_of
from chargeplan.engineering.compliance.structures import closed_sides, closing_things
from chargeplan.engineering.findings import Check
from chargeplan.geometry.relations import Targets
from chargeplan.i18n import N_
from chargeplan.model.scheme import EdgeRole, Lot
from chargeplan.model.values import Point
from chargeplan.units import TOLERANCE_M

_FEW = N_("{element} has {bikes} bikes and entrances: {measured}; at least {required} are asked for.")
_NARROW = N_("The narrowest entrance of {element} is {measured} m wide; {required} m are asked for.")

_LEAST_ENTRANCES = 1


def place_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about entrances."""
    beside = closing_things(case)
    for place in case.places:
        widths = _entrances(case, place, beside)
        yield from _count(case, place, len(widths))
        yield from _width(case, place, widths)


def _entrances(case: Case, place: Place, beside: Targets) -> list[tuple[float, Point]]:
    """Return the width [m] and middle of every way in: gates in walls and open sides."""
    if isinstance(place.at, LotCapacity):
        return _lot_entrances(place.at.lot)
    outline = place.at.outline
    sides = len(outline) - closed_sides(case, place.at, beside)
    return [(place.at.shed.length_m, middle_of(place.at))] * sides


def _lot_entrances(lot: Lot) -> list[tuple[float, Point]]:
    found = []
    for index, (start, role) in enumerate(zip(lot.ring, lot.edges, strict=True)):
        end = lot.ring[(index + 1) % len(lot.ring)]
        length = math.dist(start, end)
        if role is EdgeRole.OPEN:
            spans = [(0.0, length)]
        else:
            spans = [(gate.from_m, gate.width_m) for gate in lot.entrances if gate.edge == index]
        for begin, width in spans:
            share = min(1.0, (begin + width / 2) / length) if length else 0.0
            x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
            if width > TOLERANCE_M:
                found.append((width, (x, y)))
    return found


def _count(case: Case, place: Place, number: int) -> Iterator[Check]:
    rule, above = case.rules.rule("R15"), case.rules.rule("R15N")
    if rule is None:
        return
    many = above is None or place.stall_count > above.value
    met = number >= (rule.value if many else _LEAST_ENTRANCES)
    yield check_of(
        rule,
        (element_id(place.at),),
        _FEW,
        number,
        met=met,
        place=middle_of(place.at),
        values=(("bikes", str(place.stall_count)),),
    )


def _width(case: Case, place: Place, entrances: list[tuple[float, Point]]) -> Iterator[Check]:
    """Yield whether the gates of a lot are wide enough; an open side is as wide as it is long."""
    rule = case.rules.rule("R15W")
    if rule is None or not isinstance(place.at, LotCapacity) or not entrances:
        return
    width, where = min(entrances)
    yield check_of(rule, (element_id(place.at),), _NARROW, width, place=where)
