"""What holds for a town that has set nothing yet: the shipped weights, limits and ratios."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.town_method import TownMethod, load_town_method
from chargeplan.town.exact_numbers import quotient
from chargeplan.town.settings import TownSettings
from chargeplan.units import to_decimal


def default_settings(method: TownMethod | None = None) -> TownSettings:
    """Return the shipped settings: no budget, no date; ratios are those that plans are drawn with."""
    method = method or load_town_method()
    catalogue = load_catalogue()
    bikes_per_socket = Fraction(to_decimal(catalogue.constant("bikes_per_socket_target")))
    return TownSettings(
        weights=default_weights(method),
        grade_limits=method.grade_limits,
        ebikes_per_household=to_decimal(catalogue.constant("ebikes_per_household")),
        sockets_per_ebike=quotient(bikes_per_socket.denominator, bikes_per_socket.numerator),
        walking_limit_m=to_decimal(catalogue.constant("walking_limit_m")),
    )


def default_weights(method: TownMethod | None = None) -> Mapping[str, Decimal]:
    """Return the shipped weights by indicator id."""
    return {weight.id: weight.value for weight in (method or load_town_method()).weights}
