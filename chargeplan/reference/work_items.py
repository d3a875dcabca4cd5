"""Work items of the bill: national codes, names, features and units, with the edition they come from.

An edition holds every code that its bill may carry, so codes of two editions never meet in one bill. An
edition may take names, features and units from another one (`items_of`), never its codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, N_
from chargeplan.model.bill_settings import BillEdition
from chargeplan.reference.toml_tables import Sourced, Table, load_table
from chargeplan.resources import assets_folder

BASES = ("measured", "calculated", "estimated")
"""How a quantity comes about: from the drawn plan, by a rule from it, from an assumed construction."""

RATE_BASES = ("sectional", "labour")
"""What a measure by rate or a fee is a share of: the sectional works, or their labour, which is unknown."""

_CODE = re.compile(r"\d{9}")
_PROFESSION = re.compile(r"\d{2}")
_GAP = re.compile(r"\{(\w+)\}")
_Named = TypeVar("_Named", "WorkItemKind", "RatedKind")


@dataclass(frozen=True)
class Works:
    """A unit of works with a bill of its own: civil works, installation."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Chapter:
    """A part of the bill of some works; `measures` when it holds measures by unit price."""

    id: str
    title: Mapping[str, str]
    works: Works
    measures: bool = False


@dataclass(frozen=True)
class RatedKind(Sourced):
    """A measure or fee that is reckoned as a share of something, see `RATE_BASES`.

    Attributes
    ----------
    codes : works -> nine national digits
        Each unit of works has those of its own measurement standard; nothing where they are not known.
    competitive : bool
        Whether bidders may reckon it lower than the rate that is prescribed.
    """

    id: str
    codes: Mapping[str, str]
    title: Mapping[str, str]
    basis: str
    competitive: bool
    source: str
    confidence: str


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
        Nine national digits, to which the bill adds three of its own; empty where the edition's code is not
        known, and the bill gives it one of its own.
    profession : str
        First two digits of the measurement standard: 01 buildings, 03 installation, 04 municipal, 05 green.
    title, features : text in every language, with gaps in braces for figures of the catalogue
        `features` holds the item's features, one numbered feature a line.
    rule : text in every language
        How the quantity is worked out.
    basis : str
        One of `BASES`.
    confidence : str
        Of the code; a code that was not read in its source is shown as to be verified.
    needs : tuple of str
        Ids of items that must count the same elements, or the bill is not whole.
    """

    id: str
    code: str
    profession: str
    chapter: Chapter
    title: Mapping[str, str]
    features: Mapping[str, str]
    rule: Mapping[str, str]
    unit: BillUnit
    basis: str
    source: str
    confidence: str
    needs: tuple[str, ...] = ()

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
    short_title: Mapping[str, str]
    works: tuple[Works, ...]
    chapters: tuple[Chapter, ...]
    units: Mapping[str, BillUnit]
    items: tuple[WorkItemKind, ...]
    rate_measures: tuple[RatedKind, ...] = ()
    fees: tuple[RatedKind, ...] = ()

    def item(self, item_id: str) -> WorkItemKind:
        """Return the item with that id; raise `ReferenceDataError` when the book has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ReferenceDataError("no_such_item", N_("the bill has no work item {name}"), name=item_id)


def _works(table: Table) -> Works:
    return Works(table.text("id"), table.names("title"))


def _chapter(table: Table, works: Mapping[str, Works]) -> Chapter:
    return Chapter(
        table.text("id"),
        table.names("title"),
        works[table.choice("works", tuple(works))],
        table.flag("measures", False),
    )


def _unit(table: Table) -> BillUnit:
    if not 0 <= table.whole("decimals") <= 3:
        raise table.fault("decimals", "0 to 3")
    return BillUnit(table.text("id"), table.names("symbol"), table.whole("decimals"))


def _code_of(table: Table, key: str = "code", default: str | None = None) -> str:
    code = table.text(key, default)
    if code and not _CODE.fullmatch(code):
        raise table.fault(key, "nine digits")
    return code


