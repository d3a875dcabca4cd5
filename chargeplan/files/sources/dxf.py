"""DXF drawings as sources: layers with a guess of their role, outlines joined, the rest as faint lines.

Lengths are true in the unit that is chosen. Outlines with arcs keep their area to the last digit, with
corners at most 5 mm off the arc (`geometry.bulges`); ellipses keep theirs, splines lose up to 0.2 ‰.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Any, TypeVar

import numpy as np

from chargeplan.errors import Cancelled, ImportFileError, go_on_unless
from chargeplan.files.sources.dxf_drawing import DAMAGED, DxfDrawing, read_drawing
from chargeplan.files.sources.dxf_elements import ElementMaker, Made, notes_of
from chargeplan.files.sources.dxf_layers import source_layers
from chargeplan.files.sources.dxf_laying import Laid, LayerLines, extents, joined_layers, laid
from chargeplan.files.sources.dxf_loading import Progress
from chargeplan.files.sources.dxf_sorting import Places, Sorted, crowded_layers, sorted_by_roles
from chargeplan.files.sources.dxf_units import guessed_units
from chargeplan.files.sources.leftovers import faint_lines
from chargeplan.files.sources.values import (
    MOST_ELEMENTS,
    ROLE_NAMES,
    UNITS_M,
    Box,
    Choices,
    Gap,
    Note,
    Preview,
    Role,
    SourceKind,
    Summary,
    Taken,
    nothing_in,
)
from chargeplan.geometry.bulges import corners_of
from chargeplan.geometry.joining import Paths, paths_of, put_together
from chargeplan.i18n import N_
from chargeplan.model import linework
from chargeplan.model.editing import with_elements
from chargeplan.model.project import Project
from chargeplan.model.site import Georeference, Site
from chargeplan.model.values import Point
from chargeplan.reference.layer_roles import LayerRoles, load_layer_roles
from chargeplan.reference.map_tags import load_map_tags

MOST_GAPS = 1000
MOST_JOIN_M = 10.0
_MARK_M = 1.0
_REMEMBERED = 4
_Made = TypeVar("_Made")


def read_dxf(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> DxfSource:
    """Return the drawing in the bytes of a DXF file: text of any version and letters, or binary.

    Parameters
    ----------
    name
        What the file is called, for sentences and for the lines below the plan.
    cancelled
        Asked every few milliseconds of the program's own work, and while the library reads lines.
    progress
        Told the share that is done.

    Raises
    ------
    ImportFileError
        When it cannot be read, or draws nothing at all.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    roles = load_layer_roles()
    drawing = read_drawing(data, name, cancelled, progress)
    if not drawing.shapes.weight:
        raise nothing_in(name, drawing.notes)
    source = DxfSource(drawing, name, roles, cancelled)
    progress(1.0)
    return source


@dataclass(frozen=True)
class _Picked:
    """A drawing by the roles that were chosen, but for the layers that would give too many elements."""

    found: Sorted
    unit: str
    join_m: float
    role_of: tuple[Role, ...]
    crowded: Mapping[int, int]


