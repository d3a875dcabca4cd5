"""Build the example plans in `examples/` from the descriptions in `tools/examples/`.

    python tools/build_examples.py            writes every example
    python tools/build_examples.py --check    only says whether the files are up to date

A description gives an estate in its own axes (rows of slabs run along x); the plan is turned as a whole by
`turn_degrees`. Doors, trees and lawns follow from rows and lines; trees that would stand in the way are left
out. The same description gives the same bytes.
"""

from __future__ import annotations

import argparse
import math
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chargeplan.files.project_file import SUFFIX, project_bytes  # noqa: E402
from chargeplan.geometry.sheds import shed_outline  # noqa: E402
from chargeplan.model.bill_settings import BillSettings  # noqa: E402
from chargeplan.model.equipment import FireProtection  # noqa: E402
from chargeplan.model.modules import GroupRule  # noqa: E402
from chargeplan.model.project import Project  # noqa: E402
from chargeplan.model.scheme import EdgeRole, Lot, Scheme, Shed  # noqa: E402
from chargeplan.model.site import (  # noqa: E402
    Basement,
    Boundary,
    Building,
    BuildingUse,
    Doorway,
    Estate,
    EstateKind,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    Obstacle,
    ObstacleKind,
    Pipeline,
    PipelineKind,
    Road,
    Site,
    SiteFact,
    SupplyPoint,
    WallKind,
)
from chargeplan.model.values import Point, Ring  # noqa: E402
from chargeplan.reference.rule_sets import load_rules_of  # noqa: E402

Table = dict[str, Any]

_TREE_TO_LANE_M = 0.3
_TREE_TO_WALL_M = 1.5
_TREE_TO_LOT_M = 0.4
_TREE_TO_DOORWAY_M = 3.0
_TREE_TO_SUPPLY_M = 1.5
_TREE_TO_SHED_M = 2.0
_CROWNS_M = (1.4, 1.1, 1.6, 1.2)
"""Radii of the trees of a line, in turn."""

_EDGES = {"w": EdgeRole.WALL, "o": EdgeRole.OPEN}
_WALLS = {"o": WallKind.OPENINGS, "b": WallKind.BLANK, "f": WallKind.FIRE_WALL}


class _Turn:
    """The axes of a description, turned to those of the plan."""

    def __init__(self, degrees: float) -> None:
        self.degrees = degrees
        self._cos = math.cos(math.radians(degrees))
        self._sin = math.sin(math.radians(degrees))

    def point(self, point: Iterable[float]) -> Point:
        x, y = point
        return (x * self._cos - y * self._sin, x * self._sin + y * self._cos)

    def ring(self, points: Iterable[Iterable[float]]) -> Ring:
        return tuple(self.point(point) for point in points)


def example_names() -> tuple[str, ...]:
    """Return the names of all examples."""
    return tuple(sorted(path.stem for path in (ROOT / "tools" / "examples").glob("*.toml")))


def build_example(name: str) -> Project:
    """Return the plan of an example."""
    described = tomllib.loads((ROOT / "tools" / "examples" / f"{name}.toml").read_text(encoding="utf-8"))
    turn = _Turn(described["turn_degrees"])
    schemes = tuple(_schemes(described, turn))
    site = _site(described, turn)
    site = replace(site, obstacles=tuple(_obstacles(described, turn, site, schemes)))
    plan = Project(
        estate=_estate(described["estate"], site),
        site=site,
        schemes=schemes,
        active_scheme_id=schemes[0].id,
        plan_date=described["plan_date"],
        notes=described["notes"].strip(),
        bill=BillSettings(**described.get("bill", {})),
    )
    return replace(plan, rule_set_version=load_rules_of(plan).version)


def _estate(table: Table, site: Site) -> Estate:
    households = sum(building.households or 0 for building in site.buildings)
    return Estate(
        **{**table, "kind": EstateKind(table["kind"])},
        building_count=len(site.buildings),
        doorway_count=len(site.doorways),
        household_count=households,
    )


