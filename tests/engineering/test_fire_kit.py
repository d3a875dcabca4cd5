"""Extinguishers, cameras, detectors and sprinklers, each worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.engineering.capacity import lot_capacity, shed_capacity
from chargeplan.engineering.fire_kit import ElementKit, FireKit, fire_kit
from chargeplan.model.equipment import FireProtection, HazardClass
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import load_rule_set

SINGLE = Shed("shed-1", (0, 0), 0, 12.0, 2.0)


def kit_of(*elements: Shed | Lot, fire: FireProtection | None = None) -> FireKit:
    """Return the kit of a scheme of these sheds and lots: compact module, a socket for every stall."""
    scheme = Scheme(
        "scheme-1",
        lots=tuple(element for element in elements if isinstance(element, Lot)),
        sheds=tuple(element for element in elements if isinstance(element, Shed)),
        module_id="compact",
        socket_ratio=Fraction(1),
        fire=fire or FireProtection(),
    )
    project = Project(schemes=(scheme,))
    catalogue, rules = load_catalogue(), load_rule_set("shanghai")
    sheds = [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds]
    lots = [lot_capacity(lot, project.site, scheme, catalogue, rules) for lot in scheme.lots]
    return fire_kit(scheme, sheds, lots, catalogue)


def only(kit: FireKit) -> ElementKit:
    assert len(kit.elements) == 1
    return kit.elements[0]


def counts(kit: ElementKit) -> dict[str, str]:
    """Return the quantities that are there."""
    names = (
        "powder", "water", "cabinets", "cameras", "detectors", "sprinkler_heads", "sprinkler_pipe_m",
        "end_tests",
    )  # fmt: skip
    found = {name: getattr(kit, name) for name in names}
    return {name: str(value.value) for name, value in found.items() if value is not None}


def test_the_worked_shed() -> None:
    """12.00 × 2.00 m, S = 42 m²: Q = 42/75 = 0.56 A, two of 2A at least, one of water, one cabinet of three.

    Heat detectors 12/8.57 → 2; heads 12/3.0 = 4; pipe 12.00 + 2.30; one end test; two cameras.
    """
    kit = only(kit_of(SINGLE))
    assert counts(kit) == {
        "powder": "2", "water": "1", "cabinets": "1", "cameras": "2", "detectors": "2",
        "sprinkler_heads": "4", "sprinkler_pipe_m": "14.3", "end_tests": "1",
    }  # fmt: skip
    assert kit.needed_a == Decimal("0.56")
    assert kit.detectors is not None and "12.00 / 8.5697" in kit.detectors.text
    assert kit_of(SINGLE).recorders is not None


def test_devices_hang_in_the_middle_of_what_they_cover() -> None:
    """Heads at 1.5, 4.5, 7.5 and 10.5 m, detectors at 3 and 9 m, all on the centre line of the roof."""
    kit = only(kit_of(SINGLE))
    by = {
        device: [place.position for place in kit.places if place.device == device]
        for device in ("sprinkler", "detector", "camera", "extinguishers")
    }
    assert by["sprinkler"] == [(1.5, 1.0), (4.5, 1.0), (7.5, 1.0), (10.5, 1.0)]
    assert by["detector"] == [(3.0, 1.0), (9.0, 1.0)]
    assert by["camera"] == [(0.0, 0.0), (12.0, 2.0)]
    assert by["extinguishers"] == [(6.0, 1.0)]


def test_severe_hazard_asks_for_more_and_larger_extinguishers() -> None:
    """S = 42 m² at 50 m²/A: Q = 0.84 A; extinguishers of 3A, still two at least."""
    kit = only(kit_of(SINGLE, fire=FireProtection(hazard=HazardClass.SEVERE)))
    assert (kit.needed_a, kit.powder_rating_a) == (Decimal("0.84"), 3)
    assert counts(kit)["powder"] == "2"


@pytest.mark.parametrize(("length_m", "points"), [(38.0, 1), (38.01, 2), (76.0, 2), (76.01, 3)])
def test_nobody_has_further_than_twenty_metres(length_m: float, points: int) -> None:
    """From the middle of a cell at most half of both sides: (38 + 2) / 2 = 20 m; cells of 38 m each."""
    assert only(kit_of(replace(SINGLE, length_m=length_m))).points == points


def test_large_ground_needs_more_than_two_each() -> None:
    """60 m: S = 60 × 3.5 = 210 m², Q = 2.8 A; two points share 1.4 A each, one piece of 2A each: two.

    With the water extinguishers of both points four pieces stand in two cabinets.
    """
    kit = only(kit_of(replace(SINGLE, length_m=60.0)))
    assert kit.points == 2
    assert (counts(kit)["powder"], counts(kit)["water"], counts(kit)["cabinets"]) == ("2", "2", "2")


def test_a_deep_roof_has_more_lines_of_heads() -> None:
    """12.00 × 3.20 m: 4 × 2 heads; pipe 2 × 12.00 + 1 × 3.20/2 + 2.30 = 27.90 m.

    38.4 m² is over 30: R 3.6, A 20. One line covers 2·√(3.6² − 1.6²) = 6.44 m: 2; by area 38.4/20 → 2.
    """
    kit = only(kit_of(replace(SINGLE, depth_m=3.2, rows=2)))
    found = counts(kit)
    assert (found["sprinkler_heads"], found["sprinkler_pipe_m"], found["detectors"]) == ("8", "27.9", "2")


def test_area_decides_where_radius_does_not() -> None:
    """15.00 × 2.00 m is 30 m², on the limit of small: ROUNDUP(15/8.57) = 2; 15.01 m: R 3.6 → 6.91 m: 3."""
    assert counts(only(kit_of(replace(SINGLE, length_m=15.0))))["detectors"] == "2"
    assert counts(only(kit_of(replace(SINGLE, length_m=15.01))))["detectors"] == "3"


def test_only_what_the_scheme_asks_for() -> None:
    """Each switch takes its own things out and nothing else."""
    nothing = FireProtection(extinguishers=False, cameras=False, detectors=False, sprinklers=False)
    kit = kit_of(SINGLE, fire=nothing)
    assert counts(only(kit)) == {}
    assert kit.recorders is None
    assert set(counts(only(kit_of(SINGLE, fire=replace(nothing, cameras=True))))) == {"cameras"}
    assert set(counts(only(kit_of(SINGLE, fire=replace(nothing, detectors=True))))) == {"detectors"}


def test_a_filled_lot_has_no_roof() -> None:
    """Extinguishers and cameras, neither detectors nor sprinklers."""
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 6), (0, 6)), filled=True)
    assert set(counts(only(kit_of(lot)))) == {"powder", "water", "cabinets", "cameras"}


def test_what_exists_is_not_counted() -> None:
    """An old shed and ground that nothing is marked on have no kit."""
    ground = Lot("lot-1", ((0, 20), (20, 20), (20, 26), (0, 26)))
    assert kit_of(replace(SINGLE, existing=True), ground).elements == ()


def test_one_recorder_serves_sixteen_cameras() -> None:
    """Eight sheds of two cameras need one, nine need two."""
    sheds = [replace(SINGLE, id=f"shed-{n}", origin=(0, 10 * n)) for n in range(1, 10)]
    eight, nine = kit_of(*sheds[:8]).recorders, kit_of(*sheds).recorders
    assert eight is not None and nine is not None
    assert (int(eight.value), int(nine.value)) == (1, 2)


def test_a_roof_too_high_for_heat_detectors_is_told() -> None:
    """8.00 m is the table's last height: at 8.001 m nothing is counted, and a finding says why."""
    highest = kit_of(replace(SINGLE, headroom_m=8.0))
    assert "detectors" in counts(only(highest))
    assert highest.checks == ()
    kit = kit_of(replace(SINGLE, headroom_m=8.001))
    assert "detectors" not in counts(only(kit))
    assert [(check.code, check.elements, check.met) for check in kit.checks] == [
        ("detector_height", ("shed-1",), False)
    ]


