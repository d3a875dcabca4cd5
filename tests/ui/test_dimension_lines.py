"""Dimension lines on screen: where the distance was measured, of what is chosen, at any zoom."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication
from window_driver import find, menu_click

from chargeplan.analysis import analyse
from chargeplan.drawing.dimensions import Dimension
from chargeplan.engineering.findings import Check
from chargeplan.i18n import set_language
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme, Shed
from chargeplan.model.site import Boundary, Building, Doorway, Site
from chargeplan.model.values import Point
from chargeplan.model.waivers import Waiver
from chargeplan.ui.canvas.dimensions import ShownDimension, draw_dimensions
from chargeplan.ui.canvas.style import DARK, LIGHT, Style
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.document import Document
from chargeplan.ui.session import Session

VIEW = QRectF(0, 0, 600, 400)
CENTIMETRES = QTransform(100, 0, 0, -100, 0, 400)
"""A metre is 100 pixels; (0, 0) lies at the lower left."""


def near_wall(*, waived: bool = False) -> Project:
    """Return a shed 2.80 m south of the wall at y = 20: its far side lies at y = 15.2 + 2.0 = 17.2."""
    site = Site(
        boundaries=(Boundary("boundary-1", ((0, 0), (60, 0), (60, 50), (0, 50))),),
        buildings=(Building("building-1", ((10, 20), (50, 20), (50, 31), (10, 31)), "No. 1", 6, 24),),
        doorways=(Doorway("doorway-1", (30, 31), "1", "building-1"),),
    )
    waiver = Waiver("R01", ("shed-1", "building-1"), "agreed", "Wang")
    shed = Shed("shed-1", (18, 15.2), 0, 12.0, 2.0, name="Shed 1", module_id="compact")
    return Project(site=site, schemes=(Scheme("scheme-1", sheds=(shed,), waivers=(waiver,) * waived),))


@pytest.fixture
def view(qtbot):
    """Return the plan with the shed too near to the wall, worked out."""
    set_language("en")
    project = near_wall()
    session = Session(Document(project))
    session.take_analysis(analyse(project), session.document.revision)
    made = PlanView(session)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def wall_check(view: PlanView) -> Check:
    return next(check for check in view.session.analysis.checks if check.code == "R01")


def colour_near(view: PlanView, place: Point, reach: int = 2) -> set[str]:
    """Return the colours of the pixels around a place on the ground."""
    QApplication.processEvents()
    image = view.viewport().grab().toImage()
    at = view.to_view(place)
    x, y = round(at.x()), round(at.y())
    pixels = [(x + dx, y + dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]
    return {image.pixelColor(*pixel).name() for pixel in pixels}


def drawn(shown, style: Style = LIGHT) -> tuple[QImage, list[QRectF]]:
    """Return a picture of dimension lines at 100 pixels per metre, and what they take."""
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(style.colour("paper"))
    painter = QPainter(image)
    texts, lines = draw_dimensions(painter, shown, CENTIMETRES, style, QFont(), VIEW)
    painter.end()
    return image, [*texts, *lines]


def one(start: Point, end: Point, *, chosen: bool = False, text: str = "2.80 m") -> ShownDimension:
    return ShownDimension(Dimension(start, end, text, "error"), chosen=chosen)


def test_the_line_is_drawn_where_the_span_says(view) -> None:
    """Halfway between roof (y = 17.2) and wall (y = 20), at the span's x, is the colour of errors."""
    check = wall_check(view)
    (x, bottom), (_, top) = check.span
    assert sorted((bottom, top)) == pytest.approx([17.2, 20.0])
    view.zoom_to_point((x, 18.6), 6.0)
    assert view.style_table.error.lower() in colour_near(view, (x, 18.6))
    view.dimensions.show_missed(False)
    assert view.style_table.error.lower() not in colour_near(view, (x, 18.6))


def test_what_is_chosen_in_the_list_is_drawn_whatever_is_switched_off(view) -> None:
    """Switched off, the line of the chosen check alone is there; with another choice it goes."""
    check = wall_check(view)
    x = check.span[0][0]
    view.zoom_to_point((x, 18.6), 6.0)
    view.dimensions.show_missed(False)
    view.dimensions.choose([check])
    assert view.style_table.error.lower() in colour_near(view, (x, 18.6))
    view.dimensions.choose([])
    assert view.style_table.error.lower() not in colour_near(view, (x, 18.6))


