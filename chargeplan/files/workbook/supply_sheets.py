"""Sheets for the electrician: loads, cables, voltage drop with sensitivity, and earthing.

What can be worked out from the printed figures is a live formula over them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.engineering.supply import DECIDING_NAMES, MAIN, SUPPLY, USE_NAMES, BoxSupply, Circuit, Supply
from chargeplan.engineering.supply_sizing import instantaneous_a
from chargeplan.engineering.supply_text import breaker_text, cable_text, residual_text
from chargeplan.files.workbook.pages import COUNT, NOTHING_HERE, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.texts import bare, short
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.equipment import DemandMethod
from chargeplan.reference.electrical_tables import ElectricalTables, Figure
from chargeplan.reference.toml_tables import Sourced
from chargeplan.units import round_half_up, to_decimal

TITLES = {
    "cables": N_("Cable schedule"),
    "loads": N_("Load calculation"),
    "drops": N_("Voltage drop and sensitivity"),
    "earthing": N_("Earthing and protection"),
}
_TWO, _THREE = number_format(2), number_format(3)


@dataclass(frozen=True)
class Wiring:
    """A supply with the tables it was designed by, and the names of elements by their ids."""

    supply: Supply
    tables: ElectricalTables
    names: Mapping[str, str]

    def box_name(self, box: BoxSupply) -> str:
        """Return label and name of a box."""
        return f"{box.label} {short(box.name)}".strip()

    def end_name(self, end: str, language: str) -> str:
        """Return what one end of a cable is called."""
        if end == SUPPLY:
            return self.names.get(self.supply.point_id or "", tr("Supply point", language))
        if end == MAIN:
            return tr("Main distribution box", language)
        return self.names.get(end, end)

    def start_name(self, circuit: Circuit, language: str) -> str:
        """Return where a circuit's cable begins; boxes are called by their labels."""
        return self._place(circuit.cable.start, language)

    def _place(self, place: str, language: str) -> str:
        box = self.supply.box(place)
        return self.box_name(box) if box is not None else self.end_name(place, language)

    def last_name(self, circuit: Circuit, language: str) -> str:
        """Return where a circuit's cable ends."""
        if circuit.use == "feeder":
            return self._place(circuit.cable.end, language)
        return self.end_name(circuit.cable.end, language)

    @property
    def cabled(self) -> list[Circuit]:
        """The circuits with a cable of their own; a main supply inside its box has none."""
        return [
            circuit
            for circuit in self.supply.circuits
            if circuit.use != "main" or circuit.cable.length.plan_m
        ]


def columns(form: str, language: str) -> list[Column]:
    """Return the columns of one of the sheets."""
    return {
        "cables": _cable_columns,
        "loads": _load_columns,
        "drops": _drop_columns,
        "earthing": _earthing_columns,
    }[form](language)


def _nothing(page: Page) -> None:
    cells: list[Cell] = [None] * len(page.columns)
    cells[1] = tr(NOTHING_HERE, page.language)
    page.cells(cells)


# --- loads ------------------------------------------------------------------------------------------

_L1, _IJS = 10, 13


def _load_columns(language: str) -> list[Column]:
    currents = tr("Current by phase (A)", language)
    return [
        Column(tr("Circuit", language), 12, "center"),
        Column(tr("Use", language), 14),
        Column(tr("Serves", language), 26),
        Column(tr("Devices", language), 8, "center", number=COUNT),
        Column(tr("Sockets", language), 8, "center", number=COUNT),
        Column("Pe\nkW", 9, "right", number=_TWO),
        Column("Kx", 8, "right", number=_THREE),
        Column("cosφ", 7, "right", number=_TWO),
        Column("Pjs\nkW", 9, "right", number=_TWO),
        Column("Qjs\nkvar", 9, "right", number=_TWO),
        Column("L1", 9, "right", currents, _TWO),
        Column("L2", 9, "right", currents, _TWO),
        Column("L3", 9, "right", currents, _TWO),
        Column("Ijs\nA", 9, "right", number=_TWO),
        Column("Sjs\nkVA", 9, "right", number=_TWO),
        Column(tr("Phase", language), 11, "center"),
    ]


