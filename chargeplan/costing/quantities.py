"""From a plan to measured work items, each with the sums that made it.

New sheds are billed whole. A filled lot is billed for its marking, numbers and charging devices, and for a
floor under its stalls and aisles unless it is paved. What exists already is never billed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from chargeplan.costing import construction, equipment
from chargeplan.costing.construction import Construction, construction_of, pit_bottom_m
from chargeplan.costing.marking import marking_sum
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.figures import Figures, figures_of
from chargeplan.engineering.sums import Sum, product
from chargeplan.errors import ReferenceDataError
from chargeplan.geometry.polygons import union_area_m2
from chargeplan.i18n import LANGUAGES, N_, pick
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.reference.catalogue import Catalogue, Charger
from chargeplan.reference.work_items import BillUnit, WorkItemBook, WorkItemKind
from chargeplan.units import round_half_up

_PAVED_TOLERANCE_M2 = 0.01
CHARGER_ITEM = "charger"


@dataclass(frozen=True)
class Contribution:
    """What one shed or lot adds to a quantity: the sum as it is printed, and its exact value."""

    element_id: str
    sum_text: str
    value: Decimal


@dataclass(frozen=True)
class WorkItem:
    """One line of work, measured.

    Attributes
    ----------
    id : str
        The item's id, for charging devices with that of the device; prices are found by it.
    quantity : Decimal
        In `unit`, the sum of the exact contributions rounded half-up once.
    values : name -> language -> text
        What fills the gaps of title and features.
    """

    id: str
    kind: WorkItemKind
    quantity: Decimal
    contributions: tuple[Contribution, ...]
    values: Mapping[str, Mapping[str, str]]

    @property
    def code(self) -> str:
        """Nine national digits."""
        return self.kind.code

    @property
    def unit(self) -> BillUnit:
        """Unit of the quantity."""
        return self.kind.unit

    @property
    def decimals(self) -> int:
        """Decimals of the quantity."""
        return self.kind.unit.decimals

    @property
    def basis(self) -> str:
        """How the quantity came about: measured, calculated or estimated."""
        return self.kind.basis

    @property
    def verified(self) -> bool:
        """Whether the code was read in a source; otherwise it is shown as to be verified."""
        return self.kind.verified

    def title(self, language: str | None = None) -> str:
        """Return the item's name."""
        return self._filled(self.kind.title, language)

    def features(self, language: str | None = None) -> str:
        """Return the item's features, one a line."""
        return self._filled(self.kind.features, language)

    def _filled(self, texts: Mapping[str, str], language: str | None) -> str:
        return pick(texts, language).format(
            **{name: pick(value, language) for name, value in self.values.items()}
        )


@dataclass(frozen=True)
class _Shed:
    held: ShedCapacity
    built: Construction
    charger: Charger


@dataclass(frozen=True)
class _Lot:
    held: LotCapacity
    figures: Figures
    charger: Charger

    @cached_property
    def floor(self) -> Sum | None:
        """Ground of stalls and aisles that needs a floor [m²], as far as it is the lot's own."""
        held = self.held
        if held.lot.paved or not held.stalls:
            return None
        parked = [*(stall.polygon for stall in held.stalls), *held.layout.aisles]
        ground = (held.lot.ring, *held.lot.holes)
        beyond = union_area_m2([ground, *parked]) - union_area_m2([ground])
        return product(round_half_up(union_area_m2(parked) - beyond, 2))


_Part = _Shed | _Lot


def _built(measure: Callable[[Construction], Sum | None]) -> Callable[[_Shed], Sum | None]:
    return lambda shed: measure(shed.built)


def _stall_numbers(part: _Part) -> Sum | None:
    return product(len(part.held.stalls)) if part.held.stalls else None


def _chargers(part: _Part) -> Sum | None:
    return equipment.chargers(part.held.charging, part.charger.ports)


