"""The copy of somebody's data: what every app keeps about a person and their company, and the files they uploaded."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.files import FieldFile
from post_office.models import Email

from accounts.access import rights_of
from accounts.models import Application, CaseEvent, Company, Document, LogIn, Role, User
from billing.models import CardAuthorisation, Invoice
from cps_portal.lib.mail_redaction import without_secrets
from points.models import Entry
from products.models import Proof, Registration
from subscriptions.models import Acceptance, MembershipNumber, SignUp, Term
from support.helpdesk.models import Ticket, TicketFile

# Secrets and keys of our own: they say nothing about anybody, and open doors.
NOT_HANDED_OUT = {"password", "session_stamp", "digest", "key", "device", "is_superuser", "file", "pdf"}
Rows = list[dict[str, Any]]


def packed(*, user: User, company: Company | None) -> bytes:
    """Return the ZIP file: `data.json`, and the uploaded files beside it."""
    tickets = _tickets(user, company)
    parts: dict[str, Any] = {"person": _person(user), "questions": [_question(one) for one in tickets]}
    if company is not None:
        cases = _cases(user, company)
        parts |= {"company": _row(company), "applications": _applications(cases), **_doings(company)}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        for folder, paper in _papers(user, company, tickets):
            archive.writestr(f"{folder}/{paper.pk}-{paper.name}", _content(paper.file))
    return file.getvalue()


def _papers(
    user: User, company: Company | None, tickets: QuerySet[Ticket]
) -> Iterator[tuple[str, Document | Proof | TicketFile]]:
    """Every file that was uploaded and is still kept, with the folder that it goes into."""
    for sent in TicketFile.objects.filter(event__ticket__in=tickets).exclude(file=""):
        yield "questions", sent
    if company is not None:
        for document in Document.objects.filter(application__in=_cases(user, company)).exclude(file=""):
            yield "documents", document
        for proof in Proof.objects.filter(registration__company=company).exclude(file=""):
            yield "proofs", proof


def _content(file: FieldFile) -> bytes:
    with file.open() as opened:
        return bytes(opened.read())


def _row(thing: Model) -> dict[str, Any]:
    fields = [field for field in thing._meta.concrete_fields if field.name not in NOT_HANDED_OUT]
    return {field.name: field.value_from_object(thing) for field in fields}


def _rows(things: QuerySet[Any]) -> Rows:
    return [_row(thing) for thing in things.order_by("pk")]


def _person(user: User) -> dict[str, Any]:
    mails = Email.objects.filter(to=user.email).order_by("pk")
    return {
        **_row(user),
        "log_ins": _rows(LogIn.objects.filter(user=user)),
        "mails": [
            {"at": mail.created, "subject": mail.subject, "text": without_secrets(mail.message)}
            for mail in mails
        ],
    }


def _cases(user: User, company: Company) -> QuerySet[Application]:
    """The applications that are the person's own; the owner's copy holds the company's, too."""
    own = Q(email=user.email)
    if _is_owner(user, company):
        own |= Q(company=company)
    return Application.objects.filter(own)


def _is_owner(user: User, company: Company) -> bool:
    role = Role.objects.filter(user=user, company=company).first()
    return role is not None and rights_of(role).people


def _tickets(user: User, company: Company | None) -> QuerySet[Ticket]:
    """The questions that the person asked; the owner's copy holds those of colleagues, too."""
    own = Q(by=user)
    if company is not None and _is_owner(user, company):
        own |= Q(company=company)
    return Ticket.objects.filter(own).order_by("pk")


def _question(ticket: Ticket) -> dict[str, Any]:
    """A question as the customer reads it, with what was said; notes of ours stay with us."""
    said = ticket.events.public().order_by("pk").values("act", "at", "by__name", "text")
    files = TicketFile.objects.filter(event__ticket=ticket).order_by("pk").values("name", "sha256")
    return {**_row(ticket), "number": ticket.number, "said": list(said), "files": list(files)}


def _applications(cases: QuerySet[Application]) -> Rows:
    """Each case with what its applicant was told; private notes of ours are not about the applicant alone."""
    told = ("act", "at", "reason", "public_text")
    return [
        {
            **_row(case),
            "documents": _rows(case.documents.all()),
            "history": list(CaseEvent.objects.filter(application=case).order_by("pk").values(*told)),
        }
        for case in cases.order_by("pk")
    ]


def _doings(company: Company) -> dict[str, Any]:
    invoices = Invoice.objects.filter(company=company).order_by("pk").prefetch_related("lines")
    return {
        "people": list(
            Role.objects.filter(company=company).order_by("pk").values("user__name", "kind", "since_at")
        ),
        "gear": [
            {**_row(one), "model": str(one.product)}
            for one in Registration.objects.of(company).select_related("product").order_by("pk")
        ],
        "points": _rows(Entry.objects.filter(company=company)),
        "membership_numbers": _rows(MembershipNumber.objects.filter(company=company)),
        "sign_ups": _rows(SignUp.objects.filter(company=company)),
        "accepted_terms": _rows(Acceptance.objects.filter(company=company)),
        "terms": _rows(Term.objects.of(company)),
        "invoices": [{**_row(one), "lines": _rows(one.lines.all())} for one in invoices],
        "cards": _rows(CardAuthorisation.objects.filter(company=company)),
    }
