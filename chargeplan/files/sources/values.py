"""What is found in a file from elsewhere, what people choose about it, and what comes of both.

A source is read once (`Summary`), shown with choices that can be changed (`Choices`), and taken in (`Taken`).
Everything here is plain and small, so that it goes from one process to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from chargeplan.errors import Cancelled, ChargeplanError, ImportFileError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.project import Project
from chargeplan.model.values import Point

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

MOST_ELEMENTS = 5_000
"""A town has fewer buildings; a window with 5,000 elements opens in a second, with 20,000 it stands still."""


class SourceKind(Enum):
    """What a file is, by what stands in it."""

    PLAN = "plan"
    PICTURE = "picture"
    PDF = "pdf"
    DXF = "dxf"
    GEOJSON = "geojson"
    OSM = "osm"


class Role(Enum):
    """What the shapes of a layer become; `UNDERLAY` stays as faint lines, `NOTHING` is left out."""

    BOUNDARY = "boundary"
    BUILDING = "building"
    DOORWAY = "doorway"
    ROAD = "road"
    FIRE_LANE = "fire_lane"
    TREE = "tree"
    OBSTACLE = "obstacle"
    GREEN = "green"
    LOT = "lot"
    SHED = "shed"
    SUPPLY_POINT = "supply_point"
    FENCE = "fence"
    LADDER_GROUND = "ladder_site"
    WINDOW = "window"
    HYDRANT = "hydrant"
    GAS = "gas"
    PIPELINE = "pipeline"
    BASEMENT = "basement"
    BOX = "box"
    CABLE_ROUTE = "cable_route"
    UNDERLAY = "underlay"
    NOTHING = "nothing"


ROLE_NAMES: Mapping[Role, str] = {
    Role.BOUNDARY: N_("boundary"),
    Role.BUILDING: N_("building"),
    Role.DOORWAY: N_("doorway"),
    Role.ROAD: N_("road"),
    Role.FIRE_LANE: N_("fire lane"),
    Role.TREE: N_("tree"),
    Role.OBSTACLE: N_("obstacle"),
    Role.GREEN: N_("green"),
    Role.LOT: N_("lot"),
    Role.SHED: N_("shed"),
    Role.SUPPLY_POINT: N_("supply point"),
    Role.FENCE: N_("fence"),
    Role.LADDER_GROUND: N_("ladder ground"),
    Role.WINDOW: N_("window"),
    Role.HYDRANT: N_("hydrant"),
    Role.GAS: N_("gas equipment"),
    Role.PIPELINE: N_("pipeline"),
    Role.BASEMENT: N_("basement roof"),
    Role.BOX: N_("distribution box"),
    Role.CABLE_ROUTE: N_("cable route"),
    Role.UNDERLAY: N_("faint lines below the plan"),
    Role.NOTHING: N_("not taken in"),
}
"""What roles are called in front of people; translated when shown."""

UNITS_M: Mapping[str, float] = {
    "m": 1.0,
    "dm": 0.1,
    "cm": 0.01,
    "mm": 0.001,
    "km": 1000.0,
    "in": 0.0254,
    "ft": 0.3048,
}
"""Units that drawings are made in, and how many metres each is."""

CRS_NAMES: Mapping[str, str] = {
    "local": N_("metres of the file"),
    "wgs84": N_("WGS 84 (GPS, OpenStreetMap)"),
    "cgcs2000": N_("CGCS2000"),
    "gcj02": N_("GCJ-02 (Amap, Tencent)"),
    "bd09": N_("BD-09 (Baidu)"),
}
"""Coordinate systems that can be chosen by a word; others by their EPSG code, as "EPSG:4549"."""


@dataclass(frozen=True)
class Note:
    """One thing that reading a source has to say: a guess that was made, a thing that was left out.

    `text` is an English sentence with gaps, the key of its translation; `code` names it for programs. A value
    may be a note itself.
    """

    code: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str | None = None) -> str:
        """Return the note in a language."""
        values = {name: _said(value, language) for name, value in self.values.items()}
        return tr(self.text, language).format(**values)


def _said(value: object, language: str | None) -> object:
    if isinstance(value, Note):
        return value.sentence(language)
    return sentence(value, language) if isinstance(value, ChargeplanError) else value


@dataclass(frozen=True)
class SourceLayer:
    """A layer of a drawing, or a kind of thing of map data, and what was guessed of it.

    Attributes
    ----------
    guess : Role
        What its shapes seem to be.
    why : Note or None
        What the guess rests on; None when nothing speaks for any role.
    rings, lines, points, texts : int
        How many closed outlines (joined ones too), open lines, points or blocks, and texts it has.
    """

    name: str
    guess: Role
    why: Note | None = None
    rings: int = 0
    lines: int = 0
    points: int = 0
    texts: int = 0

    @property
    def shapes(self) -> int:
        """How many shapes it has of any kind; a drawing names layers on which there is nothing."""
        return self.rings + self.lines + self.points + self.texts


@dataclass(frozen=True)
class UnitsGuess:
    """In which unit a drawing seems to be made.

    Attributes
    ----------
    unit : str
        Key of `UNITS_M` that is taken unless somebody says otherwise.
    stated : str or None
        Unit that the file states, None where it states none.
    agree : bool
        Whether the stated unit gives a size that an estate can have; where it does not, people are asked.
    why : Note
    odd : unit -> Note
        Of each unit that gives a size that no estate has, what is told of it to somebody who chooses it.
    """

    unit: str
    stated: str | None
    agree: bool
    why: Note
    odd: Mapping[str, Note] = field(default_factory=dict)


@dataclass(frozen=True)
class PageSize:
    """A page of a document, upright as it is read [mm]."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Summary:
    """What a source holds.

    Attributes
    ----------
    box : Box or None
        Extents in the units of the file; None for pictures and documents.
    crs : str
        Coordinate system that was guessed: a key of `CRS_NAMES` or an EPSG code.
    groups : key -> value -> count
        Properties by which map data can be picked (`Choices.where`), most frequent first.
    pages : tuple of PageSize
        Of a document.
    size_px, dpi
        Of a picture: its width and height upright, and the dots per inch that its file states, if any.
    """

    kind: SourceKind
    name: str
    layers: tuple[SourceLayer, ...] = ()
    units: UnitsGuess | None = None
    crs: str = "local"
    box: Box | None = None
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    pages: tuple[PageSize, ...] = ()
    notes: tuple[Note, ...] = ()
    size_px: tuple[int, int] | None = None
    dpi: float | None = None


