"""What the title block of a plan sheet and the notice for residents say beside the plan itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_

LEAST_SCALE = 10
MOST_SCALE = 100_000
"""1:10 shows a shed on A1, 1:100,000 a town on A4; what lies beyond is a slip."""


class PaperSize(Enum):
    """Sheets of ISO 216, on their side."""

    A4 = "A4"
    A3 = "A3"
    A2 = "A2"
    A1 = "A1"


@dataclass(frozen=True)
class SheetSettings:
    """Title block and paper of the plan sheet; what is empty stays to be filled in by hand.

    `scale` is the n of 1:n, None for the largest usual scale at which the plan fits. The employer is that of
    the bill. The date is that of the plan.
    """

    project_name: str = ""
    drawing_title: str = ""
    drawing_number: str = ""
    revision: str = ""
    designed_by: str = ""
    checked_by: str = ""
    approved_by: str = ""
    paper: PaperSize = PaperSize.A3
    scale: int | None = None

    def __post_init__(self) -> None:
        _scale(self.scale)


@dataclass(frozen=True)
class NoticeSettings:
    """What a notice for residents tells beside the plan; lines that are empty are left out."""

    heading: str = ""
    responsible: str = ""
    operator: str = ""
    contact: str = ""
    comments_until: str = ""
    remarks: str = ""


def _scale(scale: int | None) -> None:
    if scale is None:
        return
    whole = isinstance(scale, int) and not isinstance(scale, bool)
    if not whole or not LEAST_SCALE <= scale <= MOST_SCALE:
        raise InvalidValueError(
            "bad_sheet_scale", N_("the scale of a sheet must be from 1:{least} to 1:{most}: {value}"),
            least=LEAST_SCALE, most=MOST_SCALE, value=scale,
        )  # fmt: skip
