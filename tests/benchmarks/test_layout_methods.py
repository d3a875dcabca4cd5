"""Peers and proofs of the layout benchmark on lots small enough to count by hand."""

from __future__ import annotations

import layout
import pytest
from layout_cases import Case, is_valid
from layout_lots import MODULES
from layout_peers import PEERS, turned_site
from layout_proof import prove
from layout_records import area_bound

from chargeplan.model.scheme import EdgeRole

_SIZES = (
    "pitch_m",
    "single_depth_m",
    "double_depth_m",
    "aisle_one_side_m",
    "aisle_two_side_m",
    "least_aisle_m",
)


def box_case(width, depth, edges, entrances=(), module="wide", holes=()):
    """Return a rectangular lot as a case."""
    return Case("box", module, "walls", False, {
        "lot": [[0, 0], [width, 0], [width, depth], [0, depth]],
        "holes": list(holes),
        "area_m2": width * depth,
        "turned_degrees": 0.0,
        "situations": {"walls": {"edges": list(edges), "entrances": list(entrances)}},
        "modules": {module: dict(zip(_SIZES, MODULES[module], strict=True))},
        "cases": {f"{module} walls free": {}},
    })  # fmt: skip


WALLS = ("wall",) * 4
GATE = {"edge": 0, "from_m": 0.4, "width_m": 2.0}


@pytest.mark.parametrize(
    ("case", "most"),
    [
        # three stalls of 0.8 × 2.0 m fill 2.4 × 2.0 m; their strips lie beyond the open side
        (box_case(2.4, 2.0, ("open", "wall", "wall", "wall")), 3),
        # body and strip are 3.6 m deep, the lot 3.2 m either way: nothing fits
        (box_case(3.2, 3.2, WALLS, [GATE]), 0),
        # they just fit, upright only (2.4 m < 3.6 m): one row of 2.4 / 0.8
        (box_case(2.4, 3.6, WALLS, [GATE]), 3),
    ],
    ids=["all ground", "too shallow", "one row"],
)
def test_the_proof_finds_what_can_be_counted_by_hand(case, most):
    proof = prove(case, 0.4, 60.0)
    assert (proof.best, proof.bound) == (most, most)
    assert is_valid(case.problem, proof.stalls)


def test_the_proof_knows_that_a_way_out_costs_stalls():
    """2.4 × 7.2 m with a gate below: two rows back to back would hold 6, but the upper is shut in.

    Only upright stalls fit. A way past a row leaves 0.8 m, one stall. So either nothing stands above the
    lowest full row, 3, or three at the top wall and, below them beside the way, one more: 0.8 m wide and
    5.2 m deep, where two bodies of 2.0 m, 1.6 m below and 2.8 m before the top row need 8.4 m.
    """
    case = box_case(2.4, 7.2, WALLS, [GATE])
    proof = prove(case, 0.4, 120.0)
    assert (proof.best, proof.bound) == (4, 4)


def test_a_relaxed_grid_may_promise_more_than_it_can_show():
    """The true aisle of the compact module is no whole number of cells; the bound holds all the same."""
    case = box_case(2.4, 3.6, WALLS, [GATE], module="compact")
    proof = prove(case, 0.2, 60.0, known=3)
    assert proof.bound >= 3
    assert proof.bound <= area_bound(case)


def test_what_does_not_lie_on_the_grid_is_refused():
    with pytest.raises(ValueError, match="grid"):
        prove(box_case(2.5, 3.6, WALLS, [GATE]), 0.4, 1.0)


@pytest.mark.parametrize("name", PEERS)
def test_peers_keep_every_rule(name):
    """A lot with a tree, walls and a gate, and an open one; whoever finds nothing would be no peer."""
    tree = [[4.4, 3.2], [5.2, 3.2], [5.2, 4.0], [4.4, 4.0]]
    shut = box_case(9.0, 7.0, WALLS, [{"edge": 0, "from_m": 3.0, "width_m": 2.4}], "compact", [tree])
    open_all = box_case(9.0, 7.0, ("open",) * 4, (), "compact", [tree])
    for case in (shut, open_all):
        assert is_valid(case.problem, PEERS[name](case.problem))
    assert len(PEERS[name](open_all.problem)) >= 20


def test_the_single_direction_is_best_where_one_row_is_all_there_is():
    """12.0 × 2.0 m, open along 12 m: 20 stalls of 0.6 m."""
    case = box_case(12.0, 2.0, ("open", "wall", "wall", "wall"), (), "compact")
    assert len(PEERS["single direction"](case.problem)) == 20


def test_sides_keep_their_roles_when_a_ring_runs_clockwise():
    """The left side of a clockwise ring is open, so strips reach 1.5 m beyond x = 0 and nowhere else."""
    case = box_case(4.0, 3.0, ("wall", "wall", "wall", "open"), (), "compact")
    case.data["lot"] = [[0, 0], [0, 3.0], [4.0, 3.0], [4.0, 0]]
    case.data["situations"]["walls"]["edges"] = ["open", "wall", "wall", "wall"]
    site = turned_site(case.problem, 0.0)
    assert site.strips.bounds == pytest.approx((-1.5, 0.0, 4.0, 3.0), abs=1e-3)
    assert len(site.walls) == 3 and case.problem.edges[0] is EdgeRole.OPEN


def _run(**given):
    case = box_case(2.4, 3.6, WALLS, [GATE])
    case.record.update({"best": 10, "bound": 14, "axes_bound": 10} | given.pop("record", {}))
    values = {"case": case, "live": 8, "full": 9, "live_s": 0.01, "full_s": 0.5, "valid": True}
    return layout.Run(**(values | {"peers": dict.fromkeys(PEERS, 7)} | given))


def test_goals_are_told_as_met_or_missed_by_how_much():
    """9 of a proven 10 is 0.07 under 0.97 and 0.02 under 0.92."""
    told = dict(layout.count_goals([_run()]))
    assert told["share of the proven optimum, mean of 1"] == "0.900, goal ≥ 0.97: missed by 0.070"
    assert told["the same, least (box / wide walls free)"] == "0.900, goal ≥ 0.92: missed by 0.020"


def test_a_peer_that_has_more_is_named():
    beaten = _run(record={"axes_bound": 12}, peers=dict.fromkeys(PEERS, 11), valid=False, live=10)
    told = dict(layout.count_goals([beaten]))
    assert told["cases of 1 others where a peer has more"] == "1, goal 0"
    assert told["    box / wide walls free"] == "9 against 11"
    assert told["cases that the checker refuses"] == "1, goal 0"
    assert told["cases where full has fewer than live"] == "1, goal 0"


def test_the_table_has_sums_for_each_lot_and_for_all():
    rows = layout.table([_run(), _run(full=10)], by_case=False)
    assert [row[0] for row in rows] == ["lot", "box", "all"]
    assert rows[1][:7] == ("box", "9", "16", "19", "14", "14", "14")
    assert rows[1][7:11] == ("20", "20", "2 of 2", "0.950")
    assert layout.as_markdown(rows).splitlines()[1].count("---") == len(rows[0])
