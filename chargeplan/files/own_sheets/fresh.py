"""A sheet made from nothing: what it is, how to use it, and a table under headings that stay in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chargeplan.files.opc.cells import CellValue, NewCell, row_markup
from chargeplan.files.opc.reading import LAST_ROW, cell_name
from chargeplan.files.opc.splicing import markup, plain

HEADING_ROW = 3
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TITLE_HEIGHT = 24
_HEADING_HEIGHT = 30
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6, "header": 0.3, "footer": 0.3}
_A4 = 9


@dataclass(frozen=True)
class FreshColumn:
    """A column: its heading, its width in characters, the format of its cells."""

    title: str
    width: int
    style: int
    hidden: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Tint:
    """A conditional format: its number, the formula that says where, and the columns it colours."""

    number: int
    formula: str
    first: int
    last: int


@dataclass(frozen=True)
class FreshSheet:
    """Everything that a fresh sheet is made from; `rows` hold values by column, from 1."""

    title: str
    hint: str
    columns: Sequence[FreshColumn]
    rows: Sequence[Mapping[int, CellValue]]
    styles: Mapping[str, int]
    frozen_columns: int = 0
    tints: Sequence[Tint] = ()
    tab_color: str = ""
    cell_styles: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Formats of single cells, by row and column of the sheet, that differ from their column's."""

    @property
    def last_row(self) -> int:
        """The row of the last line of the table."""
        return HEADING_ROW + len(self.rows)

    @property
    def table(self) -> str:
        """The range of the table with its headings."""
        return f"{cell_name(HEADING_ROW, 1)}:{cell_name(self.last_row, len(self.columns))}"

    def part(self, namespace: str, *, from_1904: bool = False) -> bytes:
        """Return the part of the sheet."""
        pieces = [
            markup(
                "sheetPr", None,
                *([markup("tabColor", {"rgb": self.tab_color})] if self.tab_color else []),
                markup("pageSetUpPr", {"fitToPage": 1}),
            ),
            markup("dimension", {"ref": f"A1:{cell_name(self.last_row, len(self.columns))}"}),
            markup("sheetViews", None, self._view()),
            markup("sheetFormatPr", {"defaultRowHeight": 15}),
            markup("cols", None, *self._columns()),
            markup("sheetData", None, *self._rows(from_1904)),
            markup("autoFilter", {"ref": self.table}),
            *self._tints(),
            self._validations(),
            markup("pageMargins", _MARGINS),
            markup(
                "pageSetup",
                {"paperSize": _A4, "orientation": "landscape", "fitToWidth": 1, "fitToHeight": 0},
            ),
            markup("headerFooter", None, markup("oddFooter", None, "&amp;C&amp;P / &amp;N")),
        ]  # fmt: skip
        return (_HEAD + markup("worksheet", {"xmlns": namespace}, *pieces)).encode("utf-8")

    def _view(self) -> str:
        left = {"xSplit": self.frozen_columns} if self.frozen_columns else {}
        corner = cell_name(HEADING_ROW + 1, self.frozen_columns + 1)
        pane = "bottomRight" if left else "bottomLeft"
        frozen = markup(
            "pane",
            {**left, "ySplit": HEADING_ROW, "topLeftCell": corner, "activePane": pane, "state": "frozen"},
        )
        chosen = markup("selection", {"pane": pane, "activeCell": corner, "sqref": corner})
        return markup("sheetView", {"showGridLines": 0, "workbookViewId": 0}, frozen, chosen)

    def _columns(self) -> list[str]:
        return [
            markup(
                "col",
                {"min": at, "max": at, "width": column.width + 0.7109375, "customWidth": 1,
                 **({"hidden": 1} if column.hidden else {})},
            )
            for at, column in enumerate(self.columns, 1)
        ]  # fmt: skip

    def _rows(self, from_1904: bool) -> list[str]:
        styles = self.styles
        titles = {at: NewCell(column.title, styles["head"]) for at, column in enumerate(self.columns, 1)}
        texts = [
            row_markup(1, {1: NewCell(self.title, styles["title"])}, height=_TITLE_HEIGHT),
            row_markup(2, {1: NewCell(self.hint, styles["hint"])}),
            row_markup(HEADING_ROW, titles, height=_HEADING_HEIGHT),
        ]
        for row, values in enumerate(self.rows, HEADING_ROW + 1):
            cells = {
                at: NewCell(values.get(at), self.cell_styles.get((row, at), column.style))
                for at, column in enumerate(self.columns, 1)
            }
            texts.append(row_markup(row, cells, from_1904=from_1904))
        return texts

    def _tints(self) -> list[str]:
        return [
            markup(
                "conditionalFormatting",
                {"sqref": f"{cell_name(HEADING_ROW + 1, tint.first)}:{cell_name(LAST_ROW, tint.last)}"},
                markup(
                    "cfRule", {"type": "expression", "dxfId": tint.number, "priority": priority},
                    markup("formula", None, plain(tint.formula)),
                ),
            )
            for priority, tint in enumerate(self.tints, 1)
        ]  # fmt: skip

    def _validations(self) -> str:
        made = [
            markup(
                "dataValidation",
                {"type": "list", "errorStyle": "warning", "allowBlank": 1, "showInputMessage": 1,
                 "showErrorMessage": 1, **({"prompt": column.hint} if column.hint else {}),
                 "sqref": f"{cell_name(HEADING_ROW + 1, at)}:{cell_name(LAST_ROW, at)}"},
                markup("formula1", None, plain(f'"{",".join(column.choices)}"')),
            )
            for at, column in enumerate(self.columns, 1)
            if column.choices
        ]  # fmt: skip
        return markup("dataValidations", {"count": len(made)}, *made) if made else ""
