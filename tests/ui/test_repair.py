"""An outline that crosses itself is told with its place, and a click puts a sound one in its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from window_driver import click, find, menu_click, menu_keys, on_plan

from chargeplan.model.editing import insertion
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.model.site import Basement, Boundary, Building, Green, LadderGround, WallKind
from chargeplan.ui.canvas.repairing import is_faulty, repaired

# A 20 by 10 m rectangle whose last corner was pulled through the bottom side: the right piece is the larger.
CROSSED = ((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (4.0, 10.0), (4.0, -6.0))


def test_the_largest_piece_stays_with_its_walls_and_gates() -> None:
    """The sides cross at (4, 0): right of it lie 16 × 10 m, left of it a triangle of 4 × 6 / 2 m².

    The wall is the right side with its gate of 2 m, 3 m from its start.
    """
    walls = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.OPEN, EdgeRole.OPEN)
    lot = Lot("lot-1", CROSSED, edges=walls, entrances=(Entrance(1, 3.0, 2.0),), direction_edge=1)
    assert is_faulty(lot)
    mended = repaired(lot)
    assert isinstance(mended, Lot)
    assert not is_faulty(mended)
    assert set(mended.ring) == {(4.0, 0.0), (20.0, 0.0), (20.0, 10.0), (4.0, 10.0)}
    wall = mended.edges.index(EdgeRole.WALL)
    assert mended.edges.count(EdgeRole.WALL) == 1
    assert {mended.ring[wall], mended.ring[(wall + 1) % 4]} == {(20.0, 0.0), (20.0, 10.0)}
    assert mended.direction_edge == wall
    (gate,) = mended.entrances
    start = mended.ring[gate.edge]
    middle = gate.from_m + 1.0 if start == (20.0, 0.0) else 10.0 - gate.from_m - 1.0
    assert (gate.edge, gate.width_m, middle) == (wall, 2.0, 4.0)


def test_rows_along_a_side_that_is_cut_off_find_their_own_direction() -> None:
    """Side 4, from (4, -6) to the first corner, is no side of the rectangle that is left."""
    mended = repaired(Lot("lot-1", CROSSED, direction_edge=4))
    assert isinstance(mended, Lot)
    assert mended.direction_edge is None


def test_a_hole_within_stays_and_one_outside_goes() -> None:
    """One hole lies in the rectangle, the other in the triangle that is cut off."""
    within = ((10.0, 4.0), (12.0, 4.0), (12.0, 6.0), (10.0, 6.0))
    outside = ((2.5, -1.5), (3.5, -1.5), (3.5, -2.0))
    mended = repaired(Lot("lot-1", CROSSED, holes=(within, outside)))
    assert isinstance(mended, Lot)
    assert mended.holes == (within,)


@pytest.mark.parametrize("kind", [Boundary, Building, Green, LadderGround, Basement])
def test_other_outlines_are_repaired_too(kind) -> None:
    """The same piece for every kind of ground."""
    mended = repaired(kind("x-1", CROSSED))
    assert set(mended.ring) == {(4.0, 0.0), (20.0, 0.0), (20.0, 10.0), (4.0, 10.0)}


def test_a_building_keeps_what_is_known_of_its_sides() -> None:
    """The right side is a fire wall, side 3 along x = 4 blank; both are still there, the top has openings."""
    walls = (WallKind.UNKNOWN, WallKind.FIRE_WALL, WallKind.OPENINGS, WallKind.BLANK, WallKind.UNKNOWN)
    mended = repaired(Building("building-1", CROSSED, walls=walls))
    assert isinstance(mended, Building)
    sides = {
        frozenset((start, end)): kind
        for start, end, kind in zip(
            mended.ring, (*mended.ring[1:], mended.ring[0]), mended.walls, strict=True
        )
    }
    assert sides == {
        frozenset({(4.0, 0.0), (20.0, 0.0)}): WallKind.UNKNOWN,
        frozenset({(20.0, 0.0), (20.0, 10.0)}): WallKind.FIRE_WALL,
        frozenset({(20.0, 10.0), (4.0, 10.0)}): WallKind.OPENINGS,
        frozenset({(4.0, 10.0), (4.0, 0.0)}): WallKind.BLANK,
    }


def test_what_holds_no_ground_cannot_be_repaired() -> None:
    """A line there and back again is faulty and has no sound piece; a rectangle needs no repair."""
    line = Green("green-1", ((0.0, 0.0), (10.0, 0.0), (5.0, 0.0)))
    assert is_faulty(line)
    assert repaired(line) is None
    assert not is_faulty(Green("green-1", ((0.0, 0.0), (10.0, 0.0), (5.0, 5.0))))


@pytest.fixture
def crossed_lot(yuanxi, qtbot):
    """Return Yuanxi with a crossed lot on its ground, selected, when the checks have found it."""
    document = yuanxi.session.document
    x, y = document.project.site.boundaries[0].ring[0]
    ring = tuple((x + 30.0 + dx, y + 30.0 + dy) for dx, dy in CROSSED)
    document.push("x", [insertion(document.project, Lot("lot-99", ring))])
    yuanxi.session.selection.set(["lot-99"])
    yuanxi.workspace.view.zoom_to_elements(["lot-99"])
    qtbot.waitUntil(
        lambda: (
            yuanxi.session.analysis_revision == document.revision
            and any(check.code == "crossed" for check in yuanxi.session.analysis.checks)
        ),
        timeout=15000,
    )
    return yuanxi


def _is_mended(window) -> bool:
    return len(window.session.document.element("lot-99").ring) == 4


def test_the_properties_offer_the_repair_while_it_is_needed(crossed_lot) -> None:
    """One click, one step that can be undone; the button goes and comes back with the fault."""
    panel = find(crossed_lot, "propertiesPanel")
    click(panel, "repairOutlineButton")
    assert _is_mended(crossed_lot)
    assert not find(panel, "repairOutlineButton").isVisible()
    menu_click(crossed_lot, "menuEdit", "action_undo")
    assert not _is_mended(crossed_lot)
    assert find(panel, "repairOutlineButton").isVisible()


def test_the_finding_offers_the_repair(crossed_lot) -> None:
    """The details of the finding have a button; those of other findings have not."""
    menu_click(crossed_lot, "menuCheck", "action_show_findings")
    table = find(crossed_lot, "findingsTable")
    codes = [check.code for check in table.model().rows]
    other = next(row for row, code in enumerate(codes) if code not in ("crossed", "overlap"))
    from window_driver import click_cell

    click_cell(table, other)
    assert not find(crossed_lot, "repairFindingButton").isVisible()
    click_cell(table, codes.index("crossed"))
    click(crossed_lot, "repairFindingButton")
    assert _is_mended(crossed_lot)


def test_the_context_menu_offers_the_repair(crossed_lot, qtbot) -> None:
    """Right click on the lot, then the first entry."""
    view = find(crossed_lot, "planView")
    ring = crossed_lot.session.document.element("lot-99").ring
    place = on_plan(crossed_lot, ring[2][0] - 2.0, ring[2][1] - 2.0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(place))
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    assert menu.actions()[0].objectName() == "action_repair"
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[0]).center())
    qtbot.waitUntil(lambda: _is_mended(crossed_lot))


def test_a_sound_outline_says_that_nothing_is_to_be_repaired(yuanxi) -> None:
    """The menu's entry changes nothing and says so."""
    document = yuanxi.session.document
    yuanxi.workspace.show_elements((document.project.site.buildings[0].id,))
    before = document.project
    said: list[str] = []
    yuanxi.statusBar().messageChanged.connect(said.append)
    menu_keys(yuanxi, "menuModify", "action_repair")
    assert document.project is before
    assert "There is nothing to repair in this outline." in said
