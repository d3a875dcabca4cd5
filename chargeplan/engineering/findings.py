"""Results of judging: every rule with what was measured, and findings for what is not met."""

from __future__ import annotations

from dataclasses import dataclass

from chargeplan.model.values import Point


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
        Meeting a limit within 0.1 mm passes.
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


Finding = Check
"""A check that is not met."""


def findings_of(checks: tuple[Check, ...]) -> tuple[Finding, ...]:
    """Return the checks that are not met, the gravest first, otherwise in their order."""
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(
        sorted((check for check in checks if not check.met), key=lambda check: order[check.severity])
    )
