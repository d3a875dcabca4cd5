"""The electricity of Yuanxi, worked out by hand: 300 W a socket, cos φ 0.85, 220 V; 0.22·0.85 = 0.187 kW/A.

I_z' = I_z·0.96·0.60: 6 mm² 25.34, 10 mm² 33.41, 16 mm² 43.20 A. z = R·cosφ + X·sinφ: 4 mm² 4.5833, 6 mm²
3.0694, 10 mm² 1.8935 Ω/km. Needs factors: up to 5 sockets 1.0, 10: 0.9, 30: 0.8, 60: 0.7, 150: 0.6.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.engineering.findings import Check
from chargeplan.engineering.supply import BoxLoad, DeviceLoad, ElementLoad, Supply, design_supply
from chargeplan.engineering.supply_checks import residual_fault
from chargeplan.engineering.supply_demand import charging_kw, electrics_of
from chargeplan.engineering.supply_sizing import basis_of
from chargeplan.errors import ReferenceDataError
from chargeplan.model.equipment import DemandMethod, SupplySettings
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.units import round_half_up
from tests.engineering.supply_for_tests import (
    SETTINGS,
    SOCKETS_AND_WAYS_M,
    SOURCE,
    box,
    way_only,
    with_circuit,
    with_figure,
    yuanxi,
)

TABLES = load_electrical_tables()


def shown(value: float | None, decimals: int) -> str:
    assert value is not None
    return str(round_half_up(value, decimals))


def checks(supply: Supply, code: str) -> list[Check]:
    return [check for check in supply.checks if check.code == code]


@pytest.fixture(scope="module")
def variant_c() -> Supply:
    return design_supply(yuanxi(), SOURCE, SETTINGS, way_only())


# --- demand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sockets", "kw"),
    [
        (0, "0.00"), (1, "0.30"), (10, "2.70"), (11, "2.70"), (12, "2.88"), (20, "4.80"), (24, "5.76"),
        (26, "6.24"), (30, "7.20"), (31, "7.20"), (34, "7.20"), (35, "7.35"), (61, "12.60"),
        (130, "23.40"), (151, "27.00"),
    ],
)  # fmt: skip
def test_demand_of_a_node_never_falls_where_the_factor_does(sockets, kw):
    """P(n) = 0.3 · max over m ≤ n of Kx(m)·m: 31 sockets, 0.3·0.7·31 = 6.51, need 7.20 kW as 30 do."""
    assert charging_kw(sockets, TABLES) == Decimal(kw)


def test_demand_of_the_estate(variant_c):
    """130·0.3 = 39.00 kW, times 0.6 = 23.40; Q = 23.40·0.619744 = 14.50; S = 23.40/0.85 = 27.53;

    I = 23.40/0.559445 = 41.83 A.
    """
    demand = variant_c.demand
    figures = (demand.p_kw, demand.q_kvar, demand.s_kva, demand.balanced_a)
    assert demand.ports == 130
    assert demand.kx == 0.6
    assert [shown(figure, 2) for figure in figures] == ["23.40", "14.50", "27.53", "41.83"]


def test_lights_cameras_and_control_are_added_in_full():
    """144 m²·5 W + 6·(2·15 + 50) W = 1.20 kW; 23.40 + 1.20 = 24.60 kW; 24.60/0.559445 = 43.97 A."""
    demand = design_supply(yuanxi(lit_m2=24.0, cameras=2, controllers=1), SOURCE, SETTINGS, TABLES).demand
    assert shown(demand.auxiliary_kw, 2) == "1.20"
    assert shown(demand.p_kw, 2) == "24.60"
    assert shown(demand.balanced_a, 2) == "43.97"


def test_demand_as_the_sum_of_boxes_takes_the_other_factor_only():
    """(4·4.80 + 6.24 + 5.76)·0.90 = 31.20·0.90 = 28.08 kW."""
    settings = replace(SETTINGS, demand=DemandMethod.SUM)
    demand = design_supply(yuanxi(), SOURCE, settings, TABLES).demand
    assert demand.method is DemandMethod.SUM
    assert shown(demand.p_kw, 2) == "28.08"


def test_the_sum_of_few_boxes_is_no_less_than_the_largest_of_them():
    """One box of 20 sockets draws 4.80 kW, with or without a factor; with one socket more elsewhere 4.80 too.

    (4.80 + 0.30)·0.90 = 4.59 kW would be less than what a single feeder carries.
    """
    settings = replace(SETTINGS, demand=DemandMethod.SUM)
    for loads in ((box(1, 20, 30.0),), (box(1, 20, 30.0), box(2, 1, 30.0))):
        supply = design_supply(loads, SOURCE, settings, TABLES)
        feeder = supply.boxes[0].feeder
        assert feeder is not None
        assert (supply.demand.p_kw, feeder.p_kw) == (4.8, 4.8)


def test_phases_are_given_out_largest_first(variant_c):
    """46, 44 and 40 sockets; the most loaded bears 46/130 of 23.40 = 8.28 kW, 8.28/0.187 = 44.28 A.

    3·8.28 = 24.84 kW. It lies 46/(130/3) − 1 = 6.15 % above the mean.
    """
    demand = variant_c.demand
    assert sorted(demand.phase_ports) == [40, 44, 46]
    assert shown(max(demand.phase_kw), 2) == "8.28"
    assert shown(max(demand.phase_currents_a), 2) == "44.28"
    assert shown(demand.equivalent_kw, 2) == "24.84"
    assert shown(demand.imbalance_percent, 2) == "6.15"
    for supplied in variant_c.boxes:
        phases = [circuit.phase for circuit in supplied.circuits]
        assert len(set(phases)) == len(phases)


def test_a_device_with_more_sockets_than_one_residual_current_device_bears_takes_two_circuits():
    """12 sockets are 6 + 6."""
    element = ElementLoad("s1", "Shed 1", (DeviceLoad(12, 5.0),))
    supply = design_supply((BoxLoad("s1", "Shed 1", (element,), 20.0),), SOURCE, SETTINGS, TABLES)
    circuits = supply.boxes[0].circuits
    assert [(circuit.ports, circuit.devices) for circuit in circuits] == [(6, 1), (6, 0)]


# --- the feeders, variant C -------------------------------------------------------------------------


def test_main_supply(variant_c):
    """44.28 ≤ 50 A; 10 mm² would carry 58·0.96 = 55.68, so the least of mains decides: 75·0.96 = 72.00."""
    main = variant_c.main
    assert main is not None
    assert (main.breaker.rated_a, main.breaker.poles) == (50, 4)
    assert (main.cable.model, main.cable.deciding) == ("YJV-5×16", "minimum")
    assert shown(main.cable.derated_a, 2) == "72.00"


def test_the_main_breaker_is_no_smaller_than_the_largest_of_feeders():
    """11 sockets draw 2.70 kW: 16 A would do on the main; the feeders have 32 A (1.6·16) and 10 A (1.6·6)."""
    supply = design_supply((box(1, 10, 20.0), box(2, 1, 20.0)), SOURCE, SETTINGS, TABLES)
    ratings = [supplied.feeder.breaker.rated_a for supplied in supply.boxes if supplied.feeder is not None]
    assert supply.main is not None
    assert (ratings, supply.main.breaker.rated_a) == ([32, 10], 32)


def test_a_breaker_may_be_as_large_as_what_its_cable_carries():
    """330 sockets: 49.5 kW, 16.5/0.187 = 88.2 A a phase, so 100 A, which 5×16 on a tray at 30 °C carries."""
    settings = SupplySettings(laying_id="E", air_temperature_c=30, third_harmonic_percent=15)
    main = design_supply([box(n, 30, 20.0) for n in range(11)], SOURCE, settings, TABLES).main
    assert main is not None
    assert (main.breaker.rated_a, main.cable.derated_a, main.cable.size) == (100, 100, "5×16")


def test_every_feeder_of_variant_c(variant_c):
    """I_B = 2.70/0.187 = 14.44 A, 1.6·16 = 25.6 → 32 A; 6 mm² 25.34 < 32 ≤ 33.41 of 10 mm².

    Shed 4: 2·14.4385·0.110·1.8935/220 = 2.734 %, and 2·14.4385·0.011·3.0694/220 = 0.443 % of the branch.
    """
    kw, feeders, totals = [], [], []
    for supplied in variant_c.boxes:
        feeder = supplied.feeder
        assert feeder is not None
        assert shown(feeder.current_a, 2) == "14.44"
        assert (feeder.breaker.rated_a, feeder.cable.size) == (32, "5×10")
        assert (feeder.cable.pe_mm2, feeder.cable.deciding) == (10, "ampacity")
        assert shown(feeder.cable.derated_a, 2) == "33.41"
        assert shown(supplied.circuits[0].drop_percent, 3) == "0.443"
        kw.append(shown(feeder.p_kw, 2))
        feeders.append(shown(feeder.drop_percent, 3))
        totals.append(shown(supplied.worst_drop_percent, 3))
    assert kw == ["4.80", "4.80", "4.80", "4.80", "6.24", "5.76"]
    assert feeders == ["0.870", "1.491", "2.113", "2.734", "1.118", "2.237"]
    assert totals == ["1.313", "1.934", "2.556", "3.177", "1.562", "2.680"]


def test_branches_and_residual_current_devices_of_variant_c(variant_c):
    """Branches 3×6 behind 16 A and 30 mA type A at once; feeders 300 mA with a delay."""
    for supplied in variant_c.boxes:
        feeder = supplied.feeder
        assert feeder is not None
        assert (feeder.breaker.rcd_ma, feeder.breaker.rcd_delayed, feeder.breaker.poles) == (300, True, 4)
        for circuit in supplied.circuits:
            breaker = circuit.breaker
            assert (breaker.rcd_ma, breaker.rcd_type, breaker.rcd_delayed) == (30, "A", False)
            assert circuit.cable.size == "3×6"
        assert supplied.circuits[0].breaker.rated_a == 16
    assert all(check.met for check in checks(variant_c, "residual_current"))


def test_harmonics_take_their_share_of_the_ampacity():
    """33.41·0.86 = 28.73 < 32, so 16 mm²: 43.20·0.86 = 37.15 A."""
    supply = design_supply(yuanxi(), SOURCE, replace(SETTINGS, third_harmonic_percent=33), way_only())
    feeder = supply.boxes[0].feeder
    assert feeder is not None
    assert (feeder.cable.size, feeder.cable.deciding) == ("5×16", "harmonics")
    assert shown(feeder.cable.derated_a, 2) == "37.15"


def test_above_a_third_the_neutral_decides():
    """At 60 % the neutral of the main carries 3·0.6·44.28 = 79.70 A: 16 mm² has 72.00, 25 mm² 92.16."""
    main = design_supply(yuanxi(), SOURCE, replace(SETTINGS, third_harmonic_percent=60), way_only()).main
    assert main is not None
    assert (main.cable.size, main.cable.deciding) == ("4×25+1×16", "harmonics")
    assert shown(main.cable.derated_a, 2) == "92.16"


def test_a_branch_of_one_phase_has_its_neutral_in_its_ampacity():
    """Thrice the third harmonic of 14.44 A would be 43.3 A, more than the 51·0.91·0.80 = 37.1 A of 3×6."""
    supply = design_supply(yuanxi(), SOURCE, replace(SETTINGS, third_harmonic_percent=100), way_only())
    branch = supply.boxes[0].circuits[0].cable
    assert (branch.size, branch.deciding) == ("3×6", "minimum")
    assert shown(branch.derated_a, 1) == "37.1"


def test_variant_b_without_selectivity_and_with_thinner_feeders():
    """16 A and sections from 4 mm²; at 85, 110 and 90 m 4 mm² give 5.557, 7.061, 5.858 %: 6 mm².

    Shed 3: 2·14.4385·0.085·3.0694/220 = 3.42450 and 0.44317 are 3.86767 % (3.867 adds the rounded parts).
    """
    tables = with_figure(with_circuit(way_only(), "feeder", least_section_mm2=4.0), "selectivity", 1.0)
    supply = design_supply(yuanxi(), SOURCE, SETTINGS, tables)
    feeders = [supplied.feeder for supplied in supply.boxes if supplied.feeder is not None]
    assert [feeder.breaker.rated_a for feeder in feeders] == [16] * 6
    assert [feeder.cable.section_mm2 for feeder in feeders] == [4, 4, 6, 6, 4, 6]
    assert [feeder.cable.deciding for feeder in feeders] == [
        "minimum", "minimum", "voltage_drop", "voltage_drop", "minimum", "voltage_drop",
    ]  # fmt: skip
    assert [shown(supplied.worst_drop_percent, 3) for supplied in supply.boxes] == [
        "2.549", "4.053", "3.868", "4.875", "3.150", "4.069",
    ]  # fmt: skip


def balanced_drop_percent(kw: float, way_km: float, section_mm2: float) -> float:
    """Return √3·I·L·(R·cosφ + X·sinφ)/380, the formula of loads that all phases share evenly."""
    electrics, impedance = electrics_of(TABLES), TABLES.impedances[section_mm2]
    z = impedance.r_ohm_km * electrics.cos_phi + impedance.x_ohm_km * electrics.sin_phi
    return 3**0.5 * electrics.balanced_a(kw) * way_km * z / 380 * 100


def test_variant_a_takes_the_phases_as_balanced(variant_c):
    """4.80, 6.24 and 5.76 kW over 0.559445 kW/A: 8.580, 11.154, 10.296 A, less than one pile on its phase.

    On 4 mm² that would lose 0.627 to 1.972 %, on 5×10 a third of what the most loaded phase loses.
    """
    kw = [supplied.feeder.p_kw for supplied in variant_c.boxes if supplied.feeder is not None]
    electrics = electrics_of(TABLES)
    assert [shown(electrics.balanced_a(power), 3) for power in kw] == ["8.580"] * 4 + ["11.154", "10.296"]
    thin, thick = (
        [
            shown(balanced_drop_percent(power, way / 1000, section), 3)
            for power, (_, way) in zip(kw, SOCKETS_AND_WAYS_M, strict=True)
        ]
        for section in (4.0, 10.0)
    )
    assert thin == ["0.627", "1.075", "1.524", "1.972", "1.049", "1.936"]
    assert thick == ["0.259", "0.444", "0.629", "0.815", "0.433", "0.800"]


def test_variant_a_with_lights_cameras_and_control():
    """24.00, 24.96 and 23.04 m² at 5 W, two cameras and a controller: 5.00, 6.4448 and 5.9552 kW.

    Balanced 8.937, 11.520 and 10.645 A; on 5×10 0.270 to 0.848 %.
    """
    areas = (24.0, 24.0, 24.0, 24.0, 24.96, 23.04)
    loads = tuple(
        box(number, sockets, way, lit_m2=area, cameras=2, controllers=1)
        for number, ((sockets, way), area) in enumerate(zip(SOCKETS_AND_WAYS_M, areas, strict=True), start=1)
    )
    supply = design_supply(loads, SOURCE, SETTINGS, way_only())
    kw = [supplied.feeder.p_kw for supplied in supply.boxes if supplied.feeder is not None]
    assert [shown(power, 4) for power in kw] == ["5.0000"] * 4 + ["6.4448", "5.9552"]
    electrics = electrics_of(TABLES)
    assert [shown(electrics.balanced_a(power), 3) for power in kw] == ["8.937"] * 4 + ["11.520", "10.645"]
    drops = [
        shown(balanced_drop_percent(power, way / 1000, 10.0), 3)
        for power, (_, way) in zip(kw, SOCKETS_AND_WAYS_M, strict=True)
    ]
    assert drops == ["0.270", "0.463", "0.656", "0.848", "0.447", "0.827"]
    assert supply.demand.p_kw == 24.6


# --- lengths ----------------------------------------------------------------------------------------


def test_cable_lengths_have_slack_on_everything_and_are_rounded_once():
    """(L + 2·1.2 + 2·1.5)·1.025: 35 m gives 41.41, 60 m 67.035; all six (425 + 32.4)·1.025 = 468.835 m."""
    supply = design_supply(yuanxi(), SOURCE, SETTINGS, TABLES)
    lengths = [supplied.feeder.cable.length for supplied in supply.boxes if supplied.feeder is not None]
    assert [str(round_half_up(length.total_m, 2)) for length in lengths] == [
        "41.41", "67.04", "92.66", "118.29", "51.66", "97.79",
    ]  # fmt: skip
    assert [length.total_m for length in lengths[1::2]] == [
        Decimal("67.035"), Decimal("118.285"), Decimal("97.785"),
    ]  # fmt: skip
    assert round_half_up(sum(length.total_m for length in lengths), 2) == Decimal("468.84")
    assert (lengths[0].plan_m, lengths[0].vertical_m, lengths[0].ends_m) == (35, Decimal("2.4"), 3)
    assert lengths[0].slack_m == Decimal("1.01")
    heads = sum(supplied.feeder.cable.heads for supplied in supply.boxes if supplied.feeder is not None)
    assert heads == 12


def test_wires_in_a_conduit_lie_without_slack():
    """10 m on the plan, 0.70 up from the box, 2·0.50 at the ends: 11.70 m."""
    supply = design_supply((box(1, 10, 20.0, lit_m2=24.0, run_m=10.0),), SOURCE, SETTINGS, TABLES)
    (wires,) = [circuit.cable for circuit in supply.circuits if circuit.use == "lighting"]
    assert (wires.model, wires.heads, wires.length.slack_m) == ("BV-3×2.5", 0, 0)
    assert wires.length.total_m == Decimal("11.7")


# --- findings ---------------------------------------------------------------------------------------


def test_spare_capacity_met_exactly_is_no_finding():
    supply = design_supply(yuanxi(), replace(SOURCE, spare_kw=23.40), SETTINGS, TABLES)
    (check,) = checks(supply, "supply_capacity")
    assert check.state == "met"
    assert supply.spare_kw == 0
    values = dict(check.values)
    assert (values["measured"], values["required"]) == ("23.40", "23.40")
    assert "exceeded" not in check.text


def test_spare_capacity_exceeded_tells_by_how_much():
    """23.40 − 23.39 = 0.01 kW."""
    supply = design_supply(yuanxi(), replace(SOURCE, spare_kw=23.39), SETTINGS, TABLES)
    (check,) = checks(supply, "supply_capacity")
    assert (check.state, check.severity, check.margin) == ("missed", "error", -0.01)
    assert dict(check.values)["excess"] == "0.01"


def test_an_excess_too_small_for_two_decimals_is_told_with_more():
    """23.40 − 23.397 = 0.003 kW."""
    supply = design_supply(yuanxi(), replace(SOURCE, spare_kw=23.397), SETTINGS, TABLES)
    (check,) = checks(supply, "supply_capacity")
    values = dict(check.values)
    assert (values["measured"], values["required"], values["excess"]) == ("23.400", "23.397", "0.003")
    assert check.margin == -0.003


def test_unknown_spare_capacity_cannot_be_decided():
    supply = design_supply(yuanxi(), replace(SOURCE, spare_kw=None), SETTINGS, TABLES)
    (check,) = checks(supply, "supply_capacity")
    assert check.state == "undecided"
    assert supply.spare_kw is None


def test_without_a_supply_point_there_are_branches_and_one_finding():
    loads = tuple(replace(load, feeder_plan_m=None) for load in yuanxi())
    supply = design_supply(loads, None, SETTINGS, TABLES)
    assert supply.main is None
    assert all(supplied.feeder is None for supplied in supply.boxes)
    assert supply.demand.p_kw == 23.4
    assert {circuit.cable.size for circuit in supply.circuits} == {"3×6"}
    assert [check.code for check in supply.checks if check.severity == "error" and not check.met] == [
        "no_supply_point"
    ]


def test_a_box_without_a_way_is_told_and_the_others_are_fed():
    loads = (box(1, 20, None), box(2, 20, 30.0))
    supply = design_supply(loads, SOURCE, SETTINGS, TABLES)
    assert [check.elements for check in checks(supply, "no_feeder_way")] == [("s1",)]
    assert supply.boxes[0].worst_drop_percent is None
    assert supply.boxes[1].worst_drop_percent is not None


def test_nothing_to_feed_gives_nothing_to_judge():
    supply = design_supply((), SOURCE, SETTINGS, TABLES)
    assert (supply.boxes, supply.main, supply.checks, supply.demand.p_kw) == ((), None, (), 0)


def test_a_drop_exactly_at_the_limit_passes():
    """Shed 4 loses 3.177 %: a limit of just that passes as it is, one 0.001 lower does not.

    Then branches are raised: 11 m of 3×10 for 3×6 save 0.170 % for 132 m·mm², 110 m of 5×16 for 5×10 save
    1.004 % for 3,300 m·mm².
    """
    loads = (box(4, 20, 110.0),)
    worst = design_supply(loads, SOURCE, SETTINGS, way_only()).boxes[0].worst_drop_percent
    assert worst is not None
    found = []
    for less in (0.0, 0.001):
        tables = with_figure(way_only(), "drop_limit_percent", worst - less)
        supply = design_supply(loads, SOURCE, SETTINGS, tables)
        (check,) = checks(supply, "voltage_drop")
        assert check.state == "met"
        found.append([(cable.section_mm2, cable.deciding) for cable in supply.cables[1:]])
    assert found == [
        [(10, "ampacity"), (6, "minimum"), (6, "minimum")],
        [(10, "ampacity"), (10, "voltage_drop"), (10, "voltage_drop")],
    ]


def test_the_feeder_is_raised_where_a_branch_would_outgrow_its_terminals():
    """Of 2.95 % the feeder takes 2.734: 10 mm² of branch lose 2·14.4385·0.011·1.8935/220 = 0.273, 16: 0.173.

    More than 10 mm² no pile takes, so the feeder becomes 16 mm², 1.730 %, and the branch stays at 0.443.
    """
    loads = (box(4, 20, 110.0),)
    tables = with_figure(way_only(), "drop_limit_percent", 2.95)
    found = []
    for most in (240, 10):
        supply = design_supply(
            loads, SOURCE, SETTINGS, with_circuit(tables, "charging", most_section_mm2=most)
        )
        found.append([cable.section_mm2 for cable in supply.cables[1:]])
    assert found == [[10, 16, 16], [16, 6, 6]]


def test_a_drop_that_no_section_mends_is_told():
    source = replace(SOURCE, upstream_drop_percent=4.99)
    supply = design_supply((box(1, 20, 300.0),), source, SETTINGS, TABLES)
    (check,) = checks(supply, "voltage_drop")
    assert check.state == "missed"
    assert check.measured is not None
    assert check.measured > 5
    assert {check.code for check in supply.checks if not check.met} >= {"no_section"}


def test_unknown_upstream_drop_is_left_out_and_said():
    supply = design_supply(yuanxi(), replace(SOURCE, upstream_drop_percent=None), SETTINGS, TABLES)
    (check,) = checks(supply, "upstream_drop")
    assert check.state == "undecided"
    assert not any(check.verified for check in checks(supply, "voltage_drop"))


def test_a_long_feeder_opens_too_late_in_a_short_circuit(variant_c):
    """Shed 4: 0.8·220/(1.5·2·110·0.0225/10) = 176/0.7425 = 237 A < 1.3·10·32 = 416; B32: 1.3·5·32 = 208.

    Shed 1: 176/(1.5·2·35·0.0225/10) = 745 A.
    """
    found = {
        dict(check.values)["circuit"]: check
        for check in checks(variant_c, "sensitivity")
        if str(dict(check.values)["circuit"]).startswith("WP")
    }
    assert found["WP1"].state == "met"
    assert "other_breaker" not in dict(found["WP1"].values)
    assert "thicker" not in found["WP1"].text
    late = found["WP4"]
    values = dict(late.values)
    assert late.state == "missed"
    assert (values["measured"], values["required"]) == ("237", "416")
    assert (values["breaker"], values["other_breaker"], values["enough"]) == ("C32", "B32", "208")


def test_no_two_answers_are_waived_together(variant_c):
    """Of a box feeder and weakest branch are asked the same, each by itself."""
    names = [(check.waived_as, check.elements) for check in variant_c.checks]
    assert len(set(names)) == len(names)
    asked = {(check.code, check.part) for check in variant_c.checks if check.part}
    assert {("sensitivity", "feeder"), ("sensitivity", "branch"), ("breaking_capacity", "main")} <= asked


def test_breakers_of_feeders_and_branches_open_sooner_with_another_curve():
    """Shed 4: 237 A ≥ 1.3·5·32 = 208 at the feeder, 203 A ≥ 1.3·5·16 = 104 at the branch; ratings stay."""
    settings = replace(SETTINGS, feeder_curve="B", branch_curve="B")
    supply = design_supply(yuanxi(), SOURCE, settings, way_only())
    assert {check.state for check in checks(supply, "sensitivity")} == {"met"}
    far, main = supply.boxes[3], supply.main
    assert far.feeder is not None
    assert main is not None
    assert (far.feeder.breaker.curve, far.feeder.breaker.rated_a, far.feeder.cable.size) == ("B", 32, "5×10")
    assert {circuit.breaker.curve for circuit in far.circuits} == {"B"}
    assert main.breaker.curve == "C"
    feeders_only = design_supply(yuanxi(), SOURCE, replace(SETTINGS, feeder_curve="B"), way_only())
    assert {circuit.breaker.curve for circuit in feeders_only.boxes[3].circuits} == {"C"}


@pytest.mark.parametrize("letter", ["M", "K", ""])
def test_a_curve_that_cannot_be_had_is_refused(letter):
    """ "M" is a moulded-case breaker's release, which is not chosen; an empty letter is none."""
    with pytest.raises(ReferenceDataError, match="no breakers of curve") as caught:
        design_supply(yuanxi(), SOURCE, replace(SETTINGS, feeder_curve=letter), TABLES)
    assert caught.value.code == "no_such_curve"


