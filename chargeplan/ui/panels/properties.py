"""Properties of what is selected; with nothing selected those of the estate, the plan and the scheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from chargeplan.engineering.capacity import LotCapacity
from chargeplan.errors import ChargeplanError
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.accuracy import area_tolerance_m2, scale_error_share_of, scale_state
from chargeplan.model.editing import replacement, setting
from chargeplan.model.labels import kind_name
from chargeplan.model.labels import title as called
from chargeplan.model.project import Element
from chargeplan.model.scheme import DistributionBox, EdgeRole, Lot, Shed
from chargeplan.model.site import Building, SiteFact, Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.adjusting import put_back_text, span_of
from chargeplan.ui.canvas.elements import LINED, RINGED, line_length_m, ring_of, with_ring
from chargeplan.ui.canvas.exceptions import exceptions_of, without
from chargeplan.ui.canvas.repairing import is_faulty
from chargeplan.ui.canvas.sides import with_fitting_gates
from chargeplan.ui.commands import StepName
from chargeplan.ui.finding_edits import denial_name, denying
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped
from chargeplan.ui.panels.by_hand import ByHandList, idle_of
from chargeplan.ui.panels.feeds import FeedsList, feeding_edits
from chargeplan.ui.panels.form import Form, line_up
from chargeplan.ui.panels.known_facts import KnownFacts
from chargeplan.ui.panels.outline_table import CornerTable, EntranceTable, SideColumn
from chargeplan.ui.panels.property_specs import (
    ESTATE_SECTION,
    FIRE_SECTION,
    PLAN_SECTION,
    SCHEME_SECTION,
    SUPPLY_SECTION,
    PropertyField,
    common_fields,
    default_group,
    direction_mode,
    group_mode,
    lot_fields,
    scheme_fields,
    wall_choices,
)
from chargeplan.ui.session import Session
from chargeplan.ui.stall_costs import CostWords
from chargeplan.ui.widgets import IconButton, PlainLabel, heading, muted


class PropertiesPanel(Living, QScrollArea):
    """Follows the selection; each edit is one named step of the undo stack."""

    repair_wanted = Signal()
    fill_wanted = Signal()
    arrangements_wanted = Signal()
    rules_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document = session.document
        self._shown: object = None
        self._refreshers: list[Callable[[], None]] = []
        self.scale_picture: Callable[[str], None] = lambda _id: None
        self.check_scale: Callable[[str], None] = lambda _id: None
        self.align_picture: Callable[[str], None] = lambda _id: None
        self.stall_costs: Callable[[str], CostWords] = lambda _id: CostWords()
        self.show_place: Callable[[Point, float], None] = lambda _place, _reach_m: None
        self.take_tool: Callable[[str], None] = lambda _tool: None
        self.start_fact: Callable[[SiteFact], None] = lambda _fact: None
        self.setObjectName("propertiesPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("Properties"))
        session.selection.changed.connect(self.refresh)
        self._document.edited.connect(self.refresh)
        session.analysis_changed.connect(self.refresh_values)
        self.refresh()

    def retranslate(self) -> None:
        """Build the forms anew in the other language."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        shape = self._shape()
        if shape != self._shown:
            self._shown = shape
            self._rebuild()
        self.refresh_values()

    def go_to_field(self, name: str) -> None:
        """Bring a field into sight and the keyboard to it; do nothing when it is not there."""
        page = self.widget()
        editor = page.findChild(QWidget, name) if page is not None and name else None
        if page is not None and isinstance(editor, QWidget):
            page.adjustSize()
            self.ensureWidgetVisible(editor)
            editor.setFocus()
            self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # lets it be seen there
            editor.update()

    def _shape(self) -> object:
        elements = self._session.selection.elements()
        if elements:
            return tuple((element.id, type(element), *_modes(element)) for element in elements)
        return ("plan", self._document.project.active_scheme.group is not None)

    def refresh_values(self) -> None:
        """Show the values of what is selected as they are now."""
        for refresh in self._refreshers:
            refresh()

    def _rebuild(self) -> None:
        self._refreshers = []
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        elements = self._session.selection.elements()
        for part in self._element_parts(elements) if elements else self._plan_parts():
            layout.addWidget(part)
        layout.addStretch(1)
        held = self._focused_name()
        self.setWidget(self._swapped(page))
        if held:
            (page.findChild(QWidget, held) or self).setFocus()

    def _focused_name(self) -> str:
        """Return the name of the field that has the keyboard, if one has; its successor is to have it."""
        focused = self.focusWidget()
        return focused.objectName() if focused is not None and focused.hasFocus() else ""

    def _swapped(self, page: QWidget) -> QWidget:
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()  # an editor of it may be at work just now
        return page

    # what is selected

    def _element_parts(self, elements: Sequence[Element]) -> list[QWidget]:
        kinds = list(dict.fromkeys(type(element) for element in elements))
        parts: list[QWidget] = []
        if len(elements) > 1:
            parts.append(self._several(elements))
        lots = [element for element in elements if isinstance(element, Lot)]
        if len(elements) == 1 and lots:
            parts.append(self._lot_buttons(lots[0].id))
        if len(elements) == 1 and isinstance(elements[0], Underlay):
            parts.append(self._scale_part(elements[0].id))
        fields = lot_fields(lots) if len(lots) == len(elements) else common_fields(kinds)
        title = called(elements[0]) if len(elements) == 1 else _capital(self._kinds_title(kinds))
        if fields:
            parts.append(self._element_form(title, fields))
        else:
            head = heading()
            head.setText(title)
            parts.append(head)
        if len(elements) == 1:
            parts += self._single_parts(elements[0])
        return parts

    def _several(self, elements: Sequence[Element]) -> QWidget:
        text = PlainLabel(tr("{count} elements selected. What they share can be set for all at once.",
                             count=len(elements)), wrap=True)  # fmt: skip
        return muted(text)

    def _kinds_title(self, kinds: Sequence[type]) -> str:
        return ", ".join(kind_name(kind) for kind in kinds)

    def _element_form(self, title: str, fields: Sequence[PropertyField]) -> Form:
        ids = self._session.selection.ids

        def now() -> list[Element]:
            return [element for name in ids if (element := self._document.element(name)) is not None]

        def commit(field: PropertyField, value: Any) -> str:
            return self._push(
                _change_of(field),
                lambda: [
                    replacement(self._document.project, element, changed)
                    for element in now()
                    if (changed := field.put(element, value)) != element
                ],
            )

        form = Form(title, fields, commit)

        def refresh() -> None:
            if elements := now():
                form.show_values(elements, self._document.project, self._session.catalogue)
                if len(elements) == 1:
                    form.show_title(called(elements[0]))

        self._refreshers.append(refresh)
        return form

    def _single_parts(self, element: Element) -> list[QWidget]:
        parts: list[QWidget] = [self._figures(element.id), self._costs(element.id)]
        if isinstance(element, Lot):
            parts.append(self._by_hand(element.id))
        if isinstance(element, DistributionBox):
            parts.append(self._feeds(element.id))
        if isinstance(element, RINGED | LINED):
            parts.append(self._repair_button(element.id))
            parts.append(self._corners(element))
        if isinstance(element, Building):
            parts.append(self._walls_button())
        if isinstance(element, Lot):
            parts.append(self._entrances(element))
            if element.holes:
                parts.append(self._holes_button(element.id))
        return parts

    def _lot_buttons(self, lot_id: str) -> QWidget:
        """Return what is done to a lot most often: filling it or arranging it anew, its sides and gates."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        fill = QPushButton(tr("Fill with stalls"))
        fill.setObjectName("fillLotButton")
        fill.clicked.connect(self.fill_wanted)
        other = QPushButton(tr("Arrangements..."))
        other.setObjectName("arrangementsButton")
        other.clicked.connect(self.arrangements_wanted)
        line.addWidget(fill, 1)
        line.addWidget(other, 1)
        for name, icon_name, text, tool in (
            ("sidesButton", "lot_sides", N_("Sides: wall or open"), "lot_sides"),
            ("entranceButton", "entrance", N_("Entrance in a wall"), "entrance"),
            ("rowsAlongButton", "rows_along", N_("Rows along a side"), "rows_along"),
        ):
            button = IconButton(name, icon_name, text)
            button.clicked.connect(lambda _on=False, tool=tool: self.take_tool(tool))
            line.addWidget(button)

        def refresh() -> None:
            lot = self._document.element(lot_id)
            filled = isinstance(lot, Lot) and lot.filled
            fill.setVisible(not filled)
            other.setVisible(filled)

        self._refreshers.append(refresh)
        return box

    def _scale_part(self, element_id: str) -> QWidget:
        """Return how far the scale of an underlay is known, and what sets it, checks it and lays it down."""
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        told = PlainLabel(wrap=True)
        told.setObjectName("underlayScale")
        layout.addWidget(told)
        for name, text, attribute in (
            ("scalePictureButton", N_("Set the scale by two points..."), "scale_picture"),
            ("checkScaleButton", N_("Check the scale by a second length..."), "check_scale"),
            ("alignPictureButton", N_("Lay it on the plan by two points..."), "align_picture"),
        ):
            button = QPushButton(tr(text))
            button.setObjectName(name)
            button.clicked.connect(lambda _on=False, act=attribute: getattr(self, act)(element_id))
            layout.addWidget(button)

        def refresh() -> None:
            underlay = self._document.element(element_id)
            if isinstance(underlay, Underlay):
                told.setText(scale_state(underlay))

        self._refreshers.append(refresh)
        return part

    def _repair_button(self, element_id: str) -> QWidget:
        """Return a button that is there while something is wrong with the outline."""
        button = QPushButton(tr("Repair the outline"))
        button.setObjectName("repairOutlineButton")
        button.clicked.connect(self.repair_wanted)

        def refresh() -> None:
            element = self._document.element(element_id)
            button.setVisible(element is not None and is_faulty(element))

        self._refreshers.append(refresh)
        return button

    def _holes_button(self, element_id: str) -> QWidget:
        button = QPushButton(tr("Remove the holes"))
        button.setObjectName("removeHolesButton")
        button.clicked.connect(
            lambda: self._replace(element_id, N_("Remove the holes"), lambda lot: replace(lot, holes=()))
        )
        return button

    def _walls_button(self) -> QWidget:
        button = QPushButton(tr("Tell the kinds of walls on the plan..."))
        button.setObjectName("wallKindsButton")
        button.clicked.connect(lambda: self.take_tool("wall_kinds"))
        return button

    def _feeds(self, box_id: str) -> QWidget:
        def change(load_id: str, on: bool) -> None:
            box = self._document.element(box_id)
            if isinstance(box, DistributionBox):
                edits = feeding_edits(self._document.project, box, load_id, on)
                self._document.push(N_("Change what the box feeds"), edits)

        listed = FeedsList(change)

        def refresh() -> None:
            box = self._document.element(box_id)
            if isinstance(box, DistributionBox):
                listed.show_box(box, self._document.project.active_scheme)

        self._refreshers.append(refresh)
        return listed

    def _side_column(self, element: Element) -> tuple[SideColumn | None, str]:
        """Return what is told of the sides of an element, and the attribute that holds it."""
        if isinstance(element, Lot):
            attribute, name, text = "edges", "edgeRole", N_("Change what lies beyond a side")
            choices = [(EdgeRole.OPEN, tr("open")), (EdgeRole.WALL, tr("wall"))]
        elif isinstance(element, Building):
            attribute, name, text = "walls", "wallKind", N_("Set the kind of a wall")
            choices = wall_choices()
        else:
            return None, ""

        def change(sides: tuple[Any, ...]) -> str:
            return self._replace(element.id, text, lambda old: replace(old, **{attribute: sides}))

        return SideColumn(name, tuple(choices), change), attribute

    def _corners(self, element: Element) -> QWidget:
        def change_ring(ring: Ring) -> str:
            return self._replace(element.id, N_("Move a corner"), lambda old: with_ring(old, ring))

        column, attribute = self._side_column(element)
        table = CornerTable(change_ring, column)

        def refresh() -> None:
            now = self._document.element(element.id)
            if now is not None:
                table.show_outline(ring_of(now), getattr(now, attribute) if attribute else ())

        self._refreshers.append(refresh)
        return table

    def _entrances(self, element: Lot) -> QWidget:
        table = EntranceTable(
            lambda gates: self._replace(
                element.id,
                N_("Change the entrances"),
                lambda old: with_fitting_gates(replace(old, entrances=gates)),
            )
        )

        def refresh() -> None:
            now = self._document.element(element.id)
            if isinstance(now, Lot):
                table.show_entrances(now)

        self._refreshers.append(refresh)
        return table

    def _by_hand(self, lot_id: str) -> QWidget:
        """Return the list of what was set by hand, there for filled lots and where there is something."""
        listed = ByHandList(
            lambda found: self.show_place(*span_of(found)),
            lambda found: self._replace(lot_id, put_back_text(found), lambda lot: without(lot, found)),
            lambda tool: self.take_tool(tool),
        )

        def refresh() -> None:
            lot = self._document.element(lot_id)
            if isinstance(lot, Lot):
                held = self._held_lot(lot_id)
                by_hand = lot.removed or lot.blocked or lot.kept
                found = (
                    exceptions_of(lot, StallFinder(held.stalls)) if by_hand and held else exceptions_of(lot)
                )
                listed.show_exceptions(found, idle_of(lot, held))
                listed.setVisible(lot.filled or bool(found))

        self._refreshers.append(refresh)
        return listed

    def _held_lot(self, lot_id: str) -> LotCapacity | None:
        """Return what the newest analysis says of a lot."""
        analysis = self._session.analysis
        lots = analysis.lots if analysis is not None else ()
        return next((held for held in lots if held.lot.id == lot_id), None)

    def _costs(self, element_id: str) -> QWidget:
        """Return what an element costs in stalls, in words."""
        text = PlainLabel(wrap=True)
        text.setObjectName("stallCosts")
        text.setToolTip(tr("Counted by filling the lots with and without it, both with the same effort."))

        def refresh() -> None:
            words = self.stall_costs(element_id)
            pending = [tr("Working out what it costs in stalls...")] if words.pending else []
            text.setText("\n".join((*words.lines, *pending)))
            text.setForegroundRole(
                QPalette.ColorRole.PlaceholderText if words.pending else QPalette.ColorRole.WindowText
            )
            text.setVisible(bool(text.text()))

        self._refreshers.append(refresh)
        return text

    def _figures(self, element_id: str) -> QWidget:
        text = muted(PlainLabel(wrap=True))
        text.setObjectName("elementFigures")
        text.hide()

        def refresh() -> None:
            element = self._document.element(element_id)
            figures = self._figures_of(element) if element is not None else ""
            if not figures and self._session.analysis_revision != self._document.revision:
                return  # they come in a moment, and the form does not jump meanwhile
            text.setText(figures)
            text.setVisible(bool(figures))

        self._refreshers.append(refresh)
        return text

    def _figures_of(self, element: Element) -> str:
        analysis = self._session.analysis
        held: Sequence[Any] = () if analysis is None else (*analysis.sheds, *analysis.lots)
        for capacity in held:
            if element in (getattr(capacity, "shed", None), getattr(capacity, "lot", None)):
                return _capacity_text(capacity, self._doubt)
        if isinstance(element, RINGED):
            from chargeplan.geometry.polygons import signed_area_m2

            return tr("Area {area} m²", area=_area_text(abs(signed_area_m2(element.ring)), self._doubt))
        if isinstance(element, LINED):
            length = line_length_m(element.centreline)
            tolerance = f" ± {grouped(length * self._doubt, 2)}" if self._doubt else ""
            return tr("Length {length} m", length=grouped(length, 2) + tolerance)
        return ""

    @property
    def _doubt(self) -> float:
        """By what share lengths on the ground can be off, 0 where nobody checked."""
        return scale_error_share_of(self._document.project.site) or 0.0

    # the plan itself

    def _plan_parts(self) -> list[QWidget]:
        project = self._document.project
        scheme = Form(tr(SCHEME_SECTION.title), scheme_fields(project.active_scheme), self._commit_scheme)
        scheme.setObjectName("schemeForm")
        fire = Form(tr(FIRE_SECTION.title), FIRE_SECTION.fields, self._commit_scheme)
        fire.setObjectName("fireForm")
        supply = Form(tr(SUPPLY_SECTION.title), SUPPLY_SECTION.fields, self._commit_scheme)
        supply.setObjectName("supplyForm")
        facts = KnownFacts(lambda fact: self.start_fact(fact), self._deny)
        facts.setObjectName("knownFacts")
        estate = Form(tr(ESTATE_SECTION.title), ESTATE_SECTION.fields, self._commit_estate)
        estate.setObjectName("estateForm")
        plan = Form(tr(PLAN_SECTION.title), PLAN_SECTION.fields, self._commit_plan)
        plan.setObjectName("planForm")
        line_up(scheme, fire, supply, estate, plan)

        def refresh() -> None:
            now = self._document.project
            of_scheme = ((form, now.active_scheme) for form in (scheme, fire, supply))
            for form, thing in (*of_scheme, (estate, now.estate), (plan, now)):
                form.show_values([thing], now, self._session.catalogue)
            facts.show_site(now.site)

        self._refreshers.append(refresh)
        return [scheme, facts, fire, supply, estate, plan, self._rules_button()]

    def _rules_button(self) -> QWidget:
        button = QPushButton(tr("Show and edit the rules..."))
        button.setObjectName("editRulesButton")
        button.clicked.connect(self.rules_wanted)
        return button

    def _deny(self, fact: SiteFact, on: bool) -> None:
        """Say that there is nothing of a kind here, or take that back."""
        self._document.push(denial_name(fact, on=on), denying(self._document.project, fact, on=on))

    def _commit_scheme(self, field: PropertyField, value: Any) -> str:
        scheme = self._document.project.active_scheme
        if field.path == ("group",):
            if value == (scheme.group is not None):
                return ""
            value = default_group(self._session.catalogue) if value else None
        return self._push(
            _change_of(field),
            lambda: [replacement(self._document.project, scheme, field.put(scheme, value))],
        )

    def _commit_estate(self, field: PropertyField, value: Any) -> str:
        project = self._document.project
        return self._push(
            _change_of(field),
            lambda: [setting(project, "estate", field.put(project.estate, value))],
        )

    def _commit_plan(self, field: PropertyField, value: Any) -> str:
        project = self._document.project

        def edits() -> list[Any]:
            changed = field.put(project, value)
            names = [each.name for each in fields(project)]
            differing = [name for name in names if getattr(changed, name) != getattr(project, name)]
            return [setting(project, name, getattr(changed, name)) for name in differing]

        return self._push(_change_of(field), edits)

    # edits

    def _replace(self, element_id: str, text: str, change: Callable[[Any], Any]) -> str:
        element = self._document.element(element_id)
        if element is None:
            return ""
        return self._push(text, lambda: [replacement(self._document.project, element, change(element))])

    def _push(self, name: str | StepName, make_edits: Callable[[], list[Any]]) -> str:
        """Make and push edits; return the sentence of what the model refuses, or an empty one."""
        try:
            edits = make_edits()
        except ChargeplanError as error:
            message = sentence(error)
            self._session.message.emit(message)
            return message
        self._document.push(name, edits)
        return ""


def _modes(element: Element) -> tuple[str, ...]:
    """Return what decides over which fields an element has."""
    return (direction_mode(element), group_mode(element)) if isinstance(element, Lot) else ()


def _change_of(field: PropertyField) -> StepName:
    return StepName(N_("Change {field}"), {"field": lambda: _within(tr(field.title))})


def _within(title: str) -> str:
    """Return a title as it is written within a sentence."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _area_text(area_m2: Any, doubt: float) -> str:
    """Return an area, and by how much it can be off."""
    tolerance = area_tolerance_m2(area_m2, doubt)
    return grouped(area_m2, 2) + (f" ± {grouped(tolerance, 2)}" if tolerance else "")


def _capacity_text(capacity: Any, doubt: float) -> str:
    lines = []
    if isinstance(getattr(capacity, "shed", None), Shed):
        lines.append(tr("Roofed {area} m²", area=grouped(capacity.roofed_m2, 2)))
    else:
        lines.append(tr("Area {area} m²", area=_area_text(capacity.area_m2, doubt)))
        lines.append(tr("Usable {area} m²", area=_area_text(capacity.usable_m2, doubt)))
    lines.append(
        tr(
            "{stalls} stalls, {sockets} sockets, {chargers} chargers",
            stalls=len(capacity.stalls),
            sockets=capacity.charging.socket_count,
            chargers=capacity.charging.charger_count,
        )
    )
    reasons = getattr(getattr(capacity, "layout", None), "reasons", ())
    lines.extend(tr(reason.text, **dict(reason.values)) for reason in reasons)
    return "\n".join(lines)
