"""Requests about personal data, done by the app that may read everything."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Company, DataRequest
from billing.models import Invoice
from cps_portal.lib import clock, mail, queue
from products import actions as products
from subscriptions.models import Term
from support.helpdesk.actions.purging import purge_tickets_of, purge_tickets_of_company
from support.members.actions.notes import purge_notes
from support.operations import personal_data


def complete_data_requests(*, at: datetime) -> int:
    """Do what was asked, each request under its own lock, and return how many they were."""
    due = DataRequest.objects.due().select_related("user", "company")
    return queue.sweep(due, lambda request: VERBS[DataRequest.Kind(request.kind)](request, at))


def _export(request: DataRequest, at: datetime) -> None:
    content = personal_data.packed(user=request.user, company=request.company)
    accounts.hand_out(request=request, content=content, at=at)


def _erase_person(request: DataRequest, at: datetime) -> None:
    accounts.close_data_request(request=request, at=at)
    mail.forget(request.user.email)
    purge_tickets_of(user=request.user, at=at)
    accounts.erase_person(user=request.user, at=at)


def _erase_company(request: DataRequest, at: datetime) -> None:
    company = request.company
    if company is None:
        raise ValueError("The erasure of a company names none.")
    with translation.override(request.user.language):
        why = why_not_erasable(company, at=at)
    if why:
        accounts.refuse_data(request=request, reason=why, at=at)
        return
    accounts.close_data_request(request=request, at=at)
    for address in {role.user.email for role in company.roles.select_related("user")}:
        mail.forget(address)
    if company.invoice_email:
        mail.forget(company.invoice_email)
    purge_notes(company=company)
    products.end_all(company=company, at=at)
    purge_tickets_of_company(company=company, at=at)
    products.purge_proofs(company=company, at=at)
    accounts.erase_company(company=company, at=at)


def why_not_erasable(company: Company, *, at: datetime) -> str:
    """Return what stands in the way of a company's erasure, in words; nothing where nothing does."""
    running = Term.objects.of(company).not_over(on=clock.on(at)).order_by("-ends_on").first()
    if running is not None:
        day = date_format(running.expires_on, "DATE_FORMAT")
        return _("The membership of %(company)s runs until %(day)s.") % {"company": company, "day": day}
    unpaid = Invoice.objects.filter(company=company).unpaid().order_by("pk").first()
    if unpaid is not None:
        return _("Invoice %(number)s is not paid yet.") % {"number": unpaid.number}
    return ""


VERBS = {
    DataRequest.Kind.EXPORT: _export,
    DataRequest.Kind.ERASE_PERSON: _erase_person,
    DataRequest.Kind.ERASE_COMPANY: _erase_company,
}
