"""What a file is by its content: taken in under any name, or refused with a sentence that helps."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from pages_for_tests import pdf_bytes
from PIL import Image

from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.project_file import project_bytes
from chargeplan.files.sources.kinds import kind_of, kind_of_bytes, name_note
from chargeplan.files.sources.reading import open_source, read_plan
from chargeplan.files.sources.values import SourceKind
from chargeplan.i18n import sentence
from chargeplan.model.project import Project

DXF = b"  0\r\nSECTION\r\n  2\r\nENTITIES\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n"
GEOJSON = b'{"type": "FeatureCollection", "features": []}'


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 3)).save(stream, kind)
    return stream.getvalue()


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (project_bytes(Project()), SourceKind.PLAN),
        *((picture(kind), SourceKind.PICTURE) for kind in ("PNG", "JPEG", "TIFF", "WEBP")),
        (pdf_bytes(), SourceKind.PDF),
        (b"printed by somebody\n" + pdf_bytes(), SourceKind.PDF),
        (DXF, SourceKind.DXF),
        (b"999\nmade by hand\n" + DXF, SourceKind.DXF),
        (b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(20), SourceKind.DXF),
        (GEOJSON, SourceKind.GEOJSON),
        (b"\xef\xbb\xbf\n " + GEOJSON, SourceKind.GEOJSON),
        (GEOJSON.decode().encode("utf-16"), SourceKind.GEOJSON),
        (GEOJSON.decode().encode("utf-16-be"), SourceKind.GEOJSON),
        (
            b'{"features": [], "name": "' + b"x" * 70_000 + b'", "type":"FeatureCollection"}',
            SourceKind.GEOJSON,
        ),
        (b'<?xml version="1.0"?>\n<!-- a map -->\n<!DOCTYPE osm>\n<osm version="0.6"/>', SourceKind.OSM),
    ],
)
def test_content_tells_the_kind_whatever_the_name(data: bytes, kind: SourceKind) -> None:
    for name in ("plan", "plan.docx", "plan.txt"):
        assert kind_of_bytes(data, name) is kind


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "empty", "empty"),
        (b"AC1032" + bytes(100), "dwg", "ODA File Converter"),
        (b"AC1.50" + bytes(100), "dwg", "Save as"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "heic", "JPEG"),
        (b"\0\0\0\x18ftypmif1" + bytes(40), "heic", "JPEG"),
        (b"\0\0\0\x18ftypavif" + bytes(40), "other_picture", "PNG"),
        (b"GIF89a" + bytes(40), "other_picture", "PNG"),
        (picture("BMP"), "other_picture", "PNG"),
        (b"%!PS-Adobe-3.0", "vector_picture", "PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "vector_picture", "PDF"),
        (b"<!doctype html><html></html>", "web_page", "PDF"),
        (zipped("[Content_Types].xml", "word/document.xml"), "office", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "office", "PDF"),
        (zipped("a.dxf"), "archive", "unpack"),
        (b"Rar!\x1a\x07\0", "archive", "unpack"),
        (zipped("doc.kml"), "kml", "GeoJSON"),
        (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>', "kml", "GeoJSON"),
        (b"\0\0\x27\x0a" + bytes(96), "shapefile", "GeoJSON"),
        (b"SQLite format 3\0" + bytes(40), "map_data", "GeoJSON"),
        (b"<gml:FeatureCollection/>", "map_data", "GeoJSON"),
        (b"\0\0\0\x0d\x0a\x09OSMHeader\x18", "osm_packed", "OSM XML"),
        (b"<root/>", "other_xml", "root"),
        (b'{"lot": [[0, 0], [1, 0], [1, 1]]}', "other_json", "GeoJSON"),
        ("小区平面图 80 x 60".encode("gbk"), "text", "DXF"),
        (b"0" + b"\n" * 60_000 + b"x", "text", "DXF"),
        (bytes(range(256)), "unknown_kind", "DXF"),
    ],
)
def test_what_is_not_taken_in_is_refused_with_a_way_out(data: bytes, code: str, word: str) -> None:
    """One sentence in each language; it names the file and what to do."""
    with pytest.raises(ImportFileError) as caught:
        kind_of_bytes(data, "plan")
    assert caught.value.code == code
    assert "plan" in str(caught.value)
    assert word in str(caught.value)
    assert sentence(caught.value, "zh_CN") != sentence(caught.value, "en")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("plan.dxf", SourceKind.DXF), ("plan.PDF", SourceKind.PDF), ("plan.chargeplan", SourceKind.PLAN)],
)
def test_a_name_counts_where_the_content_says_nothing(name: str, kind: SourceKind) -> None:
    """Noise under a known name goes to the reader of that name, which says what is wrong with it."""
    assert kind_of_bytes(bytes(range(256)), name) is kind


def test_a_wrong_name_is_told_and_not_fatal(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    path.write_bytes(pdf_bytes())
    note = open_source(path).summary.notes[0]
    assert note.code == "wrong_suffix"
    assert note.sentence("en").endswith("PDF")
    assert name_note("scan.JPG", SourceKind.PICTURE) is None
    assert name_note("scan", SourceKind.PICTURE) is None


def test_folders_pipes_and_what_is_not_there_are_refused(tmp_path: Path) -> None:
    """Nothing waits for a pipe that nobody writes to."""
    pipe = tmp_path / "pipe.dxf"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "none.dxf", tmp_path / "a\0b"):
        with pytest.raises(ImportFileError, match="cannot be opened"):
            kind_of(path)


def test_plans_come_back_as_they_are_and_pictures_are_no_plans(tmp_path: Path) -> None:
    plan, page, damaged = tmp_path / "a.chargeplan", tmp_path / "a.pdf", tmp_path / "b.chargeplan"
    plan.write_bytes(project_bytes(Project(notes="as it is")))
    page.write_bytes(pdf_bytes())
    damaged.write_bytes(b"")
    assert read_plan(plan).project == Project(notes="as it is")
    codes = []
    for path in (page, damaged):
        with pytest.raises(ChargeplanError) as caught:
            read_plan(path)
        codes.append(caught.value.code)
    assert codes == ["only_picture", "damaged_archive"]
    with pytest.raises(ImportFileError, match="already"):
        open_source(plan)
