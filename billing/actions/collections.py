"""The sweep over everything that is to be got, and the switches with which staff stop it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Company, User
from billing import emails
from billing.actions import dunning
from billing.actions.attempts import ask_due, charge_due
from billing.actions.refunds import refund_due
from billing.models import CardAuthorisation, Collection, Invoice, Stop
from cps_portal.lib import clock, queue
from cps_portal.lib.errors import StaleDecision
from subscriptions.models import SignUp

BATCH = 500


def collect(*, at: datetime) -> None:
    """Do everything that is due about money to be got: plan, tell, charge, ask back, remind."""
    plan_new()
    tell_of_expiry(at=at)
    ask_due(at=at)
    charge_due(at=at)
    remind_due(at=at)
    refund_due(at=at)


def plan_new() -> None:
    """Plan how the money of new invoices is got: an unpaid invoice without a plan is one that is due."""
    unplanned = Invoice.objects.unpaid().filter(collection=None).select_related("seller")
    dunning.begin(unplanned.order_by("pk")[:BATCH])


def remind_due(*, at: datetime) -> int:
    """Take the next step of every ladder whose day has come, and return how many were taken."""
    due = Collection.objects.to_remind(at=at).order_by("next_at", "pk").values_list("pk", flat=True)
    return queue.sweep_keys(due[:BATCH], lambda pk: _stepped(pk, at), what="collection")


def _stepped(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        for invoice in queue.take(Invoice.objects.unpaid().filter(pk=pk), limit=1):
            due = Collection.objects.to_remind(at=at).filter(invoice=invoice)
            for collection in due.select_related("invoice__term", "invoice__card"):
                dunning.step(collection=collection, at=at)
                return True
    return False


def tell_of_expiry(*, at: datetime) -> int:
    """Write once to everybody whose card expires before it will be charged, in good time before the due date."""
    today = clock.on(at)
    year, month = F("invoice__payable_on__year"), F("invoice__payable_on__month")
    worn_out = Q(invoice__card__expires_year__lt=year) | Q(
        invoice__card__expires_year=year, invoice__card__expires_month__lt=month
    )
    coming = Collection.objects.filter(
        worn_out,
        stage=Collection.Stage.CHARGE,
        declines=0,
        card_notice_at=None,
        invoice__payment=SignUp.Payment.CARD,
        invoice__payable_on__gt=today,
        invoice__payable_on__lte=today + timedelta(days=settings.CARD_NOTICE_DAYS),
    )
    keys = coming.order_by("pk").values_list("pk", flat=True)[:BATCH]
    return queue.sweep_keys(keys, lambda pk: _told(pk, at), what="notice of invoice")


def _told(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        for invoice in queue.take(Invoice.objects.unpaid().filter(pk=pk), limit=1):
            card = CardAuthorisation.objects.current_of(invoice.company)
            if card is None or not card.expires_before(invoice.payable_on):
                return False
            if Collection.objects.filter(pk=pk, card_notice_at=None).update(card_notice_at=at):
                emails.card_expires(invoice=invoice, card=card)
                return True
    return False


def confirm_charge(*, collection: Collection, by: User, at: datetime) -> None:
    """Let a card be charged with a sum above the ceiling."""
    waiting = Collection.objects.filter(pk=collection.pk, confirmed_at=None)
    if not waiting.update(confirmed_at=at, confirmed_by=by):
        raise StaleDecision(_("Somebody has confirmed this charge already."))
    queue.wake("billing.tasks.collect")


def stop(*, company: Company, invoice: Invoice | None, why: str, by: User | None, at: datetime) -> Stop:
    """Stop charging and reminding, for an invoice or all of a company's; one that stands already is kept."""
    company = invoice.company if invoice else company
    standing, _made = Stop.objects.get_or_create(
        company=company, invoice=invoice, until_at=None, defaults={"why": why, "by": by, "from_at": at}
    )
    return standing


def go_on(*, stop: Stop, at: datetime) -> None:
    """Lift a stop; what became due meanwhile is done by the next sweep."""
    Stop.objects.standing().filter(pk=stop.pk).update(until_at=at)
    queue.wake("billing.tasks.collect")
