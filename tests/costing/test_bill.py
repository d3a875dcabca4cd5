"""Arithmetic of the bill: rounded lines, totals of them, prices that are missing or wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from factories import small_project
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.analysis import analyse, in_edition
from chargeplan.costing.bill import Bill, price_bill, price_of
from chargeplan.costing.price_lines import price_lines, shipped_price
from chargeplan.costing.quantities import WorkItem
from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import sentence
from chargeplan.model.bill_settings import (
    BillEdition,
    BillSettings,
    DayWork,
    ProvisionalKind,
    ProvisionalSum,
    TaxMethod,
)
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.price_books import Price, PriceBook, Rate, load_price_book
from chargeplan.reference.work_items import load_work_items
from chargeplan.units import round_half_up


def work(item_id: str, quantity: str) -> WorkItem:
    return WorkItem(item_id, load_work_items().item(item_id), Decimal(quantity), (), {})


def book(**prices: tuple[str, str]) -> PriceBook:
    """Return a price book of price and unit by item, with tax of 9 % and no measures by rate."""
    entries = {
        name: Price(name, unit, Decimal(price), None, None, {"zh_CN": "", "en": ""}, "memory")
        for name, (price, unit) in prices.items()
    }
    return replace(load_price_book("reference_2025"), prices=entries, vat_percent=Decimal(9), rates={})


def test_amounts_are_rounded_half_up_in_decimal() -> None:
    """0.35 × 0.50 is 0.175, which is 0.18; in binary floats it is less and would become 0.17."""
    bill = price_bill([work("roof", "0.35")], book(roof=("0.50", "m2")))
    assert bill.lines[0].amount_cny == Decimal("0.18")


def test_totals_add_rounded_lines() -> None:
    """Twice 0.005 is 0.01 + 0.01 = 0.02, not 0.01."""
    prices = book(roof=("0.50", "m2"), slab=("0.50", "m2"))
    bill = price_bill([work("slab", "0.01"), work("roof", "0.01")], prices)
    assert [line.amount_cny for line in bill.lines] == [Decimal("0.01"), Decimal("0.01")]
    assert bill.total_cny == Decimal("0.02")


def test_tax_is_added_once_below_the_total() -> None:
    """9 % of 1,000.50 is 90.045, half-up 90.05."""
    bill = price_bill([work("slab", "1.00")], book(slab=("1000.50", "m2")))
    assert (bill.total_cny, bill.tax_cny, bill.total_with_tax_cny) == (
        Decimal("1000.50"), Decimal("90.05"), Decimal("1090.55"),
    )  # fmt: skip


def test_a_missing_price_is_counted_and_left_out_of_the_total() -> None:
    """One of two lines has a price: the total is that line, and one price is missing, in its chapter too."""
    bill = price_bill([work("slab", "2.00"), work("lamps", "3")], book(slab=("10.00", "m2")))
    assert bill.lines[1].unit_price_cny is bill.lines[1].amount_cny is None
    assert (bill.total_cny, bill.missing_price_count) == (Decimal("20.00"), 1)
    assert [chapter.missing_price_count for chapter in bill.chapters] == [0, 1]


def test_a_price_for_another_unit_is_refused() -> None:
    """A floor priced by the cubic metre would be wrong by its thickness."""
    with pytest.raises(ReferenceDataError) as told:
        price_bill([work("slab", "2.00")], book(slab=("10.00", "m3")))
    assert all(word in sentence(told.value, "en") for word in ("slab", "m3", "m2"))


def test_codes_have_twelve_digits_and_are_unique() -> None:
    """Three kinds of formwork have one national code and the sequence 001, 002, 003."""
    bill = analyse(small_project()).bill
    codes = [line.code for line in bill.lines]
    assert all(len(code) == 12 and code.isdecimal() for code in codes)
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if code.startswith("011702001")] == [
        "011702001001", "011702001002", "011702001003",
    ]  # fmt: skip


def test_lines_are_numbered_through_the_whole_bill() -> None:
    """1 to the last, across chapters."""
    bill = analyse(small_project()).bill
    assert [line.number for line in bill.lines] == list(range(1, len(bill.lines) + 1))


def test_only_what_has_no_basis_has_no_price() -> None:
    """A shed with piles of ten: no basis was found for sprinklers, their tests, and cables of cameras.

    A cabinet has none either.
    """
    plan = small_project()
    missing = {line.work.kind.id for line in analyse(plan).bill.lines if line.price is None}
    assert missing >= {
        "sprinkler_pipe",
        "sprinkler_heads",
        "end_test",
        "pair_cable",
        "camera_test",
        "alarm_test",
    }
    assert not missing & {"slab", "roof", "columns", "charger", "lamps", "detectors", "cameras", "levelling"}
    scheme = replace(plan.schemes[0], charger_id="cabinet_8")
    bill = analyse(replace(plan, schemes=(scheme,))).bill
    assert {line.work.id for line in bill.lines if line.price is None} >= {"charger_cabinet_8"}


def test_an_empty_bill_is_zero() -> None:
    """No work costs 0.00."""
    bill = price_bill([], load_price_book("reference_2025"))
    assert (bill.lines, bill.total_cny, bill.total_with_tax_cny) == ((), Decimal("0.00"), Decimal("0.00"))
    assert isinstance(bill, Bill)


# --- units, measures, other items -----------------------------------------------------------------------


def rated(**percents: str) -> PriceBook:
    """Return a price book of 10.00 a unit for a floor, roof, lamps and marking, with these shares."""
    names = {"zh_CN": "", "en": ""}
    rates = {
        name: Rate(name, Decimal(share), None, None, names, "memory") for name, share in percents.items()
    }
    prices = book(slab=("10.00", "m2"), roof=("10.00", "m2"), lamps=("10.00", "set"), marking=("10.00", "m"))
    return replace(prices, rates=rates)


WORK = (("slab", "10.00"), ("roof", "20.00"), ("lamps", "3"), ("marking", "50.00"))


def sample(settings: BillSettings | None = None, **percents: str) -> Bill:
    return price_bill([work(name, quantity) for name, quantity in WORK], rated(**percents), settings)


def test_each_unit_of_works_adds_up_for_itself() -> None:
    """Civil 300.00, installation 30.00, outdoor 500.00; safety 3.33 % each: 9.99, 1.00 (0.999) and 16.65.

    Contingency 5 %: 15.00, 1.50, 25.00. Totals 324.99, 32.50, 541.65; tax 9 %: 29.25, 2.93 (2.925), 48.75.
    """
    bill = sample(safety="3.33", contingency="5")
    assert [unit.works.id for unit in bill.units] == ["civil", "installation", "outdoor"]
    assert [str(unit.sectional_cny) for unit in bill.units] == ["300.00", "30.00", "500.00"]
    assert [str(unit.rate_measures_cny) for unit in bill.units] == ["9.99", "1.00", "16.65"]
    assert [str(unit.uncontested_cny) for unit in bill.units] == ["9.99", "1.00", "16.65"]
    assert [str(unit.other.total_cny) for unit in bill.units] == ["15.00", "1.50", "25.00"]
    assert [str(unit.total_cny) for unit in bill.units] == ["324.99", "32.50", "541.65"]
    assert [str(unit.tax_cny) for unit in bill.units] == ["29.25", "2.93", "48.75"]
    assert (str(bill.total_cny), str(bill.tax_cny)) == ("899.14", "80.93")
    assert bill.lines_cny == Decimal("830.00")


def test_measures_by_unit_price_are_no_sectional_works() -> None:
    """Formwork at 75.00 for 2 m²: 150.00 of measures, on which no safety is reckoned."""
    prices = replace(
        rated(safety="4"), prices=book(slab=("10.00", "m2"), formwork_slab=("75.00", "m2")).prices
    )
    unit = price_bill([work("slab", "10.00"), work("formwork_slab", "2.00")], prices).units[0]
    assert (str(unit.sectional_cny), str(unit.unit_measures_cny)) == ("100.00", "150.00")
    assert (str(unit.rate_measures_cny), str(unit.measures_cny)) == ("4.00", "154.00")
    assert [chapter.chapter.id for chapter in unit.chapters] == ["concrete", "civil_measures"]


def test_a_share_that_is_not_known_is_missing_only_where_it_is_prescribed() -> None:
    """Safety and contingency of three units; what bidders reckon may stay open, fees of labour are told."""
    bill = sample()
    assert bill.missing_rate_count == 6
    assert sample(safety="4", contingency="5").missing_rate_count == 0
    night = next(entry for entry in bill.units[0].rate_measures if entry.kind.id == "night_work")
    assert (night.amount_cny, night.missing) == (None, False)
    assert {fee.amount_cny for unit in bill.units for fee in unit.fees} == {None}
    assert "fees_open" in {notice.code for notice in bill.notices}


def test_other_items_of_the_whole_job_stand_in_the_first_unit() -> None:
    """Specialists 2,000.00 and 1,000.00 with 3 % attendance: 90.00; day work 2.5 × 80.10 = 200.25.

    A provisional sum of materials is part of rates and is listed, not added. Contingency 10 % as set.
    """
    settings = BillSettings(
        contingency_percent=Decimal(10),
        attendance_percent=Decimal(3),
        provisional_sums=(
            ProvisionalSum("meter", Decimal("2000.00")),
            ProvisionalSum("trees", Decimal("1000.00")),
            ProvisionalSum("piles", Decimal("700.00"), ProvisionalKind.MATERIAL),
        ),
        day_works=(DayWork("electrician", "h", Decimal("2.5"), Decimal("80.10")),),
    )
    bill = sample(settings, contingency="5")
    first, *others = (unit.other for unit in bill.units)
    assert (str(first.contingency.amount_cny), str(first.specialist_works_cny)) == ("30.00", "3000.00")
    assert (str(first.attendance.amount_cny), str(first.day_works_cny)) == ("90.00", "200.25")
    assert (str(first.materials_cny), str(first.total_cny)) == ("700.00", "3320.25")
    assert [str(other.total_cny) for other in others] == ["3.00", "50.00"]


def test_a_provisional_sum_counts_to_the_cent() -> None:
    """A plan may hold 2,000.005 and 1,000.004: 2,000.01 and 1,000.00, so that totals are amounts of money."""
    sums = tuple(ProvisionalSum("x", Decimal(amount)) for amount in ("2000.005", "1000.004"))
    bill = sample(BillSettings(contingency_percent=Decimal(0), provisional_sums=sums))
    assert [str(entry.amount_cny) for entry in bill.units[0].other.specialist_works] == ["2000.01", "1000.00"]
    assert str(bill.other_cny) == "3000.01"


def test_simplified_tax_is_three_percent_and_warns() -> None:
    """830.00 × 3 % by units: 9.00 + 0.90 + 15.00; the warning says that rates have to change too."""
    bill = sample(BillSettings(tax=TaxMethod.SIMPLIFIED))
    assert (bill.tax_percent, str(bill.tax_cny)) == (3, "24.90")
    notice = next(notice for notice in bill.notices if notice.code == "simplified_tax")
    assert "replace the rates" in notice.sentence("en")
    assert "simplified_tax" not in {notice.code for notice in sample().notices}


def test_the_edition_of_2024_has_no_fees_and_another_name_for_safety() -> None:
    """Fees are part of labour and management; measures for safety at work are not competitive."""
    bill = sample(BillSettings(edition=BillEdition.GB_2024), safety="4")
    assert {unit.fees for unit in bill.units} == {()}
    safety = bill.units[0].rate_measures[0]
    assert (safety.kind.title["zh_CN"], safety.kind.competitive) == ("安全生产措施费", False)
    assert {notice.code for notice in bill.notices} == set()


@pytest.mark.parametrize("edition", list(BillEdition))
def test_editions_never_mix(edition: BillEdition) -> None:
    """Every code of a bill is one of its edition's, or the bill's own; the book is that of the edition."""
    plan = small_project()
    plan = replace(plan, bill=replace(plan.bill, edition=edition))
    bill = analyse(plan).bill
    national = {item.code for item in load_work_items(edition).items if item.code}
    assert (bill.edition, bill.book.id) == (edition, edition.value)
    for line in bill.lines:
        assert line.code[:9] in national or re.fullmatch(r"0[1345]B\d{3}", line.code)
    assert len({line.code for line in bill.lines}) == len(bill.lines)
    own = sum(line.own_code for line in bill.lines)
    assert (own == 0) == (edition is BillEdition.GB_2013)
    assert ("own_codes" in {notice.code for notice in bill.notices}) == bool(own)


def test_own_codes_run_through_a_profession() -> None:
    """01B001, 01B002 for buildings, 03B001 for installation, 04B001 for outdoor works."""
    bill = price_bill(
        [
            replace(item, kind=load_work_items(BillEdition.GB_2024).item(item.kind.id))
            for item in (work(name, quantity) for name, quantity in WORK)
        ],
        rated(),
        BillSettings(edition=BillEdition.GB_2024),
    )
    assert [line.code for line in bill.lines] == ["01B001", "01B002", "03B001", "04B001"]


def test_a_price_of_a_kind_holds_for_a_line_that_has_none_of_its_own() -> None:
    """Boxes are told apart by their breakers and priced alike, unless one has a price of its own."""
    line = replace(work("roof", "2.00"), id="roof_blue", price_ids=("roof_any", "roof"))
    assert price_of(line, book(roof=("5.00", "m2"))).price_cny == 5  # type: ignore[union-attr]
    assert price_of(line, book(roof=("5.00", "m2"), roof_blue=("7.00", "m2"))).price_cny == 7  # type: ignore[union-attr]
    assert price_of(line, book(slab=("5.00", "m2"))) is None


def test_own_prices_hold_in_a_plan_and_their_units_are_checked() -> None:
    """A plan's own rate replaces the shipped one; by another unit it is refused when it meets a quantity."""
    plan = small_project()
    own = OwnPriceBook("ours", "reference_2025", "2026.1", (OwnPrice("slab", "m2", Decimal("200.00")),))
    bill = analyse(replace(plan, own_prices=own)).bill
    slab = next(line for line in bill.lines if line.work.id == "slab")
    assert slab.amount_cny == round_half_up(slab.work.quantity * 200, 2)
    wrong = replace(own, prices=(OwnPrice("slab", "m3", Decimal("200.00")),))
    with pytest.raises(ReferenceDataError) as told:
        analyse(replace(plan, own_prices=wrong))
    assert all(word in sentence(told.value, "en") for word in ("slab", "m3", "m2"))


