"""How bikes stand together: groups and their gaps, bikes in one place, ground and sockets per stall."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance.case import (
    WATCH_FACT,
    Case,
    Place,
    Planned,
    Unknown,
    check_of,
    element_id,
    middle_of,
)
from chargeplan.engineering.compliance.measuring import ground_of_place_m2
from chargeplan.engineering.findings import Check
from chargeplan.geometry.relations import Gap, gaps_between, group_length_m
from chargeplan.i18n import N_
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.reference.rule_sets import Rule

_BIKES = N_("The largest group of {element} has {measured} bikes; at most {required} are asked for.")
_LENGTH = N_("The longest group of {element} is {measured} m long; at most {required} m are asked for.")
_GAP = N_("Groups of {element} stand {measured} m apart; {required} m are asked for.")
_GAP_BETWEEN = N_("Groups of {element} and {other} stand {measured} m apart; {required} m are asked for.")
_NO_GAP = N_("No other group stands within {required} m of those of {element}.")
_TOGETHER = N_("{measured} bikes stand together at {element}; at most {required} are recommended.")
_WATCHED = N_(
    "{measured} bikes stand together at {element}; above {required} the place is watched day and night."
)
_WATCHED_AREA = N_(
    "{element} takes {measured} m² with its aisles; above {required} m² the place is watched day and night."
)
_GROSS = N_("{element} takes {measured} m² of ground per stall; {required} m² are asked for.")
_PITCH = N_("Sockets of {element} are {measured} m apart; {required} m are asked for.")

_REMEMBERED_SHEDS = 512


def group_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about how bikes stand together."""
    for held in case.planned:
        if held.stalls:
            yield from _sizes(case, held)
            yield from _per_stall(case, held)
    yield from _gaps(case)
    yield from _in_one_place(case)


def _groups_of(held: Planned) -> tuple[tuple[Ring, ...], ...]:
    """Return the stalls of each group; sheds that stay as they are are not looked through again."""
    return _groups_of_shed(held) if isinstance(held, ShedCapacity) else _grouped(held.stalls)


@lru_cache(maxsize=_REMEMBERED_SHEDS)
def _groups_of_shed(held: ShedCapacity) -> tuple[tuple[Ring, ...], ...]:
    return _grouped(held.stalls)


def _grouped(stalls: tuple[Stall, ...]) -> tuple[tuple[Ring, ...], ...]:
    groups: dict[int, list[Ring]] = {}
    for stall in stalls:
        groups.setdefault(stall.group, []).append(stall.polygon)
    return tuple(tuple(groups[number]) for number in sorted(groups))


def _sizes(case: Case, held: Planned) -> Iterator[Check]:
    bikes, length = case.rules.rule("R07"), case.rules.rule("R07L")
    groups = _groups_of(held)
    ids, place = (element_id(held),), middle_of(held)
    if bikes is not None:
        yield check_of(bikes, ids, _BIKES, max(map(len, groups)), place=place)
    if length is not None:
        yield check_of(length, ids, _LENGTH, max(map(group_length_m, groups)), place=place)


def _gaps(case: Case) -> Iterator[Check]:
    """Yield how far groups stand from each other: every gap that is too narrow, else the narrowest.

    Of two sheds or lots, or within one, the narrowest gap counts, and it is told once.
    """
    rule = case.rules.rule("R08")
    if rule is None:
        return
    holders = [held for held in case.holders if held.stalls]
    groups = [(element_id(held), group) for held in holders for group in _groups_of(held)]
    panels = [panel for held in holders for panel in _panels_of(held)]
    judged = {element_id(held) for held in case.planned}
    narrow: dict[tuple[str, str], Gap] = {}
    for gap in gaps_between([group for _, group in groups], panels, rule.value):
        pair = (groups[gap.first][0], groups[gap.second][0])
        if judged.intersection(pair) and (pair not in narrow or gap.distance_m < narrow[pair].distance_m):
            narrow[pair] = gap
    checks = [_gap_check(rule, pair, gap, judged) for pair, gap in narrow.items()]
    told = {name for check in checks if not check.met for name in check.elements}
    for held in case.planned:
        if held.stalls:
            own = [check for check in checks if check.elements[0] == element_id(held)]
            missed = [check for check in own if not check.met]
            yield from missed
            if element_id(held) not in told:
                yield min(own, key=lambda check: check.measured or 0.0, default=_no_gap(rule, held))


def _panels_of(held: Planned) -> tuple[tuple[Point, Point], ...]:
    return held.panels if isinstance(held, ShedCapacity) else held.layout.panels


def _no_gap(rule: Rule, held: Planned) -> Check:
    return check_of(rule, (element_id(held),), _NO_GAP, met=True, place=middle_of(held))


def _gap_check(rule: Rule, pair: tuple[str, str], gap: Gap, judged: Collection[str]) -> Check:
    """Return the answer for a gap, which is one of the first that is judged of its two sides."""
    first, second = pair if pair[0] in judged else pair[::-1]
    within = first == second
    elements = (first,) if within else (first, second)
    span = (gap.start, gap.end)
    return check_of(
        rule, elements, _GAP if within else _GAP_BETWEEN, gap.distance_m, place=gap.start, span=span
    )


def _per_stall(case: Case, held: Planned) -> Iterator[Check]:
    gross, pitch = case.rules.rule("R13"), case.rules.rule("R14")
    ids, place = (element_id(held),), middle_of(held)
    if gross is not None:
        yield check_of(gross, ids, _GROSS, float(held.gross_m2) / len(held.stalls), place=place)
    if pitch is not None and held.charging.socket_count > 1:
        front = case.catalogue.module(held.module_id).module.front_m
        yield check_of(pitch, ids, _PITCH, front, place=place)


def _in_one_place(case: Case) -> Iterator[Check]:
    most = case.rules.rule("R09")
    unknown = Unknown()
    for place in case.places:
        if most is not None:
            where = (element_id(place.at),)
            yield check_of(most, where, _TOGETHER, place.stall_count, place=middle_of(place.at))
        yield from _watched(case, place, unknown)
    yield from unknown.checks()


def _watched(case: Case, place: Place, unknown: Unknown) -> Iterator[Check]:
    """Yield whether a place that is so large is watched day and night."""
    rows = (
        (case.rules.rule("R09B"), float(place.stall_count), _WATCHED),
        (case.rules.rule("R09A"), ground_of_place_m2(place), _WATCHED_AREA),
    )
    for rule, measured, text in rows:
        if rule is None:
            continue
        watched = True if measured <= rule.value else case.scheme.fire.watched
        name = element_id(place.at)
        if watched is None:
            unknown.note(rule, WATCH_FACT, name)
        else:
            yield check_of(rule, (name,), text, measured, met=watched, place=middle_of(place.at))
