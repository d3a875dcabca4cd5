"""Feeders on the canvas: seen, taken over by hand, pulled by a corner, given back, undone."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from canvas_driver import Hand, hand_on, plan
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from chargeplan.analysis import analyse
from chargeplan.i18n import tr
from chargeplan.model.scheme import CableRoute, DistributionBox, Shed
from chargeplan.model.site import Building, SupplyPoint
from chargeplan.ui.canvas.network_items import NetworkItem, network_labels

# The feeder runs straight from (-20, 0) to the box half a metre before the shed, at (9.5, 0).
SHED = Shed("shed-1", (10.0, -2.0), 0, 12.0, 2.0, name="Shed 1")
SOURCE = SupplyPoint("supply-1", (-20.0, 0.0), "Transformer", 40.0)


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on a plan of one shed that is fed from the west, with its analysis."""
    project = plan(SHED)
    scheme = replace(project.active_scheme, socket_ratio=Fraction(1))
    project = replace(project, site=replace(project.site, supply_points=(SOURCE,)), schemes=(scheme,))
    hand = hand_on(qtbot, project)
    analysed(hand)
    return hand


def analysed(hand: Hand) -> None:
    """Give the session the analysis of the plan as it is now."""
    hand.session.analysis = analyse(hand.document.project)
    hand.session.analysis_revision = hand.document.revision
    hand.session.analysis_changed.emit()


def routes(hand: Hand) -> tuple[CableRoute, ...]:
    return hand.document.project.active_scheme.cable_routes


def network(hand: Hand) -> list[NetworkItem]:
    return [item for item in hand.view.plan_scene.items() if isinstance(item, NetworkItem)]


def test_the_network_is_on_the_plan_and_labelled(hand):
    (item,) = network(hand)
    assert item.isVisible()
    assert item.boundingRect().contains(-20.0, 0.0)
    assert item.boundingRect().contains(9.5, 0.0)
    assert "AL-1" in [label.text for label in hand.view.plan_scene.labels()]


def test_cable_and_box_are_drawn_where_they_lie(hand):
    """The line of the cable at (-10, 0), at ten pixels to the metre."""
    picture = hand.view.grab().toImage()
    at = hand.view.mapFromScene(-10.0, 0.0)
    ratio = picture.devicePixelRatio()
    found = picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))
    wanted = QColor(hand.view.style_table.colour("cable"))
    assert max(abs(found.red() - wanted.red()), abs(found.blue() - wanted.blue())) < 60


def test_the_layer_hides_lines_and_labels(hand):
    hand.view.plan_scene.set_layer_visible("network", False)
    assert not any(item.isVisible() for item in network(hand))
    assert "AL-1" not in [label.text for label in hand.view.plan_scene.labels()]
    assert hand.view.feeders.entries((-10.0, 0.0), 0.5) == []


def test_without_an_analysis_of_this_scheme_nothing_is_drawn(hand):
    hand.session.analysis = None
    hand.session.analysis_changed.emit()
    assert network(hand) == []
    assert hand.view.feeders.found_at((-10.0, 0.0), 1.0) == []


def test_a_way_is_taken_over_by_hand_and_given_back(hand):
    name, text, act = hand.view.feeders.entries((-10.0, 0.2), 0.5)[0]
    assert name == "take_over_shed-1"
    assert text == tr("Take over the cable route to {box} by hand", box="AL-1")
    act()
    (route,) = routes(hand)
    assert (route.centreline, route.box_id) == (((-20.0, 0.0), (9.5, 0.0)), "shed-1")
    assert hand.session.selection.ids == (route.id,)
    analysed(hand)
    assert [entry[0] for entry in hand.view.feeders.entries((-10.0, 0.2), 0.5)] == ["automatic_route"]
    hand.view.feeders.entries((-10.0, 0.2), 0.5)[0][2]()
    assert routes(hand) == ()
    hand.document.undo_stack.undo()
    assert routes(hand) == (route,)
    hand.document.undo_stack.undo()
    assert routes(hand) == ()


def test_a_way_is_taken_over_once_even_before_the_next_analysis(hand):
    hand.view.feeders.entries((-10.0, 0.0), 0.5)[0][2]()
    hand.session.selection.set([])
    assert hand.view.feeders.entries((-10.0, 0.0), 0.5) == []


def test_with_routes_locked_none_is_taken_over_or_pulled(hand):
    hand.view.set_layer_locked("cable_routes", True)
    assert hand.view.feeders.entries((-10.0, 0.0), 0.5) == []
    hand.drag((-10.0, 0.0), (-10.0, 8.0))
    assert routes(hand) == ()


