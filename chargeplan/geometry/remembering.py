"""Results that are kept for when they are asked for again, until they weigh too much together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
_Asked = ParamSpec("_Asked")


class Remembered(Generic[_Key, _Value]):
    """What was asked last, the newest always; `most` is how much all of it may weigh. Threads may share it.

    A number of results alone bounds no memory: one lot may hold a thousand times what another does.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[_Key, tuple[int, _Value]] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: _Key) -> _Value | None:
        """Return what is kept under a key, which is then the newest; None where nothing is."""
        with self._lock:
            known = self._held.get(key)
            if known is None:
                return None
            self._held.move_to_end(key)
            return known[1]

    def put(self, key: _Key, value: _Value, weight: int) -> None:
        """Keep a value, and let go of the oldest ones that are too much with it."""
        with self._lock:
            known = self._held.pop(key, None)
            self._weight += weight - (known[0] if known is not None else 0)
            self._held[key] = (weight, value)
            while self._weight > self._most and len(self._held) > 1:
                _, (lighter, _value) = self._held.popitem(last=False)
                self._weight -= lighter


def remembered(
    most: int, weight: Callable[..., int]
) -> Callable[[Callable[_Asked, _Value]], Callable[_Asked, _Value]]:
    """Return a decorator that keeps what a function returns, never None, by its arguments.

    `weight` tells from the same arguments how much a result weighs.
    """

    def keeping(function: Callable[_Asked, _Value]) -> Callable[_Asked, _Value]:
        kept: Remembered[object, _Value] = Remembered(most)

        @wraps(function)
        def asked(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Value:
            key = (args, tuple(sorted(kwargs.items())))
            known = kept.get(key)
            if known is not None:
                return known
            found = function(*args, **kwargs)
            kept.put(key, found, weight(*args, **kwargs))
            return found

        return asked

    return keeping
