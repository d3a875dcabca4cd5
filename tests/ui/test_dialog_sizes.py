"""Dialogs fit the screen with their buttons, and panels the smallest window, in which nothing is cut."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from window_driver import click, find, in_dialog, menu_click, submenu_click

from chargeplan.i18n import LANGUAGES

SMALL = QSize(1024 - 16, 700 - 48)
"""The smallest screen that the program is made for, less frame and title of a window."""


def _fits(dialog: QWidget) -> None:
    """Check a dialog on the screen that it is on, which is that of the off-screen platform: 800 × 800 px."""
    room = dialog.screen().availableSize()
    assert dialog.width() < room.width() and dialog.height() < room.height()
    least = dialog.minimumSizeHint()
    assert least.width() <= SMALL.width() and least.height() <= SMALL.height()
    box = dialog.findChild(QDialogButtonBox)
    assert dialog.rect().contains(box.geometry())


@pytest.mark.parametrize(
    ("menu", "action", "name"),
    [
        ("menuCheck", "action_rule_set", "ruleSetDialog"),
        ("menuBill", "action_price_book", "priceBookDialog"),
        ("menuBill", "action_compare_bids", "tenderDialog"),
    ],
)
def test_what_is_edited_fits_the_screen(yuanxi, menu: str, action: str, name: str) -> None:
    """Rules, prices and bids, which want more room than that."""
    in_dialog(name, partial(menu_click, yuanxi, menu, action), _fits, lambda dialog: dialog.reject())


def test_what_is_looked_at_beside_the_plan_fits_the_screen(yuanxi, qtbot) -> None:
    """The single-line diagram, what the supply rests on, schemes, and the pages of help."""
    menu_click(yuanxi, "menuCheck", "action_show_supply")
    qtbot.waitUntil(find(yuanxi, "unverifiedButton").isVisible, timeout=10000)
    click(yuanxi, "unverifiedButton")
    menu_click(yuanxi, "menuCheck", "action_single_line")
    click(yuanxi, "compareSchemesButton")
    menu_click(yuanxi, "menuHelp", "action_first_plan")
    for name in ("assumptionsDialog", "singleLineDialog", "comparisonDialog", "firstPlanDialog"):
        dialog = find(yuanxi, name)
        assert dialog.isVisible()
        _fits(dialog)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_not_cut_in_a_small_window(yuanxi, qtbot, language: str) -> None:
    """1024 × 700 px with the bill below the plan: forms of the plan, a shed and a lot."""
    yuanxi.resize(1024, 700)
    submenu_click(yuanxi, "menuView", "menuLanguage", f"menuLanguage_{language}")
    menu_click(yuanxi, "menuBill", "action_show_bill")
    panel, scheme = find(yuanxi, "propertiesPanel"), yuanxi.session.document.project.active_scheme
    for ids in ((), (scheme.sheds[0].id,), (scheme.lots[0].id,)):
        yuanxi.session.selection.set(ids)
        qtbot.waitUntil(lambda: panel.widget().width() <= panel.viewport().width(), timeout=5000)
