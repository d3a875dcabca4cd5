"""What layers of drawings hold, by their names, and what is assumed where a drawing does not tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from chargeplan.model.site import ObstacleKind, PipelineKind
from chargeplan.reference.toml_tables import Figure, Sourced, Table, figure_of, load_table
from chargeplan.resources import assets_folder

ASSUMED = ("largest_tree_radius_m", "least_building_m2", "widest_doorway_m", "road_fill")

_BOUND = re.compile(r"^.*[|$]")
_PARTS = re.compile(r"[^0-9a-z_]+")
_MOST_LETTERS = 200
_Kind = TypeVar("_Kind")


def plain_name(name: str) -> str:
    """Return the name of a layer as names are compared, without the drawing that it was bound in from."""
    plain = unicodedata.normalize("NFKC", name[:_MOST_LETTERS]).casefold().strip()
    return _BOUND.sub("", plain).strip() or plain


@dataclass(frozen=True)
class RoleNames(Sourced):
    """Names of layers of one role.

    Attributes
    ----------
    role : str
        A value of `chargeplan.files.sources.values.Role`.
    patterns : tuple of compiled expressions
        Any of them found in a plain name makes a layer this role's.
    abbreviations : frozenset of str
        So does any of these, as one part of a name.
    """

    role: str
    patterns: tuple[re.Pattern[str], ...]
    abbreviations: frozenset[str]
    source: str
    confidence: str

    def found_in(self, plain: str) -> str:
        """Return the part of a plain name that speaks for the role, empty where none does."""
        for pattern in self.patterns:
            found = pattern.search(plain)
            if found:
                return found.group() or plain
        parts = {plain, *_PARTS.split(plain), *_PARTS.split(plain.replace("_", "-"))}
        return min(parts & self.abbreviations, default="")


@dataclass(frozen=True)
class RoleGuess:
    """A role, the part of the layer's name that speaks for it, and how well that is known."""

    role: str
    part: str
    confidence: str
    own: bool = False


@dataclass(frozen=True)
class Label:
    """What is written in an outline: a name, a number of storeys, or both."""

    name: str = ""
    storeys: int | None = None


@dataclass(frozen=True)
class Sizes(Sourced):
    """How large an estate's drawing can be [m], and the units that are tried in turn."""

    least_m: float
    most_m: float
    order: tuple[str, ...]
    trimmed_share: float
    source: str
    confidence: str

    def fits(self, longer_side_m: float) -> bool:
        """Tell whether an estate can be as large."""
        return self.least_m <= longer_side_m <= self.most_m


@dataclass(frozen=True)
class LayerRoles:
    """Everything that is guessed of drawings; lengths in metres, `assumed` by the names in `ASSUMED`.

    Layers of this program's own drawings begin with `own_roles`, before the name of a role, or with
    `own_nothing`; `own_lot_holes` is the whole name of one of these.
    """

    own_roles: str
    own_nothing: str
    own_lot_holes: str
    names: tuple[RoleNames, ...]
    sizes: Sizes
    join_m: float
    gap_m: float
    overlap_m: float
    far_m: float
    shift_step_m: float
    stray_m: float
    assumed: Mapping[str, Figure]
    pipelines: tuple[tuple[PipelineKind, tuple[re.Pattern[str], ...]], ...]
    obstacles: tuple[tuple[ObstacleKind, tuple[re.Pattern[str], ...]], ...]
    labels: tuple[re.Pattern[str], ...]

    def guess(self, layer: str) -> RoleGuess | None:
        """Return what a layer seems to hold, None where its name tells nothing."""
        if layer.upper().startswith(self.own_nothing):
            return RoleGuess("nothing", self.own_nothing, "found", own=True)
        if layer.upper().startswith(self.own_roles):
            return RoleGuess(layer[len(self.own_roles) :].lower(), layer, "found", own=True)
        plain = plain_name(layer)
        for names in self.names:
            part = names.found_in(plain)
            if part:
                return RoleGuess(names.role, part, names.confidence)
        return None

    def pipeline_kind(self, layer: str) -> PipelineKind:
        """Return what lies in the ground by the name of its layer."""
        return _first(self.pipelines, layer) or PipelineKind.OTHER

    def obstacle_kind(self, layer: str) -> ObstacleKind:
        """Return what stands in the way by the name of its layer."""
        return _first(self.obstacles, layer) or ObstacleKind.OTHER

    def label(self, text: str) -> Label:
        """Return what a text in an outline says; an empty label where it says nothing that is known."""
        plain = unicodedata.normalize("NFKC", text[:_MOST_LETTERS]).strip()
        found: dict[str, str] = {}
        for pattern in self.labels:
            match = pattern.search(plain)
            for key, value in (match.groupdict() if match else {}).items():
                if value:
                    found.setdefault(key, value)
        storeys = int(found["storeys"]) if "storeys" in found else None
        return Label("".join(found.get("name", "").split()), storeys or None)


