"""XML that is changed in a few places and is otherwise kept to the byte.

A part is scanned once for where its elements begin and end; changes are pieces of text put in at such places.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr, unescape

from chargeplan.errors import ImportFileError
from chargeplan.i18n import N_

_START_TAG = re.compile(rb"<([^\s/>]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_KNOWN_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_APOSTROPHES = {"&apos;": "'", "&quot;": '"'}


@dataclass(slots=True)
class Element:
    """An element and where it stands: `start` and `end` around it, `inner` and `close` around what is in it.

    Attributes of a namespace are named "namespace name".
    """

    tag: str
    namespace: str
    raw_tag: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """Return the first child of a name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute by its name, of whatever namespace."""
        for key, value in self.attributes.items():
            if key.rpartition(" ")[2] == name:
                return value
        return default

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def prefix(self) -> str:
        """The prefix of its name with the colon, "" without one."""
        return self.raw_tag.rpartition(":")[0] + ":" if ":" in self.raw_tag else ""


def unfit(part: str) -> ImportFileError:
    """Return the error of a part that cannot be changed in place."""
    return ImportFileError(
        "unfit_part", N_("its part {part} is written in a way that cannot be changed"), part=part
    )


class _Pieces:
    """What is left of a part when some elements are left out, and where that stood in the whole."""

    def __init__(self, data: bytes, left_out: Sequence[tuple[int, int]]) -> None:
        kept, at = [], 0
        self._begins = [0]
        self._shifts = [0]
        length = 0
        for start, end in left_out:
            kept.append(data[at:start])
            length += start - at
            at = end
            if self._begins[-1] == length:
                self._shifts[-1] = at - length
            else:
                self._begins.append(length)
                self._shifts.append(at - length)
        self.rest = b"".join([*kept, data[at:]]) if left_out else data

    def place(self, root: Element) -> None:
        """Let elements that were found in the rest say where they stand in the whole."""
        for element in root.walk():
            element.start = self._of_what_follows(element.start)
            element.inner = self._of_what_ends(element.inner)
            element.close = self._of_what_follows(element.close)
            element.end = self._of_what_ends(element.end)

    def _of_what_follows(self, at: int) -> int:
        return at + self._shifts[bisect_right(self._begins, at) - 1]

    def _of_what_ends(self, at: int) -> int:
        return at + self._shifts[max(0, bisect_left(self._begins, at) - 1)]


class Part:
    """A part of a package, its elements, and the changes to be made in it."""

    def __init__(self, data: bytes, name: str, left_out: Sequence[tuple[int, int]] = ()) -> None:
        """Scan a part; raise `ImportFileError` when it is no XML in UTF-8.

        Parameters
        ----------
        left_out
            Where whole elements begin and end that are not looked at, in their order: they are not in the
            tree, and cost no time.
        """
        self.data = data
        self.name = name
        pieces = _Pieces(data, left_out)
        self.root: Element = _Scanner(pieces.rest, name).root
        if left_out:
            pieces.place(self.root)
        self._edits: list[tuple[int, int, bytes]] = []
        self._filled: dict[int, tuple[Element, list[str]]] = {}

    def text_of(self, element: Element) -> str:
        """Return the text of an element that has no children."""
        return unescape(self.data[element.inner : element.close].decode("utf-8"), _APOSTROPHES)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of what stands between two offsets."""
        self._edits.append((start, end, text.encode("utf-8")))

    def append(self, parent: Element, text: str) -> None:
        """Put `text` in as the last child."""
        self._put(parent, parent.close, text)

    def prepend(self, parent: Element, text: str) -> None:
        """Put `text` in as the first child."""
        self._put(parent, parent.inner, text)

    def _put(self, parent: Element, at: int, text: str) -> None:
        if parent.end == parent.inner:  # it is empty, as <a/>
            self._filled.setdefault(parent.start, (parent, []))[1].append(text)
        else:
            self.replace(at, at, text)

    def insert_after(self, element: Element, text: str) -> None:
        """Put `text` in behind an element."""
        self.replace(element.end, element.end, text)

    def insert_before(self, element: Element, text: str) -> None:
        """Put `text` in before an element."""
        self.replace(element.start, element.start, text)

    def remove(self, element: Element) -> None:
        """Take an element out."""
        self.replace(element.start, element.end, "")

    def set_attribute(self, element: Element, name: str, value: str) -> None:
        """Set an attribute that has no namespace."""
        start_tag = self.data[element.start : element.inner]
        found = re.search(rb"\s%s\s*=\s*(\"[^\"]*\"|'[^']*')" % re.escape(name.encode()), start_tag)
        if found:
            self.replace(element.start + found.start(1), element.start + found.end(1), quoted(value))
        else:
            at = element.start + 1 + len(element.raw_tag.encode())
            self.replace(at, at, f" {name}={quoted(value)}")

    def prefix_of(self, namespace: str) -> str:
        """Return the prefix that the root gives to a namespace with a colon, "" without one."""
        start_tag = self.data[self.root.start : self.root.inner].decode("utf-8")
        found = re.search(rf"\sxmlns:([^\s=]+)\s*=\s*[\"']{re.escape(namespace)}[\"']", start_tag)
        return f"{found[1]}:" if found else ""

    def result(self) -> bytes:
        """Return the part with its changes; those at one place stand in the order they were made."""
        fillings = [
            (parent.inner - 2, parent.inner, f">{''.join(texts)}</{parent.raw_tag}>".encode())
            for parent, texts in self._filled.values()
        ]
        pieces, at = [], 0
        for start, end, text in sorted([*self._edits, *fillings], key=lambda edit: edit[:2]):
            pieces += [self.data[at:start], text]
            at = end
        return b"".join([*pieces, self.data[at:]])


def check_xml(data: bytes, name: str) -> None:
    """Raise `ImportFileError` when a part is no XML."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise unfit(name) from error


class _Scanner:
    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._open: list[Element] = []
        self._root: Element | None = None
        if data[:2] in _UTF16:
            raise unfit(name)
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._refuse
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise unfit(name) from error
        assert self._root is not None  # a document without a root is no XML
        self.root: Element = self._root

    def _declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.lower() not in _KNOWN_ENCODINGS:
            raise unfit(self._name)

    def _refuse(self, *_: object) -> None:
        raise unfit(self._name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        namespace, _, tag = name.rpartition(" ")
        start = self._parser.CurrentByteIndex
        found = _START_TAG.match(self._data, start)
        if found is None:
            raise unfit(self._name)
        made = Element(tag, namespace, found[1].decode("utf-8"), attributes, start, found.end())
        if parent is None:
            self._root = made
        else:
            parent.children.append(made)
        self._open.append(made)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if self._data[element.inner - 2 : element.inner] == b"/>":
            element.close = element.end = element.inner
        else:
            element.close = self._parser.CurrentByteIndex
            element.end = self._data.index(b">", element.close) + 1


def quoted(value: str) -> str:
    """Return an attribute's value between quotes, as XML wants it."""
    return quoteattr(value, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def markup(tag: str, attributes: Mapping[str, object] | None = None, *inside: str, prefix: str = "") -> str:
    """Return an element as text; what is inside is markup already."""
    said = "".join(f" {name}={quoted(str(value))}" for name, value in (attributes or {}).items())
    content = "".join(inside)
    name = prefix + tag
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def plain(text: str) -> str:
    """Return a text as XML wants it between tags."""
    return escape(text)
