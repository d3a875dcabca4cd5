"""Integer programs against the best of all choices, tried one by one."""

from __future__ import annotations

import itertools
import random
import threading

from chargeplan.town.exact import Program, maximise


def _best(program: Program) -> tuple[int, tuple[int, ...]] | None:
    every = range(len(program.values))
    held = [
        (program.value(chosen), chosen)
        for size in range(len(program.values) + 1)
        for chosen in itertools.combinations(every, size)
        if program.holds(chosen)
    ]
    return max(held, default=None)


def _random_program(seed: int) -> Program:
    chance = random.Random(seed)
    variables, rows = chance.randint(1, 8), chance.randint(1, 4)
    size = chance.choice((10, 10_000, 10**11))
    least = -size if chance.random() < 0.5 else 0
    columns = tuple(
        tuple((row, chance.randint(least, size)) for row in range(rows)) for _ in range(variables)
    )
    return Program(
        tuple(chance.randint(-200, 2_000) for _ in range(variables)),
        tuple(chance.randint(0, 5) for _ in range(variables)),
        columns,
        tuple(chance.randint(-size // 2, 2 * size) for _ in range(rows)),
    )


def test_programs_are_solved_as_by_trying_every_choice():
    """With rows of either sign, with nothing to start from and with some answer that holds."""
    for seed in range(150):
        program, chance = _random_program(seed), random.Random(seed)
        best = _best(program)
        plain = maximise(program)
        if best is None:
            assert (plain.impossible, plain.chosen) == (True, None), seed
            continue
        held = [(at,) for at in range(len(program.values)) if program.holds((at,))] or [best[1]]
        for answer in (plain, maximise(program, chance.choice(held)), maximise(program, best[1])):
            assert answer.chosen is not None
            assert program.holds(answer.chosen), seed
            assert (answer.value, answer.bound) == (best[0], best[0]), seed
            assert program.value(answer.chosen) == answer.value


def test_a_program_that_was_answered_wrongly_from_a_start_is_right():
    """Of 24 + 48 ≤ 113 worth 1968 + 866 = 2834 the best; with 49 beside them, worth 2883, 121 is too much."""
    program = Program(
        (1968, 1709, 49, 866, 342),
        (0, 0, 1, 5, 5),
        (((0, 24), (1, 7)), ((0, 20), (1, 6)), ((0, 49), (1, 14)), ((0, 48), (1, 14)), ((0, 16), (1, 4))),
        (113, 34),
    )
    for start in (None, (0, 2, 4)):
        answer = maximise(program, start)
        assert (answer.chosen, answer.value, answer.bound) == ((0, 3), 2834, 2834)


def test_a_start_that_does_not_hold_is_not_taken():
    answer = maximise(Program((5, 4), (0, 1), (((0, 3),), ((0, 2),)), (3,)), (0, 1))
    assert answer.chosen == (0,)


def test_a_bound_that_is_known_already_ends_the_search():
    """Nothing is solved when the start is as good as the bound, so that nothing asks whether to go on."""
    asked = []
    program = Program((5, 4), (0, 1), (((0, 3),), ((0, 2),)), (3,))
    answer = maximise(program, (0,), lambda: bool(asked.append(1)), bound=5, prices=(0,))
    assert (answer.value, answer.bound, asked) == (5, 5, [])


def test_two_threads_solve_at_the_same_time():
    program = _random_program(7)
    alone, answers = maximise(program), []
    threads = [threading.Thread(target=lambda: answers.append(maximise(program))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [alone, alone]


def test_nothing_is_written_where_results_are_written(capfd):
    maximise(_random_program(3))
    assert capfd.readouterr() == ("", "")
