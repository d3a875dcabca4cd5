"""Formats of cells, found among those of a workbook or put in behind them: none that is there moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chargeplan.files.opc.package import Package
from chargeplan.files.opc.splicing import Element, markup

# The order of what stands in a part of styles.
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
_FIRST_OWN_NUMBER_FORMAT = 164
_TRUE = ("1", "true", "on")

# Built-in number formats that show a day (ISO/IEC 29500-1, 18.8.30, with those of East Asian editions).
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
_NOT_OF_DATES = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")
_DAY_LETTERS = re.compile(r"[yd]", re.IGNORECASE)

Tree = tuple[str, tuple[tuple[str, str], ...], tuple["Tree", ...]]
"""An element as a value: its name, its attributes by name, its children."""


def tree(tag: str, attributes: Mapping[str, object] | None = None, *children: Tree) -> Tree:
    """Return an element as a value."""
    return tag, tuple(sorted((name, str(value)) for name, value in (attributes or {}).items())), children


@dataclass(frozen=True)
class Look:
    """How a cell looks; None is as the workbook has it by default."""

    font: Tree | None = None
    fill: Tree | None = None
    border: Tree | None = None
    alignment: Tree | None = None
    number_format: str = ""


class StyleBook:
    """The formats of a workbook; ask for some, then `finish`."""

    def __init__(self, package: Package) -> None:
        """Read the formats of `package`; a workbook without any gets a part for them."""
        self._package = package
        self._path = package.styles_path
        self._part = package.part(self._path)
        self._new: dict[str, list[Tree]] = {}
        self._known: dict[str, list[Tree]] = {}

    def index_of(self, look: Look) -> int:
        """Return the number of a format of cells that looks like that."""
        font = self._entry("fonts", look.font) if look.font else 0
        fill = self._entry("fills", look.fill) if look.fill else 0
        border = self._entry("borders", look.border) if look.border else 0
        number = self._number_format(look.number_format) if look.number_format else 0
        attributes: dict[str, object] = {
            "numFmtId": number, "fontId": font, "fillId": fill, "borderId": border, "xfId": 0,
        }  # fmt: skip
        for name, used in (("Font", font), ("Fill", fill), ("Border", border), ("NumberFormat", number)):
            if used:
                attributes[f"apply{name}"] = 1
        if look.alignment:
            attributes["applyAlignment"] = 1
        return self._entry("cellXfs", tree("xf", attributes, *([look.alignment] if look.alignment else [])))

    @property
    def cell_formats(self) -> list[Tree]:
        """All formats of cells, in their order."""
        return list(self._entries("cellXfs"))

    @property
    def first_font(self) -> Tree:
        """The font of cells without a format of their own."""
        fonts = self._entries("fonts")
        return fonts[0] if fonts else tree("font")

    def with_number_format(self, style: int, code: str) -> int:
        """Return the number of a format like the one of number `style`, but with another number format."""
        formats = self._entries("cellXfs")
        tag, attributes, children = formats[style] if style < len(formats) else tree("xf", {"xfId": 0})
        changed = {**dict(attributes), "numFmtId": self._number_format(code), "applyNumberFormat": 1}
        kept = [child for child in children if child[0] in ("alignment", "protection")]
        return self._entry("cellXfs", tree(tag, changed, *kept))

    def conditional(self, look: Tree) -> int:
        """Return the number of a conditional format."""
        return self._entry("dxfs", look)

    def shows_day(self, style: int) -> bool:
        """Tell whether cells of that format show a number as a day."""
        number = self._number_of(style)
        if number in _BUILT_IN_DATES:
            return True
        for tag, attributes, _ in self._entries("numFmts"):
            told = dict(attributes)
            if tag == "numFmt" and told.get("numFmtId") == str(number):
                return _DAY_LETTERS.search(_NOT_OF_DATES.sub("", told.get("formatCode", ""))) is not None
        return False

    def locks(self, style: int) -> bool:
        """Tell whether cells of that format are locked where their sheet is protected."""
        formats = self._entries("cellXfs")
        if style >= len(formats):
            return True
        protection = [dict(attributes) for tag, attributes, _ in formats[style][2] if tag == "protection"]
        return not protection or protection[0].get("locked", "1").lower() in _TRUE

    def finish(self) -> None:
        """Put what is new into the package."""
        for name, entries in self._new.items():
            self._append(name, entries)
        if self._new:
            self._package.write(self._path, self._part.result())
        self._part = self._package.part(self._path)
        self._new, self._known = {}, {}

    def _number_of(self, style: int) -> int:
        formats = self._entries("cellXfs")
        if style >= len(formats):
            return 0
        told = dict(formats[style][1]).get("numFmtId", "0")
        return int(told) if told.isdecimal() else 0

    def _number_format(self, code: str) -> int:
        numbers = []
        for _, attributes, _ in self._entries("numFmts"):
            told = dict(attributes)
            number = int(told.get("numFmtId", "0"))
            if told.get("formatCode") == code:
                return number
            numbers.append(number)
        number = max([_FIRST_OWN_NUMBER_FORMAT - 1, *numbers]) + 1
        self._entry("numFmts", tree("numFmt", {"numFmtId": number, "formatCode": code}))
        return number

    def _entries(self, name: str) -> list[Tree]:
        """Return what stands in a list, new entries included."""
        if name not in self._known:
            listed = self._part.root.child(name)
            self._known[name] = [_value(child) for child in listed.children] if listed else []
        return self._known[name]

    def _entry(self, name: str, wanted: Tree) -> int:
        entries = self._entries(name)
        if wanted in entries:
            return entries.index(wanted)
        entries.append(wanted)
        self._new.setdefault(name, []).append(wanted)
        return len(entries) - 1

    def _append(self, name: str, entries: Iterable[Tree]) -> None:
        root, prefix = self._part.root, self._part.root.prefix
        texts = [_text(entry, prefix) for entry in entries]
        listed = root.child(name)
        if listed is not None:
            self._part.append(listed, "".join(texts))
            self._part.set_attribute(listed, "count", str(len(listed.children) + len(texts)))
            return
        made = markup(name, {"count": len(texts)}, *texts, prefix=prefix)
        before = [child for child in root.children if child.tag in _ORDER[: _ORDER.index(name)]]
        if before:
            self._part.insert_after(before[-1], made)
        else:
            self._part.prepend(root, made)


def _value(element: Element) -> Tree:
    attributes = tuple(sorted((key.rpartition(" ")[2], value) for key, value in element.attributes.items()))
    return element.tag, attributes, tuple(_value(child) for child in element.children)


def _text(value: Tree, prefix: str) -> str:
    tag, attributes, children = value
    return markup(tag, dict(attributes), *(_text(child, prefix) for child in children), prefix=prefix)
