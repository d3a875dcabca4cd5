"""The five charts of a town, one at a time; what is selected in them is selected everywhere, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QHideEvent, QImage, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QTabBar, QVBoxLayout, QWidget

from chargeplan.drawing.town.choices import CHART_NAMES, ChartKind, Choices
from chargeplan.i18n import N_, current_language, pick, tr
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.language import Living
from chargeplan.ui.settings import Settings
from chargeplan.ui.theme import is_dark
from chargeplan.ui.town.chart_view import ChartView
from chargeplan.ui.town.draughtsman import Draughtsman
from chargeplan.ui.town.flow import FlowLayout
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.widgets import ElidedCombo, IconButton, PlainLabel, for_letters

if TYPE_CHECKING:
    from chargeplan.drawing.town.chart import Chart
    from chargeplan.drawing.town.look import Look
    from chargeplan.drawing.town.screen import Screen
    from chargeplan.town.allocation import Allocation, CurvePoint
    from chargeplan.town.comparison import Comparison

ORIGIN = "charts"
"""What the charts call themselves when they select estates."""

_PAUSE_MS = 80
_COMBO_PX = 210
_FEWEST, _MOST = 5, 100
_SCROLL_ROWS = 3
_OPTIONS: Mapping[ChartKind, tuple[str, ...]] = {
    ChartKind.RANKING: ("worst",),
    ChartKind.SCATTER: ("up", "across"),
    ChartKind.DISTRIBUTION: ("distributed",),
    ChartKind.BUDGET: (),
    ChartKind.MAP: (),
}
_CAPTIONS = {
    "worst": N_("The worst:"), "up": N_("Upwards:"), "across": N_("Across:"), "distributed": N_("Indicator:"),
}  # fmt: skip


@dataclass(frozen=True)
class _Wanted:
    """Everything that a chart is drawn from, as it is at one moment."""

    kind: ChartKind
    comparison: Comparison
    allocation: Allocation | None
    curve: Sequence[CurvePoint]
    choices: Choices
    only: tuple[str, ...] | None

    def draw(self, look: Callable[[], Look]) -> Chart:
        """Return the chart; the plotter is loaded by the first one."""
        from chargeplan.drawing.town.facts import namer
        from chargeplan.drawing.town_charts import chart

        made = chart(self.kind, self._narrowed(), look(), self.choices, self.allocation, self.curve)
        return made if self.only is None else replace(made, names=namer(self.comparison))

    def _narrowed(self) -> Comparison:
        """Return the comparison of the estates that shall be drawn; its title says how many these are."""
        if self.only is None:
            return self.comparison
        from chargeplan.town.narrowing import narrowed

        found = narrowed(self.comparison, self.only)
        counts = {"shown": f"{len(found.estates):,}", "all": f"{len(self.comparison.estates):,}"}
        title = tr("{title}, {shown} of {all} estates", None, title=found.register.title, **counts)
        return replace(found, register=replace(found.register, title=title))


class ChartsPanel(Living, QWidget):
    """Shows charts of a session; nothing is drawn, and no plotter loaded, while it is not seen.

    `estate_wanted` brings the code of an estate that was double-clicked.
    """

    estate_wanted = Signal(str)

    def __init__(
        self, session: TownSession, settings: Settings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("townCharts")
        self._session = session
        self._settings = settings
        self._stale = True
        self._shown_key: object = None
        self._after = 0
        self._shown_in_table: Callable[[], Sequence[str] | None] = lambda: None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self._draughtsman = Draughtsman(self)
        self._draughtsman.drawn.connect(self._show)
        self._draughtsman.failed.connect(self._show_failure)
        self._tabs = self._made_tabs()
        self.view = ChartView(self)
        self.view.setObjectName("townChart")
        self._combos: dict[str, ElidedCombo] = {}
        self._options: dict[str, QWidget] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._bar())
        layout.addWidget(self.view, 1)
        self._wire()
        self.retranslate()
        self._show_options()

    # parts

    def _made_tabs(self) -> QTabBar:
        tabs = QTabBar(self)
        tabs.setObjectName("townChartKinds")
        tabs.setDocumentMode(True)
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        self.say(tabs.setAccessibleName, N_("Chart"))
        for _ in ChartKind:
            tabs.addTab("")
        remembered = self._settings.text("town_chart") if self._settings else ""
        tabs.setCurrentIndex(next((at for at, kind in enumerate(ChartKind) if kind.value == remembered), 0))
        return tabs

    def _bar(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 6, 0)
        flow.addWidget(self._tabs)
        self._worst = QSpinBox(bar)
        self._worst.setObjectName("chartWorst")
        self._worst.setRange(_FEWEST, _MOST)
        self._worst.setValue(Choices().worst)
        self._worst.setKeyboardTracking(False)
        self._worst.valueChanged.connect(self._ask)
        flow.addWidget(self._option("worst", self._worst))
        for name in ("up", "across", "distributed"):
            combo = ElidedCombo(bar)
            combo.setObjectName(f"chart_{name}")
            combo.setFixedWidth(for_letters(combo, _COMBO_PX))
            combo.activated.connect(partial(self._choose, name))
            self._combos[name] = combo
            flow.addWidget(self._option(name, combo))
        self._only = IconButton("chartOnly", "filter", N_("Only the estates that the table shows"), bar)
        self._only.setCheckable(True)
        self._only.toggled.connect(self._ask)
        flow.addWidget(self._only)
        save = IconButton("saveChart", "save", N_("Save the chart as a picture..."), bar)
        save.clicked.connect(self.save)
        copy = IconButton("copyChart", "copy", N_("Copy the chart as a picture"), bar)
        copy.clicked.connect(self.copy)
        flow.addWidget(save)
        flow.addWidget(copy)
        return bar

    def _option(self, name: str, field: QWidget) -> QWidget:
        held = QWidget(self)
        line = QHBoxLayout(held)
        line.setContentsMargins(0, 0, 0, 0)
        caption = PlainLabel(parent=held)
        self.say(caption.setText, _CAPTIONS[name])
        self.say(field.setAccessibleName, _CAPTIONS[name])
        caption.setBuddy(field)
        line.addWidget(caption)
        line.addWidget(field)
        self._options[name] = held
        return held

    def _wire(self) -> None:
        session = self._session
        for signal in (session.comparison_changed, session.rated, session.register_opened):
            signal.connect(self._ask)
        session.register_opened.connect(self._begin_at_the_worst)
        session.allocation_changed.connect(self._ask_for_budget)
        session.settings_changed.connect(self._ask_for_budget)
        session.selection_changed.connect(self._follow_selection)
        self.view.picked.connect(self._select)
        self.view.opened.connect(self.estate_wanted)
        self.view.resized.connect(self._ask)
        self.view.scrolled.connect(self._scroll)
        self._tabs.currentChanged.connect(self._turn)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view, self.copy)
        copy.setContext(copy.context().WidgetShortcut)

    # what is chosen

    def follow(self, shown: Callable[[], Sequence[str] | None], changed: SignalInstance) -> None:
        """Draw on demand only estates whose codes `shown` returns (None is all), anew when they change."""
        self._shown_in_table = shown
        changed.connect(self._ask_for_shown)

    def _ask_for_shown(self) -> None:
        if self._only.isChecked():
            self._ask()

    @property
    def drawing(self) -> bool:
        """Whether a chart is under way or about to be."""
        return self._pause.isActive() or self._draughtsman.at_work

    @property
    def session(self) -> TownSession:
        """The session whose comparison is drawn."""
        return self._session

    @property
    def kind(self) -> ChartKind:
        """Which chart is shown."""
        return tuple(ChartKind)[self._tabs.currentIndex()]

    def show_kind(self, kind: ChartKind) -> None:
        """Show another chart."""
        self._tabs.setCurrentIndex(tuple(ChartKind).index(kind))

    def _turn(self) -> None:
        if self._settings is not None:
            self._settings.set_text("town_chart", self.kind.value)
        self._show_options()
        self._ask()

    def _show_options(self) -> None:
        for name, held in self._options.items():
            held.setVisible(name in _OPTIONS[self.kind])
        self.view.setAccessibleName(tr(CHART_NAMES[self.kind]))

    def _scroll(self, steps: int, by_page: bool) -> None:
        """Show better or worse ranks than those in the chart."""
        comparison, screen = self._session.comparison, self.view.screen
        if self.kind is not ChartKind.RANKING or comparison is None or screen is None:
            return
        shown = len(screen.chart.marks[0].codes)
        rated = sum(one.rating.rank is not None for one in comparison.estates)
        after = self._after + steps * (shown if by_page else _SCROLL_ROWS)
        after = max(0, min(after, rated - shown))
        if after != self._after:
            self._after = after
            self._ask()

    def _begin_at_the_worst(self) -> None:
        self._after = 0

    def _choose(self, name: str, _index: int = 0) -> None:
        if self._settings is not None:
            self._settings.set_text(f"town_chart_{name}", self._chosen(name))
        self._ask()

    def choices(self) -> Choices:
        """Return which indicators are chosen, for charts elsewhere."""
        return Choices(
            self._worst.value(),
            self._after,
            *(self._chosen(name) for name in ("across", "up", "distributed")),
        )

    def _chosen(self, name: str) -> str:
        return str(self._combos[name].currentData() or getattr(Choices(), name))

    def retranslate(self) -> None:
        """Name charts and indicators in the language of now, and draw anew."""
        from chargeplan.reference.town_method import load_town_method

        for at, title in enumerate(CHART_NAMES.values()):
            self._tabs.setTabText(at, tr(title))
        for name, combo in self._combos.items():
            remembered = self._settings.text(f"town_chart_{name}") if self._settings else ""
            chosen = combo.currentData() or remembered or getattr(Choices(), name)
            combo.clear()
            for indicator in load_town_method().indicators:
                combo.addItem(pick(indicator.title, current_language()), indicator.id)
            combo.setCurrentIndex(max(0, combo.findData(chosen)))
        self.view.setAccessibleName(tr(CHART_NAMES[self.kind]))
        self._ask()

    # drawing

    def _ask(self) -> None:
        """Draw soon, or as soon as it is seen."""
        self._stale = True
        if self.isVisible():
            self._pause.start()

    def _ask_for_budget(self) -> None:
        if self.kind is ChartKind.BUDGET:
            self._ask()

    def _wanted(self) -> _Wanted | None:
        session = self._session
        if session.comparison is None:
            return None
        shown = self._shown_in_table() if self._only.isChecked() else None
        only = None if shown is None else tuple(shown)
        return _Wanted(self.kind, session.comparison, session.allocation, session.curve, self.choices(), only)

    def _draw(self) -> None:
        if not self.isVisible():
            return
        self._stale = False
        wanted = self._wanted()
        if wanted is None:
            self._shown_key = None
            self.view.show_text(tr("Charts are drawn as soon as a register is open."))
            return
        key = (wanted.kind, current_language())
        if self._shown_key is None:
            self.view.show_text(tr("The chart is being drawn..."))
        self._shown_key = key
        self._draughtsman.draw(partial(wanted.draw, partial(_look, *self._screen_look())), key)

    def _screen_look(self) -> tuple[str, bool, float, float, float]:
        dots, ratio = float(self.logicalDpiX()), self.devicePixelRatioF()
        width, height = self.view.width() / dots, self.view.height() / dots
        return current_language(), is_dark(), width, height, dots * ratio

    def _show(self, screen: Screen, key: object) -> None:
        if key == self._shown_key:
            self.view.show_screen(screen, self._session.selected)
            self.view.setAccessibleDescription(screen.chart.title)

    def _show_failure(self, error: Exception) -> None:
        self.view.show_text(tr("The chart could not be drawn: {error}", error=error))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was asked for meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._pause.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that nobody sees."""
        self._stale = self._stale or self._pause.isActive()
        self._pause.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._ask()

    # selection

    def _select(self, codes: tuple[str, ...], adds: bool) -> None:
        """Select what was picked; what is picked and selected already is taken off when adding."""
        before = self._session.selected
        if adds and codes and set(codes) <= set(before):
            codes = tuple(code for code in before if code not in codes)
        elif adds:
            codes = (*before, *codes)
        self._session.select(codes, ORIGIN)

    def _follow_selection(self, _origin: str) -> None:
        if self.isVisible():
            self.view.highlight(self._session.selected)
        else:
            self._stale = True

    # taking it away

    def save(self) -> None:
        """Ask where and write the chart as PNG, SVG or PDF, light and with the size of paper."""
        wanted = self._wanted()
        if wanted is None:
            return
        folder = self._settings.last_folder if self._settings else Path.home()
        if self._session.path is not None:
            folder = self._session.path.parent
        name = choosers.file_stem(f"{self._session.register.title} {tr(CHART_NAMES[wanted.kind])}".strip())
        path = choosers.save_chart(self, folder / f"{name}.png")
        if path is None:
            return
        from chargeplan.errors import ChargeplanError
        from chargeplan.files.atomic import export_file
        from chargeplan.ui.dialogs.message import show_error

        try:
            export_file(path, _on_paper(wanted, path.suffix.lower().lstrip(".")))
        except ChargeplanError as error:
            show_error(self, error)
            return
        self._session.message.emit(tr("{name} is written.", name=path.name))

    def copy(self) -> None:
        """Put the chart on the clipboard as a picture, light and with the size of paper."""
        wanted = self._wanted()
        if wanted is not None:
            QGuiApplication.clipboard().setImage(QImage.fromData(_on_paper(wanted, "png")))
            self._session.message.emit(tr("The chart is on the clipboard."))


def _look(language: str, dark: bool, width_in: float, height_in: float, dpi: float) -> Look:
    from chargeplan.drawing.town.look import Look

    return Look(language, dark, width_in, height_in, dpi)


def _on_paper(wanted: _Wanted, kind: str) -> bytes:
    from chargeplan.drawing.town_charts import paper_look, picture

    return picture(wanted.draw(partial(paper_look, current_language())), kind)
