"""One function a mail."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts import browsers
from accounts.models import (
    Application,
    CaseEvent,
    ColleagueInvitation,
    Company,
    CompanyChange,
    DataRequest,
    EmailChange,
    Handover,
    JoinRequest,
    LogIn,
    User,
)
from cps_portal.lib import mail


def _absolute(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _to_applicant(template: str, application: Application, **context: Any) -> None:
    mail.send(
        f"accounts/email/{template}",
        to=application.email,
        language=application.language,
        context={"application": application, "days": settings.PROMISED_WORKING_DAYS, **context},
    )


def _to_person(template: str, user: User, **context: Any) -> None:
    mail.send(
        f"accounts/email/{template}", to=user.email, language=user.language, context={"user": user, **context}
    )


def resume_link(application: Application, *, token: str) -> None:
    _to_applicant("resume_link", application, url=_absolute("accounts:resume", token))


def received(application: Application, *, token: str) -> None:
    _to_applicant("received", application, url=_absolute("accounts:status", token))


def status_link(application: Application, *, token: str) -> None:
    _to_applicant("status_link", application, url=_absolute("accounts:status", token))


def better_document(application: Application, event: CaseEvent, *, token: str) -> None:
    _to_applicant("better_document", application, event=event, url=_absolute("accounts:status", token))


def document_reminder(application: Application, event: CaseEvent, *, token: str) -> None:
    _to_applicant("document_reminder", application, event=event, url=_absolute("accounts:status", token))


def rejected(application: Application, event: CaseEvent, *, token: str) -> None:
    _to_applicant("rejected", application, event=event, url=_absolute("accounts:status", token))


def promises_broken(lead: User, cases: Sequence[Application]) -> None:
    """Tell a lead which cases were not decided in time, with the one link to them."""
    url = f"{_absolute('admin:accounts_application_changelist')}?status=late"
    _to_person("promises_broken", lead, cases=cases, url=url)


def still_checked(application: Application) -> None:
    _to_applicant("still_checked", application)


def approved(user: User, company: Company, *, token: str) -> None:
    url = _absolute("accounts:set_password", token)
    _to_person("approved", user, company=company, url=url, days=settings.SET_PASSWORD_LINK_DAYS)


def approved_with_password(user: User, company: Company) -> None:
    _to_person("approved_with_password", user, company=company, url=_absolute("account_login"))


def new_password_link(user: User, *, token: str) -> None:
    url = _absolute("accounts:set_password", token)
    _to_person("new_password_link", user, url=url, days=settings.SET_PASSWORD_LINK_DAYS)


def reset(user: User, *, uid: str, key: str) -> None:
    url = _absolute("account_reset_password_from_key", uid, key)
    mail.send(
        "account/email/password_reset_key",
        to=user.email,
        language=user.language,
        context={"user": user, "password_reset_url": url},
    )


def new_browser(log_in: LogIn) -> None:
    with translation.override(log_in.user.language):
        browser = browsers.display(log_in.browser)
    _to_person("new_browser", log_in.user, log_in=log_in, browser=browser, url=_absolute("accounts:security"))


def security_notice(user: User, *, notice: str) -> None:
    """Tell a person what was changed about how they log in; the name of the notice is allauth's."""
    _to_person("security_notice", user, notice=notice, url=_absolute("accounts:security"))


def prove_new_email(change: EmailChange, *, token: str) -> None:
    mail.send(
        "accounts/email/prove_new_email",
        to=change.email,
        language=change.user.language,
        context={
            "user": change.user,
            "email": change.email,
            "days": settings.NEW_EMAIL_LINK_DAYS,
            "url": _absolute("accounts:new_email", token),
        },
    )


def new_email_asked(change: EmailChange) -> None:
    """Tell the old address what staff were asked for, while it can still be stopped."""
    _to_person("new_email_asked", change.user, email=change.email)


def address_in_use(holder: User) -> None:
    mail.send(
        "account/email/account_already_exists",
        to=holder.email,
        language=holder.language,
        context={"user": holder, "password_reset_url": _absolute("account_reset_password")},
    )


def email_changed(user: User, *, old: str) -> None:
    mail.send(
        "accounts/email/email_changed",
        to=old,
        language=user.language,
        context={"user": user, "email": user.email},
    )


def invited(invitation: ColleagueInvitation, *, token: str) -> None:
    _to_invited("invited", invitation, url=_absolute("accounts:invitation", token))


def invited_elsewhere(invitation: ColleagueInvitation) -> None:
    """Tell somebody whose address has an account already why the invitation brings no link."""
    _to_invited("invited_elsewhere", invitation)


def _to_invited(template: str, invitation: ColleagueInvitation, **context: Any) -> None:
    known = User.objects.filter(email=invitation.email).first()
    mail.send(
        f"accounts/email/{template}",
        to=invitation.email,
        language=known.language if known else invitation.company.language,
        context={"invitation": invitation, "days": settings.INVITATION_LINK_DAYS, **context},
    )


def joined(user: User, company: Company) -> None:
    """Tell the owner who has come in."""
    _to_person("joined", company.owner, person=user, company=company, url=_absolute("accounts:people"))


def removed(user: User, company: Company) -> None:
    _to_person("removed", user, company=company)


def offered(handover: Handover) -> None:
    _to_person("offered", handover.to, handover=handover, url=_absolute("accounts:people"))


def handed_over(handover: Handover) -> None:
    for person in (handover.by, handover.to):
        _to_person("handed_over", person, handover=handover)


def join_asked(join_request: JoinRequest) -> None:
    owner = join_request.company.owner
    _to_person("join_asked", owner, join_request=join_request, url=_absolute("accounts:people"))


def join_waits(join_request: JoinRequest) -> None:
    _to_applicant("join_waits", join_request.application)


def join_accepted(user: User, company: Company, *, token: str) -> None:
    url = _absolute("accounts:set_password", token)
    _to_person("join_accepted", user, company=company, url=url, days=settings.SET_PASSWORD_LINK_DAYS)


def join_accepted_with_password(user: User, company: Company) -> None:
    _to_person("join_accepted_with_password", user, company=company, url=_absolute("account_login"))


def join_declined(join_request: JoinRequest) -> None:
    _to_applicant("join_declined", join_request.application)


def change_approved(change: CompanyChange) -> None:
    _to_person("change_approved", change.asked_by, change=change, url=_absolute("accounts:my_account"))


def change_rejected(change: CompanyChange, *, reason: str) -> None:
    url = _absolute("accounts:company_facts")
    _to_person("change_rejected", change.asked_by, change=change, reason=reason, url=url)


def export_ready(request: DataRequest) -> None:
    url = _absolute("accounts:copy", request.pk)
    _to_person("export_ready", request.user, url=url, days=settings.EXPORT_DAYS)


def erasure_refused(request: DataRequest, *, reason: str) -> None:
    _to_person("erasure_refused", request.user, reason=reason)


def erased(user: User) -> None:
    """The last mail to an address that is about to be forgotten."""
    _to_person("erased", user)
