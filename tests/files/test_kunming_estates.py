"""Estates of Kunming as OpenStreetMap has them: footprints agree with the geodesic ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from map_files import geojson

from chargeplan.errors import never
from chargeplan.files.sources.map_source import MapSource
from chargeplan.files.sources.values import Choices, Role
from chargeplan.geometry.polygons import union_area_m2

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "geojson"


def _source(name: str) -> MapSource:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} lies beside the project and is not here")
    return geojson(path.read_bytes())


@pytest.mark.parametrize(
    ("community", "blocks", "footprint_m2"),
    [
        ("北泰花园", 27, 14_459),
        ("滨江俊园", 22, 17_773),
        ("金色年华", 13, 14_391),
        ("26号庭院", 6, 4_877),
        ("20号庭院", 5, 3_933),
    ],
)
def test_footprints_of_an_estate(community: str, blocks: int, footprint_m2: float) -> None:
    """Blocks and geodesic sums as the README of the data tells them, to 0.1 %.

    Ground under two outlines counts once: in 金色年华 roofs lie over a commercial building, and its outlines
    come to 14,870 m² one by one.
    """
    source = _source("kunming-buildings.wgs84.geojson")
    project = source.taken(Choices(where=(("community", community),)), never).project
    assert len(project.site.buildings) == blocks
    assert project.estate.name == community
    assert union_area_m2([one.ring for one in project.site.buildings]) == pytest.approx(
        footprint_m2, rel=1e-3
    )
    assert {one.community for one in project.site.buildings} == {community}


def test_all_estates_at_once() -> None:
    """140 buildings, which a dialog can pick by their community; 15.8 levels are 16 storeys."""
    source = _source("kunming-buildings.wgs84.geojson")
    assert [(layer.name, layer.guess, layer.rings) for layer in source.summary.layers] == [
        ("building", Role.BUILDING, 140)
    ]
    assert source.summary.groups["community"]["北泰花园"] == 27
    project = source.taken(Choices(), never).project
    assert len(project.site.buildings) == 140
    first = project.site.buildings[0]
    assert (first.storeys, first.height_m, first.community) == (16, 52.2, "金色年华")
    assert project.estate.name == ""


def test_places_of_communities() -> None:
    """Sixteen points without a role: crosses below the plan."""
    project = _source("kunming-communities.geojson").taken(Choices(), never).project
    (below,) = project.site.underlays
    assert below.scaled
