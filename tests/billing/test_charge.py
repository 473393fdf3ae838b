"""The charge on the due date: what Stripe's test cards do, what goes wrong on the way, and what follows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from post_office.models import Email
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from billing import actions as billing
from billing.actions import Received
from billing.models import Attempt, CardAuthorisation, Collection, Invoice, Payment
from sandbox.stripe import FaultKind, StripeSandbox
from subscriptions.models import Suspension
from tests.billing.scenes import charged, invoice_by_card, saved_card
from tests.factories import InvoiceFactory

pytestmark = pytest.mark.django_db

CHARGES = "POST /v1/payment_intents"
GOOD, ASKS_ALWAYS, NO_FUNDS, DECLINED_LATER = (
    *("4242424242424242", "4000002760003184", "4000008260003178", "4000000000000341"),
)
Due = Callable[..., Invoice]


@pytest.fixture(autouse=True)
def _impatient(settings: Settings) -> None:
    settings.STRIPE_TIMEOUT_SECONDS, settings.STRIPE_RETRIES = (1.0, 0.4), 0


@pytest.fixture
def due(company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox) -> Due:
    """An invoice that is due today, to be charged to a card of this number."""

    def made(number: str = GOOD, **facts: object) -> Invoice:
        card = saved_card(company, anna, now, sandbox=stripe_sandbox, number=number)
        return invoice_by_card(card, now - timedelta(days=1), **facts)

    return made


def sweep(invoice: Invoice, at: datetime) -> Attempt:
    billing.collect(at=at)
    invoice.refresh_from_db()
    return Attempt.objects.filter(invoice=invoice).latest("pk")


def subjects() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def test_a_good_card_is_charged_once_on_the_due_date(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    attempt = sweep(invoice, now)
    billing.collect(at=now + timedelta(days=1))
    assert (attempt.status, invoice.paid_at) == (Attempt.Status.PAID, now)
    assert charged(stripe_sandbox, invoice) == [10285]
    assert Payment.objects.get().reference == f"stripe:{attempt.intent_id}"
    assert Collection.objects.get().stage == Collection.Stage.SETTLED
    assert subjects() == [f"Paid: invoice {invoice.number}, €102.85"]


def test_nothing_is_charged_before_the_due_date(due: Due, now: datetime) -> None:
    due(due_on=(now + timedelta(days=3)).date())
    billing.collect(at=now)
    assert not Attempt.objects.exists()


def test_what_was_transferred_meanwhile_is_not_charged(due: Due, now: datetime) -> None:
    invoice = due()
    received = Received(10285, "transfer", now)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=now)
    billing.collect(at=now)
    assert not Attempt.objects.exists()


def test_only_what_is_still_open_is_charged(due: Due, now: datetime, stripe_sandbox: StripeSandbox) -> None:
    invoice = due()
    received = Received(5000, "transfer", now)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=now)
    sweep(invoice, now)
    assert charged(stripe_sandbox, invoice) == [5285]
    assert invoice.is_paid


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (FaultKind.TIMEOUT_BEFORE, 2),
        (FaultKind.TIMEOUT_AFTER, 2),
        (FaultKind.CUT, 2),
        (FaultKind.RATE_LIMIT, 2),
        (FaultKind.SERVER_ERROR_AFTER, 2),
    ],
)
def test_an_answer_that_was_lost_is_asked_for_and_nothing_is_charged_twice(
    kind: FaultKind, asked: int, due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    stripe_sandbox.faults.add(kind, on=CHARGES)
    attempt = sweep(invoice, now)
    assert (attempt.status, attempt.ask_at) == (Attempt.Status.UNKNOWN, now + timedelta(minutes=1))
    billing.collect(at=now)
    again = sweep(invoice, now + timedelta(minutes=1))
    assert (again.pk, again.status, again.asked) == (attempt.pk, Attempt.Status.PAID, asked)
    assert charged(stripe_sandbox, invoice) == [10285]


def test_an_error_that_stripe_repeats_ends_the_attempt_and_a_new_key_begins_another(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    stripe_sandbox.faults.add(FaultKind.SERVER_ERROR, on=CHARGES)
    first = sweep(invoice, now)
    for minutes in (1, 6, 21):
        sweep(invoice, now + timedelta(minutes=minutes))
    first.refresh_from_db()
    assert first.status == Attempt.Status.VOID
    second = sweep(invoice, now + timedelta(hours=1))
    assert second.status == Attempt.Status.PAID
    assert first.key != second.key
    assert charged(stripe_sandbox, invoice) == [10285]


def test_a_worker_that_died_in_the_call_is_followed_by_the_next_one(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = due()
    billing.plan_new()
    monkeypatch.setattr("billing.actions.attempts._take", died)
    with pytest.raises(SystemExit):
        billing.charge_due(at=now)
    monkeypatch.undo()
    assert Attempt.objects.get().asked == 0
    assert charged(stripe_sandbox, invoice) == [10285]
    assert sweep(invoice, now + timedelta(minutes=1)).status == Attempt.Status.PAID
    assert charged(stripe_sandbox, invoice) == [10285]


def died(*_words: object) -> None:
    raise SystemExit


def test_the_answer_of_long_ago_is_looked_up_and_not_ordered_again(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    stripe_sandbox.faults.add(FaultKind.CUT, on=CHARGES)
    sweep(invoice, now)
    stripe_sandbox.store._run("DELETE FROM replays")  # Stripe forgets its keys after a day.
    assert sweep(invoice, now + timedelta(days=3)).status == Attempt.Status.PAID
    assert charged(stripe_sandbox, invoice) == [10285]


def test_a_declined_card_is_tried_again_after_three_five_and_seven_days(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(NO_FUNDS)
    days = [0, 3, 8, 15]
    for day in days:
        assert sweep(invoice, now + timedelta(days=day)).decline_code == "insufficient_funds"
        billing.collect(at=now + timedelta(days=day, hours=1))
    assert Attempt.objects.count() == 4
    assert len(set(Attempt.objects.values_list("key", flat=True))) == 4
    assert Collection.objects.get().stage == Collection.Stage.REMIND
    assert subjects() == [f"Your card was refused: invoice {invoice.number}, €102.85"] * 4
    first, *_others, last = Email.objects.order_by("pk")
    assert "There is not enough money in the account." in first.message
    assert "We try again on" in first.message
    assert "We do not try this card again" in last.message
    assert invoice.spoken_reference in last.message


def test_a_card_reported_lost_is_not_tried_again(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    stripe_sandbox.turn_card(CardAuthorisation.objects.get().payment_method_id, "4000000000009987")
    assert sweep(invoice, now).decline_code == "lost_card"
    assert Collection.objects.get().stage == Collection.Stage.REMIND
    assert "lost" not in Email.objects.get().message


def test_the_ladder_ends_in_a_suspension_that_payment_lifts(due: Due, now: datetime) -> None:
    invoice = due(DECLINED_LATER)
    for day in range(60):
        billing.collect(at=now + timedelta(days=day))
    number = invoice.number
    assert subjects()[4:] == [
        f"Reminder: invoice {number}, €102.85",
        f"Reminder: invoice {number}, €102.85",
        f"Last reminder: invoice {number}, €102.85",
        "Your CPS benefits are suspended",
    ]
    assert Collection.objects.get().stage == Collection.Stage.SUSPENDED
    assert Suspension.objects.standing().get().term == invoice.term
    received = Received(10285, "transfer", now)
    billing.record_payment(
        invoice=invoice, received=received, reference="bank:1", at=now + timedelta(days=70)
    )
    assert not Suspension.objects.standing().exists()


def test_a_card_that_needs_its_holder_is_not_charged_without(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(ASKS_ALWAYS)
    assert sweep(invoice, now).status == Attempt.Status.NEEDS_CUSTOMER
    billing.collect(at=now + timedelta(days=2))
    assert charged(stripe_sandbox, invoice) == []
    assert subjects() == [f"Please confirm: invoice {invoice.number}, €102.85"]
    assert f"/billing/invoices/{invoice.number}/pay/" in Email.objects.get().message


def test_its_holder_confirms_it_at_the_bank(due: Due, now: datetime, stripe_sandbox: StripeSandbox) -> None:
    invoice = due(ASKS_ALWAYS)
    sweep(invoice, now)
    attempt = billing.pay_now(invoice=invoice, at=now)
    assert attempt.is_at_customer
    again = billing.pay_now(invoice=invoice, at=now)
    assert again.pk == attempt.pk
    stripe_sandbox.visitor.approve(billing.confirmation_page(attempt=attempt))
    assert billing.ask(attempt_pk=attempt.pk, at=now)
    invoice.refresh_from_db()
    assert invoice.is_paid
    assert charged(stripe_sandbox, invoice) == [10285]


def test_who_leaves_the_banks_page_is_not_charged_later(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(ASKS_ALWAYS)
    attempt = billing.pay_now(invoice=invoice, at=now)
    page = billing.confirmation_page(attempt=attempt)
    billing.ask_due(at=now + timedelta(hours=2))
    attempt.refresh_from_db()
    assert attempt.status == Attempt.Status.VOID
    stripe_sandbox.visitor.approve(page)
    assert charged(stripe_sandbox, invoice) == []


def test_a_transfer_that_comes_while_the_customer_is_at_the_bank_gives_the_charge_up(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(ASKS_ALWAYS)
    attempt = billing.pay_now(invoice=invoice, at=now)
    received = Received(10285, "transfer", now)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=now)
    billing.ask_due(at=now + timedelta(minutes=10))
    attempt.refresh_from_db()
    assert attempt.status == Attempt.Status.VOID
    assert charged(stripe_sandbox, invoice) == []


def test_a_card_that_refuses_while_its_holder_is_here_is_said_and_not_mailed(due: Due, now: datetime) -> None:
    attempt = billing.pay_now(invoice=due(DECLINED_LATER), at=now)
    assert (attempt.status, attempt.decline_code) == (Attempt.Status.DECLINED, "generic_decline")
    assert subjects() == []


@pytest.mark.parametrize("whole_company", [True, False])
def test_a_stop_holds_everything_until_it_is_lifted(
    whole_company: bool, due: Due, company: Company, vera: User, now: datetime
) -> None:
    invoice = due()
    which = None if whole_company else invoice
    stop = billing.stop(company=company, invoice=which, why="complaint", by=vera, at=now)
    assert billing.stop(company=company, invoice=which, why="again", by=vera, at=now) == stop
    billing.collect(at=now)
    assert not Attempt.objects.exists()
    billing.go_on(stop=stop, at=now)
    assert sweep(invoice, now).status == Attempt.Status.PAID


def test_sums_above_the_ceiling_wait_for_staff(
    due: Due, vera: User, now: datetime, settings: Settings
) -> None:
    settings.CHARGE_CEILING_CENTS = 10284
    invoice = due()
    billing.collect(at=now)
    assert not Attempt.objects.exists()
    waiting = Collection.objects.to_confirm(ceiling_cents=settings.CHARGE_CEILING_CENTS).get()
    billing.confirm_charge(collection=waiting, by=vera, at=now)
    assert sweep(invoice, now).status == Attempt.Status.PAID


def test_a_new_card_is_charged_at_once_with_what_the_old_one_refused(
    due: Due, company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(DECLINED_LATER)
    sweep(invoice, now)
    later = now + timedelta(hours=1)
    card = saved_card(company, anna, later, sandbox=stripe_sandbox)
    assert sweep(invoice, later).card == card
    assert invoice.is_paid
    assert invoice.card == card


def test_a_removed_card_is_never_charged_and_the_transfer_is_asked_for(
    due: Due, company: Company, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    card = CardAuthorisation.objects.get()
    billing.remove_card(company=company, at=now)
    assert billing.purge_cards(at=now) == 1
    billing.collect(at=now + timedelta(days=1))
    invoice.refresh_from_db()
    assert not Attempt.objects.exists()
    assert (invoice.payment, invoice.card) == ("transfer", None)
    assert stripe_sandbox.store.get("payment_method", card.payment_method_id)["customer"] is None
    assert subjects() == [f"Please transfer €102.85: invoice {invoice.number}"]
    with pytest.raises(billing.NoCard):
        billing.pay_now(invoice=invoice, at=now)


def test_a_card_that_will_have_expired_is_told_of_once(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(due_on=(now + timedelta(days=10)).date())
    CardAuthorisation.objects.update(expires_month=1, expires_year=now.year)
    billing.collect(at=now)
    billing.collect(at=now + timedelta(days=1))
    assert subjects() == [f"Your card expires before invoice {invoice.number} is due"]
    assert "/billing/card/" in Email.objects.get().message


def test_an_invoice_by_transfer_is_only_reminded_of(company: Company, now: datetime) -> None:
    invoice = InvoiceFactory.create(company=company, due_on=now.date())
    for day in range(40):
        billing.collect(at=now + timedelta(days=day))
    assert [subject.split(":")[0] for subject in subjects()] == [
        *("Reminder", "Reminder", "Last reminder"),
    ]
    assert not Attempt.objects.filter(invoice=invoice).exists()


def test_a_decline_that_is_heard_after_the_transfer_came_troubles_nobody(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due(NO_FUNDS)
    stripe_sandbox.faults.add(FaultKind.CUT, on=CHARGES)
    sweep(invoice, now)
    received = Received(10285, "transfer", now)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=now)
    assert sweep(invoice, now + timedelta(minutes=1)).status == Attempt.Status.DECLINED
    assert Collection.objects.get().stage == Collection.Stage.SETTLED
    assert subjects() == [f"Paid: invoice {invoice.number}, €102.85"]


def test_one_broken_invoice_does_not_hold_up_the_others(
    due: Due, company: Company, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    broken, good = due(), due()
    with connection.cursor() as cursor:  # Its address is gone: no mail can be written.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE billing_invoice SET parties = '{}' WHERE id = %s", [broken.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    billing.collect(at=now)
    good.refresh_from_db()
    assert good.is_paid
    assert Attempt.objects.get(invoice=broken).is_open


def test_a_card_that_stripe_has_forgotten_is_given_up(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    method = stripe_sandbox.store.get("payment_method", CardAuthorisation.objects.get().payment_method_id)
    stripe_sandbox.store.save(method | {"customer": None, "_detached": True})
    assert sweep(invoice, now).status == Attempt.Status.DECLINED
    assert Collection.objects.get().stage == Collection.Stage.REMIND


def test_an_order_that_we_wrote_wrongly_is_not_said_to_be_the_cards_fault(
    due: Due, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = due()
    CardAuthorisation.objects.update(customer_id="cus_of_another_account")
    assert sweep(invoice, now).status == Attempt.Status.UNKNOWN
    assert subjects() == []
