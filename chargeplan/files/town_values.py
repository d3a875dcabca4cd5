"""What stands in the cells of a register, read as what its column holds, with notes on what is not plain."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from chargeplan.files.foreign_workbook import shown
from chargeplan.files.sheet_days import DAY_ZERO
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.i18n import N_
from chargeplan.model.site import EstateKind
from chargeplan.reference.register_words import RegisterField, load_register_words, plain_word
from chargeplan.reference.sheet_words import normalised_unit
from chargeplan.town.register import CoordinateSystem
from chargeplan.units import round_half_up

_NUMBER = re.compile(r"[+\-\u2212]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_YEAR = re.compile(r"(\d{4})([-/.\u5e74]\d{1,2}.*)?")
_YEARS = re.compile(r"(\d{4})\D{1,3}(\d{4})\D{0,3}")
_DAY = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(t?\d{1,2}:.*)?")
_PACKED_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})")
_ANGLE = re.compile(
    r"(\d{1,3})[\u00b0\u5ea6](\d{1,2})['\u2032\u5206](?:(\d{1,2}(?:\.\d+)?)[\"\u2033\u79d2]?)?"
)
_BESIDE_DEGREES = re.compile(r"[\u00b0\u5ea6nesw\u4e1c\u5317\u7ecf\u7eac:]")
_PARTS = re.compile(r"[,;/\s\u3001|]+")
_MONTHS = 12
_AREA_DECIMALS = 2
_MOST_DECIMALS = 4
"""An area that comes out with more, of a number of mu, is rounded to `_AREA_DECIMALS`."""


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one cell, see `Remark`."""

    kind: RemarkKind
    code: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)


Read = tuple[Any, Note | None]
"""A value, None for unknown, and what is to be said of it."""


def is_blank(value: object) -> bool:
    """Tell whether nothing stands in a cell, or nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def cell_text(value: object) -> str:
    """Return what stands in a cell as people see it, on one line."""
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return " ".join(str(value).split())


def _shown(value: object) -> str:
    return shown(cell_text(value))


def _left_out(code: str, text: str, **values: object) -> Read:
    return None, Note(RemarkKind.LEFT_OUT, code, text, values)


def _converted(value: object, found: object) -> Read:
    text = N_("{found} was read as {value}")
    values = {"found": _shown(found), "value": value}
    return value, Note(RemarkKind.CONVERTED, "converted", text, values)


_NOT_READ: Mapping[str, str] = {
    "number": N_("{found} is no number: it counts as unknown"),
    "year": N_("{found} is no year: it counts as unknown"),
    "date": N_("{found} is no date: it counts as unknown"),
    "coordinate": N_("{found} is no coordinate: it counts as unknown"),
    "coordinates": N_("{found} is no pair of coordinates: it counts as unknown"),
}


def _unreadable(value: object, wanted: str) -> Read:
    return _left_out("unreadable", _NOT_READ[wanted], found=_shown(value))


# --- numbers ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Quantity:
    """A number in a text: by how much its unit multiplies it (None without one), and whether it is vague."""

    number: Decimal
    factor: Decimal | None
    vague: bool


def _starts(text: str, words: tuple[str, ...]) -> str:
    return max((word for word in words if text.startswith(word)), key=len, default="")


def _ends(text: str, words: tuple[str, ...]) -> str:
    return max((word for word in words if text.endswith(word)), key=len, default="")


def _quantity(text: str, units: Mapping[str, float]) -> _Quantity | None:
    """Return the number in a text once units and words such as "about" are taken off, None for no number."""
    words = load_register_words().words
    rest, factor, vague = plain_word(text), None, False
    while True:
        if about := _starts(rest, words["about"]):
            rest, vague = rest.removeprefix(about), True
        elif before := _starts(rest, words["before"]):
            rest = rest.removeprefix(before)
        else:
            break
    while True:
        if about := _ends(rest, words["about_after"]):
            rest, vague = rest.removesuffix(about), True
        elif factor is None and (unit := _ends(rest, tuple(units))):
            rest, factor = rest.removesuffix(unit), Decimal(repr(units[unit]))
        else:
            break
    found = _NUMBER.fullmatch(rest)
    if found is None:
        return None
    return _Quantity(Decimal(rest.replace(",", "").replace("\u2212", "-")), factor, vague)


def _as_decimal(value: object) -> Decimal | None:
    """Return a number of a cell without binary noise, None for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(repr(value))
    return number if number.is_finite() else None


