"""What reading a register gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeplan.files.town_layout import Layout
from chargeplan.files.town_remarks import Remark
from chargeplan.town.register import Register


@dataclass(frozen=True)
class RegisterReading:
    """A register as it was read, and what reading it has to say.

    Attributes
    ----------
    layout : Layout
        Where it stands: the sheet, the rows of headings, the column of each field.
    headings : Mapping[int, str]
        Column (from 1) -> its heading, of all columns that have one.
    certainty : Mapping[str, float]
        Field id -> how sure its column is, 0 to 1; 1 is the field's own heading, or a column that was chosen.
    doubtful : tuple[str, ...]
        The fields whose columns somebody should look at, needed ones that have no column included.
    remarks : tuple[Remark, ...]
        By row and column.
    fingerprint : str
        SHA-256 of the bytes that were read, in hexadecimal.
    """

    register: Register
    layout: Layout
    headings: Mapping[int, str]
    certainty: Mapping[str, float]
    doubtful: tuple[str, ...]
    remarks: tuple[Remark, ...]
    fingerprint: str

    @property
    def mapping(self) -> Mapping[str, int]:
        """Field id -> column, from 1."""
        return self.layout.columns

    @property
    def sheet(self) -> str:
        """The name of the sheet that was read, "" for a file of text."""
        return self.layout.sheet
