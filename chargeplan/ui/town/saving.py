"""Saving a town: settings, tasks and edited cells go into the register, or into a copy beside it.

The register is somebody's workbook. What is done to it is told: a copy with its reason, cells that were left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, current_language, sentence, tr
from chargeplan.town.settings import TownSettings
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.dialogs.message import show_error, show_message
from chargeplan.ui.town.plan_names import name_from
from chargeplan.ui.town.session import ChangedCell, TownSession

if TYPE_CHECKING:
    from chargeplan.files.town_layout import Layout
    from chargeplan.files.town_store import CellChange, Saved

_T = TypeVar("_T")

SAVED_FIELDS = ("plan", "scheme", "progress", "consent", "responsible", "due", "funding", "remarks")
"""Fields of estates that the window may change; a register without such a column gets one."""

_KEPT = N_("Nothing is lost: the changes are still in the window. Save the register under another name.")


@dataclass(frozen=True)
class _Order:
    """What of the register's own sheet is to be set, and where it stands and what is kept of that then."""

    cells: tuple[CellChange, ...]
    layout: Layout
    settings: TownSettings


class TownSaving(QObject):
    """Save and Save as; `saved` brings the path of what now holds everything."""

    saved = Signal(object)

    def __init__(self, session: TownSession, suggested: Callable[[str], Path], window: QWidget) -> None:
        """Save `session`; `suggested(suffix)` tells where a register is kept if nobody says otherwise."""
        super().__init__(window)
        self._session = session
        self._suggested = suggested
        self._window = window

    def save(self) -> bool:
        """Save into the register that is open; return whether everything is in a file now.

        That is so too where it had to be a copy beside the register, which stays unsaved then.
        """
        from chargeplan.ui.town.files import is_example

        path = self._session.path
        if path is None:
            return False
        return self.save_as() if is_example(path) else self._save(path)

    def save_as(self) -> bool:
        """Ask where to, and save the register with everything in it there; go on with that file."""
        path = self._session.path
        if path is None:
            return False
        target = choosers.save_register(self._window, self._suggested(choosers.TOWN_SUFFIX))
        if target is None:
            return False
        return self._save(path) if target == path else self._save_elsewhere(path, target)

    # the two ways

    def _save(self, path: Path) -> bool:
        from chargeplan.files.town_store import save_own

        session, reading, own = self._session, self._session.reading, self._session.own
        if reading is None or not self._settle():
            return False
        try:
            order = self._order(session.changed_cells(SAVED_FIELDS), path)
            saved = self._run(
                path,
                partial(
                    save_own, path, order.settings, session.tasks,
                    expected_fingerprint=reading.fingerprint, cells=order.cells, sheet=reading.sheet,
                    estates=self._names(), beside_fingerprint=own.fingerprint if own else "",
                    language=current_language(),
                ),
            )  # fmt: skip
        except Exception as error:
            show_error(self._window, error, tr(_KEPT))
            return False
        if not saved.copy:
            self._take(saved, order)
        self._tell(saved, path)
        return True

    def _save_elsewhere(self, path: Path, target: Path) -> bool:
        from chargeplan.files.town_store import save_copy

        session, reading = self._session, self._session.reading
        if reading is None or not self._settle():
            return False
        moved = self._moved_plans(target.parent)
        try:
            order = self._order((*session.changed_cells(SAVED_FIELDS), *moved), path)
            saved = self._run(
                target,
                partial(
                    save_copy, path, target, order.settings, session.tasks,
                    expected_fingerprint=reading.fingerprint, cells=order.cells, sheet=reading.sheet,
                    estates=self._names(), language=current_language(),
                ),
            )  # fmt: skip
        except Exception as error:
            show_error(self._window, error, tr(_KEPT))
            return False
        if not saved.copy:
            self._take(saved, order, moved)
        self._tell(saved, target)
        return True

    def _settle(self) -> bool:
        """Wait for figures that are under way, so that the tasks are those of now."""
        return not self._session.working or self._run(self._session.path or Path(), lambda: True)

    def _run(self, path: Path, work: Callable[[], _T]) -> _T:
        from chargeplan.ui.dialogs.progress import run_task

        text = tr("Saving {name}...", name=path.name)
        done: _T = run_task(
            self._window, self._session.errands, text, lambda _off: work(), may_call_off=False
        )
        return done

    # what is set in the register's own sheet

    def _names(self) -> dict[str, str]:
        return {row.code: row.name for row in self._session.register.rows}

    def _order(self, changed: tuple[ChangedCell, ...], path: Path) -> _Order:
        from chargeplan.files.town_layout import kept_layout, with_layout
        from chargeplan.files.town_store import CellChange, free_column

        reading = self._session.reading
        assert reading is not None  # or there would be nothing to save
        lacking = [name for name in SAVED_FIELDS if any(one.field == name for one in changed)]
        lacking = [name for name in lacking if name not in reading.mapping]
        first = free_column(path, reading.sheet) if lacking else 0
        columns = {name: first + at for at, name in enumerate(lacking)}
        where = {**reading.mapping, **columns}
        cells = {
            (one.sheet_row, where[one.field]): _cell_value(one.value) for one in changed if one.sheet_row
        }
        heads = {name: _heading(name) for name in columns}
        cells |= {(reading.layout.heading_row, columns[name]): head for name, head in heads.items()}
        layout = self._layout(reading.layout, columns, heads, path)
        settings = self._session.settings
        if kept_layout(settings) is not None:
            settings = with_layout(settings, layout)
        return _Order(tuple(CellChange(*at, value) for at, value in cells.items()), layout, settings)

    @staticmethod
    def _layout(layout: Layout, columns: Mapping[str, int], heads: Mapping[str, str], path: Path) -> Layout:
        """Return where the register stands when it is saved: a file of text goes on as a workbook."""
        from chargeplan.files.town_layout import TEXT_SUFFIXES
        from chargeplan.files.town_store import sheet_beside

        text = path.suffix.lower() in TEXT_SUFFIXES
        return replace(
            layout,
            sheet=sheet_beside(path, current_language()) if text else layout.sheet,
            columns={**layout.columns, **columns},
            headings={**layout.headings, **heads},
        )

    def _moved_plans(self, folder: Path) -> tuple[ChangedCell, ...]:
        """Return how plans are named from another folder, which a register names relative to its own."""
        old = self._session.folder
        if folder.resolve() == old.resolve():
            return ()
        return tuple(
            ChangedCell(row.code, row.sheet_row, "plan", name)
            for row in self._session.register.rows
            if row.plan and (name := name_from(row.plan, old, folder)) != row.plan
        )

    # afterwards

    def _take(self, saved: Saved, order: _Order, moved: tuple[ChangedCell, ...] = ()) -> None:
        """Go on with the file that now holds everything."""
        session = self._session
        reading = session.reading
        assert reading is not None  # it was saved
        session.reading = replace(reading, layout=order.layout)
        session.change_settings(order.settings, N_("Keep the register's columns"))
        if moved:
            self._rename_plans({one.code: str(one.value) for one in moved})
        if session.own is not None:
            session.own = replace(session.own, path=saved.path, fingerprint=saved.fingerprint)
        session.take_saved(saved.path, saved.fingerprint)
        if moved:
            session.undo_stack.clear()  # steps before it name plans from the folder of before
        self.saved.emit(saved.path)

    def _rename_plans(self, names: Mapping[str, str]) -> None:
        session = self._session
        renamed = {row.plan: names[row.code] for row in session.register.rows if row.code in names}
        outcomes = {
            (renamed.get(plan, plan), scheme): replace(outcome, plan=renamed.get(plan, plan))
            for (plan, scheme), outcome in session.outcomes.items()
        }
        session.edit_rows({code: {"plan": name} for code, name in names.items()}, N_("Name plans anew"))
        session.set_outcomes(outcomes)

    def _tell(self, saved: Saved, path: Path) -> None:
        lines = "\n".join(f"{one.place}: {one.sentence()}" for one in saved.remarks)
        why = sentence(saved.reason) if isinstance(saved.reason, ChargeplanError) else ""
        if saved.copy and saved.path != path:
            text = tr(
                "{why}. The register was not overwritten. Everything is in a copy beside it, {copy}.",
                why=why, copy=saved.path.name,
            )  # fmt: skip
            show_message(self._window, text, lines, "warning")
        elif saved.copy and why:
            text = tr(
                "{name} is saved, but not as the register was: {why}. The register stays open, unsaved.",
                name=path.name, why=why,
            )  # fmt: skip
            show_message(self._window, text, lines, "warning")
        elif why:
            show_message(self._window, tr("{why}. Go on with that file.", why=why), lines, "info")
        elif lines:
            text = tr("{name} is saved. Some of its cells were left as they are.", name=path.name)
            show_message(self._window, text, lines, "warning")
        else:
            self._session.message.emit(tr("{name} is saved.", name=path.name))


def _cell_value(value: object) -> str | int | date | None:
    return value if isinstance(value, str | int | date) and not isinstance(value, bool) else None


def _heading(field: str) -> str:
    from chargeplan.reference.register_words import load_register_words

    return load_register_words().field(field).title[current_language()]
