"""Amounts of money as somebody writes them, in yuan or in units of ten thousand or a hundred million."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_

# The Chinese signs for 10,000 and 100,000,000, and for the unit: the yuan, written in two ways.
_WAN, _YI, _UNITS = "\u4e07", "\u4ebf", "\u5143\u5706"
_TIMES = {"": 1, _WAN: 10_000, "w": 10_000, "wan": 10_000, _YI: 100_000_000}
_AMOUNT = re.compile(
    rf"\u00a5?\s*([+-]?(?:\d[\d,_ ]*(?:\.\d*)?|\.\d+))\s*({_WAN}|{_YI}|wan|w|)\s*"
    rf"(?:[{_UNITS}]|cny|yuan|rmb)?",
    re.IGNORECASE,
)


def read_amount(text: str) -> Decimal:
    """Return an amount of money [CNY]: `3000000`, `3,000,000`, `300` with the sign for 10,000.

    Wide digits and signs of a Chinese input method are understood, and so is a minus. Raises
    `InvalidValueError` when it is no amount.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u3002", ".").replace("\u2212", "-")
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise InvalidValueError("not_an_amount", N_("{value} is no amount of money"), value=text)
    return Decimal(re.sub("[,_ ]", "", found[1])) * _TIMES[found[2].lower()]
