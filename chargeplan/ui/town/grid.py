"""Rows in order and sifted, at once even for a whole city: columns become arrays when first sorted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtCore import QCollator, QLocale

from chargeplan.i18n import current_language
from chargeplan.ui.town.columns import Column, Extras, Sort

Order = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Keys = np.ndarray[Any, np.dtype[np.float64]]

UNKNOWN_CHOICE = "\0unknown"
"""Stands among the choices of a filter for rows of which the value is unknown."""


_ORDERS_KEPT = 8
"""So many orders of words are kept."""


@dataclass(frozen=True)
class Between:
    """Limits of a figure, None where there is none; what is unknown lies within no limits."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Sieve:
    """What rows must be like to be shown: words in them, values of columns, limits of figures.

    `values` has by column the only values that pass, `UNKNOWN_CHOICE` for what is unknown.
    """

    words: str = ""
    values: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    ranges: Mapping[str, Between] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.values or self.ranges)

    def with_value(self, column: str, chosen: Iterable[Any]) -> Sieve:
        """Return a sieve that lets only these values of a column pass, all when there are none."""
        values = {name: held for name, held in self.values.items() if name != column}
        if passing := frozenset(chosen):
            values[column] = passing
        return replace(self, values=values)

    def with_range(self, column: str, limits: Between) -> Sieve:
        """Return a sieve with limits of a figure, without any when both are None."""
        ranges = {name: held for name, held in self.ranges.items() if name != column}
        if limits != Between():
            ranges[column] = limits
        return replace(self, ranges=ranges)


@dataclass(frozen=True)
class Total:
    """The exact sum of a column over rows that are known, and of how many estates it is unknown.

    `estimated` tells of how many estates the schemes are estimates.
    """

    total: Decimal
    known: int
    unknown: int
    estimated: int = 0


