"""Pictures of the manual: a plan sheet and a notice before they leave."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QPixmap
from window_pictures import dialog_picture, open_example, wait_until

from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.paper.dialog import PaperDialog
from chargeplan.ui.paper.notice_dialog import NoticeDialog
from chargeplan.ui.paper.sheet_dialog import SheetDialog
from chargeplan.ui.settings import Settings

_FILE = Path("yuanxi.pdf")
_SETTINGS = Settings(Path("none.ini"))
"""Nothing is written, so that none is kept."""


def sheet(window: MainWindow) -> QPixmap:
    """The plan sheet of Yuanxi."""
    open_example(window, "yuanxi")
    session = window.session
    assert session.analysis is not None
    limit_m = session.catalogue.constant("walking_limit_m")
    return _picture(SheetDialog(session.analysis, window.analyst, _SETTINGS, _FILE, limit_m, False, window))


def notice(window: MainWindow) -> QPixmap:
    """The notice for the residents of Yuanxi."""
    open_example(window, "yuanxi")
    assert window.session.analysis is not None
    return _picture(NoticeDialog(window.session.analysis, window.analyst, _SETTINGS, _FILE, window))


def _picture(dialog: PaperDialog) -> QPixmap:
    dialog.show()
    wait_until(lambda: bool(dialog.view.scene().items()))
    return dialog_picture(dialog)
