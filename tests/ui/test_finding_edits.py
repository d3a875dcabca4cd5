"""What is done about findings, as edits that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from factories import small_project

from chargeplan.engineering.compliance import with_waivers
from chargeplan.engineering.findings import Check
from chargeplan.errors import InvalidValueError
from chargeplan.model.editing import apply, inverse
from chargeplan.model.own_references import OwnRuleSet
from chargeplan.model.site import SiteFact
from chargeplan.model.waivers import Waiver
from chargeplan.ui.finding_edits import denying, missing_fact, rule_edits, taking_back, waiving

DAY = date(2026, 3, 31)
CHECK = Check("R01", "error", ("shed-1",), 2.8, 3.5, "m", -0.7, False, "x")


def test_a_waiver_is_put_in_and_taken_out() -> None:
    """Spaces around reason and name go; a second waiver for the same finding is none."""
    project = small_project()
    edits = waiving(project, CHECK, " agreed ", " Wang ", DAY)
    after = apply(project, edits)
    waiver = Waiver("R01", ("shed-1",), "agreed", "Wang", DAY)
    assert after.active_scheme.waivers == (waiver,)
    assert waiving(after, CHECK, "again", "Li", DAY) == ()
    assert apply(after, inverse(edits)) == project
    assert apply(after, taking_back(after, waiver)) == project
    assert taking_back(project, waiver) == ()


def test_a_waiver_of_one_part_leaves_the_other_to_be_waived() -> None:
    """Feeder and branch of one box are asked the same; a waiver of old is of both."""
    project = small_project()
    feeder, branch = (replace(CHECK, code="sensitivity", part=part) for part in ("feeder", "branch"))
    after = apply(project, waiving(project, feeder, "agreed", "Wang", DAY))
    assert after.active_scheme.waivers[-1].code == "sensitivity/feeder"
    first, second = with_waivers((feeder, branch), after.active_scheme.waivers)
    assert (first.state, second.state) == ("waived", "missed")
    both = apply(after, waiving(after, branch, "agreed too", "Li", DAY))
    told = with_waivers((feeder, branch), both.active_scheme.waivers)
    assert [check.waiver.name for check in told if check.waiver] == ["Wang", "Li"]
    old = Waiver("sensitivity", CHECK.elements, "as it was", "Zhang", DAY)
    assert [check.waiver for check in with_waivers((feeder, branch), (old,))] == [old, old]


@pytest.mark.parametrize(("reason", "name"), [("", "Wang"), ("agreed", " ")])
def test_a_waiver_without_reason_or_name_is_refused(reason: str, name: str) -> None:
    """Both are asked for."""
    with pytest.raises(InvalidValueError):
        waiving(small_project(), CHECK, reason, name, DAY)


def test_a_fact_is_denied_once() -> None:
    """The second time there is nothing to do."""
    project = small_project()
    after = apply(project, denying(project, SiteFact.HYDRANT))
    assert after.site.none_here == (SiteFact.HYDRANT,)
    assert denying(after, SiteFact.HYDRANT) == ()
    back = apply(after, denying(after, SiteFact.HYDRANT, on=False))
    assert SiteFact.HYDRANT not in back.site.none_here
    assert denying(back, SiteFact.HYDRANT, on=False) == ()


def test_the_missing_fact_is_known_by_its_name() -> None:
    """Hydrants are drawn; what is told of an element, or nothing, is no such fact."""
    assert missing_fact(replace(CHECK, undecided="outdoor hydrants")) is SiteFact.HYDRANT
    assert missing_fact(replace(CHECK, undecided="kind of the building's walls")) is None
    assert missing_fact(CHECK) is None


def test_rules_are_changed_as_far_as_they_differ() -> None:
    """The same rules are no edit; others set id and version, own ones themselves too."""
    project = small_project()
    assert rule_edits(project, "shanghai", "2026.2", None) == ()
    assert {edit.field for edit in rule_edits(project, "anhui", "1", None)} == {  # type: ignore[union-attr]
        "rule_set_id", "rule_set_version",
    }  # fmt: skip
    own = OwnRuleSet("Mine", "shanghai", "2026.2")
    after = apply(project, rule_edits(project, "shanghai", "2026.2", own))
    assert (after.own_rules, after.rule_set_version) == (own, "2026.2")