class Grid:
    """Rows under columns. Values are asked for once per cell at most, and only of columns that are used."""

    def __init__(
        self,
        rows: Sequence[Any],
        columns: Sequence[Column],
        extras: Extras,
        words_of: Callable[[Any], str],
        estimates_of: Callable[[Any], int] = lambda _row: 0,
    ) -> None:
        self.rows = rows
        self.columns = {column.id: column for column in columns}
        self._extras = extras
        self._words_of = words_of
        self._estimates_of = estimates_of
        self._values: dict[str, list[Any]] = {}
        self._keys: dict[str, Keys] = {}
        self._words: list[str] | None = None
        self._estimated: Order | None = None

    def take_over(self, other: Grid, columns: Iterable[str]) -> None:
        """Keep what another grid of the same rows found out about columns whose values are still the same."""
        if len(other.rows) != len(self.rows):
            return
        for column in columns:
            for own, held in ((self._values, other._values), (self._keys, other._keys)):
                if column in held:
                    own[column] = held[column]  # type: ignore[assignment]
        self._words, self._estimated = other._words, other._estimated

    def value(self, row: int, column: str) -> Any:
        """Return the value of one cell."""
        held = self._values.get(column)
        if held is not None:
            return held[row]
        return self.columns[column].value(self.rows[row], self._extras)

    def is_estimated(self, row: int) -> bool:
        """Tell whether the scheme of a row, or of an estate in it, is an estimate."""
        return self._estimates_of(self.rows[row]) > 0

    def unknown(self, row: int, column: str) -> int:
        """Return of how many estates of a row the value is unknown, where the row stands for several."""
        count = self.columns[column].unknown
        return count(self.rows[row]) if count is not None else 0

    def values(self, column: str) -> list[Any]:
        """Return the values of a column, one a row."""
        if column not in self._values:
            value = self.columns[column].value
            self._values[column] = [value(row, self._extras) for row in self.rows]
        return self._values[column]

    def choices(self, column: str, sieve: Sieve | None = None) -> list[Any]:
        """Return the known values that a column has among the rows that pass, in its order."""
        values = self.values(column)
        if sieve:
            values = [values[row] for row in np.flatnonzero(self.passing(sieve)).tolist()]
        found = {value for value in values if value not in (None, "")}
        rank = _ranks(self.columns[column], found)
        return sorted(found, key=rank.__getitem__)

    def has_unknown(self, column: str) -> bool:
        """Tell whether the value of a column is unknown somewhere."""
        return any(value in (None, "") for value in self.values(column))

    def keys(self, column: str) -> Keys:
        """Return what a column sorts by, NaN where it is unknown."""
        if column not in self._keys:
            values, spec = self.values(column), self.columns[column]
            if spec.sort is Sort.NUMBERS:
                made = values  # None becomes NaN
            else:
                ranks = _ranks(spec, {value for value in values if value not in (None, "")})
                made = [ranks.get(value, float("nan")) for value in values]
            self._keys[column] = np.array(made, dtype=np.float64)
        return self._keys[column]

    def ordered(self, sorts: Sequence[tuple[str, bool]]) -> Order:
        """Return all rows sorted by columns, the last one first of all; what is unknown comes last.

        `sorts` are column and whether it falls. Rows of equal value stay as the earlier sorts left them.
        """
        order = np.arange(len(self.rows))
        for column, falling in sorts:
            if column in self.columns:
                keys = self.keys(column)[order]
                order = order[np.argsort(-keys if falling else keys, kind="stable")]
        return order

    def passing(self, sieve: Sieve) -> Mask:
        """Return which rows a sieve lets pass."""
        mask = np.ones(len(self.rows), dtype=np.bool_)
        needles = sieve.words.casefold().split()
        if needles:
            if self._words is None:
                self._words = [self._words_of(row).casefold() for row in self.rows]
            mask &= np.array([all(word in text for word in needles) for text in self._words], dtype=np.bool_)
        for column, chosen in sieve.values.items():
            if column in self.columns:
                mask &= self._chosen(column, chosen)
        for column, limits in sieve.ranges.items():
            if column in self.columns:
                mask &= self._within(column, limits)
        return mask

    def total(self, column: str, rows: Order) -> Total:
        """Return the exact sum of a column over some rows."""
        values, shown = self.values(column), rows.tolist()
        known = [values[row] for row in shown if values[row] is not None]
        total = Decimal(sum(known)) if known else Decimal(0)
        several = self.columns[column].unknown is not None
        unknown = sum(self.unknown(row, column) for row in shown) if several else len(shown) - len(known)
        return Total(total, len(known), unknown, self._estimates(rows))

    def _estimates(self, rows: Order) -> int:
        if self._estimated is None:
            self._estimated = np.array([self._estimates_of(row) for row in self.rows], dtype=np.int64)
        return int(self._estimated[rows].sum()) if len(rows) else 0

    def _chosen(self, column: str, chosen: frozenset[Any]) -> Mask:
        values = self.values(column)
        unknown = UNKNOWN_CHOICE in chosen
        return np.array(
            [unknown if value in (None, "") else value in chosen for value in values], dtype=np.bool_
        )

    def _within(self, column: str, limits: Between) -> Mask:
        keys = self.keys(column)
        mask = ~np.isnan(keys)
        if limits.least is not None:
            mask &= keys >= limits.least
        if limits.most is not None:
            mask &= keys <= limits.most
        return mask


def _ranks(column: Column, found: Iterable[Any]) -> dict[Any, float]:
    """Return the places of values in a column's own order: words as the language orders them."""
    if column.words:
        listed = [value for value in column.words if value is not None]
        return {value: float(at) for at, value in enumerate(listed)}
    texts = {value: str(value) for value in found}
    ranks = word_ranks(frozenset(texts.values()), current_language())
    return {value: ranks[text] for value, text in texts.items()}


@lru_cache(maxsize=_ORDERS_KEPT)
def word_ranks(words: frozenset[str], language: str) -> Mapping[str, float]:
    """Return the places of words in the order of a language, numbers in them by what they count.

    What was ordered lately is kept: the names of a city take a tenth of a second, which the thread beside
    the window spends before they are asked for.
    """
    collator = QCollator(QLocale(language))
    collator.setNumericMode(True)
    keys = {word: collator.sortKey(word) for word in words}
    return {word: float(at) for at, word in enumerate(sorted(sorted(words), key=keys.__getitem__))}
