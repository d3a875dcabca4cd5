#!/usr/bin/env python3
"""Set chargeplan up in `.venv` and run it, on a machine that has nothing but Python.

    python3 run.py               open the program on an example plan
    python3 run.py VERB ...      the same as `chargeplan VERB ...`
    python3 run.py test          run every check of the project
    python3 run.py bench NAME    run one of the benchmarks

Only the standard library is used. Everything this script itself has to say goes to standard error, so that
standard output holds nothing but the result of the verb.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "chargeplan-ready"
UNFINISHED = VENV / "chargeplan-unfinished"
COMPILED = VENV / "chargeplan-compiled"
KERNELS = "chargeplan/geometry/packing"
WARMING = "chargeplan.geometry.packing.warming"
OLDEST_PYTHON = (3, 11)
EXAMPLE = "examples/yuanxi.chargeplan"
REPORT_FOLDER = "build"
TEST_WORKERS = 2
FAILED = 2
INTERRUPTED = 130

# What the stamp depends on: when one of these changes, the packages are installed again.
INSTALLED_FROM = ("requirements.lock", "pyproject.toml", "chargeplan/__init__.py")
# Looked for at every start, so that an environment that lost a package is repaired.
MODULES = (
    "PySide6",
    "PIL",
    "babel",
    "distributed",
    "ezdxf",
    "highspy",
    "hypothesis",
    "lxml",
    "matplotlib",
    "mypy",
    "numba",
    "numpy",
    "openpyxl",
    "ortools",
    "pulp",
    "pypdfium2",
    "pyproj",
    "pytest",
    "pytestqt",
    "python_calamine",
    "ruff",
    "shapely",
    "xdist",
    "xlsxwriter",
)
# The shared libraries that Qt's widgets and its xcb plugin name (readelf -d), and their Debian packages.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libz.so.1": "zlib1g",
}
# Run by the environment's own Python: what it is, and which of the modules named as arguments it lacks.
LOOK_AT_ENVIRONMENT = """
import importlib.util, json, sys
program = importlib.util.find_spec("chargeplan")
print(json.dumps({
    "prefix": sys.prefix,
    "version": list(sys.version_info[:3]),
    "program": program.origin if program else None,
    "missing": [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None],
}))
"""
# The proof that Qt loads: its widgets, and the plugin that draws on an X display.
LOAD_QT = """
import ctypes, pathlib
import PySide6.QtWidgets
plugin = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
if plugin.exists():
    ctypes.CDLL(str(plugin))
"""


class SetupError(Exception):
    """What the machine lacks, as a sentence for the person in front of it."""


def say(text: str) -> None:
    """Write one of this script's own messages to standard error."""
    print(f"run.py: {text}", file=sys.stderr, flush=True)


def venv_python() -> Path:
    """Return the path of the environment's Python, whether it is there or not."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def quietly(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """Run `command` and return what it printed, or None where it cannot even start."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None


