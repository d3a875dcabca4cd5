"""Why a plan gave no figures, as a value that can be kept, sent and told in any language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import tr
from chargeplan.town.figures import PlanFailure


def failure_of(error: ChargeplanError) -> PlanFailure:
    """Return an error as a plain value: its values are texts, numbers, or failures that it rests on."""
    return PlanFailure(error.code, error.text, {name: _plain(value) for name, value in error.values.items()})


def _plain(value: object) -> object:
    if isinstance(value, ChargeplanError):
        return failure_of(value)
    return value if isinstance(value, str | int | float | Decimal) else str(value)


def failure_sentence(failure: PlanFailure, language: str | None = None) -> str:
    """Return the sentence of a failure in `language`."""
    values = {
        name: failure_sentence(value, language) if isinstance(value, PlanFailure) else value
        for name, value in failure.values.items()
    }
    return tr(failure.sentence, language).format(**values)


def failure_values(failure: PlanFailure) -> Mapping[str, object]:
    """Return a failure as plain JSON values; decimals are texts."""
    return {
        "code": failure.code,
        "sentence": failure.sentence,
        "values": {
            name: failure_values(value) if isinstance(value, PlanFailure) else _jsonable(value)
            for name, value in failure.values.items()
        },
    }


def _jsonable(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else value
