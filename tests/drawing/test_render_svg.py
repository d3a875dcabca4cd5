"""Pages as SVG: millimetres of the paper, outlines of letters with their words, nothing that is markup."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from render_pages import HOSTILE, on_paper, small_page

from chargeplan.drawing.hatching import HATCH_SPACING_MM
from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Polyline, Text
from chargeplan.drawing.svg import svg_bytes
from chargeplan.drawing.symbols import STYLES

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def page() -> Page:
    odd = "bell\x07 half\ud83d \u202eturned\u202c \uffff"
    texts = [
        Text("label", "text", (1005, 515 - 2.5 * number), text, 1.5, "left")
        for number, text in enumerate((*HOSTILE, odd))
    ]
    return small_page(*texts)


@pytest.fixture(scope="module")
def tree(page: Page) -> ET.Element:
    return ET.fromstring(svg_bytes(page))


def test_it_is_as_large_as_its_paper(tree: ET.Element) -> None:
    """420 × 297 mm, one unit a millimetre."""
    assert (tree.get("width"), tree.get("height")) == ("420mm", "297mm")
    assert tree.get("viewBox") == "0 0 420 297"
    assert tree.findtext(f"{SVG}title") == "总平面 <1>"


def test_lines_lie_where_they_are_on_the_ground(tree: ET.Element) -> None:
    """From (1010, 530) to (1050, 530): 10 m, 50 m and 29.4 m from the edges, by 5 mm a metre."""
    (wall,) = [group for group in tree.iter(f"{SVG}g") if group.get("id") == "wall-1"]
    assert [path.get("d") for path in wall.iter(f"{SVG}path")] == ["M50 147L250 147"]


def test_circles_hatches_and_turned_texts_are_as_on_paper() -> None:
    """2 m are 10 mm at 1:200. Hatch lines lie 0.75 mm apart, so 1.06 along an edge.

    A text of 2 m, read from below, has its letters' x axis up, which is down the page's y axis.
    """
    page = small_page(Text("label", "text", (1020, 510), "N", 2.0, rotation_degrees=90.0))
    tree = ET.fromstring(svg_bytes(page))
    assert {circle.get("r") for circle in tree.iter(f"{SVG}circle")} == {"10"}
    (usable,) = [group for group in tree.iter(f"{SVG}g") if group.get("id") == "usable-1"]
    lines = "".join(path.get("d", "") for path in usable.iter(f"{SVG}path"))
    assert lines.count("M") == pytest.approx(2 * 50 / (HATCH_SPACING_MM * math.sqrt(2)), abs=2)
    (lane,) = [group for group in tree.iter(f"{SVG}g") if group.get("id") == "fire_lane-1"]
    fill, rim = lane
    assert (fill.get("fill-opacity"), rim.get("stroke-dasharray")) == ("0.1", "2 1.2")  # mm of the paper
    (turned,) = [group for group in tree.iter(f"{SVG}g") if group.get("aria-label") == "N"]
    a, b, c, d, *_ = map(float, turned.get("transform", "")[len("matrix(") : -1].split())
    assert (a, d) == pytest.approx((0, 0)) and b < 0 and c < 0


def test_words_stand_beside_their_outlines(tree: ET.Element) -> None:
    """A name is a label and nothing else; each letter's outline is kept once."""
    told = [group.get("aria-label") for group in tree.iter(f"{SVG}g") if group.get("aria-label")]
    assert told[0] == "1号楼" and told[1 : 1 + len(HOSTILE)] == list(HOSTILE)
    names = [path.get("id") for path in tree.iter(f"{SVG}path") if path.get("id")]
    used = {use.get(LINK, "")[1:] for use in tree.iter(f"{SVG}use")}
    assert used == set(names) and len(names) == len(used)
    kinds = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert kinds == {"svg", "title", "defs", "path", "rect", "g", "circle", "use"}


def test_the_same_page_gives_the_same_bytes(page: Page) -> None:
    """No clock and no random name; nothing is fetched from anywhere."""
    data = svg_bytes(page)
    assert data == svg_bytes(page)
    assert b"http" not in data.replace(b"http://www.w3.org/", b"")


def test_it_looks_as_it_should(page: Page) -> None:
    """Drawn by Qt at 100 dpi: building, its open court, the tree's middle, letters of the name."""
    image = QImage(1654, 1169, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg_bytes(page))).render(painter)
    painter.end()

    def at(x: float, y: float) -> str:
        return image.pixelColor(*on_paper(page, (x, y), 100)).name()

    assert at(1012, 548) == (STYLES["building"].fill or "").lower()
    assert at(1020, 545) == at(1080, 505) == "#ffffff"
    assert at(1040, 545) not in ("#ffffff", "#000000")
    dark = [at(1017 + 0.05 * step, 535) for step in range(120)].count(STYLES["building_text"].line.lower())
    assert dark > 5


def test_very_many_lines_are_few_elements() -> None:
    """1,200 lines of a surveyor are three elements: 500, 500 and 200."""
    lines = [Polyline("underlay", "underlay_lines", ((1000, 500), (1001, 501))) for _ in range(1200)]
    tree = ET.fromstring(svg_bytes(small_page(*lines)))
    (group,) = [each for each in tree.iter(f"{SVG}g") if each.get("id") == "underlay-1"]
    assert [path.get("d", "").count("M") for path in group.iter(f"{SVG}path")] == [500, 500, 200]
