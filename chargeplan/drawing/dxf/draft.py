"""A DXF drawing in the making: shapes on layers, in metres, written with the same bytes every time."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ezdxf
from ezdxf import const, units
from ezdxf.colors import DXF_DEFAULT_COLORS, int2rgb
from ezdxf.document import Drawing
from ezdxf.enums import TextEntityAlignment
from ezdxf.lldxf.const import VALID_DXF_LINEWEIGHTS
from ezdxf.lldxf.tagwriter import TagWriter

from chargeplan.drawing.dimensions import upright_degrees
from chargeplan.drawing.dxf.literal import literal
from chargeplan.drawing.dxf.written_lines import with_written, written_lines
from chargeplan.drawing.primitives import Text
from chargeplan.drawing.written import Line, lines_of
from chargeplan.model.carried import APPLICATION
from chargeplan.model.values import Point, Region

Look = dict[str, Any]
"""Attributes of an entity that say how it is drawn; what is missing is as its layer says."""

CAP_SHARE = 0.7
"""Height of capital letters, by which CAD counts sizes of texts, as a share of that of full-width letters."""

ON_ANY_GROUND = 7
"""The number of the colour that is black on white and white on black."""

_MANY = 500
_CORNERS = 24
_VERSION = "R2010"
_FONT, _FAMILY = "simhei.ttf", "SimHei"
_STYLES = {False: "CPX_TEXT", True: "CPX_BOLD"}
_PATTERN, _PATTERN_STEP = "ANSI31", 3.175
_ANCHORS = {
    "left": TextEntityAlignment.LEFT,
    "center": TextEntityAlignment.CENTER,
    "right": TextEntityAlignment.RIGHT,
}
_DIMENSIONS = "CPX_METRES"
_NO_DATE = 2451544.5
"""The first of January 2000, in days as DXF counts them; drawings carry no clock's time."""

_NO_GUID = "{00000000-0000-0000-0000-000000000000}"
_TIMES = ("$TDCREATE", "$TDUCREATE", "$TDUPDATE", "$TDUUPDATE")
_GUIDS = ("$FINGERPRINTGUID", "$VERSIONGUID")
_EZDXF_REMARKS = ("CREATED_BY_EZDXF", "WRITTEN_BY_EZDXF")
_PROGRAM = "chargeplan"
_TEXT_CODE = 1000


