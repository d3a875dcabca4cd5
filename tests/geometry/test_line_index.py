"""Lines of an underlay as arrays, and which of them lie near a place."""

from __future__ import annotations

import numpy as np
import pytest

from chargeplan.geometry.line_index import LineIndex, Segments, segments_of
from chargeplan.model.linework import packed, unpacked


def pieces(*lines: tuple[tuple[float, float], ...]) -> Segments:
    return segments_of(unpacked(packed(lines).data))


def test_lines_fall_into_pieces_that_know_whether_they_go_on() -> None:
    """A line of three corners, a single point, one of two: 2 + 0 + 1 pieces, the second of which goes on."""
    found = pieces(((0, 0), (1, 0), (1, 2)), ((5, 5),), ((2, 2), (3, 3)))
    assert found.ends.tolist() == [[0, 0, 1000, 0], [1000, 0, 1000, 2000], [2000, 2000, 3000, 3000]]
    assert found.goes_on.tolist() == [False, True, False]


def test_points_alone_have_no_pieces_and_nothing_is_near_them() -> None:
    found = pieces(((0, 0),), ((5, 5),))
    assert len(found) == 0
    assert len(LineIndex(found.ends).near((0, 0, 5000, 5000), 10)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_what_is_near_is_what_a_look_at_every_piece_finds(seed: int) -> None:
    """Pieces from a millimetre to a kilometre long; their bounds against the box, one by one."""
    random = np.random.default_rng(seed)
    starts = random.integers(0, 10**6, (3000, 2))
    reach = 10 ** random.uniform(0, 6, (3000, 1))
    ends = np.clip(starts + random.uniform(-1, 1, (3000, 2)) * reach, 0, 2**31 - 1).astype(np.int64)
    all_ends = np.concatenate((starts, ends), axis=1)
    index = LineIndex(all_ends)
    for _ in range(20):
        left, bottom = random.uniform(-1000, 10**6, 2)
        size = 10 ** random.uniform(0, 5.5)
        box = (left, bottom, left + size, bottom + size)
        expected = sorted(
            row
            for row in all_ends.tolist()
            if min(row[0], row[2]) <= box[2] and max(row[0], row[2]) >= box[0]
            and min(row[1], row[3]) <= box[3] and max(row[1], row[3]) >= box[1]
        )  # fmt: skip
        assert sorted(index.near(box, 3000).tolist()) == expected


def test_where_too_many_may_lie_none_is_meant() -> None:
    found = pieces(*(((x, 0), (x + 0.5, 0.5)) for x in range(20)))
    index = LineIndex(found.ends)
    assert len(index.near((0, 0, 20_000, 20_000), 20)) == 20
    assert len(index.near((0, 0, 20_000, 20_000), 19)) == 0
