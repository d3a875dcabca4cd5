"""Which tool goes by which id, and which letter calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from chargeplan.ui.canvas.tools.adjust import AdjustTool, BlockTool
from chargeplan.ui.canvas.tools.aligning import AlignTool
from chargeplan.ui.canvas.tools.base import Tool
from chargeplan.ui.canvas.tools.cable import CableTool
from chargeplan.ui.canvas.tools.measure import MeasureTool
from chargeplan.ui.canvas.tools.points import (
    POINT_TOOLS,
    DoorwayTool,
    ObstacleTool,
    PointTool,
    WindowTool,
)
from chargeplan.ui.canvas.tools.polygon import POLYGON_TOOLS, PolygonTool
from chargeplan.ui.canvas.tools.polyline import LANE_TOOLS, LaneTool, PipelineTool
from chargeplan.ui.canvas.tools.scaling import ScaleTool
from chargeplan.ui.canvas.tools.select import SelectTool
from chargeplan.ui.canvas.tools.shed import ShedTool
from chargeplan.ui.canvas.tools.sides import EntranceTool, RolesTool, RowsAlongTool
from chargeplan.ui.canvas.tools.walls import WallKindsTool

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

TOOL_KEYS = {
    Qt.Key.Key_V: "select",
    Qt.Key.Key_B: "building",
    Qt.Key.Key_D: "doorway",
    Qt.Key.Key_O: "obstacle",
    Qt.Key.Key_L: "lot",
    Qt.Key.Key_S: "shed",
    Qt.Key.Key_M: "measure",
}
"""Letters are key codes, which an input method does not touch."""


_PLAIN: dict[str, Callable[[PlanView], Tool]] = {
    "select": SelectTool,
    "doorway": DoorwayTool,
    "obstacle": ObstacleTool,
    "shed": ShedTool,
    "window": WindowTool,
    "wall_kinds": WallKindsTool,
    "cable_route": CableTool,
    "measure": MeasureTool,
    "adjust_stalls": AdjustTool,
    "block_ground": BlockTool,
    "lot_sides": RolesTool,
    "entrance": EntranceTool,
    "rows_along": RowsAlongTool,
    "scale_underlay": ScaleTool,
    "align_underlay": AlignTool,
}


def make_tool(tool_id: str, canvas: PlanView) -> Tool:
    """Return a new tool; `KeyError` when there is none of that id."""
    if tool_id in POLYGON_TOOLS:
        return PolygonTool(canvas, tool_id)
    if tool_id == "pipeline":
        return PipelineTool(canvas, tool_id)
    if tool_id in LANE_TOOLS:
        return LaneTool(canvas, tool_id)
    if tool_id in POINT_TOOLS:
        return PointTool(canvas, tool_id)
    return _PLAIN[tool_id](canvas)