def heading_factor(one: RegisterField, units: tuple[str, ...]) -> tuple[Decimal, str]:
    """Return by how much numbers below a heading are multiplied, and the unit of the heading that says so.

    (1, "") where no bracket of the heading is a unit.
    """
    known = load_register_words().units.get(_units_kind(one), {})
    for unit in units:
        factor = known.get(normalised_unit(unit))
        if factor is not None:
            return Decimal(repr(factor)).normalize(), unit
    return Decimal(1), ""


def _units_kind(one: RegisterField) -> str:
    return "m2" if one.kind == "area" else "count"


def _odd_value(value: object, wanted: str) -> Read | None:
    """Return what is to be said of a cell that holds neither a number nor a text."""
    if isinstance(value, bool):
        return _unreadable(value, wanted)
    if isinstance(value, date | datetime | time | timedelta):
        return _left_out(
            "date_for_number",
            N_("{found} is a date, not a number: it counts as unknown"),
            found=_shown(value),
        )
    return None


def read_quantity(value: object, one: RegisterField, factor: Decimal) -> Read:
    """Return a count (int) or an area [m²] (Decimal) of a cell.

    Parameters
    ----------
    factor : Decimal
        By how much the unit in the heading multiplies a number that has no unit of its own.
    """
    most = one.doubt_above or load_register_words().limits.count_most
    if (
        one.kind == "count"
        and type(value) is float
        and factor == 1
        and value.is_integer()
        and 0 <= value <= most
    ):
        return int(value), None  # nearly every cell of a large register
    note: Note | None = None
    number = _as_decimal(value)
    if number is not None:
        number *= factor
    elif isinstance(value, str):
        text = plain_word(value)
        words = load_register_words()
        if text in words.words["unknown"]:
            return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
        if text in words.words["nothing"]:
            return _nothing(value, one)
        if text.endswith("%"):
            return _left_out(
                "percent", N_("{found} is a share, not a number: it counts as unknown"), found=_shown(value)
            )
        found = _quantity(value, words.units[_units_kind(one)])
        if found is None:
            return _unreadable(value, "number")
        number = found.number * (factor if found.factor is None else found.factor)
        note = _quantity_note(value, text, number, vague=found.vague)
    else:
        return _odd_value(value, "number") or _unreadable(value, "number")
    return _checked(number, value, one, note)


def _quantity_note(found: str, text: str, number: Decimal, *, vague: bool) -> Note:
    values = {"found": _shown(found), "value": _plain(number)}
    if vague:
        doubt = N_("{found} was read as {value}, though it is not exact")
        return Note(RemarkKind.DOUBTED, "about", doubt, values)
    if _NUMBER.fullmatch(text):
        plain = N_("{found} is a text and was read as the number {value}")
        return Note(RemarkKind.CONVERTED, "number_as_text", plain, values)
    return Note(RemarkKind.CONVERTED, "converted", N_("{found} was read as {value}"), values)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _nothing(value: str, one: RegisterField) -> Read:
    if one.nothing_is_zero:
        text = N_("{found} was read as 0")
        return 0, Note(RemarkKind.FILLED_IN, "nothing_is_zero", text, {"found": _shown(value)})
    return _left_out(
        "unknown_word",
        N_("{found} is no number here: it counts as unknown"),
        found=_shown(value),
    )


def _checked(number: Decimal, value: object, one: RegisterField, note: Note | None) -> Read:
    """Return a number as the field holds it, or why it cannot be one."""
    limits = load_register_words().limits
    if number < 0:
        return _left_out(
            "negative", N_("{found} is less than nothing: it counts as unknown"), found=_shown(value)
        )
    if number > limits.count_most:
        return _left_out("too_large", N_("{found} is too large: it counts as unknown"), found=_shown(value))
    if one.kind == "count" and number != int(number):
        return _left_out(
            "not_whole", N_("{found} is no whole number: it counts as unknown"), found=_shown(value)
        )
    if note is None:
        note = _doubt(number, value, one)
    if one.kind == "count":
        return int(number), note
    exact = int(number.as_tuple().exponent) >= -_MOST_DECIMALS
    return Decimal(_plain(number if exact else round_half_up(number, _AREA_DECIMALS))), note


