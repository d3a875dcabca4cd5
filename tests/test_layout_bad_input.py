"""Lots that nobody can fill, through `chargeplan layout`: a sentence with the place, or 0 stalls and why."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from chargeplan.cli import run
from chargeplan.files import layout_file

BOX = [[0, 0], [10, 0], [10, 8], [0, 8]]
MODULE = {
    "pitch_m": 0.6, "single_depth_m": 2.0, "double_depth_m": 4.0,
    "aisle_one_side_m": 1.5, "aisle_two_side_m": 2.6,
}  # fmt: skip
SOUND_AND_CROSSED_HOLE = [[[1, 1], [2, 1], [2, 2], [1, 2]], [[3, 3], [5, 5], [5, 3], [3, 5]]]
GROUP = {"max_stalls": 25, "max_length_m": 20, "gap_m": 2.0}


def _lot(**changes: Any) -> dict[str, Any]:
    lot = {"lot": BOX, "edges": ["open", "wall", "wall", "wall"], "module": MODULE, "effort": "live"}
    return {key: value for key, value in {**lot, **changes}.items() if value is not None}


def _circle(corners: int, radius_m: float, x: float = 0.0, y: float = 0.0) -> list[list[float]]:
    angles = [2 * math.pi * index / corners for index in range(corners)]
    return [[round(x + radius_m * math.cos(a), 4), round(y + radius_m * math.sin(a), 4)] for a in angles]


def _zigzag(corners: int) -> list[list[float]]:
    """Return a strip 30 m deep whose lower side goes up and down by half a metre all along."""
    teeth = [[round(index * 0.01, 2), 0.5 * (index % 2)] for index in range(corners - 2)]
    return [*teeth, [teeth[-1][0], 30.0], [0.0, 30.0]]


def _asked(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    path = tmp_path / "lot.json"
    path.write_text(text, encoding="utf-8")
    status = run(["layout", str(path)])
    return status, *capsys.readouterr()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "crossed": (
        _lot(lot=[[0, 0], [10, 8], [10, 0], [0, 8]]),
        "lot: the outline crosses or touches itself at 5.0, 4.0",
    ),
    "crossed hole": (
        _lot(holes=SOUND_AND_CROSSED_HOLE),
        "holes[1]: the outline crosses or touches itself at 4.0, 4.0",
    ),
    "hole outside": (
        _lot(holes=[[[20, 20], [21, 20], [21, 21]]]),
        "holes[0]: hole 1 does not lie inside the outline",
    ),
    "empty": (_lot(lot=[], edges=None), "lot: an outline needs at least three different corners"),
    "one place": (_lot(lot=[[1, 1]] * 4), "lot: an outline needs at least three different corners"),
    "needle": (
        _lot(lot=[[0, 0], [9, 0], [9, 0.005]], edges=None),
        "lot: the outline is a needle, on average 0.0025 m wide",
    ),
    "spike": (
        _lot(lot=[[0, 0], [9, 0], [9, 8], [9, 20], [9, 8]], edges=None),
        "lot: the outline crosses or touches itself at 9.0, 8.0",
    ),
    "not a number": (
        _lot(lot=[[0, 0], [10, math.nan], [10, 8]], edges=None),
        "lot[1][1] is not a finite number",
    ),
    "infinite": (_lot(holes=[[[1, 1], [2, 1], [-math.inf, 2]]]), "holes[0][2][0] is not a finite number"),
    "infinite module": (
        _lot(module={**MODULE, "pitch_m": math.inf}),
        "module.pitch_m is not a finite number",
    ),
    "corners": (_lot(lot=_circle(20_001, 60.0), edges=None), "the lot has 20001 corners, more than 20000"),
    "corners of holes": (
        _lot(
            lot=[[0, 0], [60, 0], [60, 40], [0, 40]],
            holes=[_circle(10_000, 1.0, 5 + 9 * k, 9) for k in range(2)],
        ),
        "the lot has 20004 corners, more than 20000",
    ),
    "zigzag that crosses at its end": (
        _lot(lot=[*_zigzag(19_998), [5.0, -3.0]], edges=None),
        "lot: the outline crosses or touches itself at",
    ),
    "group of none": (
        _lot(group={**GROUP, "max_stalls": 0}),
        "group: a group needs room for at least one stall: 0",
    ),
    "group of no length": (
        _lot(group={**GROUP, "max_length_m": 0}),
        "group: max_length_m must be greater than zero: 0",
    ),
    "long entrance": (
        _lot(entrances=[{"edge": 0, "from_m": 1, "width_m": 2}, {"edge": 1, "from_m": 3, "width_m": 6}]),
        "entrances[1] ends 9.0 m along side 1, which is only 8.0 m long",
    ),
    "entrance in no side": (
        _lot(entrances=[{"edge": 4, "from_m": 0, "width_m": 2}]),
        "entrances[0].edge names side 4, which is not there",
    ),
    "wide beyond sense": (
        _lot(module={**MODULE, "pitch_m": 101}),
        "module.pitch_m must lie between 0.1 and 100.0 m, not 101",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_lot_is_told_in_one_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lot, told = REFUSED[name]
    status, out, err = _asked(tmp_path, json.dumps(lot), capsys)
    assert (status, out) == (2, "")
    assert err.startswith(f"chargeplan: {told}")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "text", [json.dumps(_lot()) + " " * 2_000_000, "[" * 2_000_001], ids=["blanks", "nested"]
)
def test_a_file_of_2_mb_is_never_parsed(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(layout_file.json, "loads", None)
    status, out, err = _asked(tmp_path, text, capsys)
    assert (status, out) == (2, "")
    assert err == "chargeplan: the lot file is larger than 2000000 bytes\n"


EMPTY: dict[str, tuple[dict[str, Any], str]] = {
    "smaller than a stall": (_lot(lot=[[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]), "too_small"),
    "stalls wider than the lot": (_lot(module={**MODULE, "pitch_m": 20}), "too_small"),
    "stalls deeper than the lot": (
        _lot(module={**MODULE, "single_depth_m": 15, "double_depth_m": 30}),
        "too_small",
    ),
    "aisle wider than the lot": (
        _lot(
            edges=None,
            entrances=[{"edge": 0, "from_m": 1, "width_m": 2}],
            module={**MODULE, "aisle_one_side_m": 50, "aisle_two_side_m": 60},
        ),
        "too_small",
    ),
    "all walls": (_lot(edges=None), "no_way_out"),
    "a hole all over": (_lot(holes=[BOX]), "no_ground"),
    "groups shorter than a stall": (_lot(group={**GROUP, "max_length_m": 0.5}), "group_impossible"),
    "walls of 20,000 corners": (_lot(lot=_circle(20_000, 30.0), edges=None), "no_way_out"),
}


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("effort", ["live", "full"])
def test_a_lot_that_holds_nothing_says_why(
    name: str, effort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lot, code = EMPTY[name]
    status, out, err = _asked(tmp_path, json.dumps({**lot, "effort": effort}), capsys)
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert (answer["count"], answer["stalls"]) == (0, [])
    assert [reason["code"] for reason in answer["reasons"]] == [code]
    assert all(reason["text"] and "{" not in reason["text"] for reason in answer["reasons"])


@pytest.mark.parametrize(
    "changes",
    [
        {"lot": BOX[::-1], "edges": ["wall", "wall", "open", "wall"]},
        {
            "lot": [BOX[0], BOX[0], *BOX[1:], BOX[3]],
            "edges": ["wall", "open", "wall", "wall", "wall", "wall"],
        },
        {"lot": [*BOX, BOX[0]]},
    ],
    ids=["clockwise", "repeated corners", "closed"],
)
def test_the_same_lot_told_otherwise_gives_the_same_bytes(
    changes: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = _asked(tmp_path, json.dumps(_lot()), capsys)
    assert plain[0] == 0
    assert json.loads(plain[1])["count"] > 0
    assert _asked(tmp_path, json.dumps(_lot(**changes)), capsys) == plain
