"""`run.py` on machines that lack one thing or another; what would change this machine is replaced."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\n'


@pytest.fixture
def run(monkeypatch) -> ModuleType:
    """A fresh copy of the script as a module."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "hand_over", lambda arguments: pytest.fail(f"handed over {arguments}"))
    return module


@pytest.fixture
def loud(run, monkeypatch) -> list[list[str]]:
    """The set-up steps that the script would have run, each of which goes well."""
    steps: list[list[str]] = []

    def record(command, environment=None):
        steps.append(command)
        return 0

    monkeypatch.setattr(run, "loudly", record)
    return steps


@pytest.fixture
def handed(run, monkeypatch) -> list[list[str]]:
    """The arguments with which the script would have become the program."""
    given: list[list[str]] = []
    monkeypatch.setattr(run, "hand_over", lambda arguments: given.append(arguments) or 0)
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "check_qt", lambda: None)
    monkeypatch.setattr(run.os, "chdir", lambda folder: given.append(["cd", str(folder)]))
    return given


@pytest.fixture
def place(run, tmp_path, monkeypatch) -> Path:
    """An own project folder for the script, with the files an installation is made from."""
    for name in run.INSTALLED_FROM:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    venv = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "LOCK": tmp_path / "requirements.lock",
        "STAMP": venv / run.STAMP.name,
        "UNFINISHED": venv / run.UNFINISHED.name,
    }.items():
        monkeypatch.setattr(run, name, path)
    return tmp_path


def _on(run, monkeypatch, tmp_path, release: str, root: bool) -> None:
    (tmp_path / "os-release").write_text(release, encoding="utf-8")
    debian = run.is_debian(tmp_path / "os-release")
    monkeypatch.setattr(run, "is_debian", lambda: debian)
    monkeypatch.setattr(run, "may_install", lambda: root)


# --- what the operating system must bring -----------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        (DEBIAN, True),
        ('ID=ubuntu\nID_LIKE="debian"\n', True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ('ID=fedora\nVERSION="not debian"\n', False),
        ("", False),
    ],
)
def test_debian_and_its_relatives_are_recognised(run, tmp_path, release, expected):
    (tmp_path / "os-release").write_text(release, encoding="utf-8")
    assert run.is_debian(tmp_path / "os-release") is expected
    assert run.is_debian(tmp_path / "missing") is False


def test_a_library_that_is_not_here_is_seen(run):
    assert run.loads("libsurely-not-here.so.9") is False


def test_root_on_debian_installs_what_is_missing_after_an_update(run, loud, monkeypatch, tmp_path):
    _on(run, monkeypatch, tmp_path, DEBIAN, root=True)
    run.bring_packages(["libegl1", "libgl1"], "Qt needs libraries")
    assert loud == [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "libegl1", "libgl1"],
    ]


def test_others_on_debian_are_told_the_one_line(run, loud, monkeypatch, tmp_path):
    _on(run, monkeypatch, tmp_path, DEBIAN, root=False)
    with pytest.raises(run.SetupError) as lack:
        run.bring_packages(["libegl1", "libgl1"], "Qt needs libraries")
    assert loud == []
    lines = str(lack.value).splitlines()
    assert [line.strip() for line in lines if "apt-get" in line] == ["sudo apt-get install -y libegl1 libgl1"]


def test_an_installation_that_fails_ends_with_the_line_too(run, monkeypatch, tmp_path):
    _on(run, monkeypatch, tmp_path, DEBIAN, root=True)
    monkeypatch.setattr(run, "loudly", lambda command, environment=None: 100)
    with pytest.raises(run.SetupError, match="apt-get install -y libegl1"):
        run.bring_packages(["libegl1"], "Qt needs libraries")


def test_elsewhere_the_packages_are_named(run, loud, monkeypatch, tmp_path):
    _on(run, monkeypatch, tmp_path, "ID=fedora\n", root=True)
    with pytest.raises(run.SetupError, match=r"Qt needs libraries\. On Debian the packages are: libegl1"):
        run.bring_packages(["libegl1"], "Qt needs libraries")
    assert loud == []


def test_a_missing_qt_library_asks_for_its_package(run, loud, monkeypatch, tmp_path):
    _on(run, monkeypatch, tmp_path, DEBIAN, root=False)
    monkeypatch.setattr(run, "loads", lambda library: library not in {"libxcb-cursor.so.0", "libEGL.so.1"})
    monkeypatch.setattr(run.sys, "platform", "linux")
    with pytest.raises(run.SetupError) as lack:
        run.check_qt()
    assert "libEGL.so.1, libxcb-cursor.so.0" in str(lack.value)
    assert "apt-get install -y libegl1 libxcb-cursor0" in str(lack.value)


