"""Elements of a plan from shapes of map data, each checked by itself, so that a bad one costs only itself.

A feature that this program wrote brings what has no place in it along in its `Rest`; what the feature tells
counts before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chargeplan.errors import ReferenceDataError
from chargeplan.files.codec import encode, shown
from chargeplan.files.geojson_form import BLANK_WALLS, KIND_OF, SCHEME, TURNED, ElementKind
from chargeplan.files.sources.features import Feature, Piece, is_told, value_text
from chargeplan.files.sources.map_roles import REST, Meaning
from chargeplan.files.sources.shapes import (
    closed_line,
    middle_of,
    radius_of,
    ring_without_repeats,
    size_of,
    without_repeats,
)
from chargeplan.files.sources.shed_features import shed_values
from chargeplan.files.sources.side_values import blank_walls, edges_of, model_ring
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.told_values import element_fault, fault_of, fitted
from chargeplan.files.sources.values import ROLE_NAMES, Note, Role, note_of
from chargeplan.geometry.polygons import LEAST_AREA_M2, signed_area_m2
from chargeplan.i18n import N_
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import (
    MOST_RADIUS_M,
    SENSITIVE_USES,
    Building,
    Obstacle,
    ObstacleKind,
    PipelineKind,
)
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.map_tags import MapTags

Values = dict[str, Any]
Rest = Mapping[str, Any]
"""What a plan's own file says of an element beside its feature."""

_SIZES = ("storeys", "height_m", "width_m", "radius_m", "households")
"""Fields of which others write 0 for what they do not know."""

_SHAPES = ("ring", "holes", "centreline", "position", "rows")
_LONGEST_ID = 100
_READABLE_ID = re.compile(r"[^\W\d_][\w-]{0,23}")


@dataclass(frozen=True)
class Made:
    """An element as JSON values.

    `scheme` is what the feature calls its scheme by, empty where it names none; `id` likewise.
    """

    kind: ElementKind
    values: Values
    feature: Feature
    id: str
    scheme: str


@dataclass(frozen=True)
class SensitivePlace:
    """A point that says who is in the building around it."""

    position: Point
    use: str
    place: str


