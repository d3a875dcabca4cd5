"""Files that are damaged, newer, contradictory or meant to do harm: a sentence, and nothing else."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import full_project, png
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.errors import ProjectFileError
from chargeplan.files.migrations import VERSION
from chargeplan.files.project_file import project_bytes, read_project, read_project_bytes, read_thumbnail

Members = dict[str, bytes]

WHOLE = project_bytes(full_project(), png())


def members_of(data: bytes = WHOLE) -> Members:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Members, *, method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_sums(members: Members, **changes: Any) -> Members:
    """Return members under a manifest that fits them."""
    files = {
        name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "manifest.json"
    }
    manifest = {"format": "chargeplan", "version": VERSION, "program": "x", "files": files} | changes
    return {"manifest.json": json.dumps(manifest).encode(), **{n: members[n] for n in files}}


def with_text(text: str | bytes) -> bytes:
    data = text if isinstance(text, bytes) else text.encode()
    return packed(with_sums({**members_of(), "project.json": data}))


def changed(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """Return the file after a change to its document, all sums right."""
    document = json.loads(members_of()["project.json"])
    change(document)
    return with_text(json.dumps(document))


def refusal(data: bytes) -> ProjectFileError:
    with pytest.raises(ProjectFileError) as caught:
        read_project_bytes(data, "estate.chargeplan")
    told = str(caught.value)
    assert told.startswith("estate.chargeplan cannot be opened: ")
    assert "{" not in told.replace("{…}", "")
    assert caught.value.faults
    return caught.value


def _box(document: dict[str, Any]) -> dict[str, Any]:
    return document["schemes"][0]["boxes"][0]


def _route(document: dict[str, Any]) -> dict[str, Any]:
    return document["schemes"][0]["cable_routes"][0]


def _supply(document: dict[str, Any]) -> dict[str, Any]:
    return document["schemes"][0]["supply"]


def codes(error: ProjectFileError) -> list[str]:
    return [fault.code for fault in error.faults]


def test_the_untouched_file_opens() -> None:
    assert read_project_bytes(packed(with_sums(members_of())), "x") == full_project()
    assert read_project_bytes(changed(lambda document: None), "x") == full_project()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged_archive"),
        (b"PK", "damaged_archive"),
        (b"not a zip at all", "damaged_archive"),
        (WHOLE[:-30], "damaged_archive"),
        (packed({}), "no_manifest"),
        (packed({"project.json": b"{}"}), "no_manifest"),
        (packed(with_sums({"thumbnail.png": png()})), "no_document"),
    ],
)
def test_no_archive_of_a_plan(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_changed_member_is_named() -> None:
    members = members_of()
    members["project.json"] = members["project.json"].replace(b"lane-1", b"lane-9")
    picture = next(name for name in members if name.startswith("underlay/"))
    members[picture] += b"!"
    error = refusal(packed(members))
    assert codes(error) == ["checksum", "checksum"]
    assert "project.json" in str(error)
    assert picture in str(error)


def test_missing_and_unlisted_members_are_named() -> None:
    members = members_of()
    missing = {name: data for name, data in members.items() if name != "thumbnail.png"}
    assert "'thumbnail.png' is missing" in str(refusal(packed(missing)))
    assert "extra.txt is not listed" in str(refusal(packed({**members, "extra.txt": b"x"})))


def test_a_newer_version_is_refused_with_its_number() -> None:
    members = with_sums(members_of(), version=VERSION + 41, something_new=[])
    error = refusal(packed(members))
    assert error.code == "newer_version"
    assert str(VERSION + 41) in str(error)
    assert f"up to {VERSION}" in str(error)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"format": "zip"}, "wrong_format"),
        ({"version": 0}, "bad_manifest"),
        ({"version": "1"}, "bad_manifest"),
        ({"version": True}, "bad_manifest"),
        ({"version": 1.0}, "bad_manifest"),
        ({"program": 3}, "bad_manifest"),
        ({"files": []}, "bad_manifest"),
        ({"files": {"project.json": 1}}, "bad_manifest"),
        ({"more": 1}, "bad_manifest"),
        ({"version": 10**400}, "newer_version"),
    ],
)
def test_manifests_that_do_not_fit(changes: dict[str, Any], code: str) -> None:
    assert refusal(packed(with_sums(members_of(), **changes))).code == code


@pytest.mark.parametrize(
    "text", [b"[]", b"3", b"null", b"", b"{", b"\xff\xfe{}", b'{"format": "a", "format": "b"}']
)
def test_manifests_that_are_none(text: bytes) -> None:
    refusal(packed({**members_of(), "manifest.json": text}))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_are_not_finite_are_named_with_their_place(number: str) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["site"]["boundaries"][0]["ring"][2][1] = 12345.5
        document["schemes"][0]["sheds"][0]["length_m"] = 12345.5
        document["site"]["underlays"][0]["metres_per_pixel"] = 12345.5

    document = json.loads(members_of()["project.json"])
    spoil(document)
    error = refusal(with_text(json.dumps(document).replace("12345.5", number)))
    assert codes(error) == ["not_finite"] * 3
    places = [fault.values["place"] for fault in error.faults]
    assert places == [
        "site.boundaries[0].ring[2][1]",
        "site.underlays[0].metres_per_pixel",
        "schemes[0].sheds[0].length_m",
    ]


def test_all_kinds_of_faults_are_told_at_once() -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["site"]["roads"][0]["width_m"] = "wide"
        document["site"]["greens"][0]["id"] = "lot-1"
        document["site"]["doorways"][0]["building_id"] = "building-77"
        document["schemes"][1]["sheds"][0]["id"] = "shed-1"
        document["estate"]["kind"] = "castle"
        document["active_scheme_id"] = "scheme-9"
        document["bill"]["colour"] = "red"
        del document["notes"]

    error = refusal(changed(spoil))
    assert sorted(codes(error)) == sorted(
        [
            "wrong_type", "repeated_id", "no_such_building", "repeated_id", "unknown_choice",
            "no_such_scheme", "unknown_key", "missing_key",
        ]
    )  # fmt: skip
    assert "and 5 more faults" in str(error)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda d: d["site"]["buildings"][1].update(id="building-1"), "repeated_id", "site.buildings[1]"),
        (lambda d: d["schemes"][1].update(id="shed-1"), "repeated_id", "schemes[1]"),
        (lambda d: d["site"]["roads"][0].update(id=" "), "empty_id", "site.roads[0]"),
        (lambda d: d["site"]["doorways"][0].update(building_id="b"), "no_such_building", "'b'"),
        (lambda d: d.update(active_scheme_id="z"), "no_such_scheme", "z"),
        (lambda d: d["site"]["windows"][0].update(building_id="b"), "no_such_building", "windows[0]"),
        (lambda d: _box(d).update(feeds=["shed-1", "shed-2"]), "no_such_load", "boxes[0].feeds[1]"),
        (lambda d: _box(d).update(feeds=["box-1"]), "no_such_load", "'box-1'"),
        (lambda d: _box(d).update(feeds="shed-1"), "wrong_type", "boxes[0].feeds"),
        (lambda d: _route(d).update(box_id="shed-2"), "no_such_box", "cable_routes[0].box_id"),
        (lambda d: _route(d).update(box_id="supply-1"), "no_such_box", "'supply-1'"),
        (lambda d: _supply(d).update(supply_point_id="box-1"), "no_such_supply_point", "supply_point_id"),
        (lambda d: _supply(d).update(laying_id="tunnel"), "no_such_laying", "supply.laying_id"),
        (lambda d: _supply(d).update(feeder_curve="Q"), "no_such_curve", "supply.feeder_curve"),
        (lambda d: _supply(d).update(branch_curve="M"), "no_such_curve", "supply.branch_curve"),
        (lambda d: _supply(d).update(demand="guess"), "unknown_choice", "node, sum"),
        (lambda d: _supply(d).update(cables_together=0), "no_cables", "schemes[0].supply"),
        (lambda d: d["site"]["buildings"][0].update(walls=["blank"]), "walls_do_not_fit", "4 sides"),
        (lambda d: d["site"]["buildings"][0].update(walls=["thick"] * 4), "unknown_choice", "walls[0]"),
        (lambda d: d["site"]["buildings"][0].update(fire_grade=5), "bad_fire_grade", "buildings[0]"),
        (lambda d: d["site"].update(none_here=["moat"]), "unknown_choice", "none_here[0]"),
        (lambda d: d["schemes"][0]["sheds"][0].update(walled_sides=[4]), "no_such_shed_side", "sheds[0]"),
        (lambda d: d["schemes"][0]["waivers"][0].update(reason=" "), "empty_waiver", "waivers[0]"),
        (lambda d: d["bill"].update(contingency_percent=3.5), "wrong_type", "contingency_percent"),
        (lambda d: d["bill"].update(contingency_percent="3,5"), "wrong_type", "'3,5'"),
        (lambda d: d["bill"].update(contingency_percent="NaN"), "wrong_type", "'NaN'"),
        (lambda d: d["bill"].update(attendance_percent="1e3"), "wrong_type", "attendance_percent"),
        (lambda d: d["bill"].update(attendance_percent="0.1234567"), "wrong_type", "attendance_percent"),
        (lambda d: d["bill"].update(attendance_percent="-1"), "negative_amount", "bill"),
        (lambda d: d.update(schemes=[]), "no_scheme", "at least one scheme"),
        (lambda d: d["site"]["underlays"][0].update(image="underlay/no.png"), "no_such_member", "no.png"),
        (lambda d: d["site"]["underlays"][0].update(image="../x"), "no_such_member", "../x"),
        (lambda d: d["site"]["underlays"][0].update(image="project.json"), "bad_picture", "underlays[0]"),
        (lambda d: d["site"]["underlays"][0].update(width_px=50_000), "bad_picture", "underlays[0]"),
        (lambda d: d["site"]["underlays"][0].update(media_type="text/html"), "bad_picture", "underlays[0]"),
        (lambda d: d["site"]["underlays"][0].update(opacity=1.5), "bad_opacity", "between 0 and 1"),
        (lambda d: d["site"]["obstacles"][0].update(kind="bush"), "unknown_choice", "manhole, pole"),
        (lambda d: d["site"]["obstacles"][0].update(kind=["tree"]), "unknown_choice", "[…]"),
        (lambda d: d["site"]["obstacles"][0].update(radius_m=-1), "not_positive", "radius_m"),
        (lambda d: d["site"]["obstacles"][0].update(position=[1, 2, 3]), "wrong_length", "position"),
        (lambda d: d["site"]["obstacles"][0].update(position={"x": 1}), "wrong_type", "position"),
        (lambda d: d["site"]["obstacles"][0].update(position=[1e9, 0]), "too_far", "position"),
        (lambda d: d["site"]["buildings"][0].update(storeys=6.0), "wrong_type", "storeys"),
        (lambda d: d["site"]["buildings"][0].update(storeys=True), "wrong_type", "storeys"),
        (lambda d: d["site"]["buildings"][0].update(storeys=-6), "not_a_count", "storeys"),
        (lambda d: d["site"]["buildings"][0].update(storeys=10**300), "number_too_large", "storeys"),
        (lambda d: d["site"]["buildings"][0].update(height_m=10**300), "number_too_large", "height_m"),
        (lambda d: d["site"]["buildings"][0].update(ring=[[0, 0], [1, 1]]), "too_few_points", "ring"),
        (lambda d: d["site"].update(buildings={}), "wrong_type", "site.buildings"),
        (lambda d: d["site"].update(buildings=[3]), "wrong_type", "site.buildings[0]"),
        (lambda d: d["site"].update(ponds=[]), "unknown_key", "ponds"),
        (lambda d: d["schemes"][0]["lots"][0].update(edges=["wall"]), "edges_do_not_fit", "sides"),
        (lambda d: d["schemes"][0]["lots"][0].update(socket_ratio="1:0"), "wrong_type", "socket_ratio"),
        (lambda d: d["schemes"][0]["lots"][0].update(socket_ratio="3:2"), "bad_ratio", "ratio"),
        (lambda d: d["schemes"][0]["lots"][0].update(socket_ratio=0.5), "wrong_type", "socket_ratio"),
        (lambda d: d["schemes"][0]["lots"][0].update(socket_ratio="-1:2"), "wrong_type", "socket_ratio"),
        (lambda d: d["schemes"][0]["lots"][0].update(filled="yes"), "wrong_type", "true or false"),
        (lambda d: d["schemes"][0]["lots"][0]["entrances"][0].update(edge=4), "no_such_edge", "side 4"),
        (lambda d: d["schemes"][0]["lots"][0].update(goal="most"), "unknown_choice", "near_doorways"),
        (lambda d: d["schemes"][0]["lots"][0].update(direction_edge=1), "two_directions", "not both"),
        (lambda d: d["schemes"][0]["lots"][0].update(direction_edge=4), "no_such_edge", "side 4"),
        (lambda d: d["schemes"][0]["lots"][0].update(direction_edge=-1), "not_a_count", "direction_edge"),
        (lambda d: d["schemes"][0]["lots"][0].update(direction_edge=1.5), "wrong_type", "direction_edge"),
        (lambda d: d["schemes"][0]["lots"][0]["group"].update(max_stalls=0), "bad_group", "lots[0].group"),
        (lambda d: d["schemes"][0]["lots"][0].update(group={}), "missing_key", "lots[0].group.max_stalls"),
        (lambda d: d["schemes"][0]["lots"][0].update(removed=[[1, 2], [3]]), "wrong_length", "removed[1]"),
        (lambda d: d["schemes"][0]["lots"][0].update(removed=[[1e9, 2]]), "too_far", "removed[0]"),
        (
            lambda d: d["schemes"][0]["lots"][0].update(removed=[[1, 2]] * 20_001),
            "too_many_exceptions", "removed holds 20001 places",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0].update(blocked=[[[0, 0], [1, 1]]]),
            "too_few_points", "blocked[0]",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0].update(blocked=[[[0, 0], [1, 0], [0, 1]]] * 6_667),
            "too_many_exceptions", "blocked holds 20001 places",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0].update(ring=[[i, i * i % 7] for i in range(20_001)]),
            "too_many_corners", "ring has 20001 corners",
        ),
        (lambda d: d["schemes"][0]["lots"][0]["kept"][0].update(stalls=[]), "empty_row", "kept[0]"),
        (lambda d: d["schemes"][0]["lots"][0]["kept"][0].update(stalls=[7]), "wrong_type", "stalls[0]"),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0].update(
                stalls=d["schemes"][0]["lots"][0]["kept"][0]["stalls"] * 10_001
            ),
            "too_many_exceptions", "kept holds 20002 places",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0]["stalls"][1]["polygon"].pop(),
            "wrong_length", "kept[0].stalls[1].polygon",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0]["stalls"][1]["polygon"].__setitem__(0, [1e9, 0]),
            "too_far", "stalls[1].polygon[0]",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0]["stalls"][1].update(polygon=[[0, 0]] * 4),
            "bad_stall", "stalls[1]",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0]["stalls"][1].update(front=[[0, 0], [1, 0]]),
            "bad_stall", "front of stalls[1]",
        ),
        (
            lambda d: d["schemes"][0]["lots"][0]["kept"][0]["stalls"][1].update(group=-1),
            "not_a_count", "stalls[1].group",
        ),
        (lambda d: d["schemes"][0]["sheds"][0].update(rows=3), "bad_rows", "one row or two"),
        (lambda d: d["schemes"][0]["group"].update(max_stalls=0), "bad_group", "group"),
        (lambda d: d.update(plan_date="20260302"), "wrong_type", "plan_date"),
        (lambda d: d.update(plan_date="2026-02-30"), "wrong_type", "plan_date"),
        (lambda d: d.update(plan_date="0000-01-01"), "wrong_type", "plan_date"),
        (lambda d: d.update(plan_date="2026-03-02T00:00"), "wrong_type", "plan_date"),
        (lambda d: d.update(plan_date="２０２６-03-02"), "wrong_type", "plan_date"),
        (lambda d: d.update(plan_date=20260302), "wrong_type", "plan_date"),
        (lambda d: d.update(notes=None), "wrong_type", "notes"),
        (lambda d: d.update(notes="a\x00b"), "bad_character", "notes"),
        (lambda d: d.update(notes="\ud800"), "bad_character", "notes"),
        (lambda d: d.update(notes="x" * 100_001), "text_too_long", "notes"),
        (lambda d: d.update(estate=None), "wrong_type", "estate"),
        (lambda d: d["estate"].update(year_built="1985"), "wrong_type", "year_built"),
        (lambda d: d.clear(), "missing_key", "estate is missing"),
    ],
)  # fmt: skip
def test_values_are_checked_though_the_sums_are_right(
    change: Callable[[dict[str, Any]], Any], code: str, told: str
) -> None:
    error = refusal(changed(change))
    assert code in codes(error)
    assert told in str(error)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_json"),
        ("{", "bad_json"),
        ("{} {}", "bad_json"),
        ("\ufeff{}", "bad_json"),
        (b'{"notes": "\xff"}', "bad_text"),
        ("{}".encode("utf-16"), "bad_text"),
        ('{"notes": "\\ud800"}', "missing_key"),
        ("[]", "wrong_type"),
        ("null", "wrong_type"),
        ("NaN", "wrong_type"),
        ('"x"', "wrong_type"),
        ('{"notes": "a", "notes": "b"}', "repeated_key"),
        ('{"notes": ' + "9" * 5_000 + "}", "bad_number"),
        ("[" * 200_000, "too_deep"),
        ("[" * 200_000 + "]" * 200_000, "too_deep"),
        ('{"a":' * 200_000 + "1" + "}" * 200_000, "too_deep"),
        ('["x",' * 200_000, "too_deep"),
        ('"' + '\\"' * 200_000 + "[" * 200_000, "bad_json"),
    ],
)
def test_documents_that_are_none(text: str | bytes, code: str) -> None:
    assert code in codes(refusal(with_text(text)))


def test_a_document_full_of_faults_is_given_up() -> None:
    ring = json.dumps([["x", "y"]] * 5_000)
    error = refusal(changed(lambda d: d["site"]["boundaries"][0].update(ring=json.loads(ring))))
    assert len(error.faults) == 1000
    assert len(str(error)) < 1000


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png", "underlay/../../evil", "/etc/passwd", "C:/evil", "C:evil", "a\\b", "..\\evil",
        "underlay//x", "underlay/.", "./project.json", "a:b", "x\x00y", "underlay/", "名.png", "a" * 300,
        ".hidden", "a b", "",
    ],
)  # fmt: skip
def test_names_that_lead_out_of_the_archive(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for kept, data in with_sums({**members_of(), name: b"x"}).items():
            entry = zipfile.ZipInfo("placeholder" if kept == name else kept)
            entry.filename = kept
            archive.writestr(entry, data)
    assert refusal(stream.getvalue()).code == "unsafe_name"


def test_nothing_is_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    path = inner / "evil.chargeplan"
    path.write_bytes(packed({**members_of(), "../evil.txt": b"x"}))
    with pytest.raises(ProjectFileError):
        read_project(path)
    assert [entry.name for entry in tmp_path.rglob("*")] == ["inner", "evil.chargeplan"]


def test_the_same_name_twice() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for name, data in members_of().items():
            archive.writestr(name, data)
        archive.writestr("project.json", b"{}")
    assert refusal(stream.getvalue()).code == "repeated_member"


def test_zip_bombs_are_refused_by_what_they_declare() -> None:
    zeros = bytes(40 * 2**20)
    for name in ("project.json", "thumbnail.png", "underlay/a.png"):
        members = with_sums({**members_of(), name: zeros})
        assert refusal(packed(members, method=zipfile.ZIP_DEFLATED)).code == "bomb"
    many = {**members_of(), **{f"underlay/{number}": b"" for number in range(600)}}
    assert refusal(packed(with_sums(many))).code == "too_many_members"


def test_a_bomb_of_many_small_members_is_refused() -> None:
    """200 members of 1 MB of zeros are each small enough; together they unpack to 1,000 times their size."""
    members = {**members_of(), **{f"underlay/{number}.png": bytes(2**20) for number in range(200)}}
    assert refusal(packed(with_sums(members), method=zipfile.ZIP_DEFLATED)).code == "bomb"


def test_a_bomb_that_lies_about_its_size() -> None:
    """The directory declares 100 bytes, the stream holds 20 MB: no more than 100 are unpacked."""
    zeros = bytes(20 * 2**20)
    data = bytearray(packed({"manifest.json": b"{}", "project.json": zeros}, method=zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.rindex(signature)
        data[start + offset : start + offset + 4] = struct.pack("<I", 100)
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        assert archive.getinfo("project.json").file_size == 100
    refusal(bytes(data))


def test_a_total_beyond_the_limit() -> None:
    """Members of 200 MB declared: refused before one byte is unpacked."""
    data = bytearray(packed(with_sums({**members_of(), "underlay/a.png": b"a", "underlay/b.png": b"b"})))
    for name in (b"underlay/a.png", b"underlay/b.png"):
        start = data.rindex(name) - 46
        data[start + 20 : start + 28] = struct.pack("<II", 200 * 2**20, 200 * 2**20)
    assert refusal(bytes(data)).code == "too_large"


def test_members_packed_in_an_unknown_way() -> None:
    assert refusal(packed(members_of(), method=zipfile.ZIP_BZIP2)).code == "unreadable_member"
    data = bytearray(WHOLE)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature)
        data[start + offset] |= 1
    assert refusal(bytes(data)).code == "unreadable_member"


def test_an_underlay_that_would_fill_the_memory_is_refused() -> None:
    """A picture of 50,000 × 50,000 by its header, described truly: 2.5 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    bomb = png()[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    members = members_of()
    document = json.loads(members["project.json"])
    document["site"]["underlays"][0].update(image="underlay/bomb.png", width_px=50_000, height_px=50_000)
    members |= {"project.json": json.dumps(document).encode(), "underlay/bomb.png": bomb}
    assert codes(refusal(packed(with_sums(members)))) == ["bad_picture"]


@settings(max_examples=100)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_found_or_does_no_harm(place: int, flip: int) -> None:
    data = bytearray(WHOLE)
    data[place] ^= flip
    try:
        assert read_project_bytes(bytes(data), "x") == full_project()
    except ProjectFileError as error:
        assert str(error)


@settings(max_examples=80)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(ProjectFileError):
        read_project_bytes(WHOLE[:length], "x")


def test_scrambled_directories_give_nothing_but_the_error(tmp_path: Path) -> None:
    """Several random bytes of the directory at once, three hundred times, from a fixed seed."""
    chance = random.Random(2026)
    start = WHOLE.index(b"PK\x01\x02")
    path = tmp_path / "x.chargeplan"
    for _ in range(300):
        data = bytearray(WHOLE)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(start, len(data))] = chance.randrange(256)
        try:
            read_project_bytes(bytes(data), "x")
        except ProjectFileError as error:
            assert str(error)
        path.write_bytes(bytes(data))
        read_thumbnail(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100)