def test_cables_without_halogens_are_of_another_type_and_the_same_size():
    """Buried directly, six touching: 65·0.96·0.50 = 31.20 < 32, 84·0.48 = 40.32: 5×16."""
    settings = replace(SETTINGS, halogen_free=True)
    loads = yuanxi(lit_m2=24.0, run_m=10.0)
    plain = design_supply(loads, SOURCE, SETTINGS, TABLES)
    other = design_supply(loads, SOURCE, settings, TABLES)
    types = {cable.type_name for cable in other.cables}
    assert types == {"WDZ-YJY", "WDZ-BYJ"}
    for before, after in zip(plain.cables, other.cables, strict=True):
        assert replace(after, type_name=before.type_name) == before
    buried = design_supply(loads, SOURCE, replace(settings, laying_id="D2"), TABLES)
    assert buried.boxes[0].feeder is not None
    assert buried.boxes[0].feeder.cable.model == "WDZ-YJY23-5×16"


def test_a_branch_adds_its_own_way_to_that_of_the_feeder(variant_c):
    """Shed 4: 176/(0.7425 + 1.5·2·11·0.0225/6) = 176/0.86625 = 203 A < 1.3·10·16 = 208 A."""
    branch = variant_c.boxes[3].circuits[0]
    assert shown(branch.ik_min_a, 0) == "203"


