"""Exceptions by hand on a shown plan: stalls taken out, ground blocked, rows kept, all by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import RIGHT, SHIFT, Hand, hand_on, plan
from factories import kept_row
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from chargeplan.analysis import analyse
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.i18n import set_language
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import Lot
from chargeplan.model.stalls import Stall
from chargeplan.ui.canvas.exceptions import (
    ExceptionKind,
    exception_at,
    exceptions_of,
    stall_middle,
    with_blocked,
    with_kept,
    with_removed,
    without,
)

YARD = Lot("lot-1", ((-10.0, -6.0), (10.0, -6.0), (10.0, 6.0), (-10.0, 6.0)), filled=True, name="Yard")
BLOCK = ((2.0, 2.0), (4.0, 2.0), (4.0, 3.5), (2.0, 3.5))


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on one filled lot, which is worked out after every step."""
    set_language("en")
    made = hand_on(qtbot, plan(YARD))
    document = made.document

    def work_out() -> None:
        made.session.take_analysis(analyse(document.project, effort="live"), document.revision)

    document.edited.connect(work_out)
    work_out()
    return made


def yard(hand: Hand) -> Lot:
    lot = hand.element("lot-1")
    assert isinstance(lot, Lot)
    return lot


def stalls(hand: Hand) -> tuple[Stall, ...]:
    assert hand.session.analysis is not None
    return hand.session.analysis.lots[0].stalls


def badge(hand: Hand) -> list[str]:
    return hand.view.tool.badge()[0]


# --- values -------------------------------------------------------------------------------------------------


def test_the_topmost_exception_at_a_place() -> None:
    """A removed stall lies in a kept row, and both on blocked ground: each is found once it is uppermost."""
    row = kept_row((0, 0), 3, 1.0, 2.0)
    finder = StallFinder(row.stalls)
    whole = replace(YARD, removed=((0.5, 1.0),), kept=(row,), blocked=(((-1, -1), (6, -1), (6, 3), (-1, 3)),))
    found = exceptions_of(whole, finder)
    kinds = [exception_at(found, place) for place in ((0.2, 0.2), (1.5, 0.2), (5.0, 0.2), (9.0, 0.2))]
    assert [one.kind if one else None for one in kinds] == [
        ExceptionKind.REMOVED, ExceptionKind.KEPT, ExceptionKind.BLOCKED, None,
    ]  # fmt: skip
    assert [one.stall_count for one in found] == [0, 0, 3]
    assert [one.area_m2 for one in found] == [0, 28, 0]


def test_a_removed_stall_is_drawn_like_its_neighbour() -> None:
    """The nearest stall is 1 by 2 m; without any stall there is a square of 0.6 m."""
    lot = replace(YARD, removed=((5.5, 1.0),))
    ring = exceptions_of(lot, StallFinder(kept_row((0, 0), 3, 1.0, 2.0).stalls))[0].outlines[0]
    assert ring == ((5, 0), (6, 0), (6, 2), (5, 2))
    (alone,) = exceptions_of(lot)[0].outlines
    assert abs(signed_area_m2(alone)) == pytest.approx(0.36)


def test_rows_that_share_stalls_become_one_kept_row() -> None:
    row = kept_row((0, 0), 4, 1.0, 2.0).stalls
    apart = kept_row((0, 5), 2, 1.0, 2.0).stalls
    lot = with_kept(with_kept(YARD, row[:2]), apart)
    joined = with_kept(lot, row[1:])
    assert [len(kept.stalls) for kept in joined.kept] == [2, 4]
    assert {stall.polygon for stall in joined.kept[1].stalls} == {stall.polygon for stall in row}
    assert with_kept(joined, row) == joined or len(with_kept(joined, row).kept) == 2


def test_exceptions_are_put_back_each_by_itself() -> None:
    lot = with_blocked(with_removed(with_removed(YARD, (1, 1)), (2, 2)), BLOCK)
    first, second, block = exceptions_of(lot)
    assert without(lot, [first]).removed == ((2, 2),)
    assert without(lot, [second, block]) == with_removed(YARD, (1, 1))
    assert without(lot, [first, second, block]) == YARD


# --- by mouse -----------------------------------------------------------------------------------------------


def test_a_click_takes_a_stall_out_and_another_puts_it_back(hand: Hand) -> None:
    middle = stall_middle(stalls(hand)[3])
    hand.view.set_tool("adjust_stalls")
    hand.hover(middle)
    assert badge(hand) == ["Click: remove this stall", "Shift+click: keep this row"]
    hand.click((middle[0] + 0.2, middle[1] + 0.2))
    (place,) = yard(hand).removed
    assert place == pytest.approx(middle, abs=1e-3)
    assert hand.document.undo_stack.undoText() == "Remove a stall"
    assert badge(hand) == ["Stall removed by hand", "Click: put it back"]
    hand.click((middle[0] - 0.2, middle[1] - 0.2))
    assert yard(hand) == YARD
    assert hand.document.undo_stack.undoText() == "Put a stall back"
    hand.document.undo_stack.undo()
    hand.document.undo_stack.undo()
    assert yard(hand) == YARD
    hand.document.undo_stack.redo()
    assert len(yard(hand).removed) == 1


