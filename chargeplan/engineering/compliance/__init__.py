"""A rule set applied to a plan: every rule with what was measured, met, missed or not to be decided.

Each module holds the rules of one kind; `case` prepares what they are applied to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.compliance.case import Case, case_of
from chargeplan.engineering.compliance.distances import distance_checks
from chargeplan.engineering.compliance.groups import group_checks
from chargeplan.engineering.compliance.kit import kit_checks
from chargeplan.engineering.compliance.lanes import lane_checks
from chargeplan.engineering.compliance.places import place_checks
from chargeplan.engineering.compliance.structures import structure_checks
from chargeplan.engineering.compliance.walls import wall_checks
from chargeplan.engineering.findings import Check
from chargeplan.engineering.integrity import check_integrity
from chargeplan.errors import Cancelled, never, unless_called_off
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.waivers import Waiver
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_kinds import rule_kinds
from chargeplan.reference.rule_sets import RuleSet

Family = Callable[[Case], Iterable[Check]]

_FAMILIES: tuple[tuple[Family, tuple[str, ...]], ...] = (
    (wall_checks, ("R01", "R02", "R03")),
    (distance_checks, ("R06", "R18", "R20", "R21", "R22")),
    (lane_checks, ("R04", "R05", "R19")),
    (group_checks, ("R07", "R08", "R09", "R13", "R14")),
    (structure_checks, ("R11", "R12", "R16")),
    (place_checks, ("R15",)),
    (kit_checks, ("R10", "R17")),
)
"""The rules by kind, with the beginnings of the ids that each kind answers for."""


def check_compliance(
    project: Project,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    rule_set: RuleSet,
    scheme: Scheme | None = None,
    cancelled: Cancelled = never,
) -> tuple[Check, ...]:
    """Return every check of the plan's own soundness and of the rule set, in a fixed order.

    `scheme` is the one that holds the sheds and lots, the active one unless another is given.
    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    judged = project.active_scheme if scheme is None else scheme
    case = case_of(project, judged, sheds, lots, catalogue, rule_set)
    soundness = check_integrity(project, sheds, lots, catalogue, cancelled)
    checks = (*soundness, *rule_checks(case, cancelled=cancelled))
    return with_waivers(checks, judged.waivers)


def rule_checks(case: Case, code: str | None = None, cancelled: Cancelled = never) -> tuple[Check, ...]:
    """Return the answers of all rules, in the order in which rules are told.

    With a `code` only the rules of its kind are asked. Raise `CalledOff` when `cancelled()` becomes true.
    """
    order = {name: number for number, name in enumerate(rule_kinds())}
    asked = [family for family, begins in _FAMILIES if code is None or code.startswith(begins)]
    checks = [check for family in asked for check in unless_called_off(family(case), cancelled)]
    return tuple(sorted(checks, key=lambda check: order[check.code]))


def with_waivers(checks: Iterable[Check], waivers: Sequence[Waiver]) -> tuple[Check, ...]:
    """Return checks, those that are not met with the waiver that lets them pass.

    A waiver is of one rule and of exactly the elements that it names, in whatever order; one that names no
    part is of all parts of these.
    """
    known = {(waiver.code, frozenset(waiver.elements)): waiver for waiver in waivers}

    def waiver_of(check: Check) -> Waiver | None:
        elements = frozenset(check.elements)
        return known.get((check.waived_as, elements)) or known.get((check.code, elements))

    return tuple(
        check if check.met or not known else replace(check, waiver=waiver_of(check)) for check in checks
    )
