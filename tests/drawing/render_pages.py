"""A small page of a drawing for tests of renderers, and where its points lie on paper."""

from __future__ import annotations

from factories import rectangle

from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Box, Circle, Painted, Polygon, Polyline, Text
from chargeplan.model.values import Point

HOSTILE = (
    '<b>bold</b> & "quoted" ]]>',
    "$x^2$ \\frac{1}{2}",
    "%%c100 %%u 5%% 50%",
    "\\P{\\fArial;x} \\U+4E00 \\M+1C4E3 ^J^I ^ x",
    "</text><script>alert(1)</script>",
)
"""Names that mean something to programs that read drawings, and are letters here."""


def small_page(*more: Painted) -> Page:
    """Return an A3 page at 1:200, so 84.0 × 59.4 m, whose lower left corner lies at (1000, 500).

    A building of 20 × 10 m with a court of 6 × 4 m, a tree of 2 m radius, a fire lane, hatched ground of
    10 × 10 m, a wall, and the words "1号楼" with a rim around their letters.
    """
    court = tuple(reversed(rectangle(1017, 543, 1023, 547)))
    shapes = (
        Polygon("building", "building", (rectangle(1010, 540, 1030, 550), court)),
        Circle("obstacle", "tree", (1040, 545), 2.0),
        Polygon("fire_lane", "fire_lane", (rectangle(1010, 520, 1060, 524),)),
        Polygon("usable", "usable", (rectangle(1060, 530, 1070, 540),)),
        Polyline("wall", "blank_wall", ((1010, 530), (1050, 530))),
        Text("label", "building_text", (1020, 535), "1号楼", 2.0),
        *more,
    )
    return Page(shapes, Box(1000, 500, 1084, 559.4), 420, 297, 200, "总平面 <1>")


def on_paper(page: Page, place: Point, dpi: float) -> tuple[int, int]:
    """Return column and row of a place on the ground in a picture of the page."""
    dots = dpi / 25.4
    return (
        int(page.mm(place[0] - page.paper.left) * dots),
        int(page.mm(page.paper.top - place[1]) * dots),
    )
