"""Figures that are kept: found for the same plan, scheme, limit and program, and for nothing else."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from factories import small_project

from chargeplan.files.project_file import project_bytes
from chargeplan.model.scheme import Scheme
from chargeplan.resources import examples_folder
from chargeplan.survey import cache as cache_module
from chargeplan.survey.cache import FiguresCache, Schemes, cache_folder, deciding_files, entry_key
from chargeplan.survey.plans import canonical, figures_values, outcome_of_bytes

DIGEST = "ab" * 32


@pytest.fixture(scope="module")
def figures() -> Schemes:
    """Figures of the small plan, whose second scheme adds nothing."""
    project = small_project()
    project = replace(project, schemes=(*project.schemes, Scheme("second", "Nothing")))
    found = outcome_of_bytes(project_bytes(project), "plan", "", 100.0).schemes
    assert [each.new.stalls for each in found] == [20, 0]
    return found


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*"))


def test_what_is_kept_is_found_again(figures: Schemes, tmp_path: Path) -> None:
    """Equal to the last digit, by another process as well, since only the folder is shared."""
    key = entry_key(DIGEST, "", 100.0)
    FiguresCache(tmp_path).put(key, figures)
    assert FiguresCache(tmp_path).get(key) == figures
    assert [path.name for path in _entries(tmp_path)] == [f"{key}.json"]


def test_every_part_of_the_key_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another plan, scheme, walking limit or program has another key."""
    keys = {
        entry_key(DIGEST, "", 100.0),
        entry_key("cd" * 32, "", 100.0),
        entry_key(DIGEST, "second", 100.0),
        entry_key(DIGEST, "", 150.0),
    }
    monkeypatch.setattr(cache_module, "program_stamp", lambda: "another program")
    keys.add(entry_key(DIGEST, "", 100.0))
    assert len(keys) == 5


def test_damaged_entries_are_not_there_and_written_anew(figures: Schemes, tmp_path: Path) -> None:
    """Cut, empty, no JSON, of another key, a figure changed, a field missing, an older format, no scheme."""
    cache, key = FiguresCache(tmp_path), entry_key(DIGEST, "", 100.0)
    cache.put(key, figures)
    (path,) = _entries(tmp_path)
    good = path.read_bytes()
    changed = good.replace(b'"households":24', b'"households":42', 1)
    assert changed != good
    deep = b"[" * 100_000
    missing = good.replace(b'"sheds":1,', b"")
    for bad in (good[:-40], b"", b"\xff\xfe", b"[]", deep, changed, missing, *_well_formed(key, figures)):
        path.write_bytes(bad)
        assert cache.get(key) is None
        cache.put(key, figures)
        assert path.read_bytes() == good
    other = entry_key("cd" * 32, "", 100.0)
    elsewhere = tmp_path / other[:2] / f"{other}.json"
    elsewhere.parent.mkdir(exist_ok=True)
    elsewhere.write_bytes(good)
    assert cache.get(other) is None


def _well_formed(key: str, figures: Schemes) -> list[bytes]:
    """Return entries whose sums are right: figures as the format before had them, and no scheme at all."""
    held: tuple[tuple[int, object], ...] = ((1, figures_values(figures[0])), (2, []))
    entries = []
    for version, values in held:
        told = hashlib.sha256(canonical(values).encode()).hexdigest()
        entries.append(canonical({"format": version, "key": key, "sum": told, "figures": values}).encode())
    return entries


def test_where_nothing_can_be_written_nothing_fails(figures: Schemes, tmp_path: Path) -> None:
    """The folder's name is taken by a file."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    cache, key = FiguresCache(tmp_path / "taken"), entry_key(DIGEST, "", 100.0)
    cache.put(key, figures)
    assert cache.get(key) is None
    cache.trim()


def test_what_was_not_used_for_longest_is_dropped_first(figures: Schemes, tmp_path: Path) -> None:
    """Four entries of equal length and room for three: three quarters of three leave two."""
    keys = [entry_key(DIGEST, name, 100.0) for name in "abcd"]
    cache = FiguresCache(tmp_path)
    for age, key in enumerate(keys):
        cache.put(key, figures)
        os.utime(tmp_path / key[:2] / f"{key}.json", (1000 + age, 1000 + age))
    length = _entries(tmp_path)[0].stat().st_size
    FiguresCache(tmp_path, 4 * length).trim()
    assert len(_entries(tmp_path)) == 4
    assert cache.get(keys[0]) == figures  # used now, so that b and c are older
    FiguresCache(tmp_path, 3 * length).trim()
    assert [cache.get(key) is not None for key in keys] == [True, False, False, True]


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it is the user's own folder for what can be worked out again."""
    monkeypatch.setenv(cache_module.CACHE_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv(cache_module.CACHE_VARIABLE)
    assert (cache_folder().name, cache_folder().parent.name) == ("figures", "chargeplan")


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
from pathlib import Path
from chargeplan.survey.plans import plan_outcome
assert plan_outcome(Path(sys.argv[1]), "", 100.0).figures is not None
modules = [module.__file__ for name, module in sys.modules.items() if name.startswith("chargeplan")]
print("\\n".join(map(str, [*modules, *(name for name in opened if name.endswith(".toml"))])))
"""


def test_everything_that_takes_part_decides() -> None:
    """Code that is loaded and data that is read to work out a plan stand among what the key is made from.

    Packages' own files hold nothing but a docstring.
    """
    plan = str(examples_folder() / "linyuan.chargeplan")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, plan], capture_output=True, text=True, encoding="utf-8", check=True
    )
    taken = {Path(line).resolve() for line in done.stdout.splitlines()}
    named = {path.resolve() for _, path in deciding_files()}
    assert any(path.suffix == ".toml" for path in taken)
    missing = {path for path in taken - named if path.name != "__init__.py"}
    assert missing == set()
