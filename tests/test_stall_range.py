"""Between which counts the stalls of a plan lie when its scale is known to a share only."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from decimal import Decimal

import pytest
from factories import kept_row, rectangle, small_project, underlay

from chargeplan.analysis import (
    Analysis,
    AreaTolerances,
    StallRange,
    analyse,
    area_tolerances,
    stall_range,
)
from chargeplan.engineering.scale_doubt import scaled_lot, scaled_scheme, scaled_site
from chargeplan.errors import CalledOff
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Scheme, Shed
from chargeplan.model.site import Obstacle, ObstacleKind, Site
from chargeplan.report import analysis_json, analysis_text

WALLS = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)


def one_row(share: float | None) -> Project:
    """Return a lot 32.7 m long and 2.3 m deep, open in front, on which one row of compact stalls stands."""
    lot = Lot("lot-1", rectangle(100, 0, 132.7, 2.3), edges=WALLS, filled=True)
    scheme = Scheme("scheme-1", lots=(lot,), module_id="compact")
    return Project(site=Site(scale_error_share=share), schemes=(scheme,))


@pytest.fixture(scope="module")
def doubted() -> Analysis:
    return analyse(one_row(0.01))


def test_a_row_has_fewer_or_more_stalls_as_its_ground_is_shorter_or_longer(doubted: Analysis) -> None:
    """32.7 / 0.60 = 54.5: 54 stalls. 99 %: 32.373 / 0.60 = 53.96: 53. 101 %: 33.027 / 0.60 = 55.05: 55."""
    assert doubted.totals.stalls == 54
    assert stall_range(doubted) == StallRange(53, 55)


def test_many_lots_are_filled_quickly_and_their_range_is_told_as_rough(
    doubted: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row has 53, 54 and 55 stalls quickly, too: one more or less to either side."""
    monkeypatch.setattr("chargeplan.analysis.MOST_LOTS_FILLED_ANEW", 0)
    found = stall_range(doubted)
    assert found == StallRange(53, 55, rough=True)
    assert found.text == "≈ 53–55"
    assert stall_range(doubted, exact=True) == StallRange(53, 55)


def test_a_rough_range_reaches_as_far_as_the_larger_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """32.45 m: 54 stalls, at 99 % 53, at 101 % 54 still. 1 m: 1 stall, at 10 % none, at 190 % 3."""
    monkeypatch.setattr("chargeplan.analysis.MOST_LOTS_FILLED_ANEW", 0)
    for length_m, share, found in ((32.45, 0.01, (53, 55)), (1.0, 0.9, (0, 3))):
        lot = replace(one_row(None).schemes[0].lots[0], ring=rectangle(100, 0, 100 + length_m, 2.3))
        scheme = Scheme("scheme-1", lots=(lot,), module_id="compact")
        analysis = analyse(replace(one_row(share), schemes=(scheme,)))
        assert stall_range(analysis) == StallRange(*found, rough=True)


def test_only_new_stalls_are_counted_and_obstacles_move_with_the_ground() -> None:
    """An old shed and an old lot hold more; a tree that stands 0.5 m beyond the row's end stays beyond it."""
    plan = one_row(0.01)
    old_lot = Lot("lot-9", rectangle(0, 0, 32.7, 2.3), edges=WALLS, filled=True, existing=True)
    old = Shed("shed-9", (0.0, 20.0), 0.0, 12.0, 2.0, existing=True)
    scheme = replace(plan.schemes[0], lots=(*plan.schemes[0].lots, old_lot), sheds=(old,))
    site = replace(plan.site, obstacles=(Obstacle("tree-1", (133.4, 1.15), 0.2, ObstacleKind.TREE),))
    assert stall_range(analyse(replace(plan, site=site, schemes=(scheme,)))) == StallRange(53, 55)


def test_the_ground_is_in_doubt_by_a_little_more_than_twice_the_share(doubted: Analysis) -> None:
    """32.7 m × 2.3 m = 75.21 m²; × 0.0201 = 1.51 m²."""
    tolerances = area_tolerances(doubted)
    assert isinstance(tolerances, AreaTolerances)
    assert tolerances.lot_area_m2 == Decimal("1.51")


def test_only_usable_ground_is_in_doubt_where_some_of_a_lot_is_not_usable() -> None:
    """Of 20 × 8 m, what a building of 10 m width covers and keeps clear is not usable."""
    plan = small_project()
    wall = replace(plan.site.buildings[0], ring=rectangle(10, 4, 20, 12))
    site = replace(plan.site, buildings=(wall,), scale_error_share=0.01)
    analysis = analyse(replace(plan, site=site))
    assert analysis.totals.usable_area_m2 < 120
    expected = round(float(analysis.totals.usable_area_m2) * 0.0201, 2)
    assert float(area_tolerances(analysis).usable_area_m2) == pytest.approx(expected, abs=0.011)


def test_sheds_are_built_to_their_own_measures() -> None:
    """The shed of 20 stalls keeps them whatever the scale, and its roofs and strips are in no doubt."""
    plan = small_project()
    analysis = analyse(replace(plan, site=replace(plan.site, scale_error_share=0.05)))
    assert stall_range(analysis) == StallRange(20, 20)
    assert area_tolerances(analysis).gross_area_m2 == 0


