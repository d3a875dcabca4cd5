"""What stands for every estate of a city is kept small: without a dict of its own, a row takes a fifth.

A dict of the 31 fields of a row takes 1.5 kB, its slots take 8 bytes a field.
"""

from __future__ import annotations

import pytest

from chargeplan.town.comparison import Assessed, Sums, UnitSums
from chargeplan.town.figures import PlanFigures, PlanOutcome, Reach
from chargeplan.town.grading import Contribution, Rating
from chargeplan.town.register import EstateRow, Facilities, Hazards, Place
from chargeplan.town.standing import ChosenScheme, Difference, Standing
from chargeplan.town.tasks import Task

MANY = (
    Assessed, ChosenScheme, Contribution, Difference, EstateRow, Facilities, Hazards, Place, PlanFigures,
    PlanOutcome, Rating, Reach, Standing, Sums, Task, UnitSums,
)  # fmt: skip


@pytest.mark.parametrize("kind", MANY, ids=lambda kind: kind.__name__)
def test_a_value_that_stands_for_every_estate_has_no_dict_of_its_own(kind: type) -> None:
    assert kind.__dictoffset__ == 0
