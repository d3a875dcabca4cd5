"""The sheet of findings for the fire officer: every rule with limit, design value, conclusion and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chargeplan.analysis import Analysis
from chargeplan.engineering.findings import SIGNS, Check, figure, sentence_of, unit_name
from chargeplan.files.workbook.pages import Column, Page
from chargeplan.files.workbook.texts import short
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import label
from chargeplan.model.project import Element, visible_elements
from chargeplan.model.waivers import Waiver
from chargeplan.reference.rule_sets import rule_set_name
from chargeplan.units import TOLERANCE_M

NUMBER, ITEM, BASIS, LIMIT, VALUE, CONCLUSION, PLACE, MENDING, REMARKS = range(9)

_STATES = ("missed", "undecided", "waived", "met")
_CONCLUSIONS = {
    "met": N_("complies"),
    "missed": N_("does not comply"),
    "undecided": N_("to be verified"),
    "waived": N_("waived"),
}
_FILLS = {"error": "#F8D3CE", "warning": "#FFE7C2", "info": "#EAF0F4"}
_UNDECIDED_FILL = "#FFF6CC"
_MENDED_BY = {"m", "m²", "stalls", "pieces", "kW"}
"""Units of what can be made more or less of by what is missing."""

_CLASSES = {"fire_class"}

_SEVERITIES = {
    "error": N_("must be mended"),
    "warning": N_("should be mended"),
    "info": N_("for information"),
}
_ORDER = tuple(_SEVERITIES)


def columns(language: str) -> list[Column]:
    """Return the nine columns of the form."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("What is reviewed", language), 42),
        Column(tr("Basis (clause)", language), 32),
        Column(tr("Required value", language), 13, "center"),
        Column(tr("Design value", language), 13, "center"),
        Column(tr("Conclusion", language), 12, "center"),
        Column(tr("Where", language), 30),
        Column(tr("What mends it", language), 30),
        Column(tr("Remarks", language), 34),
    ]


@dataclass(frozen=True)
class _Row:
    """One check as it is written."""

    check: Check
    state: str
    texts: tuple[str, ...]


def write_review(page: Page, analysis: Analysis) -> None:
    """Write every check: first what is missed, then what cannot be decided, is waived, and is met."""
    language = page.language
    page.open(
        tr("Review of the plan", language),
        tr(
            "Rule set: {name}, version {version}. Distances are measured from the roof's drip edge or the "
            "nearest stall, whichever is nearer, to the nearest outer wall.",
            language,
            name=rule_set_name(analysis.project, language),
            version=analysis.references.rule_set.version,
        ),
    )
    writer = _Writer(page, analysis)
    number = 0
    for state in _STATES:
        rows = writer.rows(state)
        if not rows:
            continue
        writer.heading(state, len(rows))
        for row in rows:
            number += 1
            writer.row(number, row)
    if not number:
        page.nothing()
    page.close()


