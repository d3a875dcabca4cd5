"""What is known of a site: how much of each kind that rules ask for is drawn, or that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeplan.model.editing import Edit, ElementEdit, setting
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import (
    SENSITIVE_USES,
    Basement,
    Building,
    BuildingUse,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Hydrant,
    LadderGround,
    Pipeline,
    PipelineKind,
    Site,
    SiteFact,
    Window,
)

_FACT_OF: dict[type, SiteFact] = {
    Fence: SiteFact.FENCE,
    FireLane: SiteFact.FIRE_LANE,
    LadderGround: SiteFact.LADDER_GROUND,
    Hydrant: SiteFact.HYDRANT,
    Window: SiteFact.WINDOW,
    GasRegulator: SiteFact.GAS,
    Basement: SiteFact.BASEMENT,
}


def facts_of(element: Element) -> tuple[SiteFact, ...]:
    """Return the kinds of facts that an element stands for; a gas pipe is gas and a pipeline."""
    if isinstance(element, Pipeline):
        gas = (SiteFact.GAS,) if element.kind is PipelineKind.GAS else ()
        return (SiteFact.PIPELINE, *gas)
    if isinstance(element, Doorway):
        return (SiteFact.EXIT,) if element.safety_exit else ()
    if isinstance(element, Building):
        return (SiteFact.SENSITIVE_NEIGHBOUR,) if element.use in SENSITIVE_USES else ()
    fact = _FACT_OF.get(type(element))
    return () if fact is None else (fact,)


def drawn_count(site: Site, fact: SiteFact) -> int:
    """Return how many things of a kind are drawn; of neighbours those that are sensitive."""
    elements: dict[SiteFact, tuple[tuple[Element, ...], ...]] = {
        SiteFact.FENCE: (site.fences,),
        SiteFact.FIRE_LANE: (site.fire_lanes,),
        SiteFact.LADDER_GROUND: (site.ladder_grounds,),
        SiteFact.HYDRANT: (site.hydrants,),
        SiteFact.EXIT: (site.doorways,),
        SiteFact.WINDOW: (site.windows,),
        SiteFact.GAS: (site.gas_regulators, site.pipelines),
        SiteFact.SENSITIVE_NEIGHBOUR: (site.buildings,),
        SiteFact.PIPELINE: (site.pipelines,),
        SiteFact.BASEMENT: (site.basements,),
    }
    return sum(fact in facts_of(element) for collection in elements[fact] for element in collection)


def is_known(site: Site, fact: SiteFact) -> bool:
    """Return whether something of a kind is drawn, or somebody said that there is none.

    Of neighbours it is enough as well that the use of every building is told.
    """
    if fact in site.none_here or drawn_count(site, fact):
        return True
    if fact is not SiteFact.SENSITIVE_NEIGHBOUR:
        return False
    return bool(site.buildings) and all(b.use is not BuildingUse.UNKNOWN for b in site.buildings)


def affirmations(project: Project, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits, to be done before `edits`, that take back that there is none of what is put in."""
    there = {
        fact
        for edit in edits
        if isinstance(edit, ElementEdit) and edit.after is not None and not isinstance(edit.after, Scheme)
        for fact in facts_of(edit.after)
    }
    site = project.site
    if not there.intersection(site.none_here):
        return ()
    none_here = tuple(fact for fact in site.none_here if fact not in there)
    return (setting(project, "site", replace(site, none_here=none_here)),)
