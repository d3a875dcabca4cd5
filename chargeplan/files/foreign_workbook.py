"""Workbooks that others made or filled in: read without trust, as cells with what stands in them.

Nothing is run and nothing is believed: sizes before unpacking, stored values instead of formulas, and what
hides something (merged cells, hidden rows and columns) is told along with the cells.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from chargeplan.errors import ImportFileError
from chargeplan.files.atomic import system_reason
from chargeplan.files.column_letters import column_letters
from chargeplan.files.number_formats import SCALED, shown_beside
from chargeplan.i18n import N_
from chargeplan.reference.sheet_words import load_sheet_words
from chargeplan.units import round_half_up

MOST_BYTES = 32 * 2**20
MOST_UNPACKED_BYTES = 128 * 2**20
MOST_MEMBERS = 1000
MOST_RATIO = 200
"""Unpacked to packed size, beyond a megabyte: sheets of formatted blanks come to 60, bombs to 1,000."""
MOST_SHEETS = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
MOST_ELEMENTS = 600_000
"""In parts that are read as a whole: styles of old workbooks come to 200,000."""

LARGEST = 10**10
_MOST_DECIMALS = 10
_CODE_DIGITS = 12
_SMALL_BYTES = 2**20
_LONGEST_SHOWN = 40

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ENTITIES = re.compile(rb"<\x00?!\x00?(D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I\x00?T)")
_HEAD_BYTES = 8192
_ENCRYPTED = 0x1
_WORKBOOK_KIND = "/officeDocument"
_WORKSHEET_KIND = "/worksheet"
_TRUE = ("1", "true")
_CONTENT_TYPES = "[Content_Types].xml"
_READ_WHOLE = ("main+xml", "sharedStrings+xml", "styles+xml")
"""Ends of the kinds of parts that are read as a whole, whatever those parts are called."""


@dataclass(frozen=True)
class ForeignCell:
    """One cell: its stored value, whether a formula made it, and its number format.

    `value` is None for a formula that no program has worked out yet.
    """

    value: object
    number_format: str = "General"
    formula: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it holds a date or a time."""
        return isinstance(self.value, date | datetime | time | timedelta)

    @property
    def is_error(self) -> bool:
        """Whether a formula failed in it, as #REF! does."""
        return isinstance(self.value, str) and self.value in _ERRORS

    @property
    def percent(self) -> bool:
        """Whether it is shown as a percentage."""
        return "%" in self.number_format

    @property
    def in_cny(self) -> bool:
        """Whether its format shows a number above 0 as it is, and beside it nothing but CNY.

        Programs keep the bare number of what they show as $12.50 or, with digits left out, in
        ten thousands of yuan.
        """
        number = self.number
        beside = () if number is None or number <= 0 else shown_beside(self.number_format, number)
        return all(word != SCALED and load_sheet_words().is_cny(word) for word in beside)

    @property
    def number(self) -> Decimal | None:
        """The number in it, as its shortest decimal without binary noise; None for everything else.

        What is beyond `LARGEST` is no figure of a bill.
        """
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not -LARGEST <= value <= LARGEST:  # nor is what cannot be compared
            return None
        exact = Decimal(repr(value))
        if int(exact.as_tuple().exponent) >= -_MOST_DECIMALS:
            return exact
        return round_half_up(exact, _MOST_DECIMALS).normalize()

    @property
    def text(self) -> str:
        """What stands in it as text, blanks around it left out; a whole number without its point."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value).strip()

    @property
    def code(self) -> str:
        """An item code, also where a program has taken it for a number and lost the first zero."""
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return self.text.zfill(_CODE_DIGITS) if number else self.text


_ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")
_NOTHING = ForeignCell(None)


@dataclass(frozen=True)
class ForeignSheet:
    """One sheet: cells by (row, column), both from 1, and what is merged or hidden in it.

    `merged` maps every cell of a merged range but its first to that first one.
    """

    name: str
    cells: Mapping[tuple[int, int], ForeignCell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> ForeignCell:
        """Return a cell, an empty one where nothing stands."""
        return self.cells.get((row, column), _NOTHING)

    def place(self, row: int, column: int) -> str:
        """Return a cell's name with that of its sheet."""
        return f"{self.name}!{column_letters(column)}{row}"

    def rows(self) -> list[int]:
        """Return the numbers of the rows in which something stands, in order."""
        return list(self._by_row)

    def row(self, row: int) -> dict[int, ForeignCell]:
        """Return the cells of a row in which something stands, by column."""
        return dict(self._by_row.get(row, {}))

    @cached_property
    def _by_row(self) -> Mapping[int, dict[int, ForeignCell]]:
        found: dict[int, dict[int, ForeignCell]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, {})[column] = self.cells[row, column]
        return found

    def is_merged(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of a merged range."""
        return (row, column) in self._merged_cells

    @cached_property
    def _merged_cells(self) -> frozenset[tuple[int, int]]:
        return frozenset((*self.merged, *self.merged.values()))


def shown(value: object) -> str:
    """Return what stands in a cell for a sentence: on one line, cut where it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def read_foreign_file(path: Path) -> bytes:
    """Return the bytes of a file; raise `ImportFileError` when it cannot be read or is too large."""
    try:
        about = path.stat()
        if about.st_size > MOST_BYTES:
            raise _too_large(path.name)
        if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):  # it may have no end
            raise ImportFileError(
                "no_file", N_("{name} cannot be opened: it is no ordinary file"), name=path.name
            )
        return path.read_bytes()
    except OSError as error:
        raise ImportFileError(
            "unreadable", N_("{name} cannot be read: {reason}"), name=path.name, reason=system_reason(error)
        ) from error


