"""The verb `compare`: a town's register in, a workbook and a report out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chargeplan.cli.output import check_form, check_target, write_bytes, write_text
from chargeplan.cli.parsing import EXIT_OK, Verbs, language_argument
from chargeplan.errors import UsageError
from chargeplan.i18n import N_, tr

if TYPE_CHECKING:
    from chargeplan.survey.runners import Progress
    from chargeplan.survey.whole_town import TownAnswer

_SHOWN_LETTERS = 60


def add_compare(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("compare", help="compare the estates of a town's register in an Excel workbook")
    verb.add_argument("register", type=Path, metavar="REGISTER", help="workbook, or text as CSV")
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.xlsx")
    verb.add_argument("--pdf", type=Path, metavar="X.pdf", help="the report with its charts, to be printed")
    language_argument(verb)
    verb.add_argument("--budget", metavar="CNY", help="money to share out, else that of the register")
    verb.add_argument("--workers", type=int, metavar="N", help="processes for plans, else one for each core")
    verb.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="Dask scheduler for the plans")
    verb.add_argument("--fresh", action="store_true", help="do all plans, also those whose figures are kept")
    verb.set_defaults(action=compare)


def compare(options: argparse.Namespace) -> int:
    """Write the workbook of a town, and its report where one is wanted."""
    from chargeplan.files.town_workbook import write_town_workbook
    from chargeplan.survey.cache import FiguresCache
    from chargeplan.survey.summary import summary
    from chargeplan.survey.whole_town import amount_cny, answer

    if options.workers is not None and options.workers < 1:
        raise UsageError("no_worker", N_("--workers is at least 1 and not {value}"), value=options.workers)
    budget = None if options.budget is None else amount_cny(options.budget)
    for target in filter(None, (options.output, options.pdf)):
        check_target(target, options.register)
    check_form(options.output, [".xlsx"])
    if options.pdf is not None and options.pdf.resolve() == options.output.resolve():
        raise UsageError(
            "same_target", N_("{name} is to be both workbook and report; each needs a file of its own"),
            name=options.pdf,
        )  # fmt: skip
    found = answer(
        options.register,
        budget_cny=budget,
        workers=options.workers,
        scheduler=options.scheduler,
        cache=None if options.fresh else FiguresCache(),
        progress=_show_progress,
        stage=_show_stage,
    )
    write_town_workbook(
        found.comparison,
        options.output,
        language=options.lang,
        allocation=found.allocation,
        curve=found.curve,
        remarks=found.told(options.lang),
    )
    if options.pdf is not None:
        write_bytes(options.pdf, _town_report(found, options.lang))
    write_text("-", summary(found))
    return EXIT_OK


def _town_report(found: TownAnswer, language: str) -> bytes:
    from chargeplan.drawing.town_report import town_report

    report = town_report(
        found.comparison,
        language=language,
        allocation=found.allocation,
        curve=found.curve,
        remarks=found.told(language),
    )
    return report.pdf()


def _show_stage(text: str) -> None:
    """Tell who sits at a terminal what takes its time."""
    if sys.stderr.isatty():
        print(tr(text), file=sys.stderr, flush=True)


def _show_progress(progress: Progress) -> None:
    """Tell on standard error how far it is: in one line of a terminal, else in a line for each tenth."""
    done, total = progress.done, progress.total
    if sys.stderr.isatty():
        from chargeplan.survey.summary import printable

        running = printable(next(iter(progress.running), ""))[:_SHOWN_LETTERS]
        end = "\n" if done == total else ""
        print(f"\r{done}/{total} {running}\x1b[K", end=end, file=sys.stderr, flush=True)
    elif progress.outcome is not None and done * 10 // total > (done - 1) * 10 // total:
        print(f"{done}/{total}", file=sys.stderr, flush=True)
