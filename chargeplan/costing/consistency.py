"""Whether a bill is whole: what one item needs of another, what is dug and goes away, lines and their sums.

What items need is told in the editions (`needs`) and, for cables, by the way they are laid. An item needs
another one for every shed or lot that it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chargeplan.costing.work import Words, WorkItem
from chargeplan.i18n import LANGUAGES, N_, pick, tr
from chargeplan.reference.work_items import WorkItemBook
from chargeplan.units import round_half_up

_DUG = ("excavation", "pit_excavation", "trench_excavation")
_PUT_AWAY = ("backfill", "trench_backfill", "soil_removal", "trench_removal")
_ENDS_OF_A_CABLE = 2
_SHOWN_DECIMALS = 3


@dataclass(frozen=True)
class Inconsistency:
    """Two items of a bill that do not fit each other.

    Attributes
    ----------
    code : str
        missing_item, heads_of_cables, earthworks or line_and_sum.
    text : str
        English sentence with gaps, key of its translation; `values` fill them.
    item_ids : tuple of str
        Ids of the lines concerned, or of the item that is missing.
    element_ids : tuple of str
        The elements for which they do not fit.
    """

    code: str
    text: str
    item_ids: tuple[str, ...]
    element_ids: tuple[str, ...] = ()
    values: Mapping[str, Words] = field(default_factory=dict)

    def sentence(self, language: str | None = None) -> str:
        """Return it in a language."""
        return tr(self.text, language, **{name: pick(words, language) for name, words in self.values.items()})


def inconsistencies(quantities: Sequence[WorkItem], book: WorkItemBook) -> tuple[Inconsistency, ...]:
    """Return where the items of a bill do not fit each other, none for a whole bill."""
    return (
        *_missing_items(quantities, book),
        *_heads_of_cables(quantities),
        *_earthworks(quantities),
        *_lines_and_sums(quantities),
    )


def _exact(quantities: Sequence[WorkItem], kinds: tuple[str, ...]) -> Decimal:
    return sum(
        (part.value for item in quantities if item.kind.id in kinds for part in item.contributions),
        Decimal(0),
    )


def _titled(item: WorkItem) -> Words:
    return {language: item.title(language) for language in LANGUAGES}


def _amount(value: Decimal) -> Words:
    return dict.fromkeys(LANGUAGES, f"{round_half_up(value, _SHOWN_DECIMALS):f}")


def _missing_items(quantities: Sequence[WorkItem], book: WorkItemBook) -> Iterator[Inconsistency]:
    counted: dict[str, set[str]] = {}
    for item in quantities:
        counted.setdefault(item.kind.id, set()).update(item.element_ids)
    titles = {kind.id: kind.title for kind in book.items}
    for item in quantities:
        for needed in item.needs:
            without = tuple(name for name in _counted_first(item) if name not in counted.get(needed, ()))
            if without:
                yield Inconsistency(
                    "missing_item",
                    N_("{item} needs {needed}, which is not billed for all that it counts"),
                    (item.id, needed),
                    without,
                    {"item": _titled(item), "needed": titles[needed]},
                )


def _counted_first(item: WorkItem) -> tuple[str, ...]:
    """Return what a line counts, without those that merely share in it."""
    return tuple(dict.fromkeys(part.element_id for part in item.contributions))


def _heads_of_cables(quantities: Sequence[WorkItem]) -> Iterator[Inconsistency]:
    cables = [item for item in quantities if item.kind.id == "cable"]
    ends = Decimal(_ENDS_OF_A_CABLE * sum(len(item.contributions) for item in cables))
    heads = [item for item in quantities if item.kind.id == "cable_heads"]
    found = _exact(heads, ("cable_heads",))
    if heads and found != ends:
        yield Inconsistency(
            "heads_of_cables",
            N_("{found} cable heads are billed for {needed} ends of cables"),
            tuple(item.id for item in (*cables, *heads)),
            values={"found": _amount(found), "needed": _amount(ends)},
        )


def _earthworks(quantities: Sequence[WorkItem]) -> Iterator[Inconsistency]:
    dug, put_away = _exact(quantities, _DUG), _exact(quantities, _PUT_AWAY)
    if dug != put_away:
        yield Inconsistency(
            "earthworks",
            N_("{dug} m³ are dug, but {away} m³ go back or away"),
            tuple(item.id for item in quantities if item.kind.id in (*_DUG, *_PUT_AWAY)),
            values={"dug": _amount(dug), "away": _amount(put_away)},
        )


def _lines_and_sums(quantities: Sequence[WorkItem]) -> Iterator[Inconsistency]:
    for item in quantities:
        exact = sum((part.value for part in item.contributions), Decimal(0))
        if item.quantity != round_half_up(exact, item.decimals):
            yield Inconsistency(
                "line_and_sum",
                N_("{item}: {quantity} is billed, but its sums come to {exact}"),
                (item.id,),
                item.element_ids,
                {"item": _titled(item), "quantity": _amount(item.quantity), "exact": _amount(exact)},
            )
