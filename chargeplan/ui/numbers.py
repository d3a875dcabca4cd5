"""Numbers as people read and write them: decimals, thousands, fractions, money."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from chargeplan.i18n import N_, tr
from chargeplan.ui.canvas.typed import Offset, TypedEntryError, normalised, parse_angle, parse_length
from chargeplan.units import MINUS, round_half_up, signed

__all__ = [
    "TypedEntryError",
    "grouped",
    "money",
    "number",
    "parse_count",
    "parse_measure",
    "parse_plain",
    "signed",
]

PERCENT_HELP = N_("Write a share in percent with at most two decimals, such as 3.5.")
"""What is said to who wrote no share."""

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


def number(value: float | Decimal, decimals: int) -> str:
    """Return a number with exactly `decimals` places, rounded half-up."""
    return f"{round_half_up(value, decimals):f}"


def trimmed(value: float, decimals: int) -> str:
    """Return a number with at most `decimals` places and no useless zeros."""
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: float | Decimal, decimals: int) -> str:
    """Return a number with thousands kept apart, and a true minus."""
    return f"{round_half_up(value, decimals):,f}".replace("-", MINUS)


def money(value_cny: Decimal) -> str:
    """Return an amount with its sign of currency."""
    return f"¥{grouped(value_cny, 2)}"


def parse_measure(text: str) -> float:
    """Return a measure [m]; m, cm, mm and sums are understood. Raise `TypedEntryError` when it is none."""
    step = parse_length(f"{text},0")  # as a step it may be zero or negative
    assert isinstance(step, Offset)
    return step.dx


def parse_plain(text: str) -> float:
    """Return a number without a unit; sums and a degree sign are understood."""
    return parse_angle(text.replace("%", ""))


def parse_percent(text: str) -> Decimal:
    """Return a share [%], 0 or more, with at most two decimals; raise `TypedEntryError` when it is none."""
    plain = normalised(text).replace("%", "").strip()
    if not _PERCENT.fullmatch(plain):
        raise TypedEntryError(text)
    return Decimal(plain)


def parse_count(text: str) -> int:
    """Return a whole number; raise `TypedEntryError` when it is none."""
    value = parse_plain(text)
    if value != int(value):
        raise TypedEntryError(text)
    return int(value)


def parse_ratio(text: str) -> Fraction:
    """Return the sockets per stall written as `1:2`, `1/2`, `50%` or `0.5`; raise `TypedEntryError`."""
    plain = normalised(text).replace(" ", "")
    try:
        if ":" in plain:
            sockets, stalls = plain.split(":")
            return Fraction(sockets) / Fraction(stalls)
        if plain.endswith("%"):
            return Fraction(plain[:-1]) / 100
        return Fraction(plain)
    except (ValueError, ZeroDivisionError) as error:
        raise TypedEntryError(text) from error


def ratio_text(ratio: Fraction) -> str:
    """Return sockets to stalls, as `1:2`."""
    return f"{ratio.numerator}:{ratio.denominator}"


def unknown() -> str:
    """Return the word for a figure that nobody knows."""
    return tr("unknown")
