"""What the program cannot do, said in a sentence for people.

A bad *plan* is never an exception: it gives findings. An exception here means that a file, a value or a
request cannot be worked with. Every error carries a code for programs, an English sentence with named
gaps (`{name}`) that is also the key of its translation, and the values that fill the gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

_T = TypeVar("_T")


class ChargeplanError(Exception):
    """Base of all errors that are told to people.

    Parameters
    ----------
    code : str
        Short, stable, snake_case.
    text : str
        English sentence, marked for translation with `N_`, with gaps in braces.
    **values
        What fills the gaps.
    """

    def __init__(self, code: str, text: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return self.text.format(**self.values)


class InvalidValueError(ChargeplanError):
    """A value that no plan can hold: not finite, negative where a size is meant, out of its list."""


class ProjectFileError(ChargeplanError):
    """A `.chargeplan` file that cannot be read or written; `faults` lists everything that was found."""

    def __init__(
        self, code: str, text: str, *, faults: tuple[ChargeplanError, ...] = (), **values: object
    ) -> None:
        super().__init__(code, text, **values)
        self.faults = faults


class ReferenceDataError(ChargeplanError):
    """A rule set, catalogue or price book that is incomplete or contradicts itself."""


class ImportFileError(ChargeplanError):
    """A picture, lot, workbook or other file from elsewhere that cannot be taken in.

    `faults` lists everything that was found, where more than one thing may be wrong.
    """

    def __init__(
        self, code: str, text: str, *, faults: tuple[ChargeplanError, ...] = (), **values: object
    ) -> None:
        super().__init__(code, text, **values)
        self.faults = faults


class ExportError(ChargeplanError):
    """A result that could not be written; whatever stood there before is untouched."""


class UsageError(ChargeplanError):
    """A command line that does not fit."""


class CalledOff(Exception):  # noqa: N818 - it is no error
    """Raised out of long work whose result nobody wants any more; never told to people."""


Cancelled = Callable[[], bool]
"""Long work asks it every few milliseconds whether its result is still wanted, and may be held up in it."""


def never() -> bool:
    """Say of work that it is wanted until it is done."""
    return False


def go_on_unless(cancelled: Cancelled) -> None:
    """Raise `CalledOff` when `cancelled()` is true."""
    if cancelled():
        raise CalledOff


def unless_called_off(items: Iterable[_T], cancelled: Cancelled) -> Iterator[_T]:
    """Yield items, and ask before each of the next; raise `CalledOff` when `cancelled()` is true."""
    for item in items:
        go_on_unless(cancelled)
        yield item
