"""Plans as they begin: of today, by the rules that are shipped."""

from __future__ import annotations

from dataclasses import replace

from chargeplan.model.project import Project
from chargeplan.reference.rule_sets import load_rules_of
from chargeplan.ui.dialogs import choosers


def new_plan() -> Project:
    """Return an empty plan that names the day and the version of the rules it begins with."""
    plan = Project(plan_date=choosers.now().date())
    return replace(plan, rule_set_version=load_rules_of(plan).version)
