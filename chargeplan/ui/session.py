"""What the open window shares: document, selection, newest analysis, and what the tools are set to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chargeplan.errors import ChargeplanError
from chargeplan.ui.document import Document
from chargeplan.ui.layout_engine import Gate
from chargeplan.ui.selection import Selection

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis, StallRange
    from chargeplan.reference.catalogue import Catalogue


class Session(QObject):
    """One plan being worked on.

    `analysis` is the newest finished one, of the revision `analysis_revision`; it may be older than the
    plan while the next is under way, and is None when the plan could not be worked out (`analysis_error`).
    `foreseen` is what it would be if what is being dragged were dropped now, None when nothing is.
    `stall_range` is between which counts stalls lie for want of a surer scale, None while that is unknown.
    `message_over` says that what was last told by `message` is no longer to be read.
    `shed_preset_id` is the shed that the shed tool puts down. Lots are filled behind the `gate`.
    """

    analysis_changed = Signal()
    foreseen_changed = Signal()
    analysis_failed = Signal()
    improving_changed = Signal(bool)
    stall_range_changed = Signal()
    shed_preset_changed = Signal(str)
    message = Signal(str)
    message_over = Signal()

    def __init__(self, document: Document | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document or Document(parent=self)
        self.selection = Selection(self.document, self)
        self.analysis: Analysis | None = None
        self.foreseen: Analysis | None = None
        self.analysis_revision = -1
        self.analysis_error: ChargeplanError | None = None
        self.gate = Gate()
        self._shed_preset_id = ""
        self.improving = False
        self.stall_range: StallRange | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue, read when it is first asked for: the window is seen sooner."""
        from chargeplan.reference.catalogue import load_catalogue

        return load_catalogue()

    @property
    def shed_preset_id(self) -> str:
        """The catalogue's shed that the shed tool puts down."""
        return self._shed_preset_id or next(iter(self.catalogue.sheds))

    def choose_shed(self, preset_id: str) -> None:
        """Choose the shed that the shed tool puts down."""
        if preset_id != self.shed_preset_id:
            self._shed_preset_id = preset_id
            self.shed_preset_changed.emit(preset_id)

    @property
    def shown(self) -> Analysis | None:
        """What panels tell of: the foreseen analysis, or the newest finished one."""
        return self.foreseen or self.analysis

    def foresee(self, analysis: Analysis | None) -> None:
        """Keep what a drag would lead to; None ends it."""
        if analysis is not self.foreseen:
            self.foreseen = analysis
            self.foreseen_changed.emit()

    def take_analysis(self, analysis: Analysis, revision: int) -> None:
        """Keep a finished analysis unless a newer one, or one that says the same, is here already.

        The full figures are most often the quick ones again, and to show them costs a frame of a drag.
        """
        if revision == self.analysis_revision and analysis == self.analysis:
            self.foresee(None)
            return
        if revision >= self.analysis_revision:
            self.foreseen = None
            self.analysis = analysis
            self.analysis_revision = revision
            self.analysis_error = None
            self.analysis_changed.emit()

    def show_improving(self, on: bool) -> None:
        """Tell whether the figures are quick ones that a full filling of the lots is still to follow."""
        if on != self.improving:
            self.improving = on
            self.improving_changed.emit(on)

    def take_stall_range(self, reach: StallRange | None) -> None:
        """Keep between which counts the stalls of the plan lie."""
        if reach != self.stall_range:
            self.stall_range = reach
            self.stall_range_changed.emit()

    def take_failure(self, error: ChargeplanError, revision: int) -> None:
        """Keep why the plan could not be worked out; figures of an older plan are no longer shown."""
        if revision >= self.analysis_revision:
            self.foreseen = None
            self.analysis = None
            self.analysis_revision = revision
            self.analysis_error = error
            self.analysis_failed.emit()

    def forget_analysis(self) -> None:
        """Forget the analysis of another plan."""
        self.show_improving(False)
        self.foreseen = None
        self.analysis = None
        self.analysis_error = None
        self.analysis_revision = -1
        self.analysis_changed.emit()
