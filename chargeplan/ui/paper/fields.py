"""What the title block and the notice say beside the plan, as fields of the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from chargeplan.i18n import N_
from chargeplan.model.editing import Edit, replacement, setting
from chargeplan.model.project import Project
from chargeplan.ui.numbers import TypedEntryError, parse_count
from chargeplan.ui.panels.property_specs import PLAN_SECTION, PropertyField, Section

_COUNT_HELP = N_("Write a whole number, 0 or more.")
_SCALE = re.compile("(?:1\\s*[:\uff1a/]\\s*)?([0-9]{1,6})")


def _bays(project: Project) -> int | None:
    return project.active_scheme.car_bays_taken


def _with_bays(project: Project, bays: int | None) -> Project:
    changed = replace(project.active_scheme, car_bays_taken=bays)
    schemes = (changed if scheme.id == changed.id else scheme for scheme in project.schemes)
    return replace(project, schemes=tuple(schemes))


CAR_BAYS = PropertyField(
    ("car_bays_taken",), N_("Car bays given up"), parse=parse_count, optional=True, empty_text=N_("unknown"),
    help_text=_COUNT_HELP, read=_bays, write=_with_bays,
)  # fmt: skip

_DATE = next(field for field in PLAN_SECTION.fields if field.path == ("plan_date",))


def _sheet(name: str, title: str) -> PropertyField:
    return PropertyField(("sheet", name), title)


def _notice(name: str, title: str, kind: str = "line") -> PropertyField:
    return PropertyField(("notice", name), title, kind=kind)


TITLE_BLOCK = Section(
    N_("Title block"),
    (
        PropertyField(("bill", "employer"), N_("Client")),
        _sheet("project_name", N_("Project name")),
        _sheet("drawing_title", N_("Drawing title")),
        _sheet("drawing_number", N_("Drawing no.")),
        _sheet("revision", N_("Revision")),
        _DATE,
        _sheet("designed_by", N_("Designed by")),
        _sheet("checked_by", N_("Proofread by")),
        _sheet("approved_by", N_("Approved by")),
        PropertyField(("bill", "prepared_by"), N_("Drawn up by")),
        CAR_BAYS,
    ),
)
"""Fields of the project that a plan sheet tells."""

NOTICE = Section(
    N_("What the notice says"),
    (
        _notice("heading", N_("Headline")),
        _notice("responsible", N_("Responsible party")),
        _notice("operator", N_("Operator")),
        _notice("contact", N_("Comments to")),
        _notice("comments_until", N_("Comments until")),
        _DATE,
        CAR_BAYS,
        _notice("remarks", N_("Remarks"), kind="notes"),
    ),
)
"""Fields of the project that a notice tells."""


def parse_scale(text: str) -> int:
    """Return the n of 1:n from 1:n or n; raise `TypedEntryError`."""
    found = _SCALE.fullmatch(text.strip())
    if found is None:
        raise TypedEntryError(text)
    return int(found[1])


def edits_between(before: Project, after: Project) -> Sequence[Edit]:
    """Return the edits that make one plan of another with the same site; of schemes only the active one."""
    names = [each.name for each in fields(Project) if each.name not in ("site", "schemes")]
    edits: list[Any] = [
        setting(before, name, getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    if before.active_scheme != after.active_scheme:
        edits.append(replacement(before, before.active_scheme, after.active_scheme))
    return edits