def _site(described: Table, turn: _Turn) -> Site:
    buildings, doorways = _slabs(described, turn)
    return Site(
        boundaries=(Boundary("boundary-1", turn.ring(described["boundary"])),),
        buildings=buildings,
        doorways=doorways,
        roads=tuple(
            Road(f"road-{i}", turn.ring(lane["line"]), lane["width_m"], lane.get("name", ""))
            for i, lane in enumerate(described["roads"], 1)
        ),
        fire_lanes=tuple(
            FireLane(f"fire-lane-{i}", turn.ring(lane["line"]), lane["width_m"], lane.get("name", ""))
            for i, lane in enumerate(described["fire_lanes"], 1)
        ),
        greens=tuple(
            Green(f"green-{i}", turn.ring(ring), name) for i, (ring, name) in enumerate(_lawns(described), 1)
        ),
        supply_points=tuple(
            SupplyPoint(f"supply-{i}", **{**point, "position": turn.point(point["position"])})
            for i, point in enumerate(described["supply_points"], 1)
        ),
        **_facts(described["facts"], turn),
    )


def _facts(facts: Table, turn: _Turn) -> Table:
    """Return what rules ask for of a site: fences, hydrants, gas, pipes, basements, and what is missing."""
    return {
        "fences": tuple(
            Fence(f"fence-{i}", turn.ring(fence["line"]), name=fence.get("name", ""))
            for i, fence in enumerate(facts.get("fences", []), 1)
        ),
        "hydrants": tuple(
            Hydrant(f"hydrant-{i}", turn.point(position), facts["hydrant_name"].format(number=i))
            for i, position in enumerate(facts.get("hydrants", []), 1)
        ),
        "gas_regulators": tuple(
            GasRegulator(f"gas-{i}", turn.point(thing["position"]), thing["name"])
            for i, thing in enumerate(facts.get("gas_regulators", []), 1)
        ),
        "pipelines": tuple(
            Pipeline(
                f"pipeline-{i}", turn.ring(pipe["line"]), pipe["width_m"], PipelineKind(pipe["kind"]),
                pipe.get("name", ""),
            )
            for i, pipe in enumerate(facts.get("pipelines", []), 1)
        ),
        "basements": tuple(
            Basement(f"basement-{i}", turn.ring(thing["ring"]), thing["name"])
            for i, thing in enumerate(facts.get("basements", []), 1)
        ),
        "none_here": tuple(SiteFact(name) for name in facts["none_here"]),
    }  # fmt: skip


def _rectangle(x1: float, y1: float, x2: float, y2: float) -> Ring:
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))


def _slabs(described: Table, turn: _Turn) -> tuple[tuple[Building, ...], tuple[Doorway, ...]]:
    """Return slabs, numbered row after row, and their doorways, evenly along the north side."""
    names = {**described["names"], **described["slabs"]}
    buildings: list[Building] = []
    doorways: list[Doorway] = []
    for row in described["rows"]:
        south, north = row["south"], row["south"] + row["depth"]
        for west, length, doors, households in row["slabs"]:
            number = len(buildings) + 1
            building = Building(
                f"building-{number}",
                turn.ring(_rectangle(west, south, west + length, north)),
                names["building"].format(number=number),
                row["storeys"],
                households,
                walls=tuple(_WALLS[letter] for letter in names["walls"]),
                use=BuildingUse(names["use"]),
                fire_grade=names["fire_grade"],
            )
            buildings.append(building)
            for door in range(doors):
                entry = len(doorways) + 1
                position = (west + length * (2 * door + 1) / (2 * doors), north)
                doorways.append(
                    Doorway(
                        f"doorway-{entry}",
                        turn.point(position),
                        names["doorway"].format(number=entry),
                        building.id,
                    )
                )
    return tuple(buildings), tuple(doorways)


def _lawns(described: Table) -> Iterator[tuple[Ring, str]]:
    """Yield the lawns north of the slabs of every row that has them, then those described one by one."""
    for row in described["rows"]:
        if "lawn" in row:
            near, far = row["lawn"]
            north = row["south"] + row["depth"]
            for west, length, _, _ in row["slabs"]:
                yield _rectangle(west + 0.5, north + near, west + length - 0.5, north + far), ""
    for lawn in described.get("lawns", []):
        yield tuple(tuple(corner) for corner in lawn["ring"]), lawn.get("name", "")


