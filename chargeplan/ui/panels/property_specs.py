"""Which fields each kind of element has, what they are called, and how their values are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from chargeplan.i18n import N_, pick, tr
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.model.equipment import DemandMethod, HazardClass
from chargeplan.model.labels import (
    ESTATE_KINDS,
    FIRE_GRADES,
    goal_name,
    label,
    obstacle_name,
    pipeline_name,
    title,
    use_name,
    wall_name,
)
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, DistributionBox, FillGoal, Lot, Scheme, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    BuildingUse,
    Doorway,
    EstateKind,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    PipelineKind,
    Road,
    SupplyPoint,
    Underlay,
    WallKind,
    Window,
)
from chargeplan.model.values import length_m
from chargeplan.reference.catalogue import Catalogue, load_catalogue
from chargeplan.reference.toml_tables import Figure
from chargeplan.ui.canvas.elements import line_length_m
from chargeplan.ui.numbers import (
    PERCENT_HELP,
    TypedEntryError,
    parse_count,
    parse_measure,
    parse_percent,
    parse_plain,
    parse_ratio,
    ratio_text,
    trimmed,
)
from chargeplan.ui.panels.fields import MIXED

Choices = Callable[[Project, Catalogue], Sequence[tuple[Any, str]]]

_LENGTH_HELP = N_("Write a length such as 3.5, 350 cm or 2*1.75.")
_NUMBER_HELP = N_("Write a number.")
_COUNT_HELP = N_("Write a whole number, 0 or more.")
_RATIO_HELP = N_("Write sockets to stalls, such as 1:2.")
_DATE_HELP = N_("Write a date as year-month-day, such as 2026-03-31.")


@dataclass(frozen=True)
class PropertyField:
    """One field: where it stands in the element, its words, and how its value is read and shown.

    `path` leads through attributes and positions of points; `kind` is line, choice, flag or notes. What is
    no attribute by itself has `read` and `write`, and a path that only names it. `usual` finds the figure
    that holds while the field is empty.
    """

    path: tuple[str | int, ...]
    title: str
    kind: str = "line"
    unit: str = ""
    parse: Callable[[str], Any] = str
    show_as: Callable[[Any], str] = str
    optional: bool = False
    empty_text: str = ""
    usual: Callable[[Catalogue], Figure] | None = None
    help_text: str = ""
    choices: Choices | None = None
    read: Callable[[Any], Any] | None = None
    write: Callable[[Any, Any], Any] | None = None

    @property
    def name(self) -> str:
        """Name of the editing widget."""
        return "property_" + "_".join(str(part) for part in self.path)

    def get(self, element: Any) -> Any:
        """Return the field's value in an element."""
        if self.read is not None:
            return self.read(element)
        for part in self.path:
            element = element[part] if isinstance(part, int) else getattr(element, part)
        return element

    def put(self, element: Any, value: Any) -> Any:
        """Return the element with another value; raise `InvalidValueError` when it cannot hold it."""
        if self.write is not None:
            return self.write(element, value)
        return _put(element, self.path, value)


def _put(holder: Any, path: tuple[str | int, ...], value: Any) -> Any:
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        inner = _put(holder[head], rest, value) if rest else value
        return (*holder[:head], inner, *holder[head + 1 :])
    inner = _put(getattr(holder, head), rest, value) if rest else value
    return replace(holder, **{head: inner})


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: tuple[PropertyField, ...]


def _text(name: str, title: str, **more: Any) -> PropertyField:
    return PropertyField((name,), title, **more)


def _length(*path: str | int, title: str, unit: str = "m", **more: Any) -> PropertyField:
    return PropertyField(
        path, title, unit=unit, parse=parse_measure, show_as=_plainly, help_text=_LENGTH_HELP, **more
    )


def _plainly(value: float) -> str:
    return trimmed(value, 4)


def _count(name: str, title: str, unit: str = "") -> PropertyField:
    return PropertyField(
        (name,), title, unit=unit, parse=parse_count, optional=True, empty_text=N_("unknown"),
        help_text=_COUNT_HELP,
    )  # fmt: skip


