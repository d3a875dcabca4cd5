"""Hypothesis strategies for plans: values that the model takes, ids without repeats, references that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from factories import kept_row, png
from hypothesis import strategies as st

from chargeplan.model.bill_settings import (
    BillEdition,
    BillSettings,
    DayWork,
    ProvisionalKind,
    ProvisionalSum,
    TaxMethod,
)
from chargeplan.model.equipment import DemandMethod, FireProtection, HazardClass, SupplySettings
from chargeplan.model.modules import GroupRule
from chargeplan.model.own_references import OwnPrice, OwnPriceBook, OwnRule, OwnRuleSet
from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS, Project
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
from chargeplan.model.waivers import Waiver

_PNG = png()

coordinates = st.floats(-10_000, 10_000).map(lambda value: round(value, 6))
points = st.tuples(coordinates, coordinates)
rings = st.lists(points, min_size=3, max_size=5).map(tuple)
lines = st.lists(points, min_size=2, max_size=4).map(tuple)
sizes = st.floats(0.001, 500)
radii = st.floats(0.001, 100)
angles = st.floats(-720, 720)
texts = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"),
    max_size=12,
)
counts = st.none() | st.integers(0, 10_000)
ratios = st.fractions(0, 1, max_denominator=50)
amounts = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2)
grades = st.none() | st.integers(1, 4)
shares = st.none() | st.floats(0, 100)
sentences = texts.filter(str.strip)
module_ids = st.none() | st.sampled_from(["compact", "generous"])
charger_ids = st.none() | st.sampled_from(["pile_10", "point_2"])

# Ids are given out when the plan is put together, see `projects`.
boundaries = st.builds(Boundary, st.just(""), rings)
doorways = st.builds(Doorway, st.just(""), points, texts, st.none(), st.booleans())
roads = st.builds(Road, st.just(""), lines, sizes, texts)
fire_lanes = st.builds(FireLane, st.just(""), lines, sizes, texts)
obstacles = st.builds(Obstacle, st.just(""), points, radii, st.sampled_from(ObstacleKind), texts)
greens = st.builds(Green, st.just(""), rings, texts)
supply_points = st.builds(
    SupplyPoint, st.just(""), points, texts, st.none() | st.floats(0, 1000), shares, shares
)
fences = st.builds(Fence, st.just(""), lines, sizes, texts)
ladder_grounds = st.builds(LadderGround, st.just(""), rings, texts)
windows = st.builds(Window, st.just(""), lines, texts)
hydrants = st.builds(Hydrant, st.just(""), points, texts)
gas_regulators = st.builds(GasRegulator, st.just(""), points, texts)
pipelines = st.builds(Pipeline, st.just(""), lines, sizes, st.sampled_from(PipelineKind), texts)
basements = st.builds(Basement, st.just(""), rings, texts)
underlays = st.builds(
    Underlay,
    st.just(""),
    st.just(_PNG),
    st.just("image/png"),
    st.just(8),
    st.just(6),
    points,
    st.floats(1e-6, 100),
    angles,
    st.floats(0, 1),
    st.booleans(),
    st.booleans(),
    texts,
)
groups = st.builds(GroupRule, st.integers(1, 100), sizes, st.floats(0, 10), st.booleans())
kept_rows = st.builds(kept_row, points, st.integers(1, 3), st.just(0.8))
entrances = st.builds(Entrance, st.integers(0, 2), st.floats(0, 20), sizes)


@st.composite
def _building(draw: st.DrawFn) -> Building:
    """Return a building whose walls fit its ring."""
    ring = draw(rings)
    return Building(
        "",
        ring,
        draw(texts),
        draw(counts),
        draw(counts),
        draw(st.none() | sizes),
        draw(st.just(()) | st.tuples(*[st.sampled_from(WallKind)] * len(ring))),
        draw(st.sampled_from(BuildingUse)),
        draw(grades),
    )


buildings = _building()


@st.composite
def lots(draw: st.DrawFn) -> Lot:
    """Return a lot whose edges fit its ring."""
    ring = draw(rings)
    along = draw(st.none() | st.integers(0, len(ring) - 1))
    edges = draw(st.just(()) | st.tuples(*[st.sampled_from(EdgeRole)] * len(ring)))
    return Lot(
        "",
        ring,
        draw(st.lists(rings, max_size=2).map(tuple)),
        edges,
        draw(st.lists(entrances, max_size=2).map(tuple)),
        draw(texts),
        draw(st.booleans()),
        draw(module_ids),
        draw(charger_ids),
        draw(st.none() | ratios),
        draw(st.none() | angles) if along is None else None,
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(FillGoal)),
        along,
        draw(st.booleans()),
        draw(st.none() | groups),
        draw(st.lists(points, max_size=2).map(tuple)),
        draw(st.lists(rings, max_size=2).map(tuple)),
        draw(st.lists(kept_rows, max_size=2).map(tuple)),
        draw(st.integers(0, 9)),
        draw(st.booleans()),
        draw(st.floats(0, 1000)),
    )


sheds = st.builds(
    Shed,
    st.just(""),
    points,
    angles,
    sizes,
    sizes,
    st.sampled_from([1, 2]),
    texts,
    module_ids,
    charger_ids,
    st.none() | ratios,
    st.booleans(),
    st.none() | st.just("steel_sheet"),
    st.none() | sizes,
    st.lists(st.integers(0, 3), max_size=4).map(tuple),
    grades,
    st.integers(0, 9),
    st.booleans(),
)
boxes = st.builds(DistributionBox, st.just(""), points, texts)
cable_routes = st.builds(CableRoute, st.just(""), lines, st.just(""), texts)
protections = st.builds(
    FireProtection,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(HazardClass),
    st.none() | st.booleans(),
)
supplies = st.builds(
    SupplySettings,
    st.none(),
    st.sampled_from(DemandMethod),
    st.none() | st.just("D1_15"),
    st.none() | st.floats(-40, 60),
    st.none() | st.floats(-40, 60),
    st.none() | st.integers(1, 20),
    shares,
    st.sampled_from((None, "B", "C", "D")),
    st.sampled_from((None, "B", "C", "D")),
    st.booleans(),
)
waivers = st.builds(
    Waiver, texts, st.lists(texts, max_size=2).map(tuple), sentences, sentences, st.none() | st.dates()
)

estates = st.builds(
    Estate, texts, texts, texts, counts, st.sampled_from(EstateKind), counts, counts, counts, counts, texts
)


def _few(elements: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(elements, max_size=2).map(tuple)


bills = st.builds(
    BillSettings,
    texts,
    texts,
    texts,
    st.sampled_from(BillEdition),
    st.sampled_from(TaxMethod),
    st.none() | amounts,
    amounts,
    _few(st.builds(ProvisionalSum, texts, amounts, st.sampled_from(ProvisionalKind))),
    _few(st.builds(DayWork, texts, texts, amounts, amounts)),
)
own_rules = st.builds(
    OwnRuleSet,
    texts,
    st.just("shanghai"),
    texts,
    _few(
        st.builds(
            OwnRule, texts, shares, texts, texts, texts, texts, texts, texts, st.booleans(), st.booleans()
        )
    ),
)
own_prices = st.builds(
    OwnPriceBook,
    texts,
    st.just("reference_2025"),
    texts,
    _few(st.builds(OwnPrice, texts, texts, amounts, st.none() | amounts, st.none() | amounts, texts, texts)),
)
sites = st.builds(
    Site,
    boundaries=_few(boundaries),
    buildings=_few(buildings),
    doorways=_few(doorways),
    roads=_few(roads),
    fire_lanes=_few(fire_lanes),
    obstacles=_few(obstacles),
    greens=_few(greens),
    supply_points=_few(supply_points),
    underlays=_few(underlays),
    fences=_few(fences),
    ladder_grounds=_few(ladder_grounds),
    windows=_few(windows),
    hydrants=_few(hydrants),
    gas_regulators=_few(gas_regulators),
    pipelines=_few(pipelines),
    basements=_few(basements),
    none_here=st.lists(st.sampled_from(SiteFact), unique=True, max_size=3).map(tuple),
)
schemes = st.builds(
    Scheme,
    st.just(""),
    texts,
    _few(lots()),
    _few(sheds),
    st.sampled_from(["compact", "generous"]),
    st.sampled_from(["pile_10", "point_2"]),
    ratios | st.just(Fraction(1)),
    st.none() | groups,
    _few(boxes),
    _few(cable_routes),
    st.just("steel_sheet"),
    protections,
    supplies,
    _few(waivers),
)


def _numbered(elements: tuple, prefix: str) -> tuple:
    return tuple(replace(element, id=f"{prefix}-{number}") for number, element in enumerate(elements, 1))


@st.composite
def _supplied(draw: st.DrawFn, scheme: Scheme, site: Site) -> Scheme:
    """Return a scheme whose boxes, cable routes and supply point name what is there."""
    fed = [element.id for element in (*scheme.sheds, *scheme.lots)]
    ends = [*fed, *(box.id for box in scheme.boxes)]
    feeds = st.lists(st.sampled_from(fed), unique=True).map(tuple) if fed else st.just(())
    points = st.sampled_from([None, *(point.id for point in site.supply_points)])
    return replace(
        scheme,
        boxes=tuple(replace(box, feeds=draw(feeds)) for box in scheme.boxes),
        cable_routes=tuple(
            replace(route, box_id=draw(st.sampled_from(ends))) for route in scheme.cable_routes if ends
        ),
        supply=replace(scheme.supply, supply_point_id=draw(points)),
    )


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Return a whole plan."""
    site = draw(sites)
    site = replace(site, **{name: _numbered(getattr(site, name), name) for name in SITE_COLLECTIONS})
    named = st.sampled_from([None, *(building.id for building in site.buildings)])
    site = replace(
        site,
        doorways=tuple(replace(doorway, building_id=draw(named)) for doorway in site.doorways),
        windows=tuple(replace(window, building_id=draw(named)) for window in site.windows),
    )
    variants = tuple(
        draw(_supplied(_with_ids(scheme, number), site))
        for number, scheme in enumerate(draw(st.lists(schemes, min_size=1, max_size=2)), 1)
    )
    return Project(
        estate=draw(estates),
        site=site,
        schemes=variants,
        active_scheme_id=draw(st.sampled_from([scheme.id for scheme in variants])),
        plan_date=draw(st.none() | st.dates(date(1, 1, 1))),
        notes=draw(texts),
        rule_set_version=draw(texts),
        own_rules=draw(st.none() | own_rules),
        own_prices=draw(st.none() | own_prices),
        bill=draw(bills),
    )


def _with_ids(scheme: Scheme, number: int) -> Scheme:
    changes = {name: _numbered(getattr(scheme, name), f"{name}-{number}") for name in SCHEME_COLLECTIONS}
    return replace(scheme, id=f"scheme-{number}", **changes)
