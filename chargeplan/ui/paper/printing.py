"""Asking for a printer and printing a page at its true scale, or smaller once somebody agreed to that."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from chargeplan.drawing.pages import Page
from chargeplan.errors import CalledOff
from chargeplan.i18n import tr
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.message import MessageDialog, answered, show_error
from chargeplan.ui.dialogs.progress import run_task
from chargeplan.ui.paper.true_scale import Placing, orientation, page_layout, paint_on, placing


def print_page(parent: QWidget, errands: Analyst, page: Page) -> str:
    """Ask for a printer and print a page on it; return what is said of it, nothing where nothing was."""
    printer = choosers.choose_page_printer(parent, page.title, page_layout(page))
    if printer is None:
        return ""
    printer.setPageOrientation(orientation(page))
    printer.setFullPage(True)
    placed = placing(page, printer.pageLayout())
    if not placed.true and not _may_be_smaller(parent, page, placed):
        return ""
    name = page.title
    try:
        run_task(
            parent, errands, tr("Printing {name}...", name=name),
            lambda called_off: paint_on(printer, page, placed, called_off),
        )  # fmt: skip
    except CalledOff:
        return ""
    except Exception as error:
        show_error(parent, error)
        return ""
    if placed.true:
        return tr("The page is sent to the printer, at 1:{scale}.", scale=page.scale)
    return tr("The page is sent to the printer, made smaller: not to scale.")


def _may_be_smaller(parent: QWidget, page: Page, placed: Placing) -> bool:
    """Ask whether a page is made smaller, which the printer's paper or its margins would cut."""
    width, height = placed.paper_mm
    text = tr(
        "The page of {width} × {height} mm does not fit on the printer's paper of {paper_width} × "
        "{paper_height} mm with its margins. Made smaller it is about 1:{scale} instead of the 1:{told} that"
        " it tells; only its scale bar stays true.",
        width=f"{page.width_mm:g}", height=f"{page.height_mm:g}",
        paper_width=f"{width:.0f}", paper_height=f"{height:.0f}",
        scale=round(page.scale / placed.factor), told=page.scale,
    )  # fmt: skip
    dialog = MessageDialog(tr("Not to scale"), text, severity="warning", parent=parent)
    dialog.setObjectName("printSmallerDialog")
    roles = dialog.buttons.ButtonRole
    smaller = dialog.buttons.addButton(tr("Print it smaller"), roles.AcceptRole)
    keep = dialog.buttons.addButton(tr("Do not print"), roles.RejectRole)
    return answered(dialog, {"smaller": smaller, "keep": keep}, "keep", "keep") == "smaller"
