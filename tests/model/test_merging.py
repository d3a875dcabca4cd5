"""Plans put into plans: new ids where theirs are taken, moved to their place, taken back in one go."""

from __future__ import annotations

from dataclasses import replace

from factories import full_project
from hypothesis import given, settings
from plan_strategies import projects

from chargeplan.model.editing import apply, inverse
from chargeplan.model.merging import is_blank, merge_edits
from chargeplan.model.project import Project, all_ids, scheme_elements, site_elements
from chargeplan.model.scheme import CableRoute, DistributionBox, Scheme, Shed
from chargeplan.model.site import (
    Building,
    Doorway,
    Estate,
    Georeference,
    Hydrant,
    Site,
    SiteFact,
    Underlay,
)

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
PICTURE = Underlay("underlay-1", b"x", "image/png", 10, 10)


def _merged(project: Project, other: Project, shift_m: tuple[float, float] = (0.0, 0.0)) -> Project:
    return apply(project, merge_edits(project, other, shift_m))


def test_what_clashes_gets_the_next_number_and_what_names_it_follows() -> None:
    """building-1 is taken, building-2 comes along: the first becomes building-3 and its doorway follows."""
    here = Project(site=Site(buildings=(Building("building-1", SQUARE),)))
    there = Project(
        site=Site(
            buildings=(Building("building-1", SQUARE, storeys=6), Building("building-2", SQUARE)),
            doorways=(Doorway("doorway-1", (5.0, 0.0), building_id="building-1"),),
        )
    )
    site = _merged(here, there).site
    assert [(b.id, b.storeys) for b in site.buildings] == [
        ("building-1", None),
        ("building-3", 6),
        ("building-2", None),
    ]
    assert site.doorways[0].building_id == "building-3"


def test_boxes_and_cables_go_on_feeding_what_they_fed() -> None:
    """shed-1 becomes shed-2, box-1 becomes box-2; the box feeds shed-2 and the cable leads to box-2."""
    scheme = Scheme(
        "scheme-1",
        sheds=(Shed("shed-1", (0.0, 0.0), 0.0, 14.0, 2.0),),
        boxes=(DistributionBox("box-1", (1.0, 1.0), feeds=("shed-1",)),),
        cable_routes=(CableRoute("cable-1", ((0.0, 0.0), (1.0, 1.0)), "box-1"),),
    )
    plan = Project(schemes=(scheme,))
    merged = _merged(plan, plan).active_scheme
    assert [shed.id for shed in merged.sheds] == ["shed-1", "shed-2"]
    assert merged.boxes[1] == DistributionBox("box-2", (1.0, 1.0), feeds=("shed-2",))
    assert merged.cable_routes[1].box_id == "box-2"


def test_everything_is_moved_to_its_place() -> None:
    """100 m east and 20 m south."""
    there = Project(site=Site(buildings=(Building("b", SQUARE),), underlays=(PICTURE,)))
    here = Project(site=Site(hydrants=(Hydrant("h", (0.0, 0.0)),)))
    site = _merged(here, there, (100.0, -20.0)).site
    assert site.buildings[0].ring == ((100.0, -20.0), (110.0, -20.0), (110.0, -10.0), (100.0, -10.0))
    assert site.underlays[0].origin == (100.0, -20.0)


def test_a_blank_plan_takes_over_where_the_origin_lies_and_what_estate_it_is() -> None:
    """A picture without a scale has no place yet; a hydrant has, and a plan keeps what it knows."""
    origin = Georeference("EPSG:4326", 102.7, 25.0)
    there = Project(estate=Estate("北泰花园"), site=Site(georeference=origin))
    scan = Project(site=Site(underlays=(PICTURE,)))
    drawn = Project(estate=Estate("园西小区"), site=Site(hydrants=(Hydrant("h", (0.0, 0.0)),)))
    assert is_blank(scan) and not is_blank(drawn)
    assert _merged(scan, there).site.georeference == origin
    assert _merged(scan, there).estate.name == "北泰花园"
    assert _merged(drawn, there) == drawn


def test_what_comes_is_denied_no_longer() -> None:
    """Somebody said that there is no hydrant and no fence: a hydrant comes in."""
    none_here = (SiteFact.HYDRANT, SiteFact.FENCE)
    here = Project(site=Site(none_here=none_here, scale_error_share=0.01))
    there = Project(site=Site(hydrants=(Hydrant("h", (0.0, 0.0)),), scale_error_share=0.02))
    site = _merged(here, there).site
    assert site.none_here == (SiteFact.FENCE,)
    assert site.scale_error_share == 0.02  # the worse of both holds for the whole plan


@settings(max_examples=15)
@given(projects(), projects())
def test_nothing_is_lost_no_id_stands_twice_and_all_can_be_taken_back(here: Project, there: Project) -> None:
    """As many elements as in both, and the plan as it was after the inverse."""
    edits = merge_edits(here, there)
    merged = apply(here, edits)
    counts = [sum(1 for _ in site_elements(plan.site)) for plan in (here, there, merged)]
    assert counts[2] == counts[0] + counts[1]
    counts = [sum(1 for _ in scheme_elements(plan.active_scheme)) for plan in (here, there, merged)]
    assert counts[2] == counts[0] + counts[1]
    assert len(set(all_ids(merged))) == len(all_ids(merged))
    assert apply(merged, inverse(edits)) == here


def test_a_plan_put_into_an_empty_one_is_the_same_plan() -> None:
    """Site and scheme of a plan with one of each kind, georeferenced."""
    full = full_project()
    full = replace(full, site=replace(full.site, georeference=Georeference("EPSG:4549", 5e5, 3.4e6)))
    empty = Project(schemes=(Scheme(full.active_scheme_id),), active_scheme_id=full.active_scheme_id)
    merged = _merged(empty, full)
    assert merged.site == replace(full.site, none_here=())
    assert list(scheme_elements(merged.active_scheme)) == list(scheme_elements(full.active_scheme))
