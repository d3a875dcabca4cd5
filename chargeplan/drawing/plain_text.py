"""Texts from users on their way into files: nothing in them does anything."""

from __future__ import annotations

import unicodedata

_BLANKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_UNSEEN = ("Cc", "Cs", "Cf")
"""Control characters, halves of characters, and marks such as those that turn the direction of writing."""


def one_line(text: str) -> str:
    """Return a text on one line, every character of which can be seen or is a blank.

    Line ends and tabs become blanks; what is left out would steer a reader or break a file.
    """
    return "".join(" " if letter in _BLANKS else letter for letter in text if _shown(letter)).strip()


def _shown(letter: str) -> bool:
    if letter in _BLANKS:
        return True
    code = ord(letter)
    no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not no_character and unicodedata.category(letter) not in _UNSEEN
