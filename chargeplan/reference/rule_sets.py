"""Rule sets: what a region asks of sheds and lots, each value with its source and confidence.

A plan is judged by a shipped set or by one of its own, which began as a copy and never changes the shipped
one. Both are refused when a rule is unknown, stands there twice, or has no value, another unit or a severity
that there is none of.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, N_, pick, tr
from chargeplan.model.own_references import OwnRule, OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.reference.rule_kinds import MOST_VALUES, WHOLE_UNITS, RuleKind, rule_kinds
from chargeplan.reference.toml_tables import Sourced, Table, load_table
from chargeplan.resources import assets_folder

SEVERITIES = ("error", "warning", "info")
_BLANK = "blank"

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Rule(Sourced):
    """One rule of a set.

    Attributes
    ----------
    value, unit
        The limit and its unit; which way it binds is fixed by the rule's id.
    effective : str
        Since when it holds: a year, month or day (2025-09-01), empty where that is unknown.
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

    @property
    def bound(self) -> str:
        """Which way the value binds: one of `rule_kinds.BOUNDS`."""
        return rule_kinds()[self.id].bound


@dataclass(frozen=True)
class RuleSet:
    """All rules of one profile; `own` says that it is a plan's own and not the shipped one of that id."""

    id: str
    version: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]
    own: bool = False

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule with that id, or None when the set leaves it out."""
        return self._by_id.get(rule_id)


def _kind_of(table: Table) -> RuleKind:
    kind = rule_kinds().get(table.text("id"))
    if kind is None:
        raise ReferenceDataError(
            "unknown_rule", N_("{place}: there is no rule {name}"), place=table.place, name=table.text("id")
        )
    return kind


def _rule(table: Table) -> Rule:
    kind = _kind_of(table)
    unit, value, effective = table.text("unit"), table.number("value"), table.text("effective", "")
    if unit != kind.unit:
        raise ReferenceDataError(
            "wrong_unit",
            N_("{place}: the value is in {found}, it should be in {unit}"),
            place=table.place, found=unit or "—", unit=kind.unit,
        )  # fmt: skip
    if value < 0:
        raise table.fault("value", "0 or more")
    if unit in WHOLE_UNITS and value != int(value):
        raise table.fault("value", "a whole number")
    if value > MOST_VALUES.get(unit, value):
        raise table.fault("value", f"{MOST_VALUES[unit]:g} at most")
    if unit == "fire_class" and value < 1:
        raise table.fault("value", "1 or more")
    if effective and not _DATE.fullmatch(effective):
        raise table.fault("effective", "a date such as 2025-09-01")
    return Rule(
        id=kind.id,
        title=kind.title,
        value=value,
        unit=unit,
        severity=table.choice("severity", SEVERITIES),
        source=table.text("source"),
        clause=table.text("clause", ""),
        confidence=table.confidence(),
        effective=effective,
        keeps_clear=table.flag("keeps_clear", False),
        regional=table.flag("regional", False),
    )


def _rules(tables: Iterable[Table], place: str, base: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Return the rules of a file in the order of the kinds; they stand in for those of `base`."""
    own: dict[str, Rule] = {}
    for table in tables:
        rule = _rule(table)
        if rule.id in own:
            raise ReferenceDataError(
                "duplicate_rule", N_("{place}: rule {name} stands there twice"), place=place, name=rule.id
            )
        own[rule.id] = rule
    known = {rule.id: rule for rule in base} | own
    return tuple(known[name] for name in rule_kinds() if name in known)


def _rule_set(table: Table) -> RuleSet:
    base_id = table.text("base", "")
    if base_id and base_id == table.values.get("id"):
        raise table.fault("base", "another rule set")
    base = load_rule_set(base_id).rules if base_id else ()
    rules = _rules(table.tables("rules"), table.place, base)
    return RuleSet(table.text("id"), table.text("version"), table.names("title"), rules)


def read_rule_set(path: Path) -> RuleSet:
    """Return the rule set in a TOML file; raise `ReferenceDataError` with file and rule."""
    return _rule_set(load_table(path))


def read_rule_set_text(text: str, name: str) -> RuleSet:
    """Return the rule set in TOML text that was read from a file called `name`, told in every error.

    Raises
    ------
    ReferenceDataError
        When it is no TOML, or a rule is unknown, doubled, without value, or of a wrong unit or severity.
    """
    try:
        return _rule_set(Table(tomllib.loads(text), name))
    except tomllib.TOMLDecodeError as error:
        raise ReferenceDataError(
            "unreadable_reference", N_("{name} cannot be read: {reason}"), name=name, reason=error
        ) from error


