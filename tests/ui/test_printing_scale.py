"""Pages on a printer: as large as their paper, at true scale; smaller only once somebody agreed to that."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from window_driver import click, find, in_dialog, menu_click, when_dialog

from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Box, Polygon, Text
from chargeplan.errors import never
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.paper.true_scale import ink_mm, page_layout, paint_on, placing

DPI = 144


def page(width_mm: float = 420, height_mm: float = 297, scale: int = 200) -> Page:
    """Return a page with a black bar of 100 × 10 mm, 10 mm from the left and upper edges, and a word."""
    mm = scale / 1000
    paper = Box(0, 0, width_mm * mm, height_mm * mm)
    bar = Box(10 * mm, paper.top - 20 * mm, 110 * mm, paper.top - 10 * mm)
    return Page(
        (
            Polygon("x", "paper", (paper.ring,)),
            Polygon("x", "arrow", (bar.ring,)),
            Text("x", "text", (60 * mm, paper.top - 100 * mm), "图签 A3", 10 * mm),
        ),
        paper, width_mm, height_mm, scale, "A page",
    )  # fmt: skip


def printer_of(path: Path, layout: QPageLayout) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(path))
    made.setPageLayout(layout)
    made.setFullPage(True)
    return made


def bar_mm(path: Path) -> tuple[float, float, float]:
    """Return left, top and length of the black bar on the first page of a PDF [mm]."""
    document = pypdfium2.PdfDocument(path)
    dark = np.asarray(document[0].render(scale=DPI / 72).to_pil().convert("L")) < 60
    document.close()
    row = int(np.argmax(dark.any(axis=1)))
    columns = np.flatnonzero(dark[row + 5])
    left, top, length = (25.4 / DPI * value for value in (columns[0], row, columns[-1] - columns[0] + 1))
    return left, top, length


@pytest.mark.parametrize("size", [(420, 297), (297, 420), (297, 210), (841, 594)])
def test_a_page_is_printed_on_its_own_paper_at_true_scale(qapp, tmp_path: Path, size) -> None:
    """100 mm stay 100 mm, 10 mm from both edges, to a dot of 0.18 mm; letters can be found in the file."""
    path, drawn = tmp_path / "page.pdf", page(*size)
    printer = printer_of(path, page_layout(drawn))
    placed = placing(drawn, printer.pageLayout())
    assert placed.true
    paint_on(printer, drawn, placed, never)
    assert bar_mm(path) == pytest.approx((10, 10, 100), abs=0.36)
    document = pypdfium2.PdfDocument(path)
    points = tuple(value / 25.4 * 72 for value in size)
    assert document[0].get_size() == pytest.approx(points, abs=1.5)
    assert "图签 A3" in document[0].get_textpage().get_text_range()
    document.close()


def test_a_page_lies_in_the_middle_of_larger_paper(qapp) -> None:
    """A4 on A3, both on their side: (420 − 297) / 2 and (297 − 210) / 2 mm."""
    placed = placing(page(297, 210), page_layout(page()))
    assert placed.true
    assert (placed.left_mm, placed.top_mm) == (pytest.approx(61.5), pytest.approx(43.5))


def test_paper_that_is_smaller_or_cut_by_margins_makes_a_page_smaller(qapp) -> None:
    """A3 on A4 is 1 : 210/297; margins of 9 mm miss a bar that begins at 10 mm, those of 12 mm cut it.

    With 12 mm at each side the page has (420 − 24) / 420 and (297 − 24) / 297 of its size at most.
    """
    drawn = page()
    assert ink_mm(drawn).left == pytest.approx(10)
    small = placing(drawn, page_layout(page(297, 210)))
    assert small.factor == pytest.approx(210 / 297, abs=1e-3)

    def with_margins(mm: float) -> QPageLayout:
        size = QPageSize(QSizeF(297, 420), QPageSize.Unit.Millimeter)
        margins = QMarginsF(mm, mm, mm, mm)
        landscape = QPageLayout.Orientation.Landscape
        return QPageLayout(size, landscape, margins, QPageLayout.Unit.Millimeter, margins)

    assert placing(drawn, with_margins(9)).true
    assert placing(drawn, with_margins(12)).factor == pytest.approx((297 - 24) / 297)


@pytest.fixture
def printer(tmp_path: Path, monkeypatch) -> Callable[[QPageLayout | None], Path]:
    """Return what makes the next chosen printer write a PDF, on the paper asked for or on another."""

    def on(layout: QPageLayout | None) -> Path:
        path = tmp_path / "printed.pdf"
        monkeypatch.setattr(
            choosers, "choose_page_printer", lambda _parent, _title, asked: printer_of(path, layout or asked)
        )
        return path

    return on


def close(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_plan_is_printed_from_the_file_menu_as_it_is_seen(yuanxi, qtbot, printer) -> None:
    """Print shows the sheet first; it is A3, as the plan says, and lines stay lines."""
    path = printer(None)

    def act(dialog: QWidget) -> None:
        qtbot.waitUntil(lambda: not dialog.drawing, timeout=20_000)
        click(dialog, "paperPrint")
        assert find(dialog, "paperSaid").text() == "The page is sent to the printer, at 1:1000."

    in_dialog("sheetDialog", lambda: menu_click(yuanxi, "menuFile", "action_print_plan"), act, close)
    data = path.read_bytes()
    assert re.findall(rb"/MediaBox \[0 0 ([0-9]+)[0-9.]* ([0-9]+)", data) == [(b"1191", b"842")]
    assert b"/Subtype /Image" not in data
    assert yuanxi.statusBar().currentMessage() == "The page is sent to the printer, at 1:1000."


def test_smaller_paper_is_asked_about(yuanxi, qtbot, printer) -> None:
    """A notice of A3 on A4: about 1400 · 297/210 = 1980 instead of 1400. Enter and Esc print nothing."""
    path = printer(page_layout(page(210, 297)))
    asked: list[str] = []

    def act(dialog: QWidget) -> None:
        def refuse(question: QWidget) -> None:
            asked.append(find(question, "messageText").text())
            QTest.keyClick(question, Qt.Key.Key_Return)

        when_dialog("printSmallerDialog", refuse)
        click(dialog, "paperPrint")
        assert not path.exists()
        when_dialog("printSmallerDialog", lambda question: click(question, "smallerButton"))
        click(dialog, "paperPrint")
        assert "not to scale" in find(dialog, "paperSaid").text()

    in_dialog("noticeDialog", lambda: menu_click(yuanxi, "menuFile", "action_export_notice"), act, close)
    assert "about 1:1980 instead of the 1:1400" in asked[0]
    assert path.exists()
