"""Which elements are selected; shared by the plan and every panel."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from chargeplan.model.project import Element
from chargeplan.ui.document import Document


class Selection(QObject):
    """Ids in the order in which they were selected; what no longer exists falls out by itself."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._ids: tuple[str, ...] = ()
        document.element_removed.connect(self._forget)
        document.project_replaced.connect(self.clear)

    @property
    def ids(self) -> tuple[str, ...]:
        """The selected ids."""
        return self._ids

    def elements(self) -> list[Element]:
        """Return the selected elements."""
        known = self._document.elements()
        return [known[element_id] for element_id in self._ids if element_id in known]

    def set(self, ids: Iterable[str]) -> None:
        """Select exactly these."""
        wanted = tuple(dict.fromkeys(ids))
        if wanted != self._ids:
            self._ids = wanted
            self.changed.emit()

    def add(self, ids: Iterable[str]) -> None:
        """Select these too."""
        self.set((*self._ids, *ids))

    def toggle(self, element_id: str) -> None:
        """Turn the selection of one element over."""
        if element_id in self._ids:
            self.set(i for i in self._ids if i != element_id)
        else:
            self.add((element_id,))

    def clear(self) -> None:
        """Select nothing."""
        self.set(())

    def _forget(self, element_id: str) -> None:
        self.set(i for i in self._ids if i != element_id)
