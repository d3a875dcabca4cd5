"""Lengths, angles and steps typed while drawing."""

from __future__ import annotations

import math

import pytest
from canvas_driver import Hand, hand_on
from PySide6.QtCore import Qt

from chargeplan.i18n import set_language
from chargeplan.model.project import Project


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand that has placed the first corner of a lot at the origin, in English."""
    set_language("en")
    made = hand_on(qtbot, Project())
    made.draw("lot", (0, 0))
    made.hover((10, 0))
    return made


def corners(hand: Hand) -> tuple[tuple[float, float], ...]:
    return hand.view.tool.draft_points


def test_a_number_sets_the_length_and_the_mouse_the_direction(hand: Hand) -> None:
    hand.type("12.5")
    hand.key(Qt.Key.Key_Return)
    assert corners(hand)[1] == pytest.approx((12.5, 0))
    assert not hand.view.entry.active


@pytest.mark.parametrize(
    ("text", "length"), [("3*2.1", 6.3), ("350cm", 3.5), ("2500 mm", 2.5), ("(4-1)/2", 1.5), ("1m+20cm", 1.2)]
)
def test_sums_and_units_are_worked_out(hand: Hand, text: str, length: float) -> None:
    hand.type(text)
    hand.key(Qt.Key.Key_Return)
    assert corners(hand)[1] == pytest.approx((length, 0))


def test_a_comma_gives_a_step_east_and_north(hand: Hand) -> None:
    hand.type("3,-4")
    hand.key(Qt.Key.Key_Return)
    assert corners(hand)[1] == pytest.approx((3, -4))


def test_tab_goes_to_the_angle_and_back(hand: Hand) -> None:
    """10 m at 30 degrees: 8.660 m east and 5 m north."""
    hand.type("10")
    hand.key(Qt.Key.Key_Tab)
    hand.type("30")
    hand.key(Qt.Key.Key_Return)
    assert corners(hand)[1] == pytest.approx((10 * math.cos(math.pi / 6), 5))


def test_tab_alone_opens_the_angle_and_the_mouse_gives_the_length(hand: Hand) -> None:
    """The mouse is 10 m east; on the way at 60 degrees that reaches 10 · cos 60° = 5 m."""
    hand.key(Qt.Key.Key_Tab)
    hand.type("60")
    hand.key(Qt.Key.Key_Return)
    assert corners(hand)[1] == pytest.approx((5 * 0.5, 5 * math.sin(math.pi / 3)))


def test_a_click_takes_the_typed_length_too(hand: Hand) -> None:
    hand.type("7")
    hand.click((0, 20))
    assert corners(hand)[1] == pytest.approx((0, 7))


def test_a_wrong_entry_stays_red_and_is_not_dropped(hand: Hand) -> None:
    told: list[str] = []
    hand.view.prompt_changed.connect(lambda prompt, _hint: told.append(prompt))
    hand.type("3*")
    field = hand.view.entry.length
    assert field.property("wrong")
    assert "cannot be read" in told[-1]
    hand.key(Qt.Key.Key_Return)
    hand.click((5, 5))
    assert len(corners(hand)) == 1
    assert hand.view.entry.active and field.text() == "3*"
    hand.type("2")
    assert not field.property("wrong")
    hand.key(Qt.Key.Key_Return)
    assert math.dist(*corners(hand)) == pytest.approx(6)


def test_letters_and_backspace_belong_to_the_field_and_esc_clears_it_first(hand: Hand) -> None:
    hand.type("12m")
    assert hand.view.entry.length.text() == "12m"
    assert hand.view.tool_id == "lot"
    hand.key(Qt.Key.Key_Backspace)
    assert hand.view.entry.length.text() == "12"
    hand.key(Qt.Key.Key_Escape)
    assert not hand.view.entry.active
    assert corners(hand) == ((0, 0),)
    hand.key(Qt.Key.Key_Escape)
    assert corners(hand) == ()


def test_the_field_does_without_an_input_method(hand: Hand) -> None:
    hand.type("1")
    assert not hand.view.entry.length.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_readout_shows_what_is_typed_before_it_is_placed(hand: Hand) -> None:
    told: list[str] = []
    hand.view.readout_changed.connect(told.append)
    hand.type("6")
    assert told[-1].startswith("6.00 m")


def test_a_whole_shape_can_be_drawn_by_keys_alone(qtbot) -> None:
    hand = hand_on(qtbot, Project())
    hand.view.set_tool("lot")
    for step in ("5,6", "10,0", "0,8"):
        hand.type(step)
        hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Return)
    assert hand.element("lot-1").ring == ((5, 6), (15, 6), (15, 14))


def test_a_single_number_is_no_place_and_stays_marked(qtbot) -> None:
    hand = hand_on(qtbot, Project())
    hand.view.set_tool("lot")
    hand.type("5")
    hand.key(Qt.Key.Key_Return)
    assert hand.view.entry.active
    assert hand.view.entry.length.property("wrong")
    hand.key(Qt.Key.Key_Escape)
    assert not hand.view.entry.active
