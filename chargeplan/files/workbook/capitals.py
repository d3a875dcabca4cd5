"""Amounts of money in the words that cannot be changed by a stroke, as Chinese title pages ask for them."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.i18n import N_, tr
from chargeplan.units import round_half_up

_LANGUAGES = {"zh_CN"}
_DIGITS = N_("zero one two three four five six seven eight nine")
_PLACES = N_("ten hundred thousand")
_GROUPS = N_("ten-thousand hundred-million")
_MONEY = N_("yuan jiao fen exactly")
_CAPITAL = '"[DBNum2][$-804]General"'


def written_out(language: str) -> bool:
    """Return whether title pages in that language write amounts out."""
    return language in _LANGUAGES


def capitals(amount_cny: Decimal, language: str) -> str:
    """Return an amount of 0 or more, to the cent, written out: 12.05 is twelve yuan zero five fen."""
    yuan, jiao, fen, exactly = tr(_MONEY, language).split()
    digits = tr(_DIGITS, language).split()
    cents = int(round_half_up(amount_cny * 100, 0))
    whole, rest = divmod(cents, 100)
    tens, ones = divmod(rest, 10)
    tail = digits[tens] + (jiao if tens else "") if rest else ""
    tail += digits[ones] + fen if ones else exactly
    return _whole(whole, language) + yuan + tail


def _whole(number: int, language: str) -> str:
    """Return a whole number in groups of four digits, each gap of noughts as one."""
    zero = tr(_DIGITS, language).split()[0]
    if not number:
        return zero
    groups = ["", *tr(_GROUPS, language).split()]
    text = ""
    for at in reversed(range(len(groups))):
        part = number // 10000**at % 10000 if at < len(groups) - 1 else number // 10000**at
        if not part:
            continue
        gap = bool(text) and (part < 1000 or not number // 10000 ** (at + 1) % 10000)
        text += (zero if gap else "") + _four(part, language) + groups[at]
    return text


def _four(number: int, language: str) -> str:
    digits = tr(_DIGITS, language).split()
    places = ["", *tr(_PLACES, language).split()]
    text, pending = "", False
    for at in reversed(range(4)):
        digit = number // 10**at % 10
        if digit:
            text += (digits[0] if pending else "") + digits[digit] + places[at]
            pending = False
        else:
            pending = bool(text)
    return text


def capitals_formula(cell: str, language: str) -> str:
    """Return the formula that writes out the amount in a cell, as `capitals` does."""
    yuan, jiao, fen, exactly = tr(_MONEY, language).split()
    zero = tr(_DIGITS, language).split()[0]
    cents = f"ROUND({cell}*100,0)"
    rest = f"MOD({cents},100)"

    def capital(number: str) -> str:
        return f"TEXT({number},{_CAPITAL})"

    tens = f'IF({rest}=0,"",IF({rest}<10,"{zero}",{capital(f"INT({rest}/10)")}&"{jiao}"))'
    ones = f'IF(MOD({cents},10)=0,"{exactly}",{capital(f"MOD({cents},10)")}&"{fen}")'
    return f'={capital(f"INT({cents}/100)")}&"{yuan}"&{tens}&{ones}'