class Draft:
    """A drawing in metres; `shift` is added to every place [m]."""

    def __init__(self, shift: Point = (0.0, 0.0)) -> None:
        self._document: Drawing = ezdxf.new(_VERSION, units=units.M)  # type: ignore[attr-defined]
        self._space = self._document.modelspace()
        self._shift = shift
        self._low, self._high = (math.inf, math.inf), (-math.inf, -math.inf)
        self._written: dict[str, str] = {}
        for bold, name in _STYLES.items():
            style = self._document.styles.new(name, dxfattribs={"font": _FONT})
            style.set_extended_font_data(_FAMILY, bold=bold)
        self._document.header["$LWDISPLAY"] = 1
        self._document.header["$PLINEGEN"] = 1

    def layer(self, name: str, description: str, look: Look) -> None:
        """Make sure that there is a layer; the first look that is asked for is its own."""
        if name not in self._document.layers:
            made = self._document.layers.add(name, **look)
            if description:
                made.description = literal(description)

    def dashes(self, name: str, lengths_m: Sequence[float]) -> str:
        """Return the name of a kind of dashed line: lengths of dashes and gaps in turn [m]."""
        if name not in self._document.linetypes:
            parts = [length * (-1) ** number for number, length in enumerate(lengths_m)]
            self._document.linetypes.add(name, pattern=[sum(lengths_m), *parts])
        return name

    def line(self, layer: str, points: Sequence[Point], look: Look, *, closed: bool = False) -> Any:
        """Draw a line through points."""
        attributes = {"layer": layer, "flags": const.LWPOLYLINE_PLINEGEN, **look}
        corners = [self.place(point) for point in points]
        return self._space.add_lwpolyline(corners, close=closed, dxfattribs=attributes)

    def say(self, drawn: Any, pieces: Sequence[str]) -> None:
        """Let something that is drawn carry texts of plain letters, none longer than 255."""
        if APPLICATION not in self._document.appids:
            self._document.appids.add(APPLICATION)
        drawn.set_xdata(APPLICATION, [(_TEXT_CODE, piece) for piece in pieces])

    def lines(self, layer: str, lines: Sequence[Sequence[Point]], look: Look) -> None:
        """Draw open lines; many of them are written as they are, twenty times as fast as entities."""
        if len(lines) < _MANY:
            for points in lines:
                self.line(layer, points, look)
            return
        marker = self._space.add_point((0.0, 0.0), dxfattribs={"layer": layer}).dxf.handle
        handles = self._document.entitydb.handles
        drawn = ((handles.next(), [self.place(point) for point in points]) for points in lines)
        self._written[marker] = written_lines(drawn, self._space.layout_key, layer, look)

    def circle(self, layer: str, centre: Point, radius_m: float, look: Look) -> None:
        """Draw a circle."""
        self._note(centre, radius_m)
        self._space.add_circle(self.place(centre), radius_m, dxfattribs={"layer": layer, **look})

    def mark(self, layer: str, position: Point, look: Look) -> None:
        """Draw a point."""
        self._space.add_point(self.place(position), dxfattribs={"layer": layer, **look})

    def ground(self, layer: str, region: Region, look: Look, opacity: float = 1.0) -> None:
        """Fill a region with one colour, holes left free."""
        filled = self._area(layer, look)
        filled.dxf.solid_fill = 1
        if opacity < 1:
            filled.transparency = 1 - opacity
        self._bound(filled, [[self.place(corner) for corner in ring] for ring in region])

    def disc(self, layer: str, centre: Point, radius_m: float, look: Look, opacity: float = 1.0) -> None:
        """Fill a circle with one colour, by its corners: some programs know no arcs around what is filled."""
        filled = self._area(layer, look)
        if opacity < 1:
            filled.transparency = 1 - opacity
        self._note(centre, radius_m)
        self._bound(filled, [[self.place(corner) for corner in _round(centre, radius_m)]])

    def hatch(self, layer: str, region: Region, spacing_m: float, look: Look) -> None:
        """Hatch a region with lines that rise to the right, `spacing_m` [m] apart."""
        hatched = self._area(layer, look)
        number = look.get("color", const.BYLAYER)
        hatched.set_pattern_fill(_PATTERN, color=number, scale=spacing_m / _PATTERN_STEP)
        self._bound(hatched, [[self.place(corner) for corner in ring] for ring in region])

    def text(self, layer: str, line: Line, look: Look) -> None:
        """Write a line of text as it was told: programs have letters that the bundled font lacks.

        Where it begins is told beside its anchor: some programs do not know the width of its letters.
        """
        placed = replace(line, anchor=self.place(line.anchor), start=self.place(line.start))
        _write(self._space, layer, placed, look)

    def dimension(self, layer: str, start: Point, end: Point, text: str, size_m: float, look: Look) -> None:
        """Draw a dimension between two points, its line on both; `text` stands beside it.

        It is read from the left or from below. Beside its line it is a TEXT: some programs show no MTEXT.
        """
        if _DIMENSIONS not in self._document.dimstyles:
            self._document.dimstyles.new(_DIMENSIONS, dxfattribs=_dimension_form(size_m))
        colours = {f"dim{part}": look["color"] for part in ("clrd", "clrt") if "color" in look}
        degrees = upright_degrees(start, end)
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        start, end = sorted((start, end), key=lambda point: point[0] * cos + point[1] * sin)
        made = self._space.add_aligned_dim(
            self.place(start), self.place(end), 0.0, literal(text), dimstyle=_DIMENSIONS,
            override=colours, dxfattribs={"layer": layer, **look},
        )  # fmt: skip
        made.render()
        shown: Any = made.dimension.get_geometry_block()
        for written in shown.query("MTEXT"):
            x, y, _ = written.dxf.insert
            for line in lines_of(Text("", "", (x, y), text, size_m, rotation_degrees=degrees), bold=False):
                _write(shown, layer, line, look)
            shown.delete_entity(written)

    def place(self, point: Point) -> Point:
        """Return where a point of the plan lies in the drawing."""
        self._note(point)
        return (point[0] + self._shift[0], point[1] + self._shift[1])

    def _note(self, point: Point, around: float = 0.0) -> None:
        (x, y), (left, bottom), (right, top) = point, self._low, self._high
        self._low = (min(left, x - around), min(bottom, y - around))
        self._high = (max(right, x + around), max(top, y + around))

    def _area(self, layer: str, look: Look) -> Any:
        return self._space.add_hatch(
            color=look.get("color", const.BYLAYER),
            dxfattribs={"layer": layer, "hatch_style": const.HATCH_STYLE_NESTED, **look},
        )

    def _bound(self, area: Any, rings: Iterable[Sequence[tuple[float, ...]]]) -> None:
        for number, ring in enumerate(rings):
            flags = const.BOUNDARY_PATH_OUTERMOST if number else const.BOUNDARY_PATH_EXTERNAL
            area.paths.add_polyline_path(ring, is_closed=True, flags=flags)

    def data(self) -> bytes:
        """Return the drawing as a file."""
        document, header = self._document, self._document.header
        self._show_all()
        document.update_all()
        remarks = document.ezdxf_metadata()
        for name in _EZDXF_REMARKS:
            remarks[name] = _PROGRAM
        header["$LASTSAVEDBY"] = _PROGRAM
        for name in _TIMES:
            header[name] = _NO_DATE
        for name in _GUIDS:
            header[name] = _NO_GUID
        stream = io.StringIO()
        document.export_sections(TagWriter(stream, dxfversion=document.dxfversion))
        return document.encode(with_written(stream.getvalue(), self._written))

    def _show_all(self) -> None:
        """Say how far the drawing reaches, and let it be opened so that all of it is seen."""
        if not math.isfinite(self._low[0]):
            return
        (left, bottom), (right, top) = (
            (x + self._shift[0], y + self._shift[1]) for x, y in (self._low, self._high)
        )
        space = self._space.dxf
        space.extmin, space.extmax = (left, bottom, 0.0), (right, top, 0.0)
        space.limmin, space.limmax = (left, bottom), (right, top)
        height = max(top - bottom, (right - left) / math.sqrt(2.0), 1.0)
        self._document.set_modelspace_vport(1.05 * height, ((left + right) / 2, (bottom + top) / 2))


