"""Pieces of a notice in millimetres of the paper, x to the right and y downwards, laid out before drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chargeplan.drawing.labels import wrapped
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.primitives import HorizontalAnchor
from chargeplan.drawing.symbols import STYLES

LINE = 1.4
"""Height of a line to the size of its letters."""

BODY_MM = 6.2
HEADING_MM = 14.5
_CUT = "…"
_NARROWEST = 0.2
"""No letter but a blank is narrower, as a share of its size: so much of a text is looked at."""


@dataclass(frozen=True)
class Words:
    """A line of text; `y_mm` is the middle of it."""

    x_mm: float
    y_mm: float
    text: str
    size_mm: float = BODY_MM
    style: str = "text"
    align: HorizontalAnchor = "left"


@dataclass(frozen=True)
class Panel:
    """A filled rectangle from its upper left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    style: str


@dataclass(frozen=True)
class Disc:
    """A number in a disc around its middle, as it stands on the plan too."""

    x_mm: float
    y_mm: float
    radius_mm: float
    number: int


Item = Words | Panel | Disc


@dataclass(frozen=True)
class Block:
    """Items from the upper left corner of a piece of paper, and how high it is [mm]."""

    height_mm: float
    items: tuple[Item, ...] = ()

    def moved(self, x_mm: float, y_mm: float) -> tuple[Item, ...]:
        """Return the items with the corner at a place of the page."""
        return tuple(replace(item, x_mm=item.x_mm + x_mm, y_mm=item.y_mm + y_mm) for item in self.items)


def is_heavy(style: str) -> bool:
    """Return whether texts of a style have heavy letters."""
    return STYLES[style].bold


def width_mm(text: str, size_mm: float, style: str) -> float:
    """Return how wide a line of text is [mm]."""
    return text_width(text, size_mm, is_heavy(style))


@lru_cache(maxsize=1024)
def lines_of(text: str, size_mm: float, style: str, room_mm: float, most: int) -> tuple[str, ...]:
    """Return a text in lines no wider than `room_mm`, `most` of them; what is cut ends in dots."""
    looked_at = math.ceil(most * room_mm / (_NARROWEST * size_mm)) + most
    if len(text) > looked_at:
        text = text[:looked_at] + _CUT

    def measured(line: str) -> float:
        return width_mm(line, size_mm, style)

    lines: list[str] = []
    for piece in text.split("\n"):
        lines += wrapped(
            " ".join(piece.split()), size_mm, room_mm, lambda line: width_mm(line, size_mm, style)
        )
    lines = [part for line in lines for part in _broken(line, size_mm, style, room_mm)]
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1] + _CUT, size_mm, style, room_mm)]
    return tuple(lines)


def _broken(line: str, size_mm: float, style: str, room_mm: float) -> list[str]:
    """Return a line in pieces that fit: a word longer than the paper is wide is broken anywhere."""
    if width_mm(line, size_mm, style) <= room_mm:
        return [line]
    pieces, filled = [""], 0.0
    for letter in line:
        wide = width_mm(letter, size_mm, style)
        if pieces[-1] and filled + wide > room_mm:
            pieces.append("")
            filled = 0.0
        pieces[-1] += letter
        filled += wide
    return pieces


def _shortened(line: str, size_mm: float, style: str, room_mm: float) -> str:
    text = line.removesuffix(_CUT)
    while text and width_mm(text + _CUT, size_mm, style) > room_mm:
        text = text[:-1]
    return text.rstrip() + _CUT


def fitting_mm(text: str, size_mm: float, style: str, room_mm: float, least_mm: float) -> float:
    """Return the size at which a line fits, from `size_mm` down to `least_mm`."""
    width = width_mm(text, size_mm, style)
    return size_mm if width <= room_mm else max(least_mm, size_mm * room_mm / width)


def paragraph(
    text: str, room_mm: float, *, size_mm: float = BODY_MM, style: str = "text", most: int = 6
) -> Block:
    """Return a text broken into lines."""
    step = size_mm * LINE
    lines = lines_of(text, size_mm, style, room_mm, most)
    words = [Words(0, (row + 0.5) * step, line, size_mm, style) for row, line in enumerate(lines)]
    return Block(step * len(lines), tuple(words))


def stacked(blocks: Iterable[Block], gap_mm: float = 0.0) -> Block:
    """Return blocks below each other; empty ones take no room."""
    items: list[Item] = []
    at = 0.0
    for block in blocks:
        if not block.items:
            continue
        at += gap_mm if items else 0.0
        items += block.moved(0, at)
        at += block.height_mm
    return Block(at, tuple(items))


def beside(blocks: Sequence[Block], step_mm: float) -> Block:
    """Return blocks side by side, each `step_mm` from the one before."""
    items = [item for number, block in enumerate(blocks) for item in block.moved(number * step_mm, 0)]
    return Block(max((block.height_mm for block in blocks), default=0.0), tuple(items))
