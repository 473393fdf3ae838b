"""What a company says of itself: most of it changes at once, what was verified goes back to a verifier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails, numbers
from accounts.actions.vat import ask_about
from accounts.models import Company, CompanyChange, User
from cps_portal.lib.errors import DomainError, StaleDecision

FREE = ("street", "postal_code", "city", "invoice_email", "language")


def facts_of(company: Company) -> dict[str, Any]:
    """Return what was verified about a company, as it stands."""
    return {name: getattr(company, name) for name in CompanyChange.FIELDS}


def change_address(*, company: Company, answers: Mapping[str, Any]) -> None:
    """Write what needs no proof."""
    Company.objects.filter(pk=company.pk).update(**{name: answers[name] for name in FREE})


def ask_for_change(*, company: Company, after: Mapping[str, Any], by: User, at: datetime) -> CompanyChange:
    """Put what is to be verified before a verifier; a change that waits already is replaced."""
    wanted = {name: after[name] for name in CompanyChange.FIELDS}
    with transaction.atomic():
        company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        before = facts_of(company)
        if wanted == before:
            raise DomainError(_("Nothing is different from what we know."))
        waiting = CompanyChange.objects.pending().filter(company=company)
        waiting.update(status=CompanyChange.Status.WITHDRAWN, decided_at=at, decided_by=by)
        if numbers.is_in_vies(wanted["vat_number"]):
            ask_about(number=wanted["vat_number"], at=at)
        return CompanyChange.objects.create(
            company=company, before=before, after=wanted, asked_by=by, asked_at=at
        )


def withdraw_change(*, company: Company, by: User, at: datetime) -> None:
    waiting = CompanyChange.objects.pending().filter(company=company)
    if not waiting.update(status=CompanyChange.Status.WITHDRAWN, decided_at=at, decided_by=by):
        raise _decided()


def approve_change(*, change: CompanyChange, by: User, at: datetime) -> None:
    """Write the new facts, unless the company is not what it was when they were asked for."""
    with transaction.atomic():
        company = Company.objects.select_for_update(no_key=True).get(pk=change.company_id)
        _decide(change, CompanyChange.Status.APPROVED, by=by, at=at)
        if facts_of(company) != change.before:
            raise StaleDecision(_("The company has changed since. Reject this change and ask for a new one."))
        Company.objects.filter(pk=company.pk).update(**change.after)
        emails.change_approved(change)


def reject_change(*, change: CompanyChange, by: User, reason: str, at: datetime) -> None:
    with transaction.atomic():
        _decide(change, CompanyChange.Status.REJECTED, by=by, at=at, reason=reason)
        emails.change_rejected(change, reason=reason)


def _decide(change: CompanyChange, status: CompanyChange.Status, **details: Any) -> None:
    at, by, reason = details["at"], details["by"], details.get("reason", "")
    pending = CompanyChange.objects.pending().filter(pk=change.pk)
    if not pending.update(status=status, decided_at=at, decided_by=by, reason=reason):
        raise _decided()


def _decided() -> StaleDecision:
    return StaleDecision(_("This change has been decided or withdrawn already."))