def write_loads(page: Page, wiring: Wiring | None) -> None:
    """Write every circuit with its load, box by box, and the demand of all."""
    language = page.language
    text = N_("Needs-factor method; everything is sized by the most loaded phase. {method}")
    page.open(tr(TITLES["loads"], language), tr(text, language, method=_method(wiring, language)))
    if wiring is None or not wiring.supply.circuits:
        _nothing(page)
    else:
        if wiring.supply.main is not None:
            page.heading(tr("Main supply and feeders", language), 2)
            _load(page, wiring, wiring.supply.main)
            for box in wiring.supply.boxes:
                if box.feeder is not None:
                    _load(page, wiring, box.feeder)
        for box in wiring.supply.boxes:
            page.heading(wiring.box_name(box), 2)
            for circuit in box.circuits:
                _load(page, wiring, circuit)
        _demand(page, wiring.supply)
    page.close()


def _method(wiring: Wiring | None, language: str) -> str:
    if wiring is None:
        return ""
    if wiring.supply.demand.method is DemandMethod.NODE:
        return tr(
            "The needs factor is that of the sockets of a node, so demands of boxes do not add up.", language
        )
    return tr("The demands of the boxes are added and multiplied by the factor of simultaneity.", language)


def _load(page: Page, wiring: Wiring, circuit: Circuit) -> None:
    language = page.language
    power = circuit.pe_kw * circuit.kx
    angle = math.tan(math.acos(circuit.cos_phi))
    phases = circuit.phase_currents_a
    cells: list[Cell] = [
        circuit.id,
        tr(USE_NAMES[circuit.use], language),
        wiring.last_name(circuit, language),
        circuit.devices,
        circuit.ports,
        circuit.pe_kw,
        circuit.kx,
        circuit.cos_phi,
        Live(f"={page.here(5)}*{page.here(6)}", power),
        Live(f"={page.here(8)}*TAN(ACOS({page.here(7)}))", power * angle),
        *phases,
        Live(f"=MAX({page.here(_L1)}:{page.here(_L1 + 2)})", max(phases)),
        Live(f"={page.here(8)}/{page.here(7)}", power / circuit.cos_phi),
        circuit.phase,
    ]
    page.cells(cells)


def _demand(page: Page, supply: Supply) -> None:
    """Write the figures of the whole below the circuits."""
    language, demand = page.language, supply.demand
    page.heading(tr("The whole", language), 2)
    rows: list[tuple[str, float, str]] = [
        (tr("Installed power of the sockets", language), demand.installed_kw, "kW"),
        (tr("Demand of the sockets", language), demand.charging_kw, "kW"),
        (tr("Lights, cameras and control", language), demand.auxiliary_kw, "kW"),
        (tr("Demand", language), demand.p_kw, "kW"),
        (tr("Reactive power", language), demand.q_kvar, "kvar"),
        (tr("Apparent power", language), demand.s_kva, "kVA"),
        (tr("Current if the phases carried the same", language), demand.balanced_a, "A"),
        (tr("Most loaded phase above the mean", language), demand.imbalance_percent, "%"),
        (tr("Three times the most loaded phase", language), demand.equivalent_kw, "kW"),
    ]
    if supply.spare_kw is not None:
        rows.append((tr("Left at the supply point", language), supply.spare_kw, "kW"))
    for name, value, unit in rows:
        cells: list[Cell] = [None] * len(page.columns)
        cells[2], cells[8], cells[9] = name, value, unit
        page.cells(cells)
    _by_phase(page, tr("Sockets by phase", language), demand.phase_ports, COUNT)
    _by_phase(page, tr("Current by phase", language), demand.phase_currents_a, _TWO)


