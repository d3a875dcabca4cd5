"""Charts that spreadsheets draw themselves, over the figures of the other sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chargeplan.files.town_workbook.budget_sheets import CurvePlaces
from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.story import Story
from chargeplan.files.town_workbook.summary_sheet import SummaryPlaces
from chargeplan.files.town_workbook.table import Field, RowPlaces, Table
from chargeplan.files.workbook.pages import Cell, Column, Page, set_up_page
from chargeplan.i18n import N_, tr
from chargeplan.town.grade_colours import ON_PAPER
from chargeplan.town.grading import Grade
from chargeplan.town.places import map_position
from chargeplan.town.settings import Level
from chargeplan.town.words import COORDINATE_NAMES, GRADE_NAMES, LEVEL_NAMES

TITLE = N_("Charts")
PLACES_TITLE = N_("Places of the estates")
_WIDTH_PX, _HEIGHT_PX = 640, 400
_ROWS_EACH, _COLUMNS_EACH = 21, 10
_MOST_BARS = 15
_MOST_SCORE = 100
_MOST_UNITS = 40
_MARKERS: Mapping[Grade, str] = {
    Grade.A: "circle", Grade.B: "square", Grade.C: "triangle", Grade.D: "diamond", Grade.UNRATED: "x",
}  # fmt: skip
_BEFORE, _AFTER, _WEIGHTED = "#9AA5AB", "#2C7FB8", "#E69F00"
_EDGE, _GRID = "#3A444B", "#D5DBDF"
_METRES_PER_KM = 1000


def place_fields(language: str) -> list[Field]:
    """Return the columns of the places: kilometres east, and north in the column of the estate's grade."""
    return [
        Field("code", Column(tr("Estate code", language), 12)),
        Field("name", Column(tr("Estate", language), 22)),
        Field("system", Column(tr("Coordinate system", language), 16, "center")),
        Field("x", Column(tr("East (km)", language), 11, "right", number="0.000")),
        *(
            Field(
                f"y_{grade.name}",
                Column(tr(GRADE_NAMES[grade], language), 14, "right", tr("North (km)", language), "0.000"),
            )
            for grade in Grade
        ),
    ]


@dataclass(frozen=True)
class PlacePlaces:
    """Where the places stand."""

    table: Table
    last_row: int


def write_places(page: Page, story: Story) -> PlacePlaces | None:
    """Write where each estate lies; return None where the place of none is known."""
    language = page.language
    known = {
        one.standing.row.code: position
        for one in story.estates
        if (place := one.standing.row.place) is not None and (position := map_position(place)) is not None
    }
    lacking = len(story.estates) - len(known)
    note = tr("Estates whose place is not known: {count}.", language, count=lacking)
    page.open(tr(PLACES_TITLE, language), note)
    table = Table(page, place_fields(language))
    for one in story.estates:
        row = one.standing.row
        if row.code in known and row.place is not None:
            x_m, y_m = known[row.code]
            cells: dict[str, Cell] = {
                "code": row.code,
                "name": row.name,
                "system": tr(COORDINATE_NAMES[row.place.system], language),
                "x": x_m / _METRES_PER_KM,
                f"y_{one.rating.grade.name}": y_m / _METRES_PER_KM,
            }
            table.write(cells)
    if not known:
        page.nothing()
    page.close()
    return PlacePlaces(table, table.row - 1) if known else None


@dataclass(frozen=True)
class ChartSources:
    """The sheets that charts take their figures from."""

    summary: SummaryPlaces
    ranking: tuple[Table, int]
    estates: EstatePlaces
    indicators: RowPlaces
    places: PlacePlaces | None
    curve: CurvePlaces | None


