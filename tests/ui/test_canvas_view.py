"""The sheet itself: zoom, pan, layers, what is drawn, colours, pictures, the drop of a shed."""

from __future__ import annotations

import pytest
from canvas_driver import MIDDLE, NONE, RIGHT, Hand, hand_on, plan
from factories import small_project, underlay
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chargeplan.analysis import analyse
from chargeplan.i18n import set_language
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Boundary, Building, Obstacle, Site
from chargeplan.ui.canvas.previews import scale_bar_length_m
from chargeplan.ui.canvas.style import DARK, LIGHT, Style
from chargeplan.ui.canvas.view import SHED_MIME_TYPE

SHED = Shed("shed-1", (0, 0), 0, 12.0, 2.0, module_id="compact")


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on a plan with one shed, in English."""
    set_language("en")
    return hand_on(qtbot, plan(SHED))


def ground(hand: Hand, pixel: QPoint) -> tuple[float, float]:
    place = hand.view.mapToScene(pixel)
    return (place.x(), place.y())


def test_a_plan_that_came_as_a_whole_fills_the_view(qtbot) -> None:
    """Two buildings over 100 m, and nothing else: more than three quarters of the width are theirs."""
    houses = [Building(f"b{x}", ((x, 0), (x + 10, 0), (x + 10, 10), (x, 10))) for x in (0, 90)]
    view = hand_on(qtbot, plan(*houses)).view
    view.zoom_to_elements(["b0", "b90"])
    assert 100 / view.pixel_m > 0.75 * view.width()
    view.zoom_to_elements(["b0"])
    assert 10 / view.pixel_m < 0.5 * view.height()


def test_north_is_up_and_a_metre_is_a_unit(hand: Hand) -> None:
    assert hand.pixel((0, 10)).y() < hand.pixel((0, 0)).y()
    assert hand.pixel((10, 0)).x() - hand.pixel((0, 0)).x() == pytest.approx(100, abs=1)


def test_the_wheel_zooms_at_the_cursor(hand: Hand) -> None:
    pixel = hand.pixel((20, 10))
    before = hand.view.pixel_m
    hand.wheel((20, 10), 3)
    assert hand.view.pixel_m == pytest.approx(before / 1.2**3)
    assert ground(hand, pixel) == pytest.approx((20, 10), abs=2 * hand.view.pixel_m)


def test_middle_drag_and_space_drag_pan_without_finishing_anything(hand: Hand) -> None:
    start = ground(hand, QPoint(400, 300))
    hand.drag((0, 0), (5, 3), button=MIDDLE)
    moved = ground(hand, QPoint(400, 300))
    assert (moved[0] - start[0], moved[1] - start[1]) == pytest.approx((-5, -3), abs=0.15)
    hand.draw("lot", (0, 5), (5, 5), (5, 9))
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag((0, 0), (4, 0))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert ground(hand, QPoint(400, 300))[0] == pytest.approx(moved[0] - 4, abs=0.15)
    assert hand.view.tool.draft_points == ((0, 5), (5, 5), (5, 9))
    hand.view.set_tool("select")


def test_home_and_a_double_middle_click_fit_everything(hand: Hand) -> None:
    hand.wheel((30, 30), 8)
    hand.key(Qt.Key.Key_Home)
    fitted = hand.view.pixel_m
    area = hand.view.viewport().rect()
    assert area.contains(hand.pixel((0, 0))) and area.contains(hand.pixel((12, 2)))
    hand.wheel((30, 30), 8)
    hand.double_click((6, 1), button=MIDDLE)
    assert hand.view.pixel_m == pytest.approx(fitted)


def test_a_small_thing_is_shown_with_the_ground_around_it(qtbot) -> None:
    """Around a tree of 2 m as much ground is shown as tells where it is: 30 m and the edge of the view."""
    hand = hand_on(qtbot, plan(Obstacle("obstacle-1", (30, 20), 1.0)))
    hand.view.zoom_to_elements(["obstacle-1"])
    shown = hand.view.viewport().rect()
    assert 30.0 <= min(shown.width(), shown.height()) * hand.view.pixel_m <= 40.0


def test_zooming_to_elements_and_to_points(hand: Hand) -> None:
    hand.view.zoom_to_point((500, 500), 10)
    assert ground(hand, hand.view.viewport().rect().center()) == pytest.approx((500, 500), abs=0.2)
    hand.view.zoom_to_elements(["shed-1", "gone"])
    assert ground(hand, hand.view.viewport().rect().center()) == pytest.approx((6, 1), abs=0.2)


def test_far_from_the_origin_a_click_is_as_exact_as_near_it(qtbot) -> None:
    """City coordinates: hundreds of kilometres from the origin."""
    hand = hand_on(qtbot, Project(), centre=(340000.0, 3450000.0))
    places = ((339990.0, 3449990.0), (340010.0, 3449990.0), (340010.0, 3450010.0))
    hand.draw("lot", *places)
    hand.key(Qt.Key.Key_Return)
    for corner, place in zip(hand.element("lot-1").ring, places, strict=True):
        assert corner == pytest.approx(place, abs=0.051)


def test_what_is_drawn_is_what_is_counted(qtbot) -> None:
    """The shed of the small plan holds 20 stalls, as the analysis says."""
    project = small_project()
    hand = hand_on(qtbot, project)
    hand.session.take_analysis(analyse(project), 0)
    assert hand.view.plan_scene.stall_count == hand.session.analysis.totals.stalls == 20


def test_an_analysis_that_is_out_of_date_draws_no_stalls_of_changed_lots(qtbot) -> None:
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 12), (0, 12)), filled=True)
    hand = hand_on(qtbot, plan(lot))
    hand.session.take_analysis(analyse(hand.document.project), 0)
    counted = hand.session.analysis.totals.stalls
    assert hand.view.plan_scene.stall_count == counted > 20
    hand.click((10, 6))
    hand.key(Qt.Key.Key_Right)
    assert hand.view.plan_scene.stall_count == 0
    hand.session.take_analysis(analyse(hand.document.project), 1)
    assert hand.view.plan_scene.stall_count == counted


def test_hidden_layers_are_neither_drawn_nor_picked(hand: Hand) -> None:
    shown = hand.view.grab().toImage()
    hand.view.set_layer_visible("sheds", False)
    hand.view.set_layer_visible("stalls", False)
    assert hand.view.grab().toImage() != shown
    hand.click((6, 1))
    assert hand.session.selection.ids == ()


def test_the_scene_follows_undo_and_redo(hand: Hand) -> None:
    hand.hover((30, 25))
    before = hand.view.grab().toImage()
    hand.view.session.selection.set(["shed-1"])
    hand.view.delete_selection()
    assert hand.view.plan_scene.stall_count == 0
    hand.document.undo_stack.undo()
    assert hand.view.plan_scene.stall_count == 20
    assert hand.view.grab().toImage() == before


def test_colours_follow_the_palette(hand: Hand) -> None:
    assert not hand.view.style_table.dark
    dark = QPalette(hand.view.palette())
    dark.setColor(QPalette.ColorRole.Base, QColor("#202020"))
    hand.view.setPalette(dark)
    assert hand.view.style_table.dark
    assert hand.view.grab().toImage().pixelColor(5, 5).lightness() < 60


def test_right_click_when_idle_selects_and_asks_for_a_menu(hand: Hand, qtbot) -> None:
    with qtbot.waitSignal(hand.view.context_menu_requested):
        hand.click((6, 1), button=RIGHT)
    assert hand.session.selection.ids == ("shed-1",)


def test_the_cursor_is_told_in_metres(hand: Hand) -> None:
    told: list[tuple[float, float]] = []
    hand.view.cursor_moved.connect(lambda x, y: told.append((x, y)))
    hand.hover((-7, 12))
    assert told[-1] == pytest.approx((-7, 12), abs=0.06)


@pytest.mark.parametrize(("pixel_m", "length_m"), [(0.1, 10.0), (0.037, 5.0), (1.0, 100.0), (0.005, 0.5)])
def test_the_scale_bar_is_round_and_fits_140_pixels(pixel_m: float, length_m: float) -> None:
    assert scale_bar_length_m(pixel_m) == pytest.approx(length_m)


def test_a_picture_is_scaled_by_two_clicks_and_a_length(qtbot) -> None:
    """The picture is 400 pixels of 0.05 m wide, 20 m; 10 m of it are 25 m in truth: 2.5 times as big.

    Then the tool asks for a second length to check it by; Esc leaves that out.
    """
    picture = underlay(width_px=400, height_px=300)
    hand = hand_on(qtbot, Project(site=Site(underlays=(picture,))), centre=(10, 8))
    hand.view.start_scaling("underlay-1")
    hand.click((5, 5))
    hand.click((15, 5))
    hand.type("25")
    hand.key(Qt.Key.Key_Return)
    scaled = hand.element("underlay-1")
    assert scaled.metres_per_pixel == pytest.approx(0.125)
    assert scaled.origin == pytest.approx((5 - 5 * 2.5, 5 - 5 * 2.5))
    assert scaled.scaled
    assert hand.view.tool_id == "scale_underlay"
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool_id == "select"
    assert hand.document.undo_stack.count() == 1


def test_a_picture_is_moved_only_once_it_is_selected(qtbot) -> None:
    hand = hand_on(
        qtbot, Project(site=Site(underlays=(underlay(width_px=400, height_px=300),))), centre=(10, 8)
    )
    hand.drag((5, 5), (8, 5))
    assert hand.element("underlay-1").origin == (0, 0)
    hand.click((5, 5))
    hand.drag((5, 5), (8, 5))
    assert hand.element("underlay-1").origin == (3, 0)


def test_a_shed_dropped_from_the_catalogue_stands_where_it_is_dropped(hand: Hand) -> None:
    data = QMimeData()
    data.setData(SHED_MIME_TYPE, b"double_6")
    place = QPointF(hand.pixel((20, 10)))
    enter = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(hand.view.viewport(), enter)
    assert enter.isAccepted()
    drop = QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(hand.view.viewport(), drop)
    shed = hand.element("shed-2")
    assert (shed.length_m, shed.depth_m, shed.rows, shed.module_id) == (6.0, 3.2, 2, "compact")
    assert hand.view.tool_id == "select"
    assert hand.session.selection.ids == ("shed-2",)


def test_other_things_are_not_taken(hand: Hand) -> None:
    data = QMimeData()
    data.setText("shed")
    enter = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(hand.view.viewport(), enter)
    assert not enter.isAccepted()


def test_the_plan_has_a_name_for_screen_readers_in_the_language_in_use(hand: Hand) -> None:
    assert hand.view.accessibleName() == "Plan of the estate"
    assert hand.view.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_plus_and_minus_zoom_and_arrows_pan_when_nothing_is_selected(hand: Hand) -> None:
    before = hand.view.pixel_m
    hand.key(Qt.Key.Key_Plus)
    assert hand.view.pixel_m == pytest.approx(before / 1.2)
    hand.key(Qt.Key.Key_Minus)
    centre = ground(hand, QPoint(400, 300))
    hand.key(Qt.Key.Key_Right)
    assert ground(hand, QPoint(400, 300))[0] == pytest.approx(centre[0] + 4, abs=0.15)


def test_another_plan_cancels_the_draft_and_is_shown_whole(hand: Hand) -> None:
    hand.draw("lot", (0, 5), (5, 5))
    hand.document.replace_project(plan(Building("building-1", ((900, 900), (940, 900), (940, 912)))))
    assert hand.view.tool.draft_points == ()
    assert hand.view.viewport().rect().contains(hand.pixel((920, 905)))


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "boundary_fill"])
@pytest.mark.parametrize(
    "name", ["text", "text_muted", "shed", "lot", "existing", "fire_lane", "supply", "error", "selection"]
)
def test_words_on_the_plan_stand_out_four_and_a_half_times(style: Style, ground: str, name: str) -> None:
    """Contrast as WCAG 2 defines it: (lighter + 0.05) / (darker + 0.05)."""
    pair = sorted((_luminance(style.colour(name)), _luminance(style.colour(ground))))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_a_building_selected_together_with_the_boundary_around_it_is_tinted_too(hand: Hand) -> None:
    """Drawn as one path, outlines within an outline were holes in it: the building kept its plain fill."""
    west, south, east, north = -15, -12, 15, 12
    around = Boundary("boundary-1", ((west, south), (east, south), (east, north), (west, north)))
    building = Building("building-1", ((-5, -4), (5, -4), (5, 4), (-5, 4)))
    hand.document.replace_project(plan(around, building))

    def colour_inside_the_building() -> str:
        QApplication.processEvents()
        return hand.view.grab().toImage().pixelColor(hand.pixel((3, 2))).name()

    plain = colour_inside_the_building()
    hand.session.selection.set(["boundary-1"])
    within_the_boundary = colour_inside_the_building()
    hand.session.selection.set(["boundary-1", "building-1"])
    assert len({plain, within_the_boundary, colour_inside_the_building()}) == 3


def test_a_small_tree_is_drawn_as_selected_with_few_corners_and_in_its_place(qtbot) -> None:
    hand = hand_on(qtbot, plan(Obstacle("tree-1", (4.0, 3.0), 0.9)))
    at = hand.pixel((4, 3))
    before = hand.view.grab().toImage()
    hand.session.selection.set(["tree-1"])
    QApplication.processEvents()
    after = hand.view.grab().toImage()
    for dx, dy in ((9, 0), (-9, 0), (0, 9), (0, -9), (6, 6), (-6, 6)):  # its edge is 9 pixels off
        place = at + QPoint(dx, dy)
        assert before.pixelColor(place) != after.pixelColor(place)
    assert before.pixelColor(at + QPoint(20, 20)) == after.pixelColor(at + QPoint(20, 20))
