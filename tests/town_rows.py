"""Rows of registers and figures of plans for the tests of the town, with only what a test names."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.town.figures import PlanFigures, PlanOutcome, Reach
from chargeplan.town.register import EstateRow, Facilities, Hazards, Register


def row(code="E1", **changes):
    """Return a row whose estate has a name like its code."""
    return EstateRow(code, f"Estate {code}", **changes)


def register(*rows):
    """Return a register of rows."""
    return Register("Town", rows)


def figures(**changes):
    """Return figures of a plan that knows 871 households and adds 130 sockets for 260,000 CNY."""
    held = {
        "estate_name": "Planned",
        "scheme_name": "Scheme 1",
        "buildings": 28,
        "doorways": 61,
        "households": 871,
        "ebikes": 348,
        "ebikes_counted": False,
        "existing": Facilities(0, 0, 0),
        "new": Facilities(130, 13, 130),
        "sheds": 6,
        "roofed_area_m2": Decimal(144),
        "floor_area_m2": Decimal(72),
        "gross_area_m2": Decimal(400),
        "green_taken_m2": Decimal(0),
        "cost_cny": Decimal(260_000),
        "unpriced_lines": 0,
        "errors": 0,
        "warnings": 0,
        "infos": 0,
        "undecided": 0,
    }
    return PlanFigures(**{**held, **changes})


def outcome(plan="a.chargeplan", scheme="", **changes):
    """Return the outcome of a plan that could be analysed."""
    return PlanOutcome(plan, scheme, figures(**changes))


def outcomes(*made):
    """Return outcomes by plan and scheme."""
    return {(one.plan, one.scheme): one for one in made}


def reach(doorways, served, households=None, households_served=None):
    """Return who reaches a free socket within 100 m."""
    return Reach(100.0, doorways, served, households, households_served)


def known_row(code="E1", households=100, sockets=0, stalls=40, hazards=(0, 0, 0), **changes):
    """Return a row of which everything is known that the shipped weights ask for."""
    return row(
        code,
        households=households,
        existing=Facilities(stalls, 0, sockets),
        hazards=Hazards(*hazards),
        **changes,
    )
