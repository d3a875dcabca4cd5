"""What a distribution box feeds: the sheds and lots of its scheme, each with a box to tick."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from chargeplan.i18n import tr
from chargeplan.model.editing import Edit, replacement
from chargeplan.model.labels import label, title
from chargeplan.model.project import Project
from chargeplan.model.scheme import DistributionBox, Lot, Scheme, Shed
from chargeplan.ui.widgets import PlainLabel, TickBox, heading, muted


def loads_of(scheme: Scheme) -> tuple[Shed | Lot, ...]:
    """Return what can be fed: the sheds, and the lots that hold stalls of their own."""
    return (*scheme.sheds, *(lot for lot in scheme.lots if lot.filled))


def feeding_edits(project: Project, box: DistributionBox, load_id: str, on: bool) -> list[Edit]:
    """Return the edits by which a box feeds something, and no other box does, or feeds it no longer."""
    edits: list[Edit] = []
    for other in project.active_scheme.boxes:
        fed = tuple(name for name in other.feeds if name != load_id)
        if other.id == box.id and on:
            fed = (*fed, load_id)
        if fed != other.feeds:
            edits.append(replacement(project, other, _feeding(other, fed)))
    return edits


def _feeding(box: DistributionBox, feeds: tuple[str, ...]) -> DistributionBox:
    return DistributionBox(box.id, box.position, box.name, feeds)


class FeedsList(QWidget):
    """Ticks for what one box feeds. `change(load_id, on)` is called when one is set."""

    def __init__(self, change: Callable[[str, bool], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change = change
        self._ticks: dict[str, TickBox] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 6)
        self._layout.setSpacing(3)
        head = heading(self)
        head.setText(tr("Feeds"))
        self._layout.addWidget(head)
        self._none = muted(
            PlainLabel(tr("There is no shed and no filled lot in this scheme yet."), wrap=True)
        )
        self._layout.addWidget(self._none)

    def show_box(self, box: DistributionBox, scheme: Scheme) -> None:
        """Show what a box feeds, and which other box feeds the rest."""
        loads = loads_of(scheme)
        if [load.id for load in loads] != list(self._ticks):
            self._renew([load.id for load in loads])
        by_others = {fed: other for other in scheme.boxes if other.id != box.id for fed in other.feeds}
        for load in loads:
            tick, other = self._ticks[load.id], by_others.get(load.id)
            elsewhere = "" if other is None else tr(" (now from {name})", name=label(other))
            tick.setText((title(load) + elsewhere).replace("&", "&&"))
            tick.setChecked(load.id in box.feeds)
        self._none.setVisible(not loads)

    def _renew(self, ids: list[str]) -> None:
        for tick in self._ticks.values():
            tick.hide()
            tick.deleteLater()
        self._ticks = {}
        for name in ids:
            tick = TickBox(self)
            tick.setObjectName(f"feeds_{name}")
            tick.clicked.connect(lambda on, name=name: self._change(name, on))
            self._layout.addWidget(tick)
            tick.show()
            self._ticks[name] = tick
