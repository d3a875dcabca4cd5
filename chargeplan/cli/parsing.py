"""What the arguments of verbs have in common."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Protocol

from chargeplan.errors import UsageError
from chargeplan.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_

EXIT_OK = 0
EXIT_FAILED = 2
SCALE_FORM = "1:N"

Action = Callable[[argparse.Namespace], int]


class Verbs(Protocol):
    """What `ArgumentParser.add_subparsers` gives."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """Return the parser of a new verb."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are those of the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(
            "usage", N_("{message} (see: chargeplan {verb}--help)"), message=message, verb=self._verb()
        )

    def _verb(self) -> str:
        name = self.prog.partition(" ")[2]
        return f"{name} " if name else ""


def plan_argument(verb: argparse.ArgumentParser) -> None:
    """Add the plan, which may be a drawing or map data, and the scheme that is meant."""
    verb.add_argument("plan", type=Path, metavar="PLAN", help="a plan, or GeoJSON, DXF or OSM XML")
    verb.add_argument("--scheme", metavar="NAME", help="name or id of the scheme, else the active one")


def number_above_0(option: str, form: str) -> Callable[[str], float]:
    """Return what reads the number above 0 behind an option; it raises `UsageError` for anything else.

    A scale is "n" or "1:n", also with the colon of Chinese keyboards.
    """

    def read(text: str) -> float:
        try:
            value = float(scale_number(text) if form == SCALE_FORM else text)
        except ValueError:
            value = math.nan
        if not 0 < value < math.inf:
            raise not_taken(option, form, text)
        return value

    return read


def scale_number(text: str) -> str:
    """Return what stands for n in "1:n" or "n"."""
    return text.replace("\uff1a", ":").removeprefix("1:")


def not_taken(option: str, form: str, text: str) -> UsageError:
    """Return the error of what is not written as an option takes it."""
    return UsageError(
        "not_taken", N_("{option} takes {form} and not {value}"), option=option, form=form, value=text
    )


def language_argument(verb: argparse.ArgumentParser) -> None:
    """Add the language of what is written."""
    verb.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="language of the texts")
