"""Moves that mend: the shortest way in each of many directions after which a rule is met."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.compliance import rule_checks
from chargeplan.engineering.compliance.case import Planned, case_of, element_id
from chargeplan.engineering.findings import Check
from chargeplan.engineering.integrity import check_places
from chargeplan.engineering.mending.drafts import Analysed, Draft
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import replacement
from chargeplan.model.labels import label
from chargeplan.model.moving import moved
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

PLACES = ("overlap", "outside_boundary")
"""What is said of where things stand, whatever the rules."""

FINEST_M = 1e-4
"""Less than this nobody moves anything."""

_FARTHEST_M = 12.0
_STEP_M = 0.25
_COMPASS = 16
_TRIED_MOVES = 8

_DIRECTIONS = (
    N_("east"), N_("north-east"), N_("north"), N_("north-west"),
    N_("west"), N_("south-west"), N_("south"), N_("south-east"),
)  # fmt: skip
_MOVE = N_("Move {element} by {distance} m to the {direction}")


def moves(analysis: Analysed, check: Check, element: Shed | Lot) -> Iterator[Draft]:
    """Yield moves by which the rule itself is met, the shortest first.

    No move shorter than what is missing mends a distance, so that one straight away from what is too near
    comes first where it is enough, and other directions are looked at only when that is refused.
    """
    holders: tuple[Planned, ...] = (*analysis.sheds, *analysis.lots)
    held = next(each for each in holders if element_id(each) == element.id)
    ways = _directions(check, element)
    straight = _straight(analysis, check, held)
    if straight is not None:
        yield _draft(analysis, element, *straight)
    found = []
    for dx, dy in ways:
        reach = _reach_m(analysis, check, held, (dx, dy))
        if reach is not None:
            found.append((reach, dx, dy))
    for reach, dx, dy in sorted(found)[:_TRIED_MOVES]:
        yield _draft(analysis, element, reach, dx, dy)


def _draft(analysis: Analysed, element: Shed | Lot, reach: float, dx: float, dy: float) -> Draft:
    after = moved(element, reach * dx, reach * dy)
    direction = _direction_name(dx, dy)
    return Draft(
        _MOVE,
        (replacement(analysis.project, element, after),),
        (
            ("element", label(element)),
            ("distance", f"{reach:.3f}".removesuffix("0")),
            ("direction", tr(direction)),
        ),
    )


def _straight(analysis: Analysed, check: Check, held: Planned) -> tuple[float, float, float] | None:
    """Return the move by just what is missing [m] straight away from what is too near, where it is enough."""
    away = _away(check)
    if check.unit != "m" or check.margin is None or away is None:
        return None
    reach = _whole_mm(-check.margin)
    for angle in (away, away + math.pi):
        dx, dy = math.cos(angle), math.sin(angle)
        if not _missed_at(analysis, check, held, (reach * dx, reach * dy)):
            return reach, dx, dy
    return None


def _away(check: Check) -> float | None:
    """Return the angle from what is measured to towards what is measured from."""
    if check.span is None or math.dist(*check.span) <= FINEST_M:
        return None
    (ax, ay), (bx, by) = check.span
    return math.atan2(ay - by, ax - bx)


def _directions(check: Check, element: Shed | Lot) -> list[Point]:
    """Return unit vectors to try: away from what is too near, along and across a shed, all around."""
    angles = [2 * math.pi * step / _COMPASS for step in range(_COMPASS)]
    if isinstance(element, Shed):
        own = math.radians(element.angle_degrees)
        angles = [own + quarter * math.pi / 2 for quarter in range(4)] + angles
    away = _away(check)
    if away is not None:
        angles = [away, away + math.pi, *angles]
    return [(math.cos(angle), math.sin(angle)) for angle in angles]


def _direction_name(dx: float, dy: float) -> str:
    eighth = round(math.degrees(math.atan2(dy, dx)) / 45) % len(_DIRECTIONS)
    return _DIRECTIONS[eighth]


def _reach_m(analysis: Analysed, check: Check, held: Planned, way: Point) -> float | None:
    """Return the shortest way [m] in a direction after which the rule is met, to 1 mm, None when too far."""

    def mends(reach: float) -> bool:
        return not _missed_at(analysis, check, held, (way[0] * reach, way[1] * reach))

    steps = [_STEP_M * (index + 1) for index in range(math.ceil(_FARTHEST_M / _STEP_M))]
    good = next((reach for reach in steps if mends(reach)), None)
    if good is None:
        return None
    bad = good - _STEP_M
    while good - bad > FINEST_M:
        middle = (good + bad) / 2
        good, bad = (middle, bad) if mends(middle) else (good, middle)
    rounded = _whole_mm(good - FINEST_M)
    return rounded if mends(rounded) else _whole_mm(good)


def _whole_mm(reach_m: float) -> float:
    return math.ceil(reach_m * 1000 - 1e-3) / 1000


def _missed_at(analysis: Analysed, check: Check, held: Planned, step: Point) -> bool:
    """Return whether the rule would be missed with a shed or lot moved as it stands, nothing filled anew."""
    there = _moved_capacity(held, step)
    sheds = [there if each is held else each for each in analysis.sheds]
    lots = [there if each is held else each for each in analysis.lots]
    case = case_of(
        analysis.project,
        analysis.scheme,
        [each for each in sheds if isinstance(each, ShedCapacity)],
        [each for each in lots if isinstance(each, LotCapacity)],
        analysis.references.catalogue,
        analysis.references.rule_set,
        only=element_id(held),
    )
    if check.code in PLACES:
        answers = check_places(case.project, case.sheds, case.lots)
    else:
        answers = rule_checks(case, check.code)
    return any(not answer.met and _about(check, answer, element_id(held)) for answer in answers)


def _about(check: Check, answer: Check, moved_id: str) -> bool:
    """Return whether an answer tells of the same rule and place as a check, undecided ones too."""
    return answer.code == check.code and (answer.undecided is not None or moved_id in answer.elements)


def _moved_capacity(held: Planned, way: Point) -> Planned:
    def step(point: Point) -> Point:
        return (point[0] + way[0], point[1] + way[1])

    stalls = tuple(_moved_stall(stall, step) for stall in held.stalls)
    if isinstance(held, ShedCapacity):
        return replace(
            held,
            outline=tuple(map(step, held.outline)),
            strips=tuple(tuple(map(step, strip)) for strip in held.strips),
            stalls=stalls,
            panels=tuple((step(a), step(b)) for a, b in held.panels),
        )
    lot = moved(held.lot, *way)
    assert isinstance(lot, Lot)
    panels = tuple((step(a), step(b)) for a, b in held.layout.panels)
    return replace(held, lot=lot, layout=replace(held.layout, stalls=stalls, panels=panels))


def _moved_stall(stall: Stall, step: Callable[[Point], Point]) -> Stall:
    a, b, c, d = map(step, stall.polygon)
    start, end = map(step, stall.front)
    return replace(stall, polygon=(a, b, c, d), front=(start, end))