def test_a_hidden_layer_hides_all_but_what_is_chosen(view) -> None:
    """The layer of findings takes its lines along."""
    check = wall_check(view)
    x = check.span[0][0]
    view.zoom_to_point((x, 18.6), 6.0)
    view.plan_scene.set_layer_visible("findings", False)
    assert view.style_table.error.lower() not in colour_near(view, (x, 18.6))
    view.dimensions.choose([check])
    assert view.style_table.error.lower() in colour_near(view, (x, 18.6))


def test_a_distance_that_is_let_pass_is_not_drawn_unless_it_is_chosen(view) -> None:
    """With the waiver the rule is no longer drawn as missed."""
    project = near_wall(waived=True)
    view.session.document.replace_project(project)
    view.session.forget_analysis()
    view.session.take_analysis(analyse(project), view.session.document.revision)
    check = wall_check(view)
    assert check.state == "waived"
    assert check.span not in [(d.dimension.start, d.dimension.end) for d in view.dimensions.shown()]
    view.dimensions.choose([check])
    assert check.span in [(d.dimension.start, d.dimension.end) for d in view.dimensions.shown()]


def test_the_nearest_building_of_every_new_shed_on_demand(view) -> None:
    """The missed distance is the nearest one too and stands there once; alone it is told without the rule."""
    view.dimensions.show_nearest(True)
    told = [each.dimension.text for each in view.dimensions.shown() if "2.80" in each.dimension.text]
    assert told == ["2.80 m (≥ 3.50 m)"]
    view.dimensions.show_missed(False)
    assert [each.dimension.text for each in view.dimensions.shown()] == ["2.80 m"]


def test_what_is_being_dragged_has_no_line_of_its_old_place(view) -> None:
    """Hidden elements take their lines along."""
    assert any("shed-1" in each.dimension.elements for each in view.dimensions.shown())
    hidden = view.dimensions.shown(hidden=frozenset(("shed-1",)))
    assert not any("shed-1" in each.dimension.elements for each in hidden)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
def test_the_text_can_be_read_in_both_looks(style: Style) -> None:
    """On its plate there are pixels in the full colour of errors and pixels of the plate."""
    image, taken = drawn([one((1, 2), (5, 2))], style)
    plate = taken[0].toAlignedRect()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(plate.left(), plate.right())
        for y in range(plate.top(), plate.bottom())
    }
    assert style.error.lower() in colours
    assert max(lightness_of(c) for c in colours) - min(lightness_of(c) for c in colours) > 100


def lightness_of(name: str) -> int:
    """Return how light a colour is, from 0 to 255."""
    from PySide6.QtGui import QColor

    return QColor(name).lightness()


def test_the_text_stands_off_its_line() -> None:
    """A level line at y = 2 m lies at pixel 200; the plate of its text ends above it."""
    _, taken = drawn([one((1, 2), (5, 2))])
    assert taken[0].bottom() < 200


def test_a_line_whose_middle_is_out_of_sight_has_its_text_on_the_part_that_is_seen() -> None:
    """From x = 1 m to x = 40 m only 1 to 6 m are in the view of 600 pixels; the text is, whole."""
    _, taken = drawn([one((1, 2), (40, 2))])
    assert VIEW.contains(taken[0])
    assert taken[0].center().x() == pytest.approx(350, abs=2)


def test_what_is_out_of_sight_is_not_drawn() -> None:
    """A line beyond the view takes nothing."""
    assert drawn([one((10, 2), (12, 2))])[1] == []


def test_texts_give_way_to_each_other_but_not_those_of_what_is_chosen() -> None:
    """Of 40 lines at one place only some have texts, none on another; a chosen one always has its text."""
    lines = [one((2, 2 + index / 1000), (2.5, 2 + index / 1000)) for index in range(40)]
    _, taken = drawn(lines)
    plates = [box for box in taken if box.width() > 20]
    assert 0 < len(plates) < 40
    assert not [1 for i, box in enumerate(plates) for other in plates[:i] if box.intersects(other)]
    last = replace(lines[-1], chosen=True)
    texts = [box for box in drawn([*lines[:-1], last])[1] if box.width() > 20]
    assert len(texts) == len(plates) + 1


