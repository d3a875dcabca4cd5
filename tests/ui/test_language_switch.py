"""A person changes language and look from the menu: everything follows at once, and is remembered."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from window_driver import find, menu_click, submenu_click, type_into, when_dialog

from chargeplan.ui.settings import Settings

_CHINESE = re.compile("[\u4e00-\u9fff]")


def _visible_texts(window) -> list[str]:
    """Return the texts of the labels and docks that are seen, the plan's own names left out."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    docks = [window.workspace.docks[name].windowTitle() for name in ("dockSchemes", "dockLayers")]
    return labels + docks


def test_chinese_and_back_in_the_running_window(yuanxi) -> None:
    """Panels, menus and docks speak Chinese after one click, and English after another."""
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    assert yuanxi.workspace.docks["dockCapacity"].windowTitle() == "容量指标"
    assert next(action.text() for action in yuanxi.menuBar().actions()) == "文件(&F)"
    assert find(yuanxi, "schemeForm").findChildren(QLabel)[0].text() == "方案"
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_en")
    assert yuanxi.workspace.docks["dockCapacity"].windowTitle() == "Capacity"
    assert next(action.text() for action in yuanxi.menuBar().actions()) == "&File"


def test_no_english_word_is_left_in_the_chinese_panels(yuanxi) -> None:
    """Every caption that is seen holds Chinese or no letters at all, the program's own name left out."""
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    left = [
        text
        for text in _visible_texts(yuanxi)
        if re.search("[A-Za-z]{3,}", text) and not _CHINESE.search(text) and text != "chargeplan"
    ]
    assert left == []


def test_no_chinese_word_is_left_in_the_english_start_page(window) -> None:
    """The start page in English, figures and names of estates aside, is English."""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert [text for text in texts if _CHINESE.search(text)] == []


def test_qts_own_buttons_follow(yuanxi) -> None:
    """Save and Cancel come from Qt's own translations."""
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    seen = []

    def read(dialog) -> None:
        box = dialog.findChild(QDialogButtonBox)
        seen.append(box.button(QDialogButtonBox.StandardButton.Cancel).text())
        dialog.reject()

    when_dialog("newEstateDialog", read)
    menu_click(yuanxi, "menuFile", "action_new")
    assert seen == ["取消"]


def test_an_open_help_page_is_rewritten(window) -> None:
    """The page of the first plan, open while the language changes."""
    menu_click(window, "menuHelp", "action_first_plan")
    page = find(find(window, "firstPlanDialog"), "helpText")
    assert "Put sheds down" in page.toPlainText()
    submenu_click(window, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    assert "放置车棚" in page.toPlainText()


def test_the_language_is_remembered(window, tmp_path) -> None:
    """Another start reads the same settings."""
    submenu_click(window, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    window.close()
    assert Settings(tmp_path / "window.ini").language == "zh_CN"


def test_dark_and_light(window, tmp_path) -> None:
    """The window's ground is dark after one click and light after another."""

    def lightness() -> int:
        return QApplication.palette().color(QPalette.ColorRole.Window).lightness()

    submenu_click(window, "menuView", "menuLook", "menuLook_dark")
    assert lightness() < 80
    submenu_click(window, "menuView", "menuLook", "menuLook_light")
    assert lightness() > 200
    window.close()
    assert Settings(tmp_path / "window.ini").theme == "light"


def _luminance(colour) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF())
    )


def test_every_pair_of_colours_can_be_read() -> None:
    """WCAG: text against its ground at least 4.5:1, in both looks."""
    from chargeplan.ui.theme import MISSING_COLOURS, SEVERITY_COLOURS, palette_for

    roles = QPalette.ColorRole
    for dark in (False, True):
        palette = palette_for(dark)
        pairs = [
            (roles.WindowText, roles.Window), (roles.Text, roles.Base), (roles.Text, roles.AlternateBase),
            (roles.ButtonText, roles.Button), (roles.HighlightedText, roles.Highlight),
            (roles.PlaceholderText, roles.Window), (roles.PlaceholderText, roles.Base),
            (roles.Link, roles.Window), (roles.ToolTipText, roles.ToolTipBase),
        ]  # fmt: skip
        colours = [(palette.color(text), palette.color(ground)) for text, ground in pairs]
        shade = "dark" if dark else "light"
        for role in (roles.Window, roles.Base, roles.AlternateBase):
            colours += [(QColor(c), palette.color(role)) for c in SEVERITY_COLOURS[shade].values()]
        ground, text = MISSING_COLOURS[shade]
        colours.append((QColor(text), QColor(ground)))
        for text_colour, ground_colour in colours:
            light, heavy = sorted((_luminance(text_colour), _luminance(ground_colour)), reverse=True)
            assert (light + 0.05) / (heavy + 0.05) >= 4.5, (shade, text_colour.name(), ground_colour.name())


def test_the_start_button_is_in_the_tab_order(window) -> None:
    """Everything on the start page can be reached by the keyboard."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    find(window, "startNew").setFocus()
    reached = set()
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget().objectName())
    assert {"startImport", "startOpen", "exampleFiles"} <= reached


def test_steps_that_can_be_undone_follow_the_language(yuanxi) -> None:
    """A step that was made in English is named in Chinese after the switch: in the menu and in the history.

    The scheme's own name has no language.
    """
    type_into(find(yuanxi, "propertiesPanel"), "property_address", "1 Lane")
    menu_click(yuanxi, "menuLayout", "action_new_scheme")
    find(yuanxi, "planView").setFocus()
    undo, history = yuanxi.actions_table["undo"], find(yuanxi, "historyPanel")

    def steps() -> list[str]:
        model = history.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    name = yuanxi.session.document.project.active_scheme.name
    assert undo.text() == f"&Undo New scheme {name}"
    assert steps() == ["As opened", "Change street address", f"New scheme {name}"]
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    assert undo.text() == f"撤销(&U) 新建方案“{name}”"
    assert steps() == ["打开时", "修改“地址”", f"新建方案“{name}”"]
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_en")
    assert steps() == ["As opened", "Change street address", f"New scheme {name}"]


def test_tooltips_can_be_read_in_both_looks(yuanxi) -> None:
    """What is drawn of a tooltip holds its ground and its text, as far apart as the colours of the look."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QToolTip

    for look in ("light", "dark"):
        submenu_click(yuanxi, "menuView", "menuLook", f"menuLook_{look}")
        QToolTip.showText(QPoint(40, 40), "MMMMMMMM", yuanxi)
        tip = next(w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel") and w.isVisible())
        image = tip.grab().toImage()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(6, image.width() - 6)
            for y in range(6, image.height() - 6)
        }
        lights = sorted(_luminance(QColor(name)) for name in seen)
        QToolTip.hideText()
        tip.hide()
        assert (lights[-1] + 0.05) / (lights[0] + 0.05) >= 4.5, look
