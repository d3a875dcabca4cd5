"""Small pictures of plans: on the cards of the start page and in saved files."""

from __future__ import annotations

from factories import small_project
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from window_driver import example, find

from chargeplan.files.project_file import read_project, read_thumbnail, save_project
from chargeplan.model.project import Project
from chargeplan.ui.canvas.style import DARK, LIGHT
from chargeplan.ui.dialogs.choosers import is_register
from chargeplan.ui.miniature import miniature, thumbnail_png
from chargeplan.ui.start_page import example_files


def _colours(image) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())
    }


def test_buildings_and_sheds_are_in_the_picture_in_both_looks(qapp) -> None:
    """The fill of a building and of a shed appear, north is up and nothing touches the edge."""
    yuanxi = read_project(example("yuanxi"))
    for style in (LIGHT, DARK):
        colours = _colours(miniature(yuanxi, QSize(336, 224), style))
        assert {style.building_fill.upper(), style.shed.upper(), style.paper.upper()} <= colours


def test_an_empty_plan_has_an_empty_picture(qapp) -> None:
    """There is nothing to draw, and that is no error."""
    assert _colours(miniature(Project(), QSize(40, 30))) == {LIGHT.paper.upper()}


def test_the_same_plan_has_the_same_saved_picture(qapp, tmp_path) -> None:
    """It comes back from the file as it was written."""
    picture = thumbnail_png(small_project())
    assert picture == thumbnail_png(small_project())
    save_project(small_project(), tmp_path / "a.chargeplan", thumbnail=picture)
    assert read_thumbnail(tmp_path / "a.chargeplan") == picture


def test_the_cards_of_the_examples_show_their_plans(window, qtbot) -> None:
    """The colour of buildings is seen on the card of every plan; a register is no plan and shows a town."""
    gallery = find(window, "exampleFiles")
    plans = [row for row, path in enumerate(example_files()) if not is_register(path)]
    assert 0 < len(plans) < gallery.count()
    ground = QColor(LIGHT.building_fill).rgb()

    def shown(row: int) -> bool:
        image = gallery.item(row).icon().pixmap(QSize(168, 112)).toImage()
        return any(image.pixel(x, y) == ground for x in range(image.width()) for y in range(image.height()))

    qtbot.waitUntil(lambda: all(shown(row) for row in plans), timeout=20000)
    towns = set(range(gallery.count())) - set(plans)
    assert not any(shown(row) for row in towns)
