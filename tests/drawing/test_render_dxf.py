"""Sheets and plans as DXF: sound, in true metres, on layers that mean something, names as letters."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import ezdxf
import pytest
from ezdxf import recover
from ezdxf.document import Drawing
from factories import full_project, rectangle, small_project
from render_pages import HOSTILE, small_page

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.dimensions import sheet_dimensions
from chargeplan.drawing.dxf import plan_dxf, sheet_dxf
from chargeplan.drawing.dxf.draft import Draft
from chargeplan.drawing.dxf.literal import literal
from chargeplan.drawing.plain_text import one_line
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Polygon, Polyline, Text
from chargeplan.drawing.symbols import STYLES
from chargeplan.errors import never
from chargeplan.files.project_file import read_project
from chargeplan.files.sources.dxf import read_dxf
from chargeplan.files.sources.values import Choices
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Lot, Scheme
from chargeplan.model.site import Building, Georeference, ObstacleKind
from chargeplan.resources import examples_folder


def opened(data: bytes) -> Drawing:
    document, auditor = recover.read(io.BytesIO(data))
    assert not auditor.errors and not auditor.fixes
    return document


def entities(document: Drawing, layer: str, kind: str = "*") -> list:
    return list(document.modelspace().query(f'{kind}[layer=="{layer}"]'))


def corners(entity: object) -> list[tuple[float, float]]:
    return [(x, y) for x, y, *_ in entity.get_points()]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sheet() -> Drawing:
    texts = [
        Text("label", "text", (1005, 515 - 2.5 * number), text, 1.5, "left")
        for number, text in enumerate(HOSTILE)
    ]
    return opened(sheet_dxf(small_page(*texts)))


def test_a_sheet_is_in_metres_of_the_ground(sheet: Drawing) -> None:
    """$INSUNITS 6 is metres; the building of 20 × 10 m lies where it is, with its court of 6 × 4 m."""
    outline, court = entities(sheet, "CPX_BUILDING", "LWPOLYLINE")
    assert sheet.header["$INSUNITS"] == 6 and sheet.header["$MEASUREMENT"] == 1
    assert corners(outline) == [(1010, 540), (1030, 540), (1030, 550), (1010, 550)]
    assert outline.closed and court.closed
    assert abs(signed_area_m2(tuple(corners(court)))) == 24.0
    assert sheet.header["$EXTMIN"][:2] == pytest.approx((1005, 504.43))  # baseline of the last name
    assert sheet.header["$EXTMAX"][:2] == (1070, 550)


def test_layers_have_plain_names_and_tell_in_chinese_what_is_on_them(sheet: Drawing) -> None:
    """A name that any program takes, a description, and colour and width of the style."""
    layer = sheet.layers.get("CPX_BUILDING")
    assert layer.description == "楼栋"
    assert layer.rgb == (0x6F, 0x69, 0x5D) and layer.dxf.lineweight == 35
    assert all(layer.dxf.name.isascii() for layer in sheet.layers)


def test_paper_is_a_layer_that_can_be_frozen() -> None:
    """The whole sheet's white alone is on it, whatever draws it; a small white piece is not."""
    paper = Polygon("notice", "paper", (rectangle(1000, 500, 1084, 559.4),))
    piece = Polygon("notice", "paper", (rectangle(1000, 500, 1010, 510),))
    drawing = opened(sheet_dxf(small_page(paper, piece)))
    assert [len(entities(drawing, name, "HATCH")) for name in ("CPX_PAPER", "CPX_NOTICE")] == [1, 1]


def test_fills_are_hatches_with_holes_and_dashes_are_as_long_as_on_paper(sheet: Drawing) -> None:
    """Two paths bound the building; a dash of 2 mm at 1:200 is 0.4 m, a gap of 1.2 mm 0.24 m."""
    (building,) = entities(sheet, "CPX_BUILDING", "HATCH")
    (lane,) = entities(sheet, "CPX_FIRE_LANE", "HATCH")
    (rim,) = entities(sheet, "CPX_FIRE_LANE", "LWPOLYLINE")
    (hatched,) = entities(sheet, "CPX_USABLE", "HATCH")
    assert len(building.paths) == 2 and building.dxf.solid_fill
    assert lane.transparency == pytest.approx(0.9, abs=0.01)
    assert not hatched.dxf.solid_fill and math.dist((0, 0), hatched.pattern.lines[0].offset) == pytest.approx(
        0.15
    )
    pattern = [tag.value for tag in sheet.linetypes.get(rim.dxf.linetype).pattern_tags.tags if tag.code == 49]
    assert pattern == pytest.approx([0.4, -0.24])


