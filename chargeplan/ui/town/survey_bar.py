"""The strip below a town's table while plans are worked out, and what could not be worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QProgressBar, QPushButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.town.failures import failure_sentence
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.language import Living
from chargeplan.ui.tables import CopyableTable, FlatModel, Index
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.surveying import FailedRow, Surveying, SurveyState
from chargeplan.ui.widgets import ElidedLabel, for_letters, resize_within_screen, tooltip

ORIGIN = "survey"
"""What the list of failed plans calls itself when it selects estates."""

_BAR_PX = 180
_MINUTE_S = 60


class SurveyBar(Living, QWidget):
    """Plans done of all, the current estate, the time left, a button to cancel; then what failed.

    It is hidden as long as there is nothing to tell.
    """

    def __init__(self, session: TownSession, surveying: Surveying, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surveyBar")
        self._session = session
        self._surveying = surveying
        self._dialog: FailedPlansDialog | None = None
        self._complete = True
        self.bar = QProgressBar(self)
        self.bar.setObjectName("surveyProgress")
        self.bar.setFixedWidth(for_letters(self, _BAR_PX))
        self.bar.setTextVisible(False)
        self.say(self.bar.setAccessibleName, N_("Plans worked out"))
        self.text = ElidedLabel(parent=self)
        self.text.setObjectName("surveyText")
        self.cancel = self._button("surveyCancel", N_("Cancel"), surveying.cancel)
        self.again = self._button("surveyAgain", N_("Go on"), surveying.start)
        self.show_failed = self._button("surveyFailed", N_("Show..."), self._show_failed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.addWidget(self.bar)
        layout.addWidget(self.text, 1)
        for button in (self.cancel, self.again, self.show_failed):
            layout.addWidget(button)
        surveying.progressed.connect(self._show_state)
        surveying.running_changed.connect(lambda _on: self.refresh())
        surveying.ended.connect(self._note_end)
        session.register_opened.connect(self._forget)
        self.refresh()

    def retranslate(self) -> None:
        """Say where it stands in the other language."""
        self.refresh()

    def refresh(self) -> None:
        """Show how far it is or, when nothing goes on, what was left undone."""
        running = self._surveying.running
        failed = () if running else self._surveying.failed_rows()
        for widget in (self.bar, self.cancel):
            widget.setVisible(running)
        self.again.setVisible(not running and not self._complete)
        self.show_failed.setVisible(bool(failed))
        if running:
            self._show_state(self._surveying.state)
        else:
            self.text.setText(self._left_undone(len(failed)))
        self.setVisible(running or bool(failed) or not self._complete)

    def _show_state(self, state: SurveyState) -> None:
        self.bar.setRange(0, max(1, state.total))
        self.bar.setValue(state.done)
        told = [tr("Plan {done} of {total}", done=f"{state.done:,}", total=f"{state.total:,}")]
        if state.current:
            told.append(state.current)
        if state.left_s is not None:
            told.append(_time_left(state.left_s))
        self.text.setText(" · ".join(told))

    def _left_undone(self, failed: int) -> str:
        told = []
        if not self._complete:
            told.append(tr("Not all plans were worked out; what was done is kept."))
        if failed:
            told.append(tr("Plans that gave no figures: {count}.", count=f"{failed:,}"))
        return " ".join(told)

    def _note_end(self, complete: bool) -> None:
        self._complete = complete
        self.refresh()

    def _forget(self) -> None:
        self._complete = True
        self.refresh()

    def _show_failed(self) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = FailedPlansDialog(self._surveying.failed_rows(), self._session, self.window())
        self._dialog.finished.connect(self._dialog_closed)
        self._dialog.show()

    def _dialog_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _button(self, name: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        self.say(button.setText, text)
        button.clicked.connect(lambda _on=False: act())
        return button


def _time_left(left_s: float) -> str:
    minutes = round(left_s / _MINUTE_S)
    if not minutes:
        return tr("less than a minute left")
    return tr("about {count} min left", count=minutes)


class FailedPlansDialog(FramedDialog):
    """The estates whose plans gave no figures, each with its reason; choosing one selects it everywhere."""

    def __init__(self, rows: Sequence[FailedRow], session: TownSession, parent: QWidget) -> None:
        super().__init__("failedPlans", N_("Plans that gave no figures"), parent)
        self._rows = rows
        self._session = session
        self._model = _FailedModel(rows, self)
        table = CopyableTable(self)
        table.setObjectName("failedPlansTable")
        self.say(table.setAccessibleName, N_("Plans that gave no figures"))
        table.setModel(self._model)
        table.set_widths((80, 150, 200))
        table.horizontalHeader().setStretchLastSection(True)
        table.clicked.connect(self._select)
        self.body.addWidget(self.head)
        self.body.addWidget(table, 1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.close)
        self.body.addWidget(close)
        resize_within_screen(self, 820, 420)

    def retranslate(self) -> None:
        """Say heads and reasons in the other language."""
        self._model.touch_heads()
        self._model.touch_all()

    def _select(self, index: QModelIndex) -> None:
        self._session.select([self._rows[index.row()].row.code], ORIGIN)


class _FailedModel(FlatModel):
    """Code, name, plan and reason."""

    def __init__(self, rows: Sequence[FailedRow], parent: QWidget) -> None:
        super().__init__((N_("Estate code"), N_("Estate"), N_("Plan file"), N_("Why")), parent=parent)
        self._rows = rows

    def row_total(self) -> int:
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell; a reason that does not fit is in its tip."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        held = self._rows[index.row()]
        reason = failure_sentence(held.failure)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(reason)
        return (held.row.code, held.row.name, held.row.plan, reason)[index.column()]
