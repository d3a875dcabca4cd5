"""How many households and e-bikes an estate has: as they were counted, else as they are expected."""

from __future__ import annotations

from collections.abc import Sequence

from chargeplan.model.project import Project
from chargeplan.reference.catalogue import Catalogue
from chargeplan.units import round_half_up, to_decimal


def households_of(project: Project) -> int | None:
    """Return the estate's households, else those of its drawn buildings, None where neither is known."""
    if project.estate.household_count is not None:
        return project.estate.household_count
    known = [building.households for building in project.site.buildings if building.households is not None]
    return sum(known) if known else None


def ebikes_of(project: Project, catalogue: Catalogue) -> int | None:
    """Return the estate's e-bikes as counted, else as expected by its households; None where unknown."""
    if project.estate.ebike_count is not None:
        return project.estate.ebike_count
    households = households_of(project)
    if households is None:
        return None
    share = to_decimal(catalogue.constant("ebikes_per_household"))
    return int(round_half_up(households * share, 0))


def shared_out(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return whole shares of a total in proportion to weights, that add up to it.

    What is left over goes to the largest remainders, of equal ones to the first. Weights that are all nothing
    count as equal; without any weight there is nothing.
    """
    if not weights:
        return ()
    if not sum(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def households_by_doorway(project: Project) -> tuple[int | None, ...]:
    """Return the households that leave by each doorway, None where unknown.

    A building's are shared over its doorways. What is left of the estate's is shared over the doorways of
    which no building tells.
    """
    doorways = project.site.doorways
    known = {building.id: building.households for building in project.site.buildings}
    groups: dict[str, list[int]] = {}
    for index, doorway in enumerate(doorways):
        if known.get(doorway.building_id or "") is not None:
            groups.setdefault(doorway.building_id or "", []).append(index)
    found: list[int | None] = [None] * len(doorways)
    for building_id, members in groups.items():
        for index, share in zip(
            members, shared_out(known[building_id] or 0, [1] * len(members)), strict=True
        ):
            found[index] = share
    others = [index for index, share in enumerate(found) if share is None]
    estate = project.estate.household_count
    if estate is not None:
        left = max(0, estate - sum(share or 0 for share in found))
        for index, share in zip(others, shared_out(left, [1] * len(others)), strict=True):
            found[index] = share
    return tuple(found)


def ebikes_by_doorway(project: Project, catalogue: Catalogue) -> tuple[int | None, ...]:
    """Return the e-bikes that come from each doorway, None where unknown.

    Those of the estate are shared in proportion to households. Counted ones are shared evenly where
    households are unknown; expected ones are unknown there.
    """
    total, households = ebikes_of(project, catalogue), households_by_doorway(project)
    if total is None:
        return (None,) * len(households)
    if project.estate.ebike_count is not None and None in households:
        return shared_out(total, [1] * len(households))
    shares = iter(shared_out(total, [count for count in households if count is not None]))
    return tuple(None if count is None else next(shares) for count in households)
