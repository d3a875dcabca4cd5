"""How many threads a filling takes in this process; the same is found with any number."""

from __future__ import annotations

MOST = 2
"""A search carries on so many chains."""

_count = MOST


def use_threads(count: int) -> None:
    """Let fillings of this process take at most so many threads, one at least."""
    global _count
    _count = max(1, min(count, MOST))


def thread_count() -> int:
    """Return how many threads a filling takes."""
    return _count
