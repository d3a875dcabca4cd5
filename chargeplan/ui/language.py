"""Texts and icons that follow the language and the look at once, without a restart.

A widget that derives from `Living` states each text and icon once, with the setter that shows it. When the
language or the palette changes Qt tells every widget, and the widget shows them all again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from chargeplan.i18n import set_language, tr
from chargeplan.ui.icons import icon


class Living:
    """Mixin for widgets whose texts and icons live: derive from it before the Qt class."""

    def say(self, setter: Callable[[str], object], text: str, **values: object) -> None:
        """Show the English `text` through `setter`, now and whenever the language changes."""
        self._texts().append((setter, text, values))
        setter(tr(text, None, **values))

    def draw(self, setter: Callable[[Any], object], name: str) -> None:
        """Show the icon `name` through `setter`, now and whenever the palette changes."""
        self._icons().append((setter, name))
        setter(icon(name))

    def retranslate(self) -> None:
        """Show what depends on the language and was not stated with `say`; nothing by default."""

    def repaint_icons(self) -> None:
        """Show what depends on the palette and was not stated with `draw`; nothing by default."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the palette."""
        super().changeEvent(event)  # type: ignore[misc]
        if event.type() == QEvent.Type.LanguageChange:
            for setter, text, values in self._texts():
                setter(tr(text, None, **values))
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            for show, name in self._icons():
                show(icon(name))
            self.repaint_icons()

    def _texts(self) -> list[tuple[Callable[[str], object], str, dict[str, object]]]:
        texts: list[tuple[Callable[[str], object], str, dict[str, object]]]
        texts = self.__dict__.setdefault("_living_texts", [])
        return texts

    def _icons(self) -> list[tuple[Callable[[Any], object], str]]:
        icons: list[tuple[Callable[[Any], object], str]] = self.__dict__.setdefault("_living_icons", [])
        return icons


class LanguageSwitch(QObject):
    """Sets the language of the program and of Qt's own buttons."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._translator = QTranslator(self)
        self._installed = False

    def use(self, language: str) -> None:
        """Speak `language` from now on, in every window that is open."""
        set_language(language)
        QLocale.setDefault(QLocale(language))
        if self._installed:
            QCoreApplication.removeTranslator(self._translator)
            self._installed = False
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and self._translator.load(f"qtbase_{language}", folder):
            self._installed = QCoreApplication.installTranslator(self._translator)
        for window in QApplication.topLevelWidgets():
            _tell(window)


def _tell(window: QWidget) -> None:
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
