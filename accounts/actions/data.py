"""Copies and erasure of personal data: asked for here, done by the app that may read everything."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.safety import end_sessions
from accounts.models import (
    Application,
    AskedMail,
    ColleagueInvitation,
    Company,
    CompanyChange,
    DataRequest,
    Handover,
    Role,
    User,
)
from cps_portal.lib.errors import DomainError

ERASED_DOMAIN = "erased.invalid"


def ask_for_data(*, kind: DataRequest.Kind, user: User, company: Company | None, at: datetime) -> DataRequest:
    """Write a request about somebody's data down; asking twice asks once."""
    if kind == DataRequest.Kind.ERASE_PERSON and _owns_a_company(user):
        raise DomainError(
            _("You own a company here. Hand it over to a colleague first, or have the company erased.")
        )
    request, _is_new = DataRequest.objects.get_or_create(
        user=user, kind=kind, done_at=None, defaults={"company": company, "asked_at": at}
    )
    return request


def _owns_a_company(user: User) -> bool:
    return Role.objects.filter(user=user, kind=Role.Kind.OWNER).exists()


def hand_out(*, request: DataRequest, content: bytes, at: datetime) -> None:
    """Keep the copy for some days and mail its person where to fetch it."""
    request.expires_at = at + timedelta(days=settings.EXPORT_DAYS)
    request.done_at = at
    request.file.save(f"{request.pk}.zip", ContentFile(content), save=False)
    request.save(update_fields=["expires_at", "done_at", "file"])
    emails.export_ready(request)


def close_data_request(*, request: DataRequest, at: datetime) -> None:
    DataRequest.objects.filter(pk=request.pk).update(done_at=at)


def refuse_data(*, request: DataRequest, reason: str, at: datetime) -> None:
    """Close a request that cannot be fulfilled now, and say why."""
    DataRequest.objects.filter(pk=request.pk).update(done_at=at, refusal=reason)
    emails.erasure_refused(request, reason=reason)


def purge_copies(*, at: datetime) -> int:
    """Delete the copies that nobody may fetch any more, and return how many they were."""
    expired = list(DataRequest.objects.expired(at=at)[:500])
    for request in expired:
        file = request.file
        DataRequest.objects.filter(pk=request.pk).update(file="")
        file.storage.delete(str(file.name))
    return len(expired)


def erase_person(*, user: User, at: datetime) -> None:
    """Take a person's name out of everything; what they did stays, without who it was."""
    email = user.email
    with transaction.atomic():
        emails.erased(user)
        Role.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        for own in (user.log_ins, user.links, user.email_changes):
            own.all().delete()
        Handover.objects.standing().filter(to=user).update(ended_at=at)
        AskedMail.objects.filter(email=email).delete()
        ColleagueInvitation.objects.filter(email=email).delete()
        _purge_applicant(email)
        end_sessions(user=user, but=None, at=at)
        user.set_unusable_password()
        user.email = f"erased-{user.pk}@{ERASED_DOMAIN}"
        user.name, user.phone, user.is_active = "", "", False
        user.save(update_fields=["password", "email", "name", "phone", "is_active"])


def _purge_applicant(email: str) -> None:
    for application in Application.objects.filter(email=email).prefetch_related("documents"):
        files = [document.file for document in application.documents.all() if document.file]
        application.documents.update(name="", file="")
        Application.objects.filter(pk=application.pk).update(
            contact_name="", phone="", email=f"erased-a{application.pk}@{ERASED_DOMAIN}"
        )
        for file in files:
            file.storage.delete(str(file.name))


def erase_company(*, company: Company, at: datetime) -> None:
    """Take a company's name and numbers away and erase its people; invoices keep what they say."""
    nothing = {"legal_name": "", "vat_number": "", "registration_number": "", "street": "", "postal_code": ""}
    nothing |= {"city": "", "invoice_email": "", "old_cps_email": ""}
    with transaction.atomic():
        people = [role.user for role in company.roles.select_related("user")]
        for user in people:
            erase_person(user=user, at=at)
        company.colleague_invitations.all().delete()
        company.join_requests.standing().delete()
        CompanyChange.objects.filter(company=company).delete()
        Application.objects.filter(company=company).update(**nothing)
        Company.objects.filter(pk=company.pk).update(**nothing)
