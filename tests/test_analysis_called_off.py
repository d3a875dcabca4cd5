"""The analysis asks all the way whether it is still wanted, and ends where it is told that it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chargeplan.analysis import Analysis, analyse, with_shed
from chargeplan.errors import CalledOff, unless_called_off
from chargeplan.files.project_file import read_project
from chargeplan.resources import examples_folder


class Caller:
    """Calls work off at a question, and counts them."""

    def __init__(self, at: int | None = None) -> None:
        self.asked = 0
        self._at = at

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked == self._at


@pytest.fixture(scope="module")
def yuanxi() -> Analysis:
    return analyse(read_project(examples_folder() / "yuanxi.chargeplan"))


def test_an_analysis_ends_at_whichever_question_it_is_called_off(yuanxi: Analysis) -> None:
    """It asks for each shed, check, box and work item; every twentieth time stands for all."""
    calm = Caller()
    assert analyse(yuanxi.project, cancelled=calm) == yuanxi
    least = len(yuanxi.sheds) + len(yuanxi.checks) // 2 + len(yuanxi.supply.boxes) + len(yuanxi.quantities)
    assert calm.asked > least
    for at in (*range(1, calm.asked, 20), calm.asked):
        caller = Caller(at)
        with pytest.raises(CalledOff):
            analyse(yuanxi.project, cancelled=caller)
        assert caller.asked == at


def test_what_a_moved_shed_leads_to_is_called_off_too(yuanxi: Analysis) -> None:
    held = yuanxi.sheds[0]
    moved = replace(held, shed=replace(held.shed, name="moved"))
    calm = Caller()
    with_shed(yuanxi, moved, calm)
    for at in (1, calm.asked // 2, calm.asked):
        with pytest.raises(CalledOff):
            with_shed(yuanxi, moved, Caller(at))


def test_items_are_yielded_as_long_as_they_are_wanted() -> None:
    """Asked before each of three: the third question ends it, and two are through."""
    through = []
    with pytest.raises(CalledOff):
        through += list(unless_called_off(iter("abc"), Caller(3)))
    for letter in unless_called_off("abc", Caller()):
        through.append(letter)
    assert through == ["a", "b", "c"]
