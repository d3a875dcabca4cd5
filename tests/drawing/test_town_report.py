"""The report of a town: its pages, what stands on them, and its bytes.

The estates are those of `town_samples`, whose table tells their figures.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest
from town_samples import allocation, comparison, curve, many

from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.drawing.town.report.paper import LAST_IN, ROOM_IN, SIDE_IN, TOP_IN, Page
from chargeplan.drawing.town_report import Report, town_report
from chargeplan.errors import CalledOff
from chargeplan.i18n import tr
from chargeplan.town.grading import Grade


def written(page: Page) -> str:
    """Return all that is written on a page, line by line."""
    return "\n".join(words.text for words in page.words)


def report(language: str = "en", **changes: object) -> Report:
    given = {"allocation": allocation(), "curve": curve(), "remarks": ("Row 9: blank.",), **changes}
    return town_report(comparison(), language=language, **given)


def short(made: Report) -> Report:
    """Return a report with its first page and the ranking bars only."""
    bars = next(page for page in made.pages if page.chart is not None)
    return replace(made, pages=(made.pages[0], bars))


def page_with(made: Report, text: str) -> Page:
    return next(page for page in made.pages if text in written(page))


def test_the_cover_tells_the_town_before_and_after():
    """28 charging facilities become 88, 170 bikes that can be parked 420; the cost is 446,000 CNY.

    Of the seven estates one is A, one B, two are C, one is D and two are unrated.
    """
    made = report()
    cover = written(made.pages[0])
    assert made.title == "Town of samples: 7 estates compared"
    assert "Date of the data: 2026-03-31" in cover
    lines = cover.split("\n")
    for title, before, after, change in (
        ("Charging facilities (published)", "28*", "88*", "+60"),
        ("Bikes that can be parked (published)", "170*", "420*", "+250"),
    ):
        at = lines.index(title)
        assert lines[at + 1 : at + 4] == [before, after, change]
    assert "446,000 CNY" in cover and "with 2 estimated ones" in cover
    assert [mark.grade for mark in made.pages[0].marks] == list(Grade)
    assert "Weights of the risk grade: Sockets short (before) 50.0 %" in cover


def test_sums_stand_at_every_level_and_say_what_they_lack():
    """The committee First has 1,521 households, all known; Second 950, of one estate unknown."""
    page = written(page_with(report(), "Summary by level"))
    assert "1,521" in page and "950*" in page and "2,471*" in page
    assert "36.60" in page  # 231,000 + 90,000 + 45,000 CNY of First


def test_the_ranking_has_a_reason_behind_every_rank():
    page = page_with(report(), "Ranking by risk")
    text = written(page).replace("\n", " ").replace("\u00a0", " ")
    assert "61 % from the number of sockets short, 22 % from hazards" in text
    assert "Unrated, because these are unknown: Sockets short (before)" in text
    ranked = [mark.grade.value for mark in page.marks]
    assert ranked == ["D", "C", "C", "B", "A", "unrated", "unrated"]
    assert "4.50 (est.)" in text and "0 → 130" in text


def test_budget_tasks_doubts_and_sources_have_their_parts():
    """E2 in the first year, E5 in the second, E1 too dear; three tasks, one of them overdue."""
    made = report()
    budget = written(page_with(made, "Year 1, budget 100,000 CNY"))
    assert "Chengdong (E2)" in budget and "costs more than any year has" in budget
    tasks = written(page_with(made, "Who can solve it"))
    assert "overdue" in tasks and "2026-03-01" in tasks
    doubts = written(page_with(made, "What is estimated, unknown or left out"))
    assert "Xincheng, $x_1$ & <b>" in doubts and "Row 9: blank." in doubts
    assert "to be verified" in written(page_with(made, "Sources"))
    assert sum(page.chart is not None for page in made.pages) == 5


def test_a_scheme_that_was_not_chosen_says_so():
    """E2 gets another scheme of its plan; of E5 there is no plan, so its cost is an estimate too."""
    answer = allocation()
    first, *others = answer.choices
    other = replace(first.candidate, scheme="Scheme 2", alternative=True, estimated=True)
    changed = replace(answer, choices=(replace(first, candidate=other), *others))
    text = written(page_with(report(allocation=changed), "Year 1, budget")).replace("\n", " ")
    assert "Scheme 2 (not the chosen scheme) 9.00 200 (est.)" in text
    assert "estimate 8.00 (est.) 150 (est.)" in text
    assert changed.estimated == 1


def test_without_a_budget_and_without_tasks_their_parts_are_left_out():
    bare = comparison(tuple(replace(one, tasks=()) for one in comparison().estates))
    made = town_report(bare, language="en")
    titles = [page.words[0].text for page in made.pages if page.words]
    assert "Budget" not in titles and "Tasks" not in titles and "Sources" in titles


def test_a_long_table_repeats_its_head_and_leaves_no_page():
    """178 estates: every page of the ranking has the head; nothing stands outside of the paper's margins."""
    made = town_report(many(178), language="en")
    ranks = [page for page in made.pages if page.marks and "Why" in written(page)]
    assert len(ranks) > 5
    shown = [mark for page in ranks for mark in page.marks]
    assert len(shown) == 178
    for page in made.pages:
        for words in page.words:
            assert TOP_IN <= words.y_in <= LAST_IN + 0.01, words
            assert SIDE_IN - 0.01 <= words.left_in <= SIDE_IN + ROOM_IN, words


