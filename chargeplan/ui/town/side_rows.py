"""Figures of estates side by side: a row for each, and which of its sides is the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparing import rating_after
from chargeplan.town.comparison import Assessed
from chargeplan.town.figures import Reach
from chargeplan.town.grading import Rating
from chargeplan.town.settings import TownSettings
from chargeplan.town.words import GRADE_LETTERS
from chargeplan.ui.numbers import grouped, money, number
from chargeplan.ui.town.columns import UNKNOWN
from chargeplan.ui.town.indicator_columns import indicator_tip
from chargeplan.ui.town.table_model import ESTIMATED

BETTER, WORSE, NEUTRAL = "up_better", "up_worse", "neutral"
"""Directions, as indicators have them."""

ALIKE = {"more_of_one": BETTER, "less_of_one": WORSE}
MORE_OF_ONE, LESS_OF_ONE = ALIKE
"""Directions of counts and sums, which tell something only between the schemes of one estate."""

_LEAST_SIDES = 2


@dataclass(frozen=True)
class SideFigure:
    """A figure of one side as it is shown, and what sides are held against each other by; None is unknown."""

    text: str
    value: Decimal | None = None


@dataclass(frozen=True)
class SideRow:
    """One row: its title, a figure for each side, and the sides that are the best of it.

    A row without figures is a heading.
    """

    title: str
    figures: tuple[SideFigure, ...] = ()
    best: frozenset[int] = frozenset()
    tip: str = ""


@dataclass(frozen=True)
class _Line:
    title: str
    direction: str
    figure: Callable[[Assessed, TownSettings], SideFigure]


def side_rows(sides: Sequence[Assessed | None], settings: TownSettings) -> list[SideRow]:
    """Return the rows of estates that are shown side by side, in the language of now; None is unknown yet."""
    rows: list[SideRow] = []
    one_estate = len({side.standing.row.code for side in sides if side is not None}) == 1
    for heading, lines in _SECTIONS:
        rows.append(SideRow(tr(heading)))
        for line in lines:
            figures = tuple(
                SideFigure(UNKNOWN) if side is None else line.figure(side, settings) for side in sides
            )
            direction = ALIKE.get(line.direction, line.direction) if one_estate else line.direction
            rows.append(SideRow(tr(line.title), figures, _best(figures, direction)))
    return [*rows, SideRow(tr("Indicators")), *_indicator_rows(sides)]


def _indicator_rows(sides: Sequence[Assessed | None]) -> Iterator[SideRow]:
    for indicator in load_town_method().indicators:
        values = [None if side is None else side.indicators.get(indicator.id) for side in sides]
        figures = tuple(
            SideFigure(UNKNOWN if value is None else grouped(value, indicator.decimals), value)
            for value in values
        )
        title = f"{pick(indicator.title)} [{pick(indicator.unit)}]"
        yield SideRow(title, figures, _best(figures, indicator.direction), indicator_tip(indicator))


def _best(figures: Sequence[SideFigure], direction: str) -> frozenset[int]:
    """Return the sides with the best of the known values; none where none is better than another."""
    known = [figure.value for figure in figures if figure.value is not None]
    if direction not in (BETTER, WORSE) or len(known) < _LEAST_SIDES or len(set(known)) == 1:
        return frozenset()
    best = max(known) if direction == BETTER else min(known)
    return frozenset(index for index, figure in enumerate(figures) if figure.value == best)


def _graded(rating: Rating) -> SideFigure:
    letter = tr(GRADE_LETTERS[rating.grade])
    if rating.score is None:
        return SideFigure(letter)
    return SideFigure(f"{letter} · {number(rating.score, 1)}", rating.score)


def _rank(one: Assessed, _settings: TownSettings) -> SideFigure:
    rank = one.rating.rank
    return SideFigure(UNKNOWN) if rank is None else SideFigure(str(rank), Decimal(rank))


def _mark(one: Assessed) -> str:
    return f" {tr(ESTIMATED)}" if one.standing.estimated else ""


def _count(value: int | Decimal | None, mark: str = "") -> SideFigure:
    if value is None:
        return SideFigure(UNKNOWN)
    return SideFigure(grouped(Decimal(value), 0) + mark, Decimal(value))


def _pair(one: Assessed, before: int | Decimal | None, after: int | Decimal | None) -> SideFigure:
    """Return a figure before and after the scheme; sides are held against each other by the latter."""
    early, late = _count(before), _count(after, _mark(one))
    return SideFigure(f"{early.text} → {late.text}", late.value)


def _facilities(name: str) -> Callable[[Assessed, TownSettings], SideFigure]:
    def told(one: Assessed, _settings: TownSettings) -> SideFigure:
        return _pair(one, getattr(one.standing.before, name), getattr(one.standing.after, name))

    return told


def _indicated(name: str) -> Callable[[Assessed, TownSettings], SideFigure]:
    def told(one: Assessed, _settings: TownSettings) -> SideFigure:
        return _pair(one, one.indicators.get(name), one.indicators.get(f"{name}_after"))

    return told


def _reached(told: Callable[[Reach], tuple[int | None, int | None]]) -> Callable[..., SideFigure]:
    """Return how many are served of how many, before and after; held against each other by the share."""

    def one_of(reach: Reach | None) -> SideFigure:
        served, whole = told(reach) if reach is not None else (None, None)
        if served is None or whole is None:
            return SideFigure(UNKNOWN)
        return SideFigure(f"{served}/{whole}", Decimal(served) / whole if whole else None)

    def figure(one: Assessed, _settings: TownSettings) -> SideFigure:
        early, late = one_of(one.standing.reach_before), one_of(one.standing.reach_after)
        return SideFigure(f"{early.text} → {late.text}", late.value)

    return figure


def _money(value: Decimal | None, mark: str) -> SideFigure:
    return SideFigure(UNKNOWN) if value is None else SideFigure(money(value) + mark, value)


def _cost(one: Assessed, _settings: TownSettings) -> SideFigure:
    return _money(one.standing.scheme.cost_cny, _mark(one))


def _findings(name: str) -> Callable[[Assessed, TownSettings], SideFigure]:
    def told(one: Assessed, _settings: TownSettings) -> SideFigure:
        figures = one.standing.figures
        return SideFigure(UNKNOWN) if figures is None else _count(getattr(figures, name))

    return told


def _ebikes(one: Assessed, _settings: TownSettings) -> SideFigure:
    if one.standing.ebikes is None:
        return SideFigure(UNKNOWN)
    how = tr("counted") if one.standing.ebikes_counted else tr("expected")
    return SideFigure(f"{grouped(one.standing.ebikes, 0)} ({how})", Decimal(one.standing.ebikes))


_SECTIONS: tuple[tuple[str, tuple[_Line, ...]], ...] = (
    (
        N_("Risk: A is the lowest, D the highest; more points are worse"),
        (
            _Line(N_("Grade and score"), WORSE, lambda one, _: _graded(one.rating)),
            _Line(
                N_("Grade and score with the scheme"),
                WORSE,
                lambda one, settings: _graded(rating_after(one, settings)),
            ),
            _Line(N_("Rank, 1 is the worst"), BETTER, _rank),
        ),
    ),
    (
        N_("Size"),
        (
            _Line(N_("Buildings"), NEUTRAL, lambda one, _: _count(one.standing.buildings)),
            _Line(N_("Doorways"), NEUTRAL, lambda one, _: _count(one.standing.doorways)),
            _Line(N_("Households"), NEUTRAL, lambda one, _: _count(one.standing.households)),
            _Line(N_("E-bikes"), NEUTRAL, _ebikes),
        ),
    ),
    (
        N_("Before → after the scheme"),
        (
            _Line(N_("Bikes that can be parked"), MORE_OF_ONE, _facilities("stalls")),
            _Line(N_("Charging facilities"), MORE_OF_ONE, _facilities("chargers")),
            _Line(N_("Sockets"), MORE_OF_ONE, _facilities("sockets")),
            _Line(N_("Stalls short"), WORSE, _indicated("stalls_short")),
            _Line(N_("Sockets short"), WORSE, _indicated("sockets_short")),
            _Line(
                N_("Doorways served on foot"),
                BETTER,
                _reached(lambda reach: (reach.doorways_served, reach.doorways)),
            ),
            _Line(
                N_("Households served on foot"),
                BETTER,
                _reached(lambda reach: (reach.households_served, reach.households)),
            ),
        ),
    ),
    (
        N_("Cost of the scheme, with tax"),
        (
            _Line(N_("In all"), LESS_OF_ONE, _cost),
            _Line(
                N_("Bill lines without a price"),
                WORSE,
                lambda one, _: _count(one.standing.scheme.unpriced_lines if one.standing.figures else None),
            ),
        ),
    ),
    (
        N_("Findings of the plan"),
        (
            _Line(N_("Errors"), WORSE, _findings("errors")),
            _Line(N_("Warnings"), WORSE, _findings("warnings")),
            _Line(N_("Undecided"), WORSE, _findings("undecided")),
        ),
    ),
)
