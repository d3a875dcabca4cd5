"""The middle of a town's window: the levels, the filters, the table and the sums below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelection, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QTabBar, QVBoxLayout, QWidget

from chargeplan.i18n import N_, current_language, tr
from chargeplan.town.comparison import Assessed, Comparison, UnitSums
from chargeplan.town.grading import Grade
from chargeplan.town.roll_up import DEPTHS
from chargeplan.town.settings import Level
from chargeplan.ui.language import Living
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import selected_rows
from chargeplan.ui.town.columns import RISK, TASKS, Column, Extras
from chargeplan.ui.town.columns_dialog import ColumnsDialog
from chargeplan.ui.town.estate_columns import estate_columns
from chargeplan.ui.town.filter_bar import FilterBar
from chargeplan.ui.town.grid import UNKNOWN_CHOICE, Between, Grid, Sieve
from chargeplan.ui.town.indicator_columns import indicator_columns
from chargeplan.ui.town.range_dialog import RangeDialog
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.table import TotalsBar, TownTable
from chargeplan.ui.town.table_model import GridModel
from chargeplan.ui.town.unit_columns import unit_columns

ORIGIN = "table"
"""What the table calls itself when it selects estates."""

_COLUMNS = "town_columns"
_SHOW_FILTERS = "town_filters"

_TABS: tuple[tuple[Level | None, str, str], ...] = (
    (None, N_("List of estates"), N_("{shown} of {all} estates")),
    (Level.COMMITTEE, N_("Committees"), N_("{shown} of {all} committees")),
    (Level.STREET, N_("Streets and towns"), N_("{shown} of {all} streets and towns")),
    (Level.DISTRICT, N_("Districts"), N_("{shown} of {all} districts")),
)
_Sorts = Sequence[tuple[str, bool]]
_WORST_ESTATES: _Sorts = (("rank", False),)
_WORST_UNITS: _Sorts = ((f"grade_{Grade.C.value}", True), (f"grade_{Grade.D.value}", True))
_BY_KEY = Qt.FocusReason.TabFocusReason
_LEVEL_COLUMNS = ("district", "street", "committee")


class TablePage(Living, QWidget):
    """Shows estates, or the units of a level; `estate_wanted` brings the code of an opened estate."""

    estate_wanted = Signal(str)
    shown_changed = Signal()

    def __init__(self, session: TownSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("townTablePage")
        self._session = session
        self._settings = settings
        self._level: Level | None = None
        self._sieves: dict[Level | None, Sieve] = {}
        self._sorts: dict[Level | None, _Sorts] = {}
        self._following = False
        self._placing = False
        self._staying = False
        self._told: Comparison | None = None
        self._rests_on: tuple[object, ...] = (None, None, None)
        self._grids: dict[Level | None, Grid] = {}
        self.model = GridModel(self)
        self.model.set_sorts(_WORST_ESTATES)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("townLevels")
        self.tabs.setDocumentMode(True)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.say(self.tabs.setAccessibleName, N_("Level"))
        for _ in _TABS:
            self.tabs.addTab("")
        self.filters = FilterBar(lambda: self.model.grid, self)
        self.table = TownTable(self.model, self)
        self.table.setObjectName("townTable")
        self.say(self.table.setAccessibleName, N_("List of estates"))
        self.totals = TotalsBar(self.table, self.model, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, share in ((self.tabs, 0), (self.filters, 0), (self.table, 1), (self.totals, 0)):
            layout.addWidget(part, share)
        self.filters.setVisible(settings.flag(_SHOW_FILTERS, True))
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        session, head = self._session, self.table.horizontalHeader()
        session.register_opened.connect(self._start_anew)
        session.comparison_changed.connect(self.refresh)
        session.allocation_changed.connect(self.refresh)
        session.rated.connect(self._refresh_ratings)
        session.tasks_changed.connect(self._refresh_tasks)
        session.selection_changed.connect(self._follow_selection)
        self.tabs.currentChanged.connect(lambda at: self.show_level(_TABS[at][0]))
        self.filters.changed.connect(self._sift)
        self.filters.search.returnPressed.connect(lambda: self.table.setFocus(_BY_KEY))
        self.model.modelReset.connect(self._show_selection)
        self.table.selectionModel().selectionChanged.connect(self._select)
        self.table.opened.connect(self._open)
        head.sortIndicatorChanged.connect(self._sort_by)
        head.customContextMenuRequested.connect(self._head_menu)
        head.sectionMoved.connect(lambda *_: self._remember_columns())

    # rows

    @property
    def level(self) -> Level | None:
        """The level whose units are shown, None for estates."""
        return self._level

    def shown_estates(self) -> tuple[Assessed, ...]:
        """Return the estates that are shown, in their order; none where units are."""
        if self._level is not None:
            return ()
        return tuple(self.model.row_at(row) for row in range(self.model.rowCount()))

    def shown_codes(self) -> tuple[str, ...] | None:
        """Return the codes of the estates that are shown; None where units are."""
        if self._level is not None:
            return None
        return tuple(one.standing.row.code for one in self.shown_estates())

    def show_level(self, level: Level | None, sieve: Sieve | None = None) -> None:
        """Show estates, or the units of a level, with its own filters or those of `sieve`."""
        self._sieves[self._level], self._sorts[self._level] = self.filters.sieve, self.model.sorts
        self._level = level
        self.model.set_sorts(self._sorts.get(level, _WORST_ESTATES if level is None else _WORST_UNITS))
        at = next(at for at, (one, _, _) in enumerate(_TABS) if one is level)
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)
        self.totals.count_as(_TABS[at][2])
        chosen = self._sieves.get(level, Sieve()) if sieve is None else sieve
        self.model.set_grid(self._grid())
        self._use_columns(self._remembered())
        if level is not None:
            self.table.scrollToTop()
        self.filters.offer_columns(frozenset(self.model.grid.columns))
        self.filters.use(chosen)

    def refresh(self) -> None:
        """Show the figures as they are now; filters, order and selection stay."""
        self._show_grid(self._grid())

    def _refresh_ratings(self) -> None:
        """Show other grades and tasks; all else is as it was."""
        grid = self._grid()
        if self._level is None:
            same = (one.id for one in grid.columns.values() if one.group not in (RISK, TASKS))
            grid.take_over(self.model.grid, same)
        self._show_grid(grid)

    def _refresh_tasks(self) -> None:
        if self._told is not self._session.comparison:
            self._refresh_ratings()

    def _show_grid(self, grid: Grid) -> None:
        self._told = self._session.comparison
        if self._told is not None:
            fresh = not self.model.columns
            place = self.table.verticalScrollBar().value()
            self._staying = True
            self.model.set_grid(grid)
            self._staying = False
            self.table.verticalScrollBar().setValue(place)
            if fresh:
                self._use_columns(self._remembered())
                self.filters.offer_columns(frozenset(self.model.grid.columns))

    def _start_anew(self) -> None:
        self._sieves.clear()
        self._level = None
        self.filters.sieve = Sieve()
        self.model.set_sorts(_WORST_ESTATES)
        self.show_level(None, Sieve())
        self._sorts.clear()

    def _grid(self) -> Grid:
        """Return the rows of the level; one that was shown keeps what it found out until figures change."""
        rests_on = (self._session.comparison, self._session.allocation, current_language())
        if any(one is not other for one, other in zip(rests_on, self._rests_on, strict=True)):
            self._rests_on = rests_on
            self._grids.clear()
        if self._level not in self._grids:
            self._grids[self._level] = self._made_grid()
        return self._grids[self._level]

    def _made_grid(self) -> Grid:
        comparison = self._session.comparison
        if self._level is not None:
            units = () if comparison is None else comparison.units[self._level]
            columns = unit_columns(DEPTHS[self._level])
            return Grid(units, columns, Extras(), _words_of_unit, lambda unit: unit.estimated)
        estates = () if comparison is None else comparison.estates
        told = (*estate_columns(), *indicator_columns())
        return Grid(estates, told, self._extras(), _words_of_estate, lambda one: one.standing.estimated)

    def _extras(self) -> Extras:
        allocation = self._session.allocation
        choices = allocation.choices if allocation is not None else ()
        return Extras({choice.candidate.estate_code: choice.year + 1 for choice in choices})

    def _sift(self, sieve: Sieve) -> None:
        self.model.set_sieve(sieve)
        self.shown_changed.emit()

    # columns

    def _all_at_first(self) -> list[str]:
        return [one.id for one in self.model.grid.columns.values() if one.at_first or self._level is not None]

    def _remembered(self) -> Sequence[str]:
        if self._level is not None:
            return self._all_at_first()
        kept = [one for one in self._settings.text(_COLUMNS).split(",") if one in self.model.grid.columns]
        return kept or self._all_at_first()

    def _use_columns(self, ids: Sequence[str]) -> None:
        self._placing = True
        self.model.set_columns(ids)
        self.table.fit_widths()
        head = self.table.horizontalHeader()
        for at in range(head.count()):
            head.moveSection(head.visualIndex(at), at)
        self._show_sort()
        self._placing = False
        self.table.freeze_names()
        self.totals.update()

    def _show_sort(self) -> None:
        head = self.table.horizontalHeader()
        at, order = -1, Qt.SortOrder.AscendingOrder
        if self.model.sorts:
            column, falling = self.model.sorts[-1]
            at = next((at for at, one in enumerate(self.model.columns) if one.id == column), -1)
            order = Qt.SortOrder.DescendingOrder if falling else order
        head.setSortIndicator(at, order)

    def _remember_columns(self) -> None:
        if self._level is None and not self._placing:
            ids = [column.id for column in self.table.visual_columns()]
            self._settings.set_text(_COLUMNS, ",".join(ids))

    def choose_columns(self) -> None:
        """Let columns be chosen and put in order."""
        shown = [column.id for column in self.table.visual_columns()]
        dialog = ColumnsDialog(self.model.grid.columns, shown, self._all_at_first(), self)
        if dialog.exec():
            self._use_columns(dialog.chosen)
            self._remember_columns()
        dialog.deleteLater()

    def _hide(self, column: Column) -> None:
        ids = [one.id for one in self.table.visual_columns() if one is not column]
        self._use_columns(ids)
        self._remember_columns()

    def _head_menu(self, place: QPoint) -> None:
        head = self.table.horizontalHeader()
        at = head.logicalIndexAt(place)
        if not 0 <= at < len(self.model.columns):
            return
        column = self.model.columns[at]
        menu = QMenu(self)
        menu.setObjectName("townHeadMenu")
        orders = Qt.SortOrder
        entries = [
            ("sort_rising", N_("Sort: least first"), lambda: self._sort(at, orders.AscendingOrder)),
            ("sort_falling", N_("Sort: most first"), lambda: self._sort(at, orders.DescendingOrder)),
        ]
        if column.is_number:
            entries.append(("limit", N_("Only figures between..."), lambda: self._ask_range(column)))
        if len(self.model.columns) > 1:
            entries.append(("hide", N_("Hide this column"), lambda: self._hide(column)))
        entries.append(("columns", N_("Columns..."), self.choose_columns))
        for name, text, act in entries:
            action = menu.addAction(tr(text))
            action.setObjectName(f"head_{name}")
            action.triggered.connect(lambda _on=False, act=act: act())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(head.viewport().mapToGlobal(place))

    def _sort(self, at: int, order: Qt.SortOrder) -> None:
        self.table.horizontalHeader().setSortIndicator(at, order)
        self._sort_by(at, order)

    def _sort_by(self, at: int, order: Qt.SortOrder) -> None:
        """Sort, and show what comes first then, wherever the selected rows have gone."""
        before = self.model.sorts
        self._staying = True
        self.model.sort(at, order)
        self._staying = False
        if self.model.sorts != before:
            self.table.scrollToTop()

    def _ask_range(self, column: Column) -> None:
        dialog = RangeDialog(column, self.filters.sieve.ranges.get(column.id, Between()), self)
        if dialog.exec():
            self.filters.limit(column, dialog.limits)
        dialog.deleteLater()

    # filters

    def show_filters(self, on: bool) -> None:
        """Show or hide the filters; hidden ones go on working, and the sums tell of how many rows."""
        self.filters.setVisible(on)
        self._settings.set_flag(_SHOW_FILTERS, on)

    def find(self) -> None:
        """Go to the field that is searched with."""
        self.show_filters(True)
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    # selection

    def _select(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if self._following or self._level is not None:
            return
        rows = selected_rows(self.table)
        current = self.table.currentIndex().row()
        rows.sort(key=lambda row: (row != current, row))
        self._session.select((_code(self.model.row_at(row)) for row in rows), ORIGIN)

    def _follow_selection(self, origin: str) -> None:
        if origin != ORIGIN:
            self._show_selection()

    def _show_selection(self) -> None:
        """Select in the table what is selected everywhere, as far as it is shown."""
        if self._level is not None:
            return
        wanted = {code: at for at, code in enumerate(self._session.selected)}
        rows: list[int] = []
        if wanted:
            codes = [_code(estate) for estate in self.shown_estates()]
            rows = [row for row, code in enumerate(codes) if code in wanted]
            rows.sort(key=lambda row: wanted[codes[row]])
        self._following = True
        self.table.select_rows(rows, scroll=not self._staying)
        self._following = False

    def _open(self, row: int) -> None:
        held = self.model.row_at(row)
        if isinstance(held, UnitSums):
            self.show_level(None, Sieve(values=_values_of(held)))
        else:
            self.estate_wanted.emit(_code(held))

    # language

    def retranslate(self) -> None:
        """Say tabs, heads and cells in the other language, in which words sort differently."""
        for at, (_, title, _) in enumerate(_TABS):
            self.tabs.setTabText(at, tr(title))
        self.totals.count_as(next(noun for level, _, noun in _TABS if level is self._level))
        if self._session.comparison is not None:
            self.refresh()


def _code(estate: Assessed) -> str:
    return estate.standing.row.code


def _words_of_estate(estate: Assessed) -> str:
    row = estate.standing.row
    return f"{row.name} {row.code} {row.committee} {row.street}"


def _words_of_unit(unit: UnitSums) -> str:
    return " ".join(unit.path)


def _values_of(unit: UnitSums) -> Mapping[str, frozenset[str]]:
    """Return the values that the estates of a unit have in the columns of levels."""
    named = zip(_LEVEL_COLUMNS, unit.path, strict=False)
    return {column: frozenset({name or UNKNOWN_CHOICE}) for column, name in named}
