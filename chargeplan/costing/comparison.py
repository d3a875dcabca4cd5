"""Schemes of one estate side by side: figures, findings, cost by chapter, per socket and per household."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chargeplan.costing.bill import Bill, BillChapter, WorksBill
from chargeplan.costing.work import Words
from chargeplan.engineering.findings import Check, findings_of
from chargeplan.i18n import LANGUAGES, N_, tr
from chargeplan.reference.work_items import Chapter, Works
from chargeplan.units import round_half_up

Amount = Decimal | int | None
Part = Literal["figures", "findings", "cost", "per_piece"]

_CENTS = 2
_SEVERITIES = {"error": N_("Errors"), "warning": N_("Warnings"), "info": N_("For information")}


@dataclass(frozen=True)
class Side:
    """One scheme as it is compared.

    Attributes
    ----------
    figures : title -> value
        Areas and counts, titles being keys of translations; None is unknown.
    checks : tuple of Check
        Of which those that are not met count.
    sockets, households : what its cost is shared by; None is unknown
    """

    scheme_id: str
    name: str
    figures: Mapping[str, Amount]
    checks: tuple[Check, ...]
    bill: Bill
    sockets: int
    households: int | None


@dataclass(frozen=True)
class Row:
    """One figure of every scheme.

    Attributes
    ----------
    level : int
        0 for a sum or a figure of its own, 1 for a part of the sum above it.
    values : one a scheme, None where a scheme has none of it or nobody knows
    missing : prices that are missing in each value, so that it is too small
    """

    part: Part
    title: Words
    values: tuple[Amount, ...]
    level: int = 0
    missing: tuple[int, ...] = ()

    @property
    def differences(self) -> tuple[Amount, ...]:
        """How much each scheme after the first has more than the first."""
        first, *others = self.values
        return tuple(None if first is None or other is None else other - first for other in others)


def compare(sides: Sequence[Side]) -> tuple[Row, ...]:
    """Return the rows of schemes side by side, in the order in which they are read."""
    if not sides:
        return ()
    return (*_figures(sides), *_findings(sides), *_costs(sides), *_per_piece(sides))


def _named(text: str) -> Words:
    return {language: tr(text, language) for language in LANGUAGES}


def _figures(sides: Sequence[Side]) -> Iterable[Row]:
    for title in dict.fromkeys(title for side in sides for title in side.figures):
        yield Row("figures", _named(title), tuple(side.figures.get(title) for side in sides))


def _findings(sides: Sequence[Side]) -> Iterable[Row]:
    open_findings = [[check for check in findings_of(side.checks) if check.waiver is None] for side in sides]
    yield Row("findings", _named(N_("Findings")), tuple(map(len, open_findings)))
    for severity, title in _SEVERITIES.items():
        counts = tuple(sum(check.severity == severity for check in found) for found in open_findings)
        yield Row("findings", _named(title), counts, 1)


def _costs(sides: Sequence[Side]) -> Iterable[Row]:
    bills = [side.bill for side in sides]
    for works in bills[0].book.works:
        units = [next((unit for unit in bill.units if unit.works.id == works.id), None) for bill in bills]
        if any(units):
            yield from _unit_rows(works, units, bills[0].book.chapters)
    yield _sum_row(N_("Total before tax"), bills, lambda bill: bill.total_cny)
    yield _sum_row(N_("Total with tax"), bills, lambda bill: bill.total_with_tax_cny)


def _sum_row(title: str, bills: Sequence[Bill], value: Callable[[Bill], Decimal]) -> Row:
    missing = tuple(bill.missing_price_count for bill in bills)
    return Row("cost", _named(title), tuple(map(value, bills)), missing=missing)


def _unit_rows(works: Works, units: Sequence[WorksBill | None], chapters: Sequence[Chapter]) -> Iterable[Row]:
    missing = tuple(0 if unit is None else unit.missing_price_count for unit in units)
    totals = tuple(None if unit is None else unit.total_cny for unit in units)
    yield Row("cost", works.title, totals, missing=missing)
    for chapter in chapters:
        found = [None if unit is None else _chapter_of(unit, chapter) for unit in units]
        if any(found):
            yield Row(
                "cost",
                chapter.title,
                tuple(None if held is None else held.subtotal_cny for held in found),
                1,
                tuple(0 if held is None else held.missing_price_count for held in found),
            )
    rest: tuple[tuple[str, Callable[[WorksBill], Decimal]], ...] = (
        (N_("Measures by rate"), lambda unit: unit.rate_measures_cny),
        (N_("Other items"), lambda unit: unit.other.total_cny),
        (N_("Fees"), lambda unit: unit.fees_cny),
    )
    for name, value in rest:
        values = tuple(None if unit is None else value(unit) for unit in units)
        if any(values):
            yield Row("cost", _named(name), values, 1)


def _chapter_of(unit: WorksBill, chapter: Chapter) -> BillChapter | None:
    return next((held for held in unit.chapters if held.chapter.id == chapter.id), None)


def _per_piece(sides: Sequence[Side]) -> Iterable[Row]:
    missing = tuple(side.bill.missing_price_count for side in sides)
    for title, counts in (
        (N_("Cost per socket, before tax"), [side.sockets for side in sides]),
        (N_("Cost per household, before tax"), [side.households for side in sides]),
    ):
        values = tuple(
            round_half_up(side.bill.total_cny / count, _CENTS) if count else None
            for side, count in zip(sides, counts, strict=True)
        )
        yield Row("per_piece", _named(title), values, missing=missing)
