"""Placing labels so that none lies on another: the first free place wins, one without any is left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chargeplan.drawing.primitives import Box, HorizontalAnchor, Text, VerticalAnchor
from chargeplan.model.values import Point

LINE_SPACING = 1.25
_NARROW_SHARE = 0.58
_SMALLER = (1.0, 0.82)
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


def text_box(text: str, height_m: float, place: Place) -> Box:
    """Return the box that a text fills at a place."""
    width, height = text_size_m(text, height_m)
    x, y = place.position
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[place.horizontal] * width
    bottom = y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[place.vertical] * height
    return Box(left, bottom, left + width, bottom + height)


@dataclass
class LabelBoard:
    """The ground that labels may use, and what is taken of it.

    `kept_clear` are boxes of things that labels should not hide, `taken` those of labels already there.
    """

    room: Box
    kept_clear: tuple[Box, ...] = ()
    taken: list[Box] = field(default_factory=list)

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
        for share in _SMALLER:
            for place in places:
                box = text_box(text, height_m * share, place)
                if box.within(self.room) and self._free(box, inside=inside):
                    self.taken.append(box)
                    return Text(
                        layer, style, place.position, text, height_m * share, place.horizontal, place.vertical
                    )
        return None

    def _free(self, box: Box, *, inside: bool) -> bool:
        others: Iterable[Box] = self.taken if inside else (*self.taken, *self.kept_clear)
        return not any(box.touches(other) for other in others)


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