def test_very_many_lines_are_sound_entities_in_their_place() -> None:
    """600 lines of a surveyor lie between the paper and what is drawn after them, each with a handle."""
    paper = Polygon("sheet", "paper", (rectangle(1000, 500, 1084, 559.4),))
    lines = [
        Polyline("underlay", "underlay_lines", ((1000.5, 500), (1001, 500 + n / 8))) for n in range(1, 601)
    ]
    page = small_page()
    drawing = opened(sheet_dxf(replace(page, primitives=(paper, *lines, *page.primitives))))
    drawn = list(drawing.modelspace())
    layers = [drawn[number].dxf.layer for number in (0, 1, 600, 601)]
    assert layers == ["CPX_PAPER", "CPX_UNDERLAY", "CPX_UNDERLAY", "CPX_BUILDING"]
    assert corners(drawn[600]) == [(1000.5, 500.0), (1001.0, 575.0)] and not drawn[600].closed
    colour = STYLES["underlay_lines"].line or ""
    assert drawn[600].dxf.true_color == int(colour[1:], 16)
    assert len({entity.dxf.handle for entity in drawn}) == len(drawn)


@pytest.mark.parametrize("text", [*HOSTILE, "100%%%d", "%%%", "a\\U+0041", "bell\x07\nnext", "\u202ex"])
def test_names_are_letters(text: str) -> None:
    """Whatever a name is, a reader of DXF finds it letter by letter; line ends are blanks."""
    drawing = ezdxf.new("R2010")
    drawing.modelspace().add_text(literal(text))
    stream = io.StringIO()
    drawing.write(stream)
    (read,) = opened(drawing.encode(stream.getvalue())).modelspace()
    assert read.plain_text() == one_line(text)


def test_a_caret_at_the_end_is_no_half_code() -> None:
    """Before a blank it is itself; alone at the end, a text would not be sound."""
    assert literal("a^") == "a^ "


def test_a_name_that_is_far_too_long_ends_with_dots() -> None:
    """250 letters, the last of them dots; codes are cut nowhere in the middle."""
    assert literal("%" * 1000) == "%%%" * 249 + "…"


def test_texts_stand_where_they_should_and_have_no_rims(sheet: Drawing) -> None:
    """The name once, its middle at x = 1020; hostile names as they are."""
    texts = entities(sheet, "CPX_LABEL", "TEXT")
    assert [text.plain_text() for text in texts] == ["1号楼", *HOSTILE]
    assert texts[0].dxf.align_point.x == 1020 and texts[0].dxf.height == pytest.approx(1.4)  # 0.7 · 2 m
    assert sheet.styles.get(texts[0].dxf.style).dxf.font == "simhei.ttf"


@pytest.fixture(scope="module")
def full() -> Analysis:
    return analyse(full_project(), scheme_id="scheme-1")


@pytest.fixture(scope="module")
def plan(full: Analysis) -> Drawing:
    return opened(plan_dxf(full))


def test_every_kind_of_element_has_its_layer(plan: Drawing) -> None:
    """Elements of the plan are on CP_ layers, one entity each; the numbers are those of the plan."""
    counts = {
        layer.dxf.name: len([e for e in entities(plan, layer.dxf.name) if e.dxftype() != "TEXT"])
        for layer in plan.layers
        if layer.dxf.name.startswith("CP_")
    }
    assert counts == {
        "CP_BOUNDARY": 1, "CP_BUILDING": 2, "CP_DOORWAY": 2, "CP_ROAD": 1, "CP_FIRE_LANE": 1, "CP_TREE": 1,
        "CP_OBSTACLE": 3, "CP_GREEN": 1, "CP_SUPPLY_POINT": 2, "CP_FENCE": 1, "CP_LADDER_SITE": 1,
        "CP_WINDOW": 1, "CP_HYDRANT": 1, "CP_GAS": 1, "CP_PIPELINE": 2, "CP_BASEMENT": 1, "CP_LOT": 1,
        "CP_SHED": 1, "CP_UNDERLAY": 2,
    }  # fmt: skip


