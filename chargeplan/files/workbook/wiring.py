"""A supply as the electrician's sheets need it: with its tables, and with names for boxes and ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeplan.engineering.supply import MAIN, SUPPLY, BoxSupply, Circuit, Supply
from chargeplan.files.workbook.texts import short
from chargeplan.i18n import tr
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.reference.toml_tables import Sourced


@dataclass(frozen=True)
class Wiring:
    """A supply with the tables it was designed by, and the names of elements by their ids."""

    supply: Supply
    tables: ElectricalTables
    names: Mapping[str, str]

    def box_name(self, box: BoxSupply) -> str:
        """Return label and name of a box."""
        return f"{box.label} {short(box.name)}".strip()

    def start_name(self, circuit: Circuit, language: str) -> str:
        """Return where a circuit's cable begins."""
        return self._box_or_other(circuit.cable.start, language)

    def end_name(self, circuit: Circuit, language: str) -> str:
        """Return where a circuit's cable ends: a feeder at a box, others at what they serve."""
        if circuit.use == "feeder":
            return self._box_or_other(circuit.cable.end, language)
        return self._other(circuit.cable.end, language)

    def _box_or_other(self, place: str, language: str) -> str:
        box = self.supply.box(place)
        return self.box_name(box) if box is not None else self._other(place, language)

    def _other(self, place: str, language: str) -> str:
        if place == SUPPLY:
            return self.names.get(self.supply.point_id or "", tr("Supply point", language))
        if place == MAIN:
            return tr("Main distribution box", language)
        return self.names.get(place, place)

    @property
    def cabled(self) -> list[Circuit]:
        """The circuits with a cable of their own; a main supply inside its box has none."""
        return [
            circuit
            for circuit in self.supply.circuits
            if circuit.use != "main" or circuit.cable.length.plan_m
        ]


def mark(entry: Sourced, language: str) -> str:
    """Return what is written behind a figure that was not read in its source."""
    return "" if entry.verified else " " + tr("(unverified)", language)
