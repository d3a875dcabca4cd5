"""What the supply of a scheme is built of, item by item: boxes, cables, conduits, trenches, earthing, tests.

Everything is read off the supply that was designed; nothing is sized here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chargeplan.costing.work import Contribution, Entry, Words, contribution, in_all_languages
from chargeplan.engineering.feeding_values import trench_width_m
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.fire_kit import FireKit
from chargeplan.engineering.sums import Sum, product, total
from chargeplan.engineering.supply_values import USE_NAMES, BoxSupply, Breaker, Cable, Circuit, Supply, Use
from chargeplan.geometry.polygons import band
from chargeplan.i18n import LANGUAGES, N_, pick, tr
from chargeplan.model.values import Region, Ring
from chargeplan.reference.electrical_tables import ElectricalTables, Laying
from chargeplan.units import round_half_up, to_decimal


@dataclass(frozen=True)
class Trench:
    """A piece of trench with the cables in it, and the boxes that those lead to."""

    path: Ring
    length_m: float
    cables: int
    box_ids: tuple[str, ...]

    @property
    def length(self) -> Decimal:
        """Length on the plan [m], to 0.01."""
        return round_half_up(self.length_m, 2)


@dataclass(frozen=True)
class Installation:
    """What is installed beside the buildings themselves; `supply` None when it was not designed."""

    kit: FireKit = field(default_factory=lambda: FireKit((), None))
    supply: Supply | None = None
    tables: ElectricalTables | None = None
    trenches: tuple[Trench, ...] = ()


@dataclass(frozen=True)
class Plant:
    """An installation that has a supply, with the catalogue's figures.

    `paved_m2` is how much paving each trench crosses [m²], none where it is not told.
    """

    supply: Supply
    tables: ElectricalTables
    trenches: tuple[Trench, ...]
    figures: Figures
    paved_m2: tuple[Decimal, ...] = ()

    @property
    def crossings(self) -> Iterator[tuple[Trench, Decimal]]:
        """Each trench with the paving that it crosses [m²]."""
        paved_m2 = self.paved_m2 or (Decimal(0),) * len(self.trenches)
        return zip(self.trenches, paved_m2, strict=True)

    def laying(self, cable: Cable) -> Laying:
        """Return how a cable is laid."""
        return self.tables.laying(cable.laying_id)


PlantLines = Callable[[Plant], Iterable[Entry]]

ISOLATOR = "isolator"
"""The device of the electrical tables by which a feeder comes into its box."""


# --- boxes --------------------------------------------------------------------------------------------------


def _breaker_words(breaker: Breaker, language: str) -> str:
    text = f"{breaker.curve}{breaker.rated_a:g} A/{breaker.poles}P, {breaker.breaking_ka:g} kA"
    if breaker.rcd_ma is None:
        return text
    residual = N_("RCD {ma} mA type {kind} delayed") if breaker.rcd_delayed else N_("RCD {ma} mA type {kind}")
    return f"{text}, {tr(residual, language, ma=f'{breaker.rcd_ma:g}', kind=breaker.rcd_type)}"


def _ways(circuits: Iterable[Circuit]) -> dict[tuple[Use, Breaker], int]:
    """Return how many ways of each kind leave a box."""
    ways: dict[tuple[Use, Breaker], int] = {}
    for circuit in circuits:
        key = (circuit.use, circuit.breaker)
        ways[key] = ways.get(key, 0) + 1
    return ways


def _ways_words(ways: Mapping[tuple[Use, Breaker], int], language: str) -> str:
    parts = [
        tr(
            "{use} {count} × {breaker}",
            language,
            use=tr(USE_NAMES[use], language),
            count=count,
            breaker=_breaker_words(breaker, language),
        )
        for (use, breaker), count in ways.items()
    ]
    return "; ".join(parts) or tr("none", language)


def _breaker_id(breaker: Breaker) -> str:
    residual = f"r{breaker.rcd_ma:g}{breaker.rcd_type}" if breaker.rcd_ma is not None else ""
    delayed = "s" if breaker.rcd_delayed else ""
    plain = f"{breaker.curve}{breaker.rated_a:g}p{breaker.poles}k{breaker.breaking_ka:g}"
    return f"{plain}{residual}{delayed}".lower()


def _devices(plant: Plant, places: tuple[str, ...]) -> Words:
    devices = (device for device in plant.tables.devices if device.id != ISOLATOR)
    titles = [device.title for device in devices if device.place in places]
    return {
        language: "; ".join(dict.fromkeys(pick(title, language) for title in titles)) or "—"
        for language in LANGUAGES
    }


def _isolator_words(plant: Plant, breaker: Breaker | None, language: str) -> str:
    """Return the switch that a box's feeder comes in by; its breaker sits in the main box."""
    if breaker is None:
        return tr("by the feeder, once a supply point is drawn", language)
    titles = [device.title for device in plant.tables.devices if device.id == ISOLATOR]
    if not titles:
        return _breaker_words(breaker, language)
    return f"{pick(titles[0], language)} {breaker.rated_a:g} A/{breaker.poles}P"


