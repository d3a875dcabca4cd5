"""Files of others on the command line: in as plans, what is guessed told aside, and out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories import small_project
from pages_for_tests import pdf_bytes

from chargeplan.cli import run
from chargeplan.files.project_file import read_project, save_project
from chargeplan.model.project import Project


def square(x: float, role: str, **properties: object) -> dict[str, object]:
    """Return a feature of 10 × 10 m whose lower left corner is at x, 0."""
    ring = [[x, 0], [x + 10, 0], [x + 10, 10], [x, 10], [x, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"role": role, **properties}, "geometry": geometry}


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A small estate as GeoJSON in metres: two buildings of one community, one of another."""
    path = tmp_path / "estate.geojson"
    features = [
        square(0, "building", storeys=6, households=24, community="A"),
        square(40, "building", storeys=6, households=12, community="A"),
        square(80, "building", storeys=6, households=12, community="B"),
    ]
    collection = {"type": "FeatureCollection", "chargeplan:units": "m", "features": features}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_bytes([b"/MediaBox [0 0 144 72]"]))
    return path


def test_a_page_becomes_an_underlay_to_scale(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """50.8 mm at 1:500 are 25.4 m; standard output holds nothing, what was done stands on standard error."""
    target = page.with_name("plan.chargeplan")
    assert run(["import", str(page), "-o", str(target), "--drawn-scale", "1:500", "--dpi", "100"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "scaled as drawn at 1:500" in err.splitlines()
    (underlay,) = read_project(target).site.underlays
    assert underlay.width_px * underlay.metres_per_pixel == pytest.approx(25.4)


def test_map_data_become_a_plan_and_every_verb_takes_them_as_they_are(
    estate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """36 households of community A in the plan; all 48 where the file itself is analysed."""
    target = tmp_path / "a.chargeplan"
    assert run(["import", str(estate), "-o", str(target), "--where", "community=A"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "building" in err
    figures = []
    for path in (target, estate):
        assert run(["analyse", str(path), "--json"]) == 0
        figures.append(json.loads(capsys.readouterr().out))
    assert [one["households"] for one in figures] == [36, 48]
    assert [one["buildings"] for one in figures] == [2, 3]


def test_a_role_that_is_given_goes_before_the_guess(estate: Path, tmp_path: Path) -> None:
    """Buildings as green."""
    target = tmp_path / "a.chargeplan"
    assert run(["import", str(estate), "-o", str(target), "--role", "building=green"]) == 0
    site = read_project(target).site
    assert (len(site.buildings), len(site.greens)) == (0, 3)


def test_a_plan_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As GeoJSON it comes back equal; as DXF it opens as a drawing; the plan itself can be imported too."""
    plan, there, back, drawing = (
        tmp_path / name for name in ("a.chargeplan", "a.geojson", "b.chargeplan", "a.dxf")
    )
    save_project(small_project(), plan)
    assert run(["export", str(plan), "-o", str(there)]) == 0
    assert run(["import", str(there), "-o", str(back)]) == 0
    assert read_project(back) == small_project()
    assert run(["export", str(there), "-o", str(drawing)]) == 0
    assert drawing.read_bytes().lstrip().startswith(b"0")
    assert run(["import", str(plan), "-o", str(there)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["import", "plan.pdf", "-o", "x.txt"], ".geojson"),
        (["import", "plan.pdf", "-o", "no/such/x.chargeplan"], "written"),
        (["import", "plan.pdf", "-o", "plan.pdf"], "must end"),
        (["import", "estate.geojson", "-o", "estate.geojson"], "is the file that is read"),
        (["import", "none.pdf", "-o", "x.chargeplan"], "not there"),
        (["import", "x.dwg", "-o", "x.chargeplan"], "ODA File Converter"),
        (["import", "plan.pdf", "-o", "x.chargeplan", "--units", "mm"], "--units does not go with"),
        (["import", "plan.pdf", "-o", "x.chargeplan", "--crop", "0,0,1"], "--crop"),
        (["import", "plan.pdf", "-o", "x.chargeplan", "--drawn-scale", "0"], "takes 1:N and not 0"),
        (["import", "estate.geojson", "-o", "x.dxf", "--units", "mm", "--crs", "gcj02"], "--crs local"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--role", "wall"], "LAYER=ROLE"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--role", "a=castle"], "fire_lane"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--role", "a=green"], "no layer a"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--crs", "mars"], "wgs84"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--where", "community"], "KEY=VALUE"),
        (["import", "estate.geojson", "-o", "x.chargeplan", "--where", "community=C"], "estate.geojson"),
        (["export", "estate.geojson", "-o", "x.chargeplan"], ".geojson, .dxf"),
        (["export", "estate.geojson", "-o", "estate.geojson"], "is the file that is read"),
        (["export", "plan.pdf", "-o", "x.dxf"], "import it"),
        (["export", "estate.geojson", "-o", f"{'x' * 300}.dxf"], "the name is too long"),
        (["export", f"{'x' * 300}.dxf", "-o", "x.dxf"], "the name is too long"),
        (["boq", "estate.geojson", "-o", "estate.geojson"], "is the file that is read"),
        (["picture", "estate.geojson", "-o", "estate.geojson"], "is the file that is read"),
        (["picture", "estate.geojson", "-o", "x.pdf"], "must end in one of .png"),
        (["boq", "estate.geojson", "-o", "x.pdf"], "must end in one of .xlsx"),
        (["analyse", "plan.pdf"], "import it"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(
    arguments: list[str],
    word: str,
    page: Path,
    estate: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = page.parent
    (folder / "x.dwg").write_bytes(b"AC1032" + bytes(50))
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("chargeplan: ")
    assert len(err.strip().splitlines()) == 1
    assert word in err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_link_that_leads_back_to_itself_is_said_to(
    estate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = tmp_path / "loop.dxf"
    loop.symlink_to(loop)
    for arguments in (["export", str(estate), "-o", str(loop)], ["export", str(loop), "-o", "x.geojson"]):
        assert run(arguments) == 2
        assert capsys.readouterr().err.endswith("it is a link that leads back to itself\n")


def test_a_refused_import_leaves_the_plan_that_is_there(page: Path) -> None:
    plan = page.with_name("plan.chargeplan")
    save_project(Project(notes="mine"), plan)
    page.write_bytes(page.read_bytes()[:60])
    assert run(["import", str(page), "-o", str(plan)]) == 2
    assert read_project(plan).notes == "mine"


def test_notes_are_told_in_the_language_that_is_asked_for(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHARGEPLAN_LANG", "zh_CN")
    assert run(["import", str(page), "-o", str(page.with_suffix(".chargeplan")), "--dpi", "50"]) == 0
    assert "比例尚未确定：请用一段已知长度标定" in capsys.readouterr().err.splitlines()
