"""The one place that asks what time it is; doors call it and hand the answer on as `at=`.

Staff of a test system may move the clock, so that the year of a membership passes in minutes. By how much stands in a
file that all processes read: a row would cost every page a query, and would not outlive a flush of the tables.
"""

import os
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cps_portal.lib.errors import DomainError

# Farther than anybody walks, and well within what a date can hold.
FARTHEST = timedelta(days=3660)


class ClockIsFixed(DomainError):
    """The clock cannot be moved, here or by so much."""


def now() -> datetime:
    return timezone.now() + offset()


def today() -> date:
    return on(now())


def on(at: datetime) -> date:
    """Return the calendar day of a moment in the portal's time zone."""
    return timezone.localtime(at).date()


def begins(day: date) -> datetime:
    """Return the first moment of a calendar day in the portal's time zone."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def offset() -> timedelta:
    """Return by how much the clock is moved: nothing in production, which reads no file."""
    if settings.CLOCK_FILE is None:
        return timedelta()
    try:
        return timedelta(seconds=int(settings.CLOCK_FILE.read_text()))
    except FileNotFoundError:
        return timedelta()


def move(by: timedelta) -> None:
    """Move the clock of a test system on, or back, from where it stands."""
    _set(offset() + by)


def move_to(day: date) -> None:
    """Move the clock of a test system to a day, at the present time of day, in summer and in winter."""
    moment = now()
    shown = timezone.localtime(moment)
    # The difference is taken from the moment in UTC: within one time zone Python would compare the dials of its clocks.
    _set(offset() + (datetime.combine(day, shown.time(), tzinfo=shown.tzinfo) - moment))


def release() -> None:
    """Let the clock of a test system show the real time again."""
    _set(timedelta())


def _set(moved: timedelta) -> None:
    file = settings.CLOCK_FILE
    if file is None:
        raise ClockIsFixed(_("The clock can be moved on a test system only."))
    if abs(moved) > FARTHEST:
        raise ClockIsFixed(_("The clock can be moved by ten years at most."))
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(str(int(moved.total_seconds())))
    os.replace(draft, file)


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over; it belongs to the next one."""
    return begins(day + timedelta(days=1))
