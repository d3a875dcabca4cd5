"""The selected estate explained: its grade and why, figures before and after, differences, tasks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.register_words import load_register_words
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparing import rating_after
from chargeplan.town.comparison import Assessed
from chargeplan.town.failures import failure_sentence
from chargeplan.town.figures import PlanFigures, Reach
from chargeplan.town.grading import POINT_UNITS, Contribution, Grade, points_of
from chargeplan.town.indicators import indicators_of
from chargeplan.town.register import EstateRow
from chargeplan.town.standing import ChosenScheme, Origin, Standing
from chargeplan.town.task_list import is_open, is_overdue
from chargeplan.town.tasks import Task
from chargeplan.town.words import GRADE_LETTERS, GRADE_NAMES, SOLVER_NAMES, STATE_NAMES, scheme_called
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import grouped, money, number
from chargeplan.ui.town.columns import UNKNOWN
from chargeplan.ui.town.estate_parts import Cause, CauseBars, FigureGrid, GradeSign
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.table_model import ESTIMATED
from chargeplan.ui.town.weights_panel import weight_tip
from chargeplan.ui.widgets import PlainLabel, heading, muted, rule_line, tint

_BEFORE_AND_AFTER = (
    ("figureStalls", N_("Parkable bikes")),
    ("figureChargers", N_("Charging facilities")),
    ("figureSockets", N_("Sockets")),
    ("figureStallsShort", N_("Stalls short")),
    ("figureSocketsShort", N_("Sockets short")),
    ("figureDoorways", N_("Doorways within reach")),
    ("figureReached", N_("Households within reach")),
)
_SINGLE = (
    ("figureHouseholds", N_("Households")),
    ("figureEbikes", N_("E-bikes")),
    ("figureCost", N_("Cost of the scheme, with tax")),
    ("figureCostPerSocket", N_("Cost per socket")),
)
_PERCENT = 100
_SECTION_PX = 4


class EstatePanel(Living, QScrollArea):
    """Follows the selection; nothing is written while nobody sees it."""

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._method = load_town_method()
        self._stale = True
        self.setObjectName("estatePanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.say(self.setAccessibleName, N_("The selected estate"))
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(8, 6, 8, 8)
        self._empty = self._quiet()
        self._empty.setObjectName("estateEmpty")
        self.say(
            self._empty.setText,
            N_("Select an estate in the table or in a picture to see why it has its grade."),
        )
        self._body = QWidget()
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._make_parts()
        outer.addWidget(self._empty)
        outer.addWidget(self._body)
        outer.addStretch(1)
        self.setWidget(page)
        for signal in (session.register_opened, session.comparison_changed, session.rated):
            signal.connect(self._changed)
        session.tasks_changed.connect(self._changed)
        session.selection_changed.connect(lambda _origin: self._changed())
        self._changed()

    # the parts

    def _make_parts(self) -> None:
        self._name = self._label("estateName", heading(factor=1.15))
        self._where = self._label("estateWhere", self._quiet())
        self._several = self._label("estateSeveral", self._quiet())
        self._layout.addWidget(self._grade_row())
        self._layout.addWidget(rule_line())
        self._section(N_("What makes up the score"))
        self._why = self._label("estateWhy", PlainLabel())
        self.causes = CauseBars()
        self._layout.addWidget(self.causes)
        self._layout.addWidget(rule_line())
        self._section(N_("Before and after the scheme"))
        self._origin = self._label("estateOrigin", PlainLabel())
        self.figures = FigureGrid((N_("before"), N_("after")))
        for name, title in (*_SINGLE[:2], *_BEFORE_AND_AFTER, *_SINGLE[2:]):
            self.figures.add(name, title)
        self._layout.addWidget(self.figures)
        self._findings = self._label("estateFindings", PlainLabel())
        self._difference_head = self._section(N_("The plan differs from the register"))
        self._differences = self._label("estateDifferences", PlainLabel())
        self._task_head = self._section(N_("Tasks still open"))
        self._tasks = self._label("estateTasks", PlainLabel())
        self._layout.addWidget(rule_line())
        self._source = self._label("estateSource", self._quiet())

    def _label(self, name: str, label: PlainLabel) -> PlainLabel:
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(label)
        return label

    @staticmethod
    def _quiet() -> PlainLabel:
        label = PlainLabel(wrap=True)
        muted(label)
        return label

    def _section(self, title: str) -> PlainLabel:
        label = heading()
        label.setContentsMargins(0, _SECTION_PX, 0, 0)
        self.say(label.setText, title)
        self._layout.addWidget(label)
        return label

    def _grade_row(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        self.sign = GradeSign()
        self._grade = PlainLabel(wrap=True)
        self._grade.setObjectName("estateGrade")
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._grade, 1)
        return box

    # what is shown

    def retranslate(self) -> None:
        """Write everything in the language of now."""
        self._changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Write what changed while nobody saw it."""
        super().showEvent(event)
        if self._stale:
            self._write()

    def _changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._write()

    def _write(self) -> None:
        self._stale = False
        selected = self._session.selected
        estate = self._session.assessed(selected[0]) if selected else None
        self._empty.setVisible(estate is None)
        self._body.setVisible(estate is not None)
        if estate is None:
            return
        row = estate.standing.row
        self._name.setText(row.name)
        self._put(self._where, _where_lines(row))
        more = len(selected) > 1
        several = tr("{count} estates are selected; this is the first of them.", count=f"{len(selected):,}")
        self._put(self._several, [several] if more else [])
        self._write_grade(estate)
        self._write_figures(estate.standing)
        self._write_lists(estate)

    @staticmethod
    def _put(label: PlainLabel, lines: Iterable[str]) -> None:
        text = "\n".join(line for line in lines if line)
        label.setText(text)
        label.setVisible(bool(text))

    def _write_grade(self, estate: Assessed) -> None:
        rating = estate.rating
        self.sign.show_grade(rating.grade)
        lines = [tr(GRADE_NAMES[rating.grade])]
        if rating.score is not None:
            rated = self._rated_count()
            lines.append(tr("Score {score} of 100, more is worse", score=number(rating.score, 2)))
            lines.append(
                tr("Rank {rank} of {count}, 1 is the worst", rank=_count(rating.rank), count=_count(rated))
            )
            move = number(self._method.value("weight_move_percent"), 0)
            lines.append(_rank_line(rating.rank_best, rating.rank_worst, move))
            lines += self._after_lines(estate)
        self._grade.setText("\n".join(lines))
        self.causes.show_causes([self._cause(one, estate) for one in rating.contributions])
        self._put(self._why, self._why_lines(estate))

    def _after_lines(self, estate: Assessed) -> list[str]:
        if estate.standing.scheme.origin is Origin.NONE or self._session.comparison is None:
            return []
        after = rating_after(estate, self._session.comparison.settings)
        if after.score is None:
            return []
        return [
            tr(
                "With the scheme, hazards as reported: {grade}, score {score}",
                grade=tr(GRADE_LETTERS[after.grade]),
                score=number(after.score, 2),
            )
        ]

    def _rated_count(self) -> int:
        comparison = self._session.comparison
        if comparison is None:
            return 0
        return comparison.total.estates - comparison.total.grades[Grade.UNRATED.value]

    def _why_lines(self, estate: Assessed) -> list[str]:
        rating = estate.rating
        if rating.grade is Grade.UNRATED:
            facts = [pick(self._method.indicator(name).title) for name in rating.missing]
            return [tr("Unrated, because these are unknown:"), *(f"· {fact}" for fact in facts)]
        return [] if rating.contributions else [tr("No weighted indicator shows a risk")]

    def _cause(self, one: Contribution, estate: Assessed) -> Cause:
        indicator = self._method.indicator(one.indicator_id)
        value = estate.indicators.get(indicator.id)
        told = ""
        if value is not None and indicator.grading is not None:
            points = Decimal(points_of(value, indicator.grading)) / POINT_UNITS
            told = tr(
                "{value} {unit}, {points} points",
                value=grouped(value, indicator.decimals),
                unit=pick(indicator.unit),
                points=number(points, 1),
            )
        return Cause(
            pick(indicator.title),
            f"{number(one.percent, 1)} %",
            float(one.percent) / _PERCENT,
            told,
            weight_tip(indicator),
        )

    def _write_figures(self, standing: Standing) -> None:
        scheme, before, after = standing.scheme, standing.before, standing.after
        values = indicators_of(standing)
        mark = f" {tr(ESTIMATED)}" if standing.estimated else ""
        pairs = {
            "figureStalls": (_count(before.stalls), _count(after.stalls, mark)),
            "figureChargers": (_count(before.chargers), _count(after.chargers, mark)),
            "figureSockets": (_count(before.sockets), _count(after.sockets, mark)),
            "figureStallsShort": (_count(standing.stalls_short), _count(values["stalls_short_after"], mark)),
            "figureSocketsShort": (
                _count(standing.sockets_short),
                _count(values["sockets_short_after"], mark),
            ),
            "figureDoorways": (_doorways(standing.reach_before), _doorways(standing.reach_after)),
            "figureReached": (_reached(standing.reach_before), _reached(standing.reach_after)),
        }
        for name, (early, late) in pairs.items():
            self.figures.show_row(name, early, late)
        self.figures.show_row("figureHouseholds", _count(standing.households))
        counted = tr("counted") if standing.ebikes_counted else tr("expected")
        bikes = UNKNOWN if standing.ebikes is None else f"{_count(standing.ebikes)} ({counted})"
        self.figures.show_row("figureEbikes", bikes)
        self.figures.show_row("figureCost", _money(scheme.cost_cny, mark))
        self.figures.show_row("figureCostPerSocket", _money(values["cost_per_socket"], mark))
        self._put(self._origin, _origin_lines(standing.row, scheme))

    def _write_lists(self, estate: Assessed) -> None:
        standing = estate.standing
        outcome = standing.outcome
        failure = outcome.failure if outcome is not None else None
        if failure is not None:
            told = tr("The plan gave no figures: {reason}", reason=failure_sentence(failure))
        elif standing.figures is not None:
            told = _findings_line(standing.figures)
        else:
            told = tr("The plan has not been analysed yet.") if standing.row.plan else ""
        tint(self._findings, "error" if failure is not None else "")
        others = outcome.failed_alternatives if outcome is not None else ()
        self._put(self._findings, [told, *map(failure_sentence, others)])
        differences = _difference_lines(standing)
        self._difference_head.setVisible(bool(differences))
        self._put(self._differences, differences)
        tasks = [task for task in estate.tasks if is_open(task)]
        self._task_head.setVisible(bool(tasks))
        self._put(self._tasks, (self._task_line(task) for task in tasks))
        self._put(self._source, _source_lines(standing.row))

    def _task_line(self, task: Task) -> str:
        kind = self._method.kind(task.kind)
        title = pick(kind.title) if kind is not None else task.kind
        parts = [title]
        if task.amount is not None:
            parts.append(f"{task.amount} {pick(kind.unit) if kind is not None else ''}".strip())
        parts += [tr(SOLVER_NAMES[task.solver]), tr(STATE_NAMES[task.state])]
        if task.due is not None:
            parts.append(tr("due {date}", date=task.due.isoformat()))
        comparison = self._session.comparison
        if comparison is not None and is_overdue(task, comparison.as_of):
            parts.append(tr("overdue"))
        return "· " + tr(", ").join(parts)


