"""From the start of the process to the first paint: the program's window against a bare PySide6 window."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from harness import print_table, take_turns, verdict

from chargeplan.resources import examples_folder

GOAL_RATIO = 2.0
ROUNDS = 9

_TELL_FIRST_PAINT = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Teller(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint:
            thing.removeEventFilter(self)
            QTimer.singleShot(0, tell)
        return False
def tell():
    print("painted", flush=True)
    import os
    os._exit(0)
"""

BARE = (
    _TELL_FIRST_PAINT
    + """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
teller = Teller()
window.installEventFilter(teller)
window.resize(1200, 800)
window.show()
application.exec()
"""
)

OURS = (
    _TELL_FIRST_PAINT
    + """
import sys
from pathlib import Path
from chargeplan.ui.application import make_application, make_window
application = make_application(sys.argv[:1])
window = make_window(application)
teller = Teller()
window.installEventFilter(teller)
if sys.argv[1:]:
    window.open_at_start(Path(sys.argv[1]))
window.show()
application.exec()
"""
)


def until_painted(program: str, *arguments: str) -> float:
    """Return the seconds until a process says that it has painted."""
    environment = dict(os.environ)
    if not any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        seconds = time.perf_counter() - started
    if line.strip() != "painted":
        raise SystemExit("the window did not paint")
    return seconds


def main() -> int:
    """Print the ratios, with the start page and with a plan."""
    rows = [("window", "ours ms", "bare ms", "ratio", "")]
    plan = str(examples_folder() / "yuanxi.chargeplan")
    for name, arguments in (("start page", ()), ("yuanxi opened", (plan,))):
        mine, peer = take_turns(
            lambda arguments=arguments: until_painted(OURS, *arguments), lambda: until_painted(BARE), ROUNDS
        )
        ratio = mine.median_ms / peer.median_ms
        rows.append(
            (
                name,
                f"{mine.median_ms:.0f}",
                f"{peer.median_ms:.0f}",
                f"{ratio:.2f}",
                verdict(ratio, GOAL_RATIO),
            )
        )
    print_table("First paint", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
