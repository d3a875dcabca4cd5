"""Letters of the bundled fonts: the heavy one has GB 2312 only, the regular one all of GBK."""

from __future__ import annotations

import pytest

from chargeplan.drawing.letters import drawable, heavy, text_width


@pytest.mark.parametrize(
    ("text", "is_heavy"),
    [("川沙", True), ("Grade D", True), ("璟庭新村", False), ("川沙\n璟庭", False), ("\U0001f600川", True)],
)
def test_a_rare_letter_is_kept_and_the_weight_given_up(text: str, is_heavy: bool) -> None:
    """璟 is in GBK, not in GB 2312, so it is written regularly; no font has the face, nothing is gained."""
    assert heavy(text) is is_heavy
    assert "璟" not in text or "璟" in drawable(text, heavy(text))


def test_what_nobody_wants_heavy_is_not() -> None:
    assert not heavy("川沙", wanted=False)


def test_a_width_is_that_of_the_letters_that_are_written() -> None:
    assert text_width("Grade 璟", bold=True) == text_width("Grade 璟")
    assert text_width("Grade", bold=True) > text_width("Grade")
