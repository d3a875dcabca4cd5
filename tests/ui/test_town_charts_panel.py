"""The panel of charts in a town's window: selection both ways, nothing drawn unseen, saved and copied.

The estates are those of `town_samples`: E1 is the worst, E6 and E7 are unrated.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from town_samples import allocation, comparison, curve, many
from window_driver import click, find

from chargeplan.drawing.town.choices import ChartKind
from chargeplan.i18n import current_language, set_language
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.theme import palette_for
from chargeplan.ui.town.charts import ChartsPanel
from chargeplan.ui.town.session import TownSession

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot, qapp, settings) -> Iterator[ChartsPanel]:
    """Return the panel as it is first seen, 900 by 600, with the seven estates compared."""
    spoken = current_language()
    set_language("en")
    session = TownSession()
    made = ChartsPanel(session, settings)
    qtbot.addWidget(made)
    made.resize(900, 640)
    session.comparison = comparison()
    session.allocation, session.curve = allocation(), curve()
    made.show()
    drawn(qtbot, made)
    yield made
    session.close()
    set_language(spoken)


def drawn(qtbot, panel: ChartsPanel) -> None:
    """Wait until nothing is left to draw."""
    qtbot.waitUntil(lambda: not panel.drawing and not panel.view.image.isNull(), timeout=15000)


def spot(panel: ChartsPanel, code: str) -> QPoint:
    """Return where an estate's own mark is in the picture."""
    screen = panel.view.screen
    width, height = screen.size_px
    for marks in reversed(screen.chart.marks):
        for at, codes in enumerate(marks.codes):
            if code in codes:
                place = (
                    marks.places[at] if hasattr(marks, "places") else marks.boxes[at].reshape(2, 2).mean(0)
                )
                x, y = marks.axes.transData.transform(place)
                scale = panel.view.width() / width
                return QPoint(round(x * scale), round((height - y) * scale))
    raise AssertionError(f"{code} is not drawn")


