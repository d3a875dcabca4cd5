"""The notice for residents: true to scale, in large type, with nothing cut off and nothing upon another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import pytest
from factories import rectangle, small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.notice import notice_page
from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Box, Circle, Polygon, Text, box_of
from chargeplan.drawing.symbols import STYLES
from chargeplan.drawing.written import ASCENT, DESCENT, lines_of
from chargeplan.files.project_file import read_project
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.sheet_settings import NoticeSettings
from chargeplan.model.site import Boundary, Building, Doorway, Green, Obstacle, ObstacleKind
from chargeplan.resources import examples_folder

EXAMPLES = ("chengxi", "dongtang", "linyuan", "mingzhu", "yuanxi")
NOTICE = NoticeSettings(
    "",
    "Chengxi Property Service",
    "City Charging",
    "Committee, 021-5800 0000",
    "2026-04-15",
    "Come & tell us.",
)


@lru_cache
def example(name: str) -> Analysis:
    done = analyse(read_project(examples_folder() / f"{name}.chargeplan"))
    return replace(done, project=replace(done.project, notice=NOTICE))


def told(page: Page) -> list[str]:
    return [shape.text for shape in page.primitives if isinstance(shape, Text)]


def boxes(page: Page) -> Iterator[tuple[str, Box]]:
    """Yield each line with the box of its letters; texts of a notice are not turned."""
    for shape in page.primitives:
        if isinstance(shape, Text):
            assert shape.rotation_degrees == 0
            for line in lines_of(shape, STYLES[shape.style].bold):
                x, y = line.start
                width = text_width(line.text, line.size, line.bold)
                yield line.text, Box(x, y - DESCENT * line.size, x + width, y + ASCENT * line.size)


def of(project: Project, language: str = "en") -> Page:
    return notice_page(analyse(project), language=language)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_told_whole_and_readable(name: str, language: str) -> None:
    """12 mm of margin; the heading of 14 mm or more, the rest of 6 mm, but names on the plan of 5 mm."""
    page = notice_page(example(name), language=language)
    assert sorted((page.width_mm, page.height_mm)) == [297, 420]
    assert page.paper.width * 1000 / page.scale == pytest.approx(page.width_mm)
    assert page.paper.height * 1000 / page.scale == pytest.approx(page.height_mm)
    written = list(boxes(page))
    inner = page.paper.grown(-11.9 * page.scale / 1000)
    assert [text for text, box in written if not box.within(inner)] == []
    assert [(a, b) for (a, box), (b, other) in combinations(written, 2) if box.touches(other)] == []
    sizes = {
        style: min(page.mm(s.height_m) for s in page.primitives if isinstance(s, Text) and s.style == style)
        for style in {s.style for s in page.primitives if isinstance(s, Text)}
    }
    assert sizes.pop("notice_heading") >= 14
    assert min(sizes.pop(on_plan, 6) for on_plan in ("building_text", "existing_text")) >= 5
    assert min(sizes.values()) >= 6
    assert not any(text.endswith("…") for text in told(page))


def test_what_is_built_where_is_told_with_numbers_that_stand_on_the_plan() -> None:
    """Of Yuanxi's six sheds each has its number twice: in the list, and on the plan."""
    page = notice_page(example("yuanxi"), language="zh_CN")
    texts = told(page)
    for number in range(1, 7):
        assert texts.count(str(number)) == 2
    assert "3号车棚：24 个车位，其中 24 个可充电" in texts
    assert "13号楼东侧空地，距13号楼 3.90 m" in texts
    assert texts.count("130") == 2
    assert "14.93" in texts
    on_plan = [s for s in page.primitives if isinstance(s, Polygon) and s.style == "notice_shed"]
    assert len(on_plan) == 6 + 1  # the legend's


def test_a_length_on_the_ground_is_that_length_on_the_paper() -> None:
    """The shed of 12 × 2 m is drawn where it is, and 12 m are 12,000/n mm of paper."""
    page = of(small_project())
    shed = next(s for s in page.primitives if isinstance(s, Polygon) and s.style == "notice_shed")
    (ring,) = shed.region
    length = math.dist(ring[0], ring[1])
    assert (length, ring[0]) == (pytest.approx(12), (18, 8))
    assert page.mm(length) == pytest.approx(12_000 / page.scale)
    assert f"scale 1:{page.scale}" in next(text for text in told(page) if "scale" in text)


