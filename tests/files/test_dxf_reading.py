"""Drawings made in memory become plans: each says in its docstring what must come out."""

import io
import math

import pytest

from chargeplan.errors import CalledOff, ImportFileError, never
from chargeplan.files.project_file import project_bytes
from chargeplan.files.sources import dxf
from chargeplan.files.sources.dxf import read_dxf
from chargeplan.files.sources.values import Choices, Role, SourceKind
from chargeplan.model.linework import unpacked
from chargeplan.model.site import Georeference, ObstacleKind, PipelineKind
from tests.files.dxf_for_tests import (
    area_m2,
    codes,
    data_of,
    drawing,
    entities,
    house,
    line,
    rectangle,
    source_of,
    taken,
)


def test_layers_become_what_they_are_called() -> None:
    """A boundary, a building with number and storeys in it, a lawn, a fence, a hydrant; the rest stays."""
    made = drawing()
    model = made.modelspace()
    model.add_lwpolyline(rectangle(0, 0, 100, 80), close=True, dxfattribs={"layer": "用地红线"})
    model.add_lwpolyline(rectangle(10, 10, 40, 12), close=True, dxfattribs={"layer": "建筑轮廓"})
    model.add_text("12号楼", height=2, dxfattribs={"layer": "文字", "insert": (20, 15)})
    model.add_mtext("6F", dxfattribs={"layer": "文字", "insert": (30, 15), "char_height": 2})
    model.add_lwpolyline(rectangle(60, 10, 20, 20), close=True, dxfattribs={"layer": "LVDI"})
    model.add_lwpolyline([(0, 0), (0, 80), (50, 80)], dxfattribs={"layer": "围墙"})
    model.add_point((5, 5), dxfattribs={"layer": "室外消火栓"})
    model.add_line((0, 40), (100, 40), dxfattribs={"layer": "轴线"})
    found = taken(made)
    site = found.project.site
    assert [area_m2(one.ring) for one in site.boundaries] == [8000]
    assert [(one.name, one.storeys, area_m2(one.ring)) for one in site.buildings] == [("12号楼", 6, 480)]
    assert [area_m2(one.ring) for one in site.greens] == [400]
    assert [one.centreline for one in site.fences] == [((0, 0), (0, 80), (50, 80))]
    assert [one.position for one in site.hydrants] == [(5, 5)]
    assert list(unpacked(site.underlays[0].image).each()) == [((0, 0), (100_000, 0))]
    assert (site.underlays[0].origin, site.underlays[0].metres_per_pixel) == ((0, 40), 0.001)
    assert site.underlays[0].locked
    assert site.georeference == Georeference("", 0, 0)
    assert found.project.estate.name == ""  # what a file is called is no name of an estate


def test_the_summary_tells_layers_and_why() -> None:
    """Two outlines, one of them of loose lines, an open line, a point and a text on one layer."""
    made = drawing()
    model = made.modelspace()
    attributes = {"layer": "JMD"}
    model.add_lwpolyline(rectangle(0, 0, 30, 10), close=True, dxfattribs=attributes)
    corners = rectangle(0, 20, 30, 10)
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        model.add_line(start, end, dxfattribs=attributes)
    model.add_line((0, 50), (9, 50), dxfattribs=attributes)
    model.add_point((1, 1), dxfattribs=attributes)
    model.add_text("x", dxfattribs=attributes)
    summary = source_of(made).summary
    layer = next(one for one in summary.layers if one.name == "JMD")
    assert (layer.guess, layer.rings, layer.lines, layer.points, layer.texts) == (Role.BUILDING, 2, 1, 1, 1)
    assert layer.why is not None
    assert layer.why.sentence("en") == "its name has “jmd” in it"
    assert summary.kind is SourceKind.DXF
    assert summary.box == pytest.approx((0, 0, 30, 50), abs=2)


