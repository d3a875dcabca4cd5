"""Lengths of scale bars."""

from __future__ import annotations

import math

_NICE = (1.0, 2.0, 5.0)


def bar_length_m(most_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, 50, … metres that is at most `most_m`."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(nice * power for nice in _NICE if nice * power <= most_m * (1 + 1e-9))
