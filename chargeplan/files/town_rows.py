"""The rows of a register below its headings as estates, with a remark on everything that is not plain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.files.foreign_workbook import shown
from chargeplan.files.town_headings import heading_units, lacks_system
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.files.town_row_checks import (
    FACILITIES,
    HAZARDS,
    RunningSums,
    doubt_far_places,
    tell_same_names,
    with_codes,
)
from chargeplan.files.town_row_kinds import RowKind, RowKinds
from chargeplan.files.town_sheet import RegisterSheet
from chargeplan.files.town_tables import ROWS_BETWEEN_QUESTIONS, RawTable, Row
from chargeplan.files.town_values import Note, Read, cell_text, heading_factor, is_blank, reader_of
from chargeplan.i18n import N_
from chargeplan.reference.register_words import (
    BOTH_COORDINATES,
    PLACE_FIELDS,
    RegisterField,
    load_register_words,
)
from chargeplan.town.register import CoordinateSystem, EstateRow, Facilities, Hazards, Place

_HANDLED = ("code", "name", "illustrative")
_TOLD_BY_ROW = ("code", "name", "households", *PLACE_FIELDS)
_QUIET = (*_TOLD_BY_ROW, "place.system", "illustrative", "remarks", "plan", "scheme")
"""Columns whose blanks are told row by row, or mean nothing."""
_TEXT_CODES = ("number_as_text", "date_as_text")
"""Notes that say nothing in a file of text."""

_NO_NAME_OR_CODE = Note(
    RemarkKind.REFUSED, "no_estate", N_("The row has neither a name nor a code and is left out")
)
_NO_NAME = Note(RemarkKind.FILLED_IN, "no_name", N_("The estate has no name and is called by its code"))
_ONLY_NAME = Note(RemarkKind.DOUBTED, "only_name", N_("Nothing but a name stands in the row"))
_NO_HOUSEHOLDS = Note(RemarkKind.LEFT_OUT, "no_households", N_("The number of households is unknown"))
_NO_PLACE = Note(RemarkKind.LEFT_OUT, "no_place", N_("The estate has no place: it is on no map"))
_HALF_PLACE = Note(
    RemarkKind.LEFT_OUT, "half_place", N_("One of the two coordinates is missing: the estate is on no map")
)
_NO_SYSTEM = Note(
    RemarkKind.LEFT_OUT, "no_system", N_("The row does not say which coordinate system its place is in")
)
_SWAPPED = Note(
    RemarkKind.REFUSED,
    "swapped_place",
    N_("Longitude and latitude look exchanged: the place counts as unknown, nothing was mended"),
)
_OUTSIDE = Note(RemarkKind.REFUSED, "outside_place", N_("The place is not in China: it counts as unknown"))
_NO_ESTATES = Note(RemarkKind.LEFT_OUT, "no_estates", N_("There is no estate below the headings"))
_OTHER_ROWS: Mapping[RowKind, Note] = {
    "sum": Note(RemarkKind.LEFT_OUT, "sum_row", N_("The row holds sums and is no estate")),
    "heading": Note(RemarkKind.LEFT_OUT, "heading_row", N_("The row repeats the headings")),
    "note": Note(RemarkKind.LEFT_OUT, "note_row", N_("The row is a note and no estate")),
}

_Noted = tuple[str, Note, object]
"""Field id, note, and what was found."""


@dataclass(frozen=True)
class _Column:
    field: RegisterField
    index: int
    read: Callable[[object], Read]


def read_rows(sheet: RegisterSheet, *, is_text: bool, cancelled: Cancelled = never) -> tuple[EstateRow, ...]:
    """Return the estates of a sheet, in their order; remarks go to the sheet's list.

    Parameters
    ----------
    is_text : bool
        Whether it comes from a file of text, where numbers are never anything but text.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    reader = _RowReader(sheet, is_text=is_text)
    found = reader.estates(cancelled)
    rows = with_codes(found, sheet)
    reader.tell_blanks(len(found))
    tell_same_names(rows, sheet)
    doubt_far_places(rows, sheet)
    day = sheet.day_above() if "as_of" not in sheet.columns else None
    if not rows:
        sheet.remarks.add(_NO_ESTATES)
    return tuple(replace(row, as_of=day) if day is not None else row for row in rows)


