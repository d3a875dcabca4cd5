"""Plans worked out by Dask on a cluster of this machine, and what is told when there is none."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from registers_for_tests import SETTINGS, plan_named, register_in, register_of

from chargeplan.errors import ChargeplanError
from chargeplan.survey import cluster
from chargeplan.survey.runners import outcomes_json, survey
from chargeplan.town.register import Register


def _refusal(scheduler: str, folder: Path) -> str:
    with pytest.raises(ChargeplanError) as refused:
        survey(register_in(folder, ("one",)), folder, SETTINGS, scheduler=scheduler)
    return refused.value.code


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # of the cluster's own sockets
def test_a_cluster_finds_what_one_process_finds(tmp_path: Path) -> None:
    """Two processes that are sent the bytes of plans; a missing plan and a damaged one cost their rows."""
    from distributed import LocalCluster

    (tmp_path / "cut.chargeplan").write_bytes(plan_named("cut")[:-300])
    bad = register_of("missing.chargeplan", "cut.chargeplan")
    register = Register("Town", (*bad.rows, *register_in(tmp_path).rows))
    here = outcomes_json(survey(register, tmp_path, SETTINGS, workers=1))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, scheduler_port=0
    ) as local:
        address = local.scheduler_address
        assert outcomes_json(survey(register, tmp_path, SETTINGS, scheduler=address)) == here
        done: list[int] = []
        some = survey(
            register, tmp_path, SETTINGS, scheduler=address,
            progress=lambda step: done.append(step.done), cancelled=lambda: 4 in done,
        )  # fmt: skip
        assert 4 <= len(some) < 6


def test_a_machine_with_another_program_is_not_believed() -> None:
    """Its figures might differ, so that the plan's row says why there are none."""
    result = cluster.work_out(plan_named("one"), "one", "", 100.0, "stamp of another program")
    assert result.outcome.failure is not None
    assert result.outcome.failure.code == "other_program"


@pytest.mark.parametrize("address", ["", "localhost:8786", "http://localhost:8786", "tcp://", "tcp:// a"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    """Before anything is connected to."""
    assert _refusal(address, tmp_path) == "bad_scheduler"


def test_without_dask_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program runs without it until somebody names a scheduler."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert _refusal("tcp://127.0.0.1:8786", tmp_path) == "no_dask"


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at a port that was just given back."""
    monkeypatch.setattr(cluster, "_ANSWERS_WITHIN_S", 0.2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert _refusal(f"tcp://127.0.0.1:{port}", tmp_path) == "no_scheduler"
