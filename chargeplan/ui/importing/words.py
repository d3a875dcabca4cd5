"""What is taken in, counted and put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from chargeplan.files.sources.values import Note, Role
from chargeplan.i18n import N_, tr
from chargeplan.model.project import Project
from chargeplan.model.site import ObstacleKind
from chargeplan.ui.numbers import trimmed
from chargeplan.units import to_decimal

_FIRST_GAP = re.compile(r"\{(\w+)[}:]")

ROLE_TITLES: Mapping[Role, str] = {
    Role.BOUNDARY: N_("Boundary"),
    Role.BUILDING: N_("Buildings"),
    Role.DOORWAY: N_("Doorways"),
    Role.ROAD: N_("Roads"),
    Role.FIRE_LANE: N_("Fire lanes"),
    Role.TREE: N_("Trees"),
    Role.OBSTACLE: N_("Obstacles"),
    Role.GREEN: N_("Green"),
    Role.LOT: N_("Lots"),
    Role.SHED: N_("Sheds"),
    Role.SUPPLY_POINT: N_("Supply points"),
    Role.FENCE: N_("Fences"),
    Role.LADDER_GROUND: N_("Ladder ground"),
    Role.WINDOW: N_("Windows"),
    Role.HYDRANT: N_("Hydrants"),
    Role.GAS: N_("Gas regulators"),
    Role.PIPELINE: N_("Pipelines"),
    Role.BASEMENT: N_("Basement roofs"),
    Role.BOX: N_("Distribution boxes"),
    Role.CABLE_ROUTE: N_("Cable routes by hand"),
    Role.UNDERLAY: N_("Faint lines below the plan"),
}
"""What many of a role are called; translated when shown."""

_COLLECTIONS: Mapping[Role, str] = {
    Role.BOUNDARY: "boundaries",
    Role.BUILDING: "buildings",
    Role.DOORWAY: "doorways",
    Role.ROAD: "roads",
    Role.FIRE_LANE: "fire_lanes",
    Role.GREEN: "greens",
    Role.SUPPLY_POINT: "supply_points",
    Role.FENCE: "fences",
    Role.LADDER_GROUND: "ladder_grounds",
    Role.WINDOW: "windows",
    Role.HYDRANT: "hydrants",
    Role.GAS: "gas_regulators",
    Role.PIPELINE: "pipelines",
    Role.BASEMENT: "basements",
}


def counts_of(project: Project) -> dict[Role, int]:
    """Return how many elements of each role a plan has, pictures and lines below it excepted; no zeros."""
    site, scheme = project.site, project.active_scheme
    trees = sum(obstacle.kind is ObstacleKind.TREE for obstacle in site.obstacles)
    counts = {role: len(getattr(site, name)) for role, name in _COLLECTIONS.items()}
    counts[Role.TREE], counts[Role.OBSTACLE] = trees, len(site.obstacles) - trees
    counts[Role.LOT], counts[Role.SHED] = len(scheme.lots), len(scheme.sheds)
    counts[Role.BOX], counts[Role.CABLE_ROUTE] = len(scheme.boxes), len(scheme.cable_routes)
    return {role: counts[role] for role in ROLE_TITLES if counts.get(role)}


def counted(counts: Mapping[Role, int]) -> str:
    """Return counts as one line."""
    parts = (f"{tr(ROLE_TITLES[role])} {count:,}" for role, count in counts.items())
    return tr(", ").join(parts)


def size_words(width: float, height: float, unit_m: float) -> str:
    """Return the size of a drawing of `width` × `height` units, each `unit_m` metres."""
    sides = (_length_words(side * unit_m) for side in (width, height))
    return " × ".join(sides)


def _length_words(length_m: float) -> str:
    if length_m >= 10_000:
        return f"{trimmed(length_m / 1000, 0)} km"
    return f"{trimmed(length_m, 0 if length_m >= 100 else 2 if length_m < 10 else 1)} m"


def note_line(note: Note) -> str:
    """Return a note as a sentence that begins with a capital, or with a name as the file writes it."""
    text = note.sentence()
    begin = _FIRST_GAP.match(tr(note.text))
    if begin and isinstance(note.values.get(begin[1]), str):
        return text
    return text[:1].upper() + text[1:]


def note_lines(notes: Iterable[Note]) -> list[str]:
    """Return notes as sentences, each once, in their order."""
    return list(dict.fromkeys(map(note_line, notes)))


def percent(share: float) -> float:
    """Return a share as percent without binary noise."""
    return float(to_decimal(share * 100))
