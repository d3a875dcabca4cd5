"""Lines of a drawing that lie below the plan, packed small: whole steps of a grid, in a few numbers each.

A drawing of a surveyor has a hundred thousand lines. As tuples of the model they would take hundreds of
megabytes and long to save; packed they take eight bytes a corner, and two plans are compared in a moment.

The bytes are, after `_MAGIC`, little-endian: the number of lines and of all corners (uint32 each), the number
of corners of each line (uint32), then x and y of each corner (int32) in steps from the lower left corner, x
right and y up. The step is the `metres_per_pixel` of the underlay that holds them.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.values import Point, Ring, finite

MEDIA_TYPE = "application/x-chargeplan-lines"
STEP_M = 0.001
"""A step of what is packed, unless the drawing is so large that its corners need a coarser one."""

MOST_LINES = 200_000
MOST_CORNERS_OF_ALL = 2_000_000
_MOST_STEPS = 2**31 - 1
_MAGIC = b"CPLW1\n"
_HEAD = struct.Struct("<II")
_UINT32 = next(code for code in "IL" if array(code).itemsize == 4)
_INT32 = next(code for code in "il" if array(code).itemsize == 4)


@dataclass(frozen=True)
class Linework:
    """Lines packed: `width`, `height` of their box in steps of `step_m`, lower left corner `origin` [m]."""

    data: bytes = field(repr=False)
    width: int
    height: int
    step_m: float
    origin: Point


@dataclass(frozen=True)
class Lines:
    """Lines unpacked: how many corners each has, and x, y of all corners one after the other [steps]."""

    counts: array[int] = field(repr=False)
    coordinates: array[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.counts)

    def each(self) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield the corners of each line [steps]."""
        start = 0
        for count in self.counts:
            end = start + 2 * count
            xs, ys = self.coordinates[start:end:2], self.coordinates[start + 1 : end : 2]
            yield tuple(zip(xs, ys, strict=True))
            start = end


def packed(lines: Iterable[Ring]) -> Linework:
    """Return lines [m] packed.

    Raises
    ------
    InvalidValueError
        When there are none, too many, or a corner is not a finite number.
    """
    counts, numbers = array(_UINT32), array("d")
    for line in lines:
        counts.append(len(line))
        numbers.extend(chain.from_iterable(line))
    _check_size(len(counts), len(numbers) // 2)
    xs, ys = numbers[::2], numbers[1::2]
    left, bottom = finite(min(xs), "x"), finite(min(ys), "y")
    reach = max(finite(max(xs), "x") - left, finite(max(ys), "y") - bottom)
    step = max(STEP_M, math.ceil(reach / _MOST_STEPS / STEP_M) * STEP_M)
    if not all(map(math.isfinite, numbers)):
        raise InvalidValueError(
            "not_finite", N_("{field} is not a finite number: {value}"), field="x", value="nan"
        )
    steps = array(_INT32, (round((v - (bottom if i % 2 else left)) / step) for i, v in enumerate(numbers)))
    size = (max(1, max(steps[::2])), max(1, max(steps[1::2])))
    data = _MAGIC + _HEAD.pack(len(counts), len(xs)) + _little(counts) + _little(steps)
    return Linework(data, *size, step, (left, bottom))


def unpacked(data: bytes) -> Lines:
    """Return the lines in their bytes, which may come from a file that nobody trusts.

    Raises
    ------
    InvalidValueError
        When the bytes are not whole.
    """
    head = len(_MAGIC) + _HEAD.size
    if not data.startswith(_MAGIC) or len(data) < head:
        raise _damaged()
    lines, corners = _HEAD.unpack_from(data, len(_MAGIC))
    if len(data) != head + 4 * lines + 8 * corners:
        raise _damaged()
    _check_size(lines, corners)
    counts, coordinates = array(_UINT32), array(_INT32)
    counts.frombytes(data[head : head + 4 * lines])
    coordinates.frombytes(data[head + 4 * lines :])
    if sys.byteorder == "big":
        counts.byteswap()
        coordinates.byteswap()
    if sum(counts) != corners or min(counts) < 1:
        raise _damaged()
    return Lines(counts, coordinates)


def _check_size(lines: int, corners: int) -> None:
    if not lines:
        raise InvalidValueError("no_lines", N_("the drawing below the plan has no lines"))
    if lines > MOST_LINES or corners > MOST_CORNERS_OF_ALL:
        raise InvalidValueError(
            "too_many_lines", N_("the drawing below the plan has more than {most} lines"), most=MOST_LINES
        )


def _damaged() -> InvalidValueError:
    return InvalidValueError("damaged_lines", N_("the lines of the drawing below the plan are damaged"))


def _little(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()
