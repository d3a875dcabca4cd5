"""Results of judging: every rule with what was measured, and findings for what is not met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import label, title
from chargeplan.model.project import Element
from chargeplan.model.values import Point
from chargeplan.model.waivers import Waiver
from chargeplan.reference.catalogue import FIRE_CLASSES
from chargeplan.reference.rule_sets import Rule

State = Literal["met", "missed", "undecided", "waived"]


@dataclass(frozen=True)
class Check:
    """One rule applied to one place.

    Attributes
    ----------
    code : str
        The rule's id (`R01`), or `outside_boundary`, `overlap`, `stall_not_reachable`, `crossed_ring`, ...
    severity : str
        error, warning or info.
    elements : tuple of str
        Ids of the elements concerned, the planned one first.
    measured, required : float or None
        In `unit`.
    margin : float or None
        How far the measured value is on the good side, negative when the rule is missed.
    met : bool
        Meeting a limit within 0.1 mm passes. What cannot be decided is not met.
    text : str
        English sentence with gaps, key of its translation; `values` fills the gaps.
    place : Point or None
        Where to look.
    span : two points or None
        Where the distance was measured.
    source, clause : str
        Where the limit comes from.
    verified, regional : bool
        Whether the limit was read in its source; whether it is another place's, for reference only.
    undecided : str or None
        English name of the fact for want of which nothing can be said, key of its translation.
    waiver : Waiver or None
        Who lets this finding pass, and why.
    rule : Rule or None
        The rule that was applied, None for the plan's own soundness.
    bound : str
        Which way `required` binds: one of `rule_kinds.BOUNDS`, empty where it does not.
    part : str
        What of the elements it is about, where the same is asked of several things of theirs.
    """

    code: str
    severity: str
    elements: tuple[str, ...]
    measured: float | None
    required: float | None
    unit: str
    margin: float | None
    met: bool
    text: str
    values: tuple[tuple[str, float | str], ...] = ()
    place: Point | None = None
    span: tuple[Point, Point] | None = None
    source: str = ""
    clause: str = ""
    verified: bool = True
    regional: bool = False
    undecided: str | None = None
    waiver: Waiver | None = None
    rule: Rule | None = field(default=None, hash=False)
    bound: str = ""
    part: str = ""

    @property
    def waived_as(self) -> str:
        """The code of a waiver of this check alone: its own, with the part where it is about one."""
        return f"{self.code}/{self.part}" if self.part else self.code

    @property
    def state(self) -> State:
        """Whether the rule is met, missed, cannot be decided, or is let pass by a waiver."""
        if self.met:
            return "met"
        if self.waiver is not None:
            return "waived"
        return "missed" if self.undecided is None else "undecided"

    def is_alike(self, other: Check) -> bool:
        """Return whether another check, of whatever plan, asks the same of elements of the same ids."""
        return (self.waived_as, self.elements) == (other.waived_as, other.elements)


Finding = Check
"""A check that is missed, undecided or waived."""

SIGNS = {"least": "≥", "most": "≤"}
"""How limits are written that bind one way, by `Check.bound`."""

GRAVITY = {"error": 0, "warning": 1, "info": 2}
"""Severities, the gravest first."""


def findings_of(checks: tuple[Check, ...]) -> tuple[Finding, ...]:
    """Return the checks that are not met: the gravest first, undecided ones last of these, waived ones last.

    Otherwise they stay in their order.
    """
    return tuple(
        sorted(
            (check for check in checks if not check.met),
            key=lambda check: (
                check.waiver is not None,
                GRAVITY[check.severity],
                check.undecided is not None,
            ),
        )
    )


@dataclass(frozen=True)
class Severities:
    """How many findings are missed by severity, and how many of any severity are undecided or waived."""

    errors: int
    warnings: int
    infos: int
    undecided: int
    waived: int


def severities(findings: tuple[Finding, ...]) -> Severities:
    """Return how many findings there are of each severity and state."""
    missed = Counter(finding.severity for finding in findings if finding.state == "missed")
    states = Counter(finding.state for finding in findings)
    return Severities(
        missed["error"], missed["warning"], missed["info"], states["undecided"], states["waived"]
    )


_ELEMENT_GAPS = ("element", "other")
_SHOWN_DECIMALS = 2
_EXACT_DECIMALS = 4

UNIT_NAMES = {
    "m": "m",
    "m²": "m²",
    "stalls": N_("stalls"),
    "storeys": N_("storeys"),
    "sides": N_("sides"),
    "entrances": N_("entrances"),
    "pieces": N_("pieces"),
    "fire_class": "",
    "1": "",
    "": "",
}


def unit_name(unit: str, language: str | None = None) -> str:
    """Return how a check's unit is written."""
    name = UNIT_NAMES.get(unit, unit)
    return tr(name, language) if name else ""


def figure(check: Check, value: float | None) -> str:
    """Return a check's value as it is written: lengths and areas to 0.01, pieces whole, classes by letter.

    Where rounding would make a missed limit look met, as many decimals are written as tell them apart; what
    is more than nothing where nothing is allowed is never written as nothing.
    """
    if value is None:
        return "—"
    if check.unit == "fire_class":
        return FIRE_CLASSES[int(value) - 1] if 1 <= value <= len(FIRE_CLASSES) else f"{value:g}"
    if check.unit not in ("m", "m²"):
        return f"{value:g}"
    measured, required = check.measured, check.required
    decimals = _SHOWN_DECIMALS
    if not check.met and measured is not None and required is not None:
        while decimals < _EXACT_DECIMALS and f"{measured:.{decimals}f}" == f"{required:.{decimals}f}":
            decimals += 1
        if decimals == _EXACT_DECIMALS and 0 < value < 10**-decimals / 2:
            return f"< {10**-decimals:.{decimals}f}"
    return f"{value:.{decimals}f}"


def sentence_of(check: Check, elements: Mapping[str, Element], language: str | None = None) -> str:
    """Return a check's sentence in `language`, elements called by their names."""
    values: dict[str, object] = {}
    for name, value in check.values:
        if name in _ELEMENT_GAPS:
            known = elements.get(str(value))
            called = title if check.text.startswith("{" + name + "}") else label
            values[name] = called(known, language) if known is not None else value
        elif isinstance(value, float | int):
            values[name] = figure(check, value)
        else:
            values[name] = value
    if check.rule is not None:
        values["rule"] = pick(check.rule.title, language)
    if check.undecided is not None:
        values["fact"] = tr(check.undecided, language)
    if "grade" in values:
        values["grade"] = tr(str(values["grade"]), language)
    if "reason" in values:
        values["reason"] = tr(str(values["reason"]), language).format(**values)
    return tr(check.text, language).format(**values)
