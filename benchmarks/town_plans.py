"""Plans and registers of towns that do not exist, for measuring: the same from the same seed, of any size."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from chargeplan.files.project_file import project_bytes
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    EstateKind,
    Fence,
    Green,
    Obstacle,
    Road,
    Site,
    SupplyPoint,
)
from chargeplan.model.values import Ring
from chargeplan.town.figures import Outcomes, PlanFigures, PlanOutcome, Reach
from chargeplan.town.register import CoordinateSystem, EstateRow, Facilities, Hazards, Place, Register

SEED = 20261130
_AS_OF = date(2026, 9, 30)
_BLOCK_X_M, _BLOCK_Y_M = 62.0, 30.0
_SLAB_M = (50.0, 11.0)
_WITH_LOT = 0.15
_DETAILED = 0.2
_KINDS = tuple(EstateKind)


def rectangle(x: float, y: float, length_m: float, depth_m: float) -> Ring:
    """Return a rectangle from its lower left corner."""
    return ((x, y), (x + length_m, y), (x + length_m, y + depth_m), (x, y + depth_m))


def estate_plan(number: int, seed: int = SEED) -> Project:
    """Return the plan of one estate: 2 to 42 slabs in rows, sheds and cleared lots between them.

    Few estates are large and few are drawn in all detail, with trees by the dozen and a stepped outline.
    """
    dice = random.Random(f"{seed}/{number}")
    columns, rows = dice.choice((1, 2, 2, 3, 3, 4, 6)), dice.choice((2, 2, 3, 4, 5, 7))
    households = dice.choice((24, 30, 36, 48))
    site = _site(dice, columns, rows, households)
    estate = Estate(
        name=f"Estate {number}",
        address=f"{number} Measuring Lane",
        town=f"Town {number % 7}",
        year_built=dice.randrange(1978, 2016),
        kind=_KINDS[number % len(_KINDS)],
        building_count=columns * rows,
        doorway_count=len(site.doorways),
        household_count=households * columns * rows,
    )
    scheme = _scheme(dice, columns, rows)
    return Project(estate=estate, site=site, schemes=(scheme,), plan_date=_AS_OF)


def _site(dice: random.Random, columns: int, rows: int, households: int) -> Site:
    buildings, doorways, greens, obstacles = [], [], [], []
    detailed = dice.random() < _DETAILED
    for row in range(rows):
        for column in range(columns):
            x, y = column * _BLOCK_X_M, row * _BLOCK_Y_M
            name = f"{row * columns + column + 1}"
            ring = _stepped(x, y) if detailed else rectangle(x, y, *_SLAB_M)
            buildings.append(Building(f"building-{name}", ring, name, 6, households))
            for door in range(3):
                place = (x + 9.0 + 16 * door, y + _SLAB_M[1])
                doorways.append(
                    Doorway(f"doorway-{name}-{door}", place, f"{name}-{door + 1}", f"building-{name}")
                )
            greens.append(Green(f"green-{name}", rectangle(x, y - 4.5, _SLAB_M[0], 3.0)))
            for tree in range(dice.randrange(4, 9) if detailed else dice.randrange(2)):
                at = (x + dice.uniform(0, 50), y - dice.uniform(1.8, 4.2))
                obstacles.append(Obstacle(f"tree-{name}-{tree}", at, 0.8))
    width, height = columns * _BLOCK_X_M, rows * _BLOCK_Y_M
    outline = rectangle(-12.0, -12.0, width + 12, height + 12)
    return Site(
        boundaries=(Boundary("boundary-1", outline),),
        buildings=tuple(buildings),
        doorways=tuple(doorways),
        roads=(Road("road-1", ((-7.0, -10.0), (-7.0, height - 2)), 4.0),),
        obstacles=tuple(obstacles),
        greens=tuple(greens),
        supply_points=(SupplyPoint("supply-1", (-10.0, -10.0), "Station", 315.0, 1.0, 12.0),),
        fences=(Fence("fence-1", ((width - 6, -10.0), (width - 6, height / 2))),),
    )


def _stepped(x: float, y: float) -> Ring:
    """Return a slab whose southern front steps forward at every staircase."""
    length, depth = _SLAB_M
    front = [
        (x + at + along, y - out)
        for at in (4.0, 20.0, 36.0)
        for along, out in ((0.0, 0.0), (0.0, 1.2), (5.0, 1.2), (5.0, 0.0))
    ]
    return ((x, y), *front, (x + length, y), (x + length, y + depth), (x, y + depth))


def _scheme(dice: random.Random, columns: int, rows: int) -> Scheme:
    places = [(column, row) for row in range(rows) for column in range(columns)]
    dice.shuffle(places)
    count = max(1, round(len(places) * dice.uniform(0.2, 0.6)))
    sheds = tuple(
        Shed(
            f"shed-{number}",
            (column * _BLOCK_X_M + 6, row * _BLOCK_Y_M + 17.5),
            0.0,
            dice.choice((7.2, 9.6, 12.0, 18.0)),
            dice.choice((2.0, 2.0, 3.2)),
            name=f"Shed {number}",
            existing=dice.random() < 0.2,
        )
        for number, (column, row) in enumerate(places[:count], 1)
    )
    sheds = tuple(replace(shed, rows=2) if shed.depth_m > 3 else shed for shed in sheds)
    lots = ()
    if dice.random() < _WITH_LOT:
        column, row = places[-1]
        x, y = column * _BLOCK_X_M + 28, row * _BLOCK_Y_M + 16.0
        ring = rectangle(x, y, dice.choice((8.0, 12.0, 18.0)), 6.5)
        lots = (Lot("lot-1", ring, name="Lot", filled=True, paved=True),)
    return Scheme(
        "scheme-1",
        "Scheme",
        lots=lots,
        sheds=sheds,
        module_id="compact",
        socket_ratio=Fraction(1, dice.choice((1, 2, 3))),
        group=GroupRule(25, 20.0, 2.0),
    )


def estate_row(number: int, plan: str = "", seed: int = SEED) -> EstateRow:
    """Return the row of an estate; what a plan does not tell stands in it, and a tenth of that is unknown."""
    dice = random.Random(f"{seed}/row/{number}")

    def known(value: int) -> int | None:
        return None if dice.random() < 0.1 else value

    households = dice.randrange(60, 2400)
    return EstateRow(
        code=f"E{number:05}",
        name=f"Estate {number}",
        district="District",
        street=f"Town {number % 36}",
        committee=f"Committee {number % 900}",
        address=f"{number} Measuring Lane",
        year_built=dice.randrange(1978, 2016),
        floor_area_m2=Decimal(households * 62),
        kind=_KINDS[number % len(_KINDS)],
        buildings=known(max(1, households // 36)),
        doorways=known(max(1, households // 12)),
        households=known(households),
        ebikes=known(households // 3) if dice.random() < 0.5 else None,
        existing=Facilities(
            known(dice.randrange(households // 4)), known(dice.randrange(12)), known(dice.randrange(90))
        ),
        place=Place(121.5 + dice.random() / 4, 31.1 + dice.random() / 5, CoordinateSystem.WGS84)
        if dice.random() < 0.89
        else None,
        plan=plan,
        hazards=Hazards(*(known(dice.randrange(0, most)) for most in (25, 12, 4))),
        complaints=dice.randrange(0, 20),
        as_of=_AS_OF,
        source="made up for measuring",
        illustrative=True,
    )  # fmt: skip


def register_of(estates: int, planned: int = 0, seed: int = SEED) -> Register:
    """Return a register of so many estates; the first `planned` name a plan."""
    rows = (
        estate_row(number, plan_name(number) if number <= planned else "", seed)
        for number in range(1, estates + 1)
    )
    return Register("Town for measuring", tuple(rows))


def plan_name(number: int) -> str:
    """Return how the register names the plan of an estate."""
    return f"plans/{number:05}.chargeplan"


def write_plans(folder: Path, estates: int, seed: int = SEED) -> Register:
    """Write a plan for each of so many estates into `folder/plans`, and return a register that names them."""
    (folder / "plans").mkdir(parents=True, exist_ok=True)
    for number in range(1, estates + 1):
        (folder / plan_name(number)).write_bytes(project_bytes(estate_plan(number, seed)))
    return register_of(estates, estates, seed)


def figures_of(number: int, seed: int = SEED) -> PlanFigures:
    """Return figures such as the plan of an estate gives, made up: as long as real ones, and at once."""
    dice = random.Random(f"{seed}/figures/{number}")
    households = dice.randrange(60, 2400)
    doorways, sockets = max(1, households // 12), dice.randrange(10, 200)
    served = dice.randrange(doorways + 1)
    return PlanFigures(
        estate_name=f"Estate {number}",
        scheme_name="Scheme",
        buildings=max(1, households // 36),
        doorways=doorways,
        households=households,
        ebikes=households * 2 // 5,
        ebikes_counted=False,
        existing=Facilities(dice.randrange(40), dice.randrange(4), dice.randrange(40)),
        new=Facilities(sockets * 2, sockets // 10 + 1, sockets),
        sheds=dice.randrange(1, 9),
        roofed_area_m2=Decimal(dice.randrange(2000, 60_000)) / 100,
        floor_area_m2=Decimal(dice.randrange(1000, 30_000)) / 100,
        gross_area_m2=Decimal(dice.randrange(4000, 90_000)) / 100,
        green_taken_m2=Decimal(dice.randrange(9000)) / 100,
        cost_cny=Decimal(dice.randrange(5_000_000, 90_000_000)) / 100,
        unpriced_lines=dice.randrange(30),
        errors=dice.randrange(3),
        warnings=dice.randrange(20),
        infos=dice.randrange(20),
        undecided=dice.randrange(9),
        reach_before=Reach(100.0, doorways, served // 3, households, households * served // doorways // 3),
        reach_after=Reach(100.0, doorways, served, households, households * served // doorways),
    )


def outcomes_of(register: Register) -> Outcomes:
    """Return an outcome with figures of its own for every row that names a plan."""
    return {
        (row.plan, row.scheme): PlanOutcome(row.plan, row.scheme, figures_of(number))
        for number, row in enumerate(register.rows, 1)
        if row.plan
    }
