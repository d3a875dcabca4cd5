"""The best arrangement of stalls on a lot, found by search and passed by the checker.

The lot is measured in a frame of its own (`packing/own_frame.py`). Recipes put down whole stacks of rows and
zones of two directions; the best are improved by clearing windows and filling them anew (`packing/`). How
many of both is `effort`: `live` follows the mouse, `full` takes up to a second for 1000 m².
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.ground import LEAST_ENTRANCE_M, sides_of
from chargeplan.geometry.polygons import ring_faults
from chargeplan.geometry.remembering import Remembered
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.geometry.usable import usable_ground
from chargeplan.i18n import N_
from chargeplan.model.layout import Layout, LayoutProblem, Reason

Effort = Literal["live", "full"]

_log = logging.getLogger(__name__)


def fill_lot(
    problem: LayoutProblem, effort: Effort = "full", cancelled: Callable[[], bool] | None = None
) -> Layout:
    """Return the stalls that fill a lot best, with their aisles.

    A `full` result has passed `check_layout` and never has fewer stalls than the `live` one. The result is
    the same for every order, direction and starting corner of the ring, and has as many stalls wherever the
    lot lies and however it is turned. Where nothing fits, `reasons` say why; an outline that is crossed or
    empty is measured as its repair and holds nothing. A search that is `cancelled` returns the best so far.
    """
    usable = usable_ground(problem)
    empty = Layout(area_m2=usable.lot_m2, usable_m2=usable.area_m2)
    reasons = tuple(_outline_reasons(problem))
    if reasons:
        return replace(empty, reasons=reasons)
    told = tuple(_entrance_reasons(problem))
    why = _nothing_fits(problem, empty.usable_m2)
    if why is not None:
        return replace(empty, reasons=(*told, why))
    from chargeplan.geometry.packing.packing import packed

    found = packed(problem, effort, cancelled)
    layout = replace(
        empty,
        stalls=found.stalls,
        aisles=found.aisles,
        panels=found.panels,
        row_directions_degrees=found.row_directions_degrees,
        reasons=(*told, *_kept_reasons(found.given_up)),
    )
    if not layout.count:
        return replace(layout, reasons=(*layout.reasons, _why_empty(problem, found.held, found.taken_out)))
    return verified(problem, layout) if effort == "full" else layout


def fill_in_threads(count: int) -> None:
    """Let fillings of this process take at most so many threads; they find the same with any number."""
    from chargeplan.geometry.packing.threads import use_threads

    use_threads(count)


def fill_lot_cached(
    problem: LayoutProblem, effort: Effort = "full", cancelled: Callable[[], bool] | None = None
) -> Layout:
    """Return `fill_lot`, remembered for the problems asked last; what was cancelled is not remembered."""
    key = (problem, effort)
    known = _remembered.get(key)
    if known is not None:
        return known
    layout = fill_lot(problem, effort, cancelled)
    if cancelled is None or not cancelled():
        _remembered.put(key, layout, _LEAST_WEIGHT + layout.count)
    return layout


_MOST_REMEMBERED = 40_000
"""Stalls; an estate has some hundreds, a town some ten thousand."""

_LEAST_WEIGHT = 100
"""What a layout weighs besides its stalls, in stalls."""

_remembered: Remembered[tuple[LayoutProblem, Effort], Layout] = Remembered(_MOST_REMEMBERED)


def verified(problem: LayoutProblem, layout: Layout) -> Layout:
    """Return a layout that passes the checker: what breaks a rule is logged as a defect and left out."""
    if not layout.stalls:
        return layout
    while layout.stalls:
        violations = check_layout(problem, layout)
        if not violations:
            return layout
        _log.error("layout breaks %d rules, first %s", len(violations), violations[0])
        codes = {violation.code for violation in violations}
        if codes == {"kept_missing"}:
            told = tuple(reason for reason in layout.reasons if reason.code != "kept_row_does_not_fit")
            missing = int(dict(violations[0].values)["measured"])
            return replace(layout, reasons=(*told, *_kept_reasons(missing)))
        wrong = {index for violation in violations for index in violation.stalls[-1:]}
        if "on_removed" in codes:
            wrong |= StallFinder(layout.stalls).holding(problem.removed)
        kept = tuple(stall for index, stall in enumerate(layout.stalls) if index not in wrong)
        layout = replace(layout, stalls=kept if wrong else ())
    reason = Reason("defect", N_("no arrangement here keeps every rule; this is a defect of the program"))
    return Layout(area_m2=layout.area_m2, usable_m2=layout.usable_m2, reasons=(*layout.reasons, reason))


# --- why nothing, or less, is there --------------------------------------------------------------


def _outline_reasons(problem: LayoutProblem) -> Iterator[Reason]:
    for fault in ring_faults(problem.ring):
        if fault.blocking:
            yield Reason(fault.code, fault.text, fault.values)


def _entrance_reasons(problem: LayoutProblem) -> Iterator[Reason]:
    for number, entrance in enumerate(problem.entrances, 1):
        if entrance.width_m < LEAST_ENTRANCE_M - 1e-9:
            yield Reason(
                "entrance_too_narrow",
                N_("entrance {entrance} is {measured} m wide, less than {required} m, and is not counted"),
                (("entrance", number), ("measured", entrance.width_m), ("required", LEAST_ENTRANCE_M)),
            )


def _kept_reasons(given_up: int) -> Iterator[Reason]:
    if given_up:
        text = N_("{count} stalls of the rows that were to stay no longer fit and are left out")
        yield Reason("kept_row_does_not_fit", text, (("count", given_up),))


def _nothing_fits(problem: LayoutProblem, usable_m2: float) -> Reason | None:
    if not any(side.open or side.gates for side in sides_of(problem)):
        return Reason("no_way_out", N_("no side is open and no wall has an entrance"))
    if usable_m2 == 0:
        return Reason("no_ground", N_("clearances, lanes and holes leave no ground for stalls"))
    if _no_group(problem):
        return Reason(
            "group_impossible",
            N_("a stall is longer than the longest group, {length} m"),
            (("length", problem.group.max_length_m if problem.group else 0.0),),
        )
    return None


def _why_empty(problem: LayoutProblem, held: int, taken_out: int) -> Reason:
    module = problem.module
    if taken_out:
        return Reason("all_taken_out", N_("every stall that would fit here was taken out by hand"))
    if not held:
        return Reason(
            "too_small",
            N_("the ground is too small for a stall of {width} × {depth} m and an aisle of {aisle} m"),
            (
                ("width", module.pitch_m),
                ("depth", module.single_depth_m),
                ("aisle", module.aisle_one_side_m),
            ),
        )
    return Reason(
        "not_reachable",
        N_("stalls would fit, but no bike reaches them on a way {width} m wide"),
        (("width", module.least_aisle_m),),
    )


def _no_group(problem: LayoutProblem) -> bool:
    """Return whether a single stall is longer than the longest group."""
    group, module = problem.group, problem.module
    return group is not None and max(module.single_depth_m, module.front_m) > group.max_length_m + 1e-9
