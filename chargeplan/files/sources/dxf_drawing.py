"""A DXF drawing as far as plans need it: layers, shapes, symbols, its unit, and what of it was not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from ezdxf.document import Drawing

from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.files.sources.dxf_blocks import (
    MOST_UNFOLDED,
    Blocks,
    DrawnLayer,
    LayerTable,
    LeftOut,
    Symbol,
)
from chargeplan.files.sources.dxf_entities import plain_words
from chargeplan.files.sources.dxf_loading import Progress, cut_off, loaded, narrow
from chargeplan.files.sources.dxf_shapes import UNMOVED, ShapeList, Shapes
from chargeplan.files.sources.values import Note
from chargeplan.i18n import N_

_UNITS: Mapping[int, str] = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 7: "km", 14: "dm", 21: "ft"}
"""$INSUNITS of the DXF reference; 0 states none, and what is left out is no unit of site plans."""
_INSUNITS = re.compile(rb"\$INSUNITS\s+70\s+(-?\d+)")
_EXTRACTING = (0.85, 0.95)
_TELL_EVERY = 1000
_NAMED = 3
DAMAGED = "damaged"
"""Code of the note that only a part could be read."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class DxfDrawing:
    """What a drawing holds, in its own units.

    `shapes` are on `layers` by their index; `symbols` are blocks where they were inserted, with the range of
    the shapes that they drew; `unit` is what the file states, a key of `UNITS_M`. `said` are the texts that
    this program put with outlines, by the numbers that shapes have.
    """

    layers: tuple[DrawnLayer, ...]
    shapes: Shapes
    symbols: tuple[Symbol, ...]
    unit: str | None
    notes: tuple[Note, ...]
    said: tuple[str, ...] = ("",)


def read_drawing(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> DxfDrawing:
    """Return what the bytes of a DXF file hold.

    Raises
    ------
    ImportFileError
        When they are no drawing that can be read.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    data = narrow(data)
    found = loaded(data, name, cancelled, progress)
    document, left_out = found.document, LeftOut()
    table = LayerTable(document, name)
    blocks = Blocks(document, table, left_out, cancelled)
    model = document.modelspace()
    content = blocks.content_of(_told(model, len(model), progress))
    shapes = ShapeList()
    shapes.laid(content.shapes, UNMOVED, np.arange(len(table.layers)), 0)
    symbols = blocks.unfolded(content.inserts, shapes)
    go_on_unless(cancelled)
    sound, broken = shapes.shapes().sound()
    if broken:
        symbols = ()  # their ranges no longer hold
    left_out.broken_numbers += broken
    if found.damaged and not sound.weight:
        raise cut_off(name)
    notes = (*_damage(found.damaged), *_left_out_notes(left_out), *_paper_notes(document))
    layers = tuple(DrawnLayer(plain_words(layer.name), layer.frozen, layer.hidden) for layer in table.layers)
    return DxfDrawing(layers, sound, symbols, _stated_unit(data, document), notes, tuple(blocks.said))


def _told(entities: Iterable[_T], count: int, progress: Progress) -> Iterator[_T]:
    first, last = _EXTRACTING
    for index, entity in enumerate(entities):
        if index % _TELL_EVERY == 0:
            progress(first + (last - first) * index / max(count, 1))
        yield entity


def _stated_unit(data: bytes, document: Drawing) -> str | None:
    """Return the unit that a file states itself; the library puts one where none stands."""
    found = _INSUNITS.search(data)
    if found:
        return _UNITS.get(int(found[1]))
    if data.startswith(b"AutoCAD Binary") and b"$INSUNITS" in data:
        return _UNITS.get(document.header.get("$INSUNITS", 0))
    return None


def _damage(damaged: bool) -> tuple[Note, ...]:
    text = N_("the file is damaged or cut off: what could be read of it was taken")
    return (Note(DAMAGED, text),) if damaged else ()


def _some(names: Mapping[str, int]) -> str:
    told = [plain_words(name) for name in sorted(names)[:_NAMED]]
    return ", ".join(told) + (" …" if len(names) > _NAMED else "")


def _left_out_notes(left_out: LeftOut) -> Iterator[Note]:
    if left_out.unfolding_stopped:
        text = N_("blocks in blocks unfold to more than {most} lines: the rest of them was left out")
        yield Note("too_many_lines", text, {"most": MOST_UNFOLDED})
    if left_out.self_references:
        text = N_("blocks that hold themselves were left out there: {names}")
        yield Note("self_reference", text, {"names": _some(left_out.self_references)})
    if left_out.missing_blocks:
        text = N_(
            "left out because they refer to drawings or blocks that are not in the file: {count} ({names})"
        )
        names = left_out.missing_blocks
        yield Note("missing_blocks", text, {"count": sum(names.values()), "names": _some(names)})
    if left_out.broken_numbers:
        text = N_("left out because their coordinates are no numbers or far too large: {count} objects")
        yield Note("broken_numbers", text, {"count": left_out.broken_numbers})
    if left_out.damaged:
        yield Note(
            "damaged_objects",
            N_("left out because they are damaged: {count} objects"),
            {"count": left_out.damaged},
        )
    if left_out.kinds:
        text = N_(
            "left out because their kinds are not read: {count} objects ({names}); if they "
            "matter, explode them in the program that they come from"
        )
        names = left_out.kinds
        yield Note("unread_kinds", text, {"count": sum(names.values()), "names": _some(names)})
    if left_out.invisible:
        text = N_("left out because the drawing hides them: {count} objects")
        yield Note("invisible", text, {"count": left_out.invisible})


def _paper_notes(document: Drawing) -> Iterator[Note]:
    names = document.layout_names_in_taborder()
    papers = (document.layout(name) for name in names if name != "Model")
    count = sum(entity.dxftype() != "VIEWPORT" for paper in papers for entity in paper)
    if count:
        text = N_("left out because only the model is read: {count} objects on sheets of paper")
        yield Note("paper_space", text, {"count": count})
