"""Work items of the bill: national codes, names, features and units, with the edition they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, N_
from chargeplan.reference.toml_tables import CONFIDENCES, Sourced, Table, load_table
from chargeplan.resources import assets_folder

BASES = ("measured", "calculated", "estimated")
"""How a quantity comes about: from the drawn plan, by a rule from it, from an assumed construction."""

_CODE = re.compile(r"\d{9}")
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Chapter:
    """A part of the bill."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class BillUnit:
    """A unit of the standard and the decimals that its quantities are rounded to."""

    id: str
    symbol: Mapping[str, str]
    decimals: int


@dataclass(frozen=True)
class WorkItemKind(Sourced):
    """One item of the measurement code.

    Attributes
    ----------
    code : str
        Nine national digits; the bill adds three of its own.
    title, features : text in every language, with gaps in braces for figures of the catalogue
        `features` holds the item's features, one numbered feature a line.
    rule : text in every language
        How the quantity is worked out.
    basis : str
        One of `BASES`.
    confidence : str
        Of the code; a code that was not read in its source is shown as to be verified.
    """

    id: str
    code: str
    chapter: Chapter
    title: Mapping[str, str]
    features: Mapping[str, str]
    rule: Mapping[str, str]
    unit: BillUnit
    basis: str
    source: str
    confidence: str

    @property
    def gaps(self) -> frozenset[str]:
        """Names of the gaps in title and features."""
        texts = (*self.title.values(), *self.features.values())
        return frozenset(name for text in texts for name in _GAP.findall(text))


@dataclass(frozen=True)
class WorkItemBook:
    """All work items of one edition, in the order of the bill."""

    id: str
    version: str
    edition: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    items: tuple[WorkItemKind, ...]

    def item(self, item_id: str) -> WorkItemKind:
        """Return the item with that id; raise `ReferenceDataError` when the book has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ReferenceDataError("no_such_item", N_("the bill has no work item {name}"), name=item_id)


def _chapter(table: Table) -> Chapter:
    return Chapter(table.text("id"), table.names("title"))


def _unit(table: Table) -> BillUnit:
    if not 0 <= table.whole("decimals") <= 3:
        raise table.fault("decimals", "0 to 3")
    return BillUnit(table.text("id"), table.names("symbol"), table.whole("decimals"))


def _item(table: Table, chapters: Mapping[str, Chapter], units: Mapping[str, BillUnit]) -> WorkItemKind:
    if not _CODE.fullmatch(table.text("code")):
        raise table.fault("code", "nine digits")
    features = table.names("features")
    return WorkItemKind(
        id=table.text("id"),
        code=table.text("code"),
        chapter=chapters[table.choice("chapter", tuple(chapters))],
        title=table.names("title"),
        features={language: features[language].strip() for language in LANGUAGES},
        rule=table.names("rule"),
        unit=units[table.choice("unit", tuple(units))],
        basis=table.choice("basis", BASES),
        source=table.text("source"),
        confidence=table.choice("confidence", CONFIDENCES),
    )


def read_work_items(path: Path) -> WorkItemBook:
    """Return the work items in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    chapters = {entry.id: entry for entry in map(_chapter, table.tables("chapters"))}
    units = {entry.id: entry for entry in map(_unit, table.tables("units"))}
    items = [_item(entry, chapters, units) for entry in table.tables("items")]
    order = list(chapters)
    items.sort(key=lambda item: (order.index(item.chapter.id), item.code))
    if len({item.id for item in items}) != len(items):
        raise ReferenceDataError(
            "duplicate_item", N_("{place}: a work item stands there twice"), place=path.name
        )
    return WorkItemBook(
        table.text("id"),
        table.text("version"),
        table.names("edition"),
        tuple(chapters.values()),
        tuple(items),
    )


@lru_cache
def load_work_items() -> WorkItemBook:
    """Return the shipped work items."""
    return read_work_items(assets_folder() / "bill" / "gb50500_2013.toml")
