"""A member to whom everything has happened that the timeline can tell."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

from accounts import models as accounts
from accounts.models import Application, CaseEvent, Company, EmailChange, User
from billing import models as billing
from cps_portal.lib import mail
from points import actions as points
from points.actions import Wanted
from points.cause import Cause
from points.models import Level
from products import models as products
from subscriptions import models as subscriptions
from subscriptions.models import Term
from support.audit import actions as support
from support.lookup.models import LookUp
from support.members.models import Deed, Note
from tests import factories
from tests.support.scenes import ask


def live_through_everything(term: Term, *, anna: User, staff: User, at: datetime) -> Company:
    """Let one thing of every sort happen to the company whose membership this is."""
    company = term.subscription.company
    _account(company, anna, staff, at)
    _gear(company, anna, at)
    vera = factories.StaffFactory.create(name="Vera Verifier")
    _points(term, staff, vera, at)
    _membership(term, anna, staff, vera, at)
    invoice = _charges(company, anna, at)
    _decisions(invoice, staff, at)
    mail.write(EmailMultiAlternatives("Welcome to CPS", "Hello", "no@cps.example", [anna.email]))
    ask(company, anna, at=at)
    Note.objects.create(company=company, text="Prefers to be called.", by=staff, at=at, key=uuid4())
    Deed.objects.create(
        key=uuid4(), act="send-again", company=company, about="1", reason="Lost.", by=staff, at=at
    )
    LookUp.objects.create(by=staff, at=at, purpose="call", company=company)
    support.begin_viewing(role=anna.role, purpose="call", reason="Finds no card.", by=staff, at=at)
    return company


def _account(company: Company, anna: User, staff: User, at: datetime) -> None:
    later = at + timedelta(days=1)
    case = factories.SubmittedApplicationFactory.create(
        company=company, status=Application.Status.APPROVED, email=anna.email
    )
    CaseEvent.objects.create(
        application=case, act=CaseEvent.Act.ASKED, at=at, reason="unreadable", private_note="Scan was black."
    )
    accounts.Look.objects.create(by=staff, application=case, at=at)
    accounts.VatCheck.objects.create(
        number=company.vat_number, status="valid", created_at=at, due_at=at, answered_at=at
    )
    facts = {"before": {"legal_name": "SIA Studija"}, "after": {"legal_name": "SIA Bērziņa Studija"}}
    decision = {"status": "approved", "decided_by": staff, "decided_at": later}
    accounts.CompanyChange.objects.create(company=company, asked_by=anna, asked_at=at, **facts, **decision)
    accounts.DataRequest.objects.create(kind="export", user=anna, company=company, asked_at=at, done_at=later)
    accounts.JoinRequest.objects.create(
        application=factories.SubmittedApplicationFactory.create(status="joining"),
        company=company,
        status="approved",
        asked_at=at,
        decided_at=later,
        decided_by=anna,
    )
    ends = {"expires_at": at + timedelta(days=14)}
    accounts.ColleagueInvitation.objects.create(
        company=company, email="otto@studio.example", kind="colleague", by=anna, invited_at=at, **ends
    )
    otto = factories.UserFactory.create(name="Otto Ozols")
    accounts.Handover.objects.create(company=company, by=otto, to=anna, offered_at=at, accepted_at=later)
    check = {"by": staff, "evidence": EmailChange.Evidence.CALLED_BACK, "reason": "Old mailbox is closed."}
    EmailChange.objects.create(user=anna, email="a@new.example", asked_at=at, used_at=later, **ends, **check)


def _gear(company: Company, anna: User, at: datetime) -> None:
    sold = factories.RegistrationFactory.create(
        company=company,
        product__name="EOS R3",
        serial="0123456789",
        registered_at=at,
        ended_at=at,
        end="sold",
    )
    products.GearEvent.objects.create(
        registration=sold, kind="corrected", at=at, by=anna, facts={"dealer": ["", "Foto Riga"]}
    )
    wanted = factories.RegistrationFactory.create(company__legal_name="SIA Cita")
    products.Transfer.objects.create(
        given=sold,
        wanted=wanted,
        serial="0123456789",
        status="declined",
        asked_at=at,
        asked_by=anna,
        answer_until=at,
        settled_at=at,
        reason="The invoice is ours.",
    )
    facts: dict[str, Any] = {"heading": [], "total": 3, "state": "done"}
    products.GearFile.objects.create(company=company, by=anna, name="gear.csv", uploaded_at=at, **facts)


def _points(term: Term, staff: User, vera: User, at: datetime) -> None:
    company = term.subscription.company
    cause = Cause("Registered %(product)s", {"product": "EOS R3"})
    points.credit(company=company, amount=580, reference="story:1", cause=cause, at=at)
    correction = points.propose_correction(
        company=company, wanted=Wanted(900, "A gift."), key=uuid4(), by=staff, at=at
    )
    points.refuse_correction(correction=correction, note="No gifts.", by=vera, at=at)
    subscriptions.Fall.objects.create(term=term, points=480, fell_at=at)


def _membership(term: Term, anna: User, staff: User, vera: User, at: datetime) -> None:
    company, subscription = term.subscription.company, term.subscription
    factories.TermFactory.create(
        subscription=subscription,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 1),
        promised_until=date(2026, 1, 1),
        cut="upgraded",
        cut_at=at,
    )
    subscriptions.Suspension.objects.create(term=term, reference="invoice:1", from_at=at, until_at=at)
    subscriptions.RenewalChoice.objects.create(subscription=subscription, act="cancelled", by=anna, at=at)
    subscriptions.Withdrawal.objects.create(
        subscription=subscription,
        reason="request",
        note="Asked for on the phone.",
        status="rejected",
        proposed_by=staff,
        proposed_at=at,
        decided_by=vera,
        decided_at=at,
    )
    subscriptions.LevelPermit.objects.create(
        company=company,
        level=Level.objects.get(code="gold"),
        reason="Loyal.",
        from_on=at.date(),
        until_on=at.date() + timedelta(days=9),
        by=staff,
        at=at,
    )
    subscriptions.Invitation.objects.create(company=company, points=580, crossed_at=at, sent_at=at)
    terms = subscriptions.Terms.objects.current(at=at)
    subscriptions.Acceptance.objects.create(company=company, terms=terms, by=anna, at=at)


def _charges(company: Company, anna: User, at: datetime) -> billing.Invoice:
    invoice = factories.InvoiceFactory.create(
        company=company, number="2026-000017", issued_at=at, paid_at=at + timedelta(days=2)
    )
    card = factories.CardAuthorisationFactory.create(
        company=company,
        by=anna,
        status="removed",
        payment_method_id="pm_1",
        brand="visa",
        last_four="4242",
        authorised_at=at,
        removed_at=at,
    )
    money = {"invoice": invoice, "amount_cents": 10285}
    billing.Payment.objects.create(
        **money, method="card", reference="stripe:pi_1", received_at=at, recorded_at=at
    )
    billing.Attempt.objects.create(
        **money,
        card=card,
        kind="off_session",
        currency="EUR",
        key="k1",
        status="declined",
        decline_code="insufficient_funds",
        started_at=at,
        settled_at=at,
    )
    billing.Refund.objects.create(
        **money, method="card", status="done", reference="r1", key="k2", requested_at=at, settled_at=at
    )
    billing.Dispute.objects.create(
        **money, dispute_id="dp_1", reason="fraudulent", status="needs_response", opened_at=at, changed_at=at
    )
    return invoice


def _decisions(invoice: billing.Invoice, staff: User, at: datetime) -> None:
    company = invoice.company
    billing.Stop.objects.create(
        company=company, why="Talks with the owner.", by=staff, from_at=at, until_at=at
    )
    billing.Extension.objects.create(
        invoice=invoice,
        before_on=invoice.due_on,
        until_on=invoice.due_on + timedelta(days=20),
        reason="Flood.",
        by=staff,
        at=at,
    )
    billing.CreditNote.objects.create(
        invoice=invoice,
        seller=invoice.seller,
        number="C2026-000001",
        company=company,
        reference="staff:1",
        reason="Goodwill.",
        language="en-gb",
        parties=invoice.parties,
        currency="EUR",
        net_cents=1000,
        vat_cents=210,
        gross_cents=1210,
        issued_at=at,
        issued_on=at.date(),
    )
