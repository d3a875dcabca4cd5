"""Values on their way from one process to another, in pieces that are small to take up.

Whoever unpickles holds Python's lock until the piece is done: a plan of a large drawing in one piece would
stop the window for a second. So long tuples and mappings go in runs, long bytes go as they are, and only
what is left of a value is pickled as a whole. Between two pieces other threads have their turn.

Nothing that stands in somebody's file is unpickled; and only classes of this program and a few plain ones
are made again, whatever the other process has become.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import chain
from types import MappingProxyType
from typing import Any

from chargeplan.errors import ChargeplanError

LONG_BYTES = 32_768
"""A pickled piece is about as large at most; to take one up takes a millisecond."""
_RUN = 64
"""Tuples and mappings of more entries go in runs of so many, or fewer where these are large."""

BYTES, RUN, JOINED, LAST = b"B", b"R", b"J", b"V"
"""What a piece is: bytes as they are, some entries, the numbers of the runs of a whole, what is left."""

Send = Callable[[bytes, bytes], None]
"""Takes what a piece is, and its bytes."""

_PLAIN = {("builtins", "dict"), ("datetime", "date"), ("decimal", "Decimal"), ("fractions", "Fraction")}


def send_value(value: object, send: Send) -> None:
    """Hand a value over in pieces that an `Assembly` puts together again."""
    _Cutter(send).cut(value)


class _Cutter:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent = 0
        self._known: dict[int, tuple[object, int]] = {}
        """Address -> the long part there, kept so that the address stays its own, and its number."""

    def cut(self, value: object) -> None:
        self._send(LAST, self._pickled(value))

    def _pickled(self, value: object) -> bytes:
        stream = io.BytesIO()
        _Pickler(stream, self, value).dump(value)
        return stream.getvalue()

    def number_of(self, value: Any) -> int | None:
        """Return under which number a long part was sent, and send it first; None for what is short."""
        kind = type(value)
        if not ((kind is bytes and len(value) > LONG_BYTES) or (kind in (tuple, dict) and len(value) > _RUN)):
            return None
        known = self._known.get(id(value))
        if known is None:
            number = self._put(BYTES, value) if kind is bytes else self._put_runs(value)
            known = self._known[id(value)] = (value, number)
        return known[1]

    def _put_runs(self, value: tuple[object, ...] | dict[object, object]) -> int:
        entries = tuple(value.items()) if isinstance(value, dict) else value
        numbers: list[int] = []
        for start in range(0, len(entries), _RUN):
            self._put_run(entries[start : start + _RUN], numbers)
        return self._put(JOINED, pickle.dumps((isinstance(value, dict), numbers)))

    def _put_run(self, run: Sequence[object], numbers: list[int]) -> None:
        data = self._pickled(run)
        if len(data) > LONG_BYTES and len(run) > 1:
            middle = len(run) // 2
            self._put_run(run[:middle], numbers)
            self._put_run(run[middle:], numbers)
        else:
            numbers.append(self._put(RUN, data))

    def _put(self, what: bytes, data: bytes) -> int:
        self._send(what, data)
        self._sent += 1
        return self._sent - 1


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, cutter: _Cutter, whole: object) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._cutter = cutter
        self._whole = whole

    def persistent_id(self, value: object) -> int | None:
        run = value is self._whole and isinstance(value, tuple) and len(value) <= _RUN
        return None if run else self._cutter.number_of(value)

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, ChargeplanError):
            values = {name: _plain(one) for name, one in value.values.items()}
            return (made_error, (type(value), value.code, value.text, values, getattr(value, "faults", ())))
        if isinstance(value, MappingProxyType):
            return (dict, (dict(value),))
        return NotImplemented


def _plain(value: object) -> object:
    """Return a value of an error as something that can go to another process."""
    can_go = value is None or isinstance(value, str | int | float | Decimal | date | Enum | ChargeplanError)
    return value if can_go else str(value)


def made_error(
    kind: type[ChargeplanError],
    code: str,
    text: str,
    values: dict[str, object],
    faults: tuple[ChargeplanError, ...],
) -> ChargeplanError:
    """Return an error as it was in the other process."""
    error = kind(code, text, **values)
    if faults:
        error.faults = faults  # type: ignore[attr-defined]
    return error


class Assembly:
    """Puts the pieces of one value together again."""

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self.value: Any = None

    def take(self, what: bytes, data: bytes) -> bool:
        """Take the next piece and return whether it was the last: then `value` is whole.

        Raises
        ------
        pickle.UnpicklingError
            When the piece holds what no value of this program can hold.
        """
        if what == LAST:
            self.value = self._unpickled(data)
            self._parts.clear()
            return True
        if what == BYTES:
            self._parts.append(data)
        elif what == RUN:
            self._parts.append(self._unpickled(data))
        else:
            is_mapping, numbers = self._unpickled(data)
            entries = chain.from_iterable(self._parts[number] for number in numbers)
            self._parts.append(dict(entries) if is_mapping else tuple(entries))
        return False

    def _unpickled(self, data: bytes) -> Any:
        return _Unpickler(io.BytesIO(data), self._parts).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, parts: list[Any]) -> None:
        super().__init__(stream)
        self._parts = parts

    def persistent_load(self, number: int) -> Any:
        return self._parts[number]

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("chargeplan."):
            found = super().find_class(module, name)
            if found is made_error or isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of this program")
