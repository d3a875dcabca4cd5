"""A workbook as a package of parts: which sheets it has, where they are, and what must stay as it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chargeplan.errors import ImportFileError
from chargeplan.files.opc.archive import Archive, damaged, read_archive, with_members, written_archive
from chargeplan.files.opc.splicing import Element, Part, markup, plain, quoted
from chargeplan.i18n import N_

CONTENT_TYPES = "[Content_Types].xml"
_TOP_RELATIONS = "_rels/.rels"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_SPREADSHEETML = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TRUE = ("1", "true", "on")
_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_LONGEST_NAME = 31

# The order of what stands in a workbook's part, as far as something may have to be put in.
_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath",
    "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames",
    "calcPr",
)  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """One relation of a part: its id, its kind (the end of its type) and the part it leads to."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last piece of its type, which is the same in both editions of the standard."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it: name, part and number; `kind` is worksheet, chartsheet or other."""

    name: str
    path: str
    number: int
    kind: str = "worksheet"


def relations_path(path: str) -> str:
    """Return the part that holds the relations of a part."""
    folder, file = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{file}.rels")


class Package:
    """A workbook that is changed part by part; nothing is written before `to_bytes` is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """Read a workbook.

        Parameters
        ----------
        name : str
            What sentences call the file.

        Raises
        ------
        ImportFileError
            When it is locked by a password, of another kind, or damaged.
        """
        self.name = name
        self.original = data
        if data.startswith(_OLD_OR_LOCKED):
            raise ImportFileError(
                "old_or_locked",
                N_("{name} is protected by a password or of the old kind .xls; save it as .xlsx without a "
                   "password and try again"),
                name=name,
            )  # fmt: skip
        if not data.startswith(_ZIP):
            raise damaged(name)
        self.archive: Archive = read_archive(data, name)
        self._changed: dict[str, bytes] = {}
        self.left_out: set[str] = set()
        """Names of members that are taken out."""
        self.shared_texts: Sequence[str] | None = None
        """Texts that sheets refer to, kept by who has read them."""
        books = [one for one in self.relations("") if one.kind == "officeDocument"]
        if not books:
            raise damaged(name)
        self.book_path = books[0].target
        if not self.book.root.tag == "workbook" or self.book.root.namespace not in _SPREADSHEETML:
            raise damaged(name)

    # parts

    def has(self, path: str) -> bool:
        """Tell whether there is a part."""
        return path in self._changed or self.archive.find(path) is not None

    def read(self, path: str) -> bytes:
        """Return a part as it is now; raise `ImportFileError` when it is missing or damaged."""
        if path in self._changed:
            return self._changed[path]
        member = self.archive.find(path)
        if member is None:
            raise damaged(self.name)
        return member.content

    def write(self, path: str, data: bytes) -> None:
        """Give a part other content, or put in a new one."""
        self._changed[path] = data
        self.__dict__.pop("book", None)

    def part(self, path: str) -> Part:
        """Return a part, scanned."""
        return Part(self.read(path), path)

    @property
    def changed(self) -> Mapping[str, bytes]:
        """Parts that are other than they were, by path."""
        return {
            path: data
            for path, data in self._changed.items()
            if (old := self.archive.find(path)) is None or old.content != data
        }

    def to_bytes(self) -> bytes:
        """Return the workbook with all changes."""
        return written_archive(with_members(self.archive, self._changed, self.left_out))

    # relations and kinds

    def relations(self, path: str) -> tuple[Relation, ...]:
        """Return the relations of a part, of the package itself for ""."""
        source = relations_path(path) if path else _TOP_RELATIONS
        if not self.has(source):
            return ()
        folder = posixpath.dirname(path)
        found = []
        for element in self.part(source).root.all("Relationship"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Id"), element.get("Type"), target, external))
        return tuple(found)

    def related(self, kind: str) -> str | None:
        """Return the part that the workbook leads to by a kind of relation."""
        return next((one.target for one in self.relations(self.book_path) if one.kind == kind), None)

    def content_type(self, path: str) -> str:
        """Return the content type of a part, "" when none is told."""
        root = self.part(CONTENT_TYPES).root
        for element in root.all("Override"):
            if element.get("PartName").lstrip("/").lower() == path.lower():
                return element.get("ContentType")
        ending = path.rpartition(".")[2].lower()
        for element in root.all("Default"):
            if element.get("Extension").lower() == ending:
                return element.get("ContentType")
        return ""

    def add_part(self, path: str, data: bytes, content_type: str, kind: str) -> str:
        """Put a part in to which the workbook leads; return the id of the relation."""
        self.write(path, data)
        types = self.part(CONTENT_TYPES)
        types.append(
            types.root,
            markup("Override", {"PartName": f"/{path}", "ContentType": content_type},
                   prefix=types.root.prefix),
        )  # fmt: skip
        self.write(CONTENT_TYPES, types.result())
        source = relations_path(self.book_path)
        relations = self.relations(self.book_path)
        like = next(one.type for one in relations if one.kind in ("worksheet", "chartsheet", "styles"))
        part = self.part(source)
        number = _free_name("rId{}", {one.id.lower() for one in relations}, len(relations) + 1)
        target = posixpath.relpath(path, posixpath.dirname(self.book_path) or ".")
        part.append(
            part.root,
            markup(
                "Relationship",
                {"Id": number, "Type": like.rpartition("/")[0] + f"/{kind}", "Target": target},
                prefix=part.root.prefix,
            ),
        )
        self.write(source, part.result())
        return number

    # the workbook

    @cached_property
    def book(self) -> Part:
        """The workbook's own part as it is now, to be looked at."""
        return self.part(self.book_path)

    @property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """All sheets in their order."""
        listed = self.book.root.child("sheets")
        targets = {one.id: one for one in self.relations(self.book_path)}
        found = []
        for element in listed.all("sheet") if listed else ():
            relation = targets.get(_relation_id(element))
            if relation is None or not self.has(relation.target):
                raise damaged(self.name)
            number = element.get("sheetId")
            found.append(
                SheetEntry(
                    element.get("name"), relation.target, int(number) if number.isdecimal() else 0,
                    relation.kind,
                )
            )  # fmt: skip
        if not found:
            raise damaged(self.name)
        return tuple(found)

    def sheet(self, name: str) -> SheetEntry | None:
        """Return the worksheet of a name; the first worksheet for ""."""
        sheets = [one for one in self.sheets if one.kind == "worksheet"]
        wanted = name.casefold()
        return next((one for one in sheets if not name or one.name.casefold() == wanted), None)

    @property
    def counts_from_1904(self) -> bool:
        """Whether days are counted from 1904 on, as old workbooks of a Mac do."""
        element = self.book.root.child("workbookPr")
        return element is not None and element.get("date1904").lower() in _TRUE

    @property
    def structure_locked(self) -> bool:
        """Whether somebody forbade to add sheets."""
        element = self.book.root.child("workbookProtection")
        return element is not None and element.get("lockStructure").lower() in _TRUE

    @property
    def signed(self) -> bool:
        """Whether it carries a digital signature, which any change makes void."""
        return any(one.type.endswith("digital-signature/origin") for one in self.relations(""))

    @property
    def tracked(self) -> bool:
        """Whether it is a shared workbook with a log of changes, which names every sheet."""
        return any(one.kind in ("revisionHeaders", "usernames") for one in self.relations(self.book_path))

    def drop_signature(self) -> None:
        """Take the signature out, of a copy that nobody has signed."""
        origin = next(one for one in self.relations("") if one.type.endswith("digital-signature/origin"))
        folder = posixpath.dirname(origin.target).lower() + "/"
        self.left_out |= {one.name for one in self.archive.members if one.name.lower().startswith(folder)}
        top = self.part(_TOP_RELATIONS)
        for element in top.root.children:
            if element.get("Id") == origin.id:
                top.remove(element)
        self.write(_TOP_RELATIONS, top.result())
        types = self.part(CONTENT_TYPES)
        for element in types.root.all("Override"):
            if element.get("PartName").lstrip("/").lower().startswith(folder):
                types.remove(element)
        self.write(CONTENT_TYPES, types.result())

    def add_sheet(self, name: str, data: bytes) -> SheetEntry:
        """Put a worksheet in behind all others, under that name or one like it that is free."""
        sheets = self.sheets
        like = next((one.path for one in sheets if one.kind == "worksheet"), "xl/worksheets/sheet1.xml")
        taken = {member.name.lower() for member in self.archive.members} | {*map(str.lower, self._changed)}
        path = _free_name(f"{posixpath.dirname(like)}/sheet{{}}.xml", taken, len(sheets) + 1)
        shown = _sheet_name(name, {one.name.casefold() for one in sheets})
        number = max(one.number for one in sheets) + 1
        relation = self.add_part(path, data, _WORKSHEET_TYPE, "worksheet")
        book = self.part(self.book_path)
        listed = book.root.child("sheets")
        assert listed is not None  # or there would be no sheets
        last = listed.all("sheet")[-1]
        key = next(key for key in last.attributes if key.endswith(" id"))
        space = key.rpartition(" ")[0]
        prefix = book.prefix_of(space)
        declared = "" if prefix else f" xmlns:r={quoted(space)}"
        book.append(
            listed,
            f"<{last.raw_tag} name={quoted(shown)} sheetId={quoted(str(number))}{declared} "
            f"{prefix or 'r:'}id={quoted(relation)}/>",
        )
        self.write(self.book_path, book.result())
        self._tell_titles(shown, len([one for one in sheets if one.kind == "worksheet"]))
        return SheetEntry(shown, path, number)

    def _tell_titles(self, name: str, before: int) -> None:
        """Add a sheet to the titles in the document's properties, where they are as Excel writes them."""
        path = next((one.target for one in self.relations("") if one.kind == "extended-properties"), "")
        if not self.has(path):
            return
        part = self.part(path)
        count = _count_of_sheets(part)
        titles = part.root.child("TitlesOfParts")
        vector = titles.child("vector") if titles else None
        texts = vector.all("lpstr") if vector else []
        if count is None or vector is None or part.text_of(count) != str(before) or len(texts) < before:
            return
        part.replace(count.inner, count.close, str(before + 1))
        part.set_attribute(vector, "size", str(len(texts) + 1))
        raw = texts[before - 1].raw_tag
        part.insert_after(texts[before - 1], f"<{raw}>{plain(name)}</{raw}>")
        self.write(path, part.result())

    # names

    def defined_name(self, name: str) -> str:
        """Return what a name of the whole workbook stands for, "" when there is none."""
        element = self._name_element(self.book, name)
        return self.book.text_of(element) if element is not None else ""

    def define_name(self, name: str, meaning: str) -> None:
        """Let a hidden name stand for something."""
        book = self.part(self.book_path)
        known = self._name_element(book, name)
        prefix = book.root.prefix
        if known is not None:
            book.replace(known.start, known.end, f"<{known.raw_tag} name={quoted(name)} hidden=\"1\">"
                         f"{plain(meaning)}</{known.raw_tag}>")  # fmt: skip
        else:
            made = markup("definedName", {"name": name, "hidden": 1}, plain(meaning), prefix=prefix)
            names = book.root.child("definedNames")
            if names is not None:
                book.append(names, made)
            else:
                book.insert_after(
                    _last_before(book.root, "definedNames"), markup("definedNames", None, made, prefix=prefix)
                )
        self.write(self.book_path, book.result())

    def set_filter_name(self, sheet: SheetEntry, meaning: str) -> None:
        """Let the hidden name of a sheet's filter, where there is one, stand for another range."""
        book = self.part(self.book_path)
        place = str([one.path for one in self.sheets].index(sheet.path))
        names = book.root.child("definedNames")
        for element in names.children if names else ():
            if (
                element.get("name") == "_xlnm._FilterDatabase"
                and element.get("localSheetId") == place
                and book.text_of(element) != meaning
            ):
                book.replace(element.inner, element.close, plain(meaning))
                self.write(self.book_path, book.result())
                return

    def define_in_sheet(self, sheet: SheetEntry, name: str, meaning: str, *, hidden: bool = False) -> None:
        """Give a sheet a name of its own, such as that of its filter or of the rows printed on each page."""
        book = self.part(self.book_path)
        place = [one.path for one in self.sheets].index(sheet.path)
        told = {"name": name, "localSheetId": place, **({"hidden": 1} if hidden else {})}
        made = markup("definedName", told, plain(meaning), prefix=book.root.prefix)
        names = book.root.child("definedNames")
        assert names is not None  # the sheet's own name is there
        book.append(names, made)
        self.write(self.book_path, book.result())

    def _name_element(self, book: Part, name: str) -> Element | None:
        names = book.root.child("definedNames")
        for element in names.children if names else ():
            if element.get("name").casefold() == name.casefold() and not element.get("localSheetId"):
                return element
        return None

    def work_out_on_opening(self) -> None:
        """Ask spreadsheet programs to work out all formulas anew when they open the workbook."""
        book = self.part(self.book_path)
        known = book.root.child("calcPr")
        if known is not None:
            book.set_attribute(known, "fullCalcOnLoad", "1")
        else:
            made = markup("calcPr", {"fullCalcOnLoad": 1}, prefix=book.root.prefix)
            book.insert_after(_last_before(book.root, "calcPr"), made)
        self.write(self.book_path, book.result())

    # styles

    @property
    def styles_path(self) -> str:
        """The part of the styles; one is put in where there is none."""
        known = self.related("styles")
        if known is not None:
            return known
        path = posixpath.join(posixpath.dirname(self.book_path), "styles.xml")
        space = self.book.root.namespace
        font = markup("font", None, markup("sz", {"val": 11}), markup("name", {"val": "Calibri"}))
        fills = (markup("fill", None, markup("patternFill", {"patternType": p})) for p in ("none", "gray125"))
        first = {"numFmtId": 0, "fontId": 0, "fillId": 0, "borderId": 0}
        made = markup(
            "styleSheet", {"xmlns": space},
            markup("fonts", {"count": 1}, font),
            markup("fills", {"count": 2}, *fills),
            markup("borders", {"count": 1}, markup("border")),
            markup("cellStyleXfs", {"count": 1}, markup("xf", first)),
            markup("cellXfs", {"count": 1}, markup("xf", {**first, "xfId": 0})),
        )  # fmt: skip
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        self.add_part(path, (head + made).encode("utf-8"), _STYLES_TYPE, "styles")
        return path


def _relation_id(element: Element) -> str:
    return next((value for key, value in element.attributes.items() if key.endswith(" id")), "")


def _count_of_sheets(part: Part) -> Element | None:
    """Return where the count of worksheets stands: the number of the first pair of headings."""
    pairs = part.root.child("HeadingPairs")
    vector = pairs.child("vector") if pairs else None
    if vector is None or len(vector.children) < 2:
        return None
    return vector.children[1].child("i4")


def _last_before(root: Element, tag: str) -> Element:
    """Return the last child that stands before the place of `tag`; there is one: the sheets."""
    before = _ORDER[: _ORDER.index(tag)]
    return [child for child in root.children if child.tag in before][-1]


def _free_name(pattern: str, taken: Iterable[str], first: int) -> str:
    known = set(taken)
    number = first
    while pattern.format(number).lower() in known:
        number += 1
    return pattern.format(number)


def _sheet_name(name: str, taken: set[str]) -> str:
    number, shown = 1, name[:_LONGEST_NAME]
    while shown.casefold() in taken:
        number += 1
        ending = f" ({number})"
        shown = name[: _LONGEST_NAME - len(ending)] + ending
    return shown
