"""Charts of a town: what is drawn is what was compared, and marks stand for the right estates.

The estates are those of `town_samples`, whose table tells their figures.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from town_samples import RATIO, SHORT, allocation, comparison, curve, many

from chargeplan.drawing.town.budget_curve import budget_curve
from chargeplan.drawing.town.chart import Bars, Chart, Dots
from chargeplan.drawing.town.distribution import distribution
from chargeplan.drawing.town.estate_map import estate_map
from chargeplan.drawing.town.facts import measures
from chargeplan.drawing.town.look import DARK, LIGHT, Look, number, ticks
from chargeplan.drawing.town.ranking import ranking
from chargeplan.drawing.town.scatter import CROWD, scatter
from chargeplan.drawing.town.screen import Screen
from chargeplan.drawing.town_charts import ChartKind, Choices, chart, picture
from chargeplan.drawing.town_report import town_report
from chargeplan.i18n import tr
from chargeplan.town.comparing import compare
from chargeplan.town.comparison import Comparison
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import Grade
from chargeplan.town.register import CoordinateSystem, EstateRow, Place, Register

ENGLISH = Look("en")


def words(figure: Figure) -> str:
    """Return all that is written on a figure."""
    from matplotlib.text import Text

    return "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())


def middle(marks: Dots | Bars, at: int) -> tuple[float, float]:
    """Return the pixel in the middle of a mark."""
    place = marks.places[at] if isinstance(marks, Dots) else marks.boxes[at].reshape(2, 2).mean(axis=0)
    x, y = marks.axes.transData.transform(place)
    return float(x), float(y)


def every(kind: ChartKind, look: Look = ENGLISH) -> Chart:
    chosen = Choices(across=RATIO, up=SHORT, distributed=SHORT)
    return chart(kind, comparison(), look, chosen, allocation(), curve())


def test_bars_stand_in_the_order_of_ranks_and_are_as_long_as_scores():
    """E1 (80), E2 (60), E5 (55), E3 (35), E4 (10); the parts of E1 are 61, 22 and 17 % of 80.

    The two unrated estates have a band of their own, with what is unknown of them.
    """
    made = ranking(comparison(), ENGLISH)
    bars, apart = made.marks
    assert [codes[0] for codes in bars.codes] == ["E1", "E2", "E5", "E3", "E4"]
    widths = [
        bar.get_width()
        for bar in bars.axes.patches
        if bar.get_y() == pytest.approx(0.5 - 0.74 / 2) and bar.get_width() < 100
    ]
    assert widths == pytest.approx([48.8, 17.6, 13.6])
    assert list(apart.codes) == [("E6", "E7")]
    said = words(made.figure)
    assert "2 estates unrated; unknown: Sockets short (before): 2, Hazards per 100 households: 1" in said
    assert "80.0 (1–2)" in said and "Xincheng (estimate)" in said
    assert (
        "Charging facilities after: 88 (2 unknown) · bikes that can be parked after: 420 (2 unknown)" in said
    )


def test_a_bar_says_why_its_estate_stands_there():
    """61.0 % from sockets short, and so on, the most first; the name is shown as it is written."""
    made = ranking(comparison(), ENGLISH)
    found = made.at(*middle(made.marks[0], 0))
    assert found is not None and found.codes == ("E1",)
    assert found.text.split("\n") == [
        "Yuanxi: D, highest risk, score 80.0, rank 1",
        "61.0 % the number of sockets short",
        "22.0 % hazards",
        "17.0 % doorways out of reach",
    ]
    assert "$x_1$ & <b> (estimate)" in words(made.figure)


def test_more_estates_than_there_is_room_for_are_not_drawn():
    """178 estates are asked for on 3 inches: the worst are shown, and the title says how many."""
    made = ranking(many(178), Look("en", height_in=3.0), worst=178)
    shown = len(made.marks[0].codes)
    assert 3 <= shown < 12
    assert made.title == f"The {shown} estates at greatest risk, of 161 rated"


def test_the_scatter_shows_who_has_both_figures():
    """E6 and E7 are left out. E1 has 0 sockets for 348 bikes, of 116 that it needs; E2 10 : 160, 44 short.

    Areas are in proportion to households: E1 has 871, E5 300. The target is 1 : 3.
    """
    made = scatter(comparison(), ENGLISH, RATIO, SHORT)
    places, radii = {}, {}
    for marks in made.marks:
        for at, codes in enumerate(marks.codes):
            places[codes[0]], radii[codes[0]] = tuple(marks.places[at]), marks.radius_pt[at]
    assert places["E1"] == (0.0, 116.0)
    assert places["E2"] == (0.0625, 44.0)
    assert set(places) == {"E1", "E2", "E3", "E4", "E5"}
    assert (radii["E1"] / radii["E5"]) ** 2 == pytest.approx(871 / 300)
    said = words(made.figure)
    assert "2 left out" in said and "target 1:3" in said
    assert "Sockets per e-bike (before) [sockets/bike]" in said


@pytest.mark.parametrize("height_in", [2.6, 5.0])
def test_what_an_axis_measures_is_no_longer_than_the_axis(height_in: float):
    """In a low figure the long name of the upright axis is broken into two lines, and its end left out."""
    look = Look("en", False, 10.0, height_in, 100.0)
    made = scatter(comparison(), look, RATIO, "sockets_short_share")
    made.figure.draw_without_rendering()
    (axes,) = made.figure.axes
    label = axes.yaxis.label
    assert label.get_window_extent().height <= axes.bbox.height
    whole = "Sockets short as a share of the need (before) [%]"
    if height_in > 3:
        assert label.get_text() == whole
    else:
        first, second = label.get_text().split("\n")
        assert whole.startswith(f"{first} {second.removesuffix('…')}")


@pytest.mark.parametrize(
    ("measured", "axis"),
    [
        ("hazards_per_100", "Hazards per 100 households"),
        ("stalls_per_100", "Stalls per 100 households (before)"),
        ("stalls_short", "Stalls short (before) [stalls]"),
    ],
)
def test_a_unit_that_a_title_tells_is_not_told_twice(measured: str, axis: str):
    assert measures("en")[measured].axis == axis


def test_marks_are_found_under_the_mouse_and_in_frames():
    """Every mark gives its own estate; a frame around E2 alone gives E2; the empty corner nothing."""
    made = scatter(comparison(), ENGLISH, RATIO, SHORT)
    for marks in made.marks:
        for at, codes in enumerate(marks.codes):
            found = made.at(*middle(marks, at))
            assert found is not None and found.codes == codes
    spots = {codes: middle(marks, at) for marks in made.marks for at, codes in enumerate(marks.codes)}
    x, y = spots[("E2",)]
    assert made.inside(x + 9, y + 9, x - 9, y - 9) == ("E2",)
    assert made.at(1, 1) is None


def test_a_frame_over_bars_that_are_listed_downwards_takes_those_it_touches():
    """From the middle of E2, the second bar, to that of E5, the third; drawn from either corner."""
    made = ranking(comparison(), ENGLISH)
    bars = made.marks[0]
    spots = {codes[0]: middle(bars, at) for at, codes in enumerate(bars.codes)}
    assert made.inside(*spots["E2"], *spots["E5"]) == ("E2", "E5")
    assert made.inside(*spots["E5"], *spots["E2"]) == ("E2", "E5")


def test_grades_differ_by_shape_and_not_by_colour_alone():
    """D, C, B, A: four colours, four shapes, in both looks."""
    for look, palette in ((ENGLISH, LIGHT), (Look("en", dark=True), DARK)):
        made = scatter(comparison(), look, RATIO, SHORT)
        drawn = made.marks[0].axes.collections
        colours = {to_hex(one.get_facecolor()[0]).upper() for one in drawn}
        assert colours == {palette.grades[grade].upper() for grade in Grade if grade is not Grade.UNRATED}
        assert len({one.get_paths()[0].vertices.tobytes() for one in drawn}) == 4


def test_a_crowd_is_a_density_that_holds_every_estate_once():
    """1,800 estates, of which 180 are unrated and have both figures all the same."""
    made = scatter(many(CROWD + 300), ENGLISH, RATIO, SHORT)
    (marks,) = made.marks
    codes = [code for held in marks.codes for code in held]
    assert len(codes) == len(set(codes)) == 1_800
    fullest = int(np.argmax([len(held) for held in marks.codes]))
    found = made.at(*middle(marks, fullest))
    assert found is not None and found.codes == marks.codes[fullest]


def test_the_histogram_counts_each_known_estate_once():
    """Sockets short: 116, 44, 14, 0, 36: five estates, median 36; two are unknown."""
    made = distribution(comparison(), ENGLISH, SHORT)
    histogram, quartiles = made.marks
    assert sorted(code for held in histogram.codes for code in held) == ["E1", "E2", "E3", "E4", "E5"]
    heights = histogram.boxes[:, 3] - histogram.boxes[:, 1]
    assert heights.sum() == 5
    for (left, _, right, _), held in zip(histogram.boxes, histogram.codes, strict=True):
        short = {"E1": 116, "E2": 44, "E3": 14, "E4": 0, "E5": 36}
        assert all(left <= short[code] < right for code in held)
    assert dict(zip(quartiles.codes, quartiles.boxes[:, [0, 2]].tolist(), strict=True))[("E2", "E5")] == [
        36,
        44,
    ]
    assert "5 estates · 2 unknown · median 36 sockets" in words(made.figure)


def test_the_curve_is_stairs_and_the_answer_stands_on_them():
    """80,000 CNY serve 150 households; 170,000 of 200,000 CNY serve 350, a benefit of 500 households.

    The estate that is too dear would come in with 231,000 CNY; the useless one never.
    """
    made = budget_curve(comparison(), ENGLISH, allocation(), curve())
    losers, benefit, households = made.marks
    stairs = benefit.axes.lines[0]
    assert stairs.get_drawstyle() == "steps-post"
    assert list(zip(*stairs.get_data(), strict=True))[:4] == [(0, 0), (8, 200), (9, 300), (17, 500)]
    assert benefit.places.tolist() == [[17, 500]] and households.places.tolist() == [[17, 350]]
    assert list(benefit.codes) == [("E2", "E5")]
    assert list(losers.codes) == [("E1",)] and losers.places.tolist() == [[23.1, 0]]
    assert losers.say(0) == "Yuanxi would come in with 231,000 CNY: costs more than any year has"
    assert made.title == "170,000 CNY of 200,000 CNY serve 350 households anew"
    assert "proven" in words(made.figure)


def test_a_town_without_a_budget_has_a_chart_that_says_so():
    made = budget_curve(comparison(), ENGLISH, None, ())
    assert "No budget has been shared out yet" in words(made.figure)
    assert not made.figure.axes
    assert made.highlight(["E1"]) == []


def test_estates_lie_where_their_places_are_and_north_is_up():
    """E1 at (0, 0), E5 at (800, 600) m: to the right and above, by one scale; E3 and E6 have no place."""
    made = estate_map(comparison(), ENGLISH)
    spots = {codes[0]: middle(marks, at) for marks in made.marks for at, codes in enumerate(marks.codes)}
    assert set(spots) == {"E1", "E2", "E4", "E5", "E7"}
    across, up = np.subtract(spots["E5"], spots["E1"])
    assert across / up == pytest.approx(800 / 600)
    said = words(made.figure)
    assert "2 estates without a place" in said and "N" in said.split("\n")


@pytest.mark.parametrize("kind", list(ChartKind))
def test_charts_speak_both_languages_and_name_the_date(kind):
    """The title and the notes are Chinese; the register's own words are left as they are."""
    chinese, english = words(every(kind, Look("zh_CN")).figure), words(every(kind).figure)
    assert tr("Date of the data: {date}", "zh_CN", date="2026-03-31") in chinese.replace("\n", "")
    assert "Date of the data: 2026-03-31" in english
    assert not set(english) & set("数据截止日期风险评级")


