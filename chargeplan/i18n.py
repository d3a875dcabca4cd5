"""Words for people, by gettext, without Qt: windows, workbooks and the command line share them.

English is the language of the keys. Texts are translated when they are shown, never at import: a module
that names a text ahead of time marks it with `N_` and calls `tr` later.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from chargeplan.errors import ChargeplanError
from chargeplan.resources import assets_folder

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"
DOMAIN = "chargeplan"

_translations: dict[str, gettext.NullTranslations] = {}
_current = DEFAULT_LANGUAGE


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text for translation where it is named, to be translated where it is shown."""
    return text


def set_language(language: str) -> None:
    """Make `language` (one of `LANGUAGES`) the one that `tr` uses when none is given."""
    global _current
    _current = language if language in LANGUAGES else DEFAULT_LANGUAGE


def current_language() -> str:
    """Return the language that `tr` uses when none is given."""
    return _current


def tr(text: str, /, language: str | None = None, **values: object) -> str:
    """Return `text` in `language`, its gaps in braces filled with `values`."""
    chosen = language or _current
    if chosen not in _translations:
        _translations[chosen] = gettext.translation(
            DOMAIN, str(assets_folder() / "locale"), languages=[chosen], fallback=True
        )
    found = _translations[chosen].gettext(text) if text else ""
    return found.format(**values) if values else found


def pick(names: Mapping[str, str], language: str | None = None) -> str:
    """Return the text of reference data, which holds its own languages, for `language`."""
    return names.get(language or _current) or names["en"]


def sentence(error: ChargeplanError, language: str | None = None) -> str:
    """Return the sentence of an error in `language`."""
    values = {
        name: sentence(value, language) if isinstance(value, ChargeplanError) else value
        for name, value in error.values.items()
    }
    return tr(error.text, language).format(**values)