def test_outlines_with_labels_of_buildings_are_buildings_whatever_their_layer_is_called() -> None:
    """Layer "0" with one outline that has 砼6 in it."""
    made = drawing()
    made.modelspace().add_lwpolyline(rectangle(0, 0, 30, 10), close=True)
    made.modelspace().add_text("砼6", height=2, dxfattribs={"insert": (10, 4)})
    assert [one.storeys for one in taken(made).project.site.buildings] == [6]


@pytest.mark.parametrize(
    ("units", "size", "unit", "agree"),
    [
        (6, 200.0, "m", True),
        (4, 200_000.0, "mm", True),
        (4, 963.0, "m", False),
        (1, 9261.0, "in", True),
        (0, 200.0, "m", True),
        (0, 90_000.0, "mm", True),
        (0, 8000.0, "cm", True),
        (6, 5.0, "m", False),
        (5, 1e9, "cm", False),
    ],
)
def test_the_unit_is_what_gives_an_estate(units: int, size: float, unit: str, agree: bool) -> None:
    """Estates are 20 m to 5 km: 963 mm is none but 963 m is; 9261 in are 235 m; 90,000 mm are 90 m.

    8000 without a unit cannot be metres (8 km) or millimetres (8 m), but centimetres (80 m). 5 m and 10⁹ cm
    are no size of an estate, and no other unit gives one: the file is believed and people are asked.
    """
    made = drawing(units)
    made.modelspace().add_lwpolyline(rectangle(0, 0, size, size / 2), close=True)
    guess = source_of(made).summary.units
    assert guess is not None
    assert (guess.unit, guess.agree) == (unit, agree)


def test_a_chosen_unit_counts() -> None:
    """A square of 10,000 units on a layer of buildings: 100 m² in millimetres, and asked about as inches."""
    made = drawing(1)
    made.modelspace().add_lwpolyline(
        rectangle(0, 0, 10_000, 10_000), close=True, dxfattribs={"layer": "BLDG"}
    )
    buildings = taken(made, unit="mm").project.site.buildings
    assert [area_m2(one.ring) for one in buildings] == [100]


@pytest.mark.parametrize(
    ("size", "unit", "told"),
    [
        (100, "m", []),
        (100, "mm", ["as mm the drawing is 0.1 × 0.05 m, a size that no estate has; as m it is 100 × 50 m"]),
        (
            5,
            "m",
            [
                "as m the drawing is 5 × 2.5 m, a size that no estate has, and no other unit gives a "
                "better one"
            ],
        ),
    ],
)
def test_a_chosen_unit_that_gives_no_estate_is_told(size: float, unit: str, told: list[str]) -> None:
    """100 by 50 are metres; 5 by 2.5 are nothing (estates are 20 m to 5 km)."""
    made = drawing(6)
    made.modelspace().add_lwpolyline(rectangle(0, 0, size, size / 2), close=True)
    found = taken(made, unit=unit)
    assert [note.sentence("en") for note in found.notes if note.code.startswith("units")] == told


def test_own_drawings_are_in_the_unit_that_they_state() -> None:
    """A lane of 50 km in metres would be an estate in millimetres only (estates are 20 m to 5 km)."""
    made = drawing(6)
    made.modelspace().add_line((0, 0), (50_000, 0), dxfattribs={"layer": "CP_FIRE_LANE"})
    found = taken(made)
    assert [math.dist(*lane.centreline) for lane in found.project.site.fire_lanes] == [50_000]
    assert "units_disagree" not in codes(found)


