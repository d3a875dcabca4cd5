"""Files in which registers stand, read without trust: sheets of a workbook or a file of text, as plain rows.

What stands in a sheet comes from a fast reader, which keeps quiet about three things: cells that hold an
error, formulas that no program has worked out, and how far out stray cells lie. The part of the sheet is
therefore looked through before.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from chargeplan.errors import CalledOff, Cancelled, ImportFileError, go_on_unless, never
from chargeplan.files.column_letters import column_letters, column_number
from chargeplan.files.foreign_workbook import open_package, read_foreign_file, sheet_parts
from chargeplan.files.town_layout import TEXT_SUFFIXES
from chargeplan.i18n import N_

Row = Sequence[Any]
"""Values of a row from column 1 on; None and "" are nothing."""

MOST_ROWS = 100_000
MOST_COLUMNS = 400
MOST_AREA = 4_000_000
"""Cells of the rectangle around all that stands on a sheet, up to which it is read at once."""
MOST_MERGED = 20_000
MOST_FIELD = 2**17
ROWS_BETWEEN_QUESTIONS = 32
"""So often whoever reads asks whether the register is still wanted: every few milliseconds."""

_DELIMITERS = ",;\t|"
_SNIFFED_LINES = 60
_MAINS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TRUE = ("1", "true")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class RawTable:
    """One sheet as plain rows.

    Attributes
    ----------
    rows : sequence of rows
        The first is row 1 of the sheet; they need not be equally long.
    merged : tuple of (first row, first column, last row, last column)
    errors : (row, column) -> the error that stands there, such as #REF!
    unsolved : places of formulas that no program has worked out
    hidden : bool
        Whether the sheet is hidden; `hidden_rows` counts hidden rows with something in them.
    far : str
        The cell farthest out of what lies beyond `MOST_COLUMNS` and was not read, "" for none.
    """

    name: str
    rows: Sequence[Row]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    unsolved: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False
    hidden_rows: int = 0
    far: str = ""

    def row(self, number: int) -> Row:
        """Return the row of a number from 1, an empty one below the last."""
        return self.rows[number - 1] if 0 < number <= len(self.rows) else ()

    def value(self, row: int, column: int) -> Any:
        """Return what stands in a cell, None for nothing."""
        values = self.row(row)
        return values[column - 1] if 0 < column <= len(values) else None


class RegisterFile:
    """A file that may hold a register; its sheets are read when they are asked for.

    `cancelled` is asked every few rows while it is read; whoever reads sets it to a question of its own.

    Raises
    ------
    ImportFileError
        When the file cannot be read, or is neither a workbook nor a table of text.
    """

    def __init__(self, path: Path) -> None:
        self.cancelled: Cancelled = never
        self.name = path.name
        self.stem = path.stem
        data = read_foreign_file(path)
        self.fingerprint = hashlib.sha256(data).hexdigest()
        self.is_text = path.suffix.lower() in TEXT_SUFFIXES
        self._read: dict[str, RawTable] = {}
        if self.is_text:
            self.sheet_names: tuple[str, ...] = ("",)
            self._read[""] = RawTable("", _text_rows(data, self.name))
        else:
            self._book = _Book(data, self.name)
            self.sheet_names = self._book.sheet_names

    def table(self, sheet: str) -> RawTable:
        """Return a sheet; raise `ImportFileError` when there is none of that name, or it is damaged."""
        if sheet not in self.sheet_names:
            raise ImportFileError(
                "no_such_sheet", N_("{name} has no sheet {sheet}"), name=self.name, sheet=sheet
            )
        if sheet not in self._read:
            self._read[sheet] = self._book.table(sheet, self.cancelled)
        return self._read[sheet]

    def forget_all_but(self, sheet: str) -> None:
        """Give back the memory of the other sheets; they are read again when they are asked for."""
        self._read = {name: table for name, table in self._read.items() if name == sheet}


# --- workbooks --------------------------------------------------------------------------------------


def _damaged(name: str) -> ImportFileError:
    return ImportFileError(
        "damaged_workbook", N_("{name} is damaged: it cannot be read as a workbook"), name=name
    )


class _Book:
    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        with open_package(data, name) as archive:
            self._parts = sheet_parts(archive, name)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self._hidden = {
                sheet.name
                for sheet in self._book.sheets_metadata
                if sheet.visible != SheetVisibleEnum.Visible
            }
            self.sheet_names = tuple(name for name in self._book.sheet_names if name in self._parts)
        except Exception as error:  # what the reader raises on damaged files is not one kind of error
            raise _damaged(name) from error
        if not self.sheet_names:
            raise _damaged(name)

    def table(self, sheet: str, cancelled: Cancelled) -> RawTable:
        looked = _Look(sheet, self._name, cancelled)
        try:
            part = self._parts[sheet]
            with zipfile.ZipFile(io.BytesIO(self._data)) as archive, archive.open(part) as stream:
                looked.through(stream)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, zlib.error) as error:
            raise _damaged(self._name) from error  # a part that is not there, or cannot be unpacked
        far = looked.last_column > MOST_COLUMNS
        try:
            if far or looked.last_row * looked.last_column > MOST_AREA:
                rows: Sequence[Row] = list(self._sparse_rows(sheet, looked))
                merged: tuple[tuple[int, int, int, int], ...] = ()
            else:
                read = self._book.get_sheet_by_name(sheet)
                rows = read.to_python(skip_empty_area=False) if looked.last_row else []
                ranges = (read.merged_cell_ranges or [])[:MOST_MERGED]
                merged = tuple(
                    (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges
                )
        except Exception as error:  # as above
            raise _damaged(self._name) from error
        return RawTable(
            sheet,
            rows,
            merged,
            looked.errors,
            frozenset(looked.unsolved),
            sheet in self._hidden,
            looked.hidden_rows,
            looked.farthest if far else "",
        )

    def _sparse_rows(self, sheet: str, looked: _Look) -> Iterator[Row]:
        """Yield the rows of a sheet with stray cells far out, by a reader that skips what is empty."""
        from openpyxl import load_workbook  # 19 MB, which registers with stray cells alone need

        book = load_workbook(io.BytesIO(self._data), read_only=True, data_only=True, keep_links=False)
        read = book[sheet]
        read.reset_dimensions()
        try:
            yield from read.iter_rows(max_row=looked.last_row, max_col=MOST_COLUMNS, values_only=True)
        finally:
            book.close()


class _Look:
    """What a look through the part of a sheet finds; nothing of it is kept but counts and places."""

    def __init__(self, sheet: str, name: str, cancelled: Cancelled) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.unsolved: set[tuple[int, int]] = set()
        self.hidden_rows = 0
        self.last_row = 0
        self.last_column = 0
        self.farthest = ""
        self._sheet = sheet
        self._name = name
        self._cancelled = cancelled
        self._row = 0
        self._column = 0
        self._attributes: Mapping[str, str] = {}
        self._hidden = False
        self._formula = False
        self._texts: list[str] = []
        self._columns: dict[str, int] = {}
        self._starts = self._by_tag(
            row=self._row_starts, c=self._cell_starts, f=self._formula_starts, v=self._value_starts
        )
        self._starts.update(self._by_tag(**{"is": self._text_starts}))

    @staticmethod
    def _by_tag(
        **takes: Callable[[Mapping[str, str]], None],
    ) -> dict[str, Callable[[Mapping[str, str]], None]]:
        return {f"{main} {tag}": take for main in _MAINS for tag, take in takes.items()}

    def through(self, stream: IO[bytes]) -> None:
        """Look through a part; raise `ImportFileError` when it is damaged or longer than any register."""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse
        try:
            self._parser.ParseFile(stream)
        except (ImportFileError, CalledOff):
            raise
        except Exception as error:  # no XML, a reference that is none, or an archive that breaks off
            raise _damaged(self._name) from error

    def _refuse(self, *_: object) -> None:
        raise _damaged(self._name)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        take = self._starts.get(tag)
        if take is not None:
            take(attributes)

    def _row_starts(self, attributes: Mapping[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        self._hidden = attributes.get("hidden") in _TRUE
        if self._row % ROWS_BETWEEN_QUESTIONS == 0:
            go_on_unless(self._cancelled)

    def _cell_starts(self, attributes: Mapping[str, str]) -> None:
        self._attributes = attributes
        self._formula = False
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = column_number(letters)
        self._column = self._columns[letters]

    def _formula_starts(self, _: Mapping[str, str]) -> None:
        self._formula = True
        self._note()
        if self._attributes.get("t") != "str":  # an empty text is a result
            self.unsolved.add((self._row, self._column))

    def _value_starts(self, _: Mapping[str, str]) -> None:
        self._note()
        if self._formula or self._attributes.get("t") == "e":
            self._texts = []
            self._parser.CharacterDataHandler = self._texts.append
            self._parser.EndElementHandler = self._value_ends

    def _text_starts(self, _: Mapping[str, str]) -> None:
        self._note()

    def _value_ends(self, _: str) -> None:
        text = "".join(self._texts).strip()
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        at = (self._row, self._column)
        if text:
            self.unsolved.discard(at)
            if self._attributes.get("t") == "e":
                self.errors[at] = text

    def _note(self) -> None:
        """Note that something stands in the cell."""
        if self._row > MOST_ROWS:
            raise ImportFileError(
                "sheet_too_large",
                N_("{place}: {name} reaches further than {rows} rows"),
                place=f"{self._sheet}!{self._row}", name=self._name, rows=MOST_ROWS,
            )  # fmt: skip
        if self._row > self.last_row:
            self.last_row = self._row
            self.hidden_rows += self._hidden
        if self._column > self.last_column:
            self.last_column = self._column
            self.farthest = f"{column_letters(self._column)}{self._row}"


# --- files of text ----------------------------------------------------------------------------------


def _text_rows(data: bytes, name: str) -> list[list[str]]:
    text = _decoded(data, name)
    first, _, _ = text.partition("\n")
    told = _SEPARATOR_LINE.fullmatch(first.strip("\r"))
    delimiter = told[1] if told else _delimiter(text)
    try:
        csv.field_size_limit(MOST_FIELD)
        # A line that names the separator stays a row, so that rows are counted as an editor counts them.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ImportFileError(
            "damaged_table", N_("{name} is damaged: it cannot be read as a table of text"), name=name
        ) from error
    if len(rows) > MOST_ROWS:
        raise ImportFileError(
            "sheet_too_large",
            N_("{place}: {name} reaches further than {rows} rows"),
            place=len(rows), name=name, rows=MOST_ROWS,
        )  # fmt: skip
    return [[] if number == 0 and told else row[:MOST_COLUMNS] for number, row in enumerate(rows)]


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the encodings of Chinese Windows."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ImportFileError(
        "unknown_encoding",
        N_("{name} is no table of text: it is neither in UTF-8 nor in the encodings of Chinese Windows"),
        name=name,
    )


def _delimiter(text: str) -> str:
    """Return what parts the columns: what gives most lines the same, largest number of fields."""
    lines = text.splitlines(keepends=True)[:_SNIFFED_LINES]

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        common = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(common) if common > 1 else 0, common)

    return max(_DELIMITERS, key=fit)