def test_of_several_quicker_curves_the_nearest_is_named():
    """Shed 1: 745 A < 1.3·20·32 = 832 A of D32; C32 opens at 416 A and B32 at 208 A."""
    supply = design_supply(yuanxi(), SOURCE, replace(SETTINGS, feeder_curve="D"), way_only())
    values = dict(checks(supply, "sensitivity")[0].values)
    assert (values["breaker"], values["required"]) == ("D32", "832")
    assert (values["other_breaker"], values["enough"]) == ("C32", "416")


def test_of_the_branches_the_one_is_told_whose_breaker_opens_last(variant_c):
    """Shed 4: 203 A < 208 A at the end of either branch, so the first is told; a longer second one instead.

    176/(0.7425 + 1.5·2·(40 + 1.5)·0.0225/6) = 176/1.209375 = 146 A.
    """

    def told(supply: Supply) -> list[tuple[str, str, str]]:
        found = [(dict(check.values), check.state) for check in checks(supply, "sensitivity")]
        return [(values["circuit"], values["measured"], state) for values, state in found]

    assert ("AL-4/WL1", "203", "missed") in told(variant_c)
    element = ElementLoad("s4", "Shed 4", (DeviceLoad(10, 9.5), DeviceLoad(10, 40.0)))
    supply = design_supply((BoxLoad("s4", "Shed 4", (element,), 110.0),), SOURCE, SETTINGS, way_only())
    assert told(supply) == [("WP1", "237", "missed"), ("AL-1/WL2", "146", "missed")]


