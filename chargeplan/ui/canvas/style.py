"""Colours and line widths of the plan on screen, light and dark.

Pens are in pixels whatever the zoom; the few sizes on the ground (a socket's dot) are in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Style:
    """One set of colours, as `#AARRGGBB` or `#RRGGBB`, and the widths that go with it."""

    dark: bool
    paper: str
    grid: str
    grid_major: str
    text: str
    text_muted: str
    halo: str
    plate: str
    boundary: str
    boundary_fill: str
    building: str
    building_fill: str
    green: str
    green_fill: str
    road: str
    road_fill: str
    fire_lane: str
    fire_lane_fill: str
    lot: str
    lot_fill: str
    usable: str
    shed: str
    shed_fill: str
    strip: str
    stall: str
    stall_fill: str
    stall_far: str
    stall_number: str
    aisle: str
    aisle_line: str
    panel: str
    socket: str
    existing: str
    existing_fill: str
    existing_far: str
    tree: str
    tree_fill: str
    obstacle: str
    obstacle_fill: str
    doorway: str
    supply: str
    clearance: str
    selection: str
    selection_fill: str
    grip_fill: str
    draft: str
    draft_fill: str
    snap: str
    error: str
    error_fill: str
    error_paper: str
    warning: str
    badge_fill: str
    badge_text: str
    badge_warning: str
    removed: str
    blocked: str
    blocked_fill: str
    kept: str
    fence: str
    ladder_ground: str
    ladder_ground_fill: str
    window: str
    hydrant: str
    gas: str
    gas_fill: str
    pipe_gas: str
    pipe_water: str
    pipe_drain: str
    pipe_power: str
    pipe_telecom: str
    pipe_heat: str
    pipe_other: str
    basement: str
    basement_fill: str
    box: str
    box_fill: str
    cable: str
    walking: str
    walking_fill: str
    served: str
    underlay: str

    def colour(self, name: str) -> QColor:
        """Return one of the colours by its field's name."""
        return QColor(getattr(self, name))


LIGHT = Style(
    dark=False,
    paper="#FAFAF8",
    grid="#EEEFED",
    grid_major="#E3E5E3",
    text="#2B2F36",
    text_muted="#5C636E",
    halo="#E6FFFFFF",
    plate="#F4FFFFFF",
    boundary="#4A5568",
    boundary_fill="#FFFFFF",
    building="#8B8578",
    building_fill="#E9E5DC",
    green="#A5C493",
    green_fill="#E1EFD9",
    road="#CDD1D7",
    road_fill="#EFF0F2",
    fire_lane="#BF3333",
    fire_lane_fill="#14D64545",
    lot="#2A62CC",
    lot_fill="#122F6BD8",
    usable="#2C2F6BD8",
    shed="#0B6E69",
    shed_fill="#300FA39A",
    strip="#500B6E69",
    stall="#B00B6E69",
    stall_fill="#C8F4FBFA",
    stall_far="#A00FA39A",
    stall_number="#FF0A4B48",
    aisle="#1C2F6BD8",
    aisle_line="#602F6BD8",
    panel="#7A2E9D",
    socket="#E07A00",
    existing="#626B79",
    existing_fill="#28808995",
    existing_far="#70808995",
    tree="#6B9A5B",
    tree_fill="#5090C07C",
    obstacle="#8A6D3B",
    obstacle_fill="#50C8A96B",
    doorway="#B4450F",
    supply="#6D3BD1",
    clearance="#44D64545",
    selection="#1463DC",
    selection_fill="#141463DC",
    grip_fill="#FFFFFF",
    draft="#1463DC",
    draft_fill="#1C1463DC",
    snap="#C2188B",
    error="#CF2A1F",
    error_fill="#24CF2A1F",
    error_paper="#FDECEA",
    warning="#B26A00",
    badge_fill="#F21E242D",
    badge_text="#FFFFFF",
    badge_warning="#FFA39B",
    removed="#6A7280",
    blocked="#8A5A00",
    blocked_fill="#26C98A1B",
    kept="#5B2BB8",
    fence="#5B4636",
    ladder_ground="#A8327A",
    ladder_ground_fill="#14C2188B",
    window="#1E88C7",
    hydrant="#C62828",
    gas="#8A6D00",
    gas_fill="#FFD23F",
    pipe_gas="#9A7500",
    pipe_water="#1F77B4",
    pipe_drain="#7A5230",
    pipe_power="#B3261E",
    pipe_telecom="#2E7D32",
    pipe_heat="#C2570C",
    pipe_other="#5C636E",
    basement="#6B7280",
    basement_fill="#186B7280",
    box="#4B2A9B",
    box_fill="#E9DFFF",
    cable="#6D3BD1",
    walking="#1B6E8C",
    walking_fill="#221F9BC4",
    served="#1F6F3D",
    underlay="#3D434B",
)

