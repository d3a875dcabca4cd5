"""What lies in the repository: no trace of one machine, no hosts, no Chinese in code, licences."""

from __future__ import annotations

import io
import re
import subprocess
import token as tokens
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Python 3.12 reads an f-string as several tokens.
TEXT_TOKENS = {tokenize.STRING, getattr(tokens, "FSTRING_MIDDLE", tokenize.STRING)}
# Put together here, so that this file does not hold what it looks for.
MACHINE_PATHS = ["/" + name + "/" for name in ("work", "root", "tmp", "home", "Users")] + [":\\" + "Users"]
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js.",
    "deb" + "ian.org",
    "ali" + "yun.com",
    "tuna." + "tsinghua",
]
MAKERS = [
    "assis" + "tant",
    "cla" + "ude",
    "anth" + "ropic",
    "open" + "ai",
    "chat" + "gpt",
    "co" + "pilot",
    "co-authored" + "-by",
]
NOTES_ELSEWHERE = [
    name + ".md" for name in ("LAY" + "OUT", "DOM" + "AIN", "U" + "X", "OUT" + "PUTS", "WORKED_" + "EXAMPLES")
]


def tracked_files() -> list[Path]:
    """Return every file that git tracks; where there is no git, there is nothing to judge."""
    try:
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Return the text of a file, nothing for a file that is not text."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


def mentions(words: list[str], text: str) -> list[str]:
    """Return those of `words` that begin a word in `text`; small letters stand for any spelling."""

    def pattern(word: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.]){re.escape(word)}", re.IGNORECASE if word.islower() else 0)

    return [word for word in words if pattern(word).search(text)]


def chinese_literals(source: str) -> list[int]:
    """Return the lines of the string literals written in Chinese; docstrings and comments may be."""
    found, at_start = [], True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_text = token.type in TEXT_TOKENS
        if is_text and not at_start and CHINESE.search(token.string):
            found.append(token.start[0])
        if token.type not in {tokenize.COMMENT, tokenize.NL}:
            at_start = token.type in {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    return found


def _found(words: list[str]) -> dict[str, list[str]]:
    found = {path.relative_to(ROOT).as_posix(): mentions(words, text_of(path)) for path in tracked_files()}
    return {name: said for name, said in found.items() if said}


@pytest.mark.parametrize(
    "words", [MACHINE_PATHS, REGISTRIES, MAKERS, NOTES_ELSEWHERE], ids=["paths", "hosts", "makers", "notes"]
)
def test_no_file_speaks_of_the_place_it_was_made(words):
    assert _found(words) == {}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (MACHINE_PATHS, "open(" + '"/' + 'tmp/x")'),
        (REGISTRIES, "https://py" + "pi.org/simple"),
        (MAKERS, "Written by an Assis" + "tant"),
        (NOTES_ELSEWHERE, "see LAY" + "OUT.md"),
    ],
)
def test_such_a_mention_would_be_seen(words, text):
    assert len(mentions(words, text)) == 1
    assert mentions(words, "a shed of 3 rows, docs/layout, network/rootless") == []


def test_no_chinese_stands_in_the_code():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted((ROOT / "chargeplan").rglob("*.py"))
        if (lines := chinese_literals(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_chinese_in_code_would_be_seen():
    source = (
        '"""车棚 in a docstring."""\n# 车棚 in a comment\n'
        'TITLE = "车棚"\n'
        "def show():\n"
        '    """Return 车棚."""\n'
        '    return [f"{1}、", "\\u3001"]\n'
    )
    assert chinese_literals(source) == [3, 6]


def test_every_folder_of_fonts_has_their_licence():
    folders = {
        path.parent for path in tracked_files() if path.suffix.lower() in {".ttf", ".otf", ".ttc", ".woff2"}
    }
    assert folders == {ROOT / "assets" / "fonts"}
    licence = (ROOT / "assets" / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_licence_of_the_project_is_the_one_it_names():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == {"file": "LICENSE"}


def test_the_check_of_every_change_is_the_one_documented_command():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "exec python3 run.py test"


def test_no_file_is_larger_than_the_font():
    large = [path.name for path in tracked_files() if path.stat().st_size > 8_000_000]
    assert large == []