def _write(space: Any, layer: str, line: Line, look: Look) -> None:
    """Write a line of text that lies where it is in the drawing."""
    content = literal(line.told)
    if not content:
        return
    written = space.add_text(
        content,
        height=CAP_SHARE * line.size,
        rotation=line.degrees,
        dxfattribs={"layer": layer, "style": _STYLES[line.bold], **look},
    )
    written.set_placement(line.anchor, align=_ANCHORS[line.horizontal])
    written.dxf.insert = line.start


def _round(centre: Point, radius_m: float) -> list[Point]:
    """Return corners of a circle that nobody sees on paper: they leave out less than 1 % of its radius."""
    turns = [2 * math.pi * number / _CORNERS for number in range(_CORNERS)]
    return [(centre[0] + radius_m * math.cos(turn), centre[1] + radius_m * math.sin(turn)) for turn in turns]


def _dimension_form(size_m: float) -> Look:
    """Return how dimensions look: strokes at their ends, the text above the line, no lines beside."""
    return {
        "dimtxsty": _STYLES[False], "dimtxt": CAP_SHARE * size_m, "dimtsz": 0.4 * size_m, "dimtad": 1,
        "dimgap": 0.2 * size_m, "dimse1": 1, "dimse2": 1, "dimexe": 0.0, "dimexo": 0.0, "dimdec": 2,
        "dimscale": 1.0, "dimlfac": 1.0, "dimtix": 1, "dimtofl": 1,
    }  # fmt: skip


def coloured(text: str, opacity: float = 1.0) -> Look:
    """Return a colour `#RRGGBB`, and the numbered one nearest to it on white paper.

    Programs that know numbered colours only do not know either what can be seen through.
    """
    return {"true_color": int(text[1:], 16), "color": _numbered(text, opacity)}


@lru_cache
def _numbered(text: str, opacity: float) -> int:
    wanted = [255 - opacity * (255 - part) for part in int2rgb(int(text[1:], 16))]

    def apart(number: int) -> float:
        return math.dist(wanted, int2rgb(DXF_DEFAULT_COLORS[number]))

    return min((number for number in range(1, 256) if number != ON_ANY_GROUND), key=apart)


def lineweight(width_mm: float) -> int:
    """Return the width of lines that DXF has nearest to one [0.01 mm]."""
    return min(
        (weight for weight in VALID_DXF_LINEWEIGHTS if weight >= 0), key=lambda w: abs(w - 100 * width_mm)
    )
