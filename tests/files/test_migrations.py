"""Older versions: one pure step each; a frozen sample of every version still reads as it did."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chargeplan.errors import ProjectFileError
from chargeplan.files.codec import encode
from chargeplan.files.migrations import STEPS, VERSION, migrate
from chargeplan.files.project_file import read_project, read_thumbnail
from chargeplan.model.bill_settings import (
    BillEdition,
    BillSettings,
    DayWork,
    ProvisionalKind,
    ProvisionalSum,
    TaxMethod,
)
from chargeplan.model.equipment import DemandMethod, FireProtection, HazardClass, SupplySettings
from chargeplan.model.linework import MEDIA_TYPE, packed
from chargeplan.model.modules import GroupRule
from chargeplan.model.own_references import OwnPrice, OwnPriceBook, OwnRule, OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.model.scheme import (
    CableRoute,
    DistributionBox,
    EdgeRole,
    Entrance,
    FillGoal,
    Lot,
    Scheme,
    Shed,
)
from chargeplan.model.sheet_settings import NoticeSettings, PaperSize, SheetSettings
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    BuildingUse,
    Doorway,
    Estate,
    EstateKind,
    Fence,
    FireLane,
    GasRegulator,
    Georeference,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    PipelineKind,
    Road,
    Site,
    SiteFact,
    SupplyPoint,
    Underlay,
    WallKind,
    Window,
)
from chargeplan.model.stalls import KeptRow, Stall
from chargeplan.model.waivers import Waiver

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


def version_3_plan() -> Project:
    """Return the plan in the sample of version 3: that of version 2, and what rules and bills ask for."""
    plan = version_2_plan()
    site, (first, second) = plan.site, plan.schemes
    walls = (WallKind.OPENINGS, WallKind.BLANK, WallKind.FIRE_WALL, WallKind.UNKNOWN)
    (building,), (door, *doors), (supply,) = site.buildings, site.doorways, site.supply_points
    lot, *lots = first.lots
    (shed,) = first.sheds
    return replace(
        plan,
        site=replace(
            site,
            buildings=(replace(building, walls=walls, use=BuildingUse.NURSERY, fire_grade=2),),
            doorways=(replace(door, safety_exit=False), *doors),
            supply_points=(replace(supply, upstream_drop_percent=2.0, short_circuit_ka=8.5),),
            fences=(Fence("fence-1", ((-1, 2), (-1, 48)), 0.24, "西围墙"),),
            ladder_grounds=(LadderGround("ladder-ground-1", ((52, 20), (58, 20), (58, 32)), "登高场地"),),
            windows=(Window("window-1", ((14, 20), (15.5, 20)), "厨房窗", "building-1"),),
            hydrants=(Hydrant("hydrant-1", (55, 42.5), "1号消火栓"),),
            gas_regulators=(GasRegulator("gas-1", (57, 48), "调压箱"),),
            pipelines=(Pipeline("pipeline-1", ((0, 38), (60, 38)), 1.5, PipelineKind.GAS, "中压燃气"),),
            basements=(Basement("basement-1", ((70, 2), (90, 2), (90, 15)), "人防工程"),),
            none_here=(SiteFact.EXIT, SiteFact.SENSITIVE_NEIGHBOUR),
        ),
        schemes=(
            replace(
                first,
                lots=(replace(lot, kerb_ramps=1, old_paving=True, demolished_m3=12.5), *lots),
                sheds=(
                    replace(
                        shed, roof_id="steel_sheet", headroom_m=2.4, walled_sides=(1, 3), fire_grade=2,
                        kerb_ramps=2, drain_ditch=True,
                    ),
                ),
                boxes=(DistributionBox("box-1", (36, 6), "1号配电箱", ("shed-1", "lot-1")),),
                cable_routes=(CableRoute("cable-1", ((2, 47), (36, 47), (36, 6)), "box-1", "干线"),),
                fire=FireProtection(False, False, False, False, HazardClass.SEVERE, True),
                supply=SupplySettings(
                    "supply-1", DemandMethod.SUM, "D1_15", 25.0, 35.0, 3, 20.0, "B", "D", True
                ),
                waivers=(
                    Waiver("wall_distance", ("shed-1", "building-1"), "既有车棚", "张工", date(2026, 3, 1)),
                ),
            ),
            second,
        ),
        rule_set_version="1",
        own_rules=OwnRuleSet(
            "本街道规则", "shanghai", "1",
            (OwnRule("wall_distance", 4.5, "m", "error", "s", "3.1", "found", "2024-05-01", True, True),
             OwnRule("hydrant_distance", None, "m", "info", "", "", "uncertain")),
        ),
        own_prices=OwnPriceBook(
            "询价", "reference_2025", "1",
            (OwnPrice("slab", "m2", Decimal("85.50"), Decimal(80), Decimal("92.125"), "三家询价", "found"),),
        ),
        bill=BillSettings(
            "业主委员会", "编制人", "复核人", BillEdition.GB_2024, TaxMethod.SIMPLIFIED, Decimal("3.5"),
            Decimal("1.50"), (ProvisionalSum("电力接入", Decimal("30000.00"), ProvisionalKind.MATERIAL),),
            (DayWork("普工", "工日", Decimal("2.5"), Decimal("260.00")),),
        ),
    )  # fmt: skip


def test_the_sample_of_version_3_reads_as_it_did() -> None:
    path = SAMPLES / "v3" / "sample.chargeplan"
    assert read_project(path) == version_3_plan()
    assert read_thumbnail(path) == PICTURE


def version_4_plan() -> Project:
    """Return the plan in the sample of version 4: that of version 3, its source and its sheets."""
    plan = version_3_plan()
    site, (first, second) = plan.site, plan.schemes
    (building,), (picture,) = site.buildings, site.underlays
    lines = packed((((0, 0), (12.5, 0), (12.5, 8)), ((3, 3), (4, 6.25))))
    return replace(
        plan,
        site=replace(
            site,
            buildings=(replace(building, community="北苑"),),
            underlays=(
                replace(picture, scale_error_share=0.0125),
                Underlay(
                    "underlay-2", lines.data, MEDIA_TYPE, lines.width, lines.height, (4, 5), lines.step_m
                ),
            ),
            georeference=Georeference("EPSG:4549", 512345.6789, 3455678.25),
            scale_error_share=0.004,
        ),
        schemes=(replace(first, car_bays_taken=3), second),
        sheet=SheetSettings(
            "某小区车棚工程", "总平面图", "ZP-01", "B", "设计", "校对", "审核", PaperSize.A2, 250
        ),
        notice=NoticeSettings("公示", "居委会", "某运营公司", "王先生", "2026-03-31", "欢迎提意见"),
    )


def test_the_sample_of_version_4_reads_as_it_did() -> None:
    path = SAMPLES / "v4" / "sample.chargeplan"
    assert read_project(path) == version_4_plan()
    assert read_thumbnail(path) == PICTURE


_NOT_WHOLE: list[Any] = [
    [],
    None,
    {},
    {"schemes": None},
    {"schemes": [3]},
    {"schemes": [{"lots": {}}]},
    {"schemes": [{}]},
]


@pytest.mark.parametrize("document", _NOT_WHOLE)
def test_version_1_that_is_not_whole_goes_on_to_be_told_with_its_places(document: Any) -> None:
    before = copy.deepcopy(document)
    assert migrate(document, 1, {1: STEPS[1]}) == before
    assert document == before


@pytest.mark.parametrize(
    "document",
    [*_NOT_WHOLE, {"site": 3, "bill": []}, {"site": {"buildings": {}, "doorways": [7]}}, {"site": {}},
     {"schemes": [{"sheds": None, "lots": [None]}, "no scheme"]}],
)  # fmt: skip
def test_version_2_that_is_not_whole_goes_on_to_be_told_with_its_places(document: Any) -> None:
    """Nothing that is missing or wrong is put right: what was there is still there, and only keys are new."""
    before = copy.deepcopy(document)
    after = migrate(document, 2)
    assert document == before
    assert _cut_to(before, after) == before
    for key in ("site", "schemes", "bill", "estate"):
        held = isinstance(before, dict) and key in before
        assert (isinstance(after, dict) and key in after) is held


def _cut_to(before: Any, after: Any) -> Any:
    """Return `after` without the keys that `before` does not have."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: _cut_to(value, after[key]) for key, value in before.items()}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [_cut_to(one, other) for one, other in zip(before, after, strict=True)]
    return after


