"""How matplotlib is set whenever the program draws with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib

_OWN: dict[Any, Any] = {
    "savefig.dpi": "figure", "pdf.fonttype": 42, "svg.hashsalt": "chargeplan", "hatch.linewidth": 0.5,
}  # fmt: skip


@contextmanager
def own_settings() -> Iterator[None]:
    """Draw with matplotlib's defaults, whatever somebody's own settings are; files get no clock's time."""
    chosen: dict[Any, Any] = {
        name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"
    }
    with matplotlib.rc_context({**chosen, **_OWN}):
        yield
