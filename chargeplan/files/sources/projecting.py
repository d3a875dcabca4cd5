"""Coordinates of maps as metres of a plan.

Degrees go onto a transverse Mercator map whose scale is 1 on the meridian through the middle of the data.
Away from it lengths grow by x²/2R²: by 1:10,000 at 90 km east or west of the middle, by 1:800,000 at 10 km.
So a plan is true to 1:10,000 as long as all of it lies within `REACH_M` of its middle.

Metres of a zone are only shifted: they are what surveyors' drawings of the place are in. Where lengths of
such a system are off by more than `MOST_SCALE_ERROR`, as those of web maps are, they go back to degrees.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from chargeplan.errors import Cancelled, ImportFileError, go_on_unless, never
from chargeplan.i18n import N_
from chargeplan.model.site import Georeference
from chargeplan.model.values import Point
from chargeplan.town.places import wgs84_of
from chargeplan.town.register import CoordinateSystem, Place

if TYPE_CHECKING:
    from pyproj import CRS

REACH_M = 90_000.0
MOST_SCALE_ERROR = 1e-3
FAR_M = 100_000.0
"""Metres of a file's own are shifted when they lie further than this from the origin."""

DEGREES = {"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490", "gcj02": "EPSG:4326", "bd09": "EPSG:4326"}
"""Systems of degrees -> EPSG code of what a plan from them refers to."""

