"""The plan as primitives: what is counted is what is drawn, and no label lies on another."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from factories import full_project, small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.fire_marks import fire_counts
from chargeplan.drawing.labels import LabelBoard, Place, slices, turned_boxes, wrapped
from chargeplan.drawing.plan import extent, map_primitives
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.scale_bar import bar_length_m
from chargeplan.drawing.symbols import LEGEND, STYLES
from chargeplan.i18n import tr
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import FireLane, Pipeline, Site


def busy_project() -> Project:
    """Return a plan with a double shed, an existing shed and a filled lot beside the small plan's shed."""
    project = small_project()
    scheme = replace(
        project.schemes[0],
        sheds=(
            *project.schemes[0].sheds,
            Shed("shed-2", (40, 6), 10, 6.0, 3.2, 2, "Double"),
            Shed("shed-3", (4, 4), 90, 6.0, 2.0, 1, "Old", existing=True),
        ),
        lots=(*project.schemes[0].lots, Lot("lot-2", ((15, 33), (45, 33), (45, 37), (15, 37)), filled=True)),
    )
    return replace(project, schemes=(scheme,))


@pytest.fixture(scope="module")
def busy() -> Analysis:
    return analyse(busy_project())


def plan_primitives(analysis: Analysis, language: str) -> tuple[Primitive, ...]:
    """Return the shapes of the plan's sheet, A3 at the scale that fits."""
    return plan_sheet(analysis, language=language, nearest=False).primitives


def corners(primitive: Primitive) -> list[tuple[float, float]]:
    if isinstance(primitive, Polygon):
        return [point for ring in primitive.region for point in ring]
    if isinstance(primitive, Polyline):
        return list(primitive.points)
    if isinstance(primitive, Circle):
        return [primitive.centre]
    return [primitive.position]


def test_blocked_ground_is_drawn_within_its_lot_and_explained() -> None:
    """Of a block from x = 40 to 60 the part up to the end of the lot at x = 45 is drawn."""
    project = busy_project()
    shed_lot, lot = project.schemes[0].lots
    blocked = replace(lot, blocked=(((40, 34), (60, 34), (60, 36), (40, 36)),))
    scheme = replace(project.schemes[0], lots=(shed_lot, blocked))
    drawn = plan_primitives(analyse(replace(project, schemes=(scheme,))), "en")
    (shape,) = [shape for shape in drawn if shape.layer == "blocked"]
    assert box_of(tuple(corners(shape))) == Box(40, 34, 45, 36)
    assert "Ground kept free of stalls" in [shape.text for shape in drawn if isinstance(shape, Text)]


def test_every_stall_and_socket_is_drawn_once(busy: Analysis) -> None:
    """The polygons of stalls are those of the analysis; each socket's dot is in a stall of its own."""
    drawn = plan_primitives(busy, "en")
    stalls = [shape.region[0] for shape in drawn if shape.layer == "stall"]
    assert Counter(stalls) == Counter(
        stall.polygon for held in (*busy.lots, *busy.sheds) for stall in held.stalls
    )
    assert len(stalls) == busy.totals.stalls + busy.totals.existing_stalls
    dots = [shape for shape in drawn if shape.layer == "socket"]
    assert len(dots) == busy.totals.sockets + busy.totals.existing_sockets > 0
    middles = [box_of(ring).centre for ring in stalls]
    nearest = {min(range(len(middles)), key=lambda n: math.dist(middles[n], dot.centre)) for dot in dots}
    assert len(nearest) == len(dots)


def test_existing_things_look_different(busy: Analysis) -> None:
    """The old shed and its stalls have styles of their own."""
    styles = Counter(shape.style for shape in map_primitives(busy))
    assert styles["existing_shed"] == 1
    assert styles["shed"] == 2
    assert styles["existing_stall"] == busy.totals.existing_stalls


def test_everything_on_the_site_is_drawn() -> None:
    """One primitive at least for each kind of element; pictures below the plan are left out."""
    project = full_project()
    layers = Counter(shape.layer for shape in map_primitives(analyse(project, scheme_id="scheme-1")))
    site = project.site
    assert layers["boundary"] == len(site.boundaries)
    assert layers["building"] == len(site.buildings)
    assert layers["doorway"] == len(site.doorways)
    assert layers["obstacle"] == len(site.obstacles)
    assert layers["green"] == len(site.greens)
    assert {"road", "fire_lane", "supply", "lot", "shed"} <= set(layers)
    for layer in ("ladder_ground", "fence", "window", "gas", "basement", "cable"):
        assert layers[layer] == 1, layer
    assert (layers["hydrant"], layers["box"], layers["pipeline"], layers["wall"]) == (2, 2, 4, 2)
    assert "underlay" not in layers