@pytest.mark.parametrize(
    ("place", "new"),
    [
        (lambda d: d["schemes"][0]["sheds"][0], Shed("s", (0, 0), 0, 1, 1)),
        (lambda d: d["schemes"][0]["lots"][0], Lot("l", ((0, 0), (1, 0), (0, 1)))),
        (lambda d: d["site"]["doorways"][0], Doorway("d", (0, 0))),
        (lambda d: d["site"]["supply_points"][0], SupplyPoint("p", (0, 0))),
        (lambda d: d["bill"], BillSettings()),
        (lambda d: {k: v for k, v in d["schemes"][0].items() if k not in ("sheds", "lots")}, Scheme("x")),
        (lambda d: {k: v for k, v in d.items() if k not in ("site", "schemes", "bill")}, Project()),
    ],
)
def test_what_version_3_added_is_as_in_what_is_new(place: Callable[[Any], Any], new: Any) -> None:
    """An old plan is protected and supplied as a new one."""
    old = {
        "site": {"doorways": [{}], "supply_points": [{}]},
        "schemes": [{"sheds": [{}], "lots": [{}]}],
        "bill": {},
    }
    added = place(migrate(old, 2))
    as_new = encode(new, lambda _: "")
    assert added
    assert added == {key: as_new[key] for key in added}


def test_of_buildings_of_version_2_nothing_is_known() -> None:
    after = migrate({"site": {"buildings": [{"id": "b"}, "no building"]}}, 2)
    assert after["site"]["buildings"] == [
        {"id": "b", "walls": [], "use": "unknown", "fire_grade": None, "community": ""},
        "no building",
    ]


def test_what_version_4_added_is_as_in_what_is_new() -> None:
    """A plan of version 3 came from nowhere, and its sheets are as those of a new one."""
    old: dict[str, Any] = {"site": {"buildings": [{}], "underlays": [{}, 7]}, "schemes": [{}]}
    after = migrate(old, 3)
    as_new = encode(Project(), lambda _: "")
    assert (after["sheet"], after["notice"]) == (as_new["sheet"], as_new["notice"])
    assert after["site"]["buildings"] == [{"community": ""}]
    assert after["site"]["underlays"] == [{"scale_error_share": None}, 7]
    added = {key: value for key, value in after["site"].items() if key not in old["site"]}
    assert added == {key: as_new["site"][key] for key in ("georeference", "scale_error_share")}
    assert after["schemes"] == [{"car_bays_taken": None}]


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
