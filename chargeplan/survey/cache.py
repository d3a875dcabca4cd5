"""Figures of plans kept between runs: found again only for the same plan, scheme, method and program.

An entry is a small JSON file, named by a hash of all that its figures follow from, so that entries are never
wrong and never need to be taken back. What is damaged is as good as not there. Several processes may read
and write at once: files come and go in one step.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import chargeplan
from chargeplan.files.atomic import replace_file
from chargeplan.files.codec import Decoder, TooManyFaults
from chargeplan.resources import assets_folder, user_cache_folder
from chargeplan.survey.plans import canonical, figures_values
from chargeplan.town.figures import PlanFigures

_log = logging.getLogger(__name__)

CACHE_VARIABLE = "CHARGEPLAN_FIGURES"
"""Environment variable that names a folder to keep figures in instead of the user's own."""

Schemes = tuple[PlanFigures, ...]
"""The figures of every scheme of a plan, those of the chosen one first."""

MOST_BYTES = 64 * 2**20
_MOST_ENTRY_BYTES = 2**20
_KEPT_SHARE = 0.75
"""How full a cache may stay once it was too full."""

_FORMAT = 2
_CODE = (
    "errors.py",
    "units.py",
    "i18n.py",
    "resources.py",
    "model",
    "geometry",
    "reference",
    "engineering",
    "costing",
    "analysis.py",
    "town/figures.py",
    "town/failures.py",
    "town/places.py",
    "town/plan_figures.py",
    "town/register.py",
    "files/archive.py",
    "files/atomic.py",
    "files/codec.py",
    "files/geojson_form.py",
    "files/identity.py",
    "files/migrations.py",
    "files/project_file.py",
    "files/sources",
    "files/underlay.py",
    "files/whole_file.py",
    "survey/plans.py",
)
"""Files and folders of the program that decide what a plan comes to."""

_OTHER_ASSETS = ("fonts", "icons", "locale", "town")
_PLACES = "town/places.toml"
"""What of the town decides where map data lie."""

_LIBRARIES = ("numpy", "shapely", "numba", "pyproj", "ezdxf", "lxml")


def cache_folder() -> Path:
    """Return where figures are kept, the user's own folder unless the environment names another."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_folder() / "figures"


def deciding_files() -> Iterator[tuple[str, Path]]:
    """Yield the files of code and assets that decide figures, each with a name that is the same anywhere."""
    package = Path(chargeplan.__file__).parent
    for part in _CODE:
        paths = [package / part] if part.endswith(".py") else sorted((package / part).rglob("*.py"))
        yield from ((path.relative_to(package).as_posix(), path) for path in paths)
    assets = assets_folder()
    for path in sorted(assets.rglob("*.toml")):
        name = path.relative_to(assets)
        if name.parts[0] not in _OTHER_ASSETS or name.as_posix() == _PLACES:
            yield f"assets/{name.as_posix()}", path


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """Return a hash of the program that works figures out: its version, code, assets and libraries.

    Two machines with the same stamp give the same figures.
    """
    digest = hashlib.sha256()
    python = ".".join(map(str, sys.version_info[:2]))
    for line in (chargeplan.__version__, python, *map(_library, _LIBRARIES)):
        digest.update(line.encode() + b"\n")
    for name, path in deciding_files():
        data = path.read_bytes()
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def entry_key(plan_digest: str, scheme: str, limit_m: float) -> str:
    """Return what figures are kept by: the SHA-256 of the plan's file, scheme, walking limit [m], program."""
    parts = [_FORMAT, program_stamp(), plan_digest, scheme, limit_m]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


class FiguresCache:
    """Figures kept in a folder; where that cannot be written, nothing is kept and nothing fails."""

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder or cache_folder()
        self._most_bytes = most_bytes

    def get(self, key: str) -> Schemes | None:
        """Return the figures kept by a key, None where there are none or they are damaged."""
        path = self._path(key)
        try:
            with path.open("rb") as stream:
                figures = _read(stream.read(_MOST_ENTRY_BYTES), key)
        except OSError:
            return None
        if figures is not None:
            with suppress(OSError):
                os.utime(path)  # what is used is not what is dropped first
        return figures

    def put(self, key: str, figures: Schemes) -> None:
        """Keep figures of a plan's schemes by a key, those of the chosen one first."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, _written(key, figures))
        except OSError as error:
            _log.info("figures could not be kept: %s", error)

    def trim(self) -> None:
        """Drop what was not used for longest, when there is more than may be."""
        held = sorted(self._files())
        total = sum(size for _, size, _ in held)
        if total <= self._most_bytes:
            return
        for _, size, path in held:
            if total <= self._most_bytes * _KEPT_SHARE:
                break
            with suppress(OSError):
                Path(path).unlink(missing_ok=True)
                total -= size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def _files(self) -> Iterator[tuple[int, int, str]]:
        """Yield time of last use [ns], size and path of every file."""
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                about = path.stat()
                yield about.st_mtime_ns, about.st_size, str(path)


def _written(key: str, figures: Schemes) -> bytes:
    values = [figures_values(each) for each in figures]
    entry = {"format": _FORMAT, "key": key, "sum": _sum(values), "figures": values}
    return (canonical(entry) + "\n").encode()


def _read(data: bytes, key: str) -> Schemes | None:
    try:
        entry = json.loads(data)
        if entry["format"] != _FORMAT or entry["key"] != key or entry["sum"] != _sum(entry["figures"]):
            return None
        decoder = Decoder("figures", lambda name: None)
        figures: Schemes | None = decoder.decode(entry["figures"], Schemes)
    except (ValueError, KeyError, TypeError, RecursionError, TooManyFaults):
        return None
    return None if decoder.faults or not figures else figures


def _sum(values: object) -> str:
    return hashlib.sha256(canonical(values).encode()).hexdigest()
