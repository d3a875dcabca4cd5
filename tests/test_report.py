"""What an analysis tells of electricity and of the estate's ground, as JSON and in lines."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from factories import rectangle, small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.model.scheme import CableRoute
from chargeplan.model.site import Green, Obstacle, SupplyPoint
from chargeplan.model.waivers import Waiver
from chargeplan.report import analysis_json, analysis_text


@pytest.fixture(scope="module")
def fed() -> Analysis:
    """Return one shed of 20 sockets at (18, 8), fed from 17.5 m west of its box at (17.5, 10)."""
    project = small_project()
    source = SupplyPoint("supply-1", (0.0, 10.0), "Transformer", 40.0)
    scheme = replace(project.active_scheme, socket_ratio=Fraction(1))
    site = replace(project.site, supply_points=(source,))
    return analyse(replace(project, site=site, schemes=(scheme,)))


def test_json_tells_demand_feeders_and_trenches(fed):
    """P(20) = 4.80 kW; 24 m² × 5 W, two cameras of 15 W and a controller of 50 W are 0.20 kW more.

    The feeder: 17.50 + 2.40 + 3.00 = 22.90 m, slack 0.5725, 23.4725 m.
    """
    told = json.loads(analysis_json(fed))["supply"]
    assert (told["supply_point"], told["ports"], told["demand_kw"], told["spare_kw"]) == (
        "supply-1",
        20,
        5.0,
        35.0,
    )
    assert (told["trench_m"], told["feeder_plan_m"], told["feeder_m"]) == (17.5, 17.5, 23.47)
    (box,) = told["boxes"]
    assert (box["label"], box["position"], box["own"], box["by_hand"]) == ("AL-1", [17.5, 10.0], True, False)
    assert box["feeder_length_m"] == {
        "plan_m": 17.5, "vertical_m": 2.4, "ends_m": 3.0, "slack_m": 0.57, "total_m": 23.47,
    }  # fmt: skip
    assert told["trenches"] == [{"path": [[0.0, 10.0], [17.5, 10.0]], "length_m": 17.5, "boxes": ["shed-1"]}]


def test_lines_tell_demand_feeders_and_trenches(fed):
    lines = analysis_text(fed, "en").splitlines()
    assert "Power demand: 5.00 kW from Transformer" in lines
    assert "Feeders: 1, 23.47 m of cable" in lines
    assert "Cable trenches: 17.50 m, shared ones once" in lines


def test_without_a_supply_point_the_demand_alone_is_told(fed):
    bare = analyse(replace(fed.project, site=replace(fed.project.site, supply_points=())))
    lines = analysis_text(bare, "en").splitlines()
    assert "Power demand: 5.00 kW" in lines
    assert not [line for line in lines if line.startswith(("Feeders", "Cable trenches"))]
    told = json.loads(analysis_json(bare))["supply"]
    assert (told["main_cable"], told["trench_m"], told["boxes"][0]["path"]) == (None, 0.0, None)


def test_a_route_by_hand_is_told_as_such(fed):
    scheme = fed.scheme
    line = ((0.0, 10.0), (0.0, 2.0), (17.5, 2.0), (17.5, 10.0))
    drawn = replace(scheme, cable_routes=(CableRoute("route-1", line, "shed-1"),))
    told = json.loads(analysis_json(analyse(replace(fed.project, schemes=(drawn,)))))["supply"]
    assert told["boxes"][0]["by_hand"] is True
    assert told["trench_m"] == 33.5


def test_findings_of_the_supply_can_be_waived(fed):
    found = next(check for check in fed.findings if check.code == "upstream_drop")
    waiver = Waiver(found.code, found.elements, "measured by the utility", "Li")
    scheme = replace(fed.scheme, waivers=(waiver,))
    again = analyse(replace(fed.project, schemes=(scheme,)))
    assert [check.state for check in again.checks if check.code == "upstream_drop"] == ["waived"]


def test_json_tells_what_is_taken_from_the_estate():
    """2 m of roof and strip, 2 + 1.5 m deep, on a lawn are 7 m²; a tree in the roof; bays as counted."""
    project = small_project()
    greens, trees = (Green("green-1", rectangle(18, 0, 20, 20)),), (Obstacle("tree-1", (25, 9), 0.3),)
    site = replace(project.site, greens=greens, obstacles=trees)
    told = json.loads(analysis_json(analyse(replace(project, site=site))))["taken"]
    assert told == {"green_m2": 7.0, "trees": 1, "car_bays": None}
    schemes = (replace(project.schemes[0], car_bays_taken=2),)
    assert json.loads(analysis_json(analyse(replace(project, schemes=schemes))))["taken"]["car_bays"] == 2