def test_own_shares_hold_in_a_plan() -> None:
    """Safety of 3.5 % instead of the shipped 4, and a share for work at night that the shipped book lacks."""
    plan = small_project()
    shares = (
        OwnPrice("share_safety", "percent", Decimal("3.5")),
        OwnPrice("share_night_work", "percent", Decimal("1")),
    )
    own = OwnPriceBook("ours", "reference_2025", "2026.1", shares)
    for unit in analyse(replace(plan, own_prices=own)).bill.units:
        found = {entry.kind.id: entry for entry in unit.rate_measures}
        assert found["safety"].percent == Decimal("3.5")
        assert found["safety"].amount_cny == round_half_up(unit.sectional_cny * Decimal("0.035"), 2)
        assert found["night_work"].amount_cny == round_half_up(unit.sectional_cny / 100, 2)
    for wrong in (
        OwnPrice("share_safety", "m2", Decimal(4)),
        OwnPrice("share_safety", "percent", Decimal(101)),
    ):
        with pytest.raises(ReferenceDataError) as told:
            analyse(replace(plan, own_prices=replace(own, prices=(wrong,))))
        assert "share_safety" in sentence(told.value, "en")


def test_shares_are_lines_that_can_have_a_price() -> None:
    """The shipped ones come with their range, the others are missing; all of them in percent."""
    bill, shipped = analyse(small_project()).bill, load_price_book("reference_2025")
    lines = price_lines(bill, load_work_items(), shipped, load_catalogue())
    found = {line.id: shipped_price(line, shipped) for line in lines if line.unit.id == "percent"}
    assert set(found) == {
        f"share_{name}"
        for name in ("safety", "night_work", "second_handling", "finished_works", "contingency")
    }
    safety = found["share_safety"]
    assert safety is not None
    assert (safety.price_cny, safety.low_cny, safety.high_cny) == (4, 3, 6)
    assert found["share_night_work"] is None