class Maker:
    """Makes elements and notes what comes of each shape.

    Parameters
    ----------
    own : (collection, id) -> Rest, or None
        What the file of a plan says beside its features; None for files of others.
    """

    def __init__(self, tags: MapTags, tally: Tally, own: Mapping[tuple[str, str], Rest] | None) -> None:
        self._tags = tags
        self._tally = tally
        self._own = own
        self.door_reach_m = tags.value("door_reach_m")
        self.made: list[Made] = []
        self.sensitive: list[SensitivePlace] = []

    def take(self, feature: Feature, piece: Piece, meaning: Meaning) -> bool:
        """Make an element of a shape; return False where it has to stay as lines."""
        role, fields = meaning.role, dict(meaning.fields)
        if role == "hazard":
            role, fields = self._hazard(feature, piece)
        if role == "exit":
            role, fields = "doorway", {**fields, "safety_exit": True}
        if role == "gas" and piece.shape == "line":
            role, fields = "pipeline", {**fields, "kind": PipelineKind.GAS.value}
        if role == "sensitive":
            use = self._sensitive_use(feature)
            if piece.shape == "point":
                self.sensitive.append(SensitivePlace(piece.parts[0][0], use, feature.place))
                return True
            role, fields = "building", {**fields, "use": use}
        return role != REST and self._element(KIND_OF[role], role, fields, feature, piece, meaning.layer)

    def _hazard(self, feature: Feature, piece: Piece) -> tuple[str, Values]:
        kind = value_text(feature.properties.get("kind"))
        word = self._tags.hazards.get(kind.lower())
        if word is not None:
            return word.role, dict(word.fields)
        if piece.shape == "point":
            text = N_("No rule judges hazards of the kind {kind}, which became obstacles ({count}): {places}")
            self._tally.tell("hazard_as_obstacle", text, feature.place, kind=kind or "—")
            return "obstacle", {"kind": ObstacleKind.OTHER.value, "name": kind}
        text = N_("No rule judges hazards of the kind {kind}, which stay as faint lines ({count}): {places}")
        self._tally.tell("hazard_as_lines", text, feature.place, kind=kind or "—")
        return REST, {}

    def _sensitive_use(self, feature: Feature) -> str:
        use = self._use(feature)
        if use in {one.value for one in SENSITIVE_USES}:
            return str(use)
        assumed = SENSITIVE_USES[1].value
        text = N_("It is not said who is in a sensitive building; a school was assumed ({count}): {places}")
        self._tally.tell("assumed_school", text, feature.place)
        return assumed

    def _use(self, feature: Feature) -> str | None:
        for words in self._tags.uses:
            there = (key for key in words.keys if key in feature.properties)
            if any(value_text(feature.properties[key]).lower() in words.words for key in there):
                return words.use
        return None

    def _element(
        self, kind: ElementKind, role: str, fields: Values, feature: Feature, piece: Piece, layer: str
    ) -> bool:
        name = _named(feature, self._own is not None)
        rest = None if self._own is None else self._own.get((kind.collection, name))
        values = self._start(kind, rest)
        if kind.kind is Obstacle and rest is None:
            values["kind"] = ObstacleKind.OTHER.value  # those that are meant to be trees say so
        values |= fields
        told = self._told(kind, role, feature, rest is not None)
        values |= told
        shape = self._shape(kind, values, feature, piece, rest)
        if shape is None:
            return False
        values |= shape
        if rest is None:
            self._complete(kind, values, {*told, *shape}, feature, layer)
        sound = self._sound(kind, {**values, "id": "new"}, feature)
        if sound is not None:
            scheme = value_text(feature.properties.get(SCHEME)) if kind.in_scheme else ""
            self.made.append(Made(kind, sound, feature, name, scheme))
        return sound is not None

    @staticmethod
    def _start(kind: ElementKind, rest: Rest | None) -> Values:
        values = {name: encode(value, str) for name, value in kind.defaults.items()}
        return values | {name: rest[name] for name in kind.nested if name in rest} if rest else values

    def _told(self, kind: ElementKind, role: str, feature: Feature, own: bool) -> Values:
        """Return what the properties of a feature say of the fields of its element."""
        told: Values = {}
        for field, name in kind.property_of.items():
            names = (name,) if own else (name, *self._tags.names_of(role, field), field)
            properties = feature.properties
            there = [one for one in names if (one in properties if own else is_told(properties, one))]
            if not there:
                continue
            value = fitted(properties[there[0]], kind.hints[field])
            if not own and field in _SIZES and value == 0:
                continue
            fault = fault_of(value, kind.hints[field], field)
            if fault is None:
                told[field] = value
            # A program for maps gives every feature the properties of all, and kinds may be words of others.
            elif value is not None and (field not in ("kind", "use") or kind.role == "pipeline"):
                text = N_("A property that fits nothing was passed over ({count}): {reason}: {places}")
                self._tally.tell_error("bad_property", text, feature.place, fault)
        return told if own else self._with_words(kind, feature, told)

    def _with_words(self, kind: ElementKind, feature: Feature, told: Values) -> Values:
        """Return values with what files of others say in words of their own."""
        properties = feature.properties
        if kind.kind is Building and "use" not in told:
            use = self._use(feature)
            told |= {} if use is None else {"use": use}
        if kind.kind is Obstacle and "kind" not in told and is_told(properties, "role"):
            word = value_text(properties.get("kind"))
            if word:
                told = {"name": word, **told, "kind": ObstacleKind.OTHER.value}
        unknown = [field for field, find in _catalogued() if field in told and not _is_in(find, told[field])]
        for field in unknown:
            text = N_("The catalogue has no {value}, which was passed over ({count}): {places}")
            self._tally.tell("not_in_catalogue", text, feature.place, value=shown(told.pop(field)))
        return told

    # --- shapes ------------------------------------------------------------------------------

    def _shape(
        self, kind: ElementKind, values: Values, feature: Feature, piece: Piece, rest: Rest | None
    ) -> Values | None:
        """Return the fields that are the shape of an element; None, told, where it cannot have that shape."""
        shape: Values | None
        if kind.kind is Shed:
            shape = self._shed(values, feature, piece, rest)
        elif kind.shape_field == "position":
            shape = self._position(kind, values, feature, piece)
        elif kind.shape_field == "centreline":
            shape = self._line(kind, feature, piece, rest is not None)
        else:
            shape = self._ring(kind, values, feature, piece, rest)
        return shape

    def _unfit(self, kind: ElementKind, feature: Feature) -> None:
        text = N_("The shape fits no {role}, and stays as faint lines ({count}): {places}")
        self._tally.tell("unfit_shape", text, feature.place, role=_word(kind))

    def _position(self, kind: ElementKind, values: Values, feature: Feature, piece: Piece) -> Values | None:
        if piece.shape == "point":
            return {"position": list(piece.parts[0][0])}
        if piece.shape == "ring" and kind.kind is Obstacle:
            radius = radius_of(piece.parts[0])
            if radius <= MOST_RADIUS_M:
                text = N_("Outlines of obstacles became the circles around them ({count}): {places}")
                self._tally.tell("obstacle_as_circle", text, feature.place)
                return {"position": list(middle_of(piece.parts[0])), "radius_m": radius}
        most = self._tags.value("gas_outline_m")
        small = kind.role != "gas" or size_of(piece.parts[0]) <= most
        if piece.shape == "ring" and small and kind.role in ("supply_point", "hydrant", "box", "gas"):
            text = N_("Outlines of what a plan holds as a point became their middle ({count}): {places}")
            self._tally.tell("outline_as_point", text, feature.place)
            return {"position": list(middle_of(piece.parts[0]))}
        self._unfit(kind, feature)
        return None

    def _line(self, kind: ElementKind, feature: Feature, piece: Piece, own: bool) -> Values | None:
        line: Ring | None = None
        if piece.shape == "line":
            line = piece.parts[0]
        elif piece.shape == "ring" and (piece.loop or kind.role == "fence"):
            line = closed_line(piece.parts[0])
        if line is None:
            self._unfit(kind, feature)
            return None
        line = line if own else without_repeats(line)
        if len(line) < 2:
            self._tally.tell(
                "no_length", N_("Left out ({count}), a line without length: {places}"), feature.place
            )
            return None
        return {"centreline": _lists(line)}

    def _ring(
        self, kind: ElementKind, values: Values, feature: Feature, piece: Piece, rest: Rest | None
    ) -> Values | None:
        outline = piece.parts[0]
        if piece.shape == "line" and len(outline) > 3 and outline[0] == outline[-1]:
            outline = outline[:-1]
        elif piece.shape != "ring":
            self._unfit(kind, feature)
            return None
        count = len(outline)
        sides: Sequence[int] = range(count)
        if rest is None:
            outline, sides = ring_without_repeats(outline)
            if len(outline) < 3 or abs(signed_area_m2(outline)) < LEAST_AREA_M2:
                self._tally.tell(
                    "no_area", N_("Left out ({count}), an outline without area: {places}"), feature.place
                )
                return None
        turned = () if rest is None else rest.get(TURNED, ())
        holes = piece.parts[1:]
        made: Values = {"ring": _lists(model_ring(outline, 0 in turned))}
        if kind.kind is Lot:
            made["holes"] = [_lists(model_ring(hole, i in turned)) for i, hole in enumerate(holes, 1)]
        elif holes:
            text = N_("Holes of outlines were left out ({count}): {places}")
            self._tally.tell("holes", text, feature.place)
        return made | self._sides(kind, values, feature, sides, count, 0 in turned)

    def _sides(
        self,
        kind: ElementKind,
        values: Values,
        feature: Feature,
        sides: Sequence[int],
        count: int,
        turned: bool,
    ) -> Values:
        """Return what a feature says of the sides of its outline, as sides of the element's own ring."""
        made: Sequence[object]
        if kind.kind is Building:
            told = fitted(feature.properties.get(BLANK_WALLS), kind.hints["walls"])
            made, fits = blank_walls(values.get("walls") or [], told, sides, count, turned)
            field = "walls"
        elif kind.kind is not Lot:
            return {}
        else:
            made, fits = edges_of(values.get("edges") or [], sides, count, turned)
            field = "edges"
        if not fits:
            text = N_("What is told of sides does not fit the outline and is passed over ({count}): {places}")
            self._tally.tell("sides_do_not_fit", text, feature.place)
        along = values.get("direction_edge")
        more = {"direction_edge": len(sides) - 1 - along} if turned and along is not None else {}
        return {field: made, **more}

    def _shed(self, values: Values, feature: Feature, piece: Piece, rest: Rest | None) -> Values | None:
        if piece.shape != "ring":
            self._unfit(KIND_OF["shed"], feature)
            return None
        found = shed_values(values, feature, piece.parts[0], rest, self._tags.value("rectangle_off_m"))
        for code, text in found.remarks:
            self._tally.tell(code, text, feature.place)
        return found.values

    # --- what is missing or wrong ------------------------------------------------------------

    def _complete(
        self, kind: ElementKind, values: Values, told: set[str], feature: Feature, layer: str
    ) -> None:
        """Fill in sizes that nobody told, and say so."""
        for field, text in _ASSUMED.items():
            if field in kind.hints and field not in kind.defaults and field not in told:
                which = kind.role if field == "width_m" else values["kind"]
                values.setdefault(field, self._tags.value(f"{which}_{field}"))
                self._tally.tell("assumed_size", text, feature.place, layer=layer, value=values[field])

    def _sound(self, kind: ElementKind, values: Values, feature: Feature) -> Values | None:
        """Return values from which an element can be made, without what spoils them, which is told."""
        first = element_fault(values, kind.kind)
        if first is None:
            return values
        text = N_("{role} with a fault that was passed over ({count}): {reason}: {places}")
        for attempt in _attempts(kind, values):
            if element_fault(attempt, kind.kind) is None:
                self._tally.tell(
                    "faulty_element", text, feature.place, role=_word(kind), reason=note_of(first)
                )
                return attempt
        text = N_("No {role} could be made, and its lines stay faint ({count}): {reason}: {places}")
        self._tally.tell("no_element", text, feature.place, role=_word(kind), reason=note_of(first))
        return None


