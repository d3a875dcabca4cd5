"""A person chooses by which rules a plan is judged, and edits a copy of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from factories import small_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox, QStyleOptionViewItem
from window_driver import (
    click,
    edit_cell,
    find,
    in_dialog,
    menu_click,
    type_into,
    when_asked,
    when_dialog,
)

from chargeplan.files.project_file import save_project
from chargeplan.model.editing import setting
from chargeplan.reference.rule_kinds import RuleKind, rule_kinds
from chargeplan.reference.rule_sets import load_rule_set, load_rules_of, own_rule_set, rule_set_text
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.rule_table import (
    CLAUSE,
    CONFIDENCE,
    EFFECTIVE,
    ON,
    SEVERITY,
    VALUE,
    RuleEntryError,
    parse_value,
)


def _cell(dialog, rule_id: str, column: int):
    table = find(dialog, "ruleTable")
    index = table.model().index(table.model().row_of(rule_id), column)
    table.scrollTo(index)
    return index


def _go_to(dialog, rule_id: str, column: int) -> None:
    table = find(dialog, "ruleTable")
    index = _cell(dialog, rule_id, column)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    assert table.currentIndex() == index


def _editor(table, kind: type):
    """Return what a cell is being edited with."""
    (editor,) = [widget for widget in table.viewport().findChildren(kind) if widget.isVisible()]
    return editor


def _enter(dialog, rule_id: str, column: int, text: str) -> None:
    """Click a cell, press Enter, type and press Enter again."""
    edit_cell(find(dialog, "ruleTable"), _cell(dialog, rule_id, column).row(), column, text)


def _tick(dialog, rule_id: str, column: int) -> None:
    """Click the box of a cell."""
    table = find(dialog, "ruleTable")
    index = _cell(dialog, rule_id, column)
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    option.rect = table.visualRect(index)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    box = table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, table)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def _text(dialog, rule_id: str, column: int) -> str:
    return _cell(dialog, rule_id, column).data()


def _with_dialog(window, act) -> None:
    """Open the dialog from the menu and do something with it."""
    ask = partial(menu_click, window, "menuCheck", "action_rule_set")
    in_dialog("ruleSetDialog", ask, act, lambda dialog: dialog.reject())


def _choose(dialog, name: str) -> None:
    """Choose a set by the keyboard."""
    combo = find(dialog, "ruleSetChoice", QComboBox)
    combo.setFocus()
    wanted = combo.findData(name)
    step = Qt.Key.Key_Down if wanted > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(wanted - combo.currentIndex())):
        QTest.keyClick(combo, step)
    assert combo.currentData() == name


def test_shipped_rules_are_shown_and_cannot_be_changed(yuanxi) -> None:
    """R01 of Shanghai is at least 3.5 m, an error; neither typing nor ticking changes it."""

    def act(dialog) -> None:
        assert _text(dialog, "R01", VALUE) == "≥ 3.5"
        assert _text(dialog, "R01", SEVERITY) == "Error"
        assert not _cell(dialog, "R01", VALUE).flags() & Qt.ItemFlag.ItemIsEditable
        _tick(dialog, "R01", ON)
        QTest.keyClicks(find(dialog, "ruleTable"), "9")
        assert _text(dialog, "R01", VALUE) == "≥ 3.5"
        assert not find(dialog, "resetRulesButton").isVisible()

    _with_dialog(yuanxi, act)
    assert not yuanxi.session.document.modified


def test_every_rule_that_the_program_knows_has_a_row(yuanxi) -> None:
    """Those that a set leaves out are off."""

    def act(dialog) -> None:
        model = find(dialog, "ruleTable").model()
        assert [model.rule_id(row) for row in range(model.rowCount())] == list(rule_kinds())
        shipped = {rule.id for rule in load_rule_set("shanghai").rules}
        left_out = [name for name in rule_kinds() if name not in shipped]
        assert all(_text(dialog, name, VALUE) == "off" for name in left_out)

    _with_dialog(yuanxi, act)


def test_another_profile_is_one_step_and_changes_the_findings(yuanxi, qtbot) -> None:
    """In Fuzhou the distance to exits is a rule of the place and no hint; undo brings Shanghai back."""

    def act(dialog) -> None:
        _choose(dialog, "fuzhou")
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, act)
    document, session = yuanxi.session.document, yuanxi.session
    assert document.project.rule_set_id == "fuzhou"
    assert document.project.rule_set_version == load_rule_set("fuzhou").version
    assert document.undo_stack.count() == 1
    qtbot.waitUntil(lambda: session.analysis_revision == document.revision, timeout=15000)
    assert {c.rule.severity for c in session.analysis.checks if c.code == "R06"} == {"error"}
    menu_click(yuanxi, "menuEdit", "action_undo")
    assert document.project.rule_set_id == "shanghai"


def test_the_plans_properties_lead_to_the_rules(yuanxi) -> None:
    """With nothing selected there is a button below the facts of the plan."""
    yuanxi.session.selection.clear()
    panel = find(yuanxi, "propertiesPanel")
    panel.ensureWidgetVisible(find(panel, "editRulesButton"))
    seen = []

    def act(dialog) -> None:
        seen.append(dialog.objectName())
        dialog.reject()

    when_dialog("ruleSetDialog", act)
    click(panel, "editRulesButton")
    assert seen == ["ruleSetDialog"]


def test_ok_without_a_change_is_no_step(yuanxi) -> None:
    """The plan is as it was."""
    _with_dialog(yuanxi, lambda dialog: click(dialog, "ruleSetOk"))
    assert yuanxi.session.document.undo_stack.count() == 0


def test_an_edited_rule_changes_the_findings(yuanxi, qtbot) -> None:
    """R01 of 3.5 m becomes 30 m in a copy: sheds that met it miss it now. The shipped rule is still 3.5 m."""
    document, session = yuanxi.session.document, yuanxi.session
    assert {check.state for check in session.analysis.checks if check.code == "R01"} == {"met"}

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        type_into(dialog, "ruleSetName", "Strict")
        _enter(dialog, "R01", VALUE, "30")
        assert _text(dialog, "R01", VALUE) == "≥ 30"
        assert _text(dialog, "R01", CONFIDENCE) == "to be verified: uncertain"
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, act)
    own = document.project.own_rules
    assert (own.name, own.base_id) == ("Strict", "shanghai")
    assert document.undo_stack.count() == 1
    assert load_rules_of(document.project).rule("R01").value == 30.0
    assert load_rule_set("shanghai").rule("R01").value == 3.5
    qtbot.waitUntil(lambda: session.analysis_revision == document.revision, timeout=15000)
    states = {check.state for check in session.analysis.checks if check.code == "R01"}
    assert "missed" in states
    menu_click(yuanxi, "menuEdit", "action_undo")
    assert document.project.own_rules is None


def test_what_does_not_stand_is_told_at_its_cell(yuanxi) -> None:
    """A word for a number, a length in square metres, half a bike, a wrong date; OK waits for all of them."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        for rule_id, column, text, sentence in (
            ("R01", VALUE, "near", "R01: Write a number, such as 3.5."),
            ("R01", VALUE, "3.5 m²", "R01: R01 is measured in m, not in m²."),
            ("R01", VALUE, "-1", "R01: The value must be 0 or more."),
            ("R01", VALUE, "3500", "R01: The value must be at most 500."),
            ("R07", VALUE, "2.5", "R07: Write a whole number: stalls are counted."),
            ("R01", EFFECTIVE, "1/9/2025", "2025-09-01"),
        ):
            _enter(dialog, rule_id, column, text)
            _go_to(dialog, rule_id, column)
            assert sentence in find(dialog, "ruleSetFault").text()
            assert _text(dialog, rule_id, column) == text
            assert not find(dialog, "ruleSetOk").isEnabled()
        _enter(dialog, "R01", VALUE, "3.6 m")
        _enter(dialog, "R07", VALUE, "24")
        assert not find(dialog, "ruleSetOk").isEnabled()
        _enter(dialog, "R01", EFFECTIVE, "2026-01-01")
        assert find(dialog, "ruleSetOk").isEnabled()
        assert not find(dialog, "ruleSetFault").isVisible()

    _with_dialog(yuanxi, act)


