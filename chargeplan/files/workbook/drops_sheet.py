"""Voltage drop and sensitivity: for every circuit rating, section, drop, and what a short circuit draws."""

from __future__ import annotations

from chargeplan.engineering.supply import DECIDING_NAMES, Circuit, Supply
from chargeplan.engineering.supply_checks import drop_kept
from chargeplan.engineering.supply_demand import electrics_of
from chargeplan.engineering.supply_sizing import instantaneous_a, ohm_per_km
from chargeplan.engineering.supply_text import breaker_text, cable_text, residual_text
from chargeplan.files.workbook.pages import COUNT, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.wiring import Wiring
from chargeplan.i18n import N_, tr
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.units import NOISE_DECIMALS, to_decimal

TITLE = N_("Voltage drop and sensitivity")
_TWO, _THREE = number_format(2), number_format(3)

_RUN, _Z, _IB, _IN, _IZ, _RATED_OK, _DROP, _TOTAL, _LIMIT, _DROP_OK = range(2, 12)
_BREAKER, _RCD, _IK, _NEEDED, _IK_OK, _IK_MAX, _ICU, _DECIDING = range(12, 20)


def columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
    sizing, drop = tr("Rating and section", language), tr("Voltage drop", language)
    cut = tr("Short circuit at the end", language)
    return [
        Column(tr("Circuit", language), 11, "center"),
        Column(tr("Cable", language), 22),
        Column("L\nm", 9, "right", number=_TWO),
        Column("z\nΩ/km", 9, "right", number=number_format(4)),
        Column("I_B\nA", 8, "right", sizing, _TWO),
        Column("I_n\nA", 7, "right", sizing, "0.##"),
        Column("I_z\u2032\nA", 8, "right", sizing, _TWO),
        Column(tr("Conclusion", language), 11, "center", sizing),
        Column("ΔU\n%", 8, "right", drop, _THREE),
        Column(tr("total ΔU\n%", language), 8, "right", drop, _THREE),
        Column(tr("limit\n%", language), 7, "right", drop, _TWO),
        Column(tr("Conclusion", language), 11, "center", drop),
        Column(tr("Breaker", language), 23),
        Column(tr("Residual current", language), 17),
        Column(tr("Ik least\nA", language), 8, "right", cut, COUNT),
        Column(tr("needed\nA", language), 8, "right", cut, COUNT),
        Column(tr("Conclusion", language), 11, "center", cut),
        Column(tr("Ik most\nkA", language), 8, "right", number=_TWO),
        Column("Icu\nkA", 7, "center", number="0.0"),
        Column(tr("Decided by", language), 20),
    ]


def write_drops(page: Page, wiring: Wiring) -> None:
    """Write for every circuit its rating and section, voltage drop, and what a short circuit draws."""
    language = page.language
    page.open(tr(TITLE, language), _drop_notes(wiring, language))
    if not wiring.supply.circuits:
        page.nothing()
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


def _drop_notes(wiring: Wiring, language: str) -> str:
    text = tr(
        "ΔU = 2 · I_B · L · z / U with z = R cosφ + X sinφ, from the transformer to the last socket; "
        "I_B ≤ I_n ≤ I_z′.",
        language,
    )
    if wiring.supply.upstream_drop_percent is None:
        text += " " + tr(
            "The drop before the supply point is not known and left out: to be verified.", language
        )
    return text


def _upstream(page: Page, supply: Supply) -> str:
    """Write the drop before the supply point; return its cell."""
    cells: list[Cell] = [None] * len(page.columns)
    cells[1] = tr("Before the supply point", page.language)
    cells[_TOTAL] = supply.upstream_drop_percent or 0.0
    if supply.upstream_drop_percent is None:
        cells[_DROP_OK] = tr("to be verified", page.language)
    row = page.cells(cells)
    return page.here(_TOTAL, row)


def _drop(page: Page, wiring: Wiring, circuit: Circuit, fed: str | None) -> str | None:
    """Write one circuit, `fed` being the cell of the drop of what feeds it; return the cell of its own."""
    tables, length, language = wiring.tables, circuit.cable.length, page.language
    electrics = electrics_of(tables)
    own = f"=2*{page.here(_IB)}*{page.here(_RUN)}/1000*{page.here(_Z)}/{electrics.phase_v:g}*100"
    total = circuit.total_drop_percent if fed is not None else None
    cells: list[Cell] = [
        circuit.id,
        cable_text(circuit.cable, tables),
        length.plan_m + length.vertical_m,
        ohm_per_km(circuit.cable.section_mm2, tables, electrics),
        circuit.current_a,
        circuit.breaker.rated_a,
        circuit.cable.derated_a,
        _rated(page, circuit),
        Live(own, circuit.drop_percent),
        "—" if total is None else Live(f"={fed}+{page.here(_DROP)}", total),
        tables.value("drop_limit_percent"),
        "—" if total is None else _within(page, total, tables),
        breaker_text(circuit.breaker, tables),
        residual_text(circuit.breaker, language) or "—",
        *_short_circuit(page, circuit, tables),
        "—" if circuit.ik_max_ka is None else circuit.ik_max_ka,
        circuit.breaker.breaking_ka,
        tr(DECIDING_NAMES[circuit.cable.deciding], language),
    ]
    row = page.cells(cells)
    return None if total is None else page.here(_TOTAL, row)


def _exact(cell: str) -> str:
    """Return a formula for a figure without the noise of binary fractions, as the design judges it."""
    return f"ROUND({cell},{NOISE_DECIMALS})"


def _judged(page: Page, condition: str, met: bool) -> Live:
    """Return a conclusion that follows the figures beside it."""
    yes, no = tr("complies", page.language), tr("does not comply", page.language)
    return Live(f'=IF({condition},"{yes}","{no}")', yes if met else no)


def _rated(page: Page, circuit: Circuit) -> Live:
    rated, carried = to_decimal(circuit.breaker.rated_a), to_decimal(circuit.cable.derated_a)
    least = page.here(_IN)
    condition = f"AND({_exact(page.here(_IB))}<={least},{least}<={_exact(page.here(_IZ))})"
    return _judged(page, condition, to_decimal(circuit.current_a) <= rated <= carried)


def _within(page: Page, total_percent: float, tables: ElectricalTables) -> Live:
    condition = f"{_exact(page.here(_TOTAL))}<={page.here(_LIMIT)}"
    return _judged(page, condition, drop_kept(total_percent, tables))


def _short_circuit(page: Page, circuit: Circuit, tables: ElectricalTables) -> list[Cell]:
    """Return what a short circuit at the end draws, what the breaker needs to open at once, and whether."""
    factor = tables.value("sensitivity")
    times = tables.instantaneous[circuit.breaker.curve].factor
    needed = factor * instantaneous_a(circuit.breaker, tables)
    live = Live(f"={factor:g}*{times:g}*{page.here(_IN)}", needed)
    if circuit.ik_min_a is None:
        return ["—", live, "—"]
    condition = f"{_exact(page.here(_IK))}>={_exact(page.here(_NEEDED))}"
    met = to_decimal(circuit.ik_min_a) >= to_decimal(needed)
    return [circuit.ik_min_a, live, _judged(page, condition, met)]
