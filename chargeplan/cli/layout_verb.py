"""The verb `layout`: one lot as JSON in, its stalls as JSON out."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from chargeplan.cli.output import write_text
from chargeplan.cli.parsing import EXIT_OK, Verbs
from chargeplan.errors import ImportFileError
from chargeplan.files.atomic import system_reason
from chargeplan.i18n import N_


def add_layout(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("layout", help="fill one lot with stalls, JSON in and out")
    verb.add_argument("lot", metavar="LOT.json", help="- reads standard input")
    verb.add_argument("-o", "--output", default="-", metavar="OUT.json", help="- writes standard output")
    verb.add_argument("--timing", action="store_true", help="print the time on standard error")
    verb.set_defaults(action=_layout)


def _layout(options: argparse.Namespace) -> int:
    from chargeplan.files.layout_file import layout_json, read_layout_problem
    from chargeplan.geometry.filling import fill_lot, verified

    problem, effort = read_layout_problem(_read_lot(options.lot))
    started = time.perf_counter()
    layout = fill_lot(problem, effort)
    if options.timing:
        print(f"{(time.perf_counter() - started) * 1000:.1f} ms", file=sys.stderr)
    if effort == "live":
        layout = verified(problem, layout)
    write_text(options.output, layout_json(layout))
    return EXIT_OK


def _read_lot(name: str) -> str:
    from chargeplan.files.layout_file import MOST_BYTES, file_too_large

    try:
        # No more than could be a lot: a device or a pipe may have no end.
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise file_too_large()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        text = N_("{name} cannot be read: {reason}")
        raise ImportFileError("unreadable", text, name=name, reason=system_reason(error)) from error
