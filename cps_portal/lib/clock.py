"""The one place that asks what time it is; doors call it and hand the answer on as `at=`."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return on(now())


def on(at: datetime) -> date:
    """Return the calendar day of a moment in the portal's time zone."""
    return timezone.localtime(at).date()
