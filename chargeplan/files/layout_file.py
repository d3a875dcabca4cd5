"""A lot to be filled as JSON, and its layout as JSON: the data of `chargeplan layout`.

Nothing is believed: size before parsing, nesting, numbers that are not finite, every type and every key. What
is wrong is told with its place in the file, such as `lot[3]` or `group.max_stalls`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from chargeplan.errors import ImportFileError, InvalidValueError
from chargeplan.files.codec import nests_deeper_than
from chargeplan.geometry.filling import Effort
from chargeplan.geometry.limits import too_large
from chargeplan.geometry.polygons import ring_faults
from chargeplan.i18n import N_, tr
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.values import COORDINATE_LIMIT_M, MOST_CORNERS, Point, Ring
from chargeplan.units import TOLERANCE_M, quantise_m

MOST_BYTES = 2_000_000
MOST_DEPTH = 16
LEAST_SIZE_M = 0.1
MOST_SIZE_M = 100.0
"""Sizes of stalls and aisles beyond these are slips of the unit."""

_KEYS = ("lot", "holes", "edges", "entrances", "module", "group", "effort")
_MODULE_SIZES = ("pitch_m", "single_depth_m", "double_depth_m", "aisle_one_side_m", "aisle_two_side_m")
_MODULE_KEYS = (*_MODULE_SIZES, "angle_degrees", "least_aisle_m")
_GROUP_SIZES = ("max_stalls", "max_length_m", "gap_m")
_GROUP_KEYS = (*_GROUP_SIZES, "panels")
_ENTRANCE_KEYS = ("edge", "from_m", "width_m")

_Made = TypeVar("_Made")


def read_layout_problem(text: str) -> tuple[LayoutProblem, Effort]:
    """Return the lot that a JSON text describes, and how hard to try.

    Raises
    ------
    ImportFileError
        With a sentence and the place, when the text is too large, no JSON, or describes no lot.
    """
    top = _object(_parsed(text), "$", _KEYS, required=("lot", "module"))
    given = _ring(top["lot"], "lot")
    holes = tuple(
        _opened(_ring(hole, f"holes[{i}]")) for i, hole in enumerate(_list(top.get("holes", []), "holes"))
    )
    corners = len(given) + sum(map(len, holes))
    if corners > MOST_CORNERS:
        raise ImportFileError(
            "too_many_corners", N_("the lot has {value} corners, more than {most}"),
            value=corners, most=MOST_CORNERS,
        )  # fmt: skip
    ring = _opened(given)
    edges = _edges(top.get("edges", []), len(given), len(ring))
    _refuse_faults(ring, holes)
    entrances = _list(top.get("entrances", []), "entrances")
    problem = LayoutProblem(
        ring=ring,
        module=_module(top["module"]),
        holes=holes,
        edges=edges,
        entrances=tuple(_entrance(entry, f"entrances[{i}]", ring) for i, entry in enumerate(entrances)),
        group=None if top.get("group") is None else _group(top["group"]),
    )
    reason = too_large(problem)
    if reason is not None:
        raise ImportFileError(reason.code, reason.text, faults=(), **dict(reason.values))
    return problem, _effort(top.get("effort", "full"))


def file_too_large() -> ImportFileError:
    """Return the refusal of a lot file of more than `MOST_BYTES`."""
    return ImportFileError("file_too_large", N_("the lot file is larger than {most} bytes"), most=MOST_BYTES)


def layout_json(layout: Layout, language: str = "en") -> str:
    """Return a layout as JSON: keys in fixed order, coordinates to 0.1 mm, areas to 0.0001 m²."""
    data = {
        "count": layout.count,
        "stalls": [
            {"polygon": _pairs(stall.polygon), "front": _pairs(stall.front), "group": stall.group}
            for stall in layout.stalls
        ],
        "aisles": [_pairs(aisle) for aisle in layout.aisles],
        "panels": [_pairs(panel) for panel in layout.panels],
        "area_m2": quantise_m(layout.area_m2),
        "usable_m2": quantise_m(layout.usable_m2),
        "row_directions_degrees": list(layout.row_directions_degrees),
        "reasons": [
            {"code": reason.code, "text": tr(reason.text, language, **dict(reason.values))}
            for reason in layout.reasons
        ],
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"


def _pairs(points: Ring) -> list[list[float]]:
    return [[quantise_m(x), quantise_m(y)] for x, y in points]


# --- from text to values -------------------------------------------------------------------------


def _parsed(text: str) -> object:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_BYTES:
        raise file_too_large()
    if nests_deeper_than(MOST_DEPTH, data):
        raise ImportFileError(
            "nested_too_deep", N_("the lot file is nested deeper than {most} levels"), most=MOST_DEPTH
        )
    try:
        return json.loads(text, parse_constant=float, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise ImportFileError(
            "not_json", N_("this is no JSON: line {line}, column {column}"),
            line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise ImportFileError("not_json", N_("this is no JSON that can be read")) from error


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ImportFileError("duplicate_key", N_("{key} is given twice"), key=_short(key))
        found[key] = value
    return found


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


def _wrong_type(place: str, text: str) -> ImportFileError:
    return ImportFileError("wrong_type", text, place=place)


def _object(
    value: object, place: str, keys: tuple[str, ...], required: tuple[str, ...] = ()
) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _wrong_type(place, N_("{place} must be an object with keys"))
    for key in value:
        if key not in keys:
            raise ImportFileError(
                "unknown_key", N_("{place} has an unknown key {key}"), place=place, key=_short(key)
            )
    for key in required:
        if key not in value:
            raise ImportFileError("missing_key", N_("{place} lacks {key}"), place=place, key=key)
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _wrong_type(place, N_("{place} must be a list"))
    return value


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong_type(place, N_("{place} must be a number"))
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ImportFileError("not_finite", N_("{place} is not a finite number"), place=place)
    return number


def _whole(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(place, N_("{place} must be a whole number"))
    return value


# --- from values to a lot ------------------------------------------------------------------------


def _ring(value: object, place: str) -> Ring:
    return tuple(_point(corner, f"{place}[{index}]") for index, corner in enumerate(_list(value, place)))


def _point(value: object, place: str) -> Point:
    numbers = _list(value, place)
    if len(numbers) != 2:
        raise _wrong_type(place, N_("{place} must be a point of two numbers"))
    x, y = (_number(number, f"{place}[{axis}]") for axis, number in enumerate(numbers))
    if max(abs(x), abs(y)) > COORDINATE_LIMIT_M:
        raise ImportFileError("too_far", N_("{place} lies too far away"), place=place)
    return (x, y)


def _opened(ring: Ring) -> Ring:
    """Return a ring without the repetition of its first corner at the end."""
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _edges(value: object, given: int, corners: int) -> tuple[EdgeRole, ...]:
    """Return the roles of the sides; a closed ring may give one for its last side of no length."""
    roles = _list(value, "edges")
    if not roles:
        return (EdgeRole.WALL,) * corners
    if len(roles) not in (given, corners):
        raise ImportFileError(
            "edges_do_not_fit", N_("the lot has {corners} sides but edges has {value} entries"),
            corners=corners, value=len(roles),
        )  # fmt: skip
    known = {role.value: role for role in EdgeRole}
    for index, role in enumerate(roles):
        if not isinstance(role, str) or role not in known:
            raise ImportFileError(
                "unknown_role", N_("{place} must be open or wall, not {value}"),
                place=f"edges[{index}]", value=_short(role),
            )  # fmt: skip
    return tuple(known[str(role)] for role in roles[:corners])


def _refuse_faults(ring: Ring, holes: tuple[Ring, ...]) -> None:
    for fault in ring_faults(ring, holes):
        if fault.blocking:
            raise ImportFileError(
                fault.code, N_("{place}: {reason}"),
                place="lot" if fault.hole is None else f"holes[{fault.hole}]",
                reason=InvalidValueError(fault.code, fault.text, **dict(fault.values)),
            )  # fmt: skip


def _made(place: str, make: Callable[[], _Made]) -> _Made:
    """Return what `make` gives, its refusal told with the place in the file."""
    try:
        return make()
    except InvalidValueError as error:
        raise ImportFileError(error.code, N_("{place}: {reason}"), place=place, reason=error) from error


def _size(entry: Mapping[str, object], key: str, place: str) -> float:
    number = _number(entry[key], f"{place}.{key}")
    if not LEAST_SIZE_M <= number <= MOST_SIZE_M:
        raise ImportFileError(
            "bad_size", N_("{place} must lie between {least} and {most} m, not {value}"),
            place=f"{place}.{key}", least=LEAST_SIZE_M, most=MOST_SIZE_M, value=number,
        )  # fmt: skip
    return number


def _module(value: object) -> StallModule:
    entry = _object(value, "module", _MODULE_KEYS, required=_MODULE_SIZES)
    sizes = {key: _size(entry, key, "module") for key in _MODULE_SIZES}
    if "least_aisle_m" in entry:
        sizes["least_aisle_m"] = _size(entry, "least_aisle_m", "module")
    angle = _number(entry.get("angle_degrees", 90), "module.angle_degrees")
    return _made("module", lambda: StallModule(angle_degrees=angle, **sizes))


def _group(value: object) -> GroupRule:
    entry = _object(value, "group", _GROUP_KEYS, required=_GROUP_SIZES)
    panels = entry.get("panels", False)
    if not isinstance(panels, bool):
        raise _wrong_type("group.panels", N_("{place} must be true or false"))
    most = _whole(entry["max_stalls"], "group.max_stalls")
    length, gap = (_number(entry[key], f"group.{key}") for key in _GROUP_SIZES[1:])
    return _made("group", lambda: GroupRule(most, length, gap, panels))


def _entrance(value: object, place: str, ring: Ring) -> Entrance:
    entry = _object(value, place, _ENTRANCE_KEYS, required=_ENTRANCE_KEYS)
    edge = _whole(entry["edge"], f"{place}.edge")
    if not 0 <= edge < len(ring):
        raise ImportFileError(
            "no_such_edge", N_("{place} names side {value}, which is not there"),
            place=f"{place}.edge", value=edge,
        )  # fmt: skip
    start, width = (_number(entry[key], f"{place}.{key}") for key in ("from_m", "width_m"))
    entrance = _made(place, lambda: Entrance(edge, start, width))
    length = math.dist(ring[edge], ring[(edge + 1) % len(ring)])
    if entrance.from_m + entrance.width_m > length + TOLERANCE_M:
        raise ImportFileError(
            "entrance_too_long",
            N_("{place} ends {value} m along side {edge}, which is only {length} m long"),
            place=place, value=round(entrance.from_m + entrance.width_m, 4), edge=edge,
            length=round(length, 4),
        )  # fmt: skip
    return entrance


def _effort(value: object) -> Effort:
    if value == "live":
        return "live"
    if value == "full":
        return "full"
    raise ImportFileError(
        "unknown_effort", N_("effort must be live or full, not {value}"), value=_short(value)
    )