def _box_values(
    plant: Plant, incoming: Words, circuits: Iterable[Circuit], places: tuple[str, ...]
) -> dict[str, Words]:
    box, ways = plant.tables.box, _ways(circuits)
    return {
        "box_title": box.title,
        "box_ip": in_all_languages(box.ip),
        "box_size": in_all_languages("×".join(map(str, box.size_mm))),
        "plinth_mm": in_all_languages(str(box.plinth_mm)),
        "main_breaker": incoming,
        "ways": {language: _ways_words(ways, language) for language in LANGUAGES},
        "devices": _devices(plant, places),
    }


def _boxes(plant: Plant) -> Iterator[Entry]:
    """Yield a line for each kind of box, told apart by its breakers."""
    kinds: dict[str, list[BoxSupply]] = {}
    for box in plant.supply.boxes:
        incoming = "open" if box.feeder is None else _breaker_id(box.feeder.breaker)
        ways = _ways(box.circuits)
        leaving = [f"{count}{use[0]}{_breaker_id(breaker)}" for (use, breaker), count in ways.items()]
        kinds.setdefault("_".join([incoming, *leaving]), []).append(box)
    for variant, boxes in kinds.items():
        feeder, circuits = boxes[0].feeder, boxes[0].circuits
        breaker = None if feeder is None else feeder.breaker
        come_in = {language: _isolator_words(plant, breaker, language) for language in LANGUAGES}
        yield Entry(
            tuple(contribution(product(1), _elements_of(box)) for box in boxes),
            variant,
            _box_values(plant, come_in, circuits, ("box", "charging")),
        )


def _main_box(plant: Plant) -> Iterator[Entry]:
    supply = plant.supply
    if supply.main is None or supply.point_id is None:
        return
    feeders = [box.feeder for box in supply.boxes if box.feeder is not None]
    incoming = {language: _breaker_words(supply.main.breaker, language) for language in LANGUAGES}
    values = _box_values(plant, incoming, feeders, ("main",))
    yield Entry((contribution(product(1), (supply.point_id,)),), values=values)


def _elements_of(box: BoxSupply) -> tuple[str, ...]:
    return tuple(dict.fromkeys((box.id, *box.element_ids)))


def power_limits(plant: Plant | None) -> Words:
    """Return what charging devices are limited to, by the sockets in use on a circuit.

    Breakers and cables of circuits are chosen by these powers.
    """
    circuits = () if plant is None else plant.supply.circuits
    powers = {circuit.ports: circuit.p_kw for circuit in circuits if circuit.use == "charging"}
    return {
        language: tr(", ", language).join(
            tr("{count} sockets {power} kW", language, count=ports, power=round_half_up(powers[ports], 2))
            for ports in sorted(powers, reverse=True)
        )
        or tr("by the supply, once it is designed", language)
        for language in LANGUAGES
    }


# --- cables -------------------------------------------------------------------------------------------------


def _served(circuit: Circuit, plant: Plant) -> tuple[str, ...]:
    """Return the elements that a circuit leads back to: what it serves, then its box."""
    if circuit.use == "main":
        return (plant.supply.point_id or "",)
    found = [name for name in (circuit.element_id, circuit.box_id) if name]
    return tuple(dict.fromkeys(found))


def _laid(cable: Cable) -> Sum:
    """Return the way of a cable, plan and vertical [m]."""
    parts = (part for part in (cable.length.plan_m, cable.length.vertical_m) if part)
    return total([product(part) for part in parts] or [product(Decimal("0.00"))])


def _whole_length(cable: Cable, plant: Plant) -> Sum:
    """Return the length of a cable with ends and slack [m], which is that of the cable schedule."""
    way = _laid(cable)
    whole = way + product(cable.length.ends_m) if cable.length.ends_m else way
    return product(whole, 1 + to_decimal(plant.tables.value("slack_share")))


def _cables_of(plant: Plant, *, single_cores: bool) -> list[Circuit]:
    """Return the circuits with a cable of their own; the main supply inside its box has none."""
    return [
        circuit
        for circuit in plant.supply.circuits
        if plant.laying(circuit.cable).single_cores == single_cores
        and (circuit.use != "main" or circuit.cable.length.plan_m)
    ]