def test_breaking_capacity_is_undecided_until_the_short_circuit_is_known(variant_c):
    (check,) = checks(variant_c, "breaking_capacity")
    assert check.state == "undecided"
    assert variant_c.main is not None
    assert variant_c.main.breaker.breaking_ka == 6


def test_breakers_break_what_flows_at_their_place():
    """12 kA are beyond a miniature breaker's 10, and ask for 12 000·√0.02/143 = 11.87 mm²: 5×16.

    Behind 110 m of it, R = 0.0183·110/16 = 0.1258 and X = 0.082·0.110 = 0.0090 Ω after the net's 220/12 000 =
    0.0183 Ω, flow 220/√(0.1258² + 0.0274²) = 1.71 kA, for which 4.5 kA will do.
    """
    supply = design_supply(yuanxi(), replace(SOURCE, short_circuit_ka=12.0), SETTINGS, way_only())
    main, far = supply.main, supply.boxes[3]
    assert main is not None
    assert far.feeder is not None
    assert (main.breaker.breaking_ka, main.breaker.curve) == (25, "M")
    assert (far.feeder.breaker.breaking_ka, far.feeder.cable.section_mm2) == (25, 16)
    assert far.feeder.cable.deciding == "thermal"
    assert shown(far.circuits[0].ik_max_ka, 2) == "1.71"
    assert far.circuits[0].breaker.breaking_ka == 4.5
    assert all(check.met for check in checks(supply, "breaking_capacity"))


