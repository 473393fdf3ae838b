"""Bars as a picture that the server draws: whole numbers in, whole pixels out; the template only writes them down.

A picture always stands beside a table of the same figures, and tells its series apart by pattern as well as by colour.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from babel.numbers import format_compact_decimal
from django.utils import formats
from django.utils.translation import get_language, gettext, to_locale

WIDTH, HEIGHT = 720, 300
ABOVE, BELOW, BESIDE = 32, 32, 8
WIDEST_BAR = 56
LETTER = 9  # no label's letters are wider on average
LINES = 4


def whole(number: int) -> str:
    """Say a number in full, as the language groups its digits."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))


def brief(number: int) -> str:
    """Say a number in a few letters: 800, 12K, 1.5M."""
    locale = to_locale(get_language() or "en-gb")
    return str(format_compact_decimal(number, locale=locale, fraction_digits=1))


@dataclass(frozen=True)
class Column:
    """One place along the picture and one row of its table; `tick` is its name where there is little room."""

    name: str
    tick: str
    href: str = ""


@dataclass(frozen=True)
class Series:
    """What is counted, in the order of the columns; `kind` is its colour."""

    name: str
    values: Sequence[int]
    kind: str = "act"
    href: str = ""


@dataclass(frozen=True)
class Row:
    column: Column
    cells: list[str]
    total: str


@dataclass(frozen=True)
class Figures:
    """A table of whole numbers; whether its series are parts of a whole, and whether its columns may be summed."""

    title: str
    what: str
    columns: Sequence[Column]
    series: Sequence[Series]
    sums: bool = True
    are_parts: bool = True
    say: Callable[[int], str] = whole
    say_briefly: Callable[[int], str] = brief

    @property
    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)

    @property
    def has_many_series(self) -> bool:
        return len(self.series) > 1

    @property
    def has_totals(self) -> bool:
        return self.has_many_series and self.are_parts

    @cached_property
    def totals(self) -> list[int]:
        """What the series come to, column by column."""
        return [sum(one.values[place] for one in self.series) for place in range(len(self.columns))]

    @property
    def rows(self) -> Iterator[Row]:
        for place, column in enumerate(self.columns):
            cells = [self.say(one.values[place]) for one in self.series]
            yield Row(column, cells, self.say(self.totals[place]))

    @property
    def foot(self) -> list[str]:
        """What each series comes to and, where they are parts of a whole, all of them together."""
        sums = [sum(one.values) for one in self.series]
        return [self.say(cents) for cents in ([*sums, sum(sums)] if self.has_totals else sums)]

    @property
    def alternative(self) -> str:
        """What the picture says to those who do not see it."""
        largest = [max(one.values[place] for one in self.series) for place in range(len(self.columns))]
        heights = self.totals if self.are_parts else largest
        most = max(heights)
        told = gettext("%(title)s. The most: %(most)s, %(column)s. The table has the same figures.")
        column = self.columns[heights.index(most)].name
        return told % {"title": self.title, "most": self.say(most), "column": column}


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    kind: str
    pattern: int


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Scale:
    """Which pixel stands for which value; its lines lie at round numbers, and one of them is zero."""

    lowest: int
    highest: int
    step: int

    def y(self, value: int) -> int:
        # In whole numbers, which no value is too large for.
        span, room = self.highest - self.lowest, HEIGHT - ABOVE - BELOW
        return ABOVE + (2 * (self.highest - value) * room + span) // (2 * span)

    @property
    def values(self) -> range:
        return range(self.lowest, self.highest + 1, self.step)


