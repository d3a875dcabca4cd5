"""What is known of a site: drawn, denied, or neither."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import full_project, rectangle

from chargeplan.model.editing import apply, insertion, inverse
from chargeplan.model.facts import affirmations, drawn_count, facts_of, is_known
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import Building, BuildingUse, Hydrant, Pipeline, PipelineKind, Site, SiteFact


def test_of_an_empty_site_nothing_is_known() -> None:
    assert not any(is_known(Site(), fact) for fact in SiteFact)
    assert all(is_known(Site(none_here=(fact,)), fact) for fact in SiteFact)


def test_what_is_drawn_is_counted() -> None:
    """Of two doorways one is an exit, of two pipes one is gas beside one regulator, one building of two is
    a home for the elderly."""
    site = full_project().site
    counts = {fact: drawn_count(site, fact) for fact in SiteFact}
    assert counts == {**dict.fromkeys(SiteFact, 1), SiteFact.GAS: 2, SiteFact.PIPELINE: 2}
    assert all(is_known(site, fact) for fact in SiteFact)


@pytest.mark.parametrize(
    ("uses", "known"),
    [
        ((), False),
        ((BuildingUse.DWELLING, BuildingUse.OTHER), True),
        ((BuildingUse.DWELLING, BuildingUse.UNKNOWN), False),
        ((BuildingUse.UNKNOWN, BuildingUse.CLINIC), True),
    ],
)
def test_neighbours_are_known_by_the_use_of_every_building(uses: tuple, known: bool) -> None:
    buildings = tuple(Building(str(n), rectangle(0, 0, 1, 1), use=use) for n, use in enumerate(uses))
    assert is_known(Site(buildings=buildings), SiteFact.SENSITIVE_NEIGHBOUR) is known


def test_a_gas_pipe_is_gas_and_a_pipeline() -> None:
    pipe = Pipeline("p", ((0, 0), (1, 0)), 1.0, PipelineKind.GAS)
    assert facts_of(pipe) == (SiteFact.PIPELINE, SiteFact.GAS)
    assert facts_of(replace(pipe, kind=PipelineKind.WATER)) == (SiteFact.PIPELINE,)
    assert facts_of(full_project().schemes[0].sheds[0]) == ()


def test_what_is_put_in_is_denied_no_longer() -> None:
    """The hydrant that is drawn takes back that there is none; that there is no fence stays."""
    project = Project(site=Site(none_here=(SiteFact.HYDRANT, SiteFact.FENCE)))
    edits = [insertion(project, Hydrant("hydrant-1", (0, 0)))]
    whole = (*affirmations(project, edits), *edits)
    after = apply(project, whole)
    assert after.site.none_here == (SiteFact.FENCE,)
    assert after.site.hydrants == (Hydrant("hydrant-1", (0, 0)),)
    assert apply(after, inverse(whole)) == project
    assert affirmations(after, edits) == ()
    assert affirmations(project, [insertion(project, Scheme("scheme-2"))]) == ()
    assert affirmations(project, inverse(edits)) == ()