DARK = Style(
    dark=True,
    paper="#15181C",
    grid="#1C2025",
    grid_major="#252A31",
    text="#E4E8EE",
    text_muted="#A3ACB9",
    halo="#D015181C",
    plate="#F01A1E23",
    boundary="#93A1B5",
    boundary_fill="#1A1E23",
    building="#857F74",
    building_fill="#34332F",
    green="#4F7344",
    green_fill="#20301D",
    road="#454C56",
    road_fill="#262B32",
    fire_lane="#FF7B72",
    fire_lane_fill="#1CFF7B72",
    lot="#6EA4FF",
    lot_fill="#186EA4FF",
    usable="#386EA4FF",
    shed="#4FD0C7",
    shed_fill="#382CB5AC",
    strip="#404FD0C7",
    stall="#A84FD0C7",
    stall_fill="#B0142B2B",
    stall_far="#B02CB5AC",
    stall_number="#FFA9ECE7",
    aisle="#206EA4FF",
    aisle_line="#706EA4FF",
    panel="#D89BF5",
    socket="#FFB454",
    existing="#8D97A5",
    existing_fill="#30808995",
    existing_far="#70808995",
    tree="#7CB36A",
    tree_fill="#404F8040",
    obstacle="#C4A46A",
    obstacle_fill="#40C8A96B",
    doorway="#FF9E64",
    supply="#B99BFF",
    clearance="#58FF7B72",
    selection="#5BA0FF",
    selection_fill="#205BA0FF",
    grip_fill="#15181C",
    draft="#5BA0FF",
    draft_fill="#285BA0FF",
    snap="#FF79C6",
    error="#FF6B60",
    error_fill="#30FF6B60",
    error_paper="#3A1E1E",
    warning="#FFB84D",
    badge_fill="#F2E8ECF2",
    badge_text="#15181C",
    badge_warning="#B3261E",
    removed="#A3ACB9",
    blocked="#F0B45A",
    blocked_fill="#2CF0B45A",
    kept="#B99BFF",
    fence="#C7AB93",
    ladder_ground="#FF9AD5",
    ladder_ground_fill="#1CFF79C6",
    window="#6CC4FF",
    hydrant="#FF6B60",
    gas="#E8C547",
    gas_fill="#6B5600",
    pipe_gas="#E8C547",
    pipe_water="#6CB8F0",
    pipe_drain="#C79A6B",
    pipe_power="#FF8A80",
    pipe_telecom="#7FD79B",
    pipe_heat="#FFA25C",
    pipe_other="#A3ACB9",
    basement="#9AA3B0",
    basement_fill="#209AA3B0",
    box="#CDB7FF",
    box_fill="#3A2A66",
    cable="#B99BFF",
    walking="#6FCBEA",
    walking_fill="#1E5AC8F0",
    served="#7FD79B",
    underlay="#C3CAD4",
)


def style_for(palette: QPalette) -> Style:
    """Return the colours that suit a palette."""
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


SOCKET_DIAMETER_M = 0.28
DETAIL_PIXELS_PER_METRE = 5.0
"""Below this stalls are drawn as filled rows, without their sides."""
