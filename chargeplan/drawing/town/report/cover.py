"""The first pages: what the report is about, the town before and after, grades, and the method in short."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.drawing.town.facts import UNKNOWN, as_of, grade_text, measure, money, note, town_name
from chargeplan.drawing.town.look import LIGHT, number
from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.i18n import tr
from chargeplan.town.comparison import Comparison, UnitSums
from chargeplan.town.grading import Grade, shares_percent
from chargeplan.town.method_words import method_sentences
from chargeplan.units import signed

_TITLE_PT, _BELOW_PT = 19.0, 11.0
_HUNDRED = Decimal(100)
_LETTERS = ("B", "C", "D")


def title_of(comparison: Comparison, language: str) -> str:
    """Return what the report is called."""
    return tr(
        "{town}: {count} estates compared",
        language,
        town=town_name(comparison) or tr("Town without a name", language),
        count=number(len(comparison.estates)),
    )


def write_cover(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write the title, the totals before and after, the grades and the method."""
    flow.space(0.25)
    flow.text(title_of(comparison, language), _TITLE_PT, bold=True)
    flow.space(0.1)
    flow.text(as_of(comparison, language), _BELOW_PT, bold=True)
    flow.text(note(comparison, language, dated=False), colour=LIGHT.faint)
    flow.subheading(tr("The town before and after the chosen schemes", language))
    write_totals(flow, comparison.total, language)
    flow.subheading(tr("Estates by risk grade", language))
    _write_grades(flow, comparison, language)
    flow.subheading(tr("The method in short", language))
    flow.bullets([_weights(comparison, language), *method_sentences(comparison.settings, language)], 8.0)


def write_totals(flow: Flow, total: UnitSums, language: str) -> None:
    """Write the published totals and what belongs to them, before, after and the difference."""
    columns = [
        Column("", 3.4),
        Column(tr("Before", language), 1.4, "right"),
        Column(tr("After", language), 1.4, "right"),
        Column(tr("Change", language), 1.4, "right"),
        Column(tr("Estates of which it is unknown", language), 2.2, "right"),
    ]
    kinds = (
        (tr("Charging facilities (published)", language), "before.chargers", "after.chargers"),
        (tr("Bikes that can be parked (published)", language), "before.stalls", "after.stalls"),
        (tr("Charging sockets", language), "before.sockets", "after.sockets"),
        (tr("Sockets short", language), "sockets_short", "sockets_short_after"),
        (tr("Stalls short", language), "stalls_short", "stalls_short_after"),
    )
    rows = [_compared(total, title, before, after) for title, before, after in kinds]
    rows += [
        _single(total, tr("Households", language), "households"),
        _single(total, tr("E-bikes, counted or expected", language), "ebikes"),
    ]
    cost = total.sums.get("cost_cny")
    text = UNKNOWN
    if cost is not None and (cost.total or not cost.unknown):
        text = money(cost.total, language) + "*" * bool(cost.unknown)
    unknown = number(cost.unknown) if cost is not None and cost.unknown else ""
    title = tr("Cost of the chosen schemes", language)
    if total.estimated:
        counted = {"title": title, "count": number(total.estimated)}
        title = tr("{title}, with {count} estimated ones", language, **counted)
    rows.append(Row([title, "", text, "", unknown], strong=True))
    flow.table(columns, rows, 9.0)


def _compared(total: UnitSums, title: str, before: str, after: str) -> Row:
    early, late = total.sums.get(before), total.sums.get(after)
    known = [sums for sums in (early, late) if sums is not None]
    unknown = max((sums.unknown for sums in known), default=0)
    texts = [number(sums.total) + "*" * bool(sums.unknown) if sums else UNKNOWN for sums in (early, late)]
    change = ""
    if early is not None and late is not None and early.unknown == late.unknown:
        change = signed(late.total - early.total, 0)
    return Row([title, *texts, change, number(unknown) if unknown else ""])


def _single(total: UnitSums, title: str, field: str) -> Row:
    sums = total.sums.get(field)
    if sums is None:
        return Row([title, UNKNOWN, "", "", ""])
    return Row([title, number(sums.total), "", "", number(sums.unknown) if sums.unknown else ""])


def _write_grades(flow: Flow, comparison: Comparison, language: str) -> None:
    columns = [
        Column(tr("Grade", language), 0.8, "center"),
        Column(tr("Meaning", language), 3.0),
        Column(tr("Score", language), 2.0, "center"),
        Column(tr("Estates", language), 1.2, "right"),
        Column(tr("Share", language), 1.2, "right"),
    ]
    limits = [Decimal(0), *comparison.settings.grade_limits]
    ends = [*comparison.settings.grade_limits, _HUNDRED]
    counts = [comparison.total.grades.get(grade.value, 0) for grade in Grade]
    rows = []
    for at, (grade, held, share) in enumerate(zip(Grade, counts, shares_percent(counts), strict=True)):
        span = ""
        if grade is not Grade.UNRATED:
            span = f"{limits[at].normalize():f} – {ends[at].normalize():f}"
        told = f"{number(share, 1)} %"
        rows.append(Row([grade, grade_text(grade, language), span, number(held), told]))
    flow.table(columns, rows, 9.0)


def _weights(comparison: Comparison, language: str) -> str:
    """Return the weights in percent, the greatest first."""
    weights = {name: weight for name, weight in comparison.settings.weights.items() if weight}
    whole = sum(weights.values(), Decimal(0))
    if not whole:
        return tr("No indicator has a weight.", language)
    ordered = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    parts = tr(", ", language).join(
        f"{measure(name, language).title} {number(_HUNDRED * weight / whole, 1)} %"
        for name, weight in ordered
    )
    return tr("Weights of the risk grade: {parts}.", language, parts=parts)
