"""Texts as DXF holds them, so that every program shows them letter by letter."""

from __future__ import annotations

import re

from chargeplan.drawing.plain_text import one_line

_CODED = re.compile(r"\\(?=[UuMm]\+)")
_PERCENTS = re.compile("%{2,}")
_MOST_LETTERS = 250
"""Programs cut a TEXT off, some refuse a drawing with a longer one."""


def literal(text: str) -> str:
    r"""Return the content of a TEXT that shows `text` on one line, none of which is a code.

    Two percent signs begin a code (`%%c` is a sign for diameters) and `%%%` is a percent sign; a caret begins
    a control character and before a blank is itself; `\U+4E00` stands for a letter, and so does the backslash
    of what only looks like one. Braces and other backslashes mean something in MTEXT only. What is longer
    than any name ends with dots.
    """
    plain = one_line(text)
    if len(plain) > _MOST_LETTERS:
        plain = plain[: _MOST_LETTERS - 1] + "…"
    plain = plain.replace("^", "^ ")
    plain = _PERCENTS.sub(lambda found: "%%%" * len(found.group()), plain)
    return _CODED.sub(lambda _: r"\U+005C", plain)
