"""What the program remembers between two runs: language, look, recent files, where the window stood."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from chargeplan.i18n import DEFAULT_LANGUAGE, LANGUAGES

SETTINGS_VARIABLE = "CHARGEPLAN_SETTINGS"
"""Environment variable that names an ini file to use instead of the user's own settings."""

THEMES = ("system", "light", "dark")
RECENT_LIMIT = 12

MISSED_DISTANCES, NEAREST_DISTANCES = "missed_distances", "nearest_distances"
"""Flags of what is drawn as dimension lines, on screen and, as for the nearest ones, on paper."""


class Settings:
    """The user's settings, in the system's own place or in the ini file `path`."""

    def __init__(self, path: Path | None = None) -> None:
        named = path or (Path(os.environ[SETTINGS_VARIABLE]) if os.environ.get(SETTINGS_VARIABLE) else None)
        if named is not None:
            self._store = QSettings(str(named), QSettings.Format.IniFormat)
        else:
            self._store = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "chargeplan", "chargeplan"
            )

    @property
    def language(self) -> str:
        """The language of the window."""
        chosen = str(self._store.value("language", DEFAULT_LANGUAGE))
        return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def theme(self) -> str:
        """`system`, `light` or `dark`."""
        chosen = str(self._store.value("theme", "system"))
        return chosen if chosen in THEMES else "system"

    @theme.setter
    def theme(self, theme: str) -> None:
        self._store.setValue("theme", theme)

    @property
    def recent_files(self) -> list[Path]:
        """Files opened or saved last, newest first."""
        value = self._store.value("recent", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(name) for name in names]

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        path = path.resolve()
        self._set_recent([path, *(other for other in self.recent_files if other != path)][:RECENT_LIMIT])

    def forget_recent(self, path: Path) -> None:
        """Take a file off the recent ones."""
        self._set_recent([other for other in self.recent_files if other != path])

    def _set_recent(self, paths: list[Path]) -> None:
        self._store.setValue("recent", [str(path) for path in paths])

    @property
    def last_folder(self) -> Path:
        """The folder that choosers of files begin in."""
        folder = Path(str(self._store.value("folder", "")) or Path.home())
        return folder if folder.is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder))

    def flag(self, name: str, default: bool) -> bool:
        """Return a remembered yes or no."""
        return str(self._store.value(f"flag/{name}", default)).lower() == "true"

    def set_flag(self, name: str, value: bool) -> None:
        """Remember a yes or no."""
        self._store.setValue(f"flag/{name}", value)

    def text(self, name: str) -> str:
        """Return a remembered text, empty when there is none."""
        return str(self._store.value(f"text/{name}", ""))

    def set_text(self, name: str, value: str) -> None:
        """Remember a text."""
        self._store.setValue(f"text/{name}", value)

    def window_bytes(self, name: str) -> QByteArray | None:
        """Return the remembered geometry or arrangement of the window."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_window_bytes(self, name: str, value: QByteArray) -> None:
        """Remember the geometry or arrangement of the window."""
        self._store.setValue(f"window/{name}", value)

    def sync(self) -> None:
        """Write everything down now."""
        self._store.sync()
