"""The plan as a picture: same bytes every time, the colours of its symbols, real letters."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

import pytest
from factories import full_project, small_project
from matplotlib import rc_context
from PIL import Image

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.png import plan_png, png_bytes
from chargeplan.drawing.symbols import STYLES
from chargeplan.model.project import Project

WIDTH = 1200
HEIGHT = round(WIDTH * 297 / 420)


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(small_project())


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image.convert("RGB")


def rgb(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def pixel_of(analysis: Analysis, image: Image.Image, x: float, y: float) -> tuple[int, int, int]:
    """Return the colour at a place on the ground."""
    paper = plan_sheet(analysis).paper
    column = (x - paper.left) / paper.width * image.width
    row = (paper.top - y) / paper.height * image.height
    return image.getpixel((round(column), round(row)))


def test_the_same_plan_gives_the_same_bytes(small: Analysis) -> None:
    """No clock, version or random number is in the file; distances that are kept are drawn on demand only."""
    first = plan_png(small, width_px=600)
    assert first == plan_png(analyse(small_project()), width_px=600)
    assert b"Software" not in first and b"matplotlib" not in first
    assert first == png_bytes(plan_sheet(small, nearest=False), 600 / 420 * 25.4)


def test_the_picture_is_a3_landscape(small: Analysis) -> None:
    """As wide as asked, 420 : 297."""
    assert picture(plan_png(small, width_px=WIDTH)).size == (WIDTH, HEIGHT)


def test_things_lie_where_they_are_on_the_ground(small: Analysis) -> None:
    """The building's grey is inside its walls and the road's grey on its line; beside them is the ground."""
    image = picture(plan_png(small, width_px=WIDTH))
    assert pixel_of(small, image, 15, 22) == rgb(STYLES["building"].fill)
    assert pixel_of(small, image, 5, 40) == rgb(STYLES["road"].fill)
    assert pixel_of(small, image, 5, 15) == rgb(STYLES["boundary"].fill)


def test_a_longer_shed_changes_the_picture(small: Analysis) -> None:
    """One pitch more shows."""
    scheme = small_project().schemes[0]
    longer = replace(scheme, sheds=(replace(scheme.sheds[0], length_m=12.6),))
    other = analyse(replace(small_project(), schemes=(longer,)))
    assert plan_png(other, width_px=600) != plan_png(small, width_px=600)


def test_languages_differ_and_have_real_letters(small: Analysis) -> None:
    """Different Chinese words give different pictures, so they are letters and not the same empty boxes."""
    assert plan_png(small, language="en", width_px=600) != plan_png(small, language="zh_CN", width_px=600)
    named = [
        replace(small_project(), estate=replace(small_project().estate, name=name))
        for name in ("园西", "城东")
    ]
    assert plan_png(analyse(named[0]), width_px=600) != plan_png(analyse(named[1]), width_px=600)


@pytest.mark.parametrize(
    "name", ["$x^2$ and $\\frac{1}$", "tab\there", "emoji 🛵", "bell\x07", "half \ud83d", "a\nb"]
)
def test_any_name_can_be_drawn(name: str) -> None:
    """Names are letters, never formulas; a letter that the font lacks does not warn and stops nothing."""
    project = replace(small_project(), estate=replace(small_project().estate, name=name), notes=name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert picture(plan_png(analyse(project), width_px=400)).size[0] == 400


def test_a_dollar_sign_is_drawn_as_it_is() -> None:
    """`$x$` is three letters, wider than the x that a formula would show."""

    def dark(name: str) -> int:
        project = replace(small_project(), estate=replace(small_project().estate, name=name))
        image = picture(plan_png(analyse(project), width_px=WIDTH)).convert("L")
        heading = (round(0.75 * WIDTH), round(0.03 * HEIGHT), round(0.98 * WIDTH), round(0.06 * HEIGHT))
        return sum(image.crop(heading).histogram()[:128])

    assert dark("$x$") > dark("x")


def test_many_colours_are_in_a_full_plan() -> None:
    """Fills of ground, building, green, road, tree, doorway and supply point are all in the picture."""
    analysis = analyse(full_project(), scheme_id="scheme-2")
    colours = {colour for _, colour in picture(plan_png(analysis, width_px=WIDTH)).getcolors(1 << 24)}
    for style in ("boundary", "building", "green", "road", "doorway", "supply", "obstacle"):
        assert rgb(STYLES[style].fill) in colours, style
    assert len(colours) > 100


def test_empty_plans_have_pictures() -> None:
    """A plan without anything has a sheet too."""
    empty = analyse(Project())
    assert picture(plan_png(empty, width_px=400)).size[0] == 400


def test_somebodys_own_matplotlib_settings_change_nothing(small: Analysis) -> None:
    """A style sheet for other work does not reach the plan."""
    plain = plan_png(small, width_px=400)
    with rc_context(
        {"savefig.bbox": "tight", "savefig.dpi": 33, "hatch.linewidth": 5, "savefig.facecolor": "red"}
    ):
        assert plan_png(small, width_px=400) == plain
