"""What a scheme is protected and supplied with, beside what its sheds and lots say themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.values import finite, length_m


class HazardClass(Enum):
    """How grave a fire would be, by GB 50140; it decides the size of extinguishers."""

    MEDIUM = "medium"
    SEVERE = "severe"


@dataclass(frozen=True)
class FireProtection:
    """What new sheds and lots are protected with.

    `watched` is whether the alarm reaches a room that is staffed day and night; None is unknown.
    """

    extinguishers: bool = True
    cameras: bool = True
    detectors: bool = True
    sprinklers: bool = True
    hazard: HazardClass = HazardClass.MEDIUM
    watched: bool | None = None


class DemandMethod(Enum):
    """How demand is brought together: by the sockets of a node, or as the sum of sheds times a factor."""

    NODE = "node"
    SUM = "sum"


@dataclass(frozen=True)
class SupplySettings:
    """How a scheme is supplied; None takes the figure of the electrical tables.

    Attributes
    ----------
    supply_point_id
        Where all power comes from; None takes the nearest of those that have power to spare.
    laying_id
        How feeders are laid, by the id of a laying method of the tables.
    soil_temperature_c, air_temperature_c
        [°C]
    cables_together
        Feeders that touch one another in one trench; None counts them on the plan.
    third_harmonic_percent
        Share of the third harmonic in the phase current [%].
    feeder_curve, branch_curve
        Curve of the breakers of feeders, and of circuits that leave a box: B, C or D.
    halogen_free
        Whether cables and wires are of the types without halogens, as near dwellings.
    """

    supply_point_id: str | None = None
    demand: DemandMethod = DemandMethod.NODE
    laying_id: str | None = None
    soil_temperature_c: float | None = None
    air_temperature_c: float | None = None
    cables_together: int | None = None
    third_harmonic_percent: float | None = None
    feeder_curve: str | None = None
    branch_curve: str | None = None
    halogen_free: bool = False

    def __post_init__(self) -> None:
        for name in ("soil_temperature_c", "air_temperature_c"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, finite(getattr(self, name), name))
        if self.cables_together is not None and self.cables_together < 1:
            raise InvalidValueError(
                "no_cables", N_("{field} must be greater than zero: {value}"),
                field="cables_together", value=self.cables_together,
            )  # fmt: skip
        if self.third_harmonic_percent is not None:
            share = length_m(self.third_harmonic_percent, "third_harmonic_percent", zero_allowed=True)
            object.__setattr__(self, "third_harmonic_percent", share)
