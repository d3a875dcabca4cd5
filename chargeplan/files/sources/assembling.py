"""A plan from elements made one by one, and from what a plan's own file says beside its features."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from chargeplan.errors import ChargeplanError, ImportFileError
from chargeplan.files.codec import Decoder, TooManyFaults, encode, shown
from chargeplan.files.geojson_form import KINDS, PROJECT_MEMBER, TURNED, ElementKind
from chargeplan.files.identity import note_identity_faults
from chargeplan.files.migrations import VERSION, migrate
from chargeplan.files.sources.elements import Made, Maker, Rest, Values
from chargeplan.files.sources.tally import Tally
from chargeplan.files.sources.told_values import fault_of
from chargeplan.geometry.nearby import nearest_rings
from chargeplan.i18n import N_
from chargeplan.model.editing import new_ids
from chargeplan.model.facts import facts_of
from chargeplan.model.project import SCHEME_COLLECTIONS, Element, Project, scheme_elements, site_elements
from chargeplan.model.scheme import Scheme
from chargeplan.model.values import Point

_SCHEME_ID = re.compile(r"scheme-[0-9]{1,9}")
_Json = Mapping[str, Any]


@dataclass(frozen=True)
class OwnPart:
    """What the file of a plan says beside its features.

    Attributes
    ----------
    document : JSON values
        The plan, in whose collections stand the rests of elements.
    rests : (collection, id) -> Rest
        In the order of the plan.
    """

    document: _Json
    rests: Mapping[tuple[str, str], Rest]


def own_part(member: _Json, name: str) -> OwnPart:
    """Return what a file's `chargeplan:project` says.

    Raises
    ------
    ImportFileError
        When it is of a newer program, or not what it should be.
    """
    version = member.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        text = N_("{name}: {place} should be a whole number, found {value}")
        place = f"{PROJECT_MEMBER}.version"
        raise ImportFileError("wrong_type", text, name=name, place=place, value=shown(version))
    if version > VERSION:
        text = N_(
            "{name} is of version {version}, made by a newer program; this program reads up to {newest}"
        )
        raise ImportFileError("newer_version", text, name=name, version=version, newest=VERSION)
    plain = _blank()
    document = {**plain, **{key: value for key, value in member.items() if key != "version"}}
    if isinstance(document["site"], dict):
        document["site"] = {**plain["site"], **document["site"]}
    document = dict(migrate(document, version))
    rests = {}
    for holder, collections in _holders(document):
        for collection in collections:
            for rest in _dicts(holder.get(collection)):
                if isinstance(rest.get("id"), str):
                    _check_rest(_KIND_IN[collection], rest, name)
                    rests[collection, rest["id"]] = rest
    return OwnPart(document, rests)


def _check_rest(kind: ElementKind, rest: Rest, name: str) -> None:
    """Raise `ImportFileError` when what stands of an element beside its feature is not what it should be."""
    hints = {**kind.hints, TURNED: tuple[int, ...]}
    for field, value in rest.items():
        fault = fault_of(value, hints[field], f"{rest['id']}.{field}") if field in hints else None
        if fault is not None:
            text = N_("{name} cannot be taken in: {first}")
            raise ImportFileError(fault.code, text, faults=(fault,), name=name, first=fault)


_KIND_IN = {kind.collection: kind for kind in KINDS}


def assembled(maker: Maker, own: OwnPart | None, name: str, tally: Tally) -> Project:
    """Return the plan of the elements that were made.

    Raises
    ------
    ImportFileError
        When what stands beside the features is no plan.
    """
    document = dict(_blank() if own is None else own.document)
    rests = {} if own is None else own.rests
    schemes = _Schemes(document, own is not None)
    homes = [schemes.home(made.scheme) if made.kind.in_scheme else "" for made in maker.made]
    document["schemes"] = schemes.all
    _name(maker.made, document, rests)
    if own is None:
        _link_openings(maker, tally)
    _fill(document, maker.made, homes, rests)
    _loosen(document, tally)
    project = _decoded(document, name)
    added = [
        made.values["id"] for made in maker.made if (made.kind.collection, made.values["id"]) not in rests
    ]
    return _affirmed(project, set(added)) if own is not None else project


def _blank() -> Values:
    return dict(encode(Project(), str))


def _holders(document: _Json) -> Iterator[tuple[Values, tuple[str, ...]]]:
    """Yield the site and the schemes of a document with the names of their collections."""
    if isinstance(document.get("site"), dict):
        yield document["site"], tuple(kind.collection for kind in KINDS if not kind.in_scheme)
    for scheme in _dicts(document.get("schemes")):
        yield scheme, SCHEME_COLLECTIONS


def _dicts(value: object) -> list[Values]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class _Schemes:
    """The schemes of a document, and those that features call for."""

    def __init__(self, document: _Json, own: bool) -> None:
        told = document.get("schemes")
        self.all: Any = (
            [dict(s) if isinstance(s, dict) else s for s in told] if isinstance(told, list) else told
        )
        self._active = document.get("active_scheme_id")
        self._free = not own
        self._known = {
            key: str(scheme.get("id"))
            for field in ("name", "id")
            for scheme in _dicts(self.all)
            if isinstance(key := scheme.get(field), str) and key
        }

    def home(self, called: str) -> str:
        """Return the id of the scheme that is called so, by id or name; a new one where there is none."""
        if not called:
            return str(self._active)
        if called not in self._known and isinstance(self.all, list):
            self._known[called] = self._made(called)
        self._free = False
        return self._known.get(called, called)

    def _made(self, called: str) -> str:
        name = "" if _SCHEME_ID.fullmatch(called) else called
        if self._free:  # the one that every plan begins with has no name yet
            self.all[0]["name"] = name
            return str(self.all[0]["id"])
        taken = [str(scheme.get("id")) for scheme in _dicts(self.all)]
        new = called if not name else new_ids(Project(), (Scheme,), taken=taken)[0]
        self.all.append(encode(Scheme(new, name), str))
        return new


def _name(made: Sequence[Made], document: _Json, rests: Mapping[tuple[str, str], Rest]) -> None:
    """Give elements ids: their own where it is free, else the next of their kind."""
    taken = {str(scheme.get("id")) for scheme in _dicts(document["schemes"])}
    nameless = []
    for one in made:
        if one.id and one.id not in taken:
            one.values["id"] = one.id
            taken.add(one.id)
        else:
            nameless.append(one)
    taken.update(name for _, name in rests)
    names = new_ids(Project(), [one.kind.kind for one in nameless], taken=taken)
    for one, name in zip(nameless, names, strict=True):
        one.values["id"] = name


def _link_openings(maker: Maker, tally: Tally) -> None:
    """Say of doors and windows in which building they are, and of buildings that they are sensitive."""
    buildings = [made for made in maker.made if made.kind.role == "building"]
    rings = [tuple((x, y) for x, y in made.values["ring"]) for made in buildings]
    openings = [
        made
        for made in maker.made
        if made.kind.role in ("doorway", "window") and made.values["building_id"] is None
    ]
    reach = maker.door_reach_m
    for made, index in zip(
        openings, nearest_rings([_place(made) for made in openings], rings, reach), strict=True
    ):
        if index is not None:
            made.values["building_id"] = buildings[index].values["id"]
    places = [one.position for one in maker.sensitive]
    for one, index in zip(maker.sensitive, nearest_rings(places, rings, reach), strict=True):
        if index is not None:
            buildings[index].values["use"] = one.use
        else:
            text = N_("Left out ({count}), no building stands where a sensitive one is marked: {places}")
            tally.tell("no_sensitive_building", text, one.place)


def _place(made: Made) -> Point:
    if "position" in made.values:
        x, y = made.values["position"]
        return x, y
    line = made.values["centreline"]
    return (line[0][0] + line[-1][0]) / 2, (line[0][1] + line[-1][1]) / 2


def _fill(
    document: Values, made: Sequence[Made], homes: Sequence[str], rests: Mapping[tuple[str, str], Rest]
) -> None:
    """Put elements into their collections: those of the plan in their order, new ones after them."""
    order = {key: index for index, key in enumerate(rests)}
    last = len(order)
    found: dict[tuple[str, str], list[Values]] = {}
    for one, home in sorted(
        zip(made, homes, strict=True),
        key=lambda pair: order.get((pair[0].kind.collection, pair[0].values["id"]), last),
    ):
        found.setdefault((home, one.kind.collection), []).append(one.values)
    for holder, collections in _holders(document):
        home = "" if holder is document["site"] else str(holder.get("id"))
        for collection in collections:
            holder[collection] = found.get((home, collection), [])


def _loosen(document: Values, tally: Tally) -> None:
    """Take back references to what is not there any more; a cable route without its end goes."""
    site = document["site"]
    if not isinstance(site, dict):
        return
    buildings = _ids(site, "buildings")
    for opening in (*_dicts(site.get("doorways")), *_dicts(site.get("windows"))):
        if opening["building_id"] is not None and opening["building_id"] not in buildings:
            text = N_("Doors and windows name buildings that are not there ({count}): {places}")
            tally.tell("no_such_building", text, opening["id"])
            opening["building_id"] = None
    for scheme in _dicts(document["schemes"]):
        _loosen_supply(scheme, _ids(site, "supply_points"), tally)


def _loosen_supply(scheme: Values, supply_points: set[str], tally: Tally) -> None:
    fed = _ids(scheme, "lots") | _ids(scheme, "sheds")
    for box in _dicts(scheme.get("boxes")):
        box["feeds"] = [name for name in box["feeds"] if name in fed]
    ends = fed | _ids(scheme, "boxes")
    kept = []
    for route in _dicts(scheme.get("cable_routes")):
        if route["box_id"] in ends:
            kept.append(route)
        else:
            text = N_("Left out ({count}), cable routes whose box is not there: {places}")
            tally.tell("no_such_box", text, route["id"])
    scheme["cable_routes"] = kept
    supply = scheme.get("supply")
    if isinstance(supply, dict) and supply.get("supply_point_id") not in (None, *supply_points):
        scheme["supply"] = {**supply, "supply_point_id": None}


def _ids(holder: Values, collection: str) -> set[str]:
    return {item["id"] for item in _dicts(holder.get(collection))}


def _decoded(document: Values, name: str) -> Project:
    decoder = Decoder(PROJECT_MEMBER, lambda _: None)
    project: Project | None = None
    with suppress(TooManyFaults):
        project = decoder.decode(document, Project)
        note_identity_faults(document, decoder)
    if project is None or decoder.faults:
        faults: tuple[ChargeplanError, ...] = tuple(decoder.faults)
        text = N_("{name} cannot be taken in: {first}")
        raise ImportFileError(faults[0].code, text, faults=faults, name=name, first=faults[0])
    return project


def _affirmed(project: Project, added: set[str]) -> Project:
    """Return a plan that does not say any more that there is none of what was added."""
    elements: list[Element] = [*site_elements(project.site)]
    for scheme in project.schemes:
        elements += scheme_elements(scheme)
    there = {fact for element in elements if element.id in added for fact in facts_of(element)}
    none_here = tuple(fact for fact in project.site.none_here if fact not in there)
    return replace(project, site=replace(project.site, none_here=none_here))