def test_a_short_line_tells_its_distance_alone_until_it_is_chosen() -> None:
    """The whole text takes more than 150 pixels: not beside a line of 20, but beside one of 400."""
    short = Dimension((2, 2), (2.2, 2), "4.40 m (≥ 9.00 m, to be verified)", "warning", (), "4.40 m")

    def width(shown: ShownDimension) -> float:
        return drawn([shown])[1][0].width()

    assert width(ShownDimension(short)) < 80
    assert width(ShownDimension(short, chosen=True)) > 150
    assert width(ShownDimension(replace(short, end=(6, 2)))) > 150


def test_of_very_many_lines_the_first_are_drawn_and_what_is_chosen() -> None:
    """Of 1,000 lines of one pixel 300 take their place of two boxes each; a chosen last one is drawn too."""
    places = [(1 + index % 40 / 10, 1 + index // 40 / 20) for index in range(1000)]
    lines = [one(place, (place[0] + 0.01, place[1])) for place in places]
    beads = [box for box in drawn(lines)[1] if box.width() < 20]
    assert len(beads) == 600
    last = replace(lines[-1], chosen=True)
    assert len([box for box in drawn([*lines[:-1], last])[1] if box.width() < 20]) == 602


@pytest.mark.parametrize("degrees", range(0, 360, 30))
def test_no_text_is_upside_down(degrees: int, monkeypatch) -> None:
    """Whichever way the line runs, the painter is turned by no more than 80 one way and 100 the other."""
    turns = []
    monkeypatch.setattr(QPainter, "rotate", lambda _painter, angle: turns.append(angle))
    end = (3 + 2 * math.cos(math.radians(degrees)), 2 + 2 * math.sin(math.radians(degrees)))
    drawn([one((3, 2), end)])
    assert turns and all(-100 < turn <= 80 for turn in turns)


def test_a_frame_of_what_is_selected_does_not_strike_a_distance_through(view) -> None:
    """Seen from far, the text lies over the wall; the frame around the building goes below it."""

    def picture(ids: tuple[str, ...]) -> QImage:
        view.session.selection.set(ids)
        QApplication.processEvents()
        return view.viewport().grab().toImage()

    view.zoom_by(0.4)
    plain, framed = picture(()), picture(("building-1",))
    (text,) = view._dimension_texts
    box = text.toAlignedRect()
    wall = round(view.to_view((30, 20)).y())
    assert box.top() < wall < box.bottom()
    assert plain.copy(box) == framed.copy(box)
    beside = box.translated(-box.width(), 0)
    assert plain.copy(beside) != framed.copy(beside)


def test_labels_keep_off_the_line() -> None:
    """The boxes that labels mind lie all along it, 40 pixels apart at most."""
    _, taken = drawn([one((1, 1), (5, 3))])
    middle = QPointF(300, 200)
    assert any(box.contains(middle) for box in taken[1:])


def test_the_switches_are_remembered_and_go_to_the_picture(yuanxi, chosen, settings, tmp_path) -> None:
    """Switched on in the Check menu, nearest distances are on the plan and on the exported picture."""
    lines = find(yuanxi, "planView").dimensions
    pictures = []
    for name in ("plain", "nearest"):
        chosen["save_picture"] = tmp_path / f"{name}.png"
        menu_click(yuanxi, "menuFile", "action_export_picture")
        pictures.append(chosen["save_picture"].read_bytes())
        menu_click(yuanxi, "menuCheck", "action_nearest_distances")
    assert pictures[0] != pictures[1]
    assert not lines.nearest
    menu_click(yuanxi, "menuCheck", "action_missed_distances")
    menu_click(yuanxi, "menuCheck", "action_nearest_distances")
    assert (lines.missed, lines.nearest) == (False, True)
    assert (settings.flag("missed_distances", True), settings.flag("nearest_distances", False)) == (
        False,
        True,
    )
