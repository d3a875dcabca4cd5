"""Drawings that others made, as the list beside them tells; skipped where they are not there."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from chargeplan.errors import ImportFileError, never
from chargeplan.files.sources.values import Choices, Role
from chargeplan.model.site import Green
from tests.files.dxf_for_tests import area_m2, source_of

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "dxf"


@dataclass(frozen=True)
class Known:
    """What is known of a drawing: its extents in its own units, unit stated and guessed, and what is in it.

    `areas` are those [m²] of the outlines of the layers in `layers`, taken as greens.
    """

    name: str
    width: float
    height: float
    stated: str | None
    unit: str
    agree: bool
    layers: tuple[str, ...] = ()
    areas: tuple[float, ...] = ()


TABLE = (
    # 16 corners by hand: 30,386.03 m² after 0.0254² for a square inch.
    Known("houses_of_parliament_georeferenced", 9260.87, 11172.93, "in", "in", True, ("0",), (30386.03,)),
    # Straight lines between the 11 corners enclose 2464.7406 m²; the segments of its arcs, r²/2 (t - sin t),
    # with radii 34.6046 and 49.8996 and angles 98.4041° and 76.5408°, add 436.0114 and 452.3694.
    Known("6_closed_loop_with_arcs", 140.72, 178.93, "m", "m", True, ("0",), (3353.12,)),
    Known("2_polylines", 223.97, 203.43, "m", "m", True),
    # 159 inches are 4 m: no estate.
    Known("hatches_1", 159.31, 16.32, "in", "m", False),
    # Squares of 30 m and 80 m in blocks, straight and turned, with squares in them.
    Known("dimension_in_nested_blocks", 216.57, 193.14, "m", "m", True, ("0",), (900, 900, 6400, 6400)),
    Known("bin_dxf_r13", 260.16, 135.50, None, "m", True),
    # A circle of radius 1.5: 2.25 pi.
    Known("R12_with_trash_beyond_EOF", 3, 3, None, "m", False, ("Layer_is_a_required_tag",), (7.0686,)),
    Known("duplicate_handles", 431.99, 320.0, None, "m", True),
    Known("no_layouts", 20, 20, "cm", "m", False),
    # The list says 963 by 937 with dimensions and the rims of letters; without them it is this.
    Known("floorplan", 961.0, 864.0, "mm", "m", False),
    Known("Ceco.NET-Architecture-Tm-53", 43.1, 32.6, "m", "m", True),
    # A triangle of 20 by 30: 300.
    Known("closedlwpolylinebug", 20, 30, "mm", "m", False, ("0",), (300,)),
)


def data_of_file(name: str) -> bytes:
    path = FOLDER / f"{name}.dxf"
    if not path.is_file():
        pytest.skip(f"drawings of others are not there: {FOLDER.parent}")
    return path.read_bytes()


@pytest.mark.parametrize("known", TABLE, ids=lambda known: known.name)
def test_drawings_of_others_are_read_as_is_known_of_them(known: Known) -> None:
    """Extents, units and areas by the table; whatever is no element stays as lines."""
    source = source_of(data_of_file(known.name), f"{known.name}.dxf")
    box, units = source.summary.box, source.summary.units
    assert box is not None
    assert units is not None
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((known.width, known.height), rel=2e-4)
    assert (units.stated, units.unit, units.agree) == (known.stated, known.unit, known.agree)
    assert source.taken(Choices(), never).project.site.underlays
    if known.areas:
        roles = tuple((layer, Role.GREEN) for layer in known.layers)
        greens: tuple[Green, ...] = source.taken(Choices(roles=roles), never).project.site.greens
        areas = sorted(area_m2(one.ring) for one in greens)
        assert areas == pytest.approx(known.areas, rel=1e-5)


@pytest.mark.parametrize("name", ["dxf_unicode", "layout_broken_links"])
def test_drawings_that_draw_nothing_are_refused(name: str) -> None:
    """They have tables and layers, and not one object."""
    with pytest.raises(ImportFileError) as refused:
        source_of(data_of_file(name), name)
    assert refused.value.code == "nothing_to_take"


def test_letters_by_code_are_read() -> None:
    """An old file with Greek letters in the name of its layer, two lines, and a block that holds a text."""
    summary = source_of(data_of_file("ASCII_R12")).summary
    layer = next(one for one in summary.layers if one.lines)
    assert (layer.name, layer.lines, layer.texts) == ("ΛΑΓΕΡÄÜÖ", 1, 1)


def test_two_polylines_of_loose_arcs_and_lines_are_joined() -> None:
    """57 lines and 22 arcs on one layer: far fewer pieces, four of them closed."""
    layer = source_of(data_of_file("2_polylines")).summary.layers[0]
    assert (layer.rings, layer.texts) == (4, 7)
    assert layer.lines < 79 / 2


def test_an_architects_plan_keeps_its_layers() -> None:
    """13 layers; 11 plants are blocks, those called trees in French become trees."""
    source = source_of(data_of_file("Ceco.NET-Architecture-Tm-53"))
    assert len(source.summary.layers) == 13
    plants = next(layer for layer in source.summary.layers if layer.name == "plants")
    assert (plants.guess, plants.points) == (Role.GREEN, 11)
    site = source.taken(Choices(), never).project.site
    assert len(site.obstacles) == 8
    assert 0 < max(tree.radius_m for tree in site.obstacles) < 5


def test_footprints_of_a_floor_plan_are_buildings() -> None:
    """Four outlines on a layer that is called FOOTPRINT, after the name of another drawing."""
    source = source_of(data_of_file("floorplan"))
    assert len(source.taken(Choices(), never).project.site.buildings) == 4
