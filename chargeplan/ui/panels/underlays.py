"""The underlays of the plan in a list, the topmost first: seen, locked, faded, piled, taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.model.editing import ElementEdit, insertion, removal, removals, replacement
from chargeplan.model.labels import title
from chargeplan.model.project import Project
from chargeplan.model.site import Underlay
from chargeplan.ui.language import Living
from chargeplan.ui.panels.layers import Toggle
from chargeplan.ui.session import Session
from chargeplan.ui.widgets import IconButton, tooltip

_NAME_PX = 60
_PADDING_PX = 10


def piled(project: Project, underlay: Underlay, step: int) -> tuple[ElementEdit, ...]:
    """Return the edits that lay an underlay `step` places higher (lower when negative); none at the end."""
    order = project.site.underlays
    place = order.index(underlay)
    if not 0 <= place + step < len(order):
        return ()
    return (removal(project, underlay), replace(insertion(project, underlay), index=place + step))


class UnderlayRow(Living, QWidget):
    """One underlay: its name, which selects it, and what is done to it."""

    def __init__(self, underlay: Underlay, panel: UnderlayList) -> None:
        super().__init__(panel)
        self._id, self._panel = underlay.id, panel
        self.eye = Toggle(f"eye_{underlay.id}", "eye", "eye_off", panel.seen(underlay.id), self)
        self.eye.toggled.connect(lambda on: panel.show_underlay(self._id, on))
        self.lock = Toggle(f"lock_{underlay.id}", "lock", "unlock", underlay.locked, self)
        self.lock.toggled.connect(self._lock)
        self.name = QPushButton(self)
        self.name.setObjectName(f"name_{underlay.id}")
        self.name.setFlat(True)
        self.name.setStyleSheet("text-align: left; padding: 2px;")
        self._called = title(underlay)
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name.setMinimumWidth(_NAME_PX)
        self.name.clicked.connect(lambda: panel.wanted.emit(self._id))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"opacity_{underlay.id}")
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setMinimumWidth(_NAME_PX)
        self.slider.valueChanged.connect(self._fade)
        self.slider.sliderPressed.connect(self._begin_fading)
        self._fadings = 0
        self._arrange()
        self.show_values(underlay)

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 0, 0, 4)
        grid.setHorizontalSpacing(1)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(self.lock, 0, 1)
        grid.addWidget(self.name, 0, 2, 1, 4)
        grid.addWidget(self.slider, 1, 0, 1, 3)
        for column, (name, icon, text, act) in enumerate(
            (
                ("raise", "up", N_("Lay it one higher"), lambda: self._pile(1)),
                ("lower", "down", N_("Lay it one lower"), lambda: self._pile(-1)),
                ("delete", "delete", N_("Delete"), self._delete),
            ),
            start=3,
        ):
            button = IconButton(f"{name}_{self._id}", icon, text, self)
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _on=False, act=act: act())
            grid.addWidget(button, 1, column)
        grid.setColumnStretch(2, 1)

    def retranslate(self) -> None:
        """Say what each button does in the other language."""
        underlay = self._underlay()
        if underlay is not None:
            self.show_values(underlay)

    def repaint_icons(self) -> None:
        """Draw the icons in the other look."""
        self.eye.draw()
        self.lock.draw()

    def show_values(self, underlay: Underlay) -> None:
        """Show an underlay as it is now."""
        self._called = called = title(underlay)
        self._show_name()
        for widget, text in (
            (self.name, tr("Select {name}", name=called)),
            (self.eye, tr("Show or hide: {layer}", layer=called)),
            (self.lock, tr("Lock or unlock: {layer}", layer=called)),
            (self.slider, tr("Opacity of {name}: {percent} %", name=called,
                             percent=round(100 * underlay.opacity))),
        ):  # fmt: skip
            widget.setAccessibleName(text)
            widget.setToolTip(tooltip(text))
        for toggle, on in ((self.lock, underlay.locked), (self.eye, self._panel.seen(self._id))):
            toggle.blockSignals(True)
            toggle.setChecked(on)
            toggle.blockSignals(False)
            toggle.draw()
        if round(100 * underlay.opacity) != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(round(100 * underlay.opacity))
            self.slider.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for."""
        super().resizeEvent(event)
        self._show_name()

    def _show_name(self) -> None:
        room = max(_NAME_PX, self.name.width() - _PADDING_PX)
        shown = self.fontMetrics().elidedText(self._called, Qt.TextElideMode.ElideMiddle, room)
        self.name.setText(shown.replace("&", "&&"))

    def _underlay(self) -> Underlay | None:
        found = self._panel.document.element(self._id)
        return found if isinstance(found, Underlay) else None

    def _change(self, text: str, change: Callable[[Underlay], Underlay], merge_key: str = "") -> None:
        underlay, project = self._underlay(), self._panel.document.project
        if underlay is not None and (after := change(underlay)) != underlay:
            self._panel.document.push(text, [replacement(project, underlay, after)], merge_key=merge_key)

    def _lock(self, on: bool) -> None:
        text = N_("Lock an underlay") if on else N_("Unlock an underlay")
        self._change(text, lambda underlay: replace(underlay, locked=on))

    def _begin_fading(self) -> None:
        self._fadings += 1

    def _fade(self, percent: int) -> None:
        key = f"fade {self._id} {self._fadings}"
        self._change(N_("Fade an underlay"), lambda each: replace(each, opacity=percent / 100), key)

    def _pile(self, step: int) -> None:
        underlay, project = self._underlay(), self._panel.document.project
        if underlay is not None:
            text = N_("Lay an underlay higher") if step > 0 else N_("Lay an underlay lower")
            self._panel.document.push(text, piled(project, underlay, step))

    def _delete(self) -> None:
        underlay = self._underlay()
        if underlay is not None:
            self._panel.document.push(N_("Delete"), removals(self._panel.document.project, [underlay]))


