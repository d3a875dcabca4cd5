"""Dimension lines on paper: where, how much, and readable."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from factories import rectangle, small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.dimensions import (
    LAYER,
    dimension_of,
    dimension_shape,
    dimensions_of,
    drawn_dimensions,
    missed_distances,
    upright_degrees,
)
from chargeplan.drawing.labels import LabelBoard, text_size_m
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Box, Polyline, Primitive, Text
from chargeplan.engineering.findings import Check
from chargeplan.model.project import Project
from chargeplan.model.scheme import Shed
from chargeplan.model.site import Building
from chargeplan.model.values import Point


def near_project() -> Project:
    """Return the small plan with its shed 2.80 m south of the wall at y = 20, 0.70 m less than asked for.

    The shed is 2.0 m deep, so that its long side lies at y = 17.2 when its origin is at y = 15.2.
    """
    project = small_project()
    scheme = replace(project.schemes[0], sheds=(Shed("shed-1", (18, 15.2), 0, 12.0, 2.0, name="Shed 1"),))
    return replace(project, schemes=(scheme,))


def plan_primitives(analysis: Analysis, language: str, nearest: bool = False) -> tuple[Primitive, ...]:
    """Return the shapes of the plan's sheet."""
    return plan_sheet(analysis, language=language, nearest=nearest).primitives


