"""The plan sheet: true scale, every figure and distance in its place, nothing on anything else."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from itertools import combinations

import pytest
from factories import LINES, full_project, rectangle, small_project
from PIL import Image

from chargeplan.analysis import Analysis, StallRange, analyse, stall_range
from chargeplan.drawing.labels import LabelBoard, turned_boxes
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.pages import Page
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.plan_sheet.arranging import fitting_scale
from chargeplan.drawing.plan_sheet.cutting import cut
from chargeplan.drawing.plan_sheet.flowing import Block, Row, flowed
from chargeplan.drawing.plan_sheet.notes import MapFacts, notes_of
from chargeplan.drawing.plan_sheet.sheds_measured import lane_dimensions
from chargeplan.drawing.plan_sheet.writing import fitting, lines_of
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.symbols import STYLES
from chargeplan.files.project_file import read_project
from chargeplan.i18n import LANGUAGES
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Lot, Scheme, Shed
from chargeplan.model.sheet_settings import PaperSize, SheetSettings
from chargeplan.model.site import Estate, FireLane, Georeference, Green, Obstacle, Site, Underlay
from chargeplan.model.waivers import Waiver
from chargeplan.reference.sheet_formats import load_sheet_formats
from chargeplan.resources import examples_folder

EXAMPLES = sorted(examples_folder().glob("*.chargeplan"))
SHEET, MAP_TEXTS = "sheet", ("label", "dimension")
LEAST_MM = {PaperSize.A4: 2.0, PaperSize.A3: 2.5, PaperSize.A2: 2.5, PaperSize.A1: 2.5}


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(small_project())


def texts_of(page: Page, *layers: str) -> list[str]:
    return [s.text.replace("\n", " ") for s in page.primitives if isinstance(s, Text) and s.layer in layers]


def words(page: Page) -> str:
    """Return all that the sheet beside its map tells, as one text."""
    return " ".join(texts_of(page, SHEET))


def outlines(page: Page, style: str) -> list[Box]:
    """Return the boxes that are drawn in a style."""
    lines = (s for s in page.primitives if isinstance(s, Polyline) and s.style == style)
    return [box_of(line.points) for line in lines if len(line.points) == 5]


def map_of(page: Page) -> Box:
    (room,) = outlines(page, "sheet_line")
    return room


def covered(text: Text, lower: float = 1.0) -> tuple[Box, ...]:
    """Return boxes around a text as the font makes it, `lower` times as high as its lines."""
    lines = text.text.split("\n")
    width = max(text_width(line, text.height_m, STYLES[text.style].bold) for line in lines)
    height = text.height_m * (1 + 1.25 * (len(lines) - 1)) * lower
    (x, y), angle = text.position, math.radians(text.rotation_degrees)
    dx = {"left": width / 2, "center": 0.0, "right": -width / 2}[text.horizontal]
    dy = {"bottom": height / 2, "center": 0.0, "top": -height / 2}[text.vertical]
    middle = (
        x + dx * math.cos(angle) - dy * math.sin(angle),
        y + dx * math.sin(angle) + dy * math.cos(angle),
    )
    return turned_boxes(middle, text.rotation_degrees, width, height)


def touching(texts: list[Text]) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie on one another."""
    boxes = [(text.text, covered(text, 0.9)) for text in texts]
    return [
        (one, other)
        for (one, first), (other, second) in combinations(boxes, 2)
        if any(a.touches(b) for a in first for b in second)
    ]


def faults(page: Page, paper: PaperSize) -> list[str]:
    """Return what is wrong with the texts of a sheet: too small, clipped, or on one another."""
    texts = [shape for shape in page.primitives if isinstance(shape, Text)]
    furniture = [text for text in texts if text.layer == SHEET]
    labels = [text for text in texts if text.layer in MAP_TEXTS]
    (frame,), room = outlines(page, "sheet_frame"), map_of(page)
    told = [f"small: {t.text}" for t in (*furniture, *labels) if page.mm(t.height_m) < LEAST_MM[paper] - 1e-6]
    told += [f"outside: {t.text}" for t in furniture if not all(b.within(frame) for b in covered(t))]
    told += [f"on the map: {t.text}" for t in furniture if any(b.touches(room) for b in covered(t))]
    told += [f"cut: {t.text}" for t in labels if not all(b.within(room) for b in covered(t))]
    told += [f"touching: {one} | {other}" for one, other in (*touching(furniture), *touching(labels))]
    return told


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_text_of_an_example_is_small_or_clipped_or_on_another(path) -> None:
    """On each paper, in each language, at a true scale: 1 mm of the paper is n / 1000 m."""
    analysis = analyse(read_project(path))
    for paper in PaperSize:
        for language in LANGUAGES:
            page = plan_sheet(analysis, language=language, paper=paper)
            assert faults(page, paper) == [], (paper, language)
            assert page.paper.width == pytest.approx(page.width_mm * page.scale / 1000)
            assert page.paper.height == pytest.approx(page.height_mm * page.scale / 1000)
            named = "\n".join(texts_of(page, "label"))
            assert all(held.shed.name in named for held in analysis.sheds)


