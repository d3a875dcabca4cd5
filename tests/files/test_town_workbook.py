"""The town's workbook: its sheets, live formulas with right stored values, texts as texts, the same bytes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from chargeplan.errors import ExportError
from chargeplan.files.town_workbook import town_workbook_bytes, write_town_workbook
from chargeplan.model.site import EstateKind
from chargeplan.town.allocating import allocate
from chargeplan.town.allocation import Allocation
from chargeplan.town.comparing import candidates, compare
from chargeplan.town.comparison import Comparison
from chargeplan.town.defaults import default_settings
from chargeplan.town.figures import Outcomes, PlanFailure, PlanFigures, PlanOutcome, Reach
from chargeplan.town.register import CoordinateSystem, EstateRow, Facilities, Hazards, Place, Register
from chargeplan.town.settings import Budget
from chargeplan.units import round_half_up
from tests.files.test_workbook_recalculated import assert_recalculated, needs_office
from tests.town_samples import allocation, curve
from tests.town_samples import comparison as sampled

HOSTILE = '=HYPERLINK("http://example.org","x")'


def _row(code: str, **facts: object) -> EstateRow:
    given: dict[str, object] = {
        "name": f"Estate {code}",
        "district": "Pudong",
        "street": "Chuansha",
        "committee": "First",
        "kind": EstateKind.RESETTLEMENT,
        "households": 300,
        "existing": Facilities(40, 5, 10),
        "hazards": Hazards(3, 1, 0),
        "place": Place(100.0, 200.0, CoordinateSystem.LOCAL),
    }
    return EstateRow(code, **{**given, **facts})  # type: ignore[arg-type]


def _figures() -> PlanFigures:
    return PlanFigures(
        "Yuanxi", "Six sheds", 28, 61, 871, 348, False, Facilities(0, 0, 0), Facilities(130, 15, 130), 6,
        Decimal("144.00"), Decimal("72.00"), Decimal("262.08"), Decimal("12.50"), Decimal("441452.57"), 27,
        0, 13, 13, 2, Reach(100.0, 61, 0, 871, 0), Reach(100.0, 61, 50, 871, 700),
    )  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Comparison:
    """Six estates: planned, estimated, counted, without need, unknown, and one whose plan is broken.

    Yuanxi has 871 households: 348.4 e-bikes, shown as 348, need 117 sockets. Its plan adds 130 at
    3,395.789 CNY each, so that the estimated scheme of estate 2 (120 bikes, 40 sockets, 10 there) costs
    30 of them, 101,873.67 CNY.
    """
    register = Register(
        "Town of formulas",
        (
            _row("1", name="Yuanxi", plan="yuanxi.chargeplan", households=871, existing=Facilities(0, 0, 0)),
            _row("2", name=HOSTILE, remarks="+1", as_of=date(2026, 3, 31)),
            _row("3", ebikes=100, committee='Sec*nd "x"', hazards=Hazards(0, 0, 0)),
            _row("4", existing=Facilities(500, 50, 200), committee="", place=None),
            _row("5", households=None, existing=Facilities(None, None, 4), kind=None),
            _row(
                "6", plan="broken.chargeplan", households=250, illustrative=True, hazards=Hazards(None, 2, 1)
            ),
        ),
    )
    outcomes: Outcomes = {
        ("yuanxi.chargeplan", ""): PlanOutcome("yuanxi.chargeplan", "", _figures()),
        ("broken.chargeplan", ""): PlanOutcome(
            "broken.chargeplan", "", None, PlanFailure("broken", "{name} is damaged", {"name": "broken"})
        ),
    }
    settings = replace(
        default_settings(), as_of=date(2026, 6, 30), budget=Budget(Decimal(600_000), (Decimal(600_000),))
    )
    return compare(register, outcomes, settings)


def _loaded(data: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def _column(sheet: Worksheet, head: str, head_row: int = 3) -> list[object]:
    for column in sheet.iter_cols(min_row=head_row):
        if column[0].value == head:
            return [cell.value for cell in column[1:]]
    raise AssertionError(f"no column {head} in {sheet.title}")


def test_sheets_stand_in_their_order(town: Comparison) -> None:
    without = _loaded(town_workbook_bytes(town))
    assert without.sheetnames == [
        "汇总", "图表", "风险排名", "小区汇总表", "指标", "评分", "技术经济指标",
        "问题清单", "责任清单", "整改销号表", "小区位置", "方法说明",
    ]  # fmt: skip
    with_budget = _loaded(
        town_workbook_bytes(sampled(), language="en", allocation=allocation(), curve=curve())
    )
    assert with_budget.sheetnames[10:13] == [
        "Budget shared out", "Estates without money", "Benefit against money",
    ]  # fmt: skip


def test_the_summary_tells_the_totals_after(town: Comparison) -> None:
    """Charging facilities 15 + 9 + 8 + 50 + 8: 5 more 4, 3 and 3 for 30, 24 and 24 sockets, 130/15 each.

    Estate 3: 100 bikes need 34 sockets, 24 short; estate 6: 250 × 0.4 = 100 bikes, 34 needed, 24 short.
    Stalls: 130 + 120 + 100 + 500 + 100, for what is short is added; estate 5 is unknown and in no sum.
    """
    summary = _loaded(town_workbook_bytes(town, language="en"))["Town summary"]
    heads = [cell.value for cell in summary[4]]
    total = dict(zip(heads[10:13], [cell.value for cell in summary[5]][10:13], strict=True))
    assert total == {
        "E-bikes that can be parked": 130 + 120 + 100 + 500 + 100,
        "Charging facilities": 15 + 9 + 8 + 50 + 8,
        "Charging sockets": 130 + 40 + 34 + 200 + 34,
    }
    assert str(summary["A2"].value).startswith("Town of formulas. Data as of 2026-06-30.")


def test_committees_with_wildcards_and_quotes_count_themselves_alone(town: Comparison) -> None:
    summary = _loaded(town_workbook_bytes(town, language="en"))["Town summary"]
    rows = {row[1].value: row[2].value for row in summary.iter_rows(min_row=5)}
    assert rows["First"] == 4
    assert rows['Sec*nd "x"'] == 1
    formulas = _loaded(town_workbook_bytes(town, language="en"), values=False)["Town summary"]
    found = next(row[2].value for row in formulas.iter_rows(min_row=5) if row[1].value == 'Sec*nd "x"')
    assert '"=Sec~*nd ""x"""' in found


