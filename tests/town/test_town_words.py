"""What people read of grades, schemes and tasks."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.town.allocation import Candidate
from chargeplan.town.words import scheme_called, scheme_words


def test_a_scheme_without_a_name_is_called_as_in_its_plan() -> None:
    """Where nobody gave a name the outcome of a plan has the scheme's id instead; names stay as written."""
    assert scheme_called("scheme-2", "en") == "Scheme 2"
    assert scheme_called("scheme-2", "zh_CN") == "方案2"
    assert scheme_called("Six sheds", "en") == "Six sheds"
    offered = Candidate("E1", "scheme-3", Decimal(1000), 10, 10, {}, alternative=True)
    assert scheme_words(offered, "en") == "Scheme 3 (not the chosen scheme)"
    estimated = Candidate("E2", "", Decimal(1000), 10, 10, {}, estimated=True)
    assert scheme_words(estimated, "en") == "estimate"
