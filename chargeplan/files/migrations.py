"""From an older version of `project.json` to the present one, one pure step a version.

A step takes the document of one version and returns that of the next; it changes nothing in place. When
the model changes: raise `VERSION`, add a step, and freeze a sample in `tests/data/projects/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chargeplan.errors import ProjectFileError
from chargeplan.i18n import N_

Document = Mapping[str, Any]
Step = Callable[[Document], Document]

VERSION = 2
"""Version of the files that this program writes."""


def _lots_with_exceptions(document: Document) -> Document:
    """Version 2: a lot may have a goal, a side to follow, a group rule of its own, and exceptions by hand."""
    return _with_lots(
        document,
        {
            "goal": "most_stalls",
            "direction_edge": None,
            "group_from_scheme": True,
            "group": None,
            "removed": [],
            "blocked": [],
            "kept": [],
        },
    )


def _with_lots(document: Document, fields: Document) -> Document:
    """Return a plan with `fields` in every lot; what is no lot stays, to be told with its place."""

    def added(lot: Any) -> Any:
        return {**lot, **fields} if isinstance(lot, dict) else lot

    def changed(scheme: Any) -> Any:
        lots = scheme.get("lots") if isinstance(scheme, dict) else None
        return {**scheme, "lots": [added(lot) for lot in lots]} if isinstance(lots, list) else scheme

    schemes = document.get("schemes") if isinstance(document, dict) else None
    if not isinstance(schemes, list):
        return document
    return {**document, "schemes": [changed(scheme) for scheme in schemes]}


STEPS: Mapping[int, Step] = {1: _lots_with_exceptions}
"""Version -> the step that leads from it to the next."""


def migrate(document: Document, version: int, steps: Mapping[int, Step] = STEPS) -> Document:
    """Return `document`, which is of `version`, as one of the newest version that `steps` lead to.

    Raises
    ------
    ProjectFileError
        When the document does not have the shape that its version promises.
    """
    while version in steps:
        try:
            document = steps[version](document)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ProjectFileError(
                "bad_old_version", N_("the plan is not a whole plan of version {version}"), version=version
            ) from error
        version += 1
    return document
