"""The method of the comparison in sentences, the same in the workbook and in the report."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.i18n import N_, tr
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.settings import TownSettings

_SENTENCES = (
    N_(
        "An estate's score is the mean of the points of its indicators by their weights: 0 points "
        "at the good value and better, 100 at the bad value and worse, straight between. What is "
        "unknown makes the estate unrated."
    ),
    N_(
        "Shares of a score are rounded so that they add to 100.0 %. The stability of a rank is how "
        "far it moves when weights move by ±{percent} %."
    ),
    N_(
        "A household is newly served when its doorway has a free socket within {limit} m walking, "
        "sockets given out once, and had none before."
    ),
    N_(
        "An estate without a plan has an estimated scheme: the sockets that are short, at the "
        "median cost per socket of the schemes with a plan. Wherever it counts it is marked as an "
        "estimate."
    ),
    N_(
        "With a budget any scheme of an estate's plan may be built, at most one an estate; figures after "
        "the scheme are those of the chosen one all the same."
    ),
    N_(
        "Charging facilities and e-bikes that can be parked are the figures that are published; a "
        "facility may have several sockets."
    ),
)


def _trimmed(value: Decimal) -> str:
    """Return a value without zeros that tell nothing: 100 for 100.0."""
    return f"{value.normalize():f}"


def method_sentences(settings: TownSettings, language: str) -> tuple[str, ...]:
    """Return how everything was worked out, with the settings that hold."""
    move = load_town_method().figures["weight_move_percent"].value
    values = {"percent": f"{move:g}", "limit": _trimmed(settings.walking_limit_m)}
    return tuple(tr(text, language, **values) for text in _SENTENCES)
