"""A page before it leaves: seen as it will be, with what it says; written as a file, or printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from chargeplan.analysis import Analysis
from chargeplan.drawing.page_files import SUFFIXES, page_bytes
from chargeplan.drawing.pages import Page
from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.i18n import LANGUAGES, N_, current_language, sentence, tr
from chargeplan.model.project import Project
from chargeplan.ui.background import Analyst
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.export_workbook import LANGUAGE_NAMES
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.dialogs.message import meaning_of, show_error
from chargeplan.ui.dialogs.progress import run_task, written
from chargeplan.ui.drawing_view import DrawingView
from chargeplan.ui.page_painter import PagePainter
from chargeplan.ui.panels.fields import ChoiceField
from chargeplan.ui.panels.form import Form
from chargeplan.ui.panels.property_specs import PropertyField, Section
from chargeplan.ui.paper.printing import print_page
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import IconButton, PlainLabel, for_letters, resize_within_screen, tint

_ZOOM_STEP = 1.25
_FIELDS_PX = 330
_LAST_KIND = "drawing_kind"

Make = Callable[[Analysis], Page]


class PaperDialog(FramedDialog):
    """What both pages have in common; which page it is, and what is chosen for it, is told by `maker`.

    `language` is that of the page. `project` is the plan with what was typed here; whoever opened the dialog
    takes it over. `pending` are called before the page leaves: each takes what is still being typed.
    """

    def __init__(
        self,
        name: str,
        title: str,
        analysis: Analysis,
        errands: Analyst,
        settings: Settings,
        suggested: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, title, parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._analysis = analysis
        self._errands = errands
        self._settings = settings
        self._suggested_path = suggested
        self._task: int | None = None
        self._page: Page | None = None
        self._forms: list[Form] = []
        self._usual: dict[str, str] = {}
        self._beside_page: list[IconButton] = []
        self.pending: list[Callable[[], object]] = []
        self._fields = QVBoxLayout()
        self.choices = QFormLayout()
        self.choices.setHorizontalSpacing(10)
        self.language = current_language()
        self._language_field()
        self._lay_out()
        errands.task_done.connect(self._take)
        resize_within_screen(self, 1180, 800)

    # what it consists of

    def maker(self) -> Make:
        """Return what draws the page as it is chosen now; it is called in a thread."""
        raise NotImplementedError

    def add_form(self, section: Section, usual: Mapping[str, str]) -> Form:
        """Put the fields of the plan below the choices, and return them.

        `usual` is what the page says where a field, known by its name, stays empty.
        """
        self._usual |= usual
        form = Form(tr(section.title), section.fields, self._change)
        self._forms.append(form)
        self.pending.append(form.take_over)
        self._fields.addWidget(form)
        self._show_plan(form)
        for row in range(self.choices.rowCount()):
            item = self.choices.itemAt(row, QFormLayout.ItemRole.LabelRole)
            caption = None if item is None else item.widget()
            if caption is not None:
                caption.setMinimumWidth(form.caption_width)
        self._lead_keyboard(form)
        return form

    def _lead_keyboard(self, form: Form) -> None:
        """Lead the keyboard from the last field to the page and on to the buttons, beginning at the page."""
        last = form.findChild(QWidget, form.fields[-1].name)
        assert last is not None
        way: list[QWidget] = [last, *self._beside_page, self.view, *self._button_row]
        for before, after in pairwise(way):
            QWidget.setTabOrder(before, after)
        self.view.setFocus()

    @property
    def project(self) -> Project:
        """The plan with what was typed."""
        return self._analysis.project

    def put(self, project: Project) -> None:
        """Go on with another state of the plan, which differs in what the page says alone."""
        scheme = project.scheme(self._analysis.scheme.id)
        self._analysis = replace(self._analysis, project=project, scheme=scheme)
        for form in self._forms:
            self._show_plan(form)
        self.renew()

    def _show_plan(self, form: Form) -> None:
        form.show_values([self.project], self.project, self._analysis.references.catalogue)
        for field in form.findChildren(QLineEdit):
            if field.objectName() in self._usual:
                field.setPlaceholderText(self._usual[field.objectName()])

    def _lay_out(self) -> None:
        self.body.addWidget(self.head)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._side())
        middle.addLayout(self._preview(), 1)
        self.body.addLayout(middle, 1)
        self._said = PlainLabel(wrap=True)
        self._said.setObjectName("paperSaid")
        self.body.addWidget(self._said)
        self.body.addWidget(self._buttons())

    def _side(self) -> QScrollArea:
        inner = QWidget()
        self._fields.setContentsMargins(0, 0, 10, 0)
        self._fields.addLayout(self.choices)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._fields)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("paperFields")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields have the keyboard
        area.setWidget(inner)
        area.setFixedWidth(for_letters(self, _FIELDS_PX))
        return area

    def _preview(self) -> QVBoxLayout:
        column = QVBoxLayout()
        head = QHBoxLayout()
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("paperState")
        head.addWidget(self._state, 1)
        self.view = DrawingView(self)
        self.view.setObjectName("paperView")
        self.view.setMinimumSize(300, 220)
        self.say(self.view.setAccessibleName, N_("The page as it will be"))
        made: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("paperZoomIn", "zoom_in", N_("Zoom in (+)"), lambda: self.view.zoom_by(_ZOOM_STEP)),
            ("paperZoomOut", "zoom_out", N_("Zoom out (−)"), lambda: self.view.zoom_by(1 / _ZOOM_STEP)),
            ("paperFit", "fit", N_("Show the whole page (Home)"), self.view.fit),
        )
        for name, icon, text, act in made:
            button = IconButton(name, icon, text)
            button.clicked.connect(lambda _on=False, act=act: act())
            head.addWidget(button)
            self._beside_page.append(button)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        return column

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save_button = self.button("paperSave", N_("&Save as..."), self.save)
        self.print_button = self.button("paperPrint", N_("&Print..."), self.print)
        for button in (self.save_button, self.print_button):
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        self._button_row = (self.save_button, self.print_button, close)
        box.rejected.connect(self.reject)
        self.keep_enter(box)
        return box

    def _language_field(self) -> None:
        field = ChoiceField()
        field.setObjectName("paperLanguage")
        field.offer([(language, tr(LANGUAGE_NAMES[language])) for language in LANGUAGES])
        field.show_value(self.language)
        field.committed.connect(self._speak)
        self.add_field(self.choices, field, N_("Language"))

    def _speak(self, language: str) -> None:
        if language != self.language:
            self.language = language
            self.renew()

    def _change(self, field: PropertyField, value: Any) -> str:
        try:
            self.put(field.put(self.project, value))
        except ChargeplanError as error:
            return sentence(error)
        return ""

    # the page that is seen

    @property
    def drawing(self) -> bool:
        """Whether the page that is seen is not yet that which is wanted."""
        return self._task is not None

    def renew(self) -> None:
        """Draw the page anew, in the thread; the old one is seen until then."""
        if self._task is not None:
            self._errands.call_off(self._task)
        make, analysis = self.maker(), self._analysis
        self._page = None
        self._task = self._errands.submit(lambda _called_off: _ready(make(analysis)))
        self._tell_state(tr("Drawing the page..."))

    def _take(self, number: int, result: Any, error: Exception | None) -> None:
        if number != self._task:
            return
        self._task = None
        if error is not None:
            self._tell_state(meaning_of(error), "error")
            return
        page, painted = result
        self._page = page
        self.view.show_painted(painted)
        size = tr("{width} × {height} mm", width=f"{page.width_mm:g}", height=f"{page.height_mm:g}")
        self._tell_state(tr("{paper}, scale 1:{scale}", paper=size, scale=page.scale))

    def _tell_state(self, text: str, severity: str = "") -> None:
        self._state.setText(text)
        tint(self._state, severity)

    def _finished_page(self) -> Page | None:
        """Return the page as it is chosen now, waiting for it; None when that was called off."""
        self._take_over()
        if self._page is not None:
            return self._page
        make, analysis = self.maker(), self._analysis
        try:
            page: Page = run_task(
                self, self._errands, tr("Drawing the page..."), lambda _called_off: make(analysis)
            )
        except CalledOff:
            return None
        except Exception as error:
            show_error(self, error)
            return None
        return page

    # where it goes

    def save(self) -> None:
        """Ask where, and write the page as the kind of file that is chosen there."""
        page = self._finished_page()
        if page is None:
            return
        kind = self._settings.text(_LAST_KIND)
        kind = kind if kind in SUFFIXES else ".pdf"
        path = choosers.save_drawing(self, self._suggested_path.with_suffix(kind))
        if path is None:
            return
        suffix = path.suffix.lower()

        def write(_called_off: object) -> None:
            from chargeplan.files.atomic import export_file

            export_file(path, page_bytes(page, suffix))

        said = written(self, self._errands, self._settings, path, write)
        if said:
            self._settings.set_text(_LAST_KIND, suffix)
            self._suggested_path = path
            self._said.setText(said)

    def print(self) -> None:
        """Ask for a printer, and print the page at its scale."""
        page = self._finished_page()
        if page is not None:
            self._said.setText(print_page(self, self._errands, page))

    def prefer_printing(self) -> None:
        """Let the keyboard begin at the printer."""
        self.print_button.setDefault(True)
        self.print_button.setFocus()

    @property
    def said(self) -> str:
        """What was written or printed last, in words."""
        return self._said.text()

    def done(self, result: int) -> None:
        """Close; what is being drawn is wanted no more."""
        if self._task is not None:
            self._errands.call_off(self._task)
            self._task = None
        self._errands.task_done.disconnect(self._take)
        super().done(result)

    def reject(self) -> None:
        """Close, with what is being typed taken over first."""
        self._take_over()
        super().reject()

    def _take_over(self) -> None:
        for take_over in self.pending:
            take_over()


def _ready(page: Page) -> tuple[Page, PagePainter]:
    """Return a page and what paints it, made in the thread: the window need not wait for it."""
    return page, PagePainter(page.primitives, page.paper, page.width_mm)
