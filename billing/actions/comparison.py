"""The nightly comparison with Stripe: every charge of the last days, page by page, against our attempts."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from billing import gateway
from billing.actions.attempts import sync_attempt
from billing.gateway import State
from billing.models import Attempt, Difference, Invoice, Refund
from cps_portal.lib.errors import StaleDecision

log = logging.getLogger(__name__)

Kind = Difference.Kind
# What is under way is not compared: it settles by itself.
UNDER_WAY = timedelta(hours=2)
OURS = "cps-charge-"


def compare(*, at: datetime) -> int:
    """Hold Stripe's charges of the last days against ours, and return how many differences are new."""
    since = at - timedelta(days=settings.COMPARE_DAYS)
    seen, found = set(), 0
    for intent in gateway.intents(since=since):
        seen.add(intent.id)
        found += _compare_one(intent, at)
    ours = Attempt.objects.filter(
        status=Attempt.Status.PAID, started_at__gte=since + UNDER_WAY, settled_at__lte=at - UNDER_WAY
    )
    for attempt in ours.exclude(intent_id__in=seen).select_related("invoice"):
        found += _note(
            Kind.MISSING_PAYMENT, attempt.intent_id, attempt.invoice, (0, attempt.amount_cents), at
        )
    return found


def _compare_one(intent: gateway.Intent, at: datetime) -> int:
    attempt = (
        Attempt.objects.filter(intent_id=intent.id).select_related("invoice").first()
        or Attempt.objects.filter(key=intent.key).select_related("invoice").first()
    )
    if attempt is None:
        is_ours = intent.state == State.PAID and intent.key.startswith(OURS)
        return _note(Kind.UNKNOWN_PAYMENT, intent.id, None, (intent.paid_cents, 0), at) if is_ours else 0
    if intent.state != State.PAID:
        return 0
    if attempt.status != Attempt.Status.PAID:
        if attempt.is_open and at - attempt.started_at < UNDER_WAY:
            return 0
        sync_attempt(intent_id=intent.id, key=intent.key, at=at)
        return _note(Kind.MISSED_PAYMENT, intent.id, attempt.invoice, (intent.paid_cents, 0), at)
    return _compare_sums(intent, attempt, at)


def _compare_sums(intent: gateway.Intent, attempt: Attempt, at: datetime) -> int:
    found = 0
    if intent.paid_cents != attempt.amount_cents:
        sums = (intent.paid_cents, attempt.amount_cents)
        found += _note(Kind.OTHER_AMOUNT, intent.id, attempt.invoice, sums, at)
    done = Refund.objects.filter(intent_id=intent.id, status=Refund.Status.DONE)
    refunded = done.aggregate(sum=Sum("amount_cents"))["sum"] or 0
    is_moving = Refund.objects.filter(intent_id=intent.id, status=Refund.Status.DUE).exists()
    if intent.refunded_cents != refunded and not is_moving:
        sums = (intent.refunded_cents, refunded)
        found += _note(Kind.OTHER_REFUND, intent.id, attempt.invoice, sums, at)
    return found


def _note(kind: str, intent_id: str, invoice: Invoice | None, sums: tuple[int, int], at: datetime) -> int:
    difference, is_new = Difference.objects.get_or_create(
        kind=kind,
        intent_id=intent_id,
        stripe_cents=sums[0],
        our_cents=sums[1],
        defaults={"invoice": invoice, "found_at": at},
    )
    if is_new:
        log.error("Stripe and the portal differ: %s, %s cents there, %s here", difference, *sums)
    return int(is_new)


def clear_difference(*, difference: Difference, by: User, at: datetime) -> None:
    """Note that somebody has looked into a difference."""
    if not Difference.objects.open().filter(pk=difference.pk).update(cleared_at=at, cleared_by=by):
        raise StaleDecision(_("Somebody has cleared this difference already."))
