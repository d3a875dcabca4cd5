"""Drawings made in memory for tests."""

from __future__ import annotations

import io

import ezdxf
from ezdxf.document import Drawing

from chargeplan.errors import never
from chargeplan.files.sources.dxf import DxfSource, read_dxf
from chargeplan.files.sources.values import Choices, Taken
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.values import Ring


def drawing(units: int = 6, version: str = "R2010") -> Drawing:
    """Return an empty drawing; 6 is metres, 4 millimetres, 1 inches, 0 states none."""
    made = ezdxf.new(version)
    made.units = units
    return made


def data_of(document: Drawing) -> bytes:
    """Return a drawing as the bytes of a text file."""
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode(document.output_encoding)


def source_of(document: Drawing | bytes, name: str = "plan.dxf") -> DxfSource:
    """Return what is read of a drawing."""
    data = document if isinstance(document, bytes) else data_of(document)
    return read_dxf(data, name, never, lambda _share: None)


def taken(document: Drawing | bytes, **choices: object) -> Taken:
    """Return the plan that a drawing becomes."""
    return source_of(document).taken(Choices(**choices), never)  # type: ignore[arg-type]


def codes(found: Taken) -> list[str]:
    """Return the codes of what reading had to say."""
    return [note.code for note in found.notes]


def area_m2(ring: Ring) -> float:
    """Return the area of an outline, whichever way it runs."""
    return abs(signed_area_m2(ring))


def rectangle(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """Return the corners of a rectangle."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def entities(*parts: str) -> bytes:
    """Return a file that has nothing but entities, as old programs write it."""
    return ("0\nSECTION\n2\nENTITIES\n" + "".join(parts) + "0\nENDSEC\n0\nEOF\n").encode()


def line(x1: object, y1: object, x2: object, y2: object, layer: str = "0") -> str:
    """Return a LINE as text."""
    return f"0\nLINE\n8\n{layer}\n10\n{x1}\n20\n{y1}\n11\n{x2}\n21\n{y2}\n"


def house(layer: str = "BUILDING") -> str:
    """Return four lines as text, 50 m by 20 m from the origin."""
    return "".join(
        line(*ends, layer) for ends in ((0, 0, 50, 0), (50, 0, 50, 20), (50, 20, 0, 20), (0, 20, 0, 0))
    )
