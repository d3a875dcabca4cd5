"""Remarks as they are gathered while a register is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chargeplan.files.foreign_workbook import shown
from chargeplan.files.town_remarks import Remark
from chargeplan.files.town_values import Note, cell_text
from chargeplan.i18n import N_

_MOST_ALIKE = 1000
"""Remarks of one code in one column that are told one by one."""
_MOST_PLAIN = 20
_PLAIN = ("number_as_text", "date_as_text", "unknown_word")
"""What only says that a whole column is kept in another way: more than `_MOST_PLAIN` become one remark."""


class RemarkList:
    """Gathers the remarks on one sheet."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._found: list[Remark] = []

    def add(
        self,
        note: Note,
        *,
        row: int = 0,
        column: int = 0,
        field_id: str = "",
        found: object = "",
        estate: str = "",
    ) -> None:
        """Add what a note says of a place; `found` is what stands there."""
        text = shown(cell_text(found))
        self._found.append(
            Remark(
                note.kind, note.code, note.text, note.values, self._sheet, row, column, field_id, text, estate
            )
        )

    def all(self, codes: Mapping[int, str]) -> tuple[Remark, ...]:
        """Return the remarks by row and column; what is alike in many cells is told once.

        Parameters
        ----------
        codes : Mapping[int, str]
            Row -> code of its estate.
        """
        alike: dict[tuple[str, int], list[Remark]] = {}
        for remark in self._found:
            alike.setdefault((remark.code, remark.column), []).append(remark)
        told = [
            replace(remark, estate_code=codes[remark.row])
            if remark.row in codes and not remark.estate_code
            else remark
            for remarks in alike.values()
            for remark in _shortened(remarks)
        ]
        return tuple(sorted(told, key=lambda remark: (remark.row, remark.column)))


def _shortened(alike: list[Remark]) -> list[Remark]:
    """Return remarks of one code in one column, the many beyond the first ones as one."""
    plain = alike[0].code in _PLAIN
    if not alike[0].column or len(alike) <= (_MOST_PLAIN if plain else _MOST_ALIKE):
        return alike
    kept = 1 if plain else _MOST_ALIKE
    more = replace(
        alike[kept],
        text=N_("The same holds for {count} more cells of the column, down to row {last}"),
        values={"count": len(alike) - kept, "last": alike[-1].row},
        found="",
    )
    return [*alike[:kept], more]
