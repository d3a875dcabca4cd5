"""Rule sets: what a region asks of sheds and lots, each value with its source and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.toml_tables import CONFIDENCES, Sourced, Table, load_table
from chargeplan.resources import assets_folder

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Rule(Sourced):
    """One rule of a set.

    Attributes
    ----------
    value, unit
        The limit and its unit; which way it binds is fixed by the rule's id.
    keeps_clear : bool
        Whether the distance is kept when usable ground is measured and lots are filled.
    regional : bool
        Whether the value is another place's and shown for reference only.
    """

    id: str
    title: Mapping[str, str]
    value: float
    unit: str
    severity: str
    source: str
    clause: str
    confidence: str
    effective: str = ""
    keeps_clear: bool = False
    regional: bool = False


@dataclass(frozen=True)
class RuleSet:
    """All rules of one profile."""

    id: str
    version: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule with that id, or None when the set leaves it out."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def _rule(table: Table) -> Rule:
    return Rule(
        id=table.text("id"),
        title=table.names("title"),
        value=table.number("value"),
        unit=table.text("unit"),
        severity=table.choice("severity", SEVERITIES),
        source=table.text("source"),
        clause=table.text("clause", ""),
        confidence=table.choice("confidence", CONFIDENCES),
        effective=table.text("effective", ""),
        keeps_clear=table.flag("keeps_clear", False),
        regional=table.flag("regional", False),
    )


def read_rule_set(path: Path) -> RuleSet:
    """Return the rule set in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    rules = tuple(_rule(entry) for entry in table.tables("rules"))
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise ReferenceDataError("duplicate_rule", N_("{place}: a rule stands there twice"), place=path.name)
    return RuleSet(table.text("id"), table.text("version"), table.names("title"), rules)


@lru_cache
def load_rule_set(rule_set_id: str) -> RuleSet:
    """Return a shipped rule set by its id."""
    path = assets_folder() / "rules" / f"{rule_set_id}.toml"
    if rule_set_id not in rule_set_ids():
        raise ReferenceDataError("no_such_rule_set", N_("there is no rule set {name}"), name=rule_set_id)
    return read_rule_set(path)


def rule_set_ids() -> tuple[str, ...]:
    """Return the ids of the shipped rule sets."""
    return tuple(sorted(path.stem for path in (assets_folder() / "rules").glob("*.toml")))
