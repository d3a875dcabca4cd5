"""The street office's table of all estates: what each states, what stands, what is short and what is planned.

Other sheets take their figures from here; what is short and what there will be are formulas over the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.files.town_workbook.method_sheet import MethodPlaces
from chargeplan.files.town_workbook.story import COUNT, DATE, WAN, YUAN, Story, day, in_wan, wan
from chargeplan.files.town_workbook.table import Field, RowPlaces, Table, wide
from chargeplan.files.workbook.pages import Cell, Column, Live, Page
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import ESTATE_KINDS
from chargeplan.town.comparison import Assessed
from chargeplan.town.standing import ChosenScheme, Origin, Standing
from chargeplan.town.words import GRADE_LETTERS, ORIGIN_NAMES, scheme_called

TITLE = N_("Estates of the town")
_NOTES = N_(
    "Coloured cells are unknown and count in no total. Money is with tax; ten thousands are rounded from "
    "yuan, total and rows each for itself."
)
Number = Decimal | int
Figures = Mapping[str, Mapping[str, Number]]
"""Figures of estates by code and field; unknown ones are not there."""

SUMMED = (
    "buildings", "doorways", "households", "ebikes", "stalls_before", "chargers_before", "sockets_before",
    "stalls_short", "sockets_short", "flying_wires", "corridor_charging", "blocked_doorways", "complaints",
    "stalls_new", "chargers_new", "sockets_new", "stalls_after", "chargers_after", "sockets_after",
    "cost_cny",
)  # fmt: skip
"""Fields that have a sum."""

_NEVER_MISSED = frozenset(
    {"address", "fire_hazard_level", "funding", "responsible", "due", "progress", "consent", "source",
     "as_of", "remarks", "complaints", "flag", "unpriced"}
)  # fmt: skip


def _count(field: str, head: str, width: float, language: str, above: str = "") -> Field:
    above_text = tr(above, language) if above else ""
    return Field(field, Column(tr(head, language), width, "right", above_text, COUNT))


def _text(field: str, head: str, width: float, language: str, align: str = "left", above: str = "") -> Field:
    return Field(field, Column(tr(head, language), width, align, tr(above, language) if above else ""))


def fields(language: str) -> list[Field]:
    """Return the table's columns in the order of the street office's form."""
    return [*_who(language), *_what_stands(language), *_planned(language), *_follow_up(language)]


def _who(language: str) -> list[Field]:
    return [
        _text("no", N_("No."), 6, language, "center"),
        _text("district", N_("District"), 12, language),
        _text("street", N_("Street or town"), 14, language),
        _text("committee", N_("Residents' committee"), 18, language),
        _text("name", N_("Estate"), 20, language),
        _text("code", N_("Estate code"), 12, language),
        _text("year", N_("Year built"), 8, language, "center"),
        _text("kind", N_("Kind of estate"), 12, language),
        _count("buildings", N_("Buildings"), 8, language),
        _count("doorways", N_("Doorways"), 8, language),
        _count("households", N_("Households"), 9, language),
        _count("ebikes", N_("Number"), 9, language, N_("E-bikes kept")),
        _text("counted", N_("counted or expected"), 10, language, "center", N_("E-bikes kept")),
    ]


def _what_stands(language: str) -> list[Field]:
    now, short, hazards = N_("There now"), N_("Short of"), N_("Hazards reported")
    return [
        _count("stalls_before", N_("Stalls"), 9, language, now),
        _count("chargers_before", N_("Charging facilities"), 9, language, now),
        _count("sockets_before", N_("Charging sockets"), 9, language, now),
        _text("ratio", N_("Sockets to e-bikes"), 10, language, "center"),
        _count("stalls_short", N_("Stalls"), 9, language, short),
        _count("sockets_short", N_("Charging sockets"), 9, language, short),
        _count("flying_wires", N_("Flying wires"), 8, language, hazards),
        _count("corridor_charging", N_("Charging in corridors"), 9, language, hazards),
        _count("blocked_doorways", N_("Blocked doorways"), 9, language, hazards),
        _count("complaints", N_("Calls to 12345"), 9, language),
        _text("fire_hazard_level", N_("Fire hazard level"), 10, language, "center"),
        _text("grade", N_("Risk grade"), 8, language, "center"),
    ]


def _planned(language: str) -> list[Field]:
    new, after = N_("Added by the chosen scheme"), N_("With the chosen scheme")
    money = N_("Investment")
    return [
        _text("origin", N_("Figures from"), 11, language, "center", new),
        _text("scheme", N_("Scheme"), 16, language, "left", new),
        _count("stalls_new", N_("Stalls"), 9, language, new),
        _count("chargers_new", N_("Charging facilities"), 9, language, new),
        _count("sockets_new", N_("Charging sockets"), 9, language, new),
        _count("stalls_after", N_("E-bikes that can be parked"), 10, language, after),
        _count("chargers_after", N_("Charging facilities"), 9, language, after),
        _count("sockets_after", N_("Charging sockets"), 9, language, after),
        Field("cost_cny", Column(tr("CNY", language), 15, "right", tr(money, language), YUAN)),
        Field("cost_wan", Column(tr("10,000 CNY", language), 11, "right", tr(money, language), WAN)),
        _count("unpriced", N_("lines without a price"), 9, language, money),
    ]


def _follow_up(language: str) -> list[Field]:
    return [
        _text("funding", N_("Source of funds"), 13, language),
        _text("responsible", N_("Responsible"), 13, language),
        Field("due", Column(tr("Due", language), 11, "center", number=DATE)),
        _text("progress", N_("Progress"), 12, language),
        _text("consent", N_("Consent of the owners"), 12, language),
        _text("source", N_("Source of the data"), 18, language),
        Field("as_of", Column(tr("Data as of", language), 11, "center", number=DATE)),
        _text("remarks", N_("Remarks"), 24, language),
    ]


@dataclass(frozen=True)
class EstatePlaces(RowPlaces):
    """Where the estates stand: also the figures in their rows by code, and the row of totals."""

    figures: Figures
    total_row: int

    def total(self, field: str) -> str:
        """Return the sum of a field, as formulas of other sheets write it."""
        return self.table.there(field, self.total_row)


def write_estates(page: Page, story: Story, method: MethodPlaces, scores: RowPlaces) -> EstatePlaces:
    """Write all estates and their totals."""
    page.open(tr(TITLE, page.language), tr(_NOTES, page.language))
    wide(page)
    page.sheet.freeze_panes(page.first_row, 6)
    table = Table(page, fields(page.language))
    rows = {}
    figures: dict[str, dict[str, Number]] = {}
    for number, assessed in enumerate(story.estates, 1):
        cells = _Estate(assessed, table, page.language, method, scores).cells(number)
        unknown = [name for name, cell in cells.items() if _unknown(cell) and name not in _NEVER_MISSED]
        code = assessed.standing.row.code
        rows[code] = table.write(cells, unknown=unknown)
        numbers = {field: _number(cells.get(field)) for field in (*SUMMED, "cost_wan")}
        figures[code] = {field: number for field, number in numbers.items() if number is not None}
    last = max(table.row - 1, table.first_row)
    total = _write_total(table, figures, page.language, last)
    page.sheet.autofilter(page.first_row - 1, 0, last, len(table.columns) - 1)
    page.close()
    return EstatePlaces(table, rows, last, figures, total)


def _unknown(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, Live) and cell.value == "")


class _Estate:
    """The cells of one estate."""

    def __init__(
        self, assessed: Assessed, table: Table, language: str, method: MethodPlaces, scores: RowPlaces
    ) -> None:
        self.assessed = assessed
        self.standing = assessed.standing
        self.table = table
        self.language = language
        self.method = method
        self.scores = scores

    def cells(self, number: int) -> dict[str, Cell]:
        return {
            **self._who(number),
            **self._ebikes(),
            **self._before(),
            **self._short(),
            **self._planned(),
            **self._after(),
            **self._follow_up(),
        }

    def _who(self, number: int) -> dict[str, Cell]:
        standing, row = self.standing, self.standing.row
        kind = tr(ESTATE_KINDS[row.kind], self.language) if row.kind is not None else None
        return {
            "no": number,
            "district": row.district or None,
            "street": row.street or None,
            "committee": row.committee or None,
            "name": row.name,
            "code": row.code,
            "year": row.year_built,
            "kind": kind,
            "buildings": standing.buildings,
            "doorways": standing.doorways,
            "households": standing.households,
        }

    def _ebikes(self) -> dict[str, Cell]:
        standing = self.standing
        if standing.ebikes_counted:
            return {"ebikes": standing.ebikes, "counted": tr("counted", self.language)}
        households = self.table.here("households")
        formula = f'=IF(COUNT({households})=1,ROUND({households}*{self.method.ebikes_per_household},0),"")'
        return {
            "ebikes": _live(formula, standing.ebikes),
            "counted": tr("expected", self.language) if standing.ebikes is not None else None,
        }

    def _before(self) -> dict[str, Cell]:
        before, hazards = self.standing.before, self.standing.row.hazards
        return {
            "stalls_before": before.stalls,
            "chargers_before": before.chargers,
            "sockets_before": before.sockets,
            "flying_wires": hazards.flying_wires,
            "corridor_charging": hazards.corridor_charging,
            "blocked_doorways": hazards.blocked_doorways,
            "complaints": self.standing.row.complaints,
            "fire_hazard_level": self.standing.row.fire_hazard_level,
        }

    def _short(self) -> dict[str, Cell]:
        standing, here = self.standing, self.table.here
        ebikes, stalls, sockets = here("ebikes"), here("stalls_before"), here("sockets_before")
        exact = (
            ebikes if standing.ebikes_counted else f"{here('households')}*{self.method.ebikes_per_household}"
        )
        needed = f"ROUNDUP(ROUND({exact}*{self.method.sockets_per_ebike},6),0)"
        return {
            "ratio": _live(_ratio_formula(ebikes, sockets, self.language), _ratio(standing, self.language)),
            "stalls_short": _live(
                f'=IF(COUNT({ebikes},{stalls})=2,MAX(0,{ebikes}-{stalls}),"")', standing.stalls_short
            ),
            "sockets_short": _live(
                f'=IF(COUNT({ebikes},{sockets})=2,MAX(0,{needed}-{sockets}),"")', standing.sockets_short
            ),
        }

    def _planned(self) -> dict[str, Cell]:
        scheme = self.standing.scheme
        return {
            "origin": tr(ORIGIN_NAMES[scheme.origin], self.language),
            "scheme": scheme_called(scheme.name, self.language) or "—",
            "stalls_new": scheme.new.stalls,
            "chargers_new": scheme.new.chargers,
            "sockets_new": scheme.new.sockets,
            **_money(scheme, self.table),
            "grade": Live(
                "=" + self.scores.cell("grade", self.standing.row.code),
                tr(GRADE_LETTERS[self.assessed.rating.grade], self.language),
            ),
        }

    def _after(self) -> dict[str, Cell]:
        after, here = self.standing.after, self.table.here
        return {
            f"{what}_after": _live(
                f'=IF(COUNT({here(f"{what}_before")},{here(f"{what}_new")})=2,'
                f'{here(f"{what}_before")}+{here(f"{what}_new")},"")',
                value,
            )
            for what, value in (
                ("stalls", after.stalls), ("chargers", after.chargers), ("sockets", after.sockets)
            )
        }  # fmt: skip

    def _follow_up(self) -> dict[str, Cell]:
        row = self.standing.row
        remarks = row.remarks
        if row.illustrative:
            remarks = "; ".join(part for part in (tr("illustrative", self.language), remarks) if part)
        return {
            "funding": row.funding,
            "responsible": row.responsible,
            "due": day(row.due),
            "progress": row.progress,
            "consent": row.consent,
            "source": row.source,
            "as_of": day(row.as_of),
            "remarks": remarks,
        }


def _live(formula: str, value: Decimal | int | str | None) -> Live:
    return Live(formula, "" if value is None else value)


def _money(scheme: ChosenScheme, table: Table) -> dict[str, Cell]:
    if scheme.cost_cny is None:
        return {"cost_cny": None, "cost_wan": None, "unpriced": None}
    cost = table.here("cost_cny")
    return {
        "cost_cny": scheme.cost_cny,
        "cost_wan": Live(in_wan(f"={cost}"), wan(scheme.cost_cny)),
        "unpriced": scheme.unpriced_lines if scheme.origin is Origin.PLAN else None,
    }


def _ratio_formula(ebikes: str, sockets: str, language: str) -> str:
    none = tr("no socket", language)
    return (
        f'=IF(COUNT({ebikes},{sockets})=2,IF({sockets}=0,"{none}","1:"&TEXT({ebikes}/{sockets},"0.00")),"")'
    )


def _ratio(standing: Standing, language: str) -> str:
    sockets = standing.before.sockets
    if standing.ebikes is None or sockets is None:
        return ""
    if sockets == 0:
        return tr("no socket", language)
    return f"1:{_two_decimals(standing.ebikes, sockets)}"


def _two_decimals(above: int, below: int) -> str:
    hundredths = (200 * above + below) // (2 * below)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _write_total(table: Table, figures: Figures, language: str, last: int) -> int:
    cells: dict[str, Cell] = {"name": tr("Total", language)}
    for field in SUMMED:
        cells[field] = Live(
            f"=SUM({table.span(field, last, outside=False)})", total_of(field, figures.values())
        )
    spent = total_of("cost_cny", figures.values())
    cells["cost_wan"] = Live(in_wan(f"={table.here('cost_cny')}"), wan(Decimal(spent)))
    return table.write(cells, bold=True)


def total_of(field: str, figures: Iterable[Mapping[str, Number]]) -> Number:
    """Return the sum of a field over rows as they are written, unknown ones left out."""
    return sum((row[field] for row in figures if field in row), 0)


def _number(cell: Cell) -> Number | None:
    value = cell.value if isinstance(cell, Live) else cell
    return value if isinstance(value, int | Decimal) else None
