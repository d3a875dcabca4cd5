"""The single-line diagram: main box and distribution boxes with their circuits, on pages of A4 landscape.

One unit of the drawing is a millimetre of the page. Every box is a block: what comes in on the left, a bar,
and a line for each circuit with its columns. Blocks follow one another down the pages; one that is longer
than a page goes on on the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chargeplan.analysis import Analysis
from chargeplan.drawing import electrical_symbols as symbols
from chargeplan.drawing.electrical_symbols import LAYER, wire
from chargeplan.drawing.labels import LINE_SPACING, text_size_m, wrapped
from chargeplan.drawing.primitives import (
    Box,
    HorizontalAnchor,
    Polygon,
    Polyline,
    Primitive,
    Text,
    VerticalAnchor,
)
from chargeplan.engineering.supply import USE_NAMES, Circuit, Supply
from chargeplan.engineering.supply_text import breaker_text, cable_text, residual_text, spare_text
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import title
from chargeplan.model.project import visible_elements
from chargeplan.model.values import Point
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.reference.toml_tables import Sourced
from chargeplan.units import round_half_up

PAGE = Box(0.0, 0.0, 297.0, 210.0)
"""The page [mm]."""

MAIN_LABEL = "AP-1"
"""The label of the main box."""

_MARGIN = 10.0
_LEFT, _RIGHT = _MARGIN + 3.0, PAGE.right - _MARGIN - 3.0
_TOP, _BOTTOM = PAGE.top - _MARGIN - 15.0, _MARGIN + 7.0
_NOTES, _ROOM = 29.0, _TOP - _BOTTOM
_GAP, _ROW, _HEAD, _FOOT = 3.0, 7.4, 13.0, 1.5
_LEAST_ROWS = 4
_LETTER, _SMALL, _TITLE = 2.5, 2.2, 4.2
_BAR = 72.0
_BREAKER, _RESIDUAL = (76.0, 81.0), 120.0


@dataclass(frozen=True)
class Heading:
    """What the titles of the pages tell; `names` are the elements' by their ids."""

    estate: str
    scheme: str
    source: str
    plan_date: date | None
    prepared_by: str
    names: Mapping[str, str]


Page = tuple[Primitive, ...]
"""The shapes of one page in the order in which they are painted."""


@dataclass(frozen=True)
class _Column:
    title: str
    left: float
    right: float


_COLUMNS = (
    _Column(N_("Breaker"), 85.0, 117.0),
    _Column(N_("Residual current"), 123.0, 146.0),
    _Column(N_("Phase"), 147.0, 160.0),
    _Column(N_("Circuit"), 161.0, 180.0),
    _Column(N_("Cable"), 181.0, 218.0),
    _Column("Pjs kW", 219.0, 230.0),
    _Column("Ijs A", 231.0, 242.0),
    _Column(N_("Feeds"), 243.0, _RIGHT - 3.5),
)


@dataclass(frozen=True)
class _Block:
    """A box with the circuits that leave it; `incoming` is None where nothing feeds it."""

    label: str
    name: str
    incoming: Circuit | None
    circuits: tuple[Circuit, ...]
    main: bool
    part: int = 1

    @property
    def height(self) -> float:
        return _HEAD + max(len(self.circuits), _LEAST_ROWS) * _ROW + _FOOT


def pages_of(analysis: Analysis, language: str) -> tuple[Page, ...]:
    """Return the pages of the diagram of an analysed scheme."""
    elements = visible_elements(analysis.project, analysis.scheme.id)
    source = elements.get(analysis.supply.point_id or "")
    heading = Heading(
        estate=analysis.project.estate.name,
        scheme=title(analysis.scheme, language),
        source=title(source, language) if source is not None else "",
        plan_date=analysis.project.plan_date,
        prepared_by=analysis.project.bill.prepared_by,
        names={name: title(element, language) for name, element in elements.items()},
    )
    return single_line_pages(analysis.supply, analysis.references.electrical, heading, language)


