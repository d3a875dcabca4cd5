"""What things of map data become: words of roles and hazards, tags of OpenStreetMap, sizes nobody told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from chargeplan.reference.toml_tables import Figure, Sourced, Table, figure_of, load_table
from chargeplan.resources import assets_folder

SHAPES = ("ring", "line", "point")
ANY_KIND = "*"
_FIGURES = (
    "road_width_m",
    "fire_lane_width_m",
    "pipeline_width_m",
    "tree_radius_m",
    "manhole_radius_m",
    "pole_radius_m",
    "other_radius_m",
    "gas_outline_m",
    "door_reach_m",
    "rectangle_off_m",
)


@dataclass(frozen=True)
class TagRule(Sourced):
    """A tag by which a thing is recognised.

    `values` empty is any value but those in `without`; `role` is the id of a role; `fields` holds for the
    element where the thing tells nothing else.
    """

    key: str
    values: tuple[str, ...]
    without: tuple[str, ...]
    shapes: tuple[str, ...]
    role: str
    fields: Mapping[str, object]
    source: str
    confidence: str

    def fits(self, value: str) -> bool:
        """Tell whether a value of the key is one that is meant."""
        return value not in self.without and (not self.values or value in self.values)


@dataclass(frozen=True)
class HazardWord:
    """What a kind of dangerous thing is in the model: the id of a role, and fields of the element."""

    role: str
    fields: Mapping[str, object]


@dataclass(frozen=True)
class UseWords(Sourced):
    """Words by which map data tell who is in a building, and the properties that hold them."""

    use: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class MapTags:
    """How map data are understood.

    Attributes
    ----------
    roles : word -> id of the role
    properties : id of a role, or `ANY_KIND` -> field of the element -> properties that tell it, best first
    hazards : word -> HazardWord
    unknown_keys
        Properties by which things without a role are called.
    picking_keys
        Properties that are always offered to pick features by.
    """

    version: str
    roles: Mapping[str, str]
    properties: Mapping[str, Mapping[str, tuple[str, ...]]]
    hazards: Mapping[str, HazardWord]
    uses: tuple[UseWords, ...]
    figures: Mapping[str, Figure]
    rules: tuple[TagRule, ...]
    unknown_keys: tuple[str, ...]
    picking_keys: tuple[str, ...]

    def value(self, figure_id: str) -> float:
        """Return the value of a figure."""
        return self.figures[figure_id].value

    @cached_property
    def by_key(self) -> Mapping[str, tuple[tuple[int, TagRule], ...]]:
        """Tags by their key, each with its place in the order in which they count."""
        found: dict[str, list[tuple[int, TagRule]]] = {}
        for index, rule in enumerate(self.rules):
            found.setdefault(rule.key, []).append((index, rule))
        return {key: tuple(rules) for key, rules in found.items()}

    def names_of(self, role: str, field: str) -> tuple[str, ...]:
        """Return the properties that tell a field of elements of a role, best first."""
        own = self.properties.get(role, {}).get(field)
        return own or self.properties[ANY_KIND].get(field, (field,))


def _roles(table: Table) -> dict[str, str]:
    words: dict[str, str] = {}
    for role in table.tables("roles"):
        for word in role.texts("words"):
            if word in words:
                raise role.fault("words", "words that no other role has")
            words[word] = role.text("id")
    return words


def _fields(table: Table) -> Mapping[str, object]:
    return table.table("set").values if "set" in table.values else {}


def _known_role(table: Table, roles: Mapping[str, str]) -> str:
    return table.choice("role", tuple(dict.fromkeys(roles.values())))


def _rule(table: Table, roles: Mapping[str, str]) -> TagRule:
    shapes = table.texts("shapes")
    if not shapes or not set(shapes) <= set(SHAPES):
        raise table.fault("shapes", "some of " + ", ".join(SHAPES))
    return TagRule(
        table.text("key"),
        table.texts("values"),
        table.texts("without"),
        shapes,
        _known_role(table, roles),
        _fields(table),
        **table.origin(),
    )


def read_map_tags(path: Path) -> MapTags:
    """Return how map data are understood, from a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    roles = _roles(table)
    properties = table.table("properties")
    hazards = {
        word: HazardWord(_known_role(entry, roles), _fields(entry))
        for entry in table.tables("hazards")
        for word in entry.texts("words")
    }
    uses = tuple(
        UseWords(use.text("use"), use.texts("keys"), use.texts("words"), **use.origin())
        for use in table.tables("uses")
    )
    figures = {figure.id: figure for figure in (figure_of(entry, 0) for entry in table.tables("figures"))}
    for name in _FIGURES:
        if name not in figures:
            raise table.lacks(f"[[figures]] {name}")
    return MapTags(
        table.text("version"),
        roles,
        {
            kind: {field: properties.table(kind).texts(field) for field in properties.table(kind).values}
            for kind in (ANY_KIND, *properties.values)
        },
        hazards,
        uses,
        figures,
        tuple(_rule(entry, roles) for entry in table.tables("tags")),
        table.table("unknown").texts("keys"),
        table.table("picking").texts("keys"),
    )


@lru_cache
def load_map_tags() -> MapTags:
    """Return how map data are understood, as shipped."""
    return read_map_tags(assets_folder() / "import" / "map_tags.toml")
