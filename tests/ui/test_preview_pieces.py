"""A preview of very many lines is painted in pieces, and looks the same as if it were painted at once."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from chargeplan.errors import never
from chargeplan.files.sources.values import Preview, Role
from chargeplan.model.linework import packed
from chargeplan.ui.importing import preview as module
from chargeplan.ui.importing.look import look_of
from chargeplan.ui.importing.preview import PreviewView

COLUMNS, ROWS = 60, 50


def _preview() -> Preview:
    """Return 3,000 squares of 1 m, 2 m apart, as buildings: 15,000 corners in several paths."""
    squares = []
    for n in range(COLUMNS * ROWS):
        x, y = 2.0 * (n % COLUMNS), 2.0 * (n // COLUMNS)
        squares.append(((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)))
    held = packed(squares)
    return Preview(
        (0.0, 0.0, 2.0 * COLUMNS, 2.0 * ROWS), {Role.BUILDING: (held.data, held.origin, held.step_m)}
    )


def _shown(view: PreviewView) -> QImage:
    return view.grab().toImage()


def _whole(view: PreviewView, qtbot) -> QImage:
    """Return what is seen once everything is painted."""
    qtbot.waitUntil(lambda: not _shown(view).isNull() and view.is_painted, timeout=5000)
    return _shown(view)


@pytest.fixture
def view(qtbot) -> PreviewView:
    made = PreviewView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def test_a_preview_painted_in_pieces_is_the_whole_of_it(view: PreviewView, qtbot, monkeypatch) -> None:
    """With 4,000 corners at a time a part is seen first, then what is seen when all is painted at once."""
    look = look_of(_preview(), never)
    assert len(look.strokes[Role.BUILDING].paths) == 15
    view.show_look(look)
    whole = _whole(view, qtbot)
    monkeypatch.setattr(module, "_CORNERS_AT_ONCE", 4_000)
    view.show_look(look)
    assert _shown(view) != whole
    assert not view.is_painted
    assert _whole(view, qtbot) == whole


def test_what_was_seen_stays_until_the_new_view_is_painted(view: PreviewView, qtbot, monkeypatch) -> None:
    """Twice as large: first the old picture enlarged, then that which is painted at once."""
    view.show_look(look_of(_preview(), never))
    _whole(view, qtbot)
    view.zoom_by(2.0)
    whole = _whole(view, qtbot)
    view.fit()
    _whole(view, qtbot)
    monkeypatch.setattr(module, "_CORNERS_AT_ONCE", 1_000)
    view.zoom_by(2.0)
    first = _shown(view)
    paper = first.pixelColor(1, 1)
    seen = [first.pixelColor(x, y) != paper for x in range(100, 300, 3) for y in range(100, 200, 3)]
    assert first != whole and sum(seen) > 500
    assert _whole(view, qtbot) == whole
