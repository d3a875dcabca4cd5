"""Scaling underlays, checking the scale, and where the doubt is told; laying one underlay on another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import Hand, hand_on
from factories import rectangle, underlay
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from chargeplan.analysis import StallRange
from chargeplan.i18n import tr
from chargeplan.model.accuracy import scale_error_share_of
from chargeplan.model.editing import insertion, removal, removals
from chargeplan.model.project import Project
from chargeplan.model.site import Basement, Building, Site, SiteFact, Underlay
from chargeplan.ui.canvas.figures import LiveFigures, figure_lines
from chargeplan.ui.canvas.tools.aligning import aligned_underlay
from chargeplan.ui.canvas.tools.scaling import ScaleTool
from chargeplan.ui.panels.capacity import CapacityPanel
from chargeplan.ui.panels.properties import PropertiesPanel
from chargeplan.ui.stall_ranges import trust_in_short, trust_line
from chargeplan.ui.widgets import PlainLabel


def picture(name: str = "underlay-1", **changes: object) -> Underlay:
    """Return a picture 400 × 300 pixels of 0.05 m: 20 m × 15 m."""
    return replace(underlay(name, 400, 300), **changes)


@pytest.fixture
def hand(qtbot) -> Hand:
    return hand_on(qtbot, Project(site=Site(underlays=(picture(),))), centre=(10, 8))


def measure(hand: Hand, start, end, length: str) -> None:
    hand.click(start)
    hand.click(end)
    hand.type(length)
    hand.key(Qt.Key.Key_Return)


def scale_to_itself(hand: Hand) -> None:
    """Tell that 10 m are 10 m, so that the plan stays where it is under the mouse."""
    hand.view.start_scaling("underlay-1")
    measure(hand, (5, 5), (15, 5), "10m")
    hand.view.zoom_to_point((10, 8))
    hand.view.zoom_by(10 * hand.view.pixel_m)


def share_of(hand: Hand) -> float | None:
    found = hand.element("underlay-1")
    assert isinstance(found, Underlay)
    return found.scale_error_share


def test_a_second_length_checks_the_scale(hand: Hand) -> None:
    """10 m on the plan that are 10.1 m in truth: off by 0.1 / 10.1 = 0.0099. Each length is one step."""
    said: list[str] = []
    hand.session.message.connect(said.append)
    scale_to_itself(hand)
    assert trust_in_short(hand.session) == tr("scale not checked")
    measure(hand, (5, 2), (5, 12), "1010cm")
    assert share_of(hand) == pytest.approx(0.1 / 10.1)
    assert hand.view.tool_id == "select"
    assert "0.99 %" in said[-1]
    assert trust_in_short(hand.session) == tr("scale ±{share} %", share="0.99")
    assert hand.document.undo_stack.count() == 2
    hand.document.undo_stack.undo()
    assert share_of(hand) is None


def test_a_scale_that_is_far_off_is_asked_for_again_and_is_unchecked_then(hand: Hand) -> None:
    """10 m for 12.5 m are off by 20 %, more than the 3 % from which the catalogue advises to scale again."""
    scale_to_itself(hand)
    measure(hand, (5, 2), (5, 12), "12500mm")
    assert share_of(hand) == pytest.approx(0.2)
    tool = hand.view.tool
    assert isinstance(tool, ScaleTool)
    assert not tool.checking
    measure(hand, (5, 2), (5, 12), "12.5")
    assert share_of(hand) is None
    assert tool.checking


def test_scaling_moves_nothing_that_is_drawn(qtbot) -> None:
    house = Building("building-1", rectangle(2, 2, 8, 8))
    plan = Project(site=Site(buildings=(house,), underlays=(picture(),)))
    hand = hand_on(qtbot, plan, centre=(10, 8))
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.view.start_scaling("underlay-1")
    measure(hand, (5, 5), (15, 5), "25")
    assert hand.element("building-1") == house
    assert tr("What is drawn already stays as it is.") in said[-1]


def test_both_ends_can_be_typed(hand: Hand) -> None:
    """From 5, 5 to 15, 5 is 10 m, which are 20 m in truth: pixels twice as large, 0.1 m."""
    hand.view.start_scaling("underlay-1")
    for text in ("5,5", "15,5", "20"):
        hand.type(text)
        hand.key(Qt.Key.Key_Return)
    assert hand.element("underlay-1").metres_per_pixel == pytest.approx(0.1)


def test_a_length_that_is_asked_for_is_asked_until_it_is_there_or_the_end_before_is_taken_back(
    hand: Hand,
) -> None:
    """Enter, a right click and Esc after a digit leave the empty field; Backspace in it takes an end back."""
    hand.view.start_scaling("underlay-1")
    hand.click((5, 5))
    hand.click((15, 5))
    hand.key(Qt.Key.Key_Return)
    hand.type("1")
    hand.key(Qt.Key.Key_Escape)
    hand.click((8, 8), button=Qt.MouseButton.RightButton)
    entry = hand.view.entry
    assert entry.active and entry.length.text() == ""
    hand.key(Qt.Key.Key_Backspace)
    assert not entry.active
    assert hand.view.tool.prompt() == tr("Click its other end")
    hand.click((15, 5))
    hand.type("20")
    hand.key(Qt.Key.Key_Return)
    assert hand.element("underlay-1").metres_per_pixel == pytest.approx(0.1)


def test_the_first_click_of_the_check_ends_what_was_told_of_the_scale(hand: Hand) -> None:
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.session.message_over.connect(said.clear)
    scale_to_itself(hand)
    assert tr("Now check it by a second length.") in said[-1]
    hand.click((5, 2))
    assert said == []


def test_a_deleted_picture_leaves_its_doubt_beside_what_the_same_step_affirms(qtbot) -> None:
    """The step deletes a picture that is 2 % off and draws what was denied; undo brings both back."""
    checked = picture(scaled=True, scale_error_share=0.02)
    site = Site(underlays=(checked,), none_here=(SiteFact.BASEMENT,))
    hand = hand_on(qtbot, Project(site=site), centre=(10, 8))
    project = hand.document.project
    basement = Basement("basement-1", rectangle(0, 0, 5, 5))
    hand.document.push("Delete", [removal(project, checked), insertion(project, basement)])
    assert hand.document.project.site == Site(basements=(basement,), scale_error_share=0.02)
    hand.document.undo_stack.undo()
    assert hand.document.project.site == site


def test_areas_of_ground_and_whole_lengths_have_their_tolerance_and_sheds_have_none() -> None:
    """100 m² at 1 % are ± 2.01 m², 50 m are ± 0.50 m."""
    assert figure_lines(LiveFigures(total_m=50.0, area_m2=100.0), 0.01) == [
        tr("{length} m in all", length="50.00 ± 0.50"),
        "100.00 ± 2.01 m²",
    ]
    assert figure_lines(LiveFigures(area_m2=100.0, built=True), 0.01) == ["100.00 m²"]
    assert figure_lines(LiveFigures(area_m2=100.0), None) == ["100.00 m²"]


def test_what_sets_the_scale_is_seen_without_scrolling(hand: Hand, qtbot) -> None:
    """In 250 px, as the properties have on a screen of 768, all three buttons are whole."""
    hand.session.selection.set(("underlay-1",))
    panel = PropertiesPanel(hand.session)
    qtbot.addWidget(panel)
    panel.resize(300, 250)
    panel.show()
    for name in ("scalePictureButton", "checkScaleButton", "alignPictureButton"):
        button = panel.findChild(QPushButton, name)
        assert button.visibleRegion().boundingRect() == button.rect()


def test_the_range_of_stalls_is_told_until_the_plan_changes(hand: Hand, qtbot) -> None:
    scale_to_itself(hand)
    measure(hand, (5, 2), (5, 12), "10")
    hand.session.take_stall_range(StallRange(52, 54))
    assert trust_line(hand.session).startswith(tr("{range} stalls; {note}", range="52–54", note=""))
    panel = CapacityPanel(hand.session)
    qtbot.addWidget(panel)
    shown = panel.findChild(PlainLabel, "scaleTrust")
    assert "52–54" in shown.text()
    hand.session.take_stall_range(None)
    assert "52" not in shown.text()
    hand.document.undo_stack.undo()
    assert tr("scale not checked").capitalize() in shown.text()
    hand.document.push("Delete", removals(hand.document.project, hand.document.project.site.underlays))
    assert shown.isHidden()


def test_two_pairs_of_places_move_turn_and_scale() -> None:
    """(0, 0) goes to (10, 0) and (2, 0) to (10, 4): turned by 90°, twice as large, origin with the first."""
    lying = picture(origin=(1.0, 0.0))
    laid = aligned_underlay(lying, ((0, 0), (10, 0)), ((2, 0), (10, 4)), keep_scale=False)
    assert laid.origin == pytest.approx((10, 2))
    assert laid.rotation_degrees == pytest.approx(90)
    assert laid.metres_per_pixel == pytest.approx(0.1)
    kept = aligned_underlay(lying, ((0, 0), (10, 0)), ((2, 0), (10, 4)), keep_scale=True)
    assert kept.metres_per_pixel == lying.metres_per_pixel
    assert kept.origin == pytest.approx((10, 2))  # the middle (1, 0) of the one meets that of the other


def test_a_second_picture_is_laid_on_the_first_by_the_mouse(qtbot) -> None:
    """Two clicks on it and two on the corners of a building of 10 m; it is as doubtful as the first one then.

    (22, 2) goes to (2, 2) and (27, 2) to (12, 2): twice as large; its origin (20, 0) goes to (-2, -2).
    """
    house = Building("building-1", rectangle(2, 2, 12, 8))
    first = picture(scaled=True, scale_error_share=0.01, locked=True)
    second = picture("underlay-2", origin=(20.0, 0.0))
    plan = Project(site=Site(buildings=(house,), underlays=(first, second)))
    hand = hand_on(qtbot, plan, centre=(15, 8))
    hand.session.selection.set(("underlay-2",))
    hand.draw("align_underlay", (22, 2), (2.2, 2.1), (27, 2), (12.1, 1.9))
    laid = hand.element("underlay-2")
    assert isinstance(laid, Underlay)
    assert (laid.origin, laid.metres_per_pixel) == (pytest.approx((-2, -2)), pytest.approx(0.1))
    assert (laid.scaled, laid.scale_error_share) == (True, 0.01)
    assert hand.view.tool_id == "select"
    assert hand.document.undo_stack.count() == 1
    assert scale_error_share_of(hand.document.project.site) == 0.01