_SHIFTED = {"gcj02": CoordinateSystem.GCJ02, "bd09": CoordinateSystem.BD09}
_EPSG = re.compile(r"EPSG:([0-9]{4,6})", re.IGNORECASE)
_URN = re.compile(r"urn:ogc:def:crs:EPSG:[0-9.]*:([0-9]{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"(urn:ogc:def:crs:)?OGC:[0-9.]*:?CRS84h?", re.IGNORECASE)
_ORIGIN_DECIMALS = 6
_ASKED_EVERY = 1000


def crs_of(name: str) -> str | None:
    """Return the key of `CRS_NAMES` or the EPSG code that a name stands for, None for no known one."""
    text = name.strip()
    if _CRS84.fullmatch(text):
        return "wgs84"
    found = _EPSG.fullmatch(text) or _URN.fullmatch(text)
    if found is None:
        lowered = text.lower()
        return lowered if lowered == "local" or lowered in DEGREES else None
    code = f"EPSG:{int(found[1])}"
    return next((key for key in ("wgs84", "cgcs2000") if DEGREES[key] == code), code)


def is_degrees(crs: str) -> bool:
    """Tell whether coordinates of a system are degrees.

    Raises
    ------
    ImportFileError
        When there is no such system.
    """
    return crs in DEGREES or (crs != "local" and _system(crs).is_geographic)


def to_degrees(crs: str, points: Sequence[Point], cancelled: Cancelled = never) -> list[Point]:
    """Return longitudes and latitudes as satellites tell them for those of a web map; others as they are."""
    system = _SHIFTED.get(crs)
    if system is None:
        return list(points)
    made = []
    for index, (x, y) in enumerate(points):
        if index % _ASKED_EVERY == 0:
            go_on_unless(cancelled)
        made.append(wgs84_of(Place(x, y, system)))
    return made


def to_local(crs: str, points: Sequence[Point]) -> tuple[list[Point], Georeference]:
    """Return points as metres of a plan whose origin is the middle of their box, and where that lies.

    Parameters
    ----------
    crs
        Key of `CRS_NAMES` or an EPSG code.
    points
        East and north [m], or longitude and latitude [degrees].

    Raises
    ------
    ImportFileError
        When the system is not known, or is one that no plan can be made from.
    """
    frame = frame_of(crs, points)
    return frame.local(to_degrees(crs, points)), frame.georeference


@dataclass(frozen=True)
class Frame:
    """A way from coordinates of a file to metres of a plan.

    Attributes
    ----------
    georeference : Georeference
        Where the plan's origin lies.
    mercator : str
        PROJ's words for the map of degrees; empty where metres are shifted.
    back : str
        EPSG code of metres that go back to degrees first.
    """

    georeference: Georeference
    mercator: str = ""
    back: str = ""

    def local(self, points: Sequence[Point]) -> list[Point]:
        """Return points as metres of the plan: east and north of its origin.

        Points of web maps must have been made degrees of satellites, see `to_degrees`. A point that has no
        place on the map comes back infinite.
        """
        if not self.mercator:
            x, y = self.georeference.x, self.georeference.y
            return [(east - x, north - y) for east, north in points]
        from pyproj import Proj

        easts, norths = [point[0] for point in points], [point[1] for point in points]
        if self.back:
            easts, norths = _degrees_from_metres(self.back, easts, norths)
        xs, ys = Proj(self.mercator)(easts, norths)
        return list(zip(xs, ys, strict=True))


def frame_of(crs: str, points: Iterable[Point]) -> Frame:
    """Return the frame whose origin is the middle of points, see `to_local`."""
    points = list(points)
    middle = to_degrees(crs, [_middle(points)])[0]
    if crs == "local":
        far = max(map(abs, middle), default=0.0) > FAR_M
        return Frame(Georeference("", *map(round, middle)) if far else Georeference())
    if crs in DEGREES:
        return _degrees_frame(DEGREES[crs], middle)
    system = _system(crs)
    if system.is_geographic:
        return _degrees_frame(crs, middle)
    return _metres_frame(crs, system, middle)


def scale_of(crs: str, place: Point) -> float:
    """Return how long a metre on the ground is in the metres of a system, at a place in them."""
    from pyproj import Proj

    projection = Proj(_system(crs))
    degrees = projection(*place, inverse=True)
    return float(projection.get_factors(*degrees).parallel_scale)


def _middle(points: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _degrees_frame(crs: str, middle: Point, back: str = "") -> Frame:
    x, y = (round(number, _ORIGIN_DECIMALS) for number in middle)
    ellipsoid = _system(crs).ellipsoid
    if ellipsoid is None:
        raise _no_plan(crs)
    a, b = ellipsoid.semi_major_metre, ellipsoid.semi_minor_metre
    return Frame(Georeference(crs, x, y), f"+proj=tmerc +lat_0={y} +lon_0={x} +k=1 +a={a} +b={b}", back)


def _metres_frame(crs: str, system: CRS, middle: Point) -> Frame:
    if any(axis.unit_conversion_factor != 1 for axis in system.axis_info[:2]):
        raise _no_plan(crs)
    scale = scale_of(crs, middle)
    if not math.isfinite(scale):
        raise _no_plan(crs)
    if abs(scale - 1) <= MOST_SCALE_ERROR:
        return Frame(Georeference(crs, *map(round, middle)))
    geodetic = system.geodetic_crs
    code = geodetic.to_epsg() if geodetic is not None else None
    if code is None:
        raise _no_plan(crs)
    easts, norths = _degrees_from_metres(crs, [middle[0]], [middle[1]])
    return _degrees_frame(f"EPSG:{code}", (easts[0], norths[0]), crs)


def _degrees_from_metres(
    crs: str, easts: list[float], norths: list[float]
) -> tuple[list[float], list[float]]:
    from pyproj import Proj

    longitudes, latitudes = Proj(_system(crs))(easts, norths, inverse=True)
    return longitudes, latitudes


@lru_cache(maxsize=16)
def _system(crs: str) -> CRS:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    found = _EPSG.fullmatch(crs)
    try:
        if found is None:
            raise _unknown(crs)
        system = CRS.from_epsg(int(found[1]))
    except CRSError as error:
        raise _unknown(crs) from error
    if not (system.is_geographic or system.is_projected):
        raise _no_plan(crs)
    return system


def _unknown(crs: str) -> ImportFileError:
    text = N_("there is no coordinate system {crs}; name one of {names}, or an EPSG code such as EPSG:4549")
    return ImportFileError("unknown_crs", text, crs=crs, names=", ".join(("local", *DEGREES)))


def _no_plan(crs: str) -> ImportFileError:
    text = N_("{crs} is no system of degrees or metres from which a plan can be made")
    return ImportFileError("unfit_crs", text, crs=crs)
