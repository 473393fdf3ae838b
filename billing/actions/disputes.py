from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing import gateway
from billing.actions.collections import stop
from billing.actions.payments import Received, record_payment
from billing.models import Attempt, Dispute, Invoice
from subscriptions.models import SignUp

LOST = "lost"


def sync_dispute(*, dispute_id: str, at: datetime) -> None:
    """Ask Stripe how a dispute stands; nothing more is charged, and what is lost is open again."""
    told = gateway.dispute(dispute_id)
    attempt = Attempt.objects.filter(intent_id=told.intent_id).exclude(intent_id="").first()
    if attempt is None:
        return
    with transaction.atomic():
        invoice = (
            Invoice.objects.select_for_update(of=("self",))
            .select_related("company")
            .get(pk=attempt.invoice_id)
        )
        facts = {"status": told.status, "reason": told.reason, "amount_cents": told.amount_cents}
        _dispute, is_new = Dispute.objects.update_or_create(
            dispute_id=told.id,
            defaults={**facts, "changed_at": at},
            create_defaults={**facts, "changed_at": at, "invoice": invoice, "opened_at": at},
        )
        if is_new:
            why = _("The customer's bank disputes the card payment (%(reason)s).") % {"reason": told.reason}
            stop(company=invoice.company, invoice=invoice, why=why, by=None, at=at)
        if told.status == LOST:
            back = Received(-told.amount_cents, SignUp.Payment.CARD, at)
            record_payment(invoice=invoice, received=back, reference=f"stripe:{told.id}", at=at)
