"""One try to take money from a card: written before Stripe is called, and asked after until its end is known.

Every step holds the lock on the invoice: “still unpaid?”, the call, and what follows from its answer. A worker that
dies leaves an attempt of which Stripe is asked by the next sweep; as long as it is open, nothing else is charged.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from billing import gateway
from billing.actions import dunning
from billing.actions.pauses import pause
from billing.actions.payments import Received, record_payment
from billing.gateway import State
from billing.models import Attempt, CardAuthorisation, Collection, Invoice
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError
from subscriptions.models import SignUp

log = logging.getLogger(__name__)

Status = Attempt.Status
BATCH = 200
# Stripe keeps the answer under a key for a day at least; later the same key could charge anew.
KEY_LIFE = timedelta(hours=20)
# A call whose answer was lost is over by then, on both sides.
CALL_IS_OVER = timedelta(minutes=10)
# How long the customer may take at the bank's page, and how often we look meanwhile.
AT_THE_BANK, LOOK_AGAIN = timedelta(hours=1), timedelta(minutes=10)
ERRORS_ENOUGH = 2
NEEDS_CUSTOMER = "authentication_required"


class NothingToPay(DomainError):
    """Nothing of the invoice is open."""


class NoCard(DomainError):
    """There is no card that may be charged."""


def charge_due(*, at: datetime) -> int:
    """Charge every card whose day has come, and return how many attempts were begun."""
    due = Collection.objects.to_charge(at=at, ceiling_cents=settings.CHARGE_CEILING_CENTS)
    first = due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH]
    return queue.sweep_keys(first, lambda pk: _charge_if_due(pk, at), what="charge of invoice")


def _charge_if_due(pk: int, at: datetime) -> bool:
    attempt = _begin_if_due(pk, at)
    if attempt is not None:
        ask(attempt_pk=attempt.pk, at=at)
    return attempt is not None


def _begin_if_due(pk: int, at: datetime) -> Attempt | None:
    """Write the attempt down in a transaction of its own, before anything is asked of Stripe."""
    with transaction.atomic():
        for invoice in queue.take(Invoice.objects.unpaid().filter(pk=pk), limit=1):
            # Looked at again under the lock: another worker may just have been here.
            due = Collection.objects.to_charge(at=at, ceiling_cents=settings.CHARGE_CEILING_CENTS)
            collection = due.filter(invoice=invoice).select_related("invoice").first()
            if collection is None or invoice.open_cents <= 0:
                return None
            card = CardAuthorisation.objects.current_of(invoice.company)
            if card is not None:
                return _write(invoice, card, Attempt.Kind.OFF_SESSION, at)
            dunning.without_card(collection=collection, at=at)
    return None


def pay_now(*, invoice: Invoice, at: datetime) -> Attempt:
    """Charge the company's card while the customer is here, or go on with the attempt that is open."""
    with transaction.atomic():
        locked = Invoice.objects.select_for_update(of=("self",)).select_related("company").get(pk=invoice.pk)
        attempt = Attempt.objects.open().filter(invoice=locked).first()
        if attempt is None:
            if locked.open_cents <= 0:
                raise NothingToPay(_("This invoice is paid. You need not do anything."))
            card = CardAuthorisation.objects.current_of(locked.company)
            if card is None:
                raise NoCard(_("You have no card with us. Add one, or transfer the amount."))
            attempt = _write(locked, card, Attempt.Kind.ON_SESSION, at)
    ask(attempt_pk=attempt.pk, at=at)
    attempt.refresh_from_db()
    return attempt


def _write(invoice: Invoice, card: CardAuthorisation, kind: str, at: datetime) -> Attempt:
    # The key is the row's own number, and another one in another database.
    number = Attempt.objects.filter(invoice=invoice).count() + 1
    words = [invoice.number, invoice.issued_at.isoformat(), at.isoformat(), settings.SECRET_KEY]
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return Attempt.objects.create(
        invoice=invoice,
        card=card,
        kind=kind,
        amount_cents=invoice.open_cents,
        currency=invoice.currency,
        key=f"cps-charge-{invoice.pk}-{number}-{digest[:24]}",
        started_at=at,
        ask_at=at,
    )


def confirmation_page(*, attempt: Attempt) -> str:
    """Ask Stripe where the customer confirms a charge with the bank; empty where there is nothing to confirm."""
    return gateway.intent(attempt.intent_id).url if attempt.is_at_customer else ""


def ask_due(*, at: datetime) -> int:
    """Ask Stripe about every attempt whose end is not known, and return how many are settled now."""
    due = Attempt.objects.to_ask(at=at).values_list("pk", flat=True)
    return queue.sweep_keys(due[:BATCH], lambda pk: ask(attempt_pk=pk, at=at), what="attempt")


def ask(*, attempt_pk: int, at: datetime) -> bool:
    """Ask Stripe what became of an attempt, unless somebody else is just doing so; say whether it is settled."""
    with transaction.atomic():
        of_attempt = Invoice.objects.filter(attempts=attempt_pk)
        for invoice in queue.take(of_attempt.select_related("company", "term", "seller"), limit=1):
            attempt = Attempt.objects.select_related("card").get(pk=attempt_pk)
            attempt.invoice = invoice
            if attempt.is_open:
                _ask(attempt, at)
            return not attempt.is_open
    return False