def _where_lines(row: EstateRow) -> list[str]:
    units = " / ".join(name for name in (row.district, row.street, row.committee) if name)
    return [" · ".join(part for part in (row.code, units) if part), row.address]


def _rank_line(best: int | None, worst: int | None, percent: str) -> str:
    if best == worst:
        return tr("The rank stays when weights move by ±{percent} %", percent=percent)
    text = N_("Rank {best} to {worst} when weights move by ±{percent} %")
    return tr(text, best=_count(best), worst=_count(worst), percent=percent)


def _count(value: int | Decimal | None, mark: str = "") -> str:
    return UNKNOWN if value is None else grouped(Decimal(value), 0) + mark


def _money(value: Decimal | None, mark: str) -> str:
    return UNKNOWN if value is None else money(value) + mark


def _doorways(reach: Reach | None) -> str:
    if reach is None:
        return UNKNOWN
    return tr("{served} of {count}", served=reach.doorways_served, count=reach.doorways)


def _reached(reach: Reach | None) -> str:
    return _count(reach.households_served if reach is not None else None)


def _origin_lines(row: EstateRow, scheme: ChosenScheme) -> list[str]:
    if scheme.origin is Origin.PLAN:
        called = scheme_called(scheme.name)
        lines = [tr("With the scheme {scheme} of the plan {plan}.", scheme=called, plan=row.plan)]
        if scheme.unpriced_lines:
            lines.append(tr("{count} lines of its bill have no price yet.", count=scheme.unpriced_lines))
        return lines
    if scheme.origin is Origin.ESTIMATE:
        return [
            tr("Estimate ({mark}): what is missing, at the median cost per socket of all planned schemes.",
               mark=tr(ESTIMATED))
        ]  # fmt: skip
    return [tr("Nothing is missing, so no scheme is needed.")]


def _findings_line(figures: PlanFigures) -> str:
    return tr(
        "Findings of the scheme: errors {errors}, warnings {warnings}, hints {infos}, undecided {undecided}",
        errors=figures.errors,
        warnings=figures.warnings,
        infos=figures.infos,
        undecided=figures.undecided,
    )


def _difference_lines(standing: Standing) -> list[str]:
    words = load_register_words()
    return [
        "· "
        + tr(
            "{field}: register {register}, plan {plan}",
            field=pick(words.field(one.field).title),
            register=one.register,
            plan=one.plan,
        )
        for one in standing.differences
    ]


def _source_lines(row: EstateRow) -> list[str]:
    return [
        tr("Made up to illustrate, not a real figure.") if row.illustrative else "",
        tr("Source: {source}", source=row.source) if row.source else "",
        tr("Figures of {date}", date=row.as_of.isoformat()) if row.as_of is not None else "",
        row.remarks,
    ]
