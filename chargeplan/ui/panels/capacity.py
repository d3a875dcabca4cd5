"""The figures of the scheme, the large ones large, and how they change while something is dragged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, sentence, tr
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped, money, number, signed, unknown
from chargeplan.ui.session import Session
from chargeplan.ui.stall_ranges import trust_line
from chargeplan.ui.theme import missing_colours, severity_colour
from chargeplan.ui.widgets import PlainLabel, heading, muted, rule_line, scaled_font, tint
from chargeplan.units import to_decimal

_NO_FIGURE = "—"


@dataclass(frozen=True)
class Target:
    """How many sockets the estate should have for its bikes, and how many it has with the scheme."""

    sockets: int
    needed: int
    bikes: int
    bikes_per_socket: int
    counted: bool

    @property
    def met(self) -> bool:
        """Whether there are enough."""
        return self.sockets >= self.needed


def target_of(analysis: Any) -> Target | None:
    """Return the target of an analysis, None when nobody knows the number of bikes."""
    totals = analysis.totals
    if not totals.ebikes:
        return None
    catalogue = analysis.references.catalogue
    each = round(catalogue.constant("bikes_per_socket_target"))
    bikes = Decimal(totals.ebikes)
    if (
        not totals.ebikes_counted and totals.households
    ):  # the estimate itself, before it was rounded to be shown
        bikes = totals.households * to_decimal(catalogue.constant("ebikes_per_household"))
    return Target(
        sockets=totals.sockets + totals.existing_sockets,
        needed=math.ceil(bikes / each),
        bikes=totals.ebikes,
        bikes_per_socket=each,
        counted=totals.ebikes_counted,
    )


class BigFigure(QWidget):
    """One large number with its name above and its change beside it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.caption = muted(PlainLabel(parent=self))
        self.value = PlainLabel(_NO_FIGURE, self)
        self.value.setObjectName(name)
        self.value.setFont(scaled_font(self.value.font(), 1.9, bold=True))
        self.change = PlainLabel(parent=self)
        self.change.setObjectName(name + "Change")
        self.change.setFont(scaled_font(self.change.font(), 0.95, bold=True))
        layout.addWidget(self.caption)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.value)
        line.addWidget(self.change, 1, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(line)

    def show_figure(self, text: str, change: str = "") -> None:
        """Show a figure, and by how much it would change."""
        self.value.setText(text)
        self.change.setText(change)
        self.value.setAccessibleName(f"{self.caption.text()} {text}")


class TargetBar(QWidget):
    """How far the sockets go towards the target: a bar, and the same in words above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._met = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be a thin bar."""
        return QSize(120, 10)

    def show_share(self, share: float, met: bool) -> None:
        """Fill this share of the bar."""
        self._share, self._met = max(0.0, min(1.0, share)), met
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
            painter.setBrush(severity_colour("ok" if self._met else "warning"))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * self._share, self.height()), 5, 5)


