"""What is judged of a supply: capacity, ways, voltage drop, protection. Met or not, each is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chargeplan.engineering.findings import Check
from chargeplan.engineering.supply_circuits import together_of
from chargeplan.engineering.supply_sizing import Basis, instantaneous_a
from chargeplan.engineering.supply_values import BoxLoad, BoxSupply, Breaker, Circuit, Demand
from chargeplan.i18n import N_
from chargeplan.model.site import SupplyPoint
from chargeplan.reference.electrical_tables import ElectricalTables, Factor
from chargeplan.reference.toml_tables import Figure
from chargeplan.units import round_half_up, to_decimal

SPARE = N_("spare capacity of the supply point")
UPSTREAM = N_("voltage drop before the supply point")
SHORT_CIRCUIT = N_("short-circuit current of the supply point")

_KW, _PERCENT, _A, _KA, _MOST = 2, 2, 0, 2, 6


def checks_of(
    loads: Sequence[BoxLoad],
    boxes: Sequence[BoxSupply],
    main: Circuit | None,
    demand: Demand,
    source: SupplyPoint | None,
    basis: Basis,
) -> tuple[Check, ...]:
    """Return every check of a supply; nothing is judged where nothing is fed."""
    if not loads:
        return ()
    found: list[Check] = []
    if source is None:
        found.append(_no_supply_point(loads))
    else:
        found += _of_source(source, main, boxes, demand, basis)
    if any(box.feeder is not None for box in boxes):
        found += _beyond_tables(loads, basis)
    for box in boxes:
        found += _of_box(box, source, basis)
    return tuple(found)


def _shown(value: float, decimals: int) -> str:
    return str(round_half_up(value, decimals))


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else float(round_half_up(value, decimals))


def _check(
    code: str,
    severity: str,
    elements: tuple[str, ...],
    text: str,
    *,
    met: bool,
    measured: float | None = None,
    required: float | None = None,
    unit: str = "",
    decimals: int = _KW,
    least: bool = False,
    values: tuple[tuple[str, str], ...] = (),
    basis: Figure | None = None,
    verified: bool = True,
    undecided: str | None = None,
    part: str = "",
) -> Check:
    """Return a check; `least` says that `required` is a least value and not a greatest one.

    Values are rounded to `decimals`, to more where rounding would make a missed limit look met.
    """
    margin = None
    if measured is not None and required is not None:
        while not met and decimals < _MOST and _shown(measured, decimals) == _shown(required, decimals):
            decimals += 1
        over = round_half_up(measured, decimals) - round_half_up(required, decimals)
        margin = float(over if least else -over)
    given = (("measured", measured), ("required", required))
    numbers = [(name, _shown(value, decimals)) for name, value in given if value is not None]
    return Check(
        code=code,
        severity=severity,
        elements=elements,
        measured=_rounded(measured, decimals),
        required=_rounded(required, decimals),
        unit=unit,
        margin=margin,
        met=met,
        text=text,
        values=(*zip(("element", "other"), elements, strict=False), *numbers, *values),
        source=basis.source if basis is not None else "",
        verified=verified and (basis is None or basis.verified),
        undecided=undecided,
        bound="" if required is None else "least" if least else "most",
        part=part,
    )


def _elements(box: BoxSupply) -> tuple[str, ...]:
    return tuple(dict.fromkeys((box.id, *box.element_ids)))


def _part(circuit: Circuit) -> str:
    """Return what of a box or supply point a check is about of which only the weakest branch is judged."""
    return circuit.use if circuit.use in ("main", "feeder") else "branch"


def _no_supply_point(loads: Sequence[BoxLoad]) -> Check:
    return _check(
        "no_supply_point",
        "error",
        tuple(dict.fromkeys(box.id for box in loads)),
        N_("There is no supply point on the plan, so nothing can be fed."),
        met=False,
    )


def _beyond_tables(loads: Sequence[BoxLoad], basis: Basis) -> Iterator[Check]:
    """Tell of more cables that touch, or more heat around them, than the tables have factors for."""
    tables, laying = basis.tables, basis.laying
    fed = [box for box in loads if box.feeder_plan_m is not None]
    crowded = max(fed, key=lambda box: together_of(box, loads, basis))
    most = tables.bundlings[laying.bundling][-1]
    yield _beyond(
        N_("{measured} feeders touch one another on the way to {element}; the factors end at {required}."),
        (crowded.id,), together_of(crowded, loads, basis), most, "",
    )  # fmt: skip
    warmest = basis.temperature_c(laying)
    yield _beyond(
        N_("Cables lie in {measured} °C; the factors of temperature end at {required} °C."),
        (), warmest, tables.temperatures[laying.insulation, laying.surroundings][-1], "°C",
    )  # fmt: skip


def _beyond(text: str, elements: tuple[str, ...], measured: float, row: Factor, unit: str) -> Check:
    """Return whether a value is within the last row of a table."""
    return _check(
        "beyond_table", "warning", elements, text, met=measured <= row.up_to,
        measured=measured, required=row.up_to, unit=unit, decimals=0,
    )  # fmt: skip


# --- the supply point -------------------------------------------------------------------------------


def _of_source(
    source: SupplyPoint, main: Circuit | None, boxes: Sequence[BoxSupply], demand: Demand, basis: Basis
) -> Iterator[Check]:
    yield _capacity(source, demand)
    yield _low_voltage(source, demand, basis)
    yield _imbalance(source, demand, basis)
    if source.upstream_drop_percent is None:
        yield _upstream(source, basis)
    if main is not None:
        yield _breaking(main, (source.id,))
        yield from _sized(main, (source.id,), basis)
        yield from _main_selectivity(source, main, boxes, basis)


def _capacity(source: SupplyPoint, demand: Demand) -> Check:
    if source.spare_kw is None:
        return _check(
            "supply_capacity", "warning", (source.id,),
            N_("Whether {element} can carry {measured} kW: cannot be decided, {fact} missing."),
            met=False, measured=demand.p_kw, unit="kW", undecided=SPARE,
        )  # fmt: skip
    excess = to_decimal(demand.p_kw) - to_decimal(source.spare_kw)
    met = N_("The demand is {measured} kW; {element} has {required} kW to spare.")
    missed = N_("The demand is {measured} kW; {element} has {required} kW to spare: exceeded by {excess} kW.")
    decimals = _KW
    while excess > 0 and decimals < _MOST and not round_half_up(excess, decimals):
        decimals += 1
    return _check(
        "supply_capacity", "error", (source.id,), met if excess <= 0 else missed,
        met=excess <= 0, measured=demand.p_kw, required=source.spare_kw, unit="kW", decimals=decimals,
        values=(("excess", str(round_half_up(excess, decimals))),),
    )  # fmt: skip


def _low_voltage(source: SupplyPoint, demand: Demand, basis: Basis) -> Check:
    limit = basis.tables.figures["low_voltage_kw"]
    return _check(
        "low_voltage", "warning", (source.id,),
        N_("The demand is {measured} kW; above {required} kW a transformer of its own is asked for."),
        met=to_decimal(demand.p_kw) <= to_decimal(limit.value),
        measured=demand.p_kw, required=limit.value, unit="kW", basis=limit,
    )  # fmt: skip


def _imbalance(source: SupplyPoint, demand: Demand, basis: Basis) -> Check:
    limit = basis.tables.figures["imbalance_percent"]
    return _check(
        "phase_imbalance", "info", (source.id,),
        N_("The most loaded phase lies {measured} % above the mean; {required} % are tolerable."),
        met=to_decimal(demand.imbalance_percent) <= to_decimal(limit.value),
        measured=demand.imbalance_percent, required=limit.value, unit="%", basis=limit,
    )  # fmt: skip


def _upstream(source: SupplyPoint, basis: Basis) -> Check:
    suggested = basis.tables.figures["suggested_upstream_percent"]
    return _check(
        "upstream_drop", "info", (source.id,),
        N_("Voltage drop: {fact} missing and left out; enter it at {element}, {suggested} % as a rule."),
        met=False, values=(("suggested", f"{suggested.value:g}"),), undecided=UPSTREAM, basis=suggested,
    )  # fmt: skip


def _main_selectivity(
    source: SupplyPoint, main: Circuit, boxes: Sequence[BoxSupply], basis: Basis
) -> Iterator[Check]:
    """Judge whether the main breaker outlasts a feeder's; with one feeder both cut off the same."""
    ratings = [box.feeder.breaker.rated_a for box in boxes if box.feeder is not None]
    if len(ratings) < 2:
        return
    factor = basis.tables.figures["selectivity"]
    wanted = factor.value * max(ratings)
    yield _check(
        "selectivity", "info", (source.id,),
        N_("The main breaker has {measured} A; {required} A make sure that a feeder's opens first."),
        met=to_decimal(main.breaker.rated_a) >= to_decimal(wanted),
        measured=main.breaker.rated_a, required=wanted, unit="A", decimals=1, least=True, basis=factor,
    )  # fmt: skip


