"""Where on which sheet a register stands: headings, and which column holds which field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chargeplan.town.register import CoordinateSystem
from chargeplan.town.settings import TownSettings

_KEY = "register_layout"
"""Under it the settings of a town keep the layout that somebody chose."""

REGISTER_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv")
"""Files that may be registers by their names; any other text is one only for who asks for it."""

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
"""Files that are read as text and go on as a workbook beside them."""


def is_register(path: Path) -> bool:
    """Tell by its name whether a file may be the register of a town."""
    return path.suffix.lower() in REGISTER_SUFFIXES


@dataclass(frozen=True)
class Layout:
    """Where a register stands in its file, as it was guessed or as somebody chose it.

    Attributes
    ----------
    sheet : str
        Name of the sheet, "" in a file of text.
    heading_row, heading_rows : int
        The first row of the headings, from 1, and how many rows they take: 1 or 2.
    columns : Mapping[str, int]
        Field id -> column, from 1. Field ids are those of `assets/town/register.toml`.
    headings : Mapping[str, str]
        Field id -> what its column was headed when it was chosen; a column that has moved is found by it.
    system : CoordinateSystem | None
        What places are in where their row does not say so; None is not known, and then they have none.
    """

    sheet: str
    heading_row: int
    heading_rows: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    system: CoordinateSystem | None = None

    def as_text(self) -> str:
        """Return the layout as one line of text, to be kept with the settings of a town."""
        values = {
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "heading_rows": self.heading_rows,
            "columns": dict(sorted(self.columns.items())),
            "headings": dict(sorted(self.headings.items())),
            "system": self.system.value if self.system else None,
        }
        return json.dumps(values, ensure_ascii=False)

    @staticmethod
    def from_text(text: str) -> Layout | None:
        """Return the layout that `as_text` gave, None where the text is no such thing."""
        try:
            values = json.loads(text)
            system = values["system"]
            return Layout(
                str(values["sheet"]),
                int(values["heading_row"]),
                int(values["heading_rows"]),
                {str(field_id): int(column) for field_id, column in values["columns"].items()},
                {str(field_id): str(heading) for field_id, heading in values["headings"].items()},
                CoordinateSystem(system) if system is not None else None,
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def kept_layout(settings: TownSettings | None) -> Layout | None:
    """Return the layout that settings keep, None where nobody chose one."""
    return Layout.from_text(settings.extra.get(_KEY, "")) if settings is not None else None


def with_layout(settings: TownSettings, layout: Layout) -> TownSettings:
    """Return settings that keep a layout somebody chose, so that the register is read by it from now on."""
    return replace(settings, extra={**settings.extra, _KEY: layout.as_text()})
