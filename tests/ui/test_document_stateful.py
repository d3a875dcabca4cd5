"""Undo and redo of everything, on the document alone: no window, no event loop.

The oracle is a list of whole plans and an index into it. What each step does to the plan is worked out here
with `dataclasses.replace`, not with the edits that the document uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chargeplan.model.bill_settings import BillSettings
from chargeplan.model.editing import insertion, new_id, removals, replacement, setting
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import (
    SITE_COLLECTIONS,
    Project,
    scheme_elements,
    site_elements,
    visible_elements,
)
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    FireLane,
    Green,
    Obstacle,
    Road,
    SupplyPoint,
    Underlay,
)
from chargeplan.ui.document import Document
from chargeplan.ui.scheme_actions import add_scheme, duplicate_scheme, remove_scheme, switch_scheme
from chargeplan.ui.selection import Selection

_COLLECTIONS = {
    Boundary: "boundaries",
    Building: "buildings",
    Doorway: "doorways",
    Road: "roads",
    FireLane: "fire_lanes",
    Obstacle: "obstacles",
    Green: "greens",
    SupplyPoint: "supply_points",
    Underlay: "underlays",
    Lot: "lots",
    Shed: "sheds",
}
_numbers = st.integers(0, 40)


def _element(kind: type, name: str, a: int, b: int) -> Any:
    """Return an element of a kind; other numbers make another element."""
    square = ((a, b), (a + 5, b), (a + 5, b + 4), (a, b + 4))
    line = ((a, b), (a + 9, b + 1))
    if kind in (Boundary, Building, Green, Lot):
        return kind(name, square)
    if kind in (Road, FireLane):
        return kind(name, line, 4.0 + b)
    if kind in (Doorway, SupplyPoint):
        return kind(name, (a, b))
    if kind is Obstacle:
        return Obstacle(name, (a, b), 1.0 + a)
    if kind is Shed:
        return Shed(name, (a, b), 10.0 * b, 6.0 + a, 2.0)
    return Underlay(name, b"picture", "image/png", 8, 6, origin=(a, b))


_POSITIONED = (Doorway, Obstacle, SupplyPoint)


@dataclass(frozen=True)
class _Step:
    """A plan in the history, and the key of the step that led to it."""

    project: Project
    merge_key: str = ""


def _collection_put(project: Project, kind: type, change: Any) -> Project:
    """Return the plan with one collection of the site or the active scheme changed."""
    name = _COLLECTIONS[kind]
    if name in SITE_COLLECTIONS:
        return replace(project, site=replace(project.site, **{name: change(getattr(project.site, name))}))
    schemes = tuple(
        replace(scheme, **{name: change(getattr(scheme, name))})
        if scheme.id == project.active_scheme_id
        else scheme
        for scheme in project.schemes
    )
    return replace(project, schemes=schemes)


class DocumentMachine(RuleBasedStateMachine):
    """Edits, undo, redo and save in any order."""

    @initialize()
    def begin(self) -> None:
        """Begin with an empty plan and a mirror that only hears signals."""
        self.document = Document()
        self.selection = Selection(self.document)
        self.history = [_Step(self.document.project)]
        self.index = 0
        self.clean: int | None = 0
        self.mirror: dict[str, Any] = {}
        self.document.element_added.connect(self._heard)
        self.document.element_changed.connect(self._heard)
        self.document.element_removed.connect(lambda name: self.mirror.pop(name))
        self.document.project_replaced.connect(self._heard_all)

    def _heard(self, name: str) -> None:
        self.mirror[name] = self.document.element(name)

    def _heard_all(self) -> None:
        self.mirror = dict(self.document.elements())

    @property
    def project(self) -> Project:
        """The plan as the oracle has it."""
        return self.history[self.index].project

    def _done(self, expected: Project, merge_key: str = "") -> None:
        """Note a step, as a stack of plans would: what was undone is forgotten, nudges become one."""
        del self.history[self.index + 1 :]
        if self.clean is not None and self.clean > self.index:
            self.clean = None
        merges = merge_key and self.index > 0 and self.history[self.index].merge_key == merge_key
        if merges and self.clean != self.index:
            self.history[self.index] = _Step(expected, merge_key)
        else:
            self.history.append(_Step(expected, merge_key))
            self.index += 1

    def _elements(self) -> list[Any]:
        return [*site_elements(self.project.site), *scheme_elements(self.project.active_scheme)]

    @rule(kind=st.sampled_from(sorted(_COLLECTIONS, key=lambda kind: kind.__name__)), a=_numbers, b=_numbers)
    def insert(self, kind: type, a: int, b: int) -> None:
        """Put an element of any kind in."""
        element = _element(kind, new_id(self.project, kind), a, b)
        self.document.push("insert", [insertion(self.document.project, element)])
        self._done(_collection_put(self.project, kind, lambda held: (*held, element)))

    @precondition(lambda self: self._elements())
    @rule(pick=_numbers, a=_numbers, b=_numbers)
    def exchange(self, pick: int, a: int, b: int) -> None:
        """Replace an element by another of its kind and id."""
        elements = self._elements()
        old = elements[pick % len(elements)]
        new = _element(type(old), old.id, a, b)
        self.document.push("replace", [replacement(self.document.project, old, new)])
        self._done(
            _collection_put(
                self.project, type(old), lambda held: tuple(new if e.id == old.id else e for e in held)
            )
        )

    @precondition(lambda self: self._elements())
    @rule(picks=st.sets(_numbers, min_size=1, max_size=4))
    def remove(self, picks: set[int]) -> None:
        """Take several elements out in one step."""
        elements = self._elements()
        gone = {elements[pick % len(elements)].id: elements[pick % len(elements)] for pick in picks}
        self.document.push("remove", removals(self.document.project, list(gone.values())))
        expected = self.project
        for kind in {type(element) for element in gone.values()}:
            expected = _collection_put(
                expected, kind, lambda held: tuple(e for e in held if e.id not in gone)
            )
        self._done(expected)

    @rule(number=_numbers)
    def set_fields(self, number: int) -> None:
        """Set several fields of the plan in one step."""
        values = {
            "estate": Estate(name=f"estate {number}", household_count=number),
            "notes": f"note {number}",
            "bill": BillSettings(employer=f"employer {number}"),
        }
        edits = [setting(self.document.project, name, value) for name, value in values.items()]
        self.document.push("fields", edits)
        self._done(replace(self.project, **values))

    @rule(number=_numbers)
    def set_scheme(self, number: int) -> None:
        """Change what the active scheme uses."""
        old = self.project.active_scheme
        new = replace(old, socket_ratio=Fraction(number, 40), group=GroupRule(1 + number, 20.0, 2.0))
        self.document.push("scheme", [replacement(self.document.project, old, new)])
        self._done(self._with_schemes(tuple(new if s.id == old.id else s for s in self.project.schemes)))

    def _with_schemes(self, schemes: tuple[Scheme, ...], active: str = "") -> Project:
        return replace(
            self.project, schemes=schemes, active_scheme_id=active or self.project.active_scheme_id
        )

    @precondition(lambda self: len(self.project.schemes) < 4)
    @rule()
    def add_scheme(self) -> None:
        """Add an empty scheme and switch to it."""
        old = self.project.active_scheme
        name = new_id(self.project, Scheme)
        add_scheme(self.document, "new")
        new = replace(old, id=name, name="new", lots=(), sheds=())
        self._done(self._with_schemes((*self.project.schemes, new), name))

    @precondition(lambda self: len(self.project.schemes) < 4)
    @rule()
    def duplicate_scheme(self) -> None:
        """Copy the active scheme: same shapes under ids that nothing else has."""
        old = self.project.active_scheme
        taken = {element.id for scheme in self.project.schemes for element in scheme_elements(scheme)}
        duplicate_scheme(self.document, "copy")
        copy = self.document.project.active_scheme
        fresh = {element.id for element in scheme_elements(copy)}
        assert not fresh & taken
        assert len(fresh) == len(old.lots) + len(old.sheds)
        assert [replace(e, id="") for e in scheme_elements(copy)] == [
            replace(e, id="") for e in scheme_elements(old)
        ]
        self._done(self._with_schemes((*self.project.schemes, copy), copy.id))

    @precondition(lambda self: len(self.project.schemes) > 1)
    @rule(pick=_numbers)
    def remove_scheme(self, pick: int) -> None:
        """Take a scheme out; when it was the active one its neighbour is."""
        place = pick % len(self.project.schemes)
        gone = self.project.schemes[place]
        others = self.project.schemes[:place] + self.project.schemes[place + 1 :]
        remove_scheme(self.document, gone)
        active = others[max(0, place - 1)].id if gone.id == self.project.active_scheme_id else ""
        self._done(self._with_schemes(others, active))

    @precondition(lambda self: len(self.project.schemes) > 1)
    @rule(pick=_numbers)
    def switch_scheme(self, pick: int) -> None:
        """Make another scheme the active one; it is no step when it is that already."""
        chosen = self.project.schemes[pick % len(self.project.schemes)]
        switch_scheme(self.document, chosen)
        if chosen.id != self.project.active_scheme_id:
            self._done(self._with_schemes(self.project.schemes, chosen.id))

    @precondition(lambda self: any(isinstance(e, _POSITIONED) for e in self._elements()))
    @rule(pick=_numbers, times=st.integers(1, 3))
    def nudge(self, pick: int, times: int) -> None:
        """Move an element by arrows: the steps that follow each other become one."""
        movable = [element for element in self._elements() if isinstance(element, _POSITIONED)]
        name = movable[pick % len(movable)].id
        for _ in range(times):
            old = self.document.element(name)
            new = replace(old, position=(old.position[0] + 0.1, old.position[1]))
            key = f"nudge {name}"
            self.document.push("nudge", [replacement(self.document.project, old, new)], merge_key=key)
            self._done(
                _collection_put(
                    self.project,
                    type(old),
                    lambda held, new=new: tuple(new if e.id == new.id else e for e in held),
                ),
                key,
            )

    @rule()
    def push_nothing(self) -> None:
        """A step without edits is no step."""
        self.document.push("nothing", [])

    @rule(times=st.integers(1, 5))
    def undo(self, times: int) -> None:
        """Take steps back; there is nothing before the first."""
        for _ in range(times):
            self.document.undo_stack.undo()
            self.index = max(0, self.index - 1)

    @rule(times=st.integers(1, 5))
    def redo(self, times: int) -> None:
        """Do steps again; there is nothing after the last."""
        for _ in range(times):
            self.document.undo_stack.redo()
            self.index = min(len(self.history) - 1, self.index + 1)

    @rule()
    def save(self) -> None:
        """Call the plan saved as it is."""
        self.document.undo_stack.setClean()
        self.clean = self.index

    @rule(picks=st.sets(_numbers, max_size=3))
    def select(self, picks: set[int]) -> None:
        """Select something."""
        names = sorted(self.mirror)
        self.selection.set(names[pick % len(names)] for pick in picks if names)

    @invariant()
    def holds_the_plan_of_the_oracle(self) -> None:
        """The whole plan is the oracle's."""
        if hasattr(self, "document"):
            assert self.document.project == self.project

    @invariant()
    def knows_whether_it_is_saved(self) -> None:
        """Modified is the clean state and nothing else; undo and redo are offered when there is something."""
        if hasattr(self, "document"):
            assert self.document.modified == (self.clean != self.index)
            assert self.document.undo_stack.canUndo() == (self.index > 0)
            assert self.document.undo_stack.canRedo() == (self.index < len(self.history) - 1)

    @invariant()
    def tells_listeners_everything(self) -> None:
        """Who only hears the signals has the same elements."""
        if hasattr(self, "document"):
            assert self.mirror == visible_elements(self.project)
            assert set(self.selection.ids) <= set(self.mirror)

    def teardown(self) -> None:
        """From any state everything can be undone to the first plan and redone to the last."""
        if not hasattr(self, "document"):
            return
        while self.document.undo_stack.canUndo():
            self.document.undo_stack.undo()
        assert self.document.project == self.history[0].project
        while self.document.undo_stack.canRedo():
            self.document.undo_stack.redo()
        assert self.document.project == self.history[-1].project


TestDocument = DocumentMachine.TestCase
TestDocument.settings = settings(
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
