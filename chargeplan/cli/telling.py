"""Plans read for a verb, with what reading them has to say on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from chargeplan.files.sources.values import Note

if TYPE_CHECKING:
    from chargeplan.model.project import Project


def told_plan(path: Path) -> Project:
    """Return the plan in a file, or the one that a drawing or map data become as they are guessed."""
    from chargeplan.files.sources.reading import read_plan

    taken = read_plan(path)
    tell(taken.notes)
    return taken.project


def tell(notes: Iterable[Note]) -> None:
    """Print notes on standard error, a line each, none of them twice."""
    for line in dict.fromkeys(" ".join(note.sentence().split()) for note in notes):
        print(line, file=sys.stderr)
