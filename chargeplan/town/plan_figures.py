"""The figures of a plan that its town needs, taken from its analysis."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.analysis import Analysis, walking_coverage_of
from chargeplan.engineering.coverage import Coverage
from chargeplan.engineering.findings import severities
from chargeplan.errors import Cancelled, never
from chargeplan.town.figures import PlanFigures, Reach
from chargeplan.town.register import Facilities

_GREEN_TAKEN = "green_cleared"
"""The work item that measures green ground below new sheds and floors."""


def figures_of(analysis: Analysis, limit_m: float, cancelled: Cancelled = never) -> PlanFigures:
    """Return the figures of one scheme; `limit_m` is how far people walk to a free socket [m].

    Areas are those of the analysis, [m²] to 0.01; the green that is taken is the quantity of its work item.
    The cost is the bill's total with tax [CNY]. Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    totals, bill = analysis.totals, analysis.bill
    count = severities(analysis.findings)
    return PlanFigures(
        estate_name=analysis.project.estate.name,
        scheme_name=analysis.scheme.name or analysis.scheme.id,
        buildings=totals.buildings,
        doorways=totals.doorways,
        households=totals.households,
        ebikes=totals.ebikes,
        ebikes_counted=totals.ebikes_counted,
        existing=Facilities(totals.existing_stalls, totals.existing_chargers, totals.existing_sockets),
        new=Facilities(totals.stalls, totals.chargers, totals.sockets),
        sheds=sum(not held.shed.existing for held in analysis.sheds),
        roofed_area_m2=totals.roofed_area_m2,
        floor_area_m2=totals.floor_area_m2,
        gross_area_m2=totals.gross_area_m2,
        green_taken_m2=_quantity(analysis, _GREEN_TAKEN),
        cost_cny=bill.total_with_tax_cny,
        unpriced_lines=bill.missing_price_count,
        errors=count.errors,
        warnings=count.warnings,
        infos=count.infos,
        undecided=count.undecided,
        reach_before=_reach(walking_coverage_of(analysis, limit_m, with_new=False, cancelled=cancelled)),
        reach_after=_reach(walking_coverage_of(analysis, limit_m, cancelled=cancelled)),
        scheme_id=analysis.scheme.id,
    )


def _reach(coverage: Coverage) -> Reach | None:
    """Return who finds a free socket; None without doorways, or where their e-bikes are unknown."""
    if not coverage.complete:
        return None
    return Reach(
        coverage.limit_m,
        len(coverage.doorways),
        coverage.doorways_served,
        coverage.households,
        coverage.households_served,
    )


def _quantity(analysis: Analysis, item_id: str) -> Decimal:
    return sum((work.quantity for work in analysis.quantities if work.id == item_id), Decimal("0.00"))
