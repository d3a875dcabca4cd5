"""Plans and registers for measuring are the same from the same seed, sound, and of many sizes."""

from __future__ import annotations

from pathlib import Path

from town_plans import estate_plan, outcomes_of, register_of, write_plans

from chargeplan.files.project_file import project_bytes, read_project


def test_a_seed_gives_the_same_plan_and_another_seed_another() -> None:
    """To the byte, whatever was made before."""
    first = project_bytes(estate_plan(3))
    estate_plan(4)
    assert project_bytes(estate_plan(3)) == first
    assert project_bytes(estate_plan(3, seed=1)) != first


def test_plans_are_written_where_the_register_names_them(tmp_path: Path) -> None:
    """Twelve plans that can be opened again, with between 2 and 42 buildings."""
    register = write_plans(tmp_path, 12)
    plans = [read_project(tmp_path / row.plan) for row in register.rows]
    assert [plan.estate.name for plan in plans] == [row.name for row in register.rows]
    sizes = {len(plan.site.buildings) for plan in plans}
    assert len(sizes) > 3
    assert 2 <= min(sizes) <= max(sizes) <= 42


def test_made_up_figures_stand_for_the_rows_that_name_a_plan() -> None:
    """Three of five rows; the codes of all are different."""
    register = register_of(5, planned=3)
    assert len({row.code for row in register.rows}) == 5
    assert list(outcomes_of(register)) == [(row.plan, "") for row in register.rows[:3]]
