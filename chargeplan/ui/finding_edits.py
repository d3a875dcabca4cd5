"""What is done about findings, as edits: letting one pass, or saying that a thing is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chargeplan.engineering.compliance.case import FACT_NAMES
from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_
from chargeplan.model.editing import Edit, replacement, setting
from chargeplan.model.labels import fact_name
from chargeplan.model.own_references import OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.model.site import SiteFact
from chargeplan.model.waivers import Waiver
from chargeplan.ui.commands import StepName


def waiving(project: Project, check: Check, reason: str, name: str, day: date) -> tuple[Edit, ...]:
    """Return the edits by which the active scheme lets a finding pass; none when it does already.

    Raises
    ------
    InvalidValueError
        When there is no reason or no name.
    """
    scheme = project.active_scheme
    waiver = Waiver(check.waived_as, check.elements, reason.strip(), name.strip(), day)
    if any((other.code, other.elements) == (waiver.code, waiver.elements) for other in scheme.waivers):
        return ()
    return (replacement(project, scheme, replace(scheme, waivers=(*scheme.waivers, waiver))),)


def taking_back(project: Project, waiver: Waiver) -> tuple[Edit, ...]:
    """Return the edits by which a finding of the active scheme is no longer let pass."""
    scheme = project.active_scheme
    left = tuple(other for other in scheme.waivers if other != waiver)
    if left == scheme.waivers:
        return ()
    return (replacement(project, scheme, replace(scheme, waivers=left)),)


def denying(project: Project, fact: SiteFact, *, on: bool = True) -> tuple[Edit, ...]:
    """Return the edits that say that there is nothing of a kind on the site, or take that back."""
    site = project.site
    if on == (fact in site.none_here):
        return ()
    others = tuple(known for known in site.none_here if known is not fact)
    return (setting(project, "site", replace(site, none_here=(*others, fact) if on else others)),)


def denial_name(fact: SiteFact, *, on: bool = True) -> StepName:
    """Return what the step is called by which that is said, or taken back."""
    name = N_("There is none here: {fact}") if on else N_("Not known any more: {fact}")
    return StepName(name, {"fact": lambda: fact_name(fact)})


def missing_fact(check: Check) -> SiteFact | None:
    """Return the kind of thing on the site for want of which a check is undecided, if it is one."""
    return next((fact for fact, name in FACT_NAMES.items() if name == check.undecided), None)


def rule_edits(
    project: Project, rule_set_id: str, version: str, own_rules: OwnRuleSet | None
) -> tuple[Edit, ...]:
    """Return the edits by which a plan is judged by other rules; none when they are the same."""
    if (project.rule_set_id, project.own_rules) == (rule_set_id, own_rules):
        return ()
    wanted = {"rule_set_id": rule_set_id, "rule_set_version": version, "own_rules": own_rules}
    return tuple(
        setting(project, field, value) for field, value in wanted.items() if getattr(project, field) != value
    )
