"""Electricity of a scheme from its sockets on: demand, phases, circuits, protection, cables, voltage drop.

It knows no geometry: whoever asks tells how long the ways are. The values that come back are at home in
`supply_values.py` and named here for those who read a supply.
"""

from __future__ import annotations

from chargeplan.engineering.supply_values import (
    DECIDING_NAMES,
    PHASES,
    USE_NAMES,
    BoxLoad,
    BoxSupply,
    Breaker,
    Cable,
    CableLength,
    Circuit,
    Demand,
    DeviceLoad,
    ElementLoad,
    Supply,
)

__all__ = [
    "DECIDING_NAMES",
    "PHASES",
    "USE_NAMES",
    "BoxLoad",
    "BoxSupply",
    "Breaker",
    "Cable",
    "CableLength",
    "Circuit",
    "Demand",
    "DeviceLoad",
    "ElementLoad",
    "Supply",
]
