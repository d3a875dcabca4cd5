"""What the rules are applied to, prepared once, and how their answers are put.

What exists already is an obstacle and no proposal: rules judge what is planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.findings import Check
from chargeplan.geometry.relations import Footprint, contains, footprint_of, strip_of
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import Site, SiteFact
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import Rule, RuleSet
from chargeplan.units import TOLERANCE_M, to_decimal

Planned = ShedCapacity | LotCapacity

FACT_NAMES: Mapping[SiteFact, str] = {
    SiteFact.FENCE: N_("fences"),
    SiteFact.FIRE_LANE: N_("fire lanes"),
    SiteFact.LADDER_GROUND: N_("ladder grounds"),
    SiteFact.HYDRANT: N_("outdoor hydrants"),
    SiteFact.EXIT: N_("safety exits"),
    SiteFact.WINDOW: N_("windows"),
    SiteFact.GAS: N_("gas regulators"),
    SiteFact.SENSITIVE_NEIGHBOUR: N_("use of the buildings nearby"),
    SiteFact.PIPELINE: N_("pipelines"),
    SiteFact.BASEMENT: N_("basements"),
}
BUILDING_FACT = N_("buildings")
HEIGHT_FACT = N_("height or storeys of the building")
WALL_FACT = N_("kind of the building's walls")
WATCH_FACT = N_("information on who watches the alarm")

_UNDECIDED = N_("{rule}: cannot be decided, {fact} missing.")
_NOTHING_HERE = N_("{rule}: there is nothing of the kind here.")


def element_id(held: Planned) -> str:
    """Return the id of the shed or lot that a capacity belongs to."""
    return held.shed.id if isinstance(held, ShedCapacity) else held.lot.id


def exists(held: Planned) -> bool:
    """Return whether a shed or lot is there already."""
    return held.shed.existing if isinstance(held, ShedCapacity) else held.lot.existing


def middle_of(held: Planned) -> Point:
    """Return the middle of a shed's or lot's corners."""
    ring = held.outline if isinstance(held, ShedCapacity) else held.lot.ring
    return (sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring))


def bodies_of(held: Planned) -> tuple[Ring, ...]:
    """Return what distances are measured from: a roof, under which all its stalls stand, or open stalls."""
    return (held.outline,) if isinstance(held, ShedCapacity) else tuple(s.polygon for s in held.stalls)


@dataclass(frozen=True)
class Place:
    """What stands together: a lot with all that stands on it, or a shed that stands on none."""

    at: Planned
    held: tuple[Planned, ...]

    @property
    def stall_count(self) -> int:
        """Bikes that stand here."""
        return sum(len(each.stalls) for each in self.held)


@dataclass(frozen=True)
class Case:
    """A scheme on its site, with what it holds and what it is judged by.

    `planned` is what is judged: new sheds, and new lots that hold stalls.
    """

    project: Project
    scheme: Scheme
    sheds: tuple[ShedCapacity, ...]
    lots: tuple[LotCapacity, ...]
    catalogue: Catalogue
    rules: RuleSet
    planned: tuple[Planned, ...]

    @property
    def site(self) -> Site:
        """What is on the ground."""
        return self.project.site

    @property
    def holders(self) -> tuple[Planned, ...]:
        """All sheds and lots, what exists too."""
        return (*self.sheds, *self.lots)

    @property
    def planned_sheds(self) -> list[ShedCapacity]:
        """The sheds that are judged."""
        return [held for held in self.planned if isinstance(held, ShedCapacity)]

    @cached_property
    def footprints(self) -> Mapping[str, Footprint]:
        """Id -> ground of everything that is judged."""
        return {
            element_id(held): footprint_of(bodies_of(held), self.strips(held))
            for held in self.planned
            if bodies_of(held)
        }

    def strips(self, held: Planned) -> tuple[Ring, ...]:
        """Return the ground in front of the stalls of a shed or lot."""
        if isinstance(held, ShedCapacity):
            return held.strips
        depth = self.catalogue.module(held.module_id).module.aisle_one_side_m
        return tuple(strip_of(stall, depth) for stall in held.stalls)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place with something that is judged."""
        judged = {element_id(held) for held in self.planned}
        return tuple(
            place
            for place in _places(self.sheds, self.lots)
            if any(element_id(held) in judged and held.stalls for held in place.held)
        )

    def knows(self, fact: SiteFact, drawn: object) -> bool:
        """Return whether a fact is known: something of it is drawn, or somebody found none."""
        return bool(drawn) or fact in self.site.none_here


