"""All that is to be said of one check, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_, tr
from chargeplan.ui.language import Living
from chargeplan.ui.panels.findings_model import (
    MARGIN,
    MEASURED,
    REQUIRED,
    SIGNS,
    WHAT,
    FindingsModel,
    marks_text,
    missing_text,
    sign_of,
    source_text,
)
from chargeplan.ui.widgets import PlainLabel, heading, muted

_FIGURES = ((MEASURED, N_("Measured")), (REQUIRED, N_("Required")), (MARGIN, N_("Margin")))


class FindingDetails(Living, QScrollArea):
    """The check that is chosen in the list: words, figures, source, and a button for each remedy.

    Its signals carry nothing but the number of a mending: the check they are about is `check`.
    """

    mend_wanted = Signal(int)
    waive_wanted = Signal()
    take_back_wanted = Signal()
    draw_wanted = Signal()
    deny_wanted = Signal()
    repair_wanted = Signal()

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.check: Check | None = None
        self.setObjectName("findingDetailsArea")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("Details of the finding"))
        page = QWidget()
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(2, 4, 2, 4)
        self._layout.setSpacing(5)
        self._title = heading(page)
        self._title.setWordWrap(True)
        self._words = PlainLabel(wrap=True)
        self._words.setObjectName("findingDetails")
        self._source = muted(PlainLabel(wrap=True))
        self._source.setObjectName("findingSource")
        self._waiver = PlainLabel(wrap=True)
        self._waiver.setObjectName("findingWaiver")
        self._layout.addWidget(self._words)
        self._layout.addWidget(self._waiver)
        for label in (self._title, self._words, self._source, self._waiver):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mending = QVBoxLayout()
        self._mending.setSpacing(4)
        self._layout.addLayout(self._mending)
        self._mend_buttons: list[QPushButton] = []
        self._state = muted(PlainLabel(wrap=True))
        self._state.setObjectName("mendingState")
        self._layout.addWidget(self._state)
        self.repair = self._button("repairFindingButton", N_("Repair the outline"), self.repair_wanted.emit)
        self.draw_it = self._button("drawFactButton", N_("Draw it now"), self.draw_wanted.emit)
        self.deny_it = self._button("denyFactButton", N_("There is none here"), self.deny_wanted.emit)
        self.waive = self._button("waiveButton", N_("Let it pass..."), self.waive_wanted.emit)
        self.take_back = self._button(
            "takeBackButton", N_("No longer let it pass"), self.take_back_wanted.emit
        )
        for part in (self._title, self._make_figures(), self._source):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        self.setWidget(page)
        self.hide()

    def _make_figures(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        self._figures: list[tuple[int, PlainLabel]] = []
        for place, (column, text) in enumerate(_FIGURES):
            caption, value = muted(PlainLabel()), PlainLabel()
            self.say(caption.setText, text)
            value.setObjectName(f"findingFigure{column}")
            grid.addWidget(caption, 0, place)
            grid.addWidget(value, 1, place)
            grid.setColumnStretch(place, 1)
            self._figures.append((column, value))
        self._figure_box = box
        return box

    def _button(self, name: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        self.say(button.setText, text)
        button.clicked.connect(lambda _on=False: act())
        button.hide()
        self._layout.addWidget(button)
        return button

    def show_check(self, check: Check | None) -> None:
        """Show a check, or nothing."""
        self.check = check
        self.setVisible(check is not None)
        if check is None:
            self.show_mendings((), "")
            return
        sign = tr(SIGNS[sign_of(check)])
        rule = self._model.heading(check)
        self._title.setText(sign if check.rule is None else tr("{sign}: {rule}", sign=sign, rule=rule))
        self._words.setText(self._model.text(check, WHAT))
        for column, value in self._figures:
            value.setText(self._model.text(check, column) or "—")
        self._figure_box.setVisible(check.measured is not None or check.required is not None)
        self._source.setText(self._source_lines(check))
        self._source.setVisible(bool(self._source.text()))
        self._show_waiver(check)
        self.waive.setVisible(check.state in ("missed", "undecided"))
        self.take_back.setVisible(check.waiver is not None and not check.met)

    def _source_lines(self, check: Check) -> str:
        lines = [source_text(check)]
        if check.rule is not None and check.rule.effective:
            lines.append(tr("In force since {date}", date=check.rule.effective))
        lines += [missing_text(check), marks_text(check)]
        return "\n".join(line for line in lines if line)

    def _show_waiver(self, check: Check) -> None:
        waiver = check.waiver
        self._waiver.setVisible(waiver is not None)
        if waiver is None:
            return
        if waiver.day is None:
            text = tr("Let pass by {name}: {reason}", name=waiver.name, reason=waiver.reason)
        else:
            day = waiver.day.isoformat()
            text = tr(
                "Let pass by {name} on {day}: {reason}", name=waiver.name, day=day, reason=waiver.reason
            )
        self._waiver.setText(text)

    def show_mendings(self, titles: Sequence[str], state: str) -> None:
        """Offer remedies, a button each, and say how it stands with them."""
        for number, title in enumerate(titles):
            if number == len(self._mend_buttons):
                self._mend_buttons.append(self._mend_button(number))
            button = self._mend_buttons[number]
            button.setText(title.replace("&", "&&"))
            button.setToolTip("")
            button.show()
        for button in self._mend_buttons[len(titles) :]:
            button.hide()
        self._state.setText(state)
        self._state.setVisible(bool(state))

    def _mend_button(self, number: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"mendButton{number}")
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _on=False: self.mend_wanted.emit(number))
        self._mending.addWidget(button)
        return button