def loudly(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a step of the set-up, everything it prints sent to standard error, and return its exit status."""
    sys.stderr.flush()
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False
        ).returncode
    except OSError as error:
        say(f"{command[0]} does not start: {error}")
        return FAILED


# --- what the operating system must bring ---------------------------------------------------------


def loads(library: str) -> bool:
    """Tell whether the shared `library` can be loaded."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries() -> list[str]:
    """Return the shared libraries that Qt needs and this machine does not have."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in QT_LIBRARIES if not loads(library)]


def lacks_venv() -> bool:
    """Tell whether this Python cannot make environments, as on Debian without its venv package."""
    return any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip"))


def venv_package() -> str:
    """Return the Debian package that brings `venv` for the Python that runs this script."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def is_debian(release_file: Path = Path("/etc/os-release")) -> bool:
    """Tell whether this is Debian, Ubuntu or one of their relatives."""
    try:
        lines = release_file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    words = [
        line.partition("=")[2].strip("\"'").split() for line in lines if line.startswith(("ID=", "ID_LIKE="))
    ]
    return any(word in {"debian", "ubuntu"} for line in words for word in line)


def may_install() -> bool:
    """Tell whether this process may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_line(packages: list[str]) -> str:
    """Return the one line that installs `packages` on Debian and Ubuntu."""
    return "sudo apt-get install -y " + " ".join(packages)


def install_packages(packages: list[str]) -> bool:
    """Install system `packages` with apt-get and tell whether that went well."""
    say("installing system packages: " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    loudly(["apt-get", "update"], environment)
    return loudly(["apt-get", "install", "-y", "--no-install-recommends", *packages], environment) == 0


def bring_packages(packages: list[str], what: str) -> None:
    """Install system `packages` where that is allowed, else raise with the line that does.

    Raises
    ------
    SetupError
        When the packages are not there afterwards; `what` begins the sentence.
    """
    if not is_debian():
        raise SetupError(f"{what}. On Debian the packages are: {' '.join(packages)}")
    if not (may_install() and install_packages(packages)):
        raise SetupError(f"{what}. This line installs what is missing:\n\n    {apt_line(packages)}\n")


def check_qt() -> None:
    """Make sure that Qt's system libraries load, installing what is missing where that is allowed.

    Raises
    ------
    SetupError
        When Qt does not load, with the one line that would change that.
    """
    missing = missing_libraries()
    if missing:
        packages = sorted({QT_LIBRARIES[library] for library in missing})
        bring_packages(packages, "Qt needs system libraries that are not here: " + ", ".join(missing))
    loading = quietly([str(venv_python()), "-I", "-c", LOAD_QT])
    if loading is None or loading.returncode != 0:
        lines = loading.stderr.strip().splitlines() if loading else []
        raise SetupError("Qt does not load: " + (lines[-1] if lines else "its Python does not start"))


# --- the environment ------------------------------------------------------------------------------


def looked_at() -> dict[str, object] | None:
    """Return what the environment says of itself, or None where it is not usable in this folder."""
    seen = quietly([str(venv_python()), "-I", "-c", LOOK_AT_ENVIRONMENT, *MODULES])
    if seen is None or seen.returncode != 0:
        return None
    try:
        facts: dict[str, object] = json.loads(seen.stdout)
    except ValueError:
        return None
    right_place = Path(str(facts["prefix"])).resolve() == VENV.resolve()
    new_enough = tuple(facts["version"])[:2] >= OLDEST_PYTHON  # type: ignore[arg-type]
    return facts if right_place and new_enough else None


def wanted_stamp(version: object) -> list[str]:
    """Return the lines of the stamp: this folder, and a sum over Python's `version` and the files."""
    sums = [hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in INSTALLED_FROM]
    return [str(ROOT), hashlib.sha256("\n".join([str(version), *sums]).encode()).hexdigest()]


def found_stamp() -> list[str]:
    """Return the lines of the stamp, none where there is no stamp."""
    try:
        return STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []


def is_ready(facts: dict[str, object]) -> bool:
    """Tell whether the environment holds everything, from these files, for this folder."""
    program = facts["program"]
    return (
        not UNFINISHED.exists()
        and not facts["missing"]
        and program is not None
        and Path(str(program)).resolve() == ROOT / "chargeplan" / "__init__.py"
        and found_stamp() == wanted_stamp(facts["version"])
    )


def can_be_completed(facts: dict[str, object] | None) -> bool:
    """Tell whether installing into the environment is enough, or it must be made anew.

    An environment whose installation broke off, that lost a package, that was copied from another folder (its
    scripts still call that one) or that has no pip is not trusted.
    """
    if facts is None or UNFINISHED.exists() or (found_stamp() and facts["missing"]):
        return False
    if found_stamp()[:1] not in ([], [str(ROOT)]):
        return False
    answer = quietly([str(venv_python()), "-I", "-m", "pip", "--version"])
    return answer is not None and answer.returncode == 0


def make_environment() -> None:
    """Make an empty environment in `.venv`, whatever was there before."""
    say("making the environment in .venv")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    python = getattr(sys, "_base_executable", None) or sys.executable
    if loudly([python, "-I", "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetupError(
            "the environment could not be made in .venv; is the disk full, or the folder read-only?"
        )


def install(options: list[str]) -> None:
    """Install with the environment's pip.

    Raises
    ------
    SetupError
        When pip fails, most often because the network does not answer.
    """
    # A person's own pip settings choose the index; only those that send packages elsewhere are set aside.
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_DRY_RUN"}
    environment = {name: value for name, value in os.environ.items() if name.upper() not in elsewhere}
    command = [str(venv_python()), "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    status = loudly([*command, *options], {**environment, "PIP_USER": "0"})
    if status != 0:
        raise SetupError(
            f"the packages could not be installed (pip ended with status {status}, its reason stands above). "
            "Check the network connection and give the same command again."
        )


def fill_environment(is_new: bool) -> None:
    """Install the pinned packages and this folder's program; a new environment shows how far it is."""
    say("installing the pinned packages" + (", which takes a few minutes" if is_new else ""))
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    install([*([] if is_new else ["--quiet"]), "--only-binary", ":all:", "-r", str(LOCK)])
    install(["--quiet", "--no-build-isolation", "--no-deps", "-e", str(ROOT)])


def set_up() -> None:
    """Leave an environment in `.venv` that is complete; quick where it already is.

    Raises
    ------
    SetupError
        When something is missing that this script cannot bring.
    """
    facts = looked_at()
    if facts is not None and is_ready(facts):
        return
    is_new = not can_be_completed(facts)
    if is_new:
        if lacks_venv():
            libraries = [QT_LIBRARIES[library] for library in missing_libraries()]
            bring_packages(sorted({venv_package(), *libraries}), "this Python has no venv module")
        make_environment()
    fill_environment(is_new)
    facts = looked_at()
    if facts is None or facts["missing"]:
        raise SetupError(
            "the environment in .venv does not work although pip reported no error; remove .venv and retry"
        )
    STAMP.write_text("\n".join(wanted_stamp(facts["version"])), encoding="utf-8")
    UNFINISHED.unlink(missing_ok=True)
    say("ready")


def compile_kernels() -> None:
    """Compile the layout engine where it has changed, so that the first filling need not wait for it."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / KERNELS).glob("*.py")):
        digest.update(path.read_bytes())
    if COMPILED.exists() and COMPILED.read_text(encoding="utf-8") == digest.hexdigest():
        return
    say("compiling the layout engine, about a minute, once")
    if loudly([str(venv_python()), "-m", WARMING]) == 0:
        COMPILED.write_text(digest.hexdigest(), encoding="utf-8")


# --- the verbs ------------------------------------------------------------------------------------


def hand_over(arguments: list[str]) -> int:
    """Become the environment's Python with `arguments`, so that signals and exit status are its own."""
    command = [str(venv_python()), *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def has_display() -> bool:
    """Tell whether a window can be seen here; Qt can be told to draw where nobody looks."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform or not sys.platform.startswith("linux"):
        return platform not in {"offscreen", "minimal"}
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def open_example() -> int:
    """Open the window on the example or, where there is no display, write its workbook and picture."""
    os.chdir(ROOT)
    if has_display():
        check_qt()
        return hand_over(["-m", "chargeplan", EXAMPLE])
    try:
        check_qt()
    except SetupError as lack:  # the report is made without Qt, so this is told and nothing more
        say(str(lack))
    say("there is no display here, so the report of the example is written instead of opening the window")
    return hand_over(["-m", "chargeplan", "report", EXAMPLE, "-o", REPORT_FOLDER])


def checks(extra: list[str]) -> list[tuple[str, list[str]]]:
    """Return the name and the arguments of every check; `extra` goes to pytest."""
    return [
        ("format", ["-m", "ruff", "format", "--check", "."]),
        ("lint", ["-m", "ruff", "check", "."]),
        ("types", ["-m", "mypy"]),
        ("translations", ["tools/translations.py", "--check"]),
        ("tests", ["-m", "pytest", "-n", str(TEST_WORKERS), *extra]),
    ]


def run_checks(extra: list[str]) -> int:
    """Run every check, also after one has failed, and return 1 when any did."""
    check_qt()
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    failed = []
    everything = checks(extra)
    for name, arguments in everything:
        say(f"checking {name}")
        if (
            subprocess.run(
                [str(venv_python()), *arguments], cwd=ROOT, env=environment, check=False
            ).returncode
            != 0
        ):
            failed.append(name)
    for name, _ in everything:
        say(f"{name:<14}{'FAILED' if name in failed else 'passed'}")
    return 1 if failed else 0


def benchmark_names() -> list[str]:
    """Return the names of the scripts in `benchmarks`; what they share is no script."""
    paths = sorted((ROOT / "benchmarks").glob("*.py"))
    return [path.stem for path in paths if "__main__" in path.read_text(encoding="utf-8")]


def run_benchmark(arguments: list[str]) -> int:
    """Run the benchmark named first in `arguments`, or name those that there are."""
    names = benchmark_names()
    if not arguments or arguments[0] not in names:
        raise SetupError("name one of the benchmarks: " + ", ".join(names))
    return hand_over([str(ROOT / "benchmarks" / f"{arguments[0]}.py"), *arguments[1:]])


def run(arguments: list[str]) -> int:
    """Set up and do what `arguments` ask for; return the exit status."""
    set_up()
    compile_kernels()
    if not arguments:
        return open_example()
    verb, rest = arguments[0], arguments[1:]
    if verb == "test":
        return run_checks(rest)
    if verb == "bench":
        return run_benchmark(rest)
    if verb in {"-h", "--help"}:
        say("run.py itself adds two verbs to the following: test, and bench NAME")
    return hand_over(["-m", "chargeplan", *arguments])


def main(arguments: list[str]) -> int:
    """Run the script and turn what went wrong into a sentence and an exit status."""
    if sys.version_info < OLDEST_PYTHON:
        say("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
        return FAILED
    try:
        return run(arguments)
    except SetupError as lack:
        say(str(lack))
        return FAILED
    except OSError as error:
        say(f"the set-up failed: {error}")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
