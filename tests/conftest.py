"""What every test shares: a language, settings of its own, and no screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples every time, and no clock: a busy machine must not decide whether a test passes.
settings.register_profile(
    "chargeplan",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("chargeplan")


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the person who runs the tests out of them, and the other way round."""
    monkeypatch.setenv("CHARGEPLAN_SETTINGS", str(tmp_path / "settings.ini"))
    monkeypatch.setenv("CHARGEPLAN_FIGURES", str(tmp_path / "figures-kept"))


@pytest.fixture(autouse=True)
def _short_searches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search each lot for a tenth of the rounds, except in tests that are marked `thorough`."""
    from chargeplan.geometry.packing import packing

    if request.node.get_closest_marker("thorough") is None:
        monkeypatch.setattr(packing, "FULL", replace(packing.FULL, rounds=60))


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Begin and end every test in the program's first language."""
    from chargeplan.i18n import DEFAULT_LANGUAGE, set_language

    set_language(DEFAULT_LANGUAGE)
    yield
    set_language(DEFAULT_LANGUAGE)
