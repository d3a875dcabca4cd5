"""What a shed is assumed to be built of, and the sums of its parts.

The sizes are constants of the catalogue; how they scale with a shed is fixed here:

* frames stand at equal distances of at most `frame_bay_max_m`, the outer ones `frame_inset_m` from the ends,
  two at least; each has one T-column for every `frame_reach_max_m` of depth (or part of it);
* a single row has one brace a column and falls to the rear into one gutter; a double row has two braces a
  column and falls to both sides into two gutters; the sloping depth is depth × √(1 + slope²) in both cases;
* purlins lie at most `purlin_spacing_max_m` apart from eave to eave; one rail runs along every shed with
  chargers;
* each column stands on a footing whose top carries the floor; the pit reaches from the general excavation to
  the bottom of the blinding, without working space (national rules of 2013);
* a shed with a headroom of its own has longer columns and downpipes by the difference; a membrane brings its
  own frame, so that only footings and bolts are billed beside it;
* the floor covers the roofed rectangle; a shed that stands wholly on paved lots keeps that paving as floor.

None of this is a structural design.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from chargeplan.engineering.figures import Figures, headroom_m
from chargeplan.engineering.sums import Sum, product
from chargeplan.model.scheme import Shed
from chargeplan.units import round_half_up, to_decimal

_KG_PER_T = 1000


def _parts_of(length: Decimal, most: Decimal) -> int:
    """Return into how many equal parts of at most `most` a length is divided, one at least."""
    return max(1, int((length / most).to_integral_value(ROUND_CEILING)))


@dataclass(frozen=True)
class Construction:
    """One shed with the figures it is built by; sizes in metres, counts of members.

    `higher_m` is how much higher it is than the assumed construction; `old_paving_m2` is the old paving that
    is broken out below its floor.
    """

    figures: Figures
    length_m: Decimal
    depth_m: Decimal
    rows: int
    on_paving: bool
    higher_m: Decimal = Decimal(0)
    old_paving_m2: Decimal = Decimal(0)

    @property
    def frames(self) -> int:
        """Number of frames along the shed."""
        between = self.length_m - 2 * self.figures["frame_inset_m"]
        return _parts_of(between, self.figures["frame_bay_max_m"]) + 1

    @property
    def columns(self) -> int:
        """Number of columns, each on its footing."""
        return self.frames * _parts_of(self.depth_m, self.figures["frame_reach_max_m"])

    @property
    def purlins(self) -> int:
        """Number of purlins, eaves included."""
        return _parts_of(self.depth_m, self.figures["purlin_spacing_max_m"]) + 1

    @property
    def sloping_depth_m(self) -> Decimal:
        """Depth of the roof along its slope, to 0.1 mm."""
        return round_half_up(self.depth_m * (1 + self.figures["roof_slope"] ** 2).sqrt(), 4)

    @property
    def floor(self) -> Sum:
        """Area of the floor [m²]."""
        return product(self.length_m, self.depth_m)

    @property
    def excavated_depth_m(self) -> Decimal:
        """Depth of the general excavation: floor and crushed stone, nothing on paving."""
        if self.on_paving:
            return Decimal(0)
        return self.figures["slab_thickness_m"] + self.figures["bedding_thickness_m"]

    @property
    def pit_depth_m(self) -> Decimal:
        """Depth of a pit below the general excavation."""
        return pit_bottom_m(self.figures) - self.excavated_depth_m


def construction_of(
    shed: Shed, figures: Figures, *, on_paving: bool, old_paving_m2: Decimal = Decimal(0)
) -> Construction:
    """Return how a shed is built."""
    return Construction(
        figures,
        to_decimal(shed.length_m),
        to_decimal(shed.depth_m),
        shed.rows,
        on_paving,
        headroom_m(shed, figures) - figures["shed_headroom_m"],
        old_paving_m2,
    )


def pit_bottom_m(figures: Figures) -> Decimal:
    """Return how far the bottom of a pit lies below the floor [m]."""
    return figures["slab_thickness_m"] + figures["footing_depth_m"] + figures["blinding_thickness_m"]


def _tonnes(weight_kg: Sum) -> Sum:
    return weight_kg.over(_KG_PER_T)


def excavation(built: Construction) -> Sum | None:
    """Return the general excavation [m³]; old paving that is broken out is not dug once more."""
    if built.on_paving:
        return None
    depth = product(built.figures["slab_thickness_m"]) + product(built.figures["bedding_thickness_m"])
    dug = product(built.length_m, built.depth_m, depth)
    if not built.old_paving_m2:
        return dug
    return dug - product(built.old_paving_m2, built.figures["old_paving_m"])


def pit_excavation(built: Construction) -> Sum:
    """Return the excavation of pits [m³]."""
    side = built.figures["blinding_side_m"]
    return product(built.columns, side, side, built.pit_depth_m)


def backfill(built: Construction) -> Sum:
    """Return what goes back into the pits [m³]."""
    side = built.figures["footing_side_m"]
    room = built.pit_depth_m - built.figures["blinding_thickness_m"]
    inside = min(built.figures["footing_depth_m"], room)
    return pit_excavation(built) - blinding(built) - product(built.columns, side, side, inside)


def soil_removal(built: Construction) -> Sum:
    """Return the soil that does not go back [m³]."""
    dug, pits = excavation(built), pit_excavation(built)
    return (dug + pits if dug else pits) - backfill(built)


def bedding(built: Construction) -> Sum | None:
    """Return the crushed stone below the floor [m³], footings deducted."""
    if built.on_paving:
        return None
    thickness, side = built.figures["bedding_thickness_m"], built.figures["footing_side_m"]
    return product(built.length_m, built.depth_m, thickness) - product(built.columns, side, side, thickness)


def blinding(built: Construction) -> Sum:
    """Return the concrete below the footings [m³]."""
    side = built.figures["blinding_side_m"]
    return product(built.columns, side, side, built.figures["blinding_thickness_m"])


def footings(built: Construction) -> Sum:
    """Return the concrete of the footings [m³]."""
    side = built.figures["footing_side_m"]
    return product(built.columns, side, side, built.figures["footing_depth_m"])


def slab(built: Construction) -> Sum | None:
    """Return the concrete floor [m²]; columns are smaller than 0.3 m² and not deducted."""
    return None if built.on_paving else built.floor


def _bars(built: Construction, across_m: Decimal) -> tuple[int, Decimal]:
    """Return how many bars lie side by side over `across_m`, and how long bars over it are [m]."""
    length = max(Decimal(0), across_m - 2 * built.figures["concrete_cover_m"])
    return _parts_of(length, built.figures["rebar_spacing_m"]) + 1, length


def rebar_footing(built: Construction) -> Sum:
    """Return the bars of the footings, both ways [t]."""
    count, length = _bars(built, built.figures["footing_side_m"])
    weight = built.figures["footing_bar_weight_kg_m"]
    return _tonnes(product(built.columns, 2, count, length, weight))


def rebar_slab(built: Construction) -> Sum | None:
    """Return the bars of the floor, both ways [t]."""
    if built.on_paving:
        return None
    across, bar_along = _bars(built, built.length_m)
    along, bar_across = _bars(built, built.depth_m)
    lengths = product(across, bar_across) + product(along, bar_along)
    return _tonnes(product(lengths, built.figures["slab_bar_weight_kg_m"]))


def roof(built: Construction) -> Sum:
    """Return the roof by its sloping area [m²]."""
    return product(built.length_m, built.sloping_depth_m)


def roof_in_plan(built: Construction) -> Sum:
    """Return the roof as it is seen from above [m²], by which membranes are measured."""
    return built.floor


def gutter(built: Construction) -> Sum:
    """Return the gutters by their developed area [m²], one a slope."""
    return product(built.rows, built.length_m, built.figures["gutter_developed_m"])


def downpipes(built: Construction) -> Sum:
    """Return the downpipes [m]."""
    count = built.rows * built.figures.whole("downpipes_per_gutter")
    return product(count, built.figures["downpipe_length_m"] + built.higher_m)


def drain_ditch(built: Construction) -> Sum:
    """Return the ditches below the gutters [m], one a slope."""
    return product(built.rows, built.length_m) if built.rows > 1 else product(built.length_m)


def formwork_footing(built: Construction) -> Sum:
    """Return the formwork of the footings [m²]."""
    return product(built.columns, 4, built.figures["footing_side_m"], built.figures["footing_depth_m"])


def formwork_blinding(built: Construction) -> Sum:
    """Return the formwork of the blinding [m²]."""
    return product(built.columns, 4, built.figures["blinding_side_m"], built.figures["blinding_thickness_m"])


def formwork_slab(built: Construction) -> Sum | None:
    """Return the formwork along the edges of the floor [m²]."""
    if built.on_paving:
        return None
    outline = product(2, product(built.length_m) + product(built.depth_m))
    return product(outline, built.figures["slab_thickness_m"])
