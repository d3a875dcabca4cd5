"""The words by which sheets of prices and bids are read: heads of columns, rows of sums, units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.reference.toml_tables import Table, load_table
from chargeplan.reference.work_items import BillUnit
from chargeplan.resources import assets_folder

_BRACKETS = re.compile(r"[(\[{\u3010\u3014<].*?[)\]}\u3011\u3015>]")
_LEFT_OUT = re.compile(r"[\s:.\u3001,*_-]+")


def normalised(text: str) -> str:
    """Return a text as heads are compared: plain letters, no case, blanks, brackets or points."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _LEFT_OUT.sub("", _BRACKETS.sub("", plain))


def normalised_unit(text: str) -> str:
    """Return a unit as units are compared: m² and ㎡ are m2."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("^", "")


@dataclass(frozen=True)
class SheetWords:
    """Words by what they stand for, already as they are compared.

    Attributes
    ----------
    heads : column -> words
    labels : field of a head of a sheet -> words
    rows : kind of a row of sums -> words that it begins with
    units : id of a unit -> other ways to write it
    """

    heads: Mapping[str, frozenset[str]]
    labels: Mapping[str, frozenset[str]]
    rows: Mapping[str, tuple[str, ...]]
    units: Mapping[str, frozenset[str]]

    def head(self, text: str) -> str | None:
        """Return which column a text heads, None when it heads none."""
        word = normalised(text)
        return next((name for name, words in self.heads.items() if word in words), None) if word else None

    def label(self, text: str) -> str | None:
        """Return which field a text names, None when it names none."""
        word = normalised(text)
        return next((name for name, words in self.labels.items() if word in words), None) if word else None

    def row(self, text: str) -> str | None:
        """Return which kind of sum a row shows by the text it begins with, None when it shows none."""
        word = normalised(text)
        fitting = [
            (len(begin), name)
            for name, begins in self.rows.items()
            for begin in begins
            if word.startswith(begin) or word.endswith(begin)
        ]
        return max(fitting)[1] if word and fitting else None

    def units_named(self, text: str, known: Iterable[BillUnit]) -> frozenset[str]:
        """Return the ids of the units that a text may mean; none for a unit that nobody knows."""
        word = normalised_unit(text)
        return frozenset(
            unit.id
            for unit in known
            if word in {normalised_unit(name) for name in (unit.id, *unit.symbol.values())}
            or word in self.units.get(unit.id, frozenset())
        )


def _lists(table: Table) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, value in table.values.items():
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise table.fault(key, "a list of words")
        found[key] = tuple(value)
    return found


def _sets(table: Table) -> dict[str, frozenset[str]]:
    return {key: frozenset(map(normalised, words)) for key, words in _lists(table).items()}


def read_sheet_words(path: Path) -> SheetWords:
    """Return the words in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    return SheetWords(
        _sets(table.table("heads")),
        _sets(table.table("labels")),
        {key: tuple(map(normalised, words)) for key, words in _lists(table.table("rows")).items()},
        {key: frozenset(map(normalised_unit, words)) for key, words in _lists(table.table("units")).items()},
    )


@lru_cache
def load_sheet_words() -> SheetWords:
    """Return the shipped words."""
    return read_sheet_words(assets_folder() / "tender" / "words.toml")