def test_places_are_told_in_words() -> None:
    """The shed stands at y = 8 to 10, the building begins at y = 20: 10 m from its south wall.

    One that begins at x = 52 is 2 m from its east wall, x = 50.
    """
    project = small_project()
    scheme = replace(project.active_scheme, lots=())
    page = of(replace(project, schemes=(scheme,)))
    assert "south side of No. 1, 10.00 m from its wall" in told(page)
    assert "Nearest building with dwellings: No. 1, 10.00 m" in " ".join(told(page))
    east = replace(scheme, sheds=(Shed("shed-1", (52, 24), 0, 6.0, 2.0),))
    assert "east side of No. 1, 2.00 m from its wall" in told(of(replace(project, schemes=(east,))))


def test_figures_count_what_they_say() -> None:
    """A new shed of 20 stalls and 10 sockets, a new lot of 84 and 42; an old lot and an old shed of 10 and 5.

    52 + 33 sockets for 24 + 216 households are 35.42 per 100. One of three doorways is 356 m away. The lot is
    8 m from No. 1, nearer than the shed; on ground 1 % smaller or larger it has 10 stalls less.
    """
    project = small_project()
    far = Building("building-2", rectangle(10, 44, 50, 49), "No. 2", 6, 216)
    doors = (
        Doorway("doorway-1", (30, 20), "1", "building-1"),
        Doorway("doorway-2", (30, 44), "2", "building-2"),
        Doorway("doorway-3", (40, 400), "3", "building-2"),
    )
    tree = Obstacle("tree-1", (55, 5), 0.5, ObstacleKind.TREE)
    site = replace(
        project.site, buildings=(*project.site.buildings, far), doorways=doors, obstacles=(tree,),
        scale_error_share=0.01,
    )  # fmt: skip
    scheme = project.active_scheme
    filled = replace(scheme.lots[0], filled=True)
    old_lot = Lot("lot-9", rectangle(2, 4, 12, 12), name="Old lot", filled=True, existing=True)
    old = Shed("shed-9", (46, 14), 0, 6.0, 2.0, name="Old", existing=True)
    scheme = replace(scheme, lots=(filled, old_lot), sheds=(*scheme.sheds, old))
    estate = replace(project.estate, household_count=None)
    analysis = analyse(replace(project, estate=estate, site=site, schemes=(scheme,)))
    page = notice_page(analysis, language="en")
    text = " ".join(told(page))
    for figure in (
        "94–104 new stalls",
        "52 with a socket to charge",
        "35.42 sockets per 100 households",
        "66 stalls that are there already, 33 of them with a socket",
        "1 Shed 1: 20 stalls, 10 with sockets",
        "2 South lot: 84 stalls, 42 with sockets",
        "Nearest building with dwellings: No. 1, 8.00 m",
        "2 of 3 doorways find",
    ):
        assert figure in text, figure
    assert "Old lot" not in text  # a place that exists is not built
    rules = {check.rule.id for check in analysis.checks if check.rule is not None and not check.verified}
    assert f"To be verified: {len(rules)} requirements" in text
    styles = {(type(shape), shape.style) for shape in page.primitives}
    assert {(Circle, "tree"), (Polygon, "doorway"), (Polygon, "existing_shed")} <= styles
    bar = [
        box_of(shape.region[0])
        for shape in page.primitives
        if isinstance(shape, Polygon) and shape.style.startswith("arrow") and len(shape.region[0]) == 4
    ]
    assert max(part.right for part in bar) - min(part.left for part in bar) == pytest.approx(20)
    assert "20 m, scale 1:340" in text


def test_what_figures_count_is_told_in_full() -> None:
    """In a panel 44 mm wide "sockets per 100 households" takes three lines; two would cut it to "100…"."""
    page = of(replace(example("dongtang").project, notice=NoticeSettings()))
    assert not [text for text in told(page) if text.endswith("…")]
    assert "sockets per 100 households" in " ".join(told(page))


