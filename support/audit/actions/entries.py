"""The staff log: what was read is noted before it leaves, what is written before it is done."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from support.audit.models import AuditEntry

BATCH = 5000


def note_request(*, entry: AuditEntry, status: int, at: datetime) -> None:
    """Note a request whose answer is known; whoever asked gets it only if this succeeds."""
    entry.status = status
    _note(entry, at=at)


def begin_write(*, entry: AuditEntry, at: datetime) -> None:
    """Note that something is about to be written, in a statement of its own: no crash undoes it."""
    _note(entry, at=at)


def answer_write(*, entry: AuditEntry, status: int) -> None:
    """Add what became of a write."""
    AuditEntry.objects.filter(pk=entry.pk, status=None).update(status=status)


def _note(entry: AuditEntry, *, at: datetime) -> None:
    entry.at = at
    entry.save(force_insert=True)


def purge_audit_entries(*, at: datetime) -> int:
    """Delete the entries that are older than we keep them, and return how many they were."""
    kept_from = at - timedelta(days=settings.STAFF_LOG_DAYS)
    forgotten = 0
    while count := _forget_some(kept_from):
        forgotten += count
    return forgotten


def _forget_some(kept_from: datetime) -> int:
    old = AuditEntry.objects.older_than(kept_from).values("pk")[:BATCH]
    with transaction.atomic(), connection.cursor() as cursor:
        # The table's trigger lets nothing go but what is older than this.
        cursor.execute("SELECT set_config('cps.staff_log_from', %s, true)", [kept_from.isoformat()])
        return AuditEntry.objects.filter(pk__in=old).delete()[0]
