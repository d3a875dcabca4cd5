"""Light and dark: the palette, the few rules of style, and the colours that stand for severity."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from chargeplan.ui.settings import Settings

_LIGHT = {
    "Window": "#eef1f4", "WindowText": "#17212b", "Base": "#ffffff", "AlternateBase": "#f5f7f9",
    "Text": "#17212b", "Button": "#f7f9fa", "ButtonText": "#22303c", "BrightText": "#ffffff",
    "ToolTipBase": "#17212b", "ToolTipText": "#ffffff", "Highlight": "#0f6e84", "HighlightedText": "#ffffff",
    "Link": "#0b5f73", "LinkVisited": "#5a4a8a", "PlaceholderText": "#5f6c78", "Mid": "#c3cbd3",
    "Midlight": "#dde3e8", "Dark": "#9aa5af", "Light": "#ffffff", "Shadow": "#6b7680", "Accent": "#0f6e84",
}  # fmt: skip
_DARK = {
    "Window": "#20262c", "WindowText": "#e8edf1", "Base": "#171c21", "AlternateBase": "#1d2329",
    "Text": "#e8edf1", "Button": "#2b333b", "ButtonText": "#e2e8ed", "BrightText": "#ffffff",
    "ToolTipBase": "#e8edf1", "ToolTipText": "#17212b", "Highlight": "#1c7f97", "HighlightedText": "#ffffff",
    "Link": "#6cc6da", "LinkVisited": "#b9a8ee", "PlaceholderText": "#98a4af", "Mid": "#46515b",
    "Midlight": "#38424b", "Dark": "#12161a", "Light": "#4c5862", "Shadow": "#0c0f12", "Accent": "#4fb3ca",
}  # fmt: skip
_DISABLED = {"light": "#8a949e", "dark": "#737e88"}

SEVERITY_COLOURS = {
    "light": {
        "error": "#b3261e", "warning": "#8a5200", "info": "#2b5f9e", "ok": "#1f6f3d",
        "undecided": "#6a4a9c", "waived": "#5f6c78",
    },
    "dark": {
        "error": "#ff8a80", "warning": "#ffc266", "info": "#8fc1ff", "ok": "#7fd79b",
        "undecided": "#c6a8f2", "waived": "#98a4af",
    },
}  # fmt: skip
MISSING_COLOURS = {"light": ("#fff1c7", "#6a4a00"), "dark": ("#4a3a10", "#ffe2a0")}

_STYLE = """
QToolBar { border: none; border-bottom: 1px solid palette(mid); spacing: 1px; padding: 3px 4px; }
QToolBar::separator { background: palette(mid); width: 1px; margin: 5px 3px; }
QToolBar QToolButton { padding: 4px; border: 1px solid transparent; border-radius: 5px; }
QToolBar QToolButton#qt_toolbar_ext_button { padding: 0; }
QToolBar QToolButton:hover { background: palette(midlight); }
QToolBar QToolButton:checked { padding: 3px; background: palette(base); border: 2px solid palette(highlight);
}
QToolBar QToolButton:focus { border-color: palette(highlight); }
QToolBar QToolButton[popupMode="2"] { padding-right: 16px; }
QToolBar QToolButton[popupMode="2"]:checked { padding-right: 15px; }
QToolBar QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: right center;
    right: 4px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QDockWidget { font-weight: 600; }
QDockWidget > QWidget { font-weight: 400; }
QDockWidget::title { padding: 6px 8px; background: palette(window); border-bottom: 1px solid palette(mid); }
QHeaderView::section { padding: 2px 6px; border: none; border-right: 1px solid palette(midlight);
    border-bottom: 1px solid palette(mid); background: palette(window); }
QTableView#townTable QHeaderView::up-arrow, QTableView#townTable QHeaderView::down-arrow {
    subcontrol-origin: margin; subcontrol-position: top center; width: 10px; height: 8px; }
QTableView, QListView, QTreeView, QUndoView { border: 1px solid palette(mid); border-radius: 4px; }
QListView#recentFiles, QListView#exampleFiles, QListView#cataloguePanel {
    border: none; background: palette(window); }
QListView#recentFiles::item, QListView#exampleFiles::item { border-radius: 6px; padding: 4px; }
QListView#recentFiles::item:hover, QListView#exampleFiles::item:hover { background: palette(midlight); }
QScrollArea#layersPanel QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QScrollArea#layersPanel QToolButton:hover { background: palette(midlight); }
QScrollArea#layersPanel QToolButton:focus { border-color: palette(highlight); }
QTableView::item { padding: 2px 4px; }
DrawingView, QPlainTextEdit#importNotes { border: 2px solid palette(midlight); }
DrawingView:focus, QPlainTextEdit#importNotes:focus { border: 2px solid palette(highlight); }
QLineEdit[fault="true"], QPlainTextEdit[fault="true"] { border: 2px solid #d1382e; border-radius: 3px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
"""


def is_dark() -> bool:
    """Return whether the window is dark now."""
    palette = QGuiApplication.palette()
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def shade() -> str:
    """Return `light` or `dark`."""
    return "dark" if is_dark() else "light"


def severity_colour(severity: str) -> QColor:
    """Return the colour of text and icon of a severity; it is never the only sign."""
    return QColor(SEVERITY_COLOURS[shade()][severity])


def missing_colours() -> tuple[QColor, QColor]:
    """Return ground and text colour of a price that is missing, and of the totals above it."""
    ground, text = MISSING_COLOURS[shade()]
    return QColor(ground), QColor(text)


def palette_for(dark: bool) -> QPalette:
    """Return the palette of the light or the dark look."""
    palette = QPalette()
    for name, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(QPalette.ColorRole[name], QColor(colour))
    faint = QColor(_DISABLED["dark" if dark else "light"])
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette


def tooltip_style(dark: bool) -> str:
    """Return the rule for tooltips, with colours by name: their own palette does not follow the program's."""
    colours = _DARK if dark else _LIGHT
    return (
        f"QToolTip {{ color: {colours['ToolTipText']}; background-color: {colours['ToolTipBase']};"
        f" border: 1px solid {colours['Mid']}; padding: 4px; }}"
    )


_DARK_FIELDS = """
QLineEdit, QPlainTextEdit { border: 1px solid palette(mid); border-radius: 3px; }
QLineEdit { padding: 2px; }
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid palette(accent); }
"""


class Theme(QObject):
    """Keeps the look of the application: the system's, or the one that was chosen."""

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._settings = settings
        hints = application.styleHints()
        self._system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        hints.colorSchemeChanged.connect(self._system_changed)
        self._show()

    @property
    def name(self) -> str:
        """`system`, `light` or `dark`."""
        return self._settings.theme

    def use(self, name: str) -> None:
        """Follow the system, or be light or dark, from now on."""
        self._settings.theme = name
        self._show()

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        self._system_dark = scheme == Qt.ColorScheme.Dark
        self._show()

    def _show(self) -> None:
        dark = self._system_dark if self.name == "system" else self.name == "dark"
        wanted = palette_for(dark)
        QApplication.setPalette(wanted)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyleSheet((_DARK_FIELDS if dark else "") + _STYLE + tooltip_style(dark))
        for window in QApplication.topLevelWidgets():
            _tell(window)


def _tell(window: QObject) -> None:
    QApplication.sendEvent(window, QEvent(QEvent.Type.ApplicationPaletteChange))