def _id_of(text: str) -> str:
    return text.lower().replace("×", "x")


def _grouped(circuits: Iterable[Circuit], key: Callable[[Circuit], str]) -> dict[str, list[Circuit]]:
    groups: dict[str, list[Circuit]] = {}
    for circuit in circuits:
        groups.setdefault(key(circuit), []).append(circuit)
    return groups


def _counted(
    circuits: Iterable[Circuit], plant: Plant, measure: Callable[[Cable], Sum]
) -> tuple[Contribution, ...]:
    return tuple(contribution(measure(circuit.cable), _served(circuit, plant)) for circuit in circuits)


def _cable_values(cable: Cable, plant: Plant) -> dict[str, Words]:
    laying = plant.laying(cable)
    conduit = plant.tables.conduits.get(laying.conduit)
    words: dict[str, Words] = {
        "cable_type": in_all_languages(cable.type_name),
        "cable_cores": in_all_languages(cable.size),
        "cable_section": in_all_languages(f"{cable.section_mm2:g}"),
        "laying": laying.title,
    }
    if conduit is not None and cable.conduit_mm is not None:
        words |= {
            "conduit_title": conduit.title,
            "conduit_code": in_all_languages(conduit.id),
            "conduit_mm": in_all_languages(str(cable.conduit_mm)),
        }
    return words


def _use_words(circuit: Circuit) -> Words:
    return {language: tr(USE_NAMES[circuit.use], language) for language in LANGUAGES}


def _cables(plant: Plant) -> Iterator[Entry]:
    """Yield a line for each type, size and way of laying."""
    groups = _grouped(
        _cables_of(plant, single_cores=False),
        lambda circuit: f"{_id_of(circuit.cable.model)}_{circuit.cable.laying_id}".lower(),
    )
    for circuits in groups.values():
        cable = circuits[0].cable
        plain = _id_of(cable.model).replace("-", "_")
        yield Entry(
            _counted(circuits, plant, lambda cable: _whole_length(cable, plant)),
            f"{plain}_{cable.laying_id.lower()}",
            _cable_values(cable, plant),
            (plain,),
            _needs_of(cable, plant),
        )


def _needs_of(cable: Cable, plant: Plant) -> tuple[str, ...]:
    """Return what a cable needs by the way it is laid: its conduit or duct, and its trench."""
    laying = plant.laying(cable)
    trench = ("trench_excavation", "trench_backfill", "trench_sand") if laying.buried else ()
    if cable.conduit_mm is None:
        return trench
    return ("cable_duct" if laying.buried else "conduit", *trench)


def _cable_heads(plant: Plant) -> Iterator[Entry]:
    groups = _grouped(_cables_of(plant, single_cores=False), lambda circuit: circuit.cable.size)
    for circuits in groups.values():
        cable = circuits[0].cable
        yield Entry(
            _counted(circuits, plant, lambda cable: product(cable.heads)),
            _id_of(cable.size),
            _cable_values(cable, plant),
        )


def _conduits(*, buried: bool) -> PlantLines:
    """Return conduits of branches, told apart by use, or ducts in the ground."""

    def lines(plant: Plant) -> Iterator[Entry]:
        held = [
            circuit
            for circuit in (*_cables_of(plant, single_cores=False), *_cables_of(plant, single_cores=True))
            if circuit.cable.conduit_mm is not None and plant.laying(circuit.cable).buried == buried
        ]

        def kind(circuit: Circuit) -> str:
            size = f"{plant.laying(circuit.cable).conduit}{circuit.cable.conduit_mm}"
            laid = f"{size}_{circuit.cable.laying_id}"
            return (laid if buried else f"{laid}_{circuit.use}").lower()

        for variant, circuits in _grouped(held, kind).items():
            cable = circuits[0].cable
            yield Entry(
                _counted(circuits, plant, _laid),
                variant,
                {**_cable_values(cable, plant), "circuit_use": _use_words(circuits[0])},
                (variant.split("_")[0],),
            )

    return lines


def _wires(plant: Plant) -> Iterator[Entry]:
    """Yield the wires in conduits, each core for itself, without slack."""

    def length(cable: Cable) -> Sum:
        return product(cable.cores, _laid(cable) + product(cable.length.ends_m))

    groups = _grouped(
        _cables_of(plant, single_cores=True),
        lambda circuit: f"{circuit.cable.type_name}_{circuit.cable.section_mm2:g}_{circuit.use}".lower(),
    )
    for variant, circuits in groups.items():
        values = {**_cable_values(circuits[0].cable, plant), "circuit_use": _use_words(circuits[0])}
        yield Entry(_counted(circuits, plant, length), variant, values, (variant.rsplit("_", 1)[0],))


