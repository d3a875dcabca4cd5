"""The sheet of settings: a line for each, by a key that stays while its label may be in any words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count, takewhile
from typing import Any

from chargeplan.errors import InvalidValueError
from chargeplan.files.foreign_workbook import shown
from chargeplan.files.opc.cells import CellValue
from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.opc.reading import Cell, Grid, read_cells
from chargeplan.files.own_sheets.finding import find_sheet, headings_in
from chargeplan.files.own_sheets.values import day_in, number_of, text_of, whole_of
from chargeplan.files.town_remarks import Remark, RemarkKind
from chargeplan.i18n import LANGUAGES, N_, pick
from chargeplan.reference.own_sheet_words import SettingLine, load_own_sheet_words
from chargeplan.reference.sheet_words import normalised
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import checked_limits
from chargeplan.town.settings import Budget, Floor, Level, TownSettings

_BLANK = Cell("blank", "")
_LIMITS = ("b", "c", "d")
_PLAIN_NUMBERS = ("ebikes_per_household", "sockets_per_ebike", "walking_limit_m")
_WEIGHT, _YEAR, _EXTRA = "weights.", "budget.year.", "extra."
_FLOOR = ("floor.level.", "floor.count.", "floor.share.")
_OF_BUDGET = (_YEAR, *_FLOOR)


@dataclass(frozen=True)
class SettingsSheet:
    """The sheet of settings as it stands in a workbook.

    `rows` and `values` are by key; `values` are as they were read, those that could not be are absent.
    """

    entry: SheetEntry
    heading_row: int
    columns: Mapping[str, int]
    grid: Grid
    rows: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, CellValue] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    last_row: int = 0
    language: str = LANGUAGES[0]


def find_settings_sheet(package: Package) -> SheetEntry | None:
    """Return the sheet of settings, None without one."""
    words = load_own_sheet_words()
    return find_sheet(package, words.settings, words.setting_columns_in)


def read_settings_sheet(package: Package, entry: SheetEntry) -> SettingsSheet:
    """Return what stands in a sheet that `find_settings_sheet` has found."""
    grid = read_cells(package, entry)
    found = headings_in(grid, load_own_sheet_words().setting_columns_in, loose=True)
    assert found is not None  # or it would not have been found
    heading_row, columns = found
    sheet = SettingsSheet(entry, heading_row, columns, grid, last_row=max(row for row, _ in grid))
    heading = normalised(grid[heading_row, columns["value"]].text)
    titles = load_own_sheet_words().setting_columns["value"]
    language = next((one for one in LANGUAGES if normalised(titles[one]) == heading), LANGUAGES[0])
    return _read_lines(replace(sheet, language=language), package.counts_from_1904)


def _read_lines(sheet: SettingsSheet, from_1904: bool) -> SettingsSheet:
    rows: dict[str, int] = {}
    values: dict[str, CellValue] = {}
    remarks: list[Remark] = []
    readers: Mapping[str, Callable[[Cell], CellValue]] = {
        "text": text_of,
        "number": number_of,
        "money": number_of,
        "whole": whole_of,
        "day": lambda cell: day_in(cell, from_1904),
        "level": lambda cell: load_own_sheet_words().choices["levels"].meant(text_of(cell)),
    }
    for row in sorted({row for row, _ in sheet.grid if row > sheet.heading_row}):
        key = text_of(sheet.grid.get((row, sheet.columns["key"]), _BLANK)).strip()
        if not key or key in rows:
            continue
        rows[key] = row
        cell = sheet.grid.get((row, sheet.columns["value"]), _BLANK)
        line = load_own_sheet_words().setting_line(key)
        if line is None or not cell.text.strip():
            continue
        value = readers[line.kind](cell)
        if value is None:
            remarks.append(_remark(sheet, key, "unreadable_setting", _NOT_READ, rows=rows))
        else:
            values[key] = value
    return replace(sheet, rows=rows, values=values, remarks=tuple(remarks))


_NOT_READ = N_("{found} cannot be a value of this setting; it is not taken, and stays")
_NOT_FIT = N_("{found} does not fit this setting; what the program ships is taken instead")


def _remark(
    sheet: SettingsSheet, key: str, code: str, text: str, *, rows: Mapping[str, int] | None = None
) -> Remark:
    row = (rows or sheet.rows).get(key, 0)
    column = sheet.columns["value"]
    found = sheet.grid.get((row, column), _BLANK).text
    return Remark(
        RemarkKind.LEFT_OUT, code, text, {"found": shown(found), "key": key},
        sheet.entry.name, row, column, key, found,
    )  # fmt: skip


def setting_values(settings: TownSettings) -> dict[str, CellValue]:
    """Return settings as values by key, in the order of the sheet; None stands for what is not set."""
    values: dict[str, CellValue] = {"as_of": settings.as_of, "weights_name": settings.weights_name}
    values |= {f"{_WEIGHT}{name}": weight for name, weight in settings.weights.items()}
    values |= {
        f"grade_limits.{grade}": limit for grade, limit in zip(_LIMITS, settings.grade_limits, strict=True)
    }
    values |= {name: getattr(settings, name) for name in _PLAIN_NUMBERS}
    budget = settings.budget
    values["budget.total_cny"] = budget.total_cny if budget else None
    for number, year in enumerate(budget.yearly_cny if budget else (), 1):
        values[f"{_YEAR}{number}"] = year
    for number, floor in enumerate(budget.floors if budget else (), 1):
        told: tuple[CellValue, ...] = (floor.level.value, floor.count, floor.share)
        values |= {f"{begin}{number}": value for begin, value in zip(_FLOOR, told, strict=True)}
    values |= {f"{_EXTRA}{name}": text for name, text in settings.extra.items()}
    return values


def settings_of(sheet: SettingsSheet) -> tuple[TownSettings, tuple[Remark, ...]]:
    """Return the settings of a sheet; what is missing or does not fit is as the program ships it."""
    taken = _Taken(sheet)
    return taken.settings(), (*sheet.remarks, *taken.remarks)


class _Taken:
    """Takes values by key, and remarks on those that cannot be."""

    def __init__(self, sheet: SettingsSheet) -> None:
        self._sheet = sheet
        self.remarks: list[Remark] = []

    def settings(self) -> TownSettings:
        shipped = default_settings()
        numbers = {name: self._number(name) or getattr(shipped, name) for name in _PLAIN_NUMBERS}
        day = self._sheet.values.get("as_of")
        return TownSettings(
            weights=self._weights() or shipped.weights,
            grade_limits=self._limits() or shipped.grade_limits,
            budget=self._budget(),
            as_of=day if isinstance(day, date) else None,
            weights_name=str(self._sheet.values.get("weights_name", "")),
            extra={name: str(value) for name, value in self._beginning(_EXTRA)},
            **numbers,
        )

    def _beginning(self, begin: str) -> list[tuple[str, CellValue]]:
        return [
            (key.removeprefix(begin), value)
            for key, value in self._sheet.values.items()
            if key.startswith(begin)
        ]

    def _unfit(self, key: str) -> None:
        self.remarks.append(_remark(self._sheet, key, "unfit_setting", _NOT_FIT))

    def _number(self, key: str, *, zero: bool = False) -> Decimal | None:
        """Return a number above 0, or 0 where that may be; None for all else."""
        value = self._sheet.values.get(key)
        if not isinstance(value, Decimal):
            return None
        line = load_own_sheet_words().setting_line(key)
        too_much = line is not None and 0 < line.most < value
        if value < 0 or too_much or (value == 0 and not zero):
            self._unfit(key)
            return None
        return value

    def _weights(self) -> dict[str, Decimal] | None:
        gradable = {indicator.id for indicator in load_town_method().gradable}
        weights = {}
        for name, _ in self._beginning(_WEIGHT):
            if name not in gradable:
                self._unfit(f"{_WEIGHT}{name}")
            elif (weight := self._number(f"{_WEIGHT}{name}", zero=True)) is not None:
                weights[name] = weight
        return weights if any(weights.values()) else None

    def _limits(self) -> tuple[Decimal, Decimal, Decimal] | None:
        keys = [f"grade_limits.{grade}" for grade in _LIMITS]
        values = [self._number(key) for key in keys]
        b, c, d = values
        if b is None or c is None or d is None:
            return None
        try:
            checked_limits((b, c, d))
        except InvalidValueError:
            self._unfit(keys[0])
            return None
        return b, c, d

    def _numbered(self, begin: str) -> list[str]:
        """Return the keys begin1, begin2 and so on, as far as they go without a gap."""
        keys = (f"{begin}{number}" for number in count(1))
        return list(takewhile(lambda key: key in self._sheet.values, keys))

    def _budget(self) -> Budget | None:
        total = self._number("budget.total_cny")
        if total is None:
            return None
        years = [self._number(key, zero=True) for key in self._numbered(_YEAR)]
        told = tuple(year for year in years if year is not None)
        whole = len(told) == len(years) and any(told)
        return Budget(total, told if whole else (), tuple(self._floors()))

    def _floors(self) -> Iterable[Floor]:
        for number, key in enumerate(self._numbered(_FLOOR[0]), 1):
            schemes = self._sheet.values.get(f"{_FLOOR[1]}{number}", 0)
            share = self._sheet.values.get(f"{_FLOOR[2]}{number}", Decimal(0))
            if not isinstance(schemes, int) or schemes < 0:
                self._unfit(f"{_FLOOR[1]}{number}")
            elif not isinstance(share, Decimal) or not 0 <= share <= 1:
                self._unfit(f"{_FLOOR[2]}{number}")
            else:
                yield Floor(Level(str(self._sheet.values[key])), schemes, share)


def line_texts(key: str, line: SettingLine, language: str) -> dict[str, str]:
    """Return label, unit and note of a key."""
    name = key.removeprefix(line.key) if line.key.endswith(".") else ""
    if line.key == _WEIGHT:
        indicators = {indicator.id: indicator.title for indicator in load_town_method().indicators}
        name = pick(indicators[name], language) if name in indicators else name
    return {
        "label": line.label[language].format(name=name),
        "unit": line.unit[language],
        "note": line.note[language],
        "key": key,
    }


def written_value(line: SettingLine, value: CellValue, language: str) -> CellValue:
    """Return what the cell of a value holds: levels are words."""
    if line.kind == "level" and isinstance(value, str):
        return load_own_sheet_words().choices["levels"].written(value, language)
    return value


@dataclass(frozen=True)
class SettingsChanges:
    """What is to be set: cells of rows that are there, and lines to be put in below, by column name."""

    cells: Mapping[tuple[int, int], CellValue]
    lines: tuple[tuple[SettingLine, Mapping[str, CellValue]], ...]


def settings_changes(sheet: SettingsSheet, settings: TownSettings) -> SettingsChanges:
    """Return by what a sheet must change to hold these settings: a cell that says the same already stays."""
    wanted = setting_values(settings)
    column = sheet.columns["value"]
    cells: dict[tuple[int, int], CellValue] = {}
    lines = []
    before = setting_values(settings_of(sheet)[0])
    for key, value in wanted.items():
        line = load_own_sheet_words().setting_line(key)
        assert line is not None  # every key of `setting_values` has one
        written = written_value(line, value, sheet.language)
        row = sheet.rows.get(key)
        if row is None:
            lines.append((line, {**line_texts(key, line, sheet.language), "value": written}))
        elif value != before.get(key) or (value not in (None, "") and not _text_at(sheet, row)):
            cells[row, column] = written
    for key in sheet.values:
        if key not in wanted and (key in before or (settings.budget and key.startswith(_OF_BUDGET))):
            cells[sheet.rows[key], column] = None
    return SettingsChanges(cells, tuple(lines))


def _text_at(sheet: SettingsSheet, row: int) -> str:
    return sheet.grid.get((row, sheet.columns["value"]), _BLANK).text


def fresh_lines(settings: TownSettings, language: str) -> list[tuple[SettingLine, dict[str, Any]]]:
    """Return the lines of a new sheet: for each its kind and its cells by column name."""
    lines = []
    for key, value in setting_values(settings).items():
        line = load_own_sheet_words().setting_line(key)
        assert line is not None  # every key of `setting_values` has one
        texts = line_texts(key, line, language)
        lines.append((line, {**texts, "value": written_value(line, value, language)}))
    return lines