_SHED_SUMS: Mapping[str, Callable[[_Shed], Sum | None]] = {
    "excavation": _built(construction.excavation),
    "pit_excavation": _built(construction.pit_excavation),
    "backfill": _built(construction.backfill),
    "soil_removal": _built(construction.soil_removal),
    "bedding": _built(construction.bedding),
    "blinding": _built(construction.blinding),
    "footings": _built(construction.footings),
    "slab": _built(construction.slab),
    "rebar_footing": _built(construction.rebar_footing),
    "rebar_slab": _built(construction.rebar_slab),
    "bolts": _built(construction.bolts),
    "columns": _built(construction.columns),
    "rafters": _built(construction.rafters),
    "braces": _built(construction.braces),
    "purlins": _built(construction.purlins),
    "charger_rail": lambda shed: (
        construction.charger_rail(shed.built) if shed.held.charging.charger_count else None
    ),
    "roof": _built(construction.roof),
    "gutter": _built(construction.gutter),
    "downpipes": _built(construction.downpipes),
    "formwork_footing": _built(construction.formwork_footing),
    "formwork_blinding": _built(construction.formwork_blinding),
    "formwork_slab": _built(construction.formwork_slab),
    "marking": lambda shed: marking_sum(shed.held.stalls),
    "stall_numbers": _stall_numbers,
    "signs": lambda shed: equipment.per_shed(shed.built.figures, "signs_per_shed"),
    "distribution_box": lambda shed: product(1),
    CHARGER_ITEM: _chargers,
    "lamps": lambda shed: equipment.lamps(shed.held, shed.built.figures),
    "extinguisher_powder": lambda shed: equipment.powder_extinguishers(shed.held, shed.built.figures),
    "extinguisher_water": lambda shed: equipment.per_shed(shed.built.figures, "water_extinguishers_per_shed"),
    "extinguisher_cabinet": lambda shed: product(1),
}


def _lot_excavation(lot: _Lot) -> Sum | None:
    depth = product(lot.figures["slab_thickness_m"]) + product(lot.figures["bedding_thickness_m"])
    return product(lot.floor, depth) if lot.floor else None


_LOT_SUMS: Mapping[str, Callable[[_Lot], Sum | None]] = {
    "excavation": _lot_excavation,
    "soil_removal": _lot_excavation,
    "bedding": lambda lot: product(lot.floor, lot.figures["bedding_thickness_m"]) if lot.floor else None,
    "slab": lambda lot: lot.floor,
    "marking": lambda lot: marking_sum(lot.held.stalls),
    "stall_numbers": _stall_numbers,
    "distribution_box": lambda lot: product(1) if lot.held.charging.charger_count else None,
    CHARGER_ITEM: _chargers,
}


def measurable_items() -> frozenset[str]:
    """Return the ids of the items that can be measured."""
    return frozenset(_SHED_SUMS)


def measure_quantities(
    project: Project,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    catalogue: Catalogue,
    work_items: WorkItemBook,
) -> tuple[WorkItem, ...]:
    """Return the work of a scheme, chapter by chapter, then by code and kind of charging device.

    Parameters
    ----------
    sheds, lots
        What every shed and lot of the scheme holds; existing ones and lots that are not filled are left out.

    Raises
    ------
    ReferenceDataError
        When an item cannot be measured, or names a figure that the catalogue does not have.
    """
    figures = figures_of(catalogue)
    parts: list[_Part] = [
        *_sheds(sheds, scheme, catalogue, figures),
        *_lots(lots, catalogue, figures),
    ]
    shared = _shared_values(figures)
    result: list[WorkItem] = []
    for kind in work_items.items:
        if kind.id not in _SHED_SUMS:
            raise ReferenceDataError(
                "unmeasured_item", N_("nothing says how work item {name} is measured"), name=kind.id
            )
        for line_id, charger, of_line in _lines(kind, parts):
            line = _measured(kind, line_id, of_line, {**shared, **_charger_values(charger)})
            if line:
                result.append(line)
    return tuple(result)


