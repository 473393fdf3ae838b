"""The one place that asks what time it is; doors call it and hand the answer on as `at=`."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return on(now())


def on(at: datetime) -> date:
    """Return the calendar day of a moment in the portal's time zone."""
    return timezone.localtime(at).date()


def begin_of(day: date) -> datetime:
    """Return the first moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over; it belongs to the next one."""
    return begin_of(day + timedelta(days=1))
