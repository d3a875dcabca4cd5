"""Coordinates of maps as metres: true to 1:10,000, shifts taken back, exchanged latitudes noticed."""

from __future__ import annotations

import math

import pytest
from factories import rectangle
from map_files import codes, collection, geojson, point, polygon, taken, told
from pyproj import Geod

from chargeplan.errors import ImportFileError
from chargeplan.files.sources.projecting import REACH_M, crs_of, is_degrees, to_local
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.site import Georeference
from chargeplan.model.values import Point, Ring
from chargeplan.town.places import shifted
from chargeplan.town.register import CoordinateSystem

SQUARE: Ring = ((121.47, 31.23), (121.471, 31.23), (121.471, 31.231), (121.47, 31.231))


def _geodesic_m(start: Point, end: Point) -> float:
    return float(Geod(ellps="WGS84").inv(*start, *end)[2])


@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000"])
def test_degrees_become_metres_around_the_middle(crs: str) -> None:
    """The middle of 121.47–121.471° E, 31.23–31.231° N is the origin; sides are as long as on earth."""
    (a, b, c, d), where = to_local(crs, SQUARE)
    assert where == Georeference({"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}[crs], 121.4705, 31.2305)
    for start, end, first, last in ((a, b, *SQUARE[:2]), (b, c, *SQUARE[1:3]), (a, c, SQUARE[0], SQUARE[2])):
        assert math.dist(start, end) == pytest.approx(_geodesic_m(first, last), rel=1e-7)
    assert a[0] < 0 < b[0]
    assert a[1] < 0 < d[1]


def test_a_plan_is_true_to_one_in_ten_thousand_at_its_edge() -> None:
    """90 km east of the middle lengths are 1 + x²/2R² = 1 + 90²/(2 · 6371²) = 1.0000998 times too long."""
    east = 121.47 + math.degrees(REACH_M / 6_371_000) / math.cos(math.radians(31.23))
    near = (east + 0.001, 31.23)
    local, _ = to_local("wgs84", [(2 * 121.47 - east, 31.23), (east, 31.23), near])
    error = math.dist(local[1], local[2]) / _geodesic_m((east, 31.23), near) - 1
    assert 0.8e-4 < error < 1.1e-4


@pytest.mark.parametrize(
    ("crs", "system"), [("gcj02", CoordinateSystem.GCJ02), ("bd09", CoordinateSystem.BD09)]
)
def test_places_of_web_maps_are_put_back_first(crs: str, system: CoordinateSystem) -> None:
    """What was shifted by the formulas comes out where it was, to a centimetre."""
    moved = [shifted(place, system) for place in SQUARE]
    assert _geodesic_m(SQUARE[0], moved[0]) > 100
    plain, _ = to_local("wgs84", SQUARE)
    local, where = to_local(crs, moved)
    assert where.crs == "EPSG:4326"
    assert _geodesic_m((where.x, where.y), (121.4705, 31.2305)) < 0.2  # the middle is rounded to 1e-6 degrees
    for axis in (0, 1):
        sides = [[place[axis] - places[0][axis] for place in places] for places in (local, plain)]
        assert sides[0] == pytest.approx(sides[1], abs=0.01)


def test_metres_of_a_zone_are_shifted_only() -> None:
    """EPSG:4549 is CGCS2000 in a zone of 3° at 120° E: the middle (512,400; 3,455,700) becomes the origin."""
    local, where = to_local("EPSG:4549", [(512_350, 3_455_650), (512_450, 3_455_750)])
    assert (local, where) == ([(-50, -50), (50, 50)], Georeference("EPSG:4549", 512_400, 3_455_700))


def test_metres_of_web_mercator_go_back_to_degrees() -> None:
    """They are 1 / cos(31.23°) = 1.17 times too long: 116.9 m of them are 100 m, to 0.3 % for the sphere."""
    ends = [(13_521_000.0, 3_662_000.0), (13_521_116.94, 3_662_000.0)]
    local, where = to_local("EPSG:3857", ends)
    assert math.dist(*local) == pytest.approx(100, rel=3e-3)
    assert where.crs == "EPSG:4326"


def test_metres_of_the_file_stay_unless_they_lie_far_away() -> None:
    """Beyond 100 km they get an origin of their own, in whole metres."""
    assert to_local("local", [(10, 20), (30, 40)]) == ([(10, 20), (30, 40)], Georeference())
    local, where = to_local("local", [(500_000.5, 20), (500_010.5, 40)])
    assert where == Georeference("", 500_006, 30)
    assert local == [(-5.5, -10), (4.5, 10)]


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("OGC:CRS84", "wgs84"),
        ("EPSG:4326", "wgs84"),
        ("urn:ogc:def:crs:EPSG::4490", "cgcs2000"),
        ("urn:ogc:def:crs:EPSG:9.9:4549", "EPSG:4549"),
        ("epsg:32651", "EPSG:32651"),
        (" GCJ02 ", "gcj02"),
        ("local", "local"),
        ("Shanghai", None),
        ("EPSG:", None),
    ],
)
def test_names_of_coordinate_systems(name: str, crs: str | None) -> None:
    """As GeoJSON of 2008 and programs for maps write them."""
    assert crs_of(name) == crs


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ("EPSG:1", "unknown_crs"),
        ("EPSG:999999", "unknown_crs"),
        ("moon", "unknown_crs"),
        ("EPSG:2225", "unfit_crs"),
        ("EPSG:4978", "unfit_crs"),
    ],
)
def test_systems_that_no_plan_can_be_made_from_are_refused(crs: str, code: str) -> None:
    """Not there, in feet of California, around the middle of the earth."""
    with pytest.raises(ImportFileError) as refused:
        to_local(crs, [(0, 0), (1, 1)])
    assert refused.value.code == code


