"""What reading a file has to say, many things of one kind counted together."""

from __future__ import annotations

from dataclasses import dataclass, field

from chargeplan.errors import ChargeplanError
from chargeplan.files.sources.values import Note, note_of

_SHOWN_PLACES = 5
_MOST_KINDS = 200
"""A file with more kinds of faults than this is told of no more of them."""


@dataclass
class _Told:
    code: str
    text: str
    values: dict[str, object]
    places: list[str] = field(default_factory=list)
    count: int = 0


class Tally:
    """Collects notes; those that differ in place only become one, with the gaps {count} and {places}."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], _Told] = {}

    def tell(self, code: str, text: str, place: str = "", **values: object) -> None:
        """Note something at a place of the file."""
        key = (code, repr(sorted(values.items(), key=lambda item: item[0])))
        told = self._told.get(key)
        if told is None:
            if len(self._told) >= _MOST_KINDS:
                return
            told = self._told[key] = _Told(code, text, dict(values))
        told.count += 1
        if place and len(told.places) < _SHOWN_PLACES:
            told.places.append(place)

    def tell_error(self, code: str, text: str, place: str, error: ChargeplanError) -> None:
        """Note something with its {reason}."""
        self.tell(code, text, place, reason=note_of(error))

    def notes(self) -> tuple[Note, ...]:
        """Return what was noted, in the order in which each kind was first met."""
        return tuple(Note(told.code, told.text, _values(told)) for told in self._told.values())


def _values(told: _Told) -> dict[str, object]:
    more = ", …" if told.count > len(told.places) else ""
    return {**told.values, "count": told.count, "places": ", ".join(told.places) + more}
