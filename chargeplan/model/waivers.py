"""Findings that somebody answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_


@dataclass(frozen=True)
class Waiver:
    """A finding that is let pass: which, why, and who says so.

    `elements` are those of the finding; `code` is its own, or with a part of the elements after it where it
    is about one alone, as in "sensitivity/feeder"; `day` is when it was decided.
    """

    code: str
    elements: tuple[str, ...]
    reason: str
    name: str
    day: date | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.name.strip():
            raise InvalidValueError("empty_waiver", N_("a waiver needs a reason and a name"))
