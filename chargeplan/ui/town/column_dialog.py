"""Where a register stands in its file: sheet, headings, the field of each column, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.reference.register_words import load_register_words
from chargeplan.town.register import CoordinateSystem
from chargeplan.town.words import COORDINATE_NAMES
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.town.column_preview import ColumnPreview
from chargeplan.ui.town.remarks import RemarksView
from chargeplan.ui.widgets import PlainLabel, muted, resize_within_screen, tint

if TYPE_CHECKING:
    from chargeplan.files.town_layout import Layout
    from chargeplan.files.town_reading import RegisterReading
    from chargeplan.files.town_tables import RawTable, RegisterFile

_WAIT_MS = 150
_LAST_HEADING_ROW = 1000
_NO_SYSTEM = ""


@dataclass(frozen=True)
class _Shown:
    """What the thread found to be shown: the sheet, where the register stands, and what is doubtful."""

    file: RegisterFile
    table: RawTable
    layout: Layout
    doubtful: tuple[str, ...]


class ColumnDialog(FramedDialog):
    """Lets somebody say where a register stands; `mapping` is the layout once it was accepted.

    Parameters
    ----------
    reading : RegisterReading | None
        How the file was read so far, None where nothing in it looked like a register.
    """

    def __init__(self, path: Path, reading: RegisterReading | None, parent: QWidget | None = None) -> None:
        super().__init__("columnDialog", N_("Columns of the register"), parent)
        self._path = path
        self._at_first = reading.layout if reading is not None else None
        self._shown: _Shown | None = None
        self._reading: RegisterReading | None = None
        self._errands = Analyst(self)
        self._errands.task_done.connect(self._done)
        self._waiting: dict[int, Callable[[Any], None]] = {}
        self._loading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._read)
        self.body.addWidget(self.head)
        self.body.addWidget(self._make_hint())
        self.body.addLayout(self._make_choices())
        self.body.addWidget(self._make_parts(), 1)
        answers = QDialogButtonBox.StandardButton
        self._buttons = self.answers(answers.Ok, self.accept)
        self.say(self._buttons.button(answers.Ok).setText, N_("Read the register"))
        self._buttons.addButton(
            self.button("columnsGuess", N_("Guess anew"), self._guess_anew),
            QDialogButtonBox.ButtonRole.ResetRole,
        )
        self.keep_enter(self._buttons)
        self.body.addWidget(self._buttons)
        self._allow(on=False)
        self.retranslate()
        resize_within_screen(self, 1120, 720)
        self._load(lambda file: self._first(file, self._at_first))

    # parts

    def _make_hint(self) -> PlainLabel:
        hint = PlainLabel(wrap=True)
        muted(hint)
        text = N_(
            "{name}: each column has a box above it that says what it holds. Columns marked with ? are not "
            "certain. A click on the number of a row makes it the row of headings."
        )
        self.say(hint.setText, text, name=self._path.name)
        return hint

    def _make_choices(self) -> QHBoxLayout:
        self._sheets = QComboBox()
        self._sheets.setObjectName("columnSheet")
        self._sheets.setMinimumContentsLength(12)
        self._sheets.currentIndexChanged.connect(lambda _at: self._sheet_chosen())
        self._row = QSpinBox()
        self._row.setObjectName("columnHeadingRow")
        self._row.setRange(1, _LAST_HEADING_ROW)
        self._row.setKeyboardTracking(False)
        self._row.valueChanged.connect(lambda _row: self._heading_chosen())
        self._rows = QComboBox()
        self._rows.setObjectName("columnHeadingRows")
        for rows in (1, 2):
            self._rows.addItem("", rows)
        self._rows.currentIndexChanged.connect(lambda _at: self._heading_chosen())
        self._systems = QComboBox()
        self._systems.setObjectName("columnSystem")
        self._systems.addItem("", _NO_SYSTEM)
        for system in CoordinateSystem:
            self._systems.addItem("", system.value)
        self._systems.currentIndexChanged.connect(lambda _at: self._ask())
        row = QHBoxLayout()
        row.setSpacing(8)
        for field, text in (
            (self._sheets, N_("Sheet")),
            (self._row, N_("Headings in row")),
            (self._rows, N_("Rows of headings")),
            (self._systems, N_("Places without a system are in")),
        ):
            row.addWidget(self.caption(field, text))
            row.addWidget(field)
            row.addSpacing(10)
        row.addStretch(1)
        return row

    def _make_parts(self) -> QSplitter:
        self.preview = ColumnPreview(self)
        self.preview.changed.connect(self._ask)
        self.preview.heading_wanted.connect(self._row.setValue)
        below = QWidget()
        layout = QVBoxLayout(below)
        layout.setContentsMargins(0, 4, 0, 0)
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("columnState")
        layout.addWidget(self._state)
        self.remarks = RemarksView(below)
        layout.addWidget(self.remarks, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.preview)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setSizes([330, 260])
        return parts

    def retranslate(self) -> None:
        """Say choices and results in the language of the window."""
        super().retranslate()
        self._rows.setItemText(0, tr("one"))
        self._rows.setItemText(1, tr("two"))
        self._systems.setItemText(0, tr("not known"))
        for at, system in enumerate(CoordinateSystem, 1):
            self._systems.setItemText(at, tr(COORDINATE_NAMES[system]))
        self._say_state()

    # what was chosen

    @property
    def mapping(self) -> Layout:
        """The layout as it is chosen now."""
        assert self._shown is not None, "nothing is shown yet"
        system = self._systems.currentData()
        columns = self.preview.columns
        from chargeplan.files.town_headings import headings_of

        layout = self._shown.layout
        heads = headings_of(self._shown.table, layout.heading_row, layout.heading_rows)
        return replace(
            layout,
            columns=columns,
            headings={field_id: heads.get(column, "") for field_id, column in columns.items()},
            system=CoordinateSystem(system) if system else None,
        )

    def _sheet_chosen(self) -> None:
        sheet = (
            self._sheets.currentText() if self._sheets.currentData() is None else self._sheets.currentData()
        )
        self._load(lambda file: _shown_of(file, str(sheet)))

    def _heading_chosen(self) -> None:
        if self._shown is not None:
            sheet, row, rows = self._shown.layout.sheet, self._row.value(), self._rows.currentData()
            self._load(lambda file: _shown_of(file, sheet, row, rows))

    def _guess_anew(self) -> None:
        self._load(lambda file: self._first(file, None))

    @staticmethod
    def _first(file: RegisterFile, layout: Layout | None) -> _Shown:
        """Return the layout that was read by, else the best guess, else the first row of the first sheet."""
        from chargeplan.files.town_headings import doubtful_fields, guess_layout

        if layout is not None and layout.sheet in file.sheet_names:
            guess = guess_layout(file, layout.sheet, layout.heading_row, layout.heading_rows)
            certainty = guess.certainty if guess is not None else {}
            same = guess is not None and guess.layout.columns == layout.columns
            doubtful = doubtful_fields(layout, certainty if same else {})
            return _Shown(file, file.table(layout.sheet), layout, doubtful)
        guess = guess_layout(file)
        if guess is not None:
            return _Shown(file, file.table(guess.layout.sheet), guess.layout, guess.doubtful)
        return _shown_of(file, file.sheet_names[0])

    # the thread

    def _load(self, find: Callable[[RegisterFile], _Shown]) -> None:
        """Let the thread find what is to be shown, and show it."""
        known = self._shown.file if self._shown is not None else None

        def work(called_off: Callable[[], bool]) -> _Shown:
            from chargeplan.files.town_tables import RegisterFile

            file = known or RegisterFile(self._path)
            file.cancelled = called_off
            return find(file)

        self._allow(on=False)
        self._submit(work, self._show)
        self._loading = True

    def _read(self) -> None:
        if self._shown is None:
            return
        file, layout = self._shown.file, self.mapping

        def work(called_off: Callable[[], bool]) -> RegisterReading:
            from chargeplan.files.town_register import read_register_file

            file.cancelled = called_off
            return read_register_file(file, layout)

        self._submit(work, self._show_reading)

    def _submit(self, work: Callable[[Callable[[], bool]], Any], show: Callable[[Any], None]) -> None:
        self._forget()
        self._waiting = {self._errands.submit(work): show}

    def _forget(self) -> None:
        """Want nothing any more of what is under way: it is of older choices."""
        self._timer.stop()
        for number in self._waiting:
            self._errands.call_off(number)
        self._waiting = {}

    def _done(self, number: int, result: Any, error: BaseException | None) -> None:
        show = self._waiting.pop(number, None)
        if show is None or isinstance(error, CalledOff):
            return
        if error is None:
            show(result)
            return
        self._reading = None
        self._loading = False
        self._allow(on=False)
        told = sentence(error) if isinstance(error, ChargeplanError) else str(error)
        self._state.setText(told)
        tint(self._state, "error")

    # what is shown

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        self._loading = False
        layout = shown.layout
        with QSignalBlocker(self._sheets), QSignalBlocker(self._row), QSignalBlocker(self._rows):
            self._sheets.clear()
            for name in shown.file.sheet_names:
                self._sheets.addItem(name or self._path.name, name)
            self._sheets.setCurrentIndex(self._sheets.findData(layout.sheet))
            self._sheets.setEnabled(self._sheets.count() > 1)
            self._row.setValue(layout.heading_row)
            self._rows.setCurrentIndex(layout.heading_rows - 1)
        if layout.system is not None:
            with QSignalBlocker(self._systems):
                self._systems.setCurrentIndex(self._systems.findData(layout.system.value))
        self.preview.show_table(shown.table, layout, shown.doubtful)
        self.preview.put_between(self._systems, self.remarks.search)
        self._read()

    def _ask(self) -> None:
        """Read anew once nothing more is changed for a moment; what is being loaded is read anyway."""
        if self._loading:
            return
        self._forget()
        self._allow(on=False)
        self._timer.start()

    def _show_reading(self, reading: RegisterReading) -> None:
        self._reading = reading
        names = {row.code: row.name for row in reading.register.rows}
        self.remarks.show_remarks(reading.remarks, names)
        self._say_state()
        self._allow(on="name" in reading.mapping or "code" in reading.mapping)

    def _say_state(self) -> None:
        """Say how many estates there are, which needed fields have no column, and what is to be looked at."""
        if self._reading is None:
            self._state.setText(tr("Reading {name}...", name=self._path.name))
            tint(self._state, "")
            return
        mapping, words = self._reading.mapping, load_register_words()
        missing = [pick(one.title) for one in words.fields if one.needed and one.id not in mapping]
        parts = [tr("Estates: {count}.", count=f"{len(self._reading.register.rows):,}")]
        if missing:
            parts.append(tr("No column is chosen for: {fields}.", fields=tr(", ").join(missing)))
        if "place.system" in self._reading.doubtful:
            parts.append(tr("Say which coordinate system the places are in, or they stay unknown."))
        parts.append(tr("What is filled in, converted, doubted or left out:"))
        self._state.setText(" ".join(parts))
        tint(self._state, "warning" if len(parts) > 2 else "")

    def _allow(self, *, on: bool) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(on)

    def done(self, result: int) -> None:
        """End the thread with the dialog."""
        self._timer.stop()
        self._errands.close()
        super().done(result)


def _shown_of(file: RegisterFile, sheet: str, row: int = 0, rows: int = 1) -> _Shown:
    """Return a sheet with the best guess of its columns, read from its first row where nothing fits."""
    from chargeplan.files.town_headings import guess_layout

    guess = guess_layout(file, sheet, row, rows) or guess_layout(file, sheet, 1, 1)
    assert guess is not None, "the row was chosen"
    return _Shown(file, file.table(sheet), guess.layout, guess.doubtful)
