"""What holds for every supply, whatever is fed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.engineering.supply import (
    BoxLoad,
    Circuit,
    DeviceLoad,
    ElementLoad,
    Supply,
    design_supply,
)
from chargeplan.engineering.supply_demand import charging_kw
from chargeplan.engineering.supply_sizing import (
    SINGLE_PHASE,
    THREE_PHASE,
    Basis,
    Line,
    basis_of,
    drop_percent,
    ladder,
    laying_factor,
    meets,
    ratings_a,
)
from chargeplan.model.equipment import DemandMethod, SupplySettings
from chargeplan.model.site import SupplyPoint
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.units import to_decimal

TABLES = load_electrical_tables()

devices = st.lists(st.builds(DeviceLoad, st.integers(1, 12), st.floats(0, 60)), min_size=1, max_size=6)


@st.composite
def estates(draw: st.DrawFn) -> tuple[BoxLoad, ...]:
    """Return boxes with a shed each."""
    boxes = []
    for number in range(draw(st.integers(1, 5))):
        shed = ElementLoad(
            f"s{number}",
            f"Shed {number}",
            tuple(draw(devices)),
            lit_m2=draw(st.sampled_from((0.0, 24.0))),
            cameras=draw(st.integers(0, 2)),
            run_m=draw(st.floats(0, 60)),
        )
        boxes.append(BoxLoad(shed.element_id, shed.name, (shed,), draw(st.floats(0, 400))))
    return tuple(boxes)


sources = st.builds(
    SupplyPoint,
    id=st.just("sp"),
    position=st.just((0.0, 0.0)),
    upstream_drop_percent=st.sampled_from((None, 0.0, 2.0)),
    short_circuit_ka=st.sampled_from((None, 3.0, 12.0)),
)
schemes = st.builds(
    SupplySettings,
    demand=st.sampled_from(DemandMethod),
    laying_id=st.sampled_from((None, "D1_25", "D2", "E", "B2")),
    third_harmonic_percent=st.sampled_from((None, 10.0, 40.0, 60.0)),
)


@given(st.integers(0, 2000))
def test_demand_never_falls_when_a_socket_is_added(sockets):
    assert charging_kw(sockets + 1, TABLES) >= charging_kw(sockets, TABLES)


@settings(max_examples=50)
@given(estates(), st.data())
def test_the_demand_of_an_estate_never_falls_when_a_socket_is_added(loads, data):
    """By the node; a device that gets one more socket, in any box."""
    number = data.draw(st.integers(0, len(loads) - 1))
    box = loads[number]
    first, *others = box.elements[0].devices
    more = replace(box.elements[0], devices=(replace(first, ports=first.ports + 1), *others))
    grown = (*loads[:number], replace(box, elements=(more,)), *loads[number + 1 :])
    before, after = (
        design_supply(some, None, SupplySettings(), TABLES).demand.p_kw for some in (loads, grown)
    )
    assert to_decimal(after) >= to_decimal(before)


@settings(max_examples=60, deadline=None)
@given(estates(), sources, schemes)
def test_every_rating_and_section_meets_its_conditions(loads, source, scheme):
    """I_B ≤ I_n ≤ I_z', sections not under the practical minimum, ratings that there are, selectivity."""
    supply = design_supply(loads, source, scheme, TABLES)
    basis = basis_of(scheme, TABLES)
    for circuit in supply.circuits:
        cable, breaker = circuit.cable, circuit.breaker
        assert breaker.rated_a in ratings_a(TABLES)
        assert to_decimal(circuit.current_a) <= to_decimal(breaker.rated_a)
        assert cable.section_mm2 >= TABLES.circuits[circuit.use].least_section_mm2
        if cable.deciding != "none_fits":
            assert to_decimal(breaker.rated_a) <= to_decimal(cable.derated_a)
            line = _line(circuit, loads, basis)
            assert all(
                meets(name, line, cable.section_mm2, basis, circuit.ik_max_ka)
                for name in ("minimum", "ampacity", "harmonics", "thermal")
            )
    for box in supply.boxes:
        assert box.feeder is not None
        below = max(circuit.breaker.rated_a for circuit in box.circuits)
        assert to_decimal(box.feeder.breaker.rated_a) >= to_decimal(1.6 * below)
        settled = all(cable.deciding != "none_fits" for cable in supply.cables)
        assert box.worst_drop_percent is not None
        if settled:
            assert to_decimal(box.worst_drop_percent) <= 5


@settings(max_examples=60, deadline=None)
@given(estates(), sources, schemes)
def test_the_next_smaller_section_fails_the_condition_that_is_named(loads, source, scheme):
    """For voltage drop: with this cable one section thinner, the worst branch behind it passes the limit."""
    source = replace(source, short_circuit_ka=None)
    supply = design_supply(loads, source, scheme, TABLES)
    basis = basis_of(scheme, TABLES)
    for circuit in supply.circuits:
        line = _line(circuit, loads, basis)
        thinner = [section for section in ladder(line, basis) if section < circuit.cable.section_mm2]
        if not thinner or circuit.cable.deciding == "none_fits":
            continue
        if circuit.cable.deciding == "voltage_drop":
            total = _reach(circuit, supply) - drop_percent(line, circuit.cable.section_mm2, basis)
            assert to_decimal(total + drop_percent(line, thinner[-1], basis)) > 5
        else:
            assert not meets(circuit.cable.deciding, line, thinner[-1], basis, None)


def _line(circuit: Circuit, loads: tuple[BoxLoad, ...], basis: Basis) -> Line:
    charging = [box for box in loads if box.id == circuit.box_id]
    beside = sum(-(-device.ports // 10) for box in charging for device in box.elements[0].devices)
    together = {"charging": min(beside, 3), "feeder": len(loads)}.get(circuit.use, 1)
    return Line(
        kind=TABLES.circuits[circuit.use],
        laying=TABLES.laying(circuit.cable.laying_id),
        plan_m=circuit.cable.length.plan_m,
        current_a=circuit.current_a,
        rated_a=circuit.breaker.rated_a,
        loaded=THREE_PHASE if circuit.phase == "L1L2L3" else SINGLE_PHASE,
        factor=laying_factor(TABLES.laying(circuit.cable.laying_id), together, basis),
    )


def _reach(circuit: Circuit, supply: Supply) -> float:
    """Return the drop to the worst socket behind a circuit [%]."""
    box = supply.box(circuit.box_id)
    reached = box.worst_drop_percent if circuit.use == "feeder" and box else circuit.total_drop_percent
    assert reached is not None
    return reached


@settings(max_examples=50)
@given(estates())
def test_phases_within_a_box_are_distinct_while_there_are_phases(loads):
    for box in design_supply(loads, None, SupplySettings(), TABLES).boxes:
        used = [circuit.phase for circuit in box.circuits]
        assert len(set(used)) == min(3, len(used))


def test_the_same_loads_give_the_same_supply():
    shed = ElementLoad("s", "Shed", (DeviceLoad(10, 5.0),) * 4)
    loads = (BoxLoad("s", "Shed", (shed,), 40.0),)
    source = SupplyPoint("sp", (0.0, 0.0))
    one, other = (design_supply(loads, source, SupplySettings(), TABLES) for _ in range(2))
    assert one == other
