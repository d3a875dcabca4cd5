"""The title block of a plan sheet, with lines to be filled in by hand where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chargeplan.analysis import Analysis
from chargeplan.drawing.plan_sheet.writing import (
    LAYER,
    Letters,
    fitting,
    lines_of,
    outline,
    rule,
    upright,
    width_mm,
    written,
)
from chargeplan.drawing.primitives import Box, Polygon, Primitive
from chargeplan.i18n import tr

_WIDE_ROWS = (2.3, 3.3, 3.3)
"""Heights of the rows of employer, project and drawing, in letters."""

_ROW, _ROWS = 2.2, 4
_GAP = 0.45
TITLE_LETTERS = sum(_WIDE_ROWS) + _ROW * _ROWS


@dataclass(frozen=True)
class TitleBlock:
    """What the title block says: pairs of words and what is filled in, those that go across first."""

    wide: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...]


def title_block(analysis: Analysis, language: str, scale: int) -> TitleBlock:
    """Return the title block of a sheet at 1:`scale`; the estate's name stands in for that of a project."""
    sheet, project = analysis.project.sheet, analysis.project
    date = "" if project.plan_date is None else project.plan_date.isoformat()
    return TitleBlock(
        wide=(
            (tr("Client", language), project.bill.employer),
            (tr("Project name", language), sheet.project_name or project.estate.name),
            (
                tr("Drawing title", language),
                sheet.drawing_title or tr("E-bike parking and charging: site plan", language),
            ),
        ),
        left=(
            (tr("Approved by", language), sheet.approved_by),
            (tr("Proofread by", language), sheet.checked_by),
            (tr("Designed by", language), sheet.designed_by),
            (tr("Drawn up by", language), project.bill.prepared_by),
        ),
        right=(
            (tr("Drawing no.", language), sheet.drawing_number),
            (tr("Scale", language), f"1:{scale}"),
            (tr("Date", language), date),
            (tr("Revision", language), sheet.revision),
        ),
    )


def title_primitives(block: TitleBlock, box: Box, letters: Letters) -> Iterator[Primitive]:
    """Yield the title block in its box [mm]."""
    yield Polygon(LAYER, "paper", (box.ring,))
    top, edge = box.top, box.left + _names_mm(block.wide, letters)
    for height, (name, value) in zip(_WIDE_ROWS, block.wide, strict=True):
        bottom = top - height * letters.size
        yield from _name(name, Box(box.left, bottom, edge, top), letters)
        yield from _value(value, Box(edge, bottom, box.right, top), letters)
        yield rule(box.left, box.right, bottom, "sheet_line")
        top = bottom
    middle = box.left + box.width / 2
    for left, right, pairs in ((box.left, middle, block.left), (middle, box.right, block.right)):
        yield from _pairs(pairs, Box(left, box.bottom, right, top), letters)
    yield upright(edge, top, box.top, "sheet_line")
    yield upright(middle, box.bottom, top, "sheet_line")
    yield outline(box, "sheet_title_frame")


def _names_mm(pairs: tuple[tuple[str, str], ...], letters: Letters) -> float:
    """Return how wide the column of names is [mm]."""
    widest = max(width_mm(name, letters.least, "muted_text") for name, _ in pairs)
    return widest + 3 * _GAP * letters.size


def _pairs(pairs: tuple[tuple[str, str], ...], box: Box, letters: Letters) -> Iterator[Primitive]:
    edge, row = box.left + _names_mm(pairs, letters), box.height / len(pairs)
    yield upright(edge, box.bottom, box.top, "sheet_line")
    for number, (name, value) in enumerate(pairs):
        top = box.top - number * row
        yield from _name(name, Box(box.left, top - row, edge, top), letters)
        yield from _value(value, Box(edge, top - row, box.right, top), letters)
        if number:
            yield rule(box.left, box.right, top, "sheet_line")


def _name(text: str, box: Box, letters: Letters) -> Iterator[Primitive]:
    fit, size = fitting(text, letters.size, letters.least, box.width - 2 * _GAP * letters.size, "muted_text")
    yield written(*box.centre, fit, size, "muted_text", "center")


def _value(text: str, box: Box, letters: Letters) -> Iterator[Primitive]:
    """Yield a value in one line, or in two where its cell is high enough; nothing is left out unmarked."""
    room = box.width - 2 * _GAP * letters.size
    wanted = letters.heading if box.height > 3 * letters.size else letters.size
    lines = lines_of(text, wanted, room, "strong_text")
    size = wanted
    if len(lines) > 1:
        size = letters.size if box.height > 3 * letters.size else letters.least
        lines = lines_of(text, size, room, "strong_text")
    most = 2 if box.height >= (1 + 1.3) * size + 0.4 * letters.size else 1
    if len(lines) > most:
        rest = "".join(lines[most - 1 :]) if most == 1 else " ".join(lines[most - 1 :])
        cut, _ = fitting(rest, size, size, room, "strong_text")
        lines = [*lines[: most - 1], cut]
    first = box.centre[1] + (len(lines) - 1) / 2 * 1.3 * size
    for number, line in enumerate(lines):
        yield written(box.centre[0], first - number * 1.3 * size, line, size, "strong_text", "center")
