"""Rule sets: the shipped profiles, copies of one's own, text out and in, and files that are refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, sentence
from chargeplan.model.own_references import OwnRule, OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.reference.catalogue import FIRE_CLASSES, load_catalogue
from chargeplan.reference.rule_kinds import BOUNDS, rule_kinds
from chargeplan.reference.rule_sets import (
    load_rule_set,
    load_rules_of,
    newer_version,
    own_rule_set,
    read_rule_set,
    read_rule_set_text,
    rule_set_ids,
    rule_set_text,
)
from chargeplan.resources import assets_folder

NINETEEN = {f"R{number:02}" for number in range(1, 20)}


def family(rule_id: str) -> str:
    return rule_id[:3]


def test_four_profiles_are_shipped():
    assert rule_set_ids() == ("shanghai", "anhui", "fuzhou", "blank")


def test_shanghai_has_all_nineteen_rules_and_those_about_hydrants_windows_and_gas():
    families = {family(rule.id) for rule in load_rule_set("shanghai").rules}
    assert families >= NINETEEN | {"R20", "R21", "R22"}


def test_values_are_those_of_the_figures_that_were_collected():
    """DOMAIN §2: value and how well it is known, by profile."""
    expected = {
        "shanghai": {"R01": (3.5, "found"), "R02": (4.0, "memory"), "R05": (4.0, "found"),
                     "R10": (200, "found"), "R16": (2.0, "memory"), "R17C": (2, "found"),
                     "R20C": (150, "memory")},
        "anhui": {"R07": (25, "found"), "R07L": (20, "found"), "R13": (2.2, "found"), "R14": (0.8, "found")},
        "fuzhou": {"R01": (3.0, "found"), "R06": (6.0, "found"), "R09A": (200, "found"),
                   "R09B": (100, "found")},
        "blank": {"R03-II": (6, "memory"), "R03-III": (7, "memory"), "R03-IV": (9, "memory"),
                  "R03H-II": (9, "memory"), "R03H-III": (11, "memory"), "R03H-IV": (14, "memory")},
    }  # fmt: skip
    for name, values in expected.items():
        rules = load_rule_set(name)
        assert {code: (rules.rule(code).value, rules.rule(code).confidence) for code in values} == values


def test_what_was_not_found_for_a_place_is_left_out():
    """Anhui has no distance to walls and no gap, Fuzhou no sizes of groups; the blank one nothing local."""
    assert not {"R01", "R02", "R06", "R08"} & {rule.id for rule in load_rule_set("anhui").rules}
    assert not {"R07", "R13", "R14"} & {rule.id for rule in load_rule_set("fuzhou").rules}
    assert all(
        rule.source.startswith(("GB", "JGJ", "行业", "未查到", "本程序"))
        for rule in load_rule_set("blank").rules
    )


@pytest.mark.parametrize("name", rule_set_ids())
def test_every_rule_names_its_source_and_stands_in_order(name):
    rules = load_rule_set(name)
    ids = [rule.id for rule in rules.rules]
    assert ids == [code for code in rule_kinds() if code in ids]
    for rule in rules.rules:
        assert rule.source.strip()
        assert all(rule.title[language].strip() for language in LANGUAGES)
        assert not rule.regional or rule.severity == "info"


@pytest.mark.parametrize("name", ["anhui", "fuzhou", "blank"])
def test_only_shanghai_refers_to_other_places(name):
    assert not any(rule.regional for rule in load_rule_set(name).rules)


def test_kinds_have_units_and_bounds():
    kinds = rule_kinds().values()
    assert {kind.bound for kind in kinds} == set(BOUNDS)
    assert {kind.id for kind in kinds} >= {
        rule.id for name in rule_set_ids() for rule in load_rule_set(name).rules
    }


# --- roofs ------------------------------------------------------------------------------------------


def test_roofs_have_a_fire_class():
    roofs = load_catalogue().roofs
    assert set(roofs) == {"steel_sheet", "sandwich_rock_wool", "pc_sheet", "membrane"}
    assert {roof.id: roof.fire_class == "A" for roof in roofs.values()} == {
        "steel_sheet": True, "sandwich_rock_wool": True, "pc_sheet": False, "membrane": False,
    }  # fmt: skip
    assert all(roof.fire_class in FIRE_CLASSES and not roof.verified for roof in roofs.values())
    with pytest.raises(ReferenceDataError) as caught:
        load_catalogue().roof("thatch")
    assert caught.value.code == "no_such_roof"


# --- own rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rule_set_ids())
def test_a_copy_judges_like_what_it_was_copied_from(name):
    shipped = load_rule_set(name)
    own = own_rule_set(shipped, "ours")
    assert [rule.id for rule in own.rules] == list(rule_kinds())
    assert (own.name, own.base_id, own.base_version) == ("ours", name, shipped.version)
    read = load_rules_of(Project(own_rules=own))
    assert (read.rules, read.own, read.title["en"], read.version) == (
        shipped.rules,
        True,
        "ours",
        shipped.version,
    )


def test_editing_a_copy_changes_the_copy_alone():
    shipped = load_rule_set("shanghai")
    own = own_rule_set(shipped, "ours")
    edited = tuple(replace(rule, value=5.0) if rule.id == "R01" else rule for rule in own.rules)
    project = Project(own_rules=replace(own, rules=edited))
    assert load_rules_of(project).rule("R01").value == 5.0
    assert load_rules_of(Project()) is shipped
    assert shipped.rule("R01").value == 3.5


def test_a_rule_without_value_is_left_out():
    own = OwnRuleSet("ours", "blank", "1", (OwnRule("R01", None, "m", "error", "", "", "found"),))
    assert load_rules_of(Project(own_rules=own)).rules == ()


def test_the_same_rules_of_ones_own_are_the_same_object():
    """What was worked out with them is remembered by that."""
    one, two = (Project(own_rules=own_rule_set(load_rule_set("blank"), "ours")) for _ in range(2))
    assert load_rules_of(one) is load_rules_of(two)


def own_rule(**fields: object) -> OwnRule:
    return OwnRule(
        **{"id": "R01", "value": 3.5, "unit": "m", "severity": "error", "source": "", "clause": "",
           "confidence": "found"} | fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id": "R99"}, "unknown_rule"),
        ({"unit": "mm"}, "wrong_unit"),
        ({"severity": "fatal"}, "bad_reference_value"),
        ({"confidence": "sure"}, "bad_reference_value"),
        ({"value": -1.0}, "bad_reference_value"),
        ({"value": 3500.0}, "bad_reference_value"),
        ({"id": "closed_side_share", "unit": "1", "value": 50.0}, "bad_reference_value"),
        ({"effective": "soon"}, "bad_reference_value"),
    ],
)
def test_rules_of_ones_own_are_checked_like_files(fields, code):
    """3500 m for 3.5 m would be drawn around every building; half of a side is 0.5 and not 50."""
    project = Project(own_rules=OwnRuleSet("ours", "blank", "1", (own_rule(**fields),)))
    with pytest.raises(ReferenceDataError) as caught:
        load_rules_of(project)
    assert caught.value.code == code
    assert "ours" in sentence(caught.value, "en")


def test_a_rule_set_that_is_not_there_is_told():
    with pytest.raises(ReferenceDataError) as caught:
        load_rules_of(Project(rule_set_id="atlantis"))
    assert caught.value.code == "no_such_rule_set"


# --- versions ---------------------------------------------------------------------------------------


def test_an_older_version_is_noticed():
    shipped = load_rule_set("shanghai").version
    assert newer_version(Project()) is None
    assert newer_version(Project(rule_set_version=shipped)) is None
    assert newer_version(Project(rule_set_version="2025.1")) == shipped
    own = replace(own_rule_set(load_rule_set("shanghai"), "ours"), base_version="2025.1")
    assert newer_version(Project(own_rules=own)) == shipped
    assert newer_version(Project(own_rules=replace(own, base_id="elsewhere"))) is None


# --- text out and in --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rule_set_ids())
def test_text_out_is_read_back_the_same(name):
    shipped = load_rule_set(name)
    text = rule_set_text(shipped)
    assert read_rule_set_text(text, "x.toml") == shipped
    assert rule_set_text(read_rule_set_text(text, "x.toml")) == text
    assert tomllib.loads(text)["id"] == name


@pytest.mark.parametrize(
    "word", ['a "quoted" \\ word', "line\nbreak\ttab", "\x7f\x01", "[[rules]]\nid = 'R02'", "'''"]
)
def test_words_of_people_stay_words(word):
    own = OwnRuleSet(word, "blank", "1", (own_rule(source=word, clause=word),))
    rules = load_rules_of(Project(own_rules=own))
    read = read_rule_set_text(rule_set_text(rules), "x.toml")
    assert (read.title["en"], read.rules) == (word, rules.rules)


# --- files that are refused -------------------------------------------------------------------------

HEAD = 'id = "x"\nversion = "1"\ntitle = { zh_CN = "某地", en = "Somewhere" }\n'
RULE = {
    "id": '"R01"', "value": "3.5", "unit": '"m"', "severity": '"error"', "source": '"a paper"',
    "confidence": '"found"',
}  # fmt: skip


def text_of(*rules: dict[str, str | None]) -> str:
    lines = [HEAD]
    for rule in rules:
        lines.append("[[rules]]")
        lines += [f"{key} = {value}" for key, value in (RULE | rule).items() if value is not None]
    return "\n".join(lines)


def test_the_sound_file_is_read():
    rules = read_rule_set_text(text_of({}), "mine.toml")
    assert [(rule.id, rule.value) for rule in rules.rules] == [("R01", 3.5)]


@pytest.mark.parametrize(
    ("rules", "code", "named"),
    [
        (({"value": None},), "bad_reference_value", "value"),
        (({"value": '"3.5"'},), "bad_reference_value", "value"),
        (({"value": "true"},), "bad_reference_value", "value"),
        (({"value": "nan"},), "bad_reference_value", "value"),
        (({"value": "inf"},), "bad_reference_value", "value"),
        (({"value": "-0.1"},), "bad_reference_value", "value"),
        (({"value": "500.001"},), "bad_reference_value", "500 at most"),
        (({"value": "1e300"},), "bad_reference_value", "500 at most"),
        (({"id": '"R11"', "unit": '"fire_class"', "value": "4"},), "bad_reference_value", "3 at most"),
        (({"id": '"R11"', "unit": '"fire_class"', "value": "0"},), "bad_reference_value", "1 or more"),
        (({"unit": '"mm"'},), "wrong_unit", "mm"),
        (({"unit": '"m²"'},), "wrong_unit", "m²"),
        (({"unit": None},), "bad_reference_value", "unit"),
        (({"id": '"R07"', "unit": '"stalls"', "value": "25.5"},), "bad_reference_value", "value"),
        (({"severity": '"fatal"'},), "bad_reference_value", "severity"),
        (({"severity": None},), "bad_reference_value", "severity"),
        (({"source": None},), "bad_reference_value", "source"),
        (({"confidence": '"sure"'},), "bad_reference_value", "confidence"),
        (({"effective": '"2025-13-01"'},), "bad_reference_value", "effective"),
        (({"keeps_clear": '"yes"'},), "bad_reference_value", "keeps_clear"),
        (({"id": '"R99"'},), "unknown_rule", "R99"),
        (({}, {}), "duplicate_rule", "R01"),
    ],
)
def test_a_fault_is_told_with_file_and_rule(rules, code, named):
    with pytest.raises(ReferenceDataError) as caught:
        read_rule_set_text(text_of(*rules), "mine.toml")
    assert caught.value.code == code
    told = sentence(caught.value, "en")
    assert "mine.toml" in told
    assert named in told
    assert re.search(r"R\d\d", told)


@pytest.mark.parametrize("text", ["", "[[rules]", 'id = "x"', HEAD + "rules = 3", HEAD + 'base = "x"'])
def test_what_is_no_rule_file_is_refused(text):
    with pytest.raises(ReferenceDataError) as caught:
        read_rule_set_text(text, "mine.toml")
    assert "mine.toml" in sentence(caught.value, "en")


def test_a_file_may_begin_with_the_rules_of_a_shipped_set(tmp_path):
    """Its own come in their place; the others stay."""
    path = tmp_path / "mine.toml"
    path.write_text(
        HEAD.replace("version", 'base = "blank"\nversion') + text_of({"id": '"R05"'})[len(HEAD) :], "utf-8"
    )
    rules = read_rule_set(path)
    assert rules.rule("R05").value == 3.5
    assert rules.rule("R16") == load_rule_set("blank").rule("R16")


def test_shipped_files_say_each_rule_once():
    """No rule of a place repeats the national one word for word."""
    for path in (assets_folder() / "rules").glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        if "base" not in table:
            continue
        base = tomllib.loads((assets_folder() / "rules" / f"{table['base']}.toml").read_text("utf-8"))
        assert not [rule for rule in table["rules"] if rule in base["rules"]]
