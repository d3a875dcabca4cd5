"""The verb `sheet`: the plan sheet of a scheme as a file."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from chargeplan.cli.output import check_place, refuse_source, spare_plans, write_bytes
from chargeplan.cli.parsing import EXIT_OK, Verbs, language_argument, plan_argument
from chargeplan.cli.plan_verbs import plan_analysis
from chargeplan.errors import UsageError
from chargeplan.i18n import N_
from chargeplan.model.sheet_settings import PaperSize, SheetSettings

_PICTURE = ".png"


def add_sheet(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("sheet", help="write the plan sheet at a true scale as PDF, PNG, SVG or DXF")
    plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.pdf|png|svg|dxf")
    language_argument(verb)
    papers = [paper.value for paper in PaperSize]
    verb.add_argument("--paper", choices=papers, help="size of the paper, else that of the plan")
    verb.add_argument(
        "--scale", type=_scale, metavar="N", help="the n of 1:n, else that of the plan or what fits"
    )
    verb.add_argument("--dpi", type=_dpi, help="dots per inch of a PNG picture")
    verb.set_defaults(action=_sheet)


def _scale(text: str) -> int:
    """Return the n of "1:n" or "n"; `ValueError` for anything else."""
    return int(text.removeprefix("1:"))


def _dpi(text: str) -> float:
    """Return dots per inch that somebody wrote; `ValueError` unless they are more than nothing and finite."""
    dpi = float(text)
    if not 0 < dpi < math.inf:
        raise ValueError(text)
    return dpi


def _sheet(options: argparse.Namespace) -> int:
    from chargeplan.drawing.page_files import SUFFIXES, page_bytes
    from chargeplan.drawing.plan_sheet import plan_sheet

    suffix = options.output.suffix.lower()
    spare_plans(options.output)
    if suffix not in SUFFIXES:
        text = N_("{name} must end in one of {suffixes}: that says in which form it is written")
        raise UsageError("unknown_form", text, name=options.output, suffixes=", ".join(SUFFIXES))
    if options.dpi is not None and suffix != _PICTURE:
        raise UsageError(
            "no_picture", N_("--dpi is for PNG pictures: {name} has no dots"), name=options.output
        )
    refuse_source(options.output, options.plan)
    check_place(options.output)
    SheetSettings(scale=options.scale)  # refuses what is no scale
    page = plan_sheet(
        plan_analysis(options),
        language=options.lang,
        paper=None if options.paper is None else PaperSize(options.paper),
        scale=options.scale,
    )
    write_bytes(options.output, page_bytes(page, suffix, options.dpi))
    return EXIT_OK
