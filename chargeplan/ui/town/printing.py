"""The report of a town: seen page by page, printed, or written as PDF."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chargeplan.errors import CalledOff, Cancelled
from chargeplan.i18n import N_, current_language, tr
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.language import Living
from chargeplan.ui.printing import PRINT_DPI, print_pages
from chargeplan.ui.threads import Helper
from chargeplan.ui.town.files import TownFiles
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.widgets import IconButton, PlainLabel, resize_within_screen

if TYPE_CHECKING:
    from chargeplan.drawing.town.choices import Choices
    from chargeplan.drawing.town_report import Report

_log = logging.getLogger(__name__)

_LEAST_DPI = 110.0
_FINER = 1.5
"""Small letters are moved to whole pixels; drawn larger and shown smaller they stand where they belong."""

_AROUND_PX = 12


class TownPrinting(QObject):
    """The commands of the File menu that make the report.

    `choices` tells which indicators the charts show, so that the report shows what the window does.
    """

    def __init__(self, session: TownSession, files: TownFiles, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._files = files
        self._window = window
        self.choices: Callable[[], Choices | None] = lambda: None

    def export_report(self) -> None:
        """Ask where to, and write the report as PDF."""
        make = self._maker()
        if make is not None:
            self._write(make)

    def _write(self, make: Callable[[Cancelled], Report]) -> None:
        path = choosers.save_report(self._window, self._files.suggested("-report.pdf"))
        if path is None:
            return

        def write(called_off: Cancelled) -> None:
            from chargeplan.files.atomic import export_file

            export_file(path, make(called_off).pdf(called_off))

        self._files.export(path, write)

    def print_report(self) -> None:
        """Show the report page by page, from where it is printed."""
        from chargeplan.ui.dialogs.message import show_error
        from chargeplan.ui.dialogs.progress import run_task

        make = self._maker()
        if make is None:
            return
        try:
            report: Report = run_task(
                self._window, self._session.errands, tr("Laying out the report..."), make
            )
        except CalledOff:
            return
        except Exception as error:
            show_error(self._window, error)
            return
        preview = ReportPreview(report, self._window)
        preview.print_wanted.connect(lambda: self._print(report, preview))
        preview.pdf_wanted.connect(lambda: self._write(lambda _off: report))
        preview.exec()
        preview.deleteLater()

    def _print(self, report: Report, preview: QWidget) -> None:
        pages = len(report.pages)
        page = partial(page_image, report, dpi=PRINT_DPI)
        said = print_pages(preview, self._session.errands, report.title, pages, page)
        if said:
            self._session.message.emit(said)

    def _maker(self) -> Callable[[Cancelled], Report] | None:
        """Return what lays out the report of everything as it is now; None without figures."""
        comparison = self._files.newest()
        if comparison is None:
            return None
        session, language = self._session, current_language()
        allocation, curve = session.allocation, session.curve
        remarks, choices = self._files.remarks(language), self.choices()

        def make(_called_off: Cancelled) -> Report:
            from chargeplan.drawing.town_report import town_report

            return town_report(
                comparison, language=language, allocation=allocation, curve=curve, remarks=remarks,
                choices=choices,
            )  # fmt: skip

        return make


def page_image(report: Report, number: int, dpi: float) -> QImage:
    """Return a page of a report as a picture, at so many dots per inch."""
    width, height, pixels = report.pixels(number, dpi)
    image = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    return image


class PageView(QWidget):
    """A page in the middle, with the ground around it; `resized` says that another size is needed."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(360, 270)
        self._image = QImage()

    @property
    def image(self) -> QImage:
        """The page that is shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show a page."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page as large as it fits."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Mid))
            if self._image.isNull():
                return
            room = self.rect().adjusted(_AROUND_PX, _AROUND_PX, -_AROUND_PX, -_AROUND_PX)
            size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(QRectF(room).center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the page in the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    def dpi(self) -> float:
        """Return at how many dots per inch a page of A4 fills the room."""
        from chargeplan.drawing.town_report import HEIGHT_IN, WIDTH_IN

        room = self.size() - QSize(2 * _AROUND_PX, 2 * _AROUND_PX)
        fits = min(room.width() / WIDTH_IN, room.height() / HEIGHT_IN)
        return max(_LEAST_DPI, _FINER * fits * self.devicePixelRatioF())


class ReportPreview(Living, QDialog):
    """Shows a report page by page; `print_wanted` and `pdf_wanted` say which button was pressed."""

    print_wanted = Signal()
    pdf_wanted = Signal()
    _drawn = Signal(object, QImage)

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportPreview")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        resize_within_screen(self, 1080, 820)
        self.say(self.setWindowTitle, N_("The report, page by page"))
        self._report = report
        self._number = 0
        self._at_work: tuple[int, float] | None = None
        self._shown: tuple[int, float] | None = None
        self.view = PageView(self)
        self.view.setObjectName("reportPage")
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(self.view, 1)
        layout.addWidget(self._buttons())
        self.view.resized.connect(self._draw)
        self._drawn.connect(self._take)
        self._show_number()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._state = PlainLabel()
        self._state.setObjectName("reportPageNumber")
        self._previous = IconButton("previousReportPage", "previous", N_("Previous page (PgUp)"))
        self._next = IconButton("nextReportPage", "next", N_("Next page (PgDn)"))
        for button, step, key in (
            (self._previous, -1, Qt.Key.Key_PageUp),
            (self._next, 1, Qt.Key.Key_PageDown),
        ):
            button.clicked.connect(partial(self._turn, step))
            QShortcut(QKeySequence(key), self, partial(self._turn, step))
        for key, page in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, len(self._report.pages) - 1)):
            QShortcut(QKeySequence(key), self, partial(self._go_to, page))
        head.addWidget(self._previous)
        head.addWidget(self._state)
        head.addWidget(self._next)
        head.addStretch(1)
        return head

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for name, text, signal in (
            ("printReport", N_("Print..."), self.print_wanted),
            ("saveReport", N_("Save as PDF..."), self.pdf_wanted),
        ):
            button = QPushButton()
            button.setObjectName(name)
            self.say(button.setText, text)
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit())
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def retranslate(self) -> None:
        """Say the number of the page in the other language."""
        self._show_number()

    def _show_number(self) -> None:
        count = len(self._report.pages)
        text = tr("Page {number} of {count}", number=self._number + 1, count=count)
        self._state.setText(text)
        self.view.setAccessibleName(text)
        self._previous.setEnabled(self._number > 0)
        self._next.setEnabled(self._number + 1 < count)

    def _turn(self, step: int, _checked: bool = False) -> None:
        self._go_to(self._number + step)

    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._report.pages) and number != self._number:
            self._number = number
            self._show_number()
            self._draw()

    # drawing, a page at a time in a thread

    @property
    def drawing(self) -> bool:
        """Whether a page is under way."""
        return self._at_work is not None

    def _wanted(self) -> tuple[int, float]:
        return self._number, self.view.dpi()

    def _draw(self) -> None:
        wanted = self._wanted()
        if self._at_work is None and wanted != self._shown:
            self._at_work = wanted
            _Drawing(partial(page_image, self._report, *wanted), partial(self._drawn.emit, wanted)).start()

    def _take(self, of: tuple[int, float], image: QImage) -> None:
        self._at_work = None
        self._shown = of
        if of[0] == self._number:
            self.view.show_image(image)
        self._draw()


class _Drawing(Helper):
    """One page being drawn; `done` is called in this thread."""

    def __init__(self, make: Callable[[], QImage], done: Callable[[QImage], object]) -> None:
        super().__init__("report page")
        self._make = make
        self._done = done

    def run(self) -> None:
        """Draw, and hand the page over, an empty one where that failed; the window may be gone by then."""
        try:
            image = self._make()
        except Exception:
            _log.exception("a page of the report could not be drawn")
            image = QImage()
        with suppress(RuntimeError):
            self._done(image)
