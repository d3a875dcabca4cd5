"""A plan from elsewhere put into one that is there already, as edits that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chargeplan.model.editing import Edit, ElementEdit, new_ids, setting
from chargeplan.model.facts import affirmations
from chargeplan.model.moving import moved
from chargeplan.model.project import (
    SCHEME_COLLECTIONS,
    SITE_COLLECTIONS,
    Element,
    Project,
    all_ids,
    scheme_elements,
    site_elements,
)
from chargeplan.model.scheme import CableRoute, DistributionBox
from chargeplan.model.site import Doorway, Estate, Site, Underlay, Window
from chargeplan.model.values import Point


def is_blank(project: Project) -> bool:
    """Return whether nothing is drawn that has a place: pictures without a scale have none yet."""
    placed = (e for e in site_elements(project.site) if not (isinstance(e, Underlay) and not e.scaled))
    schemes = (e for scheme in project.schemes for e in scheme_elements(scheme))
    return next(placed, None) is None and next(schemes, None) is None


def merge_edits(project: Project, other: Project, shift_m: Point = (0.0, 0.0)) -> tuple[Edit, ...]:
    """Return the edits that put what stands in `other`, its active scheme included, into `project`.

    Parameters
    ----------
    shift_m
        By how much everything is moved, east and north [m]: the place of `other`'s origin in `project`.

    Elements go behind those that are there, with new ids where theirs are taken; who names them follows. A
    blank plan takes over where `other`'s origin lies, and facts of the estate where it knows none itself.
    """
    names = _free_names(project, other)
    edits = [*_insertions(project, other, names, shift_m)]
    site = _merged_site(project, other, edits, shift_m)
    estate = project.estate if project.estate != Estate() else other.estate
    fields = (("site", project.site, site), ("estate", project.estate, estate))
    return (*(setting(project, name, new) for name, old, new in fields if new != old), *edits)


def _merged_site(project: Project, other: Project, edits: Iterable[Edit], shift_m: Point) -> Site:
    """Return the plan's site, without the new elements, with what is known of it from now on."""
    site = project.site
    for edit in affirmations(project, edits):
        site = getattr(edit, "after", site)
    errors = [share for share in (site.scale_error_share, other.site.scale_error_share) if share is not None]
    origin = site.georeference
    if origin is None and is_blank(project) and shift_m == (0.0, 0.0):
        origin = other.site.georeference
    return replace(site, georeference=origin, scale_error_share=max(errors, default=None))


def _free_names(project: Project, other: Project) -> dict[str, str]:
    """Return id -> id that it gets, of the elements of `other` whose ids are taken."""
    taken = set(all_ids(project))
    coming = [*site_elements(other.site), *scheme_elements(other.active_scheme)]
    clashing = [element for element in coming if element.id in taken]
    fresh = new_ids(project, map(type, clashing), taken=(element.id for element in coming))
    return {element.id: name for element, name in zip(clashing, fresh, strict=True)}


def _insertions(
    project: Project, other: Project, names: Mapping[str, str], shift_m: Point
) -> Iterable[ElementEdit]:
    scheme, coming = project.active_scheme, other.active_scheme
    holders = (
        (SITE_COLLECTIONS, project.site, other.site, None),
        (SCHEME_COLLECTIONS, scheme, coming, scheme.id),
    )
    for collections, here, there, scheme_id in holders:
        for collection in collections:
            start = len(getattr(here, collection))
            for index, element in enumerate(getattr(there, collection), start):
                yield ElementEdit(index, None, _renamed(_placed(element, shift_m), names), scheme_id)


def _placed(element: Element, shift_m: Point) -> Any:
    return element if shift_m == (0.0, 0.0) else moved(element, *shift_m)


def _renamed(element: Element, names: Mapping[str, str]) -> Element:
    """Return an element under its new id, naming others by theirs."""
    changes: dict[str, Any] = {}
    if element.id in names:
        changes["id"] = names[element.id]
    if isinstance(element, Doorway | Window) and element.building_id is not None:
        changes["building_id"] = names.get(element.building_id, element.building_id)
    if isinstance(element, DistributionBox):
        changes["feeds"] = tuple(names.get(fed, fed) for fed in element.feeds)
    if isinstance(element, CableRoute):
        changes["box_id"] = names.get(element.box_id, element.box_id)
    return replace(element, **changes) if changes else element
