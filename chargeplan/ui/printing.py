"""Pages on a printer: each is drawn as a picture in the thread and put on its sheet as large as it fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from chargeplan.errors import CalledOff, Cancelled, ChargeplanError
from chargeplan.i18n import N_, tr
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PRINT_DPI = 300.0
"""Letters of 7 points are sharp at this resolution, and a page of A4 is 35 MB on its way."""


class PrintError(ChargeplanError):
    """The printer does not take what is sent to it."""


def print_pages(
    parent: QWidget, errands: Analyst, title: str, count: int, page: Callable[[int], QImage]
) -> str:
    """Ask for a printer and print pages; return what is said of it, nothing where nothing was printed.

    `page` draws a page, counted from 0; it is called in the thread of `errands`.
    """
    from chargeplan.ui.dialogs.message import show_error
    from chargeplan.ui.dialogs.progress import run_task

    printer = choosers.choose_printer(parent, title, count)
    if printer is None:
        return ""
    numbers = range(*_asked_for(printer, count))
    try:
        run_task(parent, errands, tr("Printing {name}...", name=title), _printing(printer, numbers, page))
    except CalledOff:
        return ""
    except Exception as error:
        show_error(parent, error)
        return ""
    return tr("{count} pages are sent to the printer.", count=len(numbers))


def _asked_for(printer: QPrinter, count: int) -> tuple[int, int]:
    """Return the first page to print and the one behind the last, counted from 0."""
    first, last = printer.fromPage(), printer.toPage()
    if printer.printRange() is not printer.PrintRange.PageRange or first < 1:
        return 0, count
    return first - 1, min(count, max(first, last))


def _printing(
    printer: QPrinter, numbers: range, page: Callable[[int], QImage]
) -> Callable[[Cancelled], None]:
    def work(called_off: Cancelled) -> None:
        painter = QPainter()
        if not painter.begin(printer):
            raise PrintError("printer_refused", N_("The printer does not take the pages."))
        try:
            for number in numbers:
                if called_off():
                    printer.abort()
                    raise CalledOff
                if number != numbers[0]:
                    printer.newPage()
                _put(painter, page(number))
        finally:
            painter.end()

    return work


def _put(painter: QPainter, image: QImage) -> None:
    """Put a picture on the sheet, as large as it fits, in the middle."""
    room = QRectF(painter.viewport())
    size = image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(0, 0, size.width(), size.height())
    target.moveCenter(room.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, image)
