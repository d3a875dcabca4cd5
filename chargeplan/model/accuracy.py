"""How far the scale of a plan can be trusted: by what share lengths can be off, and what follows for areas.

A picture is scaled by one known length and checked by a second; what they disagree by is the doubt. It stays
with the plan when the picture goes, for what was drawn over it is as doubtful as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from chargeplan.i18n import tr
from chargeplan.model.editing import Edit, ElementEdit, setting
from chargeplan.model.linework import MEDIA_TYPE, STEP_M
from chargeplan.model.project import Project
from chargeplan.model.site import Site, Underlay
from chargeplan.units import round_half_up


def scale_error_share_of(site: Site) -> float | None:
    """Return by what share lengths of a plan can be off, 0.01 for 1 %; None where nobody checked.

    It is the largest of what the site and its underlays tell.
    """
    known = (site.scale_error_share, *(underlay.scale_error_share for underlay in site.underlays))
    return max((share for share in known if share is not None), default=None)


def unchecked_underlays(site: Site) -> tuple[Underlay, ...]:
    """Return the underlays whose scale nobody has checked.

    Lines of a drawing that came in metres need no check; a picture does, and whatever has no scale yet.
    """
    return tuple(
        underlay
        for underlay in site.underlays
        if underlay.scale_error_share is None and not _came_in_metres(underlay)
    )


def _came_in_metres(underlay: Underlay) -> bool:
    """Return whether an underlay is lines at the scale they were read at, which is a whole number of steps.

    Lines that somebody has scaled by hand since then are as doubtful as a picture.
    """
    if not underlay.scaled or underlay.media_type != MEDIA_TYPE:
        return False
    steps = underlay.metres_per_pixel / STEP_M
    return abs(steps - round(steps)) < _WHOLE


_WHOLE = 1e-6


_MOST_SHARE = 0.999


def check_error_share(measured_m: float, true_m: float) -> float:
    """Return by what share of the true length a length measured on the plan is off, always below 1."""
    return min(abs(measured_m - true_m) / true_m, _MOST_SHARE)


def area_error_share(length_error_share: float) -> float:
    """Return by what share areas can be off when lengths can be off by a share: (1 + e)² - 1.

    100 m² of which the lengths are known to 1 % are known to 2.01 m².
    """
    return (1 + length_error_share) ** 2 - 1


def area_tolerance_m2(area_m2: Decimal | float, length_error_share: float) -> Decimal:
    """Return by how much an area can be off, to 0.01 [m²], when lengths can be off by a share."""
    return round_half_up(float(area_m2) * area_error_share(length_error_share), 2)


def give_or_take(area_m2: Decimal, tolerance_m2: Decimal | None) -> str:
    """Return an area with what it can be off by, which is left out where that is nothing or unknown."""
    return f"{area_m2} ± {tolerance_m2} m²" if tolerance_m2 else f"{area_m2} m²"


def percent_text(share: float) -> str:
    """Return a share in percent to 0.01, without useless zeros: 0.8 for 0.008."""
    text = f"{round_half_up(100 * share, 2):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scale_note(site: Site, language: str | None = None) -> str:
    """Return in words how far the scale is trusted; empty where there is nothing to doubt or to check."""
    share, unchecked = scale_error_share_of(site), unchecked_underlays(site)
    if share is None:
        return tr("scale not checked", language) if unchecked else ""
    told = tr(
        "scale checked: lengths ±{lengths} %, areas of ground ±{areas} %",
        language,
        lengths=percent_text(share),
        areas=percent_text(area_error_share(share)),
    )
    if not unchecked:
        return told
    return tr("{told}; of {count} underlays not checked", language, told=told, count=len(unchecked))


def scale_state(underlay: Underlay, language: str | None = None) -> str:
    """Return in words how far the scale of one underlay is known."""
    if underlay.scale_error_share is not None:
        share = percent_text(underlay.scale_error_share)
        return tr("Its scale is set and checked: lengths ±{share} %.", language, share=share)
    if not underlay.scaled:
        return tr("It has no scale yet.", language)
    if _came_in_metres(underlay):
        return tr("It came in metres.", language)
    return tr("Its scale is set and not checked.", language)


def kept_doubts(project: Project, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits, to be done before `edits`, by which the doubt of an underlay that goes stays."""
    changes = [edit for edit in edits if isinstance(edit, ElementEdit)]
    put_in = {edit.after.id for edit in changes if isinstance(edit.after, Underlay)}
    gone = [
        edit.before.scale_error_share
        for edit in changes
        if edit.after is None and isinstance(edit.before, Underlay) and edit.before.id not in put_in
    ]
    site = project.site
    most = max((share for share in (site.scale_error_share, *gone) if share is not None), default=None)
    if most == site.scale_error_share:
        return ()
    return (setting(project, "site", replace(site, scale_error_share=most)),)