def write_charts(page: Page, book: Any, story: Story, sources: ChartSources) -> None:
    """Draw the charts, two side by side."""
    sheet, language = page.sheet, page.language
    set_up_page(sheet, language)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    page.text(0, 0, tr(TITLE, language), page.formats.title())
    sheet.set_column(0, 2 * _COLUMNS_EACH, 9)
    artist = _Artist(book, story, sources)
    charts = [
        artist.ranking(), artist.grades(), artist.scatter(), artist.units(), artist.map(), artist.curve()
    ]  # fmt: skip
    drawn = [chart for chart in charts if chart is not None]
    for number, chart in enumerate(drawn):
        row, column = 2 + _ROWS_EACH * (number // 2), _COLUMNS_EACH * (number % 2)
        chart.set_size({"width": _WIDTH_PX, "height": _HEIGHT_PX})
        sheet.insert_chart(row, column, chart)


class _Artist:
    def __init__(self, book: Any, story: Story, sources: ChartSources) -> None:
        self.book = book
        self.story = story
        self.sources = sources
        self.language = story.language

    def _chart(self, kind: str, title: str, x: str, y: str, subtype: str = "") -> Any:
        options = {"type": kind, **({"subtype": subtype} if subtype else {})}
        chart = self.book.add_chart(options)
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        lines = {"visible": kind != "column", "line": {"color": _GRID}}
        side = "high" if kind == "bar" else "low"  # a reversed axis has its low end at the top
        ends = {"min": 0, "max": _MOST_SCORE} if kind == "bar" else {}  # bars tell by their length
        chart.set_x_axis({"name": x, "label_position": side, "major_gridlines": lines, **ends})
        chart.set_y_axis(
            {
                "name": y,
                "label_position": "low",
                "major_gridlines": {"visible": kind != "bar", "line": {"color": _GRID}},
            }
        )
        chart.set_legend({"position": "bottom"})
        return chart

    def ranking(self) -> Any:
        """Draw the worst estates by their scores, the worst on top."""
        table, last = self.sources.ranking
        rated = sum(one.rating.rank is not None for one in self.story.estates)
        if not rated:
            return None
        last = min(last, table.first_row + min(_MOST_BARS, rated) - 1)
        title = tr("The {count} estates of the highest risk", self.language, count=min(_MOST_BARS, rated))
        chart = self._chart("bar", title, tr("Score (0 to 100, more is worse)", self.language), "")
        chart.add_series(
            {
                "categories": table.place("name", last),
                "values": table.place("score", last),
                "fill": {"color": ON_PAPER[Grade.D]},
                "gap": 40,
            }
        )
        chart.set_y_axis({"reverse": True, "num_font": {"size": 7}, "interval_unit": 1})
        chart.set_legend({"none": True})
        return chart

    def grades(self) -> Any:
        """Draw how many estates have each grade."""
        table, row = self.sources.summary.table, self.sources.summary.total_row
        first, last = table.columns[f"grade_{Grade.A.name}"], table.columns[f"grade_{Grade.UNRATED.name}"]
        sheet = table.page.sheet.get_name()
        chart = self._chart(
            "column",
            tr("Estates by risk grade", self.language),
            tr("A is the lowest risk, D the highest", self.language),
            tr("Estates", self.language),
        )
        chart.add_series(
            {
                "categories": [sheet, table.first_row - 1, first, table.first_row - 1, last],
                "values": [sheet, row, first, row, last],
                "points": [
                    {"fill": {"color": ON_PAPER[grade]}, "border": {"color": _EDGE}} for grade in Grade
                ],
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_legend({"none": True})
        return chart

    def scatter(self) -> Any:
        """Draw sockets per 100 households over households, before and after."""
        estates, indicators = self.sources.estates, self.sources.indicators
        if not self.story.estates:
            return None
        chart = self._chart(
            "scatter",
            tr("Sockets per 100 households, before and with the chosen schemes", self.language),
            tr("Households", self.language),
            tr("Sockets per 100 households", self.language),
        )
        for name, field, colour, marker in (
            (N_("before"), "sockets_per_100", _BEFORE, "x"),
            (N_("with the scheme"), "sockets_per_100_after", _AFTER, "circle"),
        ):
            chart.add_series(
                {
                    "name": tr(name, self.language),
                    "categories": estates.table.place("households", estates.last_row),
                    "values": indicators.table.place(field, indicators.last_row),
                    "marker": _marker(marker, 5, colour),
                }
            )
        return chart

    def units(self) -> Any:
        """Draw charging facilities before and after of the units of the lowest level that are few enough."""
        table, rows = self.sources.summary.table, self.sources.summary.rows
        level = next((one for one in Level if one in rows and _few(rows[one])), None)
        if level is None:
            return None
        first, last = rows[level]
        sheet = table.page.sheet.get_name()

        def span(field: str) -> list[Any]:
            column = table.columns[field]
            return [sheet, first, column, last, column]

        chart = self._chart(
            "column",
            tr("Charging facilities by {level}", self.language, level=tr(LEVEL_NAMES[level], self.language)),
            "",
            tr("Charging facilities", self.language),
        )
        for name, field, colour in (
            (N_("before"), "chargers_before", _BEFORE), (N_("with the scheme"), "chargers_after", _AFTER)
        ):  # fmt: skip
            chart.add_series(
                {
                    "name": tr(name, self.language),
                    "categories": span("unit"),
                    "values": span(field),
                    "fill": {"color": colour},
                }
            )
        return chart

    def map(self) -> Any:
        """Draw where the estates lie, by grade."""
        places = self.sources.places
        if places is None:
            return None
        chart = self._chart(
            "scatter",
            tr("Map of the estates by risk grade", self.language),
            tr("East (km)", self.language),
            tr("North (km)", self.language),
        )
        for grade in Grade:
            colour = _BEFORE if grade is Grade.UNRATED else ON_PAPER[grade]
            chart.add_series(
                {
                    "name": tr(GRADE_NAMES[grade], self.language),
                    "categories": places.table.place("x", places.last_row),
                    "values": places.table.place(f"y_{grade.name}", places.last_row),
                    "marker": _marker(_MARKERS[grade], 7, colour),
                }
            )
        return chart

    def curve(self) -> Any:
        """Draw what more money brings."""
        curve = self.sources.curve
        if curve is None:
            return None
        chart = self._chart(
            "scatter",
            tr("Benefit against money", self.language),
            tr("Money (10,000 CNY)", self.language),
            tr("Households newly served", self.language),
            "straight_with_markers",
        )
        for name, values, colour in (
            (N_("households"), curve.households, _AFTER),
            (N_("weighted by risk"), curve.benefit, _WEIGHTED),
        ):
            chart.add_series(
                {
                    "name": tr(name, self.language),
                    "categories": curve.money,
                    "values": values,
                    "line": {"color": colour, "width": 2},
                    "marker": _marker("circle", 4, colour),
                }
            )
        return chart


def _marker(kind: str, size: int, colour: str) -> dict[str, Any]:
    return {"type": kind, "size": size, "border": {"color": _EDGE}, "fill": {"color": colour}}


def _few(rows: tuple[int, int]) -> bool:
    return 2 <= rows[1] - rows[0] + 1 <= _MOST_UNITS
