"""Very many lines of DXF written as text: drawings of surveyors have a hundred thousand of them.

As entities of ezdxf they take ten seconds and some hundred megabytes; as text less than one second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ezdxf import const

from chargeplan.model.values import Point

_CODES = {"linetype": 6, "color": 62, "lineweight": 370, "true_color": 420}
"""Group codes of what all entities can have, in the order of the file."""

_NEXT = "\n  0\n"


def written_lines(
    lines: Iterable[tuple[str, Sequence[Point]]], owner: str, layer: str, look: Mapping[str, Any]
) -> str:
    """Return open lines, each with its handle, as entities of DXF R2000 and later.

    Parameters
    ----------
    owner : str
        Handle of the space that they are in.
    """
    told = "".join(f"{code:>3}\n{look[name]}\n" for name, code in _CODES.items() if name in look)
    head = f"330\n{owner}\n100\nAcDbEntity\n  8\n{layer}\n{told}100\nAcDbPolyline\n"
    return "".join(
        f"  0\nLWPOLYLINE\n  5\n{handle}\n{head} 90\n{len(points)}\n 70\n{const.LWPOLYLINE_PLINEGEN}\n"
        + "".join(f" 10\n{x!r}\n 20\n{y!r}\n" for x, y in points)
        for handle, points in lines
    )


def with_written(drawing: str, written: Mapping[str, str]) -> str:
    """Return a drawing with entities in the place of points, which are named by their handles."""
    for handle, entities in written.items():
        start = drawing.index(f"  0\nPOINT\n  5\n{handle}\n")
        end = drawing.index(_NEXT, start) + 1
        drawing = drawing[:start] + entities + drawing[end:]
    return drawing
