"""What is done with prices: the plan's own price book, and the bids that came back.

Dialogs and formats are imported where they are used, so that the window is seen sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import setting
from chargeplan.ui.background import Analyst
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings

if TYPE_CHECKING:
    from chargeplan.costing.bill import Bill
    from chargeplan.costing.price_lines import PriceLine


class PriceActions(QObject):
    """The commands on prices and bids for one window."""

    def __init__(self, session: Session, analyst: Analyst, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._analyst = analyst
        self._settings = settings
        self._window = window

    def edit_prices(self, line_id: str = "") -> None:
        """Let the plan's own prices be edited, at a line where one is named; OK is one step to undo."""
        from chargeplan.reference.price_books import load_price_book
        from chargeplan.reference.work_items import load_work_items
        from chargeplan.ui.dialogs.message import show_error
        from chargeplan.ui.dialogs.price_book import PriceBookDialog

        document = self._session.document
        project = document.project
        try:
            lines, shipped = self.lines(), load_price_book(project.price_book_id)
        except ChargeplanError as error:
            show_error(self._window, error)
            return
        items = load_work_items(project.bill.edition)
        dialog = PriceBookDialog(
            lines, shipped, items, project.own_prices, self._analyst, self._settings, self._window
        )
        if line_id:
            dialog.show_line(line_id)
        wanted = bool(dialog.exec())
        book = dialog.book
        dialog.deleteLater()
        if wanted and book != project.own_prices:
            document.push(N_("Change prices"), [setting(document.project, "own_prices", book)])

    def lines(self) -> tuple[PriceLine, ...]:
        """Return every line that can have a price, those of the plan's bill first."""
        from chargeplan.costing.price_lines import price_lines
        from chargeplan.reference.catalogue import load_catalogue
        from chargeplan.reference.price_books import load_price_book
        from chargeplan.reference.work_items import load_work_items

        project = self._session.document.project
        return price_lines(
            self._bill(),
            load_work_items(project.bill.edition),
            load_price_book(project.price_book_id),
            load_catalogue(),
            project.own_prices,
        )

    def _bill(self) -> Bill | None:
        analysis = self._session.analysis
        return None if analysis is None else analysis.bill

    def compare_bids(self) -> None:
        """Let bids that came back be read, checked and compared."""
        from chargeplan.ui.dialogs.message import show_error
        from chargeplan.ui.dialogs.tender import TenderDialog

        error = self._session.analysis_error
        if error is not None:
            show_error(self._window, error)
            return
        if self._session.analysis is None:
            self._session.message.emit(tr("The figures of the plan are not there yet."))
            return
        dialog = TenderDialog(self._session, self._analyst, self._settings, self._window)
        dialog.exec()
        dialog.deleteLater()
