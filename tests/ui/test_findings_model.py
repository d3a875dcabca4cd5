"""The rows of the findings: filtered and sorted at once, thousands of them, without asking for every cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from chargeplan.engineering.findings import Check
from chargeplan.i18n import set_language
from chargeplan.model.scheme import Shed
from chargeplan.model.waivers import Waiver
from chargeplan.reference.rule_sets import load_rule_set
from chargeplan.ui.panels.findings_model import (
    MARGIN,
    MEASURED,
    SIGN,
    SOUNDNESS,
    WHAT,
    FindingsModel,
    Wanted,
    numbers_text,
    source_text,
)

SHEDS = {f"shed-{n}": Shed(f"shed-{n}", (0, 0), 0, 12, 2, name=f"Shed {n}") for n in range(2000)}
TEXT = "{element} stands {measured} m away; {required} m are required."


def check(number: int = 1, measured: float = 2.8, **more: object) -> Check:
    """Return an answer of R01 for a shed: 3.5 m are required."""
    rule = load_rule_set("shanghai").rule("R01")
    element = f"shed-{number}"
    values = {
        "severity": "error", "met": measured >= 3.5, "unit": "m", "margin": measured - 3.5, "text": TEXT,
        "values": (("element", element), ("measured", measured), ("required", 3.5)), "rule": rule,
        "code": "R01",
    } | more  # fmt: skip
    return Check(elements=(element,), measured=measured, required=3.5, **values)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def many(qapp) -> FindingsModel:
    """Return 2,000 checks: of every four one error, one warning, one undecided, one met."""
    kinds = (
        {}, {"severity": "warning"}, {"undecided": "fences", "measured": 2.0}, {"measured": 4.0},
    )  # fmt: skip
    model = FindingsModel()
    model.show_checks([check(number, **kinds[number % 4]) for number in range(2000)], SHEDS)  # type: ignore[arg-type]
    return model


@pytest.mark.parametrize(
    ("source", "clause", "told"),
    [
        ("GB 50016-2014 (2018)", "GB 50016-2014 table 5.2.2", "GB 50016-2014 (2018) table 5.2.2"),
        ("Local guide", "GB 50016-2014 7.1.8", "Local guide GB 50016-2014 7.1.8"),
        ("Local guide; GB 50016-2014 7.1.8", "GB 50016-2014 7.1.8", "Local guide; GB 50016-2014 7.1.8"),
        ("Local guide", "", "Local guide"),
    ],
)
def test_the_name_of_a_standard_stands_once(source: str, clause: str, told: str) -> None:
    """The clause follows its source without what both begin with."""
    assert source_text(check(source=source, clause=clause)) == told


def test_states_and_severities(many: FindingsModel) -> None:
    """500 of each kind; both missed ones make 1,000."""
    for wanted, count in (
        (Wanted("missed"), 1000), (Wanted("undecided"), 500), (Wanted("all"), 2000), (Wanted("waived"), 0),
        (Wanted("missed", severity="warning"), 500), (Wanted("all", rule="R01"), 2000),
        (Wanted("all", rule=SOUNDNESS), 0), (Wanted("missed", ids=frozenset(("shed-0", "shed-3"))), 1),
    ):  # fmt: skip
        many.ask(wanted)
        assert many.rowCount() == count, wanted


def test_words_are_found_in_sentences_titles_and_missing_facts(many: FindingsModel) -> None:
    """Shed 1996 alone has that number; all undecided ones lack fences; the title is that of the rule."""
    for words, count in (("shed 1996", 1), ("FENCES", 500), ("multi-storey", 2000), ("nothing such", 0)):
        many.ask(Wanted("all", words=words))
        assert many.rowCount() == count, words


def test_words_are_put_together_once(many: FindingsModel, monkeypatch) -> None:
    """A second search, and sorting what was found, ask for no text again; new checks do."""
    many.ask(Wanted("all", words="shed 19"))
    asked = []
    text = FindingsModel.text
    monkeypatch.setattr(FindingsModel, "text", lambda *given: asked.append(given) or text(*given))
    many.ask(Wanted("all", words="shed 199"))
    many.sort(MEASURED)
    assert asked == []
    many.show_checks([check(1)], SHEDS)
    assert asked


def test_figures_are_not_worked_out_for_rows_that_nobody_sees(many: FindingsModel, monkeypatch) -> None:
    """Filtering by state and sorting by a number asks for the words of no row at all."""
    asked = []
    monkeypatch.setattr(FindingsModel, "text", lambda _self, check, column: asked.append(column) or "")
    many.ask(Wanted("all"))
    many.sort(MEASURED)
    many.show_checks(many.checks, SHEDS)
    assert asked == []


def test_the_gravest_come_first(many: FindingsModel) -> None:
    """Errors, warnings, what is undecided, what is met; turned round by the other order."""
    many.ask(Wanted("all"))
    many.sort(SIGN)
    signs = [many.index(row, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 500, 1000, 1500)]
    assert signs == ["Error", "Warning", "Undecided", "Met"]
    many.sort(SIGN, Qt.SortOrder.DescendingOrder)
    assert many.index(0, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "Met"


def test_a_waived_one_is_told_apart(qapp) -> None:
    """Its sign is its own, whatever its severity."""
    model = FindingsModel()
    model.show_checks([check(waiver=Waiver("R01", ("shed-1",), "agreed", "Wang"))], SHEDS)
    model.ask(Wanted("waived"))
    assert model.index(0, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "Let pass"


def test_a_row_keeps_its_place_in_mind_while_it_is_sorted(many: FindingsModel) -> None:
    """A persistent index follows its check."""
    from PySide6.QtCore import QPersistentModelIndex

    many.ask(Wanted("all"))
    held = QPersistentModelIndex(many.index(3, WHAT))
    kept = many.rows[3]
    many.sort(MEASURED, Qt.SortOrder.DescendingOrder)
    assert many.rows[held.row()] is kept


def test_the_row_of_a_check_is_found_again_after_a_newer_analysis(qapp) -> None:
    """The same rule of the same shed at another distance; what is met now is not among the missed."""
    model = FindingsModel()
    model.show_checks([check(1), check(2)], SHEDS)
    before = model.rows[1]
    model.show_checks([check(1), check(2, 3.0)], SHEDS)
    assert model.row_of(before) == 1
    model.show_checks([check(1), check(2, 4.0)], SHEDS)
    assert model.row_of(before) is None


def test_figures_tell_what_is_missing_to_the_limit() -> None:
    """2.8 - 3.5 = -0.70 m; 3.4996 would look met when rounded and is written with four places."""
    assert numbers_text(check(measured=2.8, margin=-0.7)) == "2.80 / 3.50 m (−0.70)"
    assert numbers_text(check(measured=3.4996, margin=-0.0004)) == "3.4996 / 3.5000 m (−0.0004)"
    corner = replace(check(measured=0.000001, margin=-0.000001, unit="m²"), required=0.0)
    assert numbers_text(corner) == "< 0.0001 / 0.0000 m²"


def test_the_margin_is_sorted_as_a_number(many: FindingsModel) -> None:
    """The smallest margin, 2.0 - 3.5, comes first and the largest, 4.0 - 3.5, last."""
    many.ask(Wanted("all"))
    many.sort(MARGIN)
    assert (many.rows[0].measured, many.rows[-1].measured) == (2.0, 4.0)


def test_names_are_no_markup_in_tooltips(qapp) -> None:
    """A shed called <b>x</b> is shown as it is written."""
    shed = Shed("shed-1", (0, 0), 0, 12, 2, name="<b>x</b>")
    model = FindingsModel()
    model.show_checks([check()], {"shed-1": shed})
    assert "&lt;b&gt;x&lt;/b&gt;" in model.index(0, WHAT).data(Qt.ItemDataRole.ToolTipRole)
