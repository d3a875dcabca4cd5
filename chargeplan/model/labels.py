"""What an element is called in front of people: its own name, or its kind and number."""

from __future__ import annotations

from chargeplan.i18n import N_, tr
from chargeplan.model.project import Element
from chargeplan.model.scheme import CableRoute, DistributionBox, FillGoal, Lot, Scheme, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    BuildingUse,
    Doorway,
    EstateKind,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    PipelineKind,
    Road,
    SiteFact,
    SupplyPoint,
    Underlay,
    WallKind,
    Window,
)

_KIND_NAMES: dict[type, str] = {
    Boundary: N_("boundary"),
    Building: N_("building"),
    Doorway: N_("doorway"),
    Road: N_("road"),
    FireLane: N_("fire lane"),
    Obstacle: N_("obstacle"),
    Green: N_("green"),
    SupplyPoint: N_("supply point"),
    Underlay: N_("picture"),
    Fence: N_("fence"),
    LadderGround: N_("ladder ground"),
    Window: N_("window"),
    Hydrant: N_("hydrant"),
    GasRegulator: N_("gas regulator"),
    Pipeline: N_("pipeline"),
    Basement: N_("basement roof"),
    DistributionBox: N_("distribution box"),
    CableRoute: N_("cable route"),
    Lot: N_("lot"),
    Shed: N_("shed"),
    Scheme: N_("scheme"),
}

ESTATE_KINDS = {
    EstateKind.SOLD_PUBLIC: N_("sold public housing"),
    EstateKind.RESETTLEMENT: N_("resettlement housing"),
    EstateKind.COMMODITY: N_("commodity housing"),
    EstateKind.OTHER: N_("other"),
}
"""What is said of how an estate came about."""

FIRE_GRADES = {1: N_("I"), 2: N_("II"), 3: N_("III"), 4: N_("IV")}
"""How the classes of fire resistance are written."""

_OBSTACLE_NAMES: dict[ObstacleKind, str] = {
    ObstacleKind.TREE: N_("tree"),
    ObstacleKind.MANHOLE: N_("manhole"),
    ObstacleKind.POLE: N_("pole"),
    ObstacleKind.OTHER: N_("obstacle"),
}


_FACT_NAMES: dict[SiteFact, str] = {
    SiteFact.FENCE: N_("fence"),
    SiteFact.FIRE_LANE: N_("fire lane"),
    SiteFact.LADDER_GROUND: N_("ladder ground"),
    SiteFact.HYDRANT: N_("hydrant"),
    SiteFact.EXIT: N_("exit"),
    SiteFact.WINDOW: N_("window"),
    SiteFact.GAS: N_("gas equipment"),
    SiteFact.SENSITIVE_NEIGHBOUR: N_("school, care home"),
    SiteFact.PIPELINE: N_("pipeline"),
    SiteFact.BASEMENT: N_("basement roof"),
}

_WALL_NAMES: dict[WallKind, str] = {
    WallKind.UNKNOWN: N_("unknown"),
    WallKind.OPENINGS: N_("with openings"),
    WallKind.BLANK: N_("no openings"),
    WallKind.FIRE_WALL: N_("fire wall (no openings, 3 h)"),
}

_USE_NAMES: dict[BuildingUse, str] = {
    BuildingUse.UNKNOWN: N_("unknown"),
    BuildingUse.DWELLING: N_("dwellings"),
    BuildingUse.NURSERY: N_("nursery"),
    BuildingUse.SCHOOL: N_("school"),
    BuildingUse.ELDERLY: N_("home for the elderly"),
    BuildingUse.CLINIC: N_("clinic or hospital"),
    BuildingUse.OTHER: N_("other"),
}

_PIPELINE_NAMES: dict[PipelineKind, str] = {
    PipelineKind.GAS: N_("gas pipe"),
    PipelineKind.WATER: N_("water pipe"),
    PipelineKind.DRAIN: N_("drain"),
    PipelineKind.POWER: N_("power cable"),
    PipelineKind.TELECOM: N_("telecom cable"),
    PipelineKind.HEAT: N_("heating pipe"),
    PipelineKind.OTHER: N_("pipeline"),
}

_GOAL_NAMES: dict[FillGoal, str] = {
    FillGoal.MOST_STALLS: N_("most stalls"),
    FillGoal.NEAR_DOORWAYS: N_("sockets near doorways"),
    FillGoal.WIDE_AISLES: N_("widest aisles"),
}


def goal_name(goal: FillGoal, language: str | None = None) -> str:
    """Return the words for what a filling is to be best at."""
    return tr(_GOAL_NAMES[goal], language)


def fact_name(fact: SiteFact, language: str | None = None) -> str:
    """Return the words for a kind of thing that rules ask for."""
    return tr(_FACT_NAMES[fact], language)


def wall_name(kind: WallKind, language: str | None = None) -> str:
    """Return the words for what is known of a side of a building."""
    return tr(_WALL_NAMES[kind], language)


def use_name(use: BuildingUse, language: str | None = None) -> str:
    """Return the words for who is in a building."""
    return tr(_USE_NAMES[use], language)


def pipeline_name(kind: PipelineKind, language: str | None = None) -> str:
    """Return the words for what lies in the ground."""
    return tr(_PIPELINE_NAMES[kind], language)


def kind_name(kind: type, language: str | None = None) -> str:
    """Return the word for a kind of element."""
    return tr(_KIND_NAMES[kind], language)


def obstacle_name(kind: ObstacleKind, language: str | None = None) -> str:
    """Return the word for a kind of obstacle."""
    return tr(_OBSTACLE_NAMES[kind], language)


def title(element: Element | Scheme, language: str | None = None) -> str:
    """Return `label` as it begins a line or a sentence: a name of one's own stays as it was written."""
    text = label(element, language)
    return text if getattr(element, "name", "") else text[:1].upper() + text[1:]


def label(element: Element | Scheme, language: str | None = None) -> str:
    """Return an element's name, or its kind and the number of its id."""
    name = getattr(element, "name", "")
    if name:
        return str(name)
    if isinstance(element, Obstacle):
        word = obstacle_name(element.kind, language)
    elif isinstance(element, Pipeline):
        word = pipeline_name(element.kind, language)
    else:
        word = kind_name(type(element), language)
    return tr("{kind} {number}", language, kind=word, number=element.id.rpartition("-")[2])
