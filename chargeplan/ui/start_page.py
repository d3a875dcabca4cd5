"""What is seen first: begin, open, go on with something recent, or look at an example."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, tr
from chargeplan.resources import examples_folder
from chargeplan.ui.dialogs.choosers import PLAN_SUFFIX, TOWN_SUFFIX, is_register, title_of
from chargeplan.ui.icons import pixmap, program_icon
from chargeplan.ui.language import Living
from chargeplan.ui.tables import Index
from chargeplan.ui.widgets import PlainLabel, heading, muted

_THUMBNAIL = QSize(168, 112)
_RATIO = 2
"""Pixels of a picture to a pixel of the page, so that it is sharp on fine screens too."""

_PATH = Qt.ItemDataRole.UserRole

_EXAMPLE_TOWNS = {f"chuansha{TOWN_SUFFIX}": N_("Chuansha: a town of 178 estates")}


def example_files() -> list[Path]:
    """Return the shipped examples, the one to begin with first."""
    found = sorted(examples_folder().glob(f"*{PLAN_SUFFIX}"))
    registers = sorted(examples_folder().glob(f"*{TOWN_SUFFIX}"))
    return [*sorted(found, key=lambda path: path.stem != "yuanxi"), *registers]


def example_title(path: Path) -> str:
    """Return what an example is called: a plan by its file until it is read, a register by its town."""
    named = _EXAMPLE_TOWNS.get(path.name)
    return title_of(path) if named is None else tr(named)


class _Card(QStyledItemDelegate):
    """A picture over a name; of a chosen one the picture is tinted, the name stands on the page as ever."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Write the name of a chosen card in the colour of the others."""
        super().initStyleOption(option, index)
        roles = QPalette.ColorRole
        palette = QPalette(option.palette)
        palette.setColor(roles.HighlightedText, palette.color(roles.WindowText))
        option.palette = palette


