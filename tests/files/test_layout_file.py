"""A lot as JSON in, its layout as JSON out: what is accepted, what is refused and with which place."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.errors import ImportFileError
from chargeplan.files.layout_file import MOST_BYTES, layout_json, read_layout_problem
from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.filling import fill_lot
from chargeplan.geometry.limits import too_large
from chargeplan.geometry.polygons import ring_faults
from chargeplan.i18n import sentence
from chargeplan.model.layout import Layout, Reason
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.stalls import Stall

OPEN, WALL = EdgeRole.OPEN, EdgeRole.WALL

MODULE = {
    "pitch_m": 0.6, "single_depth_m": 2.0, "double_depth_m": 4.0,
    "aisle_one_side_m": 1.5, "aisle_two_side_m": 2.6,
}  # fmt: skip
GROUP = {"max_stalls": 25, "max_length_m": 20, "gap_m": 2.0, "panels": False}
LOT = {"lot": [[0, 0], [10, 0], [10, 8], [0, 8]], "module": MODULE}


def _text(**changes: Any) -> str:
    return json.dumps({**LOT, **changes})


def test_everything_that_may_be_given_is_read() -> None:
    problem, effort = read_layout_problem(
        _text(
            holes=[[[4, 4], [5, 4], [5, 5]]],
            edges=["open", "wall", "wall", "wall"],
            entrances=[{"edge": 2, "from_m": 3.0, "width_m": 2.0}],
            module={**MODULE, "angle_degrees": 60, "least_aisle_m": 1.2},
            group=GROUP,
            effort="live",
        )
    )
    assert problem.ring == ((0.0, 0.0), (10.0, 0.0), (10.0, 8.0), (0.0, 8.0))
    assert problem.holes == (((4.0, 4.0), (5.0, 4.0), (5.0, 5.0)),)
    assert problem.edges == (OPEN, WALL, WALL, WALL)
    assert problem.entrances == (Entrance(2, 3.0, 2.0),)
    assert (problem.module.angle_degrees, problem.module.least_aisle_m) == (60.0, 1.2)
    assert problem.group is not None
    assert (problem.group.max_stalls, problem.group.gap_m, problem.group.panels) == (25, 2.0, False)
    assert effort == "live"


def test_what_is_absent_has_its_default() -> None:
    problem, effort = read_layout_problem(_text())
    assert problem.edges == (WALL,) * 4
    assert (problem.holes, problem.entrances, problem.group) == ((), (), None)
    assert (problem.module.angle_degrees, problem.module.least_aisle_m) == (90.0, 1.5)
    assert effort == "full"


@pytest.mark.parametrize("extra", [[], ["wall"]], ids=["a role a side", "a role for the closing side"])
def test_a_closed_ring_is_taken_gracefully(extra: list[str]) -> None:
    edges = ["open", "wall", "wall", "open", *extra]
    problem, _ = read_layout_problem(_text(lot=[*LOT["lot"], [0, 0]], edges=edges))  # type: ignore[misc]
    assert len(problem.ring) == 4
    assert problem.edges == (OPEN, WALL, WALL, OPEN)


def test_repeated_points_keep_their_roles_in_order() -> None:
    """The second of two equal corners begins the open side."""
    problem, _ = read_layout_problem(
        _text(lot=[[0, 0], [0, 0], [10, 0], [10, 8], [0, 8]], edges=["wall", "open", "wall", "wall", "wall"])
    )
    assert (
        fill_lot(problem).count
        == fill_lot(read_layout_problem(_text(edges=["open"] + ["wall"] * 3))[0]).count
    )


def test_a_clockwise_ring_follows_the_given_order() -> None:
    clockwise = [[0, 0], [0, 8], [10, 8], [10, 0]]
    problem, _ = read_layout_problem(_text(lot=clockwise, edges=["wall", "wall", "wall", "open"]))
    straight, _ = read_layout_problem(_text(edges=["open", "wall", "wall", "wall"]))
    assert fill_lot(problem) == fill_lot(straight)


REFUSED: dict[str, tuple[str, str, str]] = {
    "no json": ("{", "not_json", "line 1"),
    "nothing": ("", "not_json", "line 1"),
    "a list": ("[]", "wrong_type", "$"),
    "nested": ("[" * 200_000 + "]" * 200_000, "nested_too_deep", "16"),
    "nested objects": ('{"lot":' * 200_000, "nested_too_deep", "16"),
    "quotes without end": ('{"lot": "' + '\\"' * 900_000, "not_json", "line 1"),
    "too large": (" " * (MOST_BYTES + 1), "file_too_large", str(MOST_BYTES)),
    "not a number": (_text(lot=[[0, 0], [10, math.nan], [10, 8]]), "not_finite", "lot[1][1]"),
    "infinite": (_text(lot=[[0, 0], [10, math.inf], [10, 8]]), "not_finite", "lot[1][1]"),
    "overflow": (_text().replace("10", "1e999", 1), "not_finite", "lot[1][0]"),
    "long integer": (_text().replace("10", "1" * 400, 1), "not_finite", "lot[1][0]"),
    "longer integer": (_text().replace("10", "1" * 5000, 1), "not_json", "JSON"),
    "far away": (_text(lot=[[0, 0], [1e9, 0], [0, 8]]), "too_far", "lot[1]"),
    "text for a number": (_text(lot=[[0, 0], ["10", 0], [0, 8]]), "wrong_type", "lot[1][0]"),
    "true for a number": (_text(lot=[[0, 0], [True, 0], [0, 8]]), "wrong_type", "lot[1][0]"),
    "three numbers": (_text(lot=[[0, 0, 0], [10, 0], [0, 8]]), "wrong_type", "lot[0]"),
    "no ring": (_text(lot=5), "wrong_type", "lot"),
    "empty": (_text(lot=[]), "too_few_corners", "lot"),
    "two corners": (_text(lot=[[0, 0], [1, 0]]), "too_few_corners", "lot"),
    "crossed": (_text(lot=[[0, 0], [4, 4], [4, 0], [0, 4]]), "crossed", "2.0, 2.0"),
    "needle": (_text(lot=[[0, 0], [9, 0], [9, 0.005]]), "needle", "lot"),
    "too many corners": (
        _text(lot=[[round(math.cos(i / 3200), 4), round(math.sin(i / 3200), 4)] for i in range(20_001)]),
        "too_many_corners", "20001",
    ),
    "a continent": (_text(lot=[[0, 0], [2e6, 0], [2e6, 2e6]]), "lot_too_large", "no more than 200000 m²"),
    "a square kilometre": (
        _text(lot=[[0, 0], [1000, 0], [1000, 1000], [0, 1000]]), "lot_too_large", "has 1000000 m²",
    ),
    "a strip": (_text(lot=[[0, 0], [9000, 0], [9000, 4], [0, 4]]), "lot_too_large", "is 9000 m long"),
    "stalls for mice": (
        _text(lot=[[0, 0], [100, 0], [100, 100], [0, 100]],
              module={**MODULE, "pitch_m": 0.1, "single_depth_m": 0.1, "double_depth_m": 0.2}),
        "too_many_stalls", "1000000 stalls",
    ),
    "hole outside": (_text(holes=[[[20, 20], [21, 20], [21, 21]]]), "hole_outside", "holes[0]"),
    "crossed hole": (_text(holes=[[[1, 1], [4, 4], [4, 1], [1, 4]]]), "crossed", "holes[0]"),
    "edges": (_text(edges=["open"]), "edges_do_not_fit", "4 sides"),
    "role": (_text(edges=["open", "wall", "door", "wall"]), "unknown_role", "edges[2]"),
    "role of another type": (_text(edges=["open", "wall", 1, "wall"]), "unknown_role", "edges[2]"),
    "no module": (json.dumps({"lot": LOT["lot"]}), "missing_key", "module"),
    "half a module": (_text(module={"pitch_m": 0.6}), "missing_key", "single_depth_m"),
    "negative": (_text(module={**MODULE, "pitch_m": -0.6}), "bad_size", "module.pitch_m"),
    "millimetres": (_text(module={**MODULE, "pitch_m": 600}), "bad_size", "module.pitch_m"),
    "angle": (_text(module={**MODULE, "angle_degrees": 50}), "bad_stall_angle", "module"),
    "unknown key": (_text(color="red"), "unknown_key", "color"),
    "unknown key within": (_text(group={**GROUP, "size": 1}), "unknown_key", "group"),
    "key twice": ('{"lot": [], "lot": []}', "duplicate_key", "lot"),
    "group of 0": (_text(group={**GROUP, "max_stalls": 0}), "bad_group", "group"),
    "half a stall": (_text(group={**GROUP, "max_stalls": 2.5}), "wrong_type", "group.max_stalls"),
    "negative gap": (_text(group={**GROUP, "gap_m": -1}), "negative", "group"),
    "entrance before": (
        _text(entrances=[{"edge": 1, "from_m": -1, "width_m": 2.0}]), "negative", "less than zero",
    ),
    "panels": (_text(group={**GROUP, "panels": "no"}), "wrong_type", "group.panels"),
    "entrance beyond": (
        _text(entrances=[{"edge": 1, "from_m": 7.0, "width_m": 2.0}]), "entrance_too_long", "entrances[0]",
    ),
    "entrance nowhere": (
        _text(entrances=[{"edge": 4, "from_m": 0, "width_m": 2.0}]), "no_such_edge", "entrances[0].edge",
    ),
    "entrance of no width": (
        _text(entrances=[{"edge": 1, "from_m": 0, "width_m": 0}]), "not_positive", "entrances[0]",
    ),
    "effort": (_text(effort="hard"), "unknown_effort", "hard"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str) -> None:
    text, code, told = REFUSED[name]
    with pytest.raises(ImportFileError) as refusal:
        read_layout_problem(text)
    assert refusal.value.code == code
    assert told in str(refusal.value)
    assert told in sentence(refusal.value, "en")
    assert "{" not in sentence(refusal.value, "en").replace(code, "")


WHOLE = {
    **LOT,
    "holes": [[[4, 3], [5, 3], [5, 4]]],
    "edges": ["open", "wall", "wall", "wall"],
    "entrances": [{"edge": 1, "from_m": 2.0, "width_m": 2.0}],
    "group": GROUP,
    "effort": "live",
}
HOSTILE = [
    None, True, -1, 0, 1, 1e-9, -0.0, 1e308, -1e308, math.nan, math.inf, 10**30, "", "open", "\ud800", "\x00",
    [], [[]], {}, [0], [0, 0], [[0, 0]], {"edge": 0}, [[1, 1]] * 4, [[0, 0], [1e7, 0], [0, 1e7]],
]  # fmt: skip


def _places(value: Any) -> list[tuple[Any, ...]]:
    """Return the way to every value within a document."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [(), *((key, *rest) for key, inner in entries for rest in _places(inner))]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(_places(WHOLE)), st.sampled_from(HOSTILE)), min_size=1, max_size=3))