def _number(
    *path: str, title: str, unit: str, empty_text: str = N_("unknown"), whole: bool = False, **more: Any
) -> PropertyField:
    return PropertyField(
        path, title, unit=unit, parse=parse_count if whole else parse_plain, show_as=_plainly,
        optional=True, empty_text=empty_text, help_text=_COUNT_HELP if whole else _NUMBER_HELP, **more,
    )  # fmt: skip


def _share_field(*path: str, empty_text: str) -> PropertyField:
    """Return the field of what a scale is off by, a share shown in percent."""
    return PropertyField(
        path, N_("Scale off by"), unit="%", parse=lambda text: parse_plain(text) / 100,
        show_as=lambda value: trimmed(value * 100, 2), optional=True, empty_text=empty_text,
        help_text=_NUMBER_HELP,
    )  # fmt: skip


def _kerbs() -> PropertyField:
    return PropertyField(
        ("kerb_ramps",), N_("Kerb ramps"), parse=parse_count, help_text=_COUNT_HELP,
    )  # fmt: skip


def _angle(name: str, title: str, *, optional: bool = False, empty_text: str = "") -> PropertyField:
    return PropertyField(
        (name,), title, unit="°", parse=parse_plain, show_as=lambda value: trimmed(value, 4),
        optional=optional, empty_text=empty_text, help_text=_NUMBER_HELP,
    )  # fmt: skip


def _ratio(name: str, *, optional: bool) -> PropertyField:
    return PropertyField(
        (name,), N_("Sockets : stalls"), parse=parse_ratio, show_as=ratio_text, optional=optional,
        empty_text=N_("as the scheme"), help_text=_RATIO_HELP,
    )  # fmt: skip


