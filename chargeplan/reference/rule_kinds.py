"""The rules that the program knows: what each is about, its unit, and which way its value binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.toml_tables import Table, load_table
from chargeplan.resources import assets_folder

BOUNDS = ("least", "most", "from")
"""At least so much, at most so much, or: something begins there."""

WHOLE_UNITS = ("stalls", "storeys", "sides", "entrances", "pieces", "fire_class")
"""Units that are counted."""

MOST_VALUES = {"m": 500.0, "1": 1.0, "fire_class": 3.0}
"""Largest values that are no slip of the hand, by unit: a distance that is kept clear is drawn around every
building by the finer pieces the larger it is, shares end at 1, and classes at B2.
"""


@dataclass(frozen=True)
class RuleKind:
    """What a rule's id stands for, whatever the value that a place gives it."""

    id: str
    title: Mapping[str, str]
    unit: str
    bound: str


def _kind(table: Table) -> RuleKind:
    return RuleKind(table.text("id"), table.names("title"), table.text("unit"), table.choice("bound", BOUNDS))


@lru_cache
def rule_kinds() -> Mapping[str, RuleKind]:
    """Return id -> kind of every rule that the program knows, in the order in which rules are told."""
    table = load_table(assets_folder() / "rule_kinds.toml")
    kinds = [_kind(entry) for entry in table.tables("kinds")]
    known = {kind.id: kind for kind in kinds}
    if len(known) != len(kinds):
        raise ReferenceDataError(
            "duplicate_rule", N_("{place}: a rule stands there twice"), place=table.place
        )
    return known
