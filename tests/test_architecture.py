"""Who may import whom, read from the imports of every module (docs/architecture.md tells why).

The rules are checked by functions that take a tree of modules, and each of them is shown below to object to a
small tree that breaks its rule.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "chargeplan"

# From the ground up. A room imports rooms of lower floors only; rooms on one floor do not know each other,
# except on the ground, where only circles are forbidden.
FLOORS = (
    ("errors", "units", "i18n", "resources"),
    ("model",),
    ("geometry", "reference"),
    ("engineering",),
    ("costing",),
    ("analysis",),
    ("town",),
    ("files", "drawing"),
    ("report", "survey", "intake"),
    ("ui",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = tuple(FLOOR_OF)

# The rooms, or single modules, through which a library comes into the house.
DOORS = {
    "numba": ("geometry.packing.compiled",),
    "PySide6": ("ui",),
    "shapely": ("geometry",),
    "matplotlib": ("drawing",),
    "highspy": ("town.exact",),
    "distributed": ("survey.cluster",),
    "dask": ("survey.cluster",),
    "openpyxl": ("files",),
    "lxml": ("files",),
    "python_calamine": ("files",),
    "xlsxwriter": ("files",),
    "PIL": ("files", "drawing"),
    "shiboken6": ("ui.undo",),
    "ezdxf": ("files.sources", "drawing.dxf"),
    "pypdfium2": ("files.sources.pdf",),
    "pyproj": ("files.sources.projecting",),
}

# What only tests, benchmarks and tools may need: the program runs without it.
DEVELOPMENT_ONLY = ("ortools", "pulp", "pytest", "hypothesis", "babel", "fontTools")

# The one module that may call the layout engine, which takes a second to load; others may load it ahead only.
ENGINE = "chargeplan.geometry.packing"
ENGINE_DOOR = "chargeplan.geometry.filling"
LOADED_AHEAD = (f"{ENGINE}.warming", f"{ENGINE}.compiled")


@dataclass(frozen=True)
class Import:
    """One name that a module imports; `typing_only` when it stands under `if TYPE_CHECKING`."""

    module: str
    line: int
    target: str
    typing_only: bool = False

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of the module in `path`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _asks_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in {
        getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node.test)
    }


def _import_nodes(
    node: ast.AST, typing_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, typing_only
        elif _asks_for_types(child):
            assert isinstance(child, ast.If)
            for statement in child.body:
                yield from _import_nodes(ast.Module([statement], []), True)
            for statement in child.orelse:
                yield from _import_nodes(ast.Module([statement], []), typing_only)
        else:
            yield from _import_nodes(child, typing_only)


def _targets(node: ast.Import | ast.ImportFrom, package: list[str], known: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = package[: len(package) - node.level + 1] if node.level else []
    source = ".".join([*base, *([node.module] if node.module else [])])
    inside = [f"{source}.{alias.name}" for alias in node.names]
    return [name if name in known else source for name in inside]


def imports(root: Path, program: str = PROGRAM) -> list[Import]:
    """Return every import of every module of `program` under `root`, also those inside functions."""
    paths = sorted((root / program).rglob("*.py"))
    known = {module_name(path, root) for path in paths}
    found = []
    for path in paths:
        name = module_name(path, root)
        package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
        for node, typing_only in _import_nodes(ast.parse(path.read_text(encoding="utf-8"))):
            targets = dict.fromkeys(_targets(node, package, known))
            found.extend(Import(name, node.lineno, target, typing_only) for target in targets)
    return found


def room(module: str) -> str:
    """Return the room of a module of the program, an empty text for the program's own package."""
    return [*module.split("."), ""][1]


def is_inside(module: str) -> bool:
    """Tell whether a module belongs to the program."""
    return module.split(".")[0] == PROGRAM


def strangers(found: list[Import]) -> list[Import]:
    """Return the imports in, or of, rooms that stand on no floor."""
    return [
        one
        for one in found
        for name in (one.module, one.target)
        if is_inside(name) and room(name) and room(name) not in FLOOR_OF
    ]


def pointing_up(found: list[Import], of_room: str) -> list[Import]:
    """Return the imports of a room that do not point to a lower floor."""
    ground = FLOORS[0]
    return [
        one
        for one in found
        if room(one.module) == of_room
        and is_inside(one.target)
        and room(one.target) not in {"", of_room}
        and not (of_room in ground and room(one.target) in ground)
        and FLOOR_OF.get(room(one.target), len(FLOORS)) >= FLOOR_OF[of_room]
    ]


