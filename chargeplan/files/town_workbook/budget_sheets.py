"""How the budget is shared out: what is built when, who got nothing and why, what more money would bring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.story import COUNT, WAN, YUAN, Story, in_wan, wan
from chargeplan.files.town_workbook.table import Field, Table
from chargeplan.files.workbook.pages import Cell, Column, Live, Page
from chargeplan.i18n import N_, tr
from chargeplan.town.allocation import HUNDREDTHS, Allocation, Candidate, Loser
from chargeplan.town.bystanders import bystanders
from chargeplan.town.settings import Budget
from chargeplan.town.standing import Origin
from chargeplan.town.words import ORIGIN_NAMES, WHY_NOT, scheme_words

CHOSEN = N_("Budget shared out")
LOSERS = N_("Estates without money")
CURVE = N_("Benefit against money")
_PROVEN = N_("Each row is an allocation of its own, proven best.")
_NOT_ALL_PROVEN = N_("Each row is an allocation of its own; not every one is proven to be the best.")
_SERVICE_ESTIMATED = N_("from the plan, households estimated")


def chosen_fields(language: str) -> list[Field]:
    """Return the columns of what is built."""
    return [
        Field("no", Column(tr("No.", language), 6, "center")),
        Field("year", Column(tr("Year", language), 8, "center")),
        *_who(language),
        Field("households", Column(tr("Households newly served", language), 14, "right", number=COUNT)),
        Field("benefit", Column(tr("weighted by risk", language), 14, "right", number=YUAN)),
        Field("cost", Column(tr("Investment (CNY)", language), 16, "right", number=YUAN)),
        Field("wan", Column(tr("Investment (10,000 CNY)", language), 16, "right", number=WAN)),
        Field("so_far", Column(tr("so far (10,000 CNY)", language), 16, "right", number=WAN)),
    ]


def loser_fields(language: str) -> list[Field]:
    """Return the columns of those that got nothing."""
    return [
        Field("no", Column(tr("No.", language), 6, "center")),
        *_who(language),
        Field("households", Column(tr("Households newly served", language), 14, "right", number=COUNT)),
        Field("wan", Column(tr("Investment (10,000 CNY)", language), 16, "right", number=WAN)),
        Field("reason", Column(tr("Why not", language), 38)),
        Field(
            "needed", Column(tr("Comes in from a budget of (10,000 CNY)", language), 20, "right", number=WAN)
        ),
        Field("within", Column(tr("or up to so much less (10,000 CNY)", language), 16, "right", number=WAN)),
    ]


def curve_fields(language: str) -> list[Field]:
    """Return the columns of the curve."""
    return [
        Field("money", Column(tr("Money (10,000 CNY)", language), 22, "right", number=WAN)),
        Field("households", Column(tr("Households newly served", language), 22, "right", number=COUNT)),
        Field("benefit", Column(tr("weighted by risk", language), 22, "right", number=YUAN)),
    ]


def _who(language: str) -> list[Field]:
    return [
        Field("committee", Column(tr("Residents' committee", language), 18)),
        Field("name", Column(tr("Estate", language), 20)),
        Field("code", Column(tr("Estate code", language), 12)),
        Field("scheme", Column(tr("Scheme", language), 22)),
        Field("origin", Column(tr("Figures from", language), 14, "center")),
    ]


@dataclass(frozen=True)
class CurvePlaces:
    """Where the curve stands, as charts take it."""

    money: list[Any]
    households: list[Any]
    benefit: list[Any]


def write_chosen(page: Page, story: Story, allocation: Allocation, estates: EstatePlaces) -> None:
    """Write what is built, year by year, with what is left of the money."""
    language = page.language
    page.open(tr(CHOSEN, language), _how_good(allocation, language))
    table = Table(page, chosen_fields(language))
    spent = Decimal(0)
    choices = sorted(allocation.choices, key=lambda choice: choice.year)
    for number, choice in enumerate(choices, 1):
        candidate = choice.candidate
        spent += candidate.cost_cny
        table.write(
            {
                "no": number,
                "year": choice.year + 1,
                **_named(story, candidate, language),
                "households": candidate.households,
                "benefit": candidate.benefit / HUNDREDTHS,
                "cost": _cost(candidate, estates),
                "wan": Live(in_wan(table.here("cost")), wan(candidate.cost_cny)),
                "so_far": Live(in_wan(f"SUM({table.span('cost', table.row, outside=False)})"), wan(spent)),
            }
        )
    if choices:
        _totals(table, allocation)
    else:
        page.nothing()
    _money_left(table, story.comparison.settings.budget, allocation)
    page.close()


def _cost(candidate: Candidate, estates: EstatePlaces) -> Live | Decimal:
    """Return the cost as it stands beside the estate, where the candidate is its chosen scheme."""
    known = estates.figures[candidate.estate_code].get("cost_cny")
    if known == candidate.cost_cny and not candidate.alternative:
        return Live("=" + estates.cell("cost_cny", candidate.estate_code), candidate.cost_cny)
    return candidate.cost_cny


def _totals(table: Table, allocation: Allocation) -> None:
    last = table.row - 1
    sums: dict[str, Decimal | int] = {
        "households": allocation.households,
        "benefit": allocation.benefit / HUNDREDTHS,
        "cost": allocation.cost_cny,
    }
    table.write(
        {
            "name": tr("Total", table.page.language),
            **{
                field: Live(f"=SUM({table.span(field, last, outside=False)})", value)
                for field, value in sums.items()
            },
            "wan": Live(in_wan(table.here("cost")), wan(allocation.cost_cny)),
        },
        bold=True,
    )


def _money_left(table: Table, budget: Budget | None, allocation: Allocation) -> None:
    if budget is None:
        return
    language, total_row = table.page.language, table.row - 1
    given = table.write({"name": tr("Budget", language), "cost": budget.total_cny}, bold=True)
    left = budget.total_cny - allocation.cost_cny
    formula = f"={table.here('cost', given)}"
    if allocation.choices:
        formula += f"-{table.here('cost', total_row)}"
    table.write({"name": tr("Left over", language), "cost": Live(formula, left)}, bold=True)


def _how_good(allocation: Allocation, language: str) -> str:
    if not allocation.feasible:
        return tr("The fairness floors cannot be met with this budget: nothing is chosen.", language)
    if allocation.proven:
        return tr(
            "Most households newly served, weighted by risk, for this money: proven, nothing better exists.",
            language,
        )
    return tr(
        "The best found so far: {benefit} households weighted by risk; above {bound} nothing is possible.",
        language,
        benefit=f"{allocation.benefit / HUNDREDTHS:,.2f}",
        bound=f"{allocation.bound / HUNDREDTHS:,.2f}",
    )


def _named(story: Story, candidate: Candidate, language: str) -> dict[str, str]:
    standing = story.by_code[candidate.estate_code].standing
    row, origin = standing.row, standing.scheme.origin
    served_estimated = candidate.estimated and origin is Origin.PLAN
    return {
        "committee": row.committee,
        "name": row.name,
        "code": row.code,
        "scheme": scheme_words(candidate, language) if candidate.scheme else "—",
        "origin": tr(_SERVICE_ESTIMATED if served_estimated else ORIGIN_NAMES[origin], language),
    }


def write_losers(page: Page, story: Story, allocation: Allocation) -> None:
    """Write who got nothing, why, and what budget would bring it in."""
    language = page.language
    notes = N_("With a budget of this size, its years scaled alike, a best answer includes the estate.")
    aside = bystanders(story.comparison, allocation).told(language)
    page.open(tr(LOSERS, language), " ".join((tr(notes, language), *aside)))
    table = Table(page, loser_fields(language))
    for number, loser in enumerate(allocation.losers, 1):
        table.write(
            {
                "no": number,
                **_named(story, loser.candidate, language),
                "households": loser.candidate.households,
                "wan": wan(loser.candidate.cost_cny),
                "reason": tr(WHY_NOT[loser.reason], language),
                "needed": _needed(loser, language),
                "within": wan(loser.budget_step_cny) if loser.budget_needed_cny is not None else None,
            }
        )
    if not allocation.losers:
        page.nothing()
    page.close()


def _needed(loser: Loser, language: str) -> Cell:
    if loser.budget_needed_cny is not None:
        return wan(loser.budget_needed_cny)
    return tr("by no budget", language) if loser.budget_known else tr("not looked for", language)


def write_curve(page: Page, story: Story) -> CurvePlaces | None:
    """Write the curve; return where it stands, None where there is none."""
    language = page.language
    notes = _PROVEN if all(point.proven for point in story.curve) else _NOT_ALL_PROVEN
    page.open(tr(CURVE, language), tr(notes, language))
    table = Table(page, curve_fields(language))
    for point in story.curve:
        table.write(
            {
                "money": wan(point.cost_cny),
                "households": point.households,
                "benefit": point.benefit / HUNDREDTHS,
            }
        )
    if not story.curve:
        page.nothing()
    page.close()
    last = table.row - 1
    places = [table.place(field, last) for field in ("money", "households", "benefit")]
    return CurvePlaces(*places) if story.curve else None
