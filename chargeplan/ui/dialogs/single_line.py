"""The single-line diagram in a window of its own: page by page, to be zoomed and saved as pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chargeplan.errors import CalledOff
from chargeplan.i18n import N_, current_language, tr
from chargeplan.model.labels import title
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.message import MessageDialog, answered
from chargeplan.ui.dialogs.progress import written
from chargeplan.ui.language import Living
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import IconButton, PlainLabel, resize_within_screen

if TYPE_CHECKING:
    from chargeplan.drawing.single_line import Page

_ZOOM_STEP = 1.25


class SingleLineDialog(Living, QDialog):
    """Follows the plan while it is open."""

    def __init__(
        self, session: Session, errands: Analyst, settings: Settings, parent: QWidget | None = None
    ) -> None:
        from chargeplan.ui.drawing_view import DrawingView

        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._settings = settings
        self._pages: tuple[Page, ...] = ()
        self._page = 0
        self.setObjectName("singleLineDialog")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        resize_within_screen(self, 1060, 760)
        self.say(self.setWindowTitle, N_("Single-line diagram"))
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        self._view = DrawingView(self)
        self._view.setObjectName("singleLineView")
        self.say(self._view.setAccessibleName, N_("Single-line diagram"))
        layout.addWidget(self._view, 1)
        layout.addWidget(self._buttons())
        for key, step in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
            QShortcut(QKeySequence(key), self, lambda step=step: self._turn(step))
        session.analysis_changed.connect(self._follow)
        session.analysis_failed.connect(self._follow)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._state = PlainLabel()
        self._state.setObjectName("singleLinePage")
        made: list[tuple[str, str, str, Callable[[], object]]] = [
            ("previousPage", "previous", N_("Previous page (PgUp)"), lambda: self._turn(-1)),
            ("nextPage", "next", N_("Next page (PgDn)"), lambda: self._turn(1)),
            ("singleLineZoomIn", "zoom_in", N_("Zoom in (+)"), lambda: self._view.zoom_by(_ZOOM_STEP)),
            ("singleLineZoomOut", "zoom_out", N_("Zoom out (−)"), lambda: self._view.zoom_by(1 / _ZOOM_STEP)),
            ("singleLineFit", "fit", N_("Show the whole page (Home)"), lambda: self._view.fit()),
        ]
        buttons = [IconButton(name, icon, text) for name, icon, text, _ in made]
        for button, (_, _, _, act) in zip(buttons, made, strict=True):
            button.clicked.connect(lambda _on=False, act=act: act())
        self._previous, self._next = buttons[:2]
        head.addWidget(self._previous)
        head.addWidget(self._state)
        head.addWidget(self._next)
        head.addStretch(1)
        for button in buttons[2:]:
            head.addWidget(button)
        return head

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._save = QPushButton()
        self._save.setObjectName("saveSingleLine")
        self.say(self._save.setText, N_("Save as PNG..."))
        self._save.clicked.connect(self.save)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        return buttons

    # what is shown

    def showEvent(self, event: Any) -> None:
        """Draw as soon as it is seen."""
        super().showEvent(event)
        self._follow()

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._follow()

    def _follow(self) -> None:
        """Draw the newest supply; figures of an older plan stay until the next are there."""
        analysis = self._session.analysis
        if not self.isVisible() or (analysis is None and self._session.analysis_error is None):
            return
        if analysis is None:
            self._pages = ()
        else:
            from chargeplan.drawing.single_line import pages_of

            self._pages = pages_of(analysis, current_language())
        self._page = min(self._page, max(0, len(self._pages) - 1))
        self._show()

    def _show(self) -> None:
        from chargeplan.drawing.single_line import PAGE

        count = len(self._pages)
        self._state.setText(
            tr("Page {number} of {count}", number=self._page + 1, count=count)
            if count
            else tr("The figures could not be worked out.")
        )
        self._previous.setEnabled(self._page > 0)
        self._next.setEnabled(self._page + 1 < count)
        self._save.setEnabled(count > 0)
        self._view.show_page(self._pages[self._page] if count else (), PAGE)

    def _turn(self, step: int) -> None:
        wanted = self._page + step
        if 0 <= wanted < len(self._pages):
            self._page = wanted
            self._show()

    # saving

    def save(self) -> None:
        """Ask where and write every page as a picture; further pages have their number behind the name."""
        name = title(self._session.document.project.active_scheme)
        file_name = tr("{name}, single-line diagram", name=choosers.file_stem(name))
        suggested = self._settings.last_folder / f"{file_name}.png"
        path = choosers.save_picture(self, suggested)
        if path is None:
            return
        paths = page_paths(path, len(self._pages))
        there = [each.name for each in paths[1:] if each.exists()]
        if there and not self._may_replace(there):
            return
        pages = self._pages
        said = written(self, self._errands, self._settings, path, lambda off: write_pages(pages, paths, off))
        if said:
            self._session.message.emit(said)

    def _may_replace(self, names: list[str]) -> bool:
        """Ask whether pictures of further pages that are there already may be replaced."""
        text = tr("These pictures are there already: {names}. Replace them?", names=", ".join(names))
        dialog = MessageDialog(tr("Single-line diagram"), text, severity="warning", parent=self)
        dialog.setObjectName("replaceDialog")
        replace = dialog.buttons.addButton(tr("Replace"), QDialogButtonBox.ButtonRole.ActionRole)
        keep = dialog.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        return answered(dialog, {"replace": replace, "keep": keep}, "keep", "keep") == "replace"


def page_paths(path: Path, count: int) -> list[Path]:
    """Return where each page is written: the first at `path`, the others numbered beside it."""
    return [
        path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        for number in range(1, count + 1)
    ]


def write_pages(pages: tuple[Page, ...], paths: list[Path], called_off: Callable[[], bool]) -> None:
    """Write pages as pictures; nothing is written once it is called off.

    Raises
    ------
    ExportError
        When a file cannot be written.
    """
    from chargeplan.drawing.png import page_png
    from chargeplan.drawing.single_line import PAGE
    from chargeplan.files.atomic import export_file

    data = []
    for page in pages:
        if called_off():
            raise CalledOff
        data.append(page_png(page, PAGE))
    for path, picture in zip(paths, data, strict=True):
        export_file(path, picture)