def check(span: tuple[Point, Point], measured: float, required: float | None = 3.5, **more: object) -> Check:
    """Return a check of a distance; 3.5 m are the least that is asked for."""
    margin = None if required is None else measured - required
    values = {
        "margin": margin, "met": margin is None or margin >= 0, "unit": "m", "text": "x", "bound": "least"
    } | more  # fmt: skip
    return Check("R01", "error", ("shed-1",), measured, required, span=span, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def near() -> Analysis:
    return analyse(near_project())


@pytest.mark.parametrize(
    ("end", "degrees"),
    [
        ((5, 0), 0),
        ((-5, 0), 0),
        ((0, 5), 90),
        ((0, -5), 90),
        ((5, 5), 45),
        ((-5, -5), 45),
        ((-5, 5), -45),
        ((1, -11), 95.194),
    ],
)
def test_texts_are_read_from_the_left_or_from_below(end: Point, degrees: float) -> None:
    """Whichever way a line runs, its text is never upside down.

    Nearly upright ones are read upwards: 180 - arctan(11) = 180 - 84.806 = 95.194 degrees.
    """
    assert upright_degrees((0, 0), end) == pytest.approx(degrees, abs=1e-3)


def test_the_parts_of_a_line() -> None:
    """A line of 10 along x with strokes of 1: ticks stand across its ends, strokes slant at 45 degrees.

    The text of 4 by 2 fits between the strokes (4 + 2 < 10): its middle is 2 / 2 + 0.3 * 2 = 1.6 above it.
    """
    shape = dimension_shape((0, 0), (10, 0), 1.0, (4.0, 2.0))
    half = math.sqrt(0.5)
    assert shape.line == ((0, 0), (10, 0))
    assert shape.ticks == (((0, -1), (0, 1)), ((10, -1), (10, 1)))
    assert shape.strokes[1][0] == pytest.approx((10 - half, -half))
    assert shape.strokes[1][1] == pytest.approx((10 + half, half))
    assert shape.places[0].middle == pytest.approx((5, 1.6))
    assert shape.places[1].middle == pytest.approx((5, -1.6))


def test_a_text_wider_than_its_line_stands_clear_of_the_ticks() -> None:
    """Text of 14 by 2 over a line of 10: its lower edge, 1 + 0.6 above the line, is higher than a tick of 1.

    Beside the line its nearer edge is 1 + 0.6 beyond the end: the middle lies at 10 + 1.6 + 7 = 18.6.
    """
    shape = dimension_shape((0, 0), (10, 0), 1.0, (14.0, 2.0))
    assert shape.places[0].middle == pytest.approx((5, 2.6))
    assert shape.places[2].middle == pytest.approx((18.6, 0))


@pytest.mark.parametrize("degrees", [0, 30, 60, 90, 120, 150, 180, 210, 270, 300])
@pytest.mark.parametrize("width", [2.0, 30.0])
def test_no_text_lies_on_its_line(degrees: float, width: float) -> None:
    """In the frame of the text every part of the drawing lies outside the text's own rectangle."""
    end = (10 * math.cos(math.radians(degrees)), 10 * math.sin(math.radians(degrees)))
    shape = dimension_shape((0, 0), end, 0.8, (width, 1.5))
    for place in shape.places:
        turn = math.radians(-place.degrees)
        for segment in shape.segments:
            for share in (0.0, 0.25, 0.5, 0.75, 1.0):
                x = segment[0][0] + share * (segment[1][0] - segment[0][0]) - place.middle[0]
                y = segment[0][1] + share * (segment[1][1] - segment[0][1]) - place.middle[1]
                along = x * math.cos(turn) - y * math.sin(turn)
                up = x * math.sin(turn) + y * math.cos(turn)
                assert abs(along) > width / 2 or abs(up) > 1.5 / 2


def test_a_text_wider_than_an_upright_line_is_level_beside_it() -> None:
    """Text of 14 by 2 beside a line of 3 with ticks of 1: its middle is at x = 7 + 1 + 0.3 * 2 = 8.6."""
    place = dimension_shape((0, 0), (0, 3), 1.0, (14.0, 2.0)).places[0]
    assert place.middle == pytest.approx((8.6, 1.5))
    assert place.degrees == 0


def test_two_things_that_touch_have_a_text_that_is_level() -> None:
    """A distance of 0 has no direction; strokes and text are those of a level line."""
    shape = dimension_shape((3, 4), (3, 4), 1.0, (4.0, 2.0))
    assert shape.places[0].degrees == 0
    assert shape.ticks[0] == ((3, 3), (3, 5))


def test_the_text_tells_what_was_measured_and_what_is_required() -> None:
    """A least distance by a sign of at least, a greatest one by at most, none by the length alone."""
    span = ((0.0, 0.0), (0.0, 2.8))
    assert dimension_of(check(span, 2.8), "en").text == "2.80 m (≥ 3.50 m)"
    far = check(span, 160.0, 150.0, margin=-10.0, met=False, bound="most")
    assert dimension_of(far, "en").text == "160.00 m (≤ 150.00 m)"
    just = check(span, 150.0, 150.0, margin=0.0, bound="most")
    assert dimension_of(just, "en").text == "150.00 m (≤ 150.00 m)"
    assert dimension_of(check(span, 2.8, None), "en").text == "2.80 m"
    assert dimension_of(check(span, 3.4996), "en").text == "3.4996 m (≥ 3.5000 m)"


def test_a_limit_that_may_not_hold_is_marked() -> None:
    """What was not read in its source, and what is another province's, says so on the plan too."""
    span = ((0.0, 0.0), (0.0, 2.8))
    unverified = dimension_of(check(span, 2.8, verified=False), "en")
    assert unverified.text == "2.80 m (≥ 3.50 m, to be verified)"
    regional = dimension_of(check(span, 2.8, regional=True), "en")
    assert regional.text == "2.80 m (≥ 3.50 m, other province, reference only)"


def test_between_the_same_points_there_is_one_line() -> None:
    """Two rules that measure the same distance draw it once, as the first says; areas draw nothing."""
    span = ((0.0, 0.0), (0.0, 2.8))
    area = check(span, 2.8, unit="m²")
    drawn = dimensions_of([area, check(span, 2.8), check(span, 2.8, 6.0)], "en")
    assert [dimension.text for dimension in drawn] == ["2.80 m (≥ 3.50 m)"]


def test_of_two_rules_about_one_distance_the_graver_is_told() -> None:
    """Along parallel sides the points may differ; shed, wall and 2.80 m are the same. 3.00 m is another."""
    pair = ("shed-1", "building-1")
    first = replace(check(((0.0, 0.0), (0.0, 2.8)), 2.8), elements=pair)
    second = replace(check(((9.0, 0.0), (9.0, 2.8)), 2.8, 9.0), elements=pair)
    other = replace(check(((9.0, 0.0), (9.0, 3.0)), 3.0), elements=pair)
    drawn = dimensions_of([first, second, other], "en")
    assert [dimension.text for dimension in drawn] == ["2.80 m (≥ 3.50 m)", "3.00 m (≥ 3.50 m)"]


def test_the_gravest_and_nearest_come_first() -> None:
    """Errors before warnings, 1 m before 2 m; what is met, and hints, are left out."""
    span = ((0.0, 0.0), (0.0, 2.8))
    warning, hint = (replace(check(span, 0.5), severity=severity) for severity in ("warning", "info"))
    checks = [hint, warning, check(span, 2.0), check(span, 1.0), check(span, 4.0)]
    assert missed_distances(checks) == [checks[3], checks[2], warning]


def test_a_missed_distance_is_on_the_plan(near: Analysis) -> None:
    """From the roof at y = 17.2 to the wall at y = 20 runs a line of 2.80 m with its text."""
    drawn = [shape for shape in plan_primitives(near, "en") if shape.layer == "dimension"]
    (text,) = [shape for shape in drawn if isinstance(shape, Text) and shape.text.endswith("(≥ 3.50 m)")]
    assert text.text == "2.80 m (≥ 3.50 m)"
    told = [shape.text for shape in plan_primitives(near, "en") if isinstance(shape, Text)]
    assert "Distance not as required" in told and "Distance to be checked" not in told
    lines = [shape.points for shape in drawn if isinstance(shape, Polyline)]
    assert any({y for _, y in line} == {17.2, 20.0} for line in lines)


def test_a_plan_without_missed_distances_has_those_of_its_sheds_and_others_on_demand() -> None:
    """The small plan's shed, 12 by 2 m, is 10 m south of the wall: y from 10 to 20.

    It is 21 m from the door above (30, 10) at y = 31, and 8 m from the boundary at y = 0.
    """
    analysis = analyse(small_project())
    alone, told = (
        [s.text for s in plan_primitives(analysis, "en", nearest) if isinstance(s, Text) and s.layer == LAYER]
        for nearest in (False, True)
    )
    assert alone == ["12.00 m", "2.00 m"]
    assert sorted(told) == ["10.00 m", "12.00 m", "2.00 m", "21.00 m", "8.00 m"]


def test_the_nearest_of_several_buildings_is_taken(near: Analysis) -> None:
    """A second house 1 m west of the shed (x = 18) is nearer than the first, 2.80 m away."""
    project = near_project()
    west = Building("building-2", rectangle(5, 14, 17, 18), "No. 2", 6)
    buildings = (*project.site.buildings, west)
    analysis = analyse(replace(project, site=replace(project.site, buildings=buildings)))
    texts = [s.text for s in plan_primitives(analysis, "en", nearest=True)
             if isinstance(s, Text) and s.layer == "dimension"]  # fmt: skip
    assert "1.00 m (≥ 3.50 m)" in texts
    assert "1.00 m" not in texts


def test_a_missed_distance_is_not_told_twice(near: Analysis) -> None:
    """Roof and wall are parallel: whichever two points were measured, shed and building have one line."""
    texts = [
        shape.text
        for shape in plan_primitives(near, "en", nearest=True)
        if isinstance(shape, Text) and shape.layer == "dimension" and shape.text.startswith("2.80 m")
    ]
    assert texts == ["2.80 m (≥ 3.50 m)"]


def test_texts_of_dimensions_do_not_lie_on_each_other() -> None:
    """Twenty distances at one place: as many texts as have room, no two of them touching."""
    board = LabelBoard(Box(-50, -50, 50, 50))
    dimensions = dimensions_of(
        [check(((0.0, index / 10), (5.0, index / 10)), 3.0 + index / 100) for index in range(20)], "en"
    )
    drawn = drawn_dimensions(dimensions, board, 0.85).primitives
    texts = [shape for shape in drawn if isinstance(shape, Text)]
    assert 1 < len(texts) < 20
    boxes = []
    for text in texts:
        width, height = text_size_m(text.text, text.height_m)
        (x, y) = text.position
        boxes.append(Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    assert not [1 for i, one in enumerate(boxes) for other in boxes[:i] if one.touches(other)]


@pytest.mark.parametrize(
    ("severity", "length_m", "words"),
    [
        ("error", 2.0, "4.40 m (≥ 9.00 m)"),
        ("warning", 2.0, "4.40 m"),
        ("warning", 8.0, "4.40 m (≥ 9.00 m)"),
    ],
)
def test_what_only_warns_is_told_in_short_beside_a_short_line(severity, length_m, words) -> None:
    """At letters 0.85 m high the whole text is 7 m wide and more: a third of it is longer than 2 m."""
    missed = replace(check(((0.0, 0.0), (length_m, 0.0)), 4.4, 9.0), severity=severity)
    board = LabelBoard(Box(-50, -50, 50, 50))
    drawn = drawn_dimensions(dimensions_of([missed], "en"), board, 0.85).primitives
    texts = {shape.text: shape.style for shape in drawn if isinstance(shape, Text)}
    assert texts == {words: {"error": "dimension_missed_text", "warning": "dimension_warned_text"}[severity]}
    assert {shape.style for shape in drawn if isinstance(shape, Polyline)} == {
        next(iter(texts.values())).removesuffix("_text")
    }


def test_what_lies_beyond_the_map_is_left_out() -> None:
    """A line that ends outside the map would be cut by its frame."""
    board = LabelBoard(Box(0, 0, 10, 10))
    outside = drawn_dimensions(dimensions_of([check(((5.0, 5.0), (50.0, 5.0)), 3.0)]), board, 0.1)
    assert (outside.primitives, outside.untold) == ((), ())
