"""The verb `import`: a scan, a document, a drawing or map data in, a plan out."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from chargeplan.cli.export_verb import check_plan_target, write_plan
from chargeplan.cli.parsing import EXIT_OK, SCALE_FORM, Verbs, not_taken, number_above_0
from chargeplan.cli.telling import tell
from chargeplan.errors import UsageError
from chargeplan.files.sources.values import (
    CRS_NAMES,
    ROLE_NAMES,
    UNITS_M,
    Box,
    Choices,
    Note,
    Role,
    SourceKind,
    Summary,
    Taken,
)
from chargeplan.i18n import N_, tr

_EPSG = re.compile(r"EPSG:\d{4,6}", re.IGNORECASE)
_MAPS = (SourceKind.GEOJSON, SourceKind.OSM)
_DRAWN = (SourceKind.DXF, *_MAPS)
_SEEN = (SourceKind.PDF, SourceKind.PICTURE)
_FITS: Mapping[str, tuple[SourceKind, ...]] = {
    "units": (SourceKind.DXF, SourceKind.GEOJSON),
    "role": _DRAWN,
    "crs": _DRAWN,
    "where": _MAPS,
    "join": (SourceKind.DXF,),
    "page": (SourceKind.PDF,),
    "drawn_scale": _SEEN,
    "dpi": _SEEN,
    "crop": _SEEN,
}
"""What can be said of which kinds of files."""


def add_import(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "import",
        help="make a plan of a picture, a PDF, a DXF drawing, GeoJSON or OSM XML; what is guessed is told",
    )
    verb.add_argument("source", type=Path, metavar="SRC")
    verb.add_argument(
        "-o", "--output", required=True, type=Path, metavar="PLAN", help="X.chargeplan, X.geojson or X.dxf"
    )
    verb.add_argument("--units", choices=UNITS_M, help="unit of a drawing")
    verb.add_argument(
        "--role",
        action="append",
        metavar="LAYER=ROLE",
        help=f"one of {', '.join(role.value for role in Role)}",
    )
    verb.add_argument("--crs", metavar="SYSTEM", help=f"{', '.join(CRS_NAMES)}, or a code as EPSG:4549")
    verb.add_argument(
        "--where", action="append", metavar="KEY=VALUE", help="only features with this property"
    )
    verb.add_argument("--join", type=float, metavar="METRES", help="how far apart ends of lines may be")
    verb.add_argument("--page", type=int, metavar="N", help="page of a document, from 1")
    verb.add_argument(
        "--drawn-scale",
        type=number_above_0("--drawn-scale", SCALE_FORM),
        metavar=SCALE_FORM,
        help="scale that a page is drawn at",
    )
    verb.add_argument("--dpi", type=float, help="dots per inch of a page, or at which a picture was scanned")
    verb.add_argument("--crop", metavar="L,B,R,T", help="part to keep, in shares from the lower left corner")
    verb.set_defaults(action=import_source)


def import_source(options: argparse.Namespace) -> int:
    """Write the plan that a file becomes."""
    from chargeplan.files.sources.kinds import kind_of
    from chargeplan.intake.session import Reading

    choices = _choices(options)
    check_plan_target(options.output, options.source)
    kind = kind_of(options.source)
    _check_options(options, kind)
    if kind is SourceKind.PLAN:
        from chargeplan.files.project_file import read_project

        write_plan(read_project(options.source), options.output)
        return EXIT_OK
    reading = Reading(options.source)
    try:
        summary = reading.summary(progress=_show_share)
        _check_units(choices, summary)
        _check_layers(choices, summary)
        taken = reading.taken(choices)
    finally:
        reading.close()
    write_plan(taken.project, options.output)
    tell(_notes(summary, choices, taken))
    return EXIT_OK


def _choices(options: argparse.Namespace) -> Choices:
    return Choices(
        unit=options.units,
        roles=tuple(_role(text) for text in options.role or ()),
        crs=_crs(options.crs),
        page=options.page if options.page is not None else 1,
        dpi=options.dpi,
        crop=_crop(options.crop),
        drawn_scale=options.drawn_scale,
        where=tuple(_pair(text, "--where", "KEY=VALUE") for text in options.where or ()),
        join_m=options.join,
    )


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=") if option == "--role" else text.partition("=")
    if not equals or not key:
        raise not_taken(option, form, text)
    return key, value


def _role(text: str) -> tuple[str, Role]:
    layer, word = _pair(text, "--role", "LAYER=ROLE")
    roles = {role.value: role for role in Role}
    if word not in roles:
        raise UsageError(
            "no_such_role",
            N_("there is no role {role}; there are: {roles}"),
            role=word,
            roles=", ".join(roles),
        )
    return layer, roles[word]


def _crs(text: str | None) -> str | None:
    if text is None or text in CRS_NAMES:
        return text
    if _EPSG.fullmatch(text):
        return text.upper()
    systems = ", ".join((*CRS_NAMES, "EPSG:4549"))
    raise UsageError(
        "no_such_crs",
        N_("there is no coordinate system {crs}; there are: {systems}"),
        crs=text,
        systems=systems,
    )


def _crop(text: str | None) -> Box | None:
    if text is None:
        return None
    try:
        left, bottom, right, top = map(float, text.split(","))
    except ValueError as error:
        raise UsageError(
            "bad_crop", N_("--crop takes four shares from 0 to 1 as L,B,R,T and not {value}"), value=text
        ) from error
    return (left, bottom, right, top)


def _check_options(options: argparse.Namespace, kind: SourceKind) -> None:
    """Refuse what says nothing about such a file: it would be left out in silence."""
    for name, kinds in _FITS.items():
        if getattr(options, name) is not None and kind not in kinds:
            text = N_("--{option} does not go with {name}: it is for {kinds}")
            named = ", ".join(one.value for one in kinds)
            option = name.replace("_", "-")
            raise UsageError("option_unused", text, option=option, name=options.source.name, kinds=named)


def _check_units(choices: Choices, summary: Summary) -> None:
    """Refuse a unit for coordinates that have theirs by their system."""
    system = choices.crs or summary.crs
    if summary.kind is SourceKind.GEOJSON and choices.unit is not None and system != "local":
        text = N_(
            "--units goes with a flat plan only, and {name} is in {system}; where it is flat, say --crs local"
        )
        raise UsageError("unit_unused", text, name=summary.name, system=system)


def _check_layers(choices: Choices, summary: Summary) -> None:
    layers = {layer.name for layer in summary.layers}
    unknown = next((layer for layer, _role in choices.roles if layer not in layers), None)
    if unknown is not None:
        text = N_("{name} has no layer {layer}; it has: {layers}")
        raise UsageError(
            "no_such_layer", text, name=summary.name, layer=unknown, layers=", ".join(sorted(layers)[:40])
        )


def _notes(summary: Summary, choices: Choices, taken: Taken) -> list[Note]:
    """Return what was guessed of the file, layer by layer, and what taking it in has to say."""
    said = {layer for layer, _role in choices.roles}
    layers = [
        Note(
            "layer_role",
            N_("layer {layer}: {role} ({why})") if layer.why else N_("layer {layer}: {role}"),
            {
                "layer": layer.name,
                "role": tr(ROLE_NAMES[layer.guess]),
                "why": layer.why.sentence() if layer.why else "",
            },
        )
        for layer in summary.layers
        if layer.shapes and layer.name not in said
    ]
    units = [summary.units.why] if summary.units is not None and choices.unit is None else []
    return [*units, *layers, *taken.notes]


def _show_share(share: float | None) -> None:
    """Tell who sits at a terminal how far it is."""
    if sys.stderr.isatty():
        shown = "…" if share is None else f"{share:.0%}"
        print(f"\r{shown}\x1b[K\r", end="", file=sys.stderr, flush=True)
