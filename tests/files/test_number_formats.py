"""What formats of cells show beside a number, as Excel, WPS and LibreOffice write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargeplan.files.foreign_workbook import ForeignCell
from chargeplan.files.number_formats import SCALED, shown_beside


@pytest.mark.parametrize(
    ("number_format", "beside"),
    [
        ("General", ()),
        ("#,##0.00", ()),
        ("0.00_);[Red]\\(0.00\\)", ()),
        ("#,##0.00;-#,##0.00;", ()),
        ("0.00E+00", ()),
        ("[DBNum2][$-804]General", ()),
        ('"$"#,##0.00', ("$",)),
        ("$#,##0.00", ("$",)),
        ("[$$-409]#,##0.00", ("$",)),
        ("[$€-2]\\ 0.00", ("€",)),
        ("[$¥-804]#,##0.00", ("¥",)),
        ('_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', ("¥",)),
        ("￥#,##0.00", ("￥",)),
        ('0.00" 万元"', ("万元",)),
        ('0.00"/100m"', ("100m",)),
        ("0.00,", (SCALED,)),
        ("#,##0,", (SCALED,)),
        ('0!.0,"万"', (SCALED, "万")),
        ('"open', ("open",)),
        ("", ()),
    ],
)
def test_words_signs_and_digits_left_out(number_format: str, beside: tuple[str, ...]) -> None:
    assert shown_beside(number_format, Decimal("12.50")) == beside


def test_only_the_section_that_holds_counts() -> None:
    """From 10,000 on this format shows 万; the words for 0 say nothing of 12.50."""
    by_size = '[>=10000]0!.0,"万";0.00'
    assert shown_beside(by_size, Decimal("9999.99")) == ()
    assert shown_beside(by_size, Decimal(10000)) == (SCALED, "万")
    assert shown_beside('[=0]"to be asked";#,##0.00', Decimal("12.50")) == ()
    assert shown_beside('[=0]"to be asked";#,##0.00', Decimal(0)) == ("to be asked",)


@pytest.mark.parametrize(
    ("number_format", "in_cny"),
    [
        ("General", True),
        ("[$¥-804]#,##0.00", True),
        ('0.00" 元"', True),
        ("[$CNY] 0.00", True),
        ('"$"0.00', False),
        ('0.00"万元"', False),
        ('0.00"元/100m"', False),
        ("0.00,", False),
    ],
)
def test_a_price_is_in_plain_cny(number_format: str, in_cny: bool) -> None:
    assert ForeignCell(12.5, number_format).in_cny is in_cny
