"""Values of the model as JSON types.

Enums are written as their value, fractions as "1:2", dates as "2026-03-02", amounts as "12.50".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any


def encode(value: Any, put: Callable[[bytes], str]) -> Any:
    """Return `value` as JSON types, keys in the order of the dataclass fields; `put` takes bytes."""
    if value is None or isinstance(value, str | float | int):
        return value
    if isinstance(value, tuple):
        return [encode(item, put) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return f"{value.numerator}:{value.denominator}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return put(value)
    return {field.name: encode(getattr(value, field.name), put) for field in dataclasses.fields(value)}
