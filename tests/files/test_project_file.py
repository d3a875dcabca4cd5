"""Plans written and read back: equal, the same bytes each time, readable with other tools."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from factories import full_project, png, small_project, underlay
from hypothesis import given, settings
from plan_strategies import projects

from chargeplan.errors import ProjectFileError
from chargeplan.files.migrations import VERSION
from chargeplan.files.project_file import (
    project_bytes,
    read_project,
    read_project_bytes,
    read_thumbnail,
    save_project,
)
from chargeplan.model.bill_settings import BillSettings, ProvisionalSum
from chargeplan.model.project import Project
from chargeplan.model.site import Boundary, Obstacle, Site


def document_of(data: bytes) -> dict:
    return json.loads(zipfile.ZipFile(io.BytesIO(data)).read("project.json"))


@settings(max_examples=40)
@given(projects())
def test_any_plan_comes_back_equal(project: Project) -> None:
    data = project_bytes(project)
    again = read_project_bytes(data, "any.chargeplan")
    assert again == project
    assert project_bytes(again) == data


@pytest.mark.parametrize(
    "project", [Project(), small_project(), full_project()], ids=["new", "small", "full"]
)
def test_saved_plan_opens_equal(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "plan.chargeplan"
    save_project(project, path)
    assert read_project(path) == project
    assert path.read_bytes() == project_bytes(project)


def test_the_same_plan_gives_the_same_bytes_in_another_process() -> None:
    """Hash seeds, the clock and the time zone must not matter."""
    script = (
        "import sys, hashlib; sys.path[:0] = ['.', 'tests']\n"
        "from factories import full_project\n"
        "from chargeplan.files.project_file import project_bytes\n"
        "print(hashlib.sha256(project_bytes(full_project(), b'x')).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == hashlib.sha256(project_bytes(full_project(), b"x")).hexdigest()


def test_manifest_names_format_version_program_and_sums() -> None:
    picture = png()
    archive = zipfile.ZipFile(io.BytesIO(project_bytes(full_project(), picture)))
    names = archive.namelist()
    assert names[:2] == ["manifest.json", "project.json"]
    assert names[-1] == "thumbnail.png"
    assert {name.partition("/")[0] for name in names[2:-1]} == {"underlay"}
    assert sorted(name.rpartition(".")[2] for name in names[2:-1]) == ["lines", "png"]
    manifest = json.loads(archive.read("manifest.json"))
    assert list(manifest) == ["format", "version", "program", "files"]
    assert (manifest["format"], manifest["version"]) == ("chargeplan", VERSION)
    assert manifest["files"] == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names[1:]}
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_document_is_utf8_with_keys_in_the_order_of_the_model() -> None:
    raw = zipfile.ZipFile(io.BytesIO(project_bytes(full_project()))).read("project.json")
    assert "园西小区".encode() in raw
    document = json.loads(raw)
    assert list(document) == [
        "estate", "site", "schemes", "active_scheme_id", "rule_set_id", "price_book_id", "plan_date",
        "notes", "rule_set_version", "own_rules", "own_prices", "bill", "sheet", "notice",
    ]  # fmt: skip
    shed = document["schemes"][0]["sheds"][0]
    assert list(shed)[:6] == ["id", "origin", "angle_degrees", "length_m", "depth_m", "rows"]
    assert "ring" not in shed
    assert shed["socket_ratio"] == "2:3"
    assert document["plan_date"] == "2026-03-02"
    assert document["estate"]["kind"] == "resettlement"


def test_coordinates_stand_in_the_file_to_a_tenth_of_a_millimetre() -> None:
    site = Site(boundaries=(Boundary("b", ((0.123456, -0.00004), (10 / 3, 0), (5, 7.00006))),))
    ring = document_of(project_bytes(Project(site=site)))["site"]["boundaries"][0]["ring"]
    assert ring == [[0.1235, 0.0], [3.3333, 0.0], [5.0, 7.0001]]


def test_the_same_picture_is_kept_once() -> None:
    pictures = (underlay("u1"), underlay("u2"), underlay("u3", 9, 9))
    data = project_bytes(Project(site=Site(underlays=pictures)))
    held = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("underlay/")]
    assert len(held) == 2
    assert read_project_bytes(data, "x").site.underlays == pictures


def test_a_file_packed_anew_by_another_program_still_opens(tmp_path: Path) -> None:
    """Deflated, other dates, other order: only the content counts."""
    source = zipfile.ZipFile(io.BytesIO(project_bytes(full_project(), png())))
    path = tmp_path / "again.chargeplan"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in reversed(source.namelist()):
            target.writestr(name, source.read(name))
    assert read_project(path) == full_project()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(999, 12, 31), date(9999, 12, 31), None])
def test_dates_of_any_year(day: date | None) -> None:
    project = Project(plan_date=day)
    assert read_project_bytes(project_bytes(project), "x").plan_date == day


@pytest.mark.parametrize(
    "text", ["\t\r\n", "=1+1", "😀", "</b>", '"\\', "\x7f\u2028", "[[[[[" * 100, '"[' * 500]
)
def test_texts_come_back_as_they_were(text: str) -> None:
    project = Project(notes=text)
    assert read_project_bytes(project_bytes(project), "x").notes == text


def test_a_large_plan_opens() -> None:
    """20,000 trees are more than any estate has; nothing in the reading may take them for an attack."""
    trees = tuple(Obstacle(f"o-{n}", (n % 200, n // 200), 0.5) for n in range(20_000))
    project = Project(site=Site(obstacles=trees))
    assert read_project_bytes(project_bytes(project), "x") == project


def test_opening_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plan.chargeplan"
    save_project(small_project(), path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_project(path)
    read_thumbnail(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.chargeplan"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_plan_that_cannot_be_kept_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "plan.chargeplan"
    save_project(small_project(), path)
    before = path.read_bytes()
    for notes in ("a\x00b", "lone \ud800 surrogate", "a\ufffeb"):
        with pytest.raises(ProjectFileError, match=r"plan\.chargeplan was not saved: notes holds"):
            save_project(replace(small_project(), notes=notes), path)
    assert path.read_bytes() == before


def test_thumbnail_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "plan.chargeplan"
    picture = png(64, 48)
    save_project(small_project(), path, picture)
    assert read_thumbnail(path) == picture
    assert read_project(path) == small_project()


def test_no_thumbnail_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "plan.chargeplan"
    assert read_thumbnail(path) is None
    assert read_thumbnail(tmp_path) is None
    for data in (
        b"",
        b"PK\x05\x06",
        project_bytes(small_project()),
        project_bytes(small_project(), b"GIF89a"),
    ):
        path.write_bytes(data)
        assert read_thumbnail(path) is None
    huge = png()[:16] + (50_000).to_bytes(4, "big") * 2 + png()[24:]
    path.write_bytes(project_bytes(small_project(), huge))
    assert read_thumbnail(path) is None


def test_amounts_stand_as_they_were_written() -> None:
    """12.50 keeps its zero, and no amount goes through a binary fraction: 0.1 stays 0.1."""
    settings = BillSettings(
        contingency_percent=Decimal("12.50"),
        attendance_percent=Decimal("0.1"),
        provisional_sums=(ProvisionalSum("x", Decimal("123456789012345.678901")),),
    )
    data = project_bytes(replace(small_project(), bill=settings))
    bill = document_of(data)["bill"]
    assert (bill["contingency_percent"], bill["attendance_percent"]) == ("12.50", "0.1")
    assert bill["provisional_sums"][0]["amount_cny"] == "123456789012345.678901"
    again = read_project_bytes(data, "x").bill
    assert again == settings
    assert str(again.contingency_percent) == "12.50"


def test_ratios_are_exact() -> None:
    project = small_project()
    scheme = replace(project.schemes[0], socket_ratio=Fraction(1, 3))
    again = read_project_bytes(project_bytes(replace(project, schemes=(scheme,))), "x")
    assert again.schemes[0].socket_ratio == Fraction(1, 3)


def test_a_small_file_is_opened_in_little_memory(tmp_path: Path) -> None:
    """`read(n)` takes `n` bytes at once, whatever the file holds: to open 3 kB used to take 256 MiB."""
    path = tmp_path / "small.chargeplan"
    save_project(small_project(), path)
    read_project(path)
    tracemalloc.start()
    read_project(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20
