"""What a row below the headings of a register is: an estate, or one of the others that registers have."""

from __future__ import annotations

import re
from typing import Literal

from chargeplan.files.town_layout import Layout
from chargeplan.files.town_tables import RawTable, Row
from chargeplan.files.town_values import cell_text, is_blank
from chargeplan.reference.register_words import load_register_words, plain_word

RowKind = Literal["estate", "blank", "sum", "heading", "note"]

_LEVELS = ("name", "code", "committee", "street", "district")
_MOST_IN_NOTE = 3


class RowKinds:
    """Tells the rows of one table apart."""

    def __init__(self, table: RawTable, layout: Layout) -> None:
        rows = range(layout.heading_row, layout.heading_row + layout.heading_rows)
        self._heads = [[cell_text(value) for value in table.row(row)] for row in rows]
        self._columns = tuple(layout.columns.values())
        self._levels = tuple(layout.columns[name] - 1 for name in _LEVELS if name in layout.columns)
        self._code = layout.columns.get("code", 0) - 1
        self._name = layout.columns.get("name", 0) - 1
        above = range(1, layout.heading_row)
        self._lines_above = {cell_text(value) for row in above for value in table.row(row)} - {""}
        self._troubled = {row for row, _ in (*table.errors, *table.unsolved)}
        words = load_register_words().words
        self._sums = words["sums"]
        self._sum_hint = re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in self._sums), re.I)
        self._head_texts = {value for row in rows for value in table.row(row) if isinstance(value, str)}
        self._notes = words["notes"]

    def kind(self, number: int, values: Row) -> RowKind:
        """Return what a row is.

        A single text is an estate only as a name: else it is the title of the next page, what heads the rows
        below it, or the number of a page.
        """
        filled = [index for index, value in enumerate(values) if not is_blank(value)]
        if not filled:
            return "blank"
        if self._is_sum(values, filled[0]):
            return "sum"
        if self._looks_like_heading(values) and self._is_heading(values):
            return "heading"
        alone = len(filled) == 1 and isinstance(values[filled[0]], str)
        if alone and cell_text(values[filled[0]]) in self._lines_above:
            return "heading"
        alone = alone and filled[0] != self._name and number not in self._troubled
        if alone or (len(filled) <= _MOST_IN_NOTE and self._is_note(values, filled[0])):
            return "note"
        return "estate"

    def _is_sum(self, values: Row, first: int) -> bool:
        for index in {first, *self._levels}:
            value = values[index] if 0 <= index < len(values) else None
            if isinstance(value, str) and self._sum_hint.search(value) and self._names_sum(value):
                return True
        return False

    def _names_sum(self, text: str) -> bool:
        word = plain_word(text).strip(":.()-=")
        if word.isascii():
            return word in self._sums or word.removesuffix("s") in self._sums
        return any(word.startswith(one) or word.endswith(one) for one in self._sums if not one.isascii())

    def _looks_like_heading(self, values: Row) -> bool:
        """Tell quickly whether at least two texts of a row stand in the headings."""
        texts = (value for value in values if type(value) is str and value in self._head_texts)
        return next(texts, None) is not None and next(texts, None) is not None

    def _is_heading(self, values: Row) -> bool:
        """Tell whether most of a row is what stands in the headings, column by column."""
        texts = {column: cell_text(values[column - 1]) for column in self._columns if column <= len(values)}
        filled = {column: text for column, text in texts.items() if text}
        if len(filled) < 2:
            return False
        same = (
            sum(column <= len(head) and head[column - 1] == text for column, text in filled.items())
            for head in self._heads
        )
        return max(same) * 2 > len(filled)

    def _is_note(self, values: Row, first: int) -> bool:
        """Tell whether a row begins like a note; one with a code of its own is an estate."""
        if 0 <= self._code < len(values) and self._code != first and not is_blank(values[self._code]):
            return False
        word = plain_word(cell_text(values[first]))
        return any(word == note or self._goes_on(word, note) for note in self._notes)

    @staticmethod
    def _goes_on(word: str, note: str) -> bool:
        """Tell whether a text is a word for notes and something after it: a colon, a number, a bracket."""
        return word.startswith(note) and (note.endswith(":") or word[len(note)] in ":;,.(0123456789\u3001")
