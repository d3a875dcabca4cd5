"""Figures for the ways of feeders: what ships, and what is told of bad files."""

from __future__ import annotations

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.reference.routing import load_routing, read_routing
from chargeplan.resources import assets_folder


def test_every_figure_has_unit_source_and_both_titles():
    figures = load_routing().figures
    assert figures["trench_clearance_m"].value == 0.6
    for figure in figures.values():
        assert figure.unit
        assert figure.source
        assert set(figure.title) == {"zh_CN", "en"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "box_gap_m"', 'id = "box_gap"', "box_gap_m"),
        ("value = 0.6", "value = -0.6", "0 or more"),
        ("value = 120", 'value = "120"', "a number"),
    ],
)
def test_a_file_that_lacks_a_figure_or_has_a_bad_one_is_told_with_its_place(tmp_path, old, new, told):
    text = (assets_folder() / "electricity" / "routes.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "routes.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_routing(path)
    assert told in str(caught.value)
    assert "routes.toml" in str(caught.value)