def test_things_are_as_large_as_they_are_and_have_their_names(full: Analysis, plan: Drawing) -> None:
    """Trees have their own radius; whatever stands at a place and has a name tells it, supply points too."""
    trees = [each.radius_m for each in full.project.site.obstacles if each.kind is ObstacleKind.TREE]
    assert [circle.dxf.radius for circle in entities(plan, "CP_TREE", "CIRCLE")] == trees != []
    site = full.project.site
    places = (*site.doorways, *site.hydrants, *site.gas_regulators, *site.supply_points)
    told = {text.plain_text() for text in entities(plan, "CPX_LABEL", "TEXT")}
    assert {each.name for each in places if each.name} <= told
    assert any(each.name for each in site.supply_points)
    lot = replace(full.scheme.lots[0], holes=(rectangle(20, 6, 22, 8),))
    holed = analyse(replace(small_project(), schemes=(Scheme("scheme-1", lots=(lot,)),)))
    (hole,) = entities(opened(plan_dxf(holed)), "CPX_LOT_HOLE", "LWPOLYLINE")
    assert set(corners(hole)) == set(rectangle(20, 6, 22, 8)) and hole.closed


def test_every_layer_tells_what_is_on_it(full: Analysis, plan: Drawing) -> None:
    """Of a sheet with walking and of a plan; only the two layers that every drawing has tell nothing."""
    sheet = opened(sheet_dxf(plan_sheet(full, walking_m=150.0)))
    for drawing in (sheet, plan):
        silent = {layer.dxf.name for layer in drawing.layers if not layer.description}
        assert silent == {"0", "Defpoints"}


def test_what_is_only_shown_is_on_layers_of_its_own(full: Analysis, plan: Drawing) -> None:
    """As many stalls and sockets as are counted."""
    stalls = sum(len(held.stalls) for held in (*full.sheds, *full.lots))
    sockets = sum(held.charging.socket_count for held in (*full.sheds, *full.lots))
    assert len(entities(plan, "CPX_STALL", "LWPOLYLINE")) == stalls > 0
    assert len(entities(plan, "CPX_SOCKET", "CIRCLE")) == sockets > 0
    assert {layer.dxf.name for layer in plan.layers} - {"0", "Defpoints"} == {
        name for layer in plan.layers if (name := layer.dxf.name).startswith(("CP_", "CPX_"))
    }


def test_every_nearest_distance_is_a_dimension() -> None:
    """As on the sheet; each measures what it says between two points of the plan."""
    analysis = analyse(small_project())
    missed, others = sheet_dimensions(analysis, "zh_CN", nearest=True)
    drawn = entities(opened(plan_dxf(analysis)), "CPX_DIMENSION", "DIMENSION")
    lengths = [math.dist(each.start, each.end) for each in (*others, *missed)]
    assert [each.get_measurement() for each in drawn] == pytest.approx(lengths)
    assert [each.dxf.text for each in drawn] == [each.text for each in (*others, *missed)] != []


def test_dimensions_are_read_from_the_left_or_from_below_in_every_program() -> None:
    """Westwards and downwards as well; the text beside the line is no MTEXT, which LibreOffice leaves out."""
    draft = Draft((1000.0, 2000.0))
    for end in ((-10.0, 0.0), (0.0, -10.0), (10.0, 5.0)):
        draft.dimension("CPX_DIMENSION", (0.0, 0.0), end, "10 m", 1.0, {})
    drawing = opened(draft.data())
    blocks = [drawing.blocks.get(each.dxf.geometry) for each in drawing.modelspace().query("DIMENSION")]
    texts = [text for block in blocks for text in block.query("TEXT")]
    assert [text.dxf.rotation for text in texts] == pytest.approx([0.0, 90.0, 26.565], abs=0.001)
    assert [text.plain_text() for text in texts] == ["10 m"] * 3
    form = drawing.dimstyles.get("CPX_METRES").dxf
    assert (form.dimlfac, form.dimscale, form.dimdec) == (1, 1, 2)  # when CAD measures anew, in metres
    anchors = [(x, y) for x, y, _ in (text.dxf.align_point for text in texts[:2])]
    assert anchors == [pytest.approx((995, 2000.17)), pytest.approx((999.83, 1995))]
    assert not [block for block in blocks if block.query("MTEXT")]


