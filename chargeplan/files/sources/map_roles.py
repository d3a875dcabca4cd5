"""What shapes of map data are: by the property `role`, else by their tags (assets/import/map_tags.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chargeplan.files.geojson_form import ROLE
from chargeplan.files.sources.features import GEOMETRY_NAMES, Feature, Piece, value_text
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.values import Note, Role
from chargeplan.i18n import N_
from chargeplan.reference.map_tags import MapTags, TagRule

REST = ""
"""The role of what stays as faint lines."""

_TREE: Mapping[str, object] = {"kind": "tree"}
_MOST_LAYERS = 300
_ROLES: Mapping[str, Role] = {
    "exit": Role.DOORWAY,
    "sensitive": Role.BUILDING,
    "hazard": Role.OBSTACLE,
    REST: Role.UNDERLAY,
}
"""Roles of features that layers have none of, and what comes closest; the others are called alike."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a shape is.

    Attributes
    ----------
    layer : str
        The kind of thing it is counted with.
    role : str
        Id of a role of features, `REST` for none.
    fields
        What holds for the element where the feature tells nothing else.
    why : Note or None
        What that rests on.
    """

    layer: str
    role: str = REST
    fields: Mapping[str, object] = field(default_factory=dict)
    why: Note | None = None

    @property
    def layer_role(self) -> Role:
        """The role as layers have it."""
        if self.role == "obstacle" and self.fields.get("kind") == "tree":
            return Role.TREE
        return _ROLES.get(self.role) or Role(self.role)


def meaning_as(layer: str, role: Role) -> Meaning | None:
    """Return what shapes of a layer are when somebody says it, None for what is left out."""
    if role is Role.NOTHING:
        return None
    if role is Role.TREE:
        return Meaning(layer, "obstacle", _TREE)
    return Meaning(layer, REST if role is Role.UNDERLAY else role.value)


class Sorter:
    """Finds out what shapes are."""

    def __init__(self, tags: MapTags, tally: Tally) -> None:
        self._tags = tags
        self._tally = tally
        self._by_rule: dict[tuple[int, str], Meaning] = {}
        self._by_role: dict[str, Meaning] = {}
        self._others: dict[str, Meaning] = {}

    def meanings(self, feature: Feature) -> tuple[Meaning, ...]:
        """Return what each piece of a feature is."""
        stated = value_text(feature.properties.get(ROLE))
        role = self._tags.roles.get(stated.lower().replace(" ", "_").replace("-", "_"))
        if role is not None:
            return (self._with_role(role),) * len(feature.pieces)
        if stated:
            text = N_("The role {value} is not known and was passed over ({count}): {places}")
            self._tally.tell("unknown_role", text, feature.place, value=stated[:60])
        return tuple(self._by_tags(feature, piece) for piece in feature.pieces)

    def _with_role(self, role: str) -> Meaning:
        if role not in self._by_role:
            why = Note("by_role", N_("the property role says so"))
            element, fields = ("obstacle", _TREE) if role == "tree" else (role, {})
            self._by_role[role] = Meaning(role, element, fields, why)
        return self._by_role[role]

    def _by_tags(self, feature: Feature, piece: Piece) -> Meaning:
        found = [
            (index, rule, value)
            for key, value in feature.properties.items()
            for index, rule in self._tags.by_key.get(key, ())
            if value_text(value) and rule.fits(value_text(value)) and _fits(rule, piece)
        ]
        if not found:
            return self._other(feature, piece)
        index, rule, value = min(found, key=lambda one: one[0])
        return self._with_rule(index, rule, value_text(value))

    def _with_rule(self, index: int, rule: TagRule, value: str) -> Meaning:
        name = f"{rule.key}={value}" if rule.values else rule.key
        if (index, name) not in self._by_rule:
            values = {"tag": name, "source": rule.source}
            code, text = "by_tag", N_("the tag {tag} says so ({source})")
            if not rule.verified:
                code, text = "by_unverified_tag", N_("the tag {tag} says so ({source}; to be verified)")
            why = Note(code, text, values)
            self._by_rule[index, name] = Meaning(name, rule.role, rule.fields, why)
        return self._by_rule[index, name]

    def _other(self, feature: Feature, piece: Piece) -> Meaning:
        key = next((key for key in self._tags.unknown_keys if value_text(feature.properties.get(key))), None)
        shape = GEOMETRY_NAMES[piece.shape]
        name = shape if key is None else f"{key}={value_text(feature.properties[key])[:60]}"
        if name not in self._others and len(self._others) >= _MOST_LAYERS:
            name = shape
        return self._others.setdefault(name, Meaning(name))


def _fits(rule: TagRule, piece: Piece) -> bool:
    return piece.shape in rule.shapes or (piece.loop and "line" in rule.shapes)
