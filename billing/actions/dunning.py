"""The ladder of one unpaid invoice: charged, tried again, reminded, suspended; and its end by payment.

Whoever calls these holds the lock on the invoice.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from billing import emails
from billing.models import COLLECTION_MOVES, Attempt, CardAuthorisation, Collection, Invoice
from cps_portal.lib import clock
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp

Stage = Collection.Stage

HOUR_OF_THE_CHARGE = time(6)  # in the seller's calendar: before an office opens, after Stripe's own night
AFTER_NOTHING = timedelta(minutes=15)
SHORTEST_STEP = timedelta(days=1)  # also where a worker was away for long and several steps are overdue
# What no second try will change: https://docs.stripe.com/declines/codes
FINAL_DECLINES = frozenset(
    ["card_not_supported", "currency_not_supported", "do_not_try_again", "expired_card"]
    + [
        "fraudulent",
        "incorrect_number",
        "invalid_account",
        "invalid_number",
        "lost_card",
        "new_account_information",
    ]
    + [
        "pickup_card",
        "resource_missing",
        "restricted_card",
        "revocation_of_all_authorizations",
    ]
    + ["revocation_of_authorization", "security_violation", "service_not_allowed", "stolen_card"]
    + [
        "stop_payment_order",
        "test_mode_live_card",
        "transaction_not_allowed",
        "amount_too_small",
        "amount_too_large",
    ]
)


def begin(invoices: Iterable[Invoice]) -> None:
    """Plan how the money of each invoice is got; one that has a plan keeps it."""
    plans = [_plan(invoice) for invoice in invoices]
    Collection.objects.bulk_create(plans, ignore_conflicts=True)


def _plan(invoice: Invoice) -> Collection:
    due_at = _due_at(invoice)
    if invoice.is_by_card:
        return Collection(invoice=invoice, stage=Stage.CHARGE, next_at=due_at)
    plan = Collection(invoice=invoice, stage=Stage.REMIND, ladder_at=due_at)
    plan.next_at = _next_step(plan, due_at)
    return plan


def _due_at(invoice: Invoice) -> datetime:
    return datetime.combine(invoice.payable_on, HOUR_OF_THE_CHARGE, ZoneInfo(invoice.seller.time_zone))


def _next_step(collection: Collection, at: datetime) -> datetime:
    """Say when the next reminder, or after the last one the suspension, is due."""
    assert collection.ladder_at is not None
    days = [*settings.REMINDER_DAYS, settings.SUSPEND_DAYS]
    planned = collection.ladder_at + timedelta(days=days[min(collection.reminders, len(days) - 1)])
    return max(planned, at + SHORTEST_STEP)


def move(collection: Collection, stage: str, **changes: Any) -> bool:
    """Take a collection to a stage that may follow the one it is at."""
    before = COLLECTION_MOVES[Stage(stage)]
    moving = Collection.objects.filter(pk=collection.pk, stage__in=before)
    return bool(moving.update(stage=stage, **changes))


def _to_the_ladder(collection: Collection, at: datetime) -> None:
    """Leave the card and begin to remind; who was reminded before goes on where it was."""
    collection.ladder_at = collection.ladder_at or at
    next_at = _next_step(collection, at)
    move(collection, Stage.REMIND, ladder_at=collection.ladder_at, next_at=next_at)


def declined(*, attempt: Attempt, at: datetime) -> None:
    """Plan the next try after a decline, or give the card up; the customer is told either way."""
    collection = Collection.objects.get(pk=attempt.invoice_id)
    if collection.stage != Stage.CHARGE:
        return  # Paid, or the card was removed, while the answer was out.
    collection.declines += 1
    Collection.objects.filter(pk=collection.pk).update(declines=collection.declines)
    pauses = settings.CARD_RETRY_DAYS
    if attempt.decline_code in FINAL_DECLINES or collection.declines > len(pauses):
        _to_the_ladder(collection, at)
        emails.declined(attempt=attempt, again_on=None)
        return
    next_at = at + timedelta(days=pauses[collection.declines - 1])
    move(collection, Stage.CHARGE, next_at=next_at)
    emails.declined(attempt=attempt, again_on=clock.on(next_at))


def needs_customer(*, attempt: Attempt, at: datetime) -> None:
    """Ask the customer to confirm a charge in front of the bank, with reminders from now on."""
    collection = Collection.objects.get(pk=attempt.invoice_id)
    if collection.stage != Stage.CHARGE:
        return
    _to_the_ladder(collection, at)
    emails.needs_you(attempt=attempt)


def without_card(*, collection: Collection, at: datetime) -> None:
    """Ask for a transfer where the card that was to be charged is gone."""
    _to_the_ladder(collection, at)
    emails.without_card(invoice=collection.invoice)


def by_transfer(*, invoice: Invoice, at: datetime) -> None:
    """Ask for a transfer instead of the card that was removed, by the due date if that is still to come."""
    begin([invoice])
    collection = Collection.objects.get(pk=invoice.pk)
    collection.ladder_at = collection.ladder_at or max(_due_at(invoice), at)
    next_at = _next_step(collection, at)
    move(collection, Stage.REMIND, ladder_at=collection.ladder_at, next_at=next_at)
    emails.without_card(invoice=invoice)


def did_not_happen(*, attempt: Attempt, at: datetime) -> None:
    """Charge again soon, under a new key, what Stripe says that it never began."""
    collection = Collection.objects.get(pk=attempt.invoice_id)
    if collection.stage == Stage.CHARGE:
        move(collection, Stage.CHARGE, next_at=at + AFTER_NOTHING)


def step(*, collection: Collection, at: datetime) -> None:
    """Remind the customer or, when that has been done often enough, suspend the benefits."""
    if collection.reminders < len(settings.REMINDER_DAYS):
        collection.reminders += 1
        next_at = _next_step(collection, at)
        move(collection, Stage.REMIND, reminders=collection.reminders, next_at=next_at)
        emails.reminder(collection=collection, ends_on=_ends_on(collection, at))
        return
    move(collection, Stage.SUSPENDED, next_at=None)
    invoice = collection.invoice
    if invoice.term is not None:
        subscriptions.suspend(term=invoice.term, reference=suspension_of(invoice), at=at)
    # The member is told by the membership itself; whoever else gets the invoices hears of it from us.
    if invoice.company.billing_email != invoice.company.owner.email:
        emails.suspended(invoice=invoice)


def _ends_on(collection: Collection, at: datetime) -> date:
    assert collection.ladder_at is not None
    last = collection.ladder_at + timedelta(days=settings.SUSPEND_DAYS)
    return clock.on(max(last, at + SHORTEST_STEP))


def charge_again(*, card: CardAuthorisation, at: datetime) -> None:
    """Charge what was given up or waits for another try to a new card now; what is not due yet keeps its day."""
    mine = Collection.objects.filter(
        invoice__company=card.company, invoice__payment=SignUp.Payment.CARD, invoice__paid_at=None
    )
    given_up = Q(stage__in=[Stage.REMIND, Stage.SUSPENDED])
    mine.filter(given_up | Q(stage=Stage.CHARGE, declines__gt=0)).update(
        stage=Stage.CHARGE, next_at=at, declines=0
    )


def settled(*, invoice: Invoice, at: datetime) -> None:
    """End the ladder of an invoice of which nothing is open any more, and give the benefits back."""
    move(Collection(invoice=invoice), Stage.SETTLED, next_at=None)
    subscriptions.restore(reference=suspension_of(invoice), at=at)


def postponed(*, invoice: Invoice, at: datetime) -> None:
    """Begin anew on the day until which an invoice was extended; benefits that were held back come back."""
    begin([invoice])
    collection, due_at = Collection.objects.get(pk=invoice.pk), _due_at(invoice)
    if collection.stage == Stage.CHARGE:
        move(collection, Stage.CHARGE, next_at=due_at, declines=0, ladder_at=None, card_notice_at=None)
        return
    fresh = Collection(invoice=invoice, ladder_at=due_at)
    move(collection, Stage.REMIND, ladder_at=due_at, reminders=0, next_at=_next_step(fresh, at))
    subscriptions.relieve(reference=suspension_of(invoice), at=at)


def reopened(*, invoice: Invoice, at: datetime) -> None:
    """Begin to remind again, from now on, of an invoice whose money was taken back."""
    fresh = Collection(invoice=invoice, ladder_at=at)
    settled = Collection.objects.filter(invoice=invoice, stage=Stage.SETTLED)
    settled.update(stage=Stage.REMIND, ladder_at=at, reminders=0, next_at=_next_step(fresh, at))


def suspension_of(invoice: Invoice) -> str:
    """Name the suspension that an unpaid invoice brings, so that its payment lifts it."""
    return f"invoice:{invoice.pk}"
