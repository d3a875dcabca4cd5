"""Sums by level of the administration, and the ranking of the estates with the reason behind each rank."""

from __future__ import annotations

from chargeplan.drawing.town.facts import UNKNOWN, name_of, ranked, unrated
from chargeplan.drawing.town.look import LIGHT, number
from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.i18n import tr
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparison import Assessed, Comparison, Sums, UnitSums
from chargeplan.town.explaining import explanation
from chargeplan.town.grading import Grade
from chargeplan.town.settings import LEVELS_DOWN
from chargeplan.town.standing import Origin
from chargeplan.town.words import GRADE_LETTERS, LEVEL_NAMES
from chargeplan.units import WAN

MOST_ROWS = 500
"""Longer tables are cut in the report, which says so; the workbook has all of it."""

_SUMMED = (
    "households", "ebikes", "before.chargers", "after.chargers", "before.stalls", "after.stalls",
    "before.sockets", "after.sockets", "stalls_short", "sockets_short",
)  # fmt: skip


def write_levels(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write the sums of the town, and of each district, street and committee."""
    flow.space(0.15)
    flow.need(2.0)
    flow.heading(tr("Summary by level", language), on_new_page=False)
    flow.text(
        tr(
            "* Of some estates this is unknown; they count in no sum. Money in 10,000 CNY with tax.", language
        ),
        8.0,
        colour=LIGHT.faint,
    )
    columns = _level_columns(language)
    whole = _unit_row(comparison.total, tr("All estates", language), language, strong=True)
    flow.space(0.06)
    flow.table(columns, [whole], 7.0)
    for level in LEVELS_DOWN:
        units = [unit for unit in comparison.units.get(level, ()) if unit.path[-1]]
        if not units:
            continue
        flow.subheading(tr(LEVEL_NAMES[level], language).capitalize())
        rows = [_unit_row(unit, unit.path[-1], language) for unit in units[:MOST_ROWS]]
        flow.table(columns, rows, 7.0)
        say_cut(flow, len(units), language)


def say_cut(flow: Flow, count: int, language: str) -> None:
    """Say where a table was cut that all of it stands in the workbook."""
    if count > MOST_ROWS:
        text = tr(
            "{shown} of {all} rows; all of them are in the workbook.",
            language,
            shown=number(MOST_ROWS),
            all=number(count),
        )
        flow.text(text, 8.0, colour=LIGHT.faint)


def _level_columns(language: str) -> list[Column]:
    def right(text: str, width: float) -> Column:
        return Column(text, width, "right")

    return [
        Column(tr("Name", language), 1.6),
        right(tr("Estates", language), 0.5),
        right(tr("Households", language), 0.8),
        right(tr("E-bikes", language), 0.6),
        right(tr("Charging facilities before", language), 0.68),
        right(tr("Charging facilities after", language), 0.68),
        right(tr("Bikes that can be parked before", language), 0.68),
        right(tr("Bikes that can be parked after", language), 0.68),
        right(tr("Sockets before", language), 0.6),
        right(tr("Sockets after", language), 0.6),
        right(tr("Stalls short", language), 0.58),
        right(tr("Sockets short", language), 0.58),
        right(tr("Cost (10,000 CNY)", language), 0.85),
        right(tr("Estimated", language), 0.7),
        *(right(tr(GRADE_LETTERS[grade], language), 0.3 if grade is not Grade.UNRATED else 0.6)
          for grade in Grade),
    ]  # fmt: skip


def _unit_row(unit: UnitSums, name: str, language: str, *, strong: bool = False) -> Row:
    cells = [name, number(unit.estates)]
    cells += [_sum(unit.sums.get(field), unit.estates) for field in _SUMMED]
    cost = unit.sums.get("cost_cny")
    cells.append(_sum(Sums(cost.total / WAN, cost.unknown) if cost else None, unit.estates, 2))
    cells.append(number(unit.estimated) if unit.estimated else "")
    cells += [number(unit.grades.get(grade.value, 0)) for grade in Grade]
    return Row(cells, strong)


def _sum(sums: Sums | None, estates: int, decimals: int = 0) -> str:
    """Return a sum with a star where it lacks some estates, a dash where it lacks all."""
    if sums is None or (sums.unknown >= estates and estates):
        return UNKNOWN
    return number(sums.total, decimals) + ("*" if sums.unknown else "")


def write_ranking(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write all estates by rank with grade, figures and the reason; those that are unrated at the end."""
    flow.heading(tr("Ranking by risk", language))
    grades = tr("Grade A is the lowest risk, D the highest; rank 1 is the worst.", language)
    percent = number(load_town_method().value("weight_move_percent"))
    moved = tr(
        "Rank if weights move: best and worst, each weight by ±{percent} %.", language, percent=percent
    )
    flow.text(f"{grades} {moved}", 8.0, colour=LIGHT.faint)
    flow.space(0.06)
    rated, apart = ranked(comparison), unrated(comparison)
    columns = _ranking_columns(language)
    flow.table(columns, [_ranked_row(one, language) for one in rated[:MOST_ROWS]])
    say_cut(flow, len(rated), language)
    if apart:
        text = tr(
            "Unrated: {count} estates, of which something is unknown", language, count=number(len(apart))
        )
        flow.subheading(text)
        flow.table(columns, [_ranked_row(one, language) for one in apart[:MOST_ROWS]])
        say_cut(flow, len(apart), language)


def _ranking_columns(language: str) -> list[Column]:
    return [
        Column(tr("Rank", language), 0.42, "right"),
        Column(tr("Grade", language), 0.5, "center"),
        Column(tr("Score", language), 0.48, "right"),
        Column(tr("Rank if weights move", language), 0.68, "center"),
        Column(tr("Estate, code and committee", language), 1.95),
        Column(tr("Households", language), 0.72, "right"),
        Column(tr("E-bikes", language), 0.55, "right"),
        Column(tr("Charging facilities before → after", language), 0.85, "right"),
        Column(tr("Bikes that can be parked before → after", language), 0.95, "right"),
        Column(tr("Sockets short", language), 0.58, "right"),
        Column(tr("Cost (10,000 CNY)", language), 0.85, "right"),
        Column(tr("Why", language), 2.5),
    ]


def _ranked_row(one: Assessed, language: str) -> Row:
    rating, standing = one.rating, one.standing
    under = " · ".join(filter(None, (standing.row.code, standing.row.committee)))
    return Row(
        [
            "" if rating.rank is None else number(rating.rank),
            rating.grade,
            "" if rating.score is None else number(rating.score, 1),
            _span(one),
            f"{name_of(one)}\n{under}",
            _count(standing.households),
            _count(standing.ebikes) + ("" if standing.ebikes_counted or standing.ebikes is None else "*"),
            f"{_count(standing.before.chargers)} → {_count(standing.after.chargers)}",
            f"{_count(standing.before.stalls)} → {_count(standing.after.stalls)}",
            _count(standing.sockets_short),
            cost_text(one, language),
            explanation(rating, language),
        ]
    )


def _span(one: Assessed) -> str:
    best, worst = one.rating.rank_best, one.rating.rank_worst
    if best is None or worst is None:
        return ""
    return number(best) if best == worst else f"{number(best)}–{number(worst)}"


def _count(value: int | None) -> str:
    return UNKNOWN if value is None else number(value)


def cost_text(one: Assessed, language: str) -> str:
    """Return what an estate's scheme costs in ten thousands of yuan, and that it is estimated if it is."""
    scheme = one.standing.scheme
    if scheme.origin is Origin.NONE or scheme.cost_cny is None:
        return UNKNOWN
    amount = number(scheme.cost_cny / WAN, 2)
    if scheme.origin is Origin.ESTIMATE:
        return tr("{amount} (est.)", language, amount=amount)
    return amount
