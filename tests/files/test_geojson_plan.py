"""A plan as GeoJSON: what stands where, that it comes back equal, and what becomes of edits elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factories import full_project, rectangle, small_project
from hypothesis import HealthCheck, given, settings
from map_files import codes, geojson, polygon, taken, told
from plan_strategies import projects

from chargeplan.errors import ImportFileError, never
from chargeplan.files.geojson_writing import geojson_bytes
from chargeplan.files.project_file import read_project
from chargeplan.files.sources.values import Choices
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Lot, Scheme, Shed
from chargeplan.model.site import Building, Hydrant, Site, SiteFact, WallKind

Json = dict[str, Any]
EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.chargeplan"))


def _without_underlays(project: Project) -> Project:
    return replace(project, site=replace(project.site, underlays=()))


def _edited(project: Project, change: Callable[[Json, dict[str, Json]], object]) -> Project:
    """Return a plan after `change` was made to its document, given with its features by their ids."""
    document = json.loads(geojson_bytes(project))
    change(document, {feature["id"]: feature for feature in document["features"]})
    return taken(json.dumps(document).encode()).project


def test_a_plan_comes_back_equal() -> None:
    """Every kind of element and every field, in two schemes; only what lies below the plan stays behind."""
    project = full_project()
    data = geojson_bytes(project)
    back = taken(data)
    assert back.project == _without_underlays(project)
    assert back.notes == ()
    assert geojson_bytes(back.project) == data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_come_back_equal(path: Path) -> None:
    """Whole estates."""
    project = read_project(path)
    assert taken(geojson_bytes(project)).project == _without_underlays(project)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_any_plan_comes_back_equal(project: Project) -> None:
    """Rings in either direction, crossed or flat, ids in any order, values of every kind."""
    assert taken(geojson_bytes(project)).project == _without_underlays(project)


def test_an_empty_plan_comes_back() -> None:
    """It has no features, and is a plan all the same."""
    project = Project()
    assert taken(geojson_bytes(project)).project == project


def test_features_are_as_the_form_says() -> None:
    """Units, roles, ids and schemes; rings closed, outlines counter-clockwise and holes clockwise."""
    document = json.loads(geojson_bytes(full_project()))
    assert document["chargeplan:units"] == "m"
    by_id = {feature["id"]: feature for feature in document["features"]}
    assert len(by_id) == len(document["features"])
    shed = by_id["shed-1"]["properties"]
    assert (shed["role"], shed["scheme"], shed["rows"], shed["module"]) == ("shed", "scheme-1", 2, "compact")
    assert (shed["origin"], shed["angle_degrees"], shed["length_m"], shed["depth_m"]) == (
        [38, 8],
        12.25,
        12,
        3.2,
    )
    assert shed["front_edges"] == [0, 2]
    assert by_id["building-1"]["properties"]["blank_walls"] == [1, 2]
    lot = by_id["lot-1"]
    assert lot["properties"]["edges"] == ["wall", "open", "wall", "open"]
    outline, hole = (tuple(map(tuple, ring[:-1])) for ring in lot["geometry"]["coordinates"])
    assert all(ring[0] == ring[-1] for ring in lot["geometry"]["coordinates"])
    assert signed_area_m2(outline) > 0 > signed_area_m2(hole)
    roles = {feature["properties"]["role"] for feature in document["features"]}
    assert {
        "ladder_site",
        "gas",
        "window",
        "pipeline",
        "basement",
        "box",
        "cable_route",
        "fire_lane",
    } <= roles


def test_bytes_are_the_same_every_time_and_end_with_a_line() -> None:
    """UTF-8 without a mark, a feature a line."""
    data = geojson_bytes(full_project())
    assert data == geojson_bytes(full_project())
    assert data.endswith(b"\n]}\n")
    assert "园西小区".encode() in data
    assert all(json.loads(row.rstrip(b",")) for row in data.splitlines()[1:-1])


def test_sides_of_a_clockwise_outline_are_told_as_it_is_written() -> None:
    """The ring runs (0,0), (0,10), (10,10), (10,0): side 0 is the west, 1 the north, 2 the east, 3 the south.

    Written it runs (0,0), (10,0), (10,10), (0,10): 0 is the south, 1 the east, 2 the north, 3 the west.
    """
    ring = ((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0))
    wall = (EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.OPEN, EdgeRole.OPEN)
    walls = (WallKind.FIRE_WALL, WallKind.BLANK, WallKind.OPENINGS, WallKind.UNKNOWN)
    project = Project(
        site=Site(buildings=(Building("b", ring, walls=walls),)),
        schemes=(Scheme("scheme-1", lots=(Lot("l", ring, edges=wall, direction_edge=1),)),),
    )
    data = geojson_bytes(project)
    by_id = {feature["id"]: feature for feature in json.loads(data)["features"]}
    assert by_id["l"]["geometry"]["coordinates"] == [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]
    assert by_id["l"]["properties"]["edges"] == ["open", "open", "open", "wall"]
    assert by_id["l"]["properties"]["direction_edge"] == 2
    assert by_id["b"]["properties"]["blank_walls"] == [2, 3]
    assert taken(data).project == project


# --- edited in another program -----------------------------------------------------------------


def test_what_a_feature_says_counts_before_the_member() -> None:
    """A building moved and renamed; the south wall (side 0) blank now, the north one (2) not any more."""

    def change(_document: Json, features: dict[str, Json]) -> None:
        building = features["building-1"]
        building["properties"] |= {"name": "1A", "storeys": 7.0, "blank_walls": [0, 1]}
        building["geometry"]["coordinates"] = [[[10, 20], [50, 20], [50, 32], [10, 32], [10, 20]]]

    building = _edited(full_project(), change).site.buildings[0]
    assert (building.name, building.storeys, building.ring) == ("1A", 7, rectangle(10, 20, 50, 32))
    blank, unknown = WallKind.BLANK, WallKind.UNKNOWN
    assert building.walls == (blank, blank, unknown, unknown)
    assert building.fire_grade == 2


def test_features_that_are_removed_and_added() -> None:
    """Without its building the doorway names none; a copy gets an id of its own; new things go at the end.

    That there was no hydrant is not said any more once one is put in.
    """
    project = small_project()
    project = replace(project, site=replace(project.site, none_here=(SiteFact.HYDRANT, SiteFact.GAS)))

    def change(document: Json, features: dict[str, Json]) -> None:
        document["features"].remove(features["building-1"])
        document["features"].append(json.loads(json.dumps(features["shed-1"])))
        new = {"type": "Point", "coordinates": [1, 2, 3]}
        document["features"].append({"type": "Feature", "properties": {"role": "hydrant"}, "geometry": new})

    back = _edited(project, change)
    assert back.site.buildings == ()
    assert back.site.doorways[0].building_id is None
    assert [shed.id for shed in back.active_scheme.sheds] == ["shed-1", "shed-2"]
    assert back.site.hydrants == (Hydrant("hydrant-1", (1, 2)),)
    assert back.site.none_here == (SiteFact.GAS,)
    assert back.estate == project.estate


def _shed_edited(change: Callable[[Json], object], rows: int = 1) -> Shed:
    """Return the shed of 12 × 2 m at (18, 8) after its feature was changed."""
    project = small_project()
    scheme = project.schemes[0]
    shed = replace(scheme.sheds[0], rows=rows)
    project = replace(project, schemes=(replace(scheme, sheds=(shed,)),))
    (found,) = _edited(project, lambda _, features: change(features["shed-1"])).active_scheme.sheds
    return found


def test_a_shed_whose_outline_is_moved_goes_there() -> None:
    """5 m to the east, its sizes still the old ones in the table of properties."""
    ring = [[23, 8], [35, 8], [35, 10], [23, 10], [23, 8]]
    shed = _shed_edited(lambda feature: feature["geometry"].update(coordinates=[ring]))
    assert (shed.origin, shed.angle_degrees, shed.length_m, shed.depth_m) == ((23, 8), 0, 12, 2)


def test_a_shed_whose_sizes_are_edited_has_them() -> None:
    """Its outline is as it was."""
    shed = _shed_edited(lambda feature: feature["properties"].update(length_m=15))
    assert (shed.origin, shed.length_m, shed.depth_m) == ((18, 8), 15, 2)


@pytest.mark.parametrize(
    ("before", "properties", "origin", "angle", "rows"),
    [
        (1, {"front_edges": [2]}, (30, 10), 180, 1),
        (1, {"front_edges": [0, 2]}, (18, 8), 0, 2),
        (1, {"rows": 2}, (18, 8), 0, 2),
        (2, {"rows": 1}, (18, 8), 0, 1),
        (2, {"front_edges": [0]}, (18, 8), 0, 1),
        (2, {"front_edges": [2]}, (30, 10), 180, 1),
    ],
)
def test_fronts_and_rows_of_a_shed_that_are_edited(
    before: int, properties: Json, origin: tuple[float, float], angle: float, rows: int
) -> None:
    """Whichever of the two was changed counts; side 2 of the outline begins at its north-eastern corner."""
    shed = _shed_edited(lambda feature: feature["properties"].update(properties), before)
    assert (shed.origin, shed.angle_degrees, shed.rows) == (origin, angle, rows)


def test_a_program_that_gives_all_features_all_properties_changes_nothing() -> None:
    """Maps are tables to it: what a feature had not comes back as null, empty lists too, and all shuffled."""
    project = full_project()

    def change(document: Json, _features: dict[str, Json]) -> None:
        names = {name for feature in document["features"] for name in feature["properties"]}
        for feature in document["features"]:
            told = {name: value for name, value in feature["properties"].items() if value != []}
            feature["properties"] = {**dict.fromkeys(sorted(names)), **told}
        document["features"].reverse()

    assert _edited(project, change) == _without_underlays(project)


def test_a_plan_whose_member_is_lost_keeps_what_its_features_tell() -> None:
    """Saved anew by a program that drops foreign members but the unit: schemes are those that sheds name."""

    def change(document: Json, _features: dict[str, Json]) -> None:
        del document["chargeplan:project"]

    back = _edited(full_project(), change)
    assert [scheme.id for scheme in back.schemes] == ["scheme-1", "scheme-2"]
    assert [len(scheme.sheds) for scheme in back.schemes] == [1, 1]
    assert back.active_scheme.lots[0].edges[0] is EdgeRole.WALL
    assert back.site.buildings[0].walls[1] is WallKind.BLANK
    assert back.active_scheme.boxes[0].feeds == ("shed-1", "lot-1")


def test_a_plan_that_was_saved_anew_is_still_in_metres() -> None:
    """Without any of the program's members, and called degrees: the sizes of its shed tell what they are.

    Such a program writes lists as texts.
    """
    document = json.loads(geojson_bytes(small_project()))
    del document["chargeplan:project"], document["chargeplan:units"]
    for feature in document["features"]:
        lists = {name: value for name, value in feature["properties"].items() if isinstance(value, list)}
        feature["properties"] |= {name: json.dumps(value) for name, value in lists.items()}
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    result = taken(json.dumps(document).encode())
    assert codes(result) == ["saved_anew"]
    assert result.project.site == replace(small_project().site, georeference=None)
    assert result.project.schemes[0].sheds == small_project().schemes[0].sheds


def test_a_cable_route_whose_box_is_gone_goes_too() -> None:
    """And the supply point that is gone feeds the scheme no more."""

    def change(document: Json, features: dict[str, Json]) -> None:
        document["features"].remove(features["box-1"])
        document["features"].remove(features["supply-1"])

    document = json.loads(geojson_bytes(full_project()))
    change(document, {feature["id"]: feature for feature in document["features"]})
    result = taken(json.dumps(document).encode())
    assert result.project.schemes[0].cable_routes == ()
    assert result.project.schemes[0].supply.supply_point_id is None
    assert "cable-1" in told(result, "no_such_box")


def test_things_of_others_beside_a_plan_stay_as_lines() -> None:
    """What was drawn beside the plan's own features and has no role."""

    def change(document: Json, _features: dict[str, Json]) -> None:
        document["features"].append(polygon(rectangle(0, 0, 3, 3)))

    assert len(_edited(small_project(), change).site.underlays) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda member: member.update(version=99), "newer_version"),
        (lambda member: member.update(version="4"), "wrong_type"),
        (lambda member: member.update(schemes=7), "wrong_type"),
        (lambda member: member.update(site=[]), "wrong_type"),
        (lambda member: member["estate"].update(year_built="old"), "wrong_type"),
        (lambda member: member.update(rule_set_id="moon"), "no_such_rule_set"),
        (lambda member: member.update(what=1), "unknown_key"),
        (lambda member: member["schemes"][0].update(id=7), "wrong_type"),
        (lambda member: member["schemes"][0]["sheds"][0].update(angle_degrees="x"), "wrong_type"),
        (lambda member: member["site"]["buildings"][0].update(walls=["thick"] * 4), "unknown_choice"),
        (lambda member: member["schemes"][0]["lots"][0].update(turned=["0"]), "wrong_type"),
    ],
)
def test_a_member_that_is_no_plan_is_refused(change: Callable[[Json], object], code: str) -> None:
    """One sentence with the place in the member."""
    document = json.loads(geojson_bytes(small_project()))
    change(document["chargeplan:project"])
    with pytest.raises(ImportFileError) as refused:
        taken(json.dumps(document).encode())
    assert refused.value.code == code
    assert "map.geojson" in str(refused.value)


def test_a_broken_edit_costs_one_element() -> None:
    """A road of less than no width is left as lines, and told; everything else is there."""
    document = json.loads(geojson_bytes(small_project()))
    for feature in document["features"]:
        if feature["id"] == "road-1":
            feature["properties"]["width_m"] = -1
    result = geojson(json.dumps(document).encode()).taken(Choices(), never)
    assert result.project.site.roads == ()
    assert codes(result) == ["no_element"]
    assert len(result.project.site.underlays) == 1
    assert result.project.schemes == small_project().schemes
