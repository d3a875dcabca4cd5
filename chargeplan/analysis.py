"""The one pipe from a plan to its figures: capacity, checks, quantities, bill.

Nothing else knows the order. The result is one frozen value that windows, workbooks and sheets share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from chargeplan.costing.bill import Bill, price_bill
from chargeplan.costing.quantities import Installation, Trench, WorkItem, measure_quantities
from chargeplan.costing.quantities import in_edition as recoded
from chargeplan.engineering.capacity import (
    LotCapacity,
    ShedCapacity,
    gross_area_m2,
    lot_capacity,
    shed_capacity,
)
from chargeplan.engineering.compliance import check_compliance, with_waivers
from chargeplan.engineering.coverage import (
    Coverage,
    Isochrone,
    band_limits_m,
    walking_bands,
    walking_coverage,
)
from chargeplan.engineering.demand import ebikes_of, households_of
from chargeplan.engineering.feeding import Feeding, feed
from chargeplan.engineering.findings import Check, Finding, findings_of
from chargeplan.engineering.fire_kit import FireKit, fire_kit
from chargeplan.engineering.ground_taken import GroundTaken, ground_taken
from chargeplan.engineering.scale_doubt import scaled_scheme, scaled_site
from chargeplan.engineering.supply import Supply
from chargeplan.engineering.surroundings import surroundings
from chargeplan.errors import Cancelled, go_on_unless, never, unless_called_off
from chargeplan.model.accuracy import area_tolerance_m2, scale_error_share_of
from chargeplan.model.bill_settings import BillEdition
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.reference.catalogue import Catalogue, load_catalogue
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.reference.price_books import PriceBook, load_prices_of
from chargeplan.reference.rule_sets import RuleSet, load_rules_of
from chargeplan.reference.work_items import WorkItemBook, load_work_items
from chargeplan.units import round_half_up

Effort = Literal["live", "full"]


@dataclass(frozen=True)
class References:
    """The reference data that a plan is judged and priced by."""

    catalogue: Catalogue
    rule_set: RuleSet
    work_items: WorkItemBook
    price_book: PriceBook
    electrical: ElectricalTables


@dataclass(frozen=True)
class Totals:
    """Figures of a scheme: new sheds plus filled lots; what exists already is counted apart.

    Areas [m²] to 0.01. `gross_area_m2` takes each piece of ground once, so it may be less than the sum of
    the sheds' own gross areas.
    """

    roofed_area_m2: Decimal
    floor_area_m2: Decimal
    gross_area_m2: Decimal
    usable_area_m2: Decimal
    lot_area_m2: Decimal
    stalls: int
    sockets: int
    chargers: int
    spare_ports: int
    existing_stalls: int
    existing_sockets: int
    existing_chargers: int
    existing_roofed_area_m2: Decimal
    buildings: int
    doorways: int
    households: int | None
    ebikes: int | None
    ebikes_counted: bool
    sockets_per_100_households: Decimal | None
    stalls_per_100_households: Decimal | None


@dataclass(frozen=True)
class Analysis:
    """Everything that follows from one scheme of a plan."""

    project: Project
    scheme: Scheme
    references: References
    sheds: tuple[ShedCapacity, ...]
    lots: tuple[LotCapacity, ...]
    totals: Totals
    checks: tuple[Check, ...]
    fire_kit: FireKit
    feeding: Feeding
    quantities: tuple[WorkItem, ...]
    bill: Bill

    @property
    def supply(self) -> Supply:
        """The circuits, cables and demand of the scheme."""
        return self.feeding.supply

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The checks that are not met, gravest first."""
        return findings_of(self.checks)

    @property
    def ground_taken(self) -> GroundTaken:
        """Green ground and trees that the scheme takes, worked out when it is asked for."""
        return ground_taken(self.project.site, self.sheds, self.lots)


@dataclass(frozen=True)
class Equipped:
    """What sheds and lots are protected with and fed by, and what all of it comes to."""

    fire_kit: FireKit
    feeding: Feeding
    quantities: tuple[WorkItem, ...]
    bill: Bill


