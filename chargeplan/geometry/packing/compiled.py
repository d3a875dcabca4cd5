"""The door to numba: kernels are compiled once per machine and found again by the hash of their sources."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from chargeplan.resources import user_cache_folder

_Function = TypeVar("_Function", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Return where compiled kernels of exactly these sources are kept."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return user_cache_folder() / f"kernels-{digest.hexdigest()[:16]}"


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _compilers() -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    import numba

    folder = cache_folder()
    kept = _is_writable(folder)
    if kept:
        setattr(numba.config, "CACHE_DIR", str(folder))  # noqa: B010 - its stubs do not know it
    inner = numba.njit(nogil=True, error_model="numpy")
    return cast(Any, numba.njit(cache=kept, nogil=True, error_model="numpy")), cast(Any, inner)


_compile, _compile_part = _compilers()


def kernel(function: _Function) -> _Function:
    """Return a function compiled to machine code that lets other threads run meanwhile."""
    return cast(_Function, _compile(function))


def part(function: _Function) -> _Function:
    """Return a function for kernels to call, compiled into each of them."""
    return cast(_Function, _compile_part(function))
