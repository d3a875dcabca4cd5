"""A question about money in whole numbers: fen, hundredths of a household, and who has a claim to what.

Whatever answers the question works on `Terms`, so that there is one reading of budget and floors:

* A scheme is paid in one year, out of that year's money; what a year leaves unspent is lost.
* Amounts of money in the budget are cut to whole fen, costs of schemes are rounded half-up to them.
* A scheme that serves nobody newly is never built, not even for the sake of a floor.
* A floor holds in every unit in which there is something worth building. An estate that names no unit of a
  level has no claim at that level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.town.allocation import Candidate, UnmetFloor
from chargeplan.town.cost_units import common_unit
from chargeplan.town.settings import LEVELS_DOWN, Budget, Floor, Level
from chargeplan.units import round_half_up

MOST_MONEY_CNY = Decimal(10) ** 12
"""More than this is a slip of the keyboard; whole fen of it are exact in floating point too."""

MOST_BENEFIT = 10**11
MOST_YEARS = 30
_FEN = 100


@dataclass(frozen=True)
class Claim:
    """What a floor asks for in one unit: schemes and fen, of these members (places in `Terms.candidates`)."""

    level: Level
    path: tuple[str, ...]
    members: tuple[int, ...]
    count: int
    share: Decimal
    money_fen: int


@dataclass(frozen=True)
class Terms:
    """The question in whole numbers.

    Attributes
    ----------
    candidates : tuple of Candidate
        Those that serve somebody, each scheme of an estate once, in the order they came in.
    costs_fen, benefits, estates : tuple of int
        For each candidate its cost, its benefit, and the number of its estate.
    years_fen : tuple of int
        The money of each year.
    total_fen : int
        What may be spent in all.
    claims : tuple of Claim
        What the floors ask for.
    budget_fen : int
        The total budget, of which shares are taken.
    """

    candidates: tuple[Candidate, ...]
    costs_fen: tuple[int, ...]
    benefits: tuple[int, ...]
    estates: tuple[int, ...]
    years_fen: tuple[int, ...]
    total_fen: int
    claims: tuple[Claim, ...]
    budget_fen: int

    @property
    def one_pot(self) -> bool:
        """Whether there is one year only and no floor."""
        return len(self.years_fen) == 1 and not self.claims

    @property
    def dearest_fen(self) -> int:
        """What one scheme may cost at most."""
        return min(max(self.years_fen), self.total_fen)

    @cached_property
    def unit_fen(self) -> Fraction | None:
        """The unit that most costs are multiples of, where years or floors may lose parts of it."""
        return None if self.one_pot else common_unit(self.costs_fen)

    @cached_property
    def by_cost(self) -> tuple[int, ...]:
        """The candidates, the cheapest first."""
        return tuple(sorted(range(len(self.candidates)), key=lambda each: (self.costs_fen[each], each)))

    @cached_property
    def schemes_of(self) -> dict[int, tuple[int, ...]]:
        """The candidates of each estate."""
        found: dict[int, tuple[int, ...]] = {}
        for each, estate in enumerate(self.estates):
            found[estate] = (*found.get(estate, ()), each)
        return found

    def cost(self, chosen: Iterable[int]) -> int:
        """Return what candidates cost together [fen]."""
        return sum(self.costs_fen[each] for each in chosen)

    def benefit(self, chosen: Iterable[int]) -> int:
        """Return what candidates are worth together."""
        return sum(self.benefits[each] for each in chosen)

    def met(self, chosen: Sequence[int]) -> bool:
        """Whether the floors hold with these candidates."""
        inside = set(chosen)
        return all(
            sum(each in inside for each in claim.members) >= claim.count
            and sum(self.costs_fen[each] for each in claim.members if each in inside) >= claim.money_fen
            for claim in self.claims
        )

    def with_budget(self, budget_fen: int) -> Terms:
        """Return the same question with another total budget, years and shares in proportion."""
        years = tuple(year * budget_fen // self.budget_fen for year in self.years_fen)
        claims = tuple(replace(claim, money_fen=_share_of(claim.share, budget_fen)) for claim in self.claims)
        return replace(
            self,
            years_fen=years,
            total_fen=min(budget_fen, sum(years)),
            claims=claims,
            budget_fen=budget_fen,
        )

    def budget_for(self, cost_fen: int) -> int:
        """Return the least total budget whose money, in all years together, pays a cost [fen]."""
        ours = min(self.budget_fen, sum(self.years_fen))
        return -(-cost_fen * self.budget_fen // ours)

    def without_floors(self) -> Terms:
        """Return the same question without its floors."""
        return replace(self, claims=())


def terms(candidates: Sequence[Candidate], budget: Budget) -> Terms:
    """Return the question of a budget in whole numbers.

    Raises
    ------
    InvalidValueError
        For a budget, year, floor, cost or benefit that none can be; `code` says which.
    """
    check_budget(budget)
    kept = _worth_building(candidates)
    estates: dict[str, int] = {}
    for each in kept:
        estates.setdefault(each.estate_code, len(estates))
    total = fen(_number(budget.total_cny))
    years = tuple(fen(_number(year)) for year in budget.yearly_cny) or (total,)
    if len(years) == 1:
        years = (min(years[0], total),)
    return Terms(
        candidates=kept,
        costs_fen=tuple(cost_fen(each) for each in kept),
        benefits=tuple(each.benefit for each in kept),
        estates=tuple(estates[each.estate_code] for each in kept),
        years_fen=years,
        total_fen=min(total, sum(years)),
        claims=tuple(claim for floor in budget.floors for claim in _claims(kept, floor, total)),
        budget_fen=total,
    )


def fen(amount_cny: Decimal) -> int:
    """Return an amount of a budget in whole fen, the rest cut off."""
    return int((amount_cny * _FEN).to_integral_value(ROUND_FLOOR))


def cny(amount_fen: int) -> Decimal:
    """Return fen as money."""
    return Decimal(amount_fen).scaleb(-2)


def cost_fen(candidate: Candidate) -> int:
    """Return what a candidate costs in whole fen."""
    return int(round_half_up(candidate.cost_cny, 2) * _FEN)


def check_budget(budget: Budget) -> None:
    """Raise `InvalidValueError` for a budget that none can be."""
    total = _amount(budget.total_cny)
    if total <= 0:
        raise InvalidValueError(
            "budget_not_positive", N_("A budget is more than 0 yuan, and not {value}."), value=total
        )
    for at, year in enumerate(budget.yearly_cny):
        if _amount(year) < 0:
            raise InvalidValueError(
                "year_negative",
                N_("The money of year {year} is {value} yuan; it is 0 or more."),
                year=at + 1,
                value=year,
            )
    if len(budget.yearly_cny) > MOST_YEARS:
        raise InvalidValueError("too_many_years", N_("A budget has at most {most} years."), most=MOST_YEARS)
    if budget.yearly_cny and not any(budget.yearly_cny):
        raise InvalidValueError("years_empty", N_("No year of the budget has any money."))
    for floor in budget.floors:
        _check_floor(floor)


def _check_floor(floor: Floor) -> None:
    if isinstance(floor.count, bool) or not isinstance(floor.count, int) or floor.count < 0:
        raise InvalidValueError(
            "floor_count",
            N_("A floor asks for a whole number of schemes, and not {value}."),
            value=floor.count,
        )
    share = _number(floor.share)
    if not 0 <= share <= 1:
        raise InvalidValueError(
            "floor_share",
            N_("A floor asks for a share from 0 to 100 % of the budget, and not {value}."),
            value=share,
        )


def _number(value: object) -> Decimal:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidValueError("not_a_number", N_("{value} is no number."), value=value)
    return number


def _amount(value: object) -> Decimal:
    amount = _number(value)
    if amount > MOST_MONEY_CNY:
        raise InvalidValueError(
            "too_much_money",
            N_("{value} yuan is more than the {most} yuan that can be reckoned with."),
            value=value,
            most=f"{MOST_MONEY_CNY:,f}",
        )
    return amount


def _worth_building(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    kept: dict[tuple[str, str, Decimal, int], Candidate] = {}
    for each in candidates:
        _check(each)
        if each.benefit > 0:
            kept.setdefault((each.estate_code, each.scheme, each.cost_cny, each.benefit), each)
    return tuple(kept.values())


def _check(candidate: Candidate) -> None:
    cost = _number(candidate.cost_cny)
    if not 0 <= cost <= MOST_MONEY_CNY:
        raise InvalidValueError(
            "candidate_cost",
            N_("The scheme of estate {estate} costs {value} yuan, which no scheme can."),
            estate=candidate.estate_code,
            value=candidate.cost_cny,
        )
    benefit = candidate.benefit
    if isinstance(benefit, bool) or not isinstance(benefit, int) or benefit > MOST_BENEFIT:
        raise InvalidValueError(
            "candidate_benefit",
            N_("The benefit of estate {estate} is {value}, which no estate's can be."),
            estate=candidate.estate_code,
            value=benefit,
        )


def unit_of(candidate: Candidate, level: Level) -> tuple[str, ...]:
    """Return the path of the unit that a candidate's estate lies in, () where the level is not named."""
    if not candidate.units.get(level):
        return ()
    down_to = LEVELS_DOWN.index(level)
    return tuple(candidate.units.get(each, "") for each in LEVELS_DOWN[: down_to + 1])


