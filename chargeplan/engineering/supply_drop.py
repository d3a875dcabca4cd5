"""The cables of one box, sized together: they share the voltage drop down to the last socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chargeplan.engineering.supply_sizing import Basis, Line, Path, drop_percent, ladder, least_section
from chargeplan.engineering.supply_values import Deciding
from chargeplan.units import to_decimal


@dataclass(frozen=True)
class Sized:
    """A cable with its section [mm²], the condition that decides it, and the way to its end."""

    line: Line
    section_mm2: float
    deciding: Deciding
    before: Path
    after: Path
    drop_percent: float


def sized(line: Line, before: Path, basis: Basis) -> Sized:
    """Return a cable with the smallest section that its own conditions allow."""
    section, deciding = least_section(line, basis, before.greatest_ka(basis))
    return _with_section(line, section, deciding, before, basis)


def _with_section(line: Line, section: float, deciding: Deciding, before: Path, basis: Basis) -> Sized:
    after = before.after(line, section, basis)
    return Sized(line, section, deciding, before, after, drop_percent(line, section, basis))


@dataclass(frozen=True)
class SizedBox:
    """The feeder of a box (None where no way leads to it) and its branches in their order."""

    feeder: Sized | None
    branches: tuple[Sized, ...]


def sized_box(
    feeder: Line | None, branches: Sequence[Line], before_percent: float, before: Path, basis: Basis
) -> SizedBox:
    """Return the cables of a box.

    `before_percent` and `before` are voltage drop and impedance up to the feeder's start. A thicker feeder
    lets more current through in a short circuit, so branches are sized anew whenever it has grown.
    """
    if feeder is None:
        unknown = Path(None, None, before.loop)
        return SizedBox(None, tuple(sized(branch, unknown, basis) for branch in branches))
    first = sized(feeder, before, basis)
    while True:
        fed = [sized(branch, first.after, basis) for branch in branches]
        sections = _Sections([first, *fed], before_percent, basis)
        sections.raise_all()
        grown = sections.result(0)
        if grown.section_mm2 == first.section_mm2:
            first = grown
            return SizedBox(first, tuple(sections.result(index + 1) for index in range(len(fed))))
        first = grown


class _Sections:
    """Sections while they are raised: the feeder's first, then the branches'."""

    def __init__(self, cables: list[Sized], before_percent: float, basis: Basis) -> None:
        self.cables = cables
        self.basis = basis
        self.room = basis.tables.value("drop_limit_percent") - before_percent
        self.ladders = [ladder(cable.line, basis) for cable in cables]
        self.floors = [
            steps.index(cable.section_mm2) for steps, cable in zip(self.ladders, cables, strict=True)
        ]
        self.steps = list(self.floors)
        self.drops: dict[tuple[int, int], float] = {}

    def drop(self, index: int, more: int = 0) -> float:
        """Return the drop of a cable as it is [%], or so many sections further."""
        step = self.steps[index] + more
        if (index, step) not in self.drops:
            section = self.ladders[index][step]
            self.drops[index, step] = drop_percent(self.cables[index].line, section, self.basis)
        return self.drops[index, step]

    def worst(self) -> int:
        """Return the branch with the greatest drop; 0, the feeder, where there is none."""
        return max(range(1, len(self.cables)), key=self.drop, default=0)

    def fits(self) -> bool:
        worst = self.worst()
        total = self.drop(0) + (self.drop(worst) if worst else 0.0)
        return to_decimal(total) <= to_decimal(self.room)

    def raise_all(self) -> None:
        """Raise sections where most is gained for the copper until the limit is kept; take back idle ones."""
        while not self.fits():
            best = max((0, self.worst()), key=self._gain)
            if self._gain(best) <= 0:
                return
            self.steps[best] += 1
        for index, floor in enumerate(self.floors):
            while self.steps[index] > floor:
                self.steps[index] -= 1
                if not self.fits():
                    self.steps[index] += 1
                    break

    def _gain(self, index: int) -> float:
        """Return the drop that the next section saves, for each m·mm² of copper more."""
        step, steps = self.steps[index], self.ladders[index]
        line = self.cables[index].line
        if step + 1 >= len(steps) or steps[step + 1] > line.kind.most_section_mm2:
            return 0.0
        copper = (steps[step + 1] - steps[step]) * line.kind.cores * line.run_m
        return (self.drop(index) - self.drop(index, 1)) / copper if copper else 0.0

    def result(self, index: int) -> Sized:
        cable = self.cables[index]
        if index in (0, self.worst()) and not self.fits():
            cable = replace(cable, deciding="none_fits")
        elif self.steps[index] > self.floors[index]:
            cable = replace(cable, deciding="voltage_drop")
        section = self.ladders[index][self.steps[index]]
        return _with_section(cable.line, section, cable.deciding, cable.before, self.basis)