_money = st.decimals("0.01", "99999.99", places=2)
_share = st.decimals("0", "20", places=2)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([item.id for item in load_work_items().items if item.id != "charger"]),
            st.decimals("0.001", "9999", places=3),
            st.none() | _money,
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[0],
    ),
    safety=_share,
    contingency=_share,
    sums=st.lists(_money, max_size=2),
    method=st.sampled_from(TaxMethod),
)
def test_every_total_is_the_sum_of_rounded_amounts(
    rows: list[tuple[str, Decimal, Decimal | None]],
    safety: Decimal,
    contingency: Decimal,
    sums: list[Decimal],
    method: TaxMethod,
) -> None:
    """Lines, measures and other items, each rounded to the cent, add up to units and these to the bill."""
    items = load_work_items()
    priced = {name: (str(price), items.item(name).unit.id) for name, _, price in rows if price is not None}
    prices = replace(rated(safety=str(safety), contingency=str(contingency)), prices=book(**priced).prices)
    settings = BillSettings(
        tax=method, provisional_sums=tuple(ProvisionalSum("x", amount) for amount in sums)
    )
    order = [item.id for item in items.items]
    rows = sorted(rows, key=lambda row: order.index(row[0]))
    bill = price_bill([work(name, f"{quantity}") for name, quantity, _ in rows], prices, settings)
    by_hand = {name: _half_up(quantity * price) for name, quantity, price in rows if price is not None}
    assert bill.lines_cny == sum(by_hand.values())
    assert bill.missing_price_count == len(rows) - len(priced)
    total = tax = Decimal(0)
    for unit in bill.units:
        own = [line for line in bill.lines if line in unit.lines]
        works = sum(
            (by_hand.get(line.work.id, Decimal(0)) for line in own if not line.work.kind.chapter.measures),
            Decimal(0),
        )
        lines = sum((by_hand.get(line.work.id, Decimal(0)) for line in own), Decimal(0))
        extra = _half_up(works * safety / 100) + _half_up(works * contingency / 100)
        extra += sum(sums) if unit is bill.units[0] else 0
        assert unit.total_cny == lines + extra
        total += lines + extra
        tax += _half_up((lines + extra) * bill.tax_percent / 100)
    assert (bill.total_cny, bill.tax_cny) == (total, tax)
    assert bill.total_with_tax_cny == total + tax
    assert [line.number for line in bill.lines] == list(range(1, len(rows) + 1))
    assert len({line.code for line in bill.lines}) == len(rows)


