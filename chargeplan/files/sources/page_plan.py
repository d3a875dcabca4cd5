"""A plan that is one picture below nothing yet: what pages of documents and pictures become."""

from __future__ import annotations

import math
from pathlib import PurePath

from chargeplan.errors import ImportFileError
from chargeplan.files.codec import storable
from chargeplan.files.underlay import Picture
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.site import Site, Underlay

UNSCALED_WIDTH_M = 150.0
"""How wide a picture is shown until its scale is known."""
MM_PER_INCH = 25.4
_MOST_SCALE = 1_000_000.0
_ID = "underlay-1"


def page_plan(picture: Picture, name: str, metres_per_pixel: float | None) -> Project:
    """Return a plan with one underlay whose lower left corner is the origin; None for an unknown scale.

    What the file is called names the underlay alone: nobody has said yet which estate it shows.
    """
    underlay = Underlay(
        id=_ID,
        image=picture.image,
        media_type=picture.media_type,
        width_px=picture.width_px,
        height_px=picture.height_px,
        metres_per_pixel=metres_per_pixel or UNSCALED_WIDTH_M / picture.width_px,
        scaled=metres_per_pixel is not None,
        name=storable(PurePath(name).stem),
    )
    return Project(site=Site(underlays=(underlay,)))


def checked_scale(drawn_scale: float | None) -> float | None:
    """Return the n of 1:n as it is; raise `ImportFileError` when it is no scale of a drawing."""
    if drawn_scale is not None and not 0 < drawn_scale <= _MOST_SCALE:
        raise ImportFileError(
            "bad_drawn_scale", N_("a page cannot be drawn at 1:{scale}"), scale=f"{drawn_scale:g}"
        )
    return drawn_scale


def checked_dpi(dpi: float | None) -> float | None:
    """Return dots per inch as they are; raise `ImportFileError` when they are no resolution."""
    if dpi is not None and not (math.isfinite(dpi) and dpi > 0):
        raise ImportFileError("bad_dpi", N_("there is no resolution of {dpi} dots per inch"), dpi=f"{dpi:g}")
    return dpi
