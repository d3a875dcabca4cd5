"""One page with the answer: how the town stands, before and after, by level of the administration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces, Number, total_of
from chargeplan.files.town_workbook.story import COUNT, WAN, Story, in_wan, wan
from chargeplan.files.town_workbook.table import Field, Table
from chargeplan.files.workbook.pages import Cell, Column, Live, Page
from chargeplan.i18n import N_, tr
from chargeplan.town.comparison import Assessed
from chargeplan.town.grading import Grade
from chargeplan.town.settings import LEVELS_DOWN, Level
from chargeplan.town.standing import Origin
from chargeplan.town.words import GRADE_LETTERS, LEVEL_NAMES, ORIGIN_NAMES

TITLE = N_("Summary by level")

_SUMMED = (
    "households", "ebikes", "stalls_before", "chargers_before", "sockets_before", "stalls_short",
    "sockets_short", "stalls_after", "chargers_after", "sockets_after",
)  # fmt: skip
_KEY: Mapping[Level, tuple[str, ...]] = {
    Level.DISTRICT: ("district",),
    Level.STREET: ("district", "street"),
    Level.COMMITTEE: ("district", "street", "committee"),
}
_QUOTE = '"'
_TRUTHS = ("true", "false")
_LONGEST_TEXT = 255
"""Formulas with a longer text in them are refused by Excel."""


def fields(language: str) -> list[Field]:
    """Return the table's columns."""
    now, short, after = N_("There now"), N_("Short of"), N_("With the chosen schemes")
    grades = N_("Estates by risk grade")

    def count(field: str, head: str, above: str = "", width: float = 10) -> Field:
        return Field(field, Column(head, width, "right", tr(above, language) if above else "", COUNT))

    return [
        Field("level", Column(tr("Level", language), 12)),
        Field("unit", Column(tr("Name", language), 26)),
        count("estates", tr("Estates", language), width=8),
        count("households", tr("Households", language)),
        count("ebikes", tr("E-bikes", language)),
        count("stalls_before", tr("Stalls", language), now),
        count("chargers_before", tr("Charging facilities", language), now),
        count("sockets_before", tr("Charging sockets", language), now),
        count("stalls_short", tr("Stalls", language), short),
        count("sockets_short", tr("Charging sockets", language), short),
        count("stalls_after", tr("E-bikes that can be parked", language), after, 12),
        count("chargers_after", tr("Charging facilities", language), after),
        count("sockets_after", tr("Charging sockets", language), after),
        Field("cost_wan", Column(tr("Investment (10,000 CNY)", language), 14, "right", number=WAN)),
        count("estimated", tr("Estimated schemes", language), width=9),
        *(count(f"grade_{grade.name}", tr(GRADE_LETTERS[grade], language), grades, 7) for grade in Grade),
    ]


@dataclass(frozen=True)
class SummaryPlaces:
    """Where the summary stands: the table, the row of the whole town and the rows of each level."""

    table: Table
    total_row: int
    rows: Mapping[Level, tuple[int, int]]


def write_summary(page: Page, story: Story, estates: EstatePlaces) -> SummaryPlaces:
    """Write the sums of the whole town, then of each district, street and committee."""
    language = page.language
    page.open(tr(TITLE, language), _notes(story))
    table = Table(page, fields(language))
    writer = _Writer(table, story, estates)
    total = writer.total()
    rows = {}
    for level in LEVELS_DOWN:
        first = table.row
        writer.units(level)
        if table.row > first:
            rows[level] = (first, table.row - 1)
    page.close()
    return SummaryPlaces(table, total, rows)


def _notes(story: Story) -> str:
    language = story.language
    when = story.comparison.as_of
    as_of = str(when) if when is not None else tr("unknown", language)
    return tr(
        "{title}. Data as of {date}. Grade A is the lowest risk, D the highest; an estate of which something "
        "is unknown is unrated. Unknown figures count in no sum.",
        language,
        title=story.comparison.register.title,
        date=as_of,
    )


@dataclass(frozen=True)
class _ByCriteria:
    """Formulas over the estates of a unit, found by criteria of the spreadsheet."""

    criteria: str

    @property
    def count(self) -> str:
        """How many there are."""
        return f"=COUNTIFS({self.criteria})"

    def count_of(self, span: str, word: str) -> str:
        """Return how many have a word in a column."""
        return f"=COUNTIFS({self.criteria},{span},{_quoted(word)})"

    def sum(self, span: str) -> str:
        """Return the sum of a column."""
        return f"=SUMIFS({span},{self.criteria})"


@dataclass(frozen=True)
class _Exactly:
    """The same for names that a criterion would not find alone: compared letter by letter, which is slow."""

    tests: str

    @property
    def count(self) -> str:
        """How many there are."""
        return f"=SUMPRODUCT(1*{self.tests})"

    def count_of(self, span: str, word: str) -> str:
        """Return how many have a word in a column."""
        return f"=SUMPRODUCT({self.tests}*({span}={_quoted(word)}))"

    def sum(self, span: str) -> str:
        """Return the sum of a column."""
        return f"=SUMPRODUCT(1*{self.tests},{span})"


