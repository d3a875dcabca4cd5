"""Two to four estates, or the schemes of one, side by side: plans above, their figures in rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from chargeplan.drawing.primitives import Box, Primitive
from chargeplan.errors import CalledOff, Cancelled
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import title
from chargeplan.town.comparison import Assessed
from chargeplan.town.register import EstateRow
from chargeplan.town.settings import TownSettings
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs.message import meaning_of
from chargeplan.ui.drawing_view import DrawingView
from chargeplan.ui.language import Living
from chargeplan.ui.tables import RIGHT, CopyableTable, strong_font
from chargeplan.ui.town.side_rows import SideRow, side_rows
from chargeplan.ui.town.table_model import ESTIMATED
from chargeplan.ui.widgets import (
    ElidedCombo,
    ElidedLabel,
    Pages,
    PlainLabel,
    TickBox,
    for_letters,
    heading,
    muted,
    resize_within_screen,
    tooltip,
)

MOST_SIDES = 4
BEST = "★"
"""Stands before the best figure of a row, which is heavier too."""

_PAGE_MM = 120.0
"""Plans are drawn as if they were so wide on paper."""

_MARGIN = 0.03
_TITLES_PX = 250
_SIZE_PX = (1180, 760)
_HEIGHTS_PX = (330, 370)
"""How high plans and figures are at first."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """What became of looking at one scheme of a plan: ids and names of all, figures and drawings of this."""

    schemes: tuple[tuple[str, str], ...]
    scheme_id: str
    estate: Assessed
    plain: tuple[Primitive, ...]
    walking: tuple[Primitive, ...]
    page: Box


def _look(row: EstateRow, folder: Path, settings: TownSettings) -> Callable[[Cancelled], _Seen]:
    """Return the errand that reads a row's plan and works out its scheme."""

    def work(called_off: Cancelled) -> _Seen:
        from chargeplan.analysis import analyse
        from chargeplan.drawing.plan import extent, map_primitives
        from chargeplan.drawing.walking import walking_of
        from chargeplan.files.sources.reading import read_plan
        from chargeplan.survey.plans import plan_path
        from chargeplan.town.comparing import compare
        from chargeplan.town.figures import PlanOutcome
        from chargeplan.town.plan_figures import figures_of
        from chargeplan.town.register import Register

        project = read_plan(plan_path(row.plan, folder), cancelled=called_off).project
        chosen = project.scheme_named(row.scheme)
        analysis = analyse(project, scheme_id=chosen.id, cancelled=called_off)
        limit_m = float(settings.walking_limit_m)
        outcome = PlanOutcome(row.plan, row.scheme, figures_of(analysis, limit_m, called_off))
        outcomes = {(row.plan, row.scheme): outcome}
        found = compare(Register("", (row,)), outcomes, settings, cancelled=called_off)
        page = extent(analysis)
        return _Seen(
            tuple((scheme.id, title(scheme)) for scheme in project.schemes),
            chosen.id,
            found.estates[0],
            map_primitives(analysis),
            map_primitives(analysis, walking_of(analysis, limit_m)),
            page.grown(_MARGIN * max(page.width, page.height)),
        )

    return work


