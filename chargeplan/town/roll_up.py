"""Sums by committee, street and district: what a town has, lacks and would spend, and what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chargeplan.errors import Cancelled, never, unless_called_off
from chargeplan.town.comparison import Assessed, Sums, UnitSums
from chargeplan.town.figures import Reach
from chargeplan.town.grading import Grade, Rating
from chargeplan.town.register import EstateRow
from chargeplan.town.settings import LEVELS_DOWN, Level
from chargeplan.town.standing import Standing

Value = int | Decimal | None
Path = tuple[str, ...]


def _reached(reach: Reach | None) -> int | None:
    return reach.households_served if reach is not None else None


SUMMED: Mapping[str, Callable[[Standing], Value]] = {
    "households": lambda one: one.households,
    "buildings": lambda one: one.buildings,
    "doorways": lambda one: one.doorways,
    "ebikes": lambda one: one.ebikes,
    "before.stalls": lambda one: one.before.stalls,
    "before.chargers": lambda one: one.before.chargers,
    "before.sockets": lambda one: one.before.sockets,
    "new.stalls": lambda one: one.scheme.new.stalls,
    "new.chargers": lambda one: one.scheme.new.chargers,
    "new.sockets": lambda one: one.scheme.new.sockets,
    "after.stalls": lambda one: one.after.stalls,
    "after.chargers": lambda one: one.after.chargers,
    "after.sockets": lambda one: one.after.sockets,
    "stalls_short": lambda one: one.stalls_short,
    "sockets_short": lambda one: one.sockets_short,
    "stalls_short_after": lambda one: one.stalls_short_after,
    "sockets_short_after": lambda one: one.sockets_short_after,
    "cost_cny": lambda one: one.scheme.cost_cny,
    "flying_wires": lambda one: one.row.hazards.flying_wires,
    "corridor_charging": lambda one: one.row.hazards.corridor_charging,
    "blocked_doorways": lambda one: one.row.hazards.blocked_doorways,
    "complaints": lambda one: one.row.complaints,
    "households_served": lambda one: _reached(one.reach_before),
    "households_served_after": lambda one: _reached(one.reach_after),
}
"""What is summed, by the field's id."""


DEPTHS: Mapping[Level, int] = {level: LEVELS_DOWN.index(level) + 1 for level in Level}
"""How many names tell a unit of a level: its own and those above it."""


def path_of(row: EstateRow, level: Level) -> Path:
    """Return the names of the units an estate lies in, the district first, down to `level`."""
    names = (row.district, row.street, row.committee)
    return names[: DEPTHS[level]]


@dataclass
class _Running:
    """Sums on their way."""

    estates: int
    estimated: int
    totals: list[int | Decimal]
    unknown: list[int]

    @classmethod
    def nothing(cls) -> _Running:
        return cls(0, 0, [0] * len(SUMMED), [0] * len(SUMMED))

    def add_estate(self, standing: Standing) -> None:
        self.estates += 1
        self.estimated += standing.estimated
        for at, figure in enumerate(SUMMED.values()):
            value = figure(standing)
            if value is None:
                self.unknown[at] += 1
            else:
                self.totals[at] += value

    def add(self, other: _Running) -> None:
        self.estates += other.estates
        self.estimated += other.estimated
        self.totals = [mine + its for mine, its in zip(self.totals, other.totals, strict=True)]
        self.unknown = [mine + its for mine, its in zip(self.unknown, other.unknown, strict=True)]

    def told(self, level: Level, path: Path, grades: Mapping[str, int]) -> UnitSums:
        sums = {
            name: Sums(Decimal(total), gaps)
            for name, total, gaps in zip(SUMMED, self.totals, self.unknown, strict=True)
        }
        return UnitSums(level, path, self.estates, self.estimated, grades, sums)


def roll_up(
    estates: Sequence[Assessed], cancelled: Cancelled = never
) -> tuple[UnitSums, Mapping[Level, tuple[UnitSums, ...]]]:
    """Return the sums over all estates, and those of each unit of each level in the register's order.

    The total is told as a district without a name. A unit is known by its names from the district down, so
    that two committees of one name in two streets stay two. Raise `CalledOff` when `cancelled()` is true.
    """
    committees: dict[Path, _Running] = {}
    for one in unless_called_off(estates, cancelled):
        path = path_of(one.standing.row, Level.COMMITTEE)
        if path not in committees:
            committees[path] = _Running.nothing()
        committees[path].add_estate(one.standing)
    rows = [one.standing.row for one in estates]
    grades = _grades_by_level(rows, [one.rating for one in estates])
    units = {
        level: tuple(
            running.told(level, path, grades[level][path])
            for path, running in _merged(committees, depth).items()
        )
        for level, depth in DEPTHS.items()
    }
    total = _merged(committees, 0).get((), _Running.nothing())
    return total.told(Level.DISTRICT, (), grade_counts(one.rating for one in estates)), units


def _merged(committees: Mapping[Path, _Running], depth: int) -> Mapping[Path, _Running]:
    merged: dict[Path, _Running] = {}
    for path, running in committees.items():
        merged.setdefault(path[:depth], _Running.nothing()).add(running)
    return merged


def grade_counts(ratings: Iterable[Rating]) -> Mapping[str, int]:
    """Return how many estates have each grade, by the grade's value; every grade is there."""
    counted = Counter(rating.grade.value for rating in ratings)
    return {**_no_grades(), **counted}


def _grades_by_level(
    rows: Sequence[EstateRow], ratings: Sequence[Rating]
) -> Mapping[Level, Mapping[Path, Mapping[str, int]]]:
    counted = Counter(
        (row.district, row.street, row.committee, rating.grade.value)
        for row, rating in zip(rows, ratings, strict=True)
    )
    found: dict[Level, dict[Path, dict[str, int]]] = {level: {} for level in Level}
    for (*names, grade), count in counted.items():
        for level, depth in DEPTHS.items():
            path = tuple(names[:depth])
            if path not in found[level]:
                found[level][path] = _no_grades()
            found[level][path][grade] += count
    return found


def _no_grades() -> dict[str, int]:
    return dict.fromkeys((grade.value for grade in Grade), 0)


def with_grades(
    total: UnitSums,
    units: Mapping[Level, tuple[UnitSums, ...]],
    rows: Sequence[EstateRow],
    ratings: Sequence[Rating],
) -> tuple[UnitSums, Mapping[Level, tuple[UnitSums, ...]]]:
    """Return sums of the same estates that are graded anew: nothing but the counts of grades changes."""
    grades = _grades_by_level(rows, ratings)
    graded = {
        level: tuple(replace(unit, grades=grades[level][unit.path]) for unit in of_level)
        for level, of_level in units.items()
    }
    return replace(total, grades=grade_counts(ratings)), graded
