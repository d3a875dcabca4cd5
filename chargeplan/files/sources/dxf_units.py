"""In which unit a drawing seems to be made: by what it states, and by the size that an estate can have."""

from __future__ import annotations

from collections.abc import Mapping

from chargeplan.files.sources.values import UNITS_M, Box, Note, UnitsGuess
from chargeplan.i18n import N_
from chargeplan.reference.layer_roles import Sizes

_FITS = N_("the file says {stated}, by which the drawing is {width} × {height} m")
_NO_FIT = N_(
    "the file says {stated}, by which the drawing would be {wrong_width} × {wrong_height} m; as {unit} it is "
    "{width} × {height} m"
)
_UNSTATED = N_("the file states no unit; as {unit} the drawing is {width} × {height} m")
_AGAINST = N_(
    "as {stated} the drawing is {wrong_width} × {wrong_height} m, a size that no estate has; as {unit} it is "
    "{width} × {height} m"
)
_ODD = N_(
    "as {unit} the drawing is {width} × {height} m, a size that no estate has, and no other unit gives a "
    "better one"
)


def guessed_units(
    stated: str | None, box: Box, bulk: Box, sizes: Sizes, *, is_sure: bool = False
) -> UnitsGuess:
    """Return the unit in which a drawing gives an estate, and what is told of those in which it gives none.

    `box` are its extents in its own units, `bulk` those without strays, which count where the whole does not
    fit. Where it `is_sure`, as in drawings of this program, what is stated is believed whatever the size.
    """
    for extents in (box, bulk):
        if stated is not None and (is_sure or _fits(stated, extents, sizes)):
            why = _note("units", _FITS, stated, stated, extents)
            return UnitsGuess(stated, stated, True, why, _odd_units(stated, extents, sizes))
    for extents in (box, bulk):
        for unit in sizes.order:
            if _fits(unit, extents, sizes):
                odd = _odd_units(unit, extents, sizes)
                if stated is None:
                    why = _note("units_unstated", _UNSTATED, unit, None, extents)
                    return UnitsGuess(unit, None, True, why, odd)
                why = _note("units_disagree", _NO_FIT, unit, stated, extents)
                return UnitsGuess(unit, stated, False, why, odd)
    odd = {unit: _note("units_odd", _ODD, unit, None, box) for unit in UNITS_M}
    unit = stated or sizes.order[0]
    return UnitsGuess(unit, stated, False, odd[unit], odd)


def _odd_units(better: str, box: Box, sizes: Sizes) -> Mapping[str, Note]:
    odd = (unit for unit in UNITS_M if unit != better and not _fits(unit, box, sizes))
    return {unit: _note("units_against", _AGAINST, better, unit, box) for unit in odd}


def _fits(unit: str, box: Box, sizes: Sizes) -> bool:
    return sizes.fits(max(box[2] - box[0], box[3] - box[1]) * UNITS_M[unit])


def _note(code: str, text: str, unit: str, stated: str | None, box: Box) -> Note:
    width, height = box[2] - box[0], box[3] - box[1]
    values: dict[str, object] = {
        "unit": unit,
        "width": f"{width * UNITS_M[unit]:.4g}",
        "height": f"{height * UNITS_M[unit]:.4g}",
    }
    if stated is not None:
        values |= {
            "stated": stated,
            "wrong_width": f"{width * UNITS_M[stated]:.4g}",
            "wrong_height": f"{height * UNITS_M[stated]:.4g}",
        }
    return Note(code, text, values)