def _claims(candidates: Sequence[Candidate], floor: Floor, budget_fen: int) -> list[Claim]:
    if not floor.count and not floor.share:
        return []
    members: dict[tuple[str, ...], list[int]] = {}
    for at, each in enumerate(candidates):
        path = unit_of(each, floor.level)
        if path:
            members.setdefault(path, []).append(at)
    money = _share_of(floor.share, budget_fen)
    return [
        Claim(floor.level, path, tuple(places), floor.count, floor.share, money)
        for path, places in members.items()
    ]


def _share_of(share: Decimal, budget_fen: int) -> int:
    return -int((-share * budget_fen).to_integral_value(ROUND_FLOOR))


def unmet(question: Terms) -> tuple[UnmetFloor, ...]:
    """Return the floors that ask for more than there is in their unit, whatever the others ask for."""
    most = question.dearest_fen
    found = []
    for claim in question.claims:
        dearest: dict[int, int] = {}
        for each in claim.members:
            cost = question.costs_fen[each]
            if cost <= most:
                dearest[question.estates[each]] = max(cost, dearest.get(question.estates[each], 0))
        money = sum(dearest.values())
        if len(dearest) < claim.count:
            asked, possible = Decimal(claim.count), Decimal(len(dearest))
            found.append(UnmetFloor(claim.level, claim.path, asked, possible, money=False))
        if money < claim.money_fen:
            found.append(UnmetFloor(claim.level, claim.path, cny(claim.money_fen), cny(money), money=True))
    return tuple(found)
