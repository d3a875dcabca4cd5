"""What the figures rest on: what is estimated, unknown or left out, and where method and values come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from chargeplan.drawing.town.facts import name_of, unrated
from chargeplan.drawing.town.look import number
from chargeplan.drawing.town.report.estates import MOST_ROWS, say_cut
from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.i18n import pick, tr
from chargeplan.reference.register_words import load_register_words
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.explaining import explanation
from chargeplan.town.failures import failure_sentence
from chargeplan.town.standing import Difference

_MOST_NAMES = 150


def write_doubts(flow: Flow, comparison: Comparison, remarks: Sequence[str], language: str) -> None:
    """Write which estates are estimated, unrated, without a place or made up, failed plans and remarks."""
    flow.heading(tr("What is estimated, unknown or left out", language))
    estates = comparison.estates
    groups = (
        (tr("Estimated schemes", language), [one for one in estates if one.standing.estimated]),
        (tr("Without a place on the map", language),
         [one for one in estates if one.standing.row.place is None]),
        (tr("Households unknown", language), [one for one in estates if one.standing.households is None]),
        (tr("E-bikes expected, not counted", language),
         [one for one in estates if one.standing.ebikes is not None and not one.standing.ebikes_counted]),
        (tr("Illustrative, made up to fill an example", language),
         [one for one in estates if one.standing.row.illustrative]),
    )  # fmt: skip
    columns = [
        Column(tr("What", language), 2.2),
        Column(tr("Estates", language), 0.8, "right"),
        Column(tr("Which", language), 7.5),
    ]
    rows = [Row([title, number(len(held)), _names(held, len(estates), language)]) for title, held in groups]
    flow.table(columns, rows, 7.5)
    _write_pairs(flow, tr("Unrated estates", language), _missing(comparison, language), language)
    _write_pairs(flow, tr("Plans that gave no figures", language), _failures(comparison, language), language)
    _write_pairs(flow, tr("Register and plan differ", language), _differences(comparison, language), language)
    if remarks:
        flow.subheading(tr("Noticed when the register was read", language))
        flow.bullets(list(remarks[:MOST_ROWS]), 8.0)
        say_cut(flow, len(remarks), language)


def _names(held: Sequence[Assessed], count: int, language: str) -> str:
    if not held:
        return ""
    if len(held) == count:
        return tr("all", language)
    names = tr(", ", language).join(name_of(one) for one in held[:_MOST_NAMES])
    more = len(held) - _MOST_NAMES
    if more <= 0:
        return names
    return tr("{names} and {count} more", language, names=names, count=number(more))


def _write_pairs(flow: Flow, title: str, pairs: Sequence[tuple[str, str]], language: str) -> None:
    if not pairs:
        return
    flow.subheading(title)
    columns = [Column(tr("Estate", language), 2.6), Column(tr("Why", language), 7.9)]
    flow.table(columns, [Row([name, text]) for name, text in pairs[:MOST_ROWS]], 7.5)
    say_cut(flow, len(pairs), language)


def _missing(comparison: Comparison, language: str) -> list[tuple[str, str]]:
    return [(name_of(one), explanation(one.rating, language)) for one in unrated(comparison)]


def _failures(comparison: Comparison, language: str) -> list[tuple[str, str]]:
    told = (
        (one, failure)
        for one in comparison.estates
        if one.standing.outcome is not None
        for failure in one.standing.outcome.failures
    )
    return [
        (name_of(one), f"{one.standing.row.plan}: {failure_sentence(failure, language)}")
        for one, failure in told
    ]


def _differences(comparison: Comparison, language: str) -> list[tuple[str, str]]:
    """Return estates whose register and plan tell different figures, by the field's own name."""
    return [
        (name_of(one), "; ".join(_difference(each, language) for each in one.standing.differences))
        for one in comparison.estates
        if one.standing.differences
    ]


def _difference(each: Difference, language: str) -> str:
    return tr(
        "{field}: register {register}, plan {plan}",
        language,
        field=pick(load_register_words().field(each.field).title, language),
        register=each.register,
        plan=each.plan,
    )


def write_sources(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write every weighted indicator and every limit with its source; what was not read there is marked."""
    flow.heading(tr("Sources", language))
    method = load_town_method()
    weights = comparison.settings.weights
    weighted = [one for one in method.indicators if weights.get(one.id)]
    others = [one for one in method.indicators if not weights.get(one.id)]
    columns = [
        Column(tr("Indicator", language), 2.3),
        Column(tr("Weight", language), 0.7, "right"),
        Column(tr("Unit", language), 0.9, "center"),
        Column(tr("Formula", language), 3.2),
        Column(tr("0 to 100 points", language), 1.1, "center"),
        Column(tr("Source", language), 2.6),
        Column(tr("Confidence", language), 0.9, "center"),
    ]
    rows = [_indicator_row(one, weights.get(one.id), language) for one in (*weighted, *others)]
    flow.table(columns, rows, 7.0)
    flow.subheading(tr("Values of the method", language))
    columns = [
        Column(tr("What", language), 4.2),
        Column(tr("Value that is taken", language), 1.0, "right"),
        Column(tr("Unit", language), 0.8, "center"),
        Column(tr("Source", language), 3.6),
        Column(tr("Confidence", language), 1.0, "center"),
    ]
    figures = [
        Row([pick(one.title, language), f"{one.value:g}", "" if one.unit == "1" else one.unit, one.source,
             _standing(one.verified, language)])
        for one in method.figures.values()
    ]  # fmt: skip
    flow.table(columns, figures, 7.0)
    _write_row_sources(flow, comparison, language)


def _indicator_row(one: Indicator, weight: Decimal | None, language: str) -> Row:
    grading = one.grading
    span, source, sure = "", one.source, one.verified
    if grading is not None:
        span = f"{grading.good.normalize():f} … {grading.bad.normalize():f}"
        if weight:
            source = "\n".join(dict.fromkeys((one.source, grading.source)))
            sure = one.verified and grading.verified
    return Row(
        [
            pick(one.title, language),
            number(weight, 1) if weight else "",
            pick(one.unit, language),
            pick(one.formula, language),
            span,
            source,
            _standing(sure, language),
        ]
    )


def _standing(verified: bool, language: str) -> str:
    return tr("verified", language) if verified else tr("to be verified", language)


def _write_row_sources(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write from where the register's rows have their figures, and how many rows each source has."""
    counts: dict[tuple[str, str], int] = {}
    for row in comparison.register.rows:
        key = (row.source, row.as_of.isoformat() if row.as_of is not None else "")
        if any(key):
            counts[key] = counts.get(key, 0) + 1
    if not counts:
        return
    flow.subheading(tr("Sources of the register's rows", language))
    columns = [
        Column(tr("Source", language), 6.0),
        Column(tr("Figures of", language), 2.0, "center"),
        Column(tr("Estates", language), 1.5, "right"),
    ]
    rows = [Row([source, day, number(count)]) for (source, day), count in _most_first(counts.items())]
    flow.table(columns, rows, 8.0)
    say_cut(flow, len(counts), language)


def _most_first(
    counted: Iterable[tuple[tuple[str, str], int]],
) -> list[tuple[tuple[str, str], int]]:
    return sorted(counted, key=lambda one: (-one[1], one[0]))[:MOST_ROWS]