def test_committees_that_only_a_person_can_tell_apart_count_themselves_alone(town: Comparison) -> None:
    """Capitals, 01 and 1, TRUE, and more letters than a formula may hold: compared by their cells."""
    names = ("East", "EAST", "01", "1", "TRUE", "N" * 300)
    rows = tuple(_row(str(number), committee=name) for number, name in enumerate((*names, "West")))
    compared = compare(Register("Town", rows), {}, town.settings)
    data = town_workbook_bytes(compared, language="en")
    summary = _loaded(data)["Town summary"]
    assert [row[2].value for row in summary.iter_rows(min_row=8)] == [1] * 7
    formulas = {
        row[1].value: row[2].value for row in _loaded(data, values=False)["Town summary"].iter_rows(min_row=8)
    }
    assert all(formulas[name].startswith("=SUMPRODUCT(1*EXACT(") for name in names)
    assert formulas["West"].startswith("=COUNTIFS(")
    assert not re.search('"[^"]{256,}"', "".join(formulas.values()))


def test_texts_of_users_are_no_formulas(town: Comparison) -> None:
    book = _loaded(town_workbook_bytes(town, language="en"), values=False)
    names = [cell for row in book["Estates of the town"].iter_rows() for cell in row if cell.value == HOSTILE]
    assert [cell.data_type for cell in names] == ["s"]


def test_the_ranking_says_why_and_the_unrated_come_last(town: Comparison) -> None:
    sheet = _loaded(town_workbook_bytes(town, language="en"))["Ranking"]
    names, whys = _column(sheet, "Estate"), _column(sheet, "Why")
    rated = [one for one in town.estates if one.rating.rank is not None]
    assert len(rated) == 4
    worst = next(one.standing.row.name for one in rated if one.rating.rank == 1)
    assert names[0] == worst
    assert names[-2:] == ["Estate 5", "Estate 6"]
    assert str(whys[0]).count(" % from ") >= 2
    assert str(whys[-1]).startswith("Unrated")


def test_money_in_ten_thousands_is_rounded_from_the_yuan(town: Comparison) -> None:
    """441,452.57 CNY are 44.15; 30 × 3,395.789 = 101,873.67 are 10.19; 24 of them 81,498.94, 8.15.

    The total, 706,324.12 CNY, is 70.63 as everywhere in the program; the rounded ones would add to 70.64.
    """
    sheet = _loaded(town_workbook_bytes(town, language="en"))["Estates of the town"]
    shown = _column(sheet, "10,000 CNY", 4)
    assert shown[:6] == [44.15, 10.19, 8.15, 0, None, 8.15]
    assert shown[6] == 70.63
    summary = _loaded(town_workbook_bytes(town, language="en"))["Town summary"]
    assert _column(summary, "Investment (10,000 CNY)")[1] == 70.63


def test_what_is_unknown_stays_empty_and_is_coloured(town: Comparison) -> None:
    sheet = _loaded(town_workbook_bytes(town, language="en"))["Estates of the town"]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[4].value == "Estate 5")
    households = row[10]
    assert households.value is None
    assert households.fill.fgColor.rgb == "FFFFD9A0"
    assert row[11].value in (None, "")


def test_the_plan_that_failed_and_remarks_are_told(town: Comparison) -> None:
    data = town_workbook_bytes(town, language="en", remarks=["Row 9 has no name and was left out."])
    texts = [cell.value for row in _loaded(data)["Method"].iter_rows() for cell in row if cell.value]
    assert "Row 9 has no name and was left out." in texts
    assert "Estate 6 (broken.chargeplan): broken is damaged" in texts


