"""How all was worked out: settings that formulas take, every indicator, and what was noticed in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from chargeplan.files.town_workbook.story import DATE, YUAN, Story, day
from chargeplan.files.town_workbook.table import Field, Table
from chargeplan.files.workbook.pages import Cell, Column, Live, Page
from chargeplan.files.workbook.texts import plain, row_height
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.toml_tables import Sourced
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.town.exact_numbers import simple_ratio
from chargeplan.town.failures import failure_sentence
from chargeplan.town.method_words import method_sentences
from chargeplan.town.settings import Budget, TownSettings

TITLE = N_("Method, sources and date of the data")
_NOTES = N_(
    "Formulas of the other sheets take weights, limits and ratios from here: change one, and all follow."
)
_DIRECTIONS = {
    "up_worse": N_("more is worse"),
    "up_better": N_("more is better"),
    "neutral": N_("neither"),
}
_LETTERS = ("B", "C", "D")
_RATIO = "0.000"


@dataclass(frozen=True)
class Limits:
    """Where an indicator's weight and its good and bad value stand."""

    weight: str
    good: str
    bad: str


@dataclass(frozen=True)
class MethodPlaces:
    """Where formulas find what they rest on."""

    ebikes_per_household: str
    sockets_per_ebike: str
    grades: tuple[str, str, str]
    indicators: Mapping[str, Limits]


def fields(language: str) -> list[Field]:
    """Return the table's columns."""
    return [
        Field("no", Column(tr("No.", language), 6, "center")),
        Field("title", Column(tr("What", language), 38)),
        Field("value", Column(tr("Value or weight", language), 16, "right", number="General")),
        Field("unit", Column(tr("Unit", language), 15, "center")),
        Field("good", Column(tr("0 points at", language), 11, "right", number="General")),
        Field("bad", Column(tr("100 points at", language), 11, "right", number="General")),
        Field("direction", Column(tr("Direction", language), 12, "center")),
        Field("formula", Column(tr("Formula", language), 52)),
        Field("source", Column(tr("Source", language), 46)),
        Field("standing", Column(tr("Confidence", language), 12, "center")),
    ]


def write_method(page: Page, story: Story) -> MethodPlaces:
    """Write settings, indicators, method and remarks; return where formulas find them."""
    page.open(tr(TITLE, page.language), tr(_NOTES, page.language))
    writer = _Writer(page, story)
    places = writer.settings()
    limits = writer.indicators()
    writer.texts(tr("Method", page.language), method_sentences(writer.held, page.language))
    writer.texts(tr("Noticed when the register was read", page.language), list(story.remarks))
    writer.texts(tr("Plans that gave no figures", page.language), writer.failures())
    page.close()
    return MethodPlaces(places["ebikes"], places["sockets"], (places["B"], places["C"], places["D"]), limits)