def beside_the_door(found: list[Import], library: str) -> list[Import]:
    """Return the imports of a library in modules that are not its door."""
    doors = [f"{PROGRAM}.{door}" for door in DOORS.get(library, ())]
    return [
        one
        for one in found
        if is_within(one.target, library) and not any(is_within(one.module, door) for door in doors)
    ]


def is_within(module: str, package: str) -> bool:
    """Tell whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")


def past_the_engine_door(found: list[Import]) -> list[Import]:
    """Return the imports of the layout engine by modules that should ask its door instead."""
    return [
        one
        for one in found
        if is_within(one.target, ENGINE)
        and one.target not in LOADED_AHEAD
        and not is_within(one.module, ENGINE)
        and one.module != ENGINE_DOOR
    ]


def circles(found: list[Import]) -> list[tuple[str, ...]]:
    """Return the groups of modules that import each other, directly or around, imports for types left out."""
    graph: dict[str, set[str]] = {}
    for one in found:
        if is_inside(one.target) and not one.typing_only:
            graph.setdefault(one.module, set()).add(one.target)
    reach = {module: _reachable(graph, module) for module in graph}
    groups = {
        tuple(sorted(other for other in reach[module] if module in reach.get(other, ())))
        for module in graph
        if module in reach[module]
    }
    return sorted(groups)


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting.extend(graph.get(module, ()))
    return seen


def translated_at_import(root: Path, program: str = PROGRAM) -> list[str]:
    """Return the calls of `tr` that run when their module is imported."""
    found = []
    for path in sorted((root / program).rglob("*.py")):
        waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr":
                found.append(f"{module_name(path, root)}:{node.lineno}")
            later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            waiting.extend([] if later else ast.iter_child_nodes(node))
    return found


# --- the rules, on the program ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def found() -> list[Import]:
    """Every import of the program."""
    return imports(ROOT)


def _lines(broken: list[Import]) -> list[str]:
    return [str(one) for one in broken]


def test_the_imports_of_the_program_are_seen(found):
    assert any(one.module == "chargeplan.i18n" and one.target == "chargeplan.errors" for one in found)
    assert {room(one.module) for one in found} >= {
        "model",
        "geometry",
        "engineering",
        "costing",
        "files",
        "ui",
    }


def test_every_room_stands_on_a_floor(found):
    assert _lines(strangers(found)) == []


@pytest.mark.parametrize("of_room", ROOMS)
def test_imports_point_down(found, of_room):
    assert _lines(pointing_up(found, of_room)) == []


def test_no_two_modules_import_each_other(found):
    assert circles(found) == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_by_its_door_only(found, library):
    assert _lines(beside_the_door(found, library)) == []


@pytest.mark.parametrize("library", DEVELOPMENT_ONLY)
def test_the_program_needs_nothing_of_its_developers(found, library):
    assert _lines(beside_the_door(found, library)) == []


def test_the_engine_is_asked_at_its_door_only(found):
    assert any(one.module == ENGINE_DOOR and is_within(one.target, ENGINE) for one in found)
    assert _lines(past_the_engine_door(found)) == []


def test_no_text_is_translated_when_its_module_is_imported():
    assert translated_at_import(ROOT) == []


LOADED = """
import sys
import {module}
print([name for name in {libraries!r} if name in sys.modules])
"""


@pytest.mark.parametrize("module", ["chargeplan.analysis", "chargeplan.cli"])
def test_nothing_is_loaded_before_it_is_needed(module):
    libraries = ["PySide6", "matplotlib", "openpyxl", "xlsxwriter", "numba", "highspy", "distributed", ENGINE]
    code = LOADED.format(module=module, libraries=libraries)
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.stdout.strip(), answer.stderr) == ("[]", "")


# --- the checkers, on small trees that break the rules ----------------------------------------------


def _tree(folder: Path, files: dict[str, str]) -> list[Import]:
    for name, text in files.items():
        path = folder / PROGRAM / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        (path.parent / "__init__.py").touch()
    return imports(folder)


def test_an_import_that_points_up_is_seen(tmp_path):
    found = _tree(
        tmp_path, {"model/site.py": "from chargeplan.geometry import rings\n", "geometry/rings.py": ""}
    )
    assert _lines(pointing_up(found, "model")) == [
        "chargeplan.model.site:1 imports chargeplan.geometry.rings"
    ]
    assert pointing_up(found, "geometry") == []


def test_an_import_between_rooms_of_one_floor_is_seen(tmp_path):
    found = _tree(
        tmp_path, {"reference/book.py": "import chargeplan.geometry.rings\n", "geometry/rings.py": ""}
    )
    assert len(pointing_up(found, "reference")) == 1


def test_an_import_inside_a_function_or_for_types_points_up_too(tmp_path):
    text = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from chargeplan.ui import window\n"
        "def late():\n    from chargeplan.cli import main\n"
    )
    found = _tree(tmp_path, {"costing/bill.py": text, "ui/window.py": "", "cli.py": ""})
    assert [one.target for one in pointing_up(found, "costing")] == ["chargeplan.ui.window", "chargeplan.cli"]


def test_a_relative_import_is_followed(tmp_path):
    found = _tree(tmp_path, {"model/site.py": "from ..geometry.rings import area\n", "geometry/rings.py": ""})
    assert _lines(pointing_up(found, "model")) == [
        "chargeplan.model.site:1 imports chargeplan.geometry.rings"
    ]


def test_modules_that_import_each_other_are_seen_around_a_corner(tmp_path):
    found = _tree(
        tmp_path,
        {
            "model/a.py": "from chargeplan.model import b\n",
            "model/b.py": "def late():\n    import chargeplan.model.c\n",
            "model/c.py": "from chargeplan.model.a import name\n",
            "model/d.py": "from chargeplan.model.a import name\n",
        },
    )
    assert circles(found) == [("chargeplan.model.a", "chargeplan.model.b", "chargeplan.model.c")]


def test_an_import_for_types_makes_no_circle(tmp_path):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from chargeplan.model import b\n"
    found = _tree(tmp_path, {"model/a.py": text, "model/b.py": "from chargeplan.model import a\n"})
    assert circles(found) == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_in_the_wrong_room_is_seen(tmp_path, library):
    found = _tree(
        tmp_path,
        {
            "engineering/x.py": f"def late():\n    import {library}.sub\n",
            f"{DOORS[library][0].replace('.', '/')}/y.py": f"import {library}\n",
        },
    )
    assert _lines(beside_the_door(found, library)) == [f"chargeplan.engineering.x:2 imports {library}.sub"]


def test_a_library_beside_the_door_in_the_right_room_is_seen(tmp_path):
    found = _tree(
        tmp_path,
        {
            "geometry/packing/compiled.py": "def late():\n    import numba\n",
            "geometry/packing/compiled_not.py": "from numba import njit\n",
        },
    )
    assert _lines(beside_the_door(found, "numba")) == [
        "chargeplan.geometry.packing.compiled_not:1 imports numba"
    ]


def test_who_goes_past_the_door_of_the_engine_is_seen(tmp_path):
    text = "from chargeplan.geometry.packing.search import packed\n"
    found = _tree(
        tmp_path,
        {
            "geometry/packing/search.py": "from chargeplan.geometry.packing import rows\n",
            "geometry/packing/rows.py": "",
            "geometry/filling.py": text,
            "engineering/capacity.py": text,
            "geometry/packing/warming.py": "",
            "cli.py": "from chargeplan.geometry.packing.warming import warm\n",
        },
    )
    assert _lines(past_the_engine_door(found)) == [
        "chargeplan.engineering.capacity:1 imports chargeplan.geometry.packing.search"
    ]


def test_a_room_without_a_floor_is_seen(tmp_path):
    found = _tree(
        tmp_path, {"helpers/x.py": "import json\n", "model/a.py": "from chargeplan.helpers import x\n"}
    )
    assert [one.module for one in strangers(found)] == ["chargeplan.helpers.x", "chargeplan.model.a"]


def test_a_text_translated_at_import_is_seen(tmp_path):
    text = (
        'TITLE = tr("Sheds")\n'
        "class Panel:\n"
        '    NAMES = [tr("Lots")]\n'
        "    def show(self):\n"
        '        return tr("Stalls")\n'
    )
    _tree(tmp_path, {"ui/panel.py": text})
    assert sorted(translated_at_import(tmp_path)) == ["chargeplan.ui.panel:1", "chargeplan.ui.panel:3"]