def _by_phase(page: Page, name: str, values: Sequence[float], number: str) -> None:
    """Write what lies on L1, L2 and L3."""
    cells: list[Cell] = [None] * len(page.columns)
    cells[2] = name
    cells[_L1 : _L1 + 3] = values
    page.cells(cells, numbers=dict.fromkeys(range(_L1, _L1 + 3), number))


# --- cables -----------------------------------------------------------------------------------------

_PLAN, _VERTICAL, _ENDS, _SLACK, _LENGTH, _PIECES, _ALL = range(6, 13)


def _cable_columns(language: str) -> list[Column]:
    lengths = tr("Length (m)", language)
    return [
        Column(tr("Cable", language), 9, "center"),
        Column(tr("From", language), 20),
        Column(tr("To", language), 22),
        Column(tr("Model and section", language), 19),
        Column(tr("Laying", language), 26),
        Column(tr("Circuit", language), 11, "center"),
        Column(tr("on the plan", language), 10, "right", lengths, _TWO),
        Column(tr("vertical", language), 9, "right", lengths, _TWO),
        Column(tr("ends", language), 9, "right", lengths, _TWO),
        Column(tr("slack", language), 9, "right", lengths, _TWO),
        Column(tr("together", language), 10, "right", lengths, _TWO),
        Column(tr("Pieces", language), 7, "center", number=COUNT),
        Column(tr("Total length (m)", language), 11, "right", number=_TWO),
        Column(tr("Heads", language), 7, "center", number=COUNT),
        Column(tr("Decided by", language), 19),
    ]


def write_cables(page: Page, wiring: Wiring | None) -> None:
    """Write every cable, those of one model and laying together with their sum to 0.01 m."""
    language = page.language
    notes = ""
    if wiring is not None:
        slack = bare(to_decimal(wiring.tables.value("slack_share")) * 100)
        text = N_(
            "Slack {slack} % of plan, vertical and ends. Lengths on the plan are those of the drawn ways."
        )
        notes = tr(text, language, slack=slack)
    page.open(tr(TITLES["cables"], language), notes)
    if wiring is None or not wiring.cabled:
        _nothing(page)
    else:
        for model, circuits in _kinds(wiring):
            page.heading(model, 4)
            first = page.row
            for circuit in circuits:
                _cable(page, wiring, circuit)
            _cable_sum(page, wiring, circuits, first)
    page.close()


def _kinds(wiring: Wiring) -> list[tuple[str, list[Circuit]]]:
    kinds: dict[str, list[Circuit]] = {}
    for circuit in wiring.cabled:
        kinds.setdefault(cable_text(circuit.cable, wiring.tables), []).append(circuit)
    return list(kinds.items())


def _pieces(circuit: Circuit, tables: ElectricalTables) -> int:
    """Return how many pieces lie there: each core of wires in a conduit is one, a cable is one."""
    return circuit.cable.cores if tables.laying(circuit.cable.laying_id).single_cores else 1


def _length_m(circuit: Circuit, tables: ElectricalTables) -> Decimal:
    """Return the length of a cable with slack, or of wires in a conduit without [m]."""
    length = circuit.cable.length
    if tables.laying(circuit.cable.laying_id).single_cores:
        return length.plan_m + length.vertical_m + length.ends_m
    return length.total_m


def _cable(page: Page, wiring: Wiring, circuit: Circuit) -> None:
    language, cable, length = page.language, circuit.cable, circuit.cable.length
    laying, pieces = wiring.tables.laying(cable.laying_id), _pieces(circuit, wiring.tables)
    share = 0.0 if laying.single_cores else wiring.tables.value("slack_share")
    laid, total = f"{page.here(_PLAN)}:{page.here(_ENDS)}", _length_m(circuit, wiring.tables)
    cells: list[Cell] = [
        cable.id,
        wiring.start_name(circuit, language),
        wiring.last_name(circuit, language),
        cable.model,
        f"{pick(laying.title, language)}{_mark(laying, language)}",
        circuit.id,
        length.plan_m,
        length.vertical_m,
        length.ends_m,
        Live(f"=SUM({laid})*{share:g}", total - length.plan_m - length.vertical_m - length.ends_m),
        Live(f"=SUM({laid})+{page.here(_SLACK)}", total),
        pieces,
        Live(f"={page.here(_LENGTH)}*{page.here(_PIECES)}", total * pieces),
        cable.heads,
        tr(DECIDING_NAMES[cable.deciding], language),
    ]
    page.cells(cells)


