"""What only the system can answer: which file, and what time it is. Tests replace these functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from chargeplan.files.town_layout import REGISTER_SUFFIXES as REGISTER_SUFFIXES
from chargeplan.files.town_layout import is_register as is_register
from chargeplan.i18n import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPageLayout
    from PySide6.QtPrintSupport import QPrinter

PLAN_SUFFIX = ".chargeplan"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
SOURCE_SUFFIXES = (*PICTURE_SUFFIXES, ".pdf", ".dxf", ".geojson", ".json", ".osm", ".xml")
"""What plans are made from that others drew."""

REFUSED_SUFFIXES = (".dwg", ".heic", ".heif")
"""What people try as well, and are told how to make something of."""

TOWN_SUFFIX = ".town.xlsx"
"""What the program calls the registers that it writes itself; it reads any workbook."""


_UNFIT = '<>:"/\\|?*'
"""What some system takes in no name of a file."""


def file_stem(name: str) -> str:
    """Return a name as that of a file, without what some system does not take in one."""
    return "".join("_" if letter in _UNFIT else letter for letter in name).strip(" .") or "plan"


def now() -> datetime:
    """Return the time of day, for the status bar and for suggestions only."""
    return datetime.now()


def _plans() -> str:
    return tr("Plans ({pattern})", pattern=f"*{PLAN_SUFFIX}")


def _pattern(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)


def _all_plans() -> str:
    return tr(
        "Plans and what they are made from ({pattern})", pattern=_pattern((PLAN_SUFFIX, *SOURCE_SUFFIXES))
    )


def _sources() -> str:
    return tr("Pictures, PDF, CAD drawings, map data ({pattern})", pattern=_pattern(SOURCE_SUFFIXES))


def _single_sources() -> tuple[str, ...]:
    return (
        tr("Pictures ({pattern})", pattern=_pattern(PICTURE_SUFFIXES)),
        tr("PDF documents ({pattern})", pattern="*.pdf"),
        tr("CAD drawings ({pattern})", pattern="*.dxf"),
        tr("Map data ({pattern})", pattern="*.geojson *.json *.osm *.xml"),
    )


def _all_files() -> str:
    return tr("All files ({pattern})", pattern="*")


def _workbooks() -> str:
    return tr("Excel workbooks ({pattern})", pattern="*.xlsx")


def _registers() -> str:
    return tr("Registers ({pattern})", pattern=" ".join(f"*{suffix}" for suffix in REGISTER_SUFFIXES))


def _town_workbooks() -> str:
    return tr("Registers ({pattern})", pattern=f"*{TOWN_SUFFIX}")


def _documents() -> str:
    return tr("Documents ({pattern})", pattern="*.pdf")


def _rules() -> str:
    return tr("Rule sets ({pattern})", pattern="*.toml")


def _weights() -> str:
    return tr("Weights ({pattern})", pattern="*.toml")


def _asked(dialog: QFileDialog) -> Path | None:
    chosen = _all_asked(dialog)
    return chosen[0] if chosen else None


def _all_asked(dialog: QFileDialog) -> list[Path]:
    """Ask; where the system has no dialog of its own, Qt's says some words in English alone."""
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Kind of file:"))
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return [Path(name) for name in chosen]


