"""Papers, frames and scales of sheets."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.model.sheet_settings import LEAST_SCALE, MOST_SCALE, PaperSize
from chargeplan.reference.sheet_formats import load_sheet_formats, read_sheet_formats
from chargeplan.resources import assets_folder


def test_papers_are_those_of_iso_216_on_their_side() -> None:
    """A4 is 297 by 210 mm; each next one is as wide as twice the height of the one before, to 1 mm."""
    papers = [load_sheet_formats().papers[size] for size in PaperSize]
    assert (papers[0].width_mm, papers[0].height_mm) == (297, 210)
    for small, large in pairwise(papers):
        assert large.height_mm == small.width_mm
        assert large.width_mm == pytest.approx(2 * small.height_mm, abs=1)
    assert {paper.binding_mm for paper in papers} == {25}


def test_scales_are_usual_and_letters_can_be_read() -> None:
    """From 1:100 on, all that a plan may name; letters of 2 mm on A4, of 2.5 mm on what is larger."""
    formats = load_sheet_formats()
    assert formats.scales[:5] == (100, 150, 200, 250, 300)
    assert formats.scales[0] >= LEAST_SCALE
    assert formats.scales[-1] <= MOST_SCALE
    least = {size: formats.papers[size].letters_mm[-1] for size in PaperSize}
    assert least.pop(PaperSize.A4) == 2.0
    assert set(least.values()) == {2.5}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "A4"', 'id = "B4"'),
        ("scales = [\n    100,", 'scales = [\n    "100",'),
        ("scales = [\n    100,", "scales = [\n    100.5,"),
        ("scales = [\n    100,", "scales = [\n    200,"),
        ("letters = [2.2, 2.0]", "letters = [2.0, 2.2]"),
        ("letters = [2.2, 2.0]", "letters = []"),
        ('id = "A2"', 'id = "A3"'),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, old: str, new: str) -> None:
    """A paper that is none; scales not whole or out of order; letters out of order or none."""
    text = (assets_folder() / "sheet" / "formats.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "formats.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"formats\.toml"):
        read_sheet_formats(path)