@given(
    length=st.integers(300, 20000).map(lambda n: n / 100),
    depth=st.integers(150, 2000).map(lambda n: n / 100),
    hazard=st.sampled_from(HazardClass),
)
def test_every_kit_keeps_to_its_own_rules(length: float, depth: float, hazard: HazardClass) -> None:
    """Two extinguishers at least, five a point at most; as much as Q asks for; all within the longest way.

    Every corner of a roof lies within R of a detector, and heads stand 3.0 m apart at most.
    """
    kit = only(kit_of(Shed("shed-1", (0, 0), 0, length, depth), fire=FireProtection(hazard=hazard)))
    assert kit.powder is not None and kit.water is not None and kit.needed_a is not None
    assert kit.powder.value >= 2
    assert kit.powder.value + kit.water.value <= 5 * kit.points
    assert kit.powder.value * kit.powder_rating_a >= kit.needed_a
    travel = 20 if hazard is HazardClass.MEDIUM else 15
    spots = [place.position for place in kit.places if place.device == "extinguishers"]
    for corner in ((0, 0), (length, depth), (length / 2, depth / 2)):
        nearest = min(abs(corner[0] - x) + abs(corner[1] - y) for x, y in spots)
        assert nearest <= travel + 1e-6
    radius = 4.4 if length * depth <= 30 else 3.6
    heat = [place.position for place in kit.places if place.device == "detector"]
    assert kit.detectors is not None and len(heat) == kit.detectors.value
    for corner in ((0, 0), (length, 0), (length / 2, depth), (length / 3, depth / 2)):
        assert min((corner[0] - x) ** 2 + (corner[1] - y) ** 2 for x, y in heat) <= (radius + 1e-3) ** 2
