"""The table of a price book: every line with its price, range and basis, typed over where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.costing.price_lines import PriceLine, as_own, own_prices_of, shared_features, shipped_price
from chargeplan.files.price_file import CONFIDENCE_WORDS, LONGEST_TEXT, normalised_number
from chargeplan.i18n import N_, current_language, pick, tr
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.price_books import MOST_PERCENT, SHARE_UNIT, Price, PriceBook
from chargeplan.reference.tender_limits import load_tender_limits
from chargeplan.ui.numbers import grouped
from chargeplan.ui.tables import COPY_ROLE, RIGHT, SORT_ROLE, FlatModel, Index, strong_font
from chargeplan.ui.theme import missing_colours, severity_colour
from chargeplan.ui.widgets import tooltip

CODE, TITLE, FEATURES, UNIT, RATE, LOW, HIGH, BASIS, CONFIDENCE, SOURCE = range(10)
_COLUMNS = (
    N_("Code"), N_("Item"), N_("Features"), N_("Unit"), N_("Unit price [¥]"), N_("Usual from"),
    N_("Usual to"), N_("Basis"), N_("Confidence"), N_("Price from"),
)  # fmt: skip
_MONEY = {RATE: "price_cny", LOW: "low_cny", HIGH: "high_cny"}
_EDITED = (RATE, LOW, HIGH, BASIS, CONFIDENCE)
_CENT = Decimal("0.01")
_SOURCES = {
    "own": N_("own"),
    "kind": N_("own, of its kind"),
    "shipped": N_("shipped"),
    "missing": N_("missing"),
    "wrong": N_("not valid"),
}
_UNCERTAIN = "uncertain"


@dataclass
class _Entry:
    """A line with its own price and the one that holds without it; `wrong` keeps what is no entry.

    `shipped` is the shipped price of the line or of its kind; `kind_own` the own price of its kind; `shared`
    how many of the line's first features are those of all lines of its name.
    """

    line: PriceLine
    shipped: Price | None
    own: OwnPrice | None = None
    kind_own: OwnPrice | None = None
    shared: int = 0
    wrong: dict[int, str] = field(default_factory=dict)

    @property
    def price(self) -> OwnPrice | None:
        """The price that holds."""
        return self.own or self.inherited

    @property
    def inherited(self) -> OwnPrice | None:
        """The price that holds without one of the line's own."""
        if self.kind_own is not None:
            return replace(self.kind_own, line_id=self.line.id)
        return None if self.shipped is None else as_own(self.shipped, self.line.id, current_language())

    @property
    def source(self) -> str:
        """Where the price comes from: a key of `_SOURCES`."""
        if self.wrong or self.other_unit or self.no_price:
            return "wrong"
        if self.own is not None:
            return "own"
        if self.kind_own is not None:
            return "kind"
        return "missing" if self.shipped is None else "shipped"

    @property
    def other_unit(self) -> bool:
        """Whether the own price is for another unit than the line is measured in."""
        return self.own is not None and self.own.unit != self.line.unit.id

    @property
    def no_price(self) -> str:
        """Why an own price that a file brought along is none, nothing when it is one."""
        return "" if self.own is None else _amount_reason(self.line, f"{self.own.price_cny:f}")

    def base(self) -> OwnPrice | None:
        """Return the price that an edit starts from; an edit of a shipped one rests on nobody's word yet."""
        if self.own is not None:
            return replace(self.own, unit=self.line.unit.id)
        price = self.inherited
        return None if price is None else replace(price, basis="", confidence=_UNCERTAIN)

    def says_nothing_new(self) -> bool:
        """Tell whether the own price is the one that holds without it, its basis in any language."""
        if self.own is None or self.kind_own is not None:
            return self.own is not None and self.own == self.inherited
        if self.shipped is None:
            return False
        shipped, line_id = self.shipped, self.line.id
        return any(self.own == as_own(shipped, line_id, language) for language in shipped.basis)


