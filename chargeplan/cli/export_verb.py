"""The verb `export`: a plan out as GeoJSON or as a DXF drawing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from chargeplan.cli.output import check_form, check_place, refuse_source, write_bytes
from chargeplan.cli.parsing import EXIT_OK, Verbs, plan_argument
from chargeplan.cli.telling import told_plan
from chargeplan.model.project import Project


def add_export(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("export", help="write a plan as GeoJSON or as a DXF drawing")
    plan_argument(verb)
    verb.add_argument("-o", "--output", required=True, type=Path, metavar="X.geojson|dxf")
    verb.set_defaults(action=export)


def export(options: argparse.Namespace) -> int:
    """Write a plan in the form that the name of the target asks for."""
    check_form(options.output, _WRITERS)
    refuse_source(options.output, options.plan)
    check_place(options.output)
    project = told_plan(options.plan)
    scheme_id = project.scheme_named(options.scheme or "").id
    write_bytes(options.output, _writer(options.output)(project, scheme_id))
    return EXIT_OK


def check_plan_target(target: Path, source: Path) -> None:
    """Refuse before long work a target that is no plan, that cannot be written, or that is the source."""
    from chargeplan.files.project_file import SUFFIX

    check_form(target, (SUFFIX, *_WRITERS))
    refuse_source(target, source)
    check_place(target)


def write_plan(project: Project, target: Path) -> None:
    """Write a plan as the program keeps it, as GeoJSON or as a drawing, by the name of the target."""
    from chargeplan.files.project_file import SUFFIX, save_project

    if target.suffix.lower() == SUFFIX:
        save_project(project, target)
    else:
        write_bytes(target, _writer(target)(project, project.active_scheme_id))


_Writer = Callable[[Project, str], bytes]


def _geojson(project: Project, _scheme_id: str) -> bytes:
    from chargeplan.files.geojson_writing import geojson_bytes

    return geojson_bytes(project)


def _dxf(project: Project, scheme_id: str) -> bytes:
    from chargeplan.analysis import analyse
    from chargeplan.drawing.dxf import plan_dxf

    return plan_dxf(analyse(project, scheme_id=scheme_id))


_WRITERS: Mapping[str, _Writer] = {".geojson": _geojson, ".dxf": _dxf}


def _writer(target: Path) -> _Writer:
    return _WRITERS[target.suffix.lower()]
