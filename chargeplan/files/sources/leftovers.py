"""What nothing became of, as faint lines below the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chargeplan.files.codec import storable
from chargeplan.files.sources.features import Piece
from chargeplan.files.sources.tally import Tally
from chargeplan.i18n import N_
from chargeplan.model import linework
from chargeplan.model.site import Underlay
from chargeplan.model.values import COORDINATE_LIMIT_M, Ring

MARK_M = 1.0
"""Half the size of the cross that stands for a point."""

_OPACITY = 0.35


def lines_below(pieces: Iterable[Piece], name: str, tally: Tally) -> Underlay | None:
    """Return pieces in metres as lines below a plan, as many as one holds; None when there are none."""
    lines = list(_within_limits(pieces, tally))
    return faint_lines(linework.packed(lines), name) if lines else None


def faint_lines(packed: linework.Linework, name: str) -> Underlay:
    """Return packed lines as an underlay of a plan that has no other: faint, locked, at true scale."""
    return Underlay(
        "underlay-1",
        packed.data,
        linework.MEDIA_TYPE,
        packed.width,
        packed.height,
        packed.origin,
        packed.step_m,
        opacity=_OPACITY,
        locked=True,
        scaled=True,
        name=storable(name),
    )


def _within_limits(pieces: Iterable[Piece], tally: Tally) -> Iterator[Ring]:
    lines = corners = 0
    for piece in pieces:
        for line in piece.lines(MARK_M):
            lines, corners = lines + 1, corners + len(line)
            if lines > linework.MOST_LINES or corners > linework.MOST_CORNERS_OF_ALL:
                text = N_("The lines below the plan stop after {most} of them")
                tally.tell("lines_stop", text, most=linework.MOST_LINES)
                return
            if all(abs(x) <= COORDINATE_LIMIT_M and abs(y) <= COORDINATE_LIMIT_M for x, y in line):
                yield line
