"""The figures of an analysis for programs (JSON) and for the command line (a few lines of text)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal

from chargeplan.analysis import Analysis, StallRange, area_tolerances, stall_range
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.feeding import Feeding, PlacedBox
from chargeplan.engineering.findings import Check, findings_of, sentence_of, severities
from chargeplan.engineering.supply import CableLength, Supply
from chargeplan.i18n import N_, tr
from chargeplan.model.accuracy import give_or_take, scale_error_share_of, scale_note, unchecked_underlays
from chargeplan.model.labels import label
from chargeplan.model.project import Element, visible_elements
from chargeplan.units import round_half_up

_Json = dict[str, object]


def analysis_json(analysis: Analysis, language: str | None = None) -> str:
    """Return every figure, finding and check as JSON with a fixed order of keys."""
    totals = analysis.totals
    elements = visible_elements(analysis.project, analysis.scheme.id)
    figures: _Json = {
        "estate": analysis.project.estate.name,
        "scheme": analysis.scheme.name or analysis.scheme.id,
        "rule_set": analysis.references.rule_set.id,
        "rule_set_version": analysis.references.rule_set.version,
        "roofed_area_m2": totals.roofed_area_m2,
        "floor_area_m2": totals.floor_area_m2,
        "gross_area_m2": totals.gross_area_m2,
        "usable_area_m2": totals.usable_area_m2,
        "lot_area_m2": totals.lot_area_m2,
        "stalls": totals.stalls,
        "sockets": totals.sockets,
        "chargers": totals.chargers,
        "spare_ports": totals.spare_ports,
        "existing_stalls": totals.existing_stalls,
        "existing_sockets": totals.existing_sockets,
        "existing_chargers": totals.existing_chargers,
        "existing_roofed_area_m2": totals.existing_roofed_area_m2,
        "buildings": totals.buildings,
        "doorways": totals.doorways,
        "households": totals.households,
        "ebikes": totals.ebikes,
        "ebikes_counted": totals.ebikes_counted,
        "sockets_per_100_households": totals.sockets_per_100_households,
        "stalls_per_100_households": totals.stalls_per_100_households,
        **_trust(analysis),
        "bill_edition": analysis.bill.edition.value,
        "sectional_works_cny": analysis.bill.sectional_cny,
        "unit_measures_cny": analysis.bill.unit_measures_cny,
        "rate_measures_cny": analysis.bill.rate_measures_cny,
        "other_items_cny": analysis.bill.other_cny,
        "fees_cny": analysis.bill.fees_cny,
        "total_cny": analysis.bill.total_cny,
        "tax_cny": analysis.bill.tax_cny,
        "total_with_tax_cny": analysis.bill.total_with_tax_cny,
        "missing_prices": analysis.bill.missing_price_count,
        "bill_faults": [fault.sentence(language) for fault in analysis.bill.inconsistencies],
        "taken": _taken(analysis),
        "lots": [_lot(held) for held in analysis.lots],
        "sheds": [_shed(held) for held in analysis.sheds],
        "supply": _supply(analysis.feeding),
        "findings": [_check(check, elements, language) for check in analysis.findings],
        "checks": [_check(check, elements, language) for check in analysis.checks],
    }
    return json.dumps(figures, ensure_ascii=False, indent=2, default=_number)


def _trust(analysis: Analysis) -> _Json:
    """Return how far the scale is known, and what areas and stalls can be off by for it."""
    site, tolerances = analysis.project.site, area_tolerances(analysis)
    reach = stall_range(analysis)
    return {
        "scale_error_share": scale_error_share_of(site),
        "scale_unchecked": len(unchecked_underlays(site)),
        "area_tolerances_m2": None if tolerances is None else asdict(tolerances),
        "stall_range": None if reach is None else asdict(reach),
    }


def _taken(analysis: Analysis) -> _Json:
    """Return what the scheme takes from the estate; bays for cars are null where nobody counted them."""
    taken = analysis.ground_taken
    return {
        "green_m2": taken.green_m2,
        "trees": len(taken.tree_ids),
        "car_bays": analysis.scheme.car_bays_taken,
    }


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in the figures")


def _lot(held: LotCapacity) -> _Json:
    return {
        "id": held.lot.id,
        "name": held.lot.name,
        "existing": held.lot.existing,
        "area_m2": held.area_m2,
        "usable_m2": held.usable_m2,
        "gross_m2": held.gross_m2,
        "stalls": len(held.stalls),
        "sockets": held.charging.socket_count,
        "chargers": held.charging.charger_count,
    }


def _shed(held: ShedCapacity) -> _Json:
    return {
        "id": held.shed.id,
        "name": held.shed.name,
        "existing": held.shed.existing,
        "length_m": held.shed.length_m,
        "depth_m": held.shed.depth_m,
        "rows": held.shed.rows,
        "groups": held.group_count,
        "roofed_m2": held.roofed_m2,
        "floor_m2": held.floor_m2,
        "gross_m2": held.gross_m2,
        "stalls": len(held.stalls),
        "sockets": held.charging.socket_count,
        "chargers": held.charging.charger_count,
    }


def _supply(feeding: Feeding) -> _Json:
    supply, network = feeding.supply, feeding.network
    demand, main = supply.demand, supply.main
    return {
        "supply_point": supply.point_id,
        "spare_kw": _rounded(supply.spare_kw),
        "ports": demand.ports,
        "installed_kw": _rounded(demand.installed_kw),
        "demand_factor": demand.kx,
        "auxiliary_kw": _rounded(demand.auxiliary_kw),
        "demand_kw": _rounded(demand.p_kw),
        "demand_kva": _rounded(demand.s_kva),
        "phase_currents_a": [_rounded(current) for current in demand.phase_currents_a],
        "phase_ports": list(demand.phase_ports),
        "imbalance_percent": _rounded(demand.imbalance_percent),
        "main_breaker_a": None if main is None else main.breaker.rated_a,
        "main_cable": None if main is None else main.cable.model,
        "trench_m": _rounded(network.trench_m),
        "feeder_plan_m": _rounded(network.cable_m),
        "feeder_m": _rounded(_feeder_m(supply)),
        "least_cost_ways": network.exact,
        "boxes": [_box(box, feeding) for box in feeding.boxes],
        "trenches": [
            {
                "path": [list(point) for point in piece.path],
                "length_m": _rounded(piece.length_m),
                "boxes": list(piece.box_ids),
            }
            for piece in network.trenches
        ],
    }


def _box(placed: PlacedBox, feeding: Feeding) -> _Json:
    box, route = feeding.supply.box(placed.id), feeding.network.route(placed.id)
    feeder = None if box is None else box.feeder
    return {
        "id": placed.id,
        "label": feeding.label_of(placed.id),
        "name": placed.name,
        "position": list(placed.position),
        "own": placed.own,
        "feeds": list(placed.element_ids),
        "by_hand": route is not None and route.route_id is not None,
        "path": None if route is None or route.path is None else [list(point) for point in route.path],
        "feeder_breaker_a": None if feeder is None else feeder.breaker.rated_a,
        "feeder_cable": None if feeder is None else feeder.cable.model,
        "feeder_length_m": None if feeder is None else _lengths(feeder.cable.length),
        "circuits": 0 if box is None else len(box.circuits),
        "drop_percent": None if box is None else _rounded(box.worst_drop_percent),
    }


def _lengths(length: CableLength) -> _Json:
    return {
        "plan_m": _rounded(length.plan_m),
        "vertical_m": _rounded(length.vertical_m),
        "ends_m": _rounded(length.ends_m),
        "slack_m": _rounded(length.slack_m),
        "total_m": _rounded(length.total_m),
    }


def _feeder_m(supply: Supply) -> Decimal:
    """Return the length of all feeders with ends and slack [m]."""
    feeders = [circuit for circuit in supply.circuits if circuit.use == "feeder"]
    return sum((feeder.cable.length.total_m for feeder in feeders), Decimal(0))


def _rounded(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, 2)


def _check(check: Check, elements: Mapping[str, Element], language: str | None) -> _Json:
    return {
        "code": check.code,
        "severity": check.severity,
        "elements": list(check.elements),
        "measured": check.measured,
        "required": check.required,
        "unit": check.unit,
        "margin": check.margin,
        "met": check.met,
        "state": check.state,
        "missing_fact": None if check.undecided is None else tr(check.undecided, language),
        "waiver": None
        if check.waiver is None
        else {"reason": check.waiver.reason, "name": check.waiver.name},
        "detail": sentence_of(check, elements, language),
        "source": check.source,
        "clause": check.clause,
        "verified": check.verified,
        "regional": check.regional,
        "place": list(check.place) if check.place else None,
        "span": [list(end) for end in check.span] if check.span else None,
    }


def analysis_text(analysis: Analysis, language: str | None = None) -> str:
    """Return the main figures and the findings as lines of text."""
    totals = analysis.totals
    findings = findings_of(analysis.checks)
    elements = visible_elements(analysis.project, analysis.scheme.id)
    price = tr("{total} CNY", language, total=f"{analysis.bill.total_cny:,.2f}")
    if analysis.bill.missing_price_count:
        missing = analysis.bill.missing_price_count
        price = tr("{price} and {count} prices still missing", language, price=price, count=missing)
    rows = [
        (tr("Estate", language), analysis.project.estate.name or "—"),
        (tr("Scheme", language), analysis.scheme.name or analysis.scheme.id),
        (tr("Roofed area", language), f"{totals.roofed_area_m2} m²"),
        (tr("Floor area", language), f"{totals.floor_area_m2} m²"),
        (tr("Gross area with aisles", language), _gross_text(analysis)),
        *_scale_rows(analysis, language),
        (tr("Stalls", language), _stalls_text(totals.stalls, stall_range(analysis))),
        (tr("Sockets", language), str(totals.sockets)),
        (tr("Chargers", language), str(totals.chargers)),
        *_supply_rows(analysis, language),
        (tr("Findings", language), _severities(analysis, language)),
        (tr("Total before tax", language), price),
    ]
    lines = [f"{name}: {value}" for name, value in rows]
    lines += [f"  {check.code}  {_told(check, elements, language)}" for check in findings]
    return "\n".join(lines)


def _gross_text(analysis: Analysis) -> str:
    tolerances = area_tolerances(analysis)
    tolerance = None if tolerances is None else tolerances.gross_area_m2
    return give_or_take(analysis.totals.gross_area_m2, tolerance)


def _scale_rows(analysis: Analysis, language: str | None) -> Iterator[tuple[str, str]]:
    note = scale_note(analysis.project.site, language)
    if note:
        yield tr("Accuracy", language), note


def _stalls_text(stalls: int, reach: StallRange | None) -> str:
    if reach is None or reach.least == reach.most:
        return str(stalls)
    return f"{stalls} ({reach.text})"


def _supply_rows(analysis: Analysis, language: str | None) -> Iterator[tuple[str, str]]:
    supply, network = analysis.supply, analysis.feeding.network
    if not supply.boxes:
        return
    elements = visible_elements(analysis.project, analysis.scheme.id)
    demand = tr("{demand} kW", language, demand=_rounded(supply.demand.p_kw))
    if supply.point_id is not None:
        source = label(elements[supply.point_id], language)
        demand = tr("{demand} from {source}", language, demand=demand, source=source)
    yield tr("Power demand", language), demand
    if supply.main is None:
        return
    feeders = sum(1 for circuit in supply.circuits if circuit.use == "feeder")
    length = _rounded(_feeder_m(supply))
    yield tr("Feeders", language), tr("{count}, {length} m of cable", language, count=feeders, length=length)
    length = _rounded(network.trench_m)
    yield tr("Cable trenches", language), tr("{length} m, shared ones once", language, length=length)


def _told(check: Check, elements: Mapping[str, Element], language: str | None) -> str:
    text = sentence_of(check, elements, language)
    return text if check.verified else tr("{text} (to be verified)", language, text=text)


def _severities(analysis: Analysis, language: str | None) -> str:
    count = severities(analysis.findings)
    told = tr(
        "{errors} errors, {warnings} warnings, {infos} for information",
        language,
        errors=count.errors,
        warnings=count.warnings,
        infos=count.infos,
    )
    for number, text in (
        (count.undecided, N_("{count} not to be decided")),
        (count.waived, N_("{count} waived")),
    ):
        if number:
            told = f"{told}; {tr(text, language, count=number)}"
    return told