def _doubt(number: Decimal, value: object, one: RegisterField) -> Note | None:
    if one.doubt_above is not None and number > one.doubt_above:
        text = N_("{found} is unusually large")
        return Note(RemarkKind.DOUBTED, "unusual", text, {"found": _shown(value)})
    if one.doubt_below is not None and number < one.doubt_below:
        text = N_("{found} is unusually small")
        return Note(RemarkKind.DOUBTED, "unusual", text, {"found": _shown(value)})
    return None


# --- years, dates -----------------------------------------------------------------------------------


def read_year(value: object) -> Read:
    """Return a year of a cell that holds a year, a date, or a text such as 1998."""
    limits = load_register_words().limits
    if isinstance(value, date):
        return _converted(value.year, f"{value:%Y-%m-%d}")
    number = _as_decimal(value)
    if number is not None:
        if number == int(number) and limits.year_from <= number <= limits.year_to:
            return int(number), None
        return _unreadable(value, "year")
    if not isinstance(value, str):
        return _odd_value(value, "year") or _unreadable(value, "year")
    text, words = plain_word(value), load_register_words().words
    if text in words["unknown"] or text in words["nothing"]:
        return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
    if _YEARS.fullmatch(text):
        return _left_out(
            "span", N_("{found} is more than one year: it counts as unknown"), found=_shown(value)
        )
    bare = text.removesuffix(_ends(text, words["year_after"]))
    found = _YEAR.fullmatch(bare)
    if found is None or not limits.year_from <= int(found[1]) <= limits.year_to:
        return _unreadable(value, "year")
    year = int(found[1])
    if text.isdecimal():
        return year, _quantity_note(value, text, Decimal(year), vague=False)
    return _converted(year, value)


def read_date(value: object) -> Read:
    """Return a day of a cell that holds a date, its number, or a text; a month is its last day.

    A day of a year that no register is about, such as 9999-12-31 for none, is no date.
    """
    day, note = _any_date(value)
    limits = load_register_words().limits
    if isinstance(day, date) and not limits.year_from <= day.year <= limits.year_to:
        return _unreadable(value, "date")
    return day, note


def _any_date(value: object) -> Read:
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    limits = load_register_words().limits
    number = _as_decimal(value)
    text = plain_word(value) if isinstance(value, str) else ""
    if number is not None and number == int(number):
        if limits.serial_from <= number <= limits.serial_to:
            day = DAY_ZERO + timedelta(int(number))
            return day, Note(
                RemarkKind.DOUBTED, "serial_date", N_("{found} was read as the day {value}"),
                {"found": _shown(value), "value": day.isoformat()},
            )  # fmt: skip
        text = str(int(number))
    return _date_in(text, value)


def _date_in(text: str, value: object) -> Read:
    words = load_register_words().words
    if text in words["unknown"] or text in words["nothing"]:
        return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
    found = _DAY.fullmatch(text) or _PACKED_DAY.fullmatch(text)
    if found:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return _unreadable(value, "date")
        return _plain_date(day, text, value)
    month = _MONTH.fullmatch(text.removesuffix(_ends(text, words["month_end"])))
    if month and 1 <= int(month[2]) <= _MONTHS and int(month[1]) >= 1:
        day = date(int(month[1]), int(month[2]), monthrange(int(month[1]), int(month[2]))[1])
        return day, Note(
            RemarkKind.DOUBTED, "month", N_("{found} was read as the last day of the month, {value}"),
            {"found": _shown(value), "value": day.isoformat()},
        )  # fmt: skip
    return _unreadable(value, "date")


def _plain_date(day: date, text: str, value: object) -> Read:
    if text == day.isoformat():
        return day, Note(
            RemarkKind.CONVERTED, "date_as_text", N_("{found} is a text and was read as a date"),
            {"found": _shown(value)},
        )  # fmt: skip
    _, note = _converted(day.isoformat(), value)
    return day, note


# --- words ------------------------------------------------------------------------------------------


def _word(value: object, words: Mapping[str, str]) -> tuple[str | None, bool]:
    """Return the id of a word, and whether it is the very word or only has it in it.

    None where it has none, or words of several ids.
    """
    text = plain_word(str(value))
    if text in words:
        return words[text], True
    inside = [word for word in words if word in text]
    whole = [word for word in inside if not any(word != other and word in other for other in inside)]
    keys = {words[word] for word in whole}
    return (keys.pop(), False) if len(keys) == 1 else (None, False)


def read_estate_kind(value: object) -> Read:
    """Return the kind of an estate by its words."""
    found, exact = _word(value, load_register_words().kinds)
    if found is None:
        return _named_unknown(value, N_("{found} is no kind of estate that is known: it counts as unknown"))
    return (EstateKind(found), None) if exact else (EstateKind(found), _taken_for(value, found))


