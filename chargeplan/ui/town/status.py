"""The line below a town's table: the published totals of what is shown, and what is going on."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QStatusBar, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.language import Living
from chargeplan.ui.town.columns import UNKNOWN
from chargeplan.ui.town.table_model import GridModel
from chargeplan.ui.widgets import PlainLabel, muted, tooltip

_TOTALS = (
    ("townChargers", "chargers_after", N_("Charging facilities {total}"), N_("With the chosen schemes.")),
    ("townStalls", "stalls_after", N_("Parkable bikes {total}"), N_("With the chosen schemes.")),
    ("townCost", "cost", N_("Cost {total} × 10,000 CNY"), N_("Of the chosen schemes, with tax.")),
)
_EDGE_PX = 8


class TownStatusBar(Living, QStatusBar):
    """Totals of the estates that are shown; what is unknown is counted beside them."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, _EDGE_PX, 0)
        self._model = model
        self._when: datetime | None = None
        self.working = muted(self._label("townWorking"))
        self.say(self.working.setText, N_("Working out the figures..."))
        self.working.hide()
        self.saved = muted(self._label("townSaved"))
        self.estates = self._label("townEstates")
        self.estimated = self._label("townEstimated")
        self.totals = {name: self._label(name) for name, *_ in _TOTALS}
        self.addWidget(self.working)
        for label in (self.estates, *self.totals.values(), self.estimated, self.saved):
            self.addPermanentWidget(label)
        model.shown_changed.connect(self.show_totals)
        self.show_totals()

    def retranslate(self) -> None:
        """Say the totals in the other language."""
        self.show_saved(self._when)
        self.show_totals()

    def show_totals(self) -> None:
        """Tell the totals of the rows that are shown now."""
        model, grid = self._model, self._model.grid
        units = "estates" in grid.columns
        for name, column_id, text, tip in _TOTALS:
            label, column = self.totals[name], grid.columns.get(column_id)
            label.setVisible(column is not None and bool(len(grid.rows)))
            if column is not None:
                total = model.total(column)
                shown = column.text(total.total) if total.known else UNKNOWN
                shown = f"≥ {shown}" if total.known and total.unknown else shown
                label.setText(tr(text, total=shown))
                unknown = tr("{count} unknown", count=total.unknown) if total.unknown else ""
                label.setToolTip(tooltip("\n".join(filter(None, (tr(tip), unknown)))))
        count = int(model.total(grid.columns["estates"]).total) if units else model.rowCount()
        self.estates.setText(tr("{count} estates", count=f"{count:,}"))
        self.estates.setVisible(bool(len(grid.rows)))
        estimated = self._estimated()
        self.estimated.setText(tr("{count} estimated", count=f"{estimated:,}"))
        self.estimated.setToolTip(tr("Estates whose scheme is an estimate."))
        self.estimated.setVisible(bool(estimated))

    def show_working(self, on: bool) -> None:
        """Tell whether figures are being worked out."""
        self.working.setVisible(on)

    def show_saved(self, when: datetime | None) -> None:
        """Tell when the register was saved, nothing for None."""
        self._when = when
        self.saved.setText("" if when is None else tr("saved {time}", time=f"{when:%H:%M}"))

    def _estimated(self) -> int:
        model = self._model
        column = model.grid.columns.get("cost")
        return model.total(column).estimated if column is not None else 0

    def _label(self, name: str) -> PlainLabel:
        label = PlainLabel(parent=self)
        label.setObjectName(name)
        return label