class FileGallery(Living, QListWidget):
    """Files with their pictures; one click or Enter opens."""

    file_wanted = Signal(object)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.say(self.setAccessibleName, title)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setIconSize(_THUMBNAIL)
        self.setGridSize(QSize(_THUMBNAIL.width() + 20, _THUMBNAIL.height() + 48))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Card(self))
        self.viewport().setAutoFillBackground(False)
        self.itemClicked.connect(self._open)
        self._waiting: list[QListWidgetItem] = []
        self._files: list[tuple[str, Path]] = []
        self._loaded = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._load_one)

    def show_files(self, files: Sequence[tuple[str, Path]]) -> None:
        """Show these files under their names; pictures come one by one."""
        self.clear()
        self._waiting = []
        self._files = list(files)
        blank = {True: _blank("town"), False: _blank("estate")}
        for title, path in files:
            item = QListWidgetItem(blank[is_register(path)], title)
            item.setData(_PATH, str(path))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.addItem(item)
            if not is_register(path):
                self._waiting.append(item)

    def repaint_icons(self) -> None:
        """Frame the pictures in the other look."""
        loading = self._loaded
        self.show_files(self._files)
        if loading and self.isVisible():
            self.load_pictures()

    def load_pictures(self) -> None:
        """Begin to load the pictures, one in each free moment."""
        self._loaded = True
        if self._waiting:
            self._timer.start()

    def stop(self) -> None:
        """Load no more pictures."""
        self._waiting = []
        self._timer.stop()

    def _load_one(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        from chargeplan.errors import ChargeplanError
        from chargeplan.files.project_file import read_project, read_thumbnail
        from chargeplan.ui.canvas.style import style_for
        from chargeplan.ui.miniature import miniature

        item = self._waiting.pop(0)
        path = Path(str(item.data(_PATH)))
        palette = QApplication.palette()
        picture = QPixmap()
        try:
            project = read_project(path)
        except ChargeplanError:  # it keeps its plain name, and the picture it was saved with if it has one
            picture.loadFromData(read_thumbnail(path) or b"")
        else:
            item.setText(project.estate.name or path.stem)
            picture = QPixmap.fromImage(miniature(project, _THUMBNAIL * _RATIO, style_for(palette)))
        if not picture.isNull():
            item.setIcon(QIcon(_framed(picture, palette)))

    def _open(self, item: QListWidgetItem) -> None:
        self.file_wanted.emit(Path(str(item.data(_PATH))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what is chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
            event.accept()
        else:
            super().keyPressEvent(event)


class StartPage(Living, QWidget):
    """Big buttons on the left; recent files and examples on the right."""

    new_wanted = Signal()
    open_wanted = Signal()
    import_wanted = Signal()
    town_wanted = Signal()
    help_wanted = Signal()
    file_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_side())
        right = QVBoxLayout()
        right.setContentsMargins(32, 28, 24, 16)
        right.setSpacing(8)
        self._recent_head = heading(self, factor=1.2)
        self.say(self._recent_head.setText, N_("Recent"))
        self.recent = FileGallery("recentFiles", N_("Recent files"), self)
        self._examples_head = heading(self, factor=1.2)
        self.say(self._examples_head.setText, N_("Examples"))
        self.examples = FileGallery("exampleFiles", N_("Examples"), self)
        for part, share in (
            (self._recent_head, 0),
            (self.recent, 1),
            (self._examples_head, 0),
            (self.examples, 1),
        ):
            right.addWidget(part, share)
        layout.addLayout(right, 1)
        for gallery in (self.recent, self.examples):
            gallery.file_wanted.connect(self.file_wanted)

    def show_files(self, recent: Sequence[Path]) -> None:
        """Show the recent files that still exist, and the examples."""
        kept = [(title_of(path), path) for path in recent if path.is_file()]
        self._recent_head.setVisible(bool(kept))
        self.recent.setVisible(bool(kept))
        self.recent.show_files(kept)
        self.examples.show_files([(example_title(path), path) for path in example_files()])

    def load_pictures(self) -> None:
        """Begin to load the pictures of the files."""
        self.recent.load_pictures()
        self.examples.load_pictures()

    def stop(self) -> None:
        """Load no more pictures."""
        self.recent.stop()
        self.examples.stop()

    def _make_side(self) -> QWidget:
        side = QFrame(self)
        side.setAutoFillBackground(True)
        side.setBackgroundRole(QPalette.ColorRole.Base)
        side.setFixedWidth(330)
        column = QVBoxLayout(side)
        column.setContentsMargins(28, 30, 28, 24)
        column.setSpacing(10)
        sign = PlainLabel()
        sign.setPixmap(program_icon().pixmap(QSize(56, 56)))
        title = heading(side, factor=1.9)
        title.setText("chargeplan")
        line = muted(PlainLabel(wrap=True))
        self.say(
            line.setText,
            N_("Plan safe parking and charging for e-bikes in old residential estates."),
        )
        for part in (sign, title, line):
            column.addWidget(part)
        column.addSpacing(16)
        for name, icon_name, text, signal in (
            ("startNew", "estate", N_("New estate..."), self.new_wanted),
            (
                "startImport",
                "import",
                N_("New from a site plan...\npicture, PDF, CAD drawing, map data"),
                self.import_wanted,
            ),
            ("startOpen", "open", N_("Open a plan..."), self.open_wanted),
            ("startTown", "town", N_("Open a town's register..."), self.town_wanted),
            ("startHelp", "help", N_("First plan in five minutes"), self.help_wanted),
        ):
            column.addWidget(self._button(name, icon_name, text, signal))
        column.addStretch(1)
        hint = muted(PlainLabel(wrap=True))
        self.say(
            hint.setText,
            N_("You can also drop any of these files onto this window."),
        )
        column.addWidget(hint)
        return side

    def _button(self, name: str, icon_name: str, text: str, signal: object) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setMinimumHeight(46)
        button.setIconSize(QSize(24, 24))
        button.setStyleSheet("text-align: left; padding-left: 12px;")
        self.say(button.setText, text)
        self.draw(button.setIcon, icon_name)
        button.clicked.connect(lambda: signal.emit())  # type: ignore[attr-defined]
        return button


def _blank(name: str) -> QIcon:
    palette = QApplication.palette()
    return QIcon(_framed(pixmap(name, 48, palette.color(QPalette.ColorRole.PlaceholderText)), palette))


def _framed(picture: QPixmap, palette: QPalette) -> QPixmap:
    """Return a picture in the middle of a card."""
    card = QPixmap(_THUMBNAIL * _RATIO)
    card.fill(palette.color(QPalette.ColorRole.Base))
    fits = picture.scaled(
        _THUMBNAIL * _RATIO,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ) if picture.width() > 64 else picture  # fmt: skip
    with QPainter(card) as painter:
        painter.drawPixmap((card.width() - fits.width()) // 2, (card.height() - fits.height()) // 2, fits)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(card.rect().adjusted(0, 0, -1, -1))
    card.setDevicePixelRatio(_RATIO)
    return card
