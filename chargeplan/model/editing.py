"""Edits of a plan as values: each holds before and after, so that each can be turned round.

An `Edit` is the only way by which a plan changes. It puts one element in, takes one out, replaces one, or
sets one field of the plan; `apply` gives the new plan and `inverse` the edits that lead back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS, Element, Project, all_ids
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Scheme, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    Pipeline,
    Road,
    SupplyPoint,
    Underlay,
    Window,
)

_COLLECTION_OF: dict[type, str] = {
    Boundary: "boundaries",
    Building: "buildings",
    Doorway: "doorways",
    Road: "roads",
    FireLane: "fire_lanes",
    Obstacle: "obstacles",
    Green: "greens",
    SupplyPoint: "supply_points",
    Underlay: "underlays",
    Fence: "fences",
    LadderGround: "ladder_grounds",
    Window: "windows",
    Hydrant: "hydrants",
    GasRegulator: "gas_regulators",
    Pipeline: "pipelines",
    Basement: "basements",
    Lot: "lots",
    Shed: "sheds",
    DistributionBox: "boxes",
    CableRoute: "cable_routes",
    Scheme: "schemes",
}

_PREFIX_OF: dict[type, str] = {
    Boundary: "boundary",
    Building: "building",
    Doorway: "doorway",
    Road: "road",
    FireLane: "fire-lane",
    Obstacle: "obstacle",
    Green: "green",
    SupplyPoint: "supply",
    Underlay: "underlay",
    Fence: "fence",
    LadderGround: "ladder-ground",
    Window: "window",
    Hydrant: "hydrant",
    GasRegulator: "gas",
    Pipeline: "pipeline",
    Basement: "basement",
    Lot: "lot",
    Shed: "shed",
    DistributionBox: "box",
    CableRoute: "cable",
    Scheme: "scheme",
}


def collection_of(element: Element | Scheme) -> str:
    """Return the name of the tuple that an element stands in."""
    return _COLLECTION_OF[type(element)]


@dataclass(frozen=True)
class ElementEdit:
    """Put in (`before` None), take out (`after` None) or replace one element at `index` of its collection.

    `scheme_id` names the scheme of a lot or shed; it is None for the site and for schemes themselves.
    """

    index: int
    before: Element | Scheme | None
    after: Element | Scheme | None
    scheme_id: str | None = None

    @property
    def collection(self) -> str:
        """Name of the tuple that the element stands in."""
        changed = self.after if self.after is not None else self.before
        assert changed is not None
        return collection_of(changed)


@dataclass(frozen=True)
class FieldEdit:
    """Set one field of the plan itself, such as `estate` or `active_scheme_id`."""

    field: str
    before: Any
    after: Any


Edit = ElementEdit | FieldEdit


def apply(project: Project, edits: Iterable[Edit]) -> Project:
    """Return the plan after `edits`, in order."""
    for edit in edits:
        if isinstance(edit, FieldEdit):
            project = replace(project, **{edit.field: edit.after})
        else:
            project = _with_collection(project, edit, _edited(_collection(project, edit), edit))
    return project


def with_elements(project: Project, elements: Iterable[Element]) -> Project:
    """Return a plan with many elements put last in their collections at once (of the active scheme)."""
    held: dict[str, list[Element]] = {}
    for element in elements:
        held.setdefault(_COLLECTION_OF[type(element)], []).append(element)
    for added in held.values():
        draft = ElementEdit(0, None, added[0], _scheme_id(project, added[0]))
        project = _with_collection(project, draft, (*_collection(project, draft), *added))
    return project


def inverse(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that take `edits` back."""
    return tuple(replace(edit, before=edit.after, after=edit.before) for edit in reversed(edits))


def _edited(elements: tuple[Any, ...], edit: ElementEdit) -> tuple[Any, ...]:
    head, tail = elements[: edit.index], elements[edit.index :]
    if edit.before is not None:
        if not tail or tail[0] != edit.before:
            raise ValueError(f"the element at {edit.collection}[{edit.index}] is not the one to be edited")
        tail = tail[1:]
    middle = () if edit.after is None else (edit.after,)
    return (*head, *middle, *tail)


def _collection(project: Project, edit: ElementEdit) -> tuple[Any, ...]:
    name = edit.collection
    if name == "schemes":
        return project.schemes
    holder = project.scheme(edit.scheme_id) if edit.scheme_id and name in SCHEME_COLLECTIONS else project.site
    return tuple(getattr(holder, name))


