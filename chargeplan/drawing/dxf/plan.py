"""A plan as DXF for who goes on drawing in CAD: each kind of element on a layer of its own, in true metres.

What is an element of the plan stands on a layer `CP_` and its role, where it is found again when the drawing
is read; outlines say what cannot be seen of them (`model.carried`). What only shows something (stalls, marks,
dimensions, labels) stands on layers `CPX_`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from chargeplan.analysis import Analysis
from chargeplan.drawing.dimensions import Dimension, sheet_dimensions
from chargeplan.drawing.dxf.draft import ON_ANY_GROUND, Draft, Look, coloured, lineweight
from chargeplan.drawing.dxf.layers import DRAWN, PLANNED, description, layer_name
from chargeplan.drawing.labels import LINE_SPACING, text_size_m
from chargeplan.drawing.plan import map_primitives
from chargeplan.drawing.plan_sheet.underlays import underlay_lines
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.symbols import PAPER, STYLES
from chargeplan.drawing.written import lines_of
from chargeplan.geometry.polygons import inner_point
from chargeplan.i18n import DEFAULT_LANGUAGE, tr
from chargeplan.model.carried import carried
from chargeplan.model.labels import label
from chargeplan.model.site import (
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Hydrant,
    ObstacleKind,
    Pipeline,
    Road,
    Site,
    SupplyPoint,
)
from chargeplan.model.values import Ring

_STYLES: Mapping[str, str] = {
    "boundary": "boundary", "building": "building", "doorway": "doorway", "road": "road_edge",
    "fire_lane": "fire_lane", "tree": "tree", "obstacle": "obstacle", "green": "green", "lot": "lot",
    "lot_hole": "lot", "shed": "shed", "supply_point": "supply", "fence": "fence",
    "ladder_site": "ladder_ground", "window": "window", "hydrant": "hydrant", "gas": "gas",
    "pipeline": "pipeline", "basement": "basement", "underlay": "underlay_lines", "label": "text",
    "dimension": "dimension",
}  # fmt: skip
"""The style by which a layer of elements looks as it does on paper."""

_STANDING = frozenset(
    (
        "boundary",
        "green",
        "basement",
        "pipeline",
        "building",
        "ladder_ground",
        "window",
        "obstacle",
        "fence",
        "lot",
    )
)
"""Layers of the drawing on paper all of which stands on layers of elements already."""

_GROUND_ONLY = frozenset(("road", "paper"))
"""Styles of what is filled over something else: its rim would be drawn twice."""

_SEE_THROUGH = 0.75
_DARK = 0.3
_LETTERS_M = (2.0, 0.4)
_ROOM_SHARE = 0.9
_SMALL_M = 1.0
_TOUCHING_M = 0.001
_FAR = 1e9


def plan_dxf(analysis: Analysis, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return a plan with its scheme as DXF, in metres.

    Places are those of the file that the plan came from where this was in metres, else those of the plan.
    Lines below the plan are kept, pictures are not. The same plan gives the same bytes.
    """
    origin = analysis.project.site.georeference
    shift = (origin.x, origin.y) if origin is not None and origin.in_metres else (0.0, 0.0)
    drawing = _Plan(Draft(shift), language)
    drawing.underlays(analysis.project.site)
    drawing.site(analysis.project.site)
    drawing.scheme(analysis)
    drawing.shown(map_primitives(analysis))
    drawing.dimensions(analysis)
    drawing.labels(analysis)
    return drawing.draft.data()


