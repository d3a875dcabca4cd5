"""Sheds of leaning stalls, judged by the checker for layouts."""

from __future__ import annotations

import math

import pytest

from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.sheds import shed_stalls
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Shed

YARD = ((-10.0, -10.0), (40.0, -10.0), (40.0, 20.0), (-10.0, 20.0))
SIZES = {60: (1.7, 2.77), 45: (1.4, 2.26), 30: (1.0, 1.6), 90: (2.0, 3.2)}


@pytest.mark.parametrize("panels", [False, True])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("angle", SIZES)
def test_leaning_stalls_of_a_shed_keep_size_groups_and_gaps(angle: int, rows: int, panels: bool) -> None:
    """Half of a double row leans half as deep, and a gap of 1 m is measured across the stalls."""
    single, double = SIZES[angle]
    for between_rows in (double, 2 * single):
        module = StallModule(0.6, single, between_rows, 1.5, 2.6, angle_degrees=angle)
        group = GroupRule(8, 20.0, 1.0, panels)
        shed = Shed("s", (0.0, 0.0), 0.0, 18.0, single if rows == 1 else between_rows, rows=rows)
        held = shed_stalls(shed, module, group)
        problem = LayoutProblem(YARD, module, edges=(EdgeRole.OPEN,) * 4, group=group)
        assert len(held.stalls) > 8
        assert check_layout(problem, Layout(held.stalls, panels=held.panels)) == ()
        assert max(x for stall in held.stalls for x, _ in stall.polygon) <= 18.0 + 1e-6


def test_a_leaning_shed_holds_as_many_as_its_length_allows() -> None:
    """At 45°: front 0.6 · √2 = 0.8485 m, lean 1.4 m: floor((18.0 - 1.4) / 0.8485) = 19."""
    module = StallModule(0.6, 1.4, 2.8, 1.5, 2.6, angle_degrees=45)
    held = shed_stalls(Shed("s", (0.0, 0.0), 0.0, 18.0, 1.4), module, None)
    assert len(held.stalls) == 19
    assert math.dist(*held.stalls[0].front) == pytest.approx(0.6 * math.sqrt(2))
