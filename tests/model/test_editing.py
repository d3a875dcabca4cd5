"""Edits: each can be taken back, and nothing else changes a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import full_project, small_project
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_strategies import (
    basements,
    boundaries,
    boxes,
    buildings,
    cable_routes,
    doorways,
    estates,
    fences,
    fire_lanes,
    gas_regulators,
    greens,
    hydrants,
    ladder_grounds,
    lots,
    obstacles,
    pipelines,
    projects,
    roads,
    schemes,
    sheds,
    supply_points,
    underlays,
    windows,
)

from chargeplan.model.editing import (
    Edit,
    ElementEdit,
    apply,
    insertion,
    inverse,
    new_id,
    removal,
    removals,
    replacement,
    setting,
)
from chargeplan.model.project import (
    SCHEME_COLLECTIONS,
    Element,
    Project,
    all_ids,
    scheme_elements,
    site_elements,
    visible_elements,
)
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building, Doorway, Obstacle

KINDS = {
    "boundaries": boundaries, "buildings": buildings, "doorways": doorways, "roads": roads,
    "fire_lanes": fire_lanes, "obstacles": obstacles, "greens": greens, "supply_points": supply_points,
    "underlays": underlays, "lots": lots(), "sheds": sheds, "fences": fences, "windows": windows,
    "ladder_grounds": ladder_grounds, "hydrants": hydrants, "gas_regulators": gas_regulators,
    "pipelines": pipelines, "basements": basements, "boxes": boxes, "cable_routes": cable_routes,
}  # fmt: skip


@settings(max_examples=25)
@given(projects(), st.data())
def test_every_run_of_edits_can_be_taken_back(first: Project, data: st.DataObject) -> None:
    project = first
    done: list[Edit] = []
    for _ in range(data.draw(st.integers(1, 8))):
        edits = data.draw(st.sampled_from(["insert", "remove", "replace", "set"]).flatmap(_edits_of(project)))
        project = apply(project, edits)
        done += edits
    assert apply(project, inverse(done)) == first
    assert apply(first, done) == project
    assert inverse(inverse(done)) == tuple(done)


def _edits_of(project: Project):
    def made(kind: str) -> st.SearchStrategy[tuple[Edit, ...]]:
        elements = list(visible_elements(project).values())
        if kind == "set" or not elements:
            return estates.map(lambda estate: (setting(project, "estate", estate),))
        if kind == "insert":
            return st.sampled_from(sorted(KINDS)).flatmap(
                lambda name: KINDS[name].map(
                    lambda element: (insertion(project, replace(element, id=new_id(project, type(element)))),)
                )
            )
        if kind == "remove":
            return st.lists(st.sampled_from(elements), unique_by=lambda e: e.id, max_size=4).map(
                lambda chosen: removals(project, chosen)
            )
        return st.sampled_from(elements).map(
            lambda element: (replacement(project, element, replace(element, id=element.id + "-changed")),)
        )

    return made


@settings(max_examples=25)
@given(projects())
def test_taking_everything_out_leaves_nothing_pointing_at_it(project: Project) -> None:
    elements = list(visible_elements(project).values())
    emptied = apply(project, removals(project, elements))
    assert visible_elements(emptied) == {}
    without_buildings = apply(project, removals(project, project.site.buildings))
    assert len(without_buildings.site.doorways) == len(project.site.doorways)
    assert {doorway.building_id for doorway in without_buildings.site.doorways} <= {None}
    assert apply(emptied, inverse(removals(project, elements))) == project


def test_a_building_and_one_of_its_doorways_go_together() -> None:
    project = small_project()
    doorways = (
        Doorway("doorway-1", (20, 31), "", "building-1"),
        Doorway("doorway-2", (30, 31), "", "building-1"),
        Doorway("doorway-3", (40, 31)),
    )
    project = replace(project, site=replace(project.site, doorways=doorways))
    edits = removals(project, [doorways[0], project.site.buildings[0]])
    after = apply(project, edits)
    assert after.site.buildings == ()
    assert after.site.doorways == (replace(doorways[1], building_id=None), doorways[2])
    assert apply(after, inverse(edits)) == project


def test_a_scheme_no_longer_names_a_supply_point_shed_or_box_that_is_gone() -> None:
    """Supply point and shed go: the box feeds only the lot, and its cable still leads there."""
    project = full_project()
    first = project.scheme("scheme-1")
    edits = removals(project, [project.site.supply_points[0], first.sheds[0]])
    after = apply(project, edits)
    assert after.scheme("scheme-1").supply == replace(first.supply, supply_point_id=None)
    assert after.scheme("scheme-1").boxes == (replace(first.boxes[0], feeds=("lot-1",)),)
    assert after.scheme("scheme-1").cable_routes == first.cable_routes
    assert apply(after, inverse(edits)) == project
    without_box = apply(project, removals(project, first.boxes))
    assert without_box.scheme("scheme-1").cable_routes == ()
    assert without_box.scheme("scheme-1").supply == first.supply


def test_an_element_comes_last_in_its_collection() -> None:
    project = small_project()
    tree = Obstacle("obstacle-1", (1, 1), 1)
    shed = Shed("shed-2", (1, 1), 0, 6, 2)
    after = apply(project, [insertion(project, tree), insertion(project, shed)])
    assert after.site.obstacles == (tree,)
    assert [held.id for held in after.active_scheme.sheds] == ["shed-1", "shed-2"]
    assert project == small_project()


def test_lots_and_sheds_go_into_the_active_scheme_and_are_found_in_their_own() -> None:
    project = full_project()
    added = apply(project, [insertion(project, Lot("lot-9", ((0, 0), (1, 0), (0, 1))))])
    assert [lot.id for lot in added.scheme("scheme-2").lots] == ["lot-9"]
    assert added.scheme("scheme-1") == project.scheme("scheme-1")
    shed = project.scheme("scheme-1").sheds[0]
    assert removal(project, shed).scheme_id == "scheme-1"
    moved = apply(project, [replacement(project, shed, replace(shed, origin=(1, 2)))])
    assert moved.scheme("scheme-1").sheds[0].origin == (1, 2)
    assert moved.scheme("scheme-2") == project.scheme("scheme-2")


def test_order_is_kept_when_an_element_is_replaced() -> None:
    project = full_project()
    middle = project.site.obstacles[1]
    after = apply(project, [replacement(project, middle, replace(middle, radius_m=2))])
    assert [tree.id for tree in after.site.obstacles] == [tree.id for tree in project.site.obstacles]
    assert after.site.obstacles[1].radius_m == 2


def test_schemes_are_elements_of_the_plan() -> None:
    project = small_project()
    second = Scheme("scheme-2", "Two")
    edits = [insertion(project, second), setting(project, "active_scheme_id", "scheme-2")]
    after = apply(project, edits)
    assert after.active_scheme == second
    assert apply(after, inverse(edits)) == project
    assert apply(after, [removal(after, project.schemes[0])]).schemes == (second,)


def test_an_edit_of_something_else_is_refused() -> None:
    """An edit made for another plan must not quietly change the wrong element."""
    project = small_project()
    other = Building("building-9", ((0, 0), (1, 0), (0, 1)))
    for edit in (ElementEdit(0, other, None), ElementEdit(5, project.site.buildings[0], None)):
        with pytest.raises(ValueError, match="is not the one to be edited"):
            apply(project, [edit])
    with pytest.raises(ValueError, match="not in tuple"):
        removal(project, other)


@settings(max_examples=30)
@given(projects())
def test_new_ids_are_free(project: Project) -> None:
    taken: list[str] = []
    for kind in (Building, Shed, Lot, Scheme, Obstacle, Building):
        fresh = new_id(project, kind, taken=taken)
        assert fresh not in all_ids(project)
        assert fresh not in taken
        taken.append(fresh)


def test_new_ids_go_on_from_the_largest_number_of_their_kind() -> None:
    project = small_project()
    sheds = tuple(Shed(name, (0, 0), 0, 6, 2) for name in ("shed-7", "shed-x", "shed-", "shed-03"))
    project = replace(project, schemes=(*project.schemes, Scheme("scheme-2", sheds=sheds)))
    assert new_id(project, Shed) == "shed-8"
    assert new_id(project, Shed, taken=["shed-8", "lot-50"]) == "shed-9"
    assert new_id(project, Lot) == "lot-2"
    assert new_id(project, Scheme) == "scheme-3"


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(max_examples=5)
@given(st.data())
def test_every_kind_finds_its_collection(name: str, data: st.DataObject) -> None:
    project = small_project()
    element: Element = data.draw(KINDS[name])
    element = replace(element, id="new")
    after = apply(project, [insertion(project, element)])
    holder = after.active_scheme if name in SCHEME_COLLECTIONS else after.site
    assert getattr(holder, name)[-1] == element
    assert visible_elements(after)["new"] == element
    assert element in [*site_elements(after.site), *scheme_elements(after.active_scheme)]


@given(schemes)
def test_a_scheme_finds_its_collection(scheme: Scheme) -> None:
    project = small_project()
    added = replace(scheme, id="new")
    assert apply(project, [insertion(project, added)]).schemes == (*project.schemes, added)