class _Side(QWidget):
    """One side: name, scheme to choose, and the plan, or why there is none.

    `given` is what the comparison tells of the row's scheme, None where it tells of another one.
    """

    def __init__(
        self, number: int, row: EstateRow, given: Assessed | None, changed: Callable[[int], object]
    ) -> None:
        super().__init__()
        self.row = row
        self.given = self.estate = given
        self.seen: _Seen | None = None
        self.task: int | None = None
        self.error: Exception | None = None
        self.name = ElidedLabel()
        self.name.setFont(heading().font())
        self.name.setObjectName(f"sideName{number}")
        self.where = muted(ElidedLabel())
        self.scheme = ElidedCombo()
        self.scheme.setObjectName(f"sideScheme{number}")
        self.scheme.activated.connect(lambda _at: changed(number))
        self.view = DrawingView()
        self.view.setObjectName(f"sidePlan{number}")
        self.view.setMinimumSize(120, 120)
        self.told = PlainLabel(wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.told.setObjectName(f"sideTold{number}")
        self.pages = Pages()
        self.pages.addWidget(self.told)
        self.pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for widget in (self.name, self.where, self.scheme):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)

    @property
    def title(self) -> str:
        """What heads the figures of this side."""
        name = self.row.name or self.row.code
        if self.seen is None:
            return name
        return f"{name} · {dict(self.seen.schemes)[self.seen.scheme_id]}"

    def take(self, seen: _Seen | None, error: Exception | None) -> None:
        """Hold what a look at the plan gave, or why it gave nothing."""
        self.task, self.seen, self.error = None, seen, error
        self.estate = self.given
        if seen is not None:
            rating = replace(seen.estate.rating, rank=None)  # among itself alone it has none
            if self.given is not None and self.given.rating.score == rating.score:
                rating = self.given.rating
            self.estate = replace(seen.estate, rating=rating)

    def show_texts(self) -> None:
        """Say everything in the language of now."""
        row = self.row
        self.name.setText(row.name or row.code)
        self.name.setToolTip(tooltip(row.name or row.code))
        self.where.setText(" · ".join(filter(None, (row.code, row.street, row.committee))))
        self.scheme.setAccessibleName(tr("Scheme of {name}", name=row.name or row.code))
        self.told.setText(self._why_no_plan())

    def _why_no_plan(self) -> str:
        if self.error is not None:
            return tr(
                "The plan could not be shown: {reason} The figures are those of the table.",
                reason=meaning_of(self.error),
            )
        if self.row.plan:
            return tr("Working out the plan...")
        told = tr("This estate has no plan; its figures are those of the register.")
        if self.given is None or not self.given.standing.estimated:
            return told
        return "\n".join((told, tr("Its scheme is an estimate ({mark}).", mark=tr(ESTIMATED))))

    def show_plan(self, walking: bool) -> None:
        """Draw the plan, with who walks how far when that is wanted."""
        self.scheme.setVisible(self.seen is not None)
        if self.seen is None:
            self.pages.setCurrentWidget(self.told)
            return
        self.scheme.clear()
        for scheme_id, name in self.seen.schemes:
            self.scheme.addItem(name, scheme_id)
        self.scheme.setCurrentIndex(self.scheme.findData(self.seen.scheme_id))
        drawn = self.seen.walking if walking else self.seen.plain
        self.pages.setCurrentWidget(self.view)
        self.view.show_page(drawn, self.seen.page, _PAGE_MM)


