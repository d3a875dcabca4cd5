"""Walking coverage on paper: bands, doorways by whether they are served, and a legend that tells both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from chargeplan.analysis import Analysis, analyse
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Text
from chargeplan.drawing.symbols import STYLES
from chargeplan.model.site import Building, Doorway, Estate
from tests.factories import rectangle, small_project


@pytest.fixture(scope="module")
def served() -> Analysis:
    """Return the small plan with a second house in the east, nearer to the shed, that has 60 households.

    84 households have 33.6, so 34 e-bikes, 10 and 24. Ten sockets serve 30: the 24, and 6 of the 10.
    """
    project = small_project()
    site = replace(
        project.site,
        buildings=(*project.site.buildings, Building("building-2", rectangle(52, 20, 58, 31), "2", 6, 60)),
        doorways=(*project.site.doorways, Doorway("doorway-2", (55, 20), "2", "building-2")),
    )
    return analyse(replace(project, estate=Estate("Small"), site=site))


def legend(drawn) -> set[str]:
    return {s.text.replace("\n", " ") for s in drawn if isinstance(s, Text) and s.layer == "sheet"}


def test_bands_and_doorways_are_drawn_and_explained(served: Analysis) -> None:
    """From the shed it is less than 100 m to both doors: one is served, one in part."""
    drawn = plan_sheet(served, language="en", walking_m=100.0).primitives
    styles = Counter(shape.style for shape in drawn if shape.layer == "walking")
    assert (styles["door_served"], styles["door_in_part"], styles["door_half"]) == (1, 1, 1)
    assert {"walking_near", "walking", "walking_far"} <= set(styles) <= set(STYLES)
    words = {"Doorways that sockets serve: 1", "Doorways served in part: 1"}
    words |= {f"Ground on foot to a socket: {metres} m" for metres in (50, 100, 150)}
    assert words <= legend(drawn)


def test_out_of_reach_no_doorway_is_served(served: Analysis) -> None:
    drawn = plan_sheet(served, language="en", walking_m=2.0).primitives
    assert "Doorways not served: 2" in legend(drawn)
    assert "Ground on foot to a socket: 2 m" in legend(drawn)


def test_unless_asked_for_it_is_not_drawn(served: Analysis) -> None:
    drawn = plan_sheet(served, language="en").primitives
    assert "walking" not in {shape.layer for shape in drawn}
    assert not any("on foot" in text for text in legend(drawn))
