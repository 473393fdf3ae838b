"""Money that goes back: by card through Stripe, or on finance's list; and what banks take back by themselves."""

import json
import time
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from billing import actions as billing
from billing.actions import Received, RefundTaken, RefundTooMuch
from billing.models import Attempt, Collection, Difference, Dispute, Invoice, Payment, Refund, Stop
from sandbox.stripe import FaultKind, StripeSandbox
from sandbox.stripe.webhooks import signature
from tests.billing.scenes import invoice_by_card, saved_card
from tests.factories import InvoiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _impatient(settings: Settings) -> None:
    settings.STRIPE_TIMEOUT_SECONDS, settings.STRIPE_RETRIES = (1.0, 0.4), 0


@pytest.fixture
def number() -> str:
    return "4242424242424242"


@pytest.fixture
def paid(company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox, number: str) -> Invoice:
    """€102.85 that were charged to a card."""
    card = saved_card(company, anna, now, sandbox=stripe_sandbox, number=number)
    invoice = invoice_by_card(card, now - timedelta(days=1))
    billing.collect(at=now)
    return invoice


def tell_all(sandbox: StripeSandbox, settings: Settings, at: datetime, *kinds: str) -> None:
    """Deliver what the sandbox has to tell of these kinds, the newest first."""
    for event in sandbox.store.newest("event"):
        if event["type"] in kinds:
            payload = json.dumps(event).encode()
            header = signature(payload, settings.STRIPE_WEBHOOK_SECRET, int(time.time()))
            billing.receive_event(payload=payload, signature=header, at=at)
    billing.handle_events(at=at)


def back(invoice: Invoice, cents: int, at: datetime, reference: str = "credit-note:1") -> Refund:
    return billing.request_refund(invoice=invoice, amount_cents=cents, reference=reference, at=at)