def test_a_short_circuit_that_nothing_breaks_is_told():
    supply = design_supply(yuanxi(), replace(SOURCE, short_circuit_ka=60.0), SETTINGS, TABLES)
    missed = [check for check in checks(supply, "breaking_capacity") if not check.met]
    assert missed
    assert (missed[0].severity, missed[0].measured, missed[0].required) == ("error", 50, 60)


def test_a_breaker_breaks_just_what_it_is_made_for():
    """6 kA flow at the main breaker, and 6 kA is what it breaks."""
    supply = design_supply(yuanxi(), replace(SOURCE, short_circuit_ka=6.0), SETTINGS, way_only())
    check = checks(supply, "breaking_capacity")[0]
    assert (check.state, check.measured, check.required) == ("met", 6, 6)


def test_heat_of_a_short_circuit_raises_sections():
    """At 10 kA for 0.02 s: 10 000·√0.02/143 = 9.89 mm²: 10 mm² will do; at 20 kA 19.78 mm²: 25 mm²."""
    sections = []
    for current in (10.0, 20.0):
        source = replace(SOURCE, short_circuit_ka=current)
        feeder = design_supply(yuanxi(), source, SETTINGS, way_only()).boxes[0].feeder
        assert feeder is not None
        sections.append((feeder.cable.section_mm2, feeder.cable.deciding))
    assert sections == [(10, "ampacity"), (25, "thermal")]


