"""From a fact that a rule misses to the tool that draws it, or to where it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chargeplan.engineering import supply_checks
from chargeplan.engineering.compliance.case import BUILDING_FACT, HEIGHT_FACT, WALL_FACT, WATCH_FACT
from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_, tr
from chargeplan.model.site import BuildingUse, SiteFact
from chargeplan.ui.finding_edits import missing_fact

if TYPE_CHECKING:
    from chargeplan.ui.workspace import Workspace

TOOL_OF: dict[SiteFact, str] = {
    SiteFact.FENCE: "fence",
    SiteFact.FIRE_LANE: "fire_lane",
    SiteFact.LADDER_GROUND: "ladder_ground",
    SiteFact.HYDRANT: "hydrant",
    SiteFact.EXIT: "doorway",
    SiteFact.WINDOW: "window",
    SiteFact.GAS: "gas_regulator",
    SiteFact.PIPELINE: "pipeline",
    SiteFact.BASEMENT: "basement",
}
"""The tool by which each fact is drawn; the use of buildings is told in their properties."""

_TOOL_BY_NAME = {WALL_FACT: "wall_kinds", BUILDING_FACT: "building"}
_FIELD_BY_NAME = {
    HEIGHT_FACT: "property_height_m",
    WATCH_FACT: "property_fire_watched",
    supply_checks.SPARE: "property_spare_kw",
    supply_checks.UPSTREAM: "property_upstream_drop_percent",
    supply_checks.SHORT_CIRCUIT: "property_short_circuit_ka",
}
"""Facts that are nothing on the ground by themselves, by the name that a check gives them."""


def tell_fact(workspace: Workspace, check: Check) -> None:
    """Lead to where the fact is drawn or entered for want of which a check is undecided."""
    fact = missing_fact(check)
    if fact is not None:
        start_fact(workspace, fact)
        return
    missing = check.undecided or ""
    elements = check.elements if missing != WATCH_FACT else ()
    if missing in _TOOL_BY_NAME:
        workspace.show_elements(elements)
        workspace.take_tool(_TOOL_BY_NAME[missing])
    else:
        _enter(workspace, elements, _FIELD_BY_NAME.get(missing, ""))


def _enter(workspace: Workspace, elements: tuple[str, ...], field: str) -> None:
    """Select elements, with no tool in hand that hides it, and lead to a field of theirs."""
    workspace.view.set_tool("select")
    workspace.show_elements(elements)
    workspace.docks["dockProperties"].bring()
    workspace.properties.go_to_field(field)


def start_fact(workspace: Workspace, fact: SiteFact) -> None:
    """Take the tool that draws a fact in hand; for the use of buildings, select those of unknown use."""
    if fact in TOOL_OF:
        workspace.take_tool(TOOL_OF[fact])
        return
    session = workspace.session
    buildings = session.document.project.site.buildings
    unknown = [building.id for building in buildings if building.use is BuildingUse.UNKNOWN]
    _enter(workspace, tuple(unknown or [building.id for building in buildings]), "property_use")
    session.message.emit(tr(_USES if buildings else _NO_BUILDING))


_USES = N_("Choose the use of the selected buildings in their properties.")
_NO_BUILDING = N_("There is no building yet; draw one first (B)")
