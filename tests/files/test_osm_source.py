"""OpenStreetMap XML: tags, multipolygons, what is missing, and what is refused."""

from __future__ import annotations

import pytest
from map_files import codes, osm, told

from chargeplan.errors import ImportFileError, never
from chargeplan.files.sources import osm as osm_module
from chargeplan.files.sources.osm_rings import joined, with_holes
from chargeplan.files.sources.values import Choices, Role, SourceKind, Taken
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.site import BuildingUse, ObstacleKind, PipelineKind

# A square of 1e-4 degrees: 9.527 m east (cos 31.23° · 111,412 m a degree) and 11.087 m north.
NODES = """
<node id="1" lat="31.23" lon="121.47"/><node id="2" lat="31.23" lon="121.4701"/>
<node id="3" lat="31.2301" lon="121.4701"/><node id="4" lat="31.2301" lon="121.47"/>
<node id="5" lat="31.2302" lon="121.4702"/><node id="6" lat="31.2303" lon="121.4702"/>
"""


def _file(body: str, nodes: str = NODES) -> bytes:
    return f'<?xml version="1.0"?><osm version="0.6">{nodes}{body}</osm>'.encode()


def _way(name: int, nodes: str, /, **tags: str) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes.split())
    return f'<way id="{name}">{refs}{_tags(tags)}</way>'


def _node(name: int, lat: float, lon: float, /, **tags: str) -> str:
    return f'<node id="{name}" lat="{lat}" lon="{lon}">{_tags(tags)}</node>'


def _relation(name: int, members: str, /, **tags: str) -> str:
    pairs = [member.split(":") for member in members.split()]
    made = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in pairs)
    return f'<relation id="{name}">{made}<tag k="type" v="multipolygon"/>{_tags(tags)}</relation>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


def _taken(body: str, nodes: str = NODES) -> Taken:
    return osm(_file(body, nodes)).taken(Choices(), never)


def test_tags_become_elements() -> None:
    """A block of six storeys with an entrance in its wall, lanes, a lawn, a fence, a tree, power, gas."""
    result = _taken(
        _way(10, "1 7 2 3 4 1", building="apartments", building__levels="6", addr__housenumber="12")
        + _node(7, 31.23, 121.47005, entrance="staircase", ref="3")
        + _way(11, "1 5", highway="service")
        + _way(12, "1 5", highway="residential", width="5.5 m")
        + _way(13, "1 2 3 1", landuse="grass")
        + _way(14, "1 2 3 1", barrier="fence")
        + _node(8, 31.2302, 121.47, natural="tree")
        + _node(9, 31.2302, 121.4701, power="pole")
        + _node(20, 31.2302, 121.4701, power="transformer", name="T1")
        + _node(21, 31.2302, 121.4701, emergency="fire_hydrant")
        + _way(15, "5 6", man_made="pipeline", substance="gas")
        + _way(16, "1 2 3 1", landuse="residential", name="Yuanxi")
    )
    site = result.project.site
    (block,) = site.buildings
    assert (block.storeys, block.name, block.use) == (6, "12", BuildingUse.DWELLING)
    assert abs(signed_area_m2(block.ring)) == pytest.approx(9.527 * 11.087, rel=1e-3)
    assert [(door.name, door.building_id) for door in site.doorways] == [("3", block.id)]
    assert [road.width_m for road in site.roads] == [4.0, 5.5]
    assert len(site.greens) == 1
    assert site.fences[0].centreline[0] == site.fences[0].centreline[-1]
    assert {one.kind for one in site.obstacles} == {ObstacleKind.TREE, ObstacleKind.POLE}
    assert [one.name for one in site.supply_points] == ["T1"]
    assert len(site.hydrants) == 1
    assert site.pipelines[0].kind is PipelineKind.GAS
    assert len(site.boundaries) == 1
    assert result.project.estate.name == "Yuanxi"
    assert site.georeference is not None
    assert site.georeference.crs == "EPSG:4326"


def test_layers_of_the_map() -> None:
    """Kinds of things by their tags; what nobody tagged is called by its shape."""
    summary = osm(
        _file(_way(10, "1 2 3 1", building="yes") + _way(11, "1 5") + _way(12, "1 5", railway="rail"))
    ).summary
    assert summary.kind is SourceKind.OSM
    assert {(layer.name, layer.guess) for layer in summary.layers} == {
        ("building", Role.BUILDING),
        ("LineString", Role.UNDERLAY),
        ("railway=rail", Role.UNDERLAY),
    }


def test_a_closed_way_is_a_line_or_an_area_by_what_it_is() -> None:
    """A lane around a block is a line; a square to walk on is an area, for which the plan has nothing."""
    result = _taken(
        _way(10, "1 2 3 1", highway="service") + _way(11, "1 2 3 1", highway="pedestrian", area="yes")
    )
    assert len(result.project.site.roads) == 1
    assert len(result.project.site.roads[0].centreline) == 4
    assert len(result.project.site.underlays) == 1


def test_multipolygons_are_joined_from_ways() -> None:
    """Two ways make the outline, in either direction; untagged ways are nothing by themselves."""
    result = _taken(
        _way(10, "1 2") + _way(11, "1 4 3 2") + _relation(30, "10:outer 11:outer", landuse="grass")
    )
    (green,) = result.project.site.greens
    assert abs(signed_area_m2(green.ring)) == pytest.approx(9.527 * 11.087, rel=1e-3)
    assert result.project.site.underlays == ()


