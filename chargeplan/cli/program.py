"""A command line as a whole: its verbs, and how each of them ends."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence

from chargeplan import __version__
from chargeplan.cli.compare_verb import add_compare
from chargeplan.cli.export_verb import add_export
from chargeplan.cli.import_verb import add_import
from chargeplan.cli.layout_verb import add_layout
from chargeplan.cli.open_verb import add_open
from chargeplan.cli.parsing import EXIT_FAILED, EXIT_OK, Action, Parser, Verbs
from chargeplan.cli.plan_verbs import add_plan_verbs
from chargeplan.cli.sheet_verb import add_sheet
from chargeplan.errors import ChargeplanError
from chargeplan.i18n import sentence, set_language

_ADDED: tuple[Callable[[Verbs], None], ...] = (
    add_open,
    add_import,
    add_layout,
    add_plan_verbs,
    add_sheet,
    add_export,
    add_compare,
)
"""Each adds a verb or several, in the order of the help."""


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit status: 0, or 2 with a sentence on standard error."""
    set_language(os.environ.get("CHARGEPLAN_LANG", "en"))
    _write_utf8()
    try:
        parser, verbs = _parser()
        options = parser.parse_args(_with_default_verb(arguments, verbs))
        action: Action = options.action
        return action(options)
    except ChargeplanError as error:
        print(f"chargeplan: {sentence(error)}", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:
        return EXIT_OK
    except KeyboardInterrupt:
        return 130


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser and the names of its verbs."""
    parser = Parser(prog="chargeplan", description="Plan safe e-bike parking and charging for an estate.")
    parser.add_argument("--version", action="version", version=f"chargeplan {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=Parser)
    for add in _ADDED:
        add(verbs)
    return parser, verbs.choices


def _with_default_verb(arguments: Sequence[str], verbs: Collection[str]) -> list[str]:
    first = next(iter(arguments), None)
    if first in (*verbs, "-h", "--help", "--version"):
        return list(arguments)
    return ["open", *arguments]
