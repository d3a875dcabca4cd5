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

VERSION = 1
"""Version of the files that this program writes."""

STEPS: Mapping[int, Step] = {}
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
