"""Sums of what sheds and filled lots are equipped with."""

from __future__ import annotations

from chargeplan.engineering.capacity import Charging
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.sums import Sum, product


def chargers(charging: Charging, ports: int) -> Sum | None:
    """Return the fewest devices of `ports` sockets each for the sockets of one shed or lot."""
    if not charging.socket_count:
        return None
    if ports == 1:
        return product(charging.socket_count)
    return product(charging.socket_count).over(ports).rounded_up()


def per_shed(figures: Figures, constant_id: str) -> Sum:
    """Return a fixed number of things for one shed."""
    return product(figures.whole(constant_id))
