"""Which phase a circuit is put on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PhaseLoad:
    """A circuit of one phase: the box it leaves, the shed or lot it serves, its installed power [kW]."""

    box_id: str
    element_id: str
    pe_kw: Decimal


def phases_of(loads: Sequence[PhaseLoad]) -> tuple[int, ...]:
    """Return the phase (0, 1, 2) of every circuit, in their order.

    The largest goes first. Within a box, then within a shed or lot, circuits lie on distinct phases as far as
    there are phases; among those left the least loaded of the whole estate is taken.
    """
    phases = [0] * len(loads)
    loaded = [Decimal(0)] * 3
    in_box: Counter[tuple[str, int]] = Counter()
    in_element: Counter[tuple[str, int]] = Counter()
    for index in sorted(range(len(loads)), key=lambda index: (-loads[index].pe_kw, index)):
        load = loads[index]
        phase = min(
            range(3),
            key=lambda phase: (
                in_box[load.box_id, phase],
                in_element[load.element_id, phase],
                loaded[phase],
            ),
        )
        phases[index] = phase
        loaded[phase] += load.pe_kw
        in_box[load.box_id, phase] += 1
        in_element[load.element_id, phase] += 1
    return tuple(phases)
