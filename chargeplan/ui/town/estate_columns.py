"""Every column of the table of estates, by group."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chargeplan.i18n import N_
from chargeplan.model.labels import ESTATE_KINDS
from chargeplan.town.comparison import Assessed
from chargeplan.town.failures import failure_sentence
from chargeplan.town.task_list import is_open
from chargeplan.town.words import COORDINATE_NAMES, GRADE_LETTERS, ORIGIN_NAMES
from chargeplan.ui.town.columns import (
    CNY_WAN,
    FACILITIES,
    PEOPLE,
    REGISTER,
    RISK,
    SCHEME,
    TASKS,
    Column,
    Extras,
    Sort,
    Value,
    column,
    wan,
)


def _row(name: str) -> Value:
    return lambda estate, _extras: getattr(estate.standing.row, name)


def _of(*names: str) -> Value:
    """Return the getter of a nested figure of a standing, None where a part on the way is None."""

    def value(estate: Assessed, _extras: Extras) -> Any:
        held: Any = estate.standing
        for name in names:
            held = getattr(held, name) if held is not None else None
        return held

    return value


def _rated(name: str) -> Value:
    return lambda estate, _extras: getattr(estate.rating, name)


def _rank_span(estate: Assessed, _extras: Extras) -> str:
    rating = estate.rating
    if rating.rank_best is None or rating.rank_worst is None:
        return ""
    best, worst = rating.rank_best, rating.rank_worst
    return str(best) if best == worst else f"{best}–{worst}"


def _cost(estate: Assessed, _extras: Extras) -> Decimal | None:
    return wan(estate.standing.scheme.cost_cny)


def _year(estate: Assessed, extras: Extras) -> int | None:
    return extras.years.get(estate.standing.row.code)


def _open_tasks(estate: Assessed, _extras: Extras) -> int:
    return sum(map(is_open, estate.tasks))


def _escalated(estate: Assessed, _extras: Extras) -> int:
    return sum(task.escalated_from is not None and is_open(task) for task in estate.tasks)


def _place(estate: Assessed, _extras: Extras) -> str:
    place = estate.standing.row.place
    return "" if place is None else f"{place.x:.10g}, {place.y:.10g}"


def _system(estate: Assessed, _extras: Extras) -> Any:
    place = estate.standing.row.place
    return None if place is None else place.system


def _failure(estate: Assessed, _extras: Extras) -> str:
    outcome = estate.standing.outcome
    return "" if outcome is None or outcome.failure is None else failure_sentence(outcome.failure)


def _difference_count(estate: Assessed, _extras: Extras) -> int | None:
    return len(estate.standing.differences) if estate.standing.figures is not None else None


def _counted(estate: Assessed, _extras: Extras) -> bool | None:
    return None if estate.standing.ebikes is None else estate.standing.ebikes_counted


def _hazard(name: str) -> Value:
    return lambda estate, _extras: getattr(estate.standing.row.hazards, name)


_YES = {True: N_("yes"), False: N_("no")}
_KINDS: Mapping[Any, str] = {**ESTATE_KINDS, None: ""}
_SYSTEMS: Mapping[Any, str] = {**COORDINATE_NAMES, None: ""}


def estate_columns() -> tuple[Column, ...]:
    """Return all columns that do not depend on the indicators, by group."""
    return (*_risk(), *_register(), *_people(), *_facilities(), *_scheme(), *_tasks())


def _risk() -> tuple[Column, ...]:
    """Return rank, grade and score."""
    return (
        column(
            "rank",
            RISK,
            N_("Rank"),
            _rated("rank"),
            N_("1 is the worst; estates without a grade have none."),
            at_first=True,
            width_px=52,
        ),
        column(
            "grade",
            RISK,
            N_("Grade"),
            _rated("grade"),
            N_("Risk: A is the lowest, D the highest. What lacks an indicator is unrated."),
            sort=Sort.LISTED,
            words=GRADE_LETTERS,
            grade=True,
            at_first=True,
            width_px=60,
        ),
        column(
            "score",
            RISK,
            N_("Score"),
            _rated("score"),
            N_("0 to 100, more is worse: the weighted sum of the indicators."),
            decimals=1,
            at_first=True,
            width_px=58,
        ),
        column(
            "rank_span",
            RISK,
            N_("Rank if weights move"),
            _rank_span,
            N_("Best and worst rank when weights move up or down as far as the method says."),
            sort=Sort.WORDS,
            width_px=110,
        ),
    )


def _register() -> tuple[Column, ...]:
    """Return what the register says of an estate as a whole."""
    return (
        column("code", REGISTER, N_("Estate code"), _row("code"), sort=Sort.WORDS, width_px=90),
        column("name", REGISTER, N_("Estate"), _row("name"), sort=Sort.WORDS, at_first=True, width_px=132),
        column("district", REGISTER, N_("District"), _row("district"), sort=Sort.WORDS, width_px=100),
        column("street", REGISTER, N_("Street or town"), _row("street"), sort=Sort.WORDS, width_px=110),
        column(
            "committee",
            REGISTER,
            N_("Committee"),
            _row("committee"),
            sort=Sort.WORDS,
            at_first=True,
            width_px=112,
        ),
        column(
            "address", REGISTER, N_("Address of the estate"), _row("address"), sort=Sort.WORDS, width_px=180
        ),
        column("kind", REGISTER, N_("Kind"), _row("kind"), sort=Sort.LISTED, words=_KINDS, width_px=120),
        column("year_built", REGISTER, N_("Year finished"), _row("year_built"), plain=True),
        column("place", REGISTER, N_("Place"), _place, sort=Sort.WORDS, width_px=130),
        column(
            "place_system",
            REGISTER,
            N_("Coordinate system"),
            _system,
            sort=Sort.LISTED,
            words=_SYSTEMS,
            width_px=110,
        ),
        column("plan", REGISTER, N_("Plan file"), _row("plan"), sort=Sort.WORDS, width_px=150),
        column("remarks", REGISTER, N_("Remarks"), _row("remarks"), sort=Sort.WORDS, width_px=180),
        column("source", REGISTER, N_("Source of the row"), _row("source"), sort=Sort.WORDS, width_px=140),
        column("as_of", REGISTER, N_("Figures of"), _row("as_of"), sort=Sort.WORDS, width_px=96),
        column(
            "illustrative",
            REGISTER,
            N_("Illustrative"),
            _row("illustrative"),
            N_("Whether the row is made up to fill an example."),
            sort=Sort.LISTED,
            words=_YES,
            width_px=90,
        ),
    )


def _people() -> tuple[Column, ...]:
    """Return who lives there, and what was reported."""
    return (
        column("floor_area", PEOPLE, N_("Floor area"), _row("floor_area_m2"), unit="m²", sums=True),
        column("buildings", PEOPLE, N_("Buildings"), _of("buildings"), sums=True),
        column("doorways", PEOPLE, N_("Doorways"), _of("doorways"), sums=True),
        column(
            "households", PEOPLE, N_("Households"), _of("households"), sums=True, at_first=True, width_px=72
        ),
        column(
            "ebikes",
            PEOPLE,
            N_("E-bikes"),
            _of("ebikes"),
            N_("Counted, or expected from the households."),
            sums=True,
            at_first=True,
            width_px=84,
        ),
        column(
            "ebikes_counted",
            PEOPLE,
            N_("E-bikes counted"),
            _counted,
            sort=Sort.LISTED,
            words={**_YES, None: ""},
            width_px=90,
        ),
        column(
            "wires",
            PEOPLE,
            N_("Flying wires"),
            _hazard("flying_wires"),
            N_("Hazards that were reported."),
            sums=True,
        ),
        column(
            "corridors",
            PEOPLE,
            N_("Charging in corridors"),
            _hazard("corridor_charging"),
            N_("Hazards that were reported."),
            sums=True,
            width_px=100,
        ),
        column(
            "blocked",
            PEOPLE,
            N_("Blocked doorways"),
            _hazard("blocked_doorways"),
            N_("Hazards that were reported."),
            sums=True,
            width_px=90,
        ),
        column("complaints", PEOPLE, N_("Complaints"), _row("complaints"), sums=True),
        column(
            "fire_level",
            PEOPLE,
            N_("Fire hazard level"),
            _row("fire_hazard_level"),
            sort=Sort.WORDS,
            width_px=100,
        ),
    )


def _facilities() -> tuple[Column, ...]:
    """Return what there is before and after the scheme."""
    return (
        column(
            "stalls_before",
            FACILITIES,
            N_("Parkable bikes\nbefore"),
            _of("before", "stalls"),
            sums=True,
            width_px=96,
        ),
        column(
            "chargers_before",
            FACILITIES,
            N_("Charging facilities\nbefore"),
            _of("before", "chargers"),
            sums=True,
            at_first=True,
            width_px=92,
        ),
        column("sockets_before", FACILITIES, N_("Sockets\nbefore"), _of("before", "sockets"), sums=True),
        column(
            "chargers_after",
            FACILITIES,
            N_("Charging facilities\nafter"),
            _of("after", "chargers"),
            N_("With the chosen scheme; the published total. A facility may have several sockets."),
            sums=True,
            estimated=True,
            at_first=True,
            width_px=96,
        ),
        column(
            "stalls_after",
            FACILITIES,
            N_("Parkable bikes\nafter"),
            _of("after", "stalls"),
            N_("With the chosen scheme; the published total."),
            sums=True,
            estimated=True,
            at_first=True,
            width_px=96,
        ),
        column(
            "sockets_after",
            FACILITIES,
            N_("Sockets\nafter"),
            _of("after", "sockets"),
            sums=True,
            estimated=True,
        ),
    )


def _scheme() -> tuple[Column, ...]:
    """Return what the scheme adds and costs."""
    return (
        column(
            "origin",
            SCHEME,
            N_("Scheme from"),
            _of("scheme", "origin"),
            N_("An estate without a plan has an estimated scheme, marked wherever it counts."),
            sort=Sort.LISTED,
            words=ORIGIN_NAMES,
            at_first=True,
            width_px=100,
        ),
        column("scheme", SCHEME, N_("Scheme"), _of("scheme", "name"), sort=Sort.WORDS, width_px=110),
        column(
            "new_stalls",
            SCHEME,
            N_("New parkable bikes"),
            _of("scheme", "new", "stalls"),
            sums=True,
            estimated=True,
        ),
        column(
            "new_chargers",
            SCHEME,
            N_("New charging facilities"),
            _of("scheme", "new", "chargers"),
            sums=True,
            estimated=True,
            width_px=96,
        ),
        column(
            "new_sockets",
            SCHEME,
            N_("New sockets"),
            _of("scheme", "new", "sockets"),
            sums=True,
            estimated=True,
        ),
        column(
            "cost",
            SCHEME,
            N_("Cost"),
            _cost,
            N_("Of the chosen scheme, with tax."),
            unit=CNY_WAN,
            decimals=2,
            sums=True,
            estimated=True,
            at_first=True,
            width_px=104,
        ),
        column(
            "unpriced",
            SCHEME,
            N_("Lines without a price"),
            _of("scheme", "unpriced_lines"),
            N_("Lines of the bill that have no price yet; the cost lacks them."),
            width_px=90,
        ),
        column(
            "green",
            SCHEME,
            N_("Green taken"),
            _of("figures", "green_taken_m2"),
            unit="m²",
            decimals=1,
            sums=True,
        ),
        column(
            "differences",
            SCHEME,
            N_("Differences"),
            _difference_count,
            N_("Figures that register and plan tell differently."),
            width_px=86,
        ),
        column("failure", SCHEME, N_("Plan cannot be used"), _failure, sort=Sort.WORDS, width_px=160),
    )


def _tasks() -> tuple[Column, ...]:
    """Return what is to be done, by whom and when."""
    return (
        column("open_tasks", TASKS, N_("Open tasks"), _open_tasks, sums=True),
        column(
            "escalated",
            TASKS,
            N_("Escalated tasks"),
            _escalated,
            N_("Overdue tasks that went to the next level."),
            sums=True,
        ),
        column("responsible", TASKS, N_("Responsible"), _row("responsible"), sort=Sort.WORDS, width_px=120),
        column("due", TASKS, N_("Due"), _row("due"), sort=Sort.WORDS, width_px=96),
        column("progress", TASKS, N_("Progress"), _row("progress"), sort=Sort.WORDS, width_px=110),
        column("consent", TASKS, N_("Consent"), _row("consent"), sort=Sort.WORDS, width_px=110),
        column("funding", TASKS, N_("Funding"), _row("funding"), sort=Sort.WORDS, width_px=110),
        column(
            "year",
            TASKS,
            N_("Built in year"),
            _year,
            N_("Of the budget; empty where the scheme is not chosen."),
            plain=True,
            width_px=84,
        ),
    )
