"""A file from elsewhere, whatever it is, as a source or at once as a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from chargeplan.errors import Cancelled, ChargeplanError, ImportFileError, go_on_unless, never
from chargeplan.files.sources.kinds import MOST_BYTES, SUFFIXES, kind_of_bytes, name_note
from chargeplan.files.sources.values import Choices, Note, Source, SourceKind, Summary, Taken
from chargeplan.files.whole_file import whole_file
from chargeplan.i18n import N_

Progress = Callable[[float | None], None]
"""Told the share that is done, 0 to 1, None where it is not known."""

Reader = Callable[[bytes, str, Cancelled, Progress], Source]


def untold(_share: float | None) -> None:
    """Tell nobody how far it is."""


def open_source(path: Path, cancelled: Cancelled = never, progress: Progress = untold) -> Source:
    """Return a file as a source of one of the kinds that become plans, whatever its name says.

    Raises
    ------
    ImportFileError
        With a sentence that says what to do, when it cannot be taken in.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    progress(None)
    data = whole_file(path, MOST_BYTES)
    go_on_unless(cancelled)
    if kind_of_bytes(data, path.name) is SourceKind.PLAN:
        text = N_("{name} is a plan of this program already: open it, or bring it in from an open plan")
        raise ImportFileError("is_plan", text, name=path.name)
    return _source(data, path.name, cancelled, progress)


def _source(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> Source:
    kind = kind_of_bytes(data, name)
    try:
        source = _READERS[kind](data, name, cancelled, progress)
    except (MemoryError, RecursionError) as error:
        raise too_much(name) from error
    note = name_note(name, kind)
    return source if note is None else _Renamed(source, note)


def read_plan(path: Path, choices: Choices | None = None, cancelled: Cancelled = never) -> Taken:
    """Return the plan in a `.chargeplan`, or the one that a drawing or map data become.

    Scans and documents are refused: there is nothing on them to reckon with before somebody has drawn it.

    Raises
    ------
    ChargeplanError
        When it cannot be read: `ProjectFileError` of a plan, `ImportFileError` of anything else.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    try:
        data = whole_file(path, MOST_BYTES)
    except ChargeplanError:
        if not _is_called_plan(path.name):
            raise
        from chargeplan.files.project_file import read_project

        return Taken(read_project(path))  # says what is wrong with it
    return read_plan_bytes(data, path.name, choices, cancelled)


def read_plan_bytes(
    data: bytes, name: str, choices: Choices | None = None, cancelled: Cancelled = never
) -> Taken:
    """Return the plan in the bytes of a file called `name`, see `read_plan`."""
    if _is_plan(data, name):
        from chargeplan.files.project_file import read_project_bytes

        return Taken(read_project_bytes(data, name))
    source = _source(data, name, cancelled, untold)
    if source.summary.kind in (SourceKind.PICTURE, SourceKind.PDF):
        text = N_("{name} is a picture of a plan: import it into a plan, then draw over it")
        raise ImportFileError("only_picture", text, name=name)
    try:
        return source.taken(choices or Choices(), cancelled)
    except (MemoryError, RecursionError) as error:
        raise too_much(name) from error


def too_much(name: str) -> ImportFileError:
    """Return the refusal of a file that needs more memory than there is for it."""
    return ImportFileError(
        "too_much",
        N_("{name} needs more memory than there is: save only the part with the estate"),
        name=name,
    )


def _is_plan(data: bytes, name: str) -> bool:
    """Tell whether a file is a plan, or is called one and nothing else that could be read."""
    try:
        return kind_of_bytes(data, name) is SourceKind.PLAN
    except ChargeplanError:
        if _is_called_plan(name):
            return True  # its reader says what is wrong with it
        raise


def _is_called_plan(name: str) -> bool:
    return PurePath(name).suffix.lower() in SUFFIXES[SourceKind.PLAN]


class _Renamed:
    """A source whose file is called something else; it says so with everything."""

    def __init__(self, source: Source, note: Note) -> None:
        self._source = source
        self._note = note
        self.preview = source.preview

    @property
    def summary(self) -> Summary:
        summary = self._source.summary
        return replace(summary, notes=(self._note, *summary.notes))

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        taken = self._source.taken(choices, cancelled)
        return replace(taken, notes=(self._note, *taken.notes))


def _picture(data: bytes, name: str, _cancelled: Cancelled, _progress: Progress) -> Source:
    from chargeplan.files.sources.pictures import read_picture_source

    return read_picture_source(data, name)


def _pdf(data: bytes, name: str, _cancelled: Cancelled, _progress: Progress) -> Source:
    from chargeplan.files.sources.pdf import read_pdf

    return read_pdf(data, name)


def _dxf(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> Source:
    from chargeplan.files.sources.dxf import read_dxf

    return read_dxf(data, name, cancelled, progress)


def _geojson(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> Source:
    from chargeplan.files.sources.geojson import read_geojson

    return read_geojson(data, name, cancelled, progress)


def _osm(data: bytes, name: str, cancelled: Cancelled, progress: Progress) -> Source:
    from chargeplan.files.sources.osm import read_osm

    return read_osm(data, name, cancelled, progress)


_READERS: dict[SourceKind, Reader] = {
    SourceKind.PICTURE: _picture,
    SourceKind.PDF: _pdf,
    SourceKind.DXF: _dxf,
    SourceKind.GEOJSON: _geojson,
    SourceKind.OSM: _osm,
}
"""Each loads its library when it is asked."""
