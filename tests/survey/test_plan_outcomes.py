"""One plan of a register: its figures, and a reason for everything that can be wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from factories import rectangle, small_project

from chargeplan.analysis import Analysis
from chargeplan.errors import CalledOff, Cancelled, ChargeplanError
from chargeplan.files.archive import pack
from chargeplan.files.geojson_writing import geojson_bytes
from chargeplan.files.migrations import VERSION
from chargeplan.files.project_file import project_bytes
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import Green
from chargeplan.survey.plans import outcome_json, plan_outcome, plan_path
from chargeplan.town import plan_figures
from chargeplan.town.failures import failure_sentence
from chargeplan.town.figures import PlanFailure, PlanFigures, Reach
from chargeplan.town.register import Facilities


def _saved(folder: Path, data: bytes) -> Path:
    path = folder / "plan.chargeplan"
    path.write_bytes(data)
    return path


def _failure(path: Path, scheme: str = "") -> PlanFailure:
    outcome = plan_outcome(path, scheme, 100.0)
    assert outcome.figures is None
    assert outcome.failure is not None
    return outcome.failure


def test_a_plan_as_geojson_gives_the_same_figures(tmp_path: Path) -> None:
    """A register may name it; and a file that is neither plan nor map is told as the reason."""
    project = small_project()
    plan = plan_outcome(_saved(tmp_path, project_bytes(project)), "", 100.0, plan="a")
    path = tmp_path / "plan.geojson"
    path.write_bytes(geojson_bytes(project))
    assert plan.figures is not None
    assert plan_outcome(path, "", 100.0, plan="a") == plan
    path.write_bytes(b'{"type": "FeatureCollection", "features": [')
    failure = _failure(path)
    assert failure.code == "bad_json"
    assert "line 1" in failure_sentence(failure, "en")


def test_figures_of_a_plan(tmp_path: Path) -> None:
    """The shed of 12.0 × 2.0 m has 12.0 / 0.60 = 20 stalls, every second with a socket, one pile of ten.

    Open sheds count half: 24.00 / 2 = 12.00 m². The lawn below reaches from x = 18 to 24 under the roof,
    which lies at x = 18 to 30 and y = 8 to 10: 6 × 2 = 12.00 m². 24 households expect 24 × 0.40 = 9.6, so 10
    e-bikes; ten sockets serve thirty, so the doorway some 25 m north of the shed is served.
    """
    project = small_project()
    site = replace(project.site, greens=(Green("green-1", rectangle(10, 2, 24, 16)),))
    outcome = plan_outcome(_saved(tmp_path, project_bytes(replace(project, site=site))), "", 100.0, plan="a")
    figures = outcome.figures
    assert figures is not None
    assert (outcome.plan, outcome.scheme, outcome.failure) == ("a", "", None)
    assert (figures.estate_name, figures.scheme_name) == ("Small estate", "One shed")
    assert (figures.buildings, figures.doorways, figures.households) == (1, 1, 24)
    assert (figures.ebikes, figures.ebikes_counted) == (10, False)
    assert figures.existing == Facilities(0, 0, 0)
    assert figures.new == Facilities(stalls=20, chargers=1, sockets=10)
    assert figures.sheds == 1
    assert figures.errors == 1  # no supply point feeds the shed; what is undecided counts apart
    assert figures.undecided >= 2  # R04 and R05 ask for facts that nobody gave
    assert figures.roofed_area_m2 == Decimal("24.00")
    assert figures.floor_area_m2 == Decimal("12.00")
    assert figures.green_taken_m2 == Decimal("12.00")
    assert figures.reach_before == Reach(100.0, 1, 0, 24, 0)
    assert figures.reach_after == Reach(100.0, 1, 1, 24, 24)


def test_a_scheme_is_found_by_name_then_by_id(tmp_path: Path) -> None:
    """The first scheme is active; the second has the first one's id as its name; two are called alike."""
    project = small_project()
    others = (Scheme("second", "scheme-1"), Scheme("third", "alike"), Scheme("fourth", "alike"))
    path = _saved(tmp_path, project_bytes(replace(project, schemes=(*project.schemes, *others))))

    def name_of(scheme: str) -> str:
        figures = plan_outcome(path, scheme, 100.0).figures
        assert figures is not None
        return figures.scheme_name

    assert name_of("") == name_of("One shed") == "One shed"
    assert name_of("scheme-1") == name_of("second") == "scheme-1"
    assert name_of("third") == "alike"
    assert failure_sentence(_failure(path, "alike"), "en") == (
        "several schemes are called alike; name one of them by its id: third, fourth"
    )
    assert failure_sentence(_failure(path, "fifth"), "en").startswith("there is no scheme fifth; there are:")


