"""A person looks at who finds a socket on foot, goes from a doorway in the list to the plan and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import click, click_cell, find, menu_click, type_into

from chargeplan.drawing.png import plan_png
from chargeplan.engineering.coverage import Reached
from chargeplan.model.editing import removals
from chargeplan.ui.canvas.style import LIGHT
from chargeplan.ui.canvas.walking_items import COLOURS, draw_reached
from chargeplan.ui.panels.walking_model import DISTANCE, DOORWAY, SHARE, STATE, WHY


def table(window):
    return find(window, "walkingTable")


def cells(window, column: int) -> list[str]:
    model = table(window).model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def drawn(window) -> set[str]:
    """Return what of walking coverage stands on the canvas."""
    items = find(window, "planView").plan_scene.items()
    return {item.layer for item in items if getattr(item, "layer", "").startswith("walking")}


def told(window) -> str:
    return find(window, "walkingSummary").text().splitlines()[-1]


@pytest.fixture
def walked(yuanxi, qtbot):
    """Return the window with walking coverage of Yuanxi shown and worked out."""
    menu_click(yuanxi, "menuCheck", "action_walking_coverage")
    assert table(yuanxi).isVisible()
    settled(yuanxi, qtbot)
    return yuanxi


def settled(window, qtbot) -> None:
    walking, session = window.workspace.walking, window.session
    qtbot.waitUntil(
        lambda: (
            walking.result is not None
            and not walking.pending
            and walking.result.analysis is session.analysis
            and session.analysis_revision == session.document.revision
        ),
        timeout=15000,
    )


def test_doorways_are_listed_worst_first_and_marked_on_the_plan(walked) -> None:
    """Sheds with 130 sockets have room for 390 e-bikes; of 348 all but the 14 of two doors find one near."""
    assert len(cells(walked, STATE)) == 61
    assert cells(walked, STATE)[:3] == ["not served", "not served", "served"]
    assert cells(walked, WHY)[:3] == ["sockets in reach are taken"] * 2 + [""]
    assert told(walked).startswith("With the scheme: 59 of 61 doorways served (96.7 %)")
    assert "What exists: 0 of 61 doorways served (0.0 %)" in find(walked, "walkingSummary").text()
    assert drawn(walked) == {"walking_ground", "walking_doors"}


def test_a_row_leads_to_the_plan_and_back(walked) -> None:
    click_cell(table(walked), 1, DOORWAY)
    (door,) = walked.session.selection.elements()
    assert door.name == cells(walked, DOORWAY)[1]
    assert "walking_ways" in drawn(walked)
    find(walked, "planView").setFocus()
    other = walked.session.document.project.site.doorways[7]
    walked.session.selection.set((other.id,))
    (row,) = table(walked).selectionModel().selectedRows()
    assert row.siblingAtColumn(DOORWAY).data() == other.name
    walked.session.selection.clear()
    assert not table(walked).selectionModel().hasSelection()
    assert "walking_ways" not in drawn(walked)


def test_limit_sockets_and_plan_are_followed(walked, qtbot) -> None:
    """Nearer than 100 m fewer are served; what exists has no socket; without sheds nobody is served."""
    type_into(walked, "walkingLimit", "40")
    settled(walked, qtbot)
    result = walked.workspace.walking.result
    assert (result.after.limit_m, [band.limit_m for band in result.bands]) == (40.0, [40.0, 50.0, 150.0])
    assert 0 < result.after.doorways_served < 59
    assert "too far" in cells(walked, WHY)
    QTest.keyClick(find(walked, "walkingWhich"), Qt.Key.Key_Down)
    settled(walked, qtbot)
    assert set(cells(walked, STATE)) == {"not served"} and set(cells(walked, SHARE)) == {"0.0"}
    assert set(cells(walked, DISTANCE)) == {"—"} and set(cells(walked, WHY)) == {"there is no socket"}
    document = walked.session.document
    document.push("test", list(removals(document.project, document.project.active_scheme.sheds)))
    settled(walked, qtbot)
    assert told(walked).startswith("With the scheme: 0 of 61 doorways served")


def test_it_is_shown_behind_other_panels_and_gone_with_its_own(walked) -> None:
    menu_click(walked, "menuBill", "action_show_bill")
    assert "walking_doors" in drawn(walked)
    menu_click(walked, "menuCheck", "action_walking_coverage")
    QApplication.processEvents()
    assert drawn(walked) == set()
    assert not walked.actions_table["walking_coverage"].isChecked()
    assert walked.workspace.walking.result is None


def test_a_picture_shows_it_while_it_is_shown(walked, chosen, tmp_path) -> None:
    chosen["save_picture"] = tmp_path / "walking.png"
    menu_click(walked, "menuFile", "action_export_picture")
    assert chosen["save_picture"].read_bytes() == plan_png(
        walked.session.analysis, language="en", walking_m=100.0
    )


def test_how_it_is_counted_is_told_when_asked(walked) -> None:
    method = find(walked, "walkingMethod")
    assert not method.isVisible()
    click(walked, "walkingAbout")
    assert method.isVisible()
    assert "100 m" in method.text() and "3 e-bikes" in method.text() and "0.40" in method.text()


def test_marks_are_told_apart_without_colours(qapp: QApplication) -> None:
    grey = replace(LIGHT, **dict.fromkeys(COLOURS.values(), "#606060"))
    pictures = []
    for reached in Reached:
        image = QImage(24, 24, QImage.Format.Format_RGB32)
        image.fill(grey.colour("paper"))
        painter = QPainter(image)
        painter.translate(12, 12)
        draw_reached(painter, grey, reached)
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == len(pictures)
