"""Plans as PNG pictures, by matplotlib without a window; the same plan gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from chargeplan.analysis import Analysis
from chargeplan.drawing.labels import LINE_SPACING
from chargeplan.drawing.letters import drawable, font, heavy
from chargeplan.drawing.plan import extent, plan_primitives
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text
from chargeplan.drawing.sheet import ASPECT, sheet_around
from chargeplan.drawing.single_line import PAGE, pages_of
from chargeplan.drawing.symbols import PAPER, STYLES, Style
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.i18n import DEFAULT_LANGUAGE
from chargeplan.model.values import Region, Ring

_PAGE_MM = 297.0
_MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72.0
_HATCH_MM = 0.12
_OWN_SETTINGS: dict[Any, Any] = {
    "hatch.linewidth": _HATCH_MM / _MM_PER_INCH * _POINTS_PER_INCH,
    "savefig.bbox": None,
    "savefig.dpi": "figure",
    "savefig.facecolor": "auto",
    "savefig.transparent": False,
    "text.usetex": False,
    "path.simplify": True,
    "path.sketch": None,
    "lines.scale_dashes": True,
}
"""Whatever somebody's own settings of matplotlib are, plans look the same."""


def plan_png(
    analysis: Analysis,
    *,
    language: str = DEFAULT_LANGUAGE,
    width_px: int = 2400,
    nearest_distances: bool = False,
    walking_m: float | None = None,
) -> bytes:
    """Return the plan of a scheme on its sheet as PNG, `width_px` wide, A4 landscape.

    With `nearest_distances` every new shed shows its distance to the nearest building, with `walking_m` [m]
    it shows who finds a socket within so far on foot.
    """
    view = sheet_around(extent(analysis)).paper
    drawn = plan_primitives(analysis, language, nearest_distances=nearest_distances, walking_m=walking_m)
    return _png(drawn, view, width_px, round(width_px / ASPECT), _PAGE_MM)


def diagram_pngs(analysis: Analysis, *, language: str = DEFAULT_LANGUAGE) -> tuple[bytes, ...]:
    """Return the pages of a scheme's single-line diagram as PNG, A4 landscape."""
    return tuple(page_png(page, PAGE) for page in pages_of(analysis, language))


def page_png(primitives: Sequence[Primitive], page: Box, *, width_px: int = 2400) -> bytes:
    """Return a page of a drawing as PNG, `width_px` wide; lines are as wide as on A4 landscape."""
    return _png(primitives, page, width_px, round(width_px * page.height / page.width), _PAGE_MM)


def _png(primitives: Sequence[Primitive], view: Box, width_px: int, height_px: int, page_mm: float) -> bytes:
    with rc_context(_OWN_SETTINGS):
        return _drawn(primitives, view, width_px, height_px, page_mm)


def _drawn(
    primitives: Sequence[Primitive], view: Box, width_px: int, height_px: int, page_mm: float
) -> bytes:
    page_inches = page_mm / _MM_PER_INCH
    dots = width_px / page_inches
    figure = Figure(figsize=(page_inches, height_px / dots), dpi=dots, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(view.left, view.right)
    axes.set_ylim(view.bottom, view.top)
    points_per_metre = page_inches * _POINTS_PER_INCH / view.width
    for order, (_, group) in enumerate(groupby(primitives, key=lambda shape: (type(shape), shape.style))):
        _draw(axes, list(group), order, points_per_metre)
    data = BytesIO()
    figure.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()


def _draw(axes: Any, group: list[Any], order: int, points_per_metre: float) -> None:
    style = STYLES[group[0].style]
    if isinstance(group[0], Text):
        for text in group:
            _draw_text(axes, text, style, order, points_per_metre)
    elif isinstance(group[0], Polyline):
        lines = LineCollection(
            [line.points for line in group],
            colors=style.line,
            linewidths=_points(style.width_mm),
            linestyles=[_dashes(style)],
            zorder=order,
        )
        axes.add_collection(lines, autolim=False)
    else:
        _draw_areas(axes, [_outline(shape) for shape in group], style, order)


def _draw_areas(axes: Any, outlines: list[Outline], style: Style, order: int) -> None:
    if style.fill:
        fill = PathCollection(
            outlines, facecolors=style.fill, alpha=style.fill_opacity, linewidths=0, zorder=order
        )
        axes.add_collection(fill, autolim=False)
    if style.line:
        edge = PathCollection(
            outlines,
            facecolors="none",
            edgecolors=style.line,
            linewidths=_points(style.width_mm),
            linestyles=_dashes(style),
            hatch="////" if style.hatched else None,
            zorder=order + 0.5,
        )
        axes.add_collection(edge, autolim=False)


def _dashes(style: Style) -> Any:
    if not style.dash_mm:
        return "solid"
    return (0.0, tuple(part / style.width_mm for part in style.dash_mm))


def _points(millimetres: float) -> float:
    return millimetres / _MM_PER_INCH * _POINTS_PER_INCH


def _outline(shape: Polygon | Circle) -> Outline:
    if isinstance(shape, Circle):
        return Outline.circle(shape.centre, shape.radius_m)
    return Outline.make_compound_path(*_rings(shape.region))


def _rings(region: Region) -> Iterable[Outline]:
    """Yield the outline counter-clockwise and the holes clockwise, so that holes stay open."""
    for number, ring in enumerate(region):
        turned: Ring = tuple(reversed(ring)) if (signed_area_m2(ring) < 0) != (number > 0) else ring
        yield Outline((*turned, turned[0]), closed=True)


def _draw_text(axes: Any, text: Text, style: Style, order: int, points_per_metre: float) -> None:
    size = text.height_m * points_per_metre
    bold = heavy(text.text, style.bold)
    drawn = axes.text(
        *text.position,
        drawable(text.text, bold),
        fontproperties=font(bold),
        fontsize=size,
        color=style.line,
        ha=text.horizontal,
        va=text.vertical,
        multialignment=text.horizontal,
        rotation=text.rotation_degrees,
        rotation_mode="anchor",
        linespacing=LINE_SPACING,
        parse_math=False,
        zorder=order,
    )
    if style.halo:
        drawn.set_path_effects([withStroke(linewidth=0.28 * size, foreground=PAPER, alpha=0.85)])