def _plain(value: Decimal) -> str:
    """Return an amount without useless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _choice(name: str, title: str, choices: Choices) -> PropertyField:
    return PropertyField((name,), title, kind="choice", choices=choices)


def _flag(name: str, title: str) -> PropertyField:
    return PropertyField((name,), title, kind="flag")


_NAME = _text("name", N_("Name"))
_POSITION = (_length("position", 0, title=N_("X (east)")), _length("position", 1, title=N_("Y (north)")))


def verified_title(title: str, verified: bool) -> str:
    """Return a title of reference data, marked when it has not been verified."""
    return title if verified else tr("{title} (to be verified)", title=title)


def _modules(_project: Project, catalogue: Catalogue) -> list[tuple[Any, str]]:
    return [(e.id, verified_title(pick(e.title), e.verified)) for e in catalogue.modules.values()]


def _chargers(_project: Project, catalogue: Catalogue) -> list[tuple[Any, str]]:
    return [(e.id, verified_title(pick(e.title), e.verified)) for e in catalogue.chargers.values()]


def _or_scheme(choices: Choices) -> Choices:
    return lambda project, catalogue: [(None, tr("as the scheme")), *choices(project, catalogue)]


def _buildings(project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    return [(None, tr("none")), *((building.id, label(building)) for building in project.site.buildings)]


_PLANNED = (
    _choice("module_id", N_("Stall module"), _or_scheme(_modules)),
    _choice("charger_id", N_("Charger"), _or_scheme(_chargers)),
    _ratio("socket_ratio", optional=True),
    _flag("existing", N_("Exists already")),
)

_LANE = (_NAME, _length("width_m", title=N_("Width")))


def _fire_grade(nothing: Callable[[Catalogue], str]) -> PropertyField:
    """Return the field of the fire resistance class; `nothing` says what is shown when none is told."""

    def grades(_project: Project, catalogue: Catalogue) -> list[tuple[Any, str]]:
        return [(None, nothing(catalogue)), *((grade, _grade_name(grade)) for grade in (1, 2, 3, 4))]

    return _choice("fire_grade", N_("Fire resistance"), grades)


def _grade_name(grade: int) -> str:
    return tr("class {number}", number=tr(FIRE_GRADES[grade]))


def _usual_grade(catalogue: Catalogue) -> str:
    """Return what is shown of a shed whose class is not told: the one that is assumed."""
    figure = catalogue.constants["shed_fire_grade"]
    return tr("as usual: {name}", name=verified_title(_grade_name(int(figure.value)), figure.verified))


def usual_text(field: PropertyField, catalogue: Catalogue) -> str:
    """Return which value holds while a field is empty, or nothing where there is no usual one."""
    if field.usual is None:
        return ""
    figure = field.usual(catalogue)
    return tr("as usual: {name}", name=verified_title(field.show_as(figure.value), figure.verified))


def _of_catalogue(name: str) -> Callable[[Catalogue], Figure]:
    return lambda catalogue: catalogue.constants[name]


def _of_electricity(name: str) -> Callable[[Catalogue], Figure]:
    def figure(_catalogue: Catalogue) -> Figure:
        from chargeplan.reference.electricity import load_electrical_tables

        return load_electrical_tables().figures[name]

    return figure


def wall_choices() -> list[tuple[Any, str]]:
    """Return the kinds of walls with their words."""
    return [(kind, wall_name(kind)) for kind in WallKind]


def _shared_wall(building: Building) -> Any:
    """Return the kind of all walls of a building, or the sign that they differ."""
    return building.walls[0] if len(set(building.walls)) == 1 else MIXED


def _with_all_walls(building: Building, kind: WallKind) -> Building:
    return replace(building, walls=(kind,) * len(building.walls))


def _with_width(window: Window, width_m: float) -> Window:
    """Return a window of another width about its middle."""
    (x1, y1), (x2, y2) = window.centreline[0], window.centreline[-1]
    length = math.dist((x1, y1), (x2, y2))
    if not length:
        return window
    wanted = length_m(width_m, "width_m")
    middle, half = ((x1 + x2) / 2, (y1 + y2) / 2), wanted / 2
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    ends = tuple((middle[0] + ux * turn * half, middle[1] + uy * turn * half) for turn in (-1, 1))
    return replace(window, centreline=ends)


def _walled(side: int, title: str) -> PropertyField:
    """Return the field that says whether one side of a shed is closed by a wall."""

    def write(shed: Shed, on: bool) -> Shed:
        others = tuple(held for held in shed.walled_sides if held != side)
        return replace(shed, walled_sides=(*others, side) if on else others)

    return PropertyField(
        ("walled_sides", side), title, kind="flag", read=lambda shed: side in shed.walled_sides, write=write
    )


_WALLED = (
    _walled(0, N_("Wall at the front")),
    _walled(1, N_("Wall at the far end")),
    _walled(2, N_("Wall at the back")),
    _walled(3, N_("Wall at the near end")),
)


def _roofs(_project: Project, catalogue: Catalogue) -> list[tuple[Any, str]]:
    return [
        (roof.id, verified_title(f"{pick(roof.title)} ({roof.fire_class})", roof.verified))
        for roof in catalogue.roofs.values()
    ]


def _ends(project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    scheme = project.active_scheme
    ends: tuple[DistributionBox | Shed | Lot, ...] = (*scheme.boxes, *scheme.sheds, *scheme.lots)
    return [(end.id, title(end)) for end in ends]


ELEMENT_FIELDS: dict[type, tuple[PropertyField, ...]] = {
    Boundary: (),
    Building: (
        _NAME,
        _choice("use", N_("Use"), lambda _p, _c: [(use, use_name(use)) for use in BuildingUse]),
        _count("storeys", N_("Storeys")),
        _length("height_m", title=N_("Height"), optional=True, empty_text=N_("unknown")),
        _count("households", N_("Households")),
        _fire_grade(lambda _catalogue: tr("unknown")),
        PropertyField(
            ("all_walls",), N_("All walls"), kind="choice", read=_shared_wall, write=_with_all_walls,
            choices=lambda _p, _c: wall_choices(),
        ),
        _text("community", N_("Estate by map data")),
    ),
    Doorway: (
        _NAME,
        _choice("building_id", N_("Building"), _buildings),
        _flag("safety_exit", N_("Safety exit")),
        *_POSITION,
    ),
    Road: _LANE,
    FireLane: _LANE,
    Obstacle: (
        _NAME,
        _choice("kind", N_("Kind"), lambda _p, _c: [(kind, obstacle_name(kind)) for kind in ObstacleKind]),
        _length("radius_m", title=N_("Radius")),
        *_POSITION,
    ),
    Green: (_NAME,),
    SupplyPoint: (
        _NAME,
        _number("spare_kw", title=N_("Spare power"), unit="kW"),
        _number("upstream_drop_percent", title=N_("Voltage drop upstream"), unit="%"),
        _number("short_circuit_ka", title=N_("Short circuit"), unit="kA"),
        *_POSITION,
    ),
    Fence: (_NAME, _length("width_m", title=N_("Thickness"))),
    LadderGround: (_NAME,),
    Window: (
        _NAME,
        _choice("building_id", N_("Building"), _buildings),
        PropertyField(
            ("width",), N_("Width"), unit="m", parse=parse_measure, show_as=lambda value: trimmed(value, 4),
            help_text=_LENGTH_HELP, read=lambda window: line_length_m(window.centreline), write=_with_width,
        ),
    ),
    Hydrant: (_NAME, *_POSITION),
    GasRegulator: (_NAME, *_POSITION),
    Pipeline: (
        _NAME,
        _choice("kind", N_("Kind"), lambda _p, _c: [(kind, pipeline_name(kind)) for kind in PipelineKind]),
        _length("width_m", title=N_("Width kept free")),
    ),
    Basement: (_NAME,),
    DistributionBox: (_NAME, *_POSITION),
    CableRoute: (_NAME, _choice("box_id", N_("Leads to"), _ends)),
    Underlay: (
        _NAME,
        PropertyField(
            ("opacity",), N_("Opacity"), unit="%", parse=lambda text: parse_plain(text) / 100,
            show_as=lambda value: trimmed(value * 100, 1), help_text=_NUMBER_HELP,
        ),
        _angle("rotation_degrees", N_("Rotation")),
        PropertyField(
            ("metres_per_pixel",), N_("Scale"), unit="m/px", parse=parse_plain,
            show_as=lambda value: trimmed(value, 6), help_text=_NUMBER_HELP,
        ),
        _length("origin", 0, title=N_("X (east)")),
        _length("origin", 1, title=N_("Y (north)")),
        _share_field("scale_error_share", empty_text=N_("not checked")),
        _flag("locked", N_("Locked")),
    ),
    Lot: (
        _NAME,
        _flag("filled", N_("Filled with stalls")),
        _choice("goal", N_("Arrangement"), lambda _p, _c: [(goal, goal_name(goal)) for goal in FillGoal]),
        *_PLANNED,
        _flag("paved", N_("Paved already")),
        _flag("old_paving", N_("Old paving removed")),
        _length("demolished_m3", title=N_("Masonry removed"), unit="m³"),
        _kerbs(),
    ),
    Shed: (
        _NAME,
        _length("length_m", title=N_("Length")),
        _length("depth_m", title=N_("Depth")),
        _choice("rows", N_("Rows"), lambda _p, _c: [(1, tr("single row")), (2, tr("double row"))]),
        _angle("angle_degrees", N_("Angle")),
        _length("origin", 0, title=N_("X (east)")),
        _length("origin", 1, title=N_("Y (north)")),
        *_PLANNED,
        _choice("roof_id", N_("Roof"), _or_scheme(_roofs)),
        _length("headroom_m", title=N_("Headroom"), optional=True, usual=_of_catalogue("shed_headroom_m")),
        *_WALLED,
        _fire_grade(_usual_grade),
        _kerbs(),
        _flag("drain_ditch", N_("Drain ditch with grating")),
    ),
}  # fmt: skip


def estate_kind_name(kind: EstateKind) -> str:
    """Return the word for how an estate came about."""
    return tr(ESTATE_KINDS[kind])


def estate_kinds(_project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    """Return the kinds of estate with their words."""
    return [(kind, estate_kind_name(kind)) for kind in EstateKind]


def direction_mode(lot: Lot) -> str:
    """Return how the direction of a lot's rows is set: `best`, `side` or `angle`."""
    if lot.direction_edge is not None:
        return "side"
    return "best" if lot.direction_degrees is None else "angle"