def test_every_style_is_known_and_the_legend_explains_what_is_there(busy: Analysis) -> None:
    """No primitive names a style without colours; the legend has the plan's styles and no other.

    Names of what is counted are followed by their number.
    """
    drawn = plan_primitives(busy, "en")
    assert {shape.style for shape in drawn} <= set(STYLES)
    used = {shape.style for shape in drawn if shape.layer != "sheet"}
    texts = {
        shape.text.replace("\n", " ").split(":")[0]
        for shape in drawn
        if isinstance(shape, Text) and shape.layer == "sheet"
    }
    for style, text in LEGEND:
        assert (tr(text, "en") in texts) is (style in used), style


def test_the_fire_kit_is_drawn_where_it_is_counted(busy: Analysis) -> None:
    """As many marks of cameras, detectors and heads as pieces; extinguishers stand together, all counted."""
    drawn = plan_primitives(busy, "en")
    marks = Counter(shape.style for shape in drawn if shape.layer == "fire_kit")
    counts = fire_counts(busy.fire_kit)
    assert {name: marks[name] for name in ("camera", "detector", "sprinkler")} == {
        name: counts[name] for name in ("camera", "detector", "sprinkler")
    }
    assert marks["extinguishers"] == sum(kit.points for kit in busy.fire_kit.elements)
    assert counts["extinguishers"] > marks["extinguishers"] > 0
    texts = {shape.text for shape in drawn if isinstance(shape, Text)}
    assert f"Heat detector: {counts['detector']}" in texts
    assert f"Extinguishers: {counts['extinguishers']}" in texts


def test_walls_without_openings_and_pipes_are_told_apart() -> None:
    """Of the first building's sides the second is blank, the third a fire wall; one pipe of two is gas."""
    drawn = map_primitives(analyse(full_project(), scheme_id="scheme-1"))
    walls = {shape.style: shape.points for shape in drawn if shape.layer == "wall"}
    assert walls == {"blank_wall": ((50, 20), (50, 31)), "fire_wall": ((50, 31), (10, 31))}
    pipes = [shape.style for shape in drawn if shape.layer == "pipeline" and isinstance(shape, Polyline)]
    assert pipes == ["gas_pipe", "pipeline"]


def test_sides_of_a_shed_that_are_walls_are_drawn_as_such() -> None:
    """The small plan's shed with a wall at the back, 12 m long, and one at an end, 2 m long; else none."""
    project = small_project()
    (shed,) = project.schemes[0].sheds
    walled = replace(shed, walled_sides=(1, 2))
    scheme = replace(project.schemes[0], sheds=(walled,))
    drawn = plan_primitives(analyse(replace(project, schemes=(scheme,))), "en")
    walls = [
        s.points for s in drawn if isinstance(s, Polyline) and (s.style, s.layer) == ("shed_wall", "shed")
    ]
    assert [math.dist(*ends) for ends in walls] == pytest.approx([shed.depth_m, shed.length_m])
    assert "Walls of sheds" in {shape.text for shape in drawn if isinstance(shape, Text)}
    assert not [s for s in plan_primitives(analyse(project), "en") if s.style == "shed_wall"]


def test_labels_name_sheds_with_their_counts(busy: Analysis) -> None:
    """The shed's label tells its stalls and sockets as counted."""
    texts = {shape.text for shape in plan_primitives(busy, "en") if isinstance(shape, Text)}
    assert "Shed 1\n20 stalls, 10 sockets" in texts
    assert "No. 1\n6 storeys" in texts


def test_lanes_at_the_edge_of_a_site_are_shown_in_their_whole_width() -> None:
    """A fire lane of 6 m along y = 0 takes the ground from -3 on, a pipe's 2 m along y = 50 that up to 51."""
    site = Site(
        fire_lanes=(FireLane("fire-lane-1", ((0, 0), (60, 0)), 6.0),),
        pipelines=(Pipeline("pipeline-1", ((0, 50), (60, 50)), 2.0),),
    )
    shown = extent(analyse(Project(site=site)))
    assert (shown.left, shown.bottom, shown.right, shown.top) == (0, -3, 60, 51)


