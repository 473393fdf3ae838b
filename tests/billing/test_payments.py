"""What was paid, part paid, taken back; and what follows from it."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from billing import actions as billing
from billing.actions import PaymentTaken, Received
from billing.models import Invoice, Payment
from subscriptions import actions as subscriptions
from subscriptions.models import Suspension
from tests.factories import InvoiceFactory, RoleFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice() -> Invoice:
    """€102.85 for a Silver year."""
    term = TermFactory.create()
    RoleFactory.create(company=term.subscription.company)
    return InvoiceFactory.create(company=term.subscription.company, term=term)


def pay(invoice: Invoice, cents: int, reference: str, at: datetime) -> Payment:
    payment = billing.record_payment(
        invoice=invoice, received=Received(cents, "transfer", at), reference=reference, at=at
    )
    invoice.refresh_from_db()
    return payment


def test_an_invoice_is_paid_when_nothing_is_open_any_more(invoice: Invoice, at: datetime) -> None:
    pay(invoice, 10000, "bank:1", at)
    assert (invoice.paid_at, invoice.open_cents) == (None, 285)
    pay(invoice, 285, "bank:2", at + timedelta(days=1))
    assert (invoice.paid_at, invoice.open_cents) == (at + timedelta(days=1), 0)


def test_the_same_payment_twice_is_the_first_one(invoice: Invoice, at: datetime) -> None:
    first = pay(invoice, 10285, "bank:1", at)
    assert pay(invoice, 10285, "bank:1", at + timedelta(days=1)) == first
    assert invoice.open_cents == 0


@pytest.mark.parametrize(("cents", "method"), [(10284, "transfer"), (10285, "card")])
def test_a_reference_never_means_two_payments(
    cents: int, method: str, invoice: Invoice, at: datetime
) -> None:
    pay(invoice, 10285, "bank:1", at)
    with pytest.raises(PaymentTaken):
        billing.record_payment(
            invoice=invoice, received=Received(cents, method, at), reference="bank:1", at=at
        )


def test_a_payment_that_went_back_opens_the_invoice_again(invoice: Invoice, at: datetime) -> None:
    pay(invoice, 10285, "bank:1", at)
    pay(invoice, -10285, "bank:1:returned", at)
    assert (invoice.paid_at, invoice.open_cents) == (None, 10285)


def test_more_than_was_owed_is_kept_as_it_came(invoice: Invoice, at: datetime) -> None:
    pay(invoice, 20000, "bank:1", at)
    assert invoice.is_paid
    assert invoice.open_cents == -9715


def test_payment_lifts_the_suspension_that_the_invoice_brought(invoice: Invoice, at: datetime) -> None:
    assert invoice.term
    subscriptions.suspend(term=invoice.term, reference=f"invoice:{invoice.pk}", at=at)
    subscriptions.suspend(term=invoice.term, reference="invoice:another", at=at)
    pay(invoice, 10285, "bank:1", at + timedelta(days=1))
    assert [one.reference for one in Suspension.objects.standing()] == ["invoice:another"]


def test_the_first_day_of_payment_stays(invoice: Invoice, at: datetime) -> None:
    pay(invoice, 10285, "bank:1", at)
    pay(invoice, 100, "bank:2", at + timedelta(days=5))
    assert invoice.paid_at == at


@pytest.mark.parametrize(
    "change", ["UPDATE billing_payment SET amount_cents = 1", "DELETE FROM billing_payment"]
)
def test_a_payment_is_neither_changed_nor_deleted(change: str, invoice: Invoice, at: datetime) -> None:
    pay(invoice, 10285, "bank:1", at)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute(change)