def test_strays_do_not_decide_the_unit_and_are_left_out() -> None:
    """60 houses of 10 m in metres, and a line 300 km away: told, and out of the extents of the plan."""
    made = drawing()
    for k in range(60):
        corners = rectangle(12 * (k % 10), 12 * (k // 10), 10, 10)
        made.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": "BUILDING"})
    made.modelspace().add_line((300_000, 0), (300_001, 0))
    found = taken(made)
    assert len(found.project.site.buildings) == 60
    assert found.project.site.underlays == ()
    assert "strays" in codes(found)
    guess = source_of(made).summary.units
    assert guess is not None
    assert guess.agree


@pytest.mark.parametrize(("units", "factor"), [(6, 1.0), (4, 1000.0)])
def test_coordinates_of_millions_are_shifted_without_loss(units: int, factor: float) -> None:
    """40,500,123.4567 east, 3,456,789.1234 north: the origin is a whole number, adding it gives them back."""
    east, north = 40_500_123.4567, 3_456_789.1234
    made = drawing(units)
    corners = [(x * factor, y * factor) for x, y in rectangle(east, north, 50.0625, 20)]
    made.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": "建筑"})
    found = taken(made)
    origin = found.project.site.georeference
    assert origin == Georeference("", 40_500_100, 3_456_700)
    ring = found.project.site.buildings[0].ring
    back = [(round(x + origin.x, 4), round(y + origin.y, 4)) for x, y in ring]
    assert back == [(round(x, 4), round(y, 4)) for x, y in rectangle(east, north, 50.0625, 20)]
    assert area_m2(ring) == pytest.approx(1001.25, abs=1e-6)
    assert "shifted" in codes(found)


def test_arcs_and_ellipses_keep_their_area() -> None:
    """A stadium of 20 m by 10 m with round ends: 200 + 25 pi; an ellipse of half axes 8 and 3: 24 pi.

    A circle of radius 5: 25 pi; half of one closed by a line: 12.5 pi. Corners lie on the grid of 0.1 mm.
    """
    made = drawing()
    model = made.modelspace()
    green = {"layer": "GREEN"}
    stadium = [(0, 0, 0), (20, 0, 1), (20, 10, 0), (0, 10, 1)]
    model.add_lwpolyline(stadium, format="xyb", close=True, dxfattribs=green)
    model.add_ellipse((50, 0), (8, 0), 3 / 8, dxfattribs=green)
    model.add_circle((80, 0), 5, dxfattribs=green)
    model.add_arc((100, 0), 5, 0, 180, dxfattribs=green)
    model.add_line((95, 0), (105, 0), dxfattribs=green)
    areas = sorted(area_m2(one.ring) for one in taken(made).project.site.greens)
    expected = [12.5 * math.pi, 24 * math.pi, 25 * math.pi, 200 + 25 * math.pi]
    assert areas == pytest.approx(expected, abs=2e-3)


def test_what_is_drawn_from_below_is_mirrored() -> None:
    """An outline, an arc and a block with the extrusion (0, 0, -1): x changes its sign."""
    made = drawing()
    model = made.modelspace()
    below = {"layer": "GREEN", "extrusion": (0, 0, -1)}
    model.add_lwpolyline(
        [(-40, 0, 0), (-20, 0, 1), (-20, 10, 0), (-40, 10, 0)], "xyb", close=True, dxfattribs=below
    )
    block = made.blocks.new("LAWN")
    block.add_lwpolyline(rectangle(0, 0, 5, 5), close=True)
    model.add_blockref("LAWN", (-70, 0), dxfattribs=below)
    rings = [one.ring for one in taken(made).project.site.greens]
    assert [area_m2(ring) for ring in rings] == pytest.approx([200 + 12.5 * math.pi, 25], abs=2e-3)
    boxes = [(min(x for x, _ in ring), max(x for x, _ in ring)) for ring in rings]
    assert boxes[0] == pytest.approx((15, 40), abs=0.006)
    assert boxes[1] == pytest.approx((65, 70))


def test_blocks_in_blocks_are_laid_out() -> None:
    """A house of 10 by 6 m on layer 0 of a block, in another that is turned by 90° and twice as large.

    It lies on the layer on which the outer block is inserted, at (100, 0) turned: x from 100 - 2 · 6 to 100.
    Mirrored by x: at (200, 0), from 200 - 10 to 200. In rows and columns: 2 by 3, 20 and 30 m apart.
    """
    made = drawing()
    made.blocks.new("HOUSE").add_lwpolyline(rectangle(0, 0, 10, 6), close=True)
    made.blocks.new("OUTER").add_blockref(
        "HOUSE", (0, 0), dxfattribs={"rotation": 90, "xscale": 2, "yscale": 2}
    )
    model = made.modelspace()
    here = {"layer": "建筑"}
    model.add_blockref("OUTER", (100, 0), dxfattribs=here)
    model.add_blockref("HOUSE", (200, 0), dxfattribs={**here, "xscale": -1})
    grid = {"row_count": 2, "column_count": 3, "row_spacing": 20, "column_spacing": 30}
    model.add_blockref("HOUSE", (0, 100), dxfattribs={**here, **grid})
    rings = [one.ring for one in taken(made).project.site.buildings]
    lefts = [(min(x for x, _ in ring), min(y for _, y in ring)) for ring in rings]
    assert lefts == [(88, 0), (190, 0), (0, 100), (30, 100), (60, 100), (0, 120), (30, 120), (60, 120)]
    assert [area_m2(ring) for ring in rings] == [240, *[60] * 7]


def test_arcs_in_stretched_blocks_become_ellipses() -> None:
    """A circle of radius 5, three times as wide as high: 75 pi m²."""
    made = drawing()
    made.blocks.new("POND").add_circle((0, 0), 5)
    made.modelspace().add_blockref("POND", (0, 0), dxfattribs={"layer": "绿地", "xscale": 3})
    areas = [area_m2(one.ring) for one in taken(made).project.site.greens]
    assert areas == pytest.approx([75 * math.pi], abs=0.01)


def test_attributes_of_blocks_are_texts() -> None:
    """A house as a block with its number as an attribute."""
    made = drawing()
    made.blocks.new("HOUSE").add_lwpolyline(rectangle(0, 0, 30, 10), close=True)
    reference = made.modelspace().add_blockref("HOUSE", (50, 50), dxfattribs={"layer": "住宅"})
    reference.add_attrib("NO", "7#", (60, 54), dxfattribs={"height": 2})
    assert [one.name for one in taken(made).project.site.buildings] == ["7#"]


def test_hidden_layers_are_left_out_and_told() -> None:
    """One layer off, one frozen, a block inserted on the frozen one; a choice brings one back."""
    made = drawing()
    model = made.modelspace()
    made.layers.add("楼A").off()
    made.layers.add("楼B").freeze()
    made.blocks.new("HOUSE").add_lwpolyline(rectangle(0, 0, 30, 10), close=True, dxfattribs={"layer": "楼C"})
    model.add_lwpolyline(rectangle(0, 0, 30, 10), close=True, dxfattribs={"layer": "楼A"})
    model.add_blockref("HOUSE", (0, 50), dxfattribs={"layer": "楼B"})
    model.add_lwpolyline(rectangle(0, 100, 30, 10), close=True, dxfattribs={"layer": "楼"})
    found = taken(made)
    assert [one.ring[0] for one in found.project.site.buildings] == [(0, 100)]
    assert found.project.site.underlays == ()
    hidden = [note.sentence("en") for note in found.notes if note.values.get("layer") in ("楼A", "楼B")]
    assert [text.partition(":")[0] for text in hidden] == ["layer 楼A", "layer 楼B"]
    assert all("(it is switched off or frozen in the drawing)" in text for text in hidden)
    chosen = taken(made, roles=(("楼a", Role.BUILDING),)).project.site.buildings
    assert [one.ring[0] for one in chosen] == [(0, 0), (0, 100)]


def test_outlines_of_loose_lines_and_gaps() -> None:
    """A house whose last line ends 0.3 m short stays open until ends are joined over 0.5 m."""
    lines = (line(0, 0, 50, 0, "JZ"), line(50, 0, 50, 20, "JZ"), line(50, 20, 0, 20, "JZ"))
    data = entities(*lines, line(0, 20, 0, 0.3, "JZ"))
    found = taken(data)
    assert found.project.site.buildings == ()
    assert [(gap.layer, gap.start, gap.end) for gap in found.gaps] == [("JZ", (0, 0), (0, 0.3))]
    assert "gaps" in codes(found)
    closed = taken(data, join_m=0.5)
    assert [area_m2(one.ring) for one in closed.project.site.buildings] == [
        pytest.approx(1000 - 50 * 0.15 / 2)
    ]
    assert closed.gaps == ()


def test_roads_take_their_width_from_the_line_or_an_assumption() -> None:
    """One of 6 m as the line's width, one that tells none, one drawn as a band 5 m wide and 60 m long.

    A bent area has no straight middle and stays lines.
    """
    made = drawing()
    model = made.modelspace()
    road = {"layer": "道路"}
    model.add_lwpolyline([(0, 0), (50, 0)], dxfattribs={**road, "const_width": 6})
    model.add_line((0, 20), (50, 20), dxfattribs=road)
    model.add_lwpolyline(rectangle(0, 40, 60, 5), close=True, dxfattribs=road)
    bent = [(0, 60), (50, 60), (50, 90), (45, 90), (45, 65), (0, 65)]
    model.add_lwpolyline(bent, close=True, dxfattribs=road)
    found = taken(made)
    roads = {one.width_m: one.centreline for one in found.project.site.roads}
    assert roads.keys() == {6, 4, 5}
    assert roads[6] == ((0, 0), (50, 0))
    assert sorted(roads[5]) == [(0, 42.5), (60, 42.5)]
    assert {"assumed_road_width_m", "bent_areas"} <= set(codes(found))
    assert len(found.project.site.underlays) == 1


def test_trees_and_obstacles_are_circles_blocks_and_points() -> None:
    """A crown of radius 3 with a dot in its middle is one tree; a block 4 m wide one of radius 2.

    A point tells no size: 1.5 m is assumed. Lamps are poles, covers manholes.
    """
    made = drawing()
    model = made.modelspace()
    tree = {"layer": "行道树"}
    model.add_circle((0, 0), 3, dxfattribs=tree)
    model.add_point((0, 0), dxfattribs=tree)
    block = made.blocks.new("T1")
    block.add_line((-2, 0), (2, 0))
    block.add_line((0, -2), (0, 2))
    model.add_blockref("T1", (30, 0), dxfattribs=tree)
    model.add_point((60, 0), dxfattribs=tree)
    model.add_circle((0, 40), 0.2, dxfattribs={"layer": "路灯"})
    model.add_circle((20, 40), 0.4, dxfattribs={"layer": "检查井"})
    found = taken(made)
    obstacles = [(one.kind, one.position, one.radius_m) for one in found.project.site.obstacles]
    assert sorted(obstacles, key=lambda one: one[1]) == [
        (ObstacleKind.TREE, (0, 0), 3),
        (ObstacleKind.POLE, (0, 40), 0.2),
        (ObstacleKind.MANHOLE, (20, 40), 0.4),
        (ObstacleKind.TREE, (30, 0), 2),
        (ObstacleKind.TREE, (60, 0), 1.5),
    ]
    assert len({one.id for one in found.project.site.obstacles}) == 5
    assert found.project.site.underlays == ()
    assert "assumed_tree_radius_m" in codes(found)


def test_doors_and_windows_are_of_the_building_next_to_them() -> None:
    """A door as a line in a wall, one as a point 0.3 m before it, a window; a gate far off is of none."""
    made = drawing()
    model = made.modelspace()
    model.add_lwpolyline(rectangle(0, 0, 40, 12), close=True, dxfattribs={"layer": "建筑"})
    model.add_line((5, 0), (7, 0), dxfattribs={"layer": "单元门"})
    model.add_point((15, -0.3), dxfattribs={"layer": "单元门"})
    model.add_point((80, 0), dxfattribs={"layer": "单元门"})
    model.add_line((20, 12), (22, 12), dxfattribs={"layer": "外窗"})
    site = taken(made).project.site
    doors = [(one.position, one.building_id) for one in site.doorways]
    assert sorted(doors) == [((6, 0), "building-1"), ((15, -0.3), "building-1"), ((80, 0), None)]
    assert [one.building_id for one in site.windows] == ["building-1"]


def test_pipelines_are_of_their_layers_kind() -> None:
    """Gas, and sewage in pinyin."""
    data = entities(line(0, 0, 50, 0, "RANQI"), line(0, 9, 50, 9, "wushui"))
    kinds = [one.kind for one in taken(data).project.site.pipelines]
    assert kinds == [PipelineKind.GAS, PipelineKind.DRAIN]


def test_outlines_drawn_twice_or_within_others_are_one() -> None:
    """A house, its hatch, its outline again 1 cm off; a shaft in it; a column of 1 m² elsewhere."""
    made = drawing()
    model = made.modelspace()
    on = {"layer": "建筑"}
    model.add_lwpolyline(rectangle(0, 0, 50, 20), close=True, dxfattribs=on)
    model.add_hatch(dxfattribs=on).paths.add_polyline_path(rectangle(0, 0, 50, 20), is_closed=True)
    model.add_lwpolyline(rectangle(0.01, 0, 50, 20), close=True, dxfattribs=on)
    model.add_lwpolyline(rectangle(5, 5, 3, 3), close=True, dxfattribs=on)
    model.add_lwpolyline(rectangle(80, 0, 1, 1), close=True, dxfattribs=on)
    found = taken(made)
    assert [area_m2(one.ring) for one in found.project.site.buildings] == [1000]
    assert {"repeated_outlines", "inner_outlines"} <= set(codes(found))
    assert len(unpacked(found.project.site.underlays[0].image)) == 2


def test_hatches_of_edges_and_splines_are_outlines() -> None:
    """A hatch within a half circle and a line: 12.5 pi; a spline through points of a circle of radius 10."""
    made = drawing()
    path = made.modelspace().add_hatch(dxfattribs={"layer": "草坪"}).paths.add_edge_path()
    path.add_arc((0, 0), radius=5, start_angle=0, end_angle=180)
    path.add_line((-5, 0), (5, 0))
    fits = [(40 + 10 * math.cos(k * math.pi / 8), 10 * math.sin(k * math.pi / 8)) for k in range(17)]
    made.modelspace().add_spline(fits, dxfattribs={"layer": "草坪"})
    areas = sorted(area_m2(one.ring) for one in taken(made).project.site.greens)
    assert areas == pytest.approx([12.5 * math.pi, 100 * math.pi], rel=2e-3)


def test_dimensions_are_faint_lines_and_never_elements() -> None:
    """A dimension on a layer of fences."""
    made = drawing()
    made.modelspace().add_linear_dim((0, 5), (0, 0), (30, 0), dxfattribs={"layer": "围墙"}).render()
    found = taken(made)
    assert found.project.site.fences == ()
    assert len(unpacked(found.project.site.underlays[0].image)) >= 3


def test_paper_and_what_is_not_read_are_told() -> None:
    """A line on a sheet of paper, a solid body, an endless line and a hidden line."""
    made = drawing()
    made.modelspace().add_line((0, 0), (50, 0))
    made.modelspace().add_line((0, 0), (50, 9), dxfattribs={"invisible": 1})
    made.modelspace().add_xline((0, 0), (1, 0))
    made.layout("Layout1").add_line((0, 0), (50, 0))
    found = taken(made)
    said = {note.code: note.sentence("en") for note in found.notes}
    assert "(XLINE)" in said["unread_kinds"]
    assert said["paper_space"].endswith("1 objects on sheets of paper")
    assert said["invisible"].endswith("1 objects")
    assert len(unpacked(found.project.site.underlays[0].image)) == 1


def test_the_rest_may_be_left_away() -> None:
    """A house and a stroke: without the rest only the house; of a stroke alone nothing is left."""
    data = entities(house(), line(0, 50, 50, 50))
    assert len(taken(data).project.site.underlays) == 1
    assert taken(data, keep_rest=False).project.site.underlays == ()
    with pytest.raises(ImportFileError) as refused:
        taken(entities(line(0, 0, 50, 0)), keep_rest=False)
    assert refused.value.code == "nothing_to_take"


def test_layers_may_be_left_out_by_choice() -> None:
    """A stroke on a layer that becomes nothing."""
    data = entities(house(), line(0, 50, 50, 50, "X"))
    assert taken(data, roles=(("X", Role.NOTHING),)).project.site.underlays == ()


def test_own_drawings_come_back() -> None:
    """A lot with a hole, a shed whose front is its first side, its name; marks are left out."""
    made = drawing()
    model = made.modelspace()
    model.add_lwpolyline(rectangle(0, 0, 40, 30), close=True, dxfattribs={"layer": "CP_LOT"})
    model.add_lwpolyline(rectangle(5, 5, 4, 4), close=True, dxfattribs={"layer": "CPX_LOT_HOLE"})
    corners = [(60, 20), (60, 17), (72, 17), (72, 20)]
    model.add_lwpolyline(corners, close=True, dxfattribs={"layer": "CP_SHED"})
    model.add_text("A棚", height=1, dxfattribs={"layer": "CP_SHED", "insert": (65, 18)})
    model.add_line((0, 0), (9, 9), dxfattribs={"layer": "CPX_STALL"})
    found = taken(made)
    (scheme,) = found.project.schemes
    assert [lot.holes for lot in scheme.lots] == [(tuple(rectangle(5, 5, 4, 4)),)]
    shed = scheme.sheds[0]
    assert (shed.name, shed.origin, shed.angle_degrees, shed.length_m, shed.depth_m) == (
        "A棚",
        (60, 20),
        270,
        3,
        12,
    )
    assert found.project.site.underlays == ()


def test_previews_show_what_would_be_taken() -> None:
    """A house as a building and a stroke as the rest; as a green by choice; without the rest."""
    source = source_of(entities(house(), line(0, 50, 60, 50)))
    preview = source.preview(Choices(), never)
    assert preview.lines.keys() == {Role.BUILDING, Role.UNDERLAY}
    assert preview.box == (0, 0, 60, 50)
    data, origin, step = preview.lines[Role.BUILDING]
    assert (origin, step) == ((0, 0), 0.001)
    assert [len(ring) for ring in unpacked(data).each()] == [5]
    green = source.preview(Choices(roles=(("BUILDING", Role.GREEN),), keep_rest=False), never)
    assert green.lines.keys() == {Role.GREEN}


@pytest.mark.parametrize("version", ["R12", "R2000", "R2004", "R2007", "R2018"])
def test_every_age_and_both_kinds_of_files_are_read(version: str) -> None:
    """A layer called 建筑, in the text and the binary form."""
    made = drawing(version=version)
    made.encoding = "gbk"
    made.modelspace().add_line((0, 0), (50, 0), dxfattribs={"layer": "建筑"})
    binary = io.BytesIO()
    made.write(binary, fmt="bin")
    for data in (data_of(made), binary.getvalue()):
        assert "建筑" in [layer.name for layer in source_of(data).summary.layers]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "gbk"),
        ("", "utf-8"),
        ("9\n$DWGCODEPAGE\n3\nANSI_936\n", "gbk"),
        ("9\n$DWGCODEPAGE\n3\nANSI_1252\n", "gbk"),
        ("9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n", "gbk"),
        ("9\n$ACADVER\n1\nAC1027\n", "utf-8"),
        ("9\n$ACADVER\n1\nAC1027\n", "gbk"),
    ],
)
def test_letters_are_read_whatever_the_file_says_of_them(head: str, encoding: str) -> None:
    """Files say nothing, the truth, or the wrong code page; the layer is 居民地 all the same."""
    header = f"0\nSECTION\n2\nHEADER\n{head}0\nENDSEC\n" if head else ""
    data = (header + entities(house("居民地")).decode()).encode(encoding)
    assert len(taken(data).project.site.buildings) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_texts_of_two_bytes_a_letter_are_read(encoding: str) -> None:
    """With the mark of their order, as Windows writes it, and without: the layer 居民地, the unit (mm)."""
    head = "0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n"
    source = source_of((head + entities(house("居民地")).decode()).encode(encoding))
    assert (source.summary.layers[-1].name, source.summary.layers[-1].guess) == ("居民地", Role.BUILDING)
    assert source.summary.units is not None
    assert source.summary.units.stated == "mm"


