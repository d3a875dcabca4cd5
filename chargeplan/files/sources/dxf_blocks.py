"""What is drawn in blocks, laid out where the blocks are inserted, as far as there is an end to it.

A block is read once. A file of a few kilobytes can have blocks in blocks that unfold to any number of lines,
so that what is laid out is counted, and ends where a plan would have too many lines anyway.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from ezdxf.document import Drawing

from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.files.sources.dxf_entities import read_entity, said_with, told
from chargeplan.files.sources.dxf_loading import (
    MOST_LAYERS,
    WHAT_DAMAGED_ENTITIES_RAISE,
    too_many_layers,
)
from chargeplan.files.sources.dxf_shapes import (
    LINES_ONLY,
    UNMOVED,
    Affine,
    ShapeList,
    Shapes,
    Text,
    Whole,
    after,
    is_sound,
    moved,
)
from chargeplan.model.carried import APPLICATION
from chargeplan.model.linework import MOST_LINES

MOST_UNFOLDED = MOST_LINES
_MOST_INSERTED = 200_000
_ZERO_LAYER = 0
_MOST_MAPS = 100


@dataclass(frozen=True)
class DrawnLayer:
    """A layer as the drawing has it; `hidden` when it is off or frozen."""

    name: str
    frozen: bool = False
    hidden: bool = False


class LayerTable:
    """The layers of a drawing, "0" first; those that are used and stand in no table are added."""

    def __init__(self, document: Drawing, name: str) -> None:
        self._name = name
        self.layers: list[DrawnLayer] = []
        self._index: dict[str, int] = {}
        self.index("0")
        for layer in document.layers:
            off, frozen = layer.is_off(), layer.is_frozen()
            at = self.index(str(layer.dxf.name))
            self.layers[at] = DrawnLayer(self.layers[at].name, frozen, off or frozen)

    def index(self, name: str) -> int:
        """Return the number of a layer."""
        key = name.casefold()
        if key not in self._index:
            if len(self.layers) >= MOST_LAYERS:
                raise too_many_layers(self._name)
            self._index[key] = len(self.layers)
            self.layers.append(DrawnLayer(name))
        return self._index[key]


@dataclass
class LeftOut:
    """What was not read, and how often."""

    kinds: dict[str, int] = field(default_factory=dict)
    damaged: int = 0
    broken_numbers: int = 0
    invisible: int = 0
    missing_blocks: dict[str, int] = field(default_factory=dict)
    self_references: dict[str, int] = field(default_factory=dict)
    unfolding_stopped: bool = False


@dataclass(frozen=True)
class _Insert:
    """A block inserted once, or in rows and columns."""

    block: str
    layer: int
    affine: Affine
    place: tuple[float, float]
    flags: int = 0
    rows: int = 1
    columns: int = 1
    row_step: tuple[float, float] = (0.0, 0.0)
    column_step: tuple[float, float] = (0.0, 0.0)
    texts: tuple[Text, ...] = ()

    def steps(self) -> Iterator[tuple[float, float]]:
        for row in range(self.rows):
            for column in range(self.columns):
                yield (
                    row * self.row_step[0] + column * self.column_step[0],
                    row * self.row_step[1] + column * self.column_step[1],
                )


@dataclass(frozen=True)
class Content:
    """What a layout or a block draws itself, and what it inserts."""

    shapes: Shapes
    inserts: tuple[_Insert, ...]


@dataclass
class _Open:
    """A block that is being laid out: what it still has to insert, and how its own content lies."""

    placed: Iterator[tuple[_Insert, tuple[float, float]]]
    affine: Affine = UNMOVED
    layer: int = _ZERO_LAYER
    flags: int = 0
    block: str = ""
    symbol: int = -1


class Symbol(NamedTuple):
    """A block where it was inserted: its layer, its point, and the shapes `first` to `end` that it drew."""

    block: str
    layer: int
    place: tuple[float, float]
    first: int
    end: int


class Blocks:
    """The blocks of a document; `said` are the data that this program put with outlines, none first."""

    def __init__(self, document: Drawing, table: LayerTable, left_out: LeftOut, cancelled: Cancelled) -> None:
        self._document = document
        self._table = table
        self._left_out = left_out
        self._cancelled = cancelled
        self._contents: dict[str, Content] = {}
        self._weights: dict[str, int] = {}
        self._layer_maps: dict[int, Whole] = {}
        self.said: list[str] = [""]

    def content_of(self, entities: Iterator[Any]) -> Content:
        """Return what entities draw and insert; what cannot be read is counted."""
        shapes, inserts = ShapeList(), []
        for entity in entities:
            go_on_unless(self._cancelled)
            if told(entity, "invisible", 0):
                self._left_out.invisible += 1
                continue
            kind = entity.dxftype()
            layer = self._table.index(str(told(entity, "layer", "0")))
            if kind == "INSERT":
                inserts += self._inserted(entity, layer)
            elif kind in ("DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION"):
                inserts += self._dimension(entity, layer)
            elif kind not in _SILENT:
                first = len(shapes)
                self._count(kind, read_entity(entity, layer, shapes))
                if entity.has_xdata(APPLICATION):
                    self.said.append(said_with(entity))
                    shapes.say(first, len(self.said) - 1)
        sound, broken = shapes.shapes().sound()
        self._left_out.broken_numbers += broken
        return Content(sound, tuple(inserts))

    def unfolded(self, inserts: tuple[_Insert, ...], shapes: ShapeList) -> tuple[Symbol, ...]:
        """Add all that inserted blocks draw to shapes; return each block where it was inserted.

        At `MOST_UNFOLDED` things it stops and says so in what was left out.
        """
        symbols: list[Symbol] = []
        end = shapes.weight + MOST_UNFOLDED
        stack = [_Open(self._placed(inserts))]
        path = {""}
        inserted = 0
        while stack:
            go_on_unless(self._cancelled)
            top = stack[-1]
            insert, step = next(top.placed, (None, (0.0, 0.0)))
            if insert is None:
                _close(stack.pop(), symbols, path, len(shapes))
                continue
            if shapes.weight >= end or inserted >= _MOST_INSERTED:
                self._left_out.unfolding_stopped = True
                while stack:
                    _close(stack.pop(), symbols, path, len(shapes))
                continue
            inserted += 1
            if insert.block in path:
                _add_one(self._left_out.self_references, insert.block)
            else:
                opened = self._opened(insert, step, top, shapes, end - shapes.weight, symbols)
                if opened is not None:
                    path.add(opened.block)
                    stack.append(opened)
        return tuple(symbols)

    def _opened(
        self,
        insert: _Insert,
        step: tuple[float, float],
        top: _Open,
        shapes: ShapeList,
        room: int,
        symbols: list[Symbol],
    ) -> _Open | None:
        a, b, c, d, e, f = insert.affine
        affine = after((a, b, c, d, e + step[0], f + step[1]), top.affine)
        if not is_sound(affine):
            self._left_out.broken_numbers += 1
            return None
        layer = self._onto(insert.layer, top.layer)
        flags = top.flags | insert.flags
        content = self._content(insert.block)
        symbol = -1
        if not flags & LINES_ONLY:
            symbol = len(symbols)
            place = moved(top.affine, insert.place[0] + step[0], insert.place[1] + step[1])
            symbols.append(Symbol(insert.block, layer, place, len(shapes), len(shapes)))
            for text in insert.texts:
                shapes.text(text.laid(top.affine, self._onto(text.layer, top.layer)))
        if content.shapes.weight > room:
            self._left_out.unfolding_stopped = True
        shapes.laid(content.shapes.first(room), affine, self._layers_on(layer), flags)
        return _Open(self._placed(content.inserts), affine, layer, flags, insert.block, symbol)

    def _layers_on(self, layer: int) -> Whole:
        """Return onto which layer those of a block come that is inserted on a layer."""
        count = len(self._table.layers)
        known = self._layer_maps.get(layer)
        if known is None or len(known) < count:
            known = np.arange(count)
            known[_ZERO_LAYER] = layer
            if self._table.layers[layer].frozen:
                known[:] = layer
            if len(self._layer_maps) >= _MOST_MAPS:
                self._layer_maps.clear()
            self._layer_maps[layer] = known
        return known

    def _onto(self, layer: int, inserted_on: int) -> int:
        """Return the layer on which something in a block comes to lie."""
        if layer == _ZERO_LAYER or self._table.layers[inserted_on].frozen:
            return inserted_on
        return layer

    def _placed(self, inserts: tuple[_Insert, ...]) -> Iterator[tuple[_Insert, tuple[float, float]]]:
        for insert in inserts:
            if insert.texts or self._weight(insert.block):
                for step in insert.steps():
                    yield insert, step

    def _content(self, block: str) -> Content:
        if block not in self._contents:
            layout = self._document.blocks.get(block)
            assert layout is not None  # inserts name blocks that are there
            self._contents[block] = self.content_of(iter(layout))
        return self._contents[block]

    def _weight(self, block: str) -> int:
        """Return how many things a block unfolds to, more than none where it holds itself."""
        stack, opened = [block], set()
        while stack:
            top = stack[-1]
            if top in self._weights:
                stack.pop()
                continue
            go_on_unless(self._cancelled)
            content = self._content(top)
            opened.add(top)
            pending = [
                insert.block
                for insert in content.inserts
                if insert.block not in self._weights and insert.block not in opened
            ]
            if pending:
                stack += pending
                continue
            self._weights[top] = content.shapes.weight + sum(
                len(insert.texts) + insert.rows * insert.columns * self._weights.get(insert.block, 1)
                for insert in content.inserts
            )
            stack.pop()
        return self._weights[block]

    def _inserted(self, entity: Any, layer: int) -> list[_Insert]:
        """Return what an INSERT inserts, nothing where it cannot be told."""
        try:
            return self._insert_of(entity, layer)
        except WHAT_DAMAGED_ENTITIES_RAISE:
            self._left_out.damaged += 1
            return []

    def _insert_of(self, entity: Any, layer: int) -> list[_Insert]:
        block = self._known_block(str(entity.dxf.get("name", "")))
        if block is None:
            return []
        dxf, ocs = entity.dxf, entity.ocs()
        matrix = list(entity.matrix44())
        turn = math.radians(dxf.rotation)
        across, up = (
            ocs.to_wcs((size * math.cos(angle), size * math.sin(angle)))
            for size, angle in ((dxf.column_spacing, turn), (dxf.row_spacing, turn + math.pi / 2))
        )
        place = ocs.to_wcs(dxf.get("insert", (0, 0, 0)))
        texts = ShapeList()
        for attribute in entity.attribs:
            if not attribute.is_invisible:
                own = self._table.index(str(told(attribute, "layer", "0")))
                self._count("ATTRIB", read_entity(attribute, own, texts))
        return [
            _Insert(
                block,
                layer,
                (matrix[0], matrix[1], matrix[4], matrix[5], matrix[12], matrix[13]),
                (place[0], place[1]),
                rows=max(1, dxf.row_count) if dxf.row_spacing else 1,
                columns=max(1, dxf.column_count) if dxf.column_spacing else 1,
                row_step=(up[0], up[1]),
                column_step=(across[0], across[1]),
                texts=texts.shapes().sound()[0].texts,
            )
        ]

    def _dimension(self, entity: Any, layer: int) -> list[_Insert]:
        """Return the block that draws a dimension; it is where the dimension is, unless it was copied."""
        block = self._known_block(str(told(entity, "geometry", "")), tell=False)
        if block is None:
            return []
        try:
            shift = entity.ocs().to_wcs(entity.dxf.get("insert", (0, 0, 0)))
        except WHAT_DAMAGED_ENTITIES_RAISE:
            self._left_out.damaged += 1
            return []
        return [_Insert(block, layer, (1.0, 0.0, 0.0, 1.0, shift[0], shift[1]), (0.0, 0.0), LINES_ONLY)]

    def _known_block(self, name: str, *, tell: bool = True) -> str | None:
        layout = self._document.blocks.get(name) if name else None
        if layout is None or layout.block is None or layout.block.is_xref or layout.is_any_layout:
            if tell:
                _add_one(self._left_out.missing_blocks, name)
            return None
        return str(self._document.blocks.key(name))

    def _count(self, kind: str, was_read: bool | None) -> None:
        if was_read is None:
            _add_one(self._left_out.kinds, kind)
        elif not was_read:
            self._left_out.damaged += 1


_SILENT = frozenset({"ATTDEF", "VIEWPORT", "SEQEND", "OLE2FRAME", "SUN", "LIGHT", "ACAD_PROXY_OBJECT"})
"""What draws nothing on the ground."""


def _close(opened: _Open, symbols: list[Symbol], path: set[str], end: int) -> None:
    path.discard(opened.block)
    if opened.symbol >= 0:
        symbol = symbols[opened.symbol]
        symbols[opened.symbol] = Symbol(symbol.block, symbol.layer, symbol.place, symbol.first, end)


def _add_one(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