def test_discs_are_filled_by_corners() -> None:
    """A disc of 2 m around (10, 20): every corner 2 m from there, none of them an arc, 3.14 × 4 m² nearly."""
    draft = Draft()
    draft.disc("CPX_TREE", (10.0, 20.0), 2.0, {})
    (filled,) = opened(draft.data()).modelspace().query("HATCH")
    corners = [(x, y) for x, y, bulge in filled.paths[0].vertices if not bulge]
    assert [math.dist(corner, (10, 20)) for corner in corners] == pytest.approx([2.0] * len(corners))
    assert abs(signed_area_m2(tuple(corners))) == pytest.approx(math.pi * 4, rel=0.02)


def test_a_shed_that_touches_a_building_is_told_without_a_line() -> None:
    """The wall is y = 20, where the shed ends: no dimension has both ends in one place, a text is there."""
    project = small_project()
    touching = replace(project.schemes[0].sheds[0], origin=(18.0, 18.0))
    scheme = replace(project.schemes[0], sheds=(touching,))
    drawing = opened(plan_dxf(analyse(replace(project, schemes=(scheme,)))))
    measured = [each.get_measurement() for each in entities(drawing, "CPX_DIMENSION", "DIMENSION")]
    told = [text.plain_text() for text in entities(drawing, "CPX_DIMENSION", "TEXT")]
    assert min(measured) > 0.001
    assert any(text.startswith("0.00 m") for text in told), told


def test_coordinates_are_those_of_the_surveyor(plan: Drawing) -> None:
    """The plan's origin lies at (512345.6789, 3455678.25) metres of the file that it came from."""
    first, _ = entities(plan, "CP_BUILDING", "LWPOLYLINE")
    assert corners(first)[0] == pytest.approx((512355.6789, 3455698.25), abs=1e-9)
    (road,) = entities(plan, "CP_ROAD", "LWPOLYLINE")
    assert road.dxf.const_width == 4.0
    assert plan.header["$EXTMIN"][0] > 500_000


@pytest.mark.parametrize("georeference", [None, Georeference("EPSG:4326", 121.7, 31.2)])
def test_a_plan_from_degrees_is_in_its_own_metres(georeference: Georeference | None) -> None:
    """Degrees cannot be added to metres; names and storeys stand within their outlines, rare letters too."""
    project = Project()
    building = Building("b", ((0, 0), (20, 0), (20, 3), (3, 3), (3, 30), (0, 30)), "3号楼\U00020bb7", 6)
    project = replace(project, site=replace(project.site, buildings=(building,), georeference=georeference))
    drawing = opened(plan_dxf(analyse(project)))
    (outline,) = entities(drawing, "CP_BUILDING", "LWPOLYLINE")
    name, storeys = entities(drawing, "CP_BUILDING", "TEXT")
    assert corners(outline) == list(building.ring)
    assert (name.plain_text(), storeys.plain_text()) == ("3号楼\U00020bb7", "6 层")
    assert all(0 < text.dxf.align_point.x < 3 or 0 < text.dxf.align_point.y < 3 for text in (name, storeys))


def test_the_same_plan_gives_the_same_bytes(full: Analysis) -> None:
    """No clock, no random name, no version of a library."""
    data = plan_dxf(full)
    assert data == plan_dxf(analyse(full_project(), scheme_id="scheme-1"))
    assert ezdxf.__version__.encode() not in data
    assert sheet_dxf(small_page()) == sheet_dxf(small_page())


def test_an_empty_plan_is_a_drawing_too() -> None:
    """It opens, with nothing in it."""
    assert not list(opened(plan_dxf(analyse(Project()))).modelspace())