def single_line_pages(
    supply: Supply, tables: ElectricalTables, heading: Heading, language: str
) -> tuple[Page, ...]:
    """Return the pages of the diagram; one that says so when nothing is fed."""
    sheets = _paged(supply, heading.names, language)
    pages = []
    for number, blocks in enumerate(sheets, start=1):
        shapes = [*_frame(heading, number, len(sheets), language)]
        top = _TOP
        for block in blocks:
            shapes += _drawn(block, top, supply, tables, heading, language)
            top -= block.height + _GAP
        if not blocks:
            nothing = tr("Nothing is to be fed.", language)
            shapes.append(_fitted("muted_text", PAGE.centre, nothing, _TITLE, 250.0, "center"))
        elif number == len(sheets):
            shapes += _notes(supply, tables, heading, top, language)
        pages.append(tuple(shapes))
    return tuple(pages)


def _blocks(supply: Supply, names: Mapping[str, str], language: str) -> Iterator[_Block]:
    feeders = tuple(box.feeder for box in supply.boxes if box.feeder is not None)
    if supply.main is not None:
        yield _Block(MAIN_LABEL, tr("Main distribution box", language), supply.main, feeders, main=True)
    for box in supply.boxes:
        yield _Block(box.label, names.get(box.id, box.name), box.feeder, box.circuits, main=False)


def _paged(supply: Supply, names: Mapping[str, str], language: str) -> list[list[_Block]]:
    """Return the blocks of each page; the last has room for the notes below them."""
    pages: list[list[_Block]] = [[]]
    for block in _blocks(supply, names, language):
        for part in _parts(block):
            if pages[-1] and _used(pages[-1]) + part.height > _ROOM:
                pages.append([])
            pages[-1].append(part)
    if _used(pages[-1]) + _NOTES > _ROOM and len(pages[-1]) > 1:
        pages.append([pages[-1].pop()])
    return pages


def _used(blocks: Sequence[_Block]) -> float:
    return sum(block.height + _GAP for block in blocks)


