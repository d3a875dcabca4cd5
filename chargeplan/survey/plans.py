"""One plan of a register: found, read, worked out. Whatever is wrong with it is told and never raised."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from chargeplan.errors import CalledOff, Cancelled, ChargeplanError, never
from chargeplan.files.codec import encode
from chargeplan.files.project_file import plan_file_bytes
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.town.failures import failure_of, failure_values
from chargeplan.town.figures import PlanFailure, PlanFigures, PlanOutcome

_log = logging.getLogger(__name__)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True)
class WantedPlan:
    """A plan and a scheme as a register names them, and the file that is meant."""

    plan: str
    scheme: str
    path: Path

    @property
    def key(self) -> tuple[str, str]:
        """What outcomes go by."""
        return self.plan, self.scheme


@dataclass(frozen=True)
class WorkedOut:
    """An outcome, and the SHA-256 of the file it was made from; empty where the file was not read."""

    outcome: PlanOutcome
    digest: str = ""


Work = Callable[[WantedPlan, float], WorkedOut]
"""What is done with a plan; the number is the walking limit [m]."""

Answers = Generator[tuple[WantedPlan, WorkedOut], None, None]
"""What becomes of plans, each as it is done; closing it ends whatever works on them."""


def plan_path(plan: str, folder: Path) -> Path:
    """Return the file that a register in `folder` means by `plan`.

    Backslashes part folders too, since registers come from Windows; absolute paths stand as they are.

    Raises
    ------
    ChargeplanError
        When it names something that is not a file of this machine.
    """
    if _URL.match(plan):
        raise ChargeplanError(
            "plan_is_url", N_("{plan} is an address of the net; plans are files on this machine"), plan=plan
        )
    return folder / plan.replace("\\", "/")


def plan_outcome(
    path: Path, scheme: str, limit_m: float, *, plan: str | None = None, cancelled: Cancelled = never
) -> PlanOutcome:
    """Return what a plan's scheme comes to, or why it gives no figures; its other schemes beside it.

    Another scheme that fails costs only itself.

    Parameters
    ----------
    scheme
        Name or id, "" for the active one.
    limit_m
        How far people walk to a free socket [m].
    plan
        How the register names the plan, None for its path.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    named = str(path) if plan is None else plan
    return worked_out(WantedPlan(named, scheme, path), limit_m, cancelled).outcome


def worked_out(wanted: WantedPlan, limit_m: float, cancelled: Cancelled = never) -> WorkedOut:
    """Return what a wanted plan comes to, with the sum of its file, see `plan_outcome`."""
    try:
        data = plan_file_bytes(wanted.path)
    except ChargeplanError as error:
        return WorkedOut(PlanOutcome(wanted.plan, wanted.scheme, failure=failure_of(error)))
    except MemoryError:
        return WorkedOut(PlanOutcome(wanted.plan, wanted.scheme, failure=OUT_OF_MEMORY))
    return worked_out_of_bytes(data, wanted.plan, wanted.scheme, limit_m, cancelled)


def worked_out_of_bytes(
    data: bytes, plan: str, scheme: str, limit_m: float, cancelled: Cancelled = never
) -> WorkedOut:
    """Return what the plan in the bytes of a file comes to, with their sum, see `plan_outcome`."""
    return WorkedOut(outcome_of_bytes(data, plan, scheme, limit_m, cancelled), digest_of(data))


def outcome_of_bytes(
    data: bytes, plan: str, scheme: str, limit_m: float, cancelled: Cancelled = never
) -> PlanOutcome:
    """Return what the plan in the bytes of a file comes to, see `plan_outcome`."""
    wanted = _tried(plan, lambda: _schemes(data, plan, scheme, cancelled))
    if isinstance(wanted, PlanFailure):
        return PlanOutcome(plan, scheme, failure=wanted)
    project, chosen, others = wanted
    figures = _tried(plan, lambda: _figures(project, chosen, limit_m, cancelled))
    if isinstance(figures, PlanFailure):
        return PlanOutcome(plan, scheme, failure=figures)
    found: list[PlanFigures] = []
    failed: list[PlanFailure] = []
    for other in others:
        result = _tried(plan, partial(_figures, project, other, limit_m, cancelled))
        if isinstance(result, PlanFailure):
            values = {"scheme": other.name or other.id, "reason": result}
            failed.append(PlanFailure("scheme_failed", _SCHEME_FAILED, values))
        else:
            found.append(result)
    return PlanOutcome(plan, scheme, figures, alternatives=tuple(found), failed_alternatives=tuple(failed))


OUT_OF_MEMORY = PlanFailure("out_of_memory", N_("this machine has not enough memory to work out the plan"))
_SCHEME_FAILED = N_("the scheme {scheme} gives no figures: {reason}")

Result = TypeVar("Result")


def _tried(plan: str, work: Callable[[], Result]) -> Result | PlanFailure:
    """Return what some work on a plan gives, or why it gives nothing."""
    try:
        return work()
    except CalledOff:
        raise
    except ChargeplanError as error:
        return failure_of(error)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        _log.exception("the plan %r could not be worked out", plan)
        text = N_("the plan could not be worked out, a defect of the program: {told}")
        return PlanFailure("defect", text, {"told": f"{type(error).__name__}: {error}"})


def _schemes(
    data: bytes, plan: str, scheme: str, cancelled: Cancelled
) -> tuple[Project, Scheme, tuple[Scheme, ...]]:
    """Return a plan, the scheme that is meant, and its others; a drawing or map data become a plan first."""
    # Loaded here: whoever finds every plan in the cache needs none of it.
    from chargeplan.files.sources.reading import read_plan_bytes

    name = plan.replace("\\", "/").rpartition("/")[2]
    project = read_plan_bytes(data, name, cancelled=cancelled).project
    chosen = project.scheme_named(scheme)
    return project, chosen, tuple(other for other in project.schemes if other.id != chosen.id)


def _figures(project: Project, scheme: Scheme, limit_m: float, cancelled: Cancelled) -> PlanFigures:
    # Loaded here: whoever finds every plan in the cache needs none of it.
    from chargeplan.analysis import analyse
    from chargeplan.town.plan_figures import figures_of

    return figures_of(analyse(project, scheme_id=scheme.id, cancelled=cancelled), limit_m, cancelled)


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a plan's file."""
    return hashlib.sha256(data).hexdigest()


def outcome_json(outcome: PlanOutcome) -> str:
    """Return an outcome as canonical JSON: equal outcomes give equal texts, on every machine."""
    figures, failure = outcome.figures, outcome.failure
    values = {
        "plan": outcome.plan,
        "scheme": outcome.scheme,
        "figures": None if figures is None else figures_values(figures),
        "failure": None if failure is None else failure_values(failure),
        "alternatives": [figures_values(each) for each in outcome.alternatives],
        "failed_alternatives": [failure_values(each) for each in outcome.failed_alternatives],
    }
    return canonical(values)


def figures_values(figures: PlanFigures) -> object:
    """Return figures as JSON values."""
    return encode(figures, _no_bytes)


def canonical(values: object) -> str:
    """Return JSON values as text, keys sorted, nothing between them."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _no_bytes(data: bytes) -> str:
    raise TypeError("figures hold no bytes")