def read_workbook(data: bytes, name: str) -> tuple[ForeignSheet, ...]:
    """Return the sheets of a workbook in their order.

    Parameters
    ----------
    name : str
        What sentences call the file.

    Raises
    ------
    ImportFileError
        When it is no workbook, is damaged, protected by a password, or larger than any price book or bill.
    """
    from openpyxl import load_workbook  # 19 MB, which registers of a town go without

    paths = sheet_parts(open_package(data, name), name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out, such as pictures: nothing we look at
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = [_sheet(sheet, paths.get(sheet.title), data, name) for sheet in book.worksheets]
            book.close()
    except ImportFileError:
        raise
    except Exception as error:  # what openpyxl raises on damaged files is not one kind of error
        raise _damaged(name) from error
    if not sheets:
        raise _damaged(name)
    return tuple(sheets)


def _too_large(name: str) -> ImportFileError:
    return ImportFileError(
        "too_large", N_("{name} is larger than any workbook of figures: more than {most} MB"),
        name=name, most=MOST_BYTES // 2**20,
    )  # fmt: skip


def _bomb(name: str) -> ImportFileError:
    return ImportFileError("bomb", N_("{name} unpacks to more than any workbook of figures holds"), name=name)


def _damaged(name: str) -> ImportFileError:
    return ImportFileError(
        "damaged_workbook", N_("{name} is damaged: it cannot be read as a workbook"), name=name
    )


def _no_workbook(name: str) -> ImportFileError:
    return ImportFileError(
        "no_workbook", N_("{name} is no workbook; save it as .xlsx and try again"), name=name
    )


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive that a workbook is, once it is known to be harmless.

    Raises
    ------
    ImportFileError
        When it is no workbook, damaged, of the old kind, protected by a password, or would swell unpacked.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    if data.startswith(_OLD_OR_LOCKED):
        raise ImportFileError(
            "old_or_locked",
            N_("{name} is protected by a password or of the old kind .xls; save it as .xlsx without a "
               "password and try again"),
            name=name,
        )  # fmt: skip
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except Exception as error:  # what zipfile raises on damaged bytes is not one kind of error
        raise _no_workbook(name) from error
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _SMALL_BYTES and entry.file_size > MOST_RATIO * entry.compress_size
        for entry in entries
    )
    if len(entries) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES or swollen:
        raise _bomb(name)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _damaged(name)
    if _CONTENT_TYPES not in names:
        raise _no_workbook(name)
    for entry in entries:
        _refuse_entities(archive, entry, name)
    _refuse_endless(archive, names, name)
    return archive


