"""Placing labels so that none lies on another: the first free place wins, one without any is left out."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chargeplan.drawing.primitives import Box, HorizontalAnchor, Text, VerticalAnchor, box_of
from chargeplan.model.values import Point, Ring

LINE_SPACING = 1.25
_NARROW_SHARE = 0.58
_SMALLER = (1.0, 0.82)
_CELLS = 64
_LEVEL, _SAME = 1e-3, 1e-6
_SLICES, _CORNERS = 12, 4
_UNITS = frozenset(("m", "m²", "mm", "kW"))
_NEVER_LAST = "\uff08\u201c\u300a"
_NEVER_FIRST = ",.;:!?)]%\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f\uff09\u201d\u300b"


@dataclass(frozen=True)
class Place:
    """Where a label may stand."""

    position: Point
    horizontal: HorizontalAnchor = "center"
    vertical: VerticalAnchor = "center"


def text_size_m(text: str, height_m: float) -> tuple[float, float]:
    """Return width and height of a text as it is drawn, a little generous [m]."""
    lines = text.split("\n")
    widths = [
        sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _NARROW_SHARE for letter in line)
        for line in lines
    ]
    return max(widths) * height_m, len(lines) * height_m * LINE_SPACING


def wrapped(
    text: str, height_m: float, room_m: float, width_of: Callable[[str], float] | None = None
) -> list[str]:
    """Return a text in lines that are no wider than `room_m`, broken at spaces or between wide letters.

    `width_of` measures a line more closely than the generous guess that is made without it.
    """
    lines = [""]
    measured = width_of or (lambda line: text_size_m(line, height_m)[0])
    for word in _words(text):
        if lines[-1] and measured((lines[-1] + word).rstrip()) > room_m:
            lines.append("")
        lines[-1] += word.lstrip() if not lines[-1] else word
    return [line.rstrip() for line in lines if line.strip()]


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may end; closing marks and units stay with what they follow."""
    words: list[str] = []
    for word in _single_words(text):
        unit = word.rstrip(_NEVER_FIRST + " ") in _UNITS
        if unit and words and words[-1].rstrip()[-1:].isdigit():
            words[-1] += word
        else:
            words.append(word)
    return words


def _single_words(text: str) -> list[str]:
    words: list[str] = []
    open_word = False
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        held = bool(words) and words[-1][-1] in _NEVER_LAST
        if words and (held or letter in _NEVER_FIRST or (open_word and not wide)):
            words[-1] += letter
        else:
            words.append(letter)
        open_word = not wide and letter != " "
    return words


SizeOf = Callable[[str, float], tuple[float, float]]
"""Returns width and height of a text whose letters are so high, see `text_size_m`."""


def text_box(text: str, height_m: float, place: Place, size_of: SizeOf = text_size_m) -> Box:
    """Return the box that a text fills at a place."""
    width, height = size_of(text, height_m)
    x, y = place.position
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[place.horizontal] * width
    bottom = y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[place.vertical] * height
    return Box(left, bottom, left + width, bottom + height)


