"""What people type while drawing: lengths, angles, steps east and north, small sums. No Qt, no `eval`.

`3*2.1`, `350cm`, `1.2m + 30 cm`, `(4-1)/2`; a comma separates a step east from a step north.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

_UNITS_M = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*|\.\d+)|([a-z]+)|(.))")
_SIGNS = str.maketrans({"\u3001": ",", "\u3002": ".", "\u00d7": "*", "\u00f7": "/"})
"""Ideographic comma and full stop, multiplication and division sign."""

_DEEPEST = 50
_LONGEST = 200


class TypedEntryError(ValueError):
    """What was typed is no length, angle or step."""


@dataclass(frozen=True)
class Offset:
    """A step [m]: east and north."""

    dx: float
    dy: float


def normalised(text: str) -> str:
    """Return text as it would be without a Chinese input method: narrow digits, signs and commas."""
    return unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()


def parse_length(text: str) -> float | Offset:
    """Return a length [m], or a step when there is a comma.

    Raises
    ------
    TypedEntryError
        When it is neither.
    """
    parts = normalised(text).split(",")
    if len(parts) == 2:
        return Offset(_value(parts[0], _UNITS_M), _value(parts[1], _UNITS_M))
    if len(parts) != 1:
        raise TypedEntryError(text)
    length = _value(parts[0], _UNITS_M)
    if length <= 0:
        raise TypedEntryError(text)
    return length


def parse_angle(text: str) -> float:
    """Return an angle [degrees]; a trailing degree sign is understood."""
    return _value(normalised(text).strip().removesuffix("°"), {})


def _value(text: str, units: dict[str, float]) -> float:
    if len(text) > _LONGEST:
        raise TypedEntryError(text)
    reader = _Reader(_tokens(text), units, text)
    value = reader.sum(0)
    if reader.tokens or not math.isfinite(value):
        raise TypedEntryError(text)
    return value


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens = []
    for number, word, sign in _TOKEN.findall(text.strip()):
        if number:
            tokens.append(("number", number))
        else:
            tokens.append(("word", word) if word else ("sign", sign))
    return tokens


class _Reader:
    """Recursive descent over sums, products, signs and brackets."""

    def __init__(self, tokens: list[tuple[str, str]], units: dict[str, float], text: str) -> None:
        self.tokens = tokens
        self._units = units
        self._text = text

    def _take(self, *signs: str) -> str | None:
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def sum(self, depth: int) -> float:
        value = self._product(depth)
        while sign := self._take("+", "-"):
            term = self._product(depth)
            value = value + term if sign == "+" else value - term
        return value

    def _product(self, depth: int) -> float:
        value = self._signed(depth)
        while sign := self._take("*", "/"):
            factor = self._signed(depth)
            if sign == "/" and factor == 0:
                raise TypedEntryError(self._text)
            value = value * factor if sign == "*" else value / factor
        return value

    def _signed(self, depth: int) -> float:
        if depth > _DEEPEST:
            raise TypedEntryError(self._text)
        if sign := self._take("+", "-"):
            value = self._signed(depth + 1)
            return -value if sign == "-" else value
        return self._measure(depth)

    def _measure(self, depth: int) -> float:
        if self._take("("):
            value = self.sum(depth + 1)
            if not self._take(")"):
                raise TypedEntryError(self._text)
        elif self.tokens and self.tokens[0][0] == "number":
            value = float(self.tokens.pop(0)[1])
        else:
            raise TypedEntryError(self._text)
        if self.tokens and self.tokens[0][0] == "word":
            unit = self.tokens.pop(0)[1]
            if unit not in self._units:
                raise TypedEntryError(self._text)
            value *= self._units[unit]
        return value
