"""How far the scale of a plan is trusted, and that a doubt does not go with its picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import small_project, underlay

from chargeplan.model.accuracy import (
    area_error_share,
    check_error_share,
    kept_doubts,
    scale_error_share_of,
    unchecked_underlays,
)
from chargeplan.model.editing import apply, inverse, removals
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.project import Project
from chargeplan.model.site import Site, Underlay


def checked(name: str, share: float | None) -> Underlay:
    return replace(underlay(name), scaled=True, scale_error_share=share)


@pytest.mark.parametrize(
    ("site_share", "shares", "expected"),
    [
        (None, (), None),
        (None, (None,), None),
        (None, (0.01, None, 0.004), 0.01),
        (0.02, (0.01,), 0.02),
        (0.0, (), 0.0),
    ],
)
def test_the_largest_doubt_counts(site_share, shares, expected) -> None:
    pictures = tuple(checked(f"underlay-{i}", share) for i, share in enumerate(shares, start=1))
    assert scale_error_share_of(Site(underlays=pictures, scale_error_share=site_share)) == expected


def test_pictures_are_unchecked_until_a_second_length_was_measured_and_lines_in_metres_never() -> None:
    lines = replace(underlay("underlay-2"), media_type=MEDIA_TYPE, scaled=True)
    loose = replace(lines, id="underlay-3", scaled=False)
    by_hand = replace(lines, id="underlay-5", metres_per_pixel=0.001234)
    site = Site(underlays=(checked("underlay-1", None), lines, loose, checked("underlay-4", 0.0), by_hand))
    assert [each.id for each in unchecked_underlays(site)] == ["underlay-1", "underlay-3", "underlay-5"]


def test_areas_are_off_by_more_than_twice_the_share_of_lengths() -> None:
    """100 m² at 1 %: 1.01² = 1.0201, which is 2.01 m² more; 50.5 m measured as 50 m are off by 0.5 / 50."""
    assert 100 * area_error_share(0.01) == pytest.approx(2.01)
    assert check_error_share(50.5, 50.0) == pytest.approx(0.01)
    assert check_error_share(1000.0, 1.0) < 1


def test_the_doubt_of_a_picture_that_goes_stays_and_comes_back_with_undo() -> None:
    pictures = (checked("underlay-1", 0.03), checked("underlay-2", None))
    plan = replace(small_project(), site=Site(underlays=pictures, scale_error_share=0.01))
    edits = removals(plan, pictures)
    edits = (*kept_doubts(plan, edits), *edits)
    after = apply(plan, edits)
    assert after.site == Site(scale_error_share=0.03)
    assert apply(after, inverse(edits)) == plan


def test_a_picture_without_a_doubt_leaves_none() -> None:
    plan = Project(site=Site(underlays=(checked("underlay-1", None),), scale_error_share=0.01))
    assert kept_doubts(plan, removals(plan, plan.site.underlays)) == ()