class _Writer:
    def __init__(self, page: Page, analysis: Analysis) -> None:
        self.page = page
        self.analysis = analysis
        self.elements = visible_elements(analysis.project, analysis.scheme.id)

    def rows(self, state: str) -> list[_Row]:
        """Return the checks of one state, the gravest first."""
        checks = [check for check in self.analysis.checks if check.state == state]
        if state == "missed":
            checks.sort(key=lambda check: _ORDER.index(check.severity))
        return [_Row(check, state, self.texts(check, state)) for check in checks]

    def texts(self, check: Check, state: str) -> tuple[str, ...]:
        """Return what stands in the columns after the number."""
        language = self.page.language
        return (
            self.item(check),
            check.clause or check.source or "—",
            self.measure(check, check.required, _sign(check)),
            self.measure(check, check.measured),
            tr(_CONCLUSIONS[state], language),
            self.place(check),
            self.mending(check, state),
            self.remarks(check, state),
        )

    def item(self, check: Check) -> str:
        """Return what is reviewed: the rule's title, and the sentence with its figures."""
        rule = self.analysis.references.rule_set.rule(check.code)
        told = sentence_of(check, self.elements, self.page.language)
        return f"{check.code} {pick(rule.title, self.page.language)}\n{told}" if rule else told

    def measure(self, check: Check, value: float | None, sign: str = "") -> str:
        if value is None:
            return "—"
        unit = unit_name(check.unit, self.page.language)
        return " ".join(filter(None, (sign, figure(check, value), unit)))

    def place(self, check: Check) -> str:
        """Return the elements concerned, and where on the plan: both ends of a distance, else a point."""
        names = " — ".join(self.name(element_id) for element_id in check.elements)
        points = check.span or ((check.place,) if check.place else ())
        where = "–".join(f"({x:.2f}, {y:.2f})" for x, y in points)
        return "\n".join(filter(None, (names, where)))

    def name(self, element_id: str) -> str:
        element: Element | None = self.elements.get(element_id)
        return short(label(element, self.page.language)) if element is not None else element_id

    def mending(self, check: Check, state: str) -> str:
        """Return what would have to change, from how far the limit is missed."""
        if state == "undecided" and check.undecided is not None:
            fact = tr(check.undecided, self.page.language)
            return tr("Draw or enter what is missing: {fact}.", self.page.language, fact=fact)
        if state != "missed":
            return "—"
        if check.unit not in _MENDED_BY or check.margin is None or check.margin >= -TOLERANCE_M:
            return tr("See the sentence on the left.", self.page.language)
        missing = self.measure(check, -check.margin)
        text = N_("More by {amount} at least.")
        if check.bound == "most":
            text = N_("Less by {amount} at least.")
        return tr(text, self.page.language, amount=missing)

    def remarks(self, check: Check, state: str) -> str:
        """Return weight, waiver, and how far source and limit are to be trusted."""
        language = self.page.language
        return tr("; ", language).join(
            filter(
                None,
                (
                    tr(_SEVERITIES[check.severity], language) if state == "missed" else "",
                    _waived(check.waiver, language) if check.waiver else "",
                    self.margin(check, state),
                    tr("rule of another place, for reference only", language) if check.regional else "",
                    "" if check.verified else tr("limit to be verified", language),
                    check.source if check.clause else "",
                ),
            )
        )

    def margin(self, check: Check, state: str) -> str:
        """Return how much there is to spare where the rule is met."""
        if state != "met" or check.margin is None or check.required is None or not check.required:
            return ""
        spare = self.measure(check, check.margin)
        return tr("{amount} to spare", self.page.language, amount=spare)

    def heading(self, state: str, count: int) -> None:
        page = self.page
        text = tr("{conclusion}: {count}", page.language, conclusion=tr(_CONCLUSIONS[state], page.language),
                  count=count)  # fmt: skip
        page.heading(text, ITEM)

    def row(self, number: int, row: _Row) -> None:
        page = self.page
        fill = _fill(row)
        page.number(page.row, NUMBER, number, page.formats.centre)
        for at, text in enumerate(row.texts, ITEM):
            extra: dict[str, Any] = {"bg_color": fill} if fill and at == CONCLUSION else {}
            page.text(page.row, at, text, page.formats.cell(page.columns[at].align, font_size=9, **extra))
        page.fit(list(enumerate(row.texts, ITEM)), small=range(ITEM, REMARKS + 1))
        page.row += 1


def _fill(row: _Row) -> str:
    if row.state == "missed":
        return _FILLS[row.check.severity]
    return _UNDECIDED_FILL if row.state == "undecided" else ""


def _waived(waiver: Waiver, language: str) -> str:
    text = tr("waived by {name}: {reason}", language, name=waiver.name, reason=waiver.reason)
    return f"{text} ({waiver.day.isoformat()})" if waiver.day else text


def _sign(check: Check) -> str:
    """Return which way the limit binds, as it is written; a class is no number."""
    return "" if check.unit in _CLASSES else SIGNS.get(check.bound, "")