def rule_set_text(rule_set: RuleSet) -> str:
    """Return a rule set as TOML, all of its rules written out, as `read_rule_set_text` reads it."""
    titles = ", ".join(f"{language} = {_quoted(pick(rule_set.title, language))}" for language in LANGUAGES)
    lines = [
        f"id = {_quoted(rule_set.id)}",
        f"version = {_quoted(rule_set.version)}",
        f"title = {{ {titles} }}",
    ]
    for rule in rule_set.rules:
        lines += ["", "[[rules]]", *_rule_lines(rule)]
    return "\n".join(lines) + "\n"


def _rule_lines(rule: Rule) -> list[str]:
    texts = (
        ("unit", rule.unit),
        ("severity", rule.severity),
        ("source", rule.source),
        ("clause", rule.clause),
        ("confidence", rule.confidence),
        ("effective", rule.effective),
    )
    flags = (("keeps_clear", rule.keeps_clear), ("regional", rule.regional))
    return [
        f"id = {_quoted(rule.id)}",
        f"value = {rule.value!r}",
        *(f"{key} = {_quoted(text)}" for key, text in texts),
        *(f"{key} = true" for key, flag in flags if flag),
    ]


def _quoted(text: str) -> str:
    """Return a basic string of TOML; JSON escapes the same, except for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@lru_cache
def load_rule_set(rule_set_id: str) -> RuleSet:
    """Return a shipped rule set by its id."""
    path = assets_folder() / "rules" / f"{rule_set_id}.toml"
    if rule_set_id not in rule_set_ids():
        raise ReferenceDataError("no_such_rule_set", N_("there is no rule set {name}"), name=rule_set_id)
    return read_rule_set(path)


def rule_set_ids() -> tuple[str, ...]:
    """Return the ids of the shipped rule sets: that of new plans first, the one to be filled in last."""
    names = [path.stem for path in (assets_folder() / "rules").glob("*.toml")]
    return tuple(sorted(names, key=lambda name: (name != Project().rule_set_id, name == _BLANK, name)))


def load_rules_of(project: Project) -> RuleSet:
    """Return the rules that a plan is judged by: its own, or the shipped ones that it names.

    Raises
    ------
    ReferenceDataError
        When the plan names rules that are not there, or its own rules are unsound.
    """
    own = project.own_rules
    return load_rule_set(project.rule_set_id) if own is None else _own(own)


@lru_cache(maxsize=16)
def _own(own: OwnRuleSet) -> RuleSet:
    tables = (_own_table(rule, own.name) for rule in own.rules if rule.value is not None)
    rules = _rules(tables, own.name)
    return RuleSet(own.base_id, own.base_version, dict.fromkeys(LANGUAGES, own.name), rules, own=True)


def _own_table(rule: OwnRule, name: str) -> Table:
    return Table(vars(rule), f"{name} [[rules]] {rule.id}")


def own_rule_set(rule_set: RuleSet, name: str) -> OwnRuleSet:
    """Return a copy of a rule set to be edited in a plan, called `name`.

    It holds every rule that the program knows; those that `rule_set` leaves out have no value yet.
    """
    rules = tuple(_own_rule(kind, rule_set.rule(kind.id)) for kind in rule_kinds().values())
    return OwnRuleSet(name, rule_set.id, rule_set.version, rules)


def _own_rule(kind: RuleKind, rule: Rule | None) -> OwnRule:
    if rule is None:
        return OwnRule(kind.id, None, kind.unit, "warning", "", "", "uncertain")
    return OwnRule(
        rule.id,
        rule.value,
        rule.unit,
        rule.severity,
        rule.source,
        rule.clause,
        rule.confidence,
        rule.effective,
        rule.keeps_clear,
        rule.regional,
    )


def rule_set_name(project: Project, language: str | None = None) -> str:
    """Return what the rules of a plan are called; of its own ones it tells too what they were copied from."""
    own = project.own_rules
    known_as = project.rule_set_id if own is None else own.base_id
    shipped = pick(load_rule_set(known_as).title, language) if known_as in rule_set_ids() else known_as
    if own is None:
        return shipped
    return tr("{name} (the plan's own, copied from {base})", language, name=own.name, base=shipped)


def newer_version(project: Project) -> str | None:
    """Return the version of the shipped rules where a plan was judged by, or copied from, another one.

    None is returned where the plan names no version, or the one that is shipped.
    """
    own = project.own_rules
    named, known_as = (
        (project.rule_set_version, project.rule_set_id) if own is None else (own.base_version, own.base_id)
    )
    if not named or known_as not in rule_set_ids():
        return None
    shipped = load_rule_set(known_as).version
    return None if named == shipped else shipped
