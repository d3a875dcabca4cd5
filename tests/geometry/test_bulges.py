"""Arcs as corners, with areas worked out by hand."""

import math

import numpy as np
import pytest

from chargeplan.geometry import bulges
from chargeplan.geometry.bulges import corners_of, unit_arc


def area_m2(corners: np.ndarray) -> float:
    x, y = corners.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def one(
    corners: list[tuple[float, float, float]], closed: bool = True, tolerance: float = 0.005
) -> np.ndarray:
    made, starts = corners_of(
        np.array(corners, dtype=float), np.array([0, len(corners)]), np.array([closed]), tolerance
    )
    assert starts.tolist() == [0, len(made)]
    return made


@pytest.mark.parametrize("tolerance", [0.001, 0.05, 1.0])
def test_a_circle_keeps_its_area_however_coarse_it_is_drawn(tolerance: float) -> None:
    """Radius 5: 25 pi = 78.5398 m²."""
    corners = one([(-5, 0, 1), (5, 0, 1)], tolerance=tolerance)
    assert area_m2(corners) == pytest.approx(25 * math.pi, rel=1e-12)
    assert np.abs(np.hypot(*corners.T) - 5).max() <= max(tolerance, 5 * (math.pi / 12) ** 2 / 6)


def test_a_bulge_to_the_right_takes_ground_away() -> None:
    """A square of 10 m whose lower side bends inwards by a quarter of a circle.

    Bulge -tan(90°/4) over a chord of 10: radius 10/√2, segment r²/2 (π/2 - 1) = 25 (π/2 - 1) = 14.2699 m².
    """
    corners = one([(0, 0, -math.tan(math.pi / 8)), (10, 0, 0), (10, 10, 0), (0, 10, 0)])
    assert area_m2(corners) == pytest.approx(100 - 25 * (math.pi / 2 - 1), rel=1e-12)


def test_ends_of_arcs_stay_and_the_last_bulge_of_an_open_line_says_nothing() -> None:
    """A half circle from (0, 0) to (4, 0), below the line as it turns to the left: down to -2."""
    corners = one([(0, 0, 1), (4, 0, 0.7)], closed=False)
    assert corners[0].tolist() == [0, 0]
    assert corners[-1].tolist() == [4, 0]
    assert corners[:, 1].min() == pytest.approx(-2, abs=0.006)
    assert corners[:, 1].max() == 0


def test_lines_without_arcs_come_back_as_they_are_beside_those_with() -> None:
    """Three lines: straight, a half circle, straight."""
    rows = np.array([(0, 0, 0), (1, 0, 0), (0, 0, 1), (2, 0, 0), (5, 5, 0), (6, 6, 0)], dtype=float)
    made, starts = corners_of(rows, np.array([0, 2, 4, 6]), np.zeros(3, dtype=bool), 0.005)
    assert made[: starts[1]].tolist() == [[0, 0], [1, 0]]
    assert made[starts[2] :].tolist() == [[5, 5], [6, 6]]
    assert made[starts[1]].tolist() == [0, 0]
    assert made[starts[2] - 1].tolist() == [2, 0]


def test_an_ellipse_keeps_its_area() -> None:
    """Half axes 7 and 3: 21 pi m²."""
    corners = unit_arc(0.3, 2 * math.pi)[:-1] @ np.array([[7, 0], [0, 3]])
    assert area_m2(corners) == pytest.approx(21 * math.pi, rel=1e-12)


def test_arcs_too_many_to_be_fine_become_coarser_and_keep_their_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 circles of radius 100 would have 1,024 pieces each at 0.5 mm, more than are allowed here."""
    monkeypatch.setattr(bulges, "_MOST_CORNERS", 100_000)
    count = 200
    rows = np.tile([[-100.0, 0.0, 1.0], [100.0, 0.0, 1.0]], (count, 1))
    made, starts = corners_of(rows, 2 * np.arange(count + 1), np.ones(count, dtype=bool), 0.0005)
    assert len(made) <= 100_000 + 2 * count
    assert area_m2(made[: starts[1]]) == pytest.approx(10_000 * math.pi, rel=1e-12)
