"""Points, score, grade and rank of every estate as formulas over weights, and the ranking with reasons."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.method_sheet import Limits, MethodPlaces
from chargeplan.files.town_workbook.story import COUNT, TENTHS, WAN, Story
from chargeplan.files.town_workbook.table import Field, RowPlaces, Table
from chargeplan.files.workbook.pages import AMOUNT, Cell, Column, Live, Page
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.town.comparison import Assessed
from chargeplan.town.explaining import explanation
from chargeplan.town.grading import POINT_UNITS, Grade, points_of
from chargeplan.town.task_list import is_open
from chargeplan.town.words import GRADE_LETTERS, ORIGIN_NAMES

TITLE = N_("Scores and grades")
RANKING_TITLE = N_("Ranking by risk")
_NOTES = N_(
    "Points, score, grade and rank follow the weights on the sheet of the method. Shares add to 100.0 %."
)
_RANKING_NOTES = N_(
    "Rank 1 is the highest risk. Rows keep the order of the day; scores, grades and ranks follow "
    "the weights. Grade A is the lowest risk, D the highest."
)


def weighted(story: Story) -> list[Indicator]:
    """Return the indicators that have a weight."""
    weights = story.comparison.settings.weights
    return [indicator for indicator in load_town_method().gradable if weights.get(indicator.id)]


def fields(story: Story) -> list[Field]:
    """Return the columns of points and scores."""
    language = story.language
    points, shares = tr("Points (0 to 100, more is worse)", language), tr("Share of the score (%)", language)
    rank = tr("Rank if weights move", language)
    causes = [(one, pick(one.cause, language)) for one in weighted(story)]
    return [
        Field("code", Column(tr("Estate code", language), 12)),
        Field("name", Column(tr("Estate", language), 20)),
        *(Field(f"points_{one.id}", Column(cause, 13, "right", points, AMOUNT)) for one, cause in causes),
        Field("score", Column(tr("Score", language), 10, "right", number=AMOUNT)),
        Field("grade", Column(tr("Risk grade", language), 9, "center")),
        Field("rank", Column(tr("Rank", language), 8, "center", number=COUNT)),
        *(Field(f"share_{one.id}", Column(cause, 13, "right", shares, TENTHS)) for one, cause in causes),
        Field("rank_best", Column(tr("at best", language), 9, "center", rank, COUNT)),
        Field("rank_worst", Column(tr("at worst", language), 9, "center", rank, COUNT)),
    ]


def places(page: Page, story: Story) -> RowPlaces:
    """Return where the scores of each estate will be written."""
    table = Table(page, fields(story))
    rows = {one.standing.row.code: table.first_row + at for at, one in enumerate(story.estates)}
    return RowPlaces(table, rows, table.first_row + max(0, len(rows) - 1))


def write_scores(scores: RowPlaces, story: Story, indicators: RowPlaces, method: MethodPlaces) -> None:
    """Write points, scores, grades and ranks."""
    page = scores.table.page
    page.open(tr(TITLE, page.language), tr(_NOTES, page.language))
    page.sheet.freeze_panes(page.first_row, 2)
    writer = _Writer(scores, story, indicators, method)
    for assessed in story.estates:
        scores.table.write(writer.cells(assessed))
    page.close()


class _Writer:
    def __init__(self, scores: RowPlaces, story: Story, indicators: RowPlaces, method: MethodPlaces) -> None:
        self.scores = scores
        self.table = scores.table
        self.language = story.language
        self.weighted = weighted(story)
        self.indicators = indicators
        self.method = method

    def cells(self, assessed: Assessed) -> dict[str, Cell]:
        """Return the cells of one estate."""
        row, rating = assessed.standing.row, assessed.rating
        shares: dict[str, Cell] = {
            f"share_{share.indicator_id}": share.percent for share in rating.contributions
        }
        return {
            "code": row.code,
            "name": row.name,
            **{f"points_{one.id}": self._points(assessed, one) for one in self.weighted},
            "score": Live(self._score(), "" if rating.score is None else rating.score),
            "grade": Live(self._grade(), tr(GRADE_LETTERS[rating.grade], self.language)),
            "rank": Live(self._rank(), "" if rating.rank is None else rating.rank),
            **shares,
            "rank_best": rating.rank_best,
            "rank_worst": rating.rank_worst,
        }

    def _points(self, assessed: Assessed, indicator: Indicator) -> Live:
        value = self.indicators.cell(indicator.id, assessed.standing.row.code)
        limits: Limits = self.method.indicators[indicator.id]
        share = f"({value}-{limits.good})/({limits.bad}-{limits.good})"
        formula = f'=IF(COUNT({value})=1,ROUND(MAX(0,MIN(1,{share}))*100,4),"")'
        grading = indicator.grading
        assert grading is not None
        points = points_of(assessed.indicators.get(indicator.id), grading)
        return Live(formula, "" if points < 0 else Decimal(points) / POINT_UNITS)

    def _score(self) -> str:
        points = [self.table.here(f"points_{one.id}") for one in self.weighted]
        weights = [self.method.indicators[one.id].weight for one in self.weighted]
        summed = "+".join(f"{point}*{weight}" for point, weight in zip(points, weights, strict=True))
        mean = f"ROUND(({summed})/({'+'.join(weights)}),2)"
        return f'=IF(COUNT({",".join(points)})={len(points)},{mean},"")'

    def _grade(self) -> str:
        score, (b, c, d) = self.table.here("score"), self.method.grades
        letters = f'IF({score}>={d},"D",IF({score}>={c},"C",IF({score}>={b},"B","A")))'
        return f'=IF(COUNT({score})=1,{letters},"{tr(GRADE_LETTERS[Grade.UNRATED], self.language)}")'

    def _rank(self) -> str:
        score = self.table.here("score")
        every = self.table.span("score", self.scores.last_row, outside=False)
        return f'=IF(COUNT({score})=1,RANK({score},{every}),"")'


def ranking_fields(language: str) -> list[Field]:
    """Return the columns of the ranking."""
    return [
        Field("rank", Column(tr("Rank", language), 7, "center", number=COUNT)),
        Field("name", Column(tr("Estate", language), 22)),
        Field("code", Column(tr("Estate code", language), 12)),
        Field("committee", Column(tr("Residents' committee", language), 18)),
        Field("grade", Column(tr("Risk grade", language), 8, "center")),
        Field("score", Column(tr("Score", language), 9, "right", number=AMOUNT)),
        Field("why", Column(tr("Why", language), 56)),
        Field("moves", Column(tr("Rank if weights move", language), 12, "center")),
        Field("households", Column(tr("Households", language), 10, "right", number=COUNT)),
        Field("sockets_short", Column(tr("Sockets short", language), 10, "right", number=COUNT)),
        Field("stalls_short", Column(tr("Stalls short", language), 10, "right", number=COUNT)),
        Field("open", Column(tr("Open tasks", language), 8, "right", number=COUNT)),
        Field("origin", Column(tr("Figures from", language), 11, "center")),
        Field("wan", Column(tr("Investment (10,000 CNY)", language), 13, "right", number=WAN)),
    ]


def write_ranking(page: Page, story: Story, scores: RowPlaces, estates: EstatePlaces) -> tuple[Table, int]:
    """Write the estates by rank with the reasons; return the table and its last row."""
    page.open(tr(RANKING_TITLE, page.language), tr(_RANKING_NOTES, page.language))
    table = Table(page, ranking_fields(page.language))
    for assessed in story.ranked:
        table.write(_ranked(assessed, page.language, scores, estates))
    last = max(table.row - 1, table.first_row)
    page.sheet.autofilter(page.first_row - 1, 0, last, len(table.columns) - 1)
    page.close()
    return table, last


def _ranked(assessed: Assessed, language: str, scores: RowPlaces, estates: EstatePlaces) -> dict[str, Cell]:
    row, rating = assessed.standing.row, assessed.rating
    figures = estates.figures[row.code]

    def known(field: str) -> Cell:
        value = figures.get(field)
        return None if value is None else Live("=" + estates.cell(field, row.code), value)

    moves = f"{rating.rank_best}-{rating.rank_worst}" if rating.rank_best is not None else "—"
    return {
        "rank": Live("=" + scores.cell("rank", row.code), "" if rating.rank is None else rating.rank),
        "name": row.name,
        "code": row.code,
        "committee": row.committee,
        "grade": Live("=" + scores.cell("grade", row.code), tr(GRADE_LETTERS[rating.grade], language)),
        "score": Live("=" + scores.cell("score", row.code), "" if rating.score is None else rating.score),
        "why": explanation(rating, language),
        "moves": moves,
        "households": known("households"),
        "sockets_short": known("sockets_short"),
        "stalls_short": known("stalls_short"),
        "open": sum(map(is_open, assessed.tasks)),
        "origin": tr(ORIGIN_NAMES[assessed.standing.scheme.origin], language),
        "wan": known("cost_wan"),
    }
