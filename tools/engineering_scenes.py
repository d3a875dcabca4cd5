"""Pictures of the manual about rules, electricity and money."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from openpyxl import load_workbook
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)
from window_pictures import dialog_picture, modal_picture, open_example, rest, wait_until, worked_out

from chargeplan.costing.price_lines import as_own
from chargeplan.files.workbook import workbook_bytes
from chargeplan.i18n import current_language
from chargeplan.model.bill_settings import DayWork, ProvisionalKind, ProvisionalSum
from chargeplan.model.editing import insertion, setting
from chargeplan.model.own_references import OwnPriceBook
from chargeplan.model.scheme import DistributionBox
from chargeplan.reference.price_books import load_price_book
from chargeplan.reference.work_items import load_work_items
from chargeplan.ui.dialogs.price_book import PriceBookDialog
from chargeplan.ui.dialogs.rule_table import VALUE
from chargeplan.ui.dialogs.tender import TenderDialog
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.panels.known_facts import KnownFacts

CODE, QUANTITY, RATE = 2, 6, 7
"""Columns of the bill for bidders."""

_Change = tuple[int, float | None]
_BIDDERS = {"en": ("Bidder A", "Bidder B", "Bidder C"), "zh_CN": ("投标人甲", "投标人乙", "投标人丙")}
_BIDS: tuple[tuple[int, Mapping[str, _Change]], ...] = (
    (95, {}),
    (106, {"backfill": (QUANTITY, 1.0), "bedding": (RATE, 399.0)}),
    (88, {"pit_excavation": (RATE, None), "footings": (RATE, 1200.0)}),
)
_ASKED = Decimal(40)
"""What bidders put where there is no reference price [CNY]."""

_Part = TypeVar("_Part", bound=QWidget)
_BOX_AT = (56.0, 118.0)

_REASON = {
    "en": "The guide of the town asks for 3.50 m; agreed on site with the fire officer.",
    "zh_CN": "镇导则要求 3.50 m，已与消防审查人员现场核定。",
}
_NAME = {"en": "Wang Li, property office", "zh_CN": "物业 王莉"}
_MONITORING = {"en": "Monitoring platform", "zh_CN": "监控平台接入"}
_ELECTRICIAN = {"en": ("Electrician", "day"), "zh_CN": ("电工", "工日")}


def part(parent: QWidget, kind: type[_Part], name: str) -> _Part:
    """Return a part of a window by its name."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def facts(window: MainWindow) -> QPixmap:
    """What is known of Yuanxi, and the kinds of walls of a building being told."""
    open_example(window, "yuanxi")
    view = window.workspace.view
    window.workspace.docks["dockCapacity"].hide()
    view.zoom_to_point((94.0, 52.0), 22.0)
    rest(300)
    known = part(window, KnownFacts, "knownFacts")
    part(window, QScrollArea, "propertiesPanel").ensureWidgetVisible(known, 0, 0)
    view.set_tool("wall_kinds")
    wall = view.to_view((94.0, 51.0)).toPoint()
    QTest.mouseMove(view.viewport(), wall + QPoint(0, -2))
    QTest.mouseMove(view.viewport(), wall)
    rest(300)
    return window.grab()


def rule_set(window: MainWindow) -> QPixmap:
    """The rules of a plan after one of them was edited."""
    open_example(window, "yuanxi")

    def edit(dialog: QDialog) -> None:
        copy = part(dialog, QPushButton, "copyRulesButton")
        copy.click()
        table = part(dialog, QTableView, "ruleTable")
        table.model().setData(table.model().index(0, VALUE), "4")
        table.selectRow(0)
        table.setFocus()

    return modal_picture(window.actions_table["rule_set"].trigger, edit)


def _against_a_wall(window: MainWindow) -> None:
    """Move a shed of Yuanxi too near to a wall, and show its findings."""
    open_example(window, "yuanxi")
    shed = window.session.document.project.active_scheme.sheds[2]
    window.session.selection.set([shed.id])
    window.workspace.view.nudge(-1.9, 0.0)
    worked_out(window)
    window.workspace.docks["dockCapacity"].hide()


def _first_finding(window: MainWindow) -> None:
    """Go to the first finding of the list, and wait for what mends it."""
    window.actions_table["show_findings"].trigger()
    window.actions_table["next_finding"].trigger()
    mender = window.workspace.findings.mender
    wait_until(lambda: not mender.pending)
    rest(400)


def findings(window: MainWindow) -> QPixmap:
    """The finding of a shed that was moved against a wall, with what mends it."""
    _against_a_wall(window)
    _first_finding(window)
    return window.grab()


def undecided(window: MainWindow) -> QPixmap:
    """A rule that cannot be decided, with the ways to tell its fact."""
    _against_a_wall(window)
    states = part(window, QTabBar, "findingsStates")
    states.setCurrentIndex(1)
    _first_finding(window)
    return window.grab()


