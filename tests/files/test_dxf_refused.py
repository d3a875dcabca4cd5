"""Drawings that are damaged, hostile or empty: one sentence, or what of them is whole, in bounded room."""

import io
import random
from collections.abc import Callable

import pytest

from chargeplan.errors import ImportFileError
from chargeplan.files.sources import dxf_blocks, dxf_loading
from chargeplan.files.sources.dxf import read_dxf
from chargeplan.files.sources.dxf_blocks import MOST_UNFOLDED
from chargeplan.files.sources.values import Role
from chargeplan.model.linework import unpacked
from tests.files.dxf_for_tests import (
    area_m2,
    codes,
    data_of,
    drawing,
    entities,
    house,
    line,
    rectangle,
    source_of,
    taken,
)

NOISE = random.Random(3).randbytes(5000)


def whole() -> bytes:
    made = drawing()
    for k in range(50):
        made.modelspace().add_line((0, k), (40, k))
    return data_of(made)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (NOISE, "no_dxf"),
        (b"a letter about something else\n", "no_dxf"),
        (b"SECTION" + NOISE, "damaged_dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\0" + NOISE, "damaged_dxf"),
        (b"AutoCAD Binary DXF", "damaged_dxf"),
        (entities("0\nLINE\nxx\n0\n"), "damaged_dxf"),
        (entities(), "nothing_to_take"),
        (entities(line("nan", 0, 1, 1), line(0, 0, "inf", 2), line("1e20", 0, 1, 1)), "nothing_to_take"),
        (entities("0\nINSERT\n8\n0\n2\nNOWHERE\n10\n0\n20\n0\n"), "nothing_to_take"),
        (entities("0\nTEXT\n8\n0\n10\n0\n20\n0\n40\n2\n1\nhello\n"), "nothing_to_take"),
    ],
)
def test_what_holds_nothing_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    """Each by its own sentence, in which the name of the file stands."""
    with pytest.raises(ImportFileError) as refused:
        taken(data)
    assert refused.value.code == code
    assert "plan.dxf" in str(refused.value)


def test_the_line_of_a_fault_is_told() -> None:
    """Lines 1 to 4 open the section, 5 and 6 the object; the group code of line 7 is none."""
    with pytest.raises(ImportFileError) as refused:
        taken(entities("0\nLINE\nxx\n0\n"))
    assert refused.value.values["line"] == 7


@pytest.mark.parametrize("share", [0.6, 0.8, 0.95, 0.999])
def test_of_a_file_that_is_cut_off_what_is_whole_is_taken(share: float) -> None:
    """At 60 % some lines are there already, the last one cut; it says that it is damaged."""
    data = whole()
    found = taken(data[: int(len(data) * share)])
    assert 1 <= len(unpacked(found.project.site.underlays[0].image)) <= 50
    assert "damaged" in codes(found)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3])
def test_a_file_that_is_cut_off_before_it_draws_is_refused(share: float) -> None:
    """Its head alone: it says what to do, and not that anything was taken."""
    data = whole()
    with pytest.raises(ImportFileError) as refused:
        taken(data[: int(len(data) * share)])
    assert "damaged or cut off" in str(refused.value)
    assert "save it anew" in str(refused.value)
    assert "taken" not in str(refused.value)


def test_a_damaged_drawing_without_its_rest_is_refused_for_another_reason() -> None:
    """A line alone, cut off, of which no faint lines are wanted: nothing of it was taken."""
    with pytest.raises(ImportFileError) as refused:
        taken(entities(line(0, 0, 30, 0))[:-12], keep_rest=False)
    assert str(refused.value) == "plan.dxf holds nothing that a plan could take in"


def test_objects_without_their_marks_are_read() -> None:
    """An LWPOLYLINE as careless programs write it, without 100 AcDbPolyline: 50 by 20 m."""
    corners = "".join(f"10\n{x}\n20\n{y}\n" for x, y in rectangle(0, 0, 50, 20))
    found = taken(entities(f"0\nLWPOLYLINE\n8\nBUILDING\n90\n4\n70\n1\n{corners}"))
    assert [area_m2(one.ring) for one in found.project.site.buildings] == [1000]
    assert "damaged" in codes(found)


