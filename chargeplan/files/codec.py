"""Values of the model as JSON and back, driven by the type hints of their dataclasses.

There is no second description of the model: a field that is added to a dataclass is written and read from
then on (and needs a step in `migrations`). Reading trusts nothing; it goes on after a fault, so that all
faults are told at once, each with its place in the document.

`encode` writes; bytes are not written into the document: a `put` of the caller takes them and gives the name
that stands in their place.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from chargeplan.errors import ChargeplanError, InvalidValueError, ProjectFileError
from chargeplan.i18n import N_
from chargeplan.model.plain import encode as encode

MOST_FAULTS = 1000
"""A document with more faults than this is not worth reading on."""

MOST_CHARACTERS = 100_000
MOST_WHOLE_NUMBER = 10**12

_MOST_DEPTH = 64
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RATIO = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MISSING = object()
"""Stands for a value that could not be read; its fault has been noted."""


class TooManyFaults(Exception):  # noqa: N818 - it only ends the reading
    """Raised inside `decode` when reading on would only repeat itself."""


def storable(text: str) -> str:
    """Return a text from elsewhere without the characters that no document can hold, and not too long."""
    return _UNSTORABLE.sub("", text)[:MOST_CHARACTERS]


def parse_json(data: bytes, name: str) -> Any:
    """Return the document in UTF-8 bytes; not finite numbers are left for `decode` to find.

    Raises
    ------
    ProjectFileError
        When it is no JSON in UTF-8, nests too deeply or names a key twice.
    """
    if nests_deeper_than(_MOST_DEPTH, data):
        raise ProjectFileError("too_deep", N_("{member} nests brackets too deeply to be a plan"), member=name)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise ProjectFileError("bad_text", N_("{member} is not UTF-8 text"), member=name) from error
    except _RepeatedKeyError as error:
        raise ProjectFileError(
            "repeated_key", N_("{member} names {key} twice"), member=name, key=shown(error.args[0])
        ) from error
    except json.JSONDecodeError as error:
        raise ProjectFileError(
            "bad_json",
            N_("{member} is no valid JSON at line {line}, column {column}"),
            member=name, line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    except ValueError as error:  # a number of more digits than Python reads
        raise ProjectFileError(
            "bad_number", N_("{member} holds a number with too many digits"), member=name
        ) from error


def nests_deeper_than(most: int, data: bytes) -> bool:
    """Return whether brackets outside of strings nest deeper than `most`, in time linear in `data`.

    A recursive parser might run out of stack.
    """
    return _depth_of(data) > most and _depth_of(_STRING.sub(b"", data)) > most


def _depth_of(data: bytes) -> int:
    brackets = np.frombuffer(data.translate(None, _NO_BRACKETS), dtype=np.uint8)
    opening = (brackets == ord("[")) | (brackets == ord("{"))
    depths = np.cumsum(np.where(opening, 1, -1), dtype=np.int32)
    return int(depths.max()) if depths.size else 0


class _RepeatedKeyError(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RepeatedKeyError(key)
            seen.add(key)
    return found


def shown(value: object) -> str:
    """Return a short form of any value from a file, fit to stand in a sentence."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, int) and abs(value) > MOST_WHOLE_NUMBER:
        return "…"
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


_Reader = Callable[["Decoder", Any, str], Any]
"""Reads one value at a place; the decoder takes the faults."""


