"""Small ready plans for tests."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

from PIL import Image

from chargeplan.model.bill_settings import (
    BillEdition,
    BillSettings,
    DayWork,
    ProvisionalKind,
    ProvisionalSum,
    TaxMethod,
)
from chargeplan.model.equipment import DemandMethod, FireProtection, HazardClass, SupplySettings
from chargeplan.model.linework import MEDIA_TYPE as LINES_MEDIA_TYPE
from chargeplan.model.linework import packed
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
from chargeplan.model.values import Point, Ring
from chargeplan.model.waivers import Waiver


def rectangle(x1: float, y1: float, x2: float, y2: float) -> Ring:
    """Return a rectangle's corners, counter-clockwise."""
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))


LINES = packed((((0, 0), (12.5, 0), (12.5, 8)), ((3, 3), (4, 6.25))))


def kept_row(origin: Point, count: int, pitch_m: float = 0.8, depth_m: float = 2.0) -> KeptRow:
    """Return a row of stalls from `origin` eastwards, their fronts to the south."""
    x, y = origin
    stalls = []
    for index in range(count):
        a, b, c, d = rectangle(x + index * pitch_m, y, x + (index + 1) * pitch_m, y + depth_m)
        stalls.append(Stall((a, b, c, d), (a, b)))
    return KeptRow(tuple(stalls))


