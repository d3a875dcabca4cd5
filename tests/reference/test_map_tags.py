"""What map data become: that the words fit the program, and what is told of bad files."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.files.geojson_form import KIND_OF
from chargeplan.files.sources.map_roles import Meaning
from chargeplan.files.sources.told_values import fault_of
from chargeplan.files.sources.values import Role
from chargeplan.model.site import BuildingUse
from chargeplan.reference.map_tags import ANY_KIND, load_map_tags, read_map_tags
from chargeplan.resources import assets_folder

SPECIAL = {"exit": "doorway", "sensitive": "building", "hazard": "obstacle", "tree": "obstacle"}


def test_every_role_and_field_is_one_of_the_program() -> None:
    """Roles have elements, or are made into others; fields that are set fit them."""
    tags = load_map_tags()
    assert set(tags.roles.values()) == {*KIND_OF, *SPECIAL}
    told = [(rule.role, rule.fields) for rule in tags.rules]
    told += [(word.role, word.fields) for word in tags.hazards.values()]
    for role, fields in told:
        hints = KIND_OF[SPECIAL.get(role, role)].hints
        assert all(fault_of(value, hints[name], name) is None for name, value in fields.items())
    for role, names in tags.properties.items():
        known = (
            set().union(*(kind.hints for kind in KIND_OF.values()))
            if role == ANY_KIND
            else KIND_OF[role].hints
        )
        assert set(names) <= set(known)
    assert {use.use for use in tags.uses} <= {use.value for use in BuildingUse}


def test_every_value_has_a_source_and_roles_of_layers_exist() -> None:
    """Tags and figures alike."""
    tags = load_map_tags()
    assert all(rule.source and rule.confidence for rule in tags.rules)
    assert all(figure.source and figure.unit == "m" for figure in tags.figures.values())
    assert {Meaning("x", role).layer_role for role in KIND_OF} <= set(Role)
    assert Meaning("x", "obstacle", {"kind": "tree"}).layer_role is Role.TREE


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "road_width_m"', 'id = "road_width"', "road_width_m"),
        ("value = 4.0", 'value = "4"', "a number"),
        ('role = "doorway"', 'role = "gate"', "role"),
        ('shapes = ["point"]', 'shapes = ["dot"]', "shapes"),
        ('words = ["boundary", "site"', 'words = ["boundary", "building"', "no other role"),
    ],
)
def test_a_bad_file_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    """As of all reference data."""
    text = (assets_folder() / "import" / "map_tags.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "map_tags.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_map_tags(path)
    assert told in str(caught.value)
    assert "map_tags.toml" in str(caught.value)
