"""Checks of the rows of a register against each other: codes, names, places and sums."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chargeplan.files.foreign_workbook import shown
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.files.town_sheet import RegisterSheet
from chargeplan.files.town_values import Note
from chargeplan.i18n import N_
from chargeplan.reference.register_words import BOTH_COORDINATES, load_register_words, plain_word
from chargeplan.town.register import CoordinateSystem, EstateRow

FACILITIES = ("stalls", "chargers", "sockets")
HAZARDS = ("flying_wires", "corridor_charging", "blocked_doorways")


def with_codes(rows: Sequence[EstateRow], sheet: RegisterSheet) -> list[EstateRow]:
    """Return the rows with codes of their own; a second one of a code is kept out, told with both rows."""
    taken: dict[str, EstateRow] = {}
    kept: list[EstateRow] = []
    for row in rows:
        first = taken.setdefault(plain_word(row.code), row) if row.code else row
        if first is row:
            kept.append(row)
        else:
            _tell_second_code(row, first, sheet)
    named = [row if row.code else _coded(row, taken, sheet) for row in kept]
    if "code" not in sheet.columns and named:
        text = N_("No column holds codes: each estate was given one made of its name")
        sheet.remarks.add(Note(RemarkKind.FILLED_IN, "made_codes", text), row=sheet.first_row - 1)
    return named


def _tell_second_code(row: EstateRow, first: EstateRow, sheet: RegisterSheet) -> None:
    values = {
        "code": shown(row.code),
        "name": shown(row.name),
        "first_name": shown(first.name),
        "first_row": first.sheet_row,
    }
    text = N_("{code} is the code of {first_name} in row {first_row} already: {name} is left out")
    sheet.remarks.add(
        Note(RemarkKind.REFUSED, "duplicate_code", text, values),
        row=row.sheet_row,
        column=sheet.columns.get("code", 0),
        field_id="code",
        found=row.code,
        estate=first.code,
    )


def _coded(row: EstateRow, taken: dict[str, EstateRow], sheet: RegisterSheet) -> EstateRow:
    """Return a row with a code made of its name, and a number where that is a code already."""
    code, number = row.name, 1
    while plain_word(code) in taken:
        number += 1
        code = f"{row.name}-{number}"
    coded = replace(row, code=code)
    taken[plain_word(code)] = coded
    if "code" not in sheet.columns:
        return coded
    text = N_("The estate has no code; it was given {code}, made of its name")
    sheet.remarks.add(
        Note(RemarkKind.FILLED_IN, "made_code", text, {"code": shown(code)}),
        row=row.sheet_row,
        column=sheet.columns.get("code", 0),
        field_id="code",
    )
    return coded


def tell_same_names(rows: Sequence[EstateRow], sheet: RegisterSheet) -> None:
    """Remark on estates that are called like an earlier one; both stay."""
    named: dict[str, EstateRow] = {}
    for row in rows:
        first = named.setdefault(row.name, row)
        if first is row:
            continue
        text = N_("{name} stands in row {first_row} too, as {first_code}")
        values = {"name": shown(row.name), "first_row": first.sheet_row, "first_code": shown(first.code)}
        sheet.remarks.add(
            Note(RemarkKind.DOUBTED, "same_name", text, values),
            row=row.sheet_row,
            column=sheet.columns.get("name", 0),
            field_id="name",
            found=row.name,
        )


def doubt_far_places(rows: Sequence[EstateRow], sheet: RegisterSheet) -> None:
    """Remark on places in degrees that lie far from the middle of all."""
    places = [
        (row, row.place) for row in rows if row.place and row.place.system is not CoordinateSystem.LOCAL
    ]
    if not places:
        return
    x = statistics.median(place.x for _, place in places)
    y = statistics.median(place.y for _, place in places)
    limit = load_register_words().limits.far_degrees
    field_id = "place.x" if "place.x" in sheet.columns else BOTH_COORDINATES
    note = Note(RemarkKind.DOUBTED, "far_place", N_("The place lies far from all other estates"))
    for row, place in places:
        if max(abs(place.x - x), abs(place.y - y)) > limit:
            sheet.remarks.add(
                note,
                row=row.sheet_row,
                column=sheet.columns.get(field_id, 0),
                field_id=field_id,
                found=f"{place.x}, {place.y}",
            )


class RunningSums:
    """What the figures of estates add up to, in all and since the last row of sums."""

    def __init__(self) -> None:
        self._all: dict[str, int] = {}
        self._part: dict[str, int] = {}

    def add(self, row: EstateRow) -> None:
        """Add an estate."""
        for field_id, value in _counts(row):
            if value is not None:
                self._all[field_id] = self._all.get(field_id, 0) + value
                self._part[field_id] = self._part.get(field_id, 0) + value

    def begin(self) -> None:
        """Begin the next part."""
        self._part = {}

    def fault(self, field_id: str, told: int) -> Note | None:
        """Return what is wrong with a sum that is neither that of all nor that of this part."""
        right = self._all.get(field_id, 0), self._part.get(field_id, 0)
        if told in right:
            return None
        text = N_("The sum is {told}, but the estates above add up to {right}")
        return Note(RemarkKind.DOUBTED, "wrong_sum", text, {"told": told, "right": right[0]})


def _counts(row: EstateRow) -> Iterator[tuple[str, int | None]]:
    yield "buildings", row.buildings
    yield "doorways", row.doorways
    yield "households", row.households
    yield "ebikes", row.ebikes
    yield "complaints", row.complaints
    for name in FACILITIES:
        yield f"existing.{name}", getattr(row.existing, name)
        yield f"stated_after.{name}", getattr(row.stated_after, name)
    for name in HAZARDS:
        yield f"hazards.{name}", getattr(row.hazards, name)
