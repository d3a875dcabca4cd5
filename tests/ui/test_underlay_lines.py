"""Lines of drawings below the plan: drawn in both looks and at every zoom, snapped to, in small pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import Hand, hand_on
from factories import small_project, underlay
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage

from chargeplan.geometry.snapping import EDGE, VERTEX
from chargeplan.model.linework import MEDIA_TYPE, packed
from chargeplan.model.project import Project
from chargeplan.model.site import Building, Site, Underlay
from chargeplan.ui.canvas import line_drawing as drawing_module
from chargeplan.ui.canvas.style import DARK, LIGHT
from chargeplan.ui.miniature import miniature

CROSS = [((0.0, 5.0), (20.0, 5.0)), ((10.0, 0.0), (10.0, 10.0), (15.0, 10.0))]


def lines(name: str = "underlay-1", shapes=CROSS, **changes: object) -> Underlay:
    work = packed(shapes)
    size = (work.width, work.height)
    made = Underlay(name, work.data, MEDIA_TYPE, *size, work.origin, work.step_m, scaled=True, opacity=1.0)
    return replace(made, **changes)


def view_of(qtbot, *underlays: Underlay) -> Hand:
    return hand_on(qtbot, Project(site=Site(underlays=underlays)), centre=(10, 5))


def shown(hand: Hand) -> QImage:
    return hand.view.viewport().grab().toImage()


def contrast(image: QImage, hand: Hand, place) -> int:
    """Return how much the darkest dot within a pixel of a place differs from the paper."""
    paper, at = hand.view.style_table.colour("paper"), hand.pixel(place)
    dots = [image.pixelColor(at.x() + dx, at.y() + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return max(abs(dot.lightness() - paper.lightness()) for dot in dots)


@pytest.mark.parametrize("dark", [False, True])
def test_lines_stand_out_from_the_paper_in_both_looks(qtbot, dark: bool) -> None:
    hand = view_of(qtbot, lines())
    hand.view.plan_scene.set_style(DARK if dark else LIGHT)
    image = shown(hand)
    for place in ((3, 5), (10, 8), (13, 10)):
        assert contrast(image, hand, place) > 60
    assert contrast(image, hand, (3, 8)) == 0


def test_opacity_fades_and_turning_turns_them(qtbot) -> None:
    """Turned by 90° about its corner 0, 0 the line along y = 5 runs along x = -5."""
    hand = view_of(qtbot, lines(rotation_degrees=90.0, opacity=0.3))
    image = shown(hand)
    assert 10 < contrast(image, hand, (-5, 3)) < 80
    assert contrast(image, hand, (3, 5)) == 0


@pytest.mark.parametrize("degrees", [0.0, 30.0])
def test_tiles_show_the_lines_where_they_are_drawn_directly(qtbot, monkeypatch, degrees: float) -> None:
    """With more lines in sight than a frame draws anew the same places are dark, once all tiles are made."""
    hand = view_of(qtbot, lines(rotation_degrees=degrees))
    directly = shown(hand)
    monkeypatch.setattr(drawing_module, "_MOST_DIRECT", 0)
    hand.view.plan_scene.rebuild()
    drawing = drawing_module.line_drawing(hand.document.project.site.underlays[0].image)
    first = shown(hand)
    qtbot.waitUntil(lambda: bool(drawing._tiles) and _complete(hand, drawing))
    tiled = shown(hand)
    for image in (first, tiled):
        differing = sum(
            abs(directly.pixelColor(x, y).lightness() - image.pixelColor(x, y).lightness()) > 100
            for x in range(0, directly.width(), 3)
            for y in range(0, directly.height(), 3)
        )
        assert differing < 40


def _complete(hand: Hand, drawing: drawing_module.LineDrawing) -> bool:
    before = len(drawing._tiles)
    hand.view.plan_scene.contents_changed.emit()
    shown(hand)
    return len(drawing._tiles) == before


def test_a_place_snaps_to_ends_and_lines_unless_snapping_is_off(qtbot) -> None:
    hand = view_of(qtbot, lines(), underlay("underlay-2", 400, 300))
    none = Qt.KeyboardModifier.NoModifier
    found, point = hand.view.snapped((10.3, 0.2), none)
    assert (found.kind, point) == (VERTEX, pytest.approx((10, 0)))
    found, point = hand.view.snapped((3.3, 5.4), none)
    assert (found.kind, point) == (EDGE, pytest.approx((3.3, 5)))
    hand.view.set_snapping(False)
    assert hand.view.snapped((10.3, 0.2), none)[0] is None


def test_snapping_follows_the_place_scale_and_turn_of_the_lines(qtbot) -> None:
    """Twice as large, turned by 90° and moved by (1, 2): (10, 0) comes to (1 - 0, 2 + 20)."""
    hand = view_of(qtbot, lines(origin=(1.0, 2.0), rotation_degrees=90.0, metres_per_pixel=0.002))
    found, point = hand.view.snapped((1.2, 21.8), Qt.KeyboardModifier.NoModifier)
    assert (found.kind, point) == (VERTEX, pytest.approx((1, 22)))


def test_hidden_lines_are_not_snapped_to_and_locked_ones_are(qtbot) -> None:
    hand = view_of(qtbot, lines(locked=True))
    assert hand.view.pick((3, 5)) == []
    assert hand.view.snapped((10.3, 0.2), Qt.KeyboardModifier.NoModifier)[0] is not None
    hand.view.set_element_visible("underlay-1", False)
    assert hand.view.snapped((10.3, 0.2), Qt.KeyboardModifier.NoModifier)[0] is None


def test_a_corner_drawn_near_the_end_of_a_line_lies_on_it(qtbot) -> None:
    hand = view_of(qtbot, lines())
    hand.draw("building", (9.7, 0.2), (15.2, 9.8), (5, 12))
    hand.key(Qt.Key.Key_Return)
    (house,) = hand.document.project.site.buildings
    assert isinstance(house, Building)
    assert house.ring[:2] == ((10, 0), (15, 10))


def test_small_pictures_show_lines_and_pictures_below_what_is_drawn(qapp) -> None:
    """The frame of lines around the plan is in its miniature; alone it is shown too."""
    frame = lines(shapes=[((0, 0), (60, 0), (60, 50), (0, 50), (0, 0)), ((0, 45), (60, 45))])
    plan = small_project()
    bare = miniature(plan, QSize(240, 200))
    with_lines = miniature(replace(plan, site=replace(plan.site, underlays=(frame,))), QSize(240, 200))
    assert bare != with_lines
    alone = miniature(Project(site=Site(underlays=(frame,))), QSize(240, 200), DARK)
    paper = QColor(DARK.paper)
    assert any(alone.pixelColor(120, y) != paper for y in range(200))
    scan = replace(underlay("underlay-1", 60, 50), metres_per_pixel=1.0, opacity=1.0)
    assert miniature(Project(site=Site(underlays=(scan,))), QSize(240, 200)) != miniature(
        Project(), QSize(240, 200)
    )


def test_thin_lines_of_a_scan_stay_when_it_is_drawn_small(qtbot) -> None:
    """Lines one pixel wide, 8 pixels apart, at an eighth of their size: each dot is the mean of 8 × 8, grey.

    A black dot in eight of white is 7 / 8 of white, 223 of 255; to look at one dot in eight would show white.
    """
    scan = QImage(1600, 1200, QImage.Format.Format_RGB32)
    scan.fill(Qt.GlobalColor.white)
    for x in range(3, 1600, 8):
        for y in range(1200):
            scan.setPixel(x, y, 0xFF000000)
    stored = QBuffer()
    stored.open(QIODevice.OpenModeFlag.WriteOnly)
    scan.save(stored, "PNG")
    image = bytes(stored.data().data())
    picture = Underlay("underlay-1", image, "image/png", 1600, 1200, metres_per_pixel=0.0125, opacity=1.0)
    hand = view_of(qtbot, picture)
    shown_here = shown(hand)
    greys = [shown_here.pixelColor(hand.pixel((x, 8))).lightness() for x in (4, 7, 11, 15)]
    assert greys == [pytest.approx(223, abs=8)] * 4
