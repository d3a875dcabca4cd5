"""The words by which registers of estates are read and written: headings, units, kinds and the like."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from chargeplan.reference.sheet_words import normalised, normalised_unit
from chargeplan.reference.toml_tables import Table, load_table
from chargeplan.resources import assets_folder

FIELD_KINDS = (
    "code",
    "text",
    "count",
    "year",
    "area",
    "estate_kind",
    "coordinate",
    "coordinates",
    "system",
    "date",
    "illustrative",
)

BOTH_COORDINATES = "place.both"
"""The field of a column that holds both numbers of a place; it is read, never written."""

PLACE_FIELDS = ("place.x", "place.y", BOTH_COORDINATES)
"""The fields that tell where an estate lies."""


def plain_word(text: str) -> str:
    """Return what stands in a cell as words are compared: plain letters, no case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class RegisterField:
    """One column that a register may have.

    Attributes
    ----------
    id : str
        Name of the value in `EstateRow`; a point leads into a nested one.
    kind : str
        One of `FIELD_KINDS`: how what stands in its cells is read.
    headings, maybe, short : frozenset of words as they are compared
        Headings that name it, its titles among them; that may name it; and below one of its `group`.
    unit : str
        What is counted, "" for what has no unit; `heading_unit` is how a clean register writes it.
    doubt_above, doubt_below : int | None
        Larger and smaller numbers are kept, but doubted.
    fill_merged : bool
        Whether a merged cell tells it of each of its rows.
    """

    id: str
    title: Mapping[str, str]
    kind: str
    headings: frozenset[str]
    maybe: frozenset[str]
    short: frozenset[str]
    group: str
    unit: str
    width: int
    needed: bool
    written: bool
    nothing_is_zero: bool
    doubt_above: int | None
    doubt_below: int | None
    fill_merged: bool


@dataclass(frozen=True)
class GuessLimits:
    """How a column is guessed by its heading; certainties from 0 to 1."""

    sure: float
    several: float
    maybe: float
    part_least: float
    part_best: float
    odd_content: float
    fitting_values: float
    differing_codes: float
    heading_rows: int
    sample_rows: int
    least_fields: int


@dataclass(frozen=True)
class ValueLimits:
    """Between which numbers values are taken for what they should be."""

    year_from: int
    year_to: int
    serial_from: int
    serial_to: int
    count_most: int
    far_degrees: float
    longitude: tuple[float, float]
    latitude: tuple[float, float]


@dataclass(frozen=True)
class RegisterWords:
    """Everything by which registers are read.

    `words` are lists by name as they are compared, `units` factors by kind of number and unit, `kinds` and
    `systems` map a word to an id, `groups` map a group to the headings above its columns,
    `worked_out` holds headings of columns that are never read, `written` what a clean register writes for an
    id, by language.
    """

    fields: tuple[RegisterField, ...]
    words: Mapping[str, tuple[str, ...]]
    units: Mapping[str, Mapping[str, float]]
    kinds: Mapping[str, str]
    systems: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]
    worked_out: frozenset[str]
    written: Mapping[str, Mapping[str, str]]
    guess: GuessLimits
    limits: ValueLimits

    def field(self, field_id: str) -> RegisterField:
        """Return a field by its id; raise KeyError for one that is not there."""
        return self._by_id[field_id]

    def knows(self, field_id: str) -> bool:
        """Tell whether there is such a field."""
        return field_id in self._by_id

    @cached_property
    def _by_id(self) -> Mapping[str, RegisterField]:
        return {one.id: one for one in self.fields}

    def written_fields(self) -> tuple[RegisterField, ...]:
        """Return the columns of a clean register, in their order."""
        return tuple(one for one in self.fields if one.written)


def _optional_whole(table: Table, key: str) -> int | None:
    return table.whole(key) if key in table.values else None


def _field(table: Table) -> RegisterField:
    return RegisterField(
        id=table.text("id"),
        title=table.names("title"),
        kind=table.choice("kind", FIELD_KINDS),
        headings=frozenset(map(normalised, (*table.names("title").values(), *table.texts("headings")))),
        maybe=frozenset(map(normalised, table.texts("maybe"))),
        short=frozenset(map(normalised, table.texts("short"))),
        group=table.text("group", ""),
        unit=table.text("unit", ""),
        width=table.whole("width"),
        needed=table.flag("needed", default=False),
        written=table.flag("written", default=True),
        nothing_is_zero=table.flag("nothing_is_zero", default=False),
        doubt_above=_optional_whole(table, "doubt_above"),
        doubt_below=_optional_whole(table, "doubt_below"),
        fill_merged=table.flag("fill_merged", default=False),
    )


def _guess(table: Table) -> GuessLimits:
    table.origin()
    return GuessLimits(
        table.number("sure"),
        table.number("several"),
        table.number("maybe"),
        table.number("part_least"),
        table.number("part_best"),
        table.number("odd_content"),
        table.number("fitting_values"),
        table.number("differing_codes"),
        table.whole("heading_rows"),
        table.whole("sample_rows"),
        table.whole("least_fields"),
    )


def _limits(table: Table) -> ValueLimits:
    table.origin()
    return ValueLimits(
        table.whole("year_from"),
        table.whole("year_to"),
        table.whole("serial_from"),
        table.whole("serial_to"),
        table.whole("count_most"),
        table.number("far_degrees"),
        (table.number("longitude_from"), table.number("longitude_to")),
        (table.number("latitude_from"), table.number("latitude_to")),
    )


def _first_words(table: Table) -> Mapping[str, str]:
    """Return word -> id of a table of lists."""
    return {plain_word(word): key for key in table.values for word in table.texts(key)}


def _by_language(table: Table, keys: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    """Return what a clean register writes for each key in each language."""
    return {key: table.names(key) for key in keys}


def _units(table: Table) -> Mapping[str, Mapping[str, float]]:
    kinds = {key: table.table(key) for key in table.values}
    return {
        key: {normalised_unit(unit): factors.at_least(unit, 0) for unit in factors.values}
        for key, factors in kinds.items()
    }


def read_register_words(path: Path) -> RegisterWords:
    """Return the words in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    words, kinds, systems = table.table("words"), table.table("estate_kinds"), table.table("systems")
    groups, written = table.table("groups"), table.table("written")
    fields = tuple(_field(entry) for entry in table.tables("fields"))
    if len({one.id for one in fields}) != len(fields):
        raise table.fault("fields", "fields that are there once")
    worked_out = (word for entry in table.tables("worked_out") for word in entry.texts("headings"))
    return RegisterWords(
        fields,
        {key: tuple(map(plain_word, words.texts(key))) for key in words.values},
        _units(table.table("units")),
        _first_words(kinds),
        _first_words(systems),
        {key: frozenset(map(normalised, groups.texts(key))) for key in groups.values},
        frozenset(map(normalised, worked_out)),
        _by_language(written, tuple(written.values)),
        _guess(table.table("guess")),
        _limits(table.table("limits")),
    )


@lru_cache
def load_register_words() -> RegisterWords:
    """Return the shipped words."""
    return read_register_words(assets_folder() / "town" / "register.toml")