def test_a_faulty_head_costs_nothing() -> None:
    """Variables without a name, with a number that is none; the unit beside them is read: 0.5 m by 0.2 m."""
    head = "0\nSECTION\n2\nHEADER\n9\nODD\n40\nx\n9\n$INSUNITS\n70\n4\n9\n$LTSCALE\n40\none\n0\nENDSEC\n"
    source = source_of(head.encode() + entities(house()))
    units = source.summary.units
    assert units is not None
    assert units.stated == "mm"
    assert [note.code for note in source.summary.notes] == ["damaged"]


@pytest.mark.parametrize(
    "part",
    [
        line("nan", 0, 1, 1),
        line("1e20", 0, 1, 1),
        line("1e400", 0, 1, 1),
        "0\nARC\n8\n0\n10\n0\n20\n0\n40\nnan\n50\n0\n51\n1e308\n",
        "0\nCIRCLE\n8\n0\n10\n0\n20\n0\n40\n1e300\n",
        "0\nCIRCLE\n8\n0\n10\n0\n20\n0\n40\n5\n210\n0\n220\n0\n230\n0\n",
        "0\nINSERT\n8\n0\n2\nNONE\n10\nnan\n20\n0\n",
        "0\nTEXT\n8\n0\n10\nnan\n20\n0\n40\n1e300\n1\n6F\n",
        "0\nPOINT\n8\n0\n10\n-1e300\n20\n0\n",
        "0\nSPLINE\n8\n0\n71\n2000000000\n72\n8\n73\n4\n" + "40\n0\n" * 8 + "10\n0\n20\n0\n" * 4,
        "0\nSPLINE\n8\n0\n71\n3\n72\n6\n73\n2\n40\n0\n40\n1e19\n40\n1e300\n10\n0\n20\n0\n10\n1\n20\n1\n",
        "0\nELLIPSE\n8\n0\n10\n0\n20\n0\n11\n0\n21\n0\n40\n0\n41\n0\n42\n1e9\n",
        "0\nHATCH\n8\n0\n91\n2000000000\n92\n1\n93\n2000000000\n72\n1\n10\n0\n20\n0\n11\n5\n21\n5\n",
        "0\nLWPOLYLINE\n8\n0\n90\n2000000000\n70\n1\n10\nnan\n20\n0\n10\n5\n20\n5\n",
        "0\nPOLYLINE\n8\n0\n66\n1\n0\nVERTEX\n8\n0\n10\ninf\n20\n0\n0\nSEQEND\n",
        "0\nSOLID\n8\n0\n10\n0\n20\n0\n",
        "0\nMTEXT\n8\n0\n1\n" + "{" * 5000 + "\n",
        line("abc", 0, 1, 1),
        "0\nCIRCLE\n8\na<b\n10\n0\n20\n0\n40\n5\n",
        "0\nLINE\n8\n0\n62\nred\n10\n0\n20\n0\n11\n30\n21\n30\n",
        "0\nLINE\n8\n0\n62\ninf\n10\n0\n20\n0\n11\n30\n21\n30\n",
        "0\nLWPOLYLINE\n8\n0\n90\n2\n70\n0\n10\n0\n20\n0\n42\n1e6\n10\n90\n20\n0\n",
    ],
)
def test_a_broken_object_costs_only_itself(part: str) -> None:
    """A house of 1000 m² beside it is read, and something is said of it."""
    found = taken(entities(house(), part))
    assert [area_m2(one.ring) for one in found.project.site.buildings] == [1000]


def test_broken_numbers_are_told() -> None:
    """Three lines with a NaN, an infinity and 1e20, in a block, too."""
    made = drawing()
    made.blocks.new("B").add_line((float("nan"), 0), (1, 1))
    made.modelspace().add_blockref("B", (0, 0))
    made.modelspace().add_line((0, 0), (float("inf"), 1))
    made.modelspace().add_line((1e20, 0), (1, 1))
    made.modelspace().add_line((0, 0), (50, 1))
    found = taken(made)
    assert [note.values["count"] for note in found.notes if note.code == "broken_numbers"] == [3]


