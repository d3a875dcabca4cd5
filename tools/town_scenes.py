"""Pictures of the manual about towns, of the shipped example."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path

from engineering_scenes import part
from openpyxl import Workbook
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLineEdit, QPushButton
from window_pictures import SIZE, dialog_picture, rest, wait_until

from chargeplan.drawing.town.choices import ChartKind
from chargeplan.files.town_register import read_register
from chargeplan.i18n import current_language
from chargeplan.resources import examples_folder
from chargeplan.town.settings import Budget
from chargeplan.town.tasks import TaskState
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.town.budget_panel import BudgetPanel
from chargeplan.ui.town.charts import ChartsPanel
from chargeplan.ui.town.column_dialog import ColumnDialog
from chargeplan.ui.town.side_by_side import SideBySide
from chargeplan.ui.town.tasks_panel import TasksPanel
from chargeplan.ui.town.window import TownWindow

_BUDGET_CNY = Decimal(3_000_000)
_LATER = date(2026, 11, 20)
_HANDED_ON = date(2026, 10, 9)
_OFFICE = {"en": "Housing office, Ms Zhou", "zh_CN": "镇房管所 周敏"}
_TALL_PX = 560
_REGISTER = (
    ("川沙新镇住宅小区非机动车停放充电情况统计表",),
    (
        "序号",
        "小区名称",
        "所属居委",
        "总户数",
        "电动车(辆)",
        "车棚车位",
        "充电桩",
        "经度",
        "纬度",
        "飞线",
        "联系电话",
    ),
    (1, "金桥苑", "第一居委会", "约320", 118, 60, "-", 121.6989, 31.1922, 4, "58381201"),
    (2, "桥南新村", "第一居委会", 412, "一百余", 85, 6, 121.6952, 31.1931, "无", "58381202"),
    (3, "虹桥花苑", "第二居委会", 268, None, 40, 3, None, None, 2, "58381203"),
    (4, "北河小区", "第二居委会", "#N/A", 96, 30, 0, 121.7032, 31.1874, 7, "58381204"),
    (5, "北河小区", "第三居委会", 530, 214, 120, 12, 31.1881, 121.7051, None, "58381205"),
    ("合计", None, None, 1530, 428, 335, 21),
)


def _settled(window: TownWindow) -> None:
    """Wait for plans, figures, budget and the chart."""
    budget, charts = part(window, BudgetPanel, "budgetPanel"), part(window, ChartsPanel, "townCharts")

    def ready() -> bool:
        held = window.session.comparison is not None and not window.session.working
        return held and not (window.surveying.running or budget.work.working or charts.drawing)

    wait_until(ready)
    rest(400)
    wait_until(ready)


def _in_town(scene: Callable[[TownWindow], QPixmap]) -> Callable[[MainWindow], QPixmap]:
    """Make a scene of the main window from one of the town's, with the example open in it."""

    @wraps(scene)
    def within(main: MainWindow) -> QPixmap:
        main.towns.open(examples_folder() / "chuansha.town.xlsx")
        window = main.towns.window
        assert window is not None
        window.resize(*SIZE)
        window.panels.arrange_as_at_first()
        _settled(window)
        try:
            return scene(window)
        finally:
            window.session.undo_stack.setClean()
            window.close()

    return within


def _codes(window: TownWindow, *plans: str) -> list[str]:
    """Return the estates of plans of the examples."""
    by_plan = {row.plan: row.code for row in window.session.register.rows}
    return [by_plan[f"{plan}.chargeplan"] for plan in plans]


def _select(window: TownWindow, codes: Iterable[str]) -> None:
    window.session.select(codes, "")
    _settled(window)


def _high(window: TownWindow, dock: str) -> None:
    """Give a panel below the table most of the height."""
    window.panels.bring(dock)
    window.resizeDocks([window.panels.docks[dock]], [_TALL_PX], Qt.Orientation.Vertical)
    _settled(window)


@_in_town
def town(window: TownWindow) -> QPixmap:
    """The town's window: an estate is selected in the table, explained, and marked in the chart."""
    _select(window, _codes(window, "chengxi"))
    return window.grab()


def columns(main: MainWindow) -> QPixmap:
    """The columns of a register as others keep it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        book = Workbook()
        book.active.title = "统计表"
        for row in _REGISTER:
            book.active.append(row)
        book.save(path)
        dialog = ColumnDialog(path, read_register(path), main)
        dialog.show()
        answer = next(one for one in dialog.findChildren(QPushButton) if one.isDefault())
        wait_until(answer.isEnabled)
        return dialog_picture(dialog)


@_in_town
def weights(window: TownWindow) -> QPixmap:
    """The weights, and the scatter of the estates."""
    part(window, ChartsPanel, "townCharts").show_kind(ChartKind.SCATTER)
    window.panels.bring("weights")
    _settled(window)
    return window.grab()


@_in_town
def tasks(window: TownWindow) -> QPixmap:
    """Tasks of which some were handed on, some handled, and some are overdue and went one level up."""
    for name in ("estate", "weights", "budget"):
        window.panels.docks[name].hide()
    _high(window, "tasks")
    panel, session = part(window, TasksPanel, "tasksPanel"), window.session
    panel.table.sortByColumn(panel.model.column_of("estate"), Qt.SortOrder.AscendingOrder)
    part(window, QDateEdit, "taskDay").setDate(QDate(_HANDED_ON.year, _HANDED_ON.month, _HANDED_ON.day))
    part(window, QLineEdit, "taskWho").setText(_OFFICE[current_language()])
    for state, rows in ((TaskState.HANDED_ON, range(8)), (TaskState.HANDLED, range(3, 5))):
        _choose_tasks(panel, rows)
        panel.reach(state)
        _settled(window)
    session.change_settings(replace(session.settings, as_of=_LATER), "")
    _settled(window)
    _choose_tasks(panel, range(2))
    return window.grab()


def _choose_tasks(panel: TasksPanel, rows: Iterable[int]) -> None:
    panel.table.clearSelection()
    flags = panel.table.selectionModel().SelectionFlag
    for row in rows:
        panel.table.selectionModel().select(panel.model.index(row, 0), flags.Select | flags.Rows)


@_in_town
def budget(window: TownWindow) -> QPixmap:
    """Three million shared out, with the curve of what more or less money would do."""
    part(window, ChartsPanel, "townCharts").show_kind(ChartKind.BUDGET)
    session = window.session
    session.change_settings(replace(session.settings, budget=Budget(_BUDGET_CNY)), "")
    window.panels.bring("budget")
    _settled(window)
    return window.grab()


@_in_town
def town_map(window: TownWindow) -> QPixmap:
    """The estates on the map by grade."""
    part(window, ChartsPanel, "townCharts").show_kind(ChartKind.MAP)
    _high(window, "charts")
    _select(window, _codes(window, "chengxi"))
    return window.grab()


@_in_town
def sides(window: TownWindow) -> QPixmap:
    """Three estates side by side, with who finds a free socket on foot."""
    _select(window, _codes(window, "yuanxi", "dongtang", "linyuan"))
    window.show_side_by_side()
    dialog = part(window, SideBySide, "sideBySide")
    wait_until(lambda: all(side.task is None for side in dialog._sides))
    part(dialog, QCheckBox, "sideWalking").setChecked(True)
    return dialog_picture(dialog)