def test_the_same_comparison_gives_the_same_bytes():
    """As PNG, SVG and PDF; no clock and no version is in them."""
    for kind, file in ((ChartKind.RANKING, "png"), (ChartKind.MAP, "svg"), (ChartKind.BUDGET, "pdf")):
        first = picture(every(kind), file)
        assert first == picture(every(kind), file)
        assert b"atplotlib v" not in first and b"2026" not in first.replace(b"2026-03-31", b"")


def test_what_is_selected_is_framed_and_named_without_drawing_the_chart_again():
    """A ring around E2 and its name change the picture; without a selection it is as it was before."""
    screen = Screen(scatter(comparison(), ENGLISH, RATIO, SHORT))
    plain = screen.pixels()
    assert len(plain) == 900 * 600 * 4
    assert screen.pixels(["E2"]) != plain
    assert screen.pixels() == plain
    (told,) = screen.chart.highlight(["E6"])
    assert told.get_text() == "Selected, not in this chart: Nobody knows"
    told.remove()
    (ring, name) = screen.chart.highlight(["E2"])
    assert name.get_text() == "Chengdong"
    assert to_hex(ring.get_edgecolor()[0]).upper() == LIGHT.chosen
    x, y = middle(screen.chart.marks[-2], 0)
    assert screen.at(x, 600 - y) == screen.chart.at(x, y)


