"""The plan sheet: paper, scale, what is drawn on it, and its title block."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from chargeplan.analysis import Analysis
from chargeplan.drawing.pages import Page
from chargeplan.i18n import N_, tr
from chargeplan.model.sheet_settings import LEAST_SCALE, MOST_SCALE
from chargeplan.reference.sheet_formats import PaperFormat, load_sheet_formats
from chargeplan.ui.background import Analyst
from chargeplan.ui.panels.fields import ChoiceField
from chargeplan.ui.paper.dialog import Make, PaperDialog
from chargeplan.ui.paper.fields import TITLE_BLOCK
from chargeplan.ui.paper.scale_field import ScaleField
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import PlainLabel, TickBox, tint

SHEET_DISTANCES = "sheet_distances"
_LARGEST_OFFERED = 5000


class SheetDialog(PaperDialog):
    """Shows the plan sheet while paper, scale and title block are chosen.

    `walking_m` is how far people walk at most [m] where walking coverage is drawn; `walking` whether it is
    drawn at first.
    """

    def __init__(
        self, analysis: Analysis, errands: Analyst, settings: Settings, suggested: Path, walking_m: float,
        walking: bool, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("sheetDialog", N_("Plan sheet"), analysis, errands, settings, suggested, parent)
        self._walking_m = walking_m
        self._paper_field()
        self._scale_field()
        self._nearest = self._tick("sheetDistances", N_("Distances that are kept, too"))
        self._nearest.setChecked(settings.flag(SHEET_DISTANCES, True))
        self._nearest.toggled.connect(partial(settings.set_flag, SHEET_DISTANCES))
        self._walking = self._tick("sheetWalking", N_("Walking coverage"))
        self._walking.setChecked(walking)
        for box in (self._nearest, self._walking):
            box.toggled.connect(lambda _on: self.renew())
        usual = {
            "property_sheet_project_name": analysis.project.estate.name,
            "property_sheet_drawing_title": tr("E-bike parking and charging: site plan"),
        }
        self.add_form(TITLE_BLOCK, usual)
        self.renew()

    def maker(self) -> Make:
        """Return what draws the sheet."""
        return partial(
            _sheet,
            language=self.language,
            nearest=self._nearest.isChecked(),
            walking_m=self._walking_m if self._walking.isChecked() else None,
        )

    def _paper_field(self) -> None:
        field = ChoiceField()
        field.setObjectName("sheetPaper")
        field.offer([(paper, _words_of(form)) for paper, form in load_sheet_formats().papers.items()])
        field.show_value(self.project.sheet.paper)
        field.committed.connect(lambda paper: self._put_sheet(paper=paper))
        self.add_field(self.choices, field, N_("Paper size"))

    def _scale_field(self) -> None:
        scales = [scale for scale in load_sheet_formats().scales if scale <= _LARGEST_OFFERED]
        field = ScaleField(scales, LEAST_SCALE, MOST_SCALE)
        field.setObjectName("sheetScale")
        field.show_value(self.project.sheet.scale)
        field.committed.connect(lambda scale: self._put_sheet(scale=scale))
        self.pending.append(field.take_over)
        self.add_field(self.choices, field, N_("Scale"))
        fault = PlainLabel(wrap=True)
        fault.setObjectName("sheetScaleFault")
        fault.hide()
        self.choices.addRow(fault)

        def tell(text: str) -> None:
            tint(fault, "error")
            fault.setText(text)
            fault.setVisible(bool(text))

        field.faulted.connect(tell)

    def _put_sheet(self, **changes: object) -> None:
        sheet = replace(self.project.sheet, **changes)  # type: ignore[arg-type]
        if sheet != self.project.sheet:
            self.put(replace(self.project, sheet=sheet))

    def _tick(self, name: str, text: str) -> TickBox:
        box = TickBox()
        box.setObjectName(name)
        self.say(box.setText, text)
        self.choices.addRow(box)
        return box


def _words_of(form: PaperFormat) -> str:
    width, height = f"{form.width_mm:g}", f"{form.height_mm:g}"
    return tr("{paper}, {width} × {height} mm", paper=form.size.value, width=width, height=height)


def _sheet(analysis: Analysis, *, language: str, nearest: bool, walking_m: float | None) -> Page:
    from chargeplan.drawing.plan_sheet import plan_sheet

    return plan_sheet(analysis, language=language, nearest=nearest, walking_m=walking_m)