class _Writer:
    def __init__(self, table: Table, story: Story, estates: EstatePlaces) -> None:
        self.table = table
        self.story = story
        self.estates = estates
        self.language = story.language
        rows = [one.standing.row for one in story.estates]
        self._doubtful = {
            field: _doubtful({getattr(row, field) for row in rows}) for field in _KEY[Level.COMMITTEE]
        }

    def total(self) -> int:
        """Write the sums of all estates."""
        everything = self.story.estates

        def summed(field: str) -> Live:
            return Live("=" + self.estates.total(field), self._sum(field, everything))

        def counted(field: str, word: str, value: int) -> Live:
            return Live(f"=COUNTIF({self.estates.span(field)},{_quoted(word)})", value)

        rows = f"=ROWS({self.estates.span('name')})" if everything else "=0"
        cells: dict[str, Cell] = {
            "level": tr("All", self.language),
            "estates": Live(rows, len(everything)),
        }
        return self.table.write({**cells, **self._figures(everything, summed, counted)}, bold=True)

    def units(self, level: Level) -> None:
        """Write the sums of each unit of a level that the register names."""
        for path, members in self._members(level).items():
            self._unit(level, path, members)

    def _members(self, level: Level) -> Mapping[tuple[str, ...], list[Assessed]]:
        found: dict[tuple[str, ...], list[Assessed]] = {}
        for assessed in self.story.estates:
            path = tuple(getattr(assessed.standing.row, name) for name in _KEY[level])
            if path[-1]:
                found.setdefault(path, []).append(assessed)
        return found

    def _unit(self, level: Level, path: tuple[str, ...], members: Sequence[Assessed]) -> None:
        find = self._finder(level, path, members[0].standing.row.code)

        def summed(field: str) -> Live:
            return Live(find.sum(self.estates.span(field)), self._sum(field, members))

        def counted(field: str, word: str, value: int) -> Live:
            return Live(find.count_of(self.estates.span(field), word), value)

        cells: dict[str, Cell] = {
            "level": tr(LEVEL_NAMES[level], self.language),
            "unit": path[-1],
            "estates": Live(find.count, len(members)),
        }
        self.table.write({**cells, **self._figures(members, summed, counted)})

    def _finder(self, level: Level, path: tuple[str, ...], code: str) -> _ByCriteria | _Exactly:
        keys = list(zip(_KEY[level], path, strict=True))
        if any(name in self._doubtful[field] for field, name in keys):
            tests = (
                f"EXACT({self.estates.span(field)},{self.estates.cell(field, code)})" for field, _ in keys
            )
            return _Exactly("*".join(tests))
        return _ByCriteria(
            ",".join(f"{self.estates.span(field)},{_quoted(_criterion(name))}" for field, name in keys)
        )

    def _sum(self, field: str, members: Sequence[Assessed]) -> Number:
        figures = self.estates.figures
        return total_of(field, (figures[one.standing.row.code] for one in members))

    def _figures(
        self,
        members: Sequence[Assessed],
        summed: Callable[[str], Live],
        counted: Callable[[str, str, int], Live],
    ) -> dict[str, Cell]:
        words = {grade: tr(GRADE_LETTERS[grade], self.language) for grade in Grade}
        estimated = sum(one.standing.estimated for one in members)
        return {
            **{field: summed(field) for field in _SUMMED},
            "cost_wan": _in_wan(summed("cost_cny")),
            "estimated": counted("origin", tr(ORIGIN_NAMES[Origin.ESTIMATE], self.language), estimated),
            **{
                f"grade_{grade.name}": counted(
                    "grade", word, sum(one.rating.grade is grade for one in members)
                )
                for grade, word in words.items()
            },
        }


def _doubtful(names: set[str]) -> set[str]:
    """Return the names that a criterion might not find, or not alone.

    Criteria know no capitals, take `01` and `1` for one number and `TRUE` for a truth, and a formula holds no
    longer text.
    """
    alike = Counter(name.casefold() for name in names)
    return {
        name
        for name in names
        if alike[name.casefold()] > 1
        or (name and not name[0].isalpha())
        or name.casefold() in _TRUTHS
        or len(_quoted(_criterion(name))) > _LONGEST_TEXT
    }


def _in_wan(cny: Live) -> Live:
    return Live(in_wan(cny.formula), wan(Decimal(cny.value)))


def _quoted(text: str) -> str:
    return _QUOTE + text.replace(_QUOTE, _QUOTE * 2) + _QUOTE


def _criterion(name: str) -> str:
    """Return a name as a criterion that finds it alone: no wildcard in it, and no sign of comparison."""
    escaped = "".join("~" + letter if letter in "*?~" else letter for letter in name)
    return f"={escaped}"
