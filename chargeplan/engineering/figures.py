"""The catalogue's constants as decimals, for sums that are worked out exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.model.scheme import Shed
from chargeplan.reference.catalogue import Catalogue
from chargeplan.units import to_decimal


@dataclass(frozen=True, eq=False)
class Figures:
    """The catalogue's constants as decimals, the same object for the same catalogue."""

    values: Mapping[str, Decimal]

    def __getitem__(self, constant_id: str) -> Decimal:
        """Return the value of a constant; raise `ReferenceDataError` when the catalogue does not have it."""
        if constant_id not in self.values:
            raise ReferenceDataError(
                "no_such_constant", N_("the catalogue has no figure {name}"), name=constant_id
            )
        return self.values[constant_id]

    def whole(self, constant_id: str) -> int:
        """Return the value of a constant that counts things."""
        return int(self[constant_id])


@lru_cache(maxsize=8)
def figures_of(catalogue: Catalogue) -> Figures:
    """Return the constants of a catalogue as decimals."""
    return Figures({name: to_decimal(constant.value) for name, constant in catalogue.constants.items()})


def headroom_m(shed: Shed, figures: Figures) -> Decimal:
    """Return the clear height under a shed's roof, its own or that of the assumed construction [m]."""
    return figures["shed_headroom_m"] if shed.headroom_m is None else to_decimal(shed.headroom_m)