def _half_up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(
    name=st.sampled_from([item.id for item in load_work_items().items if item.id != "charger"]),
    unit=st.sampled_from(sorted(load_work_items().units)),
)
def test_a_price_meets_a_quantity_in_its_own_unit_alone(name: str, unit: str) -> None:
    """For every item and every unit: the bill is made, or the two units are told."""
    wanted = load_work_items().item(name).unit.id
    prices = book(**{name: ("10.00", unit)})
    if unit == wanted:
        assert price_bill([work(name, "2.00")], prices).lines[0].amount_cny == Decimal("20.00")
        return
    with pytest.raises(ReferenceDataError) as told:
        price_bill([work(name, "2.00")], prices)
    assert {told.value.values["found"], told.value.values["wanted"]} == {unit, wanted}


@pytest.mark.parametrize(
    ("works", "codes"),
    [
        ("civil", ["011707001001", "011707002001", "011707004001", "011707007001"]),
        ("installation", ["031302001001", "031302002001", "031302004001", "031302006001"]),
        ("outdoor", ["041109001001", "041109002001", "041109003001", "041109007001"]),
        ("planting", ["050405001001", "050405002001", "050405004001", "050405008001"]),
    ],
)
def test_measures_by_rate_have_the_codes_of_their_units_standard(works: str, codes: list[str]) -> None:
    """Safety, night, second handling, protection: GB 50854 S.7, 50856 N.2, 50857 L.9, 50858 E.5 (memory)."""
    kinds = load_work_items(BillEdition.GB_2013).rate_measures
    assert [f"{kind.codes[works]}001" for kind in kinds] == codes
    assert not any(kind.verified for kind in kinds)


def test_no_code_of_a_measure_stands_twice() -> None:
    """Two units of works, four measures each: eight codes of twelve digits; fees have none; 2024 none."""
    bill = analyse(small_project()).bill
    codes = [measure.code for unit in bill.units for measure in unit.rate_measures]
    assert len(codes) == len(set(codes)) == 4 * len(bill.units)
    assert {len(code) for code in codes} == {12}
    assert {fee.code for unit in bill.units for fee in unit.fees} == {""}
    later = in_edition(analyse(small_project()), BillEdition.GB_2024).bill
    assert {measure.code for unit in later.units for measure in unit.rate_measures} == {""}