def _cable_sum(page: Page, wiring: Wiring, circuits: Sequence[Circuit], first: int) -> None:
    last, tables = page.row - 1, wiring.tables
    exact = sum((_length_m(circuit, tables) * _pieces(circuit, tables) for circuit in circuits), Decimal(0))
    heads = sum(circuit.cable.heads for circuit in circuits)
    whole, ends = (f"SUM({page.here(at, first)}:{page.here(at, last)})" for at in (_ALL, _ALL + 1))
    cells: list[Cell] = [None] * len(page.columns)
    cells[3] = tr("Total", page.language)
    cells[_ALL] = Live(f"=ROUND({whole},2)", round_half_up(exact, 2))
    cells[_ALL + 1] = Live(f"={ends}", heads)
    page.cells(cells, bold=True)


def _mark(entry: Sourced, language: str) -> str:
    return "" if entry.verified else " " + tr("(unverified)", language)


# --- voltage drop and sensitivity ---------------------------------------------------------------------

_RUN, _Z, _IB, _IN, _IZ, _RATED_OK, _DROP, _TOTAL, _LIMIT, _DROP_OK = range(2, 12)
_BREAKER, _RCD, _IK, _NEEDED, _IK_OK, _IK_MAX, _ICU, _DECIDING = range(12, 20)


def _drop_columns(language: str) -> list[Column]:
    sizing, drop = tr("Rating and section", language), tr("Voltage drop", language)
    cut = tr("Short circuit at the end", language)
    return [
        Column(tr("Circuit", language), 11, "center"),
        Column(tr("Cable", language), 20),
        Column("L\nm", 9, "right", number=_TWO),
        Column("R·cosφ+X·sinφ\nΩ/km", 12, "right", number=number_format(4)),
        Column("I_B\nA", 8, "right", sizing, _TWO),
        Column("I_n\nA", 7, "right", sizing, "0.##"),
        Column("I_z\u2032\nA", 8, "right", sizing, _TWO),
        Column("I_B≤I_n≤I_z\u2032", 10, "center", sizing),
        Column("ΔU\n%", 8, "right", drop, _THREE),
        Column(tr("total ΔU\n%", language), 8, "right", drop, _THREE),
        Column(tr("limit\n%", language), 7, "right", drop, _TWO),
        Column(tr("Conclusion", language), 8, "center", drop),
        Column(tr("Breaker", language), 20),
        Column(tr("Residual current", language), 17),
        Column(tr("Ik least\nA", language), 8, "right", cut, COUNT),
        Column(tr("needed\nA", language), 8, "right", cut, COUNT),
        Column(tr("Conclusion", language), 8, "center", cut),
        Column(tr("Ik most\nkA", language), 8, "right", number=_TWO),
        Column("Icu\nkA", 7, "right", number="0.0"),
        Column(tr("Decided by", language), 14),
    ]


def write_drops(page: Page, wiring: Wiring | None) -> None:
    """Write for every circuit its rating and section, voltage drop, and what a short circuit draws."""
    language = page.language
    page.open(tr(TITLES["drops"], language), _drop_notes(wiring, language))
    if wiring is None or not wiring.supply.circuits:
        _nothing(page)
    else:
        supply = wiring.supply
        fed = _upstream(page, supply) if supply.main is not None else None
        if supply.main is not None:
            fed = _drop(page, wiring, supply.main, fed)
        for box in supply.boxes:
            page.heading(wiring.box_name(box))
            before = _drop(page, wiring, box.feeder, fed) if box.feeder is not None else None
            for circuit in box.circuits:
                _drop(page, wiring, circuit, before)
    page.close()


