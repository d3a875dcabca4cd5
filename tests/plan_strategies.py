"""Hypothesis strategies for plans: values that the model takes, ids without repeats, references that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from factories import kept_row, png
from hypothesis import strategies as st

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
module_ids = st.none() | st.sampled_from(["compact", "generous"])
charger_ids = st.none() | st.sampled_from(["pile_10", "point_2"])

# Ids are given out when the plan is put together, see `projects`.
boundaries = st.builds(Boundary, st.just(""), rings)
buildings = st.builds(Building, st.just(""), rings, texts, counts, counts, st.none() | sizes)
doorways = st.builds(Doorway, st.just(""), points, texts)
roads = st.builds(Road, st.just(""), lines, sizes, texts)
fire_lanes = st.builds(FireLane, st.just(""), lines, sizes, texts)
obstacles = st.builds(Obstacle, st.just(""), points, radii, st.sampled_from(ObstacleKind), texts)
greens = st.builds(Green, st.just(""), rings, texts)
supply_points = st.builds(SupplyPoint, st.just(""), points, texts, st.none() | st.floats(0, 1000))
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
)

estates = st.builds(
    Estate, texts, texts, texts, counts, st.sampled_from(EstateKind), counts, counts, counts, counts, texts
)
bills = st.builds(BillSettings, texts, texts, texts)


def _few(elements: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(elements, max_size=2).map(tuple)


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
)


def _numbered(elements: tuple, prefix: str) -> tuple:
    return tuple(replace(element, id=f"{prefix}-{number}") for number, element in enumerate(elements, 1))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Return a whole plan."""
    site = draw(sites)
    site = Site(**{name: _numbered(elements, name) for name, elements in vars(site).items()})
    named = [None, *(building.id for building in site.buildings)]
    site = replace(
        site,
        doorways=tuple(
            replace(doorway, building_id=draw(st.sampled_from(named))) for doorway in site.doorways
        ),
    )
    variants = tuple(
        replace(
            scheme,
            id=f"scheme-{number}",
            lots=_numbered(scheme.lots, f"lot-{number}"),
            sheds=_numbered(scheme.sheds, f"shed-{number}"),
        )
        for number, scheme in enumerate(draw(st.lists(schemes, min_size=1, max_size=2)), 1)
    )
    return Project(
        estate=draw(estates),
        site=site,
        schemes=variants,
        active_scheme_id=draw(st.sampled_from([scheme.id for scheme in variants])),
        plan_date=draw(st.none() | st.dates(date(1, 1, 1))),
        notes=draw(texts),
        bill=draw(bills),
    )
