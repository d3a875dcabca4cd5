"""What is done to schemes: new, duplicate, rename, remove, switch. Each is one step of the undo stack."""

from __future__ import annotations

from dataclasses import replace

from chargeplan.i18n import N_
from chargeplan.model.editing import Edit, insertion, new_id, removal, replacement, setting
from chargeplan.model.labels import label
from chargeplan.model.project import Project, scheme_elements
from chargeplan.model.scheme import Scheme
from chargeplan.ui.commands import StepName
from chargeplan.ui.document import Document


def copy_of(project: Project, scheme: Scheme, name: str) -> Scheme:
    """Return a copy of a scheme under a new id; all that it holds has new ids too, and names them."""
    taken: list[str] = []

    def fresh(kind: type) -> str:
        taken.append(new_id(project, kind, taken=taken))
        return taken[-1]

    new = {element.id: fresh(type(element)) for element in scheme_elements(scheme)}
    return replace(
        scheme,
        id=fresh(Scheme),
        name=name,
        lots=tuple(replace(lot, id=new[lot.id]) for lot in scheme.lots),
        sheds=tuple(replace(shed, id=new[shed.id]) for shed in scheme.sheds),
        boxes=tuple(
            replace(box, id=new[box.id], feeds=tuple(new[fed] for fed in box.feeds)) for box in scheme.boxes
        ),
        cable_routes=tuple(
            replace(route, id=new[route.id], box_id=new[route.box_id]) for route in scheme.cable_routes
        ),
        waivers=tuple(
            replace(waiver, elements=tuple(new.get(name, name) for name in waiver.elements))
            for waiver in scheme.waivers
        ),
    )


def add_scheme(document: Document, name: str) -> None:
    """Add an empty scheme that uses what the active one uses, and switch to it."""
    active = document.project.active_scheme
    empty = replace(
        active,
        id=new_id(document.project, Scheme),
        name=name,
        lots=(),
        sheds=(),
        boxes=(),
        cable_routes=(),
        waivers=(),
    )
    _add(document, empty, _named(N_("New scheme {name}"), empty))


def duplicate_scheme(document: Document, name: str) -> None:
    """Add a copy of the active scheme and switch to it."""
    copy = copy_of(document.project, document.project.active_scheme, name)
    _add(document, copy, _named(N_("Duplicate the scheme as {name}"), copy))


def rename_scheme(document: Document, scheme: Scheme, name: str) -> None:
    """Give a scheme another name."""
    if name != scheme.name:
        document.push(
            StepName(N_("Rename the scheme to {name}"), {"name": name}),
            [replacement(document.project, scheme, replace(scheme, name=name))],
        )


def remove_scheme(document: Document, scheme: Scheme) -> None:
    """Take a scheme out; another becomes the active one when it was that."""
    project = document.project
    others = [other for other in project.schemes if other.id != scheme.id]
    if not others:
        return
    edits: list[Edit] = []
    if scheme.id == project.active_scheme_id:
        place = project.schemes.index(scheme)
        edits.append(setting(project, "active_scheme_id", others[max(0, place - 1)].id))
    edits.append(removal(project, scheme))
    document.push(_named(N_("Delete the scheme {name}"), scheme), edits)


def switch_scheme(document: Document, scheme: Scheme) -> None:
    """Make a scheme the active one."""
    if scheme.id != document.project.active_scheme_id:
        document.push(
            _named(N_("Switch to the scheme {name}"), scheme),
            [setting(document.project, "active_scheme_id", scheme.id)],
        )


def _named(text: str, scheme: Scheme) -> StepName:
    return StepName(text, {"name": lambda: label(scheme)})


def _add(document: Document, scheme: Scheme, name: StepName) -> None:
    project = document.project
    document.push(name, [insertion(project, scheme), setting(project, "active_scheme_id", scheme.id)])
