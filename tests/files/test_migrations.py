"""Older versions: one pure step each; a frozen sample of every version still reads as it did."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chargeplan.errors import ProjectFileError
from chargeplan.files.migrations import STEPS, VERSION, migrate
from chargeplan.files.project_file import read_project, read_thumbnail
from chargeplan.model.bill_settings import BillSettings
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Entrance, FillGoal, Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    EstateKind,
    FireLane,
    Green,
    Obstacle,
    ObstacleKind,
    Road,
    Site,
    SupplyPoint,
    Underlay,
)
from chargeplan.model.stalls import KeptRow, Stall

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "projects"

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000001649444154789c636468f8cfc0c0c0"
    "c4c0c0c0c0c00000111f01835dc80da90000000049454e44ae426082"
)


def version_1_plan() -> Project:
    """Return the plan in the sample of version 1, which has something in every field."""
    return Project(
        estate=Estate(
            "样例小区", "浦东新区", "川沙新镇", 1985, EstateKind.SOLD_PUBLIC, 1, 2, 36, 14, "备注\n第二行"
        ),
        site=Site(
            boundaries=(Boundary("boundary-1", ((-1.25, 0), (60, -1.5), (61.0001, 50), (0, 52))),),
            buildings=(
                Building("building-1", ((10, 20), (50, 20), (50, 31), (10, 31)), "1号楼", 6, 36, 17.4),
            ),
            doorways=(
                Doorway("doorway-1", (20, 31), "1号", "building-1"),
                Doorway("doorway-2", (40, 31), "2号"),
            ),
            roads=(Road("road-1", ((0, 40), (30, 41), (60, 40)), 4.0, "主路"),),
            fire_lanes=(FireLane("fire-lane-1", ((0, 45), (60, 45)), 4.0, "消防车道"),),
            obstacles=(
                Obstacle("obstacle-1", (5, 5), 1.2, ObstacleKind.TREE, "香樟"),
                Obstacle("obstacle-2", (6, 35), 0.35, ObstacleKind.MANHOLE),
            ),
            greens=(Green("green-1", ((10, 33), (50, 33), (30, 37)), "绿地"),),
            supply_points=(SupplyPoint("supply-1", (2, 47), "配电间", 40.5),),
            underlays=(
                Underlay(
                    "underlay-1", PICTURE, "image/png", 2, 2, (-3.5, 2.25), 0.0123456789, 12.345678, 0.35,
                    True, True, "扫描图.png",
                ),
            ),
        ),
        schemes=(
            Scheme(
                "scheme-1", "方案一",
                (
                    Lot(
                        "lot-1", ((15, 4), (35, 4), (35, 12), (15, 12)), (((20, 6), (21, 6), (20.5, 7)),),
                        (EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.OPEN, EdgeRole.OPEN),
                        (Entrance(0, 1.5, 2.4),),
                        "南侧空地", True, "generous", "point_2", Fraction(1, 3), 33.5, True, False,
                    ),
                ),
                (
                    Shed(
                        "shed-1", (38, 8), 12.25, 12.0, 3.2, 2, "1号车棚", "compact", "pile_10",
                        Fraction(2, 3), True,
                    ),
                ),
                "standard", "pile_12", Fraction(1, 1), GroupRule(25, 20.0, 2.0, panels=True),
            ),
            Scheme("scheme-2", "方案二"),
        ),
        active_scheme_id="scheme-2",
        rule_set_id="shanghai",
        price_book_id="reference_2025",
        plan_date=date(2026, 3, 2),
        notes="示意图",
        bill=BillSettings("业主委员会", "编制人", "复核人"),
    )  # fmt: skip


def test_the_sample_of_version_1_reads_as_it_did() -> None:
    """The file was written once and stays as it is for ever; when it no longer reads, a step is missing."""
    path = SAMPLES / "v1" / "sample.chargeplan"
    assert read_project(path) == version_1_plan()
    assert read_thumbnail(path) == PICTURE


def version_2_plan() -> Project:
    """Return the plan in the sample of version 2: that of version 1, and what lots were given since."""
    plan = version_1_plan()
    (lot,) = plan.schemes[0].lots
    first, second = (Stall(((x, 8), (x + 0.8, 8), (x + 0.8, 10), (x, 10)), ((x, 8), (x + 0.8, 8)), group)
                     for x, group in ((16.0, 0), (16.8, 1)))  # fmt: skip
    own = replace(
        lot,
        goal=FillGoal.WIDE_AISLES,
        group_from_scheme=False,
        group=GroupRule(12, 8.0, 1.5),
        removed=((22.25, 5.5), (23.05, 5.5)),
        blocked=(((30, 5), (31, 5), (30.5, 6)),),
        kept=(KeptRow((first, second)),),
    )
    along = Lot("lot-2", ((40, 4), (50, 4), (50, 12), (40, 12)), direction_edge=3, group_from_scheme=False)
    return replace(plan, schemes=(replace(plan.schemes[0], lots=(own, along)), plan.schemes[1]))


def test_the_sample_of_version_2_reads_as_it_did() -> None:
    path = SAMPLES / "v2" / "sample.chargeplan"
    assert read_project(path) == version_2_plan()
    assert read_thumbnail(path) == PICTURE


@pytest.mark.parametrize(
    "document",
    [[], None, {}, {"schemes": None}, {"schemes": [3]}, {"schemes": [{"lots": {}}]}, {"schemes": [{}]}],
)
def test_version_1_that_is_not_whole_goes_on_to_be_told_with_its_places(document: Any) -> None:
    before = copy.deepcopy(document)
    assert migrate(document, 1) == before


def test_lots_of_version_1_have_no_exceptions() -> None:
    """What is no lot stays as it is, so that reading tells its place."""
    document = {"schemes": [{"lots": [{"id": "a"}, "no lot"], "name": "n"}], "x": 1}
    after = migrate(document, 1)
    first, second = after["schemes"][0]["lots"]
    assert second == "no lot"
    assert first["id"] == "a"
    assert (first["removed"], first["blocked"], first["kept"]) == ([], [], [])
    assert (first["goal"], first["group_from_scheme"]) == ("most_stalls", True)
    assert document["schemes"][0]["lots"][0] == {"id": "a"}


def test_every_version_has_its_sample() -> None:
    assert sorted(folder.name for folder in SAMPLES.iterdir()) == [f"v{n}" for n in range(1, VERSION + 1)]


def test_steps_lead_from_every_version_to_the_present_one() -> None:
    assert sorted(STEPS) == list(range(1, VERSION))


def _renames(document: Any) -> Any:
    return {**document, "title": document["name"]} | {"name": None}


def _counts(document: Any) -> Any:
    return {**document, "length": len(document["title"])}


def test_steps_are_applied_one_after_the_other_and_change_nothing_in_place() -> None:
    document = {"name": "abc"}
    before = copy.deepcopy(document)
    steps = {1: _renames, 2: _counts}
    assert migrate(document, 1, steps) == {"name": None, "title": "abc", "length": 3}
    assert migrate({"title": "ab"}, 2, steps) == {"title": "ab", "length": 2}
    assert migrate({"x": 1}, 3, steps) == {"x": 1}
    assert document == before


@pytest.mark.parametrize("document", [{}, [], None, {"name": 3}])
def test_an_old_document_that_is_not_whole_is_refused(document: Any) -> None:
    with pytest.raises(ProjectFileError, match=r"of version [12]$"):
        migrate(document, 1, {1: _renames, 2: _counts})