def test_money_goes_back_to_the_card_it_came_from(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    refund = back(paid, 3000, now)
    assert billing.refund_due(at=now) == 1
    refund.refresh_from_db()
    (theirs,) = stripe_sandbox.store.newest("refund")
    assert (refund.status, refund.refund_id, theirs["amount"]) == (Refund.Status.DONE, theirs["id"], 3000)
    assert Payment.objects.latest("pk").amount_cents == -3000
    assert billing.refund_due(at=now + timedelta(days=1)) == 0


def test_the_same_request_again_is_the_first_one(paid: Invoice, now: datetime) -> None:
    first = back(paid, 3000, now)
    assert back(paid, 3000, now + timedelta(days=1)) == first
    with pytest.raises(RefundTaken):
        back(paid, 3001, now)


def test_no_more_goes_back_than_came(paid: Invoice, now: datetime) -> None:
    back(paid, 10000, now)
    for cents in (286, 0, -1):
        with pytest.raises(RefundTooMuch):
            back(paid, cents, now, "credit-note:2")
    assert back(paid, 285, now, "credit-note:2").method == "card"


@pytest.mark.parametrize("kind", list(FaultKind))
def test_a_lost_answer_sends_nothing_back_twice(
    kind: FaultKind, paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    refund = back(paid, 3000, now)
    stripe_sandbox.faults.add(kind, on="POST /v1/refunds", seconds=0.0)
    for minutes in (0, 1, 6, 30, 120):
        billing.refund_due(at=now + timedelta(minutes=minutes))
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert [one["amount"] for one in stripe_sandbox.store.newest("refund")] == [3000]


@pytest.mark.parametrize("number", ["4000000000005126"])
def test_a_refund_that_fails_later_goes_by_transfer(
    paid: Invoice, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    back(paid, 3000, now)
    billing.refund_due(at=now)
    stripe_sandbox.advance(2 * 60 * 60)
    for _twice in range(2):
        tell_all(stripe_sandbox, settings, now, "refund.failed", "charge.refunded", "refund.created")
    waiting = Refund.objects.to_transfer().get()
    assert (waiting.amount_cents, waiting.reference) == (3000, "credit-note:1:transfer")
    paid.refresh_from_db()
    assert paid.paid_cents == 10285


@pytest.mark.parametrize("number", ["4000000000007726"])
def test_a_refund_that_takes_time_is_done_when_stripe_says_so(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    refund = back(paid, 3000, now)
    assert billing.refund_due(at=now) == 0
    stripe_sandbox.advance(2 * 60 * 60)
    assert billing.refund_due(at=now + timedelta(hours=2)) == 1
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE


def test_what_was_transferred_is_listed_for_finance(as_vera: Client, company: Company, now: datetime) -> None:
    invoice = InvoiceFactory.create(company=company)
    received = Received(10285, "transfer", now)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=now)
    refund = back(invoice, 10285, now)
    assert list(Refund.objects.to_transfer()) == [refund]
    address = reverse("admin:billing_refund_changelist")
    for _twice in range(2):
        as_vera.post(address, {"action": "transferred", "_selected_action": [refund.pk]})
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert [payment.amount_cents for payment in Payment.objects.all()] == [10285, -10285]


@pytest.mark.parametrize("number", ["4000000000000259"])
def test_a_disputed_charge_stops_everything_and_a_lost_one_is_open_again(
    paid: Invoice, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    kinds = ("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed")
    tell_all(stripe_sandbox, settings, now, *kinds)
    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
    assert Stop.objects.standing().get().invoice == paid
    stripe_sandbox.decide_dispute(dispute.dispute_id, "lost")
    for _twice in range(2):
        tell_all(stripe_sandbox, settings, now, *kinds)
    paid.refresh_from_db()
    dispute.refresh_from_db()
    assert (dispute.status, paid.paid_at, paid.open_cents) == ("lost", None, 10285)
    billing.collect(at=now + timedelta(days=60))
    assert Attempt.objects.count() == 1
    assert Collection.objects.get().stage == Collection.Stage.REMIND


@pytest.mark.parametrize("number", ["4000000000002685"])
def test_a_dispute_that_is_won_takes_nothing(
    paid: Invoice, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    tell_all(stripe_sandbox, settings, now, "charge.dispute.created")
    stripe_sandbox.decide_dispute(Dispute.objects.get().dispute_id, "won")
    billing.go_on(stop=Stop.objects.get(), at=now)
    tell_all(stripe_sandbox, settings, now, "charge.dispute.closed")
    paid.refresh_from_db()
    assert paid.is_paid
    assert not Stop.objects.standing().exists()


def differences() -> list[str]:
    return list(Difference.objects.order_by("pk").values_list("kind", flat=True))


def test_books_that_agree_bring_no_difference(paid: Invoice, now: datetime) -> None:
    back(paid, 3000, now)
    billing.refund_due(at=now)
    assert billing.compare(at=now + timedelta(hours=3)) == 0


def test_the_comparison_books_what_nobody_has_told_us(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    Attempt.objects.update(status=Attempt.Status.DECLINED, intent_id="")
    assert billing.compare(at=now + timedelta(hours=3)) == 1
    assert billing.compare(at=now + timedelta(hours=3)) == 0
    assert differences() == [Difference.Kind.MISSED_PAYMENT]
    assert Attempt.objects.get().status == Attempt.Status.PAID


def test_a_refund_made_in_the_dashboard_is_a_difference_until_staff_clear_it(
    paid: Invoice, now: datetime, as_vera: Client, vera: User, stripe_sandbox: StripeSandbox
) -> None:
    (intent,) = stripe_sandbox.store.newest("payment_intent")
    charge = stripe_sandbox.store.get("charge", intent["latest_charge"])
    stripe_sandbox.store.save(charge | {"amount_refunded": 500})
    billing.compare(at=now + timedelta(hours=3))
    assert differences() == [Difference.Kind.OTHER_REFUND]
    address = reverse("admin:billing_difference_changelist")
    as_vera.post(address, {"action": "clear", "_selected_action": [Difference.objects.get().pk]})
    assert Difference.objects.get().cleared_by == vera


def test_a_payment_that_stripe_does_not_know_is_a_difference(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.reset()
    billing.compare(at=now + timedelta(hours=3))
    assert differences() == [Difference.Kind.MISSING_PAYMENT]


def test_the_comparison_reads_page_by_page(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.gateway.PAGE", 1)
    for attempt in range(3):
        invoice = InvoiceFactory.create(
            company=paid.company, number=f"2026-00010{attempt}", payment="card", due_on=now.date()
        )
        billing.pay_now(invoice=invoice, at=now)
    Attempt.objects.update(status=Attempt.Status.DECLINED)
    assert billing.compare(at=now + timedelta(hours=3)) == 4


def test_a_charge_of_ours_that_is_in_no_book_here_is_a_difference(
    paid: Invoice, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    (intent,) = stripe_sandbox.store.newest("payment_intent")
    stranger = {**intent, "id": "pi_of_another_database", "metadata": {"attempt": "cps-charge-9-1-x"}}
    shop = {**intent, "id": "pi_of_another_shop", "metadata": {}}
    stripe_sandbox.store.add(stranger)
    stripe_sandbox.store.add(shop)
    billing.compare(at=now + timedelta(hours=3))
    assert differences() == [Difference.Kind.UNKNOWN_PAYMENT]


def test_an_event_about_a_charge_settles_an_attempt_whose_answer_was_lost(
    company: Company, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = saved_card(company, anna, now, sandbox=stripe_sandbox)
    invoice_by_card(card, now - timedelta(days=1))
    stripe_sandbox.faults.add(FaultKind.CUT, on="POST /v1/payment_intents")
    billing.collect(at=now)
    assert Attempt.objects.get().is_open
    tell_all(
        stripe_sandbox,
        settings,
        now,
        "payment_intent.succeeded",
        "payment_intent.created",
        "charge.succeeded",
    )
    assert Attempt.objects.get().status == Attempt.Status.PAID
    tell_all(stripe_sandbox, settings, now, "payment_intent.succeeded")
    assert Payment.objects.count() == 1
