"""What is done to the selection, each as one step of the undo stack."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from chargeplan.i18n import N_, tr
from chargeplan.model.editing import Edit
from chargeplan.model.project import Element
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point
from chargeplan.ui.canvas import operations
from chargeplan.ui.canvas.elements import (
    box_of,
    middle_of,
    points_of,
    removed_corner,
)
from chargeplan.ui.canvas.pointing import PointingView
from chargeplan.ui.canvas.repairing import is_faulty
from chargeplan.ui.session import Session

_PASTE_STEP_M = 2.0


class EditingView(PointingView):
    """A sheet whose selection can be moved, copied, turned, brought into line and deleted."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._clipboard: tuple[Element, ...] = ()
        self._paste_count = 0

    def _paste_place(self) -> Point | None:
        """Where the pointer is on the ground, or None when it is elsewhere."""
        return None

    def _chosen(self) -> list[Element]:
        return [element for element in self.session.selection.elements() if self.editable(element)]

    def _push(self, text: str, edits: Sequence[Edit], *, merge_key: str = "") -> None:
        self.session.document.push(text, edits, merge_key=merge_key)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selection; steps that follow each other become one."""
        edits = operations.move_edits(self.session.document.project, self._chosen(), dx, dy)
        self._push(N_("Nudge"), edits, merge_key="nudge " + " ".join(self.session.selection.ids))

    def delete_selection(self) -> None:
        """Take the selection out of the plan."""
        edits = operations.deletion_edits(self.session.document.project, self._chosen())
        self._push(N_("Delete"), edits)

    def duplicate_selection(self) -> None:
        """Put a copy of the selection beside it and select the copy."""
        self._put_copies(N_("Duplicate"), self._chosen(), _PASTE_STEP_M, -_PASTE_STEP_M)

    def copy(self) -> None:
        """Keep the selection to be pasted, into other schemes and plans too."""
        chosen = self._chosen()
        if chosen:
            everything = self.session.document.project
            self._clipboard = tuple(operations.with_followers(everything, chosen))
            self._paste_count = 0

    def cut(self) -> None:
        """Keep the selection to be pasted and take it out."""
        if self._chosen():
            self.copy()
            edits = operations.deletion_edits(self.session.document.project, self._chosen())
            self._push(N_("Cut"), edits)

    def paste(self) -> None:
        """Put in what was copied: under the pointer when it is over the plan, else a step aside."""
        if not self._clipboard:
            return
        target = self._paste_place()
        if target is not None:
            middle = middle_of(box_of([p for element in self._clipboard for p in points_of(element)]))
            dx, dy = target[0] - middle[0], target[1] - middle[1]
        else:
            self._paste_count += 1
            dx, dy = self._paste_count * _PASTE_STEP_M, -self._paste_count * _PASTE_STEP_M
        self._put_copies(N_("Paste"), self._clipboard, dx, dy)

    def _put_copies(self, text: str, elements: Sequence[Element], dx: float, dy: float) -> None:
        edits, ids = operations.copy_edits(self.session.document.project, elements, dx, dy)
        self._push(text, edits)
        if ids:
            self.session.selection.set(ids)
        if len(ids) < len(elements):
            self.session.message.emit(tr("A cable whose end is at no box, shed or lot was left out."))

    def select_all(self) -> None:
        """Select everything that is neither hidden nor locked, pictures left out."""
        elements = [shape.element for shape in self.pickable_shapes()]
        self.session.selection.set(e.id for e in elements if not isinstance(e, Underlay))

    def rotate_selection(self, degrees: float) -> None:
        """Turn the selection counter-clockwise about its middle."""
        edits = operations.rotation_edits(self.session.document.project, self._chosen(), degrees)
        self._push(N_("Rotate"), edits)

    def align_selection(self, how: str) -> None:
        """Bring the selection into line: left, right, top, bottom, centre or middle."""
        edits = operations.alignment_edits(self.session.document.project, self._chosen(), how)
        self._push(N_("Align"), edits)

    def distribute_selection(self, how: str) -> None:
        """Make the gaps in the selection equal: horizontal or vertical."""
        edits = operations.distribution_edits(self.session.document.project, self._chosen(), how)
        self._push(N_("Distribute"), edits)

    def square_selection(self) -> None:
        """Make the corners of the selected shapes right angles."""
        edits = operations.squaring_edits(self.session.document.project, self._chosen())
        self._push(N_("Square corners"), edits)

    def repair_selection(self) -> None:
        """Put sound outlines in the place of those that cross themselves, and say what became of them."""
        chosen = self._chosen()
        edits = operations.repair_edits(self.session.document.project, chosen)
        self._push(N_("Repair the outline"), edits)
        if edits:
            text = tr("The outline now runs around its largest sound piece; what was cut off is gone.")
        elif any(is_faulty(element) for element in chosen):
            text = tr("There is no sound piece in this outline; draw it anew.")
        else:
            text = tr("There is nothing to repair in this outline.")
        self.session.message.emit(text)

    def remove_corner(self, index: int) -> None:
        """Take one corner out of the selected shape."""
        chosen = self._chosen()
        if len(chosen) == 1:
            pairs = [(chosen[0], removed_corner(chosen[0], index))]
            self._push(N_("Remove corner"), operations.replacements(self.session.document.project, pairs))
