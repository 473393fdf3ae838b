"""How far a company's points reach over the three thresholds of a group of levels."""

from collections.abc import Sequence
from dataclasses import dataclass

from points.models import Level


@dataclass(frozen=True)
class Mark:
    """A threshold, and where it stands on the gauge, in percent of its width."""

    level: Level
    reached: bool
    position: int


@dataclass(frozen=True)
class Gauge:
    """The points now, the thresholds in equal steps, and what is missing to the next of them."""

    points: int
    group: str
    marks: tuple[Mark, ...]
    next_level: Level | None
    missing: int
    fraction: float

    @property
    def percent(self) -> int:
        return round(100 * self.fraction)

    @property
    def anchor(self) -> str:
        """Which end of the number of points stands at its place, so that it is not cut off at the edges."""
        if self.percent < 10:
            return "start"
        return "end" if self.percent > 90 else "middle"

    @property
    def reached(self) -> Level | None:
        """The highest level of the group that the points allow."""
        return next((mark.level for mark in reversed(self.marks) if mark.reached), None)


def gauge(points: int, group: str | None = None) -> Gauge:
    """Read the levels of the group, or of the one that fits the points, and measure the points on them."""
    levels = list(Level.objects.order_by("minimum", "pk"))
    group = group or fitting_group(points, levels)
    return measured(points, [level for level in levels if level.group == group])


def fitting_group(points: int, levels: Sequence[Level]) -> str:
    """Choose the corporate group from its lowest level on, the personal one below."""
    corporate = [level.minimum for level in levels if level.group == Level.Group.CORPORATE]
    return Level.Group.CORPORATE if corporate and points >= min(corporate) else Level.Group.PERSONAL


def measured(points: int, levels: Sequence[Level]) -> Gauge:
    """Measure the points on the levels of one group, lowest first."""
    following = next((level for level in levels if level.minimum > points), None)
    return Gauge(
        points=points,
        group=levels[0].group if levels else Level.Group.PERSONAL,
        marks=tuple(
            Mark(level, points >= level.minimum, round(100 * place / len(levels)))
            for place, level in enumerate(levels, start=1)
        ),
        next_level=following,
        missing=following.minimum - points if following else 0,
        fraction=_fraction(points, [level.minimum for level in levels]),
    )


def _fraction(points: int, thresholds: Sequence[int]) -> float:
    """Place the points between thresholds that are drawn in equal steps, so that their names fit on a phone."""
    below = 0
    for place, threshold in enumerate(thresholds):
        if points < threshold:
            return (place + max(points - below, 0) / (threshold - below)) / len(thresholds)
        below = threshold
    return 1.0 if thresholds else 0.0
