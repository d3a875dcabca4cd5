"""Every column of the tables of committees, streets and districts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

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
    WAN,
    Column,
    Extras,
    Sort,
    Value,
    column,
)


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


def unit_columns(depth: int) -> tuple[Column, ...]:
    """Return the columns of committees, streets or districts, which have `depth` names."""
    words = Sort.WORDS
    names = (N_("District"), N_("Street or town"), N_("Committee"))[:depth]
    ids = ("district", "street", "committee")
    return (
        *(column(ids[at], REGISTER, names[at], _path(at), sort=words, width_px=140) for at in range(depth)),
        column("estates", REGISTER, N_("Estates"), lambda unit, _x: unit.estates, sums=True),
        *(
            column(
                f"grade_{grade.value}", RISK, _GRADE_HEADS[grade], _grade_count(grade), sums=True, width_px=64
            )
            for grade in (Grade.D, Grade.C, Grade.B, Grade.A, Grade.UNRATED)
        ),
        column("households", PEOPLE, N_("Households"), _sum("households"), sums=True, width_px=90),
        column("ebikes", PEOPLE, N_("E-bikes"), _sum("ebikes"), sums=True, width_px=80),
        column(
            "stalls_before",
            FACILITIES,
            N_("Parkable bikes\nbefore"),
            _sum("before.stalls"),
            sums=True,
            width_px=96,
        ),
        column(
            "chargers_before",
            FACILITIES,
            N_("Charging facilities\nbefore"),
            _sum("before.chargers"),
            sums=True,
            width_px=104,
        ),
        column(
            "stalls_after",
            FACILITIES,
            N_("Parkable bikes\nafter"),
            _sum("after.stalls"),
            sums=True,
            width_px=96,
        ),
        column(
            "chargers_after",
            FACILITIES,
            N_("Charging facilities\nafter"),
            _sum("after.chargers"),
            sums=True,
            width_px=104,
        ),
        column(
            "stalls_short",
            FACILITIES,
            N_("Stalls short"),
            _sum("stalls_short"),
            N_("Before the scheme."),
            sums=True,
        ),
        column(
            "sockets_short",
            FACILITIES,
            N_("Sockets short"),
            _sum("sockets_short"),
            N_("Before the scheme."),
            sums=True,
        ),
        column(
            "cost",
            SCHEME,
            N_("Cost"),
            _sum("cost_cny", WAN),
            N_("Of the chosen scheme, with tax."),
            unit=CNY_WAN,
            decimals=2,
            sums=True,
            width_px=104,
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