def test_shift_click_keeps_a_row_and_lets_it_go(hand: Hand) -> None:
    finder = StallFinder(stalls(hand))
    row = max((finder.row_of(index, 2.0) for index in range(len(finder.stalls))), key=len)
    assert 5 < len(row) < len(finder.stalls)
    middle = stall_middle(finder.stalls[row[0]])
    hand.view.set_tool("adjust_stalls")
    hand.click(middle, SHIFT)
    (kept,) = yard(hand).kept
    assert {stall.polygon for stall in kept.stalls} == {finder.stalls[i].polygon for i in row}
    assert hand.document.undo_stack.undoText() == "Keep a row"
    assert badge(hand)[0] == f"Kept row of {len(row)} stalls"
    hand.click(middle, SHIFT)
    assert yard(hand) == YARD
    assert hand.document.undo_stack.undoText() == "Let a row go"


def test_a_drag_blocks_ground(hand: Hand) -> None:
    """From (2, 2) to (4, 3.5) along rows that run east: 3 m²; a click on it frees it again."""
    hand.view.set_tool("adjust_stalls")
    seen: list[str] = []
    hand.drag((2.0, 2.0), (4.0, 3.5), during=lambda: seen.extend([hand.view.tool.prompt(), *badge(hand)]))
    (ring,) = yard(hand).blocked
    assert abs(signed_area_m2(ring)) == pytest.approx(3.0)
    assert set(ring) == set(BLOCK)
    assert seen[0] == "Release to keep this ground free of stalls"
    assert hand.document.undo_stack.undoText() == "Block ground"
    assert all(not (2 < x < 4 and 2 < y < 3.5) for x, y in map(stall_middle, stalls(hand)))
    hand.click((3.0, 2.8))
    assert yard(hand) == YARD
    assert hand.document.undo_stack.undoText() == "Free blocked ground"


def test_escape_gives_up_a_drag_and_then_the_tool(hand: Hand) -> None:
    hand.view.set_tool("adjust_stalls")
    hand.drag((2.0, 2.0), (4.0, 3.5), during=lambda: hand.key(Qt.Key.Key_Escape))
    assert hand.document.undo_stack.count() == 0
    assert hand.view.tool_id == "adjust_stalls"
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool_id == "select"


def test_delete_takes_out_the_stall_under_the_pointer_and_never_the_lot(hand: Hand) -> None:
    hand.session.selection.set(["lot-1"])
    hand.view.set_tool("adjust_stalls")
    hand.hover(stall_middle(stalls(hand)[5]))
    hand.key(Qt.Key.Key_Delete)
    assert len(yard(hand).removed) == 1
    hand.hover((-25.0, 0.0))
    hand.key(Qt.Key.Key_Delete)
    assert len(yard(hand).removed) == 1


def test_a_place_can_be_typed(hand: Hand) -> None:
    """Keyboard alone: the middle of a stall, then Enter."""
    x, y = stall_middle(stalls(hand)[2])
    hand.view.set_tool("adjust_stalls")
    hand.type(f"{x:.2f},{y:.2f}")
    hand.key(Qt.Key.Key_Return)
    assert yard(hand).removed == (pytest.approx((x, y), abs=1e-3),)


def test_clicks_beside_stalls_say_why_nothing_happens(hand: Hand) -> None:
    told: list[str] = []
    hand.session.message.connect(told.append)
    hand.view.set_tool("adjust_stalls")
    hand.click((-25.0, 0.0))
    aisle = next(
        (x, y)
        for x, y in ((i / 2, j / 2) for j in range(-11, 12) for i in range(-19, 20))
        if StallFinder(stalls(hand)).at((x, y)) is None
    )
    hand.click(aisle)
    assert told == [
        "There is no lot here. Stalls of filled lots can be adjusted.",
        "There is no stall here. Drag over ground to block it.",
    ]
    assert hand.document.undo_stack.count() == 0


def test_ground_is_blocked_corner_after_corner(hand: Hand) -> None:
    hand.draw("block_ground", (-4, 0), (-2, 0), (-2, 2))
    hand.click((-3, 3), button=RIGHT)
    assert yard(hand).blocked == (((-4, 0), (-2, 0), (-2, 2)),)
    assert hand.document.undo_stack.undoText() == "Block ground"
    assert hand.document.elements().keys() == {"lot-1"}


def test_a_blocked_rectangle_takes_three_clicks(hand: Hand) -> None:
    hand.view.set_tool("block_ground")
    hand.key(Qt.Key.Key_R)
    for place in ((2, 2), (4, 2), (3, 3.5)):
        hand.click(place)
    assert yard(hand).blocked == (BLOCK,)


