"""What an outline in a drawing says of its element beside its shape, its name and its storeys.

Programs for drawing keep such data with an outline that is moved, turned or copied.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from chargeplan.model.plain import encode
from chargeplan.model.project import Element
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building

APPLICATION = "CHARGEPLAN"
"""Name under which the data stand."""

ELEMENT, SCHEME = "element", "scheme"
"""Keys of what is said of the element itself, and of the scheme that it belongs to."""

OF_SCHEME = ("module_id", "charger_id", "socket_ratio", "group", "roof_id")
"""What elements take from their scheme unless they say otherwise."""

_PIECE = 200
_MOST = 12_000
"""DXF holds no more than 16 kB of such data with an outline, in pieces of up to 255 letters."""

_DRAWN = {
    Building: ("id", "ring", "name", "storeys"),
    Shed: ("id", "origin", "angle_degrees", "length_m", "depth_m", "name"),
    Lot: ("id", "ring", "holes", "name", "removed", "blocked", "kept"),
}
"""Fields that can be seen in the drawing, or are places that would not move with the outline."""


def carried_fields(kind: type) -> tuple[str, ...]:
    """Return the fields that outlines of a kind of element say; of other kinds there are none."""
    if kind not in _DRAWN:
        return ()
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in _DRAWN[kind])


def carried(element: Element, scheme: Scheme | None = None) -> tuple[str, ...]:
    """Return what an element says as pieces of a text of plain letters, nothing where all is as usual.

    A text that is longer than drawings hold is left out.
    """
    said: dict[str, Any] = {}
    own = _unusual(element)
    if own:
        said[ELEMENT] = own
    if scheme is not None:
        said[SCHEME] = {name: encode(getattr(scheme, name), str) for name in OF_SCHEME}
    text = json.dumps(said, separators=(",", ":")) if said else ""
    if len(text) > _MOST:
        return ()
    return tuple(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _unusual(element: Element) -> Mapping[str, Any]:
    usual = {field.name: field.default for field in dataclasses.fields(element)}
    values = ((name, getattr(element, name)) for name in carried_fields(type(element)))
    return {name: encode(value, str) for name, value in values if value != usual[name]}
