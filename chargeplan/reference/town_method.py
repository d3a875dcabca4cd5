"""How a town's estates are judged: indicators, weights, grades and kinds of tasks, from assets/town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.toml_tables import CONFIDENCES, Figure, Sourced, Table, figure_of, load_table
from chargeplan.resources import assets_folder
from chargeplan.units import to_decimal

DIRECTIONS = ("up_worse", "up_better", "neutral")
"""Whether more of an indicator is worse, better, or neither."""

SOLVERS = ("committee", "departments", "town")
"""Who can solve a task, the lowest level first."""

MOST_SPAN = 10**6
"""So far apart at most are the values between which an indicator is graded; farther is a slip of the hand."""

_FIGURES = (
    "grade_b_from",
    "grade_c_from",
    "grade_d_from",
    "weight_move_percent",
    "risk_weight_least",
    "risk_weight_most",
    "risk_weight_unrated",
)
_MOST_SCORE = 100


@dataclass(frozen=True)
class Grading(Sourced):
    """Between which values an indicator is graded: 0 points at `good` and better, 100 at `bad` and worse."""

    good: Decimal
    bad: Decimal
    source: str
    confidence: str


@dataclass(frozen=True)
class Indicator(Sourced):
    """An indicator of an estate.

    Attributes
    ----------
    title, unit, formula : Mapping
        Texts by language.
    cause : Mapping
        What a sentence calls it that says why an estate is at risk, by language.
    direction : str
        One of `DIRECTIONS`.
    decimals : int
        To how many places it is shown.
    needs_plan : bool
        Whether only a plan tells it.
    grading : Grading or None
        None for one that cannot have a weight.
    """

    id: str
    title: Mapping[str, str]
    unit: Mapping[str, str]
    direction: str
    formula: Mapping[str, str]
    cause: Mapping[str, str]
    decimals: int
    needs_plan: bool
    grading: Grading | None
    source: str
    confidence: str


@dataclass(frozen=True)
class Weight(Sourced):
    """The shipped weight of an indicator."""

    id: str
    value: Decimal
    source: str
    confidence: str


@dataclass(frozen=True)
class TaskKind(Sourced):
    """A kind of task: it arises where `cause` amounts to `from_amount`; `solver` is one of `SOLVERS`."""

    id: str
    title: Mapping[str, str]
    unit: Mapping[str, str]
    cause: str
    from_amount: int
    solver: str
    days: int
    source: str
    confidence: str


@dataclass(frozen=True)
class TownMethod:
    """All of it; `figures` by id, see assets/town/grades.toml."""

    version: str
    indicators: tuple[Indicator, ...]
    weights: tuple[Weight, ...]
    weights_title: Mapping[str, str]
    figures: Mapping[str, Figure]
    task_kinds: tuple[TaskKind, ...]

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator; raise `ReferenceDataError` for an id that there is not."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise ReferenceDataError(
            "unknown_indicator", N_("There is no indicator {indicator}."), indicator=indicator_id
        )

    @property
    def gradable(self) -> tuple[Indicator, ...]:
        """The indicators that can have a weight, in their order."""
        return tuple(indicator for indicator in self.indicators if indicator.grading is not None)

    def kind(self, kind_id: str) -> TaskKind | None:
        """Return a kind of tasks, None for one that there is not (any more)."""
        return next((kind for kind in self.task_kinds if kind.id == kind_id), None)

    def value(self, figure_id: str) -> Decimal:
        """Return a figure of the grades."""
        return _decimal(self.figures[figure_id].value)

    @property
    def grade_limits(self) -> tuple[Decimal, Decimal, Decimal]:
        """The shipped scores from which grades B, C and D begin."""
        return self.value("grade_b_from"), self.value("grade_c_from"), self.value("grade_d_from")


def _decimal(value: float) -> Decimal:
    exact = to_decimal(value)
    return Decimal(int(exact)) if exact == int(exact) else exact


def _once(table: Table, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ReferenceDataError(
                "duplicate_entry", N_("{place}: {name} stands there twice"), place=table.place, name=name
            )


def _grading(table: Table, direction: str) -> Grading | None:
    if "good" not in table.values and "bad" not in table.values:
        return None
    good, bad = _decimal(table.number("good")), _decimal(table.number("bad"))
    if direction == "neutral" or (good < bad) != (direction == "up_worse") or good == bad:
        raise table.fault("bad", "on the worse side of good")
    if abs(bad - good) > MOST_SPAN:
        raise table.fault("bad", f"at most {MOST_SPAN} from good")
    confidence = table.choice("limits_confidence", CONFIDENCES)
    return Grading(good, bad, table.text("limits_source"), confidence)


def _indicator(table: Table) -> Indicator:
    direction = table.choice("direction", DIRECTIONS)
    grading = _grading(table, direction)
    title = table.names("title")
    return Indicator(
        table.text("id"),
        title,
        table.names("unit"),
        direction,
        table.names("formula"),
        table.names("cause") if grading is not None else title,
        table.whole("decimals"),
        table.flag("needs_plan"),
        grading,
        **table.origin(),
    )


def read_indicators(path: Path) -> tuple[str, tuple[Indicator, ...]]:
    """Return version and indicators of a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    indicators = tuple(_indicator(entry) for entry in table.tables("indicators"))
    _once(table, [indicator.id for indicator in indicators])
    return table.text("version"), indicators