class DxfSource:
    """A drawing that has been read; see `values.Source`."""

    def __init__(self, drawing: DxfDrawing, name: str, roles: LayerRoles, cancelled: Cancelled) -> None:
        self._drawing, self._name, self._roles = drawing, name, roles
        self._remembered: dict[str, OrderedDict[Hashable, Any]] = {}
        shown = np.array([not layer.hidden for layer in drawing.layers], dtype=bool)[drawing.shapes.layers]
        share = roles.sizes.trimmed_share
        everything = np.ones(len(drawing.shapes), dtype=bool)
        boxes = extents(drawing.shapes, shown, share) or extents(drawing.shapes, everything, share)
        assert boxes is not None  # there is something in it
        box, self._bulk = boxes
        own = (roles.own_roles, roles.own_nothing)
        is_own = any(layer.name.upper().startswith(own) for layer in drawing.layers)
        units = guessed_units(drawing.unit, box, self._bulk, roles.sizes, is_sure=is_own)
        here = self._laid(units.unit)
        lines = self._joined(units.unit, roles.join_m, cancelled)
        layers = source_layers(drawing, here, lines, roles)
        self._summary = Summary(
            SourceKind.DXF, name, layers, units, box=box, notes=(*drawing.notes, *_shifted(here))
        )

    @property
    def summary(self) -> Summary:
        """What the file holds."""
        return self._summary

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return the lines by roles as `taken` would take them; see `values.Source`."""
        found = self._sorted(choices, cancelled).found
        lines = _lines_by_role(found, choices.keep_rest)
        packed = {}
        for role, paths in lines.items():
            go_on_unless(cancelled)
            held = _packed(paths)
            packed[role] = (held.data, held.origin, held.step_m)
        if not packed:
            raise nothing_in(self._name, ())
        return Preview(_box_of(lines.values()), packed, gaps=self._gaps(found))

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return the plan; see `values.Source`."""
        picked = self._sorted(choices, cancelled)
        found = picked.found
        here, tags = self._laid(picked.unit), load_map_tags()
        maker = ElementMaker(self._drawing, here, found, self._roles, tags, cancelled)
        made = maker.made([role is Role.NOTHING for role in picked.role_of])
        go_on_unless(cancelled)
        all_rest = put_together((found.rest, paths_of(made.rest)))
        rest = _first_lines(all_rest) if choices.keep_rest else Paths()
        if not made.elements and not len(rest):
            reasons = [note for note in self._drawing.notes if note.code != DAMAGED]
            raise nothing_in(self._name, (*_strays(here), *reasons))
        gaps = self._gaps(found)
        notes = (
            *self._unit_notes(choices, picked.unit),
            *self._role_notes(choices),
            *self._crowd_notes(picked),
            *self._drawing.notes,
            *_shifted(here),
            *notes_of(made, found, tags),
            *_line_notes(found, len(rest), len(all_rest), gaps, picked.join_m),
        )
        return Taken(self._project(made, rest, here.origin), notes, gaps)

    def _sorted(self, choices: Choices, cancelled: Cancelled) -> _Picked:
        unit, join_m = self._checked(choices)
        role_of = self._roles_of(choices)
        found = self._by_roles(unit, join_m, role_of, cancelled)
        crowded = crowded_layers(found, MOST_ELEMENTS)
        if crowded:
            role_of = tuple(Role.UNDERLAY if n in crowded else role for n, role in enumerate(role_of))
            found = self._by_roles(unit, join_m, role_of, cancelled)
        return _Picked(found, unit, join_m, role_of, crowded)

    def _by_roles(self, unit: str, join_m: float, role_of: tuple[Role, ...], cancelled: Cancelled) -> Sorted:
        def find() -> Sorted:
            lines = self._joined(unit, join_m, cancelled)
            return sorted_by_roles(
                self._drawing, self._laid(unit), lines, role_of, self._roles, join_m, cancelled
            )

        return self._once("sorted", (unit, join_m, role_of), find)

    def _checked(self, choices: Choices) -> tuple[str, float]:
        """Return unit and tolerance; raise `ImportFileError` where a choice does not fit a drawing."""
        if choices.where:
            text = N_("{name} is a drawing: its shapes are picked by layers, not by properties")
            raise ImportFileError("no_properties", text, name=self._name)
        if choices.crs not in (None, "local"):
            text = N_("{name} is a drawing in metres of its own and has no coordinate system {crs}")
            raise ImportFileError("no_crs", text, name=self._name, crs=choices.crs)
        assert self._summary.units is not None
        unit = choices.unit or self._summary.units.unit
        if unit not in UNITS_M:
            text = N_("there is no unit {unit}; there are: {units}")
            raise ImportFileError("no_such_unit", text, unit=unit, units=", ".join(UNITS_M))
        join_m = self._roles.join_m if choices.join_m is None else choices.join_m
        if not (math.isfinite(join_m) and 0 <= join_m <= MOST_JOIN_M):
            text = N_("ends can be joined over 0 to {most} m: {value}")
            raise ImportFileError("bad_join", text, most=f"{MOST_JOIN_M:g}", value=f"{join_m:g}")
        return unit, join_m

    def _roles_of(self, choices: Choices) -> tuple[Role, ...]:
        found = [layer.guess for layer in self._summary.layers]
        numbers = {layer.name.casefold(): number for number, layer in enumerate(self._summary.layers)}
        for name, role in choices.roles:
            if name.casefold() not in numbers:
                text = N_("{name} has no layer {layer}; it has: {layers}")
                layers = ", ".join(layer.name for layer in self._summary.layers[:20])
                raise ImportFileError("no_such_layer", text, name=self._name, layer=name, layers=layers)
            found[numbers[name.casefold()]] = role
        return tuple(found)

    def _laid(self, unit: str) -> Laid:
        return self._once("laid", unit, lambda: laid(self._drawing, UNITS_M[unit], self._bulk, self._roles))

    def _joined(self, unit: str, join_m: float, cancelled: Cancelled) -> Mapping[int, LayerLines]:
        def find() -> Mapping[int, LayerLines]:
            here = self._laid(unit)
            return joined_layers(self._drawing, here, UNITS_M[unit], join_m, cancelled)

        return self._once("joined", (unit, join_m), find)

    def _once(self, kind: str, key: Hashable, find: Callable[[], _Made]) -> _Made:
        """Return what was found for a choice before, or find it; the last few choices are remembered."""
        known = self._remembered.setdefault(kind, OrderedDict())
        if key not in known:
            known[key] = find()
            while len(known) > _REMEMBERED:
                known.popitem(last=False)
        known.move_to_end(key)
        found: _Made = known[key]
        return found

    def _gaps(self, found: Sorted) -> tuple[Gap, ...]:
        layers = self._drawing.layers
        told = ((layers[number].name, ends.tolist()) for number, ends in found.gaps[:MOST_GAPS])
        return tuple(Gap(name, _point(start), _point(end)) for name, (start, end) in told)

    def _project(self, made: Made, rest: Paths, origin: Point) -> Project:
        name = PurePath(self._name).stem
        underlays = (faint_lines(_packed(rest), name),) if len(rest) else ()
        site = Site(georeference=Georeference("", *origin), underlays=underlays)
        bare = Project(site=site, schemes=(made.scheme,))
        return with_elements(bare, made.elements)

    def _unit_notes(self, choices: Choices, unit: str) -> Iterator[Note]:
        units = self._summary.units
        if units is not None and unit in units.odd and choices.unit is not None:
            yield units.odd[unit]
        if units is not None and choices.unit is None:
            yield units.why
            if not units.agree:
                text = N_("{unit} was taken for the unit: check a known length, or choose another unit")
                yield Note("unit_guessed", text, {"unit": unit})

    def _role_notes(self, choices: Choices) -> Iterator[Note]:
        """Yield what layers were taken for that nobody named, as far as anything is on them."""
        told = {name.casefold() for name, _ in choices.roles}
        for layer in self._summary.layers:
            if layer.shapes and layer.why is not None and layer.name.casefold() not in told:
                text = N_("layer {layer}: {role} ({why})")
                role = Note(layer.guess.value, ROLE_NAMES[layer.guess])
                yield Note("layer_role", text, {"layer": layer.name, "role": role, "why": layer.why})

    def _crowd_notes(self, picked: _Picked) -> Iterator[Note]:
        """Yield the layers that stay faint lines because too many elements would come of them."""
        for layer, count in picked.crowded.items():
            text = N_(
                "layer {layer} stays as faint lines: it would give {count} elements, a plan takes {most}"
            )
            name = self._drawing.layers[layer].name
            yield Note("crowded_layer", text, {"layer": name, "count": count, "most": MOST_ELEMENTS})


