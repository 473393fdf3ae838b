"""Where the events come from: each source is a query of the same four columns, so that one UNION holds them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, JSONObject, Left
from post_office.models import Email

from accounts.models import Application, CaseEvent, Company, Role
from billing.models import CardAuthorisation, Invoice
from points.models import Entry
from products.models import Registration
from subscriptions.models import (
    Acceptance,
    Fall,
    Invitation,
    LevelPermit,
    MembershipNumber,
    RenewalChoice,
    Suspension,
    Term,
    Withdrawal,
)
from support.models import TicketEvent
from support.timeline.kinds import Kind

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Source:
    """One sort of event: its filter, the right that it takes to read it, and its rows."""

    event: str
    kind: Kind
    permission: str
    rows: Callable[[Company], Rows]

    def columns(self, company: Company) -> Rows:
        return self.rows(company).values_list("event", "happened_at", "row", "told")


SOURCES: list[Source] = []


def source(kind: Kind, permission: str) -> Callable[[Callable[[Company], Rows]], Callable[[Company], Rows]]:
    """Enter a query into the table of sources; its name is the name of the event."""

    def enter(rows: Callable[[Company], Rows]) -> Callable[[Company], Rows]:
        SOURCES.append(Source(rows.__name__, kind, permission, rows))
        return rows

    return enter


def _told(event: str, rows: Rows, at: str, **facts: Any) -> Rows:
    told: Rows = rows.order_by().annotate(
        event=Value(event, CharField()),
        happened_at=F(at),
        row=Cast("pk", CharField()),
        told=JSONObject(**facts),
    )
    return told


@source(Kind.ACCOUNT, "accounts.view_application")
def case(company: Company) -> Rows:
    steps = CaseEvent.objects.filter(application__company=company)
    return _told(
        "case",
        steps,
        "at",
        act="act",
        application="application_id",
        by="by__name",
        reason="reason",
        text="public_text",
        note="private_note",
    )


@source(Kind.ACCOUNT, "accounts.view_company")
def person(company: Company) -> Rows:
    roles = Role.objects.filter(company=company)
    return _told("person", roles, "since_at", name="user__name", email="user__email", role="kind")


@source(Kind.GEAR, "products.view_registration")
def registered(company: Company) -> Rows:
    return _gear("registered", Registration.objects.filter(company=company), "registered_at")


@source(Kind.GEAR, "products.view_registration")
def ended(company: Company) -> Rows:
    return _gear("ended", Registration.objects.filter(company=company).exclude(ended_at=None), "ended_at")


def _gear(event: str, gear: Rows, at: str) -> Rows:
    return _told(
        event,
        gear,
        at,
        product="product__name",
        serial="serial",
        points="points",
        complete="completed_at",
        ended="ended_at",
        end="end",
        by="registered_by__name",
    )


@source(Kind.POINTS, "points.view_entry")
def points(company: Company) -> Rows:
    entries = Entry.objects.filter(company=company)
    return _told(
        "points",
        entries,
        "recorded_at",
        amount="amount",
        sentence="sentence",
        facts="facts",
        by="by__name",
    )


@source(Kind.MEMBERSHIP, "subscriptions.view_term")
def term(company: Company) -> Rows:
    terms = Term.objects.filter(subscription__company=company)
    return _told(
        "term",
        terms,
        "created_at",
        level="level__name",
        starts_on="starts_on",
        ends_on="ends_on",
        cut="cut",
        fee_cents="fee_cents",
        currency="currency",
        payment="payment",
    )


@source(Kind.MEMBERSHIP, "subscriptions.view_term")
def cut(company: Company) -> Rows:
    terms = Term.objects.filter(subscription__company=company).cut_short()
    return _told("cut", terms, "cut_at", level="level__name", cut="cut")


@source(Kind.MEMBERSHIP, "subscriptions.view_suspension")
def suspended(company: Company) -> Rows:
    suspensions = Suspension.objects.filter(term__subscription__company=company)
    return _told("suspended", suspensions, "from_at", reference="reference")


@source(Kind.MEMBERSHIP, "subscriptions.view_suspension")
def restored(company: Company) -> Rows:
    lifted = Suspension.objects.filter(term__subscription__company=company).exclude(until_at=None)
    return _told("restored", lifted, "until_at", reference="reference")


@source(Kind.MEMBERSHIP, "subscriptions.view_renewalchoice")
def choice(company: Company) -> Rows:
    choices = RenewalChoice.objects.filter(subscription__company=company)
    return _told("choice", choices, "at", act="act", level="level__name", by="by__name")


@source(Kind.MEMBERSHIP, "subscriptions.view_withdrawal")
def proposed(company: Company) -> Rows:
    withdrawals = Withdrawal.objects.filter(subscription__company=company)
    return _told("proposed", withdrawals, "proposed_at", reason="reason", note="note", by="proposed_by__name")


@source(Kind.MEMBERSHIP, "subscriptions.view_withdrawal")
def decided(company: Company) -> Rows:
    withdrawals = Withdrawal.objects.filter(subscription__company=company).exclude(decided_at=None)
    return _told("decided", withdrawals, "decided_at", status="status", by="decided_by__name")


@source(Kind.MEMBERSHIP, "subscriptions.view_levelpermit")
def permitted(company: Company) -> Rows:
    permits = LevelPermit.objects.filter(company=company)
    return _told(
        "permitted",
        permits,
        "at",
        level="level__name",
        until_on="until_on",
        reason="reason",
        by="by__name",
    )


@source(Kind.POINTS, "subscriptions.view_fall")
def fell(company: Company) -> Rows:
    falls = Fall.objects.filter(term__subscription__company=company)
    return _told("fell", falls, "fell_at", points="points", level="term__level__name")


@source(Kind.MEMBERSHIP, "subscriptions.view_membershipnumber")
def number(company: Company) -> Rows:
    numbers = MembershipNumber.objects.filter(company=company)
    return _told("number", numbers, "since_at", number="number", kind="kind")


@source(Kind.MEMBERSHIP, "subscriptions.view_term")
def invited(company: Company) -> Rows:
    return _told(
        "invited",
        Invitation.objects.filter(company=company).exclude(sent_at=None),
        "sent_at",
        points="points",
    )


@source(Kind.MEMBERSHIP, "subscriptions.view_term")
def accepted(company: Company) -> Rows:
    acceptances = Acceptance.objects.filter(company=company)
    return _told("accepted", acceptances, "at", version="terms__version", by="by__name")


@source(Kind.MONEY, "billing.view_invoice")
def issued(company: Company) -> Rows:
    return _paper("issued", Invoice.objects.filter(company=company), "issued_at")


@source(Kind.MONEY, "billing.view_invoice")
def paid(company: Company) -> Rows:
    return _paper("paid", Invoice.objects.filter(company=company).exclude(paid_at=None), "paid_at")


def _paper(event: str, invoices: Rows, at: str) -> Rows:
    return _told(
        event,
        invoices,
        at,
        number="number",
        gross_cents="gross_cents",
        currency="currency",
        due_on="due_on",
        paid="paid_at",
        payment="payment",
    )


@source(Kind.MONEY, "billing.view_cardauthorisation")
def card(company: Company) -> Rows:
    cards = CardAuthorisation.objects.filter(company=company).exclude(authorised_at=None)
    return _told("card", cards, "authorised_at", brand="brand", last_four="last_four", by="by__name")


@source(Kind.QUESTIONS, "support.view_ticket")
def question(company: Company) -> Rows:
    """What was said about a question; who may see it sees the notes of colleagues, too."""
    said = TicketEvent.objects.filter(ticket__company=company).that_matter()
    beginning = Left("text", 200)
    facts = {"ticket": "ticket_id", "subject": "ticket__subject", "status": "ticket__status"}
    return _told("question", said, "at", act="act", by="by__name", text=beginning, **facts)


@source(Kind.MAIL, "post_office.view_email")
def mail(company: Company) -> Rows:
    """The mails to every address that the company gave us, its people's and those on its papers."""
    own = [address for address in (company.invoice_email, company.old_cps_email) if address]
    mails = Email.objects.filter(
        Q(to__in=Role.objects.filter(company=company).values("user__email"))
        | Q(to__in=Application.objects.filter(company=company).values("email"))
        | Q(to__in=own)
    )
    return _told("mail", mails, "created", subject="subject", to="to", status="status")
