"""What mends a finding, as edits of one undoable step; each is tried on the plan before it is offered.

A mending is offered only when the plan, judged anew with it, no longer has the finding, has no new one as
grave, and no shed or lot is left empty. Of moves the shortest is offered, to the millimetre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from chargeplan.engineering.capacity import lot_capacity, shed_capacity
from chargeplan.engineering.compliance import check_compliance
from chargeplan.engineering.compliance.case import Planned, element_id
from chargeplan.engineering.findings import GRAVITY, Check
from chargeplan.engineering.mending.changes import BY_CODE, other_modules, split_groups
from chargeplan.engineering.mending.drafts import Analysed, Draft, Mending, planned, subject
from chargeplan.engineering.mending.moving import FINEST_M, PLACES, moves
from chargeplan.engineering.mending.supplying import SUPPLY_BY_CODE, Supplied, supply_checks
from chargeplan.engineering.surroundings import surroundings
from chargeplan.errors import CalledOff
from chargeplan.model.editing import apply

__all__ = ["Analysed", "Mending", "mendings"]

_MOVED_FOR = (
    "R01", "R02", "R04", "R04L", "R05", "R06", "R08", "R12", "R18", "R19", "R19P", "R20", "R20C", "R21",
    "R22", "R22P", *PLACES,
)  # fmt: skip


def mendings(
    analysis: Analysed, check: Check, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Mending, ...]:
    """Return what mends a check of an analysis, each proven; nothing for what is met or undecided.

    Once it is `cancelled`, what was found so far is returned.
    """
    if check.met or check.undecided is not None:
        return ()
    found: list[Mending] = []
    for drafts in _choices(analysis, check):
        for draft in drafts:
            if cancelled():
                return tuple(found)
            try:
                proven = _proven(analysis, check, draft, cancelled)
            except CalledOff:
                return tuple(found)
            if proven is not None:
                found.append(proven)
                break
    return tuple(found)


def _choices(analysis: Analysed, check: Check) -> Iterator[Iterable[Draft]]:
    """Yield kinds of mending, each as drafts of which the first that mends is taken."""
    code = check.code
    if code in ("R07", "R07L", "R08"):
        yield split_groups(analysis, check, panels=False)
        yield split_groups(analysis, check, panels=True)
    if code in ("R13", "R14"):
        yield other_modules(analysis, check)
    for own, drafts in BY_CODE.items():
        if code == own:
            yield from drafts(analysis, check)
    if code in SUPPLY_BY_CODE and isinstance(analysis, Supplied):
        yield from SUPPLY_BY_CODE[code](analysis, check)
    if check.measured is not None and (code in _MOVED_FOR or code.startswith("R03")):
        elements = (planned(analysis, name) for name in check.elements)
        yield from (moves(analysis, check, element) for element in elements if element is not None)


def _proven(analysis: Analysed, check: Check, draft: Draft, cancelled: Callable[[], bool]) -> Mending | None:
    """Return the mending when the plan with it is better in every respect that counts, else None.

    The supply, which takes longest, is designed anew last. Hints about it, and cables that get a little
    longer with what is moved, are no reason against a mending; a new warning is. Raise `CalledOff` when
    `cancelled()`.
    """
    refs, scheme_id = analysis.references, analysis.scheme.id
    project = apply(analysis.project, draft.edits)
    scheme = project.scheme(scheme_id)
    sheds = tuple(shed_capacity(shed, scheme, refs.catalogue) for shed in scheme.sheds)
    ground = surroundings(project.site, refs.rule_set)
    lots = tuple(
        lot_capacity(lot, project.site, scheme, refs.catalogue, refs.rule_set, ground=ground, sheds=sheds)
        for lot in scheme.lots
    )
    after = check_compliance(project, sheds, lots, refs.catalogue, refs.rule_set, scheme)
    supplied = analysis if isinstance(analysis, Supplied) else None
    of_supply = check.code in SUPPLY_BY_CODE
    if of_supply and supplied is not None:
        after += supply_checks(supplied, project, scheme, sheds, lots, cancelled)
    if _still_there(check, after) or _worse(check, analysis.checks, after):
        return None
    had = _stall_counts((*analysis.sheds, *analysis.lots))
    has = _stall_counts((*sheds, *lots))
    if any(count and not has[name] for name, count in had.items()):
        return None
    if supplied is not None and not of_supply:
        fed = supply_checks(supplied, project, scheme, sheds, lots, cancelled)
        told = [other for other in fed if other.severity != "info"]
        if _worse(check, analysis.checks, told, margins=False):
            return None
    lost = sum(had.values()) - sum(has.values())
    return Mending(draft.title, (*draft.values, ("lost", str(lost))), draft.edits)


def _still_there(check: Check, after: Iterable[Check]) -> bool:
    return any(not other.met and subject(other) == subject(check) for other in after)


def _worse(check: Check, before: Iterable[Check], after: Iterable[Check], *, margins: bool = True) -> bool:
    """Return whether something as grave as the finding is missed that was not, or by more than it was.

    How much it is missed by is not asked without `margins`.
    """
    known = {subject(other): other.margin for other in before if not other.met}
    for other in after:
        if other.met or other.undecided is not None or GRAVITY[other.severity] > GRAVITY[check.severity]:
            continue
        if subject(other) not in known:
            return True
        margin = known[subject(other)] if margins else None
        if margin is not None and other.margin is not None and other.margin < margin - FINEST_M:
            return True
    return False


def _stall_counts(holders: Iterable[Planned]) -> dict[str, int]:
    return {element_id(held): len(held.stalls) for held in holders}
