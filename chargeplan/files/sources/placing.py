"""Things of map data put in metres: exchanged latitudes noticed, what lies far from the rest left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import median_low

from chargeplan.errors import Cancelled, ImportFileError, unless_called_off
from chargeplan.files.sources.features import Feature
from chargeplan.files.sources.projecting import (
    MOST_SCALE_ERROR,
    REACH_M,
    Frame,
    frame_of,
    is_degrees,
    scale_of,
    to_degrees,
)
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.values import UNITS_M, Box, Choices
from chargeplan.i18n import N_
from chargeplan.model.site import Georeference
from chargeplan.model.values import Point, Ring
from chargeplan.reference.earth import load_earth
from chargeplan.reference.layer_roles import load_layer_roles

_MOST_LONGITUDE = 180.0
_MOST_LATITUDE = 90.0
_TOLD_SCALE_ERROR = 1e-4


class Degrees(Enum):
    """What the two numbers of points can be."""

    LONGITUDE_FIRST = 1
    LATITUDE_FIRST = 2
    PERHAPS_LATITUDE_FIRST = 3
    MIXED = 4
    NONE = 5


@dataclass(frozen=True)
class Placed:
    """Features in metres of the plan, and where the plan's origin lies; None for a plan's own metres."""

    features: tuple[Feature, ...]
    georeference: Georeference | None


def box_of(features: Sequence[Feature]) -> Box | None:
    """Return left, bottom, right, top of features in their coordinates, None where there are none."""
    boxes = [box for feature in features if (box := _box(feature)) is not None]
    return _around(boxes) if boxes else None


def order_of(features: Sequence[Feature]) -> Degrees:
    """Return what coordinates of features can be, if they are degrees at all."""
    boxes = [box for feature in features if (box := _box(feature)) is not None]
    first = [_fit(box) for box in boxes]
    last = [_fit(_exchanged(box)) for box in boxes]
    if 2 * sum(not (one or other) for one, other in zip(first, last, strict=True)) >= len(boxes):
        return Degrees.NONE
    only_first = any(one and not other for one, other in zip(first, last, strict=True))
    only_last = any(other and not one for one, other in zip(first, last, strict=True))
    if only_first and only_last:
        return Degrees.MIXED
    if only_last:
        return Degrees.LATITUDE_FIRST
    whole = _around([box for box, one in zip(boxes, first, strict=True) if one])
    if not only_first and not _meet_china(whole) and _in_china(_exchanged(whole)):
        return Degrees.PERHAPS_LATITUDE_FIRST
    return Degrees.LONGITUDE_FIRST


def placed(
    features: Sequence[Feature],
    crs: str,
    choices: Choices,
    unit: str | None,
    tally: Tally,
    cancelled: Cancelled,
) -> Placed:
    """Return features in metres.

    Parameters
    ----------
    crs
        What is taken unless the choices say otherwise.
    unit
        Unit of a plan's own metres, which are not shifted; None for coordinates of anything else.

    Raises
    ------
    ImportFileError
        When the coordinates cannot be what they should be.
    """
    system = choices.crs or crs
    if system == "local":
        factor = UNITS_M[choices.unit or unit or "m"]
        if factor != 1:
            features = [_mapped(feature, lambda at: (at[0] * factor, at[1] * factor)) for feature in features]
        if choices.unit is not None:
            _tell_odd_size(features, choices.unit, tally)
        if unit is not None:
            return Placed(tuple(features), None)
    elif is_degrees(system):
        features = _as_degrees(features, system, choices.crs is not None, tally, cancelled)
        system = "wgs84" if system in ("gcj02", "bd09") else system
    else:
        _check_metres(features, system, tally)
    return _near_the_middle(features, system, tally)


def _tell_odd_size(features: Sequence[Feature], unit: str, tally: Tally) -> None:
    """Tell of a unit that somebody chose when no estate is as large as it makes things."""
    whole = box_of(features)
    if whole is None:
        return
    width, height = whole[2] - whole[0], whole[3] - whole[1]
    if not load_layer_roles().sizes.fits(max(width, height)):
        text = N_("As {unit} everything in the file is {width} × {height} m, a size that no estate has")
        tally.tell("units_odd", text, unit=unit, width=f"{width:.4g}", height=f"{height:.4g}")


def _check_metres(features: Sequence[Feature], system: str, tally: Tally) -> None:
    whole = box_of(features)
    if whole is None:
        return
    if _fit(whole):  # 180 m around the corner of a zone there is nothing but water
        text = N_("the coordinates are degrees, no metres of {crs}")
        raise ImportFileError("no_metres", text, crs=system)
    error = scale_of(system, _middle(whole)) - 1
    if _TOLD_SCALE_ERROR < abs(error) <= MOST_SCALE_ERROR:
        text = N_("Lengths in {crs} differ from those on the ground by {value:.2f} m in a kilometre here")
        tally.tell("scale_of_zone", text, crs=system, value=abs(error) * 1000)


def _as_degrees(
    features: Sequence[Feature], crs: str, stated: bool, tally: Tally, cancelled: Cancelled
) -> list[Feature]:
    order = order_of(features)
    if order is Degrees.NONE:
        text = N_(
            "the coordinates cannot be degrees; say which system they are in, by an EPSG code or as local "
            "metres"
        )
        raise ImportFileError("no_degrees", text)
    if order is Degrees.MIXED:
        text = N_("some coordinates have the latitude first and others the longitude: they cannot be placed")
        raise ImportFileError("mixed_order", text)
    if order is Degrees.PERHAPS_LATITUDE_FIRST and not stated:
        text = N_(
            "the coordinates lie outside of China, and in it when latitude and longitude are exchanged; "
            "correct the file, or name its coordinate system to take them as they are"
        )
        raise ImportFileError("perhaps_exchanged", text)
    if order is Degrees.LATITUDE_FIRST:
        tally.tell("exchanged", N_("Latitude and longitude were exchanged in the file and put right"))
        features = [_mapped(feature, lambda at: (at[1], at[0])) for feature in features]
    fit = []
    for feature in unless_called_off(features, cancelled):
        box = _box(feature)
        if box is None or _fit(box):
            fit.append(_in_degrees(feature, crs, cancelled))
        else:
            tally.tell("no_place", N_("Left out ({count}), no place on earth: {places}"), feature.place)
    return fit


def _in_degrees(feature: Feature, crs: str, cancelled: Cancelled) -> Feature:
    if crs not in ("gcj02", "bd09"):
        return feature
    return _with_points(feature, to_degrees(crs, list(feature.points()), cancelled))


def _near_the_middle(features: Sequence[Feature], system: str, tally: Tally) -> Placed:
    """Return features in metres around their middle; what lies too far from the others is left out."""
    boxes = [box for feature in features if (box := _box(feature)) is not None]
    if not boxes:
        return Placed((), None)
    middles = [_middle(box) for box in boxes]
    centre = (median_low([x for x, _ in middles]), median_low([y for _, y in middles]))
    near = []
    for feature, local in zip(features, _local(frame_of(system, [centre]), features), strict=True):
        if all(abs(x) <= REACH_M and abs(y) <= REACH_M for x, y in local):
            near.append(feature)
        else:
            text = N_("Left out ({count}), more than {value} km from the middle of the rest: {places}")
            tally.tell("far_away", text, feature.place, value=round(REACH_M / 1000))
    whole = box_of(near)
    if whole is None:
        text = N_("the things in the file lie more than {value} km apart: pick those of one estate")
        raise ImportFileError("far_apart", text, value=round(REACH_M / 1000))
    frame = frame_of(system, [whole[:2], whole[2:]])
    made = map(_with_points, near, _local(frame, near))
    return Placed(tuple(made), frame.georeference)


def _local(frame: Frame, features: Sequence[Feature]) -> list[list[Point]]:
    """Return the points of each feature in metres; all go through the projection at once."""
    counts = [sum(piece.corners for piece in feature.pieces) for feature in features]
    points = frame.local([point for feature in features for point in feature.points()])
    made, start = [], 0
    for count in counts:
        made.append(points[start : start + count])
        start += count
    return made


def _with_points(feature: Feature, points: Sequence[Point]) -> Feature:
    """Return a feature with other points, in the order of `Feature.points`."""
    remaining = iter(points)

    def part_of(part: Ring) -> Ring:
        return tuple(next(remaining) for _ in part)

    pieces = tuple(replace(piece, parts=tuple(map(part_of, piece.parts))) for piece in feature.pieces)
    return replace(feature, pieces=pieces)


def _mapped(feature: Feature, change: Callable[[Point], Point]) -> Feature:
    return _with_points(feature, [change(point) for point in feature.points()])


def _box(feature: Feature) -> Box | None:
    xs, ys = zip(*feature.points(), strict=True) if feature.pieces else ((), ())
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _around(boxes: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _exchanged(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _fit(box: Box) -> bool:
    """Tell whether a box can hold longitudes and latitudes."""
    longitude = max(abs(box[0]), abs(box[2])) <= _MOST_LONGITUDE
    return longitude and max(abs(box[1]), abs(box[3])) <= _MOST_LATITUDE


def _in_china(box: Box) -> bool:
    west, south, east, north = load_earth().china
    return west <= box[0] and box[2] <= east and south <= box[1] and box[3] <= north


def _meet_china(box: Box) -> bool:
    west, south, east, north = load_earth().china
    return box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south