def turned_boxes(middle: Point, degrees: float, width: float, height: float) -> tuple[Box, ...]:
    """Return boxes that together cover a turned text and little more."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    count = 1 if abs(sin * cos) < _LEVEL else max(1, math.ceil(width / height))
    piece = width / count
    half_x = (piece * abs(cos) + height * abs(sin)) / 2
    half_y = (piece * abs(sin) + height * abs(cos)) / 2
    boxes = []
    for number in range(count):
        along = (number + 0.5) * piece - width / 2
        x, y = middle[0] + along * cos, middle[1] + along * sin
        boxes.append(Box(x - half_x, y - half_y, x + half_x, y + half_y))
    return tuple(boxes)


def slices(ring: Ring) -> Iterator[Box]:
    """Yield boxes side by side that together cover a ring, and little more where it is convex."""
    whole = box_of(ring)
    sides = tuple(pairwise((*ring, ring[0])))
    level = all(abs(ax - bx) < _SAME or abs(ay - by) < _SAME for (ax, ay), (bx, by) in sides)
    count = 1 if level and len(ring) == _CORNERS else _SLICES
    for number in range(count):
        left, right = (whole.left + whole.width * at / count for at in (number, number + 1))
        ys = [y for side in sides for y in _heights(side, left, right)]
        if ys:
            yield Box(left, min(ys), right, max(ys))


def _heights(side: tuple[Point, Point], left: float, right: float) -> Iterator[float]:
    """Yield the heights of a side where it enters and leaves an upright strip."""
    (ax, ay), (bx, by) = sorted(side)
    if bx < left or ax > right:
        return
    for x in (max(ax, left), min(bx, right)):
        yield ay if bx == ax else ay + (by - ay) * (x - ax) / (bx - ax)
    if bx == ax:
        yield by


class _Boxes:
    """Boxes by the cells of a grid in which they lie, so that only those near by are looked at."""

    def __init__(self, room: Box) -> None:
        self._cell = max(room.width, room.height, 1e-6) / _CELLS
        self._left, self._bottom = room.left, room.bottom
        self._held: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in self._cells(box):
            self._held[cell].append(box)

    def touched_by(self, box: Box) -> bool:
        return any(
            box.touches(other)
            for cell in self._cells(box)
            if cell in self._held
            for other in self._held[cell]
        )

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        def number(value: float, start: float) -> int:
            return max(-1, min(_CELLS, math.floor((value - start) / self._cell)))

        rows = range(number(box.bottom, self._bottom), number(box.top, self._bottom) + 1)
        for column in range(number(box.left, self._left), number(box.right, self._left) + 1):
            yield from ((column, row) for row in rows)


@dataclass
class LabelBoard:
    """The ground that labels may use, and what is taken of it.

    Attributes
    ----------
    room : Box
        Where labels may stand.
    kept_clear : boxes of things that labels should not hide
    size_of : how large a text is
    smaller : shares of its size at which a label is tried, in this order
    """

    room: Box
    kept_clear: Iterable[Box] = ()
    size_of: SizeOf = text_size_m
    smaller: tuple[float, ...] = _SMALLER
    _clear: _Boxes = field(init=False, repr=False)
    _taken: _Boxes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._clear, self._taken = _Boxes(self.room), _Boxes(self.room)
        self.keep_clear(self.kept_clear)

    def keep_clear(self, boxes: Iterable[Box]) -> None:
        """Let later labels hide nothing of these boxes."""
        for box in boxes:
            self._clear.add(box)

    def take(self, *boxes: Box) -> None:
        """Let no later label touch these boxes."""
        for box in boxes:
            self._taken.add(box)

    def free(self, *boxes: Box, inside: bool = False) -> bool:
        """Return whether a label may take all of these boxes; `inside` ones mind only other labels."""
        if not all(box.within(self.room) and not self._taken.touched_by(box) for box in boxes):
            return False
        return inside or not any(map(self._clear.touched_by, boxes))

    def place(
        self,
        layer: str,
        style: str,
        text: str,
        height_m: float,
        places: Sequence[Place],
        *,
        inside: bool = False,
    ) -> Text | None:
        """Return the label at the first free place, smaller where that helps, or None.

        `inside` labels stand on the thing they name, so they mind only other labels.
        """
        for share in self.smaller:
            for place in places:
                box = text_box(text, height_m * share, place, self.size_of)
                if self.free(box, inside=inside):
                    self.take(box)
                    return Text(
                        layer, style, place.position, text, height_m * share, place.horizontal, place.vertical
                    )
        return None


def places_around(box: Box, gap_m: float) -> Iterator[Place]:
    """Yield places below, above, right and left of a box, then its corners, then further away."""
    middle_x, middle_y = box.centre
    for gap in (gap_m, 3 * gap_m, 6 * gap_m):
        yield Place((middle_x, box.bottom - gap), "center", "top")
        yield Place((middle_x, box.top + gap), "center", "bottom")
        yield Place((box.right + gap, middle_y), "left", "center")
        yield Place((box.left - gap, middle_y), "right", "center")
        yield Place((box.left, box.bottom - gap), "left", "top")
        yield Place((box.right, box.bottom - gap), "right", "top")
        yield Place((box.left, box.top + gap), "left", "bottom")
        yield Place((box.right, box.top + gap), "right", "bottom")
