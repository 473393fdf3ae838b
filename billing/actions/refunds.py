"""Money that goes back: by the card it came from, asked back until known, or by a transfer that finance makes."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from billing import gateway
from billing.actions.pauses import pause
from billing.actions.payments import Received, record_payment
from billing.models import Attempt, Invoice, Refund
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError, StaleDecision
from subscriptions.models import SignUp

Status = Refund.Status
BATCH = 200
ERRORS_ENOUGH = 2  # Stripe repeats an error under its key: then the next call needs another one.


class RefundTooMuch(DomainError):
    """More is to go back than has come."""


class RefundTaken(DomainError):
    """The reference belongs to a refund with other contents."""


@transaction.atomic
def request(*, invoice: Invoice, amount_cents: int, reference: str, at: datetime) -> Refund:
    """Have money sent back, never more than has come; a repeated reference gives the first refund."""
    locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    first = Refund.objects.filter(reference=reference).first()
    if first is not None:
        if (first.invoice_id, first.amount_cents) != (locked.pk, amount_cents):
            raise RefundTaken(_("This refund has been requested already, with another amount."))
        return first
    waiting = Refund.objects.filter(invoice=locked, status=Status.DUE).aggregate(sum=Sum("amount_cents"))
    if not 0 < amount_cents <= locked.paid_cents - (waiting["sum"] or 0):
        raise RefundTooMuch(_("No more can go back than was paid."))
    intent_id = _charge_to_refund(locked, amount_cents)
    method = SignUp.Payment.CARD if intent_id else SignUp.Payment.TRANSFER
    digest = hashlib.sha256(f"{settings.SECRET_KEY}\n{reference}\n{at.isoformat()}".encode()).hexdigest()
    queue.wake("billing.tasks.collect")
    return Refund.objects.create(
        invoice=locked,
        amount_cents=amount_cents,
        method=method,
        reference=reference,
        intent_id=intent_id,
        key=f"cps-refund-{locked.pk}-{digest[:24]}",
        requested_at=at,
        ask_at=at if intent_id else None,
    )


def _charge_to_refund(invoice: Invoice, amount_cents: int) -> str:
    """Name a charge of which so much is left; nothing where the money came otherwise."""
    for attempt in Attempt.objects.filter(invoice=invoice, status=Attempt.Status.PAID).order_by("-pk"):
        gone = Refund.objects.filter(intent_id=attempt.intent_id).exclude(status=Status.FAILED)
        left = attempt.amount_cents - (gone.aggregate(sum=Sum("amount_cents"))["sum"] or 0)
        if left >= amount_cents:
            return attempt.intent_id
    return ""


def refund_due(*, at: datetime) -> int:
    """Send back, or ask about, every refund by card that is due, and return how many are settled now."""
    due = Refund.objects.to_ask(at=at).values_list("pk", flat=True)
    return queue.sweep_keys(due[:BATCH], lambda pk: _asked(pk, at), what="refund")


def _asked(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        for invoice in queue.take(Invoice.objects.filter(refunds=pk), limit=1):
            refund = Refund.objects.get(pk=pk)
            refund.invoice = invoice
            if refund.status == Status.DUE:
                _ask(refund, at)
            return refund.status != Status.DUE
    return False


def _ask(refund: Refund, at: datetime) -> None:
    refund.asked += 1
    try:
        made = _made(refund, at)
    except gateway.GatewayAway as away:
        refund.errors += away.answered
        refund.problem = str(away.__cause__ or away.message)[:500]
        _ask_later(refund, at)
        return
    _take(refund, made, at)


def _made(refund: Refund, at: datetime) -> gateway.Refund | None:
    """Find the refund at Stripe, or have it made under its key; nothing where Stripe will not make it."""
    for found in gateway.refunds_of(refund.intent_id):
        if found.reference == refund.key:
            return found
    return gateway.refund(
        intent_id=refund.intent_id,
        amount_cents=refund.amount_cents,
        reference=refund.key,
        key=f"{refund.key}-{refund.errors // ERRORS_ENOUGH}",
    )


def _take(refund: Refund, made: gateway.Refund | None, at: datetime) -> None:
    refund.refund_id = made.id if made else ""
    if made is None or made.status in ("failed", "canceled"):
        _by_transfer_instead(refund, at)
    elif made.status == "succeeded":
        _close(refund, Status.DONE, at)
        _book(refund, f"stripe:{made.id}", at)
    else:
        _ask_later(refund, at)


def _by_transfer_instead(refund: Refund, at: datetime) -> None:
    """Put on finance's list what the card did not take."""
    _close(refund, Status.FAILED, at)
    Refund.objects.get_or_create(
        reference=f"{refund.reference}:transfer",
        defaults={
            "invoice": refund.invoice,
            "amount_cents": refund.amount_cents,
            "method": SignUp.Payment.TRANSFER,
            "key": f"{refund.key}-transfer",
            "requested_at": at,
        },
    )


@transaction.atomic
def transferred(*, refund: Refund, by: User, at: datetime) -> None:
    """Note that finance has made a transfer back to the customer."""
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=refund.invoice_id)
    done = Refund.objects.to_transfer().filter(pk=refund.pk).update(status=Status.DONE, settled_at=at, by=by)
    if not done:
        raise StaleDecision(_("This refund is done already."))
    received = Received(-refund.amount_cents, SignUp.Payment.TRANSFER, at)
    record_payment(invoice=invoice, received=received, reference=f"refund:{refund.pk}", at=at, by=by)


@transaction.atomic
def sync_refunds(*, intent_id: str, at: datetime) -> None:
    """Ask Stripe about the refunds of a charge: one that it first made may still fail at the customer's bank."""
    for told in gateway.refunds_of(intent_id):
        refund = Refund.objects.filter(refund_id=told.id, status=Status.DONE).first()
        if refund is None or told.status not in ("failed", "canceled"):
            continue
        invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=refund.invoice_id)
        refund.invoice = invoice
        received = Received(refund.amount_cents, SignUp.Payment.CARD, at)
        record_payment(invoice=invoice, received=received, reference=f"stripe:{told.id}:failed", at=at)
        _by_transfer_instead(refund, at)
    Refund.objects.filter(intent_id=intent_id, status=Status.DUE).update(ask_at=at)
    queue.wake("billing.tasks.collect")


def _book(refund: Refund, reference: str, at: datetime) -> None:
    received = Received(-refund.amount_cents, SignUp.Payment.CARD, at)
    record_payment(invoice=refund.invoice, received=received, reference=reference, at=at)


def _close(refund: Refund, status: str, at: datetime) -> None:
    refund.status, refund.settled_at, refund.ask_at = Status(status), at, None
    refund.save()


def _ask_later(refund: Refund, at: datetime) -> None:
    refund.ask_at = at + pause(asked=refund.asked)
    refund.save()
