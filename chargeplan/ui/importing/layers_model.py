"""Layers of a drawing, or kinds of things of map data, as rows: what is in them and what they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from chargeplan.files.sources.values import ROLE_NAMES, Role, SourceLayer
from chargeplan.i18n import N_, tr
from chargeplan.ui.importing.words import note_line
from chargeplan.ui.tables import RIGHT, SORT_ROLE, FlatModel, Index
from chargeplan.ui.widgets import tooltip

NAME, BECOMES, OUTLINES, LINES, POINTS, TEXTS, REASON = range(7)
_HEADS = (N_("Becomes"), N_("Outlines"), N_("Lines"), N_("Single points"), N_("Texts"), N_("Why this guess"))
_COUNTS = {OUTLINES: "rings", LINES: "lines", POINTS: "points", TEXTS: "texts"}
_ORDER = {role: at for at, role in enumerate(ROLE_NAMES)}


class LayersModel(FlatModel):
    """The rows; a role comes from the guess, from what is remembered, or from who sits before the window.

    `roles_changed` says that a layer became something else.
    """

    roles_changed = Signal()

    def __init__(
        self,
        layers: Sequence[SourceLayer],
        remembered: Mapping[str, Role],
        name_head: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__((name_head, *_HEADS), _COUNTS, parent)
        self._layers = layers
        self._remembered = dict(remembered)
        self._said: dict[str, Role] = {}

    def row_total(self) -> int:
        """Return the number of layers."""
        return len(self._layers)

    def empty_columns(self) -> list[int]:
        """Return the columns of counts in which no layer has anything."""
        return [at for at, name in _COUNTS.items() if not any(getattr(one, name) for one in self._layers)]

    def layer(self, row: int) -> SourceLayer:
        """Return the layer of a row."""
        return self._layers[row]

    def role(self, layer: SourceLayer) -> Role:
        """Return what a layer becomes as things stand."""
        held = self._said.get(layer.name, self._remembered.get(layer.name))
        return layer.guess if held is None else held

    def roles(self) -> tuple[tuple[str, Role], ...]:
        """Return what layers become where that is not what was guessed."""
        pairs = ((layer, self.role(layer)) for layer in self._layers)
        return tuple((layer.name, role) for layer, role in pairs if role is not layer.guess)

    @property
    def said(self) -> Mapping[str, Role]:
        """What was said of layers in this window."""
        return self._said

    def is_remembered(self, row: int) -> bool:
        """Return whether a row's role comes from an earlier drawing."""
        name = self._layers[row].name
        return name in self._remembered and name not in self._said

    def say_roles(self, rows: Iterable[int], role: Role) -> None:
        """Let layers become something."""
        for row in rows:
            self._said[self._layers[row].name] = role
            self.touch_row(row)
        self.roles_changed.emit()

    def forget(self, rows: Iterable[int]) -> list[str]:
        """Go by the guess again for layers that are remembered; return their names."""
        names = [self._layers[row].name for row in rows if self.is_remembered(row)]
        for name in names:
            del self._remembered[name]
        self.touch_all()
        self.roles_changed.emit()
        return names

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the role be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == BECOMES else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take the role that was chosen in a cell."""
        if index.column() != BECOMES or role != Qt.ItemDataRole.EditRole:
            return False
        if Role(value) is not self.role(self._layers[index.row()]):
            self.say_roles((index.row(),), Role(value))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, and what it is sorted by."""
        layer, column = self._layers[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(layer, column, index.row())
        if role == SORT_ROLE:
            if column in _COUNTS:
                return getattr(layer, _COUNTS[column])
            return _ORDER[self.role(layer)] if column == BECOMES else self._text(layer, column, index.row())
        if role == Qt.ItemDataRole.EditRole and column == BECOMES:
            return self.role(layer).value
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == BECOMES:
                return tooltip(self._tip(layer, index.row()))
            return None if column in _COUNTS else tooltip(self._text(layer, column, index.row()))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _COUNTS:
            return RIGHT
        return None

    def _text(self, layer: SourceLayer, column: int, row: int) -> str:
        if column == NAME:
            return layer.name
        if column == BECOMES:
            return tr(ROLE_NAMES[self.role(layer)])
        if column in _COUNTS:
            count = getattr(layer, _COUNTS[column])
            return f"{count:,}" if count else ""
        return self._reason(layer, row)

    def _reason(self, layer: SourceLayer, row: int) -> str:
        if layer.name in self._said:
            return tr("You said so.")
        if self.is_remembered(row):
            return tr("Remembered from an earlier import.")
        return note_line(layer.why) if layer.why is not None else tr("Nothing tells what it is.")

    def _tip(self, layer: SourceLayer, row: int) -> str:
        reason = self._reason(layer, row)
        if self.role(layer) is layer.guess:
            return reason
        return "\n".join((reason, tr("Guessed was: {role}", role=tr(ROLE_NAMES[layer.guess]))))
