"""Every indicator of every estate, as formulas over the table of estates where those can tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.method_sheet import MethodPlaces
from chargeplan.files.town_workbook.story import Story
from chargeplan.files.town_workbook.table import Field, RowPlaces, Table, wide
from chargeplan.files.workbook.pages import Cell, Column, Live, Page, number_format
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.town.comparison import Assessed
from chargeplan.town.exact_numbers import QUOTIENT_DECIMALS

TITLE = N_("Indicators")
_NOTES = N_(
    "Units, directions, formulas and sources are on the sheet of the method. Coloured cells are unknown."
)


class Formulas:
    """Formulas of one estate's indicators; those that only a plan tells have none."""

    def __init__(self, code: str, counted: bool, estates: EstatePlaces, method: MethodPlaces) -> None:
        self._code = code
        self._counted = counted
        self._estates = estates
        self._method = method

    def of(self, indicator_id: str) -> str | None:
        """Return the formula of an indicator, None for a plain value."""
        made = _FORMULAS.get(indicator_id)
        return None if made is None else "=" + made(self)

    def cell(self, field: str) -> str:
        """Return a field of the estate."""
        return self._estates.cell(field, self._code)

    def ratio(self, above: str, below: str, factor: int) -> str:
        """Return above / below × factor, nothing where one is unknown or below is 0."""
        quotient = f"ROUND({above}/{below}*{factor},{QUOTIENT_DECIMALS})"
        return f'IF(COUNT({above},{below})=2,IF({below}=0,"",{quotient}),"")'

    def per_100(self, field: str) -> str:
        """Return a field per 100 households."""
        return self.ratio(self.cell(field), self.cell("households"), 100)

    def per_ebike(self, field: str) -> str:
        """Return a field per e-bike."""
        return self.ratio(self.cell(field), self.cell("ebikes"), 1)

    @property
    def bikes(self) -> str:
        """The e-bikes before they are rounded to whole ones."""
        if self._counted:
            return self.cell("ebikes")
        return f"{self.cell('households')}*{self._method.ebikes_per_household}"

    @property
    def sockets_needed(self) -> str:
        """The sockets that the target asks for."""
        return f"ROUNDUP(ROUND({self.bikes}*{self._method.sockets_per_ebike},6),0)"

    def short(self, needed: str, field: str) -> str:
        """Return what a field lacks of what is needed."""
        have = self.cell(field)
        return f'IF(COUNT({self.cell("ebikes")},{have})=2,MAX(0,{needed}-{have}),"")'

    def share(self, short: str, needed: str) -> str:
        """Return what is short as a share of what is needed [%]; 0 where nothing is needed."""
        quotient = f"ROUND({short}/{needed}*100,{QUOTIENT_DECIMALS})"
        return f'IF(COUNT({short},{self.cell("ebikes")})=2,IF({needed}=0,0,{quotient}),"")'

    def hazards_per_100(self) -> str:
        """Return the three kinds of hazards together per 100 households."""
        kinds = [self.cell(name) for name in ("flying_wires", "corridor_charging", "blocked_doorways")]
        households = self.cell("households")
        quotient = f"ROUND(({'+'.join(kinds)})/{households}*100,{QUOTIENT_DECIMALS})"
        return f'IF(COUNT({",".join(kinds)},{households})=4,IF({households}=0,"",{quotient}),"")'


_FORMULAS: Mapping[str, Callable[[Formulas], str]] = {
    "ebikes_expected": lambda one: one.cell("ebikes"),
    "stalls_per_100": lambda one: one.per_100("stalls_before"),
    "stalls_per_100_after": lambda one: one.per_100("stalls_after"),
    "sockets_per_100": lambda one: one.per_100("sockets_before"),
    "sockets_per_100_after": lambda one: one.per_100("sockets_after"),
    "sockets_per_ebike": lambda one: one.per_ebike("sockets_before"),
    "sockets_per_ebike_after": lambda one: one.per_ebike("sockets_after"),
    "stalls_short": lambda one: one.cell("stalls_short"),
    "stalls_short_after": lambda one: one.short(one.cell("ebikes"), "stalls_after"),
    "stalls_short_share": lambda one: one.share(one.cell("stalls_short"), one.cell("ebikes")),
    "stalls_short_share_after": lambda one: one.share(
        one.short(one.cell("ebikes"), "stalls_after"), one.cell("ebikes")
    ),
    "sockets_short": lambda one: one.cell("sockets_short"),
    "sockets_short_after": lambda one: one.short(one.sockets_needed, "sockets_after"),
    "sockets_short_share": lambda one: one.share(one.cell("sockets_short"), one.sockets_needed),
    "sockets_short_share_after": lambda one: one.share(
        one.short(one.sockets_needed, "sockets_after"), one.sockets_needed
    ),
    "cost_per_socket": lambda one: one.ratio(one.cell("cost_cny"), one.cell("sockets_new"), 1),
    "cost_per_household": lambda one: one.ratio(one.cell("cost_cny"), one.cell("households"), 1),
    "flying_wires_per_100": lambda one: one.per_100("flying_wires"),
    "corridor_charging_per_100": lambda one: one.per_100("corridor_charging"),
    "blocked_doorways_per_100": lambda one: one.per_100("blocked_doorways"),
    "hazards_per_100": Formulas.hazards_per_100,
    "complaints_per_100": lambda one: one.per_100("complaints"),
}


def fields(language: str) -> list[Field]:
    """Return the table's columns: the estate, then every indicator with its unit."""
    return [
        Field("code", Column(tr("Estate code", language), 12)),
        Field("name", Column(tr("Estate", language), 20)),
        *(Field(indicator.id, _column(indicator, language)) for indicator in load_town_method().indicators),
    ]


def _column(indicator: Indicator, language: str) -> Column:
    head = f"{pick(indicator.title, language)} ({pick(indicator.unit, language)})"
    return Column(
        head, 14, "right", number=number_format(indicator.decimals) if indicator.decimals else "#,##0"
    )


def write_indicators(page: Page, story: Story, estates: EstatePlaces, method: MethodPlaces) -> RowPlaces:
    """Write all indicators of all estates."""
    page.open(tr(TITLE, page.language), tr(_NOTES, page.language))
    wide(page)
    page.sheet.freeze_panes(page.first_row, 2)
    table = Table(page, fields(page.language))
    rows = {}
    for assessed in story.estates:
        row = assessed.standing.row
        cells, unknown = _cells(assessed, estates, method)
        named: dict[str, Cell] = {"code": row.code, "name": row.name}
        rows[row.code] = table.write({**named, **cells}, unknown=unknown)
    last = max(table.row - 1, table.first_row)
    page.sheet.autofilter(page.first_row - 1, 0, last, len(table.columns) - 1)
    page.close()
    return RowPlaces(table, rows, last)


def _cells(
    assessed: Assessed, estates: EstatePlaces, method: MethodPlaces
) -> tuple[dict[str, Cell], list[str]]:
    standing = assessed.standing
    formulas = Formulas(standing.row.code, standing.ebikes_counted, estates, method)
    cells: dict[str, Cell] = {}
    for indicator in load_town_method().indicators:
        value, formula = assessed.indicators.get(indicator.id), formulas.of(indicator.id)
        cells[indicator.id] = value if formula is None else Live(formula, "" if value is None else value)
    unknown = [
        indicator.id
        for indicator in load_town_method().indicators
        if assessed.indicators.get(indicator.id) is None
    ]
    return cells, unknown
