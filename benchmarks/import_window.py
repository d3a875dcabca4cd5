"""How long the main window answers nobody while a drawing of 100,000 lines becomes a plan in it.

The drawing is opened from the start page, its roles are asked about and what is guessed is taken; then it is
put once more into the plan that is open. Each is measured with a few buildings beside the lines, as a survey
of an estate has them, and with thousands. The peer is the same with a drawing of 100 lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import import_pauses
from harness import print_table, verdict
from pulse import Pulse

if TYPE_CHECKING:
    from chargeplan.ui.main_window import MainWindow

GOAL_MS = 100.0
DRAWINGS = {
    "100 lines, 60 buildings": (100, 60),
    "100,000 lines, 60 buildings": (100_000, 60),
    "100,000 lines, 3,000 buildings": (100_000, 3_000),
}
STEPS = ("read and asked", "begun as a plan", "put into the plan")
_LOOKS_EVERY_MS = 5
_SIZE_PX = (1440, 900)


def watch(drawing: Path, folder: Path) -> dict[str, tuple[float, float]]:
    """Return by step the longest that the window's thread did not answer, and worked itself [ms]."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CHARGEPLAN_SETTINGS"] = str(folder / "window.ini")
    from PySide6.QtWidgets import QWidget

    from chargeplan.ui.application import keep_frames_short, make_application, make_window

    application = make_application(["chargeplan"])
    keep_frames_short()
    window = make_window(application)
    window.resize(*_SIZE_PX)
    window.show()
    pulse = Pulse()
    pulse.longest(lambda: None, lambda: window.findChild(QWidget, "planView") is not None)
    told = {}
    told[STEPS[0]], told[STEPS[1]] = _taken_in(window, pulse, lambda: window.files.begin_from(drawing))
    _asked, told[STEPS[2]] = _taken_in(window, pulse, lambda: window.files.import_file(drawing))
    window.session.document.undo_stack.setClean()
    window.close()
    return told


def _taken_in(
    window: MainWindow, pulse: Pulse, act: Callable[[], object]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Import a drawing as somebody would who agrees to every guess; return both parts of the pause."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QPushButton

    before: list[tuple[float, float]] = []

    def agree() -> None:
        for dialog in QApplication.topLevelWidgets():
            if dialog.objectName() == "importDialog" and dialog.isVisible():
                button = dialog.findChild(QPushButton, "importOk")
                if button is not None and button.isEnabled():
                    timer.stop()
                    before.append(pulse.told())
                    pulse.begin()
                    button.click()
                    return

    timer = QTimer()
    timer.timeout.connect(agree)
    timer.start(_LOOKS_EVERY_MS)
    after = pulse.longest(act, lambda: window.session.analysis is not None)
    return before[0], after


def _in_a_process(drawing: Path) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, __file__, str(drawing), folder], capture_output=True, text=True, check=True
        )
    told: dict[str, tuple[float, float]] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> int:
    """Measure, and print how it stands."""
    if len(sys.argv) == 3:
        print(json.dumps(watch(Path(sys.argv[1]), Path(sys.argv[2]))))
        return 0
    rows = [("drawing", *(f"{step}: pause / own work" for step in STEPS))]
    longest = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, (lines, buildings)) in enumerate(DRAWINGS.items()):
            path = Path(folder) / f"{number}.dxf"
            import_pauses.surveyed_drawing(path, lines, buildings)
            told = _in_a_process(path)
            rows.append((name, *(f"{told[step][0]:.0f} / {told[step][1]:.0f} ms" for step in STEPS)))
            longest[name] = max(pause for pause, _work in told.values())
    print_table("The longest that the window answers nobody", rows)
    for name, pause in longest.items():
        print(f"  {name} [ms]: {verdict(pause, GOAL_MS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
