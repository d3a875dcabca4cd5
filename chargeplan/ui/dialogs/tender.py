"""Bids that came back: read from their workbooks, checked, and side by side with the reference prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTabWidget,
    QWidget,
)

from chargeplan.costing.tender import Bid, Comparison, compare_bids
from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.i18n import N_, current_language, tr
from chargeplan.model.labels import title
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.dialogs.price_book import show_faults
from chargeplan.ui.dialogs.tender_tables import (
    FROZEN,
    CellModel,
    FrozenTable,
    bid_cells,
    bid_heads,
    comparison_cells,
    comparison_heads,
    fault_cells,
    fault_heads,
)
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import CopyableTable
from chargeplan.ui.widgets import PlainLabel, muted, resize_within_screen

if TYPE_CHECKING:
    from chargeplan.files.bids import Asked

_FROZEN_WIDTHS = (40, 118, 210)
_OTHER_WIDTHS = (72, 84, 104)
_BID_WIDTHS = (132, 104)
_LAST_WIDTHS = (96, 340)
_FAULT_WIDTHS = (140, 76, 184, 118, 160)


@dataclass(frozen=True)
class _Read:
    """What came of reading files: the bids, and why others are none."""

    asked: Asked
    bids: tuple[Bid, ...]
    errors: tuple[ChargeplanError, ...]


class TenderDialog(FramedDialog):
    """Takes in the workbooks that bidders sent back; nothing of the plan is changed by it."""

    def __init__(
        self, session: Session, analyst: Analyst, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__("tenderDialog", N_("Compare bids"), parent)
        self._session = session
        self._analyst = analyst
        self._settings = settings
        self._asked: Asked | None = None
        self._bids: tuple[Bid, ...] = ()
        self._comparison: Comparison | None = None
        resize_within_screen(self, 1360, 780)
        self.body.addWidget(self.head)
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("tenderState")
        muted(self._state)
        self.body.addWidget(self._state)
        self.body.addLayout(self._make_buttons())
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._make_bids())
        splitter.addWidget(self._make_tabs())
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([150, 500])
        self.body.addWidget(splitter, 1)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        self.body.addWidget(box)
        self._show()

    # parts

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        made = []
        for name, text, act in (
            ("tenderAdd", N_("Add bids..."), self._add),
            ("tenderRemove", N_("Take the bid out"), self._remove),
            ("tenderExport", N_("Export the comparison..."), self._export),
        ):
            made.append(self.button(name, text, act))
            row.addWidget(made[-1])
        add, self._remove_button, self._export_button = made
        add.setAutoDefault(True)
        row.addStretch(1)
        return row

    def _make_bids(self) -> QWidget:
        self._bid_model = CellModel(self)
        self._bid_table = CopyableTable(self)
        self._bid_table.setObjectName("tenderBids")
        self.say(self._bid_table.setAccessibleName, N_("Bids"))
        self._bid_table.setModel(self._bid_model)
        self._bid_table.selectionModel().selectionChanged.connect(lambda *_: self._show_faults())
        return self._bid_table

    def _make_tabs(self) -> QWidget:
        self._lines_model, self._faults_model = CellModel(self), CellModel(self)
        self._lines = FrozenTable("tenderLines", self._lines_model, FROZEN, self)
        self.say(self._lines.right.setAccessibleName, N_("Rates side by side"))
        self.say(self._lines.left.setAccessibleName, N_("Lines of the bill"))
        self._faults = CopyableTable(self)
        self._faults.setObjectName("tenderFaults")
        self._faults.setModel(self._faults_model)
        self._faults.horizontalHeader().setStretchLastSection(True)
        self.say(self._faults.setAccessibleName, N_("Faults"))
        self._tabs = QTabWidget()
        self._tabs.setObjectName("tenderTabs")
        for widget, text in ((self._lines, N_("Rates side by side")), (self._faults, N_("Faults"))):
            self.say(partial(self._tabs.setTabText, self._tabs.addTab(widget, "")), text)
        return self._tabs

    # following

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._show()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._show()

    def _show(self) -> None:
        comparison = self._comparison
        has_bids = comparison is not None and bool(comparison.bids)
        self._export_button.setEnabled(has_bids)
        scheme = title(self._session.document.project.active_scheme)
        if comparison is None or not has_bids:
            self._state.setText(
                tr(
                    "Pick the workbooks that bidders sent back. They are held against the bill of {scheme}: "
                    "quantities, units, codes, names, features and tax must stand as they were sent out.",
                    scheme=scheme,
                )
            )
        else:
            self._state.setText(
                tr(
                    "Held against the bill of {scheme}. Choose a bid above to see its faults alone; copy a "
                    "table with Ctrl+C.",
                    scheme=scheme,
                )
            )
        self._fill(comparison)

    def _fill(self, comparison: Comparison | None) -> None:
        if comparison is None:
            self._bid_model.show_cells(bid_heads(), [])
            self._lines_model.show_cells([], [])
        else:
            self._bid_model.show_cells(bid_heads(), bid_cells(comparison))
            header = self._bid_table.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            cells, totals = comparison_cells(comparison)
            self._lines_model.show_cells(comparison_heads(comparison), cells, totals)
            of_bids = _BID_WIDTHS * len(comparison.bids)
            self._lines.set_widths((*_FROZEN_WIDTHS, *_OTHER_WIDTHS, *of_bids, *_LAST_WIDTHS))
        self._show_faults()

    def _show_faults(self) -> None:
        """Show the faults of the bids that are chosen, else of all; only what is certain can be taken out."""
        chosen = self._chosen()
        bids = self._comparison.bids if self._comparison is not None else ()
        self._remove_button.setEnabled(bool(chosen) or len(bids) == 1)
        shown = [bids[row] for row in chosen if row < len(bids)] or list(bids)
        self._faults_model.show_cells(fault_heads(), fault_cells(shown))
        self._faults.set_widths(_FAULT_WIDTHS)

    def _chosen(self) -> list[int]:
        return sorted(index.row() for index in self._bid_table.selectionModel().selectedRows())

    def _compare(self, bids: Sequence[Bid]) -> None:
        assert self._asked is not None
        self._bids = tuple(bids)
        self._comparison = compare_bids(self._asked.bill, bids)
        self._show()

    # what the buttons do

    def _add(self) -> None:
        paths = choosers.open_workbooks(self, self._settings.last_folder)
        if paths:
            self.read(paths)

    def read(self, paths: Sequence[Path]) -> None:
        """Read bids in the thread and show them beside those that are here already."""
        from chargeplan.ui.dialogs.message import show_error
        from chargeplan.ui.dialogs.progress import run_task

        try:
            read: _Read = run_task(
                self, self._analyst, tr("Reading {count} bids...", count=len(paths)),
                lambda called_off: self._read(paths, called_off),
            )  # fmt: skip
        except CalledOff:
            return
        except ChargeplanError as error:
            show_error(self, error)
            return
        self._asked = read.asked
        self._settings.last_folder = paths[0].resolve().parent
        if read.bids:
            self._compare((*self._bids, *read.bids))
        for refused in read.errors:
            show_faults(self, refused)

    def _read(self, paths: Sequence[Path], called_off: Callable[[], bool]) -> _Read:
        """Read bids, in the thread: one that cannot be read does not keep the others away."""
        from chargeplan.analysis import analyse
        from chargeplan.files.bids import asked_for, read_bid

        asked = self._asked
        if asked is None:
            project = self._session.document.project
            self._session.gate.wait_for((project.active_scheme,), called_off)
            asked = asked_for(analyse(project, cancelled=called_off))
        bids: list[Bid] = []
        errors: list[ChargeplanError] = []
        for path in paths:
            if called_off():
                raise CalledOff
            try:
                bids.append(read_bid(path, asked))
            except ChargeplanError as error:
                errors.append(error)
        return _Read(asked, tuple(bids), tuple(errors))

    def _remove(self) -> None:
        gone = self._chosen() or range(len(self._bids))
        self._compare([bid for row, bid in enumerate(self._bids) if row not in gone])

    def _export(self) -> None:
        from chargeplan.ui.dialogs.progress import written

        comparison = self._comparison
        if comparison is None:
            return
        path = choosers.save_workbook(self, self._settings.last_folder / f"{tr('Comparison of bids')}.xlsx")
        if path is None:
            return
        project, language = self._session.document.project, current_language()
        works = " · ".join(filter(None, (project.estate.name, title(project.active_scheme))))
        said = written(
            self, self._analyst, self._settings, path,
            lambda _off: _write(path, comparison, works, language, project.plan_date),
        )  # fmt: skip
        if said:
            self._state.setText(said)


def _write(path: Path, comparison: Comparison, works: str, language: str, day: date | None) -> None:
    from chargeplan.files.bid_comparison import comparison_bytes
    from chargeplan.files.saving import save_workbook

    save_workbook(path, comparison_bytes(comparison, works, language=language, day=day))
