"""Which rows of which sheet head a register, and which column holds which field: a guess, and how sure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chargeplan.files.town_layout import Layout
from chargeplan.files.town_tables import RawTable, RegisterFile
from chargeplan.files.town_values import cell_text, fits_kind, is_blank
from chargeplan.reference.own_sheet_words import load_own_sheet_words
from chargeplan.reference.register_words import (
    BOTH_COORDINATES,
    PLACE_FIELDS,
    load_register_words,
    plain_word,
)
from chargeplan.reference.sheet_words import normalised
from chargeplan.town.register import CoordinateSystem

_LONGEST_HEADING = 40
_BRACKETED = re.compile(r"[(\[{\u3010](.*?)[)\]}\u3011]")


@dataclass(frozen=True)
class Guess:
    """A layout with how sure each of its columns is, and which fields somebody should look at."""

    layout: Layout
    certainty: Mapping[str, float]
    doubtful: tuple[str, ...]


def headings_of(table: RawTable, row: int, rows: int) -> dict[int, str]:
    """Return column -> its heading as it is shown, the one above it before it where there are two rows."""
    return {column: _joined(pair) for column, pair in _pairs(table, row, rows).items()}


def _joined(pair: tuple[str, str]) -> str:
    return " ".join(dict.fromkeys(part for part in pair if part))


def heading_units(heading: str) -> tuple[str, ...]:
    """Return what stands in the brackets of a heading, which may be a unit."""
    return tuple(_BRACKETED.findall(unicodedata.normalize("NFKC", heading)))


def system_in(text: str) -> CoordinateSystem | None:
    """Return the coordinate system that a heading or a line above the table names."""
    word = plain_word(text)
    found = [(len(name), system) for name, system in load_register_words().systems.items() if name in word]
    return CoordinateSystem(max(found)[1]) if found else None


def _pairs(table: RawTable, row: int, rows: int) -> dict[int, tuple[str, str]]:
    """Return column -> (heading above, heading), of the columns that have one.

    The heading above reaches to the right over the columns that have none, as merged cells do.
    """
    upper = [cell_text(value) for value in table.row(row)]
    if rows == 1:
        return {column: ("", text) for column, text in enumerate(upper, 1) if text}
    lower = [cell_text(value) for value in table.row(row + 1)]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    found: dict[int, tuple[str, str]] = {}
    above = ""
    for column, (high, low) in enumerate(zip(upper, lower, strict=True), 1):
        above = high if high or not low else above
        if high or low:
            found[column] = (above, low) if low else ("", above)
    return found


def _groups(above: str) -> frozenset[str]:
    """Return the groups that a heading above others begins with the name of."""
    groups = load_register_words().groups.items()
    return frozenset(group for group, heads in groups if above and above.startswith(tuple(heads)))


@lru_cache(maxsize=4096)
def _options(above: str, text: str) -> tuple[tuple[str, float], ...]:
    """Return the fields that a heading may name, each with its certainty."""
    words = load_register_words()
    own, joined = normalised(text), normalised(above + text)
    if not own or len(own) > _LONGEST_HEADING or own in words.worked_out:
        return ()
    groups = _groups(normalised(above))
    found: dict[str, float] = {}
    for one in words.fields:
        below_group = one.group in groups and own in one.short
        if below_group or joined in one.headings or (not groups and own in one.headings):
            found[one.id] = 1.0
        elif not groups and own in one.maybe:
            found[one.id] = words.guess.maybe
    if not found and groups:
        found = {one.id: words.guess.maybe for one in words.fields if own in one.headings}
    return tuple(found.items())


@lru_cache(maxsize=4096)
def _partial_options(above: str, text: str) -> tuple[tuple[str, float], ...]:
    """Return the fields whose headings are part of a heading, more certain the larger the part."""
    words = load_register_words()
    joined = normalised(above + text)
    if not joined or len(joined) > _LONGEST_HEADING or normalised(text) in words.worked_out:
        return ()
    found: dict[str, float] = {}
    for one in words.fields:
        parts = (len(head) / len(joined) for head in one.headings if len(head) > 1 and head in joined)
        share = max(parts, default=0.0)
        if share >= words.guess.part_least:
            found[one.id] = words.guess.part_best * share
    return tuple(found.items())


def _assigned(options: Mapping[int, Sequence[tuple[str, float]]]) -> tuple[dict[str, int], dict[str, float]]:
    """Give each field one column, the surest and leftmost first; a second one as sure makes it doubtful."""
    ranked = sorted(
        (-certainty, column, field_id) for column, fields in options.items() for field_id, certainty in fields
    )
    columns: dict[str, int] = {}
    certainties: dict[str, float] = {}
    for negative, column, field_id in ranked:
        if field_id in columns:
            if -negative == certainties[field_id] and column not in columns.values():
                certainties[field_id] = min(certainties[field_id], load_register_words().guess.several)
        elif column not in columns.values():
            columns[field_id] = column
            certainties[field_id] = -negative
    return columns, certainties


def _score(table: RawTable, row: int, rows: int) -> tuple[float, int]:
    """Return how well rows head a register: the certainties added up, and how many fields they name."""
    options = {column: _options(*pair) for column, pair in _pairs(table, row, rows).items()}
    columns, certainties = _assigned({column: fields for column, fields in options.items() if fields})
    return sum(certainties.values()), len(columns)


def best_heading(table: RawTable) -> tuple[int, int, float]:
    """Return the row of headings of a sheet, how many rows they take, and how well they fit; 0s for none."""
    guess = load_register_words().guess
    best = (0.0, 0, 0)
    for row in range(1, min(guess.heading_rows, len(table.rows)) + 1):
        for rows in (1, 2):
            score, fields = _score(table, row, rows)
            if fields >= guess.least_fields and (score, -rows) > (best[0], -best[2]):
                best = (score, row, rows)
    return best[1], best[2], best[0]


def is_own_sheet(table: RawTable) -> bool:
    """Tell whether a sheet is one that the program keeps in registers itself, of tasks or settings."""
    last = min(load_register_words().guess.heading_rows, len(table.rows))
    return any(
        load_own_sheet_words().head_own_sheet(
            {at: cell_text(value) for at, value in enumerate(table.row(row), 1)}
        )
        for row in range(1, last + 1)
    )


def guess_layout(file: RegisterFile, sheet: str | None = None, row: int = 0, rows: int = 1) -> Guess | None:
    """Return the best guess of where a register stands; None where no row of any sheet heads one.

    Parameters
    ----------
    sheet : str | None
        The sheet, where it is chosen already; `row` and `rows` are those of its headings, 0 for not chosen.
    """
    if sheet is not None and row:
        return _guess_columns(file.table(sheet), Layout(sheet, row, rows))
    best: tuple[bool, float, Layout] | None = None
    for name in file.sheet_names if sheet is None else (sheet,):
        table = file.table(name)
        at, heads, score = best_heading(table) if sheet is not None or not is_own_sheet(table) else (0, 0, 0)
        if at and (best is None or (not table.hidden, score) > best[:2]):
            best = (not table.hidden, score, Layout(name, at, heads))
        file.forget_all_but(best[2].sheet if best else name)
    return _guess_columns(file.table(best[2].sheet), best[2]) if best else None


def _guess_columns(table: RawTable, layout: Layout) -> Guess:
    pairs = _pairs(table, layout.heading_row, layout.heading_rows)
    options = {column: _options(*pair) for column, pair in pairs.items()}
    for column, pair in pairs.items():
        options[column] = options[column] or _partial_options(*pair)
    columns, certainty = _assigned(options)
    if BOTH_COORDINATES in columns and "place.x" in columns and "place.y" in columns:
        del columns[BOTH_COORDINATES], certainty[BOTH_COORDINATES]
    layout = replace(
        layout,
        columns=columns,
        headings={field_id: _joined(pairs[column]) for field_id, column in columns.items()},
    )
    certainty = {
        field_id: certain * _content_factor(table, layout, field_id)
        for field_id, certain in certainty.items()
    }
    of_places = (_joined(pairs[columns[field_id]]) for field_id in PLACE_FIELDS if field_id in columns)
    layout = replace(layout, system=_told_system(table, layout, of_places))
    return Guess(layout, certainty, doubtful_fields(layout, certainty))


def _content_factor(table: RawTable, layout: Layout, field_id: str) -> float:
    """Return 1, or less where most of what stands below a heading is not what the field holds.

    Codes should differ: what begins anew with each committee is a number in a list.
    """
    words = load_register_words()
    column, first = layout.columns[field_id], layout.heading_row + layout.heading_rows
    below = (table.value(row, column) for row in range(first, first + words.guess.sample_rows))
    values = [value for value in below if not is_blank(value)]
    one = words.field(field_id)
    fitting = (
        len({cell_text(value) for value in values})
        if one.kind == "code"
        else sum(fits_kind(value, one) for value in values)
    )
    least = words.guess.differing_codes if one.kind == "code" else words.guess.fitting_values
    return words.guess.odd_content if fitting < least * len(values) else 1.0


def _told_system(table: RawTable, layout: Layout, heads: Iterable[str]) -> CoordinateSystem | None:
    """Return the coordinate system that headings of places or lines above them tell."""
    lines = (cell_text(value) for row in range(1, layout.heading_row) for value in table.row(row))
    names = load_register_words().field("place.system").headings
    above = (line for line in lines if any(name in plain_word(line) for name in names))
    for text in (*heads, *above):
        if (system := system_in(text)) is not None:
            return system
    return None


def doubtful_fields(layout: Layout, certainty: Mapping[str, float]) -> tuple[str, ...]:
    """Return the fields that somebody should look at, in the order of a clean register.

    Those are unsure ones, needed ones without a column, and the coordinate system where places have none.
    """
    words = load_register_words()
    columns = layout.columns
    found = []
    for one in words.fields:
        unsure = one.id in columns and certainty.get(one.id, 1.0) < words.guess.sure
        missing = one.needed and one.id not in columns
        if unsure or missing or (one.id == "place.system" and lacks_system(layout)):
            found.append(one.id)
    return tuple(found)


def lacks_system(layout: Layout) -> bool:
    """Tell whether there are places, and nothing says which coordinate system they are in."""
    places = any(field_id in layout.columns for field_id in PLACE_FIELDS)
    return places and layout.system is None and "place.system" not in layout.columns
