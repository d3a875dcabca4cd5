"""What the program's own sheets in a register are called, with their columns, settings and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from chargeplan.i18n import LANGUAGES
from chargeplan.reference.sheet_words import normalised
from chargeplan.reference.toml_tables import Table, load_table
from chargeplan.resources import assets_folder

TASK_COLUMN_KINDS = ("key", "shown", "text", "whole", "day", "state", "solver", "flag")
"""How a column of tasks is read: a `shown` one is written for people and never read."""

_LEAST_HEADINGS = 4
_NEEDED = ("id", "state")

SETTING_KINDS = ("text", "number", "money", "whole", "day", "level")


@dataclass(frozen=True)
class OwnSheet:
    """One own sheet: the defined name that finds it again, and its texts by language."""

    name: str
    title: Mapping[str, str]
    heading: Mapping[str, str]
    hint: Mapping[str, str]


@dataclass(frozen=True)
class TaskColumn:
    """One column of the task list.

    `headings` are all that it is known by, as they are compared; `loose` ones only in a sheet that is the
    program's own for sure, for registers have such columns too.
    """

    id: str
    title: Mapping[str, str]
    headings: frozenset[str]
    loose: frozenset[str]
    kind: str
    width: int


@dataclass(frozen=True)
class SettingLine:
    """One line of the settings, or several whose keys begin with `key` where that ends in a point.

    `most` is the largest number that is taken, 0 without one.
    """

    key: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    note: Mapping[str, str]
    kind: str
    most: int = 0


@dataclass(frozen=True)
class Choices:
    """Words by id and language: the first of each is written, all are read."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]

    def written(self, choice_id: str, language: str) -> str:
        """Return the word that is written for an id."""
        return self.words[choice_id][language][0]

    def all_written(self, language: str) -> tuple[str, ...]:
        """Return the words that are written, in the order of ids."""
        return tuple(words[language][0] for words in self.words.values())

    def meant(self, text: str) -> str | None:
        """Return the id that a text means, None when it means none."""
        known = self._by_text.get(text)
        return self._by_word.get(normalised(text)) if known is None else known

    @cached_property
    def _by_text(self) -> Mapping[str, str]:
        """Written words as they are, which stand in most cells."""
        return {
            word: choice_id
            for choice_id, by_language in self.words.items()
            for words in by_language.values()
            for word in words
        }

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        return {
            word: choice_id
            for choice_id, by_language in self.words.items()
            for words in ((choice_id,), *by_language.values())
            for word in map(normalised, words)
        }


@dataclass(frozen=True)
class OwnSheetWords:
    """All of it; `choices` by name: states, solvers, levels, flags."""

    tasks: OwnSheet
    settings: OwnSheet
    rows: OwnSheet
    state_hint: Mapping[str, str]
    task_columns: tuple[TaskColumn, ...]
    setting_columns: Mapping[str, Mapping[str, str]]
    setting_lines: tuple[SettingLine, ...]
    choices: Mapping[str, Choices]

    def task_column(self, heading: str, *, loose: bool = False) -> TaskColumn | None:
        """Return the column that a heading names, None when it names none."""
        word = normalised(heading)
        found = self._by_heading.get(word)
        return self._by_loose_heading.get(word) if found is None and loose else found

    def task_columns_in(self, headings: Mapping[int, str], *, loose: bool = False) -> dict[str, int]:
        """Return which columns headings name by column id; none unless they head a list of tasks."""
        columns: dict[str, int] = {}
        for at, text in headings.items():
            known = self.task_column(text, loose=loose)
            if known is not None:
                columns.setdefault(known.id, at)
        heads = len(columns) >= _LEAST_HEADINGS and all(name in columns for name in _NEEDED)
        return columns if heads else {}

    def setting_columns_in(self, headings: Mapping[int, str], *, loose: bool = False) -> dict[str, int]:
        """Return which columns of settings headings name; none unless they head such a table."""
        columns: dict[str, int] = {}
        for at, text in headings.items():
            name = self.setting_column(text)
            if name is not None:
                columns.setdefault(name, at)
        least = 2 if loose else _LEAST_HEADINGS
        return columns if len(columns) >= least and {"key", "value"} <= set(columns) else {}

    def head_own_sheet(self, headings: Mapping[int, str]) -> bool:
        """Tell whether a row of headings, texts by column, is that of one of the program's own sheets."""
        return bool(self.task_columns_in(headings) or self.setting_columns_in(headings))

    def setting_column(self, heading: str) -> str | None:
        """Return which column of the settings a heading names."""
        word = normalised(heading)
        return next(
            (
                name
                for name, titles in self.setting_columns.items()
                if word in map(normalised, titles.values())
            ),
            None,
        )

    def setting_line(self, key: str) -> SettingLine | None:
        """Return the line of a key, None for a key that nobody knows."""
        return next(
            (
                line
                for line in self.setting_lines
                if key == line.key or (line.key.endswith(".") and key.startswith(line.key))
            ),
            None,
        )

    @cached_property
    def _by_heading(self) -> Mapping[str, TaskColumn]:
        return {heading: column for column in self.task_columns for heading in column.headings}

    @cached_property
    def _by_loose_heading(self) -> Mapping[str, TaskColumn]:
        return {heading: column for column in self.task_columns for heading in column.loose}


def _own_sheet(table: Table) -> OwnSheet:
    def texts(key: str) -> Mapping[str, str]:
        return table.names(key) if key in table.values else {}

    return OwnSheet(table.text("name"), table.names("title"), texts("heading"), texts("hint"))


def _task_column(table: Table) -> TaskColumn:
    title = table.names("title")
    known = (*title.values(), *table.texts("headings"))
    return TaskColumn(
        table.text("id"),
        title,
        frozenset(map(normalised, known)),
        frozenset(map(normalised, table.texts("loose"))),
        table.choice("kind", TASK_COLUMN_KINDS),
        table.whole("width"),
    )


def _setting_line(table: Table) -> SettingLine:
    return SettingLine(
        table.text("key"),
        table.names("label"),
        table.names("unit"),
        table.names("note"),
        table.choice("kind", SETTING_KINDS),
        table.whole("most", 0),
    )


def _choices(table: Table) -> Choices:
    words = {}
    for key in table.values:
        entry = table.table(key)
        words[key] = {language: entry.texts(language) for language in LANGUAGES}
        if not all(words[key].values()):
            raise table.fault(key, "words in " + ", ".join(LANGUAGES))
    return Choices(words)


def _once(table: Table, key: str, names: Iterable[str]) -> None:
    known = list(names)
    if len(set(known)) != len(known):
        raise table.fault(key, "names that are there once")


def read_own_sheet_words(path: Path) -> OwnSheetWords:
    """Return the words in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    columns = tuple(map(_task_column, table.tables("task_columns")))
    lines = tuple(map(_setting_line, table.tables("setting_lines")))
    _once(table, "task_columns", (heading for one in columns for heading in (*one.headings, *one.loose)))
    _once(table, "setting_lines", (line.key for line in lines))
    titles = table.table("setting_columns")
    return OwnSheetWords(
        _own_sheet(table.table("tasks")),
        _own_sheet(table.table("settings")),
        _own_sheet(table.table("rows")),
        table.table("tasks").names("state_hint"),
        columns,
        {key: titles.names(key) for key in titles.values},
        lines,
        {name: _choices(table.table(name)) for name in ("states", "solvers", "levels", "flags")},
    )


@lru_cache
def load_own_sheet_words() -> OwnSheetWords:
    """Return the shipped words."""
    return read_own_sheet_words(assets_folder() / "town" / "own_sheets.toml")
