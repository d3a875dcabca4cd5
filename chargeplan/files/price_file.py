"""A price book as a workbook: one table to fill in, and the way back with every fault told by sheet and cell.

What is read becomes a price book whole or not at all.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from chargeplan.costing.price_lines import PriceLine, line_of_kind, own_prices_of
from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.foreign_workbook import (
    ForeignCell,
    ForeignSheet,
    read_foreign_file,
    read_workbook,
    shown,
)
from chargeplan.files.saving import new_workbook
from chargeplan.files.sheet_days import created_on
from chargeplan.files.workbook.texts import plain, row_height
from chargeplan.i18n import LANGUAGES, N_, pick, tr
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.price_books import MOST_PERCENT, SHARE_UNIT, Price
from chargeplan.reference.sheet_words import load_sheet_words, normalised
from chargeplan.reference.tender_limits import load_tender_limits
from chargeplan.reference.toml_tables import CONFIDENCES
from chargeplan.reference.work_items import WorkItemBook

CONFIDENCE_WORDS = {
    "found": N_("read in its source"),
    "derived": N_("worked out"),
    "memory": N_("to be verified: from memory"),
    "uncertain": N_("to be verified: uncertain"),
}
LONGEST_TEXT = 500

OTHER_FORMAT = N_(
    "{place}: {value} is shown as {number_format}, which is other money or another scale; put plain CNY"
)

_BETWEEN = re.compile("[;\uff1b\n]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d*)?")
_NUMBERED = re.compile(r"^\d+\.\s+")
_ABSURD = N_("{place}: {value} is beyond any unit rate; check figure and unit")
_SHEET = N_("Price book")
_COLUMNS = (
    ("id", N_("Line id"), 24), ("code", N_("Item code"), 15), ("title", N_("Item"), 24),
    ("features", N_("Item features"), 44), ("unit", N_("Unit"), 9), ("rate", N_("Unit rate"), 12),
    ("low", N_("Usual from"), 11), ("high", N_("Usual to"), 11), ("basis", N_("Basis"), 34),
    ("confidence", N_("Confidence"), 25),
)  # fmt: skip
_HEAD_ROW = 4
_MISSING_FILL = "#FFD9A0"
_NEEDED = ("unit", "rate")
_MONEY = ("rate", "low", "high")
_CENT = Decimal("0.01")


# --- writing ---------------------------------------------------------------------------------------


def price_book_bytes(
    book: OwnPriceBook,
    lines: Sequence[PriceLine],
    *,
    language: str,
    day: datetime.date | None = None,
) -> bytes:
    """Return a workbook with a row for every line; lines that the book has no price for are left blank.

    Parameters
    ----------
    lines
        Every line that may be priced, those of the book's own prices among them.
    day
        The date that the file carries.

    Raises
    ------
    KeyError
        When the book prices a line that is not among `lines`.
    """
    data = BytesIO()
    made = new_workbook(data)
    made.set_properties({"title": plain(book.name), "created": created_on(day)})
    prices = dict(own_prices_of(book))
    writer = _Writer(made, language)
    writer.head(book)
    for line in lines:
        writer.line(line, prices.pop(line.id, None))
    if prices:
        raise KeyError(next(iter(prices)))
    writer.close()
    made.close()
    return data.getvalue()


class _Writer:
    def __init__(self, book: Any, language: str) -> None:
        self.language = language
        self.sheet = book.add_worksheet(tr(_SHEET, language))
        common = {"font_name": "SimSun" if language == "zh_CN" else "Arial", "font_size": 10}
        cell = {**common, "border": 1, "border_color": "#8A949B", "valign": "vcenter", "text_wrap": True}
        self.text = book.add_format(cell)
        self.identity = book.add_format({**cell, "text_wrap": False, "shrink": True})
        self.centred = book.add_format({**cell, "align": "center"})
        self.indented = book.add_format({**cell, "indent": 1})
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})
        self.missing = book.add_format({**cell, "num_format": "#,##0.00", "bg_color": _MISSING_FILL})
        self.title = book.add_format({**common, "bold": True, "font_size": 16})
        self.label = book.add_format({**common, "bold": True})
        self.plain = book.add_format(common)
        self.note = book.add_format({**common, "font_color": "#5B666D", "font_size": 9})
        self.heads = book.add_format({**cell, "bold": True, "bg_color": "#DDE7EE", "align": "center"})
        self.filled = book.add_format({"bg_color": "#FFFFFF"})
        self.row = _HEAD_ROW + 1

    def head(self, book: OwnPriceBook) -> None:
        self.write(0, 0, tr(_SHEET, self.language), self.title)
        self.write(1, 0, tr("Name of the price book", self.language), self.label)
        self.write(1, 1, book.name, self.plain)
        self.write(2, 0, tr("Based on", self.language), self.label)
        self.write(2, 1, book.base_id, self.plain)
        self.write(2, 2, book.base_version, self.plain)
        self.write(
            3, 0,
            tr(
                "CNY before tax, two decimals. A line without a unit rate has no price. Leave line id and "
                "unit as they are.",
                self.language,
            ),
            self.note,
        )  # fmt: skip
        for column, (_, text, width) in enumerate(_COLUMNS):
            self.sheet.set_column(column, column, width)
            self.write(_HEAD_ROW, column, tr(text, self.language), self.heads)
        self.sheet.freeze_panes(_HEAD_ROW + 1, 3)
        self.sheet.repeat_rows(_HEAD_ROW)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def line(self, line: PriceLine, price: OwnPrice | None) -> None:
        confidence = tr(CONFIDENCE_WORDS[price.confidence], self.language) if price else ""
        texts = {
            "id": line.id,
            "code": line.code,
            "title": line.title(self.language),
            "features": line.features_of(self.language),
            "unit": pick(line.unit.symbol, self.language),
            "basis": price.basis if price else "",
            "confidence": confidence,
        }
        amounts = (price.price_cny, price.low_cny, price.high_cny) if price else (None, None, None)
        money = dict(zip(_MONEY, amounts, strict=True))
        for column, (name, _, _) in enumerate(_COLUMNS):
            if name in texts:
                self.write(self.row, column, texts[name], self._style(name))
            elif money[name] is not None:
                self.sheet.write_number(self.row, column, float(money[name] or 0), self.money)
            else:
                fill = self.missing if name == "rate" else self.money
                self.sheet.write_blank(self.row, column, None, fill)
        wrapped = [
            (texts[name], float(width)) for name, _, width in _COLUMNS if name in texts and name != "id"
        ]
        self.sheet.set_row(self.row, row_height(wrapped))
        self.row += 1

    def _style(self, name: str) -> Any:
        styles = {"id": self.identity, "code": self.centred, "unit": self.centred, "basis": self.indented}
        return styles.get(name, self.text)

    def close(self) -> None:
        first, last = _HEAD_ROW + 1, max(_HEAD_ROW + 1, self.row - 1)
        names = [name for name, _, _ in _COLUMNS]
        rate, confidence = names.index("rate"), names.index("confidence")
        words = [tr(word, self.language) for word in CONFIDENCE_WORDS.values()]
        self.sheet.data_validation(
            first,
            confidence,
            last,
            confidence,
            {"validate": "list", "source": words, "error_type": "warning"},
        )
        self.sheet.conditional_format(
            first, rate, last, rate, {"type": "cell", "criteria": ">", "value": 0, "format": self.filled}
        )

    def write(self, row: int, column: int, text: str, cell_format: Any) -> None:
        self.sheet.write_string(row, column, plain(text), cell_format)


# --- reading ---------------------------------------------------------------------------------------


def read_price_file(
    path: Path,
    lines: Sequence[PriceLine],
    references: Mapping[str, Price],
    work_items: WorkItemBook,
    *,
    base: tuple[str, str],
) -> OwnPriceBook:
    """Return the price book in a workbook; see `read_price_book_bytes`."""
    data = read_foreign_file(path)
    return read_price_book_bytes(data, path.name, lines, references, work_items, base=base)


def read_price_book_bytes(
    data: bytes,
    name: str,
    lines: Sequence[PriceLine],
    references: Mapping[str, Price],
    work_items: WorkItemBook,
    *,
    base: tuple[str, str],
) -> OwnPriceBook:
    """Return the price book in a workbook, its prices in the order of `lines`, then those of other plans.

    Parameters
    ----------
    name : str
        What sentences call the file.
    lines
        Every line that may be priced, with the unit that its price must be for.
    references : line -> price
        What prices are held against: one that is many times off is a slip.
    work_items
        What lines that only another plan has are known by, with the unit of their kind.
    base : (id, version)
        The shipped book that it is taken to rest on when it does not say so.

    Raises
    ------
    ImportFileError
        When it is no workbook, or with `faults` that name sheet and cell of everything that is wrong.
    """
    sheet, heads = _table(read_workbook(data, name), name)
    reader = _Reader(sheet, heads, lines, references, work_items)
    reader.read()
    if reader.faults:
        raise ImportFileError(
            "price_book_faults",
            N_("{name} was not taken in, and no price has changed. Faults: {count}; the first is: {first}"),
            faults=tuple(reader.faults), name=name, count=len(reader.faults), first=reader.faults[0],
        )  # fmt: skip
    order = {line.id: number for number, line in enumerate(lines)}
    title, based = _labels(sheet, min(row for row, _ in heads.values()))
    return OwnPriceBook(
        title or Path(name).stem,
        based[0] or base[0],
        based[1] if based[0] else base[1],
        tuple(sorted(reader.prices.values(), key=lambda price: order.get(price.line_id, len(order)))),
    )


_Heads = Mapping[str, tuple[int, int]]
"""Column of the table -> (row, column) of its head."""


def _fault(code: str, text: str, place: str, **values: object) -> ImportFileError:
    return ImportFileError(code, text, faults=(), place=place, **values)


def _table(sheets: Sequence[ForeignSheet], name: str) -> tuple[ForeignSheet, _Heads]:
    """Return the one sheet with a table of prices, and where its heads are."""
    found = [(sheet, heads) for sheet in sheets if (heads := _heads(sheet))]
    if not found:
        raise ImportFileError(
            "no_price_table",
            N_("{name} has no table of prices: no row of any sheet ({sheets}) heads columns for line or item "
               "code, unit and unit rate"),
            name=name, sheets=shown(", ".join(sheet.name for sheet in sheets)),
        )  # fmt: skip
    if len(found) > 1:
        raise ImportFileError(
            "several_price_tables",
            N_("{name} has tables of prices on several sheets ({sheets}); leave only one of them"),
            name=name, sheets=shown(", ".join(sheet.name for sheet, _ in found)),
        )  # fmt: skip
    sheet, heads = found[0]
    columns = [heads[key][1] for key in heads]
    row = next(iter(heads.values()))[0]
    doubled = [
        column
        for column, cell in sheet.row(row).items()
        if load_sheet_words().head(cell.text) in heads and column not in columns
    ]
    if doubled:
        raise _fault(
            "doubled_head", N_("{place}: this head stands there twice: {value}"),
            sheet.place(row, doubled[0]), value=shown(sheet.cell(row, doubled[0]).text),
        )  # fmt: skip
    if sheet.hidden:
        raise ImportFileError("hidden_sheet", N_("{sheet}: the sheet is hidden; show it"), sheet=sheet.name)
    return sheet, heads


def _heads(sheet: ForeignSheet) -> _Heads | None:
    words = load_sheet_words()
    for row in sheet.rows():
        heads: dict[str, tuple[int, int]] = {}
        for column, cell in sheet.row(row).items():
            head = words.head(cell.text)
            if head is not None:
                heads.setdefault(head, (row, column))
        if all(name in heads for name in _NEEDED) and ("id" in heads or "code" in heads):
            return heads
    return None


def _labels(sheet: ForeignSheet, above: int) -> tuple[str, tuple[str, str]]:
    """Return the name of the book, and id and version of what it rests on, as far as it says so."""
    words = load_sheet_words()
    title, based = "", ("", "")
    for row in sheet.rows():
        if row >= above:
            break
        for column, cell in sheet.row(row).items():
            label = words.label(cell.text)
            if label == "book_name":
                title = sheet.cell(row, column + 1).text
            elif label == "book_base":
                based = (sheet.cell(row, column + 1).text, sheet.cell(row, column + 2).text)
    return title, based


def _above(sheet: ForeignSheet, below: int) -> Iterator[tuple[int, int]]:
    """Yield the cells above the heads, without the rows that say what the book is called."""
    words = load_sheet_words()
    for row in sheet.rows():
        cells = sheet.row(row)
        if row < below and not any(words.label(cell.text) for cell in cells.values()):
            yield from ((row, column) for column in cells)


@dataclass
class _Reader:
    sheet: ForeignSheet
    heads: _Heads
    lines: Sequence[PriceLine]
    references: Mapping[str, Price]
    work_items: WorkItemBook
    faults: list[ChargeplanError] = field(default_factory=list)
    prices: dict[str, OwnPrice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id = {line.id: line for line in self.lines}
        self._by_code = {line.code: line for line in self.lines if line.code}
        self._units = {line.unit.id: line.unit for line in self.lines}
        self._rows: dict[str, int] = {}
        self._confidences = {
            normalised(word): name
            for name, text in CONFIDENCE_WORDS.items()
            for word in (name, *(tr(text, language) for language in LANGUAGES))
        }

    def read(self) -> None:
        """Read every row below the heads; what is wrong is added to `faults`."""
        self._refuse_hidden_columns()
        self._refuse_other_money()
        below = max(row for row, _ in self.heads.values())
        for row in self.sheet.rows():
            if row > below and any(
                self._cell(row, name).text or self._cell(row, name).formula for name in self.heads
            ):
                self._read_row(row)
        self._refuse_merged(below)

    def _refuse_hidden_columns(self) -> None:
        for row, column in self.heads.values():
            if column in self.sheet.hidden_columns:
                self._add("hidden_column", N_("{place}: the column is hidden; show it"), row, column)

    def _refuse_other_money(self) -> None:
        """Refuse heads, and lines above them, that tell of another unit of money or of prices with tax."""
        words = load_sheet_words()
        text = N_("{place}: the head says {value}; prices are CNY before tax, for one unit")
        for name, (row, column) in self.heads.items():
            brackets = words.odd_brackets(self.sheet.cell(row, column).text)
            if name in (*_MONEY, "unit") and brackets is not None:
                self._add("other_money", text, row, column, value=shown(brackets))
        text = N_("{place}: {value} is other money; prices are CNY before tax")
        for row, column in _above(self.sheet, min(row for row, _ in self.heads.values())):
            said = self.sheet.cell(row, column).text
            if words.tells_other_money(said):
                self._add("other_money", text, row, column, value=shown(said))

    def _refuse_merged(self, below: int) -> None:
        columns = {column for _, column in self.heads.values()}
        told = set()
        for (row, column), first in self.sheet.merged.items():
            if row > below and ({column, first[1]} & columns) and first not in told:
                told.add(first)
                self._add("merged_cells", N_("{place}: cells are merged here; part them"), *first)

    def _read_row(self, row: int) -> None:
        count = len(self.faults)
        if row in self.sheet.hidden_rows:
            self._add("hidden_row", N_("{place}: the row is hidden; show or delete it"), row, 1)
        for name in self.heads:
            self._refuse_formula(row, name)
        if len(self.faults) > count:
            return
        amounts = {name: self._money(row, name) for name in _MONEY}
        if all(self._cell(row, name).value is None for name in _MONEY):
            return  # a line without a price
        line = self._line(row)
        if line is not None:
            self._check_unit(row, line)
        if amounts["rate"] is None and len(self.faults) == count:
            self._add(
                "range_without_price",
                N_("{place}: there is a range but no unit rate"),
                row,
                self._column("rate"),
            )
        price = amounts["rate"]
        if price is None or line is None:
            return
        self._check_share(row, line, amounts)
        self._check_range(row, price, amounts["low"], amounts["high"])
        self._check_reference(row, price, line)
        made = OwnPrice(
            line.id, line.unit.id, price, amounts["low"], amounts["high"],
            self._basis(row), self._confidence(row),
        )  # fmt: skip
        if len(self.faults) == count:
            self.prices[line.id] = made

    # cells

    def _column(self, name: str) -> int:
        return self.heads[name][1]

    def _cell(self, row: int, name: str) -> ForeignCell:
        if name not in self.heads:
            return ForeignCell(None)
        return self.sheet.cell(row, self._column(name))

    def _add(self, code: str, text: str, row: int, column: int, **values: object) -> None:
        self.faults.append(_fault(code, text, self.sheet.place(row, column), **values))

    def _refuse_formula(self, row: int, name: str) -> None:
        cell = self._cell(row, name)
        if cell.formula:
            self._add(
                "formula", N_("{place}: a formula stands here; put the value itself"), row, self._column(name)
            )
        elif cell.is_error:
            self._add(
                "error_value", N_("{place}: the cell holds an error, {value}"),
                row, self._column(name), value=cell.text,
            )  # fmt: skip

    def _money(self, row: int, name: str) -> Decimal | None:
        cell = self._cell(row, name)
        if cell.value is None or (isinstance(cell.value, str) and not cell.text):
            return None
        fault = money_fault(cell)
        if fault is not None:
            self._add(
                fault[0], fault[1], row, self._column(name),
                value=shown(cell.text), number_format=shown(cell.number_format),
            )  # fmt: skip
            return None
        return cell.number

    def _line(self, row: int) -> PriceLine | None:
        name = "id" if self._cell(row, "id").text else "code"
        given = self._cell(row, name).text
        at = self._column(name if name in self.heads else "id")
        if not given:
            self._add("no_line", N_("{place}: the row has a price, but no line id and no item code"), row, at)
            return None
        if name == "id":
            line = self._by_id.get(given) or line_of_kind(given, self.work_items)
        else:
            line = self._by_code.get(self._cell(row, name).code)
            if line is not None:
                self._check_same(row, line)
        if line is None:
            self._add("unknown_line", N_("{place}: there is no line {value}"), row, at, value=shown(given))
        elif line.id in self._rows:
            first = self.sheet.place(self._rows[line.id], at)
            self._add(
                "duplicate_line", N_("{place}: {value} is priced already in {first}"),
                row, at, value=shown(given), first=first,
            )  # fmt: skip
            return None
        else:
            self._rows[line.id] = row
        return line

    def _check_same(self, row: int, line: PriceLine) -> None:
        """Tell a row that means another line: codes end in numbers that each plan gives out anew."""
        for name, texts in (("features", line.features), ("title", line.titles)):
            given = self._cell(row, name).text
            if given:
                if _bare(given) not in {_bare(text) for text in texts.values()}:
                    self._add(
                        "other_line", N_("{place}: in this plan, code {value} is another item: {wanted}"),
                        row, self._column(name), value=line.code, wanted=shown(_bare(pick(texts))),
                    )  # fmt: skip
                return

    def _check_unit(self, row: int, line: PriceLine) -> None:
        given = self._cell(row, "unit").text
        at = self._column("unit")
        named = load_sheet_words().units_named(given, (*self._units.values(), line.unit))
        wanted = pick(line.unit.symbol)
        if not given:
            self._add("no_unit", N_("{place}: the unit is missing; it is {wanted}"), row, at, wanted=wanted)
        elif not named:
            self._add(
                "unknown_unit",
                N_("{place}: {value} is no unit of the bill; the line is measured in {wanted}"),
                row, at, value=shown(given), wanted=wanted,
            )  # fmt: skip
        elif line.unit.id not in named:
            self._add(
                "wrong_unit",
                N_("{place}: the price is for {value}, but the line is measured in {wanted}"),
                row, at, value=shown(given), wanted=wanted,
            )  # fmt: skip

    def _check_share(self, row: int, line: PriceLine, amounts: Mapping[str, Decimal | None]) -> None:
        for name, amount in amounts.items() if line.unit.id == SHARE_UNIT else ():
            if amount is not None and amount > MOST_PERCENT:
                self._add(
                    "too_large_share", N_("{place}: {value} % is more than all"),
                    row, self._column(name), value=amount,
                )  # fmt: skip

    def _check_range(self, row: int, price: Decimal, low: Decimal | None, high: Decimal | None) -> None:
        if (low is not None and low > price) or (high is not None and high < price):
            self._add(
                "outside_range", N_("{place}: the unit rate {value} lies outside its own range"),
                row, self._column("rate"), value=price,
            )  # fmt: skip

    def _check_reference(self, row: int, price: Decimal, line: PriceLine) -> None:
        known = (self.references.get(name) for name in (line.id, *line.price_ids))
        reference = next((price for price in known if price is not None), None)
        factor = load_tender_limits().absurd_factor
        if reference is None or reference.unit != line.unit.id or not reference.price_cny:
            return
        if price > reference.price_cny * factor or price * factor < reference.price_cny:
            self._add(
                "absurd_price",
                N_("{place}: {value} is more than {factor} times off the reference price {reference}; check "
                   "figure and unit"),
                row, self._column("rate"), value=price, factor=f"{factor.normalize():f}",
                reference=reference.price_cny,
            )  # fmt: skip

    def _basis(self, row: int) -> str:
        text = self._cell(row, "basis").text
        if len(text) > LONGEST_TEXT:
            self._add(
                "text_too_long", N_("{place}: the text is longer than {most} characters"),
                row, self._column("basis"), most=LONGEST_TEXT,
            )  # fmt: skip
        return text

    def _confidence(self, row: int) -> str:
        text = self._cell(row, "confidence").text
        if not text:
            return CONFIDENCES[-1]
        if normalised(text) not in self._confidences:
            self._add(
                "unknown_confidence", N_("{place}: {value} is none of the words for confidence"),
                row, self._column("confidence"), value=shown(text),
            )  # fmt: skip
        return self._confidences.get(normalised(text), CONFIDENCES[-1])


def _bare(text: str) -> str:
    """Return features, which stand one a line or between semicolons, without numbers, or another text."""
    pieces = (_NUMBERED.sub("", piece.strip()) for piece in _BETWEEN.split(text))
    return "; ".join(" ".join(piece.split()) for piece in pieces if piece)


def money_fault(cell: ForeignCell) -> tuple[str, str] | None:
    """Return code and sentence of what is wrong with a price, or None.

    The gaps of the sentence are `place`, `value` and `number_format`.
    """
    most = load_tender_limits().most_rate_cny
    if cell.is_date:
        return "date", N_("{place}: {value} is a date, not a price; set the cell to a number")
    number = cell.number
    if number is None:
        return _no_number(cell)
    if cell.percent:
        return "percent", N_("{place}: {value} is shown as a percentage; a price is an amount")
    if number < 0:
        return "negative_price", N_("{place}: the price {value} is negative")
    if number == 0:
        return "zero_price", N_("{place}: 0 is no price; leave the cell blank when it is not known")
    if number > most:
        return "absurd_price", _ABSURD
    if number != number.quantize(_CENT):
        return "too_many_decimals", N_("{place}: {value} has more than two decimals")
    if not cell.in_cny:
        return "other_money", OTHER_FORMAT
    return None


def _no_number(cell: ForeignCell) -> tuple[str, str]:
    if isinstance(cell.value, int | float) and abs(cell.value) > load_tender_limits().most_rate_cny:
        return "absurd_price", _ABSURD
    try:
        meant = Decimal(normalised_number(cell.text))
    except ArithmeticError:
        meant = None
    if isinstance(cell.value, str) and meant is not None and meant.is_finite():
        return (
            "text_number",
            N_("{place}: {value} is a text, not a number; set the cell to a number and type it anew"),
        )
    return "no_number", N_("{place}: {value} is no number")


def normalised_number(text: str) -> str:
    """Return a number as people write it, with plain digits and without currency and thousands.

    A comma that parts no thousands may stand for a decimal point: 12,5 is not 125. It is left for whoever
    reads the number to refuse.
    """
    plain_text = unicodedata.normalize("NFKC", text).replace("¥", "").strip()
    return re.sub("[, ]", "", plain_text) if _THOUSANDS.fullmatch(plain_text) else plain_text
