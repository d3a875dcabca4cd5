"""What stands in the cells of one sheet, in a quick pass over its part."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from chargeplan.files.column_letters import column_letters, column_number
from chargeplan.files.opc.archive import damaged
from chargeplan.files.opc.package import Package, SheetEntry

MOST_CELLS = 4_000_000
LAST_ROW = 2**20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Cell(NamedTuple):
    """One cell: what stands in it, and how.

    Attributes
    ----------
    kind : str
        "text", "number", "bool", "error", "day" (an ISO day) or "blank".
    text : str
        The value as the part has it, references to shared texts resolved.
    formula : bool
        Whether a formula made it.
    style : int
        The number of its format.
    """

    kind: str
    text: str
    formula: bool = False
    style: int = 0


Grid = Mapping[tuple[int, int], Cell]
"""Cells by row and column, from 1; those in which nothing stands are absent."""


def cell_name(row: int, column: int) -> str:
    """Return a cell's name: (3, 28) is AB3."""
    return f"{column_letters(column)}{row}"


def cell_place(name: str) -> tuple[int, int] | None:
    """Return row and column of a cell's name, with or without $; None when it is none."""
    found = _CELL_NAME.fullmatch(name)
    return (int(found[2]), column_number(found[1])) if found else None


def unescaped(text: str) -> str:
    """Return a text of a cell with what XML cannot hold, as _x0007_, put back."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_cells(package: Package, sheet: SheetEntry, last_row: int = LAST_ROW) -> Grid:
    """Return what stands in a sheet down to a row; raise `ImportFileError` when its part is damaged."""
    try:
        found = dict(_cells(package.read(sheet.path), last_row))
        if not any(cell.kind == "shared" for cell in found.values()):
            return found
        texts = _shared_texts(package)
        return {at: _resolved(cell, texts) for at, cell in found.items()}
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise damaged(package.name) from error


def _resolved(cell: Cell, texts: Sequence[str]) -> Cell:
    if cell.kind != "shared":
        return cell
    return Cell("text", texts[int(cell.text)], cell.formula, cell.style)


def _walk(data: bytes, *tags: str) -> Iterator[etree._Element]:
    wanted = [f"{{*}}{tag}" for tag in tags]
    yield from (
        element
        for _, element in etree.iterparse(
            io.BytesIO(data), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
        )
    )


def _cells(data: bytes, last_row: int) -> Iterator[tuple[tuple[int, int], Cell]]:
    row = count = 0
    same: dict[Cell, Cell] = {}  # most of what stands in a long table stands there many times
    for element in _walk(data, "row"):
        told = element.get("r")
        row = int(told) if told else row + 1
        if row > last_row:
            return
        column = 0
        for one in element:
            name = one.get("r")
            column = column_number(name.rstrip(_DIGITS)) if name else column + 1
            cell = _cell(one) if len(one) else None
            if cell is not None:
                count += 1
                if count > MOST_CELLS:
                    raise ValueError
                yield (row, column), same.setdefault(cell, cell)
        element.clear()


_DIGITS = "0123456789"
_KINDS = {"s": "shared", "b": "bool", "e": "error", "str": "text", "inlineStr": "text", "d": "day"}


def _cell(element: etree._Element) -> Cell | None:
    """Return a cell, None where nothing stands in it."""
    kind = _KINDS.get(element.get("t", "n"), "number")
    formula, value = False, None
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        if tag.endswith("}v"):
            value = child.text or ""
        elif tag.endswith("}is"):
            value = _text_in(child)
        elif tag.endswith("}f"):
            formula = True
    style = int(element.get("s", "0"))
    if value is None or (kind == "number" and not value.strip()):
        return Cell("blank", "", formula, style) if formula else None
    return Cell(kind, unescaped(value) if kind == "text" else value, formula, style)


def _text_in(element: etree._Element) -> str:
    """Return the text of a string with all its runs, but not how it is pronounced."""
    pieces = []
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        if tag.endswith("}t"):
            pieces.append(child.text or "")
        elif tag.endswith("}r"):
            pieces += [one.text or "" for one in child if isinstance(one.tag, str) and one.tag.endswith("}t")]
    return "".join(pieces)


def _shared_texts(package: Package) -> Sequence[str]:
    if package.shared_texts is None:
        path = package.related("sharedStrings")
        found = []
        for element in _walk(package.read(path), "si") if path else ():
            found.append(unescaped(_text_in(element)))
            element.clear()
        package.shared_texts = found
    return package.shared_texts
