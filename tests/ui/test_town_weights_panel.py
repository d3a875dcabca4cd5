"""The panel of weights: pulled sliders rate at once, what cannot be is told, files go out and come in.

Three estates of 100 households that need 14 sockets: A has none, B has 7 and 5 flying wires, of C no hazards
are known. Weights 1 : 1 of sockets short (in % of the need) and flying wires (bad from 2 per hundred):
A has 100 and 0 points, score 50.00; B 50 and 100, score 75.00; C is unrated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QStyle, QStyleOptionSlider
from town_rows import known_row, register, row

from chargeplan.files.town_layout import Layout
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_store import OwnSheets
from chargeplan.i18n import set_language
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import Grade
from chargeplan.town.register import Facilities
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.town.session import Opened, TownSession
from chargeplan.ui.town.weights_panel import WeightsPanel

SHORT, WIRES = "sockets_short_share", "flying_wires_per_100"
EVEN = {SHORT: Decimal(1), WIRES: Decimal(1)}


@pytest.fixture
def session(qapp, tmp_path) -> Iterator[TownSession]:
    """Return a session of the three estates, weighted 1 : 1."""
    set_language("en")
    made = TownSession()
    rows = register(
        known_row("A"),
        known_row("B", sockets=7, hazards=(5, 0, 0)),
        row("C", households=100, existing=Facilities(40, 1, 14)),
    )
    reading = RegisterReading(rows, Layout("", 1), {}, {}, (), (), "")
    settings = replace(default_settings(), weights=EVEN)
    made.take(Opened(tmp_path / "town.town.xlsx", reading, OwnSheets(settings, ())))
    yield made
    made.close()


@pytest.fixture
def panel(qtbot, session) -> WeightsPanel:
    """Return the panel as it is seen at the side of a window, the estates rated."""
    made = WeightsPanel(session)
    qtbot.addWidget(made)
    made.resize(340, 800)
    made.show()
    wait_for(qtbot, session)
    return made


def wait_for(qtbot, session: TownSession) -> None:
    """Wait until everything is rated."""
    qtbot.waitUntil(lambda: session.comparison is not None and not session.working, timeout=5000)


def grades(session: TownSession) -> list[Grade]:
    """Return the grades of the three."""
    return [one.rating.grade for one in session.comparison.estates]


def text(panel: WeightsPanel, name: str) -> str:
    """Return what a label says."""
    return panel.findChild(QLabel, name).text()


def press(panel: WeightsPanel, name: str) -> None:
    """Click a button."""
    QTest.mouseClick(panel.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def handle(slider: QSlider) -> QPoint:
    """Return the middle of a slider's handle."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def type_into(panel: WeightsPanel, name: str, typed: str) -> None:
    """Write a weight by the keyboard."""
    field = panel.weights[name].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_estates_as_they_open(panel, session):
    """A is C from 50, B is D from 75; each weight is a half of all; of C the wires are unknown."""
    assert grades(session) == [Grade.C, Grade.D, Grade.UNRATED]
    assert text(panel, "weightsCounts") == "A: 0, B: 0, C: 1, D: 1, unrated: 1"
    assert text(panel, "weightsName") == "Own weights"
    assert panel.weights[SHORT].note.text() == "50.0 %"
    assert panel.weights[WIRES].note.text() == "50.0 % · 1 unknown"


