"""The notice for residents before it leaves: filled in, seen and written, by mouse on the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from window_driver import click, find, in_dialog, menu_click, type_into, write

from chargeplan.drawing.notice import notice_page
from chargeplan.drawing.svg import svg_bytes
from chargeplan.model.editing import replacement


def close(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def with_notice(window, act: Callable[[QWidget], None]) -> None:
    in_dialog("noticeDialog", lambda: menu_click(window, "menuFile", "action_export_notice"), act, close)


def test_a_notice_is_filled_in_seen_and_written(yuanxi, qtbot, chosen, tmp_path: Path) -> None:
    """What is typed stands in the file, in the language chosen there, and in the plan as one step."""
    chosen["save_drawing"] = path = tmp_path / "notice.svg"

    def act(dialog: QWidget) -> None:
        qtbot.waitUntil(lambda: not dialog.drawing, timeout=20_000)
        assert find(dialog, "paperState").text() == "297 × 420 mm, scale 1:1400"
        type_into(dialog, "property_notice_responsible", "园西物业")
        type_into(dialog, "property_notice_contact", "021-5800 0000")
        remarks = find(dialog, "property_notice_remarks")
        remarks.setFocus()
        write(remarks, "Come and tell us.")
        assert dialog.findChild(QWidget, "noticeWarning") is None
        language = find(dialog, "paperLanguage")
        language.setFocus()
        QTest.keyClick(language, Qt.Key.Key_Up)
        click(dialog, "paperSave")
        assert find(dialog, "paperSaid").text() == "notice.svg is written."

    with_notice(yuanxi, act)
    document = yuanxi.session.document
    assert document.undo_stack.count() == 1
    notice = document.project.notice
    assert (notice.responsible, notice.contact, notice.remarks) == (
        "园西物业", "021-5800 0000", "Come and tell us.",
    )  # fmt: skip
    qtbot.waitUntil(lambda: yuanxi.session.analysis_revision == document.revision, timeout=15_000)
    page = notice_page(yuanxi.session.analysis, language="zh_CN")
    assert path.read_bytes() == svg_bytes(page)
    document.undo_stack.undo()
    assert document.project.notice.responsible == ""


def test_a_notice_of_a_scheme_with_errors_warns_of_them(yuanxi, qtbot) -> None:
    """A shed that is pulled onto a building is one."""
    document = yuanxi.session.document
    shed, house = document.project.active_scheme.sheds[0], document.project.site.buildings[0]
    document.push("x", [replacement(document.project, shed, replace(shed, origin=house.ring[0]))])

    def act(dialog: QWidget) -> None:
        assert "of which the notice says nothing" in find(dialog, "noticeWarning").text()

    with_notice(yuanxi, act)