def test_other_schemes_of_a_plan_are_worked_out_beside_the_chosen_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sheds have twice the 20 stalls of one; a scheme that gives no figures costs only itself."""
    project = small_project()
    (shed,) = project.schemes[0].sheds
    pair = (replace(shed, id="shed-2"), replace(shed, id="shed-3", origin=(18.0, 1.0)))
    others = (Scheme("two", "One shed", sheds=pair, module_id="compact"), Scheme("odd", "Odd"))
    path = _saved(tmp_path, project_bytes(replace(project, schemes=(*project.schemes, *others))))
    figures_of = plan_figures.figures_of

    def fail_at_odd(analysis: Analysis, limit_m: float, cancelled: Cancelled) -> PlanFigures:
        if analysis.scheme.id == "odd":
            raise MemoryError
        return figures_of(analysis, limit_m, cancelled)

    monkeypatch.setattr(plan_figures, "figures_of", fail_at_odd)
    outcome = plan_outcome(path, "", 100.0)
    assert [(each.scheme_id, each.new.stalls) for each in outcome.schemes] == [("scheme-1", 20), ("two", 40)]
    assert outcome.figures == outcome.schemes[0]
    (failure,) = outcome.failed_alternatives
    assert failure_sentence(failure, "en") == (
        "the scheme Odd gives no figures: this machine has not enough memory to work out the plan"
    )
    other = plan_outcome(path, "two", 100.0)
    assert (other.figures, other.alternatives) == (outcome.alternatives[0], outcome.schemes[:1])
    assert plan_outcome(path, "odd", 100.0).schemes == ()
    assert json.loads(outcome_json(outcome))["alternatives"][0]["new"]["stalls"] == 40


def test_what_is_no_plan_has_a_reason(tmp_path: Path) -> None:
    """Missing, a folder, damaged, of another kind, of a newer program: none of them raises."""
    good = project_bytes(small_project())
    assert _failure(tmp_path / "nowhere.chargeplan").code == "unreadable"
    assert _failure(tmp_path).code == "no_file"
    assert _failure(tmp_path / "a\0b").code == "unreadable"
    damaged = bytearray(good)
    damaged[len(good) // 2] ^= 0xFF
    reasons = {
        "damaged": _failure(_saved(tmp_path, bytes(damaged))),
        "cut": _failure(_saved(tmp_path, good[:-100])),
        "empty": _failure(_saved(tmp_path, b"")),
        "text": _failure(_saved(tmp_path, b"no plan")),
        "newer": _failure(_saved(tmp_path, pack({"project.json": b"{}"}, VERSION + 1, "chargeplan 99"))),
    }
    sentences = {name: failure_sentence(failure, "en") for name, failure in reasons.items()}
    assert all(text.startswith("plan.chargeplan cannot be opened: ") for text in sentences.values())
    assert "newer" in sentences["newer"]
    assert "损坏" in failure_sentence(reasons["cut"], "zh_CN")


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError(), "out_of_memory"), (ZeroDivisionError("by zero"), "defect")]
)
def test_what_goes_wrong_on_the_way_has_a_reason(
    error: Exception, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short memory and defects of the program cost the plan and nothing else."""

    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(plan_figures, "figures_of", fail)
    failure = _failure(_saved(tmp_path, project_bytes(small_project())))
    assert failure.code == code
    assert failure_sentence(failure, "en")


def test_what_is_called_off_is_no_failure(tmp_path: Path) -> None:
    """It raises instead, so that nobody keeps it."""
    path = _saved(tmp_path, project_bytes(small_project()))
    with pytest.raises(CalledOff):
        plan_outcome(path, "", 100.0, cancelled=lambda: True)


def test_plans_are_named_relative_to_the_register(tmp_path: Path) -> None:
    """Backslashes part folders as on Windows; absolute paths stand; addresses of the net are refused."""
    assert plan_path("plans\\north\\a.chargeplan", tmp_path) == tmp_path / "plans" / "north" / "a.chargeplan"
    assert plan_path("../a.chargeplan", tmp_path) == tmp_path / ".." / "a.chargeplan"
    assert plan_path(str(tmp_path / "b.chargeplan"), Path("elsewhere")) == tmp_path / "b.chargeplan"
    for url in ("https://example.org/a.chargeplan", "file:///a.chargeplan", "smb://server/a"):
        with pytest.raises(ChargeplanError) as refused:
            plan_path(url, tmp_path)
        assert refused.value.code == "plan_is_url"


def test_outcomes_are_canonical_json(tmp_path: Path) -> None:
    """Money and areas are texts, so that no figure is rounded; a failure holds what it rests on."""
    path = _saved(tmp_path, project_bytes(small_project()))
    told = json.loads(outcome_json(plan_outcome(path, "", 100.0, plan="计划")))
    assert (told["plan"], told["failure"]) == ("计划", None)
    assert told["figures"]["roofed_area_m2"] == "24.00"
    assert told["figures"]["reach_after"]["limit_m"] == 100.0
    failed = json.loads(outcome_json(plan_outcome(tmp_path / "nowhere", "", 100.0)))
    assert failed["figures"] is None
    assert failed["failure"]["values"]["reason"]["sentence"] == "the file or its folder is not there"
