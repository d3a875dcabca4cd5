"""What grades, levels, states and origins are called in front of people; texts are translated when shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from chargeplan.i18n import N_, tr
from chargeplan.model.labels import title
from chargeplan.model.scheme import Scheme
from chargeplan.town.allocation import Candidate, WhyNot
from chargeplan.town.grading import Grade
from chargeplan.town.register import CoordinateSystem
from chargeplan.town.settings import Level
from chargeplan.town.standing import Origin
from chargeplan.town.tasks import Solver, TaskState

GRADE_NAMES: Mapping[Grade, str] = {
    Grade.A: N_("A, low risk"),
    Grade.B: N_("B, moderate risk"),
    Grade.C: N_("C, high risk"),
    Grade.D: N_("D, highest risk"),
    Grade.UNRATED: N_("unrated"),
}

GRADE_LETTERS: Mapping[Grade, str] = {
    Grade.A: "A",
    Grade.B: "B",
    Grade.C: "C",
    Grade.D: "D",
    Grade.UNRATED: N_("unrated"),
}
"""Grades where there is little room; translated all the same."""

LEVEL_NAMES: Mapping[Level, str] = {
    Level.COMMITTEE: N_("residents' committee"),
    Level.STREET: N_("street or town"),
    Level.DISTRICT: N_("district"),
}

ORIGIN_NAMES: Mapping[Origin, str] = {
    Origin.PLAN: N_("from the plan"),
    Origin.ESTIMATE: N_("estimate"),
    Origin.NONE: N_("no scheme"),
}

SOLVER_NAMES: Mapping[Solver, str] = {
    Solver.COMMITTEE: N_("residents' committee"),
    Solver.DEPARTMENTS: N_("departments"),
    Solver.TOWN: N_("town"),
}

STATE_NAMES: Mapping[TaskState, str] = {
    TaskState.FOUND: N_("found"),
    TaskState.HANDED_ON: N_("handed on"),
    TaskState.HANDLED: N_("handled"),
    TaskState.CHECKED: N_("checked"),
}

WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.NO_BENEFIT: N_("serves no household anew"),
    WhyNot.TOO_DEAR: N_("costs more than any year has"),
    WhyNot.WORTH_LESS: N_("the same money serves more elsewhere"),
    WhyNot.FLOORS: N_("the fairness floors left no money for it"),
}

_UNNAMED = re.compile(r"scheme-\d+")
_NOT_CHOSEN = N_("{scheme} (not the chosen scheme)")


def scheme_called(name: str, language: str | None = None) -> str:
    """Return a scheme's name; where its id stands in for a name that nobody gave it, its kind and number."""
    return title(Scheme(name), language) if _UNNAMED.fullmatch(name) else name


def scheme_words(candidate: Candidate, language: str | None = None) -> str:
    """Return what the scheme of a candidate is called; one that the register did not choose says so."""
    name = scheme_called(candidate.scheme, language) or tr(ORIGIN_NAMES[Origin.ESTIMATE], language)
    return tr(_NOT_CHOSEN, language, scheme=name) if candidate.alternative else name


COORDINATE_NAMES: Mapping[CoordinateSystem, str] = {
    CoordinateSystem.LOCAL: N_("local metres"),
    CoordinateSystem.WGS84: "WGS 84",
    CoordinateSystem.CGCS2000: "CGCS 2000",
    CoordinateSystem.GCJ02: "GCJ-02",
    CoordinateSystem.BD09: "BD-09",
}