def _with_collection(project: Project, edit: ElementEdit, elements: tuple[Any, ...]) -> Project:
    name = edit.collection
    if name == "schemes":
        return replace(project, schemes=elements)
    changes: dict[str, Any] = {name: elements}
    if name in SITE_COLLECTIONS:
        return replace(project, site=replace(project.site, **changes))
    schemes = tuple(
        replace(scheme, **changes) if scheme.id == edit.scheme_id else scheme for scheme in project.schemes
    )
    return replace(project, schemes=schemes)


def insertion(project: Project, element: Element | Scheme) -> ElementEdit:
    """Return the edit that puts `element` last in its collection (of the active scheme)."""
    draft = ElementEdit(0, None, element, _scheme_id(project, element))
    return replace(draft, index=len(_collection(project, draft)))


def removal(project: Project, element: Element | Scheme) -> ElementEdit:
    """Return the edit that takes `element` out."""
    draft = ElementEdit(0, element, None, _scheme_id(project, element))
    return replace(draft, index=_collection(project, draft).index(element))


def replacement(project: Project, before: Element | Scheme, after: Element | Scheme) -> ElementEdit:
    """Return the edit that puts `after` in the place of `before`, which must be of the same kind."""
    draft = ElementEdit(0, before, after, _scheme_id(project, before))
    return replace(draft, index=_collection(project, draft).index(before))


def removals(project: Project, elements: Sequence[Element | Scheme]) -> tuple[Edit, ...]:
    """Return the edits that take several elements out, last first, so that each index holds.

    What stays no longer names what goes; a cable route that leads to what goes, goes too.
    """
    gone = {element.id for element in elements}
    lost = [
        route
        for scheme in project.schemes
        for route in scheme.cable_routes
        if route.box_id in gone and route.id not in gone
    ]
    gone |= {route.id for route in lost}
    edits = [removal(project, element) for element in (*elements, *lost)]
    return (*_loosened(project, gone), *sorted(edits, key=lambda edit: (edit.collection, -edit.index)))


def _loosened(project: Project, gone: set[str]) -> list[Edit]:
    """Return the edits by which what stays no longer names what is gone.

    Schemes come first, while their boxes are still as they were.
    """
    hung: tuple[Doorway | Window, ...] = (*project.site.doorways, *project.site.windows)
    pairs: list[tuple[Element | Scheme, Any]] = [
        (scheme, replace(scheme, supply=replace(scheme.supply, supply_point_id=None)))
        for scheme in project.schemes
        if scheme.supply.supply_point_id in gone and scheme.id not in gone
    ]
    pairs += [
        (opening, replace(opening, building_id=None))
        for opening in hung
        if opening.building_id in gone and opening.id not in gone
    ]
    for scheme in project.schemes:
        pairs += [
            (box, replace(box, feeds=tuple(fed for fed in box.feeds if fed not in gone)))
            for box in scheme.boxes
            if box.id not in gone and gone.intersection(box.feeds)
        ]
    return [replacement(project, before, after) for before, after in pairs]


def setting(project: Project, field: str, value: Any) -> FieldEdit:
    """Return the edit that sets a field of the plan."""
    return FieldEdit(field, getattr(project, field), value)


def _scheme_id(project: Project, element: Element | Scheme) -> str | None:
    if not isinstance(element, Lot | Shed | DistributionBox | CableRoute):
        return None
    name = _COLLECTION_OF[type(element)]
    for scheme in project.schemes:
        if element in getattr(scheme, name):
            return scheme.id
    return project.active_scheme_id


def new_id(project: Project, kind: type, *, taken: Iterable[str] = ()) -> str:
    """Return an id that no element has: the kind's prefix and the next number after the largest."""
    return new_ids(project, (kind,), taken=taken)[0]


def new_ids(project: Project, kinds: Iterable[type], *, taken: Iterable[str] = ()) -> list[str]:
    """Return an id for each of several new elements by their kinds, see `new_id`."""
    names = (*all_ids(project), *taken)
    numbers: dict[str, int] = {}
    found = []
    for kind in kinds:
        prefix = _PREFIX_OF[kind] + "-"
        if prefix not in numbers:
            tails = (name[len(prefix) :] for name in names if name.startswith(prefix))
            numbers[prefix] = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
        numbers[prefix] += 1
        found.append(f"{prefix}{numbers[prefix]}")
    return found
