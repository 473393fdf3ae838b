"""A country with a fee in its own money: from the sign-up to the last paper nothing turns into euros."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Company, Role, User
from billing import actions as billing
from billing import documents
from billing.models import BankEntry, CreditNote, Invoice
from points.models import Level
from sandbox.stripe import StripeSandbox
from subscriptions.models import Fee, Term
from tests.billing.scenes import reviewed_sign_up, started_term
from tests.billing.statements import Booking, Sheet
from tests.billing.test_papers import text_of
from tests.factories import CompanyFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def georgina(now: datetime) -> User:
    """The owner of a studio in London, where Silver costs £75."""
    silver = Level.objects.get(code="silver")
    long_ago = (now - timedelta(days=400)).date()
    Fee.objects.create(level=silver, country="GB", currency="GBP", amount_cents=7500, from_on=long_ago)
    studio = CompanyFactory.create(
        legal_name="Studio Ltd", country="GB", vat_number="GB980780684", city="London", language="en-gb"
    )
    return RoleFactory.create(
        user=UserFactory.create(name="Georgina", email="georgina@studio.example"), company=studio
    ).user


@pytest.fixture
def studio(georgina: User) -> Company:
    return Role.objects.get(user=georgina).company


def issued(term: Term, at: datetime) -> Invoice:
    return billing.issue(term=term, at=at)


def test_a_card_is_charged_in_pounds_and_refunded_in_pounds(
    studio: Company, georgina: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    sign_up = reviewed_sign_up(studio, georgina, now)
    card = billing.begin_card(sign_up=sign_up, by=georgina, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    invoice = issued(billing.finish_card(session_id=card.session_id, at=now), now)
    due = now + timedelta(days=31)
    billing.collect(at=due)
    billing.credit_whole(invoice=invoice, reason="Closed down", reference="gb", by=georgina, at=due)
    billing.refund_due(at=due)

    assert (invoice.gross_cents, invoice.currency, invoice.vat_cents) == (7500, "GBP", 0)
    (intent,) = stripe_sandbox.store.newest("payment_intent")
    assert (intent["amount_received"], intent["currency"]) == (7500, "gbp")
    (refund,) = stripe_sandbox.store.newest("refund")
    assert (refund["amount"], refund["currency"]) == (7500, "gbp")
    assert CreditNote.objects.get().currency == "GBP"


def test_a_transfer_in_pounds_pays_it_and_one_in_euros_is_asked_about(
    studio: Company, georgina: User, vera: User, now: datetime
) -> None:
    invoice = issued(started_term(studio, georgina, now), now)
    bookings = [Booking(7500, structured=invoice.reference, currency=currency) for currency in ("EUR", "GBP")]
    billing.take_statements(content=Sheet(tuple(bookings)).xml(), file_name="x.xml", by=vera, at=now)

    found = dict(BankEntry.objects.values_list("currency", "finding"))
    assert found == {"EUR": "currency", "GBP": "reference"}
    assert Invoice.objects.get(pk=invoice.pk).is_paid


def test_the_paper_says_pounds_and_has_no_code_for_euros(
    studio: Company, georgina: User, now: datetime
) -> None:
    invoice = issued(started_term(studio, georgina, now), now)
    text = text_of(documents.invoice_pdf(invoice))

    assert "£75.00" in text
    assert "€" not in text
    assert documents.payment_code(invoice) == ""


def test_a_part_is_credited_in_pounds(studio: Company, georgina: User, now: datetime) -> None:
    term = started_term(studio, georgina, now)
    invoice = issued(term, now)
    billing.credit_part(
        invoice=invoice, net_cents=2500, reason="Goodwill", reference="g", by=georgina, at=now
    )
    note = CreditNote.objects.get()

    assert (note.gross_cents, note.currency) == (2500, "GBP")
    assert "£25.00" in text_of(documents.credit_note_pdf(note))
    assert Invoice.objects.get(pk=invoice.pk).open_cents == 5000
