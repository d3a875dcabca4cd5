"""Menu bar and tool bar, made from the table of commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from chargeplan.i18n import LANGUAGES, N_, current_language, tr
from chargeplan.ui.actions import SPECS, Actions
from chargeplan.ui.icons import icon
from chargeplan.ui.language import Living

_Entry = str | None | tuple[str, "Sequence[_Entry]"]

EXPORT: Sequence[_Entry] = ("export_workbook", None, "export_picture", "export_dxf", "export_geojson")
FILE: Sequence[_Entry] = (
    "new", "open", "@recent", "@examples", None, "save", "save_as", None, "import", None,
    "export_sheet", "export_notice", (N_("&Export"), EXPORT), "print_plan", None, "close", "quit",
)  # fmt: skip
EDIT: Sequence[_Entry] = (
    "undo", "redo", None, "cut", "copy", "paste", "duplicate", "delete", None, "select_all",
)  # fmt: skip
VIEW: Sequence[_Entry] = (
    "zoom_in", "zoom_out", "fit", "zoom_selection", None, "snap", "grid", "ortho", None, "@panels", None,
    "@language", "@look",
)  # fmt: skip
FIRE_FACTS: Sequence[_Entry] = (
    "tool_fire_lane", "tool_ladder_ground", "tool_hydrant", None, "tool_wall_kinds", "tool_doorway",
    "tool_window", "tool_fence", None, "tool_gas_regulator", "tool_pipeline", "tool_basement",
)  # fmt: skip
ELECTRICITY: Sequence[_Entry] = ("tool_supply_point", "tool_distribution_box", "tool_cable_route")
DRAW: Sequence[_Entry] = (
    "tool_select", None, "tool_boundary", "tool_building", "tool_doorway", "tool_road", "tool_fire_lane",
    "tool_obstacle", "tool_green", "tool_supply_point", None, (N_("F&acts for fire rules"), FIRE_FACTS),
    (N_("&Electricity"), ELECTRICITY), None, "tool_lot", "tool_shed", None, "tool_measure", "repeat_tool",
)  # fmt: skip
MODIFY: Sequence[_Entry] = (
    "rotate_left",
    "rotate_right",
    (
        N_("&Align"),
        ("align_left", "align_right", "align_top", "align_bottom", None, "align_center_h", "align_center_v"),
    ),
    (N_("&Distribute"), ("distribute_h", "distribute_v")),
    "square",
    "repair",
    None,
    "scale_picture",
    "check_scale",
    "align_picture",
)
LAYOUT: Sequence[_Entry] = (
    "fill_lots", "clear_lots", "arrangements", None,
    "tool_lot_sides", "tool_entrance", "tool_rows_along", None,
    "tool_adjust_stalls", "tool_block_ground", None,
    "new_scheme", "duplicate_scheme", "rename_scheme", "delete_scheme", None, "compare_schemes",
)  # fmt: skip
CHECK: Sequence[_Entry] = (
    "show_findings", None, "next_finding", "previous_finding", None, "missed_distances", "nearest_distances",
    None, "walking_coverage", None, "rule_set", None, "show_supply", "single_line",
)  # fmt: skip
BILL: Sequence[_Entry] = (
    "show_bill", "copy_bill", None, "price_book", "compare_bids", None, "export_workbook",
)  # fmt: skip
TOWN: Sequence[_Entry] = ("open_town", "new_town", None, "town_window")
HELP: Sequence[_Entry] = ("first_plan", "shortcuts", None, "about")

MENUS: tuple[tuple[str, str, Sequence[_Entry]], ...] = (
    ("menuFile", N_("&File"), FILE),
    ("menuEdit", N_("&Edit"), EDIT),
    ("menuView", N_("&View"), VIEW),
    ("menuDraw", N_("&Draw"), DRAW),
    ("menuModify", N_("&Modify"), MODIFY),
    ("menuLayout", N_("&Layout"), LAYOUT),
    ("menuCheck", N_("&Check"), CHECK),
    ("menuBill", N_("&Bill"), BILL),
    ("menuTown", N_("&Town"), TOWN),
    ("menuHelp", N_("&Help"), HELP),
)

_SUBMENUS = {
    "@recent": ("menuRecent", N_("Open &recent")),
    "@examples": ("menuExamples", N_("E&xamples")),
    "@panels": ("menuPanels", N_("Pan&els")),
    "@language": ("menuLanguage", N_("&Language")),
    "@look": ("menuLook", N_("Loo&k")),
}
_LOOKS = (("system", N_("Like the &system")), ("light", N_("&Light")), ("dark", N_("&Dark")))

FLYOUTS: Mapping[str, tuple[str, str, Sequence[_Entry]]] = {
    "flyout_fire": (N_("Fire facts"), "fire_facts", FIRE_FACTS),
    "flyout_electricity": (N_("Electricity"), "electricity", ELECTRICITY),
}
"""Groups of tools behind one button of the tool bar: title, icon, entries."""

_OWN_BUTTONS = ("tool_fire_lane", "tool_doorway", "tool_supply_point")
"""Tools of a group that have a button of their own too."""

_ELSEWHERE = (
    "measure", "adjust_stalls", "block_ground", "lot_sides", "entrance", "rows_along",
    *(
        entry.removeprefix("tool_")
        for _, _, entries in FLYOUTS.values()
        for entry in entries
        if isinstance(entry, str) and entry not in _OWN_BUTTONS
    ),
)  # fmt: skip
"""Tools that do not stand among those for drawing on the tool bar."""

TOOL_BAR: Sequence[str | None] = (
    "new", "open", "save", None, "undo", "redo", None,
    *(spec.name for spec in SPECS if spec.tool and spec.tool not in _ELSEWHERE), None, *FLYOUTS, None,
    "tool_measure", None,
    "fit", "fill_lots", "tool_lot_sides", "tool_entrance", "tool_adjust_stalls", None, "show_findings",
    "show_bill", "export_workbook",
)  # fmt: skip


def language_name(language: str) -> str:
    """Return what a language calls itself."""
    return "English" if language == "en" else QLocale(language).nativeLanguageName()


_Menu = tuple[str, str, "Sequence[_Entry]"]


class Menus:
    """The menus of a window; `retranslate` names them again."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        menus: Sequence[_Menu] = MENUS,
        tool_bar: Sequence[str | None] = TOOL_BAR,
    ) -> None:
        self._actions = actions
        self._titles: list[tuple[QMenu, str]] = []
        self.submenus: dict[str, QMenu] = {}
        for name, title, entries in menus:
            menu = window.menuBar().addMenu("")
            menu.setObjectName(name)
            menu.setToolTipsVisible(False)
            self._titles.append((menu, title))
            self._fill(menu, entries)
        self.languages = self._choice("@language", LANGUAGES)
        self.looks = self._choice("@look", tuple(name for name, _ in _LOOKS))
        self.tool_bar = self._make_tool_bar(window, tool_bar)
        self._more = _way_to_the_others(self.tool_bar)
        self.retranslate()
        self.repaint_icons()

    def retranslate(self) -> None:
        """Name everything in the language of now."""
        for menu, title in self._titles:
            menu.setTitle(tr(title))
        for language, action in self.languages.items():
            action.setText(language_name(language))
            action.setChecked(language == current_language())
        for name, title in _LOOKS:
            self.looks[name].setText(tr(title))
        self.tool_bar.setWindowTitle(tr("Tools"))
        self._more.setToolTip(tr("More tools"))
        self._more.setAccessibleName(tr("More tools"))

    def repaint_icons(self) -> None:
        """Draw what is not drawn by actions in the other look: Qt's own arrows are black in every look."""
        self._more.setIcon(icon("more"))

    def show_look(self, name: str) -> None:
        """Mark the look that is chosen."""
        self.looks[name].setChecked(True)

    def offer_files(self, submenu: str, paths: Sequence[tuple[str, Path]], opener: object) -> None:
        """Fill a submenu with files under their names."""
        menu = self.submenus[submenu]
        menu.clear()
        for title, path in paths:
            action = menu.addAction(title.replace("&", "&&"))
            action.triggered.connect(partial(_call, opener, path))
        menu.menuAction().setVisible(bool(paths))

    def _fill(self, menu: QMenu, entries: Sequence[_Entry]) -> None:
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, tuple):
                submenu = menu.addMenu("")
                self._titles.append((submenu, entry[0]))
                self._fill(submenu, entry[1])
            elif entry in _SUBMENUS:
                submenu = menu.addMenu("")
                submenu.setObjectName(_SUBMENUS[entry][0])
                self._titles.append((submenu, _SUBMENUS[entry][1]))
                self.submenus[entry] = submenu
            else:
                menu.addAction(self._actions[entry])

    def _choice(self, submenu: str, names: Sequence[str]) -> dict[str, QAction]:
        menu = self.submenus[submenu]
        group = QActionGroup(menu)
        made = {}
        for name in names:
            action = menu.addAction(name)
            action.setObjectName(f"{menu.objectName()}_{name}")
            action.setCheckable(True)
            group.addAction(action)
            made[name] = action
        return made

    def _flyout(self, name: str, bar: QToolBar) -> Flyout:
        entries = FLYOUTS[name][2]
        return Flyout(name, [self._actions[e] if isinstance(e, str) else None for e in entries], bar)

    def _make_tool_bar(self, window: QMainWindow, entries: Sequence[str | None]) -> QToolBar:
        bar = QToolBar(window)
        bar.setObjectName("toolBar")
        bar.setIconSize(QSize(22, 22))
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in entries:
            if name is None:
                bar.addSeparator()
                continue
            if name in FLYOUTS:
                bar.addWidget(self._flyout(name, bar))
                continue
            bar.addAction(self._actions[name])
            button = bar.widgetForAction(self._actions[name])
            button.setObjectName(f"button_{name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        window.addToolBar(bar)
        return bar


class Flyout(Living, QToolButton):
    """A button with its name that opens a group of tools; it shows which of them is in hand."""

    def __init__(self, name: str, actions: Sequence[QAction | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"button_{name}")
        menu = QMenu(self)
        menu.setObjectName(f"menu_{name}")
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
                action.toggled.connect(self.show_tool)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)
        title, icon_name, _ = FLYOUTS[name]
        self.draw(self.setIcon, icon_name)
        self.say(self.setText, title)

    def show_tool(self) -> None:
        """Look pressed while a tool of the group is in hand."""
        self.setChecked(any(action.isChecked() for action in self.menu().actions()))

    def nextCheckState(self) -> None:
        """Stay as the tools say: a click opens the menu."""
        self.show_tool()


def _way_to_the_others(bar: QToolBar) -> QToolButton:
    """Return the button that a tool bar shows for tools it has no room for."""
    found = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(found, QToolButton)
    return found


def _call(opener: object, path: Path, _checked: bool = False) -> None:
    assert callable(opener)
    opener(path)
