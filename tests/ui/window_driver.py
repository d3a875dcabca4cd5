"""Mouse and keys on visible widgets: what a person does with the window, for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu, QTableView, QWidget

from chargeplan.resources import examples_folder
from chargeplan.ui.main_window import MainWindow


def example(name: str) -> Path:
    """Return one of the shipped examples."""
    return examples_folder() / f"{name}.chargeplan"


def find(parent: QWidget, name: str, kind: type = QWidget):
    """Return the one widget of that name below `parent`, or an open dialog's."""
    found = parent.findChild(kind, name)
    if found is None:
        for other in QApplication.topLevelWidgets():
            found = found or other.findChild(kind, name) or (other if other.objectName() == name else None)
    assert found is not None, f"there is no {name}"
    return found


def item_text(parent: QWidget, name: str, row: int) -> str:
    """Return the text of a row of a list."""
    return find(parent, name).item(row).text()


def click_item(parent: QWidget, name: str, row: int) -> None:
    """Click a row of a list with the mouse."""
    view = find(parent, name)
    place = view.visualItemRect(view.item(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_cell(table: QWidget, row: int, column: int = 1) -> None:
    """Click a cell of a table with the mouse."""
    index = table.model().index(row, column)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def click(parent: QWidget, name: str) -> None:
    """Click a button with the mouse; it must be there to be seen."""
    button = find(parent, name)
    assert button.isVisible(), f"{name} is not to be seen"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def menu_click(window: MainWindow, menu_name: str, action_name: str) -> None:
    """Open a menu of the menu bar with the mouse and click an entry, also one of a menu within it."""
    bar = window.menuBar()
    menu = next(action.menu() for action in bar.actions() if action.menu().objectName() == menu_name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(menu.menuAction()).center())
    inner = next((each for each in menu.actions() if each.menu() and _holds(each.menu(), action_name)), None)
    if inner is not None and not _holds(menu, action_name):
        _go_to(menu, inner)
        QTest.keyClick(menu, Qt.Key.Key_Right)
        menu = inner.menu()
    entry = next(action for action in menu.actions() if action.objectName() == action_name)
    assert entry.isEnabled(), f"{action_name} cannot be used"
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    window.activateWindow()  # the off-screen platform does not do it when a menu closes
    QApplication.processEvents()


def menu_keys(window: MainWindow, menu_name: str, action_name: str) -> None:
    """Open a menu with the mouse, go to an entry by the arrow keys and press Enter."""
    bar = window.menuBar()
    menu = next(action.menu() for action in bar.actions() if action.menu().objectName() == menu_name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(menu.menuAction()).center())
    _go_to(menu, next(action for action in menu.actions() if action.objectName() == action_name))
    QTest.keyClick(menu, Qt.Key.Key_Return)
    window.activateWindow()
    QApplication.processEvents()


def submenu_click(window: MainWindow, menu_name: str, submenu_name: str, action_name: str) -> None:
    """Open a menu with the mouse, then go to an entry of a submenu by the arrow keys and press Enter."""
    bar = window.menuBar()
    menu = next(action.menu() for action in bar.actions() if action.menu().objectName() == menu_name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(menu.menuAction()).center())
    inner = next(
        action for action in menu.actions() if action.menu() and action.menu().objectName() == submenu_name
    )
    _go_to(menu, inner)
    QTest.keyClick(menu, Qt.Key.Key_Right)
    submenu = inner.menu()
    _go_to(submenu, next(action for action in submenu.actions() if action.objectName() == action_name))
    QTest.keyClick(submenu, Qt.Key.Key_Return)


def _holds(menu: QMenu, action_name: str) -> bool:
    return any(action.objectName() == action_name for action in menu.actions())


def _go_to(menu: QMenu, entry: QAction) -> None:
    for _ in range(2 * len(menu.actions())):
        if menu.activeAction() is entry:
            return
        QTest.keyClick(menu, Qt.Key.Key_Down)
    raise AssertionError(f"{entry.objectName()} cannot be reached by the keyboard")


def type_into(parent: QWidget, name: str, text: str) -> None:
    """Replace the text of a field by the keyboard and press Enter."""
    field = find(parent, name)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def write(field: QWidget, text: str) -> None:
    """Type ASCII by keys, and anything else as a Chinese input method hands it over."""
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)


def press(window: QWidget, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def on_plan(window: MainWindow, x_m: float, y_m: float) -> QPoint:
    """Return where a place on the ground is seen in the plan's viewport."""
    return find(window, "planView").viewportTransform().map(QPointF(x_m, y_m)).toPoint()


def when_dialog(name: str, act: Callable[[QWidget], None]) -> None:
    """Do something with a dialog of that name as soon as it is open; it fails when the dialog stays away."""
    tries = [0]

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if widget.objectName() == name and widget.isVisible():
                act(widget)
                return
        tries[0] += 1
        assert tries[0] < 500, f"{name} did not open"
        QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def when_importable(act: Callable[[QWidget], None] | None = None) -> None:
    """Do something with the import dialog as soon as it can take something in; by default click Import."""
    tries = [0]

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            shown = widget.objectName() == "importDialog" and widget.isVisible()
            if shown and find(widget, "importOk").isEnabled():
                (act or (lambda dialog: click(dialog, "importOk")))(widget)
                return
        tries[0] += 1
        assert tries[0] < 1500, "nothing could be imported"
        QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def in_dialog(
    name: str, ask: Callable[[], None], act: Callable[[QWidget], None], close: Callable[[QWidget], None]
) -> None:
    """Open a dialog with `ask`, do something in it and close it; what fails in it fails the test."""
    failures: list[BaseException | None] = []

    def careful(dialog: QWidget) -> None:
        failures.append(None)
        try:
            act(dialog)
        except BaseException as failure:
            failures.append(failure)
        finally:
            if dialog.isVisible():
                with changes_dropped():
                    close(dialog)

    when_dialog(name, careful)
    ask()
    assert failures, f"{name} did not open"
    if failures[-1] is not None:
        raise failures[-1]


@contextmanager
def changes_dropped() -> Iterator[None]:
    """Give up what was changed when a dialog that is left asks about it."""

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if widget.objectName() == "dropDialog" and widget.isVisible():
                click(widget, "dropButton")
                return

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(10)
    try:
        yield
    finally:
        timer.stop()


def when_asked(*keys: Qt.Key) -> list[str]:
    """Press keys as soon as it is asked whether changes are dropped; what is asked is put into the list."""
    asked: list[str] = []

    def press_them(question: QWidget) -> None:
        asked.append(find(question, "messageText").text())
        for key in keys:
            QTest.keyClick(question.focusWidget(), key)

    when_dialog("dropDialog", press_them)
    return asked


def answer(dialog: QWidget, button: QDialogButtonBox.StandardButton) -> None:
    """Click a button of a dialog, or Cancel where that one cannot be clicked."""
    box = dialog.findChild(QDialogButtonBox)
    chosen = box.button(button)
    if not chosen.isEnabled():
        chosen = box.button(QDialogButtonBox.StandardButton.Cancel)
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)


def edit_cell(table: QTableView, row: int, column: int, text: str) -> None:
    """Go to a cell with the mouse, begin to edit with Enter, type over what stands there and press Enter."""
    index = table.model().index(row, column)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    QTest.keyClick(table, Qt.Key.Key_Return)
    (editor,) = [field for field in table.viewport().findChildren(QLineEdit) if field.isVisible()]
    editor.selectAll()
    if text:
        write(editor, text)
    else:
        QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
