"""What spreadsheet programs call columns, without the library that tells it too and takes 19 MB."""

from __future__ import annotations

from functools import lru_cache

_LETTERS = 26
_MOST_LETTERS = 3
_KEPT = 1024


def column_letters(column: int) -> str:
    """Return what spreadsheet programs call a column, counted from 1: 28 is AB; nothing for 0."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=_KEPT)
def column_number(letters: str) -> int:
    """Return the number of a column by its letters, large or small: AB is 28; ValueError for none."""
    large = letters.upper()
    if not 1 <= len(large) <= _MOST_LETTERS or not all("A" <= letter <= "Z" for letter in large):
        raise ValueError(letters)
    number = 0
    for letter in large:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
