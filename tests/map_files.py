"""GeoJSON and OSM XML for tests, as small as can be."""

from __future__ import annotations

import json
from typing import Any

from chargeplan.errors import Cancelled, never
from chargeplan.files.sources.geojson import read_geojson
from chargeplan.files.sources.map_source import MapSource
from chargeplan.files.sources.osm import read_osm
from chargeplan.files.sources.values import Choices, Taken
from chargeplan.model.site import Site
from chargeplan.model.values import Ring

Json = dict[str, Any]


def untold(_share: float | None) -> None:
    """Tell nobody how far it is."""


def feature(kind: str, coordinates: object, /, **properties: object) -> Json:
    """Return a feature."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Ring, **properties: object) -> Json:
    """Return a feature whose shape is a polygon; rings are closed here."""
    return feature("Polygon", [[*map(list, ring), list(ring[0])] for ring in rings], **properties)


def line(*points: tuple[float, float], **properties: object) -> Json:
    """Return a feature whose shape is a line."""
    return feature("LineString", [list(point) for point in points], **properties)


def point(x: float, y: float, **properties: object) -> Json:
    """Return a feature whose shape is a point."""
    return feature("Point", [x, y], **properties)


def collection(*features: Json, **members: object) -> bytes:
    """Return the bytes of a file of features."""
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def in_metres(*features: Json, **members: object) -> bytes:
    """Return the bytes of a file of features in metres of a plan."""
    return collection(*features, **{"chargeplan:units": "m", **members})


def geojson(data: bytes, cancelled: Cancelled = never) -> MapSource:
    """Return the source of the bytes of a GeoJSON file."""
    return read_geojson(data, "map.geojson", cancelled, untold)


def osm(data: bytes) -> MapSource:
    """Return the source of the bytes of an OSM file."""
    return read_osm(data, "map.osm", never, untold)


def taken(data: bytes, **choices: Any) -> Taken:
    """Return what becomes of the bytes of a GeoJSON file."""
    return geojson(data).taken(Choices(**choices), never)


def site_of(*features: Json, **members: object) -> Site:
    """Return the site that features in metres become."""
    return taken(in_metres(*features, **members)).project.site


def codes(result: Taken) -> list[str]:
    """Return the codes of what is told."""
    return [note.code for note in result.notes]


def told(result: Taken, code: str) -> str:
    """Return the sentence of what is told under a code."""
    (note,) = [note for note in result.notes if note.code == code]
    return note.sentence("en")
