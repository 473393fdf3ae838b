"""Whatever the figures are, the picture holds them all, inside its frame, and tells the same as the table."""

import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cps_portal.lib import plots
from cps_portal.lib.plots import HEIGHT, LETTER, WIDTH, Column, Figures, Label, Plot, Series

Draw = Callable[[Figures], Plot]
SOME = settings(max_examples=40, deadline=None)
DRAWN = pytest.mark.parametrize("draw", [plots.stacked, plots.beside])
numbers = st.integers(-(10**12), 10**15) | st.integers(-3, 3) | st.just(0)


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    columns, series = draw(st.integers(1, 60)), draw(st.integers(1, 7))
    rows = st.lists(numbers, min_size=columns, max_size=columns)
    return made(*draw(st.lists(rows, min_size=series, max_size=series)))


def made(*rows: list[int], title: str = "Cases") -> Figures:
    columns = [Column(f"week {place}", f"{place:02d}/11") for place in range(len(rows[0]))]
    return Figures(title, "Week", columns, [Series(f"kind {place}", row) for place, row in enumerate(rows)])


def inside(label: Label, *, anchor: str = "middle") -> bool:
    width = len(label.text) * LETTER
    left = label.x - (width if anchor == "end" else width // 2)
    return left >= 0 and left + width <= WIDTH + 1 and 10 <= label.y <= HEIGHT


@DRAWN
@SOME
@given(figures())
def test_everything_stands_inside_the_picture(draw: Draw, figures: Figures) -> None:
    plot = draw(figures)
    for bar in plot.bars:
        assert bar.width >= 1
        assert bar.height >= 1
        assert plot.left <= bar.x
        assert bar.x + bar.width <= plot.right + plot.spread
        assert bar.y >= 16
        assert bar.y + bar.height <= HEIGHT - 16
    assert all(inside(label, anchor="end") for label in plot.lines)
    assert all(inside(label) for label in [*plot.ticks, *plot.counts])


@DRAWN
@SOME
@given(figures())
def test_whatever_is_not_zero_is_seen(draw: Draw, figures: Figures) -> None:
    assert len(draw(figures).bars) == sum(value != 0 for one in figures.series for value in one.values)


@SOME
@given(figures())
def test_more_is_never_drawn_lower(figures: Figures) -> None:
    plot = plots.beside(figures)
    bars = iter(plot.bars)
    drawn = [
        (one.values[place], next(bars))
        for place in range(len(figures.columns))
        for one in figures.series
        if one.values[place]
    ]
    above = sorted(((value, bar.height) for value, bar in drawn if value > 0), key=lambda pair: pair[0])
    assert [height for _value, height in above] == sorted(height for _value, height in above)


@SOME
@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_the_scale_is_round_and_holds_everything(one: int, other: int) -> None:
    scale = plots.scale(min(one, other), max(one, other))
    assert scale.lowest <= min(one, other, 0) <= max(one, other, 0) <= scale.highest
    assert 0 in scale.values
    assert 2 <= len(scale.values) <= 7
    assert str(scale.step).rstrip("0") in ("1", "2", "5")


@SOME
@given(figures())
def test_names_of_columns_do_not_overlap(figures: Figures) -> None:
    places = [tick.x for tick in plots.stacked(figures).ticks]
    width = max(len(column.tick) for column in figures.columns) * LETTER
    assert all(later - former >= width for former, later in zip(places, places[1:], strict=False))


def written(plot: Plot) -> str:
    return render_to_string("components/plot.html", {"plot": plot})


@pytest.mark.parametrize("rows", [[], [0, 0]])
def test_nothing_is_said_in_words(rows: list[int]) -> None:
    page = written(plots.stacked(made(rows)))
    assert "Nothing to show for this time." in page
    assert "<svg" not in page


def test_what_is_compared_is_not_added_up() -> None:
    parts, compared = plots.stacked(made([1, 2], [3, 4])), plots.beside(made([1, 2], [3, 4]))
    assert parts.figures.foot == ["3", "7", "10"]
    assert compared.figures.foot == ["3", "7"]
    assert "The most: 6, week 1." in parts.figures.alternative
    assert "The most: 4, week 1." in compared.figures.alternative


def test_one_bar_is_no_broader_than_a_bar() -> None:
    (bar,) = plots.stacked(made([7])).bars
    assert bar.width == plots.WIDEST_BAR


def test_names_are_text_and_no_markup() -> None:
    page = written(plots.stacked(made([1], title="<script>alert(1)</script>")))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_numbers_are_written_as_the_language_does() -> None:
    assert "1,234,567" in written(plots.stacked(made([1234567, 20])))
    with translation.override("lv"):
        page = written(plots.stacked(made([1234567, 20])))
    assert "1\xa0234\xa0567" in page
    assert "1,2\xa0milj." in page
    assert 'height="1"' in page
    assert re.findall(r' (?:x|y|x1|x2|y1|y2|width|height)="(?!\d+")', page) == []
