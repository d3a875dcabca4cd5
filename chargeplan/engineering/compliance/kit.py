"""The fire kit of sheds and lots: enough of each, and the whole of it from a certain size on."""

from __future__ import annotations

from collections.abc import Iterator

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance.case import (
    WATCH_FACT,
    Case,
    check_of,
    element_id,
    middle_of,
    undecided,
)
from chargeplan.engineering.compliance.measuring import ground_of_place_m2
from chargeplan.engineering.findings import Check
from chargeplan.engineering.fire_kit import ElementKit, FireKit, fire_kit
from chargeplan.engineering.sums import Sum
from chargeplan.i18n import N_

_CAMERAS = N_("Cameras at {element}: {measured}; at least {required} are asked for.")
_DETECTORS = N_("Fire detectors in {element}: {measured}; at least {required} are asked for.")
_EXTINGUISHERS = N_("Fire extinguishers at {element}: {measured}; at least {required} are asked for.")
_SPRINKLERS = N_("Sprinkler heads in {element}: {measured}; at least {required} are asked for.")
_ALARM = N_(
    "Rooms staffed day and night that the fire alarm is told to: {measured}; {required} is asked for."
)
_PACKAGE = N_(
    "{element} takes {measured} m² with its aisles; from {required} m² on the whole fire kit is asked for."
)


def kit_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about the fire kit; lots have no roof to hang anything under."""
    if not case.planned:
        return
    kit = fire_kit(case.scheme, case.sheds, case.lots, case.catalogue)
    yield from _pieces(case, kit)
    yield from _alarm(case)
    yield from _package(case)


def _pieces(case: Case, kit: FireKit) -> Iterator[Check]:
    rows = (
        ("R17C", _CAMERAS, False),
        ("R17D", _DETECTORS, True),
        ("R17E", _EXTINGUISHERS, False),
        ("R17S", _SPRINKLERS, True),
    )
    for held in case.planned:
        counts = _counts(kit.of(element_id(held)))
        for code, text, under_roof in rows:
            rule = case.rules.rule(code)
            if rule is not None and (not under_roof or isinstance(held, ShedCapacity)):
                yield check_of(rule, (element_id(held),), text, counts[code], place=middle_of(held))


def _counts(kit: ElementKit | None) -> dict[str, int]:
    """Return how many pieces of each kind a shed or lot has."""
    if kit is None:
        return dict.fromkeys(("R17C", "R17D", "R17E", "R17S"), 0)
    return {
        "R17C": _whole(kit.cameras),
        "R17D": _whole(kit.detectors),
        "R17E": _whole(kit.powder) + _whole(kit.water),
        "R17S": _whole(kit.sprinkler_heads),
    }


def _whole(amount: Sum | None) -> int:
    return 0 if amount is None else int(amount.value)


def _alarm(case: Case) -> Iterator[Check]:
    rule = case.rules.rule("R17W")
    if rule is None:
        return
    watched = case.scheme.fire.watched
    yield undecided(rule, WATCH_FACT) if watched is None else check_of(rule, (), _ALARM, int(watched))


def _package(case: Case) -> Iterator[Check]:
    rule = case.rules.rule("R10")
    if rule is None:
        return
    fire = case.scheme.fire
    whole = fire.extinguishers and fire.cameras and fire.detectors and fire.sprinklers
    for place in case.places:
        measured = ground_of_place_m2(place)
        met = whole or measured < rule.value
        yield check_of(rule, (element_id(place.at),), _PACKAGE, measured, met=met, place=middle_of(place.at))
