"""OpenStreetMap XML read without trust: nodes, ways and multipolygons as things of map data.

Entities are never resolved, and a document type is refused. What somebody has deleted in an editor is left
out. Ways that miss nodes are kept where enough is left of them, and told.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from chargeplan.errors import Cancelled, ImportFileError, go_on_unless, unless_called_off
from chargeplan.files.sources.features import Feature, Piece
from chargeplan.files.sources.map_source import MapFile, MapSource
from chargeplan.files.sources.osm_rings import Chain, joined, with_holes
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.values import SourceKind
from chargeplan.i18n import N_
from chargeplan.model.values import Point, Ring

MOST_NODES = 2_000_000
"""What is read of one file, of nodes and of their uses in ways."""

_ASKED_EVERY = 5000
_ROOT = "osm"

_Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Way:
    nodes: Chain
    tags: _Tags


@dataclass(frozen=True, slots=True)
class _Relation:
    ways: tuple[tuple[str, bool], ...]
    """Ids, and whether each is part of a hole."""

    tags: _Tags


def read_osm(
    data: bytes, name: str, cancelled: Cancelled, progress: Callable[[float | None], None]
) -> MapSource:
    """Return the things in the bytes of an OSM XML file.

    Raises
    ------
    ImportFileError
        When it is no OSM XML, damaged, too large, or has nothing in it.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    tally = Tally()
    reader = _Reader(name, tally)
    stream = io.BytesIO(data)
    try:
        for index, element in enumerate(_top_elements(stream, name)):
            if index % _ASKED_EVERY == 0:
                go_on_unless(cancelled)
                progress(stream.tell() / len(data))
            reader.take(element)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        text = N_("{name} is damaged or cut off at line {line}, column {column}: load or save it anew")
        raise ImportFileError("damaged_xml", text, name=name, line=line, column=column) from error
    features = tuple(unless_called_off(reader.features(), cancelled))
    return MapSource(MapFile(SourceKind.OSM, name, features, "wgs84"), tally, cancelled)


def _top_elements(stream: io.BytesIO, name: str) -> Iterator[etree._Element]:
    """Yield the elements below the root, each whole, and forget it once it was looked at."""
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    root: etree._Element | None = None
    for event, element in events:
        if root is None:
            root = element
            _check_root(root, name)
        elif event == "end" and element.getparent() is root:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del root[0]


def _check_root(root: etree._Element, name: str) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        text = N_("{name} has a document type, which map data have none of; it is not read")
        raise ImportFileError("document_type", text, name=name)
    if root.tag != _ROOT:
        text = N_(
            "{name} is XML, but no OpenStreetMap data (its root is {root}): export it as DXF or GeoJSON"
        )
        raise ImportFileError("other_xml", text, name=name, root=str(root.tag)[:60])


