"""Why an estate has its grade, as a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import TownMethod, load_town_method
from chargeplan.town.grading import Contribution, Grade, Rating

_PART = N_("{percent} % from {cause}")
_UNRATED = N_("Unrated, because these are unknown: {facts}")
_NO_RISK = N_("No weighted indicator shows a risk")
_BETWEEN = N_(", ")


def explanation(
    rating: Rating, language: str | None = None, most: int | None = None, method: TownMethod | None = None
) -> str:
    """Return why an estate has its grade: "61 % from sockets short, 22 % from corridor charging".

    Parameters
    ----------
    language : str, optional
        The program's own one when not given.
    most : int, optional
        How many causes are told, the greatest first; all when not given.
    """
    method = method or load_town_method()
    if rating.grade is Grade.UNRATED:
        facts = (pick(method.indicator(name).title, language) for name in rating.missing)
        return tr(_UNRATED, language, facts=_joined(facts, language))
    if not rating.contributions:
        return tr(_NO_RISK, language)
    return _joined((_part(one, language, method) for one in rating.contributions[:most]), language)


def _part(one: Contribution, language: str | None, method: TownMethod) -> str:
    cause = pick(method.indicator(one.indicator_id).cause, language)
    return tr(_PART, language, percent=_percent(one), cause=cause)


def _percent(one: Contribution) -> str:
    whole = one.percent == one.percent.to_integral_value()
    return f"{one.percent:.0f}" if whole else f"{one.percent:.1f}"


def _joined(parts: Iterable[str], language: str | None) -> str:
    return tr(_BETWEEN, language).join(parts)
