import json
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError
from points.cause import Cause
from points.models import Entry

# The company's row is locked first, so that a company's entries are numbered in the order in which they count, and
# two transactions that write several entries each cannot wait for one another.
APPEND = """
WITH locked AS (
    SELECT id FROM accounts_company WHERE id = %(company)s FOR NO KEY UPDATE
), entry AS (
    INSERT INTO points_entry
        (company_id, amount, reference, sentence, facts, effective_at, recorded_at, by_id, reverses_id)
    SELECT id, %(amount)s::int, %(reference)s, %(sentence)s, %(facts)s::jsonb,
           %(since)s::timestamptz, %(at)s::timestamptz, %(by)s::bigint, %(reverses)s::bigint
    FROM locked
    ON CONFLICT DO NOTHING
    RETURNING id, company_id, amount
), balance AS (
    INSERT INTO points_balance AS kept (company_id, points)
    SELECT company_id, amount FROM entry
    ON CONFLICT (company_id) DO UPDATE SET points = kept.points + EXCLUDED.points
)
SELECT id FROM entry
"""


class ReferenceTaken(DomainError):
    """The reference belongs to an entry with other contents."""


class AlreadyReversed(DomainError):
    """The entry was taken back before, under another reference."""


def credit(
    *, company: Company, amount: int, reference: str, cause: Cause, at: datetime, by: User | None = None
) -> Entry:
    """Give the company points, or take them if the amount is negative; a repeated reference gives the first entry.

    They are written now, and count from now or from the earlier moment that the cause names.
    """
    return _append(
        Entry(
            company=company,
            amount=amount,
            reference=reference,
            sentence=cause.sentence,
            facts=cause.facts,
            effective_at=cause.since or at,
            recorded_at=at,
            by=by,
        )
    )


def reverse(*, entry: Entry, reference: str, cause: Cause, at: datetime, by: User | None = None) -> Entry:
    """Take an entry back by an opposite one that points to it; a repeated reference gives the first reversal."""
    return _append(
        Entry(
            company_id=entry.company_id,
            amount=-entry.amount,
            reference=reference,
            sentence=cause.sentence,
            facts=cause.facts,
            effective_at=cause.since or at,
            recorded_at=at,
            by=by,
            reverses=entry,
        )
    )


def _append(wanted: Entry) -> Entry:
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            {
                "company": wanted.company_id,
                "amount": wanted.amount,
                "reference": wanted.reference,
                "sentence": wanted.sentence,
                "facts": json.dumps(wanted.facts),
                "since": wanted.effective_at,
                "at": wanted.recorded_at,
                "by": wanted.by_id,
                "reverses": wanted.reverses_id,
            },
        )
        new = cursor.fetchone()
    return Entry.objects.get(pk=new[0]) if new else _first(wanted)


def _first(wanted: Entry) -> Entry:
    """Return the entry that holds the reference already, if it says the same."""
    first = Entry.objects.filter(reference=wanted.reference).first()
    if first is None:
        raise AlreadyReversed(_("These points have been taken back already."))
    same = ("company_id", "amount", "sentence", "facts", "reverses_id")
    if any(getattr(first, name) != getattr(wanted, name) for name in same):
        raise ReferenceTaken(_("These points have been booked already, for another reason or amount."))
    return first