class _Reader:
    """Takes elements as they come; what they make together is known at the end."""

    def __init__(self, name: str, tally: Tally) -> None:
        self._name = name
        self._tally = tally
        self._places: dict[str, Point] = {}
        self._things: dict[str, _Tags] = {}
        self._ways: dict[str, _Way] = {}
        self._relations: dict[str, _Relation] = {}
        self._uses = 0

    def take(self, element: etree._Element) -> None:
        """Take a node, way or relation; anything else tells nothing about the ground."""
        gone = element.get("action") == "delete" or element.get("visible") == "false"
        name = element.get("id", "")
        if gone or element.tag not in ("node", "way", "relation"):
            return
        if element.tag == "node":
            self._take_node(name, element)
        elif element.tag == "way":
            self._take_way(name, element)
        elif _tags(element).get("type") == "multipolygon":
            ways = tuple(
                (member.get("ref", ""), member.get("role") == "inner")
                for member in element.iterfind("member")
                if member.get("type") == "way"
            )
            self._relations[name] = _Relation(ways, _tags(element))

    def _take_node(self, name: str, element: etree._Element) -> None:
        place = _place(element)
        if place is None:
            text = N_("Left out ({count}), nodes without a place: {places}")
            self._tally.tell("no_coordinates", text, f"node {name}")
            return
        self._put(name, place)
        tags = _tags(element)
        if tags:
            self._things[name] = tags

    def _take_way(self, name: str, element: etree._Element) -> None:
        nodes = []
        for index, use in enumerate(element.iterfind("nd")):
            node = use.get("ref", f"{name}/{index}")
            place = _place(use)
            if place is not None and node not in self._places:
                self._put(node, place)  # some services write places into ways
            nodes.append(node)
        self._uses += len(nodes)
        self._check_size()
        self._ways[name] = _Way(nodes, _tags(element))

    def _put(self, node: str, place: Point) -> None:
        self._places[node] = place
        self._check_size()

    def _check_size(self) -> None:
        if max(len(self._places), self._uses) > MOST_NODES:
            text = N_("{name} holds more than {most:,} points: save only the part with the estate")
            raise ImportFileError("too_many_points", text, name=self._name, most=MOST_NODES)

    def features(self) -> Iterator[Feature]:
        """Yield what the map shows: multipolygons, ways that are none's part, nodes with tags."""
        taken: set[str] = set()
        areas = []
        for name, relation in self._relations.items():
            tags, parts = self._meant(relation)
            taken |= parts
            areas.append(Feature(f"relation {name}", tags, tuple(self._areas(name, relation))))
        yield from (area for area in areas if area.pieces)
        for name, way in self._ways.items():
            if name not in taken:
                piece = self._way_piece(name, way)
                if piece is not None:
                    yield Feature(f"way {name}", way.tags, (piece,))
        for name, tags in self._things.items():
            yield Feature(f"node {name}", tags, (Piece("point", ((self._places[name],),)),))

    def _meant(self, relation: _Relation) -> tuple[_Tags, set[str]]:
        """Return the tags of a multipolygon, and the ways that are nothing but parts of it.

        Old ones have no tags of their own; those of their outer ways are meant.
        """
        outer = [name for name, hole in relation.ways if not hole and name in self._ways]
        own = {key: value for key, value in relation.tags.items() if key != "type"}
        plain = {name for name, _ in relation.ways if name in self._ways and not self._ways[name].tags}
        if own or not outer:
            return own, plain
        return self._ways[outer[0]].tags, plain | set(outer)

    def _areas(self, name: str, relation: _Relation) -> Iterator[Piece]:
        missing = [way for way, _ in relation.ways if way not in self._ways]
        if missing:
            text = N_("Ways that are not in the file are missing ({count}): {places}")
            self._tally.tell("missing_ways", text, f"relation {name}")
        rings: dict[bool, list[Ring]] = {False: [], True: []}
        for hole in rings:
            chains = [
                self._ways[way].nodes for way, inner in relation.ways if inner is hole and way in self._ways
            ]
            closed, loose = joined(chains)
            rings[hole] = [
                ring for chain in closed if len(ring := self._known(f"relation {name}", chain[:-1])) > 2
            ]
            for chain in loose:
                text = N_("Outlines that do not close stay as faint lines ({count}): {places}")
                self._tally.tell("open_outline", text, f"relation {name}")
                line = self._known(f"relation {name}", chain)
                if len(line) > 1:
                    yield Piece("line", (line,))
        made, lost = with_holes(rings[False], rings[True])
        if lost:
            text = N_("Holes that lie in no outline were left out ({count}): {places}")
            self._tally.tell("lost_holes", text, f"relation {name}")
        yield from (Piece("ring", parts) for parts in made)

    def _way_piece(self, name: str, way: _Way) -> Piece | None:
        closed = len(way.nodes) > 3 and way.nodes[0] == way.nodes[-1]
        points = self._known(f"way {name}", way.nodes[:-1] if closed else way.nodes)
        if closed and len(points) > 2:
            return Piece("ring", (points,), loop=way.tags.get("area") != "yes")
        if len(points) > 1 and not closed:
            return Piece("line", (points,))
        text = N_("Left out ({count}), too few nodes of a way are in the file: {places}")
        self._tally.tell("too_few_nodes", text, f"way {name}")
        return None

    def _known(self, place: str, nodes: Sequence[str]) -> Ring:
        """Return the places of nodes that are in the file, and say when some are not."""
        points = tuple(self._places[node] for node in nodes if node in self._places)
        if len(points) < len(nodes):
            text = N_("Nodes that are not in the file are missing from shapes ({count}): {places}")
            self._tally.tell("missing_nodes", text, place)
        return points


def _tags(element: etree._Element) -> dict[str, str]:
    return {tag.get("k", ""): tag.get("v", "") for tag in element.iterfind("tag") if tag.get("v")}


def _place(element: etree._Element) -> Point | None:
    try:
        x, y = float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None