class CapacityPanel(Living, QScrollArea):
    """Follows the newest analysis, and the live figures of a drag."""

    bill_wanted = Signal()
    folded = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._live: Any = None
        self.setObjectName("capacityPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("Capacity"))
        self._page = page = QWidget()
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(12, 10, 12, 8)
        self._layout.setSpacing(6)
        self._build_state()
        self._build_heroes()
        self._build_cost()
        self._layout.addWidget(rule_line(page))
        self._build_target()
        self._layout.addWidget(rule_line(page))
        self._build_rows()
        self._layout.addStretch(1)
        self.setWidget(page)
        session.analysis_changed.connect(self.refresh)
        session.foreseen_changed.connect(self.refresh)
        session.analysis_failed.connect(self.refresh)
        session.improving_changed.connect(self._show_heroes)
        session.document.edited.connect(self._show_state)
        session.document.edited.connect(self._show_trust)
        session.stall_range_changed.connect(self._show_trust)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Show everything without scrolling where there is room."""
        hint = self._page.sizeHint()
        width = max(320, hint.width() + 16)
        return QSize(width, self._height_for(width) + 4)

    def minimumSizeHint(self) -> QSize:
        """Keep the large figures in sight whatever stands below."""
        rest = self._rest.sizeHint().height() if self.all_shown else 0
        return QSize(super().minimumSizeHint().width(), self._height_for(self.width()) - rest + 4)

    def _height_for(self, width: int) -> int:
        return max(self._layout.heightForWidth(width), self._layout.sizeHint().height())

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self.refresh()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self.refresh()

    def show_live(self, figures: Any) -> None:
        """Show the figures of a drag, or the plan's own again for None."""
        self._live = figures
        self.refresh()

    def refresh(self) -> None:
        """Show the newest figures."""
        self._show_state()
        analysis = self._session.shown
        totals = None if analysis is None else analysis.totals
        self._show_heroes()
        self._show_trust()
        self._show_rows(totals)
        self._show_target(None if analysis is None else target_of(analysis))
        self._show_cost(None if analysis is None else analysis.bill)

    # parts

    def _build_state(self) -> None:
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("capacityState")
        self._layout.addWidget(self._state)

    def _build_heroes(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        self._roofed = BigFigure("figureRoofedArea")
        self._stalls = BigFigure("figureStalls")
        self._sockets = BigFigure("figureSockets")
        for hero, caption, share in (
            (self._roofed, N_("Roofed area [m²]"), 3),
            (self._stalls, N_("Stalls"), 2),
            (self._sockets, N_("Sockets"), 2),
        ):
            self.say(hero.caption.setText, caption)
            line.addWidget(hero, share)
        self._layout.addLayout(line)
        self._trust = muted(PlainLabel(wrap=True))
        self._trust.setObjectName("scaleTrust")
        self._layout.addWidget(self._trust)

    def _build_rows(self) -> None:
        self._more = QToolButton()
        self._more.setObjectName("moreFigures")
        self._more.setCheckable(True)
        self._more.setAutoRaise(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.say(self._more.setText, N_("More figures"))
        self._more.toggled.connect(self._fold)
        self._layout.addWidget(self._more)
        self._rest = QWidget()
        grid = QGridLayout(self._rest)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        self._rows: dict[str, PlainLabel] = {}
        for row, (name, caption) in enumerate(
            (
                ("floor_area", N_("Floor area [m²]")),
                ("gross_area", N_("Gross area with strips and aisles [m²]")),
                ("usable_area", N_("Usable area of the lots [m²]")),
                ("chargers", N_("Chargers")),
                ("per_100", N_("Sockets per 100 households")),
                ("stalls_per_100", N_("Stalls per 100 households")),
                ("existing", N_("Existing stalls / sockets")),
            )
        ):
            title = muted(PlainLabel(wrap=True))
            self.say(title.setText, caption)
            value = PlainLabel(_NO_FIGURE)
            value.setObjectName("figure_" + name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(title, row, 0)
            grid.addWidget(value, row, 1)
            self._rows[name] = value
        self._layout.addWidget(self._rest)
        self._more.setChecked(True)

    def _fold(self, open_: bool) -> None:
        self._more.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self._rest.setVisible(open_)
        self._layout.activate()
        self.updateGeometry()
        self.folded.emit()

    @property
    def all_shown(self) -> bool:
        """Whether the smaller figures are shown below the large ones."""
        return self._more.isChecked()

    def show_all(self, on: bool) -> None:
        """Show the smaller figures too, or leave the room to the panels below."""
        self._more.setChecked(on)

    def _build_target(self) -> None:
        self._target = PlainLabel(wrap=True)
        self._target.setObjectName("targetText")
        self._bar = TargetBar()
        self._bar.setObjectName("targetBar")
        self._layout.addWidget(self._target)
        self._layout.addWidget(self._bar)

    def _build_cost(self) -> None:
        line = QHBoxLayout()
        caption = muted(PlainLabel())
        self.say(caption.setText, N_("Total so far"))
        self._total = heading(factor=1.25)
        self._total.setObjectName("figureTotal")
        self._total.setAutoFillBackground(True)
        self._total_change = PlainLabel()
        self._total_change.setObjectName("figureTotalChange")
        self._total_change.setFont(scaled_font(self._total_change.font(), 0.95, bold=True))
        line.addWidget(caption)
        line.addStretch(1)
        line.addWidget(self._total_change)
        line.addWidget(self._total)
        self._layout.addLayout(line)
        foot = QHBoxLayout()
        self._cost_note = muted(PlainLabel(wrap=True))
        self._cost_note.setObjectName("costNote")
        button = QPushButton()
        button.setObjectName("openBillButton")
        self.say(button.setText, N_("Bill..."))
        button.clicked.connect(self.bill_wanted)
        foot.addWidget(self._cost_note, 1)
        foot.addWidget(button)
        self._layout.addLayout(foot)

    # what they show

    def _show_state(self) -> None:
        error = self._session.analysis_error
        stale = self._session.analysis_revision != self._session.document.revision
        if error is not None:
            text = tr("The figures could not be worked out: {reason}", reason=sentence(error))
        elif stale and self._session.analysis is None:
            text = tr("Working out the figures...")
        else:
            text = ""
        self._state.setText(text)
        self._state.setVisible(bool(text))
        tint(self._state, "error" if error else "info")

    def _show_heroes(self) -> None:
        standing, shown = self._session.analysis, self._session.shown
        change = (getattr(self._live, "difference", None) or 0) if self._live is not None else 0
        if standing is None or shown is None:
            for hero in (self._roofed, self._stalls, self._sockets):
                hero.show_figure(_NO_FIGURE)
            return
        totals = shown.totals
        self._roofed.show_figure(number(totals.roofed_area_m2, 2))
        about = "≈ " if self._session.improving else ""
        stalls = totals.stalls if self._live is None else standing.totals.stalls + change
        self._stalls.show_figure(f"{about}{stalls}", signed(change, 0) if change else "")
        self._sockets.show_figure(str(totals.sockets))

    def _show_trust(self) -> None:
        """Say how far the scale is trusted, and between which counts stalls lie for it."""
        text = trust_line(self._session)
        text = text[:1].upper() + text[1:]
        if text != self._trust.text():
            self._trust.setText(text)
            self.updateGeometry()  # it may take another line
        self._trust.setVisible(bool(text))

    def _show_rows(self, totals: Any) -> None:
        if totals is None:
            for label in self._rows.values():
                label.setText(_NO_FIGURE)
            return
        chargers = str(totals.chargers)
        if totals.spare_ports:
            chargers = tr("{count} ({spare} ports spare)", count=totals.chargers, spare=totals.spare_ports)
        texts = {
            "floor_area": number(totals.floor_area_m2, 2),
            "gross_area": number(totals.gross_area_m2, 2) + self._give_or_take("gross_area_m2"),
            "usable_area": number(totals.usable_area_m2, 2) + self._give_or_take("usable_area_m2"),
            "chargers": chargers,
            "per_100": _per_100(totals.sockets_per_100_households),
            "stalls_per_100": _per_100(totals.stalls_per_100_households),
            "existing": f"{totals.existing_stalls} / {totals.existing_sockets}",
        }
        for name, text in texts.items():
            self._rows[name].setText(text)

    def _give_or_take(self, name: str) -> str:
        """Return by how much an area of ground can be off, or nothing where that is unknown or nothing."""
        from chargeplan.analysis import area_tolerances

        shown = self._session.shown
        tolerances = None if shown is None else area_tolerances(shown)
        tolerance = None if tolerances is None else getattr(tolerances, name)
        return f" ± {number(tolerance, 2)}" if tolerance else ""

    def _show_target(self, target: Target | None) -> None:
        before = self._target.text()
        self._bar.setVisible(target is not None)
        self._target.setText(_target_text(target))
        if target is not None:
            self._bar.show_share(target.sockets / target.needed if target.needed else 1.0, target.met)
        if self._target.text() != before:
            self.updateGeometry()  # it may take another line

    def _show_cost(self, bill: Any) -> None:
        change = getattr(self._live, "difference_cny", None)
        self._total_change.setText(signed(change, 0) if change else "")
        if bill is None:
            self._total.setText(_NO_FIGURE)
            self._cost_note.setText("")
            return
        missing = bill.missing_price_count
        self._total.setText(money(bill.total_cny))
        colours = self.palette()
        if missing:
            ground, text = missing_colours()
            colours.setColor(QPalette.ColorRole.Window, ground)
            colours.setColor(QPalette.ColorRole.WindowText, text)
        self._total.setPalette(colours)
        self._cost_note.setText(
            tr("missing prices: {count}", count=missing) if missing else tr("before tax, reference prices")
        )


def _target_text(target: Target | None) -> str:
    if target is None:
        return tr("Enter the number of households or e-bikes to see the target.")
    verdict = (
        tr("met") if target.met else tr("missing sockets: {count}", count=target.needed - target.sockets)
    )
    bikes = (
        tr("{bikes} bikes counted", bikes=target.bikes)
        if target.counted
        else tr("{bikes} bikes estimated", bikes=target.bikes)
    )
    return tr(
        "Target 1:{each} — {sockets} of {needed} sockets, {verdict} ({bikes})",
        each=target.bikes_per_socket,
        sockets=target.sockets,
        needed=target.needed,
        verdict=verdict,
        bikes=bikes,
    )


def _per_100(value: Decimal | None) -> str:
    return unknown() if value is None else grouped(value, 2)
