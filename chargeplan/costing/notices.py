"""What whoever uses a bill has to know before it goes out."""

from __future__ import annotations

from dataclasses import dataclass

from chargeplan.i18n import N_, tr


@dataclass(frozen=True)
class BillNotice:
    """An English sentence with gaps, key of its translation, and what fills them."""

    code: str
    text: str
    values: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str | None = None) -> str:
        """Return it in a language."""
        return tr(self.text, language, **dict(self.values))


def simplified_tax() -> BillNotice:
    """Return the warning that simplified taxation is more than another percentage."""
    return BillNotice(
        "simplified_tax",
        N_("Simplified taxation: input prices hold tax already, so unit rates before tax do not fit; "
           "replace the rates, not the percentage alone."),
    )  # fmt: skip


def fees_open() -> BillNotice:
    """Return the notice that the fees of the 2013 edition cannot be reckoned."""
    return BillNotice(
        "fees_open",
        N_("Fees are a share of labour, which unit rates do not tell apart: they are listed, and are not "
           "in the total."),
    )  # fmt: skip


def own_codes(count: int) -> BillNotice:
    """Return the notice that so many items have codes of the bill's own."""
    return BillNotice(
        "own_codes",
        N_("{count} items have codes of this bill's own, because those of the edition could not be read: "
           "put the national codes in before tendering."),
        (("count", count),),
    )  # fmt: skip


def structure_assumed() -> BillNotice:
    """Return the notice that nobody has calculated the construction."""
    return BillNotice(
        "structure_assumed",
        N_("Footings and steel are of an assumed construction that nobody has calculated: a registered "
           "structural engineer must check them."),
    )  # fmt: skip
