"""The feeders of a scheme on the canvas: trenches as wide as they are dug, cables, own boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from chargeplan.engineering.feeding import PlacedBox, TrenchPiece, trench_width_m
from chargeplan.engineering.figures import figures_of
from chargeplan.geometry.polygons import band
from chargeplan.ui.canvas.base_item import PlanItem, pen, widened
from chargeplan.ui.canvas.items import draw_box_symbol, line_path, path_of
from chargeplan.ui.canvas.labels import Label
from chargeplan.ui.canvas.style import Style

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

_TRENCH_ALPHA = 46
_FULL_SIZE_PX = 12.0
"""Zoom [pixels a metre] from which own boxes are drawn as large as others."""

_LEAST_SIZE = 0.4
_LABEL_PRIORITY = 4
_BELOW_PX = 9.0


class NetworkItem(PlanItem):
    """Trenches, the cables in them, and own boxes, smaller where sheds are too, so that they hide none."""

    layer = "network"

    def __init__(self, analysis: Analysis, hidden: frozenset[str], style: Style) -> None:
        figures = figures_of(analysis.references.catalogue)
        self._trenches, self._cables = QPainterPath(), QPainterPath()
        self._trenches.setFillRule(Qt.FillRule.WindingFill)
        found = analysis.feeding.network.found_trenches(analysis.scheme)
        for piece in _shown(analysis, hidden):
            if piece in found:
                self._cables.addPath(line_path(piece.path))
            for region in band(piece.path, float(trench_width_m(piece.cables, figures))):
                self._trenches.addPath(path_of(region))
        self._boxes = [QPointF(*box.position) for box in own_boxes(analysis, hidden)]
        bounds = self._trenches.boundingRect()
        for place in self._boxes:
            bounds = bounds.united(QRectF(place.x() - 1, place.y() - 1, 2, 2))
        super().__init__(style, widened(bounds, 2.0))

    def draw(self, painter: QPainter) -> None:
        """Draw ground, lines and symbols."""
        ground = QColor(self.style.colour("cable"))
        ground.setAlpha(_TRENCH_ALPHA)
        painter.fillPath(self._trenches, ground)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, self.style.colour("cable"), 1.6))
        painter.drawPath(self._cables)
        to_view = QTransform(painter.worldTransform())
        size = min(1.0, max(_LEAST_SIZE, to_view.m11() / _FULL_SIZE_PX))
        for place in self._boxes:
            at = to_view.map(place)
            painter.setWorldTransform(QTransform().translate(at.x(), at.y()).scale(size, size))
            draw_box_symbol(painter, self.style)
        painter.setWorldTransform(to_view)


def _shown(analysis: Analysis, hidden: frozenset[str]) -> Iterator[TrenchPiece]:
    """Yield the trenches that hold a cable to something that is not being dragged just now."""
    gone = {box.id for box in analysis.feeding.boxes if hidden.intersection((box.id, *box.element_ids))}
    for piece in analysis.feeding.network.trenches:
        if not gone.issuperset(piece.box_ids):
            yield piece


def own_boxes(analysis: Analysis, hidden: frozenset[str]) -> list[PlacedBox]:
    """Return the boxes that nobody placed, less those of what is hidden."""
    return [box for box in analysis.feeding.boxes if box.own and box.id not in hidden]


def network_labels(analysis: Analysis, hidden: frozenset[str]) -> list[Label]:
    """Return the labels of all boxes that feed something, such as `AL-1`; above those that have a name."""
    labels = []
    for box in analysis.feeding.boxes:
        if box.id in hidden:
            continue
        text = analysis.feeding.label_of(box.id)
        below = 0.0 if box.name and not box.own else _BELOW_PX
        labels.append(Label(box.position, text, "supply", _LABEL_PRIORITY, below_px=below, above=not below))
    return labels