def test_a_pulled_slider_rates_before_it_is_let_go_and_is_one_step(qtbot, panel, session):
    """From 1 to the right end, 100 : 1: A has 100 × 100/101 = 99.01, a D, while the mouse is down."""
    slider = panel.weights[SHORT].slider
    panel.ensureWidgetVisible(slider)
    start = handle(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for x in range(start.x() + 20, slider.width(), 20):
        QTest.mouseMove(slider, QPoint(x, start.y()))
    QTest.mouseMove(slider, QPoint(slider.width() + 40, start.y()))
    qtbot.waitUntil(lambda: grades(session)[0] is Grade.D and not session.working, timeout=5000)
    assert slider.isSliderDown()
    assert session.comparison.estates[0].rating.score == Decimal("99.01")
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    wait_for(qtbot, session)
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    wait_for(qtbot, session)
    assert session.settings.weights == EVEN
    assert slider.value() == 1
    assert grades(session)[0] is Grade.C


def test_two_pulls_are_two_steps(qtbot, panel, session):
    for name in (SHORT, WIRES):
        slider = panel.weights[name].slider
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
        QTest.mouseMove(slider, QPoint(slider.width(), 5))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    wait_for(qtbot, session)
    assert session.undo_stack.count() == 2


def test_a_weight_that_is_typed_counts(qtbot, panel, session):
    """3 : 1: A has 75.00, a D; its slider follows, and the shares are three quarters and one."""
    type_into(panel, SHORT, "3")
    wait_for(qtbot, session)
    assert session.settings.weights == {SHORT: Decimal(3), WIRES: Decimal(1)}
    assert grades(session)[0] is Grade.D
    assert panel.weights[SHORT].slider.value() == 3
    assert panel.weights[SHORT].note.text() == "75.0 %"


def test_what_has_no_weight_any_more_needs_not_be_known(qtbot, panel, session):
    """C has all sockets that it needs: by them alone it is an A."""
    type_into(panel, WIRES, "0")
    wait_for(qtbot, session)
    assert grades(session)[2] is Grade.A


def test_weights_that_are_all_nothing_are_told_and_change_nothing(qtbot, panel, session):
    type_into(panel, SHORT, "0")
    type_into(panel, WIRES, "0")
    assert text(panel, "weightsFault") == "No weight is above 0, so nothing can be graded."
    assert session.settings.weights == {WIRES: Decimal(1)}
    type_into(panel, WIRES, "2")
    assert panel.findChild(QLabel, "weightsFault").isHidden()
    wait_for(qtbot, session)


def test_limits_of_grades_are_pulled_too_and_have_to_rise(qtbot, panel, session):
    """From 51 instead of 50 A is a B; above D's 75 a limit of C cannot be."""
    panel.limits[Grade.C].field.setValue(51)
    wait_for(qtbot, session)
    assert grades(session)[0] is Grade.B
    panel.limits[Grade.C].field.setValue(80)
    assert "rising scores" in text(panel, "weightsFault")
    assert session.settings.grade_limits[1] == 51


def test_the_shipped_weights_come_back(qtbot, panel, session):
    press(panel, "resetWeights")
    wait_for(qtbot, session)
    assert session.settings.weights == default_settings().weights
    assert text(panel, "weightsName") == "Shipped weights"
    assert panel.weights[SHORT].value == 35


def test_weights_are_saved_and_loaded_again(qtbot, panel, session, tmp_path, monkeypatch):
    path = tmp_path / "spring.toml"
    monkeypatch.setattr(choosers, "save_weights", lambda *_: path)
    monkeypatch.setattr(choosers, "open_weights", lambda *_: path)
    press(panel, "saveWeights")
    assert text(panel, "weightsFault") == "spring.toml was saved."
    press(panel, "resetWeights")
    press(panel, "loadWeights")
    wait_for(qtbot, session)
    assert session.settings.weights == EVEN
    assert session.settings.weights_name == "spring"
    assert text(panel, "weightsName") == "spring"


def test_a_bad_file_is_told_with_its_lines_and_changes_nothing(panel, session, tmp_path, monkeypatch):
    path = tmp_path / "bad.toml"
    path.write_text("[weights]\nluck = 2\nsockets_short_share = -1\n", encoding="utf-8")
    monkeypatch.setattr(choosers, "open_weights", lambda *_: path)
    press(panel, "loadWeights")
    told = text(panel, "weightsFault").split("\n")
    assert told[0] == "Nothing was loaded."
    assert [line[:17] for line in told[1:]] == ["bad.toml, line 2:", "bad.toml, line 3:"]
    assert session.settings.weights == EVEN
    assert session.undo_stack.count() == 0


def test_other_indicators_are_shown_when_asked_for_and_stay_once_weighted(qtbot, panel, session):
    other = panel.weights["complaints_per_100"]
    assert not other.isVisible()
    press(panel, "moreWeights")
    assert other.isVisible()
    type_into(panel, "complaints_per_100", "5")
    wait_for(qtbot, session)
    press(panel, "moreWeights")
    assert other.isVisible()
    assert not panel.weights["hazards_per_100"].isVisible()


@pytest.mark.parametrize(
    ("name", "typed", "field", "value"),
    [
        ("ebikes", "0.5", "ebikes_per_household", Decimal("0.5")),
        ("bikes", "2", "sockets_per_ebike", Decimal("0.5")),
        ("walk", "150", "walking_limit_m", Decimal(150)),
    ],
)
def test_assumptions_are_changed_too(qtbot, panel, session, name, typed, field, value):
    """Two bikes for a socket are 0.5 sockets a bike; each is one step, and undone it is as it was."""
    before = session.settings
    entry = getattr(panel.assumptions, name).field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, typed)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    wait_for(qtbot, session)
    assert getattr(session.settings, field) == value
    assert session.comparison.settings == session.settings
    session.undo_stack.undo()
    wait_for(qtbot, session)
    assert session.settings == before
    assert session.undo_stack.count() == 1


def test_the_day_of_the_figures_is_told_and_changed(qtbot, panel, session):
    panel.assumptions.day.setDate(QDate(2026, 3, 31))
    wait_for(qtbot, session)
    assert session.comparison.as_of == date(2026, 3, 31)


def test_hovering_tells_unit_direction_formula_source_and_what_is_unverified(panel):
    told = panel.weights[WIRES].slider.toolTip()
    for part in (
        "per 100 households",
        "More is worse.",
        "Formula: flying wires reported",
        "Source:",
        "0 points at 0 to 100 points at 2",
        "to be verified",
    ):
        assert part in told
    assert panel.weights[WIRES].field.accessibleName() == "Flying wires per 100 households"


def test_the_panel_speaks_the_other_language(panel):
    set_language("zh_CN")
    panel.retranslate()
    for weight in panel.weights.values():
        weight.retranslate()
    assert text(panel, "weightsName") == "自定义权重"
    assert panel.weights[WIRES].title.text() == "每百户飞线"


def test_a_wheel_over_a_slider_changes_nothing(qtbot, panel, session):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    for part in (panel.weights[SHORT].slider, panel.weights[SHORT].field):
        at = QPointF(part.rect().center())
        event = QWheelEvent(
            at,
            QPointF(part.mapToGlobal(at.toPoint())),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, event)
    assert session.settings.weights == EVEN


def test_without_a_register_nothing_can_be_weighted(qtbot, qapp):
    set_language("en")
    session = TownSession()
    panel = WeightsPanel(session)
    qtbot.addWidget(panel)
    assert not panel.isEnabled()
    session.close()
