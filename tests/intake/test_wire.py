"""Values between processes: the same at the other end, in small pieces, and nothing but values."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from factories import small_project
from hypothesis import given, settings
from plan_strategies import projects

from chargeplan.errors import ImportFileError, InvalidValueError, ProjectFileError
from chargeplan.files.project_file import read_project
from chargeplan.files.sources.values import Note, Preview, Role, Taken
from chargeplan.i18n import sentence
from chargeplan.intake.wire import BYTES, LONG_BYTES, Assembly, send_value
from chargeplan.model.project import Project
from chargeplan.model.site import Building, Site, Underlay
from chargeplan.resources import examples_folder


def pieces_of(value: object) -> list[tuple[bytes, bytes]]:
    pieces: list[tuple[bytes, bytes]] = []
    send_value(value, lambda what, data: pieces.append((what, data)))
    return pieces


def whole_of(pieces: Sequence[tuple[bytes, bytes]]) -> Any:
    assembly = Assembly()
    assert [assembly.take(*piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    return assembly.value


@settings(max_examples=5)
@given(projects())
def test_every_plan_comes_back_equal(project: Project) -> None:
    assert whole_of(pieces_of(Taken(project))) == Taken(project)


def test_an_estate_of_a_city_comes_in_small_pieces() -> None:
    """3,000 buildings, one with 20,000 corners, and a picture of 2 MB: no pickle is larger than is said."""
    towers = [Building(f"building-{i}", ((i, 0), (i + 0.5, 0), (i, 0.5))) for i in range(2999)]
    river = Building("building-3000", [(i, (i * i) % 7) for i in range(20_000)])
    picture = Underlay("underlay-1", os.urandom(2 * 2**20), "image/png", 8, 6)
    project = Project(site=Site(buildings=(*towers, river), underlays=(picture,)))
    pieces = pieces_of(project)
    assert max(len(data) for what, data in pieces if what != BYTES) <= 2 * LONG_BYTES
    assert [len(data) for what, data in pieces if what == BYTES] == [2 * 2**20]
    assert whole_of(pieces) == project


def test_an_example_with_everything_in_it_comes_back() -> None:
    project = read_project(examples_folder() / "yuanxi.chargeplan")
    project = replace(project, plan_date=date(2025, 3, 1), notes="x" * 100)
    notes = (Note("a", "{share} of {all}", MappingProxyType({"share": Decimal("0.5"), "all": 7})),)
    preview = Preview((0, 0, 1, 1), {Role.ROAD: (b"x" * 100_000, (0.0, 1.0), 0.001)})
    taken, look = whole_of(pieces_of((Taken(project, notes), preview)))
    assert taken == Taken(project, notes)
    assert look == preview


def test_what_is_named_twice_is_sent_once() -> None:
    picture = os.urandom(LONG_BYTES + 1)
    first, second = whole_of(pieces := pieces_of((picture, picture)))
    assert first is second
    assert sum(len(data) for _, data in pieces) < 1.1 * len(picture)


def test_errors_keep_their_words_and_what_they_rest_on() -> None:
    """Values that cannot go to another process become texts; faults and inner errors stay what they are."""
    inner = InvalidValueError("not_finite", "{field} is not a finite number: {value}", field="x", value=1.5)
    error = ImportFileError("bad", "{name}: {first} ({odd})", faults=(inner,), name="a", first=inner, odd=os)
    found = whole_of(pieces_of(error))
    assert (type(found), found.code, sentence(found, "en")) == (ImportFileError, "bad", sentence(error, "en"))
    assert [str(fault) for fault in found.faults] == [str(inner)]
    assert isinstance(found.values["first"], InvalidValueError)
    plain = whole_of(pieces_of(ProjectFileError("none", "nothing")))
    assert (str(plain), plain.faults) == ("nothing", ())


@pytest.mark.parametrize("bad", [os.system, print, os.environ.__class__, Exception("x"), Project.__init__])
def test_only_values_of_this_program_are_made_again(bad: object) -> None:
    """Whatever the other process has become, no function of the system is called by what it sends."""
    with pytest.raises(pickle.UnpicklingError):
        Assembly().take(b"V", pickle.dumps(bad))


def test_a_small_plan_is_one_piece() -> None:
    assert len(pieces_of(small_project())) == 1