@pytest.mark.parametrize(
    ("most", "length"), [(0.9, 0.5), (1.0, 1.0), (4.9, 2.0), (5.0, 5.0), (99.0, 50.0), (200.0, 200.0)]
)
def test_scale_bars_have_round_lengths(most: float, length: float) -> None:
    """1, 2 or 5 times a power of ten, never longer than there is room."""
    assert bar_length_m(most) == pytest.approx(length)


def test_an_empty_plan_is_drawn() -> None:
    """A sheet with its figures and nothing on the map."""
    drawn = plan_primitives(analyse(Project()), "en")
    assert {shape.layer for shape in drawn} == {"sheet"}
    assert "New stalls" in {shape.text for shape in drawn if isinstance(shape, Text)}


def test_the_same_plan_gives_the_same_primitives() -> None:
    """Order and values do not depend on anything but the plan."""
    assert plan_primitives(analyse(busy_project()), "zh_CN") == plan_primitives(
        analyse(busy_project()), "zh_CN"
    )


def test_a_label_moves_on_when_its_place_is_taken() -> None:
    """The second label of two at one place takes the next place, a third one without room is left out."""
    board = LabelBoard(Box(0, 0, 30, 10))
    places = (Place((15, 7)), Place((15, 3)))
    found = [board.place("label", "text", "ABCD", 2.0, places) for _ in range(3)]
    assert [text and text.position for text in found] == [(15, 7), (15, 3), None]


def test_a_label_keeps_clear_of_what_it_must_not_hide() -> None:
    """A box that is kept clear is passed over, unless the label belongs on it."""
    board = LabelBoard(Box(0, 0, 30, 10), (Box(10, 5, 20, 9),))
    places = (Place((15, 7)), Place((15, 2.5)))
    outside = board.place("label", "text", "ABCD", 2.0, places)
    inside = board.place("label", "text", "ABCD", 2.0, places, inside=True)
    assert (outside.position, inside.position) == ((15, 2.5), (15, 7))


def test_a_turned_text_takes_no_more_room_than_it_covers() -> None:
    """10 by 1 at 45 degrees: ten squares of 1, each in a box of (1 + 1) · √½ = 1.414; level it is one.

    The first square's middle lies 4.5 before the text's: at -4.5 · √½ = -3.182 both ways.
    """
    boxes = turned_boxes((0, 0), 45, 10, 1)
    assert len(boxes) == 10
    assert {round(box.width, 3) for box in boxes} == {1.414}
    assert boxes[0].centre == pytest.approx((-3.182, -3.182), abs=1e-3)
    assert turned_boxes((0, 0), 0, 10, 1) == (Box(-5, -0.5, 5, 0.5),)
    (upright,) = turned_boxes((0, 0), 90, 10, 1)
    assert (upright.width, upright.height) == pytest.approx((1, 10))


def test_ground_is_covered_by_slices() -> None:
    """A rectangle is one box. A square on its tip, 12 across, has twelve slices, each 1 wide.

    The first lies between x = 0 and 1, where the square reaches from y = -1 to 1.
    """
    assert list(slices(((0, 0), (4, 0), (4, 2), (0, 2)))) == [Box(0, 0, 4, 2)]
    tip = list(slices(((0, 0), (6, -6), (12, 0), (6, 6))))
    assert len(tip) == 12
    assert tip[0] == Box(0, -1, 1, 1)
    assert (tip[5].bottom, tip[5].top) == (-6, 6)


def test_notes_are_wrapped_between_words_and_wide_letters() -> None:
    """English breaks at spaces; Chinese between letters, and no line begins with a full stop."""
    assert wrapped("one two three four", 1.0, 6.0) == ["one two", "three four"]
    assert wrapped("一二三四五。六", 1.0, 5.0) == ["一二三四", "五。六"]
    assert wrapped("", 1.0, 5.0) == []


def test_the_list_of_primitives_needs_no_renderer() -> None:
    """The canvas may share symbols and primitives without loading matplotlib."""
    code = (
        "import sys; from chargeplan.drawing import plan, primitives, symbols; "
        "sys.exit('matplotlib' in sys.modules or 'PySide6' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