def load_references(project: Project) -> References:
    """Return the shipped reference data that a plan names; raise `ReferenceDataError` if one is missing."""
    return References(
        catalogue=load_catalogue(),
        rule_set=load_rules_of(project),
        work_items=load_work_items(project.bill.edition),
        price_book=load_prices_of(project),
        electrical=load_electrical_tables(),
    )


def analyse(
    project: Project,
    references: References | None = None,
    *,
    scheme_id: str | None = None,
    effort: Effort = "full",
    cancelled: Cancelled = never,
) -> Analysis:
    """Return the analysis of one scheme (the active one).

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    ReferenceDataError
        When the plan names a module, charger, rule set or price book that is not there.
    """
    refs = references or load_references(project)
    scheme = project.scheme(scheme_id or project.active_scheme_id)
    planned = unless_called_off(scheme.sheds, cancelled)
    sheds = tuple(shed_capacity(shed, scheme, refs.catalogue) for shed in planned)
    ground = surroundings(project.site, refs.rule_set)
    lots = tuple(
        lot_capacity(
            lot,
            project.site,
            scheme,
            refs.catalogue,
            refs.rule_set,
            effort,
            ground=ground,
            sheds=sheds,
            cancelled=cancelled,
        )
        for lot in unless_called_off(scheme.lots, cancelled)
    )
    return _concluded(project, scheme, sheds, lots, refs, effort=effort, cancelled=cancelled)


def with_shed(analysis: Analysis, changed: ShedCapacity, cancelled: Cancelled = never) -> Analysis:
    """Return what a scheme comes to with one shed changed or put in; its lots stay as they are filled.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    sheds = analysis.sheds
    place = next((i for i, held in enumerate(sheds) if held.shed.id == changed.shed.id), len(sheds))
    sheds = (*sheds[:place], changed, *sheds[place + 1 :])
    scheme = replace(analysis.scheme, sheds=tuple(held.shed for held in sheds))
    return _changed(analysis, scheme, sheds, analysis.lots, cancelled)


def with_lot(analysis: Analysis, changed: LotCapacity, cancelled: Cancelled = never) -> Analysis:
    """Return what a scheme comes to with one of its lots changed, filled as it is given.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    lots = tuple(changed if held.lot.id == changed.lot.id else held for held in analysis.lots)
    scheme = replace(analysis.scheme, lots=tuple(held.lot for held in lots))
    return _changed(analysis, scheme, analysis.sheds, lots, cancelled)


def _changed(
    analysis: Analysis,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    cancelled: Cancelled,
) -> Analysis:
    schemes = tuple(scheme if other.id == scheme.id else other for other in analysis.project.schemes)
    project = replace(analysis.project, schemes=schemes)
    return _concluded(project, scheme, sheds, lots, analysis.references, effort="live", cancelled=cancelled)


def _concluded(
    project: Project,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    refs: References,
    *,
    effort: Effort,
    cancelled: Cancelled,
) -> Analysis:
    """Return all that follows from what sheds and lots hold."""
    checks = check_compliance(project, sheds, lots, refs.catalogue, refs.rule_set, scheme, cancelled)
    equipped = equip(project, scheme, sheds, lots, refs, effort=effort, cancelled=cancelled)
    feeding = equipped.feeding
    equipment = (*equipped.fire_kit.checks, *feeding.supply.checks, *feeding.checks)
    return Analysis(
        project=project,
        scheme=scheme,
        references=refs,
        sheds=sheds,
        lots=lots,
        totals=_totals(project, sheds, lots, refs.catalogue),
        checks=(*checks, *with_waivers(equipment, scheme.waivers)),
        fire_kit=equipped.fire_kit,
        feeding=feeding,
        quantities=equipped.quantities,
        bill=equipped.bill,
    )


