"""Loads the compiled kernels of the layout engine once the window is seen, so that no filling waits for them.

On a machine that has them they are loaded in a thread, in about a second. Where they are not compiled yet,
once for each version, that takes up to a minute: another process does it, which the window does not feel and
which is ended with it. Meanwhile whoever wants to fill a lot waits at the gate, and can be called off.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, QProcess, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

import chargeplan
from chargeplan.errors import CalledOff
from chargeplan.model.scheme import Scheme
from chargeplan.ui.threads import Helper

_log = logging.getLogger(__name__)


class _Stage(Enum):
    AT_REST = 0
    IDLING = 1
    LOADING = 2
    COMPILING = 3
    ENDED = 4


_IDLE_S = 1.2
"""How long the window must have been idle, and no hand on the mouse, before loading begins [s]."""

_BUSY_S = 0.15
"""A look that comes later than this was kept waiting: the window was busy, as when it opens a plan [s]."""

_LOOKS_EVERY_MS = 50
_TOLD_AFTER_S = {_Stage.COMPILING: 0.5, _Stage.LOADING: 3.0}
"""Who waits for less is not told of it; loading that takes longer compiles [s]."""

_WAITS_S = 0.05
_WARMING = ("-m", "chargeplan.geometry.packing.warming")


class Gate:
    """Holds back whoever is about to fill a lot until the kernels are there; open unless shut."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._ended = False
        self.waited_for = False
        """Whether somebody came since it was shut."""

    @property
    def is_open(self) -> bool:
        """Whether nobody is held back."""
        return self._open.is_set()

    def wait_for(self, schemes: Iterable[Scheme], called_off: Callable[[], bool]) -> None:
        """Return when what schemes need of the layout engine is there: at once when no lot is filled.

        Raises
        ------
        CalledOff
            When `called_off` says so meanwhile, or the window is closed.
        """
        if any(lot.filled for scheme in schemes for lot in scheme.lots):
            self.wait(called_off)

    def wait(self, called_off: Callable[[], bool]) -> None:
        """Return when lots can be filled; raise `CalledOff` as `wait_for` does."""
        self.waited_for = self.waited_for or not self._open.is_set()
        while not self._open.wait(_WAITS_S):
            if self._ended or called_off():
                raise CalledOff

    def shut(self) -> None:
        """Hold back whoever comes."""
        self.waited_for = False
        self._open.clear()

    def open(self) -> None:
        """Let everybody through."""
        self._open.set()

    def end(self) -> None:
        """Send everybody away."""
        self._ended = True


class LayoutEngine(QObject):
    """Sees to the kernels of one window; `preparing_changed` says whether somebody waits for a compilation.

    Everything is looked at by one timer that only runs until the kernels are there: no thread touches Qt.
    """

    preparing_changed = Signal(bool)

    def __init__(self, gate: Gate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._stage = _Stage.AT_REST
        self._since = self._looked = 0.0
        self._told = False
        self._loading: _Loading | None = None
        self._process: QProcess | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Load the kernels when the window has been idle for a moment, or as soon as somebody needs them."""
        if self._stage is _Stage.AT_REST:
            self._gate.shut()
            self._enter(_Stage.IDLING)
            self._looked = self._since
            self._timer.start()

    def close(self) -> None:
        """Give up a compilation; loading ends by itself, in a second or two."""
        self._stage = _Stage.ENDED
        self._timer.stop()
        self._gate.end()
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished()
            self._process = None

    def _enter(self, stage: _Stage) -> None:
        self._stage = stage
        self._since = perf_counter()

    def _look(self) -> None:
        spent_s = perf_counter() - self._since
        if self._stage is _Stage.IDLING:
            if self._gate.waited_for or self._is_idle():
                self._load(compile_here=False)
        elif self._loading is not None and not self._loading.is_alive():
            self._loaded(self._loading)
        elif self._process is not None and self._process.state() is QProcess.ProcessState.NotRunning:
            self._compiled(self._process)
        elif self._gate.waited_for and spent_s >= _TOLD_AFTER_S[self._stage]:
            self._tell(True)

    def _is_idle(self) -> bool:
        """Return whether the window has had nothing to do for a while."""
        now = perf_counter()
        busy = now - self._looked > _BUSY_S or not _hands_are_off()
        self._looked = now
        if busy:
            self._since = now
        return not busy and now - self._since >= _IDLE_S

    def _load(self, *, compile_here: bool) -> None:
        self._enter(_Stage.LOADING)
        self._loading = _Loading(compile_here)
        self._loading.start()

    def _loaded(self, loading: _Loading) -> None:
        self._loading = None
        if loading.must_be_compiled:
            self._compile()
            return
        self._stage = _Stage.ENDED
        self._timer.stop()
        self._gate.open()
        self._tell(False)

    def _compile(self) -> None:
        self._enter(_Stage.COMPILING)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.setWorkingDirectory(str(Path(chargeplan.__file__).parent.parent))
        self._process.start(sys.executable, _WARMING)

    def _compiled(self, process: QProcess) -> None:
        """Load what the process left; where it failed this process compiles, in the thread."""
        if process.exitStatus() is not QProcess.ExitStatus.NormalExit or process.exitCode() != 0:
            said = bytes(process.readAll().data()).decode("utf-8", "replace")
            _log.warning("the layout engine was not compiled ahead: %s", said or process.errorString())
        self._process = None
        process.deleteLater()
        self._load(compile_here=True)

    def _tell(self, preparing: bool) -> None:
        if preparing != self._told:
            self._told = preparing
            self.preparing_changed.emit(preparing)


def _hands_are_off() -> bool:
    """Return whether no button of the mouse is down: nothing is being dragged."""
    return QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton


class _Loading(Helper):
    """Loads the kernels, unless they must be compiled, which is for another process.

    Where what that process compiles could not be kept this one compiles, whatever it takes.
    """

    def __init__(self, compile_here: bool) -> None:
        super().__init__("layout engine")
        self.must_be_compiled = False
        self._compile_here = compile_here

    def run(self) -> None:
        try:
            self._run()
        except Exception:  # the first filling meets it again, and tells
            _log.exception("the layout engine could not be loaded ahead")

    def _run(self) -> None:
        stamp, wanted = _stamp_file(), _stamp()
        can_be_kept = os.access(stamp.parent, os.W_OK)
        if can_be_kept and not self._compile_here and not _says(stamp, wanted):
            self.must_be_compiled = True
            return
        from chargeplan.geometry.packing.warming import warm

        warm()
        if can_be_kept and not _says(stamp, wanted):
            stamp.write_text(wanted, encoding="utf-8")


def _stamp_file() -> Path:
    """Return the file beside the compiled kernels that says that they are all there, and for what."""
    from chargeplan.geometry.packing.compiled import cache_folder

    return cache_folder() / "complete"


def _stamp() -> str:
    """Return what compiled kernels hold good for besides their sources: versions, place and time."""
    from importlib.metadata import version  # takes long to load, and nobody waits in this thread

    folder = Path(chargeplan.__file__).parent / "geometry" / "packing"
    newest_ns = max(path.stat().st_mtime_ns for path in folder.glob("*.py"))
    return "\n".join((sys.version, version("numba"), version("llvmlite"), str(folder), str(newest_ns)))


def _says(file: Path, wanted: str) -> bool:
    try:
        return file.read_text(encoding="utf-8") == wanted
    except (OSError, UnicodeDecodeError):
        return False