def test_severities_are_chosen_from_a_list(yuanxi) -> None:
    """Enter begins, arrows step through the words, Enter takes the one that is shown, Esc none."""

    def begin(dialog) -> QComboBox:
        table = find(dialog, "ruleTable")
        QTest.keyClick(table, Qt.Key.Key_Return)
        return _editor(table, QComboBox)

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        _go_to(dialog, "R01", SEVERITY)
        for last, taken in ((Qt.Key.Key_Escape, "Error"), (Qt.Key.Key_Return, "Hint")):
            box = begin(dialog)
            for word in ("Warning", "Hint"):
                QTest.keyClick(box, Qt.Key.Key_Down)
                assert (box.isVisible(), box.currentText()) == (True, word)
                assert _text(dialog, "R01", SEVERITY) == "Error"
            QTest.keyClick(box, last)
            QApplication.processEvents()
            assert _text(dialog, "R01", SEVERITY) == taken
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, act)
    assert load_rules_of(yuanxi.session.document.project).rule("R01").severity == "info"


def test_a_word_of_the_open_list_is_taken_at_once(yuanxi) -> None:
    """F4 opens it; Esc closes the list and takes nothing, Enter takes the word it stands on."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        _go_to(dialog, "R01", SEVERITY)
        table = find(dialog, "ruleTable")
        QTest.keyClick(table, Qt.Key.Key_Return)
        box = _editor(table, QComboBox)
        for last, taken in ((Qt.Key.Key_Escape, "Error"), (Qt.Key.Key_Return, "Warning")):
            QTest.keyClick(box, Qt.Key.Key_F4)
            assert box.view().isVisible()
            QTest.keyClick(box.view(), Qt.Key.Key_Down)
            assert box.view().isVisible()
            QTest.keyClick(box.view(), last)
            assert not box.view().isVisible()
            assert _text(dialog, "R01", SEVERITY) == taken

    _with_dialog(yuanxi, act)


def test_leaving_with_changed_rules_is_asked_and_without_is_not(yuanxi) -> None:
    """Asked on Esc after a set was copied, not when the rules were only looked at."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        asked = when_asked(Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert asked == ["Drop the changes?"]
        assert dialog.isVisible()
        asked = when_asked(Qt.Key.Key_Tab, Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert asked == ["Drop the changes?"]
        assert not dialog.isVisible()

    def look(dialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    _with_dialog(yuanxi, act)
    _with_dialog(yuanxi, look)
    assert yuanxi.session.document.project.own_rules is None


def test_a_rule_is_switched_off_and_on_by_its_box(yuanxi) -> None:
    """Off it is gone from the rules; on again it has its old value; one that never had any asks for it."""
    left_out = [name for name in rule_kinds() if load_rule_set("shanghai").rule(name) is None]

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        _tick(dialog, "R01", ON)
        assert _text(dialog, "R01", VALUE) == "off"
        _tick(dialog, "R01", ON)
        assert _text(dialog, "R01", VALUE) == "≥ 3.5"
        _tick(dialog, "R02", ON)
        if left_out:
            _tick(dialog, left_out[0], ON)
            assert not find(dialog, "ruleSetOk").isEnabled()
            _tick(dialog, left_out[0], ON)
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, act)
    rules = load_rules_of(yuanxi.session.document.project)
    assert rules.rule("R02") is None
    assert rules.rule("R01").value == 3.5


def test_selected_rules_go_back_to_what_they_were(yuanxi) -> None:
    """The value and its confidence are those of the copied set again."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        before = _text(dialog, "R01", CONFIDENCE)
        _enter(dialog, "R01", VALUE, "5")
        _go_to(dialog, "R01", VALUE)
        click(dialog, "resetRulesButton")
        assert (_text(dialog, "R01", VALUE), _text(dialog, "R01", CONFIDENCE)) == ("≥ 3.5", before)

    _with_dialog(yuanxi, act)


@pytest.mark.parametrize(
    ("wrong", "column", "shown", "mended", "after"),
    [
        ({"unit": "ft"}, VALUE, "3.6 ft", "3.6", "≥ 3.6"),
        ({"value": -1.0}, VALUE, "-1 m", "3.6", "≥ 3.6"),
        ({"effective": "soon"}, EFFECTIVE, "soon", "2026", "2026"),
    ],
)
def test_an_unsound_rule_of_a_file_is_told_and_can_be_mended(
    yuanxi, wrong, column, shown, mended, after
) -> None:
    """Rules that a file brought along are judged when they are shown; OK waits until they stand."""
    document = yuanxi.session.document
    own = own_rule_set(load_rule_set("shanghai"), "Own")
    rules = tuple(
        replace(rule, **{"value": 3.6, **wrong}) if rule.id == "R01" else rule for rule in own.rules
    )
    document.push("", [setting(document.project, "own_rules", replace(own, rules=rules))])

    def act(dialog) -> None:
        assert _text(dialog, "R01", column) == shown
        assert find(dialog, "ruleSetFault").text().startswith("R01: ")
        assert not find(dialog, "ruleSetOk").isEnabled()
        _enter(dialog, "R01", column, mended)
        assert _text(dialog, "R01", column) == after
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, act)
    assert load_rules_of(document.project).rule("R01").unit == "m"


def test_own_rules_that_leave_others_out_stand_as_they_are(yuanxi) -> None:
    """A file with one rule alone: the others are off, that of the fire class too, and OK is free."""
    document = yuanxi.session.document
    own = own_rule_set(load_rule_set("shanghai"), "Own")
    only = next(rule for rule in own.rules if rule.id == "R01")
    document.push("", [setting(document.project, "own_rules", replace(own, rules=(only,)))])

    def act(dialog) -> None:
        assert _text(dialog, "R11", VALUE) == "off"
        assert not find(dialog, "ruleSetFault").isVisible()
        _enter(dialog, "R11", CLAUSE, "to be looked up")
        assert find(dialog, "ruleSetOk").isEnabled()

    _with_dialog(yuanxi, act)


@pytest.mark.parametrize(("field", "column"), [("severity", SEVERITY), ("confidence", CONFIDENCE)])
def test_a_word_that_the_program_does_not_know_is_told(yuanxi, field, column) -> None:
    """A severity or confidence that there is none of stands as the file has it, and can be taken back."""
    document = yuanxi.session.document
    own = own_rule_set(load_rule_set("shanghai"), "Own")
    rules = tuple(replace(rule, **{field: "fatal"}) if rule.id == "R01" else rule for rule in own.rules)
    document.push("", [setting(document.project, "own_rules", replace(own, rules=rules))])

    def act(dialog) -> None:
        assert _text(dialog, "R01", column) == "fatal"
        assert "fatal" in find(dialog, "ruleSetFault").text()
        assert not find(dialog, "ruleSetOk").isEnabled()
        _go_to(dialog, "R01", column)
        click(dialog, "resetRulesButton")
        assert find(dialog, "ruleSetOk").isEnabled()

    _with_dialog(yuanxi, act)


def test_own_rules_need_a_name(yuanxi) -> None:
    """An empty name is told, and OK waits."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        type_into(dialog, "ruleSetName", " ")
        assert find(dialog, "ruleSetFault").text() == "Give the plan's own rules a name."
        assert not find(dialog, "ruleSetOk").isEnabled()

    _with_dialog(yuanxi, act)


def test_what_was_edited_is_kept_while_others_are_looked_at(yuanxi) -> None:
    """From the copy to Anhui and back: the edited value is still there."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        _enter(dialog, "R01", VALUE, "5")
        _choose(dialog, "anhui")
        _choose(dialog, "own")
        assert _text(dialog, "R01", VALUE) == "≥ 5"

    _with_dialog(yuanxi, act)


def test_a_new_name_is_seen_in_the_list_and_proposed_for_the_file(yuanxi, monkeypatch) -> None:
    """What no file may be called by is left out; shipped rules are proposed by their id."""
    proposed = []
    monkeypatch.setattr(choosers, "save_rules", lambda _parent, at: proposed.append(at.name))

    def act(dialog) -> None:
        click(dialog, "exportRulesButton")
        click(dialog, "copyRulesButton")
        type_into(dialog, "ruleSetName", 'Yard 3/4: "strict"')
        assert find(dialog, "ruleSetChoice").currentText() == 'The plan\'s own: Yard 3/4: "strict"'
        click(dialog, "exportRulesButton")

    _with_dialog(yuanxi, act)
    assert proposed == ["shanghai.toml", "Yard 3-4- -strict-.toml"]


def test_a_long_name_ends_in_dots_and_is_told_whole(yuanxi) -> None:
    """The list of rule sets keeps its width."""

    def act(dialog) -> None:
        click(dialog, "copyRulesButton")
        combo = find(dialog, "ruleSetChoice")
        combo.setFixedWidth(240)
        type_into(dialog, "ruleSetName", "The rules of the yard behind the hall of the market")
        dialog.grab()
        shown = QStyleOptionComboBox()
        combo.initStyleOption(shown)
        assert shown.currentText.endswith("…")
        assert "hall of the market" in combo.toolTip()

    _with_dialog(yuanxi, act)


def test_rules_go_out_and_come_back(yuanxi, tmp_path, monkeypatch) -> None:
    """An exported copy is imported as the plan's own with its edited value."""
    path = tmp_path / "rules.toml"
    monkeypatch.setattr(choosers, "save_rules", lambda _parent, _at: path)
    monkeypatch.setattr(choosers, "open_rules", lambda _parent, _at: path)

    def send(dialog) -> None:
        click(dialog, "copyRulesButton")
        type_into(dialog, "ruleSetName", "Strict")
        _enter(dialog, "R01", VALUE, "5")
        click(dialog, "exportRulesButton")
        assert "rules.toml is written" in find(dialog, "ruleSetNote").text()

    def take(dialog) -> None:
        click(dialog, "importRulesButton")
        assert find(dialog, "ruleSetName").text() == "Strict"
        click(dialog, "ruleSetOk")

    _with_dialog(yuanxi, send)
    assert yuanxi.session.document.project.own_rules is None
    _with_dialog(yuanxi, take)
    assert load_rules_of(yuanxi.session.document.project).rule("R01").value == 5.0


def test_a_bad_rule_file_is_told_and_changes_nothing(yuanxi, tmp_path, monkeypatch) -> None:
    """A rule in the wrong unit: a sentence with file and rule, and the table as it was."""
    path = tmp_path / "bad.toml"
    text = rule_set_text(load_rule_set("shanghai"))
    path.write_text(text.replace('unit = "m"', 'unit = "cm"', 1), encoding="utf-8")
    monkeypatch.setattr(choosers, "open_rules", lambda _parent, _at: path)
    told = []

    def act(dialog) -> None:
        def read(message) -> None:
            told.append(find(message, "messageText").text())
            message.reject()

        when_dialog("messageDialog", read)
        click(dialog, "importRulesButton")
        assert find(dialog, "copyRulesButton").isVisible()

    _with_dialog(yuanxi, act)
    assert "bad.toml" in told[0] and "cm" in told[0] and "R01" in told[0]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3.5", "m", 3.5),
        (" 3.5 m ", "m", 3.5),
        ("2*1.75", "m", 3.5),
        ("２５", "stalls", 25.0),
        ("A", "fire_class", 1.0),
    ],
)
def test_values_as_people_write_them(text: str, unit: str, value: float) -> None:
    """With the unit or without, as a sum, in wide digits of a Chinese input method, as a class."""
    assert parse_value(text, RuleKind("R", {"en": "x", "zh_CN": "x"}, unit, "least")) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "m"),
        ("m", "m"),
        ("3.5 cm", "m"),
        ("-0.1", "m"),
        ("2.5", "stalls"),
        ("nan", "m"),
        ("1e400", "m"),
        ("500.1", "m"),
        ("50", "1"),
        ("C", "fire_class"),
    ],
)
def test_values_that_are_none(text: str, unit: str) -> None:
    """Each is refused with a sentence."""
    with pytest.raises(RuleEntryError, match=r"\w"):
        parse_value(text, RuleKind("R", {"en": "x", "zh_CN": "x"}, unit, "least"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"severity": "fatal"}, "Ours [[rules]] R01: severity should be one of error, warning, info"),
        ({"unit": "km"}, "Ours [[rules]] R01: the value is in km, it should be in m"),
        ({"id": "R99"}, "Ours [[rules]] R99: there is no rule R99"),
        ({"value": -3.0}, "Ours [[rules]] R01: value should be 0 or more, found -3.0"),
    ],
)
def test_a_plan_with_unsound_rules_is_opened_and_says_so(window, tmp_path, changes, reason) -> None:
    """Whatever a file of another version or hand holds, the plan is there as it was, with the place told."""
    own = own_rule_set(load_rule_set("shanghai"), "Ours")
    rules = tuple(replace(rule, **changes) if rule.id == "R01" else rule for rule in own.rules)
    project = replace(small_project(), own_rules=replace(own, rules=rules))
    save_project(project, tmp_path / "odd.chargeplan")
    told = []

    def act(message) -> None:
        told.append(find(message, "messageText").text())
        message.reject()

    when_dialog("messageDialog", act)
    assert window.files.open_path(tmp_path / "odd.chargeplan")
    assert reason in told[0]
    assert "The plan is open as it was saved" in told[0]
    assert window.session.document.project == project
    assert not window.session.document.modified


def test_a_plan_with_sound_rules_opens_without_a_word(window, tmp_path) -> None:
    """Own rules as they are copied, those without a value too."""
    own = own_rule_set(load_rule_set("blank"), "Ours")
    save_project(replace(small_project(), own_rules=own), tmp_path / "even.chargeplan")
    assert window.files.open_path(tmp_path / "even.chargeplan")
    assert QApplication.activeModalWidget() is None
