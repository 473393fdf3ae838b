"""What the portal makes of each published test card on the due date, and in front of its holder."""

from datetime import datetime

import pytest

from accounts.models import Company, User
from billing import actions as billing
from billing.models import Attempt, Collection
from sandbox.stripe import StripeSandbox
from tests.billing.scenes import charged, invoice_by_card, saved_card

pytestmark = pytest.mark.django_db

OUTCOMES = [
    # card, what becomes of the attempt, its code, where the collection goes; test_charge tells of the others
    ("4000002500003155", "paid", "", "settled"),
    ("4000003800000446", "paid", "", "settled"),
    ("4000008400001629", "needs_customer", "authentication_required", "remind"),
    ("4000000000000119", "declined", "processing_error", "charge"),
    ("4000000000000127", "declined", "incorrect_cvc", "charge"),
    ("4000000000006975", "declined", "card_velocity_exceeded", "charge"),
    ("4000000000000069", "declined", "expired_card", "remind"),
    ("4000000000009979", "declined", "stolen_card", "remind"),
]


@pytest.mark.parametrize(("number", "status", "code", "stage"), OUTCOMES)
def test_what_the_due_date_brings(
    number: str,
    status: str,
    code: str,
    stage: str,
    company: Company,
    anna: User,
    now: datetime,
    stripe_sandbox: StripeSandbox,
) -> None:
    card = saved_card(company, anna, now, sandbox=stripe_sandbox)
    stripe_sandbox.turn_card(card.payment_method_id, number)
    invoice = invoice_by_card(card, now)
    billing.collect(at=now.replace(hour=12))
    attempt = Attempt.objects.get(invoice=invoice)
    assert (attempt.status, attempt.decline_code) == (status, code)
    assert Collection.objects.get(invoice=invoice).stage == stage
    assert charged(stripe_sandbox, invoice) == ([10285] if status == "paid" else [])


def test_a_confirmed_charge_that_is_declined_after_all_takes_nothing(
    company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = saved_card(company, anna, now, sandbox=stripe_sandbox)
    stripe_sandbox.turn_card(card.payment_method_id, "4000008400001629")
    attempt = billing.pay_now(invoice=invoice_by_card(card, now), at=now)
    assert attempt.is_at_customer
    stripe_sandbox.visitor.approve(billing.confirmation_page(attempt=attempt))
    billing.ask(attempt_pk=attempt.pk, at=now)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.decline_code) == (Attempt.Status.DECLINED, "generic_decline")
    assert charged(stripe_sandbox, attempt.invoice) == []


def test_a_card_that_is_refused_after_3d_secure_is_not_saved(
    company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    visit = billing.begin_change(company=company, by=anna, at=now)
    page = stripe_sandbox.visitor.save_card(visit.url, "4000008400001629")
    assert page == visit.url
    with pytest.raises(billing.CardNotAuthorised, match="refused to authorise the card"):
        billing.finish_change(session_id=visit.session_id, at=now)