def test_which_systems_are_degrees() -> None:
    """Beijing 1954 is, its zones are not."""
    assert [is_degrees(crs) for crs in ("wgs84", "bd09", "EPSG:4214", "EPSG:2437", "local")] == [
        True,
        True,
        True,
        False,
        False,
    ]


# --- in files ----------------------------------------------------------------------------------


def _building(ring: Ring) -> bytes:
    return collection(polygon(ring, building="yes"))


def test_an_old_member_with_the_system_is_honoured() -> None:
    """10 × 10 m in a zone."""
    ring = rectangle(512_350, 3_455_650, 512_360, 3_455_660)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}
    data = collection(polygon(ring, building="yes"), crs=crs)
    assert geojson(data).summary.crs == "EPSG:4549"
    site = taken(data).project.site
    assert site.georeference == Georeference("EPSG:4549", 512_355, 3_455_655)
    assert signed_area_m2(site.buildings[0].ring) == 100


def test_a_system_that_is_not_known_is_told_and_guessed() -> None:
    """Degrees are those of WGS 84 then."""
    result = taken(collection(polygon(SQUARE, building="yes"), crs={"type": "link"}))
    assert "crs_not_known" in codes(result)
    georeference = result.project.site.georeference
    assert georeference is not None
    assert georeference.crs == "EPSG:4326"


def test_exchanged_latitudes_are_put_right_where_that_is_certain() -> None:
    """121° is no latitude. The building stands as in a file that has them right."""
    result = taken(_building(tuple((y, x) for x, y in SQUARE)))
    assert "exchanged" in codes(result)
    assert result.project.site == taken(_building(SQUARE)).project.site


def test_exchanged_latitudes_that_are_not_certain_are_refused_unless_the_system_is_named() -> None:
    """44° E, 87° N is north of Svalbard; 87° E, 44° N is Ürümqi. Either can be meant."""
    data = _building(((43.8, 87.6), (43.81, 87.6), (43.81, 87.61)))
    assert geojson(data).summary.crs == "wgs84"
    with pytest.raises(ImportFileError) as refused:
        taken(data)
    assert refused.value.code == "perhaps_exchanged"
    georeference = taken(data, crs="wgs84").project.site.georeference
    assert georeference is not None
    assert georeference.y > 87


def test_places_elsewhere_on_earth_are_taken_as_they_are() -> None:
    """Sydney lies outside of China however it is written."""
    result = taken(_building(((151.2, -33.8), (151.201, -33.8), (151.201, -33.799))))
    assert "exchanged" not in codes(result)
    assert len(result.project.site.buildings) == 1


def test_a_file_with_both_orders_is_refused() -> None:
    """One has the latitude first, the other the longitude."""
    exchanged = tuple((y, x) for x, y in SQUARE)
    with pytest.raises(ImportFileError) as refused:
        taken(collection(polygon(SQUARE, building="yes"), polygon(exchanged, building="yes")))
    assert refused.value.code == "mixed_order"


def test_numbers_that_are_no_degrees_are_taken_as_metres_and_told() -> None:
    """A square of 10 m whose file states nothing; called degrees, it is refused."""
    data = _building(rectangle(512_350, 3_455_650, 512_360, 3_455_660))
    source = geojson(data)
    assert source.summary.crs == "local"
    result = taken(data)
    assert "taken_as_metres" in codes(result)
    assert signed_area_m2(result.project.site.buildings[0].ring) == 100
    assert signed_area_m2(taken(data, unit="dm").project.site.buildings[0].ring) == pytest.approx(1)
    with pytest.raises(ImportFileError) as refused:
        taken(data, crs="gcj02")
    assert refused.value.code == "no_degrees"


def test_what_lies_far_from_the_rest_is_left_out() -> None:
    """A place at 0° E, 0° N is where tools put what they do not know."""
    result = taken(collection(*[polygon(SQUARE, building="yes")] * 2, point(0, 0, natural="tree")))
    assert (len(result.project.site.buildings), result.project.site.obstacles) == (2, ())
    assert "features[2]" in told(result, "far_away")
    east = taken(collection(*[polygon(SQUARE, building="yes")] * 2, point(179, 0, natural="tree")))
    assert len(east.project.site.buildings) == 2


def test_one_place_that_is_none_on_earth_is_left_out() -> None:
    """300° are no longitude and no latitude."""
    result = taken(collection(*[polygon(SQUARE, building="yes")] * 2, point(300, 300, natural="tree")))
    assert "features[2]" in told(result, "no_place")


def test_degrees_are_no_metres_of_a_zone() -> None:
    """All numbers below 180: nothing lies so near to the corner of a zone."""
    with pytest.raises(ImportFileError) as refused:
        taken(_building(SQUARE), crs="EPSG:4549")
    assert refused.value.code == "no_metres"


def test_a_guess_is_told_until_somebody_says_it() -> None:
    """Degrees of WGS 84, assumed or named."""
    assert codes(taken(_building(SQUARE))) == ["assumed_wgs84"]
    assert codes(taken(_building(SQUARE), crs="wgs84")) == []


def test_the_scale_of_a_zone_is_told_where_it_is_off() -> None:
    """UTM is 0.9996 in the middle of a zone: 0.4 m in a kilometre. Zone 51 has it at 500 km east."""
    ring = rectangle(500_000, 3_455_650, 500_010, 3_455_660)
    result = taken(_building(ring), crs="EPSG:32651")
    assert "0.40 m" in told(result, "scale_of_zone")
    assert signed_area_m2(result.project.site.buildings[0].ring) == 100
