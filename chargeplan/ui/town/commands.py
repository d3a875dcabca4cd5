"""Every command of a town's window, and where its menus and its tool bar show it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence

from chargeplan.i18n import N_
from chargeplan.ui.actions import ActionSpec

_Key = QKeySequence.StandardKey

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("new", N_("&New register..."), "new", _Key.New, "always"),
    ActionSpec("open", N_("&Open a register..."), "open", _Key.Open, "always"),
    ActionSpec("save", N_("&Save"), "save", _Key.Save, "register"),
    ActionSpec("save_as", N_("Save &as..."), "save_as", "Ctrl+Shift+S", "register"),
    ActionSpec("save_clean", N_("Save a &clean copy of the register..."), "", "", "register"),
    ActionSpec("export_workbook", N_("&Export the workbook..."), "export_workbook", "Ctrl+E", "figures"),
    ActionSpec(
        "export_report", N_("Export the repor&t as PDF..."), "export_picture", "Ctrl+Shift+E", "figures"
    ),
    ActionSpec("print_report", N_("&Print the report..."), "print", _Key.Print, "figures"),
    ActionSpec("close", N_("C&lose the window"), "close", "Ctrl+W", "always"),
    ActionSpec("quit", N_("&Quit"), "", "Ctrl+Q", "always"),
    ActionSpec("undo", N_("Undo"), "undo", "Ctrl+Z", "register"),
    ActionSpec("redo", N_("Redo"), "redo", "Ctrl+Y", "register"),
    ActionSpec("copy", N_("&Copy rows with their heads"), "copy", "", "register"),
    ActionSpec("select_all", N_("Select &all"), "select_all", "", "register"),
    ActionSpec("find", N_("&Find..."), "find", _Key.Find, "register"),
    ActionSpec("columns", N_("&Columns..."), "columns", "", "register"),
    ActionSpec("filters", N_("&Filters"), "filter", "Ctrl+Shift+F", "register", checkable=True),
    ActionSpec("analyse", N_("&Analyse the plans"), "analyse", "F5", "register"),
    ActionSpec("mapping", N_("Columns of the &register..."), "mapping", "", "register"),
    ActionSpec("remarks", N_("Re&marks on the register..."), "remark", "", "register"),
    ActionSpec("side_by_side", N_("Estates &side by side..."), "compare", "Ctrl+Shift+A", "several"),
    ActionSpec("open_plan", N_("&Open the plan of the estate"), "estate", "Ctrl+Return", "estate"),
    ActionSpec("show_estate", N_("&Estate"), "info", "Ctrl+1", "register"),
    ActionSpec("show_charts", N_("C&harts"), "map", "Ctrl+2", "register"),
    ActionSpec("show_tasks", N_("&Tasks"), "tasks", "Ctrl+3", "register"),
    ActionSpec("show_budget", N_("&Budget"), "budget", "Ctrl+4", "register"),
    ActionSpec("show_weights", N_("&Weights"), "weights", "Ctrl+5", "register"),
    ActionSpec("shortcuts", N_("&Keyboard shortcuts"), "keyboard", "", "always"),
    ActionSpec("about", N_("&About chargeplan"), "info", "", "always"),
)

_Entries = Sequence["str | None"]

MENUS: tuple[tuple[str, str, _Entries], ...] = (
    (
        "townMenuFile",
        N_("&File"),
        ("new", "open", "@recent", "@examples", None, "save", "save_as", "save_clean", None,
         "export_workbook", "export_report", "print_report", None, "close", "quit"),
    ),
    ("townMenuEdit", N_("&Edit"), ("undo", "redo", None, "copy", "select_all", "find")),
    ("townMenuView", N_("&View"), ("columns", "filters", None, "@panels", None, "@language", "@look")),
    (
        "townMenuTown",
        N_("&Town"),
        ("analyse", None, "open_plan", "side_by_side", None, "show_estate", "show_charts", "show_tasks",
         "show_budget", "show_weights", None, "mapping", "remarks"),
    ),
    ("townMenuHelp", N_("&Help"), ("shortcuts", "about")),
)  # fmt: skip

TOOL_BAR: _Entries = (
    "open", "save", None, "undo", "redo", None, "analyse", None, "find", "filters", "columns", None,
    "open_plan", "side_by_side", None, "show_estate", "show_charts", "show_tasks", "show_budget",
    "show_weights", None, "remarks", None, "export_workbook", "export_report", "print_report",
)  # fmt: skip