@dataclass(frozen=True)
class Choices:
    """What somebody says about a source; None and what is not named take the guess.

    Attributes
    ----------
    unit
        Key of `UNITS_M`.
    roles : tuple of (layer name, Role)
    crs
        Key of `CRS_NAMES` or an EPSG code.
    page
        Page of a document, counted from 1.
    dpi
        Dots per inch at which a page is drawn, None for as fine as a plan keeps; of a picture, at which it
        was scanned, None for what its file states.
    crop : Box or None
        Part of a page or picture that is kept, in shares of its width and height from its lower left corner.
    drawn_scale
        The n of 1:n at which a page is drawn; None where it is scaled by clicks later.
    where : tuple of (key, value)
        Only features with all of these properties are taken.
    join_m
        How far apart ends may be that are joined [m]; None for the usual.
    keep_rest
        Whether what is not taken in stays as faint lines.
    """

    unit: str | None = None
    roles: tuple[tuple[str, Role], ...] = ()
    crs: str | None = None
    page: int = 1
    dpi: float | None = None
    crop: Box | None = None
    drawn_scale: float | None = None
    where: tuple[tuple[str, str], ...] = ()
    join_m: float | None = None
    keep_rest: bool = True


@dataclass(frozen=True)
class Gap:
    """Two ends that nearly meet and were not joined, in metres of the plan."""

    layer: str
    start: Point
    end: Point


@dataclass(frozen=True)
class Taken:
    """A plan made from a source.

    `notes` tell what was guessed, joined, shifted and left out; `gaps` where outlines stay open.
    """

    project: Project
    notes: tuple[Note, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A small look at a source as it would be taken in.

    Attributes
    ----------
    box : Box
        What is shown, in metres of the plan; of a page or a picture in its pixels.
    lines : Role -> (packed lines, their origin, their step [m]), see `model.linework`
    picture : bytes or None
        PNG of a page or picture; there are no lines then.
    """

    box: Box
    lines: Mapping[Role, tuple[bytes, Point, float]] = field(default_factory=dict)
    picture: bytes | None = None
    gaps: tuple[Gap, ...] = ()


class Source(Protocol):
    """A file that has been read; it is asked as often as choices change."""

    @property
    def summary(self) -> Summary:
        """What the file holds."""

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return a look at what `taken` would give; raise `CalledOff` when it is not wanted any more."""

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return the plan.

        Raises
        ------
        ImportFileError
            When there is nothing to take in, or a choice does not fit the file.
        CalledOff
            When `cancelled()` becomes true on the way.
        """


def nothing_in(name: str, notes: Sequence[Note]) -> ImportFileError:
    """Return the refusal of a file that holds nothing for a plan, with the first thing that is wrong."""
    if not notes:
        text = N_("{name} holds nothing that a plan could take in")
        return ImportFileError("nothing_to_take", text, name=name)
    text = N_("{name} holds nothing that a plan could take in: {reason}")
    return ImportFileError("nothing_to_take", text, name=name, reason=_error_of(notes[0]))


def _error_of(note: Note) -> ChargeplanError:
    values = {
        name: _error_of(value) if isinstance(value, Note) else value for name, value in note.values.items()
    }
    return ChargeplanError(note.code, note.text, **values)


def note_of(error: ChargeplanError) -> Note:
    """Return an error as a note, for what is left out and not refused."""
    values = {
        name: note_of(value) if isinstance(value, ChargeplanError) else value
        for name, value in error.values.items()
    }
    return Note(error.code, error.text, values)
