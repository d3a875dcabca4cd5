"""The five charts of a town's comparison and their files; the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.budget_curve import budget_curve
from chargeplan.drawing.town.chart import Chart
from chargeplan.drawing.town.choices import CHART_NAMES, ChartKind, Choices
from chargeplan.drawing.town.distribution import distribution
from chargeplan.drawing.town.estate_map import estate_map
from chargeplan.drawing.town.look import Look
from chargeplan.drawing.town.ranking import ranking
from chargeplan.drawing.town.scatter import scatter
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.comparison import Comparison

__all__ = ["CHART_NAMES", "Chart", "ChartKind", "Choices", "Look", "chart", "picture"]


def chart(
    kind: ChartKind,
    comparison: Comparison,
    look: Look,
    choices: Choices | None = None,
    allocation: Allocation | None = None,
    curve: Sequence[CurvePoint] = (),
) -> Chart:
    """Return a chart of a comparison; only the budget curve looks at `allocation` and `curve`."""
    chosen = choices or Choices()
    if kind is ChartKind.RANKING:
        return ranking(comparison, look, worst=chosen.worst, after=chosen.after)
    if kind is ChartKind.SCATTER:
        return scatter(comparison, look, chosen.across, chosen.up)
    if kind is ChartKind.DISTRIBUTION:
        return distribution(comparison, look, chosen.distributed)
    if kind is ChartKind.BUDGET:
        return budget_curve(comparison, look, allocation, curve)
    return estate_map(comparison, look)


_METADATA: Mapping[str, Mapping[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Nothing in a file tells of a clock or of a version."""


def picture(made: Chart, kind: str = "png") -> bytes:
    """Return a chart as a file of `kind` png, svg or pdf; letters of a PDF can be selected."""
    data = BytesIO()
    FigureCanvasAgg(made.figure)
    with own_settings():
        made.figure.savefig(data, format=kind, metadata=_METADATA[kind], facecolor=made.look.palette.ground)
    return data.getvalue()


def paper_look(language: str, width_in: float = 9.0, height_in: float = 6.0, dpi: float = 200.0) -> Look:
    """Return the look of a picture for paper: light, and fine enough to be printed."""
    return replace(Look(language), width_in=width_in, height_in=height_in, dpi=dpi)