def crowded_project() -> Project:
    """Return a plan with 60 sheds of long names, long remarks and a long name of its estate."""
    project = full_project()
    scheme = project.scheme("scheme-1")
    name, places = "东侧围墙内新建车棚第{}号", [(8.0 * (n % 8), 60 + 6.0 * (n // 8)) for n in range(60)]
    sheds = tuple(
        Shed(f"shed-{100 + n}", place, 10.0, 6.0, 2.0, name=name.format(n)) for n, place in enumerate(places)
    )
    words = "现场情况较为复杂，须逐处复测。" * 40
    estate = replace(project.estate, name="上海市浦东新区川沙新镇" * 8)
    sheet = SheetSettings(*("Extraordinarily" * 6 for _ in range(7)), PaperSize.A4)
    schemes = tuple(replace(s, sheds=sheds) if s is scheme else s for s in project.schemes)
    return replace(project, estate=estate, schemes=schemes, notes=words, sheet=sheet)


def test_more_than_a_sheet_holds_is_cut_with_a_word_on_the_rest() -> None:
    """Sixty sheds, forty sentences, endless names on A4: nothing touches, the rest is told."""
    analysis = analyse(crowded_project(), scheme_id="scheme-1", effort="live")
    for language, rest in (("en", "more in the workbook"), ("zh_CN", "项见工作簿")):
        page = plan_sheet(analysis, language=language)
        assert (page.width_mm, page.height_mm) == (297, 210)
        assert faults(page, PaperSize.A4) == []
        assert rest in words(page)
        roofs = {box_of(held.outline).centre for held in analysis.sheds}
        leaders = [s.points for s in page.primitives if isinstance(s, Polyline) and s.style == "leader"]
        assert leaders and {start for start, _ in leaders} <= roofs
        places = {s.position for s in page.primitives if isinstance(s, Text) and s.style == "shed_text"}
        assert {end for _, end in leaders} <= places


def test_the_largest_usual_scale_at_which_a_site_fits_is_taken() -> None:
    """100 m by 40 m in 250 by 200 mm less 10 on each side: 100 000 / 230 = 434.8, so 1:500 and not 1:400.

    100 m by 90 m: 90 000 / 180 = 500 just fits. One of a thousand kilometres fits at no scale.
    """
    scales, room = load_sheet_formats().scales, Box(0, 0, 250, 200)
    assert fitting_scale(Box(0, 0, 100, 40), room, scales, 10) == 500
    assert fitting_scale(Box(0, 0, 100, 90), room, scales, 10) == 500
    assert fitting_scale(Box(0, 0, 100, 90.1), room, scales, 10) == 600
    assert fitting_scale(Box(0, 0, 1e6, 1e6), room, scales, 10) is None


def test_all_of_the_site_is_on_the_map(small: Analysis) -> None:
    """The boundary, 60 by 50 m, lies in the middle of the map; at 1:200 its 300 mm would not."""
    page = plan_sheet(small)
    room = map_of(page)
    assert room.centre == pytest.approx((30, 25))
    assert Box(0, 0, 60, 50).within(room)
    assert page.scale == 250
    assert "cut off" not in words(plan_sheet(small, language="en"))


def test_a_chosen_scale_is_kept_and_shows_the_new_sheds(small: Analysis) -> None:
    """At 1:100 the map of A3 shows less than 30 by 30 m around lot and shed; the rest is cut."""
    page = plan_sheet(small, language="en", scale=100)
    room = map_of(page)
    assert page.scale == 100
    old = Lot("lot-9", rectangle(50, 42, 58, 48), filled=True, existing=True)
    older = replace(small.scheme, lots=(*small.scheme.lots, old))
    again = plan_sheet(analyse(replace(small.project, schemes=(older,))), scale=100)
    assert map_of(again).centre == pytest.approx((25, 8))
    assert box_of((*rectangle(15, 4, 35, 12), *rectangle(18, 8, 30, 10))).within(room)
    assert room.centre == pytest.approx((25, 8))
    told = words(page)
    assert "At the chosen scale 1:100 the site does not fit this paper; 1:250 would fit." in told
    assert "What lies beyond the frame of the map is cut off." in told
    for shape in page.primitives:
        if shape.layer != SHEET:
            assert all(Box(x, y, x, y).within(room.grown(1e-3)) for x, y in corners(shape)), shape


def test_the_scale_that_would_fit_is_the_one_a_free_sheet_takes() -> None:
    """60 by 60 m on A3: 1:250 in another arrangement than that of 1:100, in which it would be 1:300."""
    plan = small_project()
    (boundary,) = plan.site.boundaries
    square = replace(boundary, ring=rectangle(0, 0, 60, 60))
    larger = analyse(replace(plan, site=replace(plan.site, boundaries=(square,))))
    free = plan_sheet(larger).scale
    assert f"; 1:{free} would fit." in words(plan_sheet(larger, language="en", scale=100))


def corners(shape: Primitive) -> list[tuple[float, float]]:
    if isinstance(shape, Polygon):
        return [point for ring in shape.region for point in ring]
    if isinstance(shape, Polyline):
        return list(shape.points)
    if isinstance(shape, Circle):
        return list(box_of((shape.centre,)).grown(shape.radius_m).ring)
    return [shape.position]


def test_the_settings_of_the_plan_hold_where_nothing_else_is_asked_for() -> None:
    """A4 at 1:500 as the plan says; A2 at 1:300 when that is asked for."""
    project = replace(small_project(), sheet=SheetSettings(paper=PaperSize.A4, scale=500))
    analysis = analyse(project)
    page = plan_sheet(analysis)
    assert (page.width_mm, page.height_mm, page.scale) == (297, 210, 500)
    asked = plan_sheet(analysis, paper=PaperSize.A2, scale=300)
    assert (asked.width_mm, asked.height_mm, asked.scale) == (594, 420, 300)


def test_the_title_block_says_what_is_known_and_leaves_the_rest_open() -> None:
    """Fields of the settings, employer and preparer of the bill, date; without them only names."""
    project = small_project()
    sheet = SheetSettings("Works 7", "Plan of sheds", "ZT-01", "B", "Ann", "Bob", "Eve")
    bill = replace(project.bill, employer="Estate committee", prepared_by="Planner")
    filled = words(plan_sheet(analyse(replace(project, sheet=sheet, bill=bill)), language="en"))
    values = ("Works 7", "Plan of sheds", "ZT-01", "Ann", "Bob", "Eve", "Estate committee", "Planner")
    for value in (*values, "1:250", "2026-03-02"):
        assert value in filled, value
    assert "Revision B" in filled and "Chuansha · 1 Lane · One shed" in filled
    names = (
        "Client", "Project name", "Drawing title", "Approved by", "Proofread by", "Designed by",
        "Drawn up by", "Drawing no.", "Scale", "Date", "Revision",
    )  # fmt: skip
    undated = plan_sheet(analyse(replace(project, plan_date=None)), language="en")
    assert all(name in texts_of(undated, SHEET) for name in names)
    assert not any(value in words(undated) for value in (*values, "2026-03"))


def figures(page: Page) -> dict[str, str]:
    """Return the table of figures: what stands to the right of each name, at its height."""
    texts = [s for s in page.primitives if isinstance(s, Text) and s.layer == SHEET]
    return {
        name.text: value.text
        for name in texts
        for value in texts
        if name.horizontal == "left" and value.horizontal == "right" and name.position[1] == value.position[1]
    }  # fmt: skip


def rows_of(page: Page) -> list[list[str]]:
    """Return the texts beside the map that stand at one height."""
    rows: dict[float, list[str]] = {}
    for text in page.primitives:
        if isinstance(text, Text) and text.layer == SHEET:
            rows.setdefault(round(text.position[1], 6), []).append(text.text)
    return list(rows.values())


def test_the_technical_and_economic_figures() -> None:
    """Small plan with a lawn from x = 14 to 20 and y = 0 to 9, and a tree in the shed.

    The roof, from (18, 8) to (30, 10), covers 2 x 1 = 2 m² of the lawn; the strip in front, 1.5 m deep, from
    y = 6.5 to 8 another 2 x 1.5 = 3 m². 12 x 2 = 24 m² roofed, half of it floor, 12 x 3.5 = 42 gross; 10
    sockets for 24 households are 41.67 per 100.
    """
    project = small_project()
    greens, trees = (Green("green-1", rectangle(14, 0, 20, 9)),), (Obstacle("tree-1", (25, 9), 0.3),)
    site = replace(project.site, greens=greens, obstacles=trees)
    plan = replace(project, site=site)
    told = figures(plan_sheet(analyse(plan), language="en"))
    expected = {
        "Households": "24",
        "New sheds": "1",
        "Roofed area": "24.00 m²",
        "Floor area": "12.00 m²",
        "Gross parking area": "42.00 m²",
        "New stalls": "20",
        "New sockets": "10",
        "Sockets per 100 households": "41.67",
        "Green ground taken": "5.00 m²",
        "Bays for cars taken": "to be verified",
        "Trees to be moved": "1",
    }
    assert {name: told.get(name) for name in expected} == expected
    schemes = (replace(plan.schemes[0], car_bays_taken=3),)
    assert (
        figures(plan_sheet(analyse(replace(plan, schemes=schemes)), language="en"))["Bays for cars taken"]
        == "3"
    )


def test_stalls_are_told_as_a_range_where_the_scale_was_checked(small: Analysis, monkeypatch) -> None:
    """52 to 54 stalls stand as 52–54. A shed is built to its own measures, so its area is in no doubt.

    A row on 32.7 m × 2.3 m with what bikes reach it by takes 113.40 m²; × 0.0201 = 2.28 m². Its table has
    54 stalls and 27 sockets.
    """
    monkeypatch.setattr("chargeplan.drawing.plan_sheet.stall_range", lambda _analysis: StallRange(52, 54))
    site = replace(small.project.site, scale_error_share=0.01)
    told = figures(plan_sheet(analyse(replace(small.project, site=site)), language="en"))
    assert (told["New stalls"], told["Gross parking area"]) == ("52–54", "42.00 m²")
    walls = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    lot = Lot("lot-1", rectangle(0, 0, 32.7, 2.3), edges=walls, filled=True)
    row = Project(
        site=Site(scale_error_share=0.01), schemes=(Scheme("scheme-1", lots=(lot,), module_id="compact"),)
    )
    page = plan_sheet(analyse(row), language="en")
    assert figures(page)["Gross parking area"] == "113.40 ± 2.28 m²"
    assert ["Lot 1", "—", "—", "—", "54", "27", "—"] in rows_of(page)
    assert "Accuracy: scale checked: lengths ±1 %" in words(page)


def test_nothing_is_told_of_a_range_where_there_is_nothing(small: Analysis) -> None:
    """A checked site without a scheme has 0 stalls on 0 m², as it would have at any scale."""
    site = replace(small.project.site, scale_error_share=0.01)
    empty = replace(small.scheme, lots=(), sheds=())
    analysis = analyse(replace(small.project, site=site, schemes=(empty,)))
    told = figures(plan_sheet(analysis, language="en"))
    assert (stall_range(analysis), told["New stalls"], told["Gross parking area"]) == (None, "0", "0.00 m²")


def test_an_estate_without_a_name_leaves_the_sheet_without_one(small: Analysis) -> None:
    """The heading is what the drawing shows, and the project's name is left to be filled in."""
    page = plan_sheet(analyse(replace(small.project, estate=Estate())), language="en")
    told = texts_of(page, SHEET)
    assert page.title == told[0] == "E-bike parking and charging: site plan"
    assert not [text for text in told if "name" in text and text not in ("Project name", "Name")]


def test_the_table_of_sheds(small: Analysis) -> None:
    """One row, 12.00 × 2.00, 24 m², 20 stalls, 10 sockets, 10 m from the wall; an old shed apart.

    An old lot is no row of it. Names of what is old are written as such on the map.
    """
    old = Shed("shed-9", (44, 8.25), 0, 6.0, 2.0, name="Old", existing=True)
    lot = Lot("lot-9", rectangle(2, 33, 14, 37), name="Old lot", filled=True, existing=True)
    scheme = replace(small.scheme, lots=(*small.scheme.lots, lot), sheds=(*small.scheme.sheds, old))
    page = plan_sheet(analyse(replace(small.project, schemes=(scheme,))), language="en")
    table = rows_of(page)
    assert ["Shed 1", "1", "12.00 × 2.00", "24.00", "20", "10", "10.00"] in table
    assert ["New in all", "24.00", "20", "10"] in table
    assert not [row for row in table if row[0] == "Old lot"]
    texts = [s for s in page.primitives if isinstance(s, Text) and s.layer == "label"]
    labels = {text.text.split("\n")[0]: text.style for text in texts}
    assert (labels["Old"], labels["Old lot"]) == ("existing_text", "existing_text")
    assert ["Old", "1", "6.00 × 2.00", "12.00", "10", "5", "9.75"] in table
    order = [row[0] for row in table]
    assert order.index("Shed 1") < order.index("Existing") < order.index("Old") < order.index("New in all")


def test_sockets_that_exist_are_told_where_they_count(small: Analysis) -> None:
    """10 new sockets and 5 old ones for 24 households are 62.50 per 100; without old ones there is no row."""
    old = Shed("shed-9", (50, 8), 0, 6.0, 2.0, name="Old", existing=True)
    scheme = replace(small.scheme, sheds=(*small.scheme.sheds, old))
    told = figures(plan_sheet(analyse(replace(small.project, schemes=(scheme,))), language="en"))
    names = ("New sheds", "New sockets", "Existing sockets", "Sockets per 100 households")
    assert [told[name] for name in names] == ["1", "10", "5", "62.50"]
    assert "Existing sockets" not in figures(plan_sheet(small, language="en"))


def test_what_is_open_is_the_first_note(small: Analysis) -> None:
    """Where notes are cut, it is their end that goes; the last open point is that of bays for cars."""
    notes = notes_of(small, MapFacts(), "en")
    places = [next(at for at, note in enumerate(notes) if words in note) for words in ("bays for", "Lengths")]
    assert places[0] + 1 == places[1]


def test_a_sheet_is_one_step_smaller_where_that_tells_all() -> None:
    """Yuanxi on A4 in English: at 1:1500 six rows would have no room, at 1:2000 all of them have."""
    plan = read_project(examples_folder() / "yuanxi.chargeplan")
    page = plan_sheet(analyse(plan), language="en", paper=PaperSize.A4)
    assert page.scale == 2000
    assert not [s for s in page.primitives if isinstance(s, Text) and " more" in s.text and "…" in s.text]


def test_stalls_are_numbered_from_one_where_that_can_be_read(small: Analysis) -> None:
    """Stalls 0.60 m wide are 6 mm wide at 1:100: numbers 1 to 20.

    At 1:1000 they are 2 mm deep; two digits of 1.2 mm are 1.33 wide, more than the 0.56 · 2 mm for them.
    """
    large = plan_sheet(small, language="en", scale=100)
    numbers = [s for s in large.primitives if isinstance(s, Text) and s.layer == "stall_number"]
    assert [number.text for number in numbers] == [str(n) for n in range(1, 21)]
    stalls = small.sheds[0].stalls
    for number, stall in zip(numbers, stalls, strict=True):
        (x, y), box = number.position, box_of(stall.polygon)
        assert Box(x, y, x, y).within(box)
    assert min(large.mm(number.height_m) for number in numbers) >= 1.2
    tiny = plan_sheet(small, language="en", scale=1000)
    assert not [s for s in tiny.primitives if s.layer == "stall_number"]
    assert "Sheds and lots whose stalls are too small at this scale for their numbers: 1." in words(tiny)


def measured(page: Page) -> dict[str, list[tuple[tuple[float, float], ...]]]:
    """Return the lines of the dimension layer by their styles."""
    found: dict[str, list[tuple[tuple[float, float], ...]]] = {}
    for shape in page.primitives:
        if isinstance(shape, Polyline) and shape.layer == "dimension":
            found.setdefault(shape.style, []).append(shape.points)
    return found


def is_among(ends: tuple[tuple[float, float], ...], lines: list[tuple[tuple[float, float], ...]]) -> bool:
    return any(
        sorted(line) == [pytest.approx(point) for point in sorted(ends)] for line in lines if len(line) == 2
    )


def test_sheds_have_their_length_and_depth_beside_them(small: Analysis) -> None:
    """Lines of 12 and 2 m run parallel to the shed, away from it, with thin lines from its corners."""
    page = plan_sheet(small, language="en", nearest=False)
    lines = measured(page)
    lengths = [line for line in lines["dimension"] if math.dist(*line) == pytest.approx(12)]
    assert len(lengths) == 1
    ((_, y), _) = lengths[0]
    assert y < 8 or y > 10
    (length,) = [s for s in page.primitives if isinstance(s, Text) and s.text == "12.00 m"]
    assert length.position == (pytest.approx(24), pytest.approx(y, abs=1))  # beside the longer side
    assert [line for line in lines["dimension"] if math.dist(*line) == pytest.approx(2)]
    assert len(lines["witness"]) == 4
    assert {"12.00 m", "2.00 m"} == set(texts_of(page, "dimension"))


def test_every_nearest_distance_is_drawn_between_its_two_points() -> None:
    """Shed from (18, 8) to (30, 10): 10 m to the wall at y = 20, 8 m to the boundary at y = 0, 3 m to a lane.

    The lane, 4 m wide along y = 3, ends at y = 5 and has its width told once.
    """
    project = small_project()
    site = replace(project.site, fire_lanes=(FireLane("fire-lane-1", ((0, 3), (60, 3)), 4.0, "Lane A"),))
    analysis = analyse(replace(project, site=site))
    page = plan_sheet(analysis, language="en")
    lines = measured(page)["dimension"]
    upright = [line for line in lines if len(line) == 2 and line[0][0] == pytest.approx(line[1][0])]
    spans = {tuple(sorted(round(y, 3) for _, y in line)) for line in upright}
    assert {(10, 20), (0, 8), (5, 8), (1, 5)} <= spans
    told = texts_of(page, "dimension")
    assert {"10.00 m", "8.00 m", "3.00 m"} <= set(told)
    assert told.count("4.00 m") == 1
    assert any(text.startswith("Lane A, clear width 4.00 m") for text in texts_of(page, "label"))


def test_filled_lots_have_their_nearest_distances_too() -> None:
    """The lot from y = 4 to 12 is filled: its lowest stall is as far from the boundary as its y tells."""
    project = small_project()
    lot = replace(project.schemes[0].lots[0], filled=True)
    analysis = analyse(replace(project, schemes=(replace(project.schemes[0], lots=(lot,), sheds=()),)))
    lowest = min(y for stall in analysis.lots[0].stalls for _, y in stall.polygon)
    spans = {
        tuple(sorted(round(y, 3) for _, y in line)) for line in measured(plan_sheet(analysis))["dimension"]
    }
    assert (0, round(lowest, 3)) in spans


def test_what_is_missed_is_drawn_as_such_with_what_is_required() -> None:
    """A shed with its back at y = 19 is 1 m from the wall at y = 20; 3.50 m are required."""
    project = small_project()
    near = replace(project.schemes[0], sheds=(Shed("shed-1", (18, 17.0), 0, 12.0, 2.0, name="Shed 1"),))
    page = plan_sheet(analyse(replace(project, schemes=(near,))), language="en", scale=1000)
    assert "1.00 m (≥ 3.50 m)" in texts_of(page, "dimension")
    missed = [line for line in measured(page)["dimension_missed"] if math.dist(*line) == pytest.approx(1)]
    assert missed and {y for _, y in missed[0]} == {19.0, 20.0}


def test_buildings_have_their_storeys(small: Analysis) -> None:
    """In words where there is room, with the height where it is known; 4 by 4 m at 1:1000 in short."""
    assert "No. 1 6 storeys" in texts_of(plan_sheet(small, language="en"), "label")
    high = replace(small.project.site.buildings[0], height_m=17.4)
    project = replace(small.project, site=replace(small.project.site, buildings=(high,)))
    labels = texts_of(plan_sheet(analyse(project), language="en"), "label")
    assert "No. 1 6 storeys 17.4 m high" in labels
    tiny = replace(small.project.site.buildings[0], ring=rectangle(30, 20, 34, 24))
    project = replace(small.project, site=replace(small.project.site, buildings=(tiny,)))
    assert "No. 1 6F" in texts_of(plan_sheet(analyse(project), language="en", scale=1000), "label")


def test_a_name_of_hundreds_of_letters_costs_its_end_and_not_the_storeys(small: Analysis) -> None:
    """24 letters of it are written, the last of them the mark that there are more."""
    named = replace(small.project.site.buildings[0], name="W" * 500, ring=rectangle(30, 20, 90, 40))
    project = replace(small.project, site=replace(small.project.site, buildings=(named,)))
    assert f"{'W' * 23}… 6 storeys" in texts_of(plan_sheet(analyse(project), language="en"), "label")


def test_the_scale_bar_is_as_long_as_it_says(small: Analysis) -> None:
    """The four parts of the bar together are the length that its last label tells."""
    page = plan_sheet(small, language="en")
    parts = [
        box_of(shape.region[0])
        for shape in page.primitives
        if isinstance(shape, Polygon)
        and shape.style in ("arrow", "arrow_light")
        and len(shape.region[0]) == 4
    ]
    assert len(parts) == 4
    length = max(part.right for part in parts) - min(part.left for part in parts)
    assert f"{length:g} m" in texts_of(page, SHEET)


def test_notes_tell_what_is_open_and_where_data_come_from(small: Analysis) -> None:
    """Unverified rules, bays for cars, an underlay without a length, a picture, sources."""
    scan = io.BytesIO()
    Image.new("L", (10, 10), 128).save(scan, format="PNG")
    underlay = Underlay("underlay-1", scan.getvalue(), "image/png", 10, 10, name="Scan 3")
    project = replace(
        small.project, site=replace(small.project.site, underlays=(underlay,)), notes="Mind the wall."
    )
    told = words(plan_sheet(analyse(project), language="en"))
    for sentence in (
        "To be verified, requirements not yet read in their source:",
        "To be verified, bays for cars that are given up.",
        "To be verified, drawn over pictures without a known length: Scan 3.",
        "Drawn over pictures, which are left out of CAD files: 1.",
        "drawn over Scan 3",
        "Sources: rules:",
        "Mind the wall.",
    ):
        assert sentence in told, sentence
    chinese = words(plan_sheet(analyse(project)))
    assert "待核" in chinese


def test_notes_count_what_is_missed_and_waived_and_name_what_nobody_has_verified() -> None:
    """Chengxi misses five, all of them warnings; with one of them waived, four are left."""
    plan = read_project(examples_folder() / "chengxi.chargeplan")
    plan = replace(plan, site=replace(plan.site, georeference=Georeference("EPSG:4549", 1.0, 2.0)))
    analysis = analyse(plan)
    notes = notes_of(analysis, MapFacts(), "en")
    assert "Requirements not met: 5; see the review form in the workbook." in notes
    assert any("coordinates: EPSG:4549" in note for note in notes)
    (unverified,) = [note for note in notes if "not yet read in their source" in note]
    rules = [check.rule for check in analysis.checks if check.rule is not None and check.verified]
    verified = {rule.title["en"] for rule in rules}
    assert verified and not [title for title in verified if title in unverified]
    missed = next(check for check in analysis.checks if check.state == "missed")
    waiver = Waiver(missed.code, missed.elements, "agreed", "Wang")
    scheme = replace(analysis.scheme, waivers=(waiver,))
    told = notes_of(analyse(replace(plan, schemes=(scheme,), active_scheme_id=scheme.id)), MapFacts(), "en")
    assert "Let pass by a waiver: 1; see the review form." in told
    assert "Requirements not met: 4; see the review form in the workbook." in told


def test_what_crosses_the_frame_is_cut_there() -> None:
    """A room of 10 × 10 m: of a square half in it its half, of a disc a part, of a text beyond it nothing."""
    room = Box(0, 0, 10, 10)
    shapes = (
        Polygon("a", "building", (rectangle(5, 5, 15, 8),)),
        Circle("a", "tree", (10.0, 5.0), 1.0),
        Polyline("a", "fence", ((-5.0, 2.0), (15.0, 2.0))),
        Text("a", "text", (11.0, 5.0), "x", 1.0),
        Polygon("a", "building", (rectangle(20, 0, 30, 10),)),
    )
    house, tree, fence = cut(shapes, room)
    assert isinstance(house, Polygon) and box_of(house.region[0]) == Box(5, 5, 10, 8)
    assert isinstance(tree, Polygon) and box_of(tree.region[0]).left == pytest.approx(9, abs=0.01)
    assert box_of(tree.region[0]).right == 10
    assert isinstance(fence, Polyline) and set(fence.points) == {(0, 2), (10, 2)}


def test_lines_below_the_plan_are_drawn_and_cut_at_the_frame(small: Analysis) -> None:
    """A line from (20, 3), 12.5 m along and 8 m up, turned by 90 degrees: to y = 15.5, then back to x = 12.

    Lines that lie kilometres away are not drawn.
    """
    lines = Underlay(
        "underlay-1", LINES.data, MEDIA_TYPE, LINES.width, LINES.height, (20.0, 3.0), LINES.step_m, 90.0
    )
    far = replace(lines, id="underlay-2", origin=(5000.0, 0.0))
    project = replace(small.project, site=replace(small.project.site, underlays=(lines, far)))
    page = plan_sheet(analyse(project), language="en")
    drawn = [s for s in page.primitives if s.layer == "underlay"]
    assert len(drawn) == 2
    ends = [pytest.approx(point) for point in ((20, 3), (20, 15.5), (12, 15.5))]
    assert list(drawn[0].points) == ends
    assert "Lines of the drawing below the plan" in words(page)
    order = [s.layer for s in page.primitives]
    assert order.index("boundary") < order.index("underlay") < order.index("building")
    cut = plan_sheet(analyse(project), scale=100)
    points = [point for s in cut.primitives if s.layer == "underlay" for point in corners(s)]
    assert points and all(Box(*point, *point).within(map_of(cut)) for point in points)


def test_the_same_plan_gives_the_same_sheet(small: Analysis) -> None:
    """Nothing depends on clock or chance."""
    assert plan_sheet(analyse(small_project())) == plan_sheet(small)


def test_long_lines_get_smaller_then_lose_their_end() -> None:
    """Ten wide letters of 3 mm are 30 mm: in 27 they shrink to 0.98 · 2.7 = 2.646.

    In 10.5 three letters of the least size, 2.5, and the dots, which are as wide as one, have room: 10.
    """
    text, size = fitting("一二三四五六七八九十", 3.0, 2.5, 27.0, "text")
    assert (text, size) == ("一二三四五六七八九十", pytest.approx(2.646))
    assert fitting("一二三四五六七八九十", 3.0, 2.5, 10.5, "text") == ("一二三…", 2.5)
    assert fitting("一二三四五六七八九十", 3.0, 2.5, 10.5, "text", tail=2) == ("一…九十", 2.5)
    assert lines_of("一二三四五\n六", 1.0, 2.5) == ["一二", "三四", "五", "六"]
    assert lines_of("一二 7.10 m、三", 1.0, 5.0) == ["一二", "7.10 m、", "三"]  # a unit stays with its number


def test_blocks_flow_into_the_next_column_and_are_cut_when_all_are_full() -> None:
    """Columns 5 high, rows of 1: a heading and three of five rows, then the heading again and the last two.

    With twenty rows, two columns hold 2 · 4; the last of these tells how many are missing: 20 - 7 = 13.
    """
    told: list[int] = []

    def row(_n: int = 0) -> Row:
        return Row(1.0, lambda _left, _top, _width: ())

    def more(count: int) -> Row:
        told.append(count)
        return row()

    columns = (Box(0, 0, 10, 5), Box(20, 0, 30, 5))
    flow = flowed([Block((row(),), tuple(map(row, range(5))), (), more)], columns, 1.0)
    assert [placed.left for placed in flow.rows] == [0] * 4 + [20] * 3
    assert (flow.left_out, flow.fits) == (0, True)
    cut = flowed([Block((row(),), tuple(map(row, range(20))), (), more)], columns, 1.0)
    assert (cut.left_out, told[-1], len(cut.rows)) == (13, 13, 10)
    assert min(placed.bottom for placed in cut.rows) == 0
    assert not flowed([Block((), tuple(map(row, range(20))))], columns, 1.0).fits


def test_the_scale_bar_tells_its_own_length(small: Analysis) -> None:
    """Four parts of one length; 0, the half and the whole stand at their start, middle and end in metres."""
    page = plan_sheet(small, language="en", scale=200)
    parts = [
        box_of(s.region[0])
        for s in page.primitives
        if isinstance(s, Polygon) and s.style.startswith("arrow") and len({y for _, y in s.region[0]}) == 2
    ]
    assert len(parts) == 4
    start, end = min(part.left for part in parts), max(part.right for part in parts)
    texts = {(s.text, round(s.position[0], 6)) for s in page.primitives if isinstance(s, Text)}
    middle, length = round((start + end) / 2, 6), round(end - start, 6)
    told = {("0", round(start, 6)), (f"{length / 2:g}", middle), (f"{length:g} m", round(end, 6))}
    assert told <= texts


def test_north_is_up(small: Analysis) -> None:
    """The letter stands above the tip, which is above both halves of the arrow, one dark and one light."""
    page = plan_sheet(small)
    (letter,) = [s for s in page.primitives if isinstance(s, Text) and s.text == "N"]
    arrows = [s for s in page.primitives if isinstance(s, Polygon) and s.style.startswith("arrow")]
    halves = [s for s in arrows if len(s.region[0]) == 3]
    dark, light = (box_of(half.region[0]) for half in halves)
    tip = halves[0].region[0][0]
    assert letter.position[1] > tip[1] == dark.top == light.top
    assert (dark.right, light.left) == (tip[0], tip[0]) and dark.width == pytest.approx(light.width)


def test_the_width_of_a_lane_is_drawn_from_edge_to_edge(small: Analysis) -> None:
    """A lane of 4 m from (0, 0) to (40, 30): half its width across is (-1.2, 1.6)."""
    site = replace(small.project.site, fire_lanes=(FireLane("lane-1", ((0, 0), (40, 30)), 4.0),))
    board = LabelBoard(Box(-50, -50, 90, 90))
    (lane,) = lane_dimensions(analyse(replace(small.project, site=site)), board, 1.0, "en", ())
    assert (lane.end[0] - lane.start[0], lane.end[1] - lane.start[1]) == pytest.approx((-2.4, 3.2))
    assert lane.text == "4.00 m"
