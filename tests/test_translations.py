"""The translations are complete, and the tool that says so notices when they are not."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_tool", ROOT / "tools" / "translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = _load_tool()

CODE = """
from chargeplan.i18n import N_, tr

TITLE = N_("Stalls")

def show(count):
    return tr("{count} stalls", count=count)
"""
CHINESE = {"Stalls": "车位", "{count} stalls": "{count} 个车位"}


@pytest.fixture
def folder(tmp_path: Path):
    """A program of two texts, with its translations up to date."""
    package = tmp_path / "chargeplan"
    package.mkdir()
    (package / "panel.py").write_text(CODE, encoding="utf-8")
    folder = tool.Folder(package, tmp_path / "locale")
    assert tool.update(folder, CHINESE) == []
    assert tool.faults(folder) == []
    return folder


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _only_fault(folder) -> str:
    faults = tool.faults(folder)
    assert len(faults) == 1, faults
    return faults[0]


def test_every_text_of_the_program_has_its_chinese_translation():
    assert tool.faults(tool.PROJECT) == []


def test_the_compiled_file_is_what_gettext_reads(folder):
    import gettext

    with folder.mo.open("rb") as stream:
        words = gettext.GNUTranslations(stream)
    assert words.gettext("Stalls") == "车位"
    assert words.gettext("{count} stalls") == "{count} 个车位"


def test_the_same_texts_give_the_same_bytes(folder):
    before = folder.po.read_bytes(), folder.mo.read_bytes()
    tool.update(folder, {})
    assert (folder.po.read_bytes(), folder.mo.read_bytes()) == before


def test_a_new_text_is_missed_until_it_is_translated(folder):
    (folder.package / "new.py").write_text('tr("Sheds")\n', encoding="utf-8")
    assert _only_fault(folder) == "not translated: 'Sheds'"
    assert tool.update(folder, {}) == ["Sheds"]
    assert _only_fault(folder) == "not translated: 'Sheds'"
    assert tool.update(folder, {"Sheds": "车棚"}) == []
    assert tool.faults(folder) == []


def test_a_text_that_left_the_program_is_found_and_dropped(folder):
    _edit(folder.package / "panel.py", 'TITLE = N_("Stalls")', "")
    assert _only_fault(folder) == "no longer in the program: 'Stalls'"
    tool.update(folder, {})
    assert tool.faults(folder) == []


def test_a_translation_in_doubt_is_a_fault(folder):
    _edit(folder.po, 'msgid "Stalls"', '#, fuzzy\nmsgid "Stalls"')
    assert tool.faults(folder) == ["not translated: 'Stalls'", "in doubt (fuzzy): 'Stalls'"]


def test_gaps_must_be_the_same_in_both_languages(folder):
    _edit(folder.po, "{count} 个车位", "{number} 个车位")
    assert _only_fault(folder) == "gaps differ: '{count} stalls' -> '{number} 个车位'"


def test_braces_must_pair(folder):
    _edit(folder.po, "{count} 个车位", "{count 个车位")
    assert _only_fault(folder).startswith("braces do not pair")


def test_a_compiled_file_that_lags_behind_is_a_fault(folder):
    _edit(folder.po, "{count} 个车位", "车位 {count} 个")
    assert _only_fault(folder).startswith("chargeplan.mo is not what this tool makes")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('tr(f"{count} stalls")', "tr is given a text that is put together"),
        ('tr("Stalls" + count)', "tr is given a text that is put together"),
        ('tr("one" if count == 1 else "many")', "tr is given a text that is put together"),
        ('tr("{count} stalls", number=3)', "has gaps ['count'] and values ['number']"),
        ('tr("{count} stalls")', "has gaps ['count'] and values []"),
        ("N_(count)", "N_ marks literals only"),
        ('raise PlanError("bad", "the plan is bad")', "the sentence of an error is not marked with N_"),
        ('label.setText("Number of stalls")', "setText shows an untranslated text: 'Number of stalls'"),
    ],
)
def test_a_text_that_cannot_be_translated_is_named_with_its_place(folder, line, said):
    (folder.package / "new.py").write_text(f"\n{line}\n", encoding="utf-8")
    assert _only_fault(folder).startswith(f"chargeplan/new.py:2: {said}")


@pytest.mark.parametrize(
    "line", ["tr(title)", "tr(TITLES[kind])", "tr(field.title)", "tr(str(title))", 'label.setText("m²")']
)
def test_a_text_that_was_named_elsewhere_may_be_shown(folder, line):
    (folder.package / "new.py").write_text(f"{line}\n", encoding="utf-8")
    assert tool.faults(folder) == []


def test_two_translations_of_one_text_are_told(folder, tmp_path, capsys):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.json").write_text(json.dumps({"Stalls": "车位"}), encoding="utf-8")
    (source / "b.json").write_text(json.dumps({"Stalls": "停车位"}), encoding="utf-8")
    assert tool.main(["--from", str(source)], folder) == 0
    assert tool.read(folder).done["Stalls"] == "车位"
    assert "a.json '车位', b.json '停车位'" in capsys.readouterr().err


def test_checking_changes_nothing_and_fails_with_the_faults(folder, capsys):
    (folder.package / "new.py").write_text('tr("Sheds")\n', encoding="utf-8")
    before = folder.po.read_bytes(), folder.mo.read_bytes()
    assert tool.main(["--check"], folder) == 1
    assert "not translated: 'Sheds'" in capsys.readouterr().out
    assert (folder.po.read_bytes(), folder.mo.read_bytes()) == before
