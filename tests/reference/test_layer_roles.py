"""Names of layers and what they say; texts in outlines; the data behind both."""

from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.files.sources.values import Role
from chargeplan.model.site import ObstacleKind, PipelineKind
from chargeplan.reference.layer_roles import Label, load_layer_roles, read_layer_roles
from chargeplan.resources import assets_folder

SHIPPED = assets_folder() / "import" / "layer_roles.toml"


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        ("建筑", "building"),
        ("JMD", "building"),
        ("10kV电力线", "underlay"),
        ("电力", "supply_point"),
        ("DLSS", "underlay"),
        ("SXSS", "underlay"),
        ("JZD", "boundary"),
        ("DLDW", "obstacle"),
        ("ZBTZ", "green"),
        ("C-BLDG-OTLN", "building"),
        ("xref-2024$0$A-FOOTPRINT", "building"),
        ("zhuzhai", "building"),
        ("楼号文字", "underlay"),
        ("建筑红线", "underlay"),
        ("建筑退线", "underlay"),
        ("用地红线", "boundary"),
        ("Property Line", "boundary"),
        ("道路", "road"),
        ("道路中心线", "road"),
        ("道路边线", "underlay"),
        ("C-ROAD", "road"),
        ("STREET-LIGHT", "obstacle"),
        ("消防车道", "fire_lane"),
        ("FIRE LANE", "fire_lane"),
        ("消防登高操作场地", "ladder_site"),
        ("室外消火栓", "hydrant"),
        ("L-PLNT-TREE", "tree"),
        ("行道树", "tree"),
        ("绿化", "green"),
        ("lvhua", "green"),
        ("变电所", "supply_point"),
        ("E-POWR", "supply_point"),
        ("电力电缆", "pipeline"),
        ("燃气调压箱", "gas"),
        ("雨水管线", "pipeline"),
        ("围墙", "fence"),
        ("地下室轮廓", "basement"),
        ("非机动车棚", "shed"),
        ("停车场", "lot"),
        ("DEFPOINTS", "nothing"),
        ("DIM", "underlay"),
        ("单元门", "doorway"),
        ("外窗", "window"),
        ("CP_FIRE_LANE", "fire_lane"),
        ("cp_building", "building"),
        ("CPX_STALL", "nothing"),
        ("0", None),
        ("A-WALL", None),
        ("FLOOR", None),
        ("", None),
    ],
)
def test_names_of_layers_tell_their_role(layer: str, role: str | None) -> None:
    """As they are called on Chinese and other site plans; names that say nothing give none."""
    guess = load_layer_roles().guess(layer)
    assert (guess and guess.role) == role


def test_every_role_in_the_data_is_one() -> None:
    """Roles are words there, and the program's in the code."""
    known = {role.value for role in Role}
    assert {names.role for names in load_layer_roles().names} <= known


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("6F", Label("", 6)),
        ("６Ｆ", Label("", 6)),
        ("6层", Label("", 6)),
        ("地上18层", Label("", 18)),
        ("18F/-2F", Label("", 18)),
        ("F6", Label("", 6)),
        ("砼11", Label("", 11)),
        ("12号楼", Label("12号楼", None)),
        ("12#楼 18F", Label("12#楼", 18)),
        ("B2栋", Label("B2栋", None)),
        ("Block 7", Label("Block7", None)),
        ("-1F", Label()),
        ("1.6F", Label()),
        ("0F", Label()),
        ("6FT", Label()),
        ("水泥地", Label()),
        ("", Label()),
    ],
)
def test_texts_name_buildings_and_their_storeys(text: str, label: Label) -> None:
    """Cellars, heights and other words do not."""
    assert load_layer_roles().label(text) == label


def test_names_tell_what_lies_in_the_ground_and_stands_in_the_way() -> None:
    """Of pipelines and obstacles; others are of no kind."""
    roles = load_layer_roles()
    assert roles.pipeline_kind("雨水管") is PipelineKind.DRAIN
    assert roles.pipeline_kind("GX") is PipelineKind.OTHER
    assert roles.obstacle_kind("路灯") is ObstacleKind.POLE
    assert roles.obstacle_kind("DLDW") is ObstacleKind.OTHER


def test_sizes_of_estates() -> None:
    """20 m to 5 km."""
    sizes = load_layer_roles().sizes
    assert [sizes.fits(size) for size in (19.9, 20, 5000, 5001)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('patterns = ["围墙"', 'patterns = ["(围墙"', "patterns"),
        ("(?P<storeys>\\\\d{1,2})$", "(?P<floors>\\\\d{1,2})$", "patterns"),
        ("least_m = 20.0", 'least_m = "twenty"', "least_m"),
        ("trimmed_share = 0.02", "trimmed_share = 0.5", "trimmed_share"),
        ('id = "road_fill"', 'id = "road_full"', "road_fill"),
        ('confidence = "derived"', 'confidence = "sure"', "confidence"),
        ('kind = "heat"', 'kind = "steam"', "kind"),
    ],
)
def test_faults_of_the_data_are_told(tmp_path: Path, old: str, new: str, key: str) -> None:
    """With the file and the key."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "layer_roles.toml"
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as fault:
        read_layer_roles(changed)
    assert key in str(fault.value)
    assert "layer_roles.toml" in str(fault.value)
