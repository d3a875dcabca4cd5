"""What works behind a window: the plan in its session, the thread beside it, and the commands on files.

It is made as soon as the window has been seen, for it takes longer to load than the window to be painted.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from chargeplan.ui.background import Analyst
from chargeplan.ui.file_actions import FileActions
from chargeplan.ui.layout_engine import LayoutEngine
from chargeplan.ui.paper.actions import PaperActions
from chargeplan.ui.price_actions import PriceActions
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings


class Engine:
    """Session, threads and file commands of one window.

    `analyst` works out the plan; `errands` can wait, and must not keep the figures of the plan waiting.
    `ranges` finds between which counts stalls lie, which takes twice as long as the plan itself and must
    keep no errand waiting.
    """

    def __init__(self, window: QWidget, settings: Settings) -> None:
        self.settings = settings
        self.session = Session(parent=window)
        self.layout_engine = LayoutEngine(self.session.gate, window)
        self.analyst = Analyst(window, self.session.gate)
        self.errands = Analyst(window, self.session.gate)
        self.ranges = Analyst(window, self.session.gate)
        self.files = FileActions(self.session, self.analyst, settings, window)
        self.papers = PaperActions(self.session, self.errands, settings, self.files, window)
        self.prices = PriceActions(self.session, self.analyst, settings, window)
