"""Values of properties as others write them, as the fields of the model hold them."""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Mapping
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chargeplan.errors import ChargeplanError
from chargeplan.files.codec import MOST_WHOLE_NUMBER, Decoder, TooManyFaults
from chargeplan.files.sources.features import value_text

_NUMBER = re.compile(r"\s*([-+]?[0-9]{1,12}(?:\.[0-9]{0,12})?)\s*(?:m|kW|kVA|\u7c73)?\s*")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_MOST_LIST = 10_000
"""Characters of a list that is written as text."""


def fitted(value: object, hint: Any) -> object:
    """Return a value as a field of a type takes it, where it means the same; others come back as they are.

    Whole numbers are rounded half-up, lengths may have their unit, lists may be JSON in a text.
    """
    kind = _without_none(hint)
    if value is None:
        return None
    if typing.get_origin(kind) is tuple:
        return _list(value)
    fit = _FITS.get(kind)
    return value if fit is None else fit(value)


def fault_of(value: object, hint: Any, field: str) -> ChargeplanError | None:
    """Return what is wrong with a JSON value for a field of a type, None when nothing is."""
    decoder = Decoder(field, _no_bytes)
    with suppress(TooManyFaults):
        decoder.decode(value, hint)
    return decoder.faults[0] if decoder.faults else None


def element_fault(values: Mapping[str, object], kind: type) -> ChargeplanError | None:
    """Return the first thing that is wrong with the JSON values of an element, None when nothing is."""
    return fault_of(dict(values), kind, str(values.get("id")))


def _no_bytes(_name: str) -> None:
    return None


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


def _number(value: object) -> object:
    if isinstance(value, str):
        found = _NUMBER.fullmatch(value)
        return float(found[1]) if found else value
    return value


def _whole(value: object) -> object:
    number = _number(value)
    if isinstance(number, float) and abs(number) <= MOST_WHOLE_NUMBER:
        return int(Decimal(repr(number)).quantize(Decimal(1), ROUND_HALF_UP))
    return number


def _flag(value: object) -> object:
    return value if isinstance(value, bool) else _YES.get(value_text(value).lower(), value)


def _text(value: object) -> object:
    return value_text(value) if isinstance(value, int | float) else value


def _list(value: object) -> object:
    if isinstance(value, str) and value.startswith("[") and len(value) <= _MOST_LIST:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


_FITS = {float: _number, int: _whole, bool: _flag, str: _text}