def equip(
    project: Project,
    scheme: Scheme,
    sheds: tuple[ShedCapacity, ...],
    lots: tuple[LotCapacity, ...],
    references: References,
    *,
    effort: Effort = "full",
    cancelled: Cancelled = never,
) -> Equipped:
    """Return what sheds and lots, as they are or as they would be, are equipped with and cost.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    catalogue = references.catalogue
    kit = fire_kit(scheme, sheds, lots, catalogue)
    feeding = feed(
        project,
        scheme,
        sheds,
        lots,
        catalogue,
        references.electrical,
        kit=kit,
        effort=effort,
        cancelled=cancelled,
    )
    installed = Installation(kit, feeding.supply, references.electrical, _trenches(feeding))
    quantities = measure_quantities(
        project, scheme, sheds, lots, catalogue, references.work_items, installed, cancelled
    )
    go_on_unless(cancelled)
    bill = price_bill(quantities, references.price_book, project.bill, references.work_items)
    return Equipped(kit, feeding, quantities, bill)


def _trenches(feeding: Feeding) -> tuple[Trench, ...]:
    return tuple(
        Trench(piece.path, piece.length_m, piece.cables, piece.box_ids) for piece in feeding.network.trenches
    )


def in_edition(analysis: Analysis, edition: BillEdition) -> Analysis:
    """Return an analysis whose bill follows another edition; the plan in it does so too."""
    project = replace(analysis.project, bill=replace(analysis.project.bill, edition=edition))
    references = replace(analysis.references, work_items=load_work_items(edition))
    quantities = recoded(analysis.quantities, references.work_items)
    return replace(
        analysis,
        project=project,
        references=references,
        quantities=quantities,
        bill=price_bill(quantities, references.price_book, project.bill, references.work_items),
    )


def _totals(
    project: Project, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity], catalogue: Catalogue
) -> Totals:
    new_sheds = [held for held in sheds if not held.shed.existing]
    new_lots = [held for held in lots if not held.lot.existing]
    old: list[ShedCapacity | LotCapacity] = [
        *(held for held in sheds if held.shed.existing),
        *(held for held in lots if held.lot.existing),
    ]
    new: list[ShedCapacity | LotCapacity] = [*new_sheds, *new_lots]
    stalls, existing_stalls = (sum(len(held.stalls) for held in part) for part in (new, old))
    sockets, existing_sockets = (sum(held.charging.socket_count for held in part) for part in (new, old))
    chargers, existing_chargers = (sum(held.charging.charger_count for held in part) for part in (new, old))
    estate, site = project.estate, project.site
    households = households_of(project)
    return Totals(
        roofed_area_m2=_sum(held.roofed_m2 for held in new_sheds),
        floor_area_m2=_sum(held.floor_m2 for held in new_sheds),
        gross_area_m2=gross_area_m2(new_sheds, new_lots),
        usable_area_m2=_sum(held.usable_m2 for held in new_lots),
        lot_area_m2=_sum(held.area_m2 for held in new_lots),
        stalls=stalls,
        sockets=sockets,
        chargers=chargers,
        spare_ports=sum(held.charging.spare_ports for held in new),
        existing_stalls=existing_stalls,
        existing_sockets=existing_sockets,
        existing_chargers=existing_chargers,
        existing_roofed_area_m2=_sum(held.roofed_m2 for held in sheds if held.shed.existing),
        buildings=estate.building_count if estate.building_count is not None else len(site.buildings),
        doorways=estate.doorway_count if estate.doorway_count is not None else len(site.doorways),
        households=households,
        ebikes=ebikes_of(project, catalogue),
        ebikes_counted=estate.ebike_count is not None,
        sockets_per_100_households=_per_100(sockets + existing_sockets, households),
        stalls_per_100_households=_per_100(stalls + existing_stalls, households),
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal("0.00"))


def _per_100(count: int, households: int | None) -> Decimal | None:
    return round_half_up(Decimal(100 * count) / households, 2) if households else None


def walking_coverage_of(
    analysis: Analysis, limit_m: float, with_new: bool = True, cancelled: Cancelled = never
) -> Coverage:
    """Return who finds a socket within `limit_m` [m] on foot, with the scheme or only with what exists.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    return walking_coverage(
        analysis.project,
        analysis.sheds,
        analysis.lots,
        analysis.references.catalogue,
        limit_m,
        with_new=with_new,
        cancelled=cancelled,
    )


