"""What outlines of this program's drawings say of themselves (`model.carried`), read without trust."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chargeplan.errors import InvalidValueError, ProjectFileError
from chargeplan.files.codec import Decoder, TooManyFaults, parse_json
from chargeplan.model.carried import ELEMENT, OF_SCHEME, SCHEME, carried_fields
from chargeplan.model.scheme import Scheme
from chargeplan.reference.catalogue import load_catalogue


class SaidReader:
    """Reads texts by their numbers; `faulty` counts what was no data of an element, or of another program."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._catalogue = load_catalogue() if len(texts) > 1 else None
        self._scheme: Mapping[str, Any] = {}
        self.faulty = 0

    def of_element(self, number: int, kind: type) -> Mapping[str, Any]:
        """Return the fields that an outline says of an element of a kind; what is wrong is left out."""
        if not number:
            return {}
        try:
            said = parse_json(self._texts[number].encode("utf-8", "replace"), kind.__name__)
        except ProjectFileError:
            said = None
        if not isinstance(said, dict):
            self.faulty += 1
            return {}
        if not self._scheme:
            self._scheme = self._fields(said.get(SCHEME), Scheme, OF_SCHEME)
        return self._fields(said.get(ELEMENT), kind, carried_fields(kind))

    def with_scheme(self, scheme: Scheme) -> Scheme:
        """Return a scheme with what the first outline said of its own."""
        try:
            return replace(scheme, **self._scheme)
        except InvalidValueError:
            self.faulty += 1
            return scheme

    def _fields(self, values: object, kind: type, known: Iterable[str]) -> Mapping[str, Any]:
        if not isinstance(values, dict):
            return {}
        hints = _hints(kind)
        found: dict[str, Any] = {}
        for name in known:
            if name in values:
                self._take(found, name, values[name], hints[name])
        return found

    def _take(self, found: dict[str, Any], name: str, value: Any, hint: Any) -> None:
        decoder = Decoder(name, _no_bytes)
        try:
            read = decoder.decode(value, hint)
        except TooManyFaults:
            read = None
        if decoder.faults or not self._is_known(name, read):
            self.faulty += 1
        else:
            found[name] = read

    def _is_known(self, name: str, value: object) -> bool:
        """Tell whether a thing that is named is in the catalogue; no plan can be counted without it."""
        if value is None or self._catalogue is None or name not in _NAMED:
            return True
        return value in getattr(self._catalogue, _NAMED[name])


_NAMED: Mapping[str, str] = {"module_id": "modules", "charger_id": "chargers", "roof_id": "roofs"}


@lru_cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _no_bytes(_name: str) -> None:
    return None
