"""From a fact that a rule misses to the tool that draws it, or to where it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chargeplan.i18n import N_, tr
from chargeplan.model.site import BuildingUse, SiteFact

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


def start_fact(workspace: Workspace, fact: SiteFact) -> None:
    """Take the tool that draws a fact in hand; for the use of buildings, select those of unknown use."""
    if fact in TOOL_OF:
        workspace.take_tool(TOOL_OF[fact])
        return
    session = workspace.session
    buildings = session.document.project.site.buildings
    unknown = [building.id for building in buildings if building.use is BuildingUse.UNKNOWN]
    workspace.show_elements(tuple(unknown or [building.id for building in buildings]))
    workspace.docks["dockProperties"].bring()
    session.message.emit(tr(_USES if buildings else _NO_BUILDING))


_USES = N_("Choose the use of the selected buildings in their properties.")
_NO_BUILDING = N_("There is no building yet; draw one first (B)")
