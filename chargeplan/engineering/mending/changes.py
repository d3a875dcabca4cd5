"""Mendings that change what something is: groups, modules, roofs, walls, entrances, the fire kit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from chargeplan.engineering.findings import Check
from chargeplan.engineering.mending.drafts import Analysed, Draft, in_scheme, planned
from chargeplan.i18n import N_, pick
from chargeplan.model.editing import Edit, replacement, setting
from chargeplan.model.labels import label
from chargeplan.model.modules import GroupRule
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Shed
from chargeplan.reference.catalogue import FIRE_CLASSES
from chargeplan.reference.rule_sets import newer_version

_SPLIT = N_("Groups of at most {count} bikes, {gap} m apart ({lost} stalls fewer)")
_PANELS = N_("Groups of at most {count} bikes, parted by panels that do not burn ({lost} stalls fewer)")
_ROOF = N_("Cover {element} with {roof}")
_ROOFS = N_("Cover all sheds without a roof of their own with {roof}")
_MODULE = N_("Stalls of {element} as {module} ({lost} stalls fewer)")
_HEADROOM = N_("Raise the clear height under the roof of {element} to {height} m")
_OPEN = N_("Leave out the walls on {count} sides of {element}")
_GATE = N_("Add an entrance {width} m wide to {element}")
_WIDEN = N_("Widen the narrow entrances of {element} to {width} m")
_KIT = N_("Complete the fire kit")
_WATCH = N_("Connect the alarm to a room that is staffed day and night")
_VERSION = N_("Judge the plan by version {version} of the rules from now on")


def split_groups(analysis: Analysed, check: Check, *, panels: bool) -> Iterator[Draft]:
    """Yield groups of the size and with the gap that the rules ask for, in a lot or in the whole scheme."""
    element = planned(analysis, check.elements[0])
    if element is None:
        return
    rules, figure = analysis.references.rule_set, analysis.references.catalogue.constant
    most, length, gap = (
        figure(name) if rule is None else rule.value
        for name, rule in (
            ("group_max_stalls", rules.rule("R07")),
            ("group_max_length_m", rules.rule("R07L")),
            ("group_gap_m", rules.rule("R08")),
        )
    )
    own = isinstance(element, Lot) and not element.group_from_scheme
    now = element.group if isinstance(element, Lot) and own else analysis.scheme.group
    if now is not None:
        most, length, gap = min(most, now.max_stalls), min(length, now.max_length_m), max(gap, now.gap_m)
    group = GroupRule(int(most), length, gap, panels=panels)
    if isinstance(element, Lot) and own:
        edits: tuple[Edit, ...] = (replacement(analysis.project, element, replace(element, group=group)),)
    else:
        edits = in_scheme(analysis, replace(analysis.scheme, group=group))
    values = (("count", str(int(most))), ("gap", f"{gap:.2f}"))
    yield Draft(_PANELS if panels else _SPLIT, edits, values)


def other_modules(analysis: Analysed, check: Check) -> Iterator[Draft]:
    """Yield wider modules, the least wide first."""
    element = planned(analysis, check.elements[0])
    modules = analysis.references.catalogue.modules.values()
    for module in sorted(modules, key=lambda each: (each.module.front_m, each.id)):
        if element is not None and module.id != (element.module_id or analysis.scheme.module_id):
            after = replace(element, module_id=module.id)
            values = (("element", label(element)), ("module", pick(module.title)))
            yield Draft(_MODULE, (replacement(analysis.project, element, after),), values)


def _roofs(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    """Yield roofs that burn no more than allowed, for the shed or, where it has none of its own, for all."""
    shed = planned(analysis, check.elements[0])
    if not isinstance(shed, Shed) or check.required is None:
        return
    allowed = FIRE_CLASSES[: int(check.required)]
    for roof in analysis.references.catalogue.roofs.values():
        if roof.fire_class in allowed:
            values = (("element", label(shed)), ("roof", pick(roof.title)))
            if shed.roof_id is None:
                yield [Draft(_ROOFS, in_scheme(analysis, replace(analysis.scheme, roof_id=roof.id)), values)]
            else:
                after = replace(shed, roof_id=roof.id)
                yield [Draft(_ROOF, (replacement(analysis.project, shed, after),), values)]


def _headroom(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    shed = planned(analysis, check.elements[0])
    if isinstance(shed, Shed) and check.required is not None:
        after = replace(shed, headroom_m=check.required)
        values = (("element", label(shed)), ("height", f"{check.required:.2f}"))
        yield [Draft(_HEADROOM, (replacement(analysis.project, shed, after),), values)]


def _fewer_walls(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    """Yield a shed with as few of its walls left out as will do, first those that bikes come in by."""
    shed = planned(analysis, check.elements[0])
    if not isinstance(shed, Shed):
        return
    order = [side for side in (0, 2, 1, 3) if side in shed.walled_sides]
    if shed.rows == 1:
        order.sort(key=(0, 1, 3, 2).index)
    drafts = []
    for count in range(1, len(order) + 1):
        after = replace(shed, walled_sides=tuple(order[count:]))
        values = (("element", label(shed)), ("count", str(count)))
        drafts.append(Draft(_OPEN, (replacement(analysis.project, shed, after),), values))
    yield drafts


def _gates(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    """Yield a lot with one entrance more, in the middle of its longest wall without one."""
    lot, width = planned(analysis, check.elements[0]), _gate_width_m(analysis)
    if not isinstance(lot, Lot) or width is None:
        return
    taken = {gate.edge for gate in lot.entrances}
    sides = [
        (-math.dist(start, lot.ring[(index + 1) % len(lot.ring)]), index)
        for index, (start, role) in enumerate(zip(lot.ring, lot.edges, strict=True))
        if role is EdgeRole.WALL and index not in taken
    ]
    drafts = []
    for negative, index in sorted(sides):
        if -negative >= width:
            gate = Entrance(index, (-negative - width) / 2, width)
            after = replace(lot, entrances=(*lot.entrances, gate))
            values = (("element", label(lot)), ("width", f"{width:.2f}"))
            drafts.append(Draft(_GATE, (replacement(analysis.project, lot, after),), values))
    yield drafts


def _gate_width_m(analysis: Analysed) -> float | None:
    rule = analysis.references.rule_set.rule("R15W")
    return None if rule is None else rule.value


def _wider_gates(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    """Yield a lot whose entrances are as wide as asked for, moved back where they would leave their side."""
    lot, width = planned(analysis, check.elements[0]), check.required
    if not isinstance(lot, Lot) or width is None:
        return
    gates = []
    for gate in lot.entrances:
        length = math.dist(lot.ring[gate.edge], lot.ring[(gate.edge + 1) % len(lot.ring)])
        wide = max(gate.width_m, width)
        gates.append(Entrance(gate.edge, max(0.0, min(gate.from_m, length - wide)), wide))
    values = (("element", label(lot)), ("width", f"{width:.2f}"))
    edit = replacement(analysis.project, lot, replace(lot, entrances=tuple(gates)))
    yield [Draft(_WIDEN, (edit,), values)]


_KIT_FIELDS = {
    "R17C": ("cameras",),
    "R17D": ("detectors",),
    "R17E": ("extinguishers",),
    "R17S": ("sprinklers",),
    "R10": ("cameras", "detectors", "extinguishers", "sprinklers"),
}


def _whole_kit(analysis: Analysed, check: Check) -> Iterator[list[Draft]]:
    fields: dict[str, Any] = dict.fromkeys(_KIT_FIELDS[check.code], True)
    fire = replace(analysis.scheme.fire, **fields)
    yield [Draft(_KIT, in_scheme(analysis, replace(analysis.scheme, fire=fire)))]


def _watching(analysis: Analysed, _check: Check) -> Iterator[list[Draft]]:
    fire = replace(analysis.scheme.fire, watched=True)
    yield [Draft(_WATCH, in_scheme(analysis, replace(analysis.scheme, fire=fire)))]


def _newest_rules(analysis: Analysed, _check: Check) -> Iterator[list[Draft]]:
    version = newer_version(analysis.project)
    if version is not None and analysis.project.own_rules is None:
        edit = setting(analysis.project, "rule_set_version", version)
        yield [Draft(_VERSION, (edit,), (("version", version),))]


BY_CODE: dict[str, Callable[[Analysed, Check], Iterator[Sequence[Draft]]]] = {
    "R11": _roofs,
    "R12": _fewer_walls,
    "R15": _gates,
    "R15W": _wider_gates,
    "R16": _headroom,
    "R09A": _watching,
    "R09B": _watching,
    "R17W": _watching,
    "rule_set_version": _newest_rules,
    **dict.fromkeys(_KIT_FIELDS, _whole_kit),
}
