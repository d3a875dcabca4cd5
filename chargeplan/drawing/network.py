"""Feeders on the plan: trenches as wide as they are dug, the cables in them, boxes of sheds and lots."""

from __future__ import annotations

from collections.abc import Iterator

from chargeplan.analysis import Analysis
from chargeplan.drawing.labels import LabelBoard, places_around
from chargeplan.drawing.marks import box_symbol
from chargeplan.drawing.primitives import Box, Polygon, Polyline, Primitive, Text
from chargeplan.engineering.feeding import trench_width_m
from chargeplan.engineering.figures import figures_of
from chargeplan.geometry.polygons import band
from chargeplan.model.labels import label
from chargeplan.model.values import Point

_GAP = 0.4


def network_primitives(analysis: Analysis, symbol_m: float) -> Iterator[Primitive]:
    """Yield trenches, one line for the cables of each, and the boxes that nobody placed, in this order.

    Cable routes that somebody drew have lines of their own.
    """
    network = analysis.feeding.network
    figures = figures_of(analysis.references.catalogue)
    for piece in network.trenches:
        width = float(trench_width_m(piece.cables, figures))
        yield from (Polygon("cable", "trench", region) for region in band(piece.path, width))
    found = network.found_trenches(analysis.scheme)
    yield from (Polyline("cable", "feeder", piece.path) for piece in found)
    for box in analysis.feeding.boxes:
        if box.own:
            yield from box_symbol("box", box.position, symbol_m)


def network_labels(
    analysis: Analysis, board: LabelBoard, height_m: float, language: str
) -> Iterator[Text | None]:
    """Yield the labels of all boxes, such as `AL-1`, each beside its box where there is room."""
    placed = {box.id: label(box, language) for box in analysis.scheme.boxes}
    for box in analysis.feeding.boxes:
        name, number = placed.pop(box.id, ""), analysis.feeding.label_of(box.id)
        yield _beside(box.position, f"{number} {name}".strip(), board, height_m)
    for idle in analysis.scheme.boxes:
        if idle.id in placed:
            yield _beside(idle.position, placed[idle.id], board, height_m)


def _beside(position: Point, text: str, board: LabelBoard, height_m: float) -> Text | None:
    x, y = position
    around = places_around(Box(x, y, x, y).grown(height_m), _GAP * height_m)
    return board.place("label", "supply_text", text, height_m, tuple(around))