def scale(lowest: int, highest: int) -> Scale:
    """Find round numbers a few steps apart that hold everything from the lowest to the highest value, and zero."""
    low, high = min(lowest, 0), max(highest, 0)
    step = _round_up(-(-(high - low) // LINES) or 1)
    return Scale(low // step * step, max(-(-high // step), 1 if low == 0 else 0) * step, step)


def _round_up(number: int) -> int:
    """Return the first of 1, 2, 5, 10, 20, 50 … that is no smaller."""
    power: int = 10 ** (len(str(number)) - 1)
    return next(power * leading for leading in (1, 2, 5, 10) if power * leading >= number)


@dataclass(frozen=True)
class Plot:
    """The figures and where everything of their picture stands."""

    figures: Figures
    scale: Scale
    spread: int = 1  # how many bars stand beside each other in a column

    width, height = WIDTH, HEIGHT

    @property
    def floor(self) -> int:
        return self.scale.y(0)

    @cached_property
    def lines(self) -> list[Label]:
        """The round numbers at the left, each with its line."""
        return [
            Label(self.left - BESIDE, self.scale.y(value), self.figures.say_briefly(value))
            for value in self.scale.values
        ]

    @cached_property
    def left(self) -> int:
        longest = max(len(self.figures.say_briefly(value)) for value in self.scale.values)
        return max(longest * LETTER + BESIDE, self._half_tick)

    @property
    def right(self) -> int:
        return WIDTH - max(BESIDE, self._half_tick)

    @property
    def _longest_tick(self) -> int:
        return max((len(column.tick) for column in self.figures.columns), default=0) * LETTER

    @property
    def _half_tick(self) -> int:
        return self._longest_tick // 2

    def _slot(self, place: int) -> tuple[int, int]:
        """Where the room of a column begins and ends."""
        count, room = len(self.figures.columns), self.right - self.left
        return self.left + place * room // count, self.left + (place + 1) * room // count

    def _middle(self, place: int) -> int:
        return sum(self._slot(place)) // 2

    @property
    def _narrowest(self) -> int:
        return (self.right - self.left) // max(len(self.figures.columns), 1)

    @property
    def ticks(self) -> list[Label]:
        """The names of the columns below them, as many as find room."""
        each = -(-(self._longest_tick + BESIDE) // max(self._narrowest, 1))
        columns = list(enumerate(self.figures.columns))[::each]
        return [Label(self._middle(place), HEIGHT - BESIDE, column.tick) for place, column in columns]

    @property
    def counts(self) -> list[Label]:
        """What each column comes to, above it, where one bar stands in it and all the numbers find room."""
        said = [self.figures.say_briefly(total) for total in self.figures.totals]
        if self.spread > 1 or max(map(len, said), default=0) * LETTER + 2 > self._narrowest:
            return []
        tops = dict.fromkeys(range(len(said)), self.floor)
        for place, bar in self._placed:
            tops[place] = min(tops[place], bar.y)
        return [
            Label(self._middle(place), tops[place] - 6, text)
            for place, text in enumerate(said)
            if self.figures.totals[place]
        ]

    @property
    def bars(self) -> list[Bar]:
        return [bar for _place, bar in self._placed]

    @cached_property
    def _placed(self) -> list[tuple[int, Bar]]:
        columns = range(len(self.figures.columns))
        lay = self._upon_each_other if self.spread == 1 else self._beside_each_other
        return [(place, bar) for place in columns for bar in lay(place)]

    def _beside_each_other(self, place: int) -> Iterator[Bar]:
        begin, width = self._bar(place)
        for number, one in enumerate(self.figures.series):
            if value := one.values[place]:
                top, bottom = sorted((self.scale.y(value), self.floor))
                yield Bar(begin + number * width, top, width, max(bottom - top, 1), one.kind, number)

    def _upon_each_other(self, place: int) -> Iterator[Bar]:
        """Lay what is above zero upward and what is below it downward; what is there at all is seen."""
        begin, width = self._bar(place)
        above = below = 0
        top = bottom = self.floor
        for number, one in enumerate(self.figures.series):
            value = one.values[place]
            if value > 0:
                tall = max(self.scale.y(above) - self.scale.y(above + value), 1)
                above, top = above + value, top - tall
                yield Bar(begin, top, width, tall, one.kind, number)
            elif value < 0:
                tall = max(self.scale.y(below + value) - self.scale.y(below), 1)
                yield Bar(begin, bottom, width, tall, one.kind, number)
                below, bottom = below + value, bottom + tall

    def _bar(self, place: int) -> tuple[int, int]:
        """Where the first bar of a column begins, and how wide each is."""
        begin, end = self._slot(place)
        together = min((end - begin) * 7 // 10, WIDEST_BAR * self.spread)
        width = max(together // self.spread, 1)
        return (begin + end - width * self.spread) // 2, width


def stacked(figures: Figures) -> Plot:
    """Draw the series upon each other: they are parts of a whole."""
    columns = list(zip(*(one.values for one in figures.series), strict=True))
    below = [sum(min(value, 0) for value in column) for column in columns]
    above = [sum(max(value, 0) for value in column) for column in columns]
    return Plot(figures, scale(min(below, default=0), max(above, default=0)))


def beside(figures: Figures) -> Plot:
    """Draw the series beside each other: they are compared, and do not add up."""
    values = [value for one in figures.series for value in one.values]
    compared = replace(figures, are_parts=False)
    return Plot(compared, scale(min(values, default=0), max(values, default=0)), max(len(figures.series), 1))
