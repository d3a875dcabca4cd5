"""What a sheet tells of a register beside its rows: its title, its date, what is to be said of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chargeplan.files.foreign_workbook import shown
from chargeplan.files.town_headings import Guess, heading_units, headings_of, lacks_system
from chargeplan.files.town_remark_list import RemarkList
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.files.town_tables import RawTable
from chargeplan.files.town_values import Note, cell_text, heading_factor, is_blank, read_date
from chargeplan.i18n import N_
from chargeplan.reference.register_words import (
    PLACE_FIELDS,
    RegisterField,
    load_register_words,
    plain_word,
)

_LONGEST_TITLE = 80


@dataclass(frozen=True)
class RegisterSheet:
    """A sheet with where the register stands on it, and the list that its remarks go to."""

    table: RawTable
    guess: Guess
    remarks: RemarkList

    @property
    def columns(self) -> Mapping[str, int]:
        """Field id -> column."""
        return self.guess.layout.columns

    @property
    def first_row(self) -> int:
        """The row below the headings."""
        return self.guess.layout.heading_row + self.guess.layout.heading_rows

    def headings(self) -> dict[int, str]:
        """Return column -> heading."""
        return headings_of(self.table, self.guess.layout.heading_row, self.guess.layout.heading_rows)

    def tell(self) -> None:
        """Remark on the sheet as a whole and on its columns."""
        self._tell_hidden()
        self._tell_system()
        row, fields = self.first_row - 1, self.fields()
        for column, heading in self.headings().items():
            if column not in fields:
                note = Note(
                    RemarkKind.LEFT_OUT,
                    "column_not_read",
                    N_("The column {heading} is not read"),
                    {"heading": shown(heading)},
                )
                self.remarks.add(note, row=row, column=column, found=heading)
                continue
            for note in _column_notes(heading, fields[column], self.guess):
                self.remarks.add(note, row=row, column=column, field_id=fields[column].id, found=heading)

    def fields(self) -> dict[int, RegisterField]:
        """Return column -> the field it is read as."""
        return {column: load_register_words().field(field_id) for field_id, column in self.columns.items()}

    def _tell_hidden(self) -> None:
        if self.table.hidden:
            self.remarks.add(Note(RemarkKind.DOUBTED, "hidden_sheet", N_("The sheet is hidden")))
        if self.table.hidden_rows:
            text = N_("Hidden rows are read like the others: {count}")
            values = {"count": self.table.hidden_rows}
            self.remarks.add(Note(RemarkKind.DOUBTED, "hidden_rows", text, values))
        if self.table.far:
            text = N_("Something stands as far out as {cell}: columns so far out are not read")
            self.remarks.add(Note(RemarkKind.LEFT_OUT, "far_columns", text, {"cell": self.table.far}))

    def _tell_system(self) -> None:
        """Remark on the coordinate system of places whose row does not name one."""
        layout = self.guess.layout
        places = [self.columns[field_id] for field_id in PLACE_FIELDS if field_id in self.columns]
        if not places:
            return
        if layout.system is not None:
            text = N_("Places whose row names no coordinate system are taken to be in {system}")
            values = {"system": load_register_words().written[f"system_{layout.system.value}"]}
            note = Note(RemarkKind.FILLED_IN, "told_system", text, values)
        elif lacks_system(layout):
            text = N_("Nothing says which coordinate system places are in: they count as unknown")
            note = Note(RemarkKind.LEFT_OUT, "no_system", text)
        else:
            return
        self.remarks.add(note, row=self.first_row - 1, column=places[0], field_id="place.system")

    def _lines_above(self) -> Iterator[tuple[int, int, str, Any]]:
        """Yield row, column, text and the value to the right of the cells above the headings."""
        for number in range(1, self.guess.layout.heading_row):
            for column, value in enumerate(self.table.row(number), 1):
                if text := cell_text(value):
                    yield number, column, text, self.table.value(number, column + 1)

    def title(self) -> str:
        """Return the longest line above the headings that tells no date and is no note, "" for none."""
        words = load_register_words().words
        others = (*words["as_of"], *words["notes"])
        lines = (text for _, _, text, _ in self._lines_above() if len(text) <= _LONGEST_TITLE)
        return max((text for text in lines if not plain_word(text).startswith(others)), key=len, default="")

    def day_above(self) -> date | None:
        """Return the day that a line above the headings says the data are of, and remark on it."""
        for number, column, text, beside in self._lines_above():
            plain = plain_word(text)
            for word in load_register_words().words["as_of"]:
                rest = plain.removeprefix(word).lstrip(":").strip("()") or beside
                day = read_date(rest)[0] if plain.startswith(word) and not is_blank(rest) else None
                if day is not None:
                    note = Note(
                        RemarkKind.FILLED_IN,
                        "as_of_above",
                        N_("Every row is taken to be of {day}, the date above the headings"),
                        {"day": day.isoformat()},
                    )
                    self.remarks.add(note, row=number, column=column, field_id="as_of", found=text)
                    return day if isinstance(day, date) else None
        return None

    def merged_downwards(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """Return places whose value stands in the first cell of a range merged downwards -> that cell.

        Only fields of levels are meant for each of the rows; of others a remark tells that they are not.
        """
        fields = self.fields()
        filled: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, _ in self.table.merged:
            one = fields.get(left)
            if one is None or bottom == top or top < self.first_row:
                continue
            if one.fill_merged:
                filled.update({(row, left): (top, left) for row in range(top + 1, bottom + 1)})
                continue
            note = Note(
                RemarkKind.DOUBTED,
                "merged_cell",
                N_("The cell is merged down to row {last}; it counts for its first row alone"),
                {"last": bottom},
            )
            found = self.table.value(top, left)
            self.remarks.add(note, row=top, column=left, field_id=one.id, found=found)
        return filled


def _column_notes(heading: str, one: RegisterField, guess: Guess) -> Iterator[Note]:
    """Yield that a column was guessed, and what its heading says of units."""
    named = {"heading": shown(heading)}
    if one.id in guess.doubtful:
        text = N_("The column {heading} was taken for: {field}")
        yield Note(RemarkKind.DOUBTED, "guessed_column", text, {**named, "field": one.title})
    if one.kind not in ("count", "area"):
        return
    units = [unit for unit in heading_units(heading) if unit.strip()]
    factor, unit = heading_factor(one, tuple(units))
    if factor != 1:
        text = N_("Numbers below {heading} were multiplied by {factor}, for their unit is {unit}")
        values = {**named, "factor": f"{factor:f}", "unit": shown(unit)}
        yield Note(RemarkKind.CONVERTED, "unit_of_heading", text, values)
    if not unit and units:
        text = N_("The heading {heading} has {unit} in brackets, which is no unit that is known")
        yield Note(RemarkKind.DOUBTED, "unknown_unit", text, {**named, "unit": shown(units[0])})
