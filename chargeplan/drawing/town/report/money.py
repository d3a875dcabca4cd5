"""The budget: what is built in which year, and why every other estate got nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from chargeplan.drawing.town.facts import UNKNOWN, money, name_of
from chargeplan.drawing.town.look import number
from chargeplan.drawing.town.report.estates import MOST_ROWS, say_cut
from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.i18n import tr
from chargeplan.town.allocation import HUNDREDTHS, Allocation, Choice, Loser
from chargeplan.town.bystanders import bystanders
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.words import WHY_NOT, scheme_words
from chargeplan.units import WAN


def write_allocation(
    flow: Flow, comparison: Comparison, allocation: Allocation | None, language: str
) -> None:
    """Write the budget's answer by year and the losers with their reasons; nothing without an answer."""
    if allocation is None:
        return
    flow.heading(tr("Budget", language))
    flow.bullets(_summary(comparison, allocation, language))
    estates = {one.standing.row.code: one for one in comparison.estates}
    _write_choices(flow, comparison, allocation.choices, estates, language)
    if allocation.losers:
        _write_losers(flow, allocation.losers, estates, language)


def _summary(comparison: Comparison, allocation: Allocation, language: str) -> list[str]:
    budget = comparison.settings.budget
    given = money(budget.total_cny if budget is not None else None, language)
    found = [
        tr(
            "Budget {budget}; {count} schemes for {cost} serve {households} households anew.",
            language,
            budget=given,
            count=number(len(allocation.choices)),
            cost=money(allocation.cost_cny, language),
            households=number(allocation.households),
        )
    ]
    if not allocation.feasible:
        found.append(tr("The fairness floors cannot be met with this budget", language))
    elif allocation.proven:
        found.append(tr("Proven: no other choice of schemes has a greater benefit.", language))
    else:
        text = tr("Not proven to be the best: benefit {benefit} of at most {bound}.", language,
                  benefit=_benefit(allocation.benefit), bound=_benefit(allocation.bound))  # fmt: skip
        found.append(text)
    found.append(tr("Benefit: households newly served, each counted by its estate's risk", language))
    found.extend(bystanders(comparison, allocation).told(language))
    return found


def _benefit(value: int) -> str:
    return number(value / HUNDREDTHS, 2)


def _write_choices(
    flow: Flow, comparison: Comparison, choices: Sequence[Choice], estates: dict[str, Assessed], language: str
) -> None:
    columns = [
        Column(tr("Estate", language), 2.6),
        Column(tr("Committee", language), 2.0),
        Column(tr("Scheme", language), 1.8),
        Column(tr("Cost (10,000 CNY)", language), 1.2, "right"),
        Column(tr("Households newly served", language), 1.4, "right"),
        Column(tr("Benefit", language), 1.2, "right"),
    ]
    yearly = comparison.settings.budget.yearly_cny if comparison.settings.budget is not None else ()
    for year in sorted({choice.year for choice in choices}):
        held = [choice for choice in choices if choice.year == year]
        flow.subheading(_year_title(year, yearly, language))
        rows = [_choice_row(choice, estates, language) for choice in held[:MOST_ROWS]]
        cost = sum((choice.candidate.cost_cny for choice in held), Decimal(0))
        rows.append(
            Row(
                [
                    tr("Sum of {count} schemes", language, count=number(len(held))), "", "",
                    number(cost / WAN, 2),
                    number(sum(choice.candidate.households for choice in held)),
                    _benefit(sum(choice.candidate.benefit for choice in held)),
                ],
                strong=True,
            )
        )  # fmt: skip
        flow.table(columns, rows, 8.0)
        say_cut(flow, len(held), language)


def _year_title(year: int, yearly: Sequence[Decimal], language: str) -> str:
    if year < len(yearly):
        amount = money(yearly[year], language)
        return tr("Year {year}, budget {amount}", language, year=year + 1, amount=amount)
    return tr("Year {year}", language, year=year + 1)


def _choice_row(choice: Choice, estates: dict[str, Assessed], language: str) -> Row:
    candidate = choice.candidate
    one = estates.get(candidate.estate_code)
    cost = number(candidate.cost_cny / WAN, 2)
    return Row(
        [
            _name(candidate.estate_code, one),
            one.standing.row.committee if one is not None else "",
            scheme_words(candidate, language),
            _marked(cost, language, estimated=candidate.unplanned),
            _marked(number(candidate.households), language, estimated=candidate.estimated),
            _benefit(candidate.benefit),
        ]
    )


def _marked(amount: str, language: str, *, estimated: bool) -> str:
    return tr("{amount} (est.)", language, amount=amount) if estimated else amount


def _name(code: str, one: Assessed | None) -> str:
    return f"{name_of(one)} ({code})" if one is not None else code


def _write_losers(flow: Flow, losers: Iterable[Loser], estates: dict[str, Assessed], language: str) -> None:
    held = list(losers)
    flow.subheading(tr("Estates that get nothing, and why", language))
    columns = [
        Column(tr("Estate", language), 2.4),
        Column(tr("Scheme", language), 1.6),
        Column(tr("Cost (10,000 CNY)", language), 1.2, "right"),
        Column(tr("Households newly served", language), 1.4, "right"),
        Column(tr("Why", language), 2.2),
        Column(tr("Budget that would bring it in (10,000 CNY)", language), 1.8, "right"),
    ]
    rows = []
    for loser in held[:MOST_ROWS]:
        candidate, needed = loser.candidate, loser.budget_needed_cny
        cost = number(candidate.cost_cny / WAN, 2)
        rows.append(
            Row(
                [
                    _name(candidate.estate_code, estates.get(candidate.estate_code)),
                    scheme_words(candidate, language),
                    _marked(cost, language, estimated=candidate.unplanned),
                    _marked(number(candidate.households), language, estimated=candidate.estimated),
                    tr(WHY_NOT[loser.reason], language),
                    UNKNOWN if needed is None else number(needed / WAN, 2),
                ]
            )
        )
    flow.table(columns, rows, 8.0)
    say_cut(flow, len(held), language)
