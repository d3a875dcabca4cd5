"""Small plans judged by a rule set, and the answers of one rule, for the tests of rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, lot_capacity, shed_capacity
from chargeplan.engineering.compliance import check_compliance
from chargeplan.engineering.findings import Check
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building, Site, SiteFact
from chargeplan.model.waivers import Waiver
from chargeplan.reference.catalogue import Catalogue, load_catalogue
from chargeplan.reference.rule_sets import Rule, RuleSet, load_rule_set

CATALOGUE = load_catalogue()
SHANGHAI = load_rule_set("shanghai")
ANHUI = load_rule_set("anhui")
FUZHOU = load_rule_set("fuzhou")

HOUSE = Building("building-1", ((0, 0), (40, 0), (40, 10), (0, 10)), storeys=6)
"""Six storeys; south wall at y = 0, north wall at y = 10."""

ALL_FACTS = tuple(SiteFact)
"""Somebody looked for everything and found none of it."""


@dataclass(frozen=True)
class References:
    """What a plan is judged by."""

    catalogue: Catalogue
    rule_set: RuleSet


@dataclass(frozen=True)
class Judged:
    """A plan with what it holds and every answer of the rules."""

    project: Project
    scheme: Scheme
    sheds: tuple[ShedCapacity, ...]
    lots: tuple[LotCapacity, ...]
    references: References
    checks: tuple[Check, ...]

    def of(self, code: str) -> list[Check]:
        """Return the answers of one rule."""
        return [check for check in self.checks if check.code == code]

    def the(self, code: str) -> Check:
        """Return the one answer of a rule."""
        (check,) = self.of(code)
        return check

    def missed(self) -> list[str]:
        """Return the ids of the rules that are missed."""
        return [check.code for check in self.checks if check.state == "missed"]


def judged(
    *held: Shed | Lot,
    site: Site | None = None,
    rules: RuleSet = SHANGHAI,
    waivers: tuple[Waiver, ...] = (),
    **settings: Any,
) -> Judged:
    """Return a plan of these sheds and lots, judged; where nothing is said of the site nothing is there."""
    sheds = tuple(each for each in held if isinstance(each, Shed))
    lots = tuple(each for each in held if isinstance(each, Lot))
    scheme = Scheme(
        "scheme-1", sheds=sheds, lots=lots, waivers=waivers, **{"module_id": "compact", **settings}
    )
    return judge(Project(site=site or Site(none_here=ALL_FACTS), schemes=(scheme,)), rules)


def judge(project: Project, rules: RuleSet = SHANGHAI) -> Judged:
    """Return a plan's active scheme, judged."""
    scheme = project.active_scheme
    sheds = tuple(shed_capacity(shed, scheme, CATALOGUE) for shed in scheme.sheds)
    lots = tuple(
        lot_capacity(lot, project.site, scheme, CATALOGUE, rules, sheds=sheds) for lot in scheme.lots
    )
    checks = check_compliance(project, sheds, lots, CATALOGUE, rules)
    return Judged(project, scheme, sheds, lots, References(CATALOGUE, rules), checks)


def with_value(rules: RuleSet, rule_id: str, **fields: Any) -> RuleSet:
    """Return a rule set with other fields in one rule."""
    changed: tuple[Rule, ...] = tuple(
        replace(rule, **fields) if rule.id == rule_id else rule for rule in rules.rules
    )
    return replace(rules, rules=changed)


def shed_north(gap_m: float, **values: Any) -> Shed:
    """A shed 12.0 × 2.0 m whose back is `gap_m` north of the house; it opens to the north."""
    return Shed("shed-1", (26.0, 10.0 + gap_m + 2.0), 180.0, 12.0, 2.0, **values)


def alone(**values: Any) -> Shed:
    """A shed 12.0 × 2.0 m in the open, from (0, 0); it opens to the south."""
    return Shed(
        **{
            "id": "shed-1",
            "origin": (0.0, 0.0),
            "angle_degrees": 0.0,
            "length_m": 12.0,
            "depth_m": 2.0,
            **values,
        }
    )
