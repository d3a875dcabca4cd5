"""Ids of a document and what it refers to, looked at before the document is read into the model.

A plan with a broken number still has its ids, so all kinds of faults can be told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from chargeplan.errors import ReferenceDataError
from chargeplan.files.codec import Decoder, shown
from chargeplan.i18n import N_
from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.price_books import load_price_book
from chargeplan.reference.rule_sets import load_rule_set


def note_identity_faults(document: Any, decoder: Decoder) -> None:
    """Note ids that are empty or stand there twice, and references to what is not there."""
    first_place: dict[str, str] = {}
    for place, element in _elements(document):
        name = element.get("id")
        if not isinstance(name, str):
            continue  # told by the decoder
        if not name.strip():
            decoder.note("empty_id", N_("{place} has no id"), place=place)
        elif name in first_place:
            decoder.note(
                "repeated_id",
                N_("{place} has the id {id}, which {other} has already"),
                place=place, id=shown(name), other=first_place[name],
            )  # fmt: skip
        else:
            first_place[name] = place
    _note_dangling(document, decoder)
    _note_unknown_references(document, decoder)


def _note_dangling(document: Any, decoder: Decoder) -> None:
    site = _object(document, "site")
    buildings = {element.get("id") for _, element in _listed(site, "buildings", "") if _has_text_id(element)}
    for place, doorway in _listed(site, "doorways", "site."):
        named = doorway.get("building_id")
        if isinstance(named, str) and named not in buildings:
            decoder.note(
                "no_such_building",
                N_("{place}: there is no building {value}"),
                place=f"{place}.building_id", value=shown(named),
            )  # fmt: skip
    schemes = {scheme.get("id") for _, scheme in _listed(document, "schemes", "") if _has_text_id(scheme)}
    active = document.get("active_scheme_id") if isinstance(document, dict) else None
    told = any(fault.code == "no_such_scheme" for fault in decoder.faults)
    if isinstance(active, str) and active not in schemes and not told:
        decoder.note(
            "no_such_scheme",
            N_("{place}: there is no scheme {value}"),
            place="active_scheme_id", value=shown(active),
        )  # fmt: skip


def _note_unknown_references(document: Any, decoder: Decoder) -> None:
    """Note rule sets, price books, stall modules and charging devices that this program does not have."""
    finders: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("rule_set_id", load_rule_set),
        ("price_book_id", load_price_book),
    )
    _note_unknown(document, "", finders, decoder)
    catalogue = load_catalogue()
    finders = (("module_id", catalogue.module), ("charger_id", catalogue.charger))
    for place, scheme in _listed(document, "schemes", ""):
        _note_unknown(scheme, f"{place}.", finders, decoder)
        for name in SCHEME_COLLECTIONS:
            for inside, element in _listed(scheme, name, f"{place}."):
                _note_unknown(element, f"{inside}.", finders, decoder)


def _note_unknown(
    holder: Any, place: str, finders: Iterable[tuple[str, Callable[[str], object]]], decoder: Decoder
) -> None:
    for key, find in finders:
        named = _object(holder, key)
        if isinstance(named, str):
            try:
                find(named)
            except ReferenceDataError as error:
                decoder.note(error.code, N_("{place}: {reason}"), place=f"{place}{key}", reason=error)


def _has_text_id(element: dict[str, Any]) -> bool:
    return isinstance(element.get("id"), str)


def _elements(document: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    site = _object(document, "site")
    for name in SITE_COLLECTIONS:
        yield from _listed(site, name, "site.")
    for place, scheme in _listed(document, "schemes", ""):
        yield place, scheme
        for name in SCHEME_COLLECTIONS:
            yield from _listed(scheme, name, f"{place}.")


def _object(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, dict) else None


def _listed(holder: Any, key: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    items = _object(holder, key)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield f"{place}{key}[{index}]", item
