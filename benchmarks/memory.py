"""Memory of opening the example Yuanxi: in the window, and of the plan with its analysis alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import print_table

from chargeplan.resources import examples_folder

_RESIDENT = """
def resident_mib():
    import pathlib
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(sys_field):
            return int(line.split()[1]) / 1024
sys_field = "VmRSS:"
"""

BARE = (
    _RESIDENT
    + """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.resize(1200, 800)
window.show()
application.processEvents()
print(resident_mib())
import os; os._exit(0)
"""
)

WINDOW = (
    _RESIDENT
    + """
import sys, time
from pathlib import Path
from chargeplan.ui.application import make_application, make_window
application = make_application(sys.argv[:1])
window = make_window(application)
window.open_at_start(Path(sys.argv[1]))
window.show()
deadline = time.monotonic() + 30
while window.session.analysis is None and time.monotonic() < deadline:
    application.processEvents()
for _ in range(50):
    application.processEvents()
    time.sleep(0.02)
assert window.session.analysis is not None
print(resident_mib())
import os; os._exit(0)
"""
)

ALONE = """
import sys, tracemalloc
from pathlib import Path
from chargeplan.analysis import analyse
from chargeplan.files.project_file import read_project
tracemalloc.start()
project = read_project(Path(sys.argv[1]))
after_reading = tracemalloc.get_traced_memory()
analysis = analyse(project)
print(*(part / 2**20 for part in (after_reading[0], *tracemalloc.get_traced_memory())))
"""


def printed(program: str, folder: str) -> list[float]:
    """Return the numbers that a program prints about the example."""
    environment = {**os.environ, "CHARGEPLAN_SETTINGS": str(Path(folder) / "window.ini")}
    if not any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    plan = str(examples_folder() / "yuanxi.chargeplan")
    done = subprocess.run(
        [sys.executable, "-c", program, plan], capture_output=True, text=True, check=True, env=environment
    )
    return [float(number) for number in done.stdout.split()]


def main() -> int:
    """Print mebibytes."""
    rows = [("what", "MiB")]
    with TemporaryDirectory() as folder:
        bare, ours = printed(BARE, folder)[0], printed(WINDOW, folder)[0]
        held, after, peak = printed(ALONE, folder)
    rows += [
        ("resident, bare window", f"{bare:.0f}"),
        ("resident, main window with Yuanxi worked out", f"{ours:.0f}"),
        ("allocated by Python, plan alone", f"{held:.1f}"),
        ("allocated by Python, plan, analysis and all that is remembered", f"{after:.1f}"),
        ("allocated by Python, most on the way", f"{peak:.1f}"),
    ]
    print_table(f"Memory (resident: window / bare = {ours / bare:.2f})", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
