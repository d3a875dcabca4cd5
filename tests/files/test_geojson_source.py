"""GeoJSON of others: every role, what has none, tags, layers, and what people choose."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import rectangle
from map_files import (
    codes,
    collection,
    feature,
    geojson,
    in_metres,
    line,
    point,
    polygon,
    site_of,
    taken,
    told,
)

from chargeplan.errors import CalledOff, ImportFileError, never
from chargeplan.files.project_file import project_bytes
from chargeplan.files.sources.values import Choices, Role, SourceKind
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.linework import MEDIA_TYPE, unpacked
from chargeplan.model.scheme import EdgeRole, Shed
from chargeplan.model.site import BuildingUse, ObstacleKind, PipelineKind, WallKind
from chargeplan.reference.map_tags import load_map_tags

SQUARE = rectangle(0, 0, 10, 10)


def test_each_role_becomes_its_element() -> None:
    """One feature of each role of the issue, in metres, which are taken as they are: no shift."""
    site = site_of(
        polygon(rectangle(0, 0, 60, 50), role="boundary"),
        polygon(
            rectangle(10, 20, 50, 31), role="building", storeys=6, households=24, blank_walls=[0, 2], name="1"
        ),
        point(30, 31, role="doorway", name="Gate 1"),
        line((0, 40), (60, 40), role="road", width_m=4.5),
        line((0, 45), (60, 45), role="Fire lane", width_m=4),
        point(5, 5, role="obstacle", kind="tree", radius_m=1.2),
        polygon(rectangle(10, 33, 50, 37), role="green"),
        point(2, 47, role="supply_point", spare_kw=40.5),
        line((-1, 2), (-1, 48), role="fence"),
        polygon(rectangle(52, 20, 58, 32), role="ladder_site"),
        point(55, 42, role="hydrant"),
        point(30, 20, role="exit"),
        line((14, 20), (15.5, 20), role="window"),
        point(57, 48, role="gas"),
        line((0, 38), (60, 38), role="pipeline", width_m=1.5, kind="water"),
        polygon(rectangle(70, 2, 90, 15), role="basement"),
    )
    assert site.boundaries[0].ring == rectangle(0, 0, 60, 50)
    building = site.buildings[0]
    assert (building.storeys, building.households, building.name) == (6, 24, "1")
    assert building.walls == (WallKind.BLANK, WallKind.UNKNOWN, WallKind.BLANK, WallKind.UNKNOWN)
    assert [(door.position, door.safety_exit) for door in site.doorways] == [
        ((30, 31), True),
        ((30, 20), True),
    ]
    assert {door.building_id for door in site.doorways} == {building.id}  # both lie in its wall
    assert site.roads[0].width_m == 4.5
    assert (site.fire_lanes[0].centreline, site.fire_lanes[0].width_m) == (((0, 45), (60, 45)), 4)
    assert (site.obstacles[0].kind, site.obstacles[0].radius_m) == (ObstacleKind.TREE, 1.2)
    assert len(site.greens) == len(site.fences) == len(site.ladder_grounds) == len(site.hydrants) == 1
    assert site.supply_points[0].spare_kw == 40.5
    assert site.windows[0].building_id == building.id
    assert len(site.gas_regulators) == len(site.basements) == 1
    assert (site.pipelines[0].kind, site.pipelines[0].width_m) == (PipelineKind.WATER, 1.5)
    assert site.georeference is None
    assert site.underlays == ()


def test_lots_and_sheds_go_into_the_schemes_that_they_name() -> None:
    """Features without a scheme go into the first; `edges` are counted from the first corner."""
    plan = taken(
        in_metres(
            polygon(
                rectangle(0, 0, 20, 8), role="lot", edges=["wall", "open", "open", "open"], module="compact"
            ),
            polygon(rectangle(30, 0, 42, 2), role="shed", front_edges=[0], rows=1, scheme="East"),
            polygon(rectangle(50, 0, 62, 2), role="shed", front_edges=[0], scheme="West"),
        )
    ).project
    assert [scheme.name for scheme in plan.schemes] == ["East", "West"]
    assert plan.active_scheme.name == "East"
    east, west = plan.schemes
    (lot,) = east.lots
    assert lot.edges == (EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.OPEN, EdgeRole.OPEN)
    assert lot.module_id == "compact"
    assert [len(east.sheds), len(west.sheds)] == [1, 1]
    assert len({element.id for element in (lot, *east.sheds, *west.sheds)}) == 3


def _shed(ring: tuple[tuple[float, float], ...], **properties: object) -> Shed:
    (shed,) = taken(in_metres(polygon(ring, role="shed", **properties))).project.schemes[0].sheds
    return shed


def test_the_front_of_a_shed_is_its_side_zero() -> None:
    """A rectangle of 12 × 2 m, sides counted from its first corner: 0 south, 1 east, 2 north, 3 west.

    With the front in the north the shed runs from (12, 2) westwards, so at 180°, and lies to the left of that
    direction, in the south. Two fronts opposite make a double row. A front on the short side in the east
    begins at (12, 0), runs north, is 2 m long and 12 m deep. An outline may run clockwise too.
    """
    ring = rectangle(0, 0, 12, 2)
    south = _shed(ring, front_edges=[0], module="compact")
    assert (south.origin, south.angle_degrees, south.length_m, south.depth_m) == ((0, 0), 0, 12, 2)
    assert (south.rows, south.module_id) == (1, "compact")
    north = _shed(ring, front_edges=[2])
    assert (north.origin, north.angle_degrees, north.length_m, north.depth_m) == ((12, 2), 180, 12, 2)
    both = _shed(ring, front_edges=[0, 2])
    assert (both.origin, both.rows) == ((0, 0), 2)
    east = _shed(ring, front_edges=[1])
    assert (east.origin, east.angle_degrees, east.length_m, east.depth_m) == ((12, 0), 90, 2, 12)
    clockwise = _shed(ring[::-1], front_edges=[2])  # (12,0) to (0,0): the south
    assert (clockwise.origin, clockwise.angle_degrees) == ((0, 0), 0)


def test_a_corner_in_a_side_of_a_shed_does_no_harm() -> None:
    """Side 1 of the outline is the eastern half of the south, so the south is the front."""
    shed = _shed(((0, 0), (6, 0.01), (12, 0), (12, 2), (0, 2)), front_edges=[1])
    assert (shed.origin, shed.length_m, shed.depth_m) == ((0, 0), 12, 2)


@pytest.mark.parametrize(
    ("properties", "code", "rows"),
    [
        ({}, "front_guessed", 1),
        ({"rows": 2}, "front_guessed", 2),
        ({"front_edges": [9]}, "no_front_side", 1),
        ({"front_edges": [0, 1]}, "one_front", 1),
        ({"front_edges": [0, 3]}, "one_front", 1),
        ({"front_edges": [0], "module": "nosuch"}, "not_in_catalogue", 1),
        ({"front_edges": [0], "rows": "x"}, "bad_property", 1),
    ],
)
def test_what_of_a_shed_is_guessed_or_wrong_is_told(
    properties: dict[str, object], code: str, rows: int
) -> None:
    """The shed is there all the same, its front the long side that comes first."""
    result = taken(in_metres(polygon(rectangle(0, 0, 12, 2), role="shed", **properties)))
    (shed,) = result.project.schemes[0].sheds
    assert (shed.origin, shed.length_m, shed.rows) == ((0, 0), 12, rows)
    assert code in codes(result)


def test_an_outline_that_is_no_rectangle_becomes_no_shed() -> None:
    """One corner lies 1 m off; the outline stays as lines, and its place in the file is told."""
    ring = ((0, 0), (12, 0), (12, 3), (0, 2))
    result = taken(in_metres(point(0, 0, role="hydrant"), polygon(ring, role="shed", front_edges=[0])))
    assert result.project.schemes[0].sheds == ()
    assert "features[1]" in told(result, "no_rectangle")
    assert len(result.project.site.underlays) == 1


def test_hazards_are_what_the_model_has_of_them() -> None:
    """Gas boxes, pipes and basements have elements; what no rule judges is an obstacle of that name."""
    result = taken(
        in_metres(
            point(0, 0, role="hazard", kind="gas_regulator"),
            line((0, 0), (9, 0), role="hazard", kind="gas_pipe", width_m=2),
            polygon(SQUARE, role="hazard", kind="basement"),
            point(5, 5, role="hazard", kind="fireworks"),
            polygon(rectangle(20, 0, 30, 9), role="hazard", kind="paint store"),
        )
    )
    site = result.project.site
    assert len(site.gas_regulators) == len(site.basements) == 1
    assert site.pipelines[0].kind is PipelineKind.GAS
    assert [(one.kind, one.name) for one in site.obstacles] == [(ObstacleKind.OTHER, "fireworks")]
    assert "features[3]" in told(result, "hazard_as_obstacle")
    assert "features[4]" in told(result, "hazard_as_lines")
    assert "paint store" in told(result, "hazard_as_lines")
    assert len(site.underlays) == 1


def test_sensitive_things_are_buildings_or_say_who_is_in_one() -> None:
    """A polygon is a building of its own; a point tells of the building in which it lies."""
    result = taken(
        in_metres(
            polygon(SQUARE, role="sensitive", kind="kindergarten"),
            polygon(rectangle(20, 0, 30, 10), role="sensitive"),
            polygon(rectangle(40, 0, 50, 10), building="yes"),
            point(45, 5, role="sensitive", kind="clinic"),
            point(200, 200, role="sensitive", kind="clinic"),
        )
    )
    uses = [building.use for building in result.project.site.buildings]
    assert uses == [BuildingUse.NURSERY, BuildingUse.SCHOOL, BuildingUse.CLINIC]
    assert "features[1]" in told(result, "assumed_school")
    assert "features[4]" in told(result, "no_sensitive_building")


def test_buildings_without_a_role() -> None:
    """15.8 levels are 16 storeys, 2.5 are 3 (half-up), "6 m" is 6 m; 0 is unknown."""
    site = site_of(
        polygon(SQUARE, building="apartments", levels=15.8, height="52.2 m", community="A", name=""),
        polygon(rectangle(20, 0, 30, 10), building="school", **{"building:levels": "2.5"}, height=0),
        polygon(rectangle(40, 0, 50, 10), building="no"),
        feature(
            "MultiPolygon",
            [[[*map(list, SQUARE), [0, 0]]], [[[60, 0], [70, 0], [70, 9], [60, 0]]]],
            building="yes",
        ),
    )
    first, second, third, fourth = site.buildings
    assert (first.storeys, first.height_m, first.community, first.use) == (
        16,
        52.2,
        "A",
        BuildingUse.DWELLING,
    )
    assert (second.storeys, second.height_m, second.use) == (3, None, BuildingUse.SCHOOL)
    assert third.ring == SQUARE
    assert fourth.ring == ((60, 0), (70, 0), (70, 9))
    assert third.use is BuildingUse.UNKNOWN


def test_a_building_with_a_hole_keeps_its_outline() -> None:
    """The plan has no holes in buildings; a lot has."""
    hole = ((2, 2), (2, 4), (4, 4))
    result = taken(in_metres(polygon(SQUARE, hole, building="yes"), polygon(SQUARE, hole, role="lot")))
    assert result.project.site.buildings[0].ring == SQUARE
    assert result.project.schemes[0].lots[0].holes == (hole,)
    assert "features[0]" in told(result, "holes")


def test_repeated_corners_are_left_out_and_sides_still_counted_as_in_the_file() -> None:
    """Sides in the file: 0 south, 1 of no length, 2 east, 3 north, 4 west; without side 1 the east is 1."""
    ring = ((0, 0), (10, 0), (10, 0), (10, 10), (0, 10))
    site = site_of(polygon(ring, role="building", blank_walls=[2]))
    assert site.buildings[0].ring == SQUARE
    assert site.buildings[0].walls[1] is WallKind.BLANK
    lot = taken(in_metres(polygon(ring, role="lot", edges=["wall", "open", "wall", "open", "open"]))).project
    assert lot.schemes[0].lots[0].edges == (EdgeRole.WALL, EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.OPEN)


@pytest.mark.parametrize(
    "properties", [{"role": "lot", "edges": ["wall"]}, {"role": "building", "blank_walls": [7]}]
)
def test_what_is_told_of_sides_that_are_not_there_is_told(properties: dict[str, object]) -> None:
    """The outline has four sides."""
    result = taken(in_metres(polygon(SQUARE, **properties)))
    assert "features[0]" in told(result, "sides_do_not_fit")


def test_sizes_that_nobody_tells_are_assumed_and_told() -> None:
    """A fire lane is 4 m wide, a pole 0.3 m thick; both are to be checked."""
    result = taken(
        in_metres(line((0, 0), (9, 0), role="fire_lane"), point(1, 1, role="obstacle", kind="pole"))
    )
    assert result.project.site.fire_lanes[0].width_m == 4
    assert result.project.site.obstacles[0].radius_m == 0.15
    assert codes(result) == ["assumed_size", "assumed_size"]


def test_outlines_of_what_is_a_point_in_a_plan() -> None:
    """A substation becomes its middle; an obstacle of 6 × 8 m the circle around it, 10 / 2 = 5 m in radius.

    Gas equipment of 10 m stays an outline: measured from its middle, distances would be too large.
    """
    result = taken(
        in_metres(
            polygon(rectangle(0, 0, 6, 8), role="supply_point"),
            polygon(rectangle(20, 0, 26, 8), role="obstacle"),
            polygon(rectangle(40, 0, 50, 8), role="gas"),
            polygon(rectangle(60, 0, 62, 1), role="gas"),
        )
    )
    site = result.project.site
    assert site.supply_points[0].position == (3, 4)
    assert (site.obstacles[0].position, site.obstacles[0].radius_m) == ((23, 4), 5)
    assert [one.position for one in site.gas_regulators] == [(61, 0.5)]
    assert "features[2]" in told(result, "unfit_shape")


def test_what_has_no_role_stays_as_faint_lines() -> None:
    """A line, an outline (closed: five corners) and a point, which is a cross of two lines."""
    data = in_metres(line((0, 0), (9, 0)), polygon(SQUARE, colour="red"), point(3, 3))
    (below,) = taken(data).project.site.underlays
    assert (below.media_type, below.metres_per_pixel, below.scaled) == (MEDIA_TYPE, 0.001, True)
    assert list(unpacked(below.image).counts) == [2, 5, 2, 2]
    with pytest.raises(ImportFileError, match="nothing"):
        taken(data, keep_rest=False)


def test_layers_are_kinds_of_things_with_counts_and_guesses() -> None:
    """Roles and tags that are known have guesses; others are called by a property that says what they are."""
    source = geojson(
        in_metres(
            polygon(SQUARE, role="building"),
            polygon(SQUARE, building="yes"),
            line((0, 0), (9, 0), highway="footway"),
            point(1, 1, natural="tree"),
            point(1, 1, amenity="bench"),
            point(1, 1, role="hazard", kind="gas"),
            line((0, 0), (9, 0)),
        )
    )
    found = {
        layer.name: (layer.guess, layer.rings, layer.lines, layer.points) for layer in source.summary.layers
    }
    assert found == {
        "building": (Role.BUILDING, 2, 0, 0),
        "highway=footway": (Role.ROAD, 0, 1, 0),
        "natural=tree": (Role.TREE, 0, 0, 1),
        "amenity=bench": (Role.UNDERLAY, 0, 0, 1),
        "hazard": (Role.OBSTACLE, 0, 0, 1),
        "LineString": (Role.UNDERLAY, 0, 1, 0),
    }
    assert source.summary.kind is SourceKind.GEOJSON
    assert source.summary.box == (0, 0, 10, 10)
    why = {layer.name: layer.why for layer in source.summary.layers}["highway=footway"]
    assert why is not None
    assert "to be verified" in why.sentence("en")


def test_roles_that_people_choose_count_before_guesses() -> None:
    """Benches become trees, buildings are left out, and a guess that is confirmed changes nothing."""
    data = in_metres(
        polygon(SQUARE, building="yes"), point(1, 1, amenity="bench"), point(2, 2, role="hazard", kind="gas")
    )
    roles = (("amenity=bench", Role.TREE), ("building", Role.NOTHING), ("hazard", Role.OBSTACLE))
    site = taken(data, roles=roles).project.site
    assert [one.kind for one in site.obstacles] == [ObstacleKind.TREE]
    assert (site.buildings, site.underlays) == ((), ())
    assert len(site.gas_regulators) == 1
    with pytest.raises(ImportFileError) as refused:
        taken(data, roles=(("walls", Role.FENCE),))
    assert refused.value.code == "no_such_layer"


def test_features_are_picked_by_their_properties() -> None:
    """Values are compared as they are shown, numbers too; the estate is called as all of its features say."""
    data = in_metres(
        polygon(SQUARE, building="yes", community="A", block=1),
        polygon(rectangle(20, 0, 30, 10), building="yes", community="A", block=2.0),
        polygon(rectangle(40, 0, 50, 10), building="yes", community="B", block=2),
    )
    assert geojson(data).summary.groups["community"] == {"A": 2, "B": 1}
    project = taken(data, where=(("community", "A"),)).project
    assert (len(project.site.buildings), project.estate.name) == (2, "A")
    assert len(taken(data, where=(("community", "A"), ("block", "2"))).project.site.buildings) == 1
    assert taken(data).project.estate.name == ""
    with pytest.raises(ImportFileError) as refused:
        taken(data, where=(("community", "C"),))
    assert "A, B" in str(refused.value)


def test_ids_of_the_file_are_kept_where_they_can_be() -> None:
    """Texts that nothing else is called by; numbers are those of another database."""
    first = {**polygon(SQUARE, role="building"), "id": "block-a"}
    second = {**polygon(SQUARE, role="building"), "id": "block-a"}
    keys = [
        polygon(SQUARE, role="building", id=key)
        for key in (17, "way/322667424", "a0e8400e-e29b-41d4-a716-446655")
    ]
    site = site_of(first, second, *keys)
    assert [building.id for building in site.buildings][:2] == ["block-a", "building-1"]
    assert [building.id for building in site.buildings][2:] == ["building-2", "building-3", "building-4"]


def test_a_single_geometry_and_a_collection_of_geometries() -> None:
    """Everything that GeoJSON may be at the top."""
    plain = b'{"type":"LineString","coordinates":[[0,0],[0.001,0]]}'
    assert len(taken(plain).project.site.underlays) == 1
    both = {
        "type": "GeometryCollection",
        "geometries": [polygon(SQUARE)["geometry"], point(1, 1)["geometry"]],
    }
    data = in_metres({"type": "Feature", "properties": {"building": "yes"}, "geometry": both})
    result = taken(data)
    assert len(result.project.site.buildings) == 1
    assert len(result.project.site.underlays) == 1


def test_a_preview_shows_what_would_be_taken() -> None:
    """Lines by role, in metres; what is left out is not shown."""
    source = geojson(in_metres(polygon(SQUARE, building="yes"), line((0, 0), (20, 0))))
    shown = source.preview(Choices(), never)
    assert shown.box == (0, 0, 20, 10)
    assert set(shown.lines) == {Role.BUILDING, Role.UNDERLAY}
    data, origin, step = shown.lines[Role.BUILDING]
    assert (origin, step, list(unpacked(data).counts)) == ((0, 0), 0.001, [5])
    assert set(source.preview(Choices(keep_rest=False), never).lines) == {Role.BUILDING}


def test_units_of_a_plan_may_be_others_than_metres() -> None:
    """A square of 10,000 mm is one of 10 m: 100 m²."""
    ring = tuple((1000 * x, 1000 * y) for x, y in SQUARE)
    site = site_of(polygon(ring, building="yes"), **{"chargeplan:units": "mm"})
    assert signed_area_m2(site.buildings[0].ring) == 100


@pytest.mark.parametrize(("unit", "is_told"), [("m", False), ("mm", True)])
def test_a_chosen_unit_that_gives_no_estate_is_told(unit: str, is_told: bool) -> None:
    """100 by 50 are metres, and no millimetres."""
    found = taken(in_metres(polygon(rectangle(0, 0, 100, 50), building="yes")), unit=unit)
    assert ("units_odd" in codes(found)) == is_told


def test_reading_can_be_called_off() -> None:
    """Before the first feature, and before the first that is placed."""
    data = collection(polygon(((121, 31), (121.001, 31), (121.001, 31.001)), building="yes"))
    with pytest.raises(CalledOff):
        geojson(data, lambda: True)
    with pytest.raises(CalledOff):
        geojson(data).taken(Choices(), lambda: True)


def test_a_bad_property_costs_only_itself() -> None:
    """The building stays, without what cannot be read, which is told with its place."""
    result = taken(in_metres(polygon(SQUARE, role="building", storeys="many", households=12)))
    building = result.project.site.buildings[0]
    assert (building.storeys, building.households) == (None, 12)
    assert "features[0]" in told(result, "bad_property")


def test_an_estate_is_called_by_what_documents_can_hold_of_its_name() -> None:
    """Half a letter and a bell are left out, and the plan can be saved."""
    found = taken(in_metres(polygon(SQUARE, building="yes", community="\ud800Li\x07 Yuan")))
    assert found.project.estate.name == "Li Yuan"
    assert project_bytes(found.project)


def test_a_property_with_a_thousand_faults_costs_only_itself() -> None:
    """Of a lot whose sides are all something else the sides are not known."""
    result = taken(in_metres(polygon(SQUARE, role="lot", edges=["x"] * 1000)))
    assert [len(lot.ring) for lot in result.project.schemes[0].lots] == [4]
    assert "features[0]" in told(result, "bad_property")


@pytest.mark.parametrize(
    ("blank", "sides"),
    [([1, 3], [1, 3]), (2, [2]), ([False, True, False, True], [1, 3]), (True, [0, 1, 2, 3]), ([], [])],
)
def test_blank_walls_are_numbers_or_flags(blank: object, sides: list[int]) -> None:
    """Of the four sides of a square."""
    (building,) = site_of(polygon(SQUARE, role="building", blank_walls=blank)).buildings
    assert [i for i, wall in enumerate(building.walls) if wall is WallKind.BLANK] == sides


def test_the_document_of_the_form_names_every_role() -> None:
    """Those that the program knows, by the first of their words."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "geojson.md").read_text(encoding="utf-8")
    missing = {role for role in load_map_tags().roles.values() if f"`{role}`" not in text}
    assert missing == set()