def test_qt_that_does_not_load_for_another_reason_is_told(run, monkeypatch):
    monkeypatch.setattr(run, "missing_libraries", list)
    monkeypatch.setattr(run, "LOAD_QT", "raise ImportError('libnew.so.1: cannot open shared object file')")
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    with pytest.raises(run.SetupError, match=r"Qt does not load: ImportError: libnew\.so\.1"):
        run.check_qt()


def test_a_missing_venv_module_is_installed_together_with_the_libraries(run, loud, place, monkeypatch):
    _on(run, monkeypatch, place, DEBIAN, root=False)
    monkeypatch.setattr(run, "lacks_venv", lambda: True)
    monkeypatch.setattr(run, "missing_libraries", lambda: ["libEGL.so.1"])
    with pytest.raises(run.SetupError) as lack:
        run.set_up()
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"sudo apt-get install -y libegl1 python{version}-venv" in str(lack.value)
    assert loud == []


def test_every_library_that_the_xcb_plugin_names_is_looked_for(run):
    """The table of libraries against the plugin itself: what `ldd` resolves outside Qt and glibc is in it."""
    import PySide6

    folder = Path(PySide6.__path__[0]) / "Qt"
    files = [folder / "plugins" / "platforms" / "libqxcb.so", *sorted((folder / "lib").glob("libQt6Gui.so*"))]
    if not files[0].exists():
        pytest.skip("only Linux has the xcb plugin")
    for path in files:
        named = set(re.findall(rb"\x00(lib[\w.+-]+\.so\.\d+)(?=\x00)", path.read_bytes()))
        needed = {name.decode() for name in named}
        glibc = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libgthread-2.0.so.0"}
        unknown = {name for name in needed if not name.startswith("libQt6")} - glibc - set(run.QT_LIBRARIES)
        assert unknown == set(), path.name


# --- the environment --------------------------------------------------------------------------------


def _facts(run, **changes: object) -> dict[str, object]:
    program = run.ROOT / "chargeplan" / "__init__.py"
    return {"prefix": str(run.VENV), "version": [3, 11, 7], "program": str(program), "missing": [], **changes}


def _stamp(run) -> None:
    run.VENV.mkdir(exist_ok=True)
    run.STAMP.write_text("\n".join(run.wanted_stamp([3, 11, 7])), encoding="utf-8")


def test_an_environment_that_is_complete_is_left_alone(run, loud, place, monkeypatch):
    _stamp(run)
    monkeypatch.setattr(run, "looked_at", lambda: _facts(run))
    run.set_up()
    assert loud == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "chargeplan/__init__.py"])
def test_a_change_of_what_it_is_made_from_asks_for_an_installation(run, place, name):
    _stamp(run)
    assert run.is_ready(_facts(run))
    (place / name).write_text("# changed\n", encoding="utf-8")
    assert not run.is_ready(_facts(run))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": [3, 12, 1]},
        {"missing": ["numpy"]},
        {"program": None},
        {"program": "/elsewhere/__init__.py"},
    ],
)
def test_an_environment_that_is_not_what_the_stamp_says_is_not_ready(run, place, changes):
    _stamp(run)
    assert run.is_ready(_facts(run))
    assert not run.is_ready(_facts(run, **changes))


def test_an_environment_whose_installation_broke_off_is_made_anew(run, place):
    _stamp(run)
    run.UNFINISHED.touch()
    assert not run.is_ready(_facts(run))
    assert not run.can_be_completed(_facts(run))


def test_an_environment_copied_from_another_folder_is_made_anew(run, place, monkeypatch):
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    _stamp(run)
    assert run.can_be_completed(_facts(run))
    run.STAMP.write_text("/another/folder\nabc", encoding="utf-8")
    assert not run.can_be_completed(_facts(run))


def test_an_environment_whose_python_is_gone_is_seen(run, place):
    run.venv_python().parent.mkdir(parents=True)
    assert run.looked_at() is None
    if os.name == "posix":
        run.venv_python().symlink_to("/nowhere/python3")
        assert run.looked_at() is None


def test_a_python_that_stands_elsewhere_is_not_taken_for_the_environment(run, place, monkeypatch):
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    assert run.looked_at() is None
    monkeypatch.setattr(run, "VENV", Path(sys.prefix))
    facts = run.looked_at()
    assert facts is not None and facts["missing"] == []


