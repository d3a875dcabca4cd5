"""The command line: only the result on standard output, sentences on standard error, exit status 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from chargeplan.cli import run
from chargeplan.files.project_file import save_project
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme, Shed
from chargeplan.model.site import Building, Site
from chargeplan.resources import examples_folder

YUANXI = str(examples_folder() / "yuanxi.chargeplan")
LINYUAN = str(examples_folder() / "linyuan.chargeplan")
LOT = {
    "lot": [[0, 0], [10, 0], [10, 8], [0, 8]],
    "edges": ["open", "wall", "wall", "wall"],
    "module": {
        "pitch_m": 0.6,
        "single_depth_m": 2.0,
        "double_depth_m": 4.0,
        "aisle_one_side_m": 1.5,
        "aisle_two_side_m": 2.6,
    },
}


def test_analyse_prints_the_figures_of_yuanxi(capsys: pytest.CaptureFixture[str]) -> None:
    """144.00 m² and 130 sockets, as published of Yuanxi, come out of geometry, ratio and catalogue."""
    assert run(["analyse", YUANXI, "--json"]) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert err == ""
    assert (figures["roofed_area_m2"], figures["floor_area_m2"], figures["sockets"]) == (144.0, 72.0, 130)
    assert (figures["buildings"], figures["doorways"], figures["households"]) == (28, 61, 871)
    assert figures["sockets_per_100_households"] == pytest.approx(14.93)  # 13000 / 871 = 14.925
    assert sum(shed["sockets"] for shed in figures["sheds"]) == 130
    missed = [finding for finding in figures["findings"] if finding["state"] == "missed"]
    assert not [finding for finding in missed if finding["severity"] == "error"]
    assert all(not finding["met"] for finding in figures["findings"])
    assert {check["code"] for check in figures["checks"]} >= {"R01", "R04", "R06", "stall_not_reachable"}


def test_analyse_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the main figures come as lines."""
    assert run(["analyse", YUANXI]) == 0
    out = capsys.readouterr().out
    assert "Roofed area: 144.00 m²" in out
    assert "Sockets: 130" in out


def test_a_scheme_is_chosen_by_name_and_a_wrong_name_lists_the_right_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The sentence names what there is."""
    assert run(["analyse", YUANXI, "--json"]) == 0
    name = json.loads(capsys.readouterr().out)["scheme"]
    assert run(["analyse", YUANXI, "--json", "--scheme", name]) == 0
    capsys.readouterr()
    assert run(["analyse", YUANXI, "--scheme", "no such"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no such" in err
    assert name in err


def test_layout_reads_and_writes_files_and_pipes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same result in a file and on standard output; time goes to standard error alone."""
    source, target = tmp_path / "lot.json", tmp_path / "out.json"
    source.write_text(json.dumps(LOT), encoding="utf-8")
    assert run(["layout", str(source), "-o", str(target)]) == 0
    assert run(["layout", str(source), "--timing"]) == 0
    out, err = capsys.readouterr()
    assert out == target.read_text(encoding="utf-8")
    assert err.strip().endswith("ms")
    layout = json.loads(out)
    assert layout["count"] == len(layout["stalls"]) > 0


