"""Sums of what sheds and filled lots are equipped and marked with."""

from __future__ import annotations

from chargeplan.engineering.capacity import Charging, ShedCapacity
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.sums import Sum, product


def chargers(charging: Charging, ports: int) -> Sum | None:
    """Return the fewest devices of `ports` sockets each for the sockets of one shed or lot."""
    if not charging.socket_count:
        return None
    return product(charging.socket_count).over(ports).rounded_up()


def lamps(held: ShedCapacity, figures: Figures) -> Sum:
    """Return the lamps of a shed, by its roofed area."""
    power = product(held.roofed_m2, figures["lighting_w_m2"])
    return power.over(figures.whole("lamp_w")).rounded_up()


def powder_extinguishers(held: ShedCapacity, figures: Figures) -> Sum:
    """Return the powder extinguishers of a shed by GB 50140, for its gross parking area."""
    needed = product(figures["extinguisher_factor"], held.gross_m2)
    per_piece = figures["extinguisher_area_m2_per_a"] * figures["abc4_rating_a"]
    return needed.over(per_piece).rounded_up().at_least(figures.whole("extinguishers_least"))


def per_shed(figures: Figures, constant_id: str) -> Sum:
    """Return a fixed number of things for one shed."""
    return product(figures.whole(constant_id))
