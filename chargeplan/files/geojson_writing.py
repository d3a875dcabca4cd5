"""A whole plan as GeoJSON in metres of the plan: to be edited in programs for maps, and read back.

Every element of the site and of each scheme is a feature with its role, its id and what of it a property can
hold; `geojson_form` tells which. The rest of the plan stands in the foreign member `chargeplan:project`.
Rings are closed and run as RFC 7946 says. Pictures and lines below the plan are left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chargeplan.files.codec import encode
from chargeplan.files.geojson_form import (
    BLANK_KINDS,
    BLANK_WALLS,
    FRONT_EDGES,
    KINDS,
    PROJECT_MEMBER,
    ROLE,
    SCHEME,
    SHED_REMINDERS,
    TURNED,
    UNITS_MEMBER,
    ElementKind,
    turned_ring,
    turned_side,
)
from chargeplan.files.migrations import VERSION
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Building
from chargeplan.model.values import Ring
from chargeplan.units import quantise_m

_Json = dict[str, Any]


def geojson_bytes(project: Project) -> bytes:
    """Return a plan as GeoJSON in UTF-8, a feature a line; the same plan gives the same bytes.

    Read again it is an equal plan, underlays excepted.
    """
    shown = replace(project, site=replace(project.site, underlays=()))
    document = encode(shown, _no_bytes)
    del document["site"]["underlays"]
    features: list[_Json] = []
    _take_out(document["site"], shown.site, "", features)
    for plain, scheme in zip(document["schemes"], shown.schemes, strict=True):
        _take_out(plain, scheme, scheme.id, features)
    head = {
        "type": "FeatureCollection",
        UNITS_MEMBER: "m",
        PROJECT_MEMBER: {"version": VERSION, **document},
    }
    lines = ",\n".join(map(_text, features))
    text = _text(head)[:-1] + ',"features":[\n' + lines + ("\n" if lines else "") + "]}\n"
    # A lone surrogate is no UTF-8; as the escape it comes out as, reading finds it and says where it stands.
    return text.encode("utf-8", "backslashreplace")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _no_bytes(data: bytes) -> str:
    raise TypeError("only pictures have bytes, and those are left out")


def _take_out(holder: _Json, owner: Any, scheme_id: str, features: list[_Json]) -> None:
    """Make features of the elements of a site or scheme, and leave of them what has no place in a feature."""
    for kind in KINDS:
        if kind.in_scheme != bool(scheme_id):
            continue
        rest = []
        for element, plain in zip(getattr(owner, kind.collection), holder[kind.collection], strict=True):
            turned = _turned_rings(element)
            features.append(_feature(kind, element, plain, scheme_id, turned))
            rest.append(_rest(kind, plain, turned))
        holder[kind.collection] = rest


def _feature(kind: ElementKind, element: Any, plain: _Json, scheme_id: str, turned: list[int]) -> _Json:
    properties: _Json = {ROLE: kind.role}
    if scheme_id:
        properties[SCHEME] = scheme_id
    properties |= {name: plain[field] for field, name in kind.property_of.items()}
    properties |= _sides(element, bool(turned) and turned[0] == 0)
    return {
        "type": "Feature",
        "id": element.id,
        "properties": properties,
        "geometry": _geometry(kind, element, turned),
    }


def _sides(element: Any, turned: bool) -> _Json:
    """Return what is told of sides, which are counted along the outline as it is written."""
    if isinstance(element, Shed):
        return {FRONT_EDGES: [0, 2] if element.rows == 2 else [0]}
    if isinstance(element, Building):
        blank = [side for side, wall in enumerate(element.walls) if wall in BLANK_KINDS]
        return {BLANK_WALLS: sorted(_side(side, element.ring, turned) for side in blank)}
    if isinstance(element, Lot):
        count = range(len(element.ring))
        edges = [element.edges[_side(side, element.ring, turned)].value for side in count]
        along = element.direction_edge
        return {
            "edges": edges,
            "direction_edge": None if along is None else _side(along, element.ring, turned),
        }
    return {}


def _side(side: int, ring: Ring, turned: bool) -> int:
    return turned_side(side, len(ring)) if turned else side


def _rings(element: Any) -> Sequence[Ring]:
    ring = getattr(element, "ring", None)
    return () if ring is None else (ring, *getattr(element, "holes", ()))


def _turned_rings(element: Any) -> list[int]:
    """Return which rings run against RFC 7946, which wants outlines counter-clockwise, holes clockwise."""
    return [
        index
        for index, ring in enumerate(_rings(element))
        if (signed_area_m2(ring) < 0 if index == 0 else signed_area_m2(ring) > 0)
    ]


def _geometry(kind: ElementKind, element: Any, turned: list[int]) -> _Json:
    if isinstance(element, Shed):
        corners = [(quantise_m(x), quantise_m(y)) for x, y in shed_outline(element)]
        return {"type": "Polygon", "coordinates": [_closed(tuple(corners))]}
    shape = getattr(element, kind.shape_field)
    if kind.shape_field == "position":
        return {"type": "Point", "coordinates": shape}
    if kind.shape_field == "centreline":
        return {"type": "LineString", "coordinates": shape}
    rings = [
        _closed(turned_ring(ring) if index in turned else ring) for index, ring in enumerate(_rings(element))
    ]
    return {"type": "Polygon", "coordinates": rings}


def _closed(ring: Ring) -> Ring:
    return (*ring, ring[0])


def _rest(kind: ElementKind, plain: _Json, turned: list[int]) -> _Json:
    reminders = SHED_REMINDERS if kind.kind is Shed else ()
    rest = {name: plain[name] for name in ("id", *reminders, *kind.nested)}
    return {**rest, TURNED: turned} if turned else rest
