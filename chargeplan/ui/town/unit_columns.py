"""Every column of the tables of committees, streets and districts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from chargeplan.i18n import N_
from chargeplan.town.comparison import UnitSums
from chargeplan.town.grading import Grade
from chargeplan.ui.town.columns import (
    CNY_WAN,
    FACILITIES,
    PEOPLE,
    REGISTER,
    RISK,
    SCHEME,
    Column,
    Extras,
    Sort,
    Value,
    column,
)
from chargeplan.units import WAN


def _path(depth: int) -> Value:
    return lambda unit, _extras: unit.path[depth] if depth < len(unit.path) else ""


def _grade_count(grade: Grade) -> Value:
    return lambda unit, _extras: unit.grades.get(grade.value, 0)


def _sum(field_id: str, scale: Decimal = Decimal(1)) -> Value:
    """Return the getter of a unit's sum; None where it is unknown of every estate."""

    def value(unit: UnitSums, _extras: Extras) -> Decimal | None:
        held = unit.sums.get(field_id)
        return None if held is None or held.unknown >= unit.estates else held.total / scale

    return value


def _unknown(field_id: str) -> Callable[[UnitSums], int]:
    def count(unit: UnitSums) -> int:
        held = unit.sums.get(field_id)
        return 0 if held is None else held.unknown

    return count


def _summed(
    column_id: str, group: str, title: str, field_id: str, tip: str = "", width_px: int = 96, **rest: Any
) -> Column:
    """Return the column of a sum."""
    scale = WAN if column_id == "cost" else Decimal(1)
    return column(
        column_id,
        group,
        title,
        _sum(field_id, scale),
        tip,
        sums=True,
        unknown=_unknown(field_id),
        width_px=width_px,
        **rest,
    )


def unit_columns(depth: int) -> tuple[Column, ...]:
    """Return the columns of committees, streets or districts, which have `depth` names."""
    names = (N_("District"), N_("Street or town"), N_("Committee"))[:depth]
    ids = ("district", "street", "committee")
    before = N_("Before the scheme.")
    return (
        *(
            column(ids[at], REGISTER, names[at], _path(at), sort=Sort.WORDS, width_px=140)
            for at in reversed(range(depth))
        ),
        column("estates", REGISTER, N_("Estates"), lambda unit, _x: unit.estates, sums=True),
        *(
            column(
                f"grade_{grade.value}", RISK, _GRADE_HEADS[grade], _grade_count(grade), sums=True, width_px=64
            )
            for grade in (Grade.D, Grade.C, Grade.B, Grade.A, Grade.UNRATED)
        ),
        _summed("households", PEOPLE, N_("Households"), "households"),
        _summed("ebikes", PEOPLE, N_("E-bikes"), "ebikes"),
        _summed("chargers_before", FACILITIES, N_("Charging facilities\nbefore"), "before.chargers"),
        _summed(
            "chargers_after", FACILITIES, N_("Charging facilities\nafter"), "after.chargers", estimated=True
        ),
        _summed("stalls_before", FACILITIES, N_("Parkable bikes\nbefore"), "before.stalls"),
        _summed("stalls_after", FACILITIES, N_("Parkable bikes\nafter"), "after.stalls", estimated=True),
        _summed("stalls_short", FACILITIES, N_("Stalls short"), "stalls_short", before),
        _summed("sockets_short", FACILITIES, N_("Sockets short"), "sockets_short", before),
        _summed(
            "cost",
            SCHEME,
            N_("Cost"),
            "cost_cny",
            N_("Of the chosen scheme, with tax."),
            unit=CNY_WAN,
            decimals=2,
            estimated=True,
        ),
        column(
            "estimated",
            SCHEME,
            N_("Estimated schemes"),
            lambda unit, _x: unit.estimated,
            N_("Estates whose scheme is an estimate."),
            sums=True,
            width_px=90,
        ),
    )


_GRADE_HEADS: Mapping[Grade, str] = {
    Grade.A: N_("Grade A"), Grade.B: N_("Grade B"), Grade.C: N_("Grade C"), Grade.D: N_("Grade D"),
    Grade.UNRATED: N_("Unrated"),
}  # fmt: skip
