"""Help inside the program: the first plan in five minutes, the keys, and what it is made of."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

import chargeplan
from chargeplan.i18n import N_, tr
from chargeplan.ui.actions import Actions, plain
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import resize_within_screen

_STEPS = (
    (
        N_("Begin"),
        N_("Choose “New estate” and fill in name and households. Leave open what you do not know."),
    ),
    (
        N_("Put a picture below"),
        N_(
            "File → Import takes a scan, a PDF, a CAD drawing or a piece of a map. Of a picture click the "
            "two ends of something whose length you know and type the length: it has its scale."
        ),
    ),
    (
        N_("Draw what is there"),
        N_(
            "Draw the boundary (P), the buildings (B) and their doorways (D), roads (W), fire lanes "
            "(F) and trees (O). Click corner after corner; type a number to set the length of a side;"
            " Enter finishes."
        ),
    ),
    (
        N_("Mark the cleared ground"),
        N_(
            "Draw a lot (L). Area, stalls and sockets stand at the cursor while you draw. Layout → "
            "Fill the lot places open stalls on it."
        ),
    ),
    (
        N_("Put sheds down"),
        N_(
            "Click a shed in the catalogue and click on the plan, or drag it there. Pull its end to "
            "make it longer: the stalls follow. What is too near to a building turns red and says by "
            "how much."
        ),
    ),
    (
        N_("Check"),
        N_(
            "The findings list what is missed and what cannot be decided. A click leads to the place; "
            "below the list stands what mends it. Facts that rules ask for are drawn under Fire facts, or "
            "denied in the properties."
        ),
    ),
    (
        N_("Electricity"),
        N_(
            "Put the supply point (E) where power can be taken from and type its spare power. Boxes, cables "
            "and breakers follow the plan: Check → Electricity shows every circuit."
        ),
    ),
    (
        N_("Try a variant"),
        N_("Duplicate the scheme on the left, change it, and see both side by side, with what they cost."),
    ),
    (
        N_("Export"),
        N_(
            "Bill → Export writes the bill of quantities as an Excel workbook, with sheets for the fire "
            "officer and the electrician and the plan as a picture; blank for bidders too. Bill → Prices "
            "holds your own prices, Bill → Compare bids what came back."
        ),
    ),
)

_MOUSE = (
    (N_("Wheel"), N_("zoom at the mouse")),
    (N_("Middle button or Space, and drag"), N_("move the plan")),
    (N_("Double click with the middle button, Home"), N_("show everything")),
    (N_("Left click"), N_("place or select")),
    (N_("Drag from empty ground"), N_("select by a box")),
    (N_("Shift, Ctrl while selecting"), N_("add, add or take away")),
    (N_("Alt while drawing"), N_("no snapping")),
    (N_("Shift or F8 while drawing"), N_("right angles")),
    (N_("A number while drawing"), N_("length of the side; Tab goes to the angle, a comma gives dx,dy")),
    (N_("R while drawing an outline"), N_("rectangle by three clicks, or free shape")),
    (N_("Click, Shift+click, drag while adjusting stalls"), N_("take out a stall, keep a row, block ground")),
    (N_("R with a shed in hand"), N_("turn it by 90°")),
    (N_("K with an obstacle in hand"), N_("tree, manhole, pole, other")),
    (N_("K with a pipeline or kinds of walls in hand"), N_("the next kind")),
    (N_("A number with a window, fence or lane in hand"), N_("its width")),
    (N_("Enter, Space, right click, double click"), N_("finish the shape")),
    (N_("Backspace, Ctrl+Z while drawing"), N_("take back the last corner")),
    (N_("Esc"), N_("back: what is typed, last corner, tool, selection")),
    (N_("Arrows, Shift+arrows"), N_("move the selection by 0.1 m, by 1 m")),
)

_ABOUT = (
    N_("Plan safe parking and charging for e-bikes in old residential estates."),
    N_(
        "Figures marked “to be verified” rest on values that nobody has read in their source yet."
        " The structure of sheds has not been calculated and must be checked by a registered "
        "engineer."
    ),
)

_PARTS = (
    ("Qt for Python (PySide6)", "LGPL-3.0"),
    ("Shapely, GEOS", "BSD-3-Clause, LGPL-2.1"),
    ("NumPy", "BSD-3-Clause"),
    ("Matplotlib", "PSF-based"),
    ("XlsxWriter", "BSD-2-Clause"),
    ("openpyxl", "MIT"),
    ("Pillow", "MIT-CMU"),
    ("ezdxf", "MIT"),
    ("pypdfium2, PDFium", "BSD-3-Clause, Apache-2.0"),
    ("pyproj, PROJ", "MIT"),
    ("lxml", "BSD-3-Clause"),
    ("python-calamine", "MIT"),
    ("Numba, llvmlite", "BSD-2-Clause"),
    ("HiGHS", "MIT"),
    ("Noto Sans SC", "SIL Open Font License 1.1"),
)


class HelpDialog(Living, QDialog):
    """A page of text that follows the language."""

    def __init__(self, name: str, title: str, make_page: object, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within_screen(self, 640, 620)
        self._make_page = make_page
        self.say(self.setWindowTitle, title)
        layout = QVBoxLayout(self)
        self._page = QTextBrowser()
        self._page.setObjectName("helpText")
        self._page.setOpenLinks(False)
        self._page.document().setDocumentMargin(16)
        self.say(self._page.setAccessibleName, title)
        layout.addWidget(self._page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the page in the language of now."""
        assert callable(self._make_page)
        self._page.setHtml(self._make_page())