def test_a_way_that_is_pulled_becomes_one_by_hand_in_one_step(hand):
    hand.drag((-10.0, 0.0), (-10.0, 8.0))
    (route,) = routes(hand)
    assert route.centreline == ((-20.0, 0.0), (-10.0, 8.0), (9.5, 0.0))
    assert hand.document.undo_stack.count() == 1
    assert hand.session.selection.ids == (route.id,)
    hand.document.undo_stack.undo()
    assert routes(hand) == ()


def test_a_pull_that_is_given_up_leaves_no_route(hand):
    hand.drag((-10.0, 0.0), (-10.0, 8.0), during=lambda: hand.key(Qt.Key.Key_Escape))
    assert routes(hand) == ()
    assert hand.document.undo_stack.count() == 0


# A house whose corner the feeder bends around: 0.60 m off the walls, corners of outlines 0.02 m further out.
HOUSE = Building("building-1", ((-12.0, -6.0), (-4.0, -6.0), (-4.0, 4.0), (-12.0, 4.0)))
BEND = (-12.62, 4.62)


@pytest.fixture
def around(qtbot) -> Hand:
    """Return a hand on a plan whose feeder leads around a house, with its analysis; 10 pixels are a metre."""
    project = plan(SHED, HOUSE)
    scheme = replace(project.active_scheme, socket_ratio=Fraction(1))
    project = replace(project, site=replace(project.site, supply_points=(SOURCE,)), schemes=(scheme,))
    hand = hand_on(qtbot, project)
    analysed(hand)
    (route,) = hand.session.analysis.feeding.network.routes
    assert route.path is not None
    assert len(route.path) == 4
    assert math.dist(min(route.path[1:-1]), BEND) < 0.05
    return hand


@pytest.mark.parametrize("at", [BEND, (-12.3, 4.3), (-12.0, 4.3)])
def test_a_bend_at_the_corner_of_a_building_is_pulled_and_not_the_building(around, at):
    """The corner of the house is 0.62 m or 6 pixels off the bend; a wall is hit up to 5 pixels from it."""
    around.drag(at, (-14.0, 9.0))
    (route,) = routes(around)
    assert math.dist(route.centreline[1], (-14.0, 9.0)) < 1.0  # it may snap
    assert len(route.centreline) == 4
    assert around.element("building-1") == HOUSE
    around.document.undo_stack.undo()
    assert routes(around) == ()


def test_the_building_is_pulled_where_no_feeder_is_or_where_it_is_selected(around):
    around.drag((-8.0, 0.0), (-8.0, -10.0))
    assert around.element("building-1").ring[0] == pytest.approx((-12.0, -16.0))
    around.document.undo_stack.undo()
    around.click((-8.0, 0.0))
    assert around.session.selection.ids == ("building-1",)
    around.drag((-12.0, 4.2), (-20.0, 12.0))
    assert around.element("building-1").ring[3] == pytest.approx((-20.0, 12.0), abs=0.3)
    assert routes(around) == ()


def test_a_click_beside_a_feeder_selects_the_building(around):
    around.click((-12.0, 4.3))
    assert around.session.selection.ids == ("building-1",)


def test_a_feeder_under_the_pointer_shows_what_is_pulled(around):
    """A handle is drawn at the bend, and nothing at a place 3 m from every line."""
    before = around.view.grab().toImage()
    around.hover(BEND)
    at = around.pixel(BEND)
    ratio = before.devicePixelRatio()
    spot = (round(at.x() * ratio), round(at.y() * ratio))
    assert around.view.grab().toImage().pixelColor(*spot) != before.pixelColor(*spot)
    around.hover((-25.0, 15.0))
    assert around.view.grab().toImage().pixelColor(*spot) == before.pixelColor(*spot)


def test_a_feeder_ends_at_its_shed_which_is_dragged_there(hand):
    """At (10.2, -0.3), in reach of the feeder's end and in the shed, the shed is what moves."""
    hand.drag((10.2, -0.3), (10.2, 5.7))
    assert hand.element("shed-1").origin == pytest.approx((10.0, 4.0))
    assert routes(hand) == ()


def test_away_from_cables_a_drag_draws_a_box(hand):
    hand.drag((-10.0, 5.0), (-5.0, 10.0))
    assert routes(hand) == ()


def test_what_is_dragged_has_no_cable_meanwhile(hand):
    assert network_labels(hand.session.analysis, frozenset({"shed-1"})) == []
    hand.view.plan_scene.hide_elements(["shed-1"])
    (item,) = network(hand)
    assert not item.boundingRect().contains(-15.0, 0.0)


def test_a_box_with_a_name_has_its_label_above(hand):
    box = DistributionBox("box-1", (0.0, 5.0), "East", ("shed-1",))
    project = hand.document.project
    scheme = replace(project.active_scheme, boxes=(box,))
    analysis = analyse(replace(project, schemes=(scheme,)))
    (label,) = network_labels(analysis, frozenset())
    assert (label.text, label.above, label.place) == ("AL-1", True, (0.0, 5.0))
