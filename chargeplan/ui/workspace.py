"""The plan with its panels around it, made when the first plan is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMainWindow, QMenu

from chargeplan.engineering.coverage import DoorwayReach
from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import Lot
from chargeplan.model.site import Building, SiteFact, Underlay
from chargeplan.model.values import Point
from chargeplan.ui.actions import TOOLS, Actions
from chargeplan.ui.canvas.elements import layer_of
from chargeplan.ui.canvas.repairing import is_faulty
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.dialogs.arrangements import ArrangementsDialog
from chargeplan.ui.dialogs.comparison import ComparisonDialog
from chargeplan.ui.dialogs.single_line import SingleLineDialog
from chargeplan.ui.dock import Dock
from chargeplan.ui.engine import Engine
from chargeplan.ui.facts import start_fact, tell_fact
from chargeplan.ui.finding_edits import rule_edits
from chargeplan.ui.panels.bill import BillPanel
from chargeplan.ui.panels.capacity import CapacityPanel
from chargeplan.ui.panels.catalogue import CataloguePanel
from chargeplan.ui.panels.findings import FindingsPanel
from chargeplan.ui.panels.history import HistoryPanel
from chargeplan.ui.panels.layers import LayersPanel
from chargeplan.ui.panels.properties import PropertiesPanel
from chargeplan.ui.panels.schemes import SchemesPanel
from chargeplan.ui.panels.supply import SupplyPanel
from chargeplan.ui.panels.underlays import UnderlayList
from chargeplan.ui.panels.walking import WalkingPanel
from chargeplan.ui.session import Session
from chargeplan.ui.settings import MISSED_DISTANCES, NEAREST_DISTANCES
from chargeplan.ui.stall_costs import StallCosts
from chargeplan.ui.stall_ranges import StallRanges, trust_in_short, trust_line
from chargeplan.ui.status_bar import PlanStatusBar
from chargeplan.ui.walking import Walking
from chargeplan.ui.widgets import for_letters

if TYPE_CHECKING:
    from chargeplan.files.sources.values import Gap
    from chargeplan.ui.importing.gaps import GapsDialog

_ZOOM_STEP = 1.25
_REACH_M = 20.0
"""Ground that is shown to every side of a place where something is not met."""

_ROOMY_PX = 860
"""From this height on there is room for every figure of the capacity above a list of findings."""

_ALIGNMENTS = {
    "align_left": "left",
    "align_right": "right",
    "align_top": "top",
    "align_bottom": "bottom",
    "align_center_h": "centre",
    "align_center_v": "middle",
}
_SIDES_PX = (258, 348)
"""How wide the panels at both sides of the plan are at first."""

_BESIDE_PX = 12
"""How far from the corner of the plan the list of open outlines opens."""

_HIDDEN_AT_FIRST = ("dockBill", "dockSupply", "dockWalking", "dockHistory")


class Workspace:
    """View, panels and docks of a window, wired to each other.

    They are there once `make` is through; the docks are hidden until a layout is restored.
    """

    def __init__(self, window: QMainWindow, engine: Engine, actions: Actions, status: PlanStatusBar) -> None:
        self._window = window
        self._engine = engine
        self._session = engine.session
        self._actions = actions
        self._status = status
        self._settings = engine.settings

    def make(self) -> Iterator[None]:
        """Make the parts one after the other; the window may answer wherever this yields."""
        window, engine, session, analyst = self._window, self._engine, self._session, self._engine.analyst
        self.view = PlanView(session, window)
        self.view.setObjectName("planView")
        yield
        self.schemes = SchemesPanel(session)
        self.layers = LayersPanel()
        self.underlays = UnderlayList(session)
        self.catalogue = CataloguePanel(session)
        yield
        self.capacity = CapacityPanel(session)
        yield
        self.properties = PropertiesPanel(session)
        yield
        self.findings = FindingsPanel(session, engine.errands, engine.settings)
        yield
        self.bill = BillPanel(session)
        self.supply = SupplyPanel(session)
        self.walking = Walking(session, engine.errands, window)
        self.coverage = WalkingPanel(session, self.walking)
        self.history = HistoryPanel(session)
        yield
        self.comparison = ComparisonDialog(session, analyst, window)
        self.single_line = SingleLineDialog(session, engine.errands, engine.settings, window)
        self.arrangements = ArrangementsDialog(session, analyst, engine.errands, window)
        self.stall_costs = StallCosts(session, analyst, engine.errands, window)
        self._gaps: GapsDialog | None = None
        self._gaps_of: Sequence[str] = ()
        session.document.edited.connect(self._check_gaps)
        self.stall_ranges = StallRanges(session, analyst, engine.ranges, window)
        yield
        self.docks = self._make_docks()
        self._arrange()
        yield
        self._wire_view()
        self._wire_panels()
        self._wire_distances()
        self._wire_walking()
        session.stall_range_changed.connect(self._show_trust)
        session.document.edited.connect(self._show_trust)
        self._show_trust()

    # docks

    def _make_docks(self) -> dict[str, Dock]:
        made = {}
        for name, title, panel in (
            ("dockSchemes", N_("Schemes"), self.schemes),
            ("dockLayers", N_("Layers"), self.layers),
            ("dockCatalogue", N_("Catalogue of sheds"), self.catalogue),
            ("dockCapacity", N_("Capacity"), self.capacity),
            ("dockProperties", N_("Properties"), self.properties),
            ("dockFindings", N_("Findings"), self.findings),
            ("dockHistory", N_("History"), self.history),
            ("dockBill", N_("Bill of quantities"), self.bill),
            ("dockSupply", N_("Electricity"), self.supply),
            ("dockWalking", N_("Walking coverage"), self.coverage),
        ):
            made[name] = Dock(name, title, panel, self._window)
            made[name].keyboard_strayed.connect(self.view.setFocus)
            made[name].left.connect(self._back_to_plan)
        return made

    def _back_to_plan(self) -> None:
        """Give the plan the keyboard; a tool in hand goes back one level, as by Esc on the plan."""
        self._window.activateWindow()
        self.view.setFocus()
        if self.view.tool_id != "select":
            self.view.step_back()

    def _arrange(self) -> None:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        window, docks = self._window, self.docks
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, left),
            (Qt.Corner.BottomRightCorner, right),
        ):
            window.setCorner(corner, area)
        for name in ("dockSchemes", "dockLayers", "dockCatalogue"):
            window.addDockWidget(left, docks[name])
        for name in ("dockCapacity", "dockProperties"):
            window.addDockWidget(right, docks[name])
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks["dockBill"])
        window.tabifyDockWidget(docks["dockBill"], docks["dockSupply"])
        window.tabifyDockWidget(docks["dockSupply"], docks["dockWalking"])
        window.tabifyDockWidget(docks["dockProperties"], docks["dockFindings"])
        window.tabifyDockWidget(docks["dockFindings"], docks["dockHistory"])
        docks["dockProperties"].raise_()
        for dock in docks.values():
            dock.hide()

    def arrange_as_at_first(self) -> None:
        """Show the panels that are seen at first, with the room they need."""
        docks = self.docks
        for name, dock in docks.items():
            dock.setVisible(name not in _HIDDEN_AT_FIRST)
        docks["dockProperties"].raise_()
        self._window.resizeDocks(
            [docks["dockSchemes"], docks["dockCapacity"]],
            [for_letters(self.view, width) for width in _SIDES_PX],
            Qt.Orientation.Horizontal,
        )
        height = self._dock_height()
        self.capacity.show_all(height >= _ROOMY_PX)
        left = [docks["dockSchemes"], docks["dockLayers"], docks["dockCatalogue"]]
        self._window.resizeDocks(
            left, [int(height * share) for share in (0.2, 0.42, 0.38)], Qt.Orientation.Vertical
        )
        self._share_right()

    def _dock_height(self) -> int:
        return max(400, self._window.height() - 120)

    def _share_right(self) -> None:
        """Give the capacity the height it needs and the panels below it the rest."""
        docks, height = self.docks, self._dock_height()
        capacity = min(int(height * 0.55), self.capacity.sizeHint().height() + 30)
        self._window.resizeDocks(
            [docks["dockCapacity"], docks["dockProperties"]],
            [capacity, height - capacity],
            Qt.Orientation.Vertical,
        )

    # wiring

    def _wire_view(self) -> None:
        view, status, actions = self.view, self._status, self._actions
        view.cursor_moved.connect(status.show_position)
        view.prompt_changed.connect(status.show_prompt)
        view.readout_changed.connect(status.show_readout)
        view.scale_changed.connect(status.show_scale)
        view.live_figures_changed.connect(self.capacity.show_live)
        view.tool_changed.connect(actions.show_tool)
        view.context_menu_requested.connect(self._context_menu)
        view.modes_changed.connect(self._show_modes)
        for name, setter in (
            ("snap", view.set_snapping),
            ("grid", view.set_grid),
            ("ortho", view.set_ortho),
        ):
            actions[name].triggered.connect(setter)
        actions["snap"].setChecked(True)
        for tool in TOOLS:
            actions[f"tool_{tool}"].triggered.connect(lambda _on=False, tool=tool: self.take_tool(tool))
        actions.show_tool(view.tool_id)
        actions.connect_all(self._view_handlers())

    def _view_handlers(self) -> dict[str, Callable[[], object]]:
        view = self.view
        handlers: dict[str, Callable[[], object]] = {
            "cut": view.cut,
            "copy": view.copy,
            "paste": view.paste,
            "duplicate": view.duplicate_selection,
            "delete": view.delete_selection,
            "select_all": view.select_all,
            "zoom_in": lambda: view.zoom_by(_ZOOM_STEP),
            "zoom_out": lambda: view.zoom_by(1 / _ZOOM_STEP),
            "fit": view.fit_all,
            "zoom_selection": lambda: view.zoom_to_elements(self._session.selection.ids),
            "repeat_tool": view.repeat_last_tool,
            "rotate_left": lambda: view.rotate_selection(90),
            "rotate_right": lambda: view.rotate_selection(-90),
            "distribute_h": lambda: view.distribute_selection("horizontal"),
            "distribute_v": lambda: view.distribute_selection("vertical"),
            "square": view.square_selection,
            "repair": view.repair_selection,
            "scale_picture": partial(self._with_selected_picture, self.scale_picture),
            "check_scale": partial(self._with_selected_picture, self.check_scale),
            "align_picture": partial(self._with_selected_picture, self.align_picture),
            "fill_lots": lambda: self.fill_lots(True),
            "clear_lots": lambda: self.fill_lots(False),
            "arrangements": self.show_arrangements,
        }
        for name, how in _ALIGNMENTS.items():
            handlers[name] = partial(view.align_selection, how)
        return handlers

    def _wire_panels(self) -> None:
        view, actions, docks = self.view, self._actions, self.docks
        self.layers.visibility_changed.connect(view.set_layer_visible)
        self.layers.lock_changed.connect(view.set_layer_locked)
        self.layers.hold_underlays(self.underlays)
        self.underlays.visibility_changed.connect(view.set_element_visible)
        self.underlays.wanted.connect(lambda name: self._session.selection.set((name,)))
        self.catalogue.shed_chosen.connect(lambda _id: self.take_tool("shed"))
        self.findings.place_wanted.connect(self.show_check)
        self.findings.chosen_changed.connect(view.dimensions.choose)
        self.findings.fact_wanted.connect(self.tell_fact)
        self.bill.elements_wanted.connect(self.show_elements)
        self.bill.export_wanted.connect(actions["export_workbook"].trigger)
        self.supply.elements_wanted.connect(self.show_elements)
        self.supply.diagram_wanted.connect(self.show_single_line)
        self.capacity.folded.connect(self._share_right)
        self.capacity.bill_wanted.connect(docks["dockBill"].bring)
        self.properties.scale_picture = self.scale_picture
        self.properties.check_scale = self.check_scale
        self.properties.align_picture = self.align_picture
        self.properties.take_tool = self.take_tool
        self.properties.start_fact = self.start_fact
        self.properties.show_place = lambda place, reach_m: view.zoom_to_point(place, max(6.0, 2 * reach_m))
        self.properties.repair_wanted.connect(view.repair_selection)
        self.properties.rules_wanted.connect(self.edit_rules)
        self.properties.fill_wanted.connect(lambda: self.fill_lots(True))
        self.properties.arrangements_wanted.connect(self.show_arrangements)
        self.properties.stall_costs = view.stall_costs = self.stall_costs.of
        self.stall_costs.changed.connect(self.properties.refresh_values)
        self.findings.repair_wanted.connect(self.repair)
        self.schemes.comparison_wanted.connect(self.show_comparison)
        actions.connect_all(
            {
                "new_scheme": self.schemes.add,
                "duplicate_scheme": self.schemes.duplicate,
                "rename_scheme": self._rename_scheme,
                "delete_scheme": self.schemes.remove,
                "compare_schemes": self.show_comparison,
                "show_findings": docks["dockFindings"].bring,
                "next_finding": lambda: self._step_finding(1),
                "previous_finding": lambda: self._step_finding(-1),
                "rule_set": self.edit_rules,
                "show_supply": docks["dockSupply"].bring,
                "single_line": self.show_single_line,
                "show_bill": docks["dockBill"].bring,
                "copy_bill": self.bill.copy_all,
            }
        )

    def _wire_distances(self) -> None:
        """Draw the distances that were drawn when the program was last used."""
        lines, settings = self.view.dimensions, self._settings
        for name, default, show in (
            (MISSED_DISTANCES, True, lines.show_missed),
            (NEAREST_DISTANCES, False, lines.show_nearest),
        ):
            action = self._actions[name]
            action.toggled.connect(show)
            action.toggled.connect(partial(settings.set_flag, name))
            show(settings.flag(name, default))
            action.setChecked(settings.flag(name, default))

    def _wire_walking(self) -> None:
        """Show walking coverage on the plan as long as its panel is open, be it behind another one."""
        dock, action = self.docks["dockWalking"], self._actions["walking_coverage"]
        opened = dock.toggleViewAction()
        opened.toggled.connect(action.setChecked)
        opened.toggled.connect(self.walking.show)
        action.triggered.connect(lambda on: dock.bring() if on else dock.close())
        self.walking.changed.connect(lambda: self.view.plan_scene.show_walking(self.walking.result))
        self.coverage.doorway_wanted.connect(self.show_doorway)

    # what menus and panels ask of the plan

    def middle_of_view(self) -> Point:
        """Return the place on the ground [m] in the middle of what is seen."""
        return self.view.to_ground(QPointF(self.view.viewport().rect().center()))

    def take_tool(self, tool: str) -> None:
        """Take a tool in hand; the keyboard goes to the plan."""
        self.view.set_tool(tool)
        self.view.setFocus()

    @property
    def session(self) -> Session:
        """What the panels share."""
        return self._session

    def start_fact(self, fact: SiteFact) -> None:
        """Take the tool in hand that draws a fact, or lead to where it is told."""
        start_fact(self, fact)

    def tell_fact(self, check: Check) -> None:
        """Lead to where the fact is drawn or entered for want of which a check is undecided."""
        tell_fact(self, check)

    def show_elements(self, ids: tuple[str, ...]) -> None:
        """Select elements and show them."""
        known = [name for name in ids if self._session.document.element(name) is not None]
        self._session.selection.set(known)
        self.view.zoom_to_elements(known)

    def show_doorway(self, door: DoorwayReach) -> None:
        """Select a doorway and show it with its way to the nearest socket."""
        self._session.selection.set((door.doorway.id,))
        places = door.way or (door.doorway.position,)
        xs, ys = zip(*places, strict=True)
        reach_m = max(_REACH_M, (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2)
        self.view.zoom_to_point(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), reach_m)

    def show_check(self, check: Check) -> None:
        """Select what a check is about and show the place."""
        known = [name for name in check.elements if self._session.document.element(name) is not None]
        self._session.selection.set(known)
        if check.span is not None:
            (x1, y1), (x2, y2) = check.span
            reach_m = max(_REACH_M, math.dist(*check.span))
            self.view.zoom_to_point(((x1 + x2) / 2, (y1 + y2) / 2), reach_m)
        elif check.place is not None:
            self.view.zoom_to_point(check.place, _REACH_M)
        elif known:
            self.view.zoom_to_elements(known)

    def repair(self, ids: tuple[str, ...]) -> None:
        """Repair the outlines of these elements."""
        self._session.selection.set(ids)
        self.view.repair_selection()

    def fill_lots(self, filled: bool) -> None:
        """Fill the selected lots with stalls, or clear them."""
        project = self._session.document.project
        edits = [
            replacement(project, lot, replace(lot, filled=filled))
            for lot in self._session.selection.elements()
            if isinstance(lot, Lot) and lot.filled != filled
        ]
        text = N_("Fill the lot with stalls") if filled else N_("Clear the filling")
        self._session.document.push(text, edits)
        if filled and not edits:
            self._session.message.emit(tr("It is filled already, and filled anew at every change."))

    def show_arrangements(self) -> None:
        """Show the arrangements of the selected lot, of the first of several."""
        lots = [e for e in self._session.selection.elements() if isinstance(e, Lot)]
        if lots:
            self.arrangements.show_lot(lots[0].id)

    def scale_picture(self, underlay_id: str) -> None:
        """Show the whole of a picture, and let two clicks and a length set its scale."""
        self.view.zoom_to_elements([underlay_id])
        self.view.start_scaling(underlay_id)
        self.view.setFocus()

    def show_imported(self, ids: Sequence[str], gaps: Sequence[Gap]) -> None:
        """Show what came from elsewhere, its layers too, and where outlines of it stay open."""
        elements = [self._session.document.element(name) for name in ids]
        self.layers.show_layers({layer_of(element) for element in elements if element is not None})
        self.view.zoom_to_elements(ids)
        self._close_gaps()
        if gaps:
            from chargeplan.ui.importing.gaps import GapsDialog

            self._gaps = GapsDialog(gaps, self._window)
            self._gaps.place_wanted.connect(self.view.zoom_to_point)
            self._gaps_of = ids
            self._gaps.move(self.view.mapToGlobal(QPoint(_BESIDE_PX, _BESIDE_PX)))
            self._gaps.show()
            self._gaps.activateWindow()  # its arrow keys step through the places, Esc closes it

    def _check_gaps(self) -> None:
        """Close the list of open outlines when all that it is about is gone."""
        known = self._session.document.elements()
        if self._gaps is not None and not any(name in known for name in self._gaps_of):
            self._close_gaps()

    def _close_gaps(self) -> None:
        if self._gaps is not None:
            self._gaps.close()
            self._gaps.deleteLater()
            self._gaps = None

    def check_scale(self, underlay_id: str) -> None:
        """Show the whole of an underlay, and let two clicks and a second length check its scale."""
        self.view.zoom_to_elements([underlay_id])
        self.view.start_scaling(underlay_id, checking=True)

    def align_picture(self, underlay_id: str) -> None:
        """Let two places of an underlay be laid on the plan."""
        self._session.selection.set((underlay_id,))
        self.take_tool("align_underlay")

    def edit_rules(self) -> None:
        """Let the rules of the plan be chosen or edited; OK is one step to undo."""
        from chargeplan.ui.dialogs.rule_set import RuleSetDialog

        document = self._session.document
        dialog = RuleSetDialog(document.project, self._settings, self._window)
        chosen = dialog.chosen if dialog.exec() else None
        dialog.deleteLater()
        if chosen is not None:
            document.push(N_("Change the rules of the plan"), rule_edits(document.project, *chosen))

    def show_comparison(self) -> None:
        """Show the schemes side by side."""
        self.comparison.show()
        self.comparison.raise_()

    def show_single_line(self) -> None:
        """Show the single-line diagram."""
        self.single_line.show()
        self.single_line.raise_()

    def close_dialogs(self) -> None:
        """Close what stands beside the window and tells of the plan that is left."""
        for dialog in (self.comparison, self.single_line, self.arrangements, self.supply.assumptions):
            dialog.close()
        self._close_gaps()

    def _with_selected_picture(self, act: Callable[[str], None]) -> None:
        for element in self._session.selection.elements():
            if isinstance(element, Underlay):
                act(element.id)
                return

    def _show_trust(self) -> None:
        """Say in the status bar how far the scale is trusted."""
        self._status.show_trust(trust_in_short(self._session), trust_line(self._session))

    def _rename_scheme(self) -> None:
        self.docks["dockSchemes"].bring()
        self.schemes.rename()

    def _step_finding(self, step: int) -> None:
        self.docks["dockFindings"].bring()
        self.findings.step(step)

    def _show_modes(self, snapping: bool, grid: bool, ortho: bool) -> None:
        for name, on in (("snap", snapping), ("grid", grid), ("ortho", ortho)):
            self._actions[name].setChecked(on)

    def _offer_by_hand(self, menu: QMenu, place: QPoint) -> None:
        """Offer what can be done with the single stall, or with what was set by hand, at a place."""
        viewport = self.view.viewport()
        ground = self.view.to_ground(QPointF(viewport.mapFromGlobal(place)))
        spot = self.view.adjusting.spot_at(ground)
        entries = self.view.adjusting.entries(spot) if spot is not None else []
        entries += self.view.feeders.entries(ground, self.view.tolerance_m)
        for name, text, act in entries:
            action = menu.addAction(text)
            action.setObjectName(f"action_{name}")
            action.triggered.connect(lambda _on=False, act=act: act())
        if entries:
            menu.addSeparator()

    def _context_menu(self, place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("planContextMenu")
        selected = self._session.selection.elements()
        self._offer_by_hand(menu, place)
        if any(isinstance(element, Lot) for element in selected):
            names = ["fill_lots", "clear_lots", "arrangements", None]
            names += ["tool_lot_sides", "tool_entrance", "tool_rows_along", None]
            names += ["tool_adjust_stalls", "tool_block_ground", None]
        elif any(isinstance(element, Underlay) for element in selected):
            names = ["scale_picture", "check_scale", "align_picture", None]
        elif any(isinstance(element, Building) for element in selected):
            names = ["tool_wall_kinds", "tool_window", "tool_doorway", None]
        else:
            names = []
        if any(is_faulty(element) for element in selected):
            names = ["repair", None, *names]
        if selected:
            names += [
                "cut",
                "copy",
                "duplicate",
                "delete",
                None,
                "rotate_left",
                "rotate_right",
                "square",
                None,
            ]
            names += ["zoom_selection"]
        else:
            names += ["repeat_tool", "paste", "select_all", None, "fit"]
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
