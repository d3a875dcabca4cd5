"""The sheds and lots that are built, each with what its sums need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from chargeplan.costing.construction import Construction, construction_of
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.fire_kit import ElementKit, FireKit
from chargeplan.engineering.sums import Sum, product
from chargeplan.geometry.nearby import Box, bounding_box, boxes_meet
from chargeplan.geometry.polygons import outline_m, shared_ground, union_area_m2
from chargeplan.model.scheme import Lot, Scheme
from chargeplan.model.site import Site
from chargeplan.model.values import Region, Ring
from chargeplan.reference.catalogue import Catalogue, Charger, Roof
from chargeplan.units import round_half_up

_SAME_M2 = 0.01
_NOTHING = Decimal("0.00")
_REMEMBERED = 64
_REMEMBERED_SHARED = 1024


@dataclass(frozen=True)
class ShedPart:
    """A new shed: how it is built, what it is covered with, what hangs in it, and the green it takes [m²]."""

    held: ShedCapacity
    built: Construction
    charger: Charger
    roof: Roof
    kit: ElementKit
    green_m2: Decimal = _NOTHING

    @property
    def id(self) -> str:
        """Id of the shed."""
        return self.held.shed.id


@dataclass(frozen=True)
class LotPart:
    """A lot that something is built on, and the green that its floor takes [m²]."""

    held: LotCapacity
    figures: Figures
    charger: Charger
    kit: ElementKit
    greens: tuple[Ring, ...] = ()

    @property
    def id(self) -> str:
        """Id of the lot."""
        return self.held.lot.id

    @cached_property
    def _ground(self) -> tuple[Region, ...]:
        """Ground of stalls and aisles, as far as it is the lot's own."""
        held = self.held
        parked = (*(stall.polygon for stall in held.stalls), *held.layout.aisles)
        return _ground_of(parked, (held.lot.ring, *held.lot.holes))

    @cached_property
    def floor(self) -> Sum | None:
        """Ground of stalls and aisles that needs a floor [m²], None where there is none or it is paved."""
        if self.held.lot.paved or not self.held.stalls:
            return None
        return product(round_half_up(union_area_m2(self._ground), 2))

    @cached_property
    def floor_outline(self) -> Sum | None:
        """Length of the edges of the floor [m], to 0.01."""
        return None if self.floor is None else product(round_half_up(outline_m(self._ground), 2))

    @cached_property
    def green_m2(self) -> Decimal:
        """Green ground below stalls and aisles that get a floor [m²]."""
        return _NOTHING if self.floor is None else shared_area_m2(self._ground, self.greens)

    @property
    def old_paving_m(self) -> Decimal:
        """Thickness of the old paving that is broken out below the floor [m]."""
        return self.figures["old_paving_m"] if self.held.lot.old_paving else _NOTHING


Part = ShedPart | LotPart


@lru_cache(maxsize=_REMEMBERED)
def _ground_of(parked: tuple[Ring, ...], lot: Region) -> tuple[Region, ...]:
    """Lots that stay as they are while something else moves are not measured again."""
    return shared_ground(parked, (lot,))


def shared_area_m2(pieces: Sequence[Region | Ring], others: Sequence[Region | Ring]) -> Decimal:
    """Return how much ground two sets of shapes share [m²], to 0.01."""
    boxes = [_box(other) for other in others]
    if not any(boxes_meet(_box(piece), box) for piece in pieces for box in boxes):
        return _NOTHING
    return _shared_m2(tuple(pieces), tuple(others))


def _box(ground: Region | Ring) -> Box:
    return bounding_box(ground[0] if isinstance(ground[0][0], tuple) else ground)


@lru_cache(maxsize=_REMEMBERED_SHARED)
def _shared_m2(pieces: tuple[Region | Ring, ...], others: tuple[Region | Ring, ...]) -> Decimal:
    apart = union_area_m2(pieces) + union_area_m2(others)
    return round_half_up(max(0.0, apart - union_area_m2([*pieces, *others])), 2)


def shed_parts(
    sheds: Sequence[ShedCapacity],
    site: Site,
    scheme: Scheme,
    catalogue: Catalogue,
    figures: Figures,
    kit: FireKit,
) -> Iterator[ShedPart]:
    """Yield the new sheds; one that stands wholly on paved lots keeps that paving as its floor."""
    paved = [_region(lot) for lot in scheme.lots if lot.paved]
    broken = [_region(lot) for lot in scheme.lots if lot.old_paving and not lot.paved]
    greens = tuple(green.ring for green in site.greens)
    for held in sheds:
        if held.shed.existing:
            continue
        roof = catalogue.roof(held.shed.roof_id or scheme.roof_id)
        on_paving = held.roofed_m2 - shared_area_m2([held.outline], paved) <= _SAME_M2
        built = construction_of(
            held.shed,
            figures,
            on_paving=on_paving,
            old_paving_m2=_NOTHING if on_paving else _of_roof(held, broken),
        )
        yield ShedPart(
            held,
            built,
            catalogue.charger(held.charging.charger_id),
            roof,
            kit.of(held.shed.id) or ElementKit(held.shed.id),
            _NOTHING if on_paving else _of_roof(held, greens),
        )


def _of_roof(held: ShedCapacity, others: Sequence[Region | Ring]) -> Decimal:
    """Return how much of other ground lies below a roof [m²]; the whole roof where that is all but all."""
    shared = shared_area_m2([held.outline], others)
    return held.roofed_m2 if held.roofed_m2 - shared <= _SAME_M2 else shared


def lot_parts(
    lots: Sequence[LotCapacity], site: Site, catalogue: Catalogue, figures: Figures, kit: FireKit
) -> Iterator[LotPart]:
    """Yield the lots that do not exist already."""
    greens = tuple(green.ring for green in site.greens)
    for held in lots:
        if not held.lot.existing:
            charger = catalogue.charger(held.charging.charger_id)
            yield LotPart(held, figures, charger, kit.of(held.lot.id) or ElementKit(held.lot.id), greens)


def _region(lot: Lot) -> Region:
    return (lot.ring, *lot.holes)