def _heading(text: str) -> str:
    return f"<h2 style='font-weight:600'>{escape(text)}</h2>"


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td style='padding:3px 18px 3px 0'><span style='font-weight:600'>{escape(left)}</span></td>"
        f"<td style='padding:3px 0'>{escape(right)}</td></tr>"
        for left, right in rows
    )
    return f"<table>{cells}</table>"


def first_plan_page() -> str:
    """Return the page of the first plan, in the language of now."""
    steps = "".join(
        f"<p><span style='font-weight:600'>{number}. {escape(tr(title))}</span><br>{escape(tr(text))}</p>"
        for number, (title, text) in enumerate(_STEPS, 1)
    )
    return _heading(tr("First plan in five minutes")) + steps


def shortcuts_page(actions: Actions) -> str:
    """Return the page of keys and mouse, in the language of now."""
    mouse = [(tr(left), tr(right)) for left, right in _MOUSE]
    return _heading(tr("While drawing")) + _table(mouse) + commands_page(actions)


def commands_page(actions: Actions) -> str:
    """Return the keys of a window's commands, in the language of now."""
    rows = []
    for spec in actions.specs:
        shortcuts = actions[spec.name].shortcuts()
        told = (
            shortcuts if isinstance(spec.keys, str) else shortcuts[:1]
        )  # the others are keys of few keyboards
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in told]
        if keys:
            rows.append((", ".join(keys), plain(tr(spec.text))))
    return _heading(tr("Commands")) + _table(rows)


def about_page() -> str:
    """Return the page about the program, in the language of now."""
    intro = "".join(f"<p>{escape(tr(text))}</p>" for text in _ABOUT)
    head = _heading(f"chargeplan {chargeplan.__version__}")
    return head + intro + _heading(tr("Made with")) + _table([("Qt", qVersion()), *_PARTS])


def show_first_plan(parent: QWidget) -> None:
    """Show the page of the first plan beside the window."""
    HelpDialog("firstPlanDialog", N_("First plan in five minutes"), first_plan_page, parent).show()


def show_shortcuts(parent: QWidget, actions: Actions) -> None:
    """Show the list of keys."""
    HelpDialog("shortcutsDialog", N_("Keyboard shortcuts"), lambda: shortcuts_page(actions), parent).show()


def show_commands(parent: QWidget, actions: Actions) -> None:
    """Show the list of the keys of a window in which nothing is drawn."""
    HelpDialog("shortcutsDialog", N_("Keyboard shortcuts"), lambda: commands_page(actions), parent).show()


def show_about(parent: QWidget) -> None:
    """Show what the program is made of."""
    HelpDialog("aboutDialog", N_("About chargeplan"), about_page, parent).show()
