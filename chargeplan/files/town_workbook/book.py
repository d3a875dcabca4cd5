"""The sheets of a town's workbook in their order, and what each takes from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from chargeplan.files.town_workbook import (
    budget_sheets,
    charts_sheet,
    estates_sheet,
    figures_sheet,
    indicators_sheet,
    method_sheet,
    scores_sheet,
    summary_sheet,
    task_sheets,
)
from chargeplan.files.town_workbook.story import Story
from chargeplan.files.town_workbook.table import Field
from chargeplan.files.workbook.pages import Formats, Page, PlainSheet
from chargeplan.files.workbook.texts import tab
from chargeplan.i18n import N_, tr

Fields = Callable[[str], list[Field]]

_SHEETS: Sequence[tuple[str, str, Fields | None]] = (
    ("summary", N_("Town summary"), summary_sheet.fields),
    ("charts", charts_sheet.TITLE, None),
    ("ranking", N_("Ranking"), scores_sheet.ranking_fields),
    ("estates", estates_sheet.TITLE, estates_sheet.fields),
    ("indicators", indicators_sheet.TITLE, indicators_sheet.fields),
    ("scores", N_("Scores"), None),
    ("figures", figures_sheet.TITLE, figures_sheet.fields),
    ("problems", task_sheets.PROBLEMS, task_sheets.problem_fields),
    ("duties", task_sheets.DUTIES, task_sheets.duty_fields),
    ("closing", task_sheets.CLOSING, task_sheets.closing_fields),
)
_BUDGET_SHEETS: Sequence[tuple[str, str, Fields | None]] = (
    ("chosen", budget_sheets.CHOSEN, budget_sheets.chosen_fields),
    ("losers", budget_sheets.LOSERS, budget_sheets.loser_fields),
    ("curve", budget_sheets.CURVE, budget_sheets.curve_fields),
)
_LAST_SHEETS: Sequence[tuple[str, str, Fields | None]] = (
    ("places", charts_sheet.PLACES_TITLE, charts_sheet.place_fields),
    ("method", N_("Method"), method_sheet.fields),
)


class Book:
    """One workbook while it is written."""

    def __init__(self, book: Any, story: Story) -> None:
        self.book = book
        self.story = story
        formats = Formats(book, story.language)
        budget = _BUDGET_SHEETS if story.allocation is not None else ()
        self.pages: dict[str, Page] = {}
        taken: list[str] = []
        for name, title, fields in (*_SHEETS, *budget, *_LAST_SHEETS):
            taken.append(tab(tr(title, story.language), taken))
            sheet = book.add_worksheet(taken[-1], PlainSheet)
            self.pages[name] = Page(sheet, formats, story.language, self._columns(name, fields))

    def _columns(self, name: str, fields: Fields | None) -> list[Any]:
        if name == "scores":
            return [field.column for field in scores_sheet.fields(self.story)]
        return [] if fields is None else [field.column for field in fields(self.story.language)]

    def write(self) -> None:
        """Write every sheet, those first that others take their figures from."""
        pages, story = self.pages, self.story
        method = method_sheet.write_method(pages["method"], story)
        scores = scores_sheet.places(pages["scores"], story)
        estates = estates_sheet.write_estates(pages["estates"], story, method, scores)
        indicators = indicators_sheet.write_indicators(pages["indicators"], story, estates, method)
        scores_sheet.write_scores(scores, story, indicators, method)
        ranking = scores_sheet.write_ranking(pages["ranking"], story, scores, estates)
        summary = summary_sheet.write_summary(pages["summary"], story, estates)
        figures_sheet.write_figures(pages["figures"], story, estates)
        task_sheets.write_problems(pages["problems"], story, estates)
        task_sheets.write_duties(pages["duties"], story)
        task_sheets.write_closing(pages["closing"], story)
        places = charts_sheet.write_places(pages["places"], story)
        curve = self._budget(estates)
        sources = charts_sheet.ChartSources(summary, ranking, estates, indicators, places, curve)
        charts_sheet.write_charts(pages["charts"], self.book, story, sources)

    def _budget(self, estates: estates_sheet.EstatePlaces) -> budget_sheets.CurvePlaces | None:
        allocation = self.story.allocation
        if allocation is None:
            return None
        budget_sheets.write_chosen(self.pages["chosen"], self.story, allocation, estates)
        budget_sheets.write_losers(self.pages["losers"], self.story, allocation)
        return budget_sheets.write_curve(self.pages["curve"], self.story)