def _sheds(
    sheds: tuple[ShedCapacity, ...], scheme: Scheme, catalogue: Catalogue, figures: Figures
) -> Iterator[_Shed]:
    paved = [(lot.ring, *lot.holes) for lot in scheme.lots if lot.paved]
    paved_m2 = union_area_m2(paved) if paved else 0.0
    for held in sheds:
        if held.shed.existing:
            continue
        together = union_area_m2([*paved, held.outline]) if paved else 0.0
        on_paving = bool(paved) and together - paved_m2 <= _PAVED_TOLERANCE_M2
        built = construction_of(held.shed, figures, on_paving=on_paving)
        yield _Shed(held, built, catalogue.charger(held.charging.charger_id))


def _lots(lots: tuple[LotCapacity, ...], catalogue: Catalogue, figures: Figures) -> Iterator[_Lot]:
    for held in lots:
        if held.lot.filled and not held.lot.existing:
            yield _Lot(held, figures, catalogue.charger(held.charging.charger_id))


def _lines(kind: WorkItemKind, parts: list[_Part]) -> Iterator[tuple[str, Charger | None, list[_Part]]]:
    """Yield the lines of an item: one, or one a kind of charging device."""
    if kind.id != CHARGER_ITEM:
        yield kind.id, None, parts
        return
    chargers = {part.charger.id: part.charger for part in parts}
    for charger_id in sorted(chargers):
        of_kind = [part for part in parts if part.charger.id == charger_id]
        yield f"{kind.id}_{charger_id}", chargers[charger_id], of_kind


def _measured(
    kind: WorkItemKind, line_id: str, parts: list[_Part], values: Mapping[str, Mapping[str, str]]
) -> WorkItem | None:
    contributions = []
    for part in parts:
        found = _sum_of(kind.id, part)
        if found is not None:
            element = part.held.shed if isinstance(part, _Shed) else part.held.lot
            contributions.append(Contribution(element.id, found.text, found.value))
    if not contributions:
        return None
    exact = sum((contribution.value for contribution in contributions), Decimal(0))
    return WorkItem(
        line_id,
        kind,
        round_half_up(exact, kind.unit.decimals),
        tuple(contributions),
        {name: _value(values, name, kind) for name in sorted(kind.gaps)},
    )


def _sum_of(item_id: str, part: _Part) -> Sum | None:
    if isinstance(part, _Shed):
        return _SHED_SUMS[item_id](part)
    return _LOT_SUMS[item_id](part) if item_id in _LOT_SUMS else None


def _value(values: Mapping[str, Mapping[str, str]], name: str, kind: WorkItemKind) -> Mapping[str, str]:
    if name not in values:
        raise ReferenceDataError(
            "unknown_gap", N_("work item {item} names {name}, which the catalogue does not have"),
            item=kind.id, name=name,
        )  # fmt: skip
    return values[name]


def _in_all_languages(number: Decimal) -> Mapping[str, str]:
    text = f"{number.normalize():f}"
    return dict.fromkeys(LANGUAGES, text)


def _shared_values(figures: Figures) -> dict[str, Mapping[str, str]]:
    """Return every constant under its name, and lengths in metres also in millimetres."""
    values = dict(figures.values)
    values |= {
        name.removesuffix("_m") + "_mm": length * 1000
        for name, length in values.items()
        if name.endswith("_m") and name.removesuffix("_m") + "_mm" not in values
    }
    values["excavation_depth_m"] = figures["slab_thickness_m"] + figures["bedding_thickness_m"]
    values["pit_bottom_m"] = pit_bottom_m(figures)
    values["roof_slope_percent"] = figures["roof_slope"] * 100
    return {name: _in_all_languages(value) for name, value in values.items()}


def _charger_values(charger: Charger | None) -> dict[str, Mapping[str, str]]:
    if charger is None:
        return {}
    return {
        "charger": charger.title,
        "ports": dict.fromkeys(LANGUAGES, str(charger.ports)),
        "supply": dict.fromkeys(LANGUAGES, charger.supply),
    }
