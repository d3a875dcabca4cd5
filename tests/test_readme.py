"""What the documents say is so: links, commands, verbs, keys and menu entries."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from chargeplan.ui.actions import SPECS

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
MANUALS = ("docs/manual/first-plan.md", "docs/manual/first-plan.zh-CN.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
)
# Keys that belong to drawing itself and not to a command of the menus.
DRAWING_KEYS = {"R", "Enter", "Tab", "Alt", "Shift", "Backspace", "Esc"}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _plain(text: str) -> str:
    return text.replace("&", "")


def keys_of_the_window() -> set[str]:
    """Return the keys of commands, and those of drawing itself."""
    standard = {"Ctrl+S", "Ctrl+O", "Ctrl+N"}
    return {spec.keys for spec in SPECS if isinstance(spec.keys, str)} | standard | DRAWING_KEYS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    text = re.sub(r"```.*?```", "", _text(name), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if not ((ROOT / name).parent / link.partition("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_and_a_picture_are_there(name):
    text = _text(name)
    commands = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    assert commands == ["python3 run.py", "python3 run.py test"]
    assert re.search(r"!\[[^\]]+\]\(docs/manual/window-\w+\.png\)", text)


@pytest.mark.parametrize("pair", [READMES, MANUALS], ids=["readme", "manual"])
def test_both_languages_have_the_same_parts(pair):
    def shape(name: str) -> list[str]:
        marks = re.findall(r"^(#+ |\d\. |\||```|    |!\[)", _text(name), flags=re.MULTILINE)
        return [mark.strip() for mark in marks]

    assert shape(pair[0]) == shape(pair[1])


@pytest.mark.parametrize("name", READMES)
def test_the_verbs_are_those_of_the_command_line(name):
    told = set(re.findall(r"^\| `chargeplan (\w+)", _text(name), flags=re.MULTILINE))
    asked = subprocess.run(
        [sys.executable, "-m", "chargeplan", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    verbs = set(re.findall(r"^ {4}(\w+) {2,}", asked.stdout, flags=re.MULTILINE))
    assert told == verbs - {"open"}


@pytest.mark.parametrize("name", READMES)
def test_the_options_told_are_known_to_their_verbs(name):
    for verb, options in re.findall(r"^\| `chargeplan (\w+)[^|]*\|(.*)\|$", _text(name), flags=re.MULTILINE):
        asked = subprocess.run(
            [sys.executable, "-m", "chargeplan", verb, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for option in re.findall(r"`(--[\w-]+)", options):
            assert option in asked.stdout, f"{verb} {option}"


@pytest.mark.parametrize("name", [*READMES, *MANUALS])
def test_every_key_that_is_told_is_a_key_of_the_window(name):
    told = set(re.findall(r"`((?:Ctrl\+|Shift\+)*(?:[A-Z]|F\d+|[A-Z][a-z]+))`", _text(name)))
    assert told, "no keys found"
    assert told - keys_of_the_window() == set()


@pytest.mark.parametrize("name", [*READMES, *MANUALS])
def test_tools_are_told_in_their_order_with_their_own_keys(name):
    """The part on drawing what is there names boundary, building, doorway, road, fire lane and obstacle."""
    keys = {spec.tool: spec.keys for spec in SPECS if spec.tool}
    tools = ("boundary", "building", "doorway", "road", "fire_lane", "obstacle")
    text = _text(name)
    drawn = re.search(r"^(?:3\.|## 3\.) .*?(?=^(?:4\.|While|绘制时))", text, flags=re.DOTALL | re.MULTILINE)
    assert drawn is not None
    told = re.findall(r"`([A-Z])`", drawn.group())
    assert told[: len(tools)] == [keys[tool] for tool in tools]


@pytest.mark.parametrize("name", ["README.md", MANUALS[0]])
def test_every_menu_entry_that_is_told_is_in_the_window(name):
    entries = {_plain(spec.text) for spec in SPECS}
    text = re.sub(r"\s+", " ", _text(name))
    told = re.findall(r"\*[A-Z][a-z]+ → ([^*]+)\*", text)
    assert told, "no menu entries found"
    assert [entry for entry in told if entry not in entries] == []


@pytest.mark.parametrize("name", ["README.zh-CN.md", MANUALS[1]])
def test_every_chinese_name_that_is_told_is_in_the_window(name):
    """Names in quotation marks, menus with an arrow between; the example estate is no such name."""
    words = {shown(text) for text in translations().values()}
    told = re.findall(r"“([^”]+)”", re.sub(r"\s+", " ", _text(name)))
    parts = {part for phrase in told for part in phrase.split(" → ")} - {"园西小区"}
    assert len(parts) > 2
    assert parts - words == set()


def translations() -> dict[str, str]:
    """Return the Chinese of every text of the window, the command line and the workbook."""
    with (ROOT / "assets" / "locale" / "zh_CN" / "LC_MESSAGES" / "chargeplan.po").open("rb") as stream:
        return {
            str(message.id): str(message.string)
            for message in read_po(stream)
            if message.id and message.string
        }


def shown(text: str) -> str:
    """Return a menu entry as people name it: without its letter and the dots at its end."""
    return re.sub(r"\(&\w\)", "", text).rstrip("….")


def test_the_glossary_and_the_window_use_the_same_words():
    """A text that is a term of the glossary, alone or in the plural, holds its Chinese term."""
    catalogue = translations()
    rows = dict(
        re.findall(r"^\| ([a-z][\w -]+) \| ([^|]+) \|", _text("docs/glossary.md"), flags=re.MULTILINE)
    )
    names = {key: key.replace("&", "").lower() for key in catalogue}
    found = {key: rows.get(name) or rows.get(name.removesuffix("s")) for key, name in names.items()}
    told = {key: terms for key, terms in found.items() if terms}
    assert {"Sheds", "Stalls", "Findings"} <= set(told)
    other = {key: catalogue[key] for key, terms in told.items() if not holds(catalogue[key], terms)}
    assert other == {}


def holds(text: str, terms: str) -> bool:
    """Tell whether a text holds one of the terms of a row."""
    return any(term in text for term in terms.split("、"))