def test_a_row_is_as_high_as_its_longest_cell_and_is_never_broken():
    """Long words are cut, and of endless remarks twenty lines are left."""
    flow = Flow()
    columns = [Column("A", 1.0), Column("B", 1.0)]
    flow.table(columns, [Row([f"row {number}", "W" * 400]) for number in range(12)])
    for page in flow.pages:
        rows = [words.text for words in page.words if words.text.startswith("row ")]
        wide = [words.text for words in page.words if set(words.text) == {"W"}]
        assert sum(map(len, wide)) == 400 * len(rows)
    endless = Flow()
    endless.table(columns, [Row(["", "word " * 20_000])])
    assert len(endless.pages) == 1
    assert endless.pages[0].words[-1].text.endswith("…")


def test_both_languages_have_all_their_words():
    """No English sentence is left in the Chinese report but what the register says."""
    made = report("zh_CN")
    text = "\n".join(written(page) for page in made.pages)
    assert tr("Ranking by risk", "zh_CN") in text
    for name in ("Town of samples", "Nobody knows", "Hardly known", "Row 9: blank."):
        text = text.replace(name, "")
    assert re.findall(r"[A-Za-z]{3,} [a-z]{3,}", text) == []


def test_the_pdf_is_the_same_to_the_byte_and_its_letters_can_be_selected():
    """Fonts are embedded as TrueType with a table of their letters; no clock, no version."""
    made = short(report("zh_CN"))
    data = made.pdf()
    assert data == short(report("zh_CN")).pdf()
    assert data.startswith(b"%PDF") and b"CreationDate" not in data and b"Matplotlib" not in data
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == len(made.pages)
    assert b"/FontFile2" in data and b"/ToUnicode" in data
    assert any(b"beginbfchar" in part or b"beginbfrange" in part for part in _streams(data))


def _streams(data: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def test_writing_can_be_called_off_between_two_pages():
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(CalledOff):
        short(report()).pdf(cancelled)
    assert len(asked) == 2


def test_pages_for_a_printer_are_a4_on_its_side():
    """At 50 dots per inch 11.69 by 8.27 inches are 584 by 413 pixels; the page's number is on it."""
    made = report()
    width, height, pixels = made.pixels(1, 50)
    assert (width, height) == (584, 413) and len(pixels) == width * height * 4
    last = len(made.pages) - 1
    assert f"Page {last + 1} of {last + 1}" in [words.text for words in made.everywhere(last)]