def test_what_the_scheme_takes_is_told() -> None:
    """6 m² of the lawn lie under the roof and 6 × 1.5 m under the strip in front of it; one tree of two."""
    project = small_project()
    site = replace(
        project.site,
        greens=(Green("green-1", rectangle(18, 9, 24, 10)),),
        obstacles=(
            Obstacle("tree-1", (20, 9.5), 0.2, ObstacleKind.TREE),
            Obstacle("tree-2", (50, 5), 0.2, ObstacleKind.TREE),
        ),
    )
    scheme = replace(project.active_scheme, car_bays_taken=3)
    page = of(replace(project, site=site, schemes=(scheme,)))
    assert [
        shape.region for shape in page.primitives if isinstance(shape, Polygon) and shape.style == "green"
    ]
    texts = told(page)
    assert "Green ground: 6.00 m²" in texts
    assert "Trees to be moved: 1" in texts
    assert "Bays for cars: 3" in texts
    none = replace(project, schemes=(replace(scheme, car_bays_taken=0),))
    assert "Bays for cars: 0" in told(of(none))
    assert "Bays for cars: unknown" in told(of(project))


def test_who_is_asked_is_told_and_empty_lines_are_left_out() -> None:
    """Nothing of a text is taken for markup; an own heading takes the place of the usual one."""
    project = replace(
        small_project(),
        notice=NoticeSettings(
            "Shed <b>No. 1</b>", operator="City", contact="$x^2$ & Co.", remarks="Two\nlines"
        ),
    )
    texts = told(of(project))
    assert "Shed <b>No. 1</b>" in texts
    assert "Comments to: $x^2$ & Co." in texts
    assert {"Two", "lines"} <= set(texts)
    assert "Operator: City" in texts
    assert not any(text.startswith(("Responsible", "Comments until")) for text in texts)


def test_a_scheme_without_sheds_says_so() -> None:
    project = small_project()
    empty = replace(project.active_scheme, lots=(), sheds=())
    page = of(replace(project, schemes=(empty,)))
    text = " ".join(told(page))
    assert "builds nothing yet" in text
    assert "What it takes" not in text
    nothing = of(Project())
    assert told(nothing)[2:4] == ["Notice: e-bike parking & charging", "0"]  # nobody named an estate
    assert "unknown" in told(nothing)


def test_more_than_there_is_room_for_is_summed_up_and_cut_with_dots() -> None:
    """Forty sheds and pages of remarks: everything stays on the page, the sum is of those not told."""
    sheds = tuple(
        Shed(f"shed-{n}", (2 + 14 * (n % 4), 1 + 1.2 * (n // 4)), 0, 1.8, 2.0, name=f"Shed number {n}")
        for n in range(40)
    )
    project = small_project()
    scheme = replace(project.active_scheme, lots=(), sheds=sheds)
    long = "a very long word, " * 200
    notice = NoticeSettings(long, long, long, long, long, "W" * 4000)
    page = of(replace(project, schemes=(scheme,), notice=notice))
    texts = told(page)
    assert any(text.endswith("…") for text in texts)
    each = analyse(replace(project, schemes=(scheme,))).sheds[0]
    shown = sum(text.startswith("Shed number") for text in texts)
    sums = f"{40 - shown} more places, in all with {(40 - shown) * len(each.stalls)} stalls, "
    sums += f"{(40 - shown) * each.charging.socket_count} of them with sockets"
    assert sums in " ".join(texts) and len(each.stalls) != each.charging.socket_count
    inner = page.paper.grown(-11.9 * page.scale / 1000)
    assert [text for text, box in boxes(page) if not box.within(inner)] == []
    discs = [s for s in page.primitives if isinstance(s, Circle) and s.style == "notice_disc"]
    assert len(discs) >= 40


def test_what_is_drawn_decides_how_the_page_lies() -> None:
    """A street of 400 × 30 m is shown larger across a page on its side: (420 − 24 − 12) mm, or (297 − 36) mm.

    400 m on 384 mm are 1:1042, rounded up 1:1100; on 261 mm they would be 1:1600. Two doorways in a line, and
    nothing else, are a plan of 20 m at least.
    """
    project = small_project()
    wide = replace(project.site, boundaries=(Boundary("boundary-1", rectangle(0, 0, 400, 30)),))
    page = of(replace(project, site=wide))
    assert (page.width_mm, page.scale) == (420, 1100)
    doors = (Doorway("doorway-1", (0, 0)), Doorway("doorway-2", (0, 40)))
    assert of(Project(site=replace(Project().site, doorways=doors))).scale > 100


def test_the_same_plan_gives_the_same_page() -> None:
    assert of(small_project()) == of(small_project())
