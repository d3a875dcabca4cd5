"""What is known of the estate's ground: a row for each kind of thing that rules ask for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.model.facts import drawn_count, is_known
from chargeplan.model.labels import fact_name
from chargeplan.model.site import Site, SiteFact
from chargeplan.ui.facts import TOOL_OF
from chargeplan.ui.widgets import ElidedLabel, IconButton, PlainLabel, TickBox, heading, muted

_CAPTION_LETTERS = 4
"""Room for a caption in a narrow panel, where it ends in dots."""

_DRAW, _TELL = N_("Draw it on the plan"), N_("Tell the use of the buildings")


class KnownFacts(QWidget):
    """Facts, each drawn so many times, not there, or unknown.

    `start(fact)` is called by the button that draws one, `deny(fact, on)` by the box that says there is none.
    """

    def __init__(
        self,
        start: Callable[[SiteFact], None],
        deny: Callable[[SiteFact, bool], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows: dict[SiteFact, tuple[PlainLabel, TickBox]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(4)
        head = heading(self)
        head.setText(tr("Known facts"))
        layout.addWidget(head)
        layout.addWidget(
            muted(PlainLabel(tr("A rule is decided once its facts are drawn or denied."), wrap=True))
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        for row, fact in enumerate(SiteFact):
            self._add(grid, row, fact, start, deny)

    def _add(
        self,
        grid: QGridLayout,
        row: int,
        fact: SiteFact,
        start: Callable[[SiteFact], None],
        deny: Callable[[SiteFact, bool], None],
    ) -> None:
        name = fact_name(fact)
        title = name[:1].upper() + name[1:]
        state = PlainLabel(parent=self)
        state.setObjectName(f"fact_{fact.value}")
        none = TickBox(self)
        none.setObjectName(f"none_{fact.value}")
        none.setText(tr("none here"))
        none.setAccessibleName(tr("{fact}: none here", fact=title))
        none.clicked.connect(lambda on, fact=fact: deny(fact, on))
        icon_name, words = (TOOL_OF[fact], _DRAW) if fact in TOOL_OF else ("building", _TELL)
        draw = IconButton(f"draw_{fact.value}", icon_name, words, self)
        draw.setAccessibleName(f"{title}: {tr(words)}")
        draw.clicked.connect(lambda _on=False, fact=fact: start(fact))
        caption = ElidedLabel(title, self)
        caption.setToolTip(title)
        caption.setMinimumWidth(self.fontMetrics().height() * _CAPTION_LETTERS)
        grid.addWidget(muted(caption), row, 0)
        grid.addWidget(state, row, 1)
        grid.addWidget(none, row, 2)
        grid.addWidget(draw, row, 3, Qt.AlignmentFlag.AlignRight)
        self._rows[fact] = (state, none)

    def show_site(self, site: Site) -> None:
        """Show what is known of a site; what is drawn is not denied."""
        for fact, (state, none) in self._rows.items():
            drawn, known = drawn_count(site, fact), is_known(site, fact)
            without = tr("none") if known else tr("unknown")
            state.setText(tr("drawn: {count}", count=drawn) if drawn else without)
            role = QPalette.ColorRole.WindowText if known else QPalette.ColorRole.PlaceholderText
            state.setForegroundRole(role)
            told = fact in site.none_here
            none.setChecked(told and not drawn)
            none.setEnabled(told or not known)
            none.setVisible(not drawn)
