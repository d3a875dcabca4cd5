"""The sentence that says why an estate has its grade."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.town.defaults import default_settings
from chargeplan.town.explaining import explanation
from chargeplan.town.grading import Contribution, Grade, Rating
from chargeplan.town.method_words import method_sentences

RATING = Rating(
    Grade.C,
    Decimal("55.00"),
    1,
    (
        Contribution("sockets_short_share", Decimal("61.0")),
        Contribution("corridor_charging_per_100", Decimal("22.3")),
        Contribution("flying_wires_per_100", Decimal("16.7")),
    ),
)
UNRATED = Rating(Grade.UNRATED, None, None, (), ("stalls_short_share", "flying_wires_per_100"))


@pytest.mark.parametrize(
    ("rating", "language", "most", "text"),
    [
        (RATING, "en", 2, "61 % from sockets short, 22.3 % from corridor charging"),
        (
            RATING,
            "en",
            None,
            "61 % from sockets short, 22.3 % from corridor charging, 16.7 % from flying wires",
        ),
        (RATING, "zh_CN", 2, "充电插座缺口占 61 %、楼道充电占 22.3 %"),
        (
            UNRATED,
            "en",
            None,
            "Unrated, because these are unknown: Stalls short as a share of the need (before), "
            "Flying wires per 100 households",
        ),
        (UNRATED, "zh_CN", None, "未评，以下资料不明：车位缺口占需求比例（现状）、每百户飞线"),
        (Rating(Grade.A, Decimal(0), 1, ()), "en", None, "No weighted indicator shows a risk"),
    ],
)
def test_why_an_estate_has_its_grade(rating, language, most, text):
    assert explanation(rating, language, most) == text


def test_the_walk_of_the_method_has_no_zeros_that_tell_nothing():
    """100.0 m are told as 100 m, in both languages."""
    settings = replace(default_settings(), walking_limit_m=Decimal("100.0"))
    for language, walk in (("en", "within 100 m walking"), ("zh_CN", "100 m 内")):
        assert walk in " ".join(method_sentences(settings, language))
