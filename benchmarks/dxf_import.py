"""A drawing of 100,000 lines: read as a source, against ezdxf reading it and going through it once.

What comes after reading (a look at other choices, the plan) is held against a second, which somebody waits.
"""

from __future__ import annotations

import io
import sys
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import ezdxf
from harness import print_table, seconds_of, take_turns, verdict

from chargeplan.errors import never
from chargeplan.files.sources.dxf import DxfSource, read_dxf
from chargeplan.files.sources.values import Choices, Role

GOAL_RATIO = 1.5
GOAL_MS = 1000
ROUNDS = 3
HOUSES = 25_000
_ACROSS = 160


def drawing() -> bytes:
    """Return 25,000 houses of four loose LINEs each, two thirds of them on layers that become elements."""
    document = ezdxf.new(units=6)
    model = document.modelspace()
    for number in range(HOUSES):
        x, y = 12 * (number % _ACROSS), 12 * (number // _ACROSS)
        corners = [(x, y), (x + 10, y), (x + 10, y + 9), (x, y + 9)]
        layer = ("BUILDING", "GREEN", "0")[number % 3]
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            model.add_line(start, end, dxfattribs={"layer": layer})
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode()


def read_plainly(path: Path) -> float:
    """Read by ezdxf alone, and go through all lines once."""
    document = ezdxf.readfile(path)
    return sum(line.dxf.start.x + line.dxf.end.x for line in document.modelspace())


def read_as_source(path: Path) -> DxfSource:
    """Read as the program does: shapes, joined outlines, layers, unit."""
    return read_dxf(path.read_bytes(), path.name, never, lambda _share: None)


def choices() -> list[Choices]:
    """Return choices that follow one another, none of which was asked for before."""
    return [
        Choices(),
        Choices(roles=(("0", Role.BUILDING),)),
        Choices(roles=(("BUILDING", Role.UNDERLAY),)),
        Choices(unit="ft"),
        Choices(join_m=0.2),
    ]


def main() -> int:
    """Print the ratio of reading, and how long each choice takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "houses.dxf"
        path.write_bytes(drawing())
        ours, peer = take_turns(
            lambda: seconds_of(lambda: read_as_source(path)),
            lambda: seconds_of(lambda: read_plainly(path)),
            ROUNDS,
        )
        source = read_as_source(path)
    ratio = ours.median_ms / peer.median_ms
    rows = [("what", "ours ms", "ezdxf alone ms", "ratio", "")]
    read = (
        "read",
        f"{ours.median_ms:.0f}",
        f"{peer.median_ms:.0f}",
        f"{ratio:.2f}",
        verdict(ratio, GOAL_RATIO),
    )
    rows.append(read)
    for number, choice in zip(count(1), choices(), strict=False):
        for name, work in (("preview", source.preview), ("plan", source.taken)):
            took = 1000 * seconds_of(lambda work=work, choice=choice: work(choice, never))
            rows.append((f"{name} by choice {number}", f"{took:.0f}", "", "", verdict(took, GOAL_MS)))
    print_table("100,000 lines of DXF", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