def test_a_cable_without_a_conduit_that_is_wide_enough_is_told(variant_c):
    """5×10 is 19.6 mm thick and asks for 1.5·19.6 = 29.4 mm; a duct of 26 mm is the only one there is."""
    assert not checks(variant_c, "no_conduit")
    narrow = replace(TABLES.conduits["PE"], nominal_mm=(63,), inside_mm=(26.0,))
    tables = replace(TABLES, conduits={**TABLES.conduits, "PE": narrow})
    supply = design_supply((box(1, 20, 35.0),), SOURCE, SETTINGS, tables)
    found = checks(supply, "no_conduit")
    assert [(dict(check.values)["circuit"], check.state, check.severity) for check in found] == [
        ("WP0", "missed", "warning"),
        ("WP1", "missed", "warning"),
    ]


def test_more_power_than_the_largest_breaker_is_told(variant_c):
    """3,000 sockets are 450 kW, 150/0.187 = 802.1 A a phase; the largest breaker has 630 A."""
    assert not checks(variant_c, "no_breaker")
    supply = design_supply([box(n, 30, 20.0) for n in range(100)], SOURCE, SETTINGS, TABLES)
    check = checks(supply, "no_breaker")[0]
    assert (check.state, check.measured, check.required) == ("missed", 630, 802.1)


