"""A line of work: what it is, how much of it, and the sums and elements that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chargeplan.engineering.sums import Sum
from chargeplan.i18n import LANGUAGES, pick
from chargeplan.reference.work_items import BillUnit, WorkItemKind
from chargeplan.units import round_half_up

_CENTS = 2

Words = Mapping[str, str]
"""A text in every language of the program."""


@dataclass(frozen=True)
class Contribution:
    """What one element adds to a quantity: the sum as it is printed, and its exact value.

    `element_id` is mostly a shed or lot, else a distribution box or supply point; `other_ids` are those that
    share in it, such as all sheds whose cables lie in one trench.
    """

    element_id: str
    sum_text: str
    value: Decimal
    other_ids: tuple[str, ...] = ()

    @property
    def element_ids(self) -> tuple[str, ...]:
        """All elements that it leads back to."""
        return (self.element_id, *self.other_ids)


@dataclass(frozen=True)
class WorkItem:
    """One line of work, measured.

    Attributes
    ----------
    id : str
        The item's id, with what tells lines of one item apart: `charger_pile_10`, `cable_yjv_5x10_d1`.
    quantity : Decimal
        In `unit`, the sum of the exact contributions rounded half-up once.
    values : name -> language -> text
        What fills the gaps of title and features.
    price_ids : tuple of str
        By what its price is looked up after `id`, the most particular first.
    needs : tuple of str
        Ids of items that must count the same elements, those of the kind among them.
    """

    id: str
    kind: WorkItemKind
    quantity: Decimal
    contributions: tuple[Contribution, ...]
    values: Mapping[str, Words]
    price_ids: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Nine national digits, empty where the edition's code is not known."""
        return self.kind.code

    @property
    def unit(self) -> BillUnit:
        """Unit of the quantity."""
        return self.kind.unit

    @property
    def decimals(self) -> int:
        """Decimals of the quantity."""
        return self.kind.unit.decimals

    @property
    def basis(self) -> str:
        """How the quantity came about: measured, calculated or estimated."""
        return self.kind.basis

    @property
    def verified(self) -> bool:
        """Whether the code was read in a source; otherwise it is shown as to be verified."""
        return self.kind.verified

    @property
    def element_ids(self) -> tuple[str, ...]:
        """All elements that it counts, each once, in order."""
        return tuple(dict.fromkeys(name for part in self.contributions for name in part.element_ids))

    def title(self, language: str | None = None) -> str:
        """Return the item's name."""
        return self._filled(self.kind.title, language)

    def features(self, language: str | None = None) -> str:
        """Return the item's features, one a line."""
        return self._filled(self.kind.features, language)

    def _filled(self, texts: Words, language: str | None) -> str:
        return pick(texts, language).format(
            **{name: pick(value, language) for name, value in self.values.items()}
        )


@dataclass(frozen=True)
class Entry:
    """What was measured for one line of an item.

    `variant` is the line's own part of its id, `price_variants` are by what else its price is looked up,
    `values` fill its gaps, `needs` are items that this line needs beside those that its kind does.
    """

    contributions: tuple[Contribution, ...]
    variant: str = ""
    values: Mapping[str, Words] = field(default_factory=dict)
    price_variants: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def contribution(found: Sum, element_ids: Iterable[str]) -> Contribution:
    """Return what elements add to a quantity, the first of them before all."""
    first, *others = element_ids
    return Contribution(first, found.text, found.value, tuple(others))


def amount_of(quantity: Decimal, rate_cny: Decimal) -> Decimal:
    """Return what a quantity costs, ROUND(quantity × rate, 2) [CNY], half-up in decimal."""
    return round_half_up(quantity * rate_cny, _CENTS)


def added_cny(amounts: Iterable[Decimal | None]) -> Decimal:
    """Return the sum of amounts [CNY], those that are not known left out."""
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))


def on_one_line(features: str) -> str:
    """Return features, which stand one a line, on one line."""
    return "; ".join(part.strip() for part in features.splitlines() if part.strip())


def in_all_languages(text: str) -> Words:
    """Return a text that is the same in every language."""
    return dict.fromkeys(LANGUAGES, text)