def _parts(block: _Block) -> Iterator[_Block]:
    """Yield a block in pieces that fit a page each, with the notes below."""
    most = int((_ROOM - _NOTES - _HEAD - _FOOT - _GAP) // _ROW)
    for number, start in enumerate(range(0, max(1, len(block.circuits)), most), start=1):
        yield replace(block, circuits=block.circuits[start : start + most], part=number)


# --- texts ------------------------------------------------------------------------------------------


def _fitted(
    style: str,
    position: Point,
    text: str,
    height: float,
    room: float,
    horizontal: HorizontalAnchor = "left",
    vertical: VerticalAnchor = "center",
) -> Text:
    """Return a text no wider than its room, with smaller letters where it must be."""
    width, _ = text_size_m(text, height)
    fitting = height * min(1.0, room / width) if width else height
    return Text(LAYER, style, position, text, fitting, horizontal, vertical)


def _two_lines(style: str, position: Point, text: str, room: float) -> Text:
    """Return a text above a line, in two lines of smaller letters where one does not hold it."""
    height, lines = _LETTER, [text]
    while len(lines) > 2 or text_size_m("\n".join(lines), height)[0] > room:
        height = _SMALL if height == _LETTER else 0.95 * height
        lines = wrapped(text, height, room)
    return Text(LAYER, style, position, "\n".join(lines), height, "left", "bottom")


# --- the page ---------------------------------------------------------------------------------------


def _frame(heading: Heading, number: int, count: int, language: str) -> Iterator[Primitive]:
    yield Polygon(LAYER, "paper", (PAGE.ring,))
    inner = PAGE.grown(-_MARGIN)
    yield Polyline(LAYER, "frame", (*inner.ring, inner.ring[0]))
    name = heading.estate or tr("Estate without a name", language)
    about = tr("{estate}: single-line diagram of the charging supply", language, estate=name)
    high, low = inner.top - 5.0, inner.top - 10.5
    yield _fitted("title", (_LEFT, high), about, _TITLE, 190.0)
    yield _fitted("muted_text", (_LEFT, low), heading.scheme, _LETTER, 190.0)
    day = heading.plan_date.isoformat() if heading.plan_date is not None else ""
    yield _fitted("muted_text", (_RIGHT, high), day, _LETTER, 60.0, "right")
    page = tr("Page {number} of {count}", language, number=number, count=count)
    yield _fitted("text", (_RIGHT, low), page, _LETTER, 60.0, "right")
    checked = tr("What is marked as unverified is to be checked by an electrical engineer.", language)
    yield _fitted("muted_text", (_LEFT, inner.bottom + 4.0), checked, _SMALL, 190.0)
    if heading.prepared_by:
        who = tr("Prepared by: {name}", language, name=heading.prepared_by)
        yield _fitted("muted_text", (_RIGHT, inner.bottom + 4.0), who, _SMALL, 75.0, "right")


def _notes(
    supply: Supply, tables: ElectricalTables, heading: Heading, top: float, language: str
) -> Iterator[Primitive]:
    """Yield what holds for all boxes, below the last one."""
    earthing, box = tables.earthing, tables.box
    lines = [
        tr(
            "Earthing {system}: {electrodes} electrodes {electrode} at each box, joined by {bar};"
            " repeated earth at most {repeated} Ω, common earth at most {common} Ω.",
            language,
            system=earthing.system,
            electrodes=earthing.electrodes,
            electrode=pick(earthing.electrode, language),
            bar=pick(earthing.bar, language),
            repeated=f"{earthing.repeated_ohm:g}",
            common=f"{earthing.common_ohm:g}",
        ),
        tr("Box: {text}, {ip}.", language, text=pick(box.title, language), ip=box.ip) + _mark(box, language),
    ]
    if supply.main is not None:
        source = heading.source or tr("Supply point", language)
        lines.insert(0, spare_text(supply, source, language))
        lines.append(_metering(supply.main, tables, language))
    lines.append(tr("Charging devices of a circuit are set to draw no more than its Pjs together.", language))
    for place, text in _NOTED_PLACES:
        devices = [device for device in tables.devices if device.place == place]
        named = [pick(device.title, language) + _mark(device, language) for device in devices]
        lines.append(tr(text, language, devices=tr(", ", language).join(named)))
    for line in lines:
        for piece in wrapped(line, _SMALL, _RIGHT - _LEFT):
            yield Text(LAYER, "muted_text", (_LEFT, top), piece, _SMALL, "left", "top")
            top -= _SMALL * LINE_SPACING


def _metering(main: Circuit, tables: ElectricalTables, language: str) -> str:
    metering = tables.metering
    direct = main.current_a <= metering.direct_up_to_a
    how = N_("connected directly") if direct else N_("by current transformers")
    text, how = pick(metering.title, language), tr(how, language)
    return tr("Metering: {text}; {how}.", language, text=text, how=how) + _mark(metering, language)


_NOTED_PLACES = (
    ("main", N_("At the main box: {devices}.")),
    ("box", N_("In each distribution box: {devices}.")),
    ("charging", N_("In each charging circuit: {devices}.")),
)


def _mark(entry: Sourced, language: str) -> str:
    return "" if entry.verified else " " + tr("(unverified)", language)


# --- a box ------------------------------------------------------------------------------------------


def _drawn(
    block: _Block, top: float, supply: Supply, tables: ElectricalTables, heading: Heading, language: str
) -> Iterator[Primitive]:
    bottom = top - block.height
    outline = Box(_LEFT + 34.0, bottom, _RIGHT, top)
    yield Polygon(LAYER, "enclosure", (outline.ring,))
    yield from _block_title(block, top, tables, language)
    first = top - _HEAD - _ROW / 2
    last = first - (max(len(block.circuits), _LEAST_ROWS) - 1) * _ROW
    ends = (first + _ROW / 2, last - _ROW / 2)
    yield Polyline(LAYER, "bar", ((_BAR, ends[0]), (_BAR, ends[1])))
    yield from _incoming(block, (first + last) / 2 + _ROW, supply, tables, heading, language)
    for column in _COLUMNS:
        position = (column.left, top - 8.2)
        room = column.right - column.left
        yield _fitted("muted_text", position, tr(column.title, language), _SMALL, room)
    for number, circuit in enumerate(block.circuits):
        yield from _row(circuit, first - number * _ROW, tables, heading, language)


def _block_title(block: _Block, top: float, tables: ElectricalTables, language: str) -> Iterator[Primitive]:
    text = f"{block.label}  {block.name}"
    if block.part > 1:
        text = tr("{title} (continued)", language, title=text)
    width, height, depth = tables.box.size_mm
    size = f"{tables.box.ip}  {width}×{height}×{depth} mm"
    yield _fitted("strong_text", (_LEFT + 36.0, top - 4.0), text, 3.2, 150.0)
    yield _fitted("muted_text", (_RIGHT - 3.0, top - 4.0), size, _LETTER, 70.0, "right")


def _incoming(
    block: _Block, y: float, supply: Supply, tables: ElectricalTables, heading: Heading, language: str
) -> Iterator[Primitive]:
    circuit = block.incoming
    if circuit is None:
        text = tr("no supply point", language) if supply.point_id is None else tr("no feeder", language)
        yield _fitted("muted_text", (_LEFT, y), text, _LETTER, 32.0)
        return
    come = heading.source or tr("Supply point", language) if block.main else MAIN_LABEL
    yield _two_lines("strong_text", (_LEFT, y + 1.0), f"{come} · {circuit.id}", 32.0)
    yield from _incoming_line(block, circuit, y, tables)
    texts = (
        cable_text(circuit.cable, tables),
        f"Pe {_shown(circuit.pe_kw)} kW  Kx {_shown(circuit.kx)}",
        f"cosφ {_shown(circuit.cos_phi)}  Pjs {_shown(circuit.p_kw)} kW",
        f"Ijs {_shown(circuit.current_a)} A  L1 L2 L3",
        _drop(circuit, language),
    )
    for number, text in enumerate(texts):
        yield _fitted("text", (_LEFT, y - 3.0 - 3.2 * number), text, _SMALL, 33.0)


def _incoming_line(
    block: _Block, circuit: Circuit, y: float, tables: ElectricalTables
) -> Iterator[Primitive]:
    """Yield the line that comes in: meter and breaker at the main box, an isolating switch at the others."""
    left, right = (61.0, 66.0) if block.main else (58.0, 63.0)
    start = _LEFT
    if block.main:
        yield wire((start, y), (50.0, y))
        yield from symbols.meter(50.0, 56.0, y)
        start = 56.0
        yield from symbols.breaker(left, right, y)
        text = breaker_text(circuit.breaker, tables)
    else:
        yield from symbols.isolator(left, right, y)
        text = f"{_code(tables, 'isolator')}-{circuit.breaker.rated_a:g}/{circuit.breaker.poles}P"
    yield wire((start, y), (left, y))
    yield wire((right, y), (_BAR, y))
    yield _fitted("text", (_BAR - 1.5, y + 4.6), text, _SMALL, 22.5, "right")
    surge = _code(tables, "spd" if block.main else "box_spd")
    if surge:
        yield from symbols.surge(_BAR - 2.0, y, surge)


def _code(tables: ElectricalTables, device_id: str) -> str:
    return next((device.code for device in tables.devices if device.id == device_id), "")


def _drop(circuit: Circuit, language: str) -> str:
    if circuit.total_drop_percent is None:
        return ""
    return tr("Voltage drop {percent} %", language, percent=_shown(circuit.total_drop_percent))


def _row(
    circuit: Circuit, y: float, tables: ElectricalTables, heading: Heading, language: str
) -> Iterator[Primitive]:
    left, right = _BREAKER
    yield wire((_BAR, y), (left, y))
    yield from symbols.breaker(left, right, y)
    yield wire((right, y), (_RIGHT - 3.5, y))
    yield symbols.arrow(_RIGHT - 2.0, y)
    if circuit.breaker.rcd_ma is not None:
        yield from symbols.residual(_RESIDUAL, y)
    texts = (
        breaker_text(circuit.breaker, tables),
        residual_text(circuit.breaker, language),
        circuit.phase.replace("L1L2L3", "L1 L2 L3"),
        circuit.id,
        cable_text(circuit.cable, tables),
        _shown(circuit.p_kw),
        _shown(circuit.current_a),
        _feeds(circuit, heading, language),
    )
    for column, text in zip(_COLUMNS, texts, strict=True):
        yield _two_lines("text", (column.left, y + 0.7), text, column.right - column.left)


def _feeds(circuit: Circuit, heading: Heading, language: str) -> str:
    name = heading.names.get(circuit.element_id or circuit.box_id, "")
    if circuit.use == "feeder":
        return name
    use = tr(USE_NAMES[circuit.use], language)
    if circuit.ports:
        use = tr("{use} ×{sockets}", language, use=use, sockets=circuit.ports)
    return " · ".join(filter(None, (use, name)))


def _shown(value: float) -> str:
    return str(round_half_up(value, 2))
