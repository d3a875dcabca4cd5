"""The single-line diagram: everything that was designed stands on it, readable, inside its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from chargeplan.drawing.labels import Place, text_box
from chargeplan.drawing.png import page_png
from chargeplan.drawing.primitives import Box, Primitive, Text
from chargeplan.drawing.single_line import PAGE, Heading, single_line_pages
from chargeplan.drawing.symbols import STYLES
from chargeplan.engineering.supply import BoxLoad, DeviceLoad, ElementLoad, Supply, design_supply
from chargeplan.engineering.supply_text import breaker_text, cable_text, residual_text, spare_text
from chargeplan.i18n import LANGUAGES
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.site import SupplyPoint
from chargeplan.reference.electricity import load_electrical_tables

TABLES = load_electrical_tables()
NAMES = {f"s{number}": f"Shed {number}" for number in range(60)}
HEADING = Heading("Yuanxi", "Scheme 1", "Power room", date(2026, 3, 1), "Zhang San", NAMES)


def supply_of(sheds: int, devices: int, source: SupplyPoint | None) -> Supply:
    """Return a supply of sheds with so many 10-way piles each, and lights and cameras."""
    loads = []
    for number in range(sheds):
        element = ElementLoad(
            f"s{number}", NAMES[f"s{number}"], (DeviceLoad(10, 8.0),) * devices, 24.0, 2, 1, 12.0
        )
        way = 30.0 + number if source is not None else None
        loads.append(BoxLoad(element.element_id, element.name, (element,), way))
    return design_supply(loads, source, SupplySettings(), TABLES)


SOURCE = SupplyPoint("sp", (0.0, 0.0), upstream_drop_percent=1.0)
SIX = supply_of(6, 2, SOURCE)
CASES = {
    "six sheds": SIX,
    "one": supply_of(1, 1, SOURCE),
    "fifty sheds": supply_of(50, 1, SOURCE),
    "thirty piles in one": supply_of(1, 30, SOURCE),
    "no supply point": supply_of(2, 2, None),
    "mains of moulded case": supply_of(20, 4, replace(SOURCE, short_circuit_ka=20.0)),
}


def texts(page: tuple[Primitive, ...]) -> list[Text]:
    return [shape for shape in page if isinstance(shape, Text) and shape.text]


def box_of_text(text: Text) -> Box:
    """Return where a text stands; a little less than its lines are spaced."""
    place = Place(text.position, text.horizontal, text.vertical)
    return text_box(text.text, text.height_m, place).grown(-0.3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_every_text_stands_whole_on_the_page_and_on_no_other(name, language):
    for page in single_line_pages(CASES[name], TABLES, HEADING, language):
        boxes = [(text.text, box_of_text(text)) for text in texts(page)]
        for text, box in boxes:
            assert box.within(PAGE.grown(-10.0)), text
        for (one, first), (other, second) in combinations(boxes, 2):
            assert not first.touches(second), (one, other)


@pytest.mark.parametrize("name", CASES)
def test_letters_can_be_read_on_paper(name):
    """1.4 mm is the height of small print."""
    for page in single_line_pages(CASES[name], TABLES, HEADING, "zh_CN"):
        assert min(text.height_m for text in texts(page)) >= 1.4


@pytest.mark.parametrize("name", CASES)
def test_every_circuit_stands_there_once_with_breaker_cable_phase_and_current(name):
    supply = CASES[name]
    pages = single_line_pages(supply, TABLES, HEADING, "en")
    shown = [text.text.replace("\n", " ") for page in pages for text in texts(page)]
    for circuit in supply.circuits:
        if circuit.use == "main":
            continue
        assert shown.count(circuit.id) == 1
    count = len([circuit for circuit in supply.circuits if circuit.use != "main"])
    for cell in (breaker_text, cable_text):
        part = {breaker_text: "breaker", cable_text: "cable"}[cell]
        wanted = [cell(getattr(circuit, part), TABLES) for circuit in supply.circuits]
        assert len([text for text in shown if text in wanted]) >= count
    residual = [residual_text(circuit.breaker, "en") for circuit in supply.circuits]
    assert len([text for text in shown if text and text in residual]) == count
    assert len([text for text in shown if text in ("L1", "L2", "L3", "L1 L2 L3")]) == count


def test_source_meter_main_switch_and_earthing_stand_there():
    pages = single_line_pages(SIX, TABLES, HEADING, "en")
    first = [text.text for text in texts(pages[0])]
    last = " ".join(text.text for text in texts(pages[-1]))
    assert "Power room · WP0" in first
    assert {"kWh", "SPD T2+SCB"} <= set(first)  # with its backup protection
    assert SIX.main is not None
    assert breaker_text(SIX.main.breaker, TABLES) in first
    assert "TN-S" in last
    assert "unverified" in last
    assert "Metering" in last
    assert "Spare capacity of Power room" in last
    assert "no more than its Pjs together" in last


def test_boxes_are_labelled_with_protection_class_and_size():
    pages = single_line_pages(SIX, TABLES, HEADING, "en")
    shown = [text.text for page in pages for text in texts(page)]
    for number in range(1, 7):
        assert f"AL-{number}  Shed {number - 1}" in shown
    assert shown.count("IP55  600×800×250 mm") == 7


def test_a_box_longer_than_a_page_goes_on():
    """30 piles, light and control are 32 lines; a page holds fewer."""
    pages = single_line_pages(CASES["thirty piles in one"], TABLES, HEADING, "en")
    shown = [text.text for page in pages for text in texts(page)]
    assert len(pages) >= 3
    assert "AL-1  Shed 0 (continued)" in shown


def test_without_a_supply_point_the_boxes_say_so():
    (page, *_) = single_line_pages(CASES["no supply point"], TABLES, HEADING, "en")
    assert "no supply point" in [text.text for text in texts(page)]


def test_nothing_to_feed_is_said():
    supply = design_supply((), None, SupplySettings(), TABLES)
    (page,) = single_line_pages(supply, TABLES, HEADING, "en")
    assert "Nothing is to be fed." in [text.text for text in texts(page)]


def test_long_names_are_made_smaller_and_never_cut():
    names = {f"s{number}": "A very long name of a shed that somebody typed in full" for number in range(6)}
    heading = replace(HEADING, names=names, source="A supply point with a long name as well")
    pages = single_line_pages(SIX, TABLES, heading, "en")
    for page in pages:
        whole = " ".join(text.text.replace("\n", " ") for text in texts(page))
        assert "that somebody typed in full" in whole
        if page is pages[0]:
            assert "A supply point with a long name as well · WP0" in whole
        for text in texts(page):
            assert box_of_text(text).within(PAGE)


def test_every_style_is_known():
    for page in single_line_pages(SIX, TABLES, HEADING, "en"):
        assert {shape.style for shape in page} <= set(STYLES)


def test_pages_are_pictures_with_the_same_bytes_each_time():
    page = single_line_pages(CASES["one"], TABLES, HEADING, "zh_CN")[0]
    data = page_png(page, PAGE, width_px=600)
    assert data == page_png(page, PAGE, width_px=600)
    assert data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("spare_kw", "told"),
    [(None, "Spare capacity of Power room: unknown"), (40.0, "Spare capacity of Power room: 40.00 kW, ")],
)
def test_the_utilitys_letter_on_spare_capacity_is_asked_for(spare_kw, told):
    supply = supply_of(1, 1, replace(SOURCE, spare_kw=spare_kw))
    last = " ".join(text.text for text in texts(single_line_pages(supply, TABLES, HEADING, "en")[-1]))
    assert told in last
    assert "letter" in last


def test_what_is_left_of_spare_capacity_is_told():
    """One pile of ten 2.70 kW, 24 m²·5 W + 2·15 W + 50 W = 0.20 kW: of 40.00 kW 37.10 are left."""
    supply = supply_of(1, 1, replace(SOURCE, spare_kw=40.0))
    assert "40.00 kW, 37.10 kW after this demand" in spare_text(supply, "Power room", "en")