class _RowReader:
    def __init__(self, sheet: RegisterSheet, *, is_text: bool) -> None:
        self._sheet = sheet
        self._table = sheet.table
        self._is_text = is_text
        self._columns = _columns(sheet)
        self._filled = sheet.merged_downwards()
        self._blanks = dict.fromkeys(sheet.columns, 0)
        self._has_places = any(field_id in sheet.columns for field_id in PLACE_FIELDS)
        self._lacks_system = lacks_system(sheet.guess.layout)

    def estates(self, cancelled: Cancelled) -> list[EstateRow]:
        """Return the estates, those without a code too."""
        kinds = RowKinds(self._table, self._sheet.guess.layout)
        rows: list[EstateRow] = []
        sums = RunningSums()
        for number in range(self._sheet.first_row, len(self._table.rows) + 1):
            if number % ROWS_BETWEEN_QUESTIONS == 0:
                go_on_unless(cancelled)
            values = self._table.row(number)
            kind = kinds.kind(number, values)
            if kind == "estate":
                if (row := self._estate(number, values)) is not None:
                    rows.append(row)
                    sums.add(row)
            elif kind != "blank":
                self._sheet.remarks.add(_OTHER_ROWS[kind], row=number, found=_first_text(values))
                if kind == "sum":
                    self._check_sums(number, values, sums)
        return rows

    def _check_sums(self, number: int, values: Row, sums: RunningSums) -> None:
        for column in self._columns:
            value = values[column.index] if column.index < len(values) else None
            if column.field.kind != "count" or is_blank(value):
                continue
            told, _ = column.read(value)
            note = None if told is None else sums.fault(column.field.id, told)
            if note is not None:
                self._add(note, number, column.field.id, value)
        sums.begin()

    def _add(self, note: Note, number: int, field_id: str, found: object) -> None:
        column = self._sheet.columns.get(field_id, 0)
        self._sheet.remarks.add(note, row=number, column=column, field_id=field_id, found=found)

    def _estate(self, number: int, values: Row) -> EstateRow | None:
        """Return the estate of a row, None where it has neither code nor name."""
        found, notes, blank = self._values(number, values)
        code, name = (" ".join((found.get(key) or "").split()) for key in ("code", "name"))
        if not code and not name:
            self._sheet.remarks.add(_NO_NAME_OR_CODE, row=number, found=_first_text(values))
            return None
        for field_id in blank:
            self._blanks[field_id] += 1
        if not name:
            notes.append(("name", _NO_NAME, ""))
        if found.keys() == {"name"} and all(note is _NO_HOUSEHOLDS for _, note, _ in notes):
            notes.append(("name", _ONLY_NAME, name))
        place, of_place = self._place(found)
        for field_id, note, value in (*notes, *of_place):
            self._add(note, number, field_id, value)
        return EstateRow(
            code=code,
            name=name or code,
            existing=_facilities(found, "existing"),
            stated_after=_facilities(found, "stated_after"),
            hazards=Hazards(*(found.get(f"hazards.{name}") for name in HAZARDS)),
            place=place,
            illustrative=bool(found.get("illustrative")),
            sheet_row=number,
            **{key: value for key, value in found.items() if "." not in key and key not in _HANDLED},
        )

    def _values(self, number: int, values: Row) -> tuple[dict[str, Any], list[_Noted], list[str]]:
        """Return field id -> value of what is known of a row, the notes on it, and its blank fields."""
        found: dict[str, Any] = {}
        notes: list[_Noted] = []
        blank: list[str] = []
        for column in self._columns:
            value = values[column.index] if column.index < len(values) else None
            if value is None or value == "" or is_blank(value):
                self._read_blank(number, column, found, notes, blank)
                continue
            read, note = column.read(value)
            if read is not None:
                found[column.field.id] = read
            if note is not None and not (self._is_text and note.code in _TEXT_CODES):
                notes.append((column.field.id, note, value))
        return found, notes, blank

    def _read_blank(
        self,
        number: int,
        column: _Column,
        found: dict[str, Any],
        notes: list[_Noted],
        blank: list[str],
    ) -> None:
        """Read a cell in which the reader finds nothing: an error, a formula, a merged cell, or nothing."""
        at, field_id = (number, column.index + 1), column.field.id
        if trouble := _trouble(self._table, at):
            notes.append((field_id, trouble, self._table.errors.get(at, "")))
            return
        value = self._table.value(*self._filled[at]) if at in self._filled else None
        if not is_blank(value):
            found[field_id] = column.read(value)[0]
            text = N_("{found} was filled in from the merged cell above")
            notes.append((field_id, Note(RemarkKind.FILLED_IN, "merged", text, {"found": shown(value)}), ""))
            return
        blank.append(field_id)
        if field_id == "households":
            notes.append((field_id, _NO_HOUSEHOLDS, ""))

    def _place(self, found: Mapping[str, Any]) -> tuple[Place | None, list[_Noted]]:
        """Return the place of a row, and why it has none."""
        if not self._has_places:
            return None, []
        both = found.get(BOTH_COORDINATES)
        field_id = "place.x" if both is None and "place.x" in self._sheet.columns else BOTH_COORDINATES
        x, y = both if both is not None else (found.get("place.x"), found.get("place.y"))
        if x is None or y is None:
            return None, [(field_id, _NO_PLACE if x is None and y is None else _HALF_PLACE, "")]
        system = found.get("place.system") or self._sheet.guess.layout.system
        told = f"{x}, {y}"
        if system is None:
            return None, [] if self._lacks_system else [("place.system", _NO_SYSTEM, told)]
        if system is not CoordinateSystem.LOCAL and (note := _off_the_map(x, y)) is not None:
            return None, [(field_id, note, told)]
        return Place(x, y, system), []

    def tell_blanks(self, estates: int) -> None:
        """Remark of each column how many of its cells are blank."""
        text = N_("Blank cells count as unknown: {count} of {all}")
        for column in self._columns:
            count = self._blanks[column.field.id]
            if count and column.field.id not in _QUIET:
                note = Note(RemarkKind.LEFT_OUT, "blank", text, {"count": count, "all": estates})
                self._sheet.remarks.add(note, column=column.index + 1, field_id=column.field.id)


