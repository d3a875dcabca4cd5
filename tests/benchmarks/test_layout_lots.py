"""The lots of the layout benchmark: sound shapes, records that pass the checker, bounds that hold."""

from __future__ import annotations

import math

import layout_cases
import layout_lots
import pytest
from layout_cases import SITUATIONS, all_cases, cases_of, is_valid, packed, read_layouts, read_lot, unpacked
from layout_records import area_bound, read_peers, shared_strip_m2

from chargeplan.geometry.polygons import ring_faults, signed_area_m2
from chargeplan.model.scheme import EdgeRole

LOTS = [read_lot(path) for path in layout_cases.lot_files()]
CHECKED_WHOLLY_M2 = 150.0
"""Of larger lots one case is checked here, to keep the tests quick; the benchmark checks all."""


def test_there_are_lots_enough_of_every_kind():
    cases = all_cases()
    assert len(LOTS) >= 40
    assert max(data["area_m2"] for data in LOTS) >= 2990
    assert {(case.situation, case.grouped) for case in cases} == {
        (situation, grouped) for situation in SITUATIONS for grouped in (True, False)
    }
    assert sum(bool(data["holes"]) for data in LOTS) >= 6


@pytest.mark.parametrize("data", LOTS, ids=lambda data: data["name"])
def test_a_lot_is_sound_and_filled_with_two_modules_in_every_situation(data):
    cases = list(cases_of(data))
    assert len({case.module for case in cases}) == 2
    assert {case.situation for case in cases} == set(SITUATIONS)
    problem = cases[0].problem
    assert ring_faults(problem.ring, problem.holes) == ()
    holes = sum(abs(signed_area_m2(hole)) for hole in problem.holes)
    assert abs(signed_area_m2(problem.ring)) - holes == pytest.approx(data["area_m2"], abs=0.02)


@pytest.mark.parametrize("data", LOTS, ids=lambda data: data["name"])
def test_the_situations_are_what_they_say(data):
    roles = {case.situation: case.problem.edges for case in cases_of(data)}
    gates = {case.situation: len(case.problem.entrances) for case in cases_of(data)}
    assert roles["walls"].count(EdgeRole.OPEN) == 0 and gates["walls"] == 1
    assert roles["one_open"].count(EdgeRole.OPEN) == 1
    assert roles["open"].count(EdgeRole.WALL) == 0


def test_the_files_are_those_that_the_script_makes(tmp_path, monkeypatch):
    """The shapes can be made again from the script to the last digit, records apart."""
    monkeypatch.setattr(layout_lots, "FOLDER", tmp_path)
    monkeypatch.setattr(layout_cases, "FOLDER", tmp_path)
    layout_lots.make_lots()
    made = [read_lot(path) for path in layout_cases.lot_files()]
    assert [_shape(data) for data in made] == [_shape(data) for data in LOTS]


def _shape(data):
    return {**data, "cases": list(data["cases"])}


@pytest.mark.parametrize("data", LOTS, ids=lambda data: data["name"])
def test_the_layouts_on_record_pass_the_checker_with_the_count_on_record(data):
    layouts = read_layouts(data["name"])
    recorded = [case for case in cases_of(data) if "best" in case.record]
    assert set(layouts) == {case.key for case in recorded if case.record["who"]}
    for case in recorded if data["area_m2"] <= CHECKED_WHOLLY_M2 else recorded[:1]:
        stalls = unpacked(layouts[case.key])
        assert len(stalls) == case.record["best"]
        assert is_valid(case.problem, stalls)


@pytest.mark.parametrize("data", LOTS, ids=lambda data: data["name"])
def test_no_record_exceeds_a_bound(data):
    """What holds for layouts along the axes of a lot is asked only of these."""
    layouts = read_layouts(data["name"])
    for case in cases_of(data):
        record = case.record
        assert record["best"] <= record["bound"] == area_bound(case)
        if _along_axes(layouts[case.key], case.degrees):
            assert record["best"] <= record.get("axes_bound", math.inf)


def _along_axes(rows, degrees):
    angle = math.radians(degrees)
    return all(
        min(abs((math.atan2(y2 - y1, x2 - x1) - angle) % (math.pi / 2) - k) for k in (0, math.pi / 2)) < 1e-3
        for x1, y1, x2, y2, *_ in rows
    )


def test_every_case_has_been_tried_by_every_peer_and_none_beats_the_record():
    peers = read_peers()
    for case in all_cases():
        assert set(peers[case.name]) == {"single direction", "periodic sweep", "nine offsets"}
        assert max(run["count"] for run in peers[case.name].values()) <= case.record["best"]


def test_packed_stalls_come_back_as_they_were():
    """A front that is the third side of the polygon, given backwards."""
    from chargeplan.model.stalls import Stall

    polygon = ((0.0, 0.0), (0.6, 0.0), (0.6, 2.0), (0.0, 2.0))
    rows = packed((Stall(polygon, ((0.0, 2.0), (0.6, 2.0)), 3),))
    assert rows == [[0.6, 2.0, 0.0, 2.0, 0.0, 0.0, 0.6, 0.0, 3]]
    assert unpacked(rows)[0].front == ((0.6, 2.0), (0.0, 2.0))


def test_a_thin_strip_is_shared_by_two():
    """Right before a front one sees it under half a turn, so two can stand there face to face."""
    assert shared_strip_m2(1.0, 1e-4) == pytest.approx(0.5e-4, rel=1e-2)


def test_a_deep_strip_is_worth_less_for_each_metre():
    """At the far end of a deep strip the front is seen under a small angle only."""
    near, far = shared_strip_m2(0.6, 1.0), shared_strip_m2(0.6, 2.0)
    assert near < far < 2 * near