def test_a_main_breaker_that_may_open_with_a_feeder_is_told(variant_c):
    """1.6·32 = 51.2 A > 50 A."""
    (check,) = checks(variant_c, "selectivity")
    assert (check.state, check.severity) == ("missed", "info")
    assert check.required == pytest.approx(51.2)


def test_a_main_breaker_of_just_the_factor_of_selectivity_is_enough():
    """Boxes with six circuits of 6 sockets and three of one: 13 on each phase, 0.3·0.8·13 = 3.12 kW, 16.68 A.

    Feeders have 20 A, and 78 sockets on three phases 0.3·0.6·26 = 4.68 kW, 25.03 A: 32 A = 1.6·20 A.
    """
    devices = tuple(DeviceLoad(ports, 9.5) for ports in (6,) * 6 + (1,) * 3)
    loads = tuple(BoxLoad(name, name, (ElementLoad(name, name, devices),), 30.0) for name in ("s1", "s2"))
    supply = design_supply(loads, SOURCE, SETTINGS, TABLES)
    (check,) = checks(supply, "selectivity")
    assert (check.measured, check.required, check.state) == (32, 32, "met")


def test_more_feeders_side_by_side_than_the_table_knows_are_told():
    """The factors of ducts that touch end at 20."""
    for together, state in ((3, "met"), (20, "met"), (21, "missed")):
        settings = replace(SETTINGS, cables_together=together)
        supply = design_supply(yuanxi(), SOURCE, settings, TABLES)
        bundles, heat = checks(supply, "beyond_table")
        assert (bundles.state, bundles.required, heat.state) == (state, 20, "met")