def test_what_no_document_can_hold_is_left_out_of_names() -> None:
    """A bell in a text of a drawing, and half a letter in the name of its file: the plan can be saved."""
    words = "0\nTEXT\n8\nCP_BUILDING\n10\n25\n20\n10\n40\n2\n1\nMill\x07 Lane\n"
    source = source_of(entities(house("CP_BUILDING"), line(0, 90, 9, 90), words), "b\udcffad.dxf")
    project = source.taken(Choices(), never).project
    assert [one.name for one in project.site.buildings] == ["Mill Lane"]
    assert [one.name for one in project.site.underlays] == ["bad"]
    assert project_bytes(project)


def test_codes_of_fonts_are_read_so_far_and_no_farther() -> None:
    """Six storeys written behind 400 letters of codes count, behind 4,000 no more."""
    words = "0\nMTEXT\n100\nAcDbEntity\n8\nT\n100\nAcDbMText\n10\n25\n20\n10\n40\n1\n1\n{codes}6F\n"
    storeys = []
    for count in (100, 1000):
        found = taken(entities(house(), words.format(codes="\\H1;" * count)))
        storeys += [one.storeys for one in found.project.site.buildings]
    assert storeys == [6, None]


def test_letters_of_western_files_stay_what_they_are() -> None:
    """Grünfläche in code page 1252, and by code as \\U+00FC."""
    data = entities(house("Grünfläche")).decode().encode("cp1252")
    assert source_of(data).summary.layers[-1].name == "Grünfläche"
    assert source_of(entities(house("Gr\\U+00FCn"))).summary.layers[-1].name == "Grün"


