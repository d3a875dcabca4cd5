"""The verbs that take a plan and give its figures, its bill, its picture or all of them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chargeplan.cli.output import check_form, make_folder, refuse_source, spare_plans, write_bytes, write_text
from chargeplan.cli.parsing import EXIT_OK, Verbs, language_argument, number_above_0, plan_argument
from chargeplan.cli.telling import told_plan
from chargeplan.model.bill_settings import BillEdition

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

EDITIONS = {"2013": BillEdition.GB_2013, "2024": BillEdition.GB_2024}


def add_plan_verbs(verbs: Verbs) -> None:
    """Add the verbs."""
    verb = verbs.add_parser("analyse", help="print the figures, findings and checks of a plan")
    plan_argument(verb)
    verb.add_argument("--json", action="store_true", help="print everything as JSON")
    verb.set_defaults(action=_analyse)

    verb = verbs.add_parser("boq", help="write the bill of quantities as an Excel workbook")
    plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.xlsx")
    language_argument(verb)
    verb.add_argument("--blank-prices", action="store_true", help="leave prices out, for bidders")
    verb.add_argument("--edition", choices=EDITIONS, help="edition of the bill, else that of the plan")
    verb.set_defaults(action=_boq)

    verb = verbs.add_parser("picture", help="write the plan sheet as a PNG picture")
    plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.png")
    language_argument(verb)
    verb.add_argument(
        "--nearest-distances",
        action="store_true",
        help="draw every nearest distance of new sheds, not only those that are missed",
    )
    verb.add_argument("--walking", action="store_true", help="draw who finds a free socket on foot")
    verb.add_argument(
        "--walking-limit",
        type=number_above_0("--walking-limit", "N > 0"),
        metavar="METRES",
        help="how far people walk; implies --walking",
    )
    verb.set_defaults(action=_picture)

    verb = verbs.add_parser("report", help="write workbook and picture of a plan and print its main figures")
    plan_argument(verb)
    verb.add_argument("-o", "--output", default=Path("build"), type=Path, metavar="FOLDER")
    language_argument(verb)
    verb.set_defaults(action=report)


def _analyse(options: argparse.Namespace) -> int:
    from chargeplan.report import analysis_json, analysis_text

    analysis = plan_analysis(options)
    write_text("-", analysis_json(analysis) if options.json else analysis_text(analysis))
    return EXIT_OK


def _boq(options: argparse.Namespace) -> int:
    spare_plans(options.output)
    refuse_source(options.output, options.plan)
    check_form(options.output, [".xlsx"])
    _write_workbook(plan_analysis(options), options.output, options.lang, blank_prices=options.blank_prices)
    return EXIT_OK


def _write_workbook(analysis: Analysis, path: Path, language: str, *, blank_prices: bool = False) -> bytes:
    from chargeplan.drawing.png import diagram_pngs, plan_png
    from chargeplan.files.workbook import write_workbook

    picture = plan_png(analysis, language=language, nearest_distances=True)
    diagrams = diagram_pngs(analysis, language=language)
    write_workbook(
        analysis, path, language=language, blank_prices=blank_prices, picture=picture, diagrams=diagrams
    )
    return picture


def _picture(options: argparse.Namespace) -> int:
    from chargeplan.drawing.png import plan_png

    spare_plans(options.output)
    refuse_source(options.output, options.plan)
    check_form(options.output, [".png"])
    analysis, walking_m = plan_analysis(options), options.walking_limit
    if options.walking and walking_m is None:
        walking_m = analysis.references.catalogue.constant("walking_limit_m")
    picture = plan_png(
        analysis,
        language=options.lang,
        nearest_distances=options.nearest_distances,
        walking_m=walking_m,
    )
    write_bytes(options.output, picture)
    return EXIT_OK


def report(options: argparse.Namespace) -> int:
    """Write workbook and picture of a plan into a folder, and print its main figures."""
    from chargeplan.report import analysis_text

    analysis = plan_analysis(options)
    folder: Path = options.output
    make_folder(folder)
    picture = _write_workbook(analysis, folder / f"{options.plan.stem}.xlsx", options.lang)
    write_bytes(folder / f"{options.plan.stem}.png", picture)
    write_text("-", analysis_text(analysis))
    return EXIT_OK


def plan_analysis(options: argparse.Namespace) -> Analysis:
    """Return the analysis of the plan and scheme that are named; what reading it has to say is told."""
    from chargeplan.analysis import analyse

    project = told_plan(options.plan)
    edition = getattr(options, "edition", None)
    if edition is not None:
        project = replace(project, bill=replace(project.bill, edition=EDITIONS[edition]))
    return analyse(project, scheme_id=project.scheme_named(options.scheme or "").id)
