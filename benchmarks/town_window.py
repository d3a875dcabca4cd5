"""The town's window on a whole city: the longest that its thread does not answer at each step, and memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pulse import Pulse
from town_plans import outcomes_of

if TYPE_CHECKING:
    from chargeplan.town.figures import PlanOutcome
    from chargeplan.ui.town.window import TownWindow

STEPS = {
    "open": "register opened",
    "outcomes": "figures of half the plans come",
    "sort": "first sorted by name",
    "search": "searched",
    "filter": "filtered by street",
    "level": "to committees and back",
    "all": "all estates selected",
    "tasks": "task list first shown",
    "all_tasks": "all estates selected beside their tasks",
    "charts": "charts first shown",
    "weights": "weights changed",
}
_SIZE_PX = (1440, 900)


def watch(register: Path, folder: Path, held_mb: Callable[[], float]) -> dict[str, float]:
    """Return by `pause_STEP` and `work_STEP` the longest of each of `STEPS` [ms], and memory [MB].

    `folder` takes the settings of the window.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CHARGEPLAN_SETTINGS"] = str(folder / "window.ini")
    from chargeplan.ui.application import keep_frames_short, make_application
    from chargeplan.ui.language import LanguageSwitch
    from chargeplan.ui.settings import Settings
    from chargeplan.ui.theme import Theme

    application, settings = make_application(["chargeplan"]), Settings()
    keep_frames_short()
    languages = LanguageSwitch(application)
    languages.use(settings.language)
    from chargeplan.ui.town.window import TownWindow

    window = TownWindow(settings, languages, Theme(application, settings))
    window.resize(*_SIZE_PX)
    window.show()
    told, pulse = {"empty_mb": held_mb()}, Pulse()
    outcomes: dict[tuple[str, str], PlanOutcome] = {}
    for name, act in _steps(window, register, outcomes).items():
        pause, work = pulse.longest(act, lambda: _settled(window))
        told |= {f"pause_{name}": pause, f"work_{name}": work}
        if name == "open":
            told["opened_mb"] = held_mb()
            outcomes |= outcomes_of(window.session.register)
    told["most_mb"] = held_mb()
    window.session.undo_stack.setClean()
    window.close()
    return told


def _settled(window: TownWindow) -> bool:
    from chargeplan.ui.town.charts import ChartsPanel

    charts = window.findChild(ChartsPanel)
    return not window.session.working and not (charts is not None and charts.drawing)


def _steps(
    window: TownWindow, register: Path, outcomes: Mapping[tuple[str, str], PlanOutcome]
) -> dict[str, Callable[[], object]]:
    from PySide6.QtCore import Qt

    page, session, panels = window.page, window.session, window.panels
    acts = (
        lambda: window.open_path(register),
        lambda: session.set_outcomes(dict(outcomes)),
        lambda: page.model.sort(_column(window, "name"), Qt.SortOrder.AscendingOrder),
        lambda: page.filters.search.setText("12"),
        lambda: page.filters.use(page.filters.sieve.with_value("street", [session.register.rows[0].street])),
        lambda: (page.filters.clear(), page.tabs.setCurrentIndex(1), page.tabs.setCurrentIndex(0)),
        page.table.selectAll,
        lambda: (page.table.clearSelection(), panels.bring("tasks")),
        page.table.selectAll,
        lambda: (page.table.clearSelection(), panels.bring("charts")),
        lambda: _change_weights(window),
    )
    return dict(zip(STEPS, acts, strict=True))


def _column(window: TownWindow, column_id: str) -> int:
    return [column.id for column in window.page.model.columns].index(column_id)


def _change_weights(window: TownWindow) -> None:
    from dataclasses import replace

    settings = window.session.settings
    first, *_ = settings.weights
    changed = {**settings.weights, first: settings.weights[first] + 5}
    window.session.change_settings(replace(settings, weights=changed), "Weights")
