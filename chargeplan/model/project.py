"""The whole plan: one frozen value, so that a snapshot is free and safe in another thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.model.bill_settings import BillSettings
from chargeplan.model.own_references import OwnPriceBook, OwnRuleSet
from chargeplan.model.scheme import Scheme, SchemeElement
from chargeplan.model.sheet_settings import NoticeSettings, SheetSettings
from chargeplan.model.site import Estate, Site, SiteElement

Element = SiteElement | SchemeElement

SITE_COLLECTIONS = (
    "boundaries",
    "buildings",
    "doorways",
    "roads",
    "fire_lanes",
    "obstacles",
    "greens",
    "supply_points",
    "underlays",
    "fences",
    "ladder_grounds",
    "windows",
    "hydrants",
    "gas_regulators",
    "pipelines",
    "basements",
)
SCHEME_COLLECTIONS = ("lots", "sheds", "boxes", "cable_routes")


@dataclass(frozen=True)
class Project:
    """Estate facts, the site, its schemes, and the reference data they are judged and priced by.

    `plan_date` is the only date that files made from the plan carry. `rule_set_version` is that of the rule
    set when the plan was last judged by it, empty when never. `own_rules` and `own_prices` hold in place of
    the shipped ones where they are there.
    """

    estate: Estate = field(default_factory=Estate)
    site: Site = field(default_factory=Site)
    schemes: tuple[Scheme, ...] = field(default_factory=lambda: (Scheme("scheme-1"),))
    active_scheme_id: str = "scheme-1"
    rule_set_id: str = "shanghai"
    price_book_id: str = "reference_2025"
    plan_date: date | None = None
    notes: str = ""
    rule_set_version: str = ""
    own_rules: OwnRuleSet | None = None
    own_prices: OwnPriceBook | None = None
    bill: BillSettings = field(default_factory=BillSettings)
    sheet: SheetSettings = field(default_factory=SheetSettings)
    notice: NoticeSettings = field(default_factory=NoticeSettings)

    def __post_init__(self) -> None:
        if not self.schemes:
            raise InvalidValueError("no_scheme", N_("a plan needs at least one scheme"))
        if self.active_scheme_id not in {scheme.id for scheme in self.schemes}:
            raise InvalidValueError(
                "no_such_scheme", N_("there is no scheme {value}"), value=self.active_scheme_id
            )

    @property
    def active_scheme(self) -> Scheme:
        """The scheme that is shown and analysed unless another is named."""
        return self.scheme(self.active_scheme_id)

    def scheme(self, scheme_id: str) -> Scheme:
        """Return the scheme with that id; `KeyError` when there is none."""
        for scheme in self.schemes:
            if scheme.id == scheme_id:
                return scheme
        raise KeyError(scheme_id)

    def scheme_named(self, wanted: str) -> Scheme:
        """Return the one scheme of a name or, where none has it, of an id; "" is the active one.

        Raises
        ------
        InvalidValueError
            When there is none, or several have that name.
        """
        if not wanted:
            return self.scheme(self.active_scheme_id)
        named = [scheme for scheme in self.schemes if scheme.name == wanted]
        if len(named) > 1:
            text = N_("several schemes are called {name}; name one of them by its id: {ids}")
            ids = ", ".join(scheme.id for scheme in named)
            raise InvalidValueError("ambiguous_scheme", text, name=wanted, ids=ids)
        named += [scheme for scheme in self.schemes if scheme.id == wanted]
        if named:
            return named[0]
        names = ", ".join(scheme.name or scheme.id for scheme in self.schemes)
        text = N_("there is no scheme {name}; there are: {names}")
        raise InvalidValueError("no_such_scheme", text, name=wanted, names=names)


def site_elements(site: Site) -> Iterator[SiteElement]:
    """Yield all elements of a site, kind after kind, in order of drawing."""
    for name in SITE_COLLECTIONS:
        yield from getattr(site, name)


def scheme_elements(scheme: Scheme) -> Iterator[SchemeElement]:
    """Yield a scheme's lots, sheds, distribution boxes and cable routes."""
    for name in SCHEME_COLLECTIONS:
        yield from getattr(scheme, name)


def visible_elements(project: Project, scheme_id: str | None = None) -> dict[str, Element]:
    """Return id -> element of the site and one scheme (the active one)."""
    scheme = project.scheme(scheme_id or project.active_scheme_id)
    return {element.id: element for element in (*site_elements(project.site), *scheme_elements(scheme))}


def all_ids(project: Project) -> list[str]:
    """Return every id in the plan, schemes included, in order, duplicates kept."""
    ids = [element.id for element in site_elements(project.site)]
    for scheme in project.schemes:
        ids.append(scheme.id)
        ids.extend(element.id for element in scheme_elements(scheme))
    return ids
