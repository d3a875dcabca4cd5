"""What a shed would violate where it is being put, by the very checks of the analysis. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance import check_compliance
from chargeplan.engineering.findings import Finding
from chargeplan.errors import Cancelled, never
from chargeplan.i18n import tr
from chargeplan.model.labels import label
from chargeplan.model.project import SITE_COLLECTIONS, Element, Project
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import RuleSet
from chargeplan.ui.canvas.elements import Box, box_of, points_of

DRAFT_ID = "shed-draft"
"""Id of a shed that is not in the plan yet."""

_WITHOUT_PICTURES = tuple(name for name in SITE_COLLECTIONS if name not in ("underlays", "boundaries"))


def reach_m(rule_set: RuleSet) -> float:
    """Return the largest distance that a rule wants kept [m]; what is farther away violates nothing."""
    kept = [rule.value for rule in rule_set.rules if rule.unit == "m" and rule.bound == "least"]
    return max(kept, default=0.0)


def _near(box: Box, other: Box, reach: float) -> bool:
    return (
        box[0] - reach <= other[2]
        and other[0] <= box[2] + reach
        and box[1] - reach <= other[3]
        and other[1] <= box[3] + reach
    )


def violations(
    project: Project,
    moving: Sequence[ShedCapacity],
    standing: Sequence[ShedCapacity],
    catalogue: Catalogue,
    rule_set: RuleSet,
    cancelled: Cancelled = never,
) -> list[Finding]:
    """Return the errors that `moving` sheds would have beside what stands within reach of them.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    if not moving:
        return []
    box = box_of(
        corner for held in moving for corner in (*held.outline, *(p for s in held.strips for p in s))
    )
    reach = reach_m(rule_set)
    near: dict[str, Any] = {
        name: tuple(
            element
            for element in getattr(project.site, name)
            if _near(box, box_of(points_of(element)), reach)
        )
        for name in _WITHOUT_PICTURES
    }
    beside = [held for held in standing if _near(box, box_of(held.outline), reach)]
    sheds = (*moving, *beside)
    scheme = replace(
        project.active_scheme,
        lots=tuple(lot for lot in project.active_scheme.lots if _near(box, box_of(lot.ring), reach)),
        sheds=tuple(held.shed for held in sheds),
    )
    around = replace(
        project,
        site=replace(project.site, underlays=(), **near),
        schemes=(scheme,),
        active_scheme_id=scheme.id,
    )
    ids = {held.shed.id for held in moving}
    checks = check_compliance(around, sheds, (), catalogue, rule_set, cancelled=cancelled)
    return [
        check
        for check in checks
        if check.state == "missed" and check.severity == "error" and ids.intersection(check.elements)
    ]


def violation_line(finding: Finding, known: Mapping[str, Element]) -> str:
    """Return a finding as short as can be: measured / required, or its sentence with names for ids."""
    other = known.get(finding.elements[-1]) if len(finding.elements) > 1 else None
    distance = finding.unit == "m" and finding.measured is not None and finding.required is not None
    if distance and other is not None:
        return tr(
            "{measured} / {required} m {other}",
            measured=f"{finding.measured:.2f}",
            required=f"{finding.required:.2f}",
            other=label(other),
        )
    return tr(finding.text, **{name: _shown(value, known) for name, value in finding.values})


def _shown(value: float | str, known: Mapping[str, Element]) -> str:
    if isinstance(value, str):
        return label(known[value]) if value in known else tr("this shed") if value == DRAFT_ID else value
    return f"{value:.2f}" if isinstance(value, float) else str(value)
