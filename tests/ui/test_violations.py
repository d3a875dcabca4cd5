"""What a shed would violate while it is being dragged: how far is looked, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace

from canvas_driver import Hand, hand_on, plan
from PySide6.QtWidgets import QApplication

from chargeplan.engineering.capacity import shed_capacity
from chargeplan.i18n import set_language
from chargeplan.model.own_references import OwnRuleSet
from chargeplan.model.scheme import Shed
from chargeplan.model.site import Building
from chargeplan.model.waivers import Waiver
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import RuleSet, load_rule_set, load_rules_of, own_rule_set
from chargeplan.ui.canvas.violations import reach_m, violations

HOUSE = Building("building-1", ((-30, 10), (-10, 10), (-10, 20), (-30, 20)), "No. 1", 6)
SHED = Shed("shed-1", (-26, -13), 0, 12.0, 2.0, module_id="compact")
"""Its far side lies at y = -11, 21 m from the wall at y = 10."""


def strict(value_m: float) -> RuleSet:
    """Return Shanghai's rules with another distance to walls of multi-storey buildings."""
    own = own_rule_set(load_rule_set("shanghai"), "Strict")
    rules = tuple(replace(rule, value=value_m) if rule.id == "R01" else rule for rule in own.rules)
    return load_rules_of(replace(plan(), own_rules=OwnRuleSet("Strict", "shanghai", "", rules)))


def codes(rule_set: RuleSet, *, waived: bool = False) -> set[str]:
    """Return the rules that the shed would violate."""
    project = plan(HOUSE, SHED)
    if waived:
        waiver = Waiver("R01", (SHED.id, HOUSE.id), "agreed", "Wang")
        project = replace(project, schemes=(replace(project.active_scheme, waivers=(waiver,)),))
    held = shed_capacity(SHED, project.active_scheme, load_catalogue())
    return {finding.code for finding in violations(project, [held], [], load_catalogue(), rule_set)}


def test_as_far_is_looked_as_any_rule_asks_for() -> None:
    """21 m are met by Shanghai's 3.5 m and missed by own 25 m, which is farther than any shipped distance."""
    assert reach_m(strict(25.0)) == 25.0
    assert "R01" not in codes(load_rule_set("shanghai"))
    assert "R01" in codes(strict(25.0))


def test_rules_without_distances_reach_nowhere() -> None:
    """A set without rules looks at nothing and finds nothing."""
    none = RuleSet("none", "1", {"en": "x", "zh_CN": "x"}, ())
    assert reach_m(none) == 0.0
    assert codes(none) == set()


def test_what_somebody_answers_for_is_not_drawn_as_violated() -> None:
    """The waiver of the distance holds while the shed is dragged too."""
    assert "R01" not in codes(strict(25.0), waived=True)


def test_a_dragged_shed_shows_its_distance_as_a_dimension_line(qtbot) -> None:
    """Dropped 1 m below the wall at y = 10: halfway between, at y = 9.5, there is the colour of errors."""
    set_language("en")
    shed = Shed("shed-1", (0, 0), 0, 12.0, 2.0, module_id="compact")
    hand: Hand = hand_on(qtbot, plan(HOUSE, shed))
    seen: list[set[str]] = []

    def look() -> None:
        qtbot.waitUntil(lambda: any(f.code == "R01" for f in hand.view.live_checks.findings), timeout=5000)
        QApplication.processEvents()
        (x, _), _ = next(f.span for f in hand.view.live_checks.findings if f.code == "R01")
        image = hand.view.viewport().grab().toImage()
        at = hand.view.to_view((x, 9.5))
        pixels = [(round(at.x()) + dx, round(at.y()) + dy) for dx in (-2, -1, 0, 1, 2) for dy in (-1, 0, 1)]
        seen.append({image.pixelColor(*pixel).name() for pixel in pixels})

    hand.drag((6, 1), (-14, 8), during=look)
    assert hand.view.style_table.error.lower() in seen[0]
