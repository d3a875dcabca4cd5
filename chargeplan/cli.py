"""Verbs of the command line: thin, and heavy libraries only where a verb needs them.

Standard output holds only the result; an error is a sentence on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import errno
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from chargeplan import __version__
from chargeplan.errors import ChargeplanError, ExportError, ImportFileError, UsageError
from chargeplan.files.atomic import refuse_odd_target, replace_file, system_reason
from chargeplan.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, sentence, set_language, tr
from chargeplan.model.bill_settings import BillEdition

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.survey.runners import Progress
    from chargeplan.survey.whole_town import TownAnswer

_SHOWN_LETTERS = 60

EXIT_OK = 0
EXIT_FAILED = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(
            "usage", N_("{message} (see: chargeplan {verb}--help)"), message=message, verb=self._verb()
        )

    def _verb(self) -> str:
        name = self.prog.partition(" ")[2]
        return f"{name} " if name else ""


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit status: 0, or 2 with a sentence on standard error."""
    set_language(os.environ.get("CHARGEPLAN_LANG", "en"))
    _write_utf8()
    try:
        options = _parser().parse_args(_with_default_verb(arguments))
        action: Callable[[argparse.Namespace], int] = options.action
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


EDITIONS = {"2013": BillEdition.GB_2013, "2024": BillEdition.GB_2024}
VERBS = ("open", "layout", "analyse", "boq", "picture", "report", "compare")


def _with_default_verb(arguments: Sequence[str]) -> list[str]:
    first = next(iter(arguments), None)
    if first in (*VERBS, "-h", "--help", "--version"):
        return list(arguments)
    return ["open", *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="chargeplan", description="Plan safe e-bike parking and charging for an estate.")
    parser.add_argument("--version", action="version", version=f"chargeplan {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=_Parser)

    verb = verbs.add_parser(
        "open", help="open the window on a plan or a town's register (also without a verb: chargeplan [FILE])"
    )
    verb.add_argument("plan", nargs="?", type=Path, metavar="FILE")
    verb.set_defaults(action=_open)

    verb = verbs.add_parser("layout", help="fill one lot with stalls, JSON in and out")
    verb.add_argument("lot", metavar="LOT.json", help="- reads standard input")
    verb.add_argument("-o", "--output", default="-", metavar="OUT.json", help="- writes standard output")
    verb.add_argument("--timing", action="store_true", help="print the time on standard error")
    verb.set_defaults(action=_layout)

    verb = verbs.add_parser("analyse", help="print the figures, findings and checks of a plan")
    _plan_argument(verb)
    verb.add_argument("--json", action="store_true", help="print everything as JSON")
    verb.set_defaults(action=_analyse)

    verb = verbs.add_parser("boq", help="write the bill of quantities as an Excel workbook")
    _plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.xlsx")
    _language_argument(verb)
    verb.add_argument("--blank-prices", action="store_true", help="leave prices out, for bidders")
    verb.add_argument("--edition", choices=EDITIONS, help="edition of the bill, else that of the plan")
    verb.set_defaults(action=_boq)

    verb = verbs.add_parser("picture", help="write the plan as a PNG picture")
    _plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.png")
    _language_argument(verb)
    verb.add_argument(
        "--nearest-distances", action="store_true", help="draw the distance of every new shed to a building"
    )
    verb.add_argument("--walking", action="store_true", help="draw who finds a free socket on foot")
    verb.add_argument(
        "--walking-limit",
        type=_distance_m,
        metavar="METRES",
        help="how far people walk; implies --walking",
    )
    verb.set_defaults(action=_picture)

    verb = verbs.add_parser("report", help="write workbook and picture of a plan and print its main figures")
    _plan_argument(verb)
    verb.add_argument("-o", "--output", default=Path("build"), type=Path, metavar="FOLDER")
    _language_argument(verb)
    verb.set_defaults(action=_report)

    verb = verbs.add_parser("compare", help="compare the estates of a town's register in an Excel workbook")
    _compare_arguments(verb)
    verb.set_defaults(action=_compare)
    return parser


def _compare_arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("register", type=Path, metavar="REGISTER", help="workbook, or text as CSV")
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.xlsx")
    verb.add_argument("--pdf", type=Path, metavar="X.pdf", help="the report with its charts, to be printed")
    _language_argument(verb)
    verb.add_argument("--budget", metavar="CNY", help="money to share out, else that of the register")
    verb.add_argument("--workers", type=int, metavar="N", help="processes for plans, else one for each core")
    verb.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="Dask scheduler for the plans")
    verb.add_argument("--fresh", action="store_true", help="do all plans, also those whose figures are kept")


def _distance_m(text: str) -> float:
    """Return a distance [m] that somebody wrote; `ValueError` unless it is more than nothing and finite."""
    distance = float(text)
    if not 0 < distance < math.inf:
        raise ValueError(text)
    return distance