def test_more_heat_than_the_table_knows_is_told():
    """The factors of ground end at 40 °C."""
    supply = design_supply(yuanxi(), SOURCE, replace(SETTINGS, soil_temperature_c=41), TABLES)
    _, heat = checks(supply, "beyond_table")
    assert (heat.state, heat.required) == ("missed", 40)


def test_feeders_that_touch_are_counted_box_by_box():
    """Two of six share a trench: 0.85 for 0.60."""
    loads = tuple(replace(load, cables_together=2) for load in yuanxi())
    supply = design_supply(loads, SOURCE, replace(SETTINGS, cables_together=None), TABLES)
    feeder = supply.boxes[0].feeder
    assert feeder is not None
    assert feeder.cable.derated_a == pytest.approx(58 * 0.96 * 0.85)


def test_where_nobody_counts_them_all_feeders_touch():
    """Six feeders, and a box without a way lies with none of them: 0.60."""
    loads = (*yuanxi(), box(7, 20, None))
    supply = design_supply(loads, SOURCE, replace(SETTINGS, cables_together=None), TABLES)
    feeder = supply.boxes[0].feeder
    assert feeder is not None
    assert feeder.cable.derated_a == pytest.approx(58 * 0.96 * 0.60)


@pytest.mark.parametrize(
    "change",
    [
        {"rcd_ma": None}, {"rcd_ma": 300.0}, {"rcd_delayed": True}, {"rcd_type": "AC"}, {"poles": 1},
    ],
)  # fmt: skip
def test_a_final_circuit_without_a_fitting_residual_current_device_is_seen(variant_c, change):
    basis = basis_of(SETTINGS, TABLES)
    circuit = variant_c.boxes[0].circuits[0]
    assert not residual_fault(circuit, basis)
    assert residual_fault(replace(circuit, breaker=replace(circuit.breaker, **change)), basis)


@pytest.mark.parametrize(
    "change", [{"rcd_ma": None}, {"rcd_ma": 500.0}, {"rcd_ma": 80.0}, {"rcd_delayed": False}, {"poles": 2}]
)
def test_a_feeder_without_a_fitting_residual_current_device_is_seen(variant_c, change):
    """80 mA is less than 3·30 mA, 90 mA are just enough."""
    basis = basis_of(SETTINGS, TABLES)
    feeder = variant_c.boxes[0].feeder
    assert not residual_fault(
        replace(feeder, breaker=replace(feeder.breaker, rcd_ma=90.0)), basis, below_ma=30
    )
    assert not residual_fault(feeder, basis, below_ma=30)
    assert residual_fault(replace(feeder, breaker=replace(feeder.breaker, **change)), basis, below_ma=30)


def test_tables_without_residual_current_devices_give_the_finding():
    tables = with_circuit(TABLES, "charging", rcd_ma=0.0)
    supply = design_supply(yuanxi(), SOURCE, SETTINGS, tables)
    found = checks(supply, "residual_current")
    assert {check.state for check in found} == {"missed"}
    assert dict(found[0].values)["circuits"] == "AL-1/WL1, AL-1/WL2"


def test_what_rests_on_unverified_figures_is_named(variant_c):
    names = {figure.id for figure in variant_c.unverified}
    assert names >= {"port_w", "needs", "cos_phi", "selectivity", "resistivity_hot"}
    assert "drop_limit_percent" not in names
    assert "soil_temperature_c" not in {figure.id for figure in variant_c.assumptions}


def test_the_shipped_settings_give_a_supply_whatever_is_unknown():
    supply = design_supply(yuanxi(), replace(SOURCE, spare_kw=None), SupplySettings(), TABLES)
    assert [supplied.label for supplied in supply.boxes] == [f"AL-{n}" for n in range(1, 7)]
    assert supply.main is not None
    assert supply.main.cable.laying_id == "D1_15"
    assert len({cable.id for cable in supply.cables}) == len(supply.cables)
    assert len({circuit.id for circuit in supply.circuits}) == len(supply.circuits)
