"""Work items and prices: the shipped files are sound, and every fault of a file is told with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, sentence
from chargeplan.model.bill_settings import BillEdition
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.price_books import load_price_book, price_book_ids, read_price_book
from chargeplan.reference.work_items import load_work_items, read_work_items
from chargeplan.resources import assets_folder

EDITION_2024 = assets_folder() / "bill" / "gbt50500_2024.toml"
ITEMS = assets_folder() / "bill" / "gb50500_2013.toml"
PRICES = assets_folder() / "prices" / "reference_2025.toml"


def test_quantities_have_the_decimals_of_the_standard() -> None:
    """t 3; m, m², m³ 2; pieces whole."""
    decimals = {item.unit.id: item.unit.decimals for item in load_work_items().items}
    assert decimals.pop("t") == 3
    assert {decimals.pop(unit) for unit in ("m", "m2", "m3")} == {2}
    assert set(decimals.values()) == {0}


def test_features_are_numbered_lines_and_never_empty_words() -> None:
    """Each feature is a line of its own; none defers to drawings, and brands are not named."""
    for item in load_work_items().items:
        for language in LANGUAGES:
            lines = item.features[language].split("\n")
            assert [line.split(".")[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)], (
                item.id
            )
        assert not re.search("详见图纸|综合考虑", item.features["zh_CN"])


def test_one_code_has_one_name_and_unit_unless_its_features_tell_them_apart() -> None:
    """Lines of one national code have features that differ."""
    seen: set[tuple[str, str]] = set()
    for item in load_work_items().items:
        key = (item.code, item.features["zh_CN"])
        assert key not in seen
        seen.add(key)


def test_unit_weights_agree_with_the_sections() -> None:
    """Sharp-corner area × 7.85 g/cm³ to 0.01 kg/m: 100×4 12.06, 80×3 7.25, 50×3 4.43, 60×40×2.5 3.73."""
    figure = load_catalogue().constant
    for name in ("column", "rafter", "brace"):
        side, wall = figure(f"{name}_size_mm"), figure(f"{name}_wall_mm")
        assert figure(f"{name}_weight_kg_m") == pytest.approx(4 * (side - wall) * wall * 0.00785, abs=0.005)
    area = 2 * (60 + 40 - 2 * 2.5) * 2.5
    assert figure("purlin_weight_kg_m") == pytest.approx(area * 0.00785, abs=0.005)


def test_every_price_belongs_to_an_item_and_has_its_unit() -> None:
    """No price is left over, and none is for another unit; lines of one item begin with its id."""
    units = {item.id: item.unit.id for item in load_work_items().items}
    for price in load_price_book("reference_2025").prices.values():
        kinds = [name for name in units if price.id == name or price.id.startswith(f"{name}_")]
        assert kinds, price.id
        assert price.unit == units[max(kinds, key=len)], price.id


def test_shares_are_of_what_the_editions_name() -> None:
    """Every share of the price book is for a measure, a fee or the contingency, and within its own range."""
    named = {kind.id for edition in BillEdition for kind in load_work_items(edition).rate_measures}
    named |= {kind.id for kind in load_work_items().fees} | {"contingency"}
    rates = load_price_book("reference_2025").rates
    assert set(rates) <= named
    assert rates["contingency"].percent == 5


def test_the_edition_of_2024_has_no_code_of_2013() -> None:
    """Power cable and its heads are known; every other code is open, with its profession kept."""
    old, new = load_work_items(BillEdition.GB_2013), load_work_items(BillEdition.GB_2024)
    known = {item.id: item.code for item in new.items if item.code}
    assert known == {"cable": "030409001", "cable_heads": "030409003"}
    assert [item.id for item in new.items] == [item.id for item in old.items]
    assert all(item.profession == before.code[:2] for item, before in zip(new.items, old.items, strict=True))
    assert not any(item.verified for item in new.items if not item.code)
    assert (old.fees, new.fees) != ((), old.fees) and new.fees == ()


def test_prices_of_2013_hold_for_2024() -> None:
    """A price goes by the id of a line, which both editions share."""
    assert {item.id for item in load_work_items(BillEdition.GB_2024).items} == {
        item.id for item in load_work_items(BillEdition.GB_2013).items
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('id = "cable"', 'id = "rope"', "work item"),
        ('code = "030409001"', 'code = "3040901"', "nine digits"),
        ('items_of = "gb50500_2013"', 'items_of = "nowhere"', "nowhere"),
        ('basis = "sectional"', 'basis = "guess"', "basis"),
    ],
)
def test_a_broken_edition_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    """The sentence names what is wrong."""
    text = EDITION_2024.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / ITEMS.name).write_text(ITEMS.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "edition.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_work_items(path)
    assert told in sentence(caught.value, "en")


def test_price_books_are_found_by_their_id() -> None:
    """The shipped book is listed; another name is refused, also one that leads out of the folder."""
    assert "reference_2025" in price_book_ids()
    for name in ("nowhere", "../catalogue/standard"):
        with pytest.raises(ReferenceDataError):
            load_price_book(name)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('code = "010101002"', 'code = "10101002"', "nine digits"),
        ('unit = "m3"', 'unit = "bushel"', "unit"),
        ('chapter = "earthworks"', 'chapter = "gardening"', "chapter"),
        ('basis = "calculated"', 'basis = "guessed"', "basis"),
        ('id = "pit_excavation"', 'id = "excavation"', "twice"),
        ("decimals = 3", "decimals = -1", "decimals"),
    ],
)
def test_a_broken_work_item_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    """The sentence names the file and what is wrong."""
    text = ITEMS.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "items.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_work_items(path)
    assert "items.toml" in sentence(caught.value, "en")
    assert told in sentence(caught.value, "en")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('price_cny = "45.00"', 'price_cny = "NaN"'),
        ('price_cny = "75.00"', 'price_cny = "-75.00"'),  # of an item without a range
        ('price_cny = "45.00"', 'price_cny = "45.005"'),
        ('price_cny = "45.00"', 'price_cny = "400.00"'),  # above its own range
        ('price_cny = "45.00"', "price_cny = 45"),
        ('id = "pit_excavation"', 'id = "excavation"'),
        ("vat_percent = 9", "vat_percent = 900"),
        ("percent = 5", "percent = 50"),  # above its own range
        ('id = "contingency"', 'id = "safety"'),
        ('confidence = "memory"', 'confidence = "rumour"'),
    ],
)
def test_a_broken_price_is_told(tmp_path: Path, before: str, after: str) -> None:
    """Prices are decimal amounts inside their own range, once each."""
    text = PRICES.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "prices.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_price_book(path)
    assert "prices.toml" in sentence(caught.value, "en")


def test_the_shipped_files_are_read_as_they_are() -> None:
    """The files the tests break are sound before they are broken."""
    assert read_work_items(ITEMS) == load_work_items()
    assert read_price_book(PRICES) == load_price_book("reference_2025")