def _shifted(here: Laid) -> Iterator[Note]:
    if here.origin != (0.0, 0.0):
        text = N_("its coordinates were shifted by {x}, {y} m to an origin near the drawing")
        yield Note("shifted", text, {"x": f"{here.origin[0]:.0f}", "y": f"{here.origin[1]:.0f}"})
    yield from _strays(here)


def _strays(here: Laid) -> Iterator[Note]:
    if here.strays:
        text = N_("left out because they lie far from all else: {count} objects")
        yield Note("strays", text, {"count": here.strays})


def _lines_by_role(found: Sorted, keep_rest: bool) -> Mapping[Role, Paths]:
    """Return the lines by which each role is shown, places as circles or crosses."""
    lines = {role: _rims(outlines.rings) for role, outlines in found.outlines.items()}
    lines |= {role: ways.lines for role, ways in found.ways.items()}
    lines |= {role: _marks(places) for role, places in found.places.items()}
    if keep_rest:
        lines[Role.UNDERLAY] = found.rest
    return {role: _first_lines(paths) for role, paths in lines.items() if len(paths)}


def _rims(rings: Paths) -> Paths:
    """Return outlines as lines that end where they began."""
    points = np.insert(rings.points, rings.starts[1:], rings.points[rings.starts[:-1]], axis=0)
    return Paths(points, rings.starts + np.arange(len(rings.starts)))


def _marks(places: Places) -> Paths:
    """Return places as circles of their radius, those without as small ones."""
    count = len(places.points)
    radii = np.where(places.radii > 0, places.radii, _MARK_M)[:, None, None]
    corners = np.zeros((count, 2, 3))
    corners[:, :, :2] = places.points[:, None, :] + radii * np.array([[-1.0, 0.0], [1.0, 0.0]])
    corners[:, :, 2] = 1.0
    starts = 2 * np.arange(count + 1)
    return _rims(Paths(*corners_of(corners.reshape(-1, 3), starts, np.ones(count, dtype=bool), _MARK_M / 4)))


def _first_lines(paths: Paths) -> Paths:
    """Return as many lines as can be kept."""
    room = int(np.searchsorted(paths.starts, linework.MOST_CORNERS_OF_ALL, side="right")) - 1
    most = min(linework.MOST_LINES, room)
    return paths if len(paths) <= most else paths.picked(np.arange(most))


def _packed(paths: Paths) -> linework.Linework:
    corners = list(zip(*paths.points.T.tolist(), strict=True))
    bounds = paths.starts.tolist()
    return linework.packed(tuple(corners[first:end]) for first, end in pairwise(bounds))


def _box_of(lines: Iterable[Paths]) -> Box:
    boxes = np.array([(*paths.points.min(axis=0), *paths.points.max(axis=0)) for paths in lines])
    return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def _point(place: Sequence[float]) -> Point:
    return float(place[0]), float(place[1])


def _line_notes(found: Sorted, kept: int, total: int, gaps: Sequence[Gap], join_m: float) -> Iterator[Note]:
    if kept and total > kept:
        text = N_("{count} of {total} faint lines were left out: a plan keeps {most} at most")
        values = {"count": total - kept, "total": total, "most": kept}
        yield Note("too_many_faint_lines", text, values)
    if gaps:
        text = N_("outlines that stay open because ends are more than {join} m apart: {count}")
        yield Note("gaps", text, {"count": len(gaps), "join": f"{join_m:g}"})