# --- a box ------------------------------------------------------------------------------------------


def _of_box(box: BoxSupply, source: SupplyPoint | None, basis: Basis) -> Iterator[Check]:
    elements = _elements(box)
    feeder = [box.feeder] if box.feeder is not None else []
    if source is not None and not feeder:
        yield _check(
            "no_feeder_way", "error", elements,
            N_("No way leads from the supply point to the box of {element}."), met=False,
        )  # fmt: skip
    worst = box.worst_drop_percent
    if worst is not None and source is not None:
        yield _drop(elements, worst, source, basis)
    for circuit in (*feeder, *_weakest(box, basis)):
        yield _sensitivity(circuit, elements, basis)
    yield from _box_breaking(box, elements)
    yield _residual(box, elements, basis)
    for circuit in (*feeder, *box.circuits):
        yield from _sized(circuit, elements, basis)


def _drop(elements: tuple[str, ...], worst: float, source: SupplyPoint, basis: Basis) -> Check:
    limit = basis.tables.figures["drop_limit_percent"]
    return _check(
        "voltage_drop", "error", elements,
        N_("The voltage drop to the last socket of {element} is {measured} %; {required} % are allowed."),
        met=drop_kept(worst, basis.tables),
        measured=worst, required=limit.value, unit="%", decimals=_PERCENT,
        basis=limit, verified=source.upstream_drop_percent is not None,
    )  # fmt: skip


