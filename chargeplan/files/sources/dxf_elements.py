"""Elements of a plan from a drawing that was sorted by roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from chargeplan.errors import Cancelled, InvalidValueError, go_on_unless
from chargeplan.files.sources.dxf_drawing import DxfDrawing
from chargeplan.files.sources.dxf_laying import Laid
from chargeplan.files.sources.dxf_said import SaidReader
from chargeplan.files.sources.dxf_shapes import Floats
from chargeplan.files.sources.dxf_sorting import Outlines, Sorted
from chargeplan.files.sources.shapes import middle_of, ring_without_repeats, without_repeats
from chargeplan.files.sources.values import Note, Role
from chargeplan.geometry.joining import holding_ring
from chargeplan.geometry.nearby import nearest_rings
from chargeplan.geometry.sheds import shed_of_outline
from chargeplan.i18n import N_
from chargeplan.model.editing import new_ids
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import DistributionBox, Lot, Scheme, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    Road,
    SupplyPoint,
    Window,
)
from chargeplan.model.values import Point, Ring
from chargeplan.reference.layer_roles import Label, LayerRoles
from chargeplan.reference.map_tags import MapTags

_ASK_EVERY = 500
_Thing = TypeVar("_Thing")

_WIDTHS: Mapping[Role, tuple[str, str]] = {
    Role.ROAD: (
        "road_width_m",
        N_("roads that are lines without a width: {count}; {value} m was taken (to be verified)"),
    ),
    Role.FIRE_LANE: (
        "fire_lane_width_m",
        N_("fire lanes that are lines without a width: {count}; {value} m was taken (to be verified)"),
    ),
    Role.PIPELINE: (
        "pipeline_width_m",
        N_("pipelines that are lines without a width: {count}; {value} m is kept free (to be verified)"),
    ),
}
_TREE_RADIUS = N_(
    "trees that are points without a size: {count}; a radius of {value} m was taken (to be verified)"
)
_OBSTACLE_RADIUS = N_(
    "obstacles that are points without a size: {count}; a radius of {value} m was taken (to be verified)"
)
_RADII: Mapping[ObstacleKind, tuple[str, str]] = {
    ObstacleKind.TREE: ("tree_radius_m", _TREE_RADIUS),
    ObstacleKind.MANHOLE: ("manhole_radius_m", _OBSTACLE_RADIUS),
    ObstacleKind.POLE: ("pole_radius_m", _OBSTACLE_RADIUS),
    ObstacleKind.OTHER: ("other_radius_m", _OBSTACLE_RADIUS),
}


@dataclass
class Made:
    """Elements, what was assumed of them, and what could be none."""

    elements: list[Element] = field(default_factory=list)
    assumed: dict[tuple[str, str], int] = field(default_factory=dict)
    faulty: int = 0
    rest: list[Floats] = field(default_factory=list)
    """Lines and closed outlines (n, 2) that could not become what their layer is."""

    texts_left_out: int = 0
    scheme: Scheme = field(default_factory=lambda: Project().schemes[0])
    unsaid: int = 0


class ElementMaker:
    """Makes elements of what was sorted."""

    def __init__(
        self,
        drawing: DxfDrawing,
        here: Laid,
        found: Sorted,
        roles: LayerRoles,
        tags: MapTags,
        cancelled: Cancelled,
    ) -> None:
        self._drawing, self._here, self._found = drawing, here, found
        self._roles, self._tags, self._cancelled = roles, tags, cancelled
        self._made = Made()
        self._labelling: set[int] = set()
        self._said = SaidReader(drawing.said)

    def made(self, hidden: Sequence[bool]) -> Made:
        """Return all elements; texts on layers that are `hidden` name none of them."""
        for role, outlines in self._found.outlines.items():
            self._outlines(role, outlines, self._labels(role, outlines, hidden))
        self._ways()
        self._places()
        self._link_openings()
        shown = sum(not hidden[text.layer] for text in self._drawing.shapes.texts)
        self._made.texts_left_out = shown - len(self._labelling)
        self._made.scheme = self._said.with_scheme(self._made.scheme)
        self._made.unsaid += self._said.faulty
        return self._made

    def _outlines(self, role: Role, outlines: Outlines, labels: Mapping[int, Label]) -> None:
        kind = _OUTLINES[role]
        ids = new_ids(Project(), [kind] * len(outlines.rings))
        holes = _holes(outlines)
        for index, corners in enumerate(self._asked(outlines.rings.each())):
            ring, _ = ring_without_repeats(_points(corners))
            label = labels.get(index, Label())
            said = self._said.of_element(int(outlines.said[index]), kind)
            if role is Role.BUILDING:
                is_sound = self._tell(said, kind, ids[index], ring, label.name, label.storeys)
            elif role is Role.SHED:
                is_sound = self._shed(said, ids[index], ring, label.name, int(outlines.layers[index]))
            elif role is Role.LOT:
                inner = tuple(holes.get(index, ()))
                is_sound = self._tell(said, kind, ids[index], ring, inner, name=label.name)
            elif role is Role.BOUNDARY:
                is_sound = self._add(kind, ids[index], ring)
            else:
                is_sound = self._add(kind, ids[index], ring, label.name)
            if not is_sound:
                self._made.rest.append(np.vstack((corners, corners[:1])))

    def _shed(self, said: Mapping[str, Any], shed_id: str, ring: Ring, name: str, layer: int) -> bool:
        """Add a shed; in drawings of this program its front is the first side, else the longest."""
        front = 0 if self._is_own(layer) else None
        found = shed_of_outline(ring, front, self._tags.value("rectangle_off_m")) if len(ring) > 3 else None
        if found is None:
            return False
        sizes = (found.origin, found.angle_degrees, found.length_m, found.depth_m)
        return self._tell(said, Shed, shed_id, *sizes, name=name)

    def _ways(self) -> None:
        for role, ways in self._found.ways.items():
            kind = _WAYS[role]
            ids = new_ids(Project(), [kind] * len(ways.lines))
            told = zip(
                ids, self._asked(ways.lines.each()), ways.widths.tolist(), ways.layers.tolist(), strict=True
            )
            for way_id, corners, width, layer in told:
                if not self._way(role, way_id, without_repeats(_points(corners)), width, layer):
                    self._made.rest.append(corners)

    def _way(self, role: Role, way_id: str, line: Ring, width: float, layer: int) -> bool:
        kind = _WAYS[role]
        if role is Role.WINDOW or (role is Role.FENCE and not width):
            return self._add(kind, way_id, line)
        width_m = width or self._assume(*_WIDTHS[role])
        if role is Role.PIPELINE:
            return self._add(kind, way_id, line, width_m, self._roles.pipeline_kind(self._name(layer)))
        return self._add(kind, way_id, line, width_m)

    def _places(self) -> None:
        obstacles = 0
        for role, places in self._found.places.items():
            is_obstacle = role in (Role.TREE, Role.OBSTACLE)
            kind = Obstacle if is_obstacle else _PLACES[role]
            ids = new_ids(Project(), [kind] * (len(places.points) + obstacles * is_obstacle))
            told = zip(
                ids[obstacles * is_obstacle :],
                self._asked(places.points.tolist()),
                places.radii.tolist(),
                places.layers.tolist(),
                strict=True,
            )
            for place_id, (x, y), radius, layer in told:
                if is_obstacle:
                    is_sound = self._obstacle(place_id, role, (x, y), radius, layer)
                else:
                    is_sound = self._add(kind, place_id, (x, y))
                self._made.faulty += not is_sound
            obstacles += len(places.points) * is_obstacle

    def _link_openings(self) -> None:
        """Say of doors and windows in which building they are."""
        elements = self._made.elements
        buildings = [one for one in elements if isinstance(one, Building)]
        openings = [(n, one) for n, one in enumerate(elements) if isinstance(one, Doorway | Window)]
        places = [
            one.position if isinstance(one, Doorway) else middle_of(one.centreline) for _, one in openings
        ]
        reach = self._tags.value("door_reach_m")
        found = nearest_rings(places, [one.ring for one in buildings], reach)
        for (number, opening), index in zip(openings, found, strict=True):
            if index is not None:
                elements[number] = replace(opening, building_id=buildings[index].id)

    def _obstacle(self, place_id: str, role: Role, place: Point, radius: float, layer: int) -> bool:
        kind = ObstacleKind.TREE if role is Role.TREE else self._roles.obstacle_kind(self._name(layer))
        return self._add(Obstacle, place_id, place, radius or self._assume(*_RADII[kind]), kind)

    def _labels(self, role: Role, outlines: Outlines, hidden: Sequence[bool]) -> Mapping[int, Label]:
        """Return what is written in outlines; on layers of this program any text in one is its name."""
        texts = self._drawing.shapes.texts
        shown = [n for n, text in enumerate(texts) if not hidden[text.layer]]
        if not shown or not len(outlines.rings):
            return {}
        places = self._here.texts[shown]
        middles, anchors = (holding_ring(outlines.rings, places[:, at]) for at in (0, 1))
        found: dict[int, Label] = {}
        for number, ring in zip(shown, np.where(middles >= 0, middles, anchors).tolist(), strict=True):
            if ring < 0:
                continue
            text, layer = texts[number], int(outlines.layers[ring])
            label = self._roles.label(text.words) if role is Role.BUILDING else Label()
            if label == Label() and self._is_own(layer) and text.layer == layer:
                label = Label(text.words)
            if label != Label():
                known = found.get(ring, Label())
                found[ring] = Label(known.name or label.name, known.storeys or label.storeys)
                self._labelling.add(number)
        return found

    def _tell(
        self, said: Mapping[str, Any], kind: Callable[..., Element], *values: object, **named: object
    ) -> bool:
        """Add an element with what its outline says, or without it where the two do not go together."""
        try:
            self._made.elements.append(kind(*values, **named, **said))
        except InvalidValueError:
            self._made.unsaid += bool(said)
            return self._add(kind, *values, **named)
        return True

    def _add(self, kind: Callable[..., Element], *values: object, **named: object) -> bool:
        """Add an element; tell whether it could become one."""
        try:
            self._made.elements.append(kind(*values, **named))
        except InvalidValueError:
            return False
        return True

    def _assume(self, figure: str, text: str) -> float:
        """Return the value of a figure that the drawing does not tell, and count that."""
        self._made.assumed[figure, text] = self._made.assumed.get((figure, text), 0) + 1
        return self._tags.value(figure)

    def _asked(self, things: Iterable[_Thing]) -> Iterator[_Thing]:
        for index, thing in enumerate(things):
            if index % _ASK_EVERY == 0:
                go_on_unless(self._cancelled)
            yield thing

    def _name(self, layer: int) -> str:
        return self._drawing.layers[layer].name

    def _is_own(self, layer: int) -> bool:
        return self._name(layer).upper().startswith(self._roles.own_roles)


def notes_of(made: Made, found: Sorted, tags: MapTags) -> Iterator[Note]:
    """Yield what was assumed, left out or could not be told."""
    for (figure, text), count in made.assumed.items():
        yield Note(f"assumed_{figure}", text, {"count": count, "value": f"{tags.value(figure):g}"})
    if found.repeated:
        text = N_("outlines left out because they repeat another: {count}")
        yield Note("repeated_outlines", text, {"count": found.repeated})
    if found.inner:
        text = N_("outlines that stay faint lines because they lie in another of their kind: {count}")
        yield Note("inner_outlines", text, {"count": found.inner})
    if found.bent_areas:
        text = N_(
            "areas of roads, lanes or windows that are no straight bands and stay faint "
            "lines: {count}; draw their middle over them"
        )
        yield Note("bent_areas", text, {"count": found.bent_areas})
    if made.rest:
        text = N_("shapes that stay faint lines because they could not become what their layer is: {count}")
        yield Note("faulty_lines", text, {"count": len(made.rest)})
    if made.faulty:
        text = N_("left out because they could not become what their layer is: {count} shapes")
        yield Note("faulty_shapes", text, {"count": made.faulty})
    if made.unsaid:
        text = N_(
            "what outlines of this program say of themselves was left out where it does not hold: {count}"
        )
        yield Note("unsaid", text, {"count": made.unsaid})
    if made.texts_left_out:
        text = N_("texts left out because they name no building: {count}")
        yield Note("texts_left_out", text, {"count": made.texts_left_out})


_OUTLINES: Mapping[Role, type[Element]] = {
    Role.BOUNDARY: Boundary,
    Role.BUILDING: Building,
    Role.GREEN: Green,
    Role.LOT: Lot,
    Role.SHED: Shed,
    Role.LADDER_GROUND: LadderGround,
    Role.BASEMENT: Basement,
}
_WAYS: Mapping[Role, type[Element]] = {
    Role.ROAD: Road,
    Role.FIRE_LANE: FireLane,
    Role.FENCE: Fence,
    Role.PIPELINE: Pipeline,
    Role.WINDOW: Window,
}
_PLACES: Mapping[Role, type[Element]] = {
    Role.DOORWAY: Doorway,
    Role.SUPPLY_POINT: SupplyPoint,
    Role.HYDRANT: Hydrant,
    Role.GAS: GasRegulator,
    Role.BOX: DistributionBox,
}


def _points(corners: Floats) -> Ring:
    return tuple((x, y) for x, y in corners.tolist())


def _holes(outlines: Outlines) -> Mapping[int, list[Ring]]:
    found: dict[int, list[Ring]] = {}
    for lot, corners in zip(outlines.hole_of.tolist(), outlines.holes.each(), strict=True):
        found.setdefault(lot, []).append(_points(corners))
    return found
