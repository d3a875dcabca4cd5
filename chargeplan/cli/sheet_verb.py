"""The verb `sheet`: the plan sheet of a scheme as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from chargeplan.cli.output import check_form, check_place, refuse_source, spare_plans, write_bytes
from chargeplan.cli.parsing import (
    EXIT_OK,
    SCALE_FORM,
    Verbs,
    language_argument,
    not_taken,
    number_above_0,
    plan_argument,
    scale_number,
)
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
        "--scale", type=_scale, metavar=SCALE_FORM, help="scale, else that of the plan or what fits"
    )
    verb.add_argument(
        "--dpi", type=number_above_0("--dpi", "N > 0"), metavar="N", help="dots per inch of a PNG picture"
    )
    verb.set_defaults(action=_sheet)


def _scale(text: str) -> int:
    """Return the n of "1:n" or "n"; `UsageError` for anything else."""
    number = scale_number(text)
    if not number.isdecimal():
        raise not_taken("--scale", SCALE_FORM, text)
    return int(number)


def _sheet(options: argparse.Namespace) -> int:
    from chargeplan.drawing.page_files import SUFFIXES, page_bytes
    from chargeplan.drawing.plan_sheet import plan_sheet

    suffix = options.output.suffix.lower()
    spare_plans(options.output)
    check_form(options.output, SUFFIXES)
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