def drop_kept(percent: float, tables: ElectricalTables) -> bool:
    """Return whether a voltage drop from the transformer on [%] is within the limit of the tables."""
    return to_decimal(percent) <= to_decimal(tables.value("drop_limit_percent"))


def least_fault_a(breaker: Breaker, basis: Basis, curve: str | None = None) -> float:
    """Return the short-circuit current that a breaker, or one of another curve, needs to open at once [A]."""
    return basis.tables.value("sensitivity") * instantaneous_a(breaker, basis.tables, curve)


def _weakest(box: BoxSupply, basis: Basis) -> list[Circuit]:
    """Return the branch whose short-circuit current comes nearest to leaving its breaker closed."""
    known = [circuit for circuit in box.circuits if circuit.ik_min_a is not None]
    return sorted(
        known, key=lambda circuit: (circuit.ik_min_a or 0.0) / least_fault_a(circuit.breaker, basis)
    )[:1]


_DRAWS = N_(
    "A short circuit at the end of {circuit} ({element}) draws {measured} A; {breaker} opens at once"
    " from {required} A."
)
_QUICKER_HELPS = N_(
    "A short circuit at the end of {circuit} ({element}) draws {measured} A; {breaker} opens at once"
    " from {required} A, {other_breaker} from {enough} A. Earth faults are cut off by the residual-current"
    " device."
)
_THICKER_HELPS = N_(
    "A short circuit at the end of {circuit} ({element}) draws {measured} A; {breaker} opens at once"
    " from {required} A: take a thicker cable or a smaller breaker. Earth faults are cut off by the"
    " residual-current device."
)


def _sensitivity(circuit: Circuit, elements: tuple[str, ...], basis: Basis) -> Check:
    breaker, current = circuit.breaker, circuit.ik_min_a or 0.0
    needed = least_fault_a(breaker, basis)
    met = to_decimal(current) >= to_decimal(needed)
    text = _DRAWS
    values = [("circuit", circuit.id), ("breaker", f"{breaker.curve}{breaker.rated_a:g}")]
    quicker = _quicker_curve(breaker, current, basis)
    if not met and quicker is not None:
        text = _QUICKER_HELPS
        values += [
            ("other_breaker", f"{quicker}{breaker.rated_a:g}"),
            ("enough", _shown(least_fault_a(breaker, basis, quicker), _A)),
        ]
    elif not met:
        text = _THICKER_HELPS
    return _check(
        "sensitivity", "warning", elements, text,
        met=met, measured=current, required=needed, unit="A", decimals=_A, least=True,
        values=tuple(values), basis=basis.tables.figures["sensitivity"], part=_part(circuit),
    )  # fmt: skip


def _quicker_curve(breaker: Breaker, current_a: float, basis: Basis) -> str | None:
    """Return the curve nearest to the breaker's own, of the same frame, that opens at `current_a`."""
    curves = {
        curve
        for family in basis.tables.breakers
        if breaker.curve in family.curves and breaker.rated_a in family.ratings_a
        for curve in family.curves
    }
    enough = [
        curve for curve in curves if to_decimal(least_fault_a(breaker, basis, curve)) <= to_decimal(current_a)
    ]
    return max(enough, key=lambda curve: (basis.tables.instantaneous[curve].factor, curve), default=None)