def test_layout_through_a_pipe_of_the_real_process() -> None:
    """`python -m chargeplan layout -` reads standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "chargeplan", "layout", "-"],
        input=json.dumps(LOT), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["count"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyse", "nowhere.chargeplan"],
        ["analyse"],
        ["boq", YUANXI],
        ["layout", "nowhere.json"],
        ["picture", YUANXI, "-o", "no/such/folder/x.png"],
        ["boq", YUANXI, "-o", "no/such/folder/x.xlsx"],
        ["analyse", YUANXI, "--colour", "blue"],
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on standard output, one line without a traceback on standard error."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("chargeplan: ")
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(("edition", "named"), [("2013", "GB 50500-2013"), ("2024", "GB/T 50500-2024")])
def test_the_edition_of_the_bill_is_asked_for(edition: str, named: str, tmp_path: Path) -> None:
    """The cover names the edition that was asked for; the plan itself says nothing about it."""
    path = tmp_path / "bill.xlsx"
    assert run(["boq", YUANXI, "-o", str(path), "--edition", edition, "--blank-prices"]) == 0
    cover = openpyxl.load_workbook(path)["封面"]
    assert named in "\n".join(str(row[0]) for row in cover.iter_rows(values_only=True))


def test_report_writes_workbook_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The job that is done where there is no display."""
    assert run(["report", YUANXI, "-o", str(tmp_path / "build")]) == 0
    assert (tmp_path / "build" / "yuanxi.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "build" / "yuanxi.png").read_bytes().startswith(b"\x89PNG")
    assert "144.00" in capsys.readouterr().out


def test_the_picture_shows_nearest_distances_when_asked(tmp_path: Path) -> None:
    """The same plan with and without the distance of every new shed: two pictures."""
    paths = tmp_path / "plain.png", tmp_path / "nearest.png"
    assert run(["picture", YUANXI, "-o", str(paths[0])]) == 0
    assert run(["picture", YUANXI, "-o", str(paths[1]), "--nearest-distances"]) == 0
    plain, nearest = (path.read_bytes() for path in paths)
    assert plain[:4] == nearest[:4] == b"\x89PNG"
    assert plain != nearest


def test_the_picture_shows_walking_coverage_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit alone is enough; the catalogue's is 100 m; a limit is more than nothing."""
    paths = tmp_path / "flag.png", tmp_path / "same.png", tmp_path / "nearer.png"
    for path, options in zip(
        paths, (["--walking"], ["--walking-limit", "100"], ["--walking-limit", "40"]), strict=True
    ):
        assert run(["picture", LINYUAN, "-o", str(path), *options]) == 0
    flag, same, nearer = (path.read_bytes() for path in paths)
    assert flag == same != nearer
    for wrong in ("0", "-5", "nan", "far"):
        assert run(["picture", LINYUAN, "-o", str(paths[0]), f"--walking-limit={wrong}"]) != 0
        assert "--walking-limit" in capsys.readouterr().err


@pytest.mark.parametrize("platform", ["", "offscreen"])
def test_without_a_display_opening_a_plan_does_the_report(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`chargeplan PLAN` where nobody would see a window writes build/ and prints the figures."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.chdir(tmp_path)
    assert run([YUANXI]) == 0
    assert (tmp_path / "build" / "yuanxi.xlsx").exists()
    assert "130" in capsys.readouterr().out


def test_same_plan_same_bytes(tmp_path: Path) -> None:
    """Workbook and picture depend on the plan alone."""
    for name in ("a", "b"):
        assert run(["report", YUANXI, "-o", str(tmp_path / name)]) == 0
    for file in ("yuanxi.xlsx", "yuanxi.png"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_an_endless_lot_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """No more is read than could be a lot."""
    assert run(["layout", "/dev/zero"]) == 2
    assert "larger than 2000000 bytes" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_result_that_cannot_be_written_is_told() -> None:
    """Standard output on a full disk: a sentence and status 2, no traceback."""
    command = [sys.executable, "-m", "chargeplan", "analyse", YUANXI]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "chargeplan: stdout cannot be written: the disk is full\n"


def test_a_name_of_several_schemes_is_no_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the ids, and an id chooses."""
    plan = Project(schemes=(Scheme("scheme-1", "A"), Scheme("scheme-2", "A")))
    path = tmp_path / "two.chargeplan"
    save_project(plan, path)
    assert run(["analyse", str(path), "--scheme", "A"]) == 2
    assert "by its id: scheme-1, scheme-2" in capsys.readouterr().err
    assert run(["analyse", str(path), "--scheme", "scheme-2"]) == 0


def test_findings_in_words_tell_what_is_not_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The 4.0 m to a high-rise were not read in their source; 3.7 m misses them."""
    tower = Building("building-1", ((0, 0), (20, 0), (20, 10), (0, 10)), storeys=18)
    shed = Shed("shed-1", (18, 15.7), 180, 12.0, 2.0)
    plan = Project(site=Site(buildings=(tower,)), schemes=(Scheme("scheme-1", sheds=(shed,)),))
    save_project(plan, tmp_path / "tower.chargeplan")
    assert run(["analyse", str(tmp_path / "tower.chargeplan")]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  R02")]
    assert "3.70 m" in line
    assert line.endswith("(to be verified)")


@pytest.mark.parametrize("verb", ["boq", "picture"])
def test_nothing_is_written_over_a_plan(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan is as it was, and a sentence says why."""
    plan = tmp_path / "yuanxi.chargeplan"
    plan.write_bytes((examples_folder() / plan.name).read_bytes())
    before = plan.read_bytes()
    assert run([verb, str(plan), "-o", str(plan), "--lang", "en"]) == 2
    assert "is named as a plan" in capsys.readouterr().err
    assert plan.read_bytes() == before
