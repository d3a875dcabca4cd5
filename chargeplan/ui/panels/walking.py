"""Walking coverage: who finds a socket on foot, before and after, and which doorways are served worst."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from chargeplan.engineering.coverage import Coverage, DoorwayReach
from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.labels import label
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import number, trimmed, unknown
from chargeplan.ui.panels.walking_model import (
    COLUMNS,
    STATE,
    WIDTHS,
    WalkingFilter,
    WalkingModel,
    rows_of,
)
from chargeplan.ui.session import Session
from chargeplan.ui.tables import CopyableTable
from chargeplan.ui.walking import Walking
from chargeplan.ui.widgets import IconButton, PlainLabel, SearchField, muted

_LEAST_LIMIT_M, _MOST_LIMIT_M, _STEP_M = 5, 1000, 10
_LEAST_TABLE_PX = 90


class WalkingPanel(Living, QWidget):
    """The doorways of the plan, worst served first; a click on one shows it, and its way, on the plan."""

    doorway_wanted = Signal(object)

    def __init__(self, session: Session, walking: Walking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._walking = walking
        self.setObjectName("walkingPanel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._head())
        self._summary = PlainLabel(wrap=True)
        self._summary.setObjectName("walkingSummary")
        layout.addWidget(self._summary)
        self._model = WalkingModel(self)
        self._filter = WalkingFilter(self)
        self._filter.setSourceModel(self._model)
        self._table = self._made_table()
        layout.addWidget(self._table, 1)
        self._method = muted(PlainLabel(wrap=True))
        self._method.setObjectName("walkingMethod")
        self._method.hide()
        layout.addWidget(self._method)
        walking.changed.connect(self.refresh)
        session.selection.changed.connect(self._mark)
        self.refresh()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        caption, note = QLabel(), muted(PlainLabel())
        self.say(caption.setText, N_("Walk &at most"))
        self.say(note.setText, N_("(to be verified)"))
        self._limit = QSpinBox()
        self._limit.setObjectName("walkingLimit")
        self._limit.setRange(_LEAST_LIMIT_M, _MOST_LIMIT_M)
        self._limit.setSingleStep(_STEP_M)
        self._limit.setSuffix(" m")
        self._limit.setKeyboardTracking(False)
        self._limit.setValue(round(self._walking.limit_m))
        self._limit.valueChanged.connect(lambda value: self._walking.set_limit(float(value)))
        caption.setBuddy(self._limit)
        self._which = QComboBox()
        self._which.setObjectName("walkingWhich")
        self._which.addItem("", True)
        self._which.addItem("", False)
        self.say(lambda text: self._which.setItemText(0, text), N_("With the scheme"))
        self.say(lambda text: self._which.setItemText(1, text), N_("Only what exists"))
        self.say(self._which.setAccessibleName, N_("Sockets that are counted"))
        self._which.activated.connect(lambda _at: self._walking.set_with_new(self._which.currentData()))
        self._search = SearchField()
        self._search.setObjectName("walkingSearch")
        self.say(self._search.setPlaceholderText, N_("Search doorways"))
        self.say(self._search.setAccessibleName, N_("Search doorways"))
        self._search.textChanged.connect(lambda text: self._filter.setFilterFixedString(text))
        about = IconButton("walkingAbout", "info", N_("How this is counted"))
        about.setCheckable(True)
        about.toggled.connect(lambda on: self._method.setVisible(on))
        for widget in (caption, self._limit, note, self._which, about):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._search)
        return head

    def _made_table(self) -> CopyableTable:
        table = CopyableTable(self)
        table.setObjectName("walkingTable")
        self.say(table.setAccessibleName, N_("Doorways, worst served first"))
        table.setModel(self._filter)
        table.set_widths(WIDTHS)
        table.setMinimumHeight(_LEAST_TABLE_PX)
        table.setSortingEnabled(True)
        table.sortByColumn(STATE, Qt.SortOrder.AscendingOrder)
        table.clicked.connect(self._clicked)
        table.selectionModel().selectionChanged.connect(self._chosen)
        return table

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._model.touch_heads()
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._model.touch_all()

    def refresh(self) -> None:
        """Show the newest coverage."""
        walking, result = self._walking, self._walking.result
        self._limit.setValue(round(walking.limit_m))
        self._which.setCurrentIndex(0 if walking.with_new else 1)
        self._summary.setText(self._told())
        self._method.setText(self._method_told())
        elements = self._session.document.elements()

        def name(element_id: str | None) -> str:
            known = elements.get(element_id or "")
            return "" if known is None else label(known)

        kept = self._session.selection.ids
        self._model.show_rows([] if result is None else rows_of(result.shown, name))
        if kept:
            self._mark()

    def _told(self) -> str:
        walking, result = self._walking, self._walking.result
        error = walking.error or self._session.analysis_error
        if error is not None:
            reason = sentence(error) if isinstance(error, ChargeplanError) else repr(error)
            return tr("Walking distances could not be worked out: {reason}", reason=reason)
        if result is None:
            return tr("Working out walking distances...")
        if not result.shown.doorways:
            return tr("No doorway is drawn, so nobody walks from anywhere.")
        lines = [
            tr("What exists: {figures}", figures=_figures(result.before)),
            tr("With the scheme: {figures}", figures=_figures(result.after)),
        ]
        if walking.pending:
            lines.append(tr("The plan has changed; working out walking distances..."))
        return "\n".join(lines)

    def _method_told(self) -> str:
        constant = self._session.catalogue.constant
        return tr(
            "A doorway is served when all its e-bikes find a free socket within {limit} m on foot, around"
            " buildings and fences. One socket serves {bikes} e-bikes (target, to be verified) and is given"
            " out once; as many as possible find one, with the least walking in all. Households count in"
            " proportion, rounded down. Where e-bikes were not counted there are {rate} per household.",
            limit=trimmed(self._walking.limit_m, 1),
            bikes=trimmed(constant("bikes_per_socket_target"), 2),
            rate=number(constant("ebikes_per_household"), 2),
        )

    def _door(self, index: QModelIndex) -> DoorwayReach:
        return self._model.rows[self._filter.mapToSource(index).row()].door

    def _clicked(self, index: QModelIndex) -> None:
        self.doorway_wanted.emit(self._door(index))

    def _chosen(self) -> None:
        """Select on the plan what somebody at work in the table has selected."""
        if self._table.hasFocus():
            rows = self._table.selectionModel().selectedRows()
            self._session.selection.set([self._door(index).doorway.id for index in rows])

    def _mark(self) -> None:
        """Select the rows of doorways that are selected on the plan, unless somebody is at work here."""
        if self._table.hasFocus():
            return
        ids, chosen = frozenset(self._session.selection.ids), QItemSelection()
        for row, held in enumerate(self._model.rows):
            if held.door.doorway.id in ids:
                first, last = self._model.index(row, 0), self._model.index(row, len(COLUMNS) - 1)
                chosen.select(first, last)
        shown = self._filter.mapSelectionFromSource(chosen)
        self._table.selectionModel().select(shown, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if shown.indexes():
            self._table.scrollTo(shown.indexes()[0])


def _figures(coverage: Coverage) -> str:
    """Return how many doorways, households and e-bikes are served."""
    doorways, served = len(coverage.doorways), coverage.doorways_served
    households, found = coverage.households, coverage.households_served
    return tr(
        "{served} of {doorways} doorways served ({percent} %), {households} households, {ebikes} e-bikes",
        served=served,
        doorways=doorways,
        percent=number(100 * served / doorways, 1),
        households=unknown() if None in (households, found) else f"{found}/{households}",
        ebikes=f"{coverage.ebikes_served}/{coverage.ebikes}",
    )