class SideBySide(Living, QDialog):
    """Estates that were compared, side by side; of one alone its schemes.

    Plans are read and worked out in a thread, one after the other. `folder` is where the register lies;
    without `settings` the method's own hold.
    """

    def __init__(
        self,
        assessed: Sequence[Assessed],
        folder: Path,
        parent: QWidget | None = None,
        settings: TownSettings | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._settings = settings or _own_settings()
        self._alone = len(assessed) == 1
        self._errands = Analyst(self)
        self._errands.task_done.connect(self._take)
        self._sides: list[_Side] = []
        self.setObjectName("sideBySide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.say(self.setWindowTitle, N_("Side by side"))
        self._plans = QHBoxLayout()
        self._plans.setSpacing(8)
        self._model = QStandardItemModel(self)
        self._make()
        for estate in assessed[:MOST_SIDES]:
            self._add(estate.standing.row, estate)
        resize_within_screen(self, *_SIZE_PX)
        self.retranslate()

    def _make(self) -> None:
        upper, head = QWidget(), QVBoxLayout()
        self._note, self._walking = muted(PlainLabel(wrap=True)), TickBox()
        self._note.setObjectName("sideNote")
        self._walking.setObjectName("sideWalking")
        self.say(self._walking.setText, N_("Show &walking coverage"))
        self._walking.toggled.connect(lambda _on: self._draw())
        head.addWidget(self._walking)
        head.addWidget(self._note, 1, Qt.AlignmentFlag.AlignTop)
        beside = QWidget()
        beside.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        beside.setFixedWidth(for_letters(self, _TITLES_PX))
        plans = QHBoxLayout(upper)
        plans.setContentsMargins(0, 0, 0, 0)
        plans.addWidget(beside)
        plans.addLayout(self._plans, 1)
        self._table = CopyableTable(self)
        self._table.setObjectName("sideTable")
        self.say(self._table.setAccessibleName, N_("Figures side by side"))
        self._table.setModel(self._model)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(upper)
        splitter.addWidget(self._table)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([for_letters(self, height) for height in _HEIGHTS_PX])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)

    def _add(self, row: EstateRow, given: Assessed | None) -> None:
        side = _Side(len(self._sides), row, given, self._scheme_chosen)
        self._sides.append(side)
        self._plans.addWidget(side, 1)
        self._ask(side, row)

    def _ask(self, side: _Side, row: EstateRow) -> None:
        if side.task is not None:
            self._errands.call_off(side.task)
            side.task = None
        if row.plan:
            side.task = self._errands.submit(_look(row, self._folder, self._settings))

    def _scheme_chosen(self, number: int) -> None:
        side = self._sides[number]
        if side.seen is not None and side.scheme.currentData() != side.seen.scheme_id:
            self._ask(side, replace(side.row, scheme=side.scheme.currentData()))

    def _take(self, number: int, seen: Any, error: Exception | None) -> None:
        side = next((side for side in self._sides if side.task == number), None)
        if side is None or isinstance(error, CalledOff):
            return
        side.take(seen, error)
        if self._alone and seen is not None:
            self._alone = False
            others = [scheme_id for scheme_id, _ in seen.schemes if scheme_id != seen.scheme_id]
            for scheme_id in others[: MOST_SIDES - 1]:
                self._add(replace(side.row, scheme=scheme_id), None)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        for side in self._sides:
            side.show_texts()
        note = tr("{mark} marks the best figure of a row.", mark=BEST)
        self._note.setText(f"{note} {tr('Copy the table with Ctrl+C.')}")
        self._draw()
        self._fill()

    def _draw(self) -> None:
        for side in self._sides:
            side.show_plan(self._walking.isChecked())

    def _fill(self) -> None:
        place = self._table.verticalScrollBar().value()
        self._table.clearSpans()
        self._model.clear()
        heads = [tr("Figure"), *(side.title for side in self._sides)]
        self._model.setHorizontalHeaderLabels(heads)
        for column in range(1, len(heads)):
            self._model.horizontalHeaderItem(column).setTextAlignment(Qt.AlignmentFlag(RIGHT))
        rows = side_rows([side.estate for side in self._sides], self._settings)
        for row in rows:
            self._model.appendRow(_cells(row, len(self._sides)))
        for number, row in enumerate(rows):
            if not row.figures:
                self._table.setSpan(number, 0, 1, len(heads))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, for_letters(self, _TITLES_PX))
        self._table.verticalScrollBar().setValue(place)

    def done(self, result: int) -> None:
        """Close, and end the thread; what it is at is given up."""
        self._errands.close()
        super().done(result)


def _own_settings() -> TownSettings:
    from chargeplan.town.defaults import default_settings

    return default_settings()


def _cells(row: SideRow, sides: int) -> list[QStandardItem]:
    head = QStandardItem(row.title)
    head.setToolTip(tooltip(f"{row.title}\n{row.tip}" if row.tip else row.title))
    if not row.figures:
        head.setFont(strong_font())
        return [head, *(QStandardItem() for _ in range(sides))]
    return [head, *(_cell(figure.text, index in row.best) for index, figure in enumerate(row.figures))]


def _cell(text: str, best: bool) -> QStandardItem:
    cell = QStandardItem(f"{BEST} {text}" if best else text)
    cell.setTextAlignment(Qt.AlignmentFlag(RIGHT))
    if best:
        cell.setFont(strong_font())
        cell.setToolTip(tr("the best of this row"))
    return cell
