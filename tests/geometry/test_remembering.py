"""Results are kept by their weight, and a lot of a thousand stalls does not count like one of ten."""

from __future__ import annotations

from chargeplan.geometry.remembering import Remembered, remembered


def test_the_oldest_go_when_all_weigh_too_much_together() -> None:
    """Of 10: 4 and 4 fit; 5 more let go of the older 4, unless it was asked for since."""
    kept: Remembered[str, str] = Remembered(10)
    kept.put("a", "A", 4)
    kept.put("b", "B", 4)
    assert kept.get("a") == "A"
    kept.put("c", "C", 5)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")


def test_the_newest_stays_however_heavy_it_is() -> None:
    """100 of 10 pushes the others out and stays until the next comes; then there is room again for both 4."""
    kept: Remembered[str, int] = Remembered(10)
    kept.put("light", 1, 4)
    kept.put("heavy", 2, 100)
    assert (kept.get("light"), kept.get("heavy"), len(kept)) == (None, 2, 1)
    kept.put("light", 3, 4)
    kept.put("other", 4, 4)
    assert (kept.get("heavy"), kept.get("light"), kept.get("other")) == (None, 3, 4)


def test_what_is_put_again_weighs_once() -> None:
    """Twice 6 under one key are 6 of 10, so that 4 more fit."""
    kept: Remembered[str, int] = Remembered(10)
    kept.put("a", 1, 6)
    kept.put("a", 2, 6)
    kept.put("b", 3, 4)
    assert (kept.get("a"), kept.get("b")) == (2, 3)


def test_a_function_is_asked_once_for_what_is_kept() -> None:
    """Lengths 3 and 2 are kept together in 5; 4 pushes both out."""
    asked: list[str] = []

    @remembered(5, len)
    def upper(text: str) -> str:
        asked.append(text)
        return text.upper()

    assert [upper(text) for text in ("abc", "de", "abc", "de", "wxyz", "abc")] == [
        "ABC", "DE", "ABC", "DE", "WXYZ", "ABC",
    ]  # fmt: skip
    assert asked == ["abc", "de", "wxyz", "abc"]
