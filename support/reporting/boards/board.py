"""What a board is, and how it reads the figures that were counted day by day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import DateTimeField, Model
from django.urls import reverse
from django.utils.functional import Promise

from cps_portal.lib import clock
from cps_portal.lib.plots import Column, Plot, Series
from support.reporting.boards.periods import Period
from support.reporting.models import DailyFigures

MOST_PARTS = 5


@dataclass(frozen=True)
class Section:
    """One picture of a board with its table, what to know about it, and the list behind it."""

    plot: Plot
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Drawn:
    """The sections of a board, when they were counted, and since which day where that is not the whole period."""

    sections: list[Section]
    counted_at: datetime | None = None
    counted_since: date | None = None
    is_live: bool = True


@dataclass(frozen=True)
class Board:
    """A page of plots; whoever has the rights to the rows behind its figures may see it."""

    code: str
    name: Promise
    rights: tuple[str, ...]
    draw: Callable[[Period], Drawn]
    period: str  # the one that is shown unless another is chosen; none where only the present is shown

    @property
    def href(self) -> str:
        return reverse("reporting:board", args=[self.code])


@dataclass(frozen=True)
class Part:
    """Which of the counted names one series holds, how it is called, its colour and the list behind it."""

    name: str
    names: tuple[str, ...]
    colour: str = "act"
    href: str = ""


def largest_and_others(
    names: Sequence[str], say: Callable[[str], str], others: str, href: Callable[[str], str] = lambda name: ""
) -> list[Part]:
    """Return a part for each of the first names, and one for all the others."""
    first, rest = names[:MOST_PARTS], tuple(names[MOST_PARTS:])
    parts = [Part(say(name), (name,), str(place), href(name)) for place, name in enumerate(first)]
    return [*parts, Part(others, rest, "quiet")] if rest else parts


class Counted:
    """The figures of a period, read by one query."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.days = list(DailyFigures.objects.since(period.first))

    @property
    def latest(self) -> DailyFigures | None:
        return self.days[-1] if self.days else None

    def drawn(self, *sections: Section) -> Drawn:
        if self.latest is None:
            return Drawn(list(sections), is_live=False)
        first = self.days[0].on
        since = first if first > self.period.first else None
        return Drawn(list(sections), self.latest.counted_at, since, is_live=False)

    def latest_of(self, kind: str) -> dict[str, int]:
        """Return what there was when it was counted last."""
        return self.latest.of(kind) if self.latest else {}

    def names(self, kind: str) -> list[str]:
        """The names that were counted, the most frequent first."""
        sums: dict[str, int] = {}
        for day in self.days:
            for name, count in day.of(kind).items():
                sums[name] = sums.get(name, 0) + count
        return sorted(sums, key=lambda name: (-sums[name], name))

    def flow(self, kind: str, names: Iterable[str]) -> list[int]:
        """Add up what happened in each step."""
        sums = dict.fromkeys(self.period.steps, 0)
        for day in self.days:
            step = self.period.step_of(day.on)
            if step in sums:
                sums[step] += sum(day.of(kind).get(name, 0) for name in names)
        return list(sums.values())

    def stock(self, kind: str, names: Iterable[str]) -> list[int]:
        """Return what there was at the end of each step, as far as it was counted."""
        stood = dict.fromkeys(self.period.steps, 0)
        for day in self.days:
            step = self.period.step_of(day.on)
            if step in stood:
                stood[step] = sum(day.of(kind).get(name, 0) for name in names)
        return list(stood.values())

    def series(
        self, read: Callable[[str, Iterable[str]], list[int]], kind: str, *parts: Part
    ) -> list[Series]:
        """Read the counts of a kind, part by part, by `flow` or `stock`."""
        return [Series(one.name, read(kind, one.names), one.colour, one.href) for one in parts]


def columns(period: Period, listed: type[Model] | None = None, moment: str = "") -> list[Column]:
    """The steps of a period; those of rows that are listed lead to the rows whose moment lies in them."""
    hrefs = (
        {step: rows(listed, **_during(period, step, listed, moment)) for step in period.steps}
        if listed
        else {}
    )
    return [Column(period.name(step), period.tick(step), hrefs.get(step, "")) for step in period.steps]


def since(period: Period, model: type[Model], moment: str) -> dict[str, str]:
    """Narrow the admin's list of rows to the whole period."""
    return {f"{moment}__gte": _beginning(model, moment, period.first)}


def _during(period: Period, step: date, model: type[Model], moment: str) -> dict[str, str]:
    beyond = _beginning(model, moment, period.beyond(step))
    return {f"{moment}__gte": _beginning(model, moment, step), f"{moment}__lt": beyond}


def _beginning(model: type[Model], moment: str, day: date) -> str:
    has_time = isinstance(model._meta.get_field(moment), DateTimeField)
    return clock.begins(day).isoformat() if has_time else day.isoformat()


def rows(model: type[Model], **narrowed: str) -> str:
    """Return the address of the admin's list of rows, narrowed."""
    meta = model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{address}?{urlencode(narrowed)}" if narrowed else address
