"""Makes the manual's pictures of the window: every scene in both languages, light and dark.

Usage: python tools/screenshots.py [--to FOLDER] [SCENE ...]

Every scene goes to docs/manual when none and no folder is named.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import engineering_scenes as engineering
import import_scenes as importing
import numpy as np
import paper_scenes as papers
import town_scenes as towns
from PIL import Image
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from window_pictures import (
    dialog_picture,
    filled_scheme,
    open_example,
    opened,
    rest,
    wait_until,
    worked_out,
)

from chargeplan.i18n import LANGUAGES
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import EdgeRole
from chargeplan.ui.application import make_application
from chargeplan.ui.canvas.sides import point_along, side_length_m
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.export_workbook import ExportWorkbookDialog
from chargeplan.ui.dialogs.new_estate import NewEstateDialog
from chargeplan.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
DAY = datetime(2026, 3, 31, 12, 3)
LOOKS = ("light", "dark")
SHORT = {"zh_CN": "zh", "en": "en"}
COLOURS = 256
LIMIT_BYTES = 250_000
_LEFT = Qt.MouseButton.LeftButton


def start_page(window: MainWindow) -> QPixmap:
    """The page that the program begins with, the pictures of the examples on it."""
    rest(1500)
    return window.grab()


def new_estate(window: MainWindow) -> QPixmap:
    """The form for a new estate."""
    dialog = NewEstateDialog(window.session.catalogue, window)
    return dialog_picture(dialog)


def whole_plan(window: MainWindow) -> QPixmap:
    """Yuanxi with nothing selected."""
    open_example(window, "yuanxi")
    return window.grab()


def selected_shed(window: MainWindow) -> QPixmap:
    """One shed of Yuanxi from near, selected, with its stalls and sockets."""
    open_example(window, "yuanxi")
    shed = window.session.document.project.active_scheme.sheds[3]
    window.session.selection.set([shed.id])
    window.workspace.view.zoom_to_point(shed.origin, 16.0)
    rest(300)
    return window.grab()


def drawing_a_lot(window: MainWindow) -> QPixmap:
    """A lot half drawn, with what it would hold at the pointer."""
    open_example(window, "chengxi")
    view = window.workspace.view
    ring = window.session.document.project.active_scheme.lots[0].ring
    view.zoom_to_point((ring[0][0] + 6.0, ring[0][1] + 4.0), 24.0)
    view.set_tool("lot")
    middle = view.viewport().rect().center()
    for dx, dy in ((-180, 120), (160, 130), (190, -90)):
        QTest.mouseMove(view.viewport(), middle + QPoint(dx, dy))
        QTest.mouseClick(view.viewport(), _LEFT, pos=middle + QPoint(dx, dy))
    QTest.mouseMove(view.viewport(), middle + QPoint(-150, -120))
    rest(1500)
    return window.grab()


def dragging_a_shed(window: MainWindow) -> QPixmap:
    """A shed being dragged too near to a wall: what is measured and what is required stand beside it."""
    open_example(window, "yuanxi")
    view = window.workspace.view
    shed = window.session.document.project.active_scheme.sheds[3]
    view.zoom_to_point(shed.origin, 16.0)
    rest(200)
    x, y = shed.origin
    start = view.to_view((x - 0.8, y + 2.0)).toPoint()
    end = view.to_view((x - 3.8, y + 2.0)).toPoint()
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), _LEFT, pos=start)
    for step in range(1, 7):
        QTest.mouseMove(view.viewport(), start + (end - start) * step / 6)
        rest(60)
    rest(800)
    picture = window.grab()
    QTest.mouseRelease(view.viewport(), _LEFT, pos=end)
    worked_out(window)
    return picture


def filled_lot(window: MainWindow) -> QPixmap:
    """The second scheme of Mingzhu: a lot filled with open stalls."""
    filled_scheme(window)
    return window.grab()


def entrance(window: MainWindow) -> QPixmap:
    """An entrance that follows the mouse along the wall of a lot."""
    lot = filled_scheme(window)
    view = window.workspace.view
    view.set_tool("entrance")
    wall = lot.edges.index(EdgeRole.WALL)
    place = view.to_view(point_along(lot, wall, side_length_m(lot, wall) / 3)).toPoint()
    QTest.mouseMove(view.viewport(), place + QPoint(0, -2))
    QTest.mouseMove(view.viewport(), place)
    rest(300)
    return window.grab()


def arrangements(window: MainWindow) -> QPixmap:
    """The arrangements of a lot beside each other."""
    lot = filled_scheme(window)
    dialog = window.workspace.arrangements
    dialog.show_lot(lot.id)
    cancel = dialog.findChild(QPushButton, "arrangementsCancel")
    assert cancel is not None
    wait_until(lambda: not cancel.isVisible())
    picture = dialog.grab()
    dialog.close()
    return picture


def cost(window: MainWindow) -> QPixmap:
    """A lot of Yuanxi, filled, and what the clearance of a building takes from it."""
    open_example(window, "yuanxi")
    session = window.session
    lot = session.document.project.active_scheme.lots[2]
    session.document.push("", [replacement(session.document.project, lot, replace(lot, filled=True))])
    worked_out(window)
    session.selection.set(["building-14"])
    window.workspace.view.zoom_to_elements([lot.id])
    costs = window.workspace.stall_costs
    wait_until(lambda: bool(costs.of("building-14").lines))
    return window.grab()


def side_by_side(window: MainWindow) -> QPixmap:
    """The schemes of Mingzhu beside each other."""
    open_example(window, "mingzhu")
    window.workspace.show_comparison()
    rest(2500)
    picture = window.workspace.comparison.grab()
    window.workspace.comparison.close()
    return picture


def walking(window: MainWindow) -> QPixmap:
    """Who walks how far in Dongtang, and the way of the doorway that is served worst."""
    open_example(window, "dongtang")
    window.actions_table["walking_coverage"].trigger()
    shown = window.workspace.walking
    wait_until(lambda: shown.result is not None and not shown.pending)
    assert shown.result is not None
    window.workspace.view.fit_all()
    window.session.selection.set([shown.result.shown.worst[0].doorway.id])
    rest(300)
    return window.grab()


def bill(window: MainWindow) -> QPixmap:
    """The bill preview of Yuanxi."""
    open_example(window, "yuanxi")
    window.actions_table["show_bill"].trigger()
    rest(500)
    return window.grab()


def export(window: MainWindow) -> QPixmap:
    """What the export asks."""
    open_example(window, "yuanxi")
    assert window.session.analysis is not None
    return dialog_picture(ExportWorkbookDialog(window.session.analysis, window))


SCENES: dict[str, Callable[[MainWindow], QPixmap]] = {
    "start": start_page,
    "new-estate": new_estate,
    "window": whole_plan,
    "lot": drawing_a_lot,
    "shed": selected_shed,
    "near": dragging_a_shed,
    "filled": filled_lot,
    "entrance": entrance,
    "arrangements": arrangements,
    "cost": cost,
    "import-drawing": importing.drawing,
    "import-map": importing.map_data,
    "import-page": importing.page,
    "facts": engineering.facts,
    "rule-set": engineering.rule_set,
    "findings": engineering.findings,
    "undecided": engineering.undecided,
    "waiver": engineering.waiver,
    "supply": engineering.supply,
    "box": engineering.box,
    "single-line": engineering.single_line,
    "walking": walking,
    "bill": bill,
    "other-items": engineering.other_items,
    "export": export,
    "prices": engineering.price_book,
    "bids": engineering.bids,
    "sheet": papers.sheet,
    "notice": papers.notice,
    "schemes": side_by_side,
    "town": towns.town,
    "town-columns": towns.columns,
    "town-weights": towns.weights,
    "town-tasks": towns.tasks,
    "town-budget": towns.budget,
    "town-map": towns.town_map,
    "town-sides": towns.sides,
}


def save(picture: QPixmap, path: Path) -> None:
    """Write a picture with few colours, so that the manual stays small."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    image = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    _few_colours(image).save(path, optimize=True)
    if path.stat().st_size > LIMIT_BYTES:
        raise SystemExit(f"{path.name} is larger than {LIMIT_BYTES} bytes")


