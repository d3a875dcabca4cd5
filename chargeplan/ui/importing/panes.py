"""What can be chosen of each kind of source, beside the preview."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from chargeplan.files.sources.values import CRS_NAMES, UNITS_M, Box, Choices, SourceKind, Summary
from chargeplan.i18n import N_, tr
from chargeplan.reference.layer_roles import load_layer_roles
from chargeplan.ui.importing.layers_pane import LayersPane
from chargeplan.ui.importing.remembered import RememberedRoles
from chargeplan.ui.importing.words import note_line, percent, size_words
from chargeplan.ui.language import Living
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import (
    ChoiceButton,
    ElidedCombo,
    PlainLabel,
    TickBox,
    heading,
    mark_fault,
    muted,
    tint,
)

UNIT_NAMES = {
    "m": N_("metres"),
    "dm": N_("decimetres"),
    "cm": N_("centimetres"),
    "mm": N_("millimetres"),
    "km": N_("kilometres"),
    "in": N_("inches"),
    "ft": N_("feet"),
}

_MOST_JOIN_M = 5.0
_RESOLUTIONS = (72, 100, 150, 200, 300)
_SCALES = (100, 150, 200, 250, 300, 500, 1000, 2000)
_SCALE = re.compile(r"\s*(?:1\s*[:\uff1a]\s*)?([0-9]{1,6}(?:\.[0-9]+)?)\s*")
_EPSG = re.compile(r"\s*(?:EPSG\s*[:\uff1a]?\s*)?([0-9]{4,6})\s*", re.IGNORECASE)
_OTHER = "other"
_SHANGHAI_ZONE = "EPSG:4549"
"""CGCS2000 in the zone of three degrees around 120° east."""

_WHOLE = (0.0, 0.0, 1.0, 1.0)
_LEAST_KEPT_PERCENT = 1.0


class Pane(Living, QWidget):
    """Choices of one kind of source; `changed` says that something was chosen."""

    changed = Signal()

    def __init__(self, summary: Summary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = summary
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)

    @property
    def choices(self) -> Choices:
        """What is chosen as things stand."""
        raise NotImplementedError

    @property
    def seen(self) -> Choices:
        """What the preview shows: the same, unless a part is cut off that must be seen to be cut off."""
        return self.choices

    @property
    def missing(self) -> str:
        """Why nothing can be taken in as things stand; empty when it can."""
        return ""

    @property
    def crop(self) -> Box | None:
        """The part of a page that is kept."""
        return None

    def take_crop(self, crop: Box) -> None:
        """Keep a part of a page."""

    def remember(self) -> None:
        """Remember for the next file what was said of this one."""

    def add_row(self, form: QFormLayout, field: QWidget, text: str) -> PlainLabel:
        """Put a field with its caption into a form, and return the caption."""
        label = PlainLabel()
        self.say(label.setText, text)
        self.say(field.setAccessibleName, text)
        label.setBuddy(field)
        form.addRow(label, field)
        return label


def _list(name: str) -> ElidedCombo:
    """Return a list to choose from that is as wide as there is room."""
    box = ElidedCombo()
    box.setObjectName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    return box


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


class _UnitQuestion(Living, QFrame):
    """The loud question: the file says one unit, and its size speaks for another."""

    answered = Signal(str)

    def __init__(self, summary: Summary, parent: QWidget) -> None:
        super().__init__(parent)
        assert summary.units is not None
        self._summary = summary
        self.setObjectName("unitQuestion")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        self._text = PlainLabel(parent=self, wrap=True)
        head = heading(self)
        self.say(head.setText, N_("In which unit was it drawn?"))
        for label in (head, self._text):
            column.addWidget(label)
            tint(label, "warning")
        self._buttons = QButtonGroup(self)
        self._units = list(dict.fromkeys((summary.units.unit, summary.units.stated or summary.units.unit)))
        for number, unit in enumerate(self._units):
            button = ChoiceButton(self)
            button.setObjectName(f"unit_{unit}")
            self._buttons.addButton(button, number)
            column.addWidget(button)
        self._buttons.idClicked.connect(lambda number: self.answered.emit(self._units[number]))
        self.retranslate()

    def retranslate(self) -> None:
        """Ask in the language of the window."""
        units = self._summary.units
        assert units is not None
        self._text.setText(note_line(units.why))
        for number, unit in enumerate(self._units):
            self._buttons.button(number).setText(unit_words(self._summary, unit))


def unit_words(summary: Summary, unit: str) -> str:
    """Return the name of a unit with the size that the drawing has in it."""
    name = tr(UNIT_NAMES[unit])
    if summary.box is None:
        return name
    left, bottom, right, top = summary.box
    size = size_words(right - left, top - bottom, UNITS_M[unit])
    return tr("{unit}: {size}", unit=name, size=size)


class DrawingPane(Pane):
    """Layers, unit and joining of a CAD drawing."""

    def __init__(self, summary: Summary, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(summary, parent)
        self._question: _UnitQuestion | None = None
        self._answered = summary.units is None or summary.units.agree
        if not self._answered:
            self._question = _UnitQuestion(summary, self)
            self._question.answered.connect(self._answer)
            self.column.addWidget(self._question)
        form = _form()
        self._unit = _list("importUnit")
        for unit in UNITS_M:
            self._unit.addItem("", unit)
        if summary.units is not None:
            self._unit.setCurrentIndex(self._unit.findData(summary.units.unit))
        self._unit.activated.connect(lambda _at: self._answer(str(self._unit.currentData())))
        self.add_row(form, self._unit, N_("Unit of the drawing"))
        self._odd = PlainLabel(wrap=True)
        self._odd.setObjectName("importUnitOdd")
        tint(self._odd, "warning")
        form.addRow(self._odd)
        self._join = QDoubleSpinBox()
        self._join.setObjectName("importJoin")
        self._join.setRange(0.0, _MOST_JOIN_M)
        self._join.setDecimals(2)
        self._join.setSingleStep(0.05)
        self._join.setKeyboardTracking(False)
        self._join.setSuffix("\u00a0m")
        self._join.setValue(load_layer_roles().join_m)
        self._join.valueChanged.connect(lambda _value: self.changed.emit())
        self.add_row(form, self._join, N_("Join ends nearer than"))
        self._rest = TickBox()
        self._rest.setObjectName("importRest")
        self._rest.setChecked(True)
        self.say(self._rest.setText, N_("Keep the rest as faint lines below the plan"))
        self._rest.toggled.connect(lambda _on: self.changed.emit())
        form.addRow(self._rest)
        self.column.addLayout(form)
        memory = RememberedRoles(settings, summary.kind)
        self.layers = LayersPane(summary, memory, N_("Layers"), N_("Layer"), self)
        self.layers.changed.connect(self.changed)
        self.column.addWidget(self.layers, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say units in the language of the window."""
        for at in range(self._unit.count()):
            self._unit.setItemText(at, unit_words(self.summary, self._unit.itemData(at)))
        if self.summary.units is not None:
            self._unit.setAccessibleDescription(self.summary.units.why.sentence())
        self._say_odd()

    def _say_odd(self) -> None:
        """Say of the unit that is chosen that no estate has the size which it gives."""
        units = self.summary.units
        odd = units.odd.get(str(self._unit.currentData())) if units is not None and self._answered else None
        self._odd.setText("" if odd is None else note_line(odd))
        self._odd.setVisible(odd is not None)

    @property
    def choices(self) -> Choices:
        """Unit, roles and joining."""
        join_m = round(self._join.value(), 2)
        return Choices(
            unit=str(self._unit.currentData()) if self.summary.units is not None else None,
            roles=self.layers.roles,
            join_m=None if join_m == load_layer_roles().join_m else join_m,
            keep_rest=self._rest.isChecked(),
        )

    @property
    def missing(self) -> str:
        """An answer to the question of the unit."""
        return "" if self._answered else tr("Say first in which unit the drawing was made.")

    def remember(self) -> None:
        """Remember the roles that were said."""
        self.layers.remember()

    def _answer(self, unit: str) -> None:
        self._answered = True
        self._unit.setCurrentIndex(self._unit.findData(unit))
        if self._question is not None:
            self._question.hide()
        self._say_odd()
        self.changed.emit()


