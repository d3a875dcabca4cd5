"""The verb `sheet`: the form by the name, paper and scale as they are asked for, refusals in a sentence."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from factories import small_project
from PIL import Image

from chargeplan.cli import run
from chargeplan.files.project_file import save_project


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.chargeplan"
    save_project(small_project(), path)
    return path


def test_paper_and_scale_are_those_that_are_asked_for(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A4 is 297 × 210 mm; the scale, with the colon of Chinese keyboards, stands in the title block."""
    target = plan.with_name("sheet.pdf")
    assert run(["sheet", str(plan), "-o", str(target), "--paper", "A4", "--scale", "1\uff1a500"]) == 0
    document = pypdfium2.PdfDocument(target)
    size = [side / 72 * 25.4 for side in document[0].get_size()]
    words = document[0].get_textpage().get_text_bounded()
    document.close()
    assert size == pytest.approx([297, 210], abs=0.1)
    assert "1:500" in words and "比例" in words
    assert capsys.readouterr() == ("", "")


def test_every_form_is_written_by_its_name(plan: Path) -> None:
    """PNG, SVG and DXF begin as such files do; A4 at 50 dpi is 585 dots wide (297 / 25.4 · 50)."""
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "dxf": b"  0\nSECTION"}
    for suffix, first in begins.items():
        target = plan.with_name(f"sheet.{suffix.upper()}")
        fine = ["--dpi", "50"] if suffix == "png" else []
        assert run(["sheet", str(plan), "-o", str(target), "--paper", "A4", "--lang", "en", *fine]) == 0
        assert target.read_bytes().startswith(first)
    with Image.open(plan.with_name("sheet.PNG")) as picture:
        assert picture.width == 585


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "sheet.jpg"], "must end in one of .pdf, .png, .svg, .dxf"),
        (["-o", "sheet"], "must end in one of"),
        (["-o", "plan.chargeplan"], "is named as a plan"),
        (["-o", "sheet.pdf", "--dpi", "100"], "--dpi is for PNG pictures"),
        (["-o", "sheet.png", "--dpi", "nan"], "--dpi takes N > 0 and not nan"),
        (["-o", "sheet.png", "--dpi", "4000"], "cannot be made"),
        (["-o", "sheet.pdf", "--scale", "5"], "must be from 1:10"),
        (["-o", "sheet.pdf", "--scale", "1:x"], "--scale takes 1:N and not 1:x"),
        (["-o", "nowhere/sheet.pdf"], "cannot be written"),
        (["-o", "sheet.pdf", "--scheme", "another"], "another"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    plan: Path,
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exit status 2, one line, and nothing is written or changed."""
    monkeypatch.chdir(plan.parent)
    before = plan.read_bytes()
    assert run(["sheet", "plan.chargeplan", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and told in err, err
    assert [path.name for path in plan.parent.iterdir() if path.is_file()] == ["plan.chargeplan"]
    assert plan.read_bytes() == before