def _refuse_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Refuse parts that define entities: no spreadsheet program writes them, and they can swell."""
    if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    try:
        with archive.open(entry) as stream:
            head = stream.read(_HEAD_BYTES)
    except Exception as error:  # as in `open_package`
        raise _damaged(name) from error
    if _ENTITIES.search(head):
        raise _damaged(name)


def _refuse_endless(archive: zipfile.ZipFile, names: Sequence[str], name: str) -> None:
    """Refuse parts that would be read as a whole, and slowly, with more elements than any workbook has."""
    _count_elements(
        archive, [part for part in names if part.endswith(".rels") or part == _CONTENT_TYPES], name
    )
    try:
        kinds = ElementTree.fromstring(archive.read(_CONTENT_TYPES))
    except Exception as error:  # as in `open_package`
        raise _no_workbook(name) from error
    whole = {
        element.get("PartName", "").lstrip("/")
        for element in kinds
        if element.get("ContentType", "").endswith(_READ_WHOLE)
    }
    _count_elements(archive, [part for part in names if part in whole], name)


def _count_elements(archive: zipfile.ZipFile, parts: Sequence[str], name: str) -> None:
    count = 0

    def start(*_: object) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise _bomb(name)

    for part in parts:
        try:
            with archive.open(part) as stream:
                _parser(start, name).ParseFile(stream)
        except ImportFileError:
            raise
        except Exception as error:  # as in `open_package`
            raise _damaged(name) from error


def _parser(start: Callable[[str, dict[str, str]], None], name: str) -> expat.XMLParserType:
    """Return a parser that tells of the elements of a part, and refuses parts that declare a type."""

    def refuse(*_: object) -> None:
        raise _damaged(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    return parser


def sheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the name of each sheet -> its part of the archive, in the order of the workbook.

    Raises
    ------
    ImportFileError
        When the package does not tell its sheets, or has too many.
    """
    try:
        top = _targets(archive, "_rels/.rels", "")
        book_path = next(path for kind, path in top.values() if kind.endswith(_WORKBOOK_KIND))
        folder, file = posixpath.split(book_path)
        targets = _targets(archive, f"{folder}/_rels/{file}.rels", folder)
        paths = {}
        for element in ElementTree.fromstring(archive.read(book_path)).iter():
            if _tag(element) == "sheet":
                number = next(value for key, value in element.attrib.items() if key.endswith("}id"))
                kind, path = targets[number]
                if kind.endswith(_WORKSHEET_KIND):
                    paths[element.attrib["name"]] = path
    except Exception as error:  # a part that is missing, no XML, or without what it must have
        raise _no_workbook(name) from error
    if len(paths) > MOST_SHEETS:
        raise ImportFileError(
            "too_many_sheets", N_("{name} has more than {most} sheets"), name=name, most=MOST_SHEETS
        )
    return paths


def _targets(archive: zipfile.ZipFile, part: str, folder: str) -> dict[str, tuple[str, str]]:
    root = ElementTree.fromstring(archive.read(part.lstrip("/")))
    return {
        element.attrib["Id"]: (
            element.attrib["Type"],
            posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"])).lstrip("/"),
        )
        for element in root
    }


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _too_far(place: str, name: str) -> ImportFileError:
    return ImportFileError(
        "sheet_too_large",
        N_("{place}: {name} reaches further than {columns} columns or {rows} rows"),
        place=place, name=name, columns=MOST_COLUMNS, rows=MOST_ROWS,
    )  # fmt: skip


def _sheet(sheet: Any, path: str | None, data: bytes, name: str) -> ForeignSheet:
    structure = _Structure(sheet.title, name)
    if path is not None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as stream:
            structure.read(stream)
    return ForeignSheet(
        sheet.title,
        _cells(sheet, structure.formulas, name),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(structure.hidden_rows),
        hidden_columns=frozenset(structure.hidden_columns),
        merged=structure.merged,
    )