def _drop_notes(wiring: Wiring | None, language: str) -> str:
    text = tr("ΔU = 2 · I_B · L · (R cosφ + X sinφ) / U, from the transformer to the last socket.", language)
    if wiring is not None and wiring.supply.upstream_drop_percent is None:
        text += " " + tr(
            "The drop before the supply point is not known and left out: to be verified.", language
        )
    return text


@dataclass(frozen=True)
class _Fed:
    """The cell of a total voltage drop, and its value [%]."""

    cell: str
    percent: float


def _upstream(page: Page, supply: Supply) -> _Fed:
    cells: list[Cell] = [None] * len(page.columns)
    percent = supply.upstream_drop_percent or 0.0
    cells[1] = tr("Before the supply point", page.language)
    cells[_TOTAL] = percent
    if supply.upstream_drop_percent is None:
        cells[_DROP_OK] = tr("to be verified", page.language)
    row = page.cells(cells)
    return _Fed(page.here(_TOTAL, row), percent)


def _drop(page: Page, wiring: Wiring, circuit: Circuit, fed: _Fed | None) -> _Fed | None:
    """Write one circuit below what feeds it; return where its total drop stands."""
    tables, length, language = wiring.tables, circuit.cable.length, page.language
    run = float(length.plan_m + length.vertical_m)
    per_km = _impedance(circuit, tables)
    phase_v = tables.value("phase_voltage_v")
    own = 2 * circuit.current_a * run / 1000 * per_km / phase_v * 100
    formula = f"=2*{page.here(_IB)}*{page.here(_RUN)}/1000*{page.here(_Z)}/{phase_v:g}*100"
    limit = tables.value("drop_limit_percent")
    total = None if fed is None else _Fed(page.here(_TOTAL), fed.percent + own)
    cells: list[Cell] = [
        circuit.id,
        cable_text(circuit.cable, tables),
        run,
        per_km,
        circuit.current_a,
        circuit.breaker.rated_a,
        circuit.cable.derated_a,
        _rated(page, circuit),
        Live(formula, own),
        Live(f"={fed.cell}+{page.here(_DROP)}", total.percent) if fed and total else "—",
        limit,
        _within(page, total, limit) if total else "—",
        breaker_text(circuit.breaker, tables),
        residual_text(circuit.breaker, language) or "—",
        *_short_circuit(page, circuit, tables),
        "—" if circuit.ik_max_ka is None else circuit.ik_max_ka,
        circuit.breaker.breaking_ka,
        tr(DECIDING_NAMES[circuit.cable.deciding], language),
    ]
    page.cells(cells)
    return total


def _impedance(circuit: Circuit, tables: ElectricalTables) -> float:
    """Return what a current meets on a kilometre of one conductor [Ω/km]."""
    impedance = tables.impedances[circuit.cable.section_mm2]
    sine = math.sqrt(1 - circuit.cos_phi**2)
    return impedance.r_ohm_km * circuit.cos_phi + impedance.x_ohm_km * sine


def _judged(page: Page, condition: str, met: bool) -> Live:
    """Return a conclusion that follows the figures beside it."""
    yes, no = tr("complies", page.language), tr("does not comply", page.language)
    return Live(f'=IF({condition},"{yes}","{no}")', yes if met else no)


def _rated(page: Page, circuit: Circuit) -> Live:
    rated, carried = circuit.breaker.rated_a, round_half_up(circuit.cable.derated_a, 2)
    current, least, most = page.here(_IB), page.here(_IN), page.here(_IZ)
    condition = f"AND(ROUND({current},2)<={least},{least}<=ROUND({most},2))"
    met = round_half_up(circuit.current_a, 2) <= to_decimal(rated) <= carried
    return _judged(page, condition, met)


def _within(page: Page, total: _Fed, limit: float) -> Live:
    condition = f"ROUND({page.here(_TOTAL)},3)<={page.here(_LIMIT)}"
    return _judged(page, condition, round_half_up(total.percent, 3) <= to_decimal(limit))


