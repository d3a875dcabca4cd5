"""Which charts there are and what can be chosen for them; nothing here loads a plotter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from chargeplan.i18n import N_


class ChartKind(Enum):
    """The five charts."""

    RANKING = "ranking"
    SCATTER = "scatter"
    DISTRIBUTION = "distribution"
    BUDGET = "budget"
    MAP = "map"


CHART_NAMES: Mapping[ChartKind, str] = {
    ChartKind.RANKING: N_("Ranking"),
    ChartKind.SCATTER: N_("Scatter"),
    ChartKind.DISTRIBUTION: N_("Distribution"),
    ChartKind.BUDGET: N_("Budget curve"),
    ChartKind.MAP: N_("Map of the estates"),
}


@dataclass(frozen=True)
class Choices:
    """What can be chosen for charts: how many of the worst, after how many others, and ids of indicators."""

    worst: int = 20
    after: int = 0
    across: str = "sockets_per_ebike"
    up: str = "hazards_per_100"
    distributed: str = "sockets_per_ebike"
