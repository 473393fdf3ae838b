"""Working days of a country: what a promise of “two working days” means for an applicant there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """Days on which we waited for the applicant, the day of their answer included; open while there is none."""

    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= (self.until_on or self.from_on)


@cache
def _calendar(country: str) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return holidays.HolidayBase()  # an unknown country has at least its weekends


def is_working_day(day: date, *, country: str) -> bool:
    return _calendar(country).is_working_day(day)


@cache
def _running_count(country: str, year: int) -> tuple[int, ...]:
    """Return, for each day of the year, how many working days it has had by the end of that day."""
    day, count, counts = date(year, 1, 1), 0, []
    while day.year == year:
        count += is_working_day(day, country=country)
        counts.append(count)
        day += ONE_DAY
    return tuple(counts)


def _count(day: date, *, country: str) -> int:
    return _running_count(country, day.year)[day.timetuple().tm_yday - 1]


def between(after: date, until: date, *, country: str) -> int:
    """Return how many working days follow one day, up to and with another; negative when that is over already."""
    if until < after:
        return -between(until, after, country=country)
    whole_years = sum(_running_count(country, year)[-1] for year in range(after.year, until.year))
    return whole_years + _count(until, country=country) - _count(after, country=country)


def taken(start: date, end: date, *, country: str, pauses: Sequence[Pause] = ()) -> int:
    """Return how many working days it took from one day to another, without the days of the pauses."""
    days = (start + number * ONE_DAY for number in range(1, (end - start).days + 1))
    return sum(
        is_working_day(day, country=country) and not any(pause.covers(day) for pause in pauses)
        for day in days
    )


def after(moment: datetime, *, days: int, country: str) -> datetime:
    """Return the moment so many working days later, at the same time of the day."""
    until = promised_day(moment.date(), days=days, country=country)
    return moment + (until - moment.date())


def promised_day(start: date, *, days: int, country: str, pauses: Sequence[Pause] = ()) -> date:
    """Return the last of so many working days after the start; days of a pause do not count.

    While a pause is open the answer is the earliest day that the promise can still mean.
    """
    day = start
    left = days
    while left:
        day += ONE_DAY
        if is_working_day(day, country=country) and not any(pause.covers(day) for pause in pauses):
            left -= 1
    return day


def pauses(steps: Iterable[tuple[str, date]]) -> list[Pause]:
    """Read the pauses from a case's history, given as (“asked” or “answered” or anything else, day)."""
    found: list[Pause] = []
    for act, day in steps:
        if act == "asked":
            found.append(Pause(day))
        elif act == "answered" and found:
            found[-1] = Pause(found[-1].from_on, day)
    return found
