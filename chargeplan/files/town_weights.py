"""Files of weights: a TOML file with the weights and grade limits of a town, to hand on and to keep."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.atomic import export_file, system_reason
from chargeplan.i18n import N_
from chargeplan.reference.town_method import load_town_method

MOST_WEIGHT = 100
WEIGHT_DECIMALS = 3
"""Weights are numbers from 0 to this, with so many decimals at most; only their proportions count."""

_MOST_BYTES = 1_000_000
_MOST_NAME = 200
_LIMITS = ("B", "C", "D")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_KEYS = ("name", "weights", "grade_limits")


@dataclass(frozen=True)
class WeightsFile:
    """Weights by indicator id under a name, and the scores from which grades B, C and D begin."""

    name: str
    weights: Mapping[str, Decimal]
    grade_limits: tuple[Decimal, Decimal, Decimal]


def weights_toml(held: WeightsFile) -> bytes:
    """Return a file of weights; what is read back is the same."""
    lines = [
        "# Weights of the risk grade by indicator, 0 to 100; only their proportions count.",
        "# Grades B, C and D begin at these scores; more is worse, A is the lowest risk and D the highest.",
        f"name = {_quoted(held.name)}",
        "",
        "[weights]",
        *(f"{name} = {weight:f}" for name, weight in held.weights.items()),
        "",
        "[grade_limits]",
        *(f"{grade} = {limit:f}" for grade, limit in zip(_LIMITS, held.grade_limits, strict=True)),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"{}"'.format("".join(_letter(letter) for letter in plain))


def _letter(letter: str) -> str:
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def write_weights(path: Path, held: WeightsFile) -> None:
    """Write a file of weights in one step; raise `ExportError`, and whatever stood there is untouched."""
    export_file(path, weights_toml(held))


def read_weights(path: Path) -> WeightsFile:
    """Return the weights in a file.

    Raise `ImportFileError` with the file and the line of the first fault; `faults` has all of them.
    """
    text = _text(path)
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, text, error) from error
    faults = tuple(_faults(table, text))
    if faults:
        line, fault = faults[0]
        raise _told(path, line, fault, tuple(_told(path, *one) for one in faults))
    limits = table.get("grade_limits", {})
    b, c, d = (Decimal(limits[grade]) for grade in _LIMITS) if limits else load_town_method().grade_limits
    weights = {name: Decimal(weight) for name, weight in table["weights"].items()}
    return WeightsFile(str(table.get("name", path.stem)), weights, (b, c, d))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ImportFileError(
            "unreadable_weights",
            N_("{name} cannot be read: {reason}"),
            name=path.name,
            reason=system_reason(error),
        ) from error
    if len(data) > _MOST_BYTES:
        raise ImportFileError(
            "too_large_weights", N_("{name} is too large for a file of weights."), name=path.name
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _told(
            path, line, ChargeplanError("not_utf8", N_("a letter is not written in UTF-8"))
        ) from error


def _told(
    path: Path, line: int, fault: ChargeplanError, faults: tuple[ImportFileError, ...] = ()
) -> ImportFileError:
    return ImportFileError(
        "bad_weights",
        N_("{name}, line {line}: {fault}"),
        faults=faults,
        name=path.name,
        line=line,
        fault=fault,
    )


def _unreadable(path: Path, text: str, error: tomllib.TOMLDecodeError) -> ImportFileError:
    place = _AT_LINE.search(str(error))
    line = int(place[1]) if place else text.rstrip("\n").count("\n") + 1
    return _told(path, line, ChargeplanError("not_toml", N_("this is not written as TOML asks for")))


Fault = tuple[int, ChargeplanError]


def _faults(table: Mapping[str, Any], text: str) -> Iterator[Fault]:
    for key in table:
        if key not in _KEYS:
            yield _fault(text, key, "unknown_key", N_("{key} means nothing in a file of weights"), key=key)
    name = table.get("name", "")
    if not isinstance(name, str) or len(name) > _MOST_NAME:
        yield _fault(
            text,
            "name",
            "bad_name",
            N_("the name should be a text of at most {most} letters"),
            most=_MOST_NAME,
        )
    yield from _weight_faults(table.get("weights"), text)
    if "grade_limits" in table:
        yield from _limit_faults(table["grade_limits"], text)


def _weight_faults(weights: object, text: str) -> Iterator[Fault]:
    if not isinstance(weights, dict) or not weights:
        yield _fault(text, "weights", "no_weights", N_("there are no weights under [weights]"))
        return
    gradable = {indicator.id for indicator in load_town_method().gradable}
    for name, weight in weights.items():
        if name not in gradable:
            yield _fault(
                text,
                name,
                "unknown_weight",
                N_("There is no indicator {indicator} that can have a weight."),
                indicator=name,
            )
        elif not _is_number(weight, MOST_WEIGHT) or round(Decimal(weight), WEIGHT_DECIMALS) != weight:
            yield _fault(
                text,
                name,
                "bad_weight",
                N_("{key} should be a number from 0 to {most} with at most {decimals} decimals"),
                key=name,
                most=MOST_WEIGHT,
                decimals=WEIGHT_DECIMALS,
            )
    if all(weight == 0 for weight in weights.values()):
        yield _fault(text, "weights", "no_weights", N_("No weight is above 0, so nothing can be graded."))


def _limit_faults(limits: object, text: str) -> Iterator[Fault]:
    right = (
        isinstance(limits, dict)
        and set(limits) == set(_LIMITS)
        and all(_is_number(limits[grade], MOST_WEIGHT) for grade in _LIMITS)
        and 0 < limits["B"] < limits["C"] < limits["D"]
    )
    if not right:
        yield _fault(
            text,
            "grade_limits",
            "bad_grade_limits",
            N_("B, C and D should be rising scores above 0, at most {most}"),
            most=MOST_WEIGHT,
        )


def _is_number(value: object, most: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite() and 0 <= value <= most


def _fault(text: str, at_key: str, code: str, told: str, **values: object) -> Fault:
    return _line_of(text, at_key), ChargeplanError(code, told, **values)


def _line_of(text: str, key: str) -> int:
    """Return the line [1, 2...] in which a key or a table begins, 1 where none does."""
    named = re.compile(rf"""\s*(\[\s*["']?{re.escape(key)}["']?\s*\]|["']?{re.escape(key)}["']?\s*[=.])""")
    return next((at for at, line in enumerate(text.split("\n"), start=1) if named.match(line)), 1)