def _item(table: Table, chapters: Mapping[str, Chapter], units: Mapping[str, BillUnit]) -> WorkItemKind:
    code = _code_of(table)
    profession = table.text("profession", code[:2])
    if not _PROFESSION.fullmatch(profession):
        raise table.fault("profession", "two digits")
    features = table.names("features")
    return WorkItemKind(
        id=table.text("id"),
        code=code,
        profession=profession,
        chapter=chapters[table.choice("chapter", tuple(chapters))],
        title=table.names("title"),
        features={language: features[language].strip() for language in LANGUAGES},
        rule=table.names("rule"),
        unit=units[table.choice("unit", tuple(units))],
        basis=table.choice("basis", BASES),
        source=table.text("source"),
        confidence=table.confidence(),
        needs=tuple(table.texts("needs")),
    )


def _rated(table: Table, works: Iterable[Works]) -> RatedKind:
    codes = table.table("codes") if "codes" in table.values else Table({}, table.place)
    return RatedKind(
        id=table.text("id"),
        codes={unit.id: _code_of(codes, unit.id, "") for unit in works},
        title=table.names("title"),
        basis=table.choice("basis", RATE_BASES),
        competitive=table.flag("competitive"),
        source=table.text("source"),
        confidence=table.confidence(),
    )


def _by_id(entries: Iterable[_Named], place: str) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for entry in entries:
        if entry.id in found:
            raise ReferenceDataError(
                "duplicate_item", N_("{place}: a work item stands there twice"), place=place
            )
        found[entry.id] = entry
    return found


def _recoded(item: WorkItemKind, table: Table | None) -> WorkItemKind:
    """Return an item of another edition with this edition's code, open where it is not known."""
    if table is None:
        return replace(item, code="", source="", confidence="uncertain")
    return replace(
        item,
        code=_code_of(table),
        source=table.text("source"),
        confidence=table.confidence(),
    )


def _items_of_another(path: Path, table: Table) -> tuple[WorkItemBook, tuple[WorkItemKind, ...]]:
    """Return the edition that `items_of` names, and its items with the codes of this one."""
    other = read_work_items(path.parent / f"{table.text('items_of')}.toml")
    codes = {entry.text("id"): entry for entry in table.tables("codes")}
    for name, entry in codes.items():
        if all(item.id != name for item in other.items):
            raise entry.fault("id", "a work item of " + other.id)
    return other, tuple(_recoded(item, codes.get(item.id)) for item in other.items)


def read_work_items(path: Path) -> WorkItemBook:
    """Return the work items in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    if "items_of" in table.values:
        other, items = _items_of_another(path, table)
        works, chapters, units = other.works, other.chapters, other.units
    else:
        named = {entry.id: entry for entry in map(_works, table.tables("works"))}
        of_chapter = {
            entry.id: entry for entry in (_chapter(entry, named) for entry in table.tables("chapters"))
        }
        units = {entry.id: entry for entry in map(_unit, table.tables("units"))}
        works, chapters = tuple(named.values()), tuple(of_chapter.values())
        order = list(of_chapter)
        items = tuple(
            sorted(
                (_item(entry, of_chapter, units) for entry in table.tables("items")),
                key=lambda item: (order.index(item.chapter.id), item.code),
            )
        )
    by_id = _by_id(items, path.name)
    for entry in table.tables("items"):
        if not by_id.keys() >= set(entry.texts("needs")):
            raise entry.fault("needs", "ids of other work items")
    return WorkItemBook(
        id=table.text("id"),
        version=table.text("version"),
        edition=table.names("edition"),
        short_title=table.names("short_title"),
        works=works,
        chapters=chapters,
        units=units,
        items=tuple(by_id.values()),
        rate_measures=_all_rated(table, "rate_measures", works),
        fees=_all_rated(table, "fees", works),
    )


def _all_rated(table: Table, key: str, works: Sequence[Works]) -> tuple[RatedKind, ...]:
    return tuple(_by_id((_rated(entry, works) for entry in table.tables(key)), table.place).values())


@lru_cache
def load_work_items(edition: BillEdition = BillEdition.GB_2013) -> WorkItemBook:
    """Return the shipped work items of an edition."""
    return read_work_items(assets_folder() / "bill" / f"{edition.value}.toml")