def _opened(parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
    dialog = QFileDialog(parent, title, str(folder), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _asked(dialog)


def _saved(parent: QWidget, title: str, suggested: Path, kinds: str, suffix: str) -> Path | None:
    dialog = QFileDialog(parent, title, str(suggested.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.lstrip("."))
    dialog.selectFile(suggested.name)
    path = _asked(dialog)
    if path is None or path.name.lower().endswith(suffix):
        return path
    stem = path.name
    for ending in (".xlsx", ".town"):
        stem = stem[: -len(ending)] if suffix == TOWN_SUFFIX and stem.lower().endswith(ending) else stem
    return path.with_name(stem + suffix)


def open_plan(parent: QWidget, folder: Path) -> Path | None:
    """Ask which plan, or what else a plan is made from, to open."""
    return _opened(parent, tr("Open a plan"), folder, ";;".join((_all_plans(), _plans(), _all_files())))


def open_source(parent: QWidget, folder: Path) -> Path | None:
    """Ask which picture, document, drawing or map data to bring in."""
    kinds = ";;".join((_sources(), *_single_sources(), _all_files()))
    return _opened(parent, tr("Import a site plan"), folder, kinds)


def open_workbook(parent: QWidget, folder: Path) -> Path | None:
    """Ask which workbook to read."""
    return _opened(parent, tr("Open a workbook"), folder, _workbooks())


def open_workbooks(parent: QWidget, folder: Path) -> list[Path]:
    """Ask which workbooks to read, one or several."""
    dialog = QFileDialog(parent, tr("Open workbooks"), str(folder), _workbooks())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _all_asked(dialog)


def open_rules(parent: QWidget, folder: Path) -> Path | None:
    """Ask which rule set to import."""
    return _opened(parent, tr("Import rules"), folder, _rules())


def save_rules(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the rule set."""
    return _saved(parent, tr("Export the rules"), suggested, _rules(), ".toml")


def save_plan(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to save the plan."""
    return _saved(parent, tr("Save the plan"), suggested, _plans(), PLAN_SUFFIX)


def save_workbook(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the workbook."""
    return _saved(parent, tr("Export the workbook"), suggested, _workbooks(), ".xlsx")


def save_chart(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write a chart, and as which kind of file."""
    kinds = {
        f"{tr('Pictures ({pattern})', pattern='*.png')}": ".png",
        f"{tr('Drawings ({pattern})', pattern='*.svg')}": ".svg",
        f"{tr('PDF documents ({pattern})', pattern='*.pdf')}": ".pdf",
    }
    return _saved_as(parent, tr("Save the chart"), suggested, kinds)


def _saved_as(parent: QWidget, title: str, suggested: Path, kinds: Mapping[str, str]) -> Path | None:
    """Ask where to write and as which of `kinds`, filter -> suffix; that of `suggested` is chosen at first.

    A name without a suffix gets that of the filter.
    """
    suffixes = tuple(kinds.values())
    first = suggested.suffix if suggested.suffix in suffixes else suffixes[0]
    dialog = QFileDialog(parent, title, str(suggested.parent), ";;".join(kinds))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kinds.get(kind, first).lstrip(".")))
    dialog.selectNameFilter(next(kind for kind, suffix in kinds.items() if suffix == first))
    dialog.setDefaultSuffix(first.lstrip("."))
    dialog.selectFile(suggested.name.removesuffix(first))
    path = _asked(dialog)
    if path is None or path.suffix.lower() in suffixes:
        return path
    path = path.with_name(path.name + kinds.get(dialog.selectedNameFilter(), first))
    return path if not path.exists() or _may_replace(parent, path) else None


def _may_replace(parent: QWidget, path: Path) -> bool:
    """Ask about a file that the system did not ask about, for it did not know its whole name."""
    from chargeplan.ui.dialogs.message import MessageDialog, answered

    text = tr("{name} is there already. Replace it?", name=path.name)
    dialog = MessageDialog(tr("Replace"), text, severity="warning", parent=parent)
    dialog.setObjectName("replaceDialog")
    roles = dialog.buttons.ButtonRole
    replace = dialog.buttons.addButton(tr("Replace"), roles.AcceptRole)
    keep = dialog.buttons.addButton(tr("Keep it"), roles.RejectRole)
    return answered(dialog, {"replace": replace, "keep": keep}, "keep", "keep") == "replace"


def save_drawing(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write a page, and as which kind of file; that of `suggested` is chosen at first."""
    kinds = {
        tr("PDF documents ({pattern})", pattern="*.pdf"): ".pdf",
        tr("Pictures ({pattern})", pattern="*.png"): ".png",
        tr("Drawings ({pattern})", pattern="*.svg"): ".svg",
        tr("CAD drawings ({pattern})", pattern="*.dxf"): ".dxf",
    }
    return _saved_as(parent, tr("Save the page"), suggested, kinds)


def save_geojson(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the plan as map data."""
    kinds = tr("Map data ({pattern})", pattern="*.geojson")
    return _saved(parent, tr("Export the plan as map data"), suggested, kinds, ".geojson")


def save_dxf(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the plan as CAD drawing."""
    kinds = tr("CAD drawings ({pattern})", pattern="*.dxf")
    return _saved(parent, tr("Export the plan as CAD drawing"), suggested, kinds, ".dxf")


def choose_page_printer(parent: QWidget, title: str, layout: QPageLayout) -> QPrinter | None:
    """Ask for a printer for one page; its paper is suggested by `layout`. None where there is none."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    return _asked_printer(parent, printer, title, 1)


def choose_printer(parent: QWidget, title: str, pages: int) -> QPrinter | None:
    """Ask for a printer and which of the pages; A4 on its side is suggested. None where there is none."""
    from PySide6.QtGui import QPageLayout, QPageSize
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    return _asked_printer(parent, printer, title, pages)


def _asked_printer(parent: QWidget, printer: QPrinter, title: str, pages: int) -> QPrinter | None:
    from PySide6.QtPrintSupport import QPrintDialog

    printer.setFullPage(True)
    printer.setDocName(file_stem(title))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(tr("Print"))
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, pages > 1)
    wanted = bool(dialog.exec())
    dialog.deleteLater()
    return printer if wanted else None


def save_picture(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the picture of the plan."""
    kinds = tr("Pictures ({pattern})", pattern="*.png")
    return _saved(parent, tr("Export the picture"), suggested, kinds, ".png")


def open_register(parent: QWidget, folder: Path) -> Path | None:
    """Ask which town's register to open."""
    return _opened(parent, tr("Open a town's register"), folder, _registers())


def save_register(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to save the register of a town."""
    return _saved(parent, tr("Save the register"), suggested, _town_workbooks(), TOWN_SUFFIX)


def save_report(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to write the report of a town."""
    return _saved(parent, tr("Export the report"), suggested, _documents(), ".pdf")


def open_weights(parent: QWidget, folder: Path) -> Path | None:
    """Ask which file of weights to read."""
    return _opened(parent, tr("Load weights"), folder, _weights())


def save_weights(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to save the weights."""
    return _saved(parent, tr("Save the weights"), suggested, _weights(), ".toml")


def is_source(path: Path) -> bool:
    """Return whether a file is called like something that plans are made from, or like what people try."""
    return path.suffix.lower() in (*SOURCE_SUFFIXES, *REFUSED_SUFFIXES)


def register_stem(path: Path) -> str:
    """Return the name of a register's file without its suffixes."""
    name = path.name
    for suffix in (TOWN_SUFFIX, *REGISTER_SUFFIXES):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return path.stem


def title_of(path: Path) -> str:
    """Return what a plan or a register is called where files are listed."""
    return register_stem(path) if is_register(path) else path.stem