def read_system(value: object) -> Read:
    """Return a coordinate system by its name."""
    found, exact = _word(value, load_register_words().systems)
    if found is None:
        return _named_unknown(value, N_("{found} is no coordinate system that is known"))
    return CoordinateSystem(found), None if exact else _taken_for(value, found)


def _named_unknown(value: object, text: str) -> Read:
    if plain_word(str(value)) in load_register_words().words["unknown"]:
        return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
    return _left_out("unknown_name", text, found=_shown(value))


def _taken_for(value: object, key: str) -> Note:
    words = load_register_words()
    name = next(word for word, known in {**words.kinds, **words.systems}.items() if known == key)
    text = N_("{found} was taken for {value}")
    return Note(RemarkKind.CONVERTED, "taken_for", text, {"found": _shown(value), "value": name})


def read_illustrative(value: object) -> Read:
    """Return whether a row is made up."""
    words = load_register_words().words
    text = plain_word(str(value))
    if text in words["illustrative"]:
        return True, None
    if text in words["real"]:
        return False, None
    return _left_out(
        "unknown_name", N_("{found} does not say whether the row is made up"), found=_shown(value)
    )


def read_text(value: object) -> Read:
    """Return a text, "" for what stands for nothing, such as a dash."""
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" "), None
    if (
        isinstance(value, float)
        and value.is_integer()
        and abs(value) < load_register_words().limits.count_most ** 2
    ):
        return str(int(value)), None
    text = str(value).strip()
    if text in load_register_words().words["unknown"] and not any(map(str.isalnum, text)):
        return "", Note(
            RemarkKind.LEFT_OUT, "unknown_word", N_("{found} counts as unknown"), {"found": _shown(text)}
        )
    if text.isprintable():
        return text, None
    clean = "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in text)
    return clean, None


# --- places -----------------------------------------------------------------------------------------


def read_coordinate(value: object) -> Read:
    """Return one number of a place, of degrees with minutes and seconds too (float)."""
    number = _as_decimal(value)
    if number is not None:
        return float(number), None
    if not isinstance(value, str):
        return _odd_value(value, "coordinate") or _unreadable(value, "coordinate")
    text, words = plain_word(value), load_register_words().words
    if text in words["unknown"] or text in words["nothing"]:
        return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
    if _NUMBER.fullmatch(text):
        read = float(text.replace(",", "").replace("\u2212", "-"))
        return read, _quantity_note(value, text, Decimal(repr(read)), vague=False)
    angle = _ANGLE.search(text)
    if angle:
        degrees = int(angle[1]) + int(angle[2]) / 60 + float(angle[3] or 0) / 3600
        return _converted(round(degrees, 6), value)
    bare = _BESIDE_DEGREES.sub("", text)
    return _converted(float(bare), value) if _NUMBER.fullmatch(bare) else _unreadable(value, "coordinate")


def read_coordinates(value: object) -> Read:
    """Return both numbers of a place that stand in one cell (tuple of float)."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if plain_word(text) in load_register_words().words["unknown"]:
        return _left_out("unknown_word", N_("{found} counts as unknown"), found=_shown(value))
    parts = [part for part in _PARTS.split(text) if part]
    read = [read_coordinate(part)[0] for part in parts]
    if len(read) != 2 or None in read:
        return _unreadable(value, "coordinates")
    return (read[0], read[1]), None


# --- by field ---------------------------------------------------------------------------------------


_READERS: Mapping[str, Callable[[object], Read]] = {
    "text": read_text,
    "code": read_text,
    "year": read_year,
    "date": read_date,
    "estate_kind": read_estate_kind,
    "system": read_system,
    "illustrative": read_illustrative,
    "coordinate": read_coordinate,
    "coordinates": read_coordinates,
}


def reader_of(one: RegisterField, factor: Decimal = Decimal(1)) -> Callable[[object], Read]:
    """Return what reads the cells of a field; see `read_quantity` for `factor`."""
    if one.kind in ("count", "area"):
        return lambda value: read_quantity(value, one, factor)
    return _READERS[one.kind]


def fits_kind(value: object, one: RegisterField) -> bool:
    """Tell whether what stands in a cell can be what a field holds; what stands for unknown can."""
    read, note = reader_of(one)(value)
    return read is not None or (note is not None and note.code == "unknown_word")
