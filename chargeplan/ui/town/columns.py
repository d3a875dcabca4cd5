"""The columns of the town's tables: what each tells of an estate, in which unit, and how it sorts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from chargeplan.i18n import N_, pick, tr
from chargeplan.ui.numbers import grouped, number
from chargeplan.units import WAN

Words = str | Mapping[str, str]
"""An English text to be translated, or the texts of reference data, which hold their own languages."""

UNKNOWN = "—"
"""How a figure that nobody knows is shown; never as zero."""


class Sort(Enum):
    """How the values of a column are put in order: as words, as numbers, or as the column's own list says."""

    WORDS = "words"
    NUMBERS = "numbers"
    LISTED = "listed"


@dataclass(frozen=True)
class Extras:
    """What columns tell beside the comparison: in which year of the budget an estate's scheme is built."""

    years: Mapping[str, int] = field(default_factory=dict)


Value = Callable[[Any, Extras], Any]


def said(words: Words) -> str:
    """Return words in the language of now."""
    return tr(words) if isinstance(words, str) else pick(words)


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    value : Value
        Gives the value of a row, None or "" where it is unknown.
    words : Mapping
        What the values of a `LISTED` column are called, in their order; translated when shown.
    sums : bool
        Whether the total of what is shown has a meaning.
    unknown : Callable | None
        Of how many estates the value is unknown, where a row stands for several: a least value then.
    estimated : bool
        Whether the figure rests on the chosen scheme, and is marked where that is an estimate.
    tip : Callable[[], str] | None
        What hovering over the head tells beside title and unit.
    """

    id: str
    group: str
    title: Words
    value: Value
    sort: Sort = Sort.NUMBERS
    unit: Words = ""
    decimals: int = 0
    words: Mapping[Any, str] = field(default_factory=dict)
    sums: bool = False
    unknown: Callable[[Any], int] | None = None
    estimated: bool = False
    grade: bool = False
    plain: bool = False
    at_first: bool = False
    width_px: int = 78
    tip: Callable[[], str] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values are figures, which stand right."""
        return self.sort is Sort.NUMBERS

    @property
    def name(self) -> str:
        """The title on one line; where a head has to be broken the title says it."""
        title = said(self.title)
        return title.replace("\n", " " if title.isascii() else "")

    def head(self) -> str:
        """Return title and unit on lines of their own."""
        return f"{said(self.title)}\n{said(self.unit)}" if self.unit else said(self.title)

    def one_line(self) -> str:
        """Return title and unit on one line, for copies and choosers."""
        return f"{self.name} [{said(self.unit)}]" if self.unit else self.name

    def text(self, value: Any) -> str:
        """Return a value as it is shown."""
        if value is None or value == "":
            return UNKNOWN if self.is_number else tr(self.words[None]) if None in self.words else ""
        if self.words:
            return tr(self.words[value])
        if not self.is_number:
            return str(value)
        return str(value) if self.plain else grouped(Decimal(value), self.decimals)

    def copied(self, value: Any) -> str:
        """Return a value as a spreadsheet takes it: a number without thousands kept apart."""
        if not self.is_number:
            return self.text(value)
        return "" if value is None else number(Decimal(value), self.decimals)


def column(column_id: str, group: str, text: Words, value: Value, tip: str = "", **rest: Any) -> Column:
    """Return a column whose head tells `tip`, an English text."""
    hint = (lambda: tr(tip)) if tip else None
    return Column(column_id, group, text, value, tip=hint, **rest)


REGISTER = N_("Register")
PEOPLE = N_("Size and people")
FACILITIES = N_("Parking and charging")
SCHEME = N_("Scheme and cost")
RISK = N_("Risk")
INDICATORS = N_("Indicators")
TASKS = N_("Tasks and budget")

GROUPS = (RISK, REGISTER, PEOPLE, FACILITIES, SCHEME, INDICATORS, TASKS)
"""Groups of columns in the order of the chooser."""

CNY_WAN = N_("10,000 CNY")


def wan(value: Decimal | None) -> Decimal | None:
    """Return an amount [CNY] in 10,000 CNY."""
    return None if value is None else value / WAN