def _breaking(circuit: Circuit, elements: tuple[str, ...]) -> Check:
    capacity = circuit.breaker.breaking_ka
    if circuit.ik_max_ka is None:
        return _check(
            "breaking_capacity", "info", elements,
            N_("Whether breakers break a short circuit: cannot be decided, {fact} missing."),
            met=False, measured=capacity, unit="kA", least=True,
            values=(("circuit", circuit.id),), undecided=SHORT_CIRCUIT, part=_part(circuit),
        )  # fmt: skip
    return _check(
        "breaking_capacity", "error", elements,
        N_("The breaker of {circuit} ({element}) breaks {measured} kA; up to {required} kA flow there."),
        met=to_decimal(capacity) >= to_decimal(circuit.ik_max_ka),
        measured=capacity, required=circuit.ik_max_ka, unit="kA", decimals=_KA, least=True,
        values=(("circuit", circuit.id),), part=_part(circuit),
    )  # fmt: skip


def _box_breaking(box: BoxSupply, elements: tuple[str, ...]) -> Iterator[Check]:
    """Judge the feeder's breaker, and of the branches' the one that lies nearest to its limit.

    That the current is unknown is told once, at the main breaker.
    """
    known = [circuit for circuit in box.circuits if circuit.ik_max_ka is not None]
    weakest = sorted(known, key=lambda circuit: circuit.breaker.breaking_ka - (circuit.ik_max_ka or 0.0))[:1]
    feeder = [box.feeder] if box.feeder is not None and box.feeder.ik_max_ka is not None else []
    for circuit in (*feeder, *weakest):
        yield _breaking(circuit, elements)


def residual_fault(circuit: Circuit, basis: Basis, below_ma: float = 0.0) -> bool:
    """Return whether the residual-current part of a circuit is missing or does not suit its place.

    A final circuit needs 30 mA without delay on every live pole; a feeder at most 300 mA, delayed, and three
    times what follows (`below_ma`), on all four poles.
    """
    tables, breaker = basis.tables, circuit.breaker
    if breaker.rcd_ma is None or breaker.poles < tables.circuits[circuit.use].poles:
        return True
    if circuit.use == "feeder":
        steps = breaker.rcd_ma < tables.value("rcd_step") * below_ma
        return breaker.rcd_ma > tables.value("feeder_rcd_ma") or not breaker.rcd_delayed or steps
    crowded = circuit.ports > tables.value("ports_per_rcd")
    plain = breaker.rcd_type in ("", "AC")
    return breaker.rcd_ma > tables.value("final_rcd_ma") or breaker.rcd_delayed or crowded or plain


def _residual(box: BoxSupply, elements: tuple[str, ...], basis: Basis) -> Check:
    below = max((circuit.breaker.rcd_ma or 0.0 for circuit in box.circuits), default=0.0)
    feeder = [box.feeder] if box.feeder is not None else []
    faulty = [circuit.id for circuit in (*feeder, *box.circuits) if residual_fault(circuit, basis, below)]
    every = N_("Every circuit of {element} has a residual-current device that suits its place.")
    some = N_("Circuits of {element} lack a residual-current device that suits their place: {circuits}.")
    return _check(
        "residual_current", "error", elements, some if faulty else every,
        met=not faulty, values=(("circuits", ", ".join(faulty)),),
        basis=basis.tables.figures["final_rcd_ma"],
    )  # fmt: skip


def _sized(circuit: Circuit, elements: tuple[str, ...], basis: Basis) -> Iterator[Check]:
    """Tell of a circuit for which the tables have no breaker, no section or no conduit."""
    values = (("circuit", circuit.id),)
    if to_decimal(circuit.breaker.rated_a) < to_decimal(circuit.current_a):
        yield _check(
            "no_breaker", "error", elements,
            N_("{circuit} carries {required} A; the largest breaker of the tables has {measured} A."),
            met=False, measured=circuit.breaker.rated_a, required=circuit.current_a, unit="A", decimals=1,
            least=True, values=values, part=circuit.id,
        )  # fmt: skip
    if circuit.cable.deciding == "none_fits":
        yield _check(
            "no_section", "error", elements,
            N_("No cable section of the tables meets all conditions of {circuit} ({element})."),
            met=False, values=values, part=circuit.id,
        )  # fmt: skip
    laying = basis.tables.laying(circuit.cable.laying_id)
    if laying.conduit and circuit.cable.conduit_mm is None:
        yield _check(
            "no_conduit", "warning", elements,
            N_("No conduit of the tables is wide enough for the cable of {circuit} ({element})."),
            met=False, values=values, part=circuit.id,
        )  # fmt: skip