def _places(sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]) -> Iterator[Place]:
    loose = list(sheds)
    for lot in lots:
        here = [shed for shed in loose if contains(lot.lot.ring, shed.outline)]
        loose = [shed for shed in loose if shed not in here]
        yield Place(lot, (lot, *here))
    for shed in loose:
        yield Place(shed, (shed,))


def case_of(
    project: Project,
    scheme: Scheme,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    rules: RuleSet,
    only: str | None = None,
) -> Case:
    """Return the case of a scheme; with `only`, the id of one shed or lot, nothing else is judged."""
    new: list[Planned] = [held for held in sheds if not held.shed.existing]
    new += [held for held in lots if not held.lot.existing and held.stalls]
    planned = tuple(held for held in new if only in (None, element_id(held)))
    return Case(project, scheme, tuple(sheds), tuple(lots), catalogue, rules, planned)


def clean(value: float) -> float:
    """Return a measured value without its binary noise."""
    return float(to_decimal(value))


def check_of(
    rule: Rule,
    elements: tuple[str, ...],
    text: str,
    measured: float | None = None,
    *,
    met: bool | None = None,
    names: tuple[str, ...] | None = None,
    place: Point | None = None,
    span: tuple[Point, Point] | None = None,
    values: Iterable[tuple[str, float | str]] = (),
) -> Check:
    """Return a rule's answer: met when `measured` is on the good side of its value, to 0.1 mm.

    `met` says it where the value does not bind by itself; `names` are the ids that fill the gaps for
    elements, where they are others than the first two.
    """
    value = None if measured is None else clean(measured)
    margin = None
    if value is not None and rule.bound != "from":
        margin = clean(value - rule.value if rule.bound == "least" else rule.value - value)
    if met is None:
        met = margin is not None and margin >= -TOLERANCE_M
    elif margin is not None and met != (margin >= -TOLERANCE_M):
        margin = None
    gaps = zip(("element", "other"), elements if names is None else names, strict=False)
    numbers = [("measured", value)] if value is not None else []
    return Check(
        code=rule.id,
        severity=rule.severity,
        elements=elements,
        measured=value,
        required=rule.value,
        unit=rule.unit,
        margin=margin,
        met=met,
        text=text,
        values=(*gaps, *numbers, ("required", rule.value), *values),
        place=place,
        span=span,
        source=rule.source,
        clause=rule.clause,
        verified=rule.verified,
        regional=rule.regional,
        rule=rule,
        bound=rule.bound,
    )


def undecided(rule: Rule, fact: str, elements: tuple[str, ...] = (), place: Point | None = None) -> Check:
    """Return the answer that a rule has none for want of `fact`; told once for all that is concerned."""
    answer = check_of(rule, elements, _UNDECIDED, met=False, place=place)
    return Check(**{**vars(answer), "undecided": fact})


def nothing_here(rule: Rule) -> Check:
    """Return that a rule is met since what it is about is not there."""
    return check_of(rule, (), _NOTHING_HERE, met=True)


def nothing_drawn(case: Case, rule: Rule, fact: SiteFact) -> Check:
    """Return the answer where nothing of a kind is drawn: met when somebody found none, else undecided."""
    return nothing_here(rule) if fact in case.site.none_here else undecided(rule, FACT_NAMES[fact])


class Unknown:
    """Gathers what cannot be decided, so that each missing fact is told once for a rule."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Rule, dict[str, None]]] = {}

    def note(self, rule: Rule, fact: str, element: str) -> None:
        """Remember that `fact` is missing of `element`."""
        self._found.setdefault((rule.id, fact), (rule, {}))[1][element] = None

    def checks(self) -> list[Check]:
        """Return one answer for each rule and fact, with all elements of which it is missing."""
        return [undecided(rule, fact, tuple(of)) for (_, fact), (rule, of) in self._found.items()]