def with_direction_mode(lot: Lot, mode: str) -> Lot:
    """Return a lot whose direction of rows is set another way: along its longest side, or at that angle."""
    if mode == "best":
        return replace(lot, direction_edge=None, direction_degrees=None)
    ends = list(zip(lot.ring, (*lot.ring[1:], lot.ring[0]), strict=True))
    side = lot.direction_edge
    if side is None:
        side = max(range(len(ends)), key=lambda index: round(math.dist(*ends[index]), 3))
    if mode == "side":
        return replace(lot, direction_edge=side, direction_degrees=None)
    (x1, y1), (x2, y2) = ends[side]
    degrees = round(math.degrees(math.atan2(y2 - y1, x2 - x1)) % 180, 1)
    return replace(lot, direction_edge=None, direction_degrees=degrees)


def group_mode(lot: Lot) -> str:
    """Return where a lot's rule for groups comes from: `scheme`, `own` or `none`."""
    if lot.group_from_scheme:
        return "scheme"
    return "none" if lot.group is None else "own"


def with_group_mode(lot: Lot, mode: str) -> Lot:
    """Return a lot with the rule for groups from elsewhere; its own begins with the catalogue's figures."""
    group = (lot.group or default_group(load_catalogue())) if mode == "own" else None
    return replace(lot, group_from_scheme=mode == "scheme", group=group)


