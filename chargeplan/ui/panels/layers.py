"""Layers of the plan, each with an eye and a lock."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QToolButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.canvas.scene import HIDDEN_AT_FIRST
from chargeplan.ui.icons import icon
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel, heading

GROUPS: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...] = (
    (
        N_("Scheme"),
        (
            ("sheds", N_("Sheds"), True),
            ("stalls", N_("Stalls and sockets"), False),
            ("stall_numbers", N_("Numbers of stalls"), False),
            ("lots", N_("Lots"), True),
            ("usable", N_("Usable area"), False),
            ("clearances", N_("Clearances"), False),
        ),
    ),
    (
        N_("Existing site"),
        (
            ("buildings", N_("Buildings"), True),
            ("doorways", N_("Doorways"), True),
            ("roads", N_("Roads"), True),
            ("obstacles", N_("Obstacles"), True),
            ("greens", N_("Green"), True),
            ("boundaries", N_("Boundary"), True),
            ("underlays", N_("Underlays"), True),
        ),
    ),
    (
        N_("Facts for fire rules"),
        (
            ("fire_lanes", N_("Fire lanes"), True),
            ("ladder_grounds", N_("Ladder ground"), True),
            ("hydrants", N_("Hydrants"), True),
            ("windows", N_("Windows"), True),
            ("fences", N_("Fences"), True),
            ("gas_regulators", N_("Gas regulators"), True),
            ("pipelines", N_("Pipelines"), True),
            ("basements", N_("Basement roofs"), True),
        ),
    ),
    (
        N_("Electricity"),
        (
            ("supply_points", N_("Supply points"), True),
            ("boxes", N_("Distribution boxes"), True),
            ("cable_routes", N_("Cable routes by hand"), True),
            ("network", N_("Cables"), False),
        ),
    ),
)
"""Headings with their layers: name, title, and whether the layer holds elements that can be locked."""

LAYERS = tuple(layer for _, layers in GROUPS for layer in layers)
"""All layers, from top to bottom."""


class Toggle(QToolButton):
    """A button with one icon for on and one for off."""

    def __init__(self, name: str, on_icon: str, off_icon: str, on: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAutoRaise(True)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icons = (on_icon, off_icon)
        self.toggled.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        """Show the icon of the state."""
        self.setIcon(icon(self._icons[0] if self.isChecked() else self._icons[1]))


class LayersPanel(Living, QScrollArea):
    """Tells which layers are to be seen and which can be touched."""

    visibility_changed = Signal(str, bool)
    lock_changed = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layersPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.say(self.setAccessibleName, N_("Layers"))
        page = QWidget()
        self._grid = grid = QGridLayout(page)
        grid.setContentsMargins(8, 6, 8, 6)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        self._eyes: dict[str, Toggle] = {}
        self._locks: dict[str, Toggle] = {}
        self._titles: dict[str, PlainLabel] = {}
        self._heads: list[tuple[QLabel, str]] = []
        row = 0
        for group, layers in GROUPS:
            self._heads.append((self._add_head(grid, row), group))
            for name, _, lockable in layers:
                row += 1
                self._add_row(grid, row, name, lockable)
                if name == "underlays":
                    row += 1  # for the list of them
                    self._underlay_row = row
            row += 1
        grid.setRowStretch(row, 1)
        self.setWidget(page)
        self.retranslate()

    def hold_underlays(self, listed: QWidget) -> None:
        """Put the list of underlays below their layer."""
        self._grid.addWidget(listed, self._underlay_row, 0, 1, 3)

    def retranslate(self) -> None:
        """Say what each button does in the other language."""
        for head, group in self._heads:
            head.setText(tr(group))
        for name, title, _ in LAYERS:
            word = tr(title)
            self._titles[name].setText(word)
            _name(self._eyes[name], tr("Show or hide: {layer}", layer=word))
            if name in self._locks:
                _name(self._locks[name], tr("Lock or unlock: {layer}", layer=word))

    def repaint_icons(self) -> None:
        """Draw the icons in the other look."""
        for button in (*self._eyes.values(), *self._locks.values()):
            button.draw()

    def reset(self) -> None:
        """Show what is shown at first and unlock everything, as for a plan that is opened."""
        for name, button in self._eyes.items():
            button.setChecked(name not in HIDDEN_AT_FIRST)
        for button in self._locks.values():
            button.setChecked(False)

    def show_layers(self, names: Iterable[str]) -> None:
        """Show layers in which something is to be seen now."""
        for name in names:
            if name in self._eyes:
                self._eyes[name].setChecked(True)

    def _add_head(self, grid: QGridLayout, row: int) -> QLabel:
        head = heading()
        head.setContentsMargins(4, 6 if row else 0, 0, 2)
        grid.addWidget(head, row, 0, 1, 3)
        return head

    def _add_row(self, grid: QGridLayout, row: int, name: str, lockable: bool) -> None:
        eye = Toggle(f"eye_{name}", "eye", "eye_off", name not in HIDDEN_AT_FIRST, self)
        eye.toggled.connect(lambda on: self.visibility_changed.emit(name, on))
        grid.addWidget(eye, row, 0)
        self._eyes[name] = eye
        if lockable:
            lock = Toggle(f"lock_{name}", "lock", "unlock", False, self)
            lock.toggled.connect(lambda on: self.lock_changed.emit(name, on))
            grid.addWidget(lock, row, 1)
            self._locks[name] = lock
        label = PlainLabel()
        self._titles[name] = label
        grid.addWidget(label, row, 2)


def _name(button: QToolButton, text: str) -> None:
    button.setToolTip(text)
    button.setAccessibleName(text)
