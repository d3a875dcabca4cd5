"""What reading a register has to say: each value that was filled in, converted, left out or doubted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from chargeplan.files.column_letters import column_letters
from chargeplan.i18n import N_, pick, tr


class RemarkKind(Enum):
    """What became of the value that a remark is about.

    `REFUSED` is a row that is kept out, or a value that is wrong; `DOUBTED` is kept, but should be looked at;
    `LEFT_OUT` counts as unknown; `CONVERTED` and `FILLED_IN` count as the remark tells.
    """

    REFUSED = "refused"
    DOUBTED = "doubted"
    LEFT_OUT = "left_out"
    CONVERTED = "converted"
    FILLED_IN = "filled_in"


KIND_NAMES: Mapping[RemarkKind, str] = {
    RemarkKind.REFUSED: N_("refused"),
    RemarkKind.DOUBTED: N_("doubted"),
    RemarkKind.LEFT_OUT: N_("left out"),
    RemarkKind.CONVERTED: N_("converted"),
    RemarkKind.FILLED_IN: N_("filled in"),
}
"""What kinds are called in front of people; translated when shown."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark about one cell, one row (`column` 0), or a whole column or sheet (`row` 0).

    Attributes
    ----------
    code : str
        Stable name of what was remarked, such as "not_a_number".
    text : str
        English sentence with gaps, the key of its translation; it does not name the place.
    values : Mapping[str, object]
        What fills the gaps; what stands in a cell is cut to one short line, a name may be in every language.
    sheet : str
        The sheet's name, "" in a file of text.
    row, column : int
        From 1, as the sheet counts them.
    field_id : str
        The field of the register that the column is read as, "" for none.
    found : str
        The text found in the cell.
    estate_code : str
        The estate that the row is about, "" where there is none.
    """

    kind: RemarkKind
    code: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: int = 0
    field_id: str = ""
    found: str = ""
    estate_code: str = ""

    @property
    def place(self) -> str:
        """The cell, row or column as a spreadsheet program names it: Sheet!C5, Sheet!5, Sheet!C."""
        cell = f"{column_letters(self.column)}{self.row or ''}"
        return f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet or cell

    def sentence(self, language: str | None = None) -> str:
        """Return the remark in words, without its place."""
        values = {
            name: pick(value, language) if isinstance(value, Mapping) else value
            for name, value in self.values.items()
        }
        return tr(self.text, language).format(**values)