def walking_bands_of(
    analysis: Analysis, limit_m: float, with_new: bool = True, cancelled: Cancelled = never
) -> tuple[Isochrone, ...]:
    """Return the ground within the limit [m] of a socket on foot, and within the usual distances beside it.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    catalogue = analysis.references.catalogue
    return walking_bands(
        analysis.project,
        analysis.sheds,
        analysis.lots,
        catalogue,
        band_limits_m(catalogue, limit_m),
        with_new=with_new,
        cancelled=cancelled,
    )


@dataclass(frozen=True)
class StallRange:
    """The fewest and the most stalls that a scheme can come to, as far as its scale is known.

    `rough` ones were found by quick fillings, in a plan with more lots than are filled twice more.
    """

    least: int
    most: int
    rough: bool = False

    @property
    def text(self) -> str:
        """Both counts as 52–54, with ≈ before rough ones, or the one where they agree."""
        counts = str(self.least) if self.least == self.most else f"{self.least}–{self.most}"
        return f"≈ {counts}" if self.rough else counts


MOST_LOTS_FILLED_ANEW = 6
"""Lots that are filled twice more with full effort while somebody waits: some 3 s each."""


def stall_range(
    analysis: Analysis, cancelled: Cancelled = never, *, exact: bool = False
) -> StallRange | None:
    """Return between which counts the new stalls lie, the plan's own among them.

    None where nobody checked, and where there is no stall at any of these scales.

    With lengths known to a share e the ground is taken (1 - e) and (1 + e) times as large, and the lots are
    filled anew with the same orders. Sheds are built to their own measures, so their stalls stay. Unless it
    is to be `exact`, more than `MOST_LOTS_FILLED_ANEW` lots are filled quickly instead, on the ground as
    drawn, too, and the larger of both differences counts to either side.
    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    share = scale_error_share_of(analysis.project.site)
    if share is None:
        return None
    own = analysis.totals.stalls
    refilled = sum(lot.filled and not lot.existing for lot in analysis.scheme.lots)
    if not share or not refilled:
        return StallRange(own, own) if own else None
    if exact or refilled <= MOST_LOTS_FILLED_ANEW:
        counts = [
            own,
            *(_stalls_at(analysis, factor, "full", cancelled) for factor in (1 - share, 1 + share)),
        ]
        return StallRange(min(counts), max(counts)) if any(counts) else None
    less, same, more = (
        _stalls_at(analysis, factor, "live", cancelled) for factor in (1 - share, 1.0, 1 + share)
    )
    off = max(abs(less - same), abs(more - same))
    return StallRange(max(0, own - off), own + off, rough=True) if own + off else None


def _stalls_at(analysis: Analysis, factor: float, effort: Effort, cancelled: Cancelled) -> int:
    """Return how many new stalls there would be on ground `factor` times as large."""
    refs = analysis.references
    scheme = scaled_scheme(analysis.scheme, factor)
    ground = surroundings(scaled_site(analysis.project.site, factor), refs.rule_set)
    sheds = tuple(shed_capacity(shed, scheme, refs.catalogue) for shed in scheme.sheds)
    stalls = sum(len(held.stalls) for held in sheds if not held.shed.existing)
    for lot in unless_called_off(scheme.lots, cancelled):
        if lot.filled and not lot.existing:
            held = lot_capacity(
                lot,
                analysis.project.site,
                scheme,
                refs.catalogue,
                refs.rule_set,
                effort,
                ground=ground,
                sheds=sheds,
                cancelled=cancelled,
            )
            stalls += len(held.stalls)
    go_on_unless(cancelled)
    return stalls


@dataclass(frozen=True)
class AreaTolerances:
    """By how much areas of ground can be off [m²]; roofs are built to their own measures."""

    lot_area_m2: Decimal
    usable_area_m2: Decimal
    gross_area_m2: Decimal


def area_tolerances(analysis: Analysis) -> AreaTolerances | None:
    """Return by how much the areas of a scheme can be off; None where nobody checked the scale.

    Of the gross area only what lots add to roofs and their strips is in doubt.
    """
    share = scale_error_share_of(analysis.project.site)
    if share is None:
        return None
    totals = analysis.totals
    roofs = gross_area_m2((held for held in analysis.sheds if not held.shed.existing), ())
    return AreaTolerances(
        lot_area_m2=area_tolerance_m2(totals.lot_area_m2, share),
        usable_area_m2=area_tolerance_m2(totals.usable_area_m2, share),
        gross_area_m2=area_tolerance_m2(totals.gross_area_m2 - roofs, share),
    )