def test_a_new_environment_is_made_filled_and_stamped(run, loud, place, monkeypatch):
    answers = iter([None, _facts(run)])
    monkeypatch.setattr(run, "looked_at", lambda: next(answers))
    monkeypatch.setattr(run, "make_environment", lambda: run.VENV.mkdir())
    run.set_up()
    assert [step[1:5] for step in loud] == [["-I", "-m", "pip", "install"]] * 2
    assert loud[0][-2:] == ["-r", str(run.LOCK)]
    assert loud[1][-4:] == ["--no-build-isolation", "--no-deps", "-e", str(place)]
    assert not run.UNFINISHED.exists()
    assert run.is_ready(_facts(run))


def test_a_network_that_does_not_answer_is_a_sentence_and_the_next_run_starts_anew(
    run, place, monkeypatch, capsys
):
    monkeypatch.setattr(run, "looked_at", lambda: None)
    monkeypatch.setattr(run, "make_environment", lambda: run.VENV.mkdir())
    monkeypatch.setattr(run, "loudly", lambda command, environment=None: 1)
    assert run.main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Check the network connection and give the same command again." in captured.err
    assert run.UNFINISHED.exists()
    assert not run.can_be_completed(_facts(run))


def test_making_an_environment_replaces_what_was_there(run, place, monkeypatch):
    """A real environment in place of a folder of rubbish; without pip, which takes long to unpack."""
    loudly = run.loudly
    monkeypatch.setattr(run, "loudly", lambda command: loudly([*command, "--without-pip"]))
    (run.VENV / "bin").mkdir(parents=True)
    (run.VENV / "bin" / "rubbish").touch()
    run.make_environment()
    assert run.venv_python().exists()
    assert not (run.VENV / "bin" / "rubbish").exists()
    seen = run.quietly([str(run.venv_python()), "-I", "-c", "import sys; print(sys.prefix)"])
    assert Path(seen.stdout.strip()).resolve() == run.VENV.resolve()


# --- the verbs --------------------------------------------------------------------------------------


def _display(run, monkeypatch, **given: str) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def test_without_arguments_the_example_is_opened(run, handed, monkeypatch):
    _display(run, monkeypatch, DISPLAY=":0")
    assert run.run([]) == 0
    assert handed == [["cd", str(ROOT)], ["-m", "chargeplan", "examples/yuanxi.chargeplan"]]


def test_without_a_display_the_report_is_written(run, handed, monkeypatch):
    _display(run, monkeypatch)
    assert run.run([]) == 0
    assert handed[1:] == [["-m", "chargeplan", "report", "examples/yuanxi.chargeplan", "-o", "build"]]


def test_without_a_display_missing_libraries_are_told_and_the_report_is_written(
    run, handed, monkeypatch, capsys
):
    _display(run, monkeypatch)

    def lack() -> None:
        raise run.SetupError("Qt needs system libraries. sudo apt-get install -y libegl1")

    monkeypatch.setattr(run, "check_qt", lack)
    assert run.main([]) == 0
    assert "sudo apt-get install -y libegl1" in capsys.readouterr().err
    assert handed[1][:3] == ["-m", "chargeplan", "report"]


def test_with_a_display_missing_libraries_end_the_start(run, handed, monkeypatch, capsys):
    _display(run, monkeypatch, WAYLAND_DISPLAY="wayland-0")

    def lack() -> None:
        raise run.SetupError("Qt needs system libraries")

    monkeypatch.setattr(run, "check_qt", lack)
    assert run.main([]) == 2
    assert "Qt needs system libraries" in capsys.readouterr().err


def test_a_verb_is_handed_over_word_for_word(run, handed):
    run.run(["analyse", "my plan.chargeplan", "--json"])
    assert handed == [["-m", "chargeplan", "analyse", "my plan.chargeplan", "--json"]]


def test_help_is_set_up_first_and_then_the_programs_own(run, handed, monkeypatch, capsys):
    done = []
    monkeypatch.setattr(run, "set_up", lambda: done.append("set up"))
    run.run(["--help"])
    assert done == ["set up"]
    assert handed == [["-m", "chargeplan", "--help"]]
    assert capsys.readouterr().out == ""


def test_a_benchmark_that_is_not_there_is_refused_with_those_that_are(
    run, handed, tmp_path, monkeypatch, capsys
):
    (tmp_path / "benchmarks").mkdir()
    for name in ("drag.py", "paint.py"):
        (tmp_path / "benchmarks" / name).write_text(
            'if __name__ == "__main__":\n    main()\n', encoding="utf-8"
        )
    (tmp_path / "benchmarks" / "shared.py").touch()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    assert run.main(["bench", "nothing"]) == 2
    assert "name one of the benchmarks: drag, paint\n" in capsys.readouterr().err
    assert run.main(["bench", "drag", "--fast"]) == 0
    assert handed == [[str(tmp_path / "benchmarks" / "drag.py"), "--fast"]]


