"""The register of a town's estates as values: what each row states, and nothing that it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from chargeplan.model.site import EstateKind


class CoordinateSystem(Enum):
    """What the two numbers of a place mean.

    `LOCAL` is metres, x east and y north. The others are degrees, x longitude and y latitude: `WGS84` of
    satellites, `GCJ02` and `BD09` of Chinese web maps, which lie some hundred metres off.
    """

    LOCAL = "local"
    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an estate lies, in its own coordinate system."""

    x: float
    y: float
    system: CoordinateSystem


@dataclass(frozen=True, slots=True)
class Hazards:
    """Hazards that were reported, each counted; None is unknown."""

    flying_wires: int | None = None
    corridor_charging: int | None = None
    blocked_doorways: int | None = None


@dataclass(frozen=True, slots=True)
class Facilities:
    """What there is to park and to charge; a charging facility may have several sockets, None is unknown."""

    stalls: int | None = None
    chargers: int | None = None
    sockets: int | None = None


@dataclass(frozen=True, slots=True)
class EstateRow:
    """One estate of the register; None and "" are unknown, never zero.

    Attributes
    ----------
    code : str
        The estate's number; unique in a register that was read.
    district, street, committee : str
        The three levels above an estate, the highest first; `street` is a street office or a town.
    existing : Facilities
        What stood before the chosen scheme.
    stated_after : Facilities
        What the register itself says there is with the chosen scheme; compared with what the plan gives.
    plan : str
        A `.chargeplan` file, as written in the register: relative to the register's folder.
    scheme : str
        Name or id of the chosen scheme of that plan, "" for its active one.
    source, as_of
        Where the row's figures come from and of which day they are.
    illustrative : bool
        Whether the row is made up to fill an example.
    sheet_row : int
        The row of the sheet it was read from, 0 for none.
    """

    code: str
    name: str
    district: str = ""
    street: str = ""
    committee: str = ""
    address: str = ""
    year_built: int | None = None
    floor_area_m2: Decimal | None = None
    kind: EstateKind | None = None
    buildings: int | None = None
    doorways: int | None = None
    households: int | None = None
    ebikes: int | None = None
    existing: Facilities = field(default_factory=Facilities)
    stated_after: Facilities = field(default_factory=Facilities)
    place: Place | None = None
    plan: str = ""
    scheme: str = ""
    hazards: Hazards = field(default_factory=Hazards)
    complaints: int | None = None
    fire_hazard_level: str = ""
    funding: str = ""
    responsible: str = ""
    due: date | None = None
    progress: str = ""
    consent: str = ""
    remarks: str = ""
    source: str = ""
    as_of: date | None = None
    illustrative: bool = False
    sheet_row: int = 0


def field_of(row: EstateRow, field_id: str) -> object:
    """Return a field of a row by its id, which names nested ones with a dot: `existing.stalls`.

    None where what it stands in is not there.
    """
    value: object = row
    for name in field_id.split("."):
        value = None if value is None else getattr(value, name)
    return value


@dataclass(frozen=True, slots=True)
class Register:
    """All estates of one register, in its order, and the name of the town it is about."""

    title: str
    rows: tuple[EstateRow, ...]

    @property
    def latest_day(self) -> date | None:
        """The latest day that a row states its figures are of, None where none does."""
        return max((row.as_of for row in self.rows if row.as_of), default=None)