def _schemes(described: Table, turn: _Turn) -> Iterator[Scheme]:
    """Yield the schemes; ids run on from one to the next, so that each is there once in a plan."""
    lot_numbers, shed_numbers = count(1), count(1)
    for number, table in enumerate(described["schemes"], 1):
        group = GroupRule(**table["group"]) if "group" in table else None
        yield Scheme(
            id=f"scheme-{number}",
            name=table["name"],
            lots=tuple(_lot(lot, f"lot-{next(lot_numbers)}", turn) for lot in table["lots"]),
            sheds=tuple(_shed(shed, f"shed-{next(shed_numbers)}", turn) for shed in table.get("sheds", [])),
            module_id=table["module"],
            charger_id=table["charger"],
            socket_ratio=Fraction(table["socket_ratio"]),
            group=group,
            fire=FireProtection(watched=table["watched"]),
        )


def _lot(table: Table, lot_id: str, turn: _Turn) -> Lot:
    return Lot(
        id=lot_id,
        ring=turn.ring(table["ring"]),
        edges=tuple(_EDGES[letter] for letter in table["edges"]),
        name=table["name"],
        filled=table.get("filled", False),
        paved=table.get("paved", False),
    )


def _shed(table: Table, shed_id: str, turn: _Turn) -> Shed:
    return Shed(
        id=shed_id,
        origin=turn.point(table["origin"]),
        angle_degrees=table["angle_degrees"] + turn.degrees,
        length_m=table["length_m"],
        depth_m=table["depth_m"],
        rows=table.get("rows", 1),
        name=table["name"],
        module_id=table.get("module"),
        existing=table.get("existing", False),
        headroom_m=table.get("headroom_m"),
        kerb_ramps=table.get("kerb_ramps", 0),
    )


def _obstacles(described: Table, turn: _Turn, site: Site, schemes: tuple[Scheme, ...]) -> Iterator[Obstacle]:
    numbers = count(1)
    may_stand = _tree_test(site, schemes)
    for line in described["tree_lines"]:
        for position, radius in _along(line, turn):
            if may_stand(position, radius):
                yield Obstacle(f"obstacle-{next(numbers)}", position, radius)
    for kind in (ObstacleKind.MANHOLE, ObstacleKind.POLE):
        for position in described.get(f"{kind.value}s", []):
            radius = 0.35 if kind is ObstacleKind.MANHOLE else 0.15
            yield Obstacle(f"obstacle-{next(numbers)}", turn.point(position), radius, kind)


def _along(line: Table, turn: _Turn) -> Iterator[tuple[Point, float]]:
    (x1, y1), (x2, y2) = line["from"], line["to"]
    steps = math.floor(math.hypot(x2 - x1, y2 - y1) / line["spacing_m"])
    for step in range(steps + 1):
        share = step / max(1, steps)
        yield turn.point((x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)), _CROWNS_M[step % len(_CROWNS_M)]


def _tree_test(site: Site, schemes: tuple[Scheme, ...]) -> Callable[[Point, float], bool]:
    """Return a test of whether a tree of some radius may stand somewhere."""
    ground = Polygon(site.boundaries[0].ring)
    lanes = (*site.roads, *site.fire_lanes)
    things = [(LineString(lane.centreline), lane.width_m / 2 + _TREE_TO_LANE_M) for lane in lanes]
    things += [(Polygon(building.ring), _TREE_TO_WALL_M) for building in site.buildings]
    things += [(ShapelyPoint(doorway.position), _TREE_TO_DOORWAY_M) for doorway in site.doorways]
    things += [(ShapelyPoint(supply.position), _TREE_TO_SUPPLY_M) for supply in site.supply_points]
    for scheme in schemes:
        things += [(Polygon(lot.ring), _TREE_TO_LOT_M) for lot in scheme.lots]
        things += [(Polygon(shed_outline(shed)), _TREE_TO_SHED_M) for shed in scheme.sheds]

    def may_stand(position: Point, radius: float) -> bool:
        trunk = ShapelyPoint(position)
        return (
            ground.contains(trunk)
            and ground.exterior.distance(trunk) >= radius
            and all(thing.distance(trunk) >= radius + distance for thing, distance in things)
        )

    return may_stand


def main(arguments: list[str] | None = None) -> int:
    """Write the examples, or say which are out of date."""
    parser = argparse.ArgumentParser(description="Build the example plans.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a file is out of date")
    options = parser.parse_args(arguments)
    stale = []
    for name in example_names():
        path = ROOT / "examples" / f"{name}{SUFFIX}"
        data = project_bytes(build_example(name))
        if not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
            if not options.check:
                path.write_bytes(data)
    print("\n".join(stale) or "up to date", file=sys.stderr)
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