class _Plan:
    def __init__(self, draft: Draft, language: str) -> None:
        self.draft, self._language = draft, language

    def underlays(self, site: Site) -> None:
        """Draw the lines that lie below the plan."""
        lines = [line.points for line in underlay_lines(site, Box(-_FAR, -_FAR, _FAR, _FAR))]
        if lines:
            self.draft.lines(self._layer("underlay"), lines, {})

    def site(self, site: Site) -> None:
        """Draw what stands on the ground: outlines, lines as wide as they are, and places."""
        for role, areas in (
            ("boundary", site.boundaries), ("green", site.greens), ("basement", site.basements),
            ("ladder_site", site.ladder_grounds), ("building", site.buildings),
        ):  # fmt: skip
            for area in areas:
                self._outline(role, area.ring, carried(area))
        for role, lanes in (
            ("road", site.roads),
            ("fire_lane", site.fire_lanes),
            ("pipeline", site.pipelines),
        ):
            for lane in lanes:
                self._lane(role, lane.centreline, lane.width_m)
        for fence in site.fences:
            self._lane("fence", fence.centreline, fence.width_m)
        for window in site.windows:
            self.draft.line(self._layer("window"), window.centreline, {})
        for obstacle in site.obstacles:
            role = "tree" if obstacle.kind is ObstacleKind.TREE else "obstacle"
            self.draft.circle(self._layer(role), obstacle.position, obstacle.radius_m, {})
        for role, things in (
            ("doorway", site.doorways), ("hydrant", site.hydrants), ("gas", site.gas_regulators),
            ("supply_point", site.supply_points),
        ):  # fmt: skip
            for thing in things:
                self.draft.mark(self._layer(role), thing.position, {})

    def scheme(self, analysis: Analysis) -> None:
        """Draw the outlines of lots and sheds."""
        scheme = analysis.scheme
        for ground in analysis.lots:
            self._outline("lot", ground.lot.ring, carried(ground.lot, scheme))
        for hole in (hole for held in analysis.lots for hole in held.lot.holes):
            self.draft.line(self._layer("lot_hole", DRAWN), hole, {}, closed=True)
        for held in analysis.sheds:
            self._outline("shed", held.outline, carried(held.shed, scheme))

    def shown(self, primitives: Iterable[Primitive]) -> None:
        """Draw what stands on paper beside the elements themselves: stalls, sockets, strips, marks, edges."""
        for shape in primitives:
            outline = isinstance(shape, Polygon) and shape.layer == "shed"
            if shape.layer in _STANDING or shape.style in _GROUND_ONLY or outline:
                continue
            look = _look(shape.style)
            name = layer_name(DRAWN, shape.layer)
            self.draft.layer(name, description(shape.layer), look)
            if isinstance(shape, Circle):
                self.draft.circle(name, shape.centre, shape.radius_m, look)
            elif isinstance(shape, Polygon):
                for ring in shape.region:
                    self.draft.line(name, ring, look, closed=True)
            elif isinstance(shape, Polyline):
                self.draft.line(name, shape.points, look)

    def dimensions(self, analysis: Analysis) -> None:
        """Draw every nearest distance with both its points."""
        missed, others = sheet_dimensions(analysis, self._language, nearest=True)
        for dimension in (*others, *missed):
            self._dimension(dimension)

    def labels(self, analysis: Analysis) -> None:
        """Write names: those of outlines within them, others beside."""
        site = analysis.project.site
        for building in site.buildings:
            storeys = building.storeys
            floors = "" if storeys is None else tr("{count} storeys", self._language, count=storeys)
            self._within("building", building.ring, (label(building, self._language), floors))
        for held in analysis.sheds:
            self._within("shed", held.outline, (label(held.shed, self._language),))
        sheds = [ring for held in analysis.sheds for ring in (held.outline, *held.strips)]
        for lot in analysis.lots:
            taken = [*sheds, *(stall.polygon for stall in lot.stalls)]
            self._within("lot", lot.lot.ring, (label(lot.lot, self._language),), taken)
        for green in site.greens:
            self._within("green", green.ring, (green.name,))
        lanes: tuple[Road | FireLane | Pipeline | Fence, ...] = (
            *site.roads, *site.fire_lanes, *site.pipelines, *site.fences,
        )  # fmt: skip
        for lane in lanes:
            self._along(lane.name, lane.centreline)
        things: tuple[Doorway | Hydrant | GasRegulator | SupplyPoint, ...] = (
            *site.doorways, *site.hydrants, *site.gas_regulators, *site.supply_points,
        )  # fmt: skip
        for thing in things:
            x, y = thing.position
            name = self._layer("label", DRAWN)
            self._write(name, Text("", "", (x + _SMALL_M, y), thing.name, _SMALL_M, "left"))

    def _layer(self, layer: str, prefix: str = PLANNED) -> str:
        name = layer_name(prefix, layer)
        self.draft.layer(name, description(layer), _look(_STYLES[layer]))
        return name

    def _outline(self, role: str, ring: Ring, said: Sequence[str] = ()) -> None:
        drawn = self.draft.line(self._layer(role), ring, {}, closed=True)
        if said:
            self.draft.say(drawn, said)

    def _lane(self, role: str, centreline: Ring, width_m: float) -> None:
        band = self.draft.line(self._layer(role), centreline, {})
        band.dxf.const_width = width_m
        band.transparency = _SEE_THROUGH

    def _within(self, role: str, ring: Ring, texts: Sequence[str], taken: Sequence[Ring] = ()) -> None:
        """Write lines around a point in an outline, on its layer, beside what is `taken` in it."""
        told = [text for text in texts if text]
        if not told:
            return
        box, (most, least) = box_of(ring), _LETTERS_M
        widest = max(text_size_m(text, 1.0)[0] for text in told)
        size = min(
            most, _ROOM_SHARE * box.width / widest, _ROOM_SHARE * box.height / LINE_SPACING / len(told)
        )
        middle = inner_point(ring, taken)
        self._write(self._layer(role), Text("", "", middle, "\n".join(told), max(least, size)))

    def _along(self, name: str, line: Ring) -> None:
        if name:
            (ax, ay), (bx, by) = max(pairwise(line), key=lambda ends: math.dist(*ends))
            degrees = math.degrees(math.atan2(by - ay, bx - ax))
            upright = (degrees + 90) % 180 - 90
            middle = ((ax + bx) / 2, (ay + by) / 2)
            self._write(
                self._layer("label", DRAWN), Text("", "", middle, name, _SMALL_M, rotation_degrees=upright)
            )

    def _write(self, layer: str, text: Text) -> None:
        for line in lines_of(text, bold=False):
            self.draft.text(layer, line, {})

    def _dimension(self, dimension: Dimension) -> None:
        """Draw a dimension; of what touches, its text alone: DXF has none between a point and itself."""
        layer = self._layer("dimension", DRAWN)
        style = f"dimension_{'missed' if dimension.severity == 'error' else 'warned'}"
        look = _look(style) if dimension.severity else {}
        if math.dist(dimension.start, dimension.end) < _TOUCHING_M:
            for line in lines_of(Text("", "", dimension.start, dimension.text, _SMALL_M), bold=False):
                self.draft.text(layer, line, look)
            return
        self.draft.dimension(layer, dimension.start, dimension.end, dimension.text, _SMALL_M, look)


def _look(style_name: str) -> Look:
    """Return colour and width of a style; what is dark on paper is seen on a dark screen too."""
    style = STYLES[style_name]
    shown = next((each for each in (style.line, style.fill) if each and each != PAPER), None)
    look: Look = {"lineweight": lineweight(style.width_mm)}
    if shown is None or _lightness(shown) < _DARK:
        return {**look, "color": ON_ANY_GROUND}
    return {**look, **coloured(shown)}


def _lightness(text: str) -> float:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