def test_ground_without_a_lot_or_without_area_is_not_blocked(hand: Hand) -> None:
    told: list[str] = []
    hand.session.message.connect(told.append)
    hand.draw("block_ground", (20, 20), (25, 20), (25, 25))
    hand.key(Qt.Key.Key_Return)
    hand.draw("block_ground", (0, 0), (4, 0), (2, 0))
    hand.key(Qt.Key.Key_Return)
    assert told == [
        "Ground can be blocked on a lot only, and this lies on none.",
        "There is no ground within this outline.",
    ]
    assert yard(hand) == YARD


def test_a_locked_lot_is_not_adjusted(hand: Hand) -> None:
    middle = stall_middle(stalls(hand)[0])
    hand.view.set_layer_locked("lots", True)
    hand.view.set_tool("adjust_stalls")
    assert hand.view.tool.prompt().startswith("No lot is filled yet")
    hand.click(middle)
    hand.draw("block_ground", (2, 2), (4, 2), (4, 3.5))
    hand.key(Qt.Key.Key_Return)
    assert yard(hand) == YARD


def test_adjusting_selects_the_lot_whose_list_then_shows_it(hand: Hand) -> None:
    assert hand.session.selection.ids == ()
    hand.view.set_tool("adjust_stalls")
    hand.click(stall_middle(stalls(hand)[0]))
    assert hand.session.selection.ids == ("lot-1",)


def test_more_exceptions_than_a_lot_may_have_are_refused_in_words(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chargeplan.model.scheme.MOST_EXCEPTIONS", 2)
    lot = yard(hand)
    hand.document.push("x", [replacement(hand.document.project, lot, replace(lot, removed=((99, 99),) * 2))])
    told: list[str] = []
    hand.session.message.connect(told.append)
    spot = hand.view.adjusting.spot_at(stall_middle(stalls(hand)[0]))
    assert spot is not None
    assert not hand.view.adjusting.remove(spot)
    assert told == ["removed holds 3 places, more than 2"]
    assert len(yard(hand).removed) == 2


def test_the_select_tool_tells_what_was_set_by_hand(hand: Hand) -> None:
    hand.view.adjusting.block(yard(hand), BLOCK)
    hand.hover((3.0, 2.8))
    assert badge(hand) == ["Blocked ground, 3.0 m²"]
    hand.hover((-9.9, 5.9))
    assert badge(hand) == []


def test_what_can_be_done_at_a_place(hand: Hand) -> None:
    adjusting = hand.view.adjusting

    def offered(place: tuple[float, float]) -> list[str]:
        spot = adjusting.spot_at(place)
        return [text for _, text, _ in adjusting.entries(spot)] if spot is not None else []

    middle = stall_middle(stalls(hand)[0])
    assert offered(middle) == ["Remove this stall", "Keep this row"]
    spot = adjusting.spot_at(middle)
    assert spot is not None
    adjusting.keep_row(spot)
    assert offered(middle) == ["Remove this stall", "Let the row go"]
    adjusting.block(yard(hand), BLOCK)
    assert offered((3.0, 2.8)) == ["Free the blocked ground"]
    assert offered((-25.0, 0.0)) == []


def test_exceptions_stay_with_the_lot_when_it_is_moved_and_copied(hand: Hand) -> None:
    hand.view.adjusting.block(yard(hand), BLOCK)
    hand.session.selection.set(["lot-1"])
    hand.drag((-9.0, 0.0), (-7.0, 1.0))
    dx, dy = yard(hand).ring[0][0] + 10.0, yard(hand).ring[0][1] + 6.0
    assert (dx, dy) != (0, 0)
    assert yard(hand).blocked[0][0] == pytest.approx((2.0 + dx, 2.0 + dy))
    hand.view.duplicate_selection()
    copy = hand.element("lot-2")
    assert isinstance(copy, Lot)
    assert len(copy.blocked) == 1
    assert copy.blocked[0][0][0] - yard(hand).blocked[0][0][0] == pytest.approx(
        copy.ring[0][0] - yard(hand).ring[0][0]
    )


def test_exceptions_are_drawn(hand: Hand) -> None:
    """Every kind changes the picture, and putting it back gives the first picture again."""

    def picture() -> bytes:
        QTest.mouseMove(hand.view.viewport(), hand.pixel((-35, -25)))
        shown = hand.view.grab().toImage()
        return bytes(shown.constBits())

    hand.session.selection.set(["lot-1"])
    first = picture()
    seen = {first}
    adjusting = hand.view.adjusting
    spot = adjusting.spot_at(stall_middle(stalls(hand)[0]))
    assert spot is not None
    for change in (
        lambda: adjusting.remove(spot),
        lambda: adjusting.keep_row(spot),
        lambda: adjusting.block(yard(hand), ((6, -6), (10, -6), (10, -5.9), (6, -5.9))),
    ):
        assert change()
        now = picture()
        assert now not in seen
        seen.add(now)
    adjusting.put_back(yard(hand), adjusting.exceptions(yard(hand)))
    assert picture() == first
