"""The manual names what is there: chapters in both languages, buttons by their words, keys, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from screenshots import LOOKS, SCENES, SHORT
from test_readme import keys_of_the_window, shown, translations

from chargeplan.i18n import LANGUAGES
from chargeplan.reference.own_sheet_words import load_own_sheet_words
from chargeplan.reference.rule_sets import load_rule_set, rule_set_ids
from chargeplan.ui.actions import SPECS
from chargeplan.ui.menus import MENUS
from chargeplan.ui.town import commands as town

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "manual"
TOWN_CHAPTERS = ("town", "town-money")
CHAPTERS = (
    "first-plan", "site-plans", "rules", "electricity", "bill", "prices-and-bids", "schemes", "drawings",
    *TOWN_CHAPTERS,
)  # fmt: skip
PAGES = ("README", *CHAPTERS)
ENDINGS = {"en": ".md", "zh_CN": ".zh-CN.md"}
# What is told and not the program's own: an example estate, and words and keys of Qt.
ELSEWHERE = {"园西小区", "OK", "确定"}
KEYS_OF_QT = {"Ctrl+C", "PgUp", "PgDn"}
# Keys to select with, and the usual one to print, which is not the same on every system.
KEYS_OF_TOWNS = {"Ctrl", "Ctrl+P"}


def text_of(page: str, language: str) -> str:
    return (FOLDER / f"{page}{ENDINGS[language]}").read_text(encoding="utf-8")


def named(text: str, language: str) -> set[str]:
    """Return the names of the window that a text tells: slanted in English, in quotation marks in Chinese."""
    plain = re.sub(r"`[^`]*`|^\* |\*\*", "", text, flags=re.MULTILINE)
    phrases = re.findall(r"“([^”]+)”" if language == "zh_CN" else r"\*([^*]+)\*", plain)
    return {one_line(part, language) for phrase in phrases for part in phrase.split(" → ")} - ELSEWHERE


def one_line(text: str, language: str) -> str:
    """Return a name without the ends of lines; Chinese has no blank where a line ends."""
    return re.sub(r"\s+", "" if language == "zh_CN" else " ", text).strip()


def words_of_the_window(language: str) -> list[re.Pattern[str]]:
    """Return a pattern for each text of the program: a gap is anything, at an end a number at most."""
    texts = translations()
    sets = [load_rule_set(name).title[language] for name in rule_set_ids()]
    own = load_own_sheet_words()
    sheets = [sheet.title[language] for sheet in (own.tasks, own.settings)]
    patterns = []
    for text in [*sets, *sheets, *(texts.values() if language == "zh_CN" else texts)]:
        plain = one_line(shown(text).replace("&", "").rstrip("。"), language)
        parts = re.split(r"\{\w+\}", re.sub(r"^\{\w+\}|\{\w+\}$", "", plain).strip())
        if any(re.search(r"\w", part) for part in parts):  # gaps alone would allow every name
            inner = ".+".join(re.escape(part) for part in parts)
            patterns.append(re.compile(rf"\d*\s?{inner}\s?\d*"))
    return patterns


def pictures_of(page: str, language: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([\w-]+)\.png\)", text_of(page, language))


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_parts(page):
    def shape(language: str) -> list[str]:
        marks = re.findall(r"^(#+ |\* |\||```|!\[)", text_of(page, language), flags=re.MULTILINE)
        return [mark.strip() for mark in marks]

    assert shape("en") == shape("zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", CHAPTERS)
def test_every_name_is_one_of_the_window(page, language):
    words = words_of_the_window(language)
    told = named(text_of(page, language), language)
    assert len(told) > 2
    unknown = {name for name in told if not any(word.fullmatch(shown(name)) for word in words)}
    assert unknown == set()


def test_a_name_that_is_none_would_be_seen():
    text = "Take *Supply point*, then\n*Check → Show\nevery wire*."
    told = named(text, "en")
    words = words_of_the_window("en")
    assert told == {"Supply point", "Check", "Show every wire"}
    assert {name for name in told if not any(word.fullmatch(name) for word in words)} == {"Show every wire"}


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_menu_entry_stands_in_its_menu(page):
    flat = re.sub(r"\s+", " ", text_of(page, "en"))
    told = re.findall(r"\*([A-Z][a-z]+) → ([^*]+)\*", flat)
    assert told
    known = menu_entries(SPECS, MENUS)
    if page in TOWN_CHAPTERS:
        known |= menu_entries(town.SPECS, town.MENUS)
    assert [pair for pair in told if pair not in known] == []


def menu_entries(specs, menus) -> set[tuple[str, str]]:
    """Return every command and every menu within a menu, with the menu where it stands."""
    texts = {spec.name: spec.text.replace("&", "") for spec in specs}
    found = set()
    for _, title, entries in menus:
        for entry in entries:
            if isinstance(entry, tuple):
                inner = (texts[name] for name in entry[1] if isinstance(name, str))
                told = [entry[0].replace("&", ""), *inner]
            else:
                told = [texts[entry]] if entry in texts else []
            found |= {(title.replace("&", ""), text) for text in told}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", CHAPTERS)
def test_every_key_is_a_key_of_the_window(page, language):
    told = re.findall(
        r"`((?:Ctrl\+|Shift\+)*(?:[A-Z]|\d|F\d+|[A-Z][a-z]+|Pg[A-Z][a-z]))`", text_of(page, language)
    )
    known = keys_of_the_window() | KEYS_OF_QT
    if page in TOWN_CHAPTERS:
        known |= {spec.keys for spec in town.SPECS if isinstance(spec.keys, str)} | KEYS_OF_TOWNS
    assert set(told) - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_tools_for_facts_are_told_with_their_own_keys(language):
    """Every tool of the group has a row in the chapter on rules, in the order of the table there."""
    keys = {spec.tool: spec.keys for spec in SPECS if spec.tool}
    tools = (
        "fire_lane", "ladder_ground", "hydrant", "wall_kinds", "doorway", "window", "fence", "gas_regulator",
        "pipeline", "basement",
    )  # fmt: skip
    told = re.findall(r"^\| [^|]+ \| `([^`]+)` \|", text_of("rules", language), flags=re.MULTILINE)
    assert told == [keys[tool] for tool in tools]
    group = next(e for _, _, entries in MENUS for e in entries if isinstance(e, tuple) and "acts" in e[0])
    assert {f"tool_{tool}" for tool in tools} == {entry for entry in group[1] if entry}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_chapter_and_back(language):
    index = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\)", text_of("README", language), flags=re.MULTILINE)
    assert index == [f"{chapter}{ENDINGS[language]}" for chapter in CHAPTERS]
    for chapter in CHAPTERS:
        assert f"](README{ENDINGS[language]})" in text_of(chapter, language)
    readme = (ROOT / f"README{ENDINGS[language]}").read_text(encoding="utf-8")
    assert f"](docs/manual/README{ENDINGS[language]})" in readme


def test_every_page_is_a_chapter_or_the_index():
    pages = {path.name for path in FOLDER.glob("*.md")}
    assert pages == {f"{page}{ending}" for page in PAGES for ending in ENDINGS.values()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", CHAPTERS)
def test_pictures_are_those_of_the_language(page, language):
    assert all(name.endswith(f"-{SHORT[language]}") for name in pictures_of(page, language))


def test_every_scene_is_shown_and_has_its_picture_in_each_language_and_look():
    told = {name.removesuffix("-en") for chapter in CHAPTERS for name in pictures_of(chapter, "en")}
    assert told == set(SCENES)
    looks = {look: "" if look == "light" else f"-{look}" for look in LOOKS}
    wanted = {
        f"{scene}-{SHORT[language]}{ending}"
        for scene in SCENES
        for language in LANGUAGES
        for ending in looks.values()
    }
    assert {path.stem for path in FOLDER.glob("*.png")} == wanted