def _few_colours(image: Image.Image) -> Image.Image:
    """Return a picture in the colours seen most, and others spread over the rest.

    So neither the paper is tinted nor the red of an error, of which there is little, turns brown.
    """
    pixels = np.asarray(image, dtype=np.int32)
    colours, which, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    most = colours[np.argsort(-counts, kind="stable")[: COLOURS // 2]]
    rest = image.quantize(COLOURS // 2, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    spread = np.array(rest.getpalette("RGB"), dtype=np.int32).reshape(-1, 3)
    palette = np.concatenate((most, spread))
    nearest = np.empty(len(colours), dtype=np.uint8)
    for start in range(0, len(colours), 1024):
        away = colours[start : start + 1024, None, :] - palette[None, :, :]
        nearest[start : start + 1024] = np.argmin((away**2).sum(axis=2), axis=1)
    few = Image.fromarray(nearest[which.reshape(pixels.shape[:2])], "P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "manual")
    parser.add_argument("scenes", nargs="*", choices=[[], *SCENES])
    chosen = parser.parse_args(arguments)
    chosen.to.mkdir(parents=True, exist_ok=True)
    make_application(["chargeplan"])
    choosers.now = lambda: DAY  # the same pictures on every day
    for language in sorted(LANGUAGES):  # English first: Qt's own translation, once loaded, stays
        for look in LOOKS:
            ending = "" if look == "light" else "-dark"
            for name in chosen.scenes or SCENES:
                with tempfile.TemporaryDirectory() as folder, opened(language, look, Path(folder)) as window:
                    save(SCENES[name](window), chosen.to / f"{name}-{SHORT[language]}{ending}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
