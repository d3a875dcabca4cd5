"""The stall module: the sizes that one parked bike and its aisle take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.values import finite, length_m

STALL_ANGLES_DEGREES = (90.0, 60.0, 45.0, 30.0)


@dataclass(frozen=True)
class StallModule:
    """Sizes of one kind of stall, see `docs/layout.md`.

    Attributes
    ----------
    pitch_m : float
        Width of a stall across its own axis [m].
    single_depth_m : float
        Depth of a single row [m], perpendicular to the row.
    double_depth_m : float
        Depth of two rows back to back [m]; front wheels interleave when less than two single depths.
    aisle_one_side_m, aisle_two_side_m : float
        Clear aisle where one row, or two rows, face it [m].
    angle_degrees : float
        Angle between stall and row: 90, 60, 45 or 30.
    least_aisle_m : float
        Narrowest way by which a bike still gets through [m].
    """

    pitch_m: float
    single_depth_m: float
    double_depth_m: float
    aisle_one_side_m: float
    aisle_two_side_m: float
    angle_degrees: float = 90.0
    least_aisle_m: float = 1.5

    def __post_init__(self) -> None:
        for field in (
            "pitch_m",
            "single_depth_m",
            "double_depth_m",
            "aisle_one_side_m",
            "aisle_two_side_m",
            "least_aisle_m",
        ):
            object.__setattr__(self, field, length_m(getattr(self, field), field))
        angle = finite(self.angle_degrees, "angle_degrees")
        if angle not in STALL_ANGLES_DEGREES:
            raise InvalidValueError(
                "bad_stall_angle", N_("angle_degrees must be 90, 60, 45 or 30: {value}"), value=angle
            )
        object.__setattr__(self, "angle_degrees", angle)

    @property
    def front_m(self) -> float:
        """Length of a stall's front along the row, p = s / sin θ [m]."""
        return self.pitch_m / math.sin(math.radians(self.angle_degrees))

    @property
    def interleaved(self) -> bool:
        """Whether the front wheels of a double row reach between each other."""
        return self.double_depth_m < 2 * self.single_depth_m


@dataclass(frozen=True)
class GroupRule:
    """How many stalls may stand together before fire could spread.

    Attributes
    ----------
    max_stalls : int
        Most stalls in one group.
    max_length_m : float
        Longest side of a group's smallest enclosing rectangle [m].
    gap_m : float
        Least distance between stalls of different groups [m].
    panels : bool
        Whether a non-combustible panel may stand in for the gap.
    """

    max_stalls: int
    max_length_m: float
    gap_m: float
    panels: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.max_stalls, bool) or not isinstance(self.max_stalls, int) or self.max_stalls < 1:
            raise InvalidValueError(
                "bad_group", N_("a group needs room for at least one stall: {value}"), value=self.max_stalls
            )
        object.__setattr__(self, "max_length_m", length_m(self.max_length_m, "max_length_m"))
        object.__setattr__(self, "gap_m", length_m(self.gap_m, "gap_m", zero_allowed=True))
