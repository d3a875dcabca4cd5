"""A register's plans worked out here and in processes: the same outcomes, whatever fails or is cancelled."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from registers_for_tests import (
    SETTINGS,
    Unloadable,
    end_at_two,
    plan_named,
    register_in,
    register_of,
)

from chargeplan.analysis import Analysis
from chargeplan.errors import Cancelled
from chargeplan.survey.cache import FiguresCache, entry_key
from chargeplan.survey.plans import WantedPlan, digest_of
from chargeplan.survey.pool import run_in_processes
from chargeplan.survey.runners import Progress, outcomes_json, survey
from chargeplan.town import plan_figures
from chargeplan.town.failures import failure_sentence
from chargeplan.town.figures import Outcomes, PlanFigures
from chargeplan.town.plan_figures import figures_of
from chargeplan.town.register import Register


def _codes(outcomes: Outcomes) -> dict[str, str]:
    return {
        plan.rpartition("/")[2].partition(".")[0]: outcome.failure.code if outcome.failure else ""
        for (plan, _), outcome in outcomes.items()
    }


def test_processes_find_what_one_finds_and_a_bad_plan_costs_its_row(tmp_path: Path) -> None:
    """Missing, damaged, on the net and worked out: outcomes in the order of the register, to the byte.

    The plan called four has a second scheme, which comes along.
    """
    register = register_in(tmp_path)
    (tmp_path / "plans" / "damaged.chargeplan").write_bytes(plan_named("damaged")[:-300])
    bad = register_of("plans/missing.chargeplan", "plans\\damaged.chargeplan", "https://a/net.chargeplan")
    register = Register("Town", (*bad.rows, *register.rows))
    here = survey(register, tmp_path, SETTINGS, workers=1)
    pool = survey(register, tmp_path, SETTINGS, workers=2)
    assert outcomes_json(pool) == outcomes_json(here)
    assert [len(outcome.schemes) for outcome in pool.values()] == [0, 0, 0, 1, 1, 1, 2]
    assert list(_codes(here).values()) == ["unreadable", "damaged_archive", "plan_is_url", "", "", "", ""]
    assert multiprocessing.active_children() == []


def test_a_plan_named_twice_is_worked_out_once(tmp_path: Path) -> None:
    """Once for each scheme; rows without a plan have no outcome."""
    register = register_in(tmp_path, ("one",))
    register = Register("Town", (*register.rows, *register.rows, *register_of("").rows))
    told: list[Progress] = []
    outcomes = survey(register, tmp_path, SETTINGS, workers=1, progress=told.append)
    assert list(outcomes) == [("plans/one.chargeplan", "")]
    assert [(step.done, step.total, step.outcome is not None) for step in told] == [
        (0, 1, False),
        (1, 1, True),
    ]
    assert told[0].running == ("plans/one.chargeplan",)
    assert told[1].running == ()


def test_the_cache_gives_the_same_and_only_what_changed_is_worked_out(tmp_path: Path) -> None:
    """Four plans the first time, none the second, one after it was changed; failures are not kept."""
    register = register_in(tmp_path)
    cache = FiguresCache(tmp_path / "figures")
    told: list[Progress] = []

    def again() -> tuple[str, int]:
        told.clear()
        outcomes = survey(register, tmp_path, SETTINGS, workers=1, cache=cache, progress=told.append)
        return outcomes_json(outcomes), told[-1].cached

    first = again()
    assert first[1] == 0
    assert again() == (first[0], 4)
    (tmp_path / "plans" / "two.chargeplan").write_bytes(plan_named("another"))
    changed, cached = again()
    assert cached == 3
    assert changed != first[0]
    assert again() == (changed, 4)
    (tmp_path / "plans" / "two.chargeplan").unlink()
    assert again()[1] == again()[1] == 3


def test_figures_are_kept_once_every_scheme_has_some(tmp_path: Path) -> None:
    """A scheme that failed may only have wanted memory: its plan is worked out again, and then kept."""
    register = register_in(tmp_path, ("four",))
    cache = FiguresCache(tmp_path / "figures")
    (wanted,) = register.rows
    key = entry_key(digest_of((tmp_path / wanted.plan).read_bytes()), "", 100.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_figures, "figures_of", _without_memory_for_other)
        (short,) = survey(register, tmp_path, SETTINGS, workers=1, cache=cache).values()
    assert (len(short.schemes), len(short.failed_alternatives), cache.get(key)) == (1, 1, None)
    (whole,) = survey(register, tmp_path, SETTINGS, workers=1, cache=cache).values()
    assert cache.get(key) == whole.schemes == (short.figures, *whole.alternatives)
    assert len(whole.alternatives) == 1


def _without_memory_for_other(analysis: Analysis, limit_m: float, cancelled: Cancelled) -> PlanFigures:
    if analysis.scheme.id == "other":
        raise MemoryError
    return figures_of(analysis, limit_m, cancelled)


def test_the_shortest_plan_is_kept_for_the_end(tmp_path: Path) -> None:
    """One of four: the estate with the shortest name comes last, the others as the register has them."""
    register = register_in(tmp_path, ("a", "long name", "longer name", "long"))
    begun: list[str] = []
    survey(register, tmp_path, SETTINGS, workers=1, progress=lambda step: begun.extend(step.running))
    assert begun == [f"plans/{name}.chargeplan" for name in ("long name", "longer name", "long", "a")]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_done_when_cancelled_is_kept(workers: int, tmp_path: Path) -> None:
    """Cancelled after the second of four: two outcomes come back, and the next time they are in the cache."""
    register = register_in(tmp_path)
    cache = FiguresCache(tmp_path / "figures")
    told: list[Progress] = []
    some = survey(
        register, tmp_path, SETTINGS, workers=workers, cache=cache, progress=told.append,
        cancelled=lambda: any(step.done >= 2 for step in told),
    )  # fmt: skip
    assert 2 <= len(some) < 4
    assert multiprocessing.active_children() == []
    told.clear()
    everything = survey(register, tmp_path, SETTINGS, workers=1, cache=cache, progress=told.append)
    assert told[-1].cached == len(some)
    assert {key: everything[key] for key in some} == some


def test_a_process_that_dies_costs_the_plan_it_was_at(tmp_path: Path) -> None:
    """The process ends at the second of five plans; what was sent ahead to it goes to another."""
    register = register_in(tmp_path, ("one", "two", "three", "four", "five"))
    plans = [WantedPlan(row.plan, row.scheme, tmp_path / row.plan) for row in register.rows]
    answers = dict(run_in_processes(plans, 100.0, 2, lambda plan: None, lambda: False, work=end_at_two))
    outcomes = {wanted.key: result.outcome for wanted, result in answers.items()}
    assert _codes(outcomes) == {"one": "", "two": "process_ended", "three": "", "four": "", "five": ""}
    failure = outcomes["plans/two.chargeplan", ""].failure
    assert failure is not None
    assert failure_sentence(failure, "en") == "the process that worked out the plan ended with status 7"
    assert multiprocessing.active_children() == []


def test_processes_that_never_start_end_the_run_with_a_reason(tmp_path: Path) -> None:
    """Every process dies before it is ready: after a few nobody starts more, and every row says so."""
    register = register_in(tmp_path, ("one", "two"))
    plans = [WantedPlan(row.plan, row.scheme, tmp_path / row.plan) for row in register.rows]
    work = Unloadable()
    answers = list(run_in_processes(plans, 100.0, 2, lambda plan: None, lambda: False, work=work))
    assert {result.outcome.failure.code for _, result in answers if result.outcome.failure} == {"no_process"}
    assert len(answers) == 2


def test_who_stops_listening_ends_the_processes(tmp_path: Path) -> None:
    """An error in the one who is told leaves no process behind."""
    register = register_in(tmp_path)

    def fail(progress: Progress) -> None:
        if progress.done:
            raise ValueError("not interested")

    with pytest.raises(ValueError, match="not interested"):
        survey(register, tmp_path, SETTINGS, workers=2, progress=fail)
    assert multiprocessing.active_children() == []
