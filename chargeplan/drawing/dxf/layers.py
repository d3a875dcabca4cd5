"""Layers of DXF drawings: names in plain letters, and what is on them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from chargeplan.i18n import DEFAULT_LANGUAGE, N_, tr

DRAWN = "CPX_"
"""Begins the names of layers that show something and hold no element of the plan."""

PLANNED = "CP_"
"""Begins the names of layers that hold elements of the plan; then comes the role of the elements."""

_NAMES: Mapping[str, str] = {
    "paper": N_("Paper"),
    "sheet": N_("Sheet, title block and tables"),
    "notice": N_("Notice"),
    "underlay": N_("Lines below the plan"),
    "boundary": N_("Boundary of the estate"),
    "building": N_("Buildings"),
    "wall": N_("Walls without openings"),
    "window": N_("Windows"),
    "doorway": N_("Doorways"),
    "road": N_("Roads"),
    "fire_lane": N_("Fire lanes"),
    "ladder_ground": N_("Ladder ground"),
    "ladder_site": N_("Ladder ground"),
    "hydrant": N_("Hydrants"),
    "gas": N_("Gas regulators"),
    "pipeline": N_("Pipelines"),
    "fence": N_("Fences"),
    "basement": N_("Basement roofs"),
    "green": N_("Lawns and beds"),
    "tree": N_("Trees"),
    "obstacle": N_("Obstacles"),
    "supply": N_("Supply points"),
    "supply_point": N_("Supply points"),
    "box": N_("Distribution boxes"),
    "cable": N_("Cables and trenches"),
    "lot": N_("Lots"),
    "lot_hole": N_("Holes of lots"),
    "usable": N_("Usable area of a lot"),
    "aisle": N_("Aisle of open parking"),
    "blocked": N_("Ground kept free of stalls"),
    "shed": N_("Sheds"),
    "strip": N_("Strip in front of a shed"),
    "stall": N_("Stalls"),
    "stall_number": N_("Numbers of stalls"),
    "socket": N_("Stalls with sockets"),
    "panel": N_("Panel between groups"),
    "fire_kit": N_("Fire protection"),
    "dimension": N_("Dimensions"),
    "label": N_("Labels"),
    "walking": N_("Ground on foot to a socket"),
    "single_line": N_("Single-line diagram"),
}

_ODD = re.compile(r"[^A-Z0-9_]+")


def layer_name(prefix: str, layer: str) -> str:
    """Return the name of a layer in DXF."""
    return prefix + _ODD.sub("_", layer.upper())


def description(layer: str) -> str:
    """Return what is on a layer, in Chinese; empty where nothing is known of it."""
    name = _NAMES.get(layer)
    return tr(name, DEFAULT_LANGUAGE) if name else ""
