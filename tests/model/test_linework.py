"""Lines below a plan, packed and unpacked; what is damaged is refused."""

from __future__ import annotations

import struct

import pytest

from chargeplan.errors import InvalidValueError
from chargeplan.model.linework import MOST_LINES, packed, unpacked

TWO = (((10.0, 20.0), (12.5, 20.0), (12.5, 28.0)), ((11.0, 21.2344), (10.0, 22.0)))


def test_lines_come_back_in_steps_from_their_lower_left_corner() -> None:
    """12.5 - 10 = 2.5 m are 2,500 steps of 1 mm; 21.2344 - 20 is 1,234.4 steps, 1,234 on the grid."""
    lines = packed(TWO)
    assert (lines.width, lines.height, lines.step_m, lines.origin) == (2500, 8000, 0.001, (10.0, 20.0))
    assert list(unpacked(lines.data).each()) == [((0, 0), (2500, 0), (2500, 8000)), ((1000, 1234), (0, 2000))]


def test_what_is_too_wide_for_a_millimetre_gets_a_coarser_step() -> None:
    """5,000 km in 2,147,483,647 steps: 2.33 mm, so 3 mm."""
    lines = packed((((0.0, 0.0), (5_000_000.0, 1.0)),))
    assert lines.step_m == pytest.approx(0.003)
    assert lines.width == 1_666_666_667


def test_a_single_upright_line_is_one_step_wide() -> None:
    assert packed((((3.0, 0.0), (3.0, 4.0)),)).width == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "no_lines"),
        ((((0.0, 0.0), (float("nan"), 1.0)),), "not_finite"),
        ((((0.0, 0.0), (1.0, 1.0), (float("nan"), 0.5)),), "not_finite"),
        ((((0.0, float("inf")), (1.0, 1.0)),), "not_finite"),
        ((((0.0, 0.0), (1.0, 1.0)),) * (MOST_LINES + 1), "too_many_lines"),
    ],
)
def test_lines_that_cannot_be_kept_are_refused(
    lines: tuple[tuple[tuple[float, float], ...], ...], code: str
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        packed(lines)
    assert caught.value.code == code


GOOD = packed(TWO).data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG",
        GOOD[:-1],
        GOOD + b"\0",
        GOOD[:6] + struct.pack("<II", 2**31, 5) + GOOD[14:],
        GOOD[:14] + struct.pack("<II", 5, 0) + GOOD[22:],
        GOOD[:14] + struct.pack("<II", 1, 2) + GOOD[22:],
        GOOD[:6] + struct.pack("<II", 0, 0),
    ],
)
def test_damaged_lines_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidValueError):
        unpacked(data)
