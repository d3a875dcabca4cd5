"""The plan as primitives: what is counted is what is drawn, and no label lies on another."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from factories import full_project, small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.fire_marks import fire_counts
from chargeplan.drawing.labels import LabelBoard, Place, text_box, wrapped
from chargeplan.drawing.plan import extent, map_primitives, plan_primitives
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.sheet import bar_length_m, sheet_around
from chargeplan.drawing.symbols import LEGEND, STYLES
from chargeplan.files.project_file import read_project
from chargeplan.i18n import LANGUAGES, tr
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import FireLane, Pipeline, Site
from chargeplan.resources import examples_folder

EXAMPLES = sorted(examples_folder().glob("*.chargeplan"))


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
    used = {shape.style for shape in map_primitives(busy)}
    texts = {
        shape.text.split(":")[0] for shape in drawn if isinstance(shape, Text) and shape.layer == "sheet"
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


def test_a_long_legend_stays_on_the_sheet() -> None:
    """Everything that can be explained is, at once; legend and figures end above the lower margin."""
    analysis = analyse(full_project(), scheme_id="scheme-1")
    for language in LANGUAGES:
        drawn = plan_primitives(analysis, language)
        paper = box_of(drawn[0].region[0])
        texts = [shape for shape in drawn if isinstance(shape, Text) and shape.layer == "sheet"]
        assert tr("Fire walls", language) in [text.text for text in texts]
        lowest = min(
            text.position[1] for text in texts if text.text == tr("Sockets per 100 households", language)
        )
        assert lowest > paper.bottom + 0.03 * paper.width
        boxes = [text_box(t.text, t.height_m, Place(t.position, t.horizontal, t.vertical)) for t in texts]
        for one, other in combinations(boxes, 2):
            shrunk = Box(one.left, one.bottom + one.height * 0.1, one.right, one.top - one.height * 0.1)
            assert not shrunk.touches(other)


def test_labels_name_sheds_with_their_counts(busy: Analysis) -> None:
    """The shed's label tells its stalls and sockets as counted."""
    texts = {shape.text for shape in plan_primitives(busy, "en") if isinstance(shape, Text)}
    assert "Shed 1\n20 stalls, 10 sockets" in texts
    assert "No. 1\n6 storeys" in texts


def label_boxes(drawn: tuple[Primitive, ...]) -> list[tuple[str, Box]]:
    """Return the boxes of all upright labels on the map."""
    return [
        (
            shape.text,
            text_box(shape.text, shape.height_m, Place(shape.position, shape.horizontal, shape.vertical)),
        )
        for shape in drawn
        if isinstance(shape, Text) and shape.layer == "label" and shape.rotation_degrees % 180 == 0
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_label_of_an_example_lies_on_another(path, language: str) -> None:
    """Labels of real plans stay apart and inside the map; every new shed has one."""
    analysis = analyse(read_project(path))
    drawn = plan_primitives(analysis, language)
    labels = label_boxes(drawn)
    for (first, one), (second, other) in combinations(labels, 2):
        assert not one.touches(other), (first, second)
    room = sheet_around(extent(analysis)).map
    assert all(box.within(room) for _, box in labels)
    named = "\n".join(text for text, _ in labels)
    assert all(held.shed.name in named for held in analysis.sheds)


def test_texts_of_the_sheet_do_not_touch(busy: Analysis) -> None:
    """Title, legend, figures, scale bar and notes keep clear of one another in both languages."""
    for language in LANGUAGES:
        boxes = [
            (
                shape.text,
                text_box(shape.text, shape.height_m, Place(shape.position, shape.horizontal, shape.vertical)),
            )
            for shape in plan_primitives(busy, language)
            if isinstance(shape, Text) and shape.layer == "sheet"
        ]
        for (first, one), (second, other) in combinations(boxes, 2):
            shrunk = Box(one.left, one.bottom + one.height * 0.1, one.right, one.top - one.height * 0.1)
            assert not shrunk.touches(other), (first, second)


def test_the_map_shows_all_of_the_site(busy: Analysis) -> None:
    """Everything but the sheet lies inside the map."""
    room = sheet_around(extent(busy)).map
    for shape in map_primitives(busy):
        for x, y in corners(shape):
            assert Box(x, y, x, y).within(room), shape


def test_lanes_at_the_edge_of_a_site_are_shown_in_their_whole_width() -> None:
    """A fire lane of 6 m along y = 0 takes the ground from -3 on, a pipe's 2 m along y = 50 that up to 51."""
    site = Site(
        fire_lanes=(FireLane("fire-lane-1", ((0, 0), (60, 0)), 6.0),),
        pipelines=(Pipeline("pipeline-1", ((0, 50), (60, 50)), 2.0),),
    )
    shown = extent(analyse(Project(site=site)))
    assert (shown.left, shown.bottom, shown.right, shown.top) == (0, -3, 60, 51)


def test_the_scale_bar_is_as_long_as_it_says(busy: Analysis) -> None:
    """The four parts of the bar together are the length that its last label tells."""
    drawn = plan_primitives(busy, "en")
    sheet = sheet_around(extent(busy))
    footer = Box(*sheet.point(0, 0), *sheet.point(40, 6))
    parts = [
        box_of(shape.region[0])
        for shape in drawn
        if isinstance(shape, Polygon) and shape.layer == "sheet" and box_of(shape.region[0]).within(footer)
    ]
    assert len(parts) == 4
    length = max(part.right for part in parts) - min(part.left for part in parts)
    told = next(shape.text for shape in drawn if isinstance(shape, Text) and shape.text.endswith(" m"))
    assert f"{length:g} m" == told


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
