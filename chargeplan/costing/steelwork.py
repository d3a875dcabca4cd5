"""The steel of a shed, member by member: what it is, how many of it, how long, how heavy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from chargeplan.costing.construction import Construction
from chargeplan.engineering.sums import Sum, product, total

_KG_PER_T = 1000
_REMEMBERED = 256


@dataclass(frozen=True)
class Member:
    """Like members of one shed.

    Attributes
    ----------
    item_id : str
        Work item that they are billed under.
    section : str
        Size [mm]: □ side × wall of tubes, side × side × thickness of plates, M and the diameter of bolts.
    count : int
    length_m : Decimal
        Of each; the longer side of plates.
    weight_kg : Sum
        Of all of them together.
    """

    item_id: str
    section: str
    count: int
    length_m: Decimal
    weight_kg: Sum


@lru_cache(maxsize=_REMEMBERED)
def members(built: Construction) -> tuple[Member, ...]:
    """Return the steel of a shed, each kind of member once."""
    figures = built.figures
    return (
        _tube(built, "columns", "column", built.columns, figures["column_length_m"] + built.higher_m),
        _base_plates(built),
        _stiffeners(built),
        _tube(built, "rafters", "rafter", built.frames, built.sloping_depth_m),
        _tube(built, "braces", "brace", built.columns * built.rows, figures["brace_length_m"]),
        _purlins(built, "purlins", built.purlins),
        _purlins(built, "charger_rail", 1),
        _bolts(built),
    )


@lru_cache(maxsize=_REMEMBERED)
def steel(built: Construction, item_id: str) -> Sum:
    """Return the weight of all members that an item bills [t]."""
    return total(member.weight_kg for member in members(built) if member.item_id == item_id).over(_KG_PER_T)


def _tube(built: Construction, item_id: str, name: str, count: int, length_m: Decimal) -> Member:
    figures = built.figures
    section = "□" + _sizes(figures[f"{name}_size_mm"], figures[f"{name}_wall_mm"])
    weight = product(count, length_m, figures[f"{name}_weight_kg_m"])
    return Member(item_id, section, count, length_m, weight)


def _purlins(built: Construction, item_id: str, count: int) -> Member:
    figures = built.figures
    height, width, wall = (figures[f"purlin_{size}_mm"] for size in ("height", "width", "wall"))
    section = "□" + _sizes(height, width, wall)
    each = product(built.length_m, figures["purlin_weight_kg_m"])
    return Member(item_id, section, count, built.length_m, product(count, each) if count > 1 else each)


def _base_plates(built: Construction) -> Member:
    figures, count = built.figures, built.columns
    side, thickness = figures["base_plate_side_m"], figures["base_plate_thickness_m"]
    weight = product(count, side, side, thickness, int(figures["steel_density_kg_m3"]))
    return Member("columns", _millimetres(side, side, thickness), count, side, weight)


def _stiffeners(built: Construction) -> Member:
    figures, each = built.figures, built.figures.whole("stiffeners_per_column")
    sizes = [figures[f"stiffener_{size}_m"] for size in ("height", "width", "thickness")]
    weight = product(built.columns, each, *sizes, int(figures["steel_density_kg_m3"]))
    return Member("columns", _millimetres(*sizes), built.columns * each, max(sizes), weight)


def _bolts(built: Construction) -> Member:
    figures, each = built.figures, built.figures.whole("bolts_per_column")
    length = figures["bolt_length_m"]
    weight = product(built.columns, each, length, figures["bolt_weight_kg_m"])
    return Member("bolts", "M" + _sizes(figures["bolt_diameter_mm"]), built.columns * each, length, weight)


def _millimetres(*sizes_m: Decimal) -> str:
    return _sizes(*(size * 1000 for size in sizes_m))


def _sizes(*sizes_mm: Decimal) -> str:
    return "×".join(f"{size.normalize():f}" for size in sizes_mm)
