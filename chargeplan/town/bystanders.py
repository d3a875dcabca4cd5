"""Estates that took no part when a budget was shared out: neither chosen nor without money."""

from __future__ import annotations

from dataclasses import dataclass

from chargeplan.i18n import N_, tr
from chargeplan.town.allocation import Allocation
from chargeplan.town.comparison import Comparison
from chargeplan.town.standing import Origin

_CONTENT = N_("Estates that took no part, for they need no scheme: {count}.")
_UNKNOWN = N_("Estates that took no part, for cost or households are unknown: {count}.")


@dataclass(frozen=True)
class Bystanders:
    """Codes of estates in the register's order: those that need no scheme, and those too little known.

    Too little is known where the cost of the scheme or the households that it serves anew are not.
    """

    content: tuple[str, ...]
    unknown: tuple[str, ...]

    def told(self, language: str | None = None) -> tuple[str, ...]:
        """Return a sentence for each reason that there is."""
        reasons = ((self.content, _CONTENT), (self.unknown, _UNKNOWN))
        return tuple(tr(text, language, count=f"{len(codes):,}") for codes, text in reasons if codes)


def bystanders(comparison: Comparison, allocation: Allocation) -> Bystanders:
    """Return who is neither among the chosen nor among the losers of an answer to this comparison."""
    asked = {choice.candidate.estate_code for choice in allocation.choices}
    asked.update(loser.candidate.estate_code for loser in allocation.losers)
    out = [one.standing for one in comparison.estates if one.standing.row.code not in asked]
    return Bystanders(
        tuple(one.row.code for one in out if one.scheme.origin is Origin.NONE),
        tuple(one.row.code for one in out if one.scheme.origin is not Origin.NONE),
    )
