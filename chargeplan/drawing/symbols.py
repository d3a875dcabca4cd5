"""Colours and lines of everything that a plan shows, on paper.

Widths are in millimetres on the paper, whatever its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeplan.i18n import N_

PAPER = "#FFFFFF"
HALO_SHARE, HALO_OPACITY = 0.28, 0.85
"""Width of the rim around letters, as a share of their size, and how much of what is below it covers."""


@dataclass(frozen=True)
class Style:
    """How one kind of thing is drawn.

    Attributes
    ----------
    line, fill : `#RRGGBB` or None
        Colour of outline or text, and of the ground inside.
    fill_opacity : float
        From 0 to 1.
    dash_mm : lengths of dashes and gaps, empty for a whole line
    hatched : bool
        Whether the ground is hatched in the colour of the line.
    bold, halo : bool
        For texts: heavy letters; a light rim that keeps them readable on lines.
    """

    line: str | None = None
    width_mm: float = 0.18
    fill: str | None = None
    fill_opacity: float = 1.0
    dash_mm: tuple[float, ...] = ()
    hatched: bool = False
    bold: bool = False
    halo: bool = False


STYLES: Mapping[str, Style] = {
    "paper": Style(fill=PAPER),
    "frame": Style("#3D4652", 0.35),
    "rule": Style("#C9CED4", 0.18),
    "sheet_trim": Style("#8A929C", 0.13),
    "sheet_frame": Style("#1E242D", 0.9),
    "sheet_title_frame": Style("#1E242D", 0.7),
    "sheet_line": Style("#1E242D", 0.3),
    "sheet_rule": Style("#B4BBC4", 0.13),
    "underlay_picture": Style(),
    "underlay_lines": Style("#A9B0B8", 0.13),
    "boundary": Style("#4A5568", 0.5, "#FCFCFA", dash_mm=(4.0, 1.2, 0.8, 1.2)),
    "green": Style("#A5C493", 0.15, "#E1EFD9"),
    "road_edge": Style("#B9BFC7", 0.4),
    "road": Style(fill="#EFF0F2"),
    "fire_lane": Style("#D64545", 0.25, "#D64545", 0.10, dash_mm=(2.0, 1.2)),
    "basement": Style("#6B7280", 0.2, "#6B7280", 0.06, dash_mm=(1.6, 1.0)),
    "ladder_ground": Style("#A8327A", 0.25, "#C2188B", 0.06, dash_mm=(1.6, 1.0), hatched=True),
    "pipe_ground": Style(fill="#5C636E", fill_opacity=0.08),
    "gas_pipe": Style("#9A7500", 0.35, dash_mm=(3.0, 0.8, 0.6, 0.8)),
    "pipeline": Style("#5C636E", 0.3, dash_mm=(3.0, 0.8, 0.6, 0.8)),
    "building": Style("#6F695D", 0.35, "#E2DDD2"),
    "blank_wall": Style("#3F3A30", 0.7),
    "fire_wall": Style("#3F3A30", 1.2),
    "window": Style("#1E88C7", 0.9),
    "fence": Style("#5B4636", 0.45, dash_mm=(1.4, 0.5)),
    "hydrant": Style("#C62828", 0.3, "#C62828"),
    "gas": Style("#8A6D00", 0.3, "#FFD23F"),
    "box": Style("#4B2A9B", 0.3, "#E9DFFF"),
    "cable": Style("#6D3BD1", 0.35, dash_mm=(2.4, 0.8)),
    "extinguishers": Style("#8E1B1B", 0.12, "#E53935"),
    "camera": Style("#1A4E8A", 0.12, "#5AA0E6"),
    "detector": Style("#B3261E", 0.2, "#FFFFFF"),
    "sprinkler": Style("#0B6FB8", 0.12, "#BFE0F7"),
    "doorway": Style("#8F360B", 0.15, "#D9682F"),
    "tree": Style("#5B8A4B", 0.2, "#90C07C", 0.55),
    "obstacle": Style("#7A5F32", 0.2, "#D9C08D"),
    "lot": Style("#2F6BD8", 0.4),
    "usable": Style("#7FA3E6", 0.10, hatched=True),
    "aisle": Style(fill="#2F6BD8", fill_opacity=0.08),
    "blocked": Style("#8A5A00", 0.18, "#C98A1B", 0.12, hatched=True),
    "strip": Style("#0B6E69", 0.12, "#0B6E69", 0.07, dash_mm=(1.0, 0.8)),
    "shed": Style("#0B6E69", 0.45, "#BFE3DF"),
    "shed_wall": Style("#07504C", 0.7),
    "stall": Style("#0B6E69", 0.10, "#F4FBFA", 0.85),
    "socket": Style(fill="#E07A00"),
    "panel": Style("#7A2E9D", 0.4),
    "existing_shed": Style("#7B8492", 0.35, "#DADDE2"),
    "existing_lot": Style("#7B8492", 0.3, dash_mm=(2.0, 1.0)),
    "existing_stall": Style("#7B8492", 0.10, "#F5F6F7", 0.85),
    "existing_strip": Style("#7B8492", 0.12, dash_mm=(1.0, 0.8)),
    "existing_socket": Style(fill="#7B8492"),
    "supply": Style("#FFFFFF", 0.2, "#6D3BD1"),
    "trench": Style(fill="#6D3BD1", fill_opacity=0.14),
    "feeder": Style("#6D3BD1", 0.3),
    "title": Style("#1E242D", bold=True),
    "text": Style("#2B2F36"),
    "strong_text": Style("#1E242D", bold=True),
    "muted_text": Style("#5C636E"),
    "building_text": Style("#3F3A30", halo=True),
    "green_text": Style("#3F6B30", halo=True),
    "road_text": Style("#5C636E", halo=True),
    "lane_text": Style("#B02A2A", halo=True),
    "lot_text": Style("#1F4FA8", halo=True),
    "shed_text": Style("#07504C", bold=True, halo=True),
    "existing_text": Style("#5C636E", halo=True),
    "supply_text": Style("#4F22A8", halo=True),
    "dimension": Style("#3D4652", 0.15),
    "dimension_far": Style("#8A929C", 0.1, dash_mm=(3.0, 1.5)),
    "leader": Style("#0B6E69", 0.13),
    "witness": Style("#8A929C", 0.1),
    "dimension_missed": Style("#B3261E", 0.3),
    "dimension_warned": Style("#8F5500", 0.26),
    "dimension_text": Style("#1E242D", halo=True),
    "stall_number": Style("#3D4652"),
    "dimension_missed_text": Style("#B3261E", bold=True, halo=True),
    "dimension_warned_text": Style("#8F5500", halo=True),
    "walking_near": Style("#1B6E8C", 0.35, "#1F9BC4", 0.12),
    "walking": Style("#1B6E8C", 0.3, "#1F9BC4", 0.12, dash_mm=(2.4, 1.0)),
    "walking_far": Style("#1B6E8C", 0.25, "#1F9BC4", 0.12, dash_mm=(0.8, 0.8)),
    "walking_text": Style("#145369", bold=True, halo=True),
    "door_served": Style("#FFFFFF", 0.2, "#1F6F3D"),
    "door_in_part": Style("#8F5500", 0.4, PAPER),
    "door_half": Style(fill="#8F5500"),
    "door_not": Style("#FFFFFF", 0.2, "#B3261E"),
    "door_unknown": Style("#5C636E", 0.4, PAPER),
    "door_bar": Style("#5C636E", 0.4),
    "door_stroke": Style("#FFFFFF", 0.4),
    "wire": Style("#1E242D", 0.3),
    "wire_open": Style("#1E242D", 0.3, PAPER),
    "bar": Style("#1E242D", 0.9),
    "enclosure": Style("#5C636E", 0.25, dash_mm=(2.4, 1.2)),
    "arrow": Style("#1E242D", 0.25, "#1E242D"),
    "arrow_light": Style("#1E242D", 0.25, PAPER),
    "notice_band": Style(fill="#0B5E59"),
    "notice_heading": Style(PAPER, bold=True),
    "notice_band_text": Style(PAPER),
    "notice_panel": Style(fill="#EDF4F3"),
    "notice_subhead": Style("#0B5E59", bold=True),
    "notice_figure": Style("#B03A0A", bold=True),
    "notice_road": Style("#D5D9DE", 0.2, "#EFF0F2"),
    "notice_lot": Style("#B03A0A", 0.35, "#FBE3D6"),
    "notice_shed": Style("#7A2606", 0.35, "#D9571C"),
    "notice_leader": Style("#7A2606", 0.5),
    "notice_disc": Style(PAPER, 0.5, "#B03A0A"),
    "notice_disc_text": Style(PAPER, bold=True),
}
"""Every style by its key."""

LEGEND: tuple[tuple[str, str], ...] = (
    ("boundary", N_("Boundary of the estate")),
    ("building", N_("Buildings")),
    ("doorway", N_("Doorways")),
    ("road", N_("Roads")),
    ("fire_lane", N_("Fire lanes")),
    ("ladder_ground", N_("Ladder ground")),
    ("blank_wall", N_("Walls without openings")),
    ("fire_wall", N_("Fire walls")),
    ("window", N_("Windows")),
    ("hydrant", N_("Hydrants")),
    ("gas", N_("Gas regulators")),
    ("gas_pipe", N_("Gas pipes")),
    ("pipeline", N_("Other pipelines")),
    ("fence", N_("Fences")),
    ("basement", N_("Basement roofs")),
    ("green", N_("Lawns and beds")),
    ("tree", N_("Trees")),
    ("obstacle", N_("Other obstacles")),
    ("supply", N_("Supply points")),
    ("box", N_("Distribution boxes")),
    ("cable", N_("Cable routes by hand")),
    ("feeder", N_("Cable trenches")),
    ("lot", N_("Lots")),
    ("usable", N_("Usable area of a lot")),
    ("shed", N_("New sheds")),
    ("shed_wall", N_("Walls of sheds")),
    ("stall", N_("Stalls")),
    ("socket", N_("Stalls with sockets")),
    ("extinguishers", N_("Extinguishers")),
    ("camera", N_("Cameras")),
    ("detector", N_("Heat detector")),
    ("sprinkler", N_("Sprinkler head")),
    ("strip", N_("Strip in front of a shed")),
    ("aisle", N_("Aisle of open parking")),
    ("blocked", N_("Ground kept free of stalls")),
    ("panel", N_("Panel between groups")),
    ("existing_shed", N_("Existing sheds")),
    ("underlay_lines", N_("Lines of the drawing below the plan")),
    ("walking_near", N_("Ground on foot to a socket")),
    ("walking", N_("Ground on foot to a socket")),
    ("walking_far", N_("Ground on foot to a socket")),
    ("door_served", N_("Doorways that sockets serve")),
    ("door_in_part", N_("Doorways served in part")),
    ("door_not", N_("Doorways not served")),
    ("door_unknown", N_("Doorways with unknown e-bikes")),
    ("dimension", N_("Size or nearest distance")),
    ("dimension_missed", N_("Distance not as required")),
    ("dimension_warned", N_("Distance to be checked")),
)
"""Styles that the legend explains, in its order."""
