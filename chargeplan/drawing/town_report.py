"""The whole report of a town on pages of A4: laid out once, then written as PDF or drawn for a printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.facts import as_of
from chargeplan.drawing.town.look import LIGHT, Look, elided
from chargeplan.drawing.town.report.cover import title_of, write_cover
from chargeplan.drawing.town.report.estates import write_levels, write_ranking
from chargeplan.drawing.town.report.flow import Flow
from chargeplan.drawing.town.report.knowledge import write_doubts, write_sources
from chargeplan.drawing.town.report.money import write_allocation
from chargeplan.drawing.town.report.paper import (
    HEIGHT_IN,
    ROOM_IN,
    SIDE_IN,
    WIDTH_IN,
    Page,
    Words,
    page_figure,
)
from chargeplan.drawing.town.report.tasks import write_tasks
from chargeplan.drawing.town_charts import Chart, ChartKind, Choices, chart
from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.i18n import DEFAULT_LANGUAGE, tr
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.comparison import Comparison

_HEADER_PT = 7.5
_HEADER_IN, _FOOTER_IN = 0.42, 0.34
_WORST_ON_PAPER = 24
_PDF_DPI = 100.0
_SMALL_IN = 2.5


@dataclass(frozen=True)
class Report:
    """The pages of a report; each is drawn when it is asked for."""

    title: str
    day: str
    language: str
    pages: tuple[Page, ...]

    def figure(self, number: int, dpi: float = _PDF_DPI) -> Figure:
        """Return page `number`, counted from 0, with the report's title, the day of the data and n/N."""
        return page_figure(self.pages[number], self.everywhere(number), self.language, dpi)

    def pixels(self, number: int, dpi: float) -> tuple[int, int, bytes]:
        """Return width, height and the rows of a page as RGBA, for a printer or a preview."""
        with own_settings():
            figure = self.figure(number, dpi)
            canvas = _canvas(figure)
            canvas.draw()
        width, height = canvas.get_width_height()
        return int(width), int(height), bytes(canvas.buffer_rgba())

    def pdf(self, cancelled: Cancelled = never) -> bytes:
        """Return the report as PDF; letters can be selected, and the same report gives the same bytes.

        Raise `CalledOff` when `cancelled()` is true between two pages.
        """
        data = BytesIO()
        about: dict[str, Any] = {
            "Title": self.title, "CreationDate": None, "Producer": None, "Creator": None,
        }  # fmt: skip
        with own_settings(), PdfPages(data, metadata=about) as document:
            for number in range(len(self.pages)):
                go_on_unless(cancelled)
                document.savefig(self.figure(number))
        return data.getvalue()

    def everywhere(self, number: int) -> list[Words]:
        """Return what stands above and below the content of a page."""
        right = SIDE_IN + ROOM_IN
        count = tr("Page {number} of {count}", self.language, number=number + 1, count=len(self.pages))
        foot = HEIGHT_IN - _FOOTER_IN
        words = [
            Words(SIDE_IN, foot, self.day, _HEADER_PT, LIGHT.faint),
            Words(right, foot, count, _HEADER_PT, LIGHT.faint, align="right"),
        ]
        if number:
            title = elided(self.title, ROOM_IN - _SMALL_IN, _HEADER_PT)
            words.append(Words(SIDE_IN, _HEADER_IN, title, _HEADER_PT, LIGHT.faint))
        return words


def _canvas(figure: Figure) -> Any:
    return FigureCanvasAgg(figure)


def town_report(
    comparison: Comparison,
    *,
    language: str = DEFAULT_LANGUAGE,
    allocation: Allocation | None = None,
    curve: Sequence[CurvePoint] = (),
    remarks: Sequence[str] = (),
    choices: Choices | None = None,
) -> Report:
    """Return the report of a comparison.

    Parameters
    ----------
    allocation, curve
        The budget's answer; without one the report has no part about money but the empty curve.
    remarks
        What was noticed when the register was read, whole sentences in the report's language.
    choices
        Which indicators the scatter and the distribution show.
    """
    flow = Flow()
    write_cover(flow, comparison, language)
    write_levels(flow, comparison, language)
    write_ranking(flow, comparison, language)
    for kind in ChartKind:
        flow.chart(_drawn(kind, comparison, choices, allocation, curve))
    write_allocation(flow, comparison, allocation, language)
    write_tasks(flow, comparison, language)
    write_doubts(flow, comparison, remarks, language)
    write_sources(flow, comparison, language)
    return Report(title_of(comparison, language), as_of(comparison, language), language, tuple(flow.pages))


def _drawn(
    kind: ChartKind,
    comparison: Comparison,
    choices: Choices | None,
    allocation: Allocation | None,
    curve: Sequence[CurvePoint],
) -> Callable[[Look], Chart]:
    chosen = replace(choices or Choices(), worst=_WORST_ON_PAPER, after=0)

    def make(look: Look) -> Chart:
        return chart(kind, comparison, look, chosen, allocation, curve)

    return make


__all__ = ["HEIGHT_IN", "WIDTH_IN", "Report", "town_report"]
