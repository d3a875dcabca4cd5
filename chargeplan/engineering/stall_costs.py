"""What a lane, a tree, a clearance or a rule costs in stalls: the count with it less the count without it.

Both counts come from the same filling with the same effort, so that their difference is honest. What fits
with a thing fits without it too; where the search finds less without, the thing costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from chargeplan.engineering.capacity import (
    LotCapacity,
    ShedCapacity,
    group_of,
    lot_capacity,
    module_of,
    shed_capacity,
)
from chargeplan.engineering.surroundings import Surroundings, lot_problem, surroundings
from chargeplan.errors import go_on_unless
from chargeplan.geometry.filling import Effort
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building, Doorway, FireLane, Obstacle, Road, Site
from chargeplan.model.values import Region
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import RuleSet


class CostCause(Enum):
    """What of an element takes stalls away."""

    ITSELF = "itself"
    CLEARANCE = "clearance"
    BY_HAND = "by_hand"
    GROUPS = "groups"


@dataclass(frozen=True)
class LotCost:
    """What something costs one lot: its stalls as the plan is, and without that thing."""

    lot: Lot
    with_count: int
    without_count: int

    @property
    def stalls(self) -> int:
        """Stalls that are lost, never fewer than none."""
        return max(0, self.without_count - self.with_count)


@dataclass(frozen=True)
class StallCost:
    """What an element costs by one cause, lot by lot; lots that it does not touch are left out."""

    element_id: str
    cause: CostCause
    lots: tuple[LotCost, ...]

    @property
    def stalls(self) -> int:
        """Stalls that are lost on all lots together."""
        return sum(cost.stalls for cost in self.lots)


@dataclass(frozen=True)
class _Setting:
    """What one lot is filled in."""

    lot: Lot
    scheme: Scheme
    ground: Surroundings
    sheds: tuple[ShedCapacity, ...]


def causes_of(element: Element, scheme: Scheme) -> tuple[CostCause, ...]:
    """Return by what an element may cost stalls; none for things that take no ground."""
    if isinstance(element, Road | FireLane | Obstacle | Shed):
        return (CostCause.ITSELF,)
    if isinstance(element, Building | Doorway):
        return (CostCause.CLEARANCE,)
    if not isinstance(element, Lot) or not element.filled:
        return ()
    by_hand = (CostCause.BY_HAND,) if element.removed or element.blocked or element.kept else ()
    groups = (CostCause.GROUPS,) if group_of(element, scheme) is not None else ()
    return (*by_hand, *groups)


def stall_cost(
    project: Project,
    element: Element,
    cause: CostCause,
    catalogue: Catalogue,
    rule_set: RuleSet,
    effort: Effort = "full",
    called_off: Callable[[], bool] = lambda: False,
) -> StallCost:
    """Return what an element of the site or the active scheme costs its filled lots.

    Raises
    ------
    CalledOff
        When `called_off` says so, which is asked while lots are filled.
    """
    scheme = project.active_scheme
    ground = surroundings(project.site, rule_set)
    sheds = tuple(shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds)
    costs = []
    for lot in scheme.lots:
        as_is = _Setting(lot, scheme, ground, sheds)
        without = _without(as_is, element, cause, rule_set)
        if not lot.filled or _problem(as_is, catalogue) == _problem(without, catalogue):
            continue
        counts = []
        for setting in (as_is, without):
            counts.append(len(_held(setting, project.site, catalogue, rule_set, effort, called_off).stalls))
            go_on_unless(called_off)
        # The stalls that stand now would stand without it too, though a search need not find them again.
        costs.append(LotCost(lot, counts[0], max(counts)))
    return StallCost(element.id, cause, tuple(costs))


def _without(setting: _Setting, element: Element, cause: CostCause, rule_set: RuleSet) -> _Setting:
    """Return a setting in which an element does not take ground away."""
    if isinstance(element, Lot):
        return setting if setting.lot.id != element.id else _lot_without(setting, cause)
    if isinstance(element, Shed):
        left = tuple(held for held in setting.sheds if held.shed.id != element.id)
        return replace(setting, sheds=left)
    own = surroundings(_site_of(element), rule_set)
    ground = setting.ground
    solids = ground.solids if isinstance(element, Building) else _less(ground.solids, own.solids)
    return replace(
        setting,
        ground=replace(
            ground,
            solids=solids,
            clearances=_less(ground.clearances, own.clearances),
            crossings=_less(ground.crossings, own.crossings),
        ),
    )


def _lot_without(setting: _Setting, cause: CostCause) -> _Setting:
    lot = setting.lot
    if cause is CostCause.GROUPS:
        return replace(setting, lot=replace(lot, group_from_scheme=False, group=None))
    return replace(setting, lot=replace(lot, removed=(), blocked=(), kept=()))


def _site_of(element: Element) -> Site:
    """Return a site on which nothing but an element is."""
    if isinstance(element, Building):
        return Site(buildings=(element,))
    if isinstance(element, Doorway):
        return Site(doorways=(element,))
    if isinstance(element, Road):
        return Site(roads=(element,))
    if isinstance(element, FireLane):
        return Site(fire_lanes=(element,))
    if isinstance(element, Obstacle):
        return Site(obstacles=(element,))
    return Site()


def _less(regions: Sequence[Region], own: Sequence[Region]) -> tuple[Region, ...]:
    """Return regions less one of each of `own`: of two trees at one place one stays."""
    left = list(regions)
    for region in own:
        if region in left:
            left.remove(region)
    return tuple(left)


def _problem(setting: _Setting, catalogue: Catalogue) -> LayoutProblem:
    lot, scheme = setting.lot, setting.scheme
    return lot_problem(
        lot,
        module_of(lot, scheme, catalogue).module,
        group_of(lot, scheme),
        setting.ground,
        sheds=[held.outline for held in setting.sheds],
        strips=[strip for held in setting.sheds for strip in held.strips],
    )


def _held(
    setting: _Setting,
    site: Site,
    catalogue: Catalogue,
    rule_set: RuleSet,
    effort: Effort,
    called_off: Callable[[], bool],
) -> LotCapacity:
    return lot_capacity(
        setting.lot,
        site,
        setting.scheme,
        catalogue,
        rule_set,
        effort,
        ground=setting.ground,
        sheds=setting.sheds,
        cancelled=called_off,
    )