def _cells(sheet: Any, formulas: set[tuple[int, int]], name: str) -> dict[tuple[int, int], ForeignCell]:
    sheet.reset_dimensions()  # what a file says of its size is often wrong
    found: dict[tuple[int, int], ForeignCell] = {}
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1):
        for cell in row:
            if cell.value is None:
                continue
            if cell.column > MOST_COLUMNS or cell.row > MOST_ROWS or len(found) >= MOST_CELLS:
                raise _too_far(f"{sheet.title}!{column_letters(cell.column)}{cell.row}", name)
            at = (cell.row, cell.column)
            found[at] = ForeignCell(cell.value, cell.number_format or "General", at in formulas)
    for at in formulas - set(found):
        if at[0] <= MOST_ROWS and at[1] <= MOST_COLUMNS:
            found[at] = ForeignCell(None, formula=True)
    return found


class _Structure:
    """What the part of a sheet tells beside its values: where formulas stand, what is merged and hidden.

    It is read once through and nothing of it is kept: it may hold a million rows of formatted blanks.
    """

    def __init__(self, sheet: str, name: str) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._sheet = sheet
        self._name = name
        self._row = 0
        self._column = 0
        self._reference: str | None = None
        self._others = 0
        self._take: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._take_row,
            "c": self._take_cell,
            "f": self._take_formula,
            "v": self._take_content,
            "is": self._take_content,
            "col": self._take_columns,
            "mergeCell": self._take_merged,
        }

    def read(self, stream: IO[bytes]) -> None:
        """Read the part; raise `ImportFileError` when something stands beyond every bill."""
        _parser(self._start, self._name).ParseFile(stream)

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        self._take.get(element.rpartition(" ")[2], self._take_other)(attributes)

    def _take_other(self, _: Mapping[str, str]) -> None:
        """Count what the size of the sheet does not bound."""
        self._others += 1
        if self._others > MOST_ELEMENTS:
            raise _bomb(self._name)

    def _take_row(self, attributes: Mapping[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column, self._reference = 0, None
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.add(self._row)

    def _take_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:  # it follows on the cell before
            self._column = self._position()[1] + 1
        self._reference = reference

    def _position(self) -> tuple[int, int]:
        return (self._row, self._column) if self._reference is None else _position(self._reference)

    def _take_formula(self, attributes: Mapping[str, str]) -> None:
        self._take_content(attributes)
        self.formulas.add(self._position())

    def _take_content(self, _: Mapping[str, str]) -> None:
        if self._row > MOST_ROWS:
            row, column = self._position()
            raise _too_far(f"{self._sheet}!{column_letters(column)}{row}", self._name)

    def _take_columns(self, attributes: Mapping[str, str]) -> None:
        self._take_other(attributes)
        if attributes.get("hidden") in _TRUE and len(self.hidden_columns) < MOST_COLUMNS:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _take_merged(self, attributes: Mapping[str, str]) -> None:
        from openpyxl.utils import range_boundaries

        self._take_other(attributes)
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(attributes["ref"]))
        rows = range(top, min(bottom, MOST_ROWS) + 1)
        columns = range(left, min(right, MOST_COLUMNS) + 1)
        if len(self.merged) + len(rows) * len(columns) > MOST_CELLS:
            raise ImportFileError(
                "too_much_merged", N_("{place}: {name} has more merged cells than any price book or bill"),
                place=f"{self._sheet}!{column_letters(left)}{top}", name=self._name,
            )  # fmt: skip
        inside = ((row, column) for row in rows for column in columns)
        self.merged.update((at, (top, left)) for at in inside if at != (top, left))


def _position(reference: str) -> tuple[int, int]:
    from openpyxl.utils import range_boundaries

    column, row, _, _ = range_boundaries(reference)
    return int(row or 0), int(column or 0)
