"""Map data as a source of a plan, whichever format they were in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chargeplan.errors import Cancelled, ImportFileError, unless_called_off
from chargeplan.files.codec import storable
from chargeplan.files.sources.assembling import assembled, own_part
from chargeplan.files.sources.elements import Maker
from chargeplan.files.sources.features import Feature, Piece, Shape, value_text
from chargeplan.files.sources.leftovers import MARK_M, lines_below
from chargeplan.files.sources.map_roles import Meaning, Sorter, meaning_as
from chargeplan.files.sources.placing import Degrees, box_of, order_of, placed
from chargeplan.files.sources.shed_features import is_in_metres
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.values import (
    MOST_ELEMENTS,
    Choices,
    Preview,
    Role,
    SourceKind,
    SourceLayer,
    Summary,
    Taken,
    nothing_in,
)
from chargeplan.i18n import N_
from chargeplan.model import linework
from chargeplan.model.project import Project
from chargeplan.model.site import Georeference, Underlay
from chargeplan.model.values import Ring
from chargeplan.reference.map_tags import load_map_tags

_MOST_VALUES = 200
_MOST_GROUPS = 20
_PREVIEW_CORNERS = 200_000
_NAMED_VALUES = 12


@dataclass(frozen=True)
class MapFile:
    """Map data as they stand in a file.

    Attributes
    ----------
    crs : str or None
        Coordinate system that the file states.
    unit : str or None
        Unit of a plan's own metres.
    member : JSON values or None
        The plan beside its features, in a file that this program wrote.
    """

    kind: SourceKind
    name: str
    features: tuple[Feature, ...] = field(repr=False)
    crs: str | None = None
    unit: str | None = None
    member: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class _Local:
    """A shape in metres of the plan with what it is."""

    feature: Feature
    piece: Piece
    meaning: Meaning


class MapSource:
    """Features with what each of their shapes seems to be."""

    def __init__(self, file: MapFile, tally: Tally, cancelled: Cancelled) -> None:
        if file.unit is None and any(map(is_in_metres, file.features)):
            text = N_("A program for maps has saved a plan anew; its coordinates are metres of the plan")
            tally.tell("saved_anew", text)
            file = replace(file, crs="local", unit="m")
        self._file = file
        self._tags = load_map_tags()
        sorter = Sorter(self._tags, tally)
        self._meanings = {
            feature.place: sorter.meanings(feature) for feature in unless_called_off(file.features, cancelled)
        }
        guess = Tally()
        self._crs = file.crs or self._guessed(guess)
        if not file.features and file.member is None:
            raise nothing_in(file.name, tally.notes())
        self._guess = guess.notes()
        self._notes = tally.notes()
        self._summary = Summary(
            file.kind,
            file.name,
            layers=tuple(self._layers()),
            crs=self._crs,
            box=box_of(file.features),
            groups=_groups(file.features, self._tags.picking_keys),
            notes=(*self._guess, *self._notes),
        )

    @property
    def summary(self) -> Summary:
        """What the file holds."""
        return self._summary

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return the lines of everything that would be taken, by roles, see `Source`."""
        shapes, _ = self._shapes(choices, Tally(), cancelled)
        lines: dict[Role, list[Ring]] = {}
        corners = 0
        for shape in unless_called_off(shapes, cancelled):
            corners += shape.piece.corners
            if corners > _PREVIEW_CORNERS:
                break
            role = shape.meaning.layer_role
            if role is not Role.UNDERLAY or choices.keep_rest:
                lines.setdefault(role, []).extend(shape.piece.lines(MARK_M))
        box = box_of([shape.feature for shape in shapes]) or (0.0, 0.0, 0.0, 0.0)
        packed = {role: linework.packed(drawn) for role, drawn in lines.items()}
        return Preview(box, {role: (one.data, one.origin, one.step_m) for role, one in packed.items()})

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return the plan, see `Source`."""
        tally = Tally()
        own = None if self._file.member is None else own_part(self._file.member, self._file.name)
        shapes, origin = self._shapes(choices, tally, cancelled)
        maker = Maker(self._tags, tally, None if own is None else own.rests)
        rest = list(self._left_over(shapes, maker, tally, cancelled))
        project = assembled(maker, own, self._file.name, tally)
        if own is None:
            project = _with_place(project, origin, _estate_name(shapes))
        if choices.keep_rest:
            below = lines_below(rest, self._file.name, tally)
            project = project if below is None else _with_underlay(project, below)
        guess = self._guess if choices.crs is None else ()
        notes = (*guess, *self._notes, *tally.notes())
        if not (maker.made or project.site.underlays or own is not None):
            raise nothing_in(self._file.name, notes)
        return Taken(project, notes)

    def _guessed(self, tally: Tally) -> str:
        features = self._file.features
        if features and order_of(features) is Degrees.NONE:
            text = N_("The coordinates cannot be degrees and were taken as metres of the file")
            tally.tell("taken_as_metres", text)
            return "local"
        if self._file.kind is SourceKind.GEOJSON and features:
            text = N_(
                "No coordinate system is stated; degrees of WGS 84 were assumed. Data of Chinese web maps "
                "(GCJ-02, BD-09) are put in their place when you say so."
            )
            tally.tell("assumed_wgs84", text)
        return "wgs84"

    def _layers(self) -> Iterator[SourceLayer]:
        shapes: dict[str, Counter[Shape]] = {}
        meanings: dict[str, Meaning] = {}
        for feature in self._file.features:
            for piece, meaning in zip(feature.pieces, self._meanings[feature.place], strict=True):
                meanings.setdefault(meaning.layer, meaning)
                shapes.setdefault(meaning.layer, Counter())[piece.shape] += 1
        for name, meaning in meanings.items():
            count = shapes[name]
            yield SourceLayer(
                name, meaning.layer_role, meaning.why, count["ring"], count["line"], count["point"]
            )

    def _shapes(
        self, choices: Choices, tally: Tally, cancelled: Cancelled
    ) -> tuple[list[_Local], Georeference | None]:
        """Return the shapes that are chosen, in metres, and where the plan's origin lies."""
        features = self._picked(choices.where)
        if not features:
            return [], None
        at = placed(features, self._crs, choices, self._file.unit, tally, cancelled)
        roles = self._roles(choices.roles)
        shapes = []
        for feature in unless_called_off(at.features, cancelled):
            for piece, meaning in zip(feature.pieces, self._meanings[feature.place], strict=True):
                chosen = (
                    meaning_as(meaning.layer, roles[meaning.layer]) if meaning.layer in roles else meaning
                )
                if chosen is not None:
                    shapes.append(_Local(feature, piece, chosen))
        return shapes, at.georeference

    def _roles(self, told: Sequence[tuple[str, Role]]) -> dict[str, Role]:
        """Return the roles of layers that are not those that were guessed."""
        guessed = {layer.name: layer.guess for layer in self._summary.layers}
        for name, _ in told:
            if name not in guessed:
                text = N_("{name} has no layer {layer}; there are: {names}")
                raise ImportFileError(
                    "no_such_layer", text, name=self._file.name, layer=name, names=_some(guessed)
                )
        return {name: role for name, role in told if role is not guessed[name]}

    def _picked(self, where: Sequence[tuple[str, str]]) -> Sequence[Feature]:
        features: Sequence[Feature] = self._file.features
        for key, value in where:
            found = [feature for feature in features if value_text(feature.properties.get(key)) == value]
            if not found:
                told = Counter(value_text(feature.properties.get(key)) for feature in features)
                text = N_("{name} has nothing whose {key} is {value}; there are: {values}")
                raise ImportFileError(
                    "nothing_picked", text, name=self._file.name, key=key, value=value,
                    values=_some(word for word, _ in told.most_common() if word) or "—",
                )  # fmt: skip
            features = found
        return features

    def _left_over(
        self, shapes: Sequence[_Local], maker: Maker, tally: Tally, cancelled: Cancelled
    ) -> Iterator[Piece]:
        """Yield what no element was made of."""
        for shape in unless_called_off(shapes, cancelled):
            if len(maker.made) >= MOST_ELEMENTS:
                text = N_("More than {most} elements; the others stay as faint lines ({count}): {places}")
                tally.tell("too_many_elements", text, shape.feature.place, most=MOST_ELEMENTS)
                yield shape.piece
            elif not maker.take(shape.feature, shape.piece, shape.meaning):
                yield shape.piece


