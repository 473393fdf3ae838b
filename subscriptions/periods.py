"""Calendar months, counted so that the end of a month stays the end of a month."""

from calendar import monthrange
from datetime import date

from django.conf import settings


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it is shorter: 31 January + 1 → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_term(starts_on: date) -> date:
    """Return the first day after a term that starts on a day."""
    return months_after(starts_on, settings.TERM_MONTHS)
