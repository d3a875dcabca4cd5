"""Printing: the report page by page and on a printer that writes a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from town_samples import comparison
from window_driver import click, find

from chargeplan.drawing.town_report import town_report
from chargeplan.i18n import current_language, set_language
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.printing import print_pages
from chargeplan.ui.town.files import TownFiles
from chargeplan.ui.town.printing import ReportPreview, TownPrinting, page_image
from chargeplan.ui.town.session import TownSession


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    spoken = current_language()
    set_language("en")
    yield
    set_language(spoken)


@pytest.fixture
def printed(tmp_path: Path, monkeypatch) -> Path:
    """Return where a printer, which is chosen without a question, writes what is printed on it."""
    path = tmp_path / "printed.pdf"

    def chosen(_parent: object, title: str, _pages: int) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        printer.setFullPage(True)
        printer.setDocName(title)
        return printer

    monkeypatch.setattr(choosers, "choose_printer", chosen)
    return path


def sheets(path: Path) -> list[tuple[int, int]]:
    """Return the size of each page of a PDF [pt]."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", path.read_bytes())
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.fixture
def parent(qtbot, qapp) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_pages_are_printed_on_a4_one_a_sheet(parent, printed: Path):
    """Two pages on two sheets of 842 by 595 points; it is said how many were sent."""
    errands = Analyst(parent)
    asked = []

    def page(number: int) -> QImage:
        asked.append(number)
        image = QImage(600, 424, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        return image

    said = print_pages(parent, errands, "Report", 2, page)
    errands.close()
    assert said == "2 pages are sent to the printer."
    assert asked == [0, 1] and sheets(printed) == [(842, 595), (842, 595)]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_refuses_is_told(parent, tmp_path: Path, monkeypatch, printed: Path):
    """A PDF printer cannot write into a folder that is not there; nothing is printed, and it is said."""
    from chargeplan.ui.dialogs import message

    chosen = choosers.choose_printer
    told = []

    def lost(*about: object) -> QPrinter:
        printer = chosen(*about)
        printer.setOutputFileName(str(tmp_path / "nowhere" / "x.pdf"))
        return printer

    monkeypatch.setattr(choosers, "choose_printer", lost)
    monkeypatch.setattr(message, "show_error", lambda _parent, error, *_rest: told.append(error.code))
    errands = Analyst(parent)
    assert (
        print_pages(parent, errands, "Report", 1, lambda _number: QImage(10, 10, QImage.Format.Format_RGB32))
        == ""
    )
    errands.close()
    assert told == ["printer_refused"] and not printed.exists()


def test_nobody_who_chooses_no_printer_prints(parent, monkeypatch):
    monkeypatch.setattr(choosers, "choose_printer", lambda *_about: None)
    errands = Analyst(parent)
    assert print_pages(parent, errands, "Report", 1, lambda _number: QImage()) == ""
    errands.close()


def test_the_report_is_seen_page_by_page(qtbot, qapp):
    """Buttons and keys turn the pages; what is shown is the page, with the shape of A4 on its side."""
    whole = town_report(comparison(), language="en")
    report = replace(whole, pages=whole.pages[:3])
    preview = ReportPreview(report)
    qtbot.addWidget(preview)
    preview.show()

    def shown(text: str) -> bool:
        return find(preview, "reportPageNumber").text() == text and not preview.drawing

    qtbot.waitUntil(lambda: shown("Page 1 of 3") and not preview.view.image.isNull(), timeout=15000)
    image = preview.view.image
    assert image.width() / image.height() == pytest.approx(11.69 / 8.27, abs=0.01)
    click(preview, "nextReportPage")
    qtbot.waitUntil(lambda: shown("Page 2 of 3"), timeout=15000)
    assert preview.view.image != image
    QTest.keyClick(preview, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shown("Page 3 of 3"), timeout=15000)
    assert not find(preview, "nextReportPage").isEnabled()
    QTest.keyClick(preview, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: shown("Page 1 of 3") and preview.view.image == image, timeout=15000)
    with qtbot.waitSignal(preview.print_wanted):
        click(preview, "printReport")
    with qtbot.waitSignal(preview.pdf_wanted):
        click(preview, "saveReport")
    assert page_image(report, 0, 50).size().toTuple() == (584, 413)


def test_the_report_is_written_as_pdf(parent, settings, tmp_path: Path, monkeypatch):
    """All that the session knows is in it; it is said what was written."""
    session = TownSession(parent)
    session.comparison = comparison()
    path = tmp_path / "report.pdf"
    monkeypatch.setattr(choosers, "save_report", lambda _parent, _at: path)
    said: list[str] = []
    session.message.connect(said.append)
    TownPrinting(session, TownFiles(session, settings, parent), parent).export_report()
    session.close()
    assert said == ["report.pdf is written."]
    assert path.read_bytes() == town_report(comparison(), language="en").pdf()
