"""Something goes wrong that nobody foresaw: a person is told, can copy the details, and loses nothing."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from window_driver import click, find, type_into, when_dialog

import chargeplan.ui
from chargeplan.ui.application import LastResort


@pytest.fixture
def last_resort(qapp):
    """Return the last resort, not installed: the tests' own hooks stay."""
    owner = QObject()
    yield LastResort(owner)
    owner.deleteLater()


def _raised() -> ZeroDivisionError:
    try:
        return 1 // 0  # type: ignore[return-value]
    except ZeroDivisionError as error:
        return error


def test_the_dialog_says_it_and_copies_the_details(yuanxi, last_resort, qtbot, capsys) -> None:
    """One sentence, the traceback behind a button, and the change that was made is still there."""
    type_into(find(yuanxi, "estateForm"), "property_name", "Kept")
    seen = {}

    def read(dialog) -> None:
        seen["text"] = find(dialog, "messageText").text()
        seen["hidden"] = not find(dialog, "messageDetails").isVisible()
        click(dialog, "showDetailsButton")
        seen["shown"] = find(dialog, "messageDetails").isVisible()
        click(dialog, "copyDetailsButton")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("messageDialog", read)
    error = _raised()
    last_resort._take(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: "shown" in seen)
    assert "ZeroDivisionError" in seen["text"]
    assert "Nothing is lost" in seen["text"]
    assert seen["hidden"] and seen["shown"]
    assert "Traceback" in QGuiApplication.clipboard().text()
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert find(find(yuanxi, "estateForm"), "property_name").text() == "Kept"


def test_an_error_in_another_thread_is_shown_in_the_windows_own(window, last_resort, qtbot, capsys) -> None:
    """The signal crosses over; the dialog opens where it may."""
    seen = []

    def read(dialog) -> None:
        seen.append(dialog.thread() is window.thread())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("messageDialog", read)
    error = _raised()
    thread = threading.Thread(target=lambda: last_resort._take(type(error), error, error.__traceback__))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: seen == [True])
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_error_while_something_is_painted_leaves_no_painter_at_work(yuanxi, monkeypatch) -> None:
    """Qt would complain of a painter that goes on behind the error, and then take the program down."""
    view = find(yuanxi, "planView")

    def fail(_painter: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError) as held:
        broken.setattr(view, "_paint_above", fail)
        view.viewport().repaint()
    view.viewport().repaint()
    assert held.traceback


def test_every_painter_ends_with_its_block() -> None:
    """One that lives until its variable goes can outlive what it paints on."""
    bare = [
        f"{path.name}:{number}"
        for path in sorted(Path(chargeplan.ui.__file__).parent.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"= QPainter\(\w", line)
    ]
    assert bare == []
