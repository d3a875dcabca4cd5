"""What sheds and lots are built of, item by item: each gives the lines that it comes to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from chargeplan.costing import construction, equipment
from chargeplan.costing.construction import Construction
from chargeplan.costing.marking import marking_sum
from chargeplan.costing.parts import LotPart, Part, ShedPart
from chargeplan.costing.steelwork import steel
from chargeplan.costing.work import Contribution, Entry, contribution, in_all_languages
from chargeplan.engineering.fire_kit import ElementKit
from chargeplan.engineering.lighting import lamps
from chargeplan.engineering.sums import Sum, product, shown, total
from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.catalogue import Charger
from chargeplan.units import round_half_up, to_decimal

Lines = Callable[[Sequence[Part]], Iterable[Entry]]
"""From the parts to the lines of one item."""

_OfShed = Callable[[ShedPart], Sum | None]
_OfLot = Callable[[LotPart], Sum | None]

ROOF_ITEMS = {
    "roof": "steel_sheet",
    "roof_sandwich": "sandwich_rock_wool",
    "roof_pc": "pc_sheet",
    "roof_membrane": "membrane",
}
"""Item -> material of the catalogue that it is for."""

_MEMBRANE = "membrane"
_REMEMBERED = 64


# --- helpers --------------------------------------------------------------------------------------------


def _nothing(_: Part) -> Sum | None:
    return None


def one_line(of_shed: _OfShed = _nothing, of_lot: _OfLot = _nothing) -> Lines:
    """Return the lines of an item that is one line, whatever it counts."""

    def lines(parts: Sequence[Part]) -> Iterator[Entry]:
        yield Entry(_contributions(parts, of_shed, of_lot))

    return lines


def _contributions(parts: Sequence[Part], of_shed: _OfShed, of_lot: _OfLot) -> tuple[Contribution, ...]:
    found = []
    for part in parts:
        value = of_shed(part) if isinstance(part, ShedPart) else of_lot(part)
        if value is not None:
            found.append(contribution(value, (part.id,)))
    return tuple(found)


def _of_built(measure: Callable[[Construction], Sum | None]) -> _OfShed:
    """Return what is measured of a construction; sheds that are built alike are measured once."""
    once = lru_cache(maxsize=_REMEMBERED)(measure)
    return lambda shed: once(shed.built)


def _framed(item_id: str) -> _OfShed:
    """Return the weight of a part of the steel frame, which a membrane brings along itself."""
    return lambda shed: None if shed.roof.id == _MEMBRANE else steel(shed.built, item_id)


def _area(square_metres: Decimal) -> Sum | None:
    return product(square_metres) if square_metres else None


# --- sheds and lots ----------------------------------------------------------------------------------------


def _both(measure: Callable[[Part], Sum | None]) -> Lines:
    return one_line(measure, measure)


def _lot_excavation(lot: LotPart) -> Sum | None:
    if lot.floor is None:
        return None
    depth = product(lot.figures["slab_thickness_m"]) + product(lot.figures["bedding_thickness_m"])
    dug = product(lot.floor, depth)
    return dug - product(lot.floor, lot.old_paving_m) if lot.old_paving_m else dug


def _lot_bedding(lot: LotPart) -> Sum | None:
    return product(lot.floor, lot.figures["bedding_thickness_m"]) if lot.floor else None


def _lot_formwork(lot: LotPart) -> Sum | None:
    outline = lot.floor_outline
    return product(outline, lot.figures["slab_thickness_m"]) if outline else None


def _lot_old_paving(lot: LotPart) -> Sum | None:
    return lot.floor if lot.old_paving_m else None


def _shed_debris(shed: ShedPart) -> Sum | None:
    area = shed.built.old_paving_m2
    return product(area, shed.built.figures["old_paving_m"]) if area else None


def _demolished(lot: LotPart) -> Sum | None:
    return _area(to_decimal(lot.held.lot.demolished_m3))


def _lot_debris(lot: LotPart) -> Sum | None:
    paving = product(lot.floor, lot.old_paving_m) if lot.floor and lot.old_paving_m else None
    found = [part for part in (_demolished(lot), paving) if part is not None]
    return total(found) if found else None


def _kerb_ramps(part: Part) -> Sum | None:
    if isinstance(part, ShedPart):
        figures, count = part.built.figures, part.held.shed.kerb_ramps
    else:
        figures, count = part.figures, part.held.lot.kerb_ramps
    return product(count, figures["kerb_ramp_width_m"], figures["kerb_ramp_length_m"]) if count else None


def _stall_numbers(part: Part) -> Sum | None:
    return product(len(part.held.stalls)) if part.held.stalls else None


def _panels(part: Part) -> Sum | None:
    """Return the panels between groups [m²], those of one length together."""
    if isinstance(part, ShedPart):
        figures, panels = part.built.figures, part.held.panels
    else:
        figures, panels = part.figures, part.held.layout.panels
    lengths = Counter(round_half_up(math.dist(*panel), 2) for panel in panels)
    if not lengths:
        return None
    height = figures["panel_height_m"]
    return total(product(count, length, height) for length, count in sorted(lengths.items(), reverse=True))


def _roofs(material: str, measure: Callable[[Construction], Sum]) -> Lines:
    def lines(parts: Sequence[Part]) -> Iterator[Entry]:
        of_it = [part for part in parts if isinstance(part, ShedPart) and part.roof.id == material]
        if of_it:
            roof = of_it[0].roof
            values = {"roof_title": roof.title, "roof_class": in_all_languages(roof.fire_class)}
            yield Entry(_contributions(of_it, _of_built(measure), _nothing), values=values)

    return lines


def _columns(parts: Sequence[Part]) -> Iterator[Entry]:
    """Yield a line for each length of column; that of the assumed construction has no mark of its own."""
    heights = {part.built.higher_m for part in parts if isinstance(part, ShedPart)}
    for higher in sorted(heights):
        of_it = [part for part in parts if isinstance(part, ShedPart) and part.built.higher_m == higher]
        length = of_it[0].built.figures["column_length_m"] + higher
        yield Entry(
            _contributions(of_it, _framed("columns"), _nothing),
            f"{length * 1000:.0f}" if higher else "",
            {"column_length_m": in_all_languages(shown(length))},
        )


def _devices(*, plain_sockets: bool) -> Lines:
    """Return the lines of charging devices, or of plain sockets: one a kind."""

    def lines(parts: Sequence[Part]) -> Iterator[Entry]:
        chargers = {part.charger.id: part.charger for part in parts}
        for charger_id in sorted(chargers):
            charger = chargers[charger_id]
            if charger.plain_socket == plain_sockets:
                of_it = [part for part in parts if part.charger.id == charger_id]
                yield Entry(
                    _contributions(of_it, _charging, _charging), _device_variant(charger), _words(charger)
                )

    return lines


def _device_variant(charger: Charger) -> str:
    return "" if charger.plain_socket else charger.id


def _charging(part: Part) -> Sum | None:
    return equipment.chargers(part.held.charging, part.charger.ports)


def _words(charger: Charger) -> dict[str, Mapping[str, str]]:
    return {
        "charger": charger.title,
        "ports": in_all_languages(str(charger.ports)),
        "supply": in_all_languages(charger.supply),
    }


# --- fire kit ----------------------------------------------------------------------------------------------


def _of_kit(measure: Callable[[ElementKit], Sum | None]) -> Lines:
    return _both(lambda part: measure(part.kit))


def _powder(severe: bool) -> Lines:
    def of(kit: ElementKit, usual_rating: int) -> Sum | None:
        return kit.powder if (kit.powder_rating_a > usual_rating) == severe else None

    def measure(part: Part) -> Sum | None:
        figures = part.built.figures if isinstance(part, ShedPart) else part.figures
        return of(part.kit, figures.whole("abc4_rating_a"))

    return _both(measure)


BUILDING: Mapping[str, Lines] = {
    "demolished_masonry": one_line(of_lot=_demolished),
    "old_paving": one_line(lambda shed: _area(shed.built.old_paving_m2), _lot_old_paving),
    "debris_removal": one_line(_shed_debris, _lot_debris),
    "levelling": one_line(_of_built(construction.slab), lambda lot: lot.floor),
    "excavation": one_line(_of_built(construction.excavation), _lot_excavation),
    "pit_excavation": one_line(_of_built(construction.pit_excavation)),
    "backfill": one_line(_of_built(construction.backfill)),
    "soil_removal": one_line(_of_built(construction.soil_removal), _lot_excavation),
    "bedding": one_line(_of_built(construction.bedding), _lot_bedding),
    "blinding": one_line(_of_built(construction.blinding)),
    "footings": one_line(_of_built(construction.footings)),
    "slab": one_line(_of_built(construction.slab), lambda lot: lot.floor),
    "kerb_ramps": _both(_kerb_ramps),
    "drain_ditch": one_line(
        lambda shed: construction.drain_ditch(shed.built) if shed.held.shed.drain_ditch else None
    ),
    "rebar_footing": one_line(_of_built(construction.rebar_footing)),
    "rebar_slab": one_line(_of_built(construction.rebar_slab)),
    "bolts": one_line(lambda shed: steel(shed.built, "bolts")),
    "columns": _columns,
    "rafters": one_line(_framed("rafters")),
    "braces": one_line(_framed("braces")),
    "purlins": one_line(_framed("purlins")),
    "charger_rail": one_line(
        lambda shed: steel(shed.built, "charger_rail") if shed.held.charging.charger_count else None
    ),
    "group_panels": _both(_panels),
    **{
        item: _roofs(material, construction.roof_in_plan if material == _MEMBRANE else construction.roof)
        for item, material in ROOF_ITEMS.items()
    },
    "gutter": one_line(_of_built(construction.gutter)),
    "downpipes": one_line(_of_built(construction.downpipes)),
    "scaffolding": one_line(_of_built(construction.roof_in_plan)),
    "formwork_footing": one_line(_of_built(construction.formwork_footing)),
    "formwork_blinding": one_line(_of_built(construction.formwork_blinding)),
    "formwork_slab": one_line(_of_built(construction.formwork_slab), _lot_formwork),
    "marking": _both(lambda part: marking_sum(part.held.stalls)),
    "stall_numbers": _both(_stall_numbers),
    "signs": one_line(lambda shed: equipment.per_shed(shed.built.figures, "signs_per_shed")),
    "charger": _devices(plain_sockets=False),
    "socket": _devices(plain_sockets=True),
    "lamps": one_line(lambda shed: lamps(shed.held, shed.built.figures)),
    "junction_boxes": one_line(lambda shed: lamps(shed.held, shed.built.figures)),
    "extinguisher_powder": _powder(severe=False),
    "extinguisher_powder_5": _powder(severe=True),
    "extinguisher_water": _of_kit(lambda kit: kit.water),
    "extinguisher_cabinet": _of_kit(lambda kit: kit.cabinets),
    "sprinkler_pipe": _of_kit(lambda kit: kit.sprinkler_pipe_m),
    "sprinkler_heads": _of_kit(lambda kit: kit.sprinkler_heads),
    "end_test": _of_kit(lambda kit: kit.end_tests),
    "water_test": _of_kit(lambda kit: kit.end_tests),
    "detectors": _of_kit(lambda kit: kit.detectors),
    "cameras": _of_kit(lambda kit: kit.cameras),
    "pair_cable": _of_kit(lambda kit: kit.camera_cable_m),
    "switches": _of_kit(lambda kit: None if kit.cameras is None else product(1)),
    "green_cleared": _both(lambda part: _area(part.green_m2)),
}


def check_roofs(parts: Iterable[Part]) -> None:
    """Raise `ReferenceDataError` when no item is for the material of a roof."""
    for part in parts:
        if isinstance(part, ShedPart) and part.roof.id not in ROOF_ITEMS.values():
            raise ReferenceDataError(
                "unbilled_roof", N_("no work item is for a roof of {name}"), name=part.roof.id
            )
