"""Title, north arrow and scale bar of a plan sheet."""

from __future__ import annotations

from collections.abc import Iterator

from chargeplan.analysis import Analysis
from chargeplan.drawing.pages import MM_PER_M
from chargeplan.drawing.plan_sheet.flowing import Row
from chargeplan.drawing.plan_sheet.writing import LAYER, Letters, fitting, lines_of, written
from chargeplan.drawing.primitives import Box, Polygon, Primitive
from chargeplan.drawing.scale_bar import bar_length_m
from chargeplan.i18n import tr

_HEIGHT = 6.6
_ARROW = 5.5
_BAR = 0.62
"""Most of a column's width that a scale bar takes."""

_PARTS = 4
_TITLE_LINES = 2


def sheet_title(analysis: Analysis, language: str) -> str:
    """Return what the sheet is called, with the name of the estate where it has one."""
    name = analysis.project.estate.name
    if not name:
        return tr("E-bike parking and charging: site plan", language)
    return tr("{estate}: site plan of e-bike parking and charging", language, estate=name)


def title_row(letters: Letters, analysis: Analysis, language: str, width: float) -> Row:
    """Return the sheet's title in at most two lines, and below it where the estate is and which scheme."""
    estate = analysis.project.estate
    size = letters.title
    lines = lines_of(sheet_title(analysis, language), size, width, "title")
    if len(lines) > _TITLE_LINES:
        size = letters.heading
        lines = lines_of(sheet_title(analysis, language), size, width, "title")
    if len(lines) > _TITLE_LINES:
        rest, _ = fitting(" ".join(lines[_TITLE_LINES - 1 :]), size, size, width, "title")
        lines = [*lines[: _TITLE_LINES - 1], rest]
    where = " · ".join(filter(None, (estate.town, estate.address, analysis.scheme.name)))
    height = (len(lines) * 1.35 + 0.2) * size + (1.5 * letters.size if where else 0.0)

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        for number, line in enumerate(lines):
            yield written(left, top - (number * 1.35 + 0.55) * size, line, size, "title")
        if where:
            fit, small = fitting(where, letters.size, letters.least, width, "muted_text")
            yield written(left, top - height + 0.75 * letters.size, fit, small, "muted_text")

    return Row(height, draw)


def orientation_row(letters: Letters, scale: int, language: str) -> Row:
    """Return the row with scale bar, scale and north arrow."""
    size = letters.size

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        yield from _arrow(left + width - 1.6 * size, top - 0.6 * size, size)
        yield written(left, top - 1.6 * size, tr("Scale 1:{scale}", language, scale=scale), letters.heading,
                      "strong_text")  # fmt: skip
        yield from _bar(left, top - 5.9 * size, _BAR * width, scale, letters)

    return Row(_HEIGHT * size, draw)


def _arrow(x: float, top: float, size: float) -> Iterator[Primitive]:
    yield written(x, top - 0.5 * size, "N", 1.25 * size, "strong_text", "center")
    tip, foot = top - 1.3 * size, top - _ARROW * size
    notch = foot + 0.9 * size
    yield Polygon(LAYER, "arrow", (((x, tip), (x - 1.2 * size, foot), (x, notch)),))
    yield Polygon(LAYER, "arrow_light", (((x, tip), (x, notch), (x + 1.2 * size, foot)),))


def _bar(left: float, bottom: float, most: float, scale: int, letters: Letters) -> Iterator[Primitive]:
    """Yield a bar of round metres whose last text ends within `most` [mm]."""
    room = most - 2.5 * letters.size
    length_m = bar_length_m(room * scale / MM_PER_M)
    length, height = length_m * MM_PER_M / scale, 0.6 * letters.size
    start = left + 0.3 * letters.size
    for part in range(_PARTS):
        ends = (start + length * part / _PARTS, start + length * (part + 1) / _PARTS)
        style = "arrow" if part % 2 == 0 else "arrow_light"
        yield Polygon(LAYER, style, (Box(ends[0], bottom, ends[1], bottom + height).ring,))
    for share in (0.0, 0.5, 1.0):
        text = f"{length_m * share:g}" + (" m" if share == 1.0 else "")
        yield written(
            start + length * share, bottom + 1.5 * letters.size, text, letters.size, "text", "center"
        )
