"""Ways of feeders on the plan: which lie at a place, taking them over by hand and giving them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from chargeplan.engineering.feeding import FeederRoute, Feeding
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import insertion, new_id, removals
from chargeplan.model.project import scheme_elements
from chargeplan.model.scheme import CableRoute
from chargeplan.model.values import Point
from chargeplan.ui.canvas.elements import distance_to
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

Entry = tuple[str, str, Callable[[], object]]
"""Name, words and deed of a command that a menu offers at a place."""

TAKE_OVER = N_("Take over the cable route by hand")
GIVE_BACK = N_("Back to the automatic cable route")


class Feeders:
    """Looks up feeders of the newest analysis while it is of the scheme shown, and changes their routes."""

    def __init__(
        self, session: Session, shown: Callable[[], bool], editable: Callable[[CableRoute], bool]
    ) -> None:
        self._session = session
        self._shown = shown
        self._editable = editable

    @property
    def feeding(self) -> Feeding | None:
        """How the active scheme is fed, None while nobody knows."""
        analysis = self._session.analysis
        return analysis.feeding if analysis is not None and self._fits(analysis) else None

    def _fits(self, analysis: Analysis) -> bool:
        return analysis.scheme.id == self._session.document.project.active_scheme_id

    def found_at(self, place: Point, within_m: float) -> list[FeederRoute]:
        """Return the ways that were found, may be taken over and pass a place; the nearest first."""
        if self.feeding is None or not self._shown():
            return []
        scheme = self._session.document.project.active_scheme
        drawn = {route.box_id for route in scheme.cable_routes}
        there = {element.id for element in scheme_elements(scheme)} - drawn
        near = [
            (distance_to(route.path, place), route)
            for route in self.feeding.network.routes
            if route.path is not None and route.route_id is None and route.box_id in there
        ]
        reached = [
            (round(far, 3), number, route) for number, (far, route) in enumerate(near) if far <= within_m
        ]
        found = [route for _, _, route in sorted(reached, key=lambda entry: entry[:2])]
        return [route for route in found if self._editable(self.as_route(route))]

    def as_route(self, found: FeederRoute) -> CableRoute:
        """Return the cable route by hand that leads as a way that was found does."""
        assert found.path is not None
        return CableRoute(new_id(self._session.document.project, CableRoute), found.path, found.box_id)

    def take_over(self, found: FeederRoute) -> None:
        """Put the route by hand on the plan and select it, so that its corners can be pulled."""
        route = self.as_route(found)
        self._session.document.push(TAKE_OVER, [insertion(self._session.document.project, route)])
        self._session.selection.set([route.id])

    def give_back(self, route: CableRoute) -> None:
        """Take a route by hand off the plan, so that the way is found again."""
        self._session.document.push(GIVE_BACK, removals(self._session.document.project, [route]))

    def entries(self, place: Point, within_m: float) -> list[Entry]:
        """Return what can be done with the feeders at a place, and with the routes that are selected."""
        return [*self._give_back_entries(), *self._take_over_entries(place, within_m)]

    def _give_back_entries(self) -> Iterator[Entry]:
        for route in self._session.selection.elements():
            if isinstance(route, CableRoute) and self._editable(route):
                yield "automatic_route", tr(GIVE_BACK), partial(self.give_back, route)

    def _take_over_entries(self, place: Point, within_m: float) -> Iterator[Entry]:
        feeding = self.feeding
        for found in self.found_at(place, within_m):
            box = feeding.label_of(found.box_id) if feeding is not None else ""
            text = tr("Take over the cable route to {box} by hand", box=box)
            yield f"take_over_{found.box_id}", text, partial(self.take_over, found)