def test_nothing_is_told_of_a_range_where_there_is_nothing() -> None:
    """A checked plan without a scheme, and one whose lot is too shallow for any stall."""
    shallow = Lot("lot-1", rectangle(0, 0, 30, 0.5), edges=WALLS, filled=True)
    for lots in ((), (shallow,)):
        scheme = Scheme("scheme-1", lots=lots, module_id="compact")
        assert stall_range(analyse(replace(one_row(0.01), schemes=(scheme,)))) is None


def test_without_a_check_there_is_no_range_and_nothing_is_filled_anew() -> None:
    analysis = analyse(one_row(None))
    assert stall_range(analysis) is None
    assert area_tolerances(analysis) is None
    assert stall_range(replace(analysis, project=one_row(0.0))) == StallRange(54, 54)


def test_it_can_be_called_off(doubted: Analysis) -> None:
    with pytest.raises(CalledOff):
        stall_range(doubted, lambda: True)


def test_gates_keep_their_width_and_stay_within_their_side() -> None:
    """A side of 10 m with a gate of 3 m at its end: on 90 % of it, 9 m, the gate begins at 9 - 3 = 6 m."""
    lot = Lot("lot-1", rectangle(0, 0, 10, 5), edges=(EdgeRole.WALL,) * 4, entrances=(Entrance(0, 7, 3),))
    smaller = scaled_lot(lot, 0.9)
    assert smaller.ring == rectangle(0, 0, 9, 4.5)
    assert smaller.entrances == (Entrance(0, 6, 3),)


def test_what_was_set_by_hand_goes_with_its_lot() -> None:
    """Hole, removed place and blocked ground lie twice as far away; a kept row goes with its middle."""
    lot = Lot(
        "lot-1", rectangle(0, 0, 30, 20), holes=(rectangle(20, 10, 22, 12),), removed=((1.0, 2.0),),
        blocked=(rectangle(4, 4, 5, 5),), kept=(kept_row((9.4, 4.1), 2),),
    )  # fmt: skip
    larger = scaled_lot(lot, 2.0)
    assert larger.holes == (rectangle(40, 20, 44, 24),)
    assert (larger.removed, larger.blocked) == (((2.0, 4.0),), (rectangle(8, 8, 10, 10),))
    before, after = (
        [corner for stall in each.kept[0].stalls for corner in stall.polygon] for each in (lot, larger)
    )
    assert before[0] == (9.4, 4.1)  # two stalls, 1.6 × 2.0 m in all, have their middle at (10.2, 5.1)
    assert after[0] == pytest.approx((9.4 + 10.2, 4.1 + 5.1))
    assert math.dist(before[0], before[1]) == pytest.approx(math.dist(after[0], after[1]))


def test_places_of_a_site_move_and_widths_stay() -> None:
    site = replace(small_project().site, underlays=(underlay(),))
    larger = scaled_site(site, 1.1)
    assert larger.doorways[0].position == pytest.approx((33, 34.1))
    assert larger.roads[0].centreline == (pytest.approx((0, 44)), pytest.approx((66, 44)))
    assert larger.roads[0].width_m == site.roads[0].width_m
    assert larger.underlays == ()


def test_text_and_json_tell_the_range(doubted: Analysis) -> None:
    text = analysis_text(doubted, "en")
    assert "Stalls: 54 (53–55)" in text
    assert "Accuracy: scale checked: lengths ±1 %, areas of ground ±2.01 %" in text
    told = json.loads(analysis_json(doubted))
    assert told["scale_error_share"] == 0.01
    assert told["stall_range"] == {"least": 53, "most": 55, "rough": False}
    assert told["area_tolerances_m2"]["lot_area_m2"] == 1.51


def test_text_says_that_a_picture_was_never_checked() -> None:
    plan = one_row(None)
    analysis = analyse(replace(plan, site=Site(underlays=(underlay(),))))
    assert "Accuracy: scale not checked" in analysis_text(analysis, "en")
    assert "比例未校核" in analysis_text(analysis, "zh_CN")
    told = json.loads(analysis_json(analysis))
    assert (told["scale_error_share"], told["scale_unchecked"], told["stall_range"]) == (None, 1, None)
    assert "Accuracy" not in analysis_text(analyse(plan), "en")


def test_the_notes_of_a_workbook_tell_the_scale_check(doubted: Analysis) -> None:
    from chargeplan.files.workbook.notes_sheet import _notes
    from chargeplan.files.workbook.tender import Tender

    told = dict(_notes(Tender(doubted, "zh_CN", blank=True)))
    assert told["精度"] == "53–55 个车位；比例已校核：长度 ±1 %，用地面积 ±2.01 %"
    assert "精度" not in dict(_notes(Tender(analyse(one_row(None)), "zh_CN", blank=True)))


def test_a_shed_goes_with_its_middle_on_larger_ground() -> None:
    """A shed of 12 × 2 m at (18, 8) has its middle at (24, 9); at 1.1 times that it is (2.4, 0.9) away."""
    shed = Shed("shed-1", (18.0, 8.0), 0.0, 12.0, 2.0)
    (moved,) = scaled_scheme(replace(small_project().schemes[0], lots=(), sheds=(shed,)), 1.1).sheds
    assert moved.origin == pytest.approx((20.4, 8.9))
    assert (moved.length_m, moved.depth_m) == (12.0, 2.0)
