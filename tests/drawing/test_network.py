"""Feeders in the picture of a plan: trenches to scale, cables, boxes and their labels.

A shed at (18, 8) is fed from (0, 10): 17.5 m straight to its box at (17.5, 10). Trenches are 0.50 m wide.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from factories import small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.network import network_primitives
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Polygon, Polyline, Text, box_of
from chargeplan.drawing.symbols import LEGEND, STYLES
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, DistributionBox
from chargeplan.model.site import SupplyPoint


def fed_project(**scheme: object) -> Project:
    """Return the small plan with a supply point and a socket at every stall."""
    project = small_project()
    changed = replace(project.active_scheme, socket_ratio=Fraction(1), **scheme)
    site = replace(project.site, supply_points=(SupplyPoint("supply-1", (0.0, 10.0), "Transformer", 40.0),))
    return replace(project, site=site, schemes=(changed,))


@pytest.fixture(scope="module")
def fed() -> Analysis:
    return analyse(fed_project())


def texts(analysis: Analysis) -> list[str]:
    return [drawn.text for drawn in plan_sheet(analysis, language="en").primitives if isinstance(drawn, Text)]


def test_the_trench_is_as_wide_as_it_is_dug_and_the_cable_runs_in_it(fed):
    drawn = list(network_primitives(fed, 1.0))
    (trench,) = [each for each in drawn if isinstance(each, Polygon) and each.style == "trench"]
    box = box_of(trench.region[0])
    assert (box.left, box.right) == (0.0, 17.5)
    assert box.height == pytest.approx(0.5)
    (cable,) = [each for each in drawn if isinstance(each, Polyline) and each.style == "feeder"]
    assert cable.points == ((0.0, 10.0), (17.5, 10.0))


def test_the_own_box_has_its_mark_and_its_label(fed):
    marks = [
        each for each in network_primitives(fed, 1.0) if isinstance(each, Polygon) and each.style == "box"
    ]
    assert [box_of(mark.region[0]).centre for mark in marks] == [(17.5, 10.0)]
    assert "AL-1" in texts(fed)


def test_a_placed_box_is_labelled_with_number_and_name_and_drawn_once():
    box = DistributionBox("box-1", (12.0, 6.0), "East", ("shed-1",))
    analysis = analyse(fed_project(boxes=(box,)))
    assert [each for each in network_primitives(analysis, 1.0) if each.style == "box"] == []
    assert "AL-1 East" in texts(analysis)


def test_a_box_that_feeds_nothing_keeps_its_name():
    analysis = analyse(fed_project(boxes=(DistributionBox("box-1", (12.0, 6.0), "Spare"),)))
    assert {"AL-1", "Spare"} <= set(texts(analysis))


def test_a_route_by_hand_has_its_own_line_and_what_leads_on_to_the_box_another():
    """Drawn to the shed's corner at (18, 8), it goes on to the box at (17.5, 10)."""
    line = ((0.0, 10.0), (0.0, 8.0), (18.0, 8.0))
    analysis = analyse(fed_project(cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    drawn = list(network_primitives(analysis, 1.0))
    assert [each.style for each in drawn if isinstance(each, Polyline) and each.style == "feeder"] == [
        "feeder"
    ]
    whole = replace(analysis.scheme.cable_routes[0], centreline=(*line, (17.5, 10.0)))
    analysis = analyse(fed_project(cable_routes=(whole,)))
    drawn = list(network_primitives(analysis, 1.0))
    assert not [each for each in drawn if isinstance(each, Polyline) and each.style == "feeder"]
    assert [each for each in drawn if each.style == "trench"]


def test_without_a_supply_point_no_trench_is_drawn():
    project = fed_project()
    analysis = analyse(replace(project, site=replace(project.site, supply_points=())))
    assert [each for each in network_primitives(analysis, 1.0) if each.style in ("trench", "feeder")] == []


def test_every_style_is_known_and_the_legend_explains_trenches(fed):
    assert {each.style for each in network_primitives(fed, 1.0)} <= set(STYLES)
    assert "feeder" in dict(LEGEND)
    assert "Cable trenches" in texts(fed)
