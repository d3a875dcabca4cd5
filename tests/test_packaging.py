"""The wheel carries everything, and works from any folder without the checkout."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "yuanxi.chargeplan"
# Starts the program of the unpacked wheel; the checkout, named by an editable install, is taken off the path.
START = """
import sys
from pathlib import Path
checkout = Path(sys.argv[1])
sys.path[:] = [name for name in sys.path if not name or Path(name).resolve() != checkout]
import chargeplan
assert checkout not in Path(chargeplan.__file__).resolve().parents, chargeplan.__file__
from chargeplan.__main__ import main
sys.argv[:2] = ["chargeplan"]
sys.exit(main())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel as hatchling builds it, without a network and without a build environment of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the unpacked wheel in it."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _start(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", START, str(ROOT), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_every_asset_and_example(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "assets", "examples", "chargeplan"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("this is not a checkout")
    files = [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    wanted = {name if name.startswith("chargeplan/") else f"chargeplan/{name}" for name in files}
    assert wanted - inside == set()
    assert {
        f"chargeplan/examples/{EXAMPLE}",
        "chargeplan/assets/locale/zh_CN/LC_MESSAGES/chargeplan.mo",
    } <= inside


def test_the_wheel_holds_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0].split("-")[0] for name in archive.namelist()}
        inside = archive.namelist()
    assert tops == {"chargeplan"}
    assert [name for name in inside if "__pycache__" in name or name.endswith((".pyc", ".bak"))] == []


def test_the_wheel_names_its_command_and_its_licence(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "chargeplan = chargeplan.__main__:main" in archive.read(entry).decode()
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_program_starts_from_the_wheel_in_another_folder(installed, tmp_path):
    answer = _start(installed, tmp_path, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    for verb in ("layout", "analyse", "boq", "report", "picture"):
        assert verb in answer.stdout


def test_the_figures_of_an_example_come_out_of_the_wheel(installed, tmp_path):
    plan = installed / "chargeplan" / "examples" / EXAMPLE
    answer = _start(installed, tmp_path, "analyse", str(plan), "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    figures = json.loads(answer.stdout)
    assert (figures["roofed_area_m2"], figures["sockets"]) == (144.0, 130)


def test_workbook_and_picture_come_out_of_the_wheel(installed, tmp_path):
    plan = installed / "chargeplan" / "examples" / EXAMPLE
    answer = _start(installed, tmp_path, "report", str(plan), "-o", "out")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "out" / "yuanxi.xlsx").read_bytes()[:4] == b"PK\x03\x04"
    assert (tmp_path / "out" / "yuanxi.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_program_imports_only_what_it_declares():
    """Every library that the package imports is a dependency of pyproject.toml; Pillow is imported as PIL.

    What the extra `cluster` brings counts too: only its door imports it, as the architecture's tests hold.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dependencies = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    names = {text.split(">")[0].lower() for text in dependencies}
    declared = {"pyside6-essentials": "PySide6", "pillow": "PIL", "python-calamine": "python_calamine"}
    allowed = {declared.get(name, name) for name in names} | set(sys.stdlib_module_names) | {"chargeplan"}
    imported = set()
    for path in (ROOT / "chargeplan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    assert imported - allowed == set()
    assert {"PySide6", "shapely", "numpy"} <= imported
