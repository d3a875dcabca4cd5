"""From a plan to measured work items, each with the sums that made it.

New sheds are billed whole. A filled lot is billed for its marking, numbers and charging devices, and for a
floor under its stalls and aisles unless it is paved. Boxes, cables and trenches are those of the supply, fire
protection that of the kit. What exists already is never billed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from chargeplan.costing.building import BUILDING, check_roofs
from chargeplan.costing.construction import pit_bottom_m
from chargeplan.costing.installing import (
    INSTALLING,
    Installation,
    Plant,
    Trench,
    grounds_of_trenches,
    power_limits,
)
from chargeplan.costing.parts import Part, lot_parts, shed_parts
from chargeplan.costing.work import Contribution, Entry, Words, WorkItem, contribution, in_all_languages
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.figures import Figures, figures_of
from chargeplan.engineering.fire_kit import FireKit
from chargeplan.engineering.sums import Sum, product
from chargeplan.errors import Cancelled, ReferenceDataError, go_on_unless, never, unless_called_off
from chargeplan.geometry.polygons import areas_within_m2, band
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import FireLane, Road, Site
from chargeplan.model.values import Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.work_items import WorkItemBook, WorkItemKind
from chargeplan.units import round_half_up

__all__ = [
    "CHARGER_ITEM",
    "Contribution",
    "Installation",
    "Trench",
    "WorkItem",
    "in_edition",
    "measurable_items",
    "measure_quantities",
]

CHARGER_ITEM = "charger"


@dataclass(frozen=True)
class _Works:
    """Everything that is measured."""

    parts: tuple[Part, ...]
    plant: Plant | None
    kit: FireKit
    greens: tuple[Ring, ...]


def _kits_with(works: _Works, device: Callable[[Part], Sum | None]) -> tuple[str, ...]:
    return tuple(part.id for part in works.parts if device(part) is not None)


def _once(device: Callable[[Part], Sum | None], count: Callable[[_Works], Sum | None]) -> _Measure:
    """Return a thing that the whole works need once where any part has a device; it tells how many."""

    def lines(works: _Works) -> Iterator[Entry]:
        found, ids = count(works), _kits_with(works, device)
        if found is not None and ids:
            sums = (device(part) for part in works.parts)
            devices = sum((each.value for each in sums if each is not None), Decimal(0)).normalize()
            yield Entry((contribution(found, ids),), values={"devices": in_all_languages(f"{devices:f}")})

    return lines


def _green_restored(works: _Works) -> Iterator[Entry]:
    """Yield the green that is laid anew: as much as was taken, and over trenches."""
    taken = [contribution(product(part.green_m2), (part.id,)) for part in works.parts if part.green_m2]
    yield Entry((*taken, *_green_crossed(works)))


def _green_crossed(works: _Works) -> Iterator[Contribution]:
    if works.plant is None or not works.greens:
        return
    trenches = works.plant.trenches
    areas = areas_within_m2(grounds_of_trenches(trenches, works.plant.figures), works.greens)
    for trench, area in zip(trenches, areas, strict=True):
        crossed = round_half_up(area, 2)
        if crossed:
            yield contribution(product(crossed), trench.box_ids)


_Measure = Callable[[_Works], Iterable[Entry]]

_WHOLE: Mapping[str, _Measure] = {
    "recorder": _once(lambda part: part.kit.cameras, lambda works: works.kit.recorders),
    "camera_test": _once(lambda part: part.kit.cameras, lambda works: product(1)),
    "alarm_test": _once(lambda part: part.kit.detectors, lambda works: product(1)),
    "green_restored": _green_restored,
}


def measurable_items() -> frozenset[str]:
    """Return the ids of the items that can be measured."""
    return frozenset((*BUILDING, *INSTALLING, *_WHOLE))


def measure_quantities(
    project: Project,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    catalogue: Catalogue,
    work_items: WorkItemBook,
    installation: Installation | None = None,
    cancelled: Cancelled = never,
) -> tuple[WorkItem, ...]:
    """Return the work of a scheme in the order of the edition, chapter by chapter.

    Parameters
    ----------
    sheds, lots
        What every shed and lot of the scheme holds; existing ones are left out.
    installation
        Fire kit and supply; None measures the buildings alone.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    ReferenceDataError
        When an item cannot be measured, names a figure that the catalogue does not have, or is missing for
        the material of a roof.
    """
    go_on_unless(cancelled)
    figures = figures_of(catalogue)
    works = _works(project, scheme, sheds, lots, catalogue, figures, installation or Installation())
    go_on_unless(cancelled)
    check_roofs(works.parts)
    shared = {**_shared_values(figures), "power_limits": power_limits(works.plant)}
    return tuple(
        _measured(kind, entry, shared)
        for kind in unless_called_off(work_items.items, cancelled)
        for entry in _entries(kind, works)
        if entry.contributions
    )


def in_edition(quantities: Sequence[WorkItem], work_items: WorkItemBook) -> tuple[WorkItem, ...]:
    """Return measured work under the codes of another edition, which has the same items in the same order.

    Raises
    ------
    ReferenceDataError
        When the edition has no such item.
    """
    return tuple(replace(item, kind=work_items.item(item.kind.id)) for item in quantities)


def _works(
    project: Project,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    catalogue: Catalogue,
    figures: Figures,
    installation: Installation,
) -> _Works:
    greens = tuple(green.ring for green in project.site.greens)
    plant = None
    if installation.supply is not None and installation.tables is not None:
        paved_m2 = _paving_crossed(project.site, scheme, installation.trenches, figures)
        plant = Plant(installation.supply, installation.tables, installation.trenches, figures, paved_m2)
    return _Works(
        (
            *shed_parts(sheds, project.site, scheme, catalogue, figures, installation.kit),
            *lot_parts(lots, project.site, catalogue, figures, installation.kit),
        ),
        plant,
        installation.kit,
        greens,
    )


def _paving_crossed(
    site: Site, scheme: Scheme, trenches: Sequence[Trench], figures: Figures
) -> tuple[Decimal, ...]:
    """Return the paving that each trench crosses [m²]: roads, fire lanes, paved lots, no greens."""
    lanes: tuple[Road | FireLane, ...] = (*site.roads, *site.fire_lanes)
    paved = [region for lane in lanes for region in band(lane.centreline, lane.width_m)]
    paved += [(lot.ring, *lot.holes) for lot in scheme.lots if lot.paved]
    greens = [green.ring for green in site.greens]
    areas = areas_within_m2(grounds_of_trenches(trenches, figures), paved, greens)
    return tuple(round_half_up(area, 2) for area in areas)


def _entries(kind: WorkItemKind, works: _Works) -> Iterable[Entry]:
    if kind.id in BUILDING:
        return BUILDING[kind.id](works.parts)
    if kind.id in _WHOLE:
        return _WHOLE[kind.id](works)
    if kind.id in INSTALLING:
        return () if works.plant is None else INSTALLING[kind.id](works.plant)
    raise ReferenceDataError(
        "unmeasured_item", N_("nothing says how work item {name} is measured"), name=kind.id
    )


def _measured(kind: WorkItemKind, entry: Entry, shared: Mapping[str, Words]) -> WorkItem:
    exact = sum((part.value for part in entry.contributions), Decimal(0))
    values = {**shared, **entry.values}
    return WorkItem(
        f"{kind.id}_{entry.variant}" if entry.variant else kind.id,
        kind,
        round_half_up(exact, kind.unit.decimals),
        entry.contributions,
        {name: _value(values, name, kind) for name in sorted(kind.gaps)},
        (*(f"{kind.id}_{variant}" for variant in entry.price_variants), kind.id),
        (*kind.needs, *entry.needs),
    )


def _value(values: Mapping[str, Words], name: str, kind: WorkItemKind) -> Words:
    if name not in values:
        raise ReferenceDataError(
            "unknown_gap", N_("work item {item} names {name}, which the catalogue does not have"),
            item=kind.id, name=name,
        )  # fmt: skip
    return values[name]


@lru_cache(maxsize=4)
def _shared_values(figures: Figures) -> dict[str, Words]:
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
    return {name: in_all_languages(f"{value.normalize():f}") for name, value in values.items()}
