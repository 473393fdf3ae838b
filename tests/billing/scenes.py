"""What has happened before the stories about money begin."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Company, User, VatCheck
from billing import actions as billing
from billing.models import CardAuthorisation, Invoice
from points import actions as points
from points.cause import Cause
from points.models import Level
from sandbox.stripe import StripeSandbox
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term, Terms
from tests.factories import InvoiceFactory, TermFactory


def reviewed_sign_up(company: Company, by: User, at: datetime, *, level: str = "silver") -> SignUp:
    """A company that has gear enough, has accepted the terms, chosen a level and reviewed everything."""
    chosen = Level.objects.get(code=level)
    points.credit(
        company=company,
        amount=chosen.minimum + 80,
        reference=f"gear:{company.pk}",
        cause=Cause("gear"),
        at=at,
    )
    subscriptions.accept_terms(company=company, by=by, terms=Terms.objects.current(at=at), at=at)
    sign_up = subscriptions.begin_sign_up(company=company, by=by, at=at)
    sign_up = subscriptions.choose_level(sign_up=sign_up, level=chosen, at=at)
    return subscriptions.review(sign_up=sign_up, purchase_order="PO 4711", at=at)


def started_term(company: Company, by: User, at: datetime, *, level: str = "silver") -> Term:
    """A membership that is to be paid by bank transfer, not invoiced yet."""
    sign_up = reviewed_sign_up(company, by, at, level=level)
    return subscriptions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)


def vies_answered(number: str, at: datetime, *, status: str = VatCheck.Status.VALID) -> VatCheck:
    return VatCheck.objects.create(
        number=number,
        status=status,
        created_at=at,
        due_at=at,
        answered_at=at,
        consultation_number="WAPIAAAAX",
    )


def saved_card(
    company: Company, by: User, at: datetime, *, sandbox: StripeSandbox, number: str = "4242424242424242"
) -> CardAuthorisation:
    """A card that the company has put in, through Stripe's page."""
    visit = billing.begin_change(company=company, by=by, at=at)
    sandbox.visitor.save_card(visit.url, number)
    return billing.finish_change(session_id=visit.session_id, at=at)


def invoice_by_card(card: CardAuthorisation, at: datetime, **facts: Any) -> Invoice:
    """€102.85 that are to be charged today, for a Silver year."""
    company = card.company
    begun = Term.objects.of(company).first()
    term = begun or TermFactory.create(subscription__company=company, payment="card")
    days = {"issued_on": (at - timedelta(days=30)).date(), "due_on": at.date()}
    taken = Invoice.objects.filter(term=term).exists()
    wanted = {"payment": "card", "card": card, "term": None if taken else term, **days, **facts}
    return InvoiceFactory.create(company=company, **wanted)


def charged(sandbox: StripeSandbox, invoice: Invoice) -> list[int]:
    """What Stripe's own books say was taken for an invoice."""
    intents = sandbox.store.newest("payment_intent")
    return [
        intent["amount_received"]
        for intent in intents
        if intent["metadata"].get("invoice") == invoice.number and intent["status"] == "succeeded"
    ]
