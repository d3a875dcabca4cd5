"""Weights of the risk grade on sliders: estates are rated anew while one is pulled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.town_weights import (
    MOST_WEIGHT,
    WEIGHT_DECIMALS,
    WeightsFile,
    read_weights,
    write_weights,
)
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import Grade, checked_limits, checked_weights
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import number
from chargeplan.ui.town.assumptions import Assumptions
from chargeplan.ui.town.flow import FlowLayout
from chargeplan.ui.town.indicator_columns import indicator_tip
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.weight_rows import NumberRow
from chargeplan.ui.widgets import PlainLabel, heading, muted, rule_line, tint
from chargeplan.units import round_half_up

_LIMITED = (Grade.B, Grade.C, Grade.D)
_MOST_SCORE = 100
_LIMIT_DECIMALS = 2
_SHOWN_FAULTS = 4
_PERCENT = 100
_CHANGE = N_("Change weights")
_STEM = "weights"

Limits = tuple[Decimal, Decimal, Decimal]


def weight_tip(indicator: Indicator) -> str:
    """Return what an indicator is, how it is worked out, and between which values it is graded."""
    lines = [f"{pick(indicator.title)} [{pick(indicator.unit)}]", indicator_tip(indicator)]
    grading = indicator.grading
    if grading is not None:
        lines.append(
            tr(
                "Graded straight from 0 points at {good} to 100 points at {bad} ({source})",
                good=f"{grading.good:f}",
                bad=f"{grading.bad:f}",
                source=grading.source,
            )
        )
        if not grading.verified:
            lines.append(tr("These two values are to be verified."))
    return "\n".join(lines)


class WeightsPanel(Living, QScrollArea):
    """A slider and a number for each weight and for the scores from which grades begin.

    What is moved is rated at once, in the thread beside the window; while it is at it, only the newest
    position waits. One pull is one step to undo.
    """

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._method = load_town_method()
        self._shipped = default_settings()
        self._waiting = False
        self._gesture = 0
        self._used = set(self._shipped.weights)
        self._unknown: Mapping[str, int] = {}
        self._stale = True
        self.setObjectName("weightsPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("Weights of the risk grade"))
        self._page = QWidget()
        self._layout = QVBoxLayout(self._page)
        self._layout.setContentsMargins(8, 6, 8, 8)
        self._layout.setSpacing(4)
        self._make_head()
        self.weights = self._make_weights()
        self._make_more()
        self._layout.addWidget(rule_line())
        self.limits = self._make_limits()
        self._layout.addWidget(rule_line())
        self.assumptions = Assumptions(session)
        self._layout.addWidget(self.assumptions)
        self._layout.addStretch(1)
        self.setWidget(self._page)
        self._wire()
        self._follow()

    # the parts

    def _make_head(self) -> None:
        self._name = heading()
        self._name.setObjectName("weightsName")
        self._name.setWordWrap(True)
        note = muted(PlainLabel(wrap=True))
        self.say(
            note.setText,
            N_("Only the proportions of weights count. A is the lowest risk, D the highest. An estate of "
               "which a weighted indicator is unknown is unrated. Shipped weights and limits are proposals, "
               "to be verified."),
        )  # fmt: skip
        self._counts = PlainLabel(wrap=True)
        self._counts.setObjectName("weightsCounts")
        self._told = PlainLabel(wrap=True)
        self._told.setObjectName("weightsFault")
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._told.hide()
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.setContentsMargins(0, 2, 0, 4)
        self.reset = self._button("resetWeights", N_("Back to the shipped ones"), self._reset)
        self.load = self._button("loadWeights", N_("Load..."), self._load)
        self.save = self._button("saveWeights", N_("Save..."), self._save)
        for button in (self.reset, self.load, self.save):
            row.addWidget(button)
        for part in (self._name, self._counts, self._told, buttons, note):
            self._layout.addWidget(part)

    def _button(self, name: str, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        self.say(button.setText, text)
        button.clicked.connect(lambda _on=False: act())
        return button

    def _make_weights(self) -> Mapping[str, NumberRow]:
        shipped = self._shipped.weights
        indicators = sorted(self._method.gradable, key=lambda one: -shipped.get(one.id, Decimal(0)))
        rows = {}
        for indicator in indicators:
            row = self._row(f"weight_{indicator.id}", MOST_WEIGHT, WEIGHT_DECIMALS)
            row.call(lambda one=indicator: (pick(one.title), weight_tip(one)))  # type: ignore[misc]
            rows[indicator.id] = row
        return rows

    def _row(self, name: str, most: int, decimals: int) -> NumberRow:
        row = NumberRow(name, most, decimals)
        row.begun.connect(self._begin)
        row.moved.connect(self._moved)
        row.settled.connect(self._settled)
        self._layout.addWidget(row)
        return row

    def _make_more(self) -> None:
        self.more = QPushButton()
        self.more.setObjectName("moreWeights")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_rows)
        self._layout.addWidget(self.more)

    def _make_limits(self) -> Mapping[Grade, NumberRow]:
        title = heading()
        self.say(title.setText, N_("Scores from which grades begin"))
        self._layout.addWidget(title)
        rows = {}
        for grade in _LIMITED:
            row = self._row(f"limit{grade.value}", _MOST_SCORE, _LIMIT_DECIMALS)
            row.call(lambda one=grade: _limit_words(one))  # type: ignore[misc]
            rows[grade] = row
        return rows

    def _wire(self) -> None:
        session = self._session
        session.settings_changed.connect(self._settings_changed)
        session.register_opened.connect(self._follow)
        session.comparison_changed.connect(self._figures_changed)
        session.rated.connect(self._show_counts)
        session.working_changed.connect(self._work_changed)

    # what is shown

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self._show_names()
        self._show_counts()
        self._show_shares()

    def _follow(self) -> None:
        """Show what another register brings."""
        self._used = set(self._shipped.weights)
        self.tell("")
        self.setEnabled(self._session.reading is not None)
        self._show_settings()
        self._figures_changed()

    def _settings_changed(self) -> None:
        if not self._waiting:
            self._show_settings()

    def _show_settings(self) -> None:
        settings = self._session.settings
        for name, row in self.weights.items():
            row.show_value(settings.weights.get(name, Decimal(0)))
        for grade, limit in zip(_LIMITED, settings.grade_limits, strict=True):
            self.limits[grade].show_value(limit)
        self._used |= {name for name, weight in settings.weights.items() if weight}
        self._show_rows()
        self._show_names()
        self._show_shares()

    def _show_rows(self) -> None:
        for name, row in self.weights.items():
            row.setVisible(name in self._used or self.more.isChecked())
        self.more.setVisible(len(self._used) < len(self.weights))
        self._show_names()

    def _show_names(self) -> None:
        fewer = self.more.isChecked()
        self.more.setText(tr("Only the weighted ones") if fewer else tr("More indicators to weight"))
        settings = self._session.settings
        if self._are_shipped():
            name = pick(self._method.weights_title)
        else:
            name = settings.weights_name or tr("Own weights")
        self._name.setText(name)

    def _are_shipped(self) -> bool:
        settings = self._session.settings
        weights = {name: weight for name, weight in settings.weights.items() if weight}
        return weights == self._shipped.weights and settings.grade_limits == self._shipped.grade_limits

    def showEvent(self, event: QShowEvent) -> None:
        """Count what changed while nobody saw it."""
        super().showEvent(event)
        if self._stale:
            self._figures_changed()

    def _figures_changed(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        comparison = self._session.comparison
        estates: Sequence[Mapping[str, Decimal | None]] = (
            [one.indicators for one in comparison.estates] if comparison is not None else []
        )
        self._unknown = Counter(
            name for values in estates for name in self.weights if values.get(name) is None
        )
        self._show_counts()
        self._show_shares()

    def _show_counts(self) -> None:
        comparison = self._session.comparison
        self._counts.setVisible(comparison is not None)
        if comparison is not None:
            counts = comparison.total.grades
            self._counts.setText(
                tr(
                    "A: {a}, B: {b}, C: {c}, D: {d}, unrated: {unrated}",
                    a=f"{counts[Grade.A.value]:,}",
                    b=f"{counts[Grade.B.value]:,}",
                    c=f"{counts[Grade.C.value]:,}",
                    d=f"{counts[Grade.D.value]:,}",
                    unrated=f"{counts[Grade.UNRATED.value]:,}",
                )
            )

    def _show_shares(self) -> None:
        """Tell beside each weight its share of all, and of how many estates its indicator is unknown."""
        total = sum((row.value for row in self.weights.values()), Decimal(0))
        for name, row in self.weights.items():
            told = []
            if total and row.value:
                told.append(f"{number(round_half_up(row.value * _PERCENT / total, 1), 1)} %")
            if self._unknown.get(name):
                told.append(tr("{count} unknown", count=f"{self._unknown[name]:,}"))
            row.note.setText(" · ".join(told))

    def tell(self, text: str, severity: str = "error") -> None:
        """Say what is wrong, or what was done; nothing takes it away."""
        self._told.setText(text)
        self._told.setVisible(bool(text))
        tint(self._told, severity if text else "")

    # what is changed

    def _begin(self) -> None:
        self._gesture += 1

    def _moved(self) -> None:
        """Rate what a slider is pulled to; where the thread is still at it, when it is done."""
        self._show_shares()
        self._waiting = True
        if not self._session.working:
            self._take()

    def _settled(self) -> None:
        self._show_shares()
        self._take()
        self._begin()

    def _work_changed(self, on: bool) -> None:
        if self._waiting and not on:
            self._take()

    def _take(self) -> None:
        """Make what the sliders show the settings; what cannot be is told, and the settings stay."""
        self._waiting = False
        weights = {name: row.value for name, row in self.weights.items() if row.value}
        b, c, d = (self.limits[grade].value for grade in _LIMITED)
        try:
            checked_weights(weights, self._method)
            checked_limits((b, c, d))
        except ChargeplanError as error:
            self.tell(sentence(error))
            return
        self.tell("")
        self._change(weights, (b, c, d), "", f"weights {self._gesture}")

    def _change(self, weights: Mapping[str, Decimal], limits: Limits, name: str, merge_key: str = "") -> None:
        settings = self._session.settings
        if {key: value for key, value in settings.weights.items() if value} == weights:
            weights = settings.weights  # in their own order, so that nothing changes where nothing did
            if settings.grade_limits == limits and (not name or name == settings.weights_name):
                return
        new = replace(settings, weights=weights, grade_limits=limits, weights_name=name)
        self._session.change_settings(new, _CHANGE, merge_key)

    def _reset(self) -> None:
        self.tell("")
        self._change(self._shipped.weights, self._shipped.grade_limits, "")
        self._show_settings()

    def _load(self) -> None:
        path = choosers.open_weights(self, self._session.folder)
        if path is not None:
            self._load_from(path)

    def _load_from(self, path: Path) -> None:
        try:
            held = read_weights(path)
        except ImportFileError as error:
            self.tell(_all_faults(error))
            return
        self._change(held.weights, held.grade_limits, held.name)
        self._show_settings()
        self.tell(tr("{name} was loaded.", name=path.name), "ok")

    def _save(self) -> None:
        suggested = self._session.folder / f"{_STEM}.toml"
        path = choosers.save_weights(self, suggested)
        if path is None:
            return
        settings = self._session.settings
        weights = {name: weight for name, weight in settings.weights.items() if weight}
        name = path.stem if not settings.weights_name else settings.weights_name
        try:
            write_weights(path, WeightsFile(name, weights, settings.grade_limits))
        except ChargeplanError as error:
            self.tell(sentence(error))
        else:
            self.tell(tr("{name} was saved.", name=path.name), "ok")


def _limit_words(grade: Grade) -> tuple[str, str]:
    title = tr("Grade {grade} from", grade=grade.value)
    return title, tr("A is the lowest risk, D the highest; the score goes from 0 to 100, and more is worse.")


def _all_faults(error: ImportFileError) -> str:
    faults = [sentence(fault) for fault in error.faults[:_SHOWN_FAULTS]] or [sentence(error)]
    rest = len(error.faults) - _SHOWN_FAULTS
    if rest > 0:
        faults.append(tr("and {count} more faults", count=rest))
    return "\n".join([tr("Nothing was loaded."), *faults])
