"""What an element is called in front of people: its own name, or its kind and number."""

from __future__ import annotations

from chargeplan.i18n import N_, tr
from chargeplan.model.project import Element
from chargeplan.model.scheme import FillGoal, Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    FireLane,
    Green,
    Obstacle,
    ObstacleKind,
    Road,
    SupplyPoint,
    Underlay,
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
    Lot: N_("lot"),
    Shed: N_("shed"),
    Scheme: N_("scheme"),
}

_OBSTACLE_NAMES: dict[ObstacleKind, str] = {
    ObstacleKind.TREE: N_("tree"),
    ObstacleKind.MANHOLE: N_("manhole"),
    ObstacleKind.POLE: N_("pole"),
    ObstacleKind.OTHER: N_("obstacle"),
}


_GOAL_NAMES: dict[FillGoal, str] = {
    FillGoal.MOST_STALLS: N_("most stalls"),
    FillGoal.NEAR_DOORWAYS: N_("sockets near doorways"),
    FillGoal.WIDE_AISLES: N_("widest aisles"),
}


def goal_name(goal: FillGoal, language: str | None = None) -> str:
    """Return the words for what a filling is to be best at."""
    return tr(_GOAL_NAMES[goal], language)


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
    word = (
        obstacle_name(element.kind, language)
        if isinstance(element, Obstacle)
        else kind_name(type(element), language)
    )
    return tr("{kind} {number}", language, kind=word, number=element.id.rpartition("-")[2])
