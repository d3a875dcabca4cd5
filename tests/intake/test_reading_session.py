"""A file read in a process of its own: it answers, is called off, may die, and never outlives anybody."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pages_for_tests import A4, pdf_bytes, squares

from chargeplan.errors import CalledOff, ImportFileError, never
from chargeplan.files.sources.reading import open_source
from chargeplan.files.sources.values import Choices
from chargeplan.intake import session, worker
from chargeplan.intake.session import Reading
from chargeplan.intake.wire import Assembly
from chargeplan.intake.worker import Question, Reader, State, Wanted

SMALL = b"/MediaBox [0 0 144 72]"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_bytes([SMALL, A4], squares((10, 10))))
    return path


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    session.stop_ahead()
    assert multiprocessing.active_children() == []


def kill_readers() -> None:
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


def test_a_process_answers_as_the_source_does_until_it_is_closed(page: Path) -> None:
    """It is the same process for all questions; one that was called off, or refused, costs no other."""
    source, told = open_source(page), []
    reading = Reading(page)
    assert reading.summary(progress=told.append) == source.summary
    assert told
    (process,) = multiprocessing.active_children()
    assert reading.preview(Choices()) == source.preview(Choices(), never)
    with pytest.raises(ImportFileError) as caught:
        reading.taken(Choices(page=3))
    assert (caught.value.code, "page 3" in str(caught.value)) == ("no_such_page", True)
    asked = iter([False, False])
    with pytest.raises(CalledOff):
        reading.taken(Choices(page=2), lambda: next(asked, True))
    assert reading.taken(Choices(drawn_scale=500)) == source.taken(Choices(drawn_scale=500), never)
    assert multiprocessing.active_children() == [process]
    reading.close()
    assert multiprocessing.active_children() == []
    with pytest.raises(CalledOff):
        reading.summary()


def test_answers_that_were_called_off_are_never_taken_for_later_ones(tmp_path: Path) -> None:
    """300 squares come in several pieces; wherever the line is left, the next answer is whole."""
    rings = [[[i, 0], [i + 0.5, 0], [i + 0.5, 1], [i, 1], [i, 0]] for i in range(300)]
    polygons = [{"type": "Polygon", "coordinates": [ring]} for ring in rings]
    green = {"type": "Feature", "properties": {"role": "green"}}
    features = [{**green, "geometry": polygon} for polygon in polygons]
    path = tmp_path / "greens.geojson"
    document = {"type": "FeatureCollection", "chargeplan:units": "m", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    reading = Reading(path)
    (process,) = [reading.summary(), *multiprocessing.active_children()][1:]
    for asks in range(6):
        asked = iter([False] * asks)
        with suppress(CalledOff):
            reading.taken(Choices(), lambda asked=asked: next(asked, True))  # type: ignore[misc]
    assert reading.taken(Choices()) == open_source(path).taken(Choices(), never)
    assert multiprocessing.active_children() == [process]
    reading.close()


def test_a_process_that_dies_is_a_sentence_and_the_next_question_starts_another(page: Path) -> None:
    reading = Reading(page)

    def kill_on_the_way() -> bool:
        kill_readers()
        return False

    with pytest.raises(ImportFileError, match="signal 9") as caught:
        reading.summary(kill_on_the_way)
    assert caught.value.code == "reader_killed"
    assert len(reading.summary().pages) == 2
    kill_readers()  # between two questions: nobody notices
    assert reading.preview(Choices()).picture
    reading.close()


def test_calling_off_the_first_question_or_closing_ends_the_process(page: Path) -> None:
    """Closing comes from another thread while a question waits; it is called off."""
    reading = Reading(page)
    asked = iter([False, False, False])
    with pytest.raises(CalledOff):
        reading.summary(lambda: next(asked, True))
    assert multiprocessing.active_children() == []

    def close_from_elsewhere() -> bool:
        thread = threading.Thread(target=reading.close)
        thread.start()
        thread.join()
        return False

    asked_later = iter([never, never, close_from_elsewhere])
    with pytest.raises(CalledOff):
        reading.summary(lambda: next(asked_later, never)())


def test_a_process_started_ahead_takes_the_next_file(page: Path) -> None:
    session.start_ahead()
    session.start_ahead()
    (process,) = multiprocessing.active_children()
    reading = Reading(page)
    assert reading.summary().pages
    assert multiprocessing.active_children() == [process]
    reading.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there processes do not share their standard output")
def test_a_process_ends_with_the_one_that_started_it(page: Path) -> None:
    """Its standard output is a pipe to here, so the end of that pipe is its own end."""
    code = (
        "import os, sys; from pathlib import Path; from chargeplan.intake.session import Reading\n"
        "if __name__ == '__main__':\n"
        f"    Reading(Path({str(page)!r})).summary(); print('read', flush=True); os._exit(0)\n"
    )
    script = page.with_name("asker.py")
    script.write_text(code, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        out, _ = asker.communicate(timeout=60)
    assert out.split() == [b"read"]


class _Line:
    """What a reader sends, and what it is sent."""

    def __init__(self, *waiting: Any) -> None:
        self.waiting = list(waiting)
        self.assembly = Assembly()

    def poll(self) -> bool:
        return bool(self.waiting)

    def recv(self) -> Any:
        return self.waiting.pop(0)

    def send_bytes(self, data: bytes) -> None:
        if data[:1] != worker.PROGRESS:
            self.assembly.take(data[:1], data[1:])


def asked(question: Question | None, line: _Line) -> bool:
    return Reader(line).answers(question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "too_much"),
        (RecursionError(), "too_much"),
        (KeyError("x"), "not_understood"),
    ],
)
def test_what_a_library_raises_is_a_sentence_and_ends_the_process(
    error: Exception, code: str, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process whose memory was short, or whose library stumbled, is not asked again."""

    def stumble(*_: object) -> None:
        raise error

    monkeypatch.setattr(worker, "open_source", stumble)
    line = _Line()
    assert not asked(Question(Wanted.SUMMARY, str(page), Choices()), line)
    state, answer = line.assembly.value
    assert (state, answer.code) == (State.SPENT, code)
    assert "plan.pdf" in str(answer)


def test_none_on_the_line_calls_off_what_is_worked_on(page: Path) -> None:
    line = _Line(None)
    assert asked(Question(Wanted.TAKEN, str(page), Choices()), line)
    assert line.assembly.value == (State.CALLED_OFF, None)
    assert asked(None, line)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps the memory of a process")
def test_memory_is_capped() -> None:
    """In a process of its own: 3 GB are refused where a machine may have them."""
    code = "from chargeplan.intake.worker import cap_memory; cap_memory(); bytearray(3 * 2**30)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("MemoryError")
