"""The notice for residents: what it says of who is responsible, and how it will hang on the board."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from chargeplan.analysis import Analysis
from chargeplan.drawing.pages import Page
from chargeplan.engineering.findings import severities
from chargeplan.i18n import N_, tr
from chargeplan.ui.background import Analyst
from chargeplan.ui.paper.dialog import Make, PaperDialog
from chargeplan.ui.paper.fields import NOTICE
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import PlainLabel, tint


class NoticeDialog(PaperDialog):
    """Shows the notice while it is filled in; warns before one goes out of a scheme with errors."""

    def __init__(
        self, analysis: Analysis, errands: Analyst, settings: Settings, suggested: Path,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            "noticeDialog", N_("Notice for residents"), analysis, errands, settings, suggested, parent
        )
        self._warn_of_errors()
        usual = {"property_notice_heading": tr("Notice: e-bike parking & charging")}
        self.add_form(NOTICE, usual)
        self.renew()

    def maker(self) -> Make:
        """Return what draws the notice."""
        return partial(_notice, language=self.language)

    def _warn_of_errors(self) -> None:
        errors = severities(self._analysis.findings).errors
        if errors:
            text = tr(
                "The scheme has {count} findings of error, of which the notice says nothing.", count=errors
            )
            warning = PlainLabel(text, wrap=True)
            warning.setObjectName("noticeWarning")
            self.choices.addRow(warning)
            tint(warning, "warning")


def _notice(analysis: Analysis, *, language: str) -> Page:
    from chargeplan.drawing.notice import notice_page

    return notice_page(analysis, language=language)