def parse_side(text: str) -> int:
    """Return the index of a side from its number, which begins with 1; raise `TypedEntryError`."""
    number = parse_count(text)
    if number < 1:
        raise TypedEntryError(text)
    return number - 1


ESTATE_SECTION = Section(
    N_("Estate"),
    (
        _text("name", N_("Name")),
        _text("address", N_("Street address")),
        _text("town", N_("Town")),
        _choice("kind", N_("Kind"), estate_kinds),
        _count("year_built", N_("Year built")),
        _count("building_count", N_("Buildings")),
        _count("doorway_count", N_("Doorways")),
        _count("household_count", N_("Households")),
        _count("ebike_count", N_("E-bikes counted")),
        _text("remarks", N_("Remarks"), kind="notes"),
    ),
)


OWN = "own"
"""Stands for the rules or prices that a plan brings along itself, among the ids of those that are shipped."""


def _rule_sets(project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    from chargeplan.reference.rule_sets import load_rule_set, rule_set_ids

    own = [] if project.own_rules is None else [(OWN, _own_title(project.own_rules.name))]
    return [*own, *((name, pick(load_rule_set(name).title)) for name in rule_set_ids())]


def _price_books(project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    from chargeplan.reference.price_books import load_price_book, price_book_ids

    own = [] if project.own_prices is None else [(OWN, _own_title(project.own_prices.name))]
    return [*own, *((name, pick(load_price_book(name).title)) for name in price_book_ids())]


def _own_title(name: str) -> str:
    return tr("{name} (of this plan)", name=name)


def _shipped(field_name: str, own_name: str, title: str, choices: Choices) -> PropertyField:
    """Return the choice between what is shipped and what the plan brings along; a shipped one drops that."""

    def write(project: Project, chosen: str) -> Project:
        if chosen == OWN:
            return project
        changes: dict[str, Any] = {field_name: chosen, own_name: None}
        if field_name == "rule_set_id":
            from chargeplan.reference.rule_sets import load_rule_set

            changes["rule_set_version"] = load_rule_set(chosen).version
        return replace(project, **changes)

    return PropertyField(
        (field_name,), title, kind="choice", choices=choices, write=write,
        read=lambda project: getattr(project, field_name) if getattr(project, own_name) is None else OWN,
    )  # fmt: skip


_EDITIONS = {
    BillEdition.GB_2013: N_("GB 50500-2013"),
    BillEdition.GB_2024: N_("GB/T 50500-2024"),
}
_TAXES = {TaxMethod.GENERAL: N_("general method"), TaxMethod.SIMPLIFIED: N_("simplified method")}


PLAN_SECTION = Section(
    N_("Plan"),
    (
        PropertyField(
            ("plan_date",), N_("Plan date"), parse=date.fromisoformat, show_as=date.isoformat,
            optional=True, empty_text=N_("none"), help_text=_DATE_HELP,
        ),
        PropertyField(("bill", "employer"), N_("Employer")),
        PropertyField(("bill", "prepared_by"), N_("Prepared by")),
        PropertyField(("bill", "checked_by"), N_("Checked by")),
        _shipped("rule_set_id", "own_rules", N_("Rules"), _rule_sets),
        _shipped("price_book_id", "own_prices", N_("Price book"), _price_books),
        PropertyField(
            ("bill", "edition"), N_("Edition of the bill"), kind="choice",
            choices=lambda _p, _c: [(edition, tr(text)) for edition, text in _EDITIONS.items()],
        ),
        PropertyField(
            ("bill", "tax"), N_("Value-added tax"), kind="choice",
            choices=lambda _p, _c: [(tax, tr(text)) for tax, text in _TAXES.items()],
        ),
        PropertyField(
            ("bill", "contingency_percent"), N_("Contingency"), unit="%", parse=parse_percent, show_as=_plain,
            optional=True, empty_text=N_("as the price book"), help_text=PERCENT_HELP,
        ),
        _share_field("site", "scale_error_share", empty_text=N_("as the underlays")),
        _text("notes", N_("Notes"), kind="notes"),
    ),
)  # fmt: skip

SCHEME_SECTION = Section(
    N_("Scheme"),
    (
        _NAME,
        _choice("module_id", N_("Stall module"), _modules),
        _choice("charger_id", N_("Charger"), _chargers),
        _ratio("socket_ratio", optional=False),
        _choice("roof_id", N_("Roof"), _roofs),
        PropertyField(
            ("group",), N_("Fire groups"), kind="choice",
            choices=lambda _p, _c: [(False, tr("no groups")), (True, tr("stalls in groups"))],
        ),
    ),
)  # fmt: skip


def _protected(name: str, title: str) -> PropertyField:
    return PropertyField(("fire", name), title, kind="flag")


_HAZARDS = {HazardClass.MEDIUM: N_("medium"), HazardClass.SEVERE: N_("severe")}

FIRE_SECTION = Section(
    N_("Fire protection"),
    (
        _protected("extinguishers", N_("Extinguishers")),
        _protected("cameras", N_("Cameras")),
        _protected("detectors", N_("Detectors")),
        _protected("sprinklers", N_("Simple sprinklers")),
        PropertyField(
            ("fire", "hazard"), N_("Hazard class"), kind="choice",
            choices=lambda _p, _c: [(hazard, tr(text)) for hazard, text in _HAZARDS.items()],
        ),
        PropertyField(
            ("fire", "watched"), N_("Alarm watched"), kind="choice",
            choices=lambda _p, _c: [
                (None, tr("unknown")), (True, tr("day and night")), (False, tr("not always")),
            ],
        ),
    ),
)  # fmt: skip


def _supplies(project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    points = ((point.id, title(point)) for point in project.site.supply_points)
    return [(None, tr("the nearest with power to spare")), *points]


def _layings(_project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
    from chargeplan.reference.electricity import load_electrical_tables

    tables = load_electrical_tables()
    usual = pick(tables.layings[tables.default_laying_id].title)
    of_cables = (laying for laying in tables.layings.values() if not laying.single_cores)
    return [
        (None, tr("as usual: {name}", name=usual)),
        *((laying.id, verified_title(pick(laying.title), laying.verified)) for laying in of_cables),
    ]


def _curves(use: str) -> Choices:
    """Return the curves of breakers to choose from; `use` is a kind of circuit that they are for."""

    def choices(_project: Project, _catalogue: Catalogue) -> list[tuple[Any, str]]:
        from chargeplan.reference.electricity import load_electrical_tables

        tables = load_electrical_tables()
        usual = tr("as usual: {name}", name=tr("curve {letter}", letter=tables.circuits[use].curve))
        return [(None, usual), *((letter, tr("curve {letter}", letter=letter)) for letter in tables.curves)]

    return choices


_DEMANDS = {DemandMethod.NODE: N_("sockets of each node"), DemandMethod.SUM: N_("sum of the sheds")}

SUPPLY_SECTION = Section(
    N_("Power supply"),
    (
        PropertyField(("supply", "supply_point_id"), N_("Supply point"), kind="choice", choices=_supplies),
        PropertyField(
            ("supply", "demand"), N_("Demand from"), kind="choice",
            choices=lambda _p, _c: [(method, tr(text)) for method, text in _DEMANDS.items()],
        ),
        PropertyField(("supply", "laying_id"), N_("Laying"), kind="choice", choices=_layings),
        _number(
            "supply", "soil_temperature_c", title=N_("Soil"), unit="°C",
            usual=_of_electricity("soil_temperature_c"),
        ),
        _number(
            "supply", "air_temperature_c", title=N_("Air"), unit="°C",
            usual=_of_electricity("air_temperature_c"),
        ),
        _number(
            "supply", "cables_together", title=N_("Cables together"), unit="",
            empty_text=N_("as on the plan"), whole=True,
        ),
        _number(
            "supply", "third_harmonic_percent", title=N_("Third harmonic"), unit="%",
            usual=_of_electricity("third_harmonic_percent"),
        ),
        PropertyField(
            ("supply", "feeder_curve"), N_("Feeder breakers"), kind="choice", choices=_curves("feeder"),
        ),
        PropertyField(
            ("supply", "branch_curve"), N_("Branch breakers"), kind="choice",
            choices=_curves("charging"),
        ),
        PropertyField(("supply", "halogen_free"), N_("Halogen-free cables"), kind="flag"),
    ),
)  # fmt: skip

GROUP_FIELDS = (
    PropertyField(("group", "max_stalls"), N_("Stalls in a group"), parse=parse_count, help_text=_COUNT_HELP),
    _length("group", "max_length_m", title=N_("Length of a group")),
    _length("group", "gap_m", title=N_("Gap between groups")),
    PropertyField(("group", "panels"), N_("Panels instead of gaps"), kind="flag"),
)


_BEFORE_DIRECTION = 4
"""Fields of a lot that stand before those of its rows and groups."""

_DIRECTION_MODE = PropertyField(
    ("direction_mode",), N_("Direction of rows"), kind="choice",
    read=direction_mode, write=with_direction_mode,
    choices=lambda _p, _c: [
        ("best", tr("the best")), ("side", tr("along a side")), ("angle", tr("by hand")),
    ],
)  # fmt: skip
_DIRECTION_SIDE = PropertyField(
    ("direction_edge",), N_("Side"), parse=parse_side, show_as=lambda side: str(side + 1),
    help_text=N_("Write the number of a side, as in the list of corners."),
)  # fmt: skip
_DIRECTION_ANGLE = _angle("direction_degrees", N_("Angle"))
_GROUP_MODE = PropertyField(
    ("group_mode",), N_("Fire groups"), kind="choice", read=group_mode, write=with_group_mode,
    choices=lambda _p, _c: [
        ("scheme", tr("as the scheme")), ("own", tr("rules of its own")), ("none", tr("no groups")),
    ],
)  # fmt: skip


def lot_fields(lots: Sequence[Lot]) -> tuple[PropertyField, ...]:
    """Return the fields of lots, those of the direction and of groups as far as their values ask for them.

    What only some of several lots ask for is left out.
    """
    own = fields_of(Lot)
    directions, groups = {direction_mode(lot) for lot in lots}, {group_mode(lot) for lot in lots}
    fields = [*own[:_BEFORE_DIRECTION], _DIRECTION_MODE]
    if directions == {"side"}:
        fields.append(_DIRECTION_SIDE)
    elif directions == {"angle"}:
        fields.append(_DIRECTION_ANGLE)
    fields.append(_GROUP_MODE)
    return (*fields, *(GROUP_FIELDS if groups == {"own"} else ()), *own[_BEFORE_DIRECTION:])


def default_group(catalogue: Catalogue) -> GroupRule:
    """Return what a scheme starts with when groups are switched on: the catalogue's own figures."""
    return GroupRule(
        max_stalls=int(catalogue.constant("group_max_stalls")),
        max_length_m=catalogue.constant("group_max_length_m"),
        gap_m=catalogue.constant("group_gap_m"),
    )


def fields_of(kind: type) -> tuple[PropertyField, ...]:
    """Return the fields of a kind of element."""
    return ELEMENT_FIELDS[kind]


def common_fields(kinds: Sequence[type]) -> tuple[PropertyField, ...]:
    """Return the fields that all these kinds have alike, in the order of the first."""
    first, *others = kinds
    return tuple(f for f in fields_of(first) if all(f in fields_of(kind) for kind in others))


def scheme_fields(scheme: Scheme) -> tuple[PropertyField, ...]:
    """Return the fields of a scheme, those of its groups only when it has any."""
    return SCHEME_SECTION.fields + (GROUP_FIELDS if scheme.group is not None else ())
