"""Reading reference data: TOML tables whose every fault is told with file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, N_

CONFIDENCES = ("found", "derived", "memory", "uncertain")
"""How well a value is known: read in its source, worked out from such values, remembered, guessed."""

_VERIFIED_CONFIDENCES = ("found", "derived")


class Sourced:
    """Base of reference data that say how well they are known."""

    confidence: str

    @property
    def verified(self) -> bool:
        """Whether it was read in its source or worked out from that; else it is shown as to be verified."""
        return self.confidence in _VERIFIED_CONFIDENCES


@dataclass(frozen=True)
class Figure(Sourced):
    """One figure with its unit and source."""

    id: str
    title: Mapping[str, str]
    value: float
    unit: str
    source: str
    confidence: str


class Table:
    """One TOML table with its place, for reading fields with a clear error."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self.values = values
        self.place = place

    def fault(self, key: str, wanted: str) -> ReferenceDataError:
        """Return the error for a field that is missing or of the wrong kind."""
        return ReferenceDataError(
            "bad_reference_value",
            N_("{place}: {key} should be {wanted}, found {value}"),
            place=self.place,
            key=key,
            wanted=wanted,
            value=repr(self.values.get(key)),
        )

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string field."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.fault(key, "text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, none where the field is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(key, "a list of texts")
        return tuple(value)

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number field."""
        value = self.values.get(key, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or value != value
            or abs(value) == float("inf")
        ):
            raise self.fault(key, "a number")
        return float(value)

    def at_least(self, key: str, least: float) -> float:
        """Return a number field that is not below `least`."""
        value = self.number(key)
        if value < least:
            raise self.fault(key, f"{least:g} or more")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole-number field."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, "a whole number")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return a true/false field."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, "true or false")
        return value

    def names(self, key: str) -> Mapping[str, str]:
        """Return a text in every language of the program."""
        value = self.values.get(key)
        if not isinstance(value, dict) or not all(
            isinstance(value.get(language), str) for language in LANGUAGES
        ):
            raise self.fault(key, "a text in " + ", ".join(LANGUAGES))
        return {language: value[language] for language in LANGUAGES}

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Return a string field that must be one of `choices`."""
        value = self.text(key, default)
        if value not in choices:
            raise self.fault(key, "one of " + ", ".join(choices))
        return value

    def confidence(self) -> str:
        """Return how well what stands here is known."""
        return self.choice("confidence", CONFIDENCES)

    def origin(self) -> dict[str, str]:
        """Return where what stands here comes from and how well it is known."""
        return {"source": self.text("source"), "confidence": self.confidence()}

    def lacks(self, name: str) -> ReferenceDataError:
        """Return the error for an entry that is missing."""
        return ReferenceDataError(
            "incomplete_reference", N_("{place}: {name} is missing"), place=self.place, name=name
        )

    def table(self, key: str) -> Table:
        """Return a sub-table."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fault(key, "a table")
        return Table(value, f"{self.place} [{key}]")

    def tables(self, key: str) -> list[Table]:
        """Return an array of tables."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(key, "a list of tables")
        return [
            Table(item, f"{self.place} [[{key}]] {item.get('id', index + 1)}")
            for index, item in enumerate(value)
        ]


def figure_of(table: Table, least: float = float("-inf")) -> Figure:
    """Return the figure in a table, whose value is not below `least`."""
    return Figure(
        table.text("id"),
        table.names("title"),
        table.at_least("value", least),
        table.text("unit"),
        **table.origin(),
    )


def load_table(path: Path) -> Table:
    """Return the whole of a TOML file; raise `ReferenceDataError` when it cannot be read."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReferenceDataError(
            "unreadable_reference", N_("{name} cannot be read: {reason}"), name=path.name, reason=error
        ) from error
