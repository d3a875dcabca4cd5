"""The answer for a town in a few lines of text, as the command line prints it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chargeplan.i18n import N_, tr
from chargeplan.survey.whole_town import TownAnswer
from chargeplan.town.allocation import Allocation
from chargeplan.town.comparison import Sums
from chargeplan.town.failures import failure_sentence
from chargeplan.town.grading import Grade
from chargeplan.town.settings import Budget
from chargeplan.town.words import GRADE_LETTERS
from chargeplan.units import WAN, round_half_up

_TOTALS = (
    ("after.chargers", N_("Charging facilities with the chosen schemes")),
    ("after.stalls", N_("Bikes that can be parked with the chosen schemes")),
    ("sockets_short", N_("Sockets short as it is")),
)


def summary(answer: TownAnswer, language: str | None = None) -> str:
    """Return totals, grades, what the budget builds, and every plan that gave no figures."""
    return "\n".join(_lines(answer, language))


def _lines(answer: TownAnswer, language: str | None) -> Iterator[str]:
    comparison, total = answer.comparison, answer.comparison.total
    yield _line(tr("Town", language), printable(comparison.register.title))
    estates = f"{total.estates:,}"
    if total.estimated:
        text = N_("{estates}, {estimated} of them with an estimated scheme")
        estates = tr(text, language, estates=estates, estimated=f"{total.estimated:,}")
    yield _line(tr("Estates", language), estates)
    for field_id, name in _TOTALS:
        yield _line(tr(name, language), _sum(total.sums[field_id], language))
    yield _line(tr("Cost of the schemes with tax", language), _cost(total.sums["cost_cny"], language))
    grades = (f"{tr(GRADE_LETTERS[grade], language)} {total.grades[grade.value]:,}" for grade in Grade)
    yield _line(tr("Risk grades, A the lowest and D the highest", language), " · ".join(grades))
    budget = comparison.settings.budget
    if answer.allocation is not None and budget is not None:
        yield _line(tr("Budget", language), _budget(answer.allocation, budget, language))
    if answer.remarks:
        yield _line(tr("Remarks on the register", language), f"{len(answer.remarks):,}")
    yield from _plans(answer, language)


def _line(name: str, value: str) -> str:
    return f"{name}: {value}"


def _sum(sums: Sums, language: str | None) -> str:
    return f"{round_half_up(sums.total, 0):,}{_unknown(sums, language)}"


def _cost(sums: Sums, language: str | None) -> str:
    amount = f"{round_half_up(sums.total / WAN, 2):,}"
    return tr("{amount} × 10,000 CNY", language, amount=amount) + _unknown(sums, language)


def _unknown(sums: Sums, language: str | None) -> str:
    return f" ({tr('{count} unknown', language, count=f'{sums.unknown:,}')})" if sums.unknown else ""


def _budget(allocation: Allocation, budget: Budget, language: str | None) -> str:
    if not allocation.feasible:
        return tr(
            "the fairness floors cannot be met with {money} CNY", language, money=_money(budget.total_cny)
        )
    told = tr(
        "{schemes} schemes for {cost} of {money} CNY, {households} households newly served",
        language,
        schemes=f"{len(allocation.choices):,}",
        cost=_money(allocation.cost_cny),
        money=_money(budget.total_cny),
        households=f"{allocation.households:,}",
    )
    if allocation.proven:
        return f"{told}; {tr('proven to be the best', language)}"
    gap = round_half_up(allocation.gap_percent, 2)
    return f"{told}; {tr('the best is at most {percent} % better', language, percent=gap)}"


def _money(amount: Decimal) -> str:
    return f"{round_half_up(amount, 2):,}"


def _plans(answer: TownAnswer, language: str | None) -> Iterator[str]:
    """Yield how many plans there are, and why which of them, or of their other schemes, gave no figures."""
    outcomes = answer.outcomes
    failed = [key for key, outcome in outcomes.items() if outcome.failure is not None]
    yield _line(tr("Plans worked out", language), f"{len(outcomes) - len(failed):,}")
    if failed:
        yield _line(tr("Plans that gave no figures", language), f"{len(failed):,}")
    for row in answer.comparison.register.rows:
        outcome = outcomes.get((row.plan, row.scheme)) if row.plan else None
        for failure in outcome.failures if outcome is not None else ():
            yield printable(f"  {row.code} {row.name}: {failure_sentence(failure, language)}")


def printable(text: str) -> str:
    """Return a text without what would command a terminal: names come from files of others."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