def _some(words: Iterable[str]) -> str:
    found = list(words)
    more = ", …" if len(found) > _NAMED_VALUES else ""
    return ", ".join(found[:_NAMED_VALUES]) + more


def _groups(features: Sequence[Feature], always: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the properties by which features can be picked: few values, each of several features."""
    counts: dict[str, Counter[str]] = {}
    for feature in features:
        for key, value in feature.properties.items():
            if isinstance(value, str) and value:
                counter = counts.setdefault(key, Counter())
                if len(counter) <= _MOST_VALUES:
                    counter[value] += 1
    fit = {
        key: counter
        for key, counter in counts.items()
        if 2 <= len(counter) <= _MOST_VALUES and (key in always or 2 * len(counter) <= counter.total())
    }
    ordered = sorted(fit, key=lambda key: (key not in always, -fit[key].total(), key))[:_MOST_GROUPS]
    return {key: dict(sorted(fit[key].items(), key=lambda one: (-one[1], one[0]))) for key in ordered}


def _estate_name(shapes: Sequence[_Local]) -> str:
    """Return what all features are said to belong to, or what the only outline of an estate is called."""
    features = [shape.feature for shape in shapes]
    boundaries = [shape.feature for shape in shapes if shape.meaning.layer_role is Role.BOUNDARY]
    for chosen, key in ((features, "community"), (boundaries, "name"), (features, "name")):
        names = {value_text(feature.properties.get(key)) for feature in chosen}
        if len(names) == 1 and (name := storable(names.pop())):
            return name
    return ""


def _with_place(project: Project, georeference: Georeference | None, name: str) -> Project:
    return replace(
        project,
        estate=replace(project.estate, name=name),
        site=replace(project.site, georeference=georeference),
    )


def _with_underlay(project: Project, below: Underlay) -> Project:
    return replace(project, site=replace(project.site, underlays=(below,)))
