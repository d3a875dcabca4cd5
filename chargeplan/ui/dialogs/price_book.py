"""The price book of a plan, edited in a table: own prices before the shipped ones, in and out as XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QWidget,
)

from chargeplan.costing.price_lines import PriceLine, line_of_kind, shipped_price
from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.files.price_file import CONFIDENCE_WORDS
from chargeplan.i18n import N_, current_language, pick, tr
from chargeplan.model.own_references import OwnPriceBook
from chargeplan.reference.price_books import PriceBook
from chargeplan.reference.work_items import WorkItemBook
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.dialogs.price_table import (
    CODE,
    CONFIDENCE,
    FEATURES,
    RATE,
    PriceFilter,
    PriceModel,
)
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import ChoiceDelegate, EditableTable
from chargeplan.ui.widgets import PlainLabel, SearchField, TickBox, muted, resize_within_screen, tint

_WIDTHS = (116, 166, 200, 64, 120, 80, 80, 144, 210, 80)
_SHOWN_FAULTS = 6
_SHOWN_LINES = 4


class PriceBookDialog(FramedDialog):
    """Shows every line that can have a price; `book` is what the plan's own book is after OK."""

    def __init__(
        self,
        lines: Sequence[PriceLine],
        shipped: PriceBook,
        work_items: WorkItemBook,
        own: OwnPriceBook | None,
        analyst: Analyst,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("priceBookDialog", N_("Price book"), parent)
        self._lines = tuple(lines)
        self._shipped = shipped
        self._work_items = work_items
        self._base = (own.base_id, own.base_version) if own else (shipped.id, shipped.version)
        self._analyst = analyst
        self._settings = settings
        resize_within_screen(self, 1300, 720)
        self._model = PriceModel(self._lines, shipped, self)
        self._rows = PriceFilter(self._model, self)
        self.body.addLayout(self._name_row(own))
        self.body.addWidget(self._note())
        self.body.addLayout(self._filters())
        self.body.addWidget(self._make_table(), 1)
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("priceBookState")
        self.body.addWidget(self._state)
        self.body.addLayout(self._buttons())
        self._model.changed.connect(self._show_state)
        self._model.show_own(own)
        self.guard(lambda: (self.book, self._model.typed_wrong))

    @property
    def book(self) -> OwnPriceBook | None:
        """The plan's own book, None when no price is its own."""
        prices = self._model.own_prices()
        if not prices:
            return None
        return OwnPriceBook(self._name.text().strip(), *self._base, prices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a field go on to the table: only a button closes the window."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not isinstance(self.focusWidget(), QPushButton):
            self._table.setFocus()
        super().keyPressEvent(event)

    def show_line(self, line_id: str) -> None:
        """Go to a line's price, ready to be typed."""
        row = self._model.row_of(line_id)
        if row is None:
            return
        index = self._rows.mapFromSource(self._model.index(row, RATE))
        self._table.setCurrentIndex(index)
        self._table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._table.setFocus()

    # parts

    def _name_row(self, own: OwnPriceBook | None) -> QHBoxLayout:
        row = QHBoxLayout()
        self._name = QLineEdit(own.name if own else "")
        self._name.setObjectName("priceBookName")
        self._name.setMaxLength(80)
        self._name.setMinimumWidth(260)
        self.say(self._name.setPlaceholderText, N_("such as: quotations of March"))
        row.addWidget(self.head)
        row.addStretch(1)
        row.addWidget(self.caption(self._name, N_("Name of the own prices")))
        row.addWidget(self._name)
        return row

    def _note(self) -> PlainLabel:
        note = PlainLabel(wrap=True)
        muted(note)
        self._about = note
        return note

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._search = SearchField()
        self._search.setObjectName("priceBookSearch")
        self.say(self._search.setPlaceholderText, N_("Find an item or a code"))
        self.say(self._search.setAccessibleName, N_("Find an item or a code"))
        self._missing = TickBox()
        self._missing.setObjectName("priceBookMissing")
        self.say(self._missing.setText, N_("Missing prices only"))
        self._in_bill = TickBox()
        self._in_bill.setObjectName("priceBookInBill")
        self.say(self._in_bill.setText, N_("Lines of this plan only"))
        self._search.textChanged.connect(self._filter)
        self._missing.toggled.connect(self._filter)
        self._in_bill.toggled.connect(self._filter)
        row.addWidget(self._search, 1)
        row.addWidget(self._missing)
        row.addWidget(self._in_bill)
        return row

    def _make_table(self) -> QWidget:
        self._table = EditableTable(self)
        self._table.setSortingEnabled(True)
        self._table.sortByColumn(CODE, Qt.SortOrder.AscendingOrder)
        self._table.setObjectName("priceBookTable")
        self.say(self._table.setAccessibleName, N_("Price book"))
        self._table.setModel(self._rows)
        self._table.setItemDelegateForColumn(
            CONFIDENCE, ChoiceDelegate("confidenceChoice", CONFIDENCE_WORDS, self._table)
        )
        self._table.set_widths(_WIDTHS)
        self._table.horizontalHeader().setSectionResizeMode(FEATURES, QHeaderView.ResizeMode.Stretch)
        return self._table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, text, act in (
            ("priceBookReset", N_("Back to the shipped price"), self._reset),
            ("priceBookImport", N_("Import workbook..."), self._import),
            ("priceBookExport", N_("Export workbook..."), self._export),
        ):
            row.addWidget(self.button(name, text, act))
        row.addStretch(1)
        self._box = self.answers(QDialogButtonBox.StandardButton.Ok, self.accept)
        self.keep_enter(self._box)
        row.addWidget(self._box)
        return row

    # following

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._model.touch_heads()
        self._show_state()
        self._table.viewport().update()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._show_state()

    def _filter(self) -> None:
        self._rows.show_only(
            missing=self._missing.isChecked(), in_bill=self._in_bill.isChecked(), words=self._search.text()
        )

    def _show_state(self) -> None:
        self._about.setText(
            tr(
                "Shipped: {book}. {base}. Reference prices are to be replaced by published prices or three "
                "quotations before tendering.",
                book=pick(self._shipped.title), base=pick(self._shipped.base),
            )
        )  # fmt: skip
        wrong = self._model.wrong
        self._box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)
        tint(self._state, "error" if wrong else "")
        if wrong:
            told = tr(
                "Entries that are not valid: {count}; rest the mouse on them to see why.", count=len(wrong)
            )
            text = f"{told}\n{wrong[0]}"
        else:
            text = tr(
                "Own prices: {own}. Missing prices: {missing}, of them in this plan's bill: {in_bill}.",
                own=self._model.count("own"), missing=self._model.count("missing"),
                in_bill=self._model.count("missing", in_bill=True),
            )  # fmt: skip
        self._state.setText(text)

    # what the buttons do

    def _reset(self) -> None:
        rows = {self._rows.mapToSource(index).row() for index in self._table.selectionModel().selectedRows()}
        self._model.reset_rows(sorted(rows))

    def _import(self) -> None:
        path = choosers.open_workbook(self, self._settings.last_folder)
        if path is None:
            return
        from chargeplan.files.price_file import read_price_file
        from chargeplan.ui.dialogs.progress import run_task

        base = (self._shipped.id, self._shipped.version)
        found = {line.id: shipped_price(line, self._shipped) for line in self._lines}
        references = {line_id: price for line_id, price in found.items() if price is not None}
        try:
            book: OwnPriceBook = run_task(
                self, self._analyst, tr("Reading {name}...", name=path.name),
                lambda _off: read_price_file(path, self._lines, references, self._work_items, base=base),
            )  # fmt: skip
        except CalledOff:
            return
        except ChargeplanError as error:
            show_faults(self, error)
            return
        self._settings.last_folder = path.resolve().parent
        self._base = (book.base_id, book.base_version)
        self._name.setText(book.name)
        shown = {line.id for line in self._lines}
        others = (line_of_kind(price.line_id, self._work_items) for price in book.prices)
        more = tuple(line for line in others if line is not None and line.id not in shown)
        self._lines += more
        self._model.show_own(book, more)
        kept = {price.line_id for price in self._model.own_prices()}
        said = _kept([line for line in more if line.id in kept])
        self._state.setText(" ".join(filter(None, (self._state.text(), said))))

    def _export(self) -> None:
        suggested = self._settings.last_folder / f"{tr('Price book')}.xlsx"
        path = choosers.save_workbook(self, suggested)
        if path is None:
            return
        from chargeplan.ui.dialogs.progress import written

        name = self._name.text().strip() or pick(self._shipped.title)
        book = OwnPriceBook(name, *self._base, self._model.all_prices())
        lines, language = self._lines, current_language()
        said = written(
            self, self._analyst, self._settings, path, lambda _off: _write(path, book, lines, language)
        )
        if said:
            self._state.setText(said)


def _kept(lines: Sequence[PriceLine]) -> str:
    """Say which lines have a price now that the plan does not have, the first of them by name."""
    if not lines:
        return ""
    names = [line.title() for line in lines[:_SHOWN_LINES]]
    if len(lines) > _SHOWN_LINES:
        names.append(tr("and {count} more", count=len(lines) - _SHOWN_LINES))
    return tr(
        "Kept for plans that have these lines, which this one has not: {lines}.", lines=tr(", ").join(names)
    )


def _write(path: Path, book: OwnPriceBook, lines: Sequence[PriceLine], language: str) -> None:
    from chargeplan.files.price_file import price_book_bytes
    from chargeplan.files.saving import save_workbook

    save_workbook(path, price_book_bytes(book, lines, language=language))


def show_faults(parent: QWidget, error: ChargeplanError) -> None:
    """Say why a file was not taken in, with the first faults in sight and all of them in the details."""
    from chargeplan.i18n import sentence
    from chargeplan.ui.dialogs.message import details_of, show_message

    faults: Sequence[ChargeplanError] = getattr(error, "faults", ())
    lines = [sentence(error), *(f"• {sentence(fault)}" for fault in faults[:_SHOWN_FAULTS])]
    if len(faults) > _SHOWN_FAULTS:
        lines.append(tr("and {count} more, see the details", count=len(faults) - _SHOWN_FAULTS))
    show_message(parent, "\n".join(lines), details_of(error))