def bomb() -> bytes:
    """Return blocks of ten blocks each, eight deep, over one of 40 lines: 4 · 10⁹ lines in 30 KB."""
    made = drawing()
    block = made.blocks.new("B0")
    for k in range(40):
        block.add_line((0, k), (1, k))
    for level in range(1, 9):
        block = made.blocks.new(f"B{level}")
        for k in range(10):
            block.add_blockref(f"B{level - 1}", (k * 2.0 ** (level % 6), level))
    made.modelspace().add_blockref("B8", (0, 0))
    made.modelspace().add_lwpolyline(rectangle(0, 0, 50, 20), close=True, dxfattribs={"layer": "BUILDING"})
    return data_of(made)


def rows_and_columns() -> bytes:
    """Return a block of 500 lines inserted a billion times by one object."""
    made = drawing()
    block = made.blocks.new("B")
    for k in range(500):
        block.add_line((0, k / 10), (1, k / 10))
    grid = {"row_count": 30_000, "column_count": 30_000, "row_spacing": 60, "column_spacing": 2}
    made.modelspace().add_blockref("B", (0, 0), dxfattribs=grid)
    made.modelspace().add_lwpolyline(rectangle(0, 0, 50, 20), close=True, dxfattribs={"layer": "BUILDING"})
    return data_of(made)


@pytest.mark.parametrize("hostile", [bomb, rows_and_columns])
def test_blocks_unfold_to_so_many_lines_and_no_more(hostile: Callable[[], bytes]) -> None:
    """The house beside them is taken; of the lines MOST_UNFOLDED, and it says so."""
    data = hostile()
    assert len(data) < 200_000
    found = taken(data, unit="m")
    assert len(found.project.site.buildings) == 1
    assert len(unpacked(found.project.site.underlays[0].image)) == MOST_UNFOLDED == 200_000
    assert [note.values["most"] for note in found.notes if note.code == "too_many_lines"] == [200_000]


def test_blocks_of_nothing_cost_nothing() -> None:
    """Fifty blocks in each of fourteen levels, the innermost empty: 50¹⁴ of nothing."""
    made = drawing()
    made.blocks.new("E0")
    for level in range(1, 15):
        block = made.blocks.new(f"E{level}")
        for k in range(50):
            block.add_blockref(f"E{level - 1}", (k, 0))
    made.modelspace().add_blockref("E14", (0, 0))
    made.modelspace().add_line((0, 0), (30, 30))
    found = taken(made)
    assert len(unpacked(found.project.site.underlays[0].image)) == 1
    assert "too_many_lines" not in codes(found)


def test_blocks_that_hold_themselves_are_left_out_there() -> None:
    """A holds a line, itself, and C; C holds a line and A.

    Inserted A draws its line and that of C; inserted C its own and that of A: four lines in all.
    """
    made = drawing()
    a, c = made.blocks.new("A"), made.blocks.new("C")
    a.add_line((0, 0), (30, 0))
    c.add_line((0, 0), (0, 50))
    a.add_blockref("C", (1, 1))
    a.add_blockref("A", (3, 3))
    c.add_blockref("A", (2, 2))
    made.modelspace().add_blockref("A", (0, 0))
    made.modelspace().add_blockref("C", (100, 0))
    found = taken(made)
    assert len(unpacked(found.project.site.underlays[0].image)) == 4
    assert "self_reference" in codes(found)


def test_a_block_that_holds_itself_in_rows_and_columns_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """30,000 times 30,000 of itself: after some thousand looks at whether reading goes on it does not."""
    monkeypatch.setattr(dxf_blocks, "_MOST_INSERTED", 1000)
    made = drawing()
    block = made.blocks.new("A")
    block.add_line((0, 0), (30, 0))
    grid = {"row_count": 30_000, "column_count": 30_000, "row_spacing": 1, "column_spacing": 1}
    block.add_blockref("A", (0, 0), dxfattribs=grid)
    made.modelspace().add_blockref("A", (0, 0))
    looks = iter([False] * 5000)
    source = read_dxf(data_of(made), "plan.dxf", lambda: next(looks, True), lambda _share: None)
    assert [note.code for note in source.summary.notes] == ["too_many_lines", "self_reference"]


