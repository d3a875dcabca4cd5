"""Build the example register `examples/chuansha.town.xlsx` from its description in `tools/town_example.toml`.

    python tools/build_town_example.py            writes it
    python tools/build_town_example.py --check    only says whether it is up to date

178 estates; five have the plans of the other examples, all others are made up and say so. What is made up
follows from sums over code and purpose, so that the same description gives the same bytes, and is balanced:
with the chosen schemes the town has exactly the published numbers of charging facilities and parked bikes.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chargeplan.files.project_file import read_project  # noqa: E402
from chargeplan.files.town_register_writing import register_xlsx  # noqa: E402
from chargeplan.model.site import EstateKind  # noqa: E402
from chargeplan.survey.plans import plan_outcome  # noqa: E402
from chargeplan.town.defaults import default_settings  # noqa: E402
from chargeplan.town.figures import Outcomes, PlanOutcome  # noqa: E402
from chargeplan.town.register import (  # noqa: E402
    CoordinateSystem,
    EstateRow,
    Facilities,
    Hazards,
    Place,
    Register,
)
from chargeplan.town.standing import Origin, Standing, stand  # noqa: E402

Table = dict[str, Any]

EXAMPLES = ROOT / "examples"
TARGET = EXAMPLES / "chuansha.town.xlsx"

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_BIKES_PER_HOUSEHOLD = (0.30, 0.46)
_EXPECTED_PER_HOUSEHOLD = 0.40
_BIKES_PER_SOCKET = 3
_YEARS = {
    EstateKind.RESETTLEMENT: (1992, 2012),
    EstateKind.SOLD_PUBLIC: (1978, 1995),
    EstateKind.COMMODITY: (1996, 2016),
    EstateKind.OTHER: (2008, 2020),
}


def described() -> Table:
    """Return the description of the register."""
    return tomllib.loads((ROOT / "tools" / "town_example.toml").read_text(encoding="utf-8"))


def town_register() -> Register:
    """Return the register, balanced."""
    table = described()
    rows = list(_rows(table))
    outcomes = _outcomes(rows)
    rows = _balanced(rows, outcomes, table)
    return Register(table["title"], tuple(rows))


def _outcomes(rows: Sequence[EstateRow]) -> Outcomes:
    return {(row.plan, row.scheme): _outcome(row.plan, row.scheme) for row in rows if row.plan}


@lru_cache
def _outcome(plan: str, scheme: str) -> PlanOutcome:
    limit_m = float(default_settings().walking_limit_m)
    return plan_outcome(EXAMPLES / plan, scheme, limit_m, plan=plan)


class _Draw:
    """Numbers from 0 to 1 that depend on an estate's code and a purpose, and on nothing else."""

    def __init__(self, code: str) -> None:
        self._code = code

    def share(self, purpose: str) -> float:
        digest = hashlib.sha256(f"{self._code} {purpose}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def whole(self, purpose: str, least: int, most: int) -> int:
        return least + int(self.share(purpose) * (most - least + 1))

    def pick(self, purpose: str, choices: Sequence[Any]) -> Any:
        return choices[int(self.share(purpose) * len(choices))]


# --- the estates ------------------------------------------------------------------------------------


def _rows(table: Table) -> Iterator[EstateRow]:
    """Yield the estates, committee by committee."""
    count, committees = table["estates"], len(table["committees"]["numbers"])
    codes = [table["code"].format(number=number) for number in range(1, count + 1)]
    planned = {plan["committee"]: plan for plan in table["plans"]}
    committee_of = [1 + index * committees // count for index in range(count)]
    first_of = {committee: committee_of.index(committee) for committee in planned}
    made = [index for index in range(count) if index not in first_of.values()]
    kinds = dict(zip(made, _kinds(made, codes, table), strict=True))
    names = iter(_names(table))
    unplaced = set(_fewest(made, codes, "place", table["without_place"]))
    for index, code in enumerate(codes):
        committee = committee_of[index]
        if first_of.get(committee) == index:
            row = _planned_row(code, planned[committee], table)
        else:
            row = _made_row(code, kinds[index], next(names), table)
        place = None if index in unplaced else _place(index, committee, committees, table)
        yield replace(
            row,
            district=table["district"],
            street=table["street"],
            committee=table["committees"]["name"].format(
                number=table["committees"]["numbers"][committee - 1]
            ),
            place=place,
            as_of=table["as_of"],
        )


def _fewest(made: Sequence[int], codes: Sequence[str], purpose: str, count: int) -> list[int]:
    """Return the estates with the smallest numbers for a purpose."""
    return sorted(made, key=lambda index: _Draw(codes[index]).share(purpose))[:count]


def _kinds(made: Sequence[int], codes: Sequence[str], table: Table) -> Iterator[EstateKind]:
    """Yield the kinds: as many resettlement estates as are described, with the one that has a plan."""
    resettled = set(_fewest(made, codes, "kind", table["resettlement"] - 1))
    for index in made:
        draw = _Draw(codes[index])
        others = (EstateKind.SOLD_PUBLIC, EstateKind.SOLD_PUBLIC, EstateKind.COMMODITY, EstateKind.COMMODITY)
        kind = draw.pick("other kind", (*others, EstateKind.OTHER) if draw.share("odd") < 0.3 else others)
        yield EstateKind.RESETTLEMENT if index in resettled else kind


def _names(table: Table) -> Iterator[str]:
    """Yield two letters of invented names, each pair once, in an order without a pattern."""
    pairs = [first + second for first in table["names"]["first"] for second in table["names"]["second"]]
    return iter(sorted(pairs, key=lambda pair: hashlib.sha256(pair.encode()).digest()))


def _place(index: int, committee: int, committees: int, table: Table) -> Place:
    """Return a place: committees on a spiral around the middle, their estates around them."""
    place, draw = table["place"], _Draw(f"place {index}")
    far = place["farthest_degrees"] * (committee / committees) ** 0.7  # denser in the middle
    angle = committee * _GOLDEN_ANGLE
    near = place["around_degrees"] * (0.25 + 0.75 * draw.share("far"))
    turn = index * _GOLDEN_ANGLE + draw.share("turn")
    stretch = math.cos(math.radians(place["latitude"]))
    return Place(
        round(place["longitude"] + (far * math.cos(angle) + near * math.cos(turn)) / stretch, 6),
        round(place["latitude"] + far * math.sin(angle) + near * math.sin(turn), 6),
        CoordinateSystem.GCJ02,
    )


def _planned_row(code: str, plan: Table, table: Table) -> EstateRow:
    """Return the row of an estate with a plan: facts as they are drawn."""
    project = read_project(EXAMPLES / plan["file"])
    estate, words = project.estate, table["words"]
    row = EstateRow(
        code=code,
        name=estate.name,
        address=estate.address,
        year_built=estate.year_built,
        kind=estate.kind,
        buildings=estate.building_count,
        doorways=estate.doorway_count,
        households=estate.household_count,
        existing=_drawn_facilities(plan["file"], project.active_scheme.name),
        stated_after=Facilities(**plan["stated"]),
        plan=plan["file"],
        scheme=project.active_scheme.name,
        hazards=Hazards(*plan["hazards"]),
        complaints=plan["complaints"],
        source=words["source_of_plans"],
        remarks=words["remarks_of_plans"],
    )
    return _administered(row, table, shortage=0.8)


def _drawn_facilities(file: str, scheme: str) -> Facilities:
    figures = _outcome(file, scheme).figures
    assert figures is not None, file
    return figures.existing


def _made_row(code: str, kind: EstateKind, name: str, table: Table) -> EstateRow:
    """Return a made-up estate; some lack what real registers lack."""
    draw, words = _Draw(code), table["words"]
    households = 48 + round(420 * draw.share("households") ** 2.1)
    counted = draw.share("counted") < 0.55
    unknown_households = draw.share("no households") < 0.025
    least, most = _BIKES_PER_HOUSEHOLD
    known = counted or unknown_households
    ratio = least + (most - least) * draw.share("bikes") if known else _EXPECTED_PER_HOUSEHOLD
    bikes = round(households * ratio)
    per_building = draw.pick("building", (18, 24, 30, 36))
    buildings = max(1, round(households / per_building))
    existing, shortage = _existing(draw, bikes)
    row = EstateRow(
        code=code,
        name=name + draw.pick("name", table["names"][kind.value]),
        address=table["address"]["text"].format(
            road=draw.pick("road", table["address"]["roads"]), number=draw.whole("lane", 10, 990)
        ),
        year_built=draw.whole("year", *_YEARS[kind]),
        floor_area_m2=Decimal(households * draw.whole("flat", 62, 96)),
        kind=kind,
        buildings=buildings,
        doorways=max(buildings, round(households / draw.pick("doorway", (10, 12, 12, 18)))),
        households=None if unknown_households else households,
        ebikes=bikes if known else None,
        existing=existing,
        hazards=Hazards(),
        source=words["source"],
        illustrative=True,
    )
    remarks = words["no_households"] if unknown_households else ""
    if draw.share("no hazards") < 0.07:
        remarks = words["no_hazards"]
    else:
        row = replace(row, hazards=_hazards(draw, households, shortage))
        row = replace(row, complaints=round(households / 100 * 4 * shortage * draw.share("complaints")))
    return _administered(replace(row, remarks=remarks), table, shortage)


def _existing(draw: _Draw, bikes: int) -> tuple[Facilities, float]:
    """Return what there is, and which share of the sockets needed is missing."""
    needed = math.ceil(bikes / _BIKES_PER_SOCKET)
    fate = draw.share("sockets")
    if fate < 0.16:
        share = 0.0
    elif fate < 0.26:
        share = 1.0 + draw.share("more") * 0.2
    else:
        share = draw.share("share") * 0.95
    sockets = round(needed * share)
    each = draw.pick("sockets of a charger", (1, 1, 1, 2))
    stalls = round(bikes * min(1.0, 0.15 + 0.9 * draw.share("stalls"))) if share < 1 else bikes + 2
    chargers = math.ceil(sockets / each)
    return Facilities(max(stalls, sockets), chargers, sockets), max(0.0, 1 - share)


def _hazards(draw: _Draw, households: int, shortage: float) -> Hazards:
    """Return hazards, more of them where more is missing."""
    hundreds = households / 100

    def reported(purpose: str, most_per_100: float) -> int:
        return round(hundreds * most_per_100 * (0.25 + shortage) * draw.share(purpose) ** 1.5)

    return Hazards(reported("wires", 2.6), reported("corridor", 1.3), reported("blocked", 1.1))


def _administered(row: EstateRow, table: Table, shortage: float) -> EstateRow:
    """Return a row with who pays, who is responsible, and how far it has got."""
    draw, words = _Draw(row.code), table["words"]
    done = shortage == 0.0
    level = min(2, int(shortage * 1.5 + draw.share("level")))
    return replace(
        row,
        fire_hazard_level=words["levels"][level],
        funding=draw.pick("funding", words["funding"]),
        responsible=draw.pick("responsible", words["responsible"]),
        due=None if done else date(2026, 12, 31) + timedelta(days=draw.pick("due", (0, 90, 181, 273))),
        progress=words["progress"][-1] if done else draw.pick("progress", words["progress"][:-1]),
        consent=words["consent"][2] if done else draw.pick("consent", words["consent"]),
    )


# --- the balance ------------------------------------------------------------------------------------


def _balanced(rows: list[EstateRow], outcomes: Outcomes, table: Table) -> list[EstateRow]:
    """Return the rows with counted bikes, then existing chargers, moved until both totals are exact."""
    rows = _with_bikes(rows, table["stalls_after"] - totals(rows, outcomes)[1])
    off = table["chargers_after"] - totals(rows, outcomes)[0]
    return _with_chargers(rows, off)


def totals(rows: Sequence[EstateRow], outcomes: Outcomes) -> tuple[int, int]:
    """Return the charging facilities and parked bikes of all estates with the chosen schemes."""
    standings = stand(Register("", tuple(rows)), outcomes, default_settings())
    return sum(_known(one.after.chargers, one) for one in standings), sum(
        _known(one.after.stalls, one) for one in standings
    )


def _known(value: int | None, standing: Standing) -> int:
    assert value is not None, (standing.row.code, standing.scheme.origin is Origin.NONE)
    return value


def _with_bikes(rows: list[EstateRow], off: int) -> list[EstateRow]:
    """Count more or fewer bikes in estates where the scheme brings a stall for each, one by one in turn."""
    open_ones = [
        index
        for index, row in enumerate(rows)
        if row.illustrative and row.ebikes is not None and (row.existing.stalls or 0) < row.ebikes - 6
    ]
    return _spread(rows, off, open_ones, lambda row, step: replace(row, ebikes=(row.ebikes or 0) + step))


def _with_chargers(rows: list[EstateRow], off: int) -> list[EstateRow]:
    """Let existing sockets sit in more or fewer chargers, one by one in turn."""
    step = 1 if off > 0 else -1
    open_ones = [
        index for index, row in enumerate(rows) if row.illustrative and _may_change(row.existing, step)
    ]
    return _spread(
        rows,
        off,
        open_ones,
        lambda row, step: replace(
            row, existing=replace(row.existing, chargers=(row.existing.chargers or 0) + step)
        ),
    )


def _may_change(existing: Facilities, step: int) -> bool:
    chargers, sockets = existing.chargers or 0, existing.sockets or 0
    return (
        chargers + 3 <= sockets
        if step > 0
        else sockets > 0 and chargers > 4 and sockets <= 8 * (chargers - 3)
    )


def _spread(rows: list[EstateRow], off: int, open_ones: Sequence[int], move: Any) -> list[EstateRow]:
    changed = list(rows)
    for number in range(abs(off)):
        index = open_ones[number % len(open_ones)]
        changed[index] = move(changed[index], 1 if off > 0 else -1)
    return changed


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the register, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description="Build the example register.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when it is out of date")
    options = parser.parse_args(arguments)
    data = register_xlsx(town_register())
    if not options.check:
        TARGET.write_bytes(data)
        return 0
    up_to_date = TARGET.exists() and TARGET.read_bytes() == data
    print(f"{TARGET.name} is {'up to date' if up_to_date else 'out of date'}")
    return 0 if up_to_date else 1


if __name__ == "__main__":
    sys.exit(main())
