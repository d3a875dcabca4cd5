"""From an older version of `project.json` to the present one, one pure step a version.

A step takes the document of one version and returns that of the next; it changes nothing in place. When
the model changes: raise `VERSION`, add a step, and freeze a sample in `tests/data/projects/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chargeplan.errors import ProjectFileError
from chargeplan.i18n import N_

Document = Mapping[str, Any]
Step = Callable[[Document], Document]

VERSION = 4
"""Version of the files that this program writes."""


def _lots_with_exceptions(document: Document) -> Document:
    """Version 2: a lot may have a goal, a side to follow, a group rule of its own, and exceptions by hand."""
    return _with_lots(
        document,
        {
            "goal": "most_stalls",
            "direction_edge": None,
            "group_from_scheme": True,
            "group": None,
            "removed": [],
            "blocked": [],
            "kept": [],
        },
    )


def _with_lots(document: Document, fields: Document) -> Document:
    """Return a plan with `fields` in every lot; what is no lot stays, to be told with its place."""

    def added(lot: Any) -> Any:
        return {**lot, **fields} if isinstance(lot, dict) else lot

    def changed(scheme: Any) -> Any:
        lots = scheme.get("lots") if isinstance(scheme, dict) else None
        return {**scheme, "lots": [added(lot) for lot in lots]} if isinstance(lots, list) else scheme

    schemes = document.get("schemes") if isinstance(document, dict) else None
    if not isinstance(schemes, list):
        return document
    return {**document, "schemes": [changed(scheme) for scheme in schemes]}


_MORE_FIELDS_3: Mapping[str, Document] = {
    "buildings": {"walls": [], "use": "unknown", "fire_grade": None},
    "doorways": {"safety_exit": True},
    "supply_points": {"upstream_drop_percent": None, "short_circuit_ka": None},
    "lots": {"kerb_ramps": 0, "old_paving": False, "demolished_m3": 0.0},
    "sheds": {
        "roof_id": None,
        "headroom_m": None,
        "walled_sides": [],
        "fire_grade": None,
        "kerb_ramps": 0,
        "drain_ditch": False,
    },
}
_NEW_IN_SITE_3 = (
    "fences",
    "ladder_grounds",
    "windows",
    "hydrants",
    "gas_regulators",
    "pipelines",
    "basements",
    "none_here",
)
_NEW_IN_SCHEME_3: Document = {
    "boxes": [],
    "cable_routes": [],
    "roof_id": "steel_sheet",
    "fire": {
        "extinguishers": True,
        "cameras": True,
        "detectors": True,
        "sprinklers": True,
        "hazard": "medium",
        "watched": None,
    },
    "supply": {
        "supply_point_id": None,
        "demand": "node",
        "laying_id": None,
        "soil_temperature_c": None,
        "air_temperature_c": None,
        "cables_together": None,
        "third_harmonic_percent": None,
        "feeder_curve": None,
        "branch_curve": None,
        "halogen_free": False,
    },
    "waivers": [],
}
_NEW_IN_BILL_3: Document = {
    "edition": "gb50500_2013",
    "tax": "general",
    "contingency_percent": None,
    "attendance_percent": "0",
    "provisional_sums": [],
    "day_works": [],
}


def _engineering(document: Document) -> Document:
    """Version 3: facts that rules ask for, power, fire protection, waivers, own rules and prices.

    What is missing or of another kind stays so, to be told with its place.
    """
    if not isinstance(document, dict):
        return document
    changed: dict[str, Any] = {**document, "rule_set_version": "", "own_rules": None, "own_prices": None}
    if "site" in document:
        changed["site"] = _enlarged(document["site"], {name: [] for name in _NEW_IN_SITE_3})
    if isinstance(document.get("schemes"), list):
        changed["schemes"] = [_enlarged(scheme, _NEW_IN_SCHEME_3) for scheme in document["schemes"]]
    if "bill" in document:
        changed["bill"] = _with(document["bill"], _NEW_IN_BILL_3)
    return changed


def _enlarged(holder: Any, fields: Document) -> Any:
    """Return a site or scheme with `fields`, and its elements with what became known of their kinds."""
    if not isinstance(holder, dict):
        return holder
    elements = {
        name: [_with(element, more) for element in holder[name]]
        for name, more in _MORE_FIELDS_3.items()
        if isinstance(holder.get(name), list)
    }
    return {**holder, **elements, **fields}


def _with(thing: Any, fields: Document) -> Any:
    return {**thing, **fields} if isinstance(thing, dict) else thing


_NEW_IN_SHEET_4: Document = {
    "project_name": "",
    "drawing_title": "",
    "drawing_number": "",
    "revision": "",
    "designed_by": "",
    "checked_by": "",
    "approved_by": "",
    "paper": "A3",
    "scale": None,
}
_NEW_IN_NOTICE_4: Document = {
    "heading": "",
    "responsible": "",
    "operator": "",
    "contact": "",
    "comments_until": "",
    "remarks": "",
}


def _sources_and_sheets(document: Document) -> Document:
    """Version 4: where a plan came from and how true it is, car bays taken, title block and notice."""
    if not isinstance(document, dict):
        return document
    changed: dict[str, Any] = {**document, "sheet": _NEW_IN_SHEET_4, "notice": _NEW_IN_NOTICE_4}
    site = document.get("site")
    if isinstance(site, dict):
        changed["site"] = {**site, "georeference": None, "scale_error_share": None}
        for name, fields in (("buildings", {"community": ""}), ("underlays", {"scale_error_share": None})):
            if isinstance(site.get(name), list):
                changed["site"][name] = [_with(element, fields) for element in site[name]]
    if isinstance(document.get("schemes"), list):
        changed["schemes"] = [_with(scheme, {"car_bays_taken": None}) for scheme in document["schemes"]]
    return changed


STEPS: Mapping[int, Step] = {1: _lots_with_exceptions, 2: _engineering, 3: _sources_and_sheets}
"""Version -> the step that leads from it to the next."""


def migrate(document: Document, version: int, steps: Mapping[int, Step] = STEPS) -> Document:
    """Return `document`, which is of `version`, as one of the newest version that `steps` lead to.

    Raises
    ------
    ProjectFileError
        When the document does not have the shape that its version promises.
    """
    while version in steps:
        try:
            document = steps[version](document)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ProjectFileError(
                "bad_old_version", N_("the plan is not a whole plan of version {version}"), version=version
            ) from error
        version += 1
    return document
