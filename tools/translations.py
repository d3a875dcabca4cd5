"""Keep the translations complete: collect the texts, merge what is translated, compile.

    python tools/translations.py                 bring the .po and .mo files up to date with the code
    python tools/translations.py --from FOLDER   the same, with the translations of FOLDER/*.json
    python tools/translations.py --check         change nothing; fail when anything is missing, stale or wrong

Texts are the literals given to `tr` and `N_`. The same texts and translations give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_CN"
MARKS = {"tr", "N_"}
# What may stand in `tr(...)` besides a literal: something that was marked with `N_` where it was named.
NAMED_TEXTS = (ast.Name, ast.Attribute, ast.Subscript)
# Calls of Qt that put words in front of a person.
SHOWING_CALLS = {
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QLabel",
    "QPushButton",
    "QRadioButton",
    "addAction",
    "addItem",
    "addMenu",
    "addRow",
    "addTab",
    "say",
    "setAccessibleDescription",
    "setAccessibleName",
    "setPlaceholderText",
    "setPrefix",
    "setStatusTip",
    "setSuffix",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
}
PROPER_NAMES = {"chargeplan"}  # the same in every language
A_WORD = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True)
class Folder:
    """Where the texts of a program and their translations are."""

    package: Path
    locale: Path

    @property
    def po(self) -> Path:
        """The translations that people read and correct."""
        return self.locale / LANGUAGE / "LC_MESSAGES" / "chargeplan.po"

    @property
    def mo(self) -> Path:
        """The translations that the program reads."""
        return self.po.with_suffix(".mo")


PROJECT = Folder(ROOT / "chargeplan", ROOT / "assets" / "locale")


@dataclass
class Translations:
    """What a .po file holds: finished translations, and texts whose translation is in doubt."""

    done: dict[str, str] = field(default_factory=dict)
    fuzzy: set[str] = field(default_factory=set)
    obsolete: set[str] = field(default_factory=set)


class PlainCatalog(Catalog):
    """A catalogue without date and tool version in its header, so that it changes with its texts only."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the header's lines."""
        return [
            ("Project-Id-Version", "chargeplan"),
            ("Language", LANGUAGE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def calls(folder: Folder) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in the program with the file it stands in."""
    for path in sorted(folder.package.rglob("*.py")):
        where = path.relative_to(folder.package.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield where, node


def collect(folder: Folder) -> dict[str, list[str]]:
    """Return every text of the program with the files it stands in."""
    found: dict[str, set[str]] = {}
    for where, node in calls(folder):
        text = literal(node.args[0]) if node.args and called(node) in MARKS else None
        if text:
            found.setdefault(text, set()).add(where)
    return {text: sorted(found[text]) for text in sorted(found)}


def read(folder: Folder) -> Translations:
    """Return what the .po file holds, nothing where there is none."""
    known = Translations()
    if not folder.po.exists():
        return known
    with folder.po.open("rb") as stream:
        catalog = read_po(stream, locale=LANGUAGE)
    for message in catalog:
        if not message.id:
            continue
        text = str(message.id)
        if message.fuzzy:
            known.fuzzy.add(text)
        elif message.string:
            known.done[text] = str(message.string)
    known.obsolete.update(str(text) for text in catalog.obsolete)
    return known


def read_folder(folder: Path, complain: list[str]) -> dict[str, str]:
    """Return the translations of every JSON file in `folder`; disagreements are added to `complain`."""
    merged: dict[str, str] = {}
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        for text, translation in json.loads(path.read_text(encoding="utf-8")).items():
            if merged.setdefault(text, translation) != translation:
                complain.append(f"{text!r}: {origin[text]} {merged[text]!r}, {path.name} {translation!r}")
            origin.setdefault(text, path.name)
    return merged


def catalogue(texts: Mapping[str, Iterable[str]], done: Mapping[str, str]) -> PlainCatalog:
    """Return the catalogue of `texts` in the translations `done`."""
    made = PlainCatalog(locale=LANGUAGE, header_comment="# Chinese texts of chargeplan.", fuzzy=False)
    for text, files in texts.items():
        made.add(text, done.get(text, ""), locations=[(name, 0) for name in files])
    return made


def as_po(texts: Mapping[str, Iterable[str]], done: Mapping[str, str]) -> bytes:
    """Return the bytes of the .po file."""
    stream = io.BytesIO()
    write_po(stream, catalogue(texts, done), width=110, sort_output=True, include_lineno=False)
    return stream.getvalue()


def as_mo(texts: Mapping[str, Iterable[str]], done: Mapping[str, str]) -> bytes:
    """Return the bytes of the .mo file."""
    stream = io.BytesIO()
    write_mo(stream, catalogue(texts, done))
    return stream.getvalue()


def gaps(text: str) -> list[str]:
    """Return the names of the gaps of `text`, each as often as it occurs.

    Raises
    ------
    ValueError
        When braces do not pair.
    """
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def gap_fault(text: str, translation: str) -> str | None:
    """Return what is wrong with the gaps of a translation, or None."""
    try:
        same = set(gaps(text)) == set(gaps(translation))
    except ValueError as error:
        return f"braces do not pair ({error}): {text!r} -> {translation!r}"
    return None if same else f"gaps differ: {text!r} -> {translation!r}"


# --- faults in how the code names its texts ---------------------------------------------------------


def literal(node: ast.expr) -> str | None:
    """Return the text of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def has_words(text: str | None) -> bool:
    """Tell whether a text holds words of its own, beside its gaps."""
    return (
        text is not None
        and text not in PROPER_NAMES
        and A_WORD.search(re.sub(r"{.*?}", "", text)) is not None
    )


def is_named(node: ast.expr) -> bool:
    """Tell whether an expression stands for a text that was marked elsewhere."""
    if isinstance(node, ast.Call) and called(node) == "str" and node.args:
        return is_named(node.args[0])
    if isinstance(node, ast.IfExp):
        return is_named(node.body) and is_named(node.orelse)
    return isinstance(node, NAMED_TEXTS)


def values_fault(node: ast.Call, text: str) -> str | None:
    """Return what is wrong between the gaps of `text` and the values that `tr` is given, or None."""
    names = {keyword.arg for keyword in node.keywords} - {"language"}
    if None in names:
        return None
    wanted = {re.split(r"[.\[]", name)[0] for name in gaps(text)}
    return (
        None
        if names == wanted
        else f"has gaps {sorted(wanted)} and values {sorted(map(str, names))}: {text!r}"
    )


def marking_fault(node: ast.Call) -> str | None:
    """Return what is wrong with one call that names or shows a text, or None."""
    name = called(node)
    if not node.args:
        return None
    text = literal(node.args[0])
    if name == "N_":
        return "N_ marks literals only" if text is None else None
    if name == "tr":
        if text is not None:
            return values_fault(node, text)
        return None if is_named(node.args[0]) else "tr is given a text that is put together"
    if name.endswith("Error") and len(node.args) > 1 and has_words(literal(node.args[1])):
        return "the sentence of an error is not marked with N_"
    shown = [text for text in map(literal, node.args) if has_words(text)]
    if name in SHOWING_CALLS and shown:
        return f"{name} shows an untranslated text: {shown[0]!r}"
    return None


def marking_faults(folder: Folder) -> Iterator[str]:
    """Yield the places where the code names a text in a way that cannot be translated."""
    for where, node in calls(folder):
        fault = marking_fault(node)
        if fault is not None:
            yield f"{where}:{node.lineno}: {fault}"


# --- the two jobs -----------------------------------------------------------------------------------


def faults(folder: Folder) -> list[str]:
    """Return everything that is missing, stale or wrong; an empty list means complete."""
    texts, known = collect(folder), read(folder)
    found = [f"not translated: {text!r}" for text in texts if text not in known.done]
    found += [f"in doubt (fuzzy): {text!r}" for text in sorted(known.fuzzy)]
    stale = (set(known.done) - set(texts)) | known.obsolete
    found += [f"no longer in the program: {text!r}" for text in sorted(stale)]
    pairs = ((text, known.done[text]) for text in texts if text in known.done)
    found += [fault for fault in (gap_fault(text, translation) for text, translation in pairs) if fault]
    found += marking_faults(folder)
    if not found:
        found += [
            f"{path.name} is not what this tool makes of the translations; run it without --check"
            for path, made in ((folder.po, as_po(texts, known.done)), (folder.mo, as_mo(texts, known.done)))
            if not path.exists() or path.read_bytes() != made
        ]
    return found


def update(folder: Folder, extra: Mapping[str, str]) -> list[str]:
    """Write .po and .mo from the code, what is known and `extra`; return the texts left untranslated."""
    texts = collect(folder)
    done = {text: found for text, found in {**read(folder).done, **extra}.items() if text in texts and found}
    folder.po.parent.mkdir(parents=True, exist_ok=True)
    folder.po.write_bytes(as_po(texts, done))
    folder.mo.write_bytes(as_mo(texts, done))
    return [text for text in texts if text not in done]


def main(arguments: list[str] | None = None, folder: Folder = PROJECT) -> int:
    """Run the tool; return 0 when the translations are complete and in order."""
    parser = argparse.ArgumentParser(description="keep the translations complete")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when something is amiss")
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="merge FOLDER/*.json")
    chosen = parser.parse_args(arguments)
    complaints: list[str] = []
    if not chosen.check:
        extra = read_folder(chosen.source, complaints) if chosen.source else {}
        update(folder, extra)
    for line in complaints:
        print(f"translated in two ways, the first is taken: {line}", file=sys.stderr)
    found = faults(folder)
    for line in found:
        print(line)
    print(f"{len(collect(folder))} texts, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