class Decoder:
    """Reads one document into the dataclasses of the model and notes every fault on the way.

    `name` stands for the document itself in sentences; `get` gives the bytes behind a name.
    """

    def __init__(self, name: str, get: Callable[[str], bytes | None]) -> None:
        self._name = name
        self._get = get
        self.faults: list[ChargeplanError] = []

    def decode(self, value: Any, kind: type) -> Any:
        """Return `value` as a dataclass of `kind`, or None when `faults` says why there is none."""
        read = _reader_of(kind)(self, value, "")
        return None if read is _MISSING else read

    def note(self, code: str, text: str, *, place: str, **values: object) -> object:
        """Note a fault at `place` ("" is the whole) and return the sign for a value that is not there."""
        if len(self.faults) >= MOST_FAULTS:
            raise TooManyFaults
        values["place"] = place or self._name
        self.faults.append(ProjectFileError(code, text, faults=(), **values))
        return _MISSING

    def _wrong(self, value: Any, place: str, text: str) -> object:
        return self.note("wrong_type", text, place=place, value=shown(value))

    def _dataclass(self, value: Any, kind: type, readers: Mapping[str, _Reader], place: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong(value, place, N_("{place} should be an object, found {value}"))
        for key in value:
            if key not in readers:
                self.note(
                    "unknown_key",
                    N_("{place} has a key {key} that is not known"),
                    place=place,
                    key=shown(key),
                )
        fields = {}
        for name, read in readers.items():
            inside = f"{place}.{name}" if place else name
            if name in value:
                fields[name] = read(self, value[name], inside)
            else:
                fields[name] = self.note("missing_key", N_("{place} is missing"), place=inside)
        if _MISSING in fields.values():
            return _MISSING
        try:
            return kind(**fields)
        except InvalidValueError as error:
            return self.note(error.code, N_("{place}: {reason}"), place=place, reason=error)

    def _list(self, value: Any, read: _Reader, place: str) -> Any:
        if not isinstance(value, list):
            return self._wrong(value, place, N_("{place} should be a list, found {value}"))
        items = tuple([read(self, item, f"{place}[{index}]") for index, item in enumerate(value)])
        return _MISSING if _MISSING in items else items

    def _row(self, value: Any, readers: Sequence[_Reader], place: str) -> Any:
        """Return a list of fixed length, such as a point."""
        if isinstance(value, list) and len(value) != len(readers):
            return self.note(
                "wrong_length", N_("{place} should hold {least} values and holds {value}"),
                place=place, least=len(readers), value=len(value),
            )  # fmt: skip
        remaining = iter(readers)
        return self._list(value, lambda decoder, item, inside: next(remaining)(decoder, item, inside), place)

    def _enum(self, value: Any, kind: type[Enum], place: str) -> Any:
        for member in kind:
            if isinstance(value, str) and member.value == value:
                return member
        return self.note(
            "unknown_choice", N_("{place} should be one of {choices}, found {value}"),
            place=place, choices=", ".join(str(member.value) for member in kind), value=shown(value),
        )  # fmt: skip

    def _text(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            return self._wrong(value, place, N_("{place} should be a text, found {value}"))
        if len(value) > MOST_CHARACTERS:
            return self.note(
                "text_too_long", N_("{place} is longer than {most} characters"),
                place=place, most=MOST_CHARACTERS,
            )  # fmt: skip
        if _UNSTORABLE.search(value):
            return self.note(
                "bad_character", N_("{place} holds a character that no document can hold"), place=place
            )
        return value

    def _flag(self, value: Any, place: str) -> Any:
        if not isinstance(value, bool):
            return self._wrong(value, place, N_("{place} should be true or false, found {value}"))
        return value

    def _whole(self, value: Any, place: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            return self._wrong(value, place, N_("{place} should be a whole number, found {value}"))
        if abs(value) > MOST_WHOLE_NUMBER:
            return self.note("number_too_large", N_("{place} is too large a number"), place=place)
        return value

    def _number(self, value: Any, place: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self._wrong(value, place, N_("{place} should be a number, found {value}"))
        if isinstance(value, int) and abs(value) > MOST_WHOLE_NUMBER:
            return self.note("number_too_large", N_("{place} is too large a number"), place=place)
        if not math.isfinite(value):
            return self.note("not_finite", N_("{place} is not a finite number"), place=place)
        return float(value)

    def _fraction(self, value: Any, place: str) -> Any:
        found = _RATIO.fullmatch(value) if isinstance(value, str) else None
        if found is None or int(found[2]) == 0:
            return self._wrong(value, place, N_("{place} should be a ratio such as 1:2, found {value}"))
        return Fraction(int(found[1]), int(found[2]))

    def _amount(self, value: Any, place: str) -> Any:
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            return self._wrong(value, place, N_("{place} should be an amount such as 12.50, found {value}"))
        return Decimal(value)

    def _date(self, value: Any, place: str) -> Any:
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return self._wrong(value, place, N_("{place} should be a date such as 2026-03-02, found {value}"))

    def _bytes(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            return self._wrong(value, place, N_("{place} should name a file, found {value}"))
        data = self._get(value)
        if data is None:
            return self.note(
                "no_such_member", N_("{place} names {member}, which is not in the file"),
                place=place, member=shown(value),
            )  # fmt: skip
        return data


_SCALARS: dict[type, _Reader] = {
    str: Decoder._text,
    bool: Decoder._flag,
    int: Decoder._whole,
    float: Decoder._number,
    Fraction: Decoder._fraction,
    Decimal: Decoder._amount,
    date: Decoder._date,
    bytes: Decoder._bytes,
}


@lru_cache(maxsize=256)
def _reader_of(hint: Any) -> _Reader:
    """Return what reads values of a type hint; worked out once, since plans hold many points."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (_reader_of(part) for part in parts if part is not type(None))
        return lambda decoder, value, place: None if value is None else inner(decoder, value, place)
    if origin is tuple and parts[-1] is Ellipsis:
        item = _reader_of(parts[0])
        return lambda decoder, value, place: decoder._list(value, item, place)
    if origin is tuple:
        row = tuple(_reader_of(part) for part in parts)
        return lambda decoder, value, place: decoder._row(value, row, place)
    if dataclasses.is_dataclass(hint):
        kind = typing.cast(type, hint)
        hints = typing.get_type_hints(kind)
        readers = {field.name: _reader_of(hints[field.name]) for field in dataclasses.fields(hint)}
        return lambda decoder, value, place: decoder._dataclass(value, kind, readers, place)
    if issubclass(hint, Enum):
        return lambda decoder, value, place: decoder._enum(value, hint, place)
    return _SCALARS[hint]
