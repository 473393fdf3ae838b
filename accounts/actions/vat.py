"""Asking VIES: each question is a row, and an answer that did not come is asked for again."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import vies
from accounts.models import VatCheck
from cps_portal.lib import queue

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440)]
OPEN = (VatCheck.Status.PENDING, VatCheck.Status.UNAVAILABLE)


def ask_about(*, number: str, at: datetime) -> VatCheck:
    """Return the open question about a VAT number, a new one where there is none; the worker asks it."""
    check, is_new = VatCheck.objects.get_or_create(
        number=number, status__in=OPEN, defaults={"created_at": at, "due_at": at}
    )
    if is_new:
        queue.wake("accounts.tasks.ask_vies")
    return check


def ask_due(*, at: datetime) -> int:
    """Ask every question that is due and return how many they were."""
    asked = 0
    while check := _claim(at=at):
        _write(check, vies.ask(check.number), at=at)
        asked += 1
    return asked


def _claim(*, at: datetime) -> VatCheck | None:
    """Take one due question by moving its next turn ahead, so that no lock is held while VIES thinks."""
    with transaction.atomic():
        for check in queue.take(VatCheck.objects.due(at=at), limit=1):
            check.due_at = at + PAUSES[min(check.attempts, len(PAUSES) - 1)]
            check.attempts += 1
            check.save(update_fields=["due_at", "attempts"])
            return check
    return None


def _write(check: VatCheck, answer: vies.Answer, *, at: datetime) -> None:
    """Write an answer down, unless a later try has answered meanwhile."""
    is_final = answer.status not in OPEN
    VatCheck.objects.filter(pk=check.pk, status__in=OPEN).update(
        status=answer.status,
        answered_at=at if is_final else None,
        consultation_number=answer.consultation_number,
        trader_name=answer.trader_name,
        trader_address=answer.trader_address,
        reply=answer.reply,
    )
