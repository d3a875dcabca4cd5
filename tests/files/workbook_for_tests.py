"""Plans and settings that fill every sheet of the workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from factories import small_project

from chargeplan.model.bill_settings import BillSettings, DayWork, ProvisionalKind, ProvisionalSum
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed


def rich_project() -> Project:
    """Return a plan with two new sheds, one that exists, a filled lot, and a device that has no price."""
    project = small_project()
    scheme = replace(
        project.schemes[0],
        sheds=(
            *project.schemes[0].sheds,
            Shed("shed-2", (40, 6), 0, 6.0, 3.2, 2, "Twelve-way shed", charger_id="pile_12"),
            Shed("shed-3", (2, 2), 90, 6.0, 2.0, 1, "Old shed", existing=True),
        ),
        lots=(*project.schemes[0].lots, Lot("lot-2", ((15, 33), (45, 33), (45, 37), (15, 37)), filled=True)),
    )
    return replace(project, schemes=(scheme,))


def full_bill_settings(name: str = "Monitoring platform") -> BillSettings:
    """Return settings in which every other item holds something, the first of them called `name`.

    Contingency 5 %; specialists' works 10,000.00 with attendance of 3 % = 300.00; 2.50 days at 400.00 =
    1,000.00; materials of 5,000.00, which are listed and not added.
    """
    return BillSettings(
        contingency_percent=Decimal(5),
        attendance_percent=Decimal(3),
        provisional_sums=(
            ProvisionalSum(name, Decimal("10000.00")),
            ProvisionalSum("Roof sheet", Decimal("5000.00"), ProvisionalKind.MATERIAL),
        ),
        day_works=(DayWork(name, name, Decimal("2.50"), Decimal("400.00")),),
    )