def test_numbers_are_rounded_half_up_and_thousands_are_kept_apart():
    assert [number(Decimal("2987.5")), number(-1234.5, 1), number(0.125, 2)] == ["2,988", "−1,234.5", "0.13"]
    assert ticks(0, 2500, most=5) == (
        [0, 500, 1000, 1500, 2000, 2500],
        ["0", "500", "1,000", "1,500", "2,000", "2,500"],
    )
    assert ticks(0, 0.3, most=3)[1] == ["0.0", "0.1", "0.2", "0.3"]


def _odd() -> Comparison:
    """Return two estates as no register should have them: names with everything, places beyond the earth."""
    rows = (
        EstateRow("A\tB", "name\nwith \x07 \U0001f6f5 \ud83d $x$", committee="x\ny", households=10**9,
                  ebikes=0, place=Place(1e308, 1e308, CoordinateSystem.LOCAL)),
        EstateRow("C", "n" * 500, households=0, place=Place(-1e308, 0.0, CoordinateSystem.LOCAL)),
    )  # fmt: skip
    return compare(Register("Town\nof $x$", rows), {}, default_settings())


@pytest.mark.parametrize("odd", [comparison(()), _odd()], ids=["empty", "odd"])
def test_whatever_a_register_holds_can_be_drawn_at_every_size(odd: Comparison):
    """Nothing warns; a place beyond the earth is none."""
    for kind in ChartKind:
        for look in (ENGLISH, Look("en", width_in=1.5, height_in=0.8)):
            Screen(chart(kind, odd, look)).pixels([row.code for row in odd.register.rows])
    assert not estate_map(odd, ENGLISH).marks
    assert town_report(odd, language="en").pages
