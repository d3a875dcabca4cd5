"""Every command of the window: its words, icon, shortcut; one table, shared by menus and tool bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from chargeplan.i18n import N_, tr
from chargeplan.ui.icons import icon
from chargeplan.ui.widgets import tooltip

_Key = QKeySequence.StandardKey


@dataclass(frozen=True)
class ActionSpec:
    """One command.

    `needs` says when it can be used: always, with a `plan` open, with a `selection`, with a selected `lot`,
    closed `shape` or `picture`, with several `schemes`, or while a `town` is open. `tool` is the id of a
    drawing tool.
    """

    name: str
    text: str
    icon: str = ""
    keys: _Key | str | None = None
    needs: str = "plan"
    checkable: bool = False
    tool: str = ""
    tip: str = ""


def _tool(tool: str, text: str, key: str, icon_name: str = "", tip: str = "") -> ActionSpec:
    return ActionSpec(f"tool_{tool}", text, icon_name or tool, key, checkable=True, tool=tool, tip=tip)


SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("new", N_("&New estate..."), "new", _Key.New, "always"),
    ActionSpec("open", N_("&Open..."), "open", _Key.Open, "always"),
    ActionSpec("save", N_("&Save"), "save", _Key.Save),
    ActionSpec("save_as", N_("Save &as..."), "save_as", "Ctrl+Shift+S"),
    ActionSpec("import", N_("I&mport picture, PDF, CAD, map data..."), "import", "Ctrl+I", "always"),
    ActionSpec("export_workbook", N_("&Export the bill as workbook..."), "export_workbook", "Ctrl+E"),
    ActionSpec("export_picture", N_("Export the plan as pi&cture..."), "export_picture", "Ctrl+Shift+E"),
    ActionSpec("export_sheet", N_("Plan s&heet..."), "export_sheet", "Ctrl+Shift+P"),
    ActionSpec("export_notice", N_("Notice for resi&dents..."), "export_notice"),
    ActionSpec("export_geojson", N_("Export the plan as map data (&GeoJSON)..."), "map"),
    ActionSpec("export_dxf", N_("Export the plan as CAD drawing (D&XF)..."), "export_dxf"),
    ActionSpec("print_plan", N_("Pr&int the plan..."), "print", _Key.Print),
    ActionSpec("close", N_("C&lose the estate"), "close", "Ctrl+W"),
    ActionSpec("quit", N_("&Quit"), "", "Ctrl+Q", "always"),
    ActionSpec("undo", N_("Undo"), "undo", "Ctrl+Z"),
    ActionSpec("redo", N_("Redo"), "redo", "Ctrl+Y"),
    ActionSpec("cut", N_("Cu&t"), "cut", _Key.Cut, "selection"),
    ActionSpec("copy", N_("&Copy"), "copy", _Key.Copy, "selection"),
    ActionSpec("paste", N_("&Paste"), "paste", _Key.Paste),
    ActionSpec("duplicate", N_("Dupl&icate"), "duplicate", "Ctrl+D", "selection"),
    ActionSpec("delete", N_("&Delete"), "delete", "Del", "selection"),
    ActionSpec("select_all", N_("Select &all"), "select_all", _Key.SelectAll),
    ActionSpec("zoom_in", N_("Zoom &in"), "zoom_in", "Ctrl+="),
    ActionSpec("zoom_out", N_("Zoom &out"), "zoom_out", "Ctrl+-"),
    ActionSpec("fit", N_("&Fit everything"), "fit", "Home"),
    ActionSpec("zoom_selection", N_("Zoom to the &selection"), "zoom_selection", "Ctrl+Home", "selection"),
    ActionSpec("snap", N_("Snap to &points"), "snap", "F3", checkable=True),
    ActionSpec("grid", N_("&Grid"), "grid", "F7", checkable=True),
    ActionSpec("ortho", N_("&Right angles"), "ortho", "F8", checkable=True),
    _tool("select", N_("&Select and edit"), "V"),
    _tool("boundary", N_("Bo&undary"), "P"),
    _tool("building", N_("&Building"), "B"),
    _tool("doorway", N_("Doorwa&y"), "D"),
    _tool("road", N_("&Road"), "W"),
    _tool("fire_lane", N_("&Fire lane"), "F"),
    _tool("obstacle", N_("&Obstacle"), "O"),
    _tool("green", N_("&Green"), "G"),
    _tool("lot", N_("&Lot"), "L"),
    _tool("shed", N_("S&hed of the catalogue"), "S"),
    _tool("supply_point", N_("Supply poi&nt"), "E"),
    _tool("distribution_box", N_("Distribution &box"), "Shift+E"),
    _tool("cable_route", N_("&Cable route"), "C"),
    _tool("ladder_ground", N_("&Ladder ground"), "Y"),
    _tool("hydrant", N_("&Hydrant"), "H"),
    _tool("wall_kinds", N_("Kinds of &walls"), "Shift+B"),
    _tool("window", N_("Wi&ndow"), "N"),
    _tool("fence", N_("Fenc&e"), "X"),
    _tool("gas_regulator", N_("&Gas regulator"), "Shift+U"),
    _tool("pipeline", N_("&Pipeline"), "U"),
    _tool("basement", N_("Base&ment roof"), "Shift+H"),
    _tool("measure", N_("&Measure"), "M"),
    ActionSpec("repeat_tool", N_("Repeat the last &tool")),
    ActionSpec("rotate_left", N_("Rotate &left by 90°"), "rotate_left", "Ctrl+Left", "selection"),
    ActionSpec("rotate_right", N_("Rotate &right by 90°"), "rotate_right", "Ctrl+Right", "selection"),
    ActionSpec("align_left", N_("Left edges"), "align_left", "", "selection"),
    ActionSpec("align_right", N_("Right edges"), "align_right", "", "selection"),
    ActionSpec("align_top", N_("Top edges"), "align_top", "", "selection"),
    ActionSpec("align_bottom", N_("Bottom edges"), "align_bottom", "", "selection"),
    ActionSpec("align_center_h", N_("Centres on a vertical line"), "align_center_h", "", "selection"),
    ActionSpec("align_center_v", N_("Centres on a horizontal line"), "align_center_v", "", "selection"),
    ActionSpec("distribute_h", N_("From left to right"), "distribute_h", "", "selection"),
    ActionSpec("distribute_v", N_("From bottom to top"), "distribute_v", "", "selection"),
    ActionSpec("square", N_("S&quare the shape"), "square", "Q", "selection"),
    ActionSpec("repair", N_("Re&pair the outline"), "", "", "shape"),
    ActionSpec("scale_picture", N_("Set the &scale of the picture..."), "scale", "", "picture"),
    ActionSpec("check_scale", N_("Chec&k the scale of the picture..."), "", "", "picture"),
    ActionSpec("align_picture", N_("Lay the picture on the plan by tw&o points..."), "", "", "picture"),
    ActionSpec("fill_lots", N_("&Fill the lot with stalls"), "fill", "Ctrl+L", "lot"),
    ActionSpec("arrangements", N_("Arrangements side b&y side..."), "compare", "Ctrl+Shift+A", "lot"),
    _tool("lot_sides", N_("Sides: &wall or open"), "I"),
    _tool("entrance", N_("&Entrance in a wall"), "T"),
    _tool("rows_along", N_("Rows al&ong a side"), "J"),
    ActionSpec("clear_lots", N_("Clear the fillin&g"), "clear_fill", "Ctrl+Shift+L", "lot"),
    _tool("adjust_stalls", N_("&Adjust single stalls"), "A"),
    _tool("block_ground", N_("&Block ground in a lot"), "K"),
    ActionSpec("new_scheme", N_("&New scheme"), "add"),
    ActionSpec("duplicate_scheme", N_("&Duplicate the scheme"), "duplicate"),
    ActionSpec("rename_scheme", N_("&Rename the scheme"), "rename"),
    ActionSpec("delete_scheme", N_("De&lete the scheme"), "delete", needs="schemes"),
    ActionSpec("compare_schemes", N_("Schemes &side by side..."), "compare"),
    ActionSpec("show_findings", N_("&Findings"), "warning", "Ctrl+1"),
    ActionSpec("next_finding", N_("&Next finding"), "", "F4"),
    ActionSpec("previous_finding", N_("&Previous finding"), "", "Shift+F4"),
    ActionSpec("missed_distances", N_("&Distances of findings on the plan"), "distances", checkable=True),
    ActionSpec("nearest_distances", N_("Dis&tance of every shed to a building"), checkable=True),
    ActionSpec("walking_coverage", N_("&Walking coverage"), "walking", "Ctrl+3", checkable=True),
    ActionSpec("rule_set", N_("&Rules of the plan..."), "rules"),
    ActionSpec("show_supply", N_("&Electricity"), "electricity", "Ctrl+2"),
    ActionSpec("single_line", N_("S&ingle-line diagram..."), "single_line"),
    ActionSpec("show_bill", N_("&Bill preview"), "bill", "Ctrl+B"),
    ActionSpec("copy_bill", N_("&Copy the whole bill")),
    ActionSpec("price_book", N_("&Prices..."), "prices", "Ctrl+Shift+B"),
    ActionSpec("compare_bids", N_("Compare b&ids..."), "bids"),
    ActionSpec("open_town", N_("&Open a town's register..."), "town", "Ctrl+Shift+O", "always"),
    ActionSpec("new_town", N_("&New register..."), "", "", "always"),
    ActionSpec("town_window", N_("Go to the town's &window"), "", "", "town"),
    ActionSpec("first_plan", N_("&First plan in five minutes"), "help", "F1", "always"),
    ActionSpec("shortcuts", N_("&Keyboard shortcuts"), "keyboard", "", "always"),
    ActionSpec("about", N_("&About chargeplan"), "info", "", "always"),
)

TOOLS = tuple(spec.tool for spec in SPECS if spec.tool)


class Actions(QObject):
    """The commands of a window as Qt's actions, all of them made at once."""

    def __init__(self, parent: QObject, specs: Sequence[ActionSpec] = SPECS) -> None:
        super().__init__(parent)
        self.specs = specs
        self._actions: dict[str, QAction] = {}
        self._tools = QActionGroup(self)
        for spec in self.specs:
            self._actions[spec.name] = self._made(spec)
        self._icons_shown = False
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def connect_all(self, handlers: dict[str, Callable[[], object]]) -> None:
        """Let each named command call its handler."""
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _checked=False, handler=handler: handler())

    def retranslate(self) -> None:
        """Name the commands in the language of now."""
        for spec in self.specs:
            if spec.name in ("undo", "redo"):
                continue
            action = self._actions[spec.name]
            action.setText(tr(spec.text))
            action.setToolTip(with_keys(plain(action.text()), action))
            action.setStatusTip("")

    def repaint_icons(self) -> None:
        """Draw the icons in the colours of now, once they have been shown at all."""
        if self._icons_shown:
            self.show_icons()

    def show_icons(self) -> None:
        """Draw the icons; they can wait until the window has been seen, for then it is seen sooner."""
        self._icons_shown = True
        for spec in self.specs:
            if spec.icon:
                self._actions[spec.name].setIcon(icon(spec.icon))

    def enable(self, state: set[str]) -> None:
        """Enable what can be used: `state` holds the needs that are fulfilled."""
        for spec in self.specs:
            if spec.name not in ("undo", "redo"):
                self._actions[spec.name].setEnabled(spec.needs == "always" or spec.needs in state)

    def show_steps(self, undo_text: str, redo_text: str, can_undo: bool, can_redo: bool) -> None:
        """Name what would be undone and redone."""
        for name, text, step, can in (
            ("undo", N_("&Undo {step}"), undo_text, can_undo),
            ("redo", N_("&Redo {step}"), redo_text, can_redo),
        ):
            action = self._actions[name]
            action.setText(tr(text, step=step.replace("&", "&&")).rstrip())
            action.setToolTip(with_keys(tr(text, step=step).replace("&", "", 1).rstrip(), action))
            action.setEnabled(can)

    def show_tool(self, tool: str) -> None:
        """Mark the tool in hand."""
        action = self._actions.get(f"tool_{tool}")
        if action is not None:
            action.setChecked(True)
        elif self._tools.checkedAction() is not None:
            self._tools.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
            self._tools.checkedAction().setChecked(False)
            self._tools.setExclusionPolicy(QActionGroup.ExclusionPolicy.Exclusive)

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(f"action_{spec.name}")
        action.setCheckable(spec.checkable)
        if isinstance(spec.keys, str) and spec.keys:
            action.setShortcut(QKeySequence(spec.keys))
        elif isinstance(spec.keys, _Key):
            action.setShortcuts(QKeySequence.keyBindings(spec.keys))
        if spec.name == "redo":
            action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        if spec.name == "zoom_in":
            action.setShortcuts([QKeySequence("Ctrl+="), QKeySequence("Ctrl++")])
        action.setAutoRepeat(spec.name in ("undo", "redo", "zoom_in", "zoom_out"))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if spec.tool:
            self._tools.addAction(action)
        return action


def plain(text: str) -> str:
    """Return the words of a command without its mnemonic and dots."""
    marked = text.find("(&")
    words = text[:marked] + text[marked + 4 :] if marked >= 0 else text
    return words.replace("&", "").removesuffix("...").removesuffix("…")


def with_keys(words: str, action: QAction) -> str:
    """Return words with the shortcut of a command behind them, safe to be shown as a tooltip."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    text = f"{words} ({keys})" if keys else words
    return tooltip(text)
