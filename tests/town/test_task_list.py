"""Tasks: what gives rise to them, what survives, what is gone, what escalates, what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from town_rows import known_row, outcome, outcomes, reach, register, row

from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparing import compare
from chargeplan.town.defaults import default_settings
from chargeplan.town.figures import PlanFailure, PlanOutcome
from chargeplan.town.task_list import CAUSES, is_open, is_overdue, is_waiting
from chargeplan.town.tasks import Solver, Task, TaskState

MARCH, APRIL, JUNE = date(2026, 3, 31), date(2026, 4, 20), date(2026, 6, 30)


def settings(as_of=MARCH):
    """Return settings that grade by sockets short alone."""
    return replace(default_settings(), weights={"sockets_short_share": Decimal(1)}, as_of=as_of)


def tasks_of(estate, known=(), as_of=MARCH, found=None):
    """Return the tasks of one estate."""
    return compare(register(estate), found or {}, settings(as_of), known).estates[0].tasks


def wires(count, **changes):
    """Return an estate that lacks nothing, with flying wires."""
    return known_row("E1", sockets=14, hazards=(count, 0, 0), **changes)


def wire_task(**changes):
    """Return the task for three flying wires as it was found at the end of March, due on the 15th day."""
    task = Task(
        "E1/flying_wires", "E1", "flying_wires", 3, Solver.COMMITTEE, found=MARCH, due=date(2026, 4, 15)
    )
    return replace(task, **changes)


def test_every_cause_of_a_kind_can_be_told():
    kinds = load_town_method().task_kinds
    assert {kind.cause for kind in kinds} == set(CAUSES)


def test_tasks_arise_from_grade_shortage_and_hazards():
    """100 households: 14 of 14 sockets missing is 100 %, grade D; 40 − 25 = 15 stalls short."""
    found = tasks_of(known_row("E1", sockets=0, stalls=25, hazards=(3, 2, 1), responsible="Wang"))
    assert [(task.kind, task.amount, task.solver) for task in found] == [
        ("grade", 1, Solver.TOWN),
        ("corridor_charging", 2, Solver.DEPARTMENTS),
        ("flying_wires", 3, Solver.COMMITTEE),
        ("blocked_doorways", 1, Solver.COMMITTEE),
        ("sockets", 14, Solver.TOWN),
        ("stalls", 15, Solver.DEPARTMENTS),
    ]
    assert {task.responsible for task in found} == {"Wang"}
    assert {task.state for task in found} == {TaskState.FOUND}


def test_a_task_is_due_after_the_days_of_its_kind():
    """15 days after 31 March is 15 April."""
    assert tasks_of(wires(3)) == (wire_task(),)


def test_no_task_is_due_after_the_last_day_there_is():
    assert [task.due for task in tasks_of(wires(3), as_of=date.max)] == [date.max]


def test_without_a_day_there_are_no_dates():
    (task,) = tasks_of(wires(3), as_of=None)
    assert (task.found, task.due) == (None, None)


def test_the_day_is_the_latest_that_a_row_states_where_none_was_set():
    (task,) = tasks_of(wires(3, as_of=MARCH), as_of=None)
    assert task.found == MARCH


def test_plans_give_rise_to_tasks_too():
    """61 doorways of which 50 are served with the scheme leave 11; the scheme misses 2 rules."""
    planned = outcome(errors=2, reach_before=reach(61, 0), reach_after=reach(61, 50))
    found = tasks_of(row("E1", plan="a.chargeplan"), found=outcomes(planned))
    amounts = {task.kind: task.amount for task in found}
    assert (amounts["plan_errors"], amounts["doorways_left"]) == (2, 11)
    failed = PlanOutcome("a.chargeplan", "", failure=PlanFailure("missing", "There is no such file."))
    found = tasks_of(row("E1", plan="a.chargeplan"), found=outcomes(failed))
    assert {task.kind: task.amount for task in found} == {"plan_faulty": 1, "facts": 1}


def test_what_is_known_of_a_task_survives_and_its_amount_follows():
    known = wire_task(
        state=TaskState.HANDED_ON,
        handed_on=date(2026, 4, 2),
        due=date(2026, 8, 1),
        responsible="Li",
        note="2nd floor",
    )
    assert tasks_of(wires(5), [known], JUNE) == (replace(known, amount=5),)


def test_working_out_twice_changes_nothing():
    estate = known_row("E1", hazards=(3, 2, 1))
    first = tasks_of(estate, as_of=MARCH)
    second = tasks_of(estate, first, JUNE)
    assert tasks_of(estate, second, JUNE) == second
    assert len(second) == len(first)


def test_a_task_without_its_cause_is_gone_and_not_deleted():
    handed = wire_task(state=TaskState.HANDED_ON)
    (task,) = tasks_of(wires(0), [handed], JUNE)
    assert task == replace(handed, amount=0, gone=True)
    (back,) = tasks_of(wires(2), [task], APRIL)
    assert (back.amount, back.gone, back.state) == (2, False, TaskState.HANDED_ON)


def test_what_was_tried_out_the_same_day_and_nobody_saw_to_is_forgotten():
    assert tasks_of(wires(0), [wire_task()], MARCH) == ()
    for seen_to in ({"note": "seen"}, {"responsible": "Li"}, {"due": JUNE}, {"solver": Solver.TOWN}):
        (task,) = tasks_of(wires(0), [wire_task(**seen_to)], MARCH)
        assert task.gone
    assert len(tasks_of(wires(0), [wire_task()], APRIL)) == 1


def test_a_task_whose_cause_is_unknown_stays_with_an_unknown_amount():
    (task,) = [
        one
        for one in tasks_of(row("E1"), [wire_task(state=TaskState.HANDLED, handled=APRIL)], JUNE)
        if one.kind == "flying_wires"
    ]
    assert (task.amount, task.gone, task.state) == (None, False, TaskState.HANDLED)


@pytest.mark.parametrize(
    ("as_of", "solver", "taken_from"),
    [
        (date(2026, 4, 15), Solver.COMMITTEE, None),
        (date(2026, 4, 16), Solver.DEPARTMENTS, Solver.COMMITTEE),
        (date(2026, 4, 30), Solver.DEPARTMENTS, Solver.COMMITTEE),
        (date(2026, 5, 1), Solver.TOWN, Solver.COMMITTEE),
        (date(2026, 9, 1), Solver.TOWN, Solver.COMMITTEE),
    ],
)
def test_what_is_overdue_goes_a_level_up_and_says_from_where(as_of, solver, taken_from):
    """Due on 15 April; more than another 15 days late, from 1 May, it goes to the town."""
    (task,) = tasks_of(wires(3), [wire_task()], as_of)
    assert (task.solver, task.escalated_from) == (solver, taken_from)
    assert tasks_of(wires(3), [task], as_of) == (task,)


def test_what_is_handled_or_gone_or_with_the_town_does_not_escalate():
    handled = wire_task(state=TaskState.HANDLED)
    assert tasks_of(wires(3), [handled], JUNE) == (handled,)
    assert not is_overdue(wire_task(gone=True), JUNE)
    with_town = wire_task(solver=Solver.TOWN)
    (task,) = tasks_of(wires(3), [with_town], JUNE)
    assert task == with_town
    assert is_overdue(task, JUNE)


def test_a_later_date_does_not_take_a_task_back_from_the_town():
    escalated = wire_task(solver=Solver.TOWN, escalated_from=Solver.COMMITTEE, due=date(2026, 7, 31))
    assert tasks_of(wires(3), [escalated], JUNE) == (escalated,)
    assert tasks_of(wires(3), [escalated], date(2026, 8, 1)) == (escalated,)


def test_a_checked_task_stays_closed_and_another_is_found():
    checked = wire_task(state=TaskState.CHECKED, checked=APRIL, checker="Zhao")
    assert tasks_of(wires(0), [checked], JUNE) == (checked,)
    old, new = tasks_of(wires(2), [checked], JUNE)
    assert old == checked
    assert (new.id, new.comes_after, new.amount, new.state, new.found) == (
        "E1/flying_wires/2",
        "E1/flying_wires",
        2,
        TaskState.FOUND,
        JUNE,
    )
    assert tasks_of(wires(2), [old, new], JUNE) == (old, new)
    again = replace(new, state=TaskState.CHECKED, checked=APRIL)
    assert [task.id for task in tasks_of(wires(2), [again], JUNE)] == [
        new.id,
        f"{old.id}/3",
    ]  # `old` was deleted


@pytest.mark.parametrize("numbers", [("/4",), ("", "/4"), ("/2", "/4")])
def test_a_number_is_not_given_again_when_older_tasks_were_deleted(numbers):
    """Four were found so far, of which some are gone from the list: the next one is the fifth."""
    known = [
        wire_task(id=f"E1/flying_wires{number}", state=TaskState.CHECKED, checked=APRIL) for number in numbers
    ]
    assert tasks_of(wires(2), known, JUNE)[-1].id == "E1/flying_wires/5"


@pytest.mark.parametrize(
    ("state", "gone", "still"),
    [
        (TaskState.FOUND, False, (True, True)),
        (TaskState.HANDED_ON, False, (True, True)),
        (TaskState.HANDLED, False, (True, False)),
        (TaskState.CHECKED, False, (False, False)),
        (TaskState.FOUND, True, (False, False)),
    ],
)
def test_a_task_is_open_until_it_is_checked_and_waits_until_it_is_handled(state, gone, still):
    task = wire_task(state=state, gone=gone)
    assert (is_open(task), is_waiting(task)) == still


@pytest.mark.parametrize(("stated", "count"), [(MARCH, 1), (APRIL, 1), (JUNE, 2)])
def test_figures_from_before_the_check_do_not_find_it_again(stated, count):
    """It was checked on 20 April; the row's figures are of the day that it states, whatever the town's is."""
    checked = wire_task(state=TaskState.CHECKED, checked=APRIL)
    assert len(tasks_of(wires(2, as_of=stated), [checked], JUNE)) == count


def test_tasks_of_kinds_and_estates_that_are_no_more_are_kept():
    odd = Task("E1/odd", "E1", "odd", 1, Solver.COMMITTEE)
    elsewhere = Task("E7/sockets", "E7", "sockets", 1, Solver.TOWN)
    compared = compare(register(wires(0)), {}, settings(), [odd, elsewhere])
    assert compared.estates[0].tasks == (odd,)
    assert compared.other_tasks == (elsewhere,)
    assert compared.tasks == (odd, elsewhere)
