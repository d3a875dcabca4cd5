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
from chargeplan.reference.electrical_tables import ElectricalTables
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
    buildings = _ids(site, "buildings")
    for kind in ("doorways", "windows"):
        for place, opening in _listed(site, kind, "site."):
            _note_missing(
                opening.get("building_id"), buildings, f"{place}.building_id", decoder,
                "no_such_building", N_("{place}: there is no building {value}"),
            )  # fmt: skip
    for place, scheme in _listed(document, "schemes", ""):
        _note_dangling_supply(site, scheme, place, decoder)
    schemes = {scheme.get("id") for _, scheme in _listed(document, "schemes", "") if _has_text_id(scheme)}
    active = document.get("active_scheme_id") if isinstance(document, dict) else None
    told = any(fault.code == "no_such_scheme" for fault in decoder.faults)
    if isinstance(active, str) and active not in schemes and not told:
        decoder.note(
            "no_such_scheme",
            N_("{place}: there is no scheme {value}"),
            place="active_scheme_id", value=shown(active),
        )  # fmt: skip


def _note_dangling_supply(site: Any, scheme: Any, place: str, decoder: Decoder) -> None:
    """Note boxes, cable routes and a supply point that name what is not in their scheme, or on the site."""
    _note_missing(
        _object(_object(scheme, "supply"), "supply_point_id"), _ids(site, "supply_points"),
        f"{place}.supply.supply_point_id", decoder,
        "no_such_supply_point", N_("{place}: there is no supply point {value}"),
    )  # fmt: skip
    fed = _ids(scheme, "sheds") | _ids(scheme, "lots")
    for inside, box in _listed(scheme, "boxes", f"{place}."):
        feeds = box.get("feeds")
        for index, name in enumerate(feeds if isinstance(feeds, list) else ()):
            _note_missing(
                name, fed, f"{inside}.feeds[{index}]", decoder,
                "no_such_load", N_("{place}: the scheme has no shed or lot {value}"),
            )  # fmt: skip
    for inside, route in _listed(scheme, "cable_routes", f"{place}."):
        _note_missing(
            route.get("box_id"), fed | _ids(scheme, "boxes"), f"{inside}.box_id", decoder,
            "no_such_box", N_("{place}: the scheme has no box, shed or lot {value}"),
        )  # fmt: skip


def _note_missing(named: Any, known: set[Any], place: str, decoder: Decoder, code: str, text: str) -> None:
    if isinstance(named, str) and named not in known:
        decoder.note(code, text, place=place, value=shown(named))


def _ids(holder: Any, key: str) -> set[Any]:
    return {element.get("id") for _, element in _listed(holder, key, "") if _has_text_id(element)}


def _note_unknown_references(document: Any, decoder: Decoder) -> None:
    """Note rule sets, price books, stall modules, chargers and roofs that this program does not have."""
    finders: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("rule_set_id", load_rule_set),
        ("price_book_id", load_price_book),
    )
    _note_unknown(document, "", finders, decoder)
    catalogue = load_catalogue()
    finders = (
        ("module_id", catalogue.module),
        ("charger_id", catalogue.charger),
        ("roof_id", catalogue.roof),
    )
    for place, scheme in _listed(document, "schemes", ""):
        _note_unknown(scheme, f"{place}.", finders, decoder)
        _note_unknown(_object(scheme, "supply"), f"{place}.supply.", _IN_TABLES, decoder)
        for name in SCHEME_COLLECTIONS:
            for inside, element in _listed(scheme, name, f"{place}."):
                _note_unknown(element, f"{inside}.", finders, decoder)


def _laying(laying_id: str) -> object:
    return _tables().laying(laying_id)


def _curve(letter: str) -> object:
    return _tables().curve(letter)


def _tables() -> ElectricalTables:
    """Return the electrical tables, which are read for plans that name something in them."""
    from chargeplan.reference.electricity import load_electrical_tables

    return load_electrical_tables()


_IN_TABLES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("laying_id", _laying),
    ("feeder_curve", _curve),
    ("branch_curve", _curve),
)


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
