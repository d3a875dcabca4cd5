"""Placing labels so that none lies on another: the first free place wins, one without any is left out."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chargeplan.drawing.primitives import Box, HorizontalAnchor, Text, VerticalAnchor
from chargeplan.model.values import Point

LINE_SPACING = 1.25
_NARROW_SHARE = 0.58
_SMALLER = (1.0, 0.82)
_CELLS = 64
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
    """Return the pieces between which a line may end; closing marks stay with what they close."""
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

    def take(self, box: Box) -> None:
        """Let no later label touch this box."""
        self._taken.add(box)

    def free(self, box: Box, *, inside: bool = False) -> bool:
        """Return whether a label may stand there; `inside` ones mind only other labels."""
        if not box.within(self.room) or self._taken.touched_by(box):
            return False
        return inside or not self._clear.touched_by(box)

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