def _plan_argument(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("plan", type=Path, metavar="PLAN")
    verb.add_argument("--scheme", metavar="NAME", help="name or id of the scheme, else the active one")


def _language_argument(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="language of the texts")


def _has_display() -> bool:
    """Tell whether a window can be seen here; Qt can be told to draw where nobody looks."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform or not sys.platform.startswith("linux"):
        return platform not in ("offscreen", "minimal")
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _open(options: argparse.Namespace) -> int:
    if not _has_display():
        if options.plan is None:
            raise UsageError("no_display", N_("there is no display to open a window on"))
        return _report_unseen(options)
    from chargeplan.ui.application import run as run_window

    return run_window(options.plan)


def _report_unseen(options: argparse.Namespace) -> int:
    """Write what a window would have shown into the folder `build`."""
    from chargeplan.files.town_layout import is_register

    options.scheme, options.output, options.lang = None, Path("build"), DEFAULT_LANGUAGE
    if not is_register(options.plan):
        return _report(options)
    _make_folder(options.output)
    options.register, options.output = options.plan, options.output / f"{options.plan.stem}-figures.xlsx"
    options.budget = options.workers = options.scheduler = options.fresh = options.pdf = None
    return _compare(options)


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
    _write_text(options.output, layout_json(layout))
    return EXIT_OK


def _analyse(options: argparse.Namespace) -> int:
    from chargeplan.report import analysis_json, analysis_text

    analysis = _analysis(options)
    _write_text("-", analysis_json(analysis) if options.json else analysis_text(analysis))
    return EXIT_OK


def _boq(options: argparse.Namespace) -> int:
    _spare_plans(options.output)
    _write_workbook(_analysis(options), options.output, options.lang, blank_prices=options.blank_prices)
    return EXIT_OK


def _write_workbook(analysis: Analysis, path: Path, language: str, *, blank_prices: bool = False) -> bytes:
    from chargeplan.drawing.png import diagram_pngs, plan_png
    from chargeplan.files.workbook import write_workbook

    picture, diagrams = plan_png(analysis, language=language), diagram_pngs(analysis, language=language)
    write_workbook(
        analysis, path, language=language, blank_prices=blank_prices, picture=picture, diagrams=diagrams
    )
    return picture


def _picture(options: argparse.Namespace) -> int:
    from chargeplan.drawing.png import plan_png

    _spare_plans(options.output)
    analysis, walking_m = _analysis(options), options.walking_limit
    if options.walking and walking_m is None:
        walking_m = analysis.references.catalogue.constant("walking_limit_m")
    picture = plan_png(
        analysis,
        language=options.lang,
        nearest_distances=options.nearest_distances,
        walking_m=walking_m,
    )
    _write_bytes(options.output, picture)
    return EXIT_OK


def _report(options: argparse.Namespace) -> int:
    from chargeplan.report import analysis_text

    analysis = _analysis(options)
    folder: Path = options.output
    _make_folder(folder)
    picture = _write_workbook(analysis, folder / f"{options.plan.stem}.xlsx", options.lang)
    _write_bytes(folder / f"{options.plan.stem}.png", picture)
    _write_text("-", analysis_text(analysis))
    return EXIT_OK


def _compare(options: argparse.Namespace) -> int:
    from chargeplan.files.town_workbook import write_town_workbook
    from chargeplan.survey.cache import FiguresCache
    from chargeplan.survey.summary import summary
    from chargeplan.survey.whole_town import amount_cny, answer

    if options.workers is not None and options.workers < 1:
        raise UsageError("no_worker", N_("--workers is at least 1 and not {value}"), value=options.workers)
    budget = None if options.budget is None else amount_cny(options.budget)
    for target in filter(None, (options.output, options.pdf)):
        _check_target(target, options.register)
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
        _write_bytes(options.pdf, _town_report(found, options.lang))
    _write_text("-", summary(found))
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


def _spare_plans(target: Path) -> None:
    """Refuse to write something else over a plan."""
    from chargeplan.files.project_file import SUFFIX

    if target.suffix.lower() == SUFFIX:
        text = N_("{name} is named as a plan; the result needs a file of its own")
        raise UsageError("over_plan", text, name=target)


def _check_target(target: Path, register: Path) -> None:
    """Refuse before long work what could not, or must not, be written after it."""
    _spare_plans(target)
    try:
        if not target.resolve().parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        refuse_odd_target(target)
    except (OSError, RuntimeError) as error:  # links that lead to each other have no end
        raise _not_written(target, error) from error
    if target.exists() and register.exists() and target.samefile(register):
        raise UsageError(
            "over_register",
            N_("{name} is the register itself; the result needs a file of its own"),
            name=target,
        )


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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def _analysis(options: argparse.Namespace) -> Analysis:
    from chargeplan.analysis import analyse
    from chargeplan.files.project_file import read_project

    project = read_project(options.plan)
    edition = getattr(options, "edition", None)
    if edition is not None:
        project = replace(project, bill=replace(project.bill, edition=EDITIONS[edition]))
    return analyse(project, scheme_id=project.scheme_named(options.scheme or "").id)


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


def _write_text(name: str, text: str) -> None:
    if name == "-":
        try:
            print(text, flush=True)
        except OSError as error:
            _let_go_of_stdout()
            if isinstance(error, BrokenPipeError):
                raise
            raise _not_written(Path("stdout"), error) from error
    else:
        _write_bytes(Path(name), (text + "\n").encode())


def _let_go_of_stdout() -> None:
    """Keep Python from trying to write the rest once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_bytes(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: Exception) -> ExportError:
    text = N_("{path} cannot be written: {reason}")
    return ExportError("not_written", text, path=path, reason=system_reason(error))