def _columns(sheet: RegisterSheet) -> tuple[_Column, ...]:
    heads = sheet.headings()
    found = []
    for one in load_register_words().fields:
        if one.id in sheet.columns:
            column = sheet.columns[one.id]
            factor, _ = heading_factor(one, heading_units(heads.get(column, "")))
            found.append(_Column(one, column - 1, reader_of(one, factor)))
    return tuple(found)


def _first_text(values: Sequence[object]) -> str:
    return next((cell_text(value) for value in values if not is_blank(value)), "")


def _facilities(found: Mapping[str, Any], group: str) -> Facilities:
    return Facilities(*(found.get(f"{group}.{name}") for name in FACILITIES))


def _off_the_map(x: float, y: float) -> Note | None:
    """Return why two degrees are no place in China, None where they are."""
    limits = load_register_words().limits

    def inside(longitude: float, latitude: float) -> bool:
        west, east = limits.longitude
        south, north = limits.latitude
        return west <= longitude <= east and south <= latitude <= north

    if inside(x, y):
        return None
    return _SWAPPED if inside(y, x) else _OUTSIDE


def _trouble(table: RawTable, at: tuple[int, int]) -> Note | None:
    """Return what is to be said of a cell that is blank to the reader, though something stands there."""
    if at in table.errors:
        text = N_("The cell holds the error {error}: it counts as unknown")
        return Note(RemarkKind.LEFT_OUT, "error_value", text, {"error": shown(table.errors[at])})
    if at in table.unsolved:
        text = N_("The cell holds a formula that no program has worked out: it counts as unknown")
        return Note(RemarkKind.LEFT_OUT, "unsolved_formula", text)
    return None
