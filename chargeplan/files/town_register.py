"""Registers of estates, read as people keep them: in a workbook or a file of text, and not always neatly.

What a row does not tell is unknown, never zero. Every value that was filled in, converted, left out or
doubted has a remark with its place, and so has every row that is kept out and every column that is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chargeplan.errors import ImportFileError
from chargeplan.files.town_headings import Guess, doubtful_fields, guess_layout, headings_of
from chargeplan.files.town_layout import Layout
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_remark_list import RemarkList
from chargeplan.files.town_rows import read_rows
from chargeplan.files.town_sheet import RegisterSheet
from chargeplan.files.town_tables import RawTable, RegisterFile
from chargeplan.i18n import N_
from chargeplan.reference.register_words import load_register_words
from chargeplan.town.register import Register

_TOWN = ".town"
"""The last part of a register's name before its suffix."""


def read_register(path: Path, mapping: Mapping[str, int] | Layout | None = None) -> RegisterReading:
    """Return the register in a workbook (.xlsx, .xlsm) or a file of text (.csv, .tsv, .txt).

    Parameters
    ----------
    mapping : Mapping[str, int] | Layout | None
        Where it stands: a layout, or merely the column (from 1) of each field on the sheet that fits best;
        None guesses everything.

    Raises
    ------
    ImportFileError
        When the file cannot be read or is damaged, no row of it heads a register ("no_register"), or the
        layout names a sheet or field that is not there.
    """
    return read_register_file(RegisterFile(path), mapping)


def read_register_file(
    file: RegisterFile, mapping: Mapping[str, int] | Layout | None = None
) -> RegisterReading:
    """Return the register in a file that is open already; see `read_register`."""
    guess = _guess_for(file, mapping)
    remarks = RemarkList(guess.layout.sheet)
    sheet = RegisterSheet(file.table(guess.layout.sheet), guess, remarks)
    sheet.tell()
    rows = read_rows(sheet, is_text=file.is_text, cancelled=file.cancelled)
    return RegisterReading(
        Register(sheet.title() or file.stem.removesuffix(_TOWN), rows),
        guess.layout,
        sheet.headings(),
        guess.certainty,
        guess.doubtful,
        remarks.all({row.sheet_row: row.code for row in rows}),
        file.fingerprint,
    )


def _guess_for(file: RegisterFile, mapping: Mapping[str, int] | Layout | None) -> Guess:
    """Return where to read: as it is told, guessed where it is not."""
    if isinstance(mapping, Layout):
        return _chosen(file.table(mapping.sheet), mapping)
    guess = guess_layout(file)
    if guess is None:
        raise ImportFileError(
            "no_register",
            N_("{name} is no register: no row of any sheet heads columns for estates and their figures"),
            name=file.name,
        )
    if mapping is None:
        return guess
    layout = replace(guess.layout, columns=dict(mapping), headings={})
    return _chosen(file.table(layout.sheet), layout)


def _chosen(table: RawTable, layout: Layout) -> Guess:
    words = load_register_words()
    for field_id in layout.columns:
        if not words.knows(field_id):
            raise ImportFileError("unknown_field", N_("A register has no field {field}"), field=field_id)
    layout = _moved(table, layout)
    certainty = dict.fromkeys(layout.columns, 1.0)
    return Guess(layout, certainty, doubtful_fields(layout, certainty))


def still_fits(file: RegisterFile, layout: Layout) -> bool:
    """Tell whether a layout that was kept still finds all its columns in a file."""
    if layout.sheet not in file.sheet_names:
        return False
    found = _moved(file.table(layout.sheet), layout)
    return bool(layout.columns) and found.columns.keys() == layout.columns.keys()


def _moved(table: RawTable, layout: Layout) -> Layout:
    """Return a layout whose columns are where their headings are now; those without theirs are dropped."""
    heads = headings_of(table, layout.heading_row, layout.heading_rows)
    columns = {}
    for field_id, column in layout.columns.items():
        wanted = layout.headings.get(field_id, heads.get(column, ""))
        if heads.get(column, "") == wanted:
            columns[field_id] = column
        elif places := [other for other, text in heads.items() if text == wanted]:
            columns[field_id] = places[0]
    return replace(
        layout, columns=columns, headings={field_id: heads.get(at, "") for field_id, at in columns.items()}
    )