def test_any_value_anywhere_is_read_or_refused_in_words(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """Up to three values of a whole lot file are replaced; what is read is a sound lot."""
    document: Any = copy.deepcopy(WHOLE)
    for way, value in changes:
        document = _with(document, way, value)
    try:
        problem, _ = read_layout_problem(json.dumps(document))
    except ImportFileError as error:
        for language in ("en", "zh_CN"):
            assert sentence(error, language)
        return
    assert not [fault for fault in ring_faults(problem.ring, problem.holes) if fault.blocking]
    assert too_large(problem) is None
    for gate in problem.entrances:
        assert 0 <= gate.edge < len(problem.ring)


def _with(document: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return copy.deepcopy(value)
    try:
        inner = document[way[0]]
    except (KeyError, IndexError, TypeError):
        return document
    if isinstance(document, dict | list):
        document[way[0]] = _with(inner, way[1:], value)
    return document


def test_a_narrow_entrance_is_no_error_but_no_way_out() -> None:
    problem, _ = read_layout_problem(_text(entrances=[{"edge": 1, "from_m": 0, "width_m": 1.0}]))
    data = json.loads(layout_json(fill_lot(problem)))
    assert data["count"] == 0
    assert [reason["code"] for reason in data["reasons"]] == ["entrance_too_narrow", "no_way_out"]
    assert "1.0 m" in data["reasons"][0]["text"]


def test_a_layout_is_written_with_every_key() -> None:
    """200 m² with one open side; the written count is the number of written stalls."""
    text = _text(lot=[[0, 0], [20, 0], [20, 10], [0, 10]], edges=["open"] + ["wall"] * 3, group=GROUP)
    problem, effort = read_layout_problem(text)
    data = json.loads(layout_json(fill_lot(problem, effort)))
    assert list(data) == [
        "count", "stalls", "aisles", "panels", "area_m2", "usable_m2", "row_directions_degrees", "reasons",
    ]  # fmt: skip
    assert data["count"] == len(data["stalls"]) > 0
    assert set(data["stalls"][0]) == {"polygon", "front", "group"}
    assert (data["area_m2"], data["usable_m2"]) == (200.0, 200.0)


def test_what_was_written_still_passes_the_checker() -> None:
    """A lot at an angle that no grid fits; its stalls are written to 0.1 mm."""
    ring = [[0.1234, 0.5], [21.7, 6.3], [18.2, 20.9], [-3.3, 15.05]]
    problem, _ = read_layout_problem(_text(lot=ring, edges=["open", "wall", "open", "wall"]))
    data = json.loads(layout_json(fill_lot(problem)))
    stalls = tuple(
        Stall(tuple(map(tuple, s["polygon"])), tuple(map(tuple, s["front"])), s["group"])  # type: ignore[arg-type]
        for s in data["stalls"]
    )
    aisles = tuple(tuple((x, y) for x, y in aisle) for aisle in data["aisles"])
    assert len(stalls) > 50
    assert check_layout(problem, Layout(stalls, aisles)) == ()


def test_numbers_are_written_without_noise() -> None:
    layout = Layout(
        stalls=(Stall(((0.1 + 0.2, -0.00001), (1, 0), (1, 1), (0, 1)), ((0, 0), (1, 0)), 3),),
        area_m2=1 / 3,
        reasons=(Reason("x", "{a} m", (("a", 1.5),)),),
    )
    text = layout_json(layout)
    data = json.loads(text)
    assert data["stalls"][0]["polygon"][0] == [0.3, 0.0]
    assert "-0.0" not in text
    assert data["area_m2"] == 0.3333
    assert data["reasons"] == [{"code": "x", "text": "1.5 m"}]