class MapPane(Pane):
    """Kinds of things, coordinate system and what is picked of map data."""

    def __init__(self, summary: Summary, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(summary, parent)
        form = _form()
        self._system = _list("importSystem")
        known = [*CRS_NAMES, *([] if summary.crs in CRS_NAMES else [summary.crs]), _OTHER]
        for name in known:
            self._system.addItem("", name)
        self._system.setCurrentIndex(known.index(summary.crs))
        self._system.currentIndexChanged.connect(lambda _at: self._system_chosen())
        self.add_row(form, self._system, N_("Coordinate system"))
        self._code = QLineEdit()
        self._code.setObjectName("importSystemCode")
        self._code.setText(_SHANGHAI_ZONE)
        self._code.textChanged.connect(lambda _text: self._system_chosen())
        self._code_label = self.add_row(form, self._code, N_("EPSG code"))
        self._hint = muted(PlainLabel(wrap=True))
        form.addRow(self._hint)
        self._key, self._value = _list("importWhereKey"), _list("importWhereValue")
        self._key.addItem("", "")
        for key in summary.groups:
            self._key.addItem(key, key)
        self._key.currentIndexChanged.connect(lambda _at: self._key_chosen())
        self._value.currentIndexChanged.connect(lambda _at: self.changed.emit())
        if summary.groups:
            self.add_row(form, self._key, N_("Only features with"))
            self._value_label = self.add_row(form, self._value, N_("of the value"))
        self.column.addLayout(form)
        memory = RememberedRoles(settings, summary.kind)
        self.layers = LayersPane(summary, memory, N_("Kinds of things"), N_("Kind"), self)
        self.layers.changed.connect(self.changed)
        self.column.addWidget(self.layers, 1)
        self._show_code()
        self._show_values()
        self.retranslate()

    def retranslate(self) -> None:
        """Say systems in the language of the window."""
        for at in range(self._system.count()):
            name = self._system.itemData(at)
            if name == _OTHER:
                self._system.setItemText(at, tr("another, by its EPSG code"))
            else:
                self._system.setItemText(at, tr(CRS_NAMES[name]) if name in CRS_NAMES else name)
        self._key.setItemText(0, tr("everything"))
        self._say_hint()

    def _say_hint(self) -> None:
        told = {
            "local": N_("The numbers are metres already, on a flat plan."),
            "wgs84": N_("Degrees as satellites and OpenStreetMap have them."),
            "cgcs2000": N_("Degrees as surveyors in China have them; within a plan the same as WGS 84."),
            "gcj02": N_(
                "Amap and Tencent shift places by some hundred metres; the shift is taken back. Data are in "
                "it when they fit those maps and lie beside places found by satellite."
            ),
            "bd09": N_(
                "Baidu shifts places once more; both shifts are taken back. Data are in it when they fit "
                "Baidu's maps and no others."
            ),
        }
        name = str(self._system.currentData())
        text = told.get(name, N_("Metres of a national grid, as surveyors deliver them."))
        self._hint.setText(tr(text))

    def _code_of(self) -> str:
        found = _EPSG.fullmatch(self._code.text())
        return f"EPSG:{found[1]}" if found else ""

    def _system_chosen(self) -> None:
        self._show_code()
        self._say_hint()
        self.changed.emit()

    def _show_code(self) -> None:
        other = self._system.currentData() == _OTHER
        self._code.setVisible(other)
        self._code_label.setVisible(other)
        fault = tr("Write the code as EPSG:4549.") if other and not self._code_of() else ""
        mark_fault(self._code, fault)

    def _key_chosen(self) -> None:
        self._show_values()
        self.changed.emit()

    def _show_values(self) -> None:
        key = str(self._key.currentData())
        with QSignalBlocker(self._value):
            self._value.clear()
            for value, count in self.summary.groups.get(key, {}).items():
                self._value.addItem(f"{value} ({count:,})", value)
        if self.summary.groups:
            self._value.setVisible(bool(key))
            self._value_label.setVisible(bool(key))

    @property
    def choices(self) -> Choices:
        """System, roles and what is picked."""
        system = str(self._system.currentData())
        key = str(self._key.currentData())
        return Choices(
            crs=self._code_of() or None if system == _OTHER else system,
            roles=self.layers.roles,
            where=((key, str(self._value.currentData())),) if key else (),
        )

    @property
    def missing(self) -> str:
        """A code that can be read."""
        return self._code.accessibleDescription()

    def remember(self) -> None:
        """Remember the roles that were said."""
        self.layers.remember()


class PagePane(Pane):
    """Page, part, resolution and drawn scale of a document or picture."""

    def __init__(self, summary: Summary, parent: QWidget | None = None) -> None:
        super().__init__(summary, parent)
        self._crop: Box = _WHOLE
        self._is_document = summary.kind is SourceKind.PDF
        form = _form()
        self._page = QSpinBox()
        self._page.setObjectName("importPage")
        self._page.setRange(1, max(1, len(summary.pages)))
        self._page.setKeyboardTracking(False)
        self._page.valueChanged.connect(lambda _page: self._page_chosen())
        self._size = muted(PlainLabel())
        self._size.setObjectName("importPageSize")
        self._dpi = _list("importResolution")
        self._scanned = QDoubleSpinBox()
        self._scanned.setObjectName("importScannedAt")
        if self._is_document:
            self.add_row(form, self._page, N_("Page number"))
            self._fill_resolutions()
            self.add_row(form, self._dpi, N_("Resolution"))
        form.addRow(self._size)
        self._scale = QComboBox()
        self._scale.setObjectName("importScale")
        self._scale.setEditable(True)
        for scale in _SCALES:
            self._scale.addItem(f"1:{scale}")
        self._scale.setCurrentIndex(-1)
        self._written.setClearButtonEnabled(True)
        self._scale.currentTextChanged.connect(lambda _text: self._scale_chosen())
        self.add_row(form, self._scale, N_("Drawn at"))
        if not self._is_document:
            self._fill_scanned()
            self.add_row(form, self._scanned, N_("Scanned at"))
        self._hint = muted(PlainLabel(wrap=True))
        text = N_(
            "Leave the scale open where you do not know it: two clicks and a known length set it later."
        )
        self.say(self._hint.setText, text)
        form.addRow(self._hint)
        self.column.addLayout(form)
        self.column.addLayout(self._make_crop())
        self.column.addStretch(1)
        self.retranslate()

    def _fill_resolutions(self) -> None:
        self._dpi.addItem("", None)
        for dpi in _RESOLUTIONS:
            self._dpi.addItem("", dpi)
        self._dpi.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def _fill_scanned(self) -> None:
        self._scanned.setRange(0, 10_000)
        self._scanned.setDecimals(0)
        self._scanned.setKeyboardTracking(False)
        self._scanned.setValue(self.summary.dpi or 0)
        self._scanned.valueChanged.connect(lambda _dpi: self.changed.emit())

    def _make_crop(self) -> QGridLayout:
        grid = QGridLayout()
        head = PlainLabel(wrap=True)
        self.say(head.setText, N_("Keep a part: draw it on the preview, or say how much is cut off."))
        grid.addWidget(head, 0, 0, 1, 4)
        self._cuts: dict[str, QDoubleSpinBox] = {}
        for number, (side, name, text, told) in enumerate(
            (
                ("left", "importCutLeft", N_("Left"), N_("Cut off on the left")),
                ("right", "importCutRight", N_("Right"), N_("Cut off on the right")),
                ("top", "importCutTop", N_("Top"), N_("Cut off at the top")),
                ("bottom", "importCutBottom", N_("Bottom"), N_("Cut off at the bottom")),
            )
        ):
            field = QDoubleSpinBox()
            field.setObjectName(name)
            field.setRange(0, 100 - _LEAST_KEPT_PERCENT)
            field.setDecimals(1)
            field.setSuffix("\u00a0%")
            field.setKeyboardTracking(False)
            field.valueChanged.connect(lambda _value: self._cut())
            label = PlainLabel()
            self.say(label.setText, text)
            self.say(field.setAccessibleName, told)
            label.setBuddy(field)
            row, column = 1 + number // 2, 2 * (number % 2)
            grid.addWidget(label, row, column)
            grid.addWidget(field, row, column + 1)
            self._cuts[side] = field
        self._whole = QPushButton()
        self._whole.setObjectName("importWhole")
        self._whole.setAutoDefault(False)
        self.say(self._whole.setText, N_("Keep the whole of it"))
        self._whole.clicked.connect(lambda _on=False: self.take_crop(_WHOLE))
        self._whole.setEnabled(False)
        grid.addWidget(self._whole, 3, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def retranslate(self) -> None:
        """Say numbers in the language of the window."""
        self._written.setPlaceholderText(tr("not known"))
        for at in range(self._dpi.count()):
            dpi = self._dpi.itemData(at)
            words = tr("as fine as a plan keeps") if dpi is None else tr("{dpi} dots per inch", dpi=dpi)
            self._dpi.setItemText(at, words)
        self._scanned.setSpecialValueText(tr("not known"))
        self._scanned.setSuffix(tr(" dots per inch"))
        self._page.setSuffix(tr(" of {count}", count=len(self.summary.pages)))
        self._say_size()
        self._say_scale_fault()

    def _say_size(self) -> None:
        if self._is_document and self.summary.pages:
            size = self.summary.pages[self._page.value() - 1]
            width, height = round(size.width_mm), round(size.height_mm)
            self._size.setText(tr("{width} × {height} mm on paper", width=width, height=height))
        elif self.summary.size_px is not None:
            width, height = self.summary.size_px
            self._size.setText(tr("{width} × {height} pixels", width=f"{width:,}", height=f"{height:,}"))

    @property
    def choices(self) -> Choices:
        """Page, part, resolution and scale."""
        dpi = self._dpi.currentData() if self._is_document else self._scanned.value() or None
        return Choices(
            page=self._page.value(), dpi=dpi, crop=self.crop, drawn_scale=self._drawn_scale or None
        )

    @property
    def seen(self) -> Choices:
        """The whole page, whatever is cut off."""
        return Choices(page=self._page.value())

    @property
    def crop(self) -> Box | None:
        """The part that is kept, None for all."""
        return None if self._crop == _WHOLE else self._crop

    @property
    def _written(self) -> QLineEdit:
        field = self._scale.lineEdit()
        assert field is not None
        return field

    @property
    def _drawn_scale(self) -> float | None:
        """The n of 1:n, 0 where it is not known, None where what is written is no scale."""
        text = self._scale.currentText()
        if not text.strip():
            return 0.0
        found = _SCALE.fullmatch(text)
        return float(found[1]) or None if found else None

    @property
    def missing(self) -> str:
        """A scale that can be read, and a resolution to reckon it with."""
        if self._drawn_scale is None:
            return tr("Write a scale as 1:500.")
        if self._drawn_scale and not self._is_document and not self._scanned.value():
            return tr("Say at how many dots per inch it was scanned, or leave the scale open.")
        return ""

    def take_crop(self, crop: Box) -> None:
        """Keep a part that was drawn on the preview."""
        left, bottom, right, top = crop
        for side, share in (("left", left), ("right", 1 - right), ("top", 1 - top), ("bottom", bottom)):
            field = self._cuts[side]
            with QSignalBlocker(field):
                field.setValue(percent(min(max(share, 0.0), 1.0)))
        self._cut()

    def _cut(self) -> None:
        cut = {side: field.value() / 100 for side, field in self._cuts.items()}
        left, bottom, least = cut["left"], cut["bottom"], _LEAST_KEPT_PERCENT / 100
        self._crop = (left, bottom, max(1 - cut["right"], left + least), max(1 - cut["top"], bottom + least))
        self._whole.setEnabled(self._crop != _WHOLE)
        self.changed.emit()

    def _page_chosen(self) -> None:
        self._say_size()
        self.changed.emit()

    def _scale_chosen(self) -> None:
        self._say_scale_fault()
        self.changed.emit()

    def _say_scale_fault(self) -> None:
        mark_fault(self._written, tr("Write a scale as 1:500.") if self._drawn_scale is None else "")


def pane_for(summary: Summary, settings: Settings, parent: QWidget) -> Pane:
    """Return the choices of a source's kind."""
    if summary.kind in (SourceKind.PDF, SourceKind.PICTURE):
        return PagePane(summary, parent)
    if summary.kind is SourceKind.DXF:
        return DrawingPane(summary, settings, parent)
    return MapPane(summary, settings, parent)
