"""Previews of elements that are being moved or pulled; made once, then only drawn."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPainter, QTransform

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.project import Element
from chargeplan.model.scheme import Lot, Shed
from chargeplan.ui.canvas.base_item import PlanItem
from chargeplan.ui.canvas.capacities import by_hand_item, stall_shape, strips_of
from chargeplan.ui.canvas.elements import outline_rings
from chargeplan.ui.canvas.filling_items import AislesItem
from chargeplan.ui.canvas.items import GroundItem, item_for, path_of
from chargeplan.ui.canvas.previews import Outlines
from chargeplan.ui.canvas.style import DETAIL_PIXELS_PER_METRE, Style


class Ghosts:
    """Elements drawn above the plan, as they would be.

    `outlines` are drawn over them as those of what is selected. Stalls are drawn one by one from
    `detail_from` pixels per metre on.
    """

    def __init__(
        self,
        elements: Iterable[Element],
        held: Iterable[ShedCapacity | LotCapacity],
        style: Style,
        detail_from: float = DETAIL_PIXELS_PER_METRE,
    ) -> None:
        self._style = style
        self._detail_from = detail_from
        self._items: list[PlanItem] = []
        shown = list(elements)
        self.outlines = Outlines(map(outline_rings, shown))
        for element in shown:
            outline = shed_outline(element) if isinstance(element, Shed) else ()
            self._items.append(item_for(element, style, outline=outline))
        self._items.sort(key=lambda item: item.zValue())
        everything = list(held)
        self._shapes = [stall_shape(capacity) for capacity in everything]
        sheds = [capacity for capacity in everything if isinstance(capacity, ShedCapacity)]
        strips = [(ring,) for capacity in sheds for ring in strips_of(capacity)]
        self._strips = GroundItem("strips", list(map(path_of, strips)), style, "strip")
        aisles = [
            path_of([ring])
            for capacity in everything
            if isinstance(capacity, LotCapacity)
            for ring in strips_of(capacity)
        ]
        self._aisles = AislesItem(aisles, style)
        filled = {each.lot.id: each for each in everything if isinstance(each, LotCapacity)}
        lots = [(element, filled.get(element.id)) for element in shown if isinstance(element, Lot)]
        self._by_hand = by_hand_item(lots, style)

    def draw(self, painter: QPainter, to_view: QTransform, dx: float = 0.0, dy: float = 0.0) -> None:
        """Draw everything, moved by `dx`, `dy` [m]; the painter's units are pixels before and after."""
        painter.save()
        painter.setTransform(to_view, True)
        painter.translate(dx, dy)
        self._strips.draw(painter)
        for item in self._items:
            painter.save()
            self._draw_item(painter, item)
            painter.restore()
        self._aisles.draw(painter)
        for shape in self._shapes:
            shape.draw(painter, self._style, self._detail_from)
        if self._by_hand is not None:
            self._by_hand.draw(painter)
        painter.restore()

    @staticmethod
    def _draw_item(painter: QPainter, item: PlanItem) -> None:
        ignores = item.flags() & item.GraphicsItemFlag.ItemIgnoresTransformations
        painter.translate(item.pos())
        if ignores:
            scale = painter.worldTransform()
            painter.scale(1 / scale.m11(), 1 / scale.m22())
        painter.rotate(item.rotation())
        painter.setOpacity(item.opacity())
        item.draw(painter)
