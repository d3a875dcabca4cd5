"""GeoJSON that is damaged, strange or too large: one sentence, or what is sound with the rest told."""

from __future__ import annotations

import json
import math

import pytest
from factories import rectangle
from map_files import codes, collection, feature, geojson, in_metres, point, polygon, taken, told

from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.sources import geojson as geojson_module
from chargeplan.files.sources import map_source
from chargeplan.i18n import sentence

SHANGHAI = ((121.47, 31.23), (121.471, 31.23), (121.471, 31.231), (121.47, 31.231))
SOUND = polygon(SHANGHAI, building="yes")


def _refused(data: bytes) -> ImportFileError:
    with pytest.raises(ImportFileError) as refused:
        taken(data)
    assert sentence(refused.value, "en").count("\n") == 0
    return refused.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_json"),
        (b"\0\1\2\3", "bad_json"),
        (b"[]", "no_geojson"),
        (b"{}", "no_geojson"),
        (b'{"type": 7}', "no_geojson"),
        (b'{"type": "Topology", "arcs": []}', "topojson"),
        (b'{"type": "FeatureCollection"}', "no_features"),
        (b'{"type": "FeatureCollection", "features": {}}', "no_features"),
        (b'{"type": "FeatureCollection", "features": []}', "nothing_to_take"),
        (b'{"type": "FeatureCollection", "features": [], "features": []}', "repeated_key"),
        (b"[" * 5000, "too_deep"),
        (b'{"a": ' * 100 + b"1" + b"}" * 100, "too_deep"),
        (b'{"type": "FeatureCollection", "features": [' + b"9" * 5000 + b"]}", "bad_number"),
        (collection(SOUND, **{"chargeplan:units": "cubit"}), "unknown_unit"),
        (collection(SOUND, **{"chargeplan:units": ["m"]}), "unknown_unit"),
        (collection(SOUND, **{"chargeplan:project": []}), "wrong_type"),
    ],
)
def test_what_is_no_geojson_is_refused(data: bytes, code: str) -> None:
    """In one sentence."""
    assert _refused(data).code == code


def test_a_file_that_is_cut_off_is_refused_with_its_place() -> None:
    """The line and the column where reading stopped."""
    error = _refused(b'{"type": "FeatureCollection",\n "features": [{"type":')
    assert error.code == "bad_json"
    assert "line 2" in str(error)
    assert "column" in str(error)


def _broken(coordinates: object, kind: str = "Polygon") -> dict[str, object]:
    return feature(kind, coordinates, building="yes")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (_broken([[121, 31], [122, 31], [122, 32], [121, 31]]), "wrong_nesting"),
        (_broken([[[[121, 31], [122, 31], [122, 32], [121, 31]]]]), "wrong_nesting"),
        (_broken([["121", "31"], [122, 31], [122, 32]]), "wrong_nesting"),
        (_broken([[{"x": 1}, [1, 2], [3, 4]]]), "wrong_nesting"),
        (_broken("POINT (1 2)"), "wrong_nesting"),
        (_broken([121], "Point"), "wrong_nesting"),
        (_broken([[True, False]], "MultiPoint"), "wrong_nesting"),
        (_broken([[121, 31]], "LineString"), "too_few_points"),
        (_broken([[[121, 31], [122, 31], [121, 31]]]), "too_few_points"),
        (_broken([[[121, 31], [math.nan, 31], [122, 32], [121, 31]]]), "not_finite"),
        (_broken([[[121, 31], [math.inf, 31], [122, 32], [121, 31]]]), "not_finite"),
        (_broken([[[121, 31], [10**400, 31], [122, 32], [121, 31]]]), "not_finite"),
        (_broken([[[121, 31], [None, 31], [122, 32], [121, 31]]]), "not_finite"),
        (_broken([]), "no_geometry"),
        (_broken([[[121, 31]]], "Curve"), "unknown_shape"),
        ({"type": "Feature", "properties": {}, "geometry": None}, "no_geometry"),
        ({"type": "Feature", "properties": None}, "no_geometry"),
        ({"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": []}}, "no_geometry"),
        ({"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": 1}}, "wrong_nesting"),
        ({"type": "Thing"}, "no_feature"),
        (17, "no_feature"),
    ],
)
def test_a_broken_feature_is_left_out_and_told_with_its_place(broken: object, code: str) -> None:
    """The other one is taken; alone, the broken one is the reason for which the file is refused."""
    result = taken(collection(SOUND, broken))  # type: ignore[arg-type]
    assert len(result.project.site.buildings) == 1
    assert "features[1]" in told(result, code)
    error = _refused(collection(broken))  # type: ignore[arg-type]
    assert error.code == "nothing_to_take"
    assert isinstance(error.values["reason"], ChargeplanError)
    assert error.values["reason"].code == code
    assert "features[0]" in sentence(error, "en")


def test_many_alike_are_counted_together() -> None:
    """Twelve without a geometry are one note, with the places of the first five."""
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    result = taken(collection(SOUND, *[empty] * 12))
    assert codes(result).count("no_geometry") == 1
    assert told(result, "no_geometry") == (
        "Left out (12), without a geometry: "
        "features[1], features[2], features[3], features[4], features[5], …"
    )


