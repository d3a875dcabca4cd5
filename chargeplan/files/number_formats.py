"""What a number format shows beside a number: a price of 12.50 may be shown as $12.50.

It may be shown in ten thousands of yuan, too. Spreadsheet programs keep the bare number; who reads it alone
changes its unit without a word.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

SCALED = ","
"""Stands for digits that are left out: `0.00,` shows thousands."""

_TOKENS = re.compile(r'"[^"]*"?|[\\!_*].?|\[[^\]]*\]?|[0#?.,]+|.', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)")
_COMPARED: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_SAYS_NOTHING = " -()+/."


@lru_cache(maxsize=1024)
def shown_beside(number_format: str, number: Decimal) -> tuple[str, ...]:
    """Return the words and signs that a number of 0 or more is shown with, and `SCALED` for digits left out.

    Blanks, brackets and dashes are left out, and so is what aligns.
    """
    found = []
    for token in _section(number_format, number):
        word = _word(token).strip(_SAYS_NOTHING)
        if word:
            found.append(word)
    return tuple(found)


def _section(number_format: str, number: Decimal) -> list[str]:
    """Return the parts of a format that hold for a number: the first section whose condition it meets."""
    sections: list[list[str]] = [[]]
    for token in _TOKENS.findall(number_format):
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return next((section for section in sections if _holds(section, number)), [])


def _holds(section: list[str], number: Decimal) -> bool:
    conditions = (_CONDITION.fullmatch(token) for token in section)
    return all(_COMPARED[found[1]](number, Decimal(found[2])) for found in conditions if found is not None)


def _word(token: str) -> str:
    """Return what a part of a format shows beside digits."""
    if token.startswith('"'):
        return token.strip('"')
    if token[0] in "\\!":
        return token[1:]
    if token.startswith("["):
        found = _CURRENCY.match(token)
        return found[1] if found is not None else ""
    if token[0] in "0#?.,":
        return SCALED if token.endswith(",") and token.strip(".,") else ""
    return token if token == "$" or not token.isascii() else ""
