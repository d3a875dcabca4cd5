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
_APART = re.compile(r"[()\[\]{}<>\u3010\u3011\u3014\u3015:;,\u3001\u3002]+")


def normalised(text: str) -> str:
    """Return a text as heads are compared: plain letters, no case, blanks, brackets or points."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _LEFT_OUT.sub("", _BRACKETS.sub("", plain))


def normalised_unit(text: str) -> str:
    """Return a unit as units are compared: m² and ㎡ are m2."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("^", "")


def _pieces(text: str) -> list[str]:
    """Return what stands between brackets and stops, without blanks and points."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    pieces = ("".join(piece.split()).replace(".", "") for piece in _APART.split(plain))
    return [piece for piece in pieces if piece]


@dataclass(frozen=True)
class SheetWords:
    """Words by what they stand for, already as they are compared.

    Attributes
    ----------
    heads : column -> words
    labels : field of a head of a sheet -> words
    rows : kind of a row of sums -> words that it begins with
    units : id of a unit -> other ways to write it
    cny, other_money : words for CNY before tax, and for other money
    """

    heads: Mapping[str, frozenset[str]]
    labels: Mapping[str, frozenset[str]]
    rows: Mapping[str, tuple[str, ...]]
    units: Mapping[str, frozenset[str]]
    cny: frozenset[str]
    other_money: frozenset[str]

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

    def is_cny(self, text: str) -> bool:
        """Tell whether a text says nothing but CNY before tax."""
        return all(piece in self.cny for piece in _pieces(text))

    def odd_brackets(self, head: str) -> str | None:
        """Return the brackets of a head of prices that say more than CNY before tax, None without such."""
        found = _BRACKETS.findall(unicodedata.normalize("NFKC", head))
        return next((brackets for brackets in found if not self.is_cny(brackets)), None)

    def tells_other_money(self, text: str) -> bool:
        """Tell whether a text beside a table says that its money is another than CNY before tax."""
        return any(piece in self.other_money for piece in _pieces(text))


def _lists(table: Table) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, value in table.values.items():
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise table.fault(key, "a list of words")
        found[key] = tuple(value)
    return found


def _sets(table: Table) -> dict[str, frozenset[str]]:
    return {key: frozenset(map(normalised, words)) for key, words in _lists(table).items()}


def _words_of_money(words: Iterable[str]) -> frozenset[str]:
    return frozenset(piece for word in words for piece in _pieces(word))


def read_sheet_words(path: Path) -> SheetWords:
    """Return the words in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    money = _lists(table.table("money"))
    return SheetWords(
        _sets(table.table("heads")),
        _sets(table.table("labels")),
        {key: tuple(map(normalised, words)) for key, words in _lists(table.table("rows")).items()},
        {key: frozenset(map(normalised_unit, words)) for key, words in _lists(table.table("units")).items()},
        _words_of_money(money.get("cny", ())),
        _words_of_money(money.get("other", ())),
    )


@lru_cache
def load_sheet_words() -> SheetWords:
    """Return the shipped words."""
    return read_sheet_words(assets_folder() / "tender" / "words.toml")