class PriceModel(FlatModel):
    """All lines that can have a price; `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, lines: Sequence[PriceLine], shipped: PriceBook, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, _MONEY, parent)
        self._shipped = shipped
        self.entries = [_Entry(line, shipped_price(line, shipped)) for line in lines]
        self._by_id = {entry.line.id: entry for entry in self.entries}
        self._unseen: tuple[OwnPrice, ...] = ()
        shared = shared_features(lines)
        for entry in self.entries:
            entry.shared = shared.get(entry.line.id, 0)

    # what it holds

    def show_own(self, own: OwnPriceBook | None, more: Sequence[PriceLine] = ()) -> None:
        """Hold the prices of an own book; those that say the same as the shipped ones are shipped.

        `more` are lines to be shown from now on. Prices of lines that are not shown are kept as they are.
        """
        prices = own_prices_of(own)
        self.beginResetModel()
        self.entries += [_Entry(line, shipped_price(line, self._shipped)) for line in more]
        self._by_id = {entry.line.id: entry for entry in self.entries}
        self._unseen = tuple(price for line_id, price in prices.items() if line_id not in self._by_id)
        for entry in self.entries:
            entry.own = prices.get(entry.line.id)
            told = "" if entry.own is None else entry.own.confidence
            entry.wrong = {} if told in ("", *CONFIDENCE_WORDS) else {CONFIDENCE: told}
        self._inherit()
        for entry in self.entries:
            if entry.says_nothing_new():
                entry.own = None
        self._inherit()
        self.endResetModel()
        self.changed.emit()

    def _inherit(self) -> None:
        """Let lines have the own price of their kind as the bill does: what is more particular goes first."""
        for entry in self.entries:
            entry.kind_own = self._kind_own(entry.line)

    def _kind_own(self, line: PriceLine) -> OwnPrice | None:
        if line.id in self._shipped.prices:
            return None
        for name in line.price_ids:
            kind = self._by_id.get(name)
            if kind is not None and kind.own is not None:
                return kind.own
            if name in self._shipped.prices:
                return None
        return None

    def own_prices(self) -> tuple[OwnPrice, ...]:
        """Return the own prices in the order of the table, then those of lines that are not shown."""
        return (*(entry.own for entry in self.entries if entry.own is not None), *self._unseen)

    def all_prices(self) -> tuple[OwnPrice, ...]:
        """Return the price that holds of every line that has one."""
        return tuple(price for entry in self.entries if (price := entry.price) is not None)

    def count(self, source: str, *, in_bill: bool = False) -> int:
        """Return how many lines have their price from a source."""
        return sum(entry.source == source and (entry.line.in_bill or not in_bill) for entry in self.entries)

    @property
    def wrong(self) -> list[str]:
        """What is to be said first of each entry that is not valid, under the name of its line."""
        reasons = ((entry.line, _first_reason(entry)) for entry in self.entries)
        return [
            tr("{field}: {reason}", field=line.title(), reason=reason) for line, reason in reasons if reason
        ]

    @property
    def typed_wrong(self) -> dict[str, dict[int, str]]:
        """What was typed and is not valid, by line and column."""
        return {entry.line.id: dict(entry.wrong) for entry in self.entries if entry.wrong}

    def row_of(self, line_id: str) -> int | None:
        """Return the row of a line, None when there is none."""
        return next((row for row, entry in enumerate(self.entries) if entry.line.id == line_id), None)

    def reset_rows(self, rows: Sequence[int]) -> None:
        """Give up the own prices of these rows."""
        for row in rows:
            self.entries[row].own = None
            self.entries[row].wrong = {}
            self._tell(row)

    # Qt's side

    def row_total(self) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Prices, ranges, basis and confidence are typed over."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in _EDITED else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, sorts by, is edited as, or looks like."""
        entry, column = self.entries[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.wrong.get(column) or _shown(entry, column)
        if role in (Qt.ItemDataRole.EditRole, COPY_ROLE):
            return entry.wrong.get(column) or _plain(entry, column)
        if role == SORT_ROLE:
            return self._sorted_by(entry, index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(entry, column)
        return _look(entry, column, role)

    @staticmethod
    def _sorted_by(entry: _Entry, row: int, column: int) -> Any:
        price = entry.price
        if column in _MONEY:
            amount = getattr(price, _MONEY[column]) if price is not None else None
            return -1.0 if amount is None else float(amount)
        return row if column == CODE else _shown(entry, column)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; what is no entry stays in sight with the reason."""
        if role != Qt.ItemDataRole.EditRole or index.column() not in _EDITED:
            return False
        entry, column, text = self.entries[index.row()], index.column(), str(value).strip()
        if text == (entry.wrong.get(column) or _plain(entry, column)):
            return False
        entry.wrong.pop(column, None)
        if not self._take(entry, column, text):
            entry.wrong[column] = text
        self._tell(index.row())
        return True

    def _take(self, entry: _Entry, column: int, text: str) -> bool:
        if column == RATE and not text:
            entry.own, entry.wrong = None, {}
            return True
        if _reason(entry, column, text):
            return False
        base = entry.base()
        if column == RATE:
            amount = Decimal(normalised_number(text))
            made = base or OwnPrice(entry.line.id, entry.line.unit.id, amount)
            entry.own = _in_range(replace(made, price_cny=amount), shipped=entry.own is None)
        elif base is not None:
            given: Any = text
            if column in _MONEY:
                given = Decimal(normalised_number(text)) if text else None
            names = {**_MONEY, BASIS: "basis", CONFIDENCE: "confidence"}
            entry.own = replace(base, **{names[column]: given})
        if entry.says_nothing_new():
            entry.own = None
        return True

    def _tell(self, row: int) -> None:
        self._inherit()
        other = [
            at for at, entry in enumerate(self.entries) if self.entries[row].line.id in entry.line.price_ids
        ]
        for at in (row, *other):
            self.touch_row(at)
        self.changed.emit()


def _in_range(price: OwnPrice, *, shipped: bool) -> OwnPrice:
    """Return a price without the ends of a shipped range that it lies beyond."""
    if not shipped:
        return price
    low, high = price.low_cny, price.high_cny
    return replace(
        price,
        low_cny=low if low is None or low <= price.price_cny else None,
        high_cny=high if high is None or high >= price.price_cny else None,
    )


# --- what is no entry -------------------------------------------------------------------------------


def _reason(entry: _Entry, column: int, text: str) -> str:
    """Return why a text is no entry, nothing when it is one."""
    if column == BASIS:
        return tr("at most {most} characters", most=LONGEST_TEXT) if len(text) > LONGEST_TEXT else ""
    if column == CONFIDENCE:
        return "" if text in CONFIDENCE_WORDS else tr("choose one of the words")
    if not text:
        return ""
    reason = _amount_reason(entry.line, text)
    if reason:
        return reason
    price = entry.base()
    if price is None:
        return "" if column == RATE else tr("put the unit price first")
    amounts = {name: getattr(price, name) for name in _MONEY.values()}
    amounts[_MONEY[column]] = Decimal(normalised_number(text))
    if column == RATE and entry.own is None:
        return ""
    low, high = amounts["low_cny"], amounts["high_cny"]
    if (low is not None and low > amounts["price_cny"]) or (high is not None and high < amounts["price_cny"]):
        return tr("the unit price lies outside its own range")
    return ""


def _amount_reason(line: PriceLine, text: str) -> str:
    """Return why a text is no price of a line, or no share, nothing when it is one."""
    reason = amount_reason(text)
    if not reason and line.unit.id == SHARE_UNIT and Decimal(normalised_number(text)) > MOST_PERCENT:
        return tr("this is more than all")
    return reason


def amount_reason(text: str) -> str:
    """Return why a text is no amount of money, nothing when it is one."""
    try:
        amount = Decimal(normalised_number(text))
    except ArithmeticError:
        return tr("this is no amount: {text}", text=text)
    if not amount.is_finite():
        return tr("this is no amount: {text}", text=text)
    if amount <= 0:
        return tr("a price is more than 0; leave it empty when it is not known")
    if amount > load_tender_limits().most_rate_cny:
        return tr("this is beyond any unit rate")
    if amount != amount.quantize(_CENT):
        return tr("at most two decimals")
    return ""


def _far_off(entry: _Entry) -> bool:
    """Tell whether an own price is many times off the shipped one."""
    if entry.own is None or entry.shipped is None or not entry.shipped.price_cny:
        return False
    factor = load_tender_limits().absurd_factor
    own, shipped = entry.own.price_cny, entry.shipped.price_cny
    return own > shipped * factor or own * factor < shipped


# --- what is shown ----------------------------------------------------------------------------------


def _shown(entry: _Entry, column: int) -> str:
    price = entry.price
    if column in _MONEY:
        amount = getattr(price, _MONEY[column]) if price is not None else None
        if amount is None:
            return tr("price to be asked") if column == RATE else ""
        return grouped(amount, 2)
    if column == CONFIDENCE:
        held = "" if price is None else price.confidence
        return tr(CONFIDENCE_WORDS[held]) if held in CONFIDENCE_WORDS else held
    if column == SOURCE:
        return tr(_SOURCES[entry.source])
    if column == FEATURES and entry.shared:
        return f"… {entry.line.features_of(without=entry.shared)}"
    return _plain(entry, column)


def _plain(entry: _Entry, column: int) -> str:
    price = entry.price
    if column in _MONEY:
        amount = getattr(price, _MONEY[column]) if price is not None else None
        return "" if amount is None else f"{amount:f}"
    texts: Mapping[int, str] = {
        CODE: entry.line.code or "—",
        TITLE: entry.line.title(),
        FEATURES: entry.line.features_of(),
        UNIT: pick(entry.line.unit.symbol),
        BASIS: price.basis if price is not None else "",
        CONFIDENCE: price.confidence if price is not None else "",
    }
    return texts.get(column) or (_shown(entry, column) if column == SOURCE else "")


def _tip(entry: _Entry, column: int) -> str | None:
    if column in entry.wrong:
        return tooltip(_reason(entry, column, entry.wrong[column]))
    if entry.other_unit and column in (UNIT, RATE, SOURCE):
        return tooltip(_other_unit(entry))
    if column == RATE and entry.no_price:
        return tooltip(entry.no_price)
    if column == RATE and _far_off(entry) and entry.shipped is not None:
        factor = f"{load_tender_limits().absurd_factor.normalize():f}"
        return tooltip(
            tr(
                "more than {factor} times off the shipped price {price}: check figure and unit",
                factor=factor, price=grouped(entry.shipped.price_cny, 2),
            )
        )  # fmt: skip
    if column == FEATURES:
        return tooltip(entry.line.features_of())
    return tooltip(_shown(entry, column)) if column in (TITLE, BASIS, CONFIDENCE) else None


def _other_unit(entry: _Entry) -> str:
    return tr(
        "the price is for {found}, but the line is measured in {wanted}; type it anew or take it back",
        found="" if entry.own is None else entry.own.unit, wanted=pick(entry.line.unit.symbol),
    )  # fmt: skip


def _first_reason(entry: _Entry) -> str:
    """Return why an entry is not valid, nothing when it is."""
    for column, text in entry.wrong.items():
        return _reason(entry, column, text)
    return _other_unit(entry) if entry.other_unit else entry.no_price


def _look(entry: _Entry, column: int, role: int) -> Any:
    if role == Qt.ItemDataRole.TextAlignmentRole and column in _MONEY:
        return RIGHT
    if role == Qt.ItemDataRole.FontRole and entry.source in ("own", "kind", "wrong"):
        return strong_font()
    if role == Qt.ItemDataRole.ForegroundRole:
        if column in entry.wrong or (entry.source == "wrong" and column == SOURCE):
            return severity_colour("error")
        if column == RATE and _far_off(entry):
            return severity_colour("warning")
    if entry.source == "missing" and column in (RATE, SOURCE):
        if role == Qt.ItemDataRole.BackgroundRole:
            return missing_colours()[0]
        if role == Qt.ItemDataRole.ForegroundRole:
            return missing_colours()[1]
    return None


class PriceFilter(QSortFilterProxyModel):
    """Shows the lines that are asked for: missing prices, those of the plan's bill, or with certain words."""

    def __init__(self, model: PriceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._missing_only = False
        self._bill_only = False
        self._words: tuple[str, ...] = ()
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)

    def show_only(self, *, missing: bool, in_bill: bool, words: str) -> None:
        """Show these lines from now on."""
        self._missing_only = missing
        self._bill_only = in_bill
        self._words = tuple(words.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        """Return whether a line is shown."""
        entry = self._model.entries[row]
        if self._missing_only and entry.source not in ("missing", "wrong"):
            return False
        if self._bill_only and not entry.line.in_bill:
            return False
        line = entry.line
        text = " ".join((line.code, line.title(), line.features_of(), line.id)).casefold()
        return all(word in text for word in self._words)
