"""How much more time an invoice may be given."""

from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings

from billing.models import Invoice


class Window(NamedTuple):
    """The days to one of which an invoice may be extended, both included."""

    first: date
    last: date


def window(invoice: Invoice, *, on: date) -> Window | None:
    """Return the days that are later than the one that counts and near enough to the printed one, if any is left."""
    first = max(invoice.payable_on, on) + timedelta(days=1)
    last = invoice.due_on + timedelta(days=settings.EXTENSION_DAYS)
    return Window(first, last) if first <= last else None