def test_a_scheme_that_was_not_chosen_says_so(town: Comparison) -> None:
    """Yuanxi gets its cheap second scheme: its own cost, not that of the chosen one beside the estate."""
    small = replace(
        _figures(), scheme_name="Small", cost_cny=Decimal(90_000), reach_after=Reach(100.0, 61, 30, 871, 400)
    )
    failure = PlanFailure("scheme_failed", "the scheme {scheme} gives no figures", {"scheme": "Large"})
    outcome = PlanOutcome(
        "yuanxi.chargeplan", "", _figures(), alternatives=(small,), failed_alternatives=(failure,)
    )
    budget = Budget(Decimal(95_000))
    settings = replace(town.settings, budget=budget)
    compared = compare(town.register, {("yuanxi.chargeplan", ""): outcome}, settings)
    chosen = allocate(candidates(compared), budget)
    book = _loaded(town_workbook_bytes(compared, language="en", allocation=chosen))
    sheet = book["Budget shared out"]
    assert _column(sheet, "Scheme")[0] == "Small (not the chosen scheme)"
    assert _column(sheet, "Figures from")[0] == "from the plan"
    assert _column(sheet, "Investment (CNY)")[0] == 90_000
    texts = [cell.value for row in book["Method"].iter_rows() for cell in row if cell.value]
    assert "Yuanxi (yuanxi.chargeplan): the scheme Large gives no figures" in texts
    assert _column(book["Estates of the town"], "10,000 CNY", 4)[0] == 44.15


def test_charts_are_the_spreadsheets_own(town: Comparison) -> None:
    book = _loaded(town_workbook_bytes(sampled(), language="en", allocation=allocation(), curve=curve()))
    assert len(book["Charts"]._charts) == 6
    assert len(_loaded(town_workbook_bytes(town, language="en"))["Charts"]._charts) == 5
    bars = next(chart for chart in book["Charts"]._charts if getattr(chart, "barDir", "") == "bar")
    assert (bars.y_axis.scaling.min, bars.y_axis.scaling.max) == (0, 100)  # bars tell by their length


def test_a_third_of_a_socket_is_written_short(town: Comparison) -> None:
    sheet = _loaded(town_workbook_bytes(town, language="en"))["Method"]
    row = next(row for row in sheet.iter_rows() if row[1].value == "Sockets per e-bike, the target")
    assert row[2].number_format == "0.000"
    assert row[2].value == pytest.approx(1 / 3)


def test_an_empty_register_gives_a_workbook() -> None:
    empty = compare(Register("Nothing", ()), {}, default_settings())
    book = _loaded(town_workbook_bytes(empty, language="en", allocation=_nothing()))
    assert book["Town summary"]["C5"].value == 0


def _nothing() -> Allocation:
    return Allocation((), Decimal(0), 0, 0, 0)


def test_the_same_comparison_gives_the_same_bytes(town: Comparison) -> None:
    assert town_workbook_bytes(town) == town_workbook_bytes(town)


def test_a_workbook_that_cannot_be_written_says_so(town: Comparison, tmp_path: Path) -> None:
    (tmp_path / "town.xlsx").mkdir()
    with pytest.raises(ExportError):
        write_town_workbook(town, tmp_path / "town.xlsx")


def test_the_estimate_follows_the_median(town: Comparison) -> None:
    """One planned scheme: its 441,452.57 CNY / 130 sockets is the median."""
    estimated = next(one for one in candidates(town) if one.estate_code == "2")
    assert estimated.cost_cny == round_half_up(30 * Decimal("441452.57") / 130, 2)


@pytest.mark.office
@needs_office
def test_formulas_come_out_as_stored(town: Comparison, tmp_path: Path) -> None:
    """Every formula worked out anew by another program equals what is stored, in both languages."""
    books = {
        "town": town_workbook_bytes(town),
        "names": town_workbook_bytes(_named_alike(town)),
        "samples": town_workbook_bytes(town, language="en", allocation=_chosen(town), curve=curve()),
    }
    counts = assert_recalculated(books, tmp_path)
    assert min(counts.values()) > 250


def _named_alike(town: Comparison) -> Comparison:
    committees = ("first", "01", "1", "TRUE", "N" * 300, "")
    rows = tuple(
        replace(row, committee=name) for row, name in zip(town.register.rows[:6], committees, strict=True)
    )
    others = tuple(replace(row, code=f"x{row.code}") for row in town.register.rows[:2])
    return compare(Register("Town", (*rows, *others)), {}, town.settings)


def _chosen(town: Comparison) -> Allocation:
    from chargeplan.town.allocation import Choice

    chosen = tuple(Choice(one, 0) for one in candidates(town) if one.estate_code in ("1", "2"))
    cost = sum((one.candidate.cost_cny for one in chosen), Decimal(0))
    households = sum(one.candidate.households for one in chosen)
    benefit = sum(one.candidate.benefit for one in chosen)
    return Allocation(chosen, cost, households, benefit, benefit)
