"""Notes of a plan sheet: what is open, what the sheet leaves out, and where its data come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chargeplan.analysis import Analysis
from chargeplan.drawing.dimensions import Dimension
from chargeplan.drawing.plan_sheet.flowing import Block, Row
from chargeplan.drawing.plan_sheet.tables import headline, told_row
from chargeplan.drawing.plan_sheet.writing import Letters, lines_of, written
from chargeplan.drawing.primitives import Primitive
from chargeplan.drawing.underlay_pictures import pictures_below
from chargeplan.engineering.findings import Check, severities
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.accuracy import scale_note
from chargeplan.model.labels import label, title
from chargeplan.model.project import visible_elements

_INDENT = 1.9
_TOGETHER = 6
"""Most lines of a note that are never parted."""

_SHOWN_NAMES = 6


@dataclass(frozen=True)
class MapFacts:
    """What the map of a sheet could not show.

    Attributes
    ----------
    chosen : int
        The n of the scale that somebody chose, 0 when nobody did.
    fitting : int or None
        The n of the largest usual scale at which the site fits, None where it fits at none.
    cut : bool
        Whether anything lies beyond the frame.
    unnumbered : int
        How many sheds and lots have stalls too small for numbers.
    untold : distances whose figure found no room
    """

    chosen: int = 0
    fitting: int | None = 0
    cut: bool = False
    unnumbered: int = 0
    untold: tuple[Dimension, ...] = ()


def notes_block(letters: Letters, notes: Sequence[str], language: str, width: float) -> Block:
    """Return numbered notes, wrapped to a width [mm]."""
    rows = [row for number, note in enumerate(notes, 1) for row in _rows(letters, number, note, width)]

    def more(count: int) -> Row:
        return told_row(
            letters, tr("… and {count} more; all of it is in the workbook", language, count=count)
        )

    return Block((headline(letters, tr("Notes on the plan", language)),), tuple(rows), (), more)


def _rows(letters: Letters, number: int, note: str, width: float) -> Iterator[Row]:
    """Yield a note in pieces that stay together in a column."""
    lines = lines_of(note, letters.least, width - _INDENT * letters.size)
    for start in range(0, len(lines), _TOGETHER):
        yield _piece(letters, "" if start else f"{number}.", lines[start : start + _TOGETHER])


def _piece(letters: Letters, number: str, lines: Sequence[str]) -> Row:
    size = letters.least
    step = 1.45 * size

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        if number:
            yield written(left, top - step / 2, number, size)
        for at, line in enumerate(lines):
            yield written(left + _INDENT * letters.size, top - (at + 0.5) * step, line, size)

    return Row(step * len(lines), draw)


def notes_of(analysis: Analysis, facts: MapFacts, language: str) -> list[str]:
    """Return the notes of a sheet, what is open first."""
    return [
        *_about_the_map(facts, language),
        *_open_points(analysis, language),
        tr("Lengths in metres, areas in square metres; print without scaling.", language),
        tr("The structure has not been calculated and must be checked by an engineer.", language),
        *_below(analysis, language),
        *_left_out(analysis, facts, language),
        *_sources(analysis, language),
        *filter(None, (" ".join(analysis.project.notes.split()),)),
    ]


def _about_the_map(facts: MapFacts, language: str) -> Iterator[str]:
    if not facts.cut:
        return
    if facts.chosen and facts.fitting is None:
        yield tr(
            "At the chosen scale 1:{scale} the site does not fit this paper.", language, scale=facts.chosen
        )
    elif facts.chosen:
        yield tr(
            "At the chosen scale 1:{scale} the site does not fit this paper; 1:{fitting} would fit.",
            language,
            scale=facts.chosen,
            fitting=facts.fitting,
        )
    yield tr("What lies beyond the frame of the map is cut off.", language)


def _open_points(analysis: Analysis, language: str) -> Iterator[str]:
    """Yield what is missed, what cannot be decided, and the rules that nobody has read in their source."""
    counts = severities(analysis.findings)
    missed = counts.errors + counts.warnings
    if missed:
        yield tr(
            "Requirements not met: {count}; see the review form in the workbook.", language, count=missed
        )
    undecided = {check.undecided for check in analysis.checks if check.state == "undecided"}
    facts = dict.fromkeys(sorted(tr(fact, language) for fact in undecided if fact is not None))
    if facts:
        yield tr(
            "To be verified, facts that nobody has told: {facts}.", language, facts=_listed(facts, language)
        )
    if counts.waived:
        yield tr("Let pass by a waiver: {count}; see the review form.", language, count=counts.waived)
    unverified = _unverified(analysis.checks, language)
    if unverified:
        yield tr(
            "To be verified, requirements not yet read in their source: {rules}.",
            language,
            rules=_listed(unverified, language),
        )
    if analysis.scheme.car_bays_taken is None:
        yield tr("To be verified, bays for cars that are given up.", language)


def _unverified(checks: Sequence[Check], language: str) -> dict[str, None]:
    """Return the titles of the rules on which a plan rests and that are not verified, each once."""
    rules = [check.rule for check in checks if check.rule is not None and not check.verified]
    return dict.fromkeys(pick(rule.title, language) for rule in rules if not rule.regional)


def _listed(names: dict[str, None], language: str) -> str:
    shown = list(names)[:_SHOWN_NAMES]
    told = tr(", ", language).join(shown)
    rest = len(names) - len(shown)
    return told if not rest else tr("{names} and {count} more", language, names=told, count=rest)


def _below(analysis: Analysis, language: str) -> Iterator[str]:
    """Yield how far the scale of what the plan was drawn over is known."""
    site = analysis.project.site
    unscaled = [title(underlay, language) for underlay in site.underlays if not underlay.scaled]
    if unscaled:
        names = _listed(dict.fromkeys(unscaled), language)
        yield tr(
            "To be verified, drawn over pictures without a known length: {names}.", language, names=names
        )
    note = scale_note(site, language)
    if note:
        yield tr("Accuracy: {note}.", language, note=note)


def _left_out(analysis: Analysis, facts: MapFacts, language: str) -> Iterator[str]:
    if facts.unnumbered:
        text = N_("Sheds and lots whose stalls are too small at this scale for their numbers: {count}.")
        yield tr(text, language, count=facts.unnumbered)
    if facts.untold:
        elements = visible_elements(analysis.project, analysis.scheme.id)
        told = dict.fromkeys(
            tr("{names}: {distance}", language, distance=each.text,
               names="–".join(label(elements[name], language) for name in each.elements if name in elements))
            for each in facts.untold
        )  # fmt: skip
        yield tr("Distances without room for their figure: {distances}.", language,
                 distances=_listed(told, language))  # fmt: skip
    pictures = pictures_below(analysis.project.site)
    if pictures:
        yield tr("Drawn over pictures, which are left out of CAD files: {count}.", language, count=pictures)


def _sources(analysis: Analysis, language: str) -> Iterator[str]:
    rules = analysis.references.rule_set
    told = [
        tr("rules: {title} {version}", language, title=pick(rules.title, language), version=rules.version)
    ]
    names = dict.fromkeys(underlay.name for underlay in analysis.project.site.underlays if underlay.name)
    if names:
        told.append(tr("drawn over {names}", language, names=_listed(names, language)))
    reference = analysis.project.site.georeference
    if reference is not None and reference.crs:
        told.append(tr("coordinates: {system}", language, system=reference.crs))
    yield tr("Sources: {sources}.", language, sources=tr("; ", language).join(told))
