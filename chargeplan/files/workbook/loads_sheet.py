"""The load calculation: every circuit with its demand and currents, and the demand of all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from chargeplan.engineering.supply import USE_NAMES, Circuit, Supply
from chargeplan.files.workbook.pages import COUNT, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.wiring import Wiring
from chargeplan.i18n import N_, tr
from chargeplan.model.equipment import DemandMethod

TITLE = N_("Load calculation")
_TWO, _THREE = number_format(2), number_format(3)

_L1 = 11


def columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
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
        Column("Sjs\nkVA", 9, "right", number=_TWO),
        Column("L1", 9, "right", currents, _TWO),
        Column("L2", 9, "right", currents, _TWO),
        Column("L3", 9, "right", currents, _TWO),
        Column("Ijs\nA", 9, "right", number=_TWO),
        Column(tr("Phase", language), 11, "center"),
    ]


def write_loads(page: Page, wiring: Wiring) -> None:
    """Write every circuit with its load, box by box, and the demand of all."""
    language = page.language
    text = N_("Needs-factor method; everything is sized by the most loaded phase. {method}")
    page.open(tr(TITLE, language), tr(text, language, method=_method(wiring, language)))
    if not wiring.supply.circuits:
        page.nothing()
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


def _method(wiring: Wiring, language: str) -> str:
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
        wiring.end_name(circuit, language),
        circuit.devices,
        circuit.ports,
        circuit.pe_kw,
        circuit.kx,
        circuit.cos_phi,
        Live(f"={page.here(5)}*{page.here(6)}", power),
        Live(f"={page.here(8)}*TAN(ACOS({page.here(7)}))", power * angle),
        Live(f"={page.here(8)}/{page.here(7)}", power / circuit.cos_phi),
        *phases,
        Live(f"=MAX({page.here(_L1)}:{page.here(_L1 + 2)})", max(phases)),
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