def waiver(window: MainWindow) -> QPixmap:
    """What letting a finding pass asks for."""
    open_example(window, "yuanxi")
    _first_finding(window)

    def fill(dialog: QDialog) -> None:
        reason = part(dialog, QPlainTextEdit, "waiverReason")
        name = part(dialog, QLineEdit, "waiverName")
        reason.setPlainText(_REASON[current_language()])
        name.setText(_NAME[current_language()])

    button = part(window, QPushButton, "waiveButton")
    return modal_picture(button.click, fill)


def supply(window: MainWindow) -> QPixmap:
    """The panel for electricity below the plan with its cables and boxes."""
    open_example(window, "yuanxi")
    window.actions_table["missed_distances"].trigger()
    window.actions_table["show_supply"].trigger()
    rest(300)
    window.actions_table["fit"].trigger()
    rest(600)
    return window.grab()


def box(window: MainWindow) -> QPixmap:
    """A distribution box of Yuanxi that feeds two sheds, with its properties."""
    open_example(window, "yuanxi")
    window.actions_table["missed_distances"].trigger()
    document = window.session.document
    sheds = document.project.active_scheme.sheds
    fed = (sheds[2], sheds[4])
    made = DistributionBox("box-1", _BOX_AT, "", tuple(shed.id for shed in fed))
    document.push("", [insertion(document.project, made)])
    worked_out(window)
    window.session.selection.set([made.id])
    window.workspace.view.zoom_to_elements([made.id, *made.feeds])
    window.workspace.docks["dockProperties"].bring()
    rest(600)
    return window.grab()


def single_line(window: MainWindow) -> QPixmap:
    """The first page of the single-line diagram of Yuanxi."""
    open_example(window, "yuanxi")
    window.workspace.show_single_line()
    rest(1000)
    picture = window.workspace.single_line.grab()
    window.workspace.single_line.close()
    return picture


def other_items(window: MainWindow) -> QPixmap:
    """Other items of the bill, one of each."""
    open_example(window, "yuanxi")
    document, language = window.session.document, current_language()
    sums = (ProvisionalSum(_MONITORING[language], Decimal(12000), ProvisionalKind.WORKS),)
    name, unit = _ELECTRICIAN[language]
    works = (DayWork(name, unit, Decimal(5), Decimal(450)),)
    bill = replace(document.project.bill, provisional_sums=sums, day_works=works)
    document.push("", [setting(document.project, "bill", bill)])
    worked_out(window)
    return modal_picture(window.workspace.bill.edit_other_items, lambda _dialog: None)


def price_book(window: MainWindow) -> QPixmap:
    """The price book of Yuanxi with two own prices."""
    open_example(window, "yuanxi")
    shipped = load_price_book(window.session.document.project.price_book_id)
    own = OwnPriceBook(
        "",
        shipped.id,
        shipped.version,
        tuple(
            replace(as_own(shipped.prices[name], name, current_language()), price_cny=Decimal(price))
            for name, price in (("slab", "128.50"), ("roof", "96.00"))
        ),
    )
    lines, engine = window.engine.prices.lines(), window.engine
    items = load_work_items(window.session.document.project.bill.edition)
    return dialog_picture(
        PriceBookDialog(lines, shipped, items, own, engine.analyst, engine.settings, window)
    )


def bids(window: MainWindow) -> QPixmap:
    """Three bids for Yuanxi: one as asked, one that changed something, one that left something out."""
    open_example(window, "yuanxi")
    dialog = TenderDialog(window.session, window.analyst, window.engine.settings, window)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [
            _bid(window, folder / f"{bidder}.xlsx", share, changes)
            for bidder, (share, changes) in zip(_BIDDERS[current_language()], _BIDS, strict=True)
        ]
        dialog.read(_reckoned(paths, folder))
    return dialog_picture(dialog)


def _bid(window: MainWindow, path: Path, share: int, changes: Mapping[str, _Change]) -> Path:
    """Write a bid: rates about a share [%] of the reference, but for what is changed by line."""
    assert window.session.analysis is not None
    analysis = window.session.analysis
    sent = workbook_bytes(analysis, language=current_language(), blank_prices=True)
    book = load_workbook(io.BytesIO(sent))
    lines = {line.code: line for line in analysis.bill.lines}
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            line = lines.get(str(sheet.cell(row, CODE).value))
            if line is None or not isinstance(sheet.cell(row, QUANTITY).value, int | float):
                continue
            percent = share + row * 37 % 11 - 5
            sheet.cell(row, RATE).value = float(round((line.unit_price_cny or _ASKED) * percent / 100, 2))
            if line.work.id in changes:
                column, value = changes[line.work.id]
                sheet.cell(row, column).value = value
    book.save(path)
    return path


def _reckoned(paths: list[Path], folder: Path) -> list[Path]:
    """Return workbooks saved anew by LibreOffice, so that they tell their sums; without it they tell none."""
    office = shutil.which("soffice")
    if office is None:
        return paths
    profile, saved = (folder / "profile").as_uri(), folder / "saved"
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(saved), *map(str, paths)], check=True, capture_output=True)
    return [saved / path.name for path in paths]
