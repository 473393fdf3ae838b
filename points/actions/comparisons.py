from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Comparison, Difference, Entry

BATCH = 1000

# One pass over both tables: a balance without entries must be nothing, entries without a balance must not be.
DIFFERING = """
WITH summed AS (
    SELECT company_id, sum(amount)::bigint AS total FROM points_entry GROUP BY company_id
)
SELECT coalesce(kept.company_id, summed.company_id), kept.points, coalesce(summed.total, 0)
FROM points_balance AS kept FULL JOIN summed USING (company_id)
WHERE kept.points IS DISTINCT FROM coalesce(summed.total, 0)
ORDER BY 1
"""


class NoteMissing(DomainError):
    """A difference is put aside with a word on it, not with a click alone."""


def compare(*, at: datetime) -> Comparison:
    """Compare every balance with the sum of its entries, and keep the run with a row for each that differs."""
    with transaction.atomic():
        comparison = Comparison.objects.create(
            at=at, balances=Balance.objects.count(), entries=Entry.objects.count()
        )
        with connection.cursor() as cursor:
            cursor.execute(DIFFERING)
            found = iter(cursor.fetchall())
        while rows := list(islice(found, BATCH)):
            Difference.objects.bulk_create(_difference(comparison, *row) for row in rows)
    return comparison


def _difference(comparison: Comparison, company: int, balance: int | None, summed: Any) -> Difference:
    return Difference(comparison=comparison, company_id=company, balance=balance, summed=summed)


def take_note(*, difference: Difference, note: str, by: User, at: datetime) -> None:
    """Put a difference aside with what was found out about it; the first note stands."""
    if not note.strip():
        raise NoteMissing(_("Write what you found and what was done."), field="note")
    noted = Difference.objects.unseen().filter(pk=difference.pk)
    if not noted.update(seen_at=at, seen_by=by, note=note.strip()):
        raise StaleDecision(_("Somebody has put this difference aside already. Read their note."))