def test_heights_are_left_out() -> None:
    """The third number of each place."""
    ring = [[x, y, 4.5] for x, y in (*SHANGHAI, SHANGHAI[0])]
    result = taken(collection(feature("Polygon", [ring], building="yes")))
    assert len(result.project.site.buildings) == 1
    assert "features[0]" in told(result, "heights")


def test_outlines_and_lines_without_any_size_are_left_out() -> None:
    """All corners on one line, and all points in one place."""
    flat = polygon(((0, 0), (5, 0), (10, 0)), building="yes")
    dot = feature("LineString", [[1, 1], [1, 1]], role="fence")
    result = taken(in_metres(polygon(rectangle(0, 0, 9, 9), building="yes"), flat, dot))
    assert "features[1]" in told(result, "no_area")
    assert "features[2]" in told(result, "no_length")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_that_files_come_in(encoding: str) -> None:
    """The community's name is read right in each of them."""
    named = polygon(SHANGHAI, building="yes", community="北泰花园")
    text = json.dumps({"type": "FeatureCollection", "features": [named]}, ensure_ascii=False)
    assert taken(text.encode(encoding)).project.estate.name == "北泰花园"


def test_text_in_no_encoding_is_refused() -> None:
    """0xFF begins no character of UTF-8 or GB 18030, and half a unit is no UTF-16."""
    assert _refused(b'{"type": "\xff\xff"}').code == "bad_text"
    assert _refused(b"\xff\xfe{\0\xd8").code == "bad_text"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_that_is_cut_off_within_a_letter_is_told_to_be_cut_off(encoding: str) -> None:
    """As one that is cut off between two: it is no matter of its encoding."""
    whole = '{"type": "FeatureCollection", "name": "北泰花园'.encode(encoding)
    assert _refused(whole[:-1]).code == _refused(whole).code == "bad_json"


def test_a_file_with_too_many_points_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told; counted are brackets, so damage behind them does not matter."""
    monkeypatch.setattr(geojson_module, "MOST_POSITIONS", 100)
    error = _refused(b'{"type": "FeatureCollection", "features": [' + b"[1,2]," * 200)
    assert error.code == "too_many_points"
    assert "100" in str(error)


def test_more_elements_than_a_plan_can_have_stay_as_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of three buildings become elements, and how many did not is told."""
    monkeypatch.setattr(map_source, "MOST_ELEMENTS", 2)
    result = taken(in_metres(*[polygon(rectangle(x, 0, x + 9, 9), building="yes") for x in (0, 20, 40)]))
    assert len(result.project.site.buildings) == 2
    assert "features[2]" in told(result, "too_many_elements")
    assert len(result.project.site.underlays) == 1


def test_an_outline_of_more_corners_than_a_plan_takes_stays_as_lines() -> None:
    """A circle of 20,001 corners."""
    turns = [2 * math.pi * i / 20_001 for i in range(20_001)]
    ring = tuple((100 * math.cos(turn), 100 * math.sin(turn)) for turn in turns)
    result = taken(in_metres(polygon(ring, role="green"), point(0, 0, role="hydrant")))
    assert result.project.site.greens == ()
    assert "20001" in told(result, "no_element")


def test_properties_of_any_kind_do_no_harm() -> None:
    """Lists, objects, huge numbers and texts that look like markup or formulas; the name stays as it is."""
    odd = {
        "role": ["building"],
        "building": True,
        "levels": {"a": 1},
        "height": 1e300,
        "community": 10**400,
        "name": "<b>=1+1</b>",
        "blank_walls": "[[[[",
        "households": "1e999",
        "id": {"x": 1},
    }
    (building,) = taken(in_metres(polygon(rectangle(0, 0, 9, 9), **odd))).project.site.buildings
    assert (building.name, building.storeys, building.height_m) == ("<b>=1+1</b>", None, None)


def test_a_role_that_nobody_knows_is_told() -> None:
    """And the tag counts."""
    result = taken(in_metres(polygon(rectangle(0, 0, 9, 9), role="castle", building="yes")))
    assert len(result.project.site.buildings) == 1
    assert "castle" in told(result, "unknown_role")


def test_reading_the_same_bytes_gives_the_same_plan() -> None:
    """Ids, lines and notes too."""
    data = in_metres(polygon(rectangle(0, 0, 9, 9), building="yes"), point(3, 3), point(5, 5, natural="tree"))
    assert geojson(data).summary == geojson(data).summary
    assert taken(data) == taken(data)


def test_the_reason_for_a_refusal_is_said_in_both_languages() -> None:
    """The word for the element too: a lawn of 20,000 km, and nothing else."""
    ring = ((0, 0), (20_000_000, 0), (20_000_000, 20_000_000))
    with pytest.raises(ImportFileError) as refused:
        taken(in_metres(polygon(ring, role="green")))
    assert "green" in sentence(refused.value, "en")
    assert "绿地" in sentence(refused.value, "zh_CN")
    assert "Note(" not in sentence(refused.value, "en")