def _short_circuit(page: Page, circuit: Circuit, tables: ElectricalTables) -> list[Cell]:
    """Return what a short circuit at the end draws, what the breaker needs to open at once, and whether."""
    factor = tables.value("sensitivity")
    times = tables.instantaneous[circuit.breaker.curve].factor
    needed = factor * instantaneous_a(circuit.breaker, tables)
    live = Live(f"={factor:g}*{times:g}*{page.here(_IN)}", needed)
    if circuit.ik_min_a is None:
        return ["—", live, "—"]
    condition = f"ROUND({page.here(_IK)},2)>=ROUND({page.here(_NEEDED)},2)"
    met = round_half_up(circuit.ik_min_a, 2) >= round_half_up(needed, 2)
    return [circuit.ik_min_a, live, _judged(page, condition, met)]


# --- earthing and assumptions -------------------------------------------------------------------------


def _earthing_columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Subject", language), 44),
        Column(tr("Figure", language), 62),
        Column(tr("Source", language), 50),
        Column(tr("Standing", language), 14, "center"),
    ]


@dataclass(frozen=True)
class _Said:
    subject: str
    text: str
    source: str
    verified: bool


def write_earthing(page: Page, wiring: Wiring | None) -> None:
    """Write how it is earthed, metered and protected, and every figure that the design rests on."""
    language = page.language
    note = tr("What is marked as unverified is to be checked by an electrical engineer.", language)
    page.open(tr(TITLES["earthing"], language), note)
    if wiring is None:
        _nothing(page)
    else:
        parts = (
            (N_("Earthing"), list(_earthing(wiring, language))),
            (N_("Metering, boxes and devices"), list(_devices(wiring, language))),
            (N_("Figures of the design"), [_figure(entry, language) for entry in wiring.supply.assumptions]),
        )
        number = 0
        for title, lines in parts:
            page.heading(tr(title, language))
            for line in lines:
                number += 1
                standing = N_("verified") if line.verified else N_("to be verified")
                page.cells([number, line.subject, line.text, line.source, tr(standing, language)])
    page.close()


def _earthing(wiring: Wiring, language: str) -> Iterator[_Said]:
    earthing = wiring.tables.earthing

    def said(subject: str, text: str) -> _Said:
        return _Said(subject, text, earthing.source, earthing.verified)

    yield said(tr("Earthing system", language), earthing.system)
    electrodes = tr(
        "{count} electrodes {electrode} at each box, {spacing} m apart",
        language,
        count=earthing.electrodes,
        electrode=pick(earthing.electrode, language),
        spacing=f"{earthing.electrode_spacing_m:g}",
    )
    yield said(tr("Earth electrodes", language), electrodes)
    yield said(tr("Earth bar", language), pick(earthing.bar, language))
    yield said(tr("Repeated earth", language), f"≤ {earthing.repeated_ohm:g} Ω")
    yield said(tr("Common earth", language), f"≤ {earthing.common_ohm:g} Ω")
    conductor = tr(
        "with every cable, section in the cable schedule; neutral never thinner than phase", language
    )
    yield said(tr("Protective conductor", language), conductor)


def _devices(wiring: Wiring, language: str) -> Iterator[_Said]:
    tables = wiring.tables
    box, metering = tables.box, tables.metering
    size = "×".join(map(str, box.size_mm))
    yield _Said(tr("Metering", language), pick(metering.title, language), metering.source, metering.verified)
    text = f"{pick(box.title, language)}; {box.ip}; {size} mm"
    yield _Said(tr("Distribution box", language), text, box.source, box.verified)
    places = {
        "main": N_("Main box"),
        "box": N_("Each distribution box"),
        "charging": N_("Each charging circuit"),
    }
    for device in tables.devices:
        text = f"{pick(device.title, language)} ({device.code})"
        yield _Said(tr(places[device.place], language), text, device.source, device.verified)


def _figure(entry: Figure, language: str) -> _Said:
    value = f"{entry.value:g} {entry.unit}".strip()
    return _Said(pick(entry.title, language), value, entry.source, entry.verified)