# --- trenches -----------------------------------------------------------------------------------------------


def _of_trenches(measure: Callable[[Trench, Figures], Sum]) -> PlantLines:
    def lines(plant: Plant) -> Iterator[Entry]:
        yield Entry(
            tuple(
                contribution(measure(trench, plant.figures), trench.box_ids)
                for trench in plant.trenches
                if trench.length
            )
        )

    return lines


def _trench_volume(depth_m: Callable[[Figures], Sum], *, below_paving: bool = False) -> PlantLines:
    """Return the lines of a volume, of which paving is no part where it is only `below_paving`."""

    def volume(trench: Trench, paved_m2: Decimal, figures: Figures) -> Sum:
        whole = product(trench.length, trench_width_m(trench.cables, figures), depth_m(figures))
        return whole - product(paved_m2, figures["old_paving_m"]) if below_paving and paved_m2 else whole

    def lines(plant: Plant) -> Iterator[Entry]:
        yield Entry(
            tuple(
                contribution(volume(trench, paved_m2, plant.figures), trench.box_ids)
                for trench, paved_m2 in plant.crossings
                if trench.length
            )
        )

    return lines


def _of_crossed_paving(measure: Callable[[Decimal, Figures], Sum]) -> PlantLines:
    """Return the lines of what is done to the paving that trenches cross [m²]."""

    def lines(plant: Plant) -> Iterator[Entry]:
        yield Entry(
            tuple(
                contribution(measure(paved_m2, plant.figures), trench.box_ids)
                for trench, paved_m2 in plant.crossings
                if paved_m2
            )
        )

    return lines


def grounds_of_trenches(trenches: Iterable[Trench], figures: Figures) -> list[tuple[Region, ...]]:
    """Return the ground that each trench opens."""
    return [band(trench.path, float(trench_width_m(trench.cables, figures))) for trench in trenches]


# --- earthing and tests -------------------------------------------------------------------------------------


def _each_box(measure: Callable[[Plant], Sum]) -> PlantLines:
    def lines(plant: Plant) -> Iterator[Entry]:
        earthing = plant.tables.earthing
        yield Entry(
            tuple(contribution(measure(plant), _elements_of(box)) for box in plant.supply.boxes),
            values={
                "earth_rod": earthing.electrode,
                "earth_bar_title": earthing.bar,
                "earth_ohm": in_all_languages(f"{earthing.repeated_ohm:g}"),
            },
        )

    return lines


def _earth_bar(plant: Plant) -> Sum:
    earthing = plant.tables.earthing
    spacing, rise = (to_decimal(length) for length in (earthing.electrode_spacing_m, earthing.bar_rise_m))
    way = product(earthing.electrodes - 1, spacing) + product(rise)
    return product(way, 1 + plant.figures["earth_bar_slack_percent"] / 100)


def _feeder_tests(plant: Plant) -> Iterator[Entry]:
    feeders = [box.feeder for box in plant.supply.boxes if box.feeder is not None]
    yield Entry(_counted(feeders, plant, lambda cable: product(1)))


INSTALLING: Mapping[str, PlantLines] = {
    "distribution_box": _boxes,
    "main_box": _main_box,
    "cable": _cables,
    "cable_duct": _conduits(buried=True),
    "cable_heads": _cable_heads,
    "conduit": _conduits(buried=False),
    "wire": _wires,
    "trench_paving": _of_crossed_paving(lambda paved_m2, figures: product(paved_m2)),
    "trench_debris": _of_crossed_paving(lambda paved_m2, figures: product(paved_m2, figures["old_paving_m"])),
    "trench_repaving": _of_crossed_paving(lambda paved_m2, figures: product(paved_m2)),
    "trench_excavation": _trench_volume(
        lambda figures: product(figures["trench_depth_m"]), below_paving=True
    ),
    "trench_backfill": _trench_volume(
        lambda figures: product(figures["trench_depth_m"]) - product(figures["trench_sand_m"]),
        below_paving=True,
    ),
    "trench_removal": _trench_volume(lambda figures: product(figures["trench_sand_m"])),
    "trench_sand": _of_trenches(lambda trench, figures: product(trench.length)),
    "earth_rods": _each_box(lambda plant: product(plant.tables.earthing.electrodes)),
    "earth_bar": _each_box(_earth_bar),
    "supply_test": _each_box(lambda plant: product(1)),
    "earth_test": _each_box(lambda plant: product(1)),
    "cable_test": _feeder_tests,
}
