"""What is shown of a town: words searched for, values chosen from lists, limits of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.language import Living
from chargeplan.ui.town.choice_filter import ChoiceFilter
from chargeplan.ui.town.columns import Column
from chargeplan.ui.town.flow import FlowLayout
from chargeplan.ui.town.grid import UNKNOWN_CHOICE, Between, Grid, Sieve
from chargeplan.ui.widgets import SearchField, for_letters, tooltip

_FACETS = (
    ("district", N_("District")),
    ("street", N_("Street or town")),
    ("committee", N_("Committee")),
    ("grade", N_("Grade")),
    ("kind", N_("Kind")),
    ("origin", N_("Scheme from")),
)
_LEVELS = ("district", "street", "committee")
_DIFFERENCES = "differences"


class FilterBar(Living, QWidget):
    """Fields and buttons in a row that makes a second one where it is narrow; `changed` brings a sieve."""

    changed = Signal(object)

    def __init__(self, grid: Callable[[], Grid], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("townFilters")
        self._grid = grid
        self.sieve = Sieve()
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(8, 6, 8, 6)
        self.search = SearchField(self)
        self.search.setObjectName("townSearch")
        self.search.setMinimumWidth(for_letters(self, 200))
        self.say(self.search.setPlaceholderText, N_("Name, code or committee"))
        self.say(self.search.setAccessibleName, N_("Search estates"))
        self.search.textChanged.connect(lambda text: self._take(replace(self.sieve, words=text)))
        self._flow.addWidget(self.search)
        self.facets = {
            column: ChoiceFilter(f"filter_{column}", title, partial(self._offer, column), self)
            for column, title in _FACETS
        }
        for column, facet in self.facets.items():
            facet.changed.connect(partial(self._take_facet, column))
            self._flow.addWidget(facet)
        self.differences = self._button("filter_differences", N_("With differences"))
        self.differences.setCheckable(True)
        self.say(
            self.differences.setToolTip, N_("Only estates whose plan tells another figure than the register")
        )
        self.differences.clicked.connect(self._take_differences)
        self._chips: list[QToolButton] = []
        self.clear_button = self._button("clearFilters", N_("Clear filters"))
        self.clear_button.clicked.connect(self.clear)
        self._show()

    # what is asked for from elsewhere

    def clear(self) -> None:
        """Let everything pass."""
        self.use(Sieve())

    def use(self, sieve: Sieve) -> None:
        """Let pass what this sieve does."""
        self.sieve = sieve
        self.search.blockSignals(True)
        self.search.setText(sieve.words)
        self.search.blockSignals(False)
        for column, facet in self.facets.items():
            facet.choose(sieve.values.get(column, ()))
        self._show()
        self.changed.emit(sieve)

    def limit(self, column: Column, limits: Between) -> None:
        """Show only rows with a figure between limits."""
        self._take(self.sieve.with_range(column.id, limits))

    def offer_columns(self, ids: frozenset[str]) -> None:
        """Offer only the filters that a table with these columns knows."""
        for column, facet in self.facets.items():
            facet.setVisible(column in ids)
        self.differences.setVisible(_DIFFERENCES in ids)
        self._flow.invalidate()

    def retranslate(self) -> None:
        """Say the limits in the other language."""
        self._show()

    # parts

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        self.say(button.setText, text)
        self._flow.addWidget(button)
        return button

    def _offer(self, column: str) -> list[tuple[Any, str]]:
        """Return the values of a column, of a level those that lie in the units chosen above it."""
        grid = self._grid()
        spec = grid.columns.get(column)
        if spec is None:
            return []
        above = _LEVELS[: _LEVELS.index(column)] if column in _LEVELS else ()
        chosen = {level: self.sieve.values[level] for level in above if level in self.sieve.values}
        found = grid.choices(column, Sieve(values=chosen))
        offered = [(value, spec.text(value)) for value in found]
        if grid.has_unknown(column):
            offered.append((UNKNOWN_CHOICE, tr("(unknown)")))
        return offered

    def _take_facet(self, column: str) -> None:
        self._take(self.sieve.with_value(column, self.facets[column].chosen))

    def _take_differences(self, on: bool) -> None:
        self._take(self.sieve.with_range(_DIFFERENCES, Between(1) if on else Between()))

    def _take(self, sieve: Sieve) -> None:
        self.sieve = sieve
        self._show()
        self.changed.emit(sieve)

    def _show(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [
            self._chip(column, limits)
            for column, limits in self.sieve.ranges.items()
            if column != _DIFFERENCES and column in self._grid().columns
        ]
        self.differences.setChecked(_DIFFERENCES in self.sieve.ranges)
        self.clear_button.setEnabled(bool(self.sieve))

    def _chip(self, column: str, limits: Between) -> QToolButton:
        text = range_text(self._grid().columns[column], limits)
        chip = QToolButton(self)
        chip.setObjectName(f"range_{column}")
        chip.setText(f"{text} ✕".replace("&", "&&"))
        chip.setToolTip(tooltip(tr("No longer only {what}", what=text)))
        chip.setAccessibleName(chip.toolTip())
        chip.clicked.connect(lambda: self._take(self.sieve.with_range(column, Between())))
        self._flow.addWidget(chip)
        chip.show()
        return chip


def range_text(column: Column, limits: Between) -> str:
    """Return limits of a figure in words."""
    title = column.name
    if limits.most is None:
        return f"{title} ≥ {limits.least:g}"
    if limits.least is None:
        return f"{title} ≤ {limits.most:g}"
    return f"{title} {limits.least:g}–{limits.most:g}"
