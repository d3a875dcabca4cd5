"""The panels around the table of a town, and where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from chargeplan.ui.dock import Dock
from chargeplan.ui.widgets import for_letters

_RIGHT_PX = 350
_LEAST_RIGHT_PX = 300
_BOTTOM_SHARE = 0.40
_ROOMY_PX = 1200
_HIGH_PX = 800

_AREAS = Qt.DockWidgetArea


class TownPanels:
    """Docks by name: `estate`, `weights` and `budget` at the right, `charts` and `tasks` below."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.docks: dict[str, Dock] = {}
        for corner, area in (
            (Qt.Corner.BottomRightCorner, _AREAS.RightDockWidgetArea),
            (Qt.Corner.TopRightCorner, _AREAS.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)

    def add(self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> None:
        """Put a panel into a dock, behind the others of its place; while it is behind them it is hidden.

        To Qt it would be visible there, and panels work for what is seen.
        """
        dock = Dock(f"dock{name.capitalize()}", title, panel, self._window)
        policy = panel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        panel.setSizePolicy(policy)
        dock.visibilityChanged.connect(panel.setVisible)
        beside = self._at(area)
        self._window.addDockWidget(area, dock)
        if beside:
            self._window.tabifyDockWidget(beside[-1], dock)
        self.docks[name] = dock

    def arrange_as_at_first(self) -> None:
        """Show the estate and the charts in front; in a low window the table has all the height."""
        window = self._window
        for dock in self.docks.values():
            low = window.height() < _HIGH_PX and window.dockWidgetArea(dock) == _AREAS.BottomDockWidgetArea
            dock.setVisible(not low)
        for name in ("estate", "charts"):
            if name in self.docks and self.docks[name].isVisibleTo(window):
                self.docks[name].raise_()
        wide = _RIGHT_PX if window.width() >= _ROOMY_PX else _LEAST_RIGHT_PX
        right = self._at(_AREAS.RightDockWidgetArea)
        below = self._at(_AREAS.BottomDockWidgetArea)
        for docks, size, way in (
            (right, for_letters(window, wide), Qt.Orientation.Horizontal),
            (below, int(window.height() * _BOTTOM_SHARE), Qt.Orientation.Vertical),
        ):
            if docks:
                window.resizeDocks(docks[:1], [size], way)

    def _at(self, area: Qt.DockWidgetArea) -> list[Dock]:
        return [dock for dock in self.docks.values() if self._window.dockWidgetArea(dock) == area]

    def bring(self, name: str) -> None:
        """Show a panel, in front of those that share its place."""
        if name in self.docks:
            self.docks[name].bring()
