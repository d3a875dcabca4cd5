"""Comparisons of towns made by hand: seven estates worth telling apart, and as many as one likes.

The seven estates, in the order of the register (households, e-bikes, stalls, chargers and sockets before and
after, cost with tax, grade, score, rank):

====  ======  ===  =====  ==========  ========  ==========  ==============  =======  =====  ====
code  commit  hh   bikes  stalls      chargers  sockets     cost            grade    score  rank
====  ======  ===  =====  ==========  ========  ==========  ==============  =======  =====  ====
E1    First   871  348    0 -> 130    0 -> 30   0 -> 130    231,000 plan    D        80     1
E2    First   400  160    20 -> 60    2 -> 12   10 -> 50    90,000 plan     C        60     2
E3    First   250  100    40 -> 80    5 -> 15   20 -> 40    45,000 estim.   B        35     4
E4    Second  500  200    100 -> 100  20 -> 20  80 -> 80    none            A        10     5
E5    Second  300  120    10 -> 50    1 -> 11   4 -> 44     80,000 estim.   C        55     3
E6    Second  ?    ?      ?           ?         ?           none            unrated
E7    Second  150  60     ?           ?         ?           none            unrated
====  ======  ===  =====  ==========  ========  ==========  ==============  =======  =====  ====

Sums: 2,471 households (one unknown), 988 bikes, stalls 170 -> 420, chargers 28 -> 88, sockets 114 -> 344,
446,000 CNY in all, of which 321,000 are of plans and 125,000 estimated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from chargeplan.model.site import EstateKind
from chargeplan.town.allocation import Allocation, Candidate, Choice, CurvePoint, Loser, WhyNot
from chargeplan.town.comparison import Assessed, Comparison, Sums, UnitSums
from chargeplan.town.grading import Contribution, Grade, Rating
from chargeplan.town.register import CoordinateSystem, EstateRow, Facilities, Hazards, Place, Register
from chargeplan.town.settings import Budget, Level, TownSettings
from chargeplan.town.standing import ChosenScheme, Origin, Standing
from chargeplan.town.tasks import Solver, Task, TaskState

SHORT, HAZARDS, REACHED = "sockets_short", "hazards_per_100", "doorways_served"
RATIO = "sockets_per_ebike"
WEIGHTS = {SHORT: Decimal(5), HAZARDS: Decimal(3), REACHED: Decimal(2)}
AS_OF = date(2026, 3, 31)
NOWHERE: tuple[float, float] | None = None


def settings(**changes: object) -> TownSettings:
    """Return the settings of the samples: sockets short count half, the budget is 200,000 CNY."""
    given: dict[str, object] = {
        "weights": WEIGHTS,
        "grade_limits": (Decimal(25), Decimal(50), Decimal(75)),
        "ebikes_per_household": Decimal("0.40"),
        "sockets_per_ebike": Decimal(1) / 3,
        "walking_limit_m": Decimal(100),
        "budget": Budget(Decimal(200_000), (Decimal(100_000), Decimal(100_000))),
        "as_of": AS_OF,
    }
    return TownSettings(**{**given, **changes})  # type: ignore[arg-type]


def assessed(
    code: str,
    name: str,
    committee: str,
    *,
    households: int | None,
    ebikes: int | None,
    before: Facilities,
    after: Facilities,
    cost: int | None = None,
    origin: Origin = Origin.PLAN,
    grade: Grade,
    score: int | None = None,
    rank: int | None = None,
    percents: tuple[str, str, str] = ("50.0", "30.0", "20.0"),
    place: tuple[float, float] | None = NOWHERE,
    missing: tuple[str, ...] = (),
    tasks: tuple[Task, ...] = (),
) -> Assessed:
    """Return an estate with its rating; `place` is in metres, `percents` are those of the three weights."""
    row = EstateRow(
        code,
        name,
        "District",
        "Town",
        committee,
        kind=EstateKind.RESETTLEMENT,
        households=households,
        ebikes=ebikes,
        existing=before,
        place=Place(*place, CoordinateSystem.LOCAL) if place is not None else None,
        hazards=Hazards(flying_wires=2, corridor_charging=1, blocked_doorways=0),
    )
    new = Facilities(*(_less(late, early) for late, early in zip(_three(after), _three(before), strict=True)))
    wanted = -(-ebikes // 3) if ebikes is not None else None
    short = max(0, wanted - before.sockets) if wanted is not None and before.sockets is not None else None
    stalls_short = (
        max(0, ebikes - before.stalls) if ebikes is not None and before.stalls is not None else None
    )
    scheme = ChosenScheme(
        origin, "Scheme 1" if origin is Origin.PLAN else "", new, Decimal(cost) if cost is not None else None
    )
    standing = Standing(
        row,
        None,
        None,
        None,
        households,
        ebikes,
        False,
        before,
        after,
        stalls_short,
        short,
        scheme,
    )
    ratio = Decimal(before.sockets) / ebikes if ebikes and before.sockets is not None else None
    indicators = {
        SHORT: Decimal(short) if short is not None else None,
        HAZARDS: Decimal(300) / households if households else None,
        REACHED: Decimal(100 - score) if score is not None else None,
        RATIO: ratio,
    }
    contributions = (
        tuple(Contribution(key, Decimal(part)) for key, part in zip(WEIGHTS, percents, strict=True))
        if score is not None
        else ()
    )
    rating = Rating(
        grade,
        Decimal(score) if score is not None else None,
        rank,
        contributions,
        missing,
        max(1, rank - 1) if rank is not None else None,
        rank + 1 if rank is not None else None,
    )
    return Assessed(standing, indicators, rating, tasks)


def _three(held: Facilities) -> tuple[int | None, int | None, int | None]:
    return held.stalls, held.chargers, held.sockets


def _less(late: int | None, early: int | None) -> int | None:
    return late - early if late is not None and early is not None else None


def seven() -> tuple[Assessed, ...]:
    """Return the seven estates of the table above; E3 and E6 have no place."""
    overdue = Task(
        "E1/sockets", "E1", SHORT, 116, Solver.TOWN, TaskState.HANDED_ON, AS_OF, AS_OF, date(2026, 3, 1)
    )
    open_one = Task("E2/sockets", "E2", SHORT, 44, Solver.COMMITTEE, TaskState.FOUND, AS_OF)
    done = Task("E4/wires", "E4", "flying_wires", 2, Solver.COMMITTEE, TaskState.CHECKED, AS_OF)
    nothing = Facilities()
    return (
        assessed(
            "E1",
            "Yuanxi",
            "First",
            households=871,
            ebikes=348,
            before=Facilities(0, 0, 0),
            after=Facilities(130, 30, 130),
            cost=231_000,
            grade=Grade.D,
            score=80,
            rank=1,
            percents=("61.0", "22.0", "17.0"),
            place=(0.0, 0.0),
            tasks=(overdue,),
        ),
        assessed(
            "E2",
            "Chengdong",
            "First",
            households=400,
            ebikes=160,
            before=Facilities(20, 2, 10),
            after=Facilities(60, 12, 50),
            cost=90_000,
            grade=Grade.C,
            score=60,
            rank=2,
            place=(500.0, 100.0),
            tasks=(open_one,),
        ),
        assessed(
            "E3",
            "Xincheng",
            "First",
            households=250,
            ebikes=100,
            before=Facilities(40, 5, 20),
            after=Facilities(80, 15, 40),
            cost=45_000,
            origin=Origin.ESTIMATE,
            grade=Grade.B,
            score=35,
            rank=4,
        ),
        assessed(
            "E4",
            "Huaxia",
            "Second",
            households=500,
            ebikes=200,
            before=Facilities(100, 20, 80),
            after=Facilities(100, 20, 80),
            origin=Origin.NONE,
            grade=Grade.A,
            score=10,
            rank=5,
            place=(1000.0, -300.0),
            tasks=(done,),
        ),
        assessed(
            "E5",
            "$x_1$ & <b>",
            "Second",
            households=300,
            ebikes=120,
            before=Facilities(10, 1, 4),
            after=Facilities(50, 11, 44),
            cost=80_000,
            origin=Origin.ESTIMATE,
            grade=Grade.C,
            score=55,
            rank=3,
            place=(800.0, 600.0),
        ),
        assessed(
            "E6",
            "Nobody knows",
            "Second",
            households=None,
            ebikes=None,
            before=nothing,
            after=nothing,
            origin=Origin.NONE,
            grade=Grade.UNRATED,
            missing=(SHORT, HAZARDS),
        ),
        assessed(
            "E7",
            "Hardly known",
            "Second",
            households=150,
            ebikes=60,
            before=nothing,
            after=nothing,
            origin=Origin.NONE,
            grade=Grade.UNRATED,
            missing=(SHORT,),
            place=(300.0, 700.0),
        ),
    )


FIELDS = (
    "households", "ebikes", "before.stalls", "before.chargers", "before.sockets", "after.stalls",
    "after.chargers", "after.sockets", "stalls_short", "sockets_short", "cost_cny",
)  # fmt: skip


def _figure(one: Assessed, field: str) -> Decimal | int | None:
    if field == "cost_cny":
        return one.standing.scheme.cost_cny
    value: object = one.standing
    for part in field.split("."):
        value = getattr(value, part)
    return value  # type: ignore[return-value]


def unit(level: Level, path: tuple[str, ...], estates: Iterable[Assessed]) -> UnitSums:
    """Return the sums of estates, each over those of which it is known."""
    held = tuple(estates)
    sums = {}
    for field in FIELDS:
        values = [_figure(one, field) for one in held]
        known = [Decimal(value) for value in values if value is not None]
        sums[field] = Sums(sum(known, Decimal(0)), len(values) - len(known))
    grades = {grade.value: sum(one.rating.grade is grade for one in held) for grade in Grade}
    return UnitSums(level, path, len(held), sum(one.standing.estimated for one in held), grades, sums)


def comparison(estates: tuple[Assessed, ...] | None = None, chosen: TownSettings | None = None) -> Comparison:
    """Return the comparison of some estates, those of the table when none are given."""
    held = seven() if estates is None else estates
    committees = tuple(dict.fromkeys(one.standing.row.committee for one in held))
    units = {
        Level.COMMITTEE: tuple(
            unit(
                Level.COMMITTEE,
                ("District", "Town", name),
                (one for one in held if one.standing.row.committee == name),
            )
            for name in committees
        ),
        Level.STREET: (unit(Level.STREET, ("District", "Town"), held),),
        Level.DISTRICT: (unit(Level.DISTRICT, ("District",), held),),
    }
    register = Register("Town of samples", tuple(one.standing.row for one in held))
    return Comparison(register, chosen or settings(), held, unit(Level.DISTRICT, ("District",), held), units)


_GRADES = (Grade.D, Grade.C, Grade.B, Grade.A)


def many(count: int) -> Comparison:
    """Return a comparison of `count` estates; every tenth is unrated, every ninth has no place."""
    made = []
    rank = 0
    for number in range(count):
        rated = number % 10 != 9
        rank += rated
        households = 100 + (number * 37) % 900
        ebikes = households * 2 // 5
        sockets = (number * 13) % (ebikes // 2)
        made.append(
            assessed(
                f"C{number:05d}",
                f"Estate {number + 1}",
                f"Committee {number // 20 + 1}",
                households=households,
                ebikes=ebikes,
                before=Facilities(sockets * 2, sockets // 4, sockets),
                after=Facilities(sockets * 2 + 40, sockets // 4 + 10, sockets + 40),
                cost=50_000 + (number * 7_919) % 200_000,
                origin=Origin.PLAN if number % 5 == 0 else Origin.ESTIMATE,
                grade=_GRADES[number * 4 // count] if rated else Grade.UNRATED,
                score=100 - number * 100 // count if rated else None,
                rank=rank if rated else None,
                place=((number * 613) % 9_000, (number * 397) % 7_000) if number % 9 else NOWHERE,
                missing=() if rated else (SHORT,),
            )
        )
    return comparison(tuple(made))


_UNITS = {Level.DISTRICT: "District", Level.STREET: "Town", Level.COMMITTEE: "First"}


def allocation() -> Allocation:
    """Return an answer for the seven: E2 in the first year, E5 in the second, E1 and E3 lose; proven."""
    chosen = Candidate("E2", "Scheme 1", Decimal(90_000), 200, 30_000, _UNITS)
    later = Candidate("E5", "", Decimal(80_000), 150, 20_000, _UNITS, True)
    dear = Candidate("E1", "Scheme 1", Decimal(231_000), 400, 80_000, _UNITS)
    useless = Candidate("E3", "", Decimal(45_000), 0, 0, _UNITS, True)
    return Allocation(
        (Choice(chosen, 0), Choice(later, 1)),
        Decimal(170_000),
        350,
        50_000,
        50_000,
        True,
        (Loser(dear, WhyNot.TOO_DEAR, Decimal(231_000)), Loser(useless, WhyNot.NO_BENEFIT, None)),
    )


def curve() -> tuple[CurvePoint, ...]:
    """Return the stairs of benefit against money of the seven."""
    return (
        CurvePoint(Decimal(0), 0, 0),
        CurvePoint(Decimal(80_000), 20_000, 150),
        CurvePoint(Decimal(90_000), 30_000, 200),
        CurvePoint(Decimal(170_000), 50_000, 350),
        CurvePoint(Decimal(401_000), 130_000, 750),
    )
