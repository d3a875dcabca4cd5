"""What features tell of the sides of outlines: their numbers in the file, and in the ring of the element.

`sides` are the numbers that the sides of the ring have in the file, where sides of no length count too.
`turned` says that the element's ring runs the other way.
"""

from __future__ import annotations

from collections.abc import Sequence

from chargeplan.files.geojson_form import BLANK_KINDS, turned_ring, turned_side
from chargeplan.model.site import WallKind
from chargeplan.model.values import Ring

_BLANK = tuple(kind.value for kind in BLANK_KINDS)


def model_ring(ring: Ring, turned: bool) -> Ring:
    """Return a ring of a file as the element has it."""
    return turned_ring(ring) if turned else ring


def edges_of(
    edges: Sequence[object], sides: Sequence[int], count: int, turned: bool
) -> tuple[list[object], bool]:
    """Return a value for each side of the element's ring, none when they do not fit, and whether they do.

    `count` is how many sides the outline has in the file.
    """
    if len(edges) != count:
        return [], not edges
    told = [edges[side] for side in sides]
    return [told[_of_file(side, len(sides), turned)] for side in range(len(sides))], True


def blank_walls(
    walls: Sequence[str], told: object, sides: Sequence[int], count: int, turned: bool
) -> tuple[list[str], bool]:
    """Return the kinds of walls of the element's ring with those that are told to be blank.

    Parameters
    ----------
    walls
        Kinds for each side of the element's ring, as they are known beside the feature; empty for none.
    told
        Numbers of blank sides in the file, or a flag for each of its `count` sides, or one for all; None for
        nothing told.
    """
    fits = len(walls) in (0, len(sides))
    kinds = list(walls) if walls and fits else [WallKind.UNKNOWN.value] * len(sides)
    if told is None:
        return kinds, fits
    numbers = _numbers(told, count)
    blank = {
        _of_file(sides.index(side), len(sides), turned)
        for side in numbers
        if isinstance(side, int) and not isinstance(side, bool) and side in sides
    }
    fits &= len(blank) == len(numbers)
    for side, kind in enumerate(kinds):
        if side in blank and kind not in _BLANK:
            kinds[side] = WallKind.BLANK.value
        elif side not in blank and kind in _BLANK:
            kinds[side] = WallKind.UNKNOWN.value
    return kinds, fits


def _numbers(told: object, count: int) -> list[object]:
    flags = [told] * count if isinstance(told, bool) else told
    if isinstance(flags, list) and len(flags) == count and all(isinstance(flag, bool) for flag in flags):
        return [side for side, flag in enumerate(flags) if flag]
    return flags if isinstance(flags, list) else [flags]


def _of_file(side: int, count: int, turned: bool) -> int:
    """Return the number of a side in the file for that in the element's ring; the way back is the same."""
    return turned_side(side, count) if turned else side
