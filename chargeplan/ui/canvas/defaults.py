"""Sizes that a new element has until somebody changes them [m]; they judge nothing and are billed nowhere."""

from __future__ import annotations

from chargeplan.model.site import ObstacleKind

ROAD_WIDTH_M = 4.0
FIRE_LANE_WIDTH_M = 4.0
FENCE_WIDTH_M = 0.1
PIPELINE_WIDTH_M = 1.0
WINDOW_WIDTH_M = 1.5
OBSTACLE_RADII_M = {
    ObstacleKind.TREE: 1.5,
    ObstacleKind.MANHOLE: 0.35,
    ObstacleKind.POLE: 0.15,
    ObstacleKind.OTHER: 0.5,
}