@pytest.mark.parametrize(("failing", "status"), [(None, 0), ("lint", 1), ("tests", 1)])
def test_every_check_runs_also_after_one_failed(run, handed, monkeypatch, capsys, failing, status):
    code = {name: f"raise SystemExit({int(name == failing)})" for name, _ in run.checks([])}
    monkeypatch.setattr(run, "checks", lambda extra: [(name, ["-c", text]) for name, text in code.items()])
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    assert run.run(["test"]) == status
    err = capsys.readouterr().err
    for name in ("format", "lint", "types", "translations", "tests"):
        assert f"checking {name}\n" in err
        assert re.search(rf"{name} +{'FAILED' if name == failing else 'passed'}\n", err)


def test_the_checks_are_format_lint_types_translations_and_tests(run):
    asked = [" ".join(arguments) for _, arguments in run.checks(["-k", "shed"])]
    assert asked[:4] == [
        "-m ruff format --check .",
        "-m ruff check .",
        "-m mypy",
        "tools/translations.py --check",
    ]
    assert asked[4].startswith("-m pytest") and asked[4].endswith("-k shed")


def test_an_old_python_is_refused_with_a_sentence(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "OLDEST_PYTHON", (9, 0))
    assert run.main([]) == 2
    assert "is needed" in capsys.readouterr().err


def test_ctrl_c_is_quiet(run, monkeypatch, capsys):
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "set_up", interrupt)
    assert run.main([]) == 130
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_the_exit_status_and_output_of_a_verb_pass_through(tmp_path):
    """The script without its set-up, in this environment: an error is a sentence and status 2."""
    code = (
        "import runpy, sys; script = runpy.run_path(sys.argv[1]); "
        "script['run'].__globals__['set_up'] = lambda: None; "
        "script['run'].__globals__['venv_python'] = lambda: __import__('pathlib').Path(sys.executable); "
        "sys.exit(script['main'](sys.argv[2:]))"
    )
    command = [sys.executable, "-c", code, str(ROOT / "run.py")]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}

    def started(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=told, capture_output=True, text=True, check=False
        )

    missing = started("analyse", "missing.chargeplan")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "missing.chargeplan" in missing.stderr
    assert "Traceback" not in missing.stderr
    version = started("--version")
    assert version.returncode == 0
    assert re.fullmatch(r"chargeplan \d+\.\d+\.\d+\n", version.stdout)


# --- the lock file ----------------------------------------------------------------------------------


def _name(requirement: str) -> str:
    return re.split(r"[=<>~! \[;]", requirement.strip())[0].lower().replace("_", "-")


def _locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {_name(line): line for line in lines if line and not line.startswith("#")}


def test_the_lock_pins_one_exact_version_each_and_names_no_host():
    for line in _locked().values():
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; \w+ [!=]= \"\w+\")?", line), line


def test_the_lock_holds_what_the_project_asks_for_within_its_bounds():
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    locked = _locked()
    for text in wanted:
        requirement = Requirement(text)
        version = locked[_name(requirement.name)].partition("==")[2].split()[0]
        assert requirement.specifier.contains(version), text


def test_the_lock_holds_what_its_packages_need_in_turn():
    from importlib.metadata import requires

    from packaging.requirements import Requirement

    locked = _locked()
    for name in set(locked) - {"colorama"}:
        for text in requires(name) or []:
            requirement = Requirement(text)
            markers = [{"extra": "", "sys_platform": system} for system in ("linux", "win32", "darwin")]
            if requirement.marker is None or any(requirement.marker.evaluate(marker) for marker in markers):
                assert _name(requirement.name) in locked, f"{name} needs {text}"


def test_the_engine_is_compiled_once_for_each_state_of_its_sources(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = tmp_path / run.KERNELS
    sources.mkdir(parents=True)
    (sources / "gaps.py").write_text("one", encoding="utf-8")
    calls: list[list[str]] = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "COMPILED", tmp_path / "compiled")
    monkeypatch.setattr(run, "loudly", lambda command: calls.append(command) or 0)
    run.compile_kernels()
    run.compile_kernels()
    assert [call[1:] for call in calls] == [["-m", run.WARMING]]
    (sources / "gaps.py").write_text("two", encoding="utf-8")
    run.compile_kernels()
    assert len(calls) == 2