def read_shipped_weights(
    path: Path, indicators: tuple[Indicator, ...]
) -> tuple[Mapping[str, str], tuple[Weight, ...]]:
    """Return title and weights; raise `ReferenceDataError`, also for what cannot be weighted."""
    table = load_table(path)
    known = tuple(indicator.id for indicator in indicators if indicator.grading is not None)
    weights = tuple(
        Weight(entry.choice("id", known), _decimal(entry.at_least("value", 0)), **entry.origin())
        for entry in table.tables("weights")
    )
    _once(table, [weight.id for weight in weights])
    if not any(weight.value for weight in weights):
        raise table.lacks("value > 0")
    return table.names("title"), weights


def read_grade_figures(path: Path) -> Mapping[str, Figure]:
    """Return the figures of grades by id; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    figures = {figure.id: figure for figure in (figure_of(entry, 0) for entry in table.tables("figures"))}
    for name in _FIGURES:
        if name not in figures:
            raise table.lacks(f"[[figures]] {name}")
    limits = [figures[name].value for name in ("grade_b_from", "grade_c_from", "grade_d_from")]
    if not 0 < limits[0] < limits[1] < limits[2] <= _MOST_SCORE:
        raise table.fault("grade_b_from", "below grade_c_from, and that below grade_d_from, within 0 to 100")
    move = figures["weight_move_percent"].value
    if move != int(move) or move >= _MOST_SCORE:
        raise table.fault("weight_move_percent", "a whole number below 100")
    return figures


def _kind(table: Table) -> TaskKind:
    return TaskKind(
        table.text("id"),
        table.names("title"),
        table.names("unit"),
        table.text("cause"),
        int(table.at_least("from_amount", 1)),
        table.choice("solver", SOLVERS),
        int(table.at_least("days", 1)),
        **table.origin(),
    )


def read_task_kinds(path: Path) -> tuple[TaskKind, ...]:
    """Return the kinds of tasks in their order; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    kinds = tuple(_kind(entry) for entry in table.tables("kinds"))
    _once(table, [kind.id for kind in kinds])
    return kinds


def read_town_method(folder: Path) -> TownMethod:
    """Return the method in a folder with indicators, weights, grades and tasks; `ReferenceDataError`."""
    version, indicators = read_indicators(folder / "indicators.toml")
    title, weights = read_shipped_weights(folder / "weights.toml", indicators)
    return TownMethod(
        version,
        indicators,
        weights,
        title,
        read_grade_figures(folder / "grades.toml"),
        read_task_kinds(folder / "tasks.toml"),
    )


@lru_cache
def load_town_method() -> TownMethod:
    """Return the shipped method."""
    return read_town_method(assets_folder() / "town")