def png(width_px: int = 8, height_px: int = 6, colour: tuple[int, int, int] = (200, 40, 40)) -> bytes:
    """Return the bytes of a picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (width_px, height_px), colour).save(stream, "PNG")
    return stream.getvalue()


def underlay(underlay_id: str = "underlay-1", width_px: int = 8, height_px: int = 6) -> Underlay:
    """Return a small picture below the plan."""
    return Underlay(underlay_id, png(width_px, height_px), "image/png", width_px, height_px)


def small_project() -> Project:
    """Return a sound plan of one building, one lot and one shed of 20 stalls, without findings of error.

    The shed is 12.0 × 2.0 m with the compact module (12.0 / 0.60 = 20), 10 m south of the building's wall;
    every second stall has a socket, so 10 sockets and one pile of ten.
    """
    return Project(
        estate=Estate("Small estate", "1 Lane", "Chuansha", 1985, EstateKind.SOLD_PUBLIC, 1, 1, 24),
        site=Site(
            boundaries=(Boundary("boundary-1", rectangle(0, 0, 60, 50)),),
            buildings=(Building("building-1", rectangle(10, 20, 50, 31), "No. 1", 6, 24),),
            doorways=(Doorway("doorway-1", (30, 31), "1", "building-1"),),
            roads=(Road("road-1", ((0, 40), (60, 40)), 4.0, "Lane"),),
        ),
        schemes=(
            Scheme(
                "scheme-1",
                "One shed",
                lots=(Lot("lot-1", rectangle(15, 4, 35, 12), name="South lot"),),
                sheds=(Shed("shed-1", (18, 8), 0, 12.0, 2.0, name="Shed 1"),),
                module_id="compact",
            ),
        ),
        plan_date=date(2026, 3, 2),
    )


def full_project() -> Project:
    """Return a plan in which every kind of element occurs and every field holds something."""
    return Project(
        estate=Estate(
            "园西小区",
            "川沙新镇 1 号",
            "川沙新镇",
            1985,
            EstateKind.RESETTLEMENT,
            2,
            2,
            48,
            19,
            "line one\nline two",
        ),
        site=Site(
            boundaries=(Boundary("boundary-1", ((0, 0), (60, -1.5), (61.25, 50), (-2, 52.0001))),),
            buildings=(
                Building(
                    "building-1",
                    rectangle(10, 20, 50, 31),
                    "1号楼",
                    6,
                    24,
                    17.4,
                    (WallKind.OPENINGS, WallKind.BLANK, WallKind.FIRE_WALL, WallKind.UNKNOWN),
                    BuildingUse.ELDERLY,
                    2,
                    "北苑",
                ),
                Building("building-2", rectangle(70, 20, 90, 31)),
            ),
            doorways=(
                Doorway("doorway-1", (20, 31), "1号", "building-1"),
                Doorway("doorway-2", (40, 31), safety_exit=False),
            ),
            roads=(Road("road-1", ((0, 40), (30, 41), (60, 40)), 4.0, "主路"),),
            fire_lanes=(FireLane("fire-lane-1", ((0, 45), (60, 45)), 4.0, "消防车道"),),
            obstacles=(
                Obstacle("obstacle-1", (5, 5), 1.2, ObstacleKind.TREE, "香樟"),
                Obstacle("obstacle-2", (6, 35), 0.35, ObstacleKind.MANHOLE),
                Obstacle("obstacle-3", (7, 35), 0.1, ObstacleKind.POLE),
                Obstacle("obstacle-4", (8, 35), 0.5, ObstacleKind.OTHER),
            ),
            greens=(Green("green-1", rectangle(10, 33, 50, 37), "绿地"),),
            supply_points=(
                SupplyPoint("supply-1", (2, 47), "配电间", 40.5, 2.0, 8.5),
                SupplyPoint("supply-2", (3, 47)),
            ),
            underlays=(
                Underlay(
                    "underlay-1",
                    png(),
                    "image/png",
                    8,
                    6,
                    (-3.5, 2.25),
                    0.0123456789,
                    12.345678,
                    0.35,
                    True,
                    True,
                    "扫描图.png",
                    0.0125,
                ),
                Underlay(
                    "underlay-2",
                    LINES.data,
                    LINES_MEDIA_TYPE,
                    LINES.width,
                    LINES.height,
                    (4, 5),
                    LINES.step_m,
                ),
            ),
            fences=(Fence("fence-1", ((-1, 2), (-1, 48)), 0.24, "西围墙"),),
            ladder_grounds=(LadderGround("ladder-ground-1", rectangle(52, 20, 58, 32), "登高场地"),),
            windows=(Window("window-1", ((14, 20), (15.5, 20)), "厨房窗", "building-1"),),
            hydrants=(Hydrant("hydrant-1", (55, 42.5), "1号消火栓"),),
            gas_regulators=(GasRegulator("gas-1", (57, 48), "调压箱"),),
            pipelines=(
                Pipeline("pipeline-1", ((0, 38), (60, 38)), 1.5, PipelineKind.GAS, "中压燃气"),
                Pipeline("pipeline-2", ((0, 39), (60, 39)), 1.0),
            ),
            basements=(Basement("basement-1", rectangle(70, 2, 90, 15), "人防工程"),),
            none_here=(SiteFact.SENSITIVE_NEIGHBOUR,),
            georeference=Georeference("EPSG:4549", 512345.6789, 3455678.25),
            scale_error_share=0.004,
        ),
        schemes=(
            Scheme(
                "scheme-1",
                "方案一",
                lots=(
                    Lot(
                        "lot-1",
                        rectangle(15, 4, 35, 12),
                        holes=(((20, 6), (21, 6), (20.5, 7)),),
                        edges=(EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.OPEN),
                        entrances=(Entrance(0, 1.5, 2.4),),
                        name="南侧空地",
                        filled=True,
                        module_id="generous",
                        charger_id="point_2",
                        socket_ratio=Fraction(1, 3),
                        direction_degrees=33.5,
                        paved=True,
                        existing=True,
                        goal=FillGoal.NEAR_DOORWAYS,
                        group_from_scheme=False,
                        group=GroupRule(12, 8.0, 1.5),
                        removed=((22.25, 5.5),),
                        blocked=(((30, 5), (31, 5), (30.5, 6)),),
                        kept=(kept_row((16, 9), 2),),
                        kerb_ramps=1,
                        old_paving=True,
                        demolished_m3=12.5,
                    ),
                ),
                sheds=(
                    Shed(
                        "shed-1",
                        (38, 8),
                        12.25,
                        12.0,
                        3.2,
                        2,
                        "1号车棚",
                        "compact",
                        "pile_10",
                        Fraction(2, 3),
                        True,
                        "steel_sheet",
                        2.4,
                        (1, 3),
                        2,
                        1,
                        True,
                    ),
                ),
                module_id="standard",
                charger_id="pile_12",
                socket_ratio=Fraction(1, 1),
                group=GroupRule(25, 20.0, 2.0, panels=True),
                boxes=(DistributionBox("box-1", (36, 6), "1号配电箱", ("shed-1", "lot-1")),),
                cable_routes=(CableRoute("cable-1", ((2, 47), (36, 47), (36, 6)), "box-1", "干线"),),
                fire=FireProtection(False, False, False, False, HazardClass.SEVERE, True),
                supply=SupplySettings(
                    "supply-1", DemandMethod.SUM, "D1_15", 25.0, 35.0, 3, 20.0, "B", "D", True
                ),
                waivers=(Waiver("R01", ("shed-1", "building-1"), "既有车棚", "张工", date(2026, 3, 1)),),
                car_bays_taken=3,
            ),
            Scheme("scheme-2", "方案二", sheds=(Shed("shed-2", (1, 1), 0, 6, 2),)),
        ),
        active_scheme_id="scheme-2",
        rule_set_id="shanghai",
        price_book_id="reference_2025",
        plan_date=date(2026, 3, 2),
        notes='=HYPERLINK("x")\t<b>not markup</b>',
        rule_set_version="1",
        own_rules=OwnRuleSet(
            "本街道规则",
            "shanghai",
            "1",
            (
                OwnRule("R01", 4.5, "m", "error", "source", "3.1", "found", "2024-05-01", True, True),
                OwnRule("R20", None, "m", "info", "", "", "uncertain"),
            ),
        ),
        own_prices=OwnPriceBook(
            "询价",
            "reference_2025",
            "1",
            (
                OwnPrice(
                    "slab", "m2", Decimal("85.50"), Decimal("80"), Decimal("92.125"), "三家询价", "found"
                ),
                OwnPrice("camera", "set", Decimal("450")),
            ),
        ),
        bill=BillSettings(
            "业主委员会",
            "编制人",
            "复核人",
            BillEdition.GB_2024,
            TaxMethod.SIMPLIFIED,
            Decimal("3.5"),
            Decimal("1.50"),
            (
                ProvisionalSum("电力接入", Decimal("30000.00")),
                ProvisionalSum("车棚", Decimal(1), ProvisionalKind.MATERIAL),
            ),
            (DayWork("普工", "工日", Decimal("2.5"), Decimal("260.00")),),
        ),
        sheet=SheetSettings(
            "某小区车棚工程", "总平面图", "ZP-01", "B", "设计", "校对", "审核", PaperSize.A2, 250
        ),
        notice=NoticeSettings(
            "公示", "居委会", "某运营公司", "王先生 021-00000000", "2026-03-31", "欢迎提意见"
        ),
    )