@pytest.mark.parametrize("name", ["chengxi", "dongtang", "linyuan", "mingzhu", "yuanxi"])
def test_a_plan_that_goes_out_and_comes_back_has_the_same_areas(name: str) -> None:
    """Each area to a millionth, millions of metres away; names, storeys and widths of lanes come too."""
    project = read_project(examples_folder() / f"{name}.chargeplan")
    far = Georeference("EPSG:4549", 40_512_345.6789, 3_455_678.25)
    project = replace(project, site=replace(project.site, georeference=far))
    data = plan_dxf(analyse(project))
    found = read_dxf(data, "plan.dxf", never, lambda _share: None).taken(Choices(), never).project
    assert areas_of(found) == {
        kind: pytest.approx(areas, rel=1e-6) for kind, areas in areas_of(project).items()
    }
    assert named(found) == named(project)
    for kind in ("roads", "fire_lanes", "fences"):
        there, back = (sorted(each.width_m for each in getattr(plan.site, kind)) for plan in (project, found))
        assert back == pytest.approx(there), kind
    assert said_by(found) == said_by(project)


def test_a_filled_lot_comes_back_filled_and_walled_as_it_was() -> None:
    """One side open, three walled, existing; its stalls are found anew, as many as went out."""
    walls = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    lot = Lot("lot-1", rectangle(15, 4, 35, 12), edges=walls, filled=True, existing=True)
    out = analyse(replace(small_project(), schemes=(Scheme("scheme-1", lots=(lot,)),)))
    source = read_dxf(plan_dxf(out), "plan.dxf", never, lambda _share: None)
    back = analyse(source.taken(Choices(), never).project)
    (found,) = back.scheme.lots
    assert (found.edges, found.filled, found.existing) == (walls, True, True)
    assert back.totals.existing_stalls == out.totals.existing_stalls > 0


def said_by(project: Project) -> tuple[object, ...]:
    """Return what cannot be seen of buildings, sheds and their scheme, and how many stalls that gives."""
    analysis = analyse(project)
    scheme, held = analysis.scheme, (*analysis.sheds, *analysis.lots)
    of_scheme = (scheme.module_id, scheme.charger_id, scheme.socket_ratio, scheme.group, scheme.roof_id)
    buildings = sorted(
        (each.name, each.households or 0, each.height_m or 0.0, each.use.value, each.fire_grade or 0)
        for each in project.site.buildings
    )
    stalls = sorted((len(each.stalls), each.charging.socket_count) for each in held)
    return of_scheme, sorted(each.rows for each in scheme.sheds), buildings, stalls


def test_what_outlines_say_of_themselves_is_not_believed() -> None:
    """Three rows are none and stalls nobody knows cannot be counted: the shed comes with what a shed has."""
    scheme = small_project().schemes[0]
    shed = replace(scheme.sheds[0], rows=2, module_id="compact", kerb_ramps=3)
    project = replace(small_project(), schemes=(replace(scheme, sheds=(shed,), lots=()),))
    data = plan_dxf(analyse(project))
    for old, new, kept in (
        (b'"rows":2', b'"rows":3', (1, None, 0)),
        (b'"compact"', b'"no-such"', (2, None, 3)),
        (b'{"element"', b'["element"', (1, None, 0)),
        (b"}}", b"}}", (2, "compact", 3)),
    ):
        taken = read_dxf(data.replace(old, new), "plan.dxf", never, lambda _share: None).taken(
            Choices(), never
        )
        (found,) = taken.project.schemes[0].sheds
        assert (found.rows, found.module_id, found.kerb_ramps) == kept, new
        assert ("unsaid" in {note.code for note in taken.notes}) == (old != new)


def areas_of(project: Project) -> dict[str, list[float]]:
    """Return the areas [m²] of each kind of ground, the smallest first."""
    site, scheme = project.site, project.scheme(project.active_scheme_id)
    rings = {
        "boundaries": site.boundaries,
        "buildings": site.buildings,
        "greens": site.greens,
        "lots": scheme.lots,
    }
    found = {kind: sorted(abs(signed_area_m2(each.ring)) for each in held) for kind, held in rings.items()}
    return {**found, "sheds": sorted(shed.length_m * shed.depth_m for shed in scheme.sheds)}


def named(project: Project) -> list[tuple[str, int | None]]:
    """Return names and storeys of buildings in order."""
    return sorted((building.name, building.storeys) for building in project.site.buildings)