def sync_attempt(*, intent_id: str, key: str, at: datetime) -> bool:
    """Look after the attempt that an event is about, whatever state it is in here; say whether there is one."""
    known = Attempt.objects.filter(intent_id=intent_id) | Attempt.objects.filter(key=key)
    attempt = known.first()
    if attempt is None:
        return False
    found = gateway.intent(intent_id)
    with transaction.atomic():
        invoice = (
            Invoice.objects.select_for_update(of=("self",))
            .select_related("company", "term", "seller")
            .get(pk=attempt.invoice_id)
        )
        attempt = Attempt.objects.select_related("card").get(pk=attempt.pk)
        attempt.invoice = invoice
        if attempt.is_open or (found.state == State.PAID and attempt.status != Status.PAID):
            _take(attempt, found, at)
    return True


def _ask(attempt: Attempt, at: datetime) -> None:
    attempt.asked += 1
    try:
        found = _found(attempt, at)
    except gateway.GatewayAway as away:
        attempt.errors += away.answered
        attempt.problem = str(away.__cause__ or away.message)[:500]
        found = None
    if found is None:
        _ask_later(attempt, at)
    else:
        _take(attempt, found, at)


def _found(attempt: Attempt, at: datetime) -> gateway.Intent | None:
    """Find out what became of an attempt; nothing while that cannot be said."""
    if attempt.intent_id:
        return _seen(attempt, at)
    is_first_call = attempt.asked == 1 and attempt.started_at == at
    if not is_first_call:
        since = attempt.started_at - CALL_IS_OVER
        found = gateway.find_intent(customer=attempt.card.customer_id, key=attempt.key, since=since)
        if found is not None:
            return found
        if _never_began(attempt, at):
            return gateway.Intent("", State.CANCELLED)
        if not _is_owed(attempt):
            return None  # Not to be repeated; the call may still be on its way.
    return _call(attempt)


def _never_began(attempt: Attempt, at: datetime) -> bool:
    """Tell whether a charge that Stripe does not list cannot come any more."""
    age = at - attempt.started_at
    if attempt.errors >= ERRORS_ENOUGH or age >= KEY_LIFE:
        return age >= CALL_IS_OVER
    return not _is_owed(attempt) and age >= CALL_IS_OVER


def _is_owed(attempt: Attempt) -> bool:
    return attempt.invoice.open_cents >= attempt.amount_cents


def _call(attempt: Attempt) -> gateway.Intent:
    order = gateway.Order(
        key=attempt.key,
        customer=attempt.card.customer_id,
        payment_method=attempt.card.payment_method_id,
        amount_cents=attempt.amount_cents,
        currency=attempt.currency,
        metadata={"invoice": attempt.invoice.number},
    )
    if attempt.kind == Attempt.Kind.OFF_SESSION:
        return gateway.charge(order)
    way_back = reverse("billing:pay_return", args=[attempt.invoice.number])
    return gateway.charge_with_customer(order, f"{settings.SITE_URL}{way_back}")


def _seen(attempt: Attempt, at: datetime) -> gateway.Intent:
    """Look at a charge that Stripe knows, and give it up when the customer has been away for too long."""
    found = gateway.intent(attempt.intent_id)
    is_late = at - attempt.started_at >= AT_THE_BANK or not _is_owed(attempt)
    if found.state in (State.AT_CUSTOMER, State.WORKING) and is_late:
        return gateway.cancel_intent(attempt.intent_id)
    return found


def _take(attempt: Attempt, found: gateway.Intent, at: datetime) -> None:
    """Write down what Stripe says, and do what follows from it."""
    attempt.intent_id = found.id or attempt.intent_id
    match found.state:
        case State.PAID:
            _close(attempt, Status.PAID, at)
            received = Received(found.paid_cents, SignUp.Payment.CARD, at)
            record_payment(invoice=attempt.invoice, received=received, reference=f"stripe:{found.id}", at=at)
        case State.DECLINED:
            _decline(attempt, found.code, at)
        case State.CANCELLED:
            _close(attempt, Status.VOID, at)
            if attempt.kind == Attempt.Kind.OFF_SESSION:
                dunning.did_not_happen(attempt=attempt, at=at)
        case State.AT_CUSTOMER:
            attempt.status = Status.AT_CUSTOMER
            _ask_later(attempt, at, LOOK_AGAIN)
        case State.WORKING:
            _ask_later(attempt, at)


def _decline(attempt: Attempt, code: str, at: datetime) -> None:
    attempt.decline_code = code
    is_ours = attempt.kind == Attempt.Kind.OFF_SESSION
    if is_ours and code == NEEDS_CUSTOMER:
        _close(attempt, Status.NEEDS_CUSTOMER, at)
        dunning.needs_customer(attempt=attempt, at=at)
        return
    _close(attempt, Status.DECLINED, at)
    if is_ours:
        dunning.declined(attempt=attempt, at=at)


def _close(attempt: Attempt, status: str, at: datetime) -> None:
    attempt.status, attempt.settled_at, attempt.ask_at = Status(status), at, None
    attempt.save()


def _ask_later(attempt: Attempt, at: datetime, later: timedelta | None = None) -> None:
    attempt.ask_at = at + (later or pause(asked=attempt.asked))
    attempt.save()
    log.info("attempt %s: asked %s times, again at %s", attempt.key, attempt.asked, attempt.ask_at)
