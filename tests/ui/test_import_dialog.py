"""The import dialog over a source that is made up: what is asked, shown, remembered, and refused.

The source is a drawing of 963 × 937 units with a layer of outlines, one of lines and one of texts, unless a
test says otherwise. It is asked in the dialog's own thread, as a process would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget
from window_driver import click, find

from chargeplan.errors import Cancelled, ImportFileError
from chargeplan.files.sources.values import (
    Choices,
    Gap,
    Note,
    PageSize,
    Preview,
    Role,
    SourceKind,
    SourceLayer,
    Summary,
    Taken,
    UnitsGuess,
)
from chargeplan.i18n import LANGUAGES, N_, set_language
from chargeplan.model.linework import packed
from chargeplan.model.project import Project
from chargeplan.model.site import Building, Road, Site
from chargeplan.ui.background import Analyst
from chargeplan.ui.importing.dialog import ImportDialog
from chargeplan.ui.importing.layers_model import BECOMES, NAME, REASON
from chargeplan.ui.importing.words import note_line

SQUARE = ((0.0, 0.0), (40.0, 0.0), (40.0, 20.0), (0.0, 20.0))
WALLS, AXES = "WALLS", "AXES"
LAYERS = (
    SourceLayer(WALLS, Role.BUILDING, Note("name", N_("Nothing tells what it is.")), rings=2),
    SourceLayer(AXES, Role.UNDERLAY, lines=12),
    SourceLayer("TEXT", Role.NOTHING, texts=7),
)
METRES = UnitsGuess("m", "m", True, Note("units", N_("metres")))
DRAWING = Summary(SourceKind.DXF, "site.dxf", LAYERS, METRES, box=(0.0, 0.0, 963.0, 937.0))
MAP = Summary(
    SourceKind.GEOJSON,
    "map.geojson",
    (SourceLayer("building", Role.BUILDING, rings=9),),
    crs="wgs84",
    groups={"community": {"北泰花园": 27, "滨江俊园": 22}},
)
DOCUMENT = Summary(
    SourceKind.PDF,
    "scan.pdf",
    pages=(PageSize(420.0, 297.0), PageSize(210.0, 297.0)),
    notes=(Note("page_size", N_("metres")),),
)
SMALL = QSize(720 - 16, 450 - 48)


def _plan(choices: Choices) -> Taken:
    """Return two buildings where walls become buildings, two roads where they become roads; or refuse."""
    role = dict(choices.roles).get(WALLS, Role.BUILDING)
    if role is Role.NOTHING:
        raise ImportFileError("nothing", N_("there is nothing to take in"))
    lines = [SQUARE, tuple((x + 60, y) for x, y in SQUARE)]
    if role is Role.ROAD:
        return Taken(
            Project(site=Site(roads=tuple(Road(f"r{n}", line, 4.0) for n, line in enumerate(lines))))
        )
    return Taken(
        Project(site=Site(buildings=tuple(Building(f"b{n}", line) for n, line in enumerate(lines)))),
        (Note("told", N_("metres")),),
    )


@dataclass
class Asked:
    """A reading that answers at once and keeps what it was asked."""

    answer: Callable[[Choices], Taken] = _plan
    gaps: tuple[Gap, ...] = ()
    seen: list[Choices] = field(default_factory=list)
    wanted: list[Choices] = field(default_factory=list)

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        self.seen.append(choices)
        lines = packed([(*SQUARE, SQUARE[0])])
        role = dict(choices.roles).get(WALLS, Role.BUILDING)
        return Preview(
            (0.0, 0.0, 100.0, 50.0), {role: (lines.data, lines.origin, lines.step_m)}, gaps=self.gaps
        )

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        self.wanted.append(choices)
        return self.answer(choices)


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def open_dialog(qtbot, qapp, settings) -> Iterator[Callable[[Summary, Asked], ImportDialog]]:
    """Open dialogs over readings; they and their threads are gone at the end."""
    opened: list[tuple[ImportDialog, Analyst]] = []

    def open_one(summary: Summary, reading: Asked) -> ImportDialog:
        analyst = Analyst()
        dialog = ImportDialog(summary, reading, analyst, settings)
        opened.append((dialog, analyst))
        dialog.show()
        return dialog

    yield open_one
    for dialog, analyst in opened:
        if dialog.isVisible():
            dialog.reject()
        analyst.close()
        dialog.deleteLater()


@pytest.fixture
def ready(open_dialog, qtbot) -> Callable[..., ImportDialog]:
    """Open a dialog and wait until what is chosen can be taken in."""

    def open_ready(summary: Summary = DRAWING, reading: Asked | None = None) -> ImportDialog:
        dialog = open_dialog(summary, reading or Asked())
        qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
        return dialog

    return open_ready


def _choose(dialog: QWidget, row: int, role: Role) -> None:
    """Click a cell of the table, then the role in the list that opens."""
    table = find(dialog, "layerTable")
    index = table.model().index(row, BECOMES)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    QApplication.processEvents()
    _pick(table.findChild(QComboBox, "layerRole"), role.value)


def _pick(box: QComboBox, data: object) -> None:
    """Take an entry from a list with the mouse, which is opened where it is not open."""
    if not box.view().isVisible():
        box.showPopup()
    entries = box.view()
    index = box.model().index(next(at for at in range(box.count()) if box.itemData(at) == data), 0)
    entries.scrollTo(index)
    QTest.mouseMove(entries.viewport(), entries.visualRect(index).center())
    QTest.mouseClick(
        entries.viewport(), Qt.MouseButton.LeftButton, pos=entries.visualRect(index).center(), delay=0
    )
    box.hidePopup()
    QApplication.processEvents()


def _legend(dialog: QWidget) -> list[str]:
    legend = find(dialog, "importLegend")
    return [legend.item(row).text() for row in range(legend.count())]


def test_a_layer_given_another_role_is_asked_about_anew(ready, qtbot) -> None:
    """Two buildings become two roads; the list, the notes and the colours of the preview follow."""
    reading = Asked()
    dialog = ready(DRAWING, reading)
    assert _legend(dialog) == ["Buildings 2"]
    assert find(dialog, "importNotes").toPlainText() == "Metres"
    _choose(dialog, 0, Role.ROAD)
    assert not find(dialog, "importOk").isEnabled()
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    assert _legend(dialog) == ["Roads 2"]
    assert list(find(dialog, "importPreview").look.strokes) == [Role.ROAD]
    assert reading.wanted == [Choices(unit="m"), Choices(unit="m", roles=((WALLS, Role.ROAD),))]


def test_a_note_begins_with_a_capital_or_with_a_name_as_the_file_writes_it() -> None:
    assert note_line(Note("odd", N_("metres"))) == "Metres"
    radius = N_("{layer}: the radius is not told; {value} m was assumed, to be checked ({count}): {places}")
    values = {"layer": "natural=tree", "value": 1.5, "count": 1, "places": "node 1"}
    told = note_line(Note("assumed_size", radius, values))
    assert told.startswith("natural=tree: ")


def test_what_was_said_of_a_layer_is_offered_next_time_and_can_be_forgotten(ready, qtbot) -> None:
    """Walls become roads; the next drawing with that layer begins so and says why, until it is forgotten."""
    first = ready()
    _choose(first, 0, Role.ROAD)
    first.reject()
    assert _legend(ready()) == ["Buildings 2"]  # it was not taken in, so nothing is remembered

    second = ready()
    _choose(second, 0, Role.ROAD)
    qtbot.waitUntil(find(second, "importOk").isEnabled, timeout=10000)
    click(second, "importOk")
    assert second.taken is not None
    third = ready()
    table = find(third, "layerTable")
    assert table.model().index(0, BECOMES).data() == "road"
    assert table.model().index(0, REASON).data() == "Remembered from an earlier import."
    assert _legend(third) == ["Roads 2"]
    click(third, "forgetRoles")
    assert table.model().index(0, BECOMES).data() == "building"
    assert not find(third, "forgetRoles").isEnabled()
    third.reject()
    assert _legend(ready()) == ["Buildings 2"]


def test_several_rows_are_set_at_once_and_rows_are_sifted_and_sorted(ready, qtbot) -> None:
    """Ctrl+A and one choice; sorted by outlines the layer with most comes first, search keeps one of many."""
    many = replace(
        DRAWING, layers=(*LAYERS, *(SourceLayer(f"L{n}", Role.UNDERLAY, lines=n) for n in range(6)))
    )
    reading = Asked()
    dialog = ready(many, reading)
    table, search = find(dialog, "layerTable"), find(dialog, "layerSearch")
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)  # lines
    assert table.model().index(0, NAME).data() == AXES
    search.setFocus()
    QTest.keyClicks(search, "l")  # WALLS and L0 to L5
    assert table.model().rowCount() == 7
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    _pick(find(dialog, "selectedBecome"), Role.FENCE)
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    assert {name for name, role in reading.wanted[-1].roles if role is Role.FENCE} == {
        WALLS, "L0", "L1", "L2", "L3", "L4", "L5",
    }  # fmt: skip


def test_long_names_that_begin_alike_are_told_apart(ready) -> None:
    """As the layers of a drawing that another one was bound into."""
    names = (f"xref-Bishop-Overland-08$0$A-{end}" for end in ("DOOR", "WALL", "SLAB"))
    dialog = ready(
        replace(DRAWING, layers=tuple(SourceLayer(name, Role.UNDERLAY, lines=1) for name in names))
    )
    table = find(dialog, "layerTable")
    cells = [table.visualRect(table.model().index(row, NAME)) for row in (0, 2)]
    first, third = (table.viewport().grab(cell).toImage() for cell in cells)
    assert first != third


def test_a_unit_that_cannot_be_is_asked_about(open_dialog, qtbot) -> None:
    """963 × 937 in millimetres are 0.96 m × 0.94 m; nothing is taken in before somebody says which it is."""
    odd = {"mm": Note("units_against", N_("no estate is as small"))}
    doubt = UnitsGuess("m", "mm", False, Note("odd", N_("metres")), odd)
    reading = Asked()
    dialog = open_dialog(replace(DRAWING, units=doubt), reading)
    qtbot.waitUntil(lambda: bool(reading.wanted), timeout=10000)
    assert not find(dialog, "importOk").isEnabled()
    assert find(dialog, "importState").text() == "Say first in which unit the drawing was made."
    (area,) = dialog.findChildren(QScrollArea)
    assert not area.verticalScrollBar().isVisible()  # the table scrolls, and not what is around it as well
    assert find(dialog, "unit_m").text() == "metres: 963 m × 937 m"
    assert find(dialog, "unit_mm").text() == "millimetres: 0.96 m × 0.94 m"
    click(dialog, "unit_mm")
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    assert reading.wanted[-1].unit == "mm"
    assert find(dialog, "importUnit").currentText() == "millimetres: 0.96 m × 0.94 m"
    assert find(dialog, "importUnitOdd").text() == "No estate is as small"
    _pick(find(dialog, "importUnit"), "m")
    assert not find(dialog, "importUnitOdd").isVisible()


def test_nothing_to_take_in_is_said_and_cannot_be_taken_in(ready, qtbot) -> None:
    """The only outlines are left out."""
    dialog = ready()
    _choose(dialog, 0, Role.NOTHING)
    qtbot.waitUntil(
        lambda: find(dialog, "importState").text() == "there is nothing to take in", timeout=10000
    )
    assert not find(dialog, "importOk").isEnabled()
    assert find(dialog, "importOk").toolTip() == "there is nothing to take in"
    assert _legend(dialog) == []


def test_open_outlines_are_counted_and_stepped_through(ready) -> None:
    """Two gaps: next, next and next again is the first, seen larger than the whole."""
    gaps = (Gap(WALLS, (10.0, 0.0), (10.4, 0.0)), Gap(AXES, (70.0, 30.0), (70.0, 31.0)))
    dialog = ready(DRAWING, Asked(gaps=gaps))
    assert find(dialog, "importGaps").text() == "Open outlines: 2"
    for text in ("Open outline 1 of 2: WALLS", "Open outline 2 of 2: AXES", "Open outline 1 of 2: WALLS"):
        click(dialog, "nextGap")
        assert find(dialog, "importGaps").text() == text


def test_the_preview_shows_that_it_has_the_keyboard(ready) -> None:
    dialog = ready()
    dialog.activateWindow()
    colours = []
    for name in ("importPreview", "layerTable"):
        find(dialog, name).setFocus()
        colours.append(find(dialog, "importPreview").grab().toImage().pixelColor(1, 40))
    assert colours[0] == dialog.palette().color(QPalette.ColorRole.Highlight) != colours[1]


def test_map_data_are_picked_by_a_property_and_read_in_a_system(ready, qtbot) -> None:
    """One community of two, with their counts; a code that is none is refused at once."""
    reading = Asked()
    dialog = ready(MAP, reading)
    _pick(find(dialog, "importWhereKey"), "community")
    values = find(dialog, "importWhereValue")
    assert [values.itemText(at) for at in range(values.count())] == ["北泰花园 (27)", "滨江俊园 (22)"]
    _pick(values, "滨江俊园")
    _pick(find(dialog, "importSystem"), "gcj02")
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    assert reading.wanted[-1] == Choices(crs="gcj02", where=(("community", "滨江俊园"),))
    _pick(find(dialog, "importSystem"), "other")
    code = find(dialog, "importSystemCode")
    code.setFocus()
    QTest.keyClicks(code, "x")
    assert find(dialog, "importState").text() == "Write the code as EPSG:4549."
    assert not find(dialog, "importOk").isEnabled()
    QTest.keyClick(code, Qt.Key.Key_Backspace)
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    assert reading.wanted[-1].crs == "EPSG:4549"


def test_a_page_is_turned_cropped_by_dragging_and_given_its_scale(ready, qtbot) -> None:
    """Page 2 from a quarter of its width on, at 1:500; Enter takes it in, and only then is it drawn large."""
    reading = Asked()
    dialog = ready(DOCUMENT, reading)
    assert find(dialog, "importPageSize").text() == "420 × 297 mm on paper"
    page = find(dialog, "importPage")
    assert page.text() == "1 of 2"
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: reading.seen[-1].page == 2, timeout=10000)
    assert find(dialog, "importPageSize").text() == "210 × 297 mm on paper"
    assert find(dialog, "importNotes").isHidden()  # which told the size of page 1
    qtbot.waitUntil(find(dialog, "importOk").isEnabled, timeout=10000)
    _drag_crop(find(dialog, "importPreview"), 0.25)
    assert find(dialog, "importCutLeft").value() == pytest.approx(25, abs=0.5)
    assert find(dialog, "importCutRight").value() == 0
    sides = [find(dialog, f"importCut{side}").pos() for side in ("Left", "Right", "Top", "Bottom")]
    assert sides == sorted(sides, key=lambda side: (side.y(), side.x()))  # as they are spoken, in pairs
    scale = find(dialog, "importScale")
    scale.lineEdit().setFocus()
    QTest.keyClicks(scale.lineEdit(), "1:5x")
    assert find(dialog, "importState").text() == "Write a scale as 1:500."
    QTest.keyClick(scale.lineEdit(), Qt.Key.Key_Backspace)
    QTest.keyClicks(scale.lineEdit(), "00")
    assert reading.wanted == []
    preview = find(dialog, "importPreview")
    preview.setFocus()  # as after a part was drawn on it
    QTest.keyClick(preview, Qt.Key.Key_Return)
    (wanted,) = reading.wanted
    assert (wanted.page, wanted.drawn_scale, wanted.dpi) == (2, 500.0, None)
    assert wanted.crop == pytest.approx((0.25, 0.0, 1.0, 1.0), abs=0.005)


def _drag_crop(preview: QWidget, from_share: float) -> None:
    """Drag a rectangle from a share of the page's width to its right end, over more than its height."""
    scale = (preview.width() - 28) / 100  # the page is 100 × 50 and as wide as there is room
    left, middle = 14 + from_share * 100 * scale, preview.height() / 2
    start, end = (
        QPoint(round(left), round(middle - 30 * scale)),
        QPoint(preview.width() - 2, preview.height() - 2),
    )
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(preview, end)
    QTest.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summary", [DRAWING, MAP, DOCUMENT], ids=lambda summary: summary.kind.value)
def test_it_fits_a_small_screen_and_every_control_has_a_name(open_dialog, summary, language: str) -> None:
    """1440 × 900 px at 200 %, in both languages, nothing that the keyboard reaches without a name."""
    set_language(language)
    doubt = UnitsGuess("m", "mm", False, Note("odd", N_("metres")))
    dialog = open_dialog(replace(summary, units=doubt if summary.units else None), Asked())
    least = dialog.minimumSizeHint()
    assert least.width() <= SMALL.width() and least.height() <= SMALL.height()
    for widget in dialog.findChildren(QWidget):
        reachable = widget.isVisibleTo(dialog) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        named = widget.accessibleName() or (hasattr(widget, "text") and widget.text())
        inner = widget.focusProxy() is not None or widget.objectName().startswith("qt_")  # Qt's own parts
        assert named or not reachable or inner, widget
