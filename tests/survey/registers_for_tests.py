"""Small registers with plans in a folder, and what processes do with them."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from factories import small_project

from chargeplan.files.project_file import project_bytes
from chargeplan.model.scheme import Scheme
from chargeplan.survey.plans import WantedPlan, WorkedOut, worked_out
from chargeplan.town.register import EstateRow, Register
from chargeplan.town.settings import TownSettings

SETTINGS = TownSettings(
    weights={},
    grade_limits=(Decimal(25), Decimal(50), Decimal(75)),
    ebikes_per_household=Decimal("0.40"),
    sockets_per_ebike=Decimal(1) / 3,
    walking_limit_m=Decimal(100),
)


def plan_named(name: str) -> bytes:
    """Return the file of the small plan, its estate called `name`; the one called four has two schemes."""
    project = small_project()
    shed = replace(project.schemes[0].sheds[0], id="other-shed")
    others = (Scheme("other", "Other", sheds=(shed,)),) if name == "four" else ()
    estate = replace(project.estate, name=name)
    return project_bytes(replace(project, estate=estate, schemes=(*project.schemes, *others)))


def register_in(folder: Path, names: tuple[str, ...] = ("one", "two", "three", "four")) -> Register:
    """Write a plan for each name into `folder/plans`, and return a register that names them."""
    (folder / "plans").mkdir()
    for name in names:
        (folder / "plans" / f"{name}.chargeplan").write_bytes(plan_named(name))
    return register_of(*(f"plans/{name}.chargeplan" for name in names))


def register_of(*plans: str) -> Register:
    """Return a register of one row for each plan."""
    rows = (EstateRow(f"E{index}", f"estate {index}", plan=plan) for index, plan in enumerate(plans, 1))
    return Register("Town", tuple(rows))


def end_at_two(wanted: WantedPlan, limit_m: float) -> WorkedOut:
    """Work a plan out, but end the process at the one called two."""
    if "two" in wanted.plan:
        os._exit(7)
    return worked_out(wanted, limit_m)


def end_before_anything() -> object:
    """End the process that unpickles what was sent to it."""
    os._exit(3)


class Unloadable:
    """Work that ends every process that it is sent to."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return end_before_anything, ()

    def __call__(self, wanted: WantedPlan, limit_m: float) -> WorkedOut:
        raise AssertionError