@given(st.data())
def test_any_json_anywhere_gives_nothing_but_the_error(data: st.DataObject) -> None:
    """Replace one value somewhere in the document by any JSON."""
    document = copy.deepcopy(json.loads(members_of()["project.json"]))
    holder: Any = document
    while True:
        key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        holder = inner
    holder[key] = data.draw(json_values)
    text = json.dumps(document)
    try:
        read_project_bytes(with_text(text), "x")
    except ProjectFileError as error:
        assert error.faults
        assert str(error)


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    for path in (tmp_path / "none.chargeplan", tmp_path, tmp_path / "a" / "b", tmp_path / "x\x00y"):
        with pytest.raises(ProjectFileError, match="cannot be opened"):
            read_project(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_a_pipe_does_not_keep_the_program_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe.chargeplan"
    os.mkfifo(path)
    with pytest.raises(ProjectFileError, match="no ordinary file"):
        read_project(path)
    assert read_thumbnail(path) is None


def test_refusals_are_sentences_in_chinese_too() -> None:
    """The refused faults are translated inside the sentence, not only around it."""
    from chargeplan.i18n import sentence

    error = refusal(changed(lambda d: d["site"]["roads"][0].update(width_m="wide")))
    told = sentence(error, "zh_CN")
    assert "estate.chargeplan" in told
    assert "site.roads[0].width_m" in told


def test_unknown_references_are_told_all_at_once_with_their_places() -> None:
    document = json.loads(members_of()["project.json"])
    scheme = document["schemes"][0]
    document.update(rule_set_id="../prices/reference_2025", price_book_id="none")
    scheme["charger_id"] = "no-pile"
    scheme["sheds"][0]["module_id"] = "no-module"
    refused = refusal(packed(with_sums({**members_of(), "project.json": json.dumps(document).encode()})))
    assert {fault.values["place"] for fault in refused.faults} == {
        "rule_set_id",
        "price_book_id",
        "schemes[0].charger_id",
        "schemes[0].sheds[0].module_id",
    }
