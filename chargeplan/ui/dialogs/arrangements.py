"""The best arrangements of a lot side by side, drawn and with figures, to choose one from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from chargeplan.engineering.arrangements import GOALS, Arrangement, ArrangementFigures, arrangement
from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.editing import replacement
from chargeplan.model.labels import goal_name, title
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import FillGoal, Lot
from chargeplan.ui.background import Analyst, Task
from chargeplan.ui.canvas.elements import box_of, points_of
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.style import DETAIL_PIXELS_PER_METRE, style_for
from chargeplan.ui.commands import StepName
from chargeplan.ui.language import Living
from chargeplan.ui.layout_engine import Gate
from chargeplan.ui.session import Session
from chargeplan.ui.widgets import PlainLabel, heading, muted, resize_within_screen, scaled_font

_REACH_M = 12.0
"""How far around a lot its surroundings are drawn."""

_ALWAYS_DETAILED_M = 80.0
"""Lots up to this extent show stalls and sockets in every picture, though some are a pixel narrower."""

_MARGIN_PX = 14.0
_SIZE_PX = (980, 620)
_CAPTION_PX = 200


def _metres(value: Decimal | None, unit: str = "m") -> str:
    return "—" if value is None else f"{value} {unit}"


_Figure = tuple[str, Callable[[ArrangementFigures], str], Callable[[ArrangementFigures], Any], bool]

_FIGURES: tuple[_Figure, ...] = (
    (N_("Stalls"), lambda f: str(f.stalls), lambda f: f.stalls, True),
    (N_("Sockets"), lambda f: str(f.sockets), lambda f: f.sockets, True),
    (
        N_("Sockets within {near} m of a doorway"),
        lambda f: "—" if f.sockets_near is None else str(f.sockets_near),
        lambda f: f.sockets_near,
        True,
    ),
    (
        N_("Socket to nearest doorway, straight, on average"),
        lambda f: _metres(f.mean_way_m),
        lambda f: f.mean_way_m,
        False,
    ),
    (N_("Main aisle"), lambda f: _metres(f.main_aisle_m), lambda f: f.main_aisle_m, True),
    (N_("Narrowest aisle"), lambda f: _metres(f.narrowest_aisle_m), lambda f: f.narrowest_aisle_m, True),
    (
        N_("Area for each stall"),
        lambda f: _metres(f.area_per_stall_m2, "m²"),
        lambda f: f.area_per_stall_m2,
        False,
    ),
)
"""Title, how it is shown, what is compared, and whether more is better."""


class LotPicture(QWidget):
    """A filled lot with what stands around it."""

    def __init__(self, made: Arrangement, around: Sequence[Element], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made = made
        self._around = around
        self._ghosts: Ghosts | None = None
        self.setMinimumSize(220, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lot as large as there is room for it."""
        style = style_for(self.palette())
        if self._ghosts is None:
            lot = self._made.held.lot
            west, south, east, north = box_of(lot.ring)
            small = max(east - west, north - south) <= _ALWAYS_DETAILED_M
            self._ghosts = Ghosts(
                [*self._around, lot],
                [self._made.held],
                style,
                detail_from=0.0 if small else DETAIL_PIXELS_PER_METRE,
            )
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(self.rect())
            painter.fillRect(self.rect(), style.colour("paper"))
            self._ghosts.draw(painter, self._to_view())
            painter.setPen(style.colour("boundary"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _to_view(self) -> QTransform:
        west, south, east, north = box_of(self._made.held.lot.ring)
        width, height = max(east - west, 1.0), max(north - south, 1.0)
        room = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        scale = min(room.width() / width, room.height() / height)
        middle = QPointF((west + east) / 2, (south + north) / 2)
        transform = QTransform().translate(room.center().x(), room.center().y()).scale(scale, -scale)
        return transform.translate(-middle.x(), -middle.y())


class ArrangementsDialog(Living, QDialog):
    """Works out the arrangements of one lot beside the window, and follows the plan while it is open.

    `analyst` tells when the plan's own figures are there, `errands` is the thread that arranges.
    """

    def __init__(
        self, session: Session, analyst: Analyst, errands: Analyst, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._lot_id = ""
        self._asked: object = None
        self._waiting = False
        self._tasks: dict[int, FillGoal] = {}
        self._made: dict[FillGoal, Arrangement] = {}
        self._fault = ""
        self.setObjectName("arrangementsDialog")
        resize_within_screen(self, *_SIZE_PX)
        self._layout = QVBoxLayout(self)
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("arrangementsState")
        self._layout.addWidget(muted(self._state))
        self._layout.addLayout(self._progress_line())
        self._page = QWidget()
        self._layout.addWidget(self._page, 1)
        self._twins = PlainLabel(wrap=True)
        self._twins.setObjectName("arrangementsTwins")
        self._layout.addWidget(self._twins)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self._layout.addWidget(buttons)
        errands.task_done.connect(self._take)
        analyst.analysed.connect(self._analysed)
        session.analysis_failed.connect(self._follow)
        session.document.edited.connect(self._follow)
        session.document.project_replaced.connect(self._follow)

    def _progress_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._bar = QProgressBar()
        self._bar.setRange(0, len(GOALS))
        self._bar.setTextVisible(False)
        self.say(self._bar.setAccessibleName, N_("Working out the arrangements..."))
        self._cancel = QPushButton()
        self._cancel.setObjectName("arrangementsCancel")
        self.say(self._cancel.setText, N_("Stop"))
        self._cancel.clicked.connect(self.stop)
        line.addWidget(self._bar, 1)
        line.addWidget(self._cancel)
        return line

    def show_lot(self, lot_id: str) -> None:
        """Show the arrangements of a lot."""
        self._lot_id = lot_id
        self._asked = None
        self.show()
        self.raise_()
        self.activateWindow()
        self._follow()

    def stop(self) -> None:
        """Give up what is being worked out; what is there stays."""
        self._call_off()
        self._fill()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave nothing running."""
        self.stop()
        super().closeEvent(event)

    def reject(self) -> None:
        """Leave nothing running."""
        self.stop()
        super().reject()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._fill()

    def repaint_icons(self) -> None:
        """Draw the pictures in the other look."""
        self._fill()

    def _lot(self) -> Lot | None:
        lot = self._session.document.element(self._lot_id)
        return lot if isinstance(lot, Lot) else None

    def _follow(self) -> None:
        """Ask anew when something changed that arrangements depend on; the goal itself is no such thing."""
        if not self.isVisible():
            return
        lot = self._lot()
        if lot is None:
            self.close()
            return
        project = self._session.document.project
        basis = _basis(project, lot)
        if basis != self._asked:
            self._call_off()
            self._asked, self._made, self._fault, self._waiting = basis, {}, "", True
        if self._waiting and self._session.analysis_revision == self._session.document.revision:
            self._submit(project, lot)
        self._fill()

    def _analysed(self, _analysis: object, revision: int, effort: str) -> None:
        """Begin when the figures of the whole plan are there, which come first."""
        if self._waiting and effort == "full" and revision == self._session.document.revision:
            self._follow()

    def _submit(self, project: Project, lot: Lot) -> None:
        self._waiting = False
        catalogue = self._session.catalogue
        self._tasks = {
            self._errands.submit(_task(project, lot, goal, catalogue, self._session.gate)): goal
            for goal in GOALS
        }

    def _call_off(self) -> None:
        for task in self._tasks:
            self._errands.call_off(task)
        self._tasks, self._waiting = {}, False

    def _take(self, task: int, result: Any, error: BaseException | None) -> None:
        goal = self._tasks.pop(task, None)
        if goal is None:
            return
        if error is None:
            self._made[goal] = result
        elif isinstance(error, ChargeplanError):
            self._fault = sentence(error)
        else:
            self._fault = str(error)
        self._fill()

    def _choose(self, goal: FillGoal) -> None:
        lot = self._lot()
        if lot is not None:
            after = replace(lot, goal=goal, filled=True)
            name = StepName(N_("Arrange for {goal}"), {"goal": lambda: goal_name(goal)})
            if after != lot:
                self._session.document.push(name, [replacement(self._session.document.project, lot, after)])

    # --- what is shown --------------------------------------------------------------------------------------

    def _fill(self) -> None:
        lot = self._lot()
        if lot is None:
            return
        self.setWindowTitle(tr("Arrangements of {lot}", lot=title(lot)))
        self._state.setText(self._state_text())
        self._bar.setValue(len(self._made))
        self._bar.setVisible(self._busy)
        self._cancel.setVisible(self._busy)
        distinct = self._distinct()
        self._twins.setText("\n".join(_twin_lines(distinct)))
        self._twins.setVisible(bool(self._twins.text()))
        page = self._grid(lot, distinct)
        self._layout.replaceWidget(self._page, page)
        self._page.setParent(None)
        self._page.deleteLater()  # one of its buttons may be at work just now
        self._page = page
        page.show()

    @property
    def _busy(self) -> bool:
        return self._waiting or bool(self._tasks)

    def _state_text(self) -> str:
        if self._fault:
            return self._fault
        if self._busy:
            return tr("Working out the arrangements...")
        if not self._session.document.project.site.doorways:
            return tr("No doorway is drawn, so nothing can be near one; the first stalls have the sockets.")
        return tr("The best of each row is bold. Choosing one is a step that can be undone.")

    def _distinct(self) -> list[list[Arrangement]]:
        """Return the arrangements, those alike together, in the order of the goals."""
        found: list[list[Arrangement]] = []
        for goal in GOALS:
            made = self._made.get(goal)
            alike = next((each for each in found if made is not None and each[0].like(made)), None)
            if made is not None and alike is not None:
                alike.append(made)
            elif made is not None:
                found.append([made])
        return found

    def _grid(self, lot: Lot, distinct: Sequence[Sequence[Arrangement]]) -> QWidget:
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setRowStretch(1, 1)
        around = _around(self._session.document.project, lot)
        for row, (text, *_rest) in enumerate(_FIGURES):
            caption = PlainLabel(
                tr(text, near=f"{self._near_m:g}") if "{near}" in text else tr(text), wrap=True
            )
            caption.setFixedWidth(_CAPTION_PX)
            grid.addWidget(muted(caption), row + 2, 0)
        for column, alike in enumerate(distinct, 1):
            grid.setColumnStretch(column, 1)
            self._add_column(grid, column, lot, alike, around)
            for row, figure in enumerate(_FIGURES):
                grid.addWidget(self._figure(figure, alike[0], distinct), row + 2, column)
        to_come = len(GOALS) if self._waiting else len(self._tasks)
        for column in range(len(distinct) + 1, len(distinct) + 1 + to_come):
            grid.setColumnStretch(column, 1)
            waiting = muted(PlainLabel(tr("Working out...")))
            waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
            waiting.setMinimumWidth(220)
            grid.addWidget(waiting, 1, column)
        return page

    @property
    def _near_m(self) -> float:
        return self._session.catalogue.constant("near_doorway_m")

    def _add_column(
        self, grid: QGridLayout, column: int, lot: Lot, alike: Sequence[Arrangement], around: list[Element]
    ) -> None:
        head = heading()
        head.setWordWrap(True)
        head.setText(_capital(" = ".join(goal_name(made.goal) for made in alike)))
        grid.addWidget(head, 0, column)
        picture = LotPicture(alike[0], around)
        picture.setObjectName(f"arrangementPicture_{alike[0].goal.value}")
        picture.setAccessibleName(
            tr("{goal}: {count} stalls", goal=head.text(), count=alike[0].figures.stalls)
        )
        grid.addWidget(picture, 1, column)
        used = lot.filled and any(made.goal is lot.goal for made in alike)
        button = QPushButton(tr("In use") if used else tr("Choose this"))
        button.setObjectName(f"choose_{alike[0].goal.value}")
        button.setAccessibleName(f"{button.text()}: {head.text()}")
        button.setEnabled(not used and bool(alike[0].figures.stalls))
        button.clicked.connect(lambda: self._choose(alike[0].goal))
        grid.addWidget(button, len(_FIGURES) + 2, column)

    @staticmethod
    def _figure(figure: _Figure, made: Arrangement, distinct: Sequence[Sequence[Arrangement]]) -> QLabel:
        _, shown, value, more = figure
        values = [value(alike[0].figures) for alike in distinct if value(alike[0].figures) is not None]
        text = PlainLabel(shown(made.figures))
        own = value(made.figures)
        if own is not None and len(set(values)) > 1 and own == (max(values) if more else min(values)):
            text.setFont(scaled_font(text.font(), 1.0, bold=True))
        return text


def _twin_lines(distinct: Sequence[Sequence[Arrangement]]) -> list[str]:
    """Return sentences on arrangements that came out the same."""
    return [
        tr(
            "“{goal}” gives the same arrangement as “{other}”, so it is shown once.",
            goal=goal_name(other.goal),
            other=goal_name(first.goal),
        )
        for first, *others in distinct
        for other in others
    ]


def _task(project: Project, lot: Lot, goal: FillGoal, catalogue: Any, gate: Gate) -> Task:
    def work(called_off: Callable[[], bool]) -> Arrangement:
        from chargeplan.reference.rule_sets import load_rules_of

        gate.wait(called_off)  # the lot itself may not be filled yet, so that nobody has waited for it
        rule_set = load_rules_of(project)
        return arrangement(project, lot, goal, catalogue, rule_set, called_off)

    return work


def _basis(project: Project, lot: Lot) -> object:
    """Return everything that the arrangements of a lot depend on."""
    scheme = project.active_scheme
    plain = replace(lot, goal=FillGoal.MOST_STALLS, filled=True)
    used = (scheme.sheds, scheme.module_id, scheme.charger_id, scheme.socket_ratio, scheme.group)
    return (plain, project.site, used, project.rule_set_id, project.own_rules)


def _around(project: Project, lot: Lot) -> list[Element]:
    """Return what is drawn around a lot: what stands or runs near it."""
    known = [
        element
        for kind in ("greens", "roads", "fire_lanes", "buildings", "obstacles", "doorways")
        for element in getattr(project.site, kind)
    ]
    west, south, east, north = box_of(lot.ring)
    reach = _REACH_M

    def near(element: Element) -> bool:
        left, bottom, right, top = box_of(points_of(element))
        return (
            left <= east + reach
            and right >= west - reach
            and bottom <= north + reach
            and top >= south - reach
        )

    return [element for element in known if near(element)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
