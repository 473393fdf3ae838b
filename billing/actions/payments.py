"""What was paid: each payment is written once, and an invoice of which nothing is open any more is paid."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import emails
from billing.actions import dunning
from billing.actions.papers import read_paper
from billing.models import Invoice, Payment
from cps_portal.lib.errors import DomainError


class PaymentTaken(DomainError):
    """The reference belongs to a payment with other contents."""


@dataclass(frozen=True)
class Received:
    """Money that came or, below zero, went back: how much, by which way, and when."""

    amount_cents: int
    method: str
    received_at: datetime


@transaction.atomic
def record_payment(
    *, invoice: Invoice, received: Received, reference: str, at: datetime, by: User | None = None
) -> Payment:
    """Write that money came for an invoice or went back; a repeated reference gives the first payment."""
    locked = Invoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=invoice.pk)
    first = Payment.objects.filter(reference=reference).first()
    if first is not None:
        return _same(first, locked, received)
    payment = Payment.objects.create(
        invoice=locked,
        amount_cents=received.amount_cents,
        method=received.method,
        reference=reference,
        received_at=received.received_at,
        recorded_at=at,
        by=by,
    )
    update_paid_state(invoice=locked, at=at)
    locked.refresh_from_db(fields=["paid_at"])
    if locked.paid_at == at and payment.amount_cents > 0:
        emails.paid(payment=payment, content=read_paper(paper=locked) if locked.pdf else b"")
    return payment


def _same(first: Payment, invoice: Invoice, received: Received) -> Payment:
    said = (first.invoice_id, first.amount_cents, first.method)
    if said != (invoice.pk, received.amount_cents, received.method):
        raise PaymentTaken(_("This payment has been booked already, for another invoice or amount."))
    return first


@transaction.atomic
def update_paid_state(*, invoice: Invoice, at: datetime) -> None:
    """Call an invoice paid of which nothing is open any more, and unpaid again when something is."""
    locked = Invoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=invoice.pk)
    if locked.open_cents > 0:
        if Invoice.objects.filter(pk=locked.pk).exclude(paid_at=None).update(paid_at=None):
            dunning.reopened(invoice=locked, at=at)
        return
    Invoice.objects.filter(pk=locked.pk, paid_at=None).update(paid_at=at)
    dunning.settled(invoice=locked, at=at)
