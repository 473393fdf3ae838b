"""Bars for a picture that the server draws: numbers in, places out; the template only writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass

BAR, GAP, TALLEST, ABOVE, BELOW = 56, 16, 160, 24, 28


@dataclass(frozen=True)
class Value:
    """How many of what; `name` stands in the table, `tick` below the bar, `kind` is its colour."""

    name: str
    tick: str
    count: int
    kind: str = "act"


@dataclass(frozen=True)
class Bar:
    value: Value
    x: int
    y: int
    height: int
    width: int = BAR

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Plot:
    bars: list[Bar]

    @property
    def width(self) -> int:
        return len(self.bars) * (BAR + GAP) + GAP

    @property
    def height(self) -> int:
        return ABOVE + TALLEST + BELOW

    @property
    def floor(self) -> int:
        return ABOVE + TALLEST

    @property
    def below(self) -> int:
        return self.height - 8

    @property
    def total(self) -> int:
        return sum(bar.value.count for bar in self.bars)


def of(values: Sequence[Value]) -> Plot:
    """Place the bars side by side, the tallest as high as the picture; what is there at all is seen."""
    most = max((value.count for value in values), default=0) or 1
    bars = []
    for place, value in enumerate(values):
        height = max(round(TALLEST * value.count / most), 2 if value.count else 0)
        bars.append(Bar(value, GAP + place * (BAR + GAP), ABOVE + TALLEST - height, height))
    return Plot(bars)
