"""What is in a file from elsewhere, what becomes of it, and a look at that before it is taken in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from chargeplan.errors import CalledOff
from chargeplan.files.sources.values import Choices, Note, Role, SourceKind, Summary, Taken
from chargeplan.i18n import N_, tr
from chargeplan.ui.background import Analyst
from chargeplan.ui.canvas.style import style_for
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.dialogs.message import meaning_of, show_error
from chargeplan.ui.dialogs.progress import run_task
from chargeplan.ui.importing.asking import Asker, Reading, take
from chargeplan.ui.importing.look import Look
from chargeplan.ui.importing.panes import pane_for
from chargeplan.ui.importing.preview import PreviewView, ground_colour, line_colour
from chargeplan.ui.importing.words import ROLE_TITLES, counts_of, note_lines
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import IconButton, PlainLabel, for_letters, muted, resize_within_screen, tint

_PAGES = (SourceKind.PICTURE, SourceKind.PDF)
_SWATCH = QSize(22, 12)

_IN_PANE = ("layer_role", "units_odd", "units_against", "page_size")
"""Codes of notes that are told beside the choices already."""

_HINTS = {
    SourceKind.DXF: N_("{name}: say what each layer becomes. The preview shows what would be taken in."),
    SourceKind.GEOJSON: N_("{name}: say what each kind of thing becomes, and in which system it is."),
    SourceKind.OSM: N_("{name}: say what each kind of thing becomes, and in which system it is."),
    SourceKind.PDF: N_("{name}: choose the page and the part of it that lies below the plan."),
    SourceKind.PICTURE: N_("{name}: choose the part of it that lies below the plan."),
}


class ImportDialog(FramedDialog):
    """Asks about a source; `taken` is what comes of it once the dialog was accepted."""

    def __init__(
        self,
        summary: Summary,
        reading: Reading,
        analyst: Analyst,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("importDialog", N_("Import"), parent)
        self._summary = summary
        self._reading = reading
        self._analyst = analyst
        self.taken: Taken | None = None
        self._is_page = summary.kind in _PAGES
        self._fault = ""
        self._gap = -1
        self._looked = False
        self._touched = False
        self._seen: Choices | None = None
        self._asker = Asker(reading, analyst, self)
        self._asker.looked.connect(self._show_look)
        self._asker.took.connect(self._show_taken)
        self._asker.failed.connect(self._show_failure)
        hint = muted(PlainLabel(wrap=True))
        self.say(hint.setText, _HINTS[summary.kind], name=summary.name)
        self.body.addWidget(self.head)
        self.body.addWidget(hint)
        self.body.addWidget(self._make_parts(settings), 1)
        self.body.addWidget(self._make_state())
        answers = QDialogButtonBox.StandardButton
        self._buttons = self.answers(answers.Ok, self._accept)
        self._ok = self._buttons.button(answers.Ok)
        self._ok.setObjectName("importOk")
        self.say(self._ok.setText, N_("Import"))
        self.keep_enter(self._buttons)
        self._ok.setDefault(True)
        self.body.addWidget(self._buttons)
        resize_within_screen(self, 1180, 800)
        self._ask(at_once=True)

    # parts

    def _make_parts(self, settings: Settings) -> QSplitter:
        self._pane = pane_for(self._summary, settings, self)
        self._pane.changed.connect(self._changed)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._make_left())
        parts.addWidget(self._make_right())
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        parts.setSizes([580, 560])
        return parts

    def _make_left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        self.preview = PreviewView(self)
        self.preview.let_crop(self._is_page)
        self.preview.crop_changed.connect(self._pane.take_crop)
        self.preview.confirmed.connect(self._accept)
        column.addWidget(self.preview, 1)
        column.addLayout(self._make_gap_bar())
        self._legend = _Legend(self)
        self._legend.setVisible(not self._is_page)
        self.say(self._legend.setAccessibleName, N_("What is taken in"))
        column.addWidget(self._legend)
        return left

    def _make_gap_bar(self) -> QHBoxLayout:
        self._gaps = PlainLabel()
        self._gaps.setObjectName("importGaps")
        tint(self._gaps, "error")
        self._steps = (
            IconButton("previousGap", "previous", N_("Previous open outline"), self),
            IconButton("nextGap", "next", N_("Next open outline"), self),
        )
        for button, step in zip(self._steps, (-1, 1), strict=True):
            button.clicked.connect(lambda _on=False, step=step: self._step_gap(step))
        fit = IconButton("fitPreview", "fit", N_("Show all of it"), self)
        fit.clicked.connect(self.preview.fit)
        row = QHBoxLayout()
        row.addWidget(self._gaps)
        for button in self._steps:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(fit)
        self._show_gaps(None)
        return row

    def _make_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 0, 0, 0)
        area = QScrollArea(right)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what can be chosen in it has the keyboard
        area.setWidget(self._pane)
        room = self._pane.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(max(for_letters(self, 330), room))
        column.addWidget(area, 4)
        self._notes_head = PlainLabel()
        self.say(self._notes_head.setText, N_("What was found, guessed and left out"))
        self._notes = QPlainTextEdit(right)
        self._notes.setObjectName("importNotes")
        self._notes.setReadOnly(True)
        self._notes.setTabChangesFocus(True)
        self._notes.setMinimumHeight(for_letters(self, 60))
        self.say(self._notes.setAccessibleName, N_("What was found, guessed and left out"))
        self._notes_head.setBuddy(self._notes)
        column.addWidget(self._notes_head)
        column.addWidget(self._notes, 1)
        return right

    def _make_state(self) -> PlainLabel:
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("importState")
        return self._state

    def retranslate(self) -> None:
        """Say what was found in the language of the window."""
        self._say_state()

    # asking

    def _changed(self) -> None:
        self._touched = True
        self.preview.show_crop(self._pane.crop)
        self._ask()

    def _ask(self, *, at_once: bool = False) -> None:
        """Let the process look at what is chosen now; pages are drawn large only when they are taken in."""
        self.taken, self._fault = None, ""
        wanted = None if self._is_page else self._pane.choices
        if self._is_page and self.preview.look is not None and self._pane.seen == self._seen:
            self._asker.forget()
        else:
            self._seen = self._pane.seen
            self._looked = False
            self._asker.ask(self._pane.seen, wanted, at_once=at_once)
        self._say_state()

    def _show_look(self, look: Look) -> None:
        self._looked = True
        self.preview.show_look(look)
        self._gap = -1
        self._show_gaps(look)
        if self._is_page:
            self._say_state()
            if not self._touched:
                self._ok.setFocus()  # most pages are taken as they are, by Enter

    def _show_taken(self, taken: Taken) -> None:
        self.taken = taken
        self._say_state()

    def _show_failure(self, error: Exception) -> None:
        self._fault = meaning_of(error)
        if not self._looked:
            self.preview.show_look(None)
            self._show_gaps(None)
        self._say_state()

    # what is told

    @property
    def _reason(self) -> str:
        """Why it cannot be taken in as things stand; empty when it can."""
        if self._pane.missing or self._fault:
            return self._pane.missing or self._fault
        if not self._looked or (self.taken is None and not self._is_page):
            return tr("Working out what would be taken in...")
        return ""

    def _say_state(self) -> None:
        reason = self._reason
        counts = counts_of(self.taken.project) if self.taken is not None else {}
        self._state.setText(reason)
        self._state.setVisible(bool(reason))
        tint(self._state, "error" if self._fault else "warning" if self._pane.missing else "")
        self._ok.setEnabled(not reason)
        self._ok.setToolTip(reason)
        lines = self.taken is not None and bool(self.taken.project.site.underlays)
        self._legend.show_counts(counts, lines=lines)
        notes: tuple[Note, ...] = self._summary.notes
        if self.taken is not None:
            notes = (*notes, *self.taken.notes)
        text = "\n".join(note_lines(note for note in notes if note.code not in _IN_PANE))
        if text != self._notes.toPlainText():
            self._notes.setPlainText(text)
        for part in (self._notes_head, self._notes):
            part.setVisible(bool(text) or not self._is_page)

    def _show_gaps(self, look: Look | None) -> None:
        count = len(look.gaps) if look is not None else 0
        self._gaps.setText(tr("Open outlines: {count}", count=count))
        for part in (self._gaps, *self._steps):
            part.setVisible(bool(count))

    def _step_gap(self, step: int) -> None:
        look = self.preview.look
        if look is None or not look.gaps:
            return
        count = len(look.gaps)
        self._gap = (self._gap + step) % count if self._gap >= 0 else (0 if step > 0 else count - 1)
        self.preview.show_gap(self._gap)
        gap = look.gaps[self._gap]
        text = tr(
            "Open outline {number} of {count}: {layer}", number=self._gap + 1, count=count, layer=gap.layer
        )
        self._gaps.setText(text)

    # the end

    def _accept(self) -> None:
        """Take it in; what fails is told, and the dialog stays."""
        if self._reason:
            return
        if self.taken is None:
            text = tr("Reading {name}...", name=self._summary.name)
            work = partial(take, self._reading, self._pane.choices, style_for(self.palette()))
            try:
                self.taken = run_task(self, self._analyst, text, work)
            except CalledOff:
                return
            except Exception as error:
                show_error(self, error)
                return
        self._pane.remember()
        self.accept()

    def done(self, result: int) -> None:
        """Ask nothing any more."""
        self._asker.close()
        super().done(result)


class _Legend(QListWidget):
    """Counts of what is taken in, each with the colour of its lines, in rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("importLegend")
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(3)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setIconSize(_SWATCH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(for_letters(self, 54))
        self.viewport().setAutoFillBackground(False)

    def show_counts(self, counts: dict[Role, int], *, lines: bool) -> None:
        """Show how many of each role come in, and whether faint lines do."""
        self.clear()
        for role, count in counts.items():
            self._add(role, f"{tr(ROLE_TITLES[role])} {count:,}")
        if lines:
            self._add(Role.UNDERLAY, tr(ROLE_TITLES[Role.UNDERLAY]))

    def _add(self, role: Role, text: str) -> None:
        item = QListWidgetItem(self._swatch(role), text, self)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)

    def _swatch(self, role: Role) -> QIcon:
        style = style_for(self.palette())
        ground = ground_colour(role, style)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(_SWATCH * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.palette().color(QPalette.ColorRole.Window))
        with QPainter(picture) as painter:
            painter.setPen(QPen(line_colour(role, style), 2))
            if ground is not None:
                painter.setBrush(ground)
                painter.drawRect(1, 1, _SWATCH.width() - 3, _SWATCH.height() - 3)
            else:
                painter.drawLine(1, _SWATCH.height() // 2, _SWATCH.width() - 2, _SWATCH.height() // 2)
        return QIcon(picture)
