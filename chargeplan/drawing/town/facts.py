"""What charts and the report say of a comparison: names, measures, targets, and the notes below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.drawing.town.look import number
from chargeplan.i18n import pick, tr
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparison import Assessed, Comparison, UnitSums
from chargeplan.town.grading import Grade
from chargeplan.town.words import GRADE_NAMES
from chargeplan.units import WAN

UNKNOWN = "—"
_BY_TEN_THOUSANDS = ("zh_CN",)
_RATIO_IDS = ("sockets_per_ebike", "sockets_per_ebike_after")


@dataclass(frozen=True)
class Measure:
    """An indicator as it is written: title, unit and decimals, and what a sentence about causes calls it."""

    id: str
    title: str
    unit: str
    decimals: int
    cause: str = ""

    def text(self, value: Decimal | float | None) -> str:
        """Return a value with its unit, a dash for what is unknown."""
        if value is None:
            return UNKNOWN
        unit = self.unit if self.unit == "%" else f" {self.unit}".rstrip()
        return f"{number(value, self.decimals)}{unit}"

    @property
    def axis(self) -> str:
        """Title and unit for an axis; a unit that the title tells already is not told twice."""
        told = not self.unit or f" {self.unit} " in f"{self.title} "
        return self.title if told else f"{self.title} [{self.unit}]"


def measures(language: str) -> Mapping[str, Measure]:
    """Return the indicators of the method by id, in the method's order."""
    return {
        one.id: Measure(
            one.id,
            pick(one.title, language),
            pick(one.unit, language),
            one.decimals,
            pick(one.cause, language),
        )
        for one in load_town_method().indicators
    }


def measure(indicator_id: str, language: str) -> Measure:
    """Return an indicator as it is written; one that the method does not know goes by its id."""
    return measures(language).get(indicator_id) or Measure(indicator_id, indicator_id, "", 2, indicator_id)


def target(comparison: Comparison, indicator_id: str) -> Decimal | None:
    """Return what an indicator should reach by the settings, None where nothing is set."""
    return comparison.settings.sockets_per_ebike if indicator_id in _RATIO_IDS else None


def target_text(comparison: Comparison, measured: Measure) -> str:
    """Return what is written at the line of a target; a share of a whole number is told as `1:3`."""
    value = target(comparison, measured.id)
    if not value:
        return ""
    whole = round(1 / value)
    near = whole > 1 and abs(1 / value - whole) < Decimal("0.01")
    return f"1:{whole}" if near else number(value, measured.decimals)


def name_of(one: Assessed) -> str:
    """Return an estate's name on one line, its code where it has none."""
    return " ".join(one.standing.row.name.split()) or one.standing.row.code


def town_name(comparison: Comparison) -> str:
    """Return the register's title on one line, empty where it has none."""
    return " ".join(comparison.register.title.split())


def namer(comparison: Comparison) -> Callable[[str], str]:
    """Return a function from an estate's code to its name; what is no code of the register stays."""
    names = {one.standing.row.code: name_of(one) for one in comparison.estates}
    return lambda code: names.get(code, code)


def ranked(comparison: Comparison) -> tuple[Assessed, ...]:
    """Return the rated estates, the worst first."""
    rated = [one for one in comparison.estates if one.rating.rank is not None]
    return tuple(sorted(rated, key=lambda one: one.rating.rank or 0))


def unrated(comparison: Comparison) -> tuple[Assessed, ...]:
    """Return the estates without a grade, in the register's order."""
    return tuple(one for one in comparison.estates if one.rating.grade is Grade.UNRATED)


def total(unit: UnitSums, field: str, language: str) -> str:
    """Return the sum of a field, a dash where no estate tells it, with how many do not if some do."""
    sums = unit.sums.get(field)
    if sums is None or (sums.unknown >= unit.estates and unit.estates):
        return UNKNOWN
    if not sums.unknown:
        return number(sums.total)
    counted = {"total": number(sums.total), "count": number(sums.unknown)}
    return tr("{total} ({count} unknown)", language, **counted)


def money(amount_cny: Decimal | None, language: str) -> str:
    """Return money with its unit, a dash for what is unknown; in Chinese by ten thousands, as offices do."""
    if amount_cny is None:
        return UNKNOWN
    if language in _BY_TEN_THOUSANDS:
        return tr("{amount} ×10,000 CNY", language, amount=number(amount_cny / WAN, 2))
    return tr("{amount} CNY", language, amount=number(amount_cny))


def published(comparison: Comparison, language: str) -> str:
    """Return the two published totals, those with the chosen schemes."""
    return tr(
        "Charging facilities after: {chargers} · bikes that can be parked after: {stalls}",
        language,
        chargers=total(comparison.total, "after.chargers", language),
        stalls=total(comparison.total, "after.stalls", language),
    )


def as_of(comparison: Comparison, language: str) -> str:
    """Return of which day the figures are."""
    when = comparison.as_of
    if when is None:
        return tr("Date of the data: unknown", language)
    return tr("Date of the data: {date}", language, date=when.isoformat())


def note(comparison: Comparison, language: str, *more: str, grades: bool = True, dated: bool = True) -> str:
    """Return what stands below a chart: the data's date and source, what is estimated or made up."""
    rows = comparison.register.rows
    parts = [as_of(comparison, language)] if dated else []
    title = town_name(comparison)
    if title:
        parts.append(tr("Source: register {title}", language, title=title))
    count = comparison.total.estimated
    if count:
        counted = {"count": number(count), "all": number(len(rows))}
        parts.append(tr("{count} of {all} estates have an estimated scheme", language, **counted))
    illustrative = sum(row.illustrative for row in rows)
    if illustrative:
        parts.append(tr("{count} estates are illustrative", language, count=number(illustrative)))
    waiting = sum(bool(one.standing.row.plan) and one.standing.outcome is None for one in comparison.estates)
    if waiting:
        parts.append(tr("{count} plans were not worked out yet", language, count=number(waiting)))
    if grades:
        parts.append(tr("Grade A is the lowest risk, D the highest", language))
    return " · ".join([*parts, *filter(None, more)])


def steadiness(language: str) -> str:
    """Return what the ranks in brackets behind a score mean."""
    return tr(
        "In brackets: between which ranks it stays when each weight moves by ±{percent} %",
        language,
        percent=number(load_town_method().value("weight_move_percent")),
    )


def grade_text(grade: Grade, language: str) -> str:
    """Return a grade in words."""
    return tr(GRADE_NAMES[grade], language)
