"""The scene follows the document by ids and owns no truth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.surroundings import stands_up, surroundings
from chargeplan.errors import ChargeplanError
from chargeplan.geometry.polygons import regions_of, union_of
from chargeplan.geometry.sheds import shed_outline
from chargeplan.geometry.snapping import nearest_side, snap_targets
from chargeplan.i18n import tr
from chargeplan.model.labels import kind_name, pipeline_name
from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS, Element, scheme_elements
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Shed
from chargeplan.model.site import (
    Basement,
    Building,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Pipeline,
    Road,
    Site,
    SupplyPoint,
)
from chargeplan.model.values import Point, Ring
from chargeplan.reference.rule_sets import RuleSet, load_rules_of
from chargeplan.ui.canvas.aisle_labels import aisle_labels
from chargeplan.ui.canvas.base_item import PlanItem
from chargeplan.ui.canvas.capacities import Capacities, by_hand_item, stall_shape, strips_of
from chargeplan.ui.canvas.elements import RINGED, WIDE_LINED, box_of, layer_of, middle_of, points_of, rings_of
from chargeplan.ui.canvas.filling_items import AislesItem, NumberPlaces, StallNumbersItem, number_places
from chargeplan.ui.canvas.items import (
    FindingsItem,
    GroundItem,
    RoadGroundItem,
    RoadItem,
    StallShape,
    StallsItem,
    item_for,
    path_of,
)
from chargeplan.ui.canvas.labels import Label
from chargeplan.ui.canvas.network_items import NetworkItem, network_labels
from chargeplan.ui.canvas.style import LIGHT, Style
from chargeplan.ui.canvas.underlay_items import underlay_z
from chargeplan.ui.canvas.walking_items import (
    WalkingDoorItem,
    WalkingGroundItem,
    WalkingWaysItem,
    band_labels,
)
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.ui.walking import Walked

EXTRA_LAYERS = ("stalls", "stall_numbers", "usable", "clearances", "network", "findings")
LAYERS = (*SITE_COLLECTIONS, *SCHEME_COLLECTIONS, *EXTRA_LAYERS)
"""Names by which layers are shown, hidden and locked."""

HIDDEN_AT_FIRST = frozenset({"clearances"})
"""Layers that are not shown until somebody asks for them."""

_SHOWN_WITH = {"strips": "stalls", "by_hand": "stalls", "road_ground": "roads"}
"""Things drawn together, and the layer that they are shown and hidden with."""

_SHED_LABEL_ROOM_M = 9.0
"""On ground narrower than this on screen than its label a shed goes without one."""


class PlanScene(QGraphicsScene):
    """Items of the plan; `contents_changed` says that what is on screen is out of date."""

    contents_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._session = session
        self._style = LIGHT
        self._items: dict[str, PlanItem] = {}
        self._batched: dict[str, PlanItem] = {}
        self._hidden_layers = set(HIDDEN_AT_FIRST)
        self._hidden_ids: frozenset[str] = frozenset()
        self._unseen_ids: set[str] = set()
        self.capacities = Capacities(session.catalogue)
        self.stall_count = 0
        self._shapes: dict[int, tuple[ShedCapacity | LotCapacity, StallShape]] = {}
        self._clearances_asked = False
        self._clearance_paths: tuple[Site, RuleSet, list[QPainterPath]] | None = None
        self._labels: list[Label] | None = None
        self._numbered: dict[int, tuple[ShedCapacity | LotCapacity, NumberPlaces]] = {}
        self._aisle_widths: dict[int, tuple[LotCapacity, list[Label]]] = {}
        self._walked: Walked | None = None
        self._doors: list[PlanItem] = []
        self._follow()
        self.rebuild()

    def _follow(self) -> None:
        document = self._session.document
        document.element_added.connect(self._renew)
        document.element_changed.connect(self._renew)
        document.element_removed.connect(self._drop)
        document.project_replaced.connect(self.rebuild)
        document.edited.connect(self._refresh)
        self._session.analysis_changed.connect(self._refresh)
        self._session.selection.changed.connect(self._show_ways)

    @property
    def style(self) -> Style:
        """The colours in use."""
        return self._style

    def set_style(self, style: Style) -> None:
        """Draw everything in other colours."""
        if style != self._style:
            self._style = style
            self.rebuild()

    def rebuild(self) -> None:
        """Make every item anew."""
        for element_id in list(self._items):
            self._drop(element_id)
        for element_id in self._session.document.elements():
            self._renew(element_id)
        self._refresh()

    def _drop(self, element_id: str) -> None:
        item = self._items.pop(element_id, None)
        if item is not None:
            self.removeItem(item)

    def _renew(self, element_id: str) -> None:
        self._drop(element_id)
        element = self._session.document.element(element_id)
        if element is None:
            return
        outline = shed_outline(element) if isinstance(element, Shed) else ()
        outward = self._outward_degrees(element) if isinstance(element, Doorway) else 90.0
        item = item_for(element, self._style, outline=outline, outward_degrees=outward)
        item.setVisible(self._item_shown(element_id, layer_of(element)))
        self._items[element_id] = item
        self.addItem(item)
        if isinstance(element, Building):
            for door in self._session.document.project.site.doorways:
                if door.building_id == element_id and door.id in self._items:
                    self._renew(door.id)

    def _outward_degrees(self, door: Doorway) -> float:
        building = self._session.document.element(door.building_id or "")
        if not isinstance(building, Building):
            return 90.0
        side = nearest_side(door.position, snap_targets(rings=[building.ring]))
        if side is None or side.segment is None:
            return 90.0
        (x1, y1), (x2, y2) = side.segment
        normal = math.degrees(math.atan2(y2 - y1, x2 - x1)) - 90
        middle = middle_of(box_of(building.ring))
        away = (door.position[0] - middle[0], door.position[1] - middle[1])
        facing = math.cos(math.radians(normal)) * away[0] + math.sin(math.radians(normal)) * away[1]
        return normal if facing >= 0 else normal + 180

    def _refresh(self) -> None:
        """Renew what is drawn for many elements together."""
        scheme = self._session.document.project.active_scheme
        lots = [
            held
            for held in self.capacities.lots(scheme, self._session.analysis)
            if held.lot.id not in self._hidden_ids
        ]
        sheds = [held for held in self.capacities.sheds(scheme) if held.shed.id not in self._hidden_ids]
        holders: list[ShedCapacity | LotCapacity] = [*sheds, *lots]
        shapes = self._stall_shapes(holders)
        strips = [(ring,) for held in sheds for ring in strips_of(held)]
        aisles = [path_of(region) for held in lots for region in regions_of(union_of(strips_of(held)))]
        usable = [region for lot in lots for region in lot.usable]
        self.stall_count = sum(shape.count for shape in shapes)
        self._pile_underlays()
        self._put("stalls", StallsItem(shapes, self._style) if shapes else None)
        self._put("strips", self._ground("strips", map(path_of, strips), "strip"))
        self._put("aisles", AislesItem(aisles, self._style) if aisles else None)
        self._put("stall_numbers", self._numbers(holders))
        self._put("usable", self._ground("usable", map(path_of, usable), "usable"))
        self._put("by_hand", by_hand_item(self._seen_lots(), self._style))
        self._put_roads()
        self._put_clearances()
        self._put("network", self._network())
        self._put("findings", self._findings())
        self._put_walking()
        self._labels = None
        alive = {id(held) for held in lots}
        self._aisle_widths = {key: known for key, known in self._aisle_widths.items() if key in alive}
        self.contents_changed.emit()

    def _pile_underlays(self) -> None:
        """Lay underlays upon each other in the site's own order, whichever was drawn anew last."""
        for position, underlay in enumerate(self._session.document.project.site.underlays):
            if underlay.id in self._items:
                self._items[underlay.id].setZValue(underlay_z(position))

    def _seen_lots(self) -> list[tuple[Lot, LotCapacity | None]]:
        """Return the lots that are shown with what they hold as it is drawn."""
        scheme = self._session.document.project.active_scheme
        held = {each.lot.id: each for each in self.capacities.lots(scheme, self._session.analysis)}
        seen = [lot for lot in scheme.lots if lot.id not in self._hidden_ids]
        return [(lot, held.get(lot.id)) for lot in seen]

    def _put_roads(self) -> None:
        roads = [
            item.path
            for element_id, item in self._items.items()
            if isinstance(item, RoadItem) and element_id not in self._hidden_ids
        ]
        self._put("road_ground", RoadGroundItem(roads, self._style) if roads else None)

    def _numbers(self, holders: Iterable[ShedCapacity | LotCapacity]) -> PlanItem | None:
        """Return the numbers of stalls, unless the stalls themselves are hidden."""
        if not self._shown("stalls"):
            return None
        known = self._numbered
        self._numbered = {
            id(held): known[id(held)] if id(held) in known else (held, number_places(held.stalls))
            for held in holders
        }
        return StallNumbersItem([places for _, places in self._numbered.values()], self._style)

    def _stall_shapes(self, held: Iterable[ShedCapacity | LotCapacity]) -> list[StallShape]:
        """Return the drawings of stalls; those that were drawn before are not made again."""
        known = self._shapes
        self._shapes = {
            id(each): known[id(each)] if id(each) in known else (each, stall_shape(each)) for each in held
        }
        return [shape for _, shape in self._shapes.values()]

    def rule_set(self) -> RuleSet | None:
        """Return the rules that the plan is judged by, or None when they cannot be had."""
        try:
            return load_rules_of(self._session.document.project)
        except ChargeplanError:
            return None

    def show_clearances(self, asked: bool) -> None:
        """Show the clearances while something is put down, also when their layer is hidden."""
        if asked != self._clearances_asked:
            self._clearances_asked = asked
            self._put_clearances()
            self.contents_changed.emit()

    def _put_clearances(self) -> None:
        wanted = self._clearances_asked or self._shown("clearances")
        self._put("clearances", self._clearances() if wanted else None)
        if wanted and "clearances" in self._batched:
            self._batched["clearances"].setVisible(True)

    def _clearances(self) -> PlanItem | None:
        project, rule_set = self._session.document.project, self.rule_set()
        if rule_set is None:
            return None
        known = self._clearance_paths
        if known is None or known[0] != project.site or known[1] is not rule_set:
            ground = regions_of(union_of(surroundings(project.site, rule_set).clearances))
            known = self._clearance_paths = (project.site, rule_set, list(map(path_of, ground)))
        return self._ground("clearances", known[2], "clearance")

    def _ground(self, layer: str, paths: Iterable[QPainterPath], colour: str) -> PlanItem | None:
        drawn = list(paths)
        return GroundItem(layer, drawn, self._style, colour) if drawn else None

    def _fed(self) -> Analysis | None:
        """Return the newest analysis when it is of the scheme that is shown."""
        analysis = self._session.analysis
        active = self._session.document.project.active_scheme_id
        return analysis if analysis is not None and analysis.scheme.id == active else None

    def _network(self) -> PlanItem | None:
        analysis = self._fed()
        if analysis is None or not analysis.feeding.boxes:
            return None
        return NetworkItem(analysis, self._hidden_ids, self._style)

    def _findings(self) -> PlanItem | None:
        analysis = self._session.analysis
        project = self._session.document.project
        if analysis is None or analysis.scheme.id != project.active_scheme_id:
            return None
        known = self._session.document.elements()
        paths = {"error": QPainterPath(), "warning": QPainterPath()}
        planned = {element.id for element in scheme_elements(project.active_scheme)}
        for finding in analysis.findings:
            if finding.state != "missed" or finding.severity not in paths:
                continue
            if any(name not in known for name in finding.elements):
                continue
            for name in [name for name in finding.elements if name in planned] or finding.elements:
                if name not in self._hidden_ids:
                    paths[finding.severity].addPath(path_of(rings_of(known[name])))
        return FindingsItem(paths["error"], paths["warning"], self._style)

    def finding_marks(self) -> list[tuple[Point, str]]:
        """Return where findings are marked, and how grave they are, the gravest first."""
        analysis = self._session.analysis
        if analysis is None or not self._shown("findings"):
            return []
        if analysis.scheme.id != self._session.document.project.active_scheme_id:
            return []
        known = self._session.document.elements()
        return [
            (finding.place, finding.severity)
            for finding in analysis.findings
            if finding.place is not None
            and finding.state == "missed"
            and finding.severity in ("error", "warning")
            and all(name in known and name not in self._hidden_ids for name in finding.elements)
        ]

    def show_walking(self, walked: Walked | None) -> None:
        """Show who walks how far, or nothing of it any more."""
        if walked is not self._walked:
            self._walked = walked
            self._put_walking()
            self._labels = None
            self.contents_changed.emit()

    def _put_walking(self) -> None:
        walked = self._walked
        bands = walked.bands if walked is not None else ()
        self._put("walking_ground", WalkingGroundItem(bands, self._style) if bands else None)
        for item in self._doors:
            self.removeItem(item)
        doors = walked.shown.doorways if walked is not None else ()
        self._doors = [
            WalkingDoorItem(door, self._style) for door in doors if door.doorway.id not in self._hidden_ids
        ]
        for item in self._doors:
            self.addItem(item)
        self._put_ways()

    def _put_ways(self) -> None:
        doors = [] if self._walked is None else self._walked.doors(self._session.selection.ids)
        ways = [door.way for door in doors if door.way is not None]
        self._put("walking_ways", WalkingWaysItem(ways, self._style) if ways else None)

    def _show_ways(self) -> None:
        """Show the ways of the doorways that are selected."""
        if self._walked is not None:
            self._put_ways()
            self.contents_changed.emit()

    def _put(self, name: str, item: PlanItem | None) -> None:
        old = self._batched.pop(name, None)
        if old is not None:
            self.removeItem(old)
        if item is not None:
            item.setVisible(self._shown(name))
            self._batched[name] = item
            self.addItem(item)

    def _shown(self, layer: str) -> bool:
        return _SHOWN_WITH.get(layer, layer) not in self._hidden_layers

    def _item_shown(self, element_id: str, layer: str) -> bool:
        return (
            self._shown(layer) and element_id not in self._hidden_ids and element_id not in self._unseen_ids
        )

    def element_visible(self, element: Element) -> bool:
        """Return whether an element is shown: its layer is, and it was not hidden by itself."""
        return self.layer_visible(layer_of(element)) and element.id not in self._unseen_ids

    def set_element_visible(self, element_id: str, visible: bool) -> None:
        """Show or hide one element, such as one underlay of several."""
        (self._unseen_ids.discard if visible else self._unseen_ids.add)(element_id)
        item = self._items.get(element_id)
        if item is not None:
            item.setVisible(self._item_shown(element_id, item.layer))
        self.contents_changed.emit()

    def layer_visible(self, layer: str) -> bool:
        """Return whether a layer is shown."""
        return layer not in self._hidden_layers

    def set_layer_visible(self, layer: str, visible: bool) -> None:
        """Show or hide a layer."""
        if visible == self.layer_visible(layer):
            return
        self._hidden_layers ^= {layer}
        for element_id, item in self._items.items():
            if item.layer == layer:
                item.setVisible(self._item_shown(element_id, layer))
        self._refresh()

    @property
    def hidden_ids(self) -> frozenset[str]:
        """Ids of what is left out while a preview of it is drawn."""
        return self._hidden_ids

    def hide_elements(self, ids: Iterable[str]) -> None:
        """Leave these out while a preview of them is drawn; an empty run shows everything again."""
        hidden = frozenset(ids)
        if hidden == self._hidden_ids:
            return
        changed = hidden ^ self._hidden_ids
        self._hidden_ids = hidden
        for element_id in changed:
            item = self._items.get(element_id)
            if item is not None:
                item.setVisible(self._item_shown(element_id, item.layer))
        self._refresh()

    def labels(self) -> list[Label]:
        """Return the words on the plan, in the language in use."""
        if self._labels is None:
            self._labels = [
                label
                for element in self._session.document.elements().values()
                if element.id not in self._hidden_ids and self._shown(layer_of(element))
                for label in self._label(element)
            ]
            if self._shown("stalls"):
                self._labels += self._aisle_labels()
            analysis = self._fed()
            if analysis is not None and self._shown("network"):
                self._labels += network_labels(analysis, self._hidden_ids)
            if self._walked is not None:
                self._labels += band_labels(self._walked.bands)
        return self._labels

    def _aisle_labels(self) -> list[Label]:
        """Return the clear widths of aisles, written along them."""
        scheme = self._session.document.project.active_scheme
        lots = self.capacities.lots(scheme, self._session.analysis)
        site = self._session.document.project.site
        standing: list[Element] = [
            *site.buildings,
            *(o for o in site.obstacles if stands_up(o)),
            *scheme.sheds,
        ]
        solids = [ring for element in standing for ring in rings_of(element)]
        return [
            label
            for held in lots
            if held.stalls and held.lot.id not in self._hidden_ids
            for label in self._widths_of(held, solids)
        ]

    def _widths_of(self, held: LotCapacity, solids: list[Ring]) -> list[Label]:
        """Return the labels of a lot's aisles, worked out once for each filling."""
        known = self._aisle_widths.get(id(held))
        if known is None or known[0] is not held:
            known = (held, aisle_labels(held.lot, held.stalls, solids))
            self._aisle_widths = {**self._aisle_widths, id(held): known}
        return known[1]

    def forget_labels(self) -> None:
        """Word the labels again, in another language."""
        self._labels = None
        self.contents_changed.emit()

    def _label(self, element: Element) -> list[Label]:
        if isinstance(element, Shed):
            return self._shed_label(element)
        box = box_of(points_of(element))
        middle, room = middle_of(box), max(box[2] - box[0], (box[3] - box[1]) / 2)
        if isinstance(element, Building):
            detail = tr("{count} storeys", count=element.storeys) if element.storeys else ""
            words = [text for text in (element.name, detail) if text]
            return [Label(middle, words[0], "text", 2, room, "".join(words[1:]))] if words else []
        if isinstance(element, Lot):
            return self._lot_label(element, middle, room)
        if isinstance(element, Green) and element.name:
            return [Label(middle, element.name, "text_muted", 5, room)]
        if isinstance(element, LadderGround | Basement):
            colour = "ladder_ground" if isinstance(element, LadderGround) else "text_muted"
            return [Label(middle, element.name or kind_name(type(element)), colour, 5, room)]
        if isinstance(element, Pipeline):
            return [_line_label(element, element.name or pipeline_name(element.kind))]
        if isinstance(element, Road | FireLane | Fence | CableRoute) and element.name:
            return [_line_label(element, element.name)]
        if isinstance(element, SupplyPoint | DistributionBox) and element.name:
            return [Label(element.position, element.name, "supply", 4, below_px=10)]
        if isinstance(element, Hydrant | GasRegulator) and element.name:
            return [Label(element.position, element.name, "text_muted", 6, below_px=9)]
        return []

    def _shed_label(self, shed: Shed) -> list[Label]:
        scheme = self._session.document.project.active_scheme
        held = self.capacities.of_shed(shed, scheme)
        if held is None:
            return []
        text = tr("{count} stalls", count=len(held.stalls))
        colour = "existing" if shed.existing else "shed"
        detail = tr("existing") if shed.existing else shed.name
        box = box_of(held.outline)
        top = (middle_of(box)[0], box[3])
        short = str(len(held.stalls))
        return [Label(top, text, colour, 1, _SHED_LABEL_ROOM_M, detail, above=True, plate=True, short=short)]

    def _lot_label(self, lot: Lot, middle: tuple[float, float], room: float) -> list[Label]:
        held = next(
            (
                held
                for held in self.capacities.lots(
                    self._session.document.project.active_scheme, self._session.analysis
                )
                if held.lot.id == lot.id
            ),
            None,
        )
        name = lot.name
        detail = ""
        if held is not None:
            detail = tr("{area} m²", area=held.area_m2.quantize(Decimal("0.1")))
            if lot.filled:
                detail = tr("{count} stalls", count=len(held.stalls)) + " · " + detail
        text = name or detail
        foot = (middle[0], min(y for _, y in lot.ring))
        label = Label(foot, text, "lot", 3, room, detail if name else "", below_px=3)
        return [label] if text else []


_LINE_COLOURS: dict[type, str] = {FireLane: "fire_lane", Fence: "fence", CableRoute: "supply"}


def _line_label(lane: Road | FireLane | Fence | Pipeline | CableRoute, text: str) -> Label:
    """Return a text along the longest piece of a line, never upside down."""
    start, end = max(pairwise(lane.centreline), key=lambda side: math.dist(*side))
    degrees = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    upright = (degrees + 89.999) % 180 - 89.999
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    colour = f"pipe_{lane.kind.value}" if isinstance(lane, Pipeline) else _LINE_COLOURS.get(type(lane))
    return Label(middle, text, colour or "text_muted", 5, math.dist(start, end), degrees=upright)


def snapping_rings(element: Element) -> bool:
    """Return whether the outline of an element is something to snap to."""
    return isinstance(element, RINGED | WIDE_LINED | Shed)