class UnderlayList(QWidget):
    """All underlays. `wanted` carries the id of one to be selected, `visibility_changed` id and whether."""

    wanted = Signal(str)
    visibility_changed = Signal(str, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("underlayList")
        self.document = session.document
        self._hidden: set[str] = set()
        self._rows: dict[str, UnderlayRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.document.edited.connect(self.refresh)
        self.refresh()

    def seen(self, underlay_id: str) -> bool:
        """Return whether an underlay is shown."""
        return underlay_id not in self._hidden

    def show_underlay(self, underlay_id: str, on: bool) -> None:
        """Show or hide an underlay on screen; the plan does not change."""
        (self._hidden.discard if on else self._hidden.add)(underlay_id)
        self.visibility_changed.emit(underlay_id, on)

    def reset(self) -> None:
        """Show all underlays, as for a plan that is opened."""
        for underlay_id in sorted(self._hidden):
            self.show_underlay(underlay_id, True)
        self.refresh()

    def refresh(self) -> None:
        """Show the underlays that there are now, the topmost first."""
        underlays = self.document.project.site.underlays[::-1]
        if [each.id for each in underlays] != list(self._rows):
            self._rebuild(underlays)
        for underlay in underlays:
            self._rows[underlay.id].show_values(underlay)
        self.setVisible(bool(underlays))

    def _rebuild(self, underlays: tuple[Underlay, ...]) -> None:
        """Put the rows in their order; one that is there already keeps the keyboard."""
        for row in self._rows.values():
            self._layout.removeWidget(row)
        known, self._rows = self._rows, {}
        for underlay in underlays:
            row = known.pop(underlay.id) if underlay.id in known else UnderlayRow(underlay, self)
            self._rows[underlay.id] = row
            self._layout.addWidget(row)
        for row in known.values():
            row.hide()
            row.deleteLater()  # a button of it may be at work just now