def test_an_old_multipolygon_means_the_tags_of_its_outer_way() -> None:
    """The building comes once, without its yard, which is told."""
    yard = _node(31, 31.23002, 121.47002) + _node(32, 31.23002, 121.47004) + _node(33, 31.23004, 121.47004)
    result = _taken(
        yard
        + _way(10, "1 2 3 4 1", building="yes")
        + _way(11, "31 32 33 31")
        + _relation(30, "10:outer 11:inner")
    )
    assert len(result.project.site.buildings) == 1
    assert "relation 30" in told(result, "holes")


def test_an_outline_that_does_not_close_stays_as_lines() -> None:
    """One of its ways is not in the file."""
    result = _taken(_way(10, "1 2 3") + _relation(30, "10:outer 99:outer", building="yes"))
    assert result.project.site.buildings == ()
    assert "relation 30" in told(result, "missing_ways")
    assert "relation 30" in told(result, "open_outline")


def test_missing_nodes_are_told() -> None:
    """Of four corners three are there: kept. Of a lane one end is: left out. A node without place is none."""
    result = _taken(
        _way(10, "1 2 99 4 1", building="yes") + _way(11, "1 98", highway="service"),
        NODES + '<node id="97"/>',
    )
    assert len(result.project.site.buildings[0].ring) == 3
    assert result.project.site.roads == ()
    assert told(result, "missing_nodes").endswith("way 10, way 11")
    assert "way 11" in told(result, "too_few_nodes")
    assert "node 97" in told(result, "no_coordinates")


def test_what_was_deleted_in_an_editor_is_left_out() -> None:
    """As JOSM and histories mark it."""
    gone = _way(10, "1 2 3 1", building="yes").replace("<way", '<way action="delete"')
    hidden = _way(11, "1 2 3 1", building="yes").replace("<way", '<way visible="false"')
    result = _taken(gone + hidden + _way(12, "1 2 3 1", building="yes"))
    assert len(result.project.site.buildings) == 1


def test_places_that_stand_in_ways_are_taken() -> None:
    """Some services leave nodes out and write places into the ways."""
    corners = ((31.23, 121.47), (31.23, 121.4701), (31.2301, 121.4701))
    uses = "".join(f'<nd ref="{i}" lat="{lat}" lon="{lon}"/>' for i, (lat, lon) in enumerate(corners))
    body = f'<way id="10">{uses}<nd ref="0" lat="31.23" lon="121.47"/><tag k="building" v="yes"/></way>'
    assert len(_taken(body, "").project.site.buildings) == 1


BOMB = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged_xml"),
        (b"<osm><node", "damaged_xml"),
        (_file(_way(10, "1 2 3 1", building="yes"))[:-20], "damaged_xml"),
        (b"<osm>\xff\xfe</osm>", "damaged_xml"),
        (b"<osm/>", "nothing_to_take"),
        (_file(""), "nothing_to_take"),
        (b"<osmChange/>", "other_xml"),
        (f"{BOMB}<osm><note>&b;</note></osm>".encode(), "document_type"),
        (b'<!DOCTYPE osm SYSTEM "file:///etc/passwd"><osm/>', "document_type"),
        (b"<osm>" + b"<a>" * 100_000, "damaged_xml"),
    ],
)
def test_what_is_no_map_is_refused(data: bytes, code: str) -> None:
    """Cut off, made to do harm, without anything in it: one sentence each."""
    with pytest.raises(ImportFileError) as refused:
        osm(data).taken(Choices(), never)
    assert refused.value.code == code
    assert "map.osm" in str(refused.value)


def test_numbers_that_are_none_are_no_places() -> None:
    """NaN, infinity and words."""
    nodes = (
        '<node id="1" lat="nan" lon="1"/><node id="2" lat="inf" lon="1"/><node id="3" lat="north" lon="1"/>'
    )
    with pytest.raises(ImportFileError) as refused:
        _taken(_way(10, "1 2 3 1", building="yes"), nodes)
    assert "node 1, node 2, node 3" in str(refused.value)


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told."""
    monkeypatch.setattr(osm_module, "MOST_NODES", 5)
    with pytest.raises(ImportFileError) as refused:
        osm(_file(_way(10, "1 2 3 1", building="yes")))
    assert refused.value.code == "too_many_points"


def test_nothing_of_a_map_is_told_twice() -> None:
    """A sound map has nothing to tell but what was assumed."""
    assert codes(_taken(_way(10, "1 2 3 4 1", building="yes"))) == []


def test_ways_are_joined_at_their_ends() -> None:
    """Three pieces in any direction close; a fourth hangs loose and a ring of its own stays one."""
    rings, loose = joined([list("ab"), list("cb"), list("cda"), list("xy"), list("pqrp")])
    assert [set(ring) for ring in rings] == [set("abcd"), set("pqr")]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert loose == [list("xy")]


def test_holes_belong_to_the_outline_around_them() -> None:
    """One in each of two outlines, one in none."""
    first, second = ((0, 0), (9, 0), (9, 9), (0, 9)), ((20, 0), (29, 0), (29, 9), (20, 9))
    holes = [((22, 2), (23, 2), (23, 3)), ((2, 2), (3, 2), (3, 3)), ((50, 2), (53, 2), (53, 3))]
    assert with_holes([first, second], holes) == ([(first, holes[1]), (second, holes[0])], 1)