_ASSUMED = {
    "width_m": N_("{layer}: the width is not told; {value} m was assumed, to be checked ({count}): {places}"),
    "radius_m": N_(
        "{layer}: the radius is not told; {value} m was assumed, to be checked ({count}): {places}"
    ),
}


def _attempts(kind: ElementKind, values: Values) -> Iterator[Values]:
    """Yield values without one of them, then without what is nested, then what must be there alone."""
    defaults = {name: encode(value, str) for name, value in kind.defaults.items()}
    for name, value in defaults.items():
        if name not in _SHAPES and values[name] != value:
            yield values | {name: value}
    if kind.nested:
        yield values | {name: defaults[name] for name in kind.nested}
    yield values | {name: value for name, value in defaults.items() if name not in _SHAPES}


def _word(kind: ElementKind) -> Note:
    """Return the word for a kind of element, to be translated with the note that holds it."""
    return Note(kind.role, ROLE_NAMES[Role(kind.role)])


def _named(feature: Feature, own: bool) -> str:
    """Return the id of a feature; of others' files only what is fit to be read, no keys of databases."""
    name = feature.id or feature.properties.get("id")
    if not isinstance(name, str):
        return ""
    return (
        name if (len(name) <= _LONGEST_ID and name.strip() if own else _READABLE_ID.fullmatch(name)) else ""
    )


def _lists(ring: Ring) -> list[list[float]]:
    return [[x, y] for x, y in ring]


def _catalogued() -> tuple[tuple[str, Any], ...]:
    catalogue = load_catalogue()
    return (("module_id", catalogue.module), ("charger_id", catalogue.charger), ("roof_id", catalogue.roof))


def _is_in(find: Any, name: str | None) -> bool:
    try:
        return name is None or bool(find(name))
    except ReferenceDataError:
        return False