class _Writer:
    def __init__(self, page: Page, story: Story) -> None:
        self.page = page
        self.story = story
        self.language = page.language
        self.held: TownSettings = story.comparison.settings
        self.table = Table(page, fields(page.language))
        self.number = 0

    def _row(self, title: str, value: Cell, unit: str, sourced: Sourced | None = None, **cells: Cell) -> int:
        self.number += 1
        standing = ""
        if sourced is not None:
            verified, open_still = tr("verified", self.language), tr("to be verified", self.language)
            standing = verified if sourced.verified else open_still
        written: dict[str, Cell] = {
            "no": self.number, "title": title, "value": value, "unit": unit, "standing": standing, **cells,
        }  # fmt: skip
        return self.table.write(written)

    def settings(self) -> dict[str, str]:
        """Write what an official sets; return the cells that formulas take."""
        self.page.heading(tr("Settings", self.language))
        self._when()
        catalogue, method = load_catalogue(), load_town_method()
        per_household = catalogue.constants["ebikes_per_household"]
        target = catalogue.constants["bikes_per_socket_target"]
        ratio = simple_ratio(self.held.sockets_per_ebike)
        rows = {
            "ebikes": self._row(
                tr("E-bikes per household, where they were not counted", self.language),
                self.held.ebikes_per_household, "", per_household, source=per_household.source,
            ),
            "sockets": self._row(
                tr("Sockets per e-bike, the target", self.language),
                Live(f"={ratio.numerator}/{ratio.denominator}", float(ratio)), "",
                target, source=target.source,
            ),
        }  # fmt: skip
        self._rounded(rows["sockets"], ratio)
        for letter, limit in zip(_LETTERS, self.held.grade_limits, strict=True):
            figure = method.figures[f"grade_{letter.lower()}_from"]
            rows[letter] = self._row(
                pick(figure.title, self.language), limit, "", figure, source=figure.source
            )
        walk = catalogue.constants["walking_limit_m"]
        title = pick(walk.title, self.language)
        self._row(title, self.held.walking_limit_m, "m", walk, source=walk.source)
        self._budget(self.held.budget)
        return {name: self.table.there("value", row) for name, row in rows.items()}

    def _rounded(self, row: int, ratio: Fraction) -> None:
        style = self.page.formats.cell("right", num_format=_RATIO)
        live = f"={ratio.numerator}/{ratio.denominator}"
        self.page.formula(row, self.table.columns["value"], live, float(ratio), style)

    def _when(self) -> None:
        as_of = day(self.story.comparison.as_of)
        value: Cell = tr("unknown", self.language) if as_of is None else as_of
        row = self._row(tr("Data as of", self.language), value, "")
        if isinstance(as_of, int):
            style = self.page.formats.cell("right", num_format=DATE)
            self.page.number(row, self.table.columns["value"], as_of, style)

    def _budget(self, budget: Budget | None) -> None:
        if budget is None:
            return
        currency = tr("CNY", self.language)
        self._money(self._row(tr("Budget", self.language), budget.total_cny, currency), budget.total_cny)
        for year, amount in enumerate(budget.yearly_cny, 1):
            title = tr("of which in year {year}", self.language, year=year)
            self._money(self._row(title, amount, currency), amount)

    def _money(self, row: int, amount: Decimal) -> None:
        style = self.page.formats.cell("right", num_format=YUAN)
        self.page.number(row, self.table.columns["value"], amount, style)

    def indicators(self) -> dict[str, Limits]:
        """Write every indicator; return where those stand that have a weight."""
        self.page.heading(tr("Indicators", self.language))
        found = {}
        for indicator in load_town_method().indicators:
            weight = self.held.weights.get(indicator.id)
            row = self._indicator(indicator, weight)
            if weight and indicator.grading is not None:
                cells = (self.table.there(field, row) for field in ("value", "good", "bad"))
                found[indicator.id] = Limits(*cells)
        return found

    def _indicator(self, indicator: Indicator, weight: Decimal | None) -> int:
        grading = indicator.grading
        source = indicator.source
        if weight and grading is not None:
            source = f"{source}\n{tr('Limits:', self.language)} {grading.source}"
        sure = indicator if grading is None or indicator.verified is False or not weight else grading
        return self._row(
            pick(indicator.title, self.language),
            weight or None,
            pick(indicator.unit, self.language),
            sure,
            good=grading.good if grading is not None else None,
            bad=grading.bad if grading is not None else None,
            direction=tr(_DIRECTIONS[indicator.direction], self.language),
            formula=pick(indicator.formula, self.language),
            source=source,
        )

    def failures(self) -> list[str]:
        """Return a sentence for every plan, and every other scheme of one, that gave no figures."""
        found = []
        for assessed in self.story.estates:
            outcome = assessed.standing.outcome
            for failure in outcome.failures if outcome is not None else ():
                reason = failure_sentence(failure, self.language)
                found.append(f"{assessed.standing.row.name} ({assessed.standing.row.plan}): {reason}")
        return found

    def texts(self, heading: str, texts: Sequence[str]) -> None:
        """Write sentences over the whole width, nothing where there are none."""
        if not texts:
            return
        self.page.heading(heading)
        style = self.page.formats.cell()
        first, last = 1, len(self.table.columns) - 1
        width = sum(column.width for column in self.page.columns[first:])
        for number, text in enumerate(texts, 1):
            self.page.number(self.page.row, 0, number, self.page.formats.centre)
            self.page.sheet.merge_range(self.page.row, first, self.page.row, last, "", style)
            self.page.text(self.page.row, first, text, style)
            self.page.sheet.set_row(self.page.row, row_height([(plain(text), width)]))
            self.page.row += 1
