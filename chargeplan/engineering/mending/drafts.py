"""What mending works with: the parts of an analysis, drafts of mendings, and mendings that are proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.findings import Check
from chargeplan.model.editing import Edit, replacement
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import RuleSet


class References(Protocol):
    """What a plan is judged by."""

    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def rule_set(self) -> RuleSet: ...


class Analysed(Protocol):
    """The parts of an analysis that mending needs."""

    @property
    def project(self) -> Project: ...
    @property
    def scheme(self) -> Scheme: ...
    @property
    def sheds(self) -> tuple[ShedCapacity, ...]: ...
    @property
    def lots(self) -> tuple[LotCapacity, ...]: ...
    @property
    def checks(self) -> tuple[Check, ...]: ...
    @property
    def references(self) -> References: ...


@dataclass(frozen=True)
class Mending:
    """A step that mends a finding: its name with gaps, what fills them, and the edits it consists of."""

    title: str
    values: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Draft:
    """A mending that is not proven yet."""

    title: str
    edits: tuple[Edit, ...]
    values: tuple[tuple[str, str], ...] = ()


def subject(check: Check) -> tuple[str, frozenset[str]]:
    """Return what a check is about, the same before and after.

    What is said of one circuit is about that one.
    """
    circuit = tuple(str(value) for name, value in check.values if name == "circuit")
    return check.code, frozenset((*check.elements, *circuit))


def planned(analysis: Analysed, name: str) -> Shed | Lot | None:
    """Return the new shed or lot of that id, None when there is none."""
    elements: tuple[Shed | Lot, ...] = (*analysis.scheme.sheds, *analysis.scheme.lots)
    return next((element for element in elements if element.id == name and not element.existing), None)


def in_scheme(analysis: Analysed, after: Scheme) -> tuple[Edit, ...]:
    """Return the edit that puts a scheme in the place of the one that was analysed."""
    return (replacement(analysis.project, analysis.scheme, after),)