def test_the_same_drawing_gives_the_same_plan() -> None:
    """Read twice."""
    data = entities(house(), line(0, 50, 60, 50))
    assert taken(data) == taken(data)


def test_work_can_be_called_off_and_tells_how_far_it_is() -> None:
    """Shares never fall, and end at 1; whoever does not want it gets nothing, while reading or after."""
    made = drawing()
    for k in range(1000):
        made.modelspace().add_line((0, k), (50, k))
    data = data_of(made)
    shares: list[float] = []
    source = read_dxf(data, "x.dxf", never, lambda share: shares.append(-1 if share is None else share))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    for answers in (0, 5, 1000):
        asked = iter(range(100_000))
        with pytest.raises(CalledOff):
            read_dxf(data, "x.dxf", lambda asked=asked, n=answers: next(asked) >= n, lambda _share: None)
    for work in (source.preview, source.taken):
        with pytest.raises(CalledOff):
            work(Choices(roles=(("0", Role.BUILDING),)), lambda: True)


def test_layers_that_would_flood_a_plan_stay_faint_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four roads and two buildings where five elements may be: the fuller layer gives way."""
    monkeypatch.setattr(dxf, "MOST_ELEMENTS", 5)
    made = drawing()
    for y in range(4):
        made.modelspace().add_line((0, 30 * y), (100 + y, 30 * y), dxfattribs={"layer": "ROAD"})
    for x in (0, 50):
        ring = rectangle(x, 200, x + 30, 210)
        made.modelspace().add_lwpolyline(ring, close=True, dxfattribs={"layer": "楼"})
    for roles in ((), (("ROAD", Role.ROAD),)):
        found = taken(made, roles=roles)
        site = found.project.site
        assert (len(site.buildings), len(site.roads), len(site.underlays)) == (2, 0, 1)
        told = [note.sentence("en") for note in found.notes if note.code == "crowded_layer"]
        assert told == ["layer ROAD stays as faint lines: it would give 4 elements, a plan takes 5"]
