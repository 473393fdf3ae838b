"""How far back a board looks, and in which steps: days, weeks that begin on Monday, months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, to_locale
from django.utils.translation import gettext_lazy as _

DAYS, WEEKS, MONTHS = "days", "weeks", "months"
NAMES: Mapping[str, Promise] = {
    DAYS: _("30 days, day by day"),
    WEEKS: _("3 months, by week"),
    MONTHS: _("12 months, by month"),
}


@dataclass(frozen=True)
class Period:
    """The first days of its steps, the earliest first; its last step ends today."""

    code: str
    steps: tuple[date, ...]
    today: date

    @property
    def first(self) -> date:
        return self.steps[0]

    @property
    def what(self) -> str:
        """What a step is."""
        return {DAYS: gettext("Day"), WEEKS: gettext("Week from"), MONTHS: gettext("Month")}[self.code]

    def step_of(self, day: date) -> date:
        """Return the first day of the step to which a day belongs."""
        return {DAYS: day, WEEKS: _monday(day), MONTHS: day.replace(day=1)}[self.code]

    def beyond(self, step: date) -> date:
        """Return the first day after a step."""
        later = [other for other in self.steps if other > step]
        return min(later, default=self.today + timedelta(days=1))

    def name(self, step: date) -> str:
        if self.code == MONTHS:
            return _written("yMMMM", step)
        return formats.date_format(step, "SHORT_DATE_FORMAT")

    def tick(self, step: date) -> str:
        return _written("MMM" if self.code == MONTHS else "Md", step)


def period(code: str, *, today: date) -> Period:
    """Return a period by its code, one that nobody knows being the longest."""
    if code == DAYS:
        return Period(code, tuple(today - timedelta(days=back) for back in range(29, -1, -1)), today)
    if code == WEEKS:
        return Period(
            code, tuple(_monday(today) - timedelta(weeks=back) for back in range(12, -1, -1)), today
        )
    last = today.year * 12 + today.month
    months = range(last - 12, last)
    return Period(MONTHS, tuple(date(number // 12, number % 12 + 1, 1) for number in months), today)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _written(skeleton: str, day: date) -> str:
    return str(format_skeleton(skeleton, day, locale=to_locale(get_language() or "en-gb")))
