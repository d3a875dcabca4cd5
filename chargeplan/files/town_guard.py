"""Whether a register may be overwritten now: who holds it open, who protects it, who has changed it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chargeplan.errors import ChargeplanError


def fingerprint(data: bytes) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hindrance(path: Path, expected_fingerprint: str) -> ChargeplanError | None:
    """Return why the file at `path` must not be overwritten now, None when it may be.

    Codes: `open_elsewhere` (values `name`, `who`), `read_only`, `changed_meanwhile`, `gone`.
    """
    raise NotImplementedError
