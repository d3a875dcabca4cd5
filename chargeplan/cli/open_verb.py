"""The verb `open`: the window, or what it would show where there is no display."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from chargeplan.cli.compare_verb import compare
from chargeplan.cli.output import make_folder
from chargeplan.cli.parsing import Verbs
from chargeplan.cli.plan_verbs import report
from chargeplan.errors import UsageError
from chargeplan.i18n import DEFAULT_LANGUAGE, N_


def add_open(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "open", help="open the window on a plan or a town's register (also without a verb: chargeplan [FILE])"
    )
    verb.add_argument("plan", nargs="?", type=Path, metavar="FILE")
    verb.set_defaults(action=_open)


def _open(options: argparse.Namespace) -> int:
    if not _has_display():
        if options.plan is None:
            raise UsageError("no_display", N_("there is no display to open a window on"))
        return _report_unseen(options)
    from chargeplan.ui.application import run as run_window

    return run_window(options.plan)


def _has_display() -> bool:
    """Tell whether a window can be seen here; Qt can be told to draw where nobody looks."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform or not sys.platform.startswith("linux"):
        return platform not in ("offscreen", "minimal")
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _report_unseen(options: argparse.Namespace) -> int:
    """Write what a window would have shown into the folder `build`."""
    from chargeplan.files.town_layout import is_register

    options.scheme, options.output, options.lang = None, Path("build"), DEFAULT_LANGUAGE
    if not is_register(options.plan):
        return report(options)
    make_folder(options.output)
    options.register, options.output = options.plan, options.output / f"{options.plan.stem}-figures.xlsx"
    options.budget = options.workers = options.scheduler = options.fresh = options.pdf = None
    return compare(options)
