"""The cable schedule: every cable with its ends, model, laying and length, those of one kind added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chargeplan.engineering.supply import DECIDING_NAMES, Circuit
from chargeplan.engineering.supply_text import cable_text
from chargeplan.files.workbook.pages import COUNT, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.texts import bare
from chargeplan.files.workbook.wiring import Wiring, mark
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.units import round_half_up, to_decimal

TITLE = N_("Cable schedule")
_TWO = number_format(2)

_PLAN, _VERTICAL, _ENDS, _SLACK, _LENGTH, _PIECES, _ALL = range(6, 13)


def columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
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


def write_cables(page: Page, wiring: Wiring) -> None:
    """Write every cable, those of one model and laying together with their sum to 0.01 m."""
    language = page.language
    slack = bare(to_decimal(wiring.tables.value("slack_share")) * 100)
    text = N_("Slack {slack} % of plan, vertical and ends. Lengths on the plan are those of the drawn ways.")
    page.open(tr(TITLE, language), tr(text, language, slack=slack))
    if not wiring.cabled:
        page.nothing()
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
        wiring.end_name(circuit, language),
        cable.model,
        f"{pick(laying.title, language)}{mark(laying, language)}",
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
