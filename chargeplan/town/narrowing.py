"""A comparison of some of its estates: what is filtered in a table, drawn and summed by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from chargeplan.town.comparison import Comparison
from chargeplan.town.roll_up import roll_up


def narrowed(comparison: Comparison, codes: Collection[str]) -> Comparison:
    """Return the comparison of the estates with these codes, with their own sums.

    Ranks, grades and tasks stay those among all estates; nothing is rated anew.
    """
    wanted = frozenset(codes)
    estates = tuple(one for one in comparison.estates if one.standing.row.code in wanted)
    total, units = roll_up(estates)
    rows = tuple(one.standing.row for one in estates)
    register = replace(comparison.register, rows=rows)
    return replace(comparison, register=register, estates=estates, total=total, units=units)