def press(panel: ChartsPanel, place: QPoint, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(panel.view, Qt.MouseButton.LeftButton, modifiers, place)


def test_a_bar_that_is_clicked_is_selected_and_with_ctrl_added(panel):
    """E1, then E2 with it, then E1 no more; the ground selects nothing."""
    session = panel.session
    press(panel, spot(panel, "E1"))
    assert session.selected == ("E1",)
    press(panel, spot(panel, "E2"), CONTROL)
    assert session.selected == ("E1", "E2")
    press(panel, spot(panel, "E1"), CONTROL)
    assert session.selected == ("E2",)
    press(panel, spot(panel, "E6"))
    assert session.selected == ("E6", "E7")
    press(panel, QPoint(3, 3))
    assert session.selected == ()


def test_what_is_selected_elsewhere_is_marked(panel):
    """The picture changes by a selection of the table and is as before without it."""
    before = panel.view.image.copy()
    panel.session.select(["E2"], "table")
    assert panel.view.image != before
    panel.session.select([], "table")
    assert panel.view.image == before


def test_a_frame_selects_what_is_in_it(panel, qtbot):
    """E1 and E2 lie in the west of the map, E4 and E5 in the east."""
    panel.show_kind(ChartKind.MAP)
    drawn(qtbot, panel)
    one, two = spot(panel, "E1"), spot(panel, "E2")
    QTest.mousePress(panel.view, Qt.MouseButton.LeftButton, pos=QPoint(one.x() - 20, two.y() - 20))
    QTest.mouseMove(panel.view, QPoint(two.x(), one.y()))
    QTest.mouseMove(panel.view, QPoint(two.x() + 20, one.y() + 20))
    QTest.mouseRelease(panel.view, Qt.MouseButton.LeftButton, pos=QPoint(two.x() + 20, one.y() + 20))
    assert set(panel.session.selected) == {"E1", "E2"}


def test_the_mouse_is_told_who_lies_under_it(panel, qtbot):
    """Names of the register are shown as they are written, and a double click asks for the estate."""
    panel.show_kind(ChartKind.SCATTER)
    drawn(qtbot, panel)
    place = spot(panel, "E5")
    globally = panel.view.mapToGlobal(place)
    QApplication.sendEvent(panel.view, QHelpEvent(QEvent.Type.ToolTip, place, globally))
    assert "$x_1$ &amp; &lt;b&gt;" in QToolTip.text()
    QToolTip.hideText()
    with qtbot.waitSignal(panel.estate_wanted) as asked:
        QTest.mouseDClick(panel.view, Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["E5"]


def test_the_answer_of_the_budget_selects_what_is_built(panel, qtbot):
    panel.show_kind(ChartKind.BUDGET)
    drawn(qtbot, panel)
    press(panel, spot(panel, "E5"))
    assert set(panel.session.selected) == {"E2", "E5"}


def test_charts_follow_language_look_and_size(panel, qtbot):
    """Each change gives another picture; the titles of the charts are Chinese then."""
    light = panel.view.image.copy()
    QApplication.setPalette(palette_for(dark=True))
    try:
        qtbot.waitUntil(lambda: panel.drawing)
        drawn(qtbot, panel)
        dark = panel.view.image.copy()
        assert light.pixelColor(2, 2).lightness() > 200 > 100 > dark.pixelColor(2, 2).lightness()
    finally:
        QApplication.setPalette(palette_for(dark=False))
    set_language("zh_CN")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    panel.resize(700, 520)
    drawn(qtbot, panel)
    assert panel.view.image.width() == round(panel.view.width() * panel.view.devicePixelRatioF())
    assert find(panel, "townChartKinds").tabText(0) == "风险排名"
    assert "风险最高" in panel.view.accessibleDescription()


def test_nothing_is_drawn_while_nobody_sees_it(panel, qtbot):
    """A new comparison waits for the panel to be shown again."""
    panel.hide()
    panel.session.comparison_changed.emit()
    panel.session.select(["E1"], "table")
    assert not panel.drawing
    before = panel.view.image.copy()
    panel.show()
    qtbot.waitUntil(lambda: panel.view.image != before, timeout=15000)
    drawn(qtbot, panel)


def test_a_chart_is_saved_and_copied(panel, tmp_path: Path, monkeypatch):
    """PNG, SVG and PDF by the ending of the name; the clipboard gets a picture of 9 by 6 inches."""
    for ending, head in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        path = tmp_path / f"chart{ending}"
        monkeypatch.setattr(choosers, "save_chart", lambda _parent, _at, path=path: path)
        click(panel, "saveChart")
        assert path.read_bytes().startswith(head)
    click(panel, "copyChart")
    assert QGuiApplication.clipboard().image().size().toTuple() == (1800, 1200)


def test_the_wheel_and_the_keys_go_on_to_better_ranks(panel, qtbot):
    """Five turns of three ranks lead to rank 16, the estate 16 as estate 9 is unrated; keys lead back."""
    panel.session.comparison = many(60)
    panel.session.comparison_changed.emit()
    drawn(qtbot, panel)
    for _ in range(5):
        QApplication.sendEvent(panel.view, _wheel(panel.view, -120))
    drawn(qtbot, panel)
    assert panel.view.screen.chart.marks[0].codes[0] == ("C00016",)
    assert panel.view.screen.chart.title.startswith("Estates by risk: 16 to ")
    for _ in range(3):
        QTest.keyClick(panel.view, Qt.Key.Key_PageUp)
    drawn(qtbot, panel)
    assert panel.view.screen.chart.marks[0].codes[0] == ("C00000",)


def _wheel(view, turned: int) -> QWheelEvent:
    middle = QPointF(view.rect().center())
    return QWheelEvent(
        middle, view.mapToGlobal(middle), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


class _Table(QObject):
    """What the panel is told of a table: codes of the estates it shows, None for all."""

    changed = Signal()
    shown: tuple[str, ...] | None = ("E2", "E5", "E6")


def test_only_what_the_table_shows_is_drawn_on_demand(panel, qtbot):
    """E2 and E5 are rated, E6 is not; a filter that changes is followed; the button ends it."""
    table = _Table()
    panel.follow(lambda: table.shown, table.changed)
    click(panel, "chartOnly")
    drawn(qtbot, panel)
    bars, apart = panel.view.screen.chart.marks
    assert list(bars.codes) == [("E2",), ("E5",)] and list(apart.codes) == [("E6",)]
    table.shown = ("E1",)
    table.changed.emit()
    drawn(qtbot, panel)
    assert list(panel.view.screen.chart.marks[0].codes) == [("E1",)]
    click(panel, "chartOnly")
    drawn(qtbot, panel)
    assert len(panel.view.screen.chart.marks[0].codes) == 5


def test_without_a_register_the_panel_says_so(qtbot, qapp, settings):
    made = ChartsPanel(TownSession(), settings)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.view.accessibleDescription()))
    assert made.view.image.isNull() and not made.drawing


def test_no_plotter_is_loaded_before_a_chart_is_seen():
    """Making the panel, hidden, with a comparison at hand, loads no matplotlib."""
    code = """
import sys
sys.path.insert(0, "tests")
from chargeplan.ui.application import make_application
from chargeplan.ui.town.charts import ChartsPanel
from chargeplan.ui.town.session import TownSession
from town_samples import comparison
app = make_application(["chargeplan"])
session = TownSession()
panel = ChartsPanel(session)
session.comparison = comparison()
session.comparison_changed.emit()
app.processEvents()
print("matplotlib" in sys.modules)
"""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (answer.stdout.strip(), answer.returncode) == ("False", 0), answer.stderr
