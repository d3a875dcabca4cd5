"""Papers, frames and usual scales of plan sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.model.sheet_settings import PaperSize
from chargeplan.reference.toml_tables import Sourced, Table, load_table
from chargeplan.resources import assets_folder


@dataclass(frozen=True)
class PaperFormat:
    """A sheet of paper on its side [mm].

    Attributes
    ----------
    margin_mm, binding_mm : float
        From the paper's edge to the frame; `binding_mm` on the left, where sheets are bound.
    letters_mm : tuple of float
        Sizes of letters, the first that lets everything fit is taken; none is smaller than the last.
    """

    size: PaperSize
    width_mm: float
    height_mm: float
    margin_mm: float
    binding_mm: float
    letters_mm: tuple[float, ...]


@dataclass(frozen=True)
class SheetFormats(Sourced):
    """All papers, and the n of usual scales 1:n, the largest scale first."""

    papers: Mapping[PaperSize, PaperFormat]
    scales: tuple[int, ...]
    source: str
    confidence: str


def _numbers(table: Table, key: str) -> tuple[float, ...]:
    values: object = table.values.get(key)
    if isinstance(values, list) and values and all(map(_above_zero, values)):
        return tuple(map(float, values))
    raise table.fault(key, "a list of numbers above zero")


def _above_zero(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _paper(table: Table) -> PaperFormat:
    letters = _numbers(table, "letters")
    if list(letters) != sorted(letters, reverse=True):
        raise table.fault("letters", "a list of numbers, the largest first")
    return PaperFormat(
        PaperSize(table.choice("id", tuple(size.value for size in PaperSize))),
        table.at_least("width", 1),
        table.at_least("height", 1),
        table.at_least("margin", 0),
        table.at_least("binding", 0),
        letters,
    )


def read_sheet_formats(path: Path) -> SheetFormats:
    """Return papers and scales in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    origin = table.origin()
    papers = {paper.size: paper for paper in map(_paper, table.tables("papers"))}
    if set(papers) != set(PaperSize):
        raise table.fault("papers", "one table for each of " + ", ".join(size.value for size in PaperSize))
    scales = _numbers(table, "scales")
    if list(scales) != sorted(set(scales)) or any(scale != int(scale) for scale in scales):
        raise table.fault("scales", "whole numbers, each larger than the one before")
    return SheetFormats(papers, tuple(map(int, scales)), **origin)


@lru_cache
def load_sheet_formats() -> SheetFormats:
    """Return the shipped papers and scales."""
    return read_sheet_formats(assets_folder() / "sheet" / "formats.toml")