def _first(kinds: tuple[tuple[_Kind, tuple[re.Pattern[str], ...]], ...], layer: str) -> _Kind | None:
    plain = plain_name(layer)
    found = (kind for kind, patterns in kinds if any(pattern.search(plain) for pattern in patterns))
    return next(found, None)


def _patterns(table: Table, groups: tuple[str, ...] = ()) -> tuple[re.Pattern[str], ...]:
    try:
        patterns = tuple(re.compile(text, re.IGNORECASE) for text in table.texts("patterns"))
    except re.error as error:
        raise table.fault("patterns", "regular expressions") from error
    if not patterns or any(set(pattern.groupindex) - set(groups) for pattern in patterns):
        raise table.fault("patterns", "regular expressions with the groups that are known")
    return patterns


def _role_names(table: Table) -> RoleNames:
    return RoleNames(
        table.text("role"), _patterns(table), frozenset(table.texts("abbreviations")), **table.origin()
    )


def _sizes(table: Table) -> Sizes:
    least, share = table.at_least("least_m", 0), table.at_least("trimmed_share", 0)
    if share >= 0.5:
        raise table.fault("trimmed_share", "below 0.5")
    most, order = table.at_least("most_m", least), table.texts("order")
    return Sizes(least, most, order, share, **table.origin())


def _assumed(table: Table) -> Mapping[str, Figure]:
    figures = {figure.id: figure for figure in (figure_of(entry, 0.0) for entry in table.tables("assumed"))}
    for name in ASSUMED:
        if name not in figures:
            raise table.lacks(name)
    return figures


def read_layer_roles(path: Path) -> LayerRoles:
    """Return what a TOML file says of layers; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    own, joining, shifting = table.table("own"), table.table("joining"), table.table("shifting")
    joining.origin()
    shifting.origin()
    labels = table.tables("labels")
    for label in labels:
        label.origin()
    pipelines = tuple(kind.value for kind in PipelineKind)
    obstacles = tuple(kind.value for kind in ObstacleKind)
    return LayerRoles(
        own.text("roles"),
        own.text("nothing"),
        own.text("lot_holes"),
        tuple(_role_names(entry) for entry in table.tables("names")),
        _sizes(table.table("sizes")),
        joining.at_least("join_m", 0),
        joining.at_least("gap_m", 0),
        joining.at_least("overlap_m", 0),
        shifting.at_least("far_m", 0),
        shifting.at_least("step_m", 1),
        shifting.at_least("stray_m", 1),
        _assumed(table),
        tuple((PipelineKind(e.choice("kind", pipelines)), _patterns(e)) for e in table.tables("pipelines")),
        tuple((ObstacleKind(e.choice("kind", obstacles)), _patterns(e)) for e in table.tables("obstacles")),
        tuple(p for label in labels for p in _patterns(label, ("name", "storeys"))),
    )


@lru_cache
def load_layer_roles() -> LayerRoles:
    """Return what is shipped."""
    return read_layer_roles(assets_folder() / "import" / "layer_roles.toml")