@pytest.mark.parametrize("is_listed", [False, True])
def test_more_layers_than_anybody_could_look_through_are_refused(
    is_listed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five layers, "0" among them, where four may be, that stand in the table or only with lines."""
    for module in (dxf_loading, dxf_blocks):
        monkeypatch.setattr(module, "MOST_LAYERS", 4)
    if is_listed:
        layers = "".join(f"0\nLAYER\n2\nL{k}\n70\n0\n" for k in range(5))
        head = f"0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nLAYER\n70\n5\n{layers}0\nENDTAB\n0\nENDSEC\n"
        data = head.encode() + entities(house())
    else:
        data = entities(*(line(0, k, 30, k, f"L{k}") for k in range(4)))
    with pytest.raises(ImportFileError) as refused:
        taken(data)
    assert (refused.value.code, refused.value.values["most"]) == ("too_many_layers", 4)


@pytest.mark.parametrize("fmt", ["asc", "bin"])
def test_drawings_larger_than_any_plan_are_refused_at_once(fmt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawing of a hundred lines has some thousand groups in both forms."""
    made = drawing()
    for k in range(100):
        made.modelspace().add_line((0, k), (50, k))
    stream = io.BytesIO()
    made.write(stream, fmt="bin")
    data = stream.getvalue() if fmt == "bin" else data_of(made)
    assert source_of(data).summary.layers
    monkeypatch.setattr(dxf_loading, "_MOST_TAGS", 1000)
    with pytest.raises(ImportFileError) as refused:
        taken(data)
    assert refused.value.code == "too_large"


def test_what_cannot_be_what_its_layer_is_stays_a_faint_line() -> None:
    """A triangle on the layer of sheds is none; three sides, back to where they began."""
    sides = "".join(line(*ends, "CP_SHED") for ends in ((0, 0, 60, 0), (60, 0, 0, 40), (0, 40, 0, 0)))
    found = taken(entities(sides))
    assert [len(one) for one in unpacked(found.project.site.underlays[0].image).each()] == [4]
    assert [note.values["count"] for note in found.notes if note.code == "faulty_lines"] == [1]


def test_blocks_a_thousand_deep_are_laid_out() -> None:
    """Each a centimetre beside the one before: the line lies 9.99 m from where the outermost is."""
    made = drawing()
    made.blocks.new("D0").add_line((0, 0), (30, 30))
    for level in range(1, 1000):
        made.blocks.new(f"D{level}").add_blockref(f"D{level - 1}", (0.01, 0))
    made.modelspace().add_blockref("D999", (0, 0))
    assert taken(made).project.site.underlays[0].origin == (9.99, 0)


def test_a_unit_that_makes_a_drawing_larger_than_any_plan_is_refused() -> None:
    """50,000 units as kilometres: farther than plans reach."""
    far = "".join(line(*ends) for ends in ((0, 0, 50_000, 0), (50_000, 0, 50_000, 9)))
    with pytest.raises(ImportFileError) as refused:
        taken(entities(far), unit="km")
    assert refused.value.code == "nothing_to_take"
    assert "2 objects" in str(refused.value)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"where": (("community", "x"),)}, "no_properties"),
        ({"crs": "wgs84"}, "no_crs"),
        ({"unit": "yard"}, "no_such_unit"),
        ({"join_m": float("nan")}, "bad_join"),
        ({"join_m": -1.0}, "bad_join"),
        ({"join_m": 11.0}, "bad_join"),
        ({"roles": (("no such layer", Role.ROAD),)}, "no_such_layer"),
    ],
)
def test_choices_that_do_not_fit_are_refused(choices: dict[str, object], code: str) -> None:
    """Each by its own sentence."""
    with pytest.raises(ImportFileError) as refused:
        taken(entities(house()), **choices)
    assert refused.value.code == code
    assert str(refused.value)


def test_every_role_can_be_chosen_for_every_layer() -> None:
    """A house, a stroke, a point, a circle and a text on one layer: no role is an error."""
    more = "0\nPOINT\n8\nX\n10\n5\n20\n5\n0\nCIRCLE\n8\nX\n10\n9\n20\n9\n40\n2\n"
    words = "0\nTEXT\n8\nX\n10\n5\n20\n5\n40\n1\n1\n6F\n"
    source = source_of(entities(house("X"), line(0, 50, 5, 50, "X"), more, words))
    for role in Role:
        if role is not Role.NOTHING:
            found = taken(entities(house("X"), line(0, 50, 5, 50, "X"), more, words), roles=(("X", role),))
            assert found.project.site.georeference is not None
    assert source.summary.layers[-1].points == 1
