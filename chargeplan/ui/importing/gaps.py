"""Where outlines of what came in stay open: a list beside the plan; a click shows the place."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from chargeplan.files.sources.values import Gap
from chargeplan.i18n import N_, tr
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.numbers import number
from chargeplan.ui.widgets import PlainLabel, muted

_LEAST_REACH_M = 6.0


class GapsDialog(FramedDialog):
    """Steps through gaps by mouse or arrow keys; `place_wanted` brings their middle and reach [m]."""

    place_wanted = Signal(object, float)

    def __init__(self, gaps: Sequence[Gap], parent: QWidget | None = None) -> None:
        super().__init__("gapsDialog", N_("Open outlines"), parent)
        self.setWindowFlag(Qt.WindowType.Tool)
        self._gaps = gaps
        hint = muted(PlainLabel(wrap=True))
        text = N_(
            "These ends nearly meet and were not joined: their outlines lie as lines below the plan. Draw "
            "over them, or import again and join ends that lie farther apart."
        )
        self.say(hint.setText, text)
        self._list = QListWidget(self)
        self._list.setObjectName("gapList")
        self._list.setUniformItemSizes(True)
        self.say(self._list.setAccessibleName, N_("Open outlines"))
        for gap in gaps:
            item = QListWidgetItem(self._list)
            item.setData(Qt.ItemDataRole.UserRole, gap)
        self._list.setCurrentRow(0)  # before anybody listens: what came in is to be seen first
        self._list.currentRowChanged.connect(self._show)
        self._list.itemClicked.connect(lambda item: self._show(self._list.row(item)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.body.addWidget(self.head)
        self.body.addWidget(hint)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(buttons)
        self.retranslate()
        self.resize(330, 320)

    def retranslate(self) -> None:
        """Say the gaps in the language of the window."""
        for row, gap in enumerate(self._gaps):
            width = number(math.dist(gap.start, gap.end), 2)
            text = tr("{number}. {layer}: {width} m", number=row + 1, layer=gap.layer, width=width)
            self._list.item(row).setText(text)

    def _show(self, row: int) -> None:
        gap = self._gaps[row]
        (x1, y1), (x2, y2) = gap.start, gap.end
        reach_m = max(_LEAST_REACH_M, 2 * math.dist(gap.start, gap.end))
        self.place_wanted.emit(((x1 + x2) / 2, (y1 + y2) / 2), reach_m)
